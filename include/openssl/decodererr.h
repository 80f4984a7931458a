/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Error reasons of library ERR_LIB_OSSL_DECODER. */
#ifndef OPENSSL_DECODERERR_H
#define OPENSSL_DECODERERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>

#define OSSL_DECODER_R_MISSING_GET_PARAMS      100
#define OSSL_DECODER_R_COULD_NOT_DECODE_OBJECT 101
#define OSSL_DECODER_R_DECODER_NOT_FOUND       102

#endif
