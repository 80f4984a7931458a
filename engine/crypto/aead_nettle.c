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

/* The GHASH key: both halves, their sum, and the same with the bits in reverse order. */
struct ghash_key {
	uint64_t h[3];
	uint64_t r[3];
};

/* A running GHASH; hi holds the first 8 bytes of the block, in network order. */
struct ghash {
	uint64_t hi, lo;
};

struct gcm_state {
	uint64_t h_hi, h_lo;
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

/* swap_groups exchanges neighbouring groups of n bits; mask selects every second group. */
static uint64_t swap_groups(uint64_t v, uint64_t mask, int n)
{
	return (v & mask) << n | (v >> n & mask);
}

static uint64_t reverse_bits(uint64_t v)
{
	v = swap_groups(v, 0x5555555555555555, 1);
	v = swap_groups(v, 0x3333333333333333, 2);
	v = swap_groups(v, 0x0f0f0f0f0f0f0f0f, 4);
	v = swap_groups(v, 0x00ff00ff00ff00ff, 8);
	v = swap_groups(v, 0x0000ffff0000ffff, 16);
	return v << 32 | v >> 32;
}

/*
 * clmul_low is the low 64 bits of the carry-less product. Each of the four classes of bit positions has 16 members, so
 * at most 16 ones meet at a position, and that many only at the top one, whose carry falls off.
 */
static uint64_t clmul_low(uint64_t x, uint64_t y)
{
	const uint64_t every_fourth = 0x1111111111111111;
	uint64_t xs[4], ys[4], out = 0;
	for (int i = 0; i < 4; i++) {
		xs[i] = x & every_fourth << i;
		ys[i] = y & every_fourth << i;
	}
	for (int i = 0; i < 4; i++) {
		uint64_t sum = 0;
		for (int j = 0; j < 4; j++) {
			sum ^= xs[j] * ys[(i - j) & 3];
		}
		out |= sum & every_fourth << i;
	}
	return out;
}

static void ghash_key_init(struct ghash_key *k, uint64_t hi, uint64_t lo)
{
	k->h[0] = lo;
	k->h[1] = hi;
	k->h[2] = lo ^ hi;
	for (int i = 0; i < 3; i++) {
		k->r[i] = reverse_bits(k->h[i]);
	}
}

/* ghash_block: y = (y + block) * h in the field of SP 800-38D §6.3, where the first bit is the coefficient of 1. */
static void ghash_block(const struct ghash_key *k, struct ghash *g, const uint8_t *block)
{
	uint64_t y[3], low[3], high[3];
	y[0] = g->lo ^ load_be64(block + 8);
	y[1] = g->hi ^ load_be64(block);
	y[2] = y[0] ^ y[1];
	for (int i = 0; i < 3; i++) {
		low[i] = clmul_low(y[i], k->h[i]);
		/* The high half of a product is the low half of the product of the reversed factors, reversed. */
		high[i] = reverse_bits(clmul_low(reverse_bits(y[i]), k->r[i])) >> 1;
	}
	/* Karatsuba: the two middle words are low[0..1]'s and high[0..1]'s sums with the mixed product. */
	uint64_t mid_low = low[2] ^ low[0] ^ low[1];
	uint64_t mid_high = high[2] ^ high[0] ^ high[1];
	uint64_t v0 = low[0], v1 = high[0] ^ mid_low, v2 = low[1] ^ mid_high, v3 = high[1];
	/* The product of two reflected polynomials is reflected and one place low. */
	v3 = v3 << 1 | v2 >> 63;
	v2 = v2 << 1 | v1 >> 63;
	v1 = v1 << 1 | v0 >> 63;
	v0 <<= 1;
	/* x^128 = x^7 + x^2 + x + 1, applied to the words of highest degree, v0 then v1. */
	v2 ^= v0 ^ v0 >> 1 ^ v0 >> 2 ^ v0 >> 7;
	v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
	v3 ^= v1 ^ v1 >> 1 ^ v1 >> 2 ^ v1 >> 7;
	v2 ^= v1 << 63 ^ v1 << 62 ^ v1 << 57;
	g->hi = v3;
	g->lo = v2;
}

/* ghash_padded absorbs s and zeros up to a whole block. */
static void ghash_padded(const struct ghash_key *k, struct ghash *g, struct span s)
{
	for (; s.len >= BLOCK; s.p += BLOCK, s.len -= BLOCK) {
		ghash_block(k, g, s.p);
	}
	if (s.len > 0) {
		uint8_t last[BLOCK] = {0};
		memcpy(last, s.p, s.len);
		ghash_block(k, g, last);
		wipe(last, sizeof last);
	}
}

/* One message of GCM: the cipher, and the first counter block encrypted, which covers the tag. */
struct gcm_msg {
	nettle_cipher_func *encrypt;
	const void *aes;
	const uint8_t *nonce;
	struct ghash_key key;
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
	ghash_key_init(&m->key, st->h_hi, st->h_lo);
	counter_block(m->tag_mask, nonce, 1);
	m->encrypt(m->aes, BLOCK, m->tag_mask, m->tag_mask);
	ghash_padded(&m->key, &m->hash, aad);
}

static void gcm_ctr(const struct gcm_msg *m, uint8_t *out, const uint8_t *in, size_t len)
{
	uint8_t stream[CTR_STEP * BLOCK];
	for (uint32_t n = 2; len > 0; n += CTR_STEP) {
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
	ghash_padded(&m->key, &m->hash, ciphertext);
	store_be64(lengths, (uint64_t)aad_len * 8);
	store_be64(lengths + 8, (uint64_t)ciphertext.len * 8);
	ghash_block(&m->key, &m->hash, lengths);
	store_be64(tag, m->hash.hi);
	store_be64(tag + 8, m->hash.lo);
	for (int i = 0; i < BLOCK; i++) {
		tag[i] ^= m->tag_mask[i];
	}
}

static void gcm_seal(const struct nettle_cipher *alg, const void *state, const uint8_t *nonce, struct span aad,
		     uint8_t *out, const uint8_t *in, size_t len)
{
	struct gcm_msg m;
	gcm_start(&m, alg, state, nonce, aad);
	gcm_ctr(&m, out, in, len);
	gcm_tag(&m, aad.len, span_of(out, len), out + len);
	wipe(&m, sizeof m);
}

static int gcm_open(const struct nettle_cipher *alg, const void *state, const uint8_t *nonce, struct span aad,
		    uint8_t *out, const uint8_t *in, size_t len)
{
	struct gcm_msg m;
	uint8_t tag[AEAD_TAG_LEN];
	gcm_start(&m, alg, state, nonce, aad);
	gcm_tag(&m, aad.len, span_of(in, len), tag);
	int ok = ct_equal(tag, in + len, AEAD_TAG_LEN);
	if (ok) {
		gcm_ctr(&m, out, in, len);
	} else {
		wipe(out, len);
	}
	wipe(&m, sizeof m);
	wipe(tag, sizeof tag);
	return ok;
}

static void gcm_hash_key(struct gcm_state *st, const struct nettle_cipher *alg)
{
	uint8_t h[BLOCK] = {0};
	alg->encrypt(&st->aes, BLOCK, h, h);
	st->h_hi = load_be64(h);
	st->h_lo = load_be64(h + 8);
	wipe(h, sizeof h);
}

static void aes128gcm_init(void *state, const uint8_t *key)
{
	struct gcm_state *st = state;
	aes128_set_encrypt_key(&st->aes.k128, key);
	gcm_hash_key(st, &nettle_aes128);
}

static void aes128gcm_seal(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len)
{
	gcm_seal(&nettle_aes128, state, nonce, aad, out, in, len);
}

static int aes128gcm_open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			  const uint8_t *in, size_t len)
{
	return gcm_open(&nettle_aes128, state, nonce, aad, out, in, len);
}

static void aes256gcm_init(void *state, const uint8_t *key)
{
	struct gcm_state *st = state;
	aes256_set_encrypt_key(&st->aes.k256, key);
	gcm_hash_key(st, &nettle_aes256);
}

static void aes256gcm_seal(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len)
{
	gcm_seal(&nettle_aes256, state, nonce, aad, out, in, len);
}

static int aes256gcm_open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			  const uint8_t *in, size_t len)
{
	return gcm_open(&nettle_aes256, state, nonce, aad, out, in, len);
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
			const uint8_t *in, size_t len)
{
	struct chacha_poly1305_ctx c;
	chacha_start(&c, state, nonce, aad);
	if (len != 0) {
		chacha_poly1305_encrypt(&c, len, out, in);
	}
	chacha_poly1305_digest(&c, AEAD_TAG_LEN, out + len);
	wipe(&c, sizeof c);
}

static int chacha_open(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		       const uint8_t *in, size_t len)
{
	struct chacha_poly1305_ctx c;
	uint8_t tag[AEAD_TAG_LEN];
	chacha_start(&c, state, nonce, aad);
	if (len != 0) {
		chacha_poly1305_decrypt(&c, len, out, in);
	}
	chacha_poly1305_digest(&c, sizeof tag, tag);
	int ok = ct_equal(tag, in + len, AEAD_TAG_LEN);
	if (!ok) {
		wipe(out, len);
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
