/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Revocation by CRLs (RFC 5280 §6.3) as a check plugged into a verification (verify_check.h): for each certificate the
 * list that counts is chosen as X509_verify_cert(3) chooses it, judged, and searched, until every reason is covered.
 * Where the lists are is the caller's business.
 */
#ifndef TEASEL_PKI_REVOCATION_H
#define TEASEL_PKI_REVOCATION_H

#include "pki/crl.h"
#include "pki/verify_check.h"

#define REVOCATION_F_WHOLE_CHAIN (1u << 0) /* X509_V_FLAG_CRL_CHECK_ALL; else the leaf alone */
/* X509_V_FLAG_EXTENDED_CRL_SUPPORT: indirect lists, lists for some reasons, lists signed by others than the chain's. */
#define REVOCATION_F_EXTENDED (1u << 1)
#define REVOCATION_F_DELTAS   (1u << 2) /* X509_V_FLAG_USE_DELTAS */

struct revocation {
	unsigned flags; /* REVOCATION_F_* */
	void *owner;
	/* by_issuer calls add for each list whose issuer may be the given Name (DER); add takes a reference of its own
	 * and returns false to stop. Answers other than TLS_OK end the verification. */
	enum tls_err (*by_issuer)(void *owner, struct span issuer, bool (*add)(void *ctx, struct crl *crl), void *ctx);
	bool aside; /* the path of a list's issuer is being checked, whose lists have no such path of their own */
};

/* revocation_check is a struct verify_checks.revocation whose owner is a struct revocation. */
bool revocation_check(void *owner, struct verifier *v);

#endif
