/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The traces of RFC 8448 at the level of transcript, key schedule, record protection, Finished and binder. Each file of
 * data/rfc8448 is read from top to bottom, a line a step:
 *
 *     psk HEX|-                 the schedule begins
 *     plain c|s RECORD          a record in the clear; its handshake message is hashed. A HelloRetryRequest is noticed.
 *     x25519 PRIVATE            the client's key: with the share in ServerHello it gives the shared secret
 *     shared HEX                or the shared secret itself
 *     master                    the schedule goes to its last stage
 *     want NAME HEX             a value at this point: stages by name, secrets by their label with dashes for blanks
 *     binder HEX                of the ClientHello that was read last
 *     sealed c|s KEYS TYPE RECORD CONTENT   a protected record: opens to the content (*: not printed), is sealed to the
 *                               same bytes; Finished in it must be what we compute; its messages are hashed
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/hkdf.h"
#include "engine.h"
#include "hex.h"
#include "host_alloc.h"
#include "tls/keys/ks13.h"
#include "tls/keys/protect.h"
#include "tls/keys/transcript.h"
#include "tls/wire/client_hello.h"
#include "tls/wire/server_hello.h"
#include "tls/wire/ticket_msg.h"

enum epoch { EARLY, HS, AP, EPOCHS };

struct trace {
	const char *file;
	int line;
	const struct tls_suite *suite;
	struct transcript transcript;
	struct ks13 ks;
	struct secret psk, traffic[2][EPOCHS], resumption, ticket_psk;
	struct protect open[2][EPOCHS], seal[2][EPOCHS];
	struct hex_bytes hello; /* the last ClientHello, header included */
	struct server_hello sh;
	struct hex_bytes sh_bytes;
	bool retried;
	struct hash_ctx before_hello; /* the transcript before a second hello */
	unsigned wants, records, finished;
};

static void expect(const struct trace *t, const char *what, struct span got, struct span want)
{
	if (!span_eq(got, want)) {
		fail_msg("%s:%d: %s differs", t->file, t->line, what);
	}
}

static enum hash_id hash_of(const struct trace *t)
{
	return (enum hash_id)t->suite->hash;
}

static struct span hash_now(const struct trace *t, uint8_t out[HASH_MAX_LEN])
{
	if (t->transcript.hash.id == HASH_NONE) { /* early secrets cover the hello alone */
		hash_once(hash_of(t), buf_span(&t->transcript.log), out);
		return span_of(out, hash_len(hash_of(t)));
	}
	return transcript_hash(&t->transcript, out);
}

/* ---- messages ---------------------------------------------------------------------------------------------------- */

static void add(struct trace *t, struct span message)
{
	assert_int_equal(transcript_add(&t->transcript, message), TLS_OK);
}

static void take_client_hello(struct trace *t, struct span m)
{
	struct client_hello ch;
	assert_int_equal(client_hello_decode(&ch, span_of(m.p + 4, m.len - 4)), TLS_OK);
	hex_free(&t->hello);
	t->hello.p = malloc(m.len);
	assert_non_null(t->hello.p);
	memcpy(t->hello.p, m.p, m.len);
	t->hello.len = m.len;
	t->before_hello = t->transcript.hash;
	add(t, m);
}

static void take_server_hello(struct trace *t, struct span m)
{
	hex_free(&t->sh_bytes);
	t->sh_bytes.p = malloc(m.len);
	assert_non_null(t->sh_bytes.p);
	memcpy(t->sh_bytes.p, m.p, m.len);
	t->sh_bytes.len = m.len;
	assert_int_equal(server_hello_decode(&t->sh, span_of(t->sh_bytes.p + 4, m.len - 4)), TLS_OK);
	assert_true(t->sh.is_13);
	if (!t->retried) {
		transcript_choose(&t->transcript, hash_of(t), false);
	}
	if (t->sh.is_retry) {
		assert_false(t->retried);
		t->retried = true;
		transcript_retry(&t->transcript);
	}
	assert_ptr_equal(tls_suite_by_code(t->sh.suite), t->suite);
	add(t, m);
}

static void take_plain(struct trace *t, struct span record)
{
	size_t len = (size_t)record.p[3] << 8 | record.p[4];
	assert_int_equal(record.len, 5 + len);
	struct span m = span_of(record.p + 5, len);
	struct protect none = {.version = 0};
	uint8_t again[1024];
	size_t again_len;
	if (record.p[0] == CT_CHANGE_CIPHER_SPEC) {
		assert_int_equal(protect_seal(&none, CT_CHANGE_CIPHER_SPEC, m, again, &again_len), TLS_OK);
		expect(t, "the plain record", span_of(again, again_len), record);
		return;
	}
	assert_int_equal(record.p[0], CT_HANDSHAKE);
	assert_int_equal(m.len, 4 + ((size_t)m.p[1] << 16 | (size_t)m.p[2] << 8 | m.p[3]));
	if (m.p[0] == HT_CLIENT_HELLO) {
		take_client_hello(t, m);
	} else {
		assert_int_equal(m.p[0], HT_SERVER_HELLO);
		take_server_hello(t, m);
	}
}

/* ---- the schedule ------------------------------------------------------------------------------------------------ */

static void put_in_use(struct trace *t, int side, enum epoch e)
{
	protect_init_13(&t->open[side][e], t->suite, &t->traffic[side][e]);
	protect_init_13(&t->seal[side][e], t->suite, &t->traffic[side][e]);
}

static void derive_pair(struct trace *t, enum epoch e, const char *client, const char *server)
{
	uint8_t digest[HASH_MAX_LEN];
	struct span th = hash_now(t, digest);
	ks13_derive(&t->ks, client, th, &t->traffic[1][e]);
	put_in_use(t, 1, e);
	if (server != NULL) {
		ks13_derive(&t->ks, server, th, &t->traffic[0][e]);
		put_in_use(t, 0, e);
	}
}

static void shared(struct trace *t, struct span secret)
{
	ks13_handshake(&t->ks, secret);
	derive_pair(t, HS, "c hs traffic", "s hs traffic");
}

static void x25519(struct trace *t, struct span private)
{
	struct kx_key key = {.group = KX_X25519};
	struct kx_secret secret;
	assert_int_equal(private.len, 32);
	memcpy(key.priv, private.p, 32);
	assert_int_equal(t->sh.share_group, KX_X25519);
	assert_int_equal(kx_finish(&key, t->sh.share, &secret), TLS_OK);
	shared(t, span_of(secret.b, secret.len));
}

/* Where in the schedule a name belongs. */
static void wanted(struct trace *t, char *name, struct span want)
{
	uint8_t digest[HASH_MAX_LEN];
	uint8_t out[HASH_MAX_LEN];
	char side;
	char which[8];
	struct secret s;
	for (char *p = name; *p != 0; p++) {
		*p = *p == '-' ? ' ' : *p;
	}
	t->wants++;
	if (strcmp(name, "early") == 0 || strcmp(name, "handshake") == 0 || strcmp(name, "master") == 0) {
		expect(t, name, secret_span(&t->ks.current), want);
	} else if (strcmp(name, "derived") == 0) {
		hash_once(hash_of(t), span_of(NULL, 0), digest);
		ks13_derive(&t->ks, name, span_of(digest, hash_len(hash_of(t))), &s);
		expect(t, name, secret_span(&s), want);
	} else if (strcmp(name, "ticket") == 0) {
		expect(t, name, secret_span(&t->ticket_psk), want);
	} else if (sscanf(name, "key %c %7s", &side, which) == 2 || sscanf(name, "iv %c %7s", &side, which) == 2) {
		enum epoch e = strcmp(which, "hs") == 0 ? HS : strcmp(which, "ap") == 0 ? AP : EARLY;
		const char label[4] = {name[0], name[1], name[0] == 'k' ? 'y' : 0, 0};
		assert_true(want.len <= sizeof out);
		hkdf_expand_label(hash_of(t), &t->traffic[side == 'c'][e], label, span_of(NULL, 0), out, want.len);
		expect(t, name, span_of(out, want.len), want);
		if (name[0] == 'i') {
			expect(t, "the IV in use", span_of(t->open[side == 'c'][e].iv, AEAD_NONCE_LEN), want);
		}
	} else {
		ks13_derive(&t->ks, name, hash_now(t, digest), &s);
		expect(t, name, secret_span(&s), want);
		if (strcmp(name, "res master") == 0) {
			t->resumption = s;
		}
	}
}

static void binder(struct trace *t, struct span want)
{
	struct client_hello ch;
	struct hash_ctx h = t->before_hello;
	uint8_t digest[HASH_MAX_LEN];
	uint8_t out[HASH_MAX_LEN];
	size_t len = hash_len(hash_of(t));
	assert_int_equal(client_hello_decode(&ch, span_of(t->hello.p + 4, t->hello.len - 4)), TLS_OK);
	if (h.id == HASH_NONE) {
		hash_init(&h, hash_of(t));
	}
	hash_update(&h, span_of(t->hello.p, 4 + ch.psk_truncated_len));
	hash_final(&h, digest);
	ks13_binder(hash_of(t), secret_span(&t->psk), false, span_of(digest, len), out);
	expect(t, "the binder", span_of(out, len), want);
	expect(t, "the binder in the hello", span_of(ch.psk_binders.p + 1, ch.psk_binders.len - 1), want);
	derive_pair(t, EARLY, "c e traffic", NULL);
}

/* ---- protected records ------------------------------------------------------------------------------------------- */

static void take_messages(struct trace *t, int side, struct span content)
{
	struct reader r = rd_init(content);
	while (rd_left(&r) != 0) {
		const uint8_t *at = r.p;
		uint8_t type = rd_u8(&r);
		struct span body = rd_vec(&r, 3, 0, 0xffffff);
		assert_false(r.failed);
		if (type == HT_FINISHED) {
			uint8_t digest[HASH_MAX_LEN];
			uint8_t out[HASH_MAX_LEN];
			ks13_finished(hash_of(t), &t->traffic[side][HS], hash_now(t, digest), out);
			expect(t, "Finished", body, span_of(out, hash_len(hash_of(t))));
			t->finished++;
		}
		if (type == HT_NEW_SESSION_TICKET) {
			struct new_session_ticket n;
			assert_int_equal(new_session_ticket_decode_13(&n, body), TLS_OK);
			ks13_resumption_psk(hash_of(t), &t->resumption, n.nonce, &t->ticket_psk);
			continue;
		}
		add(t, span_of(at, 4 + body.len));
	}
}

static void sealed(struct trace *t, int side, enum epoch e, enum content_type type, struct hex_bytes *record,
		   const struct hex_bytes *content)
{
	uint8_t copy[2048];
	uint8_t again[2048];
	size_t again_len;
	enum content_type got = (enum content_type)record->p[0];
	struct span plain;
	assert_true(record->len <= sizeof copy);
	memcpy(copy, record->p, record->len);
	enum tls_err err = protect_open(&t->open[side][e], copy, copy + 5, record->len - 5, NULL, &got, &plain);
	if (err != TLS_OK) {
		fail_msg("%s:%d: the record does not open: %s", t->file, t->line, tls_err_name(err));
	}
	assert_int_equal(got, type);
	if (content != NULL) {
		expect(t, "the content", plain, hex_span(content));
	}
	assert_int_equal(protect_seal(&t->seal[side][e], type, plain, again, &again_len), TLS_OK);
	expect(t, "the sealed record", span_of(again, again_len), hex_span(record));
	t->records++;
	if (type == CT_HANDSHAKE) {
		take_messages(t, side, plain);
	}
}

/* ---- the files --------------------------------------------------------------------------------------------------- */

static void step(struct trace *t, char *line)
{
	char *word[6] = {NULL};
	int n = 0;
	for (char *p = strtok(line, " \n"); p != NULL && n < 6; p = strtok(NULL, " \n")) {
		word[n++] = p;
	}
	if (n == 0 || word[0][0] == '#') {
		return;
	}
	struct hex_bytes last = {NULL, 0};
	if (n > 1 && strcmp(word[n - 1], "*") != 0 && strcmp(word[n - 1], "-") != 0) {
		last = hex_bytes(word[n - 1]);
	}
	if (strcmp(word[0], "psk") == 0) {
		secret_set(&t->psk, hex_span(&last));
		ks13_early(&t->ks, hash_of(t), hex_span(&last));
	} else if (strcmp(word[0], "plain") == 0) {
		take_plain(t, hex_span(&last));
	} else if (strcmp(word[0], "x25519") == 0) {
		x25519(t, hex_span(&last));
	} else if (strcmp(word[0], "shared") == 0) {
		shared(t, hex_span(&last));
	} else if (strcmp(word[0], "master") == 0) {
		ks13_master(&t->ks);
		derive_pair(t, AP, "c ap traffic", "s ap traffic");
	} else if (strcmp(word[0], "want") == 0) {
		wanted(t, word[1], hex_span(&last));
	} else if (strcmp(word[0], "binder") == 0) {
		binder(t, hex_span(&last));
	} else if (strcmp(word[0], "sealed") == 0) {
		enum epoch e = strcmp(word[2], "hs") == 0 ? HS : strcmp(word[2], "ap") == 0 ? AP : EARLY;
		struct hex_bytes record = hex_bytes(word[4]);
		sealed(t, word[1][0] == 'c', e, (enum content_type)atoi(word[3]), &record, last.p ? &last : NULL);
		hex_free(&record);
	} else {
		fail_msg("%s:%d: what is %s?", t->file, t->line, word[0]);
	}
	hex_free(&last);
}

static void replay(const char *name, unsigned min_wants, unsigned min_records)
{
	struct trace t = {.file = name, .suite = tls_suite_by_code(0x1301)};
	char path[100];
	static char line[8192];
	snprintf(path, sizeof path, "tls/data/rfc8448/%s.txt", name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	transcript_init(&t.transcript);
	while (fgets(line, sizeof line, f) != NULL) {
		t.line++;
		step(&t, line);
	}
	fclose(f);
	assert_true(t.wants >= min_wants && t.records >= min_records);
	assert_int_equal(t.finished, 2);
	transcript_free(&t.transcript);
	hex_free(&t.hello);
	hex_free(&t.sh_bytes);
}

static void simple(void **state)
{
	(void)state;
	replay("simple", 20, 7);
}

static void resumed(void **state)
{
	(void)state;
	replay("resumed", 21, 8);
}

static void retry(void **state)
{
	(void)state;
	replay("retry", 19, 4);
}

static void client_auth(void **state)
{
	(void)state;
	replay("client_auth", 19, 4);
}

static void compat(void **state)
{
	(void)state;
	replay("compat", 18, 4);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(simple),      cmocka_unit_test(resumed), cmocka_unit_test(retry),
	    cmocka_unit_test(client_auth), cmocka_unit_test(compat),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
