/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Keys in evp.h, which includes this file: their kinds, parts and encodings, and what is done with them: signing,
 * agreeing, encrypting, generating.
 */
#ifndef OPENSSL_EVP_PKEY_H
#define OPENSSL_EVP_PKEY_H

#include <openssl/core_dispatch.h>
#include <openssl/evp.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int EVP_PKEY_gen_cb(EVP_PKEY_CTX *ctx);

/* Keys: kinds, sizes, parts, comparison */

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define EVP_PK_RSA 0x0001
#define EVP_PK_DSA 0x0002
#define EVP_PK_DH  0x0004
#define EVP_PK_EC  0x0008
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define EVP_PKT_SIGN 0x0010
#define EVP_PKT_ENC  0x0020
#define EVP_PKT_EXCH 0x0040
#define EVP_PKS_RSA  0x0100
#define EVP_PKS_DSA  0x0200
#define EVP_PKS_EC   0x0400
#endif
#define EVP_PKEY_KEYMGMT  (-1)
#define EVP_PKEY_NONE     NID_undef
#define EVP_PKEY_RSA      NID_rsaEncryption
#define EVP_PKEY_RSA2     NID_rsa
#define EVP_PKEY_DH       NID_dhKeyAgreement
#define EVP_PKEY_DSA2     NID_dsaWithSHA
#define EVP_PKEY_DSA1     NID_dsa_2
#define EVP_PKEY_DSA4     NID_dsaWithSHA1_2
#define EVP_PKEY_DSA3     NID_dsaWithSHA1
#define EVP_PKEY_DSA      NID_dsa
#define EVP_PKEY_EC       NID_X9_62_id_ecPublicKey
#define EVP_PKEY_HMAC     NID_hmac
#define EVP_PKEY_CMAC     NID_cmac
#define EVP_PKEY_RSA_PSS  NID_rsassaPss
#define EVP_PKEY_DHX      NID_dhpublicnumber
#define EVP_PKEY_SCRYPT   NID_id_scrypt
#define EVP_PKEY_TLS1_PRF NID_tls1_prf
#define EVP_PKEY_X25519   NID_X25519
#define EVP_PKEY_X448     NID_X448
#define EVP_PKEY_HKDF     NID_hkdf
#define EVP_PKEY_POLY1305 NID_poly1305
#define EVP_PKEY_SIPHASH  NID_siphash
#define EVP_PKEY_ED25519  NID_ED25519
#define EVP_PKEY_ED448    NID_ED448
#define EVP_PKEY_SM2      NID_sm2
#define EVP_PKEY_OP_UNDEFINED         0
#define EVP_PKEY_CTRL_MD              1
#define EVP_PKEY_MO_SIGN              0x0001
#define EVP_PKEY_CTRL_PEER_KEY        2
#define EVP_PKEY_FLAG_AUTOARGLEN      2
#define EVP_PKEY_MO_VERIFY            0x0002
#define EVP_PKEY_OP_PARAMGEN          (1 << 1)
#define EVP_PKEY_FLAG_SIGCTX_CUSTOM   4
#define EVP_PKEY_MO_ENCRYPT           0x0004
#define EVP_PKEY_OP_KEYGEN            (1 << 2)
#define EVP_PKEY_CTRL_SET_MAC_KEY     6
#define EVP_PKEY_OP_TYPE_GEN          (EVP_PKEY_OP_PARAMGEN | EVP_PKEY_OP_KEYGEN)
#define EVP_PKEY_CTRL_DIGESTINIT      7
#define EVP_PKEY_CTRL_SET_IV          8
#define EVP_PKEY_MO_DECRYPT           0x0008
#define EVP_PKEY_OP_FROMDATA          (1 << 3)
#define EVP_PKEY_CTRL_CIPHER          12
#define EVP_PKEY_CTRL_GET_MD          13
#define EVP_PKEY_CTRL_SET_DIGEST_SIZE 14
#define EVP_PKEY_CTRL_SET1_ID         15
#define EVP_PKEY_CTRL_GET1_ID         16
#define EVP_PKEY_OP_SIGN              (1 << 4)
#define EVP_PKEY_CTRL_GET1_ID_LEN     17
#define EVP_PKEY_OP_VERIFY            (1 << 5)
#define EVP_PKEY_OP_VERIFYRECOVER     (1 << 6)
#define EVP_PKEY_OP_SIGNCTX           (1 << 7)
#define EVP_PKEY_KEY_PARAMETERS       (OSSL_KEYMGMT_SELECT_ALL_PARAMETERS)
#define EVP_PKEY_PRIVATE_KEY          (EVP_PKEY_KEY_PARAMETERS | OSSL_KEYMGMT_SELECT_PRIVATE_KEY)
#define EVP_PKEY_PUBLIC_KEY           (EVP_PKEY_KEY_PARAMETERS | OSSL_KEYMGMT_SELECT_PUBLIC_KEY)
#define EVP_PKEY_KEYPAIR              (EVP_PKEY_PUBLIC_KEY | OSSL_KEYMGMT_SELECT_PRIVATE_KEY)
#define EVP_PKEY_OP_VERIFYCTX         (1 << 8)
#define EVP_PKEY_OP_TYPE_SIG \
	(EVP_PKEY_OP_SIGN | EVP_PKEY_OP_VERIFY | EVP_PKEY_OP_VERIFYRECOVER | EVP_PKEY_OP_SIGNCTX | \
	EVP_PKEY_OP_VERIFYCTX)
#define EVP_PKEY_OP_ENCRYPT           (1 << 9)
#define EVP_PKEY_OP_DECRYPT           (1 << 10)
#define EVP_PKEY_OP_TYPE_CRYPT        (EVP_PKEY_OP_ENCRYPT | EVP_PKEY_OP_DECRYPT)
#define EVP_PKEY_OP_DERIVE            (1 << 11)
#define EVP_PKEY_OP_TYPE_NOGEN        (EVP_PKEY_OP_TYPE_SIG | EVP_PKEY_OP_TYPE_CRYPT | EVP_PKEY_OP_DERIVE)
#define EVP_PKEY_ALG_CTRL             0x1000
#define EVP_PKEY_OP_ENCAPSULATE       (1 << 12)
#define EVP_PKEY_OP_DECAPSULATE       (1 << 13)
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define EVP_PKEY_CTRL_PKCS7_ENCRYPT   3
#define EVP_PKEY_CTRL_PKCS7_DECRYPT   4
#define EVP_PKEY_CTRL_PKCS7_SIGN      5
#define EVP_PKEY_CTRL_CMS_ENCRYPT     9
#define EVP_PKEY_CTRL_CMS_DECRYPT     10
#define EVP_PKEY_CTRL_CMS_SIGN        11
#endif
EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type, ...);
int EVP_PKEY_asn1_add0(const EVP_PKEY_ASN1_METHOD *ameth);
int EVP_PKEY_asn1_add_alias(int to, int from);
void EVP_PKEY_asn1_copy(EVP_PKEY_ASN1_METHOD *dst, const EVP_PKEY_ASN1_METHOD *src);
const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_find(ENGINE **pe, int type);
const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_find_str(ENGINE **pe, const char *str, int len);
void EVP_PKEY_asn1_free(EVP_PKEY_ASN1_METHOD *ameth);
const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_get0(int idx);
int EVP_PKEY_asn1_get0_info(int *ppkey_id, int *pkey_base_id, int *ppkey_flags, const char **pinfo,
	const char **ppem_str, const EVP_PKEY_ASN1_METHOD *ameth);
int EVP_PKEY_asn1_get_count(void);
EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_new(int id, int flags, const char *pem_str, const char *info);
void EVP_PKEY_asn1_set_check(EVP_PKEY_ASN1_METHOD *ameth, int (*pkey_check)(const EVP_PKEY *));
void EVP_PKEY_asn1_set_ctrl(EVP_PKEY_ASN1_METHOD *ameth, int (*pkey_ctrl)(EVP_PKEY *, int, long, void *));
void EVP_PKEY_asn1_set_free(EVP_PKEY_ASN1_METHOD *ameth, void (*pkey_free)(EVP_PKEY *));
void EVP_PKEY_asn1_set_get_priv_key(EVP_PKEY_ASN1_METHOD *ameth,
	int (*get_priv_key)(const EVP_PKEY *, unsigned char *, size_t *));
void EVP_PKEY_asn1_set_get_pub_key(EVP_PKEY_ASN1_METHOD *ameth,
	int (*get_pub_key)(const EVP_PKEY *, unsigned char *, size_t *));
void EVP_PKEY_asn1_set_item(EVP_PKEY_ASN1_METHOD *ameth,
	int (*item_verify)(EVP_MD_CTX *, const ASN1_ITEM *, const void *, const X509_ALGOR *, const ASN1_BIT_STRING *,
		EVP_PKEY *),
	int (*item_sign)(EVP_MD_CTX *, const ASN1_ITEM *, const void *, X509_ALGOR *, X509_ALGOR *, ASN1_BIT_STRING *));
void EVP_PKEY_asn1_set_param(EVP_PKEY_ASN1_METHOD *ameth, int (*param_decode)(EVP_PKEY *, const unsigned char **, int),
	int (*param_encode)(const EVP_PKEY *, unsigned char **), int (*param_missing)(const EVP_PKEY *),
	int (*param_copy)(EVP_PKEY *, const EVP_PKEY *), int (*param_cmp)(const EVP_PKEY *, const EVP_PKEY *),
	int (*param_print)(BIO *, const EVP_PKEY *, int, ASN1_PCTX *));
void EVP_PKEY_asn1_set_param_check(EVP_PKEY_ASN1_METHOD *ameth, int (*pkey_param_check)(const EVP_PKEY *));
void EVP_PKEY_asn1_set_private(EVP_PKEY_ASN1_METHOD *ameth, int (*priv_decode)(EVP_PKEY *, const PKCS8_PRIV_KEY_INFO *),
	int (*priv_encode)(PKCS8_PRIV_KEY_INFO *, const EVP_PKEY *),
	int (*priv_print)(BIO *, const EVP_PKEY *, int, ASN1_PCTX *));
void EVP_PKEY_asn1_set_public(EVP_PKEY_ASN1_METHOD *ameth, int (*pub_decode)(EVP_PKEY *, const X509_PUBKEY *),
	int (*pub_encode)(X509_PUBKEY *, const EVP_PKEY *), int (*pub_cmp)(const EVP_PKEY *, const EVP_PKEY *),
	int (*pub_print)(BIO *, const EVP_PKEY *, int, ASN1_PCTX *), int (*pkey_size)(const EVP_PKEY *),
	int (*pkey_bits)(const EVP_PKEY *));
void EVP_PKEY_asn1_set_public_check(EVP_PKEY_ASN1_METHOD *ameth, int (*pkey_pub_check)(const EVP_PKEY *));
void EVP_PKEY_asn1_set_security_bits(EVP_PKEY_ASN1_METHOD *ameth, int (*pkey_security_bits)(const EVP_PKEY *));
void EVP_PKEY_asn1_set_set_priv_key(EVP_PKEY_ASN1_METHOD *ameth,
	int (*set_priv_key)(EVP_PKEY *, const unsigned char *, size_t));
void EVP_PKEY_asn1_set_set_pub_key(EVP_PKEY_ASN1_METHOD *ameth,
	int (*set_pub_key)(EVP_PKEY *, const unsigned char *, size_t));
void EVP_PKEY_asn1_set_siginf(EVP_PKEY_ASN1_METHOD *ameth,
	int (*siginf_set)(X509_SIG_INFO *, const X509_ALGOR *, const ASN1_STRING *));
int EVP_PKEY_can_sign(const EVP_PKEY *pkey);
int EVP_PKEY_check(EVP_PKEY_CTX *ctx);
int EVP_PKEY_copy_parameters(EVP_PKEY *to, const EVP_PKEY *from);
int EVP_PKEY_digestsign_supports_digest(EVP_PKEY *pkey, OSSL_LIB_CTX *libctx, const char *name, const char *propq);
EVP_PKEY *EVP_PKEY_dup(EVP_PKEY *pkey);
int EVP_PKEY_eq(const EVP_PKEY *a, const EVP_PKEY *b);
int EVP_PKEY_export(const EVP_PKEY *pkey, int selection, OSSL_CALLBACK *export_cb, void *export_cbarg);
void EVP_PKEY_free(EVP_PKEY *pkey);
int EVP_PKEY_fromdata(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey, int selection, OSSL_PARAM *params);
int EVP_PKEY_fromdata_init(EVP_PKEY_CTX *ctx);
const OSSL_PARAM *EVP_PKEY_fromdata_settable(EVP_PKEY_CTX *ctx, int selection);
const EVP_PKEY_ASN1_METHOD *EVP_PKEY_get0_asn1(const EVP_PKEY *pkey);
const char *EVP_PKEY_get0_description(const EVP_PKEY *pkey);
const OSSL_PROVIDER *EVP_PKEY_get0_provider(const EVP_PKEY *pkey);
const char *EVP_PKEY_get0_type_name(const EVP_PKEY *pkey);
size_t EVP_PKEY_get1_encoded_public_key(EVP_PKEY *pkey, unsigned char **ppub);
int EVP_PKEY_get_base_id(const EVP_PKEY *pkey);
int EVP_PKEY_get_bits(const EVP_PKEY *pkey);
int EVP_PKEY_get_bn_param(const EVP_PKEY *pkey, const char *key_name, BIGNUM **bn);
int EVP_PKEY_get_default_digest_name(EVP_PKEY *pkey, char *mdname, size_t mdname_sz);
int EVP_PKEY_get_default_digest_nid(EVP_PKEY *pkey, int *pnid);
int EVP_PKEY_get_ec_point_conv_form(const EVP_PKEY *pkey);
void *EVP_PKEY_get_ex_data(const EVP_PKEY *pkey, int idx);
int EVP_PKEY_get_field_type(const EVP_PKEY *pkey);
int EVP_PKEY_get_group_name(const EVP_PKEY *pkey, char *name, size_t name_sz, size_t *gname_len);
int EVP_PKEY_get_id(const EVP_PKEY *pkey);
int EVP_PKEY_get_int_param(const EVP_PKEY *pkey, const char *key_name, int *out);
int EVP_PKEY_get_octet_string_param(const EVP_PKEY *pkey, const char *key_name, unsigned char *buf, size_t max_buf_sz,
	size_t *out_sz);
int EVP_PKEY_get_params(const EVP_PKEY *pkey, OSSL_PARAM *params);
int EVP_PKEY_get_raw_private_key(const EVP_PKEY *pkey, unsigned char *priv, size_t *len);
int EVP_PKEY_get_raw_public_key(const EVP_PKEY *pkey, unsigned char *pub, size_t *len);
int EVP_PKEY_get_security_bits(const EVP_PKEY *pkey);
int EVP_PKEY_get_size(const EVP_PKEY *pkey);
int EVP_PKEY_get_size_t_param(const EVP_PKEY *pkey, const char *key_name, size_t *out);
int EVP_PKEY_get_utf8_string_param(const EVP_PKEY *pkey, const char *key_name, char *str, size_t max_buf_sz,
	size_t *out_sz);
const OSSL_PARAM *EVP_PKEY_gettable_params(const EVP_PKEY *pkey);
int EVP_PKEY_is_a(const EVP_PKEY *pkey, const char *name);
int EVP_PKEY_missing_parameters(const EVP_PKEY *pkey);
EVP_PKEY *EVP_PKEY_new(void);
EVP_PKEY *EVP_PKEY_new_mac_key(int type, ENGINE *engine, const unsigned char *key, int keylen);
EVP_PKEY *EVP_PKEY_new_raw_private_key(int type, ENGINE *engine, const unsigned char *priv, size_t len);
EVP_PKEY *EVP_PKEY_new_raw_private_key_ex(OSSL_LIB_CTX *libctx, const char *keytype, const char *propq,
	const unsigned char *priv, size_t len);
EVP_PKEY *EVP_PKEY_new_raw_public_key(int type, ENGINE *engine, const unsigned char *pub, size_t len);
EVP_PKEY *EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX *libctx, const char *keytype, const char *propq,
	const unsigned char *pub, size_t len);
int EVP_PKEY_pairwise_check(EVP_PKEY_CTX *ctx);
int EVP_PKEY_param_check(EVP_PKEY_CTX *ctx);
int EVP_PKEY_param_check_quick(EVP_PKEY_CTX *ctx);
int EVP_PKEY_parameters_eq(const EVP_PKEY *a, const EVP_PKEY *b);
int EVP_PKEY_print_params(BIO *bio, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx);
int EVP_PKEY_print_params_fp(FILE *fp, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx);
int EVP_PKEY_print_private(BIO *bio, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx);
int EVP_PKEY_print_private_fp(FILE *fp, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx);
int EVP_PKEY_print_public(BIO *bio, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx);
int EVP_PKEY_print_public_fp(FILE *fp, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx);
int EVP_PKEY_private_check(EVP_PKEY_CTX *ctx);
int EVP_PKEY_public_check(EVP_PKEY_CTX *ctx);
int EVP_PKEY_public_check_quick(EVP_PKEY_CTX *ctx);
int EVP_PKEY_save_parameters(EVP_PKEY *pkey, int mode);
int EVP_PKEY_set1_encoded_public_key(EVP_PKEY *pkey, const unsigned char *pub, size_t publen);
int EVP_PKEY_set_bn_param(EVP_PKEY *pkey, const char *key_name, const BIGNUM *bn);
int EVP_PKEY_set_ex_data(EVP_PKEY *pkey, int idx, void *arg);
int EVP_PKEY_set_int_param(EVP_PKEY *pkey, const char *key_name, int in);
int EVP_PKEY_set_octet_string_param(EVP_PKEY *pkey, const char *key_name, const unsigned char *buf, size_t bsize);
int EVP_PKEY_set_params(EVP_PKEY *pkey, OSSL_PARAM *params);
int EVP_PKEY_set_size_t_param(EVP_PKEY *pkey, const char *key_name, size_t in);
int EVP_PKEY_set_type(EVP_PKEY *pkey, int type);
int EVP_PKEY_set_type_by_keymgmt(EVP_PKEY *pkey, EVP_KEYMGMT *keymgmt);
int EVP_PKEY_set_type_str(EVP_PKEY *pkey, const char *str, int len);
int EVP_PKEY_set_utf8_string_param(EVP_PKEY *pkey, const char *key_name, const char *str);
const OSSL_PARAM *EVP_PKEY_settable_params(const EVP_PKEY *pkey);
int EVP_PKEY_todata(const EVP_PKEY *pkey, int selection, OSSL_PARAM **params);
int EVP_PKEY_type(int type);
int EVP_PKEY_type_names_do_all(const EVP_PKEY *pkey, void (*fn)(const char *, void *), void *data);
int EVP_PKEY_up_ref(EVP_PKEY *pkey);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_assign(EVP_PKEY *pkey, int type, void *key);
OSSL_DEPRECATEDIN_3_0 const struct dh_st *EVP_PKEY_get0_DH(const EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 const struct dsa_st *EVP_PKEY_get0_DSA(const EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 const struct ec_key_st *EVP_PKEY_get0_EC_KEY(const EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 const struct rsa_st *EVP_PKEY_get0_RSA(const EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 struct dsa_st *EVP_PKEY_get1_DSA(EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 struct ec_key_st *EVP_PKEY_get1_EC_KEY(EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 struct rsa_st *EVP_PKEY_get1_RSA(EVP_PKEY *pkey);
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_set1_DH(EVP_PKEY *pkey, struct dh_st *key);
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_set1_DSA(EVP_PKEY *pkey, struct dsa_st *key);
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_set1_EC_KEY(EVP_PKEY *pkey, struct ec_key_st *key);
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_set1_RSA(EVP_PKEY *pkey, struct rsa_st *key);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 struct dh_st *EVP_PKEY_get1_DH(EVP_PKEY *pkey);
#endif
#define EVP_PKEY_base_id       EVP_PKEY_get_base_id
#define EVP_PKEY_bits          EVP_PKEY_get_bits
#define EVP_PKEY_id            EVP_PKEY_get_id
#define EVP_PKEY_security_bits EVP_PKEY_get_security_bits
#define EVP_PKEY_size          EVP_PKEY_get_size
#define EVP_PKEY_assign_DSA(pkey, dsa) EVP_PKEY_assign((pkey), EVP_PKEY_DSA, (dsa))
#define EVP_PKEY_assign_POLY1305(pkey, polykey) EVP_PKEY_assign((pkey), EVP_PKEY_POLY1305, (polykey))
#define EVP_PKEY_assign_SIPHASH(pkey, shkey) EVP_PKEY_assign((pkey), EVP_PKEY_SIPHASH, (shkey))
#define EVP_PKEY_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_EVP_PKEY, (l), (p), (newf), (dupf), (freef))
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define EVP_PKEY_assign_DH(pkey, dh) EVP_PKEY_assign((pkey), EVP_PKEY_DH, (dh))
#define EVP_PKEY_assign_EC_KEY(pkey, eckey) EVP_PKEY_assign((pkey), EVP_PKEY_EC, (eckey))
#define EVP_PKEY_assign_RSA(pkey, rsa) EVP_PKEY_assign((pkey), EVP_PKEY_RSA, (rsa))
#define EVP_PKEY_get1_tls_encodedpoint(pkey, ppt) EVP_PKEY_get1_encoded_public_key((pkey), (ppt))
#define EVP_PKEY_set1_tls_encodedpoint(pkey, pt, ptlen) EVP_PKEY_set1_encoded_public_key((pkey), (pt), (ptlen))
#endif

/* Operations with keys: signing, agreeing, encrypting, generating */

int EVP_DigestSign(EVP_MD_CTX *ctx, unsigned char *sigret, size_t *siglen, const unsigned char *tbs, size_t tbslen);
int EVP_DigestSignFinal(EVP_MD_CTX *ctx, unsigned char *sigret, size_t *siglen);
int EVP_DigestSignInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *md, ENGINE *engine, EVP_PKEY *pkey);
int EVP_DigestSignInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, OSSL_LIB_CTX *libctx,
	const char *props, EVP_PKEY *pkey, const OSSL_PARAM *params);
int EVP_DigestSignUpdate(EVP_MD_CTX *ctx, const void *data, size_t dsize);
int EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *sigret, size_t siglen, const unsigned char *tbs,
	size_t tbslen);
int EVP_DigestVerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sig, size_t siglen);
int EVP_DigestVerifyInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *md, ENGINE *engine, EVP_PKEY *pkey);
int EVP_DigestVerifyInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, OSSL_LIB_CTX *libctx,
	const char *props, EVP_PKEY *pkey, const OSSL_PARAM *params);
int EVP_DigestVerifyUpdate(EVP_MD_CTX *ctx, const void *data, size_t dsize);
int EVP_PKEY_CTX_ctrl(EVP_PKEY_CTX *ctx, int keytype, int optype, int cmd, int p1, void *p2);
int EVP_PKEY_CTX_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value);
int EVP_PKEY_CTX_ctrl_uint64(EVP_PKEY_CTX *ctx, int keytype, int optype, int cmd, uint64_t value);
EVP_PKEY_CTX *EVP_PKEY_CTX_dup(const EVP_PKEY_CTX *ctx);
void EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx);
OSSL_LIB_CTX *EVP_PKEY_CTX_get0_libctx(EVP_PKEY_CTX *ctx);
EVP_PKEY *EVP_PKEY_CTX_get0_peerkey(EVP_PKEY_CTX *ctx);
EVP_PKEY *EVP_PKEY_CTX_get0_pkey(EVP_PKEY_CTX *ctx);
const char *EVP_PKEY_CTX_get0_propq(const EVP_PKEY_CTX *ctx);
const OSSL_PROVIDER *EVP_PKEY_CTX_get0_provider(const EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_get1_id(EVP_PKEY_CTX *ctx, void *id);
int EVP_PKEY_CTX_get1_id_len(EVP_PKEY_CTX *ctx, size_t *id_len);
void *EVP_PKEY_CTX_get_app_data(EVP_PKEY_CTX *ctx);
EVP_PKEY_gen_cb *EVP_PKEY_CTX_get_cb(EVP_PKEY_CTX *ctx);
void *EVP_PKEY_CTX_get_data(const EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_get_group_name(EVP_PKEY_CTX *ctx, char *name, size_t namelen);
int EVP_PKEY_CTX_get_keygen_info(EVP_PKEY_CTX *ctx, int idx);
int EVP_PKEY_CTX_get_operation(EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_get_params(EVP_PKEY_CTX *ctx, OSSL_PARAM *params);
int EVP_PKEY_CTX_get_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD **md);
const OSSL_PARAM *EVP_PKEY_CTX_gettable_params(const EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_hex2ctrl(EVP_PKEY_CTX *ctx, int cmd, const char *hex);
int EVP_PKEY_CTX_is_a(EVP_PKEY_CTX *ctx, const char *keytype);
int EVP_PKEY_CTX_md(EVP_PKEY_CTX *ctx, int optype, int cmd, const char *md);
EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *pkey, ENGINE *engine);
EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *libctx, const char *name, const char *propquery);
EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_pkey(OSSL_LIB_CTX *libctx, EVP_PKEY *pkey, const char *propquery);
EVP_PKEY_CTX *EVP_PKEY_CTX_new_id(int id, ENGINE *engine);
void EVP_PKEY_CTX_set0_keygen_info(EVP_PKEY_CTX *ctx, int *dat, int datlen);
int EVP_PKEY_CTX_set1_id(EVP_PKEY_CTX *ctx, const void *id, int len);
void EVP_PKEY_CTX_set_app_data(EVP_PKEY_CTX *ctx, void *data);
void EVP_PKEY_CTX_set_cb(EVP_PKEY_CTX *ctx, EVP_PKEY_gen_cb *cb);
void EVP_PKEY_CTX_set_data(EVP_PKEY_CTX *ctx, void *data);
int EVP_PKEY_CTX_set_group_name(EVP_PKEY_CTX *ctx, const char *name);
int EVP_PKEY_CTX_set_kem_op(EVP_PKEY_CTX *ctx, const char *op);
int EVP_PKEY_CTX_set_mac_key(EVP_PKEY_CTX *ctx, const unsigned char *key, int keylen);
int EVP_PKEY_CTX_set_params(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_CTX_set_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
const OSSL_PARAM *EVP_PKEY_CTX_settable_params(const EVP_PKEY_CTX *ctx);
int EVP_PKEY_CTX_str2ctrl(EVP_PKEY_CTX *ctx, int cmd, const char *str);
int EVP_PKEY_decapsulate(EVP_PKEY_CTX *ctx, unsigned char *unwrapped, size_t *unwrappedlen,
	const unsigned char *wrapped, size_t wrappedlen);
int EVP_PKEY_decapsulate_init(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_decrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen, const unsigned char *in, size_t inlen);
int EVP_PKEY_decrypt_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_decrypt_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen);
int EVP_PKEY_derive_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_derive_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_derive_set_peer(EVP_PKEY_CTX *ctx, EVP_PKEY *pkey);
int EVP_PKEY_derive_set_peer_ex(EVP_PKEY_CTX *ctx, EVP_PKEY *pkey, int validate_peer);
int EVP_PKEY_encapsulate(EVP_PKEY_CTX *ctx, unsigned char *wrappedkey, size_t *wrappedkeylen, unsigned char *genkey,
	size_t *genkeylen);
int EVP_PKEY_encapsulate_init(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_encrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen, const unsigned char *in, size_t inlen);
int EVP_PKEY_encrypt_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_encrypt_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_generate(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey);
int EVP_PKEY_keygen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey);
int EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_paramgen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey);
int EVP_PKEY_paramgen_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_sign(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen, const unsigned char *tbs, size_t tbslen);
int EVP_PKEY_sign_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_sign_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_verify(EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t siglen, const unsigned char *tbs,
	size_t tbslen);
int EVP_PKEY_verify_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_verify_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_PKEY_verify_recover(EVP_PKEY_CTX *ctx, unsigned char *rout, size_t *routlen, const unsigned char *sig,
	size_t siglen);
int EVP_PKEY_verify_recover_init(EVP_PKEY_CTX *ctx);
int EVP_PKEY_verify_recover_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params);
int EVP_SignFinal(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s, EVP_PKEY *pkey);
int EVP_SignFinal_ex(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s, EVP_PKEY *pkey, OSSL_LIB_CTX *libctx,
	const char *propq);
int EVP_VerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sigbuf, unsigned int siglen, EVP_PKEY *pkey);
int EVP_VerifyFinal_ex(EVP_MD_CTX *ctx, const unsigned char *sigbuf, unsigned int siglen, EVP_PKEY *pkey,
	OSSL_LIB_CTX *libctx, const char *propq);
int EVP_SealFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl);
int EVP_SealInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, unsigned char **ek, int *ekl, unsigned char *iv,
	EVP_PKEY **pubk, int npubk);
int EVP_OpenFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl);
int EVP_OpenInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *ek, int ekl,
	const unsigned char *iv, EVP_PKEY *pkey);
void EVP_SIGNATURE_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_SIGNATURE *, void *), void *data);
EVP_SIGNATURE *EVP_SIGNATURE_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_SIGNATURE_free(EVP_SIGNATURE *signature);
const char *EVP_SIGNATURE_get0_description(const EVP_SIGNATURE *signature);
const char *EVP_SIGNATURE_get0_name(const EVP_SIGNATURE *signature);
OSSL_PROVIDER *EVP_SIGNATURE_get0_provider(const EVP_SIGNATURE *signature);
const OSSL_PARAM *EVP_SIGNATURE_gettable_ctx_params(const EVP_SIGNATURE *sig);
int EVP_SIGNATURE_is_a(const EVP_SIGNATURE *signature, const char *name);
int EVP_SIGNATURE_names_do_all(const EVP_SIGNATURE *signature, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_SIGNATURE_settable_ctx_params(const EVP_SIGNATURE *sig);
int EVP_SIGNATURE_up_ref(EVP_SIGNATURE *signature);
void EVP_ASYM_CIPHER_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_ASYM_CIPHER *, void *), void *arg);
EVP_ASYM_CIPHER *EVP_ASYM_CIPHER_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_ASYM_CIPHER_free(EVP_ASYM_CIPHER *cipher);
const char *EVP_ASYM_CIPHER_get0_description(const EVP_ASYM_CIPHER *cipher);
const char *EVP_ASYM_CIPHER_get0_name(const EVP_ASYM_CIPHER *cipher);
OSSL_PROVIDER *EVP_ASYM_CIPHER_get0_provider(const EVP_ASYM_CIPHER *cipher);
const OSSL_PARAM *EVP_ASYM_CIPHER_gettable_ctx_params(const EVP_ASYM_CIPHER *ciph);
int EVP_ASYM_CIPHER_is_a(const EVP_ASYM_CIPHER *cipher, const char *name);
int EVP_ASYM_CIPHER_names_do_all(const EVP_ASYM_CIPHER *cipher, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_ASYM_CIPHER_settable_ctx_params(const EVP_ASYM_CIPHER *ciph);
int EVP_ASYM_CIPHER_up_ref(EVP_ASYM_CIPHER *cipher);
void EVP_KEYMGMT_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_KEYMGMT *, void *), void *arg);
EVP_KEYMGMT *EVP_KEYMGMT_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_KEYMGMT_free(EVP_KEYMGMT *keymgmt);
const OSSL_PARAM *EVP_KEYMGMT_gen_settable_params(const EVP_KEYMGMT *keymgmt);
const char *EVP_KEYMGMT_get0_description(const EVP_KEYMGMT *keymgmt);
const char *EVP_KEYMGMT_get0_name(const EVP_KEYMGMT *keymgmt);
const OSSL_PROVIDER *EVP_KEYMGMT_get0_provider(const EVP_KEYMGMT *keymgmt);
const OSSL_PARAM *EVP_KEYMGMT_gettable_params(const EVP_KEYMGMT *keymgmt);
int EVP_KEYMGMT_is_a(const EVP_KEYMGMT *keymgmt, const char *name);
int EVP_KEYMGMT_names_do_all(const EVP_KEYMGMT *keymgmt, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_KEYMGMT_settable_params(const EVP_KEYMGMT *keymgmt);
int EVP_KEYMGMT_up_ref(EVP_KEYMGMT *keymgmt);
void EVP_KEYEXCH_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_KEYEXCH *, void *), void *data);
EVP_KEYEXCH *EVP_KEYEXCH_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_KEYEXCH_free(EVP_KEYEXCH *exchange);
const char *EVP_KEYEXCH_get0_description(const EVP_KEYEXCH *keyexch);
const char *EVP_KEYEXCH_get0_name(const EVP_KEYEXCH *keyexch);
OSSL_PROVIDER *EVP_KEYEXCH_get0_provider(const EVP_KEYEXCH *exchange);
const OSSL_PARAM *EVP_KEYEXCH_gettable_ctx_params(const EVP_KEYEXCH *keyexch);
int EVP_KEYEXCH_is_a(const EVP_KEYEXCH *keyexch, const char *name);
int EVP_KEYEXCH_names_do_all(const EVP_KEYEXCH *keyexch, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_KEYEXCH_settable_ctx_params(const EVP_KEYEXCH *keyexch);
int EVP_KEYEXCH_up_ref(EVP_KEYEXCH *exchange);
void EVP_KEM_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_KEM *, void *), void *arg);
EVP_KEM *EVP_KEM_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_KEM_free(EVP_KEM *wrap);
const char *EVP_KEM_get0_description(const EVP_KEM *wrap);
const char *EVP_KEM_get0_name(const EVP_KEM *wrap);
OSSL_PROVIDER *EVP_KEM_get0_provider(const EVP_KEM *wrap);
const OSSL_PARAM *EVP_KEM_gettable_ctx_params(const EVP_KEM *kem);
int EVP_KEM_is_a(const EVP_KEM *wrap, const char *name);
int EVP_KEM_names_do_all(const EVP_KEM *wrap, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_KEM_settable_ctx_params(const EVP_KEM *kem);
int EVP_KEM_up_ref(EVP_KEM *wrap);

#define EVP_SignInit(a, b) EVP_DigestInit((a), (b))
#define EVP_SignInit_ex(a, b, c) EVP_DigestInit_ex((a), (b), (c))
#define EVP_SignUpdate(a, b, c) EVP_DigestUpdate((a), (b), (c))
#define EVP_VerifyInit(a, b) EVP_DigestInit((a), (b))
#define EVP_VerifyInit_ex(a, b, c) EVP_DigestInit_ex((a), (b), (c))
#define EVP_VerifyUpdate(a, b, c) EVP_DigestUpdate((a), (b), (c))
#define EVP_OpenUpdate(a, b, c, d, e) EVP_DecryptUpdate((a), (b), (c), (d), (e))
#define EVP_SealUpdate(a, b, c, d, e) EVP_EncryptUpdate((a), (b), (c), (d), (e))

/* Keys in DER, and the functions of old */

EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **a, const unsigned char **pp, long length);
EVP_PKEY *d2i_AutoPrivateKey_ex(EVP_PKEY **a, const unsigned char **pp, long length, OSSL_LIB_CTX *libctx,
	const char *propq);
EVP_PKEY *d2i_KeyParams(int type, EVP_PKEY **a, const unsigned char **pp, long length);
EVP_PKEY *d2i_KeyParams_bio(int type, EVP_PKEY **a, BIO *bio);
EVP_PKEY *d2i_PrivateKey(int type, EVP_PKEY **a, const unsigned char **pp, long length);
EVP_PKEY *d2i_PrivateKey_ex(int type, EVP_PKEY **a, const unsigned char **pp, long length, OSSL_LIB_CTX *libctx,
	const char *propq);
EVP_PKEY *d2i_PublicKey(int type, EVP_PKEY **a, const unsigned char **pp, long length);
int i2d_KeyParams(const EVP_PKEY *pkey, unsigned char **pp);
int i2d_KeyParams_bio(BIO *bio, const EVP_PKEY *pkey);
int i2d_PrivateKey(const EVP_PKEY *pkey, unsigned char **pp);
int i2d_PublicKey(const EVP_PKEY *pkey, unsigned char **pp);

#ifdef __cplusplus
}
#endif

#endif
