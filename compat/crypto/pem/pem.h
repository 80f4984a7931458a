/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PEM from inside. */
#ifndef TEASEL_CRYPTO_PEM_PEM_H
#define TEASEL_CRYPTO_PEM_PEM_H

#include <stdbool.h>

#include <openssl/pem.h>

#include "engine/base/buffer.h"

/* A block as it was read. All owned. */
struct pem_content {
	char *label;
	char *header;
	unsigned char *data;
	long len;
};

/* pem_content_read reads the next block, whatever it is. False with an error queued: PEM_R_NO_START_LINE at the end. */
bool pem_content_read(struct pem_content *out, BIO *bio);
/* pem_content_find reads up to the first block that name asks for, and decrypts it. False with an error queued. */
bool pem_content_find(struct pem_content *out, BIO *bio, const char *name, pem_password_cb *cb, void *u);
/* pem_content_free wipes. */
void pem_content_free(struct pem_content *c);

/* pem_label_fits: a block with this label answers who asks for name (PEM_STRING_*). */
bool pem_label_fits(const char *label, const char *name);
/* pem_at_end: the last error queued says that there was no further block. */
bool pem_at_end(void);

/* pem_password asks for the password of what is read or written, by cb or, without one, as PEM_def_callback does. out
 * has PEM_BUFSIZE octets. -1 with an error queued, else the length. The caller wipes. */
int pem_password(char *out, int writing, pem_password_cb *cb, void *u);

/* pem_key makes a private key of a block's decrypted content. NULL with an error queued. */
EVP_PKEY *pem_key(const char *label, struct span der, pem_password_cb *cb, void *u);
/* pem_hand_over puts k, when there is one and x is not NULL, in the place of the key at x. Returns k. */
EVP_PKEY *pem_hand_over(EVP_PKEY *k, EVP_PKEY **x);
/* pem_key_encrypted does so from an EncryptedPrivateKeyInfo. */
EVP_PKEY *pem_key_encrypted(struct span der, pem_password_cb *cb, void *u);

#endif
