/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_get_ext_d2i(3), X509V3_get_d2i(3): extensions decoded, one function a kind, found by number. */
#include "compat/crypto/x509/ext_types.h"

#include <openssl/crypto.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/string.h"
#include "compat/crypto/objects/object.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/general_name.h"

/* ---- one decoder a kind: NULL when r is not what it should be ------------------------------------------------------
 */

static void *any_string(struct reader *r)
{
	struct der_tlv tlv;
	return der_any(r, &tlv) ? asn1_string_of(&tlv) : NULL;
}

static void *bits(struct reader *r)
{
	return der_next_is(r, DER_BIT_STRING) ? any_string(r) : NULL;
}

static void *octets(struct reader *r)
{
	return der_next_is(r, DER_OCTET_STRING) ? any_string(r) : NULL;
}

static void *integer(struct reader *r)
{
	return der_next_is(r, DER_INTEGER) ? any_string(r) : NULL;
}

static void *moment(struct reader *r)
{
	return der_next_is(r, DER_GENERALIZED_TIME) ? any_string(r) : NULL;
}

/* whole: what is not looked into, as an OCTET STRING. */
static void *whole(struct reader *r)
{
	const struct der_tlv tlv = {.tag = DER_OCTET_STRING, .content = rd_rest(r)};
	return asn1_string_of(&tlv);
}

static void free_string(void *s)
{
	ASN1_STRING_free(s);
}

static void *general_names(struct reader *r)
{
	struct span content = der_take(r, DER_SEQUENCE);
	return r->failed ? NULL : general_names_of(content);
}

static void free_general_names(void *names)
{
	GENERAL_NAMES_free(names);
}

static void *basic_constraints(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	BASIC_CONSTRAINTS *b = r->failed ? NULL : BASIC_CONSTRAINTS_new();
	if (b == NULL) {
		return NULL;
	}
	b->ca = der_default_false(&seq, DER_BOOLEAN) ? 0xff : 0;
	bool limited = rd_left(&seq) != 0;
	if (limited) {
		b->pathlen = integer(&seq);
	}
	if (!rd_end(&seq) || (limited && b->pathlen == NULL)) {
		BASIC_CONSTRAINTS_free(b);
		return NULL;
	}
	return b;
}

static void free_basic_constraints(void *b)
{
	BASIC_CONSTRAINTS_free(b);
}

static void *usages(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	EXTENDED_KEY_USAGE *all = r->failed ? NULL : sk_ASN1_OBJECT_new_null();
	while (all != NULL && rd_left(&seq) != 0) {
		struct span oid = der_oid(&seq);
		ASN1_OBJECT *o = oid.len != 0 ? obj_of(oid) : NULL;
		if (o == NULL || sk_ASN1_OBJECT_push(all, o) <= 0) {
			ASN1_OBJECT_free(o);
			EXTENDED_KEY_USAGE_free(all);
			all = NULL;
		}
	}
	return all;
}

static void free_usages(void *all)
{
	EXTENDED_KEY_USAGE_free(all);
}

/* implicit: an element under a context tag as the string that it would be under its own. */
static ASN1_STRING *implicit(struct reader *r, uint8_t tag, uint8_t as)
{
	const struct der_tlv tlv = {.tag = as, .content = der_take(r, tag)};
	return r->failed ? NULL : asn1_string_of(&tlv);
}

static void *authority_key_id(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	AUTHORITY_KEYID *a = r->failed ? NULL : AUTHORITY_KEYID_new();
	if (a == NULL) {
		return NULL;
	}
	bool ok = true;
	if (der_next_is(&seq, DER_CTX(0))) {
		ok = (a->keyid = implicit(&seq, DER_CTX(0), DER_OCTET_STRING)) != NULL;
	}
	if (ok && der_next_is(&seq, DER_CTXC(1))) {
		ok = (a->issuer = general_names_of(der_take(&seq, DER_CTXC(1)))) != NULL;
	}
	if (ok && der_next_is(&seq, DER_CTX(2))) {
		ok = (a->serial = implicit(&seq, DER_CTX(2), DER_INTEGER)) != NULL;
	}
	if (!ok || !rd_end(&seq)) {
		AUTHORITY_KEYID_free(a);
		return NULL;
	}
	return a;
}

static void free_authority_key_id(void *a)
{
	AUTHORITY_KEYID_free(a);
}

static ACCESS_DESCRIPTION *access_description(struct reader *list)
{
	struct reader seq = der_enter(list, DER_SEQUENCE);
	struct span oid = der_oid(&seq);
	struct der_tlv tlv;
	ACCESS_DESCRIPTION *a = general_name_take(&seq, &tlv) && rd_end(&seq) ? ACCESS_DESCRIPTION_new() : NULL;
	if (a != NULL) {
		a->method = obj_of(oid);
		GENERAL_NAME_free(a->location);
		a->location = general_name_of(&tlv);
		if (a->method == NULL || a->location == NULL) {
			ACCESS_DESCRIPTION_free(a);
			return NULL;
		}
	}
	return a;
}

static void *info_access(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	AUTHORITY_INFO_ACCESS *all = r->failed ? NULL : sk_ACCESS_DESCRIPTION_new_null();
	while (all != NULL && rd_left(&seq) != 0) {
		ACCESS_DESCRIPTION *a = access_description(&seq);
		if (a == NULL || sk_ACCESS_DESCRIPTION_push(all, a) <= 0) {
			ACCESS_DESCRIPTION_free(a);
			AUTHORITY_INFO_ACCESS_free(all);
			all = NULL;
		}
	}
	return all;
}

static void free_info_access(void *all)
{
	AUTHORITY_INFO_ACCESS_free(all);
}

/* A full name only: one relative to an issuer is an error (RFC 5280 §4.2.1.13 advises against it). */
static DIST_POINT_NAME *point_name(struct reader *r)
{
	struct reader choice = der_enter(r, DER_CTXC(0));
	DIST_POINT_NAME *n = der_next_is(&choice, DER_CTXC(0)) ? DIST_POINT_NAME_new() : NULL;
	if (n != NULL) {
		n->type = 0;
		n->name.fullname = general_names_of(der_take(&choice, DER_CTXC(0)));
		if (n->name.fullname == NULL || !rd_end(&choice)) {
			DIST_POINT_NAME_free(n);
			return NULL;
		}
	}
	return n;
}

static DIST_POINT *point(struct reader *list)
{
	struct reader seq = der_enter(list, DER_SEQUENCE);
	DIST_POINT *p = seq.failed ? NULL : DIST_POINT_new();
	bool ok = p != NULL;
	if (ok && der_next_is(&seq, DER_CTXC(0))) {
		ok = (p->distpoint = point_name(&seq)) != NULL;
	}
	if (ok && der_next_is(&seq, DER_CTX(1))) {
		ok = (p->reasons = implicit(&seq, DER_CTX(1), DER_BIT_STRING)) != NULL;
	}
	if (ok && der_next_is(&seq, DER_CTXC(2))) {
		ok = (p->CRLissuer = general_names_of(der_take(&seq, DER_CTXC(2)))) != NULL;
	}
	if (!ok || !rd_end(&seq)) {
		DIST_POINT_free(p);
		return NULL;
	}
	return p;
}

static void *points(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	CRL_DIST_POINTS *all = r->failed ? NULL : sk_DIST_POINT_new_null();
	while (all != NULL && rd_left(&seq) != 0) {
		DIST_POINT *p = point(&seq);
		if (p == NULL || sk_DIST_POINT_push(all, p) <= 0) {
			DIST_POINT_free(p);
			CRL_DIST_POINTS_free(all);
			all = NULL;
		}
	}
	return all;
}

static void free_points(void *all)
{
	CRL_DIST_POINTS_free(all);
}

static void *scts(struct reader *r)
{
	const unsigned char *p = r->p;
	STACK_OF(SCT) *list = d2i_SCT_LIST(NULL, &p, (long)rd_left(r));
	if (list != NULL) {
		rd_bytes(r, (size_t)(p - r->p));
	}
	return list;
}

static void free_scts(void *list)
{
	SCT_LIST_free(list);
}

/* null: there is nothing to hold, so all share one thing that is not NULL. */
static void *null(struct reader *r)
{
	static ASN1_NULL one;
	struct span content = der_take(r, DER_NULL);
	return r->failed || content.len != 0 ? NULL : &one;
}

static void free_null(void *one)
{
	(void)one;
}

static void *text(struct reader *r)
{
	return der_next_is(r, DER_IA5_STRING) ? any_string(r) : NULL;
}

static void free_features(void *all)
{
	sk_ASN1_INTEGER_pop_free(all, ASN1_INTEGER_free);
}

/* RFC 7633 §4.2: numbers of TLS extensions. */
static void *features(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	TLS_FEATURE *all = r->failed ? NULL : sk_ASN1_INTEGER_new_null();
	while (all != NULL && rd_left(&seq) != 0) {
		ASN1_INTEGER *n = integer(&seq);
		if (n == NULL || sk_ASN1_INTEGER_push(all, n) <= 0) {
			ASN1_INTEGER_free(n);
			free_features(all);
			all = NULL;
		}
	}
	return all;
}

/* ---- the table: X509V3_EXT_get ------------------------------------------------------------------------------------
 */

/* decode_at does what a d2i function does; out may be NULL. */
static void *decode_at(void **out, const unsigned char **in, long len, void *(*decode)(struct reader *r),
		       void (*drop)(void *ext))
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	void *ext = decode(&r);
	if (ext == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	} else {
		*in = r.p;
	}
	if (out != NULL) {
		if (*out != NULL) {
			drop(*out);
		}
		*out = ext;
	}
	return ext;
}

#define D2I(decode, drop)                                                                                              \
	static void *d2i_##decode(void *out, const unsigned char **in, long len)                                       \
	{                                                                                                              \
		return decode_at(out, in, len, decode, drop);                                                          \
	}

D2I(general_names, free_general_names)
D2I(basic_constraints, free_basic_constraints)
D2I(bits, free_string)
D2I(octets, free_string)
D2I(integer, free_string)
D2I(text, free_string)
D2I(usages, free_usages)
D2I(features, free_features)
D2I(authority_key_id, free_authority_key_id)
D2I(info_access, free_info_access)
D2I(points, free_points)
D2I(whole, free_string)
D2I(null, free_null)
D2I(moment, free_string)
D2I(scts, free_scts)

#define KIND(nid, decode, drop)                                                                                        \
	{                                                                                                              \
		.ext_nid = (nid), .ext_free = (drop), .d2i = d2i_##decode, .i2r = ext_print                            \
	}

/* What a method has besides is not there: an item, encoders, lists of names and values. Programs look whether it is. */
static const X509V3_EXT_METHOD kinds[] = {
    KIND(NID_subject_alt_name, general_names, free_general_names),
    KIND(NID_issuer_alt_name, general_names, free_general_names),
    KIND(NID_basic_constraints, basic_constraints, free_basic_constraints),
    KIND(NID_key_usage, bits, free_string),
    KIND(NID_netscape_cert_type, bits, free_string),
    KIND(NID_ext_key_usage, usages, free_usages),
    KIND(NID_tlsfeature, features, free_features),
    KIND(NID_subject_key_identifier, octets, free_string),
    KIND(NID_authority_key_identifier, authority_key_id, free_authority_key_id),
    KIND(NID_info_access, info_access, free_info_access),
    KIND(NID_sinfo_access, info_access, free_info_access),
    KIND(NID_crl_distribution_points, points, free_points),
    KIND(NID_freshest_crl, points, free_points),
    KIND(NID_crl_number, integer, free_string),
    KIND(NID_delta_crl, integer, free_string),
    KIND(NID_inhibit_any_policy, integer, free_string),
    KIND(NID_netscape_comment, text, free_string),
    KIND(NID_netscape_base_url, text, free_string),
    KIND(NID_netscape_revocation_url, text, free_string),
    KIND(NID_netscape_ca_revocation_url, text, free_string),
    KIND(NID_netscape_renewal_url, text, free_string),
    KIND(NID_netscape_ca_policy_url, text, free_string),
    KIND(NID_netscape_ssl_server_name, text, free_string),
    KIND(NID_id_pkix_OCSP_Nonce, whole, free_string),
    KIND(NID_id_pkix_OCSP_noCheck, null, free_null),
    KIND(NID_id_pkix_OCSP_archiveCutoff, moment, free_string),
    KIND(NID_ct_precert_scts, scts, free_scts),
    KIND(NID_ct_cert_scts, scts, free_scts),
    KIND(NID_ct_precert_poison, null, free_null),
};

const X509V3_EXT_METHOD *X509V3_EXT_get_nid(int nid)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].ext_nid == nid) {
			return &kinds[i];
		}
	}
	return NULL;
}

const X509V3_EXT_METHOD *X509V3_EXT_get(X509_EXTENSION *e)
{
	return X509V3_EXT_get_nid(OBJ_obj2nid(e->object));
}

bool ext_known(int nid)
{
	return X509V3_EXT_get_nid(nid) != NULL;
}

void ext_free(int nid, void *ext)
{
	const X509V3_EXT_METHOD *k = X509V3_EXT_get_nid(nid);
	if (k != NULL && ext != NULL) {
		k->ext_free(ext);
	}
}

void *ext_decode(int nid, struct span value)
{
	const X509V3_EXT_METHOD *k = X509V3_EXT_get_nid(nid);
	const unsigned char *p = value.p;
	void *ext = k != NULL ? k->d2i(NULL, &p, (long)value.len) : NULL;
	if (ext != NULL && p != value.p + value.len) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		k->ext_free(ext);
		return NULL;
	}
	return ext;
}

void *X509V3_EXT_d2i(X509_EXTENSION *e)
{
	return ext_decode(OBJ_obj2nid(e->object), span_of(e->value->data, (size_t)e->value->length));
}

/* critical: -1 not there, -2 there more than once. With idx the search begins behind it, and one more is no matter. */
void *X509V3_get_d2i(const STACK_OF(X509_EXTENSION) * all, int nid, int *critical, int *idx)
{
	X509_EXTENSION *found = NULL;
	int start = idx != NULL && *idx >= 0 ? *idx + 1 : 0;
	for (int i = start; i < X509v3_get_ext_count(all); i++) {
		X509_EXTENSION *e = X509v3_get_ext(all, i);
		if (OBJ_obj2nid(e->object) != nid) {
			continue;
		}
		if (idx != NULL) {
			*idx = i;
			found = e;
			break;
		}
		if (found != NULL) {
			if (critical != NULL) {
				*critical = -2;
			}
			return NULL;
		}
		found = e;
	}
	if (found == NULL) {
		if (idx != NULL) {
			*idx = -1;
		}
		if (critical != NULL) {
			*critical = -1;
		}
		return NULL;
	}
	if (critical != NULL) {
		*critical = found->critical;
	}
	return X509V3_EXT_d2i(found);
}

void *X509_get_ext_d2i(const X509 *x, int nid, int *critical, int *idx)
{
	return X509V3_get_d2i(X509_get0_extensions(x), nid, critical, idx);
}

/* ---- the structures' lives --------------------------------------------------------------------------------------- */

BASIC_CONSTRAINTS *BASIC_CONSTRAINTS_new(void)
{
	return OPENSSL_zalloc(sizeof(BASIC_CONSTRAINTS));
}

void BASIC_CONSTRAINTS_free(BASIC_CONSTRAINTS *b)
{
	if (b != NULL) {
		ASN1_INTEGER_free(b->pathlen);
		OPENSSL_free(b);
	}
}

EXTENDED_KEY_USAGE *EXTENDED_KEY_USAGE_new(void)
{
	return sk_ASN1_OBJECT_new_null();
}

void EXTENDED_KEY_USAGE_free(EXTENDED_KEY_USAGE *all)
{
	sk_ASN1_OBJECT_pop_free(all, ASN1_OBJECT_free);
}

AUTHORITY_KEYID *AUTHORITY_KEYID_new(void)
{
	return OPENSSL_zalloc(sizeof(AUTHORITY_KEYID));
}

void AUTHORITY_KEYID_free(AUTHORITY_KEYID *a)
{
	if (a != NULL) {
		ASN1_OCTET_STRING_free(a->keyid);
		GENERAL_NAMES_free(a->issuer);
		ASN1_INTEGER_free(a->serial);
		OPENSSL_free(a);
	}
}

ACCESS_DESCRIPTION *ACCESS_DESCRIPTION_new(void)
{
	ACCESS_DESCRIPTION *a = OPENSSL_zalloc(sizeof *a);
	if (a != NULL && (a->location = GENERAL_NAME_new()) == NULL) {
		OPENSSL_free(a);
		return NULL;
	}
	return a;
}

void ACCESS_DESCRIPTION_free(ACCESS_DESCRIPTION *a)
{
	if (a != NULL) {
		ASN1_OBJECT_free(a->method);
		GENERAL_NAME_free(a->location);
		OPENSSL_free(a);
	}
}

AUTHORITY_INFO_ACCESS *AUTHORITY_INFO_ACCESS_new(void)
{
	return sk_ACCESS_DESCRIPTION_new_null();
}

void AUTHORITY_INFO_ACCESS_free(AUTHORITY_INFO_ACCESS *all)
{
	sk_ACCESS_DESCRIPTION_pop_free(all, ACCESS_DESCRIPTION_free);
}

DIST_POINT_NAME *DIST_POINT_NAME_new(void)
{
	DIST_POINT_NAME *n = OPENSSL_zalloc(sizeof *n);
	if (n != NULL) {
		n->type = -1;
	}
	return n;
}

void DIST_POINT_NAME_free(DIST_POINT_NAME *n)
{
	if (n != NULL) {
		if (n->type == 0) {
			GENERAL_NAMES_free(n->name.fullname);
		} else if (n->type == 1) {
			sk_X509_NAME_ENTRY_pop_free(n->name.relativename, X509_NAME_ENTRY_free);
		}
		X509_NAME_free(n->dpname);
		OPENSSL_free(n);
	}
}

DIST_POINT *DIST_POINT_new(void)
{
	return OPENSSL_zalloc(sizeof(DIST_POINT));
}

void DIST_POINT_free(DIST_POINT *p)
{
	if (p != NULL) {
		DIST_POINT_NAME_free(p->distpoint);
		ASN1_BIT_STRING_free(p->reasons);
		GENERAL_NAMES_free(p->CRLissuer);
		OPENSSL_free(p);
	}
}

CRL_DIST_POINTS *CRL_DIST_POINTS_new(void)
{
	return sk_DIST_POINT_new_null();
}

void CRL_DIST_POINTS_free(CRL_DIST_POINTS *all)
{
	sk_DIST_POINT_pop_free(all, DIST_POINT_free);
}
