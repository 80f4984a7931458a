/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RSA public keys and the public operation (rsa.h). Montgomery arithmetic over GMP's lowest layer, which works in the
 * arrays it is given. One trick saves the usual precomputation of R^2: the base enters Montgomery's form by one
 * division, and the last multiplication is by the plain base, which leaves the form by itself.
 */
#include <gmp.h>

#include "base/alloc.h"
#include "crypto/rsa.h"
#include "crypto/rsa_num.h"
#ifdef __x86_64__
#include "crypto/x86_64/rsa_ifma.h"
#endif

_Static_assert(sizeof(mp_limb_t) == sizeof(uint64_t) && GMP_NAIL_BITS == 0, "limbs of 64 bits");

static uint64_t minus_inverse(uint64_t odd)
{
	/* Newton: an odd number is its own inverse mod 8, and every step doubles the bits. */
	uint64_t x = odd;
	for (int i = 0; i < 5; i++) {
		x *= 2 - odd * x;
	}
	return 0 - x;
}

enum tls_err rsa_public_new(struct rsa_public **out, struct span n, struct span e)
{
	*out = NULL;
	n = num_trim(n);
	e = num_trim(e);
	if (n.len > RSA_PARSE_MAX_BITS / 8 || num_bits(n) < RSA_PARSE_MIN_BITS || e.len > 8) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	if ((n.p[n.len - 1] & 1) == 0) {
		return TLS_E_KEY_INVALID;
	}
	uint64_t exponent;
	num_get(&exponent, 1, e);
	if (exponent < 3 || (exponent & 1) == 0) {
		return TLS_E_KEY_INVALID;
	}
	size_t limbs = num_limbs(num_bits(n));
	struct rsa_public *k = tls_alloc(sizeof *k + limbs * sizeof k->n[0]);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	*k = (struct rsa_public){.bits = num_bits(n), .n_limbs = limbs, .e = exponent};
	num_get(k->n, limbs, n);
	k->n0 = minus_inverse(k->n[0]);
	*out = k;
	return TLS_OK;
}

void rsa_public_free(struct rsa_public *k)
{
	tls_free(k);
}

/* reduce: out = t / 2^(64 * n_limbs) mod n for t of 2 * n_limbs limbs below n * 2^(64 * n_limbs). Consumes t. */
static void reduce(const struct rsa_public *k, mp_limb_t *t, mp_limb_t *out)
{
	mp_size_t n = (mp_size_t)k->n_limbs;
	const mp_limb_t *m = (const mp_limb_t *)k->n;
	for (mp_size_t i = 0; i < n; i++) {
		/* The limb that this makes zero keeps the carry for the sum below. */
		t[i] = mpn_addmul_1(t + i, m, n, t[i] * k->n0);
	}
	if (mpn_add_n(out, t + n, t, n) != 0 || mpn_cmp(out, m, n) >= 0) {
		mpn_sub_n(out, out, m, n);
	}
}

/* power: out = base^e mod n, by squaring from e's second highest bit on; e is odd and at least 3. */
static void power(const struct rsa_public *k, const mp_limb_t *base, mp_limb_t *out)
{
	mp_limb_t start[RSA_MAX_LIMBS], t[2 * RSA_MAX_LIMBS], quotient[RSA_MAX_LIMBS + 1];
	const mp_limb_t *m = (const mp_limb_t *)k->n;
	mp_size_t n = (mp_size_t)k->n_limbs;
	memset(t, 0, k->n_limbs * sizeof t[0]);
	memcpy(t + n, base, k->n_limbs * sizeof t[0]);
	mpn_tdiv_qr(quotient, start, 0, t, 2 * n, m, n);
	memcpy(out, start, k->n_limbs * sizeof out[0]);
	for (int i = 62 - __builtin_clzll(k->e); i >= 0; i--) {
		mpn_sqr(t, out, n);
		reduce(k, t, out);
		if ((k->e >> i & 1) != 0) {
			mpn_mul_n(t, out, i == 0 ? base : start, n);
			reduce(k, t, out);
		}
	}
}

#ifdef __x86_64__
/* power_by_kernel is power for a modulus that fits; false when it does not. */
static bool power_by_kernel(const struct rsa_public *k, const mp_limb_t *base, mp_limb_t *out)
{
	unsigned r_bits = rsa_ifma_public_r_bits(k->bits);
	mp_limb_t start[RSA_MAX_LIMBS], t[2 * RSA_MAX_LIMBS + 4], quotient[RSA_MAX_LIMBS + 5];
	const mp_limb_t *m = (const mp_limb_t *)k->n;
	mp_size_t n = (mp_size_t)k->n_limbs, shift = (mp_size_t)(r_bits / 64);
	if (r_bits == 0) {
		return false;
	}
	memset(t, 0, (size_t)shift * sizeof t[0]);
	t[shift + n] = r_bits % 64 == 0 ? 0 : mpn_lshift(t + shift, base, n, r_bits % 64);
	if (r_bits % 64 == 0) {
		memcpy(t + shift, base, k->n_limbs * sizeof t[0]);
	}
	mpn_tdiv_qr(quotient, start, 0, t, shift + n + 1, m, n);
	rsa_ifma_public_power((uint64_t *)t, r_bits, k->n, k->n_limbs, (uint64_t *)start, (const uint64_t *)base, k->e);
	if (t[n] != 0 || mpn_cmp(t, m, n) >= 0) {
		mpn_sub_n(t, t, m, n);
	}
	memcpy(out, t, k->n_limbs * sizeof out[0]);
	return true;
}
#else
static bool power_by_kernel(const struct rsa_public *k, const mp_limb_t *base, mp_limb_t *out)
{
	(void)k;
	(void)base;
	(void)out;
	return false;
}
#endif

bool rsa_public_op(const struct rsa_public *k, const uint8_t *in, uint8_t *out)
{
	mp_limb_t base[RSA_MAX_LIMBS], result[RSA_MAX_LIMBS];
	num_get((uint64_t *)base, k->n_limbs, span_of(in, rsa_bytes(k)));
	if (mpn_cmp(base, (const mp_limb_t *)k->n, (mp_size_t)k->n_limbs) >= 0) {
		return false;
	}
	if (!power_by_kernel(k, base, result)) {
		power(k, base, result);
	}
	num_put(out, rsa_bytes(k), (const uint64_t *)result, k->n_limbs);
	return true;
}
