/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Path building (path.h). Work is bounded by the depth of the chain, times the certificates that were given, and where
 * that is too much by a budget.
 */
#include "pki/path.h"

#include "base/alloc.h"

#define DEFAULT_DEPTH 100
/* A depth beyond all use, so that anchors which name one another in a circle end the search early. */
#define DEPTH_LIMIT 200
/* Signatures checked, in all, to choose between candidates of equal standing. */
#define TRIES_MAX 32
/* Certificates looked at, in all, as issuers of others: far more than a chain and what comes with it make use of. What
 * is beyond is not found. */
#define CANDIDATES_MAX (1u << 16)

bool path_time_ok(const struct verify_params *params, const struct cert_facts *f)
{
	if ((params->flags & VERIFY_F_NO_CHECK_TIME) != 0) {
		return true;
	}
	/* The last second belongs to the past, as in X509_cmp_time(3). */
	return !f->bad_not_before && !f->bad_not_after && f->not_before <= params->time && params->time < f->not_after;
}

/* ---- the chain ----------------------------------------------------------------------------------------------------
 */

static enum tls_err push(struct path *p, struct cert *c)
{
	if (p->n == p->cap) {
		size_t cap = p->cap == 0 ? 8 : p->cap * 2;
		struct cert **chain = tls_regrow(p->chain, cap, sizeof *chain);
		if (chain == NULL) {
			return TLS_E_ALLOC;
		}
		p->chain = chain;
		p->cap = cap;
	}
	p->chain[p->n++] = cert_up_ref(c);
	return TLS_OK;
}

static void truncate(struct path *p, size_t n)
{
	while (p->n > n) {
		cert_free(p->chain[--p->n]);
	}
}

static bool in_chain(const struct path *p, const struct cert *c)
{
	for (size_t i = 0; i < p->n; i++) {
		if (cert_same(p->chain[i], c)) {
			return true;
		}
	}
	return false;
}

/* ---- candidates ---------------------------------------------------------------------------------------------------
 */

/* The best issuer of subject so far. */
struct choice {
	struct path *path;
	const struct cert *subject;
	struct cert *best; /* a reference of its own, or NULL */
	bool best_in_time;
	bool best_tried;
	bool settled;
	enum tls_err err; /* TLS_E_ALLOC from a signature check */
};

static void prefer(struct choice *ch, struct cert *c, bool in_time, bool tried)
{
	cert_free(ch->best);
	ch->best = cert_up_ref(c);
	ch->best_in_time = in_time;
	ch->best_tried = tried;
}

/* Does c's key verify the subject's signature? False without looking when the budget is used up. */
static bool try_signature(struct choice *ch, const struct cert *c)
{
	if (ch->path->work.signatures >= TRIES_MAX) {
		return false;
	}
	ch->path->work.signatures++;
	enum tls_err e = cert_signed_by(ch->subject, c);
	if (e == TLS_E_ALLOC) {
		ch->err = e;
		ch->settled = true;
	}
	return e == TLS_OK;
}

/* Weighs one that may be the issuer against the best so far. False when the choice is made. */
static bool weigh(struct choice *ch, struct cert *c)
{
	const struct cert_facts *f = cert_facts(c);
	bool in_time = path_time_ok(ch->path->params, f);
	if (ch->best == NULL) {
		prefer(ch, c, in_time, false);
	} else if (in_time && !ch->best_in_time) {
		prefer(ch, c, true, false);
	} else if (!in_time && !ch->best_in_time && f->not_after > cert_facts(ch->best)->not_after) {
		/* None is valid: the one that was valid longest. */
		prefer(ch, c, false, false);
	} else if (in_time && !cert_same(c, ch->best)) {
		/* Two that are valid: the signature tells which. */
		if (!ch->best_tried) {
			ch->best_tried = true;
			ch->settled = ch->settled || try_signature(ch, ch->best);
		}
		if (!ch->settled && try_signature(ch, c)) {
			prefer(ch, c, true, true);
			ch->settled = true;
		}
	}
	return !ch->settled;
}

/* Looks at one more candidate. False when the choice is made, or the budget used up. */
static bool consider(struct choice *ch, struct cert *c, bool again)
{
	if (ch->path->work.candidates >= CANDIDATES_MAX) {
		return false;
	}
	ch->path->work.candidates++;
	return !cert_may_have_issued(c, ch->subject) || (!again && in_chain(ch->path, c)) || weigh(ch, c);
}

/* Anchors may come again: where they name one another in a circle, the depth ends the chain. */
static bool consider_anchor(void *ctx, struct cert *anchor)
{
	struct choice *ch = ctx;
	/* A self-signed certificate has one issuer that counts: its own copy in the store. */
	if (cert_facts(ch->subject)->self_signed && cert_same(anchor, ch->subject)) {
		prefer(ch, anchor, true, false);
		ch->settled = true;
		return false;
	}
	return consider(ch, anchor, true);
}

/* *out gets a reference to the issuer of subject in the trust store, or NULL. */
static enum tls_err find_anchor(struct path *p, const struct cert *subject, struct cert **out)
{
	struct choice ch = {.path = p, .subject = subject};
	enum tls_err e = p->trust->by_subject(p->trust->owner, cert_facts(subject)->issuer, consider_anchor, &ch);
	if (e == TLS_OK) {
		e = ch.err;
	}
	if (e != TLS_OK) {
		cert_free(ch.best);
		ch.best = NULL;
	}
	*out = ch.best;
	return e;
}

/* RFC 7671 §5.2.2: a CA that a record gives whole need not be sent by the peer. */
static void consider_records(struct choice *ch)
{
	const struct dane_record *r;
	for (size_t i = 0; (r = dane_at(ch->path->dane.set, i)) != NULL; i++) {
		if (r->cert != NULL && !consider(ch, r->cert, false)) {
			break;
		}
	}
}

/* The same among the certificates that the peer gave. */
static enum tls_err find_untrusted(struct path *p, const struct cert *subject, struct cert **out)
{
	struct choice ch = {.path = p, .subject = subject};
	/* A self-issued leaf may be followed by its own copy, so that what is said of it does not depend on copies. */
	bool copies = p->n == 1 && cert_facts(subject)->self_issued;
	for (size_t i = 0; i < p->n_untrusted_given; i++) {
		if (!consider(&ch, p->untrusted[i], copies)) {
			break;
		}
	}
	if (p->dane.set != NULL && !ch.settled) {
		consider_records(&ch);
	}
	if (ch.err != TLS_OK) {
		cert_free(ch.best);
		ch.best = NULL;
	}
	*out = ch.best;
	return ch.err;
}

/* ---- building -----------------------------------------------------------------------------------------------------
 */

/* The chain's newest certificate is from the store: does it end the chain? */
static bool is_end(const struct path *p)
{
	return cert_facts(p->chain[p->n - 1])->self_signed || (p->params->flags & VERIFY_F_PARTIAL_CHAIN) != 0;
}

enum step { STEP_FOUND, STEP_NOT_FOUND, STEP_DONE };

/* An anchor joined the chain. With DANE none is enough without a record. */
static void trust_by_store(struct path *p, enum step step)
{
	p->trusted = step == STEP_DONE;
	if (p->dane.set == NULL) {
		return;
	}
	if (p->n > 1) {
		dane_match_cert(&p->dane, p->chain[p->n - 1], p->n - 1, true);
	}
	p->dane.pkix = p->dane.pkix || p->trusted;
	p->trusted = p->trusted && p->dane.match.record != NULL;
}

/*
 * Looks for an anchor that issued the last of the first n certificates. If there is one the chain is cut to n and
 * extended by it, and from then on only anchors follow.
 */
static enum tls_err step_trusted(struct path *p, size_t n, enum step *out)
{
	struct cert *subject = p->chain[n - 1];
	struct cert *issuer = NULL;
	*out = STEP_NOT_FOUND;
	if (p->n > p->max_depth + 1) {
		return TLS_OK;
	}
	enum tls_err e = find_anchor(p, subject, &issuer);
	if (e != TLS_OK || issuer == NULL) {
		return e;
	}
	if (cert_facts(subject)->self_signed) {
		/* Only the very same certificate will do: names and key identifiers are anybody's to copy. */
		if (cert_same(subject, issuer)) {
			truncate(p, n - 1);
			p->n_untrusted = p->n;
			e = push(p, issuer);
			*out = STEP_DONE;
		}
	} else {
		bool from_store = n > p->n_untrusted;
		truncate(p, n);
		dane_unmatch(&p->dane, n);
		if (!from_store) {
			p->n_untrusted = n;
		}
		e = push(p, issuer);
		*out = is_end(p) ? STEP_DONE : STEP_FOUND;
	}
	cert_free(issuer);
	if (e == TLS_OK && *out != STEP_NOT_FOUND) {
		trust_by_store(p, *out);
	}
	return e;
}

static enum tls_err step_untrusted(struct path *p, enum step *out)
{
	struct cert *subject = p->chain[p->n - 1];
	struct cert *issuer = NULL;
	*out = STEP_NOT_FOUND;
	if (cert_facts(subject)->self_signed || p->n > p->max_depth + 1) {
		return TLS_OK;
	}
	enum tls_err e = find_untrusted(p, subject, &issuer);
	if (e == TLS_OK && issuer != NULL) {
		e = push(p, issuer);
		p->n_untrusted = p->n;
		p->trusted = e == TLS_OK && p->dane.set != NULL && dane_match_cert(&p->dane, issuer, p->n - 1, false);
		*out = p->trusted ? STEP_DONE : STEP_FOUND;
	}
	cert_free(issuer);
	return e;
}

/* Extends the chain by anchors until it ends or no issuer is found. */
static enum tls_err climb_trusted(struct path *p)
{
	enum step step = STEP_FOUND;
	enum tls_err e = TLS_OK;
	while (e == TLS_OK && step == STEP_FOUND) {
		e = step_trusted(p, p->n, &step);
	}
	return e;
}

/* Without an anchor for the whole chain: for a shorter one? From the top down, and again after each that led nowhere.
 */
static enum tls_err climb_alternate(struct path *p)
{
	enum tls_err e = TLS_OK;
	for (size_t n = p->n_untrusted; e == TLS_OK && !p->trusted && n-- > 1;) {
		enum step step;
		e = step_trusted(p, n, &step);
		if (e == TLS_OK && step == STEP_FOUND) {
			e = climb_trusted(p);
		}
	}
	return e;
}

static bool add_if_same(void *ctx, struct cert *anchor)
{
	struct choice *ch = ctx;
	if (!cert_same(anchor, ch->subject)) {
		return true;
	}
	prefer(ch, anchor, true, false);
	return false;
}

/* With partial chains a leaf that is itself in the store is trusted. */
static enum tls_err trust_leaf(struct path *p)
{
	struct choice ch = {.path = p, .subject = p->chain[0]};
	enum tls_err e = p->trust->by_subject(p->trust->owner, cert_facts(p->chain[0])->subject, add_if_same, &ch);
	if (e == TLS_OK && ch.best != NULL) {
		cert_free(p->chain[0]);
		p->chain[0] = ch.best;
		p->n_untrusted = 0;
		trust_by_store(p, STEP_DONE);
		return TLS_OK;
	}
	cert_free(ch.best);
	return e;
}

enum tls_err path_start(struct path *p, const struct verify_params *params, const struct trust *trust,
			struct cert *leaf, struct cert *const *untrusted, size_t n_untrusted)
{
	*p = (struct path){.params = params, .trust = trust, .untrusted = untrusted, .n_untrusted_given = n_untrusted};
	p->max_depth = params->max_depth < 0 ? DEFAULT_DEPTH : (size_t)params->max_depth;
	if (p->max_depth > DEPTH_LIMIT) {
		p->max_depth = DEPTH_LIMIT;
	}
	p->n_untrusted = 1;
	p->dane.set = params->dane;
	return push(p, leaf);
}

/* Without an anchor: a key of a record may have signed the last of the peer's certificates. There is none when the leaf
 * is itself in the trust store. */
static enum tls_err trust_key(struct path *p)
{
	bool found;
	if (p->n_untrusted == 0) {
		return TLS_OK;
	}
	size_t top = p->n_untrusted - 1;
	enum tls_err e = dane_match_key(&p->dane, p->chain[top], top, &found);
	if (e == TLS_OK && found) {
		truncate(p, p->n_untrusted);
		p->trusted = true;
	}
	return e;
}

enum tls_err path_build(struct path *p)
{
	/* Records that are trusted by themselves leave nothing to ask the trust store for. */
	bool store = p->dane.set == NULL || dane_has_pkix(p->dane.set);
	bool trusted_first = store && (p->n_untrusted_given == 0 || (p->params->flags & VERIFY_F_TRUSTED_FIRST) != 0);
	bool alternate = store && !trusted_first && (p->params->flags & VERIFY_F_NO_ALT_CHAINS) == 0;
	enum tls_err e = TLS_OK;
	enum step step = STEP_FOUND;
	while (e == TLS_OK && step == STEP_FOUND && p->n == p->n_untrusted) {
		if (trusted_first) {
			e = step_trusted(p, p->n, &step);
			if (e != TLS_OK || step != STEP_NOT_FOUND) {
				break;
			}
		}
		e = step_untrusted(p, &step);
	}
	if (e == TLS_OK && !p->trusted && store) {
		e = climb_trusted(p);
	}
	if (e == TLS_OK && !p->trusted && alternate) {
		e = climb_alternate(p);
	}
	if (e == TLS_OK && !p->trusted && p->n <= p->max_depth + 1 && p->dane.set != NULL) {
		e = trust_key(p);
	}
	if (e == TLS_OK && !p->trusted && p->n <= p->max_depth + 1 && p->n == p->n_untrusted &&
	    (p->params->flags & VERIFY_F_PARTIAL_CHAIN) != 0) {
		e = trust_leaf(p);
	}
	return e;
}

void path_free(struct path *p)
{
	truncate(p, 0);
	dane_run_end(&p->dane);
	tls_free(p->chain);
	p->chain = NULL;
	p->cap = 0;
}
