/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Keccak-f[1600] on eight lanes with AVX-512: a register holds a word of each; ternary logic and rotations. */
#ifdef __x86_64__

#include <immintrin.h>

#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/kernels.h"

#define V             __m512i
#define KERNEL        __attribute__((target("avx512f")))
#define XOR(a, b)     _mm512_xor_si512(a, b)
#define XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define CHI(a, b, c)  _mm512_ternarylogic_epi64(a, b, c, 0xd2)
#define ROL(a, n)     _mm512_rol_epi64(a, n)
#define SPLAT(v)      _mm512_set1_epi64((long long)(v))

#include "crypto/x86_64/keccak_rounds.h"

static KERNEL void permute(struct keccak8 *s, unsigned n)
{
	(void)n;
	__m512i a[25];
	for (int i = 0; i < 25; i++) {
		a[i] = _mm512_load_si512(s->w[i]);
	}
	keccak_rounds(a);
	for (int i = 0; i < 25; i++) {
		_mm512_store_si512(s->w[i], a[i]);
	}
}

const struct keccak_impl keccak_avx512 = {"avx512", cpu_has_ifma_avx512, permute};

#endif
