/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Questions that came with OpenSSL's QUIC, about what kind of object an SSL is and what its transport waits for. For
 * TLS over a stream they have plain answers. (Functions of OpenSSL 3.2 to 3.5, which our headers may not declare.)
 */
#include "compat/ssl/core/local.h"

int SSL_is_tls(const SSL *s);
int SSL_is_quic(const SSL *s);
int SSL_is_connection(SSL *s);
SSL *SSL_get0_connection(SSL *s);
int SSL_net_read_desired(SSL *s);
int SSL_net_write_desired(SSL *s);
int SSL_handle_events(SSL *s);

int SSL_is_tls(const SSL *s)
{
	return s != NULL;
}

int SSL_is_quic(const SSL *s)
{
	(void)s;
	return 0;
}

int SSL_is_connection(SSL *s)
{
	return s != NULL;
}

SSL *SSL_get0_connection(SSL *s)
{
	return s;
}

int SSL_net_read_desired(SSL *s)
{
	return s->rwstate == SSL_READING;
}

int SSL_net_write_desired(SSL *s)
{
	return s->rwstate == SSL_WRITING;
}

/* TLS has no timers: there is nothing to do between calls. */
int SSL_handle_events(SSL *s)
{
	(void)s;
	return 1;
}
