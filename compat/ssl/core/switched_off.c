/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Questions about features that cannot be switched on here, or not yet: pre-shared keys set by the program. Whoever
 * tries to switch one on is refused; whoever asks, as many programs do in passing, hears that it is off and finds
 * nothing in the error queue.
 */
#include "compat/ssl/core/local.h"

const char *SSL_get_psk_identity(const SSL *s)
{
	(void)s;
	return NULL;
}

const char *SSL_get_psk_identity_hint(const SSL *s)
{
	(void)s;
	return NULL;
}

/* These cookies are asked for by DTLS listeners alone, which are refused themselves. */

void SSL_CTX_set_cookie_generate_cb(SSL_CTX *ctx, int (*cb)(SSL *s, unsigned char *cookie, unsigned int *len))
{
	(void)ctx;
	(void)cb;
}

void SSL_CTX_set_cookie_verify_cb(SSL_CTX *ctx, int (*cb)(SSL *s, const unsigned char *cookie, unsigned int len))
{
	(void)ctx;
	(void)cb;
}
