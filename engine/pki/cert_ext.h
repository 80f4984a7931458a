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

/* Tags of GeneralName, RFC 5280 §4.2.1.6. */
#define GN_OTHER     0xa0
#define GN_EMAIL     0x81
#define GN_DNS       0x82
#define GN_X400      0xa3
#define GN_DIRECTORY 0xa4
#define GN_EDI_PARTY 0xa5
#define GN_URI       0x86
#define GN_IP        0x87
#define GN_RID       0x88

/* general_name_take takes the next GeneralName; false at the end of the list, or when it is malformed (r has failed).
 */
struct der_tlv;
bool general_name_take(struct reader *r, struct der_tlv *out);

/* One Extension of a list, RFC 5280 §4.1. extension_take takes the next; false at the end, or when it is malformed
 * (list has failed). */
struct extension {
	struct span oid; /* content octets */
	bool critical;
	struct span value;
};

bool extension_take(struct reader *list, struct extension *out);

/* general_names_valid: content is GeneralNames and nothing else. */
bool general_names_valid(struct span content);

/* authority_id_decode reads the extension's value. False: it is malformed. */
bool authority_id_decode(struct authority_id *out, struct reader *value);

/* authority_id_fits: what it says does not contradict that issuer is meant. */
bool authority_id_fits(const struct authority_id *id, const struct cert_facts *issuer);

#endif
