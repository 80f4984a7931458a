/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OPENSSL_init_crypto(3): initialisation arranges for the end, where handlers given to OPENSSL_atexit run, newest
 * first, and what the library keeps for the process is freed; and it reads openssl.cnf when that is asked for.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/auxv.h>

#include <openssl/conf.h>
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

/* Faults of openssl.cnf do not keep programs from running, unless it says config_diagnostics or the program says so. */
#define CONFIG_FLAGS (CONF_MFLAGS_DEFAULT_SECTION | CONF_MFLAGS_IGNORE_MISSING_FILE | CONF_MFLAGS_IGNORE_RETURN_CODES)

struct ossl_init_settings_st {
	char *filename, *appname;
	unsigned long flags;
};

/* Once for the process; the first who asks says how. */
static pthread_once_t config_once = PTHREAD_ONCE_INIT;
static const OPENSSL_INIT_SETTINGS *config_settings; /* of the call that runs the once */
static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;
static int config_loaded = 1;

static void load_config(void)
{
	const OPENSSL_INIT_SETTINGS *s = config_settings;
	config_loaded = CONF_modules_load_file(s != NULL ? s->filename : NULL, s != NULL ? s->appname : NULL,
					       s != NULL ? s->flags : CONFIG_FLAGS) > 0;
}

static void load_no_config(void)
{
}

static bool init_config(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)
{
	if (opts & OPENSSL_INIT_NO_LOAD_CONFIG) {
		return pthread_once(&config_once, load_no_config) == 0;
	}
	if (!(opts & OPENSSL_INIT_LOAD_CONFIG)) {
		return true;
	}
	pthread_mutex_lock(&config_lock);
	config_settings = settings;
	bool ok = pthread_once(&config_once, load_config) == 0 && config_loaded;
	config_settings = NULL;
	config_loaded = 1; /* a failure is told once */
	pthread_mutex_unlock(&config_lock);
	return ok;
}

int OPENSSL_init_crypto(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)
{
	if (atomic_load_explicit(&ended, memory_order_acquire)) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_INIT_FAIL);
		return 0;
	}
	if (opts & OPENSSL_INIT_NO_ATEXIT) {
		atomic_store(&no_atexit, true);
	}
	return pthread_once(&once, arrange_end) == 0 && init_config(opts, settings);
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
	CONF_modules_unload(1);
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

/* ---- settings: which openssl.cnf to read ---------------------------------------------------------------------------
 */

OPENSSL_INIT_SETTINGS *OPENSSL_INIT_new(void)
{
	OPENSSL_INIT_SETTINGS *s = OPENSSL_zalloc(sizeof *s);
	if (s != NULL) {
		s->flags = CONFIG_FLAGS;
	}
	return s;
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

void OPENSSL_config(const char *appname)
{
	const OPENSSL_INIT_SETTINGS s = {.appname = (char *)appname, .flags = CONFIG_FLAGS};
	OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, &s);
}
