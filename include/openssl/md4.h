/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* MD4 is not there, as OPENSSL_NO_MD4 says. Programs include its header before they ask. */
#ifndef OPENSSL_MD4_H
#define OPENSSL_MD4_H

#include <openssl/opensslconf.h>

#endif
