/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Speed of every SHA-512 implementation that this CPU can run: MB/s (10^6 bytes) by the blocks per
 * call. Each figure is the best of several rounds, since other work on the machine can only slow a round down. Compare
 * with `openssl speed -evp sha512` in the same minute.
 *
 *     bench_crypto_hash
 */
#include <stdio.h>
#include <time.h>

#include "crypto/sha512.h"

#define ROUNDS   20
#define ROUND_NS 5000000.0
#define LONGEST  128

static const size_t counts[] = {1, 2, 8, LONGEST};
static uint8_t blocks[LONGEST * SHA512_BLOCK];

static double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double best_rate(void (*compress)(uint64_t h[8], const uint8_t *p, size_t n), size_t n)
{
	uint64_t h[8] = {0};
	double best = 0;
	for (int round = 0; round < ROUNDS; round++) {
		double start = now_ns(), spent;
		double bytes = 0;
		do {
			for (int i = 0; i < 50; i++) {
				compress(h, blocks, n);
			}
			bytes += 50.0 * (double)(n * SHA512_BLOCK);
			spent = now_ns() - start;
		} while (spent < ROUND_NS);
		double rate = bytes / spent * 1e3;
		best = rate > best ? rate : best;
	}
	return best;
}

static void line(const char *name, void (*compress)(uint64_t h[8], const uint8_t *p, size_t n))
{
	printf("%-12s", name);
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		printf("%9.0f", best_rate(compress, counts[i]));
	}
	printf("\n");
}

int main(void)
{
	printf("%-12s", "blocks");
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		printf("%9zu", counts[i]);
	}
	printf("\n");
	for (const struct sha512_impl *const *impl = sha512_impls; *impl; impl++) {
		if ((*impl)->usable()) {
			line((*impl)->name, (*impl)->compress);
		}
	}
	return 0;
}
