/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_PKEY_CTX from inside: a key, or a kind of key to be, what is to be done with it, and how. */
#ifndef TEASEL_CRYPTO_PKEY_CTX_H
#define TEASEL_CRYPTO_PKEY_CTX_H

#include <openssl/evp.h>

#include "compat/crypto/evp/pkey.h"
#include "engine/crypto/sig.h"

struct evp_pkey_ctx_st {
	EVP_PKEY *pkey; /* a reference, or NULL */
	int kind;       /* EVP_PKEY_RSA and so on */
	int operation;  /* EVP_PKEY_OP_*, EVP_PKEY_OP_UNDEFINED before one was begun */
	int padding;    /* RSA_PKCS1_PADDING or RSA_PKCS1_PSS_PADDING, of RSA keys */
	int salt_len;   /* a length, or RSA_PSS_SALTLEN_* */
	const EVP_MD *md;
	enum key_type curve; /* of the key to be made */
	int bits;
	void *data, *app_data;
};

/* pkey_ctx_begin starts an operation with the defaults of the key. False, with an error queued, when the key cannot. */
bool pkey_ctx_begin(EVP_PKEY_CTX *ctx, int operation, const EVP_MD *md);

/* pkey_ctx_alg: the engine's algorithm for what ctx says. False, with an error queued, when there is none. */
bool pkey_ctx_alg(const EVP_PKEY_CTX *ctx, struct sig_alg *out);

#endif
