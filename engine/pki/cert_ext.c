/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Extensions of certificates (cert_ext.h): one decoder a kind, chosen by a const table. */
#include "pki/cert_ext.h"

#include <limits.h>

#include "pki/asn1.h"
#include "pki/constraints.h"
#include "pki/general_name.h"
#include "pki/name.h"
#include "pki/oid.h"

/* Certificates in use have about ten. The bound keeps the search for duplicates cheap. */
#define EXTENSIONS_MAX 100

static bool subject_key_id(struct cert_facts *f, struct reader *value, bool critical)
{
	f->have_subject_key_id = true;
	(void)critical;
	f->subject_key_id = der_take(value, DER_OCTET_STRING);
	return true;
}

static bool key_usage(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->have_key_usage = true;
	f->key_usage = der_named_bits(value, DER_BIT_STRING);
	/* RFC 5280 §4.2.1.3: "at least one of the bits MUST be set to 1". */
	return f->key_usage != 0;
}

static bool subject_alt_name(struct cert_facts *f, struct reader *value, bool critical)
{
	f->have_san = true;
	f->san_critical = critical;
	f->san = der_take(value, DER_SEQUENCE);
	return general_names_valid(f->san);
}

static bool basic_constraints(struct cert_facts *f, struct reader *value, bool critical)
{
	struct reader seq = der_enter(value, DER_SEQUENCE);
	f->have_basic_constraints = true;
	f->basic_constraints_critical = critical;
	f->is_ca = der_default_false(&seq, DER_BOOLEAN);
	if (rd_left(&seq) != 0) {
		struct span len = der_natural(&seq);
		f->path_len = 0;
		for (size_t i = 0; i < len.len; i++) {
			f->path_len = f->path_len > INT_MAX / 512 ? INT_MAX / 512 : f->path_len * 256 + len.p[i];
		}
	}
	return rd_end(&seq);
}

static bool name_constraints(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->name_constraints = der_take_whole(value, DER_SEQUENCE);
	return constraints_valid(f->name_constraints);
}

static unsigned eku_bit(struct span octets)
{
	switch (oid_find(octets)) {
	case OID_EKU_SERVER_AUTH:
		return EKU_SERVER_AUTH;
	case OID_EKU_CLIENT_AUTH:
		return EKU_CLIENT_AUTH;
	case OID_EKU_CODE_SIGNING:
		return EKU_CODE_SIGNING;
	case OID_EKU_EMAIL:
		return EKU_EMAIL;
	case OID_EKU_TIME_STAMPING:
		return EKU_TIME_STAMPING;
	case OID_EKU_OCSP_SIGNING:
		return EKU_OCSP_SIGNING;
	case OID_EKU_ANY:
		return EKU_ANY;
	case OID_EKU_SGC_MICROSOFT:
	case OID_EKU_SGC_NETSCAPE:
		return EKU_SGC;
	default:
		return EKU_OTHER;
	}
}

static bool ext_key_usage(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	struct reader seq = der_enter(value, DER_SEQUENCE);
	f->have_eku = true;
	while (rd_left(&seq) != 0) {
		f->eku |= eku_bit(der_oid(&seq));
	}
	return rd_end(&seq);
}

bool authority_id_decode(struct authority_id *out, struct reader *value)
{
	*out = (struct authority_id){0};
	struct reader seq = der_enter(value, DER_SEQUENCE);
	if (der_next_is(&seq, DER_CTX(0))) {
		out->key_id = der_take(&seq, DER_CTX(0));
	}
	if (der_next_is(&seq, DER_CTXC(1))) {
		struct reader names = der_enter(&seq, DER_CTXC(1));
		struct der_tlv name;
		while (general_name_take(&names, &name)) {
			if (name.tag == GN_DIRECTORY && out->issuer.len == 0) {
				out->issuer = name.content;
			}
		}
		if (!rd_end(&names)) {
			return false;
		}
	}
	if (der_next_is(&seq, DER_CTX(2))) {
		out->serial = der_integer(&seq, DER_CTX(2));
	}
	return rd_end(&seq);
}

bool authority_id_fits(const struct authority_id *id, const struct cert_facts *issuer)
{
	if (id->key_id.len != 0 && issuer->have_subject_key_id && !span_eq(id->key_id, issuer->subject_key_id)) {
		return false;
	}
	if (id->serial.len != 0 && !span_eq(id->serial, issuer->serial)) {
		return false;
	}
	return id->issuer.len == 0 || name_eq(id->issuer, issuer->issuer);
}

static bool authority_key_id(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	return authority_id_decode(&f->authority, value);
}

static bool crl_distribution_points(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->crl_dp = der_take_whole(value, DER_SEQUENCE);
	return true;
}

static bool freshest_crl(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->freshest_crl = true;
	rd_rest(value);
	return true;
}

static bool authority_info_access(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->aia = rd_rest(value);
	return true;
}

static bool tls_feature(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->tls_feature = rd_rest(value);
	return true;
}

static bool sct_list(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->sct_list = rd_rest(value);
	return true;
}

static bool netscape_cert_type(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->have_ns_cert_type = true;
	f->ns_cert_type = der_named_bits(value, DER_BIT_STRING);
	return true;
}

static bool proxy_cert_info(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)critical;
	f->proxy = true;
	rd_rest(value);
	return true;
}

/* Policies are not evaluated unless asked for, which OpenSSL's default is not either; they may be critical. */
static bool policy(struct cert_facts *f, struct reader *value, bool critical)
{
	(void)f;
	(void)critical;
	rd_rest(value);
	return true;
}

/* A decoder reads the extension's value; false, or octets that it leaves, mean invalid. */
struct ext_row {
	enum oid oid;
	bool (*decode)(struct cert_facts *f, struct reader *value, bool critical);
	bool may_be_critical; /* its meaning is carried out here, and RFC 5280 does not forbid it */
};

static const struct ext_row ext_rows[] = {
    {OID_AUTHORITY_KEY_ID, authority_key_id, false},
    {OID_SUBJECT_KEY_ID, subject_key_id, false},
    {OID_KEY_USAGE, key_usage, true},
    {OID_BASIC_CONSTRAINTS, basic_constraints, true},
    {OID_SUBJECT_ALT_NAME, subject_alt_name, true},
    {OID_EXT_KEY_USAGE, ext_key_usage, true},
    {OID_CRL_DISTRIBUTION_POINTS, crl_distribution_points, true},
    {OID_CERTIFICATE_POLICIES, policy, true},
    {OID_POLICY_MAPPINGS, policy, true},
    {OID_POLICY_CONSTRAINTS, policy, true},
    {OID_INHIBIT_ANY_POLICY, policy, true},
    {OID_NAME_CONSTRAINTS, name_constraints, true},
    {OID_NETSCAPE_CERT_TYPE, netscape_cert_type, true},
    {OID_PROXY_CERT_INFO, proxy_cert_info, true},
    {OID_FRESHEST_CRL, freshest_crl, false},
    {OID_AUTHORITY_INFO_ACCESS, authority_info_access, false},
    {OID_TLS_FEATURE, tls_feature, false},
    {OID_SCT_LIST, sct_list, false},
};

static const struct ext_row *ext_row_of(enum oid id)
{
	for (size_t i = 0; i < sizeof ext_rows / sizeof ext_rows[0]; i++) {
		if (ext_rows[i].oid == id) {
			return &ext_rows[i];
		}
	}
	return NULL;
}

bool extension_take(struct reader *list, struct extension *out)
{
	if (rd_left(list) == 0) {
		return false;
	}
	struct reader ext = der_enter(list, DER_SEQUENCE);
	out->oid = der_oid(&ext);
	out->critical = der_default_false(&ext, DER_BOOLEAN);
	out->value = der_take(&ext, DER_OCTET_STRING);
	if (!rd_end(&ext) || out->oid.len == 0) {
		rd_fail(list);
		return false;
	}
	return true;
}

static void ext_decode(struct cert_facts *f, const struct extension *x)
{
	const struct ext_row *row = ext_row_of(oid_find(x->oid));
	if (x->critical && (row == NULL || !row->may_be_critical)) {
		f->unknown_critical = true;
	}
	if (row == NULL) {
		return;
	}
	struct reader r = rd_init(x->value);
	if (!row->decode(f, &r, x->critical) || !rd_end(&r)) {
		f->invalid = true;
	}
}

bool cert_ext_decode(struct cert_facts *f, struct reader *list)
{
	struct span seen[EXTENSIONS_MAX];
	struct extension x;
	while (extension_take(list, &x)) {
		if (f->n_extensions == EXTENSIONS_MAX) {
			return false;
		}
		bool again = false;
		for (size_t i = 0; i < f->n_extensions; i++) {
			again = again || span_eq(seen[i], x.oid);
		}
		seen[f->n_extensions++] = x.oid;
		if (again) {
			/* RFC 5280 §4.2: "A certificate MUST NOT include more than one instance of a particular
			 * extension." */
			f->invalid = true;
			continue;
		}
		ext_decode(f, &x);
	}
	return rd_end(list);
}
