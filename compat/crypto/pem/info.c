/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PEM_X509_INFO_read_bio(3): all certificates, lists and keys of one file, in their order. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/evp/pkey.h"
#include "compat/crypto/pem/pem.h"

X509_INFO *X509_INFO_new(void)
{
	return OPENSSL_zalloc(sizeof(X509_INFO));
}

static void key_free(X509_PKEY *key)
{
	if (key != NULL) {
		EVP_PKEY_free(key->dec_pkey);
		OPENSSL_free(key);
	}
}

void X509_INFO_free(X509_INFO *info)
{
	if (info != NULL) {
		X509_free(info->x509);
		X509_CRL_free(info->crl);
		key_free(info->x_pkey);
		OPENSSL_free(info->enc_data);
		OPENSSL_free(info);
	}
}

enum part { CERT, LIST, KEY, OTHER };

static enum part part_of(const char *label)
{
	if (pem_label_fits(label, PEM_STRING_X509_TRUSTED)) {
		return CERT;
	}
	if (strcmp(label, PEM_STRING_X509_CRL) == 0) {
		return LIST;
	}
	return pem_label_fits(label, PEM_STRING_EVP_PKEY) && strcmp(label, PEM_STRING_PKCS8) != 0 ? KEY : OTHER;
}

/* is_there: info has this part already, so that the next one needs another. */
static bool is_there(const X509_INFO *info, enum part part)
{
	return part == CERT ? info->x509 != NULL : part == LIST ? info->crl != NULL : info->x_pkey != NULL;
}

static bool put_cert(X509_INFO *info, const struct pem_content *c)
{
	const unsigned char *p = c->data;
	bool trusted = strcmp(c->label, PEM_STRING_X509_TRUSTED) == 0;
	info->x509 = (trusted ? d2i_X509_AUX : d2i_X509)(NULL, &p, c->len);
	return info->x509 != NULL;
}

static bool put_list(X509_INFO *info, const struct pem_content *c)
{
	const unsigned char *p = c->data;
	info->crl = d2i_X509_CRL(NULL, &p, c->len);
	return info->crl != NULL;
}

/* put_key: an encrypted one stays so, for the program to open it when it wants. */
static bool put_key(X509_INFO *info, struct pem_content *c)
{
	info->x_pkey = OPENSSL_zalloc(sizeof *info->x_pkey);
	info->enc_len = 0;
	if (info->x_pkey == NULL) {
		return false;
	}
	if (strlen(c->header) > 10) {
		if (!PEM_get_EVP_CIPHER_INFO(c->header, &info->enc_cipher)) {
			return false;
		}
		info->enc_data = (char *)c->data;
		info->enc_len = (int)c->len;
		c->data = NULL;
		c->len = 0;
		return true;
	}
	info->x_pkey->dec_pkey = pkey_from_private(span_of(c->data, (size_t)c->len));
	return info->x_pkey->dec_pkey != NULL;
}

static bool put(X509_INFO *info, enum part part, struct pem_content *c)
{
	bool ok = part == CERT ? put_cert(info, c) : part == LIST ? put_list(info, c) : put_key(info, c);
	if (!ok && part != KEY) {
		ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
	}
	return ok;
}

/* next_info appends an empty one. NULL with an error queued. */
static X509_INFO *next_info(STACK_OF(X509_INFO) * all)
{
	X509_INFO *info = X509_INFO_new();
	if (info == NULL || sk_X509_INFO_push(all, info) <= 0) {
		ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
		X509_INFO_free(info);
		return NULL;
	}
	return info;
}

/* put_next appends what a block holds, in the information that *info is or in a new one. False with an error queued. */
static bool put_next(STACK_OF(X509_INFO) * all, X509_INFO **info, struct pem_content *c)
{
	enum part part = part_of(c->label);
	if (part == OTHER) {
		return true;
	}
	if (*info == NULL || is_there(*info, part)) {
		*info = next_info(all);
	}
	return *info != NULL && put(*info, part, c);
}

/* read_all appends what there is. False with an error queued. */
static bool read_all(STACK_OF(X509_INFO) * all, BIO *bio)
{
	struct pem_content c = {0};
	X509_INFO *info = NULL;
	while (pem_content_read(&c, bio)) {
		bool ok = put_next(all, &info, &c);
		pem_content_free(&c);
		if (!ok) {
			return false;
		}
	}
	bool whole = pem_at_end();
	if (whole) {
		ERR_clear_error();
	}
	return whole;
}

/* What is read is appended to given, or to a new stack; after a failure given is as it was. No password is asked for.
 */
STACK_OF(X509_INFO) * PEM_X509_INFO_read_bio_ex(BIO *bio, STACK_OF(X509_INFO) * given, pem_password_cb *cb, void *u,
						OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)cb, (void)u, (void)libctx, (void)propq;
	STACK_OF(X509_INFO) *all = given != NULL ? given : sk_X509_INFO_new_null();
	if (all == NULL) {
		ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	int before = sk_X509_INFO_num(all);
	if (read_all(all, bio)) {
		return all;
	}
	while (sk_X509_INFO_num(all) > before) {
		X509_INFO_free(sk_X509_INFO_pop(all));
	}
	if (given == NULL) {
		sk_X509_INFO_free(all);
	}
	return NULL;
}

STACK_OF(X509_INFO) * PEM_X509_INFO_read_bio(BIO *bio, STACK_OF(X509_INFO) * given, pem_password_cb *cb, void *u)
{
	return PEM_X509_INFO_read_bio_ex(bio, given, cb, u, NULL, NULL);
}

STACK_OF(X509_INFO) * PEM_X509_INFO_read(FILE *fp, STACK_OF(X509_INFO) * given, pem_password_cb *cb, void *u)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	STACK_OF(X509_INFO) *all = bio != NULL ? PEM_X509_INFO_read_bio(bio, given, cb, u) : NULL;
	BIO_free(bio);
	return all;
}
