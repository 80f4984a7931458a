/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The AEAD implementations by name, for the table in aead.c alone. */
#ifndef TEASEL_CRYPTO_AEAD_IMPLS_H
#define TEASEL_CRYPTO_AEAD_IMPLS_H

#include "crypto/aead.h"

/* aead_nettle.c: these run everywhere. */
extern const struct aead_impl aead_aes128gcm_portable;
extern const struct aead_impl aead_aes256gcm_portable;
extern const struct aead_impl aead_chacha20poly1305_nettle;

/* x86_64/: each asks the CPU. */
#ifdef __x86_64__
extern const struct aead_impl aead_aes128gcm_avx512;
extern const struct aead_impl aead_aes256gcm_avx512;
extern const struct aead_impl aead_aes128gcm_avx2;
extern const struct aead_impl aead_aes256gcm_avx2;
extern const struct aead_impl aead_aes128gcm_avx;
extern const struct aead_impl aead_aes256gcm_avx;
extern const struct aead_impl aead_chacha20poly1305_avx512;
extern const struct aead_impl aead_chacha20poly1305_avx2;
#endif

#endif
