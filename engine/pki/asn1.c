/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* DER elements over libtasn1's tag and length decoding (asn1.h). */
#include "pki/asn1.h"

#include <limits.h>

#include <libtasn1.h>

/*
 * X.690 §10.1: the length is in the definite form, in the smallest number of octets. first is the length's first octet:
 * libtasn1 takes a long form whose octets are cut off for a zero.
 */
static bool is_shortest_length(long len, int n_octets, uint8_t first)
{
	int want = 1;
	if (len >= 0x80) {
		for (unsigned long v = (unsigned long)len; v != 0; v >>= 8) {
			want++;
		}
	}
	return n_octets == want && first == (want == 1 ? (uint8_t)len : 0x80 + want - 1);
}

bool der_any(struct reader *r, struct der_tlv *out)
{
	*out = (struct der_tlv){0};
	size_t left = rd_left(r);
	uint8_t class_bits = 0;
	int n_tag = 0;
	int n_len = 0;
	unsigned long number = 0;
	if (left < 2 || left > INT_MAX) {
		rd_fail(r);
		return false;
	}
	if (asn1_get_tag_der(r->p, (int)left, &class_bits, &n_tag, &number) != ASN1_SUCCESS || n_tag != 1 ||
	    number >= 31) {
		rd_fail(r);
		return false;
	}
	long len = asn1_get_length_der(r->p + 1, (int)left - 1, &n_len);
	if (len < 0 || n_len < 1 || !is_shortest_length(len, n_len, r->p[1]) ||
	    (size_t)len > left - 1 - (size_t)n_len) {
		rd_fail(r);
		return false;
	}
	size_t n_head = 1 + (size_t)n_len;
	out->tag = r->p[0];
	out->whole = rd_bytes(r, n_head + (size_t)len);
	out->content = span_of(out->whole.p + n_head, (size_t)len);
	return true;
}

static struct der_tlv take(struct reader *r, uint8_t tag)
{
	struct der_tlv tlv;
	if (der_any(r, &tlv) && tlv.tag != tag) {
		rd_fail(r);
		return (struct der_tlv){0};
	}
	return tlv;
}

struct span der_take(struct reader *r, uint8_t tag)
{
	return take(r, tag).content;
}

struct span der_take_whole(struct reader *r, uint8_t tag)
{
	return take(r, tag).whole;
}

struct reader der_enter(struct reader *r, uint8_t tag)
{
	struct reader inner = rd_init(der_take(r, tag));
	inner.failed = r->failed;
	return inner;
}

static bool take_bool(struct reader *r, uint8_t tag)
{
	struct span s = der_take(r, tag);
	/* X.690 §11.1: TRUE is all ones. */
	if (s.len != 1 || (s.p[0] != 0x00 && s.p[0] != 0xff)) {
		rd_fail(r);
		return false;
	}
	return s.p[0] != 0;
}

bool der_default_false(struct reader *r, uint8_t tag)
{
	/* X.690 §11.5 would have the default left out; too many certificates in use spell it out to refuse them. */
	return der_next_is(r, tag) && take_bool(r, tag);
}

/* X.690 §8.3.2: there are octets, and the first nine bits are not all the same. */
static bool shortest(struct span s)
{
	bool padded = s.len > 1 && ((s.p[0] == 0x00 && s.p[1] < 0x80) || (s.p[0] == 0xff && s.p[1] >= 0x80));
	return s.len != 0 && !padded;
}

struct span der_integer(struct reader *r, uint8_t tag)
{
	struct span s = der_take(r, tag);
	if (!shortest(s)) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	return s;
}

struct span der_natural(struct reader *r)
{
	struct span s = der_integer(r, DER_INTEGER);
	if (s.len == 0) {
		return s;
	}
	if (s.p[0] >= 0x80) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	return s.len > 1 && s.p[0] == 0 ? span_of(s.p + 1, s.len - 1) : s;
}

unsigned der_small(struct reader *r, unsigned max)
{
	struct span s = der_natural(r);
	uint64_t v = 0;
	if (s.len > sizeof(uint32_t)) {
		rd_fail(r);
		return 0;
	}
	for (size_t i = 0; i < s.len; i++) {
		v = v << 8 | s.p[i];
	}
	if (v > max) {
		rd_fail(r);
		return 0;
	}
	return (unsigned)v;
}

/* arcs_valid: there are arcs, the last is whole, and none begins with 0x80 (X.690 §8.19.2). */
static bool arcs_valid(struct span s)
{
	bool begins = true;
	for (size_t i = 0; i < s.len; i++) {
		if (begins && s.p[i] == 0x80) {
			return false;
		}
		begins = s.p[i] < 0x80;
	}
	return s.len != 0 && begins;
}

struct span der_oid(struct reader *r)
{
	struct span s = der_take(r, DER_OID);
	if (!arcs_valid(s)) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	return s;
}

struct span der_bits(struct reader *r, uint8_t tag)
{
	struct span s = der_take(r, tag);
	if (s.len == 0 || s.p[0] != 0) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	return span_of(s.p + 1, s.len - 1);
}

unsigned der_named_bits(struct reader *r, uint8_t tag)
{
	struct span s = der_take(r, tag);
	/* X.690 §11.2.1: unused bits, at most seven, are zero. */
	bool bad = s.len == 0 || s.p[0] > 7 || (s.len == 1 && s.p[0] != 0) ||
		   (s.len > 1 && (s.p[s.len - 1] & ((1u << s.p[0]) - 1)) != 0);
	if (bad) {
		rd_fail(r);
		return 0;
	}
	unsigned bits = 0;
	for (unsigned i = 0; i < 16 && i / 8 + 1 < s.len; i++) {
		if ((s.p[1 + i / 8] & (0x80u >> i % 8)) != 0) {
			bits |= 1u << i;
		}
	}
	return bits;
}

bool der_value_valid(const struct der_tlv *tlv)
{
	struct span s = tlv->content;
	switch (tlv->tag) {
	case DER_BOOLEAN:
		return s.len == 1;
	case DER_INTEGER:
	case DER_ENUMERATED:
		return shortest(s);
	case DER_BIT_STRING:
		return s.len != 0 && s.p[0] <= (s.len == 1 ? 0 : 7);
	case DER_NULL:
		return s.len == 0;
	case DER_OID:
		return arcs_valid(s);
	case DER_BMP_STRING:
		return s.len % 2 == 0;
	case DER_UNIVERSAL_STRING:
		return s.len % 4 == 0;
	case DER_SEQUENCE:
	case DER_SET:
		return true;
	case DER_SEQUENCE & 0x1f:
	case DER_SET & 0x1f:
		return false;
	default: /* in DER no other universal type is constructed */
		return (tlv->tag & 0xe0) != 0x20;
	}
}

void der_null_or_nothing(struct reader *r)
{
	if (rd_left(r) != 0 && der_take(r, DER_NULL).len != 0) {
		rd_fail(r);
	}
}

bool der_single(struct span s, uint8_t tag, struct span *out)
{
	struct reader r = rd_init(s);
	*out = der_take(&r, tag);
	return rd_end(&r);
}
