/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certification path building: from a leaf over untrusted certificates to an anchor. The order of the search is that of
 * X509_verify_cert(3), so that the same input gives the same chain: one issuer is chosen for each certificate, anchors
 * first (or the peer's certificates first), never to be taken back but for shorter chains to an anchor when the peer's
 * certificates came first. Nothing is checked here but what makes a certificate a candidate.
 *
 * Where OpenSSL takes the first of several candidates, one whose key verifies the signature is preferred.
 */
#ifndef TEASEL_PKI_PATH_H
#define TEASEL_PKI_PATH_H

#include "pki/verify.h"

struct path {
	const struct verify_params *params;
	const struct trust *trust;
	struct cert *const *untrusted;
	size_t n_untrusted_given;
	struct cert **chain; /* leaf first, references owned */
	size_t n, cap;
	size_t n_untrusted; /* how many, from the leaf, are not from the trust store */
	size_t max_depth;
	bool trusted; /* the chain ends in an anchor */
	struct verify_work work;
	struct dane_run dane;
};

/* path_start: a chain of the leaf alone. TLS_E_ALLOC. The path is owned by the caller and freed by path_free always. */
MUST_CHECK enum tls_err path_start(struct path *p, const struct verify_params *params, const struct trust *trust,
				   struct cert *leaf, struct cert *const *untrusted, size_t n_untrusted);

/* path_build extends the chain as far as it goes; p->trusted is the answer. TLS_E_ALLOC, or what trust said. */
MUST_CHECK enum tls_err path_build(struct path *p);

/* path_free leaves the chain and p->dane empty. */
void path_free(struct path *p);

/* path_time_ok: the certificate is valid now, or time does not count. */
bool path_time_ok(const struct verify_params *params, const struct cert_facts *f);

#endif
