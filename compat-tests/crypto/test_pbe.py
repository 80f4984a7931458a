# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Keys from passwords: EVP_BytesToKey, PBKDF2 and scrypt."""
from differential import diff

CDEF = """
const EVP_MD *EVP_get_digestbyname(const char *); const EVP_CIPHER *EVP_get_cipherbyname(const char *);
int EVP_BytesToKey(const EVP_CIPHER *, const EVP_MD *, const unsigned char *, const unsigned char *, int, int, unsigned char *, unsigned char *);
int PKCS5_PBKDF2_HMAC(const char *, int, const unsigned char *, int, int, const EVP_MD *, int, unsigned char *);
int PKCS5_PBKDF2_HMAC_SHA1(const char *, int, const unsigned char *, int, int, int, unsigned char *);
int EVP_PBE_scrypt(const char *, size_t, const unsigned char *, size_t, uint64_t, uint64_t, uint64_t, uint64_t, unsigned char *, size_t);
"""


def by_header(t, cipher, md, salt, data, count, wanted):
    c, ffi = t.crypto, t.ffi
    key, iv = ffi.new("unsigned char[64]"), ffi.new("unsigned char[16]")
    n = c.EVP_BytesToKey(c.EVP_get_cipherbyname(cipher.encode()), c.EVP_get_digestbyname(md.encode()), t.NULL if salt is None else bytes.fromhex(salt),
                         t.NULL if data is None else data.encode(), len(data or ""), count, key if "k" in wanted else t.NULL, iv if "i" in wanted else t.NULL)
    return [n, t.hex(key, 64), t.hex(iv, 16), t.errors()]


def test_keys_by_a_digest_over_and_over():
    diff.crypto_each(by_header, [[cipher, md, salt, data, count, wanted] for cipher in ("AES-128-CBC", "AES-256-CBC", "AES-192-ECB", "ChaCha20-Poly1305")
                                 for md in ("MD5", "SHA1", "SHA512", "SHAKE128") for salt in (None, "0102030405060708") for data in (None, "", "secret") for count in (0, 1, 3) for wanted in ("ki", "k", "i", "")])


def pbkdf2(t, password, length, salt, rounds, md, key_len):
    c = t.crypto
    out = t.ffi.new("unsigned char[200]")
    salt = bytes.fromhex(salt) if salt is not None else t.NULL
    args = [t.NULL if password is None else password.encode(), length, salt, 0 if salt == t.NULL else len(salt), rounds]
    r = c.PKCS5_PBKDF2_HMAC_SHA1(*args, key_len, out) if md is None else c.PKCS5_PBKDF2_HMAC(*args, c.EVP_get_digestbyname(md.encode()), key_len, out)
    return [r, t.hex(out, 200), len(t.errors()) > 0]


def test_pbkdf2():
    rows = [[password, length, salt, rounds, md, key_len] for password, length in (("secret", 6), ("secret", 3), ("secret", -1), ("", 0), (None, 0), ("x" * 200, 200))
            for salt in (None, "", "00ff00ff", "01" * 70) for rounds in (1, 2, 1000) for md in (None, "MD5", "SHA256", "SHA384", "SHA3-256") for key_len in (0, 1, 20, 65)]
    diff.crypto_each(pbkdf2, rows)
    diff.crypto_same(pbkdf2, "secret", 6, "00ff", 0, "SHA256", 32)
    # OpenSSL refuses a number below zero, and a digest that makes no HMAC, without an error.
    for rounds, md in ((-1, "SHA256"), (1, "SHAKE256")):
        theirs, mine = diff.crypto_run(pbkdf2, "secret", 6, "00ff", rounds, md, 32)
        assert mine[:2] == theirs[:2] and mine[0] == 0 and mine[2]


def scrypt(t, password, salt, n, r, p, most, key_len):
    """No key is asked for where key_len is None."""
    out = t.ffi.new("unsigned char[200]")
    args = [t.NULL if password is None else password.encode(), len(password or ""), t.NULL if salt is None else salt.encode(), len(salt or ""), n, r, p, most]
    return [t.crypto.EVP_PBE_scrypt(*args, t.NULL if key_len is None else out, key_len or 0), t.hex(out, 200), [e.split(" ")[0] for e in t.errors()]]


def test_scrypt():
    rows = [[password, salt, n, r, p, 0, key_len] for password, salt in (("secret", "salt"), (None, None), ("", "x" * 70))
            for n, r, p in ((2, 1, 1), (16, 1, 1), (64, 8, 2), (1024, 3, 1)) for key_len in (0, 1, 64, 199)]
    diff.crypto_each(scrypt, rows)


def test_scrypt_limits():
    costs = [[0, 1, 1], [1, 1, 1], [15, 1, 1], [16, 0, 1], [16, 1, 0], [16, 1, 1], [32768, 1, 1], [65536, 1, 1], [65536, 2, 1], [16384, 8, 1], [32768, 8, 1], [16, 1 << 30, 1],
             [16, 1, 1 << 30], [16, 1 << 20, 1 << 10], [16, 1, (1 << 24) - 1], [16, 1, 1 << 24], [1 << 60, 8, 1], [1 << 63, 8, 1], [1 << 32, 8, 1], [1 << 63, 1 << 62, 1 << 62],
             [0, 1 << 32, 0], [15, 0, 1 << 32], [16, (1 << 32) - 1, 1]]
    diff.crypto_each(scrypt, [["", "", *cost, most, None] for cost in costs for most in (0, 2431, 2432, 1 << 24, (1 << 64) - 1)])
    assert diff.crypto_run(scrypt, "", "", 16, 1, 1, 2431, 32)[1][0] == 0
