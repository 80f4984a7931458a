/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Every handshake message of both versions and roles, spoiled in every general way: cut, lengthened, emptied, left out,
 * repeated, preceded by a stranger, bits flipped. What the peer must answer is known for most; for the rest it must
 * never come to two ends that are done and differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "evil.h"
#include "host_alloc.h"
#include "tls/wire/proto.h"

/* Positions that are tried in a message; $TEASEL_EXHAUSTIVE tries all. */
#define POSITIONS 12

static size_t stride_for(size_t len)
{
	return getenv("TEASEL_EXHAUSTIVE") != NULL || len <= POSITIONS ? 1 : len / POSITIONS;
}

/* The messages of one kind of handshake, in the order in which they went. */
static size_t messages_of(enum evil_kind kind, struct evil_message out[64])
{
	struct evil e;
	evil_init(&e, kind);
	evil_run(&e);
	evil_expect_done(&e, "an honest handshake");
	size_t n = e.n_list;
	memcpy(out, e.list, n * sizeof out[0]);
	evil_free(&e);
	return n;
}

typedef void case_fn(struct evil *e, const struct evil_message *m);

static void each_message(case_fn *fn)
{
	for (int k = 0; k < EVIL_KINDS; k++) {
		struct evil_message list[64];
		size_t n = messages_of((enum evil_kind)k, list);
		struct evil e;
		evil_init(&e, (enum evil_kind)k);
		for (size_t i = 0; i < n; i++) {
			fn(&e, &list[i]);
		}
		evil_free(&e);
	}
}

static const char *label(const char *what, const struct evil_message *m, size_t n)
{
	static char text[120];
	snprintf(text, sizeof text, "%s, message %d #%u of the %s, at %zu", what, m->type, m->nth,
		 m->by_client ? "client" : "server", n);
	return text;
}

static bool is_ticket_13(const struct evil *e, const struct evil_message *m)
{
	return e->tls13 && m->type == HT_NEW_SESSION_TICKET;
}

/* Two ends that are done must agree; and an end that failed told the other, unless there was nothing to tell. */
static void expect_no_split(struct evil *e, const char *what)
{
	evil_deliver(e);
	struct tls_conn *c = e->p.client;
	struct tls_conn *s = e->p.server;
	if (tls_conn_handshake_done(c) && tls_conn_handshake_done(s) && tls_conn_error(c) == TLS_OK &&
	    tls_conn_error(s) == TLS_OK) {
		evil_expect_done(e, what);
	}
}

static void expect_not_done(struct evil *e, const char *what)
{
	evil_deliver(e);
	struct tls_conn *c = e->p.client;
	struct tls_conn *s = e->p.server;
	if (tls_conn_handshake_done(c) && tls_conn_handshake_done(s) && tls_conn_error(c) == TLS_OK &&
	    tls_conn_error(s) == TLS_OK) {
		fail_msg("%s (%s): both ends are content", what, evil_kind_name(e->kind));
	}
}

/* ---- cut --------------------------------------------------------------------------------------------------------- */

static void cut(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	forge_splice(msg, e->n, buf_len(msg) - e->n, span_of(NULL, 0));
	forge_fix(msg);
}

static void cut_silently(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	forge_splice(msg, e->n, buf_len(msg) - e->n, span_of(NULL, 0));
}

/* Messages that are still well-formed when cut there: hellos may end before their extensions. */
static bool may_end_there(const struct evil *e, const struct evil_message *m)
{
	return (m->type == HT_CLIENT_HELLO || m->type == HT_SERVER_HELLO) && e->told != 0;
}

static void try_cut(struct evil *e, const struct evil_message *m)
{
	for (size_t at = HANDSHAKE_HEADER_LEN; at < m->len; at += stride_for(m->len)) {
		evil_lie(e, m->by_client, m->type, m->nth, cut, true);
		e->n = at;
		evil_run(e);
		const char *what = label("cut", m, at);
		expect_not_done(e, what);
		/* A hello's extensions are a vector; anything else that ends early cannot be decoded. */
		if (!may_end_there(e, m) || tls_conn_sent_alert(evil_victim(e)) == ALERT_DECODE_ERROR) {
			evil_expect_alert(e, ALERT_DECODE_ERROR, what);
		}
		evil_again(e);

		evil_lie(e, m->by_client, m->type, m->nth, cut_silently, true);
		evil_run(e);
		if (!is_ticket_13(e, m)) {
			expect_not_done(e, label("cut without a word", m, at));
		}
		evil_again(e);
	}
}

static void cut_messages(void **state)
{
	(void)state;
	each_message(try_cut);
}

/* ---- lengthened -------------------------------------------------------------------------------------------------- */

static void lengthen(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	static const uint8_t zeros[300];
	(void)c;
	forge_splice(msg, buf_len(msg), 0, span_of(zeros, e->n));
	forge_fix(msg);
}

static void try_lengthened(struct evil *e, const struct evil_message *m)
{
	static const size_t by[] = {1, 2, 300};
	for (size_t i = 0; i < 3; i++) {
		evil_lie(e, m->by_client, m->type, m->nth, lengthen, true);
		e->n = by[i];
		evil_run(e);
		const char *what = label("lengthened", m, by[i]);
		bool bounded = m->type == HT_FINISHED && by[i] == 300;
		if (bounded) {
			evil_expect(e, TLS_E_MESSAGE_TOO_LONG, what);
		} else {
			evil_expect_alert(e, ALERT_DECODE_ERROR, what);
		}
		evil_again(e);
	}
}

static void lengthened_messages(void **state)
{
	(void)state;
	each_message(try_lengthened);
}

/* The length alone says more than any message of the kind may hold: refused before the bytes are there. */
static void boast(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	memset(buf_head(msg) + 1, 0xff, 3);
}

static void try_boast(struct evil *e, const struct evil_message *m)
{
	evil_lie(e, m->by_client, m->type, m->nth, boast, true);
	evil_run(e);
	bool empty = m->type == HT_SERVER_HELLO_DONE; /* any body is one too long */
	evil_expect(e, empty ? TLS_E_LENGTH_MISMATCH : TLS_E_MESSAGE_TOO_LONG, label("boasting", m, 0));
	evil_again(e);
}

static void boasting_messages(void **state)
{
	(void)state;
	each_message(try_boast);
}

/* ---- left out, repeated, strangers ------------------------------------------------------------------------------- */

static void leave_out(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	buf_free(msg);
}

static void try_leave_out(struct evil *e, const struct evil_message *m)
{
	evil_lie(e, m->by_client, m->type, m->nth, leave_out, true);
	evil_run(e);
	const char *what = label("left out", m, 0);
	bool optional = is_ticket_13(e, m) || (!e->tls13 && m->type == HT_CERTIFICATE_STATUS);
	if (optional) {
		evil_expect_done(e, what);
	} else {
		expect_not_done(e, what);
		/* Whoever noticed says unexpected_message; the last message of a flight is merely waited for. */
		struct tls_conn *v = evil_victim(e);
		struct tls_conn *l = evil_liar(e);
		enum tls_err ev = tls_conn_error(v);
		enum tls_err el = tls_conn_error(l);
		if (ev != TLS_OK && ev != TLS_E_PEER_ALERT) {
			assert_int_equal(tls_err_alert(ev), ALERT_UNEXPECTED_MESSAGE);
		}
		if (el != TLS_OK && el != TLS_E_PEER_ALERT) {
			assert_int_equal(tls_err_alert(el), ALERT_UNEXPECTED_MESSAGE);
		}
	}
	evil_again(e);
}

static void left_out_messages(void **state)
{
	(void)state;
	each_message(try_leave_out);
}

static void repeat(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	struct buffer copy = {0};
	(void)e;
	(void)c;
	assert_true(buf_append(&copy, buf_span(msg)));
	forge_splice(msg, buf_len(msg), 0, buf_span(&copy));
	buf_free(&copy);
}

static void try_repeat(struct evil *e, const struct evil_message *m)
{
	/* The first Finished of TLS 1.2 is taken, and it is the second that is out of place. */
	bool first_finished = !e->tls13 && m->type == HT_FINISHED;
	evil_lie(e, m->by_client, m->type, m->nth, repeat, !first_finished);
	evil_run(e);
	const char *what = label("repeated", m, 0);
	bool retried_hello = e->kind == EVIL_13_HRR && m->type == HT_CLIENT_HELLO && m->nth == 0;
	if (is_ticket_13(e, m)) {
		evil_expect_done(e, what);
	} else if (retried_hello) {
		evil_expect(e, TLS_E_EXCESS_HANDSHAKE_DATA, what); /* it is the server's turn */
	} else {
		evil_expect_alert(e, ALERT_UNEXPECTED_MESSAGE, what);
	}
	evil_again(e);
}

static void repeated_messages(void **state)
{
	(void)state;
	each_message(try_repeat);
}

static void precede(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	const uint8_t stranger[] = {(uint8_t)e->n, 0, 0, 0};
	forge_splice(msg, 0, 0, span_of(stranger, sizeof stranger));
}

/* Whether a message of this type may stand where m stands. */
static bool belongs(const struct evil *e, const struct evil_message *m, uint8_t type)
{
	if (type == m->type) {
		return true;
	}
	if (e->tls13) {
		return (m->type == HT_CERTIFICATE && !m->by_client && type == HT_CERTIFICATE_REQUEST) ||
		       (m->type == HT_CERTIFICATE_REQUEST && type == HT_CERTIFICATE) ||
		       (m->type == HT_NEW_SESSION_TICKET && type == HT_KEY_UPDATE);
	}
	return (m->type == HT_CERTIFICATE_STATUS && type == HT_SERVER_KEY_EXCHANGE) ||
	       (m->type == HT_SERVER_HELLO_DONE && type == HT_CERTIFICATE_REQUEST) ||
	       (m->type == HT_CERTIFICATE_REQUEST && type == HT_SERVER_HELLO_DONE) ||
	       (m->type == HT_SERVER_KEY_EXCHANGE && type == HT_CERTIFICATE_STATUS);
}

static void try_strangers(struct evil *e, const struct evil_message *m)
{
	static const uint8_t types[] = {0,  1,  2,  3,  4,  5,  6,  8,  11, 12,  13,
					14, 15, 16, 20, 21, 22, 23, 24, 25, 254, 255};
	for (size_t i = 0; i < sizeof types; i++) {
		if (belongs(e, m, types[i])) {
			continue;
		}
		const char *what = label("a stranger before", m, types[i]);
		bool ignored = types[i] == HT_HELLO_REQUEST && !e->tls13 && !m->by_client && m->type != HT_SERVER_HELLO;
		evil_lie(e, m->by_client, m->type, m->nth, precede, !ignored);
		e->n = types[i];
		evil_run(e);
		if (ignored) {
			evil_expect_done(e, what); /* RFC 5246 §7.4.1.1 */
		} else {
			evil_expect(e, TLS_E_UNEXPECTED_MESSAGE, what);
		}
		evil_again(e);
	}
}

static void strangers(void **state)
{
	(void)state;
	each_message(try_strangers);
}

/* A stranger is refused at its header: it must not keep us waiting for a body that never comes. */
static void stranger_without_body(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	static const uint8_t header[] = {99, 0, 0x40, 0};
	(void)e;
	(void)c;
	forge_splice(msg, 0, buf_len(msg), span_of(header, sizeof header));
}

static void try_stranger_header(struct evil *e, const struct evil_message *m)
{
	evil_lie(e, m->by_client, m->type, m->nth, stranger_without_body, true);
	evil_run(e);
	evil_expect_alert(e, ALERT_UNEXPECTED_MESSAGE, label("the header of a stranger", m, 0));
	evil_again(e);
}

static void headers_of_strangers(void **state)
{
	(void)state;
	each_message(try_stranger_header);
}

/* ---- bits -------------------------------------------------------------------------------------------------------- */

static void flip(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	/* A signature may be a byte shorter this time. */
	buf_head(msg)[e->n / 8 % buf_len(msg)] ^= (uint8_t)(1u << (e->n % 8));
}

static void try_flip(struct evil *e, const struct evil_message *m)
{
	for (size_t at = 0; at < m->len; at += stride_for(m->len)) {
		for (int consistent = 0; consistent < 2; consistent++) {
			evil_lie(e, m->by_client, m->type, m->nth, flip, consistent != 0);
			e->n = 8 * at + (at * 5 + 3) % 8;
			evil_run(e);
			const char *what = label("a bit flipped", m, at);
			/* Under a transcript that disagrees nothing that was changed can be accepted. */
			if (consistent || is_ticket_13(e, m)) {
				expect_no_split(e, what);
			} else {
				expect_not_done(e, what);
			}
			evil_again(e);
		}
	}
}

static void flipped_bits(void **state)
{
	(void)state;
	each_message(try_flip);
}

/* Finished, to the last bit. */
static void finished_bits(void **state)
{
	(void)state;
	for (int k = 0; k < EVIL_KINDS; k++) {
		struct evil e;
		evil_init(&e, (enum evil_kind)k);
		for (int by_client = 0; by_client < 2; by_client++) {
			for (size_t bit = 32; bit < 8 * (4 + 12); bit += 7) {
				evil_lie(&e, by_client != 0, HT_FINISHED, 0, flip, true);
				e.n = bit;
				evil_run(&e);
				evil_expect(&e, TLS_E_BAD_FINISHED, "a wrong Finished");
				evil_again(&e);
			}
		}
		evil_free(&e);
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cut_messages),         cmocka_unit_test(lengthened_messages),
	    cmocka_unit_test(boasting_messages),    cmocka_unit_test(left_out_messages),
	    cmocka_unit_test(repeated_messages),    cmocka_unit_test(strangers),
	    cmocka_unit_test(headers_of_strangers), cmocka_unit_test(flipped_bits),
	    cmocka_unit_test(finished_bits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
