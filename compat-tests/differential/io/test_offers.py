# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What a client offers when its lists leave a version without anything, and what a server makes of such offers."""
import pytest

from differential import diff

CDEF = "int SSL_CTX_set_ciphersuites(SSL_CTX *, const char *); int SSL_CTX_set_cipher_list(SSL_CTX *, const char *);"


@pytest.fixture(scope="module")
def files(pki):
    return [str(pki.pem("p256")), str(pki.key("p256")), str(pki.pem("p384")), str(pki.key("p384"))]


def without_suites(t, pki, client13, client12, server13):
    cc, sc = t.ctx(), t.server_ctx(*pki[:2])
    for ctx, text in ((cc, client13), (sc, server13)):
        if text is not None:
            assert t.ssl.SSL_CTX_set_ciphersuites(ctx, text.encode()) == 1
    for ctx in (cc, sc):
        t.ctrl(ctx, 123, 0x303)
    if client12 is not None:
        t.ssl.SSL_CTX_set_cipher_list(cc, client12.encode())
    c, s = t.pair(cc, sc)
    r = t.ssl.SSL_do_handshake(c)
    out = [r, t.ssl.SSL_get_error(c, r), t.errors()]
    if out[1] == 2:
        out += [t.shake(c, s), t.text(t.ssl.SSL_get_version(c)), t.errors()]
    return out


@pytest.mark.parametrize("client13, client12, server13", [("", None, None), (None, None, ""), ("TLS_AES_128_GCM_SHA256", None, "TLS_AES_256_GCM_SHA384")])
def test_without_suites(files, client13, client12, server13):
    diff.same(without_suites, files, client13, client12, server13)


def curves(t, pki, which, client_groups, version):
    """A server whose ECDSA certificate stands on a curve that the client may not have named."""
    cc, sc = t.ctx(), t.server_ctx(*pki[which : which + 2])
    for ctx in (cc, sc):
        t.ctrl(ctx, 123, version)
        t.ctrl(ctx, 124, version)
    assert t.ctrl(cc, 92, 0, client_groups) == 1
    c, s = t.pair(cc, sc)
    return [t.shake(c, s), t.errors()]


@pytest.mark.parametrize("version", [0x303, 0x304])
@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("client_groups", ["P-256", "P-384", "X25519", "X25519:P-384", "P-256:P-384"])
def test_curves(files, which, client_groups, version):
    diff.same(curves, files, which, client_groups, version)
