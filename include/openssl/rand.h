/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Random bytes. RAND_priv_bytes draws from a generator of its own, for secrets. */
#ifndef OPENSSL_RAND_H
#define OPENSSL_RAND_H

#include <stdlib.h>
#include <openssl/types.h>
#include <openssl/e_os2.h>
#include <openssl/randerr.h>
#include <openssl/evp.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RAND_DRBG_STRENGTH 256

struct rand_meth_st {
	int (*seed)(const void *, int);
	int (*bytes)(unsigned char *, int);
	void (*cleanup)(void);
	int (*add)(const void *, int, double);
	int (*pseudorand)(unsigned char *, int);
	int (*status)(void);
};
int RAND_bytes(unsigned char *buf, int num);
int RAND_priv_bytes(unsigned char *buf, int num);
void RAND_add(const void *buf, int num, double randomness);
int RAND_bytes_ex(OSSL_LIB_CTX *libctx, unsigned char *buf, size_t num, unsigned int strength);
const char *RAND_file_name(char *file, size_t num);
EVP_RAND_CTX *RAND_get0_primary(OSSL_LIB_CTX *libctx);
EVP_RAND_CTX *RAND_get0_private(OSSL_LIB_CTX *libctx);
EVP_RAND_CTX *RAND_get0_public(OSSL_LIB_CTX *libctx);
void RAND_keep_random_devices_open(int keep);
int RAND_load_file(const char *file, long max_bytes);
int RAND_poll(void);
int RAND_priv_bytes_ex(OSSL_LIB_CTX *libctx, unsigned char *buf, size_t num, unsigned int strength);
void RAND_seed(const void *buf, int num);
int RAND_set_DRBG_type(OSSL_LIB_CTX *libctx, const char *drbg, const char *propq, const char *cipher,
	const char *digest);
int RAND_set_seed_source_type(OSSL_LIB_CTX *libctx, const char *seed, const char *propq);
int RAND_status(void);
int RAND_write_file(const char *file);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 const RAND_METHOD *RAND_get_rand_method(void);
OSSL_DEPRECATEDIN_3_0 int RAND_set_rand_method(const RAND_METHOD *meth);
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 int RAND_pseudo_bytes(unsigned char *buf, int num);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 RAND_METHOD *RAND_OpenSSL(void);
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define RAND_cleanup() while (0) continue
#endif

#ifdef __cplusplus
}
#endif

#endif
