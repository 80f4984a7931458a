/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_s_mem(3): what is written can be read again. Reading moves a position; the octets before it are dropped when room
 * is wanted, or when the program looks at the BUF_MEM itself. A read-only one (BIO_new_mem_buf) is a view of the
 * program's memory and can be rewound.
 */
#include <limits.h>
#include <string.h>

#include <openssl/buffer.h>

#include "compat/crypto/bio/local.h"

struct memory {
	BUF_MEM *buf;
	size_t read; /* octets already taken */
};

static size_t left(const struct memory *m)
{
	return m->buf->length - m->read;
}

static bool read_only(const BIO *b)
{
	return (b->flags & BIO_FLAGS_MEM_RDONLY) != 0;
}

/* settle drops what was read. */
static void settle(BIO *b)
{
	struct memory *m = b->ptr;
	if (m->read != 0 && !read_only(b)) {
		size_t n = left(m);
		memmove(m->buf->data, m->buf->data + m->read, n);
		m->buf->length = n;
		m->read = 0;
	}
}

static int create_with(BIO *b, unsigned long flags)
{
	struct memory *m = OPENSSL_zalloc(sizeof *m);
	if (m == NULL || (m->buf = BUF_MEM_new_ex(flags)) == NULL) {
		OPENSSL_free(m);
		return 0;
	}
	b->shutdown = 1;
	b->init = 1;
	b->num = -1;
	b->ptr = m;
	return 1;
}

static int mem_create(BIO *b)
{
	return create_with(b, 0);
}

static int secmem_create(BIO *b)
{
	return create_with(b, BUF_MEM_FLAG_SECURE);
}

static void release(BIO *b)
{
	struct memory *m = b->ptr;
	if (b->shutdown && b->init && m->buf != NULL) {
		if (read_only(b)) {
			m->buf->data = NULL; /* the program's */
		}
		BUF_MEM_free(m->buf);
		m->buf = NULL;
	}
}

static int mem_destroy(BIO *b)
{
	struct memory *m = b->ptr;
	release(b);
	/* A view's BUF_MEM is ours whatever was set. */
	if (m->buf != NULL && read_only(b)) {
		m->buf->data = NULL;
		BUF_MEM_free(m->buf);
	}
	OPENSSL_free(m);
	return 1;
}

static int mem_read(BIO *b, char *out, int len)
{
	struct memory *m = b->ptr;
	BIO_clear_retry_flags(b);
	size_t n = len < 0 || (size_t)len > left(m) ? left(m) : (size_t)len;
	if (out != NULL && n > 0) {
		memcpy(out, m->buf->data + m->read, n);
		m->read += n;
		return (int)n;
	}
	if (left(m) == 0) {
		if (b->num != 0) {
			BIO_set_retry_read(b);
		}
		return b->num;
	}
	return (int)n;
}

static int mem_write(BIO *b, const char *in, int len)
{
	struct memory *m = b->ptr;
	if (read_only(b)) {
		ERR_raise(ERR_LIB_BIO, BIO_R_WRITE_TO_READ_ONLY_BIO);
		return -1;
	}
	BIO_clear_retry_flags(b);
	if (len == 0) {
		return 0;
	}
	if (in == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	/* Moving costs as much as was left, so it is done when that is the smaller part, or when it saves growing. */
	if (left(m) < m->read || m->buf->length + (size_t)len > m->buf->max) {
		settle(b);
	}
	size_t before = m->buf->length;
	if (BUF_MEM_grow_clean(m->buf, before + (size_t)len) == 0) {
		return -1;
	}
	memcpy(m->buf->data + before, in, (size_t)len);
	return len;
}

static int mem_gets(BIO *b, char *buf, int size)
{
	struct memory *m = b->ptr;
	BIO_clear_retry_flags(b);
	size_t n = left(m) < INT_MAX ? left(m) : INT_MAX;
	if (size - 1 < (int)n) {
		n = size > 0 ? (size_t)size - 1 : 0;
	}
	if (n == 0) {
		if (size > 0) {
			*buf = '\0';
		}
		return 0;
	}
	const char *end = memchr(m->buf->data + m->read, '\n', n);
	if (end != NULL) {
		n = (size_t)(end - (m->buf->data + m->read)) + 1;
	}
	int ret = mem_read(b, buf, (int)n);
	if (ret > 0) {
		buf[ret] = '\0';
	}
	return ret;
}

static int mem_puts(BIO *b, const char *text)
{
	return mem_write(b, text, (int)strlen(text));
}

static long reset(BIO *b)
{
	struct memory *m = b->ptr;
	if (m->buf->data != NULL && !read_only(b)) {
		if (!(b->flags & BIO_FLAGS_NONCLEAR_RST)) {
			memset(m->buf->data, 0, m->buf->max);
			m->buf->length = 0;
		}
	}
	m->read = 0;
	return 1;
}

static long mem_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	struct memory *m = b->ptr;
	switch (cmd) {
	case BIO_CTRL_RESET:
		return reset(b);
	case BIO_C_FILE_SEEK:
		if (larg < 0 || (size_t)larg > m->buf->length) {
			return -1;
		}
		m->read = (size_t)larg;
		return larg;
	case BIO_C_FILE_TELL:
		return (long)m->read;
	case BIO_CTRL_EOF:
		return left(m) == 0;
	case BIO_C_SET_BUF_MEM_EOF_RETURN:
		b->num = (int)larg;
		return 1;
	case BIO_CTRL_INFO:
		if (parg != NULL) {
			*(char **)parg = m->buf->data != NULL ? m->buf->data + m->read : NULL;
		}
		return (long)left(m);
	case BIO_C_SET_BUF_MEM:
		release(b);
		b->shutdown = (int)larg;
		m->buf = parg;
		m->read = 0;
		return 1;
	case BIO_C_GET_BUF_MEM_PTR:
		if (parg != NULL) {
			settle(b);
			*(BUF_MEM **)parg = m->buf;
		}
		return 1;
	case BIO_CTRL_GET_CLOSE:
		return b->shutdown;
	case BIO_CTRL_SET_CLOSE:
		b->shutdown = (int)larg;
		return 1;
	case BIO_CTRL_PENDING:
		return (long)left(m);
	case BIO_CTRL_DUP:
	case BIO_CTRL_FLUSH:
		return 1;
	default:
		return 0;
	}
}

static const BIO_METHOD mem_method = {
    .type = BIO_TYPE_MEM,
    .name = "memory buffer",
    .write = mem_write,
    .read = mem_read,
    .puts = mem_puts,
    .gets = mem_gets,
    .ctrl = mem_ctrl,
    .create = mem_create,
    .destroy = mem_destroy,
};

static const BIO_METHOD secmem_method = {
    .type = BIO_TYPE_MEM,
    .name = "secure memory buffer",
    .write = mem_write,
    .read = mem_read,
    .puts = mem_puts,
    .gets = mem_gets,
    .ctrl = mem_ctrl,
    .create = secmem_create,
    .destroy = mem_destroy,
};

const BIO_METHOD *BIO_s_mem(void)
{
	return &mem_method;
}

const BIO_METHOD *BIO_s_secmem(void)
{
	return &secmem_method;
}

BIO *BIO_new_mem_buf(const void *data, int len)
{
	if (data == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return NULL;
	}
	BIO *b = BIO_new(BIO_s_mem());
	if (b == NULL) {
		return NULL;
	}
	struct memory *m = b->ptr;
	m->buf->data = (char *)data;
	m->buf->length = m->buf->max = len < 0 ? strlen(data) : (size_t)len;
	b->flags |= BIO_FLAGS_MEM_RDONLY;
	b->num = 0; /* the end of a view is the end */
	return b;
}
