/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Compression methods. TLS does not use them any more; libcrypto still has them. */
#ifndef OPENSSL_COMP_H
#define OPENSSL_COMP_H

#include <openssl/opensslconf.h>
#include <openssl/crypto.h>
#include <openssl/comperr.h>

#ifdef __cplusplus
extern "C" {
#endif

void COMP_CTX_free(COMP_CTX *ctx);
const COMP_METHOD *COMP_CTX_get_method(const COMP_CTX *ctx);
int COMP_CTX_get_type(const COMP_CTX *ctx);
COMP_CTX *COMP_CTX_new(COMP_METHOD *meth);
int COMP_compress_block(COMP_CTX *ctx, unsigned char *out, int olen, unsigned char *in, int ilen);
int COMP_expand_block(COMP_CTX *ctx, unsigned char *out, int olen, unsigned char *in, int ilen);
const char *COMP_get_name(const COMP_METHOD *meth);
int COMP_get_type(const COMP_METHOD *meth);
COMP_METHOD *COMP_zlib(void);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define COMP_zlib_cleanup() while (0) continue
#endif

#ifdef __cplusplus
}
#endif

#endif
