/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A connection's life:
 *
 *   HANDSHAKE ──► OPEN ──► LINGER ──► gone
 *       └─────────────────────▲   (an alert was sent; where nothing can be sent any more, gone at once)
 *
 * OPEN   plaintext goes from the client into `in` or straight into `out`, and from `out` to the client. `ending` is set
 *        when nothing more will be put into `out`; when it is empty then, close_notify goes out.
 * LINGER our side of the TCP connection is shut; what the client still sends is thrown away, because closing a socket
 * with unread bytes resets the connection, and the client could lose the end of what it was sent. */
#include "server.h"

#include "report.h"
#include "tool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	BLOCK = 16384,
	HANDSHAKE_MS = 30000,
	LINGER_MS = 5000,
	LINGER_BYTES = 1 << 20,
	ROUNDS = 8, /* of reading and writing before the others have their turn */
	EVENTS = 256,
	ACCEPTS = 64,
};

/* Plaintext on its way; the block is there only while it holds something. */
struct flow {
	unsigned char *bytes;
	size_t start, end;
};

enum state { HANDSHAKE, OPEN, LINGER };

/* A file that epoll watches: what it is asked for now, and whose it is. */
struct watch {
	int fd;
	uint32_t asked;
	struct conn *conn; /* NULL: the listener or the signals */
};

struct conn {
	struct watch client, backend; /* backend.fd < 0: none */
	SSL *ssl;
	enum state state;
	struct flow out, in;
	bool ending;        /* see above */
	bool client_ended;  /* its close_notify has come */
	bool backend_ended; /* it sends no more */
	bool backend_is_up; /* connected */
	bool want_out;      /* the client's socket must take bytes before we go on */
	bool hurry;         /* there may be more to do without any event */
	bool gone;
	size_t lingered;
	char name[INET6_ADDRSTRLEN + 8];
	/* Of those with a deadline, in its order: all of one list have the same span. */
	struct conn *older, *newer;
	struct list *list;
	long long deadline;
	struct conn *next_in_hurry, *next_gone;
};

struct list {
	struct conn *oldest, *newest;
};

struct server {
	const struct server_settings *settings;
	int epoll;
	struct watch listener, signals;
	bool full; /* no descriptors left: the listener is not watched */
	struct list handshakes, lingerers;
	struct conn *hurried, *gone;
	size_t n_conns;
};

static long long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Deadlines. */

static void list_remove(struct conn *c)
{
	if (c->list == NULL) {
		return;
	}
	*(c->older != NULL ? &c->older->newer : &c->list->oldest) = c->newer;
	*(c->newer != NULL ? &c->newer->older : &c->list->newest) = c->older;
	c->older = c->newer = NULL;
	c->list = NULL;
}

static void list_append(struct list *list, struct conn *c, long long span)
{
	list_remove(c);
	c->deadline = now_ms() + span;
	c->list = list;
	c->older = list->newest;
	*(list->newest != NULL ? &list->newest->newer : &list->oldest) = c;
	list->newest = c;
}

/* Flows. */

static bool flow_is_empty(const struct flow *f)
{
	return f->start == f->end;
}

static void flow_clear(struct flow *f)
{
	if (f->bytes != NULL) {
		OPENSSL_clear_free(f->bytes, BLOCK);
	}
	*f = (struct flow){0};
}

/* Keeps bytes for later; only for a flow that is empty. */
static bool flow_fill(struct flow *f, const unsigned char *bytes, size_t len)
{
	f->bytes = OPENSSL_malloc(BLOCK);
	if (f->bytes == NULL) {
		return false;
	}
	memcpy(f->bytes, bytes, len);
	f->end = len;
	return true;
}

static void flow_took(struct flow *f, size_t n)
{
	f->start += n;
	if (flow_is_empty(f)) {
		flow_clear(f);
	}
}

/* Watching. */

static bool is_open(const struct conn *c)
{
	return c->state == OPEN && !c->gone;
}

static void watch(struct server *s, struct watch *w, uint32_t events)
{
	if (w->asked == events) {
		return;
	}
	struct epoll_event e = {.events = events, .data.ptr = w};
	int op = w->asked == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
	if (epoll_ctl(s->epoll, op, w->fd, &e) != 0) {
		tool_die("epoll_ctl: %s", strerror(errno));
	}
	w->asked = events;
}

static void conn_end(struct server *s, struct conn *c)
{
	if (!c->gone) {
		c->gone = true;
		list_remove(c);
		c->next_gone = s->gone;
		s->gone = c;
	}
}

static void close_backend(struct server *s, struct conn *c)
{
	if (c->backend.fd >= 0) {
		watch(s, &c->backend, 0);
		close(c->backend.fd);
		c->backend.fd = -1;
		c->backend_ended = true;
		flow_clear(&c->in);
	}
}

/* Frees those that ended; after all events of a round, since a later one of them may point at such a connection. */
static void bury(struct server *s)
{
	while (s->gone != NULL) {
		struct conn *c = s->gone;
		s->gone = c->next_gone;
		close_backend(s, c);
		watch(s, &c->client, 0);
		close(c->client.fd);
		SSL_free(c->ssl);
		flow_clear(&c->in);
		flow_clear(&c->out);
		free(c);
		s->n_conns--;
		if (s->full) {
			s->full = false;
			watch(s, &s->listener, EPOLLIN);
		}
	}
}

/* See above: nothing more is sent. */
static void begin_linger(struct server *s, struct conn *c)
{
	close_backend(s, c);
	flow_clear(&c->out);
	shutdown(c->client.fd, SHUT_WR);
	c->state = LINGER;
	list_append(&s->lingerers, c, LINGER_MS);
}

/* TLS. */

/* What an SSL_… call on the connection came to: true when it did something. */
static bool came_to(struct server *s, struct conn *c, int result)
{
	int error = SSL_get_error(c->ssl, result);
	char reason[REPORT_SIZE];
	switch (error) {
	case SSL_ERROR_NONE:
		return true;
	case SSL_ERROR_WANT_READ:
		return false;
	case SSL_ERROR_WANT_WRITE:
		c->want_out = true;
		return false;
	case SSL_ERROR_ZERO_RETURN:
		c->client_ended = true;
		return true;
	default:
		report_failure(reason, sizeof reason, c->ssl, error, "client", c->state == HANDSHAKE);
		tool_say("%s: TLS error: %s", c->name, reason);
		if (error == SSL_ERROR_SSL) {
			begin_linger(s, c);
		} else {
			conn_end(s, c);
		}
		return false;
	}
}

/* Before each call whose result came_to looks at. */
static void before_call(void)
{
	ERR_clear_error();
	errno = 0;
}

static void open_backend(struct server *s, struct conn *c)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)s->settings->forward_port)};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->backend.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->backend.fd < 0 ||
	    (connect(c->backend.fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)) {
		tool_say("%s: cannot forward to port %u: %s", c->name, s->settings->forward_port, strerror(errno));
		close_backend(s, c);
		c->ending = true;
	}
}

static void do_handshake(struct server *s, struct conn *c)
{
	before_call();
	if (!came_to(s, c, SSL_accept(c->ssl))) {
		return;
	}
	char facts[REPORT_SIZE];
	if (tool_verbose) {
		report_facts(facts, sizeof facts, c->ssl);
		tool_log("%s: %s", c->name, facts);
	}
	list_remove(c);
	c->state = OPEN;
	if (s->settings->mode == MODE_FORWARD) {
		open_backend(s, c);
	}
}

static void answer_http(struct conn *c)
{
	char facts[REPORT_SIZE], text[REPORT_SIZE + 256];
	report_facts(facts, sizeof facts, c->ssl);
	int n =
	    snprintf(text, sizeof text,
		     "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n"
		     "This is tlsserver.\n%s\n",
		     strlen(facts) + sizeof "This is tlsserver.\n" - 1 + 1, facts);
	c->ending = flow_fill(&c->out, (unsigned char *)text, (size_t)n);
}

/* Takes plaintext from the client when there is room for it. */
static bool from_client(struct server *s, struct conn *c)
{
	static unsigned char block[BLOCK];
	struct flow *to = s->settings->mode == MODE_FORWARD ? &c->in : &c->out;
	if (c->client_ended || c->ending || !flow_is_empty(to)) {
		return false;
	}
	size_t n = 0;
	before_call();
	bool done = came_to(s, c, SSL_read_ex(c->ssl, block, sizeof block, &n));
	if (done && c->client_ended && s->settings->mode != MODE_FORWARD) {
		c->ending = true;
	} else if (n > 0 && s->settings->mode == MODE_HTTP) {
		answer_http(c);
	} else if (n > 0 && !flow_fill(to, block, n)) {
		conn_end(s, c);
	}
	OPENSSL_cleanse(block, n);
	return done;
}

static bool to_client(struct server *s, struct conn *c)
{
	if (flow_is_empty(&c->out)) {
		return false;
	}
	size_t n = 0;
	before_call();
	bool done = came_to(s, c, SSL_write_ex(c->ssl, c->out.bytes + c->out.start, c->out.end - c->out.start, &n));
	if (done) {
		flow_took(&c->out, n);
	}
	return done;
}

/* Forwarding. */

static void backend_failed(struct server *s, struct conn *c, int error)
{
	tool_say("%s: port %u: %s", c->name, s->settings->forward_port, strerror(error));
	close_backend(s, c);
	c->ending = true;
}

static bool to_backend(struct server *s, struct conn *c)
{
	if (c->backend.fd < 0 || !c->backend_is_up) {
		return false;
	}
	if (flow_is_empty(&c->in)) {
		return false;
	}
	ssize_t n = send(c->backend.fd, c->in.bytes + c->in.start, c->in.end - c->in.start, MSG_NOSIGNAL);
	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR) {
			backend_failed(s, c, errno);
		}
		return false;
	}
	flow_took(&c->in, (size_t)n);
	return true;
}

static bool from_backend(struct server *s, struct conn *c)
{
	static unsigned char block[BLOCK];
	if (c->backend.fd < 0 || !c->backend_is_up || c->backend_ended || !flow_is_empty(&c->out)) {
		return false;
	}
	ssize_t n = recv(c->backend.fd, block, sizeof block, 0);
	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR) {
			backend_failed(s, c, errno);
		}
		return false;
	}
	if (n == 0) {
		c->backend_ended = c->ending = true;
	} else if (!flow_fill(&c->out, block, (size_t)n)) {
		conn_end(s, c);
	}
	OPENSSL_cleanse(block, (size_t)n);
	return true;
}

/* The client's end is passed on once all it said is; then the backend still answers. */
static void end_to_backend(struct conn *c)
{
	if (c->client_ended && c->backend.fd >= 0 && c->backend_is_up && flow_is_empty(&c->in)) {
		shutdown(c->backend.fd, SHUT_WR);
	}
}

static void backend_connected(struct server *s, struct conn *c)
{
	int error = 0;
	socklen_t len = sizeof error;
	getsockopt(c->backend.fd, SOL_SOCKET, SO_ERROR, &error, &len);
	if (error != 0) {
		backend_failed(s, c, error);
	} else {
		c->backend_is_up = true;
	}
}

/* Going on. */

static void say_goodbye(struct server *s, struct conn *c)
{
	before_call();
	int result = SSL_shutdown(c->ssl);
	if (result < 0 && !came_to(s, c, result) && (!is_open(c) || c->want_out)) {
		return;
	}
	begin_linger(s, c);
}

static void linger(struct server *s, struct conn *c)
{
	static char block[BLOCK];
	ssize_t n;
	while ((n = recv(c->client.fd, block, sizeof block, 0)) > 0 && c->lingered < LINGER_BYTES) {
		c->lingered += (size_t)n;
	}
	if (n >= 0 || (errno != EAGAIN && errno != EINTR)) {
		conn_end(s, c);
	}
}

static void ask_for_events(struct server *s, struct conn *c)
{
	bool wait_for_room = c->state == OPEN && !flow_is_empty(s->settings->mode == MODE_FORWARD ? &c->in : &c->out);
	bool deaf = wait_for_room || (c->state == OPEN && (c->client_ended || c->ending));
	watch(s, &c->client, (deaf ? 0u : EPOLLIN) | (c->want_out ? EPOLLOUT : 0u) | EPOLLERR);
	if (c->backend.fd >= 0) {
		/* Not watched at all while there is no room: its end would be told again and again. */
		uint32_t events = !c->backend_is_up || !flow_is_empty(&c->in) ? EPOLLOUT : 0u;
		events |= c->backend_is_up && !c->backend_ended && flow_is_empty(&c->out) ? EPOLLIN : 0u;
		watch(s, &c->backend, events);
	}
}

/* Does all that can be done now, some rounds at most. */
static void go_on(struct server *s, struct conn *c)
{
	c->want_out = false;
	if (c->state == HANDSHAKE) {
		do_handshake(s, c);
	}
	int round = 0;
	for (bool moved = true; moved && is_open(c) && round < ROUNDS; round++) {
		moved = from_client(s, c);
		moved = (is_open(c) && to_backend(s, c)) || moved;
		moved = (is_open(c) && from_backend(s, c)) || moved;
		moved = (is_open(c) && to_client(s, c)) || moved;
	}
	if (is_open(c)) {
		end_to_backend(c);
	}
	if (is_open(c) && c->ending && flow_is_empty(&c->out)) {
		say_goodbye(s, c);
	}
	if (!c->gone && c->state == LINGER) {
		linger(s, c);
	}
	if (c->gone) {
		return;
	}
	ask_for_events(s, c);
	if (round == ROUNDS && !c->hurry) {
		c->hurry = true;
		c->next_in_hurry = s->hurried;
		s->hurried = c;
	}
}

/* Accepting. */

static void name_client(struct conn *c, const struct sockaddr_storage *from)
{
	char address[INET6_ADDRSTRLEN] = "?";
	unsigned int port = 0;
	if (from->ss_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)from;
		port = ntohs(v6->sin6_port);
		if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
			inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], address, sizeof address);
		} else {
			inet_ntop(AF_INET6, &v6->sin6_addr, address, sizeof address);
		}
	} else if (from->ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;
		port = ntohs(v4->sin_port);
		inet_ntop(AF_INET, &v4->sin_addr, address, sizeof address);
	}
	snprintf(c->name, sizeof c->name, "%s:%u", address, port);
}

static void take_client(struct server *s, int fd, const struct sockaddr_storage *from)
{
	struct conn *c = calloc(1, sizeof *c);
	SSL *ssl = c != NULL ? SSL_new(s->settings->ctx) : NULL;
	if (ssl == NULL || SSL_set_fd(ssl, fd) != 1) {
		tool_say("a connection is refused: no memory");
		SSL_free(ssl);
		free(c);
		close(fd);
		return;
	}
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	c->ssl = ssl;
	c->client = (struct watch){.fd = fd, .conn = c};
	c->backend = (struct watch){.fd = -1, .conn = c};
	name_client(c, from);
	list_append(&s->handshakes, c, HANDSHAKE_MS);
	s->n_conns++;
	go_on(s, c);
}

static void accept_clients(struct server *s)
{
	for (int i = 0; i < ACCEPTS; i++) {
		struct sockaddr_storage from;
		socklen_t len = sizeof from;
		int fd = accept4(s->listener.fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0) {
			take_client(s, fd, &from);
		} else if ((errno == EMFILE || errno == ENFILE) && s->n_conns > 0) {
			/* The others wait in the kernel's queue until one of ours ends. */
			s->full = true;
			watch(s, &s->listener, 0);
			return;
		} else if (errno != EINTR && errno != ECONNABORTED) {
			return;
		}
	}
}

/* The loop. */

static void expire(struct server *s)
{
	long long now = now_ms();
	struct conn *c;
	while ((c = s->handshakes.oldest) != NULL && c->deadline <= now) {
		tool_log("%s: the handshake takes too long", c->name);
		conn_end(s, c);
	}
	while ((c = s->lingerers.oldest) != NULL && c->deadline <= now) {
		conn_end(s, c);
	}
}

static int time_to_wait(const struct server *s)
{
	if (s->hurried != NULL) {
		return 0;
	}
	long long first = -1;
	const struct conn *heads[] = {s->handshakes.oldest, s->lingerers.oldest};
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		if (heads[i] != NULL && (first < 0 || heads[i]->deadline < first)) {
			first = heads[i]->deadline;
		}
	}
	if (first < 0) {
		return -1;
	}
	long long left = first - now_ms();
	return left < 0 ? 0 : (int)left;
}

static void run_hurried(struct server *s)
{
	struct conn *c = s->hurried;
	s->hurried = NULL;
	while (c != NULL) {
		struct conn *next = c->next_in_hurry;
		c->hurry = false;
		if (!c->gone) {
			go_on(s, c);
		}
		c = next;
	}
}

static void on_event(struct server *s, struct watch *w, uint32_t events)
{
	struct conn *c = w->conn;
	if (c == NULL) {
		accept_clients(s);
		return;
	}
	if (c->gone || w->fd < 0) {
		return;
	}
	if (w == &c->backend && !c->backend_is_up) {
		backend_connected(s, c);
	}
	go_on(s, c);
	/* A client that is gone for good while we wait for a backend, and so do not read, shows in no other way. */
	if (w == &c->client && c->state == OPEN && (events & (EPOLLHUP | EPOLLERR)) != 0) {
		conn_end(s, c);
	}
}

int server_signals(void)
{
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	int fd = signalfd(-1, &stop, SFD_CLOEXEC);
	if (fd < 0) {
		tool_die("signalfd: %s", strerror(errno));
	}
	return fd;
}

void server_run(const struct server_settings *settings, int listener, int signals)
{
	struct server s = {.settings = settings, .epoll = epoll_create1(EPOLL_CLOEXEC)};
	s.listener.fd = listener;
	s.signals.fd = signals;
	if (s.epoll < 0) {
		tool_die("epoll: %s", strerror(errno));
	}
	watch(&s, &s.listener, EPOLLIN);
	watch(&s, &s.signals, EPOLLIN);
	for (;;) {
		struct epoll_event events[EVENTS];
		int n = epoll_wait(s.epoll, events, EVENTS, time_to_wait(&s));
		if (n < 0 && errno != EINTR) {
			tool_die("epoll_wait: %s", strerror(errno));
		}
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == &s.signals) {
				return;
			}
			on_event(&s, events[i].data.ptr, events[i].events);
		}
		run_hurried(&s);
		expire(&s);
		bury(&s);
	}
}
