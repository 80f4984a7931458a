/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A client and a server in one process over the public API of libssl, joined by pipes in memory.
 *
 * For programs that measure or count: a pipe copies bytes and does nothing else, its buffers come from a pool outside
 * the heap's bookkeeping, and the processor time that each side takes is kept apart. */
#pragma once

#include <openssl/ssl.h>
#include <stddef.h>
#include <stdint.h>

struct pipe {
	uint8_t *buf;
	size_t cap, head, tail;
};

struct pair {
	SSL *client, *server;
	struct pipe to_client, to_server;
	/* Nanoseconds of this thread's processor time spent in calls for each side, since pair_open(). */
	int64_t client_ns, server_ns;
	/* Bytes of heap that calls for each side took and did not give back; counted only after pair_count_memory(1).
	 */
	int64_t client_bytes, server_bytes;
};

/* Processor time of this thread in nanoseconds. */
int64_t pair_clock(void);

/* Whether the heap is asked before and after each side's calls from now on. */
void pair_count_memory(int on);

/* pair_open(): an SSL of each context and the pipes between them. `host` is the name sent and verified, or NULL;
 * `session` is offered when not NULL. 1 on success; on failure nothing is left behind. */
int pair_open(struct pair *p, SSL_CTX *client, SSL_CTX *server, const char *host, SSL_SESSION *session);

/* Runs both handshakes to their end and lets the client read the tickets that follow. 1 on success. */
int pair_handshake(struct pair *p);

/* One message each way, `n` bytes of `data` (n <= 16384). 1 when all of it arrived. */
int pair_talk(struct pair *p, const void *data, size_t n);

/* close_notify both ways. 1 on success. */
int pair_shutdown(struct pair *p);

/* Frees both sides; the time that takes counts for them. */
void pair_close(struct pair *p);

/* Throws away what lies in a pipe. */
void pipe_reset(struct pipe *p);

/* Contexts from the files of bench/make-pki in `dir`: KIND.pem (chain), KIND.key, root.pem. `version` is TLS1_2_VERSION
 * or TLS1_3_VERSION, or 0 for both. The server's and the client's; NULL on failure. */
SSL_CTX *pair_server_ctx(const char *dir, const char *kind, int version);
SSL_CTX *pair_client_ctx(const char *dir, int version);

/* Prints what failed and libcrypto's error queue to stderr, and ends the program with status 1. */
void pair_die(const char *what) __attribute__((noreturn));
