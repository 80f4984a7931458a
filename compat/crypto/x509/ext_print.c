/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509V3_EXT_print, GENERAL_NAME_print: extensions as text. What is printed is made in a buffer first, so that of an
 * extension that turns out malformed nothing is printed. The kinds are those that ext_types.c decodes; another one is
 * as unknown.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/x509/ext_print.h"
#include "compat/crypto/x509/ext_types.h"
#include "compat/crypto/x509/x509.h"
#include "engine/base/buffer.h"

bool ext_put(struct buffer *out, const char *text)
{
	return buf_append(out, span_str(text));
}

bool ext_put_indent(struct buffer *out, int n)
{
	bool ok = true;
	while (ok && n-- > 0) {
		ok = ext_put(out, " ");
	}
	return ok;
}

/* put_written: what functions that print to a BIO left in text, which is freed. */
static bool put_written(struct buffer *out, BIO *text, bool ok)
{
	char *p = NULL;
	long n = ok ? BIO_get_mem_data(text, &p) : 0;
	ok = ok && buf_append(out, span_of(p, (size_t)n));
	BIO_free(text);
	return ok;
}

bool ext_put_object(struct buffer *out, const ASN1_OBJECT *o)
{
	char text[80];
	return i2t_ASN1_OBJECT(text, sizeof text, o) > 0 && ext_put(out, text);
}

/* put_octets: "0A:1B". */
static bool put_octets(struct buffer *out, const ASN1_STRING *s)
{
	bool ok = true;
	for (int i = 0; ok && i < s->length; i++) {
		char text[4];
		snprintf(text, sizeof text, "%s%02X", i > 0 ? ":" : "", s->data[i]);
		ok = ext_put(out, text);
	}
	return ok;
}

bool ext_put_integer(struct buffer *out, const ASN1_INTEGER *a)
{
	char text[64], *p = text + sizeof text - 1;
	unsigned __int128 v = 0;
	bool negative = (a->type & V_ASN1_NEG) != 0;
	if (a->length > 16 || (a->length == 16 && (a->data[0] & 0x80) != 0)) {
		bool ok = ext_put(out, negative ? "-0x" : "0x");
		for (int i = 0; ok && i < a->length; i++) {
			snprintf(text, sizeof text, "%02X", a->data[i]);
			ok = ext_put(out, text);
		}
		return ok;
	}
	for (int i = 0; i < a->length; i++) {
		v = v << 8 | a->data[i];
	}
	*p = '\0';
	do {
		*--p = (char)('0' + (int)(v % 10));
		v /= 10;
	} while (v != 0);
	return ext_put(out, negative ? "-" : "") && ext_put(out, p);
}

static bool has_bit(const ASN1_BIT_STRING *bits, int i)
{
	return i / 8 < bits->length && (bits->data[i / 8] >> (7 - i % 8) & 1) != 0;
}

/* put_bits: the names of the bits that are set, or none. False for memory. */
static bool put_bits(struct buffer *out, const ASN1_BIT_STRING *bits, const char *const *names, int n, bool *any)
{
	bool ok = true;
	*any = false;
	for (int i = 0; ok && i < n; i++) {
		if (has_bit(bits, i)) {
			ok = ext_put(out, *any ? ", " : "") && ext_put(out, names[i]);
			*any = true;
		}
	}
	return ok;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

bool ext_put_ip(struct buffer *out, struct span s)
{
	char text[48];
	const unsigned char *d = s.p;
	if (s.len == 4) {
		snprintf(text, sizeof text, "%d.%d.%d.%d", d[0], d[1], d[2], d[3]);
		return ext_put(out, text);
	}
	if (s.len != 16) {
		snprintf(text, sizeof text, "<invalid length=%d>", (int)s.len);
		return ext_put(out, text);
	}
	bool ok = true;
	for (int i = 0; ok && i < 16; i += 2) {
		snprintf(text, sizeof text, "%s%X", i > 0 ? ":" : "", (unsigned)(d[i] << 8 | d[i + 1]));
		ok = ext_put(out, text);
	}
	return ok;
}

/* The other names that have a type of their own, and the string that this is. */
static const struct other {
	int nid, type;
	const char *name;
} others[] = {
    {NID_id_on_SmtpUTF8Mailbox, V_ASN1_UTF8STRING, "SmtpUTF8Mailbox"},
    {NID_XmppAddr, V_ASN1_UTF8STRING, "XmppAddr"},
    {NID_SRVName, V_ASN1_IA5STRING, "SRVName"},
    {NID_ms_upn, V_ASN1_UTF8STRING, "UPN"},
    {NID_NAIRealm, V_ASN1_UTF8STRING, "NAIRealm"},
};

static const struct other *other_of(const OTHERNAME *o)
{
	int nid = OBJ_obj2nid(o->type_id);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (others[i].nid == nid) {
			return &others[i];
		}
	}
	return NULL;
}

static struct span string_of(const ASN1_TYPE *value)
{
	return span_of(value->value.asn1_string->data, (size_t)value->value.asn1_string->length);
}

/* put_other: for a list of names a type that is known must have its own kind of string, another one any text. */
static bool put_other(struct buffer *out, const OTHERNAME *o, bool listed)
{
	const struct other *known = other_of(o);
	int type = o->value->type;
	if (!listed) {
		bool fits = known != NULL && known->type == type;
		return ext_put(out, "othername:") &&
		       (fits ? ext_put(out, known->name) && ext_put(out, ":") && buf_append(out, string_of(o->value))
			     : ext_put(out, "<unsupported>"));
	}
	if (!ext_put(out, "othername: ") ||
	    !(known != NULL ? ext_put(out, known->name) : ext_put_object(out, o->type_id)) || !ext_put(out, "::")) {
		return false;
	}
	bool text = known != NULL ? type == known->type : type == V_ASN1_UTF8STRING || type == V_ASN1_IA5STRING;
	if (known != NULL && !text) {
		return false;
	}
	return text ? buf_append(out, string_of(o->value)) : ext_put(out, "<unsupported>");
}

/* put_text: in a list a name with a zero inside is an error; alone it is printed with dots for what is no text. */
static bool put_text(struct buffer *out, const char *kind, const ASN1_STRING *s, bool listed)
{
	bool ok = ext_put(out, kind);
	if (listed) {
		return memchr(s->data != NULL ? s->data : (const unsigned char *)"", '\0', (size_t)s->length) == NULL &&
		       ok && buf_append(out, span_of(s->data, (size_t)s->length));
	}
	for (int i = 0; ok && i < s->length; i++) {
		char c = (char)s->data[i];
		bool plain = (c >= ' ' && c <= '~') || c == '\n' || c == '\r';
		ok = buf_append(out, span_of(plain ? &c : ".", 1));
	}
	return ok;
}

static bool put_directory(struct buffer *out, const X509_NAME *name, bool listed)
{
	if (listed) {
		char line[256];
		return ext_put(out, "DirName:") && X509_NAME_oneline(name, line, sizeof line) != NULL &&
		       ext_put(out, line);
	}
	BIO *text = BIO_new(BIO_s_mem());
	return ext_put(out, "DirName:") &&
	       put_written(out, text, text != NULL && X509_NAME_print_ex(text, name, 0, XN_FLAG_ONELINE) >= 0);
}

bool ext_put_name(struct buffer *out, const GENERAL_NAME *g, bool listed)
{
	switch (g->type) {
	case GEN_OTHERNAME:
		return put_other(out, g->d.otherName, listed);
	case GEN_X400:
		return ext_put(out, "X400Name:<unsupported>");
	case GEN_EDIPARTY:
		return ext_put(out, "EdiPartyName:<unsupported>");
	case GEN_EMAIL:
		return put_text(out, "email:", g->d.ia5, listed);
	case GEN_DNS:
		return put_text(out, "DNS:", g->d.ia5, listed);
	case GEN_URI:
		return put_text(out, "URI:", g->d.ia5, listed);
	case GEN_DIRNAME:
		return put_directory(out, g->d.dirn, listed);
	case GEN_IPADD:
		return ext_put(out, "IP Address:") && ext_put_ip(out, span_of(g->d.ip->data, (size_t)g->d.ip->length));
	case GEN_RID:
		return ext_put(out, "Registered ID:") && ext_put_object(out, g->d.rid);
	default:
		return false;
	}
}

static bool put_names(struct buffer *out, const GENERAL_NAMES *all, const char *between, int indent)
{
	bool ok = true;
	for (int i = 0; ok && i < sk_GENERAL_NAME_num(all); i++) {
		ok = ext_put(out, i > 0 ? between : "") && ext_put_indent(out, i > 0 ? indent : 0) &&
		     ext_put_name(out, sk_GENERAL_NAME_value(all, i), true);
	}
	return ok;
}

int GENERAL_NAME_print(BIO *bio, GENERAL_NAME *g)
{
	struct buffer out = {0};
	bool ok = ext_put_name(&out, g, false);
	ok = ok && BIO_write(bio, buf_span(&out).p, (int)buf_span(&out).len) >= 0;
	buf_free(&out);
	return ok;
}

/* ---- one printer a kind: the text behind the indent -------------------------------------------------------------- */

static const char nothing[] = "<EMPTY>\n";

static bool print_names(struct buffer *out, const void *ext, int indent)
{
	(void)indent;
	return sk_GENERAL_NAME_num(ext) > 0 ? put_names(out, ext, ", ", 0) : ext_put(out, nothing);
}

static bool print_constraints(struct buffer *out, const void *ext, int indent)
{
	const BASIC_CONSTRAINTS *b = ext;
	(void)indent;
	return ext_put(out, b->ca ? "CA:TRUE" : "CA:FALSE") &&
	       (b->pathlen == NULL || (ext_put(out, ", pathlen:") && ext_put_integer(out, b->pathlen)));
}

static bool print_usage(struct buffer *out, const void *ext, int indent)
{
	static const char *const names[] = {"Digital Signature", "Non Repudiation", "Key Encipherment",
					    "Data Encipherment", "Key Agreement",   "Certificate Sign",
					    "CRL Sign",          "Encipher Only",   "Decipher Only"};
	bool any;
	(void)indent;
	return put_bits(out, ext, names, 9, &any) && (any || ext_put(out, nothing));
}

static bool print_netscape(struct buffer *out, const void *ext, int indent)
{
	static const char *const names[] = {"SSL Client", "SSL Server", "S/MIME",    "Object Signing",
					    "Unused",     "SSL CA",     "S/MIME CA", "Object Signing CA"};
	bool any;
	(void)indent;
	return put_bits(out, ext, names, 8, &any) && (any || ext_put(out, nothing));
}

static bool print_purposes(struct buffer *out, const void *ext, int indent)
{
	const EXTENDED_KEY_USAGE *all = ext;
	bool ok = sk_ASN1_OBJECT_num(all) > 0 || ext_put(out, nothing);
	(void)indent;
	for (int i = 0; ok && i < sk_ASN1_OBJECT_num(all); i++) {
		ok = ext_put(out, i > 0 ? ", " : "") && ext_put_object(out, sk_ASN1_OBJECT_value(all, i));
	}
	return ok;
}

static bool print_octets(struct buffer *out, const void *ext, int indent)
{
	(void)indent;
	return put_octets(out, ext);
}

static bool print_integer(struct buffer *out, const void *ext, int indent)
{
	(void)indent;
	return ext_put_integer(out, ext);
}

static bool print_hex(struct buffer *out, const void *ext, int indent)
{
	BIO *text = BIO_new(BIO_s_mem());
	(void)indent;
	return put_written(out, text, text != NULL && i2a_ASN1_STRING(text, ext, V_ASN1_OCTET_STRING) > 0);
}

static bool print_time(struct buffer *out, const void *ext, int indent)
{
	BIO *text = BIO_new(BIO_s_mem());
	(void)indent;
	return put_written(out, text, text != NULL && ASN1_GENERALIZEDTIME_print(text, ext));
}

static bool print_null(struct buffer *out, const void *ext, int indent)
{
	(void)ext;
	(void)indent;
	return ext_put(out, "NULL");
}

static bool print_nothing(struct buffer *out, const void *ext, int indent)
{
	(void)out;
	(void)ext;
	(void)indent;
	return true;
}

/* What stands before a zero; none at all is not printed. */
static bool print_text(struct buffer *out, const void *ext, int indent)
{
	const ASN1_IA5STRING *s = ext;
	(void)indent;
	return s->length > 0 && buf_append(out, span_of(s->data, strnlen((const char *)s->data, (size_t)s->length)));
}

static bool print_features(struct buffer *out, const void *ext, int indent)
{
	const TLS_FEATURE *all = ext;
	bool ok = sk_ASN1_INTEGER_num(all) > 0; /* none at all is not printed */
	(void)indent;
	for (int i = 0; ok && i < sk_ASN1_INTEGER_num(all); i++) {
		const ASN1_INTEGER *n = sk_ASN1_INTEGER_value(all, i);
		long v = ASN1_INTEGER_get(n);
		const char *name = v == 5 ? "status_request" : v == 17 ? "status_request_v2" : NULL;
		ok = ext_put(out, i > 0 ? ", " : "") && (name != NULL ? ext_put(out, name) : ext_put_integer(out, n));
	}
	return ok;
}

/* Lines; that a key id is one is said only where something else stands beside it. */
static bool print_authority(struct buffer *out, const void *ext, int indent)
{
	const AUTHORITY_KEYID *a = ext;
	bool line = a->keyid != NULL;
	if (a->keyid == NULL && a->issuer == NULL && a->serial == NULL) {
		return false;
	}
	if (line &&
	    !(ext_put(out, a->issuer != NULL || a->serial != NULL ? "keyid:" : "") && put_octets(out, a->keyid))) {
		return false;
	}
	if (a->issuer != NULL && sk_GENERAL_NAME_num(a->issuer) > 0) {
		if (!(ext_put(out, line ? "\n" : "") && ext_put_indent(out, line ? indent : 0) &&
		      put_names(out, a->issuer, "\n", indent))) {
			return false;
		}
		line = true;
	}
	if (a->serial != NULL) {
		return ext_put(out, line ? "\n" : "") && ext_put_indent(out, line ? indent : 0) &&
		       ext_put(out, "serial:") && put_octets(out, a->serial);
	}
	return line || ext_put(out, nothing);
}

static bool print_access(struct buffer *out, const void *ext, int indent)
{
	const AUTHORITY_INFO_ACCESS *all = ext;
	bool ok = sk_ACCESS_DESCRIPTION_num(all) > 0 || ext_put(out, nothing);
	for (int i = 0; ok && i < sk_ACCESS_DESCRIPTION_num(all); i++) {
		const ACCESS_DESCRIPTION *a = sk_ACCESS_DESCRIPTION_value(all, i);
		ok = ext_put(out, i > 0 ? "\n" : "") && ext_put_indent(out, i > 0 ? indent : 0) &&
		     ext_put_object(out, a->method) && ext_put(out, " - ") && ext_put_name(out, a->location, true);
	}
	return ok;
}

static bool put_block(struct buffer *out, const char *title, const GENERAL_NAMES *all, int indent)
{
	bool ok = ext_put_indent(out, indent) && ext_put(out, title) && ext_put(out, "\n");
	for (int i = 0; ok && i < sk_GENERAL_NAME_num(all); i++) {
		ok = ext_put(out, i > 0 ? "\n" : "") && ext_put_indent(out, indent + 2) &&
		     ext_put_name(out, sk_GENERAL_NAME_value(all, i), false);
	}
	return ok;
}

static bool put_reasons(struct buffer *out, const ASN1_BIT_STRING *reasons, int indent)
{
	static const char *const names[] = {
	    "Unused",       "Key Compromise",         "CA Compromise",    "Affiliation Changed",
	    "Superseded",   "Cessation Of Operation", "Certificate Hold", "Privilege Withdrawn",
	    "AA Compromise"};
	bool any;
	return ext_put_indent(out, indent) && ext_put(out, "Reasons:\n") && ext_put_indent(out, indent + 2) &&
	       put_bits(out, reasons, names, 9, &any) && ext_put(out, any ? "\n" : nothing);
}

static bool print_points(struct buffer *out, const void *ext, int indent)
{
	const CRL_DIST_POINTS *all = ext;
	bool ok = true;
	for (int i = 0; ok && i < sk_DIST_POINT_num(all); i++) {
		const DIST_POINT *p = sk_DIST_POINT_value(all, i);
		ok = ext_put(out, i > 0 ? "\n" : "") &&
		     (p->distpoint == NULL || put_block(out, "Full Name:", p->distpoint->name.fullname, indent)) &&
		     (p->reasons == NULL || put_reasons(out, p->reasons, indent)) &&
		     (p->CRLissuer == NULL || put_block(out, "CRL Issuer:", p->CRLissuer, indent));
	}
	return ok;
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

static const struct printer {
	int nid;
	bool indents; /* print begins with its own indent */
	bool (*print)(struct buffer *out, const void *ext, int indent);
} printers[] = {
    {NID_subject_alt_name, false, print_names},
    {NID_issuer_alt_name, false, print_names},
    {NID_basic_constraints, false, print_constraints},
    {NID_key_usage, false, print_usage},
    {NID_netscape_cert_type, false, print_netscape},
    {NID_ext_key_usage, false, print_purposes},
    {NID_subject_key_identifier, false, print_octets},
    {NID_authority_key_identifier, false, print_authority},
    {NID_info_access, false, print_access},
    {NID_sinfo_access, false, print_access},
    {NID_crl_distribution_points, true, print_points},
    {NID_freshest_crl, true, print_points},
    {NID_crl_number, false, print_integer},
    {NID_delta_crl, false, print_integer},
    {NID_inhibit_any_policy, false, print_integer},
    {NID_tlsfeature, false, print_features},
    {NID_netscape_comment, false, print_text},
    {NID_netscape_base_url, false, print_text},
    {NID_netscape_revocation_url, false, print_text},
    {NID_netscape_ca_revocation_url, false, print_text},
    {NID_netscape_renewal_url, false, print_text},
    {NID_netscape_ca_policy_url, false, print_text},
    {NID_netscape_ssl_server_name, false, print_text},
    {NID_id_pkix_OCSP_Nonce, false, print_hex},
    {NID_id_pkix_OCSP_noCheck, true, print_nothing},
    {NID_id_pkix_OCSP_archiveCutoff, false, print_time},
    {NID_ct_precert_scts, true, ext_print_scts},
    {NID_ct_cert_scts, true, ext_print_scts},
    {NID_ct_precert_poison, false, print_null},
};

/* unprinted: what the caller's flags want of an extension that is malformed, or of a kind that is not known here. */
static int unprinted(BIO *bio, const ASN1_OCTET_STRING *value, unsigned long flags, int indent, bool known)
{
	switch (flags & X509V3_EXT_UNKNOWN_MASK) {
	case X509V3_EXT_ERROR_UNKNOWN:
		return BIO_printf(bio, "%*s<%s>", indent, "", known ? "Parse Error" : "Not Supported") > 0;
	case X509V3_EXT_PARSE_UNKNOWN: /* nothing here prints DER as a tree, so its octets are shown */
	case X509V3_EXT_DUMP_UNKNOWN:
		return BIO_dump_indent(bio, (const char *)value->data, value->length, indent);
	default:
		return 0;
	}
}

static const struct printer *printer_of(int nid)
{
	for (size_t i = 0; i < sizeof printers / sizeof printers[0]; i++) {
		if (printers[i].nid == nid) {
			return &printers[i];
		}
	}
	return NULL;
}

static bool write_out(BIO *bio, struct span text)
{
	return BIO_write(bio, text.p, (int)text.len) == (int)text.len;
}

int ext_print(const X509V3_EXT_METHOD *kind, void *ext, BIO *bio, int indent)
{
	const struct printer *how = printer_of(kind->ext_nid);
	struct buffer out = {0};
	bool ok = how != NULL && (how->indents || ext_put_indent(&out, indent)) && how->print(&out, ext, indent);
	ok = ok && write_out(bio, buf_span(&out));
	buf_free(&out);
	return ok;
}

static int print_der(BIO *bio, const X509_EXTENSION *e, unsigned long flags, int indent)
{
	const ASN1_OCTET_STRING *value = e->value;
	struct buffer out = {0};
	int ret = 0;
	enum ext_printed done =
	    ext_print_der(&out, OBJ_obj2nid(e->object), span_of(value->data, (size_t)value->length), indent);
	if (done == EXT_PRINTED) {
		ret = write_out(bio, buf_span(&out));
	} else if (done != EXT_FAILED) {
		ret = unprinted(bio, value, flags, indent, done == EXT_MALFORMED);
	}
	buf_free(&out);
	return ret;
}

int X509V3_EXT_print(BIO *bio, X509_EXTENSION *e, unsigned long flags, int indent)
{
	const ASN1_OCTET_STRING *value = e->value;
	const X509V3_EXT_METHOD *kind = X509V3_EXT_get(e);
	if (kind == NULL || printer_of(kind->ext_nid) == NULL) {
		return print_der(bio, e, flags, indent);
	}
	void *ext = ext_decode(kind->ext_nid, span_of(value->data, (size_t)value->length));
	if (ext == NULL) {
		return unprinted(bio, value, flags, indent, true);
	}
	int ok = ext_print(kind, ext, bio, indent);
	kind->ext_free(ext);
	return ok;
}
