/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * GHASH's field on 128-bit registers (NIST SP 800-38D §6.3). GCM numbers bits from the first byte's top one, so a
 * block whose bytes are reversed is a polynomial with its coefficients in reverse: bit i belongs to x^(127-i).
 *
 * Let a block's polynomial be A and its reversed register a. The integer product a*b, of 255 bits, taken at bit 128
 * after a reduction, is A*B*x. Keys are therefore kept as H*x^-1, and then a product of a block and a key, and one of
 * two keys too, comes out right without a shift.
 *
 * To reduce, a multiple of the field's polynomial, whose register is 2^128 + 0xc2 * 2^120 + 1, clears the lowest
 * 64 bits, twice: the quarter v is dropped, v moves 128 bits up, and v * (0xc2 * 2^56) is added 64 bits up.
 */
#ifndef TEASEL_CRYPTO_X86_64_GF128_H
#define TEASEL_CRYPTO_X86_64_GF128_H

#include <immintrin.h>
#include <stdint.h>

#define GF128_INLINE static inline __attribute__((always_inline, target("sse4.1,pclmul")))
#define GF128_FOLD   ((int64_t)0xc200000000000000)
#define GF128_SWAP   0x4e /* exchanges 64-bit halves, for shuffle_epi32 */

/* A sum of products before reduction: lo + mid * 2^64 + hi * 2^128. */
struct gf128_product {
	__m128i lo, mid, hi;
};

/* gf128_reverse turns bytes as they are in memory into a field element and back. */
GF128_INLINE __m128i gf128_reverse(__m128i v)
{
	return _mm_shuffle_epi8(v, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

GF128_INLINE void gf128_mul_add(struct gf128_product *p, __m128i a, __m128i b)
{
	__m128i cross = _mm_xor_si128(_mm_clmulepi64_si128(a, b, 0x01), _mm_clmulepi64_si128(a, b, 0x10));
	p->lo = _mm_xor_si128(p->lo, _mm_clmulepi64_si128(a, b, 0x00));
	p->mid = _mm_xor_si128(p->mid, cross);
	p->hi = _mm_xor_si128(p->hi, _mm_clmulepi64_si128(a, b, 0x11));
}

GF128_INLINE __m128i gf128_reduce(struct gf128_product p)
{
	const __m128i fold = _mm_set_epi64x(0, GF128_FOLD);
	p.mid = _mm_xor_si128(p.mid, _mm_shuffle_epi32(p.lo, GF128_SWAP));
	p.mid = _mm_xor_si128(p.mid, _mm_clmulepi64_si128(p.lo, fold, 0x00));
	p.hi = _mm_xor_si128(p.hi, _mm_shuffle_epi32(p.mid, GF128_SWAP));
	return _mm_xor_si128(p.hi, _mm_clmulepi64_si128(p.mid, fold, 0x00));
}

GF128_INLINE __m128i gf128_mul(__m128i a, __m128i b)
{
	struct gf128_product p = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
	gf128_mul_add(&p, a, b);
	return gf128_reduce(p);
}

/* gf128_div_x: v * x^-1, which is a shift up and, for the bit that falls out, the field's polynomial. */
GF128_INLINE __m128i gf128_div_x(__m128i v)
{
	const __m128i poly = _mm_set_epi64x(GF128_FOLD, 1);
	__m128i carries = _mm_srli_epi64(v, 63);
	__m128i doubled = _mm_or_si128(_mm_slli_epi64(v, 1), _mm_slli_si128(carries, 8));
	__m128i out = _mm_sub_epi64(_mm_setzero_si128(), _mm_unpackhi_epi64(carries, carries));
	return _mm_xor_si128(doubled, _mm_and_si128(out, poly));
}

#endif
