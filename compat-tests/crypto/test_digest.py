# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Digests, HMAC in both forms, and parameters."""
import pytest

from differential import diff

CDEF = """
typedef struct evp_md_ctx_st EVP_MD_CTX; typedef struct evp_mac_st EVP_MAC;
typedef struct { const char *key; unsigned int data_type; void *data; size_t data_size; size_t return_size; } OSSL_PARAM_;
const EVP_MD *EVP_get_digestbyname(const char *); EVP_MD *EVP_MD_fetch(void *, const char *, const char *); int EVP_MD_get_size(const EVP_MD *); int EVP_MD_get_block_size(const EVP_MD *);
int EVP_MD_get_pkey_type(const EVP_MD *); unsigned long EVP_MD_get_flags(const EVP_MD *); int EVP_MD_is_a(const EVP_MD *, const char *); EVP_MD_CTX *EVP_MD_CTX_new(void); void EVP_MD_CTX_free(EVP_MD_CTX *);
int EVP_DigestInit_ex(EVP_MD_CTX *, const EVP_MD *, void *); int EVP_DigestInit(EVP_MD_CTX *, const EVP_MD *); int EVP_DigestUpdate(EVP_MD_CTX *, const void *, size_t); int EVP_DigestFinal_ex(EVP_MD_CTX *, unsigned char *, unsigned int *);
int EVP_DigestFinal(EVP_MD_CTX *, unsigned char *, unsigned int *); int EVP_MD_CTX_copy_ex(EVP_MD_CTX *, const EVP_MD_CTX *); int EVP_Digest(const void *, size_t, unsigned char *, unsigned int *, const EVP_MD *, void *);
int EVP_DigestFinalXOF(EVP_MD_CTX *, unsigned char *, size_t); void EVP_MD_do_all_provided(void *, void (*)(EVP_MD *, void *), void *); const EVP_MD *EVP_shake128(void); const EVP_MD *EVP_shake256(void);
int EVP_MD_CTX_reset(EVP_MD_CTX *); const EVP_MD *EVP_MD_CTX_get0_md(const EVP_MD_CTX *);
unsigned char *SHA1(const unsigned char *, size_t, unsigned char *); unsigned char *SHA256(const unsigned char *, size_t, unsigned char *); unsigned char *SHA512(const unsigned char *, size_t, unsigned char *); unsigned char *MD5(const unsigned char *, size_t, unsigned char *);
typedef struct { unsigned int w[24]; } MD5_CTX_; int MD5_Init(MD5_CTX_ *); int MD5_Update(MD5_CTX_ *, const void *, size_t); int MD5_Final(unsigned char *, MD5_CTX_ *);
HMAC_CTX *HMAC_CTX_new(void); void HMAC_CTX_free(HMAC_CTX *); int HMAC_Init_ex(HMAC_CTX *, const void *, int, const EVP_MD *, void *); int HMAC_Update(HMAC_CTX *, const unsigned char *, size_t); int HMAC_Final(HMAC_CTX *, unsigned char *, unsigned int *);
size_t HMAC_size(const HMAC_CTX *); unsigned char *HMAC(const EVP_MD *, const void *, int, const unsigned char *, size_t, unsigned char *, unsigned int *); int HMAC_CTX_copy(HMAC_CTX *, HMAC_CTX *);
EVP_MAC *EVP_MAC_fetch(void *, const char *, const char *); void EVP_MAC_free(EVP_MAC *); EVP_MAC_CTX *EVP_MAC_CTX_new(EVP_MAC *); void EVP_MAC_CTX_free(EVP_MAC_CTX *); int EVP_MAC_CTX_set_params(EVP_MAC_CTX *, const OSSL_PARAM_ *);
int EVP_MAC_init(EVP_MAC_CTX *, const unsigned char *, size_t, const OSSL_PARAM_ *); int EVP_MAC_update(EVP_MAC_CTX *, const unsigned char *, size_t); int EVP_MAC_final(EVP_MAC_CTX *, unsigned char *, size_t *, size_t); size_t EVP_MAC_CTX_get_mac_size(EVP_MAC_CTX *);
EVP_MAC_CTX *EVP_MAC_CTX_dup(const EVP_MAC_CTX *);
OSSL_PARAM_ OSSL_PARAM_construct_utf8_string(const char *, char *, size_t); OSSL_PARAM_ OSSL_PARAM_construct_octet_string(const char *, void *, size_t); OSSL_PARAM_ OSSL_PARAM_construct_end(void);
OSSL_PARAM_ OSSL_PARAM_construct_int(const char *, int *); int OSSL_PARAM_get_int(const OSSL_PARAM_ *, int *); int OSSL_PARAM_get_int64(const OSSL_PARAM_ *, int64_t *); int OSSL_PARAM_get_uint64(const OSSL_PARAM_ *, uint64_t *); int OSSL_PARAM_get_size_t(const OSSL_PARAM_ *, size_t *);
int OSSL_PARAM_get_uint(const OSSL_PARAM_ *, unsigned int *); int OSSL_PARAM_set_int64(OSSL_PARAM_ *, int64_t); int OSSL_PARAM_set_uint64(OSSL_PARAM_ *, uint64_t); int OSSL_PARAM_set_int(OSSL_PARAM_ *, int);
"""

NAMES = ["md5", "MD5", "sha1", "SHA-1", "sha224", "SHA2-256", "SHA256", "sha384", "SHA-512", "sha512-224", "SHA512-256", "SHA3-224", "sha3-256", "SHA3-384", "SHA3-512", "SHAKE128", "shake-256",
         "RSA-SHA256", "RSA-MD5", "sha256WithRSAEncryption", "nothing", "ssl3-md5", "2.16.840.1.101.3.4.2.1"]


def described(t, name):
    c = t.crypto
    md = c.EVP_get_digestbyname(name.encode())
    if md == t.NULL:
        return None
    return [c.EVP_MD_get_type(md), t.text(c.EVP_MD_get0_name(md)), c.EVP_MD_get_size(md), c.EVP_MD_get_block_size(md), c.EVP_MD_get_pkey_type(md), c.EVP_MD_get_flags(md)]


def test_names():
    diff.crypto_each(described, [[n] for n in NAMES])


def aliases(t, name):
    md = t.crypto.EVP_MD_fetch(t.NULL, name.encode(), t.NULL)
    return None if md == t.NULL else [t.crypto.EVP_MD_is_a(md, n.encode()) for n in NAMES]


def test_aliases():
    diff.crypto_each(aliases, [[n] for n in NAMES])


def digested(t, name, lengths):
    c = t.crypto
    md = c.EVP_get_digestbyname(name.encode())
    ctx, copy, out, n = c.EVP_MD_CTX_new(), c.EVP_MD_CTX_new(), t.ffi.new("unsigned char[64]"), t.ffi.new("unsigned int *")
    answer = [c.EVP_DigestInit_ex(ctx, md, t.NULL)]
    for i, length in enumerate(lengths):
        data = bytes((i + k) & 255 for k in range(length))
        answer.append(c.EVP_DigestUpdate(ctx, data, length))
        if i == 1:
            answer.append(c.EVP_MD_CTX_copy_ex(copy, ctx))
            answer += [c.EVP_DigestFinal_ex(copy, out, n), n[0], t.hex(out, n[0])]
    answer += [c.EVP_DigestFinal_ex(ctx, out, n), n[0], t.hex(out, n[0]), c.EVP_DigestInit_ex(ctx, t.NULL, t.NULL), c.EVP_DigestFinal(ctx, out, t.NULL), t.hex(out, n[0])]
    answer += [c.EVP_Digest(b"abc", 3, out, n, md, t.NULL), t.hex(out, n[0])]
    c.EVP_MD_CTX_free(ctx)
    c.EVP_MD_CTX_free(copy)
    return answer


ALL = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256", "sha3-224", "sha3-256", "sha3-384", "sha3-512", "shake128", "shake256"]


@pytest.mark.parametrize("name", ALL)
def test_digests(name):
    diff.crypto_each(digested, [[name, lengths] for lengths in ([], [0], [1, 2], [55, 1, 8], [64, 64], [111, 17, 300], [143, 1, 144, 5000])])


def extended(t, function, lengths, size):
    """A digest as long as the caller asks, which those of a length of their own refuse without an error."""
    c = t.crypto
    ctx, out = c.EVP_MD_CTX_new(), t.ffi.new("unsigned char[1000]")
    answer = [c.EVP_DigestInit_ex(ctx, getattr(c, function)(), t.NULL)]
    answer += [c.EVP_DigestUpdate(ctx, bytes(k & 255 for k in range(n)), n) for n in lengths]
    answer += [c.EVP_DigestFinalXOF(ctx, out, size), t.hex(out, 1000)]
    answer += [c.EVP_DigestInit_ex(ctx, t.NULL, t.NULL), c.EVP_DigestUpdate(ctx, b"abc", 3)]
    t.errors()
    return answer


def test_extendable():
    rows = [[f, lengths, size] for f in ("EVP_shake128", "EVP_shake256", "EVP_sha256")
            for lengths in ([], [1], [135], [136], [137, 40], [167], [168], [169, 1, 500]) for size in (0, 1, 16, 32, 135, 136, 137, 168, 169, 900)]
    diff.crypto_each(extended, rows)


def extended_without_a_digest(t):
    return [t.crypto.EVP_DigestFinalXOF(t.crypto.EVP_MD_CTX_new(), t.ffi.new("unsigned char[8]"), 8), len(t.errors()) > 0]


def test_extendable_without_a_digest():
    diff.crypto_same(extended_without_a_digest)


def extended_twice(t):
    c = t.crypto
    ctx, out = c.EVP_MD_CTX_new(), t.ffi.new("unsigned char[8]")
    return [c.EVP_DigestInit_ex(ctx, c.EVP_shake128(), t.NULL), c.EVP_DigestFinalXOF(ctx, out, 8), c.EVP_DigestFinalXOF(ctx, out, 8), c.EVP_DigestUpdate(ctx, b"x", 1)]


def test_extendable_once():
    # OpenSSL 3.0 goes on from a state that is no digest's; its manual page says that nothing may follow.
    theirs, mine = diff.crypto_run(extended_twice)
    assert theirs == [1, 1, 1, 1] and mine == [1, 1, 0, 0]


def hmac_of_extendable(t, name):
    c = t.crypto
    md, out, n = c.EVP_get_digestbyname(name.encode()), t.ffi.new("unsigned char[64]"), t.ffi.new("unsigned int *")
    answer = [c.HMAC_Init_ex(c.HMAC_CTX_new(), b"key", 3, md, t.NULL), c.HMAC(md, b"key", 3, b"m", 1, out, n) == t.NULL]
    params, text = t.ffi.new("OSSL_PARAM_[2]"), t.ffi.new("char[]", name.encode())
    params[0], params[1] = c.OSSL_PARAM_construct_utf8_string(b"digest", text, 0), c.OSSL_PARAM_construct_end()
    mac = c.EVP_MAC_fetch(t.NULL, b"HMAC", t.NULL)
    m = c.EVP_MAC_CTX_new(mac)
    answer += [c.EVP_MAC_CTX_set_params(m, params), c.EVP_MAC_init(m, b"key", 3, t.NULL), c.EVP_MAC_update(m, b"m", 1)]
    answer += [c.EVP_MAC_init(c.EVP_MAC_CTX_new(mac), b"key", 3, params)]
    return answer[:-2] + answer[-1:]


def test_no_hmac_of_an_extendable_digest():
    diff.crypto_each(hmac_of_extendable, [["SHAKE128"], ["SHAKE256"], ["SHA256"]])


def provided(t):
    c, seen, mark = t.crypto, [], t.ffi.new("int *")
    c.EVP_MD_do_all_provided(t.NULL, t.ffi.callback("void (EVP_MD *, void *)")(lambda md, arg: seen.append([c.EVP_MD_get_type(md), c.EVP_MD_get_size(md), arg == mark])), mark)
    return sorted(seen)


def test_provided():
    theirs, mine = diff.crypto_run(provided)
    assert len(mine) == len(ALL) and all(one in theirs for one in mine)


def misused(t):
    c = t.crypto
    ctx, out = c.EVP_MD_CTX_new(), t.ffi.new("unsigned char[64]")
    answer = [c.EVP_DigestInit_ex(ctx, t.NULL, t.NULL), t.errors(), c.EVP_MD_CTX_get0_md(ctx) == t.NULL, c.EVP_MD_get_size(t.NULL), t.errors()]
    answer += [c.EVP_MD_CTX_copy_ex(c.EVP_MD_CTX_new(), ctx), t.errors(), c.EVP_MD_fetch(t.NULL, b"nothing", t.NULL) == t.NULL, [e.split(" ")[0] for e in t.errors()]]
    c.EVP_DigestInit_ex(ctx, c.EVP_sha256(), t.NULL)
    return answer + [c.EVP_DigestFinal_ex(ctx, out, t.NULL), c.EVP_DigestUpdate(ctx, b"", 0), c.EVP_MD_CTX_reset(ctx), c.EVP_MD_CTX_get0_md(ctx) == t.NULL]


def test_misuse():
    diff.crypto_same(misused)


def at_once(t, n):
    data = bytes(range(n))
    return [t.hex(getattr(t.crypto, f)(data, n, t.NULL), size) for f, size in (("MD5", 16), ("SHA1", 20), ("SHA256", 32), ("SHA512", 64))]


def test_at_once():
    diff.crypto_each(at_once, [[n] for n in (0, 1, 63, 64, 200)])


def md5_state(t, lengths):
    c = t.crypto
    one, out = t.ffi.new("MD5_CTX_ *"), t.ffi.new("unsigned char[16]")
    answer = [c.MD5_Init(one)]
    for n in lengths:
        answer.append(c.MD5_Update(one, b"z" * n, n))
    two = t.ffi.new("MD5_CTX_ *", one[0])
    answer += [c.MD5_Final(out, one), t.hex(out, 16), c.MD5_Update(two, b"more", 4), c.MD5_Final(out, two), t.hex(out, 16)]
    return answer


def test_md5_in_the_programs_memory():
    diff.crypto_each(md5_state, [[n] for n in ([], [1], [63], [64], [65, 200], [10, 10, 10, 60, 1000])])


def hmac(t, name, key_len, lengths):
    c = t.crypto
    md, key = c.EVP_get_digestbyname(name.encode()), bytes(k & 255 for k in range(key_len))
    out, n = t.ffi.new("unsigned char[64]"), t.ffi.new("unsigned int *")
    ctx = c.HMAC_CTX_new()
    answer = [c.HMAC_Init_ex(ctx, key, key_len, md, t.NULL), c.HMAC_size(ctx)]
    for _ in range(2):
        answer += [c.HMAC_Update(ctx, b"m" * k, k) for k in lengths]
        answer += [c.HMAC_Final(ctx, out, n), n[0], t.hex(out, n[0]), c.HMAC_Init_ex(ctx, t.NULL, 0, t.NULL, t.NULL)]
    c.HMAC_CTX_free(ctx)
    whole = b"m" * sum(lengths)
    answer += [t.hex(c.HMAC(md, key, key_len, whole, len(whole), out, n), n[0])]
    params = t.ffi.new("OSSL_PARAM_[2]")
    text = t.ffi.new("char[]", name.encode())
    params[0], params[1] = c.OSSL_PARAM_construct_utf8_string(b"digest", text, 0), c.OSSL_PARAM_construct_end()
    mac = c.EVP_MAC_fetch(t.NULL, b"HMAC", t.NULL)
    m, size = c.EVP_MAC_CTX_new(mac), t.ffi.new("size_t *")
    answer += [c.EVP_MAC_CTX_get_mac_size(m), c.EVP_MAC_init(m, key, key_len, params), c.EVP_MAC_CTX_get_mac_size(m), c.EVP_MAC_update(m, whole, len(whole))]
    d = c.EVP_MAC_CTX_dup(m)
    answer += [c.EVP_MAC_final(m, t.NULL, size, 0), size[0], c.EVP_MAC_final(m, out, size, 64), size[0], t.hex(out, size[0])]
    answer += [c.EVP_MAC_update(d, b"x", 1), c.EVP_MAC_final(d, out, size, 64), t.hex(out, size[0]), t.errors()]
    c.EVP_MAC_CTX_free(m)
    c.EVP_MAC_CTX_free(d)
    c.EVP_MAC_free(mac)
    return answer


@pytest.mark.parametrize("name", ALL[:-2])
def test_hmac(name):
    diff.crypto_each(hmac, [[name, k, lengths] for k in (1, 20, 64, 65, 144, 145) for lengths in ([], [1], [63, 1, 80])])


def hmac_by_parameters(t, order):
    """As a ticket callback sets it: digest and key by parameters, then update and final."""
    c = t.crypto
    name, key = t.ffi.new("char[]", b"SHA256"), t.ffi.new("unsigned char[32]")
    rows = {"d": c.OSSL_PARAM_construct_utf8_string(b"digest", name, 0), "k": c.OSSL_PARAM_construct_octet_string(b"key", key, 32)}
    ctx = c.EVP_MAC_CTX_new(c.EVP_MAC_fetch(t.NULL, b"HMAC", t.NULL))
    params = t.ffi.new("OSSL_PARAM_[]", len(order) + 1)
    for i, letter in enumerate(order):
        params[i] = rows[letter]
    params[len(order)] = c.OSSL_PARAM_construct_end()
    out, size = t.ffi.new("unsigned char[64]"), t.ffi.new("size_t *")
    r = c.EVP_MAC_CTX_set_params(ctx, params)
    return [r, c.EVP_MAC_CTX_get_mac_size(ctx)] + ([c.EVP_MAC_update(ctx, b"data", 4), c.EVP_MAC_final(ctx, out, size, 64), t.hex(out, 32)] if "k" in order else [])


def test_hmac_by_parameters():
    diff.crypto_each(hmac_by_parameters, [["d"], ["kd"], ["dk"]])


def unknown_mac(t):
    return [t.crypto.EVP_MAC_fetch(t.NULL, b"NOTHING", t.NULL) == t.NULL, [e.split(" ")[0] for e in t.errors()]]


def test_unknown_mac():
    diff.crypto_same(unknown_mac)


def number(t, kind, data):
    c, raw = t.crypto, bytes.fromhex(data)
    buf = t.ffi.new("unsigned char[]", raw or b"\0")
    p = t.ffi.new("OSSL_PARAM_ *", {"key": t.keep(t.ffi.new("char[]", b"n")), "data_type": kind, "data": buf, "data_size": len(raw)})
    out = []
    for name, ctype in (("int", "int *"), ("uint", "unsigned int *"), ("int64", "int64_t *"), ("uint64", "uint64_t *"), ("size_t", "size_t *")):
        v = t.ffi.new(ctype)
        r = getattr(c, "OSSL_PARAM_get_" + name)(p, v)
        out.append([r, v[0] if r else None])
    return out


def test_numbers_read():
    # A number wider than eight octets is OpenSSL's to convert as well, but it does so only where it knows the width.
    diff.crypto_each(number, [[kind, d] for kind in (1, 2) for d in ("01000000", "ffffffff", "00000080", "ffffff7f", "0100000000000000", "ffffffffffffffff", "0000000000000080",
                                                                     "ffffffff00000000", "00000080ffffffff", "ffffff7fffffffff")])


def stored(t, kind, size, value, how):
    buf = t.ffi.new("unsigned char[]", b"\xaa" * 17)
    p = t.ffi.new("OSSL_PARAM_ *", {"key": t.keep(t.ffi.new("char[]", b"n")), "data_type": kind, "data": buf, "data_size": size})
    r = getattr(t.crypto, "OSSL_PARAM_set_" + how)(p, value)
    return [r, t.hex(buf, size) if r else None, p.return_size if r else None]


def test_numbers_stored():
    diff.crypto_each(stored, [[kind, size, v, how] for kind in (1, 2) for size in (4, 8) for how, values in (
        ("int", (0, 1, -1, 2**31 - 1, -2**31)), ("int64", (5, -5, 2**31, 2**40, -2**40, -2**63)), ("uint64", (7, 2**31, 2**32 - 1, 2**32, 2**64 - 1))) for v in values])
