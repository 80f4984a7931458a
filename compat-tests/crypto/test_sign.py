# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Signing and verifying by EVP, each library's signatures by the other too; keys from numbers and octets; new keys."""
import pytest

from crypto import test_pkey
from crypto.test_pkey import key, load, written
from differential import diff

CDEF = test_pkey.CDEF + """
EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *, const char *, const char *); EVP_PKEY_CTX *EVP_PKEY_CTX_new_id(int, void *); EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *, void *); void EVP_PKEY_CTX_free(EVP_PKEY_CTX *);
int EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX *, int); int EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX *, int); int EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX *, const EVP_MD *);
int EVP_PKEY_keygen_init(EVP_PKEY_CTX *); int EVP_PKEY_generate(EVP_PKEY_CTX *, EVP_PKEY **); int EVP_PKEY_CTX_set_group_name(EVP_PKEY_CTX *, const char *);
int EVP_PKEY_fromdata_init(EVP_PKEY_CTX *); typedef struct { const char *key; unsigned int type; void *data; size_t size; size_t ret; } PARAM_; int EVP_PKEY_fromdata(EVP_PKEY_CTX *, EVP_PKEY **, int, PARAM_ *);
EVP_PKEY *EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX *, const char *, const char *, const unsigned char *, size_t); int EVP_PKEY_get_raw_public_key(const EVP_PKEY *, unsigned char *, size_t *);
typedef struct bignum_st BIGNUM; int EVP_PKEY_get_bn_param(const EVP_PKEY *, const char *, BIGNUM **); char *BN_bn2hex(const BIGNUM *); void BN_free(BIGNUM *);
typedef struct evp_md_ctx_st MDCTX; MDCTX *EVP_MD_CTX_new(void); void EVP_MD_CTX_free(MDCTX *); int EVP_MD_CTX_copy_ex(MDCTX *, const MDCTX *); const EVP_MD *EVP_get_digestbyname(const char *);
int EVP_DigestSignInit_ex(MDCTX *, EVP_PKEY_CTX **, const char *, OSSL_LIB_CTX *, const char *, EVP_PKEY *, const PARAM_ *); int EVP_DigestSignUpdate(MDCTX *, const void *, size_t); int EVP_DigestSignFinal(MDCTX *, unsigned char *, size_t *);
int EVP_DigestSign(MDCTX *, unsigned char *, size_t *, const unsigned char *, size_t); int EVP_DigestVerifyInit(MDCTX *, EVP_PKEY_CTX **, const EVP_MD *, void *, EVP_PKEY *);
int EVP_DigestVerifyUpdate(MDCTX *, const void *, size_t); int EVP_DigestVerifyFinal(MDCTX *, const unsigned char *, size_t); int EVP_DigestVerify(MDCTX *, const unsigned char *, size_t, const unsigned char *, size_t);
RSA *EVP_PKEY_get1_RSA(EVP_PKEY *); int EVP_PKEY_set1_RSA(EVP_PKEY *, RSA *); void RSA_free(RSA *); int RSA_flags(const RSA *); int RSA_size(const RSA *); int RSA_bits(const RSA *); struct ec_key_st *EVP_PKEY_get1_EC_KEY(EVP_PKEY *); const char *EC_curve_nid2nist(int); int EVP_PKEY_copy_parameters(EVP_PKEY *, const EVP_PKEY *);
typedef struct ec_group_st EC_GROUP; const EC_GROUP *EC_KEY_get0_group(const EC_KEY *); int EC_GROUP_get_curve_name(const EC_GROUP *);
"""

TEXT = b"what is signed, in two pieces"
DIGEST, AUTO, MAX = -1, -2, -3
PSS = 6


def settings(t, ctx, padding, salt):
    out = []
    if padding is not None:
        out.append(t.crypto.EVP_PKEY_CTX_set_rsa_padding(ctx, padding))
    if salt is not None:
        out.append(t.crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt))
    return out


def sign(t, data, md, padding, salt, whole):
    """[what the calls answered, the signature]"""
    c, ffi = t.crypto, t.ffi
    k, _ = load(t, "d2i_AutoPrivateKey", data)
    ctx, pctx, n, sig = c.EVP_MD_CTX_new(), ffi.new("EVP_PKEY_CTX **"), ffi.new("size_t *"), ffi.new("unsigned char[1024]")
    out = [c.EVP_DigestSignInit_ex(ctx, pctx, md.encode() if md else t.NULL, t.NULL, t.NULL, k, t.NULL) > 0]
    if out[0]:
        out += settings(t, pctx[0], padding, salt)
        if whole:
            out.append(c.EVP_DigestSign(ctx, t.NULL, n, TEXT, len(TEXT)))
            out.append(n[0])
            out.append(c.EVP_DigestSign(ctx, sig, n, TEXT, len(TEXT)))
        else:
            out += [c.EVP_DigestSignUpdate(ctx, TEXT, 9) > 0, c.EVP_DigestSignUpdate(ctx, TEXT[9:], len(TEXT) - 9) > 0, c.EVP_DigestSignFinal(ctx, t.NULL, n) > 0, n[0]]
            n[0] -= 1
            out.append(c.EVP_DigestSignFinal(ctx, sig, n) > 0)
            n[0] = 1024
            out.append(c.EVP_DigestSignFinal(ctx, sig, n) > 0)
    ok = out[-1] and n[0] > 0
    made = t.hex(sig, n[0]) if ok else None
    c.EVP_MD_CTX_free(ctx)
    c.EVP_PKEY_free(k)
    return [out, made]


def verify(t, pub, md, padding, salt, whole, sig):
    c, ffi = t.crypto, t.ffi
    k, _ = load(t, "d2i_PUBKEY", pub)
    raw = bytes.fromhex(sig)
    out = []
    for text, s in ((TEXT, raw), (TEXT + b"!", raw), (TEXT, raw[:-1] + bytes([raw[-1] ^ 1])), (TEXT, raw[:-1]), (TEXT, b"")):
        ctx, pctx = c.EVP_MD_CTX_new(), ffi.new("EVP_PKEY_CTX **")
        out.append(c.EVP_DigestVerifyInit(ctx, pctx, c.EVP_get_digestbyname(md.encode()) if md else t.NULL, t.NULL, k) > 0)
        if out[-1]:
            out += settings(t, pctx[0], padding, salt)
            if whole:
                out.append(c.EVP_DigestVerify(ctx, s, len(s), text, len(text)) == 1)
            else:
                other = c.EVP_MD_CTX_new()
                out += [c.EVP_DigestVerifyUpdate(ctx, text[:5], 5) > 0, c.EVP_MD_CTX_copy_ex(other, ctx), c.EVP_DigestVerifyUpdate(other, text[5:], len(text) - 5) > 0,
                        c.EVP_DigestVerifyFinal(other, s, len(s)) == 1, c.EVP_DigestVerifyFinal(ctx, s, len(s)) == 1]
                c.EVP_MD_CTX_free(other)
        c.EVP_MD_CTX_free(ctx)
    c.EVP_PKEY_free(k)
    return out


WAYS = ([("rsa2048", md, p, s) for md in ("SHA256", "SHA384", "SHA512", None) for p, s in ((None, None), (1, None), (PSS, DIGEST), (PSS, None), (PSS, AUTO), (PSS, MAX), (PSS, 0), (PSS, 20), (1, DIGEST))]
        + [("rsa2049", "SHA256", PSS, MAX), ("rsa2049", "SHA256", 1, None), ("rsa2048", "SHA256", 99, None), ("pss", "SHA256", None, None), ("pss", None, PSS, 32), ("pss", "SHA256", PSS, 33),
           ("pss", "SHA256", PSS, 31), ("pss384", "SHA384", None, None), ("pssfree", "SHA512", PSS, DIGEST), ("pssfree", "SHA512", 1, None)]
        + [(k, md, None, None) for k in ("p256", "p384", "p521") for md in ("SHA256", "SHA384", "SHA512", None)] + [("p256", "SHA256", 1, None), ("ed25519", None, None, None)])


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("kind,md,padding,salt", WAYS)
def test_signatures(kind, md, padding, salt, whole):
    if kind == "ed25519" and not whole:
        pytest.skip("OpenSSL 3.0 crashes when Ed25519 is given its message in pieces")
    p8, _, pub = key(kind)
    theirs, mine = diff.crypto_run(sign, p8, md, padding, salt, whole)
    assert mine[0] == theirs[0]
    assert (mine[1] is None) == (theirs[1] is None)
    for made in (theirs[1], mine[1]):
        if made:
            good = diff.crypto_same(verify, pub, md, padding, salt, whole, made)
            assert True in good


@pytest.mark.parametrize("kind", ["rsa2048", "p256"])
@pytest.mark.parametrize("md", ["SHA1", "MD5"])
def test_weak_digests_sign_nothing(kind, md):
    """A chosen difference: OpenSSL signs with SHA-1."""
    assert diff.crypto_run(sign, key(kind)[0], md, None, None, False)[1] == [[False], None]


def wrong_use(t, p8, pub):
    c = t.crypto
    k, _ = load(t, "d2i_AutoPrivateKey", p8)
    p, _ = load(t, "d2i_PUBKEY", pub)
    ctx, n = c.EVP_MD_CTX_new(), t.ffi.new("size_t *", 1024)
    buf = t.ffi.new("unsigned char[1024]")
    out = [c.EVP_DigestSignFinal(ctx, buf, n) > 0, c.EVP_DigestSignInit_ex(ctx, t.NULL, t.NULL, t.NULL, t.NULL, t.NULL, t.NULL) > 0,
           c.EVP_DigestSignInit_ex(ctx, t.NULL, b"no such digest", t.NULL, t.NULL, k, t.NULL) > 0]
    pc = c.EVP_PKEY_CTX_new(k, t.NULL)
    out += [c.EVP_PKEY_CTX_set_rsa_padding(pc, 1), c.EVP_PKEY_CTX_set_rsa_pss_saltlen(pc, 1), c.EVP_PKEY_CTX_new_from_name(t.NULL, b"no such key", t.NULL) == t.NULL]
    c.EVP_PKEY_CTX_free(pc)
    return out + [c.EVP_PKEY_copy_parameters(k, p), len(t.errors()) > 0]


def test_wrong_use():
    diff.crypto_each(wrong_use, [[key(k)[0], key(k)[2]] for k in ("rsa2048", "p256", "ed25519")])


def numbers(t, data, names):
    k, _ = load(t, "d2i_AutoPrivateKey", data)
    if k == t.NULL:
        k, _ = load(t, "d2i_PUBKEY", data)
    t.errors()
    out = []
    for name in names:
        b = t.ffi.new("BIGNUM **")
        ok = t.crypto.EVP_PKEY_get_bn_param(k, name.encode(), b)
        out.append([ok, t.text(t.crypto.BN_bn2hex(b[0])) if ok else None])
        if ok:
            t.crypto.BN_free(b[0])
    return out


def test_numbers_of_keys():
    rsa = ["n", "e", "d", "rsa-factor1", "rsa-factor2", "rsa-exponent1", "rsa-exponent2", "rsa-coefficient1", "qx", "nonsense"]
    diff.crypto_each(numbers, [[key("rsa2048")[i], rsa] for i in (0, 2)] + [[key(k)[i], ["qx", "qy", "priv", "n"]] for k in ("p256", "p384", "p521") for i in (0, 2)] + [[key("ed25519")[0], ["n"]]])


def made(t, k):
    n, raw = t.ffi.new("size_t *", 64), t.ffi.new("unsigned char[64]")
    c = t.crypto
    ok = c.EVP_PKEY_get_raw_public_key(k, raw, n)
    return [c.EVP_PKEY_get_id(k), c.EVP_PKEY_get_bits(k), c.EVP_PKEY_get_security_bits(k), c.EVP_PKEY_get_size(k), written(t, "i2d_PUBKEY", k), ok, t.hex(raw, n[0]) if ok else None,
            [c.EVP_PKEY_is_a(k, n) for n in (b"EC", b"X25519", b"ED25519")]]


def raw(t, name, data):
    b = bytes.fromhex(data)
    k = t.crypto.EVP_PKEY_new_raw_public_key_ex(t.NULL, name.encode(), t.NULL, b, len(b))
    if k == t.NULL:
        return [len(t.errors()) > 0]
    again, _ = load(t, "d2i_PUBKEY", written(t, "i2d_PUBKEY", k)[1])
    return made(t, k) + [t.crypto.EVP_PKEY_eq(k, again), t.errors()]


def test_raw_public_keys():
    ed = key("ed25519")[2][-64:]
    diff.crypto_each(raw, [["X25519", "09" + "00" * 31], ["X25519", "ab" * 32], ["X25519", "00" * 31], ["X25519", ""], ["ED25519", ed], ["ED25519", ed + "00"], ["nonsense", ed]])


def from_data(t, kind, group, pub, number):
    c, ffi = t.crypto, t.ffi
    pc, k = c.EVP_PKEY_CTX_new_from_name(t.NULL, kind.encode(), t.NULL), ffi.new("EVP_PKEY **")
    params, i = ffi.new("PARAM_[5]"), 0
    for name, what, value in (("group", 4, group.encode()), ("pub", 5, bytes.fromhex(pub)), ("n", 2, bytes.fromhex(number)[::-1]), ("e", 2, b"\1\0\1\0")):
        if value and (number or name != "e"):
            params[i].key, params[i].type, params[i].size = t.keep(ffi.new("char[]", name.encode())), what, len(value)
            params[i].data = t.keep(ffi.new("unsigned char[]", value))
            i += 1
    out = [c.EVP_PKEY_fromdata_init(pc), c.EVP_PKEY_fromdata(pc, k, 0x86, params) > 0]
    return out + ([made(t, k[0])] if out[1] else [])


def test_from_data():
    points = {"P-256": key("p256")[2][-130:], "secp384r1": key("p384")[2][-194:], "P-521": key("p521")[2][-266:]}
    diff.crypto_each(from_data, [["EC", g, p, ""] for g in ("P-256", "secp384r1", "P-521", "nonsense") for p in points.values()] + [["EC", "prime256v1", points["P-256"][:-2], ""], ["EC", "", points["P-256"], ""],
                                ["X25519", "", "ab" * 32, ""], ["RSA", "", "", "c5" * 256], ["RSA", "", "", ""]])


def generated(t, kind, group):
    c = t.crypto
    pc, k, other = c.EVP_PKEY_CTX_new_from_name(t.NULL, kind.encode(), t.NULL), t.ffi.new("EVP_PKEY **"), t.ffi.new("EVP_PKEY **")
    out = [c.EVP_PKEY_keygen_init(pc)]
    if group:
        out.append(c.EVP_PKEY_CTX_set_group_name(pc, group.encode()) > 0)
    if out[-1] < 1:
        return None
    out += [c.EVP_PKEY_generate(pc, k), c.EVP_PKEY_generate(pc, other)]
    if k[0] == t.NULL:
        return None
    der = written(t, "i2d_PrivateKey", k[0])[1]
    again, _ = load(t, "d2i_AutoPrivateKey", der)
    signed = sign(t, der, None if kind == "ED25519" else "SHA256", None, None, True)
    checked = verify(t, written(t, "i2d_PUBKEY", k[0])[1], None if kind == "ED25519" else "SHA256", None, None, True, signed[1])
    return out + [made(t, k[0])[:4], c.EVP_PKEY_eq(k[0], again), c.EVP_PKEY_eq(k[0], other[0]), signed[0][0], checked]


def test_new_keys():
    diff.crypto_each(generated, [["EC", "P-256"], ["EC", "P-384"], ["EC", "P-521"], ["EC", "nonsense"], ["ED25519", ""]])


def old_names(t, p8):
    c = t.crypto
    k, _ = load(t, "d2i_AutoPrivateKey", p8)
    rsa = c.EVP_PKEY_get1_RSA(k)
    if rsa == t.NULL:
        return [t.errors()]
    other = c.EVP_PKEY_new()
    out = [c.RSA_flags(rsa) & 1, c.RSA_size(rsa), c.RSA_bits(rsa), c.EVP_PKEY_set1_RSA(other, rsa), c.EVP_PKEY_eq(k, other), written(t, "i2d_PrivateKey", other)]
    c.EVP_PKEY_free(k)
    c.RSA_free(rsa)
    c.EVP_PKEY_free(other)
    return out


def test_old_names_of_rsa():
    diff.crypto_each(old_names, [[key("rsa2048")[0]], [key("p256")[0]]])


def curve(t, nid):
    k = t.crypto.EC_KEY_new_by_curve_name(nid)
    out = None if k == t.NULL else t.crypto.EC_GROUP_get_curve_name(t.crypto.EC_KEY_get0_group(k))
    t.crypto.EC_KEY_free(k)
    return out


def test_curves():
    diff.crypto_each(curve, [[415], [715], [716], [0], [6]])


def curve_of_key(t, p8):
    c = t.crypto
    k, _ = load(t, "d2i_AutoPrivateKey", p8)
    ec = c.EVP_PKEY_get1_EC_KEY(k)
    nid = None if ec == t.NULL else c.EC_GROUP_get_curve_name(c.EC_KEY_get0_group(ec))
    out = [nid, t.errors(), t.text(c.EC_curve_nid2nist(nid or 0))]
    c.EC_KEY_free(ec)
    c.EVP_PKEY_free(k)
    return out


def test_curve_of_a_key():
    diff.crypto_each(curve_of_key, [[key(kind)[0]] for kind in ("p256", "p384", "p521", "rsa2048", "ed25519")])


def test_nist_names():
    diff.crypto_each(nist, [[nid] for nid in range(720)])


def nist(t, nid):
    return t.text(t.crypto.EC_curve_nid2nist(nid))
