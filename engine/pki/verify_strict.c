/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The strict rules as one table of predicates (verify_strict.h), in the order in which OpenSSL reports them. */
#include "pki/verify_strict.h"

#include "pki/name.h"

static bool path_len_for_non_ca(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->path_len != -1 && !f->is_ca;
}

static bool path_len_without_cert_sign(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->path_len != -1 && (f->key_usage & KU_CERT_SIGN) == 0;
}

static bool basic_constraints_not_critical(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->is_ca && !f->basic_constraints_critical;
}

static bool ca_without_key_usage(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->is_ca && !f->have_key_usage;
}

static bool cert_sign_for_non_ca(const struct cert_facts *f, bool last)
{
	(void)last;
	return !f->is_ca && f->have_key_usage && (f->key_usage & KU_CERT_SIGN) != 0;
}

static bool issuer_empty(const struct cert_facts *f, bool last)
{
	(void)last;
	return name_is_empty(f->issuer);
}

static bool subject_empty(const struct cert_facts *f, bool last)
{
	(void)last;
	bool needed = f->is_ca || (f->have_key_usage && (f->key_usage & KU_CRL_SIGN) != 0) || !f->have_san;
	return needed && name_is_empty(f->subject);
}

static bool san_not_critical(const struct cert_facts *f, bool last)
{
	(void)last;
	return name_is_empty(f->subject) && f->have_san && !f->san_critical;
}

static bool san_empty(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->have_san && f->san.len == 0;
}

static bool sig_alg_differs(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->sig_alg_differs;
}

static bool no_authority_key_id(const struct cert_facts *f, bool last)
{
	return f->version == 3 && !last && f->authority.key_id.len == 0;
}

static bool no_subject_key_id(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->version == 3 && f->is_ca && !f->have_subject_key_id;
}

static bool extensions_before_v3(const struct cert_facts *f, bool last)
{
	(void)last;
	return f->version != 3 && f->n_extensions != 0;
}

struct strict_rule {
	bool (*broken)(const struct cert_facts *f, bool last);
	enum verify_err err;
};

static const struct strict_rule rules[] = {
    {path_len_for_non_ca, VERIFY_PATHLEN_FOR_NON_CA},
    {path_len_without_cert_sign, VERIFY_PATHLEN_WITHOUT_CERT_SIGN},
    {basic_constraints_not_critical, VERIFY_BASIC_CONSTRAINTS_NOT_CRITICAL},
    {ca_without_key_usage, VERIFY_NO_KEY_USAGE_FOR_CA},
    {cert_sign_for_non_ca, VERIFY_CERT_SIGN_FOR_NON_CA},
    {issuer_empty, VERIFY_ISSUER_NAME_EMPTY},
    {subject_empty, VERIFY_SUBJECT_NAME_EMPTY},
    {san_not_critical, VERIFY_SAN_NOT_CRITICAL},
    {san_empty, VERIFY_SAN_EMPTY},
    {sig_alg_differs, VERIFY_SIGNATURE_ALGORITHM_INCONSISTENCY},
    {no_authority_key_id, VERIFY_NO_AUTHORITY_KEY_ID},
    {no_subject_key_id, VERIFY_NO_SUBJECT_KEY_ID},
    {extensions_before_v3, VERIFY_EXTENSIONS_NEED_V3},
};

enum verify_err verify_strict(const struct cert_facts *f, bool last, unsigned *next)
{
	while (*next < sizeof rules / sizeof rules[0]) {
		const struct strict_rule *rule = &rules[(*next)++];
		if (rule->broken(f, last)) {
			return rule->err;
		}
	}
	return VERIFY_OK;
}
