/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Connections and their failures told in one line.
 *
 * What a peer chose (names, protocols, subjects) is written with everything escaped that is not plain ASCII, so that it
 * cannot steer a terminal or forge a line of a log. */
#ifndef TOOLS_TLS_REPORT_H
#define TOOLS_TLS_REPORT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/* Room that is enough for what report_facts and report_failure write; both cut what is longer. */
enum { REPORT_SIZE = 768 };

/* The reason of the oldest entry of the error queue, which is the root of the others; empties the queue. */
void report_reason(char *out, size_t size);

/* Why SSL_connect, SSL_accept, SSL_read or SSL_write on `ssl` failed, SSL_get_error having said `error` and errno being
 * as that call left it. `peer`: what the other side is called, "server" or "client"; `handshake`: it was not complete.
 * Empties the error queue. */
void report_failure(char *out, size_t size, const SSL *ssl, int error, const char *peer, bool handshake);

/* Version, suite, group, whether the session was resumed, and what else was agreed upon. */
void report_facts(char *out, size_t size, SSL *ssl);

#endif
