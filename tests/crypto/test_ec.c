/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Every implementation of the NIST curves against Nettle's answers: edge scalars, edge digests, random ones, and the
 * cases in which addition formulas meet their own operands. Of the kernels also the fields, the inversion and the
 * tables, against GMP.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/ec.h"
#include "crypto/modinv.h"
#include "hex.h"
#include "host_alloc.h"
#ifdef __x86_64__
#include "crypto/x86_64/p256.h"
#include "crypto/x86_64/p384.h"
#endif

/* A small generator of our own: the same numbers in every run. Some bytes come in runs of zeros and ones. */
static uint64_t seed = 0x9e3779b97f4a7c15;

static uint64_t next64(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void random_bytes(uint8_t *out, size_t len)
{
	unsigned kind = (unsigned)(next64() >> 60);
	for (size_t i = 0; i < len; i++) {
		uint64_t r = next64();
		out[i] = (uint8_t)(kind == 0 ? 0 - (r >> 40 & 1) : r >> 24);
	}
}

static const struct ec_impl *nettle_of(enum key_type curve)
{
	return ec_curve(curve)->portable;
}

static bool is_kernel(const struct ec_impl *p)
{
	return p != nettle_of(p->curve) && p->usable();
}

static void check_scalar(const struct ec_impl *p, const uint8_t *k, const uint8_t *xy)
{
	const struct ec_curve *c = ec_curve(p->curve);
	const struct ec_impl *n = nettle_of(p->curve);
	uint8_t got[2 * EC_MAX_LEN], want[2 * EC_MAX_LEN];
	p->base_mul(k, got);
	n->base_mul(k, want);
	assert_memory_equal(got, want, 2 * c->len);
	assert_true(p->on_curve(want));
	p->mul_x(k, xy, got);
	n->mul_x(k, xy, want);
	assert_memory_equal(got, want, c->len);
}

/* small: v as a scalar, or n - v. */
static void small(const struct ec_curve *c, unsigned v, bool minus, uint8_t *k)
{
	memset(k, 0, c->len);
	k[c->len - 1] = (uint8_t)v;
	k[c->len - 2] = (uint8_t)(v >> 8);
	if (minus) {
		unsigned borrow = 0;
		for (size_t i = c->len; i-- > 0;) {
			unsigned d = (unsigned)c->order[i] - k[i] - borrow;
			k[i] = (uint8_t)d;
			borrow = d >> 31;
		}
	}
}

static void multiplications_agree_with_nettle(void **state)
{
	(void)state;
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		if (!is_kernel(*p)) {
			continue;
		}
		const struct ec_curve *c = ec_curve((*p)->curve);
		uint8_t k[EC_MAX_LEN], xy[2 * EC_MAX_LEN];
		small(c, 5, false, k);
		nettle_of(c->type)->base_mul(k, xy);
		for (unsigned v = 1; v < 70; v++) {
			small(c, v, false, k);
			check_scalar(*p, k, xy);
			small(c, v, true, k);
			check_scalar(*p, k, xy);
		}
		/* 2^i and 2^i - 1, and each with the lowest bit turned. */
		for (unsigned bit = 7; bit < c->bits - 1; bit++) {
			memset(k, 0, c->len);
			k[c->len - 1 - bit / 8] = (uint8_t)(1 << (bit % 8));
			check_scalar(*p, k, xy);
			k[c->len - 1] ^= 1;
			check_scalar(*p, k, xy);
			memset(k, 0, c->len);
			memset(k + c->len - bit / 8, 0xff, bit / 8);
			k[c->len - 1 - bit / 8] = (uint8_t)((1 << (bit % 8)) - 1);
			check_scalar(*p, k, xy);
		}
		for (int i = 0; i < 400; i++) {
			random_bytes(k, c->len);
			k[0] &= (uint8_t)(0xff >> (8 * c->len - c->bits));
			if (ec_scalar_ok(c, k)) {
				check_scalar(*p, k, xy);
				nettle_of(c->type)->base_mul(k, xy);
			}
		}
	}
}

/* The last addition of the comb is the doubling of an entry for these scalars alone among the likely ones. */
static void comb_meets_its_own_entry(void **state)
{
	(void)state;
	static const struct {
		enum key_type curve;
		const char *k;
	} rows[] = {
	    {KEY_EC_P256, "1110ffef00000010fffffffffffffffb8b56a588189186d42f5676f2c2957a61"},
	    {KEY_EC_P384,
	     "010101010101000000000000000000000000000000000000000000000000000000000000000000000000000000000000"},
	    {KEY_EC_P384,
	     "fefefefefefeffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct ec_curve *c = ec_curve(rows[i].curve);
		uint8_t k[EC_MAX_LEN], xy[2 * EC_MAX_LEN];
		small(c, 3, false, k);
		nettle_of(c->type)->base_mul(k, xy);
		assert_int_equal(hex_decode(k, sizeof k, rows[i].k), c->len);
		for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
			if ((*p)->curve == c->type && is_kernel(*p)) {
				check_scalar(*p, k, xy);
			}
		}
	}
}

static void signatures_agree_with_nettle(void **state)
{
	(void)state;
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		if (!is_kernel(*p)) {
			continue;
		}
		const struct ec_curve *c = ec_curve((*p)->curve);
		const struct ec_impl *n = nettle_of(c->type);
		uint8_t d[EC_MAX_LEN], e[EC_MAX_LEN], k[EC_MAX_LEN], xy[2 * EC_MAX_LEN];
		uint8_t r[EC_MAX_LEN], s[EC_MAX_LEN], want_r[EC_MAX_LEN], want_s[EC_MAX_LEN];
		for (int i = 0; i < 300; i++) {
			do {
				random_bytes(d, c->len);
			} while (!ec_scalar_ok(c, d));
			do {
				random_bytes(k, c->len);
			} while (!ec_scalar_ok(c, k));
			random_bytes(e, c->len);
			if (i < 4) {
				/* Digests of zero, of the order, above it, and the largest. */
				memset(e, i == 3 ? 0xff : 0, c->len);
				if (i == 1 || i == 2) {
					memcpy(e, c->order, c->len);
					e[c->len - 1] = (uint8_t)(e[c->len - 1] + (i - 1));
				}
			}
			n->base_mul(d, xy);
			assert_true((*p)->sign(d, e, k, r, s));
			assert_true(n->sign(d, e, k, want_r, want_s));
			assert_memory_equal(r, want_r, c->len);
			assert_memory_equal(s, want_s, c->len);
			assert_true((*p)->verify(xy, e, r, s));
			assert_true(n->verify(xy, e, r, s));
			size_t at = (size_t)(next64() % c->len);
			e[at] ^= 4;
			assert_false((*p)->verify(xy, e, r, s));
			e[at] ^= 4;
			r[at] ^= 4;
			assert_false((*p)->verify(xy, e, r, s));
			r[at] ^= 4;
			s[at] ^= 4;
			assert_false((*p)->verify(xy, e, r, s));
		}
	}
}

/* Random pairs of r and s, of which next to none verify, small ones, and those at and above the order. */
static void refusals_agree_with_nettle(void **state)
{
	(void)state;
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		if (!is_kernel(*p)) {
			continue;
		}
		const struct ec_curve *c = ec_curve((*p)->curve);
		const struct ec_impl *n = nettle_of(c->type);
		uint8_t d[EC_MAX_LEN], e[EC_MAX_LEN], r[EC_MAX_LEN], s[EC_MAX_LEN], xy[2 * EC_MAX_LEN];
		small(c, 9, false, d);
		n->base_mul(d, xy);
		for (unsigned i = 0; i < 120; i++) {
			random_bytes(e, c->len);
			if (i < 60) {
				small(c, i % 6, i % 2 != 0, r);
				small(c, i / 6, i % 3 != 0, s);
			} else {
				random_bytes(r, c->len);
				random_bytes(s, c->len);
			}
			assert_int_equal((*p)->verify(xy, e, r, s), n->verify(xy, e, r, s));
		}
		memcpy(r, c->order, c->len);
		small(c, 1, false, s);
		assert_false((*p)->verify(xy, e, r, s));
		assert_false((*p)->verify(xy, e, s, r));
		memset(r, 0, c->len);
		assert_false((*p)->verify(xy, e, r, s));
		assert_false((*p)->verify(xy, e, s, r));
	}
}

/* mpz_of: big-endian bytes as a number of GMP. */
static void mpz_of(mpz_t z, const uint8_t *be, size_t len)
{
	mpz_import(z, len, 1, 1, 1, 0, be);
}

/*
 * u1 * G and u2 * Q are the same point, or each other's negatives, or u1 is zero: with Q = dG choose u2 and u1 = +-u2
 * d, then R = u1 G + u2 Q, r its x, s = r / u2, e = u1 s.
 */
static void verification_meets_equal_points(void **state)
{
	(void)state;
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		if (!(*p)->usable()) {
			continue;
		}
		const struct ec_curve *c = ec_curve((*p)->curve);
		mpz_t n, d, u1, u2, r, s, e, t;
		mpz_inits(n, d, u1, u2, r, s, e, t, NULL);
		mpz_of(n, c->order, c->len);
		for (int i = 0; i < 30; i++) {
			uint8_t k[EC_MAX_LEN], xy[2 * EC_MAX_LEN], rb[EC_MAX_LEN], sb[EC_MAX_LEN], eb[EC_MAX_LEN],
			    point[2 * EC_MAX_LEN];
			small(c, (unsigned)i + 2, false, k);
			mpz_set_ui(d, (unsigned)i + 2);
			nettle_of(c->type)->base_mul(k, xy);
			mpz_set_ui(u2, 0x1234567 + (unsigned)i);
			mpz_powm_ui(u2, u2, 77, n);
			mpz_mul(u1, u2, d);
			if (i % 3 == 1) {
				mpz_neg(u1, u1);
			} else if (i % 3 == 2) {
				mpz_set_ui(u1, 0);
			}
			mpz_mod(u1, u1, n);
			/* R = (u1 + u2 d) G; for the negatives it is infinity, and any r has to be refused. */
			mpz_mul(t, u2, d);
			mpz_add(t, t, u1);
			mpz_mod(t, t, n);
			if (mpz_sgn(t) == 0) {
				mpz_set_ui(t, 1);
			}
			memset(k, 0, sizeof k);
			size_t count = (mpz_sizeinbase(t, 2) + 7) / 8;
			mpz_export(k + c->len - count, NULL, 1, 1, 1, 0, t);
			nettle_of(c->type)->base_mul(k, point);
			mpz_of(r, point, c->len);
			mpz_mod(r, r, n);
			mpz_invert(s, u2, n);
			mpz_mul(s, s, r);
			mpz_mod(s, s, n);
			mpz_mul(e, u1, s);
			mpz_mod(e, e, n);
			memset(rb, 0, sizeof rb);
			memset(sb, 0, sizeof sb);
			memset(eb, 0, sizeof eb);
			mpz_export(rb + c->len - (mpz_sizeinbase(r, 2) + 7) / 8, NULL, 1, 1, 1, 0, r);
			mpz_export(sb + c->len - (mpz_sizeinbase(s, 2) + 7) / 8, NULL, 1, 1, 1, 0, s);
			if (mpz_sgn(e) != 0) {
				mpz_export(eb + c->len - (mpz_sizeinbase(e, 2) + 7) / 8, NULL, 1, 1, 1, 0, e);
			}
			if ((*p)->verify(xy, eb, rb, sb) != (i % 3 != 1)) {
				fail_msg("%s %u bits, case %d", (*p)->name, c->bits, i);
			}
		}
		mpz_clears(n, d, u1, u2, r, s, e, t, NULL);
	}
}

static void inversion_agrees_with_gmp(void **state)
{
	(void)state;
	static const struct modinv_modulus moduli[] = {
	    {{0x3fffffffffffffff, 0x3ffffffff, 0x0, 0x3fffffc000000040, 0xff}, 0x1},
	    {{0x33b9cac2fc632551, 0x339beab69c5e7a13, 0x3ffffffffffffffb, 0x3fffffc00000003f, 0xff}, 0xcd1c8aaee00bc4f},
	    {{0x3fffffffffffffed, 0x3fffffffffffffff, 0x3fffffffffffffff, 0x3fffffffffffffff, 0x7f}, 0x6bca1af286bca1b},
	    {{3, 0, 0, 0, 0}, 0x1555555555555555},
	};
	for (size_t m = 0; m < sizeof moduli / sizeof moduli[0]; m++) {
		mpz_t n, a, want, got;
		mpz_inits(n, a, want, got, NULL);
		for (int i = 4; i >= 0; i--) {
			mpz_mul_2exp(n, n, 62);
			mpz_add_ui(n, n, (unsigned long)moduli[m].limb[i]);
		}
		for (int i = 0; i < 3000; i++) {
			uint8_t bytes[32];
			uint64_t in[4] = {0}, out[4];
			random_bytes(bytes, 32);
			mpz_of(a, bytes, 32);
			if (i < 40) {
				mpz_set_si(a, i - 20);
			} else if (i < 300) {
				mpz_set_ui(a, 1);
				mpz_mul_2exp(a, a, (unsigned long)(i - 40));
			}
			mpz_mod(a, a, n);
			mpz_export(in, NULL, -1, 8, 0, 0, a);
			modinv256(out, in, &moduli[m]);
			if (mpz_invert(want, a, n) == 0) {
				continue;
			}
			mpz_import(got, 4, -1, 8, 0, 0, out);
			assert_int_equal(mpz_cmp(got, want), 0);
		}
		uint64_t zero[4] = {0};
		modinv256(zero, zero, &moduli[m]);
		assert_int_equal(zero[0] | zero[1] | zero[2] | zero[3], 0);
		mpz_clears(n, a, want, got, NULL);
	}
}

#ifdef __x86_64__
static bool has_kernel(void)
{
	return is_kernel(ec_impls[0]);
}

static void random_limbs(uint64_t *l, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t kind = next64() >> 61;
		l[i] = kind == 0 ? 0 : kind == 1 ? ~0ULL : next64();
	}
}

static void expect_limbs(const uint64_t *got, size_t n, mpz_t want, const mpz_t p)
{
	uint64_t l[6] = {0};
	mpz_mod(want, want, p);
	mpz_export(l, NULL, -1, 8, 0, 0, want);
	assert_memory_equal(got, l, n * sizeof l[0]);
}

/* The same test for both fields: F(name) names one, n limbs long, with the modulus in hex. */
#define FIELD_TEST(test, F, n, modulus)                                                                                \
	static void test(void **state)                                                                                 \
	{                                                                                                              \
		(void)state;                                                                                           \
		if (!has_kernel()) {                                                                                   \
			skip();                                                                                        \
		}                                                                                                      \
		mpz_t p, r_inv, half, x, y, z;                                                                         \
		mpz_inits(p, r_inv, half, x, y, z, NULL);                                                              \
		mpz_set_str(p, modulus, 16);                                                                           \
		mpz_set_ui(x, 1);                                                                                      \
		mpz_mul_2exp(x, x, 64 * (n));                                                                          \
		mpz_invert(r_inv, x, p);                                                                               \
		mpz_set_ui(x, 2);                                                                                      \
		mpz_invert(half, x, p);                                                                                \
		for (int i = 0; i < 20000; i++) {                                                                      \
			struct F(fe) a = {{0}}, b, c;                                                                  \
			random_limbs(a.l, n);                                                                          \
			random_limbs(b.l, n);                                                                          \
			if (i % 50 < 2) {                                                                              \
				/* p - 1, p - 2 */                                                                     \
				mpz_sub_ui(x, p, 1 + (unsigned long)i % 50);                                           \
				mpz_export(a.l, NULL, -1, 8, 0, 0, x);                                                 \
			}                                                                                              \
			mpz_import(x, n, -1, 8, 0, 0, a.l);                                                            \
			mpz_import(y, n, -1, 8, 0, 0, b.l);                                                            \
			if (mpz_cmp(x, p) >= 0 || mpz_cmp(y, p) >= 0) {                                                \
				continue;                                                                              \
			}                                                                                              \
			F(mul)(&c, &a, &b);                                                                            \
			mpz_mul(z, x, y);                                                                              \
			mpz_mul(z, z, r_inv);                                                                          \
			expect_limbs(c.l, n, z, p);                                                                    \
			F(sqr)(&c, &a);                                                                                \
			mpz_mul(z, x, x);                                                                              \
			mpz_mul(z, z, r_inv);                                                                          \
			expect_limbs(c.l, n, z, p);                                                                    \
			F(add)(&c, &a, &b);                                                                            \
			mpz_add(z, x, y);                                                                              \
			expect_limbs(c.l, n, z, p);                                                                    \
			F(sub)(&c, &a, &b);                                                                            \
			mpz_sub(z, x, y);                                                                              \
			expect_limbs(c.l, n, z, p);                                                                    \
			F(half)(&c, &a);                                                                               \
			mpz_mul(z, x, half);                                                                           \
			expect_limbs(c.l, n, z, p);                                                                    \
			c = a;                                                                                         \
			F(neg_if)(&c, ~0ULL);                                                                          \
			mpz_neg(z, x);                                                                                 \
			expect_limbs(c.l, n, z, p);                                                                    \
			F(neg_if)(&c, 0);                                                                              \
			expect_limbs(c.l, n, z, p);                                                                    \
			c = b;                                                                                         \
			F(select)(&c, &a, 0);                                                                          \
			assert_memory_equal(&c, &b, sizeof c);                                                         \
			F(select)(&c, &a, ~0ULL);                                                                      \
			assert_memory_equal(&c, &a, sizeof c);                                                         \
		}                                                                                                      \
		struct F(fe) zero = {{0}}, one = {{0, 0, 1, 0}};                                                       \
		assert_true(F(is_zero)(&zero) == ~0ULL);                                                               \
		assert_true(F(is_zero)(&one) == 0);                                                                    \
		mpz_clears(p, r_inv, half, x, y, z, NULL);                                                             \
	}

#define P256_NAME(name) p256_##name
#define P384_NAME(name) p384_##name
FIELD_TEST(p256_field_agrees_with_gmp, P256_NAME, 4, "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")
FIELD_TEST(p384_field_agrees_with_gmp, P384_NAME, 6,
	   "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff")

/* expect_multiple: x and y, n limbs out of Montgomery's form, are k * G by Nettle. */
static void expect_multiple(const struct ec_curve *c, const uint64_t *x, const uint64_t *y, const mpz_t k)
{
	uint8_t kb[EC_MAX_LEN] = {0}, want[2 * EC_MAX_LEN], got[2 * EC_MAX_LEN];
	mpz_export(kb + c->len - (mpz_sizeinbase(k, 2) + 7) / 8, NULL, 1, 1, 1, 0, k);
	nettle_of(c->type)->base_mul(kb, want);
	for (size_t i = 0; i < c->len; i++) {
		size_t byte = c->len - 1 - i;
		got[i] = (uint8_t)(x[byte / 8] >> (8 * (byte % 8)));
		got[c->len + i] = (uint8_t)(y[byte / 8] >> (8 * (byte % 8)));
	}
	assert_memory_equal(got, want, 2 * c->len);
}

#define TABLE_TEST(test, F, n, type, BLOCKS, ENTRIES, TEETH, SPACING, N_ODD, one_in_mont)                              \
	static void test(void **state)                                                                                 \
	{                                                                                                              \
		(void)state;                                                                                           \
		if (!has_kernel()) {                                                                                   \
			skip();                                                                                        \
		}                                                                                                      \
		const struct ec_curve *curve = ec_curve(type);                                                         \
		struct F(num) x, y;                                                                                    \
		mpz_t order, half, k, t;                                                                               \
		mpz_inits(order, half, k, t, NULL);                                                                    \
		mpz_of(order, curve->order, curve->len);                                                               \
		mpz_set_ui(t, 2);                                                                                      \
		mpz_invert(half, t, order);                                                                            \
		for (unsigned b = 0; b < (BLOCKS); b++) {                                                              \
			for (unsigned i = 0; i < (ENTRIES); i++) {                                                     \
				mpz_set_ui(k, 0);                                                                      \
				for (unsigned tooth = 0; tooth < (TEETH); tooth++) {                                   \
					bool plus = tooth == (TEETH)-1 || (i >> tooth & 1) != 0;                       \
					mpz_set_ui(t, 1);                                                              \
					mpz_mul_2exp(t, t, (SPACING) * ((TEETH)*b + tooth));                           \
					if (plus) {                                                                    \
						mpz_add(k, k, t);                                                      \
					} else {                                                                       \
						mpz_sub(k, k, t);                                                      \
					}                                                                              \
				}                                                                                      \
				mpz_mul(k, k, half);                                                                   \
				mpz_mod(k, k, order);                                                                  \
				struct F(point) pt = {F(comb)[b][i].x, F(comb)[b][i].y, one_in_mont};                  \
				F(affine_xy)(&pt, &x, &y);                                                             \
				expect_multiple(curve, x.l, y.l, k);                                                   \
			}                                                                                              \
		}                                                                                                      \
		for (unsigned i = 0; i < (N_ODD); i++) {                                                               \
			mpz_set_ui(k, 2 * i + 1);                                                                      \
			struct F(point) pt = {F(odd)[i].x, F(odd)[i].y, one_in_mont};                                  \
			F(affine_xy)(&pt, &x, &y);                                                                     \
			expect_multiple(curve, x.l, y.l, k);                                                           \
		}                                                                                                      \
		mpz_clears(order, half, k, t, NULL);                                                                   \
	}

static const struct p256_fe p256_one = {{0x1, 0xffffffff00000000, 0xffffffffffffffff, 0xfffffffe}};
static const struct p384_fe p384_one = {{0xffffffff00000001, 0xffffffff, 0x1}};
TABLE_TEST(p256_tables_hold_what_they_say, P256_NAME, 4, KEY_EC_P256, P256_COMB_BLOCKS, P256_COMB_ENTRIES,
	   P256_COMB_TEETH, P256_COMB_SPACING, P256_ODD_ENTRIES, p256_one)
TABLE_TEST(p384_tables_hold_what_they_say, P384_NAME, 6, KEY_EC_P384, P384_COMB_BLOCKS, P384_COMB_ENTRIES,
	   P384_COMB_TEETH, P384_COMB_SPACING, P384_ODD_ENTRIES, p384_one)
#endif

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(multiplications_agree_with_nettle), cmocka_unit_test(comb_meets_its_own_entry),
	    cmocka_unit_test(signatures_agree_with_nettle),      cmocka_unit_test(refusals_agree_with_nettle),
	    cmocka_unit_test(verification_meets_equal_points),   cmocka_unit_test(inversion_agrees_with_gmp),
#ifdef __x86_64__
	    cmocka_unit_test(p256_field_agrees_with_gmp),        cmocka_unit_test(p384_field_agrees_with_gmp),
	    cmocka_unit_test(p256_tables_hold_what_they_say),    cmocka_unit_test(p384_tables_hold_what_they_say),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
