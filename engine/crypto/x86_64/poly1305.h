/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Poly1305 (RFC 8439 §2.5) in three 64-bit words. Every block here is a whole one, as in the AEAD, which pads with
 * zeros (§2.8). Between blocks the sum h is below 2^130 + a little: h[2] is at most 4.
 */
#ifndef TEASEL_CRYPTO_X86_64_POLY1305_H
#define TEASEL_CRYPTO_X86_64_POLY1305_H

#include <immintrin.h>

#include "base/secret.h"

#define POLY_BLOCK   16
#define POLY_KEY_LEN 32
#define POLY_INLINE  static inline __attribute__((always_inline))

/* A number of two words. The compiler makes better code of these than of its own 128-bit integers. */
struct two_words {
	uint64_t lo, hi;
};

struct poly1305 {
	uint64_t h[3];
	uint64_t r[2];
	uint64_t r1_folded; /* r[1] * 5 / 4: what r[1] * 2^128 is modulo 2^130 - 5; r[1] is a multiple of 4 */
	uint64_t s[2];
};

/* a + b with carry in and out, which is 0 or 1. */
POLY_INLINE unsigned char add_carry(unsigned char carry, uint64_t *a, uint64_t b)
{
	unsigned long long sum;
	carry = _addcarry_u64(carry, *a, b, &sum);
	*a = sum;
	return carry;
}

POLY_INLINE struct two_words two_mul(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (struct two_words){(uint64_t)product, (uint64_t)(product >> 64)};
}

POLY_INLINE struct two_words two_add(struct two_words a, struct two_words b)
{
	(void)add_carry(add_carry(0, &a.lo, b.lo), &a.hi, b.hi);
	return a;
}

POLY_INLINE struct two_words two_add_word(struct two_words a, uint64_t b)
{
	return two_add(a, (struct two_words){b, 0});
}

POLY_INLINE void poly1305_init(struct poly1305 *p, const uint8_t key[POLY_KEY_LEN])
{
	memcpy(p->r, key, sizeof p->r);
	memcpy(p->s, key + sizeof p->r, sizeof p->s);
	p->r[0] &= 0x0ffffffc0fffffff;
	p->r[1] &= 0x0ffffffc0ffffffc;
	p->r1_folded = p->r[1] + (p->r[1] >> 2);
	p->h[0] = p->h[1] = p->h[2] = 0;
}

/*
 * h = (h + block + 2^128) * r, partly reduced. In machine words, since compilers lose themselves in the carries:
 *
 *     d0 = h0 * r[0] + h1 * r1_folded
 *     d1 = h0 * r[1] + h1 * r[0] + h2 * r1_folded + d0 / 2^64
 *     d2 = h2 * r[0] + d1 / 2^64
 *
 * r's words are below 2^60 and h2 below 8, so no sum overflows. Of d2 two bits stay; the rest, times 2^130, comes back
 * as five times itself: four are there already, one is added. The machine has BMI2 where this runs.
 */
POLY_INLINE void poly1305_block(struct poly1305 *p, const uint8_t *block)
{
	uint64_t h0 = p->h[0], h1 = p->h[1], h2 = p->h[2], d0, d0_hi, d1, d1_hi, t;
	__asm__("addq	(%[block]), %[h0]\n\t"
		"adcq	8(%[block]), %[h1]\n\t"
		"adcq	$1, %[h2]\n\t"
		"movq	%[r0], %%rdx\n\t"
		"mulxq	%[h0], %[d0], %[d0_hi]\n\t"
		"mulxq	%[h1], %[d1], %[d1_hi]\n\t"
		"movq	%[r1], %%rdx\n\t"
		"mulxq	%[h0], %[h0], %[t]\n\t"
		"addq	%[h0], %[d1]\n\t"
		"adcq	%[t], %[d1_hi]\n\t"
		"movq	%[r1_folded], %%rdx\n\t"
		"mulxq	%[h1], %[h0], %[t]\n\t"
		"movq	%[h2], %[h1]\n\t"
		"imulq	%%rdx, %[h1]\n\t"
		"imulq	%[r0], %[h2]\n\t"
		"addq	%[d0], %[h0]\n\t"
		"adcq	%[t], %[d0_hi]\n\t"
		"addq	%[d0_hi], %[h1]\n\t"
		"addq	%[d1], %[h1]\n\t"
		"adcq	%[d1_hi], %[h2]\n\t"
		"movq	%[h2], %[t]\n\t"
		"movq	%[h2], %%rdx\n\t"
		"andq	$3, %[h2]\n\t"
		"andq	$-4, %[t]\n\t"
		"shrq	$2, %%rdx\n\t"
		"addq	%%rdx, %[t]\n\t"
		"addq	%[t], %[h0]\n\t"
		"adcq	$0, %[h1]\n\t"
		"adcq	$0, %[h2]"
		: [h0] "+&r"(h0), [h1] "+&r"(h1), [h2] "+&r"(h2), [d0] "=&r"(d0), [d0_hi] "=&r"(d0_hi), [d1] "=&r"(d1),
		  [d1_hi] "=&r"(d1_hi), [t] "=&r"(t)
		: [block] "r"(block), [r0] "rm"(p->r[0]), [r1] "rm"(p->r[1]), [r1_folded] "rm"(p->r1_folded),
		  "m"(*(const uint8_t(*)[POLY_BLOCK])block)
		: "rdx", "cc");
	p->h[0] = h0;
	p->h[1] = h1;
	p->h[2] = h2;
}

/* All of in and zeros up to a whole block. */
POLY_INLINE void poly1305_padded(struct poly1305 *to, const uint8_t *in, size_t len)
{
	struct poly1305 p = *to; /* registers */
	for (; len >= POLY_BLOCK; in += POLY_BLOCK, len -= POLY_BLOCK) {
		poly1305_block(&p, in);
	}
	if (len > 0) {
		uint8_t last[POLY_BLOCK] = {0};
		memcpy(last, in, len);
		poly1305_block(&p, last);
	}
	memcpy(to->h, p.h, sizeof p.h);
}

/* The block of lengths, the full reduction, and the sum with s. */
POLY_INLINE void poly1305_finish(struct poly1305 *p, uint64_t aad_len, uint64_t len, uint8_t tag[POLY_BLOCK])
{
	uint8_t lengths[POLY_BLOCK];
	memcpy(lengths, &aad_len, 8);
	memcpy(lengths + 8, &len, 8);
	poly1305_block(p, lengths);
	/* h - (2^130 - 5) is h + 5 without its bit 130, if that is set; h itself otherwise. */
	uint64_t g[3] = {p->h[0], p->h[1], p->h[2]};
	(void)add_carry(add_carry(add_carry(0, &g[0], 5), &g[1], 0), &g[2], 0);
	uint64_t take = 0 - (g[2] >> 2);
	__asm__("" : "+r"(take)); /* a mask, not a branch */
	g[0] = (p->h[0] & ~take) | (g[0] & take);
	g[1] = (p->h[1] & ~take) | (g[1] & take);
	(void)add_carry(add_carry(0, &g[0], p->s[0]), &g[1], p->s[1]);
	memcpy(tag, g, POLY_BLOCK);
}

#endif
