/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIO_f_base64(3): a filter that encodes what is written, in lines unless BIO_FLAGS_BASE64_NO_NL, and decodes what is read.
 * Lines before the first that is base64 are passed over. What stands behind the end of the data is not read.
 */
#include <string.h>

#include <openssl/evp.h>

#include "compat/crypto/bio/local.h"

#define CHUNK 768 /* octets encoded at once; a multiple of a line's 48 */
#define ROOM  1100

struct base64 {
	EVP_ENCODE_CTX *ctx;
	enum { IDLE, WRITES, SEEKS, READS, ENDED } state;
	int n_rest; /* octets in rest: without line ends, those of a group that is not whole */
	unsigned char rest[3];
	int n_text; /* of a line that is not whole, while the first is sought */
	unsigned char text[1024];
	int off, len; /* waiting in data: encoded for the next BIO, or decoded for the reader */
	unsigned char data[ROOM];
};

static int base64_create(BIO *b)
{
	struct base64 *s = OPENSSL_zalloc(sizeof *s);
	if (s == NULL || (s->ctx = EVP_ENCODE_CTX_new()) == NULL) {
		OPENSSL_free(s);
		return 0;
	}
	b->init = 1;
	b->ptr = s;
	return 1;
}

static int base64_destroy(BIO *b)
{
	struct base64 *s = b->ptr;
	EVP_ENCODE_CTX_free(s->ctx);
	OPENSSL_clear_free(s, sizeof *s);
	return 1;
}

/* turn starts s anew in the other direction. */
static void turn(struct base64 *s, bool write)
{
	EVP_EncodeInit(s->ctx);
	s->state = write ? WRITES : SEEKS;
	s->n_rest = s->n_text = s->off = s->len = 0;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* drain: 1 when nothing waits any more, else what BIO_write says. */
static int drain(BIO *b, struct base64 *s)
{
	while (s->off < s->len) {
		int n = BIO_write(b->next, s->data + s->off, s->len - s->off);
		BIO_copy_next_retry(b);
		if (n <= 0) {
			return n;
		}
		s->off += n;
	}
	s->off = s->len = 0;
	return 1;
}

/* encode takes from in and fills data, which is empty. How many octets it took. */
static int encode(BIO *b, struct base64 *s, const unsigned char *in, int len)
{
	len = len < CHUNK ? len : CHUNK;
	if (!BIO_test_flags(b, BIO_FLAGS_BASE64_NO_NL)) {
		EVP_EncodeUpdate(s->ctx, s->data, &s->len, in, len);
		return len;
	}
	if (s->n_rest == 0 && len >= 3) {
		len -= len % 3;
		s->len = EVP_EncodeBlock(s->data, in, len);
		return len;
	}
	s->rest[s->n_rest++] = in[0];
	if (s->n_rest == 3) {
		s->len = EVP_EncodeBlock(s->data, s->rest, 3);
		s->n_rest = 0;
	}
	return 1;
}

static int base64_write(BIO *b, const char *in, int len)
{
	struct base64 *s = b->ptr;
	if (in == NULL || len <= 0 || b->next == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	if (s->state != WRITES) {
		turn(s, true);
	}
	int done = 0;
	for (int ret = drain(b, s); ret > 0 && done < len; ret = drain(b, s)) {
		done += encode(b, s, (const unsigned char *)in + done, len - done);
	}
	return done > 0 ? done : -1;
}

static int base64_puts(BIO *b, const char *text)
{
	return base64_write(b, text, (int)strlen(text));
}

/* finish encodes the last, shorter group and passes all on. */
static long finish(BIO *b, struct base64 *s, long larg, void *parg)
{
	int ret = s->state == WRITES ? drain(b, s) : 1;
	if (ret > 0 && s->state == WRITES) {
		if (s->n_rest != 0) {
			s->len = EVP_EncodeBlock(s->data, s->rest, s->n_rest);
			s->n_rest = 0;
		} else {
			EVP_EncodeFinal(s->ctx, s->data, &s->len);
		}
		ret = drain(b, s);
	}
	return ret > 0 ? BIO_ctrl(b->next, BIO_CTRL_FLUSH, larg, parg) : ret;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* decode fills data, which is empty, with what text stands for. What is malformed ends it, with all that came with it. */
static void decode(struct base64 *s, const unsigned char *text, int len)
{
	int ret = EVP_DecodeUpdate(s->ctx, s->data, &s->len, text, len);
	s->off = 0;
	s->len = ret < 0 ? 0 : s->len;
	s->state = ret <= 0 ? ENDED : READS;
}

/* seek passes over whole lines until one is base64, and decodes from there all that is in text. */
static void seek(struct base64 *s, bool last)
{
	const unsigned char *line = s->text, *end = s->text + s->n_text, *stop;
	while (line < end) {
		stop = memchr(line, '\n', (size_t)(end - line));
		if (stop == NULL && !last && (line != s->text || s->n_text < (int)sizeof s->text)) {
			break;
		}
		EVP_DecodeInit(s->ctx);
		decode(s, line, (int)((stop != NULL ? stop + 1 : end) - line));
		if (s->len > 0 || (s->state == READS && EVP_ENCODE_CTX_num(s->ctx) != 0)) {
			EVP_DecodeInit(s->ctx);
			decode(s, line, (int)(end - line));
			s->n_text = 0;
			return;
		}
		s->state = SEEKS;
		line = stop != NULL ? stop + 1 : end;
	}
	s->n_text = (int)(end - line);
	memmove(s->text, line, (size_t)s->n_text);
}

/* refill reads once and decodes. False with *ret when nothing can come now. */
static bool refill(BIO *b, struct base64 *s, int *ret)
{
	int n = BIO_read(b->next, s->text + s->n_text, (int)sizeof s->text - s->n_text);
	BIO_copy_next_retry(b);
	if (n <= 0 && BIO_should_retry(b)) {
		*ret = n;
		return false;
	}
	bool last = n <= 0;
	if (s->state == SEEKS && BIO_test_flags(b, BIO_FLAGS_BASE64_NO_NL)) {
		EVP_DecodeInit(s->ctx);
		s->state = READS;
	}
	s->n_text += last ? 0 : n;
	if (s->state == SEEKS) {
		seek(s, last);
	} else if (!last) {
		decode(s, s->text, s->n_text);
		s->n_text = 0;
	}
	if (last) {
		s->state = ENDED;
	}
	return true;
}

static int base64_read(BIO *b, char *out, int len)
{
	struct base64 *s = b->ptr;
	if (out == NULL || b->next == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	if (s->state == IDLE || s->state == WRITES) {
		turn(s, false);
	}
	int done = 0, ret = 0;
	while (done < len) {
		int n = s->len - s->off < len - done ? s->len - s->off : len - done;
		memcpy(out + done, s->data + s->off, (size_t)n);
		s->off += n;
		done += n;
		if (done < len && (s->state == ENDED || !refill(b, s, &ret))) {
			break;
		}
	}
	return done > 0 ? done : ret;
}

static long base64_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	struct base64 *s = b->ptr;
	if (b->next == NULL) {
		return 0;
	}
	switch (cmd) {
	case BIO_CTRL_RESET:
		turn(s, true);
		s->state = IDLE;
		break;
	case BIO_CTRL_EOF:
		if (s->state == ENDED) {
			return 1;
		}
		break;
	case BIO_CTRL_WPENDING:
		if (s->state == WRITES && (s->off < s->len || EVP_ENCODE_CTX_num(s->ctx) != 0)) {
			return s->off < s->len ? s->len - s->off : 1;
		}
		break;
	case BIO_CTRL_PENDING:
		if (s->state != WRITES && s->off < s->len) {
			return s->len - s->off;
		}
		break;
	case BIO_CTRL_FLUSH:
		return finish(b, s, larg, parg);
	case BIO_C_DO_STATE_MACHINE: {
		BIO_clear_retry_flags(b);
		long ret = BIO_ctrl(b->next, cmd, larg, parg);
		BIO_copy_next_retry(b);
		return ret;
	}
	case BIO_CTRL_DUP:
		return 1;
	default:
		break;
	}
	return BIO_ctrl(b->next, cmd, larg, parg);
}

static long base64_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
	return b->next != NULL ? BIO_callback_ctrl(b->next, cmd, fp) : 0;
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_BASE64,
    .name = "base64 encoding",
    .write = base64_write,
    .read = base64_read,
    .puts = base64_puts,
    .ctrl = base64_ctrl,
    .create = base64_create,
    .destroy = base64_destroy,
    .callback_ctrl = base64_callback_ctrl,
};

const BIO_METHOD *BIO_f_base64(void)
{
	return &method;
}
