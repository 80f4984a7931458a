/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_CRL_get0_by_serial(3), X509_CRL_get_issuer: lists of revoked certificates, read and asked. */
#include "compat/crypto/x509/crl.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/bio/whole.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/crl.h"

/* ---- life -------------------------------------------------------------------------------------------------------- */

static X509_CRL *crl_new(struct span der)
{
	X509_CRL *c = OPENSSL_zalloc(sizeof *c);
	enum tls_err e = c != NULL && buf_append(&c->der, der) ? crl_parse(&c->crl, der) : TLS_E_ALLOC;
	if (e != TLS_OK) {
		ERR_raise(ERR_LIB_ASN1, e == TLS_E_ALLOC ? ERR_R_MALLOC_FAILURE : ERR_R_NESTED_ASN1_ERROR);
		if (c != NULL) {
			buf_free(&c->der);
		}
		OPENSSL_free(c);
		return NULL;
	}
	atomic_init(&c->refs, 1);
	return c;
}

int X509_CRL_up_ref(X509_CRL *c)
{
	return atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed) > 0;
}

void X509_REVOKED_free(X509_REVOKED *r)
{
	if (r != NULL) {
		ASN1_INTEGER_free(r->serial);
		ASN1_TIME_free(r->date);
		sk_X509_EXTENSION_pop_free(r->extensions, X509_EXTENSION_free);
		OPENSSL_free(r);
	}
}

static void parts_drop(struct crl_parts *p)
{
	if (p != NULL) {
		X509_ALGOR_free(p->algorithm);
		X509_NAME_free(p->issuer);
		ASN1_TIME_free(p->last_update);
		ASN1_TIME_free(p->next_update);
		sk_X509_REVOKED_pop_free(p->revoked, X509_REVOKED_free);
		sk_X509_EXTENSION_pop_free(p->extensions, X509_EXTENSION_free);
		ASN1_BIT_STRING_free(p->signature);
		OPENSSL_free(p);
	}
}

void X509_CRL_free(X509_CRL *c)
{
	if (c != NULL && atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) == 1) {
		crl_free(c->crl);
		parts_drop(atomic_load(&c->parts));
		buf_free(&c->der);
		OPENSSL_free(c);
	}
}

X509_CRL *X509_CRL_dup(const X509_CRL *c)
{
	return c != NULL ? crl_new(buf_span(&c->der)) : NULL;
}

X509_CRL *d2i_X509_CRL(X509_CRL **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span der = der_take_whole(&r, DER_SEQUENCE);
	X509_CRL *c = NULL;
	if (r.failed) {
		ERR_raise(ERR_LIB_ASN1, len > 0 && **in != DER_SEQUENCE ? ASN1_R_WRONG_TAG : ASN1_R_HEADER_TOO_LONG);
		ERR_raise_data(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR, "Type=X509_CRL");
	} else {
		c = crl_new(der);
	}
	if (c != NULL) {
		*in += der.len;
	}
	if (out != NULL) {
		X509_CRL_free(*out);
		*out = c;
	}
	return c;
}

int i2d_X509_CRL(const X509_CRL *c, unsigned char **out)
{
	return c != NULL ? der_hand_out(buf_span(&c->der), out) : 0;
}

X509_CRL *d2i_X509_CRL_bio(BIO *bio, X509_CRL **out)
{
	struct buffer der = {0};
	X509_CRL *c = NULL;
	if (whole_element(bio, &der)) {
		const unsigned char *p = buf_head(&der);
		c = d2i_X509_CRL(out, &p, (long)buf_len(&der));
	}
	buf_free(&der);
	return c;
}

struct span crl_issuer(const X509_CRL *c)
{
	return crl_facts(c->crl)->issuer;
}

int X509_CRL_match(const X509_CRL *a, const X509_CRL *b)
{
	struct span x = buf_span(&a->der), y = buf_span(&b->der);
	if (x.len != y.len) {
		return x.len < y.len ? -1 : 1;
	}
	int c = memcmp(x.p, y.p, x.len);
	return (c > 0) - (c < 0);
}

int X509_CRL_digest(const X509_CRL *c, const EVP_MD *md, unsigned char *out, unsigned int *len)
{
	return EVP_Digest(buf_head(&c->der), buf_len(&c->der), out, len, md, NULL);
}

/* ---- parts ------------------------------------------------------------------------------------------------------- */

static bool next_is_time(const struct reader *r)
{
	return der_next_is(r, DER_UTC_TIME) || der_next_is(r, DER_GENERALIZED_TIME);
}

static ASN1_STRING *any_string(struct reader *r)
{
	struct der_tlv tlv;
	return der_any(r, &tlv) ? asn1_string_of(&tlv) : NULL;
}

static X509_REVOKED *revoked_of(struct reader *list)
{
	struct reader seq = der_enter(list, DER_SEQUENCE);
	X509_REVOKED *r = OPENSSL_zalloc(sizeof *r);
	if (r == NULL) {
		return NULL;
	}
	r->serial = any_string(&seq);
	r->date = any_string(&seq);
	bool more = rd_left(&seq) != 0;
	r->extensions = more ? extensions_of(der_take(&seq, DER_SEQUENCE)) : NULL;
	if (r->serial == NULL || r->date == NULL || (more && r->extensions == NULL)) {
		X509_REVOKED_free(r);
		return NULL;
	}
	return r;
}

static bool read_revoked(struct crl_parts *p, struct span content)
{
	struct reader list = rd_init(content);
	p->revoked = sk_X509_REVOKED_new_null();
	while (p->revoked != NULL && rd_left(&list) != 0) {
		X509_REVOKED *r = revoked_of(&list);
		if (r == NULL || sk_X509_REVOKED_push(p->revoked, r) <= 0) {
			X509_REVOKED_free(r);
			return false;
		}
	}
	return p->revoked != NULL;
}

/* The engine has read der before, so only memory can be missing. */
static struct crl_parts *parts_make(struct span der)
{
	struct crl_parts *p = OPENSSL_zalloc(sizeof *p);
	if (p == NULL) {
		return NULL;
	}
	struct reader r = rd_init(der);
	struct reader crl = der_enter(&r, DER_SEQUENCE);
	struct reader tbs = der_enter(&crl, DER_SEQUENCE);
	bool ok = true;
	if (der_next_is(&tbs, DER_INTEGER)) {
		p->version = (long)der_small(&tbs, 255);
	}
	der_take_whole(&tbs, DER_SEQUENCE);
	p->issuer = name_new(der_take_whole(&tbs, DER_SEQUENCE));
	p->last_update = any_string(&tbs);
	if (next_is_time(&tbs)) {
		ok = (p->next_update = any_string(&tbs)) != NULL;
	}
	if (ok && der_next_is(&tbs, DER_SEQUENCE)) {
		ok = read_revoked(p, der_take(&tbs, DER_SEQUENCE));
	}
	if (ok && der_next_is(&tbs, DER_CTXC(0))) {
		struct reader field = der_enter(&tbs, DER_CTXC(0));
		ok = (p->extensions = extensions_of(der_take(&field, DER_SEQUENCE))) != NULL;
	}
	p->algorithm = algor_of(der_take_whole(&crl, DER_SEQUENCE));
	p->signature = asn1_bits_of(der_take(&crl, DER_BIT_STRING));
	if (!ok || p->issuer == NULL || p->last_update == NULL || p->algorithm == NULL || p->signature == NULL) {
		parts_drop(p);
		return NULL;
	}
	return p;
}

static struct crl_parts *parts_of(const X509_CRL *crl)
{
	X509_CRL *c = (X509_CRL *)crl;
	struct crl_parts *have = atomic_load(&c->parts);
	if (have == NULL) {
		struct crl_parts *fresh = parts_make(buf_span(&c->der));
		if (fresh == NULL || atomic_compare_exchange_strong(&c->parts, &have, fresh)) {
			return fresh;
		}
		parts_drop(fresh);
	}
	return have;
}

#define PART(expression)                                                                                               \
	struct crl_parts *p = parts_of(c);                                                                             \
	return p != NULL ? (expression) : NULL

X509_NAME *X509_CRL_get_issuer(const X509_CRL *c)
{
	PART(p->issuer);
}

const ASN1_TIME *X509_CRL_get0_lastUpdate(const X509_CRL *c)
{
	PART(p->last_update);
}

const ASN1_TIME *X509_CRL_get0_nextUpdate(const X509_CRL *c)
{
	PART(p->next_update);
}

STACK_OF(X509_REVOKED) * X509_CRL_get_REVOKED(X509_CRL *c)
{
	PART(p->revoked);
}

const STACK_OF(X509_EXTENSION) * X509_CRL_get0_extensions(const X509_CRL *c)
{
	PART(p->extensions);
}

long X509_CRL_get_version(const X509_CRL *c)
{
	struct crl_parts *p = parts_of(c);
	return p != NULL ? p->version : -1;
}

int X509_CRL_get_signature_nid(const X509_CRL *c)
{
	struct crl_parts *p = parts_of(c);
	return p != NULL ? OBJ_obj2nid(p->algorithm->algorithm) : NID_undef;
}

void X509_CRL_get0_signature(const X509_CRL *c, const ASN1_BIT_STRING **signature, const X509_ALGOR **algorithm)
{
	struct crl_parts *p = parts_of(c);
	if (signature != NULL) {
		*signature = p != NULL ? p->signature : NULL;
	}
	if (algorithm != NULL) {
		*algorithm = p != NULL ? p->algorithm : NULL;
	}
}

const ASN1_INTEGER *X509_REVOKED_get0_serialNumber(const X509_REVOKED *r)
{
	return r->serial;
}

const ASN1_TIME *X509_REVOKED_get0_revocationDate(const X509_REVOKED *r)
{
	return r->date;
}

const STACK_OF(X509_EXTENSION) * X509_REVOKED_get0_extensions(const X509_REVOKED *r)
{
	return r->extensions;
}
