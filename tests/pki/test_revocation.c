/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Revocation lists and OCSP responses, cut, altered, and with memory that runs out. That verdicts are OpenSSL's is
 * shown by compat-tests/pki.
 */
#include "pki_data.h"

#include "base/alloc.h"
#include "pki/name.h"
#include "pki/ocsp.h"
#include "pki/revocation.h"
#include "pki/store.h"

/* The lists that there are; those that are empty are none. */
struct source {
	struct span der[2];
};

static enum tls_err by_issuer(void *owner, struct span issuer, bool (*add)(void *ctx, struct crl *crl), void *ctx)
{
	const struct source *s = owner;
	enum tls_err e = TLS_OK;
	for (size_t i = 0; e != TLS_E_ALLOC && i < 2; i++) {
		struct crl *crl;
		e = crl_parse(&crl, s->der[i]);
		if (e == TLS_OK && name_eq(crl_facts(crl)->issuer, issuer)) {
			(void)add(ctx, crl);
		}
		crl_free(crl);
	}
	return e == TLS_E_ALLOC ? e : TLS_OK;
}

static struct verify_result verify_with(struct span list)
{
	struct cert *leaf = data_cert("revocation_leaf"), *ca = data_cert("revocation_ca");
	struct store *store = store_new();
	struct source source = {{list}};
	struct revocation revocation = {.owner = &source, .by_issuer = by_issuer};
	const struct verify_checks checks = {&revocation, revocation_check};
	const struct verify_params params = {
	    .time = DATA_TIME, .purpose = PURPOSE_TLS_SERVER, .max_depth = -1, .checks = &checks};
	struct verify_result r = {0};
	if (store != NULL && store_add(store, ca) == TLS_OK) {
		struct trust trust = store_trust(store);
		verify_chain(&params, &trust, leaf, NULL, 0, NULL, NULL, &r);
	} else {
		r.err = VERIFY_OUT_OF_MEM;
	}
	cert_free(leaf);
	cert_free(ca);
	store_free(store);
	return r;
}

static enum verify_err verdict(struct span list)
{
	struct verify_result r = verify_with(list);
	enum verify_err err = r.err;
	assert_int_equal(r.ok, err == VERIFY_OK);
	verify_result_free(&r);
	return err;
}

static void a_list_says_who_is_revoked(void **state)
{
	(void)state;
	struct data good = data_read("revocation_good.crl.der");
	assert_int_equal(verdict(data_span(&good)), VERIFY_OK);
	struct data hit = data_read("revocation_hit.crl.der");
	assert_int_equal(verdict(data_span(&hit)), VERIFY_REVOKED);
	assert_int_equal(verdict(span_of(NULL, 0)), VERIFY_NO_CRL);
}

static void no_altered_list_is_good(void **state)
{
	(void)state;
	struct data d = data_read("revocation_good.crl.der");
	for (size_t n = 0; n < d.len; n++) {
		struct crl *crl;
		uint8_t *exact = data_exact(span_of(d.b, n));
		assert_int_equal(crl_parse(&crl, span_of(exact, n)), TLS_E_DER);
		free(exact);
	}
	for (size_t i = 0; i < d.len; i++) {
		d.b[i] ^= 0x40;
		assert_int_not_equal(verdict(data_span(&d)), VERIFY_OK);
		d.b[i] ^= 0x40;
	}
}

static void no_altered_response_is_good(void **state)
{
	(void)state;
	struct data d = data_read("revocation_good.ocsp.der");
	struct cert *leaf = data_cert("revocation_leaf"), *ca = data_cert("revocation_ca");
	assert_int_equal(ocsp_check(data_span(&d), leaf, ca, DATA_TIME), VERIFY_OK);
	assert_int_equal(ocsp_check(span_of(d.b, 0), leaf, ca, DATA_TIME), VERIFY_OCSP_NO_RESPONSE);
	for (size_t n = 1; n < d.len; n++) {
		uint8_t *exact = data_exact(span_of(d.b, n));
		assert_int_equal(ocsp_check(span_of(exact, n), leaf, ca, DATA_TIME), VERIFY_OCSP_INVALID);
		free(exact);
	}
	for (size_t i = 0; i < d.len; i++) {
		d.b[i] ^= 0x40;
		assert_int_not_equal(ocsp_check(data_span(&d), leaf, ca, DATA_TIME), VERIFY_OK);
		d.b[i] ^= 0x40;
	}
	cert_free(leaf);
	cert_free(ca);
}

static void statements_have_their_time(void **state)
{
	(void)state;
	/* From one day before DATA_TIME to one day after. */
	struct data d = data_read("revocation_good.ocsp.der");
	struct cert *leaf = data_cert("revocation_leaf"), *ca = data_cert("revocation_ca");
	const int64_t day = 24 * 60 * 60;
	assert_int_equal(ocsp_check(data_span(&d), leaf, ca, DATA_TIME - day - OCSP_SKEW), VERIFY_OK);
	assert_int_equal(ocsp_check(data_span(&d), leaf, ca, DATA_TIME - day - OCSP_SKEW - 1),
			 VERIFY_OCSP_NOT_YET_VALID);
	assert_int_equal(ocsp_check(data_span(&d), leaf, ca, DATA_TIME + day + OCSP_SKEW), VERIFY_OK);
	assert_int_equal(ocsp_check(data_span(&d), leaf, ca, DATA_TIME + day + OCSP_SKEW + 1), VERIFY_OCSP_EXPIRED);
	/* The same certificate is another one's business. */
	assert_int_equal(ocsp_check(data_span(&d), ca, ca, DATA_TIME), VERIFY_OCSP_CERT_UNKNOWN);
	assert_int_equal(ocsp_check(data_span(&d), leaf, leaf, DATA_TIME), VERIFY_OCSP_SIGNATURE);
	cert_free(leaf);
	cert_free(ca);
}

/* A callback that says yes to everything that it is asked about. */
static bool yes(void *owner, const struct verify_event *ev)
{
	(void)owner;
	assert_true(ev->err != VERIFY_OUT_OF_MEM);
	return true;
}

/* Each allocation fails in turn: that is said, and nobody may overrule it; want is the verdict when none does. */
static void fail_each(const char *ca_name, const char *leaf_name, struct source source, unsigned flags,
		      enum verify_err want, bool ask)
{
	struct cert *ca = data_cert(ca_name), *leaf = data_cert(leaf_name);
	struct cert *signer = data_cert("revocation_own_signer");
	bool whole = false;
	for (long n = 0; !whole; n++) {
		long live = host_live();
		struct revocation revocation = {.flags = flags, .owner = &source, .by_issuer = by_issuer};
		const struct verify_checks checks = {&revocation, revocation_check};
		const struct verify_params params = {.time = DATA_TIME, .max_depth = -1, .checks = &checks};
		struct store *store = store_new();
		assert_int_equal(store_add(store, ca), TLS_OK);
		struct trust trust = store_trust(store);
		struct verify_result r;
		host_fail_after(n);
		verify_chain(&params, &trust, leaf, &signer, 1, ask ? yes : NULL, NULL, &r);
		whole = host_allocs() <= n;
		host_fail_after(-1);
		assert_int_equal(r.err, whole ? want : VERIFY_OUT_OF_MEM);
		assert_int_equal(r.ok, whole && (ask || want == VERIFY_OK));
		assert_int_equal(r.gave_up, !whole);
		verify_result_free(&r);
		store_free(store);
		assert_int_equal(host_live(), live);
	}
	cert_free(ca);
	cert_free(leaf);
	cert_free(signer);
}

static void memory_may_run_out_anywhere(void **state)
{
	(void)state;
	struct data good = data_read("revocation_good.crl.der");
	struct data own_good = data_read("revocation_own_good.crl.der");
	struct data delta = data_read("revocation_own_delta.crl.der");
	struct data by_signer = data_read("revocation_own_signer.crl.der");
	for (int ask = 0; ask < 2; ask++) {
		fail_each("revocation_ca", "revocation_leaf", (struct source){{data_span(&good)}}, 0, VERIFY_OK,
			  ask != 0);
		/* a delta that was not asked for is heard all the same */
		fail_each("revocation_own_ca", "revocation_own_leaf",
			  (struct source){{data_span(&own_good), data_span(&delta)}}, 0, VERIFY_REVOKED, ask != 0);
		/* the path to who signed the list */
		fail_each("revocation_own_ca", "revocation_own_leaf", (struct source){{data_span(&by_signer)}},
			  REVOCATION_F_EXTENDED, VERIFY_OK, ask != 0);
	}
}

static void memory_may_run_out_over_a_response(void **state)
{
	(void)state;
	struct data response = data_read("revocation_delegated.ocsp.der");
	struct cert *leaf = data_cert("revocation_leaf"), *ca = data_cert("revocation_ca");
	bool whole = false;
	for (long n = 0; !whole; n++) {
		long live = host_live();
		host_fail_after(n);
		enum verify_err err = ocsp_check(data_span(&response), leaf, ca, DATA_TIME);
		whole = host_allocs() <= n;
		host_fail_after(-1);
		assert_int_equal(err, whole ? VERIFY_OK : VERIFY_OUT_OF_MEM);
		assert_int_equal(host_live(), live);
	}
	cert_free(leaf);
	cert_free(ca);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_says_who_is_revoked),  cmocka_unit_test(no_altered_list_is_good),
	    cmocka_unit_test(no_altered_response_is_good), cmocka_unit_test(statements_have_their_time),
	    cmocka_unit_test(memory_may_run_out_anywhere), cmocka_unit_test(memory_may_run_out_over_a_response),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
