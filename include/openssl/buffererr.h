/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Error reasons of library ERR_LIB_BUF. */
#ifndef OPENSSL_BUFFERERR_H
#define OPENSSL_BUFFERERR_H

#include <openssl/opensslconf.h>

#include <openssl/symhacks.h>

#endif
