/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The implementations that run on any CPU. ChaCha20-Poly1305 is Nettle's. AES-GCM takes Nettle's AES for the block
 * cipher and a GHASH of our own: Nettle's keeps 4 KB of tables per key, which an idle connection would carry twice, and
 * looks into them at places that depend on secrets. Here a carry-less product is made of integer products whose
 * operands have three zero bits between any two that count, so that no carry reaches a bit that counts.
 */
#include <nettle/chacha-poly1305.h>
#include <nettle/nettle-meta.h>

#include "base/secret.h"
#include "crypto/aead_impls.h"

#define BLOCK 16
/* Blocks of keystream made in one go. */
#define CTR_STEP 16
/* The counter of the first block of text (SP 800-38D §7.1); the one before covers the tag. */
#define FIRST_COUNTER 2

/* An element of GHASH's field: its key or its running value. hi holds the first 8 bytes of the block. */
struct ghash {
	uint64_t hi, lo;
};

struct gcm_state {
	struct ghash h;
	union {
		struct aes128_ctx k128;
		struct aes256_ctx k256;
	} aes;
};

_Static_assert(sizeof(struct gcm_state) <= AEAD_STATE_LEN, "the state fits");

static uint64_t load_be64(const uint8_t *p)
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++) {
		v = v << 8 | p[i];
	}
	return v;
}

static void store_be64(uint8_t *p, uint64_t v)
{
	for (int i = 7; i >= 0; i--) {
		p[i] = (uint8_t)v;
		v >>= 8;
	}
}

static void store_be32(uint8_t *p, uint32_t v)
{
	for (int i = 3; i >= 0; i--) {
		p[i] = (uint8_t)v;
		v >>= 8;
	}
}

static unsigned __int128 mul(uint64_t x, uint64_t y)
{
	return (unsigned __int128)x * y;
}

/*
 * clmul is the carry-less product. Bit positions fall into four classes, and of each class of x the fifteen lowest
 * members take part here, so that at most fifteen ones meet at a position and their carries stay below the next
 * position of that class. The four bits of x that are left over are added at the end.
 */
static unsigned __int128 clmul(uint64_t x, uint64_t y)
{
	const uint64_t low_fourths = 0x0111111111111111, fourths = 0x1111111111111111;
	const unsigned __int128 wide_fourths = (unsigned __int128)fourths << 64 | fourths;
	const uint64_t x0 = x & low_fourths, x1 = x & low_fourths << 1, x2 = x & low_fourths << 2;
	const uint64_t x3 = x & low_fourths << 3, y0 = y & fourths, y1 = y & fourths << 1, y2 = y & fourths << 2;
	const uint64_t y3 = y & fourths << 3;
	unsigned __int128 out = (mul(x0, y0) ^ mul(x1, y3) ^ mul(x2, y2) ^ mul(x3, y1)) & wide_fourths;
	out |= (mul(x0, y1) ^ mul(x1, y0) ^ mul(x2, y3) ^ mul(x3, y2)) & wide_fourths << 1;
	out |= (mul(x0, y2) ^ mul(x1, y1) ^ mul(x2, y0) ^ mul(x3, y3)) & wide_fourths << 2;
	out |= (mul(x0, y3) ^ mul(x1, y2) ^ mul(x2, y1) ^ mul(x3, y0)) & wide_fourths << 3;
	for (int i = 60; i < 64; i++) {
		out ^= (unsigned __int128)(y & (0 - (x >> i & 1))) << i;
	}
	return out;
}

/* ghash_block: y = (y + block) * h in the field of SP 800-38D §6.3, where the first bit is the coefficient of 1. */
static void ghash_block(const struct ghash *h, struct ghash *y, const uint8_t *block)
{
	uint64_t y_hi = y->hi ^ load_be64(block), y_lo = y->lo ^ load_be64(block + 8);
	unsigned __int128 low = clmul(y_lo, h->lo), high = clmul(y_hi, h->hi);
	/* Karatsuba: the middle is the product of the sums less the two products. */
	unsigned __int128 mid = clmul(y_hi ^ y_lo, h->hi ^ h->lo) ^ low ^ high;
	high ^= mid >> 64;
	low ^= mid << 64;
	/* The product of two reflected polynomials is reflected and one place low. */
	high = high << 1 | low >> 127;
	low <<= 1;
	/* x^128 = x^7 + x^2 + x + 1, applied to the words of highest degree: low's lower, then its upper one. */
	uint64_t v0 = (uint64_t)low;
	uint64_t v1 = (uint64_t)(low >> 64) ^ v0 << 63 ^ v0 << 62 ^ v0 << 57;
	y->lo = (uint64_t)high ^ v0 ^ v0 >> 1 ^ v0 >> 2 ^ v0 >> 7 ^ v1 << 63 ^ v1 << 62 ^ v1 << 57;
	y->hi = (uint64_t)(high >> 64) ^ v1 ^ v1 >> 1 ^ v1 >> 2 ^ v1 >> 7;
}

/* Nothing of a message that did not authenticate is left to its reader. */
static void refuse(uint8_t *out, size_t len, uint8_t *type)
{
	wipe(out, len);
	if (type) {
		*type = 0;
	}
}

/* ghash_padded absorbs s and zeros up to a whole block. */
static void ghash_padded(const struct ghash *h, struct ghash *y, struct span s)
{
	for (; s.len >= BLOCK; s.p += BLOCK, s.len -= BLOCK) {
		ghash_block(h, y, s.p);
	}
	if (s.len > 0) {
		uint8_t last[BLOCK] = {0};
		memcpy(last, s.p, s.len);
		ghash_block(h, y, last);
		wipe(last, sizeof last);
	}
}

/* One message of GCM: the cipher, and the first counter block encrypted, which covers the tag. */
struct gcm_msg {
	nettle_cipher_func *encrypt;
	const void *aes;
	const uint8_t *nonce;
	const struct ghash *h;
	struct ghash hash;
	uint8_t tag_mask[BLOCK];
};

static void counter_block(uint8_t *out, const uint8_t *nonce, uint32_t n)
{
	memcpy(out, nonce, AEAD_NONCE_LEN);
	store_be32(out + AEAD_NONCE_LEN, n);
}

static void gcm_start(struct gcm_msg *m, const struct nettle_cipher *alg, const struct gcm_state *st,
		      const uint8_t *nonce, struct span aad)
{
	m->encrypt = alg->encrypt;
	m->aes = &st->aes;
	m->nonce = nonce;
	m->hash = (struct ghash){0, 0};
	m->h = &st->h;
	counter_block(m->tag_mask, nonce, FIRST_COUNTER - 1);
	m->encrypt(m->aes, BLOCK, m->tag_mask, m->tag_mask);
	ghash_padded(m->h, &m->hash, aad);
}

/* Adds the key stream from the counter n on. */
static void gcm_ctr(const struct gcm_msg *m, uint32_t n, uint8_t *out, const uint8_t *in, size_t len)
{
	uint8_t stream[CTR_STEP * BLOCK];
	for (; len > 0; n += CTR_STEP) {
		size_t take = len < sizeof stream ? len : sizeof stream;
		size_t n_blocks = (take + BLOCK - 1) / BLOCK;
		for (uint32_t i = 0; i < n_blocks; i++) {
			counter_block(stream + i * BLOCK, m->nonce, n + i);
		}
		m->encrypt(m->aes, n_blocks * BLOCK, stream, stream);
		for (size_t i = 0; i < take; i++) {
			out[i] = in[i] ^ stream[i];
		}
		out += take;
		in += take;
		len -= take;
	}
	wipe(stream, sizeof stream);
}

static void gcm_tag(struct gcm_msg *m, size_t aad_len, struct span ciphertext, uint8_t *tag)
{
	uint8_t lengths[BLOCK];
	ghash_padded(m->h, &m->hash, ciphertext);
	store_be64(lengths, (uint64_t)aad_len * 8);
	store_be64(lengths + 8, (uint64_t)ciphertext.len * 8);
	ghash_block(m->h, &m->hash, lengths);
	store_be64(tag, m->hash.hi);
	store_be64(tag + 8, m->hash.lo);
	for (int i = 0; i < BLOCK; i++) {
		tag[i] ^= m->tag_mask[i];
	}
}

/* Puts content and type together at out, where they are then sealed in place. Returns the length of both. */
static size_t gather(uint8_t *out, const uint8_t *in, size_t len, const uint8_t *type)
{
	if (out != in && len != 0) {
		memcpy(out, in, len);
	}
	out[len] = *type;
	return len + 1;
}

/* The other way: len bytes of content and the type behind them, from end, which is wiped. */
static void scatter(uint8_t *out, uint8_t *end, size_t len, uint8_t *type)
{
	if (len != 0) {
		memcpy(out, end, len);
	}
	*type = end[len];
	wipe(end, len + 1);
}

static void gcm_seal(const struct nettle_cipher *alg, const void *state, const uint8_t *nonce, struct span aad,
		     uint8_t *out, const uint8_t *in, size_t len, const uint8_t *type)
{
	struct gcm_msg m;
	if (type) {
		len = gather(out, in, len, type);
		in = out;
	}
	gcm_start(&m, alg, state, nonce, aad);
	gcm_ctr(&m, FIRST_COUNTER, out, in, len);
	gcm_tag(&m, aad.len, span_of(out, len), out + len);
	wipe(&m, sizeof m);
}

static int gcm_open(const struct nettle_cipher *alg, const void *state, const uint8_t *nonce, struct span aad,
		    uint8_t *out, const uint8_t *in, size_t len, uint8_t *type)
{
	struct gcm_msg m;
	uint8_t tag[AEAD_TAG_LEN], end[BLOCK];
	size_t total = len + (type != NULL);
	gcm_start(&m, alg, state, nonce, aad);
	gcm_tag(&m, aad.len, span_of(in, total), tag);
	int ok = ct_equal(tag, in + total, AEAD_TAG_LEN);
	if (ok && type) {
		size_t whole = len - len % BLOCK;
		gcm_ctr(&m, FIRST_COUNTER + (uint32_t)(whole / BLOCK), end, in + whole, total - whole);
		gcm_ctr(&m, FIRST_COUNTER, out, in, whole);
		scatter(out + whole, end, len - whole, type);
	} else if (ok) {
		gcm_ctr(&m, FIRST_COUNTER, out, in, len);
	} else {
		refuse(out, len, type);
	}
	wipe(&m, sizeof m);
	wipe(tag, sizeof tag);
	return ok;
}

static void gcm_hash_key(struct gcm_state *st, const struct nettle_cipher *alg)
{
	uint8_t h[BLOCK] = {0};
	alg->encrypt(&st->aes, BLOCK, h, h);
	st->h.hi = load_be64(h);
	st->h.lo = load_be64(h + 8);
	wipe(h, sizeof h);
}

static void aes128gcm_init(void *state, const uint8_t *key)
{
	struct gcm_state *st = state;
	aes128_set_encrypt_key(&st->aes.k128, key);
	gcm_hash_key(st, &nettle_aes128);
}

static void aes128gcm_seal(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len, const uint8_t *type)
{
	gcm_seal(&nettle_aes128, state, nonce, aad, out, in, len, type);
}

static int aes128gcm_open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			  const uint8_t *in, size_t len, uint8_t *type)
{
	return gcm_open(&nettle_aes128, state, nonce, aad, out, in, len, type);
}

static void aes256gcm_init(void *state, const uint8_t *key)
{
	struct gcm_state *st = state;
	aes256_set_encrypt_key(&st->aes.k256, key);
	gcm_hash_key(st, &nettle_aes256);
}

static void aes256gcm_seal(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len, const uint8_t *type)
{
	gcm_seal(&nettle_aes256, state, nonce, aad, out, in, len, type);
}

static int aes256gcm_open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			  const uint8_t *in, size_t len, uint8_t *type)
{
	return gcm_open(&nettle_aes256, state, nonce, aad, out, in, len, type);
}

/* The state is the bare key; setting Nettle's context up is a copy of it. */
static void chacha_init(void *state, const uint8_t *key)
{
	memcpy(state, key, CHACHA_POLY1305_KEY_SIZE);
}

static void chacha_start(struct chacha_poly1305_ctx *c, const void *state, const uint8_t *nonce, struct span aad)
{
	chacha_poly1305_set_key(c, state);
	chacha_poly1305_set_nonce(c, nonce);
	if (aad.len != 0) {
		chacha_poly1305_update(c, aad.len, aad.p);
	}
}

static void chacha_seal(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			const uint8_t *in, size_t len, const uint8_t *type)
{
	struct chacha_poly1305_ctx c;
	if (type) {
		len = gather(out, in, len, type);
		in = out;
	}
	chacha_start(&c, state, nonce, aad);
	if (len != 0) {
		chacha_poly1305_encrypt(&c, len, out, in);
	}
	chacha_poly1305_digest(&c, AEAD_TAG_LEN, out + len);
	wipe(&c, sizeof c);
}

static int chacha_open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		       const uint8_t *in, size_t len, uint8_t *type)
{
	struct chacha_poly1305_ctx c;
	uint8_t tag[AEAD_TAG_LEN], end[CHACHA_BLOCK_SIZE];
	size_t total = len + (type != NULL), whole = type ? len - len % sizeof end : len;
	chacha_start(&c, state, nonce, aad);
	/* Nettle's context takes whole blocks until the last piece. */
	if (whole != 0) {
		chacha_poly1305_decrypt(&c, whole, out, in);
	}
	if (type) {
		chacha_poly1305_decrypt(&c, total - whole, end, in + whole);
		scatter(out + whole, end, len - whole, type);
	}
	chacha_poly1305_digest(&c, sizeof tag, tag);
	int ok = ct_equal(tag, in + total, AEAD_TAG_LEN);
	if (!ok) {
		refuse(out, len, type);
	}
	wipe(&c, sizeof c);
	wipe(tag, sizeof tag);
	return ok;
}

static bool everywhere(void)
{
	return true;
}

const struct aead_impl aead_aes128gcm_portable = {
    "portable", AEAD_AES_128_GCM, 16, everywhere, aes128gcm_init, aes128gcm_seal, aes128gcm_open,
};

const struct aead_impl aead_aes256gcm_portable = {
    "portable", AEAD_AES_256_GCM, 32, everywhere, aes256gcm_init, aes256gcm_seal, aes256gcm_open,
};

const struct aead_impl aead_chacha20poly1305_nettle = {
    "nettle", AEAD_CHACHA20_POLY1305, 32, everywhere, chacha_init, chacha_seal, chacha_open,
};
