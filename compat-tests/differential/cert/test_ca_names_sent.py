# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The CA names that the other side sees, with and without SSL_OP_DISABLE_TLSEXT_CA_NAMES."""
import pytest

from differential import diff

from .common import names

CDEF = """
void SSL_CTX_set_verify(SSL_CTX *, int, void *); uint64_t SSL_CTX_set_options(SSL_CTX *, uint64_t); uint64_t SSL_set_options(SSL *, uint64_t);
STACK *SSL_load_client_CA_file(const char *); void SSL_CTX_set_client_CA_list(SSL_CTX *, STACK *); void SSL_CTX_set0_CA_list(SSL_CTX *, STACK *);
const STACK *SSL_get0_peer_CA_list(const SSL *); STACK *SSL_get_client_CA_list(const SSL *);
"""

DISABLE = 0x200


def seen(t, pki, version, where, option):
    """where: the list of the server's request, or the client's own."""
    cc, sc = t.ctx("TLS_client_method"), t.server_ctx(*pki[:2])
    for ctx in (cc, sc):
        t.ctrl(ctx, 123, version)
        t.ctrl(ctx, 124, version)
    ctx = sc if where == "server" else cc
    t.ssl.SSL_CTX_set_verify(sc, 1, t.NULL)
    sk = t.ssl.SSL_load_client_CA_file(pki[2].encode())
    if where == "server":
        t.ssl.SSL_CTX_set_client_CA_list(sc, sk)
    else:
        t.ssl.SSL_CTX_set0_CA_list(cc, sk)
    if option == "ctx":
        t.ssl.SSL_CTX_set_options(ctx, DISABLE)
    c, s = t.pair(cc, sc)
    if option == "ssl":
        t.ssl.SSL_set_options(s if where == "server" else c, DISABLE)
    told = t.shake(c, s)
    return [told, [names(t, t.ssl.SSL_get0_peer_CA_list(x)) or [] for x in (c, s)], t.errors()]


@pytest.mark.parametrize("version", [0x303, 0x304])
@pytest.mark.parametrize("where", ["server", "client"])
@pytest.mark.parametrize("option", ["", "ctx", "ssl"])
def test_seen(pki, version, where, option):
    diff.same(seen, [str(pki.pem("p256")), str(pki.key("p256")), str(pki.roots)], version, where, option)
