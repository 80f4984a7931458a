/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Who speaks when, and under which keys: bytes that come before it is the peer's turn, the keys of a client's alerts,
 * and what a resuming server leaves unsaid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evil.h"
#include "host_alloc.h"
#include "tls/record/record.h"
#include "tls/wire/proto.h"

/* ---- turns ------------------------------------------------------------------------------------------------------- */

/* The beginning, or the whole, of a message of type arg that can only answer what the victim has not said yet. */
static void run_ahead(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	const uint8_t *type = e->arg;
	const uint8_t next[] = {*type, 0, 0, 2, 0, 0};
	(void)c;
	forge_splice(msg, buf_len(msg), 0, span_of(next, e->n));
}

static void answers_before_the_question(void **state)
{
	(void)state;
	static const struct {
		enum evil_kind kind;
		bool by_client;
		uint8_t after, next;
	} cases[] = {
	    {EVIL_13_HRR, true, HT_CLIENT_HELLO, HT_CLIENT_HELLO},
	    {EVIL_13_HRR, false, HT_SERVER_HELLO, HT_SERVER_HELLO}, /* behind HelloRetryRequest */
	    {EVIL_12, true, HT_CLIENT_HELLO, HT_CERTIFICATE},
	    {EVIL_12, true, HT_CLIENT_HELLO, HT_CLIENT_KEY_EXCHANGE},
	    {EVIL_12, false, HT_SERVER_HELLO_DONE, HT_NEW_SESSION_TICKET},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (size_t n = 1; n <= 6; n++) {
			struct evil e;
			evil_init(&e, cases[i].kind);
			evil_lie(&e, cases[i].by_client, cases[i].after, 0, run_ahead, false);
			e.arg = &cases[i].next;
			e.n = n;
			evil_run(&e);
			evil_expect(&e, TLS_E_EXCESS_HANDSHAKE_DATA, "an answer to what was not asked");
			evil_free(&e);
		}
	}
}

/* ---- a client's alerts ------------------------------------------------------------------------------------------- */

static void lengthen(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_splice(msg, buf_len(msg), 0, span_of((const uint8_t *)"", 1));
	forge_fix(msg);
}

static uint8_t client_records[64];
static size_t n_client_records;

static void note_records(struct pair *p, bool from_client, uint8_t *bytes, size_t *len)
{
	(void)p;
	for (size_t at = 0; from_client && at + RECORD_HEADER_LEN <= *len;) {
		if (n_client_records < sizeof client_records) {
			client_records[n_client_records++] = bytes[at];
		}
		at += RECORD_HEADER_LEN + ((size_t)bytes[at + 3] << 8 | bytes[at + 4]);
	}
}

/* RFC 8446 appendix A.1: a client that complains of a message after ServerHello does so under its handshake keys, and
 * behind the ChangeCipherSpec that middleboxes expect there. */
static void protected_alerts(void **state)
{
	(void)state;
	static const uint8_t types[] = {HT_ENCRYPTED_EXTENSIONS, HT_CERTIFICATE_REQUEST, HT_CERTIFICATE,
					HT_CERTIFICATE_VERIFY};
	for (size_t i = 0; i < sizeof types; i++) {
		struct evil e;
		evil_init(&e, EVIL_13);
		evil_lie(&e, false, types[i], 0, lengthen, false);
		n_client_records = 0;
		evil_start(&e);
		e.p.meddle = note_records;
		pair_run(&e.p);
		evil_expect_alert(&e, ALERT_DECODE_ERROR, "a message too long");
		static const uint8_t want[] = {CT_HANDSHAKE, CT_CHANGE_CIPHER_SPEC, CT_APPLICATION_DATA};
		assert_int_equal(n_client_records, sizeof want);
		assert_memory_equal(client_records, want, sizeof want);
		evil_free(&e);
	}
}

static void no_alpn(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_ext_remove(msg, EXT_ALPN);
}

/* A server that said it takes early data reads the alert under its key; one that did not, under the handshake's. */
static void alerts_behind_early_data(void **state)
{
	(void)state;
	for (int taken = 0; taken < 2; taken++) {
		struct evil e;
		size_t n;
		evil_init(&e, EVIL_13);
		e.server.options = TLS_OPT_NO_ANTI_REPLAY;
		e.server.max_early_data = e.server.recv_max_early_data = 100;
		evil_run(&e);
		evil_expect_done(&e, "the first connection");
		evil_again(&e);
		e.kind = EVIL_13_PSK;
		evil_lie(&e, false, HT_ENCRYPTED_EXTENSIONS, 0, taken ? no_alpn : lengthen, false);
		evil_start(&e);
		assert_int_equal(tls_early_handshake(e.p.client), TLS_ST_DONE);
		assert_int_equal(tls_write(e.p.client, (const uint8_t *)"early", 5, &n), TLS_ST_DONE);
		pair_move(&e.p, true);
		(void)(taken ? tls_early_handshake(e.p.server) : tls_handshake(e.p.server));
		evil_expect(&e, taken ? TLS_E_BAD_EARLY_DATA : TLS_E_LENGTH_MISMATCH, "an answer to early data");
		assert_int_equal(tls_conn_error(e.p.server), TLS_E_PEER_ALERT);
		evil_free(&e);
	}
}

/* ---- resumption -------------------------------------------------------------------------------------------------- */

static void note_name(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	e->n = forge_ext_has(msg, EXT_SERVER_NAME);
}

/* RFC 6066 §3: a server that resumes does not acknowledge the name. */
static void acknowledged_names(void **state)
{
	(void)state;
	for (int k = 0; k < EVIL_KINDS; k++) {
		struct evil e;
		evil_init(&e, (enum evil_kind)k);
		evil_lie(&e, false, e.tls13 ? HT_ENCRYPTED_EXTENSIONS : HT_SERVER_HELLO, 0, note_name, true);
		e.n = 99;
		evil_run(&e);
		evil_expect_done(&e, "a name");
		assert_int_equal(e.n, k != EVIL_13_PSK && k != EVIL_12_RES);
		evil_free(&e);
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_before_the_question),
	    cmocka_unit_test(protected_alerts),
	    cmocka_unit_test(alerts_behind_early_data),
	    cmocka_unit_test(acknowledged_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
