/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The extensions of a certificate (RFC 5280 §4.2) to facts. */
#ifndef TEASEL_PKI_CERT_EXT_H
#define TEASEL_PKI_CERT_EXT_H

#include "base/reader.h"
#include "pki/cert.h"

/*
 * cert_ext_decode reads the content of Extensions into f. False when the list itself is malformed or too long. An
 * extension whose value is malformed, or that occurs twice, sets f->invalid and the rest is still read.
 */
bool cert_ext_decode(struct cert_facts *f, struct reader *list);

/* One Extension of a list, RFC 5280 §4.1. extension_take takes the next; false at the end, or when it is malformed
 * (list has failed). */
struct extension {
	struct span oid; /* content octets */
	bool critical;
	struct span value;
};

bool extension_take(struct reader *list, struct extension *out);

/* authority_id_decode reads the extension's value. False: it is malformed. */
bool authority_id_decode(struct authority_id *out, struct reader *value);

/* authority_id_fits: what it says does not contradict that issuer is meant. */
bool authority_id_fits(const struct authority_id *id, const struct cert_facts *issuer);

#endif
