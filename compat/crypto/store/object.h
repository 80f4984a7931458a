/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What a file holds, PEM or DER, an object after the other: for OSSL_STORE and OSSL_DECODER. */
#ifndef TEASEL_CRYPTO_STORE_OBJECT_H
#define TEASEL_CRYPTO_STORE_OBJECT_H

#include <openssl/pem.h>
#include <openssl/store.h>

#include "engine/base/buffer.h"

/* One of OSSL_STORE_INFO_CERT, _CRL, _PKEY and _PUBKEY; the one object is owned. */
struct object {
	int type;
	X509 *cert;
	X509_CRL *crl;
	EVP_PKEY *key;
};

struct object_reader {
	struct span rest; /* of what the owner of the reader keeps */
	bool pem;
	pem_password_cb *cb; /* asked for the password of a key */
	void *cb_arg;
};

/* objects_of: the form is PEM where there is a line that begins a block. */
struct object_reader objects_of(struct span content, pem_password_cb *cb, void *cb_arg);
/* object_next: 1 with *out to be freed, 0 at the end, -1 for an object that is malformed, an error queued; the next
 * call goes on behind it. What is none of the four kinds is passed over. */
int object_next(struct object_reader *r, struct object *out);
void object_free(struct object *o);

#endif
