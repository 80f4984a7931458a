/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The driver of hs.h: the one place of a handshake that reads, hashes, flushes, raises alerts and moves on. */
#include "tls/handshake/hs.h"

#include <assert.h>

#include "tls/handshake/early.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"

/* Bodies longer than these are refused at the header, before a byte of them is kept. */
static size_t max_body(const struct tls_conn *c, uint8_t type)
{
	switch (type) {
	case HT_CLIENT_HELLO:
		return 2 + RANDOM_LEN + 33 + 2 + 65534 + 1 + 255 + 2 + 65535;
	case HT_CERTIFICATE:
	case HT_COMPRESSED_CERTIFICATE:
	case HT_CERTIFICATE_REQUEST:
	case HT_CERTIFICATE_STATUS:
		return c->cfg->max_cert_list;
	case HT_NEW_SESSION_TICKET:
		return 4 + 4 + 256 + 2 + 65535 + 2 + 65535;
	case HT_FINISHED:
		return HASH_MAX_LEN;
	case HT_KEY_UPDATE:
		return 1;
	case HT_HELLO_REQUEST:
	case HT_SERVER_HELLO_DONE:
	case HT_END_OF_EARLY_DATA:
		return 0;
	default:
		return 65535 + 512;
	}
}

enum tls_err hs_next_message(struct tls_conn *c, struct hs_msg *m, bool *have)
{
	*have = false;
	size_t n = buf_len(&c->msgs);
	if (n < HANDSHAKE_HEADER_LEN) {
		return TLS_OK;
	}
	const uint8_t *p = buf_head(&c->msgs);
	size_t len = (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	size_t max = max_body(c, p[0]);
	if (len > max) {
		return max == 0 ? TLS_E_LENGTH_MISMATCH : TLS_E_MESSAGE_TOO_LONG;
	}
	if (n - HANDSHAKE_HEADER_LEN < len) {
		return TLS_OK;
	}
	m->type = p[0];
	m->raw = span_of(p, HANDSHAKE_HEADER_LEN + len);
	m->body = span_of(p + HANDSHAKE_HEADER_LEN, len);
	*have = true;
	return TLS_OK;
}

void hs_consume(struct tls_conn *c, const struct hs_msg *m)
{
	buf_consume(&c->msgs, m->raw.len);
}

#define TABLES 3 /* of a role */
static const struct step *const client_tables[TABLES] = {hello_client_steps, c13_steps, c12_steps};
static const struct step *const server_tables[TABLES] = {hello_server_steps, s13_steps, s12_steps};

/* find_step: the step for state and message type; *any tells whether the state waits for messages at all. */
static const struct step *find_step(enum hs_state state, uint16_t type)
{
	const struct step *const *tables = state < C_STATE_END ? client_tables : server_tables;
	for (size_t t = 0; t < TABLES; t++) {
		for (const struct step *s = tables[t]; s->fn != NULL; s++) {
			if (s->state == state && s->type == type) {
				return s;
			}
		}
	}
	return NULL;
}

enum record_data hs_data_may_come(const struct tls_conn *c)
{
	bool early = c->early_open && c->hs != NULL && (c->hs->state == S13_WAIT_EOED || c->hs->state == C13_END_EARLY);
	if (!c->handshake_done && !early) {
		return DATA_IN_HANDSHAKE;
	}
	return post_answer_open(c) ? DATA_INTERLEAVED : DATA_WELCOME;
}

enum tls_err hs_start(struct tls_conn *c)
{
	struct hs *hs = tls_calloc(1, sizeof *hs);
	if (hs == NULL) {
		return TLS_E_ALLOC;
	}
	hs->state = c->role == TLS_CLIENT ? C_START : S_WAIT_CH;
	transcript_init(&hs->transcript);
	c->hs = hs;
	conn_event(c, EV_HANDSHAKE_START, 0);
	return TLS_OK;
}

void hs_free(struct tls_conn *c)
{
	struct hs *hs = c->hs;
	if (hs == NULL) {
		return;
	}
	transcript_free(&hs->transcript);
	buf_free(&hs->msg);
	buf_free(&hs->cookie);
	buf_free(&hs->ticket);
	buf_free(&hs->key_shares);
	buf_free(&hs->hello);
	buf_free(&hs->cr_context);
	buf_free(&hs->cert_algs);
	buf_free(&hs->staple);
	buf_free(&hs->custom_asked);
	session_free(hs->resume);
	session_free(hs->external);
	tls_free_wiped(hs, sizeof *hs);
	c->hs = NULL;
}

enum tls_status hs_fail(struct tls_conn *c, enum tls_err e, const struct tls_hook_fault *fault)
{
	if (c->err != TLS_OK) {
		return TLS_ST_FAILED;
	}
	c->err = e;
	enum tls_alert alert = tls_err_alert(e);
	if (fault != NULL && fault->alert != ALERT_NONE) {
		alert = fault->alert;
	}
	if (fault != NULL && fault->silent) {
		alert = ALERT_NONE;
	}
	buf_free(&c->flight); /* nothing that was not yet sealed follows an error */
	if (alert != ALERT_NONE && !c->close_sent) {
		if (hs_alert_keys(c) == TLS_OK && flight_alert(c, ALERT_LEVEL_FATAL, alert) == TLS_OK) {
			c->sent_alert = alert;
		}
		c->close_sent = true;
	}
	hs_free(c);
	return TLS_ST_FAILED;
}

void hs_step(struct tls_conn *c, enum tls_step step)
{
	c->step = step;
	conn_event(c, EV_STEP, (int)step);
}

struct writer hs_begin(struct hs *hs, uint16_t type, size_t *mark)
{
	buf_consume(&hs->msg, buf_len(&hs->msg));
	struct writer w = wr_buffer(&hs->msg, (1u << 24) + HANDSHAKE_HEADER_LEN);
	wr_u8(&w, (uint8_t)type);
	*mark = wr_open(&w, 3);
	return w;
}

enum tls_err hs_close(struct hs *hs, struct writer *w, size_t mark)
{
	(void)hs;
	wr_close(w, mark, 3);
	return wr_commit(w) ? TLS_OK : TLS_E_ALLOC;
}

enum tls_err hs_queue(struct tls_conn *c, struct hs *hs, bool transcript, enum tls_step event)
{
	struct span raw = buf_span(&hs->msg);
	enum tls_err e = transcript ? transcript_add(&hs->transcript, raw) : TLS_OK;
	if (e == TLS_OK) {
		e = flight_add(c, raw);
	}
	if (e == TLS_OK) {
		hs_step(c, event);
	}
	return e;
}

enum tls_err hs_end(struct tls_conn *c, struct hs *hs, struct writer *w, size_t mark, bool transcript,
		    enum tls_step event)
{
	enum tls_err e = hs_close(hs, w, mark);
	return e == TLS_OK ? hs_queue(c, hs, transcript, event) : e;
}

enum tls_err hs_set_tx13(struct tls_conn *c, const struct secret *traffic)
{
	struct protect p = {0};
	protect_init_13(&p, c->suite, traffic);
	enum tls_err e = flight_set_tx(c, &p);
	protect_wipe(&p);
	return e;
}

enum tls_err hs_set_rx13(struct tls_conn *c, const struct secret *traffic)
{
	struct protect p = {0};
	protect_init_13(&p, c->suite, traffic);
	enum tls_err e = record_set_rx(c, &p);
	protect_wipe(&p);
	return e;
}

/* RFC 8446 appendix A.1: clients that send alerts about messages after ServerHello "SHOULD first rekey to the handshake
 * keys if possible". A server that took our early data still reads under its key; before it said so, it could not tell
 * an alert under that key from early data that it does not want. */
enum tls_err hs_alert_keys(struct tls_conn *c)
{
	static const struct protect plain;
	struct hs *hs = c->hs;
	if (hs == NULL || hs->state > C13_END_EARLY) {
		return TLS_OK;
	}
	if (hs->state < C13_WAIT_EE) {
		return c->tx_early ? flight_set_tx(c, &plain) : TLS_OK;
	}
	if (c->tx_early && hs->early_taken) {
		return TLS_OK;
	}
	enum tls_err e = client_dummy_ccs(c, hs);
	return e == TLS_OK ? hs_set_tx13(c, &hs->client_hs) : e;
}

static struct hmac_ctx *master_mac(const struct tls_conn *c, struct hs *hs)
{
	if (hs->master_mac.running.id == HASH_NONE) {
		hmac_init(&hs->master_mac, (enum hash_id)c->suite->hash, secret_span(&hs->master));
	}
	return &hs->master_mac;
}

/* The record protection of one side, from the key block that is derived once. */
static void protect_12(const struct tls_conn *c, struct hs *hs, bool client, struct protect *out)
{
	struct key_block *kb = &hs->key_block;
	if (!hs->have_key_block) {
		ks12_key_block(master_mac(c, hs), &c->randoms, aead_key_len((enum aead_id)c->suite->aead),
			       protect_iv_len_12(c->suite), kb);
		hs->have_key_block = true;
	}
	protect_init_12(out, c->suite, client ? kb->client_key : kb->server_key,
			client ? kb->client_iv : kb->server_iv);
}

enum tls_err hs_set_tx12(struct tls_conn *c, struct hs *hs)
{
	struct protect p = {0};
	protect_12(c, hs, c->role == TLS_CLIENT, &p);
	enum tls_err e = flight_set_tx(c, &p);
	protect_wipe(&p);
	return e;
}

enum tls_err hs_set_rx12(struct tls_conn *c, struct hs *hs)
{
	struct protect p = {0};
	protect_12(c, hs, c->role == TLS_SERVER, &p);
	enum tls_err e = record_set_rx(c, &p);
	protect_wipe(&p);
	return e;
}

void hs_finished_12(const struct tls_conn *c, struct hs *hs, bool client, uint8_t out[FINISHED_12_LEN])
{
	uint8_t digest[HASH_MAX_LEN];
	ks12_finished(master_mac(c, hs), client, transcript_hash(&hs->transcript, digest), out);
}

void hs_key_log(struct tls_conn *c, const char *label, const struct secret *s)
{
	if (c->hooks->key_log != NULL) {
		c->hooks->key_log(c->owner, c, label, span_of(c->randoms.client, RANDOM_LEN), secret_span(s));
	}
}

void hs_secret(struct tls_conn *c, struct hs *hs, const char *label, const char *log_label, struct secret *out)
{
	uint8_t digest[HASH_MAX_LEN];
	ks13_derive(&hs->ks, label, transcript_hash(&hs->transcript, digest), out);
	if (log_label != NULL) {
		hs_key_log(c, log_label, out);
	}
}

enum tls_err hook_result(struct hs *hs, enum tls_hook_answer a, enum tls_later later,
			 const struct tls_hook_fault *fault)
{
	switch (a) {
	case HOOK_DONE:
	case HOOK_DECLINED:
		return TLS_OK;
	case HOOK_LATER:
		hs->waiting = later;
		return TLS_OK;
	default:
		hs->fault = *fault;
		hs->fault_set = true;
		return fault->err != TLS_OK ? fault->err : TLS_E_CALLBACK_FAILED;
	}
}

/* RFC 5246 §7.4.1.1: a HelloRequest in the middle of a handshake is ignored, and not hashed. */
static bool is_ignored(const struct tls_conn *c, uint16_t type)
{
	return type == HT_HELLO_REQUEST && c->role == TLS_CLIENT && c->version == VERSION_TLS12;
}

/* The message or CCS that the state asks for. *have false: more input is needed. A message that the state does not
 * admit is refused by its first byte: its body is not waited for. */
static enum tls_err fetch(struct tls_conn *c, struct hs_msg *m, bool *have)
{
	if (c->ccs_seen) {
		*m = (struct hs_msg){.type = HT_CCS};
		*have = true;
		return TLS_OK;
	}
	if (buf_len(&c->msgs) != 0) {
		uint8_t type = buf_head(&c->msgs)[0];
		if (!is_ignored(c, type) && find_step(c->hs->state, type) == NULL) {
			return TLS_E_UNEXPECTED_MESSAGE;
		}
	}
	return hs_next_message(c, m, have);
}

static enum tls_status finish(struct tls_conn *c)
{
	enum tls_err e = flight_flush(c);
	if (e != TLS_OK) {
		return hs_fail(c, e, NULL);
	}
	bool post = c->hs->post;
	hs_free(c);
	if (post) {
		hs_step(c, STEP_DONE);
		return TLS_ST_DONE;
	}
	c->handshake_done = true;
	c->early_open = false;
	c->empty_records = c->warning_alerts =
	    0; /* what the handshake was allowed is not taken from the data's share */
	if (buf_len(&c->msgs) == 0) {
		buf_free(&c->msgs);
	}
	session_free(c->offered);
	c->offered = NULL;
	hs_step(c, STEP_DONE);
	conn_event(c, EV_HANDSHAKE_DONE, 0);
	return TLS_ST_DONE;
}

static enum tls_status fail(struct tls_conn *c, enum tls_err e)
{
	struct tls_hook_fault fault = c->hs->fault;
	return hs_fail(c, e, c->hs->fault_set ? &fault : NULL);
}

/* A record more, or the reason why there is none. *again: ask the state once more. */
static enum tls_status feed(struct tls_conn *c)
{
	enum record_got got;
	size_t n;
	if (c->plain_len != 0) { /* early data that the program did not want to read after all */
		return hs_fail(c, TLS_E_APP_DATA_IN_HANDSHAKE, NULL);
	}
	enum tls_err e = record_next(c, hs_data_may_come(c), &got, NULL, 0, &n);
	if (e != TLS_OK) {
		return hs_fail(c, e, NULL);
	}
	switch (got) {
	case RECORD_NONE:
		if (c->in_eof) {
			return hs_fail(c, TLS_E_EOF_IN_HANDSHAKE, NULL);
		}
		return TLS_ST_WANT_IN;
	case RECORD_CLOSED:
		return hs_fail(c, TLS_E_EOF_IN_HANDSHAKE, NULL);
	case RECORD_ALERT:
		return hs_fail(c, TLS_E_PEER_ALERT, NULL);
	default:
		return TLS_ST_DONE;
	}
}

/* run_step: TLS_ST_DONE when the step was taken. */
static enum tls_status run_step(struct tls_conn *c, const struct step *step, const struct hs_msg *m)
{
	struct hs *hs = c->hs;
	enum hs_state before = hs->state;
	hs->waiting = LATER_NONE;
	enum tls_err e = step->fn(c, hs, m);
	if (e != TLS_OK) {
		return fail(c, e);
	}
	if (hs->waiting != LATER_NONE) {
		assert(hs->state == before && m == NULL); /* steps with a message do not ask hooks that may wait */
		c->later = hs->waiting;
		return TLS_ST_LATER;
	}
	assert((step->follow & BIT(hs->state)) != 0);
	(void)before;
	if (m != NULL) {
		if (step->transcript) {
			e = transcript_add(&hs->transcript, m->raw);
			if (e != TLS_OK) {
				return fail(c, e);
			}
		}
		if (m->type == HT_CCS) {
			c->ccs_seen = false;
		}
	}
	if (step->event != STEP_BEFORE) {
		hs_step(c, (enum tls_step)step->event);
	}
	return TLS_ST_DONE;
}

enum tls_status hs_run(struct tls_conn *c)
{
	c->later = LATER_NONE;
	for (;;) {
		struct hs *hs = c->hs;
		if (hs->state == HS_DONE) {
			return finish(c);
		}
		if (early_paused(c)) {
			enum tls_err e = flight_flush(c);
			return e == TLS_OK ? TLS_ST_DONE : fail(c, e);
		}
		const struct step *step = find_step(hs->state, HT_NONE);
		if (step != NULL) {
			enum tls_status st = run_step(c, step, NULL);
			if (st != TLS_ST_DONE) {
				return st;
			}
			continue;
		}
		/* What came before our flight left cannot answer it, and belongs to nothing. */
		bool early_answer = !hs->post && buf_len(&c->flight) != 0 && buf_len(&c->msgs) != 0;
		struct hs_msg m;
		bool have;
		enum tls_err e = early_answer ? TLS_E_EXCESS_HANDSHAKE_DATA : fetch(c, &m, &have);
		if (e != TLS_OK) {
			return fail(c, e);
		}
		if (!have) {
			e = flight_flush(c);
			if (e != TLS_OK) {
				return fail(c, e);
			}
			if (hs->post) { /* data may come in between: the reader feeds us */
				return TLS_ST_DONE;
			}
			enum tls_status st = feed(c);
			if (st != TLS_ST_DONE) {
				return st;
			}
			continue;
		}
		if (m.type != HT_CCS && is_ignored(c, m.type)) {
			hs_consume(c, &m);
			continue;
		}
		step = find_step(hs->state, m.type);
		if (step == NULL) {
			return fail(c, TLS_E_UNEXPECTED_MESSAGE);
		}
		/* The step may change keys, which needs an empty queue: the message leaves it first. Its bytes stay
		 * where they are until the next record is taken in. */
		if (m.type != HT_CCS) {
			buf_consume(&c->msgs, m.raw.len);
			conn_tap(c, false, CT_HANDSHAKE, m.raw);
		}
		enum tls_status st = run_step(c, step, &m);
		if (st != TLS_ST_DONE) {
			return st;
		}
	}
}
