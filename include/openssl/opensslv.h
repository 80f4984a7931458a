/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Versions: that of the OpenSSL interface which is offered, which programs and build systems compare, and our own.
 * Several build systems read the numbers out of this file line by line, so each stands on a line of its own.
 */
#ifndef OPENSSL_OPENSSLV_H
#define OPENSSL_OPENSSLV_H

#define TEASEL_VERSION_MAJOR  0
#define TEASEL_VERSION_MINOR  1
#define TEASEL_VERSION_PATCH  0
#define TEASEL_VERSION_TEXT   "Teasel 0.1.0"
/* 0xMMmmpp: grows with every release. */
#define TEASEL_VERSION_NUMBER 0x000100

#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_MINOR 0
#define OPENSSL_VERSION_PATCH 22

#define OPENSSL_VERSION_PRE_RELEASE    ""
#define OPENSSL_VERSION_BUILD_METADATA ""
#define OPENSSL_SHLIB_VERSION          3
#define OPENSSL_VERSION_STR            "3.0.22"
#define OPENSSL_FULL_VERSION_STR       "3.0.22"
#define OPENSSL_RELEASE_DATE           "25 Aug 2026"
#define OPENSSL_VERSION_TEXT           "OpenSSL 3.0.22 25 Aug 2026 (" TEASEL_VERSION_TEXT ")"

/* 0xMNN00PP0L; the last digit is always 0. */
#define OPENSSL_VERSION_NUMBER \
	((OPENSSL_VERSION_MAJOR << 28) | (OPENSSL_VERSION_MINOR << 20) | (OPENSSL_VERSION_PATCH << 4) | 0x0L)
/* True when the interface is at least that of the release given. */
#define OPENSSL_VERSION_PREREQ(maj, min) \
	((OPENSSL_VERSION_MAJOR << 16) + OPENSSL_VERSION_MINOR >= ((maj) << 16) + (min))

#endif
