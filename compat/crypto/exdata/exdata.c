/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * CRYPTO_get_ex_new_index(3): data of the program's own on objects. A class of objects has rows of three callbacks, one
 * row per index, which are only ever added: objects come and go on many threads without taking the lock that adding
 * does. Index 0 of each class is nobody's, for the "app data" macros use it without asking.
 */
#include "compat/crypto/exdata/exdata.h"

#include <pthread.h>
#include <stdatomic.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

struct row {
	long argl;
	void *argp;
	CRYPTO_EX_new *new_fn;
	CRYPTO_EX_dup *dup_fn;
	CRYPTO_EX_free *free_fn;
};

/* Block k holds FIRST_BLOCK << k rows, so that what was published never moves. */
#define FIRST_BLOCK 8
#define N_BLOCKS    12

typedef _Atomic(struct row *) row_ptr;

struct ex_class {
	atomic_int n; /* indexes given out, the first included */
	row_ptr *blocks[N_BLOCKS];
};

static struct ex_class classes[CRYPTO_EX_INDEX__COUNT];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct ex_class *class_of(int class_index)
{
	if (class_index < 0 || class_index >= CRYPTO_EX_INDEX__COUNT) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
		return NULL;
	}
	return &classes[class_index];
}

/* slot: where the row of an index is; make: allocate its block first. */
static row_ptr *slot(struct ex_class *c, int idx, bool make)
{
	size_t i = (size_t)idx, size = FIRST_BLOCK;
	for (size_t k = 0; k < N_BLOCKS; k++, i -= size, size *= 2) {
		if (i < size) {
			if (c->blocks[k] == NULL && make) {
				c->blocks[k] = OPENSSL_zalloc(size * sizeof *c->blocks[k]);
			}
			return c->blocks[k] != NULL ? &c->blocks[k][i] : NULL;
		}
	}
	return NULL;
}

/* row_at: NULL for an index that nobody has, or has no more. idx is below n. */
static const struct row *row_at(struct ex_class *c, int idx)
{
	row_ptr *s = slot(c, idx, false);
	return s != NULL ? atomic_load_explicit(s, memory_order_acquire) : NULL;
}

int CRYPTO_get_ex_new_index(int class_index, long argl, void *argp, CRYPTO_EX_new *new_func, CRYPTO_EX_dup *dup_func,
			    CRYPTO_EX_free *free_func)
{
	struct ex_class *c = class_of(class_index);
	if (c == NULL) {
		return -1;
	}
	struct row *r = OPENSSL_malloc(sizeof *r);
	if (r == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return -1;
	}
	*r = (struct row){argl, argp, new_func, dup_func, free_func};
	pthread_mutex_lock(&lock);
	int idx = atomic_load_explicit(&c->n, memory_order_relaxed);
	idx = idx == 0 ? 1 : idx;
	row_ptr *s = slot(c, idx, true);
	if (s != NULL) {
		atomic_store_explicit(s, r, memory_order_release);
		atomic_store_explicit(&c->n, idx + 1, memory_order_release);
	}
	pthread_mutex_unlock(&lock);
	if (s == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		OPENSSL_free(r);
		return -1;
	}
	return idx;
}

int CRYPTO_free_ex_index(int class_index, int idx)
{
	struct ex_class *c = class_of(class_index);
	int ok = 0;
	if (c == NULL) {
		return 0;
	}
	pthread_mutex_lock(&lock);
	if (idx > 0 && idx < atomic_load(&c->n)) {
		row_ptr *s = slot(c, idx, false);
		struct row *r = s != NULL ? atomic_load(s) : NULL;
		if (r != NULL) {
			/* Objects of other threads may be using the row, so it stays and only does nothing more. */
			r->new_fn = NULL;
			r->dup_fn = NULL;
			r->free_fn = NULL;
			ok = 1;
		}
	}
	pthread_mutex_unlock(&lock);
	return ok;
}

void exdata_cleanup(void)
{
	for (size_t i = 0; i < CRYPTO_EX_INDEX__COUNT; i++) {
		struct ex_class *c = &classes[i];
		int n = atomic_exchange(&c->n, 0);
		for (int idx = 1; idx < n; idx++) {
			row_ptr *s = slot(c, idx, false);
			OPENSSL_free(s != NULL ? atomic_exchange(s, NULL) : NULL);
		}
		for (size_t k = 0; k < N_BLOCKS; k++) {
			OPENSSL_free(c->blocks[k]);
			c->blocks[k] = NULL;
		}
	}
}

/* ---- the data of one object -------------------------------------------------------------------------------------- */

int CRYPTO_set_ex_data(CRYPTO_EX_DATA *ad, int idx, void *val)
{
	if (ad->sk == NULL && (ad->sk = sk_void_new_null()) == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	for (int i = sk_void_num(ad->sk); i <= idx; i++) {
		if (!sk_void_push(ad->sk, NULL)) {
			ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
			return 0;
		}
	}
	if (idx < 0) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	sk_void_set(ad->sk, idx, val);
	return 1;
}

void *CRYPTO_get_ex_data(const CRYPTO_EX_DATA *ad, int idx)
{
	return sk_void_value(ad->sk, idx);
}

int CRYPTO_new_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad)
{
	struct ex_class *c = class_of(class_index);
	if (c == NULL) {
		return 0;
	}
	ad->ctx = NULL;
	ad->sk = NULL;
	int n = atomic_load_explicit(&c->n, memory_order_acquire);
	for (int i = 1; i < n; i++) {
		const struct row *r = row_at(c, i);
		if (r != NULL && r->new_fn != NULL) {
			r->new_fn(obj, CRYPTO_get_ex_data(ad, i), ad, i, r->argl, r->argp);
		}
	}
	return 1;
}

int CRYPTO_alloc_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad, int idx)
{
	if (CRYPTO_get_ex_data(ad, idx) != NULL) {
		return 1;
	}
	struct ex_class *c = class_of(class_index);
	const struct row *r = c != NULL && idx > 0 && idx < atomic_load(&c->n) ? row_at(c, idx) : NULL;
	if (r == NULL) {
		return 0;
	}
	if (r->new_fn != NULL) {
		r->new_fn(obj, NULL, ad, idx, r->argl, r->argp);
	}
	return 1;
}

int CRYPTO_dup_ex_data(int class_index, CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from)
{
	to->ctx = from->ctx;
	if (from->sk == NULL) {
		return 1;
	}
	struct ex_class *c = class_of(class_index);
	if (c == NULL) {
		return 0;
	}
	int n = atomic_load_explicit(&c->n, memory_order_acquire), have = sk_void_num(from->sk);
	n = n == 0 ? 1 : n;
	for (int i = 0; i < n && i < have; i++) {
		void *ptr = CRYPTO_get_ex_data(from, i);
		const struct row *r = i > 0 ? row_at(c, i) : NULL;
		if (r != NULL && r->dup_fn != NULL && !r->dup_fn(to, from, &ptr, i, r->argl, r->argp)) {
			return 0;
		}
		if (!CRYPTO_set_ex_data(to, i, ptr)) {
			return 0;
		}
	}
	return 1;
}

void CRYPTO_free_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad)
{
	struct ex_class *c = class_of(class_index);
	int n = c != NULL ? atomic_load_explicit(&c->n, memory_order_acquire) : 0;
	for (int i = 1; i < n; i++) {
		const struct row *r = row_at(c, i);
		if (r != NULL && r->free_fn != NULL) {
			r->free_fn(obj, CRYPTO_get_ex_data(ad, i), ad, i, r->argl, r->argp);
		}
	}
	sk_void_free(ad->sk);
	ad->sk = NULL;
	ad->ctx = NULL;
}
