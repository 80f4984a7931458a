# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Keys from DER in every form, back again, and what can be asked of them."""
import functools
import subprocess

import pytest

from differential import diff
from helpers import libs

CDEF = """
EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **, const unsigned char **, long); EVP_PKEY *d2i_PrivateKey(int, EVP_PKEY **, const unsigned char **, long); EVP_PKEY *d2i_PUBKEY(EVP_PKEY **, const unsigned char **, long);
int i2d_PUBKEY(const EVP_PKEY *, unsigned char **); typedef struct pkcs8_priv_key_info_st P8; P8 *EVP_PKEY2PKCS8(const EVP_PKEY *); void PKCS8_PRIV_KEY_INFO_free(P8 *); int i2d_PKCS8_PRIV_KEY_INFO(const P8 *, unsigned char **);
int EVP_PKEY_get_base_id(const EVP_PKEY *); int EVP_PKEY_get_security_bits(const EVP_PKEY *); int EVP_PKEY_get_size(const EVP_PKEY *); int EVP_PKEY_is_a(const EVP_PKEY *, const char *); int EVP_PKEY_missing_parameters(const EVP_PKEY *);
int EVP_PKEY_get_default_digest_nid(EVP_PKEY *, int *); EVP_PKEY *EVP_PKEY_new(void); int EVP_PKEY_set_ex_data(EVP_PKEY *, int, void *); void *EVP_PKEY_get_ex_data(const EVP_PKEY *, int);
int EVP_PKEY_get_group_name(const EVP_PKEY *, char *, size_t, size_t *); EVP_PKEY *EVP_PKEY_Q_keygen(void *, const char *, const char *, ...);
"""

KINDS = {
    "rsa2048": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa3072": ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"], "rsa2049": ["RSA", "-pkeyopt", "rsa_keygen_bits:2049"],
    "pss": ["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_pss_keygen_md:sha256", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha256", "-pkeyopt", "rsa_pss_keygen_saltlen:32"],
    "p256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "p521": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ed25519": ["ED25519"],
    "pss384": ["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_pss_keygen_md:sha384", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha384", "-pkeyopt", "rsa_pss_keygen_saltlen:48"],
    "pssfree": ["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
}


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True, timeout=60, env=libs.clean_env()).stdout


@functools.cache
def key(kind):
    """The forms of a key, in hexadecimal: PKCS#8, that of its kind, and the public half."""
    p8 = openssl("genpkey", "-algorithm", *KINDS[kind], "-outform", "DER")
    own = openssl("pkey", "-inform", "DER", "-outform", "DER", "-traditional", data=p8) if not kind.startswith(("pss", "ed")) else p8
    return p8.hex(), own.hex(), openssl("pkey", "-inform", "DER", "-outform", "DER", "-pubout", data=p8).hex()


def load(t, function, data, *first):
    raw = bytes.fromhex(data)
    buf = t.keep(t.ffi.new("unsigned char[]", raw + b"\0"))
    p = t.ffi.new("const unsigned char **", buf)
    k = getattr(t.crypto, function)(*first, t.NULL, p, len(raw))
    return k, p[0] - buf


def written(t, function, what):
    out = t.ffi.new("unsigned char **")
    n = getattr(t.crypto, function)(what, out)
    return [n, t.hex(out[0], n) if n > 0 else None]


def private(t, data, tail):
    c = t.crypto
    k, taken = load(t, "d2i_AutoPrivateKey", data + tail)
    if k == t.NULL:
        return [None, len(t.errors()) > 0]
    nid = t.ffi.new("int *")
    p8 = c.EVP_PKEY2PKCS8(k)
    out = [taken, c.EVP_PKEY_get_id(k), c.EVP_PKEY_get_base_id(k), c.EVP_PKEY_get_bits(k), c.EVP_PKEY_get_security_bits(k), c.EVP_PKEY_get_size(k), c.EVP_PKEY_missing_parameters(k),
           [c.EVP_PKEY_is_a(k, n) for n in (b"RSA", b"rsaEncryption", b"EC", b"id-ecPublicKey", b"RSA-PSS", b"ED25519", b"ed25519", b"DSA")],
           c.EVP_PKEY_get_default_digest_nid(k, nid), nid[0], written(t, "i2d_PrivateKey", k), written(t, "i2d_PUBKEY", k), written(t, "i2d_PKCS8_PRIV_KEY_INFO", p8)]
    c.PKCS8_PRIV_KEY_INFO_free(p8)
    c.EVP_PKEY_free(k)
    return out + [t.errors()]


@pytest.mark.parametrize("kind", KINDS)
def test_private_keys(kind):
    p8, own, _ = key(kind)
    diff.crypto_each(private, [[p8, ""], [own, ""], [own, "0102"], [p8[:-2], ""], [own[:40], ""], ["", ""], ["3000", ""]])


def public(t, data, other):
    c = t.crypto
    k, taken = load(t, "d2i_PUBKEY", data)
    if k == t.NULL:
        return [None, len(t.errors()) > 0]
    p, _ = load(t, "d2i_AutoPrivateKey", other)
    empty = c.EVP_PKEY_new()
    out = [taken, c.EVP_PKEY_get_id(k), c.EVP_PKEY_get_bits(k), c.EVP_PKEY_get_security_bits(k), c.EVP_PKEY_get_size(k), written(t, "i2d_PUBKEY", k), c.EVP_PKEY_eq(k, p), c.EVP_PKEY_eq(p, k),
           c.EVP_PKEY_eq(k, k), c.EVP_PKEY_eq(k, t.NULL), c.EVP_PKEY_eq(k, empty), c.EVP_PKEY_get_id(empty), t.errors(), written(t, "i2d_PrivateKey", k)[0] > 0]
    t.errors()
    i = c.CRYPTO_get_ex_new_index(17, 0, t.NULL, t.NULL, t.NULL, t.NULL)
    out += [c.EVP_PKEY_set_ex_data(k, i, k), c.EVP_PKEY_get_ex_data(k, i) == k, c.EVP_PKEY_up_ref(k)]
    for x in (k, k, p, empty):
        c.EVP_PKEY_free(x)
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_public_keys(kind):
    _, _, pub = key(kind)
    diff.crypto_each(public, [[pub, key(kind)[0]], [pub, key("p256" if kind != "p256" else "p384")[0]], [pub, key("rsa2048")[0]], [pub[:-2], key(kind)[0]], ["", key(kind)[0]]])


def of_a_kind(t, kind, data):
    k, taken = load(t, "d2i_PrivateKey", data, kind)
    return [k != t.NULL, taken if k != t.NULL else 0]


def test_private_keys_of_a_kind():
    diff.crypto_each(of_a_kind, [[n, key(kind)[1]] for kind in ("rsa2048", "p256", "ed25519") for n in (6, 408, 1087)])


def named(t, kind, data, size):
    c = t.crypto
    k = load(t, "d2i_AutoPrivateKey", data)[0] if data else t.NULL
    room, n = t.ffi.new("char[]", 64), t.ffi.new("size_t *", 99)
    out = [c.EVP_PKEY_get_group_name(k, t.NULL if size is None else room, size or 0, n), t.text(room), n[0], t.errors()]
    return out + [c.EVP_PKEY_get_group_name(k, room, 64, t.NULL), t.text(room), t.errors()]


def test_group_names():
    diff.crypto_each(named, [[kind, key(kind)[0], size] for kind in ("p256", "p384", "p521", "ed25519", "rsa2048") for size in (None, 0, 5, 11, 64)])
    diff.crypto_same(named, "none", "", 64)


def generated(t, kind, group):
    c, room = t.crypto, t.ffi.new("char[]", 64)
    k = c.EVP_PKEY_Q_keygen(t.NULL, t.NULL, kind.encode(), t.NULL if group is None else t.ffi.new("char[]", group.encode()))
    if k == t.NULL:
        return [None, t.errors()]
    out = [c.EVP_PKEY_get_id(k), c.EVP_PKEY_get_bits(k), c.EVP_PKEY_get_group_name(k, room, 64, t.NULL), t.text(room), written(t, "i2d_PUBKEY", k)[0], t.errors()]
    c.EVP_PKEY_free(k)
    return out


def test_new_keys():
    diff.crypto_each(generated, [["EC", group] for group in ("P-256", "prime256v1", "P-384", "P-521", "nonsense")] + [["ED25519", None], ["ed25519", None]])
    for kind, group in (("EC", None), ("nonsense", None)):
        assert diff.crypto_run(generated, kind, group)[1][0] is None


def twisted(t, data, at, bit):
    raw = bytearray.fromhex(data)
    raw[at] ^= bit
    k, _ = load(t, "d2i_AutoPrivateKey", raw.hex())
    ok = k != t.NULL
    t.crypto.EVP_PKEY_free(k)
    return ok


@pytest.mark.parametrize("kind", ["rsa2048", "p256", "ed25519"])
def test_no_twisted_key_crashes(kind):
    """OpenSSL reads keys whose numbers do not fit together; ours must be at least as strict, and live."""
    data = key(kind)[0]
    for at in range(0, len(data) // 2, 7):
        theirs, mine = diff.crypto_run(twisted, data, at, 0x41)
        assert theirs or not mine, at
