/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Messages after the handshake: KeyUpdate and NewSessionTicket of TLS 1.3 (RFC 8446 §4.6), and the attempts at
 * renegotiation of TLS 1.2, which are answered with a warning and otherwise ignored. post_admits has been asked before.
 */
#include "tls/handshake/hs.h"

#include "tls/handshake/resume.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"
#include "tls/wire/ticket_msg.h"

#define MAX_KEY_UPDATES 32 /* in a row, without application data in between */

enum tls_err post_key_update(struct tls_conn *c, bool request)
{
	uint8_t raw[HANDSHAKE_HEADER_LEN + 1];
	struct writer w = wr_fixed(raw, sizeof raw);
	wr_u8(&w, HT_KEY_UPDATE);
	wr_u24(&w, 1);
	key_update_encode(&w, request);
	enum tls_err e = flight_add(c, wr_span(&w));
	if (e == TLS_OK) {
		e = flight_flush(c);
	}
	if (e != TLS_OK) {
		return e;
	}
	conn_tap(c, true, CT_HANDSHAKE, wr_span(&w));
	conn_event(c, EV_STEP, c->role == TLS_CLIENT ? STEP_C_SENT_KEY_UPDATE : STEP_S_SENT_KEY_UPDATE);
	/* RFC 8446 §4.6.3: what follows the KeyUpdate is under the next keys. */
	ks13_update((enum hash_id)c->suite->hash, &c->tx_secret);
	return hs_set_tx13(c, &c->tx_secret);
}

static enum tls_err recv_key_update(struct tls_conn *c, const struct hs_msg *m)
{
	bool request;
	enum tls_err e = key_update_decode(&request, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if (++c->key_updates > MAX_KEY_UPDATES) {
		return TLS_E_TOO_MANY_KEY_UPDATES;
	}
	ks13_update((enum hash_id)c->suite->hash, &c->rx_secret);
	e = hs_set_rx13(c, &c->rx_secret);
	/* An answer that waits in the output already serves this request too. */
	if (e == TLS_OK && request && !c->key_update_pending && !c->close_sent) {
		c->key_update_pending = true;
		e = post_key_update(c, false);
	}
	return e;
}

#define MAX_LIFETIME (7 * 24 * 3600) /* RFC 8446 §4.6.1 */

static enum tls_err recv_ticket_13(struct tls_conn *c, const struct hs_msg *m)
{
	struct new_session_ticket t;
	struct secret psk = {.len = 0};
	enum tls_err e = new_session_ticket_decode_13(&t, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if (++c->key_updates > MAX_KEY_UPDATES) {
		return TLS_E_TOO_MANY_KEY_UPDATES; /* tickets cost work too */
	}
	conn_event(c, EV_STEP, STEP_C_GOT_SESSION_TICKET);
	if (t.lifetime == 0) { /* "should be discarded immediately" */
		return TLS_OK;
	}
	ks13_resumption_psk((enum hash_id)c->suite->hash, &c->resumption, t.nonce, &psk);
	struct tls_session *s = resume_snapshot(c, &psk);
	secret_wipe(&psk);
	if (s == NULL || !session_set_ticket(s, t.ticket)) {
		session_free(s);
		return TLS_E_ALLOC;
	}
	s->ticket_lifetime = t.lifetime < MAX_LIFETIME ? t.lifetime : MAX_LIFETIME;
	s->ticket_age_add = t.age_add;
	s->max_early_data = t.max_early_data;
	resume_publish(c, s);
	return TLS_OK;
}

/* RFC 5246 §7.2.2: no_renegotiation is a warning; whoever keeps asking is cut off. */
static enum tls_err refuse_renegotiation(struct tls_conn *c)
{
	if (++c->warning_alerts > 5) {
		return TLS_E_RENEGOTIATION;
	}
	return c->close_sent ? TLS_OK : flight_alert(c, ALERT_LEVEL_WARNING, ALERT_NO_RENEGOTIATION);
}

bool post_admits(const struct tls_conn *c, uint8_t type)
{
	bool client = c->role == TLS_CLIENT;
	if (c->version == VERSION_TLS13) {
		return type == HT_KEY_UPDATE || (client && type == HT_NEW_SESSION_TICKET);
	}
	return type == (client ? HT_HELLO_REQUEST : HT_CLIENT_HELLO);
}

enum tls_err post_message(struct tls_conn *c, const struct hs_msg *m)
{
	conn_tap(c, false, CT_HANDSHAKE, m->raw);
	if (c->version != VERSION_TLS13) {
		return refuse_renegotiation(c);
	}
	if (m->type == HT_KEY_UPDATE) {
		conn_event(c, EV_STEP, c->role == TLS_CLIENT ? STEP_C_GOT_KEY_UPDATE : STEP_S_GOT_KEY_UPDATE);
		return recv_key_update(c, m);
	}
	return recv_ticket_13(c, m);
}
