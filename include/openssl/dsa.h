/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* DSA keys of the old kind. TLS has no use for them any more. */
#ifndef OPENSSL_DSA_H
#define OPENSSL_DSA_H

#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsaerr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct DSA_SIG_st DSA_SIG; /* opaque */
void DSA_SIG_free(DSA_SIG *a);
void DSA_SIG_get0(const DSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps);
DSA_SIG *DSA_SIG_new(void);
int DSA_SIG_set0(DSA_SIG *sig, BIGNUM *r, BIGNUM *s);
DSA_SIG *d2i_DSA_SIG(DSA_SIG **a, const unsigned char **in, long len);
int i2d_DSA_SIG(const DSA_SIG *a, unsigned char **out);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int DSA_bits(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 DSA_SIG *DSA_do_sign(const unsigned char *dgst, int dlen, DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int DSA_do_verify(const unsigned char *dgst, int dgst_len, DSA_SIG *sig, DSA *dsa);
OSSL_DEPRECATEDIN_3_0 void DSA_free(DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int DSA_generate_key(DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int DSA_generate_parameters_ex(DSA *dsa, int bits, const unsigned char *seed, int seed_len,
	int *counter_ret, unsigned long *h_ret, BN_GENCB *cb);
OSSL_DEPRECATEDIN_3_0 ENGINE *DSA_get0_engine(DSA *dsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DSA_get0_g(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 void DSA_get0_key(const DSA *dsa, const BIGNUM **pub_key, const BIGNUM **priv_key);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DSA_get0_p(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 void DSA_get0_pqg(const DSA *dsa, const BIGNUM **p, const BIGNUM **q, const BIGNUM **g);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DSA_get0_priv_key(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DSA_get0_pub_key(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DSA_get0_q(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 DSA *DSA_new(void);
OSSL_DEPRECATEDIN_3_0 int DSA_print(BIO *bio, const DSA *dsa, int off);
OSSL_DEPRECATEDIN_3_0 int DSA_print_fp(FILE *bp, const DSA *dsa, int off);
OSSL_DEPRECATEDIN_3_0 int DSA_set0_key(DSA *dsa, BIGNUM *pub_key, BIGNUM *priv_key);
OSSL_DEPRECATEDIN_3_0 int DSA_set0_pqg(DSA *dsa, BIGNUM *p, BIGNUM *q, BIGNUM *g);
OSSL_DEPRECATEDIN_3_0 int DSA_sign(int type, const unsigned char *dgst, int dlen, unsigned char *sig,
	unsigned int *siglen, DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int DSA_size(const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int DSA_up_ref(DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int DSA_verify(int type, const unsigned char *dgst, int dgst_len, const unsigned char *sigbuf,
	int siglen, DSA *dsa);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 DSA *d2i_DSAPrivateKey(DSA **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 DSA *d2i_DSAPublicKey(DSA **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 DSA *d2i_DSAparams(DSA **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 int i2d_DSAPrivateKey(const DSA *dsa, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 int i2d_DSAPublicKey(const DSA *dsa, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 int i2d_DSAparams(const DSA *dsa, unsigned char **out);
#endif
int EVP_PKEY_CTX_set_dsa_paramgen_bits(EVP_PKEY_CTX *ctx, int nbits);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 DH *DSA_dup_DH(const DSA *dsa);
#endif

#ifdef __cplusplus
}
#endif

#endif
