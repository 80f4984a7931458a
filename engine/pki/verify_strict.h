/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What VERIFY_F_STRICT asks for beyond the usual: rules of RFC 5280 §4 that certificates in use break without harm. */
#ifndef TEASEL_PKI_VERIFY_STRICT_H
#define TEASEL_PKI_VERIFY_STRICT_H

#include "pki/verify.h"

/*
 * verify_strict returns the next failure of f, or VERIFY_OK when there is no further one. *next starts as 0 and
 * remembers where to go on. last: the certificate is the last of the chain.
 */
enum verify_err verify_strict(const struct cert_facts *f, bool last, unsigned *next);

#endif
