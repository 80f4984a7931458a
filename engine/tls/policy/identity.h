/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A certificate chain with the key that proves it (engine.h), as the engine sees its inside. */
#ifndef TEASEL_TLS_POLICY_IDENTITY_H
#define TEASEL_TLS_POLICY_IDENTITY_H

#include "base/ref.h"
#include "engine.h"

struct tls_identity {
	struct ref ref;
	struct cert *leaf;   /* NULL: a raw public key alone */
	struct pubkey *bare; /* the key, when there is no leaf */
	struct span spki;    /* SubjectPublicKeyInfo of the key, a view into leaf or bytes */
	struct span *chain;  /* n views into bytes, leaf first */
	size_t n;
	uint8_t *bytes;
	struct privkey *key; /* NULL: the sign hook signs */
	void *external;
	void (*on_free)(void *external); /* or NULL */
	struct buffer ocsp, sct;
	struct packed {
		uint16_t alg;
		size_t len; /* of the message */
		struct buffer bytes;
	} packed[TLS_CERT_CODECS_MAX];
	size_t n_packed;
};

/* identity_pubkey: the leaf's key, or the one that stands alone. identity_key_type: its type. */
const struct pubkey *identity_pubkey(const struct tls_identity *id);
enum key_type identity_key_type(const struct tls_identity *id);

#endif
