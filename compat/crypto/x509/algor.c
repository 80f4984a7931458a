/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_ALGOR_get0(3), ASN1_TYPE_get(3): algorithm identifiers, and the values of any type that are their parameters. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/objects/object.h"
#include "compat/crypto/x509/x509.h"

/* ---- values of any type ------------------------------------------------------------------------------------------ */

ASN1_TYPE *ASN1_TYPE_new(void)
{
	ASN1_TYPE *t = OPENSSL_zalloc(sizeof *t);
	if (t != NULL) {
		t->type = -1;
	}
	return t;
}

static void drop_value(ASN1_TYPE *t)
{
	switch (t->type) {
	case -1:
	case V_ASN1_NULL:
	case V_ASN1_BOOLEAN:
		break;
	case V_ASN1_OBJECT:
		ASN1_OBJECT_free(t->value.object);
		break;
	default:
		ASN1_STRING_free(t->value.asn1_string);
	}
	t->type = -1;
	t->value.ptr = NULL;
}

void ASN1_TYPE_free(ASN1_TYPE *t)
{
	if (t != NULL) {
		drop_value(t);
		OPENSSL_free(t);
	}
}

/* As in OpenSSL a type with nothing in it counts as none. */
int ASN1_TYPE_get(const ASN1_TYPE *t)
{
	return t->type == V_ASN1_BOOLEAN || t->type == V_ASN1_NULL || t->value.ptr != NULL ? t->type : 0;
}

void ASN1_TYPE_set(ASN1_TYPE *t, int type, void *value)
{
	drop_value(t);
	t->type = type;
	if (type == V_ASN1_BOOLEAN) {
		t->value.boolean = value != NULL ? 0xff : 0;
	} else {
		t->value.ptr = value;
	}
}

static ASN1_TYPE *type_of(const struct der_tlv *tlv)
{
	ASN1_TYPE *t = der_value_valid(tlv) ? ASN1_TYPE_new() : NULL;
	if (t == NULL) {
		return NULL;
	}
	switch (tlv->tag) {
	case DER_NULL:
		t->type = V_ASN1_NULL;
		return t;
	case DER_BOOLEAN:
		t->type = V_ASN1_BOOLEAN;
		t->value.boolean = tlv->content.p[0];
		return t;
	case DER_OID:
		t->type = V_ASN1_OBJECT;
		t->value.object = obj_of(tlv->content);
		break;
	default:
		t->value.asn1_string = asn1_string_of(tlv);
		t->type = t->value.asn1_string != NULL ? t->value.asn1_string->type : -1;
	}
	if (t->value.ptr == NULL) {
		ASN1_TYPE_free(t);
		return NULL;
	}
	return t;
}

static bool type_put(struct buffer *out, const ASN1_TYPE *t)
{
	const uint8_t truth = t->type == V_ASN1_BOOLEAN && t->value.boolean ? 0xff : 0;
	switch (t->type) {
	case V_ASN1_NULL:
		return der_put(out, DER_NULL, span_of(NULL, 0));
	case V_ASN1_BOOLEAN:
		return der_put(out, DER_BOOLEAN, span_of(&truth, 1));
	case V_ASN1_OBJECT:
		return der_put_object(out, t->value.object);
	default:
		return t->value.asn1_string != NULL && asn1_string_put(out, t->value.asn1_string);
	}
}

ASN1_TYPE *d2i_ASN1_TYPE(ASN1_TYPE **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct der_tlv tlv;
	ASN1_TYPE *t = der_any(&r, &tlv) ? type_of(&tlv) : NULL;
	if (t == NULL) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	} else {
		*in += tlv.whole.len;
	}
	if (out != NULL) {
		ASN1_TYPE_free(*out);
		*out = t;
	}
	return t;
}

int i2d_ASN1_TYPE(const ASN1_TYPE *t, unsigned char **out)
{
	struct buffer der = {0};
	int n = t != NULL && type_put(&der, t) ? der_hand_out(buf_span(&der), out) : -1;
	buf_free(&der);
	return n;
}

/* ---- algorithms -------------------------------------------------------------------------------------------------- */

X509_ALGOR *X509_ALGOR_new(void)
{
	X509_ALGOR *a = OPENSSL_zalloc(sizeof *a);
	if (a != NULL) {
		a->algorithm = OBJ_nid2obj(NID_undef);
	}
	return a;
}

void X509_ALGOR_free(X509_ALGOR *a)
{
	if (a != NULL) {
		ASN1_OBJECT_free(a->algorithm);
		ASN1_TYPE_free(a->parameter);
		OPENSSL_free(a);
	}
}

X509_ALGOR *algor_of(struct span der)
{
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span oid = der_oid(&seq);
	struct der_tlv parameter;
	bool has_parameter = rd_left(&seq) != 0;
	if (seq.failed || (has_parameter && !der_any(&seq, &parameter)) || !rd_end(&seq)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	X509_ALGOR *a = X509_ALGOR_new();
	if (a == NULL) {
		return NULL;
	}
	a->algorithm = obj_of(oid);
	a->parameter = has_parameter ? type_of(&parameter) : NULL;
	if (a->algorithm == NULL || (has_parameter && a->parameter == NULL)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		X509_ALGOR_free(a);
		return NULL;
	}
	return a;
}

bool algor_put(struct buffer *out, const X509_ALGOR *a)
{
	struct buffer content = {0};
	bool ok = der_put_object(&content, a->algorithm) &&
		  (a->parameter == NULL || type_put(&content, a->parameter)) &&
		  der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

int X509_ALGOR_set0(X509_ALGOR *a, ASN1_OBJECT *object, int type, void *value)
{
	if (a == NULL) {
		return 0;
	}
	if (type != V_ASN1_UNDEF && a->parameter == NULL && (a->parameter = ASN1_TYPE_new()) == NULL) {
		return 0;
	}
	ASN1_OBJECT_free(a->algorithm);
	a->algorithm = object;
	if (type == V_ASN1_UNDEF) {
		ASN1_TYPE_free(a->parameter);
		a->parameter = NULL;
	} else if (type != V_ASN1_EOC) {
		ASN1_TYPE_set(a->parameter, type, value);
	}
	return 1;
}

void X509_ALGOR_get0(const ASN1_OBJECT **object, int *type, const void **value, const X509_ALGOR *a)
{
	if (object != NULL) {
		*object = a->algorithm;
	}
	if (type != NULL) {
		*type = a->parameter != NULL ? a->parameter->type : V_ASN1_UNDEF;
		if (a->parameter != NULL && value != NULL) {
			*value = a->parameter->value.ptr;
		}
	}
}

int X509_ALGOR_cmp(const X509_ALGOR *a, const X509_ALGOR *b)
{
	int c = OBJ_cmp(a->algorithm, b->algorithm);
	if (c != 0 || (a->parameter == NULL && b->parameter == NULL)) {
		return c;
	}
	if (a->parameter == NULL || b->parameter == NULL) {
		return -1;
	}
	struct buffer x = {0}, y = {0};
	bool same = type_put(&x, a->parameter) && type_put(&y, b->parameter) && span_eq(buf_span(&x), buf_span(&y));
	buf_free(&x);
	buf_free(&y);
	return same ? 0 : -1;
}
