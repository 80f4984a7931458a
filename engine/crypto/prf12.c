/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * P_hash of RFC 5246 §5: A(0) = label + seed, A(i) = HMAC(secret, A(i-1)), and the output is the row of
 * HMAC(secret, A(i) + label + seed), cut to length.
 */
#include "crypto/prf12.h"

#include "base/secret.h"

void prf12(enum hash_id id, struct span secret, const char *label, struct span seed_a, struct span seed_b, uint8_t *out,
	   size_t out_len)
{
	struct hmac_ctx c;
	hmac_init(&c, id, secret);
	prf12_keyed(&c, label, seed_a, seed_b, out, out_len);
	hmac_wipe(&c);
}

void prf12_keyed(struct hmac_ctx *keyed, const char *label, struct span seed_a, struct span seed_b, uint8_t *out,
		 size_t out_len)
{
	size_t len = hash_len(keyed->running.id);
	uint8_t a[HASH_MAX_LEN], block[HASH_MAX_LEN];
	hmac_update(keyed, span_str(label));
	hmac_update(keyed, seed_a);
	hmac_update(keyed, seed_b);
	hmac_final(keyed, a);
	while (out_len > 0) {
		hmac_update(keyed, span_of(a, len));
		hmac_update(keyed, span_str(label));
		hmac_update(keyed, seed_a);
		hmac_update(keyed, seed_b);
		hmac_final(keyed, block);
		size_t take = out_len < len ? out_len : len;
		memcpy(out, block, take);
		out += take;
		out_len -= take;
		if (out_len > 0) {
			hmac_update(keyed, span_of(a, len));
			hmac_final(keyed, a);
		}
	}
	wipe(a, sizeof a);
	wipe(block, sizeof block);
}
