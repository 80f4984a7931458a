/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The field of P-384, p = 2^384 - 2^128 - 2^96 + 2^32 - 1, in Montgomery's form with R = 2^384: six limbs, least
 * significant first, always below p. Multiplication uses MULX with the two carry chains of ADX. All of it is
 * constant-time.
 *
 * -1/p is 2^32 + 1 mod 2^64, so Montgomery's factor m is t + 2^32 t for the lowest limb t. To add m * p is to add
 * 2^384 m and to subtract q = m (2^128 + 2^96 - 2^32 + 1), whose lowest limb is t.
 */
#ifndef TEASEL_CRYPTO_X86_64_P384_FIELD_H
#define TEASEL_CRYPTO_X86_64_P384_FIELD_H

#include <stdint.h>
#include <string.h>

struct p384_fe {
	uint64_t l[6];
};

/* clang-format off */
/*
 * One row of the product: (top, t1..t7) += a * rdx. Unlike for P-256, the sum may have a bit more than t7 holds: p is so
 * near 2^384 that 2p + (2^64 - 1) p is above 2^448.
 */
#define P384_STEP(at, low, high)                                                                                       \
	"mulxq " #at "(%[a]), %[lo], %[hi]\n\t"                                                                        \
	"adcxq %[lo], %[" #low "]\n\t"                                                                                 \
	"adoxq %[hi], %[" #high "]\n\t"
#define P384_ROW(t1, t2, t3, t4, t5, t6, t7, top)                                                                     \
	"xorl %k[" #top "], %k[" #top "]\n\t"                                                                        \
	P384_STEP(0, t1, t2)                                                                                           \
	P384_STEP(8, t2, t3)                                                                                           \
	P384_STEP(16, t3, t4)                                                                                          \
	P384_STEP(24, t4, t5)                                                                                          \
	P384_STEP(32, t5, t6)                                                                                          \
	P384_STEP(40, t6, t7)                                                                                          \
	"adcxq %[" #top "], %[" #t7 "]\n\t"                                                                                  \
	"adoxq %[" #top "], %[" #top "]\n\t"                                                                                 \
	"adcq $0, %[" #top "]\n\t"

/*
 * Clear t by adding m * p; the carry is added to top. With x = 2^32 m, q has the limbs t, x0 - x1 and x1 + m
 * less borrows, and a carry: the borrow out of the first, m < x0, is the first to know. t is lost.
 */
#define P384_REDUCE(t, t1, t2, t3, t4, t5, t6, top)                                                                    \
	"movq %[" #t "], %%rdx\n\t"                                                                                    \
	"shlq $32, %%rdx\n\t"                                                                                          \
	"addq %[" #t "], %%rdx\n\t"                                                                                    \
	"movq %%rdx, %[lo]\n\t"                                                                                        \
	"movq %%rdx, %[hi]\n\t"                                                                                        \
	"shlq $32, %[lo]\n\t"                                                                                          \
	"shrq $32, %[hi]\n\t"                                                                                          \
	"cmpq %[lo], %%rdx\n\t"                                                                                        \
	"movl $0, %k[" #t "]\n\t"                                                                                      \
	"sbbq %[hi], %[lo]\n\t"                                                                                        \
	"sbbq $0, %[hi]\n\t"                                                                                           \
	"addq %%rdx, %[hi]\n\t"                                                                                        \
	"adcq $0, %[" #t "]\n\t"                                                                                       \
	"subq %[lo], %[" #t1 "]\n\t"                                                                                   \
	"sbbq %[hi], %[" #t2 "]\n\t"                                                                                   \
	"sbbq %[" #t "], %[" #t3 "]\n\t"                                                                               \
	"sbbq $0, %[" #t4 "]\n\t"                                                                                      \
	"sbbq $0, %[" #t5 "]\n\t"                                                                                      \
	"sbbq $0, %%rdx\n\t"                                                                                           \
	"addq %%rdx, %[" #t6 "]\n\t"                                                                                   \
	"adcq $0, %[" #top "]\n\t"
/* clang-format on */

static const uint64_t p384_p0 = 0x00000000ffffffff; /* limbs 0 and 1 of p; limb 2 is -2, the others are -1 */
static const uint64_t p384_p1 = 0xffffffff00000000;

/* p384_take: r = (carry, t) less p where that does not go negative. */
static inline void p384_take(struct p384_fe *r, uint64_t t0, uint64_t t1, uint64_t t2, uint64_t t3, uint64_t t4,
			     uint64_t t5, uint64_t carry)
{
	uint64_t u0, u1, u2, u3, u4, u5;
	/* clang-format off */
	__asm__(
	    "movq %[t0], %[u0]\n\t"
	    "movq %[t1], %[u1]\n\t"
	    "movq %[t2], %[u2]\n\t"
	    "movq %[t3], %[u3]\n\t"
	    "movq %[t4], %[u4]\n\t"
	    "movq %[t5], %[u5]\n\t"
	    "subq %[p0], %[t0]\n\t"
	    "sbbq %[p1], %[t1]\n\t"
	    "sbbq $-2, %[t2]\n\t"
	    "sbbq $-1, %[t3]\n\t"
	    "sbbq $-1, %[t4]\n\t"
	    "sbbq $-1, %[t5]\n\t"
	    "sbbq $0, %[carry]\n\t"
	    "cmovcq %[u0], %[t0]\n\t"
	    "cmovcq %[u1], %[t1]\n\t"
	    "cmovcq %[u2], %[t2]\n\t"
	    "cmovcq %[u3], %[t3]\n\t"
	    "cmovcq %[u4], %[t4]\n\t"
	    "cmovcq %[u5], %[t5]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4), [t5] "+&r"(t5),
	      [carry] "+&r"(carry), [u0] "=&r"(u0), [u1] "=&r"(u1), [u2] "=&r"(u2), [u3] "=&r"(u3), [u4] "=&r"(u4),
	      [u5] "=&r"(u5)
	    : [p0] "m"(p384_p0), [p1] "m"(p384_p1)
	    : "cc");
	/* clang-format on */
	*r = (struct p384_fe){{t0, t1, t2, t3, t4, t5}};
}

static inline void p384_mul(struct p384_fe *r, const struct p384_fe *a, const struct p384_fe *b)
{
	uint64_t t0, t1, t2, t3, t4, t5, t6, t7, lo, hi;
	/* clang-format off */
	__asm__(
	    "movq (%[b]), %%rdx\n\t"
	    "xorl %k[t7], %k[t7]\n\t"
	    "mulxq (%[a]), %[t0], %[t1]\n\t"
	    "mulxq 8(%[a]), %[lo], %[t2]\n\t"
	    "addq %[lo], %[t1]\n\t"
	    "mulxq 16(%[a]), %[lo], %[t3]\n\t"
	    "adcq %[lo], %[t2]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t4]\n\t"
	    "adcq %[lo], %[t3]\n\t"
	    "mulxq 32(%[a]), %[lo], %[t5]\n\t"
	    "adcq %[lo], %[t4]\n\t"
	    "mulxq 40(%[a]), %[lo], %[t6]\n\t"
	    "adcq %[lo], %[t5]\n\t"
	    "adcq $0, %[t6]\n\t"
	    P384_REDUCE(t0, t1, t2, t3, t4, t5, t6, t7)
	    "movq 8(%[b]), %%rdx\n\t"
	    P384_ROW(t1, t2, t3, t4, t5, t6, t7, t0)
	    P384_REDUCE(t1, t2, t3, t4, t5, t6, t7, t0)
	    "movq 16(%[b]), %%rdx\n\t"
	    P384_ROW(t2, t3, t4, t5, t6, t7, t0, t1)
	    P384_REDUCE(t2, t3, t4, t5, t6, t7, t0, t1)
	    "movq 24(%[b]), %%rdx\n\t"
	    P384_ROW(t3, t4, t5, t6, t7, t0, t1, t2)
	    P384_REDUCE(t3, t4, t5, t6, t7, t0, t1, t2)
	    "movq 32(%[b]), %%rdx\n\t"
	    P384_ROW(t4, t5, t6, t7, t0, t1, t2, t3)
	    P384_REDUCE(t4, t5, t6, t7, t0, t1, t2, t3)
	    "movq 40(%[b]), %%rdx\n\t"
	    P384_ROW(t5, t6, t7, t0, t1, t2, t3, t4)
	    P384_REDUCE(t5, t6, t7, t0, t1, t2, t3, t4)
	    : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [t5] "=&r"(t5),
	      [t6] "=&r"(t6), [t7] "=&r"(t7), [lo] "=&r"(lo), [hi] "=&r"(hi)
	    : [a] "r"(a->l), [b] "r"(b->l), "m"(*a), "m"(*b)
	    : "rdx", "cc");
	/* clang-format on */
	p384_take(r, t6, t7, t0, t1, t2, t3, t4);
}

static inline void p384_sqr(struct p384_fe *r, const struct p384_fe *a)
{
	p384_mul(r, a, a);
}

static inline void p384_add(struct p384_fe *r, const struct p384_fe *a, const struct p384_fe *b)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], t4 = a->l[4], t5 = a->l[5], c = 0;
	/* clang-format off */
	__asm__(
	    "addq (%[b]), %[t0]\n\t"
	    "adcq 8(%[b]), %[t1]\n\t"
	    "adcq 16(%[b]), %[t2]\n\t"
	    "adcq 24(%[b]), %[t3]\n\t"
	    "adcq 32(%[b]), %[t4]\n\t"
	    "adcq 40(%[b]), %[t5]\n\t"
	    "adcq $0, %[c]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4), [t5] "+&r"(t5),
	      [c] "+&r"(c)
	    : [b] "r"(b->l), "m"(*b)
	    : "cc");
	/* clang-format on */
	p384_take(r, t0, t1, t2, t3, t4, t5, c);
}

static inline void p384_sub(struct p384_fe *r, const struct p384_fe *a, const struct p384_fe *b)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], t4 = a->l[4], t5 = a->l[5], mask, m0, m1, m2;
	/* clang-format off */
	__asm__(
	    "subq (%[b]), %[t0]\n\t"
	    "sbbq 8(%[b]), %[t1]\n\t"
	    "sbbq 16(%[b]), %[t2]\n\t"
	    "sbbq 24(%[b]), %[t3]\n\t"
	    "sbbq 32(%[b]), %[t4]\n\t"
	    "sbbq 40(%[b]), %[t5]\n\t"
	    "sbbq %[mask], %[mask]\n\t"
	    /* p where it went negative, zero where not. */
	    "movl %k[mask], %k[m0]\n\t"
	    "movq %[p1], %[m1]\n\t"
	    "andq %[mask], %[m1]\n\t"
	    "leaq (%[mask], %[mask]), %[m2]\n\t"
	    "addq %[m0], %[t0]\n\t"
	    "adcq %[m1], %[t1]\n\t"
	    "adcq %[m2], %[t2]\n\t"
	    "adcq %[mask], %[t3]\n\t"
	    "adcq %[mask], %[t4]\n\t"
	    "adcq %[mask], %[t5]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4), [t5] "+&r"(t5),
	      [mask] "=&r"(mask), [m0] "=&r"(m0), [m1] "=&r"(m1), [m2] "=&r"(m2)
	    : [b] "r"(b->l), "m"(*b), [p1] "m"(p384_p1)
	    : "cc");
	/* clang-format on */
	*r = (struct p384_fe){{t0, t1, t2, t3, t4, t5}};
}

static inline void p384_double(struct p384_fe *r, const struct p384_fe *a)
{
	p384_add(r, a, a);
}

/* p384_half: r = a / 2 mod p. */
static inline void p384_half(struct p384_fe *r, const struct p384_fe *a)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], t4 = a->l[4], t5 = a->l[5], t6 = 0;
	uint64_t odd = 0 - (t0 & 1), m0 = odd & p384_p0, m1 = odd & p384_p1, m2 = 2 * odd;
	/* clang-format off */
	__asm__(
	    "addq %[m0], %[t0]\n\t"
	    "adcq %[m1], %[t1]\n\t"
	    "adcq %[m2], %[t2]\n\t"
	    "adcq %[odd], %[t3]\n\t"
	    "adcq %[odd], %[t4]\n\t"
	    "adcq %[odd], %[t5]\n\t"
	    "adcq $0, %[t6]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4), [t5] "+&r"(t5),
	      [t6] "+&r"(t6)
	    : [m0] "r"(m0), [m1] "r"(m1), [m2] "r"(m2), [odd] "r"(odd)
	    : "cc");
	/* clang-format on */
	*r = (struct p384_fe){{t0 >> 1 | t1 << 63, t1 >> 1 | t2 << 63, t2 >> 1 | t3 << 63, t3 >> 1 | t4 << 63,
			       t4 >> 1 | t5 << 63, t5 >> 1 | t6 << 63}};
}

/* p384_is_zero: all ones for zero, else zero. */
static inline uint64_t p384_is_zero(const struct p384_fe *a)
{
	uint64_t any = a->l[0] | a->l[1] | a->l[2] | a->l[3] | a->l[4] | a->l[5];
	return ((any | (0 - any)) >> 63) - 1;
}

/* p384_select: r = mask is all ones ? a : r; mask zero leaves r. */
static inline void p384_select(struct p384_fe *r, const struct p384_fe *a, uint64_t mask)
{
	for (int i = 0; i < 6; i++) {
		r->l[i] ^= (r->l[i] ^ a->l[i]) & mask;
	}
}

static inline void p384_neg_if(struct p384_fe *a, uint64_t mask)
{
	static const struct p384_fe zero;
	struct p384_fe minus;
	p384_sub(&minus, &zero, a);
	p384_select(a, &minus, mask);
}

#endif
