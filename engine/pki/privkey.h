/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Private keys as they are stored: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2) and SEC 1 (RFC 5915), DER. */
#ifndef TEASEL_PKI_PRIVKEY_H
#define TEASEL_PKI_PRIVKEY_H

#include "crypto/key.h"

/*
 * privkey_decode tells the three forms apart by their structure. TLS_E_DER, TLS_E_KEY_INVALID, TLS_E_KEY_UNSUPPORTED
 * (also for encrypted PKCS#8), TLS_E_ALLOC. Scratch memory that held the key is wiped.
 */
MUST_CHECK enum tls_err privkey_decode(struct privkey **out, struct span der);

#endif
