/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Nettle's X25519, the portable one, and the choice among implementations (x25519.h). */
#include "crypto/x25519.h"

#include <nettle/curve25519.h>

#ifdef __x86_64__
#include "crypto/x86_64/kernels.h"
#endif

static bool always(void)
{
	return true;
}

static const struct x25519_impl x25519_nettle = {"nettle", always, curve25519_mul_g, curve25519_mul};

const struct x25519_impl *const x25519_impls[] = {
#ifdef __x86_64__
    &x25519_ifma,
    &x25519_adx,
#endif
    &x25519_nettle,
    NULL,
};

const struct x25519_impl *x25519_impl(void)
{
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		if ((*p)->usable()) {
			return *p;
		}
	}
	return &x25519_nettle;
}
