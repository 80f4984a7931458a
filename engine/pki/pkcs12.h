/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PKCS#12 (RFC 7292) in DER: private keys and certificates under a password. Bags are in the clear or encrypted by
 * PBES2; the older schemes with RC2 and 3DES are not read. The code over the whole is HMAC with SHA-1 or SHA-2.
 */
#ifndef TEASEL_PKI_PKCS12_H
#define TEASEL_PKI_PKCS12_H

#include "base/buffer.h"
#include "base/err.h"

/* Views into the file. */
struct pkcs12 {
	struct span safes; /* AuthenticatedSafe, over which the code goes */
	bool has_mac;
	struct span mac_algorithm, mac, mac_salt; /* of macData; the algorithm is the content of its OID */
	uint32_t mac_rounds;
};

/* pkcs12_decode: TLS_E_DER; TLS_E_KEY_UNSUPPORTED: it is signed, or its code is of a kind that is not known. */
MUST_CHECK enum tls_err pkcs12_decode(struct pkcs12 *out, struct span der);

/*
 * pkcs12_verify compares the code. password is what pkcs12_password makes, or empty, which is another one than the
 * empty text. TLS_E_PASSWORD: another code, or there is none; TLS_E_KEY_UNSUPPORTED: another digest;
 * TLS_E_BAD_ARGUMENT: more than PBES2_MAX_ROUNDS rounds.
 */
MUST_CHECK enum tls_err pkcs12_verify(const struct pkcs12 *p, struct span password);

/*
 * pkcs12_password appends text as RFC 7292 B.1 has it: UTF-16, big-endian, with a terminator. Text that is not UTF-8 is
 * taken for Latin-1, as OpenSSL does. False when memory is out.
 */
bool pkcs12_password(struct buffer *out, struct span text);

/* A bag, and its two attributes in use; those that are not there are views of NULL. */
struct pkcs12_bag {
	enum { BAG_OF_KEY, BAG_OF_ENCRYPTED_KEY, BAG_OF_CERT } kind;
	struct span content; /* PrivateKeyInfo, EncryptedPrivateKeyInfo, Certificate */
	struct span name;    /* UTF-16, big-endian */
	struct span key_id;
	uint32_t *left; /* for pbes2_open_info: the rounds that the file may still ask for */
};

/*
 * pkcs12_bags hands each bag of those kinds to take, in their order, and stops when that does not return TLS_OK. What a
 * bag views is gone afterwards. password is the text itself, as PBES2 has it. Errors of take and of pbes2_open,
 * to which all bags together are one file.
 */
MUST_CHECK enum tls_err pkcs12_bags(const struct pkcs12 *p, struct span password,
				    enum tls_err (*take)(void *owner, const struct pkcs12_bag *bag), void *owner);

#endif
