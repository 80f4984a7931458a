/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The public key of a certificate as text. */
#ifndef TEASEL_CRYPTO_X509_KEY_PRINT_H
#define TEASEL_CRYPTO_X509_KEY_PRINT_H

#include <openssl/x509.h>

/* key_print: lines, the outer ones indented by so many columns. Of a key that is not read here (another curve, DSA, a
 * PSS key for SHA-1) a line says so, and the queued errors follow. False when the BIO failed. */
bool key_print(BIO *bio, const X509_PUBKEY *key, int indent);

#endif
