/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Makes and frees connections and prints the process's memory on the way: connections PKI COUNT [KIND…]
 *
 * Each connection is made, shakes hands, carries a message each way, and ends in one of four ways: clean, one-sided,
 * without any goodbye, and in the middle of its handshake. A tenth of the connections, for warming up, goes before the
 * first figure. Output, a line per figure: connections so far, heap in use, resident bytes. */
#include "pair.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long resident(void)
{
	long size, pages;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f == NULL || fscanf(f, "%ld %ld", &size, &pages) != 2) {
		pair_die("/proc/self/statm");
	}
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

static void figures(int n)
{
	printf("%d %zu %ld\n", n, mallinfo2().uordblks + mallinfo2().hblkhd, resident());
	fflush(stdout);
}

static void one(SSL_CTX *client, SSL_CTX *server, const char *host, int way)
{
	struct pair p;
	if (!pair_open(&p, client, server, host, NULL)) {
		pair_die("SSL_new");
	}
	if (way == 3) {
		/* Half a handshake: the server has answered, the client never reads it. */
		SSL_do_handshake(p.client);
		SSL_do_handshake(p.server);
	} else {
		if (!pair_handshake(&p) || !pair_talk(&p, "hello", 5)) {
			pair_die("the connection");
		}
		if (way == 0 && !pair_shutdown(&p)) {
			pair_die("shutdown");
		}
		if (way == 1) {
			SSL_shutdown(p.client);
		}
	}
	pair_close(&p);
}

int main(int argc, char **argv)
{
	static const char *const by_default[] = {"p256", "rsa2048", "ed25519"};
	if (argc < 3) {
		fprintf(stderr, "usage: connections PKI COUNT [KIND...]\n");
		return 2;
	}
	int count = atoi(argv[2]);
	const char *const *kinds = argc > 3 ? (const char *const *)(argv + 3) : by_default;
	int n_kinds = argc > 3 ? argc - 3 : 3;
	enum { MAX = 16 };
	SSL_CTX *servers[2 * MAX], *clients[2];
	for (int v = 0; v < 2; v++) {
		int version = v == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
		clients[v] = pair_client_ctx(argv[1], version);
		if (clients[v] == NULL) {
			pair_die("the client's context");
		}
		for (int k = 0; k < n_kinds && k < MAX; k++) {
			SSL_CTX *s = pair_server_ctx(argv[1], kinds[k], version);
			if (s == NULL) {
				pair_die(kinds[k]);
			}
			/* OpenSSL keeps up to 20,480 sessions per context, which is no leak but looks like one. */
			SSL_CTX_set_session_cache_mode(s, SSL_SESS_CACHE_OFF);
			servers[v * MAX + k] = s;
		}
	}
	int warm = count / 10;
	for (int i = 0; i < warm + count; i++) {
		if (i == warm || (i > warm && (i - warm) % (count / 4 > 0 ? count / 4 : 1) == 0)) {
			figures(i - warm);
		}
		int v = i % 2, k = i / 2 % n_kinds;
		char host[64];
		snprintf(host, sizeof host, "%s.test", kinds[k]);
		one(clients[v], servers[v * MAX + k], host, i / (2 * n_kinds) % 4);
	}
	figures(count);
	for (int v = 0; v < 2; v++) {
		SSL_CTX_free(clients[v]);
		for (int k = 0; k < n_kinds && k < MAX; k++) {
			SSL_CTX_free(servers[v * MAX + k]);
		}
	}
	return 0;
}
