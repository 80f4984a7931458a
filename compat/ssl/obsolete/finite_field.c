/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Finite-field Diffie-Hellman parameters. Servers set them without being asked, for suites that do not exist here; to
 * accept and forget them takes nothing from anybody. Parameters that change hands are freed, as their owner expects.
 */
#include <openssl/evp.h>
#include <openssl/ssl.h>

int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX *ctx, EVP_PKEY *dhpkey)
{
	(void)ctx;
	EVP_PKEY_free(dhpkey);
	return 1;
}

int SSL_set0_tmp_dh_pkey(SSL *s, EVP_PKEY *dhpkey)
{
	(void)s;
	EVP_PKEY_free(dhpkey);
	return 1;
}

void SSL_CTX_set_tmp_dh_callback(SSL_CTX *ctx, DH *(*cb)(SSL *s, int is_export, int bits))
{
	(void)ctx;
	(void)cb;
}

void SSL_set_tmp_dh_callback(SSL *s, DH *(*cb)(SSL *s, int is_export, int bits))
{
	(void)s;
	(void)cb;
}
