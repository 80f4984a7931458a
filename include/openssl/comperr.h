/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Error reasons of library ERR_LIB_COMP. */
#ifndef OPENSSL_COMPERR_H
#define OPENSSL_COMPERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>

#define COMP_R_ZLIB_DEFLATE_ERROR 99
#define COMP_R_ZLIB_INFLATE_ERROR 100
#define COMP_R_ZLIB_NOT_SUPPORTED 101

#endif
