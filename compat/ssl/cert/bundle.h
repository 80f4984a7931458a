/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Files of trust anchors, taken lazily: of a file an index is made, or found ready, but an X509 is made of a
 * certificate, and added to the X509_STORE, only when the store is asked for its subject. To the store that is one more
 * lookup method; to a program, a context that starts at once.
 */
#ifndef TEASEL_COMPAT_CERT_BUNDLE_H
#define TEASEL_COMPAT_CERT_BUNDLE_H

#include <stdbool.h>

#include <openssl/x509_vfy.h>

#include "engine/engine.h"

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
bool bundle_is_poured(const struct bundle *b);

/* bundle_each hands each certificate with that subject (a whole Name) to take, borrowed, until that returns false.
 * False when there is none. Makes no object of libcrypto. */
bool bundle_each(struct bundle *b, struct span subject, bool (*take)(void *ctx, struct cert *anchor), void *ctx);

#endif
