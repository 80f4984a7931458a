/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Parameters by name, in arrays that end with OSSL_PARAM_END: how settings and keys pass to and from providers. */
#ifndef OPENSSL_PARAMS_H
#define OPENSSL_PARAMS_H

#include <openssl/core.h>
#include <openssl/bn.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks an answer that was not given. */
#define OSSL_PARAM_UNMODIFIED ((size_t)-1)
#define OSSL_PARAM_END        { NULL, 0, NULL, 0, 0 }

/* Entries of an array */

#define OSSL_PARAM_DEFN(key, type, addr, sz) { (key), (type), (addr), (sz), OSSL_PARAM_UNMODIFIED }
#define OSSL_PARAM_BN(key, bn, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (bn), (sz))
#define OSSL_PARAM_double(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_REAL, (addr), sizeof(double))
#define OSSL_PARAM_int(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), sizeof(int))
#define OSSL_PARAM_int32(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), sizeof(int32_t))
#define OSSL_PARAM_int64(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), sizeof(int64_t))
#define OSSL_PARAM_long(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), sizeof(long int))
#define OSSL_PARAM_octet_ptr(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_OCTET_PTR, (addr), (sz))
#define OSSL_PARAM_octet_string(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_OCTET_STRING, (addr), (sz))
#define OSSL_PARAM_size_t(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), sizeof(size_t))
#define OSSL_PARAM_time_t(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_INTEGER, (addr), sizeof(time_t))
#define OSSL_PARAM_uint(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), sizeof(unsigned int))
#define OSSL_PARAM_uint32(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), sizeof(uint32_t))
#define OSSL_PARAM_uint64(key, addr) OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), sizeof(uint64_t))
#define OSSL_PARAM_ulong(key, addr) \
	OSSL_PARAM_DEFN((key), OSSL_PARAM_UNSIGNED_INTEGER, (addr), sizeof(unsigned long int))
#define OSSL_PARAM_utf8_ptr(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_UTF8_PTR, (addr), (sz))
#define OSSL_PARAM_utf8_string(key, addr, sz) OSSL_PARAM_DEFN((key), OSSL_PARAM_UTF8_STRING, (addr), (sz))

OSSL_PARAM *OSSL_PARAM_locate(OSSL_PARAM *params, const char *key);
const OSSL_PARAM *OSSL_PARAM_locate_const(const OSSL_PARAM *params, const char *key);
OSSL_PARAM OSSL_PARAM_construct_BN(const char *key, unsigned char *buf, size_t bsize);
OSSL_PARAM OSSL_PARAM_construct_double(const char *key, double *buf);
OSSL_PARAM OSSL_PARAM_construct_end(void);
OSSL_PARAM OSSL_PARAM_construct_int(const char *key, int *buf);
OSSL_PARAM OSSL_PARAM_construct_int32(const char *key, int32_t *buf);
OSSL_PARAM OSSL_PARAM_construct_int64(const char *key, int64_t *buf);
OSSL_PARAM OSSL_PARAM_construct_long(const char *key, long *buf);
OSSL_PARAM OSSL_PARAM_construct_octet_ptr(const char *key, void **buf, size_t bsize);
OSSL_PARAM OSSL_PARAM_construct_octet_string(const char *key, void *buf, size_t bsize);
OSSL_PARAM OSSL_PARAM_construct_size_t(const char *key, size_t *buf);
OSSL_PARAM OSSL_PARAM_construct_time_t(const char *key, time_t *buf);
OSSL_PARAM OSSL_PARAM_construct_uint(const char *key, unsigned int *buf);
OSSL_PARAM OSSL_PARAM_construct_uint32(const char *key, uint32_t *buf);
OSSL_PARAM OSSL_PARAM_construct_uint64(const char *key, uint64_t *buf);
OSSL_PARAM OSSL_PARAM_construct_ulong(const char *key, unsigned long *buf);
OSSL_PARAM OSSL_PARAM_construct_utf8_ptr(const char *key, char **buf, size_t bsize);
OSSL_PARAM OSSL_PARAM_construct_utf8_string(const char *key, char *buf, size_t bsize);
int OSSL_PARAM_get_BN(const OSSL_PARAM *params, BIGNUM **val);
int OSSL_PARAM_get_double(const OSSL_PARAM *params, double *val);
int OSSL_PARAM_get_int(const OSSL_PARAM *params, int *val);
int OSSL_PARAM_get_int32(const OSSL_PARAM *params, int32_t *val);
int OSSL_PARAM_get_int64(const OSSL_PARAM *params, int64_t *val);
int OSSL_PARAM_get_long(const OSSL_PARAM *params, long *val);
int OSSL_PARAM_get_octet_ptr(const OSSL_PARAM *params, const void **val, size_t *used_len);
int OSSL_PARAM_get_octet_string(const OSSL_PARAM *params, void **val, size_t max_len, size_t *used_len);
int OSSL_PARAM_get_octet_string_ptr(const OSSL_PARAM *params, const void **val, size_t *used_len);
int OSSL_PARAM_get_size_t(const OSSL_PARAM *params, size_t *val);
int OSSL_PARAM_get_time_t(const OSSL_PARAM *params, time_t *val);
int OSSL_PARAM_get_uint(const OSSL_PARAM *params, unsigned int *val);
int OSSL_PARAM_get_uint32(const OSSL_PARAM *params, uint32_t *val);
int OSSL_PARAM_get_uint64(const OSSL_PARAM *params, uint64_t *val);
int OSSL_PARAM_get_ulong(const OSSL_PARAM *params, unsigned long *val);
int OSSL_PARAM_get_utf8_ptr(const OSSL_PARAM *params, const char **val);
int OSSL_PARAM_get_utf8_string(const OSSL_PARAM *params, char **val, size_t max_len);
int OSSL_PARAM_get_utf8_string_ptr(const OSSL_PARAM *params, const char **val);
int OSSL_PARAM_set_BN(OSSL_PARAM *params, const BIGNUM *val);
void OSSL_PARAM_set_all_unmodified(OSSL_PARAM *params);
int OSSL_PARAM_set_double(OSSL_PARAM *params, double val);
int OSSL_PARAM_set_int(OSSL_PARAM *params, int val);
int OSSL_PARAM_set_int32(OSSL_PARAM *params, int32_t val);
int OSSL_PARAM_set_int64(OSSL_PARAM *params, int64_t val);
int OSSL_PARAM_set_long(OSSL_PARAM *params, long val);
int OSSL_PARAM_set_octet_ptr(OSSL_PARAM *params, const void *val, size_t used_len);
int OSSL_PARAM_set_octet_string(OSSL_PARAM *params, const void *val, size_t len);
int OSSL_PARAM_set_size_t(OSSL_PARAM *params, size_t val);
int OSSL_PARAM_set_time_t(OSSL_PARAM *params, time_t val);
int OSSL_PARAM_set_uint(OSSL_PARAM *params, unsigned int val);
int OSSL_PARAM_set_uint32(OSSL_PARAM *params, uint32_t val);
int OSSL_PARAM_set_uint64(OSSL_PARAM *params, uint64_t val);
int OSSL_PARAM_set_ulong(OSSL_PARAM *params, unsigned long val);
int OSSL_PARAM_set_utf8_ptr(OSSL_PARAM *params, const char *val);
int OSSL_PARAM_set_utf8_string(OSSL_PARAM *params, const char *val);
int OSSL_PARAM_allocate_from_text(OSSL_PARAM *to, const OSSL_PARAM *paramdefs, const char *key, const char *value,
	size_t value_n, int *found);
OSSL_PARAM *OSSL_PARAM_dup(const OSSL_PARAM *params);
void OSSL_PARAM_free(OSSL_PARAM *params);
OSSL_PARAM *OSSL_PARAM_merge(const OSSL_PARAM *p1, const OSSL_PARAM *p2);
int OSSL_PARAM_modified(const OSSL_PARAM *params);

#ifdef __cplusplus
}
#endif

#endif
