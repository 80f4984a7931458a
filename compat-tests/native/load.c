/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Many connections in one process, over the public API: load PKI KIND idle|soak|flood COUNT, load PKI KIND slow COUNT
 *
 *     idle   COUNT pairs of client and server, of both versions, shake hands, talk, and stay; then each is used again
 *     soak   COUNT handshakes one after the other, full and resumed, of both versions, ended in different ways
 *     flood  COUNT clients say hello to a server and nothing more
 *     slow   COUNT clients that say a byte a second hang on one server with one thread, while others shake hands with
 * it
 *
 * Prints rows of a name and numbers, as each says below. */
#define _GNU_SOURCE
#include "pair.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *dir, *kind;
static char host[64];
static SSL_CTX *clients[2], *servers[2];

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

static long heap(void)
{
	struct mallinfo2 m = mallinfo2();
	return (long)(m.uordblks + m.hblkhd);
}

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void contexts(void)
{
	for (int v = 0; v < 2; v++) {
		int version = v == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
		clients[v] = pair_client_ctx(dir, version);
		servers[v] = pair_server_ctx(dir, kind, version);
		if (clients[v] == NULL || servers[v] == NULL) {
			pair_die("contexts");
		}
		/* a server that keeps sessions keeps 20,480 of them, which is no leak but looks like one */
		SSL_CTX_set_session_cache_mode(servers[v], SSL_SESS_CACHE_OFF);
	}
}

/* ---- idle: "idle N HEAP RESIDENT" a pair, and "again N SECONDS" ---------------------------------------------------
 */

static void warm(void)
{
	struct pair p;
	for (int i = 0; i < 20; i++) {
		if (!pair_open(&p, clients[i % 2], servers[i % 2], host, NULL) || !pair_handshake(&p) ||
		    !pair_talk(&p, "hello", 5)) {
			pair_die("a connection");
		}
		pair_close(&p);
	}
}

static void idle(int count)
{
	struct pair *all = calloc((size_t)count, sizeof *all);
	if (all == NULL) {
		pair_die("calloc");
	}
	memset(all, 0, (size_t)count * sizeof *all);
	warm();
	long heap0 = heap(), resident0 = resident();
	for (int i = 0; i < count; i++) {
		if (!pair_open(&all[i], clients[i % 2], servers[i % 2], host, NULL) || !pair_handshake(&all[i]) ||
		    !pair_talk(&all[i], "hello", 5)) {
			pair_die("a connection");
		}
	}
	printf("idle %d %ld %ld\n", count, (heap() - heap0) / count, (resident() - resident0) / count);
	fflush(stdout);
	double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = count - 1; i >= 0; i--) {
		if (!pair_talk(&all[i], "hello again", 11)) {
			pair_die("a connection that was idle");
		}
	}
	printf("again %d %.3f\n", count, seconds(CLOCK_PROCESS_CPUTIME_ID) - begin);
	for (int i = 0; i < count; i++) {
		if (!pair_shutdown(&all[i])) {
			pair_die("shutdown");
		}
		pair_close(&all[i]);
	}
	printf("left %ld\n", heap() - heap0);
	free(all);
}

/* ---- soak: "soak N HEAP RESIDENT RESUMED", eleven times ------------------------------------------------------------
 */

static void soak(int count)
{
	SSL_SESSION *sessions[2] = {NULL, NULL};
	long resumed = 0;
	warm();
	for (int i = 0; i <= count; i++) {
		if (i % (count / 10) == 0) {
			printf("soak %d %ld %ld %ld\n", i, heap(), resident(), resumed);
			fflush(stdout);
		}
		int v = i % 2;
		struct pair p;
		if (!pair_open(&p, clients[v], servers[v], host, i % 8 < 4 ? NULL : sessions[v])) {
			pair_die("SSL_new");
		}
		if (i % 50 == 7) { /* half a handshake */
			SSL_do_handshake(p.client);
			SSL_do_handshake(p.server);
			pair_close(&p);
			ERR_clear_error();
			continue;
		}
		if (!pair_handshake(&p) || !pair_talk(&p, "hello", 5)) {
			pair_die("a connection");
		}
		resumed += SSL_session_reused(p.client);
		SSL_SESSION_free(sessions[v]);
		sessions[v] = SSL_get1_session(p.client);
		if (i % 3 != 0 && !pair_shutdown(&p)) {
			pair_die("shutdown");
		}
		SSL_set_shutdown(p.client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
		pair_close(&p);
	}
	SSL_SESSION_free(sessions[0]);
	SSL_SESSION_free(sessions[1]);
}

/* ---- flood: "flood VERSION N HEAP RESIDENT" a connection, the server's side alone ----------------------------------
 */

/* A BIO that reads one hello and forgets what is written. */
static int hello_read(BIO *b, char *out, int n)
{
	BIO *from = BIO_get_data(b);
	BIO_clear_retry_flags(b);
	int got = BIO_read(from, out, n);
	if (got <= 0) {
		BIO_set_retry_read(b);
	}
	return got;
}

static int forget(BIO *b, const char *data, int n)
{
	(void)data;
	BIO_clear_retry_flags(b);
	return n;
}

static long no_ctrl(BIO *b, int cmd, long num, void *ptr)
{
	(void)b;
	(void)num;
	(void)ptr;
	return cmd == BIO_CTRL_FLUSH;
}

static void flood(int count)
{
	BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "flood");
	SSL **all = calloc((size_t)count, sizeof *all);
	if (method == NULL || all == NULL) {
		pair_die("flood");
	}
	BIO_meth_set_read(method, hello_read);
	BIO_meth_set_write(method, forget);
	BIO_meth_set_ctrl(method, no_ctrl);
	for (int v = 0; v < 2; v++) {
		/* the hello, once */
		BIO *said = BIO_new(BIO_s_mem());
		SSL *c = SSL_new(clients[v]);
		char *hello;
		SSL_set_bio(c, BIO_new(BIO_s_null()), said);
		SSL_set_tlsext_host_name(c, host);
		SSL_connect(c);
		ERR_clear_error();
		long len = BIO_get_mem_data(said, &hello);
		memset(all, 0, (size_t)count * sizeof *all);
		long heap0 = 0, resident0 = 0;
		for (int i = -20; i < count; i++) {
			if (i == 0) {
				malloc_trim(0);
				heap0 = heap();
				resident0 = resident();
			}
			SSL *s = SSL_new(servers[v]);
			BIO *b = BIO_new(method), *from = BIO_new_mem_buf(hello, (int)len);
			BIO_set_data(b, from);
			BIO_set_init(b, 1);
			SSL_set_bio(s, b, b);
			if (SSL_accept(s) != -1 || SSL_get_error(s, -1) != SSL_ERROR_WANT_READ) {
				pair_die("a hello");
			}
			BIO_free(from);
			if (i < 0) {
				SSL_free(s);
			} else {
				all[i] = s;
			}
		}
		printf("flood %s %d %ld %ld\n", v == 0 ? "1.3" : "1.2", count, (heap() - heap0) / count,
		       (resident() - resident0) / count);
		for (int i = 0; i < count; i++) {
			SSL_free(all[i]);
		}
		SSL_free(c);
	}
	free(all);
	BIO_meth_free(method);
}

/* ---- slow: "alone N P50 P99", "beside N P50 P99" in microseconds, and "server CPU-SECONDS" --------------------------
 */

static int listener;
static atomic_bool stop;
static atomic_long n_served;

struct peer {
	int fd;
	SSL *ssl;
};

static void drop(struct peer *p)
{
	SSL_free(p->ssl);
	close(p->fd);
	free(p);
	ERR_clear_error();
}

static void greet(int ep)
{
	int fd;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		struct peer *p = calloc(1, sizeof *p);
		struct epoll_event ev = {.events = EPOLLIN, .data = {.ptr = p}};
		if (p == NULL || (p->ssl = SSL_new(servers[0])) == NULL) {
			pair_die("SSL_new");
		}
		p->fd = fd;
		SSL_set_fd(p->ssl, fd);
		SSL_set_accept_state(p->ssl);
		epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
	}
}

/* A turn of one peer: handshake, then what it says is said back. */
static void serve(struct peer *p)
{
	char text[64];
	int n = SSL_read(p->ssl, text, sizeof text);
	if (n > 0) {
		SSL_write(p->ssl, text, n);
		atomic_fetch_add(&n_served, 1);
	} else if (SSL_get_error(p->ssl, n) != SSL_ERROR_WANT_READ) {
		drop(p);
	}
	ERR_clear_error();
}

static double server_cpu;

static void *server(void *arg)
{
	int ep = epoll_create1(0);
	struct epoll_event ev = {.events = EPOLLIN, .data = {.ptr = NULL}}, got[64];
	(void)arg;
	epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
	while (!atomic_load(&stop)) {
		int n = epoll_wait(ep, got, 64, 20);
		for (int i = 0; i < n; i++) {
			if (got[i].data.ptr == NULL) {
				greet(ep);
			} else {
				serve(got[i].data.ptr);
			}
		}
	}
	server_cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
	close(ep);
	return NULL;
}

static int connected(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (getsockname(listener, (struct sockaddr *)&a, &len) != 0 || connect(fd, (struct sockaddr *)&a, len) != 0) {
		pair_die("connect");
	}
	return fd;
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure(const char *name, int n)
{
	double *took = calloc((size_t)n, sizeof *took);
	for (int i = 0; took != NULL && i < n; i++) {
		char text[5];
		double begin = seconds(CLOCK_MONOTONIC);
		int fd = connected();
		SSL *c = SSL_new(clients[0]);
		SSL_set_fd(c, fd);
		SSL_set_tlsext_host_name(c, host);
		SSL_set1_host(c, host);
		if (SSL_connect(c) != 1 || SSL_write(c, "hello", 5) != 5 || SSL_read(c, text, 5) != 5) {
			pair_die("a quick client");
		}
		took[i] = seconds(CLOCK_MONOTONIC) - begin;
		SSL_free(c);
		close(fd);
	}
	qsort(took, (size_t)n, sizeof *took, by_time);
	printf("%s %d %.0f %.0f\n", name, n, took[n / 2] * 1e6, took[n * 99 / 100] * 1e6);
	fflush(stdout);
	free(took);
}

static int *slow_fds;
static int n_slow;

static void *dribble(void *arg)
{
	const char *hello = arg;
	/* each its byte, spread over the second */
	for (int turn = 0; !atomic_load(&stop); turn++) {
		double begin = seconds(CLOCK_MONOTONIC);
		for (int i = 0; i < n_slow && !atomic_load(&stop); i++) {
			if (send(slow_fds[i], hello + turn, 1, MSG_NOSIGNAL) != 1) {
				pair_die("a slow client");
			}
			double wait = begin + (double)(i + 1) / n_slow - seconds(CLOCK_MONOTONIC);
			if (wait > 0) {
				nanosleep(&(struct timespec){.tv_nsec = (long)(wait * 999999999)}, NULL);
			}
		}
	}
	return NULL;
}

static void slow(int count)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	pthread_t server_thread, slow_thread;
	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(listener, (struct sockaddr *)&a, sizeof a) != 0 || listen(listener, 1024) != 0) {
		pair_die("listen");
	}
	BIO *said = BIO_new(BIO_s_mem());
	SSL *c = SSL_new(clients[0]);
	char *hello;
	SSL_set_bio(c, BIO_new(BIO_s_null()), said);
	SSL_connect(c);
	ERR_clear_error();
	if (BIO_get_mem_data(said, &hello) < 100) {
		pair_die("the hello");
	}
	pthread_create(&server_thread, NULL, server, NULL);
	measure("warm", 100);
	measure("alone", 1000);
	slow_fds = calloc((size_t)count, sizeof *slow_fds);
	for (int i = 0; i < count; i++) {
		slow_fds[i] = connected();
	}
	n_slow = count;
	pthread_create(&slow_thread, NULL, dribble, hello);
	measure("beside", 1000);
	atomic_store(&stop, true);
	pthread_join(slow_thread, NULL);
	pthread_join(server_thread, NULL);
	printf("server %.3f\n", server_cpu);
	for (int i = 0; i < count; i++) {
		close(slow_fds[i]);
	}
	free(slow_fds);
	SSL_free(c);
	close(listener);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(int count);
	} modes[] = {{"idle", idle}, {"soak", soak}, {"flood", flood}, {"slow", slow}};
	if (argc != 5 || atoi(argv[4]) < 10) {
		fprintf(stderr, "usage: load PKI KIND idle|soak|flood|slow COUNT\n");
		return 2;
	}
	dir = argv[1];
	kind = argv[2];
	snprintf(host, sizeof host, "%s.test", kind);
	contexts();
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if (strcmp(argv[3], modes[i].name) == 0) {
			modes[i].run(atoi(argv[4]));
		}
	}
	for (int v = 0; v < 2; v++) {
		SSL_CTX_free(clients[v]);
		SSL_CTX_free(servers[v]);
	}
	return 0;
}
