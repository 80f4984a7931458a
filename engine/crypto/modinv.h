/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Inversion modulo an odd number of up to 256 or 384 bits by the constant-time gcd of Bernstein and Yang ("Fast
 * constant-time gcd computation and modular inversion", 2019). Constant-time in the number, not in the modulus.
 */
#ifndef TEASEL_CRYPTO_MODINV_H
#define TEASEL_CRYPTO_MODINV_H

#include <stdint.h>

struct modinv_modulus {
	int64_t limb[7];    /* 62 bits each, least significant first */
	uint64_t minus_inv; /* -1/m mod 2^62 */
};

/* modinv256, modinv384: out = 1/in mod m, in [0, m); zero for zero. in is below m. Limbs of 64 bits, least significant
 * first. */
void modinv256(uint64_t out[4], const uint64_t in[4], const struct modinv_modulus *m);
void modinv384(uint64_t out[6], const uint64_t in[6], const struct modinv_modulus *m);

#endif
