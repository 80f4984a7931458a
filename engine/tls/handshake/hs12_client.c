/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The client of TLS 1.2 after ServerHello (RFC 5246 §7.3, ECDHE only):
 *
 *     C12_WAIT_CERT > CHECK_CERT > [WAIT_STATUS_SKE] > WAIT_SKE > WAIT_CR_DONE > [WAIT_DONE]
 *                   > [IDENTITY > SEND_CERT] > SEND_CKE > [SEND_CV] > SEND_FINISHED
 *                   > [WAIT_TICKET_CCS] > WAIT_CCS > WAIT_FINISHED > done
 *
 * A resumed session goes straight from ServerHello to WAIT_TICKET_CCS or WAIT_CCS, and ends with
 * WAIT_FINISHED > SEND_FINISHED_RESUMED > done.
 */
#include "tls/handshake/hs.h"

#include "tls/handshake/resume.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"
#include "tls/wire/key_exchange.h"
#include "tls/wire/ticket_msg.h"

static enum tls_err recv_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct certificate_msg cert;
	enum tls_err e = auth_shows_raw(c, TLS_SERVER) ? certificate_decode_raw_12(&cert, m->body)
						       : certificate_decode_12(&cert, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if (cert.n_certs == 0) {
		return TLS_E_EMPTY_CERTIFICATE;
	}
	e = auth_take_chain(c, &cert);
	if (e != TLS_OK) {
		return e;
	}
	enum key_type key = pubkey_type(auth_peer_key(c));
	bool is_rsa = key == KEY_RSA || key == KEY_RSA_PSS;
	if (is_rsa ? !c->suite->auth_rsa : !c->suite->auth_ecdsa) {
		return TLS_E_WRONG_CERTIFICATE_TYPE;
	}
	hs->state = C12_CHECK_CERT;
	return TLS_OK;
}

static enum tls_err recv_certificate_status(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct span ocsp;
	enum tls_err e = certificate_status_decode(&ocsp, m->body);
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->ocsp, ocsp);
	}
	hs->state = C12_WAIT_SKE;
	return e;
}

static enum tls_err check_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_check_chain(c, hs);
	if (e != TLS_OK || hs->waiting != LATER_NONE) {
		return e;
	}
	/* RFC 6066 §8: a server that agreed to staple may still leave CertificateStatus out. */
	hs->state = hs->status_expected ? C12_WAIT_STATUS_SKE : C12_WAIT_SKE;
	return TLS_OK;
}

static enum tls_err recv_server_key_exchange(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct server_key_exchange ske;
	enum tls_err e = server_key_exchange_decode(&ske, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if (!group_allowed(c->cfg, VERSION_TLS12, ske.group)) {
		return TLS_E_WRONG_GROUP;
	}
	e = auth_check_scheme(c, ske.scheme);
	if (e != TLS_OK) {
		return e;
	}
	const struct span parts[] = {span_of(c->randoms.client, RANDOM_LEN), span_of(c->randoms.server, RANDOM_LEN),
				     ske.params};
	e = sig_verify(auth_peer_key(c), sig_scheme_info(ske.scheme)->alg, parts, 3, ske.signature);
	if (e != TLS_OK) {
		return e == TLS_E_KEY_UNSUPPORTED ? TLS_E_WEAK_KEY : e;
	}
	c->peer_sigalg = ske.scheme;
	c->group = (enum kx_group)ske.group;
	e = kx_accept(c->group, ske.share, &hs->share, &hs->premaster);
	if (e == TLS_OK) {
		e = conn_keep_share(c, false, ske.share);
	}
	if (e == TLS_OK) {
		e = conn_keep_share(c, true, span_of(hs->share.b, hs->share.len));
	}
	hs->state = C12_WAIT_CR_DONE;
	return e;
}

/* In TLS 1.2 the stapled response is judged when the server's flight is complete. */
static enum tls_err judge_staple(struct tls_conn *c, struct hs *hs)
{
	if (c->hooks->stapled == NULL) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_E_BAD_OCSP_RESPONSE, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->stapled(c->owner, c, buf_span(&c->ocsp), &fault);
	return hook_result(hs, a, LATER_VERIFY, &fault);
}

static enum tls_err recv_certificate_request(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct certificate_request cr;
	enum tls_err e = certificate_request_decode_12(&cr, m->body);
	if (e == TLS_OK) {
		e = conn_take_u16s(&c->peer_sigalgs, cr.sigalgs);
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->ca_names, cr.ca_names);
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->cert_types, cr.cert_types);
	}
	c->cert_requested = true;
	hs->state = C12_WAIT_DONE;
	return e;
}

static enum tls_err recv_server_hello_done(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)c;
	hs->state = C12_IDENTITY;
	return m->body.len == 0 ? TLS_OK : TLS_E_LENGTH_MISMATCH;
}

static enum tls_err choose_identity(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = judge_staple(c, hs);
	if (e != TLS_OK || hs->waiting != LATER_NONE) {
		return e;
	}
	if (!c->cert_requested) {
		transcript_drop_log(&hs->transcript);
		hs->state = C12_SEND_CKE;
		return TLS_OK;
	}
	e = auth_ask_client(c, hs);
	if (hs->waiting == LATER_NONE) {
		hs->state = C12_SEND_CERT;
	}
	return e;
}

static enum tls_err send_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	hs->state = C12_SEND_CKE;
	return auth_send_certificate(c, hs, STEP_C_SENT_CERT);
}

static enum tls_err send_client_key_exchange(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	size_t mark;
	struct writer w = hs_begin(hs, HT_CLIENT_KEY_EXCHANGE, &mark);
	client_key_exchange_encode(&w, span_of(hs->share.b, hs->share.len));
	enum tls_err e = hs_end(c, hs, &w, mark, true, STEP_C_SENT_CLIENT_KEY_EXCHANGE);
	if (e != TLS_OK) {
		return e;
	}
	uint8_t digest[HASH_MAX_LEN];
	struct span session_hash = c->ems ? transcript_hash(&hs->transcript, digest) : span_of(NULL, 0);
	ks12_master((enum hash_id)c->suite->hash, span_of(hs->premaster.b, hs->premaster.len), &c->randoms,
		    session_hash, &hs->master);
	wipe(&hs->premaster, sizeof hs->premaster);
	hs_key_log(c, "CLIENT_RANDOM", &hs->master);
	hs->state = hs->signer.identity != NULL ? C12_SEND_CV : C12_SEND_FINISHED;
	return TLS_OK;
}

static enum tls_err send_certificate_verify(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_send_verify(c, hs, STEP_C_SENT_CERT_VERIFY);
	if (hs->waiting == LATER_NONE) {
		hs->state = C12_SEND_FINISHED;
	}
	return e;
}

static enum tls_err send_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	transcript_drop_log(&hs->transcript);
	enum tls_err e = flight_ccs(c);
	if (e == TLS_OK) {
		hs_step(c, STEP_C_SENT_CCS);
		e = hs_set_tx12(c, hs);
	}
	if (e != TLS_OK) {
		return e;
	}
	hs_finished_12(c, hs, true, c->finished[0]);
	c->finished_len[0] = FINISHED_12_LEN;
	size_t mark;
	struct writer w = hs_begin(hs, HT_FINISHED, &mark);
	wr_bytes(&w, span_of(c->finished[0], FINISHED_12_LEN));
	if (hs->resume != NULL) {
		hs->state = HS_DONE;
	} else {
		hs->state = hs->ticket_expected ? C12_WAIT_TICKET_CCS : C12_WAIT_CCS;
	}
	return hs_end(c, hs, &w, mark, true, STEP_C_SENT_FINISHED);
}

static enum tls_err recv_ticket(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct new_session_ticket t;
	enum tls_err e = new_session_ticket_decode_12(&t, m->body);
	(void)c;
	if (e == TLS_OK) {
		e = conn_take_bytes(&hs->ticket, t.ticket);
		hs->ticket_lifetime = t.lifetime;
	}
	hs->state = C12_WAIT_CCS;
	return e;
}

static enum tls_err recv_ccs(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	hs->state = C12_WAIT_FINISHED;
	return hs_set_rx12(c, hs);
}

/* What can be resumed of this handshake: by id, by ticket, or both; nothing without extended master secret. */
static enum tls_err keep_session(struct tls_conn *c, struct hs *hs)
{
	bool fresh_ticket = buf_len(&hs->ticket) != 0;
	if (!c->ems || (hs->resume != NULL && !fresh_ticket) || (!fresh_ticket && hs->session_id_len == 0)) {
		return TLS_OK;
	}
	struct tls_session *s = resume_snapshot(c, &hs->master);
	if (s == NULL || !session_set_ticket(s, buf_span(&hs->ticket))) {
		session_free(s);
		return TLS_E_ALLOC;
	}
	s->ticket_lifetime = hs->ticket_lifetime;
	/* RFC 5077 §3.4: with a ticket the server's id, if any, is ignored. */
	if (!fresh_ticket) {
		memcpy(s->id, hs->session_id, hs->session_id_len);
		s->id_len = (uint8_t)hs->session_id_len;
	}
	resume_publish(c, s);
	return TLS_OK;
}

static enum tls_err recv_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	uint8_t want[FINISHED_12_LEN];
	hs_finished_12(c, hs, false, want);
	if (m->body.len != FINISHED_12_LEN) {
		return TLS_E_BAD_FINISHED_LENGTH;
	}
	if (!ct_equal(want, m->body.p, FINISHED_12_LEN)) {
		return TLS_E_BAD_FINISHED;
	}
	memcpy(c->finished[1], want, FINISHED_12_LEN);
	c->finished_len[1] = FINISHED_12_LEN;
	c->exporter = hs->master;
	hs->state = hs->resume != NULL ? C12_SEND_FINISHED_RESUMED : HS_DONE;
	return keep_session(c, hs);
}

const struct step c12_steps[] = {
    {C12_WAIT_CERT, HT_CERTIFICATE, recv_certificate, true, STEP_C_GOT_CERT, BIT(C12_CHECK_CERT)},
    {C12_WAIT_STATUS_SKE, HT_CERTIFICATE_STATUS, recv_certificate_status, true, STEP_C_GOT_CERT_STATUS,
     BIT(C12_WAIT_SKE)},
    {C12_WAIT_STATUS_SKE, HT_SERVER_KEY_EXCHANGE, recv_server_key_exchange, true, STEP_C_GOT_SERVER_KEY_EXCHANGE,
     BIT(C12_WAIT_CR_DONE)},
    {C12_CHECK_CERT, HT_NONE, check_certificate, false, STEP_BEFORE, BIT(C12_WAIT_STATUS_SKE) | BIT(C12_WAIT_SKE)},
    {C12_WAIT_SKE, HT_SERVER_KEY_EXCHANGE, recv_server_key_exchange, true, STEP_C_GOT_SERVER_KEY_EXCHANGE,
     BIT(C12_WAIT_CR_DONE)},
    {C12_WAIT_CR_DONE, HT_CERTIFICATE_REQUEST, recv_certificate_request, true, STEP_C_GOT_CERT_REQUEST,
     BIT(C12_WAIT_DONE)},
    {C12_WAIT_CR_DONE, HT_SERVER_HELLO_DONE, recv_server_hello_done, true, STEP_C_GOT_SERVER_DONE, BIT(C12_IDENTITY)},
    {C12_WAIT_DONE, HT_SERVER_HELLO_DONE, recv_server_hello_done, true, STEP_C_GOT_SERVER_DONE, BIT(C12_IDENTITY)},
    {C12_IDENTITY, HT_NONE, choose_identity, false, STEP_BEFORE, BIT(C12_SEND_CERT) | BIT(C12_SEND_CKE)},
    {C12_SEND_CERT, HT_NONE, send_certificate, false, STEP_BEFORE, BIT(C12_SEND_CKE)},
    {C12_SEND_CKE, HT_NONE, send_client_key_exchange, false, STEP_BEFORE, BIT(C12_SEND_CV) | BIT(C12_SEND_FINISHED)},
    {C12_SEND_CV, HT_NONE, send_certificate_verify, false, STEP_BEFORE, BIT(C12_SEND_FINISHED)},
    {C12_SEND_FINISHED, HT_NONE, send_finished, false, STEP_BEFORE, BIT(C12_WAIT_TICKET_CCS) | BIT(C12_WAIT_CCS)},
    {C12_WAIT_TICKET_CCS, HT_NEW_SESSION_TICKET, recv_ticket, true, STEP_C_GOT_SESSION_TICKET, BIT(C12_WAIT_CCS)},
    {C12_WAIT_CCS, HT_CCS, recv_ccs, false, STEP_C_GOT_CCS, BIT(C12_WAIT_FINISHED)},
    {C12_WAIT_FINISHED, HT_FINISHED, recv_finished, true, STEP_C_GOT_FINISHED,
     BIT(HS_DONE) | BIT(C12_SEND_FINISHED_RESUMED)},
    {C12_SEND_FINISHED_RESUMED, HT_NONE, send_finished, false, STEP_BEFORE, BIT(HS_DONE)},
    {0},
};
