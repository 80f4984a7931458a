# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Lists of groups and of signature algorithms in the language of OpenSSL 3.3 and 3.5 (SSL_CTX_set1_groups_list(3))."""
import pytest

from differential import diff

SET_GROUPS_LIST, SET_SIGALGS_LIST = 92, 98
X25519, P256, P384, HYBRID = 29, 23, 24, 0x11EC


def hello(t, text):
    """What the list's answer is, and which groups and shares a client's hello has then."""
    client, server = t.ctx("TLS_client_method"), t.ctx("TLS_server_method")
    out = [t.ctrl(client, SET_GROUPS_LIST, 0, text), t.errors()]
    if out[0] != 1:
        return out
    found = {}

    @t.ffi.callback("int(SSL *, int *, void *)")
    def cb(s, alert, arg):
        p, n = t.ffi.new("const unsigned char **"), t.ffi.new("size_t *")
        for what in (10, 51):
            assert t.ssl.SSL_client_hello_get0_ext(s, what, p, n) == 1
            found[what] = t.ffi.buffer(p[0], n[0])[:]
        return 0

    t.keep(cb)
    t.ssl.SSL_CTX_set_client_hello_cb(server, cb, t.NULL)
    c, s = t.pair(client, server)
    t.shake(c, s)
    groups, shares, at = found[10][2:], [], 2
    while at < len(found[51]):
        shares.append(int.from_bytes(found[51][at : at + 2], "big"))
        at += 4 + int.from_bytes(found[51][at + 2 : at + 4], "big")
    return [1, [int.from_bytes(groups[i : i + 2], "big") for i in range(0, len(groups), 2)], shares]


@pytest.mark.parametrize(
    "text, groups, shares",
    [
        ("X25519:P-256", [X25519, P256], [X25519]),
        ("?FOO:P-256", [P256], [P256]),
        ("P-256:?FOO:?X25519", [P256, X25519], [P256]),
        ("P-256:*X25519", [P256, X25519], [X25519]),
        ("*P-256:P-384:*X25519", [P256, P384, X25519], [P256, X25519]),
        ("?*P-256:*?X25519", [P256, X25519], [P256, X25519]),
        ("P-256:X25519:-P-256", [X25519], [X25519]),
        ("P-256:-P-384", [P256], [P256]),
        ("*P-256:X25519:-P-256", [X25519], [X25519]),
        ("P-256:-P-256:P-256", [P256], [P256]),
        ("P-256/X25519", [P256, X25519], [P256]),
        ("P-256:P-384/*X25519", [P256, P384, X25519], [X25519]),
        ("DEFAULT", [HYBRID, X25519, P256, P384], [HYBRID, X25519]),
        ("default", [HYBRID, X25519, P256, P384], [HYBRID, X25519]),
        ("DEFAULT:-X25519MLKEM768", [X25519, P256, P384], [X25519]),
        ("P-384:DEFAULT", [P384, HYBRID, X25519, P256], [HYBRID, X25519]),
        ("DEFAULT/?FOO", [HYBRID, X25519, P256, P384], [HYBRID, X25519]),
        ("?P-256:P-256", [P256], [P256]),
        (" ?P-256 : *X25519 / P-384 ", [P256, X25519, P384], [X25519]),
        ("?P-521:X25519", [X25519], [X25519]),
        ("?FOO/P-256", [P256], [P256]),
    ],
)
def test_lists(text, groups, shares):
    assert diff.over_ours(hello, text) == [1, groups, shares]


INVALID = "SSL:524550"


@pytest.mark.parametrize(
    "text, errors",
    [
        ("?FOO", [INVALID]),
        ("P-256:-P-256", [INVALID]),
        ("*FOO:P-256", [INVALID]),
        ("-FOO:P-256", [INVALID]),
        ("**X25519:P-256", []),
        ("??X25519:P-256", []),
        ("*-X25519:P-256", []),
        ("?DEFAULT", [INVALID]),
        ("P-256//X25519", []),
        ("/P-256", []),
        ("P-256/", []),
        ("?:P-256", []),
        ("P-256::?X25519", []),
        ("?P-521", ["SSL:315"]),
    ],
)
def test_refused(text, errors):
    assert diff.over_ours(hello, text) == [0, errors]


def chosen(t, cert, key, client_list, server_list):
    """The group of the handshake, and how many hellos it took."""
    client, server = t.ctx("TLS_client_method"), t.server_ctx(cert, key)
    assert t.ctrl(client, SET_GROUPS_LIST, 0, client_list) == 1 and t.ctrl(server, SET_GROUPS_LIST, 0, server_list) == 1
    hellos = []

    @t.ffi.callback("void(int, int, int, const void *, size_t, SSL *, void *)")
    def cb(sent, version, kind, buf, n, s, arg):
        if sent and kind == 22 and t.ffi.cast("const unsigned char *", buf)[0] == 1:
            hellos.append(n)

    t.keep(cb)
    t.ssl.SSL_CTX_set_msg_callback(client, cb)
    c, s = t.pair(client, server)
    assert [r[0] for r in t.shake(c, s)] == [1, 1], t.errors()
    return [t.ctrl(c, 134) & 0xFFFF, len(hellos)]


NID = {P256: 415, P384: 715, X25519: 1034}


@pytest.mark.parametrize(
    "client_list, server_list, group, hellos",
    [
        ("X25519:P-256", "P-256:X25519", X25519, 1),  # one tuple: the group that needs no second hello
        ("X25519:P-256", "P-256/X25519", P256, 2),  # two: the better one is worth it
        ("X25519:P-256", "P-384/P-256/X25519", P256, 2),
        ("X25519:P-256", "P-384/X25519:P-256", X25519, 1),
        ("*X25519:*P-256", "P-256/X25519", P256, 1),
        ("X25519", "P-256/X25519", X25519, 1),
        ("P-384", "DEFAULT", P384, 1),
        ("P-384:X25519", "DEFAULT", X25519, 2),
    ],
)
def test_server_takes_tuples_in_order(pki, client_list, server_list, group, hellos):
    assert diff.over_ours(chosen, str(pki.pem("p256")), str(pki.key("p256")), client_list, server_list) == [NID[group], hellos]


def by_conf(t, value):
    cctx = t.ssl.SSL_CONF_CTX_new()
    ctx = t.ctx()
    t.ssl.SSL_CONF_CTX_set_ssl_ctx(cctx, ctx)
    out = []
    for flags, command in ((0x2 | 0x4 | 0x8, b"Groups"), (0x2 | 0x4 | 0x8, b"Curves"), (0x1 | 0x4 | 0x8, b"-groups")):
        t.ssl.SSL_CONF_CTX_clear_flags(cctx, 0xFF)
        t.ssl.SSL_CONF_CTX_set_flags(cctx, flags)
        out.append(t.ssl.SSL_CONF_cmd(cctx, command, value.encode()))
    t.ssl.SSL_CONF_CTX_free(cctx)
    return out


def test_by_configuration():
    assert diff.over_ours(by_conf, "?FOO:*X25519/P-256") == [2, 2, 2]
    assert all(r <= 0 for r in diff.over_ours(by_conf, "?FOO"))


def sigalgs(t, text):
    return [t.ctrl(t.ctx(), SET_SIGALGS_LIST, 0, text), t.errors()]


@pytest.mark.parametrize(
    "text, ok",
    [("?foo:ed25519", 1), ("?foo", 0), ("?ed25519", 1), ("ed25519:?ed25519", 1), ("ed25519:?ECDSA+FOO:RSA+SHA256", 1), ("??ed25519", 0), ("?rsa_pkcs1_sha1:ed25519", 1)],
)
def test_signature_algorithms(text, ok):
    assert diff.over_ours(sigalgs, text)[0] == ok
