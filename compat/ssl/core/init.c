/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The start of the library, and the allocator that it lends to the engine: libcrypto's, which programs may replace. */
#include "compat/ssl/core/local.h"

int OPENSSL_init_ssl(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)
{
	opts |= OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS;
	if ((opts & OPENSSL_INIT_NO_LOAD_CONFIG) == 0) {
		opts |= OPENSSL_INIT_LOAD_CONFIG;
	}
	if (!OPENSSL_init_crypto(opts, settings)) {
		return 0;
	}
	if ((opts & OPENSSL_INIT_NO_LOAD_SSL_STRINGS) != 0) {
		return 1;
	}
	return err_load_strings();
}

void *tls_host_alloc(size_t len)
{
	return OPENSSL_malloc(len);
}

void *tls_host_realloc(void *p, size_t len)
{
	return OPENSSL_realloc(p, len);
}

void tls_host_free(void *p)
{
	OPENSSL_free(p);
}
