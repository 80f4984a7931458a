/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A reproducible random source: the ChaCha20 key stream of a seed. For tests only (rng_seed.h). */
#include "rng_seed.h"

#include <nettle/chacha.h>
#include <pthread.h>
#include <string.h>

#include "crypto/rng.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t seed_now;
static uint64_t next_nonce;
static long calls;
static long calls_left = -1;

void rng_seed(uint64_t seed)
{
	pthread_mutex_lock(&lock);
	seed_now = seed;
	next_nonce = 0;
	calls = 0;
	calls_left = -1;
	pthread_mutex_unlock(&lock);
}

void rng_fail_after(long n)
{
	pthread_mutex_lock(&lock);
	calls_left = n;
	pthread_mutex_unlock(&lock);
}

long rng_calls(void)
{
	pthread_mutex_lock(&lock);
	long n = calls;
	pthread_mutex_unlock(&lock);
	return n;
}

/* Each call is a stream of its own, so that its bytes do not depend on how much earlier calls took. */
static void fill(uint8_t *out, size_t len, uint64_t seed, uint64_t stream)
{
	struct chacha_ctx c;
	uint8_t key[CHACHA_KEY_SIZE] = {0}, nonce[CHACHA_NONCE_SIZE];
	memcpy(key, &seed, sizeof seed);
	memcpy(nonce, &stream, sizeof nonce);
	chacha_set_key(&c, key);
	chacha_set_nonce(&c, nonce);
	memset(out, 0, len);
	chacha_crypt(&c, len, out, out);
}

enum tls_err rng_bytes(void *out, size_t len)
{
	pthread_mutex_lock(&lock);
	uint64_t seed = seed_now, stream = next_nonce++;
	bool fail = calls_left == 0;
	if (calls_left > 0) {
		calls_left--;
	}
	calls++;
	pthread_mutex_unlock(&lock);
	if (len == 0) {
		return fail ? TLS_E_RANDOM : TLS_OK;
	}
	if (fail) {
		memset(out, 0, len);
		return TLS_E_RANDOM;
	}
	fill(out, len, seed, stream);
	return TLS_OK;
}
