/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Of the lists that are there for a certificate's issuer the one with the highest score is taken, of equals the newest.
 * The score's order is OpenSSL's, so that the same lists give the same verdict. Each round covers reasons that were not
 * covered before, so there are at most as many rounds as reasons.
 */
#include "pki/revocation.h"

#include "base/alloc.h"
#include "pki/asn1.h"
#include "pki/cert_ext.h"
#include "pki/general_name.h"
#include "pki/name.h"

/* What makes a list fit, the weightiest last. */
#define FIT_DELTA_TIME (1u << 0) /* it has expired, and a delta that has not goes with it */
#define FIT_KEY        (1u << 1) /* a certificate was found that its authority key identifier does not contradict */
#define FIT_PATH       (1u << 2) /* and that is part of the chain */
#define FIT_ISSUER     (1u << 3) /* and that issued the certificate in question */
#define FIT_NAME       (1u << 4) /* the issuer has the name of the certificate's */
#define FIT_TIME       (1u << 5)
#define FIT_SCOPE      (1u << 6)
#define FIT_EXTENSIONS (1u << 7) /* no critical one is unknown */

struct lists {
	struct crl **v; /* references */
	size_t n, cap;
	bool out_of_memory;
};

/* The search for one certificate. */
struct search {
	struct verifier *v;
	struct verify_view view;
	const struct revocation *rev;
	size_t depth;
	struct lists lists;
	unsigned covered; /* reasons */
};

/* A list that fits, and how. Everything is borrowed. */
struct fit {
	const struct crl *list, *delta;
	struct cert *issuer;
	unsigned score;
	unsigned reasons; /* covered once it has been searched */
};

static const struct cert_facts *subject_of(const struct search *s)
{
	return cert_facts(s->view.chain[s->depth]);
}

static bool has_flag(const struct search *s, unsigned flag)
{
	return (s->rev->flags & flag) != 0;
}

/* ---- times --------------------------------------------------------------------------------------------------------
 */

/* As X509_cmp_time(3) has it, the last second belongs to the past. */
static bool is_expired(const struct search *s, const struct crl_facts *f)
{
	return f->have_next_update && f->next_update <= s->view.params->time;
}

static bool time_matters(const struct search *s)
{
	return (s->view.params->flags & VERIFY_F_NO_CHECK_TIME) == 0;
}

static bool in_time(const struct search *s, const struct crl_facts *f)
{
	return !time_matters(s) || (!f->bad_this_update && f->this_update <= s->view.params->time &&
				    !f->bad_next_update && !is_expired(s, f));
}

static bool check_time(const struct search *s, const struct crl_facts *f, unsigned score)
{
	if (!time_matters(s)) {
		return true;
	}
	if (f->bad_this_update) {
		if (!verify_fail(s->v, VERIFY_BAD_THIS_UPDATE, s->depth)) {
			return false;
		}
	} else if (f->this_update > s->view.params->time && !verify_fail(s->v, VERIFY_CRL_NOT_YET_VALID, s->depth)) {
		return false;
	}
	if (f->bad_next_update) {
		return verify_fail(s->v, VERIFY_BAD_NEXT_UPDATE, s->depth);
	}
	return !is_expired(s, f) || (score & FIT_DELTA_TIME) != 0 || verify_fail(s->v, VERIFY_CRL_EXPIRED, s->depth);
}

/* ---- who signed it ------------------------------------------------------------------------------------------------
 */

static bool may_sign(const struct cert *c, const struct crl_facts *f)
{
	return name_eq(cert_facts(c)->subject, f->issuer) && authority_id_fits(&f->authority, cert_facts(c));
}

/* find_issuer adds to the score who may have signed the list: the certificate's own issuer, one further up, or, where
 * lists may be signed by others, one that the peer sent. NULL: nobody. */
static struct cert *find_issuer(const struct search *s, const struct crl_facts *f, unsigned *score)
{
	size_t n = s->view.n_chain;
	size_t i = s->depth + 1 < n ? s->depth + 1 : s->depth;
	if ((*score & FIT_NAME) != 0 && authority_id_fits(&f->authority, cert_facts(s->view.chain[i]))) {
		*score |= FIT_KEY | FIT_PATH | FIT_ISSUER;
		return s->view.chain[i];
	}
	while (++i < n) {
		if (may_sign(s->view.chain[i], f)) {
			*score |= FIT_KEY | FIT_PATH;
			return s->view.chain[i];
		}
	}
	for (i = 0; has_flag(s, REVOCATION_F_EXTENDED) && i < s->view.n_untrusted; i++) {
		if (may_sign(s->view.untrusted[i], f)) {
			*score |= FIT_KEY;
			return s->view.untrusted[i];
		}
	}
	return NULL;
}

/* The issuer of a list is not of the chain: there is a path to it, from the same anchor (RFC 5280 §6.3.3 (f)). */
enum path_found { PATH_NONE, PATH_FOUND, PATH_GAVE_UP };

static enum path_found find_path(const struct search *s, struct cert *issuer)
{
	struct verify_params params = *s->view.params;
	struct revocation rev = *s->rev;
	struct verify_checks checks = {&rev, revocation_check};
	struct verify_result r;
	if (s->rev->aside) {
		return PATH_NONE;
	}
	rev.aside = true;
	params.purpose = PURPOSE_CRL_SIGN;
	params.checks = &checks;
	params.dane = NULL;
	verify_aside(s->v, &params, issuer, &r);
	bool ok = r.ok && span_eq(cert_der(r.chain[r.n_chain - 1]), cert_der(s->view.chain[s->view.n_chain - 1]));
	enum path_found found = ok ? PATH_FOUND : PATH_NONE;
	if (r.gave_up) {
		(void)verify_give_up(s->v, r.err);
		found = PATH_GAVE_UP;
	}
	verify_result_free(&r);
	return found;
}

/* ---- scope --------------------------------------------------------------------------------------------------------
 */

/* A DistributionPoint of a certificate, RFC 5280 §4.2.1.13. */
struct dist_point {
	struct dist_point_name name;
	unsigned reasons;
	struct span crl_issuer; /* GeneralNames, or empty */
};

static bool dist_point_take(struct reader *r, struct dist_point *out)
{
	if (rd_left(r) == 0) {
		return false;
	}
	*out = (struct dist_point){.reasons = CRL_ALL_REASONS};
	struct reader seq = der_enter(r, DER_SEQUENCE);
	if (der_next_is(&seq, DER_CTXC(0))) {
		struct reader name = der_enter(&seq, DER_CTXC(0));
		out->name = dist_point_name_take(&name);
		if (!rd_end(&name)) {
			rd_fail(&seq);
		}
	}
	if (der_next_is(&seq, DER_CTX(1))) {
		out->reasons = reason_flags_take(&seq, DER_CTX(1));
	}
	if (der_next_is(&seq, DER_CTXC(2))) {
		out->crl_issuer = der_take(&seq, DER_CTXC(2));
	}
	if (!rd_end(&seq)) {
		rd_fail(r);
	}
	return !r->failed;
}

static bool names_have_directory(struct span names, struct span wanted)
{
	struct reader r = rd_init(names);
	struct der_tlv name;
	while (general_name_take(&r, &name)) {
		if (name.tag == GN_DIRECTORY && name_eq(name.content, wanted)) {
			return true;
		}
	}
	return false;
}

static bool names_meet(struct span a, struct span b)
{
	struct reader ra = rd_init(a);
	struct der_tlv x;
	while (general_name_take(&ra, &x)) {
		struct reader rb = rd_init(b);
		struct der_tlv y;
		while (general_name_take(&rb, &y)) {
			bool same =
			    x.tag == GN_DIRECTORY ? name_eq(x.content, y.content) : span_eq(x.content, y.content);
			if (x.tag == y.tag && same) {
				return true;
			}
		}
	}
	return false;
}

/*
 * RFC 5280 §6.3.3 (b)(2)(i): one of the names is the same. Names relative to an issuer's, which nobody uses, are only
 * compared with one another.
 */
static bool points_meet(const struct dist_point_name *a, const struct dist_point_name *b)
{
	if (a->body.len == 0 || b->body.len == 0) {
		return true;
	}
	if (a->relative || b->relative) {
		return a->relative && b->relative && span_eq(a->body, b->body);
	}
	return names_meet(a->body, b->body);
}

/* The point stands for lists of this issuer. */
static bool point_has_issuer(const struct dist_point *p, const struct crl_facts *f, unsigned score)
{
	return p->crl_issuer.len == 0 ? (score & FIT_NAME) != 0 : names_have_directory(p->crl_issuer, f->issuer);
}

/* in_scope: the list is about certificates like this one; *reasons are those that it then covers. */
static bool in_scope(const struct search *s, const struct crl_facts *f, unsigned score, unsigned *reasons)
{
	const struct cert_facts *x = subject_of(s);
	if (f->only_attribute || (x->is_ca ? f->only_user : f->only_ca)) {
		return false;
	}
	*reasons = f->reasons;
	struct reader points = rd_init(x->crl_dp);
	struct reader list = der_enter(&points, DER_SEQUENCE);
	struct dist_point p;
	while (x->crl_dp.len != 0 && dist_point_take(&list, &p)) {
		if (point_has_issuer(&p, f, score) && points_meet(&p.name, &f->point)) {
			*reasons &= p.reasons;
			return true;
		}
	}
	return f->point.body.len == 0 && (score & FIT_NAME) != 0;
}

/* ---- choosing a list ----------------------------------------------------------------------------------------------
 */

/* fit_of: score 0 when the list does not fit at all, which deltas do among deltas alone. */
static struct fit fit_of(const struct search *s, const struct crl *list, bool delta)
{
	const struct crl_facts *f = crl_facts(list);
	struct fit none = {0};
	struct fit fit = {.list = list, .reasons = s->covered};
	/* RFC 5280 §5.2.4: a delta is no list of all that is revoked. OpenSSL takes it for one. */
	if (f->invalid || (f->base_number.len != 0) != delta) {
		return none;
	}
	if (!has_flag(s, REVOCATION_F_EXTENDED) && (f->indirect || f->some_reasons)) {
		return none;
	}
	if (f->some_reasons && (f->reasons & ~s->covered) == 0) {
		return none;
	}
	if (name_eq(subject_of(s)->issuer, f->issuer)) {
		fit.score |= FIT_NAME;
	} else if (!f->indirect) {
		return none;
	}
	fit.score |= (f->unknown_critical ? 0 : FIT_EXTENSIONS) | (in_time(s, f) ? FIT_TIME : 0);
	fit.issuer = find_issuer(s, f, &fit.score);
	if (fit.issuer == NULL) {
		return none;
	}
	unsigned reasons;
	if (in_scope(s, f, fit.score, &reasons)) {
		if ((reasons & ~s->covered) == 0) {
			return none;
		}
		fit.score |= FIT_SCOPE;
		fit.reasons |= reasons;
	}
	return fit;
}

/* Magnitudes without leading zeros. */
static int compare_numbers(struct span a, struct span b)
{
	if (a.len != b.len) {
		return a.len < b.len ? -1 : 1;
	}
	return a.len == 0 ? 0 : memcmp(a.p, b.p, a.len);
}

/* RFC 5280 §5.2.4: which delta may be combined with a list. */
static bool delta_goes_with(const struct crl_facts *delta, const struct crl_facts *base)
{
	return !delta->invalid && delta->base_number.len != 0 && base->number.len != 0 &&
	       name_eq(delta->issuer, base->issuer) && span_eq(delta->authority_value, base->authority_value) &&
	       span_eq(delta->idp_value, base->idp_value) && compare_numbers(delta->base_number, base->number) <= 0 &&
	       compare_numbers(delta->number, base->number) > 0;
}

static void find_delta(const struct search *s, struct fit *fit)
{
	const struct crl_facts *base = crl_facts(fit->list);
	if (!has_flag(s, REVOCATION_F_DELTAS) || !(subject_of(s)->freshest_crl || base->freshest_crl)) {
		return;
	}
	for (size_t i = 0; i < s->lists.n; i++) {
		const struct crl_facts *f = crl_facts(s->lists.v[i]);
		if (delta_goes_with(f, base)) {
			fit->score |= in_time(s, f) ? FIT_DELTA_TIME : 0;
			fit->delta = s->lists.v[i];
			return;
		}
	}
}

static struct fit choose(const struct search *s)
{
	struct fit best = {0};
	for (size_t i = 0; i < s->lists.n; i++) {
		struct fit fit = fit_of(s, s->lists.v[i], false);
		if (fit.score == 0 || fit.score < best.score) {
			continue;
		}
		if (fit.score == best.score && crl_facts(fit.list)->this_update <= crl_facts(best.list)->this_update) {
			continue;
		}
		best = fit;
	}
	if (best.list != NULL) {
		find_delta(s, &best);
	}
	return best;
}

/* ---- judging it ---------------------------------------------------------------------------------------------------
 */

static bool check_issuer(const struct search *s, const struct fit *fit)
{
	const struct cert_facts *issuer = cert_facts(fit->issuer);
	if (issuer->have_key_usage && (issuer->key_usage & KU_CRL_SIGN) == 0 &&
	    !verify_fail(s->v, VERIFY_NO_CRL_SIGN, s->depth)) {
		return false;
	}
	if ((fit->score & FIT_SCOPE) == 0 && !verify_fail(s->v, VERIFY_CRL_SCOPE, s->depth)) {
		return false;
	}
	enum path_found path = (fit->score & FIT_PATH) != 0 ? PATH_FOUND : find_path(s, fit->issuer);
	return path == PATH_FOUND || (path == PATH_NONE && verify_fail(s->v, VERIFY_CRL_PATH, s->depth));
}

static enum tls_err check_signature(const struct pubkey *key, const struct crl_facts *f)
{
	return f->sig_alg_differs || f->sig_alg.family == SIG_NONE
		   ? TLS_E_BAD_SIGNATURE
		   : sig_verify(key, f->sig_alg, &f->tbs, 1, f->signature);
}

static bool check_list(const struct search *s, const struct fit *fit, const struct crl *list)
{
	const struct crl_facts *f = crl_facts(list);
	const struct pubkey *key = cert_pubkey(fit->issuer);
	if (list == fit->list && !check_issuer(s, fit)) {
		return false;
	}
	if ((fit->score & FIT_TIME) == 0 && !check_time(s, f, fit->score)) {
		return false;
	}
	if (key == NULL) {
		return verify_fail(s->v, VERIFY_UNDECODABLE_KEY, s->depth);
	}
	enum tls_err e = check_signature(key, f);
	if (e == TLS_E_ALLOC) {
		return verify_give_up(s->v, VERIFY_OUT_OF_MEM);
	}
	return e == TLS_OK || verify_fail(s->v, VERIFY_CRL_SIGNATURE, s->depth);
}

/* look for the certificate in a list. *removed: the list takes its revocation back. */
static bool look(const struct search *s, const struct crl *list, bool *removed)
{
	const struct cert_facts *x = subject_of(s);
	*removed = false;
	if (crl_facts(list)->unknown_critical && (s->view.params->flags & VERIFY_F_IGNORE_CRITICAL) == 0 &&
	    !verify_fail(s->v, VERIFY_UNKNOWN_CRITICAL_CRL, s->depth)) {
		return false;
	}
	switch (crl_find(list, x->serial, x->issuer)) {
	case CRL_REVOKED:
		return verify_fail(s->v, VERIFY_REVOKED, s->depth);
	case CRL_REMOVED:
		*removed = true;
		return true;
	default:
		return true;
	}
}

static bool consult(const struct search *s, const struct fit *fit)
{
	bool removed = false;
	if (!check_list(s, fit, fit->list)) {
		return false;
	}
	if (fit->delta != NULL && (!check_list(s, fit, fit->delta) || !look(s, fit->delta, &removed))) {
		return false;
	}
	return removed || look(s, fit->list, &removed);
}

/*
 * heed_deltas: what a delta says was revoked counts also where it cannot be combined with the list, or was not asked
 * for, since OpenSSL would have heard it too; that it says nothing, or takes a revocation back, does not.
 */
static bool heed_deltas(const struct search *s, const struct crl *combined)
{
	const unsigned needed = FIT_EXTENSIONS | FIT_SCOPE | FIT_TIME | FIT_PATH;
	for (size_t i = 0; i < s->lists.n; i++) {
		const struct crl *list = s->lists.v[i];
		struct fit fit = fit_of(s, list, true);
		if (list == combined || (fit.score & needed) != needed || cert_pubkey(fit.issuer) == NULL ||
		    crl_find(list, subject_of(s)->serial, subject_of(s)->issuer) != CRL_REVOKED) {
			continue;
		}
		enum tls_err e = check_signature(cert_pubkey(fit.issuer), crl_facts(list));
		if (e == TLS_E_ALLOC) {
			return verify_give_up(s->v, VERIFY_OUT_OF_MEM);
		}
		if (e == TLS_OK) {
			return verify_fail(s->v, VERIFY_REVOKED, s->depth);
		}
	}
	return true;
}

/* ---- one certificate, and all -------------------------------------------------------------------------------------
 */

static bool collect(void *ctx, struct crl *crl)
{
	struct lists *l = ctx;
	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 4 : l->cap * 2;
		struct crl **v = tls_regrow(l->v, cap, sizeof *v);
		if (v == NULL) {
			l->out_of_memory = true;
			return false;
		}
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = crl_up_ref(crl);
	return true;
}

static void lists_free(struct lists *l)
{
	for (size_t i = 0; i < l->n; i++) {
		crl_free(l->v[i]);
	}
	tls_free(l->v);
}

static bool check_reasons(struct search *s)
{
	while (s->covered != CRL_ALL_REASONS) {
		struct fit fit = choose(s);
		if (fit.list == NULL) {
			return verify_fail(s->v, VERIFY_NO_CRL, s->depth);
		}
		unsigned before = s->covered;
		if (!heed_deltas(s, fit.delta)) {
			return false;
		}
		s->covered = fit.reasons;
		if (!consult(s, &fit)) {
			return false;
		}
		if (s->covered == before) {
			return verify_fail(s->v, VERIFY_NO_CRL, s->depth);
		}
	}
	return true;
}

static bool check_cert(struct verifier *v, const struct revocation *rev, size_t depth)
{
	struct search s = {.v = v, .view = verify_view(v), .rev = rev, .depth = depth};
	if (subject_of(&s)->proxy) {
		return true; /* accepted by nobody, unless a callback overruled that; its lists are not these */
	}
	enum tls_err e = rev->by_issuer(rev->owner, subject_of(&s)->issuer, collect, &s.lists);
	bool ok;
	if (e == TLS_E_ALLOC || s.lists.out_of_memory) {
		ok = verify_give_up(v, VERIFY_OUT_OF_MEM);
	} else if (e != TLS_OK) {
		ok = verify_give_up(v, VERIFY_STORE_LOOKUP);
	} else {
		ok = check_reasons(&s);
	}
	lists_free(&s.lists);
	return ok;
}

bool revocation_check(void *owner, struct verifier *v)
{
	const struct revocation *rev = owner;
	bool whole_chain = (rev->flags & REVOCATION_F_WHOLE_CHAIN) != 0;
	if (rev->aside && !whole_chain) {
		return true;
	}
	size_t n = whole_chain ? verify_view(v).n_chain : 1;
	for (size_t i = 0; i < n; i++) {
		if (!check_cert(v, rev, i)) {
			return false;
		}
	}
	return true;
}
