/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Our client against our server, over a wire that somebody edits who can read and write each record (null_crypto.c) and
 * sign for anybody. Finished messages are true, so both ends may be content only if they have seen the same.
 *
 * Input: kind of handshake, bytes delivered at a time (0: all), then edits: direction in the top bit of a two-byte
 * offset into that direction's stream, bytes to drop, bytes to put in.
 */
#include "evil.h"
#include "fuzz.h"
#include "rng_seed.h"

#define MAX_EDITS 16

struct edit {
	bool from_client, used;
	size_t at, del;
	struct span ins;
};

static struct edit edits[MAX_EDITS];
static size_t n_edits;
static size_t passed[2];

static void read_edits(struct reader *r)
{
	n_edits = 0;
	passed[0] = passed[1] = 0;
	while (n_edits < MAX_EDITS && rd_left(r) >= 4) {
		struct edit *e = &edits[n_edits++];
		uint16_t at = rd_u16(r);
		size_t n;
		*e = (struct edit){.from_client = at >> 15, .at = at & 0x7fff};
		e->del = rd_u8(r);
		n = rd_u8(r);
		e->ins = rd_bytes(r, n < rd_left(r) ? n : rd_left(r));
	}
}

/* Edits that begin in this batch; they are applied from its end to its begin, so that offsets stay right. */
static void meddle(struct pair *p, bool from_client, uint8_t *bytes, size_t *len)
{
	size_t begin = passed[from_client], n = *len;
	(void)p;
	passed[from_client] += n;
	for (;;) {
		struct edit *last = NULL;
		for (size_t i = 0; i < n_edits; i++) {
			struct edit *e = &edits[i];
			if (!e->used && e->from_client == from_client && e->at >= begin && e->at < begin + n &&
			    (last == NULL || e->at > last->at)) {
				last = e;
			}
		}
		if (last == NULL) {
			return;
		}
		size_t at = last->at - begin;
		size_t del = last->del < *len - at ? last->del : *len - at;
		last->used = true;
		memmove(bytes + at + last->ins.len, bytes + at + del, *len - at - del);
		if (last->ins.len != 0) {
			memcpy(bytes + at, last->ins.p, last->ins.len);
		}
		*len += last->ins.len - del;
	}
}

static void agree(const struct tls_conn *c, const struct tls_conn *s)
{
	uint8_t one[32], two[32];
	must(tls_conn_version(c) == tls_conn_version(s) && tls_conn_suite(c) == tls_conn_suite(s));
	must(tls_conn_group(c) == tls_conn_group(s) && tls_conn_resumed(c) == tls_conn_resumed(s));
	must(tls_conn_ems(c) == tls_conn_ems(s));
	must(span_eq(tls_conn_finished(c, true), tls_conn_finished(s, false)));
	must(span_eq(tls_conn_finished(c, false), tls_conn_finished(s, true)));
	must(span_eq(tls_conn_alpn(c), tls_conn_alpn(s)));
	must(span_eq(tls_conn_server_name(c), tls_conn_server_name(s)));
	must(span_eq(tls_conn_client_random(c), tls_conn_client_random(s)));
	must(span_eq(tls_conn_server_random(c), tls_conn_server_random(s)));
	must(tls_export(c, one, sizeof one, span_str("EXPORTER fuzz"), span_of(NULL, 0), false) == TLS_OK);
	must(tls_export(s, two, sizeof two, span_str("EXPORTER fuzz"), span_of(NULL, 0), false) == TLS_OK);
	must(memcmp(one, two, sizeof one) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct evil worlds[EVIL_KINDS];
	static bool made[EVIL_KINDS];
	struct reader r = rd_init(span_of(data, size));
	unsigned kind = rd_u8(&r) % EVIL_KINDS;
	struct evil *e = &worlds[kind];
	if (!made[kind]) {
		rng_seed(kind);
		evil_init(e, (enum evil_kind)kind);
		made[kind] = true;
	}
	rng_seed(7);
	struct tls_session *session = e->session;
	if (session != NULL) {
		session_up_ref(session);
	}
	evil_start(e);
	e->p.client_hooks.session_new = NULL;
	e->p.client_hooks.tap = e->p.server_hooks.tap = NULL;
	e->p.step = (size_t)rd_u8(&r) * 16;
	e->p.meddle = meddle;
	read_edits(&r);
	if (pair_run(&e->p)) {
		agree(e->p.client, e->p.server);
	}
	must(tls_conn_error(e->p.client) != TLS_E_INTERNAL && tls_conn_error(e->p.server) != TLS_E_INTERNAL);
	evil_deliver(e);
	evil_again(e);
	session_free(session);
	return 0;
}
