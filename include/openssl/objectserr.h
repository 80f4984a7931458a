/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Error reasons of library ERR_LIB_OBJ. */
#ifndef OPENSSL_OBJECTSERR_H
#define OPENSSL_OBJECTSERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>

#define OBJ_R_UNKNOWN_NID         101
#define OBJ_R_OID_EXISTS          102
#define OBJ_R_UNKNOWN_OBJECT_NAME 103

#endif
