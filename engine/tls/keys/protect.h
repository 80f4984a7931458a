/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Record protection in one direction: an AEAD key, the static IV and a sequence number (RFC 8446 §5.2, §5.3; for
 * TLS 1.2 RFC 5288 §3 and RFC 7905 §2). The zero value protects nothing: records are plain.
 */
#ifndef TEASEL_TLS_KEYS_PROTECT_H
#define TEASEL_TLS_KEYS_PROTECT_H

#include "base/err.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "tls/wire/proto.h"

struct tls_suite;

struct protect {
	struct aead_key key;
	uint8_t iv[AEAD_NONCE_LEN];
	uint64_t seq;
	uint16_t version;    /* 0: plaintext */
	bool explicit_nonce; /* TLS 1.2 GCM: 8 bytes of nonce before the ciphertext */
	uint8_t overhead;    /* bytes a record is longer than its plaintext, header not counted */
};

/* Bytes by which a record is longer than its contents at most: header, explicit nonce or type, tag. */
#define PROTECT_MAX_OVERHEAD (RECORD_HEADER_LEN + 8 + AEAD_TAG_LEN)

/* protect_init_13 derives key and IV from a traffic secret (RFC 8446 §7.3) and starts at sequence number 0. */
void protect_init_13(struct protect *p, const struct tls_suite *suite, const struct secret *traffic);
/* protect_init_12 takes key and fixed IV from the key block. */
void protect_init_12(struct protect *p, const struct tls_suite *suite, const uint8_t *key, const uint8_t *iv);
void protect_wipe(struct protect *p);

/* protect_iv_len_12: bytes of fixed IV that the key block holds for the suite. */
size_t protect_iv_len_12(const struct tls_suite *suite);

/*
 * protect_seal writes one whole record, header included: in.len (at most RECORD_PLAINTEXT_MAX) bytes of content type.
 * out has room for in.len + PROTECT_MAX_OVERHEAD. *out_len counts what was written. TLS_E_SEQUENCE_OVERFLOW.
 */
MUST_CHECK enum tls_err protect_seal(struct protect *p, enum content_type type, struct span in, uint8_t *out,
				     size_t *out_len);

/*
 * protect_open opens the record with this header and body. *type is the outer type and becomes the inner one. out NULL
 * opens in place: the plaintext is then somewhere within body; else it lands at out, which has room for
 * body_len - overhead bytes. *plain views it.
 */
MUST_CHECK enum tls_err protect_open(struct protect *p, const uint8_t header[RECORD_HEADER_LEN], uint8_t *body,
				     size_t body_len, uint8_t *out, enum content_type *type, struct span *plain);

/* protect_wants_update: so many records were sealed that the key should be changed (RFC 8446 §5.5). */
bool protect_wants_update(const struct protect *p);

#endif
