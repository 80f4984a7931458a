/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PEM (RFC 7468, and the headers of RFC 1421 that old private keys have): text with blocks of base64 between
 * "-----BEGIN label-----" and "-----END label-----". Text around the blocks is passed over.
 */
#ifndef TEASEL_PKI_PEM_H
#define TEASEL_PKI_PEM_H

#include "base/err.h"
#include "base/span.h"

struct pem_block {
	struct span label;   /* into the text */
	struct span headers; /* the lines "Name: value" before the base64, into the text; empty when there are none */
	bool encrypted;      /* the headers say that the octets are encrypted (Proc-Type: 4,ENCRYPTED) */
	uint8_t *data;       /* the octets, owned; may be secret */
	size_t len;
	size_t cap;
};

/*
 * pem_next finds and decodes the next block and moves *text behind it. TLS_E_NOT_FOUND: no further block. TLS_E_PEM: a
 * block that is malformed (*text is moved behind its first line). TLS_E_ALLOC. On success free with pem_block_free.
 */
MUST_CHECK enum tls_err pem_next(struct span *text, struct pem_block *out);

/* pem_block_free wipes. Takes a block that is all zero. */
void pem_block_free(struct pem_block *b);

static inline struct span pem_der(const struct pem_block *b)
{
	return span_of(b->data, b->len);
}

/* pem_is: the label is this one. pem_is_certificate: CERTIFICATE or its older name. */
bool pem_is(const struct pem_block *b, const char *label);
bool pem_is_certificate(const struct pem_block *b);

#endif
