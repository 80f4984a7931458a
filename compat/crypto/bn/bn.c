/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIGNUM(3) as far as programs use it to carry numbers: in and out of octets and text, compared, but not computed with.
 * A number is its sign and its big-endian octets without leading zeros. Contents may be secret: memory is wiped.
 */
#include <openssl/bn.h>

#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "engine/base/span.h"

struct bignum_st {
	unsigned char *p; /* len octets, owned */
	size_t len;
	bool negative;
	int flags;
};

static bool put(BIGNUM *b, struct span s, bool negative)
{
	while (s.len != 0 && s.p[0] == 0) {
		s = span_of(s.p + 1, s.len - 1);
	}
	unsigned char *p = NULL;
	if (s.len != 0 && (p = OPENSSL_memdup(s.p, s.len)) == NULL) {
		ERR_raise(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
		return false;
	}
	OPENSSL_clear_free(b->p, b->len);
	b->p = p;
	b->len = s.len;
	b->negative = negative && s.len != 0;
	return true;
}

BIGNUM *BN_new(void)
{
	BIGNUM *b = OPENSSL_zalloc(sizeof *b);
	if (b == NULL) {
		ERR_raise(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
	}
	return b;
}

BIGNUM *BN_secure_new(void)
{
	return BN_new();
}

void BN_clear_free(BIGNUM *b)
{
	if (b != NULL) {
		OPENSSL_clear_free(b->p, b->len);
		OPENSSL_free(b);
	}
}

void BN_free(BIGNUM *b)
{
	BN_clear_free(b);
}

void BN_clear(BIGNUM *b)
{
	put(b, span_of(NULL, 0), false);
}

void BN_zero_ex(BIGNUM *b)
{
	BN_clear(b);
}

BIGNUM *BN_copy(BIGNUM *to, const BIGNUM *from)
{
	return to == from || put(to, span_of(from->p, from->len), from->negative) ? to : NULL;
}

BIGNUM *BN_dup(const BIGNUM *b)
{
	BIGNUM *copy = b != NULL ? BN_new() : NULL;
	if (copy != NULL && BN_copy(copy, b) == NULL) {
		BN_free(copy);
		return NULL;
	}
	return copy;
}

/* ---- octets and words -------------------------------------------------------------------------------------------- */

BIGNUM *BN_bin2bn(const unsigned char *s, int len, BIGNUM *out)
{
	BIGNUM *b = out != NULL ? out : BN_new();
	if (b == NULL || len < 0 || !put(b, span_of(s, (size_t)len), false)) {
		if (out == NULL) {
			BN_free(b);
		}
		return NULL;
	}
	return b;
}

int BN_bn2bin(const BIGNUM *b, unsigned char *to)
{
	if (b->len != 0) {
		memcpy(to, b->p, b->len);
	}
	return (int)b->len;
}

int BN_bn2binpad(const BIGNUM *b, unsigned char *to, int to_len)
{
	if (to_len < 0 || (size_t)to_len < b->len) {
		return -1;
	}
	memset(to, 0, (size_t)to_len - b->len);
	BN_bn2bin(b, to + ((size_t)to_len - b->len));
	return to_len;
}

int BN_set_word(BIGNUM *b, unsigned long w)
{
	unsigned char octets[8];
	for (int i = 0; i < 8; i++) {
		octets[i] = (unsigned char)(w >> (56 - 8 * i));
	}
	return put(b, span_of(octets, sizeof octets), false);
}

unsigned long BN_get_word(const BIGNUM *b)
{
	unsigned long w = 0;
	for (size_t i = 0; i < b->len; i++) {
		w = w << 8 | b->p[i];
	}
	return b->len > 8 ? ~0UL : w;
}

void BN_set_negative(BIGNUM *b, int negative)
{
	b->negative = negative != 0 && b->len != 0;
}

int BN_is_negative(const BIGNUM *b)
{
	return b->negative;
}

int BN_num_bits_word(unsigned long w)
{
	return w == 0 ? 0 : 64 - __builtin_clzl(w);
}

int BN_num_bits(const BIGNUM *b)
{
	return b->len == 0 ? 0 : (int)(8 * (b->len - 1)) + BN_num_bits_word(b->p[0]);
}

int BN_is_zero(const BIGNUM *b)
{
	return b->len == 0;
}

int BN_abs_is_word(const BIGNUM *b, const unsigned long w)
{
	return b->len <= 8 && BN_get_word(b) == w;
}

int BN_is_word(const BIGNUM *b, const unsigned long w)
{
	return BN_abs_is_word(b, w) && !b->negative;
}

int BN_is_one(const BIGNUM *b)
{
	return BN_is_word(b, 1);
}

int BN_is_odd(const BIGNUM *b)
{
	return b->len != 0 && (b->p[b->len - 1] & 1);
}

int BN_is_bit_set(const BIGNUM *b, int n)
{
	return n >= 0 && (size_t)n / 8 < b->len && (b->p[b->len - 1 - (size_t)n / 8] >> (n % 8) & 1);
}

int BN_ucmp(const BIGNUM *a, const BIGNUM *b)
{
	if (a->len != b->len) {
		return a->len < b->len ? -1 : 1;
	}
	int c = a->len != 0 ? memcmp(a->p, b->p, a->len) : 0;
	return (c > 0) - (c < 0);
}

/* NULL comes after every number. */
int BN_cmp(const BIGNUM *a, const BIGNUM *b)
{
	if (a == NULL || b == NULL) {
		return (a == NULL) - (b == NULL);
	}
	if (a->negative != b->negative) {
		return a->negative ? -1 : 1;
	}
	return a->negative ? BN_ucmp(b, a) : BN_ucmp(a, b);
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

char *BN_bn2hex(const BIGNUM *b)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text = OPENSSL_malloc(2 * b->len + 3), *p = text;
	if (text == NULL) {
		ERR_raise(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	if (b->negative) {
		*p++ = '-';
	}
	for (size_t i = 0; i < b->len; i++) {
		*p++ = digits[b->p[i] >> 4];
		*p++ = digits[b->p[i] & 15];
	}
	if (b->len == 0) {
		*p++ = '0';
	}
	*p = '\0';
	return text;
}

/* BN_print has no leading zero digit, where BN_bn2hex writes whole octets. */
int BN_print(BIO *bio, const BIGNUM *b)
{
	char *text = BN_bn2hex(b);
	if (text == NULL) {
		return 0;
	}
	char *digits = text + b->negative;
	bool ok = !b->negative || BIO_write(bio, "-", 1) == 1;
	digits += b->len != 0 && digits[0] == '0';
	ok = ok && BIO_write(bio, digits, (int)strlen(digits)) == (int)strlen(digits);
	OPENSSL_clear_free(text, strlen(text));
	return ok;
}

int BN_hex2bn(BIGNUM **out, const char *text)
{
	if (text == NULL || *text == '\0') {
		return 0;
	}
	bool negative = *text == '-';
	const char *digits = text + negative;
	size_t n = 0;
	while (OPENSSL_hexchar2int((unsigned char)digits[n]) >= 0) {
		n++;
	}
	if (n == 0 || n > INT32_MAX / 4) {
		return 0;
	}
	if (out == NULL) {
		return (int)n + negative;
	}
	size_t len = (n + 1) / 2;
	unsigned char *octets = OPENSSL_zalloc(len);
	BIGNUM *b = *out != NULL ? *out : BN_new();
	int ret = 0;
	if (octets != NULL && b != NULL) {
		for (size_t i = 0; i < n; i++) {
			octets[len - 1 - i / 2] |=
			    (unsigned char)(OPENSSL_hexchar2int((unsigned char)digits[n - 1 - i]) << (i % 2 ? 4 : 0));
		}
		ret = put(b, span_of(octets, len), negative) ? (int)n + negative : 0;
	}
	OPENSSL_clear_free(octets, len);
	if (ret != 0) {
		*out = b;
	} else if (*out == NULL) {
		BN_free(b);
	}
	return ret;
}
