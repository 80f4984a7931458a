/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The bounded byte builder of writer.h. */
#include "base/writer.h"

struct writer wr_fixed(void *out, size_t cap)
{
	return (struct writer){.base = out, .cap = cap, .max = cap};
}

struct writer wr_buffer(struct buffer *b, size_t max)
{
	return (struct writer){
	    .base = b->data ? b->data + b->tail : NULL, .cap = b->cap - b->tail, .buf = b, .max = max};
}

bool wr_commit(struct writer *w)
{
	if (w->failed) {
		return false;
	}
	if (w->len != 0) { /* else base may be NULL, to which C does not even let us add 0 */
		buf_commit(w->buf, w->len);
		w->base += w->len;
		w->cap -= w->len;
		w->max -= w->len;
		w->len = 0;
	}
	return true;
}

static bool make_room(struct writer *w, size_t len)
{
	if (len > w->max - w->len) {
		return false;
	}
	if (len <= w->cap - w->len) {
		return true;
	}
	if (w->buf == NULL) {
		return false;
	}
	/* What was written is not yet the buffer's: claim it while the buffer moves, then take it back. */
	struct buffer *b = w->buf;
	b->tail += w->len;
	uint8_t *p = buf_reserve(b, len);
	b->tail -= w->len;
	if (p == NULL) {
		return false;
	}
	w->base = p - w->len;
	w->cap = b->cap - b->tail;
	return true;
}

uint8_t *wr_space(struct writer *w, size_t len)
{
	if (w->failed || !make_room(w, len)) {
		w->failed = true;
		return NULL;
	}
	uint8_t *p = w->base + w->len;
	w->len += len;
	return p;
}

void wr_uint(struct writer *w, uint64_t v, size_t n_bytes)
{
	uint8_t *p = wr_space(w, n_bytes);
	if (p == NULL) {
		return;
	}
	for (size_t i = n_bytes; i-- > 0; v >>= 8) {
		p[i] = (uint8_t)v;
	}
}

void wr_bytes(struct writer *w, struct span s)
{
	if (s.len == 0) {
		return;
	}
	uint8_t *p = wr_space(w, s.len);
	if (p != NULL) {
		memcpy(p, s.p, s.len);
	}
}

size_t wr_open(struct writer *w, size_t prefix_len)
{
	wr_uint(w, 0, prefix_len);
	return w->len;
}

void wr_close(struct writer *w, size_t mark, size_t prefix_len)
{
	if (w->failed) {
		return;
	}
	size_t len = w->len - mark;
	if (len >> (8 * prefix_len) != 0) {
		w->failed = true;
		return;
	}
	for (size_t i = 0; i < prefix_len; i++, len >>= 8) {
		w->base[mark - 1 - i] = (uint8_t)len;
	}
}

void wr_vec(struct writer *w, size_t prefix_len, struct span s)
{
	size_t mark = wr_open(w, prefix_len);
	wr_bytes(w, s);
	wr_close(w, mark, prefix_len);
}
