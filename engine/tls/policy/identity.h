/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A certificate chain with the key that proves it (engine.h), as the engine sees its inside. */
#ifndef TEASEL_TLS_POLICY_IDENTITY_H
#define TEASEL_TLS_POLICY_IDENTITY_H

#include "base/ref.h"
#include "engine.h"

struct tls_identity {
	struct ref ref;
	struct cert *leaf;
	struct span *chain; /* n views into bytes, leaf first */
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

/* identity_key_type: the type of the leaf's key; KEY_NONE when the engine cannot read it. */
enum key_type identity_key_type(const struct tls_identity *id);

#endif
