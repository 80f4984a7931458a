/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Raw public keys in the place of certificates (RFC 7250), in both versions and directions, between two engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evil.h"
#include "host_alloc.h"
#include "tls/handshake/hs.h"
#include "tls/state/conn.h"

static const uint8_t raw_only[] = {TLS_CERT_RAW}, x509_only[] = {TLS_CERT_X509},
		     raw_first[] = {TLS_CERT_RAW, TLS_CERT_X509}, x509_first[] = {TLS_CERT_X509, TLS_CERT_RAW};
#define NONE         span_of(NULL, 0)
#define LIST(a)      span_of(a, sizeof a)
#define BOTH_KIND(k) for (int k = 0; k < 2; k++)

static enum evil_kind kind_of(int i)
{
	return i == 0 ? EVIL_13 : EVIL_12;
}

/* What the hooks of the two sides were shown. */
static struct {
	unsigned keys, chains;
	enum tls_hook_answer answer;
} shown[2];

static enum tls_hook_answer on_key(void *owner, struct tls_conn *c, struct span spki, struct tls_hook_fault *fault)
{
	(void)owner;
	assert_true(spki.len != 0);
	shown[tls_conn_role(c)].keys++;
	fault->err = TLS_E_VERIFY_UNKNOWN_CA;
	return shown[tls_conn_role(c)].answer;
}

static enum tls_hook_answer on_chain(void *owner, struct tls_conn *c, struct cert *const *chain, size_t n,
				     struct tls_hook_fault *fault)
{
	(void)owner;
	(void)chain;
	(void)fault;
	assert_true(n != 0);
	shown[tls_conn_role(c)].chains++;
	return HOOK_DONE;
}

static void begin(struct evil *e, enum evil_kind kind)
{
	memset(shown, 0, sizeof shown);
	evil_init(e, kind);
}

static bool run(struct evil *e)
{
	evil_start(e);
	e->p.client_hooks.verify_raw = e->p.server_hooks.verify_raw = on_key;
	e->p.client_hooks.verify = e->p.server_hooks.verify = on_chain;
	return pair_run(&e->p);
}

static struct span spki_of(const struct tls_identity *id)
{
	return id->spki;
}

/* ---- what is chosen ---------------------------------------------------------------------------------------------- */

static void the_kinds_that_are_chosen(void **state)
{
	(void)state;
	const struct {
		const char *what;
		struct span client_says, server_says; /* of the server's certificate */
		int chosen;                           /* -1: the handshake fails */
		bool by_client;                       /* and it is the client that gives up */
	} cases[] = {
	    {"nobody asks", NONE, NONE, TLS_CERT_X509, false},
	    {"both prefer keys", LIST(raw_first), LIST(raw_first), TLS_CERT_RAW, false},
	    {"both have keys alone", LIST(raw_only), LIST(raw_only), TLS_CERT_RAW, false},
	    {"the server's order", LIST(raw_first), LIST(x509_first), TLS_CERT_X509, false},
	    {"the server's order, again", LIST(x509_first), LIST(raw_first), TLS_CERT_RAW, false},
	    {"a client without keys", NONE, LIST(raw_first), TLS_CERT_X509, false},
	    {"a server without keys", LIST(raw_first), NONE, TLS_CERT_X509, false},
	    {"nothing in common", LIST(x509_only), LIST(raw_only), -1, false},
	    {"a server that only has keys, for a client without", NONE, LIST(raw_only), -1, false},
	    {"a client that only takes keys, of a server without", LIST(raw_only), NONE, -1, true},
	};
	BOTH_KIND(k)
	{
		for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
			struct evil e;
			begin(&e, kind_of(k));
			e.client.server_cert_types = cases[i].client_says;
			e.server.server_cert_types = cases[i].server_says;
			e.by_client = !cases[i].by_client;
			run(&e);
			if (cases[i].chosen < 0) {
				evil_expect(&e, TLS_E_NO_SHARED_CERT_TYPE, cases[i].what);
				evil_free(&e);
				continue;
			}
			evil_expect_done(&e, cases[i].what);
			bool raw = cases[i].chosen == TLS_CERT_RAW;
			size_t n;
			assert_int_equal(tls_conn_cert_type(e.p.client, TLS_SERVER), cases[i].chosen);
			assert_int_equal(tls_conn_cert_type(e.p.server, TLS_SERVER), cases[i].chosen);
			assert_int_equal(tls_conn_cert_type(e.p.client, TLS_CLIENT), TLS_CERT_X509);
			assert_int_equal(shown[TLS_CLIENT].keys, raw);
			assert_int_equal(shown[TLS_CLIENT].chains, !raw);
			(void)tls_conn_peer_chain(e.p.client, &n);
			assert_int_equal(n != 0, !raw);
			assert_true(span_eq(tls_conn_peer_raw_key(e.p.client), raw ? spki_of(e.id[0]) : NONE));
			evil_free(&e);
		}
	}
}

static void a_client_shows_a_key(void **state)
{
	(void)state;
	const struct {
		const char *what;
		struct span client_says, server_says;
		int chosen; /* -1: the handshake fails */
		bool shows; /* the client shows something at all */
	} cases[] = {
	    {"both have keys", LIST(raw_first), LIST(raw_first), TLS_CERT_RAW, true},
	    {"the server's order", LIST(raw_first), LIST(x509_first), TLS_CERT_X509, true},
	    {"a client that has keys alone, and a server that takes none", LIST(raw_only), NONE, TLS_CERT_X509, false},
	    {"nothing in common", LIST(x509_only), LIST(raw_only), -1, false},
	};
	BOTH_KIND(k)
	{
		for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
			struct evil e;
			begin(&e, kind_of(k));
			e.client.client_cert_types = cases[i].client_says;
			e.server.client_cert_types = cases[i].server_says;
			e.by_client = true;
			run(&e);
			if (cases[i].chosen < 0) {
				evil_expect(&e, TLS_E_NO_SHARED_CERT_TYPE, cases[i].what);
				evil_free(&e);
				continue;
			}
			evil_expect_done(&e, cases[i].what);
			bool raw = cases[i].chosen == TLS_CERT_RAW;
			assert_int_equal(tls_conn_cert_type(e.p.client, TLS_CLIENT), cases[i].chosen);
			assert_int_equal(shown[TLS_SERVER].keys, raw);
			assert_int_equal(shown[TLS_SERVER].chains, !raw && cases[i].shows);
			assert_true(span_eq(tls_conn_peer_raw_key(e.p.server), raw ? spki_of(e.client_id[0]) : NONE));
			evil_free(&e);
		}
	}
}

/* ---- keys that have no certificate --------------------------------------------------------------------------------
 */

static struct tls_identity *without_certificate(struct tls_identity *from)
{
	struct tls_identity *id;
	struct privkey *key = from->key;
	assert_int_equal(tls_identity_new_raw(&id, from->spki, key, NULL), TLS_OK);
	from->key = NULL;
	tls_identity_free(from);
	return id;
}

static void a_key_alone_is_enough(void **state)
{
	(void)state;
	BOTH_KIND(k)
	{
		for (int x509 = 0; x509 < 2; x509++) {
			struct evil e;
			begin(&e, kind_of(k));
			e.id[0] = without_certificate(e.id[0]);
			e.client_id[0] = without_certificate(e.client_id[0]);
			e.client.server_cert_types = e.client.client_cert_types = LIST(raw_first);
			e.server.server_cert_types = x509 ? LIST(x509_first) : LIST(raw_first);
			e.server.client_cert_types = LIST(raw_first);
			bool done = run(&e);
			/* where a certificate is to be shown there is none */
			assert_int_equal(done, !x509);
			if (done) {
				evil_expect_done(&e, "keys alone");
				assert_null(tls_identity_leaf(tls_conn_identity(e.p.server)));
				assert_int_equal(shown[TLS_CLIENT].keys + shown[TLS_SERVER].keys, 2);
			}
			evil_free(&e);
		}
	}
}

static void identities_are_checked(void **state)
{
	(void)state;
	struct tls_identity *p256 = test_identity("p256");
	struct tls_identity *rsa = test_identity("rsa2048");
	struct tls_identity *id = NULL;
	assert_int_equal(tls_identity_new_raw(&id, p256->spki, rsa->key, NULL), TLS_E_KEY_MISMATCH);
	assert_int_equal(tls_identity_new_raw(&id, span_of(p256->spki.p, p256->spki.len - 1), p256->key, NULL),
			 TLS_E_DER);
	assert_int_equal(tls_identity_new_raw(&id, NONE, NULL, NULL), TLS_E_DER);
	tls_identity_free(p256);
	tls_identity_free(rsa);
}

/* ---- verdicts and sessions ----------------------------------------------------------------------------------------
 */

static void the_verdict_is_the_programs(void **state)
{
	(void)state;
	BOTH_KIND(k)
	{
		for (int by_client = 0; by_client < 2; by_client++) {
			struct evil e;
			begin(&e, kind_of(k));
			e.client.server_cert_types = e.server.server_cert_types = LIST(raw_only);
			e.client.client_cert_types = e.server.client_cert_types = LIST(raw_only);
			shown[by_client ? TLS_SERVER : TLS_CLIENT].answer = HOOK_FAIL;
			e.by_client = by_client;
			run(&e);
			evil_expect(&e, TLS_E_VERIFY_UNKNOWN_CA, "a key that nobody expects");
			evil_free(&e);
		}
	}
}

static void weak_keys_are_refused(void **state)
{
	(void)state;
	struct evil e;
	begin(&e, EVIL_13);
	e.client.server_cert_types = e.server.server_cert_types = LIST(raw_only);
	e.client.min_security_bits = 129; /* P-256 has 128; the groups and suites have to be stronger too */
	static const uint16_t p384[] = {KX_SECP384R1};
	e.client.groups = e.server.groups = p384;
	e.client.n_groups = e.server.n_groups = 1;
	run(&e);
	evil_expect(&e, TLS_E_WEAK_KEY, "a key below the bound");
	evil_free(&e);
}

static void sessions_remember_the_key(void **state)
{
	(void)state;
	BOTH_KIND(k)
	{
		struct evil e;
		begin(&e, kind_of(k));
		e.client.server_cert_types = e.server.server_cert_types = LIST(raw_only);
		e.client.client_cert_types = e.server.client_cert_types = LIST(raw_only);
		e.server.options |= TLS_OPT_REQUIRE_CERT;
		run(&e);
		evil_expect_done(&e, "the first");
		evil_deliver(&e);
		assert_non_null(e.session);
		evil_again(&e);
		memset(shown, 0, sizeof shown);
		e.kind = k == 0 ? EVIL_13_PSK : EVIL_12_RES;
		run(&e);
		evil_expect_done(&e, "resumed");
		assert_true(tls_conn_resumed(e.p.client) && tls_conn_resumed(e.p.server));
		assert_int_equal(shown[TLS_CLIENT].keys + shown[TLS_SERVER].keys, 0);
		assert_true(span_eq(tls_conn_peer_raw_key(e.p.client), spki_of(e.id[0])));
		assert_true(span_eq(tls_conn_peer_raw_key(e.p.server), spki_of(e.client_id[0])));
		/* The server says what it would show. It asks the client for nothing, and says nothing of that. */
		assert_int_equal(tls_conn_cert_type(e.p.client, TLS_SERVER), TLS_CERT_RAW);
		assert_int_equal(tls_conn_cert_type(e.p.server, TLS_SERVER), TLS_CERT_RAW);
		assert_int_equal(tls_conn_cert_type(e.p.client, TLS_CLIENT), TLS_CERT_X509);
		evil_free(&e);
	}
}

/* Whoever resumes need not agree any more on what neither is going to show. */
static void resuming_needs_no_kind(void **state)
{
	(void)state;
	BOTH_KIND(k)
	{
		struct evil e;
		begin(&e, kind_of(k));
		e.client.server_cert_types = LIST(raw_first);
		run(&e);
		evil_expect_done(&e, "the first");
		evil_deliver(&e);
		assert_non_null(e.session);
		evil_again(&e);
		e.kind = k == 0 ? EVIL_13_PSK : EVIL_12_RES;
		e.client.server_cert_types = NONE;
		e.server.server_cert_types = LIST(raw_only);
		run(&e);
		evil_expect_done(&e, "resumed");
		assert_true(tls_conn_resumed(e.p.client) && tls_conn_resumed(e.p.server));
		evil_free(&e);
	}
}

/* A client that is asked after a resumed handshake shows the kind that the settings name, and no other. */
static void asked_after_a_resumed_handshake(void **state)
{
	(void)state;
	for (int knows = 0; knows < 2; knows++) {
		struct evil e;
		begin(&e, EVIL_13);
		e.client.options |= TLS_OPT_POST_HANDSHAKE_AUTH;
		run(&e);
		evil_expect_done(&e, "the first");
		evil_deliver(&e);
		assert_non_null(e.session);
		evil_again(&e);
		memset(shown, 0, sizeof shown);
		e.kind = EVIL_13_PSK;
		e.server.client_cert_types = LIST(raw_only);
		e.client.client_cert_types = knows ? LIST(raw_only) : NONE;
		e.by_client = true;
		bool done = run(&e);
		if (done) {
			assert_true(tls_conn_resumed(e.p.server));
			assert_int_equal(tls_request_certificate(e.p.server), TLS_ST_DONE);
			evil_deliver(&e);
		}
		assert_int_equal(shown[TLS_SERVER].chains, 0);
		assert_int_equal(shown[TLS_SERVER].keys, knows);
		if (knows) {
			assert_true(span_eq(tls_conn_peer_raw_key(e.p.server), spki_of(e.client_id[0])));
		} else {
			assert_int_equal(tls_conn_error(e.p.server), TLS_E_NO_SHARED_CERT_TYPE);
		}
		evil_free(&e);
	}
}

/* ---- lies ----------------------------------------------------------------------------------------------------------
 */

static void put_type(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	forge_ext_set(msg, EXT_SERVER_CERT_TYPE, *(const struct span *)e->arg);
}

static void chain_instead(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	struct buffer body = {0};
	assert_int_equal(tls_identity_message(e->id[0], &body), TLS_OK);
	forge_body(msg, buf_span(&body));
	buf_free(&body);
}

/* Two keys where one may be. */
static void twice(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	struct buffer body = {0};
	const struct span two[] = {e->id[0]->spki, e->id[0]->spki};
	struct writer w = wr_buffer(&body, 10000);
	certificate_encode_13(&w, NONE, two, 2, NONE, NONE, NULL);
	assert_true(wr_commit(&w));
	forge_body(msg, buf_span(&body));
	buf_free(&body);
}

static void none_12(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_body(msg, span_of("\0\0\0", 3));
}

static void surplus_12(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_splice(msg, buf_len(msg), 0, span_of("x", 1));
	forge_fix(msg);
}

static void lies_of_a_server(void **state)
{
	(void)state;
	const struct span raw = LIST(raw_only), x509 = LIST(x509_only), openpgp = span_of("\1", 1),
			  two = LIST(raw_first), empty = span_of("", 0);
	const struct {
		const char *what;
		enum evil_kind kind;
		struct span offer;
		uint8_t type;
		evil_fn *fn;
		const struct span *arg;
		enum tls_err err;
	} cases[] = {
	    {"a kind that was not offered", EVIL_13, LIST(raw_only), HT_ENCRYPTED_EXTENSIONS, put_type, &x509,
	     TLS_E_WRONG_CERT_TYPE},
	    /* RFC 7250 §4.1: the list of the default alone is not sent */
	    {"the default was not offered aloud", EVIL_13, LIST(x509_only), HT_ENCRYPTED_EXTENSIONS, put_type, &x509,
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"OpenPGP", EVIL_13, LIST(raw_first), HT_ENCRYPTED_EXTENSIONS, put_type, &openpgp, TLS_E_WRONG_CERT_TYPE},
	    {"two kinds", EVIL_13, LIST(raw_first), HT_ENCRYPTED_EXTENSIONS, put_type, &two, TLS_E_BAD_EXTENSION},
	    {"no kind", EVIL_13, LIST(raw_first), HT_ENCRYPTED_EXTENSIONS, put_type, &empty, TLS_E_BAD_EXTENSION},
	    {"nobody asked", EVIL_13, NONE, HT_ENCRYPTED_EXTENSIONS, put_type, &raw, TLS_E_UNSOLICITED_EXTENSION},
	    {"a kind that was not offered in TLS 1.2", EVIL_12, LIST(raw_only), HT_SERVER_HELLO, put_type, &x509,
	     TLS_E_WRONG_CERT_TYPE},
	    {"the default was not offered aloud in TLS 1.2", EVIL_12, LIST(x509_only), HT_SERVER_HELLO, put_type, &x509,
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"nobody asked in TLS 1.2", EVIL_12, NONE, HT_SERVER_HELLO, put_type, &raw, TLS_E_UNSOLICITED_EXTENSION},
	    {"a chain for a key", EVIL_13, LIST(raw_only), HT_CERTIFICATE, chain_instead, NULL, TLS_E_BAD_CERTIFICATE},
	    {"two keys", EVIL_13, LIST(raw_only), HT_CERTIFICATE, twice, NULL, TLS_E_DECODE},
	    {"no key in TLS 1.2", EVIL_12, LIST(raw_only), HT_CERTIFICATE, none_12, NULL, TLS_E_EMPTY_CERTIFICATE},
	    {"bytes behind it in TLS 1.2", EVIL_12, LIST(raw_only), HT_CERTIFICATE, surplus_12, NULL,
	     TLS_E_LENGTH_MISMATCH},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct evil e;
		begin(&e, cases[i].kind);
		e.client.server_cert_types = cases[i].offer;
		e.server.server_cert_types = cases[i].type == HT_CERTIFICATE ? LIST(raw_only) : NONE;
		evil_lie(&e, false, cases[i].type, 0, cases[i].fn, true);
		e.arg = cases[i].arg;
		run(&e);
		evil_expect(&e, cases[i].err, cases[i].what);
		evil_free(&e);
	}
}

static void every_allocation_fails(void **state)
{
	(void)state;
	for (long at = 0;; at++) {
		struct evil e;
		begin(&e, EVIL_13);
		e.client.server_cert_types = e.server.server_cert_types = LIST(raw_only);
		e.client.client_cert_types = e.server.client_cert_types = LIST(raw_only);
		host_fail_after(at);
		bool done = pair_init(&e.p, &e.client, &e.server) && pair_run(&e.p);
		bool failed = host_allocs() > at;
		host_fail_after(-1);
		pair_free(&e.p);
		e.p = (struct pair){.step = 0};
		evil_free(&e);
		if (!failed) {
			assert_true(done);
			break;
		}
		assert_false(done);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_kinds_that_are_chosen),       cmocka_unit_test(a_client_shows_a_key),
	    cmocka_unit_test(a_key_alone_is_enough),           cmocka_unit_test(identities_are_checked),
	    cmocka_unit_test(the_verdict_is_the_programs),     cmocka_unit_test(weak_keys_are_refused),
	    cmocka_unit_test(sessions_remember_the_key),       cmocka_unit_test(resuming_needs_no_kind),
	    cmocka_unit_test(asked_after_a_resumed_handshake), cmocka_unit_test(lies_of_a_server),
	    cmocka_unit_test(every_allocation_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
