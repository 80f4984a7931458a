# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Seed files (RAND_load_file(3)) and the holder of Diffie-Hellman parameters (DH_get0_pqg(3)): what programs still call by habit."""
import os
import stat

from differential import diff

CDEF = """
int RAND_load_file(const char *, long); int RAND_write_file(const char *); const char *RAND_file_name(char *, size_t);
void *DH_new(void); int DH_up_ref(void *); void DH_free(void *); int DH_set0_pqg(void *, void *, void *, void *);
void DH_get0_pqg(const void *, const void **, const void **, const void **);
void *BN_new(void); void BN_free(void *); int BN_set_word(void *, unsigned long long); unsigned long long BN_get_word(const void *);
"""


def load(t, file, most):
    return [t.crypto.RAND_load_file(file.encode(), most), t.errors()]


def test_load(tmp_path):
    for n in (0, 5, 1024, 5000):
        (tmp_path / str(n)).write_bytes(b"x" * n)
    files = [*(str(tmp_path / str(n)) for n in (0, 5, 1024, 5000)), "/dev/zero", "/dev/null", str(tmp_path), str(tmp_path / "nosuch")]
    for file in files:
        for most in (-1, 0, 1, 100, 1023, 1024, 1025, 9999):
            diff.crypto_same(load, file, most)


def write(t, file, before):
    os.umask(0)
    if before is not None:
        with open(file, "wb") as f:
            f.write(b"x" * before)
    out = [t.crypto.RAND_write_file(file.encode()), t.errors()]
    if os.path.isfile(file):
        st = os.stat(file)
        out += [st.st_size, stat.S_IMODE(st.st_mode), open(file, "rb").read(1024).count(b"x") < 64]
        os.unlink(file)
    return out


def test_write(tmp_path):
    for before in (None, 0, 5, 5000):
        told = diff.crypto_same(write, str(tmp_path / "seed"), before)
        assert told[3] == 0o600 and told[4] is True
    for file in (tmp_path, tmp_path / "nosuch" / "x", "/dev/null"):
        diff.crypto_same(write, str(file), None)


def name(t, given, home):
    """In a process of its own, whose environment the library reads through the C library."""
    t.ffi.cdef("int setenv(const char *, const char *, int); int unsetenv(const char *);")
    libc = t.ffi.dlopen(None)
    for variable, value in ((b"RANDFILE", given), (b"HOME", home)):
        if value is None:
            libc.unsetenv(variable)
        else:
            libc.setenv(variable, value.encode(), 1)
    out = []
    for size in range(24):
        room = t.ffi.new("char[24]")
        got = t.crypto.RAND_file_name(room, size)
        out.append(None if got == t.NULL else t.text(got))
    return out + [t.errors()]


def test_name():
    for given in (None, "", "/r/f", "x" * 21, "x" * 22, "x" * 23, "x" * 70):
        for home in (None, "", "/h", "h" * 16, "h" * 17, "h" * 18, "h" * 70):
            diff.crypto_same(name, given, home)


def parameters(t):
    c, n = t.crypto, t.NULL

    def number(v):
        b = c.BN_new()
        c.BN_set_word(b, v)
        return b

    def held(dh):
        out = [t.ffi.new("const void **") for _ in range(3)]
        c.DH_get0_pqg(dh, *out)
        return [None if o[0] == n else int(c.BN_get_word(o[0])) for o in out]

    dh = c.DH_new()
    told = [held(dh), c.DH_set0_pqg(dh, n, n, n)]
    for given in ((number(23), n, n), (n, n, number(5))):  # the other of the two is missing: nothing is taken
        told.append(c.DH_set0_pqg(dh, *given))
        for b in given:
            if b != n:
                c.BN_free(b)
    told += [held(dh), c.DH_set0_pqg(dh, number(23), n, number(5)), held(dh)]
    told += [c.DH_set0_pqg(dh, n, number(11), n), held(dh), c.DH_set0_pqg(dh, number(47), n, n), held(dh)]
    told.append(c.DH_up_ref(dh))
    c.DH_free(dh)
    told.append(held(dh))
    c.DH_free(dh)
    c.DH_free(n)
    c.DH_get0_pqg(c.DH_new(), n, n, n)
    return told + [t.errors()]


def test_parameters():
    diff.crypto_same(parameters)
