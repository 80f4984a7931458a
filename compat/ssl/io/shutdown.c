/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The end of a connection: SSL_shutdown's four answers (1 both sides closed, 0 ours is sent, -1 wait or error), and
 * what SSL_get_error makes of any call's answer.
 */
#include "compat/ssl/io/pump.h"

#define BOTH (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)

/* Wait for the peer's close_notify. Data that comes instead should have been read before. */
static int await_close(SSL *s)
{
	uint8_t scrap;
	size_t n;
	int ret = io_read(s, &scrap, 1, true, &n);

	if (ret > 0) {
		s->failed = true;
		SSL_ERR(SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
	}
	return (s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0 ? 1 : -1;
}

int SSL_shutdown(SSL *s)
{
	if (s->role < 0) {
		SSL_ERR(SSL_R_UNINITIALIZED);
		return -1;
	}
	if (SSL_in_init(s)) {
		SSL_ERR(SSL_R_SHUTDOWN_WHILE_IN_INIT);
		return -1;
	}
	if (s->set.cb.quiet_shutdown) {
		s->shutdown = BOTH;
		return 1;
	}
	if ((s->shutdown & SSL_SENT_SHUTDOWN) == 0) {
		s->shutdown |= SSL_SENT_SHUTDOWN;
		(void)tls_shutdown(s->conn);
		if (pump_flight(s) <= 0) {
			return -1;
		}
	} else if (tls_out(s->conn).len != 0) {
		if (pump_flight(s) <= 0) {
			return -1;
		}
	} else if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) == 0 && await_close(s) < 0) {
		return -1;
	}
	return s->shutdown == BOTH;
}

void SSL_set_shutdown(SSL *s, int mode)
{
	s->shutdown = mode;
}

int SSL_get_shutdown(const SSL *s)
{
	return s->shutdown;
}

/* ---- SSL_get_error ---------------------------------------------------------------------------------------------- */

/* What a BIO waits for, in SSL_get_error's words; SSL_ERROR_NONE: for nothing. */
static int bio_waits(BIO *bio, bool reading)
{
	if (reading ? BIO_should_read(bio) : BIO_should_write(bio)) {
		return reading ? SSL_ERROR_WANT_READ : SSL_ERROR_WANT_WRITE;
	}
	/* A filter that speaks a protocol of its own may have to write to read, and the other way round. */
	if (reading ? BIO_should_write(bio) : BIO_should_read(bio)) {
		return reading ? SSL_ERROR_WANT_WRITE : SSL_ERROR_WANT_READ;
	}
	if (BIO_should_io_special(bio)) {
		switch (BIO_get_retry_reason(bio)) {
		case BIO_RR_CONNECT:
			return SSL_ERROR_WANT_CONNECT;
		case BIO_RR_ACCEPT:
			return SSL_ERROR_WANT_ACCEPT;
		default:
			return SSL_ERROR_SYSCALL;
		}
	}
	return SSL_ERROR_NONE;
}

static int waiting_for(const SSL *s)
{
	switch (s->rwstate) {
	case SSL_READING:
		return s->rbio != NULL ? bio_waits(s->rbio, true) : SSL_ERROR_NONE;
	case SSL_WRITING:
		return s->wbio != NULL ? bio_waits(s->wbio, false) : SSL_ERROR_NONE;
	case SSL_X509_LOOKUP:
		return SSL_ERROR_WANT_X509_LOOKUP;
	case SSL_RETRY_VERIFY:
		return SSL_ERROR_WANT_RETRY_VERIFY;
	case SSL_ASYNC_PAUSED:
		return SSL_ERROR_WANT_ASYNC;
	case SSL_ASYNC_NO_JOBS:
		return SSL_ERROR_WANT_ASYNC_JOB;
	case SSL_CLIENT_HELLO_CB:
		return SSL_ERROR_WANT_CLIENT_HELLO_CB;
	default:
		return SSL_ERROR_NONE;
	}
}

int SSL_get_error(const SSL *s, int ret)
{
	unsigned long queued;
	int waiting;

	if (ret > 0) {
		return SSL_ERROR_NONE;
	}
	queued = ERR_peek_error();
	if (queued != 0) {
		return ERR_GET_LIB(queued) == ERR_LIB_SYS ? SSL_ERROR_SYSCALL : SSL_ERROR_SSL;
	}
	waiting = waiting_for(s);
	if (waiting != SSL_ERROR_NONE) {
		return waiting;
	}
	return (s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0 ? SSL_ERROR_ZERO_RETURN : SSL_ERROR_SYSCALL;
}
