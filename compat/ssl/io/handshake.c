/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_do_handshake and its kin. SSL_read and SSL_write come here first too, for as long as the handshake is not
 * complete. Each flight leaves in one BIO_write; the error queue is cleared when the handshake is entered, as in
 * OpenSSL.
 */
#include <errno.h>

#include "compat/ssl/io/pump.h"

/* The connection starts: settings are frozen, the engine's end is made. */
static int start(SSL *s)
{
	struct tls_config *cfg = freeze_ssl(s);
	enum tls_err err;

	if (cfg == NULL) {
		goto err;
	}
	s->conn = tls_conn_new(cfg, (enum tls_role)s->role, &ssl_hooks, s);
	tls_config_free(cfg);
	if (s->conn == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		goto err;
	}
	s->config_stale = false;
	if (s->stateless) {
		tls_conn_set_stateless(s->conn);
	}
	if (s->role == TLS_CLIENT && s->server_name != NULL) {
		err = tls_conn_set_server_name(s->conn, s->server_name);
		if (err != TLS_OK) {
			err_from_engine(err, ALERT_NONE);
			goto err;
		}
	}
	session_state_start(s, s->conn);
	return 1;
err:
	s->failed = true;
	s->rwstate = SSL_NOTHING;
	return 0;
}

/*
 * A TLS 1.3 server has seen the client's Finished when it sends tickets. A client that says what it wants to say and is
 * gone by then did nothing wrong, so a connection that broke there counts as complete.
 */
static bool only_tickets_lost(SSL *s)
{
	return s->role == TLS_SERVER && tls_conn_version(s->conn) == TLS_VERSION_13 &&
	       SSL_get_error(s, -1) == SSL_ERROR_SYSCALL && (errno == EPIPE || errno == ECONNRESET);
}

static int complete(SSL *s)
{
	int ret = pump_flight(s);

	if (ret <= 0) {
		if (!only_tickets_lost(s)) {
			return -1;
		}
		tls_out_consume(s->conn, tls_out(s->conn).len);
		s->rwstate = SSL_NOTHING;
	}
	if (!s->done) {
		s->done = true;
		state_done(s);
	}
	return 1;
}

/* The handshake rests for early data: as far as the program can tell it is over, for now. */
static int pause_for_early_data(SSL *s)
{
	if (pump_flight(s) <= 0) {
		return -1;
	}
	state_rest(s);
	return 1;
}

/* One call's worth of handshake. */
static int run(SSL *s)
{
	bool early = s->early == EARLY_ST_CONNECTING || s->early == EARLY_ST_ACCEPTING;

	for (;;) {
		switch (early ? tls_early_handshake(s->conn) : tls_handshake(s->conn)) {
		case TLS_ST_DONE:
			return tls_conn_handshake_done(s->conn) ? complete(s) : pause_for_early_data(s);
		case TLS_ST_WANT_IN:
			state_turn(s);
			if (pump_flight(s) <= 0 || pump_in(s) <= 0) {
				return -1;
			}
			break;
		case TLS_ST_WANT_OUT:
			if (pump_out(s) <= 0) {
				return -1;
			}
			break;
		case TLS_ST_LATER:
			if (tls_conn_later(s->conn) == LATER_COOKIE) {
				return pump_flight(s) > 0 ? 0 : -1;
			}
			return pump_later(s);
		case TLS_ST_CLOSED:
			pump_closed(s);
			return -1;
		case TLS_ST_FAILED:
			pump_failed(s);
			return -1;
		}
	}
}

int io_handshake(SSL *s)
{
	int ret;

	if (s->failed) {
		return -1;
	}
	if (s->role == TLS_SERVER ? !s->method->server : !s->method->client) {
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return 0;
	}
	ERR_clear_error();
	errno = 0;
	s->in_handshake++;
	state_wake(s);
	if (s->done) {
		ret = post_send(s);
	} else if (s->conn == NULL && !start(s)) {
		ret = -1;
	} else {
		ret = run(s);
	}
	s->in_handshake--;
	info_call(s, s->role == TLS_SERVER ? SSL_CB_ACCEPT_EXIT : SSL_CB_CONNECT_EXIT, ret);
	return ret;
}

int io_ready(SSL *s)
{
	int ret;

	if (s->in_handshake != 0 || (s->done && !SSL_in_init(s))) {
		return 1;
	}
	early_end(s);
	ret = io_handshake(s);
	return ret == 0 ? -1 : ret;
}

int SSL_do_handshake(SSL *s)
{
	if (s->role < 0) {
		SSL_ERR(SSL_R_CONNECTION_TYPE_NOT_SET);
		return -1;
	}
	early_end(s);
	return SSL_in_init(s) ? io_handshake(s) : 1;
}

int SSL_connect(SSL *s)
{
	if (s->role < 0) {
		SSL_set_connect_state(s);
	}
	return SSL_do_handshake(s);
}

int SSL_accept(SSL *s)
{
	if (s->role < 0) {
		SSL_set_accept_state(s);
	}
	return SSL_do_handshake(s);
}
