/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PKCS#8 under a password, from inside: EncryptedPrivateKeyInfo (RFC 5958 §3) by PBES2. */
#ifndef TEASEL_CRYPTO_PKCS8_H
#define TEASEL_CRYPTO_PKCS8_H

#include <stdbool.h>

#include <openssl/evp.h>

#include "engine/base/buffer.h"
#include "engine/base/err.h"

/*
 * pkcs8_decrypt appends the PrivateKeyInfo inside info to out. False with an error queued: OpenSSL's two for a wrong
 * password, or why the scheme is not read. left: how many rounds there may be (pbes2.h).
 */
bool pkcs8_decrypt(struct buffer *out, struct span info, struct span password, uint32_t *left);

/* pbe_failed queues what pkcs8_decrypt does for an error of engine/pki/pbes2.h. */
void pbe_failed(enum tls_err e, struct span password);

/*
 * pkcs8_encrypt appends an EncryptedPrivateKeyInfo of octets, with a fresh salt and IV. cipher is AES in CBC mode, or
 * it fails. False with an error queued.
 */
bool pkcs8_encrypt(struct buffer *out, struct span octets, const EVP_CIPHER *cipher, struct span password);

#endif
