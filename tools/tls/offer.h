/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* --protover, --suite and --proto: what a side offers or takes. */
#ifndef TOOLS_TLS_OFFER_H
#define TOOLS_TLS_OFFER_H

#include "tool.h"

struct offer {
	struct words versions, suites, protos;
};

/* Restricts the context to the versions and suites that are named; where none is, the library's defaults stand. Words
 * that mean nothing here, and choices that leave nothing, end the program as a wrong command line.
 *
 * A suite is known by the RFCs' name, OpenSSL's, or rustls's (TLS13_ in place of TLS_ for those of TLS 1.3), in any
 * case. */
void offer_apply(SSL_CTX *ctx, const struct offer *offer);

/* The application protocols for a client to offer, and for a server to choose from by its own order; a server that
 * shares none with the client refuses (RFC 7301 §3.2). `offer` must live as long as the context. */
void offer_protocols_client(SSL_CTX *ctx, const struct offer *offer);
void offer_protocols_server(SSL_CTX *ctx, const struct offer *offer);

#endif
