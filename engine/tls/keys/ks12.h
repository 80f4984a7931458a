/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The key derivation of TLS 1.2: master secret (RFC 5246 §8.1, RFC 7627), key block (§6.3), Finished (§7.4.9). */
#ifndef TEASEL_TLS_KEYS_KS12_H
#define TEASEL_TLS_KEYS_KS12_H

#include "base/secret.h"
#include "crypto/aead.h"
#include "crypto/hmac.h"

#define MASTER_SECRET_LEN 48
#define FINISHED_12_LEN   12

struct randoms {
	uint8_t client[32], server[32];
};

/* ks12_master: session_hash is the transcript's hash up to ClientKeyExchange with extended master secret, or empty. */
void ks12_master(enum hash_id hash, struct span premaster, const struct randoms *r, struct span session_hash,
		 struct secret *master);

struct key_block {
	uint8_t client_key[AEAD_MAX_KEY], server_key[AEAD_MAX_KEY];
	uint8_t client_iv[12], server_iv[12];
};

/* The master secret is given as an HMAC keyed with it (hmac_init), since a handshake derives from it several times.
 * ks12_key_block: key_len bytes of key and iv_len of fixed IV a side (4 for GCM, 12 for ChaCha20-Poly1305). */
void ks12_key_block(struct hmac_ctx *master, const struct randoms *r, size_t key_len, size_t iv_len,
		    struct key_block *out);

void ks12_finished(struct hmac_ctx *master, bool client, struct span transcript_hash, uint8_t out[FINISHED_12_LEN]);

/* ks12_export: RFC 5705. has_context: an empty context is not the same as none. Label and context lengths are checked
 * by tls_export(). False when memory is out. */
bool ks12_export(enum hash_id hash, const struct secret *master, const struct randoms *r, struct span label,
		 struct span context, bool has_context, uint8_t *out, size_t out_len);

#endif
