/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Every X25519 implementation that this CPU can run against Nettle's answers: random and edge scalars and coordinates,
 * those of small order and those not below p. Of the ADX kernel also the field and its inversion, against GMP. The
 * vectors of RFC 7748 and Wycheproof are in test_kx.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gmp.h>
#include <nettle/curve25519.h>
#include <string.h>

#include "crypto/x25519.h"
#include "hex.h"
#include "host_alloc.h"
#ifdef __x86_64__
#include "crypto/x86_64/ed25519.h"
#endif

/* A small generator of our own: the same numbers in every run. */
static uint64_t seed = 0x2545f4914f6cdd1d;

static uint64_t next64(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void random_bytes(uint8_t out[32])
{
	uint64_t kind = next64() >> 61;
	for (int i = 0; i < 32; i++) {
		uint64_t r = next64();
		out[i] = (uint8_t)(kind == 0 ? 0 - (r >> 40 & 1) : r >> 24);
	}
}

static void check(const struct x25519_impl *p, const uint8_t k[32], const uint8_t u[32])
{
	uint8_t got[32], want[32];
	p->mul(got, k, u);
	curve25519_mul(want, k, u);
	assert_memory_equal(got, want, 32);
	p->base(got, k);
	curve25519_mul_g(want, k);
	assert_memory_equal(got, want, 32);
}

static void implementations_agree_with_nettle(void **state)
{
	(void)state;
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		uint8_t k[32], u[32];
		if (!(*p)->usable()) {
			continue;
		}
		for (int i = 0; i < 500; i++) {
			random_bytes(k);
			random_bytes(u);
			check(*p, k, u);
		}
		/* Single bits of the scalar, and of the coordinate. */
		for (int bit = 0; bit < 256; bit++) {
			memset(k, 0, 32);
			k[bit / 8] = (uint8_t)(1 << (bit % 8));
			check(*p, k, u);
			check(*p, u, k);
			memset(k, 0xff, 32);
			k[bit / 8] ^= (uint8_t)(1 << (bit % 8));
			check(*p, k, u);
			check(*p, u, k);
		}
	}
}

/* 0, 1, points of order 8, p - 1, p, p + 1 and what else is not below p, each with the top bit set too. */
static void odd_coordinates(void **state)
{
	(void)state;
	static const char *const rows[] = {
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "0200000000000000000000000000000000000000000000000000000000000000",
	    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	static const uint8_t zero[32];
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		if (!(*p)->usable()) {
			continue;
		}
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
			uint8_t k[32], u[32], got[32];
			random_bytes(k);
			hex_decode(u, 32, rows[i]);
			check(*p, k, u);
			(*p)->mul(got, k, u);
			/* Small order (RFC 7748 §6.1): zero, one, the two of order 8, and these plus p. */
			bool small = i != 2 && i < 8;
			assert_int_equal(memcmp(got, zero, 32) == 0, small);
			u[31] |= 0x80;
			check(*p, k, u);
		}
	}
}

#ifdef __x86_64__
static bool has_adx(void)
{
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		if (strcmp((*p)->name, "adx") == 0) {
			return (*p)->usable();
		}
	}
	return false;
}

static void random_fe(struct fe *a)
{
	for (int i = 0; i < 4; i++) {
		uint64_t kind = next64() >> 61;
		a->l[i] = kind == 0 ? 0 : kind == 1 ? ~0ULL : kind == 2 ? 0 - (next64() >> 58) : next64();
	}
}

/* expect: got is want mod p, in any of its forms. */
static void expect(const struct fe *got, mpz_t want, const mpz_t p)
{
	mpz_t g;
	mpz_init(g);
	mpz_import(g, 4, -1, 8, 0, 0, got->l);
	mpz_sub(g, g, want);
	assert_true(mpz_divisible_p(g, p) != 0);
	mpz_clear(g);
}

static void field_agrees_with_gmp(void **state)
{
	(void)state;
	if (!has_adx()) {
		skip();
	}
	mpz_t p, x, y, z;
	mpz_inits(p, x, y, z, NULL);
	mpz_set_ui(p, 1);
	mpz_mul_2exp(p, p, 255);
	mpz_sub_ui(p, p, 19);
	for (int i = 0; i < 20000; i++) {
		struct fe a, b, c;
		random_fe(&a);
		random_fe(&b);
		mpz_import(x, 4, -1, 8, 0, 0, a.l);
		mpz_import(y, 4, -1, 8, 0, 0, b.l);
		fe_mul(&c, &a, &b);
		mpz_mul(z, x, y);
		expect(&c, z, p);
		fe_sqr(&c, &a);
		mpz_mul(z, x, x);
		expect(&c, z, p);
		fe_add(&c, &a, &b);
		mpz_add(z, x, y);
		expect(&c, z, p);
		fe_sub(&c, &a, &b);
		mpz_sub(z, x, y);
		expect(&c, z, p);
		uint32_t k = (uint32_t)next64();
		fe_mul_small(&c, &a, k);
		mpz_mul_ui(z, x, k);
		expect(&c, z, p);
		c = a;
		fe_canonical(&c);
		mpz_mod(z, x, p);
		uint64_t want[4] = {0};
		mpz_export(want, NULL, -1, 8, 0, 0, z);
		assert_memory_equal(c.l, want, sizeof want);
		if (i % 16 == 0 && mpz_invert(z, z, p) != 0) {
			fe_invert(&c, &a);
			expect(&c, z, p);
		}
		struct fe u = a, v = b;
		fe_swap_if(&u, &v, 0);
		assert_memory_equal(&u, &a, sizeof a);
		fe_swap_if(&u, &v, ~0ULL);
		assert_memory_equal(&u, &b, sizeof b);
		assert_memory_equal(&v, &a, sizeof a);
	}
	mpz_clears(p, x, y, z, NULL);
}
#endif

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(implementations_agree_with_nettle),
	    cmocka_unit_test(odd_coordinates),
#ifdef __x86_64__
	    cmocka_unit_test(field_agrees_with_gmp),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
