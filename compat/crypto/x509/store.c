/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_STORE_new(3), X509_STORE_add_cert(3): certificates and lists in memory, and the lookups that add to them. */
#include "compat/crypto/x509/store.h"

#include <stdint.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/x509/crl.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/cert.h"
#include "engine/pki/name.h"

/* ---- objects ----------------------------------------------------------------------------------------------------- */

X509_OBJECT *X509_OBJECT_new(void)
{
	return OPENSSL_zalloc(sizeof(X509_OBJECT));
}

static void drop_data(X509_OBJECT *o)
{
	if (o->type == X509_LU_X509) {
		X509_free(o->data.x509);
	} else if (o->type == X509_LU_CRL) {
		X509_CRL_free(o->data.crl);
	}
	o->type = X509_LU_NONE;
	o->data.ptr = NULL;
}

void X509_OBJECT_free(X509_OBJECT *o)
{
	if (o != NULL) {
		drop_data(o);
		OPENSSL_free(o);
	}
}

int X509_OBJECT_up_ref_count(X509_OBJECT *o)
{
	return o->type == X509_LU_X509  ? X509_up_ref(o->data.x509)
	       : o->type == X509_LU_CRL ? X509_CRL_up_ref(o->data.crl)
					: 1;
}

int X509_OBJECT_set1_X509(X509_OBJECT *o, X509 *x)
{
	if (o == NULL || !X509_up_ref(x)) {
		return 0;
	}
	drop_data(o);
	o->type = X509_LU_X509;
	o->data.x509 = x;
	return 1;
}

int X509_OBJECT_set1_X509_CRL(X509_OBJECT *o, X509_CRL *crl)
{
	if (o == NULL || !X509_CRL_up_ref(crl)) {
		return 0;
	}
	drop_data(o);
	o->type = X509_LU_CRL;
	o->data.crl = crl;
	return 1;
}

X509_LOOKUP_TYPE X509_OBJECT_get_type(const X509_OBJECT *o)
{
	return o->type;
}

X509 *X509_OBJECT_get0_X509(const X509_OBJECT *o)
{
	return o != NULL && o->type == X509_LU_X509 ? o->data.x509 : NULL;
}

X509_CRL *X509_OBJECT_get0_X509_CRL(const X509_OBJECT *o)
{
	return o != NULL && o->type == X509_LU_CRL ? o->data.crl : NULL;
}

/* name_of: the name by which an object is looked for, a whole Name. */
static struct span name_of(const X509_OBJECT *o)
{
	if (o->type == X509_LU_X509) {
		const struct cert *cert = x509_cert(o->data.x509);
		return cert != NULL ? cert_facts(cert)->subject : span_of(NULL, 0);
	}
	return o->type == X509_LU_CRL ? crl_issuer(o->data.crl) : span_of(NULL, 0);
}

static bool same_object(const X509_OBJECT *a, const X509_OBJECT *b)
{
	if (a->type != b->type) {
		return false;
	}
	return a->type == X509_LU_X509 ? X509_cmp(a->data.x509, b->data.x509) == 0
				       : X509_CRL_match(a->data.crl, b->data.crl) == 0;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

X509_STORE *X509_STORE_new(void)
{
	X509_STORE *s = OPENSSL_zalloc(sizeof *s);
	if (s == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&s->refs, 1);
	pthread_rwlock_init(&s->lock, NULL);
	s->objects = sk_X509_OBJECT_new_null();
	s->lookups = sk_X509_LOOKUP_new_null();
	s->param = X509_VERIFY_PARAM_new();
	if (s->objects == NULL || s->lookups == NULL || s->param == NULL ||
	    !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509_STORE, s, &s->ex_data)) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		X509_STORE_free(s);
		return NULL;
	}
	return s;
}

int X509_STORE_up_ref(X509_STORE *s)
{
	return atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed) > 0;
}

void X509_STORE_free(X509_STORE *s)
{
	if (s == NULL || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1) {
		return;
	}
	for (int i = 0; i < sk_X509_LOOKUP_num(s->lookups); i++) {
		X509_LOOKUP_shutdown(sk_X509_LOOKUP_value(s->lookups, i));
	}
	sk_X509_LOOKUP_pop_free(s->lookups, X509_LOOKUP_free);
	sk_X509_OBJECT_pop_free(s->objects, X509_OBJECT_free);
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509_STORE, s, &s->ex_data);
	X509_VERIFY_PARAM_free(s->param);
	pthread_rwlock_destroy(&s->lock);
	OPENSSL_free(s);
}

int X509_STORE_lock(X509_STORE *s)
{
	return pthread_rwlock_wrlock(&s->lock) == 0;
}

int X509_STORE_unlock(X509_STORE *s)
{
	return pthread_rwlock_unlock(&s->lock) == 0;
}

int X509_STORE_set_ex_data(X509_STORE *s, int idx, void *data)
{
	return CRYPTO_set_ex_data(&s->ex_data, idx, data);
}

void *X509_STORE_get_ex_data(const X509_STORE *s, int idx)
{
	return CRYPTO_get_ex_data(&s->ex_data, idx);
}

/* ---- what is in it ----------------------------------------------------------------------------------------------- */

/* add takes the reference in o over. What is there already is not added again, which is no failure. */
static int add(X509_STORE *s, X509_OBJECT *o)
{
	if (o == NULL) {
		return 0;
	}
	struct span name = name_of(o);
	bool there = false, ok = name.len != 0;
	X509_STORE_lock(s);
	for (int i = 0; ok && !there && i < sk_X509_OBJECT_num(s->objects); i++) {
		const X509_OBJECT *have = sk_X509_OBJECT_value(s->objects, i);
		there = have->type == o->type && span_eq(name_of(have), name) && same_object(have, o);
	}
	ok = ok && (there || sk_X509_OBJECT_push(s->objects, o) > 0);
	X509_STORE_unlock(s);
	if (!ok) {
		ERR_raise(ERR_LIB_X509, name.len == 0 ? ERR_R_PASSED_INVALID_ARGUMENT : ERR_R_MALLOC_FAILURE);
	}
	if (!ok || there) {
		X509_OBJECT_free(o);
	}
	return ok;
}

int X509_STORE_add_cert(X509_STORE *s, X509 *x)
{
	X509_OBJECT *o = x != NULL ? X509_OBJECT_new() : NULL;
	if (o != NULL) {
		X509_OBJECT_set1_X509(o, x);
	}
	return add(s, o);
}

int X509_STORE_add_crl(X509_STORE *s, X509_CRL *crl)
{
	X509_OBJECT *o = crl != NULL ? X509_OBJECT_new() : NULL;
	if (o != NULL) {
		X509_OBJECT_set1_X509_CRL(o, crl);
	}
	return add(s, o);
}

STACK_OF(X509_OBJECT) * X509_STORE_get0_objects(const X509_STORE *s)
{
	return s->objects;
}

X509_OBJECT *store_object(X509_STORE *s, X509_LOOKUP_TYPE type, const X509_NAME *name)
{
	X509_OBJECT *found = NULL;
	pthread_rwlock_rdlock(&s->lock);
	for (int i = 0; found == NULL && i < sk_X509_OBJECT_num(s->objects); i++) {
		X509_OBJECT *o = sk_X509_OBJECT_value(s->objects, i);
		found = o->type == type && name_eq(name_of(o), name_der(name)) ? o : NULL;
	}
	pthread_rwlock_unlock(&s->lock);
	return found;
}

int store_ask(X509_STORE *s, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *out)
{
	X509_OBJECT *o = store_object(s, type, name);
	if (o != NULL) {
		*out = *o;
		return 1;
	}
	for (int i = 0; i < sk_X509_LOOKUP_num(s->lookups); i++) {
		X509_OBJECT got = {0};
		if (X509_LOOKUP_by_subject(sk_X509_LOOKUP_value(s->lookups, i), type, name, &got) > 0) {
			*out = got;
			return 1;
		}
	}
	return 0;
}

static void free_references(STACK_OF(X509_OBJECT) * all)
{
	for (int i = 0; i < sk_X509_OBJECT_num(all); i++) {
		X509_OBJECT copy = *sk_X509_OBJECT_value(all, i);
		drop_data(&copy); /* the object itself is the store's */
	}
	sk_X509_OBJECT_free(all);
}

/* all_of: those in memory now, each with a reference to its data for the caller. NULL: memory is out. */
static STACK_OF(X509_OBJECT) * all_of(X509_STORE *s, X509_LOOKUP_TYPE type, const X509_NAME *name)
{
	STACK_OF(X509_OBJECT) *all = sk_X509_OBJECT_new_null();
	bool ok = all != NULL;
	pthread_rwlock_rdlock(&s->lock);
	for (int i = 0; ok && i < sk_X509_OBJECT_num(s->objects); i++) {
		X509_OBJECT *o = sk_X509_OBJECT_value(s->objects, i);
		if (o->type == type && name_eq(name_of(o), name_der(name))) {
			ok = sk_X509_OBJECT_push(all, o) > 0 && X509_OBJECT_up_ref_count(o);
		}
	}
	pthread_rwlock_unlock(&s->lock);
	if (!ok) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		free_references(all);
		return NULL;
	}
	return all;
}

STACK_OF(X509) * store_certs(X509_STORE *s, const X509_NAME *name)
{
	X509_OBJECT one;
	STACK_OF(X509) *out = sk_X509_new_null();
	if (out == NULL || !store_ask(s, X509_LU_X509, name, &one)) {
		return out;
	}
	STACK_OF(X509_OBJECT) *all = all_of(s, X509_LU_X509, name);
	int n = sk_X509_OBJECT_num(all);
	if (n < 0 || !sk_X509_reserve(out, n + 1)) {
		free_references(all);
		sk_X509_free(out);
		return NULL;
	}
	for (int i = 0; i < n; i++) {
		sk_X509_push(out, sk_X509_OBJECT_value(all, i)->data.x509);
	}
	if (n == 0 && X509_up_ref(one.data.x509)) {
		sk_X509_push(out, one.data.x509); /* a lookup that adds nothing to its store */
	}
	sk_X509_OBJECT_free(all);
	return out;
}

/* Lists may have come in since: the lookups are asked each time. */
STACK_OF(X509_CRL) * store_lists(X509_STORE *s, const X509_NAME *name)
{
	STACK_OF(X509_CRL) *out = sk_X509_CRL_new_null();
	for (int i = 0; i < sk_X509_LOOKUP_num(s->lookups); i++) {
		X509_OBJECT got = {0};
		if (X509_LOOKUP_by_subject(sk_X509_LOOKUP_value(s->lookups, i), X509_LU_CRL, name, &got) > 0) {
			break;
		}
	}
	STACK_OF(X509_OBJECT) *all = out != NULL ? all_of(s, X509_LU_CRL, name) : NULL;
	int n = sk_X509_OBJECT_num(all);
	if (n < 0 || !sk_X509_CRL_reserve(out, n)) {
		free_references(all);
		sk_X509_CRL_free(out);
		return NULL;
	}
	for (int i = 0; i < n; i++) {
		sk_X509_CRL_push(out, sk_X509_OBJECT_value(all, i)->data.crl);
	}
	sk_X509_OBJECT_free(all);
	return out;
}

/* ---- lookups ----------------------------------------------------------------------------------------------------- */

/* One a method: asking for the same again gives the one that is there. */
X509_LOOKUP *X509_STORE_add_lookup(X509_STORE *s, X509_LOOKUP_METHOD *method)
{
	for (int i = 0; i < sk_X509_LOOKUP_num(s->lookups); i++) {
		X509_LOOKUP *l = sk_X509_LOOKUP_value(s->lookups, i);
		if (l->method == method) {
			return l;
		}
	}
	X509_LOOKUP *l = X509_LOOKUP_new(method);
	if (l == NULL) {
		return NULL;
	}
	l->store = s;
	if (sk_X509_LOOKUP_push(s->lookups, l) <= 0) {
		X509_LOOKUP_free(l);
		return NULL;
	}
	return l;
}

int X509_STORE_load_file_ex(X509_STORE *s, const char *file, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	X509_LOOKUP *l = file != NULL ? X509_STORE_add_lookup(s, X509_LOOKUP_file()) : NULL;
	return l != NULL && X509_LOOKUP_load_file(l, file, X509_FILETYPE_PEM) > 0;
}

int X509_STORE_load_file(X509_STORE *s, const char *file)
{
	return X509_STORE_load_file_ex(s, file, NULL, NULL);
}

int X509_STORE_load_path(X509_STORE *s, const char *path)
{
	X509_LOOKUP *l = path != NULL ? X509_STORE_add_lookup(s, X509_LOOKUP_hash_dir()) : NULL;
	return l != NULL && X509_LOOKUP_add_dir(l, path, X509_FILETYPE_PEM) > 0;
}

int X509_STORE_load_store_ex(X509_STORE *s, const char *uri, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	X509_LOOKUP *l = uri != NULL ? X509_STORE_add_lookup(s, X509_LOOKUP_store()) : NULL;
	return l != NULL && X509_LOOKUP_add_store(l, uri) > 0;
}

int X509_STORE_load_store(X509_STORE *s, const char *uri)
{
	return X509_STORE_load_store_ex(s, uri, NULL, NULL);
}

int X509_STORE_load_locations_ex(X509_STORE *s, const char *file, const char *path, OSSL_LIB_CTX *libctx,
				 const char *propq)
{
	return (file != NULL || path != NULL) && (file == NULL || X509_STORE_load_file_ex(s, file, libctx, propq)) &&
	       (path == NULL || X509_STORE_load_path(s, path));
}

int X509_STORE_load_locations(X509_STORE *s, const char *file, const char *path)
{
	return X509_STORE_load_locations_ex(s, file, path, NULL, NULL);
}

/* Nothing need be at the places by default, so failures to load are forgotten. */
int X509_STORE_set_default_paths_ex(X509_STORE *s, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	X509_LOOKUP *file = X509_STORE_add_lookup(s, X509_LOOKUP_file());
	X509_LOOKUP *dir = file != NULL ? X509_STORE_add_lookup(s, X509_LOOKUP_hash_dir()) : NULL;
	X509_LOOKUP *store = dir != NULL ? X509_STORE_add_lookup(s, X509_LOOKUP_store()) : NULL;
	if (store == NULL) {
		return 0;
	}
	X509_LOOKUP_load_file(file, NULL, X509_FILETYPE_DEFAULT);
	X509_LOOKUP_add_dir(dir, NULL, X509_FILETYPE_DEFAULT);
	X509_LOOKUP_add_store(store, NULL);
	ERR_clear_error();
	return 1;
}

int X509_STORE_set_default_paths(X509_STORE *s)
{
	return X509_STORE_set_default_paths_ex(s, NULL, NULL);
}

/* ---- how it verifies --------------------------------------------------------------------------------------------- */

X509_VERIFY_PARAM *X509_STORE_get0_param(const X509_STORE *s)
{
	return s->param;
}

int X509_STORE_set1_param(X509_STORE *s, const X509_VERIFY_PARAM *param)
{
	return X509_VERIFY_PARAM_set1(s->param, param);
}

int X509_STORE_set_flags(X509_STORE *s, unsigned long flags)
{
	return X509_VERIFY_PARAM_set_flags(s->param, flags);
}

int X509_STORE_set_depth(X509_STORE *s, int depth)
{
	X509_VERIFY_PARAM_set_depth(s->param, depth);
	return 1;
}

int X509_STORE_set_purpose(X509_STORE *s, int purpose)
{
	return X509_VERIFY_PARAM_set_purpose(s->param, purpose);
}

int X509_STORE_set_trust(X509_STORE *s, int trust)
{
	return X509_VERIFY_PARAM_set_trust(s->param, trust);
}

#define CALLBACK(name, field, type)                                                                                    \
	void X509_STORE_set_##name(X509_STORE *s, type fn)                                                             \
	{                                                                                                              \
		s->field = fn;                                                                                         \
	}                                                                                                              \
	type X509_STORE_get_##name(const X509_STORE *s)                                                                \
	{                                                                                                              \
		return s->field;                                                                                       \
	}
CALLBACK(verify, verify, X509_STORE_CTX_verify_fn)
CALLBACK(verify_cb, verify_cb, X509_STORE_CTX_verify_cb)
CALLBACK(get_issuer, get_issuer, X509_STORE_CTX_get_issuer_fn)
CALLBACK(check_issued, check_issued, X509_STORE_CTX_check_issued_fn)
CALLBACK(check_revocation, check_revocation, X509_STORE_CTX_check_revocation_fn)
CALLBACK(get_crl, get_crl, X509_STORE_CTX_get_crl_fn)
CALLBACK(check_crl, check_crl, X509_STORE_CTX_check_crl_fn)
CALLBACK(cert_crl, cert_crl, X509_STORE_CTX_cert_crl_fn)
CALLBACK(lookup_certs, lookup_certs, X509_STORE_CTX_lookup_certs_fn)
CALLBACK(lookup_crls, lookup_crls, X509_STORE_CTX_lookup_crls_fn)
CALLBACK(cleanup, cleanup, X509_STORE_CTX_cleanup_fn)
