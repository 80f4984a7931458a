/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Bytes are built through struct writer: bounded, with a sticky failure, and with length prefixes that are filled in
 * when their contents are complete. A writer writes either into the caller's fixed memory (wr_fixed) or at the tail of
 * a struct buffer, which grows up to a bound (wr_buffer). It owns nothing.
 *
 *     struct writer w = wr_fixed(out, sizeof out);
 *     size_t list = wr_open(&w, 2);
 *     wr_u16(&w, 0x0304);
 *     wr_close(&w, list, 2);
 *     if (wr_failed(&w)) ...
 */
#ifndef TEASEL_BASE_WRITER_H
#define TEASEL_BASE_WRITER_H

#include "base/buffer.h"
#include "base/span.h"

struct writer {
	uint8_t *base;      /* first byte written by this writer */
	size_t len;         /* bytes written so far */
	size_t cap;         /* room at base */
	struct buffer *buf; /* grows here, or NULL for fixed memory */
	size_t max;         /* bound on len */
	bool failed;
};

/* wr_fixed writes into cap bytes at out. */
struct writer wr_fixed(void *out, size_t cap);

/* wr_buffer appends to b, at most max bytes. The bytes belong to b only after wr_commit(). */
struct writer wr_buffer(struct buffer *b, size_t max);

/* wr_commit hands what was written to the buffer. False, and nothing is handed over, when the writer failed. */
bool wr_commit(struct writer *w);

static inline bool wr_failed(const struct writer *w)
{
	return w->failed;
}

/* wr_span views what was written so far; valid until the next write. */
static inline struct span wr_span(const struct writer *w)
{
	return span_of(w->base, w->failed ? 0 : w->len);
}

/* wr_fail makes a failure found by the caller sticky. */
static inline void wr_fail(struct writer *w)
{
	w->failed = true;
}

/* wr_space returns len writable bytes that count as written, or NULL (and the writer has failed). */
uint8_t *wr_space(struct writer *w, size_t len);

void wr_uint(struct writer *w, uint64_t v, size_t n_bytes);
void wr_bytes(struct writer *w, struct span s);

static inline void wr_u8(struct writer *w, uint8_t v)
{
	wr_uint(w, v, 1);
}

static inline void wr_u16(struct writer *w, uint16_t v)
{
	wr_uint(w, v, 2);
}

static inline void wr_u24(struct writer *w, uint32_t v)
{
	wr_uint(w, v, 3);
}

static inline void wr_u32(struct writer *w, uint32_t v)
{
	wr_uint(w, v, 4);
}

static inline void wr_u64(struct writer *w, uint64_t v)
{
	wr_uint(w, v, 8);
}

/* wr_open leaves room for a length of prefix_len bytes (1 to 3) and returns the mark that wr_close() wants. */
size_t wr_open(struct writer *w, size_t prefix_len);

/* wr_close fills in the length of all that was written since wr_open() returned mark; too long for it is a failure. */
void wr_close(struct writer *w, size_t mark, size_t prefix_len);

/* wr_vec writes s behind its length. */
void wr_vec(struct writer *w, size_t prefix_len, struct span s);

/* wr_rewind takes back all that was written after the writer had len bytes. */
static inline void wr_rewind(struct writer *w, size_t len)
{
	if (!w->failed && len <= w->len) {
		w->len = len;
	}
}

#endif
