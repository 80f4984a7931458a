/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Tickets past their authentication: the input is what a ticket's protection held (tls/session/codec.c). A client that
 * has the same session, where the input is one, offers it to a server that opens the ticket. Whatever the content, both
 * come to the end of a handshake, resumed or full, and agree.
 *
 * Input: how (1: server requests a certificate, 2: its session context is set, 4: TLS 1.2 at most, 8: other ALPN,
 * 16: clock later, 32: the ticket asks to be renewed), then the content.
 */
#include "fuzz.h"

#include "pair.h"
#include "rng_seed.h"
#include "tls/session/codec.h"

static struct span content_now;
static bool renew_now;
static int64_t clock_now;

static int64_t now(void *owner)
{
	(void)owner;
	return clock_now;
}

static enum tls_ticket_answer unseal(void *owner, struct tls_conn *c, struct span ticket, struct buffer *content)
{
	(void)owner;
	(void)c;
	(void)ticket;
	must(content_now.len == 0 || buf_append(content, content_now));
	return renew_now ? TICKET_OK_RENEW : TICKET_OK;
}

/* What the client offers when the input is no session. */
static struct tls_session *stranger(bool tls13)
{
	struct tls_session *s = session_new();
	must(s != NULL);
	s->version = tls13 ? TLS_VERSION_13 : TLS_VERSION_12;
	s->suite = tls13 ? 0x1301 : 0xc02b;
	s->group = KX_X25519;
	s->ems = true;
	s->secret.len = tls13 ? 32 : 48;
	s->time_ms = INT64_C(1800000000000);
	s->timeout = s->ticket_lifetime = 7200;
	return s;
}

static struct tls_session *session_of(struct span content, bool tls13)
{
	struct tls_session *s;
	if (session_decode(&s, content) == TLS_OK) {
		/* What came by a handshake has these; the secret's length belongs to the suite. */
		const struct tls_suite *suite = tls_suite_by_code(s->suite);
		size_t len = s->version == TLS_VERSION_12 ? 48
			     : suite != NULL              ? hash_len((enum hash_id)suite->hash)
							  : 0;
		if (s->secret.len == len) {
			s->ticket_lifetime = (uint32_t)s->timeout;
			return s;
		}
		session_free(s);
	}
	return stranger(tls13);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tls_identity *identity;
	struct pair p;
	if (size == 0) {
		return 0;
	}
	if (identity == NULL) {
		identity = test_identity("p256");
		must(identity != NULL);
	}
	uint8_t how = data[0];
	content_now = span_of(data + 1, size - 1);
	renew_now = (how & 32) != 0;
	clock_now = INT64_C(1800000000000) + ((how & 16) != 0 ? 7300000 : 0);
	rng_seed(1);
	struct tls_settings client = {.alpn = span_str("\x02h2")};
	struct tls_settings server = {.identities = &identity, .n_identities = 1, .n_tickets = 1};
	server.options = (how & 1) != 0 ? TLS_OPT_REQUEST_CERT : 0;
	server.session_context = (how & 2) != 0 ? span_str("context") : span_of(NULL, 0);
	server.max_version = (how & 4) != 0 ? TLS_VERSION_12 : 0;
	server.session_timeout = 7200;
	struct tls_session *s = session_of(content_now, (how & 4) == 0);
	must(session_set_ticket(s, span_str("ticket")));
	must(pair_init(&p, &client, &server));
	p.client_hooks.now_ms = p.server_hooks.now_ms = now;
	p.server_hooks.ticket_seal = plain_ticket_seal;
	p.server_hooks.ticket_open = unseal;
	tls_conn_set_session(p.client, s);
	must(pair_run(&p));
	must(tls_conn_resumed(p.client) == tls_conn_resumed(p.server));
	must(span_eq(tls_conn_finished(p.client, true), tls_conn_finished(p.server, false)));
	must(span_eq(tls_conn_finished(p.client, false), tls_conn_finished(p.server, true)));
	must(pair_echo(&p, false, 10) && pair_echo(&p, true, 10));
	pair_free(&p);
	session_free(s);
	return 0;
}
