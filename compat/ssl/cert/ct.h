/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certificate transparency (RFC 6962) as a client: signed certificate timestamps from the TLS extension, the stapled
 * OCSP response and the certificate, validated against the logs that the program named, and judged by its callback.
 * Parsing and validation are libcrypto's public SCT_ and CTLOG_ functions.
 */
#ifndef TEASEL_COMPAT_CERT_CT_H
#define TEASEL_COMPAT_CERT_CT_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ct.h>
#include <openssl/ssl.h>

/* What SSL_CTX and SSL have both. */
struct ct_settings {
	ssl_ct_validation_cb cb; /* NULL: certificate transparency is off */
	void *arg;
};

/* Of one connection. */
struct ct_state {
	STACK_OF(SCT) * scts; /* made when first asked for */
	bool parsed;
};

void ct_state_clear(struct ct_state *c);

/* ct_judge asks the callback when the peer's chain is one that it is for. False: the handshake ends, with *reason. A
 * refusal is noted as the verify result too. */
bool ct_judge(SSL *s, int *reason);

/* ct_ocsp_scts gives take each list of SCTs in an OCSP response, which it takes over; false when take fails. What is no
 * response has none. (A file of its own: libcrypto's headers for OCSP and the engine's have names in common.) */
bool ct_ocsp_scts(const unsigned char *response, size_t len, bool (*take)(void *owner, STACK_OF(SCT) * list),
		  void *owner);

#endif
