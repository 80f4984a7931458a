/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RSA with AVX-512 IFMA: the two exponentiations of a private operation side by side, constant-time in all numbers, for
 * two primes of 1024, 1536 or 2048 bits each; and the public operation, variable-time in nothing but e.
 */
#ifndef TEASEL_CRYPTO_X86_64_RSA_IFMA_H
#define TEASEL_CRYPTO_X86_64_RSA_IFMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A modulus of `limbs` 64-bit limbs, least significant first, and rr = 2^(2 * rsa_ifma_r_bits) mod n, as long. */
struct ifma_prime {
	const uint64_t *n, *rr;
};

/* rsa_ifma_fits: this CPU can run it and primes of so many bits each have a shape here. */
bool rsa_ifma_fits(unsigned prime_bits);

/* rsa_ifma_r_bits: the bits of Montgomery's R for primes of so many bits. */
unsigned rsa_ifma_r_bits(unsigned prime_bits);

/* Bytes of a prepared key and of the memory that an exponentiation works in, both aligned to 64 by the caller. */
size_t rsa_ifma_key_len(unsigned prime_bits);
size_t rsa_ifma_work_len(unsigned prime_bits);

void rsa_ifma_key_init(void *key, unsigned prime_bits, const struct ifma_prime prime[2]);

/*
 * rsa_ifma_power: out[w] = in[w]^exponent[w] mod n[w] for both primes; in[w] below n[w]. out[w] is reduced but for
 * being n[w] or above by less than n[w]. Once in more than 2^60 runs a carry may be lost: verify what is built on it.
 * The caller wipes work.
 */
void rsa_ifma_power(const void *key, void *work, unsigned prime_bits, uint64_t *const out[2],
		    const uint64_t *const in[2], const uint64_t *const exponent[2]);

/*
 * rsa_ifma_public_r_bits: the bits of Montgomery's R for a modulus of so many bits, 0 when this CPU or the length does
 * not fit. rsa_ifma_public_power: out, one limb longer than n, is base^e mod n or n more than that; start is
 * base * R mod n. e is odd and at least 3. For public numbers: its time depends on all of them.
 */
unsigned rsa_ifma_public_r_bits(unsigned bits);
void rsa_ifma_public_power(uint64_t *out, unsigned r_bits, const uint64_t *n, size_t limbs, const uint64_t *start,
			   const uint64_t *base, uint64_t e);

#endif
