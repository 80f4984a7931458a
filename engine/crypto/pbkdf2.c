/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PBKDF2 (pbkdf2.h): a block of the digest's length at a time, each the XOR of a chain of HMACs. */
#include "crypto/pbkdf2.h"

#include "base/secret.h"

void pbkdf2(uint8_t *out, size_t out_len, enum digest_id prf, struct span password, struct span salt, uint32_t rounds)
{
	struct digest_hmac h;
	uint8_t u[DIGEST_MAX_LEN], sum[DIGEST_MAX_LEN];
	size_t len = digest_len(prf);
	digest_hmac_init(&h, prf, password);
	for (uint32_t block = 1; out_len > 0; block++) {
		const uint8_t number[4] = {(uint8_t)(block >> 24), (uint8_t)(block >> 16), (uint8_t)(block >> 8),
					   (uint8_t)block};
		digest_hmac_update(&h, salt);
		digest_hmac_update(&h, span_of(number, sizeof number));
		digest_hmac_final(&h, u);
		memcpy(sum, u, len);
		for (uint32_t i = 1; i < rounds; i++) {
			digest_hmac_update(&h, span_of(u, len));
			digest_hmac_final(&h, u);
			for (size_t j = 0; j < len; j++) {
				sum[j] ^= u[j];
			}
		}
		size_t n = out_len < len ? out_len : len;
		memcpy(out, sum, n);
		out += n;
		out_len -= n;
	}
	wipe(&h, sizeof h);
	wipe(u, sizeof u);
	wipe(sum, sizeof sum);
}
