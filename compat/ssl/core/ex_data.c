/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The program's own pointers on SSL_CTX and SSL: libcrypto keeps them, so that its indices and callbacks serve. */
#include "compat/ssl/core/local.h"

int SSL_CTX_set_ex_data(SSL_CTX *ctx, int idx, void *data)
{
	return CRYPTO_set_ex_data(&ctx->ex_data, idx, data);
}

void *SSL_CTX_get_ex_data(const SSL_CTX *ctx, int idx)
{
	return CRYPTO_get_ex_data(&ctx->ex_data, idx);
}

int SSL_set_ex_data(SSL *s, int idx, void *data)
{
	return CRYPTO_set_ex_data(&s->ex_data, idx, data);
}

void *SSL_get_ex_data(const SSL *s, int idx)
{
	return CRYPTO_get_ex_data(&s->ex_data, idx);
}
