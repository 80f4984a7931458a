/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* P-384 for x86_64: the shape of its comb, and the declarations of nist_types.h under the prefix p384_. */
#ifndef TEASEL_CRYPTO_X86_64_P384_H
#define TEASEL_CRYPTO_X86_64_P384_H

#include <stdbool.h>

#include "crypto/x86_64/p384_field.h"

/* Eight blocks of 48 bits. */
#define P384_COMB_BLOCKS  8
#define P384_COMB_TEETH   6
#define P384_COMB_SPACING 8
#define P384_COMB_ENTRIES (1 << (P384_COMB_TEETH - 1))
#define P384_ODD_ENTRIES  64

#define F(name)      p384_##name
#define LIMBS        6
#define COMB_BLOCKS  P384_COMB_BLOCKS
#define COMB_ENTRIES P384_COMB_ENTRIES
#define ODD_ENTRIES  P384_ODD_ENTRIES
#include "crypto/x86_64/nist_types.h"
#undef F
#undef LIMBS
#undef COMB_BLOCKS
#undef COMB_ENTRIES
#undef ODD_ENTRIES

#endif
