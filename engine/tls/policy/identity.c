/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Identities: one block for all the DER, checked against the key once, then immutable. */
#include "tls/policy/identity.h"

#include "base/writer.h"
#include "tls/wire/certificate.h"

static bool copy_chain(struct tls_identity *id, const struct span *chain, size_t n)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++) {
		total += chain[i].len;
	}
	id->bytes = tls_alloc(total);
	id->chain = tls_calloc(n, sizeof *id->chain);
	if (id->bytes == NULL || id->chain == NULL) {
		return false;
	}
	uint8_t *p = id->bytes;
	for (size_t i = 0; i < n; i++) {
		memcpy(p, chain[i].p, chain[i].len);
		id->chain[i] = span_of(p, chain[i].len);
		p += chain[i].len;
	}
	id->n = n;
	return true;
}

/* finish: key, when it is here, is the one that id shows; id takes it over. */
static enum tls_err finish(struct tls_identity *id, struct privkey *key, void *external, struct tls_identity **out)
{
	const struct pubkey *shown = identity_pubkey(id);
	if (shown == NULL) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	if (key != NULL && !pubkey_eq(shown, privkey_public(key))) {
		return TLS_E_KEY_MISMATCH;
	}
	id->key = key;
	id->external = external;
	*out = id;
	return TLS_OK;
}

static struct tls_identity *identity_alloc(void)
{
	struct tls_identity *id = tls_calloc(1, sizeof *id);
	if (id != NULL) {
		ref_init(&id->ref);
	}
	return id;
}

enum tls_err tls_identity_new(struct tls_identity **out, const struct span *chain, size_t n, struct privkey *key,
			      void *external)
{
	if (n == 0) {
		return TLS_E_BAD_ARGUMENT;
	}
	struct tls_identity *id = identity_alloc();
	if (id == NULL) {
		return TLS_E_ALLOC;
	}
	enum tls_err e = copy_chain(id, chain, n) ? cert_parse(&id->leaf, id->chain[0]) : TLS_E_ALLOC;
	if (e == TLS_OK) {
		id->spki = cert_facts(id->leaf)->spki;
		e = finish(id, key, external, out);
	}
	if (e != TLS_OK) {
		tls_identity_free(id);
	}
	return e;
}

enum tls_err tls_identity_new_raw(struct tls_identity **out, struct span spki, struct privkey *key, void *external)
{
	struct tls_identity *id = identity_alloc();
	if (id == NULL) {
		return TLS_E_ALLOC;
	}
	enum tls_err e = spki_decode(&id->bare, spki);
	if (e == TLS_OK && (id->bytes = tls_dup(spki.p, spki.len)) == NULL) {
		e = TLS_E_ALLOC;
	}
	if (e == TLS_OK) {
		id->spki = span_of(id->bytes, spki.len);
		e = finish(id, key, external, out);
	}
	if (e != TLS_OK) {
		tls_identity_free(id);
	}
	return e;
}

struct tls_identity *tls_identity_up_ref(struct tls_identity *id)
{
	ref_up(&id->ref);
	return id;
}

void tls_identity_free(struct tls_identity *id)
{
	if (id == NULL || !ref_down(&id->ref)) {
		return;
	}
	if (id->on_free != NULL) {
		id->on_free(id->external);
	}
	cert_free(id->leaf);
	pubkey_free(id->bare);
	privkey_free(id->key);
	tls_free(id->chain);
	tls_free(id->bytes);
	buf_free(&id->ocsp);
	buf_free(&id->sct);
	for (size_t i = 0; i < id->n_packed; i++) {
		buf_free(&id->packed[i].bytes);
	}
	tls_free(id);
}

void *tls_identity_external(const struct tls_identity *id)
{
	return id->external;
}

void tls_identity_on_free(struct tls_identity *id, void (*fn)(void *external))
{
	id->on_free = fn;
}

struct cert *tls_identity_leaf(const struct tls_identity *id)
{
	return id->leaf;
}

static enum tls_err replace(struct buffer *b, struct span s)
{
	struct buffer fresh = {0};
	if (!buf_append(&fresh, s)) {
		return TLS_E_ALLOC;
	}
	buf_free(b);
	*b = fresh;
	return TLS_OK;
}

enum tls_err tls_identity_set_ocsp(struct tls_identity *id, struct span response)
{
	return replace(&id->ocsp, response);
}

enum tls_err tls_identity_set_sct(struct tls_identity *id, struct span sct_list)
{
	return replace(&id->sct, sct_list);
}

enum tls_err tls_identity_message(const struct tls_identity *id, struct buffer *out)
{
	struct writer w = wr_buffer(out, (1u << 24) - 1);
	certificate_encode_13(&w, span_of(NULL, 0), id->chain, id->n, span_of(NULL, 0), span_of(NULL, 0), NULL);
	return wr_commit(&w) ? TLS_OK : TLS_E_ALLOC;
}

enum tls_err tls_identity_set_packed(struct tls_identity *id, uint16_t alg, struct span packed, size_t len)
{
	if (id->n_packed == TLS_CERT_CODECS_MAX) {
		return TLS_E_BAD_ARGUMENT;
	}
	struct packed *p = &id->packed[id->n_packed];
	if (!buf_append(&p->bytes, packed)) {
		return TLS_E_ALLOC;
	}
	p->alg = alg;
	p->len = len;
	id->n_packed++;
	return TLS_OK;
}

const struct pubkey *identity_pubkey(const struct tls_identity *id)
{
	return id->leaf != NULL ? cert_pubkey(id->leaf) : id->bare;
}

enum key_type identity_key_type(const struct tls_identity *id)
{
	return pubkey_type(identity_pubkey(id));
}
