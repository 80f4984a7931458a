/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Secrets: a fixed array with a length, one owner, one wiping place. Comparison and selection here do not branch on
 * or index by what they look at.
 */
#ifndef TEASEL_BASE_SECRET_H
#define TEASEL_BASE_SECRET_H

#include "base/span.h"

/* Long enough for SHA-512 output and for the 48-byte master secret of TLS 1.2. */
#define SECRET_MAX 64

struct secret {
	uint8_t b[SECRET_MAX];
	size_t len;
};

static inline struct span secret_span(const struct secret *s)
{
	return span_of(s->b, s->len);
}

/* wipe clears memory in a way that the compiler keeps. Takes len 0 with any p. */
void wipe(void *p, size_t len);

/* secret_wipe leaves the empty secret. */
void secret_wipe(struct secret *s);

/* secret_set copies s in; s.len must be at most SECRET_MAX. */
void secret_set(struct secret *out, struct span s);

/* ct_equal: 1 when the len bytes are the same, 0 otherwise, in time that depends on len alone. */
int ct_equal(const void *a, const void *b, size_t len);

#endif
