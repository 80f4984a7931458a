/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certificate revocation lists (RFC 5280 §5) as views into one copy of their DER. Parsing checks the structure of the
 * whole list, entries included, so that a search afterwards cannot fail. Which list counts for a certificate, and what
 * follows, is in revocation.h.
 */
#ifndef TEASEL_PKI_CRL_H
#define TEASEL_PKI_CRL_H

#include "base/reader.h"
#include "pki/cert.h"

struct crl;

/* Reasons for a revocation as the bits of ReasonFlags (RFC 5280 §4.2.1.13): 1 to 8; bit 0 is unused. */
#define CRL_ALL_REASONS 0x1feu

/* The way in which a list or a certificate names where lists are: DistributionPointName of RFC 5280 §4.2.1.13. */
struct dist_point_name {
	bool relative;    /* a name relative to the issuer's */
	struct span body; /* GeneralNames, or RelativeDistinguishedName; empty: there is none */
};

struct crl_facts {
	struct span tbs;
	struct span issuer; /* the whole Name */
	int64_t this_update, next_update;
	bool have_next_update, bad_this_update, bad_next_update;
	struct sig_alg sig_alg; /* family SIG_NONE: not supported; that of a certificate (cert.h) */
	bool sig_alg_differs;
	struct span signature;
	struct span revoked; /* the entries */
	struct authority_id authority;
	struct span authority_value; /* the extension as it is, or empty */
	struct span number;          /* cRLNumber's magnitude, or empty */
	struct span base_number;     /* that of the list which this delta goes with; empty: it is no delta */
	bool freshest_crl;
	/* IssuingDistributionPoint, RFC 5280 §5.2.5 */
	struct span idp_value; /* the extension as it is, or empty */
	struct dist_point_name point;
	bool only_user, only_ca, only_attribute, indirect, some_reasons;
	unsigned reasons;      /* those that it covers, CRL_ALL_REASONS unless it says otherwise */
	bool unknown_critical; /* of the list or of an entry: its entries may mean something else than they seem to */
	bool invalid;          /* an extension that is malformed, contradicts itself, or occurs twice */
};

/*
 * crl_parse copies der (at most 64 MiB) and decodes it. On success *out has one reference; it is immutable. TLS_E_DER
 * when the bytes are not one CertificateList in DER; TLS_E_ALLOC.
 */
MUST_CHECK enum tls_err crl_parse(struct crl **out, struct span der);
struct crl *crl_up_ref(struct crl *c);
void crl_free(struct crl *c);

const struct crl_facts *crl_facts(const struct crl *c);

/*
 * crl_find looks for the certificate with this serial number (content octets) and issuer. CRL_REMOVED: an entry says
 * removeFromCRL, and none that it is revoked.
 */
enum crl_answer { CRL_NOT_LISTED, CRL_REVOKED, CRL_REMOVED };
enum crl_answer crl_find(const struct crl *c, struct span serial, struct span issuer);

/* dist_point_name_take takes a DistributionPointName from r, which fails when it is malformed. */
struct dist_point_name dist_point_name_take(struct reader *r);

/* reason_flags_take takes a ReasonFlags under an implicit tag. */
unsigned reason_flags_take(struct reader *r, uint8_t tag);

#endif
