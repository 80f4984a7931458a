/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BUF_MEM_new(3): an array that grows; the struct is public. What grows comes zeroed. */
#include <string.h>

#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

/* OpenSSL's bound: the room is a third larger than the length and still fits an int. */
#define MAX_LEN 0x5ffffffc

BUF_MEM *BUF_MEM_new_ex(unsigned long flags)
{
	BUF_MEM *b = BUF_MEM_new();
	if (b != NULL) {
		b->flags = flags;
	}
	return b;
}

BUF_MEM *BUF_MEM_new(void)
{
	BUF_MEM *b = OPENSSL_zalloc(sizeof *b);
	if (b == NULL) {
		ERR_raise(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
	}
	return b;
}

void BUF_MEM_free(BUF_MEM *b)
{
	if (b != NULL) {
		if (b->data != NULL) {
			OPENSSL_clear_free(b->data, b->max);
		}
		OPENSSL_free(b);
	}
}

static size_t resize(BUF_MEM *b, size_t len, int clean)
{
	if (len <= b->length) {
		if (clean && b->data != NULL) {
			memset(b->data + len, 0, b->length - len);
		}
		b->length = len;
		return len;
	}
	if (len > b->max) {
		if (len > MAX_LEN) {
			ERR_raise(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
			return 0;
		}
		size_t max = (len + 3) / 3 * 4;
		char *data = clean || (b->flags & BUF_MEM_FLAG_SECURE) ? OPENSSL_clear_realloc(b->data, b->max, max)
								       : OPENSSL_realloc(b->data, max);
		if (data == NULL) {
			ERR_raise(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
			return 0;
		}
		b->data = data;
		b->max = max;
	}
	memset(b->data + b->length, 0, len - b->length);
	b->length = len;
	return len;
}

size_t BUF_MEM_grow(BUF_MEM *b, size_t len)
{
	return resize(b, len, 0);
}

size_t BUF_MEM_grow_clean(BUF_MEM *b, size_t len)
{
	return resize(b, len, 1);
}

void BUF_reverse(unsigned char *out, const unsigned char *in, size_t size)
{
	if (in != NULL) {
		for (size_t i = 0; i < size; i++) {
			out[size - 1 - i] = in[i];
		}
		return;
	}
	for (size_t i = 0; i < size / 2; i++) {
		unsigned char swap = out[i];
		out[i] = out[size - 1 - i];
		out[size - 1 - i] = swap;
	}
}
