/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Messages of TLS 1.3 after the handshake that a program asks for: new keys, another ticket, a client's certificate.
 * Each call only notes the wish; as in OpenSSL the message goes out with the next call that reads, writes or continues
 * a handshake, and until then SSL_in_init() says yes. What the peer answers is taken when the program reads.
 */
#include "compat/ssl/io/pump.h"

bool post_queued(const SSL *s)
{
	return s->queued.key_update != SSL_KEY_UPDATE_NONE || s->queued.cert_request || s->queued.tickets != 0;
}

static enum tls_status send_request(SSL *s)
{
	/* What is asked for, and of whom, may have been set after the handshake. */
	if (s->config_stale) {
		struct tls_config *cfg = freeze_ssl(s);

		if (cfg == NULL) {
			return TLS_ST_FAILED;
		}
		tls_conn_set_config(s->conn, cfg);
		tls_config_free(cfg);
		s->config_stale = false;
	}
	return tls_request_certificate(s->conn);
}

/* The next message that is queued; it is not queued any more, whatever becomes of it. */
static enum tls_status send_one(SSL *s)
{
	struct queued *q = &s->queued;
	bool request = q->key_update == SSL_KEY_UPDATE_REQUESTED;

	if (q->key_update != SSL_KEY_UPDATE_NONE) {
		q->key_update = SSL_KEY_UPDATE_NONE;
		return tls_key_update(s->conn, request);
	}
	if (q->cert_request) {
		q->cert_request = false;
		return send_request(s);
	}
	q->tickets--;
	return tls_new_ticket(s->conn);
}

int post_send(SSL *s)
{
	while (post_queued(s)) {
		if (send_one(s) == TLS_ST_FAILED) {
			pump_failed(s);
			return -1;
		}
	}
	return pump_flight(s) > 0 ? 1 : -1;
}

/* ---- keys ------------------------------------------------------------------------------------------------------- */

int SSL_key_update(SSL *s, int type)
{
	if (s->conn == NULL || tls_conn_version(s->conn) != TLS_VERSION_13) {
		SSL_ERR(SSL_R_WRONG_SSL_VERSION);
		return 0;
	}
	if (type != SSL_KEY_UPDATE_NOT_REQUESTED && type != SSL_KEY_UPDATE_REQUESTED) {
		SSL_ERR(SSL_R_INVALID_KEY_UPDATE_TYPE);
		return 0;
	}
	if (SSL_in_init(s)) {
		SSL_ERR(SSL_R_STILL_IN_INIT);
		return 0;
	}
	if (s->write.active) {
		SSL_ERR(SSL_R_BAD_WRITE_RETRY);
		return 0;
	}
	s->queued.key_update = type;
	return 1;
}

int SSL_get_key_update_type(const SSL *s)
{
	return s->queued.key_update;
}

/* ---- tickets ---------------------------------------------------------------------------------------------------- */

int SSL_new_session_ticket(SSL *s)
{
	/* Others that are queued do not keep one more from being queued; OpenSSL gives no reason for a no. */
	if (!s->done || s->failed || s->role != TLS_SERVER || tls_conn_version(s->conn) != TLS_VERSION_13 ||
	    (SSL_in_init(s) && s->queued.tickets == 0)) {
		return 0;
	}
	s->queued.tickets++;
	return 1;
}

/* ---- the client's certificate ----------------------------------------------------------------------------------- */

/* SSL_set_verify(3): a server asks nobody without SSL_VERIFY_PEER, and with SSL_VERIFY_CLIENT_ONCE nobody twice. */
static bool may_ask(const SSL *s)
{
	int mode = s->set.verify.mode;

	return (mode & SSL_VERIFY_PEER) != 0 &&
	       ((mode & SSL_VERIFY_CLIENT_ONCE) == 0 || (!s->asked_for_cert && !tls_conn_cert_requested(s->conn)));
}

int SSL_verify_client_post_handshake(SSL *s)
{
	int reason = 0;

	if (s->conn == NULL || tls_conn_version(s->conn) != TLS_VERSION_13) {
		reason = SSL_R_WRONG_SSL_VERSION;
	} else if (!SSL_is_server(s)) {
		reason = SSL_R_NOT_SERVER;
	} else if (!SSL_is_init_finished(s)) {
		reason = SSL_R_STILL_IN_INIT;
	} else if (tls_conn_post_auth(s->conn) == POST_AUTH_NOT_OFFERED) {
		reason = SSL_R_EXTENSION_NOT_RECEIVED;
	} else if (tls_conn_post_auth(s->conn) == POST_AUTH_REQUESTED) {
		reason = SSL_R_REQUEST_SENT;
	} else if (!may_ask(s)) {
		reason = SSL_R_INVALID_CONFIG;
	}
	if (reason != 0) {
		SSL_ERR(reason);
		return 0;
	}
	s->queued.cert_request = true;
	s->asked_for_cert = true;
	return 1;
}
