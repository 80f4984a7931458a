/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A CRL of a stranger: decoded, searched, and used for a leaf below a root. Input: flags of the check (3 bits), 0x80: a
 * failure of any list's is overruled; the leaf (certs.h); the list. A leaf that a plain list says is revoked is not
 * accepted.
 */
#include "fuzz.h"

#include "certs.h"
#include "pki/revocation.h"
#include "pki/store.h"

struct world {
	struct crl *list;
	bool overrule, overruled;
	unsigned asked;
};

static enum tls_err by_issuer(void *owner, struct span issuer, bool (*add)(void *ctx, struct crl *crl), void *ctx)
{
	struct world *w = owner;
	must(name_valid(issuer));
	must(w->asked++ < 100);
	if (w->list != NULL) {
		(void)add(ctx, w->list);
	}
	return TLS_OK;
}

static bool on_event(void *owner, const struct verify_event *ev)
{
	struct world *w = owner;
	must(ev->cert != NULL && ev->depth >= 0 && (size_t)ev->depth < ev->n_chain);
	w->overruled = w->overruled || (!ev->ok && w->overrule);
	return ev->ok || w->overrule;
}

static struct cert *make(const struct cert_plan *p, struct reader *r)
{
	struct buffer der = {0};
	struct cert *c = NULL;
	certs_make(&der, p, r);
	if (cert_parse(&c, buf_span(&der)) != TLS_OK) {
		c = NULL;
	}
	buf_free(&der);
	return c;
}

/* What the list says, where nothing about it is special. */
static bool plainly_revoked(const struct crl *list, const struct cert *leaf)
{
	const struct crl_facts *l = crl_facts(list);
	const struct cert_facts *f = cert_facts(leaf);
	return l->idp_value.len == 0 && l->base_number.len == 0 && !l->invalid && name_eq(l->issuer, f->issuer) &&
	       crl_find(list, f->serial, f->issuer) == CRL_REVOKED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct cert_plan root_plan = {.keys = 0x40, .key_ids = 3, .basic = 2, .usage = 0x83, .serial = 3};
	static const struct cert_plan none;
	struct reader r = rd_init(span_of(data, size)), nothing = rd_init(span_of(NULL, 0));
	uint8_t flags = rd_u8(&r);
	struct world w = {.overrule = (flags & 0x80) != 0};
	struct cert_plan plan = certs_plan(&r, &none);
	struct cert *leaf = make(&plan, &r), *root = make(&root_plan, &nothing);
	must(root != NULL);
	if (crl_parse(&w.list, rd_rest(&r)) != TLS_OK) {
		w.list = NULL;
	}
	if (leaf != NULL) {
		struct store *store = store_new();
		must(store != NULL && store_add(store, root) == TLS_OK);
		struct revocation revocation = {.flags = flags & 7, .owner = &w, .by_issuer = by_issuer};
		const struct verify_checks checks = {.owner = &revocation, .revocation = revocation_check};
		const struct verify_params params = {.time = CERTS_TIME, .max_depth = -1, .checks = &checks};
		struct trust trust = store_trust(store);
		struct verify_result result;
		verify_chain(&params, &trust, leaf, &leaf, 1, on_event, &w, &result);
		if (result.ok && !w.overruled && result.n_chain > 1) {
			/* the root vouched for the leaf, so somebody had to say that it is not revoked */
			must(w.list != NULL && !plainly_revoked(w.list, leaf));
		}
		verify_result_free(&result);
		store_free(store);
	}
	cert_free(leaf);
	cert_free(root);
	crl_free(w.list);
	return 0;
}
