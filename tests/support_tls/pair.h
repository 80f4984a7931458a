/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A client and a server of the engine in memory, with bytes moved between them under the test's control. */
#ifndef TEASEL_TESTS_PAIR_H
#define TEASEL_TESTS_PAIR_H

#include "engine.h"

/* test_identity loads tests/tls/data/NAME.{cert,key}.der; NULL when memory is out (other failures end the test). */
struct tls_identity *test_identity(const char *name);

struct pair {
	struct tls_conn *client, *server;
	struct tls_hooks client_hooks, server_hooks;
	size_t step; /* bytes moved at a time; 0: all there is */
	/* called with every batch of bytes before it is delivered; may change it, or its length */
	void (*meddle)(struct pair *p, bool from_client, uint8_t *bytes, size_t *len);
	void *ctx;
	enum tls_status client_status, server_status;
	bool eof_to_client, eof_to_server;
};

/* pair_init makes both ends; hooks hold now_ms at least. False when memory is out. */
bool pair_init(struct pair *p, const struct tls_settings *client, const struct tls_settings *server);
void pair_free(struct pair *p);

/* pair_move carries what waits on one side to the other. Returns the bytes moved. */
size_t pair_move(struct pair *p, bool from_client);

/* pair_run does the handshake on both ends until both are done or neither gets on. True when both are done. */
bool pair_run(struct pair *p);

/* pair_echo sends len bytes from one end and reads them at the other; true when they arrive unchanged. */
bool pair_echo(struct pair *p, bool from_client, size_t len);

/* Hooks of servers whose tickets are their content behind a letter: no key to agree on, and nothing hidden. */
enum tls_hook_answer plain_ticket_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
				       struct tls_hook_fault *fault);
enum tls_ticket_answer plain_ticket_open(void *owner, struct tls_conn *c, struct span ticket, struct buffer *content);

#endif
