/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OPENSSL_init_crypto(3): there is nothing to load, so initialisation only arranges for the end: handlers given to
 * OPENSSL_atexit run, newest first, and what the library keeps for the process is freed.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/auxv.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/err/err.h"
#include "compat/crypto/exdata/exdata.h"
#include "compat/crypto/objects/object.h"

struct handler {
	void (*fn)(void);
	struct handler *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct handler *handlers;
static atomic_bool ended, no_atexit;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void at_exit(void)
{
	if (!atomic_load(&no_atexit)) {
		OPENSSL_cleanup();
	}
}

static void arrange_end(void)
{
	atexit(at_exit);
}

int OPENSSL_init_crypto(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)
{
	(void)settings;
	if (atomic_load_explicit(&ended, memory_order_acquire)) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_INIT_FAIL);
		return 0;
	}
	if (opts & OPENSSL_INIT_NO_ATEXIT) {
		atomic_store(&no_atexit, true);
	}
	return pthread_once(&once, arrange_end) == 0;
}

void OPENSSL_init(void)
{
}

int OPENSSL_atexit(void (*fn)(void))
{
	struct handler *h = OPENSSL_malloc(sizeof *h);
	if (h == NULL) {
		return 0;
	}
	OPENSSL_init_crypto(0, NULL);
	pthread_mutex_lock(&lock);
	*h = (struct handler){fn, handlers};
	handlers = h;
	pthread_mutex_unlock(&lock);
	return 1;
}

void OPENSSL_cleanup(void)
{
	if (atomic_exchange(&ended, true)) {
		return;
	}
	for (;;) {
		pthread_mutex_lock(&lock);
		struct handler *h = handlers;
		handlers = h != NULL ? h->next : NULL;
		pthread_mutex_unlock(&lock);
		if (h == NULL) {
			break;
		}
		h->fn();
		OPENSSL_free(h);
	}
	err_thread_cleanup();
	err_cleanup();
	obj_cleanup();
	exdata_cleanup();
}

void OPENSSL_thread_stop(void)
{
	err_thread_cleanup();
}

void OPENSSL_thread_stop_ex(OSSL_LIB_CTX *ctx)
{
	(void)ctx;
	err_thread_cleanup();
}

int OPENSSL_issetugid(void)
{
	return getauxval(AT_SECURE) != 0;
}

int OPENSSL_isservice(void)
{
	return -1;
}

void OPENSSL_die(const char *assertion, const char *file, int line)
{
	fprintf(stderr, "%s:%d: OpenSSL internal error: %s\n", file, line, assertion);
	abort();
}

/* ---- settings: which openssl.cnf to read, had one to be read ------------------------------------------------------
 */

struct ossl_init_settings_st {
	char *filename, *appname;
	unsigned long flags;
};

OPENSSL_INIT_SETTINGS *OPENSSL_INIT_new(void)
{
	return OPENSSL_zalloc(sizeof(OPENSSL_INIT_SETTINGS));
}

void OPENSSL_INIT_free(OPENSSL_INIT_SETTINGS *s)
{
	if (s != NULL) {
		OPENSSL_free(s->filename);
		OPENSSL_free(s->appname);
		OPENSSL_free(s);
	}
}

static int replace(char **field, const char *text)
{
	char *copy = text != NULL ? OPENSSL_strdup(text) : NULL;
	if (text != NULL && copy == NULL) {
		return 0;
	}
	OPENSSL_free(*field);
	*field = copy;
	return 1;
}

int OPENSSL_INIT_set_config_filename(OPENSSL_INIT_SETTINGS *s, const char *filename)
{
	return replace(&s->filename, filename);
}

int OPENSSL_INIT_set_config_appname(OPENSSL_INIT_SETTINGS *s, const char *appname)
{
	return replace(&s->appname, appname);
}

void OPENSSL_INIT_set_config_file_flags(OPENSSL_INIT_SETTINGS *s, unsigned long flags)
{
	s->flags = flags;
}
