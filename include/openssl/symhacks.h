/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Nothing: no platform of ours needs names changed. Programs include it because OpenSSL has it. */
#ifndef OPENSSL_SYMHACKS_H
#define OPENSSL_SYMHACKS_H

#include <openssl/e_os2.h>

#endif
