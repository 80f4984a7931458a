/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A view of bytes that somebody else owns. The zero value is the empty view. */
#ifndef TEASEL_BASE_SPAN_H
#define TEASEL_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *p;
	size_t len;
};

static inline struct span span_of(const void *p, size_t len)
{
	return (struct span){(const uint8_t *)p, len};
}

/* span_str views a C string without its terminator. */
static inline struct span span_str(const char *s)
{
	return span_of(s, strlen(s));
}

/* span_eq compares public bytes; secrets are compared with ct_equal (secret.h). */
static inline bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

#endif
