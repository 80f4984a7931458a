/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SHA-256, SHA-384 and SHA-512 (FIPS 180-4), streaming. SHA-1 exists for key identifiers only, never for signatures. */
#ifndef TEASEL_CRYPTO_HASH_H
#define TEASEL_CRYPTO_HASH_H

#include "base/span.h"

enum hash_id { HASH_NONE, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_SHA1 };

#define HASH_MAX_LEN 64
#define HASH_MAX_BLOCK 128

/* A running hash. Copied by plain assignment to fork it; holds no pointers to itself; wipe it if its input was secret. */
struct hash_ctx {
	enum hash_id id;
	_Alignas(16) uint8_t state[224];
};

/* hash_len: output bytes; hash_block: bytes of one compression block. */
size_t hash_len(enum hash_id id);
size_t hash_block(enum hash_id id);

void hash_init(struct hash_ctx *c, enum hash_id id);
void hash_update(struct hash_ctx *c, struct span s);

/* hash_final writes hash_len(id) bytes and leaves c unusable until hash_init(). */
void hash_final(struct hash_ctx *c, uint8_t *out);

/* hash_peek writes the hash of all input so far and leaves c running. */
void hash_peek(const struct hash_ctx *c, uint8_t *out);

/* hash_once hashes one view. */
void hash_once(enum hash_id id, struct span s, uint8_t *out);

#endif
