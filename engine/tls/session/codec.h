/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A session as the content of a ticket: our own format, versioned, no longer than it must be. It is not protected here:
 * whoever seals the ticket authenticates and encrypts it.
 */
#ifndef TEASEL_TLS_SESSION_CODEC_H
#define TEASEL_TLS_SESSION_CODEC_H

#include "base/writer.h"
#include "tls/session/session.h"

/* More than any session takes, whose peer chain has a length of three bytes. */
#define SESSION_ENCODED_MAX ((1u << 24) + (1u << 17))

/* session_encode writes all that a server needs to resume s, but not its ticket or id. */
void session_encode(struct writer *w, const struct tls_session *s);

/* session_decode: a new session with one reference. TLS_E_BAD_TICKET for anything else than what session_encode of this
 * format version wrote. */
MUST_CHECK enum tls_err session_decode(struct tls_session **out, struct span content);

#endif
