/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SHA-512 and SHA-384 (FIPS 180-4), streaming, for hash.c: TLS's default suite hashes everything with SHA-384. */
#ifndef TEASEL_CRYPTO_SHA512_H
#define TEASEL_CRYPTO_SHA512_H

#include <stdbool.h>

#include "base/span.h"

#define SHA512_BLOCK 128

/* A running hash: the chaining value, the bytes taken so far, and what of them does not fill a block yet. */
struct sha512_stream {
	uint64_t h[8];
	uint64_t len;
	uint8_t block[SHA512_BLOCK];
};

struct sha512_impl {
	const char *name;
	bool (*usable)(void);
	/* compress takes n blocks into the chaining value h. */
	void (*compress)(uint64_t h[8], const uint8_t *blocks, size_t n);
};

/* sha512_impls: every implementation built in, best first, NULL at the end. */
extern const struct sha512_impl *const sha512_impls[];

void sha512_start(struct sha512_stream *s);
void sha384_start(struct sha512_stream *s);
void sha512_take(struct sha512_stream *s, struct span bytes);

/* sha512_end writes the first out_len bytes of the hash, at most 64, and leaves s unusable. */
void sha512_end(struct sha512_stream *s, uint8_t *out, size_t out_len);

#endif
