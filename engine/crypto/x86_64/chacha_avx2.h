/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ChaCha20 (RFC 8439 §2.3) on 256-bit registers, in two shapes. In rows, a register holds one row of the 4x4 state of
 * two blocks: for few blocks. In columns, register i holds word i of eight blocks: the fastest for many.
 *
 * The file that includes this one defines INLINE with AVX2 in its target.
 */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define CHACHA_BLOCK   64
#define CHACHA_KEY     32
#define CHACHA_ROWS    (4 * CHACHA_BLOCK) /* bytes of two sets of rows */
#define CHACHA_COLUMNS (8 * CHACHA_BLOCK) /* bytes of a batch in columns */

/* A block before the rounds, in rows: constants, key twice, counter and nonce. */
struct chacha_start {
	__m128i row[4];
};

INLINE struct chacha_start chacha_start(const void *key, const uint8_t *nonce)
{
	uint64_t first;
	uint32_t last;
	memcpy(&first, nonce, sizeof first);
	memcpy(&last, nonce + sizeof first, sizeof last);
	return (struct chacha_start){{
	    _mm_set_epi32(0x6b206574, 0x79622d32, 0x3320646e, 0x61707865),
	    _mm_loadu_si128(key),
	    _mm_loadu_si128((const __m128i *)key + 1),
	    _mm_set_epi64x((int64_t)(first >> 32 | (uint64_t)last << 32), (int64_t)(first << 32)),
	}};
}

INLINE void chacha_skip(struct chacha_start *s, uint32_t n_blocks)
{
	s->row[3] = _mm_add_epi32(s->row[3], _mm_cvtsi32_si128((int)n_blocks));
}

INLINE __m256i turn_16(__m256i v)
{
	const __m128i order = _mm_set_epi8(13, 12, 15, 14, 9, 8, 11, 10, 5, 4, 7, 6, 1, 0, 3, 2);
	return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(order));
}

INLINE __m256i turn_12(__m256i v)
{
	return _mm256_or_si256(_mm256_slli_epi32(v, 12), _mm256_srli_epi32(v, 20));
}

INLINE __m256i turn_8(__m256i v)
{
	const __m128i order = _mm_set_epi8(14, 13, 12, 15, 10, 9, 8, 11, 6, 5, 4, 7, 2, 1, 0, 3);
	return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(order));
}

INLINE __m256i turn_7(__m256i v)
{
	return _mm256_or_si256(_mm256_slli_epi32(v, 7), _mm256_srli_epi32(v, 25));
}

INLINE void quarter(__m256i *a, __m256i *b, __m256i *c, __m256i *d)
{
	*a = _mm256_add_epi32(*a, *b);
	*d = turn_16(_mm256_xor_si256(*d, *a));
	*c = _mm256_add_epi32(*c, *d);
	*b = turn_12(_mm256_xor_si256(*b, *c));
	*a = _mm256_add_epi32(*a, *b);
	*d = turn_8(_mm256_xor_si256(*d, *a));
	*c = _mm256_add_epi32(*c, *d);
	*b = turn_7(_mm256_xor_si256(*b, *c));
}

struct chacha_rows {
	__m256i a, b, c, d;
};

/* Two rounds on rows: between them the diagonals are turned into columns, and back after them. */
INLINE void rows_double_round(struct chacha_rows *x)
{
	quarter(&x->a, &x->b, &x->c, &x->d);
	x->b = _mm256_shuffle_epi32(x->b, 0x39);
	x->c = _mm256_shuffle_epi32(x->c, 0x4e);
	x->d = _mm256_shuffle_epi32(x->d, 0x93);
	quarter(&x->a, &x->b, &x->c, &x->d);
	x->b = _mm256_shuffle_epi32(x->b, 0x93);
	x->c = _mm256_shuffle_epi32(x->c, 0x4e);
	x->d = _mm256_shuffle_epi32(x->d, 0x39);
}

/* The start of two blocks, after blocks that come before. */
INLINE struct chacha_rows rows_start(const struct chacha_start *s, int after)
{
	return (struct chacha_rows){
	    _mm256_broadcastsi128_si256(s->row[0]),
	    _mm256_broadcastsi128_si256(s->row[1]),
	    _mm256_broadcastsi128_si256(s->row[2]),
	    _mm256_add_epi32(_mm256_broadcastsi128_si256(s->row[3]),
			     _mm256_set_epi32(0, 0, 0, after + 1, 0, 0, 0, after)),
	};
}

/* Adds the start and writes two blocks of key stream. */
INLINE void rows_store(const struct chacha_rows *x, const struct chacha_rows *start, uint8_t *stream)
{
	__m256i *to = (__m256i *)stream;
	__m256i a = _mm256_add_epi32(x->a, start->a), b = _mm256_add_epi32(x->b, start->b);
	__m256i c = _mm256_add_epi32(x->c, start->c), d = _mm256_add_epi32(x->d, start->d);
	_mm256_storeu_si256(to, _mm256_permute2x128_si256(a, b, 0x20));
	_mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(c, d, 0x20));
	_mm256_storeu_si256(to + 2, _mm256_permute2x128_si256(a, b, 0x31));
	_mm256_storeu_si256(to + 3, _mm256_permute2x128_si256(c, d, 0x31));
}

/* Four blocks of key stream. */
INLINE void chacha_rows(const struct chacha_start *s, uint8_t *stream)
{
	const struct chacha_rows start0 = rows_start(s, 0), start1 = rows_start(s, 2);
	struct chacha_rows x0 = start0, x1 = start1;
	for (int i = 0; i < 10; i++) {
		rows_double_round(&x0);
		rows_double_round(&x1);
	}
	rows_store(&x0, &start0, stream);
	rows_store(&x1, &start1, stream + CHACHA_ROWS / 2);
}

/* Word n of the start for all blocks; the blocks' counters follow one another. */
INLINE __m256i columns_word(const struct chacha_start *s, int n)
{
	uint32_t word;
	memcpy(&word, (const uint8_t *)s->row + 4 * n, sizeof word);
	__m256i v = _mm256_set1_epi32((int)word);
	return n == 12 ? _mm256_add_epi32(v, _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0)) : v;
}

INLINE void columns_start(const struct chacha_start *s, __m256i x[16])
{
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		x[i] = columns_word(s, i);
	}
}

INLINE void columns_round(__m256i x[16])
{
	quarter(&x[0], &x[4], &x[8], &x[12]);
	quarter(&x[1], &x[5], &x[9], &x[13]);
	quarter(&x[2], &x[6], &x[10], &x[14]);
	quarter(&x[3], &x[7], &x[11], &x[15]);
}

INLINE void diagonals_round(__m256i x[16])
{
	quarter(&x[0], &x[5], &x[10], &x[15]);
	quarter(&x[1], &x[6], &x[11], &x[12]);
	quarter(&x[2], &x[7], &x[8], &x[13]);
	quarter(&x[3], &x[4], &x[9], &x[14]);
}

/* Four registers of one word of eight blocks each become four of four words of every fourth block. */
INLINE void transpose_4(__m256i x[4])
{
	__m256i ab_low = _mm256_unpacklo_epi32(x[0], x[1]), ab_high = _mm256_unpackhi_epi32(x[0], x[1]);
	__m256i cd_low = _mm256_unpacklo_epi32(x[2], x[3]), cd_high = _mm256_unpackhi_epi32(x[2], x[3]);
	x[0] = _mm256_unpacklo_epi64(ab_low, cd_low);
	x[1] = _mm256_unpackhi_epi64(ab_low, cd_low);
	x[2] = _mm256_unpacklo_epi64(ab_high, cd_high);
	x[3] = _mm256_unpackhi_epi64(ab_high, cd_high);
}

INLINE void xor_store(uint8_t *out, const uint8_t *in, __m256i v)
{
	_mm256_storeu_si256((__m256i *)out, _mm256_xor_si256(v, _mm256_loadu_si256((const __m256i *)in)));
}

/* Adds the start, turns words of blocks into blocks and adds them to what is at in, eight blocks long. */
INLINE void columns_finish(const struct chacha_start *s, __m256i x[16], uint8_t *out, const uint8_t *in)
{
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		x[i] = _mm256_add_epi32(x[i], columns_word(s, i));
	}
	transpose_4(x);
	transpose_4(x + 4);
	transpose_4(x + 8);
	transpose_4(x + 12);
	/* Lane l of x[4 * q + i] now is quarter q of block 4 * l + i. */
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		size_t near = (size_t)CHACHA_BLOCK * (size_t)i, far = near + CHACHA_COLUMNS / 2;
		xor_store(out + near, in + near, _mm256_permute2x128_si256(x[i], x[4 + i], 0x20));
		xor_store(out + near + 32, in + near + 32, _mm256_permute2x128_si256(x[8 + i], x[12 + i], 0x20));
		xor_store(out + far, in + far, _mm256_permute2x128_si256(x[i], x[4 + i], 0x31));
		xor_store(out + far + 32, in + far + 32, _mm256_permute2x128_si256(x[8 + i], x[12 + i], 0x31));
	}
}
