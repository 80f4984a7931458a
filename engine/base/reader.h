/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Untrusted bytes are read through struct reader and nothing else: a pointer, an end, and a sticky failure. After a
 * failure every read yields zero or an empty view and nothing remains, so loops end by themselves and one check of
 * rd_end() closes a decoder. Readers own nothing; views point into the bytes given to rd_init().
 */
#ifndef TEASEL_BASE_READER_H
#define TEASEL_BASE_READER_H

#include "base/span.h"

struct reader {
	const uint8_t *p;
	const uint8_t *end;
	bool failed;
};

static inline struct reader rd_init(struct span s)
{
	return (struct reader){s.p, s.p ? s.p + s.len : s.p, false};
}

static inline size_t rd_left(const struct reader *r)
{
	return (size_t)(r->end - r->p);
}

/* rd_fail makes the failure that a decoder found itself (a bound, a value) as sticky as running out of bytes. */
static inline void rd_fail(struct reader *r)
{
	r->failed = true;
	r->p = r->end;
}

/* rd_end: nothing failed and nothing is left over. */
static inline bool rd_end(const struct reader *r)
{
	return !r->failed && r->p == r->end;
}

/* rd_bytes takes the next len bytes as a view; fewer than len left is a failure and yields the empty view. */
static inline struct span rd_bytes(struct reader *r, size_t len)
{
	if (rd_left(r) < len) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	struct span s = {r->p, len};
	if (len != 0) {
		r->p += len;
	}
	return s;
}

/* rd_rest takes all that is left. */
static inline struct span rd_rest(struct reader *r)
{
	return rd_bytes(r, rd_left(r));
}

/* rd_uint reads n_bytes (1 to 8) in network order. */
static inline uint64_t rd_uint(struct reader *r, size_t n_bytes)
{
	struct span s = rd_bytes(r, n_bytes);
	uint64_t v = 0;
	for (size_t i = 0; i < s.len; i++) {
		v = v << 8 | s.p[i];
	}
	return v;
}

static inline uint8_t rd_u8(struct reader *r)
{
	return (uint8_t)rd_uint(r, 1);
}

static inline uint16_t rd_u16(struct reader *r)
{
	return (uint16_t)rd_uint(r, 2);
}

static inline uint32_t rd_u24(struct reader *r)
{
	return (uint32_t)rd_uint(r, 3);
}

static inline uint32_t rd_u32(struct reader *r)
{
	return (uint32_t)rd_uint(r, 4);
}

static inline uint64_t rd_u64(struct reader *r)
{
	return rd_uint(r, 8);
}

/*
 * rd_vec reads a TLS vector: a length of prefix_len bytes (1, 2 or 3), then that many bytes, which must number at
 * least min and at most max (RFC 8446 §3.4). Out of bounds is a failure.
 */
static inline struct span rd_vec(struct reader *r, size_t prefix_len, size_t min, size_t max)
{
	size_t len = (size_t)rd_uint(r, prefix_len);
	if (len < min || len > max) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	return rd_bytes(r, len);
}

#endif
