/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PEM_bytes_read_bio(3), PEM_read_bio_X509(3): the next block of a kind, and the object that it holds. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/pem/pem.h"

/* A name and another label that answers it. */
static const struct {
	const char *name, *label;
} also[] = {
    {PEM_STRING_X509, PEM_STRING_X509_OLD},
    {PEM_STRING_X509_TRUSTED, PEM_STRING_X509},
    {PEM_STRING_X509_TRUSTED, PEM_STRING_X509_OLD},
    {PEM_STRING_X509_REQ, PEM_STRING_X509_REQ_OLD},
    {PEM_STRING_EVP_PKEY, PEM_STRING_PKCS8},
    {PEM_STRING_EVP_PKEY, PEM_STRING_PKCS8INF},
    {PEM_STRING_EVP_PKEY, PEM_STRING_RSA},
    {PEM_STRING_EVP_PKEY, PEM_STRING_ECPRIVATEKEY},
    {PEM_STRING_DHPARAMS, PEM_STRING_DHXPARAMS},
    {PEM_STRING_PARAMETERS, PEM_STRING_DHPARAMS},
    {PEM_STRING_PARAMETERS, PEM_STRING_DHXPARAMS},
    {PEM_STRING_PARAMETERS, PEM_STRING_DSAPARAMS},
    {PEM_STRING_PARAMETERS, PEM_STRING_ECPARAMETERS},
};

bool pem_label_fits(const char *label, const char *name)
{
	bool fits = strcmp(label, name) == 0;
	for (size_t i = 0; i < sizeof also / sizeof also[0]; i++) {
		fits = fits || (strcmp(also[i].name, name) == 0 && strcmp(also[i].label, label) == 0);
	}
	return fits;
}

bool pem_at_end(void)
{
	unsigned long e = ERR_peek_last_error();
	return ERR_GET_LIB(e) == ERR_LIB_PEM && ERR_GET_REASON(e) == PEM_R_NO_START_LINE;
}

bool pem_content_find(struct pem_content *out, BIO *bio, const char *name, pem_password_cb *cb, void *u)
{
	do {
		pem_content_free(out);
		if (!pem_content_read(out, bio)) {
			if (pem_at_end()) {
				ERR_add_error_data(2, "Expecting: ", name);
			}
			return false;
		}
	} while (!pem_label_fits(out->label, name));
	EVP_CIPHER_INFO info;
	long len = out->len;
	bool ok = PEM_get_EVP_CIPHER_INFO(out->header, &info) && PEM_do_header(&info, out->data, &len, cb, u);
	if (ok) {
		/* What lies behind is the padding. */
		OPENSSL_cleanse(out->data + len, (size_t)(out->len - len));
		out->len = len;
	} else {
		pem_content_free(out);
	}
	return ok;
}

int PEM_bytes_read_bio(unsigned char **data, long *len, char **label, const char *name, BIO *bio, pem_password_cb *cb,
		       void *u)
{
	struct pem_content c = {0};
	if (!pem_content_find(&c, bio, name, cb, u)) {
		return 0;
	}
	*data = c.data;
	*len = c.len;
	c.data = NULL;
	c.len = 0;
	if (label != NULL) {
		*label = c.label;
		c.label = NULL;
	}
	pem_content_free(&c);
	return 1;
}

/* There is no heap apart for secrets here; what is freed with OPENSSL_clear_free is wiped. */
int PEM_bytes_read_bio_secmem(unsigned char **data, long *len, char **label, const char *name, BIO *bio,
			      pem_password_cb *cb, void *u)
{
	return PEM_bytes_read_bio(data, len, label, name, bio, cb, u);
}

void *PEM_ASN1_read_bio(d2i_of_void *d2i, const char *name, BIO *bio, void **x, pem_password_cb *cb, void *u)
{
	struct pem_content c = {0};
	if (!pem_content_find(&c, bio, name, cb, u)) {
		return NULL;
	}
	const unsigned char *p = c.data;
	void *made = d2i(x, &p, c.len);
	if (made == NULL) {
		ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
	}
	pem_content_free(&c);
	return made;
}

void *PEM_ASN1_read(d2i_of_void *d2i, const char *name, FILE *fp, void **x, pem_password_cb *cb, void *u)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	void *made = bio != NULL ? PEM_ASN1_read_bio(d2i, name, bio, x, cb, u) : NULL;
	BIO_free(bio);
	return made;
}

/* With a cipher it fails (legacy.c says why). */
int PEM_ASN1_write_bio(i2d_of_void *i2d, const char *name, BIO *bio, const void *x, const EVP_CIPHER *cipher,
		       const unsigned char *password, int len, pem_password_cb *cb, void *u)
{
	(void)password, (void)len, (void)cb, (void)u;
	unsigned char *der = NULL;
	if (cipher != NULL) {
		ERR_raise_data(ERR_LIB_PEM, PEM_R_UNSUPPORTED_ENCRYPTION,
			       "keys are encrypted in PKCS#8 only (PEM_write_bio_PKCS8PrivateKey)");
		return 0;
	}
	int n = i2d(x, &der);
	if (n <= 0) {
		ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
		return 0;
	}
	int ok = PEM_write_bio(bio, name, "", der, n) > 0;
	OPENSSL_clear_free(der, (size_t)n);
	return ok;
}

int PEM_ASN1_write(i2d_of_void *i2d, const char *name, FILE *fp, const void *x, const EVP_CIPHER *cipher,
		   const unsigned char *password, int len, pem_password_cb *cb, void *u)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	int ok = bio != NULL && PEM_ASN1_write_bio(i2d, name, bio, x, cipher, password, len, cb, u);
	BIO_free(bio);
	return ok;
}

/* ---- one function for each kind ---------------------------------------------------------------------------------- */

#define OBJECT(type, suffix, d2i, i2d, label)                                                                          \
	static void *read_##suffix(void **x, const unsigned char **in, long len)                                       \
	{                                                                                                              \
		return d2i((type **)x, in, len);                                                                       \
	}                                                                                                              \
	static int write_##suffix(const void *x, unsigned char **out)                                                  \
	{                                                                                                              \
		return i2d(x, out);                                                                                    \
	}                                                                                                              \
	type *PEM_read_bio_##suffix(BIO *bio, type **x, pem_password_cb *cb, void *u)                                  \
	{                                                                                                              \
		return PEM_ASN1_read_bio(read_##suffix, label, bio, (void **)x, cb, u);                                \
	}                                                                                                              \
	type *PEM_read_##suffix(FILE *fp, type **x, pem_password_cb *cb, void *u)                                      \
	{                                                                                                              \
		return PEM_ASN1_read(read_##suffix, label, fp, (void **)x, cb, u);                                     \
	}                                                                                                              \
	int PEM_write_bio_##suffix(BIO *bio, const type *x)                                                            \
	{                                                                                                              \
		return PEM_ASN1_write_bio(write_##suffix, label, bio, x, NULL, NULL, 0, NULL, NULL);                   \
	}                                                                                                              \
	int PEM_write_##suffix(FILE *fp, const type *x)                                                                \
	{                                                                                                              \
		return PEM_ASN1_write(write_##suffix, label, fp, x, NULL, NULL, 0, NULL, NULL);                        \
	}

OBJECT(X509, X509, d2i_X509, i2d_X509, PEM_STRING_X509)
OBJECT(X509, X509_AUX, d2i_X509_AUX, i2d_X509_AUX, PEM_STRING_X509_TRUSTED)
OBJECT(X509_CRL, X509_CRL, d2i_X509_CRL, i2d_X509_CRL, PEM_STRING_X509_CRL)
