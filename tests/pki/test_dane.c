/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * TLSA records: which are taken, the order in which they are tried, what they match in a chain. That verdicts are
 * OpenSSL's is shown by compat-tests/differential/cert/test_dane.py.
 */
#include "pki_data.h"

#include "base/alloc.h"
#include "pki/dane.h"
#include "pki/store.h"
#include "pki/verify.h"

static struct dane_record record(uint8_t usage, uint8_t selector, uint8_t mtype, const void *data, size_t len)
{
	return (struct dane_record){.usage = usage,
				    .selector = selector,
				    .mtype = mtype,
				    .ordinal = mtype,
				    .hash = mtype == 1   ? HASH_SHA256
					    : mtype == 2 ? HASH_SHA512
							 : HASH_NONE,
				    .data = span_of(data, len)};
}

static void add(struct dane *d, struct dane_record r)
{
	assert_int_equal(dane_add(d, &r), DANE_OK);
}

/* The record for a certificate. */
static void add_cert(struct dane *d, uint8_t usage, uint8_t selector, uint8_t mtype, struct cert *c)
{
	struct span whole = selector == DANE_CERT ? cert_der(c) : cert_facts(c)->spki;
	uint8_t digest[HASH_MAX_LEN];
	if (mtype == 0) {
		add(d, record(usage, selector, mtype, whole.p, whole.len));
		return;
	}
	hash_once(mtype == 1 ? HASH_SHA256 : HASH_SHA512, whole, digest);
	add(d, record(usage, selector, mtype, digest, mtype == 1 ? 32 : 64));
}

static void bad_records_are_refused(void **state)
{
	(void)state;
	struct cert *leaf = data_cert("leaf");
	struct span der = cert_der(leaf), spki = cert_facts(leaf)->spki;
	uint8_t *deep = malloc(20000);
	memset(deep, 0x30, 20000);
	for (size_t i = 1; i < 20000; i += 2) {
		deep[i] = 0x80;
	}
	const struct {
		struct dane_record r;
		enum dane_err e;
	} rows[] = {
	    {record(4, 0, 1, deep, 32), DANE_E_USAGE},
	    {record(3, 2, 1, deep, 32), DANE_E_SELECTOR},
	    {record(3, 1, 1, deep, 31), DANE_E_DIGEST_LENGTH},
	    {record(3, 1, 1, deep, 33), DANE_E_DIGEST_LENGTH},
	    {record(3, 1, 1, NULL, 0), DANE_E_DIGEST_LENGTH},
	    {record(3, 1, 9, deep, 32), DANE_E_DIGEST_LENGTH}, /* no hash for it */
	    {record(3, 0, 0, NULL, 0), DANE_E_CERTIFICATE},
	    {record(3, 1, 0, NULL, 0), DANE_E_PUBLIC_KEY},
	    {record(3, 0, 0, der.p, der.len - 1), DANE_E_CERTIFICATE},
	    {record(3, 1, 0, spki.p, spki.len - 1), DANE_E_PUBLIC_KEY},
	    {record(3, 0, 0, spki.p, spki.len), DANE_E_CERTIFICATE},
	    {record(3, 1, 0, der.p, der.len), DANE_E_PUBLIC_KEY},
	    {record(3, 0, 0, deep, 20000), DANE_E_CERTIFICATE},
	    {record(2, 1, 0, deep, 20000), DANE_E_PUBLIC_KEY},
	};
	struct dane *d = dane_new();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(dane_add(d, &rows[i].r), rows[i].e);
	}
	assert_null(dane_at(d, 0));
	dane_free(d);
	free(deep);
	cert_free(leaf);
	assert_int_equal(host_live(), 0);
}

static void records_are_tried_in_order(void **state)
{
	(void)state;
	static const uint8_t bytes[64];
	static const uint8_t in[][3] = {{0, 0, 1}, {3, 0, 1}, {1, 1, 2}, {3, 1, 1},
					{2, 0, 2}, {3, 1, 2}, {2, 0, 1}, {0, 1, 1}};
	static const uint8_t out[][3] = {{3, 1, 2}, {3, 1, 1}, {3, 0, 1}, {2, 0, 2},
					 {2, 0, 1}, {1, 1, 2}, {0, 1, 1}, {0, 0, 1}};
	struct dane *d = dane_new();
	for (size_t i = 0; i < 8; i++) {
		add(d, record(in[i][0], in[i][1], in[i][2], bytes, in[i][2] * 32u));
	}
	for (size_t i = 0; i < 8; i++) {
		const struct dane_record *r = dane_at(d, i);
		assert_true(r->usage == out[i][0] && r->selector == out[i][1] && r->mtype == out[i][2]);
	}
	assert_null(dane_at(d, 8));
	dane_free(d);
}

struct bench {
	struct cert *leaf, *mid, *root;
	struct dane *d;
	bool trust_root;
};

static struct verify_result run(const struct bench *b)
{
	struct store *store = store_new();
	if (b->trust_root) {
		assert_int_equal(store_add(store, b->root), TLS_OK);
	}
	struct trust trust = store_trust(store);
	const struct verify_params p = {.time = DATA_TIME,
					.purpose = PURPOSE_TLS_SERVER,
					.flags = VERIFY_F_TRUSTED_FIRST,
					.max_depth = -1,
					.security_level = 2,
					.dane = b->d};
	struct verify_result r;
	verify_chain(&p, &trust, b->leaf, &b->mid, 1, NULL, NULL, &r);
	store_free(store);
	return r;
}

static void expect(struct bench *b, enum verify_err err, int usage, int depth)
{
	struct verify_result r = run(b);
	assert_int_equal(r.err, err);
	assert_int_equal(r.ok, err == VERIFY_OK);
	if (err == VERIFY_OK) {
		assert_int_equal(r.dane.record->usage, usage);
		assert_int_equal(r.dane.depth, depth);
	}
	verify_result_free(&r);
	dane_free(b->d);
	b->d = dane_new();
}

static void each_usage_has_its_place(void **state)
{
	(void)state;
	struct bench b = {data_cert("leaf"), data_cert("mid"), data_cert("root"), dane_new(), false};
	struct cert *other = data_cert("other_root");
	for (uint8_t s = 0; s < 2; s++) {
		for (uint8_t m = 0; m < 3; m++) {
			add_cert(b.d, DANE_DANE_EE, s, m, b.leaf);
			expect(&b, VERIFY_OK, 3, 0);
			add_cert(b.d, DANE_DANE_EE, s, m, b.mid);
			expect(&b, VERIFY_DANE_NO_MATCH, 0, 0);
			add_cert(b.d, DANE_DANE_TA, s, m, b.mid);
			expect(&b, VERIFY_OK, 2, 1);
			add_cert(b.d, DANE_DANE_TA, s, m, other);
			expect(&b, VERIFY_DANE_NO_MATCH, 0, 0);
			b.trust_root = true;
			add_cert(b.d, DANE_PKIX_TA, s, m, b.root);
			expect(&b, VERIFY_OK, 0, 2);
			add_cert(b.d, DANE_PKIX_EE, s, m, b.leaf);
			expect(&b, VERIFY_OK, 1, 0);
			add_cert(b.d, DANE_PKIX_EE, s, m, b.mid);
			expect(&b, VERIFY_DANE_NO_MATCH, 0, 0);
			b.trust_root = false;
			add_cert(b.d, DANE_PKIX_EE, s, m, b.leaf);
			expect(&b, VERIFY_NO_ISSUER_LOCALLY, 0, 0);
		}
	}
	/* RFC 7671 §5.2.2: a CA or a key that only the record has. */
	add_cert(b.d, DANE_DANE_TA, DANE_CERT, DANE_FULL, b.root);
	expect(&b, VERIFY_OK, 2, 2);
	add_cert(b.d, DANE_DANE_TA, DANE_SPKI, DANE_FULL, b.root);
	expect(&b, VERIFY_OK, 2, 1);
	dane_free(b.d);
	cert_free(other);
	cert_free(b.leaf);
	cert_free(b.mid);
	cert_free(b.root);
	assert_int_equal(host_live(), 0);
}

/* §9: of digests of different strength the strongest alone is believed. */
static void weaker_digests_do_not_count(void **state)
{
	(void)state;
	static const uint8_t wrong[64];
	struct bench b = {data_cert("leaf"), data_cert("mid"), data_cert("root"), dane_new(), false};
	add_cert(b.d, DANE_DANE_EE, DANE_SPKI, 1, b.leaf);
	add(b.d, record(DANE_DANE_EE, DANE_SPKI, 2, wrong, 64));
	expect(&b, VERIFY_DANE_NO_MATCH, 0, 0);
	add_cert(b.d, DANE_DANE_EE, DANE_SPKI, 2, b.leaf);
	add(b.d, record(DANE_DANE_EE, DANE_SPKI, 1, wrong, 32));
	expect(&b, VERIFY_OK, 3, 0);
	add_cert(b.d, DANE_DANE_EE, DANE_CERT, 1, b.leaf);
	add(b.d, record(DANE_DANE_EE, DANE_SPKI, 2, wrong, 64));
	expect(&b, VERIFY_OK, 3, 0);
	add_cert(b.d, DANE_DANE_EE, DANE_SPKI, 0, b.leaf);
	add(b.d, record(DANE_DANE_EE, DANE_SPKI, 2, wrong, 64));
	expect(&b, VERIFY_OK, 3, 0);
	dane_free(b.d);
	cert_free(b.leaf);
	cert_free(b.mid);
	cert_free(b.root);
	assert_int_equal(host_live(), 0);
}

/* Found by fuzz/fuzz_chain.c: a leaf that is its own anchor, with records that need an anchor and records of keys. */
static void a_trusted_leaf_is_signed_by_no_record(void **state)
{
	(void)state;
	struct bench b = {data_cert("self_signed"), data_cert("mid"), data_cert("self_signed"), dane_new(), true};
	add_cert(b.d, DANE_PKIX_EE, DANE_SPKI, 1, b.mid);
	add_cert(b.d, DANE_DANE_TA, DANE_SPKI, DANE_FULL, b.mid);
	expect(&b, VERIFY_DANE_NO_MATCH, 0, 0);
	add_cert(b.d, DANE_PKIX_EE, DANE_SPKI, 1, b.leaf);
	add_cert(b.d, DANE_DANE_TA, DANE_SPKI, DANE_FULL, b.mid);
	expect(&b, VERIFY_OK, 1, 0);
	dane_free(b.d);
	cert_free(b.leaf);
	cert_free(b.mid);
	cert_free(b.root);
	assert_int_equal(host_live(), 0);
}

/* A CA that a record names, and that the peer sent, is not of the chain any more once an anchor further down ends it.
 */
static void what_was_cut_off_does_not_match(void **state)
{
	(void)state;
	struct cert *leaf = data_cert("leaf"), *mid = data_cert("mid"), *root = data_cert("root");
	struct cert *const sent[] = {mid, root};
	struct store *store = store_new();
	assert_int_equal(store_add(store, mid), TLS_OK);
	const struct trust trust = store_trust(store);
	const struct {
		struct cert *named;
		enum verify_err err;
	} rows[] = {{root, VERIFY_DANE_NO_MATCH}, {mid, VERIFY_OK}};
	for (size_t i = 0; i < 2; i++) {
		struct dane *d = dane_new();
		add_cert(d, DANE_PKIX_TA, DANE_SPKI, 1, rows[i].named);
		const struct verify_params p = {.time = DATA_TIME,
						.purpose = PURPOSE_TLS_SERVER,
						.flags = VERIFY_F_PARTIAL_CHAIN,
						.max_depth = -1,
						.dane = d};
		struct verify_result r;
		verify_chain(&p, &trust, leaf, sent, 2, NULL, NULL, &r);
		assert_int_equal(r.err, rows[i].err);
		assert_int_equal(r.ok, rows[i].err == VERIFY_OK);
		verify_result_free(&r);
		dane_free(d);
	}
	store_free(store);
	cert_free(leaf);
	cert_free(mid);
	cert_free(root);
	assert_int_equal(host_live(), 0);
}

static void memory_may_end(void **state)
{
	(void)state;
	struct cert *root = data_cert("root");
	long base = host_live();
	for (long n = 0;; n++) {
		host_fail_after(n);
		struct dane *d = dane_new();
		const struct dane_record r = record(DANE_DANE_TA, DANE_CERT, 0, cert_der(root).p, cert_der(root).len);
		const struct dane_record k =
		    record(DANE_DANE_TA, DANE_SPKI, 0, cert_facts(root)->spki.p, cert_facts(root)->spki.len);
		bool ok = d != NULL && dane_add(d, &r) == DANE_OK && dane_add(d, &k) == DANE_OK;
		host_fail_after(-1);
		dane_free(d);
		assert_int_equal(host_live(), base);
		if (ok) {
			assert_in_range(n, 3, 100);
			break;
		}
	}
	cert_free(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bad_records_are_refused),
	    cmocka_unit_test(records_are_tried_in_order),
	    cmocka_unit_test(each_usage_has_its_place),
	    cmocka_unit_test(weaker_digests_do_not_count),
	    cmocka_unit_test(a_trusted_leaf_is_signed_by_no_record),
	    cmocka_unit_test(what_was_cut_off_does_not_match),
	    cmocka_unit_test(memory_may_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
