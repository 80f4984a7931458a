/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A NIST curve as ec.h wants it: big-endian bytes in and out, and ECDSA's arithmetic modulo the order n around the
 * multiplications of nist_point.h. Included once for each curve, after its constants.
 */

static bool usable(void)
{
	return cpu_has_avx2_adx();
}

static void num_get(struct F(num) * out, const uint8_t *in)
{
	for (int i = 0; i < LIMBS; i++) {
		uint64_t v;
		memcpy(&v, in + 8 * (LIMBS - 1 - i), 8);
		out->l[i] = __builtin_bswap64(v);
	}
}

static void num_put(uint8_t *out, const struct F(num) * in)
{
	for (int i = 0; i < LIMBS; i++) {
		uint64_t v = __builtin_bswap64(in->l[i]);
		memcpy(out + 8 * (LIMBS - 1 - i), &v, 8);
	}
}

/* less: 1 when a < m, else 0. Constant-time. */
static uint64_t less(const struct F(num) * a, const uint64_t m[LIMBS])
{
	uint64_t borrow = 0;
	for (int i = 0; i < LIMBS; i++) {
		unsigned __int128 t = (unsigned __int128)a->l[i] - m[i] - borrow;
		borrow = (uint64_t)(t >> 64) & 1;
	}
	return borrow;
}

static bool is_zero(const struct F(num) * a)
{
	uint64_t any = 0;
	for (int i = 0; i < LIMBS; i++) {
		any |= a->l[i];
	}
	return any == 0;
}

/* subtract_once: r = (carry, t) mod n for a number below 2n. Constant-time. */
static void subtract_once(struct F(num) * r, const uint64_t t[LIMBS], uint64_t carry)
{
	uint64_t diff[LIMBS], borrow = 0;
	for (int i = 0; i < LIMBS; i++) {
		unsigned __int128 d = (unsigned __int128)t[i] - order[i] - borrow;
		diff[i] = (uint64_t)d;
		borrow = (uint64_t)(d >> 64) & 1;
	}
	uint64_t keep = 0 - (borrow & (carry ^ 1));
	for (int i = 0; i < LIMBS; i++) {
		r->l[i] = (t[i] & keep) | (diff[i] & ~keep);
	}
}

/* order_mul: r = a * b / R mod n with R = 2^(64 * LIMBS) (Montgomery), for a * b below n * R. Constant-time. */
static void order_mul(struct F(num) * r, const struct F(num) * a, const struct F(num) * b)
{
	uint64_t t[LIMBS + 2] = {0};
	for (int i = 0; i < LIMBS; i++) {
		unsigned __int128 c = 0;
		for (int j = 0; j < LIMBS; j++) {
			c += (unsigned __int128)a->l[j] * b->l[i] + t[j];
			t[j] = (uint64_t)c;
			c >>= 64;
		}
		c += t[LIMBS];
		t[LIMBS] = (uint64_t)c;
		t[LIMBS + 1] = (uint64_t)(c >> 64);
		uint64_t m = t[0] * order_n0;
		c = ((unsigned __int128)m * order[0] + t[0]) >> 64;
		for (int j = 1; j < LIMBS; j++) {
			c += (unsigned __int128)m * order[j] + t[j];
			t[j - 1] = (uint64_t)c;
			c >>= 64;
		}
		c += t[LIMBS];
		t[LIMBS - 1] = (uint64_t)c;
		t[LIMBS] = t[LIMBS + 1] + (uint64_t)(c >> 64);
	}
	subtract_once(r, t, t[LIMBS]);
	wipe(t, sizeof t);
}

/* order_mul_plain: r = a * b mod n. */
static void order_mul_plain(struct F(num) * r, const struct F(num) * a, const struct F(num) * b)
{
	struct F(num) t;
	order_mul(&t, a, &order_rr);
	order_mul(r, &t, b);
	wipe(&t, sizeof t);
}

/* point_get: false when a coordinate is not below p or the point is not on the curve. */
static bool point_get(struct F(affine) * out, const uint8_t *xy)
{
	struct F(num) x, y;
	num_get(&x, xy);
	num_get(&y, xy + 8 * LIMBS);
	if (!less(&x, prime) || !less(&y, prime)) {
		return false;
	}
	F(to_mont)(&out->x, &x);
	F(to_mont)(&out->y, &y);
	return F(on_curve)(out);
}

static bool on_curve(const uint8_t *xy)
{
	struct F(affine) p;
	return point_get(&p, xy);
}

static void base_mul(const uint8_t *k_bytes, uint8_t *out_xy)
{
	struct F(num) k, x, y;
	struct F(point) p;
	num_get(&k, k_bytes);
	F(base_mul)(&p, &k);
	F(affine_xy)(&p, &x, &y);
	num_put(out_xy, &x);
	num_put(out_xy + 8 * LIMBS, &y);
	wipe(&k, sizeof k);
	wipe(&p, sizeof p);
}

static void mul_x(const uint8_t *k_bytes, const uint8_t *xy, uint8_t *out_x)
{
	struct F(num) k, x;
	struct F(affine) peer;
	struct F(point) p;
	num_get(&k, k_bytes);
	(void)point_get(&peer, xy);
	F(window_mul)(&p, &k, &peer);
	F(affine_x)(&p, &x);
	num_put(out_x, &x);
	wipe(&k, sizeof k);
	wipe(&p, sizeof p);
	wipe(&x, sizeof x);
}

static bool sign(const uint8_t *d_bytes, const uint8_t *e_bytes, const uint8_t *k_bytes, uint8_t *r_bytes,
		 uint8_t *s_bytes)
{
	struct F(num) d, e, k, x, r, s, t;
	struct F(point) p;
	num_get(&d, d_bytes);
	num_get(&e, e_bytes);
	num_get(&k, k_bytes);
	/* r = x of k * G, mod n */
	F(base_mul)(&p, &k);
	F(affine_x)(&p, &x);
	subtract_once(&r, x.l, 0);
	/* s = (e + r * d) / k mod n */
	subtract_once(&e, e.l, 0);
	order_mul_plain(&t, &d, &r);
	uint64_t carry = 0;
	for (int i = 0; i < LIMBS; i++) {
		unsigned __int128 sum = (unsigned __int128)t.l[i] + e.l[i] + carry;
		t.l[i] = (uint64_t)sum;
		carry = (uint64_t)(sum >> 64);
	}
	subtract_once(&t, t.l, carry);
	MODINV(k.l, k.l, &order_modulus);
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
	struct F(num) e, r, s, w, u1, u2;
	struct F(affine) q;
	struct F(point) p;
	num_get(&e, e_bytes);
	num_get(&r, r_bytes);
	num_get(&s, s_bytes);
	if (is_zero(&r) || is_zero(&s) || !less(&r, order) || !less(&s, order) || !point_get(&q, xy)) {
		return false;
	}
	subtract_once(&e, e.l, 0);
	MODINV(w.l, s.l, &order_modulus);
	order_mul_plain(&u1, &e, &w);
	order_mul_plain(&u2, &r, &w);
	F(double_mul)(&p, &u1, &u2, &q);
	return F(is_zero)(&p.z) == 0 && F(x_is)(&p, &r);
}
