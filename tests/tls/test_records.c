/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Records: types, versions, lengths, empty ones, padding, interleaving, ChangeCipherSpec in all its places, alerts of
 * every kind, bytes in the clear after keys, floods, and the ends of streams.
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
#include "tls/handshake/hs.h"

static const struct span one = {(const uint8_t *)"\1", 1};

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

/* ---- after the handshake ----------------------------------------------------------------------------------------- */

static void unknown_types(void **state)
{
	(void)state;
	static const uint8_t types[] = {0, 1, 19, 24, 25, 99, 255};
	EACH_KIND_AND_ROLE(k, role)
	{
		for (size_t i = 0; i < sizeof types; i++) {
			struct evil e;
			done(&e, both[k], role != 0);
			evil_record(evil_liar(&e), types[i], B("x"));
			evil_expect(&e, TLS_E_RECORD_TYPE, "an unknown type");
			evil_free(&e);
		}
	}
}

static void plain_after_keys(void **state)
{
	(void)state;
	static const uint8_t types[] = {CT_ALERT, CT_HANDSHAKE, CT_APPLICATION_DATA};
	EACH_KIND_AND_ROLE(k, role)
	{
		for (size_t i = 0; i < sizeof types; i++) {
			struct evil e;
			done(&e, both[k], role != 0);
			evil_plain(evil_liar(&e), types[i], VERSION_TLS12, B("\1\0\0\0"));
			bool tls13_bare = k == 0 && types[i] != CT_APPLICATION_DATA;
			evil_expect(&e, tls13_bare ? TLS_E_UNENCRYPTED_RECORD : TLS_E_BAD_RECORD_MAC, "a plain record");
			evil_free(&e);
		}
	}
}

static void spoiled_bytes(void **state)
{
	(void)state;
	EACH_KIND_AND_ROLE(k, role)
	{
		for (size_t at = 0; at < 40; at++) {
			struct evil e;
			done(&e, both[k], role != 0);
			struct tls_conn *l = evil_liar(&e);
			evil_record(l, CT_APPLICATION_DATA, B("some application data"));
			size_t len = buf_len(&l->out);
			if (at >= len) {
				evil_free(&e);
				continue;
			}
			buf_head(&l->out)[at] ^= 0x40;
			evil_deliver(&e);
			enum tls_err err = tls_conn_error(evil_victim(&e));
			if (at == 0) {
				assert_int_equal(err, TLS_E_RECORD_TYPE);
			} else if (at < 3) {
				assert_int_equal(err, TLS_E_RECORD_VERSION);
			} else if (at < 5) { /* another length: it waits for the rest, or is cut */
				assert_true(err == TLS_OK || err == TLS_E_BAD_RECORD_MAC);
			} else {
				assert_int_equal(err, TLS_E_BAD_RECORD_MAC);
				assert_int_equal(tls_conn_sent_alert(evil_victim(&e)), ALERT_BAD_RECORD_MAC);
			}
			evil_free(&e);
		}
	}
}

static void replayed_and_lost(void **state)
{
	(void)state;
	EACH_KIND_AND_ROLE(k, role)
	{
		for (int lost = 0; lost < 2; lost++) {
			struct evil e;
			done(&e, both[k], role != 0);
			struct tls_conn *l = evil_liar(&e);
			evil_record(l, CT_APPLICATION_DATA, B("first"));
			size_t len = buf_len(&l->out);
			if (lost) {
				buf_consume(&l->out, len);
				evil_record(l, CT_APPLICATION_DATA, B("second"));
			} else {
				uint8_t copy[64];
				assert_true(len <= sizeof copy);
				memcpy(copy, buf_head(&l->out), len);
				assert_true(buf_append(&l->out, span_of(copy, len)));
			}
			evil_expect(&e, TLS_E_BAD_RECORD_MAC, "a record replayed or lost");
			evil_free(&e);
		}
	}
}

static void lengths(void **state)
{
	(void)state;
	uint8_t *big = calloc(1, 40000);
	assert_non_null(big);
	EACH_KIND_AND_ROLE(k, role)
	{
		struct evil e;
		size_t n;
		uint8_t *got = malloc(20000);
		assert_non_null(got);
		/* the most that may be */
		done(&e, both[k], role != 0);
		evil_record(evil_liar(&e), CT_APPLICATION_DATA, span_of(big, 16384));
		pair_move(&e.p, role != 0);
		assert_int_equal(tls_read(evil_victim(&e), got, 20000, false, &n), TLS_ST_DONE);
		assert_int_equal(n, 16384);
		evil_free(&e);
		/* one more, well protected, into memory of every size */
		for (size_t room = 1; room <= 20000; room += 19999) {
			done(&e, both[k], role != 0);
			evil_record(evil_liar(&e), CT_APPLICATION_DATA, span_of(big, 16385));
			pair_move(&e.p, role != 0);
			assert_int_equal(tls_read(evil_victim(&e), got, room, false, &n), TLS_ST_FAILED);
			assert_int_equal(tls_conn_error(evil_victim(&e)), TLS_E_PLAINTEXT_OVERFLOW);
			assert_int_equal(tls_conn_sent_alert(evil_victim(&e)), ALERT_RECORD_OVERFLOW);
			evil_free(&e);
		}
		/* more than a protected record may have */
		done(&e, both[k], role != 0);
		evil_plain(evil_liar(&e), CT_APPLICATION_DATA, VERSION_TLS12,
			   span_of(big, 16384 + (k == 0 ? 257 : 2049)));
		evil_expect(&e, TLS_E_RECORD_OVERFLOW, "a record too long");
		evil_free(&e);
		/* less than its protection needs */
		for (size_t len = 0; len < 17; len++) {
			done(&e, both[k], role != 0);
			evil_plain(evil_liar(&e), CT_APPLICATION_DATA, VERSION_TLS12, span_of(big, len));
			evil_expect(&e, TLS_E_BAD_RECORD_MAC, "a record too short");
			evil_free(&e);
		}
		free(got);
	}
	free(big);
}

static void padding(void **state)
{
	(void)state;
	static const size_t zeros[] = {1, 2, 255, 16000, 16379};
	for (int role = 0; role < 2; role++) {
		struct evil e;
		uint8_t got[64];
		size_t n;
		for (size_t i = 0; i < 5; i++) {
			done(&e, EVIL_13, role != 0);
			evil_record_padded(evil_liar(&e), CT_APPLICATION_DATA, B("hello"), zeros[i]);
			pair_move(&e.p, role != 0);
			assert_int_equal(tls_read(evil_victim(&e), got, sizeof got, false, &n), TLS_ST_DONE);
			assert_int_equal(n, 5);
			assert_memory_equal(got, "hello", 5);
			evil_free(&e);
		}
		/* content, type and padding together over 2^14 + 1 */
		done(&e, EVIL_13, role != 0);
		evil_record_padded(evil_liar(&e), CT_APPLICATION_DATA, B("hello"), 16380);
		evil_expect(&e, TLS_E_PLAINTEXT_OVERFLOW, "padded too far");
		evil_free(&e);
		/* nothing but padding */
		for (size_t len = 1; len < 100; len += 49) {
			done(&e, EVIL_13, role != 0);
			evil_record_padded(evil_liar(&e), 0, B(""), len);
			evil_expect(&e, TLS_E_RECORD_TYPE, "padding alone");
			evil_free(&e);
		}
		/* an alert and a handshake message may not be empty, whatever their padding */
		done(&e, EVIL_13, role != 0);
		evil_record_padded(evil_liar(&e), CT_HANDSHAKE, B(""), 10);
		evil_expect(&e, TLS_E_EMPTY_RECORD, "an empty padded handshake record");
		evil_free(&e);
		done(&e, EVIL_13, role != 0);
		evil_record_padded(evil_liar(&e), CT_ALERT, B(""), 10);
		evil_expect(&e, TLS_E_EMPTY_RECORD, "an empty padded alert");
		evil_free(&e);
		done(&e, EVIL_13, role != 0);
		evil_record_padded(evil_liar(&e), CT_CHANGE_CIPHER_SPEC, one, 0);
		evil_expect(&e, TLS_E_BAD_CCS, "a protected ChangeCipherSpec");
		evil_free(&e);
	}
}

static void empty_records(void **state)
{
	(void)state;
	EACH_KIND_AND_ROLE(k, role)
	{
		struct evil e;
		done(&e, both[k], role != 0);
		for (int i = 0; i < 32; i++) {
			evil_record(evil_liar(&e), CT_APPLICATION_DATA, B(""));
		}
		evil_expect_done(&e, "a few empty records"); /* and data in between starts the count anew */
		for (int i = 0; i < 33; i++) {
			evil_record(evil_liar(&e), CT_APPLICATION_DATA, B(""));
		}
		evil_expect(&e, TLS_E_TOO_MANY_EMPTY_RECORDS, "a flood of empty records");
		evil_free(&e);
		done(&e, both[k], role != 0);
		evil_record(evil_liar(&e), CT_HANDSHAKE, B(""));
		evil_expect(&e, TLS_E_EMPTY_RECORD, "an empty handshake record");
		evil_free(&e);
	}
}

/* ---- alerts ------------------------------------------------------------------------------------------------------ */

static void alerts(void **state)
{
	(void)state;
	for (int k = 0; k < 2; k++) {
		for (int level = 0; level < 4; level++) {
			for (int desc = 0; desc < 256; desc += desc < 121 ? 1 : 27) {
				struct evil e;
				done(&e, both[k], (desc & 1) != 0);
				const uint8_t alert[2] = {(uint8_t)level, (uint8_t)desc};
				struct tls_conn *v = evil_victim(&e);
				evil_record(evil_liar(&e), CT_ALERT, span_of(alert, 2));
				evil_deliver(&e);
				bool known_level = level == 1 || level == 2;
				bool fatal = k == 1 && level == 2; /* before TLS 1.3 the level counts */
				if (desc == ALERT_CLOSE_NOTIFY && !fatal) {
					assert_int_equal(tls_conn_error(v), TLS_OK);
					assert_true(tls_conn_close_notify_received(v));
				} else if (!known_level) {
					assert_int_equal(tls_conn_error(v), TLS_E_UNKNOWN_ALERT_LEVEL);
				} else if (!fatal && (desc == ALERT_USER_CANCELED || k == 1)) {
					assert_int_equal(tls_conn_error(v), TLS_OK);
				} else {
					assert_int_equal(tls_conn_error(v), TLS_E_PEER_ALERT);
					assert_int_equal(tls_conn_peer_alert(v), desc);
					assert_int_equal(tls_conn_sent_alert(v), ALERT_NONE);
				}
				evil_free(&e);
			}
		}
	}
}

static void malformed_alerts(void **state)
{
	(void)state;
	EACH_KIND_AND_ROLE(k, role)
	{
		struct evil e;
		for (size_t len = 0; len < 5; len++) {
			if (len == 2) {
				continue;
			}
			done(&e, both[k], role != 0);
			evil_record(evil_liar(&e), CT_ALERT, bytes("\1\0\1\0", len));
			bool empty = len == 0 && both[k] == EVIL_13; /* RFC 8446 §5.4 */
			evil_expect(&e, empty ? TLS_E_EMPTY_RECORD : TLS_E_BAD_ALERT, "an alert of a wrong length");
			evil_free(&e);
		}
		done(&e, both[k], role != 0);
		for (int i = 0; i < 4; i++) {
			evil_record(evil_liar(&e), CT_ALERT, B("\1\x5a"));
		}
		evil_expect_done(&e, "four warnings");
		for (int i = 0; i < 5; i++) { /* the data between them began the count anew */
			evil_record(evil_liar(&e), CT_ALERT, B("\1\x5a"));
		}
		evil_expect(&e, TLS_E_TOO_MANY_WARNING_ALERTS, "a flood of warnings");
		evil_free(&e);
	}
}

static void after_close_notify(void **state)
{
	(void)state;
	EACH_KIND_AND_ROLE(k, role)
	{
		struct evil e;
		uint8_t b[8];
		size_t n;
		done(&e, both[k], role != 0);
		evil_record(evil_liar(&e), CT_ALERT, B("\1\0"));
		evil_record(evil_liar(&e), CT_APPLICATION_DATA, B("too late"));
		evil_deliver(&e);
		/* RFC 8446 §6.1: "Any data received after a closure alert has been received MUST be ignored." */
		assert_int_equal(tls_read(evil_victim(&e), b, sizeof b, false, &n), TLS_ST_CLOSED);
		/* and its own direction stays open */
		assert_int_equal(tls_write(evil_victim(&e), b, 1, &n), TLS_ST_DONE);
		evil_free(&e);
	}
}

static void truncation(void **state)
{
	(void)state;
	EACH_KIND_AND_ROLE(k, role)
	{
		for (int cut = 0; cut < 3; cut++) {
			struct evil e;
			uint8_t b[64];
			size_t n;
			done(&e, both[k], role != 0);
			struct tls_conn *l = evil_liar(&e);
			evil_record(l, CT_APPLICATION_DATA, B("data"));
			l->out.tail -= cut == 0 ? 0 : cut == 1 ? 1 : buf_len(&l->out) - 3;
			pair_move(&e.p, role != 0);
			tls_in_eof(evil_victim(&e));
			enum tls_status st = tls_read(evil_victim(&e), b, sizeof b, false, &n);
			if (cut == 0) {
				assert_int_equal(st, TLS_ST_DONE);
				st = tls_read(evil_victim(&e), b, sizeof b, false, &n);
			}
			assert_int_equal(st, TLS_ST_FAILED);
			assert_int_equal(tls_conn_error(evil_victim(&e)), TLS_E_EOF_WITHOUT_CLOSE_NOTIFY);
			evil_free(&e);
		}
	}
}

/* ---- interleaving ------------------------------------------------------------------------------------------------ */

/* Half a message, another record, the other half. */
static void half_and(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	const struct span *what = e->arg;
	size_t half = buf_len(msg) / 2;
	evil_record(c, CT_HANDSHAKE, span_of(buf_head(msg), half));
	evil_record(c, (uint8_t)e->n, *what);
	buf_consume(msg, half);
}

static void interleaved(void **state)
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
			static const uint8_t types[] = {CT_CHANGE_CIPHER_SPEC, CT_APPLICATION_DATA};
			for (size_t t = 0; t < 2; t++) {
				evil_lie(&e, list[i].by_client, list[i].type, list[i].nth, half_and, false);
				e.n = types[t];
				e.arg = &one;
				evil_run(&e);
				evil_expect_alert(&e, ALERT_UNEXPECTED_MESSAGE, "an interrupted message");
				evil_again(&e);
			}
		}
		evil_free(&e);
	}
}

/* ---- ChangeCipherSpec -------------------------------------------------------------------------------------------- */

static void ccs_before(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	const struct span *body = e->arg;
	(void)msg;
	for (size_t i = 0; i < e->n; i++) {
		evil_plain(c, CT_CHANGE_CIPHER_SPEC, VERSION_TLS12, *body);
	}
}

struct ccs_case {
	const char *what;
	enum evil_kind kind;
	bool by_client;
	uint8_t before;
	uint8_t nth;
	size_t times;
	struct span body;
	enum tls_err err;
};

static void change_cipher_specs(void **state)
{
	(void)state;
	static const struct ccs_case cases[] = {
	    {"before the first hello", EVIL_13, true, HT_CLIENT_HELLO, 0, 1, {(const uint8_t *)"\1", 1}, TLS_E_BAD_CCS},
	    {"before the server's hello", EVIL_13, false, HT_SERVER_HELLO, 0, 1, {(const uint8_t *)"\1", 1}, TLS_OK},
	    {"before the second hello", EVIL_13_HRR, true, HT_CLIENT_HELLO, 1, 1, {(const uint8_t *)"\1", 1}, TLS_OK},
	    {"before EncryptedExtensions",
	     EVIL_13,
	     false,
	     HT_ENCRYPTED_EXTENSIONS,
	     0,
	     3,
	     {(const uint8_t *)"\1", 1},
	     TLS_OK},
	    {"before the server's Finished", EVIL_13, false, HT_FINISHED, 0, 1, {(const uint8_t *)"\1", 1}, TLS_OK},
	    {"before the client's Finished", EVIL_13, true, HT_FINISHED, 0, 1, {(const uint8_t *)"\1", 1}, TLS_OK},
	    {"before a ticket", EVIL_13, false, HT_NEW_SESSION_TICKET, 0, 1, {(const uint8_t *)"\1", 1}, TLS_E_BAD_CCS},
	    {"a flood",
	     EVIL_13,
	     false,
	     HT_ENCRYPTED_EXTENSIONS,
	     0,
	     40,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_TOO_MANY_EMPTY_RECORDS},
	    {"of value 2", EVIL_13, false, HT_ENCRYPTED_EXTENSIONS, 0, 1, {(const uint8_t *)"\2", 1}, TLS_E_BAD_CCS},
	    {"of two bytes",
	     EVIL_13,
	     false,
	     HT_ENCRYPTED_EXTENSIONS,
	     0,
	     1,
	     {(const uint8_t *)"\1\1", 2},
	     TLS_E_BAD_CCS},
	    {"of no byte", EVIL_13, false, HT_ENCRYPTED_EXTENSIONS, 0, 1, {(const uint8_t *)"", 0}, TLS_E_BAD_CCS},
	    /* TLS 1.2: early, twice, malformed. The key of CVE-2014-0224 is the first. */
	    {"before Certificate",
	     EVIL_12,
	     false,
	     HT_CERTIFICATE,
	     0,
	     1,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_UNEXPECTED_MESSAGE},
	    {"before ServerKeyExchange",
	     EVIL_12,
	     false,
	     HT_SERVER_KEY_EXCHANGE,
	     0,
	     1,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_UNEXPECTED_MESSAGE},
	    {"before ClientKeyExchange",
	     EVIL_12,
	     true,
	     HT_CLIENT_KEY_EXCHANGE,
	     0,
	     1,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_UNEXPECTED_MESSAGE},
	    {"before CertificateVerify",
	     EVIL_12,
	     true,
	     HT_CERTIFICATE_VERIFY,
	     0,
	     1,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_UNEXPECTED_MESSAGE},
	    {"before a promised ticket",
	     EVIL_12,
	     false,
	     HT_NEW_SESSION_TICKET,
	     0,
	     1,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_UNEXPECTED_MESSAGE},
	    {"before the resumed server's ticket",
	     EVIL_12_RES,
	     false,
	     HT_NEW_SESSION_TICKET,
	     0,
	     1,
	     {(const uint8_t *)"\1", 1},
	     TLS_E_UNEXPECTED_MESSAGE},
	    {"of value 0 in TLS 1.2",
	     EVIL_12,
	     true,
	     HT_CLIENT_KEY_EXCHANGE,
	     0,
	     1,
	     {(const uint8_t *)"\0", 1},
	     TLS_E_BAD_CCS},
	    {"of two bytes in TLS 1.2",
	     EVIL_12,
	     true,
	     HT_CLIENT_KEY_EXCHANGE,
	     0,
	     1,
	     {(const uint8_t *)"\1\1", 2},
	     TLS_E_BAD_CCS},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct ccs_case *x = &cases[i];
		struct evil e;
		evil_init(&e, x->kind);
		evil_lie(&e, x->by_client, x->before, x->nth, ccs_before, true);
		e.n = x->times;
		e.arg = &x->body;
		evil_run(&e);
		if (x->err == TLS_OK) {
			evil_expect_done(&e, x->what);
		} else {
			evil_expect(&e, x->err, x->what);
		}
		evil_free(&e);
	}
	/* and when all is done */
	EACH_KIND_AND_ROLE(k, role)
	{
		struct evil e;
		done(&e, both[k], role != 0);
		if (k == 0) {
			evil_plain(evil_liar(&e), CT_CHANGE_CIPHER_SPEC, VERSION_TLS12, one);
		} else {
			evil_record(evil_liar(&e), CT_CHANGE_CIPHER_SPEC, one);
		}
		evil_expect(&e, TLS_E_BAD_CCS, "after the handshake");
		evil_free(&e);
	}
}

/* TLS 1.2 without ChangeCipherSpec: Finished in the clear. */
static void drop_ccs(struct pair *p, bool from_client, uint8_t *b, size_t *len)
{
	const struct evil *e = (const struct evil *)p;
	if (from_client != e->by_client) {
		return;
	}
	for (size_t at = 0; at + 5 <= *len;) {
		size_t n = 5 + ((size_t)b[at + 3] << 8 | b[at + 4]);
		if (b[at] == CT_CHANGE_CIPHER_SPEC && at + n <= *len) {
			memmove(b + at, b + at + n, *len - at - n);
			*len -= n;
		} else {
			at += n;
		}
	}
}

static void missing_ccs(void **state)
{
	(void)state;
	for (int k = EVIL_12; k <= EVIL_12_RES; k++) {
		for (int role = 0; role < 2; role++) {
			struct evil e;
			evil_init(&e, (enum evil_kind)k);
			e.by_client = role != 0;
			evil_start(&e);
			e.p.meddle = drop_ccs;
			pair_run(&e.p);
			evil_expect_alert(&e, ALERT_UNEXPECTED_MESSAGE, "no ChangeCipherSpec");
			evil_free(&e);
		}
	}
	/* In TLS 1.3 it means nothing that it is missing. */
	for (int role = 0; role < 2; role++) {
		struct evil e;
		evil_init(&e, EVIL_13);
		e.by_client = role != 0;
		evil_start(&e);
		e.p.meddle = drop_ccs;
		pair_run(&e.p);
		evil_expect_done(&e, "no dummy ChangeCipherSpec");
		evil_free(&e);
	}
}

/* ---- the opening ------------------------------------------------------------------------------------------------- */

static void first_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t len;
		enum tls_err err;
	} cases[] = {
	    {"GET / HTTP/1.1\r\n", 16, TLS_E_HTTP_REQUEST},
	    {"CONNECT x:1 HTT\r\n", 16, TLS_E_HTTPS_PROXY_REQUEST},
	    {"SSH-2.0-x\r\n", 11, TLS_E_NOT_TLS},
	    {"\x80\x2e\1\0\2\0\x15", 7, TLS_E_NOT_TLS}, /* SSLv2's hello: RFC 6176 */
	    {"\x16\2\0\0\1x", 6, TLS_E_NOT_TLS},
	    {"\x16\3\1\x40\1", 5, TLS_E_RECORD_OVERFLOW},
	    {"\x16\3\1\0\0", 5, TLS_E_EMPTY_RECORD},
	    {"\x17\3\1\0\1x", 6, TLS_E_APP_DATA_IN_HANDSHAKE},
	    {"\x15\3\1\0\2\2\x28", 7, TLS_E_UNEXPECTED_MESSAGE},
	    {"\x14\3\1\0\1\1", 6, TLS_E_BAD_CCS},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct evil e;
		uint8_t *space;
		evil_init(&e, EVIL_13);
		evil_start(&e);
		assert_true(tls_in_space(e.p.server, &space, true) >= cases[i].len);
		memcpy(space, cases[i].bytes, cases[i].len);
		tls_in_commit(e.p.server, cases[i].len);
		assert_int_equal(tls_handshake(e.p.server), TLS_ST_FAILED);
		assert_int_equal(tls_conn_error(e.p.server), cases[i].err);
		evil_free(&e);
	}
}

/* RFC 8446 §5.1: the version of a plain record is not looked at, beyond its major number. */
static void rewrite_versions(struct pair *p, bool from_client, uint8_t *b, size_t *len)
{
	const struct evil *e = (const struct evil *)p;
	(void)from_client;
	if (*len >= 5 && b[0] == CT_HANDSHAKE && (b[5] == HT_CLIENT_HELLO || b[5] == HT_SERVER_HELLO)) {
		b[2] = (uint8_t)e->n;
	}
}

static void record_versions(void **state)
{
	(void)state;
	for (int k = 0; k < 2; k++) {
		for (size_t minor = 0; minor < 5; minor++) {
			struct evil e;
			evil_init(&e, both[k]);
			evil_start(&e);
			e.p.meddle = rewrite_versions;
			e.n = minor;
			pair_run(&e.p);
			evil_expect_done(&e, "another minor version in a plain record");
			evil_free(&e);
		}
	}
}

/* Every message cut into records of one byte. */
static void crumbs(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	for (; buf_len(msg) > 1; buf_consume(msg, 1)) {
		evil_record(c, CT_HANDSHAKE, span_of(buf_head(msg), 1));
	}
}

static void fragmented_messages(void **state)
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
			evil_lie(&e, list[i].by_client, list[i].type, list[i].nth, crumbs, false);
			evil_run(&e);
			evil_expect_done(&e, "a message in crumbs");
			evil_again(&e);
		}
		evil_free(&e);
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(unknown_types),
	    cmocka_unit_test(plain_after_keys),
	    cmocka_unit_test(spoiled_bytes),
	    cmocka_unit_test(replayed_and_lost),
	    cmocka_unit_test(lengths),
	    cmocka_unit_test(padding),
	    cmocka_unit_test(empty_records),
	    cmocka_unit_test(alerts),
	    cmocka_unit_test(malformed_alerts),
	    cmocka_unit_test(after_close_notify),
	    cmocka_unit_test(truncation),
	    cmocka_unit_test(interleaved),
	    cmocka_unit_test(change_cipher_specs),
	    cmocka_unit_test(missing_ccs),
	    cmocka_unit_test(first_bytes),
	    cmocka_unit_test(record_versions),
	    cmocka_unit_test(fragmented_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
