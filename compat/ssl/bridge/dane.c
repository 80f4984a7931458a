/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Judging by TLSA records. libcrypto's verifier knows DANE only through a struct that libssl and libcrypto share in
 * private, so here the engine judges always, and the program's verify callback is shown each of its steps in a real
 * X509_STORE_CTX. What the engine cannot honour ends the verification: DANE that silently was not done would be worse.
 */
#include <openssl/x509_vfy.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/cert/dane.h"
#include "compat/ssl/core/local.h"

/* The verify callback's view of the engine's events. */
struct teller {
	X509_STORE_CTX *sc;
	X509_STORE_CTX_verify_cb cb; /* or NULL */
};

/* show_chain puts the chain as it stands into the X509_STORE_CTX. */
static bool show_chain(X509_STORE_CTX *sc, const struct verify_event *ev)
{
	STACK_OF(X509) *shown = X509_STORE_CTX_get0_chain(sc);
	if (shown != NULL && (size_t)sk_X509_num(shown) == ev->n_chain) {
		return true;
	}
	STACK_OF(X509) *chain = bridge_x509_chain(ev->chain, ev->n_chain);
	if (chain == NULL) {
		return false;
	}
	X509_STORE_CTX_set_current_cert(sc, NULL);
	X509_STORE_CTX_set0_verified_chain(sc, chain);
	return true;
}

static bool tell(void *owner, const struct verify_event *ev)
{
	struct teller *t = owner;
	if (ev->aside) {
		return ev->ok; /* a callback expects the chain of its peer */
	}
	if (!ev->ok) {
		X509_STORE_CTX_set_error(t->sc, (int)ev->err);
	}
	if (!show_chain(t->sc, ev)) {
		X509_STORE_CTX_set_error(t->sc, X509_V_ERR_OUT_OF_MEM);
		return false;
	}
	X509_STORE_CTX_set_error_depth(t->sc, ev->depth);
	X509_STORE_CTX_set_current_cert(t->sc, sk_X509_value(X509_STORE_CTX_get0_chain(t->sc), ev->depth));
	return t->cb != NULL ? t->cb(ev->ok, t->sc) != 0 : ev->ok;
}

/* take_request: false when something was asked for that the engine does not do. quiet: the program has verified by a
 * function of its own, and with it the steps that it put into its store. */
static bool take_request(SSL *s, X509_STORE_CTX *sc, bool quiet, struct judge_request *r)
{
	const struct dane *set = s->dane->set;
	bool chain = dane_has_ta(set) || dane_has_pkix(set);
	if (chain && !quiet && judge_store_has_steps(X509_STORE_CTX_get0_store(sc))) {
		return false;
	}
	ERR_set_mark(); /* getters queue an error for "not set" */
	bool ok = judge_request_make(s, sc, !chain, r);
	ERR_pop_to_mark();
	r->params.dane = set;
	r->params.dane_ee_any_name = (s->set.verify.dane_flags & DANE_FLAG_NO_DANE_EE_NAMECHECKS) != 0;
	return ok;
}

/* keep_match hands what matched to the SSL. */
static bool keep_match(SSL *s, struct verify_result *res)
{
	SSL_DANE *d = s->dane;
	dane_forget(s);
	d->record = res->dane.record;
	d->depth = res->dane.depth;
	if (res->dane.cert != NULL) {
		d->cert = bridge_x509(cert_der(res->dane.cert));
		return d->cert != NULL;
	}
	return true;
}

static X509_STORE_CTX_verify_cb callback_of(const SSL *s, X509_STORE_CTX *sc)
{
	X509_STORE_CTX_verify_cb cb = s->set.verify.cb;
	return cb != NULL ? cb : X509_STORE_get_verify_cb(X509_STORE_CTX_get0_store(sc));
}

int bridge_dane(SSL *s, X509_STORE_CTX *sc, bool quiet, struct cert *const *chain, size_t n)
{
	struct verify_state *v = &s->vstate;
	struct judge_request r;
	struct teller teller = {sc, quiet ? NULL : callback_of(s, sc)};
	struct judge_anchors a = {.sc = sc, .files = judge_files(s, X509_STORE_CTX_get0_store(sc))};
	if (!take_request(s, sc, quiet, &r)) {
		SSL_ERR(ERR_R_UNSUPPORTED);
		v->result = X509_V_ERR_UNSPECIFIED;
		return 0;
	}
	const struct trust trust = {.owner = &a, .by_subject = judge_anchors_by_subject};
	struct verify_result res;
	r.revocation.owner = &a;
	verify_chain(&r.params, &trust, chain[0], chain + 1, n - 1, tell, &teller, &res);
	int ok = res.ok;
	long result = X509_STORE_CTX_get_error(sc);
	if (!ok && (result == X509_V_OK || res.gave_up)) {
		result = (long)res.err;
	}
	if (a.foreign) {
		SSL_ERR(ERR_R_UNSUPPORTED);
		result = X509_V_ERR_UNSPECIFIED;
		ok = 0;
	} else if (!keep_match(s, &res)) {
		result = X509_V_ERR_OUT_OF_MEM;
		ok = 0;
	}
	judge_keep(s, &res);
	v->result = result;
	verify_result_free(&res);
	return ok;
}
