# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Security level, callback and its data: what is given back, and who inherits it."""
import pytest

from differential import diff


def levels(t, n):
    ctx = t.ctx()
    s = t.new(ctx)
    t.ssl.SSL_CTX_set_security_level(ctx, n)
    out = [t.ssl.SSL_CTX_get_security_level(ctx), t.ssl.SSL_get_security_level(s), t.ssl.SSL_get_security_level(t.new(ctx))]
    t.ssl.SSL_set_security_level(s, n + 1)
    other = t.ctx()
    t.ssl.SSL_CTX_set_security_level(other, 4)
    t.ssl.SSL_set_SSL_CTX(s, other)
    return out + [t.ssl.SSL_get_security_level(s), t.errors()]


@pytest.mark.parametrize("n", [-1, 0, 1, 2, 3, 4, 5, 6, 100])
def test_levels(n):
    diff.same(levels, n)


def callback(t):
    ctx = t.ctx()
    s = t.new(ctx)
    default = t.ssl.SSL_CTX_get_security_callback(ctx)
    out = [default != t.NULL, t.ssl.SSL_get_security_callback(s) == default, t.ssl.SSL_CTX_get0_security_ex_data(ctx) == t.NULL]
    data, cb = t.ffi.cast("void *", 0x77), t.ffi.cast("void *", default)
    mine = t.callback("int(SSL *, SSL_CTX *, int, int, int, void *, void *)", lambda *a: 1)
    t.ssl.SSL_CTX_set_security_callback(ctx, mine)
    t.ssl.SSL_CTX_set0_security_ex_data(ctx, data)
    u = t.new(ctx)
    out += [t.ssl.SSL_get_security_callback(u) == mine, t.ssl.SSL_get0_security_ex_data(u) == data, t.ssl.SSL_get_security_callback(s) == default]
    t.ssl.SSL_set_security_callback(u, cb)
    t.ssl.SSL_set0_security_ex_data(u, t.NULL)
    return out + [t.ssl.SSL_get_security_callback(u) == default, t.ssl.SSL_get0_security_ex_data(u) == t.NULL, t.ssl.SSL_CTX_get_security_callback(ctx) == mine, t.errors()]


def test_callback():
    diff.same(callback)


def asked_about_suites(t, deny):
    """What the callback hears when SSL_get1_supported_ciphers is called."""
    ctx = t.ctx()
    heard = []

    def judge(s, c, op, bits, nid, other, ex):
        name = t.text(t.ssl.SSL_CIPHER_get_name(t.ffi.cast("SSL_CIPHER *", other))) if op == 0x10001 else None
        heard.append([s != t.NULL, c == t.NULL, op, bits, nid, name, int(t.ffi.cast("uintptr_t", ex))])
        return 0 if bits == deny else 1

    t.ssl.SSL_CTX_set_cipher_list(ctx, b"AESGCM+ECDHE+aRSA:ECDHE+CHACHA20+aRSA")
    s = t.new(ctx)
    t.ssl.SSL_set_security_callback(s, t.callback("int(SSL *, SSL_CTX *, int, int, int, void *, void *)", judge))
    t.ssl.SSL_set0_security_ex_data(s, t.ffi.cast("void *", 5))
    t.ctrl(s, 123, 0x0303)
    names = t.cipher_names(t.ssl.SSL_get1_supported_ciphers(s))
    return [names, [h for h in heard if h[2] == 0x10001]]


@pytest.mark.parametrize("deny", [1000, 128, 256])
def test_asked_about_suites(deny):
    theirs, mine = diff.run(asked_about_suites, deny)
    assert mine[0] == theirs[0]
    # SSL_CTX is asked beside SSL here: it is not NULL where OpenSSL's is.
    strip = [[h[0]] + h[2:] for h in mine[1]], [[h[0]] + h[2:] for h in theirs[1]]
    assert strip[0] == strip[1]
