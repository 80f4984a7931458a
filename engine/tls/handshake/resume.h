/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Sessions around a handshake: making them, offering them, finding them, and whether they may serve (resume.c). */
#ifndef TEASEL_TLS_HANDSHAKE_RESUME_H
#define TEASEL_TLS_HANDSHAKE_RESUME_H

#include "tls/handshake/hs.h"

/* resume_snapshot makes a session of what is negotiated; secret is its master secret or PSK. NULL: memory is out. */
struct tls_session *resume_snapshot(struct tls_conn *c, const struct secret *secret);

/* resume_publish makes s (a reference, taken over) the connection's session and hands it to the session_new hook. */
void resume_publish(struct tls_conn *c, struct tls_session *s);

/* resume_adopt: what a resumed connection takes over from its session (peer chain, signature). */
void resume_adopt(struct tls_conn *c, struct tls_session *s);

/* resume_load_chain parses the peer chain that was adopted with the session: few programs look at it again. */
void resume_load_chain(struct tls_conn *c);

/* resume_offerable: the client's session may still be offered in this version. */
bool resume_offerable(const struct tls_conn *c, uint16_t version);

/* resume_offer puts the session to resume, and the program's key, into the client's hello; hs->psk lists what it offers
 * in TLS 1.3. TLS_E_PSK_UNUSABLE, or what the psk_use hook says.
 * resume_fill_binders computes their binders, which close the message in hs->msg with binders_len bytes. */
MUST_CHECK enum tls_err resume_offer(struct tls_conn *c, struct hs *hs, struct client_hello_out *h);
void resume_fill_binders(struct hs *hs, size_t binders_len);

/* resume_is_fresh: the age that the client claims for the ticket fits its real one (RFC 8446 §8.3). */
bool resume_is_fresh(const struct tls_conn *c, const struct tls_session *s, uint32_t obfuscated_age);

/* resume_stateful_13: tickets only name sessions, which the server keeps. */
bool resume_stateful_13(const struct tls_config *cfg);

/* resume_claim takes hs->resume out of the server's memory where tickets serve once; a session that is gone already
 * (somebody was faster, or it is a replay) is not resumed. */
void resume_claim(struct tls_conn *c, struct hs *hs);

/* resume_find_13: the first identity of the hello that may serve becomes hs->resume, with its binder checked; may wait.
 * TLS_E_BAD_BINDER. */
MUST_CHECK enum tls_err resume_find_13(struct tls_conn *c, struct hs *hs);

/* resume_find_12: the session that the hello names by ticket or id becomes hs->resume; may wait. */
MUST_CHECK enum tls_err resume_find_12(struct tls_conn *c, struct hs *hs);

/* resume_new_id: a session id that is not in use, by the session_id hook or at random. */
MUST_CHECK enum tls_err resume_new_id(struct tls_conn *c, struct hs *hs, uint8_t id[SESSION_ID_MAX], uint8_t *len);

/* resume_seal makes the ticket for s. An empty one: the hook declined, or s is too long for a ticket. */
MUST_CHECK enum tls_err resume_seal(struct tls_conn *c, struct hs *hs, struct tls_session *s, struct buffer *ticket);

#endif
