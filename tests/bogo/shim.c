/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The program: a connection to the runner for the first handshake and for each resumption. */
#include "shim.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

struct memory memory;

void unimplemented(const char *what)
{
	const char *path = getenv("SHIM_SKIPS");
	FILE *file = path != NULL ? fopen(path, "a") : NULL;

	if (file != NULL) {
		fprintf(file, "%s\n", what);
		fclose(file);
	}
	fprintf(stderr, "shim: not here: %s\n", what);
	exit(EXIT_UNIMPLEMENTED);
}

bool complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("shim: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return false;
}

/* A socket to the runner, which has been told by its number who we are; -1 when it cannot be had. */
static int connect_runner(const struct config *config)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)config->port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 v6 = {
	    .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)config->port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	const struct sockaddr *addr = config->ipv6 ? (const void *)&v6 : (const void *)&v4;
	socklen_t addr_len = config->ipv6 ? sizeof(v6) : sizeof(v4);
	int fd = socket(addr->sa_family, SOCK_STREAM, 0);
	int on = 1;
	uint8_t id[8];

	for (size_t i = 0; i < sizeof(id); i++) {
		id[i] = (uint8_t)(config->shim_id >> (8 * i));
	}
	if (fd < 0 || connect(fd, addr, addr_len) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 || write(fd, id, sizeof(id)) != sizeof(id)) {
		perror("shim: the runner");
		if (fd >= 0) {
			close(fd);
		}
		return -1;
	}
	return fd;
}

/* Closes when the runner has read all, an alert at the end too, and closed. */
static void close_gently(int fd)
{
	char drain[1024];

	(void)shutdown(fd, SHUT_WR);
	while (read(fd, drain, sizeof(drain)) > 0) {
	}
	close(fd);
}

static BIO *bio_for(int fd, struct state *state)
{
	BIO *bio = BIO_new_socket(fd, BIO_NOCLOSE);

	if (bio != NULL && state->config->async) {
		state->async_bio = async_bio_new();
		return state->async_bio != NULL ? BIO_push(state->async_bio, bio) : NULL;
	}
	return bio;
}

static bool connection(const struct config *config, const struct config *retry, bool is_resume)
{
	struct state state = {.config = config};
	SSL_SESSION *offer = memory.session;
	SSL_CTX *ctx = context_new(config);
	SSL *ssl;
	BIO *bio = NULL;
	int fd = -1;
	bool ok = false;

	memory.session = NULL;
	ssl = ctx != NULL ? connection_new(ctx, &state, offer) : NULL;
	if (ssl != NULL && (config->server || !is_resume || offer != NULL || complain("no session to offer"))) {
		fd = connect_runner(config);
	}
	if (fd >= 0) {
		bio = bio_for(fd, &state);
	}
	if (bio != NULL) {
		SSL_set_bio(ssl, bio, bio);
		ok = exchange(ssl, &state, retry, is_resume);
	}
	if (!ok) {
		ERR_print_errors_fp(stderr);
	}
	SSL_free(ssl);
	memory.contexts[memory.n_contexts++] = ctx;
	SSL_SESSION_free(offer);
	if (fd >= 0) {
		close_gently(fd);
	}
	memory.clock_ahead += config->resumption_delay;
	return ok;
}

int main(int argc, char **argv)
{
	static struct config initial;
	static struct config resume;
	static struct config retry;
	bool ok = true;

	/* There is no program that takes over a handshake from us. */
	if (strcmp(argv[argc - 1], "-is-handshaker-supported") == 0) {
		puts("No");
		return EXIT_SUCCESS;
	}
	signal(SIGPIPE, SIG_IGN);
	flags_parse(argc, argv, &initial, &resume, &retry);
	if (initial.resume_count >= CONTEXTS_MAX) {
		unimplemented("so many resumptions");
	}
	for (int i = 0; ok && i <= initial.resume_count; i++) {
		ok = connection(i == 0 ? &initial : &resume, &retry, i > 0);
	}
	SSL_SESSION_free(memory.session);
	for (size_t i = 0; i < memory.n_sessions; i++) {
		SSL_SESSION_free(memory.sessions[i]);
	}
	for (size_t i = 0; i < memory.n_contexts; i++) {
		SSL_CTX_free(memory.contexts[i]);
	}
	/* What a sanitizer writes after this line counts as a failure. */
	fputs("--- DONE ---\n", stderr);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
