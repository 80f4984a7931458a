/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_CTX_sessions: the cache as the hash table that OpenSSL's is. Here it is a copy made by the call, which lives
 * until the next one or the SSL_CTX's end: sessions that come and go meanwhile do not disturb a program that walks it,
 * and what it does to the table does not reach the cache.
 */
#include <openssl/lhash.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

static unsigned long hash(const void *p)
{
	return (unsigned long)(uintptr_t)p >> 4;
}

static int compare(const void *a, const void *b)
{
	return a != b;
}

static void free_one(void *p)
{
	SSL_SESSION_free(p);
}

static void add_one(void *arg, SSL_SESSION *ss)
{
	OPENSSL_LHASH *table = arg;
	SSL_SESSION *before = OPENSSL_LH_insert(table, ss);
	/* The same object under two ids, or no memory: the reference is not kept. */
	if (before != NULL || OPENSSL_LH_error(table) != 0) {
		SSL_SESSION_free(ss);
	}
}

void session_listed_free(struct session_cache *c)
{
	if (c->listed != NULL) {
		OPENSSL_LH_doall(c->listed, free_one);
		OPENSSL_LH_free(c->listed);
		c->listed = NULL;
	}
}

LHASH_OF(SSL_SESSION) * SSL_CTX_sessions(SSL_CTX *ctx)
{
	session_listed_free(&ctx->sessions);
	ctx->sessions.listed = OPENSSL_LH_new(hash, compare);
	if (ctx->sessions.listed == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	session_cache_each(&ctx->sessions, add_one, ctx->sessions.listed);
	return (LHASH_OF(SSL_SESSION) *)ctx->sessions.listed;
}
