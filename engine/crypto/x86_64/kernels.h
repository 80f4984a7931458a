/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The kernels for x86_64 other than the AEADs', as the tables of ec.c, x25519.c, keccak.c and sha512.c list them. */
#ifndef TEASEL_CRYPTO_X86_64_KERNELS_H
#define TEASEL_CRYPTO_X86_64_KERNELS_H

#include "crypto/ec.h"
#include "crypto/keccak.h"
#include "crypto/sha512.h"
#include "crypto/x25519.h"

/* P-256 and P-384 with MULX, ADX and AVX2. */
extern const struct ec_impl ec_p256_adx, ec_p384_adx;

/* X25519 with MULX, ADX and AVX2. */
extern const struct x25519_impl x25519_adx;

/* X25519 with AVX-512 IFMA; its base point by x25519_adx. */
extern const struct x25519_impl x25519_ifma;

/* Eight lanes of Keccak at once, or twice four. */
extern const struct keccak_impl keccak_avx512, keccak_avx2;

/* SHA-512's compression, its words made by AVX2. */
extern const struct sha512_impl sha512_avx2;

#endif
