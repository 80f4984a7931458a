/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The connections of tlsserver: one thread, one epoll, sockets that never block.
 *
 * A connection holds at most one block of plaintext each way and reads no more while that is not taken, so a client
 * that sends and does not read costs what any other costs. Handshakes and goodbyes have an end in time; in between a
 * connection may be as quiet as it likes. */
#ifndef TOOLS_TLS_SERVER_H
#define TOOLS_TLS_SERVER_H

#include <openssl/ssl.h>

enum mode { MODE_ECHO, MODE_HTTP, MODE_FORWARD };

struct server_settings {
	SSL_CTX *ctx;
	enum mode mode;
	unsigned int forward_port; /* of 127.0.0.1 */
};

/* server_signals: a descriptor for SIGINT and SIGTERM, which from now on do nothing else. To be called before anybody
 * is told that the server is there: he may tell it to stop at once. */
int server_signals(void);

/* Serves what the listening socket accepts until a signal comes. Takes signals over. Ends the program when the machine
 * fails it. */
void server_run(const struct server_settings *settings, int listener, int signals);

#endif
