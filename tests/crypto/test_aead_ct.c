/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Constant time: with key and plaintext marked undefined, Valgrind reports every branch and every address that depends
 * on them. Keying and sealing may have none; opening has its verdict and nothing else, whatever the length. Outside of
 * Valgrind the program starts itself anew inside. Valgrind knows no AVX-512 and no VAES, so the kernels for these are
 * not seen here; they are the narrower ones' code in other words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/aead.h"
#include "crypto/hkdf.h"
#include "crypto/prf12.h"

#define SKIPPED 77

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ || !__has_include(<valgrind/memcheck.h>)

int main(void)
{
	puts("a build with sanitizers, or without Valgrind's header, cannot run inside Valgrind");
	return SKIPPED;
}

#else

#include <valgrind/memcheck.h>

static void secret(void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, len);
}

static void published(void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, len);
}

static const size_t lengths[] = {0, 1, 15, 16, 17, 64, 100, 255, 256, 257, 448, 449, 500, 1000, 1500, 3000};

#define N_LENGTHS (sizeof lengths / sizeof lengths[0])
#define MAX       3000

static const struct aead_impl *impl_of(void **state)
{
	const struct aead_impl *impl = *state;
	if (!impl->usable()) {
		printf("%s: not inside Valgrind\n", impl->name);
		fflush(stdout);
		skip();
	}
	return impl;
}

static void sealing_decides_nothing(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	static uint8_t key[AEAD_MAX_KEY], nonce[AEAD_NONCE_LEN], in[MAX], out[MAX + 1 + AEAD_TAG_LEN];
	struct aead_key k;
	unsigned long before = VALGRIND_COUNT_ERRORS;
	secret(key, sizeof key);
	aead_init_impl(&k, impl, key);
	if (strcmp(impl->name, "portable") == 0) {
		/* Nettle's key schedule looks key bytes up in a table; see aead_nettle.c. */
		before = VALGRIND_COUNT_ERRORS;
	}
	for (size_t i = 0; i < N_LENGTHS; i++) {
		secret(in, lengths[i]);
		aead_seal(&k, nonce, span_of(nonce, 5), out, in, lengths[i]);
		aead_seal_typed(&k, nonce, span_of(nonce, 5), out, in, lengths[i], 23);
	}
	assert_int_equal(VALGRIND_COUNT_ERRORS - before, 0);
	aead_wipe(&k);
}

static void opening_decides_once(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	static uint8_t key[AEAD_MAX_KEY], nonce[AEAD_NONCE_LEN], in[MAX], sealed[MAX + AEAD_TAG_LEN], out[MAX];
	struct aead_key k;
	published(key, sizeof key);
	published(in, sizeof in);
	for (size_t i = 0; i < N_LENGTHS; i++) {
		aead_init_impl(&k, impl, key);
		aead_seal(&k, nonce, span_of(nonce, 5), sealed, in, lengths[i]);
		published(sealed, lengths[i] + AEAD_TAG_LEN);
		/* The same key, now a secret. */
		secret(k.state, sizeof k.state);
		unsigned long before = VALGRIND_COUNT_ERRORS;
		int ok = aead_open(&k, nonce, span_of(nonce, 5), out, sealed, lengths[i]);
		published(&ok, sizeof ok);
		assert_int_equal(ok, 1);
		/* The portable one asks for its verdict twice. */
		assert_in_range(VALGRIND_COUNT_ERRORS - before, 1, 2);
	}
	aead_wipe(&k);
}

static void deriving_decides_nothing(void **state)
{
	(void)state;
	static const enum hash_id ids[] = {HASH_SHA256, HASH_SHA384};
	static const uint8_t seed[64];
	for (size_t i = 0; i < 2; i++) {
		struct secret s = {.len = hash_len(ids[i])}, extracted;
		uint8_t out[120];
		unsigned long before = VALGRIND_COUNT_ERRORS;
		secret(s.b, sizeof s.b);
		hkdf_extract(ids[i], secret_span(&s), secret_span(&s), &extracted);
		hkdf_expand_label(ids[i], &extracted, "key", span_of(NULL, 0), out, sizeof out);
		prf12(ids[i], secret_span(&s), "master secret", span_of(seed, 64), span_of(NULL, 0), out, sizeof out);
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

#define MAX_TESTS 64

static int run(void)
{
	static const char *const id_names[] = {"none", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"};
	static char names[MAX_TESTS][80];
	static struct CMUnitTest tests[MAX_TESTS];
	size_t n = 0;
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_decision_is_seen);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(deriving_decides_nothing);
	for (const struct aead_impl *const *i = aead_impls; *i && n + 2 <= MAX_TESTS; i++) {
		snprintf(names[n], sizeof names[n], "%s %s: sealing", id_names[(*i)->id], (*i)->name);
		tests[n] = (struct CMUnitTest){names[n], sealing_decides_nothing, NULL, NULL, (void *)(uintptr_t)*i};
		n++;
		snprintf(names[n], sizeof names[n], "%s %s: opening", id_names[(*i)->id], (*i)->name);
		tests[n] = (struct CMUnitTest){names[n], opening_decides_once, NULL, NULL, (void *)(uintptr_t)*i};
		n++;
	}
	return _cmocka_run_group_tests("aead constant time", tests, n, NULL, NULL);
}

int main(void)
{
	if (RUNNING_ON_VALGRIND) {
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
