/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Names (RFC 5280 §4.1.2.4) compared where they lie. Two names are equal when their relative names are, in order, by
 * the rule of §7.1 as it is widely read: attribute types are the same, strings of any kind are the same after leading
 * and trailing white space is dropped, inner white space is one space, and ASCII letters are in one case; other values
 * are the same octets. Names must have passed name_valid.
 */
#ifndef TEASEL_PKI_NAME_H
#define TEASEL_PKI_NAME_H

#include "base/reader.h"
#include "pki/oid.h"

/* name_valid: it is one whole Name and nothing else, its text is well encoded, its other values are of types that names
 * have. */
bool name_valid(struct span name);

/* name_eq compares whole Names. */
bool name_eq(struct span a, struct span b);

/* name_hash: equal names have equal hashes. */
uint64_t name_hash(struct span name);

/* name_is_empty: no relative name. */
bool name_is_empty(struct span name);

/* name_within: base's relative names are the first of name's (RFC 5280 §4.2.1.10, directoryName). */
bool name_within(struct span name, struct span base);

/* One attribute of a name. */
struct name_attr {
	struct span type;  /* content octets of the OID */
	uint8_t tag;       /* of the value */
	struct span value; /* its content octets */
};

/* Walks all attributes in order. Start with name_walk(); name_next is false at the end. */
struct name_walk {
	struct reader rdns;
	struct reader rdn;
};

struct name_walk name_walk(struct span name);
bool name_next(struct name_walk *w, struct name_attr *out);

/*
 * text_next yields the code points of an attribute's string, one per call: false at the end. An octet that does not
 * belong to its encoding sets bad. Strings that are not text (text_is false) have none.
 */
struct text {
	struct span rest;
	uint8_t tag;
	bool bad;
};

bool text_is(uint8_t tag);
bool text_next(struct text *t, uint32_t *code_point);

/* attr_utf8 writes an attribute's text as UTF-8. False when it is no text, is badly encoded, or does not fit. */
bool attr_utf8(const struct name_attr *a, uint8_t *out, size_t cap, size_t *out_len);

/* Host names are shorter than this (RFC 1035 §2.3.4: 255 octets), so a longer name is none. */
#define HOST_NAME_MAX_LEN 512

#endif
