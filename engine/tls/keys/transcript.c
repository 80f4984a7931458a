/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The running transcript of transcript.h. */
#include "tls/keys/transcript.h"

#include <assert.h>

#include "tls/wire/proto.h"

void transcript_init(struct transcript *t)
{
	*t = (struct transcript){.keep_log = true};
}

enum tls_err transcript_add(struct transcript *t, struct span message)
{
	if (t->keep_log && !buf_append(&t->log, message)) {
		return TLS_E_ALLOC;
	}
	if (t->hash.id != HASH_NONE) {
		hash_update(&t->hash, message);
	}
	return TLS_OK;
}

void transcript_choose(struct transcript *t, enum hash_id id, bool keep_log)
{
	assert(t->hash.id == HASH_NONE);
	hash_init(&t->hash, id);
	hash_update(&t->hash, buf_span(&t->log));
	if (!keep_log) {
		transcript_drop_log(t);
	}
}

void transcript_drop_log(struct transcript *t)
{
	t->keep_log = false;
	buf_free(&t->log);
}

void transcript_retry(struct transcript *t)
{
	uint8_t digest[HASH_MAX_LEN];
	enum hash_id id = t->hash.id;
	size_t len = hash_len(id);
	hash_final(&t->hash, digest);
	const uint8_t header[HANDSHAKE_HEADER_LEN] = {HT_MESSAGE_HASH, 0, 0, (uint8_t)len};
	hash_init(&t->hash, id);
	hash_update(&t->hash, span_of(header, sizeof header));
	hash_update(&t->hash, span_of(digest, len));
}

struct span transcript_hash(const struct transcript *t, uint8_t out[HASH_MAX_LEN])
{
	hash_peek(&t->hash, out);
	return span_of(out, hash_len(t->hash.id));
}

void transcript_free(struct transcript *t)
{
	buf_free(&t->log);
	*t = (struct transcript){0};
}
