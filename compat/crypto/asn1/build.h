/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* DER written from the inside out: an element at a time into a buffer, which becomes the content of the next. */
#ifndef TEASEL_CRYPTO_ASN1_BUILD_H
#define TEASEL_CRYPTO_ASN1_BUILD_H

#include <openssl/types.h>

#include "engine/base/buffer.h"

/* der_put appends an element. False when memory is out. */
bool der_put(struct buffer *out, uint8_t tag, struct span content);
/* der_put_object appends an OBJECT IDENTIFIER. False, with an error queued, also for an object that has only a name. */
bool der_put_object(struct buffer *out, const ASN1_OBJECT *object);
/* der_put_natural appends an INTEGER of a magnitude in big-endian octets, leading zeros allowed. */
bool der_put_natural(struct buffer *out, struct span magnitude);
/* der_put_bits appends a BIT STRING of whole octets. */
bool der_put_bits(struct buffer *out, uint8_t tag, struct span octets);
/* der_wrap makes all that b holds the content of one element. False when memory is out; b is then empty. */
bool der_wrap(struct buffer *b, uint8_t tag);
/* der_hand_out does what an i2d function does with its answer: the length, and the octets where out says. -1 on
 * failure. */
int der_hand_out(struct span der, unsigned char **out);

#endif
