/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Secure remote passwords: whatever would set one up is refused (symbols.tsv). What a program may ask of any connection
 * is answered here: nobody logged in that way. The error queue stays untouched, since asking is no mistake.
 */
#include <openssl/bn.h>
#include <openssl/ssl.h>

BIGNUM *SSL_get_srp_g(SSL *s)
{
	(void)s;
	return NULL;
}

BIGNUM *SSL_get_srp_N(SSL *s)
{
	(void)s;
	return NULL;
}

char *SSL_get_srp_username(SSL *s)
{
	(void)s;
	return NULL;
}

char *SSL_get_srp_userinfo(SSL *s)
{
	(void)s;
	return NULL;
}

int SSL_CTX_SRP_CTX_free(SSL_CTX *ctx)
{
	return ctx != NULL;
}

int SSL_SRP_CTX_free(SSL *ctx)
{
	return ctx != NULL;
}
