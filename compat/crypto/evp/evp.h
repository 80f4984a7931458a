/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP's objects from inside. Algorithms are constant rows: they have no reference count, and freeing them does nothing.
 */
#ifndef TEASEL_CRYPTO_EVP_H
#define TEASEL_CRYPTO_EVP_H

#include <stdbool.h>

#include <openssl/evp.h>

#include "engine/crypto/cipher.h"
#include "engine/crypto/digest.h"

struct evp_md_st {
	enum digest_id id;
	int nid, pkey_nid;    /* pkey_nid: "RSA with this digest", or 0 */
	const char *name;     /* as a provider has it */
	const char *names[4]; /* others by which it is found, NULL at the end */
	unsigned long flags;
};

struct evp_cipher_st {
	enum cipher_id id;
	int nid;
	const char *name;
	const char *names[3];
	unsigned long flags; /* mode and EVP_CIPH_FLAG_* */
};

struct evp_md_ctx_st {
	const EVP_MD *md;
	int flags;
	bool running;  /* digest is initialised */
	bool finished; /* and final was called */
	struct digest_ctx digest;
	EVP_PKEY_CTX *pkey_ctx; /* owned; signs or verifies what is hashed, or NULL */
};

/* md_by_name and cipher_by_name: NULL when unknown, without an error. */
const EVP_MD *md_by_name(const char *name);
const EVP_CIPHER *cipher_by_name(const char *name);

#endif
