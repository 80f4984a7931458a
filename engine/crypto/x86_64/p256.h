/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* P-256 for x86_64: the shape of its comb, and the declarations of nist_types.h under the prefix p256_. */
#ifndef TEASEL_CRYPTO_X86_64_P256_H
#define TEASEL_CRYPTO_X86_64_P256_H

#include <stdbool.h>

#include "crypto/x86_64/p256_field.h"

/* Eleven blocks of 24 bits: more than the 256 that are needed. */
#define P256_COMB_BLOCKS  11
#define P256_COMB_TEETH   6
#define P256_COMB_SPACING 4
#define P256_COMB_ENTRIES (1 << (P256_COMB_TEETH - 1))
#define P256_ODD_ENTRIES  64

#define F(name)      p256_##name
#define LIMBS        4
#define COMB_BLOCKS  P256_COMB_BLOCKS
#define COMB_ENTRIES P256_COMB_ENTRIES
#define ODD_ENTRIES  P256_ODD_ENTRIES
#include "crypto/x86_64/nist_types.h"
#undef F
#undef LIMBS
#undef COMB_BLOCKS
#undef COMB_ENTRIES
#undef ODD_ENTRIES

#endif
