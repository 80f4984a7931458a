/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SHAKE128 and SHAKE256 (FIPS 202 §6.2), written as Nettle writes its digests: its releases before 3.10 lack SHAKE128.
 */
#ifndef TEASEL_CRYPTO_SHAKE_H
#define TEASEL_CRYPTO_SHAKE_H

#include <nettle/nettle-meta.h>

/* The digest function writes as much as it is asked for; digest_size is what a caller gets who does not say. */
extern const struct nettle_hash shake128, shake256;

#endif
