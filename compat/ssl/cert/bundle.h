/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Files of trust anchors, taken lazily: a file is read and each certificate in it parsed by the engine at once, but an
 * X509 is made of one, and added to the X509_STORE, only when the store is asked for its subject. To the store that is
 * one more lookup method; to a program, a context that starts forty times faster.
 */
#ifndef TEASEL_COMPAT_CERT_BUNDLE_H
#define TEASEL_COMPAT_CERT_BUNDLE_H

#include <stdbool.h>

#include <openssl/x509_vfy.h>

struct bundle;

/*
 * bundle_load takes the certificates of a PEM file into *b, which it makes and adds to store when it is NULL; store
 * then owns it. False, and nothing is taken, when the file is not plainly a list of certificates: libcrypto's own
 * loader is then to be asked, which also knows the errors. No error is queued.
 */
bool bundle_load(struct bundle **b, X509_STORE *store, const char *file);

/* bundle_pour adds all that is in b (may be NULL) to its store: until the next bundle_load, lookups find nothing more
 * here. */
void bundle_pour(struct bundle *b);

#endif
