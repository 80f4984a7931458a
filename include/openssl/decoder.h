/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Reading keys in any form that some provider knows. */
#ifndef OPENSSL_DECODER_H
#define OPENSSL_DECODER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/core.h>
#include <openssl/decodererr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ossl_decoder_instance_st OSSL_DECODER_INSTANCE; /* opaque */
typedef int OSSL_DECODER_CONSTRUCT(OSSL_DECODER_INSTANCE *instance, const OSSL_PARAM *params, void *data);
typedef void OSSL_DECODER_CLEANUP(void *data);

void OSSL_DECODER_CTX_free(OSSL_DECODER_CTX *ctx);
int OSSL_DECODER_CTX_get_num_decoders(OSSL_DECODER_CTX *ctx);
OSSL_DECODER_CTX *OSSL_DECODER_CTX_new(void);
OSSL_DECODER_CTX *OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY **pkey, const char *input_type, const char *input_struct,
	const char *keytype, int selection, OSSL_LIB_CTX *libctx, const char *propquery);
int OSSL_DECODER_CTX_set_cleanup(OSSL_DECODER_CTX *ctx, OSSL_DECODER_CLEANUP *cleanup);
int OSSL_DECODER_CTX_set_construct(OSSL_DECODER_CTX *ctx, OSSL_DECODER_CONSTRUCT *construct);
int OSSL_DECODER_CTX_set_construct_data(OSSL_DECODER_CTX *ctx, void *construct_data);
int OSSL_DECODER_CTX_set_input_structure(OSSL_DECODER_CTX *ctx, const char *input_structure);
int OSSL_DECODER_CTX_set_input_type(OSSL_DECODER_CTX *ctx, const char *input_type);
int OSSL_DECODER_CTX_set_params(OSSL_DECODER_CTX *ctx, const OSSL_PARAM *params);
int OSSL_DECODER_CTX_set_passphrase(OSSL_DECODER_CTX *ctx, const unsigned char *kstr, size_t klen);
int OSSL_DECODER_CTX_set_passphrase_cb(OSSL_DECODER_CTX *ctx, OSSL_PASSPHRASE_CALLBACK *cb, void *cbarg);
int OSSL_DECODER_CTX_set_passphrase_ui(OSSL_DECODER_CTX *ctx, const UI_METHOD *uim, void *ui_data);
int OSSL_DECODER_CTX_set_pem_password_cb(OSSL_DECODER_CTX *ctx, pem_password_cb *cb, void *cbarg);
int OSSL_DECODER_CTX_set_selection(OSSL_DECODER_CTX *ctx, int selection);
OSSL_DECODER *OSSL_DECODER_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *properties);
void OSSL_DECODER_free(OSSL_DECODER *encoder);
int OSSL_DECODER_from_bio(OSSL_DECODER_CTX *ctx, BIO *bio);
int OSSL_DECODER_from_data(OSSL_DECODER_CTX *ctx, const unsigned char **pdata, size_t *pdata_len);
int OSSL_DECODER_from_fp(OSSL_DECODER_CTX *ctx, FILE *in);
int OSSL_DECODER_up_ref(OSSL_DECODER *encoder);

#ifdef __cplusplus
}
#endif

#endif
