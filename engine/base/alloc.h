/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Memory for the engine. The engine has no allocator of its own and no variable to keep one in: whoever links it
 * defines the three tls_host_* functions (compat/ssl hands them to libcrypto's allocator, the tests to one that can be
 * told to fail). Every allocation may fail, and callers carry on from that to a clean error.
 */
#ifndef TEASEL_BASE_ALLOC_H
#define TEASEL_BASE_ALLOC_H

#include <stddef.h>

/* Defined by the embedding program. tls_host_free takes NULL. Callable from any thread. */
void *tls_host_alloc(size_t len);
void *tls_host_realloc(void *p, size_t len);
void tls_host_free(void *p);

/* tls_alloc returns len bytes of undefined content (len 0 counts as 1), or NULL. */
void *tls_alloc(size_t len);

/* tls_calloc returns n zeroed elements of size bytes, or NULL; the product is checked. */
void *tls_calloc(size_t n, size_t size);

/* tls_regrow resizes to n elements of size bytes; on failure returns NULL and p stays valid. Not for secrets. */
void *tls_regrow(void *p, size_t n, size_t size);

/* tls_dup copies len bytes, or returns NULL. */
void *tls_dup(const void *p, size_t len);

/* tls_strdup copies a C string with its terminator, or returns NULL. */
char *tls_strdup(const char *s);

/* tls_free takes NULL. */
void tls_free(void *p);

/* tls_free_wiped clears len bytes before it frees. Takes NULL. */
void tls_free_wiped(void *p, size_t len);

#endif
