/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Authentication after the handshake, and tickets on demand, between two engines in memory (RFC 8446 §4.6.1, §4.6.2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "pair.h"
#include "tls/handshake/hs.h"
#include "tls/record/flight.h"
#include "tls/state/conn.h"

struct run {
	struct pair p;
	struct tls_settings client, server;
	struct tls_identity *server_id[1], *client_id[1];
};

static void run_init(struct run *r)
{
	*r = (struct run){.server_id = {test_identity("p256")}, .client_id = {test_identity("rsa2048")}};
	r->client = (struct tls_settings){.min_version = TLS_VERSION_13,
					  .options = TLS_OPT_POST_HANDSHAKE_AUTH,
					  .identities = r->client_id,
					  .n_identities = 1};
	r->server = (struct tls_settings){.identities = r->server_id, .n_identities = 1};
}

static void run_connect(struct run *r)
{
	assert_true(pair_init(&r->p, &r->client, &r->server));
	assert_true(pair_run(&r->p));
}

static void run_free(struct run *r)
{
	pair_free(&r->p);
	tls_identity_free(r->server_id[0]);
	tls_identity_free(r->client_id[0]);
}

/* What a reader sees while messages are handled inside. */
static enum tls_status turn(struct tls_conn *c)
{
	uint8_t data[100];
	size_t n;
	return tls_read(c, data, sizeof data, false, &n);
}

static size_t known(const struct run *r)
{
	size_t n;
	(void)tls_conn_peer_chain(r->p.server, &n);
	return n;
}

static void a_client_answers(void **state)
{
	(void)state;
	for (int split = 0; split < 2; split++) {
		struct run r;
		run_init(&r);
		r.p.step = 0;
		run_connect(&r);
		r.p.step = split;
		for (int i = 0; i < 3; i++) { /* as often as it is asked */
			assert_int_equal(tls_conn_post_auth(r.p.server), POST_AUTH_OFFERED);
			assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_DONE);
			assert_int_equal(tls_conn_post_auth(r.p.server), POST_AUTH_REQUESTED);
			assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_FAILED);
			assert_int_equal(tls_conn_error(r.p.server), TLS_OK);
			/* data crosses the request, both ways; so do new keys */
			assert_int_equal(tls_key_update(r.p.client, true), TLS_ST_DONE);
			assert_true(pair_echo(&r.p, true, 1000));
			while (pair_move(&r.p, false) != 0) {
			}
			assert_int_equal(turn(r.p.client), TLS_ST_WANT_IN);
			while (pair_move(&r.p, true) != 0) {
			}
			assert_int_equal(turn(r.p.server), TLS_ST_WANT_IN);
			assert_int_equal(known(&r), 1);
			assert_true(pair_echo(&r.p, true, 20000) && pair_echo(&r.p, false, 20000));
		}
		run_free(&r);
	}
}

static void who_did_not_offer_is_not_asked(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	r.client.options = 0;
	run_connect(&r);
	assert_int_equal(tls_conn_post_auth(r.p.server), POST_AUTH_NOT_OFFERED);
	assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_FAILED);
	assert_true(pair_echo(&r.p, true, 10));
	/* and takes no request: RFC 8446 §4.6.2, "unexpected_message" */
	static const uint8_t request[] = {HT_CERTIFICATE_REQUEST, 0, 0, 11, 0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3};
	assert_int_equal(flight_add(r.p.server, span_of(request, sizeof request)), TLS_OK);
	assert_int_equal(flight_flush(r.p.server), TLS_OK);
	pair_move(&r.p, false);
	assert_int_equal(turn(r.p.client), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_UNEXPECTED_MESSAGE);
	run_free(&r);
}

/* An empty answer is one, unless the server insists. */
static void a_client_without_certificate(void **state)
{
	(void)state;
	for (int insists = 0; insists < 2; insists++) {
		struct run r;
		run_init(&r);
		r.client.n_identities = 0;
		r.server.options = insists ? TLS_OPT_REQUIRE_CERT : 0;
		run_connect(&r);
		assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_DONE);
		pair_move(&r.p, false);
		assert_int_equal(turn(r.p.client), TLS_ST_WANT_IN);
		pair_move(&r.p, true);
		assert_int_equal(turn(r.p.server), insists ? TLS_ST_FAILED : TLS_ST_WANT_IN);
		assert_int_equal(tls_conn_error(r.p.server), insists ? TLS_E_CERTIFICATE_REQUIRED : TLS_OK);
		assert_int_equal(known(&r), 0);
		run_free(&r);
	}
}

enum lie { NO_REQUEST, OTHER_CONTEXT, NO_VERIFY, BAD_FINISHED, DATA_WITHIN, UPDATE_WITHIN, N_LIES };

static enum tls_hook_answer put_off(void *owner, struct tls_conn *c, const struct tls_cert_request_view *req,
				    struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)req;
	(void)fault;
	return HOOK_LATER;
}

/* Answers that are none: each message is of the right kind, made by an honest engine that is then led astray. */
static void lies(void **state)
{
	(void)state;
	static const enum tls_err want[N_LIES] = {TLS_E_UNEXPECTED_MESSAGE,    TLS_E_BAD_CERT_CONTEXT,
						  TLS_E_UNEXPECTED_MESSAGE,    TLS_E_BAD_FINISHED,
						  TLS_E_INTERLEAVED_HANDSHAKE, TLS_E_UNEXPECTED_MESSAGE};
	for (int lie = 0; lie < N_LIES; lie++) {
		struct run r;
		run_init(&r);
		run_connect(&r);
		assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_DONE);
		r.p.client_hooks.client_identity = put_off;
		pair_move(&r.p, false);
		assert_int_equal(turn(r.p.client), TLS_ST_LATER);
		assert_int_equal(turn(r.p.client), TLS_ST_LATER);
		r.p.client_hooks.client_identity = NULL;
		struct hs *hs = r.p.client->hs;
		switch (lie) {
		case NO_REQUEST:
			hs_free(r.p.server);
			break;
		case OTHER_CONTEXT:
			buf_head(&hs->cr_context)[0] ^= 1;
			break;
		case NO_VERIFY:
			assert_int_equal(auth_ask_client(r.p.client, hs), TLS_OK);
			assert_int_equal(auth_send_certificate(r.p.client, hs, STEP_C_SENT_CERT), TLS_OK);
			hs->state = C13_SEND_FINISHED;
			break;
		case BAD_FINISHED:
			r.p.server->rx_secret.b[0] ^= 1; /* what it is computed from; the keys are made already */
			break;
		default:
			assert_int_equal(auth_ask_client(r.p.client, hs), TLS_OK);
			assert_int_equal(auth_send_certificate(r.p.client, hs, STEP_C_SENT_CERT), TLS_OK);
			assert_int_equal(flight_flush(r.p.client), TLS_OK);
			if (lie == DATA_WITHIN) {
				assert_int_equal(flight_data(r.p.client, span_str("x")), TLS_OK);
			} else {
				assert_int_equal(post_key_update(r.p.client, false), TLS_OK);
			}
			hs->state = C13_SEND_CV;
			break;
		}
		(void)turn(r.p.client);
		pair_move(&r.p, true);
		assert_int_equal(turn(r.p.server), TLS_ST_FAILED);
		if (tls_conn_error(r.p.server) != want[lie]) {
			fail_msg("lie %d: %s", lie, tls_err_name(tls_conn_error(r.p.server)));
		}
		run_free(&r);
	}
}

/* A server that does not stop asking. */
static void requests_are_bounded(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	run_connect(&r);
	int n = 0;
	for (; n < 100 && tls_conn_error(r.p.client) == TLS_OK; n++) {
		hs_free(r.p.server);
		assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_DONE);
		pair_move(&r.p, false);
		(void)turn(r.p.client);
	}
	assert_int_equal(tls_conn_error(r.p.client), TLS_E_TOO_MANY_KEY_UPDATES);
	assert_in_range(n, 10, 50);
	run_free(&r);
}

static enum tls_hook_answer seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
				 struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	return buf_append(out, content) ? HOOK_DONE : HOOK_FAIL;
}

static unsigned n_tickets;

static void ticket_came(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	(void)s;
	n_tickets++;
}

static void tickets_on_demand(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	r.server.n_tickets = 2;
	assert_true(pair_init(&r.p, &r.client, &r.server));
	r.p.server_hooks.ticket_seal = seal;
	r.p.client_hooks.session_new = ticket_came;
	n_tickets = 0;
	assert_true(pair_run(&r.p) && pair_echo(&r.p, false, 10));
	assert_int_equal(n_tickets, 2);
	assert_int_equal(tls_new_ticket(r.p.server), TLS_ST_DONE);
	assert_true(pair_echo(&r.p, false, 10));
	assert_int_equal(n_tickets, 3);
	/* while a client is asked, and as many as after a handshake when it has answered */
	assert_int_equal(tls_request_certificate(r.p.server), TLS_ST_DONE);
	assert_int_equal(tls_new_ticket(r.p.server), TLS_ST_DONE);
	pair_move(&r.p, false);
	assert_int_equal(turn(r.p.client), TLS_ST_WANT_IN);
	assert_int_equal(n_tickets, 4);
	pair_move(&r.p, true);
	assert_int_equal(turn(r.p.server), TLS_ST_WANT_IN);
	assert_true(pair_echo(&r.p, false, 10));
	assert_int_equal(n_tickets, 6);
	assert_int_equal(tls_new_ticket(r.p.client), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(r.p.client), TLS_OK);
	run_free(&r);
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	struct run r;
	run_init(&r);
	long before = host_live();
	bool reached = true;
	for (long n = 0; reached && n < 3000; n++) {
		run_connect(&r);
		host_fail_after(n);
		(void)tls_request_certificate(r.p.server);
		pair_move(&r.p, false);
		(void)turn(r.p.client);
		pair_move(&r.p, true);
		(void)turn(r.p.server);
		(void)tls_new_ticket(r.p.server);
		reached = host_allocs() > n;
		host_fail_after(-1);
		pair_free(&r.p);
		assert_int_equal(host_live(), before);
	}
	assert_false(reached);
	run_free(&r);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_client_answers),
	    cmocka_unit_test(who_did_not_offer_is_not_asked),
	    cmocka_unit_test(a_client_without_certificate),
	    cmocka_unit_test(lies),
	    cmocka_unit_test(requests_are_bounded),
	    cmocka_unit_test(tickets_on_demand),
	    cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
