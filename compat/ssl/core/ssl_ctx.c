/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The life of an SSL_CTX. */
#include "compat/ssl/core/local.h"

SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq, const SSL_METHOD *meth)
{
	SSL_CTX *ctx;

	if (meth == NULL) {
		SSL_ERR(SSL_R_NULL_SSL_METHOD_PASSED);
		return NULL;
	}
	if (!OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL)) {
		return NULL;
	}
	ctx = OPENSSL_zalloc(sizeof(*ctx));
	if (ctx == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&ctx->refs, 1);
	pthread_mutex_init(&ctx->lock, NULL);
	ctx->method = meth;
	ctx->libctx = libctx;
	if (propq != NULL) {
		ctx->propq = OPENSSL_strdup(propq);
		if (ctx->propq == NULL) {
			goto err;
		}
	}
	ctx->ctlogs = CTLOG_STORE_new_ex(libctx, propq);
	if (ctx->ctlogs == NULL || !settings_init(&ctx->set) || !trust_init(&ctx->trust) ||
	    !session_cache_init(&ctx->sessions) || !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex_data)) {
		goto err;
	}
	ctx->cookie_key.len = 32;
	if (rng_bytes(ctx->cookie_key.b, ctx->cookie_key.len) != TLS_OK) {
		goto err;
	}
	config_system_default(ctx);
	return ctx;
err:
	SSL_ERR(ERR_R_MALLOC_FAILURE);
	SSL_CTX_free(ctx);
	return NULL;
}

SSL_CTX *SSL_CTX_new(const SSL_METHOD *meth)
{
	return SSL_CTX_new_ex(NULL, NULL, meth);
}

int SSL_CTX_up_ref(SSL_CTX *ctx)
{
	return atomic_fetch_add_explicit(&ctx->refs, 1, memory_order_relaxed) > 0;
}

void SSL_CTX_free(SSL_CTX *ctx)
{
	if (ctx == NULL || atomic_fetch_sub_explicit(&ctx->refs, 1, memory_order_acq_rel) != 1) {
		return;
	}
	/* The session cache goes before ex_data: its remove callback may want what the program keeps there. */
	session_cache_free(ctx, &ctx->sessions);
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex_data);
	tls_config_free(atomic_load(&ctx->frozen));
	settings_free(&ctx->set);
	trust_free(&ctx->trust);
	CTLOG_STORE_free(ctx->ctlogs);
	pthread_mutex_destroy(&ctx->lock);
	OPENSSL_free(ctx->propq);
	secret_wipe(&ctx->cookie_key);
	OPENSSL_free(ctx);
}
