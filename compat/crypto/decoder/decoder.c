/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OSSL_DECODER_CTX_new_for_pkey(3): a key from a BIO, a file or memory, PEM or DER, held to what the caller said of it.
 * There is one decoder for each kind of key that exists here; of others (DH parameters) a context counts none, by which
 * programs tell that they cannot be read.
 */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "compat/crypto/bio/whole.h"
#include "compat/crypto/store/object.h"

struct ossl_decoder_ctx_st {
	EVP_PKEY **pkey;                        /* the caller's */
	char *input_type, *structure, *keytype; /* owned; NULL: any */
	int selection;                          /* EVP_PKEY_*; 0: any */
	pem_password_cb *cb;
	void *cb_arg;
	unsigned char *password; /* owned; NULL: cb is asked */
	size_t password_len;
};

static bool keep(char **field, const char *text)
{
	*field = text != NULL ? OPENSSL_strdup(text) : NULL;
	return text == NULL || *field != NULL;
}

OSSL_DECODER_CTX *OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY **pkey, const char *input_type, const char *structure,
						const char *keytype, int selection, OSSL_LIB_CTX *libctx,
						const char *propquery)
{
	(void)libctx, (void)propquery;
	OSSL_DECODER_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
	if (ctx == NULL || !keep(&ctx->input_type, input_type) || !keep(&ctx->structure, structure) ||
	    !keep(&ctx->keytype, keytype)) {
		ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_MALLOC_FAILURE);
		OSSL_DECODER_CTX_free(ctx);
		return NULL;
	}
	ctx->pkey = pkey;
	ctx->selection = selection;
	return ctx;
}

void OSSL_DECODER_CTX_free(OSSL_DECODER_CTX *ctx)
{
	if (ctx != NULL) {
		OPENSSL_free(ctx->input_type);
		OPENSSL_free(ctx->structure);
		OPENSSL_free(ctx->keytype);
		OPENSSL_clear_free(ctx->password, ctx->password_len);
		OPENSSL_free(ctx);
	}
}

static bool same(const char *a, const char *b)
{
	return OPENSSL_strcasecmp(a, b) == 0;
}

/* As many as kinds of keys fit; programs ask whether there is one. */
int OSSL_DECODER_CTX_get_num_decoders(OSSL_DECODER_CTX *ctx)
{
	static const char *const kinds[] = {"RSA", "rsaEncryption",  "RSA-PSS", "RSASSA-PSS",
					    "EC",  "id-ecPublicKey", "ED25519", "X25519"};
	int n = 0;
	if (ctx == NULL ||
	    (ctx->input_type != NULL && !same(ctx->input_type, "PEM") && !same(ctx->input_type, "DER"))) {
		return 0;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		n += ctx->keytype == NULL || same(ctx->keytype, kinds[i]);
	}
	return n;
}

int OSSL_DECODER_CTX_set_pem_password_cb(OSSL_DECODER_CTX *ctx, pem_password_cb *cb, void *arg)
{
	ctx->cb = cb;
	ctx->cb_arg = arg;
	return 1;
}

/* The password is copied, and wiped with the context. */
int OSSL_DECODER_CTX_set_passphrase(OSSL_DECODER_CTX *ctx, const unsigned char *password, size_t len)
{
	unsigned char *own = OPENSSL_malloc(len + 1);
	if (own == NULL) {
		return 0;
	}
	memcpy(own, password, len);
	OPENSSL_clear_free(ctx->password, ctx->password_len);
	ctx->password = own;
	ctx->password_len = len;
	return 1;
}

static int give_password(char *buf, int size, int writing, void *arg)
{
	const OSSL_DECODER_CTX *ctx = arg;
	(void)writing;
	if (ctx->password_len > (size_t)size) {
		return -1;
	}
	memcpy(buf, ctx->password, ctx->password_len);
	return (int)ctx->password_len;
}

/* fits: the object is a key of the kind, half and structure that was asked for. */
static bool fits(const OSSL_DECODER_CTX *ctx, const struct object *o)
{
	bool private = o->type == OSSL_STORE_INFO_PKEY;
	if (o->key == NULL || (ctx->keytype != NULL && !EVP_PKEY_is_a(o->key, ctx->keytype))) {
		return false;
	}
	if (ctx->structure != NULL && same(ctx->structure, "SubjectPublicKeyInfo") == private) {
		return false;
	}
	if (ctx->selection == 0) {
		return true;
	}
	return (ctx->selection & (private ? OSSL_KEYMGMT_SELECT_PRIVATE_KEY : OSSL_KEYMGMT_SELECT_PUBLIC_KEY)) != 0 &&
	       (private || (ctx->selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) == 0);
}

static int decode(OSSL_DECODER_CTX *ctx, struct span content, size_t *used)
{
	bool own = ctx->password != NULL;
	struct object_reader r = objects_of(content, own ? give_password : ctx->cb, own ? ctx : ctx->cb_arg);
	struct object o = {0};
	int found = 0;
	bool form = ctx->input_type == NULL || same(ctx->input_type, r.pem ? "PEM" : "DER");
	while (form && (found = object_next(&r, &o)) > 0 && !fits(ctx, &o)) {
		object_free(&o);
	}
	if (!form || found <= 0) {
		ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, "No supported data to decode. %s%s",
			       ctx->input_type != NULL ? "Input type: " : "",
			       ctx->input_type != NULL ? ctx->input_type : "");
		return 0;
	}
	EVP_PKEY_free(*ctx->pkey);
	*ctx->pkey = o.key;
	*used = content.len - r.rest.len;
	return 1;
}

int OSSL_DECODER_from_bio(OSSL_DECODER_CTX *ctx, BIO *in)
{
	struct buffer content = {0};
	size_t used;
	int ok = whole_rest(in, &content) && decode(ctx, buf_span(&content), &used);
	buf_free(&content);
	return ok;
}

int OSSL_DECODER_from_fp(OSSL_DECODER_CTX *ctx, FILE *fp)
{
	BIO *in = BIO_new_fp(fp, BIO_NOCLOSE);
	int ok = in != NULL && OSSL_DECODER_from_bio(ctx, in);
	BIO_free(in);
	return ok;
}

/* On success *data and *len are moved behind the key. */
int OSSL_DECODER_from_data(OSSL_DECODER_CTX *ctx, const unsigned char **data, size_t *len)
{
	size_t used;
	if (data == NULL || *data == NULL || len == NULL) {
		ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	if (!decode(ctx, span_of(*data, *len), &used)) {
		return 0;
	}
	*data += used;
	*len -= used;
	return 1;
}
