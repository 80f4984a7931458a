/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The ssl_conf section of openssl.cnf (config(5)), which libcrypto reads and keeps when its configuration is loaded:
 * SSL_CTX_config and SSL_config apply a named part of it, and every new SSL_CTX the part named system_default.
 */
#include "compat/ssl/config/conf.h"

/* Exported by libcrypto for libssl; no header declares them. A part of the section has an index, and n commands. */
typedef struct ssl_conf_cmd_st SSL_CONF_CMD;
int conf_ssl_name_find(const char *name, size_t *idx);
const SSL_CONF_CMD *conf_ssl_get(size_t idx, const char **name, size_t *n);
void conf_ssl_get_cmd(const SSL_CONF_CMD *cmds, size_t i, char **cmd, char **value);

static unsigned int flags_for(const SSL_METHOD *m, bool system)
{
	unsigned int flags = SSL_CONF_FLAG_FILE;

	if (!system) {
		flags |= SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_REQUIRE_PRIVATE;
	}
	flags |= m->server ? SSL_CONF_FLAG_SERVER : 0;
	flags |= m->client ? SSL_CONF_FLAG_CLIENT : 0;
	return flags;
}

/* One of ctx and s. 1, or 0 with an error queued per command that failed. */
static int apply(SSL_CTX *ctx, SSL *s, const char *name, bool system)
{
	SSL_CONF_CTX *c;
	const SSL_CONF_CMD *cmds;
	size_t idx, n;
	int ok = 1;

	if (!conf_ssl_name_find(name, &idx)) {
		if (!system) {
			ERR_raise_data(ERR_LIB_SSL, SSL_R_INVALID_CONFIGURATION_NAME, "name=%s", name);
		}
		return 0;
	}
	cmds = conf_ssl_get(idx, &name, &n);
	c = SSL_CONF_CTX_new();
	if (c == NULL) {
		return 0;
	}
	SSL_CONF_CTX_set_flags(c, flags_for(s != NULL ? s->method : ctx->method, system));
	if (s != NULL) {
		SSL_CONF_CTX_set_ssl(c, s);
	} else {
		SSL_CONF_CTX_set_ssl_ctx(c, ctx);
	}
	for (size_t i = 0; i < n; i++) {
		char *cmd, *value;
		int used;

		conf_ssl_get_cmd(cmds, i, &cmd, &value);
		used = SSL_CONF_cmd(c, cmd, value);
		if (used <= 0) {
			ERR_raise_data(ERR_LIB_SSL, used == -2 ? SSL_R_UNKNOWN_COMMAND : SSL_R_BAD_VALUE,
				       "section=%s, cmd=%s, arg=%s", name, cmd, value);
			ok = 0;
		}
	}
	if (!SSL_CONF_CTX_finish(c)) {
		ok = 0;
	}
	SSL_CONF_CTX_free(c);
	return ok;
}

void config_system_default(SSL_CTX *ctx)
{
	/* A fault in the administrator's section does not keep programs from running, as in OpenSSL. */
	ERR_set_mark();
	(void)apply(ctx, NULL, "system_default", true);
	ERR_pop_to_mark();
}

int SSL_CTX_config(SSL_CTX *ctx, const char *name)
{
	if (ctx == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	return apply(ctx, NULL, name, false);
}

int SSL_config(SSL *s, const char *name)
{
	if (s == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	return apply(s->ctx, s, name, false);
}

/* The section's module is libcrypto's and registers itself. */
void SSL_add_ssl_module(void)
{
}
