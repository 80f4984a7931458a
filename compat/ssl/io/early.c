/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Early data (RFC 8446 §2.3). The engine neither offers nor accepts any yet, so a server's reader is told that there is
 * none once the handshake is complete, and a client's writer, as by OpenSSL for a session without it, that it may not.
 */
#include "compat/ssl/io/pump.h"

int SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes)
{
	int ret;

	(void)buf;
	(void)num;
	*readbytes = 0;
	if (!SSL_is_server(s) || s->early == EARLY_ST_FINISHED || (s->early == EARLY_ST_NONE && !ssl_in_before(s))) {
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return SSL_READ_EARLY_DATA_ERROR;
	}
	s->early = EARLY_ST_ACCEPTING;
	ret = SSL_accept(s);
	if (ret <= 0) {
		return SSL_READ_EARLY_DATA_ERROR;
	}
	s->early = EARLY_ST_FINISHED;
	return SSL_READ_EARLY_DATA_FINISH;
}

int SSL_write_early_data(SSL *s, const void *buf, size_t num, size_t *written)
{
	/* A server may use it to answer before the client's Finished; here the handshake is complete by then. */
	if (SSL_is_server(s) && s->early == EARLY_ST_FINISHED) {
		return SSL_write_ex(s, buf, num, written);
	}
	SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
	return 0;
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
