/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PKCS#12 (RFC 7292): a key and its certificates in one file under a password. */
#ifndef OPENSSL_PKCS12_H
#define OPENSSL_PKCS12_H

#include <openssl/bio.h>
#include <openssl/core.h>
#include <openssl/x509.h>
#include <openssl/pkcs12err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct PKCS12_st PKCS12;                   /* opaque */
typedef struct PKCS12_MAC_DATA_st PKCS12_MAC_DATA; /* opaque */
typedef struct PKCS12_SAFEBAG_st PKCS12_SAFEBAG;   /* opaque */
typedef struct pkcs12_bag_st PKCS12_BAGS;          /* opaque */
DEFINE_STACK_OF(PKCS12_SAFEBAG)

#define PKCS12_KEY_ID         1
#define PKCS12_IV_ID          2
#define PKCS12_MAC_ID         3
#define PKCS12_SALT_LEN       8
#define PKCS12_MAC_KEY_LENGTH 20
#define PKCS12_DEFAULT_ITER   PKCS5_DEFAULT_ITER

PKCS12_SAFEBAG *PKCS12_add_cert(STACK_OF(PKCS12_SAFEBAG) **pbags, X509 *cert);
PKCS12_SAFEBAG *PKCS12_add_key(STACK_OF(PKCS12_SAFEBAG) **pbags, EVP_PKEY *pkey, int key_usage, int iter, int key_nid,
	const char *pass);
int PKCS12_add_safe(STACK_OF(PKCS7) **psafes, STACK_OF(PKCS12_SAFEBAG) *bags, int safe_nid, int iter, const char *pass);
PKCS12 *PKCS12_add_safes(STACK_OF(PKCS7) *safes, int p7_nid);
PKCS12 *PKCS12_create(const char *pass, const char *name, EVP_PKEY *pkey, X509 *cert, STACK_OF(X509) *ca, int nid_key,
	int nid_cert, int iter, int mac_iter, int keytype);
PKCS12 *PKCS12_create_ex(const char *pass, const char *name, EVP_PKEY *pkey, X509 *cert, STACK_OF(X509) *ca,
	int nid_key, int nid_cert, int iter, int mac_iter, int keytype, OSSL_LIB_CTX *libctx, const char *propq);
void PKCS12_free(PKCS12 *p12);
ASN1_TYPE *PKCS12_get_attr_gen(const STACK_OF(X509_ATTRIBUTE) *attrs, int attr_nid);
const ASN1_ITEM *PKCS12_it(void);
int PKCS12_mac_present(const PKCS12 *p12);
PKCS12 *PKCS12_new(void);
int PKCS12_newpass(PKCS12 *p12, const char *oldpass, const char *newpass);
int PKCS12_parse(PKCS12 *p12, const char *pass, EVP_PKEY **pkey, X509 **cert, STACK_OF(X509) **ca);
int PKCS12_set_mac(PKCS12 *p12, const char *pass, int passlen, unsigned char *salt, int saltlen, int iter,
	const EVP_MD *md);
STACK_OF(PKCS7) *PKCS12_unpack_authsafes(const PKCS12 *p12);
STACK_OF(PKCS12_SAFEBAG) *PKCS12_unpack_p7data(PKCS7 *p7);
STACK_OF(PKCS12_SAFEBAG) *PKCS12_unpack_p7encdata(PKCS7 *p7, const char *pass, int passlen);
int PKCS12_verify_mac(PKCS12 *p12, const char *pass, int passlen);
PKCS12 *d2i_PKCS12(PKCS12 **a, const unsigned char **in, long len);
PKCS12 *d2i_PKCS12_bio(BIO *bio, PKCS12 **p12);
PKCS12 *d2i_PKCS12_fp(FILE *fp, PKCS12 **p12);
int i2d_PKCS12(const PKCS12 *p12, unsigned char **out);
int i2d_PKCS12_bio(BIO *bio, const PKCS12 *p12);
int i2d_PKCS12_fp(FILE *fp, const PKCS12 *p12);
PKCS12_SAFEBAG *PKCS12_SAFEBAG_create_cert(X509 *cert);
void PKCS12_SAFEBAG_free(PKCS12_SAFEBAG *a);
const ASN1_TYPE *PKCS12_SAFEBAG_get0_attr(const PKCS12_SAFEBAG *bag, int attr_nid);
const STACK_OF(X509_ATTRIBUTE) *PKCS12_SAFEBAG_get0_attrs(const PKCS12_SAFEBAG *bag);
const ASN1_TYPE *PKCS12_SAFEBAG_get0_bag_obj(const PKCS12_SAFEBAG *bag);
const ASN1_OBJECT *PKCS12_SAFEBAG_get0_bag_type(const PKCS12_SAFEBAG *bag);
const PKCS8_PRIV_KEY_INFO *PKCS12_SAFEBAG_get0_p8inf(const PKCS12_SAFEBAG *bag);
const X509_SIG *PKCS12_SAFEBAG_get0_pkcs8(const PKCS12_SAFEBAG *bag);
const STACK_OF(PKCS12_SAFEBAG) *PKCS12_SAFEBAG_get0_safes(const PKCS12_SAFEBAG *bag);
const ASN1_OBJECT *PKCS12_SAFEBAG_get0_type(const PKCS12_SAFEBAG *bag);
X509 *PKCS12_SAFEBAG_get1_cert(const PKCS12_SAFEBAG *bag);
X509_CRL *PKCS12_SAFEBAG_get1_crl(const PKCS12_SAFEBAG *bag);
int PKCS12_SAFEBAG_get_bag_nid(const PKCS12_SAFEBAG *bag);
int PKCS12_SAFEBAG_get_nid(const PKCS12_SAFEBAG *bag);
PKCS12_SAFEBAG *PKCS12_SAFEBAG_new(void);
PKCS8_PRIV_KEY_INFO *PKCS12_decrypt_skey(const PKCS12_SAFEBAG *bag, const char *pass, int passlen);
ASN1_TYPE *PKCS8_get_attr(PKCS8_PRIV_KEY_INFO *p8, int attr_nid);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 ASN1_TYPE *PKCS12_get_attr(const PKCS12_SAFEBAG *bag, int attr_nid);
#endif
void PKCS12_PBE_add(void);

#ifdef __cplusplus
}
#endif

#endif
