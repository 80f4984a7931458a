/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The pseudorandom function of TLS 1.2 (RFC 5246 §5): P_hash with SHA-256 or SHA-384. */
#ifndef TEASEL_CRYPTO_PRF12_H
#define TEASEL_CRYPTO_PRF12_H

#include "crypto/hmac.h"

/* prf12 fills out_len bytes from PRF(secret, label, seed_a + seed_b). */
void prf12(enum hash_id id, struct span secret, const char *label, struct span seed_a, struct span seed_b, uint8_t *out,
	   size_t out_len);

/* prf12_keyed is the same under a secret that keyed (hmac_init) holds, which several calls may share. */
void prf12_keyed(struct hmac_ctx *keyed, const char *label, struct span seed_a, struct span seed_b, uint8_t *out,
		 size_t out_len);

#endif
