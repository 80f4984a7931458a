/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The server of TLS 1.3 (RFC 8446 appendix A.2):
 *
 *     S13_RESUME > NEGOTIATE [> SEND_RETRY > WAIT_CH2 > RESUME > NEGOTIATE] > HOOK_ALPN > SEND_SH > SEND_EE > SEND_CERT
 * > SEND_CV > SEND_FINISHED [> WAIT_EOED] [> WAIT_CERT > CHECK_CERT > WAIT_CV] > WAIT_FINISHED > SEND_TICKETS > done
 *
 * We write under handshake keys from SEND_SH and under application keys from SEND_FINISHED on; we read early data that
 * was accepted under its own key, then under the client's handshake keys until its Finished.
 */
#include "tls/handshake/hs.h"

#include "crypto/rng.h"
#include "tls/handshake/compress.h"
#include "tls/handshake/cookie.h"
#include "tls/handshake/custom.h"
#include "tls/handshake/early.h"
#include "tls/handshake/resume.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"
#include "tls/wire/ticket_msg.h"

static enum tls_err resume(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = resume_find_13(c, hs);
	if (hs->waiting == LATER_NONE) {
		hs->state = S13_NEGOTIATE;
	}
	return e;
}

/* The suite: after HelloRetryRequest the one that it named, whatever has become of the PSK since; else with a PSK one
 * that has its hash. */
static const struct tls_suite *choose_suite(const struct tls_conn *c, const struct hs *hs)
{
	if (hs->retried) {
		bool shared =
		    u16s_has(hs->ch.suites, hs->retry_suite) && u16_list_has(&c->cfg->suites, hs->retry_suite);
		return shared ? tls_suite_by_code(hs->retry_suite) : NULL;
	}
	enum hash_id hash = hs->resume != NULL ? (enum hash_id)tls_suite_by_code(hs->resume->suite)->hash : HASH_NONE;
	return choose_suite_13(c->cfg, hs->ch.suites, hash);
}

static enum tls_err negotiate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	bool has_share;
	hs->group = choose_group_13(c->cfg, &hs->ch, &has_share);
	const bool again = !has_share || (c->stateless && !hs->retried); /* the client says it all once more */
	if (!again) {
		resume_claim(c, hs);
	}
	const struct tls_suite *suite = choose_suite(c, hs);
	if (suite == NULL) {
		return TLS_E_NO_SHARED_CIPHER;
	}
	if (hs->resume == NULL && c->cfg->n_identities == 0) {
		return TLS_E_NO_CERTIFICATE_SET;
	}
	enum tls_err e = server_cert_types(c, hs);
	if (e != TLS_OK) {
		return e;
	}
	const struct signer_needs needs = {.version = VERSION_TLS13, .raw_key = auth_shows_raw(c, TLS_SERVER)};
	if (hs->resume == NULL && !choose_signer(c->cfg, hs->ch.sigalgs, &needs, &hs->signer)) {
		return TLS_E_NO_SHARED_SIGALG;
	}
	if (hs->resume == NULL) {
		auth_set_identity(c, hs->signer.identity);
	}
	c->suite = suite;
	if (again) {
		/* RFC 8446 §4.1.4: ask for a share of a group that both have. */
		if (hs->group == KX_NONE) {
			return TLS_E_NO_SHARED_GROUP;
		}
		hs->retry_group = has_share ? 0 : (uint16_t)hs->group;
		if (hs->retried) {
			return TLS_E_BAD_SECOND_HELLO;
		}
		hs->state = S13_SEND_RETRY;
		return TLS_OK;
	}
	if (!hs->retried) {
		transcript_choose(&hs->transcript, (enum hash_id)suite->hash, false);
	}
	hs->state = S13_HOOK_ALPN;
	return TLS_OK;
}

static bool compat_mode(const struct tls_conn *c, const struct hs *hs)
{
	return hs->ch.session_id.len != 0 && !config_has(c->cfg, TLS_OPT_NO_MIDDLEBOX_COMPAT);
}

/* RFC 8446 appendix D.4: one dummy ChangeCipherSpec after the first message, for clients in compatibility mode. */
static enum tls_err send_dummy_ccs(struct tls_conn *c, struct hs *hs)
{
	if (hs->ccs_sent || !compat_mode(c, hs)) {
		return TLS_OK;
	}
	hs->ccs_sent = true;
	return flight_ccs(c);
}

/* ServerHello or HelloRetryRequest, with what the program adds to it. */
static enum tls_err send_13_hello(struct tls_conn *c, struct hs *hs, struct server_hello_out h)
{
	struct buffer custom = {0};
	enum tls_err e = TLS_OK;
	if (!(h.retry && c->stateless)) { /* what another connection could not say again */
		e = custom_collect(c, hs, (struct tls_ext_at){.place = h.retry ? IN_HRR : IN_SH_13}, &custom);
	}
	if (e == TLS_OK) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_SERVER_HELLO, &mark);
		h.custom = buf_span(&custom);
		server_hello_encode(&w, &h);
		e = hs_end(c, hs, &w, mark, true, h.retry ? STEP_S_SENT_HELLO_RETRY : STEP_S_SENT_SERVER_HELLO);
	}
	buf_free(&custom);
	return e;
}

static enum tls_err send_retry(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (buf_len(&c->msgs) != 0) {
		return TLS_E_EXCESS_HANDSHAKE_DATA; /* said before it was the client's turn again */
	}
	cookie_digest(&hs->ch, hs->retry_hash);
	transcript_choose(&hs->transcript, (enum hash_id)c->suite->hash, false);
	struct buffer cookie = {0};
	enum tls_err e = c->stateless ? cookie_seal(c, hs, &cookie) : TLS_OK;
	transcript_retry(&hs->transcript);
	if (e == TLS_OK) {
		e = send_13_hello(c, hs, cookie_retry(hs, c->suite->code, buf_span(&cookie)));
	}
	buf_free(&cookie);
	if (e == TLS_OK) {
		e = send_dummy_ccs(c, hs);
	}
	early_skip(c, hs); /* RFC 8446 §4.2.10: after HelloRetryRequest too */
	hs->retried = true;
	hs->retry_suite = c->suite->code;
	hs->state = c->stateless ? S13_FORGET : S13_WAIT_CH2;
	return e != TLS_OK ? e : flight_flush(c);
}

/* Whoever comes with the cookie is another connection's. */
static enum tls_err forget(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)c;
	(void)m;
	hs->waiting = LATER_COOKIE;
	return TLS_OK;
}

static enum tls_err recv_second_hello(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	uint8_t digest[HASH_MAX_LEN];
	enum tls_err e = conn_take_bytes(&hs->hello, m->body);
	if (e == TLS_OK) {
		e = client_hello_decode(&hs->ch, buf_span(&hs->hello));
	}
	if (e != TLS_OK) {
		return e;
	}
	cookie_digest(&hs->ch, digest);
	if (!span_eq(span_of(digest, HELLO_DIGEST_LEN), span_of(hs->retry_hash, HELLO_DIGEST_LEN))) {
		return TLS_E_BAD_SECOND_HELLO;
	}
	/* RFC 8446 §4.2.10: no early data in the second hello. */
	if (ext_has(&hs->ch.ext, XI_EARLY_DATA)) {
		return TLS_E_BAD_EARLY_DATA;
	}
	struct span share;
	e = client_hello_check_shares(&hs->ch);
	if (e == TLS_OK) {
		e = custom_take(c, hs, (struct tls_ext_at){.place = IN_CH}, hs->ch.extensions);
	}
	if (e == TLS_OK && !client_hello_share(&hs->ch, (uint16_t)hs->group, &share)) {
		e = TLS_E_BAD_SECOND_HELLO;
	}
	c->skip_early = 0;
	hs->before_second = hs->transcript.hash;
	hs->state = S13_RESUME;
	return e;
}

static enum tls_err hook_alpn(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = server_alpn(c, hs);
	if (e == TLS_OK && hs->waiting == LATER_NONE) {
		e = server_staple(c, hs);
	}
	if (hs->waiting == LATER_NONE) {
		hs->state = S13_SEND_SH;
	}
	return e;
}

static enum tls_err send_server_hello(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	struct span peer;
	if (!client_hello_share(&hs->ch, (uint16_t)hs->group, &peer)) {
		return TLS_E_INTERNAL;
	}
	enum tls_err e = kx_accept(hs->group, peer, &hs->share, &hs->premaster);
	if (e == TLS_OK) {
		e = rng_bytes(c->randoms.server, RANDOM_LEN);
	}
	if (e == TLS_OK) {
		e = conn_keep_share(c, false, peer);
	}
	if (e == TLS_OK) {
		e = conn_keep_share(c, true, span_of(hs->share.b, hs->share.len));
	}
	if (e != TLS_OK) {
		return e;
	}
	early_decide(c, hs);
	e = send_13_hello(c, hs,
			  (struct server_hello_out){.random = c->randoms.server,
						    .session_id = hs->ch.session_id,
						    .suite = c->suite->code,
						    .tls13 = true,
						    .share_group = (uint16_t)hs->group,
						    .share = span_of(hs->share.b, hs->share.len),
						    .psk_chosen = hs->resume != NULL,
						    .psk_index = hs->psk_index});
	if (e == TLS_OK) {
		e = send_dummy_ccs(c, hs);
	}
	if (e != TLS_OK) {
		return e;
	}
	c->group = hs->group;
	if (hs->resume != NULL) {
		resume_adopt(c, hs->resume);
	}
	ks13_early(&hs->ks, (enum hash_id)c->suite->hash,
		   hs->resume != NULL ? secret_span(&hs->resume->secret) : span_of(NULL, 0));
	ks13_handshake(&hs->ks, span_of(hs->premaster.b, hs->premaster.len));
	wipe(&hs->premaster, sizeof hs->premaster);
	hs_secret(c, hs, "c hs traffic", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", &hs->client_hs);
	hs_secret(c, hs, "s hs traffic", "SERVER_HANDSHAKE_TRAFFIC_SECRET", &hs->server_hs);
	e = hs_set_tx13(c, &hs->server_hs);
	if (e == TLS_OK) {
		e = hs_set_rx13(c, c->early == EARLY_ACCEPTED ? &hs->client_early : &hs->client_hs);
	}
	hs->state = S13_SEND_EE;
	return e;
}

enum tls_err server_request_13(struct tls_conn *c, struct hs *hs)
{
	uint16_t cert_algs[TLS_CERT_CODECS_MAX];
	struct buffer custom = {0};
	enum tls_err e = custom_collect(c, hs, (struct tls_ext_at){.place = IN_CR}, &custom);
	if (e == TLS_OK) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_CERTIFICATE_REQUEST, &mark);
		certificate_request_encode_13(&w, buf_span(&hs->cr_context), c->cfg->client_sigalgs.v,
					      c->cfg->client_sigalgs.n, buf_span(&c->cfg->ca_names), cert_algs,
					      compress_offer(c->cfg, cert_algs), buf_span(&custom));
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_CERT_REQUEST);
	}
	buf_free(&custom);
	c->cert_requested = true;
	return e;
}

static enum tls_err send_encrypted_extensions(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	struct buffer custom = {0};
	/* RFC 6066 §3: "When resuming a session, the server MUST NOT include a server_name extension". */
	bool ack = c->server_name_acked && (hs->resume == NULL || hs->resume->external);
	enum tls_err e = custom_collect(c, hs, (struct tls_ext_at){.place = IN_EE}, &custom);
	if (e == TLS_OK) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_ENCRYPTED_EXTENSIONS, &mark);
		encrypted_extensions_encode(
		    &w, &(struct encrypted_extensions_out){.server_name_ack = ack,
							   .early_data = c->early == EARLY_ACCEPTED,
							   .alpn = span_of(c->alpn, c->alpn_len),
							   .server_cert_type = c->cert_type[TLS_SERVER],
							   .client_cert_type = c->cert_type[TLS_CLIENT],
							   .custom = buf_span(&custom)});
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_ENCRYPTED_EXTENSIONS);
	}
	buf_free(&custom);
	if (hs->resume != NULL) { /* the PSK authenticates: RFC 8446 §4.3.2 */
		hs->state = S13_SEND_FINISHED;
		return e;
	}
	if (e == TLS_OK && config_has(c->cfg, TLS_OPT_REQUEST_CERT)) {
		e = server_request_13(c, hs);
	}
	hs->state = S13_SEND_CERT;
	return e;
}

static enum tls_err send_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	hs->state = S13_SEND_CV;
	enum tls_err e = conn_take_bytes(&hs->cert_algs, hs->ch.cert_algs);
	return e != TLS_OK ? e : auth_send_certificate(c, hs, STEP_S_SENT_CERT);
}

static enum tls_err send_certificate_verify(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_send_verify(c, hs, STEP_S_SENT_CERT_VERIFY);
	if (hs->waiting == LATER_NONE) {
		hs->state = S13_SEND_FINISHED;
	}
	return e;
}

static enum tls_err send_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	uint8_t digest[HASH_MAX_LEN];
	size_t len = hash_len((enum hash_id)c->suite->hash);
	ks13_finished(hs->ks.hash, &hs->server_hs, transcript_hash(&hs->transcript, digest), c->finished[1]);
	c->finished_len[1] = len;
	size_t mark;
	struct writer w = hs_begin(hs, HT_FINISHED, &mark);
	wr_bytes(&w, span_of(c->finished[1], len));
	enum tls_err e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_FINISHED);
	if (e != TLS_OK) {
		return e;
	}
	ks13_master(&hs->ks);
	hs_secret(c, hs, "c ap traffic", "CLIENT_TRAFFIC_SECRET_0", &c->rx_secret);
	hs_secret(c, hs, "s ap traffic", "SERVER_TRAFFIC_SECRET_0", &c->tx_secret);
	hs_secret(c, hs, "exp master", "EXPORTER_SECRET", &c->exporter);
	hs->state = c->early == EARLY_ACCEPTED ? S13_WAIT_EOED : c->cert_requested ? S13_WAIT_CERT : S13_WAIT_FINISHED;
	return hs_set_tx13(c, &c->tx_secret);
}

static enum tls_err recv_end_of_early_data(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	if (m->body.len != 0) {
		return TLS_E_LENGTH_MISMATCH;
	}
	hs->state = S13_WAIT_FINISHED; /* with a PSK no client certificate is asked for */
	return hs_set_rx13(c, &hs->client_hs);
}

static enum tls_err take_certificate(struct tls_conn *c, struct hs *hs, struct span body)
{
	struct certificate_msg cert;
	enum tls_err e = certificate_decode_13(&cert, body);
	if (e != TLS_OK) {
		return e;
	}
	if (!span_eq(cert.context, buf_span(&hs->cr_context))) {
		return hs->post ? TLS_E_BAD_CERT_CONTEXT : TLS_E_DECODE;
	}
	/* We ask for none of the engine's own. */
	if (cert.leaf_exts != 0 && (cert.leaf_exts != ext_bit(EXT_SCT) || !custom_asked(hs, EXT_SCT))) {
		return TLS_E_UNSOLICITED_EXTENSION;
	}
	if (cert.n_certs == 0) {
		auth_drop_chain(c);
		hs->state = S13_WAIT_FINISHED;
		return config_has(c->cfg, TLS_OPT_REQUIRE_CERT) ? TLS_E_CERTIFICATE_REQUIRED : TLS_OK;
	}
	hs->state = S13_CHECK_CERT;
	e = auth_take_chain(c, &cert);
	return e == TLS_OK ? auth_take_cert_exts(c, hs, &cert) : e;
}

static enum tls_err recv_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	return take_certificate(c, hs, m->body);
}

static enum tls_err recv_compressed(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	return compress_take(c, hs, m, take_certificate);
}

static enum tls_err check_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_check_chain(c, hs);
	if (hs->waiting == LATER_NONE) {
		hs->state = S13_WAIT_CV;
	}
	return e;
}

static enum tls_err recv_certificate_verify(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	hs->state = S13_WAIT_FINISHED;
	return auth_check_verify(c, hs, m->body);
}

static enum tls_err recv_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	uint8_t digest[HASH_MAX_LEN];
	uint8_t want[HASH_MAX_LEN];
	size_t len = hash_len((enum hash_id)c->suite->hash);
	/* RFC 8446 §4.4.4: after the handshake under the key that the client writes with. */
	ks13_finished(hs->ks.hash, hs->post ? &c->rx_secret : &hs->client_hs, transcript_hash(&hs->transcript, digest),
		      want);
	if (m->body.len != len) {
		return TLS_E_BAD_FINISHED_LENGTH;
	}
	if (!ct_equal(want, m->body.p, len)) {
		return TLS_E_BAD_FINISHED;
	}
	hs->state = S13_SEND_TICKETS;
	if (hs->post) { /* what the connection is known by is not what it was */
		session_free(c->session);
		c->session = NULL;
		return TLS_OK;
	}
	memcpy(c->finished[0], want, len);
	c->finished_len[0] = len;
	return hs_set_rx13(c, &c->rx_secret);
}

/* A ticket that only names a session in the server's cache, or one that holds the session itself. */
static enum tls_err make_ticket(struct tls_conn *c, struct hs *hs, struct tls_session *s, struct buffer *ticket)
{
	bool stateful = resume_stateful_13(c->cfg);
	if (!stateful && c->hooks->ticket_seal != NULL) {
		enum tls_err e = resume_seal(c, hs, s, ticket);
		if (e == TLS_OK && buf_len(ticket) != 0) { /* a name for the program's callbacks */
			hash_once(HASH_SHA256, buf_span(ticket), s->id);
			s->id_len = SESSION_ID_MAX;
		}
		return e;
	}
	if (!stateful || config_has(c->cfg, TLS_OPT_NO_SESSION_CACHE) || c->hooks->session_lookup == NULL) {
		return TLS_OK;
	}
	enum tls_err e = resume_new_id(c, hs, s->id, &s->id_len);
	if (e == TLS_OK && !buf_append(ticket, span_of(s->id, s->id_len))) {
		e = TLS_E_ALLOC;
	}
	return e;
}

#define MAX_LIFETIME (7 * 24 * 3600) /* RFC 8446 §4.6.1 */

enum tls_err server_send_ticket_13(struct tls_conn *c, struct hs *hs)
{
	struct buffer ticket = {0};
	struct buffer custom = {0};
	struct secret psk = {.len = 0};
	const uint8_t nonce = (uint8_t)c->ticket_counter++;
	ks13_resumption_psk((enum hash_id)c->suite->hash, &c->resumption, span_of(&nonce, 1), &psk);
	struct tls_session *s = resume_snapshot(c, &psk);
	secret_wipe(&psk);
	enum tls_err e = s != NULL ? rng_bytes(&s->ticket_age_add, sizeof s->ticket_age_add) : TLS_E_ALLOC;
	if (e == TLS_OK) {
		s->max_early_data = c->cfg->max_early_data;
		/* The hooks that look at the connection while the ticket is made find this session. */
		session_free(c->session);
		c->session = session_up_ref(s);
		e = make_ticket(c, hs, s, &ticket);
	}
	if (e == TLS_OK && buf_len(&ticket) != 0) {
		e = custom_collect(c, hs, (struct tls_ext_at){.place = IN_NST}, &custom);
	}
	if (e == TLS_OK && buf_len(&ticket) != 0) {
		const struct new_session_ticket t = {
		    .custom = buf_span(&custom),
		    .lifetime = session_lifetime(s, MAX_LIFETIME),
		    .age_add = s->ticket_age_add,
		    .nonce = span_of(&nonce, 1),
		    .ticket = buf_span(&ticket),
		    .early_data = s->max_early_data != 0,
		    .max_early_data = s->max_early_data,
		};
		size_t mark;
		struct writer w = hs_begin(hs, HT_NEW_SESSION_TICKET, &mark);
		new_session_ticket_encode_13(&w, &t);
		e = hs_end(c, hs, &w, mark, false, STEP_S_SENT_SESSION_TICKET);
		if (e == TLS_OK) {
			resume_publish(c, session_up_ref(s));
		}
	}
	buf_free(&ticket);
	buf_free(&custom);
	session_free(s);
	return e;
}

static enum tls_err send_tickets(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = TLS_OK;
	unsigned n = c->cfg->n_tickets;
	if (!hs->post) {
		struct span modes = hs->ch.psk_modes;
		c->tickets_wanted = modes.len != 0 && memchr(modes.p, PSK_MODE_DHE_KE, modes.len) != NULL;
		hs_secret(c, hs, "res master", NULL, &c->resumption);
		e = ext_has(&hs->ch.ext, XI_POST_HANDSHAKE_AUTH) ? post_keep_transcript(c, hs) : TLS_OK;
	}
	if (hs->resume != NULL && n > 1) {
		n = 1; /* the client has the others still */
	}
	/* A client that cannot use a ticket with (EC)DHE gets none. */
	for (unsigned i = 0; c->tickets_wanted && i < n && e == TLS_OK; i++) {
		e = server_send_ticket_13(c, hs);
	}
	hs->state = HS_DONE;
	return e;
}

const struct step s13_steps[] = {
    {S13_RESUME, HT_NONE, resume, false, STEP_BEFORE, BIT(S13_NEGOTIATE)},
    {S13_NEGOTIATE, HT_NONE, negotiate, false, STEP_BEFORE, BIT(S13_SEND_RETRY) | BIT(S13_HOOK_ALPN)},
    {S13_SEND_RETRY, HT_NONE, send_retry, false, STEP_BEFORE, BIT(S13_WAIT_CH2) | BIT(S13_FORGET)},
    {S13_FORGET, HT_NONE, forget, false, STEP_BEFORE, BIT(S13_FORGET)},
    {S13_WAIT_CH2, HT_CLIENT_HELLO, recv_second_hello, true, STEP_S_GOT_CLIENT_HELLO, BIT(S13_RESUME)},
    {S13_HOOK_ALPN, HT_NONE, hook_alpn, false, STEP_BEFORE, BIT(S13_SEND_SH)},
    {S13_SEND_SH, HT_NONE, send_server_hello, false, STEP_BEFORE, BIT(S13_SEND_EE)},
    {S13_SEND_EE, HT_NONE, send_encrypted_extensions, false, STEP_BEFORE, BIT(S13_SEND_CERT) | BIT(S13_SEND_FINISHED)},
    {S13_SEND_CERT, HT_NONE, send_certificate, false, STEP_BEFORE, BIT(S13_SEND_CV)},
    {S13_SEND_CV, HT_NONE, send_certificate_verify, false, STEP_BEFORE, BIT(S13_SEND_FINISHED)},
    {S13_SEND_FINISHED, HT_NONE, send_finished, false, STEP_BEFORE,
     BIT(S13_WAIT_EOED) | BIT(S13_WAIT_CERT) | BIT(S13_WAIT_FINISHED)},
    {S13_WAIT_EOED, HT_END_OF_EARLY_DATA, recv_end_of_early_data, true, STEP_S_GOT_END_OF_EARLY_DATA,
     BIT(S13_WAIT_FINISHED)},
    {S13_WAIT_CERT, HT_CERTIFICATE, recv_certificate, true, STEP_S_GOT_CERT,
     BIT(S13_CHECK_CERT) | BIT(S13_WAIT_FINISHED)},
    {S13_WAIT_CERT, HT_COMPRESSED_CERTIFICATE, recv_compressed, true, STEP_S_GOT_CERT,
     BIT(S13_CHECK_CERT) | BIT(S13_WAIT_FINISHED)},
    {S13_CHECK_CERT, HT_NONE, check_certificate, false, STEP_BEFORE, BIT(S13_WAIT_CV)},
    {S13_WAIT_CV, HT_CERTIFICATE_VERIFY, recv_certificate_verify, true, STEP_S_GOT_CERT_VERIFY, BIT(S13_WAIT_FINISHED)},
    {S13_WAIT_FINISHED, HT_FINISHED, recv_finished, true, STEP_S_GOT_FINISHED, BIT(S13_SEND_TICKETS)},
    {S13_SEND_TICKETS, HT_NONE, send_tickets, false, STEP_BEFORE, BIT(HS_DONE)},
    {0},
};
