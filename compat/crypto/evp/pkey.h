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
#include "engine/pki/oid.h"

struct evp_pkey_st {
	atomic_int refs;
	struct pubkey *own_pub;  /* a public key's; NULL for a private one, whose public half priv owns */
	struct privkey *priv;    /* NULL: a public key */
	struct buffer algorithm; /* AlgorithmIdentifier */
	struct buffer spki;      /* SubjectPublicKeyInfo */
	struct buffer secret;    /* RSA: RSAPrivateKey; EC: the scalar in the curve's length; Ed25519: the seed */
	struct {
		size_t len; /* 32; 0: no such key */
		unsigned char b[32];
	} x25519; /* a public key that agrees and cannot sign; then there is neither own_pub nor priv */
	CRYPTO_EX_DATA ex_data;
};

/* pkey_pub: the public half, or NULL when the key is empty. */
const struct pubkey *pkey_pub(const EVP_PKEY *k);
/* pkey_from_private and pkey_from_spki make a key from DER, or NULL with an error queued. */
EVP_PKEY *pkey_from_private(struct span der);
EVP_PKEY *pkey_from_spki(struct span der);
/* pkey_from_secret makes one from an EC scalar or an Ed25519 seed. */
EVP_PKEY *pkey_from_secret(enum key_type type, struct span secret);
/* pkey_become makes the empty key to hold what from does. False when memory is out. */
bool pkey_become(EVP_PKEY *to, const EVP_PKEY *from);

/* pkey_curve_by_name: by NIST's, X9.62's or SECG's name; KEY_NONE when it is not offered. */
enum key_type pkey_curve_by_name(const char *name);
enum oid pkey_curve_oid(enum key_type curve);

#endif
