/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The two RSA operations against GMP's powm: every test key, edge and random messages; the IFMA kernel by itself with
 * random and extreme moduli and exponents.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/rsa.h"
#include "host_alloc.h"
#include "rsa_load.h"
#ifdef __x86_64__
#include "crypto/x86_64/rsa_ifma.h"
#endif

static void mpz_of(mpz_t z, struct span be)
{
	mpz_import(z, be.len, 1, 1, 1, 0, be.p);
}

/* bytes_of: z in exactly len bytes. */
static void bytes_of(uint8_t *out, size_t len, const mpz_t z)
{
	size_t count = (mpz_sizeinbase(z, 2) + 7) / 8;
	memset(out, 0, len);
	if (mpz_sgn(z) != 0) {
		mpz_export(out + len - count, NULL, 1, 1, 1, 0, z);
	}
}

/* message i of the series for a modulus: 0, 1, 2, n - 1, n - 2, multiples of the primes, then random ones. */
static void message(mpz_t m, int i, const mpz_t n, const mpz_t p, const mpz_t q, gmp_randstate_t random)
{
	switch (i) {
	case 0:
	case 1:
	case 2:
		mpz_set_ui(m, (unsigned long)i);
		break;
	case 3:
	case 4:
		mpz_sub_ui(m, n, (unsigned long)(i - 2));
		break;
	case 5:
		mpz_set(m, p);
		break;
	case 6:
		mpz_sub(m, n, q);
		break;
	default:
		mpz_urandomm(m, random, n);
	}
}

static void operations_agree_with_gmp(void **state)
{
	(void)state;
	gmp_randstate_t random;
	mpz_t n, e, d, p, q, m, want;
	gmp_randinit_default(random);
	mpz_inits(n, e, d, p, q, m, want, NULL);
	for (size_t i = 0; i < N_RSA_TEST_KEYS; i++) {
		const struct rsa_test_key *t = &rsa_test_keys[i];
		struct rsa_loaded l;
		struct rsa_public *pub;
		struct rsa_private *priv;
		if (t->bits < RSA_MIN_BITS) {
			continue;
		}
		rsa_load(t, &l);
		mpz_of(n, l.num.n);
		mpz_of(e, l.num.e);
		mpz_of(d, l.num.d);
		mpz_of(p, l.num.p);
		mpz_of(q, l.num.q);
		assert_int_equal(rsa_public_new(&pub, l.num.n, l.num.e), TLS_OK);
		assert_int_equal(rsa_private_new(&priv, pub, &l.num), TLS_OK);
		size_t len = rsa_bytes(pub);
		for (int j = 0; j < (t->bits > 4096 ? 8 : 16); j++) {
			uint8_t in[RSA_MAX_BYTES], out[RSA_MAX_BYTES], expected[RSA_MAX_BYTES];
			message(m, j, n, p, q, random);
			bytes_of(in, len, m);
			mpz_powm(want, m, d, n);
			bytes_of(expected, len, want);
			assert_int_equal(rsa_private_op(priv, in, out), TLS_OK);
			assert_memory_equal(out, expected, len);
			mpz_powm(want, m, e, n);
			bytes_of(expected, len, want);
			assert_true(rsa_public_op(pub, in, out));
			assert_memory_equal(out, expected, len);
		}
		/* RFC 8017 §5.2.2 step 1: a signature representative out of range. */
		uint8_t in[RSA_MAX_BYTES], out[RSA_MAX_BYTES];
		bytes_of(in, len, n);
		assert_false(rsa_public_op(pub, in, out));
		memset(in, 0xff, len);
		if (t->bits % 8 == 0) {
			assert_false(rsa_public_op(pub, in, out));
		}
		rsa_private_free(priv);
		rsa_public_free(pub);
		rsa_unload(&l);
	}
	mpz_clears(n, e, d, p, q, m, want, NULL);
	gmp_randclear(random);
	assert_int_equal(host_live(), 0);
}

/* Any length and any odd exponent of 3 and up that fits: not only those of the test keys. */
static void public_operation_for_every_length(void **state)
{
	(void)state;
	gmp_randstate_t random;
	mpz_t n, e, m, want;
	gmp_randinit_default(random);
	mpz_inits(n, e, m, want, NULL);
	for (unsigned bits = RSA_MIN_BITS; bits <= RSA_MAX_BITS; bits += bits < 2060 ? 1 : 509) {
		uint8_t nb[RSA_MAX_BYTES], eb[8], in[RSA_MAX_BYTES], out[RSA_MAX_BYTES], expected[RSA_MAX_BYTES];
		struct rsa_public *pub;
		size_t len = (bits + 7) / 8;
		if (bits % 2 == 0) {
			mpz_rrandomb(n, random, bits);
		} else {
			mpz_urandomb(n, random, bits);
		}
		mpz_setbit(n, bits - 1);
		mpz_setbit(n, 0);
		mpz_urandomb(e, random, 1 + bits % 64);
		mpz_setbit(e, bits % 64);
		mpz_setbit(e, 0);
		mpz_setbit(e, 1);
		mpz_urandomm(m, random, n);
		bytes_of(nb, len, n);
		bytes_of(eb, 8, e);
		bytes_of(in, len, m);
		mpz_powm(want, m, e, n);
		bytes_of(expected, len, want);
		assert_int_equal(rsa_public_new(&pub, span_of(nb, len), span_of(eb, 8)), TLS_OK);
		assert_true(rsa_public_op(pub, in, out));
		assert_memory_equal(out, expected, len);
		rsa_public_free(pub);
	}
	mpz_clears(n, e, m, want, NULL);
	gmp_randclear(random);
}

#ifdef __x86_64__
static void *aligned(size_t len)
{
	void *p = aligned_alloc(64, (len + 63) / 64 * 64);
	assert_non_null(p);
	return p;
}

static void limbs_of(uint64_t *out, size_t limbs, const mpz_t z)
{
	memset(out, 0, limbs * sizeof *out);
	mpz_export(out, NULL, -1, 8, 0, 0, z);
}

static void kernel_power_agrees_with_gmp(void **state)
{
	(void)state;
	gmp_randstate_t random;
	mpz_t n[2], x[2], e[2], z, want;
	if (!rsa_ifma_fits(1024)) {
		printf("this CPU cannot run it\n");
		fflush(stdout);
		skip();
	}
	gmp_randinit_default(random);
	mpz_inits(n[0], n[1], x[0], x[1], e[0], e[1], z, want, NULL);
	for (unsigned bits = 1024; bits <= 2048; bits += 512) {
		assert_true(rsa_ifma_fits(bits));
		size_t limbs = bits / 64;
		void *key = aligned(rsa_ifma_key_len(bits)), *work = aligned(rsa_ifma_work_len(bits));
		for (int i = 0; i < 24; i++) {
			uint64_t nl[2][32], rr[2][32], xl[2][32], el[2][32], ol[2][32];
			for (int w = 0; w < 2; w++) {
				mpz_urandomb(n[w], random, bits);
				mpz_setbit(n[w], bits - 1);
				mpz_setbit(n[w], 0);
				mpz_urandomm(x[w], random, n[w]);
				mpz_urandomb(e[w], random, bits);
				if (i < 6) {
					/* 0, 1, n - 1 as base; 0, 1, all ones as exponent */
					mpz_set_si(x[w], (i + w) % 3 - 1);
					mpz_mod(x[w], x[w], n[w]);
					mpz_set_ui(e[w], (unsigned long)(i + w) % 2);
				} else if (i < 9) {
					mpz_set_ui(e[w], 1);
					mpz_mul_2exp(e[w], e[w], bits);
					mpz_sub_ui(e[w], e[w], 1);
				}
				mpz_set_ui(z, 1);
				mpz_mul_2exp(z, z, 2 * rsa_ifma_r_bits(bits));
				mpz_mod(z, z, n[w]);
				limbs_of(nl[w], limbs, n[w]);
				limbs_of(rr[w], limbs, z);
				limbs_of(xl[w], limbs, x[w]);
				limbs_of(el[w], limbs, e[w]);
			}
			const struct ifma_prime primes[2] = {{nl[0], rr[0]}, {nl[1], rr[1]}};
			uint64_t *const out[2] = {ol[0], ol[1]};
			const uint64_t *const in[2] = {xl[0], xl[1]};
			const uint64_t *const ex[2] = {el[0], el[1]};
			rsa_ifma_key_init(key, bits, primes);
			rsa_ifma_power(key, work, bits, out, in, ex);
			for (int w = 0; w < 2; w++) {
				mpz_import(z, limbs, -1, 8, 0, 0, ol[w]);
				mpz_mod(z, z, n[w]);
				mpz_powm(want, x[w], e[w], n[w]);
				assert_int_equal(mpz_cmp(z, want), 0);
			}
		}
		free(key);
		free(work);
	}
	mpz_clears(n[0], n[1], x[0], x[1], e[0], e[1], z, want, NULL);
	gmp_randclear(random);
}
#endif

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(operations_agree_with_gmp),
	    cmocka_unit_test(public_operation_for_every_length),
#ifdef __x86_64__
	    cmocka_unit_test(kernel_power_agrees_with_gmp),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
