/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Reasons of ERR_LIB_PROV: what OpenSSL's ciphers say, and ours. */
#ifndef OPENSSL_PROVERR_H
#define OPENSSL_PROVERR_H

#define PROV_R_BAD_DECRYPT              100
#define PROV_R_WRONG_FINAL_BLOCK_LENGTH 107

#endif
