/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_DigestInit(3): digests by name and by function, and their running state. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/evp/evp.h"
#include "compat/crypto/provider/properties.h"
#include "engine/base/secret.h"

static const EVP_MD mds[DIGEST_COUNT] = {
    [DIGEST_MD5] = {DIGEST_MD5, NID_md5, NID_md5WithRSAEncryption, "MD5", {"MD5", "ssl3-md5", "1.2.840.113549.2.5"}, 0},
    [DIGEST_SHA1] = {DIGEST_SHA1,
		     NID_sha1,
		     NID_sha1WithRSAEncryption,
		     "SHA1",
		     {"SHA-1", "ssl3-sha1", "1.3.14.3.2.26"},
		     EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA224] = {DIGEST_SHA224,
		       NID_sha224,
		       NID_sha224WithRSAEncryption,
		       "SHA2-224",
		       {"SHA-224", "SHA224", "2.16.840.1.101.3.4.2.4"},
		       EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA256] = {DIGEST_SHA256,
		       NID_sha256,
		       NID_sha256WithRSAEncryption,
		       "SHA2-256",
		       {"SHA-256", "SHA256", "2.16.840.1.101.3.4.2.1"},
		       EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA384] = {DIGEST_SHA384,
		       NID_sha384,
		       NID_sha384WithRSAEncryption,
		       "SHA2-384",
		       {"SHA-384", "SHA384", "2.16.840.1.101.3.4.2.2"},
		       EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA512] = {DIGEST_SHA512,
		       NID_sha512,
		       NID_sha512WithRSAEncryption,
		       "SHA2-512",
		       {"SHA-512", "SHA512", "2.16.840.1.101.3.4.2.3"},
		       EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA512_224] = {DIGEST_SHA512_224,
			   NID_sha512_224,
			   NID_sha512_224WithRSAEncryption,
			   "SHA2-512/224",
			   {"SHA-512/224", "SHA512-224", "2.16.840.1.101.3.4.2.5"},
			   EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA512_256] = {DIGEST_SHA512_256,
			   NID_sha512_256,
			   NID_sha512_256WithRSAEncryption,
			   "SHA2-512/256",
			   {"SHA-512/256", "SHA512-256", "2.16.840.1.101.3.4.2.6"},
			   EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA3_224] = {DIGEST_SHA3_224,
			 NID_sha3_224,
			 NID_RSA_SHA3_224,
			 "SHA3-224",
			 {"2.16.840.1.101.3.4.2.7"},
			 EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA3_256] = {DIGEST_SHA3_256,
			 NID_sha3_256,
			 NID_RSA_SHA3_256,
			 "SHA3-256",
			 {"2.16.840.1.101.3.4.2.8"},
			 EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA3_384] = {DIGEST_SHA3_384,
			 NID_sha3_384,
			 NID_RSA_SHA3_384,
			 "SHA3-384",
			 {"2.16.840.1.101.3.4.2.9"},
			 EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHA3_512] = {DIGEST_SHA3_512,
			 NID_sha3_512,
			 NID_RSA_SHA3_512,
			 "SHA3-512",
			 {"2.16.840.1.101.3.4.2.10"},
			 EVP_MD_FLAG_DIGALGID_ABSENT},
    [DIGEST_SHAKE128] = {DIGEST_SHAKE128,
			 NID_shake128,
			 NID_undef,
			 "SHAKE-128",
			 {"SHAKE128", "2.16.840.1.101.3.4.2.11"},
			 EVP_MD_FLAG_DIGALGID_ABSENT | EVP_MD_FLAG_XOF},
    [DIGEST_SHAKE256] = {DIGEST_SHAKE256,
			 NID_shake256,
			 NID_undef,
			 "SHAKE-256",
			 {"SHAKE256", "2.16.840.1.101.3.4.2.12"},
			 EVP_MD_FLAG_DIGALGID_ABSENT | EVP_MD_FLAG_XOF},
};

#define BY_FUNCTION(name, id)                                                                                          \
	const EVP_MD *EVP_##name(void)                                                                                 \
	{                                                                                                              \
		return &mds[id];                                                                                       \
	}
BY_FUNCTION(md5, DIGEST_MD5)
BY_FUNCTION(sha1, DIGEST_SHA1)
BY_FUNCTION(sha224, DIGEST_SHA224)
BY_FUNCTION(sha256, DIGEST_SHA256)
BY_FUNCTION(sha384, DIGEST_SHA384)
BY_FUNCTION(sha512, DIGEST_SHA512)
BY_FUNCTION(sha512_224, DIGEST_SHA512_224)
BY_FUNCTION(sha512_256, DIGEST_SHA512_256)
BY_FUNCTION(sha3_224, DIGEST_SHA3_224)
BY_FUNCTION(sha3_256, DIGEST_SHA3_256)
BY_FUNCTION(sha3_384, DIGEST_SHA3_384)
BY_FUNCTION(sha3_512, DIGEST_SHA3_512)
BY_FUNCTION(shake128, DIGEST_SHAKE128)
BY_FUNCTION(shake256, DIGEST_SHAKE256)

static bool has_name(const EVP_MD *md, const char *name)
{
	if (OPENSSL_strcasecmp(md->name, name) == 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof md->names / sizeof md->names[0] && md->names[i] != NULL; i++) {
		if (OPENSSL_strcasecmp(md->names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

const EVP_MD *md_by_name(const char *name)
{
	for (size_t i = 0; name != NULL && i < DIGEST_COUNT; i++) {
		if (has_name(&mds[i], name)) {
			return &mds[i];
		}
	}
	return NULL;
}

/* EVP_get_digestbyname also takes the name of "RSA with" a digest, as certificates give it. */
const EVP_MD *EVP_get_digestbyname(const char *name)
{
	const EVP_MD *md = md_by_name(name);
	int nid = md == NULL && name != NULL ? OBJ_sn2nid(name) : NID_undef;
	nid = nid == NID_undef && md == NULL && name != NULL ? OBJ_ln2nid(name) : nid;
	for (size_t i = 0; nid != NID_undef && i < DIGEST_COUNT; i++) {
		if (mds[i].pkey_nid == nid || mds[i].nid == nid) {
			return &mds[i];
		}
	}
	return md;
}

EVP_MD *EVP_MD_fetch(OSSL_LIB_CTX *ctx, const char *name, const char *properties)
{
	(void)ctx;
	const EVP_MD *md = properties_met(properties) ? md_by_name(name) : NULL;
	if (md == NULL) {
		ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED, "%s, Algorithm (%s : 0), Properties (%s)",
			       "Global default library context", name != NULL ? name : "<null>",
			       properties != NULL ? properties : "<null>");
	}
	return (EVP_MD *)md;
}

void EVP_MD_do_all_provided(OSSL_LIB_CTX *ctx, void (*fn)(EVP_MD *, void *), void *arg)
{
	(void)ctx;
	for (size_t i = 0; i < DIGEST_COUNT; i++) {
		fn((EVP_MD *)&mds[i], arg);
	}
}

int EVP_MD_up_ref(EVP_MD *md)
{
	(void)md;
	return 1;
}

void EVP_MD_free(EVP_MD *md)
{
	(void)md;
}

const char *EVP_MD_get0_name(const EVP_MD *md)
{
	return md != NULL ? OBJ_nid2sn(md->nid) : NULL;
}

int EVP_MD_is_a(const EVP_MD *md, const char *name)
{
	return md != NULL && has_name(md, name);
}

int EVP_MD_get_type(const EVP_MD *md)
{
	return md->nid;
}

int EVP_MD_get_pkey_type(const EVP_MD *md)
{
	return md->pkey_nid;
}

int EVP_MD_get_size(const EVP_MD *md)
{
	if (md == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
		return -1;
	}
	return (int)digest_len(md->id);
}

int EVP_MD_get_block_size(const EVP_MD *md)
{
	if (md == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
		return -1;
	}
	return (int)digest_block(md->id);
}

unsigned long EVP_MD_get_flags(const EVP_MD *md)
{
	return md->flags;
}

/* ---- contexts ---------------------------------------------------------------------------------------------------- */

EVP_MD_CTX *EVP_MD_CTX_new(void)
{
	return OPENSSL_zalloc(sizeof(EVP_MD_CTX));
}

int EVP_MD_CTX_reset(EVP_MD_CTX *ctx)
{
	if (ctx != NULL) {
		EVP_PKEY_CTX_free(ctx->pkey_ctx);
		wipe(ctx, sizeof *ctx);
	}
	return 1;
}

void EVP_MD_CTX_free(EVP_MD_CTX *ctx)
{
	EVP_MD_CTX_reset(ctx);
	OPENSSL_free(ctx);
}

int EVP_MD_CTX_copy_ex(EVP_MD_CTX *out, const EVP_MD_CTX *in)
{
	if (in == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	EVP_PKEY_CTX *copy = in->pkey_ctx != NULL ? EVP_PKEY_CTX_dup(in->pkey_ctx) : NULL;
	if (in->pkey_ctx != NULL && copy == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	EVP_MD_CTX_reset(out);
	*out = *in;
	out->pkey_ctx = copy;
	return 1;
}

int EVP_MD_CTX_copy(EVP_MD_CTX *out, const EVP_MD_CTX *in)
{
	EVP_MD_CTX_reset(out);
	return EVP_MD_CTX_copy_ex(out, in);
}

const EVP_MD *EVP_MD_CTX_get0_md(const EVP_MD_CTX *ctx)
{
	return ctx != NULL ? ctx->md : NULL;
}

EVP_MD *EVP_MD_CTX_get1_md(EVP_MD_CTX *ctx)
{
	return (EVP_MD *)EVP_MD_CTX_get0_md(ctx);
}

const EVP_MD *EVP_MD_CTX_md(const EVP_MD_CTX *ctx)
{
	return EVP_MD_CTX_get0_md(ctx);
}

void EVP_MD_CTX_set_flags(EVP_MD_CTX *ctx, int flags)
{
	ctx->flags |= flags;
}

void EVP_MD_CTX_clear_flags(EVP_MD_CTX *ctx, int flags)
{
	ctx->flags &= ~flags;
}

int EVP_MD_CTX_test_flags(const EVP_MD_CTX *ctx, int flags)
{
	return ctx->flags & flags;
}

int EVP_DigestInit_ex2(EVP_MD_CTX *ctx, const EVP_MD *md, const OSSL_PARAM *params)
{
	(void)params;
	if (md == NULL && ctx->md == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_NO_DIGEST_SET);
		return 0;
	}
	ctx->md = md != NULL ? md : ctx->md;
	if (ctx->flags & EVP_MD_CTX_FLAG_NO_INIT) {
		return 1;
	}
	digest_init(&ctx->digest, ctx->md->id);
	ctx->running = true;
	ctx->finished = false;
	return 1;
}

int EVP_DigestInit_ex(EVP_MD_CTX *ctx, const EVP_MD *md, ENGINE *engine)
{
	if (engine != NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
		return 0;
	}
	return EVP_DigestInit_ex2(ctx, md, NULL);
}

int EVP_DigestInit(EVP_MD_CTX *ctx, const EVP_MD *md)
{
	EVP_MD_CTX_reset(ctx);
	return EVP_DigestInit_ex2(ctx, md, NULL);
}

int EVP_DigestUpdate(EVP_MD_CTX *ctx, const void *data, size_t len)
{
	if (len == 0) {
		return 1;
	}
	if (!ctx->running || ctx->finished) {
		ERR_raise(ERR_LIB_EVP, EVP_R_UPDATE_ERROR);
		return 0;
	}
	digest_update(&ctx->digest, span_of(data, len));
	return 1;
}

static int final(EVP_MD_CTX *ctx, unsigned char *out, size_t len)
{
	if (!ctx->running || ctx->finished) {
		ERR_raise(ERR_LIB_EVP, EVP_R_FINAL_ERROR);
		return 0;
	}
	digest_final_len(&ctx->digest, out, len);
	ctx->finished = true;
	return 1;
}

int EVP_DigestFinalXOF(EVP_MD_CTX *ctx, unsigned char *out, size_t len)
{
	if (ctx->md != NULL && !digest_extendable(ctx->md->id)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_NOT_XOF_OR_INVALID_LENGTH);
		return 0;
	}
	return final(ctx, out, len);
}

int EVP_DigestFinal_ex(EVP_MD_CTX *ctx, unsigned char *out, unsigned int *len)
{
	if (!final(ctx, out, ctx->md != NULL ? digest_len(ctx->md->id) : 0)) {
		return 0;
	}
	if (len != NULL) {
		*len = (unsigned)digest_len(ctx->md->id);
	}
	return 1;
}

int EVP_DigestFinal(EVP_MD_CTX *ctx, unsigned char *out, unsigned int *len)
{
	int ret = EVP_DigestFinal_ex(ctx, out, len);
	EVP_MD_CTX_reset(ctx);
	return ret;
}

int EVP_Digest(const void *data, size_t len, unsigned char *out, unsigned int *out_len, const EVP_MD *md,
	       ENGINE *engine)
{
	EVP_MD_CTX ctx = {0};
	int ret = EVP_DigestInit_ex(&ctx, md, engine) && EVP_DigestUpdate(&ctx, data, len) &&
		  EVP_DigestFinal_ex(&ctx, out, out_len);
	EVP_MD_CTX_reset(&ctx);
	return ret;
}

int EVP_Q_digest(OSSL_LIB_CTX *libctx, const char *name, const char *propq, const void *data, size_t len,
		 unsigned char *out, size_t *out_len)
{
	unsigned n = 0;
	EVP_MD *md = EVP_MD_fetch(libctx, name, propq);
	if (md == NULL || !EVP_Digest(data, len, out, &n, md, NULL)) {
		return 0;
	}
	if (out_len != NULL) {
		*out_len = n;
	}
	return 1;
}
