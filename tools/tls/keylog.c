/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
#include "keylog.h"

#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int log_fd = -1;

static void log_line(const SSL *ssl, const char *line)
{
	(void)ssl;
	char text[512];
	int n = snprintf(text, sizeof text, "%s\n", line);
	/* One write, so that lines of several processes stay whole. */
	if (n < 0 || (size_t)n >= sizeof text || write(log_fd, text, (size_t)n) != n) {
		tool_say("a line for SSLKEYLOGFILE is lost");
	}
	OPENSSL_cleanse(text, sizeof text);
}

void keylog_from_environment(SSL_CTX *ctx)
{
	const char *path = secure_getenv("SSLKEYLOGFILE");
	if (path == NULL || path[0] == '\0') {
		return;
	}
	log_fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (log_fd < 0) {
		tool_die("SSLKEYLOGFILE %s: %s", path, strerror(errno));
	}
	SSL_CTX_set_keylog_callback(ctx, log_line);
}
