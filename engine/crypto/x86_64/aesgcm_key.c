/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Key setup for the AES-GCM kernels: the key schedule of FIPS 197 §5.2 by AES-NI, and the powers of the hash key. */
#ifdef __x86_64__

#include "crypto/x86_64/aesgcm.h"
#include "crypto/x86_64/gf128.h"

#define TARGET __attribute__((target("aes,pclmul,sse4.1")))
#define INLINE static inline __attribute__((always_inline, target("aes,pclmul,sse4.1")))

/* w0, w0+w1, w0+w1+w2, w0+w1+w2+w3: how each word of a round key takes in those before it. */
INLINE __m128i running_sum(__m128i v)
{
	v = _mm_xor_si128(v, _mm_slli_si128(v, 4));
	return _mm_xor_si128(v, _mm_slli_si128(v, 8));
}

/* The round constant reaches the instruction as an immediate; assist's word 3 is SubWord(RotWord(w3)) + rcon. */
#define NEXT_ROTATED(old, last, rcon)                                                                                  \
	_mm_xor_si128(running_sum(old), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(last, rcon), 0xff))

/* Word 2 of the assist is SubWord(w3), which AES-256 takes for every second round key. */
#define NEXT_PLAIN(old, last)                                                                                          \
	_mm_xor_si128(running_sum(old), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(last, 0), 0xaa))

TARGET static void expand_128(__m128i *rk, const uint8_t *key)
{
	rk[0] = _mm_loadu_si128((const __m128i *)key);
	rk[1] = NEXT_ROTATED(rk[0], rk[0], 0x01);
	rk[2] = NEXT_ROTATED(rk[1], rk[1], 0x02);
	rk[3] = NEXT_ROTATED(rk[2], rk[2], 0x04);
	rk[4] = NEXT_ROTATED(rk[3], rk[3], 0x08);
	rk[5] = NEXT_ROTATED(rk[4], rk[4], 0x10);
	rk[6] = NEXT_ROTATED(rk[5], rk[5], 0x20);
	rk[7] = NEXT_ROTATED(rk[6], rk[6], 0x40);
	rk[8] = NEXT_ROTATED(rk[7], rk[7], 0x80);
	rk[9] = NEXT_ROTATED(rk[8], rk[8], 0x1b);
	rk[10] = NEXT_ROTATED(rk[9], rk[9], 0x36);
}

TARGET static void expand_256(__m128i *rk, const uint8_t *key)
{
	rk[0] = _mm_loadu_si128((const __m128i *)key);
	rk[1] = _mm_loadu_si128((const __m128i *)(key + 16));
	rk[2] = NEXT_ROTATED(rk[0], rk[1], 0x01);
	rk[3] = NEXT_PLAIN(rk[1], rk[2]);
	rk[4] = NEXT_ROTATED(rk[2], rk[3], 0x02);
	rk[5] = NEXT_PLAIN(rk[3], rk[4]);
	rk[6] = NEXT_ROTATED(rk[4], rk[5], 0x04);
	rk[7] = NEXT_PLAIN(rk[5], rk[6]);
	rk[8] = NEXT_ROTATED(rk[6], rk[7], 0x08);
	rk[9] = NEXT_PLAIN(rk[7], rk[8]);
	rk[10] = NEXT_ROTATED(rk[8], rk[9], 0x10);
	rk[11] = NEXT_PLAIN(rk[9], rk[10]);
	rk[12] = NEXT_ROTATED(rk[10], rk[11], 0x20);
	rk[13] = NEXT_PLAIN(rk[11], rk[12]);
	rk[14] = NEXT_ROTATED(rk[12], rk[13], 0x40);
}

TARGET static void hash_powers(struct aesgcm_state *st, int rounds)
{
	__m128i h = st->round_keys[0];
	for (int i = 1; i < rounds; i++) {
		h = _mm_aesenc_si128(h, st->round_keys[i]);
	}
	h = _mm_aesenclast_si128(h, st->round_keys[rounds]);
	/* H^n / x is n places before the end; each power is the product of two about half as high. */
	__m128i *end = st->powers + AESGCM_MAX_POWERS;
	end[-1] = gf128_div_x(gf128_reverse(h));
	for (int n = 2; n <= AESGCM_MAX_POWERS; n++) {
		end[-n] = gf128_mul(end[-(n / 2)], end[-(n - n / 2)]);
	}
}

void aesgcm_init_128(void *state, const uint8_t *key)
{
	struct aesgcm_state *st = state;
	expand_128(st->round_keys, key);
	hash_powers(st, AES_128_ROUNDS);
}

void aesgcm_init_256(void *state, const uint8_t *key)
{
	struct aesgcm_state *st = state;
	expand_256(st->round_keys, key);
	hash_powers(st, AES_256_ROUNDS);
}

#endif
