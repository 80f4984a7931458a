/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A whole handshake of which one message is edited before it is sealed and hashed (support_tls/evil.h). Input: kind of
 * handshake, which of its messages, then edits: offset, bytes to drop, bytes to put in. If both ends are content they
 * must agree.
 */
#include "fuzz.h"

#include "evil.h"
#include "rng_seed.h"

struct edits {
	struct span bytes;
};

static void edit(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	const struct edits *edits = e->arg;
	struct reader r = rd_init(edits->bytes);
	(void)c;
	while (rd_left(&r) != 0) {
		size_t off = rd_u16(&r);
		uint8_t del = rd_u8(&r);
		uint8_t n = rd_u8(&r);
		struct span ins = rd_bytes(&r, n < rd_left(&r) ? n : rd_left(&r));
		size_t len = buf_len(msg);
		off = len == 0 ? 0 : off % (len + 1);
		forge_splice(msg, off, del < len - off ? del : len - off, ins);
		if ((del & 0x80) == 0 && buf_len(msg) >= 4) {
			forge_fix(msg);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct evil worlds[EVIL_KINDS];
	static struct evil_message lists[EVIL_KINDS][64];
	static size_t n_lists[EVIL_KINDS];
	if (size < 3) {
		return 0;
	}
	unsigned kind = data[0] % EVIL_KINDS;
	struct evil *e = &worlds[kind];
	struct edits edits = {span_of(data + 2, size - 2)};
	if (n_lists[kind] == 0) {
		rng_seed(kind);
		evil_init(e, (enum evil_kind)kind);
		must(evil_run(e));
		n_lists[kind] = e->n_list;
		memcpy(lists[kind], e->list, sizeof lists[kind]);
		evil_again(e);
	}
	rng_seed(7);
	const struct evil_message *m = &lists[kind][data[1] % n_lists[kind]];
	evil_lie(e, m->by_client, m->type, m->nth, edit, data[0] < 0x80);
	e->arg = &edits;
	evil_run(e);
	evil_deliver(e);
	struct tls_conn *c = e->p.client;
	struct tls_conn *s = e->p.server;
	if (tls_conn_handshake_done(c) && tls_conn_handshake_done(s) && tls_conn_error(c) == TLS_OK &&
	    tls_conn_error(s) == TLS_OK) {
		must(tls_conn_version(c) == tls_conn_version(s) && tls_conn_suite(c) == tls_conn_suite(s));
		must(span_eq(tls_conn_finished(c, true), tls_conn_finished(s, false)));
		must(span_eq(tls_conn_finished(c, false), tls_conn_finished(s, true)));
		/* data gets through, or half a message (a ticket, a hello) lies in its way and whom it was for says so */
		must((pair_echo(&e->p, true, 10) && pair_echo(&e->p, false, 10)) || tls_conn_error(c) != TLS_OK ||
		     tls_conn_error(s) != TLS_OK);
	}
	evil_again(e);
	return 0;
}
