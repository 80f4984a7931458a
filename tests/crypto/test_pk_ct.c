/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Constant time of the public-key half: with scalars, nonces, seeds and the numbers of RSA keys marked undefined,
 * Valgrind reports every branch and every address that depends on them. Outside of Valgrind the program starts itself
 * anew inside.
 *
 * Not seen here: the IFMA kernels, since Valgrind knows no AVX-512 (they have no branch but on lengths, and their only
 * table is read as a whole); and Nettle's curves, whose assertions look at secrets, always with the same outcome.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The operation before its check, which is a public matter, the generator of nonces, and the steps of ML-KEM are
 * static there. */
#include "../../engine/crypto/mlkem.c"
#include "../../engine/crypto/rsa_private.c"
#include "../../engine/crypto/sig_ecdsa.c"

#include "crypto/ec.h"
#include "crypto/x25519.h"
#include "host_alloc.h"
#include "rsa_load.h"

#define SKIPPED 77

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ || !__has_include(<valgrind/memcheck.h>)

int main(void)
{
	puts("a build with sanitizers, or without Valgrind's header, cannot run inside Valgrind");
	return SKIPPED;
}

#else

#include <valgrind/memcheck.h>

static void secret(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, len);
}

static void published(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, len);
}

/* runs_here: Valgrind runs ADX although its CPUID does not say so. */
static bool runs_here(const char *name)
{
	bool ok = strcmp(name, "adx") == 0 && __builtin_cpu_supports("avx2");
	if (!ok) {
		printf("%s: not to be seen inside Valgrind\n", name);
		fflush(stdout);
	}
	return ok;
}

static void ec_decides_nothing(void **state)
{
	const struct ec_impl *impl = *state;
	if (!runs_here(impl->name)) {
		skip();
	}
	const struct ec_curve *c = ec_curve(impl->curve);
	uint8_t k[EC_MAX_LEN], d[EC_MAX_LEN], e[EC_MAX_LEN], r[EC_MAX_LEN], s[EC_MAX_LEN], xy[2 * EC_MAX_LEN];
	for (unsigned round = 0; round < 3; round++) {
		for (size_t i = 0; i < c->len; i++) {
			k[i] = (uint8_t)(i * 73 + 5 * round);
			d[i] = (uint8_t)(i * 151 + round);
			e[i] = (uint8_t)(i * 31 + round);
		}
		k[0] = d[0] = 0;
		if (round == 2) {
			/* A small scalar, with all its leading windows zero. */
			memset(k, 0, c->len - 1);
		}
		secret(k, c->len);
		unsigned long before = VALGRIND_COUNT_ERRORS;
		impl->base_mul(k, xy);
		/* The comb asks once whether it met its own operand (p256_point.c): for all k but a handful it did not.
		 */
		assert_in_range(VALGRIND_COUNT_ERRORS - before, 0, 1);
		published(xy, sizeof xy);
		before = VALGRIND_COUNT_ERRORS;
		impl->mul_x(k, xy, r);
		assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
		secret(d, c->len);
		before = VALGRIND_COUNT_ERRORS;
		bool ok = impl->sign(d, e, k, r, s);
		published(&ok, sizeof ok);
		assert_true(ok);
		/* The comb's question, and whether r or s is zero, which are public. */
		assert_in_range(VALGRIND_COUNT_ERRORS - before, 0, 3);
		published(r, sizeof r);
		published(s, sizeof s);
	}
}

/*
 * What a key and a ciphertext are made of. Of the seed's first half comes the matrix, which is public and sampled by
 * rejection, so the steps behind that half are taken singly.
 */
static void mlkem_decides_nothing(void **state)
{
	(void)state;
	uint8_t seed[MLKEM768_SEED_LEN], m[32], ek[MLKEM768_EK_LEN] = {0}, ct[MLKEM768_CT_LEN], a[32], b[32];
	for (size_t i = 0; i < sizeof seed; i++) {
		seed[i] = (uint8_t)(i * 73);
		m[i % 32] = (uint8_t)(i * 151);
	}
	struct key_pair pair;
	key_gen(&pair, seed);
	secret(m, sizeof m);
	unsigned long before = VALGRIND_COUNT_ERRORS;
	assert_true(mlkem768_encaps(ct, a, pair.ek, m));
	published(ct, sizeof ct);
	secret(pair.s, sizeof pair.s);
	decrypt(b, ct, pair.s);
	assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
	for (int spoil = 0; spoil < 2; spoil++) {
		ct[0] ^= (uint8_t)spoil;
		secret(seed + 32, 32);
		before = VALGRIND_COUNT_ERRORS;
		mlkem768_decaps(b, ct, seed);
		assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
		published(a, sizeof a);
		published(b, sizeof b);
		assert_int_equal(memcmp(a, b, sizeof a) == 0, spoil == 0);
	}
	struct expanded x;
	uint8_t sigma[32] = {1};
	secret(sigma, sizeof sigma);
	before = VALGRIND_COUNT_ERRORS;
	expand(&x, ek, false, sigma, 2 * K);
	poly_ntt(&x.noise[0]);
	poly_unscale(&x.noise[0]);
	poly_add(&x.noise[0], &x.noise[0], &x.noise[1]);
	poly_put12(ek, &x.noise[0]);
	assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
}

static void scalar_range_decides_once(void **state)
{
	(void)state;
	static const enum key_type curves[] = {KEY_EC_P256, KEY_EC_P384, KEY_EC_P521};
	for (size_t i = 0; i < 3; i++) {
		uint8_t k[EC_MAX_LEN] = {0, 1, 2, 3};
		secret(k, sizeof k);
		unsigned long before = VALGRIND_COUNT_ERRORS;
		bool ok = ec_scalar_ok(ec_curve(curves[i]), k);
		assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
		published(&ok, sizeof ok);
		assert_true(ok);
	}
}

static void x25519_decides_nothing(void **state)
{
	const struct x25519_impl *impl = *state;
	if (!runs_here(impl->name)) {
		skip();
	}
	uint8_t k[32], u[32], out[32];
	for (unsigned round = 0; round < 3; round++) {
		for (int i = 0; i < 32; i++) {
			k[i] = (uint8_t)(i * 73 + (int)round);
			u[i] = (uint8_t)(i * 9 + 3);
		}
		secret(k, 32);
		unsigned long before = VALGRIND_COUNT_ERRORS;
		impl->base(out, k);
		impl->mul(out, k, u);
		assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
	}
}

/* All of a number but its first bytes, which its length is taken from, and of primes the last, whose oddness is looked
 * at. */
static void secret_number(struct hex_bytes *b)
{
	secret(b->p + 8, b->len - 9);
}

static void rsa_decides_nothing(void **state)
{
	const struct rsa_test_key *t = *state;
	struct rsa_loaded l;
	struct rsa_public *pub;
	struct rsa_private *priv;
	uint8_t in[RSA_MAX_BYTES], out[RSA_MAX_BYTES];
	rsa_load(t, &l);
	assert_int_equal(rsa_public_new(&pub, l.num.n, l.num.e), TLS_OK);
	for (int i = 2; i < 8; i++) {
		secret_number(&l.b[i]);
	}
	assert_int_equal(rsa_private_new(&priv, pub, &l.num), TLS_OK);
	for (size_t i = 0; i < rsa_bytes(pub); i++) {
		in[i] = (uint8_t)(i * 17);
	}
	secret(in, rsa_bytes(pub));
	unsigned long before = VALGRIND_COUNT_ERRORS;
	assert_int_equal(private_op(priv, false, in, out), TLS_OK);
	assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
	published(in, sizeof in);
	published(out, sizeof out);
	assert_true(verified(priv, in, out));
	rsa_private_free(priv);
	rsa_public_free(pub);
	rsa_unload(&l);
}

/* The nonce's way from key and digest, of every length of curve and hash. */
static void nonces_decide_nothing(void **state)
{
	(void)state;
	static const enum key_type curves[] = {KEY_EC_P256, KEY_EC_P384, KEY_EC_P521};
	static const enum hash_id hashes[] = {HASH_SHA256, HASH_SHA384, HASH_SHA512};
	for (size_t i = 0; i < 9; i++) {
		const struct ec_curve *c = ec_curve(curves[i / 3]);
		struct nonce_drbg g;
		uint8_t d[EC_MAX_LEN] = {0}, digest[HASH_MAX_LEN] = {1, 2, 3}, e[EC_MAX_LEN], reduced[EC_MAX_LEN],
			k[EC_MAX_LEN];
		secret(d, sizeof d);
		secret(digest, sizeof digest);
		unsigned long before = VALGRIND_COUNT_ERRORS;
		bits2int(c, span_of(digest, hash_len(hashes[i % 3])), e);
		reduce_once(c, e, reduced);
		const struct span seed[] = {span_of(d, c->len), span_of(reduced, c->len), span_of(digest, 32)};
		drbg_init(&g, hashes[i % 3], seed, 3);
		drbg_scalar(&g, c, k);
		drbg_rekey(&g, 0, NULL, 0);
		assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
	}
}

/* The proof of the method: a branch on a secret is seen. */
static void a_decision_is_seen(void **state)
{
	(void)state;
	static volatile uint8_t key[1];
	unsigned long before = VALGRIND_COUNT_ERRORS;
	secret((void *)(uintptr_t)key, 1);
	if (key[0] == 7) {
		puts("seven");
	}
	assert_true(VALGRIND_COUNT_ERRORS - before > 0);
}

#define MAX_TESTS 32

static int run(void)
{
	static char names[MAX_TESTS][80];
	static struct CMUnitTest tests[MAX_TESTS];
	size_t n = 0;
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_decision_is_seen);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(scalar_range_decides_once);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(nonces_decide_nothing);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(mlkem_decides_nothing);
	for (const struct ec_impl *const *p = ec_impls; *p != NULL && n < MAX_TESTS; p++) {
		snprintf(names[n], sizeof names[n], "p%u %s", ec_curve((*p)->curve)->bits, (*p)->name);
		tests[n] = (struct CMUnitTest){names[n], ec_decides_nothing, NULL, NULL, (void *)(uintptr_t)*p};
		n++;
	}
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL && n < MAX_TESTS; p++) {
		snprintf(names[n], sizeof names[n], "x25519 %s", (*p)->name);
		tests[n] = (struct CMUnitTest){names[n], x25519_decides_nothing, NULL, NULL, (void *)(uintptr_t)*p};
		n++;
	}
	for (size_t i = 0; i < N_RSA_TEST_KEYS && n < MAX_TESTS; i++) {
		if (rsa_test_keys[i].bits >= RSA_MIN_BITS && rsa_test_keys[i].bits < 3072) {
			tests[n] = (struct CMUnitTest){rsa_test_keys[i].name, rsa_decides_nothing, NULL, NULL,
						       (void *)(uintptr_t)&rsa_test_keys[i]};
			n++;
		}
	}
	return _cmocka_run_group_tests("public keys constant time", tests, n, NULL, NULL);
}

int main(void)
{
	if (RUNNING_ON_VALGRIND) {
		host_fail_after(-1);
		return run();
	}
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len > 0) {
		self[len] = '\0';
		execlp("valgrind", "valgrind", "-q", "--log-file=/dev/null", self, (char *)NULL);
	}
	puts("valgrind is not installed");
	return SKIPPED;
}

#endif
