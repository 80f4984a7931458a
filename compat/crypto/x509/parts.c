/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A certificate taken apart into OpenSSL's objects, and put together from them (RFC 5280 §4.1). */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/x509.h"

void parts_free(struct x509_parts *p)
{
	if (p != NULL) {
		ASN1_INTEGER_free(p->serial);
		X509_ALGOR_free(p->tbs_algorithm);
		X509_ALGOR_free(p->algorithm);
		X509_NAME_free(p->issuer);
		X509_NAME_free(p->subject);
		ASN1_TIME_free(p->not_before);
		ASN1_TIME_free(p->not_after);
		X509_PUBKEY_free(p->pubkey);
		sk_X509_EXTENSION_pop_free(p->extensions, X509_EXTENSION_free);
		ASN1_BIT_STRING_free(p->signature);
		OPENSSL_free(p);
	}
}

static bool complete(const struct x509_parts *p)
{
	return p->serial != NULL && p->tbs_algorithm != NULL && p->algorithm != NULL && p->issuer != NULL &&
	       p->subject != NULL && p->not_before != NULL && p->not_after != NULL && p->pubkey != NULL &&
	       p->signature != NULL;
}

static struct x509_parts *whole_or_none(struct x509_parts *p)
{
	if (!complete(p)) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		parts_free(p);
		return NULL;
	}
	return p;
}

struct x509_parts *parts_new(void)
{
	struct x509_parts *p = OPENSSL_zalloc(sizeof *p);
	if (p == NULL) {
		return NULL;
	}
	p->serial = ASN1_INTEGER_new();
	p->tbs_algorithm = X509_ALGOR_new();
	p->algorithm = X509_ALGOR_new();
	p->issuer = X509_NAME_new();
	p->subject = X509_NAME_new();
	p->not_before = ASN1_TIME_new();
	p->not_after = ASN1_TIME_new();
	p->pubkey = X509_PUBKEY_new();
	p->signature = ASN1_BIT_STRING_new();
	return whole_or_none(p);
}

static ASN1_STRING *any_string(struct reader *r)
{
	struct der_tlv tlv;
	return der_any(r, &tlv) ? asn1_string_of(&tlv) : NULL;
}

/* The engine has read der before, so only memory can be missing. */
struct x509_parts *parts_read(struct span der)
{
	struct x509_parts *p = OPENSSL_zalloc(sizeof *p);
	if (p == NULL) {
		return NULL;
	}
	struct reader r = rd_init(der);
	struct reader cert = der_enter(&r, DER_SEQUENCE);
	struct reader tbs = der_enter(&cert, DER_SEQUENCE);
	if (der_next_is(&tbs, DER_CTXC(0))) {
		struct reader version = der_enter(&tbs, DER_CTXC(0));
		p->version = (long)der_small(&version, 2);
	}
	p->serial = any_string(&tbs);
	p->tbs_algorithm = algor_of(der_take_whole(&tbs, DER_SEQUENCE));
	p->issuer = name_new(der_take_whole(&tbs, DER_SEQUENCE));
	struct reader validity = der_enter(&tbs, DER_SEQUENCE);
	p->not_before = any_string(&validity);
	p->not_after = any_string(&validity);
	p->subject = name_new(der_take_whole(&tbs, DER_SEQUENCE));
	p->pubkey = pubkey_of(der_take_whole(&tbs, DER_SEQUENCE));
	while (rd_left(&tbs) != 0 && !der_next_is(&tbs, DER_CTXC(3))) {
		struct der_tlv unique_id;
		der_any(&tbs, &unique_id);
	}
	bool ok = true;
	if (der_next_is(&tbs, DER_CTXC(3))) {
		struct reader field = der_enter(&tbs, DER_CTXC(3));
		p->extensions = extensions_of(der_take(&field, DER_SEQUENCE));
		ok = p->extensions != NULL;
	}
	p->algorithm = algor_of(der_take_whole(&cert, DER_SEQUENCE));
	p->signature = asn1_bits_of(der_take(&cert, DER_BIT_STRING));
	if (!ok) {
		parts_free(p);
		return NULL;
	}
	return whole_or_none(p);
}

static bool put_version(struct buffer *out, long version)
{
	const uint8_t octet = (uint8_t)version;
	struct buffer number = {0};
	bool ok = version == 0 ||
		  (der_put_natural(&number, span_of(&octet, 1)) && der_put(out, DER_CTXC(0), buf_span(&number)));
	buf_free(&number);
	return ok;
}

static bool put_validity(struct buffer *out, const struct x509_parts *p)
{
	struct buffer content = {0};
	bool ok = p->not_before->length != 0 && p->not_after->length != 0 && asn1_string_put(&content, p->not_before) &&
		  asn1_string_put(&content, p->not_after) && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

static bool put_extensions(struct buffer *out, const struct x509_parts *p)
{
	struct buffer list = {0};
	bool ok = sk_X509_EXTENSION_num(p->extensions) <= 0 ||
		  (extensions_put(&list, p->extensions) && der_put(out, DER_CTXC(3), buf_span(&list)));
	buf_free(&list);
	return ok;
}

bool parts_put_tbs(struct buffer *out, const struct x509_parts *p)
{
	struct buffer tbs = {0};
	bool ok = put_version(&tbs, p->version) && asn1_string_put(&tbs, p->serial) &&
		  algor_put(&tbs, p->tbs_algorithm) && buf_append(&tbs, name_der(p->issuer)) && put_validity(&tbs, p) &&
		  buf_append(&tbs, name_der(p->subject)) && buf_len(&p->pubkey->der) != 0 &&
		  buf_append(&tbs, buf_span(&p->pubkey->der)) && put_extensions(&tbs, p) &&
		  der_put(out, DER_SEQUENCE, buf_span(&tbs));
	buf_free(&tbs);
	return ok;
}

bool parts_put(struct buffer *out, const struct x509_parts *p)
{
	struct buffer content = {0};
	bool ok = parts_put_tbs(&content, p) && algor_put(&content, p->algorithm) &&
		  asn1_string_put(&content, p->signature) && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}
