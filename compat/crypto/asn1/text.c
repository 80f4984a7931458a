/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ASN1_STRING_print_ex(3), ASN1_STRING_to_UTF8(3): strings as text, escaped in the ways of ASN1_STRFLGS_*. */
#include "compat/crypto/asn1/string.h"

#include <limits.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "engine/pki/name.h"

/* ---- characters -------------------------------------------------------------------------------------------------- */

/* width_of: how many octets a character has in strings of a type; 0 is UTF-8, -1 says that it holds no text. */
static int width_of(int type)
{
	switch (type) {
	case V_ASN1_UTF8STRING:
		return 0;
	case V_ASN1_NUMERICSTRING:
	case V_ASN1_PRINTABLESTRING:
	case V_ASN1_T61STRING:
	case V_ASN1_IA5STRING:
	case V_ASN1_UTCTIME:
	case V_ASN1_GENERALIZEDTIME:
	case V_ASN1_VISIBLESTRING:
		return 1;
	case V_ASN1_BMPSTRING:
		return 2;
	case V_ASN1_UNIVERSALSTRING:
		return 4;
	default:
		return -1;
	}
}

/* text_of views octets as characters of that width. */
static struct text text_of(struct span octets, int width)
{
	static const uint8_t tags[] = {DER_UTF8_STRING, DER_T61_STRING, DER_BMP_STRING, 0, DER_UNIVERSAL_STRING};
	return (struct text){octets, tags[width], false};
}

static size_t utf8_put(uint8_t out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, cp >>= 6) {
		out[i] = (uint8_t)(0x80 | (cp & 0x3f));
	}
	out[0] = (uint8_t)((0xf0 << (4 - n)) | cp);
	return n;
}

/* The length, or a negative number. */
int ASN1_STRING_to_UTF8(unsigned char **out, const ASN1_STRING *s)
{
	int width = s != NULL ? width_of(s->type) : -1;
	if (width < 0) {
		return -1;
	}
	struct text t = text_of(span_of(s->data, (size_t)s->length), width);
	uint8_t *utf8 = OPENSSL_malloc(3 * (size_t)s->length + 5), *p = utf8;
	uint32_t cp;
	if (utf8 == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
		return -1;
	}
	while (text_next(&t, &cp)) {
		p += utf8_put(p, cp);
	}
	if (t.bad) {
		ERR_raise(ERR_LIB_ASN1, width == 0   ? ASN1_R_INVALID_UTF8STRING
					: width == 2 ? ASN1_R_INVALID_BMPSTRING_LENGTH
						     : ASN1_R_INVALID_UNIVERSALSTRING_LENGTH);
		OPENSSL_free(utf8);
		return -1;
	}
	*p = '\0';
	*out = utf8;
	return (int)(p - utf8);
}

static bool is_printable(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != 0 && c < 0x80 && strchr(" '()+,-./:=?", (int)c) != NULL);
}

int ASN1_PRINTABLE_type(const unsigned char *s, int len)
{
	int type = V_ASN1_PRINTABLESTRING;
	for (int i = 0; s != NULL && (len < 0 ? s[i] != '\0' : i < len); i++) {
		if (s[i] >= 0x80) {
			return V_ASN1_T61STRING;
		}
		type = is_printable(s[i]) ? type : V_ASN1_IA5STRING;
	}
	return type;
}

bool asn1_string_from_text(ASN1_STRING *s, int type, int input, struct span octets, long min, long max)
{
	int width = input == MBSTRING_UTF8 ? 0 : input == MBSTRING_ASC ? 1 : input == MBSTRING_BMP ? 2 : 4;
	struct text t = text_of(octets, width);
	struct buffer out = {0};
	uint32_t cp;
	long n = 0;
	bool ok = true;
	while (ok && text_next(&t, &cp)) {
		uint8_t utf8[4];
		n++;
		if ((type == V_ASN1_PRINTABLESTRING && !is_printable(cp)) || (type == V_ASN1_IA5STRING && cp >= 0x80)) {
			ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_CHARACTERS);
			buf_free(&out);
			return false;
		}
		ok = buf_append(&out, span_of(utf8, utf8_put(utf8, cp)));
	}
	if (!ok || t.bad) {
		ERR_raise(ERR_LIB_ASN1, !ok ? ERR_R_MALLOC_FAILURE : ASN1_R_INVALID_UTF8STRING);
	} else if ((min >= 0 && n < min) || (max >= 0 && n > max)) {
		ERR_raise_data(ERR_LIB_ASN1, n < min ? ASN1_R_STRING_TOO_SHORT : ASN1_R_STRING_TOO_LONG,
			       n < min ? "minsize=%ld" : "maxsize=%ld", n < min ? min : max);
		ok = false;
	}
	struct span text = buf_span(&out);
	ok = ok && !t.bad && text.len < INT_MAX &&
	     ASN1_STRING_set(s, text.p != NULL ? (const void *)text.p : "", (int)text.len);
	if (ok) {
		s->type = type;
	}
	buf_free(&out);
	return ok;
}

/* ---- escaping ---------------------------------------------------------------------------------------------------- */

#define ESCAPES                                                                                                        \
	(ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_2254 | ASN1_STRFLGS_ESC_QUOTE | ASN1_STRFLGS_ESC_CTRL |              \
	 ASN1_STRFLGS_ESC_MSB)

struct printer {
	BIO *bio; /* NULL: only the length is wanted */
	int len;
	unsigned long flags;
	bool quotes; /* a character asks for quotes around the whole */
};

static bool put(struct printer *p, const void *text, size_t len)
{
	p->len += (int)len;
	return p->bio == NULL || len == 0 || BIO_write(p->bio, text, (int)len) == (int)len;
}

static bool put_hex(struct printer *p, const char *before, unsigned long c, int digits)
{
	char text[16];
	int n = BIO_snprintf(text, sizeof text, "%s%0*lX", before, digits, c);
	return put(p, text, (size_t)n);
}

/* put_char: edge says that it is the first or the last, where RFC 2253 escapes what it does not elsewhere. */
static bool put_char(struct printer *p, uint32_t c, bool first, bool last)
{
	if (c > 0xffff) {
		return put_hex(p, "\\W", c, 8);
	}
	if (c > 0xff) {
		return put_hex(p, "\\U", c, 4);
	}
	const char ch = (char)c;
	bool special = c != 0 && c < 0x80 && strchr(",+\"\\<>;", (int)c) != NULL;
	bool at_edge = (c == ' ' && (first || last)) || (c == '#' && first);
	bool quotable = c != '"' && c != '\\';
	if ((p->flags & ASN1_STRFLGS_ESC_2253) != 0 && (special || at_edge)) {
		if ((p->flags & ASN1_STRFLGS_ESC_QUOTE) != 0 && quotable) {
			p->quotes = true;
			return put(p, &ch, 1);
		}
		return put(p, "\\", 1) && put(p, &ch, 1);
	}
	bool control = c < ' ' || c == 0x7f;
	bool of_2254 = c == 0 || c == '(' || c == ')' || c == '*' || c == '\\';
	if ((control && (p->flags & ASN1_STRFLGS_ESC_CTRL) != 0) ||
	    (c > 0x7f && (p->flags & ASN1_STRFLGS_ESC_MSB) != 0) ||
	    (of_2254 && (p->flags & ASN1_STRFLGS_ESC_2254) != 0)) {
		return put_hex(p, "\\", c, 2);
	}
	if (c == '\\' && (p->flags & ESCAPES) != 0) {
		return put(p, "\\\\", 2);
	}
	return put(p, &ch, 1);
}

static bool put_text(struct printer *p, struct span octets, int width)
{
	struct text t = text_of(octets, width);
	uint32_t cp;
	bool ok = true, first = true;
	while (ok && text_next(&t, &cp)) {
		if ((p->flags & ASN1_STRFLGS_UTF8_CONVERT) != 0) {
			uint8_t utf8[4];
			size_t n = utf8_put(utf8, cp);
			for (size_t i = 0; ok && i < n; i++) {
				ok = put_char(p, utf8[i], first, t.rest.len == 0);
			}
		} else {
			ok = put_char(p, cp, first, t.rest.len == 0);
		}
		first = false;
	}
	return ok && !t.bad;
}

static bool put_dump(struct printer *p, const ASN1_STRING *s)
{
	struct buffer der = {0};
	struct span octets = span_of(s->data, (size_t)s->length);
	bool ok = true;
	if ((p->flags & ASN1_STRFLGS_DUMP_DER) != 0) {
		ok = asn1_string_put(&der, s);
		octets = buf_span(&der);
	}
	ok = ok && put(p, "#", 1);
	for (size_t i = 0; ok && i < octets.len; i++) {
		ok = put_hex(p, "", octets.p[i], 2);
	}
	buf_free(&der);
	return ok;
}

/* The length of what was or would be written, -1 on failure. */
int ASN1_STRING_print_ex(BIO *bio, const ASN1_STRING *s, unsigned long flags)
{
	struct printer p = {.bio = bio, .flags = flags};
	int width = s->type > 0 && s->type < 31 ? width_of(s->type) : -1;
	if ((flags & ASN1_STRFLGS_SHOW_TYPE) != 0) {
		const char *name = ASN1_tag2str(s->type & ~V_ASN1_NEG);
		if (!put(&p, name, strlen(name)) || !put(&p, ":", 1)) {
			return -1;
		}
	}
	if ((flags & ASN1_STRFLGS_DUMP_ALL) != 0) {
		width = -1;
	} else if ((flags & ASN1_STRFLGS_IGNORE_TYPE) != 0 || (width < 0 && (flags & ASN1_STRFLGS_DUMP_UNKNOWN) == 0)) {
		width = 1;
	}
	if (width < 0) {
		return put_dump(&p, s) ? p.len : -1;
	}
	/* UTF-8 that is to be UTF-8 goes octet by octet. */
	if (width == 0 && (flags & ASN1_STRFLGS_UTF8_CONVERT) != 0) {
		p.flags &= ~(unsigned long)ASN1_STRFLGS_UTF8_CONVERT;
		width = 1;
	}
	/* Whether quotes are needed shows only when all was looked at. */
	struct span octets = span_of(s->data, (size_t)s->length);
	struct printer look = {.flags = p.flags};
	if (!put_text(&look, octets, width)) {
		return -1;
	}
	bool ok =
	    (!look.quotes || put(&p, "\"", 1)) && put_text(&p, octets, width) && (!look.quotes || put(&p, "\"", 1));
	return ok ? p.len : -1;
}

int ASN1_STRING_print_ex_fp(FILE *fp, const ASN1_STRING *s, unsigned long flags)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	int n = bio != NULL ? ASN1_STRING_print_ex(bio, s, flags) : -1;
	BIO_free(bio);
	return n;
}

const char *ASN1_tag2str(int tag)
{
	static const char *const names[] = {"EOC",
					    "BOOLEAN",
					    "INTEGER",
					    "BIT STRING",
					    "OCTET STRING",
					    "NULL",
					    "OBJECT",
					    "OBJECT DESCRIPTOR",
					    "EXTERNAL",
					    "REAL",
					    "ENUMERATED",
					    "<ASN1 11>",
					    "UTF8STRING",
					    "<ASN1 13>",
					    "<ASN1 14>",
					    "<ASN1 15>",
					    "SEQUENCE",
					    "SET",
					    "NUMERICSTRING",
					    "PRINTABLESTRING",
					    "T61STRING",
					    "VIDEOTEXSTRING",
					    "IA5STRING",
					    "UTCTIME",
					    "GENERALIZEDTIME",
					    "GRAPHICSTRING",
					    "VISIBLESTRING",
					    "GENERALSTRING",
					    "UNIVERSALSTRING",
					    "<ASN1 29>",
					    "BMPSTRING"};
	return tag >= 0 && tag < (int)(sizeof names / sizeof names[0]) ? names[tag] : "(unknown)";
}
