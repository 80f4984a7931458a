/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509V3_EXT_nconf, X509V3_EXT_nconf_nid: an extension from the text that x509v3_config(5) describes. Each kind writes
 * its DER at once; those of which only OpenSSL knows the text can be given as "DER:" or "ASN1:".
 */
#include "compat/crypto/x509/ext_conf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/asn1.h"

static bool refuse(int reason)
{
	ERR_raise(ERR_LIB_X509V3, reason);
	return false;
}

/* ---- the context ------------------------------------------------------------------------------------------------- */

/* There is no configuration until X509V3_set_nconf gives it one. */
void X509V3_set_ctx(X509V3_CTX *ctx, X509 *issuer, X509 *subject, X509_REQ *request, X509_CRL *crl, int flags)
{
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
		return;
	}
	*ctx = (X509V3_CTX){
	    .flags = flags, .issuer_cert = issuer, .subject_cert = subject, .subject_req = request, .crl = crl};
}

static char *conf_get_string(void *conf, const char *section, const char *name)
{
	return NCONF_get_string(conf, section, name);
}

static STACK_OF(CONF_VALUE) * conf_get_section(void *conf, const char *section)
{
	return NCONF_get_section(conf, section);
}

void X509V3_set_nconf(X509V3_CTX *ctx, CONF *conf)
{
	static X509V3_CONF_METHOD method = {conf_get_string, conf_get_section, NULL, NULL};
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
		return;
	}
	ctx->db_meth = &method;
	ctx->db = conf;
}

/* ---- names and values -------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* strip: NULL when nothing but blanks is there. Blanks behind a single character stay: that is OpenSSL's way. */
static char *strip(char *p)
{
	while (is_blank(*p)) {
		p++;
	}
	size_t n = strlen(p);
	while (n > 1 && is_blank(p[n - 1])) {
		n--;
	}
	if (n > 1) {
		p[n] = '\0';
	}
	return *p != '\0' ? p : NULL;
}

/* split: a piece that ended at *end, which becomes its name and value. */
static bool split(CONF_VALUE *v, char *piece, size_t len)
{
	char *colon = memchr(piece, ':', len);
	if (colon != NULL) {
		*colon = '\0';
	}
	v->name = strip(piece);
	v->value = colon != NULL && v->name != NULL ? strip(colon + 1) : NULL;
	if (v->name == NULL || (colon != NULL && v->value == NULL)) {
		ERR_raise(ERR_LIB_X509V3, v->name == NULL ? X509V3_R_INVALID_EMPTY_NAME : X509V3_R_INVALID_NULL_VALUE);
		return false;
	}
	return true;
}

/* Behind the end of a line nothing separates any more. */
bool pairs_parse(struct pairs *out, const char *text)
{
	size_t line = strcspn(text, "\r\n"), most = 1;
	for (size_t i = 0; i < line; i++) {
		most += text[i] == ',';
	}
	*out = (struct pairs){.v = OPENSSL_zalloc(most * sizeof *out->v), .text = OPENSSL_strdup(text)};
	bool ok = out->v != NULL && out->text != NULL;
	char *p = out->text, *end = ok ? p + line : NULL;
	while (ok) {
		char *comma = memchr(p, ',', (size_t)(end - p));
		size_t len = (size_t)((comma != NULL ? comma : end) - p);
		if (comma != NULL) {
			*comma = '\0';
		}
		ok = split(&out->v[out->n++], p, len);
		if (comma == NULL) {
			break;
		}
		p = comma + 1;
	}
	if (!ok) {
		pairs_free(out);
	}
	return ok;
}

/* copy_of: the strings stay the section's. */
static bool copy_of(struct pairs *out, const STACK_OF(CONF_VALUE) * all)
{
	int n = sk_CONF_VALUE_num(all);
	*out = (struct pairs){0};
	if (n > 0 && (out->v = OPENSSL_zalloc((size_t)n * sizeof *out->v)) == NULL) {
		return false;
	}
	for (int i = 0; i < n; i++) {
		out->v[out->n++] = *sk_CONF_VALUE_value(all, i);
	}
	return all != NULL;
}

bool pairs_section(struct pairs *out, X509V3_CTX *ctx, const char *section)
{
	if (ctx == NULL || ctx->db == NULL || ctx->db_meth == NULL || ctx->db_meth->get_section == NULL) {
		ERR_raise(ERR_LIB_X509V3, X509V3_R_OPERATION_NOT_DEFINED);
		return false;
	}
	STACK_OF(CONF_VALUE) *all = ctx->db_meth->get_section(ctx->db, section);
	bool ok = copy_of(out, all);
	out->lender = ctx;
	out->lent = all;
	return ok;
}

bool pairs_value(struct pairs *out, X509V3_CTX *ctx, const char *text)
{
	return text[0] == '@' ? pairs_section(out, ctx, text + 1) : pairs_parse(out, text);
}

void pairs_free(struct pairs *p)
{
	OPENSSL_free(p->v);
	OPENSSL_free(p->text);
	if (p->lent != NULL && p->lender->db_meth->free_section != NULL) {
		p->lender->db_meth->free_section(p->lender->db, p->lent);
	}
	*p = (struct pairs){0};
}

bool ext_name_is(const CONF_VALUE *v, const char *name)
{
	size_t n = strlen(name);
	return strncmp(v->name, name, n) == 0 && (v->name[n] == '\0' || v->name[n] == '.');
}

bool ext_refuse(int reason, const CONF_VALUE *v)
{
	ERR_raise_data(ERR_LIB_X509V3, reason, "name=%s, value=%s", v->name != NULL ? v->name : "<NULL>",
		       v->value != NULL ? v->value : "<NULL>");
	return false;
}

/* ---- pieces of values -------------------------------------------------------------------------------------------- */

static int digit_of(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : 99;
}

/* magnitude_of: n digits, of which each octet of out holds less than two. False: one is none of that base. */
static bool magnitude_of(uint8_t *out, const char *digits, size_t n, int base)
{
	for (size_t i = 0; i < n; i++) {
		unsigned carry = (unsigned)digit_of(digits[i]);
		if (carry >= (unsigned)base) {
			return false;
		}
		for (size_t j = n; j-- > 0;) {
			carry += out[j] * (unsigned)base;
			out[j] = (uint8_t)carry;
			carry >>= 8;
		}
	}
	return true;
}

/* Longer ones than any number of a certificate would take their time. */
enum { MOST_DIGITS = 10000 };

bool ext_integer(struct buffer *out, uint8_t tag, const char *text, const CONF_VALUE *named)
{
	bool negative = *text == '-';
	text += negative;
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	text += hex ? 2 : 0;
	size_t n = strlen(text), zeros = 0;
	uint8_t *magnitude = n != 0 && n <= MOST_DIGITS ? OPENSSL_zalloc(n) : NULL;
	if (magnitude == NULL || !magnitude_of(magnitude, text, n, hex ? 16 : 10)) {
		OPENSSL_free(magnitude);
		return named != NULL ? ext_refuse(X509V3_R_BN_DEC2BN_ERROR, named) : refuse(X509V3_R_BN_DEC2BN_ERROR);
	}
	while (zeros < n - 1 && magnitude[zeros] == 0) {
		zeros++;
	}
	negative = negative && magnitude[zeros] != 0;
	const ASN1_STRING number = {.type = negative ? V_ASN1_NEG_INTEGER : V_ASN1_INTEGER,
				    .length = (int)(n - zeros),
				    .data = magnitude + zeros};
	struct buffer der = {0};
	bool ok = asn1_string_put(&der, &number);
	if (ok) {
		*buf_head(&der) = tag;
		ok = buf_append(out, buf_span(&der));
	}
	buf_free(&der);
	OPENSSL_free(magnitude);
	return ok;
}

bool ext_boolean(const CONF_VALUE *v, bool *out)
{
	static const char *const words[] = {"TRUE",  "true",  "Y", "y", "YES", "yes",
					    "FALSE", "false", "N", "n", "NO",  "no"};
	for (size_t i = 0; v->value != NULL && i < 12; i++) {
		if (strcmp(v->value, words[i]) == 0) {
			*out = i < 6;
			return true;
		}
	}
	return ext_refuse(X509V3_R_INVALID_BOOLEAN_STRING, v);
}

bool ext_bits(struct buffer *out, uint8_t tag, unsigned mask)
{
	uint8_t content[3] = {0};
	size_t len = 1;
	for (unsigned i = 0; i < 16; i++) {
		if ((mask >> i & 1) != 0) {
			len = 2 + i / 8;
			content[len - 1] |= (uint8_t)(0x80 >> i % 8);
			content[0] = (uint8_t)(7 - i % 8);
		}
	}
	return der_put(out, tag, span_of(content, len));
}

bool ext_object(struct buffer *out, uint8_t tag, const char *text)
{
	ASN1_OBJECT *o = OBJ_txt2obj(text, 0);
	bool ok = OBJ_length(o) != 0 && der_put(out, tag, span_of(OBJ_get0_data(o), OBJ_length(o)));
	ASN1_OBJECT_free(o);
	return ok;
}

/* ---- the kinds that are lists ------------------------------------------------------------------------------------ */

static bool make_constraints(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	static const uint8_t truth = 0xff;
	struct buffer content = {0}, path = {0};
	bool ok = true, ca = false;
	(void)ctx;
	for (size_t i = 0; ok && i < p->n; i++) {
		const CONF_VALUE *v = &p->v[i];
		if (strcmp(v->name, "CA") == 0) {
			ok = ext_boolean(v, &ca);
		} else if (strcmp(v->name, "pathlen") == 0) {
			buf_free(&path);
			ok = v->value != NULL ? ext_integer(&path, DER_INTEGER, v->value, v)
					      : ext_refuse(X509V3_R_INVALID_NULL_VALUE, v);
		} else {
			ok = ext_refuse(X509V3_R_INVALID_NAME, v);
		}
	}
	ok = ok && (!ca || der_put(&content, DER_BOOLEAN, span_of(&truth, 1))) &&
	     buf_append(&content, buf_span(&path)) && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&path);
	buf_free(&content);
	return ok;
}

/* Two names a bit. */
static bool make_bits(struct buffer *out, const struct pairs *p, const char *const (*names)[2], unsigned n)
{
	unsigned mask = 0;
	for (size_t i = 0; i < p->n; i++) {
		unsigned bit = 0;
		while (bit < n && strcmp(p->v[i].name, names[bit][0]) != 0 &&
		       strcmp(p->v[i].name, names[bit][1]) != 0) {
			bit++;
		}
		if (bit == n) {
			ERR_raise_data(ERR_LIB_X509V3, X509V3_R_UNKNOWN_BIT_STRING_ARGUMENT, "%s", p->v[i].name);
			return false;
		}
		mask |= 1u << bit;
	}
	return ext_bits(out, DER_BIT_STRING, mask);
}

static bool make_key_usage(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	static const char *const names[][2] = {{"digitalSignature", "Digital Signature"},
					       {"nonRepudiation", "Non Repudiation"},
					       {"keyEncipherment", "Key Encipherment"},
					       {"dataEncipherment", "Data Encipherment"},
					       {"keyAgreement", "Key Agreement"},
					       {"keyCertSign", "Certificate Sign"},
					       {"cRLSign", "CRL Sign"},
					       {"encipherOnly", "Encipher Only"},
					       {"decipherOnly", "Decipher Only"}};
	(void)ctx;
	return make_bits(out, p, names, 9);
}

static bool make_netscape(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	static const char *const names[][2] = {{"client", "SSL Client"}, {"server", "SSL Server"},
					       {"email", "S/MIME"},      {"objsign", "Object Signing"},
					       {"reserved", "Unused"},   {"sslCA", "SSL CA"},
					       {"emailCA", "S/MIME CA"}, {"objCA", "Object Signing CA"}};
	(void)ctx;
	return make_bits(out, p, names, 8);
}

/* what: of a pair its value, or its name when it has none. */
static const char *what(const CONF_VALUE *v)
{
	return v->value != NULL ? v->value : v->name;
}

static bool make_usages(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	struct buffer content = {0};
	bool ok = true;
	(void)ctx;
	for (size_t i = 0; ok && i < p->n; i++) {
		ok = ext_object(&content, DER_OID, what(&p->v[i]));
		if (!ok) {
			ERR_raise_data(ERR_LIB_X509V3, X509V3_R_INVALID_OBJECT_IDENTIFIER, "%s", what(&p->v[i]));
		}
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

/* Numbers of TLS extensions (RFC 7633), of which two have names. */
static bool make_features(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	struct buffer content = {0};
	bool ok = true;
	(void)ctx;
	for (size_t i = 0; ok && i < p->n; i++) {
		const char *text = what(&p->v[i]);
		char *end = NULL;
		long n = strcasecmp(text, "status_request") == 0      ? 5
			 : strcasecmp(text, "status_request_v2") == 0 ? 17
								      : strtol(text, &end, 10);
		const uint8_t octets[] = {(uint8_t)(n >> 8), (uint8_t)n};
		ok = (end == NULL || (end != text && *end == '\0')) && n >= 0 && n <= 0xffff
			 ? der_put_natural(&content, span_of(octets, 2))
			 : ext_refuse(X509V3_R_INVALID_SYNTAX, &p->v[i]);
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

/* ---- identifiers of keys ----------------------------------------------------------------------------------------- */

static bool testing(const X509V3_CTX *ctx)
{
	return ctx != NULL && (ctx->flags & X509V3_CTX_TEST) != 0;
}

static bool make_subject_key_id(struct buffer *out, X509V3_CTX *ctx, const char *text)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (strcmp(text, "none") == 0 || (strcmp(text, "hash") == 0 && testing(ctx))) {
		return der_put(out, DER_OCTET_STRING, span_of(NULL, 0));
	}
	if (strcmp(text, "hash") == 0) {
		if (ctx == NULL || ctx->subject_cert == NULL) {
			return refuse(X509V3_R_NO_SUBJECT_DETAILS);
		}
		if (!X509_pubkey_digest(ctx->subject_cert, EVP_sha1(), digest, &len)) {
			return refuse(X509V3_R_NO_PUBLIC_KEY);
		}
		return der_put(out, DER_OCTET_STRING, span_of(digest, len));
	}
	long n = 0;
	unsigned char *octets = OPENSSL_hexstr2buf(text, &n);
	bool ok = octets != NULL && der_put(out, DER_OCTET_STRING, span_of(octets, (size_t)n));
	OPENSSL_free(octets);
	return ok;
}

enum wish { NOT, IF_NEEDED, ALWAYS };

/* put_issuer: the issuer's own issuer and number, which name its certificate (RFC 5280 §4.2.1.1). */
static bool put_issuer(struct buffer *out, const X509 *issuer)
{
	X509_NAME *name = X509_get_issuer_name(issuer);
	const ASN1_INTEGER *serial = X509_get0_serialNumber(issuer);
	unsigned char *der = NULL;
	int len = name != NULL && serial != NULL ? i2d_X509_NAME(name, &der) : 0;
	struct buffer content = {0}, number = {0};
	bool ok = len > 0
		      ? der_put(&content, DER_CTXC(4), span_of(der, (size_t)len)) && asn1_string_put(&number, serial)
		      : refuse(X509V3_R_UNABLE_TO_GET_ISSUER_DETAILS);
	if (ok) {
		*buf_head(&number) = DER_CTX(2);
		ok = der_put(out, DER_CTXC(1), buf_span(&content)) && buf_append(out, buf_span(&number));
	}
	OPENSSL_free(der);
	buf_free(&content);
	buf_free(&number);
	return ok;
}

/* An issuer that is the subject needs no identifier of its key unless that is asked for always. */
static bool put_authority(struct buffer *content, const X509V3_CTX *ctx, enum wish key, enum wish issuer)
{
	bool self = ctx->subject_cert != NULL && ctx->subject_cert == ctx->issuer_cert;
	ASN1_OCTET_STRING *id = NULL;
	bool ok = true;
	if (key == ALWAYS || (key == IF_NEEDED && !self)) {
		id = X509_get_ext_d2i(ctx->issuer_cert, NID_subject_key_identifier, NULL, NULL);
		if ((id == NULL || id->length == 0) && (key == ALWAYS || issuer == NOT)) {
			ok = refuse(X509V3_R_UNABLE_TO_GET_ISSUER_KEYID);
		}
	}
	ok = ok && (id == NULL || der_put(content, DER_CTX(0), span_of(id->data, (size_t)id->length)));
	if (ok && (issuer == ALWAYS || (issuer == IF_NEEDED && id == NULL))) {
		ok = put_issuer(content, ctx->issuer_cert);
	}
	ASN1_OCTET_STRING_free(id);
	return ok;
}

static bool make_authority_key_id(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p)
{
	enum wish key = NOT, issuer = NOT;
	bool none = p->n == 1 && strcmp(p->v[0].name, "none") == 0;
	for (size_t i = 0; !none && i < p->n; i++) {
		const CONF_VALUE *v = &p->v[i];
		enum wish wish = v->value != NULL && strcmp(v->value, "always") == 0 ? ALWAYS : IF_NEEDED;
		if (strcmp(v->name, "keyid") == 0) {
			key = wish;
		} else if (strcmp(v->name, "issuer") == 0) {
			issuer = wish;
		} else {
			ERR_raise_data(ERR_LIB_X509V3, X509V3_R_UNKNOWN_OPTION, "name=%s", v->name);
			return false;
		}
	}
	struct buffer content = {0};
	bool ok = none || testing(ctx);
	if (!ok && ctx == NULL) {
		ok = refuse(ERR_R_PASSED_NULL_PARAMETER);
	} else if (!ok && ctx->issuer_cert == NULL) {
		ok = refuse(X509V3_R_NO_ISSUER_CERTIFICATE);
	} else if (!ok) {
		ok = put_authority(&content, ctx, key, issuer);
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

/* ---- the kinds that are one text --------------------------------------------------------------------------------- */

static bool make_text(struct buffer *out, X509V3_CTX *ctx, const char *text)
{
	(void)ctx;
	return der_put(out, DER_IA5_STRING, span_str(text));
}

static bool make_number(struct buffer *out, X509V3_CTX *ctx, const char *text)
{
	(void)ctx;
	return ext_integer(out, DER_INTEGER, text, NULL);
}

/* Whatever stands there. */
static bool make_null(struct buffer *out, X509V3_CTX *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	return der_put(out, DER_NULL, span_of(NULL, 0));
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

static const struct kind {
	int nid;
	bool (*from_list)(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p);
	bool (*from_text)(struct buffer *out, X509V3_CTX *ctx, const char *text);
} kinds[] = {
    {NID_subject_alt_name, ext_make_subject_names, NULL},
    {NID_issuer_alt_name, ext_make_issuer_names, NULL},
    {NID_basic_constraints, make_constraints, NULL},
    {NID_key_usage, make_key_usage, NULL},
    {NID_netscape_cert_type, make_netscape, NULL},
    {NID_ext_key_usage, make_usages, NULL},
    {NID_tlsfeature, make_features, NULL},
    {NID_authority_key_identifier, make_authority_key_id, NULL},
    {NID_info_access, ext_make_access, NULL},
    {NID_sinfo_access, ext_make_access, NULL},
    {NID_crl_distribution_points, ext_make_points, NULL},
    {NID_freshest_crl, ext_make_points, NULL},
    {NID_subject_key_identifier, NULL, make_subject_key_id},
    {NID_inhibit_any_policy, NULL, make_number},
    {NID_id_pkix_OCSP_noCheck, NULL, make_null},
    {NID_netscape_comment, NULL, make_text},
    {NID_netscape_base_url, NULL, make_text},
    {NID_netscape_revocation_url, NULL, make_text},
    {NID_netscape_ca_revocation_url, NULL, make_text},
    {NID_netscape_renewal_url, NULL, make_text},
    {NID_netscape_ca_policy_url, NULL, make_text},
    {NID_netscape_ssl_server_name, NULL, make_text},
};

/* kinds that OpenSSL knows, but no text for them, or not here. */
static const int without_text[] = {
    NID_crl_number,
    NID_delta_crl,
    NID_ct_precert_scts,
    NID_ct_cert_scts,
    NID_crl_reason,
    NID_invalidity_date,
    NID_name_constraints,
    NID_certificate_policies,
    NID_policy_mappings,
    NID_policy_constraints,
    NID_issuing_distribution_point,
    NID_proxyCertInfo,
    NID_private_key_usage_period,
};

static const struct kind *kind_of(int nid)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].nid == nid) {
			return &kinds[i];
		}
	}
	for (size_t i = 0; i < sizeof without_text / sizeof without_text[0]; i++) {
		if (without_text[i] == nid) {
			ERR_raise_data(ERR_LIB_X509V3, X509V3_R_EXTENSION_SETTING_NOT_SUPPORTED, "name=%s",
				       OBJ_nid2sn(nid));
			return NULL;
		}
	}
	refuse(nid == NID_undef ? X509V3_R_UNKNOWN_EXTENSION_NAME : X509V3_R_UNKNOWN_EXTENSION);
	return NULL;
}

/* A list's section is looked for in conf, those within its values in ctx. */
static bool make_list(struct buffer *out, const struct kind *k, const CONF *conf, X509V3_CTX *ctx, const char *value)
{
	struct pairs p = {0};
	bool ok = value[0] == '@' ? copy_of(&p, NCONF_get_section(conf, value + 1)) : pairs_parse(&p, value);
	if (!ok || p.n == 0) {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_INVALID_EXTENSION_STRING, "name=%s,section=%s",
			       OBJ_nid2sn(k->nid), value);
		ok = false;
	}
	ok = ok && k->from_list(out, ctx, &p);
	pairs_free(&p);
	return ok;
}

static X509_EXTENSION *extension_of(const ASN1_OBJECT *object, bool critical, struct span der)
{
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	if (value != NULL && ASN1_OCTET_STRING_set(value, der.p, (int)der.len)) {
		e = X509_EXTENSION_create_by_OBJ(NULL, object, critical, value);
	}
	ASN1_OCTET_STRING_free(value);
	return e;
}

/* Any object identifier will do, and the octets are not looked at. */
static X509_EXTENSION *generic(const char *name, const char *value, bool critical, bool hex, X509V3_CTX *ctx)
{
	ASN1_OBJECT *object = name != NULL ? OBJ_txt2obj(name, 0) : NULL;
	if (object == NULL) {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_EXTENSION_NAME_ERROR, "name=%s",
			       name != NULL ? name : "<NULL>");
		return NULL;
	}
	struct buffer der = {0};
	long n = 0;
	unsigned char *octets = hex ? OPENSSL_hexstr2buf(value, &n) : NULL;
	bool ok = hex ? octets != NULL && buf_append(&der, span_of(octets, (size_t)n)) : ext_generate(&der, value, ctx);
	X509_EXTENSION *e = NULL;
	if (ok) {
		e = extension_of(object, critical, buf_span(&der));
	} else {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_EXTENSION_VALUE_ERROR, "value=%s", value);
	}
	OPENSSL_free(octets);
	buf_free(&der);
	ASN1_OBJECT_free(object);
	return e;
}

/* skip: behind a word at the head of *value and the blanks after it. */
static bool skip(const char **value, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(*value, word, n) != 0) {
		return false;
	}
	for (*value += n; is_blank(**value);) {
		++*value;
	}
	return true;
}

/* made: *is_generic says that the value was of that kind, for which no more is said of an error. */
static X509_EXTENSION *made(const CONF *conf, X509V3_CTX *ctx, const char *name, int nid, const char **value,
			    bool *is_generic)
{
	bool critical = skip(value, "critical,"), hex = skip(value, "DER:");
	*is_generic = hex || skip(value, "ASN1:");
	if (*is_generic) {
		return generic(name, *value, critical, hex, ctx);
	}
	struct buffer der = {0};
	const struct kind *k = kind_of(nid);
	X509_EXTENSION *e = NULL;
	if (k != NULL &&
	    (k->from_list != NULL ? make_list(&der, k, conf, ctx, *value) : k->from_text(&der, ctx, *value))) {
		e = extension_of(OBJ_nid2obj(nid), critical, buf_span(&der));
	}
	buf_free(&der);
	return e;
}

/* The extension is the caller's. */
X509_EXTENSION *X509V3_EXT_nconf(CONF *conf, X509V3_CTX *ctx, const char *name, const char *value)
{
	bool is_generic;
	X509_EXTENSION *e = made(conf, ctx, name, OBJ_sn2nid(name), &value, &is_generic);
	if (e == NULL && !is_generic) {
		ERR_raise_data(ERR_LIB_X509V3, X509V3_R_ERROR_IN_EXTENSION, "name=%s, value=%s", name, value);
	}
	return e;
}

X509_EXTENSION *X509V3_EXT_nconf_nid(CONF *conf, X509V3_CTX *ctx, int nid, const char *value)
{
	bool is_generic;
	return made(conf, ctx, OBJ_nid2sn(nid), nid, &value, &is_generic);
}
