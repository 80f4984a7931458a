/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Stacks: growing arrays of pointers, sorted on demand. Programs use the typed functions which safestack.h makes of
 * these.
 */
#ifndef OPENSSL_STACK_H
#define OPENSSL_STACK_H

#include <openssl/macros.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct stack_st OPENSSL_STACK; /* opaque */

typedef int (*OPENSSL_sk_compfunc)(const void *a, const void *b);
typedef void (*OPENSSL_sk_freefunc)(void *element);
typedef void *(*OPENSSL_sk_copyfunc)(const void *element);

/* Making and ending. pop_free also frees the elements; deep_copy copies them. */
OPENSSL_STACK *OPENSSL_sk_new(OPENSSL_sk_compfunc cmp);
OPENSSL_STACK *OPENSSL_sk_new_null(void);
OPENSSL_STACK *OPENSSL_sk_new_reserve(OPENSSL_sk_compfunc cmp, int n);
OPENSSL_STACK *OPENSSL_sk_dup(const OPENSSL_STACK *stack);
OPENSSL_STACK *OPENSSL_sk_deep_copy(const OPENSSL_STACK *stack, OPENSSL_sk_copyfunc copy, OPENSSL_sk_freefunc free_fn);
void OPENSSL_sk_free(OPENSSL_STACK *stack);
void OPENSSL_sk_pop_free(OPENSSL_STACK *stack, void (*free_fn)(void *element));
void OPENSSL_sk_zero(OPENSSL_STACK *stack);
int OPENSSL_sk_reserve(OPENSSL_STACK *stack, int n);

/* Elements by position; NULL or -1 when there is none. Adding returns the new number of elements, 0 on failure. */
int OPENSSL_sk_num(const OPENSSL_STACK *stack);
void *OPENSSL_sk_value(const OPENSSL_STACK *stack, int i);
void *OPENSSL_sk_set(OPENSSL_STACK *stack, int i, const void *element);
int OPENSSL_sk_push(OPENSSL_STACK *stack, const void *element);
int OPENSSL_sk_unshift(OPENSSL_STACK *stack, const void *element);
int OPENSSL_sk_insert(OPENSSL_STACK *stack, const void *element, int i);
void *OPENSSL_sk_pop(OPENSSL_STACK *stack);
void *OPENSSL_sk_shift(OPENSSL_STACK *stack);
void *OPENSSL_sk_delete(OPENSSL_STACK *stack, int i);
void *OPENSSL_sk_delete_ptr(OPENSSL_STACK *stack, const void *element);

/* Order and search */
OPENSSL_sk_compfunc OPENSSL_sk_set_cmp_func(OPENSSL_STACK *stack, OPENSSL_sk_compfunc cmp);
void OPENSSL_sk_sort(OPENSSL_STACK *stack);
int OPENSSL_sk_is_sorted(const OPENSSL_STACK *stack);
int OPENSSL_sk_find(OPENSSL_STACK *stack, const void *element);
int OPENSSL_sk_find_ex(OPENSSL_STACK *stack, const void *element);
int OPENSSL_sk_find_all(OPENSSL_STACK *stack, const void *element, int *n_found);

/* The names before OpenSSL 1.1 */
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define _STACK          OPENSSL_STACK
#define sk_new          OPENSSL_sk_new
#define sk_new_null     OPENSSL_sk_new_null
#define sk_dup          OPENSSL_sk_dup
#define sk_deep_copy    OPENSSL_sk_deep_copy
#define sk_free         OPENSSL_sk_free
#define sk_pop_free     OPENSSL_sk_pop_free
#define sk_zero         OPENSSL_sk_zero
#define sk_num          OPENSSL_sk_num
#define sk_value        OPENSSL_sk_value
#define sk_set          OPENSSL_sk_set
#define sk_push         OPENSSL_sk_push
#define sk_unshift      OPENSSL_sk_unshift
#define sk_insert       OPENSSL_sk_insert
#define sk_pop          OPENSSL_sk_pop
#define sk_shift        OPENSSL_sk_shift
#define sk_delete       OPENSSL_sk_delete
#define sk_delete_ptr   OPENSSL_sk_delete_ptr
#define sk_set_cmp_func OPENSSL_sk_set_cmp_func
#define sk_sort         OPENSSL_sk_sort
#define sk_is_sorted    OPENSSL_sk_is_sorted
#define sk_find         OPENSSL_sk_find
#define sk_find_ex      OPENSSL_sk_find_ex
#endif

#ifdef __cplusplus
}
#endif

#endif
