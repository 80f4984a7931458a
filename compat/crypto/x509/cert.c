/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_new(3), d2i_X509(3): a certificate's life, and its encoding. */
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/bio/whole.h"
#include "compat/crypto/x509/aux.h"
#include "compat/crypto/x509/x509.h"
#include "engine/crypto/hash.h"
#include "engine/pki/asn1.h"
#include "engine/pki/cert.h"

/* ---- life -------------------------------------------------------------------------------------------------------- */

X509 *X509_new(void)
{
	X509 *x = OPENSSL_zalloc(sizeof *x);
	if (x == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&x->refs, 1);
	if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509, x, &x->ex_data)) {
		OPENSSL_free(x);
		return NULL;
	}
	return x;
}

X509 *X509_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	return X509_new();
}

X509 *x509_new(struct cert *cert)
{
	X509 *x = cert != NULL ? X509_new() : NULL;
	if (x == NULL) {
		cert_free(cert);
		return NULL;
	}
	x->cert = cert;
	return x;
}

int X509_up_ref(X509 *x)
{
	return atomic_fetch_add_explicit(&x->refs, 1, memory_order_relaxed) > 0;
}

void X509_free(X509 *x)
{
	if (x == NULL || atomic_fetch_sub_explicit(&x->refs, 1, memory_order_acq_rel) != 1) {
		return;
	}
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509, x, &x->ex_data);
	cert_free(x->cert);
	parts_free(atomic_load(&x->parts));
	aux_free(x->aux);
	OPENSSL_free(x);
}

STACK_OF(X509) * X509_chain_up_ref(STACK_OF(X509) * chain)
{
	STACK_OF(X509) *copy = sk_X509_dup(chain);
	for (int i = 0; i < sk_X509_num(copy); i++) {
		X509_up_ref(sk_X509_value(copy, i));
	}
	return copy;
}

int X509_set_ex_data(X509 *x, int idx, void *data)
{
	return CRYPTO_set_ex_data(&x->ex_data, idx, data);
}

void *X509_get_ex_data(const X509 *x, int idx)
{
	return CRYPTO_get_ex_data(&x->ex_data, idx);
}

/* ---- the two views ----------------------------------------------------------------------------------------------- */

static struct cert *parse(struct span der)
{
	struct cert *cert = NULL;
	enum tls_err e = cert_parse(&cert, der);
	if (e != TLS_OK) {
		ERR_raise(ERR_LIB_ASN1, e == TLS_E_ALLOC ? ERR_R_MALLOC_FAILURE : ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	return cert;
}

struct cert *x509_cert(const X509 *x)
{
	X509 *own = (X509 *)x;
	struct x509_parts *p = atomic_load(&own->parts);
	if (own->changed && p != NULL) {
		struct buffer der = {0};
		struct cert *cert = parts_put(&der, p) ? parse(buf_span(&der)) : NULL;
		buf_free(&der);
		cert_free(own->cert);
		own->cert = cert;
		own->changed = cert == NULL;
	}
	return own->cert;
}

struct x509_parts *x509_parts(const X509 *x)
{
	X509 *own = (X509 *)x;
	struct x509_parts *have = atomic_load(&own->parts);
	if (have == NULL) {
		struct x509_parts *fresh = own->cert != NULL ? parts_read(cert_der(own->cert)) : parts_new();
		if (fresh == NULL || atomic_compare_exchange_strong(&own->parts, &have, fresh)) {
			return fresh;
		}
		parts_free(fresh);
	}
	return have;
}

struct x509_parts *x509_changed(X509 *x)
{
	struct x509_parts *p = x != NULL ? x509_parts(x) : NULL;
	if (p != NULL) {
		x->changed = true;
	}
	return p;
}

/* ---- DER --------------------------------------------------------------------------------------------------------- */

/* become makes x, which others may hold, the certificate cert, whose reference it takes over. */
static void become(X509 *x, struct cert *cert)
{
	cert_free(x->cert);
	x->cert = cert;
	parts_free(atomic_exchange(&x->parts, NULL));
	aux_free(x->aux);
	x->aux = NULL;
	x->changed = false;
}

static X509 *give(X509 **out, struct cert *cert)
{
	if (out == NULL || *out == NULL) {
		X509 *x = x509_new(cert);
		if (out != NULL) {
			*out = x;
		}
		return x;
	}
	if (cert == NULL) {
		/* As every d2i function does with what was to be filled. */
		X509_free(*out);
		*out = NULL;
		return NULL;
	}
	become(*out, cert);
	return *out;
}

X509 *d2i_X509(X509 **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span der = der_take_whole(&r, DER_SEQUENCE);
	struct cert *cert = NULL;
	if (r.failed) {
		ERR_raise(ERR_LIB_ASN1, len > 0 && **in != DER_SEQUENCE ? ASN1_R_WRONG_TAG : ASN1_R_HEADER_TOO_LONG);
		ERR_raise_data(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR, "Type=X509");
	} else {
		cert = parse(der);
	}
	if (cert != NULL) {
		*in += der.len;
	}
	return give(out, cert);
}

X509 *d2i_X509_AUX(X509 **out, const unsigned char **in, long len)
{
	const unsigned char *p = *in;
	X509 *x = d2i_X509(out, &p, len);
	long left = len - (long)(p - *in);
	if (x == NULL) {
		return NULL;
	}
	if (left > 0) {
		struct x509_aux *aux = aux_read(&p, left);
		if (aux == NULL) {
			X509_free(x);
			if (out != NULL) {
				*out = NULL;
			}
			return NULL;
		}
		x->aux = aux;
	}
	*in = p;
	return x;
}

int i2d_X509(const X509 *x, unsigned char **out)
{
	if (x == NULL) {
		return 0;
	}
	const struct cert *cert = x509_cert(x);
	return cert != NULL ? der_hand_out(cert_der(cert), out) : -1;
}

int i2d_X509_AUX(const X509 *x, unsigned char **out)
{
	const struct cert *cert = x != NULL ? x509_cert(x) : NULL;
	struct buffer der = {0};
	int n = -1;
	if (cert != NULL && buf_append(&der, cert_der(cert)) && (x->aux == NULL || aux_put(&der, x->aux))) {
		n = der_hand_out(buf_span(&der), out);
	}
	buf_free(&der);
	return n;
}

X509 *X509_dup(const X509 *x)
{
	const struct cert *cert = x != NULL ? x509_cert(x) : NULL;
	X509 *copy = cert != NULL ? x509_new(cert_up_ref((struct cert *)cert)) : NULL;
	if (copy != NULL && x->aux != NULL) {
		struct buffer der = {0};
		const unsigned char *p;
		bool ok = aux_put(&der, x->aux);
		p = buf_head(&der);
		copy->aux = ok ? aux_read(&p, (long)buf_len(&der)) : NULL;
		buf_free(&der);
		if (copy->aux == NULL) { /* without them it would be trusted for more */
			X509_free(copy);
			return NULL;
		}
	}
	return copy;
}

X509 *d2i_X509_bio(BIO *bio, X509 **out)
{
	struct buffer der = {0};
	X509 *x = NULL;
	if (whole_element(bio, &der)) {
		const unsigned char *p = buf_head(&der);
		x = d2i_X509(out, &p, (long)buf_len(&der));
	}
	buf_free(&der);
	return x;
}

int i2d_X509_bio(BIO *bio, const X509 *x)
{
	const struct cert *cert = x509_cert(x);
	if (cert == NULL) {
		return 0;
	}
	struct span der = cert_der(cert);
	return BIO_write(bio, der.p, (int)der.len) == (int)der.len;
}

/* ---- comparison -------------------------------------------------------------------------------------------------- */

/* The order is that of the SHA-1 digests, which programs sort by. */
int X509_cmp(const X509 *a, const X509 *b)
{
	if (a == b) {
		return 0;
	}
	const struct cert *x = x509_cert(a), *y = x509_cert(b);
	if (x == NULL || y == NULL) {
		return -2;
	}
	uint8_t of_x[HASH_MAX_LEN], of_y[HASH_MAX_LEN];
	hash_once(HASH_SHA1, cert_der(x), of_x);
	hash_once(HASH_SHA1, cert_der(y), of_y);
	int c = memcmp(of_x, of_y, hash_len(HASH_SHA1));
	if (c == 0 && !span_eq(cert_der(x), cert_der(y))) {
		c = cert_der(x).len < cert_der(y).len ? -1 : 1;
	}
	return (c > 0) - (c < 0);
}

int X509_digest(const X509 *x, const EVP_MD *md, unsigned char *out, unsigned int *len)
{
	const struct cert *cert = x509_cert(x);
	return cert != NULL && EVP_Digest(cert_der(cert).p, cert_der(cert).len, out, len, md, NULL);
}

int X509_pubkey_digest(const X509 *x, const EVP_MD *md, unsigned char *out, unsigned int *len)
{
	struct x509_parts *p = x509_parts(x);
	return p != NULL && EVP_Digest(p->pubkey->key->data, (size_t)p->pubkey->key->length, out, len, md, NULL);
}
