/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Base64 (RFC 4648 §4) to octets, piece by piece. The octets may be a private key: nothing branches on a digit's value
 * or indexes by it, but to tell digits from what is none.
 */
#ifndef TEASEL_PKI_BASE64_H
#define TEASEL_PKI_BASE64_H

#include "base/span.h"

/* The zero value starts. Holds what a piece left over. */
struct base64 {
	uint32_t bits;
	unsigned n_digits; /* of the current group of four */
	unsigned n_pad;
	bool bad;
};

/*
 * base64_take decodes text, in which blanks and tabs are passed over, and writes at out, which has room for three
 * octets for each four of all text so far, rounded up; returns the octets written. Sets bad where text is not base64.
 */
size_t base64_take(struct base64 *b, uint8_t *out, struct span text);

/* base64_end: all was base64, and whole. */
static inline bool base64_end(const struct base64 *b)
{
	return !b->bad && b->n_digits == 0;
}

#endif
