/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The whole life of one end on bytes of a stranger. The first byte of the input says how the end is configured and how
 * the input is read: as the stream itself, or as records (type, 2-byte length, content) that are sealed under whatever
 * keys the end reads with, so that what comes after the hellos is reached too. A server may be one that keeps nothing,
 * whose cookies nobody protects: what is authentic on the wire is the stranger's word here.
 */
#include "fuzz.h"

#include "pair.h"
#include "rng_seed.h"
#include "tls/state/conn.h"

static struct tls_identity *identity;

static void one_call(struct tls_conn *c)
{
	uint8_t out[300];
	size_t n;
	for (int i = 0; i < 500; i++) {
		enum tls_status st = tls_read(c, out, sizeof out, false, &n);
		if (st != TLS_ST_DONE) {
			must(st != TLS_ST_LATER || tls_conn_later(c) == LATER_COOKIE);
			break;
		}
	}
	/* RFC 8446 §6.2: after a failure nothing more is said than the alert */
	must(tls_conn_error(c) == TLS_OK || !tls_conn_handshake_done(c) || c->hs == NULL);
}

static void feed_record(struct tls_conn *c, uint8_t type, struct span content)
{
	static uint8_t record[70000];
	size_t len;
	struct protect p = c->rx;
	bool ccs = type == CT_CHANGE_CIPHER_SPEC;
	if (ccs) {
		p.version = 0;
	}
	if (protect_seal(&p, (enum content_type)type, content, record, &len) == TLS_OK) {
		fuzz_feed(c, record, len);
	}
}

static enum tls_hook_answer copy(struct span from, struct buffer *to)
{
	must(buf_append(to, from));
	return HOOK_DONE;
}

static enum tls_hook_answer cookie_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					struct tls_hook_fault *fault)
{
	(void)owner, (void)c, (void)fault;
	return copy(content, out);
}

static enum tls_hook_answer cookie_open(void *owner, struct tls_conn *c, struct span cookie, struct buffer *content,
					struct tls_hook_fault *fault)
{
	(void)owner, (void)c, (void)fault;
	return copy(cookie, content);
}

int stream_run(enum tls_role role, const uint8_t *data, size_t size)
{
	static const struct tls_hooks hooks = {
	    .now_ms = fuzz_now, .cookie_seal = cookie_seal, .cookie_open = cookie_open};
	struct tls_config *cfg;
	if (identity == NULL) {
		identity = test_identity("p256");
		must(identity != NULL);
	}
	struct reader r = rd_init(span_of(data, size));
	uint8_t how = rd_u8(&r);
	struct tls_settings s = {.identities = &identity, .n_identities = 1, .n_tickets = 1};
	s.alpn = span_str("\x02h2\x08http/1.1");
	s.options = (how & 1 ? TLS_OPT_REQUEST_CERT : 0) | (how & 2 ? TLS_OPT_REQUEST_OCSP | TLS_OPT_REQUEST_SCT : 0);
	s.max_version = how & 4 ? TLS_VERSION_12 : TLS_VERSION_13;
	rng_seed(1);
	must(tls_config_new(&cfg, &s) == TLS_OK);
	struct tls_conn *c = tls_conn_new(cfg, role, &hooks, NULL);
	tls_config_free(cfg);
	must(c != NULL);
	must(role == TLS_SERVER || tls_conn_set_server_name(c, "server.example") == TLS_OK);
	if (role == TLS_SERVER && (how & 0xa0) == 0xa0) {
		tls_conn_set_stateless(c);
	}
	one_call(c);
	if (how & 0x80) {
		for (int i = 0; i < 300 && rd_left(&r) != 0; i++) {
			uint8_t type = rd_u8(&r);
			size_t len = rd_u16(&r) % (RECORD_PLAINTEXT_MAX + 2);
			feed_record(c, type, rd_bytes(&r, len < rd_left(&r) ? len : rd_left(&r)));
			one_call(c);
		}
	} else {
		size_t step = (how & 0x40) != 0 ? 1 + (size_t)(how >> 3 & 7) : 4096;
		while (rd_left(&r) != 0) {
			size_t n = step < rd_left(&r) ? step : rd_left(&r);
			fuzz_feed(c, r.p, n);
			rd_bytes(&r, n);
			one_call(c);
		}
	}
	tls_in_eof(c);
	one_call(c);
	tls_conn_free(c);
	return 0;
}
