/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_CRL from inside: the engine's list, and its parts as OpenSSL's objects once they are asked for. */
#ifndef TEASEL_CRYPTO_X509_CRL_H
#define TEASEL_CRYPTO_X509_CRL_H

#include <stdatomic.h>

#include <openssl/x509.h>

#include "engine/base/buffer.h"

struct crl;

struct x509_revoked_st {
	ASN1_INTEGER *serial;
	ASN1_TIME *date;
	STACK_OF(X509_EXTENSION) * extensions; /* NULL: none */
};

struct crl_parts {
	long version;
	X509_ALGOR *algorithm;
	X509_NAME *issuer;
	ASN1_TIME *last_update, *next_update;  /* next_update may be NULL */
	STACK_OF(X509_REVOKED) * revoked;      /* NULL: none */
	STACK_OF(X509_EXTENSION) * extensions; /* NULL: none */
	ASN1_BIT_STRING *signature;
};

struct X509_crl_st {
	atomic_int refs;
	struct crl *crl;
	struct buffer der;
	_Atomic(struct crl_parts *) parts;
};

/* crl_issuer: the whole Name. */
struct span crl_issuer(const X509_CRL *crl);

#endif
