/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The list of custom.h and the calls that fill it. */
#include "compat/ssl/custom/custom.h"

#include <string.h>

#include "compat/ssl/core/local.h"

/* The old calls knew no TLS 1.3. */
#define OLD_CONTEXT                                                                                                    \
	(SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |                          \
	 SSL_EXT_IGNORE_ON_RESUMPTION)

struct custom_list *custom_list_ref(struct custom_list *l)
{
	if (l != NULL) {
		atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
	}
	return l;
}

void custom_list_free(struct custom_list *l)
{
	if (l != NULL && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1) {
		OPENSSL_free(l);
	}
}

bool custom_find(const struct custom_list *l, enum custom_role role, unsigned int type)
{
	for (size_t i = 0; l != NULL && i < l->n; i++) {
		enum custom_role has = l->ext[i].role;

		if (l->ext[i].type == type && (role == CUSTOM_BOTH || has == CUSTOM_BOTH || role == has)) {
			return true;
		}
	}
	return false;
}

/* A list with one row more, which takes the place of the old one. */
static int append(struct cert_set *set, const struct custom_ext *ext)
{
	size_t n = set->custom != NULL ? set->custom->n : 0;
	struct custom_list *l = OPENSSL_malloc(sizeof(*l) + (n + 1) * sizeof(l->ext[0]));

	if (l == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	atomic_init(&l->refs, 1);
	l->n = n + 1;
	if (n != 0) {
		memcpy(l->ext, set->custom->ext, n * sizeof(l->ext[0]));
	}
	l->ext[n] = *ext;
	custom_list_free(set->custom);
	set->custom = l;
	return 1;
}

int custom_add(SSL_CTX *ctx, unsigned int type, struct custom_ext ext)
{
	struct cert_set *set;

	if (type > 0xffff || (SSL_extension_supported(type) && type != TLSEXT_TYPE_signed_certificate_timestamp)) {
		return 0;
	}
	/* With certificate transparency on, the library asks for timestamps itself. */
	if (type == TLSEXT_TYPE_signed_certificate_timestamp && (ext.context & SSL_EXT_CLIENT_HELLO) != 0 &&
	    SSL_CTX_ct_is_enabled(ctx)) {
		return 0;
	}
	if (custom_find(certs_of(ctx, NULL)->custom, ext.role, type)) {
		return 0;
	}
	set = certs_writable(ctx, NULL);
	ext.type = (uint16_t)type;
	if (set == NULL || !append(set, &ext)) {
		return 0;
	}
	ctx_changed(ctx); /* so that an SSL which is about to start takes no notice of the change in the middle */
	return 1;
}

static int add_old(SSL_CTX *ctx, enum custom_role role, unsigned int type, custom_ext_add_cb add,
		   custom_ext_free_cb free_cb, void *add_arg, custom_ext_parse_cb parse, void *parse_arg)
{
	return custom_add(ctx, type,
			  (struct custom_ext){.role = role,
					      .context = OLD_CONTEXT,
					      .old = true,
					      .old_add = add,
					      .old_free = free_cb,
					      .old_parse = parse,
					      .add_arg = add_arg,
					      .parse_arg = parse_arg});
}

int SSL_CTX_add_client_custom_ext(SSL_CTX *ctx, unsigned int ext_type, custom_ext_add_cb add_cb,
				  custom_ext_free_cb free_cb, void *add_arg, custom_ext_parse_cb parse_cb,
				  void *parse_arg)
{
	return add_old(ctx, CUSTOM_CLIENT, ext_type, add_cb, free_cb, add_arg, parse_cb, parse_arg);
}

int SSL_CTX_add_server_custom_ext(SSL_CTX *ctx, unsigned int ext_type, custom_ext_add_cb add_cb,
				  custom_ext_free_cb free_cb, void *add_arg, custom_ext_parse_cb parse_cb,
				  void *parse_arg)
{
	return add_old(ctx, CUSTOM_SERVER, ext_type, add_cb, free_cb, add_arg, parse_cb, parse_arg);
}

int SSL_CTX_add_custom_ext(SSL_CTX *ctx, unsigned int ext_type, unsigned int context, SSL_custom_ext_add_cb_ex add_cb,
			   SSL_custom_ext_free_cb_ex free_cb, void *add_arg, SSL_custom_ext_parse_cb_ex parse_cb,
			   void *parse_arg)
{
	/* Nothing would need to be freed. */
	if (add_cb == NULL && free_cb != NULL) {
		return 0;
	}
	return custom_add(ctx, ext_type,
			  (struct custom_ext){.role = CUSTOM_BOTH,
					      .context = context,
					      .add = add_cb,
					      .free = free_cb,
					      .parse = parse_cb,
					      .add_arg = add_arg,
					      .parse_arg = parse_arg});
}

int SSL_CTX_has_client_custom_ext(const SSL_CTX *ctx, unsigned int ext_type)
{
	return custom_find(ctx->set.certs.set->custom, CUSTOM_CLIENT, ext_type);
}
