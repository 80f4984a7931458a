/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The ciphers of cipher.h over Nettle's descriptors. Nettle's AEADs want whole blocks but for the last piece. A piece
 * that ends within a block is therefore answered from the keystream of that block, which a copy of the context gives,
 * and its ciphertext waits until the block is whole; the context then takes it by decrypting, whichever way the message
 * goes, for its checksum covers the ciphertext.
 */
#include "crypto/cipher.h"

#include <assert.h>
#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/gcm.h>
#include <nettle/nettle-meta.h>

#include "base/alloc.h"
#include "base/secret.h"

#define MAX_BLOCK 64 /* ChaCha20's */

union context {
	struct aes256_ctx aes;
	struct gcm_aes128_ctx gcm128;
	struct gcm_aes192_ctx gcm192;
	struct gcm_aes256_ctx gcm256;
	struct chacha_poly1305_ctx chacha;
};

struct cipher {
	enum cipher_id id;
	const struct cipher_info *info;
	bool encrypt;
	bool have_text;             /* AEAD: the additional data is complete */
	size_t n_waiting;           /* AEAD: octets of the block that is not whole; CTR: keystream used of it */
	uint8_t iv[CIPHER_BLOCK];   /* CBC, CTR */
	uint8_t waiting[MAX_BLOCK]; /* AEAD: additional data or ciphertext */
	uint8_t keystream[MAX_BLOCK];
	union context ctx;
};

static const struct cipher_info infos[CIPHER_COUNT] = {
    [CIPHER_AES_128_ECB] = {CIPHER_ECB, 16, 0, false},         [CIPHER_AES_192_ECB] = {CIPHER_ECB, 24, 0, false},
    [CIPHER_AES_256_ECB] = {CIPHER_ECB, 32, 0, false},         [CIPHER_AES_128_CBC] = {CIPHER_CBC, 16, 16, false},
    [CIPHER_AES_192_CBC] = {CIPHER_CBC, 24, 16, false},        [CIPHER_AES_256_CBC] = {CIPHER_CBC, 32, 16, false},
    [CIPHER_AES_128_CTR] = {CIPHER_CTR, 16, 16, false},        [CIPHER_AES_192_CTR] = {CIPHER_CTR, 24, 16, false},
    [CIPHER_AES_256_CTR] = {CIPHER_CTR, 32, 16, false},        [CIPHER_AES_128_GCM] = {CIPHER_AEAD, 16, 12, true},
    [CIPHER_AES_192_GCM] = {CIPHER_AEAD, 24, 12, true},        [CIPHER_AES_256_GCM] = {CIPHER_AEAD, 32, 12, true},
    [CIPHER_CHACHA20_POLY1305] = {CIPHER_AEAD, 32, 12, false},
};

const struct cipher_info *cipher_info(enum cipher_id id)
{
	return &infos[id];
}

static const struct nettle_cipher *block_cipher(const struct cipher *c)
{
	switch (c->info->key_len) {
	case 16:
		return &nettle_aes128;
	case 24:
		return &nettle_aes192;
	default:
		return &nettle_aes256;
	}
}

static const struct nettle_aead *aead(const struct cipher *c)
{
	switch (c->id) {
	case CIPHER_AES_128_GCM:
		return &nettle_gcm_aes128;
	case CIPHER_AES_192_GCM:
		return &nettle_gcm_aes192;
	case CIPHER_AES_256_GCM:
		return &nettle_gcm_aes256;
	default:
		return &nettle_chacha_poly1305;
	}
}

struct cipher *cipher_new(enum cipher_id id)
{
	struct cipher *c = tls_calloc(1, sizeof *c);
	if (c != NULL) {
		c->id = id;
		c->info = &infos[id];
	}
	return c;
}

struct cipher *cipher_copy(const struct cipher *c)
{
	return tls_dup(c, sizeof *c);
}

void cipher_free(struct cipher *c)
{
	tls_free_wiped(c, sizeof *c);
}

void cipher_set_key(struct cipher *c, const uint8_t *key, bool encrypt)
{
	c->encrypt = encrypt;
	c->n_waiting = 0;
	if (c->info->mode == CIPHER_AEAD) {
		aead(c)->set_encrypt_key(&c->ctx, key);
	} else if (encrypt || c->info->mode == CIPHER_CTR) {
		block_cipher(c)->set_encrypt_key(&c->ctx, key);
	} else {
		block_cipher(c)->set_decrypt_key(&c->ctx, key);
	}
}

void cipher_set_iv(struct cipher *c, struct span iv)
{
	c->n_waiting = 0;
	c->have_text = false;
	switch (c->id) {
	case CIPHER_AES_128_GCM:
		gcm_aes128_set_iv(&c->ctx.gcm128, iv.len, iv.p);
		break;
	case CIPHER_AES_192_GCM:
		gcm_aes192_set_iv(&c->ctx.gcm192, iv.len, iv.p);
		break;
	case CIPHER_AES_256_GCM:
		gcm_aes256_set_iv(&c->ctx.gcm256, iv.len, iv.p);
		break;
	case CIPHER_CHACHA20_POLY1305:
		chacha_poly1305_set_nonce(&c->ctx.chacha, iv.p);
		break;
	default:
		assert(iv.len <= sizeof c->iv);
		if (iv.len != 0) {
			memcpy(c->iv, iv.p, iv.len);
		}
	}
}

/* ---- block modes ------------------------------------------------------------------------------------------------- */

static void ctr_crypt_some(struct cipher *c, uint8_t *out, const uint8_t *in, size_t len)
{
	const struct nettle_cipher *alg = block_cipher(c);
	for (size_t i = 0; i < len; i++) {
		if (c->n_waiting == 0) {
			alg->encrypt(&c->ctx, CIPHER_BLOCK, c->keystream, c->iv);
			for (size_t k = CIPHER_BLOCK; k-- > 0 && ++c->iv[k] == 0;) {
			}
		}
		out[i] = in[i] ^ c->keystream[c->n_waiting];
		c->n_waiting = (c->n_waiting + 1) % CIPHER_BLOCK;
	}
}

static void block_crypt(struct cipher *c, uint8_t *out, const uint8_t *in, size_t len)
{
	const struct nettle_cipher *alg = block_cipher(c);
	assert(len % CIPHER_BLOCK == 0);
	if (c->info->mode == CIPHER_ECB) {
		(c->encrypt ? alg->encrypt : alg->decrypt)(&c->ctx, len, out, in);
	} else if (c->encrypt) {
		cbc_encrypt(&c->ctx, alg->encrypt, CIPHER_BLOCK, c->iv, len, out, in);
	} else {
		cbc_decrypt(&c->ctx, alg->decrypt, CIPHER_BLOCK, c->iv, len, out, in);
	}
}

/* ---- AEAD -------------------------------------------------------------------------------------------------------- */

static void end_of_aad(struct cipher *c)
{
	if (!c->have_text) {
		if (c->n_waiting != 0) {
			aead(c)->update(&c->ctx, c->n_waiting, c->waiting);
		}
		c->n_waiting = 0;
		c->have_text = true;
	}
}

bool cipher_aad(struct cipher *c, struct span aad)
{
	if (c->have_text) {
		return false;
	}
	size_t block = aead(c)->block_size;
	while (aad.len != 0) {
		size_t n = aad.len - aad.len % block;
		if (c->n_waiting == 0 && n != 0) {
			aead(c)->update(&c->ctx, n, aad.p);
		} else {
			n = aad.len < block - c->n_waiting ? aad.len : block - c->n_waiting;
			memcpy(c->waiting + c->n_waiting, aad.p, n);
			c->n_waiting += n;
			if (c->n_waiting == block) {
				aead(c)->update(&c->ctx, block, c->waiting);
				c->n_waiting = 0;
			}
		}
		aad = span_of(aad.p + n, aad.len - n);
	}
	return true;
}

/* take_waiting gives the context the ciphertext that waited. */
static void take_waiting(struct cipher *c)
{
	uint8_t scratch[MAX_BLOCK];
	aead(c)->decrypt(&c->ctx, c->n_waiting, scratch, c->waiting);
	wipe(scratch, sizeof scratch);
	c->n_waiting = 0;
}

static void next_keystream(struct cipher *c)
{
	static const uint8_t zeros[MAX_BLOCK];
	union context copy = c->ctx;
	aead(c)->encrypt(&copy, aead(c)->block_size, c->keystream, zeros);
	wipe(&copy, sizeof copy);
}

static void aead_crypt(struct cipher *c, uint8_t *out, const uint8_t *in, size_t len)
{
	size_t block = aead(c)->block_size;
	end_of_aad(c);
	while (len != 0) {
		size_t n = len - len % block;
		if (c->n_waiting == 0 && n != 0) {
			(c->encrypt ? aead(c)->encrypt : aead(c)->decrypt)(&c->ctx, n, out, in);
		} else {
			if (c->n_waiting == 0) {
				next_keystream(c);
			}
			n = len < block - c->n_waiting ? len : block - c->n_waiting;
			for (size_t i = 0; i < n; i++) {
				uint8_t text = in[i], crypted = in[i] ^ c->keystream[c->n_waiting];
				c->waiting[c->n_waiting++] = c->encrypt ? crypted : text;
				out[i] = crypted;
			}
			if (c->n_waiting == block) {
				take_waiting(c);
			}
		}
		out += n;
		in += n;
		len -= n;
	}
}

void cipher_crypt(struct cipher *c, uint8_t *out, const uint8_t *in, size_t len)
{
	switch (c->info->mode) {
	case CIPHER_CTR:
		ctr_crypt_some(c, out, in, len);
		break;
	case CIPHER_AEAD:
		aead_crypt(c, out, in, len);
		break;
	default:
		block_crypt(c, out, in, len);
	}
}

void cipher_tag(struct cipher *c, uint8_t *out, size_t len)
{
	end_of_aad(c);
	if (c->n_waiting != 0) {
		take_waiting(c);
	}
	aead(c)->digest(&c->ctx, len, out);
}
