/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Arithmetic on the NIST curves behind one const table per implementation. Numbers are big-endian and as long as the
 * curve's field (len bytes); a point is x || y. Every function is constant-time in scalars and nonces; points,
 * digests and signatures are public.
 */
#ifndef TEASEL_CRYPTO_EC_H
#define TEASEL_CRYPTO_EC_H

#include "base/span.h"
#include "crypto/key.h"

#define EC_MAX_LEN   66 /* P-521 */
#define EC_MAX_POINT (1 + 2 * EC_MAX_LEN)

struct ec_impl {
	const char *name;
	enum key_type curve;
	bool (*usable)(void);

	/* on_curve: x and y are below p and satisfy the equation. */
	bool (*on_curve)(const uint8_t *xy);

	/* base_mul: out_xy = k * G for 1 <= k < n. */
	void (*base_mul)(const uint8_t *k, uint8_t *out_xy);

	/* mul_x: the x coordinate of k * P for 1 <= k < n and a point P on the curve. */
	void (*mul_x)(const uint8_t *k, const uint8_t *xy, uint8_t *out_x);

	/*
	 * sign: the ECDSA signature of e (a digest made an integer by FIPS 186-5 §6.4.1 step 2) with key d and nonce k,
	 * both in 1 .. n - 1. False when r or s would be zero: the nonce will not do.
	 */
	bool (*sign)(const uint8_t *d, const uint8_t *e, const uint8_t *k, uint8_t *r, uint8_t *s);

	/* verify: r and s are any len-byte numbers; out of 1 .. n - 1 they do not verify. xy is on the curve. */
	bool (*verify)(const uint8_t *xy, const uint8_t *e, const uint8_t *r, const uint8_t *s);
};

struct ec_curve {
	enum key_type type;
	unsigned bits; /* of the field and of the order, which are as long as each other */
	size_t len;    /* bytes of a field element or scalar */
	const uint8_t *order;
	const struct ec_impl *portable;
};

/* ec_impls: every implementation built in, best first for each curve, NULL at the end. */
extern const struct ec_impl *const ec_impls[];

/* ec_curve: the curve of a key type, NULL when the type is not an EC one. */
const struct ec_curve *ec_curve(enum key_type type);

/* ec_impl: the best implementation that this CPU can run. */
const struct ec_impl *ec_impl(const struct ec_curve *c);

/* ec_scalar_ok: 1 <= k < n, looking at k in constant time. */
bool ec_scalar_ok(const struct ec_curve *c, const uint8_t *k);

/* ec_random_scalar draws k uniformly from 1 .. n - 1. */
MUST_CHECK enum tls_err ec_random_scalar(const struct ec_curve *c, uint8_t *k);

extern const struct ec_impl ec_nettle_p256, ec_nettle_p384, ec_nettle_p521;

#endif
