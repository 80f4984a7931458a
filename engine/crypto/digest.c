/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The digests of digest.h over Nettle's descriptors. */
#include "crypto/digest.h"

#include <assert.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>

#include "base/secret.h"
#include "crypto/keccak.h"
#include "crypto/shake.h"

#define STATE_LEN sizeof(((struct digest_ctx *)NULL)->state)

_Static_assert(sizeof(struct sha512_ctx) <= STATE_LEN, "SHA-512 fits");
_Static_assert(sizeof(struct sha3_224_ctx) <= STATE_LEN, "SHA-3 fits");
_Static_assert(SHAKE128_RATE <= DIGEST_MAX_BLOCK && SHA512_DIGEST_SIZE <= DIGEST_MAX_LEN, "the longest fits");

static const struct nettle_hash *alg_of(enum digest_id id)
{
	switch (id) {
	case DIGEST_MD5:
		return &nettle_md5;
	case DIGEST_SHA1:
		return &nettle_sha1;
	case DIGEST_SHA224:
		return &nettle_sha224;
	case DIGEST_SHA256:
		return &nettle_sha256;
	case DIGEST_SHA384:
		return &nettle_sha384;
	case DIGEST_SHA512:
		return &nettle_sha512;
	case DIGEST_SHA512_224:
		return &nettle_sha512_224;
	case DIGEST_SHA512_256:
		return &nettle_sha512_256;
	case DIGEST_SHA3_224:
		return &nettle_sha3_224;
	case DIGEST_SHA3_256:
		return &nettle_sha3_256;
	case DIGEST_SHA3_384:
		return &nettle_sha3_384;
	case DIGEST_SHA3_512:
		return &nettle_sha3_512;
	case DIGEST_SHAKE128:
		return &shake128;
	case DIGEST_SHAKE256:
		return &shake256;
	case DIGEST_COUNT:
		break;
	}
	return NULL;
}

size_t digest_len(enum digest_id id)
{
	const struct nettle_hash *alg = alg_of(id);
	return alg ? alg->digest_size : 0;
}

size_t digest_block(enum digest_id id)
{
	const struct nettle_hash *alg = alg_of(id);
	return alg ? alg->block_size : 0;
}

enum hash_id digest_hash(enum digest_id id)
{
	switch (id) {
	case DIGEST_SHA256:
		return HASH_SHA256;
	case DIGEST_SHA384:
		return HASH_SHA384;
	case DIGEST_SHA512:
		return HASH_SHA512;
	default:
		return HASH_NONE;
	}
}

void digest_init(struct digest_ctx *c, enum digest_id id)
{
	const struct nettle_hash *alg = alg_of(id);
	assert(alg && alg->context_size <= STATE_LEN);
	c->id = id;
	alg->init(c->state);
}

void digest_update(struct digest_ctx *c, struct span s)
{
	if (s.len != 0) {
		alg_of(c->id)->update(c->state, s.len, s.p);
	}
}

void digest_final(struct digest_ctx *c, uint8_t *out)
{
	digest_final_len(c, out, digest_len(c->id));
}

bool digest_extendable(enum digest_id id)
{
	return id == DIGEST_SHAKE128 || id == DIGEST_SHAKE256;
}

void digest_final_len(struct digest_ctx *c, uint8_t *out, size_t len)
{
	alg_of(c->id)->digest(c->state, len, out);
}

void digest_md5_save(const struct digest_ctx *c, struct digest_md5_state *out)
{
	struct md5_ctx m;
	memcpy(&m, c->state, sizeof m);
	memcpy(out->words, m.state, sizeof out->words);
	out->n_blocks = m.count;
	out->n_waiting = m.index;
	memcpy(out->waiting, m.block, sizeof out->waiting);
	wipe(&m, sizeof m);
}

void digest_md5_load(struct digest_ctx *c, const struct digest_md5_state *in)
{
	struct md5_ctx m = {.count = in->n_blocks, .index = in->n_waiting % sizeof m.block};
	memcpy(m.state, in->words, sizeof m.state);
	memcpy(m.block, in->waiting, sizeof m.block);
	c->id = DIGEST_MD5;
	memcpy(c->state, &m, sizeof m);
	wipe(&m, sizeof m);
}

/* ---- HMAC -------------------------------------------------------------------------------------------------------- */

static void absorb_key(struct digest_ctx *start, enum digest_id id, struct span key, uint8_t pad)
{
	uint8_t block[DIGEST_MAX_BLOCK];
	size_t block_len = digest_block(id);
	memset(block, pad, block_len);
	for (size_t i = 0; i < key.len; i++) {
		block[i] ^= key.p[i];
	}
	digest_init(start, id);
	digest_update(start, span_of(block, block_len));
	wipe(block, sizeof block);
}

void digest_hmac_init(struct digest_hmac *h, enum digest_id id, struct span key)
{
	uint8_t short_key[DIGEST_MAX_LEN];
	if (key.len > digest_block(id)) {
		digest_init(&h->running, id);
		digest_update(&h->running, key);
		digest_final(&h->running, short_key);
		key = span_of(short_key, digest_len(id));
	}
	absorb_key(&h->inner_start, id, key, 0x36);
	absorb_key(&h->outer_start, id, key, 0x5c);
	h->running = h->inner_start;
	wipe(short_key, sizeof short_key);
}

void digest_hmac_update(struct digest_hmac *h, struct span s)
{
	digest_update(&h->running, s);
}

void digest_hmac_final(struct digest_hmac *h, uint8_t *out)
{
	uint8_t inner[DIGEST_MAX_LEN];
	size_t len = digest_len(h->running.id);
	digest_final(&h->running, inner);
	h->running = h->outer_start;
	digest_update(&h->running, span_of(inner, len));
	digest_final(&h->running, out);
	h->running = h->inner_start;
	wipe(inner, sizeof inner);
}
