/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The key schedule of TLS 1.3, RFC 8446 §7.1:
 *
 *          0 or PSK -> Extract = Early Secret     ks13_early
 *                        |  Derive(derived)
 *             (EC)DHE -> Extract = Handshake Secret    ks13_handshake
 *                        |  Derive(derived)
 *                   0 -> Extract = Master Secret  ks13_master
 *
 * One struct holds the stage that is current; each stage consumes the one before.
 */
#ifndef TEASEL_TLS_KEYS_KS13_H
#define TEASEL_TLS_KEYS_KS13_H

#include "base/secret.h"
#include "crypto/hash.h"

struct ks13 {
	enum hash_id hash;
	struct secret current;
};

/* ks13_early starts the schedule; psk empty: hash_len zeros. */
void ks13_early(struct ks13 *k, enum hash_id hash, struct span psk);
void ks13_handshake(struct ks13 *k, struct span shared_secret);
void ks13_master(struct ks13 *k);

/* ks13_derive: Derive-Secret(current, label, messages) with the transcript's hash given. */
void ks13_derive(const struct ks13 *k, const char *label, struct span transcript_hash, struct secret *out);

/* ks13_finished writes verify_data (hash_len bytes) under a traffic or binder secret, RFC 8446 §4.4.4. */
void ks13_finished(enum hash_id hash, const struct secret *base, struct span transcript_hash, uint8_t *out);

/* ks13_update replaces an application traffic secret by the next, RFC 8446 §7.2. */
void ks13_update(enum hash_id hash, struct secret *traffic);

/* ks13_resumption_psk: the PSK of a ticket, RFC 8446 §4.6.1. */
void ks13_resumption_psk(enum hash_id hash, const struct secret *resumption_master, struct span nonce,
			 struct secret *out);

/* ks13_binder computes a PSK binder over the hash of the truncated hellos, RFC 8446 §4.2.11.2. */
void ks13_binder(enum hash_id hash, struct span psk, bool external, struct span truncated_hash, uint8_t *out);

/* ks13_export: RFC 8446 §7.5, from exporter_master_secret. */
void ks13_export(enum hash_id hash, const struct secret *exporter_master, struct span label, struct span context,
		 uint8_t *out, size_t out_len);

#endif
