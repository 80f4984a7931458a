/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certificates in compressed form (RFC 8879) between two engines in memory. The algorithm is the test's own and as
 * simple as can be: a Certificate without extensions ends in a zero, which is left out. Bounds and refusals are the
 * engine's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evil.h"
#include "host_alloc.h"
#include "tls/handshake/hs.h"
#include "tls/state/conn.h"

#define ALG       0x4321
#define ALG_OTHER 0x4322

enum { BY_SERVER, BY_CLIENT }; /* of evil.seen */

static unsigned n_compressed, n_expanded;

static bool last_compress(struct span in, struct buffer *out)
{
	n_compressed++;
	return in.p[in.len - 1] == 0 && buf_append(out, span_of(in.p, in.len - 1));
}

static bool last_expand(struct span in, uint8_t *out, size_t out_len)
{
	n_expanded++;
	if (in.len + 1 != out_len) {
		return false;
	}
	memcpy(out, in.p, in.len);
	out[in.len] = 0;
	return true;
}

static bool never_compress(struct span in, struct buffer *out)
{
	(void)in;
	(void)out;
	return false;
}

static bool never_expand(struct span in, uint8_t *out, size_t out_len)
{
	(void)in;
	(void)out;
	(void)out_len;
	return false;
}

static const struct tls_cert_codec last = {ALG, last_compress, last_expand};
static const struct tls_cert_codec other = {ALG_OTHER, never_compress, never_expand};
static const struct tls_cert_codec *const both[] = {&other, &last};
static const struct tls_cert_codec *const one[] = {&last};

/* The server's identity has the form that the algorithm makes. */
static void pack(struct tls_identity *id)
{
	struct buffer message = {0};
	struct buffer form = {0};
	assert_int_equal(tls_identity_message(id, &message), TLS_OK);
	assert_true(last_compress(buf_span(&message), &form));
	assert_int_equal(tls_identity_set_packed(id, ALG, buf_span(&form), buf_len(&message)), TLS_OK);
	buf_free(&message);
	buf_free(&form);
}

static void begin(struct evil *e, enum evil_kind kind)
{
	evil_init(e, kind);
	e->client.options &= ~TLS_OPT_REQUEST_OCSP; /* what stands beside a certificate is in no packed form */
	e->client.cert_codecs = both;
	e->client.n_cert_codecs = 2;
	e->server.cert_codecs = one;
	e->server.n_cert_codecs = 1;
	pack(e->id[0]);
	n_compressed = n_expanded = 0;
}

static void both_directions(void **state)
{
	(void)state;
	struct evil e;
	begin(&e, EVIL_13);
	evil_run(&e);
	evil_expect_done(&e, "compressed both ways");
	assert_int_equal(e.seen[BY_SERVER][HT_COMPRESSED_CERTIFICATE], 1);
	assert_int_equal(e.seen[BY_CLIENT][HT_COMPRESSED_CERTIFICATE], 1);
	assert_int_equal(e.seen[BY_SERVER][HT_CERTIFICATE] + e.seen[BY_CLIENT][HT_CERTIFICATE], 0);
	assert_int_equal(n_compressed, 1); /* the client's, while the server's was ready */
	assert_int_equal(n_expanded, 2);
	size_t n;
	assert_non_null(tls_conn_peer_chain(e.p.client, &n));
	assert_int_equal(n, 1);
	evil_free(&e);
}

static void each_end_decides(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		size_t client_n, server_n; /* algorithms named */
		uint32_t client_options, server_options;
		bool server_packs, client_packs;
	} cases[] = {
	    {"nobody asks", 0, 0, 0, 0, false, false},
	    {"a client that does not expand", 2, 1, TLS_OPT_NO_PACKED_RX, 0, false, true},
	    {"a client that does not compress", 2, 1, TLS_OPT_NO_PACKED_TX, 0, true, false},
	    {"a server that does not compress", 2, 1, 0, TLS_OPT_NO_PACKED_TX, false, true},
	    {"a server that does not expand", 2, 1, 0, TLS_OPT_NO_PACKED_RX, true, false},
	    {"a server with nothing but the form", 2, 0, 0, 0, true, false},
	    {"only the other algorithm in common", 1, 1, 0, 0, false, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct evil e;
		begin(&e, EVIL_13);
		e.client.n_cert_codecs = cases[i].client_n;
		e.server.n_cert_codecs = cases[i].server_n;
		e.client.options |= cases[i].client_options;
		e.server.options |= cases[i].server_options;
		evil_run(&e);
		evil_expect_done(&e, cases[i].what);
		assert_int_equal(e.seen[BY_SERVER][HT_COMPRESSED_CERTIFICATE], cases[i].server_packs);
		assert_int_equal(e.seen[BY_CLIENT][HT_COMPRESSED_CERTIFICATE], cases[i].client_packs);
		evil_free(&e);
	}
}

/* A packed form stands for the certificates alone, and only for those whose message has its length. */
static void forms_that_do_not_fit(void **state)
{
	(void)state;
	struct evil e;
	begin(&e, EVIL_13);
	e.client.options |= TLS_OPT_REQUEST_OCSP;
	assert_int_equal(tls_identity_set_ocsp(e.id[0], span_str("a stapled response")), TLS_OK);
	evil_run(&e);
	evil_expect_done(&e, "a stapled response");
	assert_int_equal(e.seen[BY_SERVER][HT_CERTIFICATE], 1);
	evil_free(&e);

	begin(&e, EVIL_13);
	e.id[0]->packed[0].len++;
	evil_run(&e);
	evil_expect_done(&e, "the form of another chain");
	assert_int_equal(e.seen[BY_SERVER][HT_CERTIFICATE], 1);
	evil_free(&e);
}

static void tls12_knows_nothing_of_it(void **state)
{
	(void)state;
	struct evil e;
	begin(&e, EVIL_12);
	evil_run(&e);
	evil_expect_done(&e, "TLS 1.2");
	assert_int_equal(e.seen[BY_SERVER][HT_CERTIFICATE], 1);
	evil_free(&e);
}

static void after_the_handshake(void **state)
{
	(void)state;
	struct evil e;
	begin(&e, EVIL_13);
	e.server.options &= ~(TLS_OPT_REQUEST_CERT | TLS_OPT_REQUIRE_CERT);
	e.client.options |= TLS_OPT_POST_HANDSHAKE_AUTH;
	evil_run(&e);
	evil_expect_done(&e, "a server that does not ask at once");
	assert_int_equal(tls_request_certificate(e.p.server), TLS_ST_DONE);
	evil_deliver(&e);
	assert_int_equal(tls_conn_error(e.p.server), TLS_OK);
	assert_int_equal(e.seen[BY_CLIENT][HT_COMPRESSED_CERTIFICATE], 1);
	size_t n;
	assert_non_null(tls_conn_peer_chain(e.p.server, &n));
	assert_int_equal(n, 1);
	evil_free(&e);
}

/* ---- lies -------------------------------------------------------------------------------------------------------- */

/* Offsets in CompressedCertificate: u16 algorithm, u24 uncompressed_length, u24 length. */
#define AT_ALG HANDSHAKE_HEADER_LEN
#define AT_LEN (AT_ALG + 2)

static void put_alg(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	const uint8_t v[] = {(uint8_t)(e->n >> 8), (uint8_t)e->n};
	forge_splice(msg, AT_ALG, 2, span_of(v, 2));
}

static void put_len(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)c;
	const uint8_t v[] = {(uint8_t)(e->n >> 16), (uint8_t)(e->n >> 8), (uint8_t)e->n};
	forge_splice(msg, AT_LEN, 3, span_of(v, 3));
}

static void empty(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_body(msg, span_of("\x43\x21\0\0\1\0\0\0", 8));
}

static void surplus(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_splice(msg, buf_len(msg), 0, span_of("x", 1));
	forge_fix(msg);
}

static void other_message(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	/* expands to a Certificate that is cut */
	forge_body(msg, span_of("\x43\x21\0\0\5\0\0\4\0\0\0\7", 12));
}

static void to_plain(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	buf_head(msg)[0] = HT_COMPRESSED_CERTIFICATE;
}

static void lies_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		evil_fn *fn;
		size_t n;
		enum tls_err err;
		bool expands; /* the algorithm is asked at all */
	} cases[] = {
	    {"an algorithm that was not offered", put_alg, 1, TLS_E_WRONG_CERT_COMPRESSION, false},
	    {"no algorithm", put_alg, 0, TLS_E_WRONG_CERT_COMPRESSION, false},
	    {"a length of nothing", put_len, 0, TLS_E_CERT_COMPRESSION, false},
	    {"less than it expands to", put_len, 100, TLS_E_CERT_COMPRESSION, true},
	    {"a bomb", put_len, 0xffffff, TLS_E_MESSAGE_TOO_LONG, false},
	    {"one byte beyond the bound", put_len, 100 * 1024 + 1, TLS_E_MESSAGE_TOO_LONG, false},
	    {"as much as the bound allows", put_len, 100 * 1024, TLS_E_CERT_COMPRESSION, true},
	    {"nothing compressed", empty, 0, TLS_E_DECODE, false},
	    {"bytes behind", surplus, 0, TLS_E_DECODE, false},
	    {"something else than a Certificate", other_message, 0, TLS_E_LENGTH_MISMATCH, true},
	};
	for (int by_client = 0; by_client < 2; by_client++) {
		struct evil e;
		begin(&e, EVIL_13);
		for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
			evil_lie(&e, by_client, HT_COMPRESSED_CERTIFICATE, 0, cases[i].fn, true);
			e.n = cases[i].n;
			n_expanded = 0;
			evil_run(&e);
			evil_expect(&e, cases[i].err, cases[i].what);
			/* a client's message comes second, behind one that its victim did not see expanded */
			assert_int_equal(n_expanded, cases[i].expands + by_client);
			evil_again(&e);
		}
		evil_free(&e);
	}
}

/* Who did not ask for it takes none. */
static void unasked(void **state)
{
	(void)state;
	for (int by_client = 0; by_client < 2; by_client++) {
		struct evil e;
		begin(&e, EVIL_13);
		e.client.n_cert_codecs = e.server.n_cert_codecs = 0;
		evil_lie(&e, by_client, HT_CERTIFICATE, 0, to_plain, true);
		evil_run(&e);
		evil_expect(&e, TLS_E_UNEXPECTED_MESSAGE, "compressed though nobody asked");
		evil_free(&e);
	}
}

/* A form that cannot be made for want of memory is no reason to give up: the certificate goes as it is. */
static void every_allocation_fails(void **state)
{
	(void)state;
	for (long at = 0;; at++) {
		struct evil e;
		begin(&e, EVIL_13);
		host_fail_after(at);
		bool done = pair_init(&e.p, &e.client, &e.server) && pair_run(&e.p);
		bool failed = host_allocs() > at;
		host_fail_after(-1);
		pair_free(&e.p);
		e.p = (struct pair){.step = 0};
		evil_free(&e);
		if (!failed) {
			assert_true(done);
			break;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(both_directions),
	    cmocka_unit_test(each_end_decides),
	    cmocka_unit_test(forms_that_do_not_fit),
	    cmocka_unit_test(tls12_knows_nothing_of_it),
	    cmocka_unit_test(after_the_handshake),
	    cmocka_unit_test(lies_are_refused),
	    cmocka_unit_test(unasked),
	    cmocka_unit_test(every_allocation_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
