/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PEM_write_bio_PKCS8PrivateKey(3), d2i_PKCS8PrivateKey_bio(3): private keys under a password, and the writing of those
 * in the clear, which are PKCS#8 as well.
 */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/bio/whole.h"
#include "compat/crypto/evp/pkcs8.h"
#include "compat/crypto/evp/pkey.h"
#include "compat/crypto/pem/pem.h"
#include "engine/base/secret.h"

/* ---- in ---------------------------------------------------------------------------------------------------------- */

EVP_PKEY *pem_key_encrypted(struct span der, pem_password_cb *cb, void *u)
{
	char password[PEM_BUFSIZE];
	struct buffer plain = {0};
	EVP_PKEY *k = NULL;
	int len = pem_password(password, 0, cb, u);
	if (len >= 0 && pkcs8_decrypt(&plain, der, span_of(password, (size_t)len), NULL)) {
		k = pkey_from_private(buf_span(&plain));
	}
	wipe(password, sizeof password);
	buf_free(&plain);
	return k;
}

EVP_PKEY *d2i_PKCS8PrivateKey_bio(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
	struct buffer der = {0};
	EVP_PKEY *k = whole_element(bio, &der) ? pem_key_encrypted(buf_span(&der), cb, u) : NULL;
	buf_free(&der);
	return pem_hand_over(k, x);
}

/* ---- out --------------------------------------------------------------------------------------------------------- */

/* put_encrypted appends plain under the password that is given, or that is asked for. False with an error queued. */
static bool put_encrypted(struct buffer *out, struct span plain, const EVP_CIPHER *cipher, const char *given,
			  int given_len, pem_password_cb *cb, void *u)
{
	char asked[PEM_BUFSIZE];
	if (given != NULL) {
		return pkcs8_encrypt(out, plain, cipher, span_of(given, given_len > 0 ? (size_t)given_len : 0));
	}
	int len = pem_password(asked, 1, cb, u);
	bool ok = len >= 0 && pkcs8_encrypt(out, plain, cipher, span_of(asked, (size_t)len));
	wipe(asked, sizeof asked);
	return ok;
}

/* put_key appends PrivateKeyInfo, or with a cipher EncryptedPrivateKeyInfo. False with an error queued. */
static bool put_key(struct buffer *out, const EVP_PKEY *k, const EVP_CIPHER *cipher, const char *given, int given_len,
		    pem_password_cb *cb, void *u)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(k);
	unsigned char *der = NULL;
	int len = info != NULL ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : 0;
	PKCS8_PRIV_KEY_INFO_free(info);
	if (len <= 0) {
		return false;
	}
	struct span plain = span_of(der, (size_t)len);
	bool ok = cipher == NULL ? buf_append(out, plain) : put_encrypted(out, plain, cipher, given, given_len, cb, u);
	OPENSSL_clear_free(der, (size_t)len);
	return ok;
}

int PEM_write_bio_PKCS8PrivateKey(BIO *bio, const EVP_PKEY *k, const EVP_CIPHER *cipher, const char *password, int len,
				  pem_password_cb *cb, void *u)
{
	struct buffer der = {0};
	int ok = put_key(&der, k, cipher, password, len, cb, u) &&
		 PEM_write_bio(bio, cipher != NULL ? PEM_STRING_PKCS8 : PEM_STRING_PKCS8INF, "", buf_head(&der),
			       (long)buf_len(&der)) > 0;
	buf_free(&der);
	return ok;
}

int PEM_write_PKCS8PrivateKey(FILE *fp, const EVP_PKEY *k, const EVP_CIPHER *cipher, const char *password, int len,
			      pem_password_cb *cb, void *u)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	int ok = bio != NULL && PEM_write_bio_PKCS8PrivateKey(bio, k, cipher, password, len, cb, u);
	BIO_free(bio);
	return ok;
}

int PEM_write_bio_PrivateKey(BIO *bio, const EVP_PKEY *k, const EVP_CIPHER *cipher, const unsigned char *password,
			     int len, pem_password_cb *cb, void *u)
{
	return PEM_write_bio_PKCS8PrivateKey(bio, k, cipher, (const char *)password, len, cb, u);
}

int PEM_write_PrivateKey(FILE *fp, const EVP_PKEY *k, const EVP_CIPHER *cipher, const unsigned char *password, int len,
			 pem_password_cb *cb, void *u)
{
	return PEM_write_PKCS8PrivateKey(fp, k, cipher, (const char *)password, len, cb, u);
}

int i2d_PKCS8PrivateKey_bio(BIO *bio, const EVP_PKEY *k, const EVP_CIPHER *cipher, const char *password, int len,
			    pem_password_cb *cb, void *u)
{
	struct buffer der = {0};
	int ok = put_key(&der, k, cipher, password, len, cb, u) &&
		 BIO_write(bio, buf_head(&der), (int)buf_len(&der)) == (int)buf_len(&der);
	buf_free(&der);
	return ok;
}
