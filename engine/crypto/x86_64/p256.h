/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Points of P-256 for x86_64 with BMI2, ADX and AVX2: Jacobian coordinates (x = X/Z^2, y = Y/Z^3, Z = 0 the point at
 * infinity) over p256_field.h, and the multiplications that the protocols need.
 */
#ifndef TEASEL_CRYPTO_X86_64_P256_H
#define TEASEL_CRYPTO_X86_64_P256_H

#include <stdbool.h>

#include "crypto/x86_64/p256_field.h"

struct p256_affine {
	struct p256_fe x, y;
};

struct p256_point {
	struct p256_fe x, y, z;
};

/* A number below the order or the field's p, four limbs, least significant first, not in Montgomery's form. */
struct p256_num {
	uint64_t l[4];
};

#define P256_COMB_BLOCKS  11
#define P256_COMB_TEETH   6
#define P256_COMB_SPACING 4
#define P256_COMB_ENTRIES (1 << (P256_COMB_TEETH - 1))
#define P256_ODD_ENTRIES  64

/* tools/gen_p256_table.py says what these are. */
extern const struct p256_affine p256_comb[P256_COMB_BLOCKS][P256_COMB_ENTRIES];
extern const struct p256_affine p256_odd[P256_ODD_ENTRIES];

/* p256_base_mul: k * G for 1 <= k < n, constant-time. */
void p256_base_mul(struct p256_point *r, const struct p256_num *k);

/* p256_window_mul: k * P for 1 <= k < n and P on the curve, constant-time. */
void p256_window_mul(struct p256_point *r, const struct p256_num *k, const struct p256_affine *p);

/* p256_double_mul: u1 * G + u2 * Q for u1, u2 < n, variable-time, complete: the sum may be the point at infinity. */
void p256_double_mul(struct p256_point *r, const struct p256_num *u1, const struct p256_num *u2,
		     const struct p256_affine *q);

/* p256_affine_x, p256_affine_xy: coordinates of a point other than infinity, out of Montgomery's form. Constant-time.
 */
void p256_affine_x(const struct p256_point *p, struct p256_num *x);
void p256_affine_xy(const struct p256_point *p, struct p256_num *x, struct p256_num *y);

/* p256_to_mont enters Montgomery's form. p256_on_curve: y^2 = x^3 - 3x + b. */
void p256_to_mont(struct p256_fe *r, const struct p256_num *a);
bool p256_on_curve(const struct p256_affine *p);

/* p256_x_is: the affine x of a point other than infinity, taken mod n, is r, which is below n. Variable-time. */
bool p256_x_is(const struct p256_point *p, const struct p256_num *r);

#endif
