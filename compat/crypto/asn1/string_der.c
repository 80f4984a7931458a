/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Strings from elements and to elements (string.h). */
#include "compat/crypto/asn1/string.h"

#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"

static ASN1_STRING *copy_of(struct span octets, int type)
{
	ASN1_STRING *s = octets.len < INT_MAX ? ASN1_STRING_type_new(type) : NULL;
	if (s != NULL && !ASN1_STRING_set(s, octets.p != NULL ? (const void *)octets.p : "", (int)octets.len)) {
		ASN1_STRING_free(s);
		return NULL;
	}
	return s;
}

ASN1_BIT_STRING *asn1_bits_of(struct span content)
{
	if (content.len == 0 || content.p[0] > 7 || (content.len == 1 && content.p[0] != 0)) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
		return NULL;
	}
	ASN1_BIT_STRING *s = copy_of(span_of(content.p + 1, content.len - 1), V_ASN1_BIT_STRING);
	if (s != NULL) {
		s->flags = ASN1_STRING_FLAG_BITS_LEFT | content.p[0];
		if (s->length > 0) {
			s->data[s->length - 1] &= (unsigned char)(0xff << content.p[0]);
		}
	}
	return s;
}

static ASN1_STRING *integer_of(const struct der_tlv *tlv)
{
	const unsigned char *p = tlv->whole.p;
	struct buffer whole = {0};
	if (p == NULL) {
		if (!der_put(&whole, DER_INTEGER, tlv->content)) {
			return NULL;
		}
		p = buf_head(&whole);
	}
	ASN1_INTEGER *i = NULL;
	long len = (long)(tlv->whole.p != NULL ? tlv->whole.len : buf_len(&whole));
	i = d2i_ASN1_INTEGER(NULL, &p, len);
	buf_free(&whole);
	return i;
}

ASN1_STRING *asn1_string_of(const struct der_tlv *tlv)
{
	if (!der_value_valid(tlv)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	if (tlv->tag == DER_INTEGER) {
		return integer_of(tlv);
	}
	if (tlv->tag == DER_BIT_STRING) {
		return asn1_bits_of(tlv->content);
	}
	if (tlv->tag < 0x20) {
		return copy_of(tlv->content, tlv->tag);
	}
	struct buffer whole = {0};
	struct span der = tlv->whole;
	if (der.p == NULL) {
		if (!der_put(&whole, tlv->tag, tlv->content)) {
			return NULL;
		}
		der = buf_span(&whole);
	}
	ASN1_STRING *s = copy_of(der, tlv->tag == DER_SEQUENCE ? V_ASN1_SEQUENCE
				      : tlv->tag == DER_SET    ? V_ASN1_SET
							       : V_ASN1_OTHER);
	buf_free(&whole);
	return s;
}

/* unused_bits: as noted, or of a string that a program filled, all zero bits at its end. */
static uint8_t unused_bits(const ASN1_BIT_STRING *s)
{
	if ((s->flags & ASN1_STRING_FLAG_BITS_LEFT) != 0) {
		return (uint8_t)(s->flags & 7);
	}
	int len = s->length;
	uint8_t n = 0;
	while (len > 0 && s->data[len - 1] == 0) {
		len--;
	}
	while (len > 0 && n < 7 && (s->data[len - 1] >> n & 1) == 0) {
		n++;
	}
	return n;
}

static bool put_bits(struct buffer *out, const ASN1_BIT_STRING *s)
{
	struct buffer content = {0};
	uint8_t unused = unused_bits(s);
	int len = s->length;
	while ((s->flags & ASN1_STRING_FLAG_BITS_LEFT) == 0 && len > 0 && s->data[len - 1] == 0) {
		len--;
	}
	bool ok = buf_append(&content, span_of(&unused, 1)) && buf_append(&content, span_of(s->data, (size_t)len)) &&
		  der_put(out, DER_BIT_STRING, buf_span(&content));
	buf_free(&content);
	return ok;
}

bool asn1_string_put(struct buffer *out, const ASN1_STRING *s)
{
	struct span octets = span_of(s->data, (size_t)s->length);
	unsigned char *der = NULL;
	int len;
	bool ok;
	switch (s->type) {
	case V_ASN1_INTEGER:
	case V_ASN1_NEG_INTEGER:
		len = i2d_ASN1_INTEGER(s, &der);
		ok = len > 0 && buf_append(out, span_of(der, (size_t)len));
		OPENSSL_free(der);
		return ok;
	case V_ASN1_BIT_STRING:
		return put_bits(out, s);
	case V_ASN1_SEQUENCE:
	case V_ASN1_SET:
	case V_ASN1_OTHER:
		return buf_append(out, octets);
	default:
		return der_put(out, (uint8_t)s->type, octets);
	}
}
