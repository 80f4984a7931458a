/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* CertificateList to facts, and the search for an entry (crl.h). */
#include "pki/crl.h"

#include "base/alloc.h"
#include "base/ref.h"
#include "pki/algorithm.h"
#include "pki/asn1.h"
#include "pki/cert_ext.h"
#include "pki/general_name.h"
#include "pki/name.h"
#include "pki/time.h"

/* The largest lists in use have some ten megabytes. */
#define CRL_MAX (64u << 20)
/* Lists and their entries have a handful of extensions. */
#define EXTENSIONS_MAX 32

/* CRLReason, RFC 5280 §5.3.1. */
enum { REASON_NONE = -1, REASON_REMOVE_FROM_CRL = 8 };

struct crl {
	struct ref ref;
	struct crl_facts facts;
	uint8_t der[];
};

/* ---- extensions ---------------------------------------------------------------------------------------------------
 */

struct dist_point_name dist_point_name_take(struct reader *r)
{
	struct dist_point_name n = {.relative = der_next_is(r, DER_CTXC(1))};
	n.body = der_take(r, n.relative ? DER_CTXC(1) : DER_CTXC(0));
	if (!n.relative && !general_names_valid(n.body)) {
		rd_fail(r);
	}
	return n;
}

unsigned reason_flags_take(struct reader *r, uint8_t tag)
{
	return der_named_bits(r, tag) & CRL_ALL_REASONS;
}

static bool issuing_distribution_point(struct crl_facts *f, struct span value)
{
	struct reader r = rd_init(value);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	f->idp_value = value;
	if (der_next_is(&seq, DER_CTXC(0))) {
		struct reader name = der_enter(&seq, DER_CTXC(0));
		f->point = dist_point_name_take(&name);
		if (!rd_end(&name)) {
			return false;
		}
	}
	f->only_user = der_default_false(&seq, DER_CTX(1));
	f->only_ca = der_default_false(&seq, DER_CTX(2));
	f->some_reasons = der_next_is(&seq, DER_CTX(3));
	if (f->some_reasons) {
		f->reasons = reason_flags_take(&seq, DER_CTX(3));
	}
	f->indirect = der_default_false(&seq, DER_CTX(4));
	f->only_attribute = der_default_false(&seq, DER_CTX(5));
	/* RFC 5280 §5.2.5: at most one of them "may be set to TRUE". */
	return rd_end(&seq) && rd_end(&r) && f->only_user + f->only_ca + f->only_attribute <= 1;
}

static bool authority(struct crl_facts *f, struct span value)
{
	struct reader r = rd_init(value);
	f->authority_value = value;
	return authority_id_decode(&f->authority, &r) && rd_end(&r);
}

static bool number(struct span *out, struct span value)
{
	struct reader r = rd_init(value);
	*out = der_natural(&r);
	return rd_end(&r);
}

/* extension_read: false when its value is malformed. */
static bool extension_read(struct crl_facts *f, const struct extension *x)
{
	switch (oid_find(x->oid)) {
	case OID_AUTHORITY_KEY_ID:
		return authority(f, x->value);
	case OID_ISSUING_DISTRIBUTION_POINT:
		return issuing_distribution_point(f, x->value);
	case OID_DELTA_CRL:
		return number(&f->base_number, x->value);
	case OID_CRL_NUMBER:
		f->unknown_critical = f->unknown_critical || x->critical;
		return number(&f->number, x->value);
	case OID_FRESHEST_CRL:
		f->freshest_crl = true;
		break;
	default:
		break;
	}
	f->unknown_critical = f->unknown_critical || x->critical;
	return true;
}

static bool extensions_decode(struct crl_facts *f, struct reader *list)
{
	struct span seen[EXTENSIONS_MAX];
	struct extension x;
	size_t n = 0;
	while (extension_take(list, &x)) {
		if (n == EXTENSIONS_MAX) {
			return false;
		}
		for (size_t i = 0; i < n; i++) {
			f->invalid = f->invalid || span_eq(seen[i], x.oid);
		}
		seen[n++] = x.oid;
		if (!extension_read(f, &x)) {
			f->invalid = true;
		}
	}
	/* RFC 5280 §5.2.4: a delta has a number of its own. */
	f->invalid = f->invalid || (f->base_number.len != 0 && f->number.len == 0);
	return rd_end(list);
}

/* ---- entries ------------------------------------------------------------------------------------------------------
 */

struct entry {
	struct span serial;
	int reason;                   /* REASON_NONE, or CRLReason */
	struct span issuer;           /* CertificateIssuer's GeneralNames, which holds for those that follow too */
	bool critical, bad_extension; /* one that is critical and not known; one that is malformed */
};

static void entry_extension(struct entry *e, const struct extension *x)
{
	struct reader r = rd_init(x->value);
	switch (oid_find(x->oid)) {
	case OID_CRL_REASON: {
		struct span s = der_take(&r, DER_ENUMERATED);
		e->reason = s.len == 1 ? s.p[0] : REASON_NONE;
		e->bad_extension = e->bad_extension || s.len != 1 || !rd_end(&r);
		break;
	}
	case OID_CERTIFICATE_ISSUER:
		e->issuer = der_take(&r, DER_SEQUENCE);
		e->bad_extension = e->bad_extension || !rd_end(&r) || !general_names_valid(e->issuer);
		return;
	default:
		break;
	}
	e->critical = e->critical || x->critical;
}

/* entry_take reads the next entry; e->issuer stays what it was when the entry names none. False at the end, or when the
 * entry is malformed (r has failed). */
static bool entry_take(struct reader *r, struct entry *e)
{
	if (rd_left(r) == 0) {
		return false;
	}
	struct reader seq = der_enter(r, DER_SEQUENCE);
	bool bad_time;
	*e = (struct entry){.reason = REASON_NONE, .issuer = e->issuer};
	e->serial = der_integer(&seq, DER_INTEGER);
	time_take(&seq, &bad_time);
	if (rd_left(&seq) != 0) {
		struct reader list = der_enter(&seq, DER_SEQUENCE);
		struct extension x;
		while (extension_take(&list, &x)) {
			entry_extension(e, &x);
		}
		if (!rd_end(&list)) {
			rd_fail(&seq);
		}
	}
	if (!rd_end(&seq)) {
		rd_fail(r);
		return false;
	}
	return true;
}

static bool entries_decode(struct crl_facts *f)
{
	struct reader r = rd_init(f->revoked);
	struct entry e = {0};
	while (entry_take(&r, &e)) {
		f->unknown_critical = f->unknown_critical || e.critical;
		f->invalid = f->invalid || e.bad_extension;
	}
	return rd_end(&r);
}

/* RFC 5280 §5.3.3: an entry is about the certificates of the issuer that it names, else of the list's. */
static bool entry_is_of(const struct entry *e, const struct crl *c, struct span issuer)
{
	if (e->issuer.len == 0) {
		return name_eq(issuer, c->facts.issuer);
	}
	struct reader names = rd_init(e->issuer);
	struct der_tlv name;
	while (general_name_take(&names, &name)) {
		if (name.tag == GN_DIRECTORY && name_eq(name.content, issuer)) {
			return true;
		}
	}
	return false;
}

enum crl_answer crl_find(const struct crl *c, struct span serial, struct span issuer)
{
	enum crl_answer answer = CRL_NOT_LISTED;
	struct reader r = rd_init(c->facts.revoked);
	struct entry e = {0};
	while (answer != CRL_REVOKED && entry_take(&r, &e)) {
		if (span_eq(e.serial, serial) && entry_is_of(&e, c, issuer)) {
			answer = e.reason == REASON_REMOVE_FROM_CRL ? CRL_REMOVED : CRL_REVOKED;
		}
	}
	return answer;
}

/* ---- the list -----------------------------------------------------------------------------------------------------
 */

static bool next_is_time(const struct reader *r)
{
	return der_next_is(r, DER_UTC_TIME) || der_next_is(r, DER_GENERALIZED_TIME);
}

/* TBSCertList. inner_alg gets the signed AlgorithmIdentifier. */
static bool tbs_decode(struct crl_facts *f, struct span *inner_alg)
{
	struct reader r = rd_init(f->tbs);
	struct reader tbs = der_enter(&r, DER_SEQUENCE);
	if (der_next_is(&tbs, DER_INTEGER)) {
		der_small(&tbs, 1);
	}
	*inner_alg = algorithm_take(&tbs);
	f->issuer = der_take_whole(&tbs, DER_SEQUENCE);
	if (!name_valid(f->issuer)) {
		return false;
	}
	f->this_update = time_take(&tbs, &f->bad_this_update);
	f->have_next_update = next_is_time(&tbs);
	if (f->have_next_update) {
		f->next_update = time_take(&tbs, &f->bad_next_update);
	}
	if (der_next_is(&tbs, DER_SEQUENCE)) {
		f->revoked = der_take(&tbs, DER_SEQUENCE);
	}
	if (der_next_is(&tbs, DER_CTXC(0))) {
		struct reader field = der_enter(&tbs, DER_CTXC(0));
		struct reader list = der_enter(&field, DER_SEQUENCE);
		if (!extensions_decode(f, &list) || !rd_end(&field)) {
			return false;
		}
	}
	return rd_end(&tbs) && rd_end(&r) && entries_decode(f);
}

/* CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue } */
static bool decode(struct crl_facts *f, struct span der)
{
	struct span inner_alg;
	struct sig_alg_info sig;
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	f->reasons = CRL_ALL_REASONS;
	f->tbs = der_take_whole(&seq, DER_SEQUENCE);
	struct span outer_alg = algorithm_take(&seq);
	f->signature = der_bits(&seq, DER_BIT_STRING);
	if (!rd_end(&seq) || !rd_end(&r) || !tbs_decode(f, &inner_alg)) {
		return false;
	}
	/* RFC 5280 §5.1.1.2: the outer field "MUST contain the same algorithm identifier". */
	f->sig_alg_differs = !span_eq(inner_alg, outer_alg);
	sig_alg_decode(&sig, outer_alg);
	f->sig_alg = sig.alg;
	return true;
}

enum tls_err crl_parse(struct crl **out, struct span der)
{
	*out = NULL;
	if (der.len > CRL_MAX) {
		return TLS_E_DER;
	}
	struct crl *c = tls_alloc(sizeof *c + der.len);
	if (c == NULL) {
		return TLS_E_ALLOC;
	}
	ref_init(&c->ref);
	c->facts = (struct crl_facts){0};
	if (der.len != 0) {
		memcpy(c->der, der.p, der.len);
	}
	if (!decode(&c->facts, span_of(c->der, der.len))) {
		crl_free(c);
		return TLS_E_DER;
	}
	*out = c;
	return TLS_OK;
}

struct crl *crl_up_ref(struct crl *c)
{
	ref_up(&c->ref);
	return c;
}

void crl_free(struct crl *c)
{
	if (c != NULL && ref_down(&c->ref)) {
		tls_free(c);
	}
}

const struct crl_facts *crl_facts(const struct crl *c)
{
	return &c->facts;
}
