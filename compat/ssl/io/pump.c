/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
#include "compat/ssl/io/pump.h"

#include <errno.h>
#include <limits.h>

static int clamp(size_t len)
{
	return len > INT_MAX ? INT_MAX : (int)len;
}

int pump_out(SSL *s)
{
	for (;;) {
		struct span out = tls_out(s->conn);
		int n;

		if (out.len == 0) {
			s->rwstate = SSL_NOTHING;
			return 1;
		}
		s->rwstate = SSL_WRITING;
		if (s->wbio == NULL) {
			/* Nobody is told of it during the handshake: there OpenSSL has a buffer in front. */
			if (s->in_handshake == 0) {
				SSL_ERR(SSL_R_BIO_NOT_SET);
			}
			return -1;
		}
		/* After an error a program looks at errno, so it must be this call's. */
		errno = 0;
		n = BIO_write(s->wbio, out.p, clamp(out.len));
		if (n <= 0) {
			return n;
		}
		tls_out_consume(s->conn, (size_t)n);
		s->needs_flush = true;
	}
}

int pump_flight(SSL *s)
{
	int ret = pump_out(s);

	if (ret <= 0) {
		return ret;
	}
	if (s->needs_flush) {
		s->rwstate = SSL_WRITING;
		if (BIO_flush(s->wbio) <= 0) {
			return -1;
		}
		s->needs_flush = false;
		s->rwstate = SSL_NOTHING;
	}
	return 1;
}

void pump_out_quietly(SSL *s)
{
	if (tls_out(s->conn).len == 0 || s->wbio == NULL) {
		return;
	}
	ERR_set_mark();
	(void)pump_flight(s);
	ERR_pop_to_mark();
	s->rwstate = SSL_NOTHING;
}

int pump_in(SSL *s)
{
	uint8_t *p;
	size_t space;
	int n;

	s->rwstate = SSL_READING;
	if (s->rbio == NULL) {
		SSL_ERR(SSL_R_READ_BIO_NOT_SET);
		return -1;
	}
	space = tls_in_space(s->conn, &p, s->set.proto.read_ahead != 0);
	if (space == 0) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		s->rwstate = SSL_NOTHING;
		return -1;
	}
	errno = 0;
	n = BIO_read(s->rbio, p, clamp(space));
	if (n > 0) {
		tls_in_commit(s->conn, (size_t)n);
		s->rwstate = SSL_NOTHING;
		return 1;
	}
	if (!BIO_should_retry(s->rbio) && BIO_eof(s->rbio)) {
		tls_in_eof(s->conn);
		s->rwstate = SSL_NOTHING;
		return 1;
	}
	/* The wait may be long: memory that holds nothing goes back. */
	tls_conn_idle(s->conn);
	return n;
}

int pump_later(SSL *s)
{
	switch (tls_conn_later(s->conn)) {
	case LATER_CLIENT_HELLO:
		s->rwstate = SSL_CLIENT_HELLO_CB;
		break;
	case LATER_VERIFY:
		s->rwstate = SSL_RETRY_VERIFY;
		break;
	case LATER_SIGN:
		s->rwstate = SSL_ASYNC_PAUSED;
		break;
	default:
		s->rwstate = SSL_X509_LOOKUP;
		break;
	}
	return -1;
}

int pump_closed(SSL *s)
{
	s->shutdown |= SSL_RECEIVED_SHUTDOWN;
	s->rwstate = SSL_NOTHING;
	return 0;
}

int pump_failed(SSL *s)
{
	enum tls_err err = tls_conn_error(s->conn);
	bool eof = err == TLS_E_EOF_WITHOUT_CLOSE_NOTIFY || err == TLS_E_EOF_IN_HANDSHAKE;

	if (err == TLS_E_EOF_IN_HANDSHAKE && tls_conn_close_notify_received(s->conn)) {
		return pump_closed(
		    s); /* a peer that says goodbye in the handshake: no error, and no connection either */
	}
	if (eof && (s->set.proto.options & SSL_OP_IGNORE_UNEXPECTED_EOF) != 0) {
		return pump_closed(s);
	}
	pump_out_quietly(s);
	s->failed = true;
	s->rwstate = SSL_NOTHING;
	if (err == TLS_E_PEER_ALERT) {
		s->shutdown |= SSL_RECEIVED_SHUTDOWN;
	}
	if (s->hook_reason != 0) {
		SSL_ERR(s->hook_reason);
		s->hook_reason = 0;
	} else {
		err_from_conn(s);
	}
	return err == TLS_E_PEER_ALERT || eof ? 0 : -1;
}
