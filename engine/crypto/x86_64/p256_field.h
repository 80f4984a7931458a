/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The field of P-256, p = 2^256 - 2^224 + 2^192 + 2^96 - 1, in Montgomery's form with R = 2^256: four limbs, least
 * significant first, always below p. Multiplication and squaring use MULX with the two carry chains of ADX. All of it
 * is constant-time.
 *
 * Because p is -1 mod 2^64, Montgomery's factor is the lowest limb m itself, and adding m * p clears that limb and adds
 * m * 2^32 to the next two and m * (2^64 - 2^32 + 1) to the two after those.
 */
#ifndef TEASEL_CRYPTO_X86_64_P256_FIELD_H
#define TEASEL_CRYPTO_X86_64_P256_FIELD_H

#include <stdint.h>
#include <string.h>

struct p256_fe {
	uint64_t l[4];
};

static const uint64_t p256_p1 = 0x00000000ffffffff; /* limbs 1 and 3 of p; limb 0 is all ones, limb 2 is zero */
static const uint64_t p256_p3 = 0xffffffff00000001;

/* clang-format off */
/* One row of the product: t1..t5 += a * rdx. zero is cleared for the row's carry and for the reduction after it. */
#define P256_ROW(t1, t2, t3, t4, t5, zero)                                                                             \
	"xorl %k[" #zero "], %k[" #zero "]\n\t"                                                                        \
	"mulxq (%[a]), %[lo], %[hi]\n\t"                                                                               \
	"adcxq %[lo], %[" #t1 "]\n\t"                                                                                  \
	"adoxq %[hi], %[" #t2 "]\n\t"                                                                                  \
	"mulxq 8(%[a]), %[lo], %[hi]\n\t"                                                                              \
	"adcxq %[lo], %[" #t2 "]\n\t"                                                                                  \
	"adoxq %[hi], %[" #t3 "]\n\t"                                                                                  \
	"mulxq 16(%[a]), %[lo], %[hi]\n\t"                                                                             \
	"adcxq %[lo], %[" #t3 "]\n\t"                                                                                  \
	"adoxq %[hi], %[" #t4 "]\n\t"                                                                                  \
	"mulxq 24(%[a]), %[lo], %[hi]\n\t"                                                                             \
	"adcxq %[lo], %[" #t4 "]\n\t"                                                                                  \
	"adoxq %[hi], %[" #t5 "]\n\t"                                                                                  \
	"adcxq %[" #zero "], %[" #t5 "]\n\t"

/* Clear m by adding m * p: t1..t4 take it, the carry goes to top, which is zero. m is lost. */
#define P256_REDUCE(m, t1, t2, t3, t4, top)                                                                            \
	"movq %[" #m "], %%rdx\n\t"                                                                                    \
	"movq %[" #m "], %[s]\n\t"                                                                                     \
	"shlq $32, %[s]\n\t"                                                                                           \
	"shrq $32, %[" #m "]\n\t"                                                                                      \
	"mulxq %[p3], %[lo], %[hi]\n\t"                                                                                \
	"addq %[s], %[" #t1 "]\n\t"                                                                                    \
	"adcq %[" #m "], %[" #t2 "]\n\t"                                                                               \
	"adcq %[lo], %[" #t3 "]\n\t"                                                                                   \
	"adcq %[hi], %[" #t4 "]\n\t"                                                                                   \
	"adcq $0, %[" #top "]\n\t"

static inline void p256_mul(struct p256_fe *r, const struct p256_fe *a, const struct p256_fe *b)
{
	uint64_t t0, t1, t2, t3, t4, t5, lo, hi, s;
	__asm__ volatile(
	    "movq (%[b]), %%rdx\n\t"
	    "xorl %k[t5], %k[t5]\n\t"
	    "mulxq (%[a]), %[t0], %[t1]\n\t"
	    "mulxq 8(%[a]), %[lo], %[t2]\n\t"
	    "addq %[lo], %[t1]\n\t"
	    "mulxq 16(%[a]), %[lo], %[t3]\n\t"
	    "adcq %[lo], %[t2]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t4]\n\t"
	    "adcq %[lo], %[t3]\n\t"
	    "adcq $0, %[t4]\n\t"
	    P256_REDUCE(t0, t1, t2, t3, t4, t5)
	    "movq 8(%[b]), %%rdx\n\t"
	    P256_ROW(t1, t2, t3, t4, t5, t0)
	    P256_REDUCE(t1, t2, t3, t4, t5, t0)
	    "movq 16(%[b]), %%rdx\n\t"
	    P256_ROW(t2, t3, t4, t5, t0, t1)
	    P256_REDUCE(t2, t3, t4, t5, t0, t1)
	    "movq 24(%[b]), %%rdx\n\t"
	    P256_ROW(t3, t4, t5, t0, t1, t2)
	    P256_REDUCE(t3, t4, t5, t0, t1, t2)
	    /* The result is below 2p: subtract p and keep what did not go negative. */
	    "movq %[t4], %[lo]\n\t"
	    "movq %[t5], %[hi]\n\t"
	    "movq %[t0], %[s]\n\t"
	    "movq %[t1], %%rdx\n\t"
	    "subq $-1, %[lo]\n\t"
	    "sbbq %[p1], %[hi]\n\t"
	    "sbbq $0, %[s]\n\t"
	    "sbbq %[p3], %%rdx\n\t"
	    "sbbq $0, %[t2]\n\t"
	    "cmovcq %[t4], %[lo]\n\t"
	    "cmovcq %[t5], %[hi]\n\t"
	    "cmovcq %[t0], %[s]\n\t"
	    "cmovcq %[t1], %%rdx\n\t"
	    "movq %[lo], (%[r])\n\t"
	    "movq %[hi], 8(%[r])\n\t"
	    "movq %[s], 16(%[r])\n\t"
	    "movq %%rdx, 24(%[r])\n\t"
	    : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [t5] "=&r"(t5),
	      [lo] "=&r"(lo), [hi] "=&r"(hi), [s] "=&r"(s)
	    : [r] "r"(r->l), [a] "r"(a->l), [b] "r"(b->l), [p1] "m"(p256_p1), [p3] "m"(p256_p3)
	    : "rdx", "cc", "memory");
}

/* Clear m as above, over four limbs alone: hi becomes the fourth. */
#define P256_SQR_REDUCE(m, t1, t2, t3)                                                                                 \
	"movq %[" #m "], %%rdx\n\t"                                                                                    \
	"movq %[" #m "], %[s]\n\t"                                                                                     \
	"shlq $32, %[s]\n\t"                                                                                           \
	"shrq $32, %[" #m "]\n\t"                                                                                      \
	"addq %[s], %[" #t1 "]\n\t"                                                                                    \
	"adcq %[" #m "], %[" #t2 "]\n\t"                                                                               \
	"mulxq %[p3], %[s], %[" #m "]\n\t"                                                                             \
	"adcq %[s], %[" #t3 "]\n\t"                                                                                    \
	"adcq $0, %[" #m "]\n\t"

static inline void p256_sqr(struct p256_fe *r, const struct p256_fe *a)
{
	uint64_t t0, t1, t2, t3, t4, t5, t6, t7, lo, s;
	__asm__ volatile(
	    "movq (%[a]), %%rdx\n\t"
	    "mulxq 8(%[a]), %[t1], %[t2]\n\t"
	    "mulxq 16(%[a]), %[lo], %[t3]\n\t"
	    "xorl %k[t0], %k[t0]\n\t"
	    "adcxq %[lo], %[t2]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t4]\n\t"
	    "adcxq %[lo], %[t3]\n\t"
	    "movq 8(%[a]), %%rdx\n\t"
	    "mulxq 16(%[a]), %[lo], %[s]\n\t"
	    "adoxq %[lo], %[t3]\n\t"
	    "adcxq %[s], %[t4]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t5]\n\t"
	    "adoxq %[lo], %[t4]\n\t"
	    "movq 16(%[a]), %%rdx\n\t"
	    "mulxq 24(%[a]), %[lo], %[t6]\n\t"
	    "adcxq %[lo], %[t5]\n\t"
	    "adoxq %[t0], %[t5]\n\t"
	    "adcxq %[t0], %[t6]\n\t"
	    "adoxq %[t0], %[t6]\n\t"
	    /* Twice that, and the squares. */
	    "movq (%[a]), %%rdx\n\t"
	    "xorl %k[t7], %k[t7]\n\t"
	    "mulxq %%rdx, %[t0], %[lo]\n\t"
	    "adcxq %[t1], %[t1]\n\t"
	    "adoxq %[lo], %[t1]\n\t"
	    "movq 8(%[a]), %%rdx\n\t"
	    "mulxq %%rdx, %[lo], %[s]\n\t"
	    "adcxq %[t2], %[t2]\n\t"
	    "adoxq %[lo], %[t2]\n\t"
	    "adcxq %[t3], %[t3]\n\t"
	    "adoxq %[s], %[t3]\n\t"
	    "movq 16(%[a]), %%rdx\n\t"
	    "mulxq %%rdx, %[lo], %[s]\n\t"
	    "adcxq %[t4], %[t4]\n\t"
	    "adoxq %[lo], %[t4]\n\t"
	    "adcxq %[t5], %[t5]\n\t"
	    "adoxq %[s], %[t5]\n\t"
	    "movq 24(%[a]), %%rdx\n\t"
	    "mulxq %%rdx, %[lo], %[s]\n\t"
	    "adcxq %[t6], %[t6]\n\t"
	    "adoxq %[lo], %[t6]\n\t"
	    "adcxq %[t7], %[t7]\n\t"
	    "adoxq %[s], %[t7]\n\t"
	    /* The low half is reduced by itself: every m that it loses comes back as its new top. */
	    P256_SQR_REDUCE(t0, t1, t2, t3)
	    P256_SQR_REDUCE(t1, t2, t3, t0)
	    P256_SQR_REDUCE(t2, t3, t0, t1)
	    P256_SQR_REDUCE(t3, t0, t1, t2)
	    "xorl %k[lo], %k[lo]\n\t"
	    "addq %[t4], %[t0]\n\t"
	    "adcq %[t5], %[t1]\n\t"
	    "adcq %[t6], %[t2]\n\t"
	    "adcq %[t7], %[t3]\n\t"
	    "adcq $0, %[lo]\n\t"
	    "movq %[t0], %[t4]\n\t"
	    "movq %[t1], %[t5]\n\t"
	    "movq %[t2], %[t6]\n\t"
	    "movq %[t3], %[t7]\n\t"
	    "subq $-1, %[t0]\n\t"
	    "sbbq %[p1], %[t1]\n\t"
	    "sbbq $0, %[t2]\n\t"
	    "sbbq %[p3], %[t3]\n\t"
	    "sbbq $0, %[lo]\n\t"
	    "cmovcq %[t4], %[t0]\n\t"
	    "cmovcq %[t5], %[t1]\n\t"
	    "cmovcq %[t6], %[t2]\n\t"
	    "cmovcq %[t7], %[t3]\n\t"
	    "movq %[t0], (%[r])\n\t"
	    "movq %[t1], 8(%[r])\n\t"
	    "movq %[t2], 16(%[r])\n\t"
	    "movq %[t3], 24(%[r])\n\t"
	    : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [t5] "=&r"(t5),
	      [t6] "=&r"(t6), [t7] "=&r"(t7), [lo] "=&r"(lo), [s] "=&r"(s)
	    : [r] "r"(r->l), [a] "r"(a->l), [p1] "m"(p256_p1), [p3] "m"(p256_p3)
	    : "rdx", "cc", "memory");
}

static inline void p256_add(struct p256_fe *r, const struct p256_fe *a, const struct p256_fe *b)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], c = 0, u0, u1, u2, u3;
	__asm__ volatile(
	    "addq (%[b]), %[t0]\n\t"
	    "adcq 8(%[b]), %[t1]\n\t"
	    "adcq 16(%[b]), %[t2]\n\t"
	    "adcq 24(%[b]), %[t3]\n\t"
	    "adcq $0, %[c]\n\t"
	    "movq %[t0], %[u0]\n\t"
	    "movq %[t1], %[u1]\n\t"
	    "movq %[t2], %[u2]\n\t"
	    "movq %[t3], %[u3]\n\t"
	    "subq $-1, %[t0]\n\t"
	    "sbbq %[p1], %[t1]\n\t"
	    "sbbq $0, %[t2]\n\t"
	    "sbbq %[p3], %[t3]\n\t"
	    "sbbq $0, %[c]\n\t"
	    "cmovcq %[u0], %[t0]\n\t"
	    "cmovcq %[u1], %[t1]\n\t"
	    "cmovcq %[u2], %[t2]\n\t"
	    "cmovcq %[u3], %[t3]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [c] "+&r"(c), [u0] "=&r"(u0),
	      [u1] "=&r"(u1), [u2] "=&r"(u2), [u3] "=&r"(u3)
	    : [b] "r"(b->l), "m"(*b), [p1] "m"(p256_p1), [p3] "m"(p256_p3)
	    : "cc");
	*r = (struct p256_fe){{t0, t1, t2, t3}};
}

static inline void p256_sub(struct p256_fe *r, const struct p256_fe *a, const struct p256_fe *b)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], mask, m1, m3;
	__asm__ volatile(
	    "subq (%[b]), %[t0]\n\t"
	    "sbbq 8(%[b]), %[t1]\n\t"
	    "sbbq 16(%[b]), %[t2]\n\t"
	    "sbbq 24(%[b]), %[t3]\n\t"
	    "sbbq %[mask], %[mask]\n\t"
	    /* p where it went negative, zero where not. */
	    "movl %k[mask], %k[m1]\n\t"
	    "movq %[p3], %[m3]\n\t"
	    "andq %[mask], %[m3]\n\t"
	    "addq %[mask], %[t0]\n\t"
	    "adcq %[m1], %[t1]\n\t"
	    "adcq $0, %[t2]\n\t"
	    "adcq %[m3], %[t3]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [mask] "=&r"(mask), [m1] "=&r"(m1),
	      [m3] "=&r"(m3)
	    : [b] "r"(b->l), "m"(*b), [p3] "m"(p256_p3)
	    : "cc");
	*r = (struct p256_fe){{t0, t1, t2, t3}};
}
/* clang-format on */

static inline void p256_double(struct p256_fe *r, const struct p256_fe *a)
{
	p256_add(r, a, a);
}

/* p256_half: r = a / 2 mod p. */
static inline void p256_half(struct p256_fe *r, const struct p256_fe *a)
{
	uint64_t odd = 0 - (a->l[0] & 1);
	unsigned __int128 t = (unsigned __int128)a->l[0] + odd;
	uint64_t t0 = (uint64_t)t;
	t = (unsigned __int128)a->l[1] + (odd & p256_p1) + (uint64_t)(t >> 64);
	uint64_t t1 = (uint64_t)t;
	t = (unsigned __int128)a->l[2] + (uint64_t)(t >> 64);
	uint64_t t2 = (uint64_t)t;
	t = (unsigned __int128)a->l[3] + (odd & p256_p3) + (uint64_t)(t >> 64);
	uint64_t t3 = (uint64_t)t, t4 = (uint64_t)(t >> 64);
	*r = (struct p256_fe){{t0 >> 1 | t1 << 63, t1 >> 1 | t2 << 63, t2 >> 1 | t3 << 63, t3 >> 1 | t4 << 63}};
}

/* p256_is_zero: all ones for zero, else zero. */
static inline uint64_t p256_is_zero(const struct p256_fe *a)
{
	uint64_t any = a->l[0] | a->l[1] | a->l[2] | a->l[3];
	return ((any | (0 - any)) >> 63) - 1;
}

/* p256_select: r = mask is all ones ? a : r; mask zero leaves r. */
static inline void p256_select(struct p256_fe *r, const struct p256_fe *a, uint64_t mask)
{
	for (int i = 0; i < 4; i++) {
		r->l[i] ^= (r->l[i] ^ a->l[i]) & mask;
	}
}

static inline void p256_neg_if(struct p256_fe *a, uint64_t mask)
{
	static const struct p256_fe zero = {{0, 0, 0, 0}};
	struct p256_fe minus;
	p256_sub(&minus, &zero, a);
	p256_select(a, &minus, mask);
}

#endif
