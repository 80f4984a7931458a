/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * AES-GCM (NIST SP 800-38D) on registers of 128 or 256 bits, for machines without AVX-512. The file that includes this
 * one says how wide: it defines FEATURES, LANES (blocks of a register), vec and the v_* operations on it, and gets
 * seal(), open() and their target attribute.
 *
 * A batch is eight registers, which AES-NI's latency wants. Its products with the powers of the hash key are summed and
 * reduced once. Sealing hashes the batch before while it encrypts the next; opening hashes what it decrypts. What is
 * left after the batches goes through a buffer and is hashed in one sum with the block of lengths.
 */
#include "base/secret.h"
#include "crypto/x86_64/aesgcm.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/gf128.h"

#define REGS  8
#define WIDTH (LANES * AES_BLOCK)
#define BATCH ((size_t)(WIDTH * REGS)) /* bytes of a batch */

_Static_assert(LANES *REGS < AESGCM_MAX_POWERS, "there are powers for a batch and the block of lengths");

/* One message. */
struct gcm {
	const struct aesgcm_state *st;
	vec counter;  /* the next counter blocks, bytes reversed */
	__m128i mask; /* the first counter block encrypted, which covers the tag */
	__m128i hash; /* GHASH so far, bytes reversed */
};

/* Sums of products before reduction, a struct gf128_product in each lane. */
struct product {
	vec lo, mid, hi;
};

INLINE vec reverse_each(vec v)
{
	return v_shuffle_bytes(v, v_broadcast(_mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));
}

INLINE struct product mul(vec a, vec b)
{
	return (struct product){
	    v_clmul(a, b, 0x00),
	    v_xor(v_clmul(a, b, 0x01), v_clmul(a, b, 0x10)),
	    v_clmul(a, b, 0x11),
	};
}

INLINE struct product mul_add(struct product p, vec a, vec b)
{
	struct product q = mul(a, b);
	return (struct product){v_xor(p.lo, q.lo), v_xor(p.mid, q.mid), v_xor(p.hi, q.hi)};
}

/* Adds up the lanes and reduces. */
INLINE __m128i reduce(struct product p)
{
	return gf128_reduce((struct gf128_product){v_sum(p.lo), v_sum(p.mid), v_sum(p.hi)});
}

INLINE void start_rounds(struct gcm *g, vec *v)
{
	const vec key = v_broadcast(g->st->round_keys[0]);
	const vec step = v_broadcast(_mm_set_epi32(0, 0, 0, LANES));
#pragma GCC unroll 8
	for (int i = 0; i < REGS; i++) {
		v[i] = v_xor(reverse_each(g->counter), key);
		g->counter = v_add32(g->counter, step);
	}
}

INLINE void middle_round(const struct gcm *g, vec *v, const int r)
{
	const vec key = v_broadcast(g->st->round_keys[r]);
#pragma GCC unroll 8
	for (int i = 0; i < REGS; i++) {
		v[i] = v_aesenc(v[i], key);
	}
}

/* The last round adds its key at the end; text added to that key comes out encrypted. */
INLINE void last_round(const struct gcm *g, const vec *v, uint8_t *out, const uint8_t *in, const int rounds)
{
	const vec key = v_broadcast(g->st->round_keys[rounds]);
#pragma GCC unroll 8
	for (int i = 0; i < REGS; i++) {
		v_store(out + WIDTH * i, v_aesenclast(v[i], v_xor(key, v_load(in + WIDTH * i))));
	}
}

/* Adds register i of what begins at ciphertext to the sum of products; it meets the powers from powers[0] on. */
INLINE struct product hash_step(const struct gcm *g, struct product p, const uint8_t *ciphertext, const __m128i *powers,
				const size_t i)
{
	vec blocks = reverse_each(v_load(ciphertext + WIDTH * i));
	vec h = v_load(powers + LANES * i);
	return i == 0 ? mul(v_xor(blocks, v_zext(g->hash)), h) : mul_add(p, blocks, h);
}

/* Encrypts or decrypts a batch, and between the rounds hashes the batch of ciphertext at hashed, if any. */
INLINE void crypt_batch(struct gcm *g, uint8_t *out, const uint8_t *in, const uint8_t *hashed, const int rounds)
{
	const __m128i *powers = aesgcm_powers(g->st, LANES * REGS);
	struct product p = {v_zero(), v_zero(), v_zero()};
	vec v[REGS];
	start_rounds(g, v);
#pragma GCC unroll 16
	for (int r = 1; r < rounds; r++) {
		middle_round(g, v, r);
		if (hashed && r <= REGS) {
			p = hash_step(g, p, hashed, powers, (size_t)r - 1);
		}
	}
	if (hashed) {
		g->hash = reduce(p);
	}
	last_round(g, v, out, in, rounds);
}

INLINE void hash_batch(struct gcm *g, const uint8_t *ciphertext)
{
	const __m128i *powers = aesgcm_powers(g->st, LANES * REGS);
	struct product p = {v_zero(), v_zero(), v_zero()};
#pragma GCC unroll 8
	for (size_t i = 0; i < REGS; i++) {
		p = hash_step(g, p, ciphertext, powers, i);
	}
	g->hash = reduce(p);
}

/* All whole batches. Returns how many bytes they are. */
INLINE size_t crypt_batches(struct gcm *g, uint8_t *out, const uint8_t *in, size_t len, const int rounds,
			    const bool sealing)
{
	size_t done = 0;
	if (sealing && len >= BATCH) {
		crypt_batch(g, out, in, NULL, rounds);
		done = BATCH;
	}
	for (; len - done >= BATCH; done += BATCH) {
		crypt_batch(g, out + done, in + done, sealing ? out + done - BATCH : in + done, rounds);
	}
	if (sealing && done > 0) {
		hash_batch(g, out + done - BATCH);
	}
	return done;
}

/* Hashes what is left, zeros behind it, and the block of lengths. */
INLINE void hash_rest(struct gcm *g, const uint8_t *ciphertext, size_t len, __m128i lengths)
{
	size_t n_blocks = (len + AES_BLOCK - 1) / AES_BLOCK;
	const __m128i *powers = aesgcm_powers(g->st, n_blocks + 1);
	struct product p = {v_zero(), v_zero(), v_zero()};
	if (n_blocks == 0) {
		lengths = _mm_xor_si128(lengths, g->hash);
	}
	for (size_t i = 0; i * LANES < n_blocks; i++) {
		p = hash_step(g, p, ciphertext, powers, i);
	}
	g->hash = reduce(mul_add(p, v_zext(lengths), v_zext(powers[n_blocks])));
}

/* Encrypts or decrypts len < BATCH bytes, and *type unless it is NULL, and finishes the hash. */
INLINE void crypt_rest(struct gcm *g, uint8_t *out, const uint8_t *in, size_t len, uint8_t *type, __m128i lengths,
		       const int rounds, const bool sealing)
{
	uint8_t text[BATCH];
	vec v[REGS];
	size_t total = len + (type != NULL);
	if (total == 0) {
		hash_rest(g, NULL, 0, lengths);
		return;
	}
	start_rounds(g, v);
#pragma GCC unroll 16
	for (int r = 1; r < rounds; r++) {
		middle_round(g, v, r);
	}
	memset(text, 0, sizeof text);
	if (sealing) {
		if (len > 0) {
			memcpy(text, in, len);
		}
		if (type) {
			text[len] = *type;
		}
	} else {
		memcpy(text, in, total);
		hash_rest(g, text, total, lengths);
	}
	last_round(g, v, text, text, rounds);
	if (sealing) {
		memset(text + total, 0, sizeof text - total);
		hash_rest(g, text, total, lengths);
		memcpy(out, text, total);
		return;
	}
	if (len > 0) {
		memcpy(out, text, len);
	}
	if (type) {
		*type = text[len];
	}
	wipe(text, sizeof text);
}

INLINE __m128i hash_aad(const struct aesgcm_state *st, struct span aad)
{
	const __m128i h = *aesgcm_powers(st, 1);
	__m128i y = _mm_setzero_si128();
	while (aad.len > 0) {
		size_t take = aad.len < AES_BLOCK ? aad.len : AES_BLOCK;
		uint8_t block[AES_BLOCK] = {0};
		memcpy(block, aad.p, take);
		y = gf128_mul(_mm_xor_si128(y, gf128_reverse(_mm_loadu_si128((const __m128i *)block))), h);
		aad.p += take;
		aad.len -= take;
	}
	return y;
}

INLINE void start(struct gcm *g, const struct aesgcm_state *st, const uint8_t *nonce, struct span aad, const int rounds)
{
	uint64_t first;
	uint32_t second;
	memcpy(&first, nonce, sizeof first);
	memcpy(&second, nonce + sizeof first, sizeof second);
	/* The counter is the last word, in network order: SP 800-38D §7.1, with a nonce of 96 bits. */
	__m128i block = _mm_set_epi64x((int64_t)(second | (uint64_t)1 << 56), (int64_t)first);
	__m128i v = _mm_xor_si128(block, st->round_keys[0]);
#pragma GCC unroll 16
	for (int r = 1; r < rounds; r++) {
		v = _mm_aesenc_si128(v, st->round_keys[r]);
	}
	g->st = st;
	g->mask = _mm_aesenclast_si128(v, st->round_keys[rounds]);
	g->counter = v_add32(v_broadcast(gf128_reverse(block)), v_first_counters());
	g->hash = hash_aad(st, aad);
}

/* Does all of a message but for storing or comparing the tag, which it returns. */
INLINE __m128i crypt(const struct aesgcm_state *st, const uint8_t *nonce, struct span aad, uint8_t *out,
		     const uint8_t *in, size_t len, uint8_t *type, const int rounds, const bool sealing)
{
	struct gcm g;
	size_t total = len + (type != NULL);
	__m128i lengths = _mm_set_epi64x((int64_t)(aad.len * 8), (int64_t)(total * 8));
	start(&g, st, nonce, aad, rounds);
	size_t done = crypt_batches(&g, out, in, len, rounds, sealing);
	crypt_rest(&g, out + done, in + done, len - done, type, lengths, rounds, sealing);
	return _mm_xor_si128(gf128_reverse(g.hash), g.mask);
}

INLINE void seal(const void *state, const uint8_t *nonce, struct span aad, uint8_t *out, const uint8_t *in, size_t len,
		 const uint8_t *type, const int rounds)
{
	uint8_t copy = type ? *type : 0;
	__m128i tag = crypt(state, nonce, aad, out, in, len, type ? &copy : NULL, rounds, true);
	_mm_storeu_si128((__m128i *)(out + len + (type != NULL)), tag);
}

INLINE int open(const void *state, const uint8_t *nonce, struct span aad, uint8_t *out, const uint8_t *in, size_t len,
		uint8_t *type, const int rounds)
{
	__m128i received = _mm_loadu_si128((const __m128i *)(in + len + (type != NULL)));
	__m128i difference = _mm_xor_si128(received, crypt(state, nonce, aad, out, in, len, type, rounds, false));
	int ok = _mm_testz_si128(difference, difference);
	if (!ok) {
		wipe(out, len);
		if (type) {
			*type = 0;
		}
	}
	return ok;
}

TARGET static void seal_128(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			    const uint8_t *in, size_t len, const uint8_t *type)
{
	seal(state, nonce, aad, out, in, len, type, AES_128_ROUNDS);
}

TARGET static int open_128(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len, uint8_t *type)
{
	return open(state, nonce, aad, out, in, len, type, AES_128_ROUNDS);
}

TARGET static void seal_256(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			    const uint8_t *in, size_t len, const uint8_t *type)
{
	seal(state, nonce, aad, out, in, len, type, AES_256_ROUNDS);
}

TARGET static int open_256(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len, uint8_t *type)
{
	return open(state, nonce, aad, out, in, len, type, AES_256_ROUNDS);
}
