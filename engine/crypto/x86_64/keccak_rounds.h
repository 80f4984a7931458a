/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Keccak-f[1600] (FIPS 202 §3.2) over vectors: included with V, the type of a vector of 64-bit words, KERNEL, the
 * attribute of functions that may use it, and the operations XOR, XOR3 (of three), CHI (a ^ (~b & c)), ROL and SPLAT.
 * Word x + 5 y is the lane (x, y).
 */

/* The constants of step iota, §3.2.5. */
static const uint64_t iota[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/* A plane after rho, pi and chi, from the five words that pi moves there, with rho's offsets (§3.2.2, table 2). */
#define PLANE(y, i0, r0, i1, r1, i2, r2, i3, r3, i4, r4)                                                               \
	do {                                                                                                           \
		V b0 = ROL(XOR(a[i0], d[(i0) % 5]), r0), b1 = ROL(XOR(a[i1], d[(i1) % 5]), r1);                        \
		V b2 = ROL(XOR(a[i2], d[(i2) % 5]), r2), b3 = ROL(XOR(a[i3], d[(i3) % 5]), r3);                        \
		V b4 = ROL(XOR(a[i4], d[(i4) % 5]), r4);                                                               \
		out[5 * (y)] = CHI(b0, b1, b2);                                                                        \
		out[5 * (y) + 1] = CHI(b1, b2, b3);                                                                    \
		out[5 * (y) + 2] = CHI(b2, b3, b4);                                                                    \
		out[5 * (y) + 3] = CHI(b3, b4, b0);                                                                    \
		out[5 * (y) + 4] = CHI(b4, b0, b1);                                                                    \
	} while (0)

static inline __attribute__((always_inline)) KERNEL void keccak_round(V out[25], const V a[25], uint64_t constant)
{
	V c[5], d[5];
	for (int x = 0; x < 5; x++) {
		c[x] = XOR3(XOR3(a[x], a[x + 5], a[x + 10]), a[x + 15], a[x + 20]);
	}
	for (int x = 0; x < 5; x++) {
		d[x] = XOR(c[(x + 4) % 5], ROL(c[(x + 1) % 5], 1));
	}
	PLANE(0, 0, 0, 6, 44, 12, 43, 18, 21, 24, 14);
	PLANE(1, 3, 28, 9, 20, 10, 3, 16, 45, 22, 61);
	PLANE(2, 1, 1, 7, 6, 13, 25, 19, 8, 20, 18);
	PLANE(3, 4, 27, 5, 36, 11, 10, 17, 15, 23, 56);
	PLANE(4, 2, 62, 8, 55, 14, 39, 15, 41, 21, 2);
	out[0] = XOR(out[0], SPLAT(constant));
}

static inline __attribute__((always_inline)) KERNEL void keccak_rounds(V a[25])
{
	V b[25];
	for (int r = 0; r < 24; r += 2) {
		keccak_round(b, a, iota[r]);
		keccak_round(a, b, iota[r + 1]);
	}
}
