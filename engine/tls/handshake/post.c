/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Messages after the handshake: KeyUpdate, NewSessionTicket and CertificateRequest of TLS 1.3 (RFC 8446 §4.6), and the
 * attempts at renegotiation of TLS 1.2, which are answered with a warning and otherwise ignored. post_admits has been
 * asked before.
 *
 * Authentication after the handshake is a small handshake, with a struct hs of its own and the steps of the large one
 * from the request on: its transcript continues the large one's, its Finished is under the keys that are in use, and
 * application data may come between the request and the answer, but not within the answer.
 */
#include "tls/handshake/hs.h"

#include "crypto/rng.h"
#include "tls/handshake/custom.h"
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
	if (e == TLS_OK) {
		e = custom_take(c, NULL, (struct tls_ext_at){.place = IN_NST}, t.custom);
	}
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

/* ---- authentication ---------------------------------------------------------------------------------------------- */

#define REQUEST_CONTEXT_LEN 32

enum tls_err post_keep_transcript(struct tls_conn *c, const struct hs *hs)
{
	c->main_transcript = tls_dup(&hs->transcript.hash, sizeof hs->transcript.hash);
	return c->main_transcript != NULL ? TLS_OK : TLS_E_ALLOC;
}

enum tls_err post_begin(struct tls_conn *c, enum hs_state state)
{
	struct hs *hs = tls_calloc(1, sizeof *hs);
	if (hs == NULL) {
		return TLS_E_ALLOC;
	}
	hs->post = true;
	hs->state = state;
	if (c->main_transcript != NULL) {
		hs->transcript.hash = *c->main_transcript;
	}
	hs->ks.hash = (enum hash_id)c->suite->hash;
	c->hs = hs;
	return TLS_OK;
}

bool post_runs(const struct tls_conn *c)
{
	if (c->hs == NULL || !c->hs->post) {
		return false;
	}
	if (c->hs->state != S13_WAIT_CERT) {
		return true;
	}
	/* What is no answer goes its own way. */
	if (buf_len(&c->msgs) == 0) {
		return false;
	}
	uint8_t type = buf_head(&c->msgs)[0];
	return type == HT_CERTIFICATE || type == HT_COMPRESSED_CERTIFICATE;
}

bool post_answer_open(const struct tls_conn *c)
{
	return c->hs != NULL && c->hs->post && (c->hs->state == S13_WAIT_CV || c->hs->state == S13_WAIT_FINISHED);
}

enum tls_err post_request_certificate(struct tls_conn *c)
{
	uint8_t context[REQUEST_CONTEXT_LEN];
	enum tls_err e = rng_bytes(context, sizeof context);
	if (e == TLS_OK) {
		e = post_begin(c, S13_WAIT_CERT);
	}
	if (e == TLS_OK && !buf_append(&c->hs->cr_context, span_of(context, sizeof context))) {
		e = TLS_E_ALLOC;
	}
	if (e == TLS_OK) {
		e = server_request_13(c, c->hs);
	}
	return e == TLS_OK ? flight_flush(c) : e;
}

static enum tls_err recv_request(struct tls_conn *c, const struct hs_msg *m)
{
	struct certificate_request cr;
	enum tls_err e = certificate_request_decode_13(&cr, m->body);
	if (e != TLS_OK || c->close_sent) { /* who has said goodbye cannot answer */
		return e;
	}
	if (++c->key_updates > MAX_KEY_UPDATES) {
		return TLS_E_TOO_MANY_KEY_UPDATES;
	}
	e = conn_take_u16s(&c->peer_sigalgs, cr.sigalgs);
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->ca_names, cr.ca_names);
	}
	if (e == TLS_OK) {
		e = post_begin(c, C13_IDENTITY);
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->hs->cr_context, cr.context);
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->hs->cert_algs, cr.cert_algs);
	}
	if (e == TLS_OK) {
		e = transcript_add(&c->hs->transcript, m->raw);
	}
	c->cert_requested = true;
	hs_step(c, STEP_C_GOT_CERT_REQUEST);
	return e;
}

enum tls_err post_new_ticket(struct tls_conn *c)
{
	if (!c->tickets_wanted) {
		return TLS_OK;
	}
	bool alone = c->hs == NULL;
	enum tls_err e = alone ? post_begin(c, HS_DONE) : TLS_OK;
	if (e == TLS_OK) {
		e = server_send_ticket_13(c, c->hs);
	}
	if (alone) {
		hs_free(c);
	}
	return e == TLS_OK ? flight_flush(c) : e;
}

/* RFC 5246 §7.2.2: no_renegotiation is a warning; whoever keeps asking is cut off. */
static enum tls_err refuse_renegotiation(struct tls_conn *c)
{
	if (++c->warning_alerts >= 5) { /* so many warnings of ours would end the peer's patience too */
		return TLS_E_RENEGOTIATION;
	}
	return c->close_sent ? TLS_OK : flight_alert(c, ALERT_LEVEL_WARNING, ALERT_NO_RENEGOTIATION);
}

bool post_admits(const struct tls_conn *c, uint8_t type)
{
	bool client = c->role == TLS_CLIENT;
	if (c->version == VERSION_TLS13) {
		return type == HT_KEY_UPDATE || (client && type == HT_NEW_SESSION_TICKET) ||
		       (client && type == HT_CERTIFICATE_REQUEST && c->main_transcript != NULL);
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
	return m->type == HT_CERTIFICATE_REQUEST ? recv_request(c, m) : recv_ticket_13(c, m);
}
