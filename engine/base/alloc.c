/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Checked sizes and wiping over the embedding program's allocator (alloc.h). */
#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

#include "base/secret.h"

void *tls_alloc(size_t len)
{
	return tls_host_alloc(len != 0 ? len : 1);
}

void *tls_calloc(size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		return NULL;
	}
	void *p = tls_alloc(n * size);
	if (p != NULL) {
		memset(p, 0, n * size);
	}
	return p;
}

void *tls_regrow(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		return NULL;
	}
	size_t len = n * size;
	return tls_host_realloc(p, len != 0 ? len : 1);
}

void *tls_dup(const void *p, size_t len)
{
	void *copy = tls_alloc(len);
	if (copy != NULL && len != 0) {
		memcpy(copy, p, len);
	}
	return copy;
}

char *tls_strdup(const char *s)
{
	return tls_dup(s, strlen(s) + 1);
}

void tls_free(void *p)
{
	tls_host_free(p);
}

void tls_free_wiped(void *p, size_t len)
{
	if (p != NULL) {
		wipe(p, len);
		tls_host_free(p);
	}
}
