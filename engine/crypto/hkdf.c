/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* HKDF (RFC 5869) and TLS 1.3's use of it (RFC 8446 §7.1). Lengths are our own code's promises, hence asserted. */
#include "crypto/hkdf.h"

#include <assert.h>

#include "base/writer.h"
#include "crypto/hmac.h"

#define LABEL_PREFIX     "tls13 "
#define LABEL_PREFIX_LEN (sizeof LABEL_PREFIX - 1)
#define LABEL_MAX        255
#define CONTEXT_MAX      255

void hkdf_extract(enum hash_id id, struct span salt, struct span ikm, struct secret *out)
{
	/* An empty HMAC key is padded with zeros, which is what RFC 5869 §2.2 asks of an absent salt. */
	uint8_t prk[HASH_MAX_LEN];
	hmac_once(id, salt, ikm, prk);
	secret_set(out, span_of(prk, hash_len(id)));
	wipe(prk, sizeof prk);
}

void hkdf_expand(enum hash_id id, struct span prk, struct span info, uint8_t *out, size_t out_len)
{
	size_t len = hash_len(id);
	uint8_t block[HASH_MAX_LEN];
	struct hmac_ctx c;
	assert(out_len <= 255 * len);
	hmac_init(&c, id, prk);
	for (uint8_t n = 1; out_len > 0; n++) {
		if (n > 1) {
			hmac_update(&c, span_of(block, len));
		}
		hmac_update(&c, info);
		hmac_update(&c, span_of(&n, 1));
		hmac_final(&c, block);
		size_t take = out_len < len ? out_len : len;
		memcpy(out, block, take);
		out += take;
		out_len -= take;
	}
	hmac_wipe(&c);
	wipe(block, sizeof block);
}

void hkdf_expand_label(enum hash_id id, const struct secret *prk, const char *label, struct span context, uint8_t *out,
		       size_t out_len)
{
	/* struct HkdfLabel: uint16 length; opaque label<7..255>; opaque context<0..255>. */
	uint8_t info[2 + 1 + LABEL_MAX + 1 + CONTEXT_MAX];
	struct writer w = wr_fixed(info, sizeof info);
	assert(LABEL_PREFIX_LEN + strlen(label) <= LABEL_MAX && context.len <= CONTEXT_MAX && out_len <= UINT16_MAX);
	wr_u16(&w, (uint16_t)out_len);
	size_t mark = wr_open(&w, 1);
	wr_bytes(&w, span_str(LABEL_PREFIX));
	wr_bytes(&w, span_str(label));
	wr_close(&w, mark, 1);
	wr_vec(&w, 1, context);
	assert(!wr_failed(&w));
	hkdf_expand(id, secret_span(prk), wr_span(&w), out, out_len);
}
