/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* DER from the inside out (build.h). */
#include "compat/crypto/asn1/build.h"

#include <limits.h>

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/objects/object.h"
#include "engine/pki/asn1.h"

static bool put_header(struct buffer *out, uint8_t tag, size_t len)
{
	uint8_t head[10];
	size_t n = 0;
	head[n++] = tag;
	if (len < 0x80) {
		head[n++] = (uint8_t)len;
	} else {
		unsigned octets = 0;
		for (size_t v = len; v != 0; v >>= 8) {
			octets++;
		}
		head[n++] = (uint8_t)(0x80 | octets);
		while (octets-- > 0) {
			head[n++] = (uint8_t)(len >> 8 * octets);
		}
	}
	return buf_append(out, span_of(head, n));
}

bool der_put(struct buffer *out, uint8_t tag, struct span content)
{
	return put_header(out, tag, content.len) && buf_append(out, content);
}

bool der_put_object(struct buffer *out, const ASN1_OBJECT *object)
{
	if (object == NULL || object->len == 0) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_OBJECT);
		return false;
	}
	return der_put(out, DER_OID, span_of(object->data, (size_t)object->len));
}

bool der_put_natural(struct buffer *out, struct span m)
{
	static const uint8_t zero;
	while (m.len > 1 && m.p[0] == 0) {
		m = span_of(m.p + 1, m.len - 1);
	}
	m = m.len == 0 ? span_of(&zero, 1) : m;
	bool pad = m.p[0] >= 0x80;
	return put_header(out, DER_INTEGER, m.len + pad) && (!pad || buf_append(out, span_of(&zero, 1))) &&
	       buf_append(out, m);
}

bool der_put_bits(struct buffer *out, uint8_t tag, struct span octets)
{
	static const uint8_t none_unused;
	return put_header(out, tag, octets.len + 1) && buf_append(out, span_of(&none_unused, 1)) &&
	       buf_append(out, octets);
}

bool der_wrap(struct buffer *b, uint8_t tag)
{
	struct buffer whole = {0};
	bool ok = der_put(&whole, tag, buf_span(b));
	buf_free(b);
	*b = whole;
	if (!ok) {
		buf_free(b);
	}
	return ok;
}

int der_hand_out(struct span der, unsigned char **out)
{
	if (der.len == 0 || der.len > INT_MAX) {
		return -1;
	}
	if (out == NULL) {
		return (int)der.len;
	}
	if (*out == NULL) {
		*out = OPENSSL_memdup(der.p, der.len);
		if (*out == NULL) {
			ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
			return -1;
		}
	} else {
		memcpy(*out, der.p, der.len);
		*out += der.len;
	}
	return (int)der.len;
}
