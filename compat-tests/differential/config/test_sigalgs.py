# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Lists of signature algorithms, by name and by pairs of NIDs."""
import pytest

from differential import diff

SET_SIGALGS, SET_LIST, SET_CLIENT, SET_CLIENT_LIST, GET_CERT_TYPES, SET_CERT_TYPES = 97, 98, 101, 102, 103, 104
OURS = "rsa_pkcs1_sha512"
NAMES = """ecdsa_secp256r1_sha256 ecdsa_secp384r1_sha384 ecdsa_secp521r1_sha512 ed25519 ed448 ecdsa_sha224 ecdsa_sha1 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384
rsa_pss_rsae_sha512 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 rsa_pkcs1_sha256 rsa_pkcs1_sha384 rsa_pkcs1_sha224 rsa_pkcs1_sha1 dsa_sha1
Ed25519 ED25519 RSA_PKCS1_SHA256 RSA+SHA256 RSA+SHA384 RSA+SHA224 RSA+SHA1 RSA+MD5 RSA+sha256 rsa+SHA256 RSA+SHA2-256 RSA-PSS+SHA256 RSA-PSS+SHA384 PSS+SHA512
PSS+SHA1 ECDSA+SHA256 ECDSA+SHA384 ECDSA+SHA512 ECDSA+SHA224 ECDSA+SHA1 DSA+SHA256 DSA+SHA384 DSA+SHA1 EC+SHA256 RSA RSA+ +SHA256 + RSA+SHA256+SHA256
gostr34102001_gostr3411 ecdsa_brainpoolP256r1tls13_sha256 SHA256+RSA ED25519+SHA256 mldsa65""".split()


def set_list(t, kind, cmd, text):
    ctx = t.ctx()
    o = ctx if kind == "ctx" else t.new(ctx)
    return [t.ctrl(o, cmd, 0, text), t.errors(data=True)]


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    for kind in ("ctx", "ssl"):
        for cmd in (SET_LIST, SET_CLIENT_LIST):
            diff.same(set_list, kind, cmd, f"{OURS}:{name}")
            diff.same(set_list, kind, cmd, f"{name}:{OURS}")


LISTS = ["", ":", OURS + ":", ":" + OURS, OURS + "::ed25519", f" {OURS} : ed25519 ", OURS + ":" + OURS, "RSA+SHA512:" + OURS, "FOO", OURS + ":FOO", OURS + ",ed25519",
         OURS + ":" + "A" * 39, OURS + ":" + "A" * 40, OURS + ":" + "A" * 100,
         "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA1"]  # fmt: skip


@pytest.mark.parametrize("text", LISTS)
def test_lists(text):
    diff.same(set_list, "ctx", SET_LIST, text)


def set_nids(t, cmd, nids):
    ctx = t.ctx()
    v = t.ffi.new("int[]", nids + [0])
    return [t.ctrl(ctx, cmd, len(nids), v), t.errors(), t.ctrl(t.new(ctx), cmd, len(nids), v), t.errors()]


@pytest.mark.parametrize(
    "nids",
    [[], [672], [672, 6], [673, 408], [674, 912], [0, 1087], [672, 6, 672, 6], [672, 6, 64, 6], [672, 6, 4, 6], [672, 6, 1], [1, 2], [672, 6, 672, 116], [672, 1087], [672, 6, 0, 1088], [6, 672]],
)
def test_nids(nids):
    diff.same(set_nids, SET_SIGALGS, nids)
    diff.same(set_nids, SET_CLIENT, nids)


@pytest.mark.parametrize("text", ["RSA+SHA1", "ed448", "ECDSA+SHA1:RSA+SHA224:DSA+SHA256"])
def test_none_of_ours(text):
    r, errors = diff.over_ours(set_list, "ctx", SET_LIST, text)
    assert r == 0 and len(errors) == 1 and errors[0].startswith("SSL:118 ")


def cert_types(t, types):
    ctx = t.ctx()
    out = []
    v = t.ffi.new("unsigned char[]", bytes(types)) if types is not None else t.NULL
    for o in (ctx, t.new(ctx)):
        out += [t.ctrl(o, SET_CERT_TYPES, len(types or []), v), t.errors()]
    p = t.ffi.new("unsigned char **")
    return out + [t.ctrl(t.new(ctx), GET_CERT_TYPES, 0, p), t.errors()]


@pytest.mark.parametrize("types", [None, [], [1], [64, 1], list(range(255)), list(range(256)) + [1]])
def test_cert_types(types):
    diff.same(cert_types, types)


def before_handshake(t):
    s = t.new()
    i = t.ffi.new("int *", 77)
    out = [t.ctrl(s, 108, 0, i), i[0], t.ctrl(s, 132, 0, i), i[0], t.ssl.SSL_get_signature_type_nid(s, i), t.ssl.SSL_get_peer_signature_type_nid(s, i), i[0]]
    n = t.NULL
    out += [t.ssl.SSL_get_sigalgs(s, x, n, n, n, n, n) for x in (-1, 0, 5)] + [t.ssl.SSL_get_shared_sigalgs(s, x, n, n, n, n, n) for x in (-1, 0, 5)]
    return out + t.errors()


def test_before_handshake():
    diff.same(before_handshake)


def client_signs(t, pem, key, version, server_wants, client_all, client_own, prefer):
    """What a client signs its authentication with, and what its certificate callback sees and is told of a chain."""
    ssl, ffi, n = t.ssl, t.ffi, t.NULL
    client, server = t.server_ctx(pem, key, "TLS_client_method"), t.server_ctx(pem, key)
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    for ctx, cmd, text in ((server, SET_CLIENT_LIST, server_wants), (client, SET_LIST, client_all), (client, SET_CLIENT_LIST, client_own)):
        assert not text or t.ctrl(ctx, cmd, 0, text) == 1
    if prefer:
        ssl.SSL_CTX_set_options(client, 0x400000)  # SSL_OP_CIPHER_SERVER_PREFERENCE
    ssl.SSL_CTX_set_verify(server, 1, t.callback("int(int, X509_STORE_CTX *)", lambda ok, sc: 1))
    seen = []

    def look(s, arg):
        raw, hashed = ffi.new("unsigned char *"), ffi.new("unsigned char *")
        for i in range(max(0, ssl.SSL_get_shared_sigalgs(s, 0, n, n, n, n, n))):
            ssl.SSL_get_shared_sigalgs(s, i, n, n, n, raw, hashed)
            seen.append(hashed[0] << 8 | raw[0])
        seen.append(hex(ssl.SSL_check_chain(s, ssl.SSL_get_certificate(s), ssl.SSL_get_privatekey(s), n)))
        return 1

    ssl.SSL_CTX_set_cert_cb(client, t.callback("int(SSL *, void *)", look), n)
    c, s = t.pair(client, server)
    got = [g[0] for g in t.shake(c, s)]
    nid, kind = ffi.new("int *"), ffi.new("int *")
    return [got, seen, t.ctrl(s, 108, 0, nid), nid[0], ssl.SSL_get_peer_signature_type_nid(s, kind), kind[0], ssl.SSL_get0_peer_certificate(s) == n]


PSS256, PSS384, PSS512 = ("rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512")


@pytest.mark.parametrize("version", [0x0303, 0x0304])
@pytest.mark.parametrize("prefer", [False, True])
@pytest.mark.parametrize(
    "server_wants, client_all, client_own",
    [
        ("", "", PSS384),
        (f"{PSS256}:{PSS384}:{PSS512}", "", f"{PSS512}:{PSS384}"),
        (f"{PSS256}:{PSS384}", f"{PSS256}:ECDSA+SHA256", PSS384),
        (f"{PSS256}:{PSS384}", f"{PSS384}:{PSS256}", ""),
        (PSS256, "", PSS384),
        (f"{PSS256}:RSA+SHA256", "", f"RSA+SHA256:{PSS256}"),
    ],
)
def test_what_a_client_signs_with(pki, version, prefer, server_wants, client_all, client_own):
    """SSL_CTX_set1_client_sigalgs(3): a client's list of these counts among what it shares with a server that asks for its certificate."""
    diff.same(client_signs, str(pki.pem("rsa2048")), str(pki.key("rsa2048")), version, server_wants, client_all, client_own, prefer)
