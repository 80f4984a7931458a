/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A bundle is a list of files, each an index that other bundles may share (anchor_file.h), and the X509s made of them,
 * which are this store's alone. Names that OpenSSL's stores take for equal have one hash in the index; X509_NAME_cmp
 * decides.
 */
#include "compat/ssl/cert/bundle.h"

#include <pthread.h>
#include <stdatomic.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/cert/anchor_file.h"

struct file {
	struct anchors *anchors; /* a reference */
	_Atomic(X509 *) *x509;   /* as many as anchors has, each made when first asked for; references */
	struct file *next;
};

struct bundle {
	X509_STORE *store;  /* the store that owns this through its lookup */
	atomic_bool poured; /* the store has all */
	struct file *files, **last;
};

/* ---- certificates for the store ---------------------------------------------------------------------------------- */

/* x509_of makes the X509 once; of two threads that do, the second uses the first one's. It lives as long as f does. */
static X509 *x509_of(struct file *f, size_t i)
{
	X509 *x = atomic_load(&f->x509[i]);
	if (x == NULL) {
		struct cert *cert = anchors_cert(f->anchors, i);
		X509 *fresh = cert != NULL ? bridge_x509(cert_der(cert)) : NULL;
		if (fresh == NULL || atomic_compare_exchange_strong(&f->x509[i], &x, fresh)) {
			return fresh;
		}
		X509_free(fresh);
	}
	return x;
}

/* pour_one gives the i-th of f to the store: true when it is there and its subject is name (NULL: any). */
static bool pour_one(struct bundle *b, struct file *f, size_t i, const X509_NAME *name, X509_OBJECT *out)
{
	X509 *x = x509_of(f, i);
	if (x == NULL || (name != NULL && X509_NAME_cmp(X509_get_subject_name(x), name) != 0) ||
	    !X509_STORE_add_cert(b->store, x)) {
		return false;
	}
	if (out != NULL && X509_OBJECT_set1_X509(out, x)) {
		/* A lookup's answer is borrowed, here from f; the reference just taken nobody would give back. */
		X509_free(x);
	}
	return true;
}

void bundle_pour(struct bundle *b)
{
	if (b == NULL || atomic_exchange(&b->poured, true)) {
		return;
	}
	ERR_set_mark();
	for (struct file *f = b->files; f != NULL; f = f->next) {
		for (size_t i = 0; i < anchors_count(f->anchors); i++) {
			pour_one(b, f, i, NULL, NULL);
		}
	}
	ERR_pop_to_mark();
}

bool bundle_is_poured(const struct bundle *b)
{
	return atomic_load(&b->poured);
}

bool bundle_each(struct bundle *b, struct span subject, bool (*take)(void *ctx, struct cert *anchor), void *ctx)
{
	bool any = false;
	for (struct file *f = b->files; f != NULL; f = f->next) {
		for (size_t at = 0, i; anchors_find(f->anchors, subject, &at, &i);) {
			struct cert *cert = anchors_cert(f->anchors, i);
			if (cert == NULL || !name_eq(cert_facts(cert)->subject, subject)) {
				continue;
			}
			any = true;
			if (!take(ctx, cert)) {
				return true;
			}
		}
	}
	return any;
}

/* ---- the lookup method ------------------------------------------------------------------------------------------- */

static int get_by_subject(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret)
{
	struct bundle *b = X509_LOOKUP_get_method_data(lookup);
	const unsigned char *der = NULL;
	size_t len = 0;
	int found = 0;
	if (b == NULL || type != X509_LU_X509 || atomic_load(&b->poured) || !X509_NAME_get0_der(name, &der, &len)) {
		return 0;
	}
	ERR_set_mark();
	for (struct file *f = b->files; f != NULL; f = f->next) {
		for (size_t at = 0, i; anchors_find(f->anchors, span_of(der, len), &at, &i);) {
			/* All of that name go in: the store is not asked again once it has one. */
			if (pour_one(b, f, i, name, found ? NULL : ret)) {
				found = 1;
			}
		}
	}
	ERR_pop_to_mark();
	return found;
}

static void file_free(struct file *f)
{
	for (size_t i = 0; f != NULL && f->x509 != NULL && i < anchors_count(f->anchors); i++) {
		X509_free(atomic_load(&f->x509[i]));
	}
	if (f != NULL) {
		anchors_free(f->anchors);
		OPENSSL_free(f->x509);
	}
	OPENSSL_free(f);
}

static void bundle_free(struct bundle *b)
{
	while (b != NULL && b->files != NULL) {
		struct file *f = b->files;
		b->files = f->next;
		file_free(f);
	}
	OPENSSL_free(b);
}

static void free_lookup(X509_LOOKUP *lookup)
{
	bundle_free(X509_LOOKUP_get_method_data(lookup));
}

static X509_LOOKUP_METHOD *method;
static pthread_once_t method_once = PTHREAD_ONCE_INIT;

static void make_method(void)
{
	X509_LOOKUP_METHOD *m = X509_LOOKUP_meth_new("certificates of a file, when asked for");
	if (m != NULL && X509_LOOKUP_meth_set_get_by_subject(m, get_by_subject) &&
	    X509_LOOKUP_meth_set_free(m, free_lookup)) {
		method = m;
	} else {
		X509_LOOKUP_meth_free(m);
	}
}

/* bundle_new adds an empty bundle to store. */
static struct bundle *bundle_new(X509_STORE *store)
{
	if (pthread_once(&method_once, make_method) != 0 || method == NULL) {
		return NULL;
	}
	struct bundle *b = OPENSSL_zalloc(sizeof *b);
	X509_LOOKUP *lookup = b != NULL ? X509_STORE_add_lookup(store, method) : NULL;
	if (lookup == NULL || !X509_LOOKUP_set_method_data(lookup, b)) {
		OPENSSL_free(b);
		return NULL;
	}
	b->store = store;
	b->last = &b->files;
	return b;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static struct file *file_load(const char *name)
{
	struct file *f = OPENSSL_zalloc(sizeof *f);
	if (f == NULL || (f->anchors = anchor_file_load(name)) == NULL ||
	    (f->x509 = OPENSSL_zalloc(anchors_count(f->anchors) * sizeof *f->x509)) == NULL) {
		file_free(f);
		return NULL;
	}
	return f;
}

static bool store_has_any(X509_STORE *store)
{
	X509_STORE_lock(store);
	bool any = sk_X509_OBJECT_num(X509_STORE_get0_objects(store)) > 0;
	X509_STORE_unlock(store);
	return any;
}

bool bundle_load(struct bundle **b, X509_STORE *store, const char *file)
{
	ERR_set_mark();
	struct file *f = file != NULL ? file_load(file) : NULL;
	if (f != NULL && *b == NULL) {
		*b = bundle_new(store);
	}
	bool taken = f != NULL && *b != NULL;
	if (taken) {
		*(*b)->last = f;
		(*b)->last = &f->next;
		if (store_has_any(store)) {
			/* Of a name that the store has already it would ask for no more. */
			atomic_store(&(*b)->poured, false);
			bundle_pour(*b);
		}
	} else {
		file_free(f);
	}
	ERR_pop_to_mark();
	return taken;
}
