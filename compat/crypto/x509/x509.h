/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509 from inside. A certificate that was read is the engine's struct cert; its parts as OpenSSL's objects are made
 * when the first of them is asked for, once and for all threads. One that a program makes has parts alone until it is
 * signed. Whoever changes a certificate owns it alone.
 */
#ifndef TEASEL_CRYPTO_X509_H
#define TEASEL_CRYPTO_X509_H

#include <stdatomic.h>

#include <openssl/x509.h>

#include "engine/base/buffer.h"

struct cert;

struct X509_extension_st {
	ASN1_OBJECT *object;
	bool critical;
	ASN1_OCTET_STRING *value;
};

struct X509_pubkey_st {
	struct buffer der; /* SubjectPublicKeyInfo; empty: not set */
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *key;
	_Atomic(EVP_PKEY *) pkey; /* NULL: not asked for yet, or not readable */
};

/* All owned. */
struct x509_parts {
	long version; /* as it is encoded: 0 is version 1 */
	ASN1_INTEGER *serial;
	X509_ALGOR *tbs_algorithm, *algorithm;
	X509_NAME *issuer, *subject;
	ASN1_TIME *not_before, *not_after;
	X509_PUBKEY *pubkey;
	STACK_OF(X509_EXTENSION) * extensions; /* NULL: none */
	ASN1_BIT_STRING *signature;
};

/* What a "trusted certificate" has besides (openssl-x509(1)). */
struct x509_aux {
	STACK_OF(ASN1_OBJECT) * trust, *reject; /* NULL: nothing is said */
	ASN1_UTF8STRING *alias;
	ASN1_OCTET_STRING *key_id;
};

struct x509_st {
	atomic_int refs;
	struct cert *cert; /* a reference; NULL: not read and not signed */
	bool changed;      /* the parts say other than cert does */
	_Atomic(struct x509_parts *) parts;
	struct x509_aux *aux; /* NULL: a plain certificate */
	CRYPTO_EX_DATA ex_data;
};

/* x509_new takes the reference over; NULL, with an error queued, when memory is out, or cert is NULL. */
X509 *x509_new(struct cert *cert);
/* x509_cert: the engine's certificate, borrowed; made anew when the program changed x. NULL: it is no certificate. */
struct cert *x509_cert(const X509 *x);
/* x509_parts: owned by x; NULL: memory is out. */
struct x509_parts *x509_parts(const X509 *x);
/* x509_changed: the parts, which the caller is about to change. */
struct x509_parts *x509_changed(X509 *x);

/* The pieces of parts (parts.c). Each returns NULL, with an error queued, when der is malformed or memory is out. */
X509_ALGOR *algor_of(struct span der);
bool algor_put(struct buffer *out, const X509_ALGOR *a);
X509_PUBKEY *pubkey_of(struct span spki);
STACK_OF(X509_EXTENSION) * extensions_of(struct span content);
bool extensions_put(struct buffer *out, const STACK_OF(X509_EXTENSION) * extensions);
struct x509_parts *parts_read(struct span cert_der);
struct x509_parts *parts_new(void);
void parts_free(struct x509_parts *p);
/* parts_put_tbs and parts_put append TBSCertificate and Certificate. False when something is missing. */
bool parts_put_tbs(struct buffer *out, const struct x509_parts *p);
bool parts_put(struct buffer *out, const struct x509_parts *p);

#endif
