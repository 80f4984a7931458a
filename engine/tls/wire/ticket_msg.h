/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* NewSessionTicket of both versions (RFC 8446 §4.6.1, RFC 5077 §3.3) and KeyUpdate (RFC 8446 §4.6.3). */
#ifndef TEASEL_TLS_WIRE_TICKET_MSG_H
#define TEASEL_TLS_WIRE_TICKET_MSG_H

#include "tls/wire/ext.h"

struct new_session_ticket {
	struct span custom; /* to be sent: whole extensions of the program's own; received: the block */
	uint32_t lifetime; /* seconds */
	uint32_t age_add;  /* TLS 1.3 */
	struct span nonce; /* TLS 1.3 */
	struct span ticket;
	bool early_data;
	uint32_t max_early_data;
};

MUST_CHECK enum tls_err new_session_ticket_decode_13(struct new_session_ticket *out, struct span body);
MUST_CHECK enum tls_err new_session_ticket_decode_12(struct new_session_ticket *out, struct span body);
void new_session_ticket_encode_13(struct writer *w, const struct new_session_ticket *t);
void new_session_ticket_encode_12(struct writer *w, const struct new_session_ticket *t);

MUST_CHECK enum tls_err key_update_decode(bool *request, struct span body);
void key_update_encode(struct writer *w, bool request);

#endif
