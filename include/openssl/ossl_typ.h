/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The name that types.h had before OpenSSL 3. */
#ifndef OPENSSL_OSSL_TYP_H
#define OPENSSL_OSSL_TYP_H

#include <openssl/types.h>

#endif
