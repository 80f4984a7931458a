/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What may be asked of an SSL_CIPHER. */
#include <stdio.h>

#include <openssl/evp.h>
#include <openssl/objects.h>

#include "compat/ssl/config/config.h"

/* What OpenSSL calls a suite that is none. */
#define NO_NAME "(NONE)"

#define DESCRIPTION_LEN 128

const char *SSL_CIPHER_get_name(const SSL_CIPHER *c)
{
	return c != NULL ? c->name : NO_NAME;
}

const char *SSL_CIPHER_standard_name(const SSL_CIPHER *c)
{
	return c != NULL ? c->standard_name : NO_NAME;
}

const char *OPENSSL_cipher_name(const char *stdname)
{
	for (size_t i = 0; stdname != NULL && i < CIPHERS_TLS13; i++) {
		if (strcmp(tls13_ciphers[i].standard_name, stdname) == 0) {
			return tls13_ciphers[i].name;
		}
	}
	for (size_t i = 0; stdname != NULL && i < CIPHERS_TLS12; i++) {
		if (strcmp(tls12_ciphers[i].standard_name, stdname) == 0) {
			return tls12_ciphers[i].name;
		}
	}
	return NO_NAME;
}

const char *SSL_CIPHER_get_version(const SSL_CIPHER *c)
{
	if (c == NULL) {
		return NO_NAME;
	}
	return c->tls13 ? "TLSv1.3" : "TLSv1.2";
}

uint32_t SSL_CIPHER_get_id(const SSL_CIPHER *c)
{
	return 0x03000000u | c->code;
}

uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER *c)
{
	return c->code;
}

int SSL_CIPHER_get_bits(const SSL_CIPHER *c, int *alg_bits)
{
	if (c == NULL) {
		return 0;
	}
	if (alg_bits != NULL) {
		*alg_bits = cipher_bits(c);
	}
	return cipher_bits(c);
}

int SSL_CIPHER_get_kx_nid(const SSL_CIPHER *c)
{
	return c->tls13 ? NID_kx_any : NID_kx_ecdhe;
}

int SSL_CIPHER_get_auth_nid(const SSL_CIPHER *c)
{
	if (c->tls13) {
		return NID_auth_any;
	}
	return c->ecdsa ? NID_auth_ecdsa : NID_auth_rsa;
}

int SSL_CIPHER_get_cipher_nid(const SSL_CIPHER *c)
{
	switch (c != NULL ? c->enc : ENC_AES128_GCM) {
	case ENC_AES256_GCM:
		return NID_aes_256_gcm;
	case ENC_CHACHA20:
		return NID_chacha20_poly1305;
	default:
		return c != NULL ? NID_aes_128_gcm : NID_undef;
	}
}

/* No suite has a MAC beside its cipher. */
int SSL_CIPHER_get_digest_nid(const SSL_CIPHER *c)
{
	(void)c;
	return NID_undef;
}

int SSL_CIPHER_is_aead(const SSL_CIPHER *c)
{
	(void)c;
	return 1;
}

const EVP_MD *SSL_CIPHER_get_handshake_digest(const SSL_CIPHER *c)
{
	return c->enc == ENC_AES256_GCM ? EVP_sha384() : EVP_sha256();
}

const SSL_CIPHER *SSL_CIPHER_find(SSL *s, const unsigned char *p)
{
	uint16_t code = (uint16_t)(p[0] << 8 | p[1]);
	const SSL_CIPHER *c = cipher_by_code(code);

	(void)s;
	return c != NULL ? c : scsv_by_code(code);
}

char *SSL_CIPHER_description(const SSL_CIPHER *c, char *buf, int len)
{
	static const char *const enc[] = {"AESGCM(128)", "AESGCM(256)", "CHACHA20/POLY1305(256)"};
	const char *kx = c->tls13 ? "any" : "ECDH";
	const char *auth = c->tls13 ? "any" : c->ecdsa ? "ECDSA" : "RSA";

	if (buf == NULL) {
		len = DESCRIPTION_LEN;
		buf = OPENSSL_malloc(DESCRIPTION_LEN);
		if (buf == NULL) {
			SSL_ERR(ERR_R_MALLOC_FAILURE);
			return NULL;
		}
	} else if (len < DESCRIPTION_LEN) {
		return NULL;
	}
	snprintf(buf, (size_t)len, "%-30s %-7s Kx=%-8s Au=%-5s Enc=%-22s Mac=%-4s\n", c->name,
		 SSL_CIPHER_get_version(c), kx, auth, enc[c->enc], "AEAD");
	return buf;
}
