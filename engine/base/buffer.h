/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A queue of bytes that grows on demand up to the caller's bound: written at the tail, consumed at the head.
 * The zero value is the empty buffer and owns nothing. One owner; not for sharing between threads.
 * Whatever passed through may have been secret, so memory is wiped before it is given back.
 */
#ifndef TEASEL_BASE_BUFFER_H
#define TEASEL_BASE_BUFFER_H

#include "base/span.h"

struct buffer {
	uint8_t *data; /* allocation of cap bytes, or NULL */
	size_t head;   /* first byte not yet consumed */
	size_t tail;   /* one past the last byte written */
	size_t cap;
};

/* buf_len counts the bytes waiting. */
static inline size_t buf_len(const struct buffer *b)
{
	return b->tail - b->head;
}

static inline uint8_t *buf_head(const struct buffer *b)
{
	return b->data ? b->data + b->head : NULL; /* a null pointer is not to be counted from */
}

static inline struct span buf_span(const struct buffer *b)
{
	return b->data ? span_of(b->data + b->head, buf_len(b)) : span_of(NULL, 0);
}

/*
 * buf_reserve makes room for len bytes after the tail, moving the waiting bytes to the front or growing. Returns the
 * place to write, or NULL when memory is out. Pointers into the buffer taken before are then invalid.
 */
uint8_t *buf_reserve(struct buffer *b, size_t len);

/* buf_commit: len bytes (at most what was reserved) were written at the tail. */
void buf_commit(struct buffer *b, size_t len);

/* buf_append copies s to the tail. False when memory is out; the buffer is then unchanged. */
bool buf_append(struct buffer *b, struct span s);

/* buf_consume drops len bytes (at most buf_len) from the head. */
void buf_consume(struct buffer *b, size_t len);

/* buf_free wipes and gives the memory back; the buffer is then empty and usable. */
void buf_free(struct buffer *b);

#endif
