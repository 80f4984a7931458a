/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The server of TLS 1.2 (RFC 5246 §7.3, ECDHE only):
 *
 *     S12_RESUME > NEGOTIATE > HOOK_ALPN > SEND_SH (and Certificate, CertificateStatus) > SEND_SKE > SEND_DONE
 *                   [> WAIT_CERT > CHECK_CERT] > WAIT_CKE [> WAIT_CV] > WAIT_CCS > WAIT_FINISHED > SEND_FINISHED > done
 *
 * A resumed session goes S12_RESUME > HOOK_ALPN > SEND_SH (with our Finished) > WAIT_CCS > WAIT_FINISHED > done.
 */
#include "tls/handshake/hs.h"

#include "crypto/rng.h"
#include "tls/handshake/custom.h"
#include "tls/handshake/resume.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"
#include "tls/wire/key_exchange.h"
#include "tls/wire/ticket_msg.h"

static enum tls_err resume(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = resume_find_12(c, hs);
	if (e != TLS_OK || hs->waiting != LATER_NONE) {
		return e;
	}
	if (hs->resume == NULL) {
		hs->state = S12_NEGOTIATE;
		return TLS_OK;
	}
	e = server_cert_types(c, hs);
	if (e != TLS_OK) {
		return e;
	}
	c->suite = tls_suite_by_code(hs->resume->suite);
	c->group = (enum kx_group)hs->resume->group;
	c->ems = true;
	hs->master = hs->resume->secret;
	transcript_choose(&hs->transcript, (enum hash_id)c->suite->hash, false);
	hs_key_log(c, "CLIENT_RANDOM", &hs->master);
	hs->state = S12_HOOK_ALPN;
	resume_adopt(c, hs->resume);
	return TLS_OK;
}

static enum tls_err negotiate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (c->cfg->n_identities == 0) {
		return TLS_E_NO_CERTIFICATE_SET;
	}
	/* Every suite here needs a group. RFC 8422 §4 would let us choose any for a client that names none; OpenSSL
	 * chooses none. */
	hs->group = choose_group(c->cfg, &hs->ch, VERSION_TLS12);
	if (hs->group == KX_NONE) {
		return TLS_E_NO_SHARED_CIPHER;
	}
	enum tls_err e = server_cert_types(c, hs);
	if (e != TLS_OK) {
		return e;
	}
	e = choose_suite_12(c->cfg, &hs->ch, auth_shows_raw(c, TLS_SERVER), &c->suite, &hs->signer);
	if (e != TLS_OK) {
		return e;
	}
	auth_set_identity(c, hs->signer.identity);
	c->ems = ext_has(&hs->ch.ext, XI_EXTENDED_MASTER_SECRET) && !config_has(c->cfg, TLS_OPT_NO_EMS);
	c->cert_requested = config_has(c->cfg, TLS_OPT_REQUEST_CERT);
	transcript_choose(&hs->transcript, (enum hash_id)c->suite->hash, c->cert_requested);
	hs->state = S12_HOOK_ALPN;
	e = conn_take_bytes(&c->peer_point_formats, hs->ch.point_formats);
	if (e != TLS_OK || !c->ems) {
		return e; /* nothing without extended master secret is resumed */
	}
	hs->send_ticket = ext_has(&hs->ch.ext, XI_SESSION_TICKET) && !config_has(c->cfg, TLS_OPT_NO_TICKET) &&
			  c->hooks->ticket_seal != NULL;
	if (!hs->send_ticket && !config_has(c->cfg, TLS_OPT_NO_SESSION_CACHE) && c->hooks->session_lookup != NULL) {
		uint8_t len;
		e = resume_new_id(c, hs, hs->session_id, &len);
		hs->session_id_len = len;
	}
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
		hs->state = S12_SEND_SH;
	}
	return e;
}

/* RFC 8446 §4.1.3: a server that could do TLS 1.3 says so in its random when it settles for 1.2. */
static enum tls_err make_random(struct tls_conn *c)
{
	enum tls_err e = rng_bytes(c->randoms.server, RANDOM_LEN);
	if (config_allows(c->cfg, VERSION_TLS13)) {
		memcpy(c->randoms.server + RANDOM_LEN - 8, "DOWNGRD\x01", 8);
	}
	return e;
}

static enum tls_err send_hello_message(struct tls_conn *c, struct hs *hs, bool staple)
{
	struct tls_identity *id = hs->signer.identity;
	bool sct = id != NULL && !auth_shows_raw(c, TLS_SERVER) && ext_has(&hs->ch.ext, XI_SCT);
	struct buffer custom = {0};
	enum tls_err e = custom_collect(c, hs, (struct tls_ext_at){.place = IN_SH_12}, &custom);
	sct = sct && !custom_has(buf_span(&custom), EXT_SCT);
	const struct server_hello_out h = {
	    .custom = buf_span(&custom),
	    .random = c->randoms.server,
	    .session_id = hs->resume != NULL ? hs->ch.session_id : span_of(hs->session_id, hs->session_id_len),
	    .suite = c->suite->code,
	    .server_name_ack = c->server_name_acked && hs->resume == NULL,
	    .ems = c->ems,
	    .ticket = hs->send_ticket,
	    .ocsp = staple,
	    .point_formats = ext_has(&hs->ch.ext, XI_EC_POINT_FORMATS),
	    .secure_renegotiation = c->secure_renegotiation,
	    .alpn = span_of(c->alpn, c->alpn_len),
	    .server_cert_type = c->cert_type[TLS_SERVER],
	    .client_cert_type = c->cert_type[TLS_CLIENT],
	    .sct_list = sct ? buf_span(&id->sct) : span_of(NULL, 0),
	};
	if (e == TLS_OK) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_SERVER_HELLO, &mark);
		server_hello_encode(&w, &h);
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_SERVER_HELLO);
	}
	buf_free(&custom);
	return e;
}

/* RFC 5077 §3.3: a server that promised a ticket sends one; an empty one when the program declined to make it. */
static enum tls_err send_ticket(struct tls_conn *c, struct hs *hs, struct tls_session *s)
{
	struct buffer ticket = {0};
	enum tls_err e = resume_seal(c, hs, s, &ticket);
	if (e == TLS_OK) {
		const struct new_session_ticket t = {
		    .lifetime = session_lifetime(s, UINT32_MAX),
		    .ticket = buf_span(&ticket),
		};
		size_t mark;
		struct writer w = hs_begin(hs, HT_NEW_SESSION_TICKET, &mark);
		new_session_ticket_encode_12(&w, &t);
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_SESSION_TICKET);
	}
	if (e == TLS_OK && buf_len(&ticket) != 0) { /* a name for the program's callbacks */
		hash_once(HASH_SHA256, buf_span(&ticket), s->id);
		s->id_len = SESSION_ID_MAX;
	}
	buf_free(&ticket);
	return e;
}

/* The session of this handshake, sealed into a ticket or kept under its id. */
static enum tls_err keep_session(struct tls_conn *c, struct hs *hs)
{
	if (!hs->send_ticket && (hs->resume != NULL || hs->session_id_len == 0)) {
		return TLS_OK;
	}
	struct tls_session *s = resume_snapshot(c, &hs->master);
	if (s == NULL) {
		return TLS_E_ALLOC;
	}
	session_free(c->session);
	c->session = session_up_ref(s);
	enum tls_err e = TLS_OK;
	if (hs->send_ticket) {
		e = send_ticket(c, hs, s);
	} else {
		memcpy(s->id, hs->session_id, hs->session_id_len);
		s->id_len = (uint8_t)hs->session_id_len;
	}
	if (e == TLS_OK) {
		resume_publish(c, session_up_ref(s));
	}
	session_free(s);
	return e;
}

static enum tls_err send_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = keep_session(c, hs);
	if (e == TLS_OK) {
		e = flight_ccs(c);
	}
	if (e == TLS_OK) {
		hs_step(c, STEP_S_SENT_CCS);
		e = hs_set_tx12(c, hs);
	}
	if (e != TLS_OK) {
		return e;
	}
	hs_finished_12(c, hs, false, c->finished[1]);
	c->finished_len[1] = FINISHED_12_LEN;
	size_t mark;
	struct writer w = hs_begin(hs, HT_FINISHED, &mark);
	wr_bytes(&w, span_of(c->finished[1], FINISHED_12_LEN));
	e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_FINISHED);
	c->exporter = hs->master;
	hs->state = HS_DONE;
	return e;
}

static enum tls_err send_server_hello(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = make_random(c);
	if (e != TLS_OK) {
		return e;
	}
	if (hs->resume != NULL) {
		hs->send_ticket = hs->renew_ticket;
		e = send_hello_message(c, hs, false);
		if (e == TLS_OK) {
			e = send_finished(c, hs, NULL);
		}
		hs->state = S12_WAIT_CCS;
		return e;
	}
	bool staple = buf_len(&hs->staple) != 0;
	size_t mark;
	struct writer w;
	e = send_hello_message(c, hs, staple);
	if (e == TLS_OK) {
		e = auth_send_certificate(c, hs, STEP_S_SENT_CERT);
	}
	if (e == TLS_OK && staple) {
		w = hs_begin(hs, HT_CERTIFICATE_STATUS, &mark);
		certificate_status_encode(&w, buf_span(&hs->staple));
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_CERT_STATUS);
	}
	/* The share is made here, so that SEND_SKE can be run again while a signature is waited for. */
	if (e == TLS_OK) {
		e = kx_offer(hs->group, &hs->kx[0], &hs->share);
	}
	if (e == TLS_OK) {
		e = conn_keep_share(c, true, span_of(hs->share.b, hs->share.len));
	}
	c->group = hs->group;
	hs->state = S12_SEND_SKE;
	return e;
}

static enum tls_err send_server_key_exchange(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	uint8_t params[8 + 256];
	uint8_t sig[SIG_MAX_LEN];
	size_t sig_len = 0;
	struct writer pw = wr_fixed(params, sizeof params);
	server_params_encode(&pw, (uint16_t)hs->group, span_of(hs->share.b, hs->share.len));
	if (wr_failed(&pw)) {
		return TLS_E_INTERNAL;
	}
	const struct span parts[] = {span_of(c->randoms.client, RANDOM_LEN), span_of(c->randoms.server, RANDOM_LEN),
				     wr_span(&pw)};
	enum tls_err e = auth_sign(c, hs, parts, 3, sig, &sig_len);
	if (e != TLS_OK || hs->waiting != LATER_NONE) {
		return e;
	}
	size_t mark;
	struct writer w = hs_begin(hs, HT_SERVER_KEY_EXCHANGE, &mark);
	wr_bytes(&w, wr_span(&pw));
	certificate_verify_encode(&w, &(struct certificate_verify){hs->signer.scheme->code, span_of(sig, sig_len)});
	c->local_sigalg = (uint16_t)hs->signer.scheme->code;
	hs->state = S12_SEND_DONE;
	return hs_end(c, hs, &w, mark, true, STEP_S_SENT_SERVER_KEY_EXCHANGE);
}

/* RFC 5246 §7.4.4: the kinds of keys that fit the algorithms which the request lists. Ed25519 counts as ECDSA. */
static size_t cert_types_for(const struct u16_list *sigalgs, uint8_t out[2])
{
	bool rsa = false;
	bool ecdsa = false;
	size_t n = 0;
	for (size_t i = 0; i < sigalgs->n; i++) {
		enum key_type key = sig_scheme_info(sigalgs->v[i])->key;
		bool is_rsa = key == KEY_RSA || key == KEY_RSA_PSS;
		rsa = rsa || is_rsa;
		ecdsa = ecdsa || !is_rsa;
	}
	if (rsa) {
		out[n++] = CERT_TYPE_RSA_SIGN;
	}
	if (ecdsa) {
		out[n++] = CERT_TYPE_ECDSA_SIGN;
	}
	return n;
}

static enum tls_err send_done(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	uint8_t types[2];
	size_t mark;
	struct writer w;
	enum tls_err e = TLS_OK;
	if (c->cert_requested) {
		w = hs_begin(hs, HT_CERTIFICATE_REQUEST, &mark);
		certificate_request_encode_12(&w, span_of(types, cert_types_for(&c->cfg->client_sigalgs, types)),
					      c->cfg->client_sigalgs.v, c->cfg->client_sigalgs.n,
					      buf_span(&c->cfg->ca_names));
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_CERT_REQUEST);
	}
	if (e == TLS_OK) {
		w = hs_begin(hs, HT_SERVER_HELLO_DONE, &mark);
		e = hs_end(c, hs, &w, mark, true, STEP_S_SENT_SERVER_DONE);
	}
	hs->state = c->cert_requested ? S12_WAIT_CERT : S12_WAIT_CKE;
	return e;
}

static enum tls_err recv_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct certificate_msg cert;
	enum tls_err e = auth_shows_raw(c, TLS_CLIENT) ? certificate_decode_raw_12(&cert, m->body)
						       : certificate_decode_12(&cert, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if (cert.n_certs == 0) {
		hs->state = S12_WAIT_CKE;
		return config_has(c->cfg, TLS_OPT_REQUIRE_CERT) ? TLS_E_CERTIFICATE_REQUIRED_12 : TLS_OK;
	}
	hs->peer_authenticates = true;
	hs->state = S12_CHECK_CERT;
	return auth_take_chain(c, &cert);
}

static enum tls_err check_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_check_chain(c, hs);
	if (hs->waiting == LATER_NONE) {
		hs->state = S12_WAIT_CKE;
	}
	return e;
}

static enum tls_err recv_client_key_exchange(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct span share;
	enum tls_err e = client_key_exchange_decode(&share, m->body);
	if (e == TLS_OK) {
		e = kx_finish(&hs->kx[0], share, &hs->premaster);
	}
	if (e == TLS_OK) {
		e = conn_keep_share(c, false, share);
	}
	if (e == TLS_OK) {
		/* The session hash covers this message too (RFC 7627 §3), so it is hashed here. */
		e = transcript_add(&hs->transcript, m->raw);
	}
	if (e != TLS_OK) {
		return e;
	}
	uint8_t digest[HASH_MAX_LEN];
	struct span session_hash = c->ems ? transcript_hash(&hs->transcript, digest) : span_of(NULL, 0);
	ks12_master((enum hash_id)c->suite->hash, span_of(hs->premaster.b, hs->premaster.len), &c->randoms,
		    session_hash, &hs->master);
	wipe(&hs->premaster, sizeof hs->premaster);
	hs_key_log(c, "CLIENT_RANDOM", &hs->master);
	hs->state = hs->peer_authenticates ? S12_WAIT_CV : S12_WAIT_CCS;
	return TLS_OK;
}

static enum tls_err recv_certificate_verify(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	hs->state = S12_WAIT_CCS;
	return auth_check_verify(c, hs, m->body);
}

static enum tls_err recv_ccs(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	transcript_drop_log(&hs->transcript);
	hs->state = S12_WAIT_FINISHED;
	return hs_set_rx12(c, hs);
}

static enum tls_err recv_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	uint8_t want[FINISHED_12_LEN];
	hs_finished_12(c, hs, true, want);
	if (m->body.len != FINISHED_12_LEN) {
		return TLS_E_BAD_FINISHED_LENGTH;
	}
	if (!ct_equal(want, m->body.p, FINISHED_12_LEN)) {
		return TLS_E_BAD_FINISHED;
	}
	memcpy(c->finished[0], want, FINISHED_12_LEN);
	c->finished_len[0] = FINISHED_12_LEN;
	hs->state = hs->resume != NULL ? HS_DONE : S12_SEND_FINISHED;
	return TLS_OK;
}

const struct step s12_steps[] = {
    {S12_RESUME, HT_NONE, resume, false, STEP_BEFORE, BIT(S12_NEGOTIATE) | BIT(S12_HOOK_ALPN)},
    {S12_NEGOTIATE, HT_NONE, negotiate, false, STEP_BEFORE, BIT(S12_HOOK_ALPN)},
    {S12_HOOK_ALPN, HT_NONE, hook_alpn, false, STEP_BEFORE, BIT(S12_SEND_SH)},
    {S12_SEND_SH, HT_NONE, send_server_hello, false, STEP_BEFORE, BIT(S12_SEND_SKE) | BIT(S12_WAIT_CCS)},
    {S12_SEND_SKE, HT_NONE, send_server_key_exchange, false, STEP_BEFORE, BIT(S12_SEND_DONE)},
    {S12_SEND_DONE, HT_NONE, send_done, false, STEP_BEFORE, BIT(S12_WAIT_CERT) | BIT(S12_WAIT_CKE)},
    {S12_WAIT_CERT, HT_CERTIFICATE, recv_certificate, true, STEP_S_GOT_CERT, BIT(S12_CHECK_CERT) | BIT(S12_WAIT_CKE)},
    {S12_CHECK_CERT, HT_NONE, check_certificate, false, STEP_BEFORE, BIT(S12_WAIT_CKE)},
    {S12_WAIT_CKE, HT_CLIENT_KEY_EXCHANGE, recv_client_key_exchange, false, STEP_S_GOT_CLIENT_KEY_EXCHANGE,
     BIT(S12_WAIT_CV) | BIT(S12_WAIT_CCS)},
    {S12_WAIT_CV, HT_CERTIFICATE_VERIFY, recv_certificate_verify, true, STEP_S_GOT_CERT_VERIFY, BIT(S12_WAIT_CCS)},
    {S12_WAIT_CCS, HT_CCS, recv_ccs, false, STEP_S_GOT_CCS, BIT(S12_WAIT_FINISHED)},
    {S12_WAIT_FINISHED, HT_FINISHED, recv_finished, true, STEP_S_GOT_FINISHED, BIT(S12_SEND_FINISHED) | BIT(HS_DONE)},
    {S12_SEND_FINISHED, HT_NONE, send_finished, false, STEP_BEFORE, BIT(HS_DONE)},
    {0},
};
