/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The check of an Ed25519 public key (RFC 8032 §5.1.3): the bytes stand for a point of the curve. Variable-time. */
#include <gmp.h>

#include "crypto/key_impl.h"

/* p = 2^255 - 19, and d of the curve, least significant limb first. */
static const mp_limb_t prime[4] = {0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff};
static const mp_limb_t curve_d[4] = {0x75eb4dca135978a3, 0x00700a4d4141d8ab, 0x8cc740797779e898, 0x52036cee2b6ffe73};

static void mul_mod(mp_limb_t out[4], const mp_limb_t a[4], const mp_limb_t b[4])
{
	mp_limb_t product[8], quotient[5];
	mpn_mul_n(product, a, b, 4);
	mpn_tdiv_qr(quotient, out, 0, product, 8, prime, 4);
}

/* is_square: a^((p - 1) / 2) is 0 or 1 (Euler). (p - 1) / 2 is 2^254 - 10: ones but for bits 0 and 3. */
static bool is_square(const mp_limb_t a[4])
{
	mp_limb_t r[4] = {1, 0, 0, 0};
	for (int bit = 253; bit >= 0; bit--) {
		mul_mod(r, r, r);
		if (bit != 0 && bit != 3) {
			mul_mod(r, r, a);
		}
	}
	return (r[0] | 1) == 1 && (r[1] | r[2] | r[3]) == 0;
}

bool ed25519_point_ok(const uint8_t key[ED25519_LEN])
{
	mp_limb_t y[4] = {0}, yy[4], u[4], v[4];
	bool x_odd = key[31] >> 7 != 0;
	for (int i = 0; i < 32; i++) {
		y[i / 8] |= (mp_limb_t)(i == 31 ? key[i] & 0x7f : key[i]) << (8 * (i % 8));
	}
	if (mpn_cmp(y, prime, 4) >= 0) {
		return false;
	}
	/* x^2 = (y^2 - 1) / (d y^2 + 1), a square where the product of the two is: the lower one is never 0. */
	mul_mod(yy, y, y);
	if (mpn_zero_p(yy, 4)) {
		mpn_sub_1(u, prime, 4, 1);
	} else {
		mpn_sub_1(u, yy, 4, 1);
	}
	mul_mod(v, curve_d, yy);
	mpn_add_1(v, v, 4, 1);
	if (mpn_zero_p(u, 4)) {
		/* x = 0 has no odd form. */
		return !x_odd;
	}
	mul_mod(v, v, u);
	return is_square(v);
}
