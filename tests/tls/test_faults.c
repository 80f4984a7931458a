/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Faults from outside, each at every place where it can come, over every kind of handshake: the stream cut in two at
 * each byte, its end at each byte, each allocation failing, each random number failing, the clock jumping. Whatever
 * happens, a handshake is done on both ends with one view, or it fails; and nothing is left allocated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "pair.h"
#include "rng_seed.h"

/* ---- kinds of handshake ------------------------------------------------------------------------------------------ */

static const uint16_t p256_only[] = {KX_SECP256R1}, x25519_first[] = {KX_X25519, KX_SECP256R1};

static const struct kind {
	const char *name;
	uint16_t version;
	bool client_cert, retry, resumed;
} kinds[] = {
    {"1.2 full", TLS_VERSION_12, false, false, false},
    {"1.2 client certificate", TLS_VERSION_12, true, false, false},
    {"1.2 resumed", TLS_VERSION_12, false, false, true},
    {"1.3 full", TLS_VERSION_13, false, false, false},
    {"1.3 client certificate", TLS_VERSION_13, true, false, false},
    {"1.3 retry", TLS_VERSION_13, false, true, false},
    {"1.3 resumed", TLS_VERSION_13, false, false, true},
    {"1.3 resumed after retry", TLS_VERSION_13, false, true, true},
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static struct tls_identity *identity;
static struct tls_session *session; /* the client's latest */
static int64_t client_clock, server_clock;

static int64_t client_now(void *owner)
{
	(void)owner;
	return client_clock;
}

static int64_t server_now(void *owner)
{
	(void)owner;
	return server_clock;
}

static void keep(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	session_free(session);
	session = session_up_ref(s);
}

/* Tickets are their content behind one letter. */
/* open_pair: false when memory is out. The session, if there is one, is offered; new ones are kept when keep_new. All
 * random bytes are the same each time, so that signatures have the same length. */
static bool open_pair(struct pair *p, const struct kind *k, bool keep_new)
{
	rng_seed(7);
	struct tls_settings client = {.min_version = k->version, .max_version = k->version};
	struct tls_settings server = {.identities = &identity, .n_identities = 1, .n_tickets = 1};
	client.groups = x25519_first;
	client.n_groups = 2;
	if (k->client_cert) {
		client.identities = &identity;
		client.n_identities = 1;
		server.options = TLS_OPT_REQUEST_CERT | TLS_OPT_REQUIRE_CERT;
	}
	if (k->retry) {
		server.groups = p256_only;
		server.n_groups = 1;
	}
	if (!pair_init(p, &client, &server)) {
		return false;
	}
	p->client_hooks.now_ms = client_now;
	p->server_hooks.now_ms = server_now;
	p->client_hooks.session_new = keep_new ? keep : NULL;
	p->server_hooks.ticket_seal = plain_ticket_seal;
	p->server_hooks.ticket_open = plain_ticket_open;
	tls_conn_set_session(p->client, session);
	return true;
}

static void begin(const struct kind *k)
{
	host_fail_after(-1);
	client_clock = server_clock = INT64_C(1800000000000);
	identity = test_identity("p256");
	assert_non_null(identity);
	session = NULL;
	if (k->resumed) {
		struct pair p;
		assert_true(open_pair(&p, k, true));
		assert_true(pair_run(&p));
		assert_true(pair_echo(&p, false, 1)); /* takes the tickets along */
		pair_free(&p);
		assert_non_null(session);
	}
}

static void end(void)
{
	host_fail_after(-1);
	session_free(session);
	session = NULL;
	tls_identity_free(identity);
}

static void expect_one_view(const struct kind *k, struct pair *p)
{
	if (!span_eq(tls_conn_finished(p->client, true), tls_conn_finished(p->server, false)) ||
	    !span_eq(tls_conn_finished(p->client, false), tls_conn_finished(p->server, true)) ||
	    tls_conn_resumed(p->client) != tls_conn_resumed(p->server)) {
		fail_msg("%s: both ends are done and do not agree", k->name);
	}
}

/* ---- the stream ---------------------------------------------------------------------------------------------------
 */

/* Where a direction's stream is cut; passed counts what went through. */
struct cut {
	bool from_client, ends;
	size_t at, passed;
};

static void feed(struct tls_conn *to, struct span bytes)
{
	while (bytes.len != 0) {
		uint8_t *space;
		size_t n = tls_in_space(to, &space, true);
		if (n == 0) {
			return; /* it failed, or memory is out */
		}
		n = n < bytes.len ? n : bytes.len;
		memcpy(space, bytes.p, n);
		tls_in_commit(to, n);
		bytes = span_of(bytes.p + n, bytes.len - n);
	}
}

/* carry: one move of what waits; the cut stops it once at its place, or for good. */
static size_t carry(struct pair *p, bool from_client, struct cut *cut)
{
	struct tls_conn *from = from_client ? p->client : p->server, *to = from_client ? p->server : p->client;
	struct span out = tls_out(from);
	size_t n = out.len;
	if (cut->from_client == from_client) {
		if (cut->passed < cut->at && cut->passed + n > cut->at) {
			n = cut->at - cut->passed;
		} else if (cut->ends && cut->passed >= cut->at) {
			tls_in_eof(to);
			tls_out_consume(from, n);
			return 0;
		}
		cut->passed += n;
	}
	feed(to, span_of(out.p, n));
	tls_out_consume(from, n);
	return n;
}

static bool run_cut(struct pair *p, struct cut *cut)
{
	for (int idle = 0; idle < 3;) {
		p->client_status = tls_handshake(p->client);
		size_t moved = carry(p, true, cut);
		p->server_status = tls_handshake(p->server);
		moved += carry(p, false, cut);
		idle = moved == 0 ? idle + 1 : 0;
	}
	return p->client_status == TLS_ST_DONE && p->server_status == TLS_ST_DONE;
}

static size_t stream_len(const struct kind *k, bool from_client)
{
	struct pair p;
	struct cut none = {.from_client = from_client, .at = SIZE_MAX};
	assert_true(open_pair(&p, k, false));
	assert_true(run_cut(&p, &none));
	pair_free(&p);
	return none.passed;
}

static void the_stream_is_cut_at_every_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_KINDS; i++) {
		begin(&kinds[i]);
		for (int from_client = 0; from_client < 2; from_client++) {
			size_t len = stream_len(&kinds[i], from_client);
			for (size_t at = 1; at < len; at++) {
				struct pair p;
				struct cut cut = {.from_client = from_client, .at = at};
				assert_true(open_pair(&p, &kinds[i], false));
				if (!run_cut(&p, &cut)) {
					fail_msg("%s: cut at byte %zu from the %s: client %s, server %s", kinds[i].name,
						 at, from_client ? "client" : "server",
						 tls_err_name(tls_conn_error(p.client)),
						 tls_err_name(tls_conn_error(p.server)));
				}
				expect_one_view(&kinds[i], &p);
				assert_int_equal(tls_conn_resumed(p.client), kinds[i].resumed);
				pair_free(&p);
			}
		}
		end();
	}
}

static void the_stream_ends_at_every_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_KINDS; i++) {
		begin(&kinds[i]);
		for (int from_client = 0; from_client < 2; from_client++) {
			size_t len = stream_len(&kinds[i], from_client);
			long live = host_live();
			for (size_t at = 0; at < len; at++) {
				struct pair p;
				struct cut cut = {.from_client = from_client, .ends = true, .at = at};
				assert_true(open_pair(&p, &kinds[i], false));
				bool both = run_cut(&p, &cut);
				enum tls_status reader = from_client ? p.server_status : p.client_status;
				/* A server's tickets come when its client is done already: their loss is none. */
				if (both ? from_client || kinds[i].version != TLS_VERSION_13
					 : reader == TLS_ST_DONE || reader == TLS_ST_WANT_IN) {
					fail_msg("%s: the %s's stream ended at byte %zu of %zu and the other end is %s",
						 kinds[i].name, from_client ? "client" : "server", at, len,
						 both ? "content" : "still there");
				}
				if (both) {
					expect_one_view(&kinds[i], &p);
				}
				pair_free(&p);
				assert_int_equal(host_live(), live);
			}
		}
		end();
	}
}

/* ---- memory and randomness ----------------------------------------------------------------------------------------
 */

static void every_allocation_fails(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_KINDS; i++) {
		begin(&kinds[i]);
		long live = host_live(), n = 0;
		bool reached = true;
		for (; reached && n < 4000; n++) {
			struct pair p;
			host_fail_after(n);
			bool opened = open_pair(&p, &kinds[i], false);
			bool done = opened && pair_run(&p);
			reached = host_allocs() > n;
			host_fail_after(-1);
			assert_true(done || reached);
			if (done) {
				expect_one_view(&kinds[i], &p);
			}
			if (opened) {
				pair_free(&p);
			}
			assert_int_equal(host_live(), live);
		}
		assert_in_range(n, 20, 3999);
		end();
	}
}

/* The system's randomness fails and stays away: no handshake that needed it is done. */
static void every_random_number_fails(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_KINDS; i++) {
		begin(&kinds[i]);
		bool failed = true;
		long n = 0;
		for (; failed && n < 100; n++) {
			struct pair p;
			assert_true(open_pair(&p, &kinds[i], false));
			rng_fail_after(n);
			bool done = pair_run(&p);
			failed = rng_calls() > n;
			if (failed) {
				enum tls_err c = tls_conn_error(p.client), s = tls_conn_error(p.server);
				/* Tickets come when all is done: without randomness, none do, or the server says so. */
				if (c != TLS_E_RANDOM && s != TLS_E_RANDOM) {
					fail_msg("%s: random number %ld failed; %s, client %s, server %s",
						 kinds[i].name, n, done ? "both are done" : "not done", tls_err_name(c),
						 tls_err_name(s));
				}
			} else {
				assert_true(done);
			}
			pair_free(&p);
		}
		assert_in_range(n, 4, 99);
		rng_fail_after(-1);
		end();
	}
}

/* ---- time ---------------------------------------------------------------------------------------------------------
 */

static void clocks_jump(void **state)
{
	(void)state;
	static const int64_t jumps[] = {0,
					1,
					-1,
					60000,
					-60000,
					INT64_C(1800000000000),
					-INT64_C(1799999999999),
					INT64_MAX - INT64_C(1800000000000),
					INT64_MIN + 1};
	for (size_t i = 0; i < N_KINDS; i++) {
		for (size_t c = 0; c < sizeof jumps / sizeof jumps[0]; c++) {
			for (size_t s = 0; s < sizeof jumps / sizeof jumps[0]; s++) {
				struct pair p;
				begin(&kinds[i]);
				client_clock = (int64_t)((uint64_t)client_clock + (uint64_t)jumps[c]);
				server_clock = (int64_t)((uint64_t)server_clock + (uint64_t)jumps[s]);
				assert_true(open_pair(&p, &kinds[i], false));
				/* Resumed or not, it is done: there is no verifier here, whom the time would concern.
				 */
				if (!pair_run(&p)) {
					fail_msg("%s: jumps %zu and %zu: client %s, server %s", kinds[i].name, c, s,
						 tls_err_name(tls_conn_error(p.client)),
						 tls_err_name(tls_conn_error(p.server)));
				}
				expect_one_view(&kinds[i], &p);
				pair_free(&p);
				end();
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_stream_is_cut_at_every_byte),
	    cmocka_unit_test(the_stream_ends_at_every_byte),
	    cmocka_unit_test(every_allocation_fails),
	    cmocka_unit_test(every_random_number_fails),
	    cmocka_unit_test(clocks_jump),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
