/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Deprecation. A program may define OPENSSL_API_COMPAT to the release it was written for; functions deprecated up to
 * that release then draw a warning, or with OPENSSL_NO_DEPRECATED are hidden. OPENSSL_SUPPRESS_DEPRECATED silences.
 * Releases are written 30000 for 3.0 and 10101 for 1.1.1; those before 3.0 also as 0x10101000L.
 */
#ifndef OPENSSL_MACROS_H
#define OPENSSL_MACROS_H

#include <openssl/opensslconf.h>
#include <openssl/opensslv.h>

#define OPENSSL_MSTR_HELPER(x) #x
#define OPENSSL_MSTR(x)        OPENSSL_MSTR_HELPER(x)

/* For a file that is empty in some configurations. */
#define NON_EMPTY_TRANSLATION_UNIT static void *dummy = &dummy;

/* The place of a call, for the error queue and for memory functions. */
#ifndef OPENSSL_FILE
#ifdef OPENSSL_NO_FILENAMES
#define OPENSSL_FILE ""
#define OPENSSL_LINE 0
#else
#define OPENSSL_FILE __FILE__
#define OPENSSL_LINE __LINE__
#endif
#endif
#ifndef OPENSSL_FUNC
#if defined(__STDC_VERSION__) || (defined(__cplusplus) && __cplusplus >= 201103L)
#define OPENSSL_FUNC __func__
#else
#define OPENSSL_FUNC __FUNCTION__
#endif
#endif

/* The release that the program asks for: small numbers are decimal already. */
#ifndef OPENSSL_API_COMPAT
#define OPENSSL_API_LEVEL OPENSSL_CONFIGURED_API
#elif OPENSSL_API_COMPAT < 0x900000L
#define OPENSSL_API_LEVEL OPENSSL_API_COMPAT
#else
#define OPENSSL_API_LEVEL \
	(((OPENSSL_API_COMPAT >> 28) & 15) * 10000 + ((OPENSSL_API_COMPAT >> 20) & 255) * 100 + \
	((OPENSSL_API_COMPAT >> 12) & 255))
#endif
#if OPENSSL_API_LEVEL > 30000 || OPENSSL_API_LEVEL < 908 || (OPENSSL_API_LEVEL > 19999 && OPENSSL_API_LEVEL < 30000)
#error "OPENSSL_API_COMPAT names no release up to OpenSSL 3.0"
#endif

#ifdef OPENSSL_SUPPRESS_DEPRECATED
#define OSSL_DEPRECATED(since)
#define OSSL_DEPRECATED_FOR(since, message)
#else
#define OSSL_DEPRECATED(since)              __attribute__((deprecated("Since OpenSSL " #since)))
#define OSSL_DEPRECATED_FOR(since, message) __attribute__((deprecated("Since OpenSSL " #since ";" message)))
#endif

/* For each release: nothing, an attribute that warns, or a macro under which declarations are left out. */
#undef OPENSSL_NO_DEPRECATED_3_0
#if OPENSSL_API_LEVEL < 30000
#define OSSL_DEPRECATEDIN_3_0
#define OSSL_DEPRECATEDIN_3_0_FOR(message)
#else
#define OSSL_DEPRECATEDIN_3_0              OSSL_DEPRECATED(3.0)
#define OSSL_DEPRECATEDIN_3_0_FOR(message) OSSL_DEPRECATED_FOR(3.0, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_3_0
#endif
#endif
#undef OPENSSL_NO_DEPRECATED_1_1_1
#if OPENSSL_API_LEVEL < 10101
#define OSSL_DEPRECATEDIN_1_1_1
#define OSSL_DEPRECATEDIN_1_1_1_FOR(message)
#else
#define OSSL_DEPRECATEDIN_1_1_1              OSSL_DEPRECATED(1.1.1)
#define OSSL_DEPRECATEDIN_1_1_1_FOR(message) OSSL_DEPRECATED_FOR(1.1.1, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_1_1_1
#endif
#endif
#undef OPENSSL_NO_DEPRECATED_1_1_0
#if OPENSSL_API_LEVEL < 10100
#define OSSL_DEPRECATEDIN_1_1_0
#define OSSL_DEPRECATEDIN_1_1_0_FOR(message)
#else
#define OSSL_DEPRECATEDIN_1_1_0              OSSL_DEPRECATED(1.1.0)
#define OSSL_DEPRECATEDIN_1_1_0_FOR(message) OSSL_DEPRECATED_FOR(1.1.0, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_1_1_0
#endif
#endif
#undef OPENSSL_NO_DEPRECATED_1_0_2
#if OPENSSL_API_LEVEL < 10002
#define OSSL_DEPRECATEDIN_1_0_2
#define OSSL_DEPRECATEDIN_1_0_2_FOR(message)
#else
#define OSSL_DEPRECATEDIN_1_0_2              OSSL_DEPRECATED(1.0.2)
#define OSSL_DEPRECATEDIN_1_0_2_FOR(message) OSSL_DEPRECATED_FOR(1.0.2, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_1_0_2
#endif
#endif
#undef OPENSSL_NO_DEPRECATED_1_0_1
#if OPENSSL_API_LEVEL < 10001
#define OSSL_DEPRECATEDIN_1_0_1
#define OSSL_DEPRECATEDIN_1_0_1_FOR(message)
#else
#define OSSL_DEPRECATEDIN_1_0_1              OSSL_DEPRECATED(1.0.1)
#define OSSL_DEPRECATEDIN_1_0_1_FOR(message) OSSL_DEPRECATED_FOR(1.0.1, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_1_0_1
#endif
#endif
#undef OPENSSL_NO_DEPRECATED_1_0_0
#if OPENSSL_API_LEVEL < 10000
#define OSSL_DEPRECATEDIN_1_0_0
#define OSSL_DEPRECATEDIN_1_0_0_FOR(message)
#else
#define OSSL_DEPRECATEDIN_1_0_0              OSSL_DEPRECATED(1.0.0)
#define OSSL_DEPRECATEDIN_1_0_0_FOR(message) OSSL_DEPRECATED_FOR(1.0.0, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_1_0_0
#endif
#endif
#undef OPENSSL_NO_DEPRECATED_0_9_8
#if OPENSSL_API_LEVEL < 908
#define OSSL_DEPRECATEDIN_0_9_8
#define OSSL_DEPRECATEDIN_0_9_8_FOR(message)
#else
#define OSSL_DEPRECATEDIN_0_9_8              OSSL_DEPRECATED(0.9.8)
#define OSSL_DEPRECATEDIN_0_9_8_FOR(message) OSSL_DEPRECATED_FOR(0.9.8, message)
#ifdef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED_0_9_8
#endif
#endif

#endif
