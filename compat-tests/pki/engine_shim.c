/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* engine/pki with plain arguments, for Python to call: the certificates in one array, the trace in one of numbers. */
#include <stdlib.h>
#include <time.h>

#include "base/alloc.h"
#include "pki/name.h"
#include "pki/ocsp.h"
#include "pki/revocation.h"
#include "pki/store.h"
#include "pki/verify.h"

void *tls_host_alloc(size_t len)
{
	return malloc(len);
}

void *tls_host_realloc(void *p, size_t len)
{
	return realloc(p, len);
}

void tls_host_free(void *p)
{
	free(p);
}

struct shim_cert {
	const unsigned char *der;
	size_t len;
};

struct shim_call {
	struct shim_cert leaf;
	const struct shim_cert *untrusted;
	size_t n_untrusted;
	const struct shim_cert *anchors;
	size_t n_anchors;
	long long time;
	int purpose; /* 0 any, 1 server, 2 client */
	unsigned flags;
	int depth, level;
	const char *const *hosts;
	size_t n_hosts;
	unsigned host_flags;
	const char *email;
	const unsigned char *ip;
	size_t ip_len;
	int overrule;       /* carry on after failures */
	int crl_check;      /* look for revocations in these lists */
	unsigned crl_flags; /* REVOCATION_F_* */
	const struct shim_cert *crls;
	size_t n_crls;
	int rounds; /* verify so often, for the time */
	/* out */
	int trace[1024]; /* triples: ok, error, depth */
	size_t n_trace;
	int ok, err, err_depth;
	size_t n_chain;
	int chain[256]; /* index into leaf (0), untrusted (1..), anchors (1 + n_untrusted..) */
	char peername[256];
	size_t candidates, signatures;
	double best_us; /* of rounds verifications, the certificates parsed before */
};

struct shim_owner {
	struct shim_call *call;
};

static bool on_event(void *owner, const struct verify_event *ev)
{
	struct shim_call *c = ((struct shim_owner *)owner)->call;
	if (c->n_trace + 3 <= sizeof c->trace / sizeof c->trace[0]) {
		c->trace[c->n_trace++] = ev->ok;
		c->trace[c->n_trace++] = (int)ev->err;
		c->trace[c->n_trace++] = ev->depth;
	}
	return ev->ok || c->overrule;
}

/* The lists in the order in which they were given. */
static enum tls_err crls_by_issuer(void *owner, struct span issuer, bool (*add)(void *ctx, struct crl *crl), void *ctx)
{
	const struct shim_call *c = owner;
	for (size_t i = 0; i < c->n_crls; i++) {
		struct crl *crl;
		if (crl_parse(&crl, span_of(c->crls[i].der, c->crls[i].len)) == TLS_OK) {
			bool more = !name_eq(crl_facts(crl)->issuer, issuer) || add(ctx, crl);
			crl_free(crl);
			if (!more) {
				break;
			}
		}
	}
	return TLS_OK;
}

static int parse(struct cert **out, const struct shim_cert *in)
{
	return cert_parse(out, span_of(in->der, in->len)) == TLS_OK;
}

static double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int index_of(const struct shim_call *c, struct span der)
{
	int base = 1 + (int)c->n_untrusted;
	for (size_t i = 0; i < c->n_anchors; i++) {
		if (span_eq(der, span_of(c->anchors[i].der, c->anchors[i].len))) {
			return base + (int)i;
		}
	}
	for (size_t i = 0; i < c->n_untrusted; i++) {
		if (span_eq(der, span_of(c->untrusted[i].der, c->untrusted[i].len))) {
			return 1 + (int)i;
		}
	}
	return 0;
}

/* 0 when the leaf does not parse; 1 otherwise. Other certificates that do not parse are left out. */
__attribute__((visibility("default"))) int shim_verify(struct shim_call *c)
{
	struct cert *leaf = NULL;
	struct cert **untrusted = calloc(c->n_untrusted + 1, sizeof *untrusted);
	size_t n = 0;
	struct store *store = store_new();
	struct shim_owner owner = {c};
	struct verify_result r;
	if (untrusted == NULL || !parse(&leaf, &c->leaf)) {
		free(untrusted);
		store_free(store);
		return 0;
	}
	for (size_t i = 0; i < c->n_untrusted; i++) {
		n += (size_t)parse(&untrusted[n], &c->untrusted[i]);
	}
	for (size_t i = 0; i < c->n_anchors; i++) {
		struct cert *anchor;
		if (parse(&anchor, &c->anchors[i])) {
			if (store_add(store, anchor) != TLS_OK) {
				abort();
			}
			cert_free(anchor);
		}
	}
	struct verify_params params = {.time = c->time,
				       .purpose = (enum verify_purpose)c->purpose,
				       .flags = c->flags,
				       .max_depth = c->depth,
				       .security_level = c->level,
				       .hosts = c->hosts,
				       .n_hosts = c->n_hosts,
				       .host_flags = c->host_flags,
				       .email = c->email,
				       .ip = span_of(c->ip, c->ip_len)};
	struct revocation rev = {.flags = c->crl_flags, .owner = c, .by_issuer = crls_by_issuer};
	struct verify_checks checks = {&rev, revocation_check};
	params.checks = c->crl_check ? &checks : NULL;
	struct trust trust = store_trust(store);
	for (int i = 1; i < c->rounds; i++) {
		double us = now_us();
		verify_chain(&params, &trust, leaf, untrusted, n, NULL, NULL, &r);
		us = now_us() - us;
		c->best_us = i == 1 || us < c->best_us ? us : c->best_us;
		verify_result_free(&r);
	}
	c->n_trace = 0;
	verify_chain(&params, &trust, leaf, untrusted, n, on_event, &owner, &r);
	c->candidates = r.work.candidates;
	c->signatures = r.work.signatures;
	c->ok = r.ok;
	c->err = (int)r.err;
	c->err_depth = r.depth;
	c->n_chain = r.n_chain;
	for (size_t i = 0; i < r.n_chain && i < 256; i++) {
		c->chain[i] = index_of(c, cert_der(r.chain[i]));
	}
	strncpy(c->peername, r.peername != NULL ? r.peername : "", sizeof c->peername - 1);
	verify_result_free(&r);
	for (size_t i = 0; i < n; i++) {
		cert_free(untrusted[i]);
	}
	free(untrusted);
	cert_free(leaf);
	store_free(store);
	return 1;
}

/* 1 match, 0 none, -1 the certificate does not parse. */
__attribute__((visibility("default"))) int shim_match_host(const unsigned char *der, size_t len, const char *host,
							   unsigned flags, char *out, size_t out_len)
{
	struct cert *c;
	char *matched = NULL;
	if (cert_parse(&c, span_of(der, len)) != TLS_OK) {
		return -1;
	}
	int m = cert_match_host(c, host, flags, &matched);
	strncpy(out, matched != NULL ? matched : "", out_len - 1);
	tls_free(matched);
	cert_free(c);
	return m;
}

__attribute__((visibility("default"))) int shim_match_email(const unsigned char *der, size_t len, const char *email)
{
	struct cert *c;
	if (cert_parse(&c, span_of(der, len)) != TLS_OK) {
		return -1;
	}
	int m = cert_match_email(c, email, 0);
	cert_free(c);
	return m;
}

/* X509_V_ERR_ number of ocsp_check; -1 when a certificate does not parse. */
__attribute__((visibility("default"))) int shim_ocsp(const unsigned char *der, size_t len,
						     const struct shim_cert *subject, const struct shim_cert *issuer,
						     long long now)
{
	struct cert *s = NULL;
	struct cert *i = NULL;
	int err = -1;
	if (parse(&s, subject) && parse(&i, issuer)) {
		err = (int)ocsp_check(span_of(der, len), s, i, now);
	}
	cert_free(s);
	cert_free(i);
	return err;
}

__attribute__((visibility("default"))) int shim_must_staple(const struct shim_cert *cert)
{
	struct cert *c;
	int must = parse(&c, cert) ? ocsp_must_staple(c) : -1;
	cert_free(c);
	return must;
}

/* 1 when the list parses. */
__attribute__((visibility("default"))) int shim_crl_parses(const unsigned char *der, size_t len)
{
	struct crl *c;
	enum tls_err e = crl_parse(&c, span_of(der, len));
	crl_free(c);
	return e == TLS_OK;
}

/* 1 when the certificate parses. */
__attribute__((visibility("default"))) int shim_parses(const unsigned char *der, size_t len)
{
	struct cert *c;
	enum tls_err e = cert_parse(&c, span_of(der, len));
	cert_free(c);
	return e == TLS_OK;
}
