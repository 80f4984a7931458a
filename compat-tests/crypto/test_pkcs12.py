# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""PKCS#12 files that the openssl command made, read with right and wrong passwords, and broken in many ways."""
import functools
import hashlib
import hmac
import pathlib
import subprocess
import tempfile

import pytest

from differential import diff
from helpers import libs

CDEF = """
typedef struct PKCS12_st PKCS12; PKCS12 *d2i_PKCS12_bio(BIO *, PKCS12 **); PKCS12 *d2i_PKCS12(PKCS12 **, const unsigned char **, long); int PKCS12_parse(PKCS12 *, const char *, EVP_PKEY **, X509 **, void **); void PKCS12_free(PKCS12 *);
unsigned char *X509_alias_get0(X509 *, int *); unsigned char *X509_keyid_get0(X509 *, int *); int PKCS12_verify_mac(PKCS12 *, const char *, int); int PKCS12_mac_present(const PKCS12 *); int i2d_PKCS12(const PKCS12 *, unsigned char **);
int X509_alias_set1(X509 *, const unsigned char *, int); int X509_keyid_set1(X509 *, const unsigned char *, int); void PKCS12_PBE_add(void);
char *X509_NAME_oneline(const X509_NAME *, char *, int); X509_NAME *X509_get_subject_name(const X509 *); int i2d_PrivateKey(const EVP_PKEY *, unsigned char **); BIO *BIO_new_mem_buf(const void *, int); long BIO_ctrl(BIO *, int, long, void *); int BIO_free(BIO *);
void X509_free(X509 *); void EVP_PKEY_free(EVP_PKEY *); int EVP_PKEY_get_id(const EVP_PKEY *); X509 *d2i_X509(X509 **, const unsigned char **, long);
"""


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True, timeout=60, env=libs.clean_env()).stdout


@functools.cache
def parts():
    """A folder with the keys and certificates of a leaf and of two others, by kind of key."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="teasel-pkcs12-"))
    kinds = {"leaf": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["rsa:2048"], "ed": ["ed25519"], "ca1": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], "ca2": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]}
    for name, words in kinds.items():
        openssl("req", "-x509", "-newkey", *words, "-nodes", "-subj", f"/CN={name}", "-keyout", str(place / f"{name}.key"), "-out", str(place / f"{name}.crt"))
    (place / "cas").write_bytes((place / "ca1.crt").read_bytes() + (place / "ca2.crt").read_bytes())
    return place


@functools.cache
def made(*words, password="secret", key="leaf"):
    place = parts()
    who = ["-inkey", str(place / f"{key}.key"), "-in", str(place / f"{key}.crt")] if key else []
    return openssl("pkcs12", "-export", "-passout", "pass:" + password, *who, *[w.replace("@", str(place) + "/") for w in words]).hex()


def told(t, x):
    c, n = t.crypto, t.ffi.new("int *")
    name, alias = t.text(c.X509_NAME_oneline(c.X509_get_subject_name(x), t.NULL, 0)), c.X509_alias_get0(x, n)
    alias = t.hex(alias, n[0])
    key_id = c.X509_keyid_get0(x, n)
    return [name, alias, t.hex(key_id, n[0])]


def parse(t, data, password="secret", wanted="kca", exact=True):
    """exact: with the whole error queue; otherwise its last entry."""
    c, ffi = t.crypto, t.ffi
    raw = bytes.fromhex(data)
    bio = c.BIO_new_mem_buf(t.keep(ffi.new("char[]", raw + b"\0")), len(raw))
    p12 = c.d2i_PKCS12_bio(bio, t.NULL)
    left = c.BIO_ctrl(bio, 10, 0, t.NULL)
    c.BIO_free(bio)
    if p12 == t.NULL:
        return ["not read", len(t.errors()) > 0]
    one = ffi.cast("void *", 1)
    key, cert, ca = ffi.new("EVP_PKEY **", ffi.cast("EVP_PKEY *", one)), ffi.new("X509 **", ffi.cast("X509 *", one)), ffi.new("void **")
    r = c.PKCS12_parse(p12, t.NULL if password is None else bytes.fromhex(password[4:]) if password.startswith("hex:") else password.encode(), key if "k" in wanted else t.NULL, cert if "c" in wanted else t.NULL, ca if "a" in wanted else t.NULL)
    errors = t.errors(data=exact)
    out = [left, r, errors if exact else errors[-1:], c.PKCS12_mac_present(p12)]
    der = ffi.new("unsigned char **")
    if key[0] not in (t.NULL, one):
        out += ["key", c.EVP_PKEY_get_id(key[0]), t.hex(der[0], n) if (n := c.i2d_PrivateKey(key[0], der)) > 0 else None]
        c.EVP_PKEY_free(key[0])
    else:
        out += ["no key", key[0] == one]
    if cert[0] not in (t.NULL, one):
        out += ["cert", told(t, cert[0])]
        c.X509_free(cert[0])
    else:
        out += ["no cert", cert[0] == one]
    out.append([told(t, x) for x in t.stack(ca[0], "X509 *")] if ca[0] != t.NULL else None)
    der[0] = t.NULL
    n = c.i2d_PKCS12(p12, der)
    out.append(t.hex(der[0], n) == data)
    c.PKCS12_free(p12)
    return out


WAYS = {
    "plain": [], "chain": ["-certfile", "@cas", "-name", "friendly", "-caname", "A1"], "mac-sha1": ["-macalg", "sha1"], "mac-sha384": ["-macalg", "sha384"], "mac-sha512": ["-macalg", "sha512"],
    "certs in the clear": ["-certpbe", "NONE"], "key in the clear": ["-keypbe", "NONE"], "all in the clear": ["-keypbe", "NONE", "-certpbe", "NONE"], "aes128": ["-keypbe", "aes-128-cbc", "-certpbe", "aes-192-cbc"],
    "few rounds": ["-iter", "1"], "name": ["-name", "Schlüssel"], "many rounds": ["-iter", "20000"],
}


@pytest.mark.parametrize("key", ["leaf", "rsa", "ed"])
@pytest.mark.parametrize("way", WAYS)
def test_what_openssl_writes(way, key):
    answer = diff.crypto_same(parse, made(*WAYS[way], key=key))
    assert answer[1] == 1 and "key" in answer and "cert" in answer


def test_only_certificates_or_only_a_key():
    answer = diff.crypto_same(parse, made("-nokeys", "-in", "@cas", key=None))
    assert len(answer[-2]) == 2
    diff.crypto_same(parse, made("-nocerts", "-inkey", "@leaf.key", "-in", "@leaf.key", key=None))
    for key in ("ca1", "ca2"):
        diff.crypto_same(parse, made("-inkey", f"@{key}.key", "-in", "@cas", key=None))


def test_what_is_asked_for():
    data = made("-certfile", "@cas")
    diff.crypto_each(parse, [[data, "secret", wanted] for wanted in ("k", "c", "a", "ca", "kc", "ka", "")])


def test_passwords():
    rows = [[made(), password] for password in ("wrong", "", None, "secret", "Secret", "x" * 5000)]
    rows += [[made(password=""), password] for password in ("secret", "", None)]
    rows += [[made("-nomac"), password] for password in ("secret", "wrong")]
    for password in ("pässwörd", "🔑 key", "x" * 300, "a b"):
        rows += [[made(password=password), password], [made(password=password), password + "x"]]
    diff.crypto_each(parse, rows)
    # Here the code is right, taken for Latin-1, and the bags are not. OpenSSL queues the same.
    diff.crypto_same(parse, made(password="pässwörd"), "hex:" + "pässwörd".encode("latin-1").hex())
    for password in (None, ""):
        diff.crypto_same(parse, made("-nomac"), password, "kca", False)


def codes(t, data, passwords):
    c = t.crypto
    raw = bytes.fromhex(data)
    p12 = c.d2i_PKCS12(t.NULL, t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", raw))), len(raw))
    out = [c.PKCS12_mac_present(p12)] + [[c.PKCS12_verify_mac(p12, t.NULL if p is None else p.encode(), n), t.errors()] for p, n in passwords]
    c.PKCS12_free(p12)
    c.PKCS12_free(t.NULL)
    c.PKCS12_PBE_add()
    return out


def test_the_code_alone():
    for data in (made(), made(password=""), made("-nomac"), made("-macalg", "sha1")):
        diff.crypto_same(codes, data, [["secret", -1], ["secret", 6], ["secretly", 6], ["wrong", -1], ["", -1], ["", 0], [None, 0], [None, -1]])


def test_old_schemes_are_refused_with_a_reason():
    """3DES (OpenSSL's default until 3.0) and RC2: OpenSSL reads the first, and the second with a provider that is not loaded."""
    for words in (["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"], ["-keypbe", "PBE-SHA1-3DES"], ["-legacy"]):
        _, mine = diff.crypto_run(parse, made(*words))
        assert mine[1] == 0 and "no key" in mine and mine[2][0] == "EVP:121 only PBES2 with PBKDF2 and AES-CBC is read; encrypt anew with AES", mine
    _, mine = diff.crypto_run(parse, made("-macalg", "md5"))
    assert mine[1] == 0 and mine[2] == ["35:118 the code is to be with SHA-1 or SHA-2", "35:113"], mine


def broken(t, data, changes):
    """What is read of the file, with octet AT made another, or cut there when BIT is 0; the outcome alone."""
    c, out = t.crypto, []
    key, cert, ca = t.ffi.new("EVP_PKEY **"), t.ffi.new("X509 **"), t.ffi.new("void **")
    for at, bit in changes:
        raw = bytearray.fromhex(data)
        if bit:
            raw[at] ^= bit
        else:
            del raw[at:]
        p = t.ffi.new("const unsigned char **", buf := t.ffi.new("unsigned char[]", bytes(raw)))
        p12 = c.d2i_PKCS12(t.NULL, p, len(raw))
        r = c.PKCS12_parse(p12, b"secret", key, cert, ca) if p12 != t.NULL else -1
        failed = len(t.errors()) > 0
        out.append([r == 1, failed])
        assert r == 1 or (key[0] == t.NULL and cert[0] == t.NULL and ca[0] == t.NULL)
        del buf
        c.PKCS12_free(p12)
        if r == 1:
            c.EVP_PKEY_free(key[0])
            c.X509_free(cert[0])
        key[0], cert[0], ca[0] = t.NULL, t.NULL, t.NULL
    return out


def test_truncated_at_each_octet():
    data = made("-iter", "1")
    theirs, mine = diff.crypto_run(broken, data, [[at, 0] for at in range(len(data) // 2)])
    assert mine == theirs and all(a == [False, True] for a in mine[1:])


def test_flipped():
    """Nothing that is flipped is read otherwise than by OpenSSL, but that ours refuses more of the frame."""
    data = made("-iter", "1")
    n = len(data) // 2
    # The number of rounds stands last; a flip there asks for work that only a limit ends.
    changes = [[at, bit] for at in range(n - 4) for bit in (1, 0x80)]
    theirs, mine = diff.crypto_run(broken, data, changes)
    for change, a, b in zip(changes, theirs, mine, strict=True):
        assert (a[0] or not b[0]) and (b[0] or b[1]), change


def test_the_code_has_a_limit_of_rounds():
    """macData ends with the number of its rounds, 2,048 as openssl writes it; OpenSSL would work for minutes."""
    data = made()
    assert data.endswith("02020800")
    raw = bytearray.fromhex(data[:-8] + "020401000000")
    grown = 2
    assert raw[0] == 0x30 and raw[1] == 0x82
    raw[2:4] = (int.from_bytes(raw[2:4], "big") + grown).to_bytes(2, "big")
    mac = raw.rindex(bytes.fromhex("30313" "00d0609608648016503040201")) - 2
    assert raw[mac] == 0x30
    raw[mac + 1] += grown
    mine = diff._one("crypto-ours", parse, [raw.hex()])
    assert mine[1] == 0 and mine[2] == ["EVP:124 more than 10000000 iterations of PBKDF2 are refused", "35:113"], mine


def test_a_file_has_a_limit_of_rounds():
    """Each part keeps below the limit of ten million, their sum does not: the key's rounds are not begun."""
    certs, key, rest = made("-iter", "1700000", "-nomaciter").split("020319f0a0")
    raw = bytes.fromhex(certs + "020319f0a0" + key + "02037fffff" + rest)
    # The code over what the first OCTET STRING holds is made anew, in one round (RFC 7292 B.2).
    head = bytes.fromhex("06092a864886f70d010701")
    at = raw.index(head) + len(head) + 8
    content = raw[at : at + int.from_bytes(raw[at - 2 : at], "big")]
    salt = raw[raw.rindex(b"\x04\x08") + 2 :][:8]
    password = ("secret" + "\0").encode("utf-16-be")
    code = hashlib.sha256(b"\3" * 64 + salt * 8 + (password * 64)[:64]).digest()
    old = raw.rindex(b"\x04\x20") + 2
    raw = raw[:old] + hmac.digest(code, content, "sha256") + raw[old + 32 :]
    mine = diff.crypto_ours(parse, raw.hex())
    assert mine[1] == 0 and mine[2] == ["EVP:124 more than 10000000 iterations of PBKDF2 are refused", "35:114"], mine


def labels(t, der):
    raw = bytes.fromhex(der)
    c, n = t.crypto, t.ffi.new("int *", -5)
    x = c.d2i_X509(t.NULL, t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", raw))), len(raw))
    out = [c.X509_keyid_get0(x, n) == t.NULL, n[0], c.X509_keyid_set1(x, t.NULL, 0), c.X509_keyid_set1(x, b"abc", 2), told(t, x), c.X509_keyid_set1(x, b"xyz", -1), told(t, x), c.X509_keyid_set1(x, t.NULL, 0), told(t, x), c.X509_alias_set1(x, b"n", 1), told(t, x)]
    c.X509_free(x)
    return out + [t.errors()]


def test_names_of_certificates():
    diff.crypto_same(labels, openssl("x509", "-in", str(parts() / "leaf.crt"), "-outform", "DER").hex())
