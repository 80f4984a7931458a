/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The sponge of FIPS 202 §4 over Nettle's permutation, an octet at a time. */
#include "crypto/shake.h"

#include <nettle/sha3.h>
#include <string.h>

#include "crypto/keccak.h"

struct shake {
	struct sha3_state s;
	unsigned rate, at; /* octets; at is below rate between calls */
};

static void start(void *ctx, unsigned rate)
{
	struct shake *c = ctx;
	memset(c, 0, sizeof *c);
	c->rate = rate;
}

static void start_128(void *ctx)
{
	start(ctx, SHAKE128_RATE);
}

static void start_256(void *ctx)
{
	start(ctx, SHAKE256_RATE);
}

static void mix(struct shake *c, unsigned at, uint8_t octet)
{
	c->s.a[at / 8] ^= (uint64_t)octet << (8 * (at % 8));
}

static void step(struct shake *c)
{
	sha3_permute(&c->s);
	c->at = 0;
}

static void absorb(void *ctx, size_t len, const uint8_t *in)
{
	struct shake *c = ctx;
	for (size_t i = 0; i < len; i++) {
		mix(c, c->at, in[i]);
		if (++c->at == c->rate) {
			step(c);
		}
	}
}

static void squeeze(void *ctx, size_t len, uint8_t *out)
{
	struct shake *c = ctx;
	/* §6.2: SHAKE appends 1111; §5.1: pad10*1. */
	mix(c, c->at, 0x1f);
	mix(c, c->rate - 1, 0x80);
	step(c);
	for (size_t i = 0; i < len; i++) {
		if (c->at == c->rate) {
			step(c);
		}
		out[i] = (uint8_t)(c->s.a[c->at / 8] >> (8 * (c->at % 8)));
		c->at++;
	}
	start(c, c->rate);
}

const struct nettle_hash shake128 = {"shake128", sizeof(struct shake), 16, SHAKE128_RATE, start_128, absorb, squeeze};
const struct nettle_hash shake256 = {"shake256", sizeof(struct shake), 32, SHAKE256_RATE, start_256, absorb, squeeze};
