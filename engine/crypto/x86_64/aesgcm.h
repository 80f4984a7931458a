/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the AES-GCM kernels share: the state of a key. */
#ifndef TEASEL_CRYPTO_X86_64_AESGCM_H
#define TEASEL_CRYPTO_X86_64_AESGCM_H

#include <immintrin.h>

#include "crypto/aead.h"

#define AES_BLOCK         16
#define AES_128_ROUNDS    10
#define AES_256_ROUNDS    14
#define AESGCM_MAX_POWERS 17 /* sixteen blocks of data and the block of lengths in one sum */

/*
 * The round keys, and powers of the hash key H, the highest first, each divided by x (gf128.h). The n blocks that end
 * a message meet aesgcm_powers(st, n)[0], [1], ...
 */
struct aesgcm_state {
	__m128i round_keys[AES_256_ROUNDS + 1];
	__m128i powers[AESGCM_MAX_POWERS];
};

_Static_assert(sizeof(struct aesgcm_state) <= AEAD_STATE_LEN, "the state fits");

static inline const __m128i *aesgcm_powers(const struct aesgcm_state *st, size_t n)
{
	return st->powers + AESGCM_MAX_POWERS - n;
}

/* aesgcm_init_*: any CPU with AES-NI and PCLMULQDQ. */
void aesgcm_init_128(void *state, const uint8_t *key);
void aesgcm_init_256(void *state, const uint8_t *key);

#endif
