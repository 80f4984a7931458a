/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * TLSA records and their matching (dane.h). Records are kept in the order in which they are tried: the usages that need
 * the least else first, keys before certificates, stronger digests before weaker, and whole data last.
 */
#include "pki/dane.h"

#include "base/alloc.h"

/* Signatures checked with the keys of records, however many records there are. */
#define KEY_TRIES_MAX 32

struct dane {
	struct dane_record *records;
	size_t n;
};

static unsigned bit(unsigned usage)
{
	return 1u << usage;
}

static const unsigned EE = 1u << DANE_PKIX_EE | 1u << DANE_DANE_EE;
static const unsigned TA = 1u << DANE_PKIX_TA | 1u << DANE_DANE_TA;
static const unsigned PKIX = 1u << DANE_PKIX_TA | 1u << DANE_PKIX_EE;

/* ---- the set ------------------------------------------------------------------------------------------------------
 */

struct dane *dane_new(void)
{
	return tls_calloc(1, sizeof(struct dane));
}

static void record_clear(struct dane_record *r)
{
	cert_free(r->cert);
	pubkey_free(r->key);
	tls_free((void *)(uintptr_t)r->data.p);
	*r = (struct dane_record){0};
}

void dane_free(struct dane *d)
{
	if (d != NULL) {
		for (size_t i = 0; i < d->n; i++) {
			record_clear(&d->records[i]);
		}
		tls_free(d->records);
		tls_free(d);
	}
}

/* full_decode checks whole data, and keeps what the record can give to a chain. */
static enum dane_err full_decode(struct dane_record *r)
{
	if (r->selector == DANE_CERT) {
		struct cert *c;
		enum tls_err e = cert_parse(&c, r->data);
		if (e != TLS_OK || cert_pubkey(c) == NULL) {
			cert_free(c);
			return e == TLS_E_ALLOC ? DANE_E_ALLOC : DANE_E_CERTIFICATE;
		}
		if ((bit(r->usage) & TA) != 0) {
			r->cert = c;
		} else {
			cert_free(c);
		}
		return DANE_OK;
	}
	struct pubkey *key;
	enum tls_err e = spki_decode(&key, r->data);
	if (e != TLS_OK) {
		return e == TLS_E_ALLOC ? DANE_E_ALLOC : DANE_E_PUBLIC_KEY;
	}
	if (r->usage == DANE_DANE_TA) {
		r->key = key;
	} else {
		pubkey_free(key);
	}
	return DANE_OK;
}

/* tried_before: a comes before b. */
static bool tried_before(const struct dane_record *a, const struct dane_record *b)
{
	if (a->usage != b->usage) {
		return a->usage > b->usage;
	}
	return a->selector != b->selector ? a->selector > b->selector : a->ordinal > b->ordinal;
}

static bool insert(struct dane *d, const struct dane_record *r)
{
	struct dane_record *more = tls_regrow(d->records, d->n + 1, sizeof *more);
	if (more == NULL) {
		return false;
	}
	d->records = more;
	size_t at = 0;
	while (at < d->n && tried_before(&more[at], r)) {
		at++;
	}
	memmove(more + at + 1, more + at, (d->n - at) * sizeof *more);
	more[at] = *r;
	d->n++;
	return true;
}

enum dane_err dane_add(struct dane *d, const struct dane_record *r)
{
	if (r->usage > DANE_DANE_EE) {
		return DANE_E_USAGE;
	}
	if (r->selector > DANE_SPKI) {
		return DANE_E_SELECTOR;
	}
	if (r->mtype != DANE_FULL && (r->hash == HASH_NONE || r->data.len != hash_len(r->hash))) {
		return DANE_E_DIGEST_LENGTH;
	}
	struct dane_record own = {r->usage, r->selector, r->mtype, r->ordinal, r->hash, {NULL, 0}, NULL, NULL};
	uint8_t *copy = tls_dup(r->data.p, r->data.len);
	if (copy == NULL) {
		return DANE_E_ALLOC;
	}
	own.data = span_of(copy, r->data.len);
	enum dane_err e = own.mtype == DANE_FULL ? full_decode(&own) : DANE_OK;
	if (e == DANE_OK && !insert(d, &own)) {
		e = DANE_E_ALLOC;
	}
	if (e != DANE_OK) {
		record_clear(&own);
	}
	return e;
}

const struct dane_record *dane_at(const struct dane *d, size_t i)
{
	return i < d->n ? &d->records[i] : NULL;
}

static bool has_usage(const struct dane *d, unsigned usages)
{
	for (size_t i = 0; i < d->n; i++) {
		if ((bit(d->records[i].usage) & usages) != 0) {
			return true;
		}
	}
	return false;
}

bool dane_has_ta(const struct dane *d)
{
	return has_usage(d, TA);
}

bool dane_has_pkix(const struct dane *d)
{
	return has_usage(d, PKIX);
}

/* ---- matching -----------------------------------------------------------------------------------------------------
 */

void dane_run_end(struct dane_run *r)
{
	cert_free(r->match.cert);
	*r = (struct dane_run){0};
}

/* c is NULL for a key without a certificate. */
static bool record_is(const struct dane_record *r, const struct cert *c, struct span spki)
{
	struct span whole = r->selector == DANE_SPKI ? spki : c != NULL ? cert_der(c) : span_of(NULL, 0);
	if (whole.len == 0) {
		return false;
	}
	uint8_t digest[HASH_MAX_LEN];
	if (r->mtype == DANE_FULL) {
		return span_eq(whole, r->data);
	}
	hash_once(r->hash, whole, digest);
	return span_eq(span_of(digest, hash_len(r->hash)), r->data);
}

/* find: the first record of these usages that c matches, weaker digests than a usage and selector's strongest apart. */
static const struct dane_record *find(const struct dane *d, unsigned usages, const struct cert *c, struct span spki)
{
	const struct dane_record *strongest = NULL;
	for (size_t i = 0; i < d->n; i++) {
		const struct dane_record *r = &d->records[i];
		if ((bit(r->usage) & usages) == 0) {
			continue;
		}
		if (strongest == NULL || strongest->usage != r->usage || strongest->selector != r->selector) {
			strongest = r;
		}
		/* RFC 7671 §9: the strongest digest that is known here counts, "and ignore all others"; whole data is
		 * no digest. */
		bool weak = r->mtype != DANE_FULL && r->ordinal < strongest->ordinal;
		if (!weak && record_is(r, c, spki)) {
			return r;
		}
	}
	return NULL;
}

bool dane_match_cert(struct dane_run *r, struct cert *c, size_t depth, bool from_store)
{
	unsigned usages = (depth == 0 ? EE : TA) & (from_store ? PKIX : ~0u);
	if (r->match.record != NULL) {
		usages &= ~PKIX; /* one match of that kind is enough */
	}
	const struct dane_record *found = find(r->set, usages, c, cert_facts(c)->spki);
	if (found == NULL) {
		return false;
	}
	cert_free(r->match.cert);
	r->match = (struct dane_match){found, (int)depth, cert_up_ref(c)};
	return (bit(found->usage) & PKIX) == 0;
}

void dane_unmatch(struct dane_run *r, size_t n)
{
	if (r->match.record != NULL && (size_t)r->match.depth >= n) {
		cert_free(r->match.cert);
		r->match = (struct dane_match){0};
	}
}

bool dane_match_raw(const struct dane *d, struct span spki, struct dane_match *out)
{
	*out = (struct dane_match){find(d, bit(DANE_DANE_EE), NULL, spki), 0, NULL};
	return out->record != NULL;
}

bool dane_has_raw(const struct dane *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->records[i].usage == DANE_DANE_EE && d->records[i].selector == DANE_SPKI) {
			return true;
		}
	}
	return false;
}

enum tls_err dane_match_key(struct dane_run *r, const struct cert *c, size_t depth, bool *found)
{
	unsigned n_tries = 0;
	*found = false;
	for (size_t i = 0; i < r->set->n && n_tries < KEY_TRIES_MAX; i++) {
		const struct dane_record *rec = &r->set->records[i];
		if (rec->key == NULL) {
			continue;
		}
		n_tries++;
		enum tls_err e = cert_signed_by_key(c, rec->key);
		if (e == TLS_E_ALLOC) {
			return e;
		}
		if (e == TLS_OK) {
			cert_free(r->match.cert);
			r->match = (struct dane_match){rec, (int)depth, NULL};
			r->bare_key = *found = true;
			break;
		}
	}
	return TLS_OK;
}
