/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BIO_f_buffer(3): a filter that gathers small reads and writes, and makes lines of any source. */
#include <string.h>

#include "compat/crypto/bio/local.h"

#define DEFAULT_SIZE 4096

/* Octets waiting: len of them from off. */
struct waiting {
	char *data;
	int size, off, len;
};

struct buffers {
	struct waiting in, out;
};

static bool waiting_resize(struct waiting *w, int size)
{
	char *data = OPENSSL_malloc((size_t)size);
	if (data == NULL) {
		ERR_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
		return false;
	}
	OPENSSL_clear_free(w->data, (size_t)w->size);
	*w = (struct waiting){data, size, 0, 0};
	return true;
}

static int buffer_create(BIO *b)
{
	struct buffers *s = OPENSSL_zalloc(sizeof *s);
	if (s == NULL || !waiting_resize(&s->in, DEFAULT_SIZE) || !waiting_resize(&s->out, DEFAULT_SIZE)) {
		if (s != NULL) {
			OPENSSL_free(s->in.data);
		}
		OPENSSL_free(s);
		return 0;
	}
	b->init = 1;
	b->ptr = s;
	return 1;
}

static int buffer_destroy(BIO *b)
{
	struct buffers *s = b->ptr;
	OPENSSL_clear_free(s->in.data, (size_t)s->in.size);
	OPENSSL_clear_free(s->out.data, (size_t)s->out.size);
	OPENSSL_free(s);
	return 1;
}

/* take moves up to len octets to out. */
static int take(struct waiting *w, char *out, int len)
{
	int n = w->len < len ? w->len : len;
	memcpy(out, w->data + w->off, (size_t)n);
	w->len -= n;
	w->off = w->len == 0 ? 0 : w->off + n;
	return n;
}

/* refill reads into the empty buffer. What BIO_read says. */
static int refill(BIO *b, struct waiting *w)
{
	int n = BIO_read(b->next, w->data, w->size);
	BIO_copy_next_retry(b);
	w->off = 0;
	w->len = n > 0 ? n : 0;
	return n;
}

static int buffer_read(BIO *b, char *out, int len)
{
	struct buffers *s = b->ptr;
	if (out == NULL || b->next == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	int done = 0;
	while (done < len) {
		if (s->in.len != 0) {
			done += take(&s->in, out + done, len - done);
			continue;
		}
		/* What would fill the buffer by itself goes past it. */
		bool direct = len - done > s->in.size;
		int n = direct ? BIO_read(b->next, out + done, len - done) : refill(b, &s->in);
		if (direct) {
			BIO_copy_next_retry(b);
		}
		if (n <= 0) {
			return done > 0 || n == 0 ? done : n;
		}
		done += direct ? n : 0;
	}
	return done;
}

/* drain writes what waits. 1 when all is gone, else what BIO_write says. */
static int drain(BIO *b, struct waiting *w)
{
	while (w->len != 0) {
		int n = BIO_write(b->next, w->data + w->off, w->len);
		BIO_copy_next_retry(b);
		if (n <= 0) {
			return n;
		}
		w->off += n;
		w->len -= n;
	}
	w->off = 0;
	return 1;
}

static int buffer_write(BIO *b, const char *in, int len)
{
	struct buffers *s = b->ptr;
	struct waiting *w = &s->out;
	if (in == NULL || len <= 0 || b->next == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	int done = 0;
	while (done < len) {
		int room = w->size - w->off - w->len;
		int rest = len - done;
		if (rest <= room) {
			memcpy(w->data + w->off + w->len, in + done, (size_t)rest);
			w->len += rest;
			return len;
		}
		if (w->len != 0) {
			memcpy(w->data + w->off + w->len, in + done, (size_t)room);
			w->len += room;
			done += room;
			int ret = drain(b, w);
			if (ret <= 0) {
				return done > 0 || ret == 0 ? done : ret;
			}
			continue;
		}
		w->off = 0;
		if (rest < w->size) {
			continue;
		}
		int n = BIO_write(b->next, in + done, rest);
		BIO_copy_next_retry(b);
		if (n <= 0) {
			return done > 0 || n == 0 ? done : n;
		}
		done += n;
	}
	return done;
}

static int buffer_puts(BIO *b, const char *text)
{
	return buffer_write(b, text, (int)strlen(text));
}

static int buffer_gets(BIO *b, char *buf, int size)
{
	struct buffers *s = b->ptr;
	int done = 0;
	BIO_clear_retry_flags(b);
	size--; /* for the terminator */
	while (done < size) {
		if (s->in.len != 0) {
			const char *start = s->in.data + s->in.off;
			const char *end = memchr(start, '\n', (size_t)s->in.len);
			int want = end != NULL ? (int)(end - start) + 1 : s->in.len;
			want = want < size - done ? want : size - done;
			done += take(&s->in, buf + done, want);
			if (end != NULL && buf[done - 1] == '\n') {
				break;
			}
			continue;
		}
		int n = refill(b, &s->in);
		if (n <= 0) {
			buf[done] = '\0';
			return n < 0 && done == 0 ? n : done;
		}
	}
	buf[done] = '\0';
	return done;
}

static int count_lines(const struct waiting *w)
{
	int n = 0;
	for (int i = 0; i < w->len; i++) {
		n += w->data[w->off + i] == '\n';
	}
	return n;
}

static long set_read_data(struct buffers *s, const void *data, long len)
{
	if (len > s->in.size && !waiting_resize(&s->in, (int)len)) {
		return 0;
	}
	memcpy(s->in.data, data, (size_t)len);
	s->in.off = 0;
	s->in.len = (int)len;
	return 1;
}

/* set_sizes: which points at 0 for the reading side alone, at 1 for the writing side alone, or is NULL. */
static long set_sizes(struct buffers *s, int size, const int *which)
{
	size = size < DEFAULT_SIZE ? DEFAULT_SIZE : size;
	return ((which != NULL && *which != 0) || size == s->in.size || waiting_resize(&s->in, size)) &&
	       ((which != NULL && *which == 0) || size == s->out.size || waiting_resize(&s->out, size));
}

static long flush(BIO *b, struct buffers *s, long larg, void *parg)
{
	if (b->next == NULL) {
		return 0;
	}
	BIO_clear_retry_flags(b);
	int ret = drain(b, &s->out);
	if (ret <= 0) {
		return ret;
	}
	long flushed = BIO_ctrl(b->next, BIO_CTRL_FLUSH, larg, parg);
	BIO_copy_next_retry(b);
	return flushed;
}

static long peek(BIO *b, struct buffers *s, long len, void *out)
{
	if (s->in.len < len && s->in.len == 0) {
		if (b->next == NULL || refill(b, &s->in) <= 0) {
			return 0;
		}
	}
	long n = len < s->in.len ? len : s->in.len;
	memcpy(out, s->in.data + s->in.off, (size_t)n);
	return n;
}

static long buffer_ctrl(BIO *b, int cmd, long larg, void *parg)
{
	struct buffers *s = b->ptr;
	long ret;
	switch (cmd) {
	case BIO_CTRL_RESET:
		s->in.off = s->in.len = s->out.off = s->out.len = 0;
		break;
	case BIO_CTRL_EOF:
		if (s->in.len > 0) {
			return 0;
		}
		break;
	case BIO_CTRL_INFO:
		return s->out.len;
	case BIO_C_GET_BUFF_NUM_LINES:
		return count_lines(&s->in);
	case BIO_CTRL_WPENDING:
		if (s->out.len != 0) {
			return s->out.len;
		}
		break;
	case BIO_CTRL_PENDING:
		if (s->in.len != 0) {
			return s->in.len;
		}
		break;
	case BIO_C_SET_BUFF_READ_DATA:
		return set_read_data(s, parg, larg);
	case BIO_C_SET_BUFF_SIZE:
		return set_sizes(s, (int)larg, parg);
	case BIO_C_DO_STATE_MACHINE:
		if (b->next == NULL) {
			return 0;
		}
		BIO_clear_retry_flags(b);
		ret = BIO_ctrl(b->next, cmd, larg, parg);
		BIO_copy_next_retry(b);
		return ret;
	case BIO_CTRL_FLUSH:
		return flush(b, s, larg, parg);
	case BIO_CTRL_DUP:
		return BIO_set_read_buffer_size((BIO *)parg, s->in.size) > 0 &&
		       BIO_set_write_buffer_size((BIO *)parg, s->out.size) > 0;
	case BIO_CTRL_PEEK:
		return peek(b, s, larg, parg);
	default:
		break;
	}
	return b->next != NULL ? BIO_ctrl(b->next, cmd, larg, parg) : 0;
}

static long buffer_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
	return b->next != NULL ? BIO_callback_ctrl(b->next, cmd, fp) : 0;
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_BUFFER,
    .name = "buffer",
    .write = buffer_write,
    .read = buffer_read,
    .puts = buffer_puts,
    .gets = buffer_gets,
    .ctrl = buffer_ctrl,
    .create = buffer_create,
    .destroy = buffer_destroy,
    .callback_ctrl = buffer_callback_ctrl,
};

const BIO_METHOD *BIO_f_buffer(void)
{
	return &method;
}
