/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * AEAD ciphers of TLS: AES-GCM (NIST SP 800-38D) and ChaCha20-Poly1305 (RFC 8439). Nonces of 12 bytes, tags of 16.
 * Which implementation serves is chosen once per key, by CPU (x86_64/), Nettle's being the portable one. Sealing and
 * opening are constant-time in key and plaintext (but for the portable AES, see aead_nettle.c).
 */
#ifndef TEASEL_CRYPTO_AEAD_H
#define TEASEL_CRYPTO_AEAD_H

#include "base/span.h"

enum aead_id { AEAD_NONE, AEAD_AES_128_GCM, AEAD_AES_256_GCM, AEAD_CHACHA20_POLY1305 };

#define AEAD_TAG_LEN   16
#define AEAD_NONCE_LEN 12
#define AEAD_MAX_KEY   32

/* Bytes an implementation may use for a key schedule with tables. */
#define AEAD_STATE_LEN 512

struct aead_impl;

/* A key ready for use. Owned by the caller, movable by assignment, wiped by aead_wipe. */
struct aead_key {
	const struct aead_impl *impl; /* NULL: no key */
	_Alignas(16) uint8_t state[AEAD_STATE_LEN];
};

/*
 * One implementation. seal reads len bytes at in, and *type behind them unless type is NULL, and writes them encrypted
 * at out with the tag behind. open reads as much at in, writes len bytes at out and the byte behind them to *type, and
 * returns 1; or returns 0 with out wiped when the tag is wrong. in and out are the same place or do not overlap. init
 * is given key_len bytes. usable: this CPU can run it.
 */
struct aead_impl {
	const char *name; /* e.g. "vaes-avx512" */
	enum aead_id id;
	size_t key_len;
	bool (*usable)(void);
	void (*init)(void *state, const uint8_t *key);
	void (*seal)(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		     const uint8_t *in, size_t len, const uint8_t *type);
	int (*open)(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		    const uint8_t *in, size_t len, uint8_t *type);
};

/* aead_impls lists every implementation built in, best first for each id, NULL at the end (for tests and benches). */
extern const struct aead_impl *const aead_impls[];

size_t aead_key_len(enum aead_id id);

/* aead_init picks the best implementation for id and keys it; key has aead_key_len(id) bytes. */
void aead_init(struct aead_key *k, enum aead_id id, const uint8_t *key);

/* aead_init_impl is aead_init with the implementation given (tests, benches). */
void aead_init_impl(struct aead_key *k, const struct aead_impl *impl, const uint8_t *key);

static inline bool aead_ready(const struct aead_key *k)
{
	return k->impl != NULL;
}

/* aead_seal writes len + AEAD_TAG_LEN bytes at out, the tag last. in and out are the same place or do not overlap. */
static inline void aead_seal(const struct aead_key *k, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad,
			     uint8_t *out, const uint8_t *in, size_t len)
{
	k->impl->seal(k->state, nonce, aad, out, in, len, NULL);
}

/*
 * aead_open: len counts the plaintext; in holds len + AEAD_TAG_LEN bytes. Returns 1 with len bytes at out, or 0 with
 * them wiped when the tag is wrong.
 */
static inline int aead_open(const struct aead_key *k, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad,
			    uint8_t *out, const uint8_t *in, size_t len)
{
	return k->impl->open(k->state, nonce, aad, out, in, len, NULL);
}

/*
 * aead_seal_typed and aead_open_typed do the same for content with one byte behind it that lives elsewhere, as the
 * content type of TLSInnerPlaintext (RFC 8446 §5.2): it needs no copy of the content. len does not count that byte; in
 * (opening) and out (sealing) have len + 1 + AEAD_TAG_LEN bytes. A refused *type is zero.
 */
static inline void aead_seal_typed(const struct aead_key *k, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad,
				   uint8_t *out, const uint8_t *in, size_t len, uint8_t type)
{
	k->impl->seal(k->state, nonce, aad, out, in, len, &type);
}

static inline int aead_open_typed(const struct aead_key *k, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad,
				  uint8_t *out, const uint8_t *in, size_t len, uint8_t *type)
{
	return k->impl->open(k->state, nonce, aad, out, in, len, type);
}

void aead_wipe(struct aead_key *k);

#endif
