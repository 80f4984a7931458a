/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Sessions as plain facts (session.h): birth, copy, death, and the fields that own memory. */
#include "tls/session/session.h"

#include "base/alloc.h"

struct tls_session *session_new(void)
{
	struct tls_session *s = tls_calloc(1, sizeof *s);
	if (s != NULL) {
		ref_init(&s->ref);
	}
	return s;
}

struct tls_session *session_up_ref(struct tls_session *s)
{
	ref_up(&s->ref);
	return s;
}

void session_free(struct tls_session *s)
{
	if (s == NULL || !ref_down(&s->ref)) {
		return;
	}
	tls_free(s->ticket);
	tls_free(s->server_name);
	tls_free(s->alpn);
	tls_free(s->app_data);
	tls_free(s->peer_chain);
	tls_free(s->peer_key);
	tls_free_wiped(s, sizeof *s);
}

uint32_t session_lifetime(const struct tls_session *s, uint32_t max)
{
	return s->timeout < 0 ? 0 : s->timeout < max ? (uint32_t)s->timeout : max;
}

static bool replace(uint8_t **field, size_t *len, struct span value)
{
	uint8_t *copy = NULL;
	if (value.len != 0) {
		copy = tls_dup(value.p, value.len);
		if (copy == NULL) {
			return false;
		}
	}
	tls_free(*field);
	*field = copy;
	*len = value.len;
	return true;
}

bool session_set_ticket(struct tls_session *s, struct span ticket)
{
	return ticket.len <= SESSION_TICKET_MAX && replace(&s->ticket, &s->ticket_len, ticket);
}

bool session_set_alpn(struct tls_session *s, struct span alpn)
{
	return replace(&s->alpn, &s->alpn_len, alpn);
}

bool session_set_app_data(struct tls_session *s, struct span data)
{
	return replace(&s->app_data, &s->app_data_len, data);
}

bool session_set_peer_chain(struct tls_session *s, struct span chain)
{
	return replace(&s->peer_chain, &s->peer_chain_len, chain);
}

bool session_set_peer_key(struct tls_session *s, struct span spki)
{
	return replace(&s->peer_key, &s->peer_key_len, spki);
}

bool session_set_server_name(struct tls_session *s, struct span name)
{
	char *copy = NULL;
	if (name.len != 0) {
		copy = tls_alloc(name.len + 1);
		if (copy == NULL) {
			return false;
		}
		memcpy(copy, name.p, name.len);
		copy[name.len] = 0;
	}
	tls_free(s->server_name);
	s->server_name = copy;
	return true;
}

struct tls_session *session_copy(const struct tls_session *s)
{
	struct tls_session *c = session_new();
	if (c == NULL) {
		return NULL;
	}
	/* All but the count of references, which others may be changing. */
	const size_t facts = offsetof(struct tls_session, version);
	memcpy((uint8_t *)c + facts, (const uint8_t *)s + facts, sizeof *c - facts);
	c->ticket = c->alpn = c->app_data = c->peer_chain = c->peer_key = NULL;
	c->server_name = NULL;
	if (!session_set_ticket(c, span_of(s->ticket, s->ticket_len)) ||
	    !session_set_alpn(c, span_of(s->alpn, s->alpn_len)) ||
	    !session_set_app_data(c, span_of(s->app_data, s->app_data_len)) ||
	    !session_set_peer_chain(c, span_of(s->peer_chain, s->peer_chain_len)) ||
	    !session_set_peer_key(c, span_of(s->peer_key, s->peer_key_len)) ||
	    !session_set_server_name(c, s->server_name != NULL ? span_str(s->server_name) : span_of(NULL, 0))) {
		session_free(c);
		return NULL;
	}
	return c;
}
