/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_PKEY_CTX_new(3), EVP_PKEY_CTX_ctrl(3), EVP_PKEY_keygen(3): contexts, what can be set in them, and new keys. */
#include "compat/crypto/evp/pkey_ctx.h"

#include <stdarg.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include "compat/crypto/evp/evp.h"
#include "engine/base/secret.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/rng.h"

/* ---- contexts ---------------------------------------------------------------------------------------------------- */

static const struct {
	int kind;
	const char *name;
} kinds[] = {{EVP_PKEY_RSA, "RSA"},
	     {EVP_PKEY_RSA_PSS, "RSA-PSS"},
	     {EVP_PKEY_EC, "EC"},
	     {EVP_PKEY_ED25519, "ED25519"},
	     {EVP_PKEY_X25519, "X25519"}};

static EVP_PKEY_CTX *new_of_kind(int kind)
{
	EVP_PKEY_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	ctx->kind = kind;
	ctx->bits = 2048;
	return ctx;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new_id(int id, ENGINE *engine)
{
	for (size_t i = 0; engine == NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].kind == id) {
			return new_of_kind(id);
		}
	}
	ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
	return NULL;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *libctx, const char *name, const char *propq)
{
	(void)libctx, (void)propq;
	for (size_t i = 0; name != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
		if (OPENSSL_strcasecmp(kinds[i].name, name) == 0) {
			return new_of_kind(kinds[i].kind);
		}
	}
	ERR_raise_data(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM, "%s", name != NULL ? name : "<null>");
	return NULL;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *pkey, ENGINE *engine)
{
	if (pkey == NULL || engine != NULL) {
		return NULL;
	}
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_get_id(pkey), NULL);
	if (ctx != NULL) {
		EVP_PKEY_up_ref(pkey);
		ctx->pkey = pkey;
	}
	return ctx;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_pkey(OSSL_LIB_CTX *libctx, EVP_PKEY *pkey, const char *propq)
{
	(void)libctx, (void)propq;
	return EVP_PKEY_CTX_new(pkey, NULL);
}

EVP_PKEY_CTX *EVP_PKEY_CTX_dup(const EVP_PKEY_CTX *ctx)
{
	EVP_PKEY_CTX *copy = OPENSSL_memdup(ctx, sizeof *ctx);
	if (copy != NULL && copy->pkey != NULL) {
		EVP_PKEY_up_ref(copy->pkey);
	}
	return copy;
}

void EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx)
{
	if (ctx != NULL) {
		EVP_PKEY_free(ctx->pkey);
		OPENSSL_free(ctx);
	}
}

EVP_PKEY *EVP_PKEY_CTX_get0_pkey(EVP_PKEY_CTX *ctx)
{
	return ctx->pkey;
}

void EVP_PKEY_CTX_set_app_data(EVP_PKEY_CTX *ctx, void *data)
{
	ctx->app_data = data;
}

void *EVP_PKEY_CTX_get_app_data(EVP_PKEY_CTX *ctx)
{
	return ctx->app_data;
}

/* ---- signatures: what is set, and what comes of it --------------------------------------------------------------- */

bool pkey_ctx_begin(EVP_PKEY_CTX *ctx, int operation, const EVP_MD *md)
{
	if (ctx->pkey == NULL || pkey_pub(ctx->pkey) == NULL) {
		ERR_raise(ERR_LIB_EVP,
			  ctx->pkey == NULL ? EVP_R_NO_KEY_SET : EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
		return false;
	}
	const struct pss_limits limits = pubkey_pss_limits(pkey_pub(ctx->pkey));
	ctx->operation = operation;
	ctx->padding = ctx->kind == EVP_PKEY_RSA_PSS ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
	ctx->salt_len = limits.hash != HASH_NONE ? (int)limits.min_salt : RSA_PSS_SALTLEN_AUTO;
	int nid = NID_undef, fixed = md == NULL ? EVP_PKEY_get_default_digest_nid(ctx->pkey, &nid) : 0;
	ctx->md = md != NULL ? md : fixed > 0 ? EVP_get_digestbyname(OBJ_nid2sn(nid)) : NULL;
	if (ctx->kind == EVP_PKEY_ED25519 && ctx->md != NULL) {
		ERR_raise_data(ERR_LIB_EVP, EVP_R_INVALID_DIGEST, "Ed25519 takes the message, not its digest");
		return false;
	}
	return true;
}

/* The longest salt that fits (RFC 8017 §9.1.1 step 3); 0 when not even the digest does. */
static unsigned longest_salt(const struct pubkey *key, enum hash_id hash)
{
	unsigned em_len = (pubkey_bits(key) - 1 + 7) / 8, least = (unsigned)hash_len(hash) + 2;
	return em_len > least ? em_len - least : 0;
}

bool pkey_ctx_alg(const EVP_PKEY_CTX *ctx, struct sig_alg *out)
{
	const struct pubkey *key = pkey_pub(ctx->pkey);
	enum hash_id hash = ctx->md != NULL ? digest_hash(ctx->md->id) : HASH_NONE;
	if (hash == HASH_NONE && ctx->kind != EVP_PKEY_ED25519) {
		ERR_raise_data(ERR_LIB_EVP, EVP_R_INVALID_DIGEST, "%s does not sign here; use SHA-256, -384 or -512",
			       ctx->md != NULL ? ctx->md->name : "no digest");
		return false;
	}
	*out = (struct sig_alg){.hash = hash};
	switch (ctx->kind) {
	case EVP_PKEY_EC:
		out->family = SIG_ECDSA;
		return true;
	case EVP_PKEY_ED25519:
		out->family = SIG_ED25519;
		return true;
	default:
		break;
	}
	out->family = ctx->padding == RSA_PKCS1_PSS_PADDING ? SIG_RSA_PSS : SIG_RSA_PKCS1;
	if (out->family == SIG_RSA_PSS) {
		out->salt_len = ctx->salt_len >= 0                        ? (unsigned)ctx->salt_len
				: ctx->salt_len == RSA_PSS_SALTLEN_DIGEST ? (unsigned)hash_len(hash)
				: ctx->operation == EVP_PKEY_OP_VERIFYCTX && ctx->salt_len == RSA_PSS_SALTLEN_AUTO
				    ? SIG_SALT_ANY
				    : longest_salt(key, hash);
	}
	return true;
}

/* The setters answer -1 where nothing was begun that they could be for, and -2 for another kind of key. */
static int may_set_rsa(const EVP_PKEY_CTX *ctx)
{
	if (ctx == NULL || (ctx->operation & EVP_PKEY_OP_TYPE_SIG) == 0) {
		ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
		return -1;
	}
	return ctx->kind == EVP_PKEY_RSA || ctx->kind == EVP_PKEY_RSA_PSS ? 1 : -2;
}

int EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX *ctx, int padding)
{
	int ok = may_set_rsa(ctx);
	if (ok <= 0) {
		return ok;
	}
	if (padding != RSA_PKCS1_PSS_PADDING && (padding != RSA_PKCS1_PADDING || ctx->kind == EVP_PKEY_RSA_PSS)) {
		ERR_raise(ERR_LIB_RSA, RSA_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
		return 0;
	}
	ctx->padding = padding;
	return 1;
}

int EVP_PKEY_CTX_get_rsa_padding(EVP_PKEY_CTX *ctx, int *padding)
{
	int ok = may_set_rsa(ctx);
	if (ok > 0) {
		*padding = ctx->padding;
	}
	return ok;
}

int EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int len)
{
	int ok = may_set_rsa(ctx);
	if (ok <= 0) {
		return ok;
	}
	const struct pss_limits limits = pubkey_pss_limits(pkey_pub(ctx->pkey));
	if (ctx->padding != RSA_PKCS1_PSS_PADDING || len < RSA_PSS_SALTLEN_MAX ||
	    (limits.hash != HASH_NONE && len >= 0 && (unsigned)len < limits.min_salt)) {
		ERR_raise(ERR_LIB_RSA, RSA_R_INVALID_PSS_SALTLEN);
		return 0;
	}
	ctx->salt_len = len;
	return 1;
}

/* The digest of the mask is the message's: another one is not offered, as in TLS and in certificates. */
int EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
	int ok = may_set_rsa(ctx);
	if (ok <= 0) {
		return ok;
	}
	if (md == NULL || ctx->md == NULL || md->id != ctx->md->id) {
		ERR_raise(ERR_LIB_RSA, RSA_R_UNSUPPORTED_MASK_PARAMETER);
		return 0;
	}
	return 1;
}

/* ---- new keys ---------------------------------------------------------------------------------------------------- */

int EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx)
{
	if (ctx == NULL || ctx->kind == EVP_PKEY_RSA || ctx->kind == EVP_PKEY_RSA_PSS || ctx->kind == EVP_PKEY_X25519) {
		ERR_raise_data(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE,
			       "only EC and Ed25519 keys are made here");
		return -2;
	}
	ctx->operation = EVP_PKEY_OP_KEYGEN;
	return 1;
}

static int set_curve(EVP_PKEY_CTX *ctx, enum key_type curve)
{
	if (ctx == NULL || ctx->kind != EVP_PKEY_EC || (ctx->operation & EVP_PKEY_OP_TYPE_GEN) == 0) {
		ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
		return -2;
	}
	if (curve == KEY_NONE) {
		ERR_raise(ERR_LIB_EC, EC_R_INVALID_CURVE);
		return 0;
	}
	ctx->curve = curve;
	return 1;
}

int EVP_PKEY_CTX_set_group_name(EVP_PKEY_CTX *ctx, const char *name)
{
	return set_curve(ctx, pkey_curve_by_name(name));
}

int EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX *ctx, int nid)
{
	return set_curve(ctx, pkey_curve_by_name(OBJ_nid2sn(nid)));
}

/* Of the parameters there are those that the setters above have, under the names of provider-signature(7). */
int EVP_PKEY_CTX_set_params(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_GROUP_NAME);
	const char *name;
	int len;
	if (p != NULL && (!OSSL_PARAM_get_utf8_string_ptr(p, &name) || EVP_PKEY_CTX_set_group_name(ctx, name) <= 0)) {
		return 0;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PAD_MODE);
	if (p != NULL && p->data_type != OSSL_PARAM_UTF8_STRING) {
		if (!OSSL_PARAM_get_int(p, &len) || EVP_PKEY_CTX_set_rsa_padding(ctx, len) <= 0) {
			return 0;
		}
	} else if (p != NULL) {
		int padding = !OSSL_PARAM_get_utf8_string_ptr(p, &name)           ? 0
			      : strcmp(name, OSSL_PKEY_RSA_PAD_MODE_PSS) == 0     ? RSA_PKCS1_PSS_PADDING
			      : strcmp(name, OSSL_PKEY_RSA_PAD_MODE_PKCSV15) == 0 ? RSA_PKCS1_PADDING
										  : 0;
		if (EVP_PKEY_CTX_set_rsa_padding(ctx, padding) <= 0) {
			return 0;
		}
	}
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN);
	if (p != NULL && p->data_type != OSSL_PARAM_UTF8_STRING) {
		return OSSL_PARAM_get_int(p, &len) && EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, len) > 0;
	}
	if (p != NULL) {
		len = !OSSL_PARAM_get_utf8_string_ptr(p, &name)              ? RSA_PSS_SALTLEN_MAX - 1
		      : strcmp(name, OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST) == 0 ? RSA_PSS_SALTLEN_DIGEST
		      : strcmp(name, OSSL_PKEY_RSA_PSS_SALT_LEN_AUTO) == 0   ? RSA_PSS_SALTLEN_AUTO
		      : strcmp(name, OSSL_PKEY_RSA_PSS_SALT_LEN_MAX) == 0    ? RSA_PSS_SALTLEN_MAX
									     : RSA_PSS_SALTLEN_MAX - 1;
		return EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, len) > 0;
	}
	return 1;
}

/* random_scalar: rejection sampling, with the superfluous bits of P-521 cut off first. */
static bool random_scalar(const struct ec_curve *c, uint8_t *d)
{
	for (int tries = 0; tries < 100; tries++) {
		if (rng_bytes(d, c->len) != TLS_OK) {
			return false;
		}
		d[0] &= (uint8_t)(0xff >> (8 * c->len - c->bits));
		if (ec_scalar_ok(c, d)) {
			return true;
		}
	}
	return false;
}

int EVP_PKEY_generate(EVP_PKEY_CTX *ctx, EVP_PKEY **out)
{
	if (ctx == NULL || out == NULL || ctx->operation != EVP_PKEY_OP_KEYGEN) {
		ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
		return -1;
	}
	if (ctx->kind == EVP_PKEY_EC && ctx->curve == KEY_NONE) {
		ERR_raise(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
		return 0;
	}
	uint8_t secret[EC_MAX_LEN];
	bool ec = ctx->kind == EVP_PKEY_EC;
	size_t len = ec ? ec_curve(ctx->curve)->len : 32;
	bool ok = ec ? random_scalar(ec_curve(ctx->curve), secret) : rng_bytes(secret, len) == TLS_OK;
	EVP_PKEY *k = ok ? pkey_from_secret(ec ? ctx->curve : KEY_ED25519, span_of(secret, len)) : NULL;
	wipe(secret, sizeof secret);
	if (k == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR);
		return 0;
	}
	EVP_PKEY_free(*out);
	*out = k;
	return 1;
}

int EVP_PKEY_keygen(EVP_PKEY_CTX *ctx, EVP_PKEY **out)
{
	return EVP_PKEY_generate(ctx, out);
}

/* EC keys and those without parameters, as EVP_PKEY_keygen makes them. */
EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type, ...)
{
	EVP_PKEY *k = NULL;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, type, propq);
	va_list args;
	va_start(args, type);
	if (ctx != NULL && EVP_PKEY_keygen_init(ctx) > 0 &&
	    (ctx->kind != EVP_PKEY_EC || EVP_PKEY_CTX_set_group_name(ctx, va_arg(args, char *)) > 0)) {
		EVP_PKEY_generate(ctx, &k);
	}
	va_end(args);
	EVP_PKEY_CTX_free(ctx);
	return k;
}
