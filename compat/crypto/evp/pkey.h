/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * EVP_PKEY from inside: the engine's keys, and beside them their encodings, which the engine does not give back. A key
 * does not change once it is complete, so it may be used from many threads.
 */
#ifndef TEASEL_CRYPTO_PKEY_H
#define TEASEL_CRYPTO_PKEY_H

#include <stdatomic.h>

#include <openssl/evp.h>

#include "engine/base/buffer.h"
#include "engine/crypto/key.h"

struct evp_pkey_st {
	atomic_int refs;
	struct pubkey *own_pub;  /* a public key's; NULL for a private one, whose public half priv owns */
	struct privkey *priv;    /* NULL: a public key */
	struct buffer algorithm; /* AlgorithmIdentifier */
	struct buffer spki;      /* SubjectPublicKeyInfo */
	struct buffer secret;    /* RSA: RSAPrivateKey; EC: the scalar in the curve's length; Ed25519: the seed */
	CRYPTO_EX_DATA ex_data;
};

/* pkey_pub: the public half, or NULL when the key is empty. */
const struct pubkey *pkey_pub(const EVP_PKEY *k);
/* pkey_from_private and pkey_from_spki make a key from DER, or NULL with an error queued. */
EVP_PKEY *pkey_from_private(struct span der);
EVP_PKEY *pkey_from_spki(struct span der);

#endif
