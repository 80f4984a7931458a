/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The nine cipher suites: RFC 8446 §B.4, RFC 5289, RFC 7905. */
#include "crypto/aead.h"
#include "engine.h"

static const struct tls_suite suites[] = {
    {0x1301, "TLS_AES_128_GCM_SHA256", TLS_VERSION_13, AEAD_AES_128_GCM, HASH_SHA256, true, true},
    {0x1302, "TLS_AES_256_GCM_SHA384", TLS_VERSION_13, AEAD_AES_256_GCM, HASH_SHA384, true, true},
    {0x1303, "TLS_CHACHA20_POLY1305_SHA256", TLS_VERSION_13, AEAD_CHACHA20_POLY1305, HASH_SHA256, true, true},
    {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", TLS_VERSION_12, AEAD_AES_128_GCM, HASH_SHA256, false, true},
    {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", TLS_VERSION_12, AEAD_AES_256_GCM, HASH_SHA384, false, true},
    {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", TLS_VERSION_12, AEAD_AES_128_GCM, HASH_SHA256, true, false},
    {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", TLS_VERSION_12, AEAD_AES_256_GCM, HASH_SHA384, true, false},
    {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", TLS_VERSION_12, AEAD_CHACHA20_POLY1305, HASH_SHA256, true,
     false},
    {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", TLS_VERSION_12, AEAD_CHACHA20_POLY1305, HASH_SHA256,
     false, true},
};

const struct tls_suite *tls_suite_at(size_t i)
{
	return i < sizeof suites / sizeof suites[0] ? &suites[i] : NULL;
}

const struct tls_suite *tls_suite_by_code(uint16_t code)
{
	for (size_t i = 0; tls_suite_at(i) != NULL; i++) {
		if (suites[i].code == code) {
			return &suites[i];
		}
	}
	return NULL;
}
