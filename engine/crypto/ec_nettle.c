/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * P-256, P-384 and P-521 by Nettle (ec.h): the portable implementation, and the one that the kernels are tested
 * against. Scalars and points live in arrays of our own in the shape of Nettle's public structs, so that nothing
 * secret passes through GMP's allocator on our side and everything is wiped here.
 */
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/ecdsa.h>

#include "base/secret.h"
#include "crypto/ec.h"

#define MAX_LIMBS 9

static bool always(void)
{
	return true;
}

static size_t limbs_of(size_t len)
{
	return (len + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t);
}

static void limbs_get(mp_limb_t *out, const uint8_t *in, size_t len)
{
	memset(out, 0, limbs_of(len) * sizeof *out);
	for (size_t i = 0; i < len; i++) {
		out[i / sizeof *out] |= (mp_limb_t)in[len - 1 - i] << (8 * (i % sizeof *out));
	}
}

static void limbs_put(uint8_t *out, size_t len, const mp_limb_t *in)
{
	for (size_t i = 0; i < len; i++) {
		out[len - 1 - i] = (uint8_t)(in[i / sizeof *in] >> (8 * (i % sizeof *in)));
	}
}

struct point {
	mp_limb_t limbs[2 * MAX_LIMBS];
	struct ecc_point p;
};

static bool on_curve(const struct ecc_curve *ecc, size_t len, const uint8_t *xy)
{
	mp_limb_t x_limbs[MAX_LIMBS], y_limbs[MAX_LIMBS];
	struct point pt;
	mpz_t x, y;
	limbs_get(x_limbs, xy, len);
	limbs_get(y_limbs, xy + len, len);
	pt.p = (struct ecc_point){ecc, pt.limbs};
	return ecc_point_set(&pt.p, mpz_roinit_n(x, x_limbs, (mp_size_t)limbs_of(len)),
			     mpz_roinit_n(y, y_limbs, (mp_size_t)limbs_of(len))) != 0;
}

/* point_get: a point known to be on the curve. */
static void point_get(const struct ecc_curve *ecc, size_t len, const uint8_t *xy, struct point *out)
{
	limbs_get(out->limbs, xy, len);
	limbs_get(out->limbs + limbs_of(len), xy + len, len);
	out->p = (struct ecc_point){ecc, out->limbs};
}

static void base_mul(const struct ecc_curve *ecc, size_t len, const uint8_t *k, uint8_t *out_xy)
{
	mp_limb_t k_limbs[MAX_LIMBS];
	struct ecc_scalar scalar = {ecc, k_limbs};
	struct point r;
	r.p = (struct ecc_point){ecc, r.limbs};
	limbs_get(k_limbs, k, len);
	ecc_point_mul_g(&r.p, &scalar);
	limbs_put(out_xy, len, r.limbs);
	limbs_put(out_xy + len, len, r.limbs + limbs_of(len));
	wipe(k_limbs, sizeof k_limbs);
}

static void mul_x(const struct ecc_curve *ecc, size_t len, const uint8_t *k, const uint8_t *xy, uint8_t *out_x)
{
	mp_limb_t k_limbs[MAX_LIMBS];
	struct ecc_scalar scalar = {ecc, k_limbs};
	struct point pt, r;
	point_get(ecc, len, xy, &pt);
	r.p = (struct ecc_point){ecc, r.limbs};
	limbs_get(k_limbs, k, len);
	ecc_point_mul(&r.p, &scalar, &pt.p);
	limbs_put(out_x, len, r.limbs);
	wipe(k_limbs, sizeof k_limbs);
	wipe(&r, sizeof r);
}

/* Nettle shortens a digest to the order's bits from the left; e is that already, and P-521 takes no shortening at all.
 */
static struct span digest_of(size_t len, const uint8_t *e)
{
	return len == 66 ? span_of(e + 2, 64) : span_of(e, len);
}

static bool sign(const struct ecc_curve *ecc, size_t len, const uint8_t *d, const uint8_t *e, const uint8_t *k,
		 uint8_t *r, uint8_t *s)
{
	mp_limb_t d_limbs[MAX_LIMBS], k_limbs[MAX_LIMBS], r_limbs[MAX_LIMBS], s_limbs[MAX_LIMBS];
	struct span digest = digest_of(len, e);
	/* Room for P-521, whose working space is the largest; asked of Nettle, checked here. */
	mp_limb_t scratch[64 * MAX_LIMBS];
	bool ok = false;
	if ((size_t)ecc_ecdsa_sign_itch(ecc) <= sizeof scratch / sizeof scratch[0]) {
		limbs_get(d_limbs, d, len);
		limbs_get(k_limbs, k, len);
		ecc_ecdsa_sign(ecc, d_limbs, k_limbs, digest.len, digest.p, r_limbs, s_limbs, scratch);
		mp_limb_t any_r = 0, any_s = 0;
		for (size_t i = 0; i < limbs_of(len); i++) {
			any_r |= r_limbs[i];
			any_s |= s_limbs[i];
		}
		ok = any_r != 0 && any_s != 0;
		limbs_put(r, len, r_limbs);
		limbs_put(s, len, s_limbs);
	}
	wipe(d_limbs, sizeof d_limbs);
	wipe(k_limbs, sizeof k_limbs);
	wipe(scratch, sizeof scratch);
	return ok;
}

/* mul_mod: out = a * b mod n. */
static void mul_mod(mp_limb_t *out, const mp_limb_t *a, const mp_limb_t *b, const mp_limb_t *n, mp_size_t limbs)
{
	mp_limb_t product[2 * MAX_LIMBS], quotient[MAX_LIMBS + 1];
	mpn_mul_n(product, a, b, limbs);
	mpn_tdiv_qr(quotient, out, 0, product, 2 * limbs, n, limbs);
}

/*
 * verify_doubled: the one case that Nettle's verification misses, u1 * G equal to u2 * Q, whose sum is a doubling. Only
 * a signer can bring it about, and the signature is valid all the same (FIPS 186-5 §6.4.2). r and s are in range.
 */
static bool verify_doubled(const struct ecc_curve *ecc, const struct ec_curve *c, const struct point *q,
			   const uint8_t *e, mp_limb_t *r, const mp_limb_t *s)
{
	size_t len = c->len;
	mp_size_t limbs = (mp_size_t)limbs_of(len);
	mp_limb_t n[MAX_LIMBS], w[MAX_LIMBS], u1[MAX_LIMBS], u2[MAX_LIMBS], t[MAX_LIMBS], quotient[2];
	mp_limb_t scratch[8 * MAX_LIMBS];
	struct ecc_scalar k = {ecc, u1};
	struct point a, b;
	a.p = (struct ecc_point){ecc, a.limbs};
	b.p = (struct ecc_point){ecc, b.limbs};
	limbs_get(n, c->order, len);
	memcpy(t, s, sizeof t);
	if (mpn_sec_invert_itch(limbs) > 8 * MAX_LIMBS ||
	    !mpn_sec_invert(w, t, n, limbs, (mp_bitcnt_t)(2 * 64 * limbs), scratch)) {
		return false;
	}
	limbs_get(t, e, len);
	mul_mod(u1, t, w, n, limbs);
	mul_mod(u2, r, w, n, limbs);
	if (mpn_zero_p(u1, limbs)) {
		return false;
	}
	ecc_point_mul_g(&a.p, &k);
	k.p = u2;
	ecc_point_mul(&b.p, &k, &q->p);
	if (memcmp(a.limbs, b.limbs, (size_t)(2 * limbs) * sizeof a.limbs[0]) != 0) {
		return false;
	}
	/* R = 2 * u1 * G; u1 is not zero and n is odd, so neither is 2 * u1 mod n. */
	mp_limb_t carry = mpn_lshift(u1, u1, limbs, 1);
	if (carry != 0 || mpn_cmp(u1, n, limbs) >= 0) {
		mpn_sub_n(u1, u1, n, limbs);
	}
	k.p = u1;
	ecc_point_mul_g(&a.p, &k);
	mpn_tdiv_qr(quotient, t, 0, a.limbs, limbs, n, limbs);
	return mpn_cmp(t, r, limbs) == 0;
}

static bool verify(const struct ecc_curve *ecc, const struct ec_curve *c, const uint8_t *xy, const uint8_t *e,
		   const uint8_t *r, const uint8_t *s)
{
	mp_limb_t r_limbs[MAX_LIMBS], s_limbs[MAX_LIMBS];
	size_t len = c->len;
	struct span digest = digest_of(len, e);
	struct dsa_signature sig;
	struct point pt;
	if (!ec_scalar_ok(c, r) || !ec_scalar_ok(c, s)) {
		return false;
	}
	point_get(ecc, len, xy, &pt);
	limbs_get(r_limbs, r, len);
	limbs_get(s_limbs, s, len);
	mpz_roinit_n(sig.r, r_limbs, (mp_size_t)limbs_of(len));
	mpz_roinit_n(sig.s, s_limbs, (mp_size_t)limbs_of(len));
	return ecdsa_verify(&pt.p, digest.len, digest.p, &sig) != 0 || verify_doubled(ecc, c, &pt, e, r_limbs, s_limbs);
}

#define IMPL(name_, type, curve_, len)                                                                                 \
	static bool name_##_on_curve(const uint8_t *xy)                                                                \
	{                                                                                                              \
		return on_curve(curve_(), len, xy);                                                                    \
	}                                                                                                              \
	static void name_##_base_mul(const uint8_t *k, uint8_t *out_xy)                                                \
	{                                                                                                              \
		base_mul(curve_(), len, k, out_xy);                                                                    \
	}                                                                                                              \
	static void name_##_mul_x(const uint8_t *k, const uint8_t *xy, uint8_t *out_x)                                 \
	{                                                                                                              \
		mul_x(curve_(), len, k, xy, out_x);                                                                    \
	}                                                                                                              \
	static bool name_##_sign(const uint8_t *d, const uint8_t *e, const uint8_t *k, uint8_t *r, uint8_t *s)         \
	{                                                                                                              \
		return sign(curve_(), len, d, e, k, r, s);                                                             \
	}                                                                                                              \
	static bool name_##_verify(const uint8_t *xy, const uint8_t *e, const uint8_t *r, const uint8_t *s)            \
	{                                                                                                              \
		return verify(curve_(), ec_curve(type), xy, e, r, s);                                                  \
	}                                                                                                              \
	const struct ec_impl ec_nettle_##name_ = {                                                                     \
	    "nettle", type, always, name_##_on_curve, name_##_base_mul, name_##_mul_x, name_##_sign, name_##_verify,   \
	};

IMPL(p256, KEY_EC_P256, nettle_get_secp_256r1, 32)
IMPL(p384, KEY_EC_P384, nettle_get_secp_384r1, 48)
IMPL(p521, KEY_EC_P521, nettle_get_secp_521r1, 66)
