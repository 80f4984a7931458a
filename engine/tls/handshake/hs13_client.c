/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The client of TLS 1.3 after ServerHello (RFC 8446 appendix A.1):
 *
 *     C13_KEYS > WAIT_EE > WAIT_CERT_CR > [WAIT_CERT] > CHECK_CERT > WAIT_CV > WAIT_FINISHED
 *              > SECRETS > END_EARLY > [IDENTITY > SEND_CERT > [SEND_CV]] > SEND_FINISHED > done
 *
 * From C13_KEYS on we read under the server's handshake keys, from its Finished on under its application keys. We write
 * early data until END_EARLY, where the handshake waits for as long as the program wants to; the rest of it under our
 * handshake keys; and under application keys when we are done.
 */
#include "tls/handshake/hs.h"

#include "tls/handshake/compress.h"
#include "tls/handshake/custom.h"
#include "tls/handshake/early.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"

static enum tls_err keys(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	ks13_early(&hs->ks, (enum hash_id)c->suite->hash,
		   hs->resume != NULL ? secret_span(&hs->resume->secret) : span_of(NULL, 0));
	ks13_handshake(&hs->ks, span_of(hs->premaster.b, hs->premaster.len));
	wipe(&hs->premaster, sizeof hs->premaster);
	hs_secret(c, hs, "c hs traffic", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", &hs->client_hs);
	hs_secret(c, hs, "s hs traffic", "SERVER_HANDSHAKE_TRAFFIC_SECRET", &hs->server_hs);
	hs->state = C13_WAIT_EE;
	return hs_set_rx13(c, &hs->server_hs);
}

static enum tls_err recv_encrypted_extensions(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct encrypted_extensions ee;
	enum tls_err e = encrypted_extensions_decode(&ee, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if ((ee.ext.present & ~hs->sent_exts) != 0) {
		return TLS_E_UNSOLICITED_EXTENSION;
	}
	if (ee.alpn.len != 0) {
		struct reader r = rd_init(buf_span(&c->cfg->alpn));
		bool offered = false;
		while (rd_left(&r) != 0 && !offered) {
			offered = span_eq(rd_vec(&r, 1, 1, 255), ee.alpn);
		}
		e = offered ? conn_set_alpn(c, ee.alpn) : TLS_E_BAD_ALPN;
	}
	if (e == TLS_OK) {
		e = auth_answer_types(c, &ee.ext);
	}
	if (e == TLS_OK) {
		e = early_answered(c, hs, ext_has(&ee.ext, XI_EARLY_DATA));
	}
	c->server_name_acked = ext_has(&ee.ext, XI_SERVER_NAME);
	if (e == TLS_OK) {
		e = custom_take(c, hs, (struct tls_ext_at){.place = IN_EE}, ee.extensions);
	}
	hs->state = hs->resume != NULL ? C13_WAIT_FINISHED : C13_WAIT_CERT_CR;
	return e;
}

static enum tls_err recv_certificate_request(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct certificate_request cr;
	enum tls_err e = certificate_request_decode_13(&cr, m->body);
	if (e != TLS_OK) {
		return e;
	}
	/* RFC 8446 §4.3.2: the context "SHALL be zero length unless used for ... post-handshake authentication". */
	if (cr.context.len != 0) {
		return TLS_E_DECODE;
	}
	e = conn_take_u16s(&c->peer_sigalgs, cr.sigalgs);
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->ca_names, cr.ca_names);
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&hs->cert_algs, cr.cert_algs);
	}
	if (e == TLS_OK) {
		e = custom_take(c, hs, (struct tls_ext_at){.place = IN_CR}, cr.extensions);
	}
	c->cert_requested = true;
	hs->state = C13_WAIT_CERT;
	return e;
}

static enum tls_err take_certificate(struct tls_conn *c, struct hs *hs, struct span body)
{
	struct certificate_msg cert;
	enum tls_err e = certificate_decode_13(&cert, body);
	if (e != TLS_OK) {
		return e;
	}
	if (cert.context.len != 0) {
		return TLS_E_DECODE;
	}
	if (cert.n_certs == 0) {
		return TLS_E_EMPTY_CERTIFICATE;
	}
	if ((cert.leaf_exts & ~hs->sent_exts) != 0) {
		return TLS_E_UNSOLICITED_EXTENSION;
	}
	e = auth_take_chain(c, &cert);
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->ocsp, cert.ocsp);
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->sct, cert.sct_list);
	}
	if (e == TLS_OK) {
		e = auth_take_cert_exts(c, hs, &cert);
	}
	hs->state = C13_CHECK_CERT;
	return e;
}

static enum tls_err recv_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	return take_certificate(c, hs, m->body);
}

static enum tls_err recv_compressed(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	return compress_take(c, hs, m, take_certificate);
}

static enum tls_err judge_staple(struct tls_conn *c, struct hs *hs)
{
	if (c->hooks->stapled == NULL) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_E_BAD_OCSP_RESPONSE, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->stapled(c->owner, c, buf_span(&c->ocsp), &fault);
	return hook_result(hs, a, LATER_VERIFY, &fault);
}

static enum tls_err check_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_check_chain(c, hs);
	if (e == TLS_OK && hs->waiting == LATER_NONE) {
		e = judge_staple(c, hs);
	}
	if (hs->waiting == LATER_NONE) {
		hs->state = C13_WAIT_CV;
	}
	return e;
}

static enum tls_err recv_certificate_verify(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	hs->state = C13_WAIT_FINISHED;
	return auth_check_verify(c, hs, m->body);
}

static enum tls_err recv_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	uint8_t digest[HASH_MAX_LEN];
	uint8_t want[HASH_MAX_LEN];
	size_t len = hash_len((enum hash_id)c->suite->hash);
	ks13_finished(hs->ks.hash, &hs->server_hs, transcript_hash(&hs->transcript, digest), want);
	if (m->body.len != len) {
		return TLS_E_BAD_FINISHED_LENGTH;
	}
	if (!ct_equal(want, m->body.p, len)) {
		return TLS_E_BAD_FINISHED;
	}
	memcpy(c->finished[1], want, len);
	c->finished_len[1] = len;
	hs->state = C13_SECRETS;
	return TLS_OK;
}

/* The server's Finished is hashed by now: application secrets cover it, and it may already send data under its own. */
static enum tls_err secrets(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (hs->resume !=
	    NULL) { /* nothing is stapled to no certificate: the program may want to know, as with OpenSSL */
		enum tls_err e = judge_staple(c, hs);
		if (e != TLS_OK || hs->waiting != LATER_NONE) {
			return e;
		}
	}
	ks13_master(&hs->ks);
	hs_secret(c, hs, "c ap traffic", "CLIENT_TRAFFIC_SECRET_0", &c->tx_secret);
	hs_secret(c, hs, "s ap traffic", "SERVER_TRAFFIC_SECRET_0", &c->rx_secret);
	hs_secret(c, hs, "exp master", "EXPORTER_SECRET", &c->exporter);
	hs->state = C13_END_EARLY;
	return hs_set_rx13(c, &c->rx_secret);
}

/* Our last words under the key of the early data, and the first under the handshake's. */
static enum tls_err end_early(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = TLS_OK;
	if (c->early == EARLY_ACCEPTED) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_END_OF_EARLY_DATA, &mark);
		e = hs_end(c, hs, &w, mark, true, STEP_C_SENT_END_OF_EARLY_DATA);
	}
	if (e == TLS_OK) {
		e = client_dummy_ccs(c, hs);
	}
	if (e == TLS_OK) {
		e = hs_set_tx13(c, &hs->client_hs);
	}
	hs->state = c->cert_requested ? C13_IDENTITY : C13_SEND_FINISHED;
	return e;
}

static enum tls_err choose_identity(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_ask_client(c, hs);
	if (hs->waiting == LATER_NONE) {
		hs->state = C13_SEND_CERT;
	}
	return e;
}

static enum tls_err send_certificate(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	hs->state = hs->signer.identity != NULL ? C13_SEND_CV : C13_SEND_FINISHED;
	return auth_send_certificate(c, hs, STEP_C_SENT_CERT);
}

static enum tls_err send_certificate_verify(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = auth_send_verify(c, hs, STEP_C_SENT_CERT_VERIFY);
	if (hs->waiting == LATER_NONE) {
		hs->state = C13_SEND_FINISHED;
	}
	return e;
}

static enum tls_err send_finished(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	uint8_t digest[HASH_MAX_LEN];
	uint8_t verify_data[HASH_MAX_LEN];
	size_t len = hash_len((enum hash_id)c->suite->hash);
	/* RFC 8446 §4.4.4: after the handshake under the key that we write with. */
	ks13_finished(hs->ks.hash, hs->post ? &c->tx_secret : &hs->client_hs, transcript_hash(&hs->transcript, digest),
		      verify_data);
	size_t mark;
	struct writer w = hs_begin(hs, HT_FINISHED, &mark);
	wr_bytes(&w, span_of(verify_data, len));
	enum tls_err e = hs_end(c, hs, &w, mark, true, STEP_C_SENT_FINISHED);
	if (e == TLS_OK && !hs->post) {
		memcpy(c->finished[0], verify_data, len);
		c->finished_len[0] = len;
		hs_secret(c, hs, "res master", NULL, &c->resumption);
		e = config_has(c->cfg, TLS_OPT_POST_HANDSHAKE_AUTH) ? post_keep_transcript(c, hs) : TLS_OK;
		if (e == TLS_OK) {
			e = hs_set_tx13(c, &c->tx_secret);
		}
	}
	hs->state = HS_DONE;
	return e;
}

const struct step c13_steps[] = {
    {C13_KEYS, HT_NONE, keys, false, STEP_BEFORE, BIT(C13_WAIT_EE)},
    {C13_WAIT_EE, HT_ENCRYPTED_EXTENSIONS, recv_encrypted_extensions, true, STEP_C_GOT_ENCRYPTED_EXTENSIONS,
     BIT(C13_WAIT_CERT_CR) | BIT(C13_WAIT_FINISHED)},
    {C13_WAIT_CERT_CR, HT_CERTIFICATE_REQUEST, recv_certificate_request, true, STEP_C_GOT_CERT_REQUEST,
     BIT(C13_WAIT_CERT)},
    {C13_WAIT_CERT_CR, HT_CERTIFICATE, recv_certificate, true, STEP_C_GOT_CERT, BIT(C13_CHECK_CERT)},
    {C13_WAIT_CERT, HT_CERTIFICATE, recv_certificate, true, STEP_C_GOT_CERT, BIT(C13_CHECK_CERT)},
    {C13_WAIT_CERT_CR, HT_COMPRESSED_CERTIFICATE, recv_compressed, true, STEP_C_GOT_CERT, BIT(C13_CHECK_CERT)},
    {C13_WAIT_CERT, HT_COMPRESSED_CERTIFICATE, recv_compressed, true, STEP_C_GOT_CERT, BIT(C13_CHECK_CERT)},
    {C13_CHECK_CERT, HT_NONE, check_certificate, false, STEP_BEFORE, BIT(C13_WAIT_CV)},
    {C13_WAIT_CV, HT_CERTIFICATE_VERIFY, recv_certificate_verify, true, STEP_C_GOT_CERT_VERIFY, BIT(C13_WAIT_FINISHED)},
    {C13_WAIT_FINISHED, HT_FINISHED, recv_finished, true, STEP_C_GOT_FINISHED, BIT(C13_SECRETS)},
    {C13_SECRETS, HT_NONE, secrets, false, STEP_BEFORE, BIT(C13_END_EARLY)},
    {C13_END_EARLY, HT_NONE, end_early, false, STEP_BEFORE, BIT(C13_IDENTITY) | BIT(C13_SEND_FINISHED)},
    {C13_IDENTITY, HT_NONE, choose_identity, false, STEP_BEFORE, BIT(C13_SEND_CERT)},
    {C13_SEND_CERT, HT_NONE, send_certificate, false, STEP_BEFORE, BIT(C13_SEND_CV) | BIT(C13_SEND_FINISHED)},
    {C13_SEND_CV, HT_NONE, send_certificate_verify, false, STEP_BEFORE, BIT(C13_SEND_FINISHED)},
    {C13_SEND_FINISHED, HT_NONE, send_finished, false, STEP_BEFORE, BIT(HS_DONE)},
    {0},
};
