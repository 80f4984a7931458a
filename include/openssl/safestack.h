/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Typed stacks. DEFINE_STACK_OF(T) makes the type STACK_OF(T) and functions sk_T_push, sk_T_value and so on, which do
 * what those of stack.h do. The stacks that these headers use themselves are defined where their element is.
 */
#ifndef OPENSSL_SAFESTACK_H
#define OPENSSL_SAFESTACK_H

#include <openssl/e_os2.h>
#include <openssl/stack.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STACK_OF(type) struct stack_st_##type

/* t1 names the stack, t2 is what goes in and comes out, t3 what the stack owns: the same, or without const. */
#define SKM_DEFINE_STACK_OF(t1, t2, t3) \
	STACK_OF(t1); \
	typedef int (*sk_##t1##_compfunc)(const t3 *const *a, const t3 *const *b); \
	typedef void (*sk_##t1##_freefunc)(t3 *element); \
	typedef t3 *(*sk_##t1##_copyfunc)(const t3 *element); \
	static ossl_unused ossl_inline STACK_OF(t1) *sk_##t1##_new(sk_##t1##_compfunc cmp) \
	{ \
		return (STACK_OF(t1) *)OPENSSL_sk_new((OPENSSL_sk_compfunc)cmp); \
	} \
	static ossl_unused ossl_inline STACK_OF(t1) *sk_##t1##_new_null(void) \
	{ \
		return (STACK_OF(t1) *)OPENSSL_sk_new_null(); \
	} \
	static ossl_unused ossl_inline STACK_OF(t1) *sk_##t1##_new_reserve(sk_##t1##_compfunc cmp, int n) \
	{ \
		return (STACK_OF(t1) *)OPENSSL_sk_new_reserve((OPENSSL_sk_compfunc)cmp, n); \
	} \
	static ossl_unused ossl_inline STACK_OF(t1) *sk_##t1##_dup(const STACK_OF(t1) *stack) \
	{ \
		return (STACK_OF(t1) *)OPENSSL_sk_dup((const OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline STACK_OF(t1) *sk_##t1##_deep_copy(const STACK_OF(t1) *stack, \
		sk_##t1##_copyfunc copy, sk_##t1##_freefunc free_fn) \
	{ \
		return (STACK_OF(t1) *)OPENSSL_sk_deep_copy((const OPENSSL_STACK *)stack, (OPENSSL_sk_copyfunc)copy, \
			(OPENSSL_sk_freefunc)free_fn); \
	} \
	static ossl_unused ossl_inline void sk_##t1##_free(STACK_OF(t1) *stack) \
	{ \
		OPENSSL_sk_free((OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline void sk_##t1##_pop_free(STACK_OF(t1) *stack, sk_##t1##_freefunc free_fn) \
	{ \
		OPENSSL_sk_pop_free((OPENSSL_STACK *)stack, (OPENSSL_sk_freefunc)free_fn); \
	} \
	static ossl_unused ossl_inline void sk_##t1##_zero(STACK_OF(t1) *stack) \
	{ \
		OPENSSL_sk_zero((OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_reserve(STACK_OF(t1) *stack, int n) \
	{ \
		return OPENSSL_sk_reserve((OPENSSL_STACK *)stack, n); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_num(const STACK_OF(t1) *stack) \
	{ \
		return OPENSSL_sk_num((const OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline t2 *sk_##t1##_value(const STACK_OF(t1) *stack, int i) \
	{ \
		return (t2 *)OPENSSL_sk_value((const OPENSSL_STACK *)stack, i); \
	} \
	static ossl_unused ossl_inline t2 *sk_##t1##_set(STACK_OF(t1) *stack, int i, t2 *element) \
	{ \
		return (t2 *)OPENSSL_sk_set((OPENSSL_STACK *)stack, i, (const void *)element); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_push(STACK_OF(t1) *stack, t2 *element) \
	{ \
		return OPENSSL_sk_push((OPENSSL_STACK *)stack, (const void *)element); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_unshift(STACK_OF(t1) *stack, t2 *element) \
	{ \
		return OPENSSL_sk_unshift((OPENSSL_STACK *)stack, (const void *)element); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_insert(STACK_OF(t1) *stack, t2 *element, int i) \
	{ \
		return OPENSSL_sk_insert((OPENSSL_STACK *)stack, (const void *)element, i); \
	} \
	static ossl_unused ossl_inline t2 *sk_##t1##_pop(STACK_OF(t1) *stack) \
	{ \
		return (t2 *)OPENSSL_sk_pop((OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline t2 *sk_##t1##_shift(STACK_OF(t1) *stack) \
	{ \
		return (t2 *)OPENSSL_sk_shift((OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline t2 *sk_##t1##_delete(STACK_OF(t1) *stack, int i) \
	{ \
		return (t2 *)OPENSSL_sk_delete((OPENSSL_STACK *)stack, i); \
	} \
	static ossl_unused ossl_inline t2 *sk_##t1##_delete_ptr(STACK_OF(t1) *stack, t2 *element) \
	{ \
		return (t2 *)OPENSSL_sk_delete_ptr((OPENSSL_STACK *)stack, (const void *)element); \
	} \
	static ossl_unused ossl_inline sk_##t1##_compfunc sk_##t1##_set_cmp_func(STACK_OF(t1) *stack, \
		sk_##t1##_compfunc cmp) \
	{ \
		return (sk_##t1##_compfunc)OPENSSL_sk_set_cmp_func((OPENSSL_STACK *)stack, (OPENSSL_sk_compfunc)cmp); \
	} \
	static ossl_unused ossl_inline void sk_##t1##_sort(STACK_OF(t1) *stack) \
	{ \
		OPENSSL_sk_sort((OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_is_sorted(const STACK_OF(t1) *stack) \
	{ \
		return OPENSSL_sk_is_sorted((const OPENSSL_STACK *)stack); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_find(STACK_OF(t1) *stack, t2 *element) \
	{ \
		return OPENSSL_sk_find((OPENSSL_STACK *)stack, (const void *)element); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_find_ex(STACK_OF(t1) *stack, t2 *element) \
	{ \
		return OPENSSL_sk_find_ex((OPENSSL_STACK *)stack, (const void *)element); \
	} \
	static ossl_unused ossl_inline int sk_##t1##_find_all(STACK_OF(t1) *stack, t2 *element, int *n_found) \
	{ \
		return OPENSSL_sk_find_all((OPENSSL_STACK *)stack, (const void *)element, n_found); \
	}

#define DEFINE_STACK_OF(t)                    SKM_DEFINE_STACK_OF(t, t, t)
#define DEFINE_STACK_OF_CONST(t)              SKM_DEFINE_STACK_OF(t, const t, t)
#define DEFINE_SPECIAL_STACK_OF(t1, t2)       SKM_DEFINE_STACK_OF(t1, t2, t2)
#define DEFINE_SPECIAL_STACK_OF_CONST(t1, t2) SKM_DEFINE_STACK_OF(t1, const t2, t2)

/* Stacks of strings and of untyped blocks */

typedef char *OPENSSL_STRING;
typedef const char *OPENSSL_CSTRING;
typedef void *OPENSSL_BLOCK;

DEFINE_SPECIAL_STACK_OF(OPENSSL_STRING, char)
DEFINE_SPECIAL_STACK_OF_CONST(OPENSSL_CSTRING, char)
DEFINE_SPECIAL_STACK_OF(OPENSSL_BLOCK, void)

#ifdef __cplusplus
}
#endif

#endif
