/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Input and output that come in pieces, pause and end: shortio PKI KIND VERSION
 *
 * Over a BIO of its own the program makes connections, full and resumed. First they are cut into pieces of every small
 * size, and each call may be answered "later" before it is answered: nothing of that may show. Then the stream of each
 * side pauses once at each of its bytes, ends there, or cannot be written on: a side that has not got all that it needs
 * is never content, and says why. Prints how many connections of each sort there were. */
#include "pair.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1 << 16 };

enum fault { NONE, PAUSE, END, BROKEN };

/* One direction. */
struct way {
	uint8_t buf[SIZE];
	size_t head, tail;
	size_t piece;          /* bytes a call moves at most; 0: all */
	bool balks, balked[2]; /* every other call, of reads and of writes, is answered "later" */
	enum fault fault;      /* when this byte is to be read, or, BROKEN, written */
	size_t at;
	unsigned pauses; /* how often "later" is the answer there */
};

static struct way ways[2]; /* to the client, to the server */

struct ends {
	struct way *in, *out;
};

static bool later(struct way *w, bool writes)
{
	w->balked[writes] = w->balks && !w->balked[writes];
	return w->balked[writes];
}

static int way_write(BIO *b, const char *data, int n)
{
	struct way *w = ((struct ends *)BIO_get_data(b))->out;
	size_t take = w->piece != 0 && (size_t)n > w->piece ? w->piece : (size_t)n;
	BIO_clear_retry_flags(b);
	if (w->fault == BROKEN && w->tail + take > w->at) {
		take = w->at - w->tail;
		if (take == 0) {
			errno = EPIPE;
			return -1;
		}
	}
	if (later(w, true) || w->tail + take > SIZE) {
		BIO_set_retry_write(b);
		return -1;
	}
	memcpy(w->buf + w->tail, data, take);
	w->tail += take;
	return (int)take;
}

static int way_read(BIO *b, char *out, int n)
{
	struct way *w = ((struct ends *)BIO_get_data(b))->in;
	size_t take = w->piece != 0 && (size_t)n > w->piece ? w->piece : (size_t)n;
	size_t have = w->tail - w->head;
	BIO_clear_retry_flags(b);
	if ((w->fault == PAUSE || w->fault == END) && w->head + have >= w->at && w->head <= w->at) {
		have = w->at - w->head;
		if (have == 0 && w->fault == END) {
			return 0;
		}
		if (have == 0 && w->pauses-- == 0) {
			w->fault = NONE;
			have = w->tail - w->head;
		}
	}
	if (have == 0 || later(w, false)) {
		BIO_set_retry_read(b);
		return -1;
	}
	take = take < have ? take : have;
	memcpy(out, w->buf + w->head, take);
	w->head += take;
	return (int)take;
}

static long way_ctrl(BIO *b, int cmd, long num, void *ptr)
{
	struct way *w = ((struct ends *)BIO_get_data(b))->in;
	(void)num;
	(void)ptr;
	if (cmd == BIO_CTRL_EOF) {
		return w->fault == END && w->head >= w->at;
	}
	return cmd == BIO_CTRL_FLUSH;
}

static BIO_METHOD *method;
static struct ends ends[2] = {{&ways[0], &ways[1]}, {&ways[1], &ways[0]}};

static BIO *way_bio(int side)
{
	BIO *b = BIO_new(method);
	if (b == NULL) {
		pair_die("BIO_new");
	}
	BIO_set_data(b, &ends[side]);
	BIO_set_init(b, 1);
	return b;
}

/* ---- connections ------------------------------------------------------------------------------------------------- */

static SSL_CTX *ctx[2];
static char host[64];
static const char *what; /* for messages */

struct end {
	SSL *ssl;
	bool done, failed;
};

static void fail(const char *why, const struct end *e)
{
	fprintf(stderr, "%s: %s; client %s, server %s\n", what, why,
		e[0].done     ? "done"
		: e[0].failed ? "failed"
			      : "waits",
		e[1].done     ? "done"
		: e[1].failed ? "failed"
			      : "waits");
	pair_die("shortio");
}

/* One call, after which nothing is left unsaid. */
static void step(struct end *e)
{
	ERR_clear_error();
	int r = SSL_do_handshake(e->ssl);
	if (r == 1) {
		e->done = true;
		return;
	}
	switch (SSL_get_error(e->ssl, r)) {
	case SSL_ERROR_WANT_READ:
		if (!BIO_should_read(SSL_get_rbio(e->ssl)) || ERR_peek_error() != 0) {
			pair_die("WANT_READ");
		}
		return;
	case SSL_ERROR_WANT_WRITE:
		if (!BIO_should_write(SSL_get_wbio(e->ssl)) || ERR_peek_error() != 0) {
			pair_die("WANT_WRITE");
		}
		return;
	case SSL_ERROR_SSL:
		if (ERR_peek_error() == 0) {
			pair_die("SSL_ERROR_SSL without an error in the queue");
		}
		break;
	case SSL_ERROR_SYSCALL:
		break;
	default:
		pair_die("SSL_get_error");
	}
	e->failed = true;
	/* and it stays so */
	if (SSL_do_handshake(e->ssl) == 1) {
		pair_die("a handshake that had failed is done");
	}
}

static void begin(struct end *e, SSL_SESSION *session)
{
	for (int i = 0; i < 2; i++) {
		ways[i].head = ways[i].tail = 0;
		ways[i].balked[0] = ways[i].balked[1] = false;
		e[i] = (struct end){.ssl = SSL_new(ctx[i])};
		if (e[i].ssl == NULL) {
			pair_die("SSL_new");
		}
		BIO *b = way_bio(i);
		SSL_set_bio(e[i].ssl, b, b);
	}
	SSL_set_connect_state(e[0].ssl);
	SSL_set_accept_state(e[1].ssl);
	SSL_set_tlsext_host_name(e[0].ssl, host);
	SSL_set1_host(e[0].ssl, host);
	if (session != NULL) {
		/* each its own: a connection that fails spoils its session */
		SSL_SESSION *own = SSL_SESSION_dup(session);
		SSL_set_session(e[0].ssl, own);
		SSL_SESSION_free(own);
	}
}

static void run(struct end *e)
{
	for (int turn = 0; turn < 40000; turn++) {
		size_t before = ways[0].head + ways[1].head + ways[0].tail + ways[1].tail + ways[0].pauses;
		for (int i = 0; i < 2; i++) {
			if (!e[i].done && !e[i].failed) {
				step(&e[i]);
			}
		}
		bool over = (e[0].done || e[0].failed) && (e[1].done || e[1].failed);
		size_t now = ways[0].head + ways[1].head + ways[0].tail + ways[1].tail + ways[0].pauses;
		if (over || (turn > 8 && now == before && !ways[0].balks && !ways[1].balks && ways[0].fault != PAUSE &&
			     ways[1].fault != PAUSE)) {
			return;
		}
	}
	fail("it does not end", e);
}

static void end(struct end *e)
{
	SSL_free(e[0].ssl);
	SSL_free(e[1].ssl);
	ERR_clear_error();
}

static bool talk(struct end *from, struct end *to)
{
	static const uint8_t text[3000] = "a message";
	uint8_t got[sizeof text];
	size_t sent = 0, have = 0, n;
	for (int turn = 0; turn < 20000 && have < sizeof text; turn++) {
		if (sent < sizeof text && SSL_write_ex(from->ssl, text + sent, sizeof text - sent, &n) == 1) {
			sent += n;
		}
		if (SSL_read_ex(to->ssl, got + have, sizeof got - have, &n) == 1) {
			have += n;
		}
	}
	return have == sizeof text && memcmp(got, text, sizeof text) == 0;
}

/* ---- what is tried ----------------------------------------------------------------------------------------------- */

static void calm(void)
{
	for (int i = 0; i < 2; i++) {
		ways[i].piece = 0;
		ways[i].balks = false;
		ways[i].fault = NONE;
		ways[i].pauses = 0;
	}
}

static void must_work(SSL_SESSION *session)
{
	struct end e[2];
	begin(e, session);
	run(e);
	if (!e[0].done || !e[1].done) {
		fail("it did not get through", e);
	}
	if (SSL_session_reused(e[0].ssl) != (session != NULL) || SSL_session_reused(e[1].ssl) != (session != NULL)) {
		fail("it was resumed where it should not be, or the other way round", e);
	}
	if (!talk(&e[0], &e[1]) || !talk(&e[1], &e[0])) {
		fail("data did not get through", e);
	}
	end(e);
}

static int pieces(SSL_SESSION *session)
{
	static const size_t sizes[] = {1, 2, 3, 4, 5, 6, 7, 16, 1000, 0};
	int n = 0;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		for (int balks = 0; balks < 4; balks++, n++) {
			what = "in pieces";
			calm();
			ways[0].piece = ways[1].piece = sizes[i];
			ways[0].balks = (balks & 1) != 0;
			ways[1].balks = (balks & 2) != 0;
			must_work(session);
		}
	}
	return n;
}

/* How many bytes each side says until both are content. */
static void lengths(SSL_SESSION *session, size_t len[2])
{
	struct end e[2];
	calm();
	begin(e, session);
	run(e);
	len[0] = ways[0].tail;
	len[1] = ways[1].tail;
	end(e);
}

static int faults(SSL_SESSION *session, int tls13)
{
	size_t len[2];
	int n = 0;
	lengths(session, len);
	for (int i = 0; i < 2; i++) { /* of the stream to the client, and to the server */
		for (size_t at = 0; at < len[i]; at++, n += 3) {
			struct end e[2];
			calm();
			what = "with a pause";
			ways[i].fault = PAUSE;
			ways[i].at = at;
			ways[i].pauses = 2;
			must_work(session);
			for (enum fault f = END; f <= BROKEN; f++) {
				calm();
				what = f == END ? "cut off" : "broken";
				ways[i].fault = f;
				ways[i].at = at;
				begin(e, session);
				run(e);
				struct end *reader = &e[i], *writer = &e[1 - i];
				/* in TLS 1.3 a server's tickets come when its client is done */
				bool may = tls13 && i == 0;
				/* signatures differ in length: this time all was said before that byte */
				may = may || ways[i].tail <= at;
				if ((f == END && !reader->failed && !(may && reader->done)) ||
				    (f == BROKEN && !writer->failed && !(may && reader->done)) ||
				    (reader->done && writer->done && !may)) {
					fail("somebody is content", e);
				}
				end(e);
			}
		}
	}
	return n;
}

static SSL_SESSION *first(void)
{
	struct end e[2];
	char byte;
	calm();
	begin(e, NULL);
	run(e);
	if (!e[0].done || !e[1].done) {
		pair_die("a handshake");
	}
	SSL_read(e[0].ssl, &byte, 1); /* takes the tickets along */
	SSL_SESSION *s = SSL_get1_session(e[0].ssl);
	SSL_set_shutdown(e[0].ssl, SSL_SENT_SHUTDOWN);
	SSL_set_shutdown(e[1].ssl, SSL_SENT_SHUTDOWN);
	end(e);
	return s;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: shortio PKI KIND VERSION\n");
		return 2;
	}
	int version = strcmp(argv[3], "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
	snprintf(host, sizeof host, "%s.test", argv[2]);
	ctx[0] = pair_client_ctx(argv[1], version);
	ctx[1] = pair_server_ctx(argv[1], argv[2], version);
	method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ways");
	if (ctx[0] == NULL || ctx[1] == NULL || method == NULL) {
		pair_die("contexts");
	}
	BIO_meth_set_write(method, way_write);
	BIO_meth_set_read(method, way_read);
	BIO_meth_set_ctrl(method, way_ctrl);
	for (int resumed = 0; resumed < 2; resumed++) {
		SSL_SESSION *session = resumed ? first() : NULL;
		int n_pieces = pieces(session), n_faults = faults(session, version == TLS1_3_VERSION);
		printf("%s: %d in pieces, %d with a fault\n", resumed ? "resumed" : "full", n_pieces, n_faults);
		fflush(stdout);
		SSL_SESSION_free(session);
	}
	SSL_CTX_free(ctx[0]);
	SSL_CTX_free(ctx[1]);
	BIO_meth_free(method);
	return 0;
}
