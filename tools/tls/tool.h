/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What tlsclient and tlsserver share: how they speak, how they fail, and lists of words from the command line.
 *
 * Exit statuses: 0 all well, 1 the connection or a file failed, 2 the command line is wrong. */
#ifndef TOOLS_TLS_TOOL_H
#define TOOLS_TLS_TOOL_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TOOL_VERSION "0.1.0"

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* The name in front of messages; set by main, first of all. */
extern const char *tool_name;

/* Options that may be given several times: the words, in order. They point into argv. */
struct words {
	const char *at[32];
	size_t n;
};
void words_add(struct words *list, const char *word, const char *option);

/* One line to stderr, with the tool's name in front; tool_log only when tool_verbose is set. */
extern bool tool_verbose;
void tool_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void tool_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same and an end: EXIT_FAILED for tool_die; tool_usage adds where help is, and ends with EXIT_USAGE.
 * tool_die_ssl adds the reason at the root of OpenSSL's error queue. */
_Noreturn void tool_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void tool_die_ssl(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void tool_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A whole decimal number from `least` to `most`, or tool_usage naming the option. */
unsigned tool_number(const char *text, const char *option, unsigned least, unsigned most);

/* All that is left in the stream, or in a file, allocated, its size in *out_len; ends the program when it cannot be
 * read or is larger than `most`. `name` is for messages. */
unsigned char *tool_read_all(FILE *f, const char *name, size_t most, size_t *out_len);
unsigned char *tool_read_file(const char *path, size_t most, size_t *out_len);

/* Certificate chain and key, which must belong to each other, into the context; ends the program when they cannot. */
void tool_use_identity(SSL_CTX *ctx, const char *certs, const char *key);

#endif
