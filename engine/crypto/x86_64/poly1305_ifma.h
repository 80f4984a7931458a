/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Poly1305 eight blocks at a time by the 52-bit multiplier (AVX512-IFMA). Lane i sums every eighth block, times r^8 for
 * each step, and in the end the lanes meet r^8, r^7 ... r. Numbers have three limbs of 44, 44 and 42 bits; products'
 * upper halves come out 52 bits up, hence 8 bits above the next limb (10 above the last).
 *
 * The file that includes this one defines INLINE with AVX-512 and IFMA in its target.
 */
#include <immintrin.h>

#include "crypto/x86_64/poly1305.h"

#define WIDE_STEP 128 /* bytes of a step */
#define BITS_44   0xfffffffffff
#define BITS_42   0x3ffffffffff

/* A factor, and 20 times its upper limbs: 2^132 is 20 modulo 2^130 - 5. */
struct wide_factor {
	__m512i r0, r1, r2, s1, s2;
};

struct wide_poly {
	__m512i a0, a1, a2;
	struct wide_factor r8;
};

struct limbs {
	uint64_t v[3];
};

/* The limbs of r^8 ... r, in the order of the lanes' blocks. */
struct wide_powers {
	uint64_t limb[3][8];
};

INLINE struct limbs limbs_of(uint64_t low, uint64_t mid, uint64_t high)
{
	return (struct limbs){{low & BITS_44, (low >> 44 | mid << 20) & BITS_44, mid >> 24 | high << 40}};
}

/* Carries sums of products into limbs. */
INLINE struct limbs limbs_carry(struct two_words d0, struct two_words d1, struct two_words d2)
{
	struct limbs out;
	d1 = two_add_word(d1, d0.lo >> 44 | d0.hi << 20);
	d2 = two_add_word(d2, d1.lo >> 44 | d1.hi << 20);
	uint64_t low = (d0.lo & BITS_44) + (d2.lo >> 42 | d2.hi << 22) * 5;
	out.v[0] = low & BITS_44;
	out.v[1] = (d1.lo & BITS_44) + (low >> 44);
	out.v[2] = d2.lo & BITS_42;
	return out;
}

INLINE struct two_words sum_of_3(struct two_words a, struct two_words b, struct two_words c)
{
	return two_add(two_add(a, b), c);
}

INLINE struct limbs limbs_mul(struct limbs a, struct limbs b)
{
	uint64_t s1 = b.v[1] * 20, s2 = b.v[2] * 20;
	return limbs_carry(sum_of_3(two_mul(a.v[0], b.v[0]), two_mul(a.v[1], s2), two_mul(a.v[2], s1)),
			   sum_of_3(two_mul(a.v[0], b.v[1]), two_mul(a.v[1], b.v[0]), two_mul(a.v[2], s2)),
			   sum_of_3(two_mul(a.v[0], b.v[2]), two_mul(a.v[1], b.v[1]), two_mul(a.v[2], b.v[0])));
}

INLINE __m512i times_20(__m512i v)
{
	return _mm512_add_epi64(_mm512_slli_epi64(v, 4), _mm512_slli_epi64(v, 2));
}

INLINE struct wide_factor wide_factor(__m512i r0, __m512i r1, __m512i r2)
{
	return (struct wide_factor){r0, r1, r2, times_20(r1), times_20(r2)};
}

/* Eight blocks into limbs, 2^128 added to each. The lanes hold the blocks 0 4 1 5 2 6 3 7. */
INLINE void wide_load(__m512i m[3], const uint8_t *in)
{
	__m512i x = _mm512_loadu_si512(in), y = _mm512_loadu_si512(in + 64);
	__m512i low = _mm512_unpacklo_epi64(x, y), high = _mm512_unpackhi_epi64(x, y);
	const __m512i bits_44 = _mm512_set1_epi64(BITS_44);
	m[0] = _mm512_and_si512(low, bits_44);
	/* (low >> 44 | high << 20) & bits_44 */
	m[1] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(low, 44), _mm512_slli_epi64(high, 20), bits_44, 0xa8);
	m[2] = _mm512_or_si512(_mm512_srli_epi64(high, 24), _mm512_set1_epi64((int64_t)1 << 40));
}

/* Sums of products: the lower halves, and the upper ones, 52 bits up. */
struct wide_sums {
	__m512i lo0, lo1, lo2, hi0, hi1, hi2;
};

/* m + a * f */
INLINE struct wide_sums wide_mul(const __m512i m[3], const struct wide_poly *p, const struct wide_factor *f)
{
	struct wide_sums d;
	const __m512i zero = _mm512_setzero_si512();
	d.lo0 = _mm512_madd52lo_epu64(m[0], p->a0, f->r0);
	d.lo1 = _mm512_madd52lo_epu64(m[1], p->a0, f->r1);
	d.lo2 = _mm512_madd52lo_epu64(m[2], p->a0, f->r2);
	d.hi0 = _mm512_madd52hi_epu64(zero, p->a0, f->r0);
	d.hi1 = _mm512_madd52hi_epu64(zero, p->a0, f->r1);
	d.hi2 = _mm512_madd52hi_epu64(zero, p->a0, f->r2);
	d.lo0 = _mm512_madd52lo_epu64(d.lo0, p->a1, f->s2);
	d.lo1 = _mm512_madd52lo_epu64(d.lo1, p->a1, f->r0);
	d.lo2 = _mm512_madd52lo_epu64(d.lo2, p->a1, f->r1);
	d.hi0 = _mm512_madd52hi_epu64(d.hi0, p->a1, f->s2);
	d.hi1 = _mm512_madd52hi_epu64(d.hi1, p->a1, f->r0);
	d.hi2 = _mm512_madd52hi_epu64(d.hi2, p->a1, f->r1);
	d.lo0 = _mm512_madd52lo_epu64(d.lo0, p->a2, f->s1);
	d.lo1 = _mm512_madd52lo_epu64(d.lo1, p->a2, f->s2);
	d.lo2 = _mm512_madd52lo_epu64(d.lo2, p->a2, f->r0);
	d.hi0 = _mm512_madd52hi_epu64(d.hi0, p->a2, f->s1);
	d.hi1 = _mm512_madd52hi_epu64(d.hi1, p->a2, f->s2);
	d.hi2 = _mm512_madd52hi_epu64(d.hi2, p->a2, f->r0);
	return d;
}

/* a = a * r^8 + the next eight blocks. Limbs stay below 2^45, their multiples by 20 below the multiplier's 2^52. */
INLINE void wide_step(struct wide_poly *p, const uint8_t *in)
{
	const __m512i bits_44 = _mm512_set1_epi64(BITS_44);
	__m512i m[3], carry;
	wide_load(m, in);
	struct wide_sums d = wide_mul(m, p, &p->r8);
	carry = _mm512_add_epi64(_mm512_srli_epi64(d.lo0, 44), _mm512_slli_epi64(d.hi0, 8));
	d.lo1 = _mm512_add_epi64(d.lo1, carry);
	carry = _mm512_add_epi64(_mm512_srli_epi64(d.lo1, 44), _mm512_slli_epi64(d.hi1, 8));
	d.lo2 = _mm512_add_epi64(d.lo2, carry);
	carry = _mm512_add_epi64(_mm512_srli_epi64(d.lo2, 42), _mm512_slli_epi64(d.hi2, 10));
	carry = _mm512_add_epi64(carry, _mm512_slli_epi64(carry, 2));
	carry = _mm512_add_epi64(carry, _mm512_and_si512(d.lo0, bits_44));
	p->a0 = _mm512_and_si512(carry, bits_44);
	p->a1 = _mm512_add_epi64(_mm512_and_si512(d.lo1, bits_44), _mm512_srli_epi64(carry, 44));
	p->a2 = _mm512_and_si512(d.lo2, _mm512_set1_epi64(BITS_42));
}

INLINE __m512i add_to_first(__m512i v, uint64_t n)
{
	return _mm512_add_epi64(v, _mm512_zextsi128_si512(_mm_cvtsi64_si128((int64_t)n)));
}

/* Begins with the first eight blocks and the sum so far, which belongs to the first of them. */
INLINE void wide_begin(struct wide_poly *p, struct wide_powers *powers, const struct poly1305 *from, const uint8_t *in)
{
	static const uint8_t lane_of_power[8] = {7, 5, 3, 1, 6, 4, 2, 0};
	struct limbs r[8], h = limbs_of(from->h[0], from->h[1], from->h[2]);
	__m512i m[3];
	r[0] = limbs_of(from->r[0], from->r[1], 0);
#pragma GCC unroll 8
	for (int n = 2; n <= 8; n++) {
		r[n - 1] = limbs_mul(r[n / 2 - 1], r[n - n / 2 - 1]);
	}
#pragma GCC unroll 8
	for (int n = 0; n < 8; n++) {
#pragma GCC unroll 3
		for (int i = 0; i < 3; i++) {
			powers->limb[i][lane_of_power[n]] = r[n].v[i];
		}
	}
	p->r8 = wide_factor(_mm512_set1_epi64((int64_t)r[7].v[0]), _mm512_set1_epi64((int64_t)r[7].v[1]),
			    _mm512_set1_epi64((int64_t)r[7].v[2]));
	wide_load(m, in);
	p->a0 = add_to_first(m[0], h.v[0]);
	p->a1 = add_to_first(m[1], h.v[1]);
	p->a2 = add_to_first(m[2], h.v[2]);
}

INLINE struct two_words wide_sum(__m512i lo, __m512i hi)
{
	uint64_t upper = (uint64_t)_mm512_reduce_add_epi64(hi);
	return two_add_word((struct two_words){upper << 52, upper >> 12}, (uint64_t)_mm512_reduce_add_epi64(lo));
}

/* Multiplies each lane by its power and leaves the sum of all in to. */
INLINE void wide_end(const struct wide_poly *p, const struct wide_powers *powers, struct poly1305 *to)
{
	const __m512i nothing[3] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
	struct wide_factor f = wide_factor(_mm512_loadu_si512(powers->limb[0]), _mm512_loadu_si512(powers->limb[1]),
					   _mm512_loadu_si512(powers->limb[2]));
	struct wide_sums d = wide_mul(nothing, p, &f);
	struct limbs h = limbs_carry(wide_sum(d.lo0, d.hi0), wide_sum(d.lo1, d.hi1), wide_sum(d.lo2, d.hi2));
	/* The middle limb may have a 45th bit, so it is added, not just put into its place. */
	struct two_words sum = two_add_word((struct two_words){h.v[1] << 44, h.v[1] >> 20}, h.v[0]);
	to->h[0] = sum.lo;
	to->h[1] = sum.hi;
	to->h[2] = h.v[2] >> 40;
	(void)add_carry(add_carry(0, &to->h[1], h.v[2] << 24), &to->h[2], 0);
}
