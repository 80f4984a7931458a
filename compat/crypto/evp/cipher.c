/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * EVP_EncryptInit(3): ciphers piece by piece. Here are padding and the block that is not whole; the engine has the
 * rest. The key and the IV may come in separate calls, so both are kept until a message can start.
 */
#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>

#include "compat/crypto/evp/evp.h"
#include "compat/crypto/provider/properties.h"
#include "engine/base/secret.h"
#include "engine/crypto/rng.h"

#define MAX_IV 1024 /* of GCM; OpenSSL's bound */

struct evp_cipher_ctx_st {
	const EVP_CIPHER *cipher;
	struct cipher *engine; /* owned */
	bool encrypt, no_padding, have_key, have_iv;
	bool iv_used; /* the message ended: GCM takes no IV twice for encryption */
	int flags;
	void *app_data;
	size_t iv_len; /* as set for GCM, else the cipher's */
	uint8_t iv[MAX_IV];
	uint8_t tag[CIPHER_TAG_LEN];
	size_t tag_len;                /* 0: none given or made */
	uint8_t waiting[CIPHER_BLOCK]; /* ECB, CBC */
	size_t n_waiting;
};

#define FLAGS_AEAD                                                                                                     \
	(EVP_CIPH_FLAG_AEAD_CIPHER | EVP_CIPH_CUSTOM_IV | EVP_CIPH_FLAG_CUSTOM_CIPHER | EVP_CIPH_CUSTOM_COPY |         \
	 EVP_CIPH_CTRL_INIT | EVP_CIPH_ALWAYS_CALL_INIT)
#define AES(bits, mode, MODE, extra)                                                                                   \
	[CIPHER_AES_##bits##_##MODE] = {CIPHER_AES_##bits##_##MODE,                                                    \
					NID_aes_##bits##_##mode,                                                       \
					"AES-" #bits "-" #MODE,                                                        \
					{"aes-" #bits "-" #mode},                                                      \
					EVP_CIPH_##MODE##_MODE | (extra)}

static const EVP_CIPHER ciphers[CIPHER_COUNT] = {
    AES(128, ecb, ECB, 0),
    AES(192, ecb, ECB, 0),
    AES(256, ecb, ECB, 0),
    [CIPHER_AES_128_CBC] = {CIPHER_AES_128_CBC, NID_aes_128_cbc, "AES-128-CBC", {"AES128"}, EVP_CIPH_CBC_MODE},
    [CIPHER_AES_192_CBC] = {CIPHER_AES_192_CBC, NID_aes_192_cbc, "AES-192-CBC", {"AES192"}, EVP_CIPH_CBC_MODE},
    [CIPHER_AES_256_CBC] = {CIPHER_AES_256_CBC, NID_aes_256_cbc, "AES-256-CBC", {"AES256"}, EVP_CIPH_CBC_MODE},
    AES(128, ctr, CTR, 0),
    AES(192, ctr, CTR, 0),
    AES(256, ctr, CTR, 0),
    [CIPHER_AES_128_GCM] =
	{CIPHER_AES_128_GCM, NID_aes_128_gcm, "AES-128-GCM", {"id-aes128-GCM"}, EVP_CIPH_GCM_MODE | FLAGS_AEAD},
    [CIPHER_AES_192_GCM] =
	{CIPHER_AES_192_GCM, NID_aes_192_gcm, "AES-192-GCM", {"id-aes192-GCM"}, EVP_CIPH_GCM_MODE | FLAGS_AEAD},
    [CIPHER_AES_256_GCM] =
	{CIPHER_AES_256_GCM, NID_aes_256_gcm, "AES-256-GCM", {"id-aes256-GCM"}, EVP_CIPH_GCM_MODE | FLAGS_AEAD},
    [CIPHER_CHACHA20_POLY1305] =
	{CIPHER_CHACHA20_POLY1305, NID_chacha20_poly1305, "ChaCha20-Poly1305", {NULL}, FLAGS_AEAD},
};

#define BY_FUNCTION(name, id)                                                                                          \
	const EVP_CIPHER *EVP_##name(void)                                                                             \
	{                                                                                                              \
		return &ciphers[id];                                                                                   \
	}
BY_FUNCTION(aes_128_ecb, CIPHER_AES_128_ECB)
BY_FUNCTION(aes_192_ecb, CIPHER_AES_192_ECB)
BY_FUNCTION(aes_256_ecb, CIPHER_AES_256_ECB)
BY_FUNCTION(aes_128_cbc, CIPHER_AES_128_CBC)
BY_FUNCTION(aes_192_cbc, CIPHER_AES_192_CBC)
BY_FUNCTION(aes_256_cbc, CIPHER_AES_256_CBC)
BY_FUNCTION(aes_128_ctr, CIPHER_AES_128_CTR)
BY_FUNCTION(aes_192_ctr, CIPHER_AES_192_CTR)
BY_FUNCTION(aes_256_ctr, CIPHER_AES_256_CTR)
BY_FUNCTION(aes_128_gcm, CIPHER_AES_128_GCM)
BY_FUNCTION(aes_192_gcm, CIPHER_AES_192_GCM)
BY_FUNCTION(aes_256_gcm, CIPHER_AES_256_GCM)
BY_FUNCTION(chacha20_poly1305, CIPHER_CHACHA20_POLY1305)

/* ---- the algorithms ---------------------------------------------------------------------------------------------- */

static bool has_name(const EVP_CIPHER *c, const char *name)
{
	return OPENSSL_strcasecmp(c->name, name) == 0 ||
	       (c->names[0] != NULL && OPENSSL_strcasecmp(c->names[0], name) == 0);
}

const EVP_CIPHER *cipher_by_name(const char *name)
{
	for (size_t i = 0; name != NULL && i < CIPHER_COUNT; i++) {
		if (has_name(&ciphers[i], name)) {
			return &ciphers[i];
		}
	}
	return NULL;
}

const EVP_CIPHER *EVP_get_cipherbyname(const char *name)
{
	return cipher_by_name(name);
}

EVP_CIPHER *EVP_CIPHER_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *properties)
{
	(void)libctx;
	const EVP_CIPHER *c = properties_met(properties) ? cipher_by_name(name) : NULL;
	if (c == NULL) {
		ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED,
			       "Global default library context, Algorithm (%s : 0), Properties (%s)",
			       name != NULL ? name : "<null>", properties != NULL ? properties : "<null>");
	}
	return (EVP_CIPHER *)c;
}

int EVP_CIPHER_up_ref(EVP_CIPHER *c)
{
	(void)c;
	return 1;
}

void EVP_CIPHER_free(EVP_CIPHER *c)
{
	(void)c;
}

const char *EVP_CIPHER_get0_name(const EVP_CIPHER *c)
{
	return OBJ_nid2sn(c->nid);
}

int EVP_CIPHER_is_a(const EVP_CIPHER *c, const char *name)
{
	return c != NULL && has_name(c, name);
}

int EVP_CIPHER_get_nid(const EVP_CIPHER *c)
{
	return c->nid;
}

int EVP_CIPHER_get_type(const EVP_CIPHER *c)
{
	return c->nid;
}

int EVP_CIPHER_get_block_size(const EVP_CIPHER *c)
{
	enum cipher_mode m = cipher_info(c->id)->mode;
	return m == CIPHER_ECB || m == CIPHER_CBC ? CIPHER_BLOCK : 1;
}

int EVP_CIPHER_get_key_length(const EVP_CIPHER *c)
{
	return (int)cipher_info(c->id)->key_len;
}

int EVP_CIPHER_get_iv_length(const EVP_CIPHER *c)
{
	return c != NULL ? (int)cipher_info(c->id)->iv_len : 0;
}

unsigned long EVP_CIPHER_get_flags(const EVP_CIPHER *c)
{
	return c != NULL ? c->flags : 0;
}

int EVP_CIPHER_get_mode(const EVP_CIPHER *c)
{
	return (int)(EVP_CIPHER_get_flags(c) & EVP_CIPH_MODE);
}

/* ---- contexts ---------------------------------------------------------------------------------------------------- */

EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void)
{
	return OPENSSL_zalloc(sizeof(EVP_CIPHER_CTX));
}

int EVP_CIPHER_CTX_reset(EVP_CIPHER_CTX *ctx)
{
	if (ctx != NULL) {
		cipher_free(ctx->engine);
		wipe(ctx, sizeof *ctx);
	}
	return 1;
}

void EVP_CIPHER_CTX_free(EVP_CIPHER_CTX *ctx)
{
	EVP_CIPHER_CTX_reset(ctx);
	OPENSSL_free(ctx);
}

int EVP_CIPHER_CTX_copy(EVP_CIPHER_CTX *out, const EVP_CIPHER_CTX *in)
{
	if (in == NULL || in->cipher == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INPUT_NOT_INITIALIZED);
		return 0;
	}
	struct cipher *engine = cipher_copy(in->engine);
	if (engine == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	EVP_CIPHER_CTX_reset(out);
	*out = *in;
	out->engine = engine;
	return 1;
}

const EVP_CIPHER *EVP_CIPHER_CTX_get0_cipher(const EVP_CIPHER_CTX *ctx)
{
	return ctx != NULL ? ctx->cipher : NULL;
}

int EVP_CIPHER_CTX_get_nid(const EVP_CIPHER_CTX *ctx)
{
	return ctx->cipher->nid;
}

int EVP_CIPHER_CTX_get_block_size(const EVP_CIPHER_CTX *ctx)
{
	return EVP_CIPHER_get_block_size(ctx->cipher);
}

int EVP_CIPHER_CTX_get_key_length(const EVP_CIPHER_CTX *ctx)
{
	return EVP_CIPHER_get_key_length(ctx->cipher);
}

int EVP_CIPHER_CTX_get_iv_length(const EVP_CIPHER_CTX *ctx)
{
	return ctx->cipher != NULL ? (int)ctx->iv_len : 0;
}

int EVP_CIPHER_CTX_get_tag_length(const EVP_CIPHER_CTX *ctx)
{
	return cipher_info(ctx->cipher->id)->mode == CIPHER_AEAD ? CIPHER_TAG_LEN : 0;
}

int EVP_CIPHER_CTX_is_encrypting(const EVP_CIPHER_CTX *ctx)
{
	return ctx->encrypt;
}

void *EVP_CIPHER_CTX_get_app_data(const EVP_CIPHER_CTX *ctx)
{
	return ctx->app_data;
}

void EVP_CIPHER_CTX_set_app_data(EVP_CIPHER_CTX *ctx, void *data)
{
	ctx->app_data = data;
}

void EVP_CIPHER_CTX_set_flags(EVP_CIPHER_CTX *ctx, int flags)
{
	ctx->flags |= flags;
	ctx->no_padding = ctx->no_padding || (flags & EVP_CIPH_NO_PADDING);
}

void EVP_CIPHER_CTX_clear_flags(EVP_CIPHER_CTX *ctx, int flags)
{
	ctx->flags &= ~flags;
	ctx->no_padding = ctx->no_padding && !(flags & EVP_CIPH_NO_PADDING);
}

int EVP_CIPHER_CTX_test_flags(const EVP_CIPHER_CTX *ctx, int flags)
{
	return ctx->flags & flags;
}

int EVP_CIPHER_CTX_set_padding(EVP_CIPHER_CTX *ctx, int pad)
{
	ctx->no_padding = pad == 0;
	return 1;
}

int EVP_CIPHER_CTX_set_key_length(EVP_CIPHER_CTX *ctx, int len)
{
	if (len == EVP_CIPHER_CTX_get_key_length(ctx)) {
		return 1;
	}
	ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
	return 0;
}

static bool is_aead(const EVP_CIPHER_CTX *ctx)
{
	return cipher_info(ctx->cipher->id)->mode == CIPHER_AEAD;
}

static int set_iv_len(EVP_CIPHER_CTX *ctx, int len)
{
	const struct cipher_info *info = cipher_info(ctx->cipher->id);
	if (len <= 0 || len > MAX_IV || (!info->any_iv_len && (size_t)len != info->iv_len)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_IV_LENGTH);
		return 0;
	}
	ctx->iv_len = (size_t)len;
	ctx->have_iv = false;
	return 1;
}

int EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr)
{
	if (ctx == NULL || ctx->cipher == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
		return 0;
	}
	switch (type) {
	case EVP_CTRL_INIT:
		return 1;
	case EVP_CTRL_AEAD_SET_IVLEN:
		return is_aead(ctx) ? set_iv_len(ctx, arg) : -1;
	case EVP_CTRL_AEAD_SET_TAG:
		if (!is_aead(ctx)) {
			return -1;
		}
		if (arg <= 0 || arg > CIPHER_TAG_LEN || ctx->encrypt || ptr == NULL) {
			return 0;
		}
		memcpy(ctx->tag, ptr, (size_t)arg);
		ctx->tag_len = (size_t)arg;
		return 1;
	case EVP_CTRL_AEAD_GET_TAG:
		if (!is_aead(ctx)) {
			return -1;
		}
		if (arg <= 0 || arg > CIPHER_TAG_LEN || !ctx->encrypt || ctx->tag_len == 0) {
			return 0;
		}
		memcpy(ptr, ctx->tag, (size_t)arg);
		return 1;
	case EVP_CTRL_GET_IVLEN:
		*(int *)ptr = (int)ctx->iv_len;
		return 1;
	case EVP_CTRL_RAND_KEY:
		return rng_bytes(ptr, cipher_info(ctx->cipher->id)->key_len) == TLS_OK;
	default:
		return -1;
	}
}

int EVP_CIPHER_CTX_rand_key(EVP_CIPHER_CTX *ctx, unsigned char *key)
{
	return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_RAND_KEY, 0, key) > 0;
}

/* ---- a message --------------------------------------------------------------------------------------------------- */

/* choose makes ctx one of this cipher; what was set for another is forgotten, but for flags and data of the program. */
static bool choose(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher)
{
	if (cipher == NULL && ctx->cipher == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
		return false;
	}
	if (cipher == NULL) {
		return true;
	}
	if (cipher == ctx->cipher) {
		ctx->iv_len = cipher_info(cipher->id)->iv_len;
		ctx->have_iv = false;
		ctx->tag_len = 0;
		return true;
	}
	struct cipher *engine = cipher_new(cipher->id);
	if (engine == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return false;
	}
	int flags = ctx->flags;
	bool no_padding = ctx->cipher == NULL && ctx->no_padding;
	void *app_data = ctx->app_data;
	EVP_CIPHER_CTX_reset(ctx);
	ctx->engine = engine;
	ctx->cipher = cipher;
	ctx->flags = flags;
	ctx->no_padding = no_padding;
	ctx->app_data = app_data;
	ctx->iv_len = cipher_info(cipher->id)->iv_len;
	return true;
}

/* enc: 1, 0, or -1 to keep the direction. */
int EVP_CipherInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *engine, const unsigned char *key,
		      const unsigned char *iv, int enc)
{
	if (engine != NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
		return 0;
	}
	if (!choose(ctx, cipher)) {
		return 0;
	}
	if (enc != -1) {
		ctx->encrypt = enc != 0;
	}
	ctx->n_waiting = 0;
	if (key != NULL) {
		cipher_set_key(ctx->engine, key, ctx->encrypt);
		ctx->have_key = true;
	}
	if (iv != NULL) {
		memcpy(ctx->iv, iv, ctx->iv_len);
		ctx->have_iv = true;
	}
	if (iv != NULL || key != NULL) {
		ctx->iv_used = is_aead(ctx) && iv == NULL && ctx->iv_used;
	}
	if (ctx->have_key && (ctx->have_iv || ctx->iv_len == 0)) {
		cipher_set_iv(ctx->engine, span_of(ctx->iv, ctx->iv_len));
	}
	return 1;
}

int EVP_CipherInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
		       int enc, const OSSL_PARAM params[])
{
	(void)params;
	return EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, enc);
}

int EVP_CipherInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
		   int enc)
{
	if (cipher != NULL) {
		EVP_CIPHER_CTX_reset(ctx);
	}
	return EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, enc);
}

int EVP_EncryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *engine, const unsigned char *key,
		       const unsigned char *iv)
{
	return EVP_CipherInit_ex(ctx, cipher, engine, key, iv, 1);
}

int EVP_DecryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *engine, const unsigned char *key,
		       const unsigned char *iv)
{
	return EVP_CipherInit_ex(ctx, cipher, engine, key, iv, 0);
}

int EVP_EncryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv)
{
	return EVP_CipherInit(ctx, cipher, key, iv, 1);
}

int EVP_DecryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv)
{
	return EVP_CipherInit(ctx, cipher, key, iv, 0);
}

/* ready: a key and an IV were set, and the message has not ended. */
static bool ready(EVP_CIPHER_CTX *ctx)
{
	if (ctx->cipher == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
		return false;
	}
	if (!ctx->have_key || (!ctx->have_iv && ctx->iv_len != 0) || ctx->iv_used) {
		ERR_raise(ERR_LIB_EVP, ctx->have_key ? EVP_R_INVALID_OPERATION : EVP_R_NO_KEY_SET);
		return false;
	}
	return true;
}

/*
 * update_blocks: whole blocks come out as soon as they are there, but a decrypter with padding keeps the last one back,
 * for it may be the end. Output never overtakes input by more than the block that waited, so in == out is fine when
 * nothing waits.
 */
static size_t update_blocks(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len)
{
	bool keep = !ctx->encrypt && !ctx->no_padding;
	size_t done = 0;
	while (len != 0) {
		if (ctx->n_waiting == CIPHER_BLOCK) {
			cipher_crypt(ctx->engine, out + done, ctx->waiting, CIPHER_BLOCK);
			done += CIPHER_BLOCK;
			ctx->n_waiting = 0;
		}
		size_t whole = len - len % CIPHER_BLOCK;
		whole = keep && whole == len && whole != 0 ? whole - CIPHER_BLOCK : whole;
		if (ctx->n_waiting == 0 && whole != 0) {
			cipher_crypt(ctx->engine, out + done, in, whole);
			done += whole;
			in += whole;
			len -= whole;
			continue;
		}
		size_t n = CIPHER_BLOCK - ctx->n_waiting < len ? CIPHER_BLOCK - ctx->n_waiting : len;
		memcpy(ctx->waiting + ctx->n_waiting, in, n);
		ctx->n_waiting += n;
		in += n;
		len -= n;
	}
	if (ctx->n_waiting == CIPHER_BLOCK && !keep) {
		cipher_crypt(ctx->engine, out + done, ctx->waiting, CIPHER_BLOCK);
		done += CIPHER_BLOCK;
		ctx->n_waiting = 0;
	}
	return done;
}

int EVP_CipherUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int len)
{
	*out_len = 0;
	if (!ready(ctx)) {
		return 0;
	}
	if (len < 0 || (len != 0 && in == NULL)) {
		ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	if (len == 0) {
		return 1;
	}
	enum cipher_mode mode = cipher_info(ctx->cipher->id)->mode;
	if (mode == CIPHER_AEAD && out == NULL) {
		*out_len = len;
		return cipher_aad(ctx->engine, span_of(in, (size_t)len));
	}
	if (mode == CIPHER_ECB || mode == CIPHER_CBC) {
		if (len > INT_MAX - CIPHER_BLOCK) {
			ERR_raise(ERR_LIB_EVP, EVP_R_OUTPUT_WOULD_OVERFLOW);
			return 0;
		}
		*out_len = (int)update_blocks(ctx, out, in, (size_t)len);
		return 1;
	}
	cipher_crypt(ctx->engine, out, in, (size_t)len);
	*out_len = len;
	return 1;
}

static int final_aead(EVP_CIPHER_CTX *ctx)
{
	uint8_t tag[CIPHER_TAG_LEN];
	if (!ctx->encrypt && ctx->tag_len == 0) {
		return 0;
	}
	cipher_tag(ctx->engine, tag, CIPHER_TAG_LEN);
	ctx->iv_used = true;
	int ok = ctx->encrypt || ct_equal(tag, ctx->tag, ctx->tag_len);
	if (ctx->encrypt) {
		memcpy(ctx->tag, tag, sizeof tag);
		ctx->tag_len = sizeof tag;
	}
	wipe(tag, sizeof tag);
	return ok;
}

/* unpad: PKCS#7 padding of the last block, looked at in constant time. 0 when it is wrong, else its length. */
static size_t unpad(const uint8_t block[CIPHER_BLOCK])
{
	unsigned pad = block[CIPHER_BLOCK - 1];
	unsigned bad = (pad - 1u) >> 4; /* not zero unless 1 to 16 */
	for (unsigned i = 0; i < CIPHER_BLOCK; i++) {
		/* All ones where octet i, counted from the end, belongs to the padding. */
		unsigned inside = (unsigned)((int)(i - pad) >> 31);
		bad |= inside & (block[CIPHER_BLOCK - 1 - i] ^ pad);
	}
	return bad == 0 ? pad : 0;
}

static int final_blocks(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	uint8_t last[CIPHER_BLOCK];
	if (ctx->no_padding) {
		if (ctx->n_waiting != 0) {
			ERR_raise(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
			return 0;
		}
		return 1;
	}
	if (ctx->encrypt) {
		memset(ctx->waiting + ctx->n_waiting, (int)(CIPHER_BLOCK - ctx->n_waiting),
		       CIPHER_BLOCK - ctx->n_waiting);
		cipher_crypt(ctx->engine, out, ctx->waiting, CIPHER_BLOCK);
		ctx->n_waiting = 0;
		*out_len = CIPHER_BLOCK;
		return 1;
	}
	if (ctx->n_waiting != CIPHER_BLOCK) {
		ERR_raise(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
		return 0;
	}
	cipher_crypt(ctx->engine, last, ctx->waiting, CIPHER_BLOCK);
	ctx->n_waiting = 0;
	size_t pad = unpad(last);
	if (pad != 0) {
		memcpy(out, last, CIPHER_BLOCK - pad);
		*out_len = (int)(CIPHER_BLOCK - pad);
	} else {
		ERR_raise(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
	}
	wipe(last, sizeof last);
	return pad != 0;
}

int EVP_CipherFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	*out_len = 0;
	if (!ready(ctx)) {
		return 0;
	}
	switch (cipher_info(ctx->cipher->id)->mode) {
	case CIPHER_AEAD:
		return final_aead(ctx);
	case CIPHER_CTR:
		return 1;
	default:
		return final_blocks(ctx, out, out_len);
	}
}

int EVP_CipherFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	return EVP_CipherFinal_ex(ctx, out, out_len);
}

static bool direction_is(const EVP_CIPHER_CTX *ctx, bool encrypt)
{
	if (ctx->encrypt != encrypt) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
	}
	return ctx->encrypt == encrypt;
}

int EVP_EncryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int len)
{
	*out_len = 0;
	return direction_is(ctx, true) && EVP_CipherUpdate(ctx, out, out_len, in, len);
}

int EVP_DecryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int len)
{
	*out_len = 0;
	return direction_is(ctx, false) && EVP_CipherUpdate(ctx, out, out_len, in, len);
}

int EVP_EncryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	*out_len = 0;
	return direction_is(ctx, true) && EVP_CipherFinal_ex(ctx, out, out_len);
}

int EVP_DecryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	*out_len = 0;
	return direction_is(ctx, false) && EVP_CipherFinal_ex(ctx, out, out_len);
}

int EVP_EncryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	return EVP_EncryptFinal_ex(ctx, out, out_len);
}

int EVP_DecryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
	return EVP_DecryptFinal_ex(ctx, out, out_len);
}
