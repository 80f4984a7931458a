/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PBKDF2 (RFC 8018 §5.2) with HMAC over any digest of digest.h. */
#ifndef TEASEL_CRYPTO_PBKDF2_H
#define TEASEL_CRYPTO_PBKDF2_H

#include "crypto/digest.h"

/* pbkdf2 fills out_len octets. rounds is at least 1; the work is rounds times the number of digests in out_len. */
void pbkdf2(uint8_t *out, size_t out_len, enum digest_id prf, struct span password, struct span salt, uint32_t rounds);

#endif
