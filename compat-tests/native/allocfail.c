/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Fails each allocation of a connection's life in turn: allocfail PKI KIND VERSION [STEP]
 *
 * All of libssl and libcrypto allocates through functions of ours (CRYPTO_set_mem_functions). Round n makes a
 * connection, full or resumed, talks and ends it, and the n-th allocation of that fails, once. Whatever was allocated
 * must be back afterwards, and a connection that fails must say why: an error in the queue, not silence. (Setters say
 * it by what they return; libcrypto's own are silent beside that.) A certificate that does not fit is never accepted
 * for want of memory. Ends when a round ran through without a failure, and
 * prints how many rounds that took.
 *
 * Making contexts reads files and decodes keys in libcrypto, ten thousand allocations that are mostly not ours: of
 * those only every STEP-th fails (1 when it is not given; 0: none). */
#include "pair.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A block is preceded by its size, so that what is out can be counted in bytes as well. */
union head {
	size_t size;
	long double align;
};

static long fail_at = -1, n_alloc, n_out;
static bool failed;

static bool fails_now(void)
{
	if (fail_at >= 0 && n_alloc++ == fail_at) {
		failed = true;
		return true;
	}
	return false;
}

static void *take(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	if (n == 0 || fails_now()) {
		return NULL;
	}
	union head *h = malloc(sizeof *h + n);
	if (h == NULL) {
		return NULL;
	}
	h->size = n;
	n_out++;
	return h + 1;
}

static void give(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	if (p == NULL) {
		return;
	}
	union head *h = (union head *)p - 1;
	/* What is used after it was freed shall not look right. */
	memset(p, 0xdb, h->size);
	n_out--;
	free(h);
}

static void *change(void *p, size_t n, const char *file, int line)
{
	if (p == NULL) {
		return take(n, file, line);
	}
	if (n == 0) {
		give(p, file, line);
		return NULL;
	}
	if (fails_now()) {
		return NULL;
	}
	union head *old = (union head *)p - 1, *h = malloc(sizeof *h + n);
	if (h == NULL) {
		return NULL;
	}
	h->size = n;
	memcpy(h + 1, p, old->size < n ? old->size : n);
	memset(p, 0xdb, old->size);
	free(old);
	return h + 1;
}

static const char *dir, *kind;
static int version;

/* Whether the client has a verify callback, which says yes to everything. Memory that is out it may not overrule, so it
 * is not asked. */
static bool watched;

static int says_yes(int ok, X509_STORE_CTX *sc)
{
	int err = X509_STORE_CTX_get_error(sc);
	if (!ok && (err == X509_V_ERR_OUT_OF_MEM || err == X509_V_ERR_STORE_LOOKUP)) {
		pair_die("a verify callback was asked about memory that is out: that");
	}
	return 1;
}

/* What the lives offer, in the phase in which they resume. */
static SSL_SESSION *session;
static long n_resumed;

/* One life, as far as it goes. `got` counts the steps that succeeded. */
static int life(SSL_CTX *client, SSL_CTX *server)
{
	char host[64];
	struct pair p;
	snprintf(host, sizeof host, "%s.test", kind);
	if (!pair_open(&p, client, server, host, session)) {
		return 0;
	}
	int got = 1;
	if (pair_handshake(&p)) {
		got = 2;
		if (SSL_session_reused(p.client) != SSL_session_reused(p.server)) {
			pair_die("one side resumed and the other did not: that");
		}
		n_resumed += SSL_session_reused(p.client);
		if (pair_talk(&p, "hello", 5)) {
			got = pair_shutdown(&p) ? 4 : 3;
		}
	}
	pair_close(&p);
	return got;
}

/* Contexts too: 1 made, 0 not. */
static int contexts(SSL_CTX **client, SSL_CTX **server)
{
	*server = pair_server_ctx(dir, kind, version);
	*client = pair_client_ctx(dir, version);
	if (*server != NULL && *client != NULL) {
		SSL_CTX_set_session_cache_mode(*server, SSL_SESS_CACHE_OFF);
		if (watched) {
			SSL_CTX_set_verify(*client, SSL_VERIFY_PEER, says_yes);
		}
		return 1;
	}
	SSL_CTX_free(*server);
	SSL_CTX_free(*client);
	*server = *client = NULL;
	return 0;
}

/* A connection whose session later ones offer. */
static SSL_SESSION *first(SSL_CTX *client, SSL_CTX *server)
{
	char host[64];
	struct pair p;
	snprintf(host, sizeof host, "%s.test", kind);
	if (!pair_open(&p, client, server, host, NULL) || !pair_handshake(&p)) {
		pair_die("a connection without any failure");
	}
	SSL_SESSION *s = SSL_get1_session(p.client);
	pair_shutdown(&p);
	pair_close(&p);
	return s;
}

/* Runs rounds of one phase until one goes through without the failure; leaks and silence end the program. */
static void phase(const char *name, bool with_contexts, bool resumed, long by)
{
	SSL_CTX *client = NULL, *server = NULL;
	if (!with_contexts && !contexts(&client, &server)) {
		pair_die("contexts");
	}
	SSL_SESSION *kept = resumed ? first(client, server) : NULL;
	/* What is made once per thread or context is made before counting. */
	for (int i = 0; i < 3 && !with_contexts; i++) {
		if (life(client, server) != 4) {
			pair_die("a connection without any failure");
		}
	}
	long n, rounds = 0, tolerated = 0;
	int again = 0;
	for (n = 0;; n += by, rounds++) {
		ERR_clear_error();
		long before = n_out;
		/* each its own: a connection that fails spoils the session that it had */
		session = kept != NULL ? SSL_SESSION_dup(kept) : NULL;
		n_alloc = 0;
		failed = false;
		fail_at = n;
		int ok, got = 0;
		if (with_contexts) {
			SSL_CTX *c = NULL, *s = NULL;
			ok = contexts(&c, &s);
			fail_at = -1;
			SSL_CTX_free(c);
			SSL_CTX_free(s);
		} else {
			got = life(client, server);
			ok = got == 4;
			fail_at = -1;
		}
		SSL_SESSION_free(session);
		session = NULL;
		bool said = ERR_peek_error() != 0;
		ERR_clear_error();
		/* The first time, libcrypto may fill a cache of its own that it keeps; what leaks does so every time.
		 */
		if (n_out != before && again < 3) {
			again++;
			n -= by;
			rounds--;
			continue;
		}
		again = 0;
		if (n_out != before) {
			fprintf(stderr, "%s: allocation %ld failed and %ld blocks are not back\n", name, n,
				n_out - before);
			exit(1);
		}
		if (!failed) {
			if (!ok) {
				fprintf(stderr, "%s: round %ld had no failing allocation and failed all the same\n",
					name, n);
				exit(1);
			}
			break;
		}
		if (ok) {
			/* Something that can be done without, e.g. a ticket or a name for an error. */
			tolerated++;
		} else if (got > 0 && !said) {
			fprintf(stderr, "%s: allocation %ld failed, the call failed, and the error queue is empty\n",
				name, n);
			exit(1);
		}
	}
	/* the last round, at least, went through and resumed */
	if (resumed && n_resumed == 0) {
		pair_die("resumption");
	}
	SSL_SESSION_free(kept);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	printf("%s: %ld allocations failed in turn, %ld of them harmless\n", name, rounds, tolerated);
	fflush(stdout);
}

/* A client that expects an address which the certificate does not have is never content, whatever allocation fails:
 * none of them may make it forget what it expects. */
static void mismatched(void)
{
	SSL_CTX *client, *server;
	char host[64];
	long n;
	snprintf(host, sizeof host, "%s.test", kind);
	if (!contexts(&client, &server)) {
		pair_die("contexts");
	}
	for (n = 0, failed = true; failed; n++) {
		struct pair p;
		if (!pair_open(&p, client, server, host, NULL) ||
		    !X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(p.client), "192.0.2.1")) {
			pair_die("a client that expects an address");
		}
		n_alloc = 0;
		failed = false;
		fail_at = n;
		int shaken = pair_handshake(&p);
		fail_at = -1;
		pair_close(&p);
		ERR_clear_error();
		if (shaken) {
			fprintf(stderr, "mismatched address: allocation %ld failed and the certificate was accepted\n",
				n);
			exit(1);
		}
	}
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	printf("mismatched address: %ld allocations failed in turn\n", n - 1);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: allocfail PKI KIND VERSION [STEP]\n");
		return 2;
	}
	if (!CRYPTO_set_mem_functions(take, change, give)) {
		fprintf(stderr, "CRYPTO_set_mem_functions was refused\n");
		return 1;
	}
	dir = argv[1];
	kind = argv[2];
	version = strcmp(argv[3], "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
	long by = argc > 4 ? atol(argv[4]) : 1;
	/* Everything that is loaded once: algorithms, error strings, the configuration. */
	SSL_CTX *c, *s;
	for (int i = 0; i < 2; i++) {
		if (!contexts(&c, &s) || life(c, s) != 4) {
			pair_die("a connection without any failure");
		}
		SSL_CTX_free(c);
		SSL_CTX_free(s);
	}
	phase("connection", false, false, 1);
	phase("resumed connection", false, true, 1);
	watched = true;
	phase("watched connection", false, false, 1);
	watched = false;
	mismatched();
	if (by > 0) {
		phase("contexts", true, false, by);
	}
	return 0;
}
