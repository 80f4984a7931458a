/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DER from text in the language of ASN1_generate_nconf(3): modifiers (tags, wrappings, the form of the text), then a
 * type and its value, which reaches to the end. Sequences and sets are sections of the configuration, each value an
 * element.
 */
#include "compat/crypto/x509/ext_conf.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "engine/pki/name.h"

enum { MOST_LAYERS = 20, MOST_DEPTH = 50, MOST_BITS = 1 << 16, MOST_ELEMENTS = 10000 };

/* Where sections are, and what bounds those that name one another, or one many times. */
struct source {
	X509V3_CTX *ctx;
	int depth;
	int elements;
};

enum form { ASCII, UTF8, HEX, BITLIST };

struct tag {
	int number, class;
};

struct layer {
	struct tag tag;
	bool constructed, bits; /* bits: the content of a BIT STRING */
};

/* A description taken apart. */
struct made_of {
	struct layer layers[MOST_LAYERS]; /* from outside */
	size_t n;
	bool implicit; /* tag is for what comes next */
	struct tag tag;
	enum form form;
	int type;          /* V_ASN1_* */
	const char *value; /* NULL: there is none */
};

static bool refuse(int reason)
{
	ERR_raise(ERR_LIB_ASN1, reason);
	return false;
}

static bool refuse_text(int reason, const char *text)
{
	ERR_raise_data(ERR_LIB_ASN1, reason, "string=%s", text);
	return false;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

enum { EXPLICIT = 0x100, IMPLICIT, WRAP_OCTETS, WRAP_SEQUENCE, WRAP_SET, WRAP_BITS, FORMAT };

static const struct word {
	const char *name;
	int means; /* V_ASN1_*, or what it modifies */
} words[] = {
    {"BOOL", V_ASN1_BOOLEAN},
    {"BOOLEAN", V_ASN1_BOOLEAN},
    {"NULL", V_ASN1_NULL},
    {"INT", V_ASN1_INTEGER},
    {"INTEGER", V_ASN1_INTEGER},
    {"ENUM", V_ASN1_ENUMERATED},
    {"ENUMERATED", V_ASN1_ENUMERATED},
    {"OID", V_ASN1_OBJECT},
    {"OBJECT", V_ASN1_OBJECT},
    {"UTC", V_ASN1_UTCTIME},
    {"UTCTIME", V_ASN1_UTCTIME},
    {"GENTIME", V_ASN1_GENERALIZEDTIME},
    {"GENERALIZEDTIME", V_ASN1_GENERALIZEDTIME},
    {"OCT", V_ASN1_OCTET_STRING},
    {"OCTETSTRING", V_ASN1_OCTET_STRING},
    {"BITSTR", V_ASN1_BIT_STRING},
    {"BITSTRING", V_ASN1_BIT_STRING},
    {"UNIV", V_ASN1_UNIVERSALSTRING},
    {"UNIVERSALSTRING", V_ASN1_UNIVERSALSTRING},
    {"IA5", V_ASN1_IA5STRING},
    {"IA5STRING", V_ASN1_IA5STRING},
    {"UTF8", V_ASN1_UTF8STRING},
    {"UTF8String", V_ASN1_UTF8STRING},
    {"BMP", V_ASN1_BMPSTRING},
    {"BMPSTRING", V_ASN1_BMPSTRING},
    {"VISIBLE", V_ASN1_VISIBLESTRING},
    {"VISIBLESTRING", V_ASN1_VISIBLESTRING},
    {"PRINTABLE", V_ASN1_PRINTABLESTRING},
    {"PRINTABLESTRING", V_ASN1_PRINTABLESTRING},
    {"T61", V_ASN1_T61STRING},
    {"T61STRING", V_ASN1_T61STRING},
    {"TELETEXSTRING", V_ASN1_T61STRING},
    {"GENSTR", V_ASN1_GENERALSTRING},
    {"GeneralString", V_ASN1_GENERALSTRING},
    {"NUMERIC", V_ASN1_NUMERICSTRING},
    {"NUMERICSTRING", V_ASN1_NUMERICSTRING},
    {"SEQ", V_ASN1_SEQUENCE},
    {"SEQUENCE", V_ASN1_SEQUENCE},
    {"SET", V_ASN1_SET},
    {"EXP", EXPLICIT},
    {"EXPLICIT", EXPLICIT},
    {"IMP", IMPLICIT},
    {"IMPLICIT", IMPLICIT},
    {"OCTWRAP", WRAP_OCTETS},
    {"SEQWRAP", WRAP_SEQUENCE},
    {"SETWRAP", WRAP_SET},
    {"BITWRAP", WRAP_BITS},
    {"FORM", FORMAT},
    {"FORMAT", FORMAT},
};

static int word_of(struct span name)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].name) == name.len &&
		    strncasecmp(words[i].name, (const char *)name.p, name.len) == 0) {
			return words[i].means;
		}
	}
	return -1;
}

/* ---- modifiers --------------------------------------------------------------------------------------------------- */

/* tag_of: "number" and perhaps a letter for the class. */
static bool tag_of(struct tag *out, const char *text, size_t len)
{
	if (text == NULL) {
		return false;
	}
	char *end;
	long n = strtol(text, &end, 10);
	end = end > text + len ? (char *)text + len : end;
	if (n < 0 || n > INT_MAX / 2) {
		return refuse(ASN1_R_INVALID_NUMBER);
	}
	*out = (struct tag){(int)n, V_ASN1_CONTEXT_SPECIFIC};
	if (end == text + len) {
		return true;
	}
	switch (*end) {
	case 'U':
		out->class = V_ASN1_UNIVERSAL;
		return true;
	case 'A':
		out->class = V_ASN1_APPLICATION;
		return true;
	case 'P':
		out->class = V_ASN1_PRIVATE;
		return true;
	case 'C':
		return true;
	default:
		ERR_raise_data(ERR_LIB_ASN1, ASN1_R_INVALID_MODIFIER, "Char=%c", *end);
		return false;
	}
}

/* add_layer: an implicit tag that waits takes the place of a wrapping's own. */
static bool add_layer(struct made_of *m, struct layer layer, bool may_be_implicit)
{
	if (m->implicit && !may_be_implicit) {
		return refuse(ASN1_R_ILLEGAL_IMPLICIT_TAG);
	}
	if (m->n == MOST_LAYERS) {
		return refuse(ASN1_R_DEPTH_EXCEEDED);
	}
	layer.tag = m->implicit ? m->tag : layer.tag;
	m->implicit = false;
	m->layers[m->n++] = layer;
	return true;
}

static bool form_of(enum form *out, const char *text)
{
	static const char *const forms[] = {[ASCII] = "ASCII", [UTF8] = "UTF8", [HEX] = "HEX", [BITLIST] = "BITLIST"};
	for (int i = 0; text != NULL && i < 4; i++) {
		if (strncmp(text, forms[i], strlen(forms[i])) == 0) {
			*out = (enum form)i;
			return true;
		}
	}
	return refuse(ASN1_R_UNKNOWN_FORMAT);
}

static bool modify(struct made_of *m, int word, const char *value, size_t len)
{
	struct tag tag;
	switch (word) {
	case EXPLICIT:
		return tag_of(&tag, value, len) && add_layer(m, (struct layer){tag, true, false}, false);
	case IMPLICIT:
		if (m->implicit) {
			return refuse(ASN1_R_ILLEGAL_NESTED_TAGGING);
		}
		m->implicit = tag_of(&m->tag, value, len);
		return m->implicit;
	case WRAP_OCTETS:
		return add_layer(m, (struct layer){{V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL}, false, false}, true);
	case WRAP_SEQUENCE:
		return add_layer(m, (struct layer){{V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL}, true, false}, true);
	case WRAP_SET:
		return add_layer(m, (struct layer){{V_ASN1_SET, V_ASN1_UNIVERSAL}, true, false}, true);
	case WRAP_BITS:
		return add_layer(m, (struct layer){{V_ASN1_BIT_STRING, V_ASN1_UNIVERSAL}, false, true}, true);
	default:
		return form_of(&m->form, value);
	}
}

static bool take_apart(struct made_of *m, const char *text)
{
	*m = (struct made_of){.form = ASCII};
	for (;;) {
		text += strspn(text, " \t\n\v\f\r");
		size_t len = strcspn(text, ","), name = strcspn(text, ",:");
		int word = word_of(span_of((const uint8_t *)text, name));
		const char *value = text[name] == ':' ? text + name + 1 : NULL;
		if (word < 0 && len != 0) {
			ERR_raise_data(ERR_LIB_ASN1, ASN1_R_UNKNOWN_TAG, "tag=%s", text);
		}
		if (word >= 0 && word < EXPLICIT) {
			m->type = word;
			m->value = value;
			return true;
		}
		/* A description that ends before it has named a type names an unknown one. */
		if (word < 0 || !modify(m, word, value, len - name - 1) || text[len] == '\0') {
			return refuse(ASN1_R_UNKNOWN_TAG);
		}
		text += len + 1;
	}
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* may_hold: whether strings of that type have the character; those that are not named here are kept as UTF-8. */
static bool may_hold(int type, uint32_t cp)
{
	switch (type) {
	case V_ASN1_NUMERICSTRING:
		return (cp >= '0' && cp <= '9') || cp == ' ';
	case V_ASN1_PRINTABLESTRING:
		return cp < 0x80 && cp != 0 &&
		       ASN1_PRINTABLE_type((const unsigned char[]){(unsigned char)cp}, 1) == V_ASN1_PRINTABLESTRING;
	case V_ASN1_IA5STRING:
		return cp < 0x80;
	case V_ASN1_T61STRING:
		return cp <= 0xff;
	case V_ASN1_BMPSTRING:
		return cp <= 0xffff;
	default:
		return true;
	}
}

/* put_wide: in the width that the type has. */
static bool put_wide(struct buffer *out, int type, uint32_t cp)
{
	const uint8_t octets[] = {(uint8_t)(cp >> 24), (uint8_t)(cp >> 16), (uint8_t)(cp >> 8), (uint8_t)cp};
	size_t width = type == V_ASN1_UNIVERSALSTRING ? 4 : type == V_ASN1_BMPSTRING ? 2 : 1;
	return buf_append(out, span_of(octets + 4 - width, width));
}

static bool put_utf8(struct buffer *out, uint32_t cp)
{
	ASN1_STRING one = {.type = V_ASN1_UNIVERSALSTRING, .length = 4};
	unsigned char octets[] = {(unsigned char)(cp >> 24), (unsigned char)(cp >> 16), (unsigned char)(cp >> 8),
				  (unsigned char)cp},
		      *utf8 = NULL;
	one.data = octets;
	int n = ASN1_STRING_to_UTF8(&utf8, &one);
	bool ok = n >= 0 && buf_append(out, span_of(utf8, (size_t)n));
	OPENSSL_free(utf8);
	return ok;
}

static bool put_text(struct buffer *out, int type, enum form form, const char *value)
{
	bool narrow = type == V_ASN1_NUMERICSTRING || type == V_ASN1_PRINTABLESTRING || type == V_ASN1_IA5STRING ||
		      type == V_ASN1_T61STRING || type == V_ASN1_BMPSTRING || type == V_ASN1_UNIVERSALSTRING;
	struct text t = {span_str(value), form == UTF8 ? DER_UTF8_STRING : DER_T61_STRING, false};
	uint32_t cp;
	bool ok = true;
	if (form != ASCII && form != UTF8) {
		return refuse(ASN1_R_ILLEGAL_FORMAT);
	}
	while (ok && text_next(&t, &cp)) {
		ok = may_hold(type, cp);
		if (!ok) {
			ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_CHARACTERS);
		}
		ok = ok && (narrow ? put_wide(out, type, cp) : put_utf8(out, cp));
	}
	if (t.bad) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_INVALID_UTF8STRING);
	}
	/* OpenSSL says so of any failure. */
	return (ok && !t.bad) || refuse_text(ERR_R_MALLOC_FAILURE, value);
}

/* bits_of: numbers of bits that are set. */
static bool bits_of(struct buffer *out, const char *value)
{
	uint8_t bits[1 + MOST_BITS / 8] = {0};
	size_t len = 1;
	const char *p = value;
	for (char *end;; p = end + 1) {
		unsigned long n = strtoul(p, &end, 10);
		end += strspn(end, " \t");
		bool number = end != p && (*end == '\0' || *end == ',');
		if (number && n >= MOST_BITS) {
			ERR_raise(ERR_LIB_ASN1, ASN1_R_INVALID_NUMBER);
		}
		if (!number || n >= MOST_BITS) {
			return refuse_text(ASN1_R_LIST_ERROR, value);
		}
		if (2 + n / 8 > len) {
			len = 2 + n / 8;
		}
		bits[1 + n / 8] |= (uint8_t)(0x80 >> n % 8);
		if (*end == '\0') {
			break;
		}
	}
	while ((bits[len - 1] >> bits[0] & 1) == 0) {
		bits[0]++;
	}
	return buf_append(out, span_of(bits, len));
}

static bool put_octets(struct buffer *out, int type, enum form form, const char *value)
{
	static const uint8_t none_unused;
	bool is_bits = type == V_ASN1_BIT_STRING;
	if (form == BITLIST && is_bits) {
		return bits_of(out, value);
	}
	if (form != ASCII && form != HEX) {
		return refuse(ASN1_R_ILLEGAL_BITSTRING_FORMAT);
	}
	long n = (long)strlen(value);
	unsigned char *octets = form == HEX ? OPENSSL_hexstr2buf(value, &n) : NULL;
	if (form == HEX && octets == NULL) {
		return refuse_text(ASN1_R_ILLEGAL_HEX, value);
	}
	const uint8_t *p = form == HEX ? octets : (const uint8_t *)value;
	bool ok = (!is_bits || buf_append(out, span_of(&none_unused, 1))) && buf_append(out, span_of(p, (size_t)n));
	OPENSSL_free(octets);
	return ok;
}

static bool put_time(struct buffer *out, int type, const char *value)
{
	ASN1_STRING t = {.type = type, .length = (int)strlen(value), .data = (unsigned char *)value};
	return ASN1_TIME_to_tm(&t, &(struct tm){0}) ? buf_append(out, span_str(value))
						    : refuse_text(ASN1_R_ILLEGAL_TIME_VALUE, value);
}

static bool put_boolean(struct buffer *out, const char *value)
{
	const CONF_VALUE v = {NULL, NULL, (char *)value};
	bool truth;
	if (!ext_boolean(&v, &truth)) {
		return refuse_text(ASN1_R_ILLEGAL_BOOLEAN, value);
	}
	const uint8_t octet = truth ? 0xff : 0;
	return buf_append(out, span_of(&octet, 1));
}

/* content_of: what an element that the caller's function appended holds. */
static bool content_of(struct buffer *out, struct buffer *element, bool ok, int reason, const char *value)
{
	struct reader r = rd_init(buf_span(element));
	struct der_tlv tlv;
	ok = ok ? der_any(&r, &tlv) && buf_append(out, tlv.content) : refuse_text(reason, value);
	buf_free(element);
	return ok;
}

static bool put_primitive(struct buffer *out, const struct made_of *m)
{
	const char *value = m->value != NULL ? m->value : "";
	struct buffer element = {0};
	bool ascii = m->form == ASCII;
	switch (m->type) {
	case V_ASN1_NULL:
		return *value == '\0' || refuse(ASN1_R_ILLEGAL_NULL_VALUE);
	case V_ASN1_BOOLEAN:
		return ascii ? put_boolean(out, value) : refuse(ASN1_R_NOT_ASCII_FORMAT);
	case V_ASN1_INTEGER:
	case V_ASN1_ENUMERATED:
		return ascii ? content_of(out, &element, ext_integer(&element, DER_INTEGER, value, NULL),
					  ASN1_R_ILLEGAL_INTEGER, value)
			     : refuse(ASN1_R_INTEGER_NOT_ASCII_FORMAT);
	case V_ASN1_OBJECT:
		return ascii ? content_of(out, &element, ext_object(&element, DER_OID, value), ASN1_R_ILLEGAL_OBJECT,
					  value)
			     : refuse(ASN1_R_OBJECT_NOT_ASCII_FORMAT);
	case V_ASN1_UTCTIME:
	case V_ASN1_GENERALIZEDTIME:
		return ascii ? put_time(out, m->type, value) : refuse(ASN1_R_TIME_NOT_ASCII_FORMAT);
	case V_ASN1_OCTET_STRING:
	case V_ASN1_BIT_STRING:
		return put_octets(out, m->type, m->form, value);
	default:
		return put_text(out, m->type, m->form, value);
	}
}

/* ---- elements ---------------------------------------------------------------------------------------------------- */

static bool put_element(struct buffer *out, struct tag tag, bool constructed, struct span content)
{
	unsigned char head[16], *p = head;
	if (content.len > INT_MAX) {
		return false;
	}
	ASN1_put_object(&p, constructed, (int)content.len, tag.number, tag.class);
	return buf_append(out, span_of(head, (size_t)(p - head))) && buf_append(out, content);
}

static bool generate(struct buffer *out, const char *text, struct source *from);

static int compare_elements(const void *x, const void *y)
{
	const struct span *a = x, *b = y;
	int differ = memcmp(a->p, b->p, a->len < b->len ? a->len : b->len);
	return differ != 0 ? differ : (a->len > b->len) - (a->len < b->len);
}

/* put_all: the elements of a sequence in the order of the section, those of a set in that of DER (X.690 §11.6). */
static bool put_all(struct buffer *out, const struct pairs *p, struct source *from, bool set)
{
	struct buffer all = {0};
	struct span *elements = p->n != 0 ? OPENSSL_zalloc(p->n * sizeof *elements) : NULL;
	bool ok = p->n == 0 || elements != NULL;
	for (size_t i = 0; ok && i < p->n; i++) {
		size_t before = buf_len(&all);
		ok = generate(&all, p->v[i].value, from);
		elements[i].len = buf_len(&all) - before;
	}
	size_t at = 0;
	for (size_t i = 0; ok && i < p->n; at += elements[i++].len) {
		elements[i].p = buf_head(&all) + at;
	}
	if (ok && set && p->n > 1) {
		qsort(elements, p->n, sizeof *elements, compare_elements);
	}
	for (size_t i = 0; ok && i < p->n; i++) {
		ok = buf_append(out, elements[i]);
	}
	OPENSSL_free(elements);
	buf_free(&all);
	return ok;
}

static bool put_section(struct buffer *out, const struct made_of *m, struct source *from)
{
	struct pairs p = {0};
	if (from->ctx == NULL) {
		return refuse(ASN1_R_SEQUENCE_OR_SET_NEEDS_CONFIG);
	}
	if (from->depth >= MOST_DEPTH || from->elements > MOST_ELEMENTS) {
		return refuse(ASN1_R_ILLEGAL_NESTED_TAGGING);
	}
	from->depth++;
	bool ok = m->value == NULL ||
		  (pairs_section(&p, from->ctx, m->value) && put_all(out, &p, from, m->type == V_ASN1_SET));
	from->depth--;
	pairs_free(&p);
	return ok;
}

/* wrap makes what all holds the content of a layer. */
static bool wrap(struct buffer *all, const struct layer *layer)
{
	static const uint8_t none_unused;
	struct buffer content = {0}, whole = {0};
	bool ok = (!layer->bits || buf_append(&content, span_of(&none_unused, 1))) &&
		  buf_append(&content, buf_span(all)) &&
		  put_element(&whole, layer->tag, layer->constructed, buf_span(&content));
	buf_free(&content);
	buf_free(all);
	*all = whole;
	return ok;
}

static bool generate(struct buffer *out, const char *text, struct source *from)
{
	struct made_of m;
	struct buffer content = {0}, all = {0};
	from->elements++;
	if (!take_apart(&m, text)) {
		return false;
	}
	bool constructed = m.type == V_ASN1_SEQUENCE || m.type == V_ASN1_SET;
	struct tag tag = m.implicit ? m.tag : (struct tag){m.type, V_ASN1_UNIVERSAL};
	bool ok = (constructed ? put_section(&content, &m, from) : put_primitive(&content, &m)) &&
		  put_element(&all, tag, constructed, buf_span(&content));
	for (size_t i = m.n; ok && i-- > 0;) {
		ok = wrap(&all, &m.layers[i]);
	}
	ok = ok && buf_append(out, buf_span(&all));
	buf_free(&content);
	buf_free(&all);
	return ok;
}

/* Tags can make of it what is no DER. */
bool ext_generate(struct buffer *out, const char *text, X509V3_CTX *ctx)
{
	struct buffer der = {0};
	struct source from = {ctx, 0, 0};
	bool ok = generate(&der, text, &from);
	if (ok) {
		const unsigned char *p = buf_head(&der);
		ASN1_TYPE *type = d2i_ASN1_TYPE(NULL, &p, (long)buf_len(&der));
		ok = type != NULL && buf_append(out, buf_span(&der));
		ASN1_TYPE_free(type);
	}
	buf_free(&der);
	return ok;
}
