/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ASN1_STRING_new(3): octets with a type. The struct is public. data has a zero octet behind it, so that what is text
 * can be read as a C string by programs that are careless with the length.
 */
#include <openssl/asn1.h>

#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

ASN1_STRING *ASN1_STRING_type_new(int type)
{
	ASN1_STRING *s = OPENSSL_zalloc(sizeof *s);
	if (s == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	s->type = type;
	return s;
}

ASN1_STRING *ASN1_STRING_new(void)
{
	return ASN1_STRING_type_new(V_ASN1_OCTET_STRING);
}

void ASN1_STRING_free(ASN1_STRING *s)
{
	if (s != NULL) {
		if (!(s->flags & ASN1_STRING_FLAG_NDEF)) {
			OPENSSL_free(s->data);
		}
		if (!(s->flags & ASN1_STRING_FLAG_EMBED)) {
			OPENSSL_free(s);
		}
	}
}

void ASN1_STRING_clear_free(ASN1_STRING *s)
{
	if (s != NULL && s->data != NULL && !(s->flags & ASN1_STRING_FLAG_NDEF)) {
		OPENSSL_cleanse(s->data, (size_t)s->length);
	}
	ASN1_STRING_free(s);
}

int ASN1_STRING_set(ASN1_STRING *s, const void *data, int len)
{
	if (len < 0 && data == NULL) {
		return 0;
	}
	size_t n = len < 0 ? strlen(data) : (size_t)len;
	if (n > INT_MAX - 1) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
		return 0;
	}
	unsigned char *copy = OPENSSL_malloc(n + 1);
	if (copy == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	if (data != NULL) {
		memcpy(copy, data, n);
	} else {
		memset(copy, 0, n);
	}
	copy[n] = '\0';
	OPENSSL_free(s->data);
	s->data = copy;
	s->length = (int)n;
	return 1;
}

void ASN1_STRING_set0(ASN1_STRING *s, void *data, int len)
{
	OPENSSL_free(s->data);
	s->data = data;
	s->length = len;
}

int ASN1_STRING_copy(ASN1_STRING *to, const ASN1_STRING *from)
{
	if (from == NULL || !ASN1_STRING_set(to, from->data, from->length)) {
		return 0;
	}
	to->type = from->type;
	to->flags = (to->flags & ASN1_STRING_FLAG_EMBED) | (from->flags & ~(long)ASN1_STRING_FLAG_EMBED);
	return 1;
}

ASN1_STRING *ASN1_STRING_dup(const ASN1_STRING *s)
{
	ASN1_STRING *copy = s != NULL ? ASN1_STRING_new() : NULL;
	if (copy != NULL && !ASN1_STRING_copy(copy, s)) {
		ASN1_STRING_free(copy);
		return NULL;
	}
	return copy;
}

int ASN1_STRING_cmp(const ASN1_STRING *a, const ASN1_STRING *b)
{
	int c = a->length - b->length;
	c = c == 0 && a->length != 0 ? memcmp(a->data, b->data, (size_t)a->length) : c;
	return c != 0 ? c : a->type - b->type;
}

int ASN1_STRING_length(const ASN1_STRING *s)
{
	return s->length;
}

int ASN1_STRING_type(const ASN1_STRING *s)
{
	return s->type;
}

const unsigned char *ASN1_STRING_get0_data(const ASN1_STRING *s)
{
	return s->data;
}

/* ---- the same under other names ---------------------------------------------------------------------------------- */

#define STRING_KIND(name, tag)                                                                                         \
	name *name##_new(void)                                                                                         \
	{                                                                                                              \
		return ASN1_STRING_type_new(tag);                                                                      \
	}                                                                                                              \
	void name##_free(name *s)                                                                                      \
	{                                                                                                              \
		ASN1_STRING_free(s);                                                                                   \
	}
STRING_KIND(ASN1_OCTET_STRING, V_ASN1_OCTET_STRING)
STRING_KIND(ASN1_BIT_STRING, V_ASN1_BIT_STRING)
STRING_KIND(ASN1_INTEGER, V_ASN1_INTEGER)
STRING_KIND(ASN1_ENUMERATED, V_ASN1_ENUMERATED)
STRING_KIND(ASN1_UTF8STRING, V_ASN1_UTF8STRING)
STRING_KIND(ASN1_IA5STRING, V_ASN1_IA5STRING)
STRING_KIND(ASN1_UTCTIME, V_ASN1_UTCTIME)
STRING_KIND(ASN1_GENERALIZEDTIME, V_ASN1_GENERALIZEDTIME)

ASN1_OCTET_STRING *ASN1_OCTET_STRING_dup(const ASN1_OCTET_STRING *s)
{
	return ASN1_STRING_dup(s);
}

int ASN1_OCTET_STRING_cmp(const ASN1_OCTET_STRING *a, const ASN1_OCTET_STRING *b)
{
	return ASN1_STRING_cmp(a, b);
}

int ASN1_OCTET_STRING_set(ASN1_OCTET_STRING *s, const unsigned char *data, int len)
{
	return ASN1_STRING_set(s, data, len);
}

/* ---- as text ----------------------------------------------------------------------------------------------------- */

int ASN1_STRING_print(BIO *bio, const ASN1_STRING *s)
{
	char piece[80];
	if (s == NULL) {
		return 0;
	}
	for (int i = 0; i < s->length;) {
		int n = 0;
		for (; n < (int)sizeof piece && i < s->length; n++, i++) {
			unsigned char c = s->data[i];
			piece[n] = c > '~' || (c < ' ' && c != '\n' && c != '\r') ? '.' : (char)c;
		}
		if (BIO_write(bio, piece, n) <= 0) {
			return 0;
		}
	}
	return 1;
}

/* hex_lines: the octets as digits, with a backslash at the end of each line of 35 but the last. What was written. */
static int hex_lines(BIO *bio, const ASN1_STRING *s)
{
	int written = 0;
	if (s->length == 0) {
		return BIO_write(bio, "0", 1) == 1 ? 1 : -1;
	}
	for (int i = 0; i < s->length; i++) {
		char octet[3];
		if (i != 0 && i % 35 == 0) {
			if (BIO_write(bio, "\\\n", 2) != 2) {
				return -1;
			}
			written += 2;
		}
		BIO_snprintf(octet, sizeof octet, "%02X", s->data[i]);
		if (BIO_write(bio, octet, 2) != 2) {
			return -1;
		}
		written += 2;
	}
	return written;
}

int i2a_ASN1_STRING(BIO *bio, const ASN1_STRING *s, int type)
{
	(void)type;
	return s != NULL ? hex_lines(bio, s) : 0;
}

/* Zero is two digits here. */
int i2a_ASN1_INTEGER(BIO *bio, const ASN1_INTEGER *s)
{
	if (s == NULL) {
		return 0;
	}
	int sign = (s->type & V_ASN1_NEG) != 0;
	if (sign && BIO_write(bio, "-", 1) != 1) {
		return -1;
	}
	if (s->length == 0) {
		return BIO_write(bio, "00", 2) == 2 ? 2 + sign : -1;
	}
	int n = hex_lines(bio, s);
	return n < 0 ? n : n + sign;
}
