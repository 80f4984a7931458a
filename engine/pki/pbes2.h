/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PBES2 (RFC 8018 §6.2): what is encrypted under a password, with a key by PBKDF2 and AES-CBC. The older schemes with
 * DES, RC2 and RC4 are not here.
 */
#ifndef TEASEL_PKI_PBES2_H
#define TEASEL_PKI_PBES2_H

#include "base/buffer.h"
#include "base/err.h"
#include "crypto/cipher.h"

/* More rounds than this are refused before any is done: ten seconds and more, which a hostile file could ask for. For all
 * that is encrypted in one file it is the sum. */
#define PBES2_MAX_ROUNDS 10000000u

/*
 * pbes2_open decrypts text as the AlgorithmIdentifier says (one element, whole) and appends the octets to out.
 * TLS_E_DER: the parameters are malformed, or text is not whole blocks; TLS_E_KEY_UNSUPPORTED: another scheme;
 * TLS_E_BAD_ARGUMENT: more rounds than *left, from which they are taken when they are done (NULL: PBES2_MAX_ROUNDS);
 * TLS_E_PASSWORD: the padding tells that the password is wrong, which one wrong password in 256 does not; TLS_E_ALLOC.
 */
MUST_CHECK enum tls_err pbes2_open(struct buffer *out, struct span algorithm, struct span text, struct span password,
				   uint32_t *left);

/* pbes2_open_info does so with an EncryptedPrivateKeyInfo (RFC 5958 §3), which is both in one element. */
MUST_CHECK enum tls_err pbes2_open_info(struct buffer *out, struct span info, struct span password, uint32_t *left);

/*
 * pbes2_open_blocks: the last step alone. Decrypts whole blocks of CBC into out, without their padding: one to sixteen
 * octets that each say how many. TLS_E_DER: not whole blocks; TLS_E_PASSWORD: no such padding; TLS_E_ALLOC.
 */
MUST_CHECK enum tls_err pbes2_open_blocks(struct buffer *out, enum cipher_id id, const uint8_t *key, struct span iv,
					  struct span text);

#endif
