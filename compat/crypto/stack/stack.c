/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OPENSSL_sk_new(3): a growing array of pointers. A comparison function gets pointers to elements, as qsort's does. An
 * array stays sorted until an element is added.
 */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/stack.h>

struct stack_st {
	int n, cap;
	const void **data; /* cap pointers, or NULL */
	bool sorted;
	OPENSSL_sk_compfunc cmp;
};

#define MIN_CAP 4

/* grow_to makes room for at least n elements; exactly n when asked to. False: the stack is as it was. */
static bool grow_to(OPENSSL_STACK *st, int n, bool exactly)
{
	if (n <= st->cap && !(exactly && n != st->cap)) {
		return true;
	}
	int cap = exactly ? n : st->cap + st->cap / 2;
	cap = cap < n || cap < 0 ? n : cap;
	cap = cap < MIN_CAP ? MIN_CAP : cap;
	const void **data = OPENSSL_realloc(st->data, (size_t)cap * sizeof *data);
	if (data == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return false;
	}
	st->data = data;
	st->cap = cap;
	return true;
}

OPENSSL_STACK *OPENSSL_sk_new_reserve(OPENSSL_sk_compfunc cmp, int n)
{
	OPENSSL_STACK *st = OPENSSL_zalloc(sizeof *st);
	if (st == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	st->cmp = cmp;
	if (n > 0 && !grow_to(st, n, true)) {
		OPENSSL_sk_free(st);
		return NULL;
	}
	return st;
}

OPENSSL_STACK *OPENSSL_sk_new(OPENSSL_sk_compfunc cmp)
{
	return OPENSSL_sk_new_reserve(cmp, 0);
}

OPENSSL_STACK *OPENSSL_sk_new_null(void)
{
	return OPENSSL_sk_new_reserve(NULL, 0);
}

void OPENSSL_sk_free(OPENSSL_STACK *st)
{
	if (st != NULL) {
		OPENSSL_free(st->data);
		OPENSSL_free(st);
	}
}

void OPENSSL_sk_pop_free(OPENSSL_STACK *st, OPENSSL_sk_freefunc free_fn)
{
	for (int i = 0; st != NULL && i < st->n; i++) {
		if (st->data[i] != NULL) {
			free_fn((void *)st->data[i]);
		}
	}
	OPENSSL_sk_free(st);
}

void OPENSSL_sk_zero(OPENSSL_STACK *st)
{
	if (st != NULL) {
		st->n = 0;
	}
}

int OPENSSL_sk_reserve(OPENSSL_STACK *st, int n)
{
	if (st == NULL || (n > 0 && st->n > INT_MAX - n)) {
		return 0;
	}
	return n <= 0 || grow_to(st, st->n + n, true);
}

OPENSSL_STACK *OPENSSL_sk_dup(const OPENSSL_STACK *st)
{
	OPENSSL_STACK *copy = OPENSSL_sk_new_reserve(st != NULL ? st->cmp : NULL, st != NULL ? st->n : 0);
	if (copy != NULL && st != NULL) {
		copy->n = st->n;
		copy->sorted = st->sorted;
		if (st->n != 0) {
			memcpy(copy->data, st->data, (size_t)st->n * sizeof *st->data);
		}
	}
	return copy;
}

OPENSSL_STACK *OPENSSL_sk_deep_copy(const OPENSSL_STACK *st, OPENSSL_sk_copyfunc copy_fn, OPENSSL_sk_freefunc free_fn)
{
	OPENSSL_STACK *copy = OPENSSL_sk_dup(st);
	if (copy == NULL || st == NULL) {
		return copy;
	}
	for (copy->n = 0; copy->n < st->n; copy->n++) {
		const void *e = st->data[copy->n];
		copy->data[copy->n] = e != NULL ? copy_fn(e) : NULL;
		if (e != NULL && copy->data[copy->n] == NULL) {
			OPENSSL_sk_pop_free(copy, free_fn);
			return NULL;
		}
	}
	return copy;
}

int OPENSSL_sk_num(const OPENSSL_STACK *st)
{
	return st != NULL ? st->n : -1;
}

void *OPENSSL_sk_value(const OPENSSL_STACK *st, int i)
{
	return st != NULL && i >= 0 && i < st->n ? (void *)st->data[i] : NULL;
}

void *OPENSSL_sk_set(OPENSSL_STACK *st, int i, const void *element)
{
	if (st == NULL || i < 0 || i >= st->n) {
		return NULL;
	}
	st->data[i] = element;
	st->sorted = false;
	return (void *)element;
}

int OPENSSL_sk_insert(OPENSSL_STACK *st, const void *element, int at)
{
	if (st == NULL || st->n == INT_MAX || !grow_to(st, st->n + 1, false)) {
		return 0;
	}
	if (at < 0 || at > st->n) {
		at = st->n;
	}
	memmove(&st->data[at + 1], &st->data[at], (size_t)(st->n - at) * sizeof *st->data);
	st->data[at] = element;
	st->sorted = false;
	return ++st->n;
}

int OPENSSL_sk_push(OPENSSL_STACK *st, const void *element)
{
	return st != NULL ? OPENSSL_sk_insert(st, element, st->n) : -1;
}

int OPENSSL_sk_unshift(OPENSSL_STACK *st, const void *element)
{
	return OPENSSL_sk_insert(st, element, 0);
}

void *OPENSSL_sk_delete(OPENSSL_STACK *st, int i)
{
	if (st == NULL || i < 0 || i >= st->n) {
		return NULL;
	}
	void *gone = (void *)st->data[i];
	st->n--;
	memmove(&st->data[i], &st->data[i + 1], (size_t)(st->n - i) * sizeof *st->data);
	return gone;
}

void *OPENSSL_sk_delete_ptr(OPENSSL_STACK *st, const void *element)
{
	for (int i = 0; st != NULL && i < st->n; i++) {
		if (st->data[i] == element) {
			return OPENSSL_sk_delete(st, i);
		}
	}
	return NULL;
}

void *OPENSSL_sk_pop(OPENSSL_STACK *st)
{
	return st != NULL ? OPENSSL_sk_delete(st, st->n - 1) : NULL;
}

void *OPENSSL_sk_shift(OPENSSL_STACK *st)
{
	return OPENSSL_sk_delete(st, 0);
}

/* ---- order and search -------------------------------------------------------------------------------------------- */

OPENSSL_sk_compfunc OPENSSL_sk_set_cmp_func(OPENSSL_STACK *st, OPENSSL_sk_compfunc cmp)
{
	OPENSSL_sk_compfunc old = st->cmp;
	st->sorted = st->sorted && cmp == old;
	st->cmp = cmp;
	return old;
}

void OPENSSL_sk_sort(OPENSSL_STACK *st)
{
	if (st == NULL || st->sorted || st->cmp == NULL) {
		return;
	}
	if (st->n > 1) {
		qsort(st->data, (size_t)st->n, sizeof *st->data, st->cmp);
	}
	st->sorted = true; /* empty or single is sorted by nature */
}

int OPENSSL_sk_is_sorted(const OPENSSL_STACK *st)
{
	return st == NULL || st->sorted;
}

/* lower_bound: the first element that is not before the one wanted, in a sorted stack. */
static int lower_bound(const OPENSSL_STACK *st, const void *element)
{
	int low = 0, high = st->n;
	while (low < high) {
		int mid = low + (high - low) / 2;
		if (st->cmp(&element, &st->data[mid]) > 0) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

static int find_pointer(const OPENSSL_STACK *st, const void *element, int *n_found)
{
	for (int i = 0; i < st->n; i++) {
		if (st->data[i] == element) {
			if (n_found != NULL) {
				*n_found = 1;
			}
			return i;
		}
	}
	if (n_found != NULL) {
		*n_found = 0;
	}
	return -1;
}

int OPENSSL_sk_find_all(OPENSSL_STACK *st, const void *element, int *n_found)
{
	if (n_found != NULL) {
		*n_found = 0;
	}
	if (st == NULL || st->n == 0) {
		return -1;
	}
	if (st->cmp == NULL) {
		return find_pointer(st, element, n_found);
	}
	if (element == NULL) {
		return -1;
	}
	OPENSSL_sk_sort(st);
	int first = lower_bound(st, element), end = first;
	while (end < st->n && st->cmp(&element, &st->data[end]) == 0) {
		end++;
	}
	if (n_found != NULL) {
		*n_found = end - first;
	}
	return first < end ? first : -1;
}

int OPENSSL_sk_find(OPENSSL_STACK *st, const void *element)
{
	return OPENSSL_sk_find_all(st, element, NULL);
}

/* Without an equal one, the place of the next larger element, or of the last. */
int OPENSSL_sk_find_ex(OPENSSL_STACK *st, const void *element)
{
	if (st == NULL || st->n == 0) {
		return -1;
	}
	if (st->cmp == NULL) {
		return find_pointer(st, element, NULL);
	}
	if (element == NULL) {
		return -1;
	}
	OPENSSL_sk_sort(st);
	int i = lower_bound(st, element);
	return i < st->n ? i : st->n - 1;
}
