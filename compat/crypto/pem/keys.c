/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PEM_read_bio_PrivateKey(3), PEM_read_bio_PUBKEY(3), d2i_PrivateKey_bio(3): keys, encrypted or plain. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/decodererr.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/bio/whole.h"
#include "compat/crypto/evp/pkey.h"
#include "compat/crypto/pem/pem.h"
#include "engine/base/secret.h"

/* Keys are what OpenSSL's decoders read, and programs see their error where there is none. */
static void no_key(const char *form)
{
	ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, "No supported data to decode. Input type: %s", form);
}

EVP_PKEY *pem_key(const char *label, struct span der, pem_password_cb *cb, void *u)
{
	return strcmp(label, PEM_STRING_PKCS8) == 0 ? pem_key_encrypted(der, cb, u) : pkey_from_private(der);
}

/* find: the next block that name asks for, with the words of decoders when there is none. */
static bool find(struct pem_content *c, BIO *bio, const char *name, pem_password_cb *cb, void *u)
{
	ERR_set_mark();
	if (pem_content_find(c, bio, name, cb, u)) {
		ERR_clear_last_mark();
		return true;
	}
	unsigned long e = ERR_peek_last_error();
	if (ERR_GET_LIB(e) == ERR_LIB_PEM &&
	    (ERR_GET_REASON(e) == PEM_R_NO_START_LINE || ERR_GET_REASON(e) == PEM_R_BAD_END_LINE ||
	     ERR_GET_REASON(e) == PEM_R_BAD_BASE64_DECODE)) {
		ERR_pop_to_mark();
		no_key("PEM");
	} else {
		ERR_clear_last_mark();
	}
	return false;
}

EVP_PKEY *pem_hand_over(EVP_PKEY *k, EVP_PKEY **x)
{
	if (k != NULL && x != NULL) {
		EVP_PKEY_free(*x);
		*x = k;
	}
	return k;
}

/* ---- in ---------------------------------------------------------------------------------------------------------- */

EVP_PKEY *PEM_read_bio_PrivateKey_ex(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
				     const char *propq)
{
	(void)libctx, (void)propq;
	struct pem_content c = {0};
	if (!find(&c, bio, PEM_STRING_EVP_PKEY, cb, u)) {
		return NULL;
	}
	EVP_PKEY *k = pem_key(c.label, span_of(c.data, (size_t)c.len), cb, u);
	pem_content_free(&c);
	return pem_hand_over(k, x);
}

EVP_PKEY *PEM_read_bio_PrivateKey(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
	return PEM_read_bio_PrivateKey_ex(bio, x, cb, u, NULL, NULL);
}

EVP_PKEY *PEM_read_PrivateKey_ex(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
				 const char *propq)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	EVP_PKEY *k = bio != NULL ? PEM_read_bio_PrivateKey_ex(bio, x, cb, u, libctx, propq) : NULL;
	BIO_free(bio);
	return k;
}

EVP_PKEY *PEM_read_PrivateKey(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
	return PEM_read_PrivateKey_ex(fp, x, cb, u, NULL, NULL);
}

EVP_PKEY *PEM_read_bio_PUBKEY_ex(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
				 const char *propq)
{
	(void)libctx, (void)propq;
	struct pem_content c = {0};
	if (!find(&c, bio, PEM_STRING_PUBLIC, cb, u)) {
		return NULL;
	}
	EVP_PKEY *k = pkey_from_spki(span_of(c.data, (size_t)c.len));
	pem_content_free(&c);
	return pem_hand_over(k, x);
}

EVP_PKEY *PEM_read_bio_PUBKEY(BIO *bio, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
	return PEM_read_bio_PUBKEY_ex(bio, x, cb, u, NULL, NULL);
}

EVP_PKEY *PEM_read_PUBKEY(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	EVP_PKEY *k = bio != NULL ? PEM_read_bio_PUBKEY(bio, x, cb, u) : NULL;
	BIO_free(bio);
	return k;
}

/* Programs look for parameters of finite-field Diffie-Hellman by this, often in files that have none. */
EVP_PKEY *PEM_read_bio_Parameters(BIO *bio, EVP_PKEY **x)
{
	(void)x;
	struct pem_content c = {0};
	if (find(&c, bio, PEM_STRING_PARAMETERS, NULL, NULL)) {
		ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
			       "%.40s: parameters by themselves are not offered; use groups by their names", c.label);
	}
	pem_content_free(&c);
	return NULL;
}

/* The first element by itself. */
EVP_PKEY *d2i_PrivateKey_ex_bio(BIO *bio, EVP_PKEY **x, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	struct buffer der = {0};
	EVP_PKEY *k = whole_element(bio, &der) ? pkey_from_private(buf_span(&der)) : NULL;
	buf_free(&der);
	return pem_hand_over(k, x);
}

EVP_PKEY *d2i_PrivateKey_bio(BIO *bio, EVP_PKEY **x)
{
	return d2i_PrivateKey_ex_bio(bio, x, NULL, NULL);
}

/* ---- out --------------------------------------------------------------------------------------------------------- */

static int write_public(const void *k, unsigned char **out)
{
	return i2d_PUBKEY(k, out);
}

int PEM_write_bio_PUBKEY(BIO *bio, const EVP_PKEY *k)
{
	return PEM_ASN1_write_bio(write_public, PEM_STRING_PUBLIC, bio, k, NULL, NULL, 0, NULL, NULL);
}

int PEM_write_PUBKEY(FILE *fp, const EVP_PKEY *k)
{
	return PEM_ASN1_write(write_public, PEM_STRING_PUBLIC, fp, k, NULL, NULL, 0, NULL, NULL);
}
