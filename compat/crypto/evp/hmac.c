/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* HMAC(3) in its older form, with a context of its own. */
#include <openssl/hmac.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/evp/evp.h"
#include "engine/base/secret.h"

struct hmac_ctx_st {
	const EVP_MD *md;
	bool keyed;
	struct digest_hmac mac;
};

HMAC_CTX *HMAC_CTX_new(void)
{
	HMAC_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
	}
	return ctx;
}

int HMAC_CTX_reset(HMAC_CTX *ctx)
{
	wipe(ctx, sizeof *ctx);
	return 1;
}

void HMAC_CTX_free(HMAC_CTX *ctx)
{
	OPENSSL_clear_free(ctx, sizeof *ctx);
}

int HMAC_CTX_copy(HMAC_CTX *to, HMAC_CTX *from)
{
	if (from->md == NULL) {
		return 0;
	}
	*to = *from;
	return 1;
}

void HMAC_CTX_set_flags(HMAC_CTX *ctx, unsigned long flags)
{
	(void)ctx, (void)flags;
}

const EVP_MD *HMAC_CTX_get_md(const HMAC_CTX *ctx)
{
	return ctx->md;
}

size_t HMAC_size(const HMAC_CTX *ctx)
{
	return ctx->md != NULL ? digest_len(ctx->md->id) : 0;
}

/* Without a key the same key starts a new message; another digest asks for the key again. A digest
 * without a length of its own makes no HMAC. */
int HMAC_Init_ex(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md, ENGINE *engine)
{
	if (engine != NULL || len < 0 || (md == NULL && ctx->md == NULL) ||
	    (key == NULL && (!ctx->keyed || (md != NULL && md != ctx->md)))) {
		return 0;
	}
	if (md != NULL && digest_extendable(md->id)) {
		return 0;
	}
	ctx->md = md != NULL ? md : ctx->md;
	if (key != NULL) {
		digest_hmac_init(&ctx->mac, ctx->md->id, span_of(key, (size_t)len));
		ctx->keyed = true;
	} else {
		ctx->mac.running = ctx->mac.inner_start;
	}
	return 1;
}

int HMAC_Init(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md)
{
	if (key != NULL && md != NULL) {
		HMAC_CTX_reset(ctx);
	}
	return HMAC_Init_ex(ctx, key, len, md, NULL);
}

int HMAC_Update(HMAC_CTX *ctx, const unsigned char *data, size_t len)
{
	if (!ctx->keyed) {
		return 0;
	}
	digest_hmac_update(&ctx->mac, span_of(data, len));
	return 1;
}

int HMAC_Final(HMAC_CTX *ctx, unsigned char *out, unsigned int *len)
{
	if (!ctx->keyed) {
		return 0;
	}
	digest_hmac_final(&ctx->mac, out);
	if (len != NULL) {
		*len = (unsigned)digest_len(ctx->md->id);
	}
	return 1;
}

unsigned char *HMAC(const EVP_MD *md, const void *key, int key_len, const unsigned char *data, size_t len,
		    unsigned char *out, unsigned int *out_len)
{
	static unsigned char shared[DIGEST_MAX_LEN];
	if (md == NULL || digest_extendable(md->id) || key_len < 0 || (key == NULL && key_len != 0)) {
		return NULL;
	}
	struct digest_hmac mac;
	out = out != NULL ? out : shared;
	digest_hmac_init(&mac, md->id, span_of(key, (size_t)key_len));
	digest_hmac_update(&mac, span_of(data, len));
	digest_hmac_final(&mac, out);
	wipe(&mac, sizeof mac);
	if (out_len != NULL) {
		*out_len = (unsigned)digest_len(md->id);
	}
	return out;
}
