/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The immutable, shared lists of proto.h. */
#include "compat/ssl/config/proto.h"

#include <string.h>

#include <openssl/crypto.h>

struct code_list *code_list_new(size_t n_set, size_t n_ours)
{
	struct code_list *l = OPENSSL_zalloc(sizeof(*l) + (n_set + n_ours) * sizeof(l->v[0]));

	if (l != NULL) {
		atomic_init(&l->refs, 1);
		l->n_set = n_set;
		l->n_ours = n_ours;
	}
	return l;
}

struct code_list *code_list_ref(struct code_list *l)
{
	if (l != NULL) {
		atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
	}
	return l;
}

void code_list_free(struct code_list *l)
{
	if (l != NULL && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1) {
		OPENSSL_free(l);
	}
}

struct byte_list *byte_list_new(const void *b, size_t len)
{
	struct byte_list *l = OPENSSL_malloc(sizeof(*l) + len);

	if (l != NULL) {
		atomic_init(&l->refs, 1);
		l->len = len;
		if (len > 0) {
			memcpy(l->b, b, len);
		}
	}
	return l;
}

struct byte_list *byte_list_ref(struct byte_list *l)
{
	if (l != NULL) {
		atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
	}
	return l;
}

void byte_list_free(struct byte_list *l)
{
	if (l != NULL && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1) {
		OPENSSL_free(l);
	}
}
