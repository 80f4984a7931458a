/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The stream of SHA-512 (sha512.h), and its portable compression, which is Nettle's. */
#include "crypto/sha512.h"

#include <assert.h>
#include <nettle/sha2.h>
#include <string.h>

#include "base/secret.h"
#ifdef __x86_64__
#include "crypto/x86_64/kernels.h"
#endif

#define LEN_BYTES 16

static void store_be(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 8; i++) {
		p[i] = (uint8_t)(v >> (56 - 8 * i));
	}
}

/* Nettle's compression is behind its stream, which takes whole blocks from where they lie. */
static void compress(uint64_t h[8], const uint8_t *blocks, size_t n)
{
	struct sha512_ctx c;
	sha512_init(&c);
	memcpy(c.state, h, sizeof c.state);
	sha512_update(&c, n * SHA512_BLOCK, blocks);
	memcpy(h, c.state, sizeof c.state);
	wipe(&c, sizeof c);
}

static bool always(void)
{
	return true;
}

static const struct sha512_impl sha512_nettle = {"nettle", always, compress};

const struct sha512_impl *const sha512_impls[] = {
#ifdef __x86_64__
    &sha512_avx2,
#endif
    &sha512_nettle,
    NULL,
};

static const struct sha512_impl *best(void)
{
	const struct sha512_impl *const *p = sha512_impls;
	while (!(*p)->usable()) {
		p++;
	}
	return *p;
}

void sha512_start(struct sha512_stream *s)
{
	/* §5.3.5 */
	static const uint64_t start[8] = {
	    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
	};
	memcpy(s->h, start, sizeof start);
	s->len = 0;
}

void sha384_start(struct sha512_stream *s)
{
	/* §5.3.4 */
	static const uint64_t start[8] = {
	    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
	    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
	};
	memcpy(s->h, start, sizeof start);
	s->len = 0;
}

void sha512_take(struct sha512_stream *s, struct span bytes)
{
	size_t held = s->len % SHA512_BLOCK;
	s->len += bytes.len;
	if (bytes.len < SHA512_BLOCK - held) {
		if (bytes.len > 0) {
			memcpy(s->block + held, bytes.p, bytes.len);
		}
		return;
	}
	if (held > 0) {
		size_t fill = SHA512_BLOCK - held;
		memcpy(s->block + held, bytes.p, fill);
		best()->compress(s->h, s->block, 1);
		bytes = span_of(bytes.p + fill, bytes.len - fill);
	}
	size_t whole = bytes.len / SHA512_BLOCK;
	if (whole > 0) {
		best()->compress(s->h, bytes.p, whole);
	}
	if (bytes.len % SHA512_BLOCK > 0) {
		memcpy(s->block, bytes.p + whole * SHA512_BLOCK, bytes.len % SHA512_BLOCK);
	}
}

void sha512_end(struct sha512_stream *s, uint8_t *out, size_t out_len)
{
	uint8_t tail[2 * SHA512_BLOCK] = {0}, hash[64];
	size_t held = s->len % SHA512_BLOCK;
	size_t blocks = held + 1 + LEN_BYTES <= SHA512_BLOCK ? 1 : 2;
	assert(out_len <= sizeof hash);
	/* §5.1.2: a bit 1, zeros, and the length in bits, 128 bits long. */
	memcpy(tail, s->block, held);
	tail[held] = 0x80;
	store_be(tail + blocks * SHA512_BLOCK - 16, s->len >> 61);
	store_be(tail + blocks * SHA512_BLOCK - 8, s->len << 3);
	best()->compress(s->h, tail, blocks);
	for (size_t i = 0; i < 8; i++) {
		store_be(hash + 8 * i, s->h[i]);
	}
	memcpy(out, hash, out_len);
	wipe(tail, sizeof tail);
	wipe(hash, sizeof hash);
}
