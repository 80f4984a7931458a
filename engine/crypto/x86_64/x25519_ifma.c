/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X25519's ladder (RFC 7748 §5) with AVX-512 IFMA on 256-bit registers: the four coordinates of a step stand side by
 * side, so that the step's ten multiplications become three. A number is five digits to the base 2^51, one register a
 * digit; digits that are multiplied are below 2^52, which is all that the instructions look at.
 *
 *     in       X2          Z2          X3          Z3
 *     w        A = X2+Z2   B = X2-Z2   C = X3+Z3   D = X3-Z3
 *     first    A A         B B         C B         D A
 *     u        AA          E = AA-BB   s = DA+CB   d = DA-CB
 *     second   BB          AA + a E    s           x1 d         (a is 121665)
 *     third    AA BB       E(AA + aE)  s^2         x1 d^2       the next X2, Z2, X3, Z3
 */
#ifdef __x86_64__

#include <immintrin.h>

#include "base/secret.h"
#include "crypto/x25519.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/ed25519.h"
#include "crypto/x86_64/kernels.h"

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512ifma")))
#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 8")

#define DIGITS     5
#define DIGIT_BITS 51
#define DIGIT_MASK 0x7ffffffffffffLL

typedef __m256i quad;

#define ADD(a, b)      _mm256_add_epi64(a, b)
#define SHIFT_UP(a, n) _mm256_slli_epi64(a, n)
#define ZERO           _mm256_setzero_si256()
/* LANES: lanes a, b, c, d of x. */
#define LANES(x, a, b, c, d) _mm256_permute4x64_epi64(x, (a) | (b) << 2 | (c) << 4 | (d) << 6)

/* times19 for values below 2^59. */
INLINE quad times19(quad x)
{
	return ADD(ADD(x, SHIFT_UP(x, 1)), SHIFT_UP(x, 4));
}

/* carry: digits below 2^61 come down to below 2^51 + 2^15. */
INLINE void carry(quad *c)
{
	const quad mask = _mm256_set1_epi64x(DIGIT_MASK);
	quad over[DIGITS];
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		over[i] = _mm256_srli_epi64(c[i], DIGIT_BITS);
		c[i] = _mm256_and_si256(c[i], mask);
	}
	UNROLL for (int i = 1; i < DIGITS; i++)
	{
		c[i] = ADD(c[i], over[i - 1]);
	}
	c[0] = ADD(c[0], times19(over[DIGITS - 1]));
}

/* mul_add: r = a * b + plus. The upper halves of digit products are worth 2^52, twice the next digit. */
INLINE void mul_add(quad *r, const quad *a, const quad *b, const quad *plus)
{
	quad low[2 * DIGITS], high[2 * DIGITS];
	UNROLL for (int i = 0; i < 2 * DIGITS; i++)
	{
		low[i] = high[i] = ZERO;
	}
	if (plus != NULL) {
		UNROLL for (int i = 0; i < DIGITS; i++)
		{
			low[i] = plus[i];
		}
	}
	UNROLL for (int j = 0; j < DIGITS; j++)
	{
		UNROLL for (int i = 0; i < DIGITS; i++)
		{
			low[i + j] = _mm256_madd52lo_epu64(low[i + j], a[i], b[j]);
		}
		UNROLL for (int i = 0; i < DIGITS; i++)
		{
			high[i + j + 1] = _mm256_madd52hi_epu64(high[i + j + 1], a[i], b[j]);
		}
	}
	UNROLL for (int i = 0; i < 2 * DIGITS; i++)
	{
		low[i] = ADD(low[i], ADD(high[i], high[i]));
	}
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		r[i] = ADD(low[i], times19(low[i + DIGITS]));
	}
	carry(r);
}

/* sum_and_difference: r = p + q in lanes 0 and 2, p - q in lanes 1 and 3; both have digits below 2^52. */
INLINE void sum_and_difference(quad *r, const quad *p, const quad *q)
{
	/* 4p, so that no digit goes negative. */
	const quad first = _mm256_set1_epi64x(4 * (DIGIT_MASK - 18)), other = _mm256_set1_epi64x(4 * DIGIT_MASK);
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		quad minus = _mm256_sub_epi64(i == 0 ? first : other, q[i]);
		r[i] = ADD(p[i], _mm256_mask_mov_epi64(q[i], 0xa, minus));
	}
	carry(r);
}

/* step: s is X2, Z2, X3, Z3; the halves are exchanged first where swap is all ones. right is 0, 121665, 0, x1. */
INLINE void step(quad *s, quad swap, const quad *right)
{
	const quad keep_order = _mm256_setr_epi64x(0, 1, 2, 3), keep_pairs = _mm256_setr_epi64x(1, 0, 3, 2);
	quad order = _mm256_xor_si256(keep_order, _mm256_and_si256(swap, _mm256_set1_epi64x(2)));
	quad pairs = _mm256_xor_si256(keep_pairs, _mm256_and_si256(swap, _mm256_set1_epi64x(2)));
	quad p[DIGITS], q[DIGITS], w[DIGITS], u[DIGITS], v[DIGITS];
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		q[i] = _mm256_permutexvar_epi64(order, s[i]);
		p[i] = _mm256_permutexvar_epi64(pairs, s[i]);
	}
	sum_and_difference(w, p, q);
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		q[i] = LANES(w[i], 0, 1, 1, 0);
	}
	mul_add(v, w, q, NULL);
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		p[i] = LANES(v[i], 0, 0, 3, 3);
		q[i] = _mm256_maskz_permutex_epi64(0xe, v[i], 1 << 2 | 2 << 4 | 2 << 6);
	}
	sum_and_difference(u, p, q);
	/* BB, AA, s, 0 */
	UNROLL for (int i = 0; i < DIGITS; i++)
	{
		w[i] = _mm256_mask_mov_epi64(_mm256_maskz_permutex_epi64(0x3, v[i], 1 | 0 << 2), 0x4, u[i]);
	}
	mul_add(v, u, right, w);
	mul_add(s, u, v, NULL);
}

static bool usable(void)
{
	return x25519_adx.usable() && cpu_has_ifma_avx512();
}

/* digit: i of a number below 2^256; the last has what is left. */
static uint64_t digit(const struct fe *a, unsigned i)
{
	unsigned at = DIGIT_BITS * i / 64, shift = DIGIT_BITS * i % 64;
	uint64_t v = a->l[at] >> shift;
	if (shift > 64 - DIGIT_BITS && at < 3) {
		v |= a->l[at + 1] << (64 - shift);
	}
	return i == DIGITS - 1 ? v : v & (uint64_t)DIGIT_MASK;
}

/* number: digits below 2^52 of one lane as a number below 2^256, mod p. */
static void number(struct fe *out, const uint64_t digits[DIGITS][4], int lane)
{
	unsigned __int128 sum = 0;
	unsigned have = 0, at = 0;
	for (int i = 0; i < DIGITS; i++) {
		sum += (unsigned __int128)digits[i][lane] << have;
		have += DIGIT_BITS;
		if (have >= 64) {
			out->l[at++] = (uint64_t)sum;
			sum >>= 64;
			have -= 64;
		}
	}
	/* 255 bits and at most one more: three limbs are out, and 64 bits wait. */
	out->l[at] = (uint64_t)sum;
}

TARGET static void ladder(struct fe *x, struct fe *z, const uint64_t k[4], const struct fe *x1)
{
	_Alignas(32) uint64_t digits[DIGITS][4] = {{0}};
	quad s[DIGITS], right[DIGITS];
	uint64_t before = 0;
	for (unsigned i = 0; i < DIGITS; i++) {
		uint64_t d = digit(x1, i), first = i == 0;
		s[i] = _mm256_setr_epi64x((long long)first, 0, (long long)d, (long long)first);
		right[i] = _mm256_setr_epi64x(0, 121665 * (long long)first, 0, (long long)d);
	}
	for (int i = 254; i >= 0; i--) {
		uint64_t bit = 0 - (k[i / 64] >> (i % 64) & 1);
		step(s, _mm256_set1_epi64x((long long)(bit ^ before)), right);
		before = bit;
	}
	/* The lowest bit of a clamped k is zero: nothing is left to exchange. */
	for (int i = 0; i < DIGITS; i++) {
		_mm256_store_si256((__m256i *)digits[i], s[i]);
	}
	number(x, (const uint64_t(*)[4])digits, 0);
	number(z, (const uint64_t(*)[4])digits, 1);
	wipe(digits, sizeof digits);
}

static void mul(uint8_t out[X25519_LEN], const uint8_t k_bytes[X25519_LEN], const uint8_t u[X25519_LEN])
{
	uint64_t k[4];
	struct fe x1, x, z;
	memcpy(k, k_bytes, X25519_LEN);
	k[0] &= ~7ULL;
	k[3] = (k[3] & 0x7fffffffffffffff) | 0x4000000000000000;
	memcpy(x1.l, u, X25519_LEN);
	/* RFC 7748 §5: "implementations of X25519 MUST mask the most significant bit in the final byte". */
	x1.l[3] &= 0x7fffffffffffffff;
	ladder(&x, &z, k, &x1);
	fe_invert(&z, &z);
	fe_mul(&x, &x, &z);
	fe_canonical(&x);
	memcpy(out, x.l, X25519_LEN);
	wipe(k, sizeof k);
	wipe(&x, sizeof x);
	wipe(&z, sizeof z);
}

static void base(uint8_t out[X25519_LEN], const uint8_t k[X25519_LEN])
{
	x25519_adx.base(out, k);
}

const struct x25519_impl x25519_ifma = {"ifma", usable, base, mul};

#endif
