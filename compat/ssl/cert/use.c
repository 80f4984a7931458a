/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_CTX_use_certificate, SSL_use_PrivateKey and their family: certificates and keys from objects, bytes and files.
 * Each comes twice, for an SSL_CTX and for an SSL; the pairs meet in functions that take both, one of them NULL.
 */
/* The family takes RSA objects too, a form that OpenSSL 3 deprecates but programs still use. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "compat/ssl/cert/certs.h"
#include "compat/ssl/core/local.h"

static SSL_CTX *ctx_of(SSL_CTX *ctx, SSL *s)
{
	return s != NULL ? s->ctx : ctx;
}

static struct cert_settings *settings_of(SSL_CTX *ctx, SSL *s)
{
	return s != NULL ? &s->set.certs : &ctx->set.certs;
}

/* open_file returns NULL with an error queued. */
static BIO *open_file(const char *file)
{
	BIO *in = BIO_new(BIO_s_file());
	if (in == NULL) {
		SSL_ERR(ERR_R_BUF_LIB);
		return NULL;
	}
	if (BIO_read_filename(in, file) <= 0) {
		SSL_ERR(ERR_R_SYS_LIB);
		BIO_free(in);
		return NULL;
	}
	return in;
}

/* ---- certificates ------------------------------------------------------------------------------------------------ */

static int use_certificate(SSL_CTX *ctx, SSL *s, X509 *x)
{
	if (x == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	int reason = certs_security_check(ctx_of(ctx, s), s, x, true);
	if (reason != 1) {
		SSL_ERR(reason);
		return 0;
	}
	return certs_set_cert(ctx_of(ctx, s), s, x);
}

int SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *x)
{
	return use_certificate(ctx, NULL, x);
}

int SSL_use_certificate(SSL *ssl, X509 *x)
{
	return use_certificate(NULL, ssl, x);
}

static int use_certificate_der(SSL_CTX *ctx, SSL *s, const unsigned char *d, int len)
{
	X509 *x = X509_new_ex(ctx_of(ctx, s)->libctx, ctx_of(ctx, s)->propq);
	if (x == NULL || d2i_X509(&x, &d, len) == NULL) {
		X509_free(x);
		SSL_ERR(ERR_R_ASN1_LIB);
		return 0;
	}
	int ret = use_certificate(ctx, s, x);
	X509_free(x);
	return ret;
}

int SSL_CTX_use_certificate_ASN1(SSL_CTX *ctx, int len, const unsigned char *d)
{
	return use_certificate_der(ctx, NULL, d, len);
}

int SSL_use_certificate_ASN1(SSL *ssl, const unsigned char *d, int len)
{
	return use_certificate_der(NULL, ssl, d, len);
}

static int use_certificate_file(SSL_CTX *ctx, SSL *s, const char *file, int type)
{
	int ret = 0;
	struct cert_settings *c = settings_of(ctx, s);
	X509 *x = NULL;
	BIO *in = open_file(file);
	if (in == NULL) {
		return 0;
	}
	if (type != SSL_FILETYPE_PEM && type != SSL_FILETYPE_ASN1) {
		SSL_ERR(SSL_R_BAD_SSL_FILETYPE);
		goto out;
	}
	x = X509_new_ex(ctx_of(ctx, s)->libctx, ctx_of(ctx, s)->propq);
	if (x == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		goto out;
	}
	bool read = type == SSL_FILETYPE_PEM ? PEM_read_bio_X509(in, &x, c->passwd_cb, c->passwd_data) != NULL
					     : d2i_X509_bio(in, &x) != NULL;
	if (!read) {
		SSL_ERR(type == SSL_FILETYPE_PEM ? ERR_R_PEM_LIB : ERR_R_ASN1_LIB);
		goto out;
	}
	ret = use_certificate(ctx, s, x);
out:
	X509_free(x);
	BIO_free(in);
	return ret;
}

int SSL_CTX_use_certificate_file(SSL_CTX *ctx, const char *file, int type)
{
	return use_certificate_file(ctx, NULL, file, type);
}

int SSL_use_certificate_file(SSL *ssl, const char *file, int type)
{
	return use_certificate_file(NULL, ssl, file, type);
}

/* read_issuers takes all further certificates of in as the chain of the current slot. The end of the file is no error.
 */
static int read_issuers(SSL_CTX *ctx, SSL *s, BIO *in)
{
	struct cert_settings *c = settings_of(ctx, s);
	SSL_CTX *of = ctx_of(ctx, s);
	if (certs_ctrl(of, s, SSL_CTRL_CHAIN, 0, NULL) == 0) {
		return 0;
	}
	for (;;) {
		X509 *x = X509_new_ex(of->libctx, of->propq);
		if (x == NULL) {
			SSL_ERR(ERR_R_MALLOC_FAILURE);
			return 0;
		}
		if (PEM_read_bio_X509(in, &x, c->passwd_cb, c->passwd_data) == NULL) {
			X509_free(x);
			break;
		}
		if (certs_ctrl(of, s, SSL_CTRL_CHAIN_CERT, 0, x) == 0) {
			X509_free(x);
			return 0;
		}
	}
	unsigned long err = ERR_peek_last_error();
	if (ERR_GET_LIB(err) != ERR_LIB_PEM || ERR_GET_REASON(err) != PEM_R_NO_START_LINE) {
		return 0;
	}
	ERR_clear_error();
	return 1;
}

static int use_certificate_chain_file(SSL_CTX *ctx, SSL *s, const char *file)
{
	int ret = 0;
	struct cert_settings *c = settings_of(ctx, s);
	X509 *x = NULL;
	ERR_clear_error();
	BIO *in = open_file(file);
	if (in == NULL) {
		return 0;
	}
	x = X509_new_ex(ctx_of(ctx, s)->libctx, ctx_of(ctx, s)->propq);
	if (x == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		goto out;
	}
	if (PEM_read_bio_X509_AUX(in, &x, c->passwd_cb, c->passwd_data) == NULL) {
		SSL_ERR(ERR_R_PEM_LIB);
		goto out;
	}
	ret = use_certificate(ctx, s, x) && ERR_peek_error() == 0 && read_issuers(ctx, s, in);
out:
	X509_free(x);
	BIO_free(in);
	return ret;
}

int SSL_CTX_use_certificate_chain_file(SSL_CTX *ctx, const char *file)
{
	return use_certificate_chain_file(ctx, NULL, file);
}

int SSL_use_certificate_chain_file(SSL *ssl, const char *file)
{
	return use_certificate_chain_file(NULL, ssl, file);
}

/* ---- private keys ------------------------------------------------------------------------------------------------ */

static int use_key(SSL_CTX *ctx, SSL *s, EVP_PKEY *pkey)
{
	if (pkey == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	return certs_set_key(ctx_of(ctx, s), s, pkey);
}

int SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *pkey)
{
	return use_key(ctx, NULL, pkey);
}

int SSL_use_PrivateKey(SSL *ssl, EVP_PKEY *pkey)
{
	return use_key(NULL, ssl, pkey);
}

/* rsa_only: the caller asked for an RSA key by the name of the function. */
static int use_key_file(SSL_CTX *ctx, SSL *s, const char *file, int type, bool rsa_only)
{
	int ret = 0;
	struct cert_settings *c = settings_of(ctx, s);
	SSL_CTX *of = ctx_of(ctx, s);
	EVP_PKEY *pkey = NULL;
	BIO *in = open_file(file);
	if (in == NULL) {
		return 0;
	}
	if (type == SSL_FILETYPE_PEM) {
		pkey = PEM_read_bio_PrivateKey_ex(in, NULL, c->passwd_cb, c->passwd_data, of->libctx, of->propq);
	} else if (type == SSL_FILETYPE_ASN1) {
		pkey = d2i_PrivateKey_ex_bio(in, NULL, of->libctx, of->propq);
	} else {
		SSL_ERR(SSL_R_BAD_SSL_FILETYPE);
		goto out;
	}
	if (pkey == NULL || (rsa_only && !EVP_PKEY_is_a(pkey, "RSA"))) {
		SSL_ERR(type == SSL_FILETYPE_PEM ? ERR_R_PEM_LIB : ERR_R_ASN1_LIB);
		goto out;
	}
	ret = use_key(ctx, s, pkey);
out:
	EVP_PKEY_free(pkey);
	BIO_free(in);
	return ret;
}

int SSL_CTX_use_PrivateKey_file(SSL_CTX *ctx, const char *file, int type)
{
	return use_key_file(ctx, NULL, file, type, false);
}

int SSL_use_PrivateKey_file(SSL *ssl, const char *file, int type)
{
	return use_key_file(NULL, ssl, file, type, false);
}

int SSL_CTX_use_RSAPrivateKey_file(SSL_CTX *ctx, const char *file, int type)
{
	return use_key_file(ctx, NULL, file, type, true);
}

int SSL_use_RSAPrivateKey_file(SSL *ssl, const char *file, int type)
{
	return use_key_file(NULL, ssl, file, type, true);
}

static int use_key_der(SSL_CTX *ctx, SSL *s, int pk, const unsigned char *d, long len)
{
	SSL_CTX *of = ctx_of(ctx, s);
	EVP_PKEY *pkey = d2i_PrivateKey_ex(pk, NULL, &d, len, of->libctx, of->propq);
	if (pkey == NULL) {
		SSL_ERR(ERR_R_ASN1_LIB);
		return 0;
	}
	int ret = use_key(ctx, s, pkey);
	EVP_PKEY_free(pkey);
	return ret;
}

int SSL_CTX_use_PrivateKey_ASN1(int pk, SSL_CTX *ctx, const unsigned char *d, long len)
{
	return use_key_der(ctx, NULL, pk, d, len);
}

int SSL_use_PrivateKey_ASN1(int pk, SSL *ssl, const unsigned char *d, long len)
{
	return use_key_der(NULL, ssl, pk, d, len);
}

int SSL_CTX_use_RSAPrivateKey_ASN1(SSL_CTX *ctx, const unsigned char *d, long len)
{
	return use_key_der(ctx, NULL, EVP_PKEY_RSA, d, len);
}

int SSL_use_RSAPrivateKey_ASN1(SSL *ssl, const unsigned char *d, long len)
{
	return use_key_der(NULL, ssl, EVP_PKEY_RSA, d, len);
}

static int use_rsa(SSL_CTX *ctx, SSL *s, RSA *rsa)
{
	if (rsa == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	EVP_PKEY *pkey = EVP_PKEY_new();
	if (pkey == NULL || EVP_PKEY_set1_RSA(pkey, rsa) <= 0) {
		SSL_ERR(ERR_R_EVP_LIB);
		EVP_PKEY_free(pkey);
		return 0;
	}
	int ret = use_key(ctx, s, pkey);
	EVP_PKEY_free(pkey);
	return ret;
}

int SSL_CTX_use_RSAPrivateKey(SSL_CTX *ctx, RSA *rsa)
{
	return use_rsa(ctx, NULL, rsa);
}

int SSL_use_RSAPrivateKey(SSL *ssl, RSA *rsa)
{
	return use_rsa(NULL, ssl, rsa);
}

/* ---- both together ----------------------------------------------------------------------------------------------- */

/* same_key: the private key belongs to the certificate; parameters that one of them lacks are taken from the other. */
static bool same_key(EVP_PKEY *pub, EVP_PKEY *pkey)
{
	if (EVP_PKEY_missing_parameters(pkey)) {
		if (EVP_PKEY_missing_parameters(pub)) {
			SSL_ERR(SSL_R_MISSING_PARAMETERS);
			return false;
		}
		EVP_PKEY_copy_parameters(pkey, pub);
	} else if (EVP_PKEY_missing_parameters(pub)) {
		EVP_PKEY_copy_parameters(pub, pkey);
	}
	if (EVP_PKEY_eq(pub, pkey) != 1) {
		SSL_ERR(SSL_R_PRIVATE_KEY_MISMATCH);
		return false;
	}
	return true;
}

static int use_cert_and_key(SSL_CTX *ctx, SSL *s, X509 *x, EVP_PKEY *pkey, STACK_OF(X509) * chain, int override)
{
	SSL_CTX *of = ctx_of(ctx, s);
	/* OpenSSL calls a certificate that is not there too weak. */
	int reason = x != NULL ? certs_security_check(of, s, x, true) : SSL_R_EE_KEY_TOO_SMALL;
	if (reason != 1) {
		SSL_ERR(reason);
		return 0;
	}
	if (!certs_check_chain(of, s, chain)) {
		return 0;
	}
	EVP_PKEY *pub = X509_get0_pubkey(x);
	if (pub == NULL) {
		SSL_ERR(SSL_R_X509_LIB);
		return 0;
	}
	if (pkey == NULL) {
		pkey = pub;
	} else if (!same_key(pub, pkey)) {
		return 0;
	}
	enum cert_slot_id id = certs_slot_of(pub);
	if (id == SLOT_COUNT) {
		SSL_ERR(SSL_R_UNKNOWN_CERTIFICATE_TYPE);
		return 0;
	}
	struct cert_slot *old = &certs_of(of, s)->slot[id];
	if (!override && (old->x509 != NULL || old->pkey != NULL || old->chain != NULL)) {
		SSL_ERR(SSL_R_NOT_REPLACING_CERTIFICATE);
		return 0;
	}
	STACK_OF(X509) *own_chain = chain != NULL ? X509_chain_up_ref(chain) : NULL;
	struct cert_set *set = certs_writable(of, s);
	if (set == NULL || (chain != NULL && own_chain == NULL)) {
		sk_X509_pop_free(own_chain, X509_free);
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	X509_up_ref(x);
	EVP_PKEY_up_ref(pkey);
	struct cert_slot *slot = &set->slot[id];
	X509_free(slot->x509);
	EVP_PKEY_free(slot->pkey);
	sk_X509_pop_free(slot->chain, X509_free);
	slot->x509 = x;
	slot->pkey = pkey;
	slot->chain = own_chain;
	set->current = id;
	certs_changed(of, s, slot);
	return 1;
}

int SSL_CTX_use_cert_and_key(SSL_CTX *ctx, X509 *x509, EVP_PKEY *privatekey, STACK_OF(X509) * chain, int override)
{
	return use_cert_and_key(ctx, NULL, x509, privatekey, chain, override);
}

int SSL_use_cert_and_key(SSL *ssl, X509 *x509, EVP_PKEY *privatekey, STACK_OF(X509) * chain, int override)
{
	return use_cert_and_key(NULL, ssl, x509, privatekey, chain, override);
}

static int check_private_key(SSL_CTX *ctx, SSL *s)
{
	struct cert_set *set = certs_of(ctx, s);
	const struct cert_slot *slot = &set->slot[set->current];
	if (slot->x509 == NULL) {
		SSL_ERR(SSL_R_NO_CERTIFICATE_ASSIGNED);
		return 0;
	}
	if (slot->pkey == NULL) {
		SSL_ERR(SSL_R_NO_PRIVATE_KEY_ASSIGNED);
		return 0;
	}
	return X509_check_private_key(slot->x509, slot->pkey);
}

int SSL_CTX_check_private_key(const SSL_CTX *ctx)
{
	if (ctx == NULL) {
		SSL_ERR(SSL_R_NO_CERTIFICATE_ASSIGNED);
		return 0;
	}
	return check_private_key((SSL_CTX *)ctx, NULL);
}

int SSL_check_private_key(const SSL *ssl)
{
	if (ssl == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	return check_private_key(ssl->ctx, (SSL *)ssl);
}

/* ---- what is set ------------------------------------------------------------------------------------------------- */

X509 *SSL_CTX_get0_certificate(const SSL_CTX *ctx)
{
	const struct cert_set *set = ctx->set.certs.set;
	return set->slot[set->current].x509;
}

EVP_PKEY *SSL_CTX_get0_privatekey(const SSL_CTX *ctx)
{
	const struct cert_set *set = ctx->set.certs.set;
	return set->slot[set->current].pkey;
}

X509 *SSL_get_certificate(const SSL *ssl)
{
	return certs_slot_in_use(ssl)->x509;
}

EVP_PKEY *SSL_get_privatekey(const SSL *ssl)
{
	return certs_slot_in_use(ssl)->pkey;
}

void SSL_certs_clear(SSL *ssl)
{
	certs_clear(ssl->ctx, ssl);
}

/* ---- passwords --------------------------------------------------------------------------------------------------- */

void SSL_CTX_set_default_passwd_cb(SSL_CTX *ctx, pem_password_cb *cb)
{
	ctx->set.certs.passwd_cb = cb;
}

void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX *ctx, void *u)
{
	ctx->set.certs.passwd_data = u;
}

pem_password_cb *SSL_CTX_get_default_passwd_cb(SSL_CTX *ctx)
{
	return ctx->set.certs.passwd_cb;
}

void *SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX *ctx)
{
	return ctx->set.certs.passwd_data;
}

void SSL_set_default_passwd_cb(SSL *s, pem_password_cb *cb)
{
	s->set.certs.passwd_cb = cb;
}

void SSL_set_default_passwd_cb_userdata(SSL *s, void *u)
{
	s->set.certs.passwd_data = u;
}

pem_password_cb *SSL_get_default_passwd_cb(SSL *s)
{
	return s->set.certs.passwd_cb;
}

void *SSL_get_default_passwd_cb_userdata(SSL *s)
{
	return s->set.certs.passwd_data;
}
