/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* HKDF (RFC 5869) and HKDF-Expand-Label (RFC 8446 §7.1). */
#ifndef TEASEL_CRYPTO_HKDF_H
#define TEASEL_CRYPTO_HKDF_H

#include "base/secret.h"
#include "crypto/hash.h"

/* hkdf_extract: an empty salt is hash_len zero bytes. out may be the secret that salt or ikm view. */
void hkdf_extract(enum hash_id id, struct span salt, struct span ikm, struct secret *out);

/* hkdf_expand fills out_len bytes, at most 255 * hash_len. */
void hkdf_expand(enum hash_id id, struct span prk, struct span info, uint8_t *out, size_t out_len);

/* hkdf_expand_label: label without the "tls13 " prefix, at most 249 bytes; context at most 255 bytes. */
void hkdf_expand_label(enum hash_id id, const struct secret *prk, const char *label, struct span context, uint8_t *out,
		       size_t out_len);

#endif
