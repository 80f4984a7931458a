/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SHA-512's compression with AVX2 and BMI2: the vector unit makes the words of the rounds to come, two at a time, while
 * the integer unit does the rounds, which are one long chain and leave it idle half the time.
 */
#ifdef __x86_64__

#include <immintrin.h>
#include <string.h>

#include "base/secret.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/kernels.h"

#define KERNEL __attribute__((target("avx2,bmi,bmi2")))
#define INLINE static inline __attribute__((always_inline, target("avx2,bmi,bmi2")))

#define PAIRS 8

/* FIPS 180-4 §4.2.3. */
_Alignas(16) static const uint64_t constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

INLINE uint64_t rotr(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

/*
 * One round of §6.4.2 step 3. The eight variables stay where they are and the caller turns their names by one place
 * each round: what the standard calls e then lies in d, and a in h. The majority is b ^ ((b ^ c) & (a ^ b)); its b ^ c
 * is a ^ b of the round before, which comes in bc, and this round's goes on there. The sums begin with what is known
 * first, which keeps the chain from e to e short.
 */
INLINE void one_round(uint64_t a, uint64_t b, uint64_t *d, uint64_t e, uint64_t f, uint64_t g, uint64_t *h,
		      uint64_t *bc, uint64_t word_and_constant)
{
	uint64_t t = *h + word_and_constant + (((f ^ g) & e) ^ g);
	t += rotr(e, 14) ^ rotr(e, 18) ^ rotr(e, 41);
	*d += t;
	uint64_t ab = a ^ b;
	*h = t + (b ^ (*bc & ab)) + (rotr(a, 28) ^ rotr(a, 34) ^ rotr(a, 39));
	*bc = ab;
}

INLINE __m128i rotr2(__m128i x, int n)
{
	return _mm_or_si128(_mm_srli_epi64(x, n), _mm_slli_epi64(x, 64 - n));
}

INLINE __m128i xor3(__m128i a, __m128i b, __m128i c)
{
	return _mm_xor_si128(_mm_xor_si128(a, b), c);
}

/* Pair i of the words, sixteen rounds on (FIPS 180-4 §6.4.2 step 1). */
INLINE __m128i next_pair(const __m128i w[PAIRS], int i)
{
	__m128i x = _mm_alignr_epi8(w[(i + 1) % PAIRS], w[i], 8);
	__m128i y = w[(i + 7) % PAIRS];
	__m128i s0 = xor3(rotr2(x, 1), rotr2(x, 8), _mm_srli_epi64(x, 7));
	__m128i s1 = xor3(rotr2(y, 19), rotr2(y, 61), _mm_srli_epi64(y, 6));
	__m128i middle = _mm_alignr_epi8(w[(i + 5) % PAIRS], w[(i + 4) % PAIRS], 8);
	return _mm_add_epi64(_mm_add_epi64(w[i], middle), _mm_add_epi64(s0, s1));
}

INLINE void add_constants(uint64_t wk[2], __m128i w, const uint64_t *k)
{
	_mm_store_si128((__m128i *)wk, _mm_add_epi64(w, _mm_load_si128((const __m128i *)k)));
}

/* In round r, variable j of the standard is at place (j - r) mod 8. */
#define AT(j) v[(16 + (j)-r) % 8]

/* Rounds 2i and 2i + 1 of sixteen. */
INLINE void two_rounds(uint64_t v[8], uint64_t *bc, int i, uint64_t wk0, uint64_t wk1)
{
	int r = 2 * i;
	one_round(AT(0), AT(1), &AT(3), AT(4), AT(5), AT(6), &AT(7), bc, wk0);
	r++;
	one_round(AT(0), AT(1), &AT(3), AT(4), AT(5), AT(6), &AT(7), bc, wk1);
}

KERNEL static void compress(uint64_t h[8], const uint8_t *blocks, size_t n)
{
	const __m128i swap = _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
	_Alignas(16) uint64_t wk[2 * PAIRS];
	uint64_t v[8];
	memcpy(v, h, sizeof v);
	for (; n > 0; n--, blocks += SHA512_BLOCK) {
		__m128i w[PAIRS];
#pragma GCC unroll 8
		for (int i = 0; i < PAIRS; i++) {
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * i)), swap);
			add_constants(wk + 2 * i, w[i], constants + 2 * i);
		}
		uint64_t bc = v[1] ^ v[2];
		for (int t = 16; t < 80; t += 16) {
#pragma GCC unroll 8
			for (int i = 0; i < PAIRS; i++) {
				uint64_t wk0 = wk[2 * i], wk1 = wk[2 * i + 1];
				w[i] = next_pair(w, i);
				add_constants(wk + 2 * i, w[i], constants + t + 2 * i);
				two_rounds(v, &bc, i, wk0, wk1);
			}
		}
#pragma GCC unroll 8
		for (int i = 0; i < PAIRS; i++) {
			two_rounds(v, &bc, i, wk[2 * i], wk[2 * i + 1]);
		}
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++) {
			v[i] = h[i] += v[i];
		}
	}
	wipe(wk, sizeof wk);
}

const struct sha512_impl sha512_avx2 = {"avx2", cpu_has_avx2, compress};

#endif
