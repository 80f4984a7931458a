/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
#include "tool.h"

#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *tool_name = "";
bool tool_verbose;

void words_add(struct words *list, const char *word, const char *option)
{
	if (list->n == sizeof list->at / sizeof list->at[0]) {
		tool_usage("%s is given more than %zu times", option, list->n);
	}
	list->at[list->n++] = word;
}

static void say(const char *format, va_list words, const char *reason)
{
	/* In one piece, so that lines of several processes do not run into each other. */
	char line[1024];
	int n = snprintf(line, sizeof line, "%s: ", tool_name);
	n += vsnprintf(line + n, sizeof line - (size_t)n, format, words);
	if (reason != NULL && (size_t)n < sizeof line) {
		snprintf(line + n, sizeof line - (size_t)n, ": %s", reason);
	}
	fprintf(stderr, "%s\n", line);
}

void tool_say(const char *format, ...)
{
	va_list words;
	va_start(words, format);
	say(format, words, NULL);
	va_end(words);
}

void tool_log(const char *format, ...)
{
	if (!tool_verbose) {
		return;
	}
	va_list words;
	va_start(words, format);
	say(format, words, NULL);
	va_end(words);
}

void tool_die(const char *format, ...)
{
	va_list words;
	va_start(words, format);
	say(format, words, NULL);
	va_end(words);
	exit(EXIT_FAILED);
}

void tool_die_ssl(const char *format, ...)
{
	char reason[256];
	report_reason(reason, sizeof reason);
	va_list words;
	va_start(words, format);
	say(format, words, reason);
	va_end(words);
	exit(EXIT_FAILED);
}

void tool_usage(const char *format, ...)
{
	va_list words;
	va_start(words, format);
	say(format, words, NULL);
	va_end(words);
	fprintf(stderr, "Try '%s --help'.\n", tool_name);
	exit(EXIT_USAGE);
}

unsigned tool_number(const char *text, const char *option, unsigned least, unsigned most)
{
	char *end;
	errno = 0;
	unsigned long n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || n < least || n > most) {
		tool_usage("%s '%s': a number from %u to %u is wanted", option, text, least, most);
	}
	return (unsigned)n;
}

unsigned char *tool_read_all(FILE *f, const char *name, size_t most, size_t *out_len)
{
	unsigned char *bytes = NULL;
	size_t len = 0, size = 0;
	do {
		if (len == size) {
			size = size == 0 ? 65536 : 2 * size;
			bytes = realloc(bytes, size);
			if (bytes == NULL) {
				tool_die("no memory for %s", name);
			}
		}
		len += fread(bytes + len, 1, size - len, f);
		if (ferror(f)) {
			tool_die("%s: %s", name, strerror(errno));
		}
		if (len > most) {
			tool_die("%s: larger than %zu bytes", name, most);
		}
	} while (!feof(f));
	*out_len = len;
	return bytes;
}

unsigned char *tool_read_file(const char *path, size_t most, size_t *out_len)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		tool_die("%s: %s", path, strerror(errno));
	}
	unsigned char *bytes = tool_read_all(f, path, most, out_len);
	fclose(f);
	return bytes;
}

void tool_use_identity(SSL_CTX *ctx, const char *certs, const char *key)
{
	if (SSL_CTX_use_certificate_chain_file(ctx, certs) != 1) {
		tool_die_ssl("cannot take certificates from %s", certs);
	}
	if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1) {
		tool_die_ssl("cannot take a private key from %s", key);
	}
	if (SSL_CTX_check_private_key(ctx) != 1) {
		tool_die_ssl("the key in %s is not that of the first certificate in %s", key, certs);
	}
}
