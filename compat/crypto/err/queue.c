/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The error queue of each thread (ERR_new(3), ERR_get_error(3), ERR_set_mark(3)): a ring of the latest entries. An
 * entry is begun by ERR_new, completed by ERR_set_debug and ERR_set_error, and taken from the other end.
 */
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/err/err.h"

struct entry {
	unsigned long code;
	char *file, *func; /* owned, or NULL */
	int line;
	char *data; /* owned when flags says ERR_TXT_MALLOCED */
	size_t data_size;
	int flags;
	unsigned marks;
};

/* One place stays free, so that a full ring differs from an empty one. */
#define N_ENTRIES 16

struct queue {
	struct entry e[N_ENTRIES];
	unsigned top;    /* the newest entry, when top != bottom */
	unsigned bottom; /* before the oldest entry */
};

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool have_key;
/* The same as the key's value, without a call; the key is there for its destructor. */
static _Thread_local struct queue *own;

static unsigned after(unsigned i)
{
	return (i + 1) % N_ENTRIES;
}

static unsigned before(unsigned i)
{
	return (i + N_ENTRIES - 1) % N_ENTRIES;
}

static void drop_data(struct entry *e)
{
	if (e->flags & ERR_TXT_MALLOCED) {
		OPENSSL_free(e->data);
	}
	e->data = NULL;
	e->data_size = 0;
	e->flags = 0;
}

static void clear(struct entry *e)
{
	drop_data(e);
	OPENSSL_free(e->file);
	OPENSSL_free(e->func);
	memset(e, 0, sizeof *e);
}

static void free_queue(void *arg)
{
	struct queue *q = arg;
	for (unsigned i = 0; i < N_ENTRIES; i++) {
		clear(&q->e[i]);
	}
	OPENSSL_free(q);
}

static void thread_ends(void *arg)
{
	free_queue(arg);
	own = NULL;
}

static void make_key(void)
{
	have_key = pthread_key_create(&key, thread_ends) == 0;
}

/* queue_get: this thread's queue; make: it is allocated when there is none. errno stays as it was. */
static struct queue *queue_get(bool make)
{
	if (own != NULL || !make) {
		return own;
	}
	int saved = errno;
	if (pthread_once(&key_once, make_key) == 0 && have_key) {
		struct queue *q = OPENSSL_zalloc(sizeof *q);
		if (q != NULL && pthread_setspecific(key, q) == 0) {
			own = q;
		} else {
			OPENSSL_free(q);
		}
	}
	errno = saved;
	return own;
}

void err_thread_cleanup(void)
{
	if (own != NULL) {
		pthread_setspecific(key, NULL);
		free_queue(own);
		own = NULL;
	}
}

/* ---- putting in -------------------------------------------------------------------------------------------------- */

void ERR_new(void)
{
	struct queue *q = queue_get(true);
	if (q == NULL) {
		return;
	}
	q->top = after(q->top);
	if (q->top == q->bottom) {
		q->bottom = after(q->bottom);
	}
	clear(&q->e[q->top]);
}

static void set_text(char **out, const char *text)
{
	OPENSSL_free(*out);
	*out = text != NULL && *text != '\0' ? OPENSSL_strdup(text) : NULL;
}

void ERR_set_debug(const char *file, int line, const char *func)
{
	struct queue *q = queue_get(true);
	if (q == NULL) {
		return;
	}
	struct entry *e = &q->e[q->top];
	set_text(&e->file, file);
	set_text(&e->func, func);
	e->line = line;
}

void ERR_vset_error(int lib, int reason, const char *fmt, va_list args)
{
	struct queue *q = queue_get(true);
	if (q == NULL) {
		return;
	}
	struct entry *e = &q->e[q->top];
	if (fmt != NULL) {
		char text[ERR_MAX_DATA_SIZE];
		int n = BIO_vsnprintf(text, sizeof text, fmt, args);
		size_t len = n < 0 ? 0 : (size_t)n;
		drop_data(e);
		e->data = OPENSSL_malloc(len + 1);
		if (e->data != NULL) {
			memcpy(e->data, text, len);
			e->data[len] = '\0';
			e->data_size = len + 1;
			e->flags = ERR_TXT_MALLOCED | ERR_TXT_STRING;
		}
	} else {
		drop_data(e);
	}
	e->code = lib == ERR_LIB_SYS ? ERR_SYSTEM_FLAG | (unsigned)reason : ERR_PACK(lib, 0, reason);
}

void ERR_set_error(int lib, int reason, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	ERR_vset_error(lib, reason, fmt, args);
	va_end(args);
}

void ERR_set_error_data(char *data, int flags)
{
	struct queue *q = queue_get(true);
	if (q == NULL) {
		return;
	}
	struct entry *e = &q->e[q->top];
	drop_data(e);
	e->data = data;
	e->data_size = data != NULL && (flags & ERR_TXT_STRING) ? strlen(data) + 1 : 0;
	e->flags = flags;
}

/* append adds to the text of the newest entry, which becomes our own allocation. */
static void append(const char *text, size_t len)
{
	struct queue *q = queue_get(true);
	if (q == NULL) {
		return;
	}
	struct entry *e = &q->e[q->top];
	const char *old = e->data != NULL && (e->flags & ERR_TXT_STRING) ? e->data : "";
	size_t old_len = strlen(old);
	char *both = OPENSSL_malloc(old_len + len + 1);
	if (both == NULL) {
		return;
	}
	memcpy(both, old, old_len);
	memcpy(both + old_len, text, len);
	both[old_len + len] = '\0';
	ERR_set_error_data(both, ERR_TXT_MALLOCED | ERR_TXT_STRING);
}

void ERR_add_error_vdata(int num, va_list args)
{
	append("", 0);
	for (int i = 0; i < num; i++) {
		const char *piece = va_arg(args, const char *);
		piece = piece != NULL ? piece : "<NULL>";
		append(piece, strlen(piece));
	}
}

void ERR_add_error_data(int num, ...)
{
	va_list args;
	va_start(args, num);
	ERR_add_error_vdata(num, args);
	va_end(args);
}

/*
 * ERR_add_error_txt: the text follows what is there, behind the separator. A text that would grow past what an entry
 * is meant to hold goes on in an entry of its own, a repetition of the newest.
 */
void ERR_add_error_txt(const char *sepr, const char *txt)
{
	const char *data = "";
	int flags = 0;
	unsigned long code = ERR_peek_last_error_data(&data, &flags);
	bool have = (flags & ERR_TXT_STRING) != 0;
	sepr = sepr != NULL ? sepr : "";
	if (code == 0) {
		ERR_new();
		ERR_set_error(ERR_LIB_NONE, 0, NULL);
	} else if (have && strlen(data) + strlen(sepr) + strlen(txt) >= ERR_MAX_DATA_SIZE) {
		ERR_new();
		ERR_set_error(ERR_GET_LIB(code), ERR_GET_REASON(code), NULL);
		have = false;
	}
	if (have) {
		append(sepr, strlen(sepr));
	}
	append(txt, strnlen(txt, ERR_MAX_DATA_SIZE - 1));
}

void ERR_add_error_mem_bio(const char *sep, BIO *bio)
{
	char *text = NULL;
	long len = bio != NULL ? BIO_get_mem_data(bio, &text) : 0;
	if (len <= 0) {
		return;
	}
	char *copy = OPENSSL_strndup(text, (size_t)len);
	if (copy != NULL) {
		ERR_add_error_txt(sep, copy);
		OPENSSL_free(copy);
	}
}

/* ---- taking out -------------------------------------------------------------------------------------------------- */

enum which { GET, PEEK_OLDEST, PEEK_NEWEST };

/* look: any of the outputs may be NULL. What they point at lives until the entry is overwritten or cleared. */
static unsigned long look(enum which which, const char **file, int *line, const char **func, const char **data,
			  int *flags)
{
	struct queue *q = queue_get(false);
	if (file != NULL) {
		*file = "";
	}
	if (line != NULL) {
		*line = 0;
	}
	if (func != NULL) {
		*func = "";
	}
	if (data != NULL) {
		*data = "";
	}
	if (flags != NULL) {
		*flags = 0;
	}
	if (q == NULL || q->top == q->bottom) {
		return 0;
	}
	unsigned i = which == PEEK_NEWEST ? q->top : after(q->bottom);
	struct entry *e = &q->e[i];
	unsigned long code = e->code;
	if (which == GET) {
		q->bottom = i;
		e->code = 0;
		e->marks = 0;
	}
	if (file != NULL && e->file != NULL) {
		*file = e->file;
	}
	if (line != NULL) {
		*line = e->line;
	}
	if (func != NULL && e->func != NULL) {
		*func = e->func;
	}
	if (data != NULL && e->data != NULL) {
		*data = e->data;
		if (flags != NULL) {
			*flags = e->flags;
		}
	} else if (which == GET && data == NULL) {
		drop_data(e);
	}
	return code;
}

unsigned long ERR_get_error(void)
{
	return look(GET, NULL, NULL, NULL, NULL, NULL);
}

unsigned long ERR_get_error_all(const char **file, int *line, const char **func, const char **data, int *flags)
{
	return look(GET, file, line, func, data, flags);
}

unsigned long ERR_get_error_line(const char **file, int *line)
{
	return look(GET, file, line, NULL, NULL, NULL);
}

unsigned long ERR_get_error_line_data(const char **file, int *line, const char **data, int *flags)
{
	return look(GET, file, line, NULL, data, flags);
}

unsigned long ERR_peek_error(void)
{
	return look(PEEK_OLDEST, NULL, NULL, NULL, NULL, NULL);
}

unsigned long ERR_peek_error_all(const char **file, int *line, const char **func, const char **data, int *flags)
{
	return look(PEEK_OLDEST, file, line, func, data, flags);
}

unsigned long ERR_peek_error_line(const char **file, int *line)
{
	return look(PEEK_OLDEST, file, line, NULL, NULL, NULL);
}

unsigned long ERR_peek_error_line_data(const char **file, int *line, const char **data, int *flags)
{
	return look(PEEK_OLDEST, file, line, NULL, data, flags);
}

unsigned long ERR_peek_error_func(const char **func)
{
	return look(PEEK_OLDEST, NULL, NULL, func, NULL, NULL);
}

unsigned long ERR_peek_error_data(const char **data, int *flags)
{
	return look(PEEK_OLDEST, NULL, NULL, NULL, data, flags);
}

unsigned long ERR_peek_last_error(void)
{
	return look(PEEK_NEWEST, NULL, NULL, NULL, NULL, NULL);
}

unsigned long ERR_peek_last_error_all(const char **file, int *line, const char **func, const char **data, int *flags)
{
	return look(PEEK_NEWEST, file, line, func, data, flags);
}

unsigned long ERR_peek_last_error_line(const char **file, int *line)
{
	return look(PEEK_NEWEST, file, line, NULL, NULL, NULL);
}

unsigned long ERR_peek_last_error_line_data(const char **file, int *line, const char **data, int *flags)
{
	return look(PEEK_NEWEST, file, line, NULL, data, flags);
}

unsigned long ERR_peek_last_error_func(const char **func)
{
	return look(PEEK_NEWEST, NULL, NULL, func, NULL, NULL);
}

unsigned long ERR_peek_last_error_data(const char **data, int *flags)
{
	return look(PEEK_NEWEST, NULL, NULL, NULL, data, flags);
}

void ERR_clear_error(void)
{
	struct queue *q = queue_get(false);
	if (q == NULL) {
		return;
	}
	for (unsigned i = 0; i < N_ENTRIES; i++) {
		clear(&q->e[i]);
	}
	q->top = q->bottom = 0;
}

/* ---- marks ------------------------------------------------------------------------------------------------------- */

int ERR_set_mark(void)
{
	struct queue *q = queue_get(false);
	if (q == NULL || q->top == q->bottom) {
		return 0;
	}
	q->e[q->top].marks++;
	return 1;
}

int ERR_pop_to_mark(void)
{
	struct queue *q = queue_get(false);
	if (q == NULL) {
		return 0;
	}
	while (q->top != q->bottom && q->e[q->top].marks == 0) {
		clear(&q->e[q->top]);
		q->top = before(q->top);
	}
	if (q->top == q->bottom) {
		return 0;
	}
	q->e[q->top].marks--;
	return 1;
}

int ERR_clear_last_mark(void)
{
	struct queue *q = queue_get(false);
	if (q == NULL) {
		return 0;
	}
	unsigned i = q->top;
	while (i != q->bottom && q->e[i].marks == 0) {
		i = before(i);
	}
	if (i == q->bottom) {
		return 0;
	}
	q->e[i].marks--;
	return 1;
}

/* ---- names of OpenSSL 1.0 -----------------------------------------------------------------------------------------
 */

void ERR_remove_thread_state(void *unused)
{
	(void)unused;
}

void ERR_remove_state(unsigned long unused)
{
	(void)unused;
}
