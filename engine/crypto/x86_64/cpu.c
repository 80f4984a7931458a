/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* CPU features by the compiler's own detection (cpu.h), which reads CPUID and XGETBV once. */
#include "crypto/x86_64/cpu.h"

#ifdef __x86_64__

#ifdef __clang__
#include <cpuid.h>
#endif

/* Clang does not know the name "vaes" here before version 19; the feature is bit 9 of ECX of CPUID leaf 7. */
static bool has_vaes(void)
{
#ifdef __clang__
	unsigned a, b, c, d;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (c >> 9 & 1) != 0;
#else
	return __builtin_cpu_supports("vaes");
#endif
}

/* Nor the name "adx": bit 19 of EBX of the same leaf. */
static bool has_adx(void)
{
#ifdef __clang__
	unsigned a, b, c, d;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 19 & 1) != 0;
#else
	return __builtin_cpu_supports("adx");
#endif
}

static bool has_avx512(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool cpu_has_aes_avx(void)
{
	return __builtin_cpu_supports("avx") && __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
}

bool cpu_has_vaes_avx2(void)
{
	return cpu_has_avx2() && cpu_has_aes_avx() && __builtin_cpu_supports("vpclmulqdq") && has_vaes();
}

bool cpu_has_vaes_avx512(void)
{
	return has_avx512() && cpu_has_vaes_avx2();
}

bool cpu_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

bool cpu_has_avx2_adx(void)
{
	return cpu_has_avx2() && has_adx();
}

bool cpu_has_ifma_avx512(void)
{
	return has_avx512() && cpu_has_avx2() && __builtin_cpu_supports("avx512ifma");
}

#endif
