/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* General names from text: alternative names, where information is to be had, distribution points of lists. */
#include "compat/crypto/x509/ext_conf.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/general_name.h"

static bool refuse(int reason)
{
	ERR_raise(ERR_LIB_X509V3, reason);
	return false;
}

/* ---- one name ---------------------------------------------------------------------------------------------------- */

/* name_of_pairs: "2.OU" is one more OU, and "+OU" joins the relative name before it. NULL with an error queued. */
static X509_NAME *name_of_pairs(const struct pairs *p)
{
	X509_NAME *name = X509_NAME_new();
	for (size_t i = 0; name != NULL && i < p->n; i++) {
		const char *type = p->v[i].name, *mark = strpbrk(type, ":,.");
		type = mark != NULL && mark[1] != '\0' ? mark + 1 : type;
		bool joins = *type == '+';
		const unsigned char *value = (const unsigned char *)p->v[i].value;
		if (!X509_NAME_add_entry_by_txt(name, type + joins, MBSTRING_ASC, value, -1, -1, joins ? -1 : 0)) {
			X509_NAME_free(name);
			name = NULL;
		}
	}
	return name;
}

static bool put_directory(struct buffer *out, X509V3_CTX *ctx, const char *section)
{
	struct pairs p = {0};
	X509_NAME *name = NULL;
	if (pairs_section(&p, ctx, section)) {
		name = name_of_pairs(&p);
	} else {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND, "section=%s", section);
	}
	bool ok = name != NULL ? der_put(out, GN_DIRECTORY, name_der(name)) : refuse(X509V3_R_DIRNAME_ERROR);
	X509_NAME_free(name);
	pairs_free(&p);
	return ok;
}

static bool put_address(struct buffer *out, const char *text)
{
	ASN1_OCTET_STRING *ip = a2i_IPADDRESS(text);
	if (ip == NULL) {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_BAD_IP_ADDRESS, "value=%s", text);
		return false;
	}
	bool ok = der_put(out, GN_IP, span_of(ip->data, (size_t)ip->length));
	ASN1_OCTET_STRING_free(ip);
	return ok;
}

/* "object;value", the value in the language of ASN1_generate_nconf(3). */
static bool put_other(struct buffer *out, X509V3_CTX *ctx, const char *text)
{
	const char *end = strchr(text, ';');
	struct buffer content = {0}, value = {0};
	char *type = end != NULL ? OPENSSL_strndup(text, (size_t)(end - text)) : NULL;
	bool ok = type != NULL && ext_generate(&value, end + 1, ctx) && ext_object(&content, DER_OID, type) &&
		  der_put(&content, DER_CTXC(0), buf_span(&value));
	ok = ok ? der_put(out, GN_OTHER, buf_span(&content)) : refuse(X509V3_R_OTHERNAME_ERROR);
	OPENSSL_free(type);
	buf_free(&content);
	buf_free(&value);
	return ok;
}

static bool put_registered(struct buffer *out, const char *text)
{
	bool ok = ext_object(out, GN_RID, text);
	if (!ok) {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_BAD_OBJECT, "value=%s", text);
	}
	return ok;
}

static bool put_name(struct buffer *out, X509V3_CTX *ctx, const CONF_VALUE *v)
{
	if (v->value == NULL) {
		return refuse(X509V3_R_MISSING_VALUE);
	}
	if (ext_name_is(v, "email")) {
		return der_put(out, GN_EMAIL, span_str(v->value));
	}
	if (ext_name_is(v, "URI")) {
		return der_put(out, GN_URI, span_str(v->value));
	}
	if (ext_name_is(v, "DNS")) {
		return der_put(out, GN_DNS, span_str(v->value));
	}
	if (ext_name_is(v, "RID")) {
		return put_registered(out, v->value);
	}
	if (ext_name_is(v, "IP")) {
		return put_address(out, v->value);
	}
	if (ext_name_is(v, "dirName")) {
		return put_directory(out, ctx, v->value);
	}
	if (ext_name_is(v, "otherName")) {
		return put_other(out, ctx, v->value);
	}
	ERR_raise_data(ERR_LIB_X509V3, X509V3_R_UNSUPPORTED_OPTION, "name=%s", v->name);
	return false;
}

static bool put_names(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	bool ok = true;
	for (size_t i = 0; ok && i < p->n; i++) {
		ok = put_name(out, ctx, &p->v[i]);
	}
	return ok;
}

/* ---- alternative names ------------------------------------------------------------------------------------------- */

/* Addresses of the subject's name become alternative names; move: and leave it. */
static bool copy_emails(struct buffer *out, X509V3_CTX *ctx, bool move)
{
	if (ctx != NULL && ctx->flags == X509V3_CTX_TEST) {
		return true;
	}
	if (ctx == NULL || ctx->subject_cert == NULL) {
		return refuse(X509V3_R_NO_SUBJECT_DETAILS);
	}
	struct x509_parts *parts = move ? x509_changed(ctx->subject_cert) : x509_parts(ctx->subject_cert);
	X509_NAME *name = parts != NULL ? parts->subject : NULL;
	bool ok = name != NULL;
	for (int i = -1; ok && (i = X509_NAME_get_index_by_NID(name, NID_pkcs9_emailAddress, i)) >= 0;) {
		const ASN1_STRING *address = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i));
		ok = der_put(out, GN_EMAIL, span_of(address->data, (size_t)address->length));
		if (ok && move) {
			X509_NAME_ENTRY_free(X509_NAME_delete_entry(name, i--));
		}
	}
	return ok;
}

static bool copy_issuer(struct buffer *out, const X509V3_CTX *ctx)
{
	if (ctx != NULL && ctx->flags == X509V3_CTX_TEST) {
		return true;
	}
	if (ctx == NULL || ctx->issuer_cert == NULL) {
		return refuse(X509V3_R_NO_ISSUER_DETAILS);
	}
	int at = X509_get_ext_by_NID(ctx->issuer_cert, NID_subject_alt_name, -1);
	if (at < 0) {
		return true;
	}
	const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(X509_get_ext(ctx->issuer_cert, at));
	struct span names;
	return der_single(span_of(value->data, (size_t)value->length), DER_SEQUENCE, &names) &&
		       general_names_valid(names)
		   ? buf_append(out, names)
		   : refuse(X509V3_R_ISSUER_DECODE_ERROR);
}

/* alternative: of the subject, or else of the issuer; what is copied depends on it. */
static bool alternative(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p, bool subject)
{
	struct buffer content = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < p->n; i++) {
		const CONF_VALUE *v = &p->v[i];
		bool copy = v->value != NULL && strcmp(v->value, "copy") == 0;
		bool move = v->value != NULL && strcmp(v->value, "move") == 0;
		if (subject && (copy || move) && ext_name_is(v, "email")) {
			ok = copy_emails(&content, ctx, move);
		} else if (!subject && copy && ext_name_is(v, "issuer")) {
			ok = copy_issuer(&content, ctx);
		} else {
			ok = put_name(&content, ctx, v);
		}
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

bool ext_make_subject_names(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	return alternative(out, ctx, p, true);
}

bool ext_make_issuer_names(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	return alternative(out, ctx, p, false);
}

/* ---- information ------------------------------------------------------------------------------------------------- */

/* "method;kind:location". */
static bool put_access(struct buffer *out, X509V3_CTX *ctx, const CONF_VALUE *v)
{
	char *end = strchr(v->name, ';');
	if (end == NULL) {
		return refuse(X509V3_R_INVALID_SYNTAX);
	}
	const CONF_VALUE location = {NULL, end + 1, v->value};
	char *method = OPENSSL_strndup(v->name, (size_t)(end - v->name));
	struct buffer name = {0}, content = {0};
	bool ok = method != NULL && put_name(&name, ctx, &location);
	if (ok && !ext_object(&content, DER_OID, method)) {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_BAD_OBJECT, "value=%s", method);
		ok = false;
	}
	ok = ok && buf_append(&content, buf_span(&name)) && der_put(out, DER_SEQUENCE, buf_span(&content));
	OPENSSL_free(method);
	buf_free(&name);
	buf_free(&content);
	return ok;
}

bool ext_make_access(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	struct buffer content = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < p->n; i++) {
		ok = put_access(&content, ctx, &p->v[i]);
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

/* ---- distribution points ----------------------------------------------------------------------------------------- */

/* The parts of a DistributionPoint (RFC 5280 §4.2.1.13) as they are found, each the content of its field. */
struct point {
	struct buffer name, reasons, issuer;
};

static void point_free(struct point *p)
{
	buf_free(&p->name);
	buf_free(&p->reasons);
	buf_free(&p->issuer);
}

static bool point_put(struct buffer *out, struct point *p)
{
	struct buffer content = {0};
	bool ok = (buf_len(&p->name) == 0 || der_put(&content, DER_CTXC(0), buf_span(&p->name))) &&
		  buf_append(&content, buf_span(&p->reasons)) &&
		  (buf_len(&p->issuer) == 0 || der_put(&content, DER_CTXC(2), buf_span(&p->issuer))) &&
		  der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

/* names_of: a list, or a section's. */
static bool names_of(struct buffer *out, X509V3_CTX *ctx, const char *text)
{
	struct pairs p = {0};
	bool ok = pairs_value(&p, ctx, text);
	ok = ok ? put_names(out, ctx, &p) : refuse(X509V3_R_SECTION_NOT_FOUND);
	pairs_free(&p);
	return ok;
}

/* relative_of: the one relative name of a section. */
static bool relative_of(struct buffer *out, X509V3_CTX *ctx, const char *section)
{
	struct pairs p = {0};
	bool ok = pairs_section(&p, ctx, section) || refuse(X509V3_R_SECTION_NOT_FOUND);
	X509_NAME *name = ok ? name_of_pairs(&p) : NULL;
	ok = name != NULL;
	if (ok) {
		struct reader r = rd_init(name_der(name)), all = der_enter(&r, DER_SEQUENCE);
		struct span attributes = der_take(&all, DER_SET);
		ok = rd_end(&all) ? der_put(out, DER_CTXC(1), attributes) : refuse(X509V3_R_INVALID_MULTIPLE_RDNS);
	}
	X509_NAME_free(name);
	pairs_free(&p);
	return ok;
}

static bool reasons_of(struct buffer *out, const char *text)
{
	static const char *const names[] = {
	    "unused",      "keyCompromise",        "CACompromise",    "affiliationChanged",
	    "superseded",  "cessationOfOperation", "certificateHold", "privilegeWithdrawn",
	    "AACompromise"};
	struct pairs p = {0};
	unsigned mask = 0;
	bool ok = pairs_parse(&p, text);
	for (size_t i = 0; ok && i < p.n; i++) {
		unsigned bit = 0;
		while (bit < 9 && strcmp(p.v[i].name, names[bit]) != 0) {
			bit++;
		}
		ok = bit < 9;
		mask |= 1u << bit;
	}
	ok = ok && ext_bits(out, DER_CTX(1), mask);
	pairs_free(&p);
	return ok;
}

static bool point_name(struct point *out, X509V3_CTX *ctx, const CONF_VALUE *v, bool relative)
{
	struct buffer names = {0};
	bool ok = relative ? relative_of(&names, ctx, v->value) : names_of(&names, ctx, v->value);
	if (ok && buf_len(&out->name) != 0) {
		ok = refuse(X509V3_R_DISTPOINT_ALREADY_SET);
	}
	ok = ok &&
	     (relative ? buf_append(&out->name, buf_span(&names)) : der_put(&out->name, DER_CTXC(0), buf_span(&names)));
	buf_free(&names);
	return ok;
}

/* What is not known in a section is passed over. */
static bool point_of_section(struct point *out, X509V3_CTX *ctx, const char *section)
{
	struct pairs p = {0};
	bool ok = pairs_section(&p, ctx, section);
	for (size_t i = 0; ok && i < p.n; i++) {
		const CONF_VALUE *v = &p.v[i];
		bool relative = strcmp(v->name, "relativename") == 0;
		if (relative || strcmp(v->name, "fullname") == 0) {
			ok = point_name(out, ctx, v, relative);
		} else if (strcmp(v->name, "reasons") == 0) {
			ok = reasons_of(&out->reasons, v->value);
		} else if (strcmp(v->name, "CRLissuer") == 0) {
			ok = names_of(&out->issuer, ctx, v->value);
		}
	}
	pairs_free(&p);
	return ok;
}

/* A name, or a section that says all of a point. */
static bool point_of(struct point *out, X509V3_CTX *ctx, const CONF_VALUE *v)
{
	if (v->value == NULL) {
		return point_of_section(out, ctx, v->name);
	}
	struct buffer name = {0};
	bool ok = put_name(&name, ctx, v) && der_put(&out->name, DER_CTXC(0), buf_span(&name));
	buf_free(&name);
	return ok;
}

bool ext_make_points(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	struct buffer content = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < p->n; i++) {
		struct point point = {0};
		ok = point_of(&point, ctx, &p->v[i]) && point_put(&content, &point);
		point_free(&point);
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}
