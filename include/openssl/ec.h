/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Elliptic curves: groups, points, and keys of the old kind (EVP_PKEY is the new). */
#ifndef OPENSSL_EC_H
#define OPENSSL_EC_H

#include <string.h>
#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/params.h>
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/bn.h>
#include <openssl/ecerr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
	POINT_CONVERSION_COMPRESSED = 2,
	POINT_CONVERSION_UNCOMPRESSED = 4,
	POINT_CONVERSION_HYBRID = 6
} point_conversion_form_t;

typedef struct ec_group_st EC_GROUP;           /* opaque */
typedef struct ec_point_st EC_POINT;           /* opaque */
typedef struct ec_method_st EC_METHOD;         /* opaque */
typedef struct ecpk_parameters_st ECPKPARAMETERS; /* opaque */
typedef struct ec_parameters_st ECPARAMETERS;  /* opaque */
typedef struct ECDSA_SIG_st ECDSA_SIG;         /* opaque */
typedef struct {
	int nid;
	const char *comment;
} EC_builtin_curve;

#define OPENSSL_EC_EXPLICIT_CURVE      0x000
#define OPENSSL_EC_NAMED_CURVE         0x001
#define OPENSSL_EC_H
#define OPENSSL_ECC_MAX_FIELD_BITS     661
#define EC_PKEY_NO_PARAMETERS          0x001
#define EC_PKEY_NO_PUBKEY              0x002
#define EC_FLAG_FIPS_CHECKED           0x0000
#define EC_FLAG_NON_FIPS_ALLOW         0x0000
#define EC_FLAG_SM2_RANGE              0x0004
#define EC_FLAG_COFACTOR_ECDH          0x1000
#define EC_FLAG_CHECK_NAMED_GROUP      0x2000
#define EC_FLAG_CHECK_NAMED_GROUP_NIST 0x4000
#define EC_FLAG_CHECK_NAMED_GROUP_MASK (EC_FLAG_CHECK_NAMED_GROUP | EC_FLAG_CHECK_NAMED_GROUP_NIST)
#define EVP_PKEY_ECDH_KDF_NONE  1
#define EVP_PKEY_ECDH_KDF_X9_62 EVP_PKEY_ECDH_KDF_X9_63
#define EVP_PKEY_ECDH_KDF_X9_63 2
#define EVP_EC_gen(curve) EVP_PKEY_Q_keygen(NULL, NULL, "EC", (char *)(strstr(curve, "")))

/* Groups */

int EC_GROUP_check(const EC_GROUP *group, BN_CTX *bnctx);
int EC_GROUP_cmp(const EC_GROUP *a, const EC_GROUP *b, BN_CTX *bnctx);
EC_GROUP *EC_GROUP_dup(const EC_GROUP *group);
void EC_GROUP_free(EC_GROUP *group);
const BIGNUM *EC_GROUP_get0_cofactor(const EC_GROUP *group);
const BIGNUM *EC_GROUP_get0_field(const EC_GROUP *group);
const EC_POINT *EC_GROUP_get0_generator(const EC_GROUP *group);
const BIGNUM *EC_GROUP_get0_order(const EC_GROUP *group);
int EC_GROUP_get_asn1_flag(const EC_GROUP *group);
int EC_GROUP_get_cofactor(const EC_GROUP *group, BIGNUM *cofactor, BN_CTX *bnctx);
int EC_GROUP_get_curve(const EC_GROUP *group, BIGNUM *p, BIGNUM *a, BIGNUM *b, BN_CTX *bnctx);
int EC_GROUP_get_curve_name(const EC_GROUP *group);
int EC_GROUP_get_degree(const EC_GROUP *group);
int EC_GROUP_get_field_type(const EC_GROUP *group);
int EC_GROUP_get_order(const EC_GROUP *group, BIGNUM *order, BN_CTX *bnctx);
point_conversion_form_t EC_GROUP_get_point_conversion_form(const EC_GROUP *group);
EC_GROUP *EC_GROUP_new_by_curve_name(int nid);
EC_GROUP *EC_GROUP_new_by_curve_name_ex(OSSL_LIB_CTX *libctx, const char *propq, int nid);
EC_GROUP *EC_GROUP_new_from_params(const OSSL_PARAM *params, OSSL_LIB_CTX *libctx, const char *propq);
int EC_GROUP_order_bits(const EC_GROUP *group);
void EC_GROUP_set_asn1_flag(EC_GROUP *group, int flag);
void EC_GROUP_set_point_conversion_form(EC_GROUP *group, point_conversion_form_t form);
size_t EC_get_builtin_curves(EC_builtin_curve *r, size_t nitems);
const char *EC_curve_nid2nist(int nid);
int EC_curve_nist2nid(const char *name);

/* Points */

int EC_POINT_add(const EC_GROUP *group, EC_POINT *r, const EC_POINT *a, const EC_POINT *b, BN_CTX *bnctx);
void EC_POINT_clear_free(EC_POINT *point);
int EC_POINT_cmp(const EC_GROUP *group, const EC_POINT *a, const EC_POINT *b, BN_CTX *bnctx);
int EC_POINT_copy(EC_POINT *dst, const EC_POINT *src);
int EC_POINT_dbl(const EC_GROUP *group, EC_POINT *r, const EC_POINT *a, BN_CTX *bnctx);
EC_POINT *EC_POINT_dup(const EC_POINT *point, const EC_GROUP *group);
void EC_POINT_free(EC_POINT *point);
int EC_POINT_get_affine_coordinates(const EC_GROUP *group, const EC_POINT *point, BIGNUM *x, BIGNUM *y, BN_CTX *bnctx);
EC_POINT *EC_POINT_hex2point(const EC_GROUP *group, const char *b, EC_POINT *point, BN_CTX *bnctx);
int EC_POINT_invert(const EC_GROUP *group, EC_POINT *point, BN_CTX *bnctx);
int EC_POINT_is_at_infinity(const EC_GROUP *group, const EC_POINT *point);
int EC_POINT_is_on_curve(const EC_GROUP *group, const EC_POINT *point, BN_CTX *bnctx);
int EC_POINT_mul(const EC_GROUP *group, EC_POINT *r, const BIGNUM *n, const EC_POINT *q, const BIGNUM *m,
	BN_CTX *bnctx);
EC_POINT *EC_POINT_new(const EC_GROUP *group);
int EC_POINT_oct2point(const EC_GROUP *group, EC_POINT *point, const unsigned char *buf, size_t len, BN_CTX *bnctx);
size_t EC_POINT_point2buf(const EC_GROUP *group, const EC_POINT *point, point_conversion_form_t form,
	unsigned char **pbuf, BN_CTX *bnctx);
char *EC_POINT_point2hex(const EC_GROUP *group, const EC_POINT *point, point_conversion_form_t form, BN_CTX *bnctx);
size_t EC_POINT_point2oct(const EC_GROUP *group, const EC_POINT *point, point_conversion_form_t form,
	unsigned char *buf, size_t len, BN_CTX *bnctx);
int EC_POINT_set_affine_coordinates(const EC_GROUP *group, EC_POINT *point, const BIGNUM *x, const BIGNUM *y,
	BN_CTX *bnctx);
int EC_POINT_set_compressed_coordinates(const EC_GROUP *group, EC_POINT *point, const BIGNUM *x, int y_bit,
	BN_CTX *bnctx);
int EC_POINT_set_to_infinity(const EC_GROUP *group, EC_POINT *point);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 EC_POINT *EC_POINT_bn2point(const EC_GROUP *group, const BIGNUM *b, EC_POINT *point,
	BN_CTX *bnctx);
OSSL_DEPRECATEDIN_3_0 BIGNUM *EC_POINT_point2bn(const EC_GROUP *group, const EC_POINT *point,
	point_conversion_form_t form, BIGNUM *d, BN_CTX *bnctx);
#endif

/* Keys */

#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_free(EC_KEY_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_get_compute_key(const EC_KEY_METHOD *meth,
	int (**pck)(unsigned char **, size_t *, const EC_POINT *, const EC_KEY *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_get_init(const EC_KEY_METHOD *meth, int (**pinit)(EC_KEY *),
	void (**pfinish)(EC_KEY *), int (**pcopy)(EC_KEY *, const EC_KEY *),
	int (**pset_group)(EC_KEY *, const EC_GROUP *), int (**pset_private)(EC_KEY *, const BIGNUM *),
	int (**pset_public)(EC_KEY *, const EC_POINT *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_get_keygen(const EC_KEY_METHOD *meth, int (**pkeygen)(EC_KEY *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_get_sign(const EC_KEY_METHOD *meth,
	int (**psign)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *,
		const BIGNUM *, EC_KEY *),
	int (**psign_setup)(EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **),
	ECDSA_SIG *(**psign_sig)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_get_verify(const EC_KEY_METHOD *meth,
	int (**pverify)(int, const unsigned char *, int, const unsigned char *, int, EC_KEY *),
	int (**pverify_sig)(const unsigned char *, int, const ECDSA_SIG *, EC_KEY *));
OSSL_DEPRECATEDIN_3_0 EC_KEY_METHOD *EC_KEY_METHOD_new(const EC_KEY_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_set_compute_key(EC_KEY_METHOD *meth,
	int (*ckey)(unsigned char **, size_t *, const EC_POINT *, const EC_KEY *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_set_init(EC_KEY_METHOD *meth, int (*init)(EC_KEY *), void (*finish)(EC_KEY *),
	int (*copy)(EC_KEY *, const EC_KEY *), int (*set_group)(EC_KEY *, const EC_GROUP *),
	int (*set_private)(EC_KEY *, const BIGNUM *), int (*set_public)(EC_KEY *, const EC_POINT *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_set_keygen(EC_KEY_METHOD *meth, int (*keygen)(EC_KEY *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_set_sign(EC_KEY_METHOD *meth,
	int (*sign)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *,
		EC_KEY *),
	int (*sign_setup)(EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **),
	ECDSA_SIG *(*sign_sig)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *));
OSSL_DEPRECATEDIN_3_0 void EC_KEY_METHOD_set_verify(EC_KEY_METHOD *meth,
	int (*verify)(int, const unsigned char *, int, const unsigned char *, int, EC_KEY *),
	int (*verify_sig)(const unsigned char *, int, const ECDSA_SIG *, EC_KEY *));
OSSL_DEPRECATEDIN_3_0 const EC_KEY_METHOD *EC_KEY_OpenSSL(void);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_check_key(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_clear_flags(EC_KEY *eckey, int flags);
OSSL_DEPRECATEDIN_3_0 EC_KEY *EC_KEY_copy(EC_KEY *dst, const EC_KEY *src);
OSSL_DEPRECATEDIN_3_0 EC_KEY *EC_KEY_dup(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_free(EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_generate_key(EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 const EC_GROUP *EC_KEY_get0_group(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *EC_KEY_get0_private_key(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 const EC_POINT *EC_KEY_get0_public_key(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 point_conversion_form_t EC_KEY_get_conv_form(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 const EC_KEY_METHOD *EC_KEY_get_default_method(void);
OSSL_DEPRECATEDIN_3_0 void *EC_KEY_get_ex_data(const EC_KEY *eckey, int idx);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_get_flags(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 const EC_KEY_METHOD *EC_KEY_get_method(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 size_t EC_KEY_key2buf(const EC_KEY *eckey, point_conversion_form_t form, unsigned char **pbuf,
	BN_CTX *bnctx);
OSSL_DEPRECATEDIN_3_0 EC_KEY *EC_KEY_new(void);
OSSL_DEPRECATEDIN_3_0 EC_KEY *EC_KEY_new_by_curve_name(int nid);
OSSL_DEPRECATEDIN_3_0 EC_KEY *EC_KEY_new_by_curve_name_ex(OSSL_LIB_CTX *libctx, const char *propq, int nid);
OSSL_DEPRECATEDIN_3_0 EC_KEY *EC_KEY_new_ex(OSSL_LIB_CTX *libctx, const char *propq);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_oct2key(EC_KEY *eckey, const unsigned char *buf, size_t len, BN_CTX *bnctx);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_oct2priv(EC_KEY *eckey, const unsigned char *buf, size_t len);
OSSL_DEPRECATEDIN_3_0 size_t EC_KEY_priv2oct(const EC_KEY *eckey, unsigned char *buf, size_t len);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_set_asn1_flag(EC_KEY *eckey, int asn1_flag);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_set_conv_form(EC_KEY *eckey, point_conversion_form_t cform);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_set_ex_data(EC_KEY *eckey, int idx, void *arg);
OSSL_DEPRECATEDIN_3_0 void EC_KEY_set_flags(EC_KEY *eckey, int flags);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_set_group(EC_KEY *eckey, const EC_GROUP *group);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_set_method(EC_KEY *eckey, const EC_KEY_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_set_private_key(EC_KEY *eckey, const BIGNUM *prv);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_set_public_key(EC_KEY *eckey, const EC_POINT *point);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_set_public_key_affine_coordinates(EC_KEY *eckey, BIGNUM *x, BIGNUM *y);
OSSL_DEPRECATEDIN_3_0 int EC_KEY_up_ref(EC_KEY *eckey);
#endif
EC_GROUP *d2i_ECPKParameters(EC_GROUP **a, const unsigned char **in, long len);
int i2d_ECPKParameters(const EC_GROUP *group, unsigned char **out);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 EC_KEY *d2i_ECParameters(EC_KEY **key, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 EC_KEY *d2i_ECPrivateKey(EC_KEY **key, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 int i2d_ECParameters(const EC_KEY *eckey, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 int i2d_ECPrivateKey(const EC_KEY *eckey, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 int i2o_ECPublicKey(const EC_KEY *eckey, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 EC_KEY *o2i_ECPublicKey(EC_KEY **key, const unsigned char **in, long len);
#endif
int EVP_PKEY_CTX_get_ecdh_cofactor_mode(EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_get_ecdh_kdf_md(EVP_PKEY_CTX *ctx, const EVP_MD **md);
int EVP_PKEY_CTX_get_ecdh_kdf_outlen(EVP_PKEY_CTX *ctx, int *len);
int EVP_PKEY_CTX_get_ecdh_kdf_type(EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_set0_ecdh_kdf_ukm(EVP_PKEY_CTX *ctx, unsigned char *ukm, int len);
int EVP_PKEY_CTX_set_ec_param_enc(EVP_PKEY_CTX *ctx, int param_enc);
int EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX *ctx, int nid);
int EVP_PKEY_CTX_set_ecdh_cofactor_mode(EVP_PKEY_CTX *ctx, int cofactor_mode);
int EVP_PKEY_CTX_set_ecdh_kdf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
int EVP_PKEY_CTX_set_ecdh_kdf_outlen(EVP_PKEY_CTX *ctx, int len);
int EVP_PKEY_CTX_set_ecdh_kdf_type(EVP_PKEY_CTX *ctx, int kdf);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_CTX_get0_ecdh_kdf_ukm(EVP_PKEY_CTX *ctx, unsigned char **ukm);
#endif

/* ECDSA and ECDH */

void ECDSA_SIG_free(ECDSA_SIG *sig);
void ECDSA_SIG_get0(const ECDSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps);
const BIGNUM *ECDSA_SIG_get0_r(const ECDSA_SIG *sig);
const BIGNUM *ECDSA_SIG_get0_s(const ECDSA_SIG *sig);
ECDSA_SIG *ECDSA_SIG_new(void);
int ECDSA_SIG_set0(ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s);
ECDSA_SIG *d2i_ECDSA_SIG(ECDSA_SIG **a, const unsigned char **in, long len);
int i2d_ECDSA_SIG(const ECDSA_SIG *a, unsigned char **out);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 ECDSA_SIG *ECDSA_do_sign(const unsigned char *dgst, int dgst_len, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int ECDSA_do_verify(const unsigned char *dgst, int dgst_len, const ECDSA_SIG *sig, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int ECDSA_sign(int type, const unsigned char *dgst, int dgstlen, unsigned char *sig,
	unsigned int *siglen, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int ECDSA_size(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int ECDSA_verify(int type, const unsigned char *dgst, int dgstlen, const unsigned char *sig,
	int siglen, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int ECDH_compute_key(void *out, size_t outlen, const EC_POINT *point, const EC_KEY *eckey,
	void *(*KDF)(const void *, size_t, void *, size_t *));
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int EC_POINT_get_affine_coordinates_GFp(const EC_GROUP *group, const EC_POINT *point, BIGNUM *x,
	BIGNUM *y, BN_CTX *bnctx);
#endif

#ifdef __cplusplus
}
#endif

#endif
