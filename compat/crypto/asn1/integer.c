/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ASN1_INTEGER_get_int64(3): INTEGER as an ASN1_STRING of its magnitude, whose type says the sign, and its DER. The
 * magnitude has no leading zeros but is one zero octet for zero.
 */
#include <openssl/asn1.h>

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "engine/pki/asn1.h"

static int put(ASN1_INTEGER *a, bool negative, uint64_t magnitude)
{
	unsigned char octets[8];
	int n = 0;
	for (int i = 7; i >= 0; i--) {
		unsigned char b = (unsigned char)(magnitude >> 8 * i);
		if (b != 0 || n != 0 || i == 0) {
			octets[n++] = b;
		}
	}
	if (!ASN1_STRING_set(a, octets, n)) {
		return 0;
	}
	a->type = negative ? V_ASN1_NEG_INTEGER : V_ASN1_INTEGER;
	return 1;
}

int ASN1_INTEGER_set_int64(ASN1_INTEGER *a, int64_t v)
{
	return put(a, v < 0, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

int ASN1_INTEGER_set_uint64(ASN1_INTEGER *a, uint64_t v)
{
	return put(a, false, v);
}

int ASN1_INTEGER_set(ASN1_INTEGER *a, long v)
{
	return ASN1_INTEGER_set_int64(a, v);
}

/* magnitude: false, with an error, when it is no integer or is longer than 64 bits. */
static bool magnitude(const ASN1_INTEGER *a, uint64_t *v)
{
	if (a == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
		return false;
	}
	if ((a->type & ~V_ASN1_NEG) != V_ASN1_INTEGER) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_INTEGER_TYPE);
		return false;
	}
	if (a->length > 8) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
		return false;
	}
	*v = 0;
	for (int i = 0; i < a->length; i++) {
		*v = *v << 8 | a->data[i];
	}
	return true;
}

int ASN1_INTEGER_get_int64(int64_t *out, const ASN1_INTEGER *a)
{
	uint64_t v;
	if (!magnitude(a, &v)) {
		return 0;
	}
	if (a->type & V_ASN1_NEG) {
		if (v > (uint64_t)INT64_MAX + 1) {
			ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
			return 0;
		}
		*out = (int64_t)(0 - v);
		return 1;
	}
	if (v > INT64_MAX) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
		return 0;
	}
	*out = (int64_t)v;
	return 1;
}

int ASN1_INTEGER_get_uint64(uint64_t *out, const ASN1_INTEGER *a)
{
	if (!magnitude(a, out)) {
		return 0;
	}
	if (a->type & V_ASN1_NEG) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_NEGATIVE_VALUE);
		return 0;
	}
	return 1;
}

/* -1 also says "too large", as it always did. */
long ASN1_INTEGER_get(const ASN1_INTEGER *a)
{
	int64_t v;
	if (a == NULL) {
		return 0;
	}
	return ASN1_INTEGER_get_int64(&v, a) ? (long)v : -1;
}

int ASN1_INTEGER_cmp(const ASN1_INTEGER *a, const ASN1_INTEGER *b)
{
	int neg_a = a->type & V_ASN1_NEG, neg_b = b->type & V_ASN1_NEG;
	if (neg_a != neg_b) {
		return neg_a ? -1 : 1;
	}
	int c = ASN1_STRING_cmp(a, b);
	return neg_a ? -c : c;
}

ASN1_INTEGER *ASN1_INTEGER_dup(const ASN1_INTEGER *a)
{
	return ASN1_STRING_dup(a);
}

BIGNUM *ASN1_INTEGER_to_BN(const ASN1_INTEGER *a, BIGNUM *out)
{
	if ((a->type & ~V_ASN1_NEG) != V_ASN1_INTEGER) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_INTEGER_TYPE);
		return NULL;
	}
	BIGNUM *b = BN_bin2bn(a->data, a->length, out);
	if (b != NULL && (a->type & V_ASN1_NEG)) {
		BN_set_negative(b, 1);
	}
	return b;
}

ASN1_INTEGER *BN_to_ASN1_INTEGER(const BIGNUM *b, ASN1_INTEGER *out)
{
	ASN1_INTEGER *a = out != NULL ? out : ASN1_INTEGER_new();
	int len = BN_num_bytes(b);
	if (a == NULL || !ASN1_STRING_set(a, NULL, len != 0 ? len : 1)) {
		if (out == NULL) {
			ASN1_INTEGER_free(a);
		}
		return NULL;
	}
	BN_bn2bin(b, a->data);
	a->type = BN_is_negative(b) ? V_ASN1_NEG_INTEGER : V_ASN1_INTEGER;
	return a;
}

/* ---- DER --------------------------------------------------------------------------------------------------------- */

/* negate: two's complement of len octets, in place. */
static void negate(unsigned char *p, int len)
{
	unsigned carry = 1;
	for (int i = len; i-- > 0;) {
		unsigned v = (unsigned char)~p[i] + carry;
		p[i] = (unsigned char)v;
		carry = v >> 8;
	}
}

int i2d_ASN1_INTEGER(const ASN1_INTEGER *a, unsigned char **out)
{
	if (a == NULL) {
		return 0;
	}
	bool negative = (a->type & V_ASN1_NEG) != 0;
	int len = a->length != 0 ? a->length : 1;
	unsigned char *content = OPENSSL_zalloc((size_t)len + 1), *c = content;
	if (content == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
		return -1;
	}
	if (a->length != 0) {
		memcpy(content + 1, a->data, (size_t)a->length);
	}
	if (negative) {
		negate(content, len + 1);
	}
	/* The first octet is needed only when the second does not show the sign. */
	if ((content[0] == 0) == (content[1] < 0x80)) {
		c++;
	} else {
		len++;
	}
	int size = ASN1_object_size(0, len, V_ASN1_INTEGER);
	unsigned char *p = out != NULL && *out != NULL ? *out : out != NULL ? OPENSSL_malloc((size_t)size) : NULL;
	if (out != NULL && p == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
		size = -1;
	} else if (out != NULL) {
		unsigned char *start = p;
		ASN1_put_object(&p, 0, len, V_ASN1_INTEGER, V_ASN1_UNIVERSAL);
		memcpy(p, c, (size_t)len);
		*out = *out != NULL ? p + len : start;
	}
	OPENSSL_free(content);
	return size;
}

ASN1_INTEGER *d2i_ASN1_INTEGER(ASN1_INTEGER **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span s = der_integer(&r, DER_INTEGER);
	if (len <= 0 || r.failed || s.len > INT_MAX - 1) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	ASN1_INTEGER *a = out != NULL && *out != NULL ? *out : ASN1_INTEGER_new();
	if (a == NULL || !ASN1_STRING_set(a, s.p, (int)s.len)) {
		if (out == NULL || a != *out) {
			ASN1_INTEGER_free(a);
		}
		return NULL;
	}
	bool negative = (s.p[0] & 0x80) != 0;
	if (negative) {
		negate(a->data, a->length);
	}
	int zeros = 0;
	while (zeros < a->length - 1 && a->data[zeros] == 0) {
		zeros++;
	}
	memmove(a->data, a->data + zeros, (size_t)(a->length - zeros) + 1);
	a->length -= zeros;
	a->type = negative ? V_ASN1_NEG_INTEGER : V_ASN1_INTEGER;
	*in = r.p;
	if (out != NULL) {
		*out = a;
	}
	return a;
}
