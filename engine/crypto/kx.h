/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Key exchange in the shape of a KEM, so that Diffie-Hellman groups and ML-KEM hybrids look the same: the offerer makes
 * a share, the accepter answers with a share and the secret, the offerer finishes with the answer.
 * Groups: X25519 (RFC 7748), secp256r1 and secp384r1 (uncompressed points, RFC 8446 §4.2.8.2), and X25519MLKEM768
 * (draft-ietf-tls-ecdhe-mlkem), which is ML-KEM-768 and X25519 side by side: in each share and in the secret, ML-KEM's
 * bytes come first.
 */
#ifndef TEASEL_CRYPTO_KX_H
#define TEASEL_CRYPTO_KX_H

#include "base/err.h"
#include "base/span.h"

/* NamedGroup, RFC 8446 §4.2.7. */
enum kx_group {
	KX_NONE = 0,
	KX_SECP256R1 = 0x0017,
	KX_SECP384R1 = 0x0018,
	KX_SECP521R1 = 0x0019, /* known by name; not offered */
	KX_X25519 = 0x001d,
	KX_X25519MLKEM768 = 0x11ec,
};

#define KX_MAX_SHARE  1216 /* X25519MLKEM768's client share */
#define KX_MAX_SECRET 64
#define KX_MAX_PRIV   96

/* The offerer's private half. Wiped by kx_wipe; the zero value is none. */
struct kx_key {
	enum kx_group group;
	uint8_t priv[KX_MAX_PRIV];
};

struct kx_share {
	size_t len;
	uint8_t b[KX_MAX_SHARE];
};

struct kx_secret {
	size_t len;
	uint8_t b[KX_MAX_SECRET];
};

/* kx_known: the group is implemented here. kx_bits: its strength in bits (RFC 8446 appendix; 128, 192). */
bool kx_known(enum kx_group g);
/* kx_tls13_only: the group exists in TLS 1.3 alone. */
bool kx_tls13_only(enum kx_group g);
unsigned kx_bits(enum kx_group g);
const char *kx_name(enum kx_group g);

/* kx_offer makes a fresh key and the share to send. Fails with TLS_E_RANDOM or TLS_E_UNSUPPORTED. */
MUST_CHECK enum tls_err kx_offer(enum kx_group g, struct kx_key *key, struct kx_share *share);

/* kx_accept answers peer's share: our share and the secret. TLS_E_BAD_KEY_SHARE when peer's is not valid. */
MUST_CHECK enum tls_err kx_accept(enum kx_group g, struct span peer, struct kx_share *share, struct kx_secret *secret);

/* kx_finish computes the offerer's secret from the answer. TLS_E_BAD_KEY_SHARE when the answer is not valid. */
MUST_CHECK enum tls_err kx_finish(const struct kx_key *key, struct span peer, struct kx_secret *secret);

void kx_wipe(struct kx_key *key);

#endif
