/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A hash table of certificates by subject, in the order in which they were added (store.h). */
#include "pki/store.h"

#include "base/alloc.h"
#include "pki/name.h"
#include "pki/pem.h"

struct entry {
	struct cert *cert;
	uint64_t hash;
	size_t next; /* index + 1 of the next entry of the bucket; 0: none */
};

struct store {
	struct entry *entries;
	size_t *buckets; /* index + 1 of the first entry; as many as entries has room for, a power of two */
	size_t n, cap;
};

struct store *store_new(void)
{
	return tls_calloc(1, sizeof(struct store));
}

void store_free(struct store *s)
{
	if (s == NULL) {
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		cert_free(s->entries[i].cert);
	}
	tls_free(s->entries);
	tls_free(s->buckets);
	tls_free(s);
}

/* Appends entry i to the end of its bucket's list. */
static void link_entry(struct store *s, size_t i)
{
	size_t *p = &s->buckets[s->entries[i].hash & (s->cap - 1)];
	while (*p != 0) {
		p = &s->entries[*p - 1].next;
	}
	s->entries[i].next = 0;
	*p = i + 1;
}

static bool grow(struct store *s)
{
	size_t cap = s->cap == 0 ? 16 : s->cap * 2;
	size_t *buckets = tls_calloc(cap, sizeof *buckets);
	struct entry *entries = buckets == NULL ? NULL : tls_regrow(s->entries, cap, sizeof *entries);
	if (entries == NULL) {
		tls_free(buckets);
		return false;
	}
	tls_free(s->buckets);
	s->buckets = buckets;
	s->entries = entries;
	s->cap = cap;
	for (size_t i = 0; i < s->n; i++) {
		link_entry(s, i);
	}
	return true;
}

static size_t bucket_of(const struct store *s, uint64_t hash)
{
	return s->cap == 0 ? 0 : s->buckets[hash & (s->cap - 1)];
}

enum tls_err store_add(struct store *s, struct cert *c)
{
	uint64_t hash = name_hash(cert_facts(c)->subject);
	for (size_t i = bucket_of(s, hash); i != 0; i = s->entries[i - 1].next) {
		if (span_eq(cert_der(s->entries[i - 1].cert), cert_der(c))) {
			return TLS_OK;
		}
	}
	if (s->n == s->cap && !grow(s)) {
		return TLS_E_ALLOC;
	}
	s->entries[s->n] = (struct entry){cert_up_ref(c), hash, 0};
	link_entry(s, s->n++);
	return TLS_OK;
}

enum tls_err store_add_pem(struct store *s, struct span text, size_t *n_added)
{
	size_t n = 0;
	struct pem_block block;
	enum tls_err e;
	while ((e = pem_next(&text, &block)) == TLS_OK) {
		if (pem_is_certificate(&block)) {
			struct cert *c = NULL;
			e = cert_parse(&c, pem_der(&block));
			if (e == TLS_OK) {
				e = store_add(s, c);
				n++;
			}
			cert_free(c);
		}
		pem_block_free(&block);
		if (e != TLS_OK) {
			break;
		}
	}
	if (n_added != NULL) {
		*n_added = n;
	}
	return e == TLS_E_NOT_FOUND ? TLS_OK : e;
}

static enum tls_err by_subject(void *owner, struct span subject, bool (*add)(void *ctx, struct cert *anchor), void *ctx)
{
	const struct store *s = owner;
	uint64_t hash = name_hash(subject);
	for (size_t i = bucket_of(s, hash); i != 0; i = s->entries[i - 1].next) {
		const struct entry *e = &s->entries[i - 1];
		if (e->hash == hash && name_eq(cert_facts(e->cert)->subject, subject) && !add(ctx, e->cert)) {
			break;
		}
	}
	return TLS_OK;
}

struct trust store_trust(struct store *s)
{
	return (struct trust){s, by_subject};
}
