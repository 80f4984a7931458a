/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X25519 (RFC 7748 §5) with MULX and ADX: the Montgomery ladder for any u, and the comb of ed25519.h for u = 9, which
 * is the base point of edwards25519 seen on the other curve (RFC 7748 §4.1).
 */
#ifdef __x86_64__

#include "base/secret.h"
#include "crypto/x25519.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/ed25519.h"
#include "crypto/x86_64/kernels.h"

static bool usable(void)
{
	return cpu_has_avx2_adx();
}

static void clamp(uint64_t out[4], const uint8_t k[X25519_LEN])
{
	memcpy(out, k, X25519_LEN);
	out[0] &= ~7ULL;
	out[3] = (out[3] & 0x7fffffffffffffff) | 0x4000000000000000;
}

static void put(uint8_t out[X25519_LEN], struct fe *a)
{
	fe_canonical(a);
	memcpy(out, a->l, X25519_LEN);
}

static void base(uint8_t out[X25519_LEN], const uint8_t k_bytes[X25519_LEN])
{
	uint64_t k[4];
	struct ed_point p;
	struct fe up, down;
	clamp(k, k_bytes);
	ed25519_base_mul(&p, k);
	/* u = (1 + y) / (1 - y); y is not 1, as a clamped k is no multiple of the order. */
	fe_add(&up, &p.z, &p.y);
	fe_sub(&down, &p.z, &p.y);
	fe_invert(&down, &down);
	fe_mul(&up, &up, &down);
	put(out, &up);
	wipe(k, sizeof k);
	wipe(&p, sizeof p);
	wipe(&down, sizeof down);
}

/* The two points of the ladder, X : Z each. */
struct ladder {
	struct fe x2, z2, x3, z3;
};

/* step is one round of RFC 7748 §5 with its names. */
static inline void step(struct ladder *s, const struct fe *x1)
{
	struct fe a, b, c, d, e, aa, bb;
	fe_add(&a, &s->x2, &s->z2);
	fe_sub(&b, &s->x2, &s->z2);
	fe_add(&c, &s->x3, &s->z3);
	fe_sub(&d, &s->x3, &s->z3);
	fe_mul(&d, &d, &a);
	fe_mul(&c, &c, &b);
	fe_sqr(&aa, &a);
	fe_sqr(&bb, &b);
	fe_add(&s->x3, &d, &c);
	fe_sub(&s->z3, &d, &c);
	fe_sub(&e, &aa, &bb);
	fe_sqr(&s->x3, &s->x3);
	fe_sqr(&s->z3, &s->z3);
	fe_mul(&s->x2, &aa, &bb);
	fe_mul_small(&a, &e, 121665);
	fe_mul(&s->z3, &s->z3, x1);
	fe_add(&a, &a, &aa);
	fe_mul(&s->z2, &e, &a);
}

static void mul(uint8_t out[X25519_LEN], const uint8_t k_bytes[X25519_LEN], const uint8_t u[X25519_LEN])
{
	uint64_t k[4], swap = 0;
	struct fe x1;
	clamp(k, k_bytes);
	memcpy(x1.l, u, X25519_LEN);
	/* RFC 7748 §5: "implementations of X25519 MUST mask the most significant bit in the final byte". */
	x1.l[3] &= 0x7fffffffffffffff;
	struct ladder s = {.x2 = {{1}}, .x3 = x1, .z3 = {{1}}};
	for (int i = 254; i >= 0; i--) {
		uint64_t bit = 0 - (k[i / 64] >> (i % 64) & 1);
		swap ^= bit;
		fe_swap_if(&s.x2, &s.x3, swap);
		fe_swap_if(&s.z2, &s.z3, swap);
		swap = bit;
		step(&s, &x1);
	}
	/* The lowest bit of a clamped k is zero: nothing is left to swap. */
	fe_invert(&s.z2, &s.z2);
	fe_mul(&s.x2, &s.x2, &s.z2);
	put(out, &s.x2);
	wipe(k, sizeof k);
	wipe(&s, sizeof s);
}

const struct x25519_impl x25519_adx = {"adx", usable, base, mul};

#endif
