/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * P_hash of RFC 5246 §5: A(0) = label + seed, A(i) = HMAC(secret, A(i-1)), and the output is the row of
 * HMAC(secret, A(i) + label + seed), cut to length.
 */
#include "crypto/prf12.h"

#include "base/secret.h"
#include "crypto/hmac.h"

void prf12(enum hash_id id, struct span secret, const char *label, struct span seed_a, struct span seed_b, uint8_t *out,
	   size_t out_len)
{
	size_t len = hash_len(id);
	uint8_t a[HASH_MAX_LEN], block[HASH_MAX_LEN];
	struct hmac_ctx c;
	hmac_init(&c, id, secret);
	hmac_update(&c, span_str(label));
	hmac_update(&c, seed_a);
	hmac_update(&c, seed_b);
	hmac_final(&c, a);
	while (out_len > 0) {
		hmac_update(&c, span_of(a, len));
		hmac_update(&c, span_str(label));
		hmac_update(&c, seed_a);
		hmac_update(&c, seed_b);
		hmac_final(&c, block);
		size_t take = out_len < len ? out_len : len;
		memcpy(out, block, take);
		out += take;
		out_len -= take;
		if (out_len > 0) {
			hmac_update(&c, span_of(a, len));
			hmac_final(&c, a);
		}
	}
	hmac_wipe(&c);
	wipe(a, sizeof a);
	wipe(block, sizeof block);
}
