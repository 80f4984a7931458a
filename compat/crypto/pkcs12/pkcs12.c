/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PKCS12_parse(3), d2i_PKCS12(3): a private key, its certificate and others out of one file under a password. A PKCS12
 * is its encoding; the engine takes it apart.
 */
#include <openssl/pkcs12.h>

#include <string.h>

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/evp/pkcs8.h"
#include "compat/crypto/evp/pkey.h"
#include "engine/pki/asn1.h"
#include "engine/pki/pkcs12.h"

struct PKCS12_st {
	struct buffer der;
	struct pkcs12 frame; /* into der */
};

void PKCS12_free(PKCS12 *p12)
{
	if (p12 != NULL) {
		buf_free(&p12->der);
		OPENSSL_free(p12);
	}
}

PKCS12 *d2i_PKCS12(PKCS12 **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span der = der_take_whole(&r, DER_SEQUENCE);
	PKCS12 *p12 = OPENSSL_zalloc(sizeof *p12);
	enum tls_err e = TLS_E_ALLOC;
	if (p12 != NULL && buf_append(&p12->der, der)) {
		e = pkcs12_decode(&p12->frame, buf_span(&p12->der));
	}
	if (e != TLS_OK) {
		PKCS12_free(p12);
		if (e == TLS_E_KEY_UNSUPPORTED) {
			ERR_raise_data(ERR_LIB_PKCS12, PKCS12_R_CONTENT_TYPE_NOT_DATA,
				       "only a code under a password is read");
		} else {
			ERR_raise(ERR_LIB_ASN1, e == TLS_E_ALLOC ? ERR_R_MALLOC_FAILURE : ERR_R_NESTED_ASN1_ERROR);
		}
		return NULL;
	}
	*in = der.p + der.len;
	if (out != NULL) {
		PKCS12_free(*out);
		*out = p12;
	}
	return p12;
}

static void *read_pkcs12(void **out, const unsigned char **in, long len)
{
	return d2i_PKCS12((PKCS12 **)out, in, len);
}

PKCS12 *d2i_PKCS12_bio(BIO *bio, PKCS12 **out)
{
	return ASN1_d2i_bio(NULL, read_pkcs12, bio, (void **)out);
}

PKCS12 *d2i_PKCS12_fp(FILE *fp, PKCS12 **out)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	PKCS12 *p12 = bio != NULL ? d2i_PKCS12_bio(bio, out) : NULL;
	BIO_free(bio);
	return p12;
}

int i2d_PKCS12(const PKCS12 *p12, unsigned char **out)
{
	return p12 != NULL ? der_hand_out(buf_span(&p12->der), out) : 0;
}

int i2d_PKCS12_bio(BIO *bio, const PKCS12 *p12)
{
	int len = (int)buf_len(&p12->der);
	return BIO_write(bio, buf_head(&p12->der), len) == len;
}

/* The ciphers that a file may have are built in. */
void PKCS12_PBE_add(void)
{
}

/* ---- the code over it -------------------------------------------------------------------------------------------- */

int PKCS12_mac_present(const PKCS12 *p12)
{
	return p12->frame.has_mac;
}

/* verified: no password (NULL) is another one than the empty text. False with an error queued unless it is just wrong.
 */
static bool verified(const PKCS12 *p12, const char *password, size_t len)
{
	struct buffer text = {0};
	if (!p12->frame.has_mac) {
		ERR_raise(ERR_LIB_PKCS12, PKCS12_R_MAC_ABSENT);
		return false;
	}
	enum tls_err e = TLS_E_ALLOC;
	if (password == NULL || pkcs12_password(&text, span_of(password, len))) {
		e = pkcs12_verify(&p12->frame, buf_span(&text));
	}
	buf_free(&text);
	if (e == TLS_E_KEY_UNSUPPORTED) {
		ERR_raise_data(ERR_LIB_PKCS12, PKCS12_R_UNKNOWN_DIGEST_ALGORITHM,
			       "the code is to be with SHA-1 or SHA-2");
	} else if (e != TLS_OK && e != TLS_E_PASSWORD) {
		pbe_failed(e, span_of(NULL, 0));
	}
	return e == TLS_OK;
}

int PKCS12_verify_mac(PKCS12 *p12, const char *password, int len)
{
	return verified(p12, password, password == NULL ? 0 : len < 0 ? strlen(password) : (size_t)len);
}

/* right: may the file be opened with it? Without a password the code need not be there. */
static bool right(const PKCS12 *p12, const char *password)
{
	bool ok;
	if (password != NULL && *password != '\0') {
		ok = verified(p12, password, strlen(password));
	} else {
		ok = !p12->frame.has_mac || verified(p12, NULL, 0) || verified(p12, "", 0);
	}
	if (!ok) {
		ERR_raise(ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE);
	}
	return ok;
}

/* ---- what is in it ----------------------------------------------------------------------------------------------- */

/* What is taken out. Owned until it is handed over. */
struct contents {
	struct span password;
	bool want_key;
	EVP_PKEY *key;
	STACK_OF(X509) * certs;
};

static enum tls_err take_key(struct contents *c, const struct pkcs12_bag *bag)
{
	struct buffer plain = {0};
	/* The first is it, as in OpenSSL. */
	if (!c->want_key || c->key != NULL) {
		return TLS_OK;
	}
	if (bag->kind == BAG_OF_KEY) {
		c->key = pkey_from_private(bag->content);
	} else if (pkcs8_decrypt(&plain, bag->content, c->password, bag->left)) {
		c->key = pkey_from_private(buf_span(&plain));
	}
	buf_free(&plain);
	return c->key != NULL ? TLS_OK : TLS_E_CALLBACK_FAILED;
}

/* name_cert: the bag's name as the certificate's alias, in UTF-8. */
static bool name_cert(X509 *x, struct span name)
{
	unsigned char *utf8 = NULL;
	ASN1_STRING *s = ASN1_STRING_type_new(V_ASN1_BMPSTRING);
	int n = s != NULL && ASN1_STRING_set(s, name.p, (int)name.len) ? ASN1_STRING_to_UTF8(&utf8, s) : -1;
	bool ok = n >= 0 && X509_alias_set1(x, utf8, n);
	OPENSSL_free(utf8);
	ASN1_STRING_free(s);
	return ok;
}

static enum tls_err take_cert(struct contents *c, const struct pkcs12_bag *bag)
{
	const unsigned char *p = bag->content.p;
	X509 *x = d2i_X509(NULL, &p, (long)bag->content.len);
	bool ok = x != NULL && (bag->key_id.p == NULL || X509_keyid_set1(x, bag->key_id.p, (int)bag->key_id.len)) &&
		  (bag->name.p == NULL || name_cert(x, bag->name)) && sk_X509_push(c->certs, x) > 0;
	if (!ok) {
		X509_free(x);
	}
	return ok ? TLS_OK : TLS_E_CALLBACK_FAILED;
}

static enum tls_err take(void *owner, const struct pkcs12_bag *bag)
{
	return bag->kind == BAG_OF_CERT ? take_cert(owner, bag) : take_key(owner, bag);
}

static bool open_all(struct contents *c, const PKCS12 *p12)
{
	c->certs = sk_X509_new_null();
	enum tls_err e = c->certs != NULL ? pkcs12_bags(&p12->frame, c->password, take, c) : TLS_E_ALLOC;
	/* take, a callback of ours, says itself what it fails for. */
	if (e != TLS_OK && e != TLS_E_CALLBACK_FAILED) {
		pbe_failed(e, c->password);
	}
	if (e != TLS_OK) {
		ERR_raise(ERR_LIB_PKCS12, PKCS12_R_PARSE_ERROR);
	}
	return e == TLS_OK;
}

/* own_cert takes the first certificate of key out of certs. */
static X509 *own_cert(STACK_OF(X509) * certs, const EVP_PKEY *key)
{
	for (int i = 0; i < sk_X509_num(certs); i++) {
		ERR_set_mark();
		int fits = X509_check_private_key(sk_X509_value(certs, i), key);
		ERR_pop_to_mark();
		if (fits) {
			return sk_X509_delete(certs, i);
		}
	}
	return NULL;
}

/* move_all puts certs behind what *to has. */
static bool move_all(STACK_OF(X509) * *to, STACK_OF(X509) * certs)
{
	if (sk_X509_num(certs) > 0 && *to == NULL && (*to = sk_X509_new_null()) == NULL) {
		return false;
	}
	while (sk_X509_num(certs) > 0) {
		if (sk_X509_push(*to, sk_X509_value(certs, 0)) <= 0) {
			return false;
		}
		sk_X509_shift(certs);
	}
	return true;
}

int PKCS12_parse(PKCS12 *p12, const char *password, EVP_PKEY **key, X509 **cert, STACK_OF(X509) * *ca)
{
	struct contents c = {.password = span_str(password != NULL ? password : ""), .want_key = key != NULL};
	X509 *own = NULL;
	if (key != NULL) {
		*key = NULL;
	}
	if (cert != NULL) {
		*cert = NULL;
	}
	if (p12 == NULL) {
		ERR_raise(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_PKCS12_POINTER);
		return 0;
	}
	bool ok = right(p12, password) && open_all(&c, p12);
	if (ok && c.key != NULL && cert != NULL) {
		own = own_cert(c.certs, c.key);
	}
	if (ok && ca != NULL && !move_all(ca, c.certs)) {
		ERR_raise(ERR_LIB_PKCS12, ERR_R_MALLOC_FAILURE);
		ok = false;
	}
	sk_X509_pop_free(c.certs, X509_free);
	if (ok && key != NULL) {
		*key = c.key;
	} else {
		EVP_PKEY_free(c.key);
	}
	if (ok && cert != NULL) {
		*cert = own;
	} else {
		X509_free(own);
	}
	return ok;
}
