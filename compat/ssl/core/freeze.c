/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * From settings to the engine's immutable tls_config. An SSL_CTX is frozen once and the result shared by all of its
 * connections, without a lock once it is there; an SSL that changed something, or whose SSL_CTX changed after SSL_new
 * had copied it, is frozen for itself.
 */
#include "compat/ssl/core/local.h"

int settings_init(struct settings *set)
{
	callbacks_init(&set->cb);
	return proto_init(&set->proto) && certs_init(&set->certs) && verify_init(&set->verify) &&
	       session_settings_init(&set->session);
}

int settings_inherit(struct settings *dst, const struct settings *src)
{
	dst->cb = src->cb;
	return proto_inherit(&dst->proto, &src->proto) && certs_inherit(&dst->certs, &src->certs) &&
	       verify_inherit(&dst->verify, &src->verify) && session_settings_inherit(&dst->session, &src->session);
}

void settings_free(struct settings *set)
{
	proto_free(&set->proto);
	certs_free(&set->certs);
	verify_free(&set->verify);
	session_settings_free(&set->session);
}

void ctx_changed(SSL_CTX *ctx)
{
	atomic_fetch_add_explicit(&ctx->generation, 1, memory_order_relaxed);
	tls_config_free(atomic_exchange(&ctx->frozen, NULL));
}

void ssl_changed(SSL *s)
{
	s->own_settings = true;
	s->config_stale = true;
}

/* A fixed-version method bounds what the settings allow. */
static void clamp_versions(struct tls_settings *out, const SSL_METHOD *m)
{
	if (m->min != 0 && out->min_version < m->min) {
		out->min_version = m->min;
	}
	if (m->max != 0 && (out->max_version == 0 || out->max_version > m->max)) {
		out->max_version = m->max;
	}
}

/* s is NULL for the SSL_CTX's own. */
static struct tls_config *build(SSL_CTX *ctx, SSL *s)
{
	const struct settings *set = s != NULL ? &s->set : &ctx->set;
	struct tls_settings out = {0};
	struct proto_scratch *lists = OPENSSL_zalloc(sizeof(*lists));
	struct certs_scratch certs = {0};
	struct verify_scratch verify = {0};
	struct tls_config *cfg = NULL;
	enum tls_err err;

	if (lists == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	callbacks_fill(&set->cb, &out);
	if (!proto_fill(&set->proto, s, ctx, &out, lists) || !certs_fill(ctx, s, set->proto.mode, &out, &certs) ||
	    !verify_fill(ctx, s, &out, &verify) || !session_fill(ctx, s, &out)) {
		goto out;
	}
	clamp_versions(&out, s != NULL ? s->method : ctx->method);
	err = tls_config_new(&cfg, &out);
	if (err != TLS_OK) {
		cfg = NULL;
		err_from_engine(err, ALERT_NONE);
	}
out:
	certs_scratch_free(&certs);
	verify_scratch_free(&verify);
	OPENSSL_free(lists);
	return cfg;
}

struct tls_config *freeze_ctx(SSL_CTX *ctx)
{
	struct tls_config *cfg = atomic_load(&ctx->frozen);

	if (cfg != NULL) {
		return tls_config_up_ref(cfg);
	}
	pthread_mutex_lock(&ctx->lock);
	cfg = atomic_load(&ctx->frozen);
	if (cfg == NULL) {
		cfg = build(ctx, NULL);
		atomic_store(&ctx->frozen, cfg);
	}
	pthread_mutex_unlock(&ctx->lock);
	return cfg != NULL ? tls_config_up_ref(cfg) : NULL;
}

struct tls_config *freeze_ssl(SSL *s)
{
	if (!s->own_settings && s->generation == atomic_load_explicit(&s->ctx->generation, memory_order_relaxed)) {
		return freeze_ctx(s->ctx);
	}
	return build(s->ctx, s);
}
