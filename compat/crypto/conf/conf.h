/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * CONF from inside: a table of CONF_VALUE, as programs with methods of their own see it. One without a name stands for
 * a section, and its value is the stack of those that the section has, in the order of the file.
 */
#ifndef TEASEL_CRYPTO_CONF_H
#define TEASEL_CRYPTO_CONF_H

#include <stdbool.h>

#include <openssl/conftypes.h>

/* conf_section: the section of that name, made when make says so; NULL: there is none, or memory is out. */
CONF_VALUE *conf_section(CONF *conf, const char *name, bool make);
/* conf_values: what a section has, owned by conf. */
STACK_OF(CONF_VALUE) * conf_values(const CONF_VALUE *section);
/* conf_put takes name and value over, also when it fails. One of that name gives way. */
bool conf_put(CONF *conf, CONF_VALUE *section, char *name, char *value);
/* conf_string: a value of the section, else of "default", in section "ENV" of the environment; NULL: there is none. */
char *conf_string(const CONF *conf, const char *section, const char *name);
/* conf_parse reads the file's text into conf. On failure conf is empty, and *line the place. */
bool conf_parse(CONF *conf, BIO *in, long *line);

/* ssl_conf: the section that names the parts for libssl (ssl_conf.c). False with an error queued. */
bool conf_ssl_load(const CONF *conf, const char *section);
void conf_ssl_unload(void);

#endif
