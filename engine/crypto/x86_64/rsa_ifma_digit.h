/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Digits of 52 bits out of limbs of 64, and the inverse that Montgomery's reduction wants. Constant-time. */
#ifndef TEASEL_CRYPTO_X86_64_RSA_IFMA_DIGIT_H
#define TEASEL_CRYPTO_X86_64_RSA_IFMA_DIGIT_H

#include <stddef.h>
#include <stdint.h>

#define DIGIT_MASK 0xfffffffffffffULL

/* ifma_digit: digit i, zero past the end. */
static inline uint64_t ifma_digit(const uint64_t *in, size_t limbs, unsigned i)
{
	size_t at = 52 * i / 64;
	unsigned shift = 52 * i % 64;
	uint64_t v = at < limbs ? in[at] >> shift : 0;
	if (shift > 12 && at + 1 < limbs) {
		v |= in[at + 1] << (64 - shift);
	}
	return v & DIGIT_MASK;
}

/* ifma_minus_inverse: -1/n mod 2^52 for odd n, by Newton's steps, each of which doubles the bits that are right. */
static inline uint64_t ifma_minus_inverse(uint64_t n)
{
	uint64_t x = n;
	for (int i = 0; i < 5; i++) {
		x *= 2 - n * x;
	}
	return (0 - x) & DIGIT_MASK;
}

#endif
