/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Private keys, public keys and PEM text from the input. Links engine/{base,crypto,pki} and tests/support/host_alloc.c.
 */
#include <stdlib.h>

#include "pki/cert.h"
#include "pki/pem.h"
#include "pki/privkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(struct span der)
{
	struct privkey *k;
	struct pubkey *p;
	if (privkey_decode(&k, der) == TLS_OK) {
		if (privkey_public(k) == NULL) {
			abort();
		}
		privkey_free(k);
	}
	if (spki_decode(&p, der) == TLS_OK) {
		pubkey_free(p);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of(data, size);
	struct pem_block block;
	enum tls_err e;
	decode(text);
	while ((e = pem_next(&text, &block)) != TLS_E_NOT_FOUND) {
		if (e == TLS_OK) {
			decode(pem_der(&block));
			pem_block_free(&block);
		}
	}
	return 0;
}
