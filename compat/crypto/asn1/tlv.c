/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ASN1_get_object(3): identifier and length octets of BER, in and out, for those who still take their encodings apart
 * by hand. Our own parsers go through engine/pki.
 */
#include <openssl/asn1.h>

#include <limits.h>
#include <stdbool.h>

#include <openssl/err.h>

static bool take_tag(const unsigned char **p, const unsigned char *end, int *tag)
{
	unsigned low = *(*p)++ & V_ASN1_PRIMITIVE_TAG;
	if (low != V_ASN1_PRIMITIVE_TAG) {
		*tag = (int)low;
		return true;
	}
	long v = 0;
	for (; *p < end; (*p)++) {
		v = v << 7 | (**p & 0x7f);
		if (v > INT_MAX >> 7) {
			return false;
		}
		if (!(**p & 0x80)) {
			(*p)++;
			*tag = (int)v;
			return true;
		}
	}
	return false;
}

static bool take_length(const unsigned char **p, const unsigned char *end, bool *indefinite, long *len)
{
	if (*p >= end) {
		return false;
	}
	unsigned first = *(*p)++;
	*indefinite = first == 0x80;
	*len = first < 0x80 ? (long)first : 0;
	if (first <= 0x80) {
		return true;
	}
	unsigned n = first & 0x7f;
	/* A length in the long form has content behind it. */
	if ((size_t)(end - *p) < n + 1) {
		return false;
	}
	for (; n > 0 && **p == 0; n--) {
		(*p)++;
	}
	if (n > sizeof *len) {
		return false;
	}
	unsigned long v = 0;
	for (; n > 0; n--) {
		v = v << 8 | *(*p)++;
	}
	*len = (long)v;
	return v <= LONG_MAX;
}

/* Bit 5: constructed; bit 0: of indefinite length; bit 7: an error, after which the outputs say what they can. */
int ASN1_get_object(const unsigned char **pp, long *len, int *tag, int *class, long max)
{
	const unsigned char *p = *pp, *end = p + (max > 0 ? max : 0);
	bool indefinite;
	if (max <= 0) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
		return 0x80;
	}
	int constructed = *p & V_ASN1_CONSTRUCTED;
	int found_class = *p & V_ASN1_PRIVATE;
	if (!take_tag(&p, end, tag) || !take_length(&p, end, &indefinite, len) || (indefinite && !constructed)) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_HEADER_TOO_LONG);
		return 0x80;
	}
	*class = found_class;
	int ret = constructed | (indefinite ? 1 : 0);
	if (*len > end - p) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LONG);
		ret |= 0x80;
	}
	*pp = p;
	return ret;
}

static void put_length(unsigned char **p, int len)
{
	if (len < 0x80) {
		*(*p)++ = (unsigned char)len;
		return;
	}
	int n = 0;
	for (unsigned v = (unsigned)len; v != 0; v >>= 8) {
		n++;
	}
	*(*p)++ = (unsigned char)(0x80 | n);
	while (n-- > 0) {
		*(*p)++ = (unsigned char)((unsigned)len >> 8 * n);
	}
}

/* constructed 2: of indefinite length, to be ended by ASN1_put_eoc. */
void ASN1_put_object(unsigned char **pp, int constructed, int len, int tag, int class)
{
	unsigned char *p = *pp;
	unsigned first = (constructed ? V_ASN1_CONSTRUCTED : 0) | ((unsigned)class & V_ASN1_PRIVATE);
	if (tag < 31) {
		*p++ = (unsigned char)(first | (unsigned)tag);
	} else {
		*p++ = (unsigned char)(first | V_ASN1_PRIMITIVE_TAG);
		int n = 0;
		for (int v = tag; v > 0; v >>= 7) {
			n++;
		}
		while (n-- > 0) {
			*p++ = (unsigned char)((tag >> 7 * n & 0x7f) | (n != 0 ? 0x80 : 0));
		}
	}
	if (constructed == 2) {
		*p++ = 0x80;
	} else {
		put_length(&p, len);
	}
	*pp = p;
}

int ASN1_put_eoc(unsigned char **pp)
{
	*(*pp)++ = 0;
	*(*pp)++ = 0;
	return 2;
}

int ASN1_object_size(int constructed, int len, int tag)
{
	if (len < 0) {
		return -1;
	}
	long size = 1 + (long)len;
	for (int v = tag; tag >= 31 && v > 0; v >>= 7) {
		size++;
	}
	if (constructed == 2) {
		size += 3;
	} else {
		size++;
		for (int v = len; len > 127 && v > 0; v >>= 8) {
			size++;
		}
	}
	return size < INT_MAX ? (int)size : -1;
}
