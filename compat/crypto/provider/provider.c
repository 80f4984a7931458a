/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OSSL_PROVIDER(3): what is built in goes by the names of OpenSSL's built-in providers, so that programs which name
 * them find them. Nothing is loaded from files: "legacy" has what is obsolete, and "fips" is a module of its maker's;
 * asking for one fails as it does where the module is not installed. Algorithms are there whatever was loaded.
 */
#include <openssl/provider.h>

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "compat/crypto/err/hidden_err.h"

struct ossl_provider_st {
	const char *name, *title;
	unsigned loads; /* how often it was loaded and not unloaded */
};

/* By name, the order in which they are told. */
static struct ossl_provider_st builtin[] = {
    {.name = "base", .title = "OpenSSL Base Provider"},
    {.name = "default", .title = "OpenSSL Default Provider"},
    {.name = "null", .title = "OpenSSL Null Provider"},
};

#define N_BUILTIN (sizeof builtin / sizeof builtin[0])

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool settled; /* whether "default" is there by itself: it is when one is looked for before one was loaded */

static OSSL_PROVIDER *find(const char *name)
{
	for (size_t i = 0; i < N_BUILTIN; i++) {
		if (strcmp(builtin[i].name, name) == 0) {
			return &builtin[i];
		}
	}
	return NULL;
}

/* settle is called with the lock held. */
static void settle(void)
{
	if (!settled) {
		find("default")->loads++;
		settled = true;
	}
}

/* NULL, with the reason queued, for what is not built in. */
OSSL_PROVIDER *OSSL_PROVIDER_try_load(OSSL_LIB_CTX *libctx, const char *name, int retain_fallbacks)
{
	(void)libctx;
	OSSL_PROVIDER *p = find(name);
	pthread_mutex_lock(&lock);
	settled |= !retain_fallbacks;
	if (p != NULL) {
		p->loads++;
	}
	pthread_mutex_unlock(&lock);
	if (p == NULL) {
		ERR_raise_data(ERR_LIB_DSO, DSO_R_LOAD_FAILED, "%s: this library loads no provider from a file", name);
		ERR_raise(ERR_LIB_DSO, DSO_R_LOAD_FAILED);
		ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_DSO_LIB, "name=%s", name);
	}
	return p;
}

OSSL_PROVIDER *OSSL_PROVIDER_load(OSSL_LIB_CTX *libctx, const char *name)
{
	return OSSL_PROVIDER_try_load(libctx, name, 0);
}

int OSSL_PROVIDER_unload(OSSL_PROVIDER *p)
{
	if (p == NULL) {
		return 0;
	}
	pthread_mutex_lock(&lock);
	bool was = p->loads != 0;
	p->loads -= was;
	pthread_mutex_unlock(&lock);
	return was;
}

static bool is_loaded(const OSSL_PROVIDER *p)
{
	pthread_mutex_lock(&lock);
	settle();
	bool is = p->loads != 0;
	pthread_mutex_unlock(&lock);
	return is;
}

int OSSL_PROVIDER_available(OSSL_LIB_CTX *libctx, const char *name)
{
	(void)libctx;
	const OSSL_PROVIDER *p = find(name);
	return p != NULL && is_loaded(p);
}

/* Without the lock, for fn may load and unload. */
int OSSL_PROVIDER_do_all(OSSL_LIB_CTX *libctx, int (*fn)(OSSL_PROVIDER *p, void *arg), void *arg)
{
	(void)libctx;
	for (size_t i = 0; i < N_BUILTIN; i++) {
		if (is_loaded(&builtin[i]) && !fn(&builtin[i], arg)) {
			return 0;
		}
	}
	return 1;
}

const char *OSSL_PROVIDER_get0_name(const OSSL_PROVIDER *p)
{
	return p->name;
}

/* The primitives are tested where they are built, not at start. */
int OSSL_PROVIDER_self_test(const OSSL_PROVIDER *p)
{
	(void)p;
	return 1;
}

static bool tell(OSSL_PARAM *params, const char *key, const char *text)
{
	OSSL_PARAM *p = OSSL_PARAM_locate(params, key);
	return p == NULL || OSSL_PARAM_set_utf8_ptr(p, text);
}

int OSSL_PROVIDER_get_params(const OSSL_PROVIDER *p, OSSL_PARAM *params)
{
	OSSL_PARAM *status = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_STATUS);
	return tell(params, OSSL_PROV_PARAM_NAME, p->title) &&
	       tell(params, OSSL_PROV_PARAM_VERSION, OPENSSL_VERSION_STR) &&
	       tell(params, OSSL_PROV_PARAM_BUILDINFO, OPENSSL_FULL_VERSION_STR) &&
	       (status == NULL || OSSL_PARAM_set_int(status, 1));
}

const OSSL_PARAM *OSSL_PROVIDER_gettable_params(const OSSL_PROVIDER *p)
{
	static const OSSL_PARAM params[] = {
	    OSSL_PARAM_DEFN(OSSL_PROV_PARAM_NAME, OSSL_PARAM_UTF8_PTR, NULL, 0),
	    OSSL_PARAM_DEFN(OSSL_PROV_PARAM_VERSION, OSSL_PARAM_UTF8_PTR, NULL, 0),
	    OSSL_PARAM_DEFN(OSSL_PROV_PARAM_BUILDINFO, OSSL_PARAM_UTF8_PTR, NULL, 0),
	    OSSL_PARAM_DEFN(OSSL_PROV_PARAM_STATUS, OSSL_PARAM_INTEGER, NULL, 0),
	    OSSL_PARAM_END,
	};
	(void)p;
	return params;
}

/* There is nothing to be searched for, so any path will do. */
int OSSL_PROVIDER_set_default_search_path(OSSL_LIB_CTX *libctx, const char *path)
{
	(void)libctx, (void)path;
	return 1;
}
