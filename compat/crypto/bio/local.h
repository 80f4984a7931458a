/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO and BIO_METHOD from inside. A method's functions come in the old form (lengths in int) or the new (size_t and a
 * separate count); a method has at most one of each pair.
 */
#ifndef TEASEL_CRYPTO_BIO_LOCAL_H
#define TEASEL_CRYPTO_BIO_LOCAL_H

#include <stdatomic.h>
#include <stdbool.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

struct bio_method_st {
	int type;
	const char *name;
	int (*write_ex)(BIO *, const char *, size_t, size_t *);
	int (*write)(BIO *, const char *, int);
	int (*read_ex)(BIO *, char *, size_t, size_t *);
	int (*read)(BIO *, char *, int);
	int (*puts)(BIO *, const char *);
	int (*gets)(BIO *, char *, int);
	long (*ctrl)(BIO *, int, long, void *);
	int (*create)(BIO *);
	int (*destroy)(BIO *);
	long (*callback_ctrl)(BIO *, int, BIO_info_cb *);
	char *own_name; /* BIO_meth_new's copy */
};

struct bio_st {
	const BIO_METHOD *method;
	BIO_callback_fn callback; /* the form of OpenSSL 1.0; callback_ex is asked first */
	BIO_callback_fn_ex callback_ex;
	char *callback_arg;
	int init, shutdown, flags, retry_reason;
	int num; /* the method's: a descriptor, or what mem returns at its end */
	void *ptr;
	BIO *next, *prev;
	atomic_int refs;
	uint64_t n_read, n_written;
	CRYPTO_EX_DATA ex_data;
	OSSL_LIB_CTX *libctx;
};

/* bio_retryable: the system call that failed with this errno may be repeated. */
bool bio_retryable(int error);

#endif
