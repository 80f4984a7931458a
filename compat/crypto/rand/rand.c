/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RAND_bytes(3): the operating system's generator, which needs no seed and is safe across fork. Seeds that a program
 * brings are therefore passed over: they could not make it better.
 */
#include <openssl/err.h>
#include <openssl/rand.h>

#include "engine/crypto/rng.h"

int RAND_bytes(unsigned char *buf, int num)
{
	return num < 0 ? 0 : RAND_bytes_ex(NULL, buf, (size_t)num, 0);
}

int RAND_priv_bytes(unsigned char *buf, int num)
{
	return RAND_bytes(buf, num);
}

int RAND_bytes_ex(OSSL_LIB_CTX *ctx, unsigned char *buf, size_t num, unsigned int strength)
{
	(void)ctx, (void)strength;
	if (rng_bytes(buf, num) != TLS_OK) {
		ERR_raise(ERR_LIB_RAND, RAND_R_ERROR_RETRIEVING_ENTROPY);
		return 0;
	}
	return 1;
}

int RAND_priv_bytes_ex(OSSL_LIB_CTX *ctx, unsigned char *buf, size_t num, unsigned int strength)
{
	return RAND_bytes_ex(ctx, buf, num, strength);
}

int RAND_status(void)
{
	return 1;
}

int RAND_poll(void)
{
	return 1;
}

void RAND_seed(const void *buf, int num)
{
	(void)buf, (void)num;
}

void RAND_add(const void *buf, int num, double randomness)
{
	(void)buf, (void)num, (void)randomness;
}

/* getrandom needs no file that a chroot could take away. */
void RAND_keep_random_devices_open(int keep)
{
	(void)keep;
}

/* RAND_get_rand_method: what a program finds that looks for the functions behind RAND_bytes; another cannot be set. */
static int seed(const void *buf, int num)
{
	RAND_seed(buf, num);
	return 1;
}

static int add(const void *buf, int num, double randomness)
{
	RAND_add(buf, num, randomness);
	return 1;
}

const RAND_METHOD *RAND_get_rand_method(void)
{
	static const RAND_METHOD method = {
	    .seed = seed, .bytes = RAND_bytes, .add = add, .pseudorand = RAND_bytes, .status = RAND_status};
	return &method;
}
