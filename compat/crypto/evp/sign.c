/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * EVP_DigestSignInit(3), EVP_DigestVerifyInit(3). The message is hashed as it comes; only Ed25519 wants it whole.
 * Signed and verified is with SHA-256, SHA-384 and SHA-512 alone: SHA-1 and MD5 are digests here, no ground for a
 * signature.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/evp/evp.h"
#include "compat/crypto/evp/pkey_ctx.h"
#include "engine/base/secret.h"

static int init(EVP_MD_CTX *ctx, EVP_PKEY_CTX **out, const EVP_MD *md, EVP_PKEY *pkey, int operation)
{
	if (ctx->pkey_ctx == NULL) {
		ctx->pkey_ctx = pkey != NULL ? EVP_PKEY_CTX_new(pkey, NULL) : NULL;
	}
	if (ctx->pkey_ctx == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
		return 0;
	}
	if (!pkey_ctx_begin(ctx->pkey_ctx, operation, md)) {
		return 0;
	}
	if (operation == EVP_PKEY_OP_SIGNCTX && ctx->pkey_ctx->pkey->priv == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
		return 0;
	}
	struct sig_alg alg;
	if (!pkey_ctx_alg(ctx->pkey_ctx, &alg)) {
		return 0;
	}
	if (out != NULL) {
		*out = ctx->pkey_ctx;
	}
	return ctx->pkey_ctx->md == NULL || EVP_DigestInit_ex2(ctx, ctx->pkey_ctx->md, NULL);
}

/* named: the digest of that name; false, with an error queued, when there is none. */
static bool named(const char *name, const EVP_MD **out)
{
	*out = name != NULL && *name != '\0' ? EVP_MD_fetch(NULL, name, NULL) : NULL;
	return name == NULL || *name == '\0' || *out != NULL;
}

int EVP_DigestSignInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **out, const char *name, OSSL_LIB_CTX *libctx,
			  const char *propq, EVP_PKEY *pkey, const OSSL_PARAM params[])
{
	(void)libctx, (void)propq;
	const EVP_MD *md;
	return named(name, &md) && init(ctx, out, md, pkey, EVP_PKEY_OP_SIGNCTX) &&
	       EVP_PKEY_CTX_set_params(ctx->pkey_ctx, params);
}

int EVP_DigestSignInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **out, const EVP_MD *md, ENGINE *engine, EVP_PKEY *pkey)
{
	return engine == NULL && init(ctx, out, md, pkey, EVP_PKEY_OP_SIGNCTX);
}

int EVP_DigestVerifyInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **out, const char *name, OSSL_LIB_CTX *libctx,
			    const char *propq, EVP_PKEY *pkey, const OSSL_PARAM params[])
{
	(void)libctx, (void)propq;
	const EVP_MD *md;
	return named(name, &md) && init(ctx, out, md, pkey, EVP_PKEY_OP_VERIFYCTX) &&
	       EVP_PKEY_CTX_set_params(ctx->pkey_ctx, params);
}

int EVP_DigestVerifyInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **out, const EVP_MD *md, ENGINE *engine, EVP_PKEY *pkey)
{
	return engine == NULL && init(ctx, out, md, pkey, EVP_PKEY_OP_VERIFYCTX);
}

/* begun: the context was made ready for this. */
static bool begun(const EVP_MD_CTX *ctx, int operation)
{
	if (ctx->pkey_ctx == NULL || ctx->pkey_ctx->operation != operation) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
		return false;
	}
	return true;
}

int EVP_DigestSignUpdate(EVP_MD_CTX *ctx, const void *data, size_t len)
{
	return begun(ctx, EVP_PKEY_OP_SIGNCTX) && EVP_DigestUpdate(ctx, data, len);
}

int EVP_DigestVerifyUpdate(EVP_MD_CTX *ctx, const void *data, size_t len)
{
	return begun(ctx, EVP_PKEY_OP_VERIFYCTX) && EVP_DigestUpdate(ctx, data, len);
}

/* peek_digest: of all that came so far; more may follow, as in OpenSSL. */
static struct span peek_digest(const EVP_MD_CTX *ctx, uint8_t out[DIGEST_MAX_LEN])
{
	struct digest_ctx copy = ctx->digest;
	digest_final(&copy, out);
	wipe(&copy, sizeof copy);
	return span_of(out, digest_len(ctx->md->id));
}

static bool refuse(enum tls_err e)
{
	if (e != TLS_OK) {
		ERR_raise_data(ERR_LIB_EVP, ERR_R_EVP_LIB, "%s", tls_err_text(e));
	}
	return e == TLS_OK;
}

/* sign: message is NULL when it was hashed already. */
static int sign(EVP_MD_CTX *ctx, unsigned char *out, size_t *out_len, const struct span *message)
{
	const EVP_PKEY *k = ctx->pkey_ctx->pkey;
	size_t longest = (size_t)EVP_PKEY_get_size(k);
	struct sig_alg alg;
	uint8_t sig[SIG_MAX_LEN], digest[DIGEST_MAX_LEN];
	size_t len;
	if (out == NULL) {
		*out_len = longest;
		return 1;
	}
	if (*out_len < longest) {
		ERR_raise(ERR_LIB_EVP, EVP_R_BUFFER_TOO_SMALL);
		return 0;
	}
	if (!pkey_ctx_alg(ctx->pkey_ctx, &alg) ||
	    !refuse(message != NULL ? sig_sign(k->priv, alg, message, 1, sig, &len)
				    : sig_sign_digest(k->priv, alg, peek_digest(ctx, digest), sig, &len))) {
		return 0;
	}
	memcpy(out, sig, len);
	*out_len = len;
	return 1;
}

/* whole_only: the algorithm takes its message in one piece. */
static bool whole_only(const EVP_MD_CTX *ctx)
{
	return ctx->pkey_ctx->md == NULL;
}

int EVP_DigestSignFinal(EVP_MD_CTX *ctx, unsigned char *out, size_t *out_len)
{
	if (!begun(ctx, EVP_PKEY_OP_SIGNCTX)) {
		return 0;
	}
	if (whole_only(ctx)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_ONLY_ONESHOT_SUPPORTED);
		return 0;
	}
	return sign(ctx, out, out_len, NULL);
}

int EVP_DigestSign(EVP_MD_CTX *ctx, unsigned char *out, size_t *out_len, const unsigned char *tbs, size_t tbs_len)
{
	const struct span message = span_of(tbs, tbs_len);
	if (!begun(ctx, EVP_PKEY_OP_SIGNCTX)) {
		return 0;
	}
	if (whole_only(ctx)) {
		return sign(ctx, out, out_len, &message);
	}
	return (out == NULL || EVP_DigestSignUpdate(ctx, tbs, tbs_len)) && EVP_DigestSignFinal(ctx, out, out_len);
}

static int verify(EVP_MD_CTX *ctx, struct span sig, const struct span *message)
{
	const struct pubkey *key = pkey_pub(ctx->pkey_ctx->pkey);
	struct sig_alg alg;
	uint8_t digest[DIGEST_MAX_LEN];
	if (!pkey_ctx_alg(ctx->pkey_ctx, &alg)) {
		return -1;
	}
	enum tls_err e = message != NULL ? sig_verify(key, alg, message, 1, sig)
					 : sig_verify_digest(key, alg, peek_digest(ctx, digest), sig);
	if (e == TLS_E_BAD_SIGNATURE) {
		return 0;
	}
	return refuse(e) ? 1 : -1;
}

int EVP_DigestVerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sig, size_t len)
{
	if (!begun(ctx, EVP_PKEY_OP_VERIFYCTX)) {
		return -1;
	}
	if (whole_only(ctx)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_ONLY_ONESHOT_SUPPORTED);
		return -1;
	}
	return verify(ctx, span_of(sig, len), NULL);
}

int EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *sig, size_t len, const unsigned char *tbs, size_t tbs_len)
{
	const struct span message = span_of(tbs, tbs_len);
	if (!begun(ctx, EVP_PKEY_OP_VERIFYCTX)) {
		return -1;
	}
	if (whole_only(ctx)) {
		return verify(ctx, span_of(sig, len), &message);
	}
	return EVP_DigestVerifyUpdate(ctx, tbs, tbs_len) ? EVP_DigestVerifyFinal(ctx, sig, len) : -1;
}

EVP_PKEY_CTX *EVP_MD_CTX_get_pkey_ctx(const EVP_MD_CTX *ctx)
{
	return ctx->pkey_ctx;
}
