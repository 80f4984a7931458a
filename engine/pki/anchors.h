/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The certificates of a PEM file as an index by subject, made in one pass: each is decoded far enough to know that it
 * is well-formed and what its subject is, and becomes a struct cert when it is first asked for. Immutable but for that,
 * and shared by reference count between threads.
 */
#ifndef TEASEL_PKI_ANCHORS_H
#define TEASEL_PKI_ANCHORS_H

#include "pki/cert.h"

struct anchors;

/*
 * anchors_index takes text whose blocks are all certificates. TLS_E_NOT_FOUND: there is no block; TLS_E_PEM: one is
 * malformed or of another kind; TLS_E_DER: one is no certificate (cert_parse would refuse it); TLS_E_ALLOC. On success
 * *out has one reference, and text is needed no more.
 */
MUST_CHECK enum tls_err anchors_index(struct anchors **out, struct span text);
struct anchors *anchors_up_ref(struct anchors *a);
void anchors_free(struct anchors *a);

size_t anchors_count(const struct anchors *a);

/* anchors_cert: the i-th in the order of the file, borrowed. NULL: memory is out. */
struct cert *anchors_cert(struct anchors *a, size_t i);

/* anchors_find: the first i at or after *at whose subject may be subject (a whole Name); *at is moved behind it. False
 * when there is none. Start with 0. What has the same hash may be found too: name_eq tells. */
bool anchors_find(const struct anchors *a, struct span subject, size_t *at, size_t *i);

#endif
