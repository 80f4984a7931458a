/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The engine's verify hook: the peer's chain in, a verdict out, with everything that a program may have set honoured.
 * The engine judges where it can (judge.c); else X509_verify_cert does, over a real X509_STORE_CTX that verify
 * callbacks can ask and overrule.
 */
#include <openssl/x509_vfy.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"

/* ---- ex_data ----------------------------------------------------------------------------------------------------- */

static int ssl_index = -1;
static pthread_once_t ssl_index_once = PTHREAD_ONCE_INIT;

static void make_ssl_index(void)
{
	ssl_index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_X509_STORE_CTX, 0, (void *)"SSL for verify callback", NULL,
					    NULL, NULL);
}

int SSL_get_ex_data_X509_STORE_CTX_idx(void)
{
	return pthread_once(&ssl_index_once, make_ssl_index) == 0 ? ssl_index : -1;
}

/* ---- errors ------------------------------------------------------------------------------------------------------ */

/* The alert that OpenSSL sends for each X509_V_ERR_ number, said as the engine's error with that alert. */
static const struct {
	int x509_err;
	enum tls_err err;
} error_table[] = {
    {X509_V_ERR_APPLICATION_VERIFICATION, TLS_E_VERIFY_HANDSHAKE_FAILURE},
    {X509_V_ERR_CA_KEY_TOO_SMALL, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_CA_MD_TOO_WEAK, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_CERT_CHAIN_TOO_LONG, TLS_E_VERIFY_TOO_LONG},
    {X509_V_ERR_CERT_HAS_EXPIRED, TLS_E_VERIFY_EXPIRED},
    {X509_V_ERR_CERT_NOT_YET_VALID, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_CERT_REJECTED, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_CERT_REVOKED, TLS_E_VERIFY_REVOKED},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, TLS_E_VERIFY_DECRYPT},
    {X509_V_ERR_CERT_UNTRUSTED, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_CRL_HAS_EXPIRED, TLS_E_VERIFY_EXPIRED},
    {X509_V_ERR_CRL_NOT_YET_VALID, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_CRL_SIGNATURE_FAILURE, TLS_E_VERIFY_DECRYPT},
    {X509_V_ERR_DANE_NO_MATCH, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, TLS_E_VERIFY_UNKNOWN_CA},
    {X509_V_ERR_EE_KEY_TOO_SMALL, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_EMAIL_MISMATCH, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_HOSTNAME_MISMATCH, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_INVALID_CA, TLS_E_VERIFY_NO_CA},
    {X509_V_ERR_INVALID_CALL, TLS_E_VERIFY_INTERNAL},
    {X509_V_ERR_INVALID_PURPOSE, TLS_E_VERIFY_UNSUPPORTED},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_OUT_OF_MEM, TLS_E_VERIFY_INTERNAL},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, TLS_E_VERIFY_PATH_LENGTH},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, TLS_E_VERIFY_UNKNOWN_CA},
    {X509_V_ERR_STORE_LOOKUP, TLS_E_VERIFY_INTERNAL},
    {X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, TLS_E_VERIFY_BAD_CERTIFICATE},
    {X509_V_ERR_UNABLE_TO_GET_CRL, TLS_E_VERIFY_NO_CRL},
    {X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, TLS_E_VERIFY_NO_CRL},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, TLS_E_VERIFY_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, TLS_E_VERIFY_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, TLS_E_VERIFY_UNKNOWN_CA},
    {X509_V_ERR_UNSPECIFIED, TLS_E_VERIFY_INTERNAL},
};

enum tls_err bridge_verify_error(long x509_err)
{
	for (size_t i = 0; i < sizeof error_table / sizeof error_table[0]; i++) {
		if (error_table[i].x509_err == x509_err) {
			return error_table[i].err;
		}
	}
	return TLS_E_VERIFY_UNKNOWN;
}

/* ---- judging by libcrypto ---------------------------------------------------------------------------------------- */

static X509_STORE *store_of(const SSL *s)
{
	X509_STORE *own = s->set.certs.set->verify_store;
	return own != NULL ? own : s->ctx->trust.store;
}

#define OCSP_FLAGS (X509_V_FLAG_OCSP_RESP_CHECK | X509_V_FLAG_OCSP_RESP_CHECK_ALL)

X509_STORE_CTX *bridge_store_ctx(SSL *s, X509_STORE *store)
{
	X509_STORE_CTX *sc = X509_STORE_CTX_new_ex(s->ctx->libctx, s->ctx->propq);
	if (sc == NULL || !X509_STORE_CTX_init(sc, store, NULL, NULL)) {
		X509_STORE_CTX_free(sc);
		return NULL;
	}
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(sc);
	/* The level first: a level that the program put into its own X509_VERIFY_PARAM goes over it. */
	X509_VERIFY_PARAM_set_auth_level(param, s->set.proto.security_level);
	/* A server judges clients, and the reverse. */
	X509_STORE_CTX_set_default(sc, s->role == TLS_SERVER ? "ssl_client" : "ssl_server");
	if (!X509_VERIFY_PARAM_set1(param, s->set.verify.param)) { /* half of what is expected is not it */
		X509_STORE_CTX_free(sc);
		return NULL;
	}
	/* Stapled responses are judged here (staple.c): libcrypto, which is not shown them, would find none. */
	s->vstate.ocsp_flags = X509_VERIFY_PARAM_get_flags(param) & OCSP_FLAGS;
	X509_VERIFY_PARAM_clear_flags(param, OCSP_FLAGS);
	return sc;
}

/* The program's callback, and a note of what it overruled. */
static int tell_and_note(int ok, X509_STORE_CTX *sc)
{
	SSL *s = X509_STORE_CTX_get_ex_data(sc, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct overruled *o = s->vstate.overruled;
	int err = X509_STORE_CTX_get_error(sc), depth = X509_STORE_CTX_get_error_depth(sc);
	int answer = s->vstate.cb(ok, sc);
	if (!ok && answer != 0 && o->n < sizeof o->v / sizeof o->v[0]) {
		o->v[o->n].err = err;
		o->v[o->n++].depth = depth;
	}
	return answer;
}

/* prepare makes the X509_STORE_CTX as the man pages promise it to callbacks. NULL: memory is out. */
static X509_STORE_CTX *prepare(SSL *s, STACK_OF(X509) * chain)
{
	if (s->set.verify.cb != NULL || s->ctx->trust.verify_cb != NULL) {
		trust_show(&s->ctx->trust); /* a callback may look into the store */
	}
	X509_STORE_CTX *sc = bridge_store_ctx(s, store_of(s));
	if (sc == NULL || !X509_STORE_CTX_set_ex_data(sc, SSL_get_ex_data_X509_STORE_CTX_idx(), s)) {
		X509_STORE_CTX_free(sc);
		return NULL;
	}
	X509_STORE_CTX_set_cert(sc, sk_X509_value(chain, 0));
	X509_STORE_CTX_set0_untrusted(sc, chain);
	s->vstate.cb = s->set.verify.cb;
	if (s->vstate.cb != NULL) {
		X509_STORE_CTX_set_verify_cb(sc, tell_and_note);
	}
	return sc;
}

/* judge_by_libcrypto answers as X509_verify_cert: above 0 the chain is accepted. */
static int judge_by_libcrypto(SSL *s, X509_STORE_CTX *sc, struct cert *const *chain, size_t n)
{
	struct verify_state *v = &s->vstate;
	int ok;
	if (s->ctx->trust.verify_cb != NULL) {
		ok = s->ctx->trust.verify_cb(sc, s->ctx->trust.verify_arg);
	} else {
		ok = X509_verify_cert(sc);
		if (ok > 0 && v->cb != NULL && !v->retry) {
			ok = bridge_object(s, sc, chain, n);
		}
	}
	v->result = X509_STORE_CTX_get_error(sc);
	verify_state_drop_verified(v);
	if (X509_STORE_CTX_get0_chain(sc) != NULL) {
		v->verified_chain = X509_STORE_CTX_get1_chain(sc);
	}
	X509_VERIFY_PARAM_move_peername(s->set.verify.param, X509_STORE_CTX_get0_param(sc));
	return ok;
}

/* judge with an X509_STORE_CTX. A program that verifies by a function of its own must be content, and DANE too: its
 * X509_STORE_CTX knows nothing of the records. */
static int judge(SSL *s, struct cert *const *certs, size_t n)
{
	struct verify_state *v = &s->vstate;
	bool own = s->ctx->trust.verify_cb != NULL;
	struct overruled overruled = {.n = 0};
	v->overruled = &overruled;
	X509_STORE_CTX *sc = prepare(s, v->peer_chain);
	if (sc == NULL) {
		SSL_ERR(ERR_R_X509_LIB);
		v->result = X509_V_ERR_OUT_OF_MEM;
		v->overruled = NULL;
		return 0;
	}
	int ok = own || !dane_active(s) ? judge_by_libcrypto(s, sc, certs, n) : 1;
	if (ok > 0 && dane_active(s) && !v->retry) {
		ok = bridge_dane(s, sc, own, certs, n);
	}
	X509_STORE_CTX_free(sc);
	v->overruled = NULL;
	return ok;
}

/* ---- the hook ---------------------------------------------------------------------------------------------------- */

enum tls_hook_answer bridge_verify(void *owner, struct tls_conn *c, struct cert *const *chain, size_t n,
				   struct tls_hook_fault *fault)
{
	SSL *s = owner;
	struct verify_state *v = &s->vstate;
	int ok;
	v->retry = false;
	sk_X509_pop_free(v->peer_chain, X509_free);
	v->peer_chain = NULL;
	if (dane_active(s) || !bridge_judge(s, store_of(s), chain, n, &ok)) {
		ERR_set_mark();
		v->peer_chain = bridge_x509_chain(chain, n);
		ERR_pop_to_mark();
		if (v->peer_chain == NULL) {
			fault->err = TLS_E_BAD_CERTIFICATE;
			return HOOK_FAIL;
		}
		ok = judge(s, chain, n);
	}
	if (ok > 0 && v->retry) {
		return HOOK_LATER;
	}
	/* A client that does not insist goes on with the verdict on record; a server only asks when it does insist. */
	if (ok <= 0 && (tls_conn_role(c) == TLS_SERVER || s->set.verify.mode != SSL_VERIFY_NONE)) {
		fault->err = bridge_verify_error(v->result);
		return HOOK_FAIL;
	}
	ERR_clear_error();
	return HOOK_DONE;
}
