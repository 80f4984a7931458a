/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Trust settings of certificates (aux.h), X509_add1_trust_object(3). */
#include "compat/crypto/x509/aux.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/objects/object.h"

static void free_objects(STACK_OF(ASN1_OBJECT) * list)
{
	sk_ASN1_OBJECT_pop_free(list, ASN1_OBJECT_free);
}

void aux_free(struct x509_aux *aux)
{
	if (aux != NULL) {
		free_objects(aux->trust);
		free_objects(aux->reject);
		ASN1_UTF8STRING_free(aux->alias);
		ASN1_OCTET_STRING_free(aux->key_id);
		OPENSSL_free(aux);
	}
}

static STACK_OF(ASN1_OBJECT) * read_objects(struct span content)
{
	STACK_OF(ASN1_OBJECT) *list = sk_ASN1_OBJECT_new_null();
	struct reader r = rd_init(content);
	while (list != NULL && rd_left(&r) != 0) {
		struct span oid = der_oid(&r);
		ASN1_OBJECT *o = oid.len != 0 ? obj_of(oid) : NULL;
		if (o == NULL || sk_ASN1_OBJECT_push(list, o) <= 0) {
			ASN1_OBJECT_free(o);
			free_objects(list);
			list = NULL;
		}
	}
	return list;
}

static ASN1_STRING *read_string(struct reader *r)
{
	struct der_tlv tlv;
	return der_any(r, &tlv) ? asn1_string_of(&tlv) : NULL;
}

struct x509_aux *aux_read(const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct x509_aux *aux = OPENSSL_zalloc(sizeof *aux);
	bool ok = aux != NULL && !r.failed;
	if (ok && der_next_is(&seq, DER_SEQUENCE)) {
		ok = (aux->trust = read_objects(der_take(&seq, DER_SEQUENCE))) != NULL;
	}
	if (ok && der_next_is(&seq, DER_CTXC(0))) {
		ok = (aux->reject = read_objects(der_take(&seq, DER_CTXC(0)))) != NULL;
	}
	if (ok && der_next_is(&seq, DER_UTF8_STRING)) {
		ok = (aux->alias = read_string(&seq)) != NULL;
	}
	if (ok && der_next_is(&seq, DER_OCTET_STRING)) {
		ok = (aux->key_id = read_string(&seq)) != NULL;
	}
	if (ok && der_next_is(&seq, DER_CTXC(1))) {
		der_take(&seq, DER_CTXC(1)); /* algorithms: nobody uses them */
	}
	if (!ok || !rd_end(&seq)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		aux_free(aux);
		return NULL;
	}
	*in = r.p;
	return aux;
}

static bool put_objects(struct buffer *out, uint8_t tag, const STACK_OF(ASN1_OBJECT) * list)
{
	struct buffer content = {0};
	bool ok = true;
	if (list == NULL) {
		return true;
	}
	for (int i = 0; ok && i < sk_ASN1_OBJECT_num(list); i++) {
		const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(list, i);
		ok = der_put_object(&content, o);
	}
	ok = ok && der_put(out, tag, buf_span(&content));
	buf_free(&content);
	return ok;
}

bool aux_put(struct buffer *out, const struct x509_aux *aux)
{
	struct buffer content = {0};
	bool ok = put_objects(&content, DER_SEQUENCE, aux->trust) && put_objects(&content, DER_CTXC(0), aux->reject) &&
		  (aux->alias == NULL || asn1_string_put(&content, aux->alias)) &&
		  (aux->key_id == NULL || asn1_string_put(&content, aux->key_id)) &&
		  der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

static bool has_object(const STACK_OF(ASN1_OBJECT) * list, int nid)
{
	for (int i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
		int has = OBJ_obj2nid(sk_ASN1_OBJECT_value(list, i));
		if (has == nid || has == NID_anyExtendedKeyUsage) {
			return true;
		}
	}
	return false;
}

enum aux_word aux_word(const struct x509_aux *aux, int nid)
{
	if (aux == NULL || (aux->trust == NULL && aux->reject == NULL)) {
		return AUX_SILENT;
	}
	if (has_object(aux->reject, nid)) {
		return AUX_REJECTED;
	}
	if (has_object(aux->trust, nid)) {
		return AUX_TRUSTED;
	}
	/* A list of what it is trusted for leaves all else out; to be rejected for something says nothing of the rest.
	 */
	return aux->trust != NULL ? AUX_OTHER : AUX_SILENT;
}

/* ---- for programs ------------------------------------------------------------------------------------------------ */

int X509_trusted(const X509 *x)
{
	return x->aux != NULL;
}

static struct x509_aux *make_aux(X509 *x)
{
	if (x->aux == NULL) {
		x->aux = OPENSSL_zalloc(sizeof *x->aux);
	}
	return x->aux;
}

static int add_object(STACK_OF(ASN1_OBJECT) * *list, const ASN1_OBJECT *object)
{
	ASN1_OBJECT *copy = OBJ_dup(object);
	if (*list == NULL) {
		*list = sk_ASN1_OBJECT_new_null();
	}
	if (copy == NULL || *list == NULL || sk_ASN1_OBJECT_push(*list, copy) <= 0) {
		ASN1_OBJECT_free(copy);
		return 0;
	}
	return 1;
}

int X509_add1_trust_object(X509 *x, const ASN1_OBJECT *object)
{
	return make_aux(x) != NULL && add_object(&x->aux->trust, object);
}

int X509_add1_reject_object(X509 *x, const ASN1_OBJECT *object)
{
	return make_aux(x) != NULL && add_object(&x->aux->reject, object);
}

int X509_alias_set1(X509 *x, const unsigned char *name, int len)
{
	if (name == NULL) {
		if (x->aux != NULL) {
			ASN1_UTF8STRING_free(x->aux->alias);
			x->aux->alias = NULL;
		}
		return 1;
	}
	if (make_aux(x) == NULL || (x->aux->alias == NULL && (x->aux->alias = ASN1_UTF8STRING_new()) == NULL)) {
		return 0;
	}
	return ASN1_STRING_set(x->aux->alias, name, len);
}

unsigned char *X509_alias_get0(X509 *x, int *len)
{
	ASN1_UTF8STRING *alias = x->aux != NULL ? x->aux->alias : NULL;
	if (len != NULL && alias != NULL) {
		*len = alias->length;
	}
	return alias != NULL ? alias->data : NULL;
}

int X509_keyid_set1(X509 *x, const unsigned char *id, int len)
{
	if (id == NULL) {
		if (x->aux != NULL) {
			ASN1_OCTET_STRING_free(x->aux->key_id);
			x->aux->key_id = NULL;
		}
		return 1;
	}
	if (make_aux(x) == NULL || (x->aux->key_id == NULL && (x->aux->key_id = ASN1_OCTET_STRING_new()) == NULL)) {
		return 0;
	}
	return ASN1_STRING_set(x->aux->key_id, id, len);
}

unsigned char *X509_keyid_get0(X509 *x, int *len)
{
	ASN1_OCTET_STRING *id = x->aux != NULL ? x->aux->key_id : NULL;
	if (len != NULL && id != NULL) {
		*len = id->length;
	}
	return id != NULL ? id->data : NULL;
}
