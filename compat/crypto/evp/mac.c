/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_MAC(3): of its algorithms there is HMAC, with the parameters "digest" and "key". */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "compat/crypto/evp/evp.h"
#include "compat/crypto/provider/properties.h"
#include "engine/base/secret.h"

struct evp_mac_st {
	const char *name;
};

struct evp_mac_ctx_st {
	const EVP_MAC *mac;
	const EVP_MD *md;
	bool keyed;
	struct digest_hmac hmac;
	unsigned char *key; /* owned: the digest may be set after it */
	size_t key_len;
};

static const EVP_MAC hmac = {"HMAC"};

EVP_MAC *EVP_MAC_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *properties)
{
	(void)libctx;
	if (properties_met(properties) && name != NULL && OPENSSL_strcasecmp(name, hmac.name) == 0) {
		return (EVP_MAC *)&hmac;
	}
	ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED,
		       "Global default library context, Algorithm (%s : 0), Properties (%s)",
		       name != NULL ? name : "<null>", properties != NULL ? properties : "<null>");
	return NULL;
}

int EVP_MAC_up_ref(EVP_MAC *mac)
{
	(void)mac;
	return 1;
}

void EVP_MAC_free(EVP_MAC *mac)
{
	(void)mac;
}

const char *EVP_MAC_get0_name(const EVP_MAC *mac)
{
	return mac->name;
}

int EVP_MAC_is_a(const EVP_MAC *mac, const char *name)
{
	return mac != NULL && OPENSSL_strcasecmp(mac->name, name) == 0;
}

EVP_MAC_CTX *EVP_MAC_CTX_new(EVP_MAC *mac)
{
	EVP_MAC_CTX *ctx = mac != NULL ? OPENSSL_zalloc(sizeof *ctx) : NULL;
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	ctx->mac = mac;
	return ctx;
}

void EVP_MAC_CTX_free(EVP_MAC_CTX *ctx)
{
	if (ctx != NULL) {
		OPENSSL_clear_free(ctx->key, ctx->key_len);
		OPENSSL_clear_free(ctx, sizeof *ctx);
	}
}

static int set_key(EVP_MAC_CTX *ctx, const void *key, size_t len)
{
	unsigned char *copy = OPENSSL_malloc(len != 0 ? len : 1);
	if (copy == NULL) {
		return 0;
	}
	memcpy(copy, key, len);
	OPENSSL_clear_free(ctx->key, ctx->key_len);
	ctx->key = copy;
	ctx->key_len = len;
	return 1;
}

/* start keys the running message anew when digest and key are both there. A digest without a length of its own makes no
 * HMAC. */
static int start(EVP_MAC_CTX *ctx)
{
	if (ctx->md != NULL && ctx->key != NULL) {
		if (digest_extendable(ctx->md->id)) {
			ctx->keyed = false;
			return 0;
		}
		digest_hmac_init(&ctx->hmac, ctx->md->id, span_of(ctx->key, ctx->key_len));
		ctx->keyed = true;
	}
	return 1;
}

EVP_MAC_CTX *EVP_MAC_CTX_dup(const EVP_MAC_CTX *src)
{
	EVP_MAC_CTX *ctx = OPENSSL_memdup(src, sizeof *src);
	if (ctx != NULL) {
		ctx->key = NULL;
		if (src->key != NULL && !set_key(ctx, src->key, src->key_len)) {
			EVP_MAC_CTX_free(ctx);
			return NULL;
		}
	}
	return ctx;
}

EVP_MAC *EVP_MAC_CTX_get0_mac(EVP_MAC_CTX *ctx)
{
	return (EVP_MAC *)ctx->mac;
}

size_t EVP_MAC_CTX_get_mac_size(EVP_MAC_CTX *ctx)
{
	if (!ctx->keyed) {
		/* As in OpenSSL, where the size is that of a digest which only the key starts. */
		ERR_raise(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
		return 0;
	}
	return digest_len(ctx->md->id);
}

size_t EVP_MAC_CTX_get_block_size(EVP_MAC_CTX *ctx)
{
	return ctx->md != NULL ? digest_block(ctx->md->id) : 0;
}

int EVP_MAC_CTX_set_params(EVP_MAC_CTX *ctx, const OSSL_PARAM *params)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_DIGEST);
	if (p != NULL) {
		char name[64], *at = name;
		const EVP_MD *md = OSSL_PARAM_get_utf8_string(p, &at, sizeof name) ? md_by_name(name) : NULL;
		if (md == NULL) {
			ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
			return 0;
		}
		ctx->md = md;
	}
	const OSSL_PARAM *key = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
	if (key != NULL && (key->data_type != OSSL_PARAM_OCTET_STRING || key->data == NULL ||
			    !set_key(ctx, key->data, key->data_size))) {
		return 0;
	}
	return (p == NULL && key == NULL) || start(ctx);
}

int EVP_MAC_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t key_len, const OSSL_PARAM params[])
{
	if (!EVP_MAC_CTX_set_params(ctx, params) || (key != NULL && !set_key(ctx, key, key_len))) {
		return 0;
	}
	if (!start(ctx)) {
		return 0;
	}
	if (!ctx->keyed) {
		ERR_raise(ERR_LIB_EVP, ctx->md == NULL ? EVP_R_NO_DIGEST_SET : EVP_R_NO_KEY_SET);
	}
	return ctx->keyed;
}

int EVP_MAC_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len)
{
	if (!ctx->keyed) {
		return 0;
	}
	digest_hmac_update(&ctx->hmac, span_of(data, len));
	return 1;
}

int EVP_MAC_final(EVP_MAC_CTX *ctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	size_t len = ctx->md != NULL ? digest_len(ctx->md->id) : 0;
	if (out_len != NULL) {
		*out_len = len;
	} else if (out == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	if (out == NULL) {
		return 1;
	}
	if (out_size < len) {
		ERR_raise(ERR_LIB_EVP, EVP_R_BUFFER_TOO_SMALL);
		return 0;
	}
	if (!ctx->keyed) {
		return 0;
	}
	digest_hmac_final(&ctx->hmac, out);
	return 1;
}
