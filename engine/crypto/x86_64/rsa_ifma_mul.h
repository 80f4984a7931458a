/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Montgomery multiplication with AVX-512 IFMA, of one number or of two side by side: included once for each length,
 * with NV defined to the number of vectors, F(name) to give functions their names, and LANES to the lanes of a number:
 * 8, or 4 with the first number in even lanes, the second in odd ones, and every step the same for both.
 *
 * A number is LANES * NV digits of 52 bits; digit c stands in vector c mod NV, lane c / NV. A multiplication goes
 * through the digits of one operand and with each adds a multiple of the modulus that clears the lowest column. The
 * vectors then change their names by one, and the one that held the cleared column drops its first lane and becomes
 * the last. Digits that are multiplied must be below 2^52, as the instructions look at 52 bits; columns may have 64.
 */

#define WIDTH (8 / LANES)

/* SPREAD: the lowest lane to all lanes. DROP: all lanes one down. RISE: all lanes one up. LOWEST: that lane as a mask.
 */
#if LANES == 8
#define LOWEST    0x01
#define SPREAD(x) _mm512_broadcastq_epi64(_mm512_castsi512_si128(x))
#define DROP(x)   _mm512_maskz_alignr_epi64(0x7f, x, x, 1)
#define RISE(x)   _mm512_maskz_alignr_epi64(0xfe, x, x, 7)
#define DIGIT(p)  _mm512_set1_epi64((long long)(p)[0])
#else
#define LOWEST    0x03
#define SPREAD(x) _mm512_shuffle_i64x2(x, x, 0)
#define DROP(x)   _mm512_maskz_alignr_epi64(0x3f, x, x, 2)
#define RISE(x)   _mm512_maskz_alignr_epi64(0xfc, x, x, 6)
#define DIGIT(p)  _mm512_broadcast_i64x2(_mm_loadu_si128((const __m128i *)(p)))
#endif

/*
 * columns: c = a * b / R mod n in columns of up to 60 bits; below 2n when a and b are and R = 2^(52 * LANES * NV) is
 * 4n or more. k is -1/n mod 2^52 in every lane of a number. What comes of a and of the modulus is summed up apart, so
 * that no sum waits for another; they meet when their column is the next to be cleared.
 */
INLINE void F(columns)(__m512i *c, const uint64_t *a, const uint64_t *b, const uint64_t *n, const uint64_t *k)
{
	static const uint64_t zero[8];
	const __m512i k0 = LOAD(k), mask = _mm512_set1_epi64(DIGIT_MASK);
	__m512i e[NV], digit = DIGIT(a);
	UNROLL for (int j = 0; j < NV; j++)
	{
		c[j] = e[j] = ZERO;
	}
	__m512i head = LO(ZERO, digit, LOAD(b));
	__m512i m = SPREAD(LO(ZERO, head, k0));
	__m512i carry = _mm512_maskz_srli_epi64(LOWEST, ADD(head, mask), 52);
	for (int lane = 0; lane < LANES; lane++) {
		UNROLL for (int j = 0; j < NV; j++)
		{
#define C(o) c[(j + (o)) % NV]
#define E(o) e[(j + (o)) % NV]
			const uint64_t *next = j + 1 < NV         ? a + 8 * (j + 1) + WIDTH * lane
					       : lane + 1 < LANES ? a + WIDTH * (lane + 1)
								  : zero;
			const __m512i digit_now = digit, m_now = m, head_now = head;
			digit = DIGIT(next);
			/* First all that the next factor m depends on. */
			carry = HI(carry, m_now, LOAD(n));
			head = LO(C(1), m_now, LOAD(n + 8));
			E(1) = HI(E(1), digit_now, LOAD(b));
			E(1) = LO(E(1), digit_now, LOAD(b + 8));
			E(1) = LO(E(1), digit, LOAD(b));
			head = ADD(ADD(carry, E(1)), head);
			m = SPREAD(LO(ZERO, head, k0));
			/* The low 52 bits become zero: what is above them goes on, one more if they were not zero. */
			carry = _mm512_maskz_srli_epi64(LOWEST, ADD(head, mask), 52);
			UNROLL for (int o = 2; o < NV; o++)
			{
				C(o) = LO(C(o), m_now, LOAD(n + 8 * o));
				E(o) = LO(E(o), digit_now, LOAD(b + 8 * o));
			}
			C(0) = DROP(LO(head_now, m_now, LOAD(n)));
			UNROLL for (int o = 2; o < NV; o++)
			{
				C(o) = HI(C(o), m_now, LOAD(n + 8 * (o - 1)));
				E(o) = HI(E(o), digit_now, LOAD(b + 8 * (o - 1)));
			}
			C(0) = HI(C(0), m_now, LOAD(n + 8 * (NV - 1)));
			E(0) = HI(ZERO, digit_now, LOAD(b + 8 * (NV - 1)));
#undef C
#undef E
		}
	}
	c[0] = head;
	UNROLL for (int j = 1; j < NV; j++)
	{
		c[j] = ADD(c[j], e[j]);
	}
}

/* carry_all: every column gives what it has above 52 bits to the next, all at once. */
INLINE void F(carry_all)(__m512i *c)
{
	const __m512i mask = _mm512_set1_epi64(DIGIT_MASK);
	__m512i t[NV];
	UNROLL for (int j = 0; j < NV; j++)
	{
		t[j] = _mm512_srli_epi64(c[j], 52);
		c[j] = _mm512_and_si512(c[j], mask);
	}
	c[0] = ADD(c[0], RISE(t[NV - 1]));
	UNROLL for (int j = 1; j < NV; j++)
	{
		c[j] = ADD(c[j], t[j - 1]);
	}
}

#undef LOWEST
#undef WIDTH
#undef SPREAD
#undef DROP
#undef DIGIT
