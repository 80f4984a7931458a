/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DTLS numbers. Datagram TLS is not offered here (symbols.tsv refuses its methods); the names keep programs building.
 */
#ifndef OPENSSL_DTLS1_H
#define OPENSSL_DTLS1_H

#include <openssl/prov_ssl.h>

#define DTLS1_VERSION_MAJOR 0xFE
#define DTLS_ANY_VERSION    0x1FFFF
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define DTLS_MIN_VERSION DTLS1_VERSION
#define DTLS_MAX_VERSION DTLS1_2_VERSION
#endif
#define DTLS1_HM_FRAGMENT_RETRY (-3)
#define DTLS1_HM_BAD_FRAGMENT   (-2)
#define DTLS1_CCS_HEADER_LENGTH 1
#define DTLS1_AL_HEADER_LENGTH  2
#define DTLS1_HM_HEADER_LENGTH  12
#define DTLS1_TMO_ALERT_COUNT   12
#define DTLS1_RT_HEADER_LENGTH  13
#define DTLS1_COOKIE_LENGTH     255

#endif
