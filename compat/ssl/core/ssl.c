/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The life of an SSL: made from an SSL_CTX whose settings it inherits, given a role and BIOs, used for one connection,
 * cleared for another one or freed. Its tls_conn exists from the first call of the handshake until SSL_clear.
 */
#include <string.h>

#include <openssl/tls1.h>

#include "compat/ssl/core/local.h"

/* What a connection starts with, for a new SSL and one that is used again. */
static void reset(SSL *s)
{
	s->failed = false;
	s->done = false;
	s->needs_flush = false;
	s->saw_handshake_message = false;
	s->turned = false;
	s->done_told = false;
	s->rwstate = SSL_NOTHING;
	s->shutdown = 0;
	s->queued = (struct queued){.key_update = SSL_KEY_UPDATE_NONE};
	s->asked_for_cert = false;
	s->early = EARLY_ST_NONE;
	s->early_ended = s->early_rest = false;
	s->shown_step = STEP_BEFORE;
	s->hook_reason = 0;
	memset(&s->write, 0, sizeof(s->write));
}

SSL *SSL_new(SSL_CTX *ctx)
{
	SSL *s;

	if (ctx == NULL) {
		SSL_ERR(SSL_R_NULL_SSL_CTX);
		return NULL;
	}
	s = OPENSSL_zalloc(sizeof(*s));
	if (s == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&s->refs, 1);
	reset(s);
	s->role = -1;
	s->method = ctx->method;
	SSL_CTX_up_ref(ctx);
	s->ctx = ctx;
	SSL_CTX_up_ref(ctx);
	s->session_ctx = ctx;
	/* Read before the settings are: a change in between then counts as one that came later. */
	s->generation = atomic_load_explicit(&ctx->generation, memory_order_relaxed);
	if (!settings_inherit(&s->set, &ctx->set) || !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL, s, &s->ex_data)) {
		SSL_free(s);
		return NULL;
	}
	if (s->set.cb.ct.cb != NULL) {
		s->set.cb.status_type = TLSEXT_STATUSTYPE_ocsp; /* as SSL_set_ct_validation_callback does */
	}
	return s;
}

int SSL_up_ref(SSL *s)
{
	return atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed) > 0;
}

void ssl_conn_drop(SSL *s, bool keep)
{
	session_state_end(s, keep);
	tls_conn_free(s->conn);
	s->conn = NULL;
	verify_state_clear(&s->vstate);
	dane_forget(s);
	ct_state_clear(&s->ct);
	OPENSSL_free(s->status.response);
	memset(&s->status, 0, sizeof(s->status));
	buf_free(&s->custom_received);
	memset(&s->round_trip, 0, sizeof(s->round_trip));
	if (s->role == TLS_SERVER) {
		OPENSSL_free(s->server_name);
		s->server_name = NULL;
	}
}

void SSL_free(SSL *s)
{
	if (s == NULL || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1) {
		return;
	}
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL, s, &s->ex_data);
	BIO_free_all(s->wbio);
	s->wbio = NULL;
	BIO_free_all(s->rbio);
	s->rbio = NULL;
	ssl_conn_drop(s, false);
	OPENSSL_free(s->server_name);
	dane_end(s);
	settings_free(&s->set);
	SSL_CTX_free(s->ctx);
	SSL_CTX_free(s->session_ctx);
	OPENSSL_free(s);
}

int SSL_clear(SSL *s)
{
	ssl_conn_drop(s, true);
	reset(s);
	if (s->method != s->ctx->method) {
		s->method = s->ctx->method;
		ssl_changed(s);
	}
	return 1;
}

void ssl_set_role(SSL *s, enum tls_role role)
{
	if (s->conn != NULL || s->failed) {
		ssl_conn_drop(s, true);
		reset(s);
	}
	s->role = role;
	s->shutdown = 0;
}

void SSL_set_connect_state(SSL *s)
{
	ssl_set_role(s, TLS_CLIENT);
}

void SSL_set_accept_state(SSL *s)
{
	ssl_set_role(s, TLS_SERVER);
}

SSL_CTX *SSL_get_SSL_CTX(const SSL *s)
{
	return s->ctx;
}

/* Certificates move over; the password callback is the SSL's own matter. */
static int adopt_certs(SSL *s, const struct cert_settings *from)
{
	struct cert_settings fresh = {0};

	if (!certs_inherit(&fresh, from)) {
		return 0;
	}
	fresh.passwd_cb = s->set.certs.passwd_cb;
	fresh.passwd_data = s->set.certs.passwd_data;
	certs_free(&s->set.certs);
	s->set.certs = fresh;
	return 1;
}

SSL_CTX *SSL_set_SSL_CTX(SSL *s, SSL_CTX *ctx)
{
	SSL_CTX *old = s->ctx;

	if (ctx == NULL) {
		ctx = s->session_ctx;
	}
	if (ctx == old) {
		return ctx;
	}
	if (!adopt_certs(s, &ctx->set.certs) || !proto_adopt(&s->set.proto, &ctx->set.proto)) {
		return NULL;
	}
	callbacks_adopt(&s->set.cb, &ctx->set.cb);
	session_context_switch(s, old, ctx);
	SSL_CTX_up_ref(ctx);
	s->ctx = ctx;
	SSL_CTX_free(old);
	ssl_changed(s);
	return ctx;
}

/* ---- copies ----------------------------------------------------------------------------------------------------- */

int SSL_copy_session_id(SSL *to, const SSL *from)
{
	if (!SSL_set_session(to, SSL_get_session(from)) || !adopt_certs(to, &from->set.certs)) {
		return 0;
	}
	to->method = from->method;
	memcpy(to->set.session.context, from->set.session.context, sizeof(to->set.session.context));
	to->set.session.context_len = from->set.session.context_len;
	ssl_changed(to);
	return 1;
}

static int copy_settings(SSL *to, SSL *from)
{
	struct verify_settings verify = {0};
	bool quiet = to->set.cb.quiet_shutdown; /* which is not copied */

	if (!proto_copy(&to->set.proto, &from->set.proto) || !verify_inherit(&verify, &from->set.verify)) {
		return 0;
	}
	verify_free(&to->set.verify);
	to->set.verify = verify;
	to->set.cb = from->set.cb;
	to->set.cb.quiet_shutdown = quiet;
	to->set.certs.passwd_cb = from->set.certs.passwd_cb;
	to->set.certs.passwd_data = from->set.certs.passwd_data;
	to->set.session.generate_id = from->set.session.generate_id;
	ssl_changed(to);
	return 1;
}

SSL *SSL_dup(SSL *s)
{
	SSL *copy;

	if (!ssl_in_before(s)) {
		/* A connection cannot be copied: the caller gets another reference. */
		SSL_up_ref(s);
		return s;
	}
	copy = SSL_new(s->ctx);
	if (copy == NULL) {
		return NULL;
	}
	if (!SSL_copy_session_id(copy, s) || !copy_settings(copy, s) || !dane_copy(copy, s) ||
	    !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL, &copy->ex_data, &s->ex_data)) {
		SSL_free(copy);
		return NULL;
	}
	copy->role = s->role;
	copy->shutdown = s->shutdown;
	return copy;
}
