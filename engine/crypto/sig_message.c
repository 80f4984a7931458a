/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What a family of signatures signs: sig_impl.h. */
#include "crypto/sig_impl.h"

void sig_digest(enum hash_id id, const struct sig_message *m, uint8_t out[HASH_MAX_LEN])
{
	if (m->digest.len != 0) {
		memcpy(out, m->digest.p, m->digest.len);
		return;
	}
	struct hash_ctx c;
	hash_init(&c, id);
	for (size_t i = 0; i < m->n_parts; i++) {
		hash_update(&c, m->parts[i]);
	}
	hash_final(&c, out);
}
