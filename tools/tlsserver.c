/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* tlsserver: a TLS server that echoes, answers HTTP, or forwards to another server. */
#include "tls/keylog.h"
#include "tls/offer.h"
#include "tls/server.h"
#include "tls/tool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char usage[] = "Runs a TLS server.\n"
			    "  echo             gives back what it receives\n"
			    "  http             answers whatever it receives with a short HTTP response\n"
			    "  forward FPORT    forwards to, and back from, a connection to 127.0.0.1:FPORT\n"
			    "\n"
			    "usage: tlsserver --certs CERTFILE --key KEYFILE [OPTION]... echo\n"
			    "       tlsserver --certs CERTFILE --key KEYFILE [OPTION]... http\n"
			    "       tlsserver --certs CERTFILE --key KEYFILE [OPTION]... forward FPORT\n"
			    "       tlsserver --version | -v\n"
			    "       tlsserver --help | -h\n"
			    "\n"
			    "  -p, --port PORT       listen on PORT; without it 443. ADDRESS:PORT listens on\n"
			    "                        that address alone; port 0 lets the system choose, and\n"
			    "                        what it chose is told\n"
			    "  --certs CERTFILE      the server's certificate and those that lead up from it\n"
			    "  --key KEYFILE         the certificate's private key\n"
			    "  --ocsp OCSPFILE       staple the OCSP response in OCSPFILE (DER)\n"
			    "  --auth CERTFILE       ask clients for certificates, and take those that the\n"
			    "                        certificates in CERTFILE vouch for\n"
			    "  --require-auth        refuse clients without a certificate\n"
			    "  --resumption          keep sessions, so that clients can resume them\n"
			    "  --tickets             give clients tickets to resume with\n"
			    "  --protover VERSION    speak VERSION only, 1.2 or 1.3; may be repeated\n"
			    "  --suite SUITE         take SUITE only; may be repeated\n"
			    "  --proto PROTOCOL      choose the application protocol (ALPN); may be repeated,\n"
			    "                        the first that the client offers too is chosen\n"
			    "  --verbose             tell of each connection\n"
			    "  -v, --version         show the version\n"
			    "  -h, --help            show this\n"
			    "\n"
			    "SSLKEYLOGFILE names a file to append the connections' secrets to.\n"
			    "Exit status: 0 after SIGINT or SIGTERM, 1 when something failed, 2 for a wrong\n"
			    "command line.\n";

enum { CACHED_SESSIONS = 1024, BACKLOG = 4096, MOST_OCSP = 64 << 10 };

struct options {
	const char *address, *certs, *key, *ocsp, *auth;
	unsigned int port;
	bool require_auth, resumption, tickets;
	struct offer offer;
	struct server_settings server;
};

/* A stapled response, for as long as the server runs. */
struct staple {
	unsigned char *der;
	size_t len;
};

/* The command line. */

static void parse_port(struct options *o, char *text)
{
	char *colon = strrchr(text, ':');
	if (colon == NULL) {
		o->port = tool_number(text, "--port", 0, 65535);
		return;
	}
	*colon = '\0';
	size_t n = strlen(text);
	if (text[0] == '[' && n > 1 && text[n - 1] == ']') {
		text[n - 1] = '\0';
		text++;
	}
	o->address = text;
	o->port = tool_number(colon + 1, "--port", 0, 65535);
}

static void parse_mode(struct options *o, char **words, int n)
{
	static const struct {
		const char *name;
		enum mode mode;
		int n_words;
	} modes[] = {{"echo", MODE_ECHO, 1}, {"http", MODE_HTTP, 1}, {"forward", MODE_FORWARD, 2}};
	if (n == 0) {
		tool_usage("what is the server to do? echo, http or forward FPORT");
	}
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if (strcmp(words[0], modes[i].name) != 0) {
			continue;
		}
		if (n != modes[i].n_words) {
			tool_usage(modes[i].mode == MODE_FORWARD ? "forward takes one port"
								 : "%s takes nothing behind it",
				   words[0]);
		}
		o->server.mode = modes[i].mode;
		o->server.forward_port = n == 2 ? tool_number(words[1], "forward", 1, 65535) : 0;
		return;
	}
	tool_usage("'%s' is none of echo, http, forward", words[0]);
}

static void parse(struct options *o, int argc, char **argv)
{
	enum { CERTS = 256, KEY, OCSP, AUTH, REQUIRE_AUTH, RESUMPTION, TICKETS, PROTOVER, SUITE, PROTO, VERBOSE };
	static const struct option options[] = {
	    {"port", required_argument, NULL, 'p'},
	    {"certs", required_argument, NULL, CERTS},
	    {"key", required_argument, NULL, KEY},
	    {"ocsp", required_argument, NULL, OCSP},
	    {"auth", required_argument, NULL, AUTH},
	    {"require-auth", no_argument, NULL, REQUIRE_AUTH},
	    {"resumption", no_argument, NULL, RESUMPTION},
	    {"tickets", no_argument, NULL, TICKETS},
	    {"protover", required_argument, NULL, PROTOVER},
	    {"suite", required_argument, NULL, SUITE},
	    {"proto", required_argument, NULL, PROTO},
	    {"verbose", no_argument, NULL, VERBOSE},
	    {"version", no_argument, NULL, 'v'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	for (int opt; (opt = getopt_long(argc, argv, "p:vh", options, NULL)) != -1;) {
		switch (opt) {
		case 'p':
			parse_port(o, optarg);
			break;
		case CERTS:
			o->certs = optarg;
			break;
		case KEY:
			o->key = optarg;
			break;
		case OCSP:
			o->ocsp = optarg;
			break;
		case AUTH:
			o->auth = optarg;
			break;
		case REQUIRE_AUTH:
			o->require_auth = true;
			break;
		case RESUMPTION:
			o->resumption = true;
			break;
		case TICKETS:
			o->tickets = true;
			break;
		case PROTOVER:
			words_add(&o->offer.versions, optarg, "--protover");
			break;
		case SUITE:
			words_add(&o->offer.suites, optarg, "--suite");
			break;
		case PROTO:
			words_add(&o->offer.protos, optarg, "--proto");
			break;
		case VERBOSE:
			tool_verbose = true;
			break;
		case 'v':
			puts("tlsserver " TOOL_VERSION);
			exit(0);
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default: /* getopt_long has said what is wrong */
			fprintf(stderr, "Try 'tlsserver --help'.\n");
			exit(EXIT_USAGE);
		}
	}
	if (o->certs == NULL || o->key == NULL) {
		tool_usage("--certs and --key are needed");
	}
	if (o->require_auth && o->auth == NULL) {
		tool_usage("--require-auth needs --auth: whose certificates are good?");
	}
	parse_mode(o, argv + optind, argc - optind);
}

/* The context. */

static int staple_response(SSL *ssl, void *arg)
{
	const struct staple *staple = arg;
	unsigned char *copy = OPENSSL_memdup(staple->der, staple->len);
	if (copy == NULL || SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)staple->len) != 1) {
		OPENSSL_free(copy);
		return SSL_TLSEXT_ERR_NOACK;
	}
	return SSL_TLSEXT_ERR_OK;
}

static void use_ocsp(SSL_CTX *ctx, const char *path, struct staple *staple)
{
	staple->der = tool_read_file(path, MOST_OCSP, &staple->len);
	const unsigned char *at = staple->der;
	OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, (long)staple->len);
	if (response == NULL || at != staple->der + staple->len) {
		ERR_clear_error();
		tool_die("%s: no OCSP response in DER", path);
	}
	OCSP_RESPONSE_free(response);
	SSL_CTX_set_tlsext_status_cb(ctx, staple_response);
	SSL_CTX_set_tlsext_status_arg(ctx, staple);
}

static void use_auth(SSL_CTX *ctx, const struct options *o)
{
	STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(o->auth);
	if (names == NULL || SSL_CTX_load_verify_file(ctx, o->auth) != 1) {
		tool_die_ssl("cannot read certificates from %s", o->auth);
	}
	SSL_CTX_set_client_CA_list(ctx, names);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | (o->require_auth ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
}

/* With --tickets the client keeps the session, with --resumption we do; with both, those that take tickets get them. */
static void use_resumption(SSL_CTX *ctx, const struct options *o)
{
	static const unsigned char id_context[] = "tlsserver";
	SSL_CTX_set_session_cache_mode(ctx, o->resumption ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF);
	SSL_CTX_sess_set_cache_size(ctx, CACHED_SESSIONS);
	SSL_CTX_set_session_id_context(ctx, id_context, sizeof id_context - 1);
	if (!o->tickets) {
		SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	}
	if (!o->tickets && !o->resumption) {
		SSL_CTX_set_num_tickets(ctx, 0);
	}
}

static SSL_CTX *make_context(const struct options *o, struct staple *staple)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL) {
		tool_die_ssl("no TLS");
	}
	offer_apply(ctx, &o->offer);
	offer_protocols_server(ctx, &o->offer);
	keylog_from_environment(ctx);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				  SSL_MODE_RELEASE_BUFFERS);
	tool_use_identity(ctx, o->certs, o->key);
	use_resumption(ctx, o);
	if (o->ocsp != NULL) {
		use_ocsp(ctx, o->ocsp, staple);
	}
	if (o->auth != NULL) {
		use_auth(ctx, o);
	}
	return ctx;
}

/* Listening. */

/* Both families on one socket where the machine has IPv6; else IPv4. */
static socklen_t any_address(struct sockaddr_storage *out, unsigned int port)
{
	int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (probe >= 0) {
		close(probe);
		*(struct sockaddr_in6 *)out =
		    (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
		return sizeof(struct sockaddr_in6);
	}
	*(struct sockaddr_in *)out = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	return sizeof(struct sockaddr_in);
}

static socklen_t one_address(struct sockaddr_storage *out, const char *text, unsigned int port)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(out, &v4, sizeof v4);
		return sizeof v4;
	}
	if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
		memcpy(out, &v6, sizeof v6);
		return sizeof v6;
	}
	tool_usage("--port: '%s' is no address", text);
}

static int listen_on(const struct options *o)
{
	struct sockaddr_storage at = {0};
	socklen_t len = o->address != NULL ? one_address(&at, o->address, o->port) : any_address(&at, o->port);
	int on = 1, off = 0;
	int fd = socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		tool_die("socket: %s", strerror(errno));
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (at.ss_family == AF_INET6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	}
	if (bind(fd, (struct sockaddr *)&at, len) != 0 || listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
		tool_die("port %u: %s", o->port, strerror(errno));
	}
	unsigned int port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
							   : ((struct sockaddr_in *)&at)->sin_port);
	if (o->port == 0 || tool_verbose) {
		tool_say("listening on port %u", port);
	}
	return fd;
}

int main(int argc, char **argv)
{
	tool_name = "tlsserver";
	signal(SIGPIPE, SIG_IGN);
	struct options o = {.port = 443};
	parse(&o, argc, argv);
	struct staple staple = {0};
	o.server.ctx = make_context(&o, &staple);
	/* As many connections as the machine lets a process have. */
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	int signals = server_signals();
	int listener = listen_on(&o);
	server_run(&o.server, listener, signals);
	close(listener);
	SSL_CTX_free(o.server.ctx);
	free(staple.der);
	return 0;
}
