/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * One record protection for both versions.
 *
 *     TLS 1.3: header | AEAD(content + type)                nonce = IV xor seq, AAD = header
 *     TLS 1.2: header | [8 bytes of nonce] | AEAD(content)  nonce = IV + seq (GCM) or IV xor seq (ChaCha20-Poly1305),
 *                                                           AAD = seq + type + version + length of content
 */
#include "tls/keys/protect.h"

#include "crypto/hkdf.h"
#include "engine.h"

/* RFC 8446 §5.5 allows 2^24.5 full-size records under one AES-GCM key; the update comes well before. */
#define UPDATE_AFTER_RECORDS (UINT64_C(1) << 23)

static void put_u64(uint8_t *out, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8) {
		out[i] = (uint8_t)v;
	}
}

void protect_init_13(struct protect *p, const struct tls_suite *suite, const struct secret *traffic)
{
	uint8_t key[AEAD_MAX_KEY];
	enum aead_id aead = (enum aead_id)suite->aead;
	enum hash_id hash = (enum hash_id)suite->hash;
	protect_wipe(p);
	hkdf_expand_label(hash, traffic, "key", span_of(NULL, 0), key, aead_key_len(aead));
	hkdf_expand_label(hash, traffic, "iv", span_of(NULL, 0), p->iv, sizeof p->iv);
	aead_init(&p->key, aead, key);
	wipe(key, sizeof key);
	p->version = VERSION_TLS13;
	p->overhead = AEAD_TAG_LEN + 1;
}

size_t protect_iv_len_12(const struct tls_suite *suite)
{
	return suite->aead == AEAD_CHACHA20_POLY1305 ? 12 : 4;
}

void protect_init_12(struct protect *p, const struct tls_suite *suite, const uint8_t *key, const uint8_t *iv)
{
	protect_wipe(p);
	aead_init(&p->key, (enum aead_id)suite->aead, key);
	memcpy(p->iv, iv, protect_iv_len_12(suite));
	p->version = VERSION_TLS12;
	p->explicit_nonce = suite->aead != AEAD_CHACHA20_POLY1305;
	p->overhead = AEAD_TAG_LEN + (p->explicit_nonce ? 8 : 0);
}

void protect_wipe(struct protect *p)
{
	wipe(p, sizeof *p);
}

bool protect_wants_update(const struct protect *p)
{
	return p->seq >= UPDATE_AFTER_RECORDS;
}

static void xor_nonce(const struct protect *p, uint8_t nonce[AEAD_NONCE_LEN])
{
	uint8_t seq[8];
	put_u64(seq, p->seq);
	memcpy(nonce, p->iv, AEAD_NONCE_LEN);
	for (int i = 0; i < 8; i++) {
		nonce[4 + i] ^= seq[i];
	}
}

static void put_header(uint8_t *out, enum content_type type, size_t len)
{
	out[0] = (uint8_t)type;
	out[1] = VERSION_TLS12 >> 8;
	out[2] = VERSION_TLS12 & 0xff;
	out[3] = (uint8_t)(len >> 8);
	out[4] = (uint8_t)len;
}

/* RFC 5246 §6.2.3.3. */
static void aad_12(uint8_t aad[13], uint64_t seq, uint8_t type, size_t len)
{
	put_u64(aad, seq);
	aad[8] = type;
	aad[9] = VERSION_TLS12 >> 8;
	aad[10] = VERSION_TLS12 & 0xff;
	aad[11] = (uint8_t)(len >> 8);
	aad[12] = (uint8_t)len;
}

static void seal_13(struct protect *p, enum content_type type, struct span in, uint8_t *out)
{
	uint8_t nonce[AEAD_NONCE_LEN];
	uint8_t *body = out + RECORD_HEADER_LEN;
	xor_nonce(p, nonce);
	put_header(out, CT_APPLICATION_DATA, in.len + 1 + AEAD_TAG_LEN);
	aead_seal_typed(&p->key, nonce, span_of(out, RECORD_HEADER_LEN), body, in.p, in.len, (uint8_t)type);
}

static void seal_12(struct protect *p, enum content_type type, struct span in, uint8_t *out)
{
	uint8_t nonce[AEAD_NONCE_LEN];
	uint8_t aad[13];
	uint8_t *body = out + RECORD_HEADER_LEN;
	put_header(out, type, in.len + p->overhead);
	aad_12(aad, p->seq, (uint8_t)type, in.len);
	if (p->explicit_nonce) {
		/* RFC 5288 §3: the sequence number is a nonce that never repeats under one key. */
		memcpy(nonce, p->iv, 4);
		put_u64(nonce + 4, p->seq);
		memcpy(body, nonce + 4, 8);
		body += 8;
	} else {
		xor_nonce(p, nonce);
	}
	aead_seal(&p->key, nonce, span_of(aad, sizeof aad), body, in.p, in.len);
}

enum tls_err protect_seal(struct protect *p, enum content_type type, struct span in, uint8_t *out, size_t *out_len)
{
	if (p->version == 0) {
		put_header(out, type, in.len);
		if (in.len != 0) {
			memcpy(out + RECORD_HEADER_LEN, in.p, in.len);
		}
		*out_len = RECORD_HEADER_LEN + in.len;
		return TLS_OK;
	}
	if (p->seq == UINT64_MAX) {
		return TLS_E_SEQUENCE_OVERFLOW;
	}
	if (p->version == VERSION_TLS13) {
		seal_13(p, type, in, out);
	} else {
		seal_12(p, type, in, out);
	}
	p->seq++;
	*out_len = RECORD_HEADER_LEN + in.len + p->overhead;
	return TLS_OK;
}

static enum tls_err open_13(struct protect *p, const uint8_t *header, uint8_t *body, size_t body_len, uint8_t *out,
			    enum content_type *type, struct span *plain)
{
	uint8_t nonce[AEAD_NONCE_LEN];
	if (body_len < AEAD_TAG_LEN + 1) {
		return TLS_E_BAD_RECORD_MAC;
	}
	size_t n = body_len - AEAD_TAG_LEN - 1;
	uint8_t last;
	out = out != NULL ? out : body;
	xor_nonce(p, nonce);
	if (!aead_open_typed(&p->key, nonce, span_of(header, RECORD_HEADER_LEN), out, body, n, &last)) {
		return TLS_E_BAD_RECORD_MAC;
	}
	if (n > RECORD_PLAINTEXT_MAX) {
		return TLS_E_PLAINTEXT_OVERFLOW;
	}
	/* RFC 8446 §5.4: the type is the last byte that is not zero; a record without one is refused. */
	while (last == 0 && n > 0) {
		last = out[--n];
	}
	if (last == 0) {
		return TLS_E_RECORD_TYPE;
	}
	*type = (enum content_type)last;
	*plain = span_of(out, n);
	return TLS_OK;
}

static enum tls_err open_12(struct protect *p, uint8_t *body, size_t body_len, uint8_t *out, enum content_type type,
			    struct span *plain)
{
	uint8_t nonce[AEAD_NONCE_LEN];
	uint8_t aad[13];
	if (body_len < p->overhead) {
		return TLS_E_BAD_RECORD_MAC;
	}
	size_t n = body_len - p->overhead;
	aad_12(aad, p->seq, (uint8_t)type, n);
	if (p->explicit_nonce) {
		memcpy(nonce, p->iv, 4);
		memcpy(nonce + 4, body, 8);
		body += 8;
	} else {
		xor_nonce(p, nonce);
	}
	out = out != NULL ? out : body;
	if (!aead_open(&p->key, nonce, span_of(aad, sizeof aad), out, body, n)) {
		return TLS_E_BAD_RECORD_MAC;
	}
	*plain = span_of(out, n);
	return n <= RECORD_PLAINTEXT_MAX ? TLS_OK : TLS_E_PLAINTEXT_OVERFLOW;
}

enum tls_err protect_open(struct protect *p, const uint8_t header[RECORD_HEADER_LEN], uint8_t *body, size_t body_len,
			  uint8_t *out, enum content_type *type, struct span *plain)
{
	enum tls_err e;
	if (p->seq == UINT64_MAX) {
		return TLS_E_SEQUENCE_OVERFLOW;
	}
	if (p->version == VERSION_TLS13) {
		e = open_13(p, header, body, body_len, out, type, plain);
	} else {
		e = open_12(p, body, body_len, out, *type, plain);
	}
	if (e == TLS_OK) {
		p->seq++;
	}
	return e;
}
