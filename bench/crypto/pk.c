/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Operations per second of the public-key half of engine/crypto: key exchange and signatures as TLS calls them, and the
 * arithmetic of every implementation that this CPU can run. Each figure is the best of several rounds, since other work
 * on the machine can only slow a round down. Compare with `openssl speed` in the same minute.
 *
 *     bench_crypto_pk [substring of a line's name]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../tests/crypto/rsa_keys.h"
#include "base/alloc.h"
#include "crypto/ec.h"
#include "crypto/kx.h"
#include "crypto/sig.h"
#include "crypto/x25519.h"

#define ROUNDS   20
#define ROUND_NS 20000000.0

void *tls_host_alloc(size_t len)
{
	return malloc(len);
}

void *tls_host_realloc(void *p, size_t len)
{
	return realloc(p, len);
}

void tls_host_free(void *p)
{
	free(p);
}

static const char *filter = "";

static double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void must(enum tls_err err)
{
	if (err != TLS_OK) {
		fprintf(stderr, "%s\n", tls_err_name(err));
		exit(1);
	}
}

/* report prints the best rate of ROUNDS rounds of fn(arg). */
static void report(const char *name, void (*fn)(void *), void *arg)
{
	double best = 1e18;
	long n = 1;
	if (strstr(name, filter) == NULL) {
		return;
	}
	for (;;) {
		double start = now_ns();
		for (long i = 0; i < n; i++) {
			fn(arg);
		}
		if (now_ns() - start > ROUND_NS / 4.0) {
			break;
		}
		n *= 2;
	}
	for (int r = 0; r < ROUNDS; r++) {
		double start = now_ns();
		for (long i = 0; i < n; i++) {
			fn(arg);
		}
		double ns = (now_ns() - start) / (double)n;
		best = ns < best ? ns : best;
	}
	printf("%-44s %10.0f /s %10.2f us\n", name, 1e9 / best, best / 1e3);
	fflush(stdout);
}

/* Key exchange */

struct kx_work {
	enum kx_group group;
	struct kx_key key;
	struct kx_share offer, answer;
	struct kx_secret secret;
};

static void do_offer(void *arg)
{
	struct kx_work *w = arg;
	must(kx_offer(w->group, &w->key, &w->offer));
}

static void do_accept(void *arg)
{
	struct kx_work *w = arg;
	must(kx_accept(w->group, span_of(w->offer.b, w->offer.len), &w->answer, &w->secret));
}

static void do_finish(void *arg)
{
	struct kx_work *w = arg;
	must(kx_finish(&w->key, span_of(w->answer.b, w->answer.len), &w->secret));
}

static void bench_kx(void)
{
	static const enum kx_group groups[] = {KX_X25519, KX_SECP256R1, KX_SECP384R1, KX_X25519MLKEM768};
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		struct kx_work w = {.group = groups[i]};
		char name[80];
		do_offer(&w);
		do_accept(&w);
		snprintf(name, sizeof name, "kx %s offer", kx_name(groups[i]));
		report(name, do_offer, &w);
		do_offer(&w);
		snprintf(name, sizeof name, "kx %s accept", kx_name(groups[i]));
		report(name, do_accept, &w);
		do_accept(&w);
		snprintf(name, sizeof name, "kx %s finish", kx_name(groups[i]));
		report(name, do_finish, &w);
	}
}

/* Signatures */

struct sig_work {
	const struct privkey *key;
	struct sig_alg alg;
	uint8_t sig[SIG_MAX_LEN];
	size_t sig_len;
};

static const uint8_t message[130];

static void do_sign(void *arg)
{
	struct sig_work *w = arg;
	const struct span m = span_of(message, sizeof message);
	must(sig_sign(w->key, w->alg, &m, 1, w->sig, &w->sig_len));
}

static void do_verify(void *arg)
{
	struct sig_work *w = arg;
	const struct span m = span_of(message, sizeof message);
	must(sig_verify(privkey_public(w->key), w->alg, &m, 1, span_of(w->sig, w->sig_len)));
}

static void bench_sig(const char *what, const struct privkey *key, struct sig_alg alg)
{
	struct sig_work w = {.key = key, .alg = alg};
	char name[80];
	do_sign(&w);
	snprintf(name, sizeof name, "sign %s", what);
	report(name, do_sign, &w);
	do_sign(&w);
	snprintf(name, sizeof name, "verify %s", what);
	report(name, do_verify, &w);
}

static size_t unhex(uint8_t *out, const char *hex)
{
	size_t n = 0;
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		char byte[3] = {hex[0], hex[1], '\0'};
		out[n++] = (uint8_t)strtoul(byte, NULL, 16);
	}
	return n;
}

static void bench_rsa(const struct rsa_test_key *k)
{
	static uint8_t numbers[8][1025];
	const char *const text[8] = {k->n, k->e, k->d, k->p, k->q, k->dp, k->dq, k->qinv};
	struct span s[8];
	struct privkey *key;
	char name[80];
	for (int i = 0; i < 8; i++) {
		s[i] = span_of(numbers[i], unhex(numbers[i], text[i]));
	}
	const struct rsa_private_numbers num = {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]};
	must(privkey_rsa(&key, KEY_RSA, &num, (struct pss_limits){HASH_NONE, 0}));
	snprintf(name, sizeof name, "rsa-%u pss", k->bits);
	bench_sig(name, key, (struct sig_alg){SIG_RSA_PSS, HASH_SHA256, 32});
	snprintf(name, sizeof name, "rsa-%u pkcs1", k->bits);
	bench_sig(name, key, (struct sig_alg){SIG_RSA_PKCS1, HASH_SHA256, 0});
	privkey_free(key);
}

static void bench_signatures(void)
{
	static const struct {
		const char *name;
		enum key_type type;
		struct sig_alg alg;
	} rows[] = {
	    {"ecdsa p256", KEY_EC_P256, {SIG_ECDSA, HASH_SHA256, 0}},
	    {"ecdsa p384", KEY_EC_P384, {SIG_ECDSA, HASH_SHA384, 0}},
	    {"ecdsa p521", KEY_EC_P521, {SIG_ECDSA, HASH_SHA512, 0}},
	    {"ed25519", KEY_ED25519, {SIG_ED25519, HASH_NONE, 0}},
	};
	static const uint8_t d[32] = {0x55, 0x66, 0x77};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct privkey *key;
		if (rows[i].type == KEY_ED25519) {
			must(privkey_ed25519(&key, span_of(d, sizeof d)));
		} else {
			must(privkey_ec(&key, rows[i].type, span_of(d, sizeof d)));
		}
		bench_sig(rows[i].name, key, rows[i].alg);
		privkey_free(key);
	}
	for (size_t i = 0; i < N_RSA_TEST_KEYS; i++) {
		const struct rsa_test_key *k = &rsa_test_keys[i];
		if (strcmp(k->name, "rsa_2048") == 0 || strcmp(k->name, "rsa_3072") == 0 ||
		    strcmp(k->name, "rsa_4096") == 0) {
			bench_rsa(k);
		}
	}
}

/* Arithmetic, by implementation */

struct ec_work {
	const struct ec_impl *impl;
	uint8_t k[EC_MAX_LEN], xy[2 * EC_MAX_LEN], e[EC_MAX_LEN], r[EC_MAX_LEN], s[EC_MAX_LEN];
};

static void do_base_mul(void *arg)
{
	struct ec_work *w = arg;
	w->impl->base_mul(w->k, w->xy);
}

static void do_mul_x(void *arg)
{
	struct ec_work *w = arg;
	w->impl->mul_x(w->k, w->xy, w->r);
}

static void do_ec_sign(void *arg)
{
	struct ec_work *w = arg;
	(void)w->impl->sign(w->k, w->e, w->k, w->r, w->s);
}

static void do_ec_verify(void *arg)
{
	struct ec_work *w = arg;
	if (!w->impl->verify(w->xy, w->e, w->r, w->s)) {
		abort();
	}
}

static void bench_ec_impls(void)
{
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		const struct ec_curve *c = ec_curve((*p)->curve);
		struct ec_work w = {.impl = *p};
		char name[80];
		if (!(*p)->usable()) {
			printf("p%u %s: this CPU cannot run it\n", c->bits, (*p)->name);
			continue;
		}
		for (size_t i = 1; i < c->len; i++) {
			w.k[i] = (uint8_t)(i * 37 + 11);
			w.e[i] = (uint8_t)(i * 91 + 3);
		}
		snprintf(name, sizeof name, "p%u %s base multiplication", c->bits, (*p)->name);
		report(name, do_base_mul, &w);
		do_base_mul(&w);
		snprintf(name, sizeof name, "p%u %s multiplication", c->bits, (*p)->name);
		report(name, do_mul_x, &w);
		snprintf(name, sizeof name, "p%u %s ecdsa sign", c->bits, (*p)->name);
		report(name, do_ec_sign, &w);
		do_ec_sign(&w);
		snprintf(name, sizeof name, "p%u %s ecdsa verify", c->bits, (*p)->name);
		report(name, do_ec_verify, &w);
	}
}

struct x_work {
	const struct x25519_impl *impl;
	uint8_t k[X25519_LEN], u[X25519_LEN];
};

static void do_x_base(void *arg)
{
	struct x_work *w = arg;
	w->impl->base(w->u, w->k);
}

static void do_x_mul(void *arg)
{
	struct x_work *w = arg;
	w->impl->mul(w->u, w->k, w->u);
}

static void bench_x25519_impls(void)
{
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		struct x_work w = {.impl = *p, .k = {1, 2, 3}, .u = {9}};
		char name[80];
		if (!(*p)->usable()) {
			printf("x25519 %s: this CPU cannot run it\n", (*p)->name);
			continue;
		}
		snprintf(name, sizeof name, "x25519 %s base multiplication", (*p)->name);
		report(name, do_x_base, &w);
		snprintf(name, sizeof name, "x25519 %s multiplication", (*p)->name);
		report(name, do_x_mul, &w);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		filter = argv[1];
	}
	bench_kx();
	bench_signatures();
	bench_ec_impls();
	bench_x25519_impls();
	return 0;
}
