/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Around changes of keys and after the handshake: bytes that straddle them, key updates, strangers, renegotiation, data
 * before its time, early data that is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evil.h"
#include "host_alloc.h"
#include "tls/handshake/hs.h"

static struct span bytes(const char *p, size_t n)
{
	return span_of((const uint8_t *)p, n);
}

#define B(text) bytes(text, sizeof(text) - 1)

/* A pair whose handshake is done and whose tickets were read. */
static void done(struct evil *e, enum evil_kind kind, bool liar_is_client)
{
	evil_init(e, kind);
	e->by_client = liar_is_client;
	assert_true(evil_run(e));
	evil_deliver(e);
}

static const enum evil_kind both[] = {EVIL_13, EVIL_12};

#define EACH_KIND_AND_ROLE(k, role)                                                                                    \
	for (int k = 0; k < 2; k++)                                                                                    \
		for (int role = 0; role < 2; role++)

/* ---- changes of keys --------------------------------------------------------------------------------------------- */

/* The message, and the first byte of another in the same record, where keys change behind it. */
static void and_a_byte(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	const uint8_t next = (uint8_t)e->n;
	(void)c;
	forge_splice(msg, buf_len(msg), 0, span_of(&next, 1));
}

static void data_across_keys(void **state)
{
	(void)state;
	static const struct {
		enum evil_kind kind;
		bool by_client;
		uint8_t type, next;
	} cases[] = {
	    {EVIL_13, true, HT_CLIENT_HELLO, HT_FINISHED},
	    {EVIL_13, false, HT_SERVER_HELLO, HT_ENCRYPTED_EXTENSIONS},
	    {EVIL_13, false, HT_FINISHED, HT_NEW_SESSION_TICKET},
	    {EVIL_13, true, HT_FINISHED, HT_KEY_UPDATE},
	    {EVIL_12, true, HT_CERTIFICATE_VERIFY, HT_FINISHED},
	    {EVIL_12, false, HT_NEW_SESSION_TICKET, HT_FINISHED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct evil e;
		evil_init(&e, cases[i].kind);
		evil_lie(&e, cases[i].by_client, cases[i].type, 0, and_a_byte, false);
		e.n = cases[i].next;
		evil_run(&e);
		evil_expect_alert(&e, ALERT_UNEXPECTED_MESSAGE, "a byte across a change of keys");
		evil_free(&e);
	}
	/* KeyUpdate with something behind it */
	for (int role = 0; role < 2; role++) {
		struct evil e;
		done(&e, EVIL_13, role != 0);
		evil_record(evil_liar(&e), CT_HANDSHAKE, B("\x18\0\0\1\0\x18"));
		evil_expect(&e, TLS_E_EXCESS_HANDSHAKE_DATA, "KeyUpdate and a byte");
		evil_free(&e);
	}
}

/* The liar's own write keys follow a KeyUpdate that it sent by hand. */
static void send_key_update(struct tls_conn *c, uint8_t request)
{
	const uint8_t m[] = {HT_KEY_UPDATE, 0, 0, 1, request};
	evil_record(c, CT_HANDSHAKE, span_of(m, sizeof m));
	ks13_update((enum hash_id)c->suite->hash, &c->tx_secret);
	assert_int_equal(hs_set_tx13(c, &c->tx_secret), TLS_OK);
}

static void key_updates(void **state)
{
	(void)state;
	for (int role = 0; role < 2; role++) {
		struct evil e;
		done(&e, EVIL_13, role != 0);
		for (int i = 0; i < 30; i++) {
			send_key_update(evil_liar(&e), (uint8_t)(i & 1));
			evil_deliver(&e);
		}
		evil_expect_done(&e, "many updates");
		for (int i = 0; i < 40 && tls_conn_error(evil_victim(&e)) == TLS_OK; i++) {
			send_key_update(evil_liar(&e), 0);
			evil_deliver(&e);
		}
		evil_expect(&e, TLS_E_TOO_MANY_KEY_UPDATES, "a flood of updates");
		evil_free(&e);

		/* many requests at once are answered once: RFC 8446 §4.6.3 */
		done(&e, EVIL_13, role != 0);
		for (int i = 0; i < 20; i++) {
			send_key_update(evil_liar(&e), 1);
		}
		pair_move(&e.p, role != 0);
		assert_int_equal(tls_process(evil_victim(&e)), TLS_ST_DONE);
		assert_true(tls_out(evil_victim(&e)).len < 2 * (5 + 5 + 17));
		evil_expect_done(&e, "many requests at once");
		evil_free(&e);

		static const struct {
			const char *m;
			size_t len;
			enum tls_err err;
		} bad[] = {
		    {"\x18\0\0\1\2", 5, TLS_E_BAD_KEY_UPDATE},
		    {"\x18\0\0\0", 4, TLS_E_LENGTH_MISMATCH},
		    {"\x18\0\0\2\0\0", 6, TLS_E_MESSAGE_TOO_LONG},
		};
		for (size_t i = 0; i < 3; i++) {
			done(&e, EVIL_13, role != 0);
			evil_record(evil_liar(&e), CT_HANDSHAKE, bytes(bad[i].m, bad[i].len));
			evil_expect(&e, bad[i].err, "a malformed KeyUpdate");
			evil_free(&e);
		}
		/* the old keys are gone */
		done(&e, EVIL_13, role != 0);
		evil_record(evil_liar(&e), CT_HANDSHAKE, B("\x18\0\0\1\0"));
		evil_record(evil_liar(&e), CT_APPLICATION_DATA, B("under the old key"));
		evil_expect(&e, TLS_E_BAD_RECORD_MAC, "the old key");
		evil_free(&e);
	}
}

static void key_update_during_handshake(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	evil_record(c, CT_HANDSHAKE, B("\x18\0\0\1\0"));
	(void)msg;
}

static void early_key_updates(void **state)
{
	(void)state;
	static const uint8_t before[] = {HT_ENCRYPTED_EXTENSIONS, HT_CERTIFICATE, HT_FINISHED};
	for (size_t i = 0; i < 3; i++) {
		struct evil e;
		evil_init(&e, EVIL_13);
		evil_lie(&e, i == 2, before[i], 0, key_update_during_handshake, false);
		evil_run(&e);
		evil_expect(&e, TLS_E_UNEXPECTED_MESSAGE, "KeyUpdate in the handshake");
		evil_free(&e);
	}
}

/* RFC 8446 §5.5: the key is changed well before its limit. */
static void update_before_the_limit(void **state)
{
	(void)state;
	for (int role = 0; role < 2; role++) {
		struct evil e;
		size_t n;
		done(&e, EVIL_13, role != 0);
		struct tls_conn *l = evil_liar(&e);
		struct tls_conn *v = evil_victim(&e);
		l->tx.seq = v->rx.seq = UINT64_C(23726566) - 1; /* 2^24.5, rounded down */
		assert_int_equal(tls_write(l, (const uint8_t *)"x", 1, &n), TLS_ST_DONE);
		assert_true(l->tx.seq < 10);
		evil_deliver(&e);
		assert_true(v->rx.seq < 10);
		evil_expect_done(&e, "an update of its own accord");
		/* TLS 1.2 has no update: it stops at the end of the numbers */
		evil_free(&e);
		done(&e, EVIL_12, role != 0);
		evil_liar(&e)->tx.seq = UINT64_MAX;
		assert_int_equal(tls_write(evil_liar(&e), (const uint8_t *)"x", 1, &n), TLS_ST_FAILED);
		assert_int_equal(tls_conn_error(evil_liar(&e)), TLS_E_SEQUENCE_OVERFLOW);
		evil_free(&e);
	}
}

/* ---- messages after the handshake -------------------------------------------------------------------------------- */

static void post_handshake_strangers(void **state)
{
	(void)state;
	for (int k = 0; k < 2; k++) {
		for (int role = 0; role < 2; role++) {
			for (int type = 0; type < 256; type++) {
				bool client_is_victim = role == 0;
				bool fits = k == 0 ? type == HT_KEY_UPDATE ||
							 (client_is_victim && type == HT_NEW_SESSION_TICKET)
						   : type == (client_is_victim ? HT_HELLO_REQUEST : HT_CLIENT_HELLO);
				if (fits) {
					continue;
				}
				struct evil e;
				const uint8_t m[] = {(uint8_t)type, 0, 1, 0}; /* its header is enough */
				done(&e, both[k], role != 0);
				evil_record(evil_liar(&e), CT_HANDSHAKE, span_of(m, sizeof m));
				evil_expect(&e, TLS_E_UNEXPECTED_MESSAGE, "a stranger after the handshake");
				evil_free(&e);
			}
		}
	}
}

static void renegotiation(void **state)
{
	(void)state;
	static const char hello[] = "\1\0\0\x29\3\3"
				    "abcdefghijklmnopqrstuvwxyz012345\0\0\2\xc0\x2b\1\0";
	for (int role = 0; role < 2; role++) {
		struct span ask = role == 0 ? B("\0\0\0\0") : bytes(hello, sizeof hello - 1);
		struct evil e;
		done(&e, EVIL_12, role != 0);
		for (unsigned i = 1; i < 5; i++) {
			evil_record(evil_liar(&e), CT_HANDSHAKE, ask);
			evil_deliver(&e);
			assert_int_equal(tls_conn_error(evil_victim(&e)), TLS_OK);
			assert_int_equal(e.warnings_got[role ? TLS_CLIENT : TLS_SERVER], i);
			assert_int_equal(e.last_warning[role ? TLS_CLIENT : TLS_SERVER], ALERT_NO_RENEGOTIATION);
		}
		evil_record(evil_liar(&e), CT_HANDSHAKE, ask);
		evil_expect(&e, TLS_E_RENEGOTIATION, "asking for ever");
		evil_free(&e);
		/* data goes on after a refusal */
		done(&e, EVIL_12, role != 0);
		evil_record(evil_liar(&e), CT_HANDSHAKE, ask);
		evil_expect_done(&e, "refused");
		evil_free(&e);
	}
}

/* A HelloRequest in one record with Finished is still a HelloRequest. */
static void request_behind(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_splice(msg, buf_len(msg), 0, B("\0\0\0\0"));
}

static void request_behind_finished(void **state)
{
	(void)state;
	struct evil e;
	evil_init(&e, EVIL_12);
	evil_lie(&e, false, HT_FINISHED, 0, request_behind, false);
	evil_run(&e);
	evil_expect_done(&e, "HelloRequest behind Finished");
	assert_int_equal(e.last_warning[TLS_SERVER], ALERT_NO_RENEGOTIATION);
	evil_free(&e);
}

/* ---- early application data -------------------------------------------------------------------------------------- */

static void data_first(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)msg;
	evil_record(c, CT_APPLICATION_DATA, B("too early"));
}

static void data_in_handshake(void **state)
{
	(void)state;
	struct evil_message list[64];
	for (int k = 0; k < EVIL_KINDS; k++) {
		struct evil e;
		evil_init(&e, (enum evil_kind)k);
		evil_run(&e);
		size_t n = e.n_list;
		memcpy(list, e.list, n * sizeof list[0]);
		evil_again(&e);
		for (size_t i = 0; i < n; i++) {
			if (e.tls13 && list[i].type == HT_NEW_SESSION_TICKET) {
				continue;
			}
			evil_lie(&e, list[i].by_client, list[i].type, list[i].nth, data_first, false);
			evil_run(&e);
			evil_expect_alert(&e, ALERT_UNEXPECTED_MESSAGE, "data in the handshake");
			evil_again(&e);
		}
		evil_free(&e);
	}
}

/* RFC 8446 §4.2.10: a server that refuses early data skips it, up to a bound. */
static void claim_early_data(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_ext_add(msg, EXT_EARLY_DATA, span_of(NULL, 0));
}

static void refused_early_data(void **state)
{
	(void)state;
	static const uint8_t junk[16384 + 17];
	for (int retry = 0; retry < 2; retry++) {
		for (size_t n = 0; n < 5; n++) {
			struct evil e;
			evil_init(&e, retry ? EVIL_13_HRR : EVIL_13);
			evil_lie(&e, true, HT_CLIENT_HELLO, 0, claim_early_data, true);
			evil_start(&e);
			assert_int_equal(tls_handshake(e.p.client), TLS_ST_WANT_IN);
			for (size_t i = 0; i < n; i++) {
				evil_plain(e.p.client, CT_APPLICATION_DATA, VERSION_TLS12,
					   span_of(junk, n == 1 ? sizeof junk : 8000));
			}
			pair_run(&e.p);
			if (n * 8000 <= 16384 + 4096) {
				evil_expect_done(&e, "early data that is skipped");
			} else {
				evil_expect(&e, retry ? TLS_E_TOO_MUCH_SKIPPED_DATA : TLS_E_BAD_RECORD_MAC,
					    "more early data than may be skipped");
			}
			evil_free(&e);
		}
	}
}

/* Records of no bytes count for what they cost. */
static void empty_records_are_not_skipped_for_ever(void **state)
{
	(void)state;
	for (int retry = 0; retry < 2; retry++) {
		for (int many = 0; many < 2; many++) {
			struct evil e;
			evil_init(&e, retry ? EVIL_13_HRR : EVIL_13);
			evil_lie(&e, true, HT_CLIENT_HELLO, 0, claim_early_data, true);
			evil_start(&e);
			assert_int_equal(tls_handshake(e.p.client), TLS_ST_WANT_IN);
			for (size_t i = 0; i < (many ? 5000 : 500); i++) {
				evil_plain(e.p.client, CT_APPLICATION_DATA, VERSION_TLS12, span_of(NULL, 0));
			}
			pair_run(&e.p);
			if (!many) {
				evil_expect_done(&e, "empty early data that is skipped");
			} else {
				evil_expect(&e, retry ? TLS_E_TOO_MUCH_SKIPPED_DATA : TLS_E_BAD_RECORD_MAC,
					    "empty early data without end");
			}
			evil_free(&e);
		}
	}
}

static void split_hello(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	/* the first half, a record that would be skipped, and the rest */
	size_t half = buf_len(msg) / 2;
	evil_plain(c, CT_HANDSHAKE, VERSION_TLS12, span_of(buf_head(msg), half));
	evil_plain(c, CT_APPLICATION_DATA, VERSION_TLS12, B("junk"));
	forge_splice(msg, 0, half, span_of(NULL, 0));
}

/* RFC 8446 §5.1: "there MUST NOT be any other records between" the parts of a message, skipped ones included. */
static void early_data_in_a_hello(void **state)
{
	(void)state;
	struct evil e;
	evil_init(&e, EVIL_13_HRR);
	evil_lie(&e, true, HT_CLIENT_HELLO, 0, claim_early_data, true);
	evil_start(&e);
	assert_int_equal(tls_handshake(e.p.client), TLS_ST_WANT_IN);
	evil_lie(&e, true, HT_CLIENT_HELLO, 1, split_hello, false);
	pair_run(&e.p);
	evil_expect(&e, TLS_E_INTERLEAVED_HANDSHAKE, "early data within a hello");
	evil_free(&e);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(data_across_keys),         cmocka_unit_test(key_updates),
	    cmocka_unit_test(early_key_updates),        cmocka_unit_test(update_before_the_limit),
	    cmocka_unit_test(post_handshake_strangers), cmocka_unit_test(renegotiation),
	    cmocka_unit_test(request_behind_finished),  cmocka_unit_test(data_in_handshake),
	    cmocka_unit_test(refused_early_data),       cmocka_unit_test(empty_records_are_not_skipped_for_ever),
	    cmocka_unit_test(early_data_in_a_hello),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
