/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The handshake transcript (RFC 8446 §4.4.1). Until the hash is known the messages themselves are kept; afterwards only
 * the running hash is, unless TLS 1.2 client authentication needs the messages for a signature over another hash.
 */
#ifndef TEASEL_TLS_KEYS_TRANSCRIPT_H
#define TEASEL_TLS_KEYS_TRANSCRIPT_H

#include "base/buffer.h"
#include "base/err.h"
#include "crypto/hash.h"

struct transcript {
	struct hash_ctx hash; /* id HASH_NONE until transcript_choose() */
	struct buffer log;
	bool keep_log;
};

/* transcript_init: an empty transcript that keeps its messages. */
void transcript_init(struct transcript *t);
/* transcript_add appends one message, header included. */
MUST_CHECK enum tls_err transcript_add(struct transcript *t, struct span message);
/* transcript_choose hashes what was kept. keep_log: the messages stay available in log. */
void transcript_choose(struct transcript *t, enum hash_id id, bool keep_log);
/* transcript_drop_log: the messages are not needed any more. */
void transcript_drop_log(struct transcript *t);
/* transcript_retry replaces ClientHello1 by its message_hash (RFC 8446 §4.4.1), after transcript_choose(). */
void transcript_retry(struct transcript *t);
/* transcript_hash writes the hash so far and returns it as a view of out. */
struct span transcript_hash(const struct transcript *t, uint8_t out[HASH_MAX_LEN]);
void transcript_free(struct transcript *t);

#endif
