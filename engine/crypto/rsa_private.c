/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RSA private keys (rsa.h): the check of their numbers when they are made, and the private operation by the Chinese
 * remainder theorem over GMP's mpn_sec_ functions, whose time and memory accesses depend on lengths alone. For keys of
 * the usual lengths and where the CPU can, a kernel does the two exponentiations.
 */
#include <gmp.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "crypto/rsa.h"
#include "crypto/rsa_num.h"
#ifdef __x86_64__
#include "crypto/x86_64/rsa_ifma.h"
#endif

/* Memory that starts at a multiple of 64. */
struct aligned {
	void *p, *owned;
	size_t len;
};

#ifdef __x86_64__
static bool aligned_new(struct aligned *a, size_t len)
{
	a->len = len + 63;
	a->owned = tls_alloc(a->len);
	a->p = (void *)(((uintptr_t)a->owned + 63) & ~(uintptr_t)63);
	return a->owned != NULL;
}
#endif

static void aligned_free(struct aligned *a)
{
	tls_free_wiped(a->owned, a->len);
}

/* All numbers live behind the struct in one allocation, little-endian limbs; dp is as long as p, dq as q. */
struct rsa_private {
	const struct rsa_public *pub;
	size_t len; /* bytes of this allocation */
	unsigned p_bits, q_bits;
	mp_size_t p_limbs, q_limbs;
	mp_limb_t *p, *q, *dp, *dq, *qinv;
	struct aligned kernel_key; /* empty: no kernel for this key */
	mp_limb_t limbs[];
};

static mp_size_t max_size(mp_size_t a, mp_size_t b)
{
	return a > b ? a : b;
}

/* Scratch that every mpn_sec_ call here is content with: the largest need of any for operands of up to n limbs. */
static mp_size_t scratch_limbs(mp_size_t n, mp_size_t p, mp_size_t q)
{
	mp_size_t big = max_size(p, q);
	mp_size_t s = mpn_sec_powm_itch(n, (mp_bitcnt_t)(64 * big), big);
	s = max_size(s, mpn_sec_div_r_itch(2 * n, big));
	s = max_size(s, mpn_sec_div_r_itch(2 * n, 1));
	s = max_size(s, mpn_sec_mul_itch(n, n));
	return max_size(s, mpn_sec_mul_itch(big, big));
}

/* sec_mul: out = a * b, a of an limbs and b of bn; GMP wants the longer one first. */
static void sec_mul(mp_limb_t *out, const mp_limb_t *a, mp_size_t an, const mp_limb_t *b, mp_size_t bn,
		    mp_limb_t *scratch)
{
	if (an >= bn) {
		mpn_sec_mul(out, a, an, b, bn, scratch);
	} else {
		mpn_sec_mul(out, b, bn, a, an, scratch);
	}
}

static bool sec_equal(const mp_limb_t *a, const mp_limb_t *b, mp_size_t n)
{
	return ct_equal(a, b, (size_t)n * sizeof *a) != 0;
}

static bool sec_is_one(const mp_limb_t *a, mp_size_t n)
{
	mp_limb_t diff = a[0] ^ 1;
	for (mp_size_t i = 1; i < n; i++) {
		diff |= a[i];
	}
	return diff == 0;
}

/*
 * exponent_ok: for one prime, d mod (prime - 1) is dx and e * dx is 1 mod (prime - 1). work has room for d and for a
 * product of n limbs. prime is odd, so prime - 1 differs from it in the lowest bit alone.
 */
static bool exponent_ok(const struct rsa_public *pub, const mp_limb_t *prime, mp_size_t limbs, const mp_limb_t *dx,
			const mp_limb_t *d, mp_limb_t *work, mp_limb_t *less_one, mp_limb_t *scratch)
{
	mp_size_t n = (mp_size_t)pub->n_limbs;
	mp_limb_t e = pub->e;
	memcpy(less_one, prime, (size_t)limbs * sizeof *prime);
	less_one[0] ^= 1;
	memcpy(work, d, (size_t)n * sizeof *d);
	mpn_sec_div_r(work, n, less_one, limbs, scratch);
	if (!sec_equal(work, dx, limbs)) {
		return false;
	}
	mpn_sec_mul(work, dx, limbs, &e, 1, scratch);
	mpn_sec_div_r(work, limbs + 1, less_one, limbs, scratch);
	return sec_is_one(work, limbs);
}

/* consistent: n = p * q, the exponents fit e and each other, q * qinv is 1 mod p (RFC 8017 §3.2). */
static enum tls_err consistent(const struct rsa_private *k, struct span d_bytes)
{
	mp_size_t n = (mp_size_t)k->pub->n_limbs;
	mp_size_t pq = k->p_limbs + k->q_limbs;
	mp_size_t big = max_size(k->p_limbs, k->q_limbs);
	mp_size_t n_scratch = scratch_limbs(n, k->p_limbs, k->q_limbs);
	size_t len = (size_t)(n + 2 * n + 2 + big + n_scratch) * sizeof(mp_limb_t);
	mp_limb_t *d = tls_alloc(len);
	if (d == NULL) {
		return TLS_E_ALLOC;
	}
	mp_limb_t *work = d + n;
	mp_limb_t *less_one = work + 2 * n + 2;
	mp_limb_t *scratch = less_one + big;
	num_get((uint64_t *)d, (size_t)n, d_bytes);

	sec_mul(work, k->p, k->p_limbs, k->q, k->q_limbs, scratch);
	/* Two lengths add up to that of the product or to one more. */
	bool ok = pq == n || (pq == n + 1 && work[n] == 0);
	ok = ok && sec_equal(work, (const mp_limb_t *)k->pub->n, n);
	ok = ok && exponent_ok(k->pub, k->p, k->p_limbs, k->dp, d, work, less_one, scratch);
	ok = ok && exponent_ok(k->pub, k->q, k->q_limbs, k->dq, d, work, less_one, scratch);
	if (ok) {
		sec_mul(work, k->q, k->q_limbs, k->qinv, k->p_limbs, scratch);
		mpn_sec_div_r(work, pq, k->p, k->p_limbs, scratch);
		ok = sec_is_one(work, k->p_limbs);
	}
	tls_free_wiped(d, len);
	return ok ? TLS_OK : TLS_E_KEY_INVALID;
}

#ifdef __x86_64__
/* kernel_init prepares the key for the kernel; without one for it, kernel_key stays empty. */
static enum tls_err kernel_init(struct rsa_private *k)
{
	if (k->p_bits != k->q_bits || !rsa_ifma_fits(k->p_bits)) {
		return TLS_OK;
	}
	/* 2^(2 * R's bits) mod each prime */
	mp_size_t n = k->p_limbs, rr_limbs = (mp_size_t)(2 * rsa_ifma_r_bits(k->p_bits) / 64 + 1);
	size_t len = (size_t)(2 * rr_limbs + mpn_sec_div_r_itch(rr_limbs, n)) * sizeof(mp_limb_t);
	mp_limb_t *rr_p = tls_calloc(1, len);
	if (rr_p == NULL) {
		return TLS_E_ALLOC;
	}
	if (!aligned_new(&k->kernel_key, rsa_ifma_key_len(k->p_bits))) {
		tls_free(rr_p);
		return TLS_E_ALLOC;
	}
	mp_limb_t *rr_q = rr_p + rr_limbs, *scratch = rr_q + rr_limbs;
	rr_p[rr_limbs - 1] = rr_q[rr_limbs - 1] = (mp_limb_t)1 << (2 * rsa_ifma_r_bits(k->p_bits) % 64);
	mpn_sec_div_r(rr_p, rr_limbs, k->p, n, scratch);
	mpn_sec_div_r(rr_q, rr_limbs, k->q, n, scratch);
	const struct ifma_prime primes[2] = {{(uint64_t *)k->p, (uint64_t *)rr_p},
					     {(uint64_t *)k->q, (uint64_t *)rr_q}};
	rsa_ifma_key_init(k->kernel_key.p, k->p_bits, primes);
	tls_free_wiped(rr_p, len);
	return TLS_OK;
}
#else
static enum tls_err kernel_init(struct rsa_private *k)
{
	(void)k;
	return TLS_OK;
}
#endif

enum tls_err rsa_private_new(struct rsa_private **out, const struct rsa_public *pub,
			     const struct rsa_private_numbers *num)
{
	*out = NULL;
	if (!rsa_usable(pub)) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	struct span p = num_trim(num->p), q = num_trim(num->q);
	struct span d = num_trim(num->d), dp = num_trim(num->dp), dq = num_trim(num->dq), qinv = num_trim(num->qinv);
	size_t n_len = rsa_bytes(pub);
	/* A prime far shorter than the other is no RSA key that anybody makes, and weak. */
	if (p.len > n_len || q.len > n_len || num_bits(p) < pub->bits / 4 || num_bits(q) < pub->bits / 4 ||
	    (p.p[p.len - 1] & q.p[q.len - 1] & 1) == 0) {
		return TLS_E_KEY_INVALID;
	}
	mp_size_t p_limbs = (mp_size_t)num_limbs(num_bits(p)), q_limbs = (mp_size_t)num_limbs(num_bits(q));
	size_t p_len = (size_t)p_limbs * 8, q_len = (size_t)q_limbs * 8;
	/* d may be taken mod lcm(p - 1, q - 1) or mod (p - 1)(q - 1); both are shorter than n. */
	if (d.len > n_len || dp.len > p_len || dq.len > q_len || qinv.len > p_len) {
		return TLS_E_KEY_INVALID;
	}
	size_t len = sizeof(struct rsa_private) + 3 * p_len + 2 * q_len;
	struct rsa_private *k = tls_alloc(len);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	*k = (struct rsa_private){
	    .pub = pub,
	    .len = len,
	    .p_bits = num_bits(p),
	    .q_bits = num_bits(q),
	    .p_limbs = p_limbs,
	    .q_limbs = q_limbs,
	    .p = k->limbs,
	    .dp = k->limbs + p_limbs,
	    .qinv = k->limbs + 2 * p_limbs,
	    .q = k->limbs + 3 * p_limbs,
	    .dq = k->limbs + 3 * p_limbs + q_limbs,
	};
	num_get((uint64_t *)k->p, (size_t)p_limbs, p);
	num_get((uint64_t *)k->dp, (size_t)p_limbs, dp);
	num_get((uint64_t *)k->qinv, (size_t)p_limbs, qinv);
	num_get((uint64_t *)k->q, (size_t)q_limbs, q);
	num_get((uint64_t *)k->dq, (size_t)q_limbs, dq);
	enum tls_err err = consistent(k, d);
	if (err == TLS_OK) {
		err = kernel_init(k);
	}
	if (err != TLS_OK) {
		rsa_private_free(k);
		return err;
	}
	*out = k;
	return TLS_OK;
}

void rsa_private_free(struct rsa_private *k)
{
	if (k != NULL) {
		aligned_free(&k->kernel_key);
		tls_free_wiped(k, k->len);
	}
}

/* crt: out (p_limbs + q_limbs) = mq + q * ((mp - mq) * qinv mod p) (RFC 8017 §5.2.1 step 2b). Consumes mp. */
static void crt(const struct rsa_private *k, mp_limb_t *mp, const mp_limb_t *mq, mp_limb_t *work, mp_limb_t *out,
		mp_limb_t *scratch)
{
	mp_size_t pn = k->p_limbs, qn = k->q_limbs;
	/* mq mod p: mq may be as long as q, which may be longer than p. */
	mp_size_t wn = max_size(pn, qn);
	memset(work, 0, (size_t)wn * sizeof *work);
	memcpy(work, mq, (size_t)qn * sizeof *work);
	mpn_sec_div_r(work, wn, k->p, pn, scratch);
	mp_limb_t borrow = mpn_sub_n(mp, mp, work, pn);
	mpn_cnd_add_n(borrow, mp, mp, k->p, pn);
	mpn_sec_mul(work, mp, pn, k->qinv, pn, scratch);
	mpn_sec_div_r(work, 2 * pn, k->p, pn, scratch);
	sec_mul(out, work, pn, k->q, qn, scratch);
	mp_limb_t carry = mpn_add_n(out, out, mq, qn);
	mpn_sec_add_1(out + qn, out + qn, pn, carry, scratch);
}

#ifdef __x86_64__
/* halves_by_kernel: mp = c^dp mod p, mq = c^dq mod q; the same for the kernel's memory. work has 2n limbs. */
static enum tls_err halves_by_kernel(const struct rsa_private *k, const mp_limb_t *c, mp_limb_t *mp, mp_limb_t *mq,
				     mp_limb_t *work, mp_limb_t *scratch)
{
	struct aligned mem = {0};
	size_t n = k->pub->n_limbs;
	mp_size_t limbs = k->p_limbs;
	if (!aligned_new(&mem, rsa_ifma_work_len(k->p_bits))) {
		return TLS_E_ALLOC;
	}
	mp_limb_t *cp = work, *cq = work + n;
	memcpy(cp, c, n * sizeof *c);
	memcpy(cq, c, n * sizeof *c);
	mpn_sec_div_r(cp, (mp_size_t)n, k->p, limbs, scratch);
	mpn_sec_div_r(cq, (mp_size_t)n, k->q, limbs, scratch);
	uint64_t *const out[2] = {(uint64_t *)mp, (uint64_t *)mq};
	const uint64_t *const in[2] = {(uint64_t *)cp, (uint64_t *)cq};
	const uint64_t *const exponents[2] = {(uint64_t *)k->dp, (uint64_t *)k->dq};
	rsa_ifma_power(k->kernel_key.p, mem.p, k->p_bits, out, in, exponents);
	/* Each may be the prime or more, by less than the prime. */
	mp_limb_t borrow = mpn_sub_n(cp, mp, k->p, limbs);
	mpn_cnd_add_n(borrow, mp, cp, k->p, limbs);
	borrow = mpn_sub_n(cq, mq, k->q, limbs);
	mpn_cnd_add_n(borrow, mq, cq, k->q, limbs);
	aligned_free(&mem);
	return TLS_OK;
}
#endif

/* private_op: out = in^d mod n, not verified yet. */
static enum tls_err private_op(const struct rsa_private *k, bool by_kernel, const uint8_t *in, uint8_t *out)
{
	size_t n = k->pub->n_limbs;
	mp_size_t pn = k->p_limbs, qn = k->q_limbs;
	mp_size_t n_scratch = scratch_limbs((mp_size_t)n, pn, qn);
	size_t work_limbs = 2 * (size_t)max_size(pn, qn) > 2 * n ? 2 * (size_t)max_size(pn, qn) : 2 * n;
	size_t len = (2 * (size_t)(pn + qn) + work_limbs + (size_t)n_scratch + n) * sizeof(mp_limb_t);
	enum tls_err err = TLS_OK;
	mp_limb_t *c = tls_alloc(len);
	if (c == NULL) {
		return TLS_E_ALLOC;
	}
	mp_limb_t *mp = c + n;
	mp_limb_t *mq = mp + pn;
	mp_limb_t *work = mq + qn;
	mp_limb_t *m = work + work_limbs;
	mp_limb_t *scratch = m + pn + qn;
	num_get((uint64_t *)c, n, span_of(in, rsa_bytes(k->pub)));
	if (by_kernel) {
#ifdef __x86_64__
		err = halves_by_kernel(k, c, mp, mq, work, scratch);
#endif
	} else {
		mpn_sec_powm(mp, c, (mp_size_t)n, k->dp, k->p_bits, k->p, pn, scratch);
		mpn_sec_powm(mq, c, (mp_size_t)n, k->dq, k->q_bits, k->q, qn, scratch);
	}
	if (err == TLS_OK) {
		crt(k, mp, mq, work, m, scratch);
		num_put(out, rsa_bytes(k->pub), (const uint64_t *)m, (size_t)(pn + qn));
	}
	tls_free_wiped(c, len);
	return err;
}

/* verified: out^e is in. A fault in one half of the CRT would give the factors away, so nothing wrong leaves. */
static bool verified(const struct rsa_private *k, const uint8_t *in, const uint8_t *out)
{
	uint8_t again[RSA_MAX_BYTES];
	bool ok = rsa_public_op(k->pub, out, again) && ct_equal(in, again, rsa_bytes(k->pub));
	wipe(again, sizeof again);
	return ok;
}

enum tls_err rsa_private_op(const struct rsa_private *k, const uint8_t *in, uint8_t *out)
{
	bool by_kernel = k->kernel_key.p != NULL;
	enum tls_err err = private_op(k, by_kernel, in, out);
	if (err == TLS_OK && by_kernel && !verified(k, in, out)) {
		/* The kernel may lose a carry with numbers that are nothing but ones (rsa_ifma.h). */
		by_kernel = false;
		err = private_op(k, false, in, out);
	}
	if (err == TLS_OK && !by_kernel && !verified(k, in, out)) {
		err = TLS_E_SIGN_FAILED;
	}
	if (err != TLS_OK) {
		wipe(out, rsa_bytes(k->pub));
	}
	return err;
}
