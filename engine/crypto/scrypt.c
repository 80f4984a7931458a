/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The parts of RFC 7914, each named as there. Which memory is read depends on the password: that is scrypt's design. */
#include "crypto/scrypt.h"

#include <string.h>

#include "base/secret.h"
#include "crypto/pbkdf2.h"

#define WORDS 16 /* in a block of Salsa20 */

static inline uint32_t rotl(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

static inline void quarter_round(uint32_t x[WORDS], int a, int b, int c, int d)
{
	x[b] ^= rotl(x[a] + x[d], 7);
	x[c] ^= rotl(x[b] + x[a], 9);
	x[d] ^= rotl(x[c] + x[b], 13);
	x[a] ^= rotl(x[d] + x[c], 18);
}

/* §3. Eight rounds: four of the columns, four of the rows. x is scratch. */
static void salsa20_8(uint32_t block[WORDS], uint32_t x[WORDS])
{
	memcpy(x, block, WORDS * sizeof *x);
	for (int i = 0; i < 4; i++) {
		for (int k = 0; k < 4; k++) {
			quarter_round(x, 5 * k, (5 * k + 4) % WORDS, (5 * k + 8) % WORDS, (5 * k + 12) % WORDS);
		}
		for (int k = 0; k < 4; k++) {
			quarter_round(x, 5 * k, 4 * k + (k + 1) % 4, 4 * k + (k + 2) % 4, 4 * k + (k + 3) % 4);
		}
	}
	for (int i = 0; i < WORDS; i++) {
		block[i] += x[i];
	}
}

/* §4. The blocks of even number come first. */
static void block_mix(uint32_t *out, const uint32_t *in, size_t r)
{
	uint32_t t[WORDS], scratch[WORDS];
	memcpy(t, in + (2 * r - 1) * WORDS, sizeof t);
	for (size_t i = 0; i < 2 * r; i++) {
		for (int k = 0; k < WORDS; k++) {
			t[k] ^= in[i * WORDS + k];
		}
		salsa20_8(t, scratch);
		memcpy(out + (i / 2 + (i % 2) * r) * WORDS, t, sizeof t);
	}
	wipe(t, sizeof t);
	wipe(scratch, sizeof scratch);
}

/* §5, over words of the machine. v has n + 2 places of 2 r blocks. */
static void ro_mix(uint8_t *b, uint64_t n, size_t r, uint32_t *v)
{
	size_t words = 2 * r * WORDS;
	uint32_t *x = v + n * words, *y = x + words;
	for (size_t i = 0; i < words; i++) {
		const uint8_t *p = b + 4 * i;
		v[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
	}
	/* The one after the last is x. */
	for (uint64_t i = 0; i < n; i++) {
		block_mix(v + (i + 1) * words, v + i * words, r);
	}
	for (uint64_t i = 0; i < n; i++) {
		const uint32_t *last = x + words - WORDS;
		const uint32_t *one = v + (((uint64_t)last[1] << 32 | last[0]) & (n - 1)) * words;
		for (size_t k = 0; k < words; k++) {
			x[k] ^= one[k];
		}
		block_mix(y, x, r);
		uint32_t *swap = x;
		x = y;
		y = swap;
	}
	for (size_t i = 0; i < 4 * words; i++) {
		b[i] = (uint8_t)(x[i / 4] >> (8 * (i % 4)));
	}
}

size_t scrypt_memory(struct scrypt_cost c)
{
	if (c.n < 2 || (c.n & (c.n - 1)) != 0 || c.r == 0 || c.p == 0 || (c.r < 4 && c.n >> (16 * c.r) != 0) ||
	    c.r > INT32_MAX / 128 || c.p > INT32_MAX / (128 * c.r) || c.n > PTRDIFF_MAX / (128 * c.r) - 2 - c.p) {
		return 0;
	}
	return 128 * c.r * (size_t)(c.n + 2 + c.p);
}

/* §6 */
void scrypt(uint8_t *out, size_t out_len, struct span password, struct span salt, struct scrypt_cost c, void *memory)
{
	size_t each = 128 * c.r;
	uint8_t *b = (uint8_t *)memory + each * (c.n + 2);
	pbkdf2(b, each * c.p, DIGEST_SHA256, password, salt, 1);
	for (size_t i = 0; i < c.p; i++) {
		ro_mix(b + each * i, c.n, c.r, memory);
	}
	pbkdf2(out, out_len, DIGEST_SHA256, password, span_of(b, each * c.p), 1);
}
