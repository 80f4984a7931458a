# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_CTX_set1_cert_comp_preference(3) and its kin."""
import ssl
import zlib

import pytest

from differential import diff

CDEF = """
int SSL_CTX_set1_cert_comp_preference(SSL_CTX *, int *, size_t); int SSL_set1_cert_comp_preference(SSL *, int *, size_t);
int SSL_CTX_compress_certs(SSL_CTX *, int); int SSL_compress_certs(SSL *, int);
size_t SSL_CTX_get1_compressed_cert(SSL_CTX *, int, unsigned char **, size_t *);
size_t SSL_get1_compressed_cert(SSL *, int, unsigned char **, size_t *);
int SSL_CTX_set1_compressed_cert(SSL_CTX *, int, unsigned char *, size_t, size_t);
int SSL_set1_compressed_cert(SSL *, int, unsigned char *, size_t, size_t);
"""
ZLIB, BROTLI, ZSTD = 1, 2, 3
NO_TX, NO_RX = 1 << 32, 1 << 33
COMPRESSED = 25
END = "-----END CERTIFICATE-----\n"


def prefer(t, obj, algs):
    call = t.ssl.SSL_CTX_set1_cert_comp_preference if t.ffi.typeof(obj) is t.ffi.typeof("SSL_CTX *") else t.ssl.SSL_set1_cert_comp_preference
    return call(obj, t.ffi.new("int[]", algs) if algs else t.NULL, len(algs))


def watch(t, ctx, seen):
    @t.ffi.callback("void(int, int, int, const void *, size_t, SSL *, void *)")
    def cb(sent, version, kind, buf, n, s, arg):
        head = t.ffi.cast("const unsigned char *", buf)
        if sent and kind == 22 and head[0] in (11, COMPRESSED):
            seen.append([head[0], head[4] << 8 | head[5] if head[0] == COMPRESSED else 0])

    t.keep(cb)
    t.ssl.SSL_CTX_set_msg_callback(ctx, cb)


def handshake(t, cert, key, client_algs, server_algs, packs, options):
    """What kind of message carried the server's certificate and the client's, with its algorithm."""
    client, server = t.server_ctx(cert, key, "TLS_client_method"), t.server_ctx(cert, key)
    t.ssl.SSL_CTX_set_options(client, options[0])
    t.ssl.SSL_CTX_set_options(server, options[1])
    out = [prefer(t, client, client_algs), prefer(t, server, server_algs)]
    out += [t.ssl.SSL_CTX_compress_certs(server, alg) for alg in packs]
    accept = t.callback("int(int, X509_STORE_CTX *)", lambda ok, sc: 1)
    t.ssl.SSL_CTX_set_verify(server, 1, accept)
    seen = [], []
    watch(t, server, seen[0])
    watch(t, client, seen[1])
    c, s = t.pair(client, server)
    assert [r[0] for r in t.shake(c, s)] == [1, 1], t.errors()
    assert t.ssl.SSL_get0_peer_certificate(c) != t.NULL and t.ssl.SSL_get0_peer_certificate(s) != t.NULL
    return out + [seen[0], seen[1], t.errors()]


PLAIN = [[11, 0]]
HANDSHAKES = {
    "nobody asks": ([], [], [], (0, 0), PLAIN, PLAIN),
    "a client asks, a server has packed": ([ZLIB], [], [0], (0, 0), [[COMPRESSED, ZLIB]], PLAIN),
    "a client asks, a server has not": ([ZLIB, BROTLI], [ZLIB], [], (0, 0), PLAIN, [[COMPRESSED, ZLIB]]),
    "the client's order": ([ZSTD, ZLIB, BROTLI], [], [0], (0, 0), [[COMPRESSED, ZSTD]], PLAIN),
    "the server's order": ([ZSTD, ZLIB, BROTLI], [BROTLI, ZSTD], [0], (0, 0), [[COMPRESSED, BROTLI]], [[COMPRESSED, ZSTD]]),
    "one packed": ([ZSTD, ZLIB, BROTLI], [], [ZLIB], (0, 0), [[COMPRESSED, ZLIB]], PLAIN),
    "a client that takes none": ([ZLIB], [ZLIB], [0], (NO_RX, 0), PLAIN, [[COMPRESSED, ZLIB]]),
    "a server that sends none": ([ZLIB], [ZLIB], [0], (0, NO_TX), PLAIN, [[COMPRESSED, ZLIB]]),
    "a client that sends none": ([ZLIB], [ZLIB], [0], (NO_TX, 0), [[COMPRESSED, ZLIB]], PLAIN),
    "a server that takes none": ([ZLIB], [ZLIB], [0], (0, NO_RX), [[COMPRESSED, ZLIB]], PLAIN),
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_handshake(pki, name):
    *how, by_server, by_client = HANDSHAKES[name]
    out = diff.over_ours(handshake, str(pki.pem("rsa2048")), str(pki.key("rsa2048")), *how)
    assert out == [1, 1] + [1] * len(how[2]) + [by_server, by_client, []]


def preferences(t):
    ctx = t.ctx()
    s = t.new(ctx)
    lists = [[ZLIB], [BROTLI, ZSTD], [ZLIB, 77, 0], [77], [0], [ZLIB, ZLIB], []]
    return [prefer(t, ctx, a) for a in lists] + [prefer(t, s, a) for a in lists]


def test_preferences():
    assert diff.over_ours(preferences) == [1, 1, 1, 0, 0, 0, 1] * 2


def packed(t, cert, key, alg):
    """The form that one context gives serves another with the same chain, and one of another chain does not."""
    ffi, ssl = t.ffi, t.ssl
    data, orig = ffi.new("unsigned char **"), ffi.new("size_t *")
    first = t.server_ctx(cert, key)
    n = ssl.SSL_CTX_get1_compressed_cert(first, alg, data, orig)
    out = [0 < n < orig[0]]
    for add, want in ((0, COMPRESSED), (1, 11)):
        server, client, seen = t.server_ctx(cert, key), t.ctx("TLS_client_method"), []
        out.append(ssl.SSL_CTX_set1_compressed_cert(server, alg, data[0], n, orig[0] + add))
        prefer(t, client, [alg])
        watch(t, server, seen)
        c, s = t.pair(client, server)
        again = ffi.new("unsigned char **"), ffi.new("size_t *")
        out.append(ssl.SSL_get1_compressed_cert(s, alg, *again) == n and again[1][0] == orig[0] + add)
        t.crypto.CRYPTO_free(again[0][0], b"", 0)
        out += [[r[0] for r in t.shake(c, s)], seen[0][0] == want]
    # another certificate: what was packed is gone
    assert ssl.SSL_CTX_use_certificate_chain_file(server, str(cert).encode()) == 1
    seen.clear()
    c, s = t.pair(client, server)
    out += [[r[0] for r in t.shake(c, s)], seen[0][0]]
    t.crypto.CRYPTO_free(data[0], b"", 0)
    return out + t.errors()


@pytest.mark.parametrize("alg", [ZLIB, BROTLI, ZSTD])
def test_packed(pki, alg):
    want = [True, 1, True, [1, 1], True, 1, True, [1, 1], True, [1, 1], 11]
    assert diff.over_ours(packed, str(pki.pem("rsa2048")), str(pki.key("rsa2048")), alg) == want


def refused(t, cert, key):
    ssl, ffi = t.ssl, t.ffi
    data, orig = ffi.new("unsigned char **"), ffi.new("size_t *")
    client, empty, server = t.server_ctx(cert, key, "TLS_client_method"), t.ctx("TLS_server_method"), t.server_ctx(cert, key)
    out = []
    for ctx, alg in ((client, ZLIB), (empty, ZLIB), (server, 4), (server, -1), (server, 0)):
        one = [ssl.SSL_CTX_get1_compressed_cert(ctx, alg, data, orig), ssl.SSL_CTX_set1_compressed_cert(ctx, alg, b"abc", 3, 500)]
        out.append(one + [len(t.errors())])
    out += [ssl.SSL_CTX_compress_certs(c, 0) for c in (client, empty)] + [ssl.SSL_CTX_compress_certs(server, 9), len(t.errors())]
    out += [ssl.SSL_CTX_set1_compressed_cert(server, ZLIB, b"abc", 3, n) for n in (0, 1 << 24)]
    return out


def test_refused(pki):
    assert diff.over_ours(refused, str(pki.pem("p256")), str(pki.key("p256"))) == [[0, 0, 2]] * 5 + [0, 0, 0, 3, 0, 0]


def zlib_form(t, cert, key):
    data, orig = t.ffi.new("unsigned char **"), t.ffi.new("size_t *")
    n = t.ssl.SSL_CTX_get1_compressed_cert(t.server_ctx(cert, key), ZLIB, data, orig)
    return [t.hex(data[0], n), orig[0]]


def test_the_form_is_what_the_standard_says(pki):
    """RFC 8879 section 4: the body of the Certificate message of RFC 8446, here read by Python."""
    form, length = diff.over_ours(zlib_form, str(pki.pem("rsa2048")), str(pki.key("rsa2048")))
    message = zlib.decompress(bytes.fromhex(form))
    certs = [ssl.PEM_cert_to_DER_cert(p + END) for p in pki.pem("rsa2048").read_text().split(END)[:-1]]
    entries = b"".join(len(c).to_bytes(3, "big") + c + b"\0\0" for c in certs)
    assert message == b"\0" + len(entries).to_bytes(3, "big") + entries and len(message) == length and len(certs) == 2
