/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RSA as numbers (RFC 8017 §3 and §5.2): the public operation, variable-time because all its inputs are public, and
 * the private operation by CRT, constant-time in the key and in the message. Messages and signatures are big-endian
 * and as long as the modulus.
 */
#ifndef TEASEL_CRYPTO_RSA_H
#define TEASEL_CRYPTO_RSA_H

#include "crypto/key.h"

#define RSA_MIN_BITS 2048
#define RSA_MAX_BITS 8192
/* What is parsed, so that it can be named too weak or too large. */
#define RSA_PARSE_MIN_BITS 512
#define RSA_PARSE_MAX_BITS 16384

#define RSA_MAX_BYTES (RSA_MAX_BITS / 8)
#define RSA_MAX_LIMBS (RSA_MAX_BITS / 64)

struct rsa_public {
	unsigned bits;
	size_t n_limbs;
	uint64_t e;
	uint64_t n0;  /* -1/n mod 2^64, for Montgomery's reduction */
	uint64_t n[]; /* least significant limb first */
};

struct rsa_private;

MUST_CHECK enum tls_err rsa_public_new(struct rsa_public **out, struct span n, struct span e);
void rsa_public_free(struct rsa_public *k);

/* rsa_bytes: length of messages and signatures. */
static inline size_t rsa_bytes(const struct rsa_public *k)
{
	return (k->bits + 7) / 8;
}

/* rsa_usable: the modulus is within RSA_MIN_BITS .. RSA_MAX_BITS. */
static inline bool rsa_usable(const struct rsa_public *k)
{
	return k->bits >= RSA_MIN_BITS && k->bits <= RSA_MAX_BITS;
}

/* rsa_public_op: out = in^e mod n. False when in is not below n. The key is usable (rsa_usable). */
bool rsa_public_op(const struct rsa_public *k, const uint8_t *in, uint8_t *out);

/* rsa_private_new: pub is the public half, checked already, and stays the caller's; it must outlive the key. */
MUST_CHECK enum tls_err rsa_private_new(struct rsa_private **out, const struct rsa_public *pub,
					const struct rsa_private_numbers *num);
void rsa_private_free(struct rsa_private *k);

/*
 * rsa_private_op: out = in^d mod n, verified with the public operation. in is below n. TLS_E_SIGN_FAILED when the
 * result does not verify; out is zeroed then.
 */
MUST_CHECK enum tls_err rsa_private_op(const struct rsa_private *k, const uint8_t *in, uint8_t *out);

#endif
