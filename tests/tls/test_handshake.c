/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Full handshakes between two engines in memory: every suite, group and key, every split of the stream, and what both
 * ends then know of each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "host_alloc.h"
#include "pair.h"

static const char *const keys[] = {"p256", "p384", "p521", "rsa2048", "rsapss", "ed25519"};

struct setup {
	struct tls_settings client, server;
	struct tls_identity *id[1];
	uint16_t suite, group;
};

static void setup_init(struct setup *s, const char *key)
{
	*s = (struct setup){0};
	s->id[0] = test_identity(key);
	assert_non_null(s->id[0]);
	s->server.identities = s->id;
	s->server.n_identities = 1;
}

static void one_suite(struct setup *s, uint16_t suite)
{
	s->suite = suite;
	s->client.suites = &s->suite;
	s->client.n_suites = 1;
	uint16_t version = tls_suite_by_code(suite)->version;
	s->client.min_version = s->client.max_version = version;
}

static void setup_free(struct setup *s)
{
	tls_identity_free(s->id[0]);
}

static void expect_same_view(const struct pair *p)
{
	assert_int_equal(tls_conn_version(p->client), tls_conn_version(p->server));
	assert_ptr_equal(tls_conn_suite(p->client), tls_conn_suite(p->server));
	assert_int_equal(tls_conn_group(p->client), tls_conn_group(p->server));
	assert_true(span_eq(tls_conn_client_random(p->client), tls_conn_client_random(p->server)));
	assert_true(span_eq(tls_conn_server_random(p->client), tls_conn_server_random(p->server)));
	assert_true(span_eq(tls_conn_finished(p->client, true), tls_conn_finished(p->server, false)));
	assert_true(span_eq(tls_conn_finished(p->client, false), tls_conn_finished(p->server, true)));
	assert_int_equal(tls_conn_peer_sigalg(p->client), tls_conn_local_sigalg(p->server));
	assert_int_not_equal(tls_conn_peer_sigalg(p->client), 0);
	uint8_t a[40];
	uint8_t b[40];
	assert_int_equal(tls_export(p->client, a, sizeof a, span_str("EXPORTER-test"), span_str("ctx"), true), TLS_OK);
	assert_int_equal(tls_export(p->server, b, sizeof b, span_str("EXPORTER-test"), span_str("ctx"), true), TLS_OK);
	assert_memory_equal(a, b, sizeof a);
}

static void expect_handshake(struct setup *s, size_t step)
{
	struct pair p;
	assert_true(pair_init(&p, &s->client, &s->server));
	p.step = step;
	if (!pair_run(&p)) {
		fail_msg("client %s (%d), server %s (%d)", tls_err_name(tls_conn_error(p.client)), p.client_status,
			 tls_err_name(tls_conn_error(p.server)), p.server_status);
	}
	expect_same_view(&p);
	assert_true(pair_echo(&p, true, 1));
	assert_true(pair_echo(&p, false, 100000));
	assert_true(pair_echo(&p, true, 16384));
	pair_free(&p);
}

static void every_suite_and_key(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
		for (size_t i = 0; tls_suite_at(i) != NULL; i++) {
			const struct tls_suite *suite = tls_suite_at(i);
			bool is_rsa = keys[k][0] == 'r';
			if (is_rsa ? !suite->auth_rsa : !suite->auth_ecdsa) {
				continue;
			}
			struct setup s;
			setup_init(&s, keys[k]);
			one_suite(&s, suite->code);
			expect_handshake(&s, 0);
			setup_free(&s);
		}
	}
}

static void every_group(void **state)
{
	(void)state;
	static const uint16_t groups[] = {KX_X25519, KX_SECP256R1, KX_SECP384R1};
	for (size_t g = 0; g < 3; g++) {
		for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
			struct setup s;
			/* In TLS 1.2 the groups bound the curve of an ECDSA certificate too: RFC 8422 §5.1. */
			setup_init(&s, v == TLS_VERSION_12 ? "ed25519" : "p256");
			s.client.min_version = s.client.max_version = v;
			s.client.groups = &groups[g];
			s.client.n_groups = 1;
			expect_handshake(&s, 0);
			/* and when only the server insists: HelloRetryRequest in TLS 1.3 */
			s.client.n_groups = 0;
			s.server.groups = &groups[g];
			s.server.n_groups = 1;
			expect_handshake(&s, 0);
			setup_free(&s);
		}
	}
}

static void expect_group(struct setup *s, size_t step, enum kx_group group)
{
	struct pair p;
	expect_handshake(s, step);
	assert_true(pair_init(&p, &s->client, &s->server));
	assert_true(pair_run(&p));
	assert_int_equal(tls_conn_group(p.client), group);
	pair_free(&p);
}

/* X25519MLKEM768 is of TLS 1.3 alone: its shares, HelloRetryRequest to it, and what TLS 1.2 makes of a list with it. */
static void hybrid_group(void **state)
{
	(void)state;
	static const uint16_t hybrid_first[] = {KX_X25519MLKEM768, KX_SECP256R1};
	static const uint16_t hybrid_last[] = {KX_SECP256R1, KX_X25519MLKEM768};
	struct setup s;
	setup_init(&s, "p256");
	s.server.groups = s.client.groups = hybrid_first;
	s.server.n_groups = 2;
	s.client.n_groups = 1;
	expect_group(&s, 0, KX_X25519MLKEM768);
	expect_group(&s, 1, KX_X25519MLKEM768);
	s.client.groups = hybrid_last;
	s.client.n_groups = 2;
	s.server.n_groups = 1;
	expect_group(&s, 0, KX_X25519MLKEM768);

	s.server.n_groups = 2;
	s.client.groups = hybrid_first;
	s.client.max_version = TLS_VERSION_12;
	expect_group(&s, 0, KX_SECP256R1);
	s.client.max_version = 0;
	s.server.max_version = TLS_VERSION_12;
	expect_group(&s, 0, KX_SECP256R1);
	setup_free(&s);
}

static void one_byte_at_a_time(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		struct setup s;
		setup_init(&s, "rsa2048");
		s.client.max_version = v;
		expect_handshake(&s, 1);
		expect_handshake(&s, 7);
		s.client.max_fragment = s.server.max_fragment = 512;
		expect_handshake(&s, 0);
		setup_free(&s);
	}
}

static void client_certificates(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
		for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
			struct setup s;
			setup_init(&s, "p256");
			struct tls_identity *client = test_identity(keys[k]);
			s.client.max_version = v;
			s.client.identities = &client;
			s.client.n_identities = 1;
			s.server.options = TLS_OPT_REQUEST_CERT | TLS_OPT_REQUIRE_CERT;
			struct pair p;
			assert_true(pair_init(&p, &s.client, &s.server));
			assert_true(pair_run(&p));
			expect_same_view(&p);
			size_t n;
			struct cert *const *chain = tls_conn_peer_chain(p.server, &n);
			assert_int_equal(n, 1);
			assert_true(span_eq(cert_der(chain[0]), cert_der(tls_identity_leaf(client))));
			pair_free(&p);
			setup_free(&s);
			tls_identity_free(client);
		}
	}
}

static void missing_client_certificate(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		struct setup s;
		setup_init(&s, "p256");
		s.client.max_version = v;
		s.server.options = TLS_OPT_REQUEST_CERT;
		expect_handshake(&s, 0);
		s.server.options |= TLS_OPT_REQUIRE_CERT;
		struct pair p;
		assert_true(pair_init(&p, &s.client, &s.server));
		pair_run(&p);
		assert_int_equal(p.server_status, TLS_ST_FAILED);
		assert_int_equal(tls_conn_error(p.server),
				 v == TLS_VERSION_13 ? TLS_E_CERTIFICATE_REQUIRED : TLS_E_CERTIFICATE_REQUIRED_12);
		uint8_t b[1];
		size_t n;
		assert_int_equal(tls_read(p.client, b, 1, false, &n), TLS_ST_FAILED);
		assert_int_equal(tls_conn_peer_alert(p.client),
				 v == TLS_VERSION_13 ? ALERT_CERTIFICATE_REQUIRED : ALERT_HANDSHAKE_FAILURE);
		pair_free(&p);
		setup_free(&s);
	}
}

static void nothing_in_common(void **state)
{
	(void)state;
	struct setup s;
	setup_init(&s, "p256");
	s.client.min_version = TLS_VERSION_13;
	s.server.max_version = TLS_VERSION_12;
	struct pair p;
	assert_true(pair_init(&p, &s.client, &s.server));
	assert_false(pair_run(&p));
	assert_int_equal(tls_conn_error(p.server), TLS_E_UNSUPPORTED_VERSION);
	assert_int_equal(tls_conn_peer_alert(p.client), ALERT_PROTOCOL_VERSION);
	pair_free(&p);
	setup_free(&s);
}

static void key_updates(void **state)
{
	(void)state;
	struct setup s;
	setup_init(&s, "p256");
	struct pair p;
	assert_true(pair_init(&p, &s.client, &s.server));
	assert_true(pair_run(&p));
	for (int i = 0; i < 4; i++) {
		assert_int_equal(tls_key_update(i & 1 ? p.server : p.client, i >= 2), TLS_ST_DONE);
		assert_true(pair_echo(&p, true, 1000));
		assert_true(pair_echo(&p, false, 1000));
		assert_true(pair_echo(&p, true, 1000));
	}
	pair_free(&p);
	setup_free(&s);
}

static void close_notify_and_truncation(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct setup s;
		setup_init(&s, "p256");
		s.client.options = how == 2 ? TLS_OPT_IGNORE_UNEXPECTED_EOF : 0;
		struct pair p;
		uint8_t b[8];
		size_t n;
		assert_true(pair_init(&p, &s.client, &s.server));
		assert_true(pair_run(&p));
		if (how == 0) {
			assert_int_equal(tls_shutdown(p.server), TLS_ST_DONE);
			pair_move(&p, false);
		}
		tls_in_eof(p.client);
		enum tls_status st = tls_read(p.client, b, sizeof b, false, &n);
		assert_int_equal(st, how == 1 ? TLS_ST_FAILED : TLS_ST_CLOSED);
		assert_int_equal(tls_conn_error(p.client), how == 1 ? TLS_E_EOF_WITHOUT_CLOSE_NOTIFY : TLS_OK);
		pair_free(&p);
		setup_free(&s);
	}
}

static void idle_connections_are_small(void **state)
{
	(void)state;
	struct setup s;
	setup_init(&s, "p256");
	struct pair p;
	assert_true(pair_init(&p, &s.client, &s.server));
	assert_true(pair_run(&p));
	assert_true(pair_echo(&p, true, 30000));
	tls_conn_idle(p.client);
	tls_conn_idle(p.server);
	assert_int_equal(tls_out(p.client).len, 0);
	pair_free(&p);
	setup_free(&s);
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		struct setup s;
		setup_init(&s, "p256");
		s.client.max_version = v;
		s.server.options = TLS_OPT_REQUEST_CERT;
		long before = host_live();
		long n = 0;
		bool done = false;
		for (; !done && n < 2000; n++) {
			struct pair p;
			host_fail_after(n);
			if (!pair_init(&p, &s.client, &s.server)) {
				host_fail_after(-1);
				assert_int_equal(host_live(), before);
				continue;
			}
			done = pair_run(&p);
			bool reached = host_allocs() > n;
			host_fail_after(-1);
			if (reached && !done) {
				assert_true(p.client_status != TLS_ST_DONE || p.server_status != TLS_ST_DONE);
			}
			done = done && !reached;
			pair_free(&p);
			assert_int_equal(host_live(), before);
		}
		assert_true(n > 20 && n < 2000);
		setup_free(&s);
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_suite_and_key),
	    cmocka_unit_test(every_group),
	    cmocka_unit_test(hybrid_group),
	    cmocka_unit_test(one_byte_at_a_time),
	    cmocka_unit_test(client_certificates),
	    cmocka_unit_test(missing_client_certificate),
	    cmocka_unit_test(nothing_in_common),
	    cmocka_unit_test(key_updates),
	    cmocka_unit_test(close_notify_and_truncation),
	    cmocka_unit_test(idle_connections_are_small),
	    cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
