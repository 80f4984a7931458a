/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ChaCha20-Poly1305 (RFC 8439 §2.8) on 256-bit registers. While the vector units turn ChaCha's rounds, Poly1305 runs in
 * the integer units, a few blocks between any two rounds: sealing, over the batch before; opening, over the batch
 * itself. The first batch gives the one-time key too.
 */
#ifdef __x86_64__

#include "crypto/aead_impls.h"
#include "crypto/x86_64/cpu.h"

#define FEATURES "avx2,bmi2"
#define TARGET   __attribute__((target(FEATURES)))
#define INLINE   static inline __attribute__((always_inline, target(FEATURES)))

#include "crypto/x86_64/chacha_avx2.h"
#include "crypto/x86_64/poly1305.h"

#define SHORT      (CHACHA_ROWS - CHACHA_BLOCK)              /* bytes of text in rows, the key's block aside */
#define FIRST_LEN  ((size_t)(CHACHA_COLUMNS - CHACHA_BLOCK)) /* in columns */
#define FIRST_USED 8                                         /* counters used up by these */

/* One message. */
struct chachapoly {
	struct chacha_start start;
	struct poly1305 poly;
};

/* Hashes up to n blocks as long as there are some; returns what is left. */
INLINE struct span hash_some(struct poly1305 *p, struct span s, const int n)
{
	for (int i = 0; i < n && s.len >= POLY_BLOCK; i++) {
		poly1305_block(p, s.p);
		s.p += POLY_BLOCK;
		s.len -= POLY_BLOCK;
	}
	return s;
}

/* One batch in columns, counter as in c->start. hashed, whole blocks and at most a batch, is hashed in between. */
INLINE void crypt_batch(struct chachapoly *c, uint8_t *out, const uint8_t *in, struct span hashed)
{
	struct poly1305 poly = c->poly;
	__m256i x[16];
	columns_start(&c->start, x);
	for (int i = 0; i < 10; i++) {
		columns_round(x);
		hashed = hash_some(&poly, hashed, 2);
		diagonals_round(x);
		hashed = hash_some(&poly, hashed, 2);
	}
	columns_finish(&c->start, x, out, in);
	c->poly = poly;
	chacha_skip(&c->start, CHACHA_COLUMNS / CHACHA_BLOCK);
}

/* A batch of key stream. */
INLINE void stream_batch(struct chachapoly *c, uint8_t *stream)
{
	static const uint8_t zeros[CHACHA_COLUMNS];
	crypt_batch(c, stream, zeros, (struct span){NULL, 0});
}

INLINE void add_bytes(uint8_t *out, const uint8_t *in, size_t len, const uint8_t *stream)
{
	size_t i = 0;
	for (; len - i >= 32; i += 32) {
		xor_store(out + i, in + i, _mm256_loadu_si256((const __m256i *)(stream + i)));
	}
	for (; i < len; i++) {
		out[i] = in[i] ^ stream[i];
	}
}

/* What is left, or all of a short message, whose key stream is there. */
INLINE void crypt_rest(struct chachapoly *c, uint8_t *out, const uint8_t *in, size_t len, uint8_t *type,
		       const uint8_t *stream, const bool sealing)
{
	size_t total = len + (type != NULL);
	if (sealing) {
		add_bytes(out, in, len, stream);
		if (type) {
			out[len] = *type ^ stream[len];
		}
		poly1305_padded(&c->poly, out, total);
		return;
	}
	poly1305_padded(&c->poly, in, total);
	if (type) {
		*type = in[len] ^ stream[len];
	}
	add_bytes(out, in, len, stream);
}

/* A message of more than FIRST_LEN bytes. stream holds those of its beginning, and takes those of its end. */
INLINE void crypt_long(struct chachapoly *c, uint8_t *out, const uint8_t *in, size_t len, uint8_t *type,
		       uint8_t *stream, const bool sealing)
{
	size_t done = FIRST_LEN, hashed = 0;
	if (!sealing) {
		poly1305_padded(&c->poly, in, FIRST_LEN);
	}
	add_bytes(out, in, FIRST_LEN, stream + CHACHA_BLOCK);
	for (; len - done >= CHACHA_COLUMNS; done += CHACHA_COLUMNS) {
		if (sealing) {
			crypt_batch(c, out + done, in + done, span_of(out + hashed, done - hashed));
			hashed = done;
		} else {
			crypt_batch(c, out + done, in + done, span_of(in + done, CHACHA_COLUMNS));
		}
	}
	if (sealing) {
		poly1305_padded(&c->poly, out + hashed, done - hashed);
	}
	if (len - done + (type != NULL) > CHACHA_ROWS) {
		stream_batch(c, stream);
	} else {
		chacha_rows(&c->start, stream);
	}
	crypt_rest(c, out + done, in + done, len - done, type, stream, sealing);
}

/* The one-time key is the first block's first half (RFC 8439 §2.6). */
INLINE void start_hash(struct chachapoly *c, const uint8_t *stream, struct span aad)
{
	poly1305_init(&c->poly, stream);
	poly1305_padded(&c->poly, aad.p, aad.len);
}

/* Does all of a message but for storing or comparing the tag. */
INLINE void crypt(const void *key, const uint8_t *nonce, struct span aad, uint8_t *out, const uint8_t *in, size_t len,
		  uint8_t *type, uint8_t tag[AEAD_TAG_LEN], const bool sealing)
{
	struct chachapoly c;
	_Alignas(32) uint8_t stream[CHACHA_COLUMNS];
	size_t total = len + (type != NULL);
	memset(&c.poly, 0, sizeof c.poly);
	c.start = chacha_start(key, nonce);
	if (total <= SHORT) {
		chacha_rows(&c.start, stream);
	} else {
		stream_batch(&c, stream);
	}
	start_hash(&c, stream, aad);
	if (total <= FIRST_LEN) {
		crypt_rest(&c, out, in, len, type, stream + CHACHA_BLOCK, sealing);
	} else {
		crypt_long(&c, out, in, len, type, stream, sealing);
	}
	poly1305_finish(&c.poly, aad.len, total, tag);
	wipe(stream, sizeof stream);
	wipe(&c, sizeof c);
}

TARGET static void seal(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			const uint8_t *in, size_t len, const uint8_t *type)
{
	uint8_t copy = type ? *type : 0, tag[AEAD_TAG_LEN];
	crypt(state, nonce, aad, out, in, len, type ? &copy : NULL, tag, true);
	memcpy(out + len + (type != NULL), tag, AEAD_TAG_LEN);
}

TARGET static int open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		       const uint8_t *in, size_t len, uint8_t *type)
{
	uint8_t tag[AEAD_TAG_LEN];
	crypt(state, nonce, aad, out, in, len, type, tag, false);
	int ok = ct_equal(tag, in + len + (type != NULL), AEAD_TAG_LEN);
	wipe(tag, sizeof tag);
	if (!ok) {
		wipe(out, len);
		if (type) {
			*type = 0;
		}
	}
	return ok;
}

static void init(void *state, const uint8_t *key)
{
	memcpy(state, key, CHACHA_KEY);
}

const struct aead_impl aead_chacha20poly1305_avx2 = {
    "avx2", AEAD_CHACHA20_POLY1305, CHACHA_KEY, cpu_has_avx2, init, seal, open,
};

#endif
