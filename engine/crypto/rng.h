/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Randomness from the operating system's generator, hence safe across fork. Tests link a seeded one in its place. */
#ifndef TEASEL_CRYPTO_RNG_H
#define TEASEL_CRYPTO_RNG_H

#include "base/err.h"
#include "base/span.h"

/* rng_bytes fills len bytes or fails with TLS_E_RANDOM and out zeroed; it never yields weak bytes. */
MUST_CHECK enum tls_err rng_bytes(void *out, size_t len);

#endif
