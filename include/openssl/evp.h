/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Keys, digests, ciphers, MACs and key derivation by algorithm object. An algorithm is fetched from a provider, or is a
 * built-in name such as EVP_sha256(). A context carries one operation; it is made, initialised, fed and finished.
 */
#ifndef OPENSSL_EVP_H
#define OPENSSL_EVP_H

#include <stdarg.h>
#include <stdio.h>
#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/symhacks.h>
#include <openssl/bio.h>
#include <openssl/evperr.h>
#include <openssl/params.h>
#include <openssl/objects.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bounds */

#define EVP_MAX_IV_LENGTH    16
#define EVP_MAX_BLOCK_LENGTH 32
#define EVP_MAX_KEY_LENGTH   64
#define EVP_MAX_MD_SIZE      64
#define PKCS5_SALT_LEN     8
#define PKCS5_DEFAULT_ITER 2048

typedef int EVP_PBE_KEYGEN(EVP_CIPHER_CTX *, const char *, int, ASN1_TYPE *, const EVP_CIPHER *, const EVP_MD *, int);
typedef int EVP_PBE_KEYGEN_EX(EVP_CIPHER_CTX *, const char *, int, ASN1_TYPE *, const EVP_CIPHER *, const EVP_MD *,
	int, OSSL_LIB_CTX *, const char *);

/* Digests */

#define EVP_MD_FLAG_DIGALGID_NULL   0x0000
#define EVP_MD_FLAG_ONESHOT         0x0001
#define EVP_MD_FLAG_XOF             0x0002
#define EVP_MD_FLAG_DIGALGID_ABSENT 0x0008
#define EVP_MD_FLAG_DIGALGID_CUSTOM 0x0018
#define EVP_MD_FLAG_DIGALGID_MASK   0x0018
#define EVP_MD_FLAG_FIPS            0x0400
#define EVP_MD_CTX_FLAG_PAD_PKCS1      0x00
#define EVP_MD_CTX_FLAG_ONESHOT        0x0001
#define EVP_MD_CTX_FLAG_CLEANED        0x0002
#define EVP_MD_CTX_FLAG_REUSE          0x0004
#define EVP_MD_CTX_FLAG_NON_FIPS_ALLOW 0x0008
#define EVP_MD_CTX_FLAG_PAD_X931       0x10
#define EVP_MD_CTX_FLAG_PAD_PSS        0x20
#define EVP_MD_CTX_FLAG_PAD_MASK       0xF0
#define EVP_MD_CTX_FLAG_NO_INIT        0x0100
#define EVP_MD_CTX_FLAG_FINALISE       0x0200
#define EVP_MD_CTRL_DIGALGID 0x1
#define EVP_MD_CTRL_MICALG   0x2
#define EVP_MD_CTRL_XOF_LEN  0x3
#define EVP_MD_CTRL_TLSTREE  0x4
#define EVP_MD_CTRL_ALG_CTRL 0x1000

void EVP_MD_do_all(void (*fn)(const EVP_MD *, const char *, const char *, void *), void *arg);
void EVP_MD_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_MD *, void *), void *arg);
void EVP_MD_do_all_sorted(void (*fn)(const EVP_MD *, const char *, const char *, void *), void *arg);
EVP_MD *EVP_MD_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_MD_free(EVP_MD *md);
const char *EVP_MD_get0_description(const EVP_MD *md);
const char *EVP_MD_get0_name(const EVP_MD *md);
const OSSL_PROVIDER *EVP_MD_get0_provider(const EVP_MD *md);
int EVP_MD_get_block_size(const EVP_MD *md);
unsigned long EVP_MD_get_flags(const EVP_MD *md);
int EVP_MD_get_params(const EVP_MD *md, OSSL_PARAM *params);
int EVP_MD_get_pkey_type(const EVP_MD *md);
int EVP_MD_get_size(const EVP_MD *md);
int EVP_MD_get_type(const EVP_MD *md);
const OSSL_PARAM *EVP_MD_gettable_ctx_params(const EVP_MD *md);
const OSSL_PARAM *EVP_MD_gettable_params(const EVP_MD *md);
int EVP_MD_is_a(const EVP_MD *md, const char *name);
int EVP_MD_names_do_all(const EVP_MD *md, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_MD_settable_ctx_params(const EVP_MD *md);
int EVP_MD_up_ref(EVP_MD *md);
void EVP_MD_CTX_clear_flags(EVP_MD_CTX *ctx, int flags);
int EVP_MD_CTX_copy(EVP_MD_CTX *out, const EVP_MD_CTX *in);
int EVP_MD_CTX_copy_ex(EVP_MD_CTX *out, const EVP_MD_CTX *in);
int EVP_MD_CTX_ctrl(EVP_MD_CTX *ctx, int cmd, int p1, void *p2);
void EVP_MD_CTX_free(EVP_MD_CTX *ctx);
const EVP_MD *EVP_MD_CTX_get0_md(const EVP_MD_CTX *ctx);
void *EVP_MD_CTX_get0_md_data(const EVP_MD_CTX *ctx);
EVP_MD *EVP_MD_CTX_get1_md(EVP_MD_CTX *ctx);
int EVP_MD_CTX_get_params(EVP_MD_CTX *ctx, OSSL_PARAM *params);
EVP_PKEY_CTX *EVP_MD_CTX_get_pkey_ctx(const EVP_MD_CTX *ctx);
const OSSL_PARAM *EVP_MD_CTX_gettable_params(EVP_MD_CTX *ctx);
EVP_MD_CTX *EVP_MD_CTX_new(void);
int EVP_MD_CTX_reset(EVP_MD_CTX *ctx);
void EVP_MD_CTX_set_flags(EVP_MD_CTX *ctx, int flags);
int EVP_MD_CTX_set_params(EVP_MD_CTX *ctx, const OSSL_PARAM *params);
void EVP_MD_CTX_set_pkey_ctx(EVP_MD_CTX *ctx, EVP_PKEY_CTX *pctx);
const OSSL_PARAM *EVP_MD_CTX_settable_params(EVP_MD_CTX *ctx);
int EVP_MD_CTX_test_flags(const EVP_MD_CTX *ctx, int flags);
int EVP_Digest(const void *data, size_t count, unsigned char *md, unsigned int *size, const EVP_MD *type,
	ENGINE *engine);
int EVP_DigestFinal(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s);
int EVP_DigestFinalXOF(EVP_MD_CTX *ctx, unsigned char *md, size_t len);
int EVP_DigestFinal_ex(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s);
int EVP_DigestInit(EVP_MD_CTX *ctx, const EVP_MD *md);
int EVP_DigestInit_ex(EVP_MD_CTX *ctx, const EVP_MD *md, ENGINE *engine);
int EVP_DigestInit_ex2(EVP_MD_CTX *ctx, const EVP_MD *md, const OSSL_PARAM *params);
int EVP_DigestUpdate(EVP_MD_CTX *ctx, const void *d, size_t cnt);
const EVP_MD *EVP_md4(void);
const EVP_MD *EVP_md5(void);
const EVP_MD *EVP_md5_sha1(void);
const EVP_MD *EVP_md_null(void);
const EVP_MD *EVP_sha1(void);
const EVP_MD *EVP_sha224(void);
const EVP_MD *EVP_sha256(void);
const EVP_MD *EVP_sha384(void);
const EVP_MD *EVP_sha3_224(void);
const EVP_MD *EVP_sha3_256(void);
const EVP_MD *EVP_sha3_384(void);
const EVP_MD *EVP_sha3_512(void);
const EVP_MD *EVP_sha512(void);
const EVP_MD *EVP_sha512_224(void);
const EVP_MD *EVP_sha512_256(void);
const EVP_MD *EVP_shake128(void);
const EVP_MD *EVP_shake256(void);
const EVP_MD *EVP_blake2b512(void);
const EVP_MD *EVP_blake2s256(void);
const EVP_MD *EVP_ripemd160(void);
const EVP_MD *EVP_whirlpool(void);
const EVP_MD *EVP_sm3(void);
const EVP_MD *EVP_get_digestbyname(const char *name);
int EVP_add_digest(const EVP_MD *md);
int EVP_Q_digest(OSSL_LIB_CTX *libctx, const char *name, const char *propq, const void *data, size_t datalen,
	unsigned char *md, size_t *mdlen);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 const EVP_MD *EVP_MD_CTX_md(const EVP_MD_CTX *ctx);
#endif
#define EVP_MD_block_size     EVP_MD_get_block_size
#define EVP_MD_flags          EVP_MD_get_flags
#define EVP_MD_name           EVP_MD_get0_name
#define EVP_MD_nid            EVP_MD_get_type
#define EVP_MD_pkey_type      EVP_MD_get_pkey_type
#define EVP_MD_size           EVP_MD_get_size
#define EVP_MD_type           EVP_MD_get_type
#define EVP_MD_CTX_block_size EVP_MD_CTX_get_block_size
#define EVP_MD_CTX_pkey_ctx   EVP_MD_CTX_get_pkey_ctx
#define EVP_MD_CTX_size       EVP_MD_CTX_get_size
#define EVP_MD_CTX_type       EVP_MD_CTX_get_type
#define EVP_MD_CTX_create() EVP_MD_CTX_new()
#define EVP_MD_CTX_destroy(ctx) EVP_MD_CTX_free((ctx))
#define EVP_MD_CTX_get0_name(e) EVP_MD_get0_name(EVP_MD_CTX_get0_md((e)))
#define EVP_MD_CTX_get_block_size(e) EVP_MD_get_block_size(EVP_MD_CTX_get0_md((e)))
#define EVP_MD_CTX_get_size(e) EVP_MD_get_size(EVP_MD_CTX_get0_md((e)))
#define EVP_MD_CTX_get_type(e) EVP_MD_get_type(EVP_MD_CTX_get0_md((e)))
#define EVP_MD_CTX_init(ctx) EVP_MD_CTX_reset((ctx))
#define EVP_get_digestbynid(a) EVP_get_digestbyname(OBJ_nid2sn((a)))
#define EVP_get_digestbyobj(a) EVP_get_digestbynid(OBJ_obj2nid((a)))

/* Ciphers */

#define EVP_CIPH_FLAG_DEFAULT_ASN1      0
#define EVP_CIPH_FLAG_FIPS              0
#define EVP_CIPH_FLAG_NON_FIPS_ALLOW    0
#define EVP_CIPH_STREAM_CIPHER          0x0
#define EVP_CIPH_ECB_MODE               0x1
#define EVP_CIPH_CBC_MODE               0x2
#define EVP_CIPH_CFB_MODE               0x3
#define EVP_CIPH_OFB_MODE               0x4
#define EVP_CIPH_CTR_MODE               0x5
#define EVP_CIPH_GCM_MODE               0x6
#define EVP_CIPH_CCM_MODE               0x7
#define EVP_CIPH_VARIABLE_LENGTH        0x8
#define EVP_CIPH_CUSTOM_IV              0x10
#define EVP_CIPH_ALWAYS_CALL_INIT       0x20
#define EVP_CIPH_CTRL_INIT              0x40
#define EVP_CIPH_CUSTOM_KEY_LENGTH      0x80
#define EVP_CIPH_NO_PADDING             0x100
#define EVP_CIPH_RAND_KEY               0x200
#define EVP_CIPH_CUSTOM_COPY            0x400
#define EVP_CIPH_CUSTOM_IV_LENGTH       0x800
#define EVP_CIPH_FLAG_LENGTH_BITS       0x2000
#define EVP_CIPH_FLAG_CTS               0x4000
#define EVP_CIPH_XTS_MODE               0x10001
#define EVP_CIPH_WRAP_MODE              0x10002
#define EVP_CIPH_OCB_MODE               0x10003
#define EVP_CIPH_SIV_MODE               0x10004
#define EVP_CIPH_MODE                   0xF0007
#define EVP_CIPH_FLAG_CUSTOM_CIPHER     0x100000
#define EVP_CIPH_FLAG_AEAD_CIPHER       0x200000
#define EVP_CIPH_FLAG_TLS1_1_MULTIBLOCK 0x400000
#define EVP_CIPH_FLAG_PIPELINE          0X800000
#define EVP_CIPH_FLAG_CUSTOM_ASN1       0x1000000
#define EVP_CIPH_FLAG_CIPHER_WITH_MAC   0x2000000
#define EVP_CIPH_FLAG_GET_WRAP_CIPHER   0x4000000
#define EVP_CIPH_FLAG_INVERSE_CIPHER    0x8000000
#define EVP_CTRL_INIT                     0x0
#define EVP_CTRL_SET_KEY_LENGTH           0x1
#define EVP_CTRL_GET_RC2_KEY_BITS         0x2
#define EVP_CTRL_SET_RC2_KEY_BITS         0x3
#define EVP_CTRL_GET_RC5_ROUNDS           0x4
#define EVP_CTRL_SET_RC5_ROUNDS           0x5
#define EVP_CTRL_RAND_KEY                 0x6
#define EVP_CTRL_PBE_PRF_NID              0x7
#define EVP_CTRL_COPY                     0x8
#define EVP_CTRL_AEAD_SET_IVLEN           0x9
#define EVP_CTRL_CCM_SET_IVLEN            EVP_CTRL_AEAD_SET_IVLEN
#define EVP_CTRL_GCM_SET_IVLEN            EVP_CTRL_AEAD_SET_IVLEN
#define EVP_CTRL_AEAD_GET_TAG             0x10
#define EVP_CTRL_CCM_GET_TAG              EVP_CTRL_AEAD_GET_TAG
#define EVP_CTRL_GCM_GET_TAG              EVP_CTRL_AEAD_GET_TAG
#define EVP_CTRL_AEAD_SET_TAG             0x11
#define EVP_CTRL_CCM_SET_TAG              EVP_CTRL_AEAD_SET_TAG
#define EVP_CTRL_GCM_SET_TAG              EVP_CTRL_AEAD_SET_TAG
#define EVP_CTRL_AEAD_SET_IV_FIXED        0x12
#define EVP_CTRL_CCM_SET_IV_FIXED         EVP_CTRL_AEAD_SET_IV_FIXED
#define EVP_CTRL_GCM_SET_IV_FIXED         EVP_CTRL_AEAD_SET_IV_FIXED
#define EVP_CTRL_GCM_IV_GEN               0x13
#define EVP_CTRL_CCM_SET_L                0x14
#define EVP_CTRL_CCM_SET_MSGLEN           0x15
#define EVP_CTRL_AEAD_TLS1_AAD            0x16
#define EVP_CTRL_AEAD_SET_MAC_KEY         0x17
#define EVP_CTRL_GCM_SET_IV_INV           0x18
#define EVP_CTRL_SSL3_MASTER_SECRET       0x1d
#define EVP_CTRL_SET_SBOX                 0x1e
#define EVP_CTRL_SBOX_USED                0x1f
#define EVP_CTRL_KEY_MESH                 0x20
#define EVP_CTRL_BLOCK_PADDING_MODE       0x21
#define EVP_CTRL_SET_PIPELINE_OUTPUT_BUFS 0x22
#define EVP_CTRL_SET_PIPELINE_INPUT_BUFS  0x23
#define EVP_CTRL_SET_PIPELINE_INPUT_LENS  0x24
#define EVP_CTRL_GET_IVLEN                0x25
#define EVP_CTRL_SET_SPEED                0x27
#define EVP_CTRL_PROCESS_UNPROTECTED      0x28
#define EVP_CTRL_GET_WRAP_CIPHER          0x29
#define EVP_CTRL_TLSTREE                  0x2A
#define EVP_CCM_TLS_FIXED_IV_LEN    4
#define EVP_GCM_TLS_FIXED_IV_LEN    4
#define EVP_CCM8_TLS_TAG_LEN        8
#define EVP_CCM_TLS_EXPLICIT_IV_LEN 8
#define EVP_GCM_TLS_EXPLICIT_IV_LEN 8
#define EVP_CCM_TLS_IV_LEN          12
#define EVP_AEAD_TLS1_AAD_LEN       13
#define EVP_CCM_TLS_TAG_LEN         16
#define EVP_CHACHAPOLY_TLS_TAG_LEN  16
#define EVP_GCM_TLS_TAG_LEN         16
#define EVP_PADDING_PKCS7     1
#define EVP_PADDING_ISO7816_4 2
#define EVP_PADDING_ANSI923   3
#define EVP_PADDING_ISO10126  4
#define EVP_PADDING_ZERO      5

typedef struct evp_cipher_info_st {
	const EVP_CIPHER *cipher;
	unsigned char iv[EVP_MAX_IV_LENGTH];
} EVP_CIPHER_INFO;
int EVP_CIPHER_asn1_to_param(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type);
void EVP_CIPHER_do_all(void (*fn)(const EVP_CIPHER *, const char *, const char *, void *), void *arg);
void EVP_CIPHER_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_CIPHER *, void *), void *arg);
void EVP_CIPHER_do_all_sorted(void (*fn)(const EVP_CIPHER *, const char *, const char *, void *), void *arg);
EVP_CIPHER *EVP_CIPHER_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_CIPHER_free(EVP_CIPHER *cipher);
const char *EVP_CIPHER_get0_description(const EVP_CIPHER *cipher);
const char *EVP_CIPHER_get0_name(const EVP_CIPHER *cipher);
const OSSL_PROVIDER *EVP_CIPHER_get0_provider(const EVP_CIPHER *cipher);
int EVP_CIPHER_get_asn1_iv(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type);
int EVP_CIPHER_get_block_size(const EVP_CIPHER *cipher);
unsigned long EVP_CIPHER_get_flags(const EVP_CIPHER *cipher);
int EVP_CIPHER_get_iv_length(const EVP_CIPHER *cipher);
int EVP_CIPHER_get_key_length(const EVP_CIPHER *cipher);
int EVP_CIPHER_get_mode(const EVP_CIPHER *cipher);
int EVP_CIPHER_get_nid(const EVP_CIPHER *cipher);
int EVP_CIPHER_get_params(EVP_CIPHER *cipher, OSSL_PARAM *params);
int EVP_CIPHER_get_type(const EVP_CIPHER *cipher);
const OSSL_PARAM *EVP_CIPHER_gettable_ctx_params(const EVP_CIPHER *cipher);
const OSSL_PARAM *EVP_CIPHER_gettable_params(const EVP_CIPHER *cipher);
int EVP_CIPHER_is_a(const EVP_CIPHER *cipher, const char *name);
int EVP_CIPHER_names_do_all(const EVP_CIPHER *cipher, void (*fn)(const char *, void *), void *data);
int EVP_CIPHER_param_to_asn1(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type);
int EVP_CIPHER_set_asn1_iv(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type);
const OSSL_PARAM *EVP_CIPHER_settable_ctx_params(const EVP_CIPHER *cipher);
int EVP_CIPHER_up_ref(EVP_CIPHER *cipher);
void EVP_CIPHER_CTX_clear_flags(EVP_CIPHER_CTX *ctx, int flags);
int EVP_CIPHER_CTX_copy(EVP_CIPHER_CTX *out, const EVP_CIPHER_CTX *in);
int EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr);
void EVP_CIPHER_CTX_free(EVP_CIPHER_CTX *ctx);
const EVP_CIPHER *EVP_CIPHER_CTX_get0_cipher(const EVP_CIPHER_CTX *ctx);
EVP_CIPHER *EVP_CIPHER_CTX_get1_cipher(EVP_CIPHER_CTX *ctx);
void *EVP_CIPHER_CTX_get_app_data(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_block_size(const EVP_CIPHER_CTX *ctx);
void *EVP_CIPHER_CTX_get_cipher_data(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_iv_length(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_key_length(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_nid(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_num(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_original_iv(EVP_CIPHER_CTX *ctx, void *buf, size_t len);
int EVP_CIPHER_CTX_get_params(EVP_CIPHER_CTX *ctx, OSSL_PARAM *params);
int EVP_CIPHER_CTX_get_tag_length(const EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_get_updated_iv(EVP_CIPHER_CTX *ctx, void *buf, size_t len);
const OSSL_PARAM *EVP_CIPHER_CTX_gettable_params(EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_is_encrypting(const EVP_CIPHER_CTX *ctx);
EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void);
int EVP_CIPHER_CTX_rand_key(EVP_CIPHER_CTX *ctx, unsigned char *key);
int EVP_CIPHER_CTX_reset(EVP_CIPHER_CTX *ctx);
void EVP_CIPHER_CTX_set_app_data(EVP_CIPHER_CTX *ctx, void *data);
void *EVP_CIPHER_CTX_set_cipher_data(EVP_CIPHER_CTX *ctx, void *cipher_data);
void EVP_CIPHER_CTX_set_flags(EVP_CIPHER_CTX *ctx, int flags);
int EVP_CIPHER_CTX_set_key_length(EVP_CIPHER_CTX *ctx, int keylen);
int EVP_CIPHER_CTX_set_num(EVP_CIPHER_CTX *ctx, int num);
int EVP_CIPHER_CTX_set_padding(EVP_CIPHER_CTX *ctx, int pad);
int EVP_CIPHER_CTX_set_params(EVP_CIPHER_CTX *ctx, const OSSL_PARAM *params);
const OSSL_PARAM *EVP_CIPHER_CTX_settable_params(EVP_CIPHER_CTX *ctx);
int EVP_CIPHER_CTX_test_flags(const EVP_CIPHER_CTX *ctx, int flags);
int EVP_EncryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl);
int EVP_EncryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl);
int EVP_EncryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv);
int EVP_EncryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *engine, const unsigned char *key,
	const unsigned char *iv);
int EVP_EncryptInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key,
	const unsigned char *iv, const OSSL_PARAM *params);
int EVP_EncryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl);
int EVP_DecryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *outm, int *outl);
int EVP_DecryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *outm, int *outl);
int EVP_DecryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv);
int EVP_DecryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *engine, const unsigned char *key,
	const unsigned char *iv);
int EVP_DecryptInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key,
	const unsigned char *iv, const OSSL_PARAM *params);
int EVP_DecryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl);
int EVP_Cipher(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in, unsigned int inl);
int EVP_CipherFinal(EVP_CIPHER_CTX *ctx, unsigned char *outm, int *outl);
int EVP_CipherFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *outm, int *outl);
int EVP_CipherInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
	int enc);
int EVP_CipherInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *engine, const unsigned char *key,
	const unsigned char *iv, int enc);
int EVP_CipherInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
	int enc, const OSSL_PARAM *params);
int EVP_CipherUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl);
const EVP_CIPHER *EVP_get_cipherbyname(const char *name);
int EVP_add_cipher(const EVP_CIPHER *cipher);
const EVP_CIPHER *EVP_enc_null(void);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 const EVP_CIPHER *EVP_CIPHER_CTX_cipher(const EVP_CIPHER_CTX *ctx);
#endif
const EVP_CIPHER *EVP_aes_128_cbc(void);
const EVP_CIPHER *EVP_aes_128_cbc_hmac_sha1(void);
const EVP_CIPHER *EVP_aes_128_cbc_hmac_sha256(void);
const EVP_CIPHER *EVP_aes_128_ccm(void);
const EVP_CIPHER *EVP_aes_128_cfb1(void);
const EVP_CIPHER *EVP_aes_128_cfb128(void);
const EVP_CIPHER *EVP_aes_128_cfb8(void);
const EVP_CIPHER *EVP_aes_128_ctr(void);
const EVP_CIPHER *EVP_aes_128_ecb(void);
const EVP_CIPHER *EVP_aes_128_gcm(void);
const EVP_CIPHER *EVP_aes_128_ocb(void);
const EVP_CIPHER *EVP_aes_128_ofb(void);
const EVP_CIPHER *EVP_aes_128_wrap(void);
const EVP_CIPHER *EVP_aes_128_wrap_pad(void);
const EVP_CIPHER *EVP_aes_128_xts(void);
const EVP_CIPHER *EVP_aes_192_cbc(void);
const EVP_CIPHER *EVP_aes_192_ccm(void);
const EVP_CIPHER *EVP_aes_192_cfb1(void);
const EVP_CIPHER *EVP_aes_192_cfb128(void);
const EVP_CIPHER *EVP_aes_192_cfb8(void);
const EVP_CIPHER *EVP_aes_192_ctr(void);
const EVP_CIPHER *EVP_aes_192_ecb(void);
const EVP_CIPHER *EVP_aes_192_gcm(void);
const EVP_CIPHER *EVP_aes_192_ocb(void);
const EVP_CIPHER *EVP_aes_192_ofb(void);
const EVP_CIPHER *EVP_aes_192_wrap(void);
const EVP_CIPHER *EVP_aes_192_wrap_pad(void);
const EVP_CIPHER *EVP_aes_256_cbc(void);
const EVP_CIPHER *EVP_aes_256_cbc_hmac_sha1(void);
const EVP_CIPHER *EVP_aes_256_cbc_hmac_sha256(void);
const EVP_CIPHER *EVP_aes_256_ccm(void);
const EVP_CIPHER *EVP_aes_256_cfb1(void);
const EVP_CIPHER *EVP_aes_256_cfb128(void);
const EVP_CIPHER *EVP_aes_256_cfb8(void);
const EVP_CIPHER *EVP_aes_256_ctr(void);
const EVP_CIPHER *EVP_aes_256_ecb(void);
const EVP_CIPHER *EVP_aes_256_gcm(void);
const EVP_CIPHER *EVP_aes_256_ocb(void);
const EVP_CIPHER *EVP_aes_256_ofb(void);
const EVP_CIPHER *EVP_aes_256_wrap(void);
const EVP_CIPHER *EVP_aes_256_wrap_pad(void);
const EVP_CIPHER *EVP_aes_256_xts(void);
const EVP_CIPHER *EVP_chacha20(void);
const EVP_CIPHER *EVP_chacha20_poly1305(void);
const EVP_CIPHER *EVP_des_cbc(void);
const EVP_CIPHER *EVP_des_cfb1(void);
const EVP_CIPHER *EVP_des_cfb64(void);
const EVP_CIPHER *EVP_des_cfb8(void);
const EVP_CIPHER *EVP_des_ecb(void);
const EVP_CIPHER *EVP_des_ede(void);
const EVP_CIPHER *EVP_des_ede3(void);
const EVP_CIPHER *EVP_des_ede3_cbc(void);
const EVP_CIPHER *EVP_des_ede3_cfb1(void);
const EVP_CIPHER *EVP_des_ede3_cfb64(void);
const EVP_CIPHER *EVP_des_ede3_cfb8(void);
const EVP_CIPHER *EVP_des_ede3_ecb(void);
const EVP_CIPHER *EVP_des_ede3_ofb(void);
const EVP_CIPHER *EVP_des_ede3_wrap(void);
const EVP_CIPHER *EVP_des_ede_cbc(void);
const EVP_CIPHER *EVP_des_ede_cfb64(void);
const EVP_CIPHER *EVP_des_ede_ecb(void);
const EVP_CIPHER *EVP_des_ede_ofb(void);
const EVP_CIPHER *EVP_des_ofb(void);
const EVP_CIPHER *EVP_desx_cbc(void);
const EVP_CIPHER *EVP_aria_128_cbc(void);
const EVP_CIPHER *EVP_aria_128_ccm(void);
const EVP_CIPHER *EVP_aria_128_cfb1(void);
const EVP_CIPHER *EVP_aria_128_cfb128(void);
const EVP_CIPHER *EVP_aria_128_cfb8(void);
const EVP_CIPHER *EVP_aria_128_ctr(void);
const EVP_CIPHER *EVP_aria_128_ecb(void);
const EVP_CIPHER *EVP_aria_128_gcm(void);
const EVP_CIPHER *EVP_aria_128_ofb(void);
const EVP_CIPHER *EVP_aria_192_cbc(void);
const EVP_CIPHER *EVP_aria_192_ccm(void);
const EVP_CIPHER *EVP_aria_192_cfb1(void);
const EVP_CIPHER *EVP_aria_192_cfb128(void);
const EVP_CIPHER *EVP_aria_192_cfb8(void);
const EVP_CIPHER *EVP_aria_192_ctr(void);
const EVP_CIPHER *EVP_aria_192_ecb(void);
const EVP_CIPHER *EVP_aria_192_gcm(void);
const EVP_CIPHER *EVP_aria_192_ofb(void);
const EVP_CIPHER *EVP_aria_256_cbc(void);
const EVP_CIPHER *EVP_aria_256_ccm(void);
const EVP_CIPHER *EVP_aria_256_cfb1(void);
const EVP_CIPHER *EVP_aria_256_cfb128(void);
const EVP_CIPHER *EVP_aria_256_cfb8(void);
const EVP_CIPHER *EVP_aria_256_ctr(void);
const EVP_CIPHER *EVP_aria_256_ecb(void);
const EVP_CIPHER *EVP_aria_256_gcm(void);
const EVP_CIPHER *EVP_aria_256_ofb(void);
const EVP_CIPHER *EVP_bf_cbc(void);
const EVP_CIPHER *EVP_bf_cfb64(void);
const EVP_CIPHER *EVP_bf_ecb(void);
const EVP_CIPHER *EVP_bf_ofb(void);
const EVP_CIPHER *EVP_camellia_128_cbc(void);
const EVP_CIPHER *EVP_camellia_128_cfb1(void);
const EVP_CIPHER *EVP_camellia_128_cfb128(void);
const EVP_CIPHER *EVP_camellia_128_cfb8(void);
const EVP_CIPHER *EVP_camellia_128_ctr(void);
const EVP_CIPHER *EVP_camellia_128_ecb(void);
const EVP_CIPHER *EVP_camellia_128_ofb(void);
const EVP_CIPHER *EVP_camellia_192_cbc(void);
const EVP_CIPHER *EVP_camellia_192_cfb1(void);
const EVP_CIPHER *EVP_camellia_192_cfb128(void);
const EVP_CIPHER *EVP_camellia_192_cfb8(void);
const EVP_CIPHER *EVP_camellia_192_ctr(void);
const EVP_CIPHER *EVP_camellia_192_ecb(void);
const EVP_CIPHER *EVP_camellia_192_ofb(void);
const EVP_CIPHER *EVP_camellia_256_cbc(void);
const EVP_CIPHER *EVP_camellia_256_cfb1(void);
const EVP_CIPHER *EVP_camellia_256_cfb128(void);
const EVP_CIPHER *EVP_camellia_256_cfb8(void);
const EVP_CIPHER *EVP_camellia_256_ctr(void);
const EVP_CIPHER *EVP_camellia_256_ecb(void);
const EVP_CIPHER *EVP_camellia_256_ofb(void);
const EVP_CIPHER *EVP_cast5_cbc(void);
const EVP_CIPHER *EVP_cast5_cfb64(void);
const EVP_CIPHER *EVP_cast5_ecb(void);
const EVP_CIPHER *EVP_cast5_ofb(void);
const EVP_CIPHER *EVP_rc2_40_cbc(void);
const EVP_CIPHER *EVP_rc2_64_cbc(void);
const EVP_CIPHER *EVP_rc2_cbc(void);
const EVP_CIPHER *EVP_rc2_cfb64(void);
const EVP_CIPHER *EVP_rc2_ecb(void);
const EVP_CIPHER *EVP_rc2_ofb(void);
const EVP_CIPHER *EVP_rc4(void);
const EVP_CIPHER *EVP_rc4_40(void);
const EVP_CIPHER *EVP_rc4_hmac_md5(void);
const EVP_CIPHER *EVP_seed_cbc(void);
const EVP_CIPHER *EVP_seed_cfb128(void);
const EVP_CIPHER *EVP_seed_ecb(void);
const EVP_CIPHER *EVP_seed_ofb(void);
const EVP_CIPHER *EVP_sm4_cbc(void);
const EVP_CIPHER *EVP_sm4_cfb128(void);
const EVP_CIPHER *EVP_sm4_ctr(void);
const EVP_CIPHER *EVP_sm4_ecb(void);
const EVP_CIPHER *EVP_sm4_ofb(void);
int EVP_BytesToKey(const EVP_CIPHER *cipher, const EVP_MD *md, const unsigned char *salt, const unsigned char *data,
	int datal, int count, unsigned char *key, unsigned char *iv);

#define EVP_CIPHER_block_size          EVP_CIPHER_get_block_size
#define EVP_CIPHER_flags               EVP_CIPHER_get_flags
#define EVP_CIPHER_iv_length           EVP_CIPHER_get_iv_length
#define EVP_CIPHER_key_length          EVP_CIPHER_get_key_length
#define EVP_CIPHER_mode                EVP_CIPHER_get_mode
#define EVP_CIPHER_name                EVP_CIPHER_get0_name
#define EVP_CIPHER_nid                 EVP_CIPHER_get_nid
#define EVP_CIPHER_type                EVP_CIPHER_get_type
#define EVP_CIPHER_CTX_FLAG_WRAP_ALLOW 0x1
#define EVP_CIPHER_CTX_block_size      EVP_CIPHER_CTX_get_block_size
#define EVP_CIPHER_CTX_encrypting      EVP_CIPHER_CTX_is_encrypting
#define EVP_CIPHER_CTX_iv_length       EVP_CIPHER_CTX_get_iv_length
#define EVP_CIPHER_CTX_key_length      EVP_CIPHER_CTX_get_key_length
#define EVP_CIPHER_CTX_mode            EVP_CIPHER_CTX_get_mode
#define EVP_CIPHER_CTX_nid             EVP_CIPHER_CTX_get_nid
#define EVP_CIPHER_CTX_num             EVP_CIPHER_CTX_get_num
#define EVP_CIPHER_CTX_tag_length      EVP_CIPHER_CTX_get_tag_length
#define EVP_CIPHER_CTX_type            EVP_CIPHER_CTX_get_type
#define EVP_aes_128_cfb      EVP_aes_128_cfb128
#define EVP_aes_192_cfb      EVP_aes_192_cfb128
#define EVP_aes_256_cfb      EVP_aes_256_cfb128
#define EVP_aria_128_cfb     EVP_aria_128_cfb128
#define EVP_aria_192_cfb     EVP_aria_192_cfb128
#define EVP_aria_256_cfb     EVP_aria_256_cfb128
#define EVP_bf_cfb           EVP_bf_cfb64
#define EVP_camellia_128_cfb EVP_camellia_128_cfb128
#define EVP_camellia_192_cfb EVP_camellia_192_cfb128
#define EVP_camellia_256_cfb EVP_camellia_256_cfb128
#define EVP_cast5_cfb        EVP_cast5_cfb64
#define EVP_des_cfb          EVP_des_cfb64
#define EVP_des_ede3_cfb     EVP_des_ede3_cfb64
#define EVP_des_ede_cfb      EVP_des_ede_cfb64
#define EVP_rc2_cfb          EVP_rc2_cfb64
#define EVP_seed_cfb         EVP_seed_cfb128
#define EVP_sm4_cfb          EVP_sm4_cfb128
#define EVP_CIPHER_CTX_get0_name(c) EVP_CIPHER_get0_name(EVP_CIPHER_CTX_get0_cipher((c)))
#define EVP_CIPHER_CTX_get_mode(c) EVP_CIPHER_get_mode(EVP_CIPHER_CTX_get0_cipher((c)))
#define EVP_CIPHER_CTX_get_type(c) EVP_CIPHER_get_type(EVP_CIPHER_CTX_get0_cipher((c)))
#define EVP_get_cipherbynid(a) EVP_get_cipherbyname(OBJ_nid2sn((a)))
#define EVP_get_cipherbyobj(a) EVP_get_cipherbynid(OBJ_obj2nid((a)))
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define EVP_CIPHER_CTX_cleanup(c) EVP_CIPHER_CTX_reset((c))
#define EVP_CIPHER_CTX_flags(c) EVP_CIPHER_get_flags(EVP_CIPHER_CTX_get0_cipher((c)))
#define EVP_CIPHER_CTX_init(c) EVP_CIPHER_CTX_reset((c))
#endif

/* MACs and key derivation */

EVP_MAC_CTX *EVP_MAC_CTX_dup(const EVP_MAC_CTX *ctx);
void EVP_MAC_CTX_free(EVP_MAC_CTX *ctx);
EVP_MAC *EVP_MAC_CTX_get0_mac(EVP_MAC_CTX *ctx);
size_t EVP_MAC_CTX_get_block_size(EVP_MAC_CTX *ctx);
size_t EVP_MAC_CTX_get_mac_size(EVP_MAC_CTX *ctx);
int EVP_MAC_CTX_get_params(EVP_MAC_CTX *ctx, OSSL_PARAM *params);
const OSSL_PARAM *EVP_MAC_CTX_gettable_params(EVP_MAC_CTX *ctx);
EVP_MAC_CTX *EVP_MAC_CTX_new(EVP_MAC *mac);
int EVP_MAC_CTX_set_params(EVP_MAC_CTX *ctx, const OSSL_PARAM *params);
const OSSL_PARAM *EVP_MAC_CTX_settable_params(EVP_MAC_CTX *ctx);
void EVP_MAC_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_MAC *, void *), void *arg);
EVP_MAC *EVP_MAC_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
int EVP_MAC_final(EVP_MAC_CTX *ctx, unsigned char *out, size_t *outl, size_t outsize);
int EVP_MAC_finalXOF(EVP_MAC_CTX *ctx, unsigned char *out, size_t outsize);
void EVP_MAC_free(EVP_MAC *mac);
const char *EVP_MAC_get0_description(const EVP_MAC *mac);
const char *EVP_MAC_get0_name(const EVP_MAC *mac);
const OSSL_PROVIDER *EVP_MAC_get0_provider(const EVP_MAC *mac);
int EVP_MAC_get_params(EVP_MAC *mac, OSSL_PARAM *params);
const OSSL_PARAM *EVP_MAC_gettable_ctx_params(const EVP_MAC *mac);
const OSSL_PARAM *EVP_MAC_gettable_params(const EVP_MAC *mac);
int EVP_MAC_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t keylen, const OSSL_PARAM *params);
int EVP_MAC_is_a(const EVP_MAC *mac, const char *name);
int EVP_MAC_names_do_all(const EVP_MAC *mac, void (*fn)(const char *, void *), void *data);
const OSSL_PARAM *EVP_MAC_settable_ctx_params(const EVP_MAC *mac);
int EVP_MAC_up_ref(EVP_MAC *mac);
int EVP_MAC_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t datalen);
unsigned char *EVP_Q_mac(OSSL_LIB_CTX *libctx, const char *name, const char *propq, const char *subalg,
	const OSSL_PARAM *params, const void *key, size_t keylen, const unsigned char *data, size_t datalen,
	unsigned char *out, size_t outsize, size_t *outlen);

/* Keys */

#ifdef __cplusplus
}
#endif

#include <openssl/evp_pkey.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Passwords, base64 */

int PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt, int saltlen, int iter, const EVP_MD *md,
	int keylen, unsigned char *out);
int PKCS5_PBKDF2_HMAC_SHA1(const char *pass, int passlen, const unsigned char *salt, int saltlen, int iter, int keylen,
	unsigned char *out);
int EVP_PBE_scrypt(const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r,
	uint64_t p, uint64_t maxmem, unsigned char *key, size_t keylen);
int EVP_PBE_scrypt_ex(const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N,
	uint64_t r, uint64_t p, uint64_t maxmem, unsigned char *key, size_t keylen, OSSL_LIB_CTX *libctx,
	const char *propq);
char *EVP_get_pw_prompt(void);
int EVP_read_pw_string(char *buf, int length, const char *prompt, int verify);
int EVP_read_pw_string_min(char *buf, int minlen, int maxlen, const char *prompt, int verify);
void EVP_set_pw_prompt(const char *prompt);
int EVP_EncodeBlock(unsigned char *t, const unsigned char *f, int n);
void EVP_EncodeFinal(EVP_ENCODE_CTX *ctx, unsigned char *out, int *outl);
void EVP_EncodeInit(EVP_ENCODE_CTX *ctx);
int EVP_EncodeUpdate(EVP_ENCODE_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl);
int EVP_DecodeBlock(unsigned char *t, const unsigned char *f, int n);
int EVP_DecodeFinal(EVP_ENCODE_CTX *ctx, unsigned char *out, int *outl);
void EVP_DecodeInit(EVP_ENCODE_CTX *ctx);
int EVP_DecodeUpdate(EVP_ENCODE_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl);
int EVP_ENCODE_CTX_copy(EVP_ENCODE_CTX *dctx, const EVP_ENCODE_CTX *sctx);
void EVP_ENCODE_CTX_free(EVP_ENCODE_CTX *ctx);
EVP_ENCODE_CTX *EVP_ENCODE_CTX_new(void);
int EVP_ENCODE_CTX_num(EVP_ENCODE_CTX *ctx);

#define EVP_ENCODE_LENGTH(l) ((((l) + 2) / 3 * 4) + ((l) / 48 + 1) * 2 + 80)
#define EVP_DECODE_LENGTH(l) (((l) + 3) / 4 * 3 + 80)

/* Random generators */

void EVP_RAND_CTX_free(EVP_RAND_CTX *ctx);
EVP_RAND *EVP_RAND_CTX_get0_rand(EVP_RAND_CTX *ctx);
int EVP_RAND_CTX_get_params(EVP_RAND_CTX *ctx, OSSL_PARAM *params);
const OSSL_PARAM *EVP_RAND_CTX_gettable_params(EVP_RAND_CTX *ctx);
EVP_RAND_CTX *EVP_RAND_CTX_new(EVP_RAND *rand, EVP_RAND_CTX *parent);
int EVP_RAND_CTX_set_params(EVP_RAND_CTX *ctx, const OSSL_PARAM *params);
const OSSL_PARAM *EVP_RAND_CTX_settable_params(EVP_RAND_CTX *ctx);
void EVP_RAND_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_RAND *, void *), void *arg);
int EVP_RAND_enable_locking(EVP_RAND_CTX *ctx);
EVP_RAND *EVP_RAND_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties);
void EVP_RAND_free(EVP_RAND *rand);
int EVP_RAND_generate(EVP_RAND_CTX *ctx, unsigned char *out, size_t outlen, unsigned int strength,
	int prediction_resistance, const unsigned char *addin, size_t addin_len);
const char *EVP_RAND_get0_description(const EVP_RAND *md);
const char *EVP_RAND_get0_name(const EVP_RAND *rand);
const OSSL_PROVIDER *EVP_RAND_get0_provider(const EVP_RAND *rand);
int EVP_RAND_get_params(EVP_RAND *rand, OSSL_PARAM *params);
int EVP_RAND_get_state(EVP_RAND_CTX *ctx);
unsigned int EVP_RAND_get_strength(EVP_RAND_CTX *ctx);
const OSSL_PARAM *EVP_RAND_gettable_ctx_params(const EVP_RAND *rand);
const OSSL_PARAM *EVP_RAND_gettable_params(const EVP_RAND *rand);
int EVP_RAND_instantiate(EVP_RAND_CTX *ctx, unsigned int strength, int prediction_resistance, const unsigned char *pstr,
	size_t pstr_len, const OSSL_PARAM *params);
int EVP_RAND_is_a(const EVP_RAND *rand, const char *name);
int EVP_RAND_names_do_all(const EVP_RAND *rand, void (*fn)(const char *, void *), void *data);
int EVP_RAND_nonce(EVP_RAND_CTX *ctx, unsigned char *out, size_t outlen);
int EVP_RAND_reseed(EVP_RAND_CTX *ctx, int prediction_resistance, const unsigned char *ent, size_t ent_len,
	const unsigned char *addin, size_t addin_len);
const OSSL_PARAM *EVP_RAND_settable_ctx_params(const EVP_RAND *rand);
int EVP_RAND_uninstantiate(EVP_RAND_CTX *ctx);
int EVP_RAND_up_ref(EVP_RAND *rand);
int EVP_RAND_verify_zeroization(EVP_RAND_CTX *ctx);

#define EVP_RAND_STATE_UNINITIALISED 0
#define EVP_RAND_STATE_READY         1
#define EVP_RAND_STATE_ERROR         2

/* The whole set of algorithms */

int EVP_default_properties_enable_fips(OSSL_LIB_CTX *libctx, int enable);
int EVP_default_properties_is_fips_enabled(OSSL_LIB_CTX *libctx);
int EVP_set_default_properties(OSSL_LIB_CTX *libctx, const char *propq);
void EVP_add_alg_module(void);
const BIO_METHOD *BIO_f_base64(void);
const BIO_METHOD *BIO_f_cipher(void);
const BIO_METHOD *BIO_f_md(void);
const BIO_METHOD *BIO_f_reliable(void);
int EVP_PBE_alg_add(int nid, const EVP_CIPHER *cipher, const EVP_MD *md, EVP_PBE_KEYGEN *keygen);
int EVP_PBE_alg_add_type(int pbe_type, int pbe_nid, int cipher_nid, int md_nid, EVP_PBE_KEYGEN *keygen);

#define EVP_add_cipher_alias(n, alias) OBJ_NAME_add((alias), OBJ_NAME_TYPE_CIPHER_METH | OBJ_NAME_ALIAS, (n))
#define EVP_add_digest_alias(n, alias) OBJ_NAME_add((alias), OBJ_NAME_TYPE_MD_METH | OBJ_NAME_ALIAS, (n))
#define EVP_delete_cipher_alias(alias) OBJ_NAME_remove((alias), OBJ_NAME_TYPE_CIPHER_METH | OBJ_NAME_ALIAS);
#define EVP_delete_digest_alias(alias) OBJ_NAME_remove((alias), OBJ_NAME_TYPE_MD_METH | OBJ_NAME_ALIAS);
#define BIO_get_cipher_ctx(b, c_pp) BIO_ctrl((b), BIO_C_GET_CIPHER_CTX, 0, (c_pp))
#define BIO_get_cipher_status(b) BIO_ctrl((b), BIO_C_GET_CIPHER_STATUS, 0, NULL)
#define BIO_get_md(b, mdp) BIO_ctrl((b), BIO_C_GET_MD, 0, (mdp))
#define BIO_get_md_ctx(b, mdcp) BIO_ctrl((b), BIO_C_GET_MD_CTX, 0, (mdcp))
#define BIO_set_md(b, md) BIO_ctrl((b), BIO_C_SET_MD, 0, (void *)(md))
#define BIO_set_md_ctx(b, mdcp) BIO_ctrl((b), BIO_C_SET_MD_CTX, 0, (mdcp))
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define OPENSSL_add_all_algorithms_conf() \
	OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS | OPENSSL_INIT_LOAD_CONFIG, \
	NULL)
#define OPENSSL_add_all_algorithms_noconf() \
	OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS, NULL)
#define OpenSSL_add_all_algorithms() OPENSSL_add_all_algorithms_noconf()
#define OpenSSL_add_all_ciphers() OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS, NULL)
#define OpenSSL_add_all_digests() OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_DIGESTS, NULL)
#define EVP_cleanup() while (0) continue
#endif

#ifdef __cplusplus
}
#endif

#endif
