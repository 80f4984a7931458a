/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The byte queue of buffer.h. Growth doubles, so appending n bytes costs O(n) copies in all. */
#include "base/buffer.h"

#include <assert.h>

#include "base/alloc.h"
#include "base/secret.h"

static bool grow(struct buffer *b, size_t need)
{
	size_t cap = b->cap < 64 ? 64 : b->cap;
	while (cap < need) {
		if (cap > SIZE_MAX / 2) {
			return false;
		}
		cap *= 2;
	}
	/* A request that is large already is met exactly: record buffers are sized by the protocol, not by doubling. */
	if (need > cap / 2 && need >= 4096) {
		cap = need;
	}
	uint8_t *data = tls_alloc(cap);
	if (data == NULL) {
		return false;
	}
	size_t len = buf_len(b);
	if (len != 0) {
		memcpy(data, b->data + b->head, len);
	}
	if (b->data != NULL) {
		tls_free_wiped(b->data, b->cap);
	}
	*b = (struct buffer){data, 0, len, cap};
	return true;
}

uint8_t *buf_reserve(struct buffer *b, size_t len)
{
	if (len > SIZE_MAX - b->tail) {
		return NULL;
	}
	if (b->tail + len > b->cap) {
		size_t waiting = buf_len(b);
		if (waiting + len <= b->cap) {
			memmove(b->data, b->data + b->head, waiting);
			b->head = 0;
			b->tail = waiting;
		} else if (!grow(b, waiting + len)) {
			return NULL;
		}
	}
	return b->data + b->tail;
}

void buf_commit(struct buffer *b, size_t len)
{
	assert(len <= b->cap - b->tail);
	b->tail += len;
}

bool buf_append(struct buffer *b, struct span s)
{
	if (s.len == 0) {
		return true;
	}
	uint8_t *p = buf_reserve(b, s.len);
	if (p == NULL) {
		return false;
	}
	memcpy(p, s.p, s.len);
	b->tail += s.len;
	return true;
}

void buf_consume(struct buffer *b, size_t len)
{
	assert(len <= buf_len(b));
	b->head += len;
	if (b->head == b->tail) {
		b->head = b->tail = 0;
	}
}

void buf_free(struct buffer *b)
{
	tls_free_wiped(b->data, b->cap);
	*b = (struct buffer){0};
}
