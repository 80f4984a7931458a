/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Error reasons of library ERR_LIB_ASYNC. */
#ifndef OPENSSL_ASYNCERR_H
#define OPENSSL_ASYNCERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>

#define ASYNC_R_FAILED_TO_SET_POOL     101
#define ASYNC_R_FAILED_TO_SWAP_CONTEXT 102
#define ASYNC_R_INVALID_POOL_SIZE      103
#define ASYNC_R_INIT_FAILED            105

#endif
