/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A server that keeps nothing between its HelloRetryRequest and the second hello (RFC 8446 §4.2.2): the second hello
 * goes to another connection, with and without a share to ask for, with a session to resume, and with cookies that were
 * never ours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "pair.h"
#include "tls/handshake/hs.h"
#include "tls/state/conn.h"

static struct {
	struct buffer content; /* what the cookie stands for */
	size_t cut, flip;      /* what becomes of it: bytes left, byte to change; SIZE_MAX: nothing */
	bool decline;
	struct tls_session *session;
	struct tls_session *kept; /* the server's, when it remembers its tickets, each for one use */
} jar;

static enum tls_hook_answer seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
				 struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	buf_free(&jar.content);
	return buf_append(&jar.content, content) && buf_append(out, span_str("cookie")) ? HOOK_DONE : HOOK_FAIL;
}

static enum tls_hook_answer open_cookie(void *owner, struct tls_conn *c, struct span cookie, struct buffer *content,
					struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	assert_true(span_eq(cookie, span_str("cookie")));
	if (jar.decline) {
		return HOOK_DECLINED;
	}
	struct span all = buf_span(&jar.content);
	if (!buf_append(content, span_of(all.p, jar.cut < all.len ? jar.cut : all.len))) {
		return HOOK_FAIL;
	}
	if (jar.flip < buf_len(content)) {
		buf_head(content)[jar.flip] ^= 1;
	}
	return HOOK_DONE;
}

static enum tls_hook_answer seal_ticket(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	return buf_append(out, content) ? HOOK_DONE : HOOK_FAIL;
}

static enum tls_ticket_answer open_ticket(void *owner, struct tls_conn *c, struct span ticket, struct buffer *content)
{
	(void)owner;
	(void)c;
	return buf_append(content, ticket) ? TICKET_OK : TICKET_FAIL;
}

static void keep_session(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	session_free(jar.session);
	jar.session = session_up_ref(s);
}

static void remember(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	session_free(jar.kept);
	jar.kept = session_up_ref(s);
}

static enum tls_hook_answer look_up(void *owner, struct tls_conn *c, struct span id, struct tls_session **out,
				    struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	if (jar.kept == NULL || !span_eq(id, span_of(jar.kept->id, jar.kept->id_len))) {
		return HOOK_DECLINED;
	}
	*out = session_up_ref(jar.kept);
	return HOOK_DONE;
}

static bool use_up(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	if (jar.kept != s) {
		return false;
	}
	session_free(jar.kept);
	jar.kept = NULL;
	return true;
}

static void set_hooks(struct pair *p)
{
	p->server_hooks.session_new = remember;
	p->server_hooks.session_lookup = look_up;
	p->server_hooks.session_remove = use_up;
	p->server_hooks.cookie_seal = seal;
	p->server_hooks.cookie_open = open_cookie;
	p->server_hooks.ticket_seal = seal_ticket;
	p->server_hooks.ticket_open = open_ticket;
	p->client_hooks.session_new = keep_session;
}

struct run {
	struct pair p;
	struct tls_settings client, server;
	struct tls_identity *id[1];
};

static void forget_sessions(void)
{
	session_free(jar.session);
	session_free(jar.kept);
	jar.session = jar.kept = NULL;
}

static void run_init(struct run *r)
{
	buf_free(&jar.content);
	jar.cut = jar.flip = SIZE_MAX;
	jar.decline = false;
	*r = (struct run){.id = {test_identity("p256")}};
	r->client = (struct tls_settings){.min_version = TLS_VERSION_13};
	r->server = (struct tls_settings){.identities = r->id, .n_identities = 1, .n_tickets = 1};
}

static void run_free(struct run *r)
{
	pair_free(&r->p);
	tls_identity_free(r->id[0]);
}

/* forget puts a fresh, stateless server in the place of the one that there is. */
static bool forget(struct run *r)
{
	struct tls_config *cfg = NULL;
	if (tls_config_new(&cfg, &r->server) != TLS_OK) {
		return false;
	}
	tls_conn_free(r->p.server);
	r->p.server = tls_conn_new(cfg, TLS_SERVER, &r->p.server_hooks, &r->p);
	tls_config_free(cfg);
	if (r->p.server != NULL) {
		tls_conn_set_stateless(r->p.server);
	}
	return r->p.server != NULL;
}

/* first carries both ends to where the client has answered the HelloRetryRequest. */
static bool first(struct run *r)
{
	if (!pair_init(&r->p, &r->client, &r->server)) {
		return false;
	}
	set_hooks(&r->p);
	if (jar.session != NULL) {
		tls_conn_set_session(r->p.client, jar.session);
	}
	if (!forget(r) || tls_handshake(r->p.client) != TLS_ST_WANT_IN) {
		return false;
	}
	pair_move(&r->p, true);
	if (tls_handshake(r->p.server) != TLS_ST_LATER || tls_conn_later(r->p.server) != LATER_COOKIE) {
		return false;
	}
	/* and it says so again */
	assert_int_equal(tls_handshake(r->p.server), TLS_ST_LATER);
	assert_false(tls_conn_cookie_accepted(r->p.server));
	pair_move(&r->p, false);
	return tls_handshake(r->p.client) == TLS_ST_WANT_IN;
}

static const uint16_t p384[] = {KX_SECP384R1};

static void another_connection_goes_on(void **state)
{
	(void)state;
	for (int retry = 0; retry < 2; retry++) {
		for (int resumed = 0; resumed < 2; resumed++) {
			struct run r;
			run_init(&r);
			if (retry) { /* the client's share is of another group */
				r.server.groups = p384;
				r.server.n_groups = 1;
			}
			assert_true(first(&r));
			assert_true(forget(&r));
			assert_true(pair_run(&r.p));
			assert_true(tls_conn_cookie_accepted(r.p.server));
			assert_int_equal(tls_conn_resumed(r.p.client), resumed);
			assert_int_equal(tls_conn_resumed(r.p.server), resumed);
			assert_int_equal(tls_conn_group(r.p.server), retry ? KX_SECP384R1 : KX_X25519);
			assert_true(pair_echo(&r.p, true, 1000) && pair_echo(&r.p, false, 1000));
			run_free(&r);
			assert_non_null(jar.session);
		}
		forget_sessions();
	}
}

/* A server that takes early data remembers its tickets, each for one use, which the first of two hellos is not. */
static void a_ticket_serves_the_second_hello(void **state)
{
	(void)state;
	for (int resumed = 0; resumed < 2; resumed++) {
		struct run r;
		run_init(&r);
		r.server.max_early_data = 1000;
		assert_true(first(&r));
		assert_int_equal(jar.kept != NULL, resumed);
		assert_true(forget(&r));
		assert_true(pair_run(&r.p));
		assert_int_equal(tls_conn_resumed(r.p.client), resumed);
		assert_int_equal(tls_conn_resumed(r.p.server), resumed);
		assert_true(pair_echo(&r.p, false, 1000)); /* takes the ticket along */
		run_free(&r);
	}
	forget_sessions();
}

/* Another connection may use the ticket up between the hellos: the suite is still the one that was agreed on. */
static void a_ticket_that_is_gone_by_the_second_hello(void **state)
{
	(void)state;
	static const uint16_t sha256_alone[] = {0x1301}, sha384_first[] = {0x1302, 0x1301};
	for (int gone = 0; gone < 2; gone++) {
		struct run r;
		run_init(&r);
		r.server.max_early_data = 1000;
		r.client.suites = gone ? sha384_first : sha256_alone;
		r.client.n_suites = gone ? 2 : 1;
		assert_true(first(&r));
		if (gone) {
			assert_true(use_up(NULL, NULL, jar.kept));
		}
		assert_true(forget(&r));
		assert_true(pair_run(&r.p));
		assert_false(tls_conn_resumed(r.p.server));
		assert_int_equal(tls_conn_suite(r.p.server)->code, 0x1301);
		assert_true(pair_echo(&r.p, false, 1000));
		run_free(&r);
	}
	forget_sessions();
}

/* A cookie that is too old, say: the second hello is a first one, and a client refuses a second HelloRetryRequest. */
static void a_cookie_that_is_none(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	assert_true(first(&r));
	assert_true(forget(&r));
	jar.decline = true;
	assert_false(pair_run(&r.p));
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_SECOND_HELLO_RETRY);
	run_free(&r);
}

static void contents_that_were_never_sealed(void **state)
{
	(void)state;
	size_t len = 1 + 2 + 2 + 1 + 48 + HASH_MAX_LEN;
	for (size_t at = 0; at < 2 * len; at++) {
		struct run r;
		run_init(&r);
		assert_true(first(&r));
		assert_true(forget(&r));
		len = buf_len(&jar.content);
		*(at < len ? &jar.cut : &jar.flip) = at % len;
		assert_false(pair_run(&r.p));
		enum tls_err e = tls_conn_error(r.p.server);
		if (at < len) {
			assert_int_equal(e, TLS_E_BAD_COOKIE);
		} else {
			assert_true(e != TLS_OK || tls_conn_error(r.p.client) != TLS_OK);
		}
		run_free(&r);
	}
}

static void tls12_has_no_cookies(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	r.client.min_version = 0;
	r.client.max_version = TLS_VERSION_12;
	assert_true(pair_init(&r.p, &r.client, &r.server));
	set_hooks(&r.p);
	assert_true(forget(&r));
	assert_true(pair_run(&r.p));
	assert_false(tls_conn_cookie_accepted(r.p.server));
	run_free(&r);
}

static void every_allocation_fails(void **state)
{
	(void)state;
	for (long at = 0;; at++) {
		struct run r;
		run_init(&r);
		host_fail_after(at);
		bool done = first(&r) && forget(&r) && pair_run(&r.p);
		bool failed = host_allocs() > at;
		host_fail_after(-1);
		run_free(&r);
		forget_sessions();
		if (!failed) {
			assert_true(done);
			break;
		}
	}
	buf_free(&jar.content);
	assert_int_equal(host_live(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(another_connection_goes_on),
	    cmocka_unit_test(a_ticket_serves_the_second_hello),
	    cmocka_unit_test(a_ticket_that_is_gone_by_the_second_hello),
	    cmocka_unit_test(a_cookie_that_is_none),
	    cmocka_unit_test(contents_that_were_never_sealed),
	    cmocka_unit_test(tls12_has_no_cookies),
	    cmocka_unit_test(every_allocation_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
