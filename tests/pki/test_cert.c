/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Certificates: what is read from good ones, what is made of bad ones, no octet read that is not there, no leak. */
#include "pki_data.h"

#include "pki/name.h"

static bool is_text(struct span s, const char *text)
{
	return span_eq(s, span_str(text));
}

static void all_that_a_certificate_says(void **state)
{
	(void)state;
	struct cert *c = data_cert("full");
	const struct cert_facts *f = cert_facts(c);
	assert_int_equal(f->version, 3);
	assert_true(f->not_before == 1577836800);
	assert_true(f->not_after == INT64_C(4733510400));
	assert_false(f->bad_not_before || f->bad_not_after || f->invalid || f->unknown_critical || f->proxy);
	assert_int_equal(f->sig_alg.family, SIG_ECDSA);
	assert_int_equal(f->sig_alg.hash, HASH_SHA256);
	assert_int_equal(f->sig_family, SIG_ECDSA);
	assert_false(f->sig_alg_differs || f->sig_sha1 || f->sig_md5 || f->self_issued || f->self_signed);
	assert_int_equal(f->n_extensions, 10);
	assert_true(f->have_basic_constraints && f->basic_constraints_critical && !f->is_ca);
	assert_int_equal(f->path_len, -1);
	assert_true(f->have_key_usage);
	assert_int_equal(f->key_usage, KU_DIGITAL_SIGNATURE);
	assert_true(f->have_eku);
	assert_int_equal(f->eku, EKU_SERVER_AUTH | EKU_CLIENT_AUTH);
	assert_true(f->have_san && !f->san_critical);
	assert_int_equal(f->subject_key_id.len, 20);
	assert_true(span_eq(f->subject_key_id, f->authority.key_id));
	struct cert *root = data_cert("root");
	assert_true(name_eq(f->authority.issuer, cert_facts(root)->subject));
	struct cert *mid = data_cert("mid");
	assert_true(span_eq(f->authority.serial, cert_facts(mid)->serial));
	assert_true(name_eq(f->issuer, cert_facts(mid)->subject));
	assert_int_equal(f->tls_feature.len, 5);
	assert_int_equal(f->crl_dp.len, 2);
	assert_int_equal(f->aia.len, 2);
	assert_true(is_text(f->sct_list, "\x04\x03sct"));
	assert_int_equal(pubkey_type(cert_pubkey(c)), KEY_EC_P256);
	assert_int_equal(cert_pubkey_err(c), TLS_OK);
	assert_false(cert_may_have_issued(mid, mid));
	assert_true(cert_may_have_issued(root, mid));
	assert_true(cert_facts(root)->self_signed && cert_facts(root)->is_ca);
	cert_free(cert_up_ref(c));
	assert_int_equal(cert_facts(c)->version, 3);
	cert_free(c);
	cert_free(root);
	cert_free(mid);
	assert_int_equal(host_live(), 0);
}

struct key_case {
	const char *name;
	enum key_type type;
	unsigned bits;
};

static void keys_of_every_kind(void **state)
{
	(void)state;
	static const struct key_case cases[] = {
	    {"leaf", KEY_EC_P256, 256},    {"p384", KEY_EC_P384, 384},  {"p521", KEY_EC_P521, 521},
	    {"ed25519", KEY_ED25519, 0},   {"rsa_leaf", KEY_RSA, 2048}, {"rsa1024", KEY_RSA, 1024},
	    {"rsapss", KEY_RSA_PSS, 2048},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct cert *c = data_cert(cases[i].name);
		assert_non_null(cert_pubkey(c));
		assert_int_equal(pubkey_type(cert_pubkey(c)), cases[i].type);
		if (cases[i].bits != 0) {
			assert_int_equal(pubkey_bits(cert_pubkey(c)), cases[i].bits);
		}
		cert_free(c);
	}
	struct cert *c = data_cert("rsapss");
	assert_int_equal(pubkey_pss_limits(cert_pubkey(c)).hash, HASH_SHA256);
	assert_int_equal(pubkey_pss_limits(cert_pubkey(c)).min_salt, 32);
	cert_free(c);
	c = data_cert("p224");
	assert_null(cert_pubkey(c));
	assert_int_equal(cert_pubkey_err(c), TLS_E_KEY_UNSUPPORTED);
	cert_free(c);
}

static void public_keys_by_themselves(void **state)
{
	(void)state;
	static const char *const good[] = {"rsa2048", "rsapss", "rsapss256", "p256", "p384", "p521", "ed25519"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		char file[64];
		struct pubkey *k;
		snprintf(file, sizeof file, "%s.spki.der", good[i]);
		struct data d = data_read(file);
		assert_int_equal(spki_decode(&k, data_span(&d)), TLS_OK);
		pubkey_free(k);
		for (size_t n = 0; n < d.len; n++) {
			uint8_t *exact = data_exact(span_of(d.b, n));
			assert_int_equal(spki_decode(&k, span_of(exact, n)), TLS_E_DER);
			assert_null(k);
			free(exact);
		}
		d.b[d.len] = 0;
		assert_int_equal(spki_decode(&k, span_of(d.b, d.len + 1)), TLS_E_DER);
	}
	static const char *const unsupported[] = {"p224", "p256-explicit"};
	for (size_t i = 0; i < 2; i++) {
		char file[64];
		struct pubkey *k;
		snprintf(file, sizeof file, "%s.spki.der", unsupported[i]);
		struct data d = data_read(file);
		assert_int_equal(spki_decode(&k, data_span(&d)), TLS_E_KEY_UNSUPPORTED);
		assert_null(k);
	}
	assert_int_equal(host_live(), 0);
}

static void refused_signatures_are_named(void **state)
{
	(void)state;
	struct cert *c = data_cert("sha1");
	assert_true(cert_facts(c)->sig_sha1 && !cert_facts(c)->sig_md5);
	assert_int_equal(cert_facts(c)->sig_alg.family, SIG_NONE);
	assert_int_equal(cert_facts(c)->sig_family, SIG_RSA_PKCS1);
	cert_free(c);
	c = data_cert("md5");
	assert_true(cert_facts(c)->sig_md5 && !cert_facts(c)->sig_sha1);
	assert_int_equal(cert_facts(c)->sig_alg.family, SIG_NONE);
	cert_free(c);
	c = data_cert("pss_leaf");
	assert_int_equal(cert_facts(c)->sig_alg.family, SIG_RSA_PSS);
	assert_int_equal(cert_facts(c)->sig_alg.hash, HASH_SHA256);
	assert_int_equal(cert_facts(c)->sig_alg.salt_len, 32);
	cert_free(c);
	c = data_cert("differs");
	assert_true(cert_facts(c)->sig_alg_differs);
	cert_free(c);
}

static void odd_ones_are_read(void **state)
{
	(void)state;
	struct cert *c = data_cert("v1");
	assert_int_equal(cert_facts(c)->version, 1);
	assert_int_equal(cert_facts(c)->n_extensions, 0);
	cert_free(c);
	/* RFC 5280 §4.1.2.2: users handle negative serial numbers gracefully. */
	c = data_cert("negative");
	assert_true(is_text(cert_facts(c)->serial, "\xff\x7f"));
	cert_free(c);
	c = data_cert("wide");
	assert_true(cert_facts(c)->not_after == INT64_C(253402300799));
	assert_true(cert_facts(c)->not_before < -2208988800 + 86400);
	cert_free(c);
	c = data_cert("bad_time");
	assert_true(cert_facts(c)->bad_not_after && !cert_facts(c)->bad_not_before);
	cert_free(c);
	static const char *const invalid[] = {"twice", "twice_unknown", "malformed_ext"};
	for (size_t i = 0; i < 3; i++) {
		c = data_cert(invalid[i]);
		assert_true(cert_facts(c)->invalid);
		cert_free(c);
	}
	c = data_cert("critical");
	assert_true(cert_facts(c)->unknown_critical && !cert_facts(c)->invalid);
	cert_free(c);
}

static const char *const all[] = {"root", "full", "rsa_root", "rsapss", "pss_leaf", "ed25519", "constrained", "nul"};
#define N_ALL (sizeof all / sizeof all[0])

static void truncated_and_extended(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ALL; i++) {
		char file[64];
		struct cert *c;
		snprintf(file, sizeof file, "%s.crt.der", all[i]);
		struct data d = data_read(file);
		for (size_t n = 0; n < d.len; n++) {
			uint8_t *exact = data_exact(span_of(d.b, n));
			assert_int_equal(cert_parse(&c, span_of(exact, n)), TLS_E_DER);
			assert_null(c);
			free(exact);
		}
		d.b[d.len] = 0;
		assert_int_equal(cert_parse(&c, span_of(d.b, d.len + 1)), TLS_E_DER);
	}
	assert_int_equal(host_live(), 0);
}

/* Every octet in turn becomes several others: no crash, no leak, and what is read stays inside. */
static void flipped(void **state)
{
	(void)state;
	static const uint8_t flips[] = {0x01, 0x02, 0x20, 0x40, 0x80, 0x7f, 0xff};
	size_t n_read = 0;
	for (size_t i = 0; i < N_ALL; i++) {
		char file[64];
		snprintf(file, sizeof file, "%s.crt.der", all[i]);
		struct data d = data_read(file);
		uint8_t *exact = data_exact(data_span(&d));
		for (size_t at = 0; at < d.len; at++) {
			for (size_t j = 0; j < sizeof flips; j++) {
				struct cert *c;
				exact[at] ^= flips[j];
				if (cert_parse(&c, span_of(exact, d.len)) == TLS_OK) {
					n_read++;
					assert_true(name_hash(cert_facts(c)->subject) != 0 ||
						    name_is_empty(cert_facts(c)->subject));
				}
				cert_free(c);
				exact[at] ^= flips[j];
			}
		}
		free(exact);
	}
	assert_true(n_read > 1000);
	assert_int_equal(host_live(), 0);
}

/* Random octets into random places of good certificates, and elements nested deep. */
static void mangled(void **state)
{
	(void)state;
	uint32_t x = 1;
	for (size_t i = 0; i < N_ALL; i++) {
		char file[64];
		snprintf(file, sizeof file, "%s.crt.der", all[i]);
		struct data d = data_read(file);
		for (int round = 0; round < 3000; round++) {
			struct cert *c;
			uint8_t *copy = data_exact(data_span(&d));
			for (int k = 0; k < 3; k++) {
				x = x * 1664525 + 1013904223;
				copy[(x >> 8) % d.len] = (uint8_t)(x >> 24);
			}
			if (cert_parse(&c, span_of(copy, d.len)) == TLS_OK) {
				cert_free(c);
			}
			free(copy);
		}
	}
	static uint8_t deep[60000];
	size_t at = sizeof deep;
	for (size_t len = 0; at >= 4; len = sizeof deep - at) {
		size_t n_head = len < 0x80 ? 2 : len < 0x100 ? 3 : 4;
		at -= n_head;
		deep[at] = 0x30;
		if (n_head == 2) {
			deep[at + 1] = (uint8_t)len;
		} else if (n_head == 3) {
			deep[at + 1] = 0x81;
			deep[at + 2] = (uint8_t)len;
		} else {
			deep[at + 1] = 0x82;
			deep[at + 2] = (uint8_t)(len >> 8);
			deep[at + 3] = (uint8_t)len;
		}
	}
	struct cert *c;
	assert_int_equal(cert_parse(&c, span_of(deep + at, sizeof deep - at)), TLS_E_DER);
	assert_int_equal(cert_parse(&c, span_of(NULL, 0)), TLS_E_DER);
	assert_int_equal(host_live(), 0);
}

static void too_long(void **state)
{
	(void)state;
	struct cert *c;
	uint8_t *big = calloc(1, (1u << 20) + 1);
	assert_non_null(big);
	assert_int_equal(cert_parse(&c, span_of(big, (1u << 20) + 1)), TLS_E_DER);
	free(big);
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ALL; i++) {
		char file[64];
		snprintf(file, sizeof file, "%s.crt.der", all[i]);
		struct data d = data_read(file);
		enum tls_err e = TLS_E_ALLOC;
		long n = 0;
		for (; e == TLS_E_ALLOC && n < 100; n++) {
			struct cert *c;
			host_fail_after(n);
			e = cert_parse(&c, data_span(&d));
			host_fail_after(-1);
			assert_true(e == TLS_OK || (e == TLS_E_ALLOC && c == NULL));
			cert_free(c);
			assert_int_equal(host_live(), 0);
		}
		assert_int_equal(e, TLS_OK);
		assert_true(n >= 3); /* the certificate and its key */
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_that_a_certificate_says),
	    cmocka_unit_test(keys_of_every_kind),
	    cmocka_unit_test(public_keys_by_themselves),
	    cmocka_unit_test(refused_signatures_are_named),
	    cmocka_unit_test(odd_ones_are_read),
	    cmocka_unit_test(truncated_and_extended),
	    cmocka_unit_test(flipped),
	    cmocka_unit_test(mangled),
	    cmocka_unit_test(too_long),
	    cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
