/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Between an SSL's BIOs and its tls_conn. Whatever could not be done leaves its trace where SSL_get_error looks: in
 * rwstate, in the BIO's retry flags, in the error queue and in errno.
 */
#ifndef TEASEL_COMPAT_IO_PUMP_H
#define TEASEL_COMPAT_IO_PUMP_H

#include "compat/ssl/core/local.h"

/* pump_out writes all that the engine has to send. 1, or what BIO_write returned (0 or less). */
int pump_out(SSL *s);

/* pump_flight is pump_out with BIO_flush behind it: the end of a flight of the handshake, where a buffering BIO must
 * let go of it. */
int pump_flight(SSL *s);

/* pump_out_quietly sends what it can and leaves no trace if it cannot. */
void pump_out_quietly(SSL *s);

/* pump_in reads once: what completes a record, or more with read_ahead. 1 (the end of the stream, too: the engine was
 * told and will say what it thinks of it), or what BIO_read returned. */
int pump_in(SSL *s);

/* pump_later notes which question the program asked to be repeated. Returns -1. */
int pump_later(SSL *s);

/* pump_failed ends the connection: sends the alert, queues the error. Returns what SSL_read and SSL_write do. */
int pump_failed(SSL *s);

/* pump_closed notes the peer's close_notify. Returns 0. */
int pump_closed(SSL *s);

/* io_handshake starts or goes on with the handshake: 1 complete, 0 or less as SSL_do_handshake. (handshake.c) */
int io_handshake(SSL *s);

/* post_send sends what is queued after the handshake: 1 or -1. (post.c) */
int post_send(SSL *s);

/* io_ready is what SSL_read and SSL_write do first: 1 when the handshake is complete. (handshake.c) */
int io_ready(SSL *s);

/* io_read and io_write move data once the handshake is complete; a read of nothing waits for data. (read.c, write.c) */
int io_read(SSL *s, void *buf, size_t len, bool peek, size_t *n);
int io_write(SSL *s, const void *data, size_t num, size_t *written);

/* SSL_read and SSL_write in full, with SSL_read's kinds of answers and any length. (read.c, write.c) */
int read_checked(SSL *s, void *buf, size_t len, bool peek, size_t *n);
int write_checked(SSL *s, const void *buf, size_t num, size_t *written);

#endif
