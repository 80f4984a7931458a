/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_CIPHER: the nine suites as OpenSSL's interface shows them, and the lists that are made of them. */
#ifndef TEASEL_COMPAT_CONFIG_CIPHERS_H
#define TEASEL_COMPAT_CONFIG_CIPHERS_H

#include <openssl/ssl.h>

#include "compat/ssl/config/proto.h"

enum cipher_enc { ENC_AES128_GCM, ENC_AES256_GCM, ENC_CHACHA20 };

struct ssl_cipher_st {
	const char *name; /* OpenSSL's */
	const char *standard_name;
	uint16_t code;
	bool tls13;
	bool ecdsa; /* TLS 1.2: authenticated by ECDSA or EdDSA, else by RSA */
	enum cipher_enc enc;
};

#define CIPHERS_TLS13 3
#define CIPHERS_TLS12 6

/* In OpenSSL's default order. */
extern const SSL_CIPHER tls13_ciphers[CIPHERS_TLS13];
extern const SSL_CIPHER tls12_ciphers[CIPHERS_TLS12];

/* cipher_by_code: NULL when there is none. scsv_by_code: the two signalling values (RFC 5746 §3.3, RFC 7507), which
 * stand among suites and are none. */
const SSL_CIPHER *cipher_by_code(uint16_t code);
const SSL_CIPHER *scsv_by_code(uint16_t code);
int cipher_bits(const SSL_CIPHER *c);

/* cipher_list_new: an empty list, one reference. cipher_list_push: 1 or 0. */
struct cipher_list *cipher_list_new(void);
int cipher_list_push(struct cipher_list *l, const SSL_CIPHER *c);
/* cipher_list_join: a's ciphers and then b's. NULL when memory is out. */
struct cipher_list *cipher_list_join(const struct cipher_list *a, const struct cipher_list *b);

/*
 * ciphers_from_string reads OpenSSL's cipher-string language (openssl-ciphers(1)) over the TLS 1.2 suites. NULL with an
 * error queued when the string is malformed; the list may be empty. Names that stand for none of our suites match
 * nothing. @SECLEVEL=n and the SUITEB words change p, and do so even if a later word is malformed.
 */
struct cipher_list *ciphers_from_string(struct proto_settings *p, const char *s);

/* ciphersuites_from_string reads names of TLS 1.3 suites separated by colons. NULL with an error queued. */
struct cipher_list *ciphersuites_from_string(const char *s);

#endif
