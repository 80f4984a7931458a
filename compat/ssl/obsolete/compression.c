/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * TLS compression: there is none, and the questions about it answer so. Programs ask at start in order to empty the
 * list of methods; they get what an OpenSSL built without compression gives them.
 */
#include <openssl/ssl.h>

STACK_OF(SSL_COMP) *SSL_COMP_get_compression_methods(void)
{
	return NULL;
}

/* No stack was set before, and the caller keeps the one it brought. */
STACK_OF(SSL_COMP) *SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP) *meths)
{
	return meths;
}

const COMP_METHOD *SSL_get_current_compression(const SSL *s)
{
	(void)s;
	return NULL;
}

const COMP_METHOD *SSL_get_current_expansion(const SSL *s)
{
	(void)s;
	return NULL;
}

const char *SSL_COMP_get_name(const COMP_METHOD *comp)
{
	(void)comp;
	return NULL;
}

const char *SSL_COMP_get0_name(const SSL_COMP *comp)
{
	(void)comp;
	return NULL;
}

int SSL_COMP_get_id(const SSL_COMP *comp)
{
	(void)comp;
	return -1;
}
