/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Steering of the seeded random source (support_rng/rng_seeded.c), which tests link in the place of the system's. The
 * same seed and the same order of calls give the same bytes. Without a call to rng_seed the seed is 0.
 */
#ifndef TEASEL_TESTS_RNG_SEED_H
#define TEASEL_TESTS_RNG_SEED_H

#include <stdint.h>

/* rng_seed starts the stream of this seed and forgets rng_fail_after. */
void rng_seed(uint64_t seed);

/* rng_fail_after lets the next n calls of rng_bytes succeed and every later one fail; n below 0: none fails. */
void rng_fail_after(long n);

/* rng_calls counts the calls of rng_bytes since rng_seed, failed ones too. */
long rng_calls(void);

#endif
