/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Hash tables of pointers, resized as they grow. DEFINE_LHASH_OF(T) makes the type LHASH_OF(T) and functions lh_T_new,
 * lh_T_insert and so on. Inserting and deleting return what was there before.
 */
#ifndef OPENSSL_LHASH_H
#define OPENSSL_LHASH_H

#include <openssl/e_os2.h>
#include <openssl/macros.h>
#include <openssl/safestack.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lhash_node_st OPENSSL_LH_NODE; /* opaque */
typedef struct lhash_st OPENSSL_LHASH;        /* opaque */
typedef int (*OPENSSL_LH_COMPFUNC)(const void *a, const void *b);
typedef unsigned long (*OPENSSL_LH_HASHFUNC)(const void *item);
typedef void (*OPENSSL_LH_DOALL_FUNC)(void *item);
typedef void (*OPENSSL_LH_DOALL_FUNCARG)(void *item, void *arg);

#define LH_LOAD_MULT 256

OPENSSL_LHASH *OPENSSL_LH_new(OPENSSL_LH_HASHFUNC hash, OPENSSL_LH_COMPFUNC cmp);
void OPENSSL_LH_free(OPENSSL_LHASH *table);
void OPENSSL_LH_flush(OPENSSL_LHASH *table);
void *OPENSSL_LH_insert(OPENSSL_LHASH *table, void *item);
void *OPENSSL_LH_delete(OPENSSL_LHASH *table, const void *item);
void *OPENSSL_LH_retrieve(OPENSSL_LHASH *table, const void *item);
void OPENSSL_LH_doall(OPENSSL_LHASH *table, OPENSSL_LH_DOALL_FUNC each);
void OPENSSL_LH_doall_arg(OPENSSL_LHASH *table, OPENSSL_LH_DOALL_FUNCARG each, void *arg);
int OPENSSL_LH_error(OPENSSL_LHASH *table);
unsigned long OPENSSL_LH_num_items(const OPENSSL_LHASH *table);
unsigned long OPENSSL_LH_get_down_load(const OPENSSL_LHASH *table);
void OPENSSL_LH_set_down_load(OPENSSL_LHASH *table, unsigned long load);
unsigned long OPENSSL_LH_strhash(const char *text);

#define LHASH_OF(type) struct lhash_st_##type

#define DEFINE_LHASH_OF(type) \
	LHASH_OF(type); \
	static ossl_unused ossl_inline LHASH_OF(type) *lh_##type##_new(unsigned long (*hash)(const type *), \
		int (*cmp)(const type *, const type *)) \
	{ \
		return (LHASH_OF(type) *)OPENSSL_LH_new((OPENSSL_LH_HASHFUNC)hash, (OPENSSL_LH_COMPFUNC)cmp); \
	} \
	static ossl_unused ossl_inline void lh_##type##_free(LHASH_OF(type) *table) \
	{ \
		OPENSSL_LH_free((OPENSSL_LHASH *)table); \
	} \
	static ossl_unused ossl_inline void lh_##type##_flush(LHASH_OF(type) *table) \
	{ \
		OPENSSL_LH_flush((OPENSSL_LHASH *)table); \
	} \
	static ossl_unused ossl_inline type *lh_##type##_insert(LHASH_OF(type) *table, type *item) \
	{ \
		return (type *)OPENSSL_LH_insert((OPENSSL_LHASH *)table, item); \
	} \
	static ossl_unused ossl_inline type *lh_##type##_delete(LHASH_OF(type) *table, const type *item) \
	{ \
		return (type *)OPENSSL_LH_delete((OPENSSL_LHASH *)table, item); \
	} \
	static ossl_unused ossl_inline type *lh_##type##_retrieve(LHASH_OF(type) *table, const type *item) \
	{ \
		return (type *)OPENSSL_LH_retrieve((OPENSSL_LHASH *)table, item); \
	} \
	static ossl_unused ossl_inline int lh_##type##_error(LHASH_OF(type) *table) \
	{ \
		return OPENSSL_LH_error((OPENSSL_LHASH *)table); \
	} \
	static ossl_unused ossl_inline unsigned long lh_##type##_num_items(LHASH_OF(type) *table) \
	{ \
		return OPENSSL_LH_num_items((OPENSSL_LHASH *)table); \
	} \
	static ossl_unused ossl_inline unsigned long lh_##type##_get_down_load(LHASH_OF(type) *table) \
	{ \
		return OPENSSL_LH_get_down_load((OPENSSL_LHASH *)table); \
	} \
	static ossl_unused ossl_inline void lh_##type##_set_down_load(LHASH_OF(type) *table, unsigned long load) \
	{ \
		OPENSSL_LH_set_down_load((OPENSSL_LHASH *)table, load); \
	} \
	static ossl_unused ossl_inline void lh_##type##_doall(LHASH_OF(type) *table, void (*each)(type *)) \
	{ \
		OPENSSL_LH_doall((OPENSSL_LHASH *)table, (OPENSSL_LH_DOALL_FUNC)each); \
	} \
	static ossl_unused ossl_inline void lh_##type##_doall_arg(LHASH_OF(type) *table, void (*each)(type *, \
		void *), void *arg) \
	{ \
		OPENSSL_LH_doall_arg((OPENSSL_LHASH *)table, (OPENSSL_LH_DOALL_FUNCARG)each, arg); \
	}

/* lh_T_doall_A(table, each, arg), where each takes a T * and an A *. */
#define IMPLEMENT_LHASH_DOALL_ARG(type, argtype)       TEASEL_LHASH_DOALL_ARG(type, argtype, type)
#define IMPLEMENT_LHASH_DOALL_ARG_CONST(type, argtype) TEASEL_LHASH_DOALL_ARG(type, argtype, const type)
#define TEASEL_LHASH_DOALL_ARG(type, argtype, itemtype) \
	static ossl_unused ossl_inline void lh_##type##_doall_##argtype(LHASH_OF(type) *table, \
		void (*each)(itemtype *, argtype *), argtype *arg) \
	{ \
		OPENSSL_LH_doall_arg((OPENSSL_LHASH *)table, (OPENSSL_LH_DOALL_FUNCARG)each, (void *)arg); \
	}

DEFINE_LHASH_OF(OPENSSL_STRING)
DEFINE_LHASH_OF(OPENSSL_CSTRING)

#ifdef __cplusplus
}
#endif

#endif
