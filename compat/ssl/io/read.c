/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_read, SSL_peek and what they say about data that waits. */
#include <limits.h>

#include "compat/ssl/io/pump.h"

/* SSL_MODE_AUTO_RETRY is off and a record without application data was just handled: the program wants to know. */
static bool stop_after_handshake_message(SSL *s)
{
	if ((s->set.proto.mode & SSL_MODE_AUTO_RETRY) != 0 || !s->saw_handshake_message ||
	    tls_in_buffered(s->conn) != 0 || s->rbio == NULL) {
		return false;
	}
	s->rwstate = SSL_READING;
	BIO_clear_retry_flags(s->rbio);
	BIO_set_retry_read(s->rbio);
	return true;
}

int io_read(SSL *s, void *buf, size_t len, bool peek, size_t *n)
{
	uint8_t scrap;
	int ret;

	/* A read of nothing waits for data all the same; it leaves them to be read. */
	if (len == 0) {
		buf = &scrap;
		len = 1;
		peek = true;
	}
	s->saw_handshake_message = false;
	s->rwstate = SSL_NOTHING;
	for (;;) {
		switch (tls_read(s->conn, buf, len, peek, n)) {
		case TLS_ST_DONE:
			return 1;
		case TLS_ST_WANT_IN:
			if (!s->write.active) {
				pump_out_quietly(s);
			}
			if (stop_after_handshake_message(s)) {
				return -1;
			}
			ret = pump_in(s);
			if (ret <= 0) {
				return ret;
			}
			break;
		case TLS_ST_WANT_OUT:
			ret = pump_out(s);
			if (ret <= 0) {
				return ret;
			}
			break;
		case TLS_ST_LATER:
			return pump_later(s);
		case TLS_ST_CLOSED:
			return pump_closed(s);
		case TLS_ST_FAILED:
			return pump_failed(s);
		}
	}
}

int read_checked(SSL *s, void *buf, size_t len, bool peek, size_t *n)
{
	int ret;

	*n = 0;
	if (s->role < 0) {
		SSL_ERR(SSL_R_UNINITIALIZED);
		return -1;
	}
	if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0) {
		s->rwstate = SSL_NOTHING;
		return 0;
	}
	if (s->early == EARLY_ST_ACCEPTING || s->early == EARLY_ST_CONNECTING) {
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return 0;
	}
	/* A client that has sent early data reads what comes back, and may send more. */
	ret = s->role == TLS_CLIENT && early_pause(s) ? 1 : io_ready(s);
	if (ret <= 0) {
		return ret;
	}
	ret = io_read(s, buf, len, peek, n);
	if (ret > 0 && len == 0) {
		*n = 0;
		return 0;
	}
	return ret;
}

static int read_int(SSL *s, void *buf, int num, bool peek)
{
	size_t n;
	int ret;

	if (num < 0) {
		SSL_ERR(SSL_R_BAD_LENGTH);
		return -1;
	}
	ret = read_checked(s, buf, (size_t)num, peek, &n);
	return ret > 0 ? (int)n : ret;
}

int SSL_read(SSL *s, void *buf, int num)
{
	return read_int(s, buf, num, false);
}

int SSL_peek(SSL *s, void *buf, int num)
{
	return read_int(s, buf, num, true);
}

int SSL_read_ex(SSL *s, void *buf, size_t num, size_t *readbytes)
{
	return read_checked(s, buf, num, false, readbytes) > 0;
}

int SSL_peek_ex(SSL *s, void *buf, size_t num, size_t *readbytes)
{
	return read_checked(s, buf, num, true, readbytes) > 0;
}

/* ---- what waits ------------------------------------------------------------------------------------------------- */

int SSL_pending(const SSL *s)
{
	size_t n = s->conn != NULL ? tls_pending(s->conn) : 0;

	return n > INT_MAX ? INT_MAX : (int)n;
}

int SSL_has_pending(const SSL *s)
{
	return s->conn != NULL && (tls_pending(s->conn) != 0 || tls_in_buffered(s->conn) != 0);
}

int SSL_alloc_buffers(SSL *s)
{
	(void)s; /* they come and go with what is in them */
	return 1;
}

int SSL_free_buffers(SSL *s)
{
	if (s->conn != NULL) {
		if (SSL_has_pending(s) || tls_out(s->conn).len != 0) {
			return 0;
		}
		tls_conn_idle(s->conn);
	}
	return 1;
}
