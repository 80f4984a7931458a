/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A session: what a later handshake needs to resume this one. Plain facts with an owner; not for sharing between
 * threads while it is being written (compat/ guards it), shared by reference count once published.
 */
#ifndef TEASEL_TLS_SESSION_SESSION_H
#define TEASEL_TLS_SESSION_SESSION_H

#include "base/err.h"
#include "base/ref.h"
#include "base/secret.h"

#define SESSION_ID_MAX      32
#define SESSION_CONTEXT_MAX 32
#define SESSION_TICKET_MAX  65535

struct tls_session {
	struct ref ref;
	uint16_t version; /* 0x0303, 0x0304 */
	uint16_t suite;
	uint16_t group; /* the group of the handshake that made it */
	uint16_t peer_sigalg;
	bool ems;             /* extended master secret was in use (TLS 1.2) */
	bool external;        /* a key of the program's, whose identity is in ticket: no connection made it */
	bool not_resumable;   /* made by a connection that failed, or marked by the program */
	struct secret secret; /* master secret (TLS 1.2) or resumption PSK (TLS 1.3) */
	uint8_t id[SESSION_ID_MAX];
	uint8_t id_len;
	uint8_t context[SESSION_CONTEXT_MAX]; /* the server's session id context */
	uint8_t context_len;
	uint8_t *ticket; /* owned; NULL: none */
	size_t ticket_len;
	uint32_t ticket_lifetime; /* seconds, the server's hint */
	uint32_t ticket_age_add;
	uint8_t ticket_nonce_len;
	uint32_t max_early_data;
	int64_t time_ms;   /* when it was made, milliseconds since 1970 */
	int64_t timeout;   /* seconds */
	char *server_name; /* owned, or NULL */
	uint8_t *alpn;     /* owned, or NULL */
	size_t alpn_len;
	uint8_t *app_data; /* owned: the program's data in the ticket */
	size_t app_data_len;
	uint8_t *peer_chain; /* owned: certificates, each behind a length of 3 bytes, leaf first; NULL: none */
	size_t peer_chain_len;
	uint8_t *peer_key; /* owned: the peer's raw public key, a SubjectPublicKeyInfo; NULL: none */
	size_t peer_key_len;
	long verify_result; /* X509_V_ERR_ number of the handshake that made it */
};

/* session_new: one reference, or NULL when memory is out. */
struct tls_session *session_new(void);
/* session_copy: a deep copy with one reference. */
struct tls_session *session_copy(const struct tls_session *s);
struct tls_session *session_up_ref(struct tls_session *s);
void session_free(struct tls_session *s);

/* session_lifetime: the seconds that s is to last, as far as 0 to max can say it. */
uint32_t session_lifetime(const struct tls_session *s, uint32_t max);

/* The setters copy; false when memory is out, and the field is then unchanged. */
bool session_set_ticket(struct tls_session *s, struct span ticket);
bool session_set_server_name(struct tls_session *s, struct span name);
bool session_set_alpn(struct tls_session *s, struct span alpn);
bool session_set_app_data(struct tls_session *s, struct span data);
bool session_set_peer_chain(struct tls_session *s, struct span chain);
bool session_set_peer_key(struct tls_session *s, struct span spki);

#endif
