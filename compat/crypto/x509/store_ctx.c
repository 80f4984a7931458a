/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_STORE_CTX_new(3), X509_STORE_CTX_get_error(3): the context of one verification. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "compat/crypto/x509/store.h"

static int content_with_all(int ok, X509_STORE_CTX *ctx)
{
	(void)ctx;
	return ok;
}

X509_STORE_CTX *X509_STORE_CTX_new(void)
{
	X509_STORE_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
	}
	return ctx;
}

X509_STORE_CTX *X509_STORE_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	return X509_STORE_CTX_new();
}

void X509_STORE_CTX_cleanup(X509_STORE_CTX *ctx)
{
	if (ctx->store != NULL && ctx->store->cleanup != NULL) {
		ctx->store->cleanup(ctx);
	}
	if (ctx->has_ex_data) {
		CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509_STORE_CTX, ctx, &ctx->ex_data);
	}
	X509_VERIFY_PARAM_free(ctx->param);
	sk_X509_pop_free(ctx->chain, X509_free);
	sk_X509_pop_free(ctx->seen, X509_free);
	*ctx = (X509_STORE_CTX){0};
}

void X509_STORE_CTX_free(X509_STORE_CTX *ctx)
{
	if (ctx != NULL) {
		X509_STORE_CTX_cleanup(ctx);
		OPENSSL_free(ctx);
	}
}

int X509_STORE_CTX_init(X509_STORE_CTX *ctx, X509_STORE *store, X509 *cert, STACK_OF(X509) * untrusted)
{
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	X509_STORE_CTX_cleanup(ctx);
	ctx->store = store;
	ctx->cert = cert;
	ctx->untrusted = untrusted;
	ctx->verify_cb = store != NULL && store->verify_cb != NULL ? store->verify_cb : content_with_all;
	ctx->param = X509_VERIFY_PARAM_new();
	ctx->has_ex_data = CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509_STORE_CTX, ctx, &ctx->ex_data);
	if (ctx->param == NULL || !ctx->has_ex_data) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		X509_STORE_CTX_cleanup(ctx);
		return 0;
	}
	if (store == NULL) {
		ctx->param->inherit_flags |= X509_VP_FLAG_DEFAULT | X509_VP_FLAG_ONCE;
	}
	if ((store != NULL && !X509_VERIFY_PARAM_inherit(ctx->param, store->param)) ||
	    !X509_VERIFY_PARAM_inherit(ctx->param, X509_VERIFY_PARAM_lookup("default"))) {
		X509_STORE_CTX_cleanup(ctx);
		return 0;
	}
	if (ctx->param->trust == X509_TRUST_DEFAULT) {
		ctx->param->trust = purpose_trust(ctx->param->purpose);
	}
	return 1;
}

/* ---- what is to be verified, and how ----------------------------------------------------------------------------- */

void X509_STORE_CTX_set_cert(X509_STORE_CTX *ctx, X509 *cert)
{
	ctx->cert = cert;
}

X509 *X509_STORE_CTX_get0_cert(const X509_STORE_CTX *ctx)
{
	return ctx->cert;
}

void X509_STORE_CTX_set0_untrusted(X509_STORE_CTX *ctx, STACK_OF(X509) * untrusted)
{
	ctx->untrusted = untrusted;
}

STACK_OF(X509) * X509_STORE_CTX_get0_untrusted(const X509_STORE_CTX *ctx)
{
	return ctx->untrusted;
}

void X509_STORE_CTX_set0_trusted_stack(X509_STORE_CTX *ctx, STACK_OF(X509) * trusted)
{
	ctx->trusted = trusted;
}

void X509_STORE_CTX_set0_crls(X509_STORE_CTX *ctx, STACK_OF(X509_CRL) * crls)
{
	ctx->crls = crls;
}

X509_STORE *X509_STORE_CTX_get0_store(const X509_STORE_CTX *ctx)
{
	return ctx->store;
}

X509_VERIFY_PARAM *X509_STORE_CTX_get0_param(const X509_STORE_CTX *ctx)
{
	return ctx->param;
}

void X509_STORE_CTX_set0_param(X509_STORE_CTX *ctx, X509_VERIFY_PARAM *param)
{
	X509_VERIFY_PARAM_free(ctx->param);
	ctx->param = param;
}

int X509_STORE_CTX_set_default(X509_STORE_CTX *ctx, const char *name)
{
	const X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_lookup(name);
	if (p == NULL) {
		ERR_raise_data(ERR_LIB_X509, X509_R_UNKNOWN_PURPOSE_ID, "name=%s", name);
		return 0;
	}
	return X509_VERIFY_PARAM_inherit(ctx->param, p);
}

void X509_STORE_CTX_set_flags(X509_STORE_CTX *ctx, unsigned long flags)
{
	X509_VERIFY_PARAM_set_flags(ctx->param, flags);
}

void X509_STORE_CTX_set_depth(X509_STORE_CTX *ctx, int depth)
{
	X509_VERIFY_PARAM_set_depth(ctx->param, depth);
}

void X509_STORE_CTX_set_time(X509_STORE_CTX *ctx, unsigned long flags, time_t t)
{
	(void)flags;
	X509_VERIFY_PARAM_set_time(ctx->param, t);
}

/* A purpose brings its kind of trust along, where none was set before. */
int X509_STORE_CTX_set_purpose(X509_STORE_CTX *ctx, int purpose)
{
	int trust = purpose_trust(purpose);
	if (ctx->param->purpose == 0 && !X509_VERIFY_PARAM_set_purpose(ctx->param, purpose)) {
		return 0;
	}
	if (ctx->param->trust == X509_TRUST_DEFAULT && trust != X509_TRUST_DEFAULT) {
		ctx->param->trust = trust;
	}
	return 1;
}

int X509_STORE_CTX_set_trust(X509_STORE_CTX *ctx, int trust)
{
	return ctx->param->trust != X509_TRUST_DEFAULT || X509_VERIFY_PARAM_set_trust(ctx->param, trust);
}

void X509_STORE_CTX_set_verify_cb(X509_STORE_CTX *ctx, X509_STORE_CTX_verify_cb cb)
{
	ctx->verify_cb = cb;
}

X509_STORE_CTX_verify_cb X509_STORE_CTX_get_verify_cb(const X509_STORE_CTX *ctx)
{
	return ctx->verify_cb;
}

int X509_STORE_CTX_set_ex_data(X509_STORE_CTX *ctx, int idx, void *data)
{
	return CRYPTO_set_ex_data(&ctx->ex_data, idx, data);
}

void *X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *ctx, int idx)
{
	return CRYPTO_get_ex_data(&ctx->ex_data, idx);
}

/* ---- what came of it --------------------------------------------------------------------------------------------- */

int X509_STORE_CTX_get_error(const X509_STORE_CTX *ctx)
{
	return ctx->error;
}

void X509_STORE_CTX_set_error(X509_STORE_CTX *ctx, int error)
{
	ctx->error = error;
}

int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX *ctx)
{
	return ctx->error_depth;
}

void X509_STORE_CTX_set_error_depth(X509_STORE_CTX *ctx, int depth)
{
	ctx->error_depth = depth;
}

X509 *X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *ctx)
{
	return ctx->current_cert;
}

void X509_STORE_CTX_set_current_cert(X509_STORE_CTX *ctx, X509 *cert)
{
	ctx->current_cert = cert;
}

X509 *X509_STORE_CTX_get0_current_issuer(const X509_STORE_CTX *ctx)
{
	return ctx->current_issuer;
}

STACK_OF(X509) * X509_STORE_CTX_get0_chain(const X509_STORE_CTX *ctx)
{
	return ctx->chain;
}

STACK_OF(X509) * X509_STORE_CTX_get1_chain(const X509_STORE_CTX *ctx)
{
	return ctx->chain != NULL ? X509_chain_up_ref(ctx->chain) : NULL;
}

void X509_STORE_CTX_set0_verified_chain(X509_STORE_CTX *ctx, STACK_OF(X509) * chain)
{
	sk_X509_pop_free(ctx->chain, X509_free);
	ctx->chain = chain;
}

/* ---- asking the store -------------------------------------------------------------------------------------------- */

STACK_OF(X509) * X509_STORE_CTX_get1_certs(X509_STORE_CTX *ctx, const X509_NAME *name)
{
	return ctx->store != NULL ? store_certs(ctx->store, name) : NULL;
}

STACK_OF(X509_CRL) * X509_STORE_CTX_get1_crls(const X509_STORE_CTX *ctx, const X509_NAME *name)
{
	return ctx->store != NULL ? store_lists(ctx->store, name) : NULL;
}

int X509_STORE_CTX_get_by_subject(const X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name,
				  X509_OBJECT *out)
{
	X509_OBJECT found;
	if (ctx->store == NULL || !store_ask(ctx->store, type, name, &found) || !X509_OBJECT_up_ref_count(&found)) {
		return 0;
	}
	*out = found;
	return 1;
}

X509_OBJECT *X509_STORE_CTX_get_obj_by_subject(X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name)
{
	X509_OBJECT *o = X509_OBJECT_new();
	if (o != NULL && !X509_STORE_CTX_get_by_subject(ctx, type, name, o)) {
		X509_OBJECT_free(o);
		return NULL;
	}
	return o;
}

/* One that is valid now, or the one that was valid last. */
int X509_STORE_CTX_get1_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *cert)
{
	STACK_OF(X509) *all = X509_STORE_CTX_get1_certs(ctx, X509_get_issuer_name(cert));
	time_t now = (ctx->param->flags & X509_V_FLAG_USE_CHECK_TIME) != 0 ? ctx->param->check_time : time(NULL);
	X509 *best = NULL;
	*issuer = NULL;
	for (int i = 0; i < sk_X509_num(all); i++) {
		X509 *x = sk_X509_value(all, i);
		if (X509_check_issued(x, cert) != X509_V_OK) {
			continue;
		}
		bool valid = ASN1_TIME_cmp_time_t(X509_get0_notBefore(x), now) <= 0 &&
			     ASN1_TIME_cmp_time_t(X509_get0_notAfter(x), now) >= 0;
		if (valid) {
			best = x;
			break;
		}
		if (best == NULL || ASN1_TIME_compare(X509_get0_notAfter(x), X509_get0_notAfter(best)) > 0) {
			best = x;
		}
	}
	if (best != NULL) {
		X509_up_ref(best);
		*issuer = best;
	}
	sk_X509_pop_free(all, X509_free);
	return best != NULL;
}
