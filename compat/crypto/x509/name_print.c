/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_NAME_oneline(3), X509_NAME_print_ex(3): names as text. */
#include <stdio.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/x509/name.h"

/* ---- one line ---------------------------------------------------------------------------------------------------- */

/* significant: a string that was meant to have four octets a character, with some, is printed without its zeros. */
static void significant(const ASN1_STRING *s, bool keep[4])
{
	memset(keep, s->type != V_ASN1_GENERALSTRING || s->length % 4 != 0, 4);
	for (int i = 0; !keep[3] && i < s->length; i++) {
		keep[i & 3] = keep[i & 3] || s->data[i] != 0;
	}
	if (s->type == V_ASN1_GENERALSTRING && s->length % 4 == 0) {
		if (keep[0] || keep[1] || keep[2]) {
			memset(keep, true, 4);
		} else {
			keep[3] = true;
		}
	}
}

static bool put_oneline(struct buffer *out, const X509_NAME_ENTRY *e, const char *sep)
{
	static const char digits[] = "0123456789ABCDEF";
	char number[80];
	const char *type = OBJ_nid2sn(OBJ_obj2nid(e->object));
	if (OBJ_obj2nid(e->object) == NID_undef || type == NULL) {
		i2t_ASN1_OBJECT(number, sizeof number, e->object);
		type = number;
	}
	bool keep[4];
	significant(e->value, keep);
	bool ok = buf_append(out, span_str(sep)) && buf_append(out, span_str(type)) && buf_append(out, span_str("="));
	for (int i = 0; ok && i < e->value->length; i++) {
		unsigned char c = e->value->data[i];
		if (!keep[i & 3]) {
			continue;
		}
		const char hex[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};
		if (c == '/' || c == '+') {
			ok = buf_append(out, span_str("\\")); /* what they separate must be told apart */
		}
		ok = ok &&
		     (c < ' ' || c > '~' ? buf_append(out, span_of(hex, sizeof hex)) : buf_append(out, span_of(&c, 1)));
	}
	return ok;
}

/* Whole entries only go into a buffer of the caller's; one is made when buf is NULL. */
char *X509_NAME_oneline(const X509_NAME *name, char *buf, int size)
{
	struct buffer text = {0};
	size_t fits = 0;
	if (buf != NULL && size <= 0) {
		return NULL;
	}
	int n = name != NULL ? X509_NAME_entry_count(name) : 0;
	bool ok = name != NULL || buf_append(&text, span_str("NO X509_NAME"));
	for (int i = 0, before = -1; ok && i < n; i++) {
		const X509_NAME_ENTRY *e = X509_NAME_get_entry(name, i);
		ok = put_oneline(&text, e, e->set == before ? "+" : "/");
		before = e->set;
		if (buf != NULL && buf_len(&text) >= (size_t)size) {
			break;
		}
		fits = buf_len(&text);
	}
	if (name == NULL) {
		fits = buf_len(&text);
		fits = buf != NULL && fits >= (size_t)size ? (size_t)size - 1 : fits;
	}
	char *out = buf != NULL ? buf : ok ? OPENSSL_malloc(fits + 1) : NULL;
	if (!ok || out == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		buf_free(&text);
		return NULL;
	}
	if (fits != 0) {
		memcpy(out, buf_head(&text), fits);
	}
	out[fits] = '\0';
	buf_free(&text);
	return out;
}

/* ---- in the forms of XN_FLAG_* ----------------------------------------------------------------------------------- */

/* Where the text goes: nowhere, to be measured; or into a BIO. */
struct sink {
	BIO *bio;
	int len;
};

static bool put(struct sink *s, const char *text, int len)
{
	s->len += len;
	return s->bio == NULL || len == 0 || BIO_write(s->bio, text, len) == len;
}

static bool put_spaces(struct sink *s, int n)
{
	bool ok = true;
	for (; ok && n > 0; n--) {
		ok = put(s, " ", 1);
	}
	return ok;
}

enum { SHORT_NAME_WIDTH = 10, LONG_NAME_WIDTH = 25 };

static bool put_type(struct sink *s, const X509_NAME_ENTRY *e, unsigned long flags, const char *eq)
{
	char number[80];
	int nid = OBJ_obj2nid(e->object), width = 0;
	unsigned long form = flags & XN_FLAG_FN_MASK;
	const char *name;
	if (form == XN_FLAG_FN_NONE) {
		return true;
	}
	if (form == XN_FLAG_FN_OID || nid == NID_undef) {
		OBJ_obj2txt(number, sizeof number, e->object, 1);
		name = number;
	} else {
		name = form == XN_FLAG_FN_SN ? OBJ_nid2sn(nid) : form == XN_FLAG_FN_LN ? OBJ_nid2ln(nid) : "";
		width = form == XN_FLAG_FN_SN ? SHORT_NAME_WIDTH : form == XN_FLAG_FN_LN ? LONG_NAME_WIDTH : 0;
	}
	int len = (int)strlen(name);
	return put(s, name, len) && ((flags & XN_FLAG_FN_ALIGN) == 0 || len >= width || put_spaces(s, width - len)) &&
	       put(s, eq, (int)strlen(eq));
}

static bool put_value(struct sink *s, const X509_NAME_ENTRY *e, unsigned long flags)
{
	unsigned long how = flags & 0xffff; /* ASN1_STRFLGS_* */
	if (OBJ_obj2nid(e->object) == NID_undef && (flags & XN_FLAG_DUMP_UNKNOWN_FIELDS) != 0) {
		how |= ASN1_STRFLGS_DUMP_ALL;
	}
	int n = ASN1_STRING_print_ex(s->bio, e->value, how);
	s->len += n > 0 ? n : 0;
	return n >= 0;
}

/* The length of what was written, -1 on failure. */
int X509_NAME_print_ex(BIO *bio, const X509_NAME *name, int indent, unsigned long flags)
{
	static const struct {
		unsigned long flag;
		const char *between_names, *within;
		bool indented;
	} forms[] = {{XN_FLAG_SEP_MULTILINE, "\n", " + ", true},
		     {XN_FLAG_SEP_COMMA_PLUS, ",", "+", false},
		     {XN_FLAG_SEP_CPLUS_SPC, ", ", " + ", false},
		     {XN_FLAG_SEP_SPLUS_SPC, "; ", " + ", false}};
	size_t form = 0, n_forms = sizeof forms / sizeof forms[0];
	if (flags == XN_FLAG_COMPAT) {
		return X509_NAME_print(bio, name, indent);
	}
	while (form < n_forms && forms[form].flag != (flags & XN_FLAG_SEP_MASK)) {
		form++;
	}
	struct sink s = {.bio = bio};
	bool ok = put_spaces(&s, indent > 0 ? indent : 0);
	if (form == n_forms) {
		return -1;
	}
	const char *eq = (flags & XN_FLAG_SPC_EQ) != 0 ? " = " : "=";
	int each = forms[form].indented && indent > 0 ? indent : 0, n = X509_NAME_entry_count(name), before = -1;
	for (int i = 0; ok && i < n; i++) {
		const X509_NAME_ENTRY *e = X509_NAME_get_entry(name, (flags & XN_FLAG_DN_REV) != 0 ? n - i - 1 : i);
		if (i != 0) {
			const char *sep = before == e->set ? forms[form].within : forms[form].between_names;
			ok = put(&s, sep, (int)strlen(sep)) && (before == e->set || put_spaces(&s, each));
		}
		before = e->set;
		ok = ok && put_type(&s, e, flags, eq) && put_value(&s, e, flags);
	}
	return ok ? s.len : -1;
}

int X509_NAME_print_ex_fp(FILE *fp, const X509_NAME *name, int indent, unsigned long flags)
{
	BIO *bio = fp != NULL ? BIO_new_fp(fp, BIO_NOCLOSE) : NULL;
	int n = fp == NULL || bio != NULL ? X509_NAME_print_ex(bio, name, indent, flags) : -1;
	BIO_free(bio);
	return n;
}

/* The oldest form: that of X509_NAME_oneline, with ", " for the "/" before what looks like a type. */
int X509_NAME_print(BIO *bio, const X509_NAME *name, int obase)
{
	(void)obase;
	char *line = X509_NAME_oneline(name, NULL, 0);
	if (line == NULL) {
		return 0;
	}
	bool ok = true;
	const char *from = *line == '/' ? line + 1 : line, *p = from;
	for (;; p++) {
		bool type_follows = *p == '/' && p[1] >= 'A' && p[1] <= 'Z' &&
				    (p[2] == '=' || (p[2] >= 'A' && p[2] <= 'Z' && p[3] == '='));
		if (*p != '\0' && !type_follows) {
			continue;
		}
		ok = ok && (p == from || BIO_write(bio, from, (int)(p - from)) == p - from);
		if (*p == '\0') {
			break;
		}
		ok = ok && BIO_write(bio, ", ", 2) == 2;
		from = p + 1;
	}
	OPENSSL_free(line);
	return ok;
}
