# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What client and server know of a finished connection: every question, for versions, suites, keys and groups."""
import pytest

from differential import diff

SET_MIN, SET_MAX, SET_GROUPS_LIST, SET_SIGALGS_LIST, SET_CLIENT_SIGALGS_LIST = 123, 124, 92, 98, 102
SERVER_PREFERENCE = 1 << 22
GROUPS = "X25519:P-256:P-384"
SIGALGS = "ECDSA+SHA256:ECDSA+SHA384:ed25519:rsa_pss_pss_sha256:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA+SHA256:RSA+SHA384"


def facts(t, s):
    """All answers that do not depend on chance."""
    ssl, n = t.ssl, t.NULL
    i = t.ffi.new("int *", -7)

    def nid(call):
        i[0] = -7
        return [call(s, i), i[0]]

    cipher = ssl.SSL_get_current_cipher(s)
    def temporary(cmd):
        p = t.ffi.new("EVP_PKEY **")
        if t.ctrl(s, cmd, 0, p) != 1:
            return None
        key, name = p[0], t.ffi.new("char[]", 64)
        named = t.crypto.EVP_PKEY_get_group_name(key, name, 64, n)
        told = [t.crypto.EVP_PKEY_get_id(key), t.crypto.EVP_PKEY_get_bits(key), named, t.text(name) if named else None]
        t.crypto.EVP_PKEY_free(key)
        return told

    out = {
        "temporary keys": [temporary(109), temporary(133)],
        "version": [t.text(ssl.SSL_get_version(s)), ssl.SSL_version(s), ssl.SSL_client_version(s)],
        "cipher": [t.text(ssl.SSL_CIPHER_get_name(cipher)), cipher == ssl.SSL_get_pending_cipher(s)],
        "reused": ssl.SSL_session_reused(s),
        "finished": [ssl.SSL_get_finished(s, n, 0), ssl.SSL_get_peer_finished(s, n, 0)],
        "signature": [nid(ssl.SSL_get_signature_type_nid), nid(ssl.SSL_get_peer_signature_type_nid)],
        "hash": [nid(lambda a, b: t.ctrl(a, 132, 0, b)), nid(lambda a, b: t.ctrl(a, 108, 0, b))],
        "group": [t.ctrl(s, 134), t.text(ssl.SSL_group_to_name(s, t.ctrl(s, 134)))],
        "shared groups": [t.ctrl(s, 93, k) for k in (-2, -1, 0, 1, 2, 3, 10)],
        "renegotiation": [t.ctrl(s, 76), t.ctrl(s, 10), t.ctrl(s, 12), t.ctrl(s, 11)],
        "extended master secret": t.ctrl(s, 122),
        "client ciphers": t.cipher_names(ssl.SSL_get_client_ciphers(s)),
    }
    for size in (2, 20, 40, 4096):
        buf = t.ffi.new("char[]", 4096)
        r = ssl.SSL_get_shared_ciphers(s, buf, size)
        out[f"shared ciphers {size}"] = t.text(r)
    groups = t.ffi.new("int[]", 64)
    k = t.ctrl(s, 90, 0, groups)
    # A server's list arrives at a client with EncryptedExtensions, which this library does not send.
    out["peer groups"] = list(groups[0:k]) if ssl.SSL_is_server(s) else None
    p = t.ffi.new("unsigned char **")
    k = t.ctrl(s, 110, 0, p)
    out["raw ciphers"] = [k, t.hex(p[0], k) if k else None, t.ctrl(s, 110)]
    k = t.ctrl(s, 103, 0, p)
    out["certificate types"] = [k, t.hex(p[0], k) if k else None]
    u = t.ffi.new("unsigned int *")
    ssl.SSL_get0_alpn_selected(s, p, u)
    out["alpn"] = t.hex(p[0], u[0])
    for call in (ssl.SSL_get_sigalgs, ssl.SSL_get_shared_sigalgs):
        rows = [call(s, -1, n, n, n, n, n), call(s, 1000, n, n, n, n, n)]
        for k in range(20):
            v, w = t.ffi.new("int[3]"), t.ffi.new("unsigned char[2]")
            r = call(s, k, v, v + 1, v + 2, w, w + 1)
            if r == 0:
                break
            rows.append([r, *v, *w])
        out[call.__name__ if hasattr(call, "__name__") else str(len(out))] = rows
    return out


def agree(t, s, c):
    """Values that both ends must have in common."""
    ssl, out = t.ssl, {}

    def get(call, x, size):
        buf = t.ffi.new("unsigned char[]", 128)
        n = call(x, buf, size)
        return n, bytes(t.ffi.buffer(buf, min(n, size))).hex()

    out["finished"] = [get(ssl.SSL_get_finished, c, 100) == get(ssl.SSL_get_peer_finished, s, 100), get(ssl.SSL_get_finished, s, 5) == get(ssl.SSL_get_peer_finished, c, 5)]
    keys = {}
    for who, x in (("c", c), ("s", s)):
        for cmd in (109, 133):
            p = t.ffi.new("EVP_PKEY **")
            keys[who, cmd] = p[0] if t.ctrl(x, cmd, 0, p) == 1 else None
    out["temporary keys"] = [t.crypto.EVP_PKEY_eq(keys["c", 109], keys["s", 133]) if keys["c", 109] and keys["s", 133] else None,
                             t.crypto.EVP_PKEY_eq(keys["s", 109], keys["c", 133]) if keys["s", 109] and keys["c", 133] else None]  # fmt: skip
    t.errors()
    out["randoms"] = [get(f, c, 32) == get(f, s, 32) != (32, "00" * 32) for f in (ssl.SSL_get_client_random, ssl.SSL_get_server_random)]
    for label, context, use in ((b"EXPORTER-test", None, 0), (b"EXPORTER-test", b"ctx", 1), (b"EXPORTER-test", b"", 1), (b"client finished", None, 0), (b"key expansion2", None, 0), (b"", None, 0)):
        keys = []
        for x in (c, s):
            buf = t.ffi.new("unsigned char[]", 64)
            k = ssl.SSL_export_keying_material(x, buf, 40, label, len(label), t.NULL if context is None else context, len(context or b""), use)
            keys.append([k, bytes(t.ffi.buffer(buf, 64)).hex(), t.errors()])
        out[f"export {label} {context} {use}"] = [keys[0] == keys[1], keys[0][0], keys[0][2], keys[0][1][80:] == "0" * 48]
    return out


def connected(t, cert, key, version, client, server):
    """client and server: settings by name of what they set."""
    sc, cc = t.server_ctx(cert, key), t.ctx("TLS_client_method")
    for ctx, wishes in ((cc, client), (sc, server)):
        t.ctrl(ctx, SET_GROUPS_LIST, 0, wishes.get("groups", GROUPS))
        t.ctrl(ctx, SET_SIGALGS_LIST, 0, wishes.get("sigalgs", SIGALGS))
        assert t.ssl.SSL_CTX_set_cipher_list(ctx, wishes.get("ciphers", "ECDHE+AESGCM:ECDHE+CHACHA20").encode()) == 1
        if "suites" in wishes:
            assert t.ssl.SSL_CTX_set_ciphersuites(ctx, wishes["suites"].encode()) == 1
        t.ssl.SSL_CTX_set_options(ctx, wishes.get("options", 0))
    t.ctrl(cc, SET_MIN, 0x0303)
    t.ctrl(cc, SET_MAX, version)
    if "alpn" in client:
        b = client["alpn"].encode()
        t.ssl.SSL_CTX_set_alpn_protos(cc, b, len(b))

        def choose(s, out, n, offered, m, arg):
            return 0 if t.ssl.SSL_select_next_proto(t.ffi.cast("unsigned char **", out), n, b"\x08http/1.1\x02h2", 12, offered, m) == 1 else 2

        cb = t.callback("int(SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned int, void *)", choose)
        t.ssl.SSL_CTX_set_alpn_select_cb(sc, cb, t.NULL)
    if "client_cert" in server:
        t.ssl.SSL_CTX_set_verify(sc, 1, t.callback("int(int, X509_STORE_CTX *)", lambda ok, x: 1))
        assert t.ssl.SSL_CTX_use_certificate_chain_file(cc, server["client_cert"][0].encode()) == 1
        assert t.ssl.SSL_CTX_use_PrivateKey_file(cc, server["client_cert"][1].encode(), 1) == 1
    c, s = t.pair(cc, sc)
    before = [t.text(t.ssl.SSL_CIPHER_get_name(t.ssl.SSL_get_current_cipher(x))) for x in (c, s)]
    r = t.shake(c, s)
    if r != [[1, 0], [1, 0]]:
        return [before, r, t.errors()]
    return [before, r, t.errors(), facts(t, c), facts(t, s), agree(t, s, c), t.errors()]


def check(pki, cert, version, client=(), server=()):
    c, s = dict(client), dict(server)
    if "client_cert" in s:
        s["client_cert"] = [str(pki.pem(s["client_cert"])), str(pki.key(s["client_cert"]))]
    theirs, mine = diff.run(connected, str(pki.pem(cert)), str(pki.key(cert)), version, c, s)
    assert mine[:3] == theirs[:3]
    for end, a, b in zip(("client", "server", "both"), mine[3:], theirs[3:]):
        # OpenSSL forgets some of its own temporary keys; ours has them all.
        a["temporary keys"] = [x if y is not None else None for x, y in zip(a["temporary keys"], b["temporary keys"])]
        for name in b:
            assert a[name] == b[name], f"{end}: {name}"
    return mine


V12, V13 = 0x0303, 0x0304


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("cert", ["p256", "rsa2048", "ed25519", "p384", "rsapss"])
def test_keys(pki, cert, version):
    check(pki, cert, version)


@pytest.mark.parametrize("cipher", ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305"])
def test_suites_12(pki, cipher):
    check(pki, "rsa2048", V12, {"ciphers": cipher})


@pytest.mark.parametrize("suite", ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])
def test_suites_13(pki, suite):
    check(pki, "p256", V13, {"suites": suite})


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("client,server", [("P-384:X25519", "X25519:P-384"), ("P-256", GROUPS), (GROUPS, "P-384"), ("P-384:P-256", "P-256:P-384")])
@pytest.mark.parametrize("options", [0, SERVER_PREFERENCE])
def test_groups(pki, version, client, server, options):
    check(pki, "rsa2048", version, {"groups": client}, {"groups": server, "options": options})


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("options", [0, SERVER_PREFERENCE, SERVER_PREFERENCE | 1 << 21])
@pytest.mark.parametrize("client,server", [("AES128:AES256", "AES256:AES128"), ("CHACHA20:AES128", "AES128:CHACHA20"), ("AES256:CHACHA20", "CHACHA20:AES128:AES256")])
def test_preference(pki, version, options, client, server):
    names = {"AES128": "TLS_AES_128_GCM_SHA256", "AES256": "TLS_AES_256_GCM_SHA384", "CHACHA20": "TLS_CHACHA20_POLY1305_SHA256"}
    sides = []
    for text in (client, server):
        words = text.split(":")
        sides.append({"ciphers": ":".join(f"ECDHE+{w}+aRSA" + "+AESGCM" * (w != "CHACHA20") for w in words), "suites": ":".join(names[w] for w in words)})
    sides[1]["options"] = options
    check(pki, "rsa2048", version, *sides)


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("options", [0, SERVER_PREFERENCE])
@pytest.mark.parametrize("client,server", [("RSA-PSS+SHA384:RSA-PSS+SHA256", SIGALGS), (SIGALGS, "RSA-PSS+SHA512:RSA-PSS+SHA384:RSA+SHA384"), ("RSA+SHA384:RSA-PSS+SHA256", "RSA-PSS+SHA256:RSA+SHA384")])
def test_sigalgs(pki, version, options, client, server):
    check(pki, "rsa2048", version, {"sigalgs": client}, {"sigalgs": server, "options": options})


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("cert", ["p256", "rsa2048", "ed25519"])
def test_client_certificate(pki, version, cert):
    check(pki, "rsa2048", version, {}, {"client_cert": cert})


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("alpn", ["\x02h2", "\x02h2\x08http/1.1", "\x02h3"])
def test_alpn(pki, version, alpn):
    check(pki, "p256", version, {"alpn": alpn})


@pytest.mark.parametrize("version", [V12, V13])
@pytest.mark.parametrize("cert,client,server", [("p256", {"ciphers": "aRSA+AES128+ECDHE", "sigalgs": "RSA+SHA256:RSA-PSS+SHA256"}, {}), ("rsa2048", {"groups": "X25519"}, {"groups": "P-256"}),
                                                ("p256", {}, {"sigalgs": "RSA+SHA256"}), ("rsa2048", {"sigalgs": "ECDSA+SHA256"}, {})])  # fmt: skip
def test_nothing_in_common(pki, version, cert, client, server):
    check(pki, cert, version, client, server)
