/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_read(3), BIO_ctrl(3): every call passes here on its way to the method, with the program's callback asked before
 * and told after (BIO_set_callback_ex(3)). What cannot be done is -2 where the method lacks it, -1 where it failed.
 */
#include <limits.h>
#include <string.h>

#include "compat/crypto/bio/local.h"

/* ---- the callback ------------------------------------------------------------------------------------------------ */

static bool has_callback(const BIO *b)
{
	return b->callback_ex != NULL || b->callback != NULL;
}

/*
 * call_back gives the program's callback its turn. The older form knows neither len nor *processed: they travel in argi
 * and in the return value.
 */
static long call_back(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, long ret, size_t *processed)
{
	if (b->callback_ex != NULL) {
		return b->callback_ex(b, oper, argp, len, argi, argl, (int)ret, processed);
	}
	int bare = oper & ~BIO_CB_RETURN;
	bool has_len = bare == BIO_CB_READ || bare == BIO_CB_WRITE || bare == BIO_CB_GETS;
	if (has_len) {
		if (len > INT_MAX) {
			return -1;
		}
		argi = (int)len;
	}
	bool counts = (oper & BIO_CB_RETURN) && bare != BIO_CB_CTRL && bare != BIO_CB_FREE;
	if (counts && ret > 0) {
		if (*processed > INT_MAX) {
			return -1;
		}
		ret = (long)*processed;
	}
	ret = b->callback(b, oper, argp, argi, argl, ret);
	if (counts && ret >= 0) {
		*processed = (size_t)ret;
		ret = 1;
	}
	return ret;
}

void BIO_set_callback_ex(BIO *b, BIO_callback_fn_ex cb)
{
	b->callback_ex = cb;
}

BIO_callback_fn_ex BIO_get_callback_ex(const BIO *b)
{
	return b->callback_ex;
}

void BIO_set_callback(BIO *b, BIO_callback_fn cb)
{
	b->callback = cb;
}

BIO_callback_fn BIO_get_callback(const BIO *b)
{
	return b->callback;
}

void BIO_set_callback_arg(BIO *b, char *arg)
{
	b->callback_arg = arg;
}

char *BIO_get_callback_arg(const BIO *b)
{
	return b->callback_arg;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

BIO *BIO_new_ex(OSSL_LIB_CTX *libctx, const BIO_METHOD *method)
{
	BIO *b = OPENSSL_zalloc(sizeof *b);
	if (b == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	b->libctx = libctx;
	b->method = method;
	b->shutdown = 1;
	atomic_init(&b->refs, 1);
	if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data)) {
		OPENSSL_free(b);
		return NULL;
	}
	if (method->create != NULL && !method->create(b)) {
		ERR_raise(ERR_LIB_BIO, ERR_R_INIT_FAIL);
		CRYPTO_free_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data);
		OPENSSL_free(b);
		return NULL;
	}
	if (method->create == NULL) {
		b->init = 1;
	}
	return b;
}

BIO *BIO_new(const BIO_METHOD *method)
{
	return BIO_new_ex(NULL, method);
}

int BIO_up_ref(BIO *b)
{
	return atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed) > 0;
}

int BIO_free(BIO *b)
{
	if (b == NULL) {
		return 0;
	}
	if (atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1) {
		return 1;
	}
	if (has_callback(b)) {
		long ret = call_back(b, BIO_CB_FREE, NULL, 0, 0, 0, 1, NULL);
		if (ret <= 0) {
			return (int)ret;
		}
	}
	if (b->method != NULL && b->method->destroy != NULL) {
		b->method->destroy(b);
	}
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data);
	OPENSSL_free(b);
	return 1;
}

void BIO_vfree(BIO *b)
{
	BIO_free(b);
}

void BIO_free_all(BIO *b)
{
	while (b != NULL) {
		BIO *next = b->next;
		/* Somebody else holds the rest of the chain through this one. */
		bool shared = atomic_load_explicit(&b->refs, memory_order_acquire) > 1;
		BIO_free(b);
		if (shared) {
			break;
		}
		b = next;
	}
}

/* ---- reading and writing ----------------------------------------------------------------------------------------- */

static int method_read(BIO *b, char *data, size_t len, size_t *done)
{
	if (b->method->read_ex != NULL) {
		return b->method->read_ex(b, data, len, done);
	}
	int ret = b->method->read(b, data, len > INT_MAX ? INT_MAX : (int)len);
	*done = ret > 0 ? (size_t)ret : 0;
	return ret > 0 ? 1 : ret;
}

static int method_write(BIO *b, const char *data, size_t len, size_t *done)
{
	if (b->method->write_ex != NULL) {
		return b->method->write_ex(b, data, len, done);
	}
	int ret = b->method->write(b, data, len > INT_MAX ? INT_MAX : (int)len);
	*done = ret > 0 ? (size_t)ret : 0;
	return ret > 0 ? 1 : ret;
}

/* read_some: 1 with *done octets, else what went wrong: 0, -1, -2. */
static int read_some(BIO *b, void *data, size_t len, size_t *done)
{
	if (b == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	if (b->method == NULL || (b->method->read_ex == NULL && b->method->read == NULL)) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
		return -2;
	}
	int ret;
	if (has_callback(b) && (ret = (int)call_back(b, BIO_CB_READ, data, len, 0, 0, 1, NULL)) <= 0) {
		return ret;
	}
	if (!b->init) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
		return -1;
	}
	ret = method_read(b, data, len, done);
	if (ret > 0) {
		b->n_read += *done;
	}
	if (has_callback(b)) {
		ret = (int)call_back(b, BIO_CB_READ | BIO_CB_RETURN, data, len, 0, 0, ret, done);
	}
	if (ret > 0 && *done > len) {
		ERR_raise(ERR_LIB_BIO, ERR_R_INTERNAL_ERROR);
		return -1;
	}
	return ret;
}

int BIO_read(BIO *b, void *data, int len)
{
	size_t done = 0;
	if (len < 0) {
		return 0;
	}
	int ret = read_some(b, data, (size_t)len, &done);
	return ret > 0 ? (int)done : ret;
}

int BIO_read_ex(BIO *b, void *data, size_t len, size_t *done)
{
	return read_some(b, data, len, done) > 0;
}

static int write_some(BIO *b, const void *data, size_t len, size_t *done)
{
	size_t n = 0;
	if (done != NULL) {
		*done = 0;
	}
	if (b == NULL) {
		return 0;
	}
	if (b->method == NULL || (b->method->write_ex == NULL && b->method->write == NULL)) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
		return -2;
	}
	int ret;
	if (has_callback(b) && (ret = (int)call_back(b, BIO_CB_WRITE, data, len, 0, 0, 1, NULL)) <= 0) {
		return ret;
	}
	if (!b->init) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
		return -1;
	}
	ret = method_write(b, data, len, &n);
	if (ret > 0) {
		b->n_written += n;
	}
	if (has_callback(b)) {
		ret = (int)call_back(b, BIO_CB_WRITE | BIO_CB_RETURN, data, len, 0, 0, ret, &n);
	}
	if (done != NULL) {
		*done = n;
	}
	return ret;
}

int BIO_write(BIO *b, const void *data, int len)
{
	size_t done;
	if (len <= 0) {
		return 0;
	}
	int ret = write_some(b, data, (size_t)len, &done);
	return ret > 0 ? (int)done : ret;
}

int BIO_write_ex(BIO *b, const void *data, size_t len, size_t *done)
{
	/* Nothing to write is done. */
	return write_some(b, data, len, done) > 0 || (b != NULL && len == 0);
}

int BIO_puts(BIO *b, const char *text)
{
	size_t done = 0;
	if (b == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	if (b->method == NULL || b->method->puts == NULL) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
		return -2;
	}
	int ret;
	if (has_callback(b) && (ret = (int)call_back(b, BIO_CB_PUTS, text, 0, 0, 0, 1, NULL)) <= 0) {
		return ret;
	}
	if (!b->init) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
		return -1;
	}
	ret = b->method->puts(b, text);
	if (ret > 0) {
		done = (size_t)ret;
		b->n_written += done;
		ret = 1;
	}
	if (has_callback(b)) {
		ret = (int)call_back(b, BIO_CB_PUTS | BIO_CB_RETURN, text, 0, 0, 0, ret, &done);
	}
	return ret > 0 ? (int)done : ret;
}

int BIO_gets(BIO *b, char *buf, int size)
{
	size_t done = 0;
	if (b == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	if (b->method == NULL || b->method->gets == NULL) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
		return -2;
	}
	if (size < 0) {
		ERR_raise(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
		return -1;
	}
	int ret;
	if (has_callback(b) && (ret = (int)call_back(b, BIO_CB_GETS, buf, (size_t)size, 0, 0, 1, NULL)) <= 0) {
		return ret;
	}
	if (!b->init) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
		return -1;
	}
	ret = b->method->gets(b, buf, size);
	if (ret > 0) {
		done = (size_t)ret;
		ret = 1;
	}
	if (has_callback(b)) {
		ret = (int)call_back(b, BIO_CB_GETS | BIO_CB_RETURN, buf, (size_t)size, 0, 0, ret, &done);
	}
	return ret > 0 ? (int)done : ret;
}

/* BIO_get_line reads octet by octet, for a BIO without gets. */
int BIO_get_line(BIO *b, char *buf, int size)
{
	if (buf == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	if (size <= 0) {
		ERR_raise(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
		return -1;
	}
	*buf = '\0';
	if (b == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	if (!b->init) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
		return -1;
	}
	int n = 0, ret = 0;
	while (n < size - 1 && (ret = BIO_read(b, buf + n, 1)) > 0) {
		if (buf[n++] == '\n') {
			break;
		}
	}
	buf[n] = '\0';
	return ret > 0 || BIO_eof(b) ? n : ret;
}

int BIO_indent(BIO *b, int indent, int max)
{
	indent = indent < 0 ? 0 : indent > max ? max : indent;
	while (indent-- > 0) {
		if (BIO_puts(b, " ") != 1) {
			return 0;
		}
	}
	return 1;
}

uint64_t BIO_number_read(BIO *b)
{
	return b != NULL ? b->n_read : 0;
}

uint64_t BIO_number_written(BIO *b)
{
	return b != NULL ? b->n_written : 0;
}

/* ---- control ----------------------------------------------------------------------------------------------------- */

long BIO_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	if (b == NULL) {
		return -1;
	}
	if (b->method == NULL || b->method->ctrl == NULL) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
		return -2;
	}
	long ret;
	if (has_callback(b) && (ret = call_back(b, BIO_CB_CTRL, parg, 0, cmd, larg, 1, NULL)) <= 0) {
		return ret;
	}
	ret = b->method->ctrl(b, cmd, larg, parg);
	if (has_callback(b)) {
		ret = call_back(b, BIO_CB_CTRL | BIO_CB_RETURN, parg, 0, cmd, larg, ret, NULL);
	}
	return ret;
}

long BIO_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
	if (b == NULL) {
		return -2;
	}
	if (b->method == NULL || b->method->callback_ctrl == NULL || cmd != BIO_CTRL_SET_CALLBACK) {
		ERR_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
		return -2;
	}
	long ret;
	if (has_callback(b) && (ret = call_back(b, BIO_CB_CTRL, (void *)&fp, 0, cmd, 0, 1, NULL)) <= 0) {
		return ret;
	}
	ret = b->method->callback_ctrl(b, cmd, fp);
	if (has_callback(b)) {
		ret = call_back(b, BIO_CB_CTRL | BIO_CB_RETURN, (void *)&fp, 0, cmd, 0, ret, NULL);
	}
	return ret;
}

long BIO_int_ctrl(BIO *b, int cmd, long larg, int iarg)
{
	return BIO_ctrl(b, cmd, larg, &iarg);
}

void *BIO_ptr_ctrl(BIO *b, int cmd, long larg)
{
	void *p = NULL;
	return BIO_ctrl(b, cmd, larg, &p) <= 0 ? NULL : p;
}

size_t BIO_ctrl_pending(BIO *b)
{
	long ret = BIO_ctrl(b, BIO_CTRL_PENDING, 0, NULL);
	return ret < 0 ? 0 : (size_t)ret;
}

size_t BIO_ctrl_wpending(BIO *b)
{
	long ret = BIO_ctrl(b, BIO_CTRL_WPENDING, 0, NULL);
	return ret < 0 ? 0 : (size_t)ret;
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

void BIO_set_flags(BIO *b, int flags)
{
	b->flags |= flags;
}

int BIO_test_flags(const BIO *b, int flags)
{
	return b->flags & flags;
}

void BIO_clear_flags(BIO *b, int flags)
{
	b->flags &= ~flags;
}

int BIO_get_retry_reason(BIO *b)
{
	return b->retry_reason;
}

void BIO_set_retry_reason(BIO *b, int reason)
{
	b->retry_reason = reason;
}

void BIO_set_data(BIO *b, void *ptr)
{
	b->ptr = ptr;
}

void *BIO_get_data(BIO *b)
{
	return b->ptr;
}

void BIO_set_init(BIO *b, int init)
{
	b->init = init;
}

int BIO_get_init(BIO *b)
{
	return b->init;
}

void BIO_set_shutdown(BIO *b, int shut)
{
	b->shutdown = shut;
}

int BIO_get_shutdown(BIO *b)
{
	return b->shutdown;
}

int BIO_set_ex_data(BIO *b, int idx, void *data)
{
	return CRYPTO_set_ex_data(&b->ex_data, idx, data);
}

void *BIO_get_ex_data(const BIO *b, int idx)
{
	return CRYPTO_get_ex_data(&b->ex_data, idx);
}

const char *BIO_method_name(const BIO *b)
{
	return b->method->name;
}

int BIO_method_type(const BIO *b)
{
	return b->method->type;
}
