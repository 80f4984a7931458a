/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Where a handshake stands, in OpenSSL's words, and the order in which its info callback hears of it. OpenSSL tells the
 * callback of a change of state before the state changes: once for each message sent or received, once more when a
 * flight of ours ends and the peer's turn comes, and once before the handshake is declared done.
 */
#include "compat/ssl/core/local.h"

struct state_row {
	OSSL_HANDSHAKE_STATE state;
	bool sent; /* a message of ours */
	const char *brief, *text;
};

/* A server of TLS 1.3 that has sent its flight and waits for the client's: a state of OpenSSL's alone. */
#define SHOWN_EARLY_DATA ((enum tls_step)STEP_COUNT)
/* A client that has the server's flight and may still send early data: another. */
#define SHOWN_PENDING_END ((enum tls_step)(STEP_COUNT + 1))

static const struct state_row rows[STEP_COUNT + 2] = {
	[STEP_BEFORE] = {TLS_ST_BEFORE, true, "PINIT", "before SSL initialization"},
	[STEP_DONE] = {TLS_ST_OK, true, "SSLOK", "SSL negotiation finished successfully"},
	[STEP_C_SENT_CLIENT_HELLO] = {TLS_ST_CW_CLNT_HELLO, true, "TWCH", "SSLv3/TLS write client hello"},
	[STEP_C_GOT_HELLO_RETRY] = {TLS_ST_CR_SRVR_HELLO, false, "TRSH", "SSLv3/TLS read server hello"},
	[STEP_C_GOT_SERVER_HELLO] = {TLS_ST_CR_SRVR_HELLO, false, "TRSH", "SSLv3/TLS read server hello"},
	[STEP_C_GOT_ENCRYPTED_EXTENSIONS] = {TLS_ST_CR_ENCRYPTED_EXTENSIONS, false, "TREE",
					 "TLSv1.3 read encrypted extensions"},
	[STEP_C_GOT_CERT_REQUEST] = {TLS_ST_CR_CERT_REQ, false, "TRCR", "SSLv3/TLS read server certificate request"},
	[STEP_C_GOT_CERT] = {TLS_ST_CR_CERT, false, "TRSC", "SSLv3/TLS read server certificate"},
	[STEP_C_GOT_CERT_STATUS] = {TLS_ST_CR_CERT_STATUS, false, "TRCS", "SSLv3/TLS read certificate status"},
	[STEP_C_GOT_SERVER_KEY_EXCHANGE] = {TLS_ST_CR_KEY_EXCH, false, "TRSKE", "SSLv3/TLS read server key exchange"},
	[STEP_C_GOT_CERT_VERIFY] = {TLS_ST_CR_CERT_VRFY, false, "TRSCV", "TLSv1.3 read server certificate verify"},
	[STEP_C_GOT_SERVER_DONE] = {TLS_ST_CR_SRVR_DONE, false, "TRSD", "SSLv3/TLS read server done"},
	[STEP_C_SENT_CERT] = {TLS_ST_CW_CERT, true, "TWCC", "SSLv3/TLS write client certificate"},
	[STEP_C_SENT_CLIENT_KEY_EXCHANGE] = {TLS_ST_CW_KEY_EXCH, true, "TWCKE", "SSLv3/TLS write client key exchange"},
	[STEP_C_SENT_CERT_VERIFY] = {TLS_ST_CW_CERT_VRFY, true, "TWCV", "SSLv3/TLS write certificate verify"},
	[STEP_C_SENT_CCS] = {TLS_ST_CW_CHANGE, true, "TWCCS", "SSLv3/TLS write change cipher spec"},
	[STEP_C_SENT_END_OF_EARLY_DATA] = {TLS_ST_CW_END_OF_EARLY_DATA, true, "TWEOED", "TLSv1.3 write end of early data"},
	[STEP_C_SENT_FINISHED] = {TLS_ST_CW_FINISHED, true, "TWFIN", "SSLv3/TLS write finished"},
	[STEP_C_GOT_SESSION_TICKET] = {TLS_ST_CR_SESSION_TICKET, false, "TRST", "SSLv3/TLS read server session ticket"},
	[STEP_C_GOT_CCS] = {TLS_ST_CR_CHANGE, false, "TRCCS", "SSLv3/TLS read change cipher spec"},
	[STEP_C_GOT_FINISHED] = {TLS_ST_CR_FINISHED, false, "TRFIN", "SSLv3/TLS read finished"},
	[STEP_C_GOT_KEY_UPDATE] = {TLS_ST_CR_KEY_UPDATE, false, "TRSKU", "TLSv1.3 read server key update"},
	[STEP_C_SENT_KEY_UPDATE] = {TLS_ST_CW_KEY_UPDATE, true, "TWCKU", "TLSv1.3 write client key update"},
	[STEP_S_GOT_CLIENT_HELLO] = {TLS_ST_SR_CLNT_HELLO, false, "TRCH", "SSLv3/TLS read client hello"},
	[STEP_S_SENT_HELLO_RETRY] = {TLS_ST_SW_SRVR_HELLO, true, "TWSH", "SSLv3/TLS write server hello"},
	[STEP_S_SENT_SERVER_HELLO] = {TLS_ST_SW_SRVR_HELLO, true, "TWSH", "SSLv3/TLS write server hello"},
	[STEP_S_SENT_ENCRYPTED_EXTENSIONS] = {TLS_ST_SW_ENCRYPTED_EXTENSIONS, true, "TWEE",
					  "TLSv1.3 write encrypted extensions"},
	[STEP_S_SENT_CERT_REQUEST] = {TLS_ST_SW_CERT_REQ, true, "TWCR", "SSLv3/TLS write certificate request"},
	[STEP_S_SENT_CERT] = {TLS_ST_SW_CERT, true, "TWSC", "SSLv3/TLS write certificate"},
	[STEP_S_SENT_CERT_STATUS] = {TLS_ST_SW_CERT_STATUS, true, "TWCS", "SSLv3/TLS write certificate status"},
	[STEP_S_SENT_SERVER_KEY_EXCHANGE] = {TLS_ST_SW_KEY_EXCH, true, "TWSKE", "SSLv3/TLS write key exchange"},
	[STEP_S_SENT_CERT_VERIFY] = {TLS_ST_SW_CERT_VRFY, true, "TWSCV", "TLSv1.3 write server certificate verify"},
	[STEP_S_SENT_SERVER_DONE] = {TLS_ST_SW_SRVR_DONE, true, "TWSD", "SSLv3/TLS write server done"},
	[STEP_S_GOT_CERT] = {TLS_ST_SR_CERT, false, "TRCC", "SSLv3/TLS read client certificate"},
	[STEP_S_GOT_CLIENT_KEY_EXCHANGE] = {TLS_ST_SR_KEY_EXCH, false, "TRCKE", "SSLv3/TLS read client key exchange"},
	[STEP_S_GOT_CERT_VERIFY] = {TLS_ST_SR_CERT_VRFY, false, "TRCV", "SSLv3/TLS read certificate verify"},
	[STEP_S_GOT_END_OF_EARLY_DATA] = {TLS_ST_SR_END_OF_EARLY_DATA, false, "TWEOED", "TLSv1.3 read end of early data"},
	[STEP_S_GOT_CCS] = {TLS_ST_SR_CHANGE, false, "TRCCS", "SSLv3/TLS read change cipher spec"},
	[STEP_S_GOT_FINISHED] = {TLS_ST_SR_FINISHED, false, "TRFIN", "SSLv3/TLS read finished"},
	[STEP_S_SENT_SESSION_TICKET] = {TLS_ST_SW_SESSION_TICKET, true, "TWST", "SSLv3/TLS write session ticket"},
	[STEP_S_SENT_CCS] = {TLS_ST_SW_CHANGE, true, "TWCCS", "SSLv3/TLS write change cipher spec"},
	[STEP_S_SENT_FINISHED] = {TLS_ST_SW_FINISHED, true, "TWFIN", "SSLv3/TLS write finished"},
	[STEP_S_GOT_KEY_UPDATE] = {TLS_ST_SR_KEY_UPDATE, false, "TRCKU", "TLSv1.3 read client key update"},
	[STEP_S_SENT_KEY_UPDATE] = {TLS_ST_SW_KEY_UPDATE, true, "TWSKU", "TLSv1.3 write server key update"},
	[SHOWN_EARLY_DATA] = {TLS_ST_EARLY_DATA, true, "TED", "TLSv1.3 early data"},
	[SHOWN_PENDING_END] = {TLS_ST_PENDING_EARLY_DATA_END, true, "TPEDE", "TLSv1.3 pending early data end"},
};

/* ---- the info callback ------------------------------------------------------------------------------------------ */

void info_call(SSL *s, int where, int ret)
{
	info_cb cb = s->set.cb.info != NULL ? s->set.cb.info : s->ctx->set.cb.info;

	if (cb != NULL) {
		cb(s, where, ret);
	}
}

static void loop(SSL *s)
{
	info_call(s, s->role == TLS_SERVER ? SSL_CB_ACCEPT_LOOP : SSL_CB_CONNECT_LOOP, 1);
}

void state_turn(SSL *s)
{
	bool server_done = s->shown_step == STEP_S_SENT_FINISHED || s->shown_step == STEP_S_SENT_CCS ||
			   s->shown_step == STEP_S_SENT_HELLO_RETRY;

	if (server_done && !s->turned && tls_conn_version(s->conn) == TLS_VERSION_13) {
		loop(s);
		s->shown_step = SHOWN_EARLY_DATA;
	}
	if (rows[s->shown_step].sent && !s->turned) {
		loop(s);
		s->turned = true;
	}
}

/* The handshake is complete: so the callback is told, and may ask. */
static void tell_done(SSL *s)
{
	bool done = s->done;

	if (!s->done_told) {
		s->done_told = true;
		session_state_done(s, s->conn);
		s->done = true;
		info_call(s, SSL_CB_HANDSHAKE_DONE, 1);
		s->done = done;
	}
}

void state_step(SSL *s, enum tls_step step)
{
	bool after = s->shown_step == STEP_DONE;

	round_trip_message(s, rows[step].sent);
	if (!rows[step].sent) {
		state_turn(s);
	} else if (s->early_ended && s->shown_step == STEP_C_GOT_FINISHED) {
		loop(s);
		s->shown_step = SHOWN_PENDING_END;
	}
	loop(s);
	s->shown_step = step;
	s->turned = false;
	if (after) {
		/* A message after the handshake is a small handshake of its own, which ends at once. */
		loop(s);
		s->shown_step = STEP_DONE;
		info_call(s, s->role == TLS_SERVER ? SSL_CB_ACCEPT_EXIT : SSL_CB_CONNECT_EXIT, 1);
	} else if (step == STEP_S_SENT_SESSION_TICKET && tls_conn_version(s->conn) == TLS_VERSION_13) {
		tell_done(s);
	}
}

void state_done(SSL *s)
{
	loop(s);
	s->shown_step = STEP_DONE;
	s->turned = false;
	tell_done(s);
}

void state_rest(SSL *s)
{
	loop(s);
	s->shown_step = SHOWN_EARLY_DATA;
	s->turned = true;
	s->early_rest = true;
	info_call(s, SSL_CB_HANDSHAKE_DONE, 1);
}

void state_wake(SSL *s)
{
	if (s->early_rest) {
		s->early_rest = false;
		info_call(s, SSL_CB_HANDSHAKE_START, 1);
		loop(s);
	}
}

/* ---- what the program may ask ----------------------------------------------------------------------------------- */

bool ssl_in_before(const SSL *s)
{
	return s->conn == NULL && !s->failed;
}

int SSL_in_before(const SSL *s)
{
	return ssl_in_before(s);
}

int SSL_in_init(const SSL *s)
{
	return s->failed || (!s->done && !early_pause(s)) || post_queued(s);
}

int SSL_is_init_finished(const SSL *s)
{
	return s->done && !SSL_in_init(s);
}

static const struct state_row *shown(const SSL *s)
{
	bool pending = s->shown_step == STEP_C_GOT_FINISHED && early_pause(s);

	return &rows[pending ? SHOWN_PENDING_END : s->shown_step];
}

OSSL_HANDSHAKE_STATE SSL_get_state(const SSL *s)
{
	return shown(s)->state;
}

const char *SSL_state_string(const SSL *s)
{
	return s->failed ? "SSLERR" : shown(s)->brief;
}

const char *SSL_state_string_long(const SSL *s)
{
	return s->failed ? "error" : shown(s)->text;
}

/* The header of the next record is awaited, or what follows it. */
static bool in_record(const SSL *s)
{
	return s->conn != NULL && tls_in_buffered(s->conn) >= SSL3_RT_HEADER_LENGTH;
}

const char *SSL_rstate_string(const SSL *s)
{
	return in_record(s) ? "RB" : "RH";
}

const char *SSL_rstate_string_long(const SSL *s)
{
	return in_record(s) ? "read body" : "read header";
}

int SSL_want(const SSL *s)
{
	return s->rwstate;
}

int SSL_is_server(const SSL *s)
{
	return s->role >= 0 ? s->role == TLS_SERVER : s->method->server;
}
