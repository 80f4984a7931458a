/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The field of Curve25519, p = 2^255 - 19, in four limbs, least significant first. Values are any number below 2^256,
 * taken mod p; what overflows is folded back with 2^256 = 38. Multiplication and squaring use MULX with the two carry
 * chains of ADX. All of it is constant-time.
 */
#ifndef TEASEL_CRYPTO_X86_64_FE25519_H
#define TEASEL_CRYPTO_X86_64_FE25519_H

#include <stdint.h>
#include <string.h>

struct fe {
	uint64_t l[4];
};

/* clang-format off */
/* t1..t5 += a * rdx, with top the new highest limb. */
#define FE_ROW(t1, t2, t3, t4, top)                                                                                    \
	"xorl %k[" #top "], %k[" #top "]\n\t"                                                                          \
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
	"adoxq %[hi], %[" #top "]\n\t"                                                                                 \
	"movl $0, %k[lo]\n\t"                                                                                          \
	"adcxq %[lo], %[" #top "]\n\t"

/* t0..t3 = (t7..t0) mod p, below 2^256. */
#define FE_FOLD                                                                                                        \
	"movl $38, %%edx\n\t"                                                                                          \
	"xorl %k[lo], %k[lo]\n\t"                                                                                      \
	"mulxq %[t4], %[lo], %[hi]\n\t"                                                                                \
	"adcxq %[lo], %[t0]\n\t"                                                                                       \
	"adoxq %[hi], %[t1]\n\t"                                                                                       \
	"mulxq %[t5], %[lo], %[hi]\n\t"                                                                                \
	"adcxq %[lo], %[t1]\n\t"                                                                                       \
	"adoxq %[hi], %[t2]\n\t"                                                                                       \
	"mulxq %[t6], %[lo], %[hi]\n\t"                                                                                \
	"adcxq %[lo], %[t2]\n\t"                                                                                       \
	"adoxq %[hi], %[t3]\n\t"                                                                                       \
	"mulxq %[t7], %[lo], %[t4]\n\t"                                                                                \
	"adcxq %[lo], %[t3]\n\t"                                                                                       \
	"movl $0, %k[lo]\n\t"                                                                                          \
	"adoxq %[lo], %[t4]\n\t"                                                                                       \
	"adcxq %[lo], %[t4]\n\t"                                                                                       \
	"imulq $38, %[t4], %[t4]\n\t"                                                                                  \
	"addq %[t4], %[t0]\n\t"                                                                                        \
	"adcq $0, %[t1]\n\t"                                                                                           \
	"adcq $0, %[t2]\n\t"                                                                                           \
	"adcq $0, %[t3]\n\t"                                                                                           \
	"sbbq %[lo], %[lo]\n\t"                                                                                        \
	"andl $38, %k[lo]\n\t"                                                                                         \
	"addq %[lo], %[t0]\n\t"

static inline void fe_mul(struct fe *r, const struct fe *a, const struct fe *b)
{
	uint64_t t0, t1, t2, t3, t4, t5, t6, t7, lo, hi;
	__asm__(
	    "movq (%[b]), %%rdx\n\t"
	    "mulxq (%[a]), %[t0], %[t1]\n\t"
	    "mulxq 8(%[a]), %[lo], %[t2]\n\t"
	    "addq %[lo], %[t1]\n\t"
	    "mulxq 16(%[a]), %[lo], %[t3]\n\t"
	    "adcq %[lo], %[t2]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t4]\n\t"
	    "adcq %[lo], %[t3]\n\t"
	    "adcq $0, %[t4]\n\t"
	    "movq 8(%[b]), %%rdx\n\t"
	    FE_ROW(t1, t2, t3, t4, t5)
	    "movq 16(%[b]), %%rdx\n\t"
	    FE_ROW(t2, t3, t4, t5, t6)
	    "movq 24(%[b]), %%rdx\n\t"
	    FE_ROW(t3, t4, t5, t6, t7)
	    FE_FOLD
	    : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [t5] "=&r"(t5),
	      [t6] "=&r"(t6), [t7] "=&r"(t7), [lo] "=&r"(lo), [hi] "=&r"(hi)
	    : [a] "r"(a->l), [b] "r"(b->l), "m"(*a), "m"(*b)
	    : "rdx", "cc");
	*r = (struct fe){{t0, t1, t2, t3}};
}

static inline void fe_sqr(struct fe *r, const struct fe *a)
{
	uint64_t t0, t1, t2, t3, t4, t5, t6, t7, lo, hi;
	__asm__(
	    "movq (%[a]), %%rdx\n\t"
	    "xorl %k[t7], %k[t7]\n\t"
	    "mulxq 8(%[a]), %[t1], %[t2]\n\t"
	    "mulxq 16(%[a]), %[lo], %[t3]\n\t"
	    "adcxq %[lo], %[t2]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t4]\n\t"
	    "adcxq %[lo], %[t3]\n\t"
	    "movq 8(%[a]), %%rdx\n\t"
	    "mulxq 16(%[a]), %[lo], %[hi]\n\t"
	    "adoxq %[lo], %[t3]\n\t"
	    "adcxq %[hi], %[t4]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t5]\n\t"
	    "adoxq %[lo], %[t4]\n\t"
	    "movq 16(%[a]), %%rdx\n\t"
	    "mulxq 24(%[a]), %[lo], %[t6]\n\t"
	    "adcxq %[lo], %[t5]\n\t"
	    "adoxq %[t7], %[t5]\n\t"
	    "adcxq %[t7], %[t6]\n\t"
	    "adoxq %[t7], %[t6]\n\t"
	    /* Twice that, and the squares. */
	    "movq (%[a]), %%rdx\n\t"
	    "xorl %k[lo], %k[lo]\n\t"
	    "mulxq %%rdx, %[t0], %[lo]\n\t"
	    "adcxq %[t1], %[t1]\n\t"
	    "adoxq %[lo], %[t1]\n\t"
	    "movq 8(%[a]), %%rdx\n\t"
	    "mulxq %%rdx, %[lo], %[hi]\n\t"
	    "adcxq %[t2], %[t2]\n\t"
	    "adoxq %[lo], %[t2]\n\t"
	    "adcxq %[t3], %[t3]\n\t"
	    "adoxq %[hi], %[t3]\n\t"
	    "movq 16(%[a]), %%rdx\n\t"
	    "mulxq %%rdx, %[lo], %[hi]\n\t"
	    "adcxq %[t4], %[t4]\n\t"
	    "adoxq %[lo], %[t4]\n\t"
	    "adcxq %[t5], %[t5]\n\t"
	    "adoxq %[hi], %[t5]\n\t"
	    "movq 24(%[a]), %%rdx\n\t"
	    "mulxq %%rdx, %[lo], %[hi]\n\t"
	    "adcxq %[t6], %[t6]\n\t"
	    "adoxq %[lo], %[t6]\n\t"
	    "adcxq %[t7], %[t7]\n\t"
	    "adoxq %[hi], %[t7]\n\t"
	    FE_FOLD
	    : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [t5] "=&r"(t5),
	      [t6] "=&r"(t6), [t7] "=&r"(t7), [lo] "=&r"(lo), [hi] "=&r"(hi)
	    : [a] "r"(a->l), "m"(*a)
	    : "rdx", "cc");
	*r = (struct fe){{t0, t1, t2, t3}};
}

/* fe_mul_small: r = a * k for k below 2^32. */
static inline void fe_mul_small(struct fe *r, const struct fe *a, uint32_t k)
{
	uint64_t t0, t1, t2, t3, t4, lo;
	__asm__(
	    "movl %[k], %%edx\n\t"
	    "mulxq (%[a]), %[t0], %[t1]\n\t"
	    "mulxq 8(%[a]), %[lo], %[t2]\n\t"
	    "addq %[lo], %[t1]\n\t"
	    "mulxq 16(%[a]), %[lo], %[t3]\n\t"
	    "adcq %[lo], %[t2]\n\t"
	    "mulxq 24(%[a]), %[lo], %[t4]\n\t"
	    "adcq %[lo], %[t3]\n\t"
	    "adcq $0, %[t4]\n\t"
	    "imulq $38, %[t4], %[t4]\n\t"
	    "addq %[t4], %[t0]\n\t"
	    "adcq $0, %[t1]\n\t"
	    "adcq $0, %[t2]\n\t"
	    "adcq $0, %[t3]\n\t"
	    "sbbq %[lo], %[lo]\n\t"
	    "andl $38, %k[lo]\n\t"
	    "addq %[lo], %[t0]\n\t"
	    : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4), [lo] "=&r"(lo)
	    : [a] "r"(a->l), "m"(*a), [k] "r"(k)
	    : "rdx", "cc");
	*r = (struct fe){{t0, t1, t2, t3}};
}

static inline void fe_add(struct fe *r, const struct fe *a, const struct fe *b)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], c;
	__asm__(
	    "addq (%[b]), %[t0]\n\t"
	    "adcq 8(%[b]), %[t1]\n\t"
	    "adcq 16(%[b]), %[t2]\n\t"
	    "adcq 24(%[b]), %[t3]\n\t"
	    "sbbq %[c], %[c]\n\t"
	    "andl $38, %k[c]\n\t"
	    "addq %[c], %[t0]\n\t"
	    "adcq $0, %[t1]\n\t"
	    "adcq $0, %[t2]\n\t"
	    "adcq $0, %[t3]\n\t"
	    /* A second carry leaves next to nothing in the lower limbs. */
	    "sbbq %[c], %[c]\n\t"
	    "andl $38, %k[c]\n\t"
	    "addq %[c], %[t0]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [c] "=&r"(c)
	    : [b] "r"(b->l), "m"(*b)
	    : "cc");
	*r = (struct fe){{t0, t1, t2, t3}};
}

static inline void fe_sub(struct fe *r, const struct fe *a, const struct fe *b)
{
	uint64_t t0 = a->l[0], t1 = a->l[1], t2 = a->l[2], t3 = a->l[3], c;
	__asm__(
	    "subq (%[b]), %[t0]\n\t"
	    "sbbq 8(%[b]), %[t1]\n\t"
	    "sbbq 16(%[b]), %[t2]\n\t"
	    "sbbq 24(%[b]), %[t3]\n\t"
	    "sbbq %[c], %[c]\n\t"
	    "andl $38, %k[c]\n\t"
	    "subq %[c], %[t0]\n\t"
	    "sbbq $0, %[t1]\n\t"
	    "sbbq $0, %[t2]\n\t"
	    "sbbq $0, %[t3]\n\t"
	    "sbbq %[c], %[c]\n\t"
	    "andl $38, %k[c]\n\t"
	    "subq %[c], %[t0]\n\t"
	    : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [c] "=&r"(c)
	    : [b] "r"(b->l), "m"(*b)
	    : "cc");
	*r = (struct fe){{t0, t1, t2, t3}};
}
/* clang-format on */

/* fe_swap_if exchanges a and b where mask is all ones. */
static inline void fe_swap_if(struct fe *a, struct fe *b, uint64_t mask)
{
	for (int i = 0; i < 4; i++) {
		uint64_t t = (a->l[i] ^ b->l[i]) & mask;
		a->l[i] ^= t;
		b->l[i] ^= t;
	}
}

/* fe_canonical: the number below p. */
static inline void fe_canonical(struct fe *a)
{
	/* Once for the top bit, then once for p itself, whose addend 19 carries into bit 255. */
	for (int round = 0; round < 2; round++) {
		uint64_t top = a->l[3] >> 63;
		unsigned __int128 t = (unsigned __int128)a->l[0] + 19 * top;
		a->l[0] = (uint64_t)t;
		t = (t >> 64) + a->l[1];
		a->l[1] = (uint64_t)t;
		t = (t >> 64) + a->l[2];
		a->l[2] = (uint64_t)t;
		a->l[3] = (a->l[3] & 0x7fffffffffffffff) + (uint64_t)(t >> 64);
	}
	uint64_t sum[4];
	unsigned __int128 t = (unsigned __int128)a->l[0] + 19;
	sum[0] = (uint64_t)t;
	t = (t >> 64) + a->l[1];
	sum[1] = (uint64_t)t;
	t = (t >> 64) + a->l[2];
	sum[2] = (uint64_t)t;
	sum[3] = a->l[3] + (uint64_t)(t >> 64);
	uint64_t above = 0 - (sum[3] >> 63);
	sum[3] &= 0x7fffffffffffffff;
	for (int i = 0; i < 4; i++) {
		a->l[i] ^= (a->l[i] ^ sum[i]) & above;
	}
}

#endif
