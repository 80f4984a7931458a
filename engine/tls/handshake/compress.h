/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certificates in compressed form (RFC 8879, TLS 1.3 alone). Both directions are negotiated apart: by an extension of
 * ours the peer learns what we can expand, by its own we learn what it can.
 */
#ifndef TEASEL_TLS_HANDSHAKE_COMPRESS_H
#define TEASEL_TLS_HANDSHAKE_COMPRESS_H

#include "tls/handshake/hs.h"

/* compress_offer: the algorithms that our hello, or request, names; their number. */
size_t compress_offer(const struct tls_config *c, uint16_t out[TLS_CERT_CODECS_MAX]);

/*
 * compress_take expands m and hands take the body of the Certificate message that m stands for, never more than
 * max_cert_list bytes. TLS_E_UNEXPECTED_MESSAGE when none was asked for, TLS_E_WRONG_CERT_COMPRESSION for another
 * algorithm, TLS_E_MESSAGE_TOO_LONG, TLS_E_CERT_COMPRESSION, and what take says.
 */
MUST_CHECK enum tls_err compress_take(struct tls_conn *c, struct hs *hs, const struct hs_msg *m,
				      enum tls_err (*take)(struct tls_conn *c, struct hs *hs, struct span body));

/*
 * compress_message puts the Certificate message in hs->msg, closed and not yet queued, into compressed form where the
 * peer takes one and it is shorter. plain: nothing stands beside the certificates, so that a form packed before serves.
 */
MUST_CHECK enum tls_err compress_message(struct tls_conn *c, struct hs *hs, const struct tls_identity *id, bool plain);

#endif
