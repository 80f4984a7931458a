/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The public-key kernels for x86_64, as the tables of ec.c and x25519.c list them. */
#ifndef TEASEL_CRYPTO_X86_64_KERNELS_H
#define TEASEL_CRYPTO_X86_64_KERNELS_H

#include "crypto/ec.h"
#include "crypto/keccak.h"
#include "crypto/x25519.h"

/* P-256 and P-384 with MULX, ADX and AVX2. */
extern const struct ec_impl ec_p256_adx, ec_p384_adx;

/* X25519 with MULX, ADX and AVX2. */
extern const struct x25519_impl x25519_adx;

/* X25519 with AVX-512 IFMA; its base point by x25519_adx. */
extern const struct x25519_impl x25519_ifma;

/* Eight lanes of Keccak at once, or twice four. */
extern const struct keccak_impl keccak_avx512, keccak_avx2;

#endif
