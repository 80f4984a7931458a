/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Keys, certificates and lists of revocation by URI, from files, directories and providers. */
#ifndef OPENSSL_STORE_H
#define OPENSSL_STORE_H

#include <openssl/types.h>
#include <openssl/pem.h>
#include <openssl/storeerr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ossl_store_ctx_st OSSL_STORE_CTX; /* opaque */
typedef OSSL_STORE_INFO *(*OSSL_STORE_post_process_info_fn)(OSSL_STORE_INFO *info, void *data);

#define OSSL_STORE_INFO_NAME   1
#define OSSL_STORE_INFO_PARAMS 2
#define OSSL_STORE_INFO_PUBKEY 3
#define OSSL_STORE_INFO_PKEY   4
#define OSSL_STORE_INFO_CERT   5
#define OSSL_STORE_INFO_CRL    6
#define OSSL_STORE_SEARCH_BY_NAME            1
#define OSSL_STORE_SEARCH_BY_ISSUER_SERIAL   2
#define OSSL_STORE_SEARCH_BY_KEY_FINGERPRINT 3
#define OSSL_STORE_SEARCH_BY_ALIAS           4
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define OSSL_STORE_C_USE_SECMEM   1
#define OSSL_STORE_C_CUSTOM_START 100
#endif
OSSL_STORE_CTX *OSSL_STORE_attach(BIO *bio, const char *scheme, OSSL_LIB_CTX *libctx, const char *propq,
	const UI_METHOD *uim, void *ui_data, const OSSL_PARAM *params, OSSL_STORE_post_process_info_fn post_process,
	void *post_process_data);
int OSSL_STORE_close(OSSL_STORE_CTX *ctx);
int OSSL_STORE_eof(OSSL_STORE_CTX *ctx);
int OSSL_STORE_error(OSSL_STORE_CTX *ctx);
int OSSL_STORE_expect(OSSL_STORE_CTX *ctx, int expected_type);
int OSSL_STORE_find(OSSL_STORE_CTX *ctx, const OSSL_STORE_SEARCH *search);
OSSL_STORE_INFO *OSSL_STORE_load(OSSL_STORE_CTX *ctx);
OSSL_STORE_CTX *OSSL_STORE_open(const char *uri, const UI_METHOD *uim, void *ui_data,
	OSSL_STORE_post_process_info_fn post_process, void *post_process_data);
OSSL_STORE_CTX *OSSL_STORE_open_ex(const char *uri, OSSL_LIB_CTX *libctx, const char *propq, const UI_METHOD *uim,
	void *ui_data, const OSSL_PARAM *params, OSSL_STORE_post_process_info_fn post_process, void *post_process_data);
void OSSL_STORE_INFO_free(OSSL_STORE_INFO *info);
X509 *OSSL_STORE_INFO_get0_CERT(const OSSL_STORE_INFO *info);
X509_CRL *OSSL_STORE_INFO_get0_CRL(const OSSL_STORE_INFO *info);
const char *OSSL_STORE_INFO_get0_NAME(const OSSL_STORE_INFO *info);
const char *OSSL_STORE_INFO_get0_NAME_description(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get0_PARAMS(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get0_PKEY(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get0_PUBKEY(const OSSL_STORE_INFO *info);
void *OSSL_STORE_INFO_get0_data(int type, const OSSL_STORE_INFO *info);
X509 *OSSL_STORE_INFO_get1_CERT(const OSSL_STORE_INFO *info);
X509_CRL *OSSL_STORE_INFO_get1_CRL(const OSSL_STORE_INFO *info);
char *OSSL_STORE_INFO_get1_NAME(const OSSL_STORE_INFO *info);
char *OSSL_STORE_INFO_get1_NAME_description(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get1_PARAMS(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get1_PKEY(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get1_PUBKEY(const OSSL_STORE_INFO *info);
int OSSL_STORE_INFO_get_type(const OSSL_STORE_INFO *info);
int OSSL_STORE_INFO_set0_NAME_description(OSSL_STORE_INFO *info, char *desc);
const char *OSSL_STORE_INFO_type_string(int type);
OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_alias(const char *alias);
OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_issuer_serial(X509_NAME *name, const ASN1_INTEGER *serial);
OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_key_fingerprint(const EVP_MD *md, const unsigned char *bytes, size_t len);
OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_name(X509_NAME *name);
void OSSL_STORE_SEARCH_free(OSSL_STORE_SEARCH *search);
const unsigned char *OSSL_STORE_SEARCH_get0_bytes(const OSSL_STORE_SEARCH *criterion, size_t *length);
const EVP_MD *OSSL_STORE_SEARCH_get0_digest(const OSSL_STORE_SEARCH *criterion);
X509_NAME *OSSL_STORE_SEARCH_get0_name(const OSSL_STORE_SEARCH *criterion);
const ASN1_INTEGER *OSSL_STORE_SEARCH_get0_serial(const OSSL_STORE_SEARCH *criterion);
const char *OSSL_STORE_SEARCH_get0_string(const OSSL_STORE_SEARCH *criterion);
int OSSL_STORE_SEARCH_get_type(const OSSL_STORE_SEARCH *criterion);
int OSSL_STORE_supports_search(OSSL_STORE_CTX *ctx, int search_type);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int OSSL_STORE_ctrl(OSSL_STORE_CTX *ctx, int cmd, ...);
#endif

#ifdef __cplusplus
}
#endif

#endif
