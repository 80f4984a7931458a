/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The step tables against the standards' graphs: RFC 8446 appendix A.1 and A.2, RFC 5246 §7.3 with RFC 5077 §3.1 and
 * RFC 6066 §8. The graphs are stated here as lists of edges between states that wait for a message, from the RFCs and
 * not from the tables; the tables' steps in between, which need no message, are folded.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "tls/handshake/hs.h"

struct edge {
	enum hs_state from;
	uint16_t message;
	enum hs_state to[8]; /* HS_DONE closes the list, and counts when ends is set */
	bool ends;
};

static const struct edge client[] = {
    /* START > WAIT_SH; a HelloRetryRequest is a ServerHello and comes back here */
    {C_WAIT_SH, HT_SERVER_HELLO, {C_WAIT_SH, C13_WAIT_EE, C12_WAIT_CERT, C12_WAIT_TICKET_CCS, C12_WAIT_CCS}, false},
    /* A.1: with a PSK straight to WAIT_FINISHED */
    {C13_WAIT_EE, HT_ENCRYPTED_EXTENSIONS, {C13_WAIT_CERT_CR, C13_WAIT_FINISHED}, false},
    {C13_WAIT_CERT_CR, HT_CERTIFICATE_REQUEST, {C13_WAIT_CERT}, false},
    {C13_WAIT_CERT_CR, HT_CERTIFICATE, {C13_WAIT_CV}, false},
    {C13_WAIT_CERT, HT_CERTIFICATE, {C13_WAIT_CV}, false},
    /* RFC 8879 §4: CompressedCertificate in the place of Certificate */
    {C13_WAIT_CERT_CR, HT_COMPRESSED_CERTIFICATE, {C13_WAIT_CV}, false},
    {C13_WAIT_CERT, HT_COMPRESSED_CERTIFICATE, {C13_WAIT_CV}, false},
    {C13_WAIT_CV, HT_CERTIFICATE_VERIFY, {C13_WAIT_FINISHED}, false},
    {C13_WAIT_FINISHED, HT_FINISHED, {HS_DONE}, true},
    /* §7.3 figure 1: Certificate, CertificateStatus if agreed, ServerKeyExchange, CertificateRequest if any */
    {C12_WAIT_CERT, HT_CERTIFICATE, {C12_WAIT_STATUS_SKE, C12_WAIT_SKE}, false},
    {C12_WAIT_STATUS_SKE, HT_CERTIFICATE_STATUS, {C12_WAIT_SKE}, false},
    {C12_WAIT_STATUS_SKE, HT_SERVER_KEY_EXCHANGE, {C12_WAIT_CR_DONE}, false},
    {C12_WAIT_SKE, HT_SERVER_KEY_EXCHANGE, {C12_WAIT_CR_DONE}, false},
    {C12_WAIT_CR_DONE, HT_CERTIFICATE_REQUEST, {C12_WAIT_DONE}, false},
    {C12_WAIT_CR_DONE, HT_SERVER_HELLO_DONE, {C12_WAIT_TICKET_CCS, C12_WAIT_CCS}, false},
    {C12_WAIT_DONE, HT_SERVER_HELLO_DONE, {C12_WAIT_TICKET_CCS, C12_WAIT_CCS}, false},
    /* RFC 5077 §3.3: who promised a ticket sends one, before ChangeCipherSpec */
    {C12_WAIT_TICKET_CCS, HT_NEW_SESSION_TICKET, {C12_WAIT_CCS}, false},
    {C12_WAIT_CCS, HT_CCS, {C12_WAIT_FINISHED}, false},
    {C12_WAIT_FINISHED, HT_FINISHED, {HS_DONE}, true},
};

static const struct edge server[] = {
    {S_WAIT_CH,
     HT_CLIENT_HELLO,
     {S13_WAIT_CH2, S13_WAIT_EOED, S13_WAIT_CERT, S13_WAIT_FINISHED, S12_WAIT_CERT, S12_WAIT_CKE, S12_WAIT_CCS},
     false},
    /* A.2: HelloRetryRequest goes back to START; that it happens once is not the graph's to say */
    {S13_WAIT_CH2, HT_CLIENT_HELLO, {S13_WAIT_CH2, S13_WAIT_EOED, S13_WAIT_CERT, S13_WAIT_FINISHED}, false},
    /* A.2: "Early data" until EndOfEarlyData; with it comes a PSK, and so no client certificate */
    {S13_WAIT_EOED, HT_END_OF_EARLY_DATA, {S13_WAIT_FINISHED}, false},
    {S13_WAIT_CERT, HT_CERTIFICATE, {S13_WAIT_CV, S13_WAIT_FINISHED}, false},
    {S13_WAIT_CERT, HT_COMPRESSED_CERTIFICATE, {S13_WAIT_CV, S13_WAIT_FINISHED}, false},
    {S13_WAIT_CV, HT_CERTIFICATE_VERIFY, {S13_WAIT_FINISHED}, false},
    {S13_WAIT_FINISHED, HT_FINISHED, {HS_DONE}, true},
    {S12_WAIT_CERT, HT_CERTIFICATE, {S12_WAIT_CKE}, false},
    {S12_WAIT_CKE, HT_CLIENT_KEY_EXCHANGE, {S12_WAIT_CV, S12_WAIT_CCS}, false},
    {S12_WAIT_CV, HT_CERTIFICATE_VERIFY, {S12_WAIT_CCS}, false},
    {S12_WAIT_CCS, HT_CCS, {S12_WAIT_FINISHED}, false},
    {S12_WAIT_FINISHED, HT_FINISHED, {HS_DONE}, true},
};

static const struct step *const client_tables[] = {hello_client_steps, c13_steps, c12_steps};
static const struct step *const server_tables[] = {hello_server_steps, s13_steps, s12_steps};

struct role {
	const char *name;
	const struct step *const *tables;
	const struct edge *edges;
	size_t n_edges;
	enum hs_state start, first, end;
};

static const struct role roles[] = {
    {"client", client_tables, client, sizeof client / sizeof client[0], C_START, C_START, C_STATE_END},
    {"server", server_tables, server, sizeof server / sizeof server[0], S_WAIT_CH, S_WAIT_CH, S_STATE_END},
};

/* Bit 0 of a set stands for HS_DONE in both roles, and no state shares it. */
static enum hs_state state_of(const struct role *r, unsigned bit)
{
	return bit == 0 ? HS_DONE : (enum hs_state)(bit + (r->start == S_WAIT_CH ? 64 : 0));
}

static const struct step *find(const struct role *r, enum hs_state state, uint16_t type)
{
	const struct step *found = NULL;
	for (int t = 0; t < 3; t++) {
		for (const struct step *s = r->tables[t]; s->fn != NULL; s++) {
			if (s->state == state && s->type == type) {
				assert_null(found); /* one step a state and message */
				found = s;
			}
		}
	}
	return found;
}

static bool waits(const struct role *r, enum hs_state state)
{
	return state == HS_DONE || find(r, state, HT_NONE) == NULL;
}

/* The states in follow, with those that need no message replaced by what comes after them. */
static uint64_t fold(const struct role *r, uint64_t follow)
{
	uint64_t seen = 0;
	uint64_t out = 0;
	uint64_t todo = follow;
	while (todo != 0) {
		unsigned bit = (unsigned)__builtin_ctzll(todo);
		todo &= todo - 1;
		seen |= UINT64_C(1) << bit;
		enum hs_state s = state_of(r, bit);
		if (waits(r, s)) {
			out |= UINT64_C(1) << bit;
		} else {
			todo |= find(r, s, HT_NONE)->follow & ~seen;
		}
	}
	return out;
}

static uint64_t stated(const struct edge *e)
{
	uint64_t set = e->ends ? BIT(HS_DONE) : 0;
	for (size_t i = 0; i < 8 && e->to[i] != HS_DONE; i++) {
		set |= BIT(e->to[i]);
	}
	return set;
}

static void every_edge_of_the_standard(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct role *r = &roles[i];
		for (size_t k = 0; k < r->n_edges; k++) {
			const struct step *s = find(r, r->edges[k].from, r->edges[k].message);
			if (s == NULL) {
				fail_msg("the %s has no step for state %d, message %d", r->name, r->edges[k].from,
					 r->edges[k].message);
				return;
			}
			uint64_t want = stated(&r->edges[k]);
			uint64_t got = fold(r, s->follow);
			if (want != got) {
				fail_msg("the %s in state %d with message %d: %llx instead of %llx", r->name, s->state,
					 s->type, (unsigned long long)got, (unsigned long long)want);
			}
		}
	}
}

static void and_no_other(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct role *r = &roles[i];
		for (int t = 0; t < 3; t++) {
			for (const struct step *s = r->tables[t]; s->fn != NULL; s++) {
				bool known = s->type == HT_NONE;
				for (size_t k = 0; k < r->n_edges && !known; k++) {
					known = r->edges[k].from == s->state && r->edges[k].message == s->type;
				}
				if (!known) {
					fail_msg("the %s takes message %d in state %d", r->name, s->type, s->state);
				}
			}
		}
	}
}

/* A state either waits for messages or needs none; follow names states of the same role that have steps. */
static void tables_are_sound(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct role *r = &roles[i];
		uint64_t reached = BIT(r->start);
		for (int t = 0; t < 3; t++) {
			for (const struct step *s = r->tables[t]; s->fn != NULL; s++) {
				assert_true(s->state >= r->first && s->state < r->end);
				assert_int_not_equal(s->follow, 0);
				if (s->type != HT_NONE) {
					assert_null(find(r, s->state, HT_NONE));
				}
				for (unsigned bit = 0; bit < 64; bit++) {
					if ((s->follow >> bit & 1) == 0 || bit == 0) {
						continue;
					}
					bool has = false;
					for (unsigned type = 0; type <= HT_NONE && !has; type++) {
						has = find(r, state_of(r, bit), (uint16_t)type) != NULL;
					}
					assert_true(has);
				}
				reached |= s->follow;
			}
		}
		for (int t = 0; t < 3; t++) {
			for (const struct step *s = r->tables[t]; s->fn != NULL; s++) {
				if ((reached & BIT(s->state)) == 0) {
					fail_msg("the %s never comes to state %d", r->name, s->state);
				}
			}
		}
	}
}

/* RFC 8446 §4.4.1, RFC 5246 §7.4.9: all handshake messages are hashed, and ChangeCipherSpec is none. */
static void what_is_hashed(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		for (int t = 0; t < 3; t++) {
			for (const struct step *s = roles[i].tables[t]; s->fn != NULL; s++) {
				/* ClientKeyExchange is hashed by its step, before it derives the secret */
				bool want =
				    s->type != HT_NONE && s->type != HT_CCS && s->type != HT_CLIENT_KEY_EXCHANGE;
				assert_int_equal(s->transcript, want);
				assert_int_equal(s->event != STEP_BEFORE, s->type != HT_NONE);
			}
		}
	}
}

/* No way leads to the end without the peer's Finished. */
static void finished_is_on_every_way(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct role *r = &roles[i];
		for (int t = 0; t < 3; t++) {
			for (const struct step *s = r->tables[t]; s->fn != NULL; s++) {
				if (s->type != HT_NONE && (fold(r, s->follow) & BIT(HS_DONE)) != 0) {
					assert_int_equal(s->type, HT_FINISHED);
				}
			}
		}
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_edge_of_the_standard), cmocka_unit_test(and_no_other),
	    cmocka_unit_test(tables_are_sound),           cmocka_unit_test(what_is_hashed),
	    cmocka_unit_test(finished_is_on_every_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
