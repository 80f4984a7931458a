# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_check_chain in certificate callbacks of both sides, before any handshake, and with what the other side restricts."""
import pytest

from differential import diff

from .common import *  # noqa: F403

CERT_FLAGS, SIGALGS, SIGALGS_LIST, GROUPS_LIST = 99, 97, 98, 92
STRICT = 1


def ask(t, chains, version, server_asks, flags, peer_sigalgs, peer_groups, own_sigalgs):
    """What the callback hears of each chain; on the server's side, or on the client's when server_asks."""
    ssl, told = t.ssl, []
    pem, key = chains[0][2], chains[0][1]
    server, client = t.server_ctx(pem, key), t.server_ctx(pem, key, "TLS_client_method")
    asker, peer = (client, server) if server_asks else (server, client)
    for ctx in (server, client):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    t.ctrl(asker, CERT_FLAGS, flags)
    for ctx, cmd, text in ((peer, SIGALGS_LIST, peer_sigalgs), (peer, GROUPS_LIST, peer_groups), (asker, SIGALGS_LIST, own_sigalgs)):
        if text:
            assert t.ctrl(ctx, cmd, 0, text) == 1, t.errors()
    ready = [(load_cert(t, crt), load_key(t, key), cert_stack(t, [issuer]) if issuer else t.NULL) for crt, key, _, issuer in chains]

    @t.ffi.callback("int(SSL *, void *)")
    def cb(s, arg):
        told.extend(ssl.SSL_check_chain(s, x, k, ch) for x, k, ch in ready)
        told.append([ssl.SSL_check_chain(s, t.NULL, ready[0][1], t.NULL), ssl.SSL_check_chain(s, ready[0][0], t.NULL, t.NULL)])
        return 1

    t.keep(cb)
    ssl.SSL_CTX_set_cert_cb(asker, cb, t.NULL)
    accept = t.callback("int(int, X509_STORE_CTX *)", lambda ok, sc: 1)
    if server_asks:
        ssl.SSL_CTX_set_verify(server, 1, accept)
    c, s = t.pair(client, server)
    t.shake(c, s)
    return told


# Not P-521: OpenSSL's peers list that group, and ours do not.
CHAINS = ["p256", "p384", "rsa2048", "ed25519", "rsapss"]


@pytest.mark.parametrize("version", [0x0303, 0x0304])
@pytest.mark.parametrize("server_asks", [False, True])
@pytest.mark.parametrize("flags", [0, STRICT])
@pytest.mark.parametrize(
    "peer_sigalgs, peer_groups, own_sigalgs",
    [("", "", ""), ("rsa_pkcs1_sha256:rsa_pss_rsae_sha256", "", ""), ("ECDSA+SHA256", "", ""), ("", "P-256:X25519", ""), ("", "P-384:X25519", ""), ("", "", "ECDSA+SHA256:ECDSA+SHA384")],
)
def test_check_chain(pki, version, server_asks, flags, peer_sigalgs, peer_groups, own_sigalgs):
    start = "rsa2048" if peer_sigalgs.startswith("rsa") else "p256"
    chains = [[str(pki.crt(k)), str(pki.key(k)), str(pki.pem(k)), str(pki.crt("int-rsa" if k.startswith("rsa") else "int-ec"))] for k in [start] + CHAINS]
    chains += [chains[1][:3] + [None]]
    told = diff.same(ask, chains, version, server_asks, flags, peer_sigalgs, peer_groups, own_sigalgs)
    assert len(told) >= len(chains)


def asked_with_repeats(t, cert, key, own, peers):
    """Lists of NIDs may say a thing more than once, and so may peers."""
    server, client = t.server_ctx(cert, key), t.ctx("TLS_client_method")
    for ctx, pairs in ((server, own), (client, peers)):
        assert t.ctrl(ctx, SIGALGS, 2 * len(pairs), t.ffi.new("int[]", [n for pair in pairs for n in pair])) == 1, t.errors()
    told, x, k = [], load_cert(t, cert), load_key(t, key)

    @t.ffi.callback("int(SSL *, void *)")
    def cb(s, arg):
        told.append(t.ssl.SSL_check_chain(s, x, k, t.NULL))
        return 1

    t.keep(cb)
    t.ssl.SSL_CTX_set_cert_cb(server, cb, t.NULL)
    c, s = t.pair(client, server)
    t.shake(c, s)
    return told


def test_repeated_sigalgs(pki):
    sha384, sha512, ecdsa = 673, 674, 408
    # None is for the certificate: the whole of what is shared is searched.
    own = [[sha512, ecdsa]] + [[sha384, ecdsa]] * 40
    assert diff.same(asked_with_repeats, str(pki.pem("p256")), str(pki.key("p256")), own, [[sha512, ecdsa]] + [[sha384, ecdsa]] * 2)


def before(t, crt, key):
    s = t.new()
    x, k = load_cert(t, crt), load_key(t, key)
    out = [t.ssl.SSL_check_chain(s, x, k, t.NULL)]
    t.ssl.SSL_set_accept_state(s)
    return out + [t.ssl.SSL_check_chain(s, x, k, t.NULL), t.errors()]


@pytest.mark.parametrize("kind", ["p256", "ed25519"])
def test_before_a_handshake(pki, kind):
    diff.same(before, str(pki.crt(kind)), str(pki.key(kind)))
