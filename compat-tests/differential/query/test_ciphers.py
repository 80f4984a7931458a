# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What may be asked of an SSL_CIPHER, for each suite that is here, and lists of bytes that name suites."""
import pytest

from differential import diff

CODES = [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9]


def all_of(t, code):
    ssl, s = t.ssl, t.new()
    c = ssl.SSL_CIPHER_find(s, code.to_bytes(2, "big"))
    bits = t.ffi.new("int *", 7)
    out = [t.text(ssl.SSL_CIPHER_get_name(c)), t.text(ssl.SSL_CIPHER_standard_name(c)), t.text(ssl.SSL_CIPHER_get_version(c))]
    out += [ssl.SSL_CIPHER_get_id(c), ssl.SSL_CIPHER_get_protocol_id(c), ssl.SSL_CIPHER_get_bits(c, bits), bits[0], ssl.SSL_CIPHER_get_bits(c, t.NULL)]
    out += [ssl.SSL_CIPHER_get_kx_nid(c), ssl.SSL_CIPHER_get_auth_nid(c), ssl.SSL_CIPHER_get_cipher_nid(c), ssl.SSL_CIPHER_get_digest_nid(c), ssl.SSL_CIPHER_is_aead(c)]
    out += [t.text(t.crypto.EVP_MD_get0_name(ssl.SSL_CIPHER_get_handshake_digest(c)))]
    text = ssl.SSL_CIPHER_description(c, t.NULL, 0)
    out.append(t.text(text))
    t.crypto.CRYPTO_free(text, b"", 0)
    for n in (0, 1, 127, 128, 200):
        buf = t.ffi.new("char[]", 256)
        r = ssl.SSL_CIPHER_description(c, buf, n)
        out += [r == buf, t.text(buf)]
    return out + [t.text(ssl.OPENSSL_cipher_name(ssl.SSL_CIPHER_standard_name(c))), t.errors()]


@pytest.mark.parametrize("code", CODES)
def test_all_of(code):
    diff.same(all_of, code)


def find(t, codes):
    s = t.new()
    return [t.ssl.SSL_CIPHER_find(s, c.to_bytes(2, "big")) != t.NULL for c in codes]


def test_find():
    diff.same(find, CODES + [0x00FF, 0x5600, 0x0000, 0x1300, 0x1306, 0xFFFF, 0x0A0A])


def none(t):
    n, ssl = t.NULL, t.ssl
    out = [t.text(ssl.SSL_CIPHER_get_name(n)), t.text(ssl.SSL_CIPHER_standard_name(n)), t.text(ssl.SSL_CIPHER_get_version(n)), ssl.SSL_CIPHER_get_bits(n, n), ssl.SSL_CIPHER_get_cipher_nid(n) if False else 0]
    return out + [t.text(ssl.OPENSSL_cipher_name(x)) for x in (n, b"", b"FOO", b"TLS_AES_128_GCM_SHA256", b"ECDHE-RSA-AES128-GCM-SHA256")]


def test_none():
    diff.same(none)


def byte_lists(t, hexes, v2):
    b = bytes.fromhex(hexes)
    s = t.new()
    sk, scsvs = t.ffi.new("STACK **"), t.ffi.new("STACK **")
    out = [t.ssl.SSL_bytes_to_cipher_list(s, b, len(b), v2, sk, scsvs), t.errors(), t.cipher_names(sk[0]), t.cipher_names(scsvs[0])]
    return out + [t.ssl.SSL_bytes_to_cipher_list(s, b, len(b), v2, t.NULL, t.NULL), t.errors()]


@pytest.mark.parametrize(
    "hexes,v2",
    [("", 0), ("13", 0), ("1301", 0), ("1301c02f", 0), ("c02f1301c02f", 0), ("130100ff5600c02b", 0), ("0a0a1301fafa", 0), ("130113", 0),
     ("", 1), ("001301", 1), ("00130100c02f", 1), ("071301 00c02f".replace(" ", ""), 1), ("0000ff005600", 1), ("0013", 1), ("010080001301", 1)],
)  # fmt: skip
def test_byte_lists(hexes, v2):
    diff.same(byte_lists, hexes, v2)
