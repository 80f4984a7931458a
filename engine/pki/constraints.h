/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Name constraints, RFC 5280 §4.2.1.10. */
#ifndef TEASEL_PKI_CONSTRAINTS_H
#define TEASEL_PKI_CONSTRAINTS_H

#include "pki/verify.h"

/* constraints_valid: value is one NameConstraints. */
bool constraints_valid(struct span value);

/*
 * constraints_check: do the names of f obey value, which passed constraints_valid? For a leaf (common_name) the
 * subject's common name is a DNS name too where it looks like one. *work, zero at first, counts comparisons over all
 * calls of one verification; too many are UNSPECIFIED.
 */
enum verify_err constraints_check(const struct cert_facts *f, struct span value, bool common_name, size_t *work);

#endif
