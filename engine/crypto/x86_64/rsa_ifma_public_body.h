/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * One Montgomery exponentiation with AVX-512 IFMA: included by rsa_ifma_public.c once for each length, with NV defined
 * to the number of vectors and F(name) to give functions their names.
 *
 * A number is 8 * NV digits of 52 bits; digit c stands in vector c mod NV, lane c / NV. A multiplication goes through
 * the digits of one operand, and with each clears the lowest column by adding a multiple of the modulus. The vectors
 * then change their names by one, and the one that held the cleared column drops its first lane and becomes the last.
 */

/* multiply: out = a * b / R mod n, below 2n when a and b are, with digits below 2^52. out may be a or b. */
TARGET static void F(multiply)(uint64_t *out, const uint64_t *a, const uint64_t *b, const uint64_t *n, uint64_t k)
{
	static const uint64_t zero;
	const __m512i mask = _mm512_set1_epi64(DIGIT_MASK), k0 = _mm512_set1_epi64((long long)k);
	__m512i c[NV], digit = _mm512_set1_epi64((long long)a[0]), m, carry;
	UNROLL for (int j = 0; j < NV; j++)
	{
		c[j] = ZERO;
	}
	c[0] = LO(c[0], digit, LOAD(b));
	m = SPREAD(LO(ZERO, c[0], k0));
	carry = _mm512_maskz_srli_epi64(1, ADD(c[0], mask), 52);
	for (int lane = 0; lane < 8; lane++) {
		UNROLL for (int j = 0; j < NV; j++)
		{
#define COL(o) c[(j + (o)) % NV]
			const uint64_t *next = j + 1 < NV ? a + 8 * (j + 1) + lane : lane < 7 ? a + lane + 1 : &zero;
			const __m512i digit_now = digit, m_now = m;
			digit = _mm512_set1_epi64((long long)*next);
			/* First all that the next factor m depends on. */
			COL(1) = HI(COL(1), digit_now, LOAD(b));
			COL(1) = LO(COL(1), digit_now, LOAD(b + 8));
			COL(1) = LO(COL(1), digit, LOAD(b));
			carry = HI(carry, m_now, LOAD(n));
			COL(1) = ADD(LO(COL(1), m_now, LOAD(n + 8)), carry);
			m = SPREAD(LO(ZERO, COL(1), k0));
			carry = _mm512_maskz_srli_epi64(1, ADD(COL(1), mask), 52);
			UNROLL for (int o = 2; o < NV; o++)
			{
				COL(o) = LO(COL(o), digit_now, LOAD(b + 8 * o));
				COL(o) = HI(COL(o), digit_now, LOAD(b + 8 * (o - 1)));
				COL(o) = LO(COL(o), m_now, LOAD(n + 8 * o));
				COL(o) = HI(COL(o), m_now, LOAD(n + 8 * (o - 1)));
			}
			COL(0) = LO(COL(0), m_now, LOAD(n));
			COL(0) = _mm512_maskz_alignr_epi64(0x7f, COL(0), COL(0), 1);
			COL(0) = HI(COL(0), digit_now, LOAD(b + 8 * (NV - 1)));
			COL(0) = HI(COL(0), m_now, LOAD(n + 8 * (NV - 1)));
#undef COL
		}
	}
	/* Carries, all columns at once; two rounds are nearly always enough. */
	__mmask8 more;
	do {
		__m512i t[NV];
		UNROLL for (int j = 0; j < NV; j++)
		{
			t[j] = _mm512_srli_epi64(c[j], 52);
			c[j] = _mm512_and_si512(c[j], mask);
		}
		c[0] = ADD(c[0], _mm512_maskz_alignr_epi64(0xfe, t[NV - 1], t[NV - 1], 7));
		more = _mm512_cmpgt_epu64_mask(c[0], mask);
		UNROLL for (int j = 1; j < NV; j++)
		{
			c[j] = ADD(c[j], t[j - 1]);
			more |= _mm512_cmpgt_epu64_mask(c[j], mask);
		}
	} while (more != 0);
	UNROLL for (int j = 0; j < NV; j++)
	{
		_mm512_store_si512(out + 8 * j, c[j]);
	}
}

static void F(put)(uint64_t *out, const uint64_t *in, size_t limbs)
{
	for (unsigned c = 0; c < 8 * NV; c++) {
		out[c % NV * 8 + c / NV] = ifma_digit(in, limbs, c);
	}
}

static void F(get)(uint64_t *out, size_t limbs, const uint64_t *in)
{
	unsigned __int128 sum = 0;
	unsigned have = 0;
	size_t at = 0;
	for (unsigned c = 0; c < 8 * NV; c++) {
		sum |= (unsigned __int128)in[c % NV * 8 + c / NV] << have;
		have += 52;
		if (have >= 64) {
			if (at == limbs) {
				return;
			}
			out[at++] = (uint64_t)sum;
			sum >>= 64;
			have -= 64;
		}
	}
	while (at < limbs) {
		out[at++] = (uint64_t)sum;
		sum >>= 64;
	}
}

static void F(power)(uint64_t *out, const uint64_t *n, size_t limbs, const uint64_t *start, const uint64_t *base,
		     uint64_t e, uint64_t k)
{
	_Alignas(64) uint64_t acc[8 * NV], x[8 * NV], modulus[8 * NV];
	F(put)(modulus, n, limbs);
	F(put)(x, start, limbs);
	memcpy(acc, x, sizeof acc);
	for (int i = 62 - __builtin_clzll(e); i >= 0; i--) {
		F(multiply)(acc, acc, acc, modulus, k);
		if (i != 0 && (e >> i & 1) != 0) {
			F(multiply)(acc, acc, x, modulus, k);
		}
	}
	F(put)(x, base, limbs);
	F(multiply)(acc, acc, x, modulus, k);
	F(get)(out, limbs + 1, acc);
}
