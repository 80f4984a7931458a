/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DANE as programs set it: matching types per SSL_CTX, TLSA records per SSL, and what matched. The records and their
 * matching are the engine's (pki/dane.h); bridge/dane.c has it judge by them. Flags are in struct verify_settings.
 */
#ifndef TEASEL_COMPAT_CERT_DANE_H
#define TEASEL_COMPAT_CERT_DANE_H

#include <openssl/ssl.h>

#include "engine/engine.h"

/* Of an SSL_CTX: the digests behind the matching types 1 to 255, which all its SSLs share. */
struct dane_types {
	bool enabled;
	uint8_t hash[UINT8_MAX + 1]; /* enum hash_id; HASH_NONE: not known */
	uint8_t ordinal[UINT8_MAX + 1];
};

/* What an SSL_DANE is here. */
struct ssl_dane_st {
	/* A program may hand SSL_get0_dane's answer to libcrypto's X509_STORE_CTX_set0_dane, which finds its own struct
	 * in this place, without records. */
	uint8_t for_libcrypto[128];
	struct dane *set;                 /* NULL: not enabled */
	const struct dane_record *record; /* that matched; NULL: none */
	int depth;                        /* of the match */
	X509 *cert;                       /* that matched, or NULL */
	EVP_PKEY *key;                    /* made of the record when a program first asks for it */
};

/* dane_active: there are records, and so the peer is judged by them. */
bool dane_active(const SSL *s);
/* dane_forget drops what matched; dane_end frees all. */
void dane_forget(SSL *s);
void dane_end(SSL *s);
/* dane_copy gives to, which has none, from's records. 0 with an error queued. */
int dane_copy(SSL *to, const SSL *from);

#endif
