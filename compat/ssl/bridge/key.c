/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * EVP_PKEY to the engine. A key whose numbers can be had is handed over once and from then on signs without libcrypto;
 * one that stays in a token, a provider or a method of the program's signs by EVP_DigestSign whenever the engine asks.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"

/* ---- identities -------------------------------------------------------------------------------------------------- */

/* export_key goes through PKCS#8, the one form that names the algorithm, RSASSA-PSS with its parameters too. */
static enum tls_err export_key(struct privkey **out, EVP_PKEY *pkey)
{
	enum tls_err e = TLS_E_KEY_UNSUPPORTED;
	unsigned char *der = NULL;
	int len = 0;
	ERR_set_mark();
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
	if (info != NULL) {
		len = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
	}
	if (len > 0) {
		e = privkey_decode(out, span_of(der, (size_t)len));
		OPENSSL_cleanse(der, (size_t)len);
	}
	OPENSSL_free(der);
	PKCS8_PRIV_KEY_INFO_free(info);
	ERR_pop_to_mark();
	return e;
}

struct der_chain {
	unsigned char **der; /* n allocations of libcrypto's */
	struct span *span;
	size_t n;
};

static void der_chain_free(struct der_chain *c)
{
	for (size_t i = 0; i < c->n; i++) {
		OPENSSL_free(c->der[i]);
	}
	OPENSSL_free(c->der);
	OPENSSL_free(c->span);
}

static enum tls_err der_chain_make(struct der_chain *c, X509 *leaf, STACK_OF(X509) * issuers)
{
	size_t n = 1 + (issuers != NULL ? (size_t)sk_X509_num(issuers) : 0);
	c->der = OPENSSL_zalloc(n * sizeof *c->der);
	c->span = OPENSSL_zalloc(n * sizeof *c->span);
	if (c->der == NULL || c->span == NULL) {
		return TLS_E_ALLOC;
	}
	for (; c->n < n; c->n++) {
		int len = i2d_X509(c->n == 0 ? leaf : sk_X509_value(issuers, (int)c->n - 1), &c->der[c->n]);
		if (len <= 0) {
			return TLS_E_ALLOC; /* it has been read, so it can be written where there is memory */
		}
		c->span[c->n] = span_of(c->der[c->n], (size_t)len);
	}
	return TLS_OK;
}

static void free_external(void *external)
{
	EVP_PKEY_free(external);
}

/* keep_external: a key that signs by itself lives as long as the identity does. */
static void keep_external(struct tls_identity *id, const struct privkey *key, EVP_PKEY *pkey)
{
	if (key == NULL) {
		EVP_PKEY_up_ref(pkey);
		tls_identity_on_free(id, free_external);
	}
}

enum tls_err bridge_raw_identity(struct tls_identity **out, EVP_PKEY *pkey)
{
	struct privkey *key = NULL;
	unsigned char *spki = NULL;
	int len = i2d_PUBKEY(pkey, &spki);
	enum tls_err e = len > 0 ? export_key(&key, pkey) : TLS_E_KEY_UNSUPPORTED;
	if (len > 0 && e != TLS_E_ALLOC) {
		e = tls_identity_new_raw(out, span_of(spki, (size_t)len), key, key == NULL ? pkey : NULL);
		if (e == TLS_OK) {
			keep_external(*out, key, pkey);
		} else {
			privkey_free(key);
		}
	}
	OPENSSL_free(spki);
	return e;
}

enum tls_err bridge_identity(struct tls_identity **out, X509 *leaf, STACK_OF(X509) * issuers, EVP_PKEY *pkey)
{
	struct der_chain chain = {0};
	struct privkey *key = NULL;
	enum tls_err e = der_chain_make(&chain, leaf, issuers);
	if (e == TLS_OK && (e = export_key(&key, pkey)) != TLS_E_ALLOC) {
		e = tls_identity_new(out, chain.span, chain.n, key, key == NULL ? pkey : NULL);
		if (e == TLS_OK) {
			keep_external(*out, key, pkey);
		} else {
			privkey_free(key);
		}
	}
	der_chain_free(&chain);
	return e;
}

X509 *bridge_x509(struct span der)
{
	const unsigned char *p = der.p;
	X509 *x = der.len <= LONG_MAX ? d2i_X509(NULL, &p, (long)der.len) : NULL;
	if (x != NULL && p != der.p + der.len) {
		X509_free(x);
		return NULL;
	}
	return x;
}

struct cert *bridge_cert(X509 *x)
{
	struct cert *c = NULL;
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);
	if (len > 0 && cert_parse(&c, span_of(der, (size_t)len)) != TLS_OK) {
		c = NULL;
	}
	OPENSSL_free(der);
	return c;
}

/* ---- signing by EVP ---------------------------------------------------------------------------------------------- */

static const char *digest_name(enum hash_id hash)
{
	switch (hash) {
	case HASH_SHA256:
		return "SHA2-256";
	case HASH_SHA384:
		return "SHA2-384";
	case HASH_SHA512:
		return "SHA2-512";
	default:
		return NULL; /* Ed25519 hashes by itself */
	}
}

static bool sign_init(SSL *s, EVP_MD_CTX *md, EVP_PKEY *pkey, const struct sig_alg *alg)
{
	EVP_PKEY_CTX *pc = NULL;
	if (EVP_DigestSignInit_ex(md, &pc, digest_name(alg->hash), s->ctx->libctx, s->ctx->propq, pkey, NULL) <= 0) {
		return false;
	}
	return alg->family != SIG_RSA_PSS || (EVP_PKEY_CTX_set_rsa_padding(pc, RSA_PKCS1_PSS_PADDING) > 0 &&
					      EVP_PKEY_CTX_set_rsa_pss_saltlen(pc, RSA_PSS_SALTLEN_DIGEST) > 0);
}

/* sign_whole: Ed25519 takes its message in one piece. */
static bool sign_whole(EVP_MD_CTX *md, const struct span *parts, size_t n_parts, uint8_t *out, size_t *out_len)
{
	struct buffer whole = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < n_parts; i++) {
		ok = buf_append(&whole, parts[i]);
	}
	ok = ok && EVP_DigestSign(md, out, out_len, buf_head(&whole), buf_len(&whole)) > 0;
	buf_free(&whole);
	return ok;
}

static bool sign_parts(EVP_MD_CTX *md, const struct span *parts, size_t n_parts, uint8_t *out, size_t *out_len)
{
	for (size_t i = 0; i < n_parts; i++) {
		if (EVP_DigestSignUpdate(md, parts[i].p, parts[i].len) <= 0) {
			return false;
		}
	}
	return EVP_DigestSignFinal(md, out, out_len) > 0;
}

enum tls_hook_answer bridge_sign(void *owner, struct tls_conn *c, const struct tls_identity *id,
				 const struct sig_scheme_info *scheme, const struct span *parts, size_t n_parts,
				 uint8_t *out, size_t *out_len, struct tls_hook_fault *fault)
{
	(void)c;
	SSL *s = owner;
	EVP_PKEY *pkey = tls_identity_external(id);
	*out_len = SIG_MAX_LEN;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = md != NULL && sign_init(s, md, pkey, &scheme->alg) &&
		  (scheme->alg.family == SIG_ED25519 ? sign_whole : sign_parts)(md, parts, n_parts, out, out_len);
	EVP_MD_CTX_free(md);
	if (!ok) {
		SSL_ERR(ERR_R_EVP_LIB);
		fault->err = TLS_E_SIGN_FAILED;
		return HOOK_FAIL;
	}
	return HOOK_DONE;
}
