/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_s_bio(3): two BIOs joined, what one writes the other reads. Each end has a ring for what was written to it and
 * not yet read by its peer. A read that finds nothing tells the peer how much was wanted.
 */
#include <limits.h>
#include <string.h>

#include "compat/crypto/bio/local.h"

/* Room for one TLS record and a little more. */
#define DEFAULT_SIZE (17 * 1024)

struct end {
	BIO *peer;      /* NULL: not joined, or the other end is gone */
	bool closed;    /* writing is over */
	size_t len;     /* octets in the ring */
	size_t offset;  /* of the first */
	size_t size;    /* of the ring */
	char *ring;     /* allocated when joined */
	size_t request; /* what the peer wanted when it last found nothing */
};

static struct end *end_of(const BIO *b)
{
	return b->ptr;
}

static int pair_create(BIO *b)
{
	struct end *e = OPENSSL_zalloc(sizeof *e);
	if (e == NULL) {
		return 0;
	}
	e->size = DEFAULT_SIZE;
	b->ptr = e;
	return 1;
}

static void part(BIO *b)
{
	struct end *e = end_of(b);
	if (e->peer == NULL) {
		return;
	}
	struct end *other = end_of(e->peer);
	other->peer->init = 0;
	e->peer->init = 0;
	other->peer = NULL;
	other->len = other->offset = 0;
	e->peer = NULL;
	e->len = e->offset = 0;
}

static int pair_destroy(BIO *b)
{
	struct end *e = end_of(b);
	part(b);
	OPENSSL_free(e->ring);
	OPENSSL_free(e);
	return 1;
}

/* ---- reading and writing ----------------------------------------------------------------------------------------- */

/* none_to_read: nothing is there; want notes how much is wanted. 0 at the end of the stream, else -1 and retry. */
static long none_to_read(BIO *b, size_t want)
{
	struct end *other = end_of(end_of(b)->peer);
	if (other->closed) {
		return 0;
	}
	BIO_set_retry_read(b);
	other->request = want < other->size ? want : other->size;
	return -1;
}

/* read_place: the octets that lie together at the head of the peer's ring. Returns as BIO_nread0. */
static long read_place(BIO *b, char **at)
{
	BIO_clear_retry_flags(b);
	if (!b->init) {
		return 0;
	}
	struct end *other = end_of(end_of(b)->peer);
	other->request = 0;
	if (other->len == 0) {
		return none_to_read(b, 1);
	}
	size_t n = other->offset + other->len > other->size ? other->size - other->offset : other->len;
	if (at != NULL) {
		*at = other->ring + other->offset;
	}
	return (long)n;
}

static void was_read(BIO *b, size_t n)
{
	struct end *other = end_of(end_of(b)->peer);
	other->len -= n;
	other->offset = other->len == 0 ? 0 : (other->offset + n) % other->size;
}

static int pair_read(BIO *b, char *out, int len)
{
	BIO_clear_retry_flags(b);
	if (!b->init) {
		return 0;
	}
	struct end *other = end_of(end_of(b)->peer);
	other->request = 0;
	if (out == NULL || len == 0) {
		return 0;
	}
	if (other->len == 0) {
		return (int)none_to_read(b, (size_t)len);
	}
	int done = 0;
	while (done < len && other->len != 0) {
		char *at;
		size_t n = (size_t)read_place(b, &at);
		n = n < (size_t)(len - done) ? n : (size_t)(len - done);
		memcpy(out + done, at, n);
		was_read(b, n);
		done += (int)n;
	}
	return done;
}

static long write_place(BIO *b, char **at)
{
	BIO_clear_retry_flags(b);
	struct end *e = end_of(b);
	if (!b->init || e->ring == NULL) {
		return 0;
	}
	e->request = 0;
	if (e->closed) {
		ERR_raise(ERR_LIB_BIO, BIO_R_BROKEN_PIPE);
		return -1;
	}
	if (e->len == e->size) {
		BIO_set_retry_write(b);
		return -1;
	}
	size_t tail = (e->offset + e->len) % e->size;
	size_t n = tail < e->offset ? e->offset - tail : e->size - tail;
	if (at != NULL) {
		*at = e->ring + tail;
	}
	return (long)n;
}

static int pair_write(BIO *b, const char *in, int len)
{
	BIO_clear_retry_flags(b);
	if (!b->init || in == NULL || len == 0) {
		return 0;
	}
	struct end *e = end_of(b);
	int done = 0;
	do {
		char *at;
		long room = write_place(b, &at);
		if (room <= 0) {
			return (int)room;
		}
		size_t n = room < len - done ? (size_t)room : (size_t)(len - done);
		memcpy(at, in + done, n);
		e->len += n;
		done += (int)n;
	} while (done < len && e->len < e->size);
	return done;
}

static int pair_puts(BIO *b, const char *text)
{
	return pair_write(b, text, (int)strlen(text));
}

/* ---- control ----------------------------------------------------------------------------------------------------- */

static int join(BIO *one, BIO *two)
{
	BIO *const both[] = {one, two};
	for (size_t i = 0; i < 2; i++) {
		if (end_of(both[i])->peer != NULL) {
			ERR_raise(ERR_LIB_BIO, BIO_R_IN_USE);
			return 0;
		}
	}
	for (size_t i = 0; i < 2; i++) {
		struct end *e = end_of(both[i]);
		if (e->ring == NULL && (e->ring = OPENSSL_malloc(e->size)) == NULL) {
			ERR_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
			return 0;
		}
		e->len = e->offset = e->request = 0;
	}
	for (size_t i = 0; i < 2; i++) {
		struct end *e = end_of(both[i]);
		e->peer = both[1 - i];
		e->closed = false;
		both[i]->init = 1;
	}
	return 1;
}

static long set_size(BIO *b, long size)
{
	struct end *e = end_of(b);
	if (e->peer != NULL) {
		ERR_raise(ERR_LIB_BIO, BIO_R_IN_USE);
		return 0;
	}
	if (size == 0) {
		ERR_raise(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
		return 0;
	}
	if (e->size != (size_t)size) {
		OPENSSL_free(e->ring);
		e->ring = NULL;
		e->size = (size_t)size;
	}
	return 1;
}

static long read_through(BIO *b, long want, char **at)
{
	long n = read_place(b, at);
	if (n > 0) {
		n = want < n ? want : n;
		was_read(b, (size_t)n);
	}
	return n;
}

static long write_through(BIO *b, long want, char **at)
{
	long n = write_place(b, at);
	if (n > 0) {
		n = want < n ? want : n;
		end_of(b)->len += (size_t)n;
	}
	return n;
}

static long pair_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	struct end *e = end_of(b);
	struct end *other = e->peer != NULL ? end_of(e->peer) : NULL;
	switch (cmd) {
	case BIO_C_SET_WRITE_BUF_SIZE:
		return set_size(b, larg);
	case BIO_C_GET_WRITE_BUF_SIZE:
		return (long)e->size;
	case BIO_C_MAKE_BIO_PAIR:
		return join(b, parg);
	case BIO_C_DESTROY_BIO_PAIR:
		part(b);
		return 1;
	case BIO_C_GET_WRITE_GUARANTEE:
		return other == NULL || e->closed ? 0 : (long)(e->size - e->len);
	case BIO_C_GET_READ_REQUEST:
		return (long)e->request;
	case BIO_C_RESET_READ_REQUEST:
		e->request = 0;
		return 1;
	case BIO_C_SHUTDOWN_WR:
		e->closed = true;
		return 1;
	case BIO_C_NREAD0:
		return read_place(b, parg);
	case BIO_C_NREAD:
		return read_through(b, larg, parg);
	case BIO_C_NWRITE0:
		return write_place(b, parg);
	case BIO_C_NWRITE:
		return write_through(b, larg, parg);
	case BIO_CTRL_RESET:
		if (e->ring != NULL) {
			e->len = e->offset = 0;
		}
		return 0;
	case BIO_CTRL_GET_CLOSE:
		return b->shutdown;
	case BIO_CTRL_SET_CLOSE:
		b->shutdown = (int)larg;
		return 1;
	case BIO_CTRL_PENDING:
		return other != NULL ? (long)other->len : 0;
	case BIO_CTRL_WPENDING:
		return e->ring != NULL ? (long)e->len : 0;
	case BIO_CTRL_DUP:
		end_of(parg)->size = e->size;
		return 1;
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_EOF:
		return other == NULL || (other->len == 0 && other->closed);
	default:
		return 0;
	}
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_BIO,
    .name = "BIO pair",
    .write = pair_write,
    .read = pair_read,
    .puts = pair_puts,
    .ctrl = pair_ctrl,
    .create = pair_create,
    .destroy = pair_destroy,
};

const BIO_METHOD *BIO_s_bio(void)
{
	return &method;
}

int BIO_new_bio_pair(BIO **one, size_t size_one, BIO **two, size_t size_two)
{
	BIO *a = BIO_new(&method), *b = BIO_new(&method);
	if (a == NULL || b == NULL || (size_one != 0 && !BIO_set_write_buf_size(a, (long)size_one)) ||
	    (size_two != 0 && !BIO_set_write_buf_size(b, (long)size_two)) || !BIO_make_bio_pair(a, b)) {
		BIO_free(a);
		BIO_free(b);
		*one = *two = NULL;
		return 0;
	}
	*one = a;
	*two = b;
	return 1;
}

size_t BIO_ctrl_get_write_guarantee(BIO *b)
{
	return (size_t)BIO_ctrl(b, BIO_C_GET_WRITE_GUARANTEE, 0, NULL);
}

size_t BIO_ctrl_get_read_request(BIO *b)
{
	return (size_t)BIO_ctrl(b, BIO_C_GET_READ_REQUEST, 0, NULL);
}

int BIO_ctrl_reset_read_request(BIO *b)
{
	return BIO_ctrl(b, BIO_C_RESET_READ_REQUEST, 0, NULL) != 0;
}

/* nplace: the four functions below; -2 for a BIO that is no ready pair. */
static int nplace(BIO *b, int cmd, char **buf, int num)
{
	if (!b->init) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
		return -2;
	}
	return (int)BIO_ctrl(b, cmd, num, buf);
}

int BIO_nread0(BIO *b, char **buf)
{
	return nplace(b, BIO_C_NREAD0, buf, 0);
}

int BIO_nread(BIO *b, char **buf, int num)
{
	int ret = nplace(b, BIO_C_NREAD, buf, num);
	if (ret > 0) {
		b->n_read += (uint64_t)ret;
	}
	return ret;
}

int BIO_nwrite0(BIO *b, char **buf)
{
	return nplace(b, BIO_C_NWRITE0, buf, 0);
}

int BIO_nwrite(BIO *b, char **buf, int num)
{
	int ret = nplace(b, BIO_C_NWRITE, buf, num);
	if (ret > 0) {
		b->n_written += (uint64_t)ret;
	}
	return ret;
}
