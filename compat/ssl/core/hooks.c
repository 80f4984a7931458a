/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The engine's questions turned into OpenSSL's callbacks: one const table of hooks whose owner is the SSL. A callback
 * that changed settings, or put the SSL on another SSL_CTX, is followed by a new freeze before the engine goes on.
 * Certificates and keys are answered in bridge/, sessions in session/.
 */
#include <string.h>
#include <time.h>

#include <openssl/tls1.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"

/* reason: what SSL_get_error's reader finds in the error queue, where the engine's own word for it is another. */
static enum tls_hook_answer fail(SSL *s, struct tls_hook_fault *fault, enum tls_err err, int reason)
{
	fault->err = err;
	s->hook_reason = reason;
	return HOOK_FAIL;
}

void hook_alert(const struct tls_conn *c, struct tls_hook_fault *fault, int alert)
{
	static const uint8_t known[] = {10, 20, 21, 22, 30, 40, 42,  43,  44,  45,  46,  47,  48,  49,  50,  51,
					60, 70, 71, 80, 86, 90, 100, 109, 110, 111, 112, 113, 114, 115, 116, 120};

	if (alert < 0 || alert > UINT8_MAX || memchr(known, alert, sizeof(known)) == NULL) {
		fault->silent = true;
		return;
	}
	/* Two are of TLS 1.3 alone. */
	if ((alert == SSL_AD_MISSING_EXTENSION || alert == SSL_AD_CERTIFICATE_REQUIRED) &&
	    tls_conn_version(c) != TLS_VERSION_13) {
		alert = SSL_AD_HANDSHAKE_FAILURE;
	}
	fault->alert = (enum tls_alert)alert;
}

/* After a callback that may have changed settings: let the engine know them. */
static enum tls_hook_answer configured(SSL *s, struct tls_conn *c, enum tls_hook_answer answer,
				       struct tls_hook_fault *fault)
{
	struct tls_config *cfg;

	if (!s->config_stale || answer == HOOK_FAIL) {
		return answer;
	}
	cfg = freeze_ssl(s);
	if (cfg == NULL) {
		return fail(s, fault, TLS_E_INTERNAL, 0);
	}
	tls_conn_set_config(c, cfg);
	tls_config_free(cfg);
	s->config_stale = false;
	return answer;
}

/* ---- server: the ClientHello ------------------------------------------------------------------------------------ */

static enum tls_hook_answer on_client_hello(void *owner, struct tls_conn *c, const struct tls_hello_view *hello,
					    struct tls_hook_fault *fault)
{
	SSL *s = owner;
	int alert = SSL_AD_INTERNAL_ERROR;
	int ret;

	if (s->ctx->cb.client_hello == NULL) {
		/* Settings may also have changed between two calls of SSL_accept. */
		return configured(s, c, HOOK_DONE, fault);
	}
	s->hello = hello;
	ret = s->ctx->cb.client_hello(s, &alert, s->ctx->cb.client_hello_arg);
	s->hello = NULL;
	if (ret == SSL_CLIENT_HELLO_SUCCESS) {
		return configured(s, c, HOOK_DONE, fault);
	}
	if (ret == SSL_CLIENT_HELLO_RETRY) {
		return HOOK_LATER;
	}
	hook_alert(c, fault, alert);
	return fail(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_CALLBACK_FAILED);
}

/* SSL_get_servername's answer on the server's side. */
static bool keep_server_name(SSL *s, struct span name)
{
	OPENSSL_free(s->server_name);
	s->server_name = name.len != 0 ? OPENSSL_strndup((const char *)name.p, name.len) : NULL;
	return name.len == 0 || s->server_name != NULL;
}

/* The callback of the SSL_CTX that the SSL stands on, else of the one it came from. */
static int call_server_name(SSL *s, int *alert)
{
	if (s->ctx->cb.server_name != NULL) {
		return s->ctx->cb.server_name(s, alert, s->ctx->cb.server_name_arg);
	}
	if (s->session_ctx->cb.server_name != NULL) {
		return s->session_ctx->cb.server_name(s, alert, s->session_ctx->cb.server_name_arg);
	}
	return SSL_TLSEXT_ERR_NOACK;
}

static enum tls_hook_answer on_server_name(void *owner, struct tls_conn *c, struct span name,
					   struct tls_hook_fault *fault)
{
	SSL *s = owner;
	int alert = SSL_AD_UNRECOGNIZED_NAME;

	if (!keep_server_name(s, name)) {
		return fail(s, fault, TLS_E_ALLOC, 0);
	}
	switch (call_server_name(s, &alert)) {
	case SSL_TLSEXT_ERR_ALERT_FATAL:
		hook_alert(c, fault, alert);
		return fail(s, fault, TLS_E_UNRECOGNIZED_NAME, SSL_R_CALLBACK_FAILED);
	case SSL_TLSEXT_ERR_ALERT_WARNING: /* TLS 1.3 has no warnings, and nobody heeds TLS 1.2's */
	case SSL_TLSEXT_ERR_NOACK:
		return configured(s, c, HOOK_DECLINED, fault);
	default:
		return configured(s, c, name.len != 0 ? HOOK_DONE : HOOK_DECLINED, fault);
	}
}

static enum tls_hook_answer on_choose_identity(void *owner, struct tls_conn *c, struct tls_hook_fault *fault)
{
	SSL *s = owner;
	int ret;

	if (s->set.cb.cert == NULL) {
		return HOOK_DONE;
	}
	ret = s->set.cb.cert(s, s->set.cb.cert_arg);
	if (ret < 0) {
		return HOOK_LATER;
	}
	if (ret == 0) {
		return fail(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_CERT_CB_ERROR);
	}
	return configured(s, c, HOOK_DONE, fault);
}

static enum tls_hook_answer on_alpn(void *owner, struct tls_conn *c, struct span offered, struct span *out,
				    struct tls_hook_fault *fault)
{
	SSL *s = owner;
	const unsigned char *name = NULL;
	unsigned char len = 0;
	int ret;

	(void)c;
	if (s->ctx->cb.alpn_select == NULL) {
		return HOOK_DECLINED;
	}
	ret = s->ctx->cb.alpn_select(s, &name, &len, offered.p, (unsigned)offered.len, s->ctx->cb.alpn_select_arg);
	if (ret == SSL_TLSEXT_ERR_OK) {
		*out = span_of(name, len);
		return HOOK_DONE;
	}
	if (ret == SSL_TLSEXT_ERR_NOACK) {
		return HOOK_DECLINED;
	}
	return fail(s, fault, TLS_E_NO_ALPN, SSL_R_NO_APPLICATION_PROTOCOL);
}

static enum tls_hook_answer on_staple(void *owner, struct tls_conn *c, struct buffer *out, struct tls_hook_fault *fault)
{
	SSL *s = owner;

	(void)c;
	if (s->ctx->cb.status == NULL) {
		return HOOK_DECLINED;
	}
	switch (s->ctx->cb.status(s, s->ctx->cb.status_arg)) {
	case SSL_TLSEXT_ERR_NOACK:
		return HOOK_DECLINED;
	case SSL_TLSEXT_ERR_OK:
		break;
	default:
		return fail(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_CLIENTHELLO_TLSEXT);
	}
	if (s->status.response_len == 0) {
		return HOOK_DECLINED;
	}
	if (!buf_append(out, span_of(s->status.response, s->status.response_len))) {
		return fail(s, fault, TLS_E_ALLOC, 0);
	}
	return HOOK_DONE;
}

static bool on_early_data_accept(void *owner, struct tls_conn *c)
{
	SSL *s = owner;

	(void)c;
	return s->set.cb.allow_early == NULL || s->set.cb.allow_early(s, s->set.cb.allow_early_arg) != 0;
}

/* ---- client ----------------------------------------------------------------------------------------------------- */

/* The older callback: the program hands over a certificate and its key. 1 when they are in place, 0 none, -1 later. */
static int call_client_cert(SSL *s)
{
	X509 *x = NULL;
	EVP_PKEY *pkey = NULL;
	int ret = s->ctx->cb.client_cert(s, &x, &pkey);

	if (ret < 0) {
		return -1;
	}
	if (ret == 1) {
		if (x == NULL || pkey == NULL) {
			SSL_ERR(SSL_R_BAD_DATA_RETURNED_BY_CALLBACK);
			ret = 0;
		} else if (!SSL_use_certificate(s, x) || !SSL_use_PrivateKey(s, pkey)) {
			ret = 0;
		}
	}
	X509_free(x);
	EVP_PKEY_free(pkey);
	return ret == 1;
}

static enum tls_hook_answer on_client_identity(void *owner, struct tls_conn *c, const struct tls_cert_request_view *req,
					       struct tls_hook_fault *fault)
{
	SSL *s = owner;

	(void)req;
	if (s->set.cb.cert != NULL) {
		int ret = s->set.cb.cert(s, s->set.cb.cert_arg);

		if (ret < 0) {
			return HOOK_LATER;
		}
		if (ret == 0) {
			return fail(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_CALLBACK_FAILED);
		}
	}
	if (s->ctx->cb.client_cert != NULL && SSL_get_privatekey(s) == NULL) {
		if (call_client_cert(s) < 0) {
			return HOOK_LATER;
		}
	}
	return configured(s, c, HOOK_DONE, fault);
}

static enum tls_hook_answer on_stapled(void *owner, struct tls_conn *c, struct span response,
				       struct tls_hook_fault *fault)
{
	SSL *s = owner;
	int reason = 0;

	OPENSSL_free(s->status.response);
	s->status.response = NULL;
	s->status.response_len = 0;
	if (response.len != 0) {
		s->status.response = OPENSSL_memdup(response.p, response.len);
		if (s->status.response == NULL) {
			return fail(s, fault, TLS_E_ALLOC, 0);
		}
		s->status.response_len = response.len;
	}
	if (s->set.cb.status_type == TLSEXT_STATUSTYPE_ocsp && s->ctx->cb.status != NULL) {
		int ret = s->ctx->cb.status(s, s->ctx->cb.status_arg);

		if (ret == 0) {
			return fail(s, fault, TLS_E_BAD_OCSP_RESPONSE, SSL_R_INVALID_STATUS_RESPONSE);
		}
		if (ret < 0) {
			return fail(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_OCSP_CALLBACK_FAILURE);
		}
	}
	enum tls_err err = bridge_check_staple(s, c, response);
	if (err != TLS_OK) {
		return fail(s, fault, err, 0);
	}
	if (!ct_judge(s, &reason)) {
		return fail(s, fault, TLS_E_VERIFY_HANDSHAKE_FAILURE, reason);
	}
	return HOOK_DONE;
}

static void on_session_fill(void *owner, struct tls_conn *c, struct tls_session *ts)
{
	(void)c;
	ts->verify_result = ((SSL *)owner)->vstate.result;
}

/* ---- listeners -------------------------------------------------------------------------------------------------- */

static char *put_hex(char *p, struct span s)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s.len; i++) {
		*p++ = digits[s.p[i] >> 4];
		*p++ = digits[s.p[i] & 15];
	}
	return p;
}

static void on_key_log(void *owner, struct tls_conn *c, const char *label, struct span client_random,
		       struct span secret)
{
	SSL *s = owner;
	size_t label_len = strlen(label);
	size_t len = label_len + 1 + 2 * client_random.len + 1 + 2 * secret.len + 1;
	char *line, *p;

	(void)c;
	if (s->ctx->cb.keylog == NULL) {
		return;
	}
	line = OPENSSL_malloc(len);
	if (line == NULL) {
		return;
	}
	memcpy(line, label, label_len);
	p = line + label_len;
	*p++ = ' ';
	p = put_hex(p, client_random);
	*p++ = ' ';
	p = put_hex(p, secret);
	*p = '\0';
	s->ctx->cb.keylog(s, line);
	OPENSSL_clear_free(line, len);
}

/* The version that OpenSSL names with a message: a record's own, and before one is chosen the highest there is. */
static int tap_version(const SSL *s, bool sent, uint16_t version, int content_type, struct span bytes)
{
	if (content_type == TAP_RECORD_HEADER && bytes.len >= 3) {
		return bytes.p[1] << 8 | bytes.p[2];
	}
	if (content_type == TAP_INNER_CONTENT_TYPE && sent) {
		return TLS1_2_VERSION;
	}
	if (tls_conn_version(s->conn) == 0 && content_type == SSL3_RT_HANDSHAKE) {
		bool only12 = s->set.proto.max_version == TLS1_2_VERSION || s->method->max == TLS_VERSION_12 ||
			      (s->set.proto.options & SSL_OP_NO_TLSv1_3) != 0;

		return s->role == TLS_CLIENT && only12 ? TLS1_2_VERSION : TLS1_3_VERSION;
	}
	return version;
}

static void on_tap(void *owner, struct tls_conn *c, bool sent, uint16_t version, int content_type, struct span bytes)
{
	SSL *s = owner;

	if (content_type == SSL3_RT_CHANGE_CIPHER_SPEC) {
		if (!sent) {
			return; /* OpenSSL does not mention those that it receives */
		}
		if (tls_conn_version(c) != TLS_VERSION_12) {
			/* For the engine the one of TLS 1.3's middlebox mode is no step. A client's may come before
			 * the version is certain, behind a HelloRetryRequest. */
			version = TLS_VERSION_13;
			state_step(s, s->role == TLS_SERVER ? STEP_S_SENT_CCS : STEP_C_SENT_CCS);
		}
	}
	if (s->set.cb.msg == NULL) {
		return;
	}
	s->set.cb.msg(sent, tap_version(s, sent, version, content_type, bytes), content_type, bytes.p, bytes.len, s,
		      s->set.cb.msg_arg);
}

/* A client's server name callback hears, when the server's extensions are there, whether the name was acknowledged. */
static void tell_client_of_extensions(SSL *s, enum tls_step step)
{
	int alert = SSL_AD_UNRECOGNIZED_NAME;

	if (step == STEP_C_GOT_ENCRYPTED_EXTENSIONS ||
	    (step == STEP_C_GOT_SERVER_HELLO && tls_conn_version(s->conn) == TLS_VERSION_12)) {
		(void)call_server_name(s, &alert);
	}
}

static void on_event(void *owner, struct tls_conn *c, enum tls_event ev, int arg)
{
	SSL *s = owner;

	(void)c;
	switch (ev) {
	case EV_HANDSHAKE_START:
		info_call(s, SSL_CB_HANDSHAKE_START, 1);
		break;
	case EV_STEP:
		if (arg != STEP_BEFORE && arg != STEP_DONE) {
			s->saw_handshake_message = true;
			if (s->done && arg == STEP_S_GOT_CERT) {
				verify_state_drop_peer(&s->vstate);
			} else if (s->done && arg == STEP_C_GOT_CERT_REQUEST) {
				sk_X509_NAME_pop_free(s->vstate.peer_ca_names, X509_NAME_free);
				s->vstate.peer_ca_names = NULL;
			}
			state_step(s, (enum tls_step)arg);
			tell_client_of_extensions(s, (enum tls_step)arg);
		}
		break;
	case EV_HANDSHAKE_DONE: /* io/handshake.c tells, when the last flight is out */
		break;
	case EV_ALERT_SENT:
		info_call(s, SSL_CB_WRITE_ALERT, arg);
		break;
	case EV_ALERT_RECEIVED:
		info_call(s, SSL_CB_READ_ALERT, arg);
		break;
	}
}

static int64_t now_ms(void *owner)
{
	struct timespec ts;

	(void)owner;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0) {
		return 0;
	}
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

const struct tls_hooks ssl_hooks = {
    .client_hello = on_client_hello,
    .server_name = on_server_name,
    .choose_identity = on_choose_identity,
    .client_identity = on_client_identity,
    .alpn = on_alpn,
    .verify = bridge_verify,
    .verify_raw = bridge_verify_raw,
    .sign = bridge_sign,
    .staple = on_staple,
    .stapled = on_stapled,
    .session_fill = on_session_fill,
    .session_new = session_hook_new,
    .session_lookup = session_hook_lookup,
    .session_remove = session_hook_remove,
    .session_id = session_hook_id,
    .ticket_seal = session_hook_ticket_seal,
    .ticket_open = session_hook_ticket_open,
    .session_accept = session_hook_accept,
    .psk_use = session_hook_psk_use,
    .psk_find = session_hook_psk_find,
    .early_data_accept = on_early_data_accept,
    .cookie_seal = stateless_hook_seal,
    .cookie_open = stateless_hook_open,
    .custom_write = custom_hook_write,
    .custom_read = custom_hook_read,
    .key_log = on_key_log,
    .tap = on_tap,
    .event = on_event,
    .now_ms = now_ms,
};
