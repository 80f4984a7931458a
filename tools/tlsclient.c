/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* tlsclient: sends one request over TLS and writes the answer to standard output. */
#include "tls/cache.h"
#include "tls/keylog.h"
#include "tls/offer.h"
#include "tls/report.h"
#include "tls/tool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "Connects to the TLS server at HOSTNAME, sends it a request and writes what it\n"
			    "answers to standard output, until it closes the connection. The request is read\n"
			    "from standard input, to its end, before the connection is made.\n"
			    "\n"
			    "usage: tlsclient [OPTION]... [--suite SUITE]... [--proto PROTOCOL]... HOSTNAME\n"
			    "       tlsclient --version | -v\n"
			    "       tlsclient --help | -h\n"
			    "\n"
			    "  -p, --port PORT     connect to PORT; without it 443\n"
			    "  --http              send a plain HTTP request for / in place of standard input\n"
			    "  --cafile CAFILE     trust the certificates in CAFILE in place of the system's\n"
			    "  --auth-key KEY      the key of the client's own certificate\n"
			    "  --auth-certs CERTS  the client's certificate and those that lead up from it\n"
			    "  --protover VERSION  speak VERSION only, 1.2 or 1.3; may be repeated\n"
			    "  --suite SUITE       offer SUITE only; may be repeated, the first is preferred\n"
			    "  --proto PROTOCOL    offer the application protocol (ALPN); may be repeated\n"
			    "  --cache CACHE       keep sessions in the file CACHE and resume them\n"
			    "  --no-tickets        take no session tickets\n"
			    "  --no-sni            do not tell the server which name it is asked for\n"
			    "  --insecure          take any certificate\n"
			    "  --verbose           tell what is agreed upon\n"
			    "  --mtu MTU           send no TLS record of more than MTU bytes\n"
			    "  -v, --version       show the version\n"
			    "  -h, --help          show this\n"
			    "\n"
			    "SSLKEYLOGFILE names a file to append the connection's secrets to.\n"
			    "Exit status: 0, 1 when the connection failed, 2 for a wrong command line.\n";

enum {
	CONNECT_SECONDS = 10,   /* for each address of the host */
	HANDSHAKE_SECONDS = 30, /* after the handshake the server may take its time */
	MOST_REQUEST = 64 << 20,
	MOST_FILE = 16 << 20,
	/* What a record needs beside its content: its header, the nonce that TLS 1.2 puts into it, and the tag. */
	RECORD_OVERHEAD = 5 + 8 + 16,
	LEAST_FRAGMENT = 512, /* SSL_set_max_send_fragment */
	MOST_FRAGMENT = 16384,
};

struct client {
	const char *host, *cafile, *auth_key, *auth_certs, *cache_path;
	unsigned int port, mtu;
	bool http, no_tickets, no_sni, insecure;
	struct offer offer;
	struct cache cache;

	SSL *ssl;
	int fd;
	bool shaken; /* the handshake is complete */
	unsigned char *request;
	size_t request_len, sent;
};

/* The command line. */

static void parse(struct client *c, int argc, char **argv)
{
	enum {
		HTTP = 256,
		CAFILE,
		AUTH_KEY,
		AUTH_CERTS,
		PROTOVER,
		SUITE,
		PROTO,
		CACHE,
		NO_TICKETS,
		NO_SNI,
		INSECURE,
		VERBOSE,
		MTU
	};
	static const struct option options[] = {
	    {"port", required_argument, NULL, 'p'},
	    {"http", no_argument, NULL, HTTP},
	    {"cafile", required_argument, NULL, CAFILE},
	    {"auth-key", required_argument, NULL, AUTH_KEY},
	    {"auth-certs", required_argument, NULL, AUTH_CERTS},
	    {"protover", required_argument, NULL, PROTOVER},
	    {"suite", required_argument, NULL, SUITE},
	    {"proto", required_argument, NULL, PROTO},
	    {"cache", required_argument, NULL, CACHE},
	    {"no-tickets", no_argument, NULL, NO_TICKETS},
	    {"no-sni", no_argument, NULL, NO_SNI},
	    {"insecure", no_argument, NULL, INSECURE},
	    {"verbose", no_argument, NULL, VERBOSE},
	    {"mtu", required_argument, NULL, MTU},
	    {"version", no_argument, NULL, 'v'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	for (int opt; (opt = getopt_long(argc, argv, "p:vh", options, NULL)) != -1;) {
		switch (opt) {
		case 'p':
			c->port = tool_number(optarg, "--port", 1, 65535);
			break;
		case HTTP:
			c->http = true;
			break;
		case CAFILE:
			c->cafile = optarg;
			break;
		case AUTH_KEY:
			c->auth_key = optarg;
			break;
		case AUTH_CERTS:
			c->auth_certs = optarg;
			break;
		case PROTOVER:
			words_add(&c->offer.versions, optarg, "--protover");
			break;
		case SUITE:
			words_add(&c->offer.suites, optarg, "--suite");
			break;
		case PROTO:
			words_add(&c->offer.protos, optarg, "--proto");
			break;
		case CACHE:
			c->cache_path = optarg;
			break;
		case NO_TICKETS:
			c->no_tickets = true;
			break;
		case NO_SNI:
			c->no_sni = true;
			break;
		case INSECURE:
			c->insecure = true;
			break;
		case VERBOSE:
			tool_verbose = true;
			break;
		case MTU:
			c->mtu = tool_number(optarg, "--mtu", LEAST_FRAGMENT + RECORD_OVERHEAD,
					     MOST_FRAGMENT + RECORD_OVERHEAD);
			break;
		case 'v':
			puts("tlsclient " TOOL_VERSION);
			exit(0);
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default: /* getopt_long has said what is wrong */
			fprintf(stderr, "Try 'tlsclient --help'.\n");
			exit(EXIT_USAGE);
		}
	}
	if (optind + 1 != argc) {
		tool_usage(optind == argc ? "the name of the server is missing" : "more than one name of a server");
	}
	if ((c->auth_key == NULL) != (c->auth_certs == NULL)) {
		tool_usage("--auth-key and --auth-certs go together");
	}
	c->host = argv[optind];
}

/* Contexts. */

static bool is_address(const char *host)
{
	struct in6_addr address;
	return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static int keep_session(SSL *ssl, SSL_SESSION *session)
{
	const struct client *c = SSL_get_app_data(ssl);
	bool of_ticket = SSL_version(ssl) >= TLS1_3_VERSION;
	if (SSL_SESSION_is_resumable(session) && !(of_ticket && c->no_tickets)) {
		cache_put(&c->cache, session);
		tool_log("a session for later, good for %ld s", SSL_SESSION_get_timeout(session));
	}
	return 0; /* the reference stays the library's */
}

static void digest_file(EVP_MD_CTX *digest, const char *path)
{
	size_t len = 0;
	unsigned char *bytes = path != NULL ? tool_read_file(path, MOST_FILE, &len) : NULL;
	EVP_DigestUpdate(digest, &len, sizeof len);
	EVP_DigestUpdate(digest, bytes, len);
	free(bytes);
}

/* Host, port, and a digest of what the certificate is checked against and of who we are. */
static void name_cache(struct client *c)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	unsigned char flags[] = {c->insecure, c->no_sni, c->cafile != NULL, c->auth_certs != NULL};
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	if (digest == NULL || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1) {
		tool_die_ssl("no digest for the session cache");
	}
	EVP_DigestUpdate(digest, flags, sizeof flags);
	digest_file(digest, c->cafile);
	digest_file(digest, c->auth_certs);
	EVP_DigestFinal_ex(digest, sum, &len);
	EVP_MD_CTX_free(digest);
	c->cache.path = c->cache_path;
	int n = snprintf(c->cache.key, sizeof c->cache.key, "%s:%u ", c->host, c->port);
	if (n < 0 || (size_t)n + 2 * 16 >= sizeof c->cache.key) {
		tool_usage("the name of the server is too long");
	}
	for (size_t i = 0; i < 16; i++) {
		sprintf(c->cache.key + n + 2 * i, "%02x", sum[i]);
	}
}

static SSL_CTX *make_context(struct client *c)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	if (ctx == NULL) {
		tool_die_ssl("no TLS");
	}
	offer_apply(ctx, &c->offer);
	offer_protocols_client(ctx, &c->offer);
	keylog_from_environment(ctx);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (!c->insecure) {
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
		if (c->cafile == NULL && SSL_CTX_set_default_verify_paths(ctx) != 1) {
			tool_die_ssl("cannot read the system's trusted certificates");
		}
		if (c->cafile != NULL && SSL_CTX_load_verify_file(ctx, c->cafile) != 1) {
			tool_die_ssl("cannot read certificates from %s", c->cafile);
		}
	}
	if (c->auth_certs != NULL) {
		tool_use_identity(ctx, c->auth_certs, c->auth_key);
	}
	if (c->no_tickets) {
		SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	}
	if (c->mtu != 0 && SSL_CTX_set_max_send_fragment(ctx, c->mtu - RECORD_OVERHEAD) != 1) {
		tool_die_ssl("cannot limit records to %u bytes", c->mtu);
	}
	if (c->cache_path != NULL) {
		name_cache(c);
		SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
		SSL_CTX_sess_set_new_cb(ctx, keep_session);
	}
	return ctx;
}

static SSL *make_connection(struct client *c, SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);
	if (ssl == NULL || SSL_set_app_data(ssl, c) != 1) {
		tool_die_ssl("no connection");
	}
	bool address = is_address(c->host);
	int named = address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), c->host) : SSL_set1_host(ssl, c->host);
	/* An address is no server name (RFC 6066 §3). */
	if (!address && !c->no_sni) {
		named = named == 1 && SSL_set_tlsext_host_name(ssl, c->host) == 1;
	}
	if (named != 1) {
		tool_usage("'%s' cannot be the name of a server", c->host);
	}
	SSL_SESSION *session = c->cache_path != NULL ? cache_take(&c->cache) : NULL;
	if (session != NULL) {
		/* One that the context does not allow any more is not offered; that is no error. */
		SSL_set_session(ssl, session);
		SSL_SESSION_free(session);
		ERR_clear_error();
	}
	return ssl;
}

/* TCP. */

static long long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Waits for the events until the deadline; a negative deadline never comes. False when it came. */
static bool wait_for(int fd, short events, long long deadline)
{
	for (;;) {
		struct pollfd p = {.fd = fd, .events = events};
		long long left = deadline < 0 ? -1 : deadline - now_ms();
		if (deadline >= 0 && left <= 0) {
			return false;
		}
		int n = poll(&p, 1, (int)left);
		if (n > 0) {
			return true;
		}
		if (n < 0 && errno != EINTR) {
			tool_die("poll: %s", strerror(errno));
		}
	}
}

/* A connected socket that does not block, or -1 and the reason in errno. */
static int connect_to(const struct addrinfo *a)
{
	int fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
	if (fd < 0) {
		return -1;
	}
	int error = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
	if (error == EINPROGRESS) {
		socklen_t len = sizeof error;
		error = ETIMEDOUT;
		if (wait_for(fd, POLLOUT, now_ms() + CONNECT_SECONDS * 1000)) {
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
		}
	}
	if (error != 0) {
		close(fd);
		errno = error;
		return -1;
	}
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static int connect_host(const struct client *c)
{
	char port[8];
	snprintf(port, sizeof port, "%u", c->port);
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
	int error = getaddrinfo(c->host, port, &hints, &list);
	if (error != 0) {
		tool_die("%s: %s", c->host, gai_strerror(error));
	}
	int fd = -1;
	for (const struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next) {
		fd = connect_to(a);
	}
	freeaddrinfo(list);
	if (fd < 0) {
		tool_die("%s port %u: %s", c->host, c->port, strerror(errno));
	}
	return fd;
}

/* TLS. */

static _Noreturn void end_with(const char *reason)
{
	fflush(stdout);
	fprintf(stderr, "TLS error: %s\nConnection closed\n", reason);
	exit(EXIT_FAILED);
}

static _Noreturn void end_with_error(const struct client *c, int error)
{
	char reason[REPORT_SIZE];
	report_failure(reason, sizeof reason, c->ssl, error, "server", !c->shaken);
	end_with(reason);
}

static void handshake(struct client *c)
{
	long long deadline = now_ms() + HANDSHAKE_SECONDS * 1000;
	for (;;) {
		ERR_clear_error();
		errno = 0;
		int n = SSL_connect(c->ssl);
		int error = SSL_get_error(c->ssl, n);
		if (error == SSL_ERROR_NONE) {
			break;
		}
		if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
			end_with_error(c, error);
		}
		if (!wait_for(c->fd, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline)) {
			end_with("the server does not answer");
		}
	}
	c->shaken = true;
	char facts[REPORT_SIZE];
	report_facts(facts, sizeof facts, c->ssl);
	tool_log("%s", facts);
}

static void write_out(const unsigned char *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, stdout) != len || fflush(stdout) != 0) {
		tool_die("standard output: %s", strerror(errno));
	}
}

/* Sends what the connection takes; returns what it waits for, as events of poll. */
static short send_some(struct client *c)
{
	while (c->sent < c->request_len) {
		size_t n = 0;
		ERR_clear_error();
		errno = 0;
		int ok = SSL_write_ex(c->ssl, c->request + c->sent, c->request_len - c->sent, &n);
		int error = SSL_get_error(c->ssl, ok);
		if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) {
			return error == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
		}
		if (error != SSL_ERROR_NONE) {
			end_with_error(c, error);
		}
		c->sent += n;
	}
	return 0;
}

/* Takes a little of what there is; *out_end is set when the server has said that no more will come. Returns events as
 * above, 0 when there may be more at once. */
static short receive_some(struct client *c, bool *out_end)
{
	unsigned char bytes[16384];
	size_t n = 0;
	ERR_clear_error();
	errno = 0;
	int ok = SSL_read_ex(c->ssl, bytes, sizeof bytes, &n);
	int error = SSL_get_error(c->ssl, ok);
	switch (error) {
	case SSL_ERROR_NONE:
		write_out(bytes, n);
		return 0;
	case SSL_ERROR_WANT_READ:
		return POLLIN;
	case SSL_ERROR_WANT_WRITE:
		return POLLOUT;
	case SSL_ERROR_ZERO_RETURN:
		*out_end = true;
		return 0;
	default:
		end_with_error(c, error);
	}
}

/* Sends the request and takes the answer at the same time: a server that echoes would else stand still with us. */
static void exchange(struct client *c)
{
	for (;;) {
		bool end = false;
		short to_send = send_some(c);
		short to_receive = receive_some(c, &end);
		if (end) {
			break;
		}
		if (to_receive != 0) {
			wait_for(c->fd, to_send | to_receive, -1);
		}
	}
	if (c->sent < c->request_len) {
		end_with("the server closed the connection before it had the whole request");
	}
	SSL_shutdown(c->ssl);
}

static void read_request(struct client *c)
{
	if (c->http) {
		/* The name may stand in brackets nowhere else: an IPv6 address (RFC 9110 §7.2, RFC 3986 §3.2.2). */
		bool v6 = strchr(c->host, ':') != NULL;
		char port[8] = "";
		if (c->port != 443) {
			snprintf(port, sizeof port, ":%u", c->port);
		}
		char *text;
		int n = asprintf(
		    &text, "GET / HTTP/1.1\r\nHost: %s%s%s%s\r\nConnection: close\r\nAccept-Encoding: identity\r\n\r\n",
		    v6 ? "[" : "", c->host, v6 ? "]" : "", port);
		if (n < 0) {
			tool_die("no memory for the request");
		}
		c->request = (unsigned char *)text;
		c->request_len = (size_t)n;
		return;
	}
	c->request = tool_read_all(stdin, "standard input", MOST_REQUEST, &c->request_len);
}

int main(int argc, char **argv)
{
	tool_name = "tlsclient";
	signal(SIGPIPE, SIG_IGN);
	struct client c = {.port = 443};
	parse(&c, argc, argv);
	SSL_CTX *ctx = make_context(&c);
	c.ssl = make_connection(&c, ctx);
	read_request(&c);
	c.fd = connect_host(&c);
	if (SSL_set_fd(c.ssl, c.fd) != 1) {
		tool_die_ssl("no connection");
	}
	handshake(&c);
	exchange(&c);
	close(c.fd);
	SSL_free(c.ssl);
	SSL_CTX_free(ctx);
	free(c.request);
	return 0;
}
