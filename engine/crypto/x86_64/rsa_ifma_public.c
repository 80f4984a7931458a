/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The lengths of rsa_ifma_public_body.h: the public operation for moduli of up to 4158 bits (rsa_ifma.h). */
#ifdef __x86_64__

#include <immintrin.h>
#include <string.h>

#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/rsa_ifma.h"
#include "crypto/x86_64/rsa_ifma_digit.h"

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512ifma,bmi2")))
#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 64")

#define LOAD(p)     _mm512_load_si512(p)
#define ADD(a, b)   _mm512_add_epi64(a, b)
#define ZERO        _mm512_setzero_si512()
#define LO(c, a, b) _mm512_madd52lo_epu64(c, a, b)
#define HI(c, a, b) _mm512_madd52hi_epu64(c, a, b)
#define LANES       8

#define NV      5
#define F(name) name##_2048
#include "crypto/x86_64/rsa_ifma_mul.h"

#include "crypto/x86_64/rsa_ifma_public_body.h"
#undef NV
#undef F

#define NV      8
#define F(name) name##_3072
#include "crypto/x86_64/rsa_ifma_mul.h"

#include "crypto/x86_64/rsa_ifma_public_body.h"
#undef NV
#undef F

#define NV      10
#define F(name) name##_4096
#include "crypto/x86_64/rsa_ifma_mul.h"

#include "crypto/x86_64/rsa_ifma_public_body.h"
#undef NV
#undef F

/* R is 2^(52 * 8 * NV), and 4n has to be below it. */
unsigned rsa_ifma_public_r_bits(unsigned bits)
{
	if (!cpu_has_ifma_avx512()) {
		return 0;
	}
	for (unsigned nv = 5; nv <= 10; nv += nv == 5 ? 3 : 2) {
		if (bits <= 52 * 8 * nv - 2) {
			return 52 * 8 * nv;
		}
	}
	return 0;
}

void rsa_ifma_public_power(uint64_t *out, unsigned r_bits, const uint64_t *n, size_t limbs, const uint64_t *start,
			   const uint64_t *base, uint64_t e)
{
	switch (r_bits) {
	case 52 * 8 * 5:
		power_2048(out, n, limbs, start, base, e);
		break;
	case 52 * 8 * 8:
		power_3072(out, n, limbs, start, base, e);
		break;
	default:
		power_4096(out, n, limbs, start, base, e);
	}
}

#endif
