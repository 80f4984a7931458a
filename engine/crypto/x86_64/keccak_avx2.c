/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Keccak-f[1600] on four lanes at a time with AVX2. */
#ifdef __x86_64__

#include <immintrin.h>

#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/kernels.h"

#define V             __m256i
#define KERNEL        __attribute__((target("avx2")))
#define XOR(a, b)     _mm256_xor_si256(a, b)
#define XOR3(a, b, c) XOR(XOR(a, b), c)
#define CHI(a, b, c)  XOR(a, _mm256_andnot_si256(b, c))
#define ROL(a, n)     _mm256_or_si256(_mm256_slli_epi64(a, n), _mm256_srli_epi64(a, 64 - (n)))
#define SPLAT(v)      _mm256_set1_epi64x((long long)(v))

#include "crypto/x86_64/keccak_rounds.h"

static KERNEL void permute(struct keccak8 *s, unsigned n)
{
	for (unsigned l = 0; l < n; l += 4) {
		__m256i a[25];
		for (int i = 0; i < 25; i++) {
			a[i] = _mm256_load_si256((const __m256i *)&s->w[i][l]);
		}
		keccak_rounds(a);
		for (int i = 0; i < 25; i++) {
			_mm256_store_si256((__m256i *)&s->w[i][l], a[i]);
		}
	}
}

const struct keccak_impl keccak_avx2 = {"avx2", cpu_has_avx2, permute};

#endif
