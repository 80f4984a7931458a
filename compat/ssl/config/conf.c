/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_CONF_CTX and SSL_CONF_cmd: find the command, run it, report. The commands are in conf_commands.c. */
#include "compat/ssl/config/conf.h"

SSL_CONF_CTX *SSL_CONF_CTX_new(void)
{
	return OPENSSL_zalloc(sizeof(SSL_CONF_CTX));
}

static void drop_files_and_names(SSL_CONF_CTX *c)
{
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		OPENSSL_free(c->cert_file[i]);
		c->cert_file[i] = NULL;
	}
	sk_X509_NAME_pop_free(c->ca_names, X509_NAME_free);
	c->ca_names = NULL;
}

void SSL_CONF_CTX_free(SSL_CONF_CTX *c)
{
	if (c != NULL) {
		drop_files_and_names(c);
		OPENSSL_free(c->prefix);
		OPENSSL_free(c);
	}
}

unsigned int SSL_CONF_CTX_set_flags(SSL_CONF_CTX *c, unsigned int flags)
{
	c->flags |= flags;
	return c->flags;
}

unsigned int SSL_CONF_CTX_clear_flags(SSL_CONF_CTX *c, unsigned int flags)
{
	c->flags &= ~flags;
	return c->flags;
}

int SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX *c, const char *pre)
{
	char *copy = NULL;

	if (pre != NULL) {
		copy = OPENSSL_strdup(pre);
		if (copy == NULL) {
			return 0;
		}
	}
	OPENSSL_free(c->prefix);
	c->prefix = copy;
	c->prefix_len = copy != NULL ? strlen(copy) : 0;
	return 1;
}

void SSL_CONF_CTX_set_ssl(SSL_CONF_CTX *c, SSL *ssl)
{
	c->ssl = ssl;
	c->ctx = NULL;
}

void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *c, SSL_CTX *ctx)
{
	c->ctx = ctx;
	c->ssl = NULL;
}

/* The command without its prefix, or without the dash of a command line that has no prefix. NULL: not for us. */
static const char *skip_prefix(const SSL_CONF_CTX *c, const char *cmd)
{
	if (c->prefix != NULL) {
		if (strlen(cmd) <= c->prefix_len) {
			return NULL;
		}
		if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0 && strncmp(cmd, c->prefix, c->prefix_len) != 0) {
			return NULL;
		}
		if ((c->flags & SSL_CONF_FLAG_FILE) != 0 && !words_equal(cmd, c->prefix, c->prefix_len)) {
			return NULL;
		}
		return cmd + c->prefix_len;
	}
	if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0) {
		return cmd[0] == '-' && cmd[1] != '\0' ? cmd + 1 : NULL;
	}
	return cmd;
}

static int report(const SSL_CONF_CTX *c, int reason, const char *cmd, const char *value, int answer)
{
	if ((c->flags & SSL_CONF_FLAG_SHOW_ERRORS) != 0) {
		if (reason == SSL_R_UNKNOWN_CMD_NAME) {
			ERR_raise_data(ERR_LIB_SSL, reason, "cmd=%s", cmd);
		} else {
			ERR_raise_data(ERR_LIB_SSL, reason, "cmd=%s, value=%s", cmd, value != NULL ? value : "<EMPTY>");
		}
	}
	return answer;
}

int SSL_CONF_cmd(SSL_CONF_CTX *c, const char *cmd, const char *value)
{
	const struct conf_command *command;
	const struct conf_switch *sw;
	const char *name;
	int done;

	if (cmd == NULL) {
		SSL_ERR(SSL_R_INVALID_NULL_CMD_NAME);
		return 0;
	}
	name = skip_prefix(c, cmd);
	if (name == NULL) {
		return report(c, SSL_R_UNKNOWN_CMD_NAME, cmd, NULL, -2);
	}
	sw = conf_find_switch(c, name);
	if (sw != NULL) {
		conf_put_option(c, sw->option, !sw->off, sw->cert);
		return 1;
	}
	command = conf_find_command(c, name);
	if (command == NULL) {
		return report(c, SSL_R_UNKNOWN_CMD_NAME, name, NULL, -2);
	}
	if (value == NULL) {
		return report(c, SSL_R_BAD_VALUE, name, NULL, -3);
	}
	done = command->set(c, value);
	if (done == -2) {
		return -2;
	}
	return done > 0 ? 2 : report(c, SSL_R_BAD_VALUE, name, value, 0);
}

int SSL_CONF_cmd_argv(SSL_CONF_CTX *c, int *pargc, char ***pargv)
{
	int used;

	if ((pargc != NULL && *pargc == 0) || **pargv == NULL) {
		return 0;
	}
	c->flags &= ~(unsigned int)SSL_CONF_FLAG_FILE;
	c->flags |= SSL_CONF_FLAG_CMDLINE;
	used = SSL_CONF_cmd(c, (*pargv)[0], pargc == NULL || *pargc > 1 ? (*pargv)[1] : NULL);
	if (used > 0) {
		*pargv += used;
		if (pargc != NULL) {
			*pargc -= used;
		}
		return used;
	}
	/* Not a command of ours is no error; a bad value is. */
	return used == -2 ? 0 : used == 0 ? -1 : used;
}

int SSL_CONF_cmd_value_type(SSL_CONF_CTX *c, const char *cmd)
{
	const char *name = skip_prefix(c, cmd);
	const struct conf_command *command;

	if (name == NULL) {
		return SSL_CONF_TYPE_UNKNOWN;
	}
	if (conf_find_switch(c, name) != NULL) {
		return SSL_CONF_TYPE_NONE;
	}
	command = conf_find_command(c, name);
	return command != NULL ? (int)command->type : SSL_CONF_TYPE_UNKNOWN;
}

/* Certificates that came without a key may have it in their own file. */
static int find_missing_keys(SSL_CONF_CTX *c)
{
	SSL_CTX *ctx = c->ssl != NULL ? c->ssl->ctx : c->ctx;

	for (size_t i = 0; ctx != NULL && i < SLOT_COUNT; i++) {
		if (c->cert_file[i] == NULL || (c->flags & SSL_CONF_FLAG_REQUIRE_PRIVATE) == 0 ||
		    certs_of(ctx, c->ssl)->slot[i].pkey != NULL) {
			continue;
		}
		if (conf_set_key_file(c, c->cert_file[i]) <= 0) {
			return 0;
		}
	}
	return 1;
}

int SSL_CONF_CTX_finish(SSL_CONF_CTX *c)
{
	if (!find_missing_keys(c)) {
		return 0;
	}
	if (c->ca_names != NULL && (c->ssl != NULL || c->ctx != NULL)) {
		if (c->ssl != NULL) {
			SSL_set0_CA_list(c->ssl, c->ca_names);
		} else {
			SSL_CTX_set0_CA_list(c->ctx, c->ca_names);
		}
		c->ca_names = NULL;
	}
	drop_files_and_names(c);
	return 1;
}
