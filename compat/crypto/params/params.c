/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OSSL_PARAM(3): an array of named values that ends in a row without a name. Numbers have the width of their place and
 * are converted, exactly or not at all.
 */
#include <openssl/params.h>

#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

static OSSL_PARAM construct(const char *key, unsigned type, void *data, size_t size)
{
	return (OSSL_PARAM){key, type, data, size, OSSL_PARAM_UNMODIFIED};
}

#define CONSTRUCT(name, ctype, kind)                                                                                   \
	OSSL_PARAM OSSL_PARAM_construct_##name(const char *key, ctype *buf)                                            \
	{                                                                                                              \
		return construct(key, kind, buf, sizeof *buf);                                                         \
	}
CONSTRUCT(int, int, OSSL_PARAM_INTEGER)
CONSTRUCT(uint, unsigned int, OSSL_PARAM_UNSIGNED_INTEGER)
CONSTRUCT(long, long, OSSL_PARAM_INTEGER)
CONSTRUCT(ulong, unsigned long, OSSL_PARAM_UNSIGNED_INTEGER)
CONSTRUCT(int32, int32_t, OSSL_PARAM_INTEGER)
CONSTRUCT(uint32, uint32_t, OSSL_PARAM_UNSIGNED_INTEGER)
CONSTRUCT(int64, int64_t, OSSL_PARAM_INTEGER)
CONSTRUCT(uint64, uint64_t, OSSL_PARAM_UNSIGNED_INTEGER)
CONSTRUCT(size_t, size_t, OSSL_PARAM_UNSIGNED_INTEGER)
CONSTRUCT(time_t, time_t, OSSL_PARAM_INTEGER)

OSSL_PARAM OSSL_PARAM_construct_BN(const char *key, unsigned char *buf, size_t size)
{
	return construct(key, OSSL_PARAM_UNSIGNED_INTEGER, buf, size);
}

/* Size 0 stands for the length of the text. */
OSSL_PARAM OSSL_PARAM_construct_utf8_string(const char *key, char *buf, size_t size)
{
	return construct(key, OSSL_PARAM_UTF8_STRING, buf, buf != NULL && size == 0 ? strlen(buf) : size);
}

OSSL_PARAM OSSL_PARAM_construct_utf8_ptr(const char *key, char **buf, size_t size)
{
	return construct(key, OSSL_PARAM_UTF8_PTR, buf, size);
}

OSSL_PARAM OSSL_PARAM_construct_octet_string(const char *key, void *buf, size_t size)
{
	return construct(key, OSSL_PARAM_OCTET_STRING, buf, size);
}

OSSL_PARAM OSSL_PARAM_construct_octet_ptr(const char *key, void **buf, size_t size)
{
	return construct(key, OSSL_PARAM_OCTET_PTR, buf, size);
}

OSSL_PARAM OSSL_PARAM_construct_end(void)
{
	return (OSSL_PARAM)OSSL_PARAM_END;
}

OSSL_PARAM *OSSL_PARAM_locate(OSSL_PARAM *p, const char *key)
{
	for (; p != NULL && key != NULL && p->key != NULL; p++) {
		if (OPENSSL_strcasecmp(p->key, key) == 0) {
			return p;
		}
	}
	return NULL;
}

const OSSL_PARAM *OSSL_PARAM_locate_const(const OSSL_PARAM *p, const char *key)
{
	return OSSL_PARAM_locate((OSSL_PARAM *)p, key);
}

int OSSL_PARAM_modified(const OSSL_PARAM *p)
{
	return p != NULL && p->return_size != OSSL_PARAM_UNMODIFIED;
}

void OSSL_PARAM_set_all_unmodified(OSSL_PARAM *p)
{
	for (; p != NULL && p->key != NULL; p++) {
		p->return_size = OSSL_PARAM_UNMODIFIED;
	}
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* A number of up to 64 bits and its sign. */
struct number {
	bool negative;
	uint64_t magnitude;
};

/* load reads a little-endian number of any width whose value fits. */
static bool load(const OSSL_PARAM *p, struct number *out)
{
	if (p == NULL || p->data == NULL ||
	    (p->data_type != OSSL_PARAM_INTEGER && p->data_type != OSSL_PARAM_UNSIGNED_INTEGER)) {
		return false;
	}
	const unsigned char *b = p->data;
	bool negative = p->data_type == OSSL_PARAM_INTEGER && p->data_size != 0 && (b[p->data_size - 1] & 0x80);
	unsigned char fill = negative ? 0xff : 0;
	uint64_t v = negative ? UINT64_MAX : 0;
	for (size_t i = 0; i < p->data_size; i++) {
		if (i < 8) {
			v = (v & ~((uint64_t)0xff << 8 * i)) | (uint64_t)b[i] << 8 * i;
		} else if (b[i] != fill) {
			return false;
		}
	}
	if (negative && !(v >> 63)) {
		return false;
	}
	*out = (struct number){negative, negative ? 0 - v : v};
	return true;
}

static bool to_signed(const OSSL_PARAM *p, int64_t min, int64_t max, int64_t *out)
{
	struct number n;
	if (!load(p, &n) || n.magnitude > (n.negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX)) {
		return false;
	}
	int64_t v = n.negative ? (int64_t)(0 - n.magnitude) : (int64_t)n.magnitude;
	*out = v;
	return v >= min && v <= max;
}

static bool to_unsigned(const OSSL_PARAM *p, uint64_t max, uint64_t *out)
{
	struct number n;
	if (!load(p, &n) || n.negative || n.magnitude > max) {
		return false;
	}
	*out = n.magnitude;
	return true;
}

/* store writes a number where p points, or only its size when there is no place. */
static int store(OSSL_PARAM *p, struct number n, size_t natural_size)
{
	if (p == NULL) {
		return 0;
	}
	p->return_size = 0;
	if (p->data_type != OSSL_PARAM_INTEGER && p->data_type != OSSL_PARAM_UNSIGNED_INTEGER) {
		return 0;
	}
	p->return_size = natural_size;
	if (p->data == NULL) {
		return 1;
	}
	bool is_signed = p->data_type == OSSL_PARAM_INTEGER;
	if ((n.negative && !is_signed) || p->data_size == 0) {
		return 0;
	}
	unsigned bits = p->data_size >= 8 ? 64 : 8 * (unsigned)p->data_size;
	if (p->data_size <= 8) {
		uint64_t limit = is_signed    ? ((uint64_t)1 << (bits - 1)) - !n.negative
				 : bits == 64 ? UINT64_MAX
					      : ((uint64_t)1 << bits) - 1;
		if (n.magnitude > limit) {
			return 0;
		}
	}
	uint64_t v = n.negative ? 0 - n.magnitude : n.magnitude;
	unsigned char *b = p->data;
	for (size_t i = 0; i < p->data_size; i++) {
		b[i] = i < 8 ? (unsigned char)(v >> 8 * i) : n.negative ? 0xff : 0;
	}
	p->return_size = p->data_size;
	return 1;
}

#define SIGNED(name, ctype, min, max)                                                                                  \
	int OSSL_PARAM_get_##name(const OSSL_PARAM *p, ctype *val)                                                     \
	{                                                                                                              \
		int64_t v;                                                                                             \
		if (val == NULL || !to_signed(p, min, max, &v)) {                                                      \
			return 0;                                                                                      \
		}                                                                                                      \
		*val = (ctype)v;                                                                                       \
		return 1;                                                                                              \
	}                                                                                                              \
	int OSSL_PARAM_set_##name(OSSL_PARAM *p, ctype val)                                                            \
	{                                                                                                              \
		return store(p, (struct number){val < 0, val < 0 ? 0 - (uint64_t)val : (uint64_t)val}, sizeof val);    \
	}
#define UNSIGNED(name, ctype, max)                                                                                     \
	int OSSL_PARAM_get_##name(const OSSL_PARAM *p, ctype *val)                                                     \
	{                                                                                                              \
		uint64_t v;                                                                                            \
		if (val == NULL || !to_unsigned(p, max, &v)) {                                                         \
			return 0;                                                                                      \
		}                                                                                                      \
		*val = (ctype)v;                                                                                       \
		return 1;                                                                                              \
	}                                                                                                              \
	int OSSL_PARAM_set_##name(OSSL_PARAM *p, ctype val)                                                            \
	{                                                                                                              \
		return store(p, (struct number){false, val}, sizeof val);                                              \
	}
SIGNED(int, int, INT32_MIN, INT32_MAX)
SIGNED(int32, int32_t, INT32_MIN, INT32_MAX)
SIGNED(int64, int64_t, INT64_MIN, INT64_MAX)
SIGNED(long, long, INT64_MIN, INT64_MAX)
SIGNED(time_t, time_t, INT64_MIN, INT64_MAX)
UNSIGNED(uint, unsigned int, UINT32_MAX)
UNSIGNED(uint32, uint32_t, UINT32_MAX)
UNSIGNED(uint64, uint64_t, UINT64_MAX)
UNSIGNED(ulong, unsigned long, UINT64_MAX)
UNSIGNED(size_t, size_t, UINT64_MAX)

/* ---- strings ----------------------------------------------------------------------------------------------------- */

int OSSL_PARAM_get_utf8_string(const OSSL_PARAM *p, char **val, size_t max_len)
{
	if (p == NULL || val == NULL || p->data_type != OSSL_PARAM_UTF8_STRING || p->data == NULL) {
		return 0;
	}
	size_t len = strnlen(p->data, p->data_size);
	if (*val == NULL) {
		*val = OPENSSL_strndup(p->data, len);
		return *val != NULL;
	}
	if (len >= max_len) {
		return 0;
	}
	memcpy(*val, p->data, len);
	(*val)[len] = '\0';
	return 1;
}

int OSSL_PARAM_get_octet_string(const OSSL_PARAM *p, void **val, size_t max_len, size_t *used_len)
{
	if (p == NULL || p->data_type != OSSL_PARAM_OCTET_STRING || p->data == NULL ||
	    (val == NULL && used_len == NULL)) {
		return 0;
	}
	if (used_len != NULL) {
		*used_len = p->data_size;
	}
	if (val == NULL) {
		return 1;
	}
	if (*val == NULL) {
		*val = OPENSSL_malloc(p->data_size != 0 ? p->data_size : 1);
		if (*val == NULL) {
			return 0;
		}
	} else if (p->data_size > max_len) {
		return 0;
	}
	memcpy(*val, p->data, p->data_size);
	return 1;
}

int OSSL_PARAM_get_utf8_string_ptr(const OSSL_PARAM *p, const char **val)
{
	if (p == NULL || val == NULL || p->data == NULL) {
		return 0;
	}
	if (p->data_type == OSSL_PARAM_UTF8_PTR) {
		*val = *(const char **)p->data;
		return 1;
	}
	*val = p->data;
	return p->data_type == OSSL_PARAM_UTF8_STRING;
}

int OSSL_PARAM_get_octet_string_ptr(const OSSL_PARAM *p, const void **val, size_t *used_len)
{
	if (p == NULL || val == NULL || p->data == NULL ||
	    (p->data_type != OSSL_PARAM_OCTET_STRING && p->data_type != OSSL_PARAM_OCTET_PTR)) {
		return 0;
	}
	*val = p->data_type == OSSL_PARAM_OCTET_PTR ? *(const void **)p->data : p->data;
	if (used_len != NULL) {
		*used_len = p->data_size;
	}
	return 1;
}

static int set_string(OSSL_PARAM *p, const void *val, size_t len, unsigned type)
{
	p->return_size = len;
	if (p->data == NULL) {
		return 1;
	}
	if (p->data_type != type || p->data_size < len) {
		return 0;
	}
	memcpy(p->data, val, len);
	if (type == OSSL_PARAM_UTF8_STRING && p->data_size > len) {
		((char *)p->data)[len] = '\0';
	}
	return 1;
}

int OSSL_PARAM_set_utf8_string(OSSL_PARAM *p, const char *val)
{
	return p != NULL && val != NULL && set_string(p, val, strlen(val), OSSL_PARAM_UTF8_STRING);
}

int OSSL_PARAM_set_octet_string(OSSL_PARAM *p, const void *val, size_t len)
{
	return p != NULL && val != NULL && set_string(p, val, len, OSSL_PARAM_OCTET_STRING);
}

/* The text stays the caller's. */
int OSSL_PARAM_set_utf8_ptr(OSSL_PARAM *p, const char *val)
{
	if (p == NULL) {
		return 0;
	}
	p->return_size = val != NULL ? strlen(val) : 0;
	if (p->data_type != OSSL_PARAM_UTF8_PTR) {
		return 0;
	}
	if (p->data != NULL) {
		*(const char **)p->data = val;
	}
	return 1;
}
