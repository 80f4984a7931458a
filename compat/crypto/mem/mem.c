/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OPENSSL_malloc(3): the C library's allocator, or three functions that the program put in its place before the first
 * allocation. The secure heap is not offered: its functions serve from the common one and wipe what they free, as
 * OpenSSL's do until CRYPTO_secure_malloc_init.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "engine/base/alloc.h"
#include "engine/base/secret.h"

static CRYPTO_malloc_fn malloc_fn = CRYPTO_malloc;
static CRYPTO_realloc_fn realloc_fn = CRYPTO_realloc;
static CRYPTO_free_fn free_fn = CRYPTO_free;
static atomic_bool in_use;

static void mark_in_use(void)
{
	/* Read first: the line stays shared between the processors. */
	if (!atomic_load_explicit(&in_use, memory_order_relaxed)) {
		atomic_store_explicit(&in_use, true, memory_order_relaxed);
	}
}

int CRYPTO_set_mem_functions(CRYPTO_malloc_fn m, CRYPTO_realloc_fn r, CRYPTO_free_fn f)
{
	if (atomic_load_explicit(&in_use, memory_order_relaxed)) {
		return 0;
	}
	malloc_fn = m != NULL ? m : malloc_fn;
	realloc_fn = r != NULL ? r : realloc_fn;
	free_fn = f != NULL ? f : free_fn;
	return 1;
}

void CRYPTO_get_mem_functions(CRYPTO_malloc_fn *m, CRYPTO_realloc_fn *r, CRYPTO_free_fn *f)
{
	if (m != NULL) {
		*m = malloc_fn;
	}
	if (r != NULL) {
		*r = realloc_fn;
	}
	if (f != NULL) {
		*f = free_fn;
	}
}

void *CRYPTO_malloc(size_t num, const char *file, int line)
{
	if (malloc_fn != CRYPTO_malloc) {
		return malloc_fn(num, file, line);
	}
	if (num == 0) {
		return NULL;
	}
	mark_in_use();
	return malloc(num);
}

void *CRYPTO_zalloc(size_t num, const char *file, int line)
{
	void *p = CRYPTO_malloc(num, file, line);
	if (p != NULL) {
		memset(p, 0, num);
	}
	return p;
}

void CRYPTO_free(void *p, const char *file, int line)
{
	if (free_fn != CRYPTO_free) {
		free_fn(p, file, line);
	} else {
		free(p);
	}
}

void *CRYPTO_realloc(void *p, size_t num, const char *file, int line)
{
	if (realloc_fn != CRYPTO_realloc) {
		return realloc_fn(p, num, file, line);
	}
	if (p == NULL) {
		return CRYPTO_malloc(num, file, line);
	}
	if (num == 0) {
		CRYPTO_free(p, file, line);
		return NULL;
	}
	return realloc(p, num);
}

void *CRYPTO_clear_realloc(void *p, size_t old_len, size_t num, const char *file, int line)
{
	if (p == NULL) {
		return CRYPTO_malloc(num, file, line);
	}
	if (num == 0) {
		CRYPTO_clear_free(p, old_len, file, line);
		return NULL;
	}
	if (num < old_len) {
		/* What stays is shorter: only the rest needs wiping. */
		OPENSSL_cleanse((char *)p + num, old_len - num);
		return p;
	}
	void *moved = CRYPTO_malloc(num, file, line);
	if (moved != NULL) {
		memcpy(moved, p, old_len);
		CRYPTO_clear_free(p, old_len, file, line);
	}
	return moved;
}

void CRYPTO_clear_free(void *p, size_t num, const char *file, int line)
{
	if (p == NULL) {
		return;
	}
	if (num != 0) {
		OPENSSL_cleanse(p, num);
	}
	CRYPTO_free(p, file, line);
}

void OPENSSL_cleanse(void *p, size_t len)
{
	wipe(p, len);
}

int CRYPTO_memcmp(const void *a, const void *b, size_t len)
{
	return !ct_equal(a, b, len);
}

/* ---- the secure heap --------------------------------------------------------------------------------------------- */

int CRYPTO_secure_malloc_init(size_t size, size_t minsize)
{
	(void)size, (void)minsize;
	ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_UNSUPPORTED, "a secure heap is not offered: secrets are wiped when freed");
	return 0;
}

int CRYPTO_secure_malloc_done(void)
{
	return 0;
}

int CRYPTO_secure_malloc_initialized(void)
{
	return 0;
}

void *CRYPTO_secure_malloc(size_t num, const char *file, int line)
{
	return CRYPTO_malloc(num, file, line);
}

void *CRYPTO_secure_zalloc(size_t num, const char *file, int line)
{
	return CRYPTO_zalloc(num, file, line);
}

void CRYPTO_secure_free(void *p, const char *file, int line)
{
	CRYPTO_free(p, file, line);
}

void CRYPTO_secure_clear_free(void *p, size_t num, const char *file, int line)
{
	CRYPTO_clear_free(p, num, file, line);
}

int CRYPTO_secure_allocated(const void *p)
{
	(void)p;
	return 0;
}

size_t CRYPTO_secure_used(void)
{
	return 0;
}

/* ---- the engine's allocator -------------------------------------------------------------------------------------- */

void *tls_host_alloc(size_t len)
{
	return CRYPTO_malloc(len, "engine", 0);
}

void *tls_host_realloc(void *p, size_t len)
{
	return CRYPTO_realloc(p, len, "engine", 0);
}

void tls_host_free(void *p)
{
	CRYPTO_free(p, "engine", 0);
}
