/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_EXTENSION_get_data(3), X509v3_get_ext_by_NID(3): extensions as they stand in certificates and lists. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/objects/object.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/asn1.h"

/* ---- one --------------------------------------------------------------------------------------------------------- */

X509_EXTENSION *X509_EXTENSION_new(void)
{
	X509_EXTENSION *e = OPENSSL_zalloc(sizeof *e);
	if (e != NULL && (e->value = ASN1_OCTET_STRING_new()) == NULL) {
		OPENSSL_free(e);
		return NULL;
	}
	return e;
}

void X509_EXTENSION_free(X509_EXTENSION *e)
{
	if (e != NULL) {
		ASN1_OBJECT_free(e->object);
		ASN1_OCTET_STRING_free(e->value);
		OPENSSL_free(e);
	}
}

ASN1_OBJECT *X509_EXTENSION_get_object(X509_EXTENSION *e)
{
	return e != NULL ? e->object : NULL;
}

ASN1_OCTET_STRING *X509_EXTENSION_get_data(X509_EXTENSION *e)
{
	return e != NULL ? e->value : NULL;
}

int X509_EXTENSION_get_critical(const X509_EXTENSION *e)
{
	return e != NULL && e->critical;
}

int X509_EXTENSION_set_object(X509_EXTENSION *e, const ASN1_OBJECT *object)
{
	ASN1_OBJECT *copy = e != NULL ? OBJ_dup(object) : NULL;
	if (copy == NULL) {
		return 0;
	}
	ASN1_OBJECT_free(e->object);
	e->object = copy;
	return 1;
}

int X509_EXTENSION_set_critical(X509_EXTENSION *e, int critical)
{
	if (e == NULL) {
		return 0;
	}
	e->critical = critical != 0;
	return 1;
}

int X509_EXTENSION_set_data(X509_EXTENSION *e, ASN1_OCTET_STRING *data)
{
	return e != NULL && ASN1_OCTET_STRING_set(e->value, data->data, data->length);
}

X509_EXTENSION *X509_EXTENSION_create_by_OBJ(X509_EXTENSION **out, const ASN1_OBJECT *object, int critical,
					     ASN1_OCTET_STRING *data)
{
	X509_EXTENSION *e = out != NULL && *out != NULL ? *out : X509_EXTENSION_new();
	if (e == NULL) {
		return NULL;
	}
	if (!X509_EXTENSION_set_object(e, object) || !X509_EXTENSION_set_critical(e, critical) ||
	    !X509_EXTENSION_set_data(e, data)) {
		if (out == NULL || e != *out) {
			X509_EXTENSION_free(e);
		}
		return NULL;
	}
	if (out != NULL) {
		*out = e;
	}
	return e;
}

X509_EXTENSION *X509_EXTENSION_create_by_NID(X509_EXTENSION **out, int nid, int critical, ASN1_OCTET_STRING *data)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);
	if (object == NULL) {
		ERR_raise(ERR_LIB_X509, X509_R_UNKNOWN_NID);
		return NULL;
	}
	return X509_EXTENSION_create_by_OBJ(out, object, critical, data);
}

X509_EXTENSION *X509_EXTENSION_dup(const X509_EXTENSION *e)
{
	return X509_EXTENSION_create_by_OBJ(NULL, e->object, e->critical, e->value);
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

static X509_EXTENSION *extension_of(struct reader *list)
{
	struct reader seq = der_enter(list, DER_SEQUENCE);
	struct span oid = der_oid(&seq);
	bool critical = der_default_false(&seq, DER_BOOLEAN);
	struct span value = der_take(&seq, DER_OCTET_STRING);
	if (!rd_end(&seq)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	X509_EXTENSION *e = X509_EXTENSION_new();
	if (e != NULL &&
	    ((e->object = obj_of(oid)) == NULL ||
	     !ASN1_OCTET_STRING_set(e->value, value.len != 0 ? value.p : (const uint8_t *)"", (int)value.len))) {
		X509_EXTENSION_free(e);
		return NULL;
	}
	if (e != NULL) {
		e->critical = critical;
	}
	return e;
}

STACK_OF(X509_EXTENSION) * extensions_of(struct span content)
{
	STACK_OF(X509_EXTENSION) *all = sk_X509_EXTENSION_new_null();
	struct reader r = rd_init(content);
	while (all != NULL && rd_left(&r) != 0) {
		X509_EXTENSION *e = extension_of(&r);
		if (e == NULL || sk_X509_EXTENSION_push(all, e) <= 0) {
			X509_EXTENSION_free(e);
			sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
			all = NULL;
		}
	}
	return all;
}

static bool extension_put(struct buffer *out, const X509_EXTENSION *e)
{
	static const uint8_t truth = 0xff;
	struct buffer content = {0};
	bool ok = der_put_object(&content, e->object) &&
		  (!e->critical || der_put(&content, DER_BOOLEAN, span_of(&truth, 1))) &&
		  der_put(&content, DER_OCTET_STRING, span_of(e->value->data, (size_t)e->value->length)) &&
		  der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

bool extensions_put(struct buffer *out, const STACK_OF(X509_EXTENSION) * all)
{
	struct buffer content = {0};
	bool ok = true;
	for (int i = 0; ok && i < sk_X509_EXTENSION_num(all); i++) {
		ok = extension_put(&content, sk_X509_EXTENSION_value(all, i));
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

int X509v3_get_ext_count(const STACK_OF(X509_EXTENSION) * all)
{
	return all != NULL ? sk_X509_EXTENSION_num(all) : 0;
}

X509_EXTENSION *X509v3_get_ext(const STACK_OF(X509_EXTENSION) * all, int at)
{
	return at >= 0 && at < X509v3_get_ext_count(all) ? sk_X509_EXTENSION_value(all, at) : NULL;
}

int X509v3_get_ext_by_OBJ(const STACK_OF(X509_EXTENSION) * all, const ASN1_OBJECT *object, int after)
{
	for (int i = after < 0 ? 0 : after + 1; i < X509v3_get_ext_count(all); i++) {
		if (OBJ_cmp(sk_X509_EXTENSION_value(all, i)->object, object) == 0) {
			return i;
		}
	}
	return -1;
}

int X509v3_get_ext_by_NID(const STACK_OF(X509_EXTENSION) * all, int nid, int after)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);
	return object != NULL ? X509v3_get_ext_by_OBJ(all, object, after) : -2;
}

int X509v3_get_ext_by_critical(const STACK_OF(X509_EXTENSION) * all, int critical, int after)
{
	for (int i = after < 0 ? 0 : after + 1; i < X509v3_get_ext_count(all); i++) {
		if (sk_X509_EXTENSION_value(all, i)->critical == (critical != 0)) {
			return i;
		}
	}
	return -1;
}

X509_EXTENSION *X509v3_delete_ext(STACK_OF(X509_EXTENSION) * all, int at)
{
	return X509v3_get_ext(all, at) != NULL ? sk_X509_EXTENSION_delete(all, at) : NULL;
}

STACK_OF(X509_EXTENSION) * X509v3_add_ext(STACK_OF(X509_EXTENSION) * *all, X509_EXTENSION *e, int at)
{
	if (all == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
		return NULL;
	}
	STACK_OF(X509_EXTENSION) *list = *all != NULL ? *all : sk_X509_EXTENSION_new_null();
	X509_EXTENSION *copy = list != NULL ? X509_EXTENSION_dup(e) : NULL;
	if (copy == NULL || sk_X509_EXTENSION_insert(list, copy, at) <= 0) {
		X509_EXTENSION_free(copy);
		if (*all == NULL) {
			sk_X509_EXTENSION_free(list);
		}
		return NULL;
	}
	*all = list;
	return list;
}

/* ---- those of certificates --------------------------------------------------------------------------------------- */

static STACK_OF(X509_EXTENSION) * of_cert(const X509 *x)
{
	struct x509_parts *p = x509_parts(x);
	return p != NULL ? p->extensions : NULL;
}

const STACK_OF(X509_EXTENSION) * X509_get0_extensions(const X509 *x)
{
	return of_cert(x);
}

int X509_get_ext_count(const X509 *x)
{
	return X509v3_get_ext_count(of_cert(x));
}

X509_EXTENSION *X509_get_ext(const X509 *x, int at)
{
	return X509v3_get_ext(of_cert(x), at);
}

int X509_get_ext_by_NID(const X509 *x, int nid, int after)
{
	return X509v3_get_ext_by_NID(of_cert(x), nid, after);
}

int X509_get_ext_by_OBJ(const X509 *x, const ASN1_OBJECT *object, int after)
{
	return X509v3_get_ext_by_OBJ(of_cert(x), object, after);
}

int X509_get_ext_by_critical(const X509 *x, int critical, int after)
{
	return X509v3_get_ext_by_critical(of_cert(x), critical, after);
}

int X509_add_ext(X509 *x, X509_EXTENSION *e, int at)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && X509v3_add_ext(&p->extensions, e, at) != NULL;
}

X509_EXTENSION *X509_delete_ext(X509 *x, int at)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL ? X509v3_delete_ext(p->extensions, at) : NULL;
}
