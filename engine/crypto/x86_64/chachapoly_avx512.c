/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ChaCha20-Poly1305 (RFC 8439 §2.8) on 512-bit registers.
 *
 * Short messages take their key stream in rows, hashed block by block. Longer ones begin with six blocks whose stream
 * comes in one go with the one-time key; then batches of sixteen blocks follow, between whose rounds Poly1305 hashes
 * eight blocks at a time: sealing, the batch before; opening, the batch itself. The rest is done like a short message.
 */
#ifdef __x86_64__

#include "crypto/aead_impls.h"
#include "crypto/x86_64/cpu.h"

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,bmi2"
#define TARGET   __attribute__((target(FEATURES)))
#define INLINE   static inline __attribute__((always_inline, target(FEATURES)))

#include "crypto/x86_64/chacha_avx512.h"
#include "crypto/x86_64/poly1305_ifma.h"

#define WIDTH      64
#define SHORT_ONE  ((CHACHA_ROW_BLOCK - 1) * CHACHA_BLOCK)     /* bytes of text in one set of rows, the key's aside */
#define SHORT_TWO  ((2 * CHACHA_ROW_BLOCK - 1) * CHACHA_BLOCK) /* in two sets */
#define MEDIUM     (CHACHA_COLUMNS - CHACHA_BLOCK)             /* in columns */
#define FIRST_LEN  ((size_t)7 * WIDE_STEP)                     /* whole steps of Poly1305 among these */
#define FIRST_USED 15                                          /* counters used up by then */

/* One message. wide and powers are for those longer than SHORT_TWO. */
struct chachapoly {
	struct chacha_start start;
	struct poly1305 poly;
	struct wide_poly wide;
	struct wide_powers powers;
};

/* One batch in columns, counter as in c->start. n_steps of Poly1305 go in between, from hashed on. */
INLINE void crypt_batch(struct chachapoly *c, uint8_t *out, const uint8_t *in, const uint8_t *hashed, int n_steps)
{
	struct wide_poly wide = c->wide;
	__m512i x[16];
	columns_start(&c->start, x);
	for (int i = 0; i < 10; i++) {
		columns_round(x);
		if (i < n_steps) {
			wide_step(&wide, hashed + WIDE_STEP * i);
		}
		diagonals_round(x);
	}
	columns_finish(&c->start, x);
#pragma GCC unroll 16
	for (int i = 0; i < 16; i++) {
		_mm512_storeu_si512(out + WIDTH * i, _mm512_xor_si512(x[i], _mm512_loadu_si512(in + WIDTH * i)));
	}
	c->wide = wide;
	chacha_skip(&c->start, 16);
}

/* Hashes whole steps; returns how many bytes they are. */
INLINE size_t hash_steps(struct chachapoly *c, const uint8_t *in, size_t len)
{
	size_t done = 0;
	for (; len - done >= WIDE_STEP; done += WIDE_STEP) {
		wide_step(&c->wide, in + done);
	}
	return done;
}

INLINE __mmask64 low_bits(size_t n)
{
	return n >= WIDTH ? ~(__mmask64)0 : ((__mmask64)1 << n) - 1;
}

/* Adds the key stream to len bytes, and to *type behind them: sealing puts it into out, opening takes it from in. */
INLINE void add_stream(uint8_t *out, const uint8_t *in, size_t len, uint8_t *type, const uint8_t *stream,
		       const bool sealing)
{
	size_t done = 0;
	for (; done < len; done += WIDTH) {
		__mmask64 mask = low_bits(len - done);
		__m512i v = _mm512_maskz_loadu_epi8(mask, in + done);
		_mm512_mask_storeu_epi8(out + done, mask, _mm512_xor_si512(v, _mm512_loadu_si512(stream + done)));
	}
	if (type && sealing) {
		out[len] = *type ^ stream[len];
	} else if (type) {
		*type = in[len] ^ stream[len];
	}
}

/* What is left after steps of Poly1305, if wide, or all of a message. stream holds enough for it. */
INLINE void crypt_rest(struct chachapoly *c, uint8_t *out, const uint8_t *in, size_t len, uint8_t *type,
		       const uint8_t *stream, const bool wide, const bool sealing)
{
	size_t total = len + (type != NULL), done = 0;
	const uint8_t *ciphertext = sealing ? out : in;
	if (sealing) {
		add_stream(out, in, len, type, stream, true);
	}
	if (wide) {
		done = hash_steps(c, ciphertext, total);
		wide_end(&c->wide, &c->powers, &c->poly);
	}
	poly1305_padded(&c->poly, ciphertext + done, total - done);
	if (!sealing) {
		add_stream(out, in, len, type, stream, false);
	}
}

/* A message of more than SHORT_TWO and at most MEDIUM bytes. */
INLINE void crypt_medium(struct chachapoly *c, uint8_t *out, const uint8_t *in, size_t len, uint8_t *type,
			 const uint8_t *stream, const bool sealing)
{
	size_t total = len + (type != NULL);
	const uint8_t *ciphertext = sealing ? out : in;
	if (sealing) {
		add_stream(out, in, len, type, stream, true);
	}
	wide_begin(&c->wide, &c->powers, &c->poly, ciphertext);
	size_t done = WIDE_STEP + hash_steps(c, ciphertext + WIDE_STEP, total - WIDE_STEP);
	wide_end(&c->wide, &c->powers, &c->poly);
	poly1305_padded(&c->poly, ciphertext + done, total - done);
	if (!sealing) {
		add_stream(out, in, len, type, stream, false);
	}
}

/* A message of more than MEDIUM bytes. stream holds those of its beginning, and takes those of its end. */
INLINE void crypt_long(struct chachapoly *c, uint8_t *out, const uint8_t *in, size_t len, uint8_t *type,
		       uint8_t *stream, const bool sealing)
{
	size_t done = FIRST_LEN, hashed = WIDE_STEP;
	const uint8_t *ciphertext = sealing ? out : in;
	if (sealing) {
		add_stream(out, in, FIRST_LEN, NULL, stream + CHACHA_BLOCK, true);
	}
	wide_begin(&c->wide, &c->powers, &c->poly, ciphertext);
	if (!sealing) {
		hashed += hash_steps(c, in + hashed, FIRST_LEN - hashed);
		add_stream(out, in, FIRST_LEN, NULL, stream + CHACHA_BLOCK, false);
	}
	chacha_skip(&c->start, FIRST_USED);
	for (; len - done >= CHACHA_COLUMNS; done += CHACHA_COLUMNS) {
		/* Sealing, what there is; opening, what this batch overwrites. */
		size_t n_bytes = sealing ? done - hashed : CHACHA_COLUMNS;
		crypt_batch(c, out + done, in + done, ciphertext + hashed, (int)(n_bytes / WIDE_STEP));
		hashed += n_bytes;
	}
	if (sealing) {
		hash_steps(c, out + hashed, done - hashed);
	}
	size_t left = len - done + (type != NULL);
	if (left > 2 * CHACHA_ROW_BLOCK * CHACHA_BLOCK) {
		chacha_columns(&c->start, stream);
	} else if (left > CHACHA_ROW_BLOCK * CHACHA_BLOCK) {
		chacha_rows(&c->start, stream, 2);
	} else {
		chacha_rows(&c->start, stream, 1);
	}
	crypt_rest(c, out + done, in + done, len - done, type, stream, true, sealing);
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
	_Alignas(64) uint8_t stream[CHACHA_COLUMNS];
	size_t total = len + (type != NULL);
	c.start = chacha_start(key, nonce);
	if (total <= SHORT_TWO) {
		if (total <= SHORT_ONE) {
			chacha_rows(&c.start, stream, 1);
		} else {
			chacha_rows(&c.start, stream, 2);
		}
		start_hash(&c, stream, aad);
		crypt_rest(&c, out, in, len, type, stream + CHACHA_BLOCK, false, sealing);
		wipe(stream, SHORT_TWO + CHACHA_BLOCK);
	} else {
		chacha_columns(&c.start, stream);
		start_hash(&c, stream, aad);
		if (total <= MEDIUM) {
			crypt_medium(&c, out, in, len, type, stream + CHACHA_BLOCK, sealing);
		} else {
			crypt_long(&c, out, in, len, type, stream, sealing);
		}
		wipe(stream, sizeof stream);
		wipe(&c.wide, sizeof c.wide);
		wipe(&c.powers, sizeof c.powers);
	}
	poly1305_finish(&c.poly, aad.len, total, tag);
	wipe(&c.start, sizeof c.start);
	wipe(&c.poly, sizeof c.poly);
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

const struct aead_impl aead_chacha20poly1305_avx512 = {
    "avx512-ifma", AEAD_CHACHA20_POLY1305, CHACHA_KEY, cpu_has_ifma_avx512, init, seal, open,
};

#endif
