/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The gcd runs in batches of 59 division steps. A batch looks at the lowest 64 bits of f and g alone and gathers its
 * steps in a 2x2 matrix, which is then applied to f and g and, modulo m, to d and e, where f = d * in and g = e * in
 * mod m hold all along. Numbers are signed limbs of 62 bits.
 *
 * How many steps are enough depends on the start: for 256 bits 590 when delta starts at 1/2, and for b bits
 * (49 b + 57) / 17 when it starts at 1 (theorem 11.2 there), which is 1110 for 384 bits.
 */
#include "crypto/modinv.h"

#include <stdbool.h>

#include "base/secret.h"

#define STEPS     59
#define MAX_LIMBS 7
#define LIMB_BITS 62
#define LIMB_MASK (UINT64_MAX >> 2)

#define INLINE static inline __attribute__((always_inline))

typedef __int128 wide;

struct number {
	int64_t l[MAX_LIMBS];
};

/* The matrix of a batch times 2^(LIMB_BITS - STEPS), so that its products are divided by 2^62, a whole limb. */
struct steps {
	int64_t u, v, q, r;
};

/* divsteps: zeta is -(delta + 1/2) where delta starts at 1/2, and -delta where it starts at 1 (whole). */
INLINE int64_t divsteps(int64_t zeta, bool whole, uint64_t f, uint64_t g, struct steps *out)
{
	uint64_t u = 1U << (LIMB_BITS - STEPS), v = 0, q = 0, r = u;
	for (int i = 0; i < STEPS; i++) {
		/* swap: delta > 0. With g odd, (f, g) becomes (g, (g - f) / 2) then, else (f, (g + f) / 2). */
		uint64_t swap = (uint64_t)(zeta >> 63);
		uint64_t odd = 0 - (g & 1);
		uint64_t fx = (f ^ swap) - swap, ux = (u ^ swap) - swap, vx = (v ^ swap) - swap;
		g += fx & odd;
		q += ux & odd;
		r += vx & odd;
		swap &= odd;
		zeta = (zeta ^ (int64_t)swap) - 1 - (whole ? (int64_t)swap : 0);
		f += g & swap;
		u += q & swap;
		v += r & swap;
		g >>= 1;
		u <<= 1;
		v <<= 1;
	}
	*out = (struct steps){(int64_t)u, (int64_t)v, (int64_t)q, (int64_t)r};
	return zeta;
}

static int64_t low_limb(wide x)
{
	return (int64_t)((uint64_t)x & LIMB_MASK);
}

/* apply: (f, g) = matrix * (f, g) / 2^62, which is exact. */
INLINE void apply(struct number *f, struct number *g, const struct steps *t, int n)
{
	wide cf = (wide)t->u * f->l[0] + (wide)t->v * g->l[0];
	wide cg = (wide)t->q * f->l[0] + (wide)t->r * g->l[0];
	cf >>= LIMB_BITS;
	cg >>= LIMB_BITS;
	for (int i = 1; i < n; i++) {
		int64_t fi = f->l[i], gi = g->l[i];
		cf += (wide)t->u * fi + (wide)t->v * gi;
		cg += (wide)t->q * fi + (wide)t->r * gi;
		f->l[i - 1] = low_limb(cf);
		g->l[i - 1] = low_limb(cg);
		cf >>= LIMB_BITS;
		cg >>= LIMB_BITS;
	}
	f->l[n - 1] = (int64_t)cf;
	g->l[n - 1] = (int64_t)cg;
}

/*
 * apply_mod: (d, e) = matrix * (d, e) / 2^62 mod m, made exact by adding a multiple of m. d and e are in (-2m, m)
 * before and after: a negative one counts m more, and the multiple that clears the low limb is taken from (-2^62, 0].
 */
INLINE void apply_mod(struct number *d, struct number *e, const struct steps *t, const struct modinv_modulus *m, int n)
{
	int64_t d_neg = d->l[n - 1] >> 63, e_neg = e->l[n - 1] >> 63;
	int64_t md = (t->u & d_neg) + (t->v & e_neg);
	int64_t me = (t->q & d_neg) + (t->r & e_neg);
	wide cd = (wide)t->u * d->l[0] + (wide)t->v * e->l[0];
	wide ce = (wide)t->q * d->l[0] + (wide)t->r * e->l[0];
	/* md becomes -cd/m mod 2^62, by subtracting less than 2^62. */
	md -= (int64_t)(((uint64_t)md - (uint64_t)cd * m->minus_inv) & LIMB_MASK);
	me -= (int64_t)(((uint64_t)me - (uint64_t)ce * m->minus_inv) & LIMB_MASK);
	cd = (cd + (wide)m->limb[0] * md) >> LIMB_BITS;
	ce = (ce + (wide)m->limb[0] * me) >> LIMB_BITS;
	for (int i = 1; i < n; i++) {
		int64_t di = d->l[i], ei = e->l[i];
		cd += (wide)t->u * di + (wide)t->v * ei + (wide)m->limb[i] * md;
		ce += (wide)t->q * di + (wide)t->r * ei + (wide)m->limb[i] * me;
		d->l[i - 1] = low_limb(cd);
		e->l[i - 1] = low_limb(ce);
		cd >>= LIMB_BITS;
		ce >>= LIMB_BITS;
	}
	d->l[n - 1] = (int64_t)cd;
	e->l[n - 1] = (int64_t)ce;
}

INLINE void carry(struct number *x, int n)
{
	for (int i = 0; i < n - 1; i++) {
		x->l[i + 1] += x->l[i] >> LIMB_BITS;
		x->l[i] &= (int64_t)LIMB_MASK;
	}
}

/* normalize: x in (-2m, m), negated when sign is -1, to [0, m). */
INLINE void normalize(struct number *x, int64_t sign, const struct modinv_modulus *m, int n)
{
	int64_t add = x->l[n - 1] >> 63;
	for (int i = 0; i < n; i++) {
		x->l[i] += m->limb[i] & add;
		x->l[i] = (x->l[i] ^ sign) - sign;
	}
	carry(x, n);
	add = x->l[n - 1] >> 63;
	for (int i = 0; i < n; i++) {
		x->l[i] += m->limb[i] & add;
	}
	carry(x, n);
}

/* invert: n limbs of 62 bits hold `words` words of 64. */
INLINE void invert(uint64_t *out, const uint64_t *in, const struct modinv_modulus *m, int n, int words, int batches,
		   bool whole)
{
	struct number d = {{0}}, e = {{1}}, f, g;
	struct steps t;
	int64_t zeta = -1;

	for (int i = 0; i < n; i++) {
		int at = LIMB_BITS * i / 64, shift = LIMB_BITS * i % 64;
		uint64_t v = at < words ? in[at] >> shift : 0;
		if (shift > 64 - LIMB_BITS && at + 1 < words) {
			v |= in[at + 1] << (64 - shift);
		}
		f.l[i] = m->limb[i];
		g.l[i] = (int64_t)(v & LIMB_MASK);
	}
	for (int i = 0; i < batches; i++) {
		zeta = divsteps(zeta, whole, (uint64_t)f.l[0] | (uint64_t)f.l[1] << LIMB_BITS,
				(uint64_t)g.l[0] | (uint64_t)g.l[1] << LIMB_BITS, &t);
		apply_mod(&d, &e, &t, m, n);
		apply(&f, &g, &t, n);
	}
	/* g is zero and f is 1 or -1 (or m for in = 0, with d = 0). */
	normalize(&d, f.l[n - 1] >> 63, m, n);
	for (int i = 0; i < words; i++) {
		int at = 64 * i / LIMB_BITS, shift = 64 * i % LIMB_BITS;
		out[i] = (uint64_t)d.l[at] >> shift | (uint64_t)d.l[at + 1] << (LIMB_BITS - shift);
	}
	wipe(&d, sizeof d);
	wipe(&e, sizeof e);
	wipe(&f, sizeof f);
	wipe(&g, sizeof g);
	wipe(&t, sizeof t);
}

void modinv256(uint64_t out[4], const uint64_t in[4], const struct modinv_modulus *m)
{
	invert(out, in, m, 5, 4, 10, false);
}

void modinv384(uint64_t out[6], const uint64_t in[6], const struct modinv_modulus *m)
{
	invert(out, in, m, 7, 6, 19, true);
}
