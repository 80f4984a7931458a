/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Single questions about things that never happen here, and a function that has done nothing since OpenSSL 1.1.0. */
#include <openssl/ssl.h>

/* SRTP keys come from DTLS; no profile can be configured, so none is listed and none is ever agreed on. */
STACK_OF(SRTP_PROTECTION_PROFILE) *SSL_get_srtp_profiles(SSL *ssl)
{
	(void)ssl;
	return NULL;
}

SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *s)
{
	(void)s;
	return NULL;
}

/* SSL_renegotiate is refused, so nothing is ever pending. */
int SSL_renegotiate_pending(const SSL *s)
{
	(void)s;
	return 0;
}

void SSL_set_debug(SSL *s, int debug)
{
	(void)s;
	(void)debug;
}
