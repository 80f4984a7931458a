/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_f_ssl: a filter BIO that speaks TLS through an SSL, and the helpers that build chains with it. What the SSL waits
 * for becomes the BIO's retry flags. The numbers of bytes or seconds after which a renegotiation was wanted are kept
 * and given back; there is no renegotiation.
 */
#include <pthread.h>
#include <string.h>

#include "compat/ssl/io/pump.h"

struct bio_ssl {
	SSL *ssl;
	unsigned long renegotiate_bytes, renegotiate_seconds;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static BIO_METHOD *method;

static int create(BIO *b)
{
	struct bio_ssl *bs = OPENSSL_zalloc(sizeof(*bs));

	if (bs == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	BIO_set_init(b, 0);
	BIO_set_data(b, bs);
	BIO_clear_flags(b, ~0);
	return 1;
}

static int destroy(BIO *b)
{
	struct bio_ssl *bs;

	if (b == NULL) {
		return 0;
	}
	bs = BIO_get_data(b);
	if (bs->ssl != NULL && !SSL_in_init(bs->ssl)) {
		SSL_shutdown(bs->ssl);
	}
	if (BIO_get_shutdown(b)) {
		if (BIO_get_init(b)) {
			SSL_free(bs->ssl);
		}
		BIO_clear_flags(b, ~0);
		BIO_set_init(b, 0);
	}
	OPENSSL_free(bs);
	BIO_set_data(b, NULL);
	return 1;
}

/* The retry flags that say what the SSL waits for after it answered ret. */
static void take_retry(BIO *b, SSL *ssl, int ret)
{
	int reason = 0;

	switch (SSL_get_error(ssl, ret)) {
	case SSL_ERROR_WANT_READ:
		BIO_set_retry_read(b);
		break;
	case SSL_ERROR_WANT_WRITE:
		BIO_set_retry_write(b);
		break;
	case SSL_ERROR_WANT_X509_LOOKUP:
		BIO_set_retry_special(b);
		reason = BIO_RR_SSL_X509_LOOKUP;
		break;
	case SSL_ERROR_WANT_ACCEPT:
		BIO_set_retry_special(b);
		reason = BIO_RR_ACCEPT;
		break;
	case SSL_ERROR_WANT_CONNECT:
		BIO_set_retry_special(b);
		reason = BIO_RR_CONNECT;
		break;
	default:
		break;
	}
	BIO_set_retry_reason(b, reason);
}

static int read_ex(BIO *b, char *buf, size_t size, size_t *n)
{
	struct bio_ssl *bs = BIO_get_data(b);
	int ret;

	if (buf == NULL || bs->ssl == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	ret = read_checked(bs->ssl, buf, size, false, n);
	take_retry(b, bs->ssl, ret);
	return ret;
}

static int write_ex(BIO *b, const char *buf, size_t size, size_t *n)
{
	struct bio_ssl *bs = BIO_get_data(b);
	int ret;

	if (buf == NULL || bs->ssl == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	ret = write_checked(bs->ssl, buf, size, n);
	take_retry(b, bs->ssl, ret);
	return ret;
}

static int puts_bio(BIO *b, const char *text)
{
	return BIO_write(b, text, (int)strlen(text));
}

/* ---- control ---------------------------------------------------------------------------------------------------- */

static long attach(BIO *b, struct bio_ssl *bs, SSL *ssl, long close)
{
	BIO *rbio;

	if (bs->ssl != NULL) {
		destroy(b);
		if (!create(b)) {
			return 0;
		}
		bs = BIO_get_data(b);
	}
	BIO_set_shutdown(b, (int)close);
	bs->ssl = ssl;
	rbio = SSL_get_rbio(ssl);
	if (rbio != NULL) {
		if (BIO_next(b) != NULL) {
			BIO_push(rbio, BIO_next(b));
		}
		BIO_set_next(b, rbio);
		BIO_up_ref(rbio);
	}
	BIO_set_init(b, 1);
	return 1;
}

static long start_again(BIO *b, SSL *ssl)
{
	SSL_shutdown(ssl);
	if (ssl->role == TLS_CLIENT) {
		SSL_set_connect_state(ssl);
	} else if (ssl->role == TLS_SERVER) {
		SSL_set_accept_state(ssl);
	}
	if (!SSL_clear(ssl)) {
		return 0;
	}
	if (BIO_next(b) != NULL) {
		return BIO_ctrl(BIO_next(b), BIO_CTRL_RESET, 0, NULL);
	}
	return ssl->rbio != NULL ? BIO_ctrl(ssl->rbio, BIO_CTRL_RESET, 0, NULL) : 1;
}

static long handshake(BIO *b, SSL *ssl)
{
	int ret;

	BIO_clear_retry_flags(b);
	ret = SSL_do_handshake(ssl);
	take_retry(b, ssl, ret);
	if (BIO_should_io_special(b) && BIO_get_retry_reason(b) == BIO_RR_CONNECT && BIO_next(b) != NULL) {
		BIO_set_retry_reason(b, BIO_get_retry_reason(BIO_next(b)));
	}
	return ret;
}

static long flush(BIO *b, SSL *ssl)
{
	long ret;

	BIO_clear_retry_flags(b);
	ret = BIO_ctrl(ssl->wbio, BIO_CTRL_FLUSH, 0, NULL);
	BIO_copy_next_retry(b);
	return ret;
}

static long duplicate(struct bio_ssl *bs, BIO *copy)
{
	struct bio_ssl *to = BIO_get_data(copy);

	SSL_free(to->ssl);
	to->ssl = SSL_dup(bs->ssl);
	to->renegotiate_bytes = bs->renegotiate_bytes;
	to->renegotiate_seconds = bs->renegotiate_seconds;
	return to->ssl != NULL;
}

static unsigned long swap(unsigned long *place, unsigned long value)
{
	unsigned long old = *place;

	*place = value;
	return old;
}

static long with_ssl(BIO *b, struct bio_ssl *bs, int cmd, long num, void *ptr)
{
	SSL *ssl = bs->ssl;
	long ret;

	switch (cmd) {
	case BIO_CTRL_RESET:
		return start_again(b, ssl);
	case BIO_CTRL_INFO:
	case BIO_CTRL_SET_CALLBACK:
		return 0;
	case BIO_C_SSL_MODE:
		if (num != 0) {
			SSL_set_connect_state(ssl);
		} else {
			SSL_set_accept_state(ssl);
		}
		return 1;
	case BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT:
		return (long)swap(&bs->renegotiate_seconds, num < 60 ? 5 : (unsigned long)num);
	case BIO_C_SET_SSL_RENEGOTIATE_BYTES:
		return (long)(num >= 512 ? swap(&bs->renegotiate_bytes, (unsigned long)num) : bs->renegotiate_bytes);
	case BIO_C_GET_SSL_NUM_RENEGOTIATES:
		return 0;
	case BIO_C_GET_SSL:
		if (ptr == NULL) {
			return 0;
		}
		*(SSL **)ptr = ssl;
		return 1;
	case BIO_CTRL_WPENDING:
		return BIO_ctrl(ssl->wbio, cmd, num, ptr);
	case BIO_CTRL_PENDING:
		ret = SSL_pending(ssl);
		return ret != 0 ? ret : (long)BIO_pending(ssl->rbio);
	case BIO_CTRL_FLUSH:
		return flush(b, ssl);
	case BIO_CTRL_PUSH:
		if (BIO_next(b) != NULL && BIO_next(b) != ssl->rbio) {
			/* The chain keeps its reference, the SSL gets one of its own. */
			BIO_up_ref(BIO_next(b));
			SSL_set_bio(ssl, BIO_next(b), BIO_next(b));
		}
		return 1;
	case BIO_CTRL_POP:
		if (b == ptr) {
			SSL_set_bio(ssl, NULL, NULL);
		}
		return 1;
	case BIO_C_DO_STATE_MACHINE:
		return handshake(b, ssl);
	case BIO_CTRL_DUP:
		return duplicate(bs, ptr);
	default:
		return BIO_ctrl(ssl->rbio, cmd, num, ptr);
	}
}

static long ctrl(BIO *b, int cmd, long num, void *ptr)
{
	struct bio_ssl *bs = BIO_get_data(b);

	if (cmd == BIO_C_SET_SSL) {
		return attach(b, bs, ptr, num);
	}
	if (bs->ssl == NULL) {
		return 0;
	}
	switch (cmd) {
	case BIO_CTRL_GET_CLOSE:
		return BIO_get_shutdown(b);
	case BIO_CTRL_SET_CLOSE:
		BIO_set_shutdown(b, (int)num);
		return 1;
	default:
		return with_ssl(b, bs, cmd, num, ptr);
	}
}

static long callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
	struct bio_ssl *bs = BIO_get_data(b);

	return bs->ssl != NULL && cmd != BIO_CTRL_SET_CALLBACK ? BIO_callback_ctrl(bs->ssl->rbio, cmd, fp) : 0;
}

static void make_method(void)
{
	BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SSL, "ssl");

	if (m != NULL && BIO_meth_set_write_ex(m, write_ex) && BIO_meth_set_read_ex(m, read_ex) &&
	    BIO_meth_set_puts(m, puts_bio) && BIO_meth_set_ctrl(m, ctrl) && BIO_meth_set_create(m, create) &&
	    BIO_meth_set_destroy(m, destroy) && BIO_meth_set_callback_ctrl(m, callback_ctrl)) {
		method = m;
	}
}

const BIO_METHOD *BIO_f_ssl(void)
{
	pthread_once(&once, make_method);
	return method;
}

/* ---- chains ----------------------------------------------------------------------------------------------------- */

BIO *BIO_new_ssl(SSL_CTX *ctx, int client)
{
	BIO *b = BIO_new(BIO_f_ssl());
	SSL *ssl = b != NULL ? SSL_new(ctx) : NULL;

	if (ssl == NULL) {
		BIO_free(b);
		return NULL;
	}
	if (client != 0) {
		SSL_set_connect_state(ssl);
	} else {
		SSL_set_accept_state(ssl);
	}
	BIO_set_ssl(b, ssl, BIO_CLOSE);
	return b;
}

/* Both are let go of when one is missing. */
static BIO *stack(BIO *top, BIO *below)
{
	if (top == NULL || below == NULL) {
		BIO_free_all(top);
		BIO_free_all(below);
		return NULL;
	}
	return BIO_push(top, below);
}

BIO *BIO_new_ssl_connect(SSL_CTX *ctx)
{
	return stack(BIO_new_ssl(ctx, 1), BIO_new(BIO_s_connect()));
}

BIO *BIO_new_buffer_ssl_connect(SSL_CTX *ctx)
{
	return stack(BIO_new(BIO_f_buffer()), BIO_new_ssl_connect(ctx));
}

static SSL *ssl_in(BIO *b)
{
	struct bio_ssl *bs;

	b = b != NULL ? BIO_find_type(b, BIO_TYPE_SSL) : NULL;
	bs = b != NULL ? BIO_get_data(b) : NULL;
	return bs != NULL ? bs->ssl : NULL;
}

int BIO_ssl_copy_session_id(BIO *to, BIO *from)
{
	SSL *dst = ssl_in(to);
	SSL *src = ssl_in(from);

	return dst != NULL && src != NULL && SSL_copy_session_id(dst, src);
}

void BIO_ssl_shutdown(BIO *b)
{
	for (; b != NULL; b = BIO_next(b)) {
		if (BIO_method_type(b) == BIO_TYPE_SSL) {
			struct bio_ssl *bs = BIO_get_data(b);

			if (bs->ssl != NULL) {
				SSL_shutdown(bs->ssl);
			}
		}
	}
}
