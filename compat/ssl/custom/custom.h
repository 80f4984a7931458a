/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * TLS extensions of the program's own (SSL_CTX_add_custom_ext(3), SSL_CTX_use_serverinfo(3)). The list of an SSL_CTX
 * lives in its struct cert_set, goes from there to each SSL and, by SSL_set_SSL_CTX, with the certificates. It is
 * shared by reference count and copied before a change.
 */
#ifndef TEASEL_COMPAT_CUSTOM_CUSTOM_H
#define TEASEL_COMPAT_CUSTOM_CUSTOM_H

#include <stdatomic.h>
#include <stdbool.h>

#include <openssl/ssl.h>

#include "engine/engine.h"

/* Who uses it: the old calls say, those with a context serve both. */
enum custom_role { CUSTOM_CLIENT, CUSTOM_SERVER, CUSTOM_BOTH };

struct custom_ext {
	uint16_t type;
	enum custom_role role;
	unsigned int context; /* SSL_EXT_* */
	bool old;             /* set by the old calls: with their callbacks */
	SSL_custom_ext_add_cb_ex add;
	SSL_custom_ext_free_cb_ex free;
	SSL_custom_ext_parse_cb_ex parse;
	custom_ext_add_cb old_add;
	custom_ext_free_cb old_free;
	custom_ext_parse_cb old_parse;
	void *add_arg, *parse_arg;
};

struct custom_list {
	atomic_uint refs;
	size_t n;
	struct custom_ext ext[];
};

struct custom_list *custom_list_ref(struct custom_list *l);
void custom_list_free(struct custom_list *l);

/* custom_add: 1, or 0 when OpenSSL would refuse too: a type that the library has itself, or that is there already. */
int custom_add(SSL_CTX *ctx, unsigned int type, struct custom_ext ext);
bool custom_find(const struct custom_list *l, enum custom_role role, unsigned int type);

/* The engine's hooks. (hooks.c) */
enum tls_hook_answer custom_hook_write(void *owner, struct tls_conn *c, struct tls_ext_at at, struct buffer *out,
				       struct tls_hook_fault *fault);
enum tls_hook_answer custom_hook_read(void *owner, struct tls_conn *c, struct tls_ext_at at, struct span block,
				      struct tls_hook_fault *fault);

#endif
