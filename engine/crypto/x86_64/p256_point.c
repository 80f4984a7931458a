/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * P-256's group (p256.h). The addition formulas are incomplete: they do not double and do not add the point at
 * infinity. Each caller says why the case cannot come up or how it is caught.
 */
#ifdef __x86_64__

#include "crypto/x86_64/p256.h"

#include <immintrin.h>

#include "base/secret.h"
#include "crypto/modinv.h"

static const struct p256_fe one = {{0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}};
static const struct p256_fe rr = {{0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd}};
static const struct p256_fe rrr = {{0xfffffffd0000000a, 0xffffffedfffffff7, 0x00000005fffffffc, 0x0000001800000001}};
static const struct p256_fe curve_b = {
    {0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834}};

static const struct modinv_modulus field_modulus = {
    {0x3fffffffffffffff, 0x3ffffffff, 0x0, 0x3fffffc000000040, 0xff},
    0x1,
};

/* double_point: r = 2a, also for the point at infinity. 4M + 4S. */
static void double_point(struct p256_point *r, const struct p256_point *a)
{
	struct p256_fe y2, zz, m, t, s, y4;
	p256_double(&y2, &a->y);
	p256_sqr(&zz, &a->z);
	p256_sqr(&s, &y2);
	p256_mul(&r->z, &y2, &a->z);
	/* m = 3 (X - Z^2) (X + Z^2), for a = -3 */
	p256_add(&t, &a->x, &zz);
	p256_sub(&zz, &a->x, &zz);
	p256_mul(&t, &t, &zz);
	p256_double(&m, &t);
	p256_add(&m, &m, &t);
	/* s = 4 X Y^2, y4 = 8 Y^4 */
	p256_sqr(&y4, &s);
	p256_mul(&s, &s, &a->x);
	p256_half(&y4, &y4);
	/* X3 = m^2 - 2s, Y3 = m (s - X3) - y4 */
	p256_sqr(&t, &m);
	p256_sub(&t, &t, &s);
	p256_sub(&r->x, &t, &s);
	p256_sub(&s, &s, &r->x);
	p256_mul(&s, &s, &m);
	p256_sub(&r->y, &s, &y4);
}

/*
 * finish_add: the second half of both additions: u1 = X1 Z2^2, s1 = Y1 Z2^3, h = X2 Z1^2 - u1, d = Y2 Z1^3 - s1. Z is
 * the callers'.
 */
static inline void finish_add(struct p256_point *r, const struct p256_fe *u1, const struct p256_fe *s1,
			      const struct p256_fe *h, const struct p256_fe *d)
{
	struct p256_fe hh, hhh, v, dd;
	p256_sqr(&hh, h);
	p256_sqr(&dd, d);
	p256_mul(&hhh, &hh, h);
	p256_mul(&v, u1, &hh);
	p256_sub(&dd, &dd, &hhh);
	p256_sub(&dd, &dd, &v);
	p256_mul(&hhh, &hhh, s1);
	p256_sub(&r->x, &dd, &v);
	p256_sub(&v, &v, &r->x);
	p256_mul(&v, &v, d);
	p256_sub(&r->y, &v, &hhh);
}

/* add_mixed: r = a + b for a other than infinity and b other than a and -a. 8M + 3S. Z becomes 0 where that is broken.
 */
static void add_mixed(struct p256_point *r, const struct p256_point *a, const struct p256_affine *b)
{
	struct p256_fe zz, h, d;
	p256_sqr(&zz, &a->z);
	p256_mul(&d, &b->y, &a->z);
	p256_mul(&h, &b->x, &zz);
	p256_mul(&d, &d, &zz);
	p256_sub(&h, &h, &a->x);
	p256_sub(&d, &d, &a->y);
	p256_mul(&r->z, &a->z, &h);
	struct p256_fe u1 = a->x, s1 = a->y;
	finish_add(r, &u1, &s1, &h, &d);
}

/* add_points: r = a + b for a and b other than infinity and each other's negatives or equals. 12M + 4S. */
static void add_points(struct p256_point *r, const struct p256_point *a, const struct p256_point *b)
{
	struct p256_fe za, zb, u1, s1, h, d, z;
	p256_sqr(&za, &a->z);
	p256_sqr(&zb, &b->z);
	p256_mul(&z, &a->z, &b->z);
	p256_mul(&d, &b->y, &a->z);
	p256_mul(&s1, &a->y, &b->z);
	p256_mul(&u1, &a->x, &zb);
	p256_mul(&h, &b->x, &za);
	p256_mul(&s1, &s1, &zb);
	p256_mul(&d, &d, &za);
	p256_sub(&h, &h, &u1);
	p256_sub(&d, &d, &s1);
	p256_mul(&r->z, &z, &h);
	finish_add(r, &u1, &s1, &h, &d);
}

static void select_point(struct p256_point *r, const struct p256_point *a, uint64_t mask)
{
	p256_select(&r->x, &a->x, mask);
	p256_select(&r->y, &a->y, mask);
	p256_select(&r->z, &a->z, mask);
}

/* gather_comb reads all entries of a block and keeps the one with the index. */
__attribute__((target("avx2"))) static void gather_comb(struct p256_affine *r, const struct p256_affine *block,
							unsigned index)
{
	__m256i x = _mm256_setzero_si256(), y = x;
	__m256i want = _mm256_set1_epi64x((long long)index), at = _mm256_setzero_si256();
	const __m256i step = _mm256_set1_epi64x(1);
	for (size_t i = 0; i < P256_COMB_ENTRIES; i++) {
		__m256i mask = _mm256_cmpeq_epi64(at, want);
		const __m256i *e = (const __m256i *)&block[i];
		x = _mm256_or_si256(x, _mm256_and_si256(mask, _mm256_loadu_si256(e)));
		y = _mm256_or_si256(y, _mm256_and_si256(mask, _mm256_loadu_si256(e + 1)));
		at = _mm256_add_epi64(at, step);
	}
	_mm256_storeu_si256((__m256i *)&r->x, x);
	_mm256_storeu_si256((__m256i *)&r->y, y);
}

#define WINDOW_BITS    5
#define WINDOWS        52
#define WINDOW_ENTRIES 16

/* gather_window reads all of 1P .. 16P and keeps index * P; for 0 it is all zero, the point at infinity. */
__attribute__((target("avx2"))) static void gather_window(struct p256_point *r, const struct p256_point *table,
							  unsigned index)
{
	__m256i x = _mm256_setzero_si256(), y = x, z = x;
	const __m256i step = _mm256_set1_epi64x(1);
	__m256i want = _mm256_set1_epi64x((long long)index), at = step;
	for (size_t i = 0; i < WINDOW_ENTRIES; i++) {
		__m256i mask = _mm256_cmpeq_epi64(at, want);
		const __m256i *e = (const __m256i *)&table[i];
		x = _mm256_or_si256(x, _mm256_and_si256(mask, _mm256_loadu_si256(e)));
		y = _mm256_or_si256(y, _mm256_and_si256(mask, _mm256_loadu_si256(e + 1)));
		z = _mm256_or_si256(z, _mm256_and_si256(mask, _mm256_loadu_si256(e + 2)));
		at = _mm256_add_epi64(at, step);
	}
	_mm256_storeu_si256((__m256i *)&r->x, x);
	_mm256_storeu_si256((__m256i *)&r->y, y);
	_mm256_storeu_si256((__m256i *)&r->z, z);
}

/* window_digit: the signed digit at bit 5i from bits 5i - 1 .. 5i + 4: magnitude 0 .. 16, all ones in *neg for minus.
 */
static unsigned window_digit(const struct p256_num *k, unsigned i, uint64_t *neg)
{
	unsigned at = WINDOW_BITS * i;
	uint64_t bits;
	if (i == 0) {
		bits = k->l[0] << 1;
	} else {
		unsigned limb = (at - 1) / 64, shift = (at - 1) % 64;
		bits = k->l[limb] >> shift;
		if (shift > 64 - 6 && limb < 3) {
			bits |= k->l[limb + 1] << (64 - shift);
		}
	}
	bits &= 0x3f;
	*neg = 0 - (bits >> 5);
	bits ^= *neg & 0x3f;
	return (unsigned)((bits + 1) >> 1);
}

/*
 * The sum before window i is 32 s, with s the value of the digits above it, and the digit d is added, |d| <= 16. The
 * cases that add_points() lacks: s = 0, and d = 0, which the selection below covers; 32 s = d or -d over the integers,
 * impossible for s > 0; and the same mod n, which only the last window could bring, as k = 32 s + d: 32 s = n + d would
 * need d = -17 mod 32, because n is 17 mod 32.
 */
void p256_window_mul(struct p256_point *r, const struct p256_num *k, const struct p256_affine *p)
{
	struct p256_point table[WINDOW_ENTRIES], digit, sum;
	uint64_t neg;
	table[0] = (struct p256_point){p->x, p->y, one};
	for (unsigned i = 1; i < WINDOW_ENTRIES; i += 2) {
		double_point(&table[i], &table[i / 2]);
		if (i + 1 < WINDOW_ENTRIES) {
			add_mixed(&table[i + 1], &table[i], p);
		}
	}
	gather_window(r, table, window_digit(k, WINDOWS - 1, &neg));
	for (unsigned i = WINDOWS - 1; i-- > 0;) {
		for (int j = 0; j < WINDOW_BITS; j++) {
			double_point(r, r);
		}
		unsigned magnitude = window_digit(k, i, &neg);
		gather_window(&digit, table, magnitude);
		p256_neg_if(&digit.y, neg);
		add_points(&sum, r, &digit);
		select_point(&sum, &digit, p256_is_zero(&r->z));
		select_point(&sum, r, p256_is_zero(&digit.z));
		*r = sum;
	}
	wipe(table, sizeof table);
	wipe(&digit, sizeof digit);
	wipe(&sum, sizeof sum);
}

/* The order. */
static const uint64_t order[4] = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};

/* comb_scalar: v = k + (2^264 - 1) / 2 mod n, whose bits stand for the digits 2 * bit - 1 of k over H = G/2. */
static void comb_scalar(struct p256_num *v, const struct p256_num *k)
{
	static const uint64_t offset[4] = {0x9cf783e34c9eea28, 0x6af6268347bc8cc8, 0x8000000000000021,
					   0x8000007f7fffff80};
	unsigned __int128 t = 0;
	uint64_t sum[4], less[4];
	for (int i = 0; i < 4; i++) {
		t += (unsigned __int128)k->l[i] + offset[i];
		sum[i] = (uint64_t)t;
		t >>= 64;
	}
	uint64_t carry = (uint64_t)t, borrow = 0;
	for (int i = 0; i < 4; i++) {
		t = (unsigned __int128)sum[i] - order[i] - borrow;
		less[i] = (uint64_t)t;
		borrow = (uint64_t)(t >> 64) & 1;
	}
	uint64_t keep = 0 - (borrow & (carry ^ 1));
	for (int i = 0; i < 4; i++) {
		v->l[i] = (sum[i] & keep) | (less[i] & ~keep);
	}
	wipe(sum, sizeof sum);
	wipe(less, sizeof less);
}

/* comb_entry: the signed entry of a block for the bits that lie `column` above its teeth. */
static void comb_entry(struct p256_affine *r, const struct p256_num *v, unsigned block, unsigned column)
{
	unsigned index = 0;
	for (unsigned tooth = 0; tooth < P256_COMB_TEETH; tooth++) {
		unsigned at = block * P256_COMB_TEETH * P256_COMB_SPACING + tooth * P256_COMB_SPACING + column;
		unsigned bit = at < 256 ? (unsigned)(v->l[at / 64] >> (at % 64) & 1) : 0;
		index |= bit << tooth;
	}
	/* Entries are for a top digit of +1; for -1 all digits change sign. */
	uint64_t neg = (uint64_t)(index >> (P256_COMB_TEETH - 1)) - 1;
	index = (index ^ (unsigned)neg) & (P256_COMB_ENTRIES - 1);
	gather_comb(r, p256_comb[block], index);
	p256_neg_if(&r->y, neg);
}

/*
 * For a handful of scalars among 2^256 an addition meets its own operand, which add_mixed() turns into Z = 0, and Z = 0
 * stays to the end. The answer is then computed by windows. Who sees that branch taken learns that k is one of them.
 */
void p256_base_mul(struct p256_point *r, const struct p256_num *k)
{
	static const struct p256_num g_x = {
	    {0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247}};
	static const struct p256_num g_y = {
	    {0xcbb6406837bf51f5, 0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b}};
	struct p256_num v;
	struct p256_affine entry;
	comb_scalar(&v, k);
	for (unsigned column = P256_COMB_SPACING; column-- > 0;) {
		unsigned block = 0;
		if (column == P256_COMB_SPACING - 1) {
			comb_entry(&entry, &v, 0, column);
			*r = (struct p256_point){entry.x, entry.y, one};
			block = 1;
		} else {
			double_point(r, r);
		}
		for (; block < P256_COMB_BLOCKS; block++) {
			comb_entry(&entry, &v, block, column);
			add_mixed(r, r, &entry);
		}
	}
	if (p256_is_zero(&r->z) != 0) {
		struct p256_affine g;
		p256_to_mont(&g.x, &g_x);
		p256_to_mont(&g.y, &g_y);
		p256_window_mul(r, k, &g);
	}
	wipe(&v, sizeof v);
	wipe(&entry, sizeof entry);
}

/* From here on, variable time. */

#define WNAF_LEN 257

/*
 * wnaf writes odd digits below 2^(w - 1) in magnitude, at least w - 1 zeros between two of them, so that their sum
 * weighted by powers of two is k. Returns how many digits there are.
 */
static unsigned wnaf(int8_t out[WNAF_LEN], const struct p256_num *k, unsigned w)
{
	uint64_t l[5] = {k->l[0], k->l[1], k->l[2], k->l[3], 0};
	unsigned n = 0;
	memset(out, 0, WNAF_LEN);
	int carry = 0;
	for (unsigned at = 0; at < WNAF_LEN;) {
		if ((l[at / 64] >> (at % 64) & 1) == (uint64_t)carry) {
			at++;
			continue;
		}
		uint64_t bits = l[at / 64] >> (at % 64);
		if (at % 64 > 64 - w && at / 64 < 4) {
			bits |= l[at / 64 + 1] << (64 - at % 64);
		}
		int digit = (int)(bits & ((1U << w) - 1)) + carry;
		carry = digit >> (w - 1);
		digit -= carry << w;
		out[at] = (int8_t)digit;
		n = at + 1;
		at += w;
	}
	return n;
}

/* add_any: r += b, whatever the two are; b is not infinity. */
static void add_any(struct p256_point *r, const struct p256_point *b)
{
	struct p256_point sum;
	if (p256_is_zero(&r->z)) {
		*r = *b;
		return;
	}
	add_points(&sum, r, b);
	if (p256_is_zero(&sum.z)) {
		/* Equal x: the same point, or its negative with a sum at infinity. Y1 Z2^3 tells which. */
		struct p256_fe s1, s2, t;
		p256_sqr(&t, &b->z);
		p256_mul(&t, &t, &b->z);
		p256_mul(&s1, &r->y, &t);
		p256_sqr(&t, &r->z);
		p256_mul(&t, &t, &r->z);
		p256_mul(&s2, &b->y, &t);
		p256_sub(&t, &s1, &s2);
		if (p256_is_zero(&t)) {
			double_point(&sum, r);
		}
	}
	*r = sum;
}

static void add_any_affine(struct p256_point *r, const struct p256_affine *b)
{
	struct p256_point sum;
	if (!p256_is_zero(&r->z)) {
		add_mixed(&sum, r, b);
		if (!p256_is_zero(&sum.z)) {
			*r = sum;
			return;
		}
	}
	sum = (struct p256_point){b->x, b->y, one};
	add_any(r, &sum);
}

#define Q_WNAF    5
#define Q_ENTRIES (1 << (Q_WNAF - 2))
#define G_WNAF    8

_Static_assert(P256_ODD_ENTRIES == 1 << (G_WNAF - 2), "p256_odd has the digits of G_WNAF");

void p256_double_mul(struct p256_point *r, const struct p256_num *u1, const struct p256_num *u2,
		     const struct p256_affine *q)
{
	int8_t d1[WNAF_LEN], d2[WNAF_LEN];
	struct p256_point table[Q_ENTRIES], twice;
	unsigned n1 = wnaf(d1, u1, G_WNAF), n2 = wnaf(d2, u2, Q_WNAF);
	/* Q, 3Q .. 15Q: no two of these sum up exceptionally, as Q's order is n. */
	table[0] = (struct p256_point){q->x, q->y, one};
	double_point(&twice, &table[0]);
	for (unsigned i = 1; i < Q_ENTRIES; i++) {
		add_points(&table[i], &table[i - 1], &twice);
	}
	memset(r, 0, sizeof *r);
	for (unsigned i = n1 > n2 ? n1 : n2; i-- > 0;) {
		double_point(r, r);
		if (d2[i] != 0) {
			struct p256_point e = table[(d2[i] < 0 ? -d2[i] : d2[i]) / 2];
			p256_neg_if(&e.y, d2[i] < 0 ? ~0ULL : 0);
			add_any(r, &e);
		}
		if (d1[i] != 0) {
			struct p256_affine e = p256_odd[(d1[i] < 0 ? -d1[i] : d1[i]) / 2];
			p256_neg_if(&e.y, d1[i] < 0 ? ~0ULL : 0);
			add_any_affine(r, &e);
		}
	}
}

bool p256_x_is(const struct p256_point *p, const struct p256_num *r)
{
	/* p - n: an x of at least n is r + n when r is below that. */
	static const uint64_t gap[4] = {0x0c46353d039cdaae, 0x4319055358e8617b, 0, 0};
	struct p256_fe zz, x;
	struct p256_num plus = *r;
	p256_sqr(&zz, &p->z);
	p256_to_mont(&x, r);
	p256_mul(&x, &x, &zz);
	p256_sub(&x, &x, &p->x);
	if (p256_is_zero(&x)) {
		return true;
	}
	if (r->l[3] != 0 || r->l[2] != 0 || r->l[1] > gap[1] || (r->l[1] == gap[1] && r->l[0] >= gap[0])) {
		return false;
	}
	unsigned __int128 t = 0;
	for (int i = 0; i < 4; i++) {
		t += (unsigned __int128)r->l[i] + order[i];
		plus.l[i] = (uint64_t)t;
		t >>= 64;
	}
	p256_to_mont(&x, &plus);
	p256_mul(&x, &x, &zz);
	p256_sub(&x, &x, &p->x);
	return p256_is_zero(&x) != 0;
}

void p256_to_mont(struct p256_fe *r, const struct p256_num *a)
{
	struct p256_fe t;
	memcpy(t.l, a->l, sizeof t.l);
	p256_mul(r, &t, &rr);
}

static void from_mont(struct p256_num *r, const struct p256_fe *a)
{
	static const struct p256_fe unit = {{1, 0, 0, 0}};
	struct p256_fe t;
	p256_mul(&t, a, &unit);
	memcpy(r->l, t.l, sizeof r->l);
}

/* invert: the inverse of zR is 1/(zR), and R^3 on top of it gives R/z. */
static void invert(struct p256_fe *r, const struct p256_fe *z)
{
	struct p256_fe t;
	modinv256(t.l, z->l, &field_modulus);
	p256_mul(r, &t, &rrr);
}

void p256_affine_xy(const struct p256_point *p, struct p256_num *x, struct p256_num *y)
{
	struct p256_fe z, zz, t;
	invert(&z, &p->z);
	p256_sqr(&zz, &z);
	p256_mul(&t, &p->x, &zz);
	from_mont(x, &t);
	p256_mul(&t, &p->y, &zz);
	p256_mul(&t, &t, &z);
	from_mont(y, &t);
	wipe(&z, sizeof z);
	wipe(&zz, sizeof zz);
}

void p256_affine_x(const struct p256_point *p, struct p256_num *x)
{
	struct p256_fe z, t;
	invert(&z, &p->z);
	p256_sqr(&z, &z);
	p256_mul(&t, &p->x, &z);
	from_mont(x, &t);
	wipe(&z, sizeof z);
	wipe(&t, sizeof t);
}

bool p256_on_curve(const struct p256_affine *p)
{
	struct p256_fe left, right, t;
	p256_sqr(&left, &p->y);
	p256_sqr(&right, &p->x);
	p256_mul(&right, &right, &p->x);
	p256_double(&t, &p->x);
	p256_add(&t, &t, &p->x);
	p256_sub(&right, &right, &t);
	p256_add(&right, &right, &curve_b);
	p256_sub(&t, &left, &right);
	return p256_is_zero(&t) != 0;
}

#endif
