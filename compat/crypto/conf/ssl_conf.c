/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The section that ssl_conf names (config(5)): parts with commands for libssl, which asks for them by the three
 * functions below; no header declares them. What is loaded anew takes the place of what was there.
 */
#include "compat/crypto/conf/conf.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

typedef struct ssl_conf_cmd_st {
	char *cmd, *value;
} SSL_CONF_CMD;

int conf_ssl_name_find(const char *name, size_t *idx);
const SSL_CONF_CMD *conf_ssl_get(size_t idx, const char **name, size_t *n);
void conf_ssl_get_cmd(const SSL_CONF_CMD *cmds, size_t i, char **cmd, char **value);

struct part {
	char *name;
	SSL_CONF_CMD *cmds;
	size_t n;
};

/* Configuration is loaded before there are threads, as OpenSSL asks for it. */
static struct part *parts;
static size_t n_parts;

static void free_parts(struct part *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < all[i].n; k++) {
			OPENSSL_free(all[i].cmds[k].cmd);
			OPENSSL_free(all[i].cmds[k].value);
		}
		OPENSSL_free(all[i].cmds);
		OPENSSL_free(all[i].name);
	}
	OPENSSL_free(all);
}

void conf_ssl_unload(void)
{
	free_parts(parts, n_parts);
	parts = NULL;
	n_parts = 0;
}

/* A command's name may have a number and a dot before it, so that it can be given more than once. */
static bool read_part(struct part *out, const CONF_VALUE *named, const STACK_OF(CONF_VALUE) * values)
{
	int n = sk_CONF_VALUE_num(values);
	out->name = OPENSSL_strdup(named->name);
	out->cmds = OPENSSL_zalloc((size_t)n * sizeof *out->cmds);
	if (out->name == NULL || out->cmds == NULL) {
		return false;
	}
	for (int i = 0; i < n; i++) {
		const CONF_VALUE *v = sk_CONF_VALUE_value(values, i);
		const char *dot = strchr(v->name, '.');
		SSL_CONF_CMD *c = &out->cmds[out->n++];
		c->cmd = OPENSSL_strdup(dot != NULL ? dot + 1 : v->name);
		c->value = OPENSSL_strdup(v->value);
		if (c->cmd == NULL || c->value == NULL) {
			return false;
		}
	}
	return true;
}

bool conf_ssl_load(const CONF *conf, const char *section)
{
	STACK_OF(CONF_VALUE) *names = NCONF_get_section(conf, section);
	int n = sk_CONF_VALUE_num(names);
	if (n <= 0) {
		ERR_raise_data(ERR_LIB_CONF, names == NULL ? CONF_R_SSL_SECTION_NOT_FOUND : CONF_R_SSL_SECTION_EMPTY,
			       "section=%s", section);
		return false;
	}
	struct part *all = OPENSSL_zalloc((size_t)n * sizeof *all);
	bool ok = all != NULL;
	for (int i = 0; ok && i < n; i++) {
		const CONF_VALUE *named = sk_CONF_VALUE_value(names, i);
		STACK_OF(CONF_VALUE) *values = NCONF_get_section(conf, named->value);
		if (sk_CONF_VALUE_num(values) <= 0) {
			ERR_raise_data(ERR_LIB_CONF,
				       values == NULL ? CONF_R_SSL_COMMAND_SECTION_NOT_FOUND
						      : CONF_R_SSL_COMMAND_SECTION_EMPTY,
				       "name=%s, value=%s", named->name, named->value);
			ok = false;
		} else {
			ok = read_part(&all[i], named, values);
		}
	}
	conf_ssl_unload();
	if (!ok) {
		free_parts(all, all != NULL ? (size_t)n : 0);
		return false;
	}
	parts = all;
	n_parts = (size_t)n;
	return true;
}

int conf_ssl_name_find(const char *name, size_t *idx)
{
	for (size_t i = 0; name != NULL && i < n_parts; i++) {
		if (strcmp(parts[i].name, name) == 0) {
			*idx = i;
			return 1;
		}
	}
	return 0;
}

/* Owned here, until configuration is loaded anew or unloaded. */
const SSL_CONF_CMD *conf_ssl_get(size_t idx, const char **name, size_t *n)
{
	*name = parts[idx].name;
	*n = parts[idx].n;
	return parts[idx].cmds;
}

void conf_ssl_get_cmd(const SSL_CONF_CMD *cmds, size_t i, char **cmd, char **value)
{
	*cmd = cmds[i].cmd;
	*value = cmds[i].value;
}
