/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_s_fd(3) and BIO_s_socket(3): a descriptor of the system. A call that would block or was interrupted sets the
 * retry flags. The two differ in name, in gets, and in what a second reset does.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "compat/crypto/bio/local.h"

bool bio_retryable(int error)
{
	switch (error) {
	case EWOULDBLOCK:
	case ENOTCONN:
	case EINTR:
	case EPROTO:
	case EINPROGRESS:
	case EALREADY:
		return true;
	default:
		return false;
	}
}

int BIO_sock_non_fatal_error(int error)
{
	return bio_retryable(error);
}

int BIO_fd_non_fatal_error(int error)
{
	return bio_retryable(error);
}

int BIO_sock_should_retry(int ret)
{
	return (ret == 0 || ret == -1) && bio_retryable(errno);
}

int BIO_fd_should_retry(int ret)
{
	return BIO_sock_should_retry(ret);
}

static int fd_create(BIO *b)
{
	b->init = 0;
	b->num = -1;
	return 1;
}

static void let_go(BIO *b)
{
	if (b->shutdown) {
		if (b->init) {
			close(b->num);
		}
		b->init = 0;
		b->flags = 0;
	}
}

static void let_go_of_socket(BIO *b)
{
	if (b->shutdown && b->init) {
		shutdown(b->num, SHUT_RDWR);
	}
	let_go(b);
}

static int fd_destroy(BIO *b)
{
	let_go(b);
	return 1;
}

static int sock_destroy(BIO *b)
{
	let_go_of_socket(b);
	return 1;
}

static int fd_read(BIO *b, char *out, int len)
{
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

static int fd_write(BIO *b, const char *in, int len)
{
	errno = 0;
	int ret = (int)write(b->num, in, (size_t)len);
	BIO_clear_retry_flags(b);
	if (ret <= 0 && BIO_sock_should_retry(ret)) {
		BIO_set_retry_write(b);
	}
	return ret;
}

static int fd_puts(BIO *b, const char *text)
{
	return fd_write(b, text, (int)strlen(text));
}

static int fd_gets(BIO *b, char *buf, int size)
{
	int n = 0;
	while (n < size - 1 && fd_read(b, buf + n, 1) > 0) {
		if (buf[n++] == '\n') {
			break;
		}
	}
	buf[n] = '\0';
	return n;
}

/* common_ctrl: what both kinds do alike; let_go_of closes. */
static long common_ctrl(BIO *b, int cmd, long larg, void *parg, void (*let_go_of)(BIO *))
{
	switch (cmd) {
	case BIO_C_SET_FD:
		let_go_of(b);
		b->num = *(int *)parg;
		b->shutdown = (int)larg;
		b->init = 1;
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
	case BIO_CTRL_DUP:
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_EOF:
		return (b->flags & BIO_FLAGS_IN_EOF) != 0;
	default:
		return 0;
	}
}

static long fd_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	switch (cmd) {
	case BIO_CTRL_RESET:
		larg = 0;
		/* fallthrough */
	case BIO_C_FILE_SEEK:
		return (long)lseek(b->num, larg, SEEK_SET);
	case BIO_C_FILE_TELL:
	case BIO_CTRL_INFO:
		return (long)lseek(b->num, 0, SEEK_CUR);
	default:
		return common_ctrl(b, cmd, larg, parg, let_go);
	}
}

static long sock_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	return common_ctrl(b, cmd, larg, parg, let_go_of_socket);
}

static const BIO_METHOD fd_method = {
    .type = BIO_TYPE_FD,
    .name = "file descriptor",
    .write = fd_write,
    .read = fd_read,
    .puts = fd_puts,
    .gets = fd_gets,
    .ctrl = fd_ctrl,
    .create = fd_create,
    .destroy = fd_destroy,
};

static const BIO_METHOD sock_method = {
    .type = BIO_TYPE_SOCKET,
    .name = "socket",
    .write = fd_write,
    .read = fd_read,
    .puts = fd_puts,
    .ctrl = sock_ctrl,
    .create = fd_create,
    .destroy = sock_destroy,
};

const BIO_METHOD *BIO_s_fd(void)
{
	return &fd_method;
}

const BIO_METHOD *BIO_s_socket(void)
{
	return &sock_method;
}

static BIO *over_descriptor(const BIO_METHOD *m, int fd, int close_flag)
{
	BIO *b = BIO_new(m);
	if (b != NULL) {
		BIO_set_fd(b, fd, close_flag);
	}
	return b;
}

BIO *BIO_new_fd(int fd, int close_flag)
{
	return over_descriptor(&fd_method, fd, close_flag);
}

BIO *BIO_new_socket(int fd, int close_flag)
{
	return over_descriptor(&sock_method, fd, close_flag);
}

/* ---- sockets by themselves --------------------------------------------------------------------------------------- */

int BIO_sock_init(void)
{
	return 1;
}

int BIO_sock_error(int sock)
{
	int error = 0;
	socklen_t size = sizeof error;
	return getsockopt(sock, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

int BIO_socket_ioctl(int fd, long type, void *arg)
{
	int ret = ioctl(fd, (unsigned long)type, arg);
	if (ret < 0) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling ioctlsocket()");
	}
	return ret;
}

int BIO_socket_nbio(int fd, int on)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags >= 0) {
		flags = fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
	}
	if (flags < 0) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling fcntl()");
	}
	return flags == 0;
}

int BIO_set_tcp_ndelay(int sock, int on)
{
	return setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
}

int BIO_closesocket(int sock)
{
	return sock >= 0 && close(sock) == 0;
}

int BIO_socket(int domain, int socktype, int protocol, int options)
{
	(void)options;
	int fd = socket(domain, socktype, protocol);
	if (fd < 0) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling socket()");
		ERR_raise(ERR_LIB_BIO, BIO_R_UNABLE_TO_CREATE_SOCKET);
		return -1;
	}
	return fd;
}

/* BIO_socket_wait: 1 ready, 0 the time is over, -1 failed. max_time 0: no waiting at all, and 1. */
int BIO_socket_wait(int fd, int for_read, time_t max_time)
{
	if (max_time == 0) {
		return 1;
	}
	time_t now = time(NULL);
	if (fd < 0 || max_time < now) {
		return fd < 0 ? -1 : 0;
	}
	struct pollfd p = {fd, for_read ? POLLIN : POLLOUT, 0};
	int ret = poll(&p, 1, (int)(max_time - now > 2000000 ? 2000000 : max_time - now) * 1000);
	return ret > 0 ? 1 : ret;
}
