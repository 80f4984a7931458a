/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The platform: Linux and a C99 or C++ compiler. Names under which OpenSSL's headers and users ask for either. */
#ifndef OPENSSL_E_OS2_H
#define OPENSSL_E_OS2_H

#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

#include <openssl/opensslconf.h>

#define OPENSSL_SYS_UNIX
#ifndef OPENSSL_SYS_LINUX
#define OPENSSL_SYS_LINUX
#endif

#define OPENSSL_EXPORT extern
#define OPENSSL_EXTERN extern

#define ossl_ssize_t   ssize_t
#define OSSL_SSIZE_MAX SSIZE_MAX

#ifndef ossl_inline
#if defined(__cplusplus) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L)
#define ossl_inline inline
#else
#define ossl_inline __inline__
#endif
#endif

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && !defined(__cplusplus)
#define ossl_noreturn _Noreturn
#else
#define ossl_noreturn __attribute__((__noreturn__))
#endif

#define ossl_unused __attribute__((__unused__))

/* The result of a function so marked must be looked at; checked when DEBUG_UNUSED is defined. */
#ifdef DEBUG_UNUSED
#define __owur __attribute__((__warn_unused_result__))
#else
#define __owur
#endif

#endif
