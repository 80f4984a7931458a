/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Speed of every AEAD implementation that this CPU can run, by message length: GB/s (10^9 bytes of plaintext) sealing
 * and opening out of place with 13 bytes of additional data, the time of one short message, and of keying. Each figure
 * is the best of several rounds, since other work on the machine can only slow a round down.
 *
 *     bench_crypto_aead [substring of "algorithm implementation"]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/aead.h"

#define ROUNDS       12
#define ROUND_NS     8000000
#define LONGEST      65536
#define AAD_LEN      13
#define BYTES_PER_GB 1e9

static const size_t lengths[] = {16, 64, 256, 1024, 4096, 16384, LONGEST};

struct work {
	struct aead_key key;
	uint8_t raw_key[AEAD_MAX_KEY];
	uint8_t nonce[AEAD_NONCE_LEN];
	uint8_t aad[AAD_LEN];
	uint8_t *in, *out, *sealed;
	size_t len;
};

static double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void do_seal(struct work *w)
{
	aead_seal(&w->key, w->nonce, span_of(w->aad, AAD_LEN), w->out, w->in, w->len);
}

static void do_open(struct work *w)
{
	if (!aead_open(&w->key, w->nonce, span_of(w->aad, AAD_LEN), w->out, w->sealed, w->len)) {
		abort();
	}
}

static void do_init(struct work *w)
{
	aead_init_impl(&w->key, w->key.impl, w->raw_key);
}

/* best_ns: nanoseconds of one call, the least mean of ROUNDS rounds. */
static double best_ns(void (*fn)(struct work *), struct work *w)
{
	double best = 1e18;
	long n = 1;
	for (;;) {
		double start = now_ns();
		for (long i = 0; i < n; i++) {
			fn(w);
		}
		if (now_ns() - start > ROUND_NS / 4.0) {
			break;
		}
		n *= 2;
	}
	for (int r = 0; r < ROUNDS; r++) {
		double start = now_ns();
		for (long i = 0; i < n; i++) {
			fn(w);
		}
		double ns = (now_ns() - start) / (double)n;
		best = ns < best ? ns : best;
	}
	return best;
}

static void measure(const struct aead_impl *impl, const char *name, struct work *w)
{
	aead_init_impl(&w->key, impl, w->raw_key);
	printf("%s: key %.0f ns\n", name, best_ns(do_init, w));
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		w->len = lengths[i];
		double seal = best_ns(do_seal, w);
		aead_seal(&w->key, w->nonce, span_of(w->aad, AAD_LEN), w->sealed, w->in, w->len);
		double open = best_ns(do_open, w);
		double bytes = (double)w->len * 1e9 / BYTES_PER_GB;
		printf("  %6zu bytes: seal %6.2f GB/s %7.0f ns   open %6.2f GB/s %7.0f ns\n", w->len, bytes / seal,
		       seal, bytes / open, open);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const char *const id_names[] = {"none", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"};
	struct work w = {.len = 0};
	w.in = calloc(3, LONGEST + AEAD_TAG_LEN);
	if (!w.in) {
		return 1;
	}
	w.out = w.in + LONGEST + AEAD_TAG_LEN;
	w.sealed = w.out + LONGEST + AEAD_TAG_LEN;
	for (const struct aead_impl *const *i = aead_impls; *i; i++) {
		char name[80];
		snprintf(name, sizeof name, "%s %s", id_names[(*i)->id], (*i)->name);
		if (argc > 1 && !strstr(name, argv[1])) {
			continue;
		}
		if ((*i)->usable()) {
			measure(*i, name, &w);
		} else {
			printf("%s: this CPU cannot run it\n", name);
		}
	}
	free(w.in);
	return 0;
}
