# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Options, modes and certificate flags: the masks that come back."""
import pytest

from differential import diff

MODE, CLEAR_MODE, CERT_FLAGS, CLEAR_CERT_FLAGS = 33, 78, 99, 100


def fresh(t, method):
    ctx = t.ctx(method)
    s = t.new(ctx)
    return [
        [t.ssl.SSL_CTX_get_options(ctx), t.ssl.SSL_get_options(s)],
        [t.ctrl(o, cmd) for o in (ctx, s) for cmd in (MODE, CLEAR_MODE, CERT_FLAGS, CLEAR_CERT_FLAGS)],
        t.errors(),
    ]


@pytest.mark.parametrize("method", ["TLS_method", "TLS_client_method", "TLS_server_method", "TLSv1_2_method"])
def test_fresh(method):
    diff.same(fresh, method)


def option_masks(t, bit):
    ctx = t.ctx()
    out = [t.ssl.SSL_CTX_set_options(ctx, bit), t.ssl.SSL_CTX_get_options(ctx)]
    s = t.new(ctx)
    out += [t.ssl.SSL_get_options(s), t.ssl.SSL_clear_options(s, bit), t.ssl.SSL_get_options(s), t.ssl.SSL_CTX_get_options(ctx)]
    out += [t.ssl.SSL_set_options(s, bit), t.ssl.SSL_CTX_clear_options(ctx, bit)]
    return [out, t.errors()]


@pytest.mark.parametrize("bit", range(0, 40))
def test_option_masks(bit):
    diff.same(option_masks, 1 << bit)


def many_options(t):
    ctx = t.ctx()
    out = [t.ssl.SSL_CTX_set_options(ctx, 0), t.ssl.SSL_CTX_set_options(ctx, (1 << 64) - 1), t.ssl.SSL_CTX_clear_options(ctx, (1 << 64) - 1)]
    s = t.new(ctx)
    return out + [t.ssl.SSL_set_options(s, 0xF0F0F0F0F0F0F0F0), t.ssl.SSL_get_options(t.new(ctx)), t.errors()]


def test_many_options():
    diff.same(many_options)


def flag_masks(t, put, clear, bits):
    ctx = t.ctx()
    s = t.new(ctx)
    out = []
    for o in (ctx, s):
        out += [t.ctrl(o, put, bits), t.ctrl(o, put), t.ctrl(o, clear, bits), t.ctrl(o, put)]
    t.ctrl(ctx, put, bits)
    return [out, t.ctrl(s, put), t.ctrl(t.new(ctx), put), t.errors()]


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 0xFF, 0x7FFFFFFF])
def test_modes(bits):
    diff.same(flag_masks, MODE, CLEAR_MODE, bits)


@pytest.mark.parametrize("bits", [1, 0x10000, 0x20000, 0x30000, 0x10000000, 0x7FFFFFFF])
def test_certificate_flags(bits):
    diff.same(flag_masks, CERT_FLAGS, CLEAR_CERT_FLAGS, bits)
