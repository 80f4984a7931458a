/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* AES-GCM by AES-NI and PCLMULQDQ on 128-bit registers, in AVX's encoding: what x86-64 machines have since 2011. */
#ifdef __x86_64__

#include <immintrin.h>

#include "crypto/aead_impls.h"

#define FEATURES "avx,aes,pclmul"
#define TARGET   __attribute__((target(FEATURES)))
#define INLINE   static inline __attribute__((always_inline, target(FEATURES)))
#define LANES    1

typedef __m128i vec;

#define v_load(p)               _mm_loadu_si128((const __m128i *)(p))
#define v_store(p, v)           _mm_storeu_si128((__m128i *)(p), v)
#define v_zero()                _mm_setzero_si128()
#define v_xor(a, b)             _mm_xor_si128(a, b)
#define v_add32(a, b)           _mm_add_epi32(a, b)
#define v_shuffle_bytes(v, how) _mm_shuffle_epi8(v, how)
#define v_aesenc(v, key)        _mm_aesenc_si128(v, key)
#define v_aesenclast(v, key)    _mm_aesenclast_si128(v, key)
#define v_clmul(a, b, halves)   _mm_clmulepi64_si128(a, b, halves)
#define v_broadcast(v)          (v)
#define v_zext(v)               (v)
#define v_sum(v)                (v)
#define v_first_counters()      _mm_set_epi32(0, 0, 0, 1)

#include "crypto/x86_64/aesgcm_body.h"

const struct aead_impl aead_aes128gcm_avx = {
    "aesni-avx", AEAD_AES_128_GCM, 16, cpu_has_aes_avx, aesgcm_init_128, seal_128, open_128,
};

const struct aead_impl aead_aes256gcm_avx = {
    "aesni-avx", AEAD_AES_256_GCM, 32, cpu_has_aes_avx, aesgcm_init_256, seal_256, open_256,
};

#endif
