/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* RFC 8446 §7 in the order of its picture. */
#include "tls/keys/ks13.h"

#include "crypto/hkdf.h"
#include "crypto/hmac.h"

static const uint8_t zeros[HASH_MAX_LEN];

static struct span empty_hash(enum hash_id hash, uint8_t out[HASH_MAX_LEN])
{
	hash_once(hash, span_of(NULL, 0), out);
	return span_of(out, hash_len(hash));
}

static void derive(enum hash_id hash, const struct secret *from, const char *label, struct span context,
		   struct secret *out)
{
	struct secret s = {.len = hash_len(hash)};
	hkdf_expand_label(hash, from, label, context, s.b, s.len);
	*out = s;
	secret_wipe(&s);
}

/* The arrow between two stages: Derive-Secret(., "derived", ""), then Extract with the next input. */
static void advance(struct ks13 *k, struct span ikm)
{
	uint8_t empty[HASH_MAX_LEN];
	struct secret salt;
	derive(k->hash, &k->current, "derived", empty_hash(k->hash, empty), &salt);
	hkdf_extract(k->hash, secret_span(&salt), ikm, &k->current);
	secret_wipe(&salt);
}

void ks13_early(struct ks13 *k, enum hash_id hash, struct span psk)
{
	k->hash = hash;
	if (psk.len == 0) {
		psk = span_of(zeros, hash_len(hash));
	}
	hkdf_extract(hash, span_of(zeros, hash_len(hash)), psk, &k->current);
}

void ks13_handshake(struct ks13 *k, struct span shared_secret)
{
	advance(k, shared_secret);
}

void ks13_master(struct ks13 *k)
{
	advance(k, span_of(zeros, hash_len(k->hash)));
}

void ks13_derive(const struct ks13 *k, const char *label, struct span transcript_hash, struct secret *out)
{
	derive(k->hash, &k->current, label, transcript_hash, out);
}

void ks13_finished(enum hash_id hash, const struct secret *base, struct span transcript_hash, uint8_t *out)
{
	struct secret key;
	derive(hash, base, "finished", span_of(NULL, 0), &key);
	hmac_once(hash, secret_span(&key), transcript_hash, out);
	secret_wipe(&key);
}

void ks13_update(enum hash_id hash, struct secret *traffic)
{
	derive(hash, traffic, "traffic upd", span_of(NULL, 0), traffic);
}

void ks13_resumption_psk(enum hash_id hash, const struct secret *resumption_master, struct span nonce,
			 struct secret *out)
{
	derive(hash, resumption_master, "resumption", nonce, out);
}

void ks13_binder(enum hash_id hash, struct span psk, bool external, struct span truncated_hash, uint8_t *out)
{
	uint8_t empty[HASH_MAX_LEN];
	struct ks13 k;
	struct secret key;
	ks13_early(&k, hash, psk);
	ks13_derive(&k, external ? "ext binder" : "res binder", empty_hash(hash, empty), &key);
	ks13_finished(hash, &key, truncated_hash, out);
	secret_wipe(&key);
	wipe(&k, sizeof k);
}

void ks13_export(enum hash_id hash, const struct secret *exporter_master, struct span label, struct span context,
		 uint8_t *out, size_t out_len)
{
	uint8_t digest[HASH_MAX_LEN];
	char name[250];
	struct secret derived;
	size_t len = label.len < sizeof name ? label.len : sizeof name - 1; /* tls_export() checked the length */
	memcpy(name, label.p, len);
	name[len] = 0;
	derive(hash, exporter_master, name, empty_hash(hash, digest), &derived);
	hash_once(hash, context, digest);
	hkdf_expand_label(hash, &derived, "exporter", span_of(digest, hash_len(hash)), out, out_len);
	secret_wipe(&derived);
}
