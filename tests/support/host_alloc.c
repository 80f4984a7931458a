/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The three functions that base/alloc.h asks of whoever links the engine, over libc, with failure injection. */
#include "host_alloc.h"

#include <stdlib.h>

#include "base/alloc.h"

static long fail_at = -1;
static long asked;
static long live;

void host_fail_after(long n)
{
	fail_at = n;
	asked = 0;
}

long host_allocs(void)
{
	return asked;
}

long host_live(void)
{
	return live;
}

static int refuse(void)
{
	return asked++ == fail_at;
}

void *tls_host_alloc(size_t len)
{
	if (refuse()) {
		return NULL;
	}
	void *p = malloc(len);
	live += p != NULL;
	return p;
}

void *tls_host_realloc(void *p, size_t len)
{
	if (refuse()) {
		return NULL;
	}
	void *q = realloc(p, len);
	live += q != NULL && p == NULL;
	return q;
}

void tls_host_free(void *p)
{
	live -= p != NULL;
	free(p);
}
