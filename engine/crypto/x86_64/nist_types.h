/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Types and multiplications of a NIST curve for x86_64 with BMI2, ADX and AVX2: included once for each curve, with
 * F(name) defined to give names, LIMBS, and the shape of its comb. Points are in Jacobian coordinates, x = X/Z^2,
 * y = Y/Z^3, Z = 0 being the point at infinity.
 */

struct F(affine) {
	struct F(fe) x, y;
};

struct F(point) {
	struct F(fe) x, y, z;
};

/* A number below the order or the field's p, least significant limb first, not in Montgomery's form. */
struct F(num) {
	uint64_t l[LIMBS];
};

/* tools/gen_nist_table.py says what these are. */
extern const struct F(affine) F(comb)[COMB_BLOCKS][COMB_ENTRIES];
extern const struct F(affine) F(odd)[ODD_ENTRIES];

/* base_mul: k * G for 1 <= k < n, constant-time. */
void F(base_mul)(struct F(point) * r, const struct F(num) * k);

/* window_mul: k * P for 1 <= k < n and P on the curve, constant-time. */
void F(window_mul)(struct F(point) * r, const struct F(num) * k, const struct F(affine) * p);

/* double_mul: u1 * G + u2 * Q for u1, u2 < n, variable-time, complete: the sum may be the point at infinity. */
void F(double_mul)(struct F(point) * r, const struct F(num) * u1, const struct F(num) * u2, const struct F(affine) * q);

/* affine_x, affine_xy: coordinates of a point other than infinity, out of Montgomery's form. Constant-time. */
void F(affine_x)(const struct F(point) * p, struct F(num) * x);
void F(affine_xy)(const struct F(point) * p, struct F(num) * x, struct F(num) * y);

/* to_mont enters Montgomery's form. on_curve: y^2 = x^3 - 3x + b. */
void F(to_mont)(struct F(fe) * r, const struct F(num) * a);
bool F(on_curve)(const struct F(affine) * p);

/* x_is: the affine x of a point other than infinity, taken mod n, is r, which is below n. Variable-time. */
bool F(x_is)(const struct F(point) * p, const struct F(num) * r);
