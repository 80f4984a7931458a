/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * P-256 as ec.h wants it: big-endian bytes in and out, and ECDSA's arithmetic modulo the order n around the point
 * multiplications of p256_point.c.
 */
#ifdef __x86_64__

#include "crypto/x86_64/p256.h"

#include "base/secret.h"
#include "crypto/ec.h"
#include "crypto/modinv.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/kernels.h"

static const uint64_t order[4] = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};
static const uint64_t prime[4] = {0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001};
/* 2^512 mod n and -1/n mod 2^64 */
static const struct p256_num order_rr = {
    {0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620}};
static const uint64_t order_n0 = 0xccd1c8aaee00bc4f;

static const struct modinv_modulus order_modulus = {
    {0x33b9cac2fc632551, 0x339beab69c5e7a13, 0x3ffffffffffffffb, 0x3fffffc00000003f, 0xff},
    0xcd1c8aaee00bc4f,
};

static bool usable(void)
{
	return cpu_has_avx2_adx();
}

static void num_get(struct p256_num *out, const uint8_t *in)
{
	for (int i = 0; i < 4; i++) {
		uint64_t v;
		memcpy(&v, in + 8 * (3 - i), 8);
		out->l[i] = __builtin_bswap64(v);
	}
}

static void num_put(uint8_t *out, const struct p256_num *in)
{
	for (int i = 0; i < 4; i++) {
		uint64_t v = __builtin_bswap64(in->l[i]);
		memcpy(out + 8 * (3 - i), &v, 8);
	}
}

/* less: 1 when a < m, else 0. Constant-time. */
static uint64_t less(const struct p256_num *a, const uint64_t m[4])
{
	uint64_t borrow = 0;
	for (int i = 0; i < 4; i++) {
		unsigned __int128 t = (unsigned __int128)a->l[i] - m[i] - borrow;
		borrow = (uint64_t)(t >> 64) & 1;
	}
	return borrow;
}

static bool is_zero(const struct p256_num *a)
{
	return (a->l[0] | a->l[1] | a->l[2] | a->l[3]) == 0;
}

/* subtract_once: r = (carry, t) mod n for a number below 2n. Constant-time. */
static void subtract_once(struct p256_num *r, const uint64_t t[4], uint64_t carry)
{
	uint64_t diff[4], borrow = 0;
	for (int i = 0; i < 4; i++) {
		unsigned __int128 d = (unsigned __int128)t[i] - order[i] - borrow;
		diff[i] = (uint64_t)d;
		borrow = (uint64_t)(d >> 64) & 1;
	}
	uint64_t keep = 0 - (borrow & (carry ^ 1));
	for (int i = 0; i < 4; i++) {
		r->l[i] = (t[i] & keep) | (diff[i] & ~keep);
	}
}

/* order_mul: r = a * b / 2^256 mod n (Montgomery), for a * b < n * 2^256. Constant-time. */
static void order_mul(struct p256_num *r, const struct p256_num *a, const struct p256_num *b)
{
	uint64_t t[6] = {0};
	for (int i = 0; i < 4; i++) {
		unsigned __int128 c = 0;
		for (int j = 0; j < 4; j++) {
			c += (unsigned __int128)a->l[j] * b->l[i] + t[j];
			t[j] = (uint64_t)c;
			c >>= 64;
		}
		c += t[4];
		t[4] = (uint64_t)c;
		t[5] = (uint64_t)(c >> 64);
		uint64_t m = t[0] * order_n0;
		c = ((unsigned __int128)m * order[0] + t[0]) >> 64;
		for (int j = 1; j < 4; j++) {
			c += (unsigned __int128)m * order[j] + t[j];
			t[j - 1] = (uint64_t)c;
			c >>= 64;
		}
		c += t[4];
		t[3] = (uint64_t)c;
		t[4] = t[5] + (uint64_t)(c >> 64);
	}
	subtract_once(r, t, t[4]);
	wipe(t, sizeof t);
}

/* order_mul_plain: r = a * b mod n. */
static void order_mul_plain(struct p256_num *r, const struct p256_num *a, const struct p256_num *b)
{
	struct p256_num t;
	order_mul(&t, a, &order_rr);
	order_mul(r, &t, b);
	wipe(&t, sizeof t);
}

/* point_get: false when a coordinate is not below p or the point is not on the curve. */
static bool point_get(struct p256_affine *out, const uint8_t *xy)
{
	struct p256_num x, y;
	num_get(&x, xy);
	num_get(&y, xy + 32);
	if (!less(&x, prime) || !less(&y, prime)) {
		return false;
	}
	p256_to_mont(&out->x, &x);
	p256_to_mont(&out->y, &y);
	return p256_on_curve(out);
}

static bool on_curve(const uint8_t *xy)
{
	struct p256_affine p;
	return point_get(&p, xy);
}

static void base_mul(const uint8_t *k_bytes, uint8_t *out_xy)
{
	struct p256_num k, x, y;
	struct p256_point p;
	num_get(&k, k_bytes);
	p256_base_mul(&p, &k);
	p256_affine_xy(&p, &x, &y);
	num_put(out_xy, &x);
	num_put(out_xy + 32, &y);
	wipe(&k, sizeof k);
	wipe(&p, sizeof p);
}

static void mul_x(const uint8_t *k_bytes, const uint8_t *xy, uint8_t *out_x)
{
	struct p256_num k, x;
	struct p256_affine peer;
	struct p256_point p;
	num_get(&k, k_bytes);
	(void)point_get(&peer, xy);
	p256_window_mul(&p, &k, &peer);
	p256_affine_x(&p, &x);
	num_put(out_x, &x);
	wipe(&k, sizeof k);
	wipe(&p, sizeof p);
	wipe(&x, sizeof x);
}

static bool sign(const uint8_t *d_bytes, const uint8_t *e_bytes, const uint8_t *k_bytes, uint8_t *r_bytes,
		 uint8_t *s_bytes)
{
	struct p256_num d, e, k, x, r, s, t;
	struct p256_point p;
	num_get(&d, d_bytes);
	num_get(&e, e_bytes);
	num_get(&k, k_bytes);
	/* r = x of k * G, mod n */
	p256_base_mul(&p, &k);
	p256_affine_x(&p, &x);
	subtract_once(&r, x.l, 0);
	/* s = (e + r * d) / k mod n */
	subtract_once(&e, e.l, 0);
	order_mul_plain(&t, &d, &r);
	uint64_t carry = 0;
	for (int i = 0; i < 4; i++) {
		unsigned __int128 sum = (unsigned __int128)t.l[i] + e.l[i] + carry;
		t.l[i] = (uint64_t)sum;
		carry = (uint64_t)(sum >> 64);
	}
	subtract_once(&t, t.l, carry);
	modinv256(k.l, k.l, &order_modulus);
	order_mul_plain(&s, &t, &k);
	num_put(r_bytes, &r);
	num_put(s_bytes, &s);
	bool ok = !is_zero(&r) && !is_zero(&s);
	wipe(&d, sizeof d);
	wipe(&e, sizeof e);
	wipe(&k, sizeof k);
	wipe(&t, sizeof t);
	wipe(&p, sizeof p);
	return ok;
}

static bool verify(const uint8_t *xy, const uint8_t *e_bytes, const uint8_t *r_bytes, const uint8_t *s_bytes)
{
	struct p256_num e, r, s, w, u1, u2;
	struct p256_affine q;
	struct p256_point p;
	num_get(&e, e_bytes);
	num_get(&r, r_bytes);
	num_get(&s, s_bytes);
	if (is_zero(&r) || is_zero(&s) || !less(&r, order) || !less(&s, order) || !point_get(&q, xy)) {
		return false;
	}
	subtract_once(&e, e.l, 0);
	modinv256(w.l, s.l, &order_modulus);
	order_mul_plain(&u1, &e, &w);
	order_mul_plain(&u2, &r, &w);
	p256_double_mul(&p, &u1, &u2, &q);
	return p256_is_zero(&p.z) == 0 && p256_x_is(&p, &r);
}

const struct ec_impl ec_p256_adx = {"adx", KEY_EC_P256, usable, on_curve, base_mul, mul_x, sign, verify};

#endif
