/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What this CPU can run, for the choice of kernels. The answers count the operating system's part too: it must save
 * the wide registers (XGETBV). They are cheap: the compiler's runtime asks CPUID once, before main.
 */
#ifndef TEASEL_CRYPTO_X86_64_CPU_H
#define TEASEL_CRYPTO_X86_64_CPU_H

#include <stdbool.h>

/* AES-NI, PCLMULQDQ and AVX. */
bool cpu_has_aes_avx(void);

/* VAES and VPCLMULQDQ on 256-bit registers, with AVX2. */
bool cpu_has_vaes_avx2(void);

/* VAES and VPCLMULQDQ on 512-bit registers, with the byte and dword operations of AVX-512. */
bool cpu_has_vaes_avx512(void);

/* AVX2 and BMI2, which came together. */
bool cpu_has_avx2(void);

/* And ADX. */
bool cpu_has_avx2_adx(void);

/* AVX-512 with the 52-bit multiplier (IFMA). */
bool cpu_has_ifma_avx512(void);

#endif
