/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ServerKeyExchange and ClientKeyExchange of ECDHE in TLS 1.2 (RFC 8422 §5.4, §5.7). */
#ifndef TEASEL_TLS_WIRE_KEY_EXCHANGE_H
#define TEASEL_TLS_WIRE_KEY_EXCHANGE_H

#include "base/err.h"
#include "base/reader.h"
#include "base/writer.h"
#include "tls/wire/proto.h"

struct server_key_exchange {
	uint16_t group;
	struct span share;
	struct span params; /* ServerECDHParams as they came: what the signature covers after the randoms */
	uint16_t scheme;
	struct span signature;
};

MUST_CHECK enum tls_err server_key_exchange_decode(struct server_key_exchange *out, struct span body);
/* server_params_encode writes ServerECDHParams; the signed message is params + scheme + signature. */
void server_params_encode(struct writer *w, uint16_t group, struct span share);

MUST_CHECK enum tls_err client_key_exchange_decode(struct span *share, struct span body);
void client_key_exchange_encode(struct writer *w, struct span share);

#endif
