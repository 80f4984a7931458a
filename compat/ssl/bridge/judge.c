/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Judging the peer's chain by the engine's own verifier: the trust anchors come from the program's X509_STORE, looked
 * up by subject through the public API (hashed directories included), and the parameters are those of an X509_STORE_CTX
 * made as for X509_verify_cert. CRLs come from the store too, however the program put them there. Whatever the engine
 * cannot honour is left to that function (verify.c).
 */
#include <arpa/inet.h>
#include <string.h>
#include <time.h>

#include <openssl/x509_vfy.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/bridge/probe.h"
#include "compat/ssl/cert/bundle.h"
#include "compat/ssl/core/local.h"

/* X509_PURPOSE_SSL_CLIENT and _SERVER of <openssl/x509v3.h>, whose names for key usage the engine has too. */
enum { PURPOSE_NUMBER_CLIENT = 1, PURPOSE_NUMBER_SERVER = 2 };

static const struct {
	unsigned long openssl;
	unsigned engine;
} flag_table[] = {
    {X509_V_FLAG_PARTIAL_CHAIN, VERIFY_F_PARTIAL_CHAIN},
    {X509_V_FLAG_NO_CHECK_TIME, VERIFY_F_NO_CHECK_TIME},
    {X509_V_FLAG_X509_STRICT, VERIFY_F_STRICT},
    {X509_V_FLAG_IGNORE_CRITICAL, VERIFY_F_IGNORE_CRITICAL},
    {X509_V_FLAG_CHECK_SS_SIGNATURE, VERIFY_F_CHECK_SS_SIGNATURE},
    {X509_V_FLAG_TRUSTED_FIRST, VERIFY_F_TRUSTED_FIRST},
    {X509_V_FLAG_NO_ALT_CHAINS, VERIFY_F_NO_ALT_CHAINS},
    {X509_V_FLAG_USE_CHECK_TIME, 0}, /* read with the time itself */
};

/* Of X509_V_FLAG_CRL_CHECK, without which they mean nothing. */
static const struct {
	unsigned long openssl;
	unsigned engine;
} crl_flag_table[] = {
    {X509_V_FLAG_CRL_CHECK, 0},
    {X509_V_FLAG_CRL_CHECK_ALL, REVOCATION_F_WHOLE_CHAIN},
    {X509_V_FLAG_EXTENDED_CRL_SUPPORT, REVOCATION_F_EXTENDED},
    {X509_V_FLAG_USE_DELTAS, REVOCATION_F_DELTAS},
};

/* take_flags: false when one of them is not the engine's. */
static bool take_flags(unsigned long flags, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < sizeof crl_flag_table / sizeof crl_flag_table[0]; i++) {
		flags &= ~crl_flag_table[i].openssl;
	}
	for (size_t i = 0; i < sizeof flag_table / sizeof flag_table[0]; i++) {
		if ((flags & flag_table[i].openssl) != 0) {
			*out |= flag_table[i].engine;
			flags &= ~flag_table[i].openssl;
		}
	}
	return flags == 0;
}

bool judge_store_has_steps(X509_STORE *st)
{
	return X509_STORE_get_verify(st) != NULL || X509_STORE_get_get_issuer(st) != NULL ||
	       X509_STORE_get_check_issued(st) != NULL || X509_STORE_get_check_revocation(st) != NULL ||
	       X509_STORE_get_lookup_certs(st) != NULL || X509_STORE_get_get_crl(st) != NULL ||
	       X509_STORE_get_check_crl(st) != NULL || X509_STORE_get_cert_crl(st) != NULL ||
	       X509_STORE_get_lookup_crls(st) != NULL || X509_STORE_get_cleanup(st) != NULL;
}

/* A store whose steps the program replaced is not ours to shortcut. */
static bool store_is_plain(X509_STORE *st)
{
	return X509_STORE_get_verify_cb(st) == NULL && !judge_store_has_steps(st);
}

/* lists_by_issuer gives the store's CRLs of that issuer. One that is not in DER is as if it were not there. */
static enum tls_err lists_by_issuer(void *owner, struct span issuer, bool (*add)(void *ctx, struct crl *crl), void *ctx)
{
	const struct judge_anchors *a = owner;
	const unsigned char *p = issuer.p;
	X509_NAME *name = d2i_X509_NAME(NULL, &p, (long)issuer.len);
	STACK_OF(X509_CRL) *found = name != NULL ? X509_STORE_CTX_get1_crls(a->sc, name) : NULL;
	enum tls_err e = TLS_OK;
	bool more = true;
	for (int i = 0; i < sk_X509_CRL_num(found) && more && e != TLS_E_ALLOC; i++) {
		unsigned char *der = NULL;
		struct crl *crl = NULL;
		int len = i2d_X509_CRL(sk_X509_CRL_value(found, i), &der);
		e = len > 0 ? crl_parse(&crl, span_of(der, (size_t)len)) : TLS_E_DER;
		more = crl == NULL || add(ctx, crl);
		crl_free(crl);
		OPENSSL_free(der);
	}
	sk_X509_CRL_pop_free(found, X509_CRL_free);
	X509_NAME_free(name);
	return e == TLS_E_ALLOC ? e : TLS_OK;
}

static void take_revocation(unsigned long flags, struct judge_request *r)
{
	if ((flags & X509_V_FLAG_CRL_CHECK) == 0) {
		return;
	}
	for (size_t i = 0; i < sizeof crl_flag_table / sizeof crl_flag_table[0]; i++) {
		r->revocation.flags |= (flags & crl_flag_table[i].openssl) != 0 ? crl_flag_table[i].engine : 0;
	}
	r->revocation.by_issuer = lists_by_issuer;
	r->checks = (struct verify_checks){&r->revocation, revocation_check};
	r->params.checks = &r->checks;
}

/* Whether the purpose follows from the role alone: nobody could have set another, or a trust setting. */
static bool purpose_is_plain(const SSL *s, const X509_STORE *store)
{
	return !s->set.verify.param_touched && !s->ctx->trust.store_shown && store == s->ctx->trust.store;
}

static bool take_purpose(SSL *s, X509_STORE *store, struct judge_request *r)
{
	enum verify_purpose *out = &r->params.purpose;
	/* A server judges clients, and the reverse. */
	*out = s->role == TLS_SERVER ? PURPOSE_TLS_CLIENT : PURPOSE_TLS_SERVER;
	if (purpose_is_plain(s, store)) {
		return true;
	}
	X509_STORE_CTX *sc = bridge_store_ctx(s, store);
	int purpose = 0;
	r->out_of_memory = sc == NULL;
	bool known = sc != NULL && probe_purpose(sc, &purpose);
	X509_STORE_CTX_free(sc);
	if (known && purpose == PURPOSE_NUMBER_CLIENT) {
		*out = PURPOSE_TLS_CLIENT;
	} else if (known && purpose == PURPOSE_NUMBER_SERVER) {
		*out = PURPOSE_TLS_SERVER;
	} else {
		*out = PURPOSE_ANY;
	}
	return known;
}

/* ip_of: the address that is expected, the caller's. The getter says NULL when there is none and when memory is out,
 * and taking the one for the other would accept a certificate for any address: so it is asked again, and what its
 * answer needs must be there. */
static char *ip_of(X509_VERIFY_PARAM *p, bool *out_of_memory)
{
	char *ip = X509_VERIFY_PARAM_get1_ip_asc(p);
	if (ip == NULL) {
		void *room = OPENSSL_malloc(INET6_ADDRSTRLEN);
		*out_of_memory = room == NULL;
		OPENSSL_free(room);
		ip = X509_VERIFY_PARAM_get1_ip_asc(p);
	}
	return ip;
}

static bool take_ip(X509_VERIFY_PARAM *p, struct judge_request *r)
{
	char *ip = ip_of(p, &r->out_of_memory);
	size_t len = ip == NULL                            ? 0
		     : inet_pton(AF_INET, ip, r->ip) == 1  ? 4
		     : inet_pton(AF_INET6, ip, r->ip) == 1 ? 16
							   : 0;
	bool ok = !r->out_of_memory && (ip == NULL || len != 0);
	r->params.ip = span_of(r->ip, len);
	OPENSSL_free(ip);
	return ok;
}

static bool take_names(X509_VERIFY_PARAM *p, struct judge_request *r)
{
	for (int i = 0; (r->hosts[i] = X509_VERIFY_PARAM_get0_host(p, i)) != NULL; i++) {
		if (i == JUDGE_MAX_HOSTS - 1) {
			return false;
		}
		r->params.n_hosts++;
	}
	r->params.hosts = r->hosts;
	r->params.host_flags = X509_VERIFY_PARAM_get_hostflags(p); /* the numbers are the same */
	r->params.email = X509_VERIFY_PARAM_get0_email(p);
	return take_ip(p, r);
}

bool judge_request_make(SSL *s, X509_STORE_CTX *sc, bool leaf_alone, struct judge_request *r)
{
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(sc);
	unsigned long flags = X509_VERIFY_PARAM_get_flags(p);
	*r = (struct judge_request){.params.max_depth = X509_VERIFY_PARAM_get_depth(p),
				    .params.security_level = X509_VERIFY_PARAM_get_auth_level(p)};
	if (!take_names(p, r) || (!leaf_alone && (!take_flags(flags, &r->params.flags) ||
						  !take_purpose(s, X509_STORE_CTX_get0_store(sc), r)))) {
		return false;
	}
	if (!leaf_alone) {
		take_revocation(flags, r);
	}
	r->params.time =
	    (flags & X509_V_FLAG_USE_CHECK_TIME) != 0 ? X509_VERIFY_PARAM_get_time(p) : (int64_t)time(NULL);
	return true;
}

struct bundle *judge_files(const SSL *s, const X509_STORE *store)
{
	struct bundle *files = store == s->ctx->trust.store && !s->ctx->trust.store_shown ? s->ctx->trust.bundle : NULL;
	return files != NULL && !bundle_is_poured(files) ? files : NULL;
}

enum tls_err judge_anchors_by_subject(void *owner, struct span subject, bool (*add)(void *ctx, struct cert *anchor),
				      void *ctx)
{
	struct judge_anchors *a = owner;
	/* What is in a file precedes every directory: the store's own lookups are in that order. */
	if (a->files != NULL && bundle_each(a->files, subject, add, ctx)) {
		return TLS_OK;
	}
	const unsigned char *p = subject.p;
	X509_NAME *name = d2i_X509_NAME(NULL, &p, (long)subject.len);
	STACK_OF(X509) *found = name != NULL ? X509_STORE_CTX_get1_certs(a->sc, name) : NULL;
	for (int i = 0; i < sk_X509_num(found); i++) {
		X509 *x = sk_X509_value(found, i);
		struct cert *cert = bridge_cert(x);
		a->foreign = a->foreign || X509_trusted(x);
		bool more = cert == NULL || add(ctx, cert);
		cert_free(cert);
		if (!more) {
			break;
		}
	}
	sk_X509_pop_free(found, X509_free);
	X509_NAME_free(name);
	return TLS_OK;
}

void judge_keep(SSL *s, struct verify_result *res)
{
	struct verify_state *v = &s->vstate;
	verify_state_drop_verified(v);
	v->result = (long)res->err;
	v->verified = res->chain;
	v->n_verified = res->n_chain;
	res->chain = NULL;
	res->n_chain = 0;
	OPENSSL_free(v->peername);
	v->peername = res->peername != NULL ? OPENSSL_strdup(res->peername) : NULL;
}

struct judging {
	SSL *s;
	struct judge_anchors anchors;
	/* Of verify_chain, with the judging as owner; NULL when there is no callback to ask, to whom shown is shown. */
	bool (*on_event)(void *owner, const struct verify_event *ev);
	X509_STORE_CTX *shown;
};

/* judge_run: the engine's verdict in *res, to be freed. False: something is asked for that it cannot honour. */
static bool judge_run(struct judging *j, X509_STORE *store, struct cert *const *chain, size_t n,
		      struct verify_result *res)
{
	struct judge_request r = {.out_of_memory = false};
	struct judge_anchors *a = &j->anchors;
	bool judged = false;
	*res = (struct verify_result){.err = VERIFY_OUT_OF_MEM, .gave_up = true};
	ERR_set_mark(); /* some getters queue an error for "not set" */
	*a = (struct judge_anchors){.sc = bridge_store_ctx(j->s, store), .files = judge_files(j->s, store)};
	if (a->sc != NULL && store_is_plain(store) && judge_request_make(j->s, a->sc, false, &r)) {
		const struct trust trust = {.owner = a, .by_subject = judge_anchors_by_subject};
		r.revocation.owner = a;
		verify_chain(&r.params, &trust, chain[0], chain + 1, n - 1, j->on_event, j, res);
		judged = !a->foreign;
	} else {
		judged = a->sc == NULL || r.out_of_memory;
	}
	X509_STORE_CTX_free(a->sc);
	ERR_pop_to_mark();
	return judged;
}

bool bridge_judge(SSL *s, X509_STORE *store, struct cert *const *chain, size_t n, int *ok)
{
	struct verify_result res;
	struct judging j = {.s = s};
	if (s->set.verify.cb != NULL || s->ctx->trust.verify_cb != NULL) {
		return false;
	}
	bool judged = judge_run(&j, store, chain, n, &res);
	if (judged) {
		*ok = res.ok;
		judge_keep(s, &res);
	}
	verify_result_free(&res);
	return judged;
}

/* was_overruled: the callback has said yes to this. Whoever accepts a weak digest (which libcrypto has checked, if it
 * could) is not told that the engine checks none of its signatures. */
static bool was_overruled(const struct overruled *o, const struct verify_event *ev)
{
	for (size_t i = 0; i < o->n; i++) {
		bool weak = o->v[i].err == X509_V_ERR_CA_MD_TOO_WEAK && ev->err == VERIFY_SIGNATURE_FAILURE;
		if ((o->v[i].err == (int)ev->err || weak) && o->v[i].depth == ev->depth) {
			return true;
		}
	}
	return false;
}

/* object tells the callback of what X509_verify_cert did not. */
static bool object(void *owner, const struct verify_event *ev)
{
	const struct judging *j = owner;
	struct verify_state *v = &j->s->vstate;
	X509_STORE_CTX *sc = j->shown;
	if (ev->ok || ev->aside || j->anchors.foreign) {
		return ev->ok; /* a callback expects the chain of its peer */
	}
	if (was_overruled(v->overruled, ev) || v->retry) {
		return true;
	}
	X509_STORE_CTX_set_error(sc, (int)ev->err);
	X509_STORE_CTX_set_error_depth(sc, ev->depth);
	X509_STORE_CTX_set_current_cert(sc, sk_X509_value(X509_STORE_CTX_get0_chain(sc), ev->depth));
	return v->cb(0, sc) != 0;
}

int bridge_object(SSL *s, X509_STORE_CTX *sc, struct cert *const *chain, size_t n)
{
	struct verify_result res;
	struct judging j = {.s = s, .on_event = object, .shown = sc};
	int ok = 1;
	if (judge_run(&j, X509_STORE_CTX_get0_store(sc), chain, n, &res) && !res.ok) {
		ok = 0;
		if (res.gave_up) { /* what nobody is asked about, by X509_verify_cert neither */
			X509_STORE_CTX_set_error(sc, (int)res.err);
		}
	}
	verify_result_free(&res);
	return ok;
}
