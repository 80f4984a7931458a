/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The pair of pair.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pair.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t fixed_time(void *owner)
{
	(void)owner;
	return INT64_C(1800000000000);
}

static struct span load(const char *name, const char *kind, uint8_t *buf, size_t cap)
{
	char path[200];
	snprintf(path, sizeof path, "tls/data/%s.%s.der", name, kind);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t n = fread(buf, 1, cap, f);
	fclose(f);
	assert_true(n > 0 && n < cap);
	return span_of(buf, n);
}

struct tls_identity *test_identity(const char *name)
{
	uint8_t cert[4096];
	uint8_t key[4096];
	struct span chain = load(name, "cert", cert, sizeof cert);
	struct privkey *k;
	if (privkey_decode(&k, load(name, "key", key, sizeof key)) != TLS_OK) {
		return NULL;
	}
	struct tls_identity *id;
	enum tls_err e = tls_identity_new(&id, &chain, 1, k, NULL);
	if (e != TLS_OK) {
		privkey_free(k);
		return NULL;
	}
	return id;
}

bool pair_init(struct pair *p, const struct tls_settings *client, const struct tls_settings *server)
{
	struct tls_config *cc = NULL;
	struct tls_config *sc = NULL;
	*p = (struct pair){0};
	p->client_hooks.now_ms = p->server_hooks.now_ms = fixed_time;
	bool ok = tls_config_new(&cc, client) == TLS_OK && tls_config_new(&sc, server) == TLS_OK;
	if (ok) {
		p->client = tls_conn_new(cc, TLS_CLIENT, &p->client_hooks, p);
		p->server = tls_conn_new(sc, TLS_SERVER, &p->server_hooks, p);
	}
	tls_config_free(cc);
	tls_config_free(sc);
	if (p->client == NULL || p->server == NULL) {
		pair_free(p);
		return false;
	}
	return true;
}

void pair_free(struct pair *p)
{
	tls_conn_free(p->client);
	tls_conn_free(p->server);
	p->client = p->server = NULL;
}

static bool feed(struct tls_conn *to, const uint8_t *bytes, size_t len)
{
	while (len != 0) {
		uint8_t *space;
		size_t want = tls_in_space(to, &space, true);
		if (want == 0) {
			return false;
		}
		size_t n = want < len ? want : len;
		memcpy(space, bytes, n);
		tls_in_commit(to, n);
		bytes += n;
		len -= n;
	}
	return true;
}

size_t pair_move(struct pair *p, bool from_client)
{
	struct tls_conn *from = from_client ? p->client : p->server;
	struct tls_conn *to = from_client ? p->server : p->client;
	struct span out = tls_out(from);
	size_t n = p->step != 0 && out.len > p->step ? p->step : out.len;
	if (n == 0) {
		return 0;
	}
	uint8_t *copy = malloc(n + 4096);
	assert_non_null(copy);
	memcpy(copy, out.p, n);
	tls_out_consume(from, n);
	size_t len = n;
	if (p->meddle != NULL) {
		p->meddle(p, from_client, copy, &len);
	}
	bool ok = feed(to, copy, len);
	free(copy);
	return ok ? n : 0;
}

bool pair_run(struct pair *p)
{
	for (int idle = 0; idle < 3;) {
		p->client_status = tls_handshake(p->client);
		size_t moved = pair_move(p, true);
		if (moved == 0 && p->eof_to_server) {
			tls_in_eof(p->server);
		}
		p->server_status = tls_handshake(p->server);
		moved += pair_move(p, false);
		if (p->client_status == TLS_ST_DONE && p->server_status == TLS_ST_DONE && moved == 0) {
			return true;
		}
		if (p->client_status == TLS_ST_FAILED && p->server_status == TLS_ST_FAILED) {
			return false;
		}
		idle = moved == 0 ? idle + 1 : 0;
	}
	return false;
}

bool pair_echo(struct pair *p, bool from_client, size_t len)
{
	struct tls_conn *from = from_client ? p->client : p->server;
	struct tls_conn *to = from_client ? p->server : p->client;
	uint8_t *data = malloc(len + 1);
	uint8_t *got = malloc(len + 1);
	assert_true(data != NULL && got != NULL);
	for (size_t i = 0; i < len; i++) {
		data[i] = (uint8_t)(i * 31 + 7);
	}
	size_t sent = 0;
	size_t have = 0;
	bool ok = true;
	while (ok && have < len) {
		size_t n = 0;
		if (sent < len) {
			ok = tls_write(from, data + sent, len - sent, &n) == TLS_ST_DONE;
			sent += n;
		}
		while (pair_move(p, from_client) != 0) {
		}
		enum tls_status st = TLS_ST_DONE;
		while (ok && have < len && (st = tls_read(to, got + have, len - have, false, &n)) == TLS_ST_DONE) {
			have += n;
		}
		ok = ok && (st == TLS_ST_DONE || st == TLS_ST_WANT_IN);
	}
	ok = ok && memcmp(data, got, len) == 0;
	free(data);
	free(got);
	return ok;
}

enum tls_hook_answer plain_ticket_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
				       struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	return buf_append(out, span_str("T")) && buf_append(out, content) ? HOOK_DONE : HOOK_FAIL;
}

enum tls_ticket_answer plain_ticket_open(void *owner, struct tls_conn *c, struct span ticket, struct buffer *content)
{
	(void)owner;
	(void)c;
	if (ticket.len < 1 || ticket.p[0] != 'T') {
		return TICKET_UNKNOWN;
	}
	return buf_append(content, span_of(ticket.p + 1, ticket.len - 1)) ? TICKET_OK : TICKET_FAIL;
}
