/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Early data (SSL_read_early_data(3)). Between a client's hello and the end of its early data, and between a server's
 * flight and the end of the early data that it takes, the handshake rests:
 *
 *     client   NONE > CONNECTING > WRITING <> FLUSHING > FINISHED        by SSL_write_early_data
 *     server   NONE > ACCEPTING > [READING >] FINISHED                   by SSL_read_early_data
 *
 * SSL_do_handshake, and SSL_write of a client, end the pause and complete the handshake. SSL_read of a client does not:
 * it delivers what the server sends that early.
 */
#include "compat/ssl/io/pump.h"

bool early_pause(const SSL *s)
{
	if (s->failed) {
		return false;
	}
	switch (s->early) {
	case EARLY_ST_WRITING:
	case EARLY_ST_FLUSHING:
	case EARLY_ST_READING:
		return true;
	case EARLY_ST_FINISHED:
		return s->role == TLS_SERVER && !s->early_ended;
	default:
		return false;
	}
}

void early_end(SSL *s)
{
	if (early_pause(s)) {
		s->early = EARLY_ST_FINISHED;
		s->early_ended = true;
		tls_early_end(s->conn);
	}
}

static int misplaced(void)
{
	SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
	return 0;
}

/* ---- server ------------------------------------------------------------------------------------------------------ */

static int read_early(SSL *s, void *buf, size_t num, size_t *readbytes)
{
	if (s->early == EARLY_ST_READING) {
		if (s->failed || io_read(s, buf, num, false, readbytes) <= 0) {
			return SSL_READ_EARLY_DATA_ERROR;
		}
		if (*readbytes != 0) {
			return SSL_READ_EARLY_DATA_SUCCESS;
		}
		/* The client's Finished may be here as well. Whatever is still missing, the next call will say so. */
		early_end(s);
		(void)io_handshake(s);
	}
	*readbytes = 0;
	return SSL_READ_EARLY_DATA_FINISH;
}

int SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes)
{
	if (!SSL_is_server(s)) {
		misplaced();
		return SSL_READ_EARLY_DATA_ERROR;
	}
	switch (s->early) {
	case EARLY_ST_NONE:
		if (!ssl_in_before(s)) {
			misplaced();
			return SSL_READ_EARLY_DATA_ERROR;
		}
		/* fall through */
	case EARLY_ST_ACCEPTING:
		s->early = EARLY_ST_ACCEPTING;
		if (SSL_accept(s) <= 0) {
			return SSL_READ_EARLY_DATA_ERROR;
		}
		s->early =
		    SSL_get_early_data_status(s) == SSL_EARLY_DATA_ACCEPTED ? EARLY_ST_READING : EARLY_ST_FINISHED;
		/* fall through */
	case EARLY_ST_READING:
		return read_early(s, buf, num, readbytes);
	default:
		misplaced();
		return SSL_READ_EARLY_DATA_ERROR;
	}
}

/* ---- client ------------------------------------------------------------------------------------------------------ */

/* Early data is written as a whole or not at all, whatever the mode says. */
static int write_whole(SSL *s, const void *buf, size_t num, size_t *written)
{
	uint32_t partial = s->set.proto.mode & SSL_MODE_ENABLE_PARTIAL_WRITE;
	int ret;

	s->set.proto.mode &= ~(uint32_t)SSL_MODE_ENABLE_PARTIAL_WRITE;
	ret = io_write(s, buf, num, written);
	s->set.proto.mode |= partial;
	return ret;
}

static int flush(SSL *s)
{
	s->rwstate = SSL_WRITING;
	if (BIO_flush(s->wbio) <= 0) {
		return 0;
	}
	s->needs_flush = false;
	s->rwstate = SSL_NOTHING;
	return 1;
}

/* What a server sends before it has seen the client's Finished. */
static int write_unauthenticated(SSL *s, const void *buf, size_t num, size_t *written)
{
	int ret = s->done ? write_checked(s, buf, num, written) : io_write(s, buf, num, written);

	if (ret <= 0) {
		return 0;
	}
	(void)BIO_flush(s->wbio);
	return 1;
}

/* The session allows it, or the program may yet give a key that does. */
static bool may_have_early(const SSL *s)
{
	const SSL_SESSION *ss = s->sess.session;

	return (ss != NULL && SSL_SESSION_get_max_early_data(ss) != 0) || s->set.session.psk_use != NULL;
}

int SSL_write_early_data(SSL *s, const void *buf, size_t num, size_t *written)
{
	size_t n;

	switch (s->early) {
	case EARLY_ST_NONE:
		if (SSL_is_server(s) || !ssl_in_before(s) || !may_have_early(s)) {
			return misplaced();
		}
		/* fall through */
	case EARLY_ST_CONNECTING:
		s->early = EARLY_ST_CONNECTING;
		if (SSL_connect(s) <= 0) {
			return 0;
		}
		s->early = EARLY_ST_WRITING;
		/* fall through */
	case EARLY_ST_WRITING:
		if (write_whole(s, buf, num, &n) <= 0) {
			return 0;
		}
		s->early = EARLY_ST_FLUSHING;
		/* fall through */
	case EARLY_ST_FLUSHING:
		if (!flush(s)) {
			return 0;
		}
		s->early = EARLY_ST_WRITING;
		*written = num;
		return 1;
	case EARLY_ST_READING:
	case EARLY_ST_FINISHED:
		return SSL_is_server(s) ? write_unauthenticated(s, buf, num, written) : misplaced();
	default:
		return misplaced();
	}
}

int SSL_get_early_data_status(const SSL *s)
{
	if (s->conn != NULL) {
		switch (tls_conn_early_status(s->conn)) {
		case EARLY_ACCEPTED:
			return SSL_EARLY_DATA_ACCEPTED;
		case EARLY_REJECTED:
			return SSL_EARLY_DATA_REJECTED;
		case EARLY_NONE:
			break;
		}
	}
	return SSL_EARLY_DATA_NOT_SENT;
}
