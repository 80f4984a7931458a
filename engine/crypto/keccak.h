/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Keccak-f[1600] (FIPS 202) over eight states at once, for the many short SHAKE computations of ML-KEM. Constant-time.
 * Single hashes are Nettle's.
 */
#ifndef TEASEL_CRYPTO_KECCAK_H
#define TEASEL_CRYPTO_KECCAK_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define KECCAK_LANES  8
#define SHAKE128_RATE 168
#define SHAKE256_RATE 136

/* Word i of the state of lane l is w[i][l]. */
struct keccak8 {
	_Alignas(64) uint64_t w[25][KECCAK_LANES];
};

struct keccak_impl {
	const char *name;
	bool (*usable)(void);
	/* permute: the first n lanes; the others may change too. */
	void (*permute)(struct keccak8 *s, unsigned n);
};

/* keccak_impls: every implementation built in, best first, NULL at the end. */
extern const struct keccak_impl *const keccak_impls[];

/* keccak_impl: the best one that this CPU can run. */
const struct keccak_impl *keccak_impl(void);

/* shake_lane_init starts lane l on a message of at most rate - 1 bytes: SHAKE's padding is added, nothing permuted. */
void shake_lane_init(struct keccak8 *s, unsigned lane, const uint8_t *message, size_t len, size_t rate);

/* shake_lane_read writes the first len bytes, a multiple of eight, of what a permutation left in lane l. */
void shake_lane_read(const struct keccak8 *s, unsigned lane, uint8_t *out, size_t len);

#endif
