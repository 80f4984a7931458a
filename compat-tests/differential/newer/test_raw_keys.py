# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Raw public keys (RFC 7250): SSL_set1_server_cert_type(3), SSL_get0_peer_rpk(3), and GnuTLS on the other side of the wire."""
import hashlib
import socket
import subprocess

import pytest

from differential import diff
from helpers import peers

CDEF = """
int SSL_CTX_set1_client_cert_type(SSL_CTX *, const unsigned char *, size_t); int SSL_CTX_set1_server_cert_type(SSL_CTX *, const unsigned char *, size_t);
int SSL_set1_client_cert_type(SSL *, const unsigned char *, size_t); int SSL_set1_server_cert_type(SSL *, const unsigned char *, size_t);
int SSL_CTX_get0_client_cert_type(const SSL_CTX *, unsigned char **, size_t *); int SSL_CTX_get0_server_cert_type(const SSL_CTX *, unsigned char **, size_t *);
int SSL_get0_client_cert_type(const SSL *, unsigned char **, size_t *); int SSL_get0_server_cert_type(const SSL *, unsigned char **, size_t *);
int SSL_get_negotiated_client_cert_type(const SSL *); int SSL_get_negotiated_server_cert_type(const SSL *);
int SSL_add_expected_rpk(SSL *, EVP_PKEY *); EVP_PKEY *SSL_get0_peer_rpk(const SSL *); EVP_PKEY *SSL_SESSION_get0_peer_rpk(SSL_SESSION *);
int SSL_CTX_dane_enable(SSL_CTX *); int SSL_dane_enable(SSL *, const char *);
int SSL_dane_tlsa_add(SSL *, uint8_t, uint8_t, uint8_t, const unsigned char *, size_t);
int SSL_get0_dane_tlsa(SSL *, uint8_t *, uint8_t *, uint8_t *, const unsigned char **, size_t *); int EVP_PKEY_eq(const EVP_PKEY *, const EVP_PKEY *);
int X509_STORE_CTX_get_error(const X509_STORE_CTX *); void X509_STORE_CTX_set_error(X509_STORE_CTX *, int); X509 *X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *);
int i2d_PUBKEY(const EVP_PKEY *, unsigned char **); EVP_PKEY *d2i_PUBKEY(EVP_PKEY **, const unsigned char **, long);
"""
X509, RPK = 0, 2
TLS12, TLS13 = 0x0303, 0x0304
OK, NO_MATCH, UNTRUSTED = 0, 65, 95


def lists(t):
    ssl, ffi, out = t.ssl, t.ffi, []
    ctx = t.ctx()
    val, n = ffi.new("unsigned char **"), ffi.new("size_t *")
    for side in ("client", "server"):
        put, get = getattr(ssl, f"SSL_CTX_set1_{side}_cert_type"), getattr(ssl, f"SSL_CTX_get0_{side}_cert_type")
        for kinds in (b"\2\0", b"\0", b"\2\2", b"\1", b"\0\2\0", b""):
            r = put(ctx, kinds or t.NULL, len(kinds))
            assert get(ctx, val, n) == 1
            out.append([r, list(ffi.buffer(val[0], n[0])[:]) if n[0] else val[0] == t.NULL])
        out += [put(ctx, b"\2", 0), put(ctx, t.NULL, 1), get(ctx, t.NULL, n), get(ctx, val, t.NULL)]
        assert put(ctx, b"\2", 1) == 1
        s = t.new(ctx)
        assert getattr(ssl, f"SSL_get0_{side}_cert_type")(s, val, n) == 1
        out += [list(ffi.buffer(val[0], n[0])[:]), getattr(ssl, f"SSL_set1_{side}_cert_type")(s, b"\0\2", 2)]
        out += [ssl.SSL_get_negotiated_client_cert_type(s), ssl.SSL_get_negotiated_server_cert_type(s)]
    return out + [ssl.SSL_get0_peer_rpk(s) == t.NULL, t.errors()]


def test_lists():
    one = [[1, [2, 0]], [1, [0]], [0, [0]], [0, [0]], [0, [0]], [1, True], 0, 0, 0, 0, [2], 1, 0, 0]
    assert diff.over_ours(lists) == one * 2 + [True, []]


def load(t, pki_key):
    bio = t.crypto.BIO_new_file(str(pki_key).encode(), b"r")
    key = t.crypto.PEM_read_bio_PrivateKey(bio, t.NULL, t.NULL, t.NULL)
    t.crypto.BIO_free(bio)
    assert key != t.NULL
    return key


def connect(t, key, other, version, expected, mode, callback):
    """A client that expects keys, and a server that has one and no certificate. expected: which keys, or TLSA records."""
    ssl, ffi, crypto = t.ssl, t.ffi, t.crypto
    client, server = t.ctx("TLS_client_method"), t.ctx("TLS_server_method")
    keys = {"right": load(t, key), "wrong": load(t, other)}
    assert ssl.SSL_CTX_use_PrivateKey(server, keys["right"]) == 1
    assert ssl.SSL_CTX_set1_server_cert_type(server, b"\2", 1) == ssl.SSL_CTX_set1_server_cert_type(client, b"\2\0", 2) == 1
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    told = []

    @ffi.callback("int(int, X509_STORE_CTX *)")
    def cb(ok, sc):
        told.append([ok, crypto.X509_STORE_CTX_get_error(sc), crypto.X509_STORE_CTX_get_current_cert(sc) == t.NULL])
        if callback == "overrule":
            crypto.X509_STORE_CTX_set_error(sc, 0)
            return 1
        return ok

    t.keep(cb)
    ssl.SSL_CTX_set_verify(client, mode, cb if callback else ffi.cast("verify_cb", 0))
    assert ssl.SSL_CTX_dane_enable(client) == 1
    c, s = t.pair(client, server)
    if expected:
        assert ssl.SSL_dane_enable(c, b"server.example") == 1
    added = []
    for what in expected:
        if what in keys:
            added.append(ssl.SSL_add_expected_rpk(c, keys[what]))
        else:
            der = ffi.new("unsigned char **")
            n = crypto.i2d_PUBKEY(keys["right"], der)
            digest = hashlib.sha256(ffi.buffer(der[0], n)[:]).digest()
            added.append(ssl.SSL_dane_tlsa_add(c, int(what), 1, 1, digest, 32))
    got = t.shake(c, s)
    peer = ssl.SSL_get0_peer_rpk(c)
    out = [added, [g[0] for g in got], ssl.SSL_get_verify_result(c), told, t.errors()]
    usage = ffi.new("uint8_t *")
    out.append(ssl.SSL_get0_dane_tlsa(c, usage, t.NULL, t.NULL, t.NULL, t.NULL))
    if got[0][0] == 1:
        assert crypto.EVP_PKEY_eq(peer, keys["right"]) == 1 and ssl.SSL_get0_peer_certificate(c) == t.NULL
        assert ssl.SSL_get_certificate(s) == t.NULL
        assert ssl.SSL_get_negotiated_server_cert_type(c) == ssl.SSL_get_negotiated_server_cert_type(s) == RPK
        # what the session remembers, also when it has been written and read
        t.read(c)
        session = ssl.SSL_get_session(c)
        der = ffi.new("unsigned char **")
        n = ssl.i2d_SSL_SESSION(session, der)
        again = ssl.d2i_SSL_SESSION(t.NULL, ffi.new("const unsigned char **", der[0]), n)
        for x in (session, again):
            assert crypto.EVP_PKEY_eq(ssl.SSL_SESSION_get0_peer_rpk(x), keys["right"]) == 1
    return out


CERTIFICATE_UNKNOWN = "SSL:1046"
CASES = {
    "the right key": (["right"], 1, "", [[1], [1, 1], OK, [], [], 0]),
    "one of two keys": (["wrong", "right"], 1, "", [[1, 1], [1, 1], OK, [], [], 0]),
    "its digest": (["3"], 1, "", [[1], [1, 1], OK, [], [], 0]),
    "another key": (["wrong"], 1, "", [[1], [-1, -1], NO_MATCH, [], ["SSL:1042"], -1]),
    "another key, and nobody insists": (["wrong"], 0, "", [[1], [1, 1], NO_MATCH, [], [], -1]),
    "no key": ([], 1, "", [[], [-1, -1], UNTRUSTED, [], [CERTIFICATE_UNKNOWN], -1]),
    "records of certificates alone": (["1"], 1, "", [[1], [-1, -1], UNTRUSTED, [], [CERTIFICATE_UNKNOWN], -1]),
    "a callback that looks": (["right"], 1, "look", [[1], [1, 1], OK, [[1, OK, True]], [], 0]),
    "a callback that overrules": ([], 1, "overrule", [[], [1, 1], OK, [[0, UNTRUSTED, True]], [], -1]),
    "a callback that does not": (["wrong"], 1, "look", [[1], [-1, -1], NO_MATCH, [[0, NO_MATCH, True]], ["SSL:1042"], -1]),
}


@pytest.mark.parametrize("version", [TLS12, TLS13])
@pytest.mark.parametrize("name", CASES)
def test_expected_keys(pki, version, name):
    expected, mode, callback, want = CASES[name]
    out = diff.over_ours(connect, str(pki.key("p256")), str(pki.key("ed25519")), version, expected, mode, callback)
    assert out == want


def mutual(t, cert, key, version, client_kinds, server_kinds):
    """A client with certificate and key shows the key where both want that."""
    ssl, ffi = t.ssl, t.ffi
    client, server = t.server_ctx(cert, key, "TLS_client_method"), t.server_ctx(cert, key)
    for ctx, kinds in ((client, client_kinds), (server, server_kinds)):
        if kinds:
            assert ssl.SSL_CTX_set1_client_cert_type(ctx, bytes(kinds), len(kinds)) == 1
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    accept = t.callback("int(int, X509_STORE_CTX *)", lambda ok, sc: 1)
    ssl.SSL_CTX_set_verify(server, 3, accept)
    c, s = t.pair(client, server)
    got = [g[0] for g in t.shake(c, s)]
    kinds = [ssl.SSL_get_negotiated_client_cert_type(c), ssl.SSL_get_negotiated_client_cert_type(s)]
    return [got, kinds, ssl.SSL_get0_peer_rpk(s) != t.NULL, ssl.SSL_get0_peer_certificate(s) != t.NULL]


@pytest.mark.parametrize("version", [TLS12, TLS13])
@pytest.mark.parametrize(
    "client_kinds, server_kinds, raw",
    [([RPK], [RPK], True), ([RPK, X509], [RPK, X509], True), ([RPK, X509], [X509, RPK], False), ([], [RPK, X509], False), ([RPK, X509], [], False)],
)
def test_client_keys(pki, version, client_kinds, server_kinds, raw):
    out = diff.over_ours(mutual, str(pki.pem("rsa2048")), str(pki.key("rsa2048")), version, client_kinds, server_kinds)
    assert out == [[1, 1], [RPK if raw else X509] * 2, raw, not raw]


def seen_by_the_callback(t, cert, key, version, client_kinds):
    """What a server's certificate callback may know of the kinds, before it chooses what to show (SSL_CTX_set_cert_cb(3))."""
    ssl = t.ssl
    client, server = t.ctx("TLS_client_method"), t.server_ctx(cert, key)
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    assert ssl.SSL_CTX_set1_server_cert_type(server, b"\2\0", 2) == ssl.SSL_CTX_set1_client_cert_type(server, b"\2\0", 2) == 1
    if client_kinds:
        assert ssl.SSL_CTX_set1_server_cert_type(client, bytes(client_kinds), len(client_kinds)) == 1
        assert ssl.SSL_CTX_set1_client_cert_type(client, bytes(client_kinds), len(client_kinds)) == 1
    ssl.SSL_CTX_set_verify(server, 1, t.callback("int(int, X509_STORE_CTX *)", lambda ok, sc: 1))
    seen = []

    def look(s, arg):
        seen.append([ssl.SSL_get_negotiated_server_cert_type(s), ssl.SSL_get_negotiated_client_cert_type(s)])
        return 1

    ssl.SSL_CTX_set_cert_cb(server, t.callback("int(SSL *, void *)", look), t.NULL)
    c, s = t.pair(client, server)
    return [[g[0] for g in t.shake(c, s)], seen]


@pytest.mark.parametrize("version", [TLS12, TLS13])
@pytest.mark.parametrize("client_kinds, chosen", [([RPK, X509], RPK), ([RPK], RPK), ([X509], X509), ([], X509)])
def test_the_callback_sees_the_kinds(pki, version, client_kinds, chosen):
    out = diff.over_ours(seen_by_the_callback, str(pki.pem("rsa2048")), str(pki.key("rsa2048")), version, client_kinds)
    assert out == [[1, 1], [[chosen, chosen]]]


def with_gnutls_server(t, spki, port):
    ssl, ffi = t.ssl, t.ffi
    client = t.ctx("TLS_client_method")
    ssl.SSL_CTX_set1_server_cert_type(client, b"\2", 1)
    ssl.SSL_CTX_set_verify(client, 1, ffi.cast("verify_cb", 0))
    ssl.SSL_CTX_dane_enable(client)
    c = t.new(client)
    assert ssl.SSL_dane_enable(c, b"server.example") == 1
    der = bytes.fromhex(spki)
    key = t.crypto.d2i_PUBKEY(t.NULL, ffi.new("const unsigned char **", t.keep(ffi.new("unsigned char[]", der))), len(der))
    assert ssl.SSL_add_expected_rpk(c, key) == 1
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.settimeout(None)
        ssl.SSL_set_fd(c, sock.fileno())
        r = ssl.SSL_connect(c)
        out = [r, ssl.SSL_get_verify_result(c), ssl.SSL_get_negotiated_server_cert_type(c), t.text(ssl.SSL_get_version(c)), t.errors()]
        ssl.SSL_shutdown(c)
    return out


@pytest.mark.parametrize("version, name", [("1.2", "TLSv1.2"), ("1.3", "TLSv1.3")])
@pytest.mark.parametrize("kind", ["p256", "rsa2048", "ed25519"])
def test_gnutls_shows_a_key(pki, tmp_path, version, name, kind):
    public = tmp_path / "public.pem"
    subprocess.run(["openssl", "pkey", "-in", pki.key(kind), "-pubout", "-out", public], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-in", pki.key(kind), "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    args = ["--rawpkfile", public, "--rawpkkeyfile", pki.key(kind), "--priority", f"NORMAL:-CTYPE-ALL:+CTYPE-SRV-RAWPK:-VERS-ALL:+VERS-TLS{version}"]
    with peers.GnutlsServer(tmp_path / "server", *args).start() as server:
        assert diff.over_ours(with_gnutls_server, der.hex(), server.port) == [1, OK, RPK, name, []]
