/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_s_connect(3): a socket that is made and connected when it is first used. Host and service are resolved by the C
 * library; each address is tried in turn. In non-blocking mode a connection under way is a retry for BIO_RR_CONNECT.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/crypto/bio/local.h"

enum state { START, CONNECTING, CONNECTED };

struct connection {
	enum state state;
	char *host, *service; /* owned */
	int family;           /* BIO_FAMILY_* */
	int mode;             /* BIO_SOCK_* options */
	struct addrinfo *list, *at;
	BIO_info_cb *info;
	char shown[INET6_ADDRSTRLEN];
};

static int connect_create(BIO *b)
{
	struct connection *c = OPENSSL_zalloc(sizeof *c);
	if (c == NULL) {
		return 0;
	}
	c->family = BIO_FAMILY_IPANY;
	b->num = -1;
	b->ptr = c;
	return 1;
}

static void drop_socket(BIO *b)
{
	struct connection *c = b->ptr;
	if (b->num >= 0) {
		if (c->state == CONNECTED) {
			shutdown(b->num, SHUT_RDWR);
		}
		close(b->num);
		b->num = -1;
	}
	if (c->list != NULL) {
		freeaddrinfo(c->list);
		c->list = c->at = NULL;
	}
	c->state = START;
}

static int connect_destroy(BIO *b)
{
	struct connection *c = b->ptr;
	if (b->shutdown) {
		drop_socket(b);
	} else if (c->list != NULL) {
		freeaddrinfo(c->list);
	}
	OPENSSL_free(c->host);
	OPENSSL_free(c->service);
	OPENSSL_free(c);
	return 1;
}

static bool resolve(struct connection *c)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	hints.ai_family = c->family == BIO_FAMILY_IPV4 ? AF_INET : c->family == BIO_FAMILY_IPV6 ? AF_INET6 : AF_UNSPEC;
	if (c->host == NULL && c->service == NULL) {
		ERR_raise_data(ERR_LIB_BIO, BIO_R_NO_HOSTNAME_OR_SERVICE_SPECIFIED, "hostname=%s service=%s", "", "");
		return false;
	}
	int error = getaddrinfo(c->host, c->service, &hints, &c->list);
	if (error == 0) {
		c->at = c->list;
		return true;
	}
	if (error == EAI_SYSTEM) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling getaddrinfo()");
		ERR_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
	} else if (error == EAI_MEMORY) {
		ERR_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
	} else {
		ERR_raise_data(ERR_LIB_BIO, ERR_R_SYS_LIB, gai_strerror(error));
	}
	return false;
}

/* begin_connect: 1 connected, 0 under way (retry), -1 failed with an error queued. */
static int begin_connect(BIO *b)
{
	struct connection *c = b->ptr;
	int fd = BIO_socket(c->at->ai_family, c->at->ai_socktype, c->at->ai_protocol, 0);
	if (fd < 0) {
		return -1;
	}
	int on = 1;
	if (((c->mode & BIO_SOCK_KEEPALIVE) && setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) != 0) ||
	    ((c->mode & BIO_SOCK_NODELAY) && !BIO_set_tcp_ndelay(fd, 1)) ||
	    ((c->mode & BIO_SOCK_NONBLOCK) && !BIO_socket_nbio(fd, 1))) {
		close(fd);
		return -1;
	}
	b->num = fd;
	if (connect(fd, c->at->ai_addr, c->at->ai_addrlen) == 0) {
		return 1;
	}
	if (bio_retryable(errno)) {
		return 0;
	}
	ERR_raise_data(ERR_LIB_SYS, errno, "calling connect()");
	ERR_raise(ERR_LIB_BIO, BIO_R_CONNECT_ERROR);
	return -1;
}

/* next_address forgets the socket that failed. False: there is no further address. */
static bool next_address(BIO *b)
{
	struct connection *c = b->ptr;
	if (b->num >= 0) {
		close(b->num);
		b->num = -1;
	}
	if (c->at == NULL || c->at->ai_next == NULL) {
		return false;
	}
	c->at = c->at->ai_next;
	c->state = START;
	ERR_clear_error();
	return true;
}

static void say_which(const struct connection *c, int sys_error, int reason)
{
	ERR_raise_data(ERR_LIB_SYS, sys_error, "calling connect(%s, %s)", c->host != NULL ? c->host : "",
		       c->service != NULL ? c->service : "");
	ERR_raise(ERR_LIB_BIO, reason);
}

static int wait_for_it(BIO *b)
{
	b->retry_reason = BIO_RR_CONNECT;
	BIO_set_retry_special(b);
	return -1;
}

/* run: 1 when connected, else -1 with a retry or with an error in the queue. */
static int run(BIO *b)
{
	struct connection *c = b->ptr;
	BIO_clear_retry_flags(b);
	if (c->state == START && c->list == NULL && !resolve(c)) {
		return -1;
	}
	while (c->state != CONNECTED) {
		int ret;
		int sys_error = 0;
		if (c->state == START) {
			ret = begin_connect(b);
			sys_error = errno;
			c->state = CONNECTING;
		} else {
			int error = BIO_socket_wait(b->num, 0, 1) >= 0 ? BIO_sock_error(b->num) : errno;
			struct sockaddr_storage peer;
			socklen_t len = sizeof peer;
			if (error == 0 && getpeername(b->num, (struct sockaddr *)&peer, &len) != 0) {
				error = EINPROGRESS;
			}
			ret = error == 0 ? 1 : bio_retryable(error) ? 0 : -1;
			if (ret < 0) {
				say_which(c, error, BIO_R_NBIO_CONNECT_ERROR);
			}
		}
		if (ret == 0) {
			return wait_for_it(b);
		}
		if (ret > 0) {
			c->state = CONNECTED;
		} else if (!next_address(b)) {
			if (sys_error != 0) {
				say_which(c, sys_error, BIO_R_CONNECT_ERROR);
			}
			return -1;
		}
	}
	return 1;
}

static int connect_read(BIO *b, char *out, int len)
{
	struct connection *c = b->ptr;
	if (c->state != CONNECTED && run(b) <= 0) {
		return -1;
	}
	if (out == NULL) {
		return 0;
	}
	errno = 0;
	int ret = (int)read(b->num, out, (size_t)len);
	BIO_clear_retry_flags(b);
	if (ret <= 0) {
		if (BIO_sock_should_retry(ret)) {
			BIO_set_retry_read(b);
		} else if (ret == 0) {
			b->flags |= BIO_FLAGS_IN_EOF;
		}
	}
	return ret;
}

static int connect_write(BIO *b, const char *in, int len)
{
	struct connection *c = b->ptr;
	if (c->state != CONNECTED && run(b) <= 0) {
		return -1;
	}
	errno = 0;
	int ret = (int)write(b->num, in, (size_t)len);
	BIO_clear_retry_flags(b);
	if (ret <= 0 && BIO_sock_should_retry(ret)) {
		BIO_set_retry_write(b);
	}
	return ret;
}

static int connect_puts(BIO *b, const char *text)
{
	return connect_write(b, text, (int)strlen(text));
}

static long set_text(char **field, const char *text)
{
	OPENSSL_free(*field);
	*field = OPENSSL_strdup(text);
	return *field != NULL;
}

/* set_host takes "host", "host:service" or "[address]:service". */
static long set_host(struct connection *c, const char *text)
{
	const char *host = text, *host_end = text + strlen(text), *service = NULL;
	if (*text == '[' && strchr(text, ']') != NULL) {
		host = text + 1;
		host_end = strchr(text, ']');
		service = host_end[1] == ':' ? host_end + 2 : NULL;
	} else {
		const char *colon = strchr(text, ':');
		if (colon != NULL && strchr(colon + 1, ':') == NULL) {
			host_end = colon;
			service = colon + 1;
		}
	}
	OPENSSL_free(c->host);
	c->host = host_end > host ? OPENSSL_strndup(host, (size_t)(host_end - host)) : NULL;
	return (c->host != NULL || host_end == host) &&
	       (service == NULL || *service == '\0' || set_text(&c->service, service));
}

static long set_connect(BIO *b, struct connection *c, long what, void *parg)
{
	if (parg == NULL) {
		return 0;
	}
	b->init = 1;
	switch (what) {
	case 0:
		return set_host(c, parg);
	case 1:
		return set_text(&c->service, parg);
	case 3:
		c->family = *(const int *)parg;
		return 1;
	default:
		/* Addresses made by the program (BIO_ADDR) are not offered. */
		return 0;
	}
}

static long get_connect(struct connection *c, long what, const char **out)
{
	switch (what) {
	case 0:
		*out = c->host;
		return out != NULL;
	case 1:
		*out = c->service;
		return 1;
	case 3:
		return c->at == NULL ? -1 : c->at->ai_family == AF_INET ? BIO_FAMILY_IPV4 : BIO_FAMILY_IPV6;
	case 4:
		return c->mode;
	default:
		return 0;
	}
}

static long connect_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	struct connection *c = b->ptr;
	switch (cmd) {
	case BIO_CTRL_RESET:
		drop_socket(b);
		b->flags = 0;
		return 0;
	case BIO_C_DO_STATE_MACHINE:
		return c->state == CONNECTED ? 1 : run(b);
	case BIO_C_GET_CONNECT:
		return parg != NULL || larg >= 3 ? get_connect(c, larg, parg) : 0;
	case BIO_C_SET_CONNECT:
		return set_connect(b, c, larg, parg);
	case BIO_C_SET_NBIO:
		c->mode = larg != 0 ? c->mode | BIO_SOCK_NONBLOCK : c->mode & ~BIO_SOCK_NONBLOCK;
		return 1;
	case BIO_C_SET_CONNECT_MODE:
		c->mode = (int)larg;
		return 1;
	case BIO_C_GET_FD:
		if (!b->init) {
			return -1;
		}
		if (parg != NULL) {
			*(int *)parg = b->num;
		}
		return b->num;
	case BIO_CTRL_GET_CLOSE:
		return b->shutdown;
	case BIO_CTRL_SET_CLOSE:
		b->shutdown = (int)larg;
		return 1;
	case BIO_CTRL_FLUSH:
	case BIO_CTRL_SET_CALLBACK:
		return cmd == BIO_CTRL_FLUSH;
	case BIO_CTRL_EOF:
		return (b->flags & BIO_FLAGS_IN_EOF) != 0;
	case BIO_CTRL_DUP: {
		BIO *copy = parg;
		return (c->service == NULL || BIO_set_conn_port(copy, c->service) > 0) &&
		       (c->host == NULL || BIO_set_conn_hostname(copy, c->host) > 0);
	}
	default:
		return 0;
	}
}

static long connect_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
	struct connection *c = b->ptr;
	c->info = fp;
	return cmd == BIO_CTRL_SET_CALLBACK;
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_CONNECT,
    .name = "socket connect",
    .write = connect_write,
    .read = connect_read,
    .puts = connect_puts,
    .ctrl = connect_ctrl,
    .create = connect_create,
    .destroy = connect_destroy,
    .callback_ctrl = connect_callback_ctrl,
};

const BIO_METHOD *BIO_s_connect(void)
{
	return &method;
}

BIO *BIO_new_connect(const char *host)
{
	BIO *b = BIO_new(&method);
	if (b != NULL && BIO_set_conn_hostname(b, host) <= 0) {
		BIO_free(b);
		b = NULL;
	}
	return b;
}
