/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Base64 eight digits at a time, each in an octet of one 64-bit word, and the ends of it one by one (base64.h). */
#include "pki/base64.h"

#include <endian.h>

#define OCTETS(c) ((c)*UINT64_C(0x0101010101010101))
#define HIGH      OCTETS(0x80)

/* In each octet of x, all below 0x80: 0x7f where lo <= octet <= hi, otherwise 0. No octet borrows from the next. */
static inline uint64_t in_range(uint64_t x, uint64_t lo, uint64_t hi)
{
	uint64_t above_lo = (x | HIGH) - OCTETS(lo);
	uint64_t above_hi = (x | HIGH) - OCTETS(hi + 1);
	uint64_t in = above_lo & ~above_hi & HIGH;
	return in - (in >> 7);
}

/* Digits to values, in each octet. False where one is no digit. */
static inline bool values_of(uint64_t *out, uint64_t x)
{
	uint64_t upper = in_range(x & ~HIGH, 'A', 'Z');
	uint64_t lower = in_range(x & ~HIGH, 'a', 'z');
	uint64_t number = in_range(x & ~HIGH, '0', '9');
	uint64_t plus = in_range(x & ~HIGH, '+', '+');
	uint64_t slash = in_range(x & ~HIGH, '/', '/');
	uint64_t v = x & ~HIGH;
	v -= upper & OCTETS('A');
	v -= lower & OCTETS('a' - 26);
	v += number & OCTETS(52 - '0');
	v += plus & OCTETS(62 - '+');
	v += slash & OCTETS(63 - '/');
	*out = v;
	return (x & HIGH) == 0 && (upper | lower | number | plus | slash) == OCTETS(0x7f);
}

/* Eight digits to six octets. False, and nothing is written, where one is no digit. */
static bool eight(uint8_t *out, const uint8_t *in)
{
	uint64_t x;
	uint64_t v;
	memcpy(&x, in, sizeof x);
	x = be64toh(x);
	if (!values_of(&v, x)) {
		return false;
	}
	v = (v & UINT64_C(0x3f003f003f003f00)) >> 2 | (v & UINT64_C(0x003f003f003f003f));
	v = (v & UINT64_C(0x0fff00000fff0000)) >> 4 | (v & UINT64_C(0x00000fff00000fff));
	v = (v & UINT64_C(0x00ffffff00000000)) >> 8 | (v & UINT64_C(0x0000000000ffffff));
	v = htobe64(v << 16);
	memcpy(out, &v, 6);
	return true;
}

/* One character. Returns the octets written: those of a group that it completed. */
static size_t one(struct base64 *b, uint8_t *out, uint8_t c)
{
	uint64_t v = 0;
	if (c == '=') {
		b->n_pad++;
	} else if (b->n_pad != 0 || !values_of(&v, OCTETS((uint64_t)c))) {
		b->bad = true;
		return 0;
	}
	b->bits = b->bits << 6 | (v & 63);
	if (++b->n_digits < 4) {
		return 0;
	}
	/* RFC 4648 §3.5: pad bits are zero. */
	if (b->n_pad > 2 || (b->bits & ((1u << (8 * b->n_pad)) - 1)) != 0) {
		b->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < 3 - b->n_pad; i++) {
		out[i] = (uint8_t)(b->bits >> (16 - 8 * i));
	}
	b->n_digits = 0;
	b->bits = 0;
	return 3 - b->n_pad;
}

size_t base64_take(struct base64 *b, uint8_t *out, struct span text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len && !b->bad;) {
		uint8_t c = text.p[i];
		if (b->n_digits == 0 && b->n_pad == 0 && text.len - i >= 8 && eight(out + n, text.p + i)) {
			i += 8;
			n += 6;
			continue;
		}
		i++;
		if (c == ' ' || c == '\t') {
			continue;
		}
		if (b->n_digits == 0 && b->n_pad != 0) {
			b->bad = true; /* something after the padding */
		} else {
			n += one(b, out + n, c);
		}
	}
	return n;
}
