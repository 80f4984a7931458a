/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The derivations of ks12.h, all of them calls of the PRF. */
#include "tls/keys/ks12.h"

#include "base/writer.h"
#include "crypto/prf12.h"

static struct span client_random(const struct randoms *r)
{
	return span_of(r->client, sizeof r->client);
}

static struct span server_random(const struct randoms *r)
{
	return span_of(r->server, sizeof r->server);
}

void ks12_master(enum hash_id hash, struct span premaster, const struct randoms *r, struct span session_hash,
		 struct secret *master)
{
	master->len = MASTER_SECRET_LEN;
	if (session_hash.len != 0) {
		prf12(hash, premaster, "extended master secret", session_hash, span_of(NULL, 0), master->b,
		      master->len);
	} else {
		prf12(hash, premaster, "master secret", client_random(r), server_random(r), master->b, master->len);
	}
}

void ks12_key_block(struct hmac_ctx *master, const struct randoms *r, size_t key_len, size_t iv_len,
		    struct key_block *out)
{
	uint8_t block[2 * AEAD_MAX_KEY + 2 * 12];
	size_t len = 2 * key_len + 2 * iv_len;
	/* RFC 5246 §6.3: the server's random comes first here. */
	prf12_keyed(master, "key expansion", server_random(r), client_random(r), block, len);
	memcpy(out->client_key, block, key_len);
	memcpy(out->server_key, block + key_len, key_len);
	memcpy(out->client_iv, block + 2 * key_len, iv_len);
	memcpy(out->server_iv, block + 2 * key_len + iv_len, iv_len);
	wipe(block, sizeof block);
}

void ks12_finished(struct hmac_ctx *master, bool client, struct span transcript_hash, uint8_t out[FINISHED_12_LEN])
{
	prf12_keyed(master, client ? "client finished" : "server finished", transcript_hash, span_of(NULL, 0), out,
		    FINISHED_12_LEN);
}

bool ks12_export(enum hash_id hash, const struct secret *master, const struct randoms *r, struct span label,
		 struct span context, bool has_context, uint8_t *out, size_t out_len)
{
	struct buffer b = {0};
	struct writer w = wr_buffer(&b, label.len + 1 + 64 + 2 + context.len);
	wr_bytes(&w, label);
	wr_u8(&w, 0);
	wr_bytes(&w, client_random(r));
	wr_bytes(&w, server_random(r));
	if (has_context) {
		wr_vec(&w, 2, context);
	}
	bool ok = wr_commit(&w);
	if (ok) {
		const char *name = (const char *)buf_head(&b);
		prf12(hash, secret_span(master), name, span_of(buf_head(&b) + label.len + 1, 64),
		      span_of(buf_head(&b) + label.len + 65, buf_len(&b) - label.len - 65), out, out_len);
	}
	buf_free(&b);
	return ok;
}
