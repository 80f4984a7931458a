/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The families behind sig_verify() and sig_sign(). sig.c has checked that key and algorithm go together. */
#ifndef TEASEL_CRYPTO_SIG_IMPL_H
#define TEASEL_CRYPTO_SIG_IMPL_H

#include "crypto/key_impl.h"
#include "crypto/sig.h"

/* A message in parts, or what it was hashed to. */
struct sig_message {
	const struct span *parts;
	size_t n_parts;
	struct span digest; /* of the algorithm's hash; empty: hash the parts */
};

void sig_digest(enum hash_id id, const struct sig_message *m, uint8_t out[HASH_MAX_LEN]);

MUST_CHECK enum tls_err sig_ecdsa_verify(const struct pubkey *key, enum hash_id hash, const struct sig_message *m,
					 struct span sig);
/*
 * sig_ecdsa_sign: extra is the additional input of RFC 6979 §3.6; without it the signature is the one that the RFC's
 * vectors have. out takes at most SIG_MAX_LEN bytes.
 */
MUST_CHECK enum tls_err sig_ecdsa_sign(const struct privkey *key, enum hash_id hash, const struct sig_message *m,
				       struct span extra, uint8_t *out, size_t *out_len);

MUST_CHECK enum tls_err sig_rsa_verify(const struct pubkey *key, struct sig_alg alg, const struct sig_message *m,
				       struct span sig);
MUST_CHECK enum tls_err sig_rsa_sign(const struct privkey *key, struct sig_alg alg, const struct sig_message *m,
				     uint8_t *out, size_t *out_len);

MUST_CHECK enum tls_err sig_ed25519_verify(const struct pubkey *key, const struct sig_message *m, struct span sig);
MUST_CHECK enum tls_err sig_ed25519_sign(const struct privkey *key, const struct sig_message *m, uint8_t *out,
					 size_t *out_len);

#endif
