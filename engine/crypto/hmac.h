/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* HMAC (RFC 2104) over the hashes of hash.h, keyed once and usable many times. */
#ifndef TEASEL_CRYPTO_HMAC_H
#define TEASEL_CRYPTO_HMAC_H

#include "crypto/hash.h"

struct hmac_ctx {
	struct hash_ctx inner_start, outer_start, running;
};

/* hmac_init keys c and starts a message. The caller wipes c with hmac_wipe. */
void hmac_init(struct hmac_ctx *c, enum hash_id id, struct span key);
void hmac_update(struct hmac_ctx *c, struct span s);

/* hmac_final writes hash_len bytes and starts the next message under the same key. */
void hmac_final(struct hmac_ctx *c, uint8_t *out);
void hmac_wipe(struct hmac_ctx *c);

/* hmac_once authenticates one view. */
void hmac_once(enum hash_id id, struct span key, struct span s, uint8_t *out);

#endif
