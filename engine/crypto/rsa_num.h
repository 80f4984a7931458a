/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Big-endian bytes to limbs and back, shared by the two halves of RSA. Constant-time in the contents. */
#ifndef TEASEL_CRYPTO_RSA_NUM_H
#define TEASEL_CRYPTO_RSA_NUM_H

#include "base/span.h"

/* num_trim drops leading zeros of a public number or of a number whose length is public. */
static inline struct span num_trim(struct span s)
{
	while (s.len != 0 && s.p[0] == 0) {
		s = span_of(s.p + 1, s.len - 1);
	}
	return s;
}

static inline unsigned num_bits(struct span trimmed)
{
	return trimmed.len == 0 ? 0 : (unsigned)(8 * trimmed.len - (unsigned)(__builtin_clz(trimmed.p[0]) - 24));
}

static inline size_t num_limbs(unsigned bits)
{
	return (bits + 63) / 64;
}

/* num_get fills n_limbs limbs; in is at most 8 * n_limbs bytes. */
static inline void num_get(uint64_t *out, size_t n_limbs, struct span in)
{
	memset(out, 0, n_limbs * sizeof *out);
	for (size_t i = 0; i < in.len; i++) {
		out[i / 8] |= (uint64_t)in.p[in.len - 1 - i] << (8 * (i % 8));
	}
}

/* num_put writes the low len bytes of a number of at least len bytes, or of fewer, zero-extended. */
static inline void num_put(uint8_t *out, size_t len, const uint64_t *in, size_t n_limbs)
{
	for (size_t i = 0; i < len; i++) {
		out[len - 1 - i] = i / 8 < n_limbs ? (uint8_t)(in[i / 8] >> (8 * (i % 8))) : 0;
	}
}

#endif
