/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Hexadecimal text to bytes, for vectors. Malformed text ends the test program: it is the test's own mistake. */
#ifndef TEASEL_TESTS_HEX_H
#define TEASEL_TESTS_HEX_H

#include "base/span.h"

/* Bytes on the heap; free with hex_free. The allocation is exactly len bytes, so that sanitizers see an overrun. */
struct hex_bytes {
	uint8_t *p;
	size_t len;
};

struct hex_bytes hex_bytes(const char *hex);
void hex_free(struct hex_bytes *b);

static inline struct span hex_span(const struct hex_bytes *b)
{
	return span_of(b->p, b->len);
}

/* hex_decode writes at most cap bytes at out and returns their number. */
size_t hex_decode(uint8_t *out, size_t cap, const char *hex);

#endif
