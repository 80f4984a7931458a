/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X25519 (RFC 7748 §5) behind a const table per implementation. Constant-time; scalars are clamped inside. */
#ifndef TEASEL_CRYPTO_X25519_H
#define TEASEL_CRYPTO_X25519_H

#include "base/span.h"

#define X25519_LEN 32

struct x25519_impl {
	const char *name;
	bool (*usable)(void);
	/* base: out = X25519(k, 9). */
	void (*base)(uint8_t out[X25519_LEN], const uint8_t k[X25519_LEN]);
	/* mul: out = X25519(k, u); all zero when u has small order. */
	void (*mul)(uint8_t out[X25519_LEN], const uint8_t k[X25519_LEN], const uint8_t u[X25519_LEN]);
};

/* x25519_impls: every implementation built in, best first, NULL at the end. */
extern const struct x25519_impl *const x25519_impls[];

/* x25519_impl: the best one that this CPU can run. */
const struct x25519_impl *x25519_impl(void);

#endif
