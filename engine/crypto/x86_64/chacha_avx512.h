/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ChaCha20 (RFC 8439 §2.3) on 512-bit registers, in two shapes. In rows, a register holds one row of the 4x4 state of
 * four blocks: for few blocks. In columns, register i holds word i of sixteen blocks: the fastest for many.
 *
 * The file that includes this one defines INLINE with AVX-512 in its target.
 */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define CHACHA_BLOCK     64
#define CHACHA_KEY       32
#define CHACHA_ROW_BLOCK 4                   /* blocks of one set of rows */
#define CHACHA_COLUMNS   (16 * CHACHA_BLOCK) /* bytes of a batch in columns */

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

struct chacha_rows {
	__m512i a, b, c, d;
};

INLINE void quarter(__m512i *a, __m512i *b, __m512i *c, __m512i *d)
{
	*a = _mm512_add_epi32(*a, *b);
	*d = _mm512_rol_epi32(_mm512_xor_si512(*d, *a), 16);
	*c = _mm512_add_epi32(*c, *d);
	*b = _mm512_rol_epi32(_mm512_xor_si512(*b, *c), 12);
	*a = _mm512_add_epi32(*a, *b);
	*d = _mm512_rol_epi32(_mm512_xor_si512(*d, *a), 8);
	*c = _mm512_add_epi32(*c, *d);
	*b = _mm512_rol_epi32(_mm512_xor_si512(*b, *c), 7);
}

/* Two rounds on rows: between them the diagonals are turned into columns, and back after them. */
INLINE void rows_double_round(struct chacha_rows *x)
{
	quarter(&x->a, &x->b, &x->c, &x->d);
	x->b = _mm512_shuffle_epi32(x->b, 0x39);
	x->c = _mm512_shuffle_epi32(x->c, 0x4e);
	x->d = _mm512_shuffle_epi32(x->d, 0x93);
	quarter(&x->a, &x->b, &x->c, &x->d);
	x->b = _mm512_shuffle_epi32(x->b, 0x93);
	x->c = _mm512_shuffle_epi32(x->c, 0x4e);
	x->d = _mm512_shuffle_epi32(x->d, 0x39);
}

/* Adds the start and writes four blocks of key stream. */
INLINE void rows_store(const struct chacha_rows *x, const struct chacha_rows *start, uint8_t *stream)
{
	__m512i a = _mm512_add_epi32(x->a, start->a), b = _mm512_add_epi32(x->b, start->b);
	__m512i c = _mm512_add_epi32(x->c, start->c), d = _mm512_add_epi32(x->d, start->d);
	__m512i ab_low = _mm512_shuffle_i32x4(a, b, 0x44), ab_high = _mm512_shuffle_i32x4(a, b, 0xee);
	__m512i cd_low = _mm512_shuffle_i32x4(c, d, 0x44), cd_high = _mm512_shuffle_i32x4(c, d, 0xee);
	_mm512_storeu_si512(stream, _mm512_shuffle_i32x4(ab_low, cd_low, 0x88));
	_mm512_storeu_si512(stream + 64, _mm512_shuffle_i32x4(ab_low, cd_low, 0xdd));
	_mm512_storeu_si512(stream + 128, _mm512_shuffle_i32x4(ab_high, cd_high, 0x88));
	_mm512_storeu_si512(stream + 192, _mm512_shuffle_i32x4(ab_high, cd_high, 0xdd));
}

INLINE struct chacha_rows rows_start(const struct chacha_start *s)
{
	const __m512i lanes = _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0);
	return (struct chacha_rows){
	    _mm512_broadcast_i32x4(s->row[0]),
	    _mm512_broadcast_i32x4(s->row[1]),
	    _mm512_broadcast_i32x4(s->row[2]),
	    _mm512_add_epi32(_mm512_broadcast_i32x4(s->row[3]), lanes),
	};
}

/* 4 * n_sets blocks of key stream from the counter of s on; n_sets is 1 or 2 where this is inlined. */
INLINE void chacha_rows(const struct chacha_start *s, uint8_t *stream, const int n_sets)
{
	const struct chacha_rows start0 = rows_start(s);
	struct chacha_rows start1 = start0, x0 = start0, x1;
	start1.d = _mm512_add_epi32(start1.d, _mm512_broadcast_i32x4(_mm_cvtsi32_si128(CHACHA_ROW_BLOCK)));
	x1 = start1;
	for (int i = 0; i < 10; i++) {
		rows_double_round(&x0);
		if (n_sets > 1) {
			rows_double_round(&x1);
		}
	}
	rows_store(&x0, &start0, stream);
	if (n_sets > 1) {
		rows_store(&x1, &start1, stream + CHACHA_ROW_BLOCK * CHACHA_BLOCK);
	}
}

/* Word n of the start for all blocks; the blocks' counters follow one another. */
INLINE __m512i columns_word(const struct chacha_start *s, int n)
{
	uint32_t word;
	memcpy(&word, (const uint8_t *)s->row + 4 * n, sizeof word);
	__m512i v = _mm512_set1_epi32((int)word);
	const __m512i counters = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
	return n == 12 ? _mm512_add_epi32(v, counters) : v;
}

INLINE void columns_start(const struct chacha_start *s, __m512i x[16])
{
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		x[i] = columns_word(s, i);
	}
}

/* Of four quarter rounds in step the i-th takes words i, 4 + (i + b) % 4, 8 + (i + c) % 4, 12 + (i + d) % 4. */
INLINE void add_turn(__m512i *to, __m512i from, __m512i *turned)
{
	*to = _mm512_add_epi32(*to, from);
	*turned = _mm512_xor_si512(*turned, *to);
}

INLINE void four_quarters(__m512i x[16], const int b, const int c, const int d)
{
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		add_turn(&x[i], x[4 + (i + b) % 4], &x[12 + (i + d) % 4]);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		x[12 + i] = _mm512_rol_epi32(x[12 + i], 16);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		add_turn(&x[8 + (i + c) % 4], x[12 + (i + d) % 4], &x[4 + (i + b) % 4]);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		x[4 + i] = _mm512_rol_epi32(x[4 + i], 12);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		add_turn(&x[i], x[4 + (i + b) % 4], &x[12 + (i + d) % 4]);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		x[12 + i] = _mm512_rol_epi32(x[12 + i], 8);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		add_turn(&x[8 + (i + c) % 4], x[12 + (i + d) % 4], &x[4 + (i + b) % 4]);
	}
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		x[4 + i] = _mm512_rol_epi32(x[4 + i], 7);
	}
}

INLINE void columns_round(__m512i x[16])
{
	four_quarters(x, 0, 0, 0);
}

INLINE void diagonals_round(__m512i x[16])
{
	four_quarters(x, 1, 2, 3);
}

/* Four registers of one word of sixteen blocks each become four of four words of every fourth block. */
INLINE void transpose_4(__m512i x[4])
{
	__m512i ab_low = _mm512_unpacklo_epi32(x[0], x[1]), ab_high = _mm512_unpackhi_epi32(x[0], x[1]);
	__m512i cd_low = _mm512_unpacklo_epi32(x[2], x[3]), cd_high = _mm512_unpackhi_epi32(x[2], x[3]);
	x[0] = _mm512_unpacklo_epi64(ab_low, cd_low);
	x[1] = _mm512_unpackhi_epi64(ab_low, cd_low);
	x[2] = _mm512_unpacklo_epi64(ab_high, cd_high);
	x[3] = _mm512_unpackhi_epi64(ab_high, cd_high);
}

/* Adds the start and turns words of blocks into blocks: x[i] becomes block i of the key stream. */
INLINE void columns_finish(const struct chacha_start *s, __m512i x[16])
{
	__m512i y[16];
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		x[i] = _mm512_add_epi32(x[i], columns_word(s, i));
	}
	transpose_4(x);
	transpose_4(x + 4);
	transpose_4(x + 8);
	transpose_4(x + 12);
	/* Lane l of x[4 * q + i] now is quarter q of block 4 * l + i. */
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		__m512i p = _mm512_shuffle_i32x4(x[i], x[4 + i], 0x44), q = _mm512_shuffle_i32x4(x[i], x[4 + i], 0xee);
		__m512i r = _mm512_shuffle_i32x4(x[8 + i], x[12 + i], 0x44);
		__m512i t = _mm512_shuffle_i32x4(x[8 + i], x[12 + i], 0xee);
		y[i] = _mm512_shuffle_i32x4(p, r, 0x88);
		y[4 + i] = _mm512_shuffle_i32x4(p, r, 0xdd);
		y[8 + i] = _mm512_shuffle_i32x4(q, t, 0x88);
		y[12 + i] = _mm512_shuffle_i32x4(q, t, 0xdd);
	}
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		x[i] = y[i];
	}
}

/* Sixteen blocks of key stream. */
INLINE void chacha_columns(const struct chacha_start *s, uint8_t *stream)
{
	__m512i x[16];
	columns_start(s, x);
	for (int i = 0; i < 10; i++) {
		columns_round(x);
		diagonals_round(x);
	}
	columns_finish(s, x);
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		_mm512_storeu_si512(stream + CHACHA_BLOCK * i, x[i]);
	}
}
