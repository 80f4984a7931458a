/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Keys from numbers: what is taken, what is refused, what the getters say, and every allocation failing once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "crypto/rsa.h"
#include "host_alloc.h"
#include "rsa_load.h"

static const struct pss_limits no_limits = {HASH_NONE, 0};

static void every_rsa_key_loads(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_RSA_TEST_KEYS; i++) {
		const struct rsa_test_key *k = &rsa_test_keys[i];
		struct rsa_loaded l;
		struct privkey *priv;
		struct pubkey *pub;
		rsa_load(k, &l);
		enum tls_err want = k->bits < 2048 ? TLS_E_KEY_UNSUPPORTED : TLS_OK;
		assert_int_equal(privkey_rsa(&priv, KEY_RSA, &l.num, no_limits), want);
		assert_int_equal(pubkey_rsa(&pub, KEY_RSA, l.num.n, l.num.e, no_limits), TLS_OK);
		assert_int_equal(pubkey_bits(pub), k->bits);
		assert_int_equal(pubkey_type(pub), KEY_RSA);
		if (want == TLS_OK) {
			assert_true(pubkey_eq(pub, privkey_public(priv)));
		} else {
			assert_null(priv);
		}
		privkey_free(priv);
		pubkey_free(pub);
		rsa_unload(&l);
	}
	assert_int_equal(host_live(), 0);
}

static void leading_zeros_are_allowed(void **state)
{
	(void)state;
	struct rsa_loaded l;
	struct privkey *priv;
	uint8_t padded[8][260] = {{0}};
	rsa_load(&rsa_test_keys[0], &l);
	struct span *const views[8] = {&l.num.n, &l.num.e,  &l.num.d,  &l.num.p,
				       &l.num.q, &l.num.dp, &l.num.dq, &l.num.qinv};
	for (int i = 0; i < 8; i++) {
		memcpy(padded[i] + 4, views[i]->p, views[i]->len);
		*views[i] = span_of(padded[i], views[i]->len + 4);
	}
	assert_int_equal(privkey_rsa(&priv, KEY_RSA, &l.num, no_limits), TLS_OK);
	assert_int_equal(pubkey_bits(privkey_public(priv)), 2048);
	privkey_free(priv);
	rsa_unload(&l);
}

/* RFC 8017 §3.2: every number has to fit the others. */
static void inconsistent_private_numbers_are_refused(void **state)
{
	(void)state;
	for (size_t which = 0; which < 3; which++) {
		struct rsa_loaded l;
		struct privkey *priv;
		rsa_load(&rsa_test_keys[which], &l);
		for (int i = 0; i < 8; i++) {
			for (int bit = 0; bit < 8; bit += 3) {
				/* The lowest byte, one in the middle; 0x02 leaves odd numbers odd. */
				size_t at = bit == 0 ? l.b[i].len - 1 : l.b[i].len / 2;
				l.b[i].p[at] ^= (uint8_t)(2 << (bit % 6));
				assert_int_not_equal(privkey_rsa(&priv, KEY_RSA, &l.num, no_limits), TLS_OK);
				assert_null(priv);
				l.b[i].p[at] ^= (uint8_t)(2 << (bit % 6));
			}
		}
		assert_int_equal(privkey_rsa(&priv, KEY_RSA, &l.num, no_limits), TLS_OK);
		privkey_free(priv);

		/* p and q exchanged, without their exponents. */
		struct rsa_private_numbers num = l.num;
		num.p = l.num.q;
		num.q = l.num.p;
		assert_int_equal(privkey_rsa(&priv, KEY_RSA, &num, no_limits), TLS_E_KEY_INVALID);
		/* 1 * n is a factorization too. */
		num = l.num;
		num.p = span_of("\1", 1);
		num.q = l.num.n;
		assert_int_equal(privkey_rsa(&priv, KEY_RSA, &num, no_limits), TLS_E_KEY_INVALID);
		/* Each number missing, zero, or far too long. */
		uint8_t huge[1100];
		memset(huge, 0xff, sizeof huge);
		for (int i = 0; i < 8; i++) {
			const struct span bad[] = {{NULL, 0}, span_of("\0\0", 2), span_of(huge, sizeof huge)};
			for (int j = 0; j < 3; j++) {
				struct rsa_private_numbers n2 = l.num;
				struct span *const views[8] = {&n2.n, &n2.e,  &n2.d,  &n2.p,
							       &n2.q, &n2.dp, &n2.dq, &n2.qinv};
				*views[i] = bad[j];
				assert_int_not_equal(privkey_rsa(&priv, KEY_RSA, &n2, no_limits), TLS_OK);
				assert_null(priv);
			}
		}
		rsa_unload(&l);
	}
	assert_int_equal(host_live(), 0);
}

static void rsa_public_limits(void **state)
{
	(void)state;
	struct pubkey *k;
	static uint8_t n[2100];
	memset(n, 0xff, sizeof n);
	const struct span e = span_of("\1\0\1", 3);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 63), e, no_limits), TLS_E_KEY_UNSUPPORTED);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 2049), e, no_limits), TLS_E_KEY_UNSUPPORTED);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, (struct span){NULL, 0}, e, no_limits), TLS_E_KEY_UNSUPPORTED);
	assert_null(k);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 64), e, no_limits), TLS_OK);
	assert_int_equal(pubkey_bits(k), 512);
	assert_true(pubkey_security_bits(k) < 80);
	pubkey_free(k);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 2048), e, no_limits), TLS_OK);
	assert_int_equal(pubkey_bits(k), 16384);
	assert_int_equal(pubkey_security_bits(k), 256);
	pubkey_free(k);
	assert_int_equal(pubkey_rsa(&k, KEY_EC_P256, span_of(n, 256), e, no_limits), TLS_E_KEY_UNSUPPORTED);

	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), span_of("\1", 1), no_limits), TLS_E_KEY_INVALID);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), span_of("\2", 1), no_limits), TLS_E_KEY_INVALID);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), span_of("\1\0\0", 3), no_limits), TLS_E_KEY_INVALID);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), (struct span){NULL, 0}, no_limits),
			 TLS_E_KEY_INVALID);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), span_of(n, 9), no_limits), TLS_E_KEY_UNSUPPORTED);
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), span_of(n, 8), no_limits), TLS_OK);
	pubkey_free(k);
	n[255] = 0xfe;
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, 256), e, no_limits), TLS_E_KEY_INVALID);
}

static void security_bits_by_length(void **state)
{
	(void)state;
	static const unsigned rows[][2] = {{1024, 80},  {2040, 80},  {2048, 112}, {3064, 112}, {3072, 128},
					   {4096, 152}, {7680, 192}, {8192, 200}, {15360, 256}};
	static uint8_t n[2048];
	memset(n, 0xff, sizeof n);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pubkey *k;
		assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, rows[i][0] / 8), span_of("\3", 1), no_limits),
				 TLS_OK);
		assert_int_equal(pubkey_security_bits(k), rows[i][1]);
		pubkey_free(k);
	}
}

static void pss_limits_are_kept_and_compared(void **state)
{
	(void)state;
	struct rsa_loaded l;
	struct pubkey *a, *b, *c;
	const struct pss_limits lim = {HASH_SHA384, 48};
	rsa_load(&rsa_test_keys[0], &l);
	assert_int_equal(pubkey_rsa(&a, KEY_RSA_PSS, l.num.n, l.num.e, lim), TLS_OK);
	assert_int_equal(pubkey_rsa(&b, KEY_RSA_PSS, l.num.n, l.num.e, no_limits), TLS_OK);
	assert_int_equal(pubkey_rsa(&c, KEY_RSA, l.num.n, l.num.e, lim), TLS_OK);
	assert_int_equal(pubkey_pss_limits(a).hash, HASH_SHA384);
	assert_int_equal(pubkey_pss_limits(a).min_salt, 48);
	assert_int_equal(pubkey_pss_limits(c).hash, HASH_NONE);
	assert_false(pubkey_eq(a, b));
	assert_false(pubkey_eq(b, c));
	assert_true(pubkey_eq(a, a));
	pubkey_free(a);
	pubkey_free(b);
	pubkey_free(c);
	rsa_unload(&l);
}

static const struct {
	enum key_type type;
	size_t len;
	unsigned bits, strength;
	const char *order;
} ec_rows[] = {
    {KEY_EC_P256, 32, 256, 128, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {KEY_EC_P384, 48, 384, 192,
     "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    {KEY_EC_P521, 66, 521, 256,
     "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8"
     "899c47aebb6fb71e91386409"},
};

static void ec_scalars_in_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct privkey *k;
		uint8_t d[70] = {0};
		size_t len = ec_rows[i].len;
		enum key_type t = ec_rows[i].type;
		assert_int_equal(privkey_ec(&k, t, span_of(d, len)), TLS_E_KEY_INVALID);
		assert_int_equal(privkey_ec(&k, t, (struct span){NULL, 0}), TLS_E_KEY_INVALID);
		assert_int_equal(hex_decode(d, sizeof d, ec_rows[i].order), len);
		assert_int_equal(privkey_ec(&k, t, span_of(d, len)), TLS_E_KEY_INVALID);
		assert_null(k);
		d[len - 1] -= 1;
		assert_int_equal(privkey_ec(&k, t, span_of(d, len)), TLS_OK);
		assert_int_equal(pubkey_bits(privkey_public(k)), ec_rows[i].bits);
		assert_int_equal(pubkey_security_bits(privkey_public(k)), ec_rows[i].strength);
		privkey_free(k);
		memset(d, 0xff, sizeof d);
		assert_int_equal(privkey_ec(&k, t, span_of(d, len)), TLS_E_KEY_INVALID);
		assert_int_equal(privkey_ec(&k, t, span_of(d, len + 1)), TLS_E_KEY_INVALID);
		/* Shorter and zero-padded scalars are the same key. */
		struct privkey *one, *padded;
		memset(d, 0, sizeof d);
		d[len + 2] = 7;
		assert_int_equal(privkey_ec(&one, t, span_of("\7", 1)), TLS_OK);
		assert_int_equal(privkey_ec(&padded, t, span_of(d, len + 3)), TLS_OK);
		assert_true(pubkey_eq(privkey_public(one), privkey_public(padded)));
		privkey_free(one);
		privkey_free(padded);
	}
	struct privkey *k;
	assert_int_equal(privkey_ec(&k, KEY_RSA, span_of("\7", 1)), TLS_E_KEY_UNSUPPORTED);
}

static void ec_points_are_checked(void **state)
{
	(void)state;
	struct pubkey *k;
	uint8_t point[133] = {4};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(pubkey_ec(&k, ec_rows[i].type, span_of(point, 1 + 2 * ec_rows[i].len)),
				 TLS_E_KEY_INVALID);
		assert_int_equal(pubkey_ec(&k, ec_rows[i].type, (struct span){NULL, 0}), TLS_E_KEY_INVALID);
		/* The point at infinity (SEC 1 §2.3.3) is not a public key. */
		assert_int_equal(pubkey_ec(&k, ec_rows[i].type, span_of("\0", 1)), TLS_E_KEY_INVALID);
	}
	assert_int_equal(pubkey_ec(&k, KEY_ED25519, span_of(point, 65)), TLS_E_KEY_UNSUPPORTED);
	/* G of P-256, then its compressed and hybrid forms. */
	static const char g[] = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
				"4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
	assert_int_equal(hex_decode(point, sizeof point, g), 65);
	assert_int_equal(pubkey_ec(&k, KEY_EC_P256, span_of(point, 65)), TLS_OK);
	pubkey_free(k);
	assert_int_equal(pubkey_ec(&k, KEY_EC_P256, span_of(point, 64)), TLS_E_KEY_INVALID);
	point[0] = 3;
	assert_int_equal(pubkey_ec(&k, KEY_EC_P256, span_of(point, 33)), TLS_E_KEY_INVALID);
	point[0] = 7;
	assert_int_equal(pubkey_ec(&k, KEY_EC_P256, span_of(point, 65)), TLS_E_KEY_INVALID);
}

static void ed25519_keys(void **state)
{
	(void)state;
	struct privkey *k;
	struct pubkey *pub;
	uint8_t seed[32], want[32];
	/* RFC 8032 §7.1 test 1. */
	hex_decode(seed, 32, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
	hex_decode(want, 32, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	assert_int_equal(privkey_ed25519(&k, span_of(seed, 31)), TLS_E_KEY_INVALID);
	assert_int_equal(privkey_ed25519(&k, span_of(seed, 32)), TLS_OK);
	assert_int_equal(pubkey_ed25519(&pub, span_of(want, 32)), TLS_OK);
	assert_true(pubkey_eq(pub, privkey_public(k)));
	assert_int_equal(pubkey_type(pub), KEY_ED25519);
	assert_int_equal(pubkey_bits(pub), 256);
	assert_int_equal(pubkey_security_bits(pub), 128);
	privkey_free(k);
	pubkey_free(pub);
	assert_int_equal(pubkey_ed25519(&pub, span_of(want, 33)), TLS_E_KEY_INVALID);
}

/* RFC 8032 §5.1.3: y has to be below p and to have an x; x = 0 is not odd. */
static void ed25519_points_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *hex;
		enum tls_err want;
	} rows[] = {
	    /* The base point; the identity; (0, -1); the points of order 4, with y = 0. */
	    {"5866666666666666666666666666666666666666666666666666666666666666", TLS_OK},
	    {"0100000000000000000000000000000000000000000000000000000000000000", TLS_OK},
	    {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", TLS_OK},
	    {"0000000000000000000000000000000000000000000000000000000000000000", TLS_OK},
	    {"0000000000000000000000000000000000000000000000000000000000000080", TLS_OK},
	    /* -0 */
	    {"0100000000000000000000000000000000000000000000000000000000000080", TLS_E_KEY_INVALID},
	    {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", TLS_E_KEY_INVALID},
	    /* p, p + 1, 2^255 - 1 */
	    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", TLS_E_KEY_INVALID},
	    {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", TLS_E_KEY_INVALID},
	    {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", TLS_E_KEY_INVALID},
	    /* y = 2 and y = 7 have no x; y = 3 has one. */
	    {"0200000000000000000000000000000000000000000000000000000000000000", TLS_E_KEY_INVALID},
	    {"0700000000000000000000000000000000000000000000000000000000000000", TLS_E_KEY_INVALID},
	    {"0300000000000000000000000000000000000000000000000000000000000000", TLS_OK},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t key[32];
		struct pubkey *k;
		hex_decode(key, 32, rows[i].hex);
		assert_int_equal(pubkey_ed25519(&k, span_of(key, 32)), rows[i].want);
		pubkey_free(k);
	}
}

static enum tls_err make(int kind, struct privkey **out)
{
	switch (kind) {
	case 0:
		return rsa_key_make(&rsa_test_keys[0], KEY_RSA, no_limits, out);
	case 1:
		return privkey_ec(out, KEY_EC_P256, span_of("\7", 1));
	default:
		return privkey_ed25519(out, span_of("0123456789abcdef0123456789abcdef", 32));
	}
}

static void failing_allocations_leave_nothing(void **state)
{
	(void)state;
	for (int kind = 0; kind < 3; kind++) {
		for (long n = 0;; n++) {
			struct privkey *k;
			host_fail_after(n);
			enum tls_err err = make(kind, &k);
			host_fail_after(-1);
			if (err == TLS_OK) {
				assert_true(n >= 2);
				privkey_free(k);
				break;
			}
			assert_int_equal(err, TLS_E_ALLOC);
			assert_null(k);
			assert_int_equal(host_live(), 0);
		}
	}
}

static void free_takes_null(void **state)
{
	(void)state;
	privkey_free(NULL);
	pubkey_free(NULL);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_rsa_key_loads),
	    cmocka_unit_test(leading_zeros_are_allowed),
	    cmocka_unit_test(inconsistent_private_numbers_are_refused),
	    cmocka_unit_test(rsa_public_limits),
	    cmocka_unit_test(security_bits_by_length),
	    cmocka_unit_test(pss_limits_are_kept_and_compared),
	    cmocka_unit_test(ec_scalars_in_range),
	    cmocka_unit_test(ec_points_are_checked),
	    cmocka_unit_test(ed25519_keys),
	    cmocka_unit_test(ed25519_points_are_checked),
	    cmocka_unit_test(failing_allocations_leave_nothing),
	    cmocka_unit_test(free_takes_null),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
