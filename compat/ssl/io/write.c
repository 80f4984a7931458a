/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_write. The bytes are sealed chunk by chunk, many records at a time, and each chunk leaves in one BIO_write. When
 * the BIO stops in between, what is sealed cannot be taken back: the call fails with WANT_WRITE and must be repeated
 * with the same bytes, of which those already sealed are skipped.
 *
 * SSL_MODE_ENABLE_PARTIAL_WRITE: a call returns when its first chunk is gone.
 */
#include "compat/ssl/io/pump.h"

/* A program that confuses its writes has lost count of its stream: as in OpenSSL the connection ends. */
static bool refuse(SSL *s, int reason)
{
	s->failed = true;
	SSL_ERR(reason);
	return false;
}

/* May this call go on where the last one stopped? */
static bool retry_fits(SSL *s, const void *buf, size_t num)
{
	const struct pending_write *w = &s->write;

	if (!w->active) {
		return true;
	}
	/* With partial writes a program may offer less than before: it is told less than was sealed, and skips later.
	 */
	if (num < w->sealed && ((s->set.proto.mode & SSL_MODE_ENABLE_PARTIAL_WRITE) == 0 || num == 0)) {
		return refuse(s, SSL_R_BAD_LENGTH);
	}
	if (buf != w->buf && (s->set.proto.mode & SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER) == 0) {
		return refuse(s, SSL_R_BAD_WRITE_RETRY);
	}
	return true;
}

/* All that is sealed went out. True when the call is done, with *written. */
static bool accounted(SSL *s, const uint8_t *buf, size_t num, size_t *written)
{
	struct pending_write *w = &s->write;
	bool partial = (s->set.proto.mode & SSL_MODE_ENABLE_PARTIAL_WRITE) != 0;

	if (w->sealed < num && !(partial && w->sealed != 0)) {
		return false;
	}
	*written = w->sealed < num ? w->sealed : num;
	w->sealed -= *written;
	w->active = w->sealed != 0;
	w->buf = buf + *written;
	return true;
}

int io_write(SSL *s, const void *data, size_t num, size_t *written)
{
	struct pending_write *w = &s->write;
	const uint8_t *buf = data;
	size_t n;
	int ret;

	s->rwstate = SSL_NOTHING;
	if (!retry_fits(s, buf, num)) {
		return -1;
	}
	w->buf = buf;
	for (;;) {
		ret = pump_out(s);
		if (ret <= 0) {
			w->active = w->sealed != 0;
			return ret;
		}
		if (accounted(s, buf, num, written)) {
			return 1;
		}
		switch (tls_write(s->conn, buf + w->sealed, num - w->sealed, &n)) {
		case TLS_ST_DONE:
			w->sealed += n;
			break;
		case TLS_ST_WANT_OUT:
			break;
		case TLS_ST_FAILED:
			pump_failed(s);
			return -1;
		default:
			SSL_ERR(ERR_R_INTERNAL_ERROR);
			return -1;
		}
	}
}

int write_checked(SSL *s, const void *buf, size_t num, size_t *written)
{
	int ret;

	*written = 0;
	if (s->role < 0) {
		SSL_ERR(SSL_R_UNINITIALIZED);
		return -1;
	}
	if ((s->shutdown & SSL_SENT_SHUTDOWN) != 0) {
		s->rwstate = SSL_NOTHING;
		SSL_ERR(SSL_R_PROTOCOL_IS_SHUTDOWN);
		return -1;
	}
	if (s->early == EARLY_ST_ACCEPTING || s->early == EARLY_ST_CONNECTING || s->early == EARLY_ST_READING) {
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return 0;
	}
	ret = io_ready(s);
	if (ret <= 0) {
		return ret;
	}
	return io_write(s, buf, num, written);
}

int SSL_write(SSL *s, const void *buf, int num)
{
	size_t written;
	int ret;

	if (num < 0) {
		SSL_ERR(SSL_R_BAD_LENGTH);
		return -1;
	}
	ret = write_checked(s, buf, (size_t)num, &written);
	return ret > 0 ? (int)written : ret;
}

int SSL_write_ex(SSL *s, const void *buf, size_t num, size_t *written)
{
	return write_checked(s, buf, num, written) > 0;
}

/* Kernel TLS is never switched on, and OpenSSL answers so when it is not. */
ossl_ssize_t SSL_sendfile(SSL *s, int fd, off_t offset, size_t size, int flags)
{
	(void)fd;
	(void)offset;
	(void)size;
	(void)flags;
	if (s->role >= 0 && (s->shutdown & SSL_SENT_SHUTDOWN) != 0) {
		s->rwstate = SSL_NOTHING;
		SSL_ERR(SSL_R_PROTOCOL_IS_SHUTDOWN);
		return -1;
	}
	SSL_ERR(SSL_R_UNINITIALIZED);
	return -1;
}

/* Since OpenSSL 3.3: with flags that are for QUIC's streams alone. */
int SSL_write_ex2(SSL *s, const void *buf, size_t num, uint64_t flags, size_t *written);
int SSL_write_ex2(SSL *s, const void *buf, size_t num, uint64_t flags, size_t *written)
{
	if (flags != 0) {
		SSL_ERR(ERR_R_UNSUPPORTED);
		return 0;
	}
	return SSL_write_ex(s, buf, num, written);
}
