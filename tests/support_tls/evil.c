/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The lying pair of evil.h. It reaches into the engine: the liar's flight and transcript are rewritten when it
 * has queued a message. */
#include "evil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "tls/handshake/hs.h"
#include "tls/record/flight.h"

static const char *const kind_names[EVIL_KINDS] = {"1.3", "1.3 with retry", "1.3 resumed", "1.2", "1.2 resumed"};

const char *evil_kind_name(enum evil_kind k)
{
	return kind_names[k];
}

/* ---- hooks ------------------------------------------------------------------------------------------------------- */

static int64_t now(void *owner)
{
	(void)owner;
	return INT64_C(1800000000000);
}

static enum tls_ticket_answer unseal(void *owner, struct tls_conn *c, struct span ticket, struct buffer *content)
{
	const struct evil *e = owner;
	enum tls_ticket_answer a = plain_ticket_open(owner, c, ticket, content);
	return a == TICKET_OK && e->renew ? TICKET_OK_RENEW : a;
}

static void keep_session(void *owner, struct tls_conn *c, struct tls_session *s)
{
	struct evil *e = owner;
	(void)c;
	session_free(e->session);
	e->session = session_up_ref(s);
}

static enum tls_hook_answer pick_alpn(void *owner, struct tls_conn *c, struct span offered, struct span *out,
				      struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	*out = span_of(offered.p + 1, offered.p[0]);
	return HOOK_DONE;
}

static enum tls_hook_answer ack_name(void *owner, struct tls_conn *c, struct span name, struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)name;
	(void)fault;
	return HOOK_DONE;
}

/* ---- the lie ----------------------------------------------------------------------------------------------------- */

static bool is_retry(struct span raw)
{
	return raw.len > FORGE_SESSION_ID && raw.p[0] == HT_SERVER_HELLO &&
	       span_eq(span_of(raw.p + FORGE_RANDOM, RANDOM_LEN), span_of(hello_retry_random, RANDOM_LEN));
}

/* RFC 8446 §4.4.1: the first hello turns into its hash. */
static void fold_hello(struct buffer *log, struct span retry)
{
	uint8_t m[HANDSHAKE_HEADER_LEN + HASH_MAX_LEN] = {HT_MESSAGE_HASH};
	size_t at = FORGE_SESSION_ID + 1 + retry.p[FORGE_SESSION_ID];
	if (at + 2 > retry.len) {
		return;
	}
	const struct tls_suite *suite = tls_suite_by_code((uint16_t)(retry.p[at] << 8 | retry.p[at + 1]));
	if (suite == NULL) {
		return;
	}
	enum hash_id hash = (enum hash_id)suite->hash;
	hash_once(hash, buf_span(log), m + HANDSHAKE_HEADER_LEN);
	m[3] = (uint8_t)hash_len(hash);
	buf_free(log);
	assert_true(buf_append(log, span_of(m, HANDSHAKE_HEADER_LEN + hash_len(hash))));
}

static void rewrite_transcript(struct tls_conn *c, const struct buffer *log)
{
	struct transcript *t = &c->hs->transcript;
	if (t->keep_log) {
		buf_free(&t->log);
		assert_true(buf_append(&t->log, buf_span(log)));
	}
	if (t->hash.id != HASH_NONE) {
		enum hash_id id = t->hash.id;
		hash_init(&t->hash, id);
		hash_update(&t->hash, buf_span(log));
	}
}

static void catch_message(struct evil *e, struct tls_conn *c, bool is_client, struct span raw)
{
	struct buffer *log = &e->log[is_client];
	uint8_t type = raw.p[0];
	unsigned nth = e->seen[is_client][type]++;
	bool hashed = !(type == HT_NEW_SESSION_TICKET && c->version == VERSION_TLS13);
	if (e->n_list < sizeof e->list / sizeof e->list[0]) {
		e->list[e->n_list++] = (struct evil_message){is_client, type, nth, raw.len};
	}
	if (hashed && is_retry(raw)) {
		fold_hello(log, raw);
	}
	if (e->fn == NULL || is_client != e->by_client || type != e->type || nth != e->nth) {
		if (hashed) {
			assert_true(buf_append(log, raw));
		}
		return;
	}
	/* The message leaves the end of the flight, is changed, and goes back. */
	struct buffer msg = {0};
	struct span flight = buf_span(&c->flight);
	struct buffer rest = {0};
	assert_true(flight.len >= raw.len);
	assert_true(buf_append(&rest, span_of(flight.p, flight.len - raw.len)));
	assert_true(buf_append(&msg, raw));
	buf_free(&c->flight);
	c->flight = rest;
	e->told++;
	e->fn(e, c, &msg);
	assert_true(buf_append(&c->flight, buf_span(&msg)));
	if (hashed) {
		assert_true(buf_append(log, e->consistent ? buf_span(&msg) : raw));
		if (e->consistent) {
			rewrite_transcript(c, log);
		}
	}
	buf_free(&msg);
}

static void tap(void *owner, struct tls_conn *c, bool sent, uint16_t version, int content_type, struct span bytes)
{
	struct evil *e = owner;
	bool is_client = tls_conn_role(c) == TLS_CLIENT;
	(void)version;
	if (sent || content_type != CT_HANDSHAKE || c->hs == NULL) {
		return;
	}
	if (bytes.p[0] == HT_NEW_SESSION_TICKET && c->version == VERSION_TLS13) {
		return;
	}
	if (is_retry(bytes)) {
		fold_hello(&e->log[is_client], bytes);
	}
	assert_true(buf_append(&e->log[is_client], bytes));
}

/* The steps that queue a message of the handshake: the message is at the end of the flight and not yet sealed. */
static bool has_queued(int step)
{
	static const char *const names[] = {
#define X(name) #name,
	    TLS_STEP_TABLE(X)
#undef X
	};
	return strstr(names[step], "_SENT_") != NULL && step != STEP_C_SENT_CCS && step != STEP_S_SENT_CCS &&
	       step != STEP_C_SENT_KEY_UPDATE && step != STEP_S_SENT_KEY_UPDATE;
}

static void event(void *owner, struct tls_conn *c, enum tls_event ev, int arg)
{
	struct evil *e = owner;
	bool is_client = tls_conn_role(c) == TLS_CLIENT;
	if (ev == EV_ALERT_RECEIVED && arg >> 8 == ALERT_LEVEL_WARNING && (arg & 0xff) != ALERT_CLOSE_NOTIFY) {
		e->warnings_got[tls_conn_role(c)]++;
		e->last_warning[tls_conn_role(c)] = arg & 0xff;
	}
	if (ev == EV_STEP && c->hs != NULL && has_queued(arg)) {
		catch_message(e, c, is_client, buf_span(&c->hs->msg));
	}
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static const uint16_t only_p384[] = {KX_SECP384R1};

static struct tls_identity *stapled_identity(void)
{
	struct tls_identity *id = test_identity("p256");
	assert_non_null(id);
	assert_int_equal(tls_identity_set_ocsp(id, span_str("an OCSP response")), TLS_OK);
	return id;
}

void evil_init(struct evil *e, enum evil_kind kind)
{
	*e = (struct evil){.kind = kind};
	e->tls13 = kind <= EVIL_13_PSK;
	e->id[0] = stapled_identity();
	e->client_id[0] = test_identity("ed25519");
	e->server.identities = e->id;
	e->server.n_identities = 1;
	e->server.n_tickets = 2;
	e->client.alpn = span_str("\x02h2\x08http/1.1");
	e->client.options = TLS_OPT_REQUEST_OCSP;
	e->client.min_version = e->client.max_version = e->tls13 ? TLS_VERSION_13 : TLS_VERSION_12;
	if (kind == EVIL_13 || kind == EVIL_12) {
		e->client.identities = e->client_id;
		e->client.n_identities = 1;
		e->server.options = TLS_OPT_REQUEST_CERT;
	}
	if (kind == EVIL_13_HRR) {
		e->server.groups = only_p384;
		e->server.n_groups = 1;
	}
	if (kind == EVIL_13_PSK || kind == EVIL_12_RES) {
		evil_start(e);
		assert_true(pair_run(&e->p));
		evil_deliver(e);
		assert_non_null(e->session);
		evil_again(e);
		e->renew = kind == EVIL_12_RES;
	}
}

void evil_lie(struct evil *e, bool by_client, uint8_t type, unsigned nth, evil_fn *fn, bool consistent)
{
	e->by_client = by_client;
	e->type = type;
	e->nth = nth;
	e->fn = fn;
	e->consistent = consistent;
}

void evil_start(struct evil *e)
{
	assert_true(pair_init(&e->p, &e->client, &e->server));
	struct tls_hooks *ch = &e->p.client_hooks;
	struct tls_hooks *sh = &e->p.server_hooks;
	ch->now_ms = sh->now_ms = now;
	ch->tap = sh->tap = tap;
	ch->event = sh->event = event;
	ch->session_new = keep_session;
	sh->ticket_seal = plain_ticket_seal;
	sh->ticket_open = unseal;
	sh->alpn = pick_alpn;
	sh->server_name = ack_name;
	assert_int_equal(tls_conn_set_server_name(e->p.client, "server.example"), TLS_OK);
	if (e->kind == EVIL_13_PSK || e->kind == EVIL_12_RES) {
		tls_conn_set_session(e->p.client, e->session);
	}
}

bool evil_run(struct evil *e)
{
	evil_start(e);
	return pair_run(&e->p);
}

void evil_again(struct evil *e)
{
	pair_free(&e->p);
	buf_free(&e->log[0]);
	buf_free(&e->log[1]);
	memset(e->seen, 0, sizeof e->seen);
	memset(e->warnings_got, 0, sizeof e->warnings_got);
	e->n_list = 0;
	e->told = 0;
}

void evil_free(struct evil *e)
{
	evil_again(e);
	session_free(e->session);
	tls_identity_free(e->id[0]);
	tls_identity_free(e->client_id[0]);
}

struct tls_conn *evil_liar(const struct evil *e)
{
	return e->by_client ? e->p.client : e->p.server;
}

struct tls_conn *evil_victim(const struct evil *e)
{
	return e->by_client ? e->p.server : e->p.client;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static void seal_now(struct tls_conn *c, uint8_t type, struct span content)
{
	size_t len;
	assert_int_equal(flight_flush(c), TLS_OK);
	uint8_t *p = buf_reserve(&c->out, content.len + PROTECT_MAX_OVERHEAD);
	assert_non_null(p);
	assert_int_equal(protect_seal(&c->tx, (enum content_type)type, content, p, &len), TLS_OK);
	buf_commit(&c->out, len);
	c->started = true;
}

void evil_record(struct tls_conn *c, uint8_t type, struct span content)
{
	seal_now(c, type, content);
}

void evil_record_padded(struct tls_conn *c, uint8_t type, struct span content, size_t zeros)
{
	/* The last byte that seal_now takes for the type is a zero of the padding, or the type itself. */
	uint8_t *copy = calloc(1, content.len + 1 + zeros);
	assert_non_null(copy);
	if (content.len != 0) {
		memcpy(copy, content.p, content.len);
	}
	copy[content.len] = type;
	if (zeros == 0) {
		seal_now(c, type, content);
	} else {
		seal_now(c, 0, span_of(copy, content.len + zeros));
	}
	free(copy);
}

void evil_plain(struct tls_conn *c, uint8_t type, uint16_t version, struct span content)
{
	const uint8_t header[RECORD_HEADER_LEN] = {type, (uint8_t)(version >> 8), (uint8_t)version,
						   (uint8_t)(content.len >> 8), (uint8_t)content.len};
	assert_int_equal(flight_flush(c), TLS_OK);
	assert_true(buf_append(&c->out, span_of(header, sizeof header)));
	assert_true(buf_append(&c->out, content));
	c->started = true;
}

void evil_deliver(struct evil *e)
{
	uint8_t b[1024];
	size_t n;
	for (int quiet = 0; quiet < 2;) {
		size_t moved = pair_move(&e->p, true) + pair_move(&e->p, false);
		for (int i = 0; i < 1000 && tls_read(e->p.client, b, sizeof b, false, &n) == TLS_ST_DONE; i++) {
			moved += n;
		}
		for (int i = 0; i < 1000 && tls_read(e->p.server, b, sizeof b, false, &n) == TLS_ST_DONE; i++) {
			moved += n;
		}
		quiet = moved == 0 ? quiet + 1 : 0;
	}
}

/* ---- verdicts ---------------------------------------------------------------------------------------------------- */

static void expect_alert_told(struct evil *e, enum tls_alert alert, const char *what)
{
	struct tls_conn *v = evil_victim(e);
	struct tls_conn *l = evil_liar(e);
	if (tls_conn_sent_alert(v) != alert) {
		fail_msg("%s (%s): alert %d sent instead of %d, error %s", what, kind_names[e->kind],
			 tls_conn_sent_alert(v), alert, tls_err_name(tls_conn_error(v)));
	}
	if (tls_conn_error(l) == TLS_E_PEER_ALERT) {
		assert_int_equal(tls_conn_peer_alert(l), alert);
	}
}

void evil_expect(struct evil *e, enum tls_err err, const char *what)
{
	evil_deliver(e);
	struct tls_conn *v = evil_victim(e);
	if (e->fn != NULL && e->told == 0) {
		fail_msg("%s (%s): nothing was told", what, kind_names[e->kind]);
	}
	if (tls_conn_error(v) != err) {
		fail_msg("%s (%s): the victim has %s instead of %s; the liar has %s", what, kind_names[e->kind],
			 tls_err_name(tls_conn_error(v)), tls_err_name(err),
			 tls_err_name(tls_conn_error(evil_liar(e))));
	}
	expect_alert_told(e, tls_err_alert(err), what);
}

void evil_expect_alert(struct evil *e, enum tls_alert alert, const char *what)
{
	evil_deliver(e);
	if (e->fn != NULL && e->told == 0) {
		fail_msg("%s (%s): nothing was told", what, kind_names[e->kind]);
	}
	if (tls_conn_error(evil_victim(e)) == TLS_OK) {
		fail_msg("%s (%s): the victim has no complaint; the liar has %s", what, kind_names[e->kind],
			 tls_err_name(tls_conn_error(evil_liar(e))));
	}
	expect_alert_told(e, alert, what);
}

static void expect_same(struct span a, struct span b, const char *what, const char *of)
{
	if (!span_eq(a, b)) {
		fail_msg("%s: the ends differ in %s", what, of);
	}
}

void evil_expect_done(struct evil *e, const char *what)
{
	struct tls_conn *c = e->p.client;
	struct tls_conn *s = e->p.server;
	evil_deliver(e);
	if (!tls_conn_handshake_done(c) || !tls_conn_handshake_done(s) || tls_conn_error(c) != TLS_OK ||
	    tls_conn_error(s) != TLS_OK) {
		fail_msg("%s (%s): client %s, server %s", what, kind_names[e->kind], tls_err_name(tls_conn_error(c)),
			 tls_err_name(tls_conn_error(s)));
	}
	if (tls_conn_version(c) != tls_conn_version(s) || tls_conn_suite(c) != tls_conn_suite(s)) {
		fail_msg("%s: the ends differ in version or suite", what);
	}
	expect_same(tls_conn_finished(c, true), tls_conn_finished(s, false), what, "the client's Finished");
	expect_same(tls_conn_finished(c, false), tls_conn_finished(s, true), what, "the server's Finished");
	uint8_t a[32];
	uint8_t b[32];
	assert_int_equal(tls_export(c, a, sizeof a, span_str("EXPORTER-x"), span_of(NULL, 0), false), TLS_OK);
	assert_int_equal(tls_export(s, b, sizeof b, span_str("EXPORTER-x"), span_of(NULL, 0), false), TLS_OK);
	expect_same(span_of(a, sizeof a), span_of(b, sizeof b), what, "the exporter");
	if (!pair_echo(&e->p, true, 100) || !pair_echo(&e->p, false, 100)) {
		fail_msg("%s: data does not get through", what);
	}
}
