/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ASN1_STRING and DER: what a string type holds of an element, and back; text in the forms that ASN.1 has. */
#ifndef TEASEL_CRYPTO_ASN1_STRING_H
#define TEASEL_CRYPTO_ASN1_STRING_H

#include <openssl/asn1.h>

#include "engine/base/buffer.h"
#include "engine/pki/asn1.h"

/*
 * asn1_string_of makes a string of an element by its tag: of an INTEGER the magnitude, of a BIT STRING the octets, of
 * what has no string type (SEQUENCE, context-specific tags) the whole element as V_ASN1_SEQUENCE or V_ASN1_OTHER. NULL
 * when memory is out or the element is malformed, with an error queued.
 */
ASN1_STRING *asn1_string_of(const struct der_tlv *tlv);

/* asn1_string_put appends the element. False when memory is out. */
bool asn1_string_put(struct buffer *out, const ASN1_STRING *s);

/* asn1_bits_of: the content of a BIT STRING with its count of unused bits; NULL as above. */
ASN1_BIT_STRING *asn1_bits_of(struct span content);

/*
 * asn1_string_from_text gives s the type and what text says in it: input is the text's form (MBSTRING_*), min and max
 * bound the characters (-1: not). False with an error queued.
 */
bool asn1_string_from_text(ASN1_STRING *s, int type, int input, struct span text, long min, long max);

#endif
