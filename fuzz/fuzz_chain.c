/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A verification: certificates, some of them anchors, parameters, TLSA records, all of the input (certs.h). A chain
 * that is accepted is held against what RFC 5280 §6 asks for, written here a second time; and whatever the graph, few
 * signatures are looked at.
 *
 * Input: 4 bytes: which certificates are anchors; 2: flags; purpose and level; depth; name asked for; TLSA records
 * (count in 2 bits of the byte); failures to overrule; then the certificates, the leaf first.
 */
#include "fuzz.h"

#include "certs.h"
#include "pki/dane.h"
#include "pki/store.h"

#define MAX_CERTS 40

struct world {
	struct cert *certs[MAX_CERTS];
	size_t n;
	struct store *store;
	struct dane *dane;
	struct verify_params params;
	uint8_t overrule; /* a failure goes through when its depth's bit is set */
	bool overruled;
	uint32_t anchors;
	bool done; /* the certificate of depth 0 passed */
};

static bool on_event(void *owner, const struct verify_event *ev)
{
	struct world *w = owner;
	must(ev->cert != NULL && ev->depth >= 0 && (size_t)ev->depth < ev->n_chain);
	must(ev->ok == (ev->err == VERIFY_OK) && ev->chain[ev->depth] == ev->cert);
	if (ev->ok) {
		w->done = w->done || ev->depth == 0;
		return true;
	}
	bool yes = (w->overrule >> (ev->depth & 7) & 1) != 0;
	w->overruled = w->overruled || yes;
	return yes;
}

static bool is_anchor(const struct world *w, const struct cert *c)
{
	for (size_t i = 0; i < w->n; i++) {
		if ((w->anchors >> (i & 31) & 1) != 0 && span_eq(cert_der(w->certs[i]), cert_der(c))) {
			return true;
		}
	}
	return false;
}

static void check_one(const struct world *w, const struct verify_result *r, size_t i)
{
	const struct cert_facts *f = cert_facts(r->chain[i]);
	unsigned flags = w->params.flags;
	/* an intermediate that a record makes the anchor may be out of date, as in OpenSSL */
	bool by_record = i + 1 == r->n_chain && r->dane.record != NULL && r->dane.record->usage == DANE_DANE_TA;
	must((flags & VERIFY_F_NO_CHECK_TIME) != 0 || by_record ||
	     (f->not_before <= w->params.time && w->params.time < f->not_after));
	/* what is trusted by itself may be malformed, as in X509_verify_cert(3) */
	must(!f->invalid || (r->n_chain == 1 && ((flags & VERIFY_F_STRICT) == 0 || w->params.purpose == PURPOSE_ANY)));
	must(!f->unknown_critical || (flags & VERIFY_F_IGNORE_CRITICAL) != 0);
	if (i == 0) {
		return;
	}
	must(f->have_basic_constraints ? f->is_ca
				       : (f->key_usage & KU_CERT_SIGN) != 0 || f->version == 1 || f->have_ns_cert_type);
	must(!f->have_key_usage || (f->key_usage & KU_CERT_SIGN) != 0);
	int below = 0;
	for (size_t k = 1; k < i; k++) {
		below += !cert_facts(r->chain[k])->self_issued;
	}
	must(f->path_len < 0 || below <= f->path_len);
}

/* The chain was accepted, and nobody overruled anything. */
static void check_chain(const struct world *w, const struct verify_result *r)
{
	must(r->n_chain >= 1 && span_eq(cert_der(r->chain[0]), cert_der(w->certs[0])));
	must(w->params.dane == NULL || r->dane.record != NULL);
	if (r->dane.record != NULL && r->dane.record->usage == DANE_DANE_EE) {
		return; /* RFC 7671 §5.1: the record says all */
	}
	must(r->chain_trusted);
	must(w->params.max_depth < 0 || r->n_chain <= (size_t)w->params.max_depth + 2);
	for (size_t i = 0; i < r->n_chain; i++) {
		const struct cert_facts *f = cert_facts(r->chain[i]);
		check_one(w, r, i);
		if (i + 1 < r->n_chain) {
			must(name_eq(f->issuer, cert_facts(r->chain[i + 1])->subject));
			must(f->signature.p[f->signature.len - 1] != '!' && cert_pubkey(r->chain[i + 1]) != NULL);
		}
	}
	const struct cert_facts *leaf = cert_facts(r->chain[0]);
	if (w->params.purpose == PURPOSE_TLS_SERVER && leaf->have_eku && !leaf->invalid) {
		must((leaf->eku & (EKU_SERVER_AUTH | EKU_ANY | EKU_SGC)) != 0);
	}
	if (r->dane.record != NULL && r->dane.record->usage == DANE_DANE_TA) {
		return; /* what a record trusts is no anchor */
	}
	/* with partial chains the leaf may be trusted by itself, whatever came to stand above it */
	must(is_anchor(w, r->chain[r->n_chain - 1]) ||
	     ((w->params.flags & VERIFY_F_PARTIAL_CHAIN) != 0 && is_anchor(w, r->chain[0])));
	if (w->params.n_hosts != 0) {
		must(cert_match_host(r->chain[0], w->params.hosts[0], w->params.host_flags, NULL) == 1);
	}
}

static void add_records(struct world *w, unsigned n, struct reader *r)
{
	for (unsigned i = 0; i < n; i++) {
		uint8_t how = rd_u8(r), which = rd_u8(r);
		const struct cert *c = w->certs[which % w->n];
		uint8_t digest[HASH_MAX_LEN];
		struct dane_record rec = {.usage = how & 3, .selector = how >> 2 & 1, .mtype = (how >> 3 & 3) % 3};
		rec.data = rec.selector == DANE_CERT ? cert_der(c) : cert_facts(c)->spki;
		if (rec.mtype != DANE_FULL) {
			rec.hash = rec.mtype == 1 ? HASH_SHA256 : HASH_SHA512;
			hash_once(rec.hash, rec.data, digest);
			digest[0] ^= (how & 0x80) != 0;
			rec.data = span_of(digest, hash_len(rec.hash));
		}
		rec.ordinal = rec.mtype;
		if (dane_add(w->dane, &rec) == DANE_OK) {
			w->params.dane = w->dane;
		}
	}
}

static void read_certs(struct world *w, struct reader *r)
{
	struct cert_plan plan = {0};
	for (int i = 0; i < MAX_CERTS && rd_left(r) != 0; i++) {
		struct buffer der = {0};
		plan = certs_plan(r, &plan);
		certs_make(&der, &plan, r);
		if (cert_parse(&w->certs[w->n], buf_span(&der)) == TLS_OK) {
			w->n++;
		}
		buf_free(&der);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const hosts[] = {"www.example.com", ".example.com", "www.evil.org"};
	struct reader r = rd_init(span_of(data, size));
	struct world w = {.params = {.time = CERTS_TIME, .dane_ee_any_name = true}};
	struct verify_params *p = &w.params;
	w.anchors = rd_u32(&r);
	p->flags = rd_u8(&r) & 0x7f;
	p->host_flags = rd_u8(&r) & 0x3f;
	uint8_t purpose = rd_u8(&r);
	p->purpose = (enum verify_purpose)(purpose % 3);
	p->security_level = (purpose >> 4) % 4;
	p->max_depth = (int)rd_u8(&r) - 1;
	p->max_depth = p->max_depth > 120 ? -1 : p->max_depth;
	uint8_t asked = rd_u8(&r);
	if ((asked & 3) != 0) {
		p->hosts = &hosts[(asked & 3) - 1];
		p->n_hosts = 1;
	}
	w.overrule = rd_u8(&r);
	struct span records = rd_bytes(&r, (size_t)(asked >> 6) * 2);
	read_certs(&w, &r);
	if (w.n == 0) {
		return 0;
	}
	w.store = store_new();
	w.dane = dane_new();
	must(w.store != NULL && w.dane != NULL);
	struct reader rr = rd_init(records);
	add_records(&w, asked >> 6, &rr);
	for (size_t i = 0; i < w.n; i++) {
		if ((w.anchors >> (i & 31) & 1) != 0) {
			must(store_add(w.store, w.certs[i]) == TLS_OK);
		}
	}
	struct trust trust = store_trust(w.store);
	struct verify_result result;
	fuzz_n_verified = 0;
	verify_chain(p, &trust, w.certs[0], w.certs, w.n, on_event, &w, &result);
	must(fuzz_n_verified <= 32 + result.n_chain + 4 * w.n);
	must(!result.ok || result.err == VERIFY_OK || w.overruled);
	if (result.ok && !w.overruled) {
		check_chain(&w, &result);
	}
	verify_result_free(&result);
	store_free(w.store);
	dane_free(w.dane);
	for (size_t i = 0; i < w.n; i++) {
		cert_free(w.certs[i]);
	}
	return 0;
}
