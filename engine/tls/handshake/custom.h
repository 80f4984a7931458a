/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Extensions of the program's own: whatever the engine does not know, and SignedCertificateTimestamps, which programs
 * carry that way. The hooks custom_write and custom_read do the work; here the types that were asked for are kept, and
 * answers that nobody asked for are refused.
 */
#ifndef TEASEL_TLS_HANDSHAKE_CUSTOM_H
#define TEASEL_TLS_HANDSHAKE_CUSTOM_H

#include "tls/handshake/hs.h"

/*
 * custom_collect appends to out the extensions that the program wants in this message, as they stand on the wire.
 * A ClientHello's or CertificateRequest's types are remembered: answers may carry them. hs is NULL after the handshake.
 */
MUST_CHECK enum tls_err custom_collect(struct tls_conn *c, struct hs *hs, struct tls_ext_at at, struct buffer *out);

/*
 * custom_take shows a block to the program. In an answer (SH, EE, CT) and in a HelloRetryRequest extensions that are
 * not the engine's own must have been asked for: TLS_E_UNSOLICITED_EXTENSION. block was walked by ext_decode.
 */
MUST_CHECK enum tls_err custom_take(struct tls_conn *c, struct hs *hs, struct tls_ext_at at, struct span block);

/* custom_asked: our hello or request carried this type on the program's behalf. */
bool custom_asked(const struct hs *hs, uint16_t type);

/* custom_has: extensions written by custom_collect hold this type. */
bool custom_has(struct span written, uint16_t type);

#endif
