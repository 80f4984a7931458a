/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Finite-field Diffie-Hellman. No suite here uses it; servers still load parameters. */
#ifndef OPENSSL_DH_H
#define OPENSSL_DH_H

#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/dherr.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DH_FLAG_TYPE_DH              0x0000
#define DH_PARAMGEN_TYPE_GENERATOR   0
#define DH_FLAG_CACHE_MONT_P         0x01
#define DH_PARAMGEN_TYPE_FIPS_186_2  1
#define DH_PARAMGEN_TYPE_FIPS_186_4  2
#define DH_PARAMGEN_TYPE_GROUP       3
#define DH_FLAG_TYPE_DHX             0x1000
#define DH_FLAG_TYPE_MASK            0xF000
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define DH_CHECK_PUBKEY_TOO_SMALL    0x01
#define DH_CHECK_P_NOT_PRIME         0x01
#define DH_CHECK_PUBKEY_TOO_LARGE    0x02
#define DH_CHECK_P_NOT_SAFE_PRIME    0x02
#define DH_CHECK_P_NOT_STRONG_PRIME  DH_CHECK_P_NOT_SAFE_PRIME
#define DH_GENERATOR_2               2
#define DH_GENERATOR_3               3
#define DH_CHECK_PUBKEY_INVALID      0x04
#define DH_UNABLE_TO_CHECK_GENERATOR 0x04
#define DH_GENERATOR_5               5
#define DH_NOT_SUITABLE_GENERATOR    0x08
#define DH_CHECK_Q_NOT_PRIME         0x10
#define DH_CHECK_INVALID_Q_VALUE     0x20
#define DH_CHECK_INVALID_J_VALUE     0x40
#define DH_MODULUS_TOO_SMALL         0x80
#define DH_MODULUS_TOO_LARGE         0x100
#define DH_FLAG_FIPS_METHOD          0x0400
#define DH_FLAG_NON_FIPS_ALLOW       0x0400
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define DH_FLAG_NO_EXP_CONSTTIME     0x00
#endif
#define EVP_PKEY_CTRL_DH_KDF_MD                (EVP_PKEY_ALG_CTRL + 7)
#define EVP_PKEY_CTRL_DH_KDF_OID               (EVP_PKEY_ALG_CTRL + 13)
#define EVP_PKEY_CTRL_DH_KDF_OUTLEN            (EVP_PKEY_ALG_CTRL + 9)
#define EVP_PKEY_CTRL_DH_KDF_TYPE              (EVP_PKEY_ALG_CTRL + 6)
#define EVP_PKEY_CTRL_DH_KDF_UKM               (EVP_PKEY_ALG_CTRL + 11)
#define EVP_PKEY_CTRL_DH_NID                   (EVP_PKEY_ALG_CTRL + 15)
#define EVP_PKEY_CTRL_DH_PAD                   (EVP_PKEY_ALG_CTRL + 16)
#define EVP_PKEY_CTRL_DH_PARAMGEN_GENERATOR    (EVP_PKEY_ALG_CTRL + 2)
#define EVP_PKEY_CTRL_DH_PARAMGEN_PRIME_LEN    (EVP_PKEY_ALG_CTRL + 1)
#define EVP_PKEY_CTRL_DH_PARAMGEN_SUBPRIME_LEN (EVP_PKEY_ALG_CTRL + 4)
#define EVP_PKEY_CTRL_DH_PARAMGEN_TYPE         (EVP_PKEY_ALG_CTRL + 5)
#define EVP_PKEY_CTRL_DH_RFC5114               (EVP_PKEY_ALG_CTRL + 3)
#define EVP_PKEY_CTRL_GET_DH_KDF_MD            (EVP_PKEY_ALG_CTRL + 8)
#define EVP_PKEY_CTRL_GET_DH_KDF_OID           (EVP_PKEY_ALG_CTRL + 14)
#define EVP_PKEY_CTRL_GET_DH_KDF_OUTLEN        (EVP_PKEY_ALG_CTRL + 10)
#define EVP_PKEY_CTRL_GET_DH_KDF_UKM           (EVP_PKEY_ALG_CTRL + 12)
#define EVP_PKEY_DH_KDF_NONE                   1
#define EVP_PKEY_DH_KDF_X9_42                  2
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int DH_bits(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_check(const DH *dh, int *codes);
OSSL_DEPRECATEDIN_3_0 int DH_check_ex(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_check_params(const DH *dh, int *ret);
OSSL_DEPRECATEDIN_3_0 int DH_check_params_ex(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_check_pub_key(const DH *dh, const BIGNUM *pub_key, int *codes);
OSSL_DEPRECATEDIN_3_0 int DH_check_pub_key_ex(const DH *dh, const BIGNUM *pub_key);
OSSL_DEPRECATEDIN_3_0 void DH_clear_flags(DH *dh, int flags);
OSSL_DEPRECATEDIN_3_0 int DH_compute_key(unsigned char *key, const BIGNUM *pub_key, DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_compute_key_padded(unsigned char *key, const BIGNUM *pub_key, DH *dh);
OSSL_DEPRECATEDIN_3_0 void DH_free(DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_generate_key(DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_generate_parameters_ex(DH *dh, int prime_len, int generator, BN_GENCB *cb);
OSSL_DEPRECATEDIN_3_0 ENGINE *DH_get0_engine(DH *dh);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DH_get0_g(const DH *dh);
OSSL_DEPRECATEDIN_3_0 void DH_get0_key(const DH *dh, const BIGNUM **pub_key, const BIGNUM **priv_key);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DH_get0_p(const DH *dh);
OSSL_DEPRECATEDIN_3_0 void DH_get0_pqg(const DH *dh, const BIGNUM **p, const BIGNUM **q, const BIGNUM **g);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DH_get0_priv_key(const DH *dh);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DH_get0_pub_key(const DH *dh);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *DH_get0_q(const DH *dh);
OSSL_DEPRECATEDIN_3_0 DH *DH_get_1024_160(void);
OSSL_DEPRECATEDIN_3_0 DH *DH_get_2048_224(void);
OSSL_DEPRECATEDIN_3_0 DH *DH_get_2048_256(void);
OSSL_DEPRECATEDIN_3_0 void *DH_get_ex_data(const DH *dh, int idx);
OSSL_DEPRECATEDIN_3_0 long DH_get_length(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_get_nid(const DH *dh);
OSSL_DEPRECATEDIN_3_0 DH *DH_new(void);
OSSL_DEPRECATEDIN_3_0 DH *DH_new_by_nid(int nid);
OSSL_DEPRECATEDIN_3_0 int DH_security_bits(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_set0_key(DH *dh, BIGNUM *pub_key, BIGNUM *priv_key);
OSSL_DEPRECATEDIN_3_0 int DH_set0_pqg(DH *dh, BIGNUM *p, BIGNUM *q, BIGNUM *g);
OSSL_DEPRECATEDIN_3_0 int DH_set_ex_data(DH *dh, int idx, void *arg);
OSSL_DEPRECATEDIN_3_0 void DH_set_flags(DH *dh, int flags);
OSSL_DEPRECATEDIN_3_0 int DH_set_length(DH *dh, long length);
OSSL_DEPRECATEDIN_3_0 int DH_size(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DH_test_flags(const DH *dh, int flags);
OSSL_DEPRECATEDIN_3_0 int DH_up_ref(DH *dh);
#endif
const ASN1_ITEM *DHparams_it(void);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 DH *DHparams_dup(const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DHparams_print(BIO *bio, const DH *dh);
OSSL_DEPRECATEDIN_3_0 int DHparams_print_fp(FILE *fp, const DH *dh);
OSSL_DEPRECATEDIN_3_0 DH *d2i_DHparams(DH **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 DH *d2i_DHxparams(DH **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 int i2d_DHparams(const DH *dh, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 int i2d_DHxparams(const DH *dh, unsigned char **out);
#endif
int EVP_PKEY_CTX_get0_dh_kdf_oid(EVP_PKEY_CTX *ctx, ASN1_OBJECT **oid);
int EVP_PKEY_CTX_get_dh_kdf_md(EVP_PKEY_CTX *ctx, const EVP_MD **md);
int EVP_PKEY_CTX_get_dh_kdf_outlen(EVP_PKEY_CTX *ctx, int *len);
int EVP_PKEY_CTX_get_dh_kdf_type(EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_set0_dh_kdf_oid(EVP_PKEY_CTX *ctx, ASN1_OBJECT *obj);
int EVP_PKEY_CTX_set0_dh_kdf_ukm(EVP_PKEY_CTX *ctx, unsigned char *ukm, int len);
int EVP_PKEY_CTX_set_dh_kdf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
int EVP_PKEY_CTX_set_dh_kdf_outlen(EVP_PKEY_CTX *ctx, int len);
int EVP_PKEY_CTX_set_dh_kdf_type(EVP_PKEY_CTX *ctx, int kdf);
int EVP_PKEY_CTX_set_dh_nid(EVP_PKEY_CTX *ctx, int nid);
int EVP_PKEY_CTX_set_dh_pad(EVP_PKEY_CTX *ctx, int pad);
int EVP_PKEY_CTX_set_dh_paramgen_generator(EVP_PKEY_CTX *ctx, int gen);
int EVP_PKEY_CTX_set_dh_paramgen_gindex(EVP_PKEY_CTX *ctx, int gindex);
int EVP_PKEY_CTX_set_dh_paramgen_prime_len(EVP_PKEY_CTX *ctx, int pbits);
int EVP_PKEY_CTX_set_dh_paramgen_seed(EVP_PKEY_CTX *ctx, const unsigned char *seed, size_t seedlen);
int EVP_PKEY_CTX_set_dh_paramgen_subprime_len(EVP_PKEY_CTX *ctx, int qlen);
int EVP_PKEY_CTX_set_dh_paramgen_type(EVP_PKEY_CTX *ctx, int typ);
int EVP_PKEY_CTX_set_dh_rfc5114(EVP_PKEY_CTX *ctx, int gen);
int EVP_PKEY_CTX_set_dhx_rfc5114(EVP_PKEY_CTX *ctx, int gen);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_CTX_get0_dh_kdf_ukm(EVP_PKEY_CTX *ctx, unsigned char **ukm);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define d2i_DHparams_bio(bp, x) ASN1_d2i_bio_of(DH, DH_new, d2i_DHparams, (bp), (x))
#define d2i_DHxparams_bio(bp, x) ASN1_d2i_bio_of(DH, DH_new, d2i_DHxparams, (bp), (x))
#define i2d_DHparams_bio(bp, x) ASN1_i2d_bio_of(DH, i2d_DHparams, (bp), (x))
#define i2d_DHxparams_bio(bp, x) ASN1_i2d_bio_of(DH, i2d_DHxparams, (bp), (x))
#endif

#ifdef __cplusplus
}
#endif

#endif
