/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * One exponentiation of public numbers: included by rsa_ifma_public.c once for each length, like rsa_ifma_mul.h, which
 * has the layout of numbers.
 */

/* multiply: out = a * b / R mod n, below 2n, with digits below 2^52. Two rounds of carries are nearly always enough. */
TARGET static void F(multiply)(uint64_t *out, const uint64_t *a, const uint64_t *b, const uint64_t *n,
			       const uint64_t *k)
{
	const __m512i mask = _mm512_set1_epi64(DIGIT_MASK);
	__m512i c[NV];
	__mmask8 more;
	F(columns)(c, a, b, n, k);
	F(carry_all)(c);
	do {
		F(carry_all)(c);
		more = 0;
		UNROLL for (int j = 0; j < NV; j++)
		{
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
		     uint64_t e)
{
	_Alignas(64) uint64_t acc[8 * NV], x[8 * NV], modulus[8 * NV], k[8];
	for (int lane = 0; lane < 8; lane++) {
		k[lane] = ifma_minus_inverse(n[0]);
	}
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

#undef RISE
