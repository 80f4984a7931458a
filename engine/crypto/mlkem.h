/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ML-KEM-768 (FIPS 203). The private key is kept as its 64-byte seed (d, z) and expanded when it is used: the matrix
 * must be sampled anew to decapsulate in any case. Constant-time in seeds, messages and ciphertexts.
 */
#ifndef TEASEL_CRYPTO_MLKEM_H
#define TEASEL_CRYPTO_MLKEM_H

#include "base/span.h"

#define MLKEM768_SEED_LEN   64
#define MLKEM768_EK_LEN     1184
#define MLKEM768_CT_LEN     1088
#define MLKEM768_SECRET_LEN 32

/* mlkem768_public: the encapsulation key of a seed (ML-KEM.KeyGen_internal). */
void mlkem768_public(uint8_t ek[MLKEM768_EK_LEN], const uint8_t seed[MLKEM768_SEED_LEN]);

/* mlkem768_encaps: ciphertext and secret for the random m (ML-KEM.Encaps_internal). false when ek fails the modulus
 * check of §7.2: a coefficient is not below q. */
bool mlkem768_encaps(uint8_t ct[MLKEM768_CT_LEN], uint8_t secret[MLKEM768_SECRET_LEN],
		     const uint8_t ek[MLKEM768_EK_LEN], const uint8_t m[32]);

/* mlkem768_decaps: the secret; of a ciphertext that nobody made, a secret that nobody knows (implicit rejection). */
void mlkem768_decaps(uint8_t secret[MLKEM768_SECRET_LEN], const uint8_t ct[MLKEM768_CT_LEN],
		     const uint8_t seed[MLKEM768_SEED_LEN]);

#endif
