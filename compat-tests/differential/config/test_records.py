# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Sizes, tickets, early data, reading ahead, padding."""
import pytest

from differential import diff

GET_READ_AHEAD, SET_READ_AHEAD, GET_CERT_LIST, SET_CERT_LIST, SEND_FRAGMENT, SPLIT_FRAGMENT, PIPELINES = 40, 41, 50, 51, 52, 125, 126


def sizes(t, steps):
    ctx = t.ctx()
    s = t.new(ctx)
    out = [[t.ctrl(o, cmd, n) for cmd, n in steps] for o in (ctx, s)]
    u = t.new(ctx)
    out.append([t.ctrl(o, GET_CERT_LIST) for o in (ctx, s, u)] + [t.ctrl(ctx, GET_READ_AHEAD), t.ssl.SSL_get_read_ahead(s), t.ssl.SSL_get_read_ahead(u)])
    return out + [t.errors()]


@pytest.mark.parametrize("cmd", [SET_CERT_LIST, SEND_FRAGMENT, SPLIT_FRAGMENT, PIPELINES, SET_READ_AHEAD])
@pytest.mark.parametrize("n", [-1, 0, 1, 2, 31, 32, 33, 511, 512, 513, 16383, 16384, 16385, 1 << 20])
def test_sizes(cmd, n):
    diff.same(sizes, [[cmd, n]])


@pytest.mark.parametrize(
    "steps",
    [
        [[SEND_FRAGMENT, 1024], [SPLIT_FRAGMENT, 1024], [SPLIT_FRAGMENT, 1025]],
        [[SPLIT_FRAGMENT, 4096], [SEND_FRAGMENT, 2048], [SPLIT_FRAGMENT, 4096]],
        [[PIPELINES, 4], [SET_READ_AHEAD, 0]],
        [[SET_CERT_LIST, 5], [SET_CERT_LIST, 7], [GET_CERT_LIST, 0]],
        [[SET_READ_AHEAD, 1], [SET_READ_AHEAD, 0], [SET_READ_AHEAD, 5]],
    ],
)
def test_sequences(steps):
    diff.same(sizes, steps)


def numbers(t, n):
    ctx = t.ctx("TLS_server_method")
    ssl, out = t.ssl, []
    for what in ("num_tickets", "max_early_data", "recv_max_early_data"):
        get_ctx, set_ctx = getattr(ssl, "SSL_CTX_get_" + what), getattr(ssl, "SSL_CTX_set_" + what)
        get, put = getattr(ssl, "SSL_get_" + what), getattr(ssl, "SSL_set_" + what)
        s = t.new(ctx)
        out += [get_ctx(ctx), get(s), set_ctx(ctx, n), get_ctx(ctx), get(s)]
        u = t.new(ctx)
        out += [get(u), put(u, n + 1), get(u), get_ctx(ctx)]
    ssl.SSL_CTX_set_default_read_buffer_len(ctx, n)
    ssl.SSL_set_default_read_buffer_len(t.new(ctx), n)
    ssl.SSL_CTX_set_post_handshake_auth(ctx, 1)
    ssl.SSL_set_read_ahead(u, n)
    return out + [ssl.SSL_get_read_ahead(u), t.errors()]


@pytest.mark.parametrize("n", [0, 1, 2, 16384, 16385, 0x7FFFFFFE])
def test_numbers(n):
    diff.same(numbers, n)


def padding(t, n):
    ctx = t.ctx()
    s = t.new(ctx)
    arg = t.ffi.cast("void *", 0x1234)
    t.ssl.SSL_CTX_set_record_padding_callback_arg(ctx, arg)
    out = [t.ssl.SSL_CTX_get_record_padding_callback_arg(ctx) == arg, t.ssl.SSL_get_record_padding_callback_arg(s) == t.NULL]
    t.ssl.SSL_set_record_padding_callback_arg(s, arg)
    out += [t.ssl.SSL_get_record_padding_callback_arg(s) == arg, t.ssl.SSL_get_record_padding_callback_arg(t.new(ctx)) == arg]
    t.ssl.SSL_CTX_set_record_padding_callback(ctx, t.NULL)
    out += [t.ssl.SSL_set_record_padding_callback(s, t.NULL)]
    return out + [t.ssl.SSL_CTX_set_block_padding(ctx, n), t.ssl.SSL_set_block_padding(s, n), t.errors()]


@pytest.mark.parametrize("n", [0, 1, 16385, 1 << 20])
def test_padding(n):
    diff.same(padding, n)


def test_padding_is_refused():
    """Records are not padded here, and a program that asks is told so."""
    assert diff.over_ours(padding, 16)[5:] == [0, 0, ["SSL:524556", "SSL:524556"]]


def fragment_length(t, n):
    ctx = t.ctx()
    return [t.ssl.SSL_CTX_set_tlsext_max_fragment_length(ctx, n), t.errors(), t.ssl.SSL_set_tlsext_max_fragment_length(t.new(ctx), n), t.errors()]


@pytest.mark.parametrize("n", [0, 5, 255])
def test_fragment_length(n):
    diff.same(fragment_length, n)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_fragment_length_is_refused(n):
    assert diff.over_ours(fragment_length, n) == [0, ["SSL:524556"]] * 2
