/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Two Montgomery exponentiations side by side with AVX-512 IFMA, one for each prime of an RSA key: included by
 * rsa_ifma.c once for each length, with NV defined to the number of vectors and F(name) to give functions their names.
 *
 * A number is 4 * NV digits of 52 bits. In a vector, lanes 0 to 3 belong to the first prime's number and lanes 4 to 7
 * to the second's; all steps are the same for both, so only one is spoken of below. Digit (or column) c stands in
 * vector c mod NV; c / NV is its unit, and unit u stands in lane LANE(u), that is in the order 0, 2, 1, 3, and again
 * from the first lane on for units 4 to 7.
 *
 * Multiplication has two steps. A product step (square, product) gives the columns of the whole product: C has units 0
 * to 3 and D units 4 to 7. Then reduce() goes through the 4 * NV columns of C, adding multiples of the modulus that
 * clear them (Montgomery, two columns at a time); a lane whose column is cleared takes up the column of D that is four
 * units further. What remains are the 4 * NV upper columns in the same layout: no vector is ever shifted, because the
 * modulus is kept in all four rotations.
 *
 * Digits that are multiplied must be below 2^52, as the instructions look at 52 bits; columns may have 64. Values stay
 * below twice the modulus, as R = 2^(52 * 4 * NV) is larger than it by 16 bits or more.
 */

/* The modulus with unit u in lane LANE(u + i) in rotation i; -1/n mod 2^104 as two digits; R^2 mod n. */
struct F(key) {
	_Alignas(64) uint64_t n[4][NV * 8];
	_Alignas(64) uint64_t k0[8], k1[8];
	_Alignas(64) uint64_t rr[NV * 8];
};

/* What an exponentiation works in: the table of powers. */
struct F(work) {
	_Alignas(64) uint64_t table[IFMA_TABLE][NV * 8];
	_Alignas(64) uint64_t x[NV * 8], one[NV * 8];
};

INLINE void F(load)(__m512i *v, const uint64_t *in)
{
	UNROLL for (int j = 0; j < NV; j++)
	{
		v[j] = LOAD(in + 8 * j);
	}
}

INLINE void F(store)(uint64_t *out, const __m512i *v)
{
	UNROLL for (int j = 0; j < NV; j++)
	{
		_mm512_store_si512(out + 8 * j, v[j]);
	}
}

/* carry_of: what column i, which is about to become zero in its low 52 bits, carries into the lane of column i + 1. */
INLINE __m512i F(carry_of)(__m512i c, int i)
{
	int from = LANE(i / NV), to = LANE((i + 1) / NV);
	__m512i t = _mm512_maskz_srli_epi64(LANES(from), ADD(c, _mm512_set1_epi64(DIGIT_MASK)), 52);
	return from == to ? t : _mm512_maskz_mov_epi64(LANES(to), SPREAD(t, from));
}

/*
 * clear_two: columns i and i + 1. With t0 and t1 the columns and k the inverse above, m0 + 2^52 m1 is their product
 * with k mod 2^104, and m * n is added. The columns that are next to be cleared are finished first.
 */
INLINE void F(clear_two)(__m512i *c, const uint64_t *d, const struct F(key) * key, __m512i k0, __m512i k1, int i)
{
	const int j = i % NV, lane0 = LANE(i / NV), lane1 = LANE((i + 1) / NV);
	/* COL(o): the vector of column i + o; N(o, k): digit k of the modulus where it meets that column. */
#define COL(o)  c[(j + (o)) % NV]
#define N(o, k) LOAD(key->n[(i / NV + (j + (o)) / NV) % 4] + 8 * (k))
	__m512i t0 = SPREAD(COL(0), lane0), t1 = SPREAD(COL(1), lane1);
	__m512i m0 = LO(ZERO, t0, k0);
	t1 = ADD(t1, _mm512_srli_epi64(t0, 52));
	__m512i m1 = ADD(ADD(HI(ZERO, t0, k0), LO(ZERO, t0, k1)), LO(ZERO, t1, k0));

	__m512i x2 = LO(COL(2), m0, N(2, 2)), y2 = HI(ZERO, m0, N(2, 1));
	__m512i x3 = LO(COL(3), m0, N(3, 3)), y3 = HI(ZERO, m0, N(3, 2));
	__m512i carry = HI(F(carry_of)(COL(0), i), m0, N(1, 0));
	COL(1) = ADD(LO(COL(1), m0, N(1, 1)), carry);
	carry = F(carry_of)(COL(1), i + 1);
	x2 = LO(x2, m1, N(2, 1));
	y2 = HI(y2, m1, N(2, 0));
	x3 = LO(x3, m1, N(3, 2));
	y3 = HI(y3, m1, N(3, 1));
	COL(2) = ADD(ADD(x2, y2), carry);
	COL(3) = ADD(x3, y3);
	UNROLL for (int o = 4; o < NV; o++)
	{
		COL(o) = LO(COL(o), m0, N(o, o));
		COL(o) = HI(COL(o), m0, N(o, o - 1));
		COL(o) = LO(COL(o), m1, N(o, o - 1));
		COL(o) = HI(COL(o), m1, N(o, o - 2));
	}
	/* The two vectors themselves: what is left in lanes other than the cleared one, then four units on. */
	COL(0) = _mm512_mask_mov_epi64(LO(COL(0), m0, N(0, 0)), LANES(lane0), LOAD(d + 8 * j));
	COL(1) = _mm512_mask_mov_epi64(LO(COL(1), m1, N(1, 0)), LANES(lane1), LOAD(d + 8 * ((j + 1) % NV)));
	COL(0) = HI(COL(0), m0, N(NV, NV - 1));
	COL(0) = LO(COL(0), m1, N(NV, NV - 1));
	COL(0) = HI(COL(0), m1, N(NV, NV - 2));
	COL(1) = HI(COL(1), m1, N(NV + 1, NV - 1));
#undef COL
#undef N
}

/*
 * reduce, then digits. Two rounds of carries: one of all columns at once, after which digits are above 2^52 by a few
 * bits at most, and one from digit to digit within a lane. A carry out of a lane in the second round meets a digit of
 * 52 ones in the next with a chance below 2^-90; the result is verified by whoever uses it.
 */
INLINE void F(reduce)(__m512i *c, const uint64_t *d, const struct F(key) * key)
{
	const __m512i k0 = LOAD(key->k0), k1 = LOAD(key->k1), mask = _mm512_set1_epi64(DIGIT_MASK);
	__m512i t[NV];
	UNROLL for (int i = 0; i < 4 * NV; i += 2)
	{
		F(clear_two)(c, d, key, k0, k1, i);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		t[j] = _mm512_srli_epi64(c[j], 52);
		c[j] = _mm512_and_si512(c[j], mask);
	}
	UNROLL for (int j = 1; j < NV; j++)
	{
		c[j] = ADD(c[j], t[j - 1]);
	}
	c[0] = ADD(c[0], NEXT_UNIT(t[NV - 1]));
	UNROLL for (int j = 0; j < NV - 1; j++)
	{
		c[j + 1] = ADD(c[j + 1], _mm512_srli_epi64(c[j], 52));
		c[j] = _mm512_and_si512(c[j], mask);
	}
	t[0] = _mm512_srli_epi64(c[NV - 1], 52);
	c[NV - 1] = _mm512_and_si512(c[NV - 1], mask);
	c[0] = ADD(c[0], NEXT_UNIT(t[0]));
}

/*
 * The product steps multiply lane by lane operands that were permuted beforehand. With the order of lanes of a
 * permutation written as units, products of units a and b of columns i and j go to column i + j, unit a + b:
 *
 *     square units    0123 x 0123 -> 0 2 4 6    2301 x 2301 -> 4 6 0 2
 *     neighbours      2301 x 3012 -> 5 3 1 3    3012 x 0123 -> 3 1 3 5
 *     opposites       1032 x 3210 -> 4 2 4 2
 *
 * From column NV on, units count one more; there the second form is used, so that most sums stand in their lane.
 */
INLINE void F(take_neighbours)(__m512i *c, __m512i *d, const __m512i *s)
{
	UNROLL for (int j = 0; j < NV; j++)
	{
		/* s[j]: 5 3 1 3, swapped 1 3 5 3; s[j + NV]: 4 2 4 6, swapped 4 6 4 2 */
		__m512i w = SWAP(s[j]), w2 = SWAP(s[j + NV]);
		c[j] = _mm512_maskz_mov_epi64(0xcc, s[j]);
		c[j] = _mm512_mask_add_epi64(c[j], 0x88, c[j], w);
		c[j] = _mm512_mask_add_epi64(c[j], 0x22, c[j], s[j + NV]);
		d[j] = _mm512_maskz_mov_epi64(0x44, w);
		d[j] = _mm512_mask_add_epi64(d[j], 0x11, d[j], s[j + NV]);
		d[j] = _mm512_mask_add_epi64(d[j], 0x33, d[j], w2);
	}
}

INLINE void F(take_opposites)(__m512i *c, __m512i *d, const __m512i *s)
{
	UNROLL for (int j = 0; j < NV; j++)
	{
		/* w: 4 2 . . after the two halves are added; w2: . . 5 3 */
		__m512i w = ADD(s[j], SWAP(s[j])), w2 = ADD(s[j + NV], SWAP(s[j + NV]));
		c[j] = _mm512_mask_add_epi64(c[j], 0x22, c[j], w);
		c[j] = _mm512_mask_add_epi64(c[j], 0x88, c[j], w2);
		d[j] = _mm512_mask_add_epi64(d[j], 0x11, d[j], w);
		d[j] = _mm512_mask_add_epi64(d[j], 0x44, d[j], w2);
	}
}

INLINE void F(take_squares)(__m512i *c, __m512i *d, const __m512i *s)
{
	UNROLL for (int j = 0; j < NV; j++)
	{
		/* s[j]: 0 2 4 6; s[j + NV]: 5 7 1 3 */
		c[j] = ADD(c[j], _mm512_mask_mov_epi64(s[j], 0xcc, s[j + NV]));
		d[j] = ADD(d[j], SWAP(_mm512_mask_mov_epi64(s[j], 0x33, s[j + NV])));
	}
}

INLINE void F(clear)(__m512i *s)
{
	UNROLL for (int j = 0; j < 2 * NV; j++)
	{
		s[j] = ZERO;
	}
}

/* square: products of different digits are computed once and doubled. */
INLINE void F(square)(__m512i *c, __m512i *d, const __m512i *x)
{
	__m512i s[2 * NV], a[NV], b[NV], r[NV];
	UNROLL for (int j = 0; j < NV; j++)
	{
		a[j] = UNITS_0123(x[j]);
		b[j] = UNITS_2301(x[j]);
		r[j] = UNITS_3012(x[j]);
	}
	F(clear)(s);
	UNROLL for (int j = 0; j < NV; j++)
	{
		UNROLL for (int i = 0; i < NV; i++)
		{
			s[i + j] = i + j < NV ? LO(s[i + j], b[i], r[j]) : LO(s[i + j], r[i], a[j]);
		}
		UNROLL for (int i = 0; i < NV; i++)
		{
			s[i + j + 1] = i + j + 1 < NV ? HI(s[i + j + 1], b[i], r[j]) : HI(s[i + j + 1], r[i], a[j]);
		}
	}
	F(take_neighbours)(c, d, s);
	/* Opposites come twice, as (a, b) and (b, a): off the diagonal each of i, j and j, i gives half of them, and on
	 * it half of the lanes are left out. */
	F(clear)(s);
	UNROLL for (int j = 0; j < NV; j++)
	{
		r[j] = UNITS_1032(x[j]);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		__m512i w = UNITS_3210(x[j]), half = _mm512_maskz_mov_epi64(0x33, w);
		UNROLL for (int i = 0; i < j; i++)
		{
			s[i + j] = LO(s[i + j], r[i], w);
		}
		s[2 * j] = LO(s[2 * j], r[j], half);
		UNROLL for (int i = 0; i < j; i++)
		{
			s[i + j + 1] = HI(s[i + j + 1], r[i], w);
		}
		s[2 * j + 1] = HI(s[2 * j + 1], r[j], half);
	}
	F(take_opposites)(c, d, s);
	F(clear)(s);
	UNROLL for (int i = 0; i < NV; i++)
	{
		UNROLL for (int j = i + 1; j < NV; j++)
		{
			s[i + j] = i + j < NV ? LO(s[i + j], a[i], a[j]) : LO(s[i + j], b[i], b[j]);
		}
		UNROLL for (int j = i + 1; j < NV; j++)
		{
			s[i + j + 1] = i + j + 1 < NV ? HI(s[i + j + 1], a[i], a[j]) : HI(s[i + j + 1], b[i], b[j]);
		}
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		c[j] = ADD(c[j], c[j]);
		d[j] = ADD(d[j], d[j]);
	}
	UNROLL for (int j = 0; j < 2 * NV; j++)
	{
		s[j] = ADD(s[j], s[j]);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		s[2 * j] = 2 * j < NV ? LO(s[2 * j], a[j], a[j]) : LO(s[2 * j], b[j], b[j]);
		s[2 * j + 1] = 2 * j + 1 < NV ? HI(s[2 * j + 1], a[j], a[j]) : HI(s[2 * j + 1], b[j], b[j]);
	}
	F(take_squares)(c, d, s);
}

INLINE void F(product)(__m512i *c, __m512i *d, const __m512i *x, const __m512i *y)
{
	__m512i s[2 * NV], a[NV], r[NV];
	F(clear)(s);
	UNROLL for (int i = 0; i < NV; i++)
	{
		a[i] = UNITS_2301(x[i]);
		r[i] = UNITS_3012(x[i]);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		__m512i y3 = UNITS_3012(y[j]), y2 = UNITS_2301(y[j]);
		UNROLL for (int i = 0; i < NV - j; i++)
		{
			s[i + j] = LO(LO(s[i + j], a[i], y3), r[i], y2);
		}
		UNROLL for (int i = 0; i < NV - j - 1; i++)
		{
			s[i + j + 1] = HI(HI(s[i + j + 1], a[i], y3), r[i], y2);
		}
	}
	UNROLL for (int i = 0; i < NV; i++)
	{
		a[i] = UNITS_0123(x[i]);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		__m512i y3 = UNITS_3012(y[j]), y0 = UNITS_0123(y[j]);
		UNROLL for (int i = NV - j; i < NV; i++)
		{
			s[i + j] = LO(LO(s[i + j], r[i], y0), a[i], y3);
		}
		UNROLL for (int i = NV - j - 1; i < NV; i++)
		{
			s[i + j + 1] = HI(HI(s[i + j + 1], r[i], y0), a[i], y3);
		}
	}
	F(take_neighbours)(c, d, s);
	F(clear)(s);
	UNROLL for (int i = 0; i < NV; i++)
	{
		r[i] = UNITS_1032(x[i]);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		__m512i w = UNITS_3210(y[j]);
		UNROLL for (int i = 0; i < NV; i++)
		{
			s[i + j] = LO(s[i + j], r[i], w);
		}
		UNROLL for (int i = 0; i < NV; i++)
		{
			s[i + j + 1] = HI(s[i + j + 1], r[i], w);
		}
	}
	F(take_opposites)(c, d, s);
	F(clear)(s);
	UNROLL for (int i = 0; i < NV; i++)
	{
		r[i] = UNITS_2301(x[i]);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		__m512i y0 = UNITS_0123(y[j]), y2 = UNITS_2301(y[j]);
		UNROLL for (int i = 0; i < NV; i++)
		{
			s[i + j] = i + j < NV ? LO(s[i + j], a[i], y0) : LO(s[i + j], r[i], y2);
		}
		UNROLL for (int i = 0; i < NV; i++)
		{
			s[i + j + 1] = i + j + 1 < NV ? HI(s[i + j + 1], a[i], y0) : HI(s[i + j + 1], r[i], y2);
		}
	}
	F(take_squares)(c, d, s);
}

/* squarings: x = x^(2^count) / R^(2^count - 1) */
TARGET static void F(squarings)(uint64_t *x_mem, const struct F(key) * key, int count)
{
	__m512i x[NV], c[NV], d[NV];
	_Alignas(64) uint64_t d_mem[NV * 8];
	F(load)(x, x_mem);
	for (int n = 0; n < count; n++) {
		F(square)(c, d, x);
		F(store)(d_mem, d);
		F(reduce)(c, d_mem, key);
		UNROLL for (int j = 0; j < NV; j++)
		{
			x[j] = c[j];
		}
	}
	F(store)(x_mem, x);
	wipe(d_mem, sizeof d_mem);
}

/* multiply: out = x * y / R. */
TARGET static void F(multiply)(uint64_t *out, const uint64_t *x_mem, const uint64_t *y_mem, const struct F(key) * key)
{
	__m512i x[NV], y[NV], c[NV], d[NV];
	_Alignas(64) uint64_t d_mem[NV * 8];
	F(load)(x, x_mem);
	F(load)(y, y_mem);
	F(product)(c, d, x, y);
	F(store)(d_mem, d);
	F(reduce)(c, d_mem, key);
	F(store)(out, c);
	wipe(d_mem, sizeof d_mem);
}

/* gather reads the whole table and keeps entry i0 of the first number's and i1 of the second's. */
TARGET static void F(gather)(uint64_t *out, const uint64_t *table, unsigned i0, unsigned i1)
{
	__m512i want = _mm512_mask_set1_epi64(_mm512_set1_epi64(i0), 0xf0, i1), at = ZERO, v[NV];
	UNROLL for (int j = 0; j < NV; j++)
	{
		v[j] = ZERO;
	}
	for (int i = 0; i < IFMA_TABLE; i++) {
		__mmask8 k = _mm512_cmpeq_epi64_mask(at, want);
		UNROLL for (int j = 0; j < NV; j++)
		{
			v[j] = _mm512_mask_mov_epi64(v[j], k, LOAD(table + (size_t)(8 * NV * i + 8 * j)));
		}
		at = ADD(at, _mm512_set1_epi64(1));
	}
	F(store)(out, v);
}

/* put: a number of 64-bit limbs into the lanes of one of the two. */
static void F(put)(uint64_t *out, const uint64_t *in, size_t limbs, int which)
{
	for (unsigned c = 0; c < 4 * NV; c++) {
		out[c % NV * 8 + LANE(c / NV) + 4 * which] = ifma_digit(in, limbs, c);
	}
}

/* get: the other way, for digits of any size whose number fits. */
static void F(get)(uint64_t *out, size_t limbs, const uint64_t *in, int which)
{
	unsigned __int128 sum = 0;
	unsigned have = 0;
	size_t at = 0;
	for (unsigned c = 0; c < 4 * NV; c++) {
		sum += (unsigned __int128)in[c % NV * 8 + LANE(c / NV) + 4 * which] << have;
		have += 52;
		if (have >= 64) {
			if (at < limbs) {
				out[at++] = (uint64_t)sum;
			}
			sum >>= 64;
			have -= 64;
		}
	}
	while (at < limbs) {
		out[at++] = (uint64_t)sum;
		sum >>= 64;
	}
}

static void F(key_init)(struct F(key) * key, const struct ifma_prime prime[2], size_t limbs)
{
	for (int w = 0; w < 2; w++) {
		F(put)(key->n[0], prime[w].n, limbs, w);
		F(put)(key->rr, prime[w].rr, limbs, w);
		unsigned __int128 k = ifma_minus_inverse(prime[w].n);
		for (int lane = 0; lane < 4; lane++) {
			key->k0[4 * w + lane] = (uint64_t)k & DIGIT_MASK;
			key->k1[4 * w + lane] = (uint64_t)(k >> 52) & DIGIT_MASK;
		}
		for (int turn = 1; turn < 4; turn++) {
			for (int j = 0; j < NV; j++) {
				for (int u = 0; u < 4; u++) {
					key->n[turn][8 * j + 4 * w + LANE(u + turn)] =
					    key->n[0][8 * j + 4 * w + LANE(u)];
				}
			}
		}
	}
}

/* power: out[w] = in[w]^exponent[w] mod n[w], by windows of five bits. in is below n, all have `limbs` limbs. */
static void F(power)(const struct F(key) * key, struct F(work) * work, uint64_t *const out[2],
		     const uint64_t *const in[2], const uint64_t *const exponent[2], size_t limbs)
{
	uint64_t(*table)[NV * 8] = work->table;
	uint64_t *x = work->x, *one = work->one;
	memset(one, 0, sizeof work->one);
	one[LANE(0)] = 1;
	one[LANE(0) + 4] = 1;
	F(multiply)(table[0], key->rr, one, key);
	F(put)(x, in[0], limbs, 0);
	F(put)(x, in[1], limbs, 1);
	F(multiply)(table[1], x, key->rr, key);
	for (int i = 2; i < IFMA_TABLE; i += 2) {
		memcpy(table[i], table[i / 2], sizeof table[i]);
		F(squarings)(table[i], key, 1);
		F(multiply)(table[i + 1], table[i], table[1], key);
	}
	unsigned at = (unsigned)(64 * limbs + IFMA_WINDOW - 1) / IFMA_WINDOW * IFMA_WINDOW - IFMA_WINDOW;
	F(gather)(x, table[0], ifma_window(exponent[0], limbs, at), ifma_window(exponent[1], limbs, at));
	while (at != 0) {
		at -= IFMA_WINDOW;
		F(squarings)(x, key, IFMA_WINDOW);
		F(gather)(one, table[0], ifma_window(exponent[0], limbs, at), ifma_window(exponent[1], limbs, at));
		F(multiply)(x, x, one, key);
	}
	memset(one, 0, sizeof work->one);
	one[LANE(0)] = 1;
	one[LANE(0) + 4] = 1;
	F(multiply)(x, x, one, key);
	F(get)(out[0], limbs, x, 0);
	F(get)(out[1], limbs, x, 1);
}
