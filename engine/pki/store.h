/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Trust anchors in memory, found by subject: a struct trust for programs that bring their anchors along. Filled by one
 * owner, then read by any number of threads.
 */
#ifndef TEASEL_PKI_STORE_H
#define TEASEL_PKI_STORE_H

#include "pki/verify.h"

struct store;

/* store_new returns NULL when memory is out. store_free takes NULL. */
struct store *store_new(void);
void store_free(struct store *s);

/* store_add takes a reference of its own. The same certificate again is not added again. TLS_E_ALLOC. */
MUST_CHECK enum tls_err store_add(struct store *s, struct cert *c);

/* store_add_pem adds each certificate of PEM text; other blocks are passed over. *n_added (may be NULL) counts them. */
MUST_CHECK enum tls_err store_add_pem(struct store *s, struct span text, size_t *n_added);

/* store_trust: s as verify_chain wants it. s must outlive it. */
struct trust store_trust(struct store *s);

#endif
