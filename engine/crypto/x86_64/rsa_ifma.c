/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The lengths of rsa_ifma_body.h, and what they share: digits, windows, the choice by length (rsa_ifma.h). */
#ifdef __x86_64__

#include "crypto/x86_64/rsa_ifma.h"

#include <immintrin.h>
#include <string.h>

#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/rsa_ifma_digit.h"

#define IFMA_WINDOW 5
#define IFMA_TABLE  (1 << IFMA_WINDOW)

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512ifma,bmi2")))
#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 64")

#define LANES       4
#define LOAD(p)     _mm512_load_si512(p)
#define ADD(a, b)   _mm512_add_epi64(a, b)
#define ZERO        _mm512_setzero_si512()
#define LO(c, a, b) _mm512_madd52lo_epu64(c, a, b)
#define HI(c, a, b) _mm512_madd52hi_epu64(c, a, b)

/* ifma_window: the IFMA_WINDOW bits from bit `at` on. */
static unsigned ifma_window(const uint64_t *e, size_t limbs, unsigned at)
{
	size_t limb = at / 64;
	unsigned shift = at % 64;
	uint64_t v = e[limb] >> shift;
	if (shift > 64 - IFMA_WINDOW && limb + 1 < limbs) {
		v |= e[limb + 1] << (64 - shift);
	}
	return (unsigned)(v & (IFMA_TABLE - 1));
}

#define NV      5
#define F(name) name##_1024
#include "crypto/x86_64/rsa_ifma_mul.h"

#include "crypto/x86_64/rsa_ifma_body.h"
#undef NV
#undef F

#define NV      8
#define F(name) name##_1536
#include "crypto/x86_64/rsa_ifma_mul.h"

#include "crypto/x86_64/rsa_ifma_body.h"
#undef NV
#undef F

#define NV      10
#define F(name) name##_2048
#include "crypto/x86_64/rsa_ifma_mul.h"

#include "crypto/x86_64/rsa_ifma_body.h"
#undef NV
#undef F

bool rsa_ifma_fits(unsigned prime_bits)
{
	return (prime_bits == 1024 || prime_bits == 1536 || prime_bits == 2048) && cpu_has_ifma_avx512() &&
	       __builtin_cpu_supports("bmi2");
}

unsigned rsa_ifma_r_bits(unsigned prime_bits)
{
	return 52 * 4 * (prime_bits == 1024 ? 5 : prime_bits == 1536 ? 8 : 10);
}

size_t rsa_ifma_key_len(unsigned prime_bits)
{
	return prime_bits == 1024   ? sizeof(struct key_1024)
	       : prime_bits == 1536 ? sizeof(struct key_1536)
				    : sizeof(struct key_2048);
}

size_t rsa_ifma_work_len(unsigned prime_bits)
{
	return prime_bits == 1024   ? sizeof(struct work_1024)
	       : prime_bits == 1536 ? sizeof(struct work_1536)
				    : sizeof(struct work_2048);
}

void rsa_ifma_key_init(void *key, unsigned prime_bits, const struct ifma_prime prime[2])
{
	switch (prime_bits) {
	case 1024:
		key_init_1024(key, prime, 16);
		break;
	case 1536:
		key_init_1536(key, prime, 24);
		break;
	default:
		key_init_2048(key, prime, 32);
	}
}

void rsa_ifma_power(const void *key, void *work, unsigned prime_bits, uint64_t *const out[2],
		    const uint64_t *const in[2], const uint64_t *const exponent[2])
{
	switch (prime_bits) {
	case 1024:
		power_1024(key, work, out, in, exponent, 16);
		break;
	case 1536:
		power_1536(key, work, out, in, exponent, 24);
		break;
	default:
		power_2048(key, work, out, in, exponent, 32);
	}
}

#endif
