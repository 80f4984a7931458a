/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Public and private keys as numbers; how they are written in DER is engine/pki's matter. Numbers come as big-endian
 * views, leading zeros allowed. Every constructor checks its input: RSA of 2048 to 8192 bits with odd public exponent
 * of 3 up to 64 bits (private keys are checked for consistency), points on their curve, scalars in range.
 * RSA public keys of 512 to 16384 bits are read too, so that a verifier can say "too weak" (pubkey_bits) instead of
 * "malformed"; sig_verify() refuses those out of bounds.
 */
#ifndef TEASEL_CRYPTO_KEY_H
#define TEASEL_CRYPTO_KEY_H

#include "base/err.h"
#include "base/span.h"
#include "crypto/hash.h"

/* KEY_RSA_PSS is a key that its certificate restricts to RSASSA-PSS (RFC 4055). */
enum key_type { KEY_NONE, KEY_RSA, KEY_RSA_PSS, KEY_EC_P256, KEY_EC_P384, KEY_EC_P521, KEY_ED25519 };

/* Limits that an RSA-PSS key's parameters set (RFC 4055 §3.1); hash HASH_NONE: no limits. */
struct pss_limits {
	enum hash_id hash;
	unsigned min_salt;
};

/* Opaque, immutable after construction, one owner each (free with *_free; both take NULL). Usable from many threads. */
struct pubkey;
struct privkey;

MUST_CHECK enum tls_err pubkey_rsa(struct pubkey **out, enum key_type type, struct span n, struct span e,
				   struct pss_limits limits);
/* point: 04 || x || y (SEC 1 §2.3.3), uncompressed only. */
MUST_CHECK enum tls_err pubkey_ec(struct pubkey **out, enum key_type curve, struct span point);
MUST_CHECK enum tls_err pubkey_ed25519(struct pubkey **out, struct span key);
void pubkey_free(struct pubkey *k);

enum key_type pubkey_type(const struct pubkey *k);
unsigned pubkey_bits(const struct pubkey *k);
/* pubkey_security_bits: symmetric-equivalent strength (NIST SP 800-57: RSA 2048 is 112, 3072 is 128, P-256 is 128 ...).
 */
unsigned pubkey_security_bits(const struct pubkey *k);
struct pss_limits pubkey_pss_limits(const struct pubkey *k);
/* pubkey_bytes: x || y of an EC key, the octets of an Ed25519 one; empty for RSA. Owned by k. */
struct span pubkey_bytes(const struct pubkey *k);
bool pubkey_eq(const struct pubkey *a, const struct pubkey *b);

/* The numbers of an RSA private key (RFC 8017 §3.2), all required. */
struct rsa_private_numbers {
	struct span n, e, d, p, q, dp, dq, qinv;
};

MUST_CHECK enum tls_err privkey_rsa(struct privkey **out, enum key_type type, const struct rsa_private_numbers *num,
				    struct pss_limits limits);
/* scalar: 1 <= d < n, at most the curve's length. */
MUST_CHECK enum tls_err privkey_ec(struct privkey **out, enum key_type curve, struct span scalar);
MUST_CHECK enum tls_err privkey_ed25519(struct privkey **out, struct span seed);

/* privkey_free wipes. */
void privkey_free(struct privkey *k);

/* privkey_public: the public half, owned by k. */
const struct pubkey *privkey_public(const struct privkey *k);

#endif
