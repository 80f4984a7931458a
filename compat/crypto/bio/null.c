/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BIO_s_null(3), the sink that takes everything and gives nothing, and BIO_f_null(3), the filter that changes nothing.
 */
#include <string.h>

#include "compat/crypto/bio/local.h"

static int sink_read(BIO *b, char *out, int len)
{
	(void)b, (void)out, (void)len;
	return 0;
}

static int sink_write(BIO *b, const char *in, int len)
{
	(void)b, (void)in;
	return len;
}

static int sink_puts(BIO *b, const char *text)
{
	(void)b;
	return text != NULL ? (int)strlen(text) : 0;
}

static long sink_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	(void)b, (void)larg, (void)parg;
	switch (cmd) {
	case BIO_CTRL_RESET:
	case BIO_CTRL_EOF:
	case BIO_CTRL_SET:
	case BIO_CTRL_SET_CLOSE:
	case BIO_CTRL_FLUSH:
	case BIO_CTRL_DUP:
		return 1;
	default:
		return 0;
	}
}

static const BIO_METHOD sink = {
    .type = BIO_TYPE_NULL,
    .name = "NULL",
    .write = sink_write,
    .read = sink_read,
    .puts = sink_puts,
    .gets = sink_read,
    .ctrl = sink_ctrl,
};

const BIO_METHOD *BIO_s_null(void)
{
	return &sink;
}

static int filter_read(BIO *b, char *out, int len)
{
	if (out == NULL || b->next == NULL) {
		return 0;
	}
	int ret = BIO_read(b->next, out, len);
	BIO_clear_retry_flags(b);
	BIO_copy_next_retry(b);
	return ret;
}

static int filter_write(BIO *b, const char *in, int len)
{
	if (in == NULL || len <= 0 || b->next == NULL) {
		return 0;
	}
	int ret = BIO_write(b->next, in, len);
	BIO_clear_retry_flags(b);
	BIO_copy_next_retry(b);
	return ret;
}

static int filter_gets(BIO *b, char *buf, int size)
{
	return b->next != NULL ? BIO_gets(b->next, buf, size) : 0;
}

static int filter_puts(BIO *b, const char *text)
{
	return b->next != NULL ? BIO_puts(b->next, text) : 0;
}

static long filter_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	if (b->next == NULL || cmd == BIO_CTRL_DUP) {
		return 0;
	}
	long ret = BIO_ctrl(b->next, cmd, larg, parg);
	if (cmd == BIO_C_DO_STATE_MACHINE) {
		BIO_clear_retry_flags(b);
		BIO_copy_next_retry(b);
	}
	return ret;
}

static long filter_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
	return b->next != NULL ? BIO_callback_ctrl(b->next, cmd, fp) : 0;
}

static const BIO_METHOD filter = {
    .type = BIO_TYPE_NULL_FILTER,
    .name = "NULL filter",
    .write = filter_write,
    .read = filter_read,
    .puts = filter_puts,
    .gets = filter_gets,
    .ctrl = filter_ctrl,
    .callback_ctrl = filter_callback_ctrl,
};

const BIO_METHOD *BIO_f_null(void)
{
	return &filter;
}
