/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The table of oid.h as data. A search compares length and last octet first, so it touches a few rows' text only. */
#include "pki/oid.h"

struct oid_row {
	const char *octets;
	uint8_t len;
	uint8_t last;
};

static const struct oid_row rows[OID_COUNT] = {[OID_UNKNOWN] = {"", 0, 0},
#define X(name, octets) [OID_##name] = {octets, sizeof(octets) - 1, (uint8_t)octets[sizeof(octets) - 2]},
					       OID_TABLE(X)
#undef X
};

enum oid oid_find(struct span octets)
{
	if (octets.len == 0) {
		return OID_UNKNOWN;
	}
	uint8_t last = octets.p[octets.len - 1];
	for (unsigned i = OID_UNKNOWN + 1; i < OID_COUNT; i++) {
		const struct oid_row *row = &rows[i];
		if (row->last == last && row->len == octets.len && memcmp(row->octets, octets.p, octets.len) == 0) {
			return (enum oid)i;
		}
	}
	return OID_UNKNOWN;
}

struct span oid_octets(enum oid id)
{
	return (size_t)id < OID_COUNT ? span_of(rows[id].octets, rows[id].len) : span_of(NULL, 0);
}
