/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Early data between two engines in memory (RFC 8446 §2.3, §4.2.10, §8): taken, refused, bounded, and hostile peers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "pair.h"
#include "tls/handshake/hs.h"
#include "tls/record/flight.h"
#include "tls/state/conn.h"

#define ALLOWED 5000

/* The server's memory, and what the client got last. */
static struct world {
	struct tls_session *kept[8], *client_session;
	size_t n_kept;
	int64_t server_now, client_now;
	bool refuse; /* the program's early_data_accept says no */
	const char *alpn;
} w;

static int64_t client_time(void *owner)
{
	(void)owner;
	return w.client_now;
}

static int64_t server_time(void *owner)
{
	(void)owner;
	return w.server_now;
}

static void client_new(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	session_free(w.client_session);
	w.client_session = session_up_ref(s);
}

static void server_new(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	if (w.n_kept < 8) {
		w.kept[w.n_kept++] = session_up_ref(s);
	}
}

static enum tls_hook_answer lookup(void *owner, struct tls_conn *c, struct span id, struct tls_session **out,
				   struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	for (size_t i = 0; i < w.n_kept; i++) {
		if (span_eq(id, span_of(w.kept[i]->id, w.kept[i]->id_len))) {
			*out = session_up_ref(w.kept[i]);
			return HOOK_DONE;
		}
	}
	return HOOK_DECLINED;
}

static bool forget(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	for (size_t i = 0; i < w.n_kept; i++) {
		if (w.kept[i] == s) {
			session_free(s);
			w.kept[i] = w.kept[--w.n_kept];
			return true;
		}
	}
	return false;
}

static bool accepts(void *owner, struct tls_conn *c)
{
	(void)owner;
	(void)c;
	return !w.refuse;
}

static enum tls_hook_answer alpn(void *owner, struct tls_conn *c, struct span offered, struct span *out,
				 struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)offered;
	(void)fault;
	if (w.alpn == NULL) {
		return HOOK_DECLINED;
	}
	*out = span_str(w.alpn);
	return HOOK_DONE;
}

struct run {
	struct pair p;
	struct tls_settings client, server;
	struct tls_identity *id[1];
};

/* run_start makes two ends; the client offers the session there is. */
static bool run_start(struct run *r)
{
	if (!pair_init(&r->p, &r->client, &r->server)) {
		return false;
	}
	r->p.client_hooks.now_ms = client_time;
	r->p.client_hooks.session_new = client_new;
	r->p.server_hooks.now_ms = server_time;
	r->p.server_hooks.session_new = server_new;
	r->p.server_hooks.session_lookup = lookup;
	r->p.server_hooks.session_remove = forget;
	r->p.server_hooks.early_data_accept = accepts;
	r->p.server_hooks.alpn = alpn;
	tls_conn_set_session(r->p.client, w.client_session);
	return true;
}

/* run_init makes a session that allows early data, and two ends for the next connection. */
static void run_init(struct run *r)
{
	*r = (struct run){.id = {test_identity("p256")}};
	w = (struct world){.server_now = INT64_C(1800000000000), .client_now = INT64_C(1800000000000), .alpn = "h2"};
	r->client = (struct tls_settings){.min_version = TLS_VERSION_13, .alpn = span_str("\2h2\2h3")};
	r->server = (struct tls_settings){.identities = r->id,
					  .n_identities = 1,
					  .n_tickets = 2,
					  .max_early_data = ALLOWED,
					  .recv_max_early_data = ALLOWED};
	assert_true(run_start(r));
	assert_true(pair_run(&r->p) && pair_echo(&r->p, false, 100));
	assert_non_null(w.client_session);
	assert_int_equal(w.client_session->max_early_data, ALLOWED);
	pair_free(&r->p);
}

static void run_free(struct run *r)
{
	pair_free(&r->p);
	tls_identity_free(r->id[0]);
	while (w.n_kept != 0) {
		session_free(w.kept[--w.n_kept]);
	}
	session_free(w.client_session);
	w.client_session = NULL;
}

static enum tls_status send_early(struct run *r, const char *text)
{
	size_t n = 0;
	enum tls_status st = tls_early_handshake(r->p.client);
	if (st == TLS_ST_DONE) {
		st = tls_write(r->p.client, (const uint8_t *)text, strlen(text), &n);
	}
	if (st == TLS_ST_DONE) {
		assert_int_equal(n, strlen(text));
	}
	return st;
}

/* read_early is what the server reads until the end of the early data, or until it fails or waits. */
static enum tls_status read_early(struct run *r, char *out, size_t cap)
{
	size_t len = 0;
	enum tls_status st = tls_early_handshake(r->p.server);
	bool taken = tls_conn_early_status(r->p.server) == EARLY_ACCEPTED;
	while (st == TLS_ST_DONE && taken) {
		size_t n;
		st = tls_read(r->p.server, (uint8_t *)out + len, cap - len, false, &n);
		if (st == TLS_ST_DONE && n == 0) {
			break;
		}
		len += n;
	}
	out[len] = 0;
	return st;
}

static bool finish(struct run *r)
{
	tls_early_end(r->p.client);
	tls_early_end(r->p.server);
	return pair_run(&r->p);
}

static void move_all(struct run *r)
{
	while (pair_move(&r->p, true) + pair_move(&r->p, false) != 0) {
	}
}

/* The way of RFC 8446 figure 4, whole and byte by byte. */
static void early_data_arrives(void **state)
{
	(void)state;
	for (int split = 0; split < 2; split++) {
		struct run r;
		char got[100];
		uint8_t one[32], two[32], data[10];
		size_t n;
		run_init(&r);
		assert_true(run_start(&r));
		r.p.step = split ? 1 : 0;
		assert_int_equal(send_early(&r, "GET /"), TLS_ST_DONE);
		assert_int_equal(tls_conn_early_status(r.p.client), EARLY_REJECTED);
		move_all(&r);
		assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_WANT_IN);
		assert_string_equal(got, "GET /");
		assert_int_equal(tls_conn_early_status(r.p.server), EARLY_ACCEPTED);
		assert_false(tls_conn_handshake_done(r.p.server));
		/* an answer before the client's Finished, and more early data after it */
		assert_int_equal(tls_write(r.p.server, (const uint8_t *)"200", 3, &n), TLS_ST_DONE);
		move_all(&r);
		assert_int_equal(tls_read(r.p.client, data, sizeof data, false, &n), TLS_ST_DONE);
		assert_memory_equal(data, "200", 3);
		assert_int_equal(tls_conn_early_status(r.p.client), EARLY_ACCEPTED);
		assert_int_equal(send_early(&r, " HTTP"), TLS_ST_DONE);
		move_all(&r);
		assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_WANT_IN);
		assert_string_equal(got, " HTTP");
		/* RFC 8446 §7.5: both have the same early exporter */
		assert_int_equal(tls_export_early(r.p.client, one, 32, span_str("label"), span_str("")), TLS_OK);
		assert_int_equal(tls_export_early(r.p.server, two, 32, span_str("label"), span_str("")), TLS_OK);
		assert_memory_equal(one, two, 32);
		assert_true(finish(&r));
		assert_true(tls_conn_resumed(r.p.client) && tls_conn_resumed(r.p.server));
		assert_true(pair_echo(&r.p, true, 50000) && pair_echo(&r.p, false, 50000));
		run_free(&r);
	}
}

/* EndOfEarlyData ends it for the reader. */
static void the_end_is_seen(void **state)
{
	(void)state;
	struct run r;
	char got[100];
	run_init(&r);
	assert_true(run_start(&r));
	assert_int_equal(send_early(&r, "all"), TLS_ST_DONE);
	move_all(&r);
	assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_WANT_IN);
	move_all(&r);
	tls_early_end(r.p.client);
	assert_int_equal(tls_handshake(r.p.client), TLS_ST_DONE);
	move_all(&r);
	assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_DONE);
	assert_string_equal(got, "");
	assert_false(tls_conn_handshake_done(r.p.server));
	assert_true(finish(&r));
	run_free(&r);
}

enum why { NOT_ASKED, PROGRAM, PROTOCOL, NONE_ALLOWED, SUITE, TOO_OLD, TOO_YOUNG, RETRY, CONTEXT, EXPIRED, N_WHY };

/* Each reason for a server not to take it; the connection comes about, and nothing of the early data is read. */
static void refused_early_data_is_skipped(void **state)
{
	(void)state;
	static const uint16_t chacha[] = {0x1303}, both[] = {0x1302, 0x1303};
	static const uint16_t p384[] = {KX_SECP384R1};
	for (int why = 0; why < N_WHY; why++) {
		struct run r;
		char got[100];
		run_init(&r);
		w.refuse = why == PROGRAM;
		w.alpn = why == PROTOCOL ? "h3" : "h2";
		r.server.max_early_data = why == NONE_ALLOWED ? 0 : ALLOWED;
		if (why == SUITE) {
			r.client.suites = both;
			r.client.n_suites = 2;
			r.server.suites = chacha;
			r.server.n_suites = 1;
		}
		w.server_now += why == TOO_OLD ? 12000 : why == EXPIRED ? INT64_C(8) * 3600 * 1000 : 0;
		w.client_now += why == TOO_YOUNG ? 3000 : 0;
		if (why == RETRY) {
			r.server.groups = p384;
			r.server.n_groups = 1;
		}
		if (why == CONTEXT) {
			r.server.session_context = span_str("another");
		}
		assert_true(run_start(&r));
		assert_int_equal(send_early(&r, "never read"), TLS_ST_DONE);
		move_all(&r);
		if (why != NOT_ASKED) {
			assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_DONE);
			assert_string_equal(got, "");
		}
		if (!finish(&r)) {
			fail_msg("%d: client %s, server %s", why, tls_err_name(tls_conn_error(r.p.client)),
				 tls_err_name(tls_conn_error(r.p.server)));
		}
		assert_int_equal(tls_conn_early_status(r.p.client), EARLY_REJECTED);
		assert_int_equal(tls_conn_early_status(r.p.server), EARLY_REJECTED);
		bool resumed = why != SUITE && why != CONTEXT && why != EXPIRED;
		assert_int_equal(tls_conn_resumed(r.p.server), resumed);
		assert_true(pair_echo(&r.p, true, 5000) && pair_echo(&r.p, false, 5000));
		run_free(&r);
	}
}

/* RFC 8446 §8.1: a ticket serves once, with early data or without. */
static void a_ticket_serves_once(void **state)
{
	(void)state;
	for (int again = 0; again < 2; again++) {
		struct run r;
		char got[100];
		run_init(&r);
		r.server.options = again ? TLS_OPT_NO_ANTI_REPLAY : 0;
		struct tls_session *first = session_up_ref(w.client_session);
		for (int i = 0; i < 2; i++) {
			if (again) { /* without it tickets hold all; this server has no keys, and so looks them up */
				r.server.options |= TLS_OPT_STATEFUL_TICKETS;
			}
			assert_true(run_start(&r));
			tls_conn_set_session(r.p.client, first);
			assert_int_equal(send_early(&r, "pay 100"), TLS_ST_DONE);
			move_all(&r);
			read_early(&r, got, sizeof got);
			assert_string_equal(got, i == 0 || again ? "pay 100" : "");
			assert_true(finish(&r));
			assert_int_equal(tls_conn_resumed(r.p.server), i == 0 || again);
			pair_free(&r.p);
		}
		session_free(first);
		run_free(&r);
	}
}

/* A session says how much; so does the server's own bound. */
static void bounds_hold(void **state)
{
	(void)state;
	uint8_t much[ALLOWED + 1] = {0};
	char got[2 * ALLOWED];
	size_t n;
	struct run r;
	run_init(&r);
	/* the client's */
	assert_true(run_start(&r));
	assert_int_equal(tls_early_handshake(r.p.client), TLS_ST_DONE);
	assert_int_equal(tls_write(r.p.client, much, ALLOWED, &n), TLS_ST_DONE);
	assert_int_equal(tls_write(r.p.client, much, 1, &n), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_EARLY_DATA_LIMIT);
	pair_free(&r.p);
	/* a client that takes more than it is given */
	w.client_session->max_early_data = ALLOWED + 1;
	assert_true(run_start(&r));
	assert_int_equal(tls_early_handshake(r.p.client), TLS_ST_DONE);
	assert_int_equal(tls_write(r.p.client, much, ALLOWED + 1, &n), TLS_ST_DONE);
	move_all(&r);
	assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.server), TLS_E_TOO_MUCH_EARLY_DATA);
	pair_free(&r.p);
	/* one that sends without end to a server which skips */
	w.client_session->max_early_data = UINT32_MAX;
	w.refuse = true;
	assert_true(run_start(&r));
	for (int i = 0; i < 20 && tls_conn_error(r.p.server) == TLS_OK; i++) {
		assert_int_equal(tls_early_handshake(r.p.client), TLS_ST_DONE);
		assert_int_equal(tls_write(r.p.client, much, sizeof much, &n), TLS_ST_DONE);
		pair_move(&r.p, true);
		(void)tls_handshake(r.p.server);
	}
	assert_int_equal(tls_conn_error(r.p.server), TLS_E_BAD_RECORD_MAC);
	run_free(&r);
}

/* After its goodbye a client says nothing: neither early data in the clear, nor the rest of the handshake under a key
 * whose numbers the goodbye has begun to use. */
static void nothing_follows_a_goodbye(void **state)
{
	(void)state;
	for (int answered = 0; answered < 2; answered++) {
		struct run r;
		char got[100];
		size_t n;
		run_init(&r);
		w.refuse = true;
		assert_true(run_start(&r));
		assert_int_equal(send_early(&r, "early"), TLS_ST_DONE);
		if (answered) {
			move_all(&r);
			assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_DONE);
			move_all(&r);
			assert_int_equal(tls_early_handshake(r.p.client), TLS_ST_DONE);
			assert_int_equal(r.p.client->hs->state, C13_END_EARLY);
		}
		assert_int_equal(tls_shutdown(r.p.client), TLS_ST_DONE);
		size_t said = tls_out(r.p.client).len;
		if (answered) {
			tls_early_end(r.p.client);
			assert_int_equal(tls_handshake(r.p.client), TLS_ST_FAILED);
		} else {
			assert_int_equal(tls_write(r.p.client, (const uint8_t *)"more", 4, &n), TLS_ST_FAILED);
		}
		assert_int_equal(tls_conn_error(r.p.client), TLS_E_SHUT_DOWN);
		assert_int_equal(tls_out(r.p.client).len, said);
		run_free(&r);
	}
}

/* What a program sends early it means for one name and protocol. */
static void meant_for_another(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	r.client.alpn = span_str("\2h3");
	assert_true(run_start(&r));
	assert_int_equal(send_early(&r, "x"), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_EARLY_DATA_ALPN);
	pair_free(&r.p);
	r.client.alpn = span_str("\2h2");
	assert_true(session_set_server_name(w.client_session, span_str("one.test")));
	assert_true(run_start(&r));
	assert_int_equal(tls_conn_set_server_name(r.p.client, "two.test"), TLS_OK);
	assert_int_equal(send_early(&r, "x"), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_EARLY_DATA_NAME);
	run_free(&r);
}

/* A key of the program's with early data, for this server name. */
static const char *key_name;

static enum tls_hook_answer use_key(void *owner, struct tls_conn *c, enum hash_id hash, struct tls_session **out,
				    struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)hash;
	(void)fault;
	struct tls_session *s = session_new();
	assert_non_null(s);
	s->external = true;
	s->version = TLS_VERSION_13;
	s->suite = 0x1301;
	s->max_early_data = ALLOWED;
	secret_set(&s->secret, span_of((const uint8_t[32]){1, 2, 3}, 32));
	assert_true(session_set_ticket(s, span_str("key")));
	assert_true(key_name == NULL || session_set_server_name(s, span_str(key_name)));
	*out = s;
	return HOOK_DONE;
}

/* Early data goes out under the first key that is offered: what the program meant is looked up there, and not in a
 * session that is left out. */
static void meant_for_the_holder_of_a_key(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	assert_true(session_set_server_name(w.client_session, span_str("one.test")));
	for (int i = 0; i < 2; i++) {
		key_name = i == 0 ? NULL : "three.test";
		assert_true(run_start(&r));
		r.p.client_hooks.psk_use = use_key;
		assert_int_equal(tls_conn_set_server_name(r.p.client, "two.test"), TLS_OK);
		assert_int_equal(send_early(&r, "x"), i == 0 ? TLS_ST_DONE : TLS_ST_FAILED);
		assert_int_equal(tls_conn_error(r.p.client), i == 0 ? TLS_OK : TLS_E_EARLY_DATA_NAME);
		pair_free(&r.p);
	}
	run_free(&r);
}

/* A session that allows none, or is not there: the hello goes out without, and nothing may be written. */
static void nothing_to_offer(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	w.client_session->max_early_data = 0;
	for (int i = 0; i < 2; i++) {
		assert_true(run_start(&r));
		tls_conn_set_session(r.p.client, i == 0 ? w.client_session : NULL);
		assert_int_equal(send_early(&r, "x"), TLS_ST_FAILED);
		assert_int_equal(tls_conn_error(r.p.client), TLS_E_EARLY_DATA_LIMIT);
		assert_int_equal(tls_conn_early_status(r.p.client), EARLY_NONE);
		pair_free(&r.p);
	}
	run_free(&r);
}

/* A client that goes from early data to its Finished without EndOfEarlyData, one that says it twice, and one that sends
 * another message in its place (RFC 8446 §4.5). */
static void the_end_cannot_be_left_out(void **state)
{
	(void)state;
	static const uint8_t eoed[] = {HT_END_OF_EARLY_DATA, 0, 0, 0}, update[] = {HT_KEY_UPDATE, 0, 0, 1, 0};
	for (int how = 0; how < 4; how++) {
		struct run r;
		char got[100];
		run_init(&r);
		assert_true(run_start(&r));
		assert_int_equal(send_early(&r, "x"), TLS_ST_DONE);
		move_all(&r);
		assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_WANT_IN);
		switch (how) {
		case 0: /* the client leaves it out: its Finished comes under keys that are not in use yet */
			pair_move(&r.p, false);
			r.p.client->early = EARLY_REJECTED;
			assert_int_equal(tls_process(r.p.client), TLS_ST_DONE);
			r.p.client->early = EARLY_REJECTED;
			tls_early_end(r.p.client);
			(void)tls_handshake(r.p.client);
			break;
		case 1: /* two in one record */
			assert_int_equal(flight_add(r.p.client, span_of(eoed, 4)), TLS_OK);
			assert_int_equal(flight_add(r.p.client, span_of(eoed, 4)), TLS_OK);
			assert_int_equal(flight_flush(r.p.client), TLS_OK);
			break;
		case 2:
			assert_int_equal(flight_add(r.p.client, span_of(update, 5)), TLS_OK);
			assert_int_equal(flight_flush(r.p.client), TLS_OK);
			break;
		default: /* data in the middle of it */
			assert_int_equal(flight_add(r.p.client, span_of(eoed, 2)), TLS_OK);
			assert_int_equal(flight_flush(r.p.client), TLS_OK);
			assert_int_equal(flight_data(r.p.client, span_str("y")), TLS_OK);
			break;
		}
		pair_move(&r.p, true);
		static const enum tls_err want[] = {TLS_E_BAD_RECORD_MAC, TLS_E_EXCESS_HANDSHAKE_DATA,
						    TLS_E_UNEXPECTED_MESSAGE, TLS_E_INTERLEAVED_HANDSHAKE};
		assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_FAILED);
		assert_int_equal(tls_conn_error(r.p.server), want[how]);
		run_free(&r);
	}
}

/* RFC 8446 §4.2.10: a server must not take early data under another PSK, suite or protocol than it was sent with. */
static void a_server_takes_it_wrongly(void **state)
{
	(void)state;
	struct run r;
	char got[100];
	run_init(&r);
	assert_true(run_start(&r));
	assert_int_equal(send_early(&r, "x"), TLS_ST_DONE);
	pair_move(&r.p, true);
	assert_int_equal(read_early(&r, got, sizeof got), TLS_ST_WANT_IN);
	/* the client's memory of the protocol is another */
	struct tls_session *mine = session_copy(w.client_session);
	assert_non_null(mine);
	assert_true(session_set_alpn(mine, span_str("h3")));
	session_free(r.p.client->offered);
	r.p.client->offered = mine;
	r.p.client->hs->psk[0] = mine;
	pair_move(&r.p, false);
	size_t n;
	uint8_t data[10];
	assert_int_equal(tls_read(r.p.client, data, sizeof data, false, &n), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_BAD_EARLY_DATA);
	run_free(&r);
}

/* A program that goes on with the handshake while early data waits to be read. */
static void unread_early_data_ends_it(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	assert_true(run_start(&r));
	assert_int_equal(send_early(&r, "left"), TLS_ST_DONE);
	pair_move(&r.p, true);
	assert_int_equal(tls_early_handshake(r.p.server), TLS_ST_DONE);
	tls_early_end(r.p.server);
	assert_int_equal(tls_handshake(r.p.server), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.server), TLS_E_APP_DATA_IN_HANDSHAKE);
	run_free(&r);
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	struct run r;
	char got[100];
	run_init(&r);
	r.server.options = TLS_OPT_NO_ANTI_REPLAY | TLS_OPT_STATEFUL_TICKETS;
	bool reached = true;
	struct tls_session *first = session_up_ref(w.client_session);
	long before = host_live();
	for (long n = 0; reached && n < 2000; n++) {
		host_fail_after(n);
		if (run_start(&r)) {
			r.p.client_hooks.session_new = r.p.server_hooks.session_new = NULL;
			tls_conn_set_session(r.p.client, first);
			(void)send_early(&r, "x");
			move_all(&r);
			(void)read_early(&r, got, sizeof got);
			(void)finish(&r);
			pair_free(&r.p);
		}
		reached = host_allocs() > n;
		host_fail_after(-1);
		assert_int_equal(host_live(), before);
	}
	assert_false(reached);
	session_free(first);
	run_free(&r);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(early_data_arrives),
	    cmocka_unit_test(the_end_is_seen),
	    cmocka_unit_test(refused_early_data_is_skipped),
	    cmocka_unit_test(a_ticket_serves_once),
	    cmocka_unit_test(bounds_hold),
	    cmocka_unit_test(nothing_follows_a_goodbye),
	    cmocka_unit_test(meant_for_another),
	    cmocka_unit_test(meant_for_the_holder_of_a_key),
	    cmocka_unit_test(nothing_to_offer),
	    cmocka_unit_test(the_end_cannot_be_left_out),
	    cmocka_unit_test(a_server_takes_it_wrongly),
	    cmocka_unit_test(unread_early_data_ends_it),
	    cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
