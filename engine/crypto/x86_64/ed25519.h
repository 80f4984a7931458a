/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The base point of edwards25519, -x^2 + y^2 = 1 + d x^2 y^2 (RFC 7748 §4.1), multiplied by a comb. Points are in
 * extended coordinates, x = X/Z, y = Y/Z, xy = T/Z. Addition there is complete, so no case needs care.
 */
#ifndef TEASEL_CRYPTO_X86_64_ED25519_H
#define TEASEL_CRYPTO_X86_64_ED25519_H

#include "crypto/x86_64/fe25519.h"

struct ed_entry {
	struct fe y_plus_x, y_minus_x, xy2d;
};

struct ed_point {
	struct fe x, y, z, t;
};

#define ED25519_COMB_BLOCKS  11
#define ED25519_COMB_TEETH   6
#define ED25519_COMB_SPACING 4
#define ED25519_COMB_ENTRIES (1 << (ED25519_COMB_TEETH - 1))

/* tools/gen_ed25519_table.py says what these are. */
extern const struct ed_entry ed25519_comb[ED25519_COMB_BLOCKS][ED25519_COMB_ENTRIES];

/* ed25519_base_mul: k * B for k below 2^255, constant-time. */
void ed25519_base_mul(struct ed_point *r, const uint64_t k[4]);

/* fe_invert: r = 1/a, zero for zero. */
void fe_invert(struct fe *r, const struct fe *a);

#endif
