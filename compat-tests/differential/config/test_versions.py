# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Bounds of the protocol version: what is accepted, and what comes back."""
import pytest

from differential import diff

SET_MIN, SET_MAX, GET_MIN, GET_MAX = 123, 124, 130, 131
VERSIONS = [0, 2, 0x0100, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x0305, 0x0400, 0xFEFC, 0xFEFD, 0xFEFF, 0x10000, -1]


def bounds(t, method, version):
    ctx = t.ctx(method)
    out = []
    for o in (ctx, t.new(ctx)):
        out += [t.ctrl(o, SET_MIN, version), t.ctrl(o, GET_MIN), t.ctrl(o, SET_MAX, version), t.ctrl(o, GET_MAX)]
    s = t.new(ctx)
    return [out, t.ctrl(s, GET_MIN), t.ctrl(s, GET_MAX), t.errors()]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["TLS_method", "TLS_client_method", "TLS_server_method", "TLSv1_2_method"])
def test_bounds(method, version):
    diff.same(bounds, method, version)


def sequence(t, steps):
    ctx = t.ctx()
    return [[t.ctrl(ctx, cmd, v) for cmd, v in steps], t.ctrl(ctx, GET_MIN), t.ctrl(ctx, GET_MAX), t.errors()]


@pytest.mark.parametrize(
    "steps",
    [
        [(SET_MIN, 0x0301), (SET_MAX, 0x0304)],
        [(SET_MIN, 0x0304), (SET_MAX, 0x0303)],
        [(SET_MAX, 0x0301), (SET_MIN, 0x0303)],
        [(SET_MIN, 0x0303), (SET_MIN, 0)],
        [(SET_MAX, 0x0303), (SET_MAX, 0x0305)],
        [(SET_MIN, 0x0300), (SET_MAX, 0x0300)],
        [(SET_MIN, 0x0303), (SET_MIN, 0xFEFD)],
    ],
)
def test_sequence(steps):
    diff.same(sequence, steps)


def nothing_left(t, how):
    """A client whose settings leave no version: the handshake says so."""
    ctx = t.ctx("TLS_client_method")
    if how == "max":
        t.ctrl(ctx, SET_MAX, 0x0302)
        t.ctrl(ctx, SET_MIN, 0x0302)
    elif how == "crossed":
        t.ctrl(ctx, SET_MIN, 0x0304)
        t.ctrl(ctx, SET_MAX, 0x0303)
    else:
        t.ssl.SSL_CTX_set_options(ctx, 0x3E000000)
    s = t.new(ctx)
    t.ssl.SSL_set_bio(s, t.crypto.BIO_new(t.crypto.BIO_s_mem()), t.crypto.BIO_new(t.crypto.BIO_s_mem()))
    t.ssl.SSL_set_connect_state(s)
    r = t.ssl.SSL_do_handshake(s)
    return [r, t.ssl.SSL_get_error(s, r), t.errors(), t.crypto.BIO_ctrl_pending(t.ssl.SSL_get_wbio(s))]


@pytest.mark.parametrize("how", ["crossed", "options"])
def test_nothing_left(how):
    diff.same(nothing_left, how)


def test_only_old_versions_left():
    """OpenSSL would offer TLS 1.1, which is not here."""
    assert diff.over_ours(nothing_left, "max") == [-1, 1, ["SSL:191"], 7]


def shown(t, method):
    s = t.new(t.ctx(method))
    return [t.text(t.ssl.SSL_get_version(s)), t.ssl.SSL_version(s), t.ssl.SSL_client_version(s), t.ssl.SSL_is_dtls(s), t.ssl.SSL_get_default_timeout(s)]


@pytest.mark.parametrize("method", ["TLS_method", "TLS_client_method", "TLS_server_method", "TLSv1_2_method", "TLSv1_2_client_method"])
def test_shown(method):
    diff.same(shown, method)
