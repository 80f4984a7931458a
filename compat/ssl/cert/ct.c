/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_CTX_set_ct_validation_callback(3), SSL_get0_peer_scts(3), SSL_CTX_set_ctlog_list_file(3). */
#include "compat/ssl/cert/ct.h"

#include <time.h>

#include <openssl/tls1.h>

#include "compat/ssl/core/local.h"

/* ---- settings ------------------------------------------------------------------------------------------------------
 */

/* RFC 6962 §3.3 has three ways for SCTs; one of them is the OCSP response, which is therefore asked for too. */
static int set_callback(SSL_CTX *ctx, struct callback_settings *set, ssl_ct_validation_cb cb, void *arg)
{
	if (cb != NULL && SSL_CTX_has_client_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp)) {
		SSL_ERR(SSL_R_CUSTOM_EXT_HANDLER_ALREADY_INSTALLED);
		return 0;
	}
	set->ct.cb = cb;
	set->ct.arg = arg;
	return 1;
}

int SSL_CTX_set_ct_validation_callback(SSL_CTX *ctx, ssl_ct_validation_cb callback, void *arg)
{
	if (!set_callback(ctx, &ctx->set.cb, callback, arg)) {
		return 0;
	}
	ctx_changed(ctx);
	return 1;
}

int SSL_set_ct_validation_callback(SSL *s, ssl_ct_validation_cb callback, void *arg)
{
	if (!set_callback(s->ctx, &s->set.cb, callback, arg)) {
		return 0;
	}
	if (callback != NULL) {
		s->set.cb.status_type = TLSEXT_STATUSTYPE_ocsp;
	}
	ssl_changed(s);
	return 1;
}

int SSL_CTX_ct_is_enabled(const SSL_CTX *ctx)
{
	return ctx->set.cb.ct.cb != NULL;
}

int SSL_ct_is_enabled(const SSL *s)
{
	return s->set.cb.ct.cb != NULL;
}

static int accept_all(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) * scts, void *arg)
{
	(void)ctx;
	(void)scts;
	(void)arg;
	return 1;
}

static int accept_if_one_is_valid(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) * scts, void *arg)
{
	(void)ctx;
	(void)arg;
	for (int i = 0; i < sk_SCT_num(scts); i++) {
		if (SCT_get_validation_status(sk_SCT_value(scts, i)) == SCT_VALIDATION_STATUS_VALID) {
			return 1;
		}
	}
	SSL_ERR(SSL_R_NO_VALID_SCTS);
	return 0;
}

/* NULL with an error queued: there is no such mode. */
static ssl_ct_validation_cb callback_of_mode(int mode)
{
	switch (mode) {
	case SSL_CT_VALIDATION_PERMISSIVE:
		return accept_all;
	case SSL_CT_VALIDATION_STRICT:
		return accept_if_one_is_valid;
	default:
		SSL_ERR(SSL_R_INVALID_CT_VALIDATION_TYPE);
		return NULL;
	}
}

int SSL_CTX_enable_ct(SSL_CTX *ctx, int validation_mode)
{
	ssl_ct_validation_cb cb = callback_of_mode(validation_mode);
	return cb != NULL && SSL_CTX_set_ct_validation_callback(ctx, cb, NULL);
}

int SSL_enable_ct(SSL *s, int validation_mode)
{
	ssl_ct_validation_cb cb = callback_of_mode(validation_mode);
	return cb != NULL && SSL_set_ct_validation_callback(s, cb, NULL);
}

/* ---- logs ----------------------------------------------------------------------------------------------------------
 */

int SSL_CTX_set_default_ctlog_list_file(SSL_CTX *ctx)
{
	return CTLOG_STORE_load_default_file(ctx->ctlogs);
}

int SSL_CTX_set_ctlog_list_file(SSL_CTX *ctx, const char *path)
{
	return CTLOG_STORE_load_file(ctx->ctlogs, path);
}

void SSL_CTX_set0_ctlog_store(SSL_CTX *ctx, CTLOG_STORE *logs)
{
	CTLOG_STORE_free(ctx->ctlogs);
	ctx->ctlogs = logs;
}

const CTLOG_STORE *SSL_CTX_get0_ctlog_store(const SSL_CTX *ctx)
{
	return ctx->ctlogs;
}

/* ---- what the peer sent --------------------------------------------------------------------------------------------
 */

/* take moves the SCTs of list, which it frees, to the connection's, last first as OpenSSL does. */
static bool take(struct ct_state *c, STACK_OF(SCT) * list, sct_source_t source)
{
	bool ok = c->scts != NULL || (c->scts = sk_SCT_new_null()) != NULL;
	SCT *sct;
	while (ok && (sct = sk_SCT_pop(list)) != NULL) {
		ok = SCT_set_source(sct, source) == 1 && sk_SCT_push(c->scts, sct) > 0;
		if (!ok) {
			SCT_free(sct);
		}
	}
	SCT_LIST_free(list);
	return ok;
}

static bool take_extension(SSL *s)
{
	struct span list = s->conn != NULL ? tls_conn_sct_list(s->conn) : (struct span){NULL, 0};
	const unsigned char *p = list.p;
	return list.len == 0 || take(&s->ct, o2i_SCT_LIST(NULL, &p, list.len), SCT_SOURCE_TLS_EXTENSION);
}

static bool take_stapled(void *owner, STACK_OF(SCT) * list)
{
	return take(owner, list, SCT_SOURCE_OCSP_STAPLED_RESPONSE);
}

static bool take_certificate(SSL *s)
{
	X509 *x = SSL_get0_peer_certificate(s);
	return x == NULL ||
	       take(&s->ct, X509_get_ext_d2i(x, NID_ct_precert_scts, NULL, NULL), SCT_SOURCE_X509V3_EXTENSION);
}

const STACK_OF(SCT) * SSL_get0_peer_scts(SSL *s)
{
	if (!s->ct.parsed) {
		if (!take_extension(s) ||
		    !ct_ocsp_scts(s->status.response, s->status.response_len, take_stapled, &s->ct) ||
		    !take_certificate(s)) {
			return NULL;
		}
		s->ct.parsed = true;
	}
	return s->ct.scts;
}

void ct_state_clear(struct ct_state *c)
{
	SCT_LIST_free(c->scts);
	*c = (struct ct_state){0};
}

/* ---- the judgement -------------------------------------------------------------------------------------------------
 */

/* RFC 6962 is about certificates of public CAs: a chain that was not accepted, a pinned leaf, and what DANE trusts by
 * itself (RFC 7671 §4.2) are not. */
static bool concerns(SSL *s)
{
	const struct dane_record *r = dane_active(s) ? s->dane->record : NULL;
	return s->vstate.result == X509_V_OK && SSL_get0_peer_certificate(s) != NULL &&
	       sk_X509_num(SSL_get0_verified_chain(s)) > 1 &&
	       !(r != NULL && (r->usage == DANE_DANE_TA || r->usage == DANE_DANE_EE));
}

/* ask: what the callback says, 0 or less for no; *reason is what to report then. */
static int ask(SSL *s, CT_POLICY_EVAL_CTX *policy, int *reason)
{
	*reason = ERR_R_MALLOC_FAILURE;
	if (policy == NULL || CT_POLICY_EVAL_CTX_set1_cert(policy, SSL_get0_peer_certificate(s)) != 1 ||
	    CT_POLICY_EVAL_CTX_set1_issuer(policy, sk_X509_value(SSL_get0_verified_chain(s), 1)) != 1) {
		return 0;
	}
	CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(policy, s->ctx->ctlogs);
	CT_POLICY_EVAL_CTX_set_time(policy, (uint64_t)time(NULL) * 1000);
	const STACK_OF(SCT) *scts = SSL_get0_peer_scts(s);
	/* SCTs that are not valid are the callback's business. */
	if (SCT_LIST_validate(scts, policy) < 0) {
		*reason = SSL_R_SCT_VERIFICATION_FAILED;
		return 0;
	}
	*reason = SSL_R_CALLBACK_FAILED;
	return s->set.cb.ct.cb(policy, scts, s->set.cb.ct.arg);
}

bool ct_judge(SSL *s, int *reason)
{
	if (s->set.cb.ct.cb == NULL || !concerns(s)) {
		return true;
	}
	CT_POLICY_EVAL_CTX *policy = CT_POLICY_EVAL_CTX_new_ex(s->ctx->libctx, s->ctx->propq);
	bool ok = ask(s, policy, reason) > 0;
	CT_POLICY_EVAL_CTX_free(policy);
	if (!ok) {
		s->vstate.result = X509_V_ERR_NO_VALID_SCTS;
	}
	return ok;
}
