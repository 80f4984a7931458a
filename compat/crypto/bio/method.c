/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BIO_meth_new(3): methods of the program's own. */
#include <string.h>

#include "compat/crypto/bio/local.h"

/* Types below BIO_TYPE_START are ours; those of the program's own fit an octet. */
int BIO_get_new_index(void)
{
	static atomic_int next = BIO_TYPE_START;
	int index = atomic_fetch_add(&next, 1) + 1;
	if (index > 0xff) {
		atomic_fetch_sub(&next, 1);
		return -1;
	}
	return index;
}

BIO_METHOD *BIO_meth_new(int type, const char *name)
{
	BIO_METHOD *m = OPENSSL_zalloc(sizeof *m);
	if (m == NULL || (m->own_name = OPENSSL_strdup(name)) == NULL) {
		OPENSSL_free(m);
		ERR_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	m->type = type;
	m->name = m->own_name;
	return m;
}

void BIO_meth_free(BIO_METHOD *m)
{
	if (m != NULL) {
		OPENSSL_free(m->own_name);
		OPENSSL_free(m);
	}
}

int BIO_meth_set_write(BIO_METHOD *m, int (*fn)(BIO *, const char *, int))
{
	m->write = fn;
	m->write_ex = NULL;
	return 1;
}

int BIO_meth_set_write_ex(BIO_METHOD *m, int (*fn)(BIO *, const char *, size_t, size_t *))
{
	m->write = NULL;
	m->write_ex = fn;
	return 1;
}

int BIO_meth_set_read(BIO_METHOD *m, int (*fn)(BIO *, char *, int))
{
	m->read = fn;
	m->read_ex = NULL;
	return 1;
}

int BIO_meth_set_read_ex(BIO_METHOD *m, int (*fn)(BIO *, char *, size_t, size_t *))
{
	m->read = NULL;
	m->read_ex = fn;
	return 1;
}

int BIO_meth_set_puts(BIO_METHOD *m, int (*fn)(BIO *, const char *))
{
	m->puts = fn;
	return 1;
}

int BIO_meth_set_gets(BIO_METHOD *m, int (*fn)(BIO *, char *, int))
{
	m->gets = fn;
	return 1;
}

int BIO_meth_set_ctrl(BIO_METHOD *m, long (*fn)(BIO *, int, long, void *))
{
	m->ctrl = fn;
	return 1;
}

int BIO_meth_set_create(BIO_METHOD *m, int (*fn)(BIO *))
{
	m->create = fn;
	return 1;
}

int BIO_meth_set_destroy(BIO_METHOD *m, int (*fn)(BIO *))
{
	m->destroy = fn;
	return 1;
}

int BIO_meth_set_callback_ctrl(BIO_METHOD *m, long (*fn)(BIO *, int, BIO_info_cb *))
{
	m->callback_ctrl = fn;
	return 1;
}

int (*BIO_meth_get_write(const BIO_METHOD *m))(BIO *, const char *, int)
{
	return m->write;
}

int (*BIO_meth_get_write_ex(const BIO_METHOD *m))(BIO *, const char *, size_t, size_t *)
{
	return m->write_ex;
}

int (*BIO_meth_get_read(const BIO_METHOD *m))(BIO *, char *, int)
{
	return m->read;
}

int (*BIO_meth_get_read_ex(const BIO_METHOD *m))(BIO *, char *, size_t, size_t *)
{
	return m->read_ex;
}

int (*BIO_meth_get_puts(const BIO_METHOD *m))(BIO *, const char *)
{
	return m->puts;
}

int (*BIO_meth_get_gets(const BIO_METHOD *m))(BIO *, char *, int)
{
	return m->gets;
}

long (*BIO_meth_get_ctrl(const BIO_METHOD *m))(BIO *, int, long, void *)
{
	return m->ctrl;
}

int (*BIO_meth_get_create(const BIO_METHOD *m))(BIO *)
{
	return m->create;
}

int (*BIO_meth_get_destroy(const BIO_METHOD *m))(BIO *)
{
	return m->destroy;
}

long (*BIO_meth_get_callback_ctrl(const BIO_METHOD *m))(BIO *, int, BIO_info_cb *)
{
	return m->callback_ctrl;
}
