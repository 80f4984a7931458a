/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PEM: base64 between BEGIN and END lines. The readers skip what stands before, and ask for a password when the block
 * is encrypted. Each name exists for BIOs (bio) and for FILEs.
 */
#ifndef OPENSSL_PEM_H
#define OPENSSL_PEM_H

#include <openssl/e_os2.h>
#include <openssl/bio.h>
#include <openssl/safestack.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/pemerr.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PEM_BUFSIZE 1024
#define PEM_STRING_CMS           "CMS"
#define PEM_STRING_DHPARAMS      "DH PARAMETERS"
#define PEM_STRING_DHXPARAMS     "X9.42 DH PARAMETERS"
#define PEM_STRING_DSA           "DSA PRIVATE KEY"
#define PEM_STRING_DSAPARAMS     "DSA PARAMETERS"
#define PEM_STRING_DSA_PUBLIC    "DSA PUBLIC KEY"
#define PEM_STRING_ECDSA_PUBLIC  "ECDSA PUBLIC KEY"
#define PEM_STRING_ECPARAMETERS  "EC PARAMETERS"
#define PEM_STRING_ECPRIVATEKEY  "EC PRIVATE KEY"
#define PEM_STRING_EVP_PKEY      "ANY PRIVATE KEY"
#define PEM_STRING_PARAMETERS    "PARAMETERS"
#define PEM_STRING_PKCS7         "PKCS7"
#define PEM_STRING_PKCS7_SIGNED  "PKCS #7 SIGNED DATA"
#define PEM_STRING_PKCS8         "ENCRYPTED PRIVATE KEY"
#define PEM_STRING_PKCS8INF      "PRIVATE KEY"
#define PEM_STRING_PUBLIC        "PUBLIC KEY"
#define PEM_STRING_RSA           "RSA PRIVATE KEY"
#define PEM_STRING_RSA_PUBLIC    "RSA PUBLIC KEY"
#define PEM_STRING_SM2PARAMETERS "SM2 PARAMETERS"
#define PEM_STRING_SM2PRIVATEKEY "SM2 PRIVATE KEY"
#define PEM_STRING_SSL_SESSION   "SSL SESSION PARAMETERS"
#define PEM_STRING_X509          "CERTIFICATE"
#define PEM_STRING_X509_CRL      "X509 CRL"
#define PEM_STRING_X509_OLD      "X509 CERTIFICATE"
#define PEM_STRING_X509_REQ      "CERTIFICATE REQUEST"
#define PEM_STRING_X509_REQ_OLD  "NEW CERTIFICATE REQUEST"
#define PEM_STRING_X509_TRUSTED  "TRUSTED CERTIFICATE"
#define PEM_TYPE_ENCRYPTED 10
#define PEM_TYPE_MIC_ONLY  20
#define PEM_TYPE_MIC_CLEAR 30
#define PEM_TYPE_CLEAR     40
#define PEM_FLAG_SECURE         0x1
#define PEM_FLAG_EAY_COMPATIBLE 0x2
#define PEM_FLAG_ONLY_B64       0x4

/* Declaring readers and writers of the program's own */

#define DECLARE_PEM_read_fp(name, type) extern type *PEM_read_##name(FILE *fp, type **x, pem_password_cb *cb, void *u);
#define DECLARE_PEM_read_bio(name, type) \
	extern type *PEM_read_bio_##name(BIO *bio, type **x, pem_password_cb *cb, void *u);
#define DECLARE_PEM_write_fp(name, type)  extern int PEM_write_##name(FILE *fp, const type *x);
#define DECLARE_PEM_write_bio(name, type) extern int PEM_write_bio_##name(BIO *bio, const type *x);
#define DECLARE_PEM_read(name, type)      DECLARE_PEM_read_bio(name, type) DECLARE_PEM_read_fp(name, type)
#define DECLARE_PEM_write(name, type)     DECLARE_PEM_write_bio(name, type) DECLARE_PEM_write_fp(name, type)
#define DECLARE_PEM_rw(name, type)        DECLARE_PEM_read(name, type) DECLARE_PEM_write(name, type)

/* Certificates, requests, lists */

STACK_OF(X509_INFO) *PEM_X509_INFO_read(FILE *fp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u);
STACK_OF(X509_INFO) *PEM_X509_INFO_read_bio(BIO *bio, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u);
STACK_OF(X509_INFO) *PEM_X509_INFO_read_bio_ex(BIO *bio, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u,
	OSSL_LIB_CTX *libctx, const char *propq);
STACK_OF(X509_INFO) *PEM_X509_INFO_read_ex(FILE *fp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u,
	OSSL_LIB_CTX *libctx, const char *propq);
int PEM_X509_INFO_write_bio(BIO *bio, const X509_INFO *xi, EVP_CIPHER *cipher, const unsigned char *kstr, int klen,
	pem_password_cb *cd, void *u);
X509 *PEM_read_X509(FILE *out, X509 **x, pem_password_cb *cb, void *u);
X509 *PEM_read_X509_AUX(FILE *out, X509 **x, pem_password_cb *cb, void *u);
X509_CRL *PEM_read_X509_CRL(FILE *out, X509_CRL **x, pem_password_cb *cb, void *u);
X509_PUBKEY *PEM_read_X509_PUBKEY(FILE *out, X509_PUBKEY **x, pem_password_cb *cb, void *u);
X509_REQ *PEM_read_X509_REQ(FILE *out, X509_REQ **x, pem_password_cb *cb, void *u);
X509 *PEM_read_bio_X509(BIO *bio, X509 **x, pem_password_cb *cb, void *u);
X509 *PEM_read_bio_X509_AUX(BIO *bio, X509 **x, pem_password_cb *cb, void *u);
X509_CRL *PEM_read_bio_X509_CRL(BIO *bio, X509_CRL **x, pem_password_cb *cb, void *u);
X509_PUBKEY *PEM_read_bio_X509_PUBKEY(BIO *bio, X509_PUBKEY **x, pem_password_cb *cb, void *u);
X509_REQ *PEM_read_bio_X509_REQ(BIO *bio, X509_REQ **x, pem_password_cb *cb, void *u);
int PEM_write_X509(FILE *out, const X509 *cert);
int PEM_write_X509_AUX(FILE *out, const X509 *cert);
int PEM_write_X509_CRL(FILE *out, const X509_CRL *crl);
int PEM_write_X509_PUBKEY(FILE *out, const X509_PUBKEY *pub);
int PEM_write_X509_REQ(FILE *out, const X509_REQ *req);
int PEM_write_X509_REQ_NEW(FILE *out, const X509_REQ *req);
int PEM_write_bio_X509(BIO *bio, const X509 *cert);
int PEM_write_bio_X509_AUX(BIO *bio, const X509 *cert);
int PEM_write_bio_X509_CRL(BIO *bio, const X509_CRL *crl);
int PEM_write_bio_X509_PUBKEY(BIO *bio, const X509_PUBKEY *pub);
int PEM_write_bio_X509_REQ(BIO *bio, const X509_REQ *req);
int PEM_write_bio_X509_REQ_NEW(BIO *bio, const X509_REQ *req);

/* Keys. A password comes from the arguments kstr and klen, or else from the callback. */

EVP_PKEY *PEM_read_PrivateKey(FILE *out, EVP_PKEY **x, pem_password_cb *cb, void *u);
EVP_PKEY *PEM_read_PrivateKey_ex(FILE *out, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
	const char *propq);
EVP_PKEY *PEM_read_bio_PrivateKey(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u);
EVP_PKEY *PEM_read_bio_PrivateKey_ex(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
	const char *propq);
int PEM_write_PKCS8PrivateKey(FILE *fp, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const char *kstr, int klen,
	pem_password_cb *cd, void *u);
int PEM_write_PKCS8PrivateKey_nid(FILE *fp, const EVP_PKEY *pkey, int nid, const char *kstr, int klen,
	pem_password_cb *cb, void *u);
int PEM_write_PrivateKey(FILE *out, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const unsigned char *kstr, int klen,
	pem_password_cb *cb, void *u);
int PEM_write_PrivateKey_ex(FILE *out, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const unsigned char *kstr,
	int klen, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx, const char *propq);
int PEM_write_bio_PKCS8PrivateKey(BIO *bio, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const char *kstr, int klen,
	pem_password_cb *cb, void *u);
int PEM_write_bio_PKCS8PrivateKey_nid(BIO *bio, const EVP_PKEY *pkey, int nid, const char *kstr, int klen,
	pem_password_cb *cb, void *u);
int PEM_write_bio_PrivateKey(BIO *bio, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const unsigned char *kstr,
	int klen, pem_password_cb *cb, void *u);
int PEM_write_bio_PrivateKey_ex(BIO *bio, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const unsigned char *kstr,
	int klen, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx, const char *propq);
int PEM_write_bio_PrivateKey_traditional(BIO *bio, const EVP_PKEY *pkey, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
EVP_PKEY *PEM_read_PUBKEY(FILE *out, EVP_PKEY **x, pem_password_cb *cb, void *u);
EVP_PKEY *PEM_read_PUBKEY_ex(FILE *out, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
	const char *propq);
EVP_PKEY *PEM_read_bio_PUBKEY(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u);
EVP_PKEY *PEM_read_bio_PUBKEY_ex(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
	const char *propq);
int PEM_write_PUBKEY(FILE *out, const EVP_PKEY *pkey);
int PEM_write_PUBKEY_ex(FILE *out, const EVP_PKEY *pkey, OSSL_LIB_CTX *libctx, const char *propq);
int PEM_write_bio_PUBKEY(BIO *bio, const EVP_PKEY *pkey);
int PEM_write_bio_PUBKEY_ex(BIO *bio, const EVP_PKEY *pkey, OSSL_LIB_CTX *libctx, const char *propq);
X509_SIG *PEM_read_PKCS8(FILE *out, X509_SIG **x, pem_password_cb *cb, void *u);
PKCS8_PRIV_KEY_INFO *PEM_read_PKCS8_PRIV_KEY_INFO(FILE *out, PKCS8_PRIV_KEY_INFO **x, pem_password_cb *cb, void *u);
X509_SIG *PEM_read_bio_PKCS8(BIO *bio, X509_SIG **x, pem_password_cb *cb, void *u);
PKCS8_PRIV_KEY_INFO *PEM_read_bio_PKCS8_PRIV_KEY_INFO(BIO *bio, PKCS8_PRIV_KEY_INFO **x, pem_password_cb *cb, void *u);
int PEM_write_PKCS8(FILE *out, const X509_SIG *x);
int PEM_write_PKCS8_PRIV_KEY_INFO(FILE *out, const PKCS8_PRIV_KEY_INFO *x);
int PEM_write_bio_PKCS8(BIO *bio, const X509_SIG *x);
int PEM_write_bio_PKCS8_PRIV_KEY_INFO(BIO *bio, const PKCS8_PRIV_KEY_INFO *x);
EVP_PKEY *PEM_read_bio_Parameters(BIO *bio, EVP_PKEY **x);
EVP_PKEY *PEM_read_bio_Parameters_ex(BIO *bio, EVP_PKEY **x, OSSL_LIB_CTX *libctx, const char *propq);
int PEM_write_bio_Parameters(BIO *bio, const EVP_PKEY *pkey);
EVP_PKEY *d2i_PKCS8PrivateKey_bio(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u);
EVP_PKEY *d2i_PKCS8PrivateKey_fp(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u);
int i2d_PKCS8PrivateKey_bio(BIO *bio, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const char *kstr, int klen,
	pem_password_cb *cb, void *u);
int i2d_PKCS8PrivateKey_fp(FILE *fp, const EVP_PKEY *pkey, const EVP_CIPHER *cipher, const char *kstr, int klen,
	pem_password_cb *cb, void *u);
int i2d_PKCS8PrivateKey_nid_bio(BIO *bio, const EVP_PKEY *pkey, int nid, const char *kstr, int klen,
	pem_password_cb *cb, void *u);
int i2d_PKCS8PrivateKey_nid_fp(FILE *fp, const EVP_PKEY *pkey, int nid, const char *kstr, int klen, pem_password_cb *cb,
	void *u);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 DSA *PEM_read_bio_DSAPrivateKey(BIO *bio, DSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 EC_KEY *PEM_read_bio_ECPrivateKey(BIO *bio, EC_KEY **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 RSA *PEM_read_bio_RSAPrivateKey(BIO *bio, RSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_ECPrivateKey(BIO *bio, const EC_KEY *eckey, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_RSAPrivateKey(BIO *bio, const RSA *rsa, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 RSA *PEM_read_bio_RSA_PUBKEY(BIO *bio, RSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_RSA_PUBKEY(BIO *bio, const RSA *rsa);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 DSA *PEM_read_DSAPrivateKey(FILE *out, DSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 DSA *PEM_read_DSA_PUBKEY(FILE *out, DSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 EC_KEY *PEM_read_ECPrivateKey(FILE *out, EC_KEY **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 EC_KEY *PEM_read_EC_PUBKEY(FILE *out, EC_KEY **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 RSA *PEM_read_RSAPrivateKey(FILE *out, RSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 RSA *PEM_read_RSAPublicKey(FILE *out, RSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 RSA *PEM_read_RSA_PUBKEY(FILE *out, RSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 DSA *PEM_read_bio_DSA_PUBKEY(BIO *bio, DSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 EC_KEY *PEM_read_bio_EC_PUBKEY(BIO *bio, EC_KEY **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 RSA *PEM_read_bio_RSAPublicKey(BIO *bio, RSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_DSAPrivateKey(FILE *out, const DSA *dsa, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_DSA_PUBKEY(FILE *out, const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int PEM_write_ECPrivateKey(FILE *out, const EC_KEY *eckey, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_EC_PUBKEY(FILE *out, const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int PEM_write_RSAPrivateKey(FILE *out, const RSA *rsa, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_RSAPublicKey(FILE *out, const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int PEM_write_RSA_PUBKEY(FILE *out, const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_DSAPrivateKey(BIO *bio, const DSA *dsa, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_DSA_PUBKEY(BIO *bio, const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_EC_PUBKEY(BIO *bio, const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_RSAPublicKey(BIO *bio, const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 DH *PEM_read_DHparams(FILE *out, DH **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 DSA *PEM_read_DSAparams(FILE *out, DSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 EC_GROUP *PEM_read_ECPKParameters(FILE *out, EC_GROUP **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 DH *PEM_read_bio_DHparams(BIO *bio, DH **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 DSA *PEM_read_bio_DSAparams(BIO *bio, DSA **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 EC_GROUP *PEM_read_bio_ECPKParameters(BIO *bio, EC_GROUP **x, pem_password_cb *cb, void *u);
OSSL_DEPRECATEDIN_3_0 int PEM_write_DHparams(FILE *out, const DH *dh);
OSSL_DEPRECATEDIN_3_0 int PEM_write_DSAparams(FILE *out, const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int PEM_write_ECPKParameters(FILE *out, const EC_GROUP *group);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_DHparams(BIO *bio, const DH *dh);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_DSAparams(BIO *bio, const DSA *dsa);
OSSL_DEPRECATEDIN_3_0 int PEM_write_bio_ECPKParameters(BIO *bio, const EC_GROUP *group);
#endif

/* Blocks of any kind */

void *PEM_ASN1_read(d2i_of_void *d2i, const char *name, FILE *fp, void **x, pem_password_cb *cb, void *u);
void *PEM_ASN1_read_bio(d2i_of_void *d2i, const char *name, BIO *bio, void **x, pem_password_cb *cb, void *u);
int PEM_ASN1_write(i2d_of_void *i2d, const char *name, FILE *fp, const void *x, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *callback, void *u);
int PEM_ASN1_write_bio(i2d_of_void *i2d, const char *name, BIO *bio, const void *x, const EVP_CIPHER *cipher,
	const unsigned char *kstr, int klen, pem_password_cb *cb, void *u);
int PEM_SignFinal(EVP_MD_CTX *ctx, unsigned char *sigret, unsigned int *siglen, EVP_PKEY *pkey);
int PEM_SignInit(EVP_MD_CTX *ctx, EVP_MD *md);
int PEM_SignUpdate(EVP_MD_CTX *ctx, const unsigned char *d, unsigned int cnt);
int PEM_bytes_read_bio(unsigned char **pdata, long *plen, char **pnm, const char *name, BIO *bio, pem_password_cb *cb,
	void *u);
int PEM_bytes_read_bio_secmem(unsigned char **pdata, long *plen, char **pnm, const char *name, BIO *bio,
	pem_password_cb *cb, void *u);
int PEM_def_callback(char *buf, int num, int rwflag, void *userdata);
void PEM_dek_info(char *buf, const char *type, int len, const char *str);
int PEM_do_header(EVP_CIPHER_INFO *cipher, unsigned char *data, long *len, pem_password_cb *callback, void *u);
int PEM_get_EVP_CIPHER_INFO(char *header, EVP_CIPHER_INFO *cipher);
void PEM_proc_type(char *buf, int type);
int PEM_read(FILE *fp, char **name, char **header, unsigned char **data, long *len);
NETSCAPE_CERT_SEQUENCE *PEM_read_NETSCAPE_CERT_SEQUENCE(FILE *out, NETSCAPE_CERT_SEQUENCE **x, pem_password_cb *cb,
	void *u);
PKCS7 *PEM_read_PKCS7(FILE *out, PKCS7 **x, pem_password_cb *cb, void *u);
int PEM_read_bio(BIO *bio, char **name, char **header, unsigned char **data, long *len);
NETSCAPE_CERT_SEQUENCE *PEM_read_bio_NETSCAPE_CERT_SEQUENCE(BIO *bio, NETSCAPE_CERT_SEQUENCE **x, pem_password_cb *cb,
	void *u);
PKCS7 *PEM_read_bio_PKCS7(BIO *bio, PKCS7 **x, pem_password_cb *cb, void *u);
int PEM_read_bio_ex(BIO *bio, char **name, char **header, unsigned char **data, long *len, unsigned int flags);
int PEM_write(FILE *fp, const char *name, const char *hdr, const unsigned char *data, long len);
int PEM_write_NETSCAPE_CERT_SEQUENCE(FILE *out, const NETSCAPE_CERT_SEQUENCE *x);
int PEM_write_PKCS7(FILE *out, const PKCS7 *p7);
int PEM_write_bio(BIO *bio, const char *name, const char *hdr, const unsigned char *data, long len);
int PEM_write_bio_NETSCAPE_CERT_SEQUENCE(BIO *bio, const NETSCAPE_CERT_SEQUENCE *x);
int PEM_write_bio_PKCS7(BIO *bio, const PKCS7 *p7);

#ifdef __cplusplus
}
#endif

#endif
