# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Private keys under a password: read as the openssl command wrote them, written and read by the other library."""
import functools
import subprocess

import pytest

from differential import diff
from helpers import libs

CDEF = """
typedef int pem_password_cb(char *, int, int, void *); BIO *BIO_new_mem_buf(const void *, int); BIO *BIO_new(const BIO_METHOD *); const BIO_METHOD *BIO_s_mem(void); long BIO_ctrl(BIO *, int, long, void *); int BIO_free(BIO *);
EVP_PKEY *PEM_read_bio_PrivateKey(BIO *, EVP_PKEY **, pem_password_cb *, void *); EVP_PKEY *d2i_PKCS8PrivateKey_bio(BIO *, EVP_PKEY **, pem_password_cb *, void *); void EVP_PKEY_free(EVP_PKEY *); int i2d_PrivateKey(const EVP_PKEY *, unsigned char **);
int PEM_write_bio_PrivateKey(BIO *, const EVP_PKEY *, const EVP_CIPHER *, const unsigned char *, int, pem_password_cb *, void *); int PEM_write_bio_PKCS8PrivateKey(BIO *, const EVP_PKEY *, const EVP_CIPHER *, const char *, int, pem_password_cb *, void *);
int i2d_PKCS8PrivateKey_bio(BIO *, const EVP_PKEY *, const EVP_CIPHER *, const char *, int, pem_password_cb *, void *); const EVP_CIPHER *EVP_get_cipherbyname(const char *);
"""
KINDS = {"rsa": ["RSA"], "p256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "p521": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ed25519": ["ED25519"]}
SCHEMES = {"aes128": ["-v2", "aes128"], "aes192": ["-v2", "aes192"], "aes256": ["-v2", "aes256"], "sha1": ["-v2", "aes256", "-v2prf", "hmacWithSHA1"], "sha384": ["-v2", "aes256", "-v2prf", "hmacWithSHA384"],
           "sha512": ["-v2", "aes128", "-v2prf", "hmacWithSHA512"], "many": ["-v2", "aes256", "-iter", "30000"]}


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True, timeout=60, env=libs.clean_env()).stdout


@functools.cache
def plain(kind):
    return openssl("genpkey", "-algorithm", *KINDS[kind])


@functools.cache
def sealed(kind, *words, password="secret", form="PEM"):
    return openssl("pkcs8", "-topk8", *words, "-passout", "pass:" + password, "-outform", form, data=plain(kind)).hex()


def asked(t, answer):
    """(callback, u, what it was asked): the answer is a text, or the number that it returns, or None for no callback and "u:..." for u alone."""
    calls = []
    if answer is None:
        return t.NULL, t.NULL, calls
    if isinstance(answer, str) and answer.startswith("u:"):
        return t.NULL, t.keep(t.ffi.new("char[]", answer[2:].encode())), calls

    def ask(buf, size, writing, u):
        calls.append([size, writing, u != t.NULL])
        if isinstance(answer, int):
            return answer
        t.ffi.memmove(buf, answer.encode(), len(answer.encode()))
        return len(answer.encode())

    return t.callback("pem_password_cb", ask), t.keep(t.ffi.new("char[]", b"u")), calls


def key_of(t, k):
    out = t.ffi.new("unsigned char **")
    n = t.crypto.i2d_PrivateKey(k, out)
    t.crypto.EVP_PKEY_free(k)
    return t.hex(out[0], n)


def read(t, function, data, answer):
    """The key, what was asked, what is left; when there is none, the first and the last error: OpenSSL tries twice."""
    raw = bytes.fromhex(data)
    bio = t.crypto.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", raw + b"\0")), len(raw))
    cb, u, calls = asked(t, answer)
    k = getattr(t.crypto, function)(bio, t.NULL, cb, u)
    left = t.crypto.BIO_ctrl(bio, 10, 0, t.NULL)
    t.crypto.BIO_free(bio)
    errors = t.errors(data=True)
    return [key_of(t, k), calls, left, errors] if k != t.NULL else [None, calls[:1], errors[:1], errors[-1:]]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_openssl_writes(scheme):
    for kind in KINDS if scheme == "aes256" else ["p256"]:
        answer = diff.crypto_same(read, "PEM_read_bio_PrivateKey", sealed(kind, *SCHEMES[scheme]), "secret")
        assert answer[0] and answer[1] == [[1024, 0, True]]
        diff.crypto_same(read, "d2i_PKCS8PrivateKey_bio", sealed(kind, *SCHEMES[scheme], form="DER"), "secret")


def test_passwords():
    data = sealed("p256", "-v2", "aes256")
    diff.crypto_each(read, [["PEM_read_bio_PrivateKey", data, answer] for answer in ("secret", "wrong", "", "secretx", "secre", "u:secret", "u:wrong", "u:", 0)])
    diff.crypto_each(read, [["PEM_read_bio_PrivateKey", sealed("p256", "-v2", "aes256", password=p), p] for p in ("x" * 1000, "pässwörd", "a b")])
    # OpenSSL asks a second time and says first that it was interrupted.
    for answer in (-1, 2000):
        theirs, mine = diff.crypto_run(read, "PEM_read_bio_PrivateKey", data, answer)
        assert mine[0] is None and theirs[0] is None and mine[3] == theirs[3] == ["PEM:104"] and mine[1] == theirs[1]


def test_old_schemes_are_refused_with_a_reason():
    for words in (["-v2", "des3"], ["-v1", "PBE-SHA1-3DES"], ["-scrypt"]):
        _, mine = diff.crypto_run(read, "PEM_read_bio_PrivateKey", sealed("p256", *words), "secret")
        assert mine[0] is None and mine[3] == ["EVP:121 only PBES2 with PBKDF2 and AES-CBC is read; encrypt anew with AES"], mine


def broken(t, data):
    """Cut at each octet: nothing is read, an error says so."""
    raw, out = bytes.fromhex(data), []
    cb, u, _ = asked(t, "secret")
    for at in range(len(raw)):
        bio = t.crypto.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", raw)), at)
        out.append([t.crypto.d2i_PKCS8PrivateKey_bio(bio, t.NULL, cb, u) == t.NULL, len(t.errors()) > 0])
        t.crypto.BIO_free(bio)
    return out


def test_truncated():
    answer = diff.crypto_same(broken, sealed("ed25519", "-v2", "aes256", "-iter", "1", form="DER"))
    assert all(a == [True, True] for a in answer[1:])


def write(t, function, data, cipher, given, answer):
    k_bio = t.crypto.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", data.encode())), len(data))
    k = t.crypto.PEM_read_bio_PrivateKey(k_bio, t.NULL, t.NULL, t.NULL)
    bio, (cb, u, calls) = t.crypto.BIO_new(t.crypto.BIO_s_mem()), asked(t, answer)
    r = getattr(t.crypto, function)(bio, k, t.crypto.EVP_get_cipherbyname(cipher.encode()) if cipher else t.NULL, given.encode() if given is not None else t.NULL, len(given or ""), cb, u)
    p = t.ffi.new("char **")
    n = t.crypto.BIO_ctrl(bio, 3, 0, p)
    text = t.hex(p[0], n) if n > 0 else None
    for x in (k_bio, bio):
        t.crypto.BIO_free(x)
    t.crypto.EVP_PKEY_free(k)
    return [r, text, calls, len(t.errors()) > 0]


WRITERS = {"PEM_write_bio_PrivateKey": "PEM_read_bio_PrivateKey", "PEM_write_bio_PKCS8PrivateKey": "PEM_read_bio_PrivateKey", "i2d_PKCS8PrivateKey_bio": "d2i_PKCS8PrivateKey_bio"}


@pytest.mark.parametrize("function", WRITERS)
def test_written_and_read_by_the_other(function):
    for kind in ("rsa", "p256", "ed25519"):
        data = plain(kind).decode()
        diff.crypto_same(write, function, data, None, None, None)
        for cipher, given, answer in (("AES-128-CBC", "secret", None), ("AES-256-CBC", None, "secret"), ("AES-192-CBC", "", None)):
            theirs, mine = diff.crypto_run(write, function, data, cipher, given, answer)
            assert mine[0] == theirs[0] == 1 and mine[2:] == theirs[2:], (kind, cipher)
            for text in (theirs[1], mine[1]):
                key = diff.crypto_same(read, WRITERS[function], text, given if given is not None else answer)[0]
                assert key is not None
            assert mine[1] != diff._one("crypto-ours", write, [function, data, cipher, given, answer])[1], "salt and IV are fresh"
    for cipher, answer in (("AES-128-CTR", "secret"), ("AES-256-GCM", "secret"), ("AES-128-CBC", -1)):
        theirs, mine = diff.crypto_run(write, function, plain("p256").decode(), cipher, None, answer)
        assert mine[:2] == theirs[:2] == [0, None] and mine[3] and mine[2] in (theirs[2], theirs[2][:1]), (cipher, mine, theirs)
