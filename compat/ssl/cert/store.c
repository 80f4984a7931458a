/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The trust store of an SSL_CTX: a real X509_STORE, which the program may fetch, replace, and fill by itself. */
#include <stdlib.h>

#include <openssl/x509_vfy.h>

#include "compat/ssl/cert/bundle.h"
#include "compat/ssl/cert/certs.h"
#include "compat/ssl/cert/verify.h"
#include "compat/ssl/core/local.h"

int trust_init(struct ctx_trust *t)
{
	*t = (struct ctx_trust){.store = X509_STORE_new()};
	if (t->store == NULL) {
		SSL_ERR(ERR_R_X509_LIB);
		return 0;
	}
	return 1;
}

void trust_free(struct ctx_trust *t)
{
	X509_STORE_free(t->store);
	*t = (struct ctx_trust){0};
}

/* trust_show: whoever looks into the store from now on finds everything in it. */
void trust_show(struct ctx_trust *t)
{
	bundle_pour(t->bundle);
}

X509_STORE *SSL_CTX_get_cert_store(const SSL_CTX *ctx)
{
	/* The SSL_CTX is const for programs; that its store was shown is a note of ours. */
	struct ctx_trust *t = &((SSL_CTX *)ctx)->trust;
	t->store_shown = true;
	trust_show(t);
	return t->store;
}

void SSL_CTX_set_cert_store(SSL_CTX *ctx, X509_STORE *store)
{
	X509_STORE_free(ctx->trust.store);
	ctx->trust.store = store;
	ctx->trust.store_shown = true;
	ctx->trust.bundle = NULL; /* went with its store */
	certs_store_changed(ctx);
}

void SSL_CTX_set1_cert_store(SSL_CTX *ctx, X509_STORE *store)
{
	if (store != NULL) {
		X509_STORE_up_ref(store);
	}
	SSL_CTX_set_cert_store(ctx, store);
}

/* feed: libcrypto's own loaders are about to put something into the store. */
static void feed(struct ctx_trust *t)
{
	trust_show(t);
	t->store_fed = true;
}

/* loaded passes an answer of libcrypto on, after issuers may have come in. */
static int loaded(SSL_CTX *ctx, int answer)
{
	certs_store_changed(ctx);
	return answer;
}

/* A file is taken lazily as long as nothing else feeds the store: a store that has one certificate of a name asks no
 * lookup for more of them, so what is in a bundle must not come after what is in the store. */
static bool load_lazily(struct ctx_trust *t, const char *file)
{
	return !t->store_shown && !t->store_fed && bundle_load(&t->bundle, t->store, file);
}

/* serve: a lookup of libcrypto's is about to join the store. After that of a bundle it does no harm to later files. */
static void serve(struct ctx_trust *t)
{
	t->store_fed = t->store_fed || t->bundle == NULL;
}

int SSL_CTX_load_verify_file(SSL_CTX *ctx, const char *CAfile)
{
	struct ctx_trust *t = &ctx->trust;
	if (load_lazily(t, CAfile)) {
		return loaded(ctx, 1);
	}
	feed(t);
	return loaded(ctx, X509_STORE_load_file_ex(ctx->trust.store, CAfile, ctx->libctx, ctx->propq));
}

int SSL_CTX_load_verify_dir(SSL_CTX *ctx, const char *CApath)
{
	serve(&ctx->trust);
	return loaded(ctx, X509_STORE_load_path(ctx->trust.store, CApath));
}

int SSL_CTX_load_verify_store(SSL_CTX *ctx, const char *CAstore)
{
	feed(&ctx->trust);
	return loaded(ctx, X509_STORE_load_store_ex(ctx->trust.store, CAstore, ctx->libctx, ctx->propq));
}

int SSL_CTX_load_verify_locations(SSL_CTX *ctx, const char *CAfile, const char *CApath)
{
	if (CAfile == NULL && CApath == NULL) {
		return 0;
	}
	return (CAfile == NULL || SSL_CTX_load_verify_file(ctx, CAfile)) &&
	       (CApath == NULL || SSL_CTX_load_verify_dir(ctx, CApath));
}

/* The default file: SSL_CERT_FILE, where the process may listen to its environment, or libcrypto's own place. */
static const char *default_file(void)
{
	const char *file = secure_getenv(X509_get_default_cert_file_env());
	return file != NULL ? file : X509_get_default_cert_file();
}

/* The three below succeed though nothing is there: a default place may be empty. */
static int default_dir(X509_STORE *store)
{
	X509_LOOKUP *l = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
	if (l == NULL) {
		return 0;
	}
	ERR_set_mark();
	X509_LOOKUP_add_dir(l, NULL, X509_FILETYPE_DEFAULT);
	ERR_pop_to_mark();
	return 1;
}

static int default_store(const SSL_CTX *ctx)
{
	X509_LOOKUP *l = X509_STORE_add_lookup(ctx->trust.store, X509_LOOKUP_store());
	if (l == NULL) {
		return 0;
	}
	ERR_set_mark();
	X509_LOOKUP_add_store_ex(l, NULL, ctx->libctx, ctx->propq);
	ERR_pop_to_mark();
	return 1;
}

int SSL_CTX_set_default_verify_paths(SSL_CTX *ctx)
{
	struct ctx_trust *t = &ctx->trust;
	if (load_lazily(t, default_file())) {
		int ok = default_dir(t->store) && default_store(ctx);
		if (ok) {
			ERR_clear_error(); /* as libcrypto does here */
		}
		return loaded(ctx, ok);
	}
	feed(t);
	return loaded(ctx, X509_STORE_set_default_paths_ex(t->store, ctx->libctx, ctx->propq));
}

int SSL_CTX_set_default_verify_dir(SSL_CTX *ctx)
{
	serve(&ctx->trust);
	return default_dir(ctx->trust.store) ? loaded(ctx, 1) : 0;
}

int SSL_CTX_set_default_verify_file(SSL_CTX *ctx)
{
	struct ctx_trust *t = &ctx->trust;
	if (load_lazily(t, default_file())) {
		return loaded(ctx, 1);
	}
	feed(t);
	X509_LOOKUP *l = X509_STORE_add_lookup(t->store, X509_LOOKUP_file());
	if (l == NULL) {
		return 0;
	}
	ERR_set_mark();
	X509_LOOKUP_load_file_ex(l, NULL, X509_FILETYPE_DEFAULT, ctx->libctx, ctx->propq);
	ERR_pop_to_mark();
	return loaded(ctx, 1);
}

int SSL_CTX_set_default_verify_store(SSL_CTX *ctx)
{
	serve(&ctx->trust);
	return default_store(ctx) ? loaded(ctx, 1) : 0;
}
