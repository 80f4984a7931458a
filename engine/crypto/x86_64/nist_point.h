/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The group of a NIST curve (nist_types.h): included once for each curve, after its constants. The addition formulas
 * are incomplete: they do not double and do not add the point at infinity. Each caller says why the case cannot come up
 * or how it is caught.
 */

/* double_point: r = 2a, also for the point at infinity. 4M + 4S. */
static void double_point(struct F(point) * r, const struct F(point) * a)
{
	struct F(fe) y2, zz, m, t, s, y4;
	F(double)(&y2, &a->y);
	F(sqr)(&zz, &a->z);
	F(sqr)(&s, &y2);
	F(mul)(&r->z, &y2, &a->z);
	/* m = 3 (X - Z^2) (X + Z^2), for a = -3 */
	F(add)(&t, &a->x, &zz);
	F(sub)(&zz, &a->x, &zz);
	F(mul)(&t, &t, &zz);
	F(double)(&m, &t);
	F(add)(&m, &m, &t);
	/* s = 4 X Y^2, y4 = 8 Y^4 */
	F(sqr)(&y4, &s);
	F(mul)(&s, &s, &a->x);
	F(half)(&y4, &y4);
	/* X3 = m^2 - 2s, Y3 = m (s - X3) - y4 */
	F(sqr)(&t, &m);
	F(sub)(&t, &t, &s);
	F(sub)(&r->x, &t, &s);
	F(sub)(&s, &s, &r->x);
	F(mul)(&s, &s, &m);
	F(sub)(&r->y, &s, &y4);
}

/*
 * finish_add: the second half of both additions: u1 = X1 Z2^2, s1 = Y1 Z2^3, h = X2 Z1^2 - u1, d = Y2 Z1^3 - s1. Z is
 * the callers'.
 */
static inline void finish_add(struct F(point) * r, const struct F(fe) * u1, const struct F(fe) * s1,
			      const struct F(fe) * h, const struct F(fe) * d)
{
	struct F(fe) hh, hhh, v, dd;
	F(sqr)(&hh, h);
	F(sqr)(&dd, d);
	F(mul)(&hhh, &hh, h);
	F(mul)(&v, u1, &hh);
	F(sub)(&dd, &dd, &hhh);
	F(sub)(&dd, &dd, &v);
	F(mul)(&hhh, &hhh, s1);
	F(sub)(&r->x, &dd, &v);
	F(sub)(&v, &v, &r->x);
	F(mul)(&v, &v, d);
	F(sub)(&r->y, &v, &hhh);
}

/* add_mixed: r = a + b for a other than infinity and b other than a and -a. 8M + 3S. Z becomes 0 where that is broken.
 */
static void add_mixed(struct F(point) * r, const struct F(point) * a, const struct F(affine) * b)
{
	struct F(fe) zz, h, d;
	F(sqr)(&zz, &a->z);
	F(mul)(&d, &b->y, &a->z);
	F(mul)(&h, &b->x, &zz);
	F(mul)(&d, &d, &zz);
	F(sub)(&h, &h, &a->x);
	F(sub)(&d, &d, &a->y);
	F(mul)(&r->z, &a->z, &h);
	struct F(fe) u1 = a->x, s1 = a->y;
	finish_add(r, &u1, &s1, &h, &d);
}

/* add_points: r = a + b for a and b other than infinity and each other's negatives or equals. 12M + 4S. */
static void add_points(struct F(point) * r, const struct F(point) * a, const struct F(point) * b)
{
	struct F(fe) za, zb, u1, s1, h, d, z;
	F(sqr)(&za, &a->z);
	F(sqr)(&zb, &b->z);
	F(mul)(&z, &a->z, &b->z);
	F(mul)(&d, &b->y, &a->z);
	F(mul)(&s1, &a->y, &b->z);
	F(mul)(&u1, &a->x, &zb);
	F(mul)(&h, &b->x, &za);
	F(mul)(&s1, &s1, &zb);
	F(mul)(&d, &d, &za);
	F(sub)(&h, &h, &u1);
	F(sub)(&d, &d, &s1);
	F(mul)(&r->z, &z, &h);
	finish_add(r, &u1, &s1, &h, &d);
}

static void select_point(struct F(point) * r, const struct F(point) * a, uint64_t mask)
{
	F(select)(&r->x, &a->x, mask);
	F(select)(&r->y, &a->y, mask);
	F(select)(&r->z, &a->z, mask);
}

/*
 * gather reads all of a table's entries, of `size` bytes each and numbered from `first` on, and keeps the one numbered
 * `want`, or nothing but zeros. Sizes are multiples of 16.
 */
__attribute__((always_inline, target("avx2"))) static inline void gather(void *out, const void *table, size_t entries,
									 size_t size, unsigned first, unsigned want)
{
	__m256i sum[sizeof(struct F(point)) / 32], at = _mm256_set1_epi64x((long long)first);
	const __m256i target = _mm256_set1_epi64x((long long)want), step = _mm256_set1_epi64x(1);
	__m128i last = _mm_setzero_si128();
	_Pragma("GCC unroll 8") for (size_t j = 0; j < size / 32; j++)
	{
		sum[j] = _mm256_setzero_si256();
	}
	for (size_t i = 0; i < entries; i++) {
		const uint8_t *e = (const uint8_t *)table + i * size;
		__m256i mask = _mm256_cmpeq_epi64(at, target);
		_Pragma("GCC unroll 8") for (size_t j = 0; j < size / 32; j++)
		{
			__m256i v = _mm256_loadu_si256((const __m256i *)(e + 32 * j));
			sum[j] = _mm256_or_si256(sum[j], _mm256_and_si256(mask, v));
		}
		if (size % 32 != 0) {
			__m128i v = _mm_loadu_si128((const __m128i *)(e + size - 16));
			last = _mm_or_si128(last, _mm_and_si128(_mm256_castsi256_si128(mask), v));
		}
		at = _mm256_add_epi64(at, step);
	}
	_Pragma("GCC unroll 8") for (size_t j = 0; j < size / 32; j++)
	{
		_mm256_storeu_si256((__m256i *)((uint8_t *)out + 32 * j), sum[j]);
	}
	if (size % 32 != 0) {
		_mm_storeu_si128((__m128i *)((uint8_t *)out + size - 16), last);
	}
}

__attribute__((target("avx2"))) static void gather_comb(struct F(affine) * r, const struct F(affine) * block,
							unsigned index)
{
	gather(r, block, COMB_ENTRIES, sizeof *block, 0, index);
}

#define WINDOW_BITS    5
#define WINDOWS        (64 * LIMBS / WINDOW_BITS + 1)
#define WINDOW_ENTRIES 16

/* gather_window keeps index * P of 1P .. 16P; for 0 it is all zero, the point at infinity. */
__attribute__((target("avx2"))) static void gather_window(struct F(point) * r, const struct F(point) * table,
							  unsigned index)
{
	gather(r, table, WINDOW_ENTRIES, sizeof *table, 1, index);
}

/* window_digit: the signed digit at bit 5i from bits 5i - 1 .. 5i + 4: magnitude 0 .. 16, all ones in *neg for minus.
 */
static unsigned window_digit(const struct F(num) * k, unsigned i, uint64_t *neg)
{
	unsigned at = WINDOW_BITS * i;
	uint64_t bits;
	if (i == 0) {
		bits = k->l[0] << 1;
	} else {
		unsigned limb = (at - 1) / 64, shift = (at - 1) % 64;
		bits = k->l[limb] >> shift;
		if (shift > 64 - 6 && limb < LIMBS - 1) {
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
 * impossible for s > 0; and the same mod n, which only the last window could bring, as k = 32 s + d: with 32 s = n - d,
 * k would be n, and with 32 s = n + d it is n + 2d, so that d is negative and n + d = 0 mod 32. But n is 17 mod 32
 * (P-256) or 19 (P-384), and d is not below -16.
 */
void F(window_mul)(struct F(point) * r, const struct F(num) * k, const struct F(affine) * p)
{
	struct F(point) table[WINDOW_ENTRIES], digit, sum;
	uint64_t neg;
	table[0] = (struct F(point)){p->x, p->y, one};
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
		F(neg_if)(&digit.y, neg);
		add_points(&sum, r, &digit);
		select_point(&sum, &digit, F(is_zero)(&r->z));
		select_point(&sum, r, F(is_zero)(&digit.z));
		*r = sum;
	}
	wipe(table, sizeof table);
	wipe(&digit, sizeof digit);
	wipe(&sum, sizeof sum);
}

/*
 * comb_scalar: v = k + (2^b - 1) / 2 mod n, with b the comb's bits, 64 * LIMBS or more: the bits of v stand for the
 * digits 2 * bit - 1 of k over H = G/2.
 */
static void comb_scalar(struct F(num) * v, const struct F(num) * k)
{
	unsigned __int128 t = 0;
	uint64_t sum[LIMBS], less[LIMBS];
	for (int i = 0; i < LIMBS; i++) {
		t += (unsigned __int128)k->l[i] + comb_offset[i];
		sum[i] = (uint64_t)t;
		t >>= 64;
	}
	uint64_t carry = (uint64_t)t, borrow = 0;
	for (int i = 0; i < LIMBS; i++) {
		t = (unsigned __int128)sum[i] - order[i] - borrow;
		less[i] = (uint64_t)t;
		borrow = (uint64_t)(t >> 64) & 1;
	}
	uint64_t keep = 0 - (borrow & (carry ^ 1));
	for (int i = 0; i < LIMBS; i++) {
		v->l[i] = (sum[i] & keep) | (less[i] & ~keep);
	}
	wipe(sum, sizeof sum);
	wipe(less, sizeof less);
}

/* comb_entry: the signed entry of a block for the bits that lie `column` above its teeth. */
static void comb_entry(struct F(affine) * r, const struct F(num) * v, unsigned block, unsigned column)
{
	unsigned index = 0;
	for (unsigned tooth = 0; tooth < COMB_TEETH; tooth++) {
		unsigned at = block * COMB_TEETH * COMB_SPACING + tooth * COMB_SPACING + column;
		unsigned bit = at < 64 * LIMBS ? (unsigned)(v->l[at / 64] >> (at % 64) & 1) : 0;
		index |= bit << tooth;
	}
	/* Entries are for a top digit of +1; for -1 all digits change sign. */
	uint64_t neg = (uint64_t)(index >> (COMB_TEETH - 1)) - 1;
	index = (index ^ (unsigned)neg) & (COMB_ENTRIES - 1);
	gather_comb(r, F(comb)[block], index);
	F(neg_if)(&r->y, neg);
}

/*
 * For a handful of scalars an addition meets its own operand, which add_mixed() turns into Z = 0, and Z = 0
 * stays to the end. The answer is then computed by windows. Who sees that branch taken learns that k is one of them.
 */
void F(base_mul)(struct F(point) * r, const struct F(num) * k)
{
	struct F(num) v;
	struct F(affine) entry;
	comb_scalar(&v, k);
	for (unsigned column = COMB_SPACING; column-- > 0;) {
		unsigned block = 0;
		if (column == COMB_SPACING - 1) {
			comb_entry(&entry, &v, 0, column);
			*r = (struct F(point)){entry.x, entry.y, one};
			block = 1;
		} else {
			double_point(r, r);
		}
		for (; block < COMB_BLOCKS; block++) {
			comb_entry(&entry, &v, block, column);
			add_mixed(r, r, &entry);
		}
	}
	if (F(is_zero)(&r->z) != 0) {
		struct F(affine) g;
		F(to_mont)(&g.x, &generator[0]);
		F(to_mont)(&g.y, &generator[1]);
		F(window_mul)(r, k, &g);
	}
	wipe(&v, sizeof v);
	wipe(&entry, sizeof entry);
}

/* From here on, variable time. */

#define WNAF_LEN (64 * LIMBS + 1)

/*
 * wnaf writes odd digits below 2^(w - 1) in magnitude, at least w - 1 zeros between two of them, so that their sum
 * weighted by powers of two is k. Returns how many digits there are.
 */
static unsigned wnaf(int8_t out[WNAF_LEN], const struct F(num) * k, unsigned w)
{
	uint64_t l[LIMBS + 1] = {0};
	unsigned n = 0;
	memcpy(l, k->l, sizeof k->l);
	memset(out, 0, WNAF_LEN);
	int carry = 0;
	for (unsigned at = 0; at < WNAF_LEN;) {
		if ((l[at / 64] >> (at % 64) & 1) == (uint64_t)carry) {
			at++;
			continue;
		}
		uint64_t bits = l[at / 64] >> (at % 64);
		if (at % 64 > 64 - w && at / 64 < LIMBS) {
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
static void add_any(struct F(point) * r, const struct F(point) * b)
{
	struct F(point) sum;
	if (F(is_zero)(&r->z)) {
		*r = *b;
		return;
	}
	add_points(&sum, r, b);
	if (F(is_zero)(&sum.z)) {
		/* Equal x: the same point, or its negative with a sum at infinity. Y1 Z2^3 tells which. */
		struct F(fe) s1, s2, t;
		F(sqr)(&t, &b->z);
		F(mul)(&t, &t, &b->z);
		F(mul)(&s1, &r->y, &t);
		F(sqr)(&t, &r->z);
		F(mul)(&t, &t, &r->z);
		F(mul)(&s2, &b->y, &t);
		F(sub)(&t, &s1, &s2);
		if (F(is_zero)(&t)) {
			double_point(&sum, r);
		}
	}
	*r = sum;
}

static void add_any_affine(struct F(point) * r, const struct F(affine) * b)
{
	struct F(point) sum;
	if (!F(is_zero)(&r->z)) {
		add_mixed(&sum, r, b);
		if (!F(is_zero)(&sum.z)) {
			*r = sum;
			return;
		}
	}
	sum = (struct F(point)){b->x, b->y, one};
	add_any(r, &sum);
}

#define Q_WNAF    5
#define Q_ENTRIES (1 << (Q_WNAF - 2))
#define G_WNAF    8

_Static_assert(ODD_ENTRIES == 1 << (G_WNAF - 2), "the odd multiples have the digits of G_WNAF");

void F(double_mul)(struct F(point) * r, const struct F(num) * u1, const struct F(num) * u2, const struct F(affine) * q)
{
	int8_t d1[WNAF_LEN], d2[WNAF_LEN];
	struct F(point) table[Q_ENTRIES], twice;
	unsigned n1 = wnaf(d1, u1, G_WNAF), n2 = wnaf(d2, u2, Q_WNAF);
	/* Q, 3Q .. 15Q: no two of these sum up exceptionally, as Q's order is n. */
	table[0] = (struct F(point)){q->x, q->y, one};
	double_point(&twice, &table[0]);
	for (unsigned i = 1; i < Q_ENTRIES; i++) {
		add_points(&table[i], &table[i - 1], &twice);
	}
	memset(r, 0, sizeof *r);
	for (unsigned i = n1 > n2 ? n1 : n2; i-- > 0;) {
		double_point(r, r);
		if (d2[i] != 0) {
			struct F(point) e = table[(d2[i] < 0 ? -d2[i] : d2[i]) / 2];
			F(neg_if)(&e.y, d2[i] < 0 ? ~0ULL : 0);
			add_any(r, &e);
		}
		if (d1[i] != 0) {
			struct F(affine) e = F(odd)[(d1[i] < 0 ? -d1[i] : d1[i]) / 2];
			F(neg_if)(&e.y, d1[i] < 0 ? ~0ULL : 0);
			add_any_affine(r, &e);
		}
	}
}

bool F(x_is)(const struct F(point) * p, const struct F(num) * r)
{
	struct F(fe) zz, x;
	struct F(num) plus = *r;
	F(sqr)(&zz, &p->z);
	F(to_mont)(&x, r);
	F(mul)(&x, &x, &zz);
	F(sub)(&x, &x, &p->x);
	if (F(is_zero)(&x)) {
		return true;
	}
	/* An x of at least n is r + n, which takes an r below p - n. */
	for (int i = LIMBS - 1; i >= 0 && r->l[i] >= order_gap[i]; i--) {
		if (r->l[i] > order_gap[i] || i == 0) {
			return false;
		}
	}
	unsigned __int128 t = 0;
	for (int i = 0; i < LIMBS; i++) {
		t += (unsigned __int128)r->l[i] + order[i];
		plus.l[i] = (uint64_t)t;
		t >>= 64;
	}
	F(to_mont)(&x, &plus);
	F(mul)(&x, &x, &zz);
	F(sub)(&x, &x, &p->x);
	return F(is_zero)(&x) != 0;
}

void F(to_mont)(struct F(fe) * r, const struct F(num) * a)
{
	struct F(fe) t;
	memcpy(t.l, a->l, sizeof t.l);
	F(mul)(r, &t, &rr);
}

static void from_mont(struct F(num) * r, const struct F(fe) * a)
{
	static const struct F(fe) unit = {{1}};
	struct F(fe) t;
	F(mul)(&t, a, &unit);
	memcpy(r->l, t.l, sizeof r->l);
}

/* invert: the inverse of zR is 1/(zR), and R^3 on top of it gives R/z. */
static void invert(struct F(fe) * r, const struct F(fe) * z)
{
	struct F(fe) t;
	MODINV(t.l, z->l, &field_modulus);
	F(mul)(r, &t, &rrr);
}

void F(affine_xy)(const struct F(point) * p, struct F(num) * x, struct F(num) * y)
{
	struct F(fe) z, zz, t;
	invert(&z, &p->z);
	F(sqr)(&zz, &z);
	F(mul)(&t, &p->x, &zz);
	from_mont(x, &t);
	F(mul)(&t, &p->y, &zz);
	F(mul)(&t, &t, &z);
	from_mont(y, &t);
	wipe(&z, sizeof z);
	wipe(&zz, sizeof zz);
}

void F(affine_x)(const struct F(point) * p, struct F(num) * x)
{
	struct F(fe) z, t;
	invert(&z, &p->z);
	F(sqr)(&z, &z);
	F(mul)(&t, &p->x, &z);
	from_mont(x, &t);
	wipe(&z, sizeof z);
	wipe(&t, sizeof t);
}

bool F(on_curve)(const struct F(affine) * p)
{
	struct F(fe) left, right, t;
	F(sqr)(&left, &p->y);
	F(sqr)(&right, &p->x);
	F(mul)(&right, &right, &p->x);
	F(double)(&t, &p->x);
	F(add)(&t, &t, &p->x);
	F(sub)(&right, &right, &t);
	F(add)(&right, &right, &curve_b);
	F(sub)(&t, &left, &right);
	return F(is_zero)(&t) != 0;
}
