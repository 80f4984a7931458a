/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_PUBKEY_get0(3): SubjectPublicKeyInfo, and the key that is read from it when it is first asked for. */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/evp/pkey.h"
#include "compat/crypto/x509/x509.h"

X509_PUBKEY *X509_PUBKEY_new(void)
{
	X509_PUBKEY *p = OPENSSL_zalloc(sizeof *p);
	if (p != NULL && ((p->algorithm = X509_ALGOR_new()) == NULL || (p->key = ASN1_BIT_STRING_new()) == NULL)) {
		X509_PUBKEY_free(p);
		return NULL;
	}
	return p;
}

void X509_PUBKEY_free(X509_PUBKEY *p)
{
	if (p != NULL) {
		buf_free(&p->der);
		X509_ALGOR_free(p->algorithm);
		ASN1_BIT_STRING_free(p->key);
		EVP_PKEY_free(atomic_load(&p->pkey));
		OPENSSL_free(p);
	}
}

X509_PUBKEY *pubkey_of(struct span spki)
{
	struct reader r = rd_init(spki);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span algorithm = der_take_whole(&seq, DER_SEQUENCE), bits = der_take(&seq, DER_BIT_STRING);
	if (!rd_end(&seq)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	X509_PUBKEY *p = OPENSSL_zalloc(sizeof *p);
	if (p == NULL || (p->algorithm = algor_of(algorithm)) == NULL || (p->key = asn1_bits_of(bits)) == NULL ||
	    !buf_append(&p->der, spki)) {
		X509_PUBKEY_free(p);
		return NULL;
	}
	return p;
}

X509_PUBKEY *d2i_X509_PUBKEY(X509_PUBKEY **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span der = der_take_whole(&r, DER_SEQUENCE);
	X509_PUBKEY *p = pubkey_of(der);
	if (p != NULL) {
		*in += der.len;
	}
	if (out != NULL) {
		X509_PUBKEY_free(*out);
		*out = p;
	}
	return p;
}

int i2d_X509_PUBKEY(const X509_PUBKEY *p, unsigned char **out)
{
	return p != NULL ? der_hand_out(buf_span(&p->der), out) : 0;
}

EVP_PKEY *X509_PUBKEY_get0(const X509_PUBKEY *p)
{
	X509_PUBKEY *key = (X509_PUBKEY *)p;
	if (key == NULL || buf_len(&key->der) == 0) {
		ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
		return NULL;
	}
	EVP_PKEY *have = atomic_load(&key->pkey);
	if (have == NULL) {
		EVP_PKEY *fresh = pkey_from_spki(buf_span(&key->der));
		if (fresh == NULL || atomic_compare_exchange_strong(&key->pkey, &have, fresh)) {
			return fresh;
		}
		EVP_PKEY_free(fresh);
	}
	return have;
}

EVP_PKEY *X509_PUBKEY_get(const X509_PUBKEY *p)
{
	EVP_PKEY *k = X509_PUBKEY_get0(p);
	if (k != NULL) {
		EVP_PKEY_up_ref(k);
	}
	return k;
}

int X509_PUBKEY_set(X509_PUBKEY **out, EVP_PKEY *k)
{
	if (out == NULL || k == NULL || buf_len(&k->spki) == 0) {
		ERR_raise(ERR_LIB_X509, X509_R_UNSUPPORTED_ALGORITHM);
		return 0;
	}
	X509_PUBKEY *p = pubkey_of(buf_span(&k->spki));
	if (p == NULL) {
		return 0;
	}
	EVP_PKEY_up_ref(k);
	atomic_store(&p->pkey, k);
	X509_PUBKEY_free(*out);
	*out = p;
	return 1;
}

int X509_PUBKEY_get0_param(ASN1_OBJECT **object, const unsigned char **key, int *len, X509_ALGOR **algorithm,
			   const X509_PUBKEY *p)
{
	if (object != NULL) {
		*object = p->algorithm->algorithm;
	}
	if (key != NULL) {
		*key = p->key->data;
		*len = p->key->length;
	}
	if (algorithm != NULL) {
		*algorithm = p->algorithm;
	}
	return 1;
}
