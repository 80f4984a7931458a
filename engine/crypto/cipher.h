/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Ciphers for programs, piece by piece: AES in ECB, CBC and CTR (NIST SP 800-38A), AES-GCM (SP 800-38D) with IVs of any
 * length, ChaCha20-Poly1305 (RFC 8439). TLS itself uses aead.h. All over Nettle, which is constant-time where the CPU
 * has AES instructions.
 */
#ifndef TEASEL_CRYPTO_CIPHER_H
#define TEASEL_CRYPTO_CIPHER_H

#include "base/err.h"
#include "base/span.h"

enum cipher_mode { CIPHER_ECB, CIPHER_CBC, CIPHER_CTR, CIPHER_AEAD };

enum cipher_id {
	CIPHER_AES_128_ECB,
	CIPHER_AES_192_ECB,
	CIPHER_AES_256_ECB,
	CIPHER_AES_128_CBC,
	CIPHER_AES_192_CBC,
	CIPHER_AES_256_CBC,
	CIPHER_AES_128_CTR,
	CIPHER_AES_192_CTR,
	CIPHER_AES_256_CTR,
	CIPHER_AES_128_GCM,
	CIPHER_AES_192_GCM,
	CIPHER_AES_256_GCM,
	CIPHER_CHACHA20_POLY1305,
	CIPHER_COUNT
};

#define CIPHER_BLOCK   16 /* of AES: what ECB and CBC work in, and the IV of CBC and CTR */
#define CIPHER_TAG_LEN 16
#define CIPHER_MAX_KEY 32

struct cipher_info {
	enum cipher_mode mode;
	size_t key_len, iv_len;
	bool any_iv_len; /* GCM: 1 to 2^32 octets */
};

const struct cipher_info *cipher_info(enum cipher_id id);

struct cipher;

/* cipher_new returns NULL when memory is out. cipher_free wipes, and takes NULL. cipher_copy forks the running state.
 */
struct cipher *cipher_new(enum cipher_id id);
struct cipher *cipher_copy(const struct cipher *c);
void cipher_free(struct cipher *c);
/* cipher_set_key: key has key_len octets. */
void cipher_set_key(struct cipher *c, const uint8_t *key, bool encrypt);
/* cipher_set_iv starts a message, after cipher_set_key. iv has iv_len octets, or any number when any_iv_len. */
void cipher_set_iv(struct cipher *c, struct span iv);
/* cipher_aad: AEAD only, before any text. False when text came already. */
bool cipher_aad(struct cipher *c, struct span aad);
/*
 * cipher_crypt writes len octets; in and out are the same place or do not overlap. ECB and CBC take whole blocks, the
 * rest any length. What an AEAD cipher decrypts is not to be trusted before its tag was compared.
 */
void cipher_crypt(struct cipher *c, uint8_t *out, const uint8_t *in, size_t len);
/* cipher_tag ends an AEAD message: len at most CIPHER_TAG_LEN octets of the tag. */
void cipher_tag(struct cipher *c, uint8_t *out, size_t len);

#endif
