/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What is read from a BIO in one piece: one DER element, or all that is left. */
#ifndef TEASEL_CRYPTO_BIO_WHOLE_H
#define TEASEL_CRYPTO_BIO_WHOLE_H

#include <openssl/bio.h>

#include "engine/base/buffer.h"

/* The longest that is read; more is an error. */
#define WHOLE_MAX (64u << 20)

/* whole_element reads exactly one element of definite length into the empty out. False, with an error queued unless the
 * BIO was at its end. */
bool whole_element(BIO *bio, struct buffer *out);

/* whole_rest reads up to the end. A read that fails, as of a directory, is an end like any and leaves no error: so it is
 * for programs that read by lines. False, with an error queued: no memory, or too long. */
bool whole_rest(BIO *bio, struct buffer *out);

#endif
