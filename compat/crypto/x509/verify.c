/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509_verify_cert(3) by the engine's verifier: trust anchors and lists come from the store or from what the program
 * gave instead, every failure and every certificate that passes goes to the program's callback, and the chain is of the
 * program's own X509s.
 */
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/x509/aux.h"
#include "compat/crypto/x509/crl.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/store.h"
#include "compat/crypto/x509/v3.h"
#include "compat/crypto/x509/x509.h"
#include "engine/base/alloc.h"
#include "engine/pki/name.h"
#include "engine/pki/revocation.h"
#include "engine/pki/verify.h"

/* ---- what is asked for ------------------------------------------------------------------------------------------- */

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
};

static const struct {
	unsigned long openssl;
	unsigned engine;
} crl_flag_table[] = {
    {X509_V_FLAG_CRL_CHECK_ALL, REVOCATION_F_WHOLE_CHAIN},
    {X509_V_FLAG_EXTENDED_CRL_SUPPORT, REVOCATION_F_EXTENDED},
    {X509_V_FLAG_USE_DELTAS, REVOCATION_F_DELTAS},
};

/* What is not honoured must not be passed over: policies and Suite B. */
#define FLAGS_REFUSED                                                                                                  \
	(X509_V_FLAG_POLICY_MASK | X509_V_FLAG_SUITEB_128_LOS_ONLY | X509_V_FLAG_SUITEB_192_LOS |                      \
	 X509_V_FLAG_ALLOW_PROXY_CERTS)

struct request {
	X509_STORE_CTX *ctx;
	struct verify_params params;
	const char **hosts; /* owned */
	struct revocation revocation;
	struct verify_checks checks;
	bool out_of_memory;
};

static bool take_purpose(const X509_STORE_CTX *ctx, enum verify_purpose *out)
{
	switch (ctx->param->purpose) {
	case 0:
	case X509_PURPOSE_ANY:
	case X509_PURPOSE_OCSP_HELPER:
		*out = PURPOSE_ANY;
		return true;
	case X509_PURPOSE_SSL_CLIENT:
		*out = PURPOSE_TLS_CLIENT;
		return true;
	case X509_PURPOSE_SSL_SERVER:
		*out = PURPOSE_TLS_SERVER;
		return true;
	default:
		return false;
	}
}

static bool take_hosts(struct request *r)
{
	const X509_VERIFY_PARAM *p = r->ctx->param;
	int n = sk_OPENSSL_STRING_num(p->hosts);
	r->hosts = n > 0 ? OPENSSL_zalloc((size_t)n * sizeof *r->hosts) : NULL;
	if (n > 0 && r->hosts == NULL) {
		return false;
	}
	for (int i = 0; i < n; i++) {
		r->hosts[i] = sk_OPENSSL_STRING_value(p->hosts, i);
	}
	r->params.hosts = r->hosts;
	r->params.n_hosts = n > 0 ? (size_t)n : 0;
	return true;
}

/* lists_by_issuer: those that the program gave, and the store's. */
static enum tls_err lists_by_issuer(void *owner, struct span issuer, bool (*add)(void *ctx, struct crl *crl), void *to)
{
	struct request *r = owner;
	X509_NAME *name = name_new(issuer);
	bool more = name != NULL;
	for (int i = 0; more && i < sk_X509_CRL_num(r->ctx->crls); i++) {
		const X509_CRL *crl = sk_X509_CRL_value(r->ctx->crls, i);
		if (name_eq(crl_issuer(crl), issuer)) {
			more = add(to, crl->crl);
		}
	}
	STACK_OF(X509_CRL) *found = more ? X509_STORE_CTX_get1_crls(r->ctx, name) : NULL;
	for (int i = 0; more && i < sk_X509_CRL_num(found); i++) {
		more = add(to, sk_X509_CRL_value(found, i)->crl);
	}
	bool complete = name != NULL && (!more || found != NULL || r->ctx->store == NULL);
	sk_X509_CRL_pop_free(found, X509_CRL_free);
	X509_NAME_free(name);
	return complete ? TLS_OK : TLS_E_ALLOC;
}

static bool request_make(struct request *r, X509_STORE_CTX *ctx)
{
	const X509_VERIFY_PARAM *p = ctx->param;
	*r = (struct request){.ctx = ctx,
			      .params.max_depth = p->depth,
			      .params.security_level = p->auth_level,
			      .params.host_flags = p->host_flags, /* the numbers are the same */
			      .params.email = p->email,
			      .params.ip = span_of(p->ip, p->ip_len)};
	for (size_t i = 0; i < sizeof flag_table / sizeof flag_table[0]; i++) {
		r->params.flags |= (p->flags & flag_table[i].openssl) != 0 ? flag_table[i].engine : 0;
	}
	r->params.time = (p->flags & X509_V_FLAG_USE_CHECK_TIME) != 0 ? (int64_t)p->check_time : (int64_t)time(NULL);
	if ((p->flags & X509_V_FLAG_CRL_CHECK) != 0) {
		for (size_t i = 0; i < sizeof crl_flag_table / sizeof crl_flag_table[0]; i++) {
			r->revocation.flags |=
			    (p->flags & crl_flag_table[i].openssl) != 0 ? crl_flag_table[i].engine : 0;
		}
		r->revocation.owner = r;
		r->revocation.by_issuer = lists_by_issuer;
		r->checks = (struct verify_checks){&r->revocation, revocation_check};
		r->params.checks = &r->checks;
	}
	return take_hosts(r);
}

/* ---- trust ------------------------------------------------------------------------------------------------------- */

/* usage_of: the extended key usage that trust settings name for a kind of trust; NID_undef for those of OCSP, which are
 * not judged by: with them an anchor without settings is none. */
static int usage_of(int trust)
{
	switch (trust) {
	case X509_TRUST_SSL_CLIENT:
		return NID_client_auth;
	case X509_TRUST_SSL_SERVER:
		return NID_server_auth;
	case X509_TRUST_EMAIL:
		return NID_email_protect;
	case X509_TRUST_OBJECT_SIGN:
		return NID_code_sign;
	case X509_TRUST_TSA:
		return NID_time_stamp;
	case X509_TRUST_DEFAULT:
	case X509_TRUST_COMPAT:
		return NID_anyExtendedKeyUsage;
	default:
		return NID_undef;
	}
}

/* offer: a certificate of the store becomes an anchor, unless its trust settings speak of other purposes. */
static bool offer(struct request *r, X509 *x, bool (*add)(void *ctx, struct cert *anchor), void *to)
{
	enum aux_word word = aux_word(x->aux, usage_of(r->ctx->param->trust));
	/* The trust of OCSP's purpose does not look at what others an anchor is trusted for. */
	word = word == AUX_OTHER && r->ctx->param->trust == X509_TRUST_COMPAT ? AUX_SILENT : word;
	struct cert *cert = word == AUX_SILENT || word == AUX_TRUSTED ? x509_cert(x) : NULL;
	if (cert == NULL) {
		return true;
	}
	if (sk_X509_push(r->ctx->seen, x) <= 0) {
		r->out_of_memory = true;
		return false;
	}
	X509_up_ref(x);
	return add(to, cert);
}

static enum tls_err anchors_by_subject(void *owner, struct span subject, bool (*add)(void *ctx, struct cert *anchor),
				       void *to)
{
	struct request *r = owner;
	STACK_OF(X509) *found = NULL;
	X509_NAME *name = NULL;
	bool more = true;
	if (r->ctx->trusted != NULL) {
		for (int i = 0; more && i < sk_X509_num(r->ctx->trusted); i++) {
			X509 *x = sk_X509_value(r->ctx->trusted, i);
			const struct cert *cert = x509_cert(x);
			if (cert != NULL && name_eq(cert_facts(cert)->subject, subject)) {
				more = offer(r, x, add, to);
			}
		}
	} else {
		name = name_new(subject);
		X509_STORE *store = r->ctx->store;
		found = name == NULL || store == NULL ? NULL
			: store->lookup_certs != NULL ? store->lookup_certs(r->ctx, name)
						      : X509_STORE_CTX_get1_certs(r->ctx, name);
		for (int i = 0; more && i < sk_X509_num(found); i++) {
			more = offer(r, sk_X509_value(found, i), add, to);
		}
		r->out_of_memory = r->out_of_memory || name == NULL;
	}
	sk_X509_pop_free(found, X509_free);
	X509_NAME_free(name);
	return r->out_of_memory ? TLS_E_ALLOC : TLS_OK;
}

/* ---- the chain as the program sees it ---------------------------------------------------------------------------- */

static X509 *in_stack(const STACK_OF(X509) * all, const struct cert *cert)
{
	for (int i = 0; i < sk_X509_num(all); i++) {
		if (sk_X509_value(all, i)->cert == cert) {
			return sk_X509_value(all, i);
		}
	}
	return NULL;
}

/* own_of: the program's X509 of a certificate, with a reference. */
static X509 *own_of(X509_STORE_CTX *ctx, struct cert *cert)
{
	X509 *x = ctx->cert->cert == cert ? ctx->cert : in_stack(ctx->seen, cert);
	x = x != NULL ? x : in_stack(ctx->untrusted, cert);
	if (x != NULL) {
		X509_up_ref(x);
		return x;
	}
	return x509_new(cert_up_ref(cert));
}

static bool show_chain(X509_STORE_CTX *ctx, struct cert *const *chain, size_t n)
{
	int have = sk_X509_num(ctx->chain);
	bool same = have >= 0 && (size_t)have == n;
	for (size_t i = 0; same && i < n; i++) {
		same = sk_X509_value(ctx->chain, (int)i)->cert == chain[i];
	}
	if (same) {
		return true;
	}
	STACK_OF(X509) *fresh = sk_X509_new_null();
	for (size_t i = 0; fresh != NULL && i < n; i++) {
		X509 *x = own_of(ctx, chain[i]);
		if (x == NULL || sk_X509_push(fresh, x) <= 0) {
			X509_free(x);
			sk_X509_pop_free(fresh, X509_free);
			fresh = NULL;
		}
	}
	if (fresh == NULL) {
		return false;
	}
	sk_X509_pop_free(ctx->chain, X509_free);
	ctx->chain = fresh;
	return true;
}

static bool on_event(void *owner, const struct verify_event *ev)
{
	struct request *r = owner;
	X509_STORE_CTX *ctx = r->ctx;
	if (!show_chain(ctx, ev->chain, ev->n_chain)) {
		r->out_of_memory = true;
		return false;
	}
	ctx->error_depth = ev->depth;
	ctx->current_cert = ev->depth < sk_X509_num(ctx->chain) ? sk_X509_value(ctx->chain, ev->depth) : NULL;
	int above = ev->depth + 1;
	ctx->current_issuer = above < sk_X509_num(ctx->chain)                ? sk_X509_value(ctx->chain, above)
			      : ev->issuer != NULL && ev->issuer == ev->cert ? ctx->current_cert
									     : NULL;
	if (!ev->ok) {
		ctx->error = (int)ev->err;
	}
	return ctx->verify_cb(ev->ok, ctx) != 0;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

/* untrusted_of: the engine's view of the program's stack, borrowed from it; false: memory is out. */
static bool untrusted_of(const X509_STORE_CTX *ctx, struct cert ***out, size_t *n)
{
	int count = sk_X509_num(ctx->untrusted);
	*n = 0;
	*out = count > 0 ? OPENSSL_zalloc((size_t)count * sizeof **out) : NULL;
	for (int i = 0; *out != NULL && i < count; i++) {
		struct cert *cert = x509_cert(sk_X509_value(ctx->untrusted, i));
		if (cert != NULL) {
			(*out)[(*n)++] = cert;
		}
	}
	return count <= 0 || *out != NULL;
}

static int fail(X509_STORE_CTX *ctx, int error)
{
	ctx->error = error;
	return -1;
}

/* has_own_steps: the program replaced a step of the verification that the engine does as one with the rest. */
static bool has_own_steps(const X509_STORE *s)
{
	return s != NULL &&
	       (s->verify != NULL || s->get_issuer != NULL || s->check_issued != NULL || s->check_revocation != NULL ||
		s->get_crl != NULL || s->check_crl != NULL || s->cert_crl != NULL || s->lookup_crls != NULL);
}

static int verify(X509_STORE_CTX *ctx, struct cert *leaf)
{
	struct request r;
	struct cert **untrusted = NULL;
	size_t n = 0;
	enum verify_purpose purpose;
	if (!take_purpose(ctx, &purpose) || usage_of(ctx->param->trust) == NID_undef ||
	    (ctx->param->flags & FLAGS_REFUSED) != 0) {
		ERR_raise_data(ERR_LIB_X509, ERR_R_UNSUPPORTED,
			       "a purpose, a kind of trust or a flag that is not judged by");
		return fail(ctx, X509_V_ERR_INVALID_CALL);
	}
	if (has_own_steps(ctx->store)) {
		ERR_raise_data(ERR_LIB_X509, ERR_R_UNSUPPORTED, "a store with steps of verification of its own");
		return fail(ctx, X509_V_ERR_INVALID_CALL);
	}
	sk_X509_pop_free(ctx->seen, X509_free); /* of an attempt for which memory was out */
	ctx->seen = sk_X509_new_null();
	if (ctx->seen == NULL || !untrusted_of(ctx, &untrusted, &n) || !request_make(&r, ctx)) {
		OPENSSL_free(untrusted);
		return fail(ctx, X509_V_ERR_OUT_OF_MEM);
	}
	r.params.purpose = purpose;
	const struct trust trust = {.owner = &r, .by_subject = anchors_by_subject};
	struct verify_result res;
	verify_chain(&r.params, &trust, leaf, untrusted, n, on_event, &r, &res);
	bool shown = show_chain(ctx, res.chain, res.n_chain);
	if (!res.ok && (ctx->error == X509_V_OK || res.gave_up)) {
		ctx->error = res.err != VERIFY_OK ? (int)res.err : X509_V_ERR_UNSPECIFIED;
		ctx->error_depth = res.depth;
	}
	if (res.peername != NULL) {
		OPENSSL_free(ctx->param->peername);
		ctx->param->peername = OPENSSL_strdup(res.peername);
	}
	int ok = res.ok;
	if (!shown || r.out_of_memory) {
		ok = fail(ctx, X509_V_ERR_OUT_OF_MEM);
	}
	verify_result_free(&res);
	OPENSSL_free(r.hosts);
	OPENSSL_free(untrusted);
	return ok;
}

int X509_verify_cert(X509_STORE_CTX *ctx)
{
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	if (ctx->cert == NULL) {
		ERR_raise(ERR_LIB_X509, X509_R_NO_CERT_SET_FOR_US_TO_VERIFY);
		return fail(ctx, X509_V_ERR_INVALID_CALL);
	}
	if (ctx->chain != NULL) {
		/* A context serves once. */
		ERR_raise(ERR_LIB_X509, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return fail(ctx, X509_V_ERR_INVALID_CALL);
	}
	struct cert *leaf = x509_cert(ctx->cert);
	if (leaf == NULL) {
		return fail(ctx, X509_V_ERR_UNSPECIFIED);
	}
	return verify(ctx, leaf);
}
