/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The pipes are a BIO method of our own: BIO pairs of libcrypto have a fixed size, memory BIOs grow and move their
 * bytes. */
#include "pair.h"

#include <malloc.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* Pipes' buffers: mapped, so that no counter of the heap sees them, and kept for the next pipe. */
enum { BUF_SIZE = 1 << 20, POOL_MAX = 64 };
static __thread uint8_t *pool[POOL_MAX];
static __thread int n_pool;
static int count_memory;

static uint8_t *buf_take(void)
{
	if (n_pool > 0) {
		return pool[--n_pool];
	}
	void *p = mmap(NULL, BUF_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) {
		pair_die("mmap");
	}
	return p;
}

static void buf_give(uint8_t *buf)
{
	if (buf == NULL) {
		return;
	}
	if (n_pool < POOL_MAX) {
		pool[n_pool++] = buf;
	} else {
		munmap(buf, BUF_SIZE);
	}
}

void pipe_reset(struct pipe *p)
{
	buf_give(p->buf);
	memset(p, 0, sizeof *p);
}

/* A BIO's ends: what it reads from and what it writes to. */
struct ends {
	struct pipe *in, *out;
};

static int pipe_write(BIO *b, const char *data, int n)
{
	struct pipe *p = ((struct ends *)BIO_get_data(b))->out;
	BIO_clear_retry_flags(b);
	if (n <= 0) {
		return 0;
	}
	if (p->buf == NULL) {
		p->buf = buf_take();
		p->cap = BUF_SIZE;
	}
	size_t room = p->cap - p->tail;
	if (room == 0) {
		BIO_set_retry_write(b);
		return -1;
	}
	size_t take = (size_t)n < room ? (size_t)n : room;
	memcpy(p->buf + p->tail, data, take);
	p->tail += take;
	return (int)take;
}

static int pipe_read(BIO *b, char *out, int n)
{
	struct pipe *p = ((struct ends *)BIO_get_data(b))->in;
	BIO_clear_retry_flags(b);
	size_t have = p->tail - p->head;
	if (have == 0) {
		BIO_set_retry_read(b);
		return -1;
	}
	size_t take = (size_t)n < have ? (size_t)n : have;
	memcpy(out, p->buf + p->head, take);
	p->head += take;
	if (p->head == p->tail) {
		pipe_reset(p);
	}
	return (int)take;
}

static long pipe_ctrl(BIO *b, int cmd, long num, void *ptr)
{
	(void)num;
	(void)ptr;
	struct ends *e = BIO_get_data(b);
	switch (cmd) {
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_PENDING:
		return (long)(e->in->tail - e->in->head);
	default:
		return 0;
	}
}

static int pipe_destroy(BIO *b)
{
	free(BIO_get_data(b));
	BIO_set_data(b, NULL);
	return 1;
}

static BIO *pipe_bio(struct pipe *in, struct pipe *out)
{
	static BIO_METHOD *method;
	if (method == NULL) {
		method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pipe");
		if (method == NULL || !BIO_meth_set_write(method, pipe_write) ||
		    !BIO_meth_set_read(method, pipe_read) || !BIO_meth_set_ctrl(method, pipe_ctrl) ||
		    !BIO_meth_set_destroy(method, pipe_destroy)) {
			pair_die("BIO_meth_new");
		}
	}
	BIO *b = BIO_new(method);
	struct ends *e = malloc(sizeof *e);
	if (b == NULL || e == NULL) {
		BIO_free(b);
		free(e);
		return NULL;
	}
	e->in = in;
	e->out = out;
	BIO_set_data(b, e);
	BIO_set_init(b, 1);
	return b;
}

int64_t pair_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void pair_count_memory(int on)
{
	count_memory = on;
}

static int64_t heap(void)
{
	return count_memory ? (int64_t)(mallinfo2().uordblks + mallinfo2().hblkhd) : 0;
}

/* What a call for one side took: begin() before, end() after. */
struct meter {
	int64_t ns, bytes;
};

/* What two looks at the clock take with nothing in between: it is a system call, and not the library's time. */
static int64_t clock_cost(void)
{
	static __thread int64_t cost = -1;
	if (cost < 0) {
		int64_t least = INT64_MAX;
		for (int i = 0; i < 2000; i++) {
			int64_t before = pair_clock(), passed = pair_clock() - before;
			least = passed < least ? passed : least;
		}
		cost = least;
	}
	return cost;
}

static struct meter begin(void)
{
	(void)clock_cost(); /* found out before the first measurement, not in it */
	struct meter m = {.bytes = heap()};
	m.ns = pair_clock();
	return m;
}

static void end(struct meter m, int64_t *ns, int64_t *bytes)
{
	int64_t passed = pair_clock() - m.ns - clock_cost();
	*ns += passed > 0 ? passed : 0;
	*bytes += heap() - m.bytes;
}

static SSL *side_open(SSL_CTX *ctx, struct pipe *in, struct pipe *out)
{
	SSL *ssl = SSL_new(ctx);
	BIO *bio = pipe_bio(in, out);
	if (ssl == NULL || bio == NULL) {
		SSL_free(ssl);
		BIO_free(bio);
		return NULL;
	}
	SSL_set_bio(ssl, bio, bio);
	return ssl;
}

int pair_open(struct pair *p, SSL_CTX *client, SSL_CTX *server, const char *host, SSL_SESSION *session)
{
	memset(p, 0, sizeof *p);
	struct meter m = begin();
	p->client = side_open(client, &p->to_client, &p->to_server);
	int ok = p->client != NULL;
	if (ok) {
		SSL_set_connect_state(p->client);
		if (host != NULL) {
			ok = SSL_set_tlsext_host_name(p->client, host) == 1 && SSL_set1_host(p->client, host) == 1;
		}
		if (ok && session != NULL) {
			ok = SSL_set_session(p->client, session) == 1;
		}
	}
	end(m, &p->client_ns, &p->client_bytes);
	if (ok) {
		m = begin();
		p->server = side_open(server, &p->to_server, &p->to_client);
		ok = p->server != NULL;
		if (ok) {
			SSL_set_accept_state(p->server);
		}
		end(m, &p->server_ns, &p->server_bytes);
	}
	if (!ok) {
		pair_close(p);
	}
	return ok;
}

/* One step of one side: 1 done, 0 waits for the other, -1 failed. */
static int step(SSL *ssl, int64_t *ns, int64_t *bytes)
{
	struct meter m = begin();
	int r = SSL_do_handshake(ssl);
	int why = r == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl, r);
	end(m, ns, bytes);
	if (r == 1) {
		return 1;
	}
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

int pair_handshake(struct pair *p)
{
	int c = 0, s = 0;
	for (int turn = 0; turn < 20 && (c == 0 || s == 0); turn++) {
		if (c == 0) {
			c = step(p->client, &p->client_ns, &p->client_bytes);
		}
		if (c < 0) {
			return 0;
		}
		if (s == 0) {
			s = step(p->server, &p->server_ns, &p->server_bytes);
		}
		if (s < 0) {
			return 0;
		}
	}
	if (c != 1 || s != 1) {
		return 0;
	}
	char byte;
	struct meter m = begin();
	int r = SSL_read(p->client, &byte, 1);
	int why = SSL_get_error(p->client, r);
	end(m, &p->client_ns, &p->client_bytes);
	return r <= 0 && why == SSL_ERROR_WANT_READ;
}

static int say(SSL *from, SSL *to, int64_t *from_ns, int64_t *from_bytes, int64_t *to_ns, int64_t *to_bytes,
	       const void *data, size_t n)
{
	uint8_t got[16384];
	size_t done = 0;
	if (n > sizeof got) {
		return 0;
	}
	struct meter m = begin();
	int w = SSL_write(from, data, (int)n);
	end(m, from_ns, from_bytes);
	if (w != (int)n) {
		return 0;
	}
	m = begin();
	while (done < n) {
		int r = SSL_read(to, got + done, (int)(n - done));
		if (r <= 0) {
			break;
		}
		done += (size_t)r;
	}
	/* Ask once more, as a program would that waits for the next message. */
	uint8_t more;
	int r = SSL_read(to, &more, 1);
	end(m, to_ns, to_bytes);
	return done == n && r <= 0 && memcmp(got, data, n) == 0;
}

int pair_talk(struct pair *p, const void *data, size_t n)
{
	return say(p->client, p->server, &p->client_ns, &p->client_bytes, &p->server_ns, &p->server_bytes, data, n) &&
	       say(p->server, p->client, &p->server_ns, &p->server_bytes, &p->client_ns, &p->client_bytes, data, n);
}

int pair_shutdown(struct pair *p)
{
	SSL_shutdown(p->client);
	SSL_shutdown(p->server);
	/* The first call sends, the second hears the other's. */
	return SSL_shutdown(p->client) == 1 && SSL_shutdown(p->server) == 1;
}

void pair_close(struct pair *p)
{
	struct meter m = begin();
	SSL_free(p->client);
	end(m, &p->client_ns, &p->client_bytes);
	m = begin();
	SSL_free(p->server);
	end(m, &p->server_ns, &p->server_bytes);
	p->client = p->server = NULL;
	pipe_reset(&p->to_client);
	pipe_reset(&p->to_server);
}

SSL_CTX *pair_server_ctx(const char *dir, const char *kind, int version)
{
	char crt[4096], key[4096];
	snprintf(crt, sizeof crt, "%s/%s.pem", dir, kind);
	snprintf(key, sizeof key, "%s/%s.key", dir, kind);
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, crt) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(ctx) != 1 ||
	    !SSL_CTX_set_min_proto_version(ctx, version) || !SSL_CTX_set_max_proto_version(ctx, version)) {
		SSL_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

SSL_CTX *pair_client_ctx(const char *dir, int version)
{
	char root[4096];
	snprintf(root, sizeof root, "%s/root.pem", dir);
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	if (ctx == NULL || SSL_CTX_load_verify_locations(ctx, root, NULL) != 1 ||
	    !SSL_CTX_set_min_proto_version(ctx, version) || !SSL_CTX_set_max_proto_version(ctx, version)) {
		SSL_CTX_free(ctx);
		return NULL;
	}
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	return ctx;
}

void pair_die(const char *what)
{
	fprintf(stderr, "%s failed\n", what);
	ERR_print_errors_fp(stderr);
	exit(1);
}
