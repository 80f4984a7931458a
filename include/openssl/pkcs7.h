/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PKCS#7 (RFC 2315): signed and enveloped data; here as far as certificates in bags need it. */
#ifndef OPENSSL_PKCS7_H
#define OPENSSL_PKCS7_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/e_os2.h>
#include <openssl/types.h>
#include <openssl/pkcs7err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pkcs7_st PKCS7;
typedef struct pkcs7_issuer_and_serial_st PKCS7_ISSUER_AND_SERIAL;
typedef struct pkcs7_signer_info_st PKCS7_SIGNER_INFO;
typedef struct pkcs7_recip_info_st PKCS7_RECIP_INFO;
typedef struct pkcs7_signed_st PKCS7_SIGNED;
typedef struct pkcs7_enc_content_st PKCS7_ENC_CONTENT;
typedef struct pkcs7_enveloped_st PKCS7_ENVELOPE;
typedef struct pkcs7_signedandenveloped_st PKCS7_SIGN_ENVELOPE;
typedef struct pkcs7_digest_st PKCS7_DIGEST;
typedef struct pkcs7_encrypted_st PKCS7_ENCRYPT;
typedef struct PKCS7_CTX_st {
	OSSL_LIB_CTX *libctx;
	char *propq;
} PKCS7_CTX;
struct pkcs7_issuer_and_serial_st {
	X509_NAME *issuer;
	ASN1_INTEGER *serial;
};
struct pkcs7_signer_info_st {
	ASN1_INTEGER *version;
	PKCS7_ISSUER_AND_SERIAL *issuer_and_serial;
	X509_ALGOR *digest_alg;
	STACK_OF(X509_ATTRIBUTE) *auth_attr;
	X509_ALGOR *digest_enc_alg;
	ASN1_OCTET_STRING *enc_digest;
	STACK_OF(X509_ATTRIBUTE) *unauth_attr;
	EVP_PKEY *pkey;
	const PKCS7_CTX *ctx;
};
DEFINE_STACK_OF(PKCS7_SIGNER_INFO)
struct pkcs7_recip_info_st {
	ASN1_INTEGER *version;
	PKCS7_ISSUER_AND_SERIAL *issuer_and_serial;
	X509_ALGOR *key_enc_algor;
	ASN1_OCTET_STRING *enc_key;
	X509 *cert;
	const PKCS7_CTX *ctx;
};
DEFINE_STACK_OF(PKCS7_RECIP_INFO)
struct pkcs7_signed_st {
	ASN1_INTEGER *version;
	STACK_OF(X509_ALGOR) *md_algs;
	STACK_OF(X509) *cert;
	STACK_OF(X509_CRL) *crl;
	STACK_OF(PKCS7_SIGNER_INFO) *signer_info;
	struct pkcs7_st *contents;
};
struct pkcs7_enc_content_st {
	ASN1_OBJECT *content_type;
	X509_ALGOR *algorithm;
	ASN1_OCTET_STRING *enc_data;
	const EVP_CIPHER *cipher;
	const PKCS7_CTX *ctx;
};
struct pkcs7_enveloped_st {
	ASN1_INTEGER *version;
	STACK_OF(PKCS7_RECIP_INFO) *recipientinfo;
	PKCS7_ENC_CONTENT *enc_data;
};
struct pkcs7_signedandenveloped_st {
	ASN1_INTEGER *version;
	STACK_OF(X509_ALGOR) *md_algs;
	STACK_OF(X509) *cert;
	STACK_OF(X509_CRL) *crl;
	STACK_OF(PKCS7_SIGNER_INFO) *signer_info;
	PKCS7_ENC_CONTENT *enc_data;
	STACK_OF(PKCS7_RECIP_INFO) *recipientinfo;
};
struct pkcs7_digest_st {
	ASN1_INTEGER *version;
	X509_ALGOR *md;
	struct pkcs7_st *contents;
	ASN1_OCTET_STRING *digest;
};
struct pkcs7_encrypted_st {
	ASN1_INTEGER *version;
	PKCS7_ENC_CONTENT *enc_data;
};
struct pkcs7_st {
	unsigned char *asn1; /* the encoding, once it was kept */
	long length;
	int state;
	int detached;
	ASN1_OBJECT *type; /* tells which of these it is */
	union {
		char *ptr;
		ASN1_OCTET_STRING *data;
		PKCS7_SIGNED *sign;
		PKCS7_ENVELOPE *enveloped;
		PKCS7_SIGN_ENVELOPE *signed_and_enveloped;
		PKCS7_DIGEST *digest;
		PKCS7_ENCRYPT *encrypted;
		ASN1_TYPE *other;
	} d;
	PKCS7_CTX ctx;
};
DEFINE_STACK_OF(PKCS7)

#define PKCS7_S_HEADER                  0
#define PKCS7_S_BODY                    1
#define PKCS7_S_TAIL                    2
#define PKCS7_OP_SET_DETACHED_SIGNATURE 1
#define PKCS7_OP_GET_DETACHED_SIGNATURE 2
#define PKCS7_TEXT            0x1
#define PKCS7_NOCERTS         0x2
#define PKCS7_NOSIGS          0x4
#define PKCS7_NOCHAIN         0x8
#define PKCS7_NOINTERN        0x10
#define PKCS7_NOVERIFY        0x20
#define PKCS7_DETACHED        0x40
#define PKCS7_BINARY          0x80
#define PKCS7_NOATTR          0x100
#define PKCS7_NOSMIMECAP      0x200
#define PKCS7_NOOLDMIMETYPE   0x400
#define PKCS7_CRLFEOL         0x800
#define PKCS7_STREAM          0x1000
#define PKCS7_NOCRL           0x2000
#define PKCS7_PARTIAL         0x4000
#define PKCS7_REUSE_DIGEST    0x8000
#define PKCS7_NO_DUAL_CONTENT 0x10000
#define PKCS7_type_is_data(a) (OBJ_obj2nid((a)->type) == NID_pkcs7_data)
#define PKCS7_type_is_digest(a) (OBJ_obj2nid((a)->type) == NID_pkcs7_digest)
#define PKCS7_type_is_encrypted(a) (OBJ_obj2nid((a)->type) == NID_pkcs7_encrypted)
#define PKCS7_type_is_enveloped(a) (OBJ_obj2nid((a)->type) == NID_pkcs7_enveloped)
#define PKCS7_type_is_signed(a) (OBJ_obj2nid((a)->type) == NID_pkcs7_signed)
#define PKCS7_type_is_signedAndEnveloped(a) (OBJ_obj2nid((a)->type) == NID_pkcs7_signedAndEnveloped)
#define PKCS7_is_detached(p7) (PKCS7_type_is_signed((p7)) && PKCS7_get_detached((p7)))
#define PKCS7_get_detached(p) PKCS7_ctrl((p), PKCS7_OP_GET_DETACHED_SIGNATURE, 0, NULL)
#define PKCS7_set_detached(p, v) PKCS7_ctrl((p), PKCS7_OP_SET_DETACHED_SIGNATURE, (v), NULL)

PKCS7 *PKCS7_dup(const PKCS7 *p7);
void PKCS7_free(PKCS7 *p7);
const ASN1_ITEM *PKCS7_it(void);
PKCS7 *PKCS7_new(void);
PKCS7 *PKCS7_new_ex(OSSL_LIB_CTX *libctx, const char *propq);
PKCS7 *d2i_PKCS7(PKCS7 **a, const unsigned char **in, long len);
PKCS7 *d2i_PKCS7_bio(BIO *bio, PKCS7 **p7);
PKCS7 *d2i_PKCS7_fp(FILE *fp, PKCS7 **p7);
int i2d_PKCS7(const PKCS7 *p7, unsigned char **out);
int i2d_PKCS7_bio(BIO *bio, const PKCS7 *p7);
int i2d_PKCS7_fp(FILE *fp, const PKCS7 *p7);
int PKCS7_add_certificate(PKCS7 *p7, X509 *cert);
int PKCS7_add_crl(PKCS7 *p7, X509_CRL *crl);
int PKCS7_content_new(PKCS7 *p7, int nid);
long PKCS7_ctrl(PKCS7 *p7, int cmd, long larg, char *parg);
int PKCS7_dataFinal(PKCS7 *p7, BIO *bio);
BIO *PKCS7_dataInit(PKCS7 *p7, BIO *bio);
int PKCS7_decrypt(PKCS7 *p7, EVP_PKEY *pkey, X509 *cert, BIO *bio, int flags);
PKCS7 *PKCS7_encrypt(STACK_OF(X509) *certs, BIO *bio, const EVP_CIPHER *cipher, int flags);
STACK_OF(X509) *PKCS7_get0_signers(PKCS7 *p7, STACK_OF(X509) *certs, int flags);
STACK_OF(PKCS7_SIGNER_INFO) *PKCS7_get_signer_info(PKCS7 *p7);
int PKCS7_print_ctx(BIO *bio, const PKCS7 *p7, int indent, const ASN1_PCTX *pctx);
int PKCS7_set_content(PKCS7 *p7, PKCS7 *p7_data);
int PKCS7_set_type(PKCS7 *p7, int type);
PKCS7 *PKCS7_sign(X509 *cert, EVP_PKEY *pkey, STACK_OF(X509) *certs, BIO *bio, int flags);
int PKCS7_verify(PKCS7 *p7, STACK_OF(X509) *certs, X509_STORE *store, BIO *indata, BIO *out, int flags);
PKCS7 *SMIME_read_PKCS7(BIO *bio, BIO **bcont);
int SMIME_write_PKCS7(BIO *bio, PKCS7 *p7, BIO *data, int flags);

#ifdef __cplusplus
}
#endif

#endif
