/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Wiping and constant-time comparison (secret.h). */
#include "base/secret.h"

#include <assert.h>

void wipe(void *p, size_t len)
{
	if (len == 0) {
		return;
	}
	memset(p, 0, len);
	/* The memory is an input here as far as the compiler can tell, so the stores above are not dead. */
	__asm__ volatile("" : : "r"(p) : "memory");
}

void secret_wipe(struct secret *s)
{
	wipe(s, sizeof *s);
}

void secret_set(struct secret *out, struct span s)
{
	assert(s.len <= SECRET_MAX);
	if (s.len != 0) {
		memmove(out->b, s.p, s.len);
	}
	out->len = s.len;
}

int ct_equal(const void *a, const void *b, size_t len)
{
	const volatile uint8_t *x = a;
	const volatile uint8_t *y = b;
	unsigned diff = 0;
	for (size_t i = 0; i < len; i++) {
		diff |= (unsigned)(x[i] ^ y[i]);
	}
	return (int)(1 & ((diff - 1) >> 8));
}
