/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Digests for programs: besides those of hash.h, which TLS uses, MD5, SHA-224, SHA-3 and SHAKE, and HMAC (RFC 2104)
 * over any of them. MD5 and SHA-1 are here as digests; nothing in this library signs or verifies with them.
 */
#ifndef TEASEL_CRYPTO_DIGEST_H
#define TEASEL_CRYPTO_DIGEST_H

#include "base/span.h"
#include "crypto/hash.h"

enum digest_id {
	DIGEST_MD5,
	DIGEST_SHA1,
	DIGEST_SHA224,
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512,
	DIGEST_SHA512_224,
	DIGEST_SHA512_256,
	DIGEST_SHA3_224,
	DIGEST_SHA3_256,
	DIGEST_SHA3_384,
	DIGEST_SHA3_512,
	DIGEST_SHAKE128,
	DIGEST_SHAKE256,
	DIGEST_COUNT
};

#define DIGEST_MAX_LEN   64
#define DIGEST_MAX_BLOCK 168

/* A running digest, copied by assignment. Wipe it if its input was secret. */
struct digest_ctx {
	enum digest_id id;
	_Alignas(16) uint8_t state[352];
};

size_t digest_len(enum digest_id id);
size_t digest_block(enum digest_id id);
/* digest_hash: the same algorithm in hash.h, HASH_NONE when it may not sign or is not there. */
enum hash_id digest_hash(enum digest_id id);
void digest_init(struct digest_ctx *c, enum digest_id id);
void digest_update(struct digest_ctx *c, struct span s);
/* digest_final writes digest_len(id) bytes and starts anew. */
void digest_final(struct digest_ctx *c, uint8_t *out);
/* digest_extendable: whether the length of the digest is the caller's choice (FIPS 202 §3.3), by digest_final_len. */
bool digest_extendable(enum digest_id id);
/* digest_final_len: len is at most digest_len(id) unless the digest is extendable. */
void digest_final_len(struct digest_ctx *c, uint8_t *out, size_t len);

/* A running MD5 as plain numbers, for a program that keeps it in a struct of its own. */
struct digest_md5_state {
	uint32_t words[4];
	uint64_t n_blocks;
	uint32_t n_waiting; /* below 64 */
	uint8_t waiting[64];
};

void digest_md5_save(const struct digest_ctx *c, struct digest_md5_state *out);
void digest_md5_load(struct digest_ctx *c, const struct digest_md5_state *in);

/* HMAC, keyed once and usable many times. Wiped by the caller. */
struct digest_hmac {
	struct digest_ctx inner_start, outer_start, running;
};

void digest_hmac_init(struct digest_hmac *h, enum digest_id id, struct span key);
void digest_hmac_update(struct digest_hmac *h, struct span s);
/* digest_hmac_final writes digest_len bytes and starts the next message under the same key. */
void digest_hmac_final(struct digest_hmac *h, uint8_t *out);

#endif
