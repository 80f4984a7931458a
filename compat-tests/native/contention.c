/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* contention DIR VERSION tickets|ids: eight threads resume sessions over two contexts that they share, while every lock that
 * libssl takes is counted, and every one that had to wait. Prints: resumed handshakes, locks, waits. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"

#define THREADS 8
#define ROUNDS  200

static atomic_long locks, waits, resumed;
static atomic_int counting;

/* In the place of the C library's, for the libraries too. */
int pthread_mutex_lock(pthread_mutex_t *m)
{
	static int (*real)(pthread_mutex_t *);
	if (real == NULL) {
		real = (int (*)(pthread_mutex_t *))dlsym(RTLD_NEXT, "pthread_mutex_lock");
	}
	if (!atomic_load_explicit(&counting, memory_order_relaxed)) {
		return real(m);
	}
	Dl_info who;
	int ours = dladdr(__builtin_return_address(0), &who) != 0 && strstr(who.dli_fname, "libssl") != NULL;
	if (!ours) {
		return real(m);
	}
	atomic_fetch_add(&locks, 1);
	if (pthread_mutex_trylock(m) == 0) {
		return 0;
	}
	atomic_fetch_add(&waits, 1);
	return real(m);
}

static SSL_CTX *client, *server;
static __thread SSL_SESSION *latest;
static pthread_barrier_t warm, go;

static int keep(SSL *ssl, SSL_SESSION *session)
{
	(void)ssl;
	SSL_SESSION_free(latest);
	latest = session;
	return 1;
}

static void once(void)
{
	struct pair p;
	SSL_SESSION *session = latest;
	latest = NULL;
	if (!pair_open(&p, client, server, "p256.test", session) || !pair_handshake(&p)) {
		pair_die("a handshake");
	}
	atomic_fetch_add(&resumed, SSL_session_reused(p.client));
	if (latest == NULL) { /* TLS 1.2 gives no new one */
		latest = session;
	} else {
		SSL_SESSION_free(session);
	}
	SSL_set_shutdown(p.client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_set_shutdown(p.server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	pair_close(&p);
}

static void *work(void *arg)
{
	(void)arg;
	once();
	once();
	pthread_barrier_wait(&warm);
	pthread_barrier_wait(&go);
	for (int i = 0; i < ROUNDS; i++) {
		once();
	}
	pthread_barrier_wait(&warm);
	SSL_SESSION_free(latest);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		return 2;
	}
	int version = strcmp(argv[2], "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
	client = pair_client_ctx(argv[1], version);
	server = pair_server_ctx(argv[1], "p256", version);
	if (client == NULL || server == NULL) {
		pair_die("contexts");
	}
	SSL_CTX_set_session_id_context(server, (const unsigned char *)"bench", 5);
	SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(client, keep);
	if (strcmp(argv[3], "ids") == 0) {
		SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
	}
	pthread_t t[THREADS];
	pthread_barrier_init(&warm, NULL, THREADS + 1);
	pthread_barrier_init(&go, NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++) {
		pthread_create(&t[i], NULL, work, NULL);
	}
	pthread_barrier_wait(&warm);
	atomic_store(&resumed, 0);
	atomic_store(&counting, 1);
	pthread_barrier_wait(&go);
	pthread_barrier_wait(&warm);
	atomic_store(&counting, 0);
	printf("%ld %ld %ld\n", atomic_load(&resumed), atomic_load(&locks), atomic_load(&waits));
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
	}
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	return 0;
}
