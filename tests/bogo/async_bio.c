/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A filter BIO with an allowance in each direction: what exceeds it must wait, with the retry flag set. The driver
 * allows one byte whenever the library says that it waits, so every state is left and entered again at every byte.
 */
#include "shim.h"

#include <errno.h>
#include <stdlib.h>

struct allowance {
	size_t read;
	size_t write;
};

static int filter_create(BIO *bio)
{
	struct allowance *a = calloc(1, sizeof(*a));

	if (a == NULL) {
		return 0;
	}
	BIO_set_data(bio, a);
	BIO_set_init(bio, 1);
	return 1;
}

static int filter_destroy(BIO *bio)
{
	free(BIO_get_data(bio));
	BIO_set_data(bio, NULL);
	return 1;
}

static int filter_read(BIO *bio, char *out, int len)
{
	struct allowance *a = BIO_get_data(bio);
	int n;

	BIO_clear_retry_flags(bio);
	if (len <= 0) {
		return 0;
	}
	if (a->read == 0) {
		BIO_set_retry_read(bio);
		errno = EAGAIN;
		return -1;
	}
	n = BIO_read(BIO_next(bio), out, (size_t)len < a->read ? len : (int)a->read);
	if (n > 0) {
		a->read -= (size_t)n;
	} else {
		BIO_copy_next_retry(bio);
	}
	return n;
}

static int filter_write(BIO *bio, const char *in, int len)
{
	struct allowance *a = BIO_get_data(bio);
	int n;

	BIO_clear_retry_flags(bio);
	if (len <= 0) {
		return 0;
	}
	if (a->write == 0) {
		BIO_set_retry_write(bio);
		errno = EAGAIN;
		return -1;
	}
	n = BIO_write(BIO_next(bio), in, (size_t)len < a->write ? len : (int)a->write);
	if (n > 0) {
		a->write -= (size_t)n;
	} else {
		BIO_copy_next_retry(bio);
	}
	return n;
}

static long filter_ctrl(BIO *bio, int command, long number, void *pointer)
{
	return BIO_next(bio) != NULL ? BIO_ctrl(BIO_next(bio), command, number, pointer) : 0;
}

BIO *async_bio_new(void)
{
	static BIO_METHOD *method;

	if (method == NULL) {
		method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "a byte a time");
		if (method == NULL) {
			return NULL;
		}
		BIO_meth_set_create(method, filter_create);
		BIO_meth_set_destroy(method, filter_destroy);
		BIO_meth_set_read(method, filter_read);
		BIO_meth_set_write(method, filter_write);
		BIO_meth_set_ctrl(method, filter_ctrl);
	}
	return BIO_new(method);
}

void async_bio_allow_read(BIO *bio, size_t n)
{
	((struct allowance *)BIO_get_data(bio))->read += n;
}

void async_bio_allow_write(BIO *bio, size_t n)
{
	((struct allowance *)BIO_get_data(bio))->write += n;
}
