/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_CONF: settings by name and text, from a command line or a file (SSL_CONF_cmd(3)). */
#ifndef TEASEL_COMPAT_CONFIG_CONF_H
#define TEASEL_COMPAT_CONFIG_CONF_H

#include "compat/ssl/config/config.h"

struct ssl_conf_ctx_st {
	unsigned int flags; /* SSL_CONF_FLAG_* */
	char *prefix;
	size_t prefix_len;
	SSL_CTX *ctx; /* what is being configured: one of the two, or neither */
	SSL *ssl;
	/* Certificate files that may hold the private key too, by slot. */
	char *cert_file[SLOT_COUNT];
	STACK_OF(X509_NAME) * ca_names; /* put in force by SSL_CONF_CTX_finish */
};

/* A handler: 1, 0 for a bad value, or -2 when the command is not for this context. */
typedef int (*conf_handler)(SSL_CONF_CTX *c, const char *value);

struct conf_command {
	const char *file, *cmdline; /* its names; NULL: has none there */
	conf_handler set;           /* NULL: a switch of the command line */
	unsigned int needs;         /* SSL_CONF_FLAG_SERVER, _CLIENT, _CERTIFICATE: all must be set */
	unsigned int type;          /* SSL_CONF_TYPE_* */
};

/* conf_switch: a switch of the command line, without its dash. */
struct conf_switch {
	const char *name;
	uint64_t option;
	bool off, cert; /* clear it; it is a certificate flag */
	unsigned int needs;
};

const struct conf_command *conf_find_command(const SSL_CONF_CTX *c, const char *name);
const struct conf_switch *conf_find_switch(const SSL_CONF_CTX *c, const char *name);
void conf_put_option(SSL_CONF_CTX *c, uint64_t option, bool on, bool cert);
int conf_set_key_file(SSL_CONF_CTX *c, const char *file);

/* The Options, Protocol and VerifyMode commands. (conf_words.c) */
int conf_set_options(SSL_CONF_CTX *c, const char *value);
int conf_set_protocols(SSL_CONF_CTX *c, const char *value);
int conf_set_verify_mode(SSL_CONF_CTX *c, const char *value);

#endif
