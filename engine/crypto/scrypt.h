/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* scrypt (RFC 7914): a key from a password at the cost of memory. */
#ifndef TEASEL_CRYPTO_SCRYPT_H
#define TEASEL_CRYPTO_SCRYPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct scrypt_cost {
	uint64_t n; /* a power of two from 2 */
	size_t r, p;
};

/* scrypt_memory: the octets that scrypt works in; 0 when the cost breaks a limit of RFC 7914 §2, asks for
 * more than memory can have, or has blocks of more than 2^31 - 1 octets together. */
size_t scrypt_memory(struct scrypt_cost cost);

/* scrypt fills out_len octets. memory has scrypt_memory(cost) octets, aligned for any type, and is the caller's to
 * wipe. */
void scrypt(uint8_t *out, size_t out_len, struct span password, struct span salt, struct scrypt_cost cost,
	    void *memory);

#endif
