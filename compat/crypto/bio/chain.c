/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BIOs in a chain: filters before a source (BIO_push(3), BIO_find_type(3), BIO_should_retry(3)). */
#include "compat/crypto/bio/local.h"

BIO *BIO_push(BIO *b, BIO *append)
{
	if (b == NULL) {
		return append;
	}
	BIO *last = b;
	while (last->next != NULL) {
		last = last->next;
	}
	last->next = append;
	if (append != NULL) {
		append->prev = last;
	}
	BIO_ctrl(b, BIO_CTRL_PUSH, 0, last);
	return b;
}

BIO *BIO_pop(BIO *b)
{
	if (b == NULL) {
		return NULL;
	}
	BIO *next = b->next;
	BIO_ctrl(b, BIO_CTRL_POP, 0, b);
	if (b->prev != NULL) {
		b->prev->next = b->next;
	}
	if (b->next != NULL) {
		b->next->prev = b->prev;
	}
	b->next = b->prev = NULL;
	return next;
}

BIO *BIO_next(BIO *b)
{
	return b != NULL ? b->next : NULL;
}

void BIO_set_next(BIO *b, BIO *next)
{
	b->next = next;
}

/* A type without a number in its low octet stands for a class of methods. */
BIO *BIO_find_type(BIO *b, int type)
{
	if (b == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return NULL;
	}
	for (; b != NULL; b = b->next) {
		int have = b->method != NULL ? b->method->type : 0;
		if ((type & 0xff) == 0 ? (have & type) != 0 : have == type) {
			return b;
		}
	}
	return NULL;
}

BIO *BIO_get_retry_BIO(BIO *b, int *reason)
{
	BIO *last = b;
	for (; b != NULL && BIO_should_retry(b); b = b->next) {
		last = b;
	}
	if (reason != NULL) {
		*reason = last->retry_reason;
	}
	return last;
}

void BIO_copy_next_retry(BIO *b)
{
	BIO_set_flags(b, BIO_get_retry_flags(b->next));
	b->retry_reason = b->next->retry_reason;
}

static BIO *dup_one(BIO *b)
{
	BIO *copy = BIO_new(b->method);
	if (copy == NULL) {
		return NULL;
	}
	copy->callback = b->callback;
	copy->callback_ex = b->callback_ex;
	copy->callback_arg = b->callback_arg;
	copy->init = b->init;
	copy->shutdown = b->shutdown;
	copy->flags = b->flags;
	copy->num = b->num;
	if (BIO_dup_state(b, copy) <= 0 || !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_BIO, &copy->ex_data, &b->ex_data)) {
		BIO_free(copy);
		return NULL;
	}
	return copy;
}

BIO *BIO_dup_chain(BIO *b)
{
	BIO *first = NULL, *last = NULL;
	for (; b != NULL; b = b->next) {
		BIO *copy = dup_one(b);
		if (copy == NULL) {
			BIO_free_all(first);
			return NULL;
		}
		if (first == NULL) {
			first = copy;
		} else {
			BIO_push(last, copy);
		}
		last = copy;
	}
	return first;
}
