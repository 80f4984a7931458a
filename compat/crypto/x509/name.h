/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509_NAME from inside: its DER, which is always there and current, and made from it when first asked for, once and
 * for all threads, the entries and the canonical form that names are compared and hashed by.
 */
#ifndef TEASEL_CRYPTO_NAME_H
#define TEASEL_CRYPTO_NAME_H

#include <openssl/x509.h>

#include "engine/base/buffer.h"

struct X509_name_entry_st {
	ASN1_OBJECT *object;
	ASN1_STRING *value;
	int set; /* which relative name it belongs to, counted from 0 */
};

struct X509_name_st {
	struct buffer der;                            /* the whole Name */
	_Atomic(STACK_OF(X509_NAME_ENTRY) *) entries; /* NULL: not asked for yet */
	_Atomic(struct buffer *) canonical;           /* NULL: not asked for yet */
};

/* name_new copies a whole Name, which must be valid. NULL: memory is out. */
X509_NAME *name_new(struct span der);
/* name_der: the whole Name, owned by the X509_NAME. */
struct span name_der(const X509_NAME *name);
/* name_entries: owned by name; NULL: memory is out. */
STACK_OF(X509_NAME_ENTRY) * name_entries(const X509_NAME *name);
/* name_canonical: the relative names in canonical form, one after the other; false: memory is out. */
bool name_canonical(const X509_NAME *name, struct span *out);
/* name_encode makes the DER anew after the entries changed. False, with the DER as it was and an error queued, when memory
 * is out or an entry has no form in DER. */
bool name_encode(X509_NAME *name);

#endif
