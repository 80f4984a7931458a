/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Early data (RFC 8446 §2.3, §4.2.10): who may send it, who takes it, and under which key (early.c). */
#ifndef TEASEL_TLS_HANDSHAKE_EARLY_H
#define TEASEL_TLS_HANDSHAKE_EARLY_H

#include "tls/handshake/hs.h"

/* early_offer: whether the client's hello, whose PSKs are chosen, offers early data. TLS_E_EARLY_DATA_NAME and
 * TLS_E_EARLY_DATA_ALPN when the program wants to send some that would not be meant for this server. */
MUST_CHECK enum tls_err early_offer(const struct tls_conn *c, const struct hs *hs, bool *out);

/* early_begin: the client's hello is queued; what follows is sealed under the key of the early data. */
MUST_CHECK enum tls_err early_begin(struct tls_conn *c, struct hs *hs);

/* early_refused: HelloRetryRequest came; the client writes in the clear again. */
MUST_CHECK enum tls_err early_refused(struct tls_conn *c, struct hs *hs);

/* early_answered: EncryptedExtensions came, with early_data or without. TLS_E_BAD_EARLY_DATA. */
MUST_CHECK enum tls_err early_answered(struct tls_conn *c, struct hs *hs, bool accepted);

/* early_decide: the server takes the early data, or skips what of it is under way. The transcript holds the hello. */
void early_decide(struct tls_conn *c, struct hs *hs);

/* early_skip: the server does not take it. */
void early_skip(struct tls_conn *c, const struct hs *hs);

/* early_paused: the handshake has come to where it waits for the program to end its early data. */
bool early_paused(const struct tls_conn *c);

/* early_may_write: tls_write need not wait for the end of the handshake. early_write is then what it does. */
bool early_may_write(const struct tls_conn *c);
enum tls_status early_write(struct tls_conn *c, struct span data, size_t *n);

#endif
