/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* AES-GCM by VAES and VPCLMULQDQ on 256-bit registers, for machines that have these but no AVX-512. */
#ifdef __x86_64__

#include <immintrin.h>

#include "crypto/aead_impls.h"

#define FEATURES "avx2,vaes,vpclmulqdq,aes,pclmul"
#define TARGET   __attribute__((target(FEATURES)))
#define INLINE   static inline __attribute__((always_inline, target(FEATURES)))
#define LANES    2

typedef __m256i vec;

#define v_load(p)               _mm256_loadu_si256((const __m256i *)(p))
#define v_store(p, v)           _mm256_storeu_si256((__m256i *)(p), v)
#define v_zero()                _mm256_setzero_si256()
#define v_xor(a, b)             _mm256_xor_si256(a, b)
#define v_add32(a, b)           _mm256_add_epi32(a, b)
#define v_shuffle_bytes(v, how) _mm256_shuffle_epi8(v, how)
#define v_aesenc(v, key)        _mm256_aesenc_epi128(v, key)
#define v_aesenclast(v, key)    _mm256_aesenclast_epi128(v, key)
#define v_clmul(a, b, halves)   _mm256_clmulepi64_epi128(a, b, halves)
#define v_broadcast(v)          _mm256_broadcastsi128_si256(v)
#define v_zext(v)               _mm256_zextsi128_si256(v)
#define v_sum(v)                _mm_xor_si128(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1))
#define v_first_counters()      _mm256_set_epi32(0, 0, 0, 2, 0, 0, 0, 1)

#include "crypto/x86_64/aesgcm_body.h"

const struct aead_impl aead_aes128gcm_avx2 = {
    "vaes-avx2", AEAD_AES_128_GCM, 16, cpu_has_vaes_avx2, aesgcm_init_128, seal_128, open_128,
};

const struct aead_impl aead_aes256gcm_avx2 = {
    "vaes-avx2", AEAD_AES_256_GCM, 32, cpu_has_vaes_avx2, aesgcm_init_256, seal_256, open_256,
};

#endif
