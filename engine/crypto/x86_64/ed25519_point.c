/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The comb for edwards25519's base point (ed25519.h), and inversion in its field. */
#ifdef __x86_64__

#include <immintrin.h>

#include "base/secret.h"
#include "crypto/modinv.h"
#include "crypto/x86_64/ed25519.h"

void fe_invert(struct fe *r, const struct fe *a)
{
	static const struct modinv_modulus modulus = {
	    {0x3fffffffffffffed, 0x3fffffffffffffff, 0x3fffffffffffffff, 0x3fffffffffffffff, 0x7f},
	    0x6bca1af286bca1b,
	};
	struct fe t = *a;
	fe_canonical(&t);
	modinv256(r->l, t.l, &modulus);
	wipe(&t, sizeof t);
}

/* finish: the products that addition and doubling have in common (Hisil, Wong, Carter, Dawson 2008). */
static inline void finish(struct ed_point *r, const struct fe *e, const struct fe *f, const struct fe *g,
			  const struct fe *h)
{
	fe_mul(&r->x, e, f);
	fe_mul(&r->y, g, h);
	fe_mul(&r->z, f, g);
	fe_mul(&r->t, e, h);
}

static void add_entry(struct ed_point *r, const struct ed_entry *b)
{
	struct fe a, c, d, e, f, g, h;
	fe_sub(&a, &r->y, &r->x);
	fe_add(&h, &r->y, &r->x);
	fe_mul(&a, &a, &b->y_minus_x);
	fe_mul(&h, &h, &b->y_plus_x);
	fe_mul(&c, &r->t, &b->xy2d);
	fe_add(&d, &r->z, &r->z);
	fe_sub(&e, &h, &a);
	fe_add(&h, &h, &a);
	fe_sub(&f, &d, &c);
	fe_add(&g, &d, &c);
	finish(r, &e, &f, &g, &h);
}

static void double_point(struct ed_point *r)
{
	struct fe a, b, c, e, f, g, h;
	fe_sqr(&a, &r->x);
	fe_sqr(&b, &r->y);
	fe_sqr(&c, &r->z);
	fe_add(&e, &r->x, &r->y);
	fe_sqr(&e, &e);
	fe_add(&c, &c, &c);
	fe_add(&h, &a, &b);
	fe_sub(&g, &a, &b);
	fe_sub(&e, &h, &e);
	fe_add(&f, &c, &g);
	finish(r, &e, &f, &g, &h);
}

/* gather reads all entries of a block and keeps the one with the index. */
__attribute__((target("avx2"))) static void gather(struct ed_entry *r, const struct ed_entry *block, unsigned index)
{
	__m256i plus = _mm256_setzero_si256(), minus = plus, xy = plus, at = plus;
	const __m256i want = _mm256_set1_epi64x((long long)index), step = _mm256_set1_epi64x(1);
	for (size_t i = 0; i < ED25519_COMB_ENTRIES; i++) {
		__m256i mask = _mm256_cmpeq_epi64(at, want);
		const __m256i *e = (const __m256i *)&block[i];
		plus = _mm256_or_si256(plus, _mm256_and_si256(mask, _mm256_loadu_si256(e)));
		minus = _mm256_or_si256(minus, _mm256_and_si256(mask, _mm256_loadu_si256(e + 1)));
		xy = _mm256_or_si256(xy, _mm256_and_si256(mask, _mm256_loadu_si256(e + 2)));
		at = _mm256_add_epi64(at, step);
	}
	_mm256_storeu_si256((__m256i *)&r->y_plus_x, plus);
	_mm256_storeu_si256((__m256i *)&r->y_minus_x, minus);
	_mm256_storeu_si256((__m256i *)&r->xy2d, xy);
}

/* comb_entry: the signed entry of a block for the bits of v that lie `column` above its teeth. */
static void comb_entry(struct ed_entry *r, const uint64_t v[4], unsigned block, unsigned column)
{
	static const struct fe zero;
	unsigned index = 0;
	for (unsigned tooth = 0; tooth < ED25519_COMB_TEETH; tooth++) {
		unsigned at = (block * ED25519_COMB_TEETH + tooth) * ED25519_COMB_SPACING + column;
		unsigned bit = at < 256 ? (unsigned)(v[at / 64] >> (at % 64) & 1) : 0;
		index |= bit << tooth;
	}
	/* Entries are for a top digit of +1; for -1 all digits change sign. */
	uint64_t neg = (uint64_t)(index >> (ED25519_COMB_TEETH - 1)) - 1;
	gather(r, ed25519_comb[block], (index ^ (unsigned)neg) & (ED25519_COMB_ENTRIES - 1));
	struct fe minus;
	fe_sub(&minus, &zero, &r->xy2d);
	fe_swap_if(&minus, &r->xy2d, neg);
	fe_swap_if(&r->y_plus_x, &r->y_minus_x, neg);
}

void ed25519_base_mul(struct ed_point *r, const uint64_t k[4])
{
	/* v = k + (2^264 - 1) / 2 mod the order: its bits stand for the digits 2 * bit - 1 of k over H = B/2. */
	static const uint64_t offset[4] = {0x98f05ea57fdb81f6, 0x12a087d794951baa, 0xffffffffffffff59,
					   0x07ffffffffffffff};
	static const struct ed_point identity = {.y = {{1}}, .z = {{1}}};
	uint64_t v[4];
	unsigned __int128 t = 0;
	struct ed_entry entry;
	for (int i = 0; i < 4; i++) {
		t += (unsigned __int128)k[i] + offset[i];
		v[i] = (uint64_t)t;
		t >>= 64;
	}
	*r = identity;
	for (unsigned column = ED25519_COMB_SPACING; column-- > 0;) {
		if (column != ED25519_COMB_SPACING - 1) {
			double_point(r);
		}
		for (unsigned block = 0; block < ED25519_COMB_BLOCKS; block++) {
			comb_entry(&entry, v, block, column);
			add_entry(r, &entry);
		}
	}
	wipe(v, sizeof v);
	wipe(&entry, sizeof entry);
}

#endif
