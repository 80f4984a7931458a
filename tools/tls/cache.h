/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Sessions of a client in a file, for --cache.
 *
 * The file is text: a first line that names the format, then for each session a line with its key and the session as
 * PEM. It holds secrets, so a new one is readable by its owner alone. Several clients may use one file at the same
 * time: each change reads and writes it whole under a lock.
 *
 * A key is "HOST:PORT" and a digest of what the connection trusts and proves, so that a session whose certificate was
 * checked against other roots, or not at all, is not resumed as if it had been. */
#ifndef TOOLS_TLS_CACHE_H
#define TOOLS_TLS_CACHE_H

#include <openssl/ssl.h>

struct cache {
	const char *path;
	char key[512];
};

/* The newest session for the key that is not too old, or NULL; the caller frees it. One of TLS 1.3 leaves the file with
 * it, because a ticket that is used twice lets an observer link the connections (RFC 8446 appendix C.4). Ends the
 * program when the file holds something else than sessions; one that does not exist holds none. */
SSL_SESSION *cache_take(const struct cache *cache);

/* Adds a session; the oldest go when there are many. Complains when it cannot, and goes on. */
void cache_put(const struct cache *cache, SSL_SESSION *session);

#endif
