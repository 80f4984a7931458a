/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What OpenSSL 3.2 to 3.5's interface for QUIC answers when it is asked of TLS over a stream: one stream in both
 * directions, no timers, no listeners, no domains, and the transport's own blocking mode. Whatever would make or
 * change a QUIC object is refused (symbols.tsv).
 */
#include <sys/time.h>

#include "compat/ssl/core/local.h"

/* BIO_POLL_DESCRIPTOR and SSL_POLL_ITEM, fixed by the ABI of OpenSSL 3.2 and 3.3; our headers stop at 3.0. */
#define POLL_DESCRIPTOR_NONE    0
#define POLL_DESCRIPTOR_SOCK_FD 1
#define POLL_DESCRIPTOR_SSL     2

struct poll_descriptor {
	uint32_t type;
	union {
		int fd;
		void *custom;
		uintptr_t custom_ui;
		SSL *ssl;
	} value;
};

struct poll_item {
	struct poll_descriptor desc;
	uint64_t events, revents;
};

#define POLL_EVENT_FAILURE 1

/* BIO_CTRL_GET_RPOLL_DESCRIPTOR and BIO_CTRL_GET_WPOLL_DESCRIPTOR */
#define CTRL_RPOLL 91
#define CTRL_WPOLL 92

#define STREAM_BIDI 3 /* SSL_STREAM_TYPE_BIDI */

int SSL_get_blocking_mode(SSL *s);
int SSL_set_blocking_mode(SSL *s, int blocking);
int SSL_get_event_timeout(SSL *s, struct timeval *tv, int *is_infinite);
int SSL_get_rpoll_descriptor(SSL *s, struct poll_descriptor *desc);
int SSL_get_wpoll_descriptor(SSL *s, struct poll_descriptor *desc);
uint64_t SSL_get_stream_id(SSL *s);
int SSL_get_stream_type(SSL *s);
int SSL_is_stream_local(SSL *s);
int SSL_get_stream_read_state(SSL *s);
int SSL_get_stream_write_state(SSL *s);
int SSL_shutdown_ex(SSL *s, uint64_t flags, const void *args, size_t args_len);
int SSL_is_listener(SSL *s);
SSL *SSL_get0_listener(SSL *s);
int SSL_is_domain(SSL *s);
SSL *SSL_get0_domain(SSL *s);
int SSL_poll(struct poll_item *items, size_t n_items, size_t stride, const struct timeval *timeout, uint64_t flags,
	     size_t *result_count);

/* SSL_set_blocking_mode(3): "fails if called on a SSL object which does not represent a QUIC connection". */
int SSL_set_blocking_mode(SSL *s, int blocking)
{
	(void)s;
	(void)blocking;
	SSL_ERR(ERR_R_UNSUPPORTED);
	return 0;
}

int SSL_get_blocking_mode(SSL *s)
{
	(void)s;
	return -1;
}

/* TLS waits for its transport alone: no deadline, told as OpenSSL tells it, with a long time beside it. */
int SSL_get_event_timeout(SSL *s, struct timeval *tv, int *is_infinite)
{
	(void)s;
	tv->tv_sec = 1000000;
	tv->tv_usec = 0;
	*is_infinite = 1;
	return 1;
}

/* A BIO that knows poll descriptors is asked for its own; one that has a socket is waited for by that. */
static int poll_descriptor(BIO *bio, int ctrl, struct poll_descriptor *desc)
{
	int fd = -1;

	if (bio == NULL || desc == NULL) {
		return 0;
	}
	desc->type = POLL_DESCRIPTOR_NONE;
	if (BIO_ctrl(bio, ctrl, 0, desc) > 0 && desc->type != POLL_DESCRIPTOR_NONE) {
		return 1;
	}
	if (BIO_ctrl(bio, BIO_C_GET_FD, 0, &fd) <= 0 || fd < 0) {
		return 0;
	}
	desc->type = POLL_DESCRIPTOR_SOCK_FD;
	desc->value.fd = fd;
	return 1;
}

int SSL_get_rpoll_descriptor(SSL *s, struct poll_descriptor *desc)
{
	return poll_descriptor(s->rbio, CTRL_RPOLL, desc);
}

int SSL_get_wpoll_descriptor(SSL *s, struct poll_descriptor *desc)
{
	return poll_descriptor(s->wbio, CTRL_WPOLL, desc);
}

uint64_t SSL_get_stream_id(SSL *s)
{
	(void)s;
	return UINT64_MAX;
}

int SSL_get_stream_type(SSL *s)
{
	(void)s;
	return STREAM_BIDI;
}

int SSL_is_stream_local(SSL *s)
{
	(void)s;
	return -1;
}

/* SSL_STREAM_STATE_NONE: there is no QUIC stream. */
int SSL_get_stream_read_state(SSL *s)
{
	(void)s;
	return 0;
}

int SSL_get_stream_write_state(SSL *s)
{
	(void)s;
	return 0;
}

/* The further arguments are about QUIC. */
int SSL_shutdown_ex(SSL *s, uint64_t flags, const void *args, size_t args_len)
{
	(void)flags;
	(void)args;
	(void)args_len;
	return SSL_shutdown(s);
}

int SSL_is_listener(SSL *s)
{
	(void)s;
	return 0;
}

SSL *SSL_get0_listener(SSL *s)
{
	(void)s;
	return NULL;
}

int SSL_is_domain(SSL *s)
{
	(void)s;
	return 0;
}

SSL *SSL_get0_domain(SSL *s)
{
	(void)s;
	return NULL;
}

/* SSL_poll(3): only QUIC objects can be polled; every other item fails, and empty ones are passed over. */
int SSL_poll(struct poll_item *items, size_t n_items, size_t stride, const struct timeval *timeout, uint64_t flags,
	     size_t *result_count)
{
	size_t failed = 0;

	(void)timeout;
	(void)flags;
	if (result_count != NULL) {
		*result_count = 0;
	}
	if (n_items != 0 && items == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	for (size_t i = 0; i < n_items; i++) {
		struct poll_item *item = (struct poll_item *)((char *)items + i * stride);
		bool empty = item->desc.type == POLL_DESCRIPTOR_NONE ||
			     (item->desc.type == POLL_DESCRIPTOR_SSL && item->desc.value.ssl == NULL);

		item->revents = empty ? 0 : POLL_EVENT_FAILURE;
		failed += !empty;
	}
	if (failed != 0) {
		SSL_ERR(ERR_R_UNSUPPORTED);
	}
	if (result_count != NULL) {
		*result_count = failed;
	}
	return failed == 0;
}
