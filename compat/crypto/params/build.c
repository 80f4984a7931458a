/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OSSL_PARAM_BLD(3): an array of parameters built a value at a time. Numbers are kept in the builder; big numbers and
 * strings stay the caller's until the array is made, which is one block: the rows, then what they point at.
 */
#include <openssl/param_build.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

/* More rows than this are a fault of the program. */
#define ROWS_MAX 1024

struct row {
	const char *key;
	unsigned type;
	size_t size;
	const BIGNUM *bn; /* borrowed, or NULL: not a big number */
	const void *data; /* borrowed, or NULL: the value is in number */
	union {
		int64_t s;
		uint64_t u;
		double d;
	} number;
};

struct ossl_param_bld_st {
	struct row *rows;
	size_t n;
};

OSSL_PARAM_BLD *OSSL_PARAM_BLD_new(void)
{
	OSSL_PARAM_BLD *b = OPENSSL_zalloc(sizeof *b);
	if (b == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
	}
	return b;
}

/* forget takes the rows out; a number in one may be secret. */
static void forget(OSSL_PARAM_BLD *b)
{
	OPENSSL_clear_free(b->rows, b->n * sizeof *b->rows);
	b->rows = NULL;
	b->n = 0;
}

void OSSL_PARAM_BLD_free(OSSL_PARAM_BLD *b)
{
	if (b != NULL) {
		forget(b);
		OPENSSL_free(b);
	}
}

static int push(OSSL_PARAM_BLD *b, struct row row)
{
	if (b == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	struct row *more =
	    b->n < ROWS_MAX ? OPENSSL_clear_realloc(b->rows, b->n * sizeof row, (b->n + 1) * sizeof row) : NULL;
	if (more == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	b->rows = more;
	b->rows[b->n++] = row;
	return 1;
}

/* The octets of a number are taken from its lowest on, as the machine has them. */
#define PUSH(name, ctype, kind, member)                                                                                \
	int OSSL_PARAM_BLD_push_##name(OSSL_PARAM_BLD *b, const char *key, ctype v)                                    \
	{                                                                                                              \
		return push(b, (struct row){.key = key, .type = kind, .size = sizeof v, .number.member = v});          \
	}
PUSH(int, int, OSSL_PARAM_INTEGER, s)
PUSH(uint, unsigned int, OSSL_PARAM_UNSIGNED_INTEGER, u)
PUSH(long, long, OSSL_PARAM_INTEGER, s)
PUSH(ulong, unsigned long, OSSL_PARAM_UNSIGNED_INTEGER, u)
PUSH(int32, int32_t, OSSL_PARAM_INTEGER, s)
PUSH(uint32, uint32_t, OSSL_PARAM_UNSIGNED_INTEGER, u)
PUSH(int64, int64_t, OSSL_PARAM_INTEGER, s)
PUSH(uint64, uint64_t, OSSL_PARAM_UNSIGNED_INTEGER, u)
PUSH(size_t, size_t, OSSL_PARAM_UNSIGNED_INTEGER, u)
PUSH(time_t, time_t, OSSL_PARAM_INTEGER, s)
PUSH(double, double, OSSL_PARAM_REAL, d)

int OSSL_PARAM_BLD_push_BN_pad(OSSL_PARAM_BLD *b, const char *key, const BIGNUM *bn, size_t size)
{
	if (bn != NULL && BN_is_negative(bn)) {
		ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_UNSUPPORTED,
			       "Negative big numbers are unsupported for OSSL_PARAM");
		return 0;
	}
	if (size > INT32_MAX) {
		ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_STRING_TOO_LONG);
		return 0;
	}
	if (bn != NULL && size < (size_t)BN_num_bytes(bn)) {
		ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
		return 0;
	}
	size += bn != NULL && size == 0; /* zero takes one octet too */
	return push(b, (struct row){.key = key, .type = OSSL_PARAM_UNSIGNED_INTEGER, .size = size, .bn = bn});
}

int OSSL_PARAM_BLD_push_BN(OSSL_PARAM_BLD *b, const char *key, const BIGNUM *bn)
{
	return OSSL_PARAM_BLD_push_BN_pad(b, key, bn, bn != NULL ? (size_t)BN_num_bytes(bn) : 0);
}

static int push_data(OSSL_PARAM_BLD *b, const char *key, unsigned type, const void *data, size_t size)
{
	if (size > INT32_MAX) {
		ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_STRING_TOO_LONG);
		return 0;
	}
	return push(b, (struct row){.key = key, .type = type, .size = size, .data = data});
}

/* Size 0 stands for the length of the text. */
int OSSL_PARAM_BLD_push_utf8_string(OSSL_PARAM_BLD *b, const char *key, const char *text, size_t size)
{
	return push_data(b, key, OSSL_PARAM_UTF8_STRING, text, size == 0 && text != NULL ? strlen(text) : size);
}

int OSSL_PARAM_BLD_push_utf8_ptr(OSSL_PARAM_BLD *b, const char *key, char *text, size_t size)
{
	return push_data(b, key, OSSL_PARAM_UTF8_PTR, text, size == 0 && text != NULL ? strlen(text) : size);
}

int OSSL_PARAM_BLD_push_octet_string(OSSL_PARAM_BLD *b, const char *key, const void *data, size_t size)
{
	return push_data(b, key, OSSL_PARAM_OCTET_STRING, data, size);
}

int OSSL_PARAM_BLD_push_octet_ptr(OSSL_PARAM_BLD *b, const char *key, void *data, size_t size)
{
	return push_data(b, key, OSSL_PARAM_OCTET_PTR, data, size);
}

/* ---- the array --------------------------------------------------------------------------------------------------- */

static bool is_pointer(const struct row *r)
{
	return r->type == OSSL_PARAM_UTF8_PTR || r->type == OSSL_PARAM_OCTET_PTR;
}

/* room_for: the octets of a value, whole words, so that each begins at one; of a text there is a zero behind it. */
static size_t room_for(const struct row *r)
{
	size_t n = is_pointer(r) ? sizeof(void *) : r->size + (r->type == OSSL_PARAM_UTF8_STRING);
	return (n + 7) & ~(size_t)7;
}

/* put_number: a big number's octets, lowest first. */
static bool put_number(const BIGNUM *bn, unsigned char *to, size_t size)
{
	if (BN_bn2binpad(bn, to, (int)size) < 0) {
		return false;
	}
	for (size_t i = 0; i < size / 2; i++) {
		unsigned char low = to[i];
		to[i] = to[size - 1 - i];
		to[size - 1 - i] = low;
	}
	return true;
}

static bool put_value(const struct row *r, void *to)
{
	if (is_pointer(r)) {
		memcpy(to, &r->data, sizeof r->data);
		return true;
	}
	if (r->bn != NULL) {
		return put_number(r->bn, to, r->size);
	}
	if (r->type == OSSL_PARAM_UTF8_STRING || r->type == OSSL_PARAM_OCTET_STRING) {
		if (r->data != NULL) {
			memcpy(to, r->data, r->size);
		}
		return true;
	}
	if (r->size <= sizeof r->number) { /* else it is a big number that is not there: zero, of any size */
		memcpy(to, &r->number, r->size);
	}
	return true;
}

/* The row that ends the array keeps the size of the whole, by which OSSL_PARAM_free wipes it. */
OSSL_PARAM *OSSL_PARAM_BLD_to_param(OSSL_PARAM_BLD *b)
{
	size_t size = (b->n + 1) * sizeof(OSSL_PARAM);
	for (size_t i = 0; i < b->n; i++) {
		size += room_for(&b->rows[i]);
	}
	OSSL_PARAM *all = OPENSSL_zalloc(size);
	if (all == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	unsigned char *place = (unsigned char *)(all + b->n + 1);
	all[b->n] = (OSSL_PARAM){.data_size = size};
	for (size_t i = 0; i < b->n; i++) {
		const struct row *r = &b->rows[i];
		all[i] = (OSSL_PARAM){r->key, r->type, place, r->size, OSSL_PARAM_UNMODIFIED};
		if (!put_value(r, place)) {
			OPENSSL_clear_free(all, size);
			return NULL;
		}
		place += room_for(r);
	}
	forget(b);
	return all;
}

/* Takes what OSSL_PARAM_BLD_to_param made, or NULL. */
void OSSL_PARAM_free(OSSL_PARAM *all)
{
	const OSSL_PARAM *end = all;
	while (end != NULL && end->key != NULL) {
		end++;
	}
	if (end != NULL) {
		OPENSSL_clear_free(all, end->data_size);
	}
}
