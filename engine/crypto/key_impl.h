/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What pubkey and privkey hold, for the files that compute with them (key.c, sig*.c). */
#ifndef TEASEL_CRYPTO_KEY_IMPL_H
#define TEASEL_CRYPTO_KEY_IMPL_H

#include "crypto/ec.h"
#include "crypto/rsa.h"

#define ED25519_LEN 32

struct pubkey {
	enum key_type type;
	struct pss_limits pss;
	struct rsa_public *rsa;        /* KEY_RSA, KEY_RSA_PSS */
	const struct ec_curve *curve;  /* KEY_EC_* */
	uint8_t bytes[2 * EC_MAX_LEN]; /* x || y on the curve, or the Ed25519 key */
};

struct privkey {
	struct pubkey *pub;
	struct rsa_private *rsa;
	uint8_t bytes[EC_MAX_LEN]; /* the scalar in the curve's length, or the Ed25519 seed */
};

/* ed25519_point_ok: the bytes stand for a point of the curve (RFC 8032 §5.1.3). */
bool ed25519_point_ok(const uint8_t key[ED25519_LEN]);

static inline bool key_is_rsa(enum key_type t)
{
	return t == KEY_RSA || t == KEY_RSA_PSS;
}

#endif
