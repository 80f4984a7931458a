/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The hashes of hash.h, each described as Nettle describes its own: SHA-1 and SHA-256 are Nettle's, the longer ones are
 * sha512.h's. Their contexts live inside hash_ctx.state.
 */
#include "crypto/hash.h"

#include <assert.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "base/secret.h"
#include "crypto/sha512.h"

#define STATE_LEN sizeof(((struct hash_ctx *)NULL)->state)

_Static_assert(sizeof(struct sha1_ctx) <= STATE_LEN, "SHA-1 fits");
_Static_assert(sizeof(struct sha256_ctx) <= STATE_LEN, "SHA-256 fits");
_Static_assert(sizeof(struct sha512_stream) <= STATE_LEN, "SHA-384 and SHA-512 fit");
_Static_assert(SHA512_DIGEST_SIZE <= HASH_MAX_LEN && SHA512_BLOCK <= HASH_MAX_BLOCK, "the longest fits");

static void start_sha384(void *state)
{
	sha384_start(state);
}

static void start_sha512(void *state)
{
	sha512_start(state);
}

static void take(void *state, size_t len, const uint8_t *p)
{
	sha512_take(state, span_of(p, len));
}

static void end(void *state, size_t len, uint8_t *out)
{
	sha512_end(state, out, len);
}

static const struct nettle_hash sha384 = {
    "sha384", sizeof(struct sha512_stream), SHA384_DIGEST_SIZE, SHA512_BLOCK, start_sha384, take, end,
};

static const struct nettle_hash sha512 = {
    "sha512", sizeof(struct sha512_stream), SHA512_DIGEST_SIZE, SHA512_BLOCK, start_sha512, take, end,
};

static const struct nettle_hash *hash_alg(enum hash_id id)
{
	switch (id) {
	case HASH_SHA256:
		return &nettle_sha256;
	case HASH_SHA384:
		return &sha384;
	case HASH_SHA512:
		return &sha512;
	case HASH_SHA1:
		return &nettle_sha1;
	case HASH_NONE:
		break;
	}
	return NULL;
}

size_t hash_len(enum hash_id id)
{
	const struct nettle_hash *alg = hash_alg(id);
	return alg ? alg->digest_size : 0;
}

size_t hash_block(enum hash_id id)
{
	const struct nettle_hash *alg = hash_alg(id);
	return alg ? alg->block_size : 0;
}

void hash_init(struct hash_ctx *c, enum hash_id id)
{
	const struct nettle_hash *alg = hash_alg(id);
	assert(alg);
	c->id = id;
	alg->init(c->state);
}

void hash_update(struct hash_ctx *c, struct span s)
{
	if (s.len != 0) {
		hash_alg(c->id)->update(c->state, s.len, s.p);
	}
}

void hash_final(struct hash_ctx *c, uint8_t *out)
{
	const struct nettle_hash *alg = hash_alg(c->id);
	alg->digest(c->state, alg->digest_size, out);
}

void hash_peek(const struct hash_ctx *c, uint8_t *out)
{
	struct hash_ctx copy = *c;
	hash_final(&copy, out);
	wipe(&copy, sizeof copy);
}

void hash_once(enum hash_id id, struct span s, uint8_t *out)
{
	struct hash_ctx c;
	hash_init(&c, id);
	hash_update(&c, s);
	hash_final(&c, out);
	wipe(&c, sizeof c);
}
