/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Checks that are plugged into a verification (struct verify_params): revocation by CRLs or OCSP. The verifier
 * calls them at the places where X509_verify_cert(3) has them; this header is what they see of it and how they answer,
 * so that a failure of theirs is told, overruled and kept like any other.
 *
 *     path building, extensions, strength, names
 *                        revocation      once, over the chain as it stands
 *     signatures, dates, name constraints
 */
#ifndef TEASEL_PKI_VERIFY_CHECK_H
#define TEASEL_PKI_VERIFY_CHECK_H

#include "pki/verify.h"

/* The verification under way. */
struct verifier;

/* What a check sees; borrowed, and valid until it returns. */
struct verify_view {
	const struct verify_params *params;
	const struct trust *trust;
	struct cert *const *untrusted; /* the peer's certificates without the leaf, as they were given */
	size_t n_untrusted;
	struct cert *const *chain; /* leaf first */
	size_t n_chain;
	bool chain_trusted; /* it ends in an anchor; false only where the failure to find one was overruled */
};

struct verify_view verify_view(const struct verifier *v);

/*
 * verify_fail tells a failure at depth (0: leaf, less than n_chain). True: it was overruled, and the check goes on with
 * what follows; false: the check returns false at once.
 */
MUST_CHECK bool verify_fail(struct verifier *v, enum verify_err err, size_t depth);

/* verify_give_up notes a failure that nobody may overrule (memory is out, a store cannot be read). Returns false. */
bool verify_give_up(struct verifier *v, enum verify_err err);

/*
 * verify_aside verifies leaf by params over the same trust and untrusted certificates; what happens is told as aside.
 * result as for verify_chain.
 */
void verify_aside(struct verifier *v, const struct verify_params *params, struct cert *leaf,
		  struct verify_result *result);

#endif
