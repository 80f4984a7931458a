# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_SESSION made by hand: setters, getters, copies, bytes, PEM, text."""
import pytest

from differential import diff

CDEF = """
int SSL_SESSION_set_ex_data(SSL_SESSION *, int, void *); void *SSL_SESSION_get_ex_data(const SSL_SESSION *, int);
int PEM_write_bio_SSL_SESSION(BIO *, const SSL_SESSION *); SSL_SESSION *PEM_read_bio_SSL_SESSION(BIO *, SSL_SESSION **, passwd_cb, void *);
int SSL_SESSION_print_keylog(BIO *, const SSL_SESSION *);
"""

SUITES = ("c02f", "c030", "c02b", "c02c", "cca8", "cca9", "1301", "1302", "1303")


def cipher(t, code):
    return t.ssl.SSL_CIPHER_find(t.keep(t.new()), bytes.fromhex(code))


def der(t, ss):
    p = t.ffi.new("unsigned char **")
    n = t.ssl.i2d_SSL_SESSION(ss, p)
    return [n, t.hex(p[0], n) if n > 0 else None]


def drained(t, b):
    n = t.crypto.BIO_ctrl_pending(b)
    buf = t.ffi.new("char[]", n + 1)
    t.crypto.BIO_read(b, buf, n)
    return t.ffi.buffer(buf, n)[:].decode("latin-1")


def text(t, ss):
    b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    r = t.ssl.SSL_SESSION_print(b, ss)
    return [r, drained(t, b)]


def shows(t, ss):
    f, ffi = t.ssl, t.ffi
    n, z, p = ffi.new("unsigned *"), ffi.new("size_t *"), ffi.new("const unsigned char **")
    v = ffi.new("void **")
    out = {"version": f.SSL_SESSION_get_protocol_version(ss), "timeout": f.SSL_SESSION_get_timeout(ss), "resumable": f.SSL_SESSION_is_resumable(ss),
           "ticket": f.SSL_SESSION_has_ticket(ss), "hint": f.SSL_SESSION_get_ticket_lifetime_hint(ss), "early": f.SSL_SESSION_get_max_early_data(ss),
           "fragment": f.SSL_SESSION_get_max_fragment_length(ss), "compression": f.SSL_SESSION_get_compress_id(ss), "host": t.text(f.SSL_SESSION_get0_hostname(ss)),
           "peer": f.SSL_SESSION_get0_peer(ss) != t.NULL}
    p[0] = f.SSL_SESSION_get_id(ss, n)
    out["id"] = t.hex(p[0], n[0])
    p[0] = f.SSL_SESSION_get0_id_context(ss, n)
    out["context"] = t.hex(p[0], n[0])
    f.SSL_SESSION_get0_alpn_selected(ss, p, z)
    out["alpn"] = t.hex(p[0], z[0])
    f.SSL_SESSION_get0_ticket(ss, p, z)
    out["ticket bytes"] = t.hex(p[0], z[0])
    f.SSL_SESSION_get0_ticket_appdata(ss, v, z)
    out["app data"] = t.hex(v[0], z[0])
    key = ffi.new("unsigned char[300]")
    out["key"] = [f.SSL_SESSION_get_master_key(ss, ffi.NULL, 0), f.SSL_SESSION_get_master_key(ss, key, 10), t.hex(key, 10), f.SSL_SESSION_get_master_key(ss, key, 300), t.hex(key, 64)]
    c = f.SSL_SESSION_get0_cipher(ss)
    out["cipher"] = None if c == t.NULL else t.text(f.SSL_CIPHER_get_name(c))
    return out


def by_hand(t, suite, version):
    f = t.ssl
    ss = f.SSL_SESSION_new()
    f.SSL_SESSION_set_time(ss, 1700000000)
    out = [shows(t, ss), der(t, ss), text(t, ss), t.errors()]
    steps = [
        lambda: f.SSL_SESSION_set_protocol_version(ss, version),
        lambda: f.SSL_SESSION_set_cipher(ss, cipher(t, suite)),
        lambda: f.SSL_SESSION_set1_id(ss, b"i" * 32, 32),
        lambda: f.SSL_SESSION_set1_id(ss, b"i" * 33, 33),
        lambda: f.SSL_SESSION_set1_id(ss, b"short", 5),
        lambda: f.SSL_SESSION_set1_id_context(ss, b"c" * 33, 33),
        lambda: f.SSL_SESSION_set1_id_context(ss, b"context", 7),
        lambda: f.SSL_SESSION_set1_master_key(ss, bytes(range(48)), 48),
        lambda: f.SSL_SESSION_set1_master_key(ss, b"k" * 1000, 1000),
        lambda: f.SSL_SESSION_set_timeout(ss, 77),
        lambda: f.SSL_SESSION_set_timeout(ss, 0),
        lambda: f.SSL_SESSION_set_timeout(ss, 2**31),
        lambda: f.SSL_SESSION_set_time(ss, 5),
        lambda: f.SSL_SESSION_set_time(ss, 2**40),
        lambda: f.SSL_SESSION_get_time(ss),
        lambda: f.SSL_SESSION_set1_hostname(ss, b"host.example"),
        lambda: f.SSL_SESSION_set1_hostname(ss, t.NULL),
        lambda: f.SSL_SESSION_set1_hostname(ss, b"other.example"),
        lambda: f.SSL_SESSION_set1_alpn_selected(ss, b"h2", 2),
        lambda: f.SSL_SESSION_set1_alpn_selected(ss, t.NULL, 2),
        lambda: f.SSL_SESSION_set1_alpn_selected(ss, b"http/1.1", 8),
        lambda: f.SSL_SESSION_set_max_early_data(ss, 0xFFFFFFFF),
        lambda: f.SSL_SESSION_set1_ticket_appdata(ss, b"data of the program", 19),
        lambda: f.SSL_SESSION_set1_ticket_appdata(ss, t.NULL, 0),
        lambda: f.SSL_SESSION_set1_ticket_appdata(ss, b"d", 1),
        lambda: f.SSL_SESSION_set1_id(ss, b"", 0),
    ]
    for i, step in enumerate(steps):
        out.append([i, step(), t.errors(), shows(t, ss), der(t, ss), text(t, ss)])
    return out


@pytest.mark.parametrize("version", (0x0303, 0x0304))
@pytest.mark.parametrize("suite", SUITES)
def test_by_hand(suite, version):
    theirs, mine = diff.run(by_hand, suite, version)
    for a, b in zip(theirs, mine):
        assert b == a


def nothing(t):
    f = t.ssl
    z = t.NULL
    return [f.SSL_SESSION_get_time(z), f.SSL_SESSION_set_time(z, 1), f.SSL_SESSION_get_timeout(z), f.SSL_SESSION_set_timeout(z, 1), f.i2d_SSL_SESSION(z, z),
            f.SSL_SESSION_print(t.crypto.BIO_new(t.crypto.BIO_s_mem()), z), f.SSL_SESSION_free(z), t.errors()]


def test_nothing():
    diff.same(nothing)


def made(t, fields):
    """A session from a dict, with the same calls in both libraries."""
    f = t.ssl
    ss = f.SSL_SESSION_new()
    f.SSL_SESSION_set_time(ss, 1700000000)
    f.SSL_SESSION_set_protocol_version(ss, fields.get("version", 0x0303))
    f.SSL_SESSION_set_cipher(ss, cipher(t, fields.get("suite", "c02f")))
    key, sid = bytes.fromhex(fields.get("key", "00" * 48)), bytes.fromhex(fields.get("id", "aa" * 32))
    f.SSL_SESSION_set1_master_key(ss, key, len(key))
    f.SSL_SESSION_set1_id(ss, sid, len(sid))
    return ss


def copies(t):
    f = t.ssl
    ss = made(t, {})
    f.SSL_SESSION_set1_hostname(ss, b"a.example")
    f.SSL_SESSION_set1_ticket_appdata(ss, b"abc", 3)
    index = t.crypto.CRYPTO_get_ex_new_index(2, 0, t.NULL, t.NULL, t.NULL, t.NULL)
    f.SSL_SESSION_set_ex_data(ss, index, t.ffi.cast("void *", 4711))
    two = f.SSL_SESSION_dup(ss)
    f.SSL_SESSION_set1_hostname(ss, b"b.example")
    out = [shows(t, ss), shows(t, two), int(t.ffi.cast("intptr_t", f.SSL_SESSION_get_ex_data(two, index))), f.SSL_SESSION_up_ref(ss)]
    f.SSL_SESSION_free(ss)
    out.append(shows(t, ss))
    f.SSL_SESSION_free(ss)
    return out + [shows(t, two), der(t, two), t.errors()]


def test_copies():
    diff.same(copies)


def pem(t):
    f, c = t.ssl, t.crypto
    ss = made(t, {"version": 0x0304, "suite": "1302"})
    b = c.BIO_new(c.BIO_s_mem())
    out = [f.PEM_write_bio_SSL_SESSION(b, ss)]
    whole = drained(t, b)
    c.BIO_puts(b, whole.encode())
    back = f.PEM_read_bio_SSL_SESSION(b, t.NULL, t.NULL, t.NULL)
    out += [whole, shows(t, back), der(t, back) == der(t, ss), f.SSL_SESSION_get_time(back)]
    c.BIO_puts(b, whole.replace("SSL SESSION", "CERTIFICATE").encode())
    out += [f.PEM_read_bio_SSL_SESSION(b, t.NULL, t.NULL, t.NULL) == t.NULL, t.errors()]
    c.BIO_puts(b, whole.replace("M", "N").encode())
    out += [f.PEM_read_bio_SSL_SESSION(b, t.NULL, t.NULL, t.NULL) == t.NULL, len(t.errors()) > 0]
    f.SSL_SESSION_print_keylog(b, ss)
    return out + [drained(t, b)]


def test_pem():
    diff.same(pem)


def offered(t, method):
    """SSL_set_session and its getters before a handshake."""
    f = t.ssl
    s = t.new(method=method)
    ss = made(t, {})
    out = [f.SSL_get_session(s) == t.NULL, f.SSL_get1_session(s) == t.NULL, f.SSL_session_reused(s), f.SSL_set_session(s, ss), f.SSL_get_session(s) == ss, f.SSL_get_verify_result(s)]
    one = f.SSL_get1_session(s)
    out.append(one == ss)
    f.SSL_SESSION_free(one)
    d = f.SSL_dup(s)
    out += [f.SSL_get_session(d) == ss, f.SSL_clear(s), f.SSL_get_session(s) == ss, f.SSL_set_session(s, t.NULL), f.SSL_get_session(s) == t.NULL]
    other = t.new(method=method)
    out += [f.SSL_copy_session_id(other, d), f.SSL_get_session(other) == ss]
    return out + t.errors()


@pytest.mark.parametrize("method", ("TLS_method", "TLS_client_method", "TLS_server_method"))
def test_offered(method):
    diff.same(offered, method)
