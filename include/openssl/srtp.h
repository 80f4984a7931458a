/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Keys for SRTP out of a DTLS handshake (RFC 5764): not offered here, since DTLS is not. */
#ifndef OPENSSL_SRTP_H
#define OPENSSL_SRTP_H

#include <openssl/ssl.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SRTP_AES128_CM_SHA1_80 0x0001
#define SRTP_AES128_CM_SHA1_32 0x0002
#define SRTP_AES128_F8_SHA1_80 0x0003
#define SRTP_AES128_F8_SHA1_32 0x0004
#define SRTP_NULL_SHA1_80      0x0005
#define SRTP_NULL_SHA1_32      0x0006
#define SRTP_AEAD_AES_128_GCM  0x0007
#define SRTP_AEAD_AES_256_GCM  0x0008

int SSL_CTX_set_tlsext_use_srtp(SSL_CTX *ctx, const char *profiles);
SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *ssl);
STACK_OF(SRTP_PROTECTION_PROFILE) *SSL_get_srtp_profiles(SSL *ssl);
int SSL_set_tlsext_use_srtp(SSL *ssl, const char *profiles);

#ifdef __cplusplus
}
#endif

#endif
