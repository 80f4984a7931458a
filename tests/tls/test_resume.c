/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Resumption between two engines in memory: tickets and ids, both versions, and every reason for a full handshake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "pair.h"

/* A server's memory: sessions by id, tickets that are their content with one byte in front; and a client's. */
struct world {
	struct tls_session *kept[8];
	size_t n_kept;
	struct tls_session *client_session;
	int64_t now;
	bool spoil_ticket, renew;
	unsigned lookups, opened;
};

static struct world w;

static int64_t now(void *owner)
{
	(void)owner;
	return w.now;
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
	assert_true(w.n_kept < 8);
	w.kept[w.n_kept++] = session_up_ref(s);
}

static enum tls_hook_answer lookup(void *owner, struct tls_conn *c, struct span id, struct tls_session **out,
				   struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	w.lookups++;
	for (size_t i = 0; i < w.n_kept; i++) {
		if (span_eq(id, span_of(w.kept[i]->id, w.kept[i]->id_len))) {
			*out = session_up_ref(w.kept[i]);
			return HOOK_DONE;
		}
	}
	return HOOK_DECLINED;
}

static enum tls_ticket_answer unseal(void *owner, struct tls_conn *c, struct span ticket, struct buffer *content)
{
	enum tls_ticket_answer a = plain_ticket_open(owner, c, ticket, content);
	if (a != TICKET_OK) {
		return a;
	}
	w.opened++;
	if (w.spoil_ticket) {
		buf_head(content)[buf_len(content) / 2] ^= 1;
		buf_head(content)[0] = 99;
	}
	return w.renew ? TICKET_OK_RENEW : TICKET_OK;
}

struct run {
	struct tls_settings client, server;
	struct tls_identity *id[1];
	bool tickets;
	const char *name;
};

static void run_init(struct run *r, uint16_t version, bool tickets)
{
	*r = (struct run){.tickets = tickets};
	r->id[0] = test_identity("p256");
	assert_non_null(r->id[0]);
	r->server.identities = r->id;
	r->server.n_identities = 1;
	r->server.n_tickets = 2;
	r->client.max_version = version;
	if (!tickets) {
		r->server.options = TLS_OPT_NO_TICKET | TLS_OPT_STATEFUL_TICKETS;
	}
	w = (struct world){.now = INT64_C(1800000000000)};
}

static void run_free(struct run *r)
{
	tls_identity_free(r->id[0]);
	for (size_t i = 0; i < w.n_kept; i++) {
		session_free(w.kept[i]);
	}
	session_free(w.client_session);
	w = (struct world){.now = 0};
}

/* One connection, offering the session if there is one. Returns whether both ends call it resumed. */
static bool connect_once(struct run *r, bool expect_success)
{
	struct pair p;
	assert_true(pair_init(&p, &r->client, &r->server));
	p.client_hooks.now_ms = p.server_hooks.now_ms = now;
	p.client_hooks.session_new = client_new;
	p.server_hooks.session_new = server_new;
	p.server_hooks.session_lookup = lookup;
	if (r->tickets) {
		p.server_hooks.ticket_seal = plain_ticket_seal;
		p.server_hooks.ticket_open = unseal;
	}
	if (r->name != NULL) {
		assert_int_equal(tls_conn_set_server_name(p.client, r->name), TLS_OK);
	}
	tls_conn_set_session(p.client, w.client_session);
	bool ok = pair_run(&p);
	if (ok != expect_success) {
		fail_msg("client %s, server %s", tls_err_name(tls_conn_error(p.client)),
			 tls_err_name(tls_conn_error(p.server)));
	}
	bool resumed = false;
	if (ok) {
		assert_true(pair_echo(&p, false, 5000)); /* takes TLS 1.3's tickets along */
		assert_true(pair_echo(&p, true, 5000));
		resumed = tls_conn_resumed(p.client);
		assert_int_equal(resumed, tls_conn_resumed(p.server));
		size_t n;
		tls_conn_peer_chain(p.client, &n);
		assert_int_equal(n, 1);
	}
	pair_free(&p);
	return resumed;
}

/* A client that wants no tickets does not offer one either, nor an id that stands for it. */
static void tickets_turned_off(void **state)
{
	(void)state;
	struct run r;
	run_init(&r, TLS_VERSION_12, true);
	assert_false(connect_once(&r, true));
	r.client.options = TLS_OPT_NO_TICKET;
	struct pair p;
	assert_true(pair_init(&p, &r.client, &r.server));
	p.client_hooks.now_ms = p.server_hooks.now_ms = now;
	tls_conn_set_session(p.client, w.client_session);
	assert_int_equal(tls_handshake(p.client), TLS_ST_WANT_IN);
	assert_int_equal(tls_out(p.client).p[5 + 38], 0); /* the length of the session id */
	pair_free(&p);
	run_free(&r);
}

static void resumes(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		for (int tickets = 0; tickets < 2; tickets++) {
			struct run r;
			run_init(&r, v, tickets);
			r.name = "p256.test";
			assert_false(connect_once(&r, true));
			assert_non_null(w.client_session);
			assert_int_equal(w.client_session->ticket_len != 0, tickets || v == TLS_VERSION_13);
			assert_true(connect_once(&r, true));
			assert_true(connect_once(&r, true));
			assert_true(tickets ? w.opened > 0 : w.lookups > 0);
			run_free(&r);
		}
	}
}

static void resumes_over_hello_retry(void **state)
{
	(void)state;
	static const uint16_t p384[] = {KX_SECP384R1};
	struct run r;
	run_init(&r, TLS_VERSION_13, true);
	r.server.groups = p384;
	r.server.n_groups = 1;
	assert_false(connect_once(&r, true));
	assert_true(connect_once(&r, true));
	run_free(&r);
}

static void renewed_tickets_work(void **state)
{
	(void)state;
	struct run r;
	run_init(&r, TLS_VERSION_12, true);
	assert_false(connect_once(&r, true));
	struct tls_session *first = w.client_session;
	w.renew = true;
	assert_true(connect_once(&r, true));
	assert_ptr_not_equal(first, w.client_session);
	assert_true(connect_once(&r, true));
	run_free(&r);
}

static void full_handshake_when_it_does_not_fit(void **state)
{
	(void)state;
	static const uint16_t other_12[] = {0xc02c};
	static const uint16_t other_13[] = {0x1302};
	static const uint16_t first_12[] = {0xc02b, 0xc02c};
	static const uint16_t first_13[] = {0x1301, 0x1302};
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		for (int why = 0; why < 5; why++) {
			struct run r;
			run_init(&r, v, true);
			r.client.suites = v == TLS_VERSION_12 ? first_12 : first_13;
			r.client.n_suites = 2;
			r.name = "one.test";
			assert_false(connect_once(&r, true));
			switch (why) {
			case 0:
				w.spoil_ticket = true;
				break;
			case 1:
				w.now += 8 * INT64_C(3600) * 1000; /* past the timeout of two hours */
				break;
			case 2:
				r.name = "two.test";
				break;
			case 3:
				r.server.session_context = span_str("another");
				break;
			default:
				r.server.suites = v == TLS_VERSION_12 ? other_12 : other_13;
				r.server.n_suites = 1;
				break;
			}
			assert_false(connect_once(&r, true));
			run_free(&r);
		}
	}
}

/* Found by fuzz/fuzz_ticket.c: a server's session, of a ticket or of a program's cache, whose secret no handshake made.
 */
static void a_secret_of_another_length_is_left_alone(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		for (int longer = 0; longer < 2; longer++) {
			struct run r;
			run_init(&r, v, false);
			assert_false(connect_once(&r, true));
			for (size_t i = 0; i < w.n_kept; i++) {
				/* a copy: the client may have the same one */
				struct tls_session *s = session_copy(w.kept[i]);
				session_free(w.kept[i]);
				w.kept[i] = s;
				s->secret.len = longer ? SECRET_MAX : 15;
			}
			assert_false(connect_once(&r, true));
			run_free(&r);
		}
	}
}

/* Found by fuzz/fuzz_ticket.c: sums of a session's times that go beyond the type. */
static void any_time_will_do(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		for (int how = 0; how < 3; how++) {
			struct run r;
			run_init(&r, v, false);
			assert_false(connect_once(&r, true));
			for (size_t i = 0; i < w.n_kept; i++) {
				struct tls_session *s = session_copy(w.kept[i]);
				session_free(w.kept[i]);
				w.kept[i] = s;
				s->time_ms = how == 0 ? INT64_MIN : how == 1 ? INT64_MAX : s->time_ms;
				s->timeout = INT64_MAX;
			}
			/* what may be used for ever is of use, unless it is still to be made */
			assert_int_equal(connect_once(&r, true), how != 1);
			run_free(&r);
		}
	}
}

/* In a ticket there are 32 bits for the time that a session lasts. */
static void a_ticket_lasts_as_long_as_its_session(void **state)
{
	(void)state;
	static const int64_t timeouts[] = {-1, 1, INT64_C(1) << 32};
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		for (size_t i = 0; i < 3; i++) {
			struct run r;
			run_init(&r, v, true);
			r.server.session_timeout = timeouts[i];
			assert_false(connect_once(&r, true));
			if (v == TLS_VERSION_13) {
				assert_int_equal(w.client_session != NULL, timeouts[i] > 0);
			}
			w.now += 2000;
			assert_int_equal(connect_once(&r, true), i == 2);
			run_free(&r);
		}
	}
}

static void wrong_secret_is_found_out(void **state)
{
	(void)state;
	struct run r;
	run_init(&r, TLS_VERSION_13, true);
	assert_false(connect_once(&r, true));
	w.client_session->secret.b[0] ^= 1; /* the binder is then wrong */
	connect_once(&r, false);
	run_free(&r);
	run_init(&r, TLS_VERSION_12, true);
	assert_false(connect_once(&r, true));
	w.client_session->secret.b[0] ^= 1; /* the server's Finished does not open */
	connect_once(&r, false);
	run_free(&r);
}

static void nothing_without_extended_master_secret(void **state)
{
	(void)state;
	for (int tickets = 0; tickets < 2; tickets++) {
		struct run r;
		run_init(&r, TLS_VERSION_12, tickets);
		r.client.options = TLS_OPT_NO_EMS;
		assert_false(connect_once(&r, true));
		assert_null(w.client_session);
		assert_int_equal(w.n_kept, 0);
		run_free(&r);
	}
}

static void client_certificates_come_along(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		struct run r;
		run_init(&r, v, true);
		r.client.identities = r.id;
		r.client.n_identities = 1;
		assert_false(connect_once(&r, true));
		r.server.options |= TLS_OPT_REQUEST_CERT | TLS_OPT_REQUIRE_CERT;
		assert_false(connect_once(&r, true)); /* the first session has no client certificate */
		assert_true(connect_once(&r, true));
		run_free(&r);
	}
}

/* A key of the program's: as a session that no connection made, under a name (RFC 8446 §4.2.11). */
static struct {
	const char *name;
	uint16_t suite, version;
	uint8_t secret;
	unsigned used, found;
	enum hash_id hash;
} key;

static struct tls_session *external(uint8_t secret)
{
	struct tls_session *s = session_new();
	assert_non_null(s);
	s->external = true;
	s->version = key.version;
	s->suite = key.suite;
	s->time_ms = w.now;
	s->timeout = 100;
	secret_set(&s->secret, span_of((const uint8_t[32]){secret, 2, 3}, 32));
	assert_true(session_set_ticket(s, span_str(key.name)));
	return s;
}

static enum tls_hook_answer use_key(void *owner, struct tls_conn *c, enum hash_id hash, struct tls_session **out,
				    struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	key.used++;
	key.hash = hash;
	*out = external(1);
	return HOOK_DONE;
}

static enum tls_hook_answer find_key(void *owner, struct tls_conn *c, struct span identity, struct tls_session **out,
				     struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	if (!span_eq(identity, span_str("name"))) {
		return HOOK_DECLINED;
	}
	key.found++;
	*out = external(key.secret);
	return HOOK_DONE;
}

/* with_key connects with both hooks in place; *resumed tells what both ends say. */
static bool with_key(struct run *r, bool *resumed)
{
	struct pair p;
	assert_true(pair_init(&p, &r->client, &r->server));
	p.client_hooks.now_ms = p.server_hooks.now_ms = now;
	p.client_hooks.session_new = client_new;
	p.client_hooks.psk_use = use_key;
	p.server_hooks.psk_find = find_key;
	p.server_hooks.ticket_seal = plain_ticket_seal;
	p.server_hooks.ticket_open = unseal;
	tls_conn_set_session(p.client, w.client_session);
	bool ok = pair_run(&p);
	if (ok) {
		assert_true(pair_echo(&p, false, 500) && pair_echo(&p, true, 500));
		*resumed = tls_conn_resumed(p.client);
		assert_int_equal(*resumed, tls_conn_resumed(p.server));
	}
	pair_free(&p);
	return ok;
}

static void keys_of_the_program(void **state)
{
	(void)state;
	static const uint16_t p384[] = {KX_SECP384R1};
	struct run r;
	bool resumed;
	run_init(&r, TLS_VERSION_13, true);
	/* without any certificate */
	key.name = "name";
	key.suite = 0x1301;
	key.version = TLS_VERSION_13;
	key.secret = 1;
	r.server.n_identities = 0;
	assert_true(with_key(&r, &resumed) && resumed);
	assert_true(key.used == 1 && key.found == 1 && key.hash == HASH_NONE);
	/* the ticket that came of it goes first, the key second */
	assert_non_null(w.client_session);
	assert_false(w.client_session->external);
	assert_true(with_key(&r, &resumed) && resumed);
	assert_true(key.used == 2 && key.found == 1);
	/* the ticket is not known any more: the key still is */
	w.client_session->ticket[0] = 'X';
	assert_true(with_key(&r, &resumed) && resumed);
	assert_true(key.used == 3 && key.found == 2);
	/* over HelloRetryRequest, where the hook hears of the hash */
	r.server.groups = p384;
	r.server.n_groups = 1;
	session_free(w.client_session);
	w.client_session = NULL;
	assert_true(with_key(&r, &resumed) && resumed);
	assert_int_equal(key.hash, HASH_SHA256);
	/* another secret: the binder shows it; a name that is not known: no key, and no certificate */
	session_free(w.client_session);
	w.client_session = NULL;
	key.secret = 9;
	assert_false(with_key(&r, &resumed));
	key.secret = 1;
	key.name = "nobody";
	assert_false(with_key(&r, &resumed));
	r.server.n_identities = 1;
	assert_true(with_key(&r, &resumed) && !resumed);
	/* what is no key for TLS 1.3 */
	session_free(w.client_session);
	w.client_session = NULL;
	key.suite = 0xc02b;
	assert_false(with_key(&r, &resumed));
	key.suite = 0x1301;
	key.version = TLS_VERSION_12;
	assert_false(with_key(&r, &resumed));
	run_free(&r);
}

/* RFC 8446 §4.1.4: a key whose hash is another than that of the HelloRetryRequest is passed over. */
static bool second_look;

static enum tls_hook_answer find_changing_key(void *owner, struct tls_conn *c, struct span identity,
					      struct tls_session **out, struct tls_hook_fault *fault)
{
	key.suite = second_look ? 0x1302 : 0x1301;
	second_look = true;
	return find_key(owner, c, identity, out, fault);
}

static void a_key_of_another_hash_is_passed_over(void **state)
{
	(void)state;
	static const uint16_t p384[] = {KX_SECP384R1};
	struct run r;
	struct pair p;
	run_init(&r, TLS_VERSION_13, true);
	r.server.groups = p384;
	r.server.n_groups = 1;
	key.name = "name";
	key.suite = 0x1301;
	key.version = TLS_VERSION_13;
	key.secret = 1;
	key.found = 0;
	second_look = false;
	assert_true(pair_init(&p, &r.client, &r.server));
	p.client_hooks.now_ms = p.server_hooks.now_ms = now;
	p.client_hooks.psk_use = use_key;
	p.server_hooks.psk_find = find_changing_key;
	assert_true(pair_run(&p));
	assert_int_equal(key.found, 2);
	assert_false(tls_conn_resumed(p.client) || tls_conn_resumed(p.server));
	pair_free(&p);
	run_free(&r);
}

/* What a ticket cannot hold is not resumed, and nothing else comes of it. */
static void fill_too_much(void *owner, struct tls_conn *c, struct tls_session *s)
{
	static uint8_t leaf[70000];
	(void)owner;
	(void)c;
	assert_true(session_set_peer_chain(s, span_of(leaf, sizeof leaf)));
}

static void a_session_too_long_for_a_ticket_gets_none(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		struct run r;
		struct pair p;
		run_init(&r, v, true);
		assert_true(pair_init(&p, &r.client, &r.server));
		p.client_hooks.now_ms = p.server_hooks.now_ms = now;
		p.client_hooks.session_new = client_new;
		p.server_hooks.session_fill = fill_too_much;
		p.server_hooks.ticket_seal = plain_ticket_seal;
		assert_true(pair_run(&p));
		assert_true(pair_echo(&p, false, 500) && pair_echo(&p, true, 500));
		assert_true(w.client_session == NULL || w.client_session->ticket_len == 0);
		pair_free(&p);
		run_free(&r);
	}
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	for (uint16_t v = TLS_VERSION_12; v <= TLS_VERSION_13; v++) {
		struct run r;
		run_init(&r, v, true);
		assert_false(connect_once(&r, true));
		long before = host_live();
		bool reached = true;
		for (long n = 0; reached && n < 2000; n++) {
			struct pair p;
			host_fail_after(n);
			if (pair_init(&p, &r.client, &r.server)) {
				p.client_hooks.now_ms = p.server_hooks.now_ms = now;
				p.server_hooks.ticket_seal = plain_ticket_seal;
				p.server_hooks.ticket_open = unseal;
				tls_conn_set_session(p.client, w.client_session);
				pair_run(&p);
				pair_free(&p);
			}
			reached = host_allocs() > n;
			host_fail_after(-1);
			assert_int_equal(host_live(), before);
		}
		assert_false(reached);
		run_free(&r);
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(resumes),
	    cmocka_unit_test(tickets_turned_off),
	    cmocka_unit_test(resumes_over_hello_retry),
	    cmocka_unit_test(renewed_tickets_work),
	    cmocka_unit_test(full_handshake_when_it_does_not_fit),
	    cmocka_unit_test(a_secret_of_another_length_is_left_alone),
	    cmocka_unit_test(any_time_will_do),
	    cmocka_unit_test(a_ticket_lasts_as_long_as_its_session),
	    cmocka_unit_test(wrong_secret_is_found_out),
	    cmocka_unit_test(nothing_without_extended_master_secret),
	    cmocka_unit_test(client_certificates_come_along),
	    cmocka_unit_test(keys_of_the_program),
	    cmocka_unit_test(a_key_of_another_hash_is_passed_over),
	    cmocka_unit_test(a_session_too_long_for_a_ticket_gets_none),
	    cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
