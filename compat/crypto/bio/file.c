/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BIO_s_file(3): over the C library's FILE. Failures leave the system's error and then ours. */
#include <string.h>

#include "compat/crypto/bio/local.h"

static int file_create(BIO *b)
{
	b->init = 0;
	b->num = 0;
	b->ptr = NULL;
	return 1;
}

static void close_file(BIO *b)
{
	if (b->shutdown && b->init && b->ptr != NULL) {
		fclose(b->ptr);
		b->ptr = NULL;
		b->flags = 0;
	}
	b->init = 0;
}

static int file_destroy(BIO *b)
{
	close_file(b);
	return 1;
}

static int file_read(BIO *b, char *out, int len)
{
	if (!b->init || out == NULL) {
		return 0;
	}
	size_t n = fread(out, 1, (size_t)len, b->ptr);
	if (n == 0 && ferror((FILE *)b->ptr)) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling fread()");
		ERR_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
		return -1;
	}
	return (int)n;
}

static int file_write(BIO *b, const char *in, int len)
{
	if (!b->init || in == NULL) {
		return 0;
	}
	return fwrite(in, (size_t)len, 1, b->ptr) == 1 ? len : 0;
}

static int file_gets(BIO *b, char *buf, int size)
{
	buf[0] = '\0';
	return fgets(buf, size, b->ptr) != NULL ? (int)strlen(buf) : 0;
}

static int file_puts(BIO *b, const char *text)
{
	return file_write(b, text, (int)strlen(text));
}

/* open_mode: the letters of fopen for BIO_FP_ flags, or NULL. */
static const char *open_mode(long flags)
{
	if (flags & BIO_FP_APPEND) {
		return flags & BIO_FP_READ ? "a+" : "a";
	}
	switch (flags & (BIO_FP_READ | BIO_FP_WRITE)) {
	case BIO_FP_READ | BIO_FP_WRITE:
		return "r+";
	case BIO_FP_WRITE:
		return "w";
	case BIO_FP_READ:
		return "r";
	default:
		return NULL;
	}
}

static long open_file(BIO *b, long flags, const char *name)
{
	close_file(b);
	b->shutdown = (int)(flags & BIO_CLOSE);
	const char *mode = open_mode(flags);
	if (mode == NULL) {
		ERR_raise(ERR_LIB_BIO, BIO_R_BAD_FOPEN_MODE);
		return 0;
	}
	FILE *f = fopen(name, mode);
	if (f == NULL) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling fopen(%s, %s)", name, mode);
		ERR_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
		return 0;
	}
	b->ptr = f;
	b->init = 1;
	return 1;
}

static long file_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	FILE *f = b->ptr;
	switch (cmd) {
	case BIO_C_FILE_SEEK:
	case BIO_CTRL_RESET:
		return f != NULL ? fseek(f, larg, SEEK_SET) : -1;
	case BIO_CTRL_EOF:
		return f != NULL ? feof(f) : 1;
	case BIO_C_FILE_TELL:
	case BIO_CTRL_INFO:
		return f != NULL ? ftell(f) : -1;
	case BIO_C_SET_FILE_PTR:
		close_file(b);
		b->shutdown = (int)larg & BIO_CLOSE;
		b->ptr = parg;
		b->init = 1;
		return 1;
	case BIO_C_SET_FILENAME:
		return open_file(b, larg, parg);
	case BIO_C_GET_FILE_PTR:
		if (parg != NULL) {
			*(FILE **)parg = f;
		}
		return 1;
	case BIO_CTRL_GET_CLOSE:
		return b->shutdown;
	case BIO_CTRL_SET_CLOSE:
		b->shutdown = (int)larg;
		return 1;
	case BIO_CTRL_FLUSH:
		if (f != NULL && fflush(f) == EOF) {
			ERR_raise_data(ERR_LIB_SYS, errno, "calling fflush()");
			ERR_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
			return 0;
		}
		return 1;
	case BIO_CTRL_DUP:
		return 1;
	default:
		return 0;
	}
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_FILE,
    .name = "FILE pointer",
    .write = file_write,
    .read = file_read,
    .puts = file_puts,
    .gets = file_gets,
    .ctrl = file_ctrl,
    .create = file_create,
    .destroy = file_destroy,
};

const BIO_METHOD *BIO_s_file(void)
{
	return &method;
}

BIO *BIO_new_file(const char *name, const char *mode)
{
	FILE *f = fopen(name, mode);
	if (f == NULL) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling fopen(%s, %s)", name, mode);
		ERR_raise(ERR_LIB_BIO, errno == ENOENT || errno == ENXIO ? BIO_R_NO_SUCH_FILE : ERR_R_SYS_LIB);
		return NULL;
	}
	BIO *b = BIO_new(&method);
	if (b == NULL) {
		fclose(f);
		return NULL;
	}
	BIO_set_fp(b, f, BIO_CLOSE);
	return b;
}

BIO *BIO_new_fp(FILE *f, int close_flag)
{
	BIO *b = BIO_new(&method);
	if (b != NULL) {
		BIO_set_fp(b, f, close_flag);
	}
	return b;
}
