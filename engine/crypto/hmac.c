/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * HMAC (RFC 2104). The hash states after the two padded key blocks are kept, so that a message costs only its own
 * blocks and two finals.
 */
#include "crypto/hmac.h"

#include "base/secret.h"

/* The block that a padded key fills is hashed into start; key is at most a block long. */
static void absorb_key(struct hash_ctx *start, enum hash_id id, struct span key, uint8_t pad)
{
	uint8_t block[HASH_MAX_BLOCK];
	size_t block_len = hash_block(id);
	memset(block, pad, block_len);
	for (size_t i = 0; i < key.len; i++) {
		block[i] ^= key.p[i];
	}
	hash_init(start, id);
	hash_update(start, span_of(block, block_len));
	wipe(block, sizeof block);
}

void hmac_init(struct hmac_ctx *c, enum hash_id id, struct span key)
{
	uint8_t short_key[HASH_MAX_LEN];
	if (key.len > hash_block(id)) {
		hash_once(id, key, short_key);
		key = span_of(short_key, hash_len(id));
	}
	absorb_key(&c->inner_start, id, key, 0x36);
	absorb_key(&c->outer_start, id, key, 0x5c);
	c->running = c->inner_start;
	wipe(short_key, sizeof short_key);
}

void hmac_update(struct hmac_ctx *c, struct span s)
{
	hash_update(&c->running, s);
}

void hmac_final(struct hmac_ctx *c, uint8_t *out)
{
	uint8_t inner[HASH_MAX_LEN];
	hash_final(&c->running, inner);
	c->running = c->outer_start;
	hash_update(&c->running, span_of(inner, hash_len(c->running.id)));
	hash_final(&c->running, out);
	c->running = c->inner_start;
	wipe(inner, sizeof inner);
}

void hmac_wipe(struct hmac_ctx *c)
{
	wipe(c, sizeof *c);
}

void hmac_once(enum hash_id id, struct span key, struct span s, uint8_t *out)
{
	struct hmac_ctx c;
	hmac_init(&c, id, key);
	hmac_update(&c, s);
	hmac_final(&c, out);
	hmac_wipe(&c);
}
