/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Two exponentiations side by side, one for each prime of an RSA key: included by rsa_ifma.c once for each length, like
 * rsa_ifma_mul.h, which has the layout of numbers. Constant-time.
 */

/* The two moduli, -1/n mod 2^52 for each, and R^2 mod n. */
struct F(key) {
	_Alignas(64) uint64_t n[NV * 8];
	_Alignas(64) uint64_t rr[NV * 8];
	_Alignas(64) uint64_t k[8];
};

/* What an exponentiation works in: the table of powers, and two numbers. */
struct F(work) {
	_Alignas(64) uint64_t table[IFMA_TABLE][NV * 8];
	_Alignas(64) uint64_t x[NV * 8], y[NV * 8];
};

/*
 * multiply: out = a * b / R mod n, below 2n, with digits below 2^52. The first round of carries leaves digits that are
 * above that by less than 2^8, so that a carry in the second is one, and seldom. That it meets a digit of 52 ones, and
 * would have to go on, has a chance below 2^-90: who uses the result verifies what is built on it.
 */
TARGET static void F(multiply)(uint64_t *out, const uint64_t *a, const uint64_t *b, const struct F(key) * key)
{
	__m512i c[NV];
	F(columns)(c, a, b, key->n, key->k);
	F(carry_all)(c);
	F(carry_all)(c);
	UNROLL for (int j = 0; j < NV; j++)
	{
		_mm512_store_si512(out + 8 * j, c[j]);
	}
}

/* gather reads the whole table and keeps entry i0 of the first number's and i1 of the second's. */
TARGET static void F(gather)(uint64_t *out, const uint64_t *table, unsigned i0, unsigned i1)
{
	const __m512i want = _mm512_mask_set1_epi64(_mm512_set1_epi64(i0), 0xaa, i1), step = _mm512_set1_epi64(1);
	__m512i at = ZERO, v[NV];
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
		at = ADD(at, step);
	}
	UNROLL for (int j = 0; j < NV; j++)
	{
		_mm512_store_si512(out + 8 * j, v[j]);
	}
}

/* put: a number of 64-bit limbs as number `which`. get: the other way, for digits of any size whose number fits. */
static void F(put)(uint64_t *out, const uint64_t *in, size_t limbs, int which)
{
	for (unsigned c = 0; c < 4 * NV; c++) {
		out[c % NV * 8 + 2 * (c / NV) + (unsigned)which] = ifma_digit(in, limbs, c);
	}
}

static void F(get)(uint64_t *out, size_t limbs, const uint64_t *in, int which)
{
	unsigned __int128 sum = 0;
	unsigned have = 0;
	size_t at = 0;
	for (unsigned c = 0; c < 4 * NV; c++) {
		sum += (unsigned __int128)in[c % NV * 8 + 2 * (c / NV) + (unsigned)which] << have;
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
		F(put)(key->n, prime[w].n, limbs, w);
		F(put)(key->rr, prime[w].rr, limbs, w);
		for (int lane = 0; lane < 4; lane++) {
			key->k[2 * lane + w] = ifma_minus_inverse(prime[w].n[0]);
		}
	}
}

/* power: out[w] = in[w]^exponent[w] mod n[w], by windows of five bits. in is below n, all have `limbs` limbs. */
static void F(power)(const struct F(key) * key, struct F(work) * work, uint64_t *const out[2],
		     const uint64_t *const in[2], const uint64_t *const exponent[2], size_t limbs)
{
	uint64_t(*table)[NV * 8] = work->table;
	uint64_t *x = work->x, *y = work->y;
	memset(y, 0, sizeof work->y);
	y[0] = y[1] = 1;
	F(multiply)(table[0], key->rr, y, key);
	F(put)(x, in[0], limbs, 0);
	F(put)(x, in[1], limbs, 1);
	F(multiply)(table[1], x, key->rr, key);
	for (int i = 2; i < IFMA_TABLE; i += 2) {
		F(multiply)(table[i], table[i / 2], table[i / 2], key);
		F(multiply)(table[i + 1], table[i], table[1], key);
	}
	unsigned at = (unsigned)(64 * limbs - 1) / IFMA_WINDOW * IFMA_WINDOW;
	F(gather)(x, table[0], ifma_window(exponent[0], limbs, at), ifma_window(exponent[1], limbs, at));
	while (at != 0) {
		at -= IFMA_WINDOW;
		for (int i = 0; i < IFMA_WINDOW; i++) {
			F(multiply)(x, x, x, key);
		}
		F(gather)(y, table[0], ifma_window(exponent[0], limbs, at), ifma_window(exponent[1], limbs, at));
		F(multiply)(x, x, y, key);
	}
	memset(y, 0, sizeof work->y);
	y[0] = y[1] = 1;
	F(multiply)(x, x, y, key);
	F(get)(out[0], limbs, x, 0);
	F(get)(out[1], limbs, x, 1);
}

#undef RISE
