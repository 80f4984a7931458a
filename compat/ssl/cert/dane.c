/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_dane_enable(3): switching DANE on, taking TLSA records, and telling which of them matched. */
#include "compat/ssl/cert/dane.h"

#include <openssl/x509.h>

#include "compat/ssl/core/local.h"

/* ---- SSL_CTX: matching types --------------------------------------------------------------------------------------
 */

int SSL_CTX_dane_enable(SSL_CTX *ctx)
{
	struct dane_types *t = &ctx->dane;
	if (!t->enabled) {
		/* RFC 6698 §2.1.3, and RFC 7671 §9: the longer digest is the stronger one. */
		t->enabled = true;
		t->hash[1] = HASH_SHA256;
		t->ordinal[1] = 1;
		t->hash[2] = HASH_SHA512;
		t->ordinal[2] = 2;
	}
	return 1;
}

static enum hash_id hash_of(const EVP_MD *md)
{
	return EVP_MD_is_a(md, "SHA2-256")   ? HASH_SHA256
	       : EVP_MD_is_a(md, "SHA2-384") ? HASH_SHA384
	       : EVP_MD_is_a(md, "SHA2-512") ? HASH_SHA512
					     : HASH_NONE;
}

/* Digests beside SHA-2 are refused: none is registered for TLSA records (RFC 7218 §2.3). */
int SSL_CTX_dane_mtype_set(SSL_CTX *ctx, const EVP_MD *md, uint8_t mtype, uint8_t ord)
{
	struct dane_types *t = &ctx->dane;
	if (mtype == DANE_FULL) {
		if (md != NULL) {
			SSL_ERR(SSL_R_DANE_CANNOT_OVERRIDE_MTYPE_FULL);
			return 0;
		}
		return 1;
	}
	enum hash_id hash = md != NULL ? hash_of(md) : HASH_NONE;
	if (md != NULL && hash == HASH_NONE) {
		SSL_ERR(ERR_R_UNSUPPORTED);
		return 0;
	}
	t->enabled = true;
	t->hash[mtype] = (uint8_t)hash;
	t->ordinal[mtype] = md != NULL ? ord : 0;
	return 1;
}

static unsigned long set_flags(struct verify_settings *v, unsigned long set, unsigned long clear)
{
	unsigned long old = v->dane_flags;
	v->dane_flags = (old | set) & ~clear;
	return old;
}

unsigned long SSL_CTX_dane_set_flags(SSL_CTX *ctx, unsigned long flags)
{
	return set_flags(&ctx->set.verify, flags, 0);
}

unsigned long SSL_CTX_dane_clear_flags(SSL_CTX *ctx, unsigned long flags)
{
	return set_flags(&ctx->set.verify, 0, flags);
}

unsigned long SSL_dane_set_flags(SSL *s, unsigned long flags)
{
	return set_flags(&s->set.verify, flags, 0);
}

unsigned long SSL_dane_clear_flags(SSL *s, unsigned long flags)
{
	return set_flags(&s->set.verify, 0, flags);
}

/* ---- SSL: records --------------------------------------------------------------------------------------------------
 */

static SSL_DANE *dane_of(SSL *s)
{
	if (s->dane == NULL) {
		s->dane = OPENSSL_zalloc(sizeof(*s->dane));
	}
	return s->dane;
}

bool dane_active(const SSL *s)
{
	return s->dane != NULL && s->dane->set != NULL && dane_at(s->dane->set, 0) != NULL;
}

void dane_forget(SSL *s)
{
	if (s->dane != NULL) {
		X509_free(s->dane->cert);
		EVP_PKEY_free(s->dane->key);
		s->dane->record = NULL;
		s->dane->cert = NULL;
		s->dane->key = NULL;
	}
}

void dane_end(SSL *s)
{
	if (s->dane != NULL) {
		dane_forget(s);
		dane_free(s->dane->set);
		OPENSSL_free(s->dane);
		s->dane = NULL;
	}
}

int SSL_dane_enable(SSL *s, const char *basedomain)
{
	if (!s->ctx->dane.enabled) {
		SSL_ERR(SSL_R_CONTEXT_NOT_DANE_ENABLED);
		return 0;
	}
	if (s->dane != NULL && s->dane->set != NULL) {
		SSL_ERR(SSL_R_DANE_ALREADY_ENABLED);
		return 0;
	}
	/* The name is also the one to send and the one to check. Sending comes first: it refuses empty names. */
	bool named = s->server_name != NULL || SSL_set_tlsext_host_name(s, basedomain);
	if (!named || !X509_VERIFY_PARAM_set1_host(s->set.verify.param, basedomain, 0)) {
		SSL_ERR(SSL_R_ERROR_SETTING_TLSA_BASE_DOMAIN);
		return -1;
	}
	if (dane_of(s) == NULL || (s->dane->set = dane_new()) == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return -1;
	}
	return 1;
}

/* One record, with OpenSSL's return values. */
static int add(SSL *s, const struct dane_record *r)
{
	int reason;
	switch (dane_add(s->dane->set, r)) {
	case DANE_OK:
		return 1;
	case DANE_E_ALLOC:
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return -1;
	case DANE_E_USAGE:
		reason = SSL_R_DANE_TLSA_BAD_CERTIFICATE_USAGE;
		break;
	case DANE_E_SELECTOR:
		reason = SSL_R_DANE_TLSA_BAD_SELECTOR;
		break;
	case DANE_E_DIGEST_LENGTH:
		reason = SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH;
		break;
	case DANE_E_CERTIFICATE:
		reason = SSL_R_DANE_TLSA_BAD_CERTIFICATE;
		break;
	case DANE_E_PUBLIC_KEY:
		reason = SSL_R_DANE_TLSA_BAD_PUBLIC_KEY;
		break;
	default:
		reason = ERR_R_INTERNAL_ERROR;
		break;
	}
	SSL_ERR(reason);
	return 0;
}

int SSL_dane_tlsa_add(SSL *s, uint8_t usage, uint8_t selector, uint8_t mtype, const unsigned char *data, size_t dlen)
{
	const struct dane_types *t = &s->ctx->dane;
	if (s->dane == NULL || s->dane->set == NULL) {
		SSL_ERR(SSL_R_DANE_NOT_ENABLED);
		return -1;
	}
	int reason = dlen > INT_MAX                                           ? SSL_R_DANE_TLSA_BAD_DATA_LENGTH
		     : usage > DANE_DANE_EE                                   ? SSL_R_DANE_TLSA_BAD_CERTIFICATE_USAGE
		     : selector > DANE_SPKI                                   ? SSL_R_DANE_TLSA_BAD_SELECTOR
		     : mtype != DANE_FULL && t->hash[mtype] == HASH_NONE      ? SSL_R_DANE_TLSA_BAD_MATCHING_TYPE
		     : mtype != DANE_FULL && dlen != hash_len(t->hash[mtype]) ? SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH
		     : data == NULL                                           ? SSL_R_DANE_TLSA_NULL_DATA
									      : 0;
	if (reason != 0) {
		SSL_ERR(reason);
		return 0;
	}
	const struct dane_record r = {.usage = usage,
				      .selector = selector,
				      .mtype = mtype,
				      .ordinal = t->ordinal[mtype],
				      .hash = (enum hash_id)t->hash[mtype],
				      .data = span_of(data, dlen)};
	return add(s, &r);
}

int dane_copy(SSL *to, const SSL *from)
{
	if (from->dane == NULL || from->dane->set == NULL) {
		return 1;
	}
	if (dane_of(to) == NULL || (to->dane->set = dane_new()) == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	size_t n = 0;
	while (dane_at(from->dane->set, n) != NULL) {
		n++;
	}
	/* The newest of equal records is tried first, so the last to be tried is the first to be copied. */
	while (n-- > 0) {
		if (add(to, dane_at(from->dane->set, n)) != 1) {
			return 0;
		}
	}
	return 1;
}

/* ---- what matched --------------------------------------------------------------------------------------------------
 */

SSL_DANE *SSL_get0_dane(SSL *s)
{
	return dane_of(s);
}

/* has_match: there is a verdict, it is good, and DANE had part in it. */
static bool has_match(const SSL *s)
{
	return dane_active(s) && s->vstate.result == X509_V_OK && s->dane->record != NULL;
}

int SSL_get0_dane_authority(SSL *s, X509 **mcert, EVP_PKEY **mspki)
{
	if (!has_match(s)) {
		return -1;
	}
	if (mcert != NULL) {
		*mcert = s->dane->cert;
	}
	if (mspki != NULL) {
		const unsigned char *p = s->dane->record->data.p;
		if (s->dane->cert == NULL && s->dane->key == NULL) {
			s->dane->key = d2i_PUBKEY(NULL, &p, (long)s->dane->record->data.len);
		}
		*mspki = s->dane->key;
	}
	return s->dane->depth;
}

int SSL_get0_dane_tlsa(SSL *s, uint8_t *usage, uint8_t *selector, uint8_t *mtype, const unsigned char **data,
		       size_t *dlen)
{
	if (!has_match(s)) {
		return -1;
	}
	const struct dane_record *r = s->dane->record;
	if (usage != NULL) {
		*usage = r->usage;
	}
	if (selector != NULL) {
		*selector = r->selector;
	}
	if (mtype != NULL) {
		*mtype = r->mtype;
	}
	if (data != NULL) {
		*data = r->data.p;
	}
	if (dlen != NULL) {
		*dlen = r->data.len;
	}
	return s->dane->depth;
}
