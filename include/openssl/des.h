/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* DES is refused. These are the functions that programs call without asking first (NTLM); they fail and give zeros. */
#ifndef OPENSSL_DES_H
#define OPENSSL_DES_H

#include <openssl/e_os2.h>
#include <openssl/macros.h>
#include <openssl/opensslconf.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0

typedef unsigned int DES_LONG;
typedef unsigned char DES_cblock[8];
typedef unsigned char const_DES_cblock[8];

typedef struct DES_ks {
	union {
		DES_cblock cblock;
		DES_LONG deslong[2];
	} ks[16];
} DES_key_schedule;

#define DES_ENCRYPT 1
#define DES_DECRYPT 0

#define DES_KEY_SZ      (sizeof(DES_cblock))
#define DES_SCHEDULE_SZ (sizeof(DES_key_schedule))

OSSL_DEPRECATEDIN_3_0 void DES_ecb_encrypt(const_DES_cblock *input, DES_cblock *output, DES_key_schedule *ks, int enc);
OSSL_DEPRECATEDIN_3_0 void DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule);
OSSL_DEPRECATEDIN_3_0 void DES_set_odd_parity(DES_cblock *key);

#endif

#ifdef __cplusplus
}
#endif

#endif
