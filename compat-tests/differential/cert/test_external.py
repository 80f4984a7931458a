# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Keys whose numbers libssl cannot have: a method of the program's signs, as with tokens and remote signers."""
import pytest

from differential import diff
from differential.cert.common import load_cert, load_key
from differential.cert.test_judge import outcome, version

CDEF = """
typedef struct rsa_meth_st RSA_METHOD; typedef struct bignum_st BIGNUM; typedef struct ec_key_method_st EC_KEY_METHOD; typedef struct ECDSA_SIG_st ECDSA_SIG;
typedef struct ec_group_st EC_GROUP; typedef struct ec_point_st EC_POINT;
EVP_PKEY *EVP_PKEY_new(void); RSA *EVP_PKEY_get1_RSA(EVP_PKEY *); int EVP_PKEY_set1_RSA(EVP_PKEY *, RSA *); RSA *RSA_new(void);
const RSA_METHOD *RSA_get_default_method(void); RSA_METHOD *RSA_meth_dup(const RSA_METHOD *); int RSA_set_method(RSA *, const RSA_METHOD *); int RSA_meth_set_flags(RSA_METHOD *, int); int RSA_meth_get_flags(const RSA_METHOD *);
int RSA_meth_set_priv_enc(RSA_METHOD *, int (*)(int, const unsigned char *, unsigned char *, RSA *, int));
int RSA_private_encrypt(int, const unsigned char *, unsigned char *, RSA *, int); void RSA_get0_key(const RSA *, const BIGNUM **, const BIGNUM **, const BIGNUM **);
int RSA_set0_key(RSA *, BIGNUM *, BIGNUM *, BIGNUM *); BIGNUM *BN_dup(const BIGNUM *);
EC_KEY *EVP_PKEY_get1_EC_KEY(EVP_PKEY *); int EVP_PKEY_set1_EC_KEY(EVP_PKEY *, EC_KEY *); const EC_GROUP *EC_KEY_get0_group(const EC_KEY *); const EC_POINT *EC_KEY_get0_public_key(const EC_KEY *);
EC_KEY *EC_KEY_new(void); int EC_KEY_set_group(EC_KEY *, const EC_GROUP *); int EC_KEY_set_public_key(EC_KEY *, const EC_POINT *); const EC_KEY_METHOD *EC_KEY_get_default_method(void);
EC_KEY_METHOD *EC_KEY_METHOD_new(const EC_KEY_METHOD *); int EC_KEY_set_method(EC_KEY *, const EC_KEY_METHOD *);
int ECDSA_sign(int, const unsigned char *, int, unsigned char *, unsigned int *, EC_KEY *); ECDSA_SIG *ECDSA_do_sign(const unsigned char *, int, EC_KEY *);
void EC_KEY_METHOD_set_sign(EC_KEY_METHOD *, int (*)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *, EC_KEY *), void *,
    ECDSA_SIG *(*)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *));
"""


def far_rsa(t, real, log, fails):
    """A key that has the public numbers alone and asks for signatures."""
    c = t.crypto
    rsa = c.EVP_PKEY_get1_RSA(real)
    n, e, d = (t.ffi.new("const BIGNUM **") for _ in range(3))
    c.RSA_get0_key(rsa, n, e, d)

    def sign(length, src, dst, key, padding):
        log.append(["rsa", length, padding])
        return -1 if fails else c.RSA_private_encrypt(length, src, dst, rsa, padding)

    method = c.RSA_meth_dup(c.RSA_get_default_method())
    c.RSA_meth_set_priv_enc(method, t.callback("int(int, const unsigned char *, unsigned char *, RSA *, int)", sign))
    c.RSA_meth_set_flags(method, c.RSA_meth_get_flags(method) | 0x10)  # RSA_FLAG_EXT_PKEY
    far = c.RSA_new()
    c.RSA_set0_key(far, c.BN_dup(n[0]), c.BN_dup(e[0]), t.NULL)
    c.RSA_set_method(far, method)
    pkey = c.EVP_PKEY_new()
    assert c.EVP_PKEY_set1_RSA(pkey, far) == 1
    return pkey


def far_ec(t, real, log, fails):
    c = t.crypto
    ec = c.EVP_PKEY_get1_EC_KEY(real)

    def sign(kind, digest, length, sig, sig_len, kinv, r, key):
        log.append(["ec", length])
        return 0 if fails else c.ECDSA_sign(kind, digest, length, sig, sig_len, ec)

    method = c.EC_KEY_METHOD_new(c.EC_KEY_get_default_method())
    c.EC_KEY_METHOD_set_sign(method, t.callback("int(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *, EC_KEY *)", sign), t.NULL, t.NULL)
    far = c.EC_KEY_new()
    c.EC_KEY_set_group(far, c.EC_KEY_get0_group(ec))
    c.EC_KEY_set_public_key(far, c.EC_KEY_get0_public_key(ec))
    c.EC_KEY_set_method(far, method)
    pkey = c.EVP_PKEY_new()
    assert c.EVP_PKEY_set1_EC_KEY(pkey, far) == 1
    return pkey


def far_key(t, where, name, v, role, fails):
    f = t.ssl
    log = []
    make = far_rsa if "rsa" in name else far_ec
    pkey = make(t, load_key(t, f"{where}/{name}.key"), log, fails)
    cctx, sctx = t.ctx("TLS_client_method"), t.ctx("TLS_server_method")
    version(t, cctx, v)
    far, near = (sctx, cctx) if role == "server" else (cctx, sctx)
    for ctx in (cctx, sctx):
        f.SSL_CTX_load_verify_locations(ctx, f"{where}/roots.pem".encode(), t.NULL)
    out = [f.SSL_CTX_use_certificate_chain_file(far, f"{where}/{name}.pem".encode()), f.SSL_CTX_use_PrivateKey(far, pkey), t.errors(), f.SSL_CTX_check_private_key(far), t.errors()]
    t.crypto.EVP_PKEY_free(pkey)
    if role == "client":
        f.SSL_CTX_use_certificate_chain_file(near, f"{where}/p256.pem".encode())
        f.SSL_CTX_use_PrivateKey_file(near, f"{where}/p256.key".encode(), 1)
        f.SSL_CTX_set_verify(near, 3, t.NULL)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    c, s = t.pair(cctx, sctx)
    told = outcome(t, c, s)
    del told["errors"]
    if fails:
        # How much of a flight has left when signing fails is the library's business.
        del told["client"], told["server"]
    return out + [told, log]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("fails", (False, True))
@pytest.mark.parametrize("name,role", (("rsa2048", "server"), ("p256", "server"), ("p384", "server"), ("client-rsa2048", "client"), ("client-p256", "client")))
def test_far_key(pki, name, role, v, fails):
    diff.same(far_key, str(pki.dir), name, v, role, fails)
