/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The inside of struct tls_conn: keys, sequence numbers, buffers and negotiated facts. What only a handshake needs is
 * in struct hs (handshake/hs.h) and goes when the handshake ends.
 */
#ifndef TEASEL_TLS_STATE_CONN_H
#define TEASEL_TLS_STATE_CONN_H

#include "engine.h"
#include "tls/keys/ks12.h"
#include "tls/keys/protect.h"
#include "tls/policy/config.h"
#include "tls/policy/identity.h"

struct hs;

struct tls_conn {
	const struct tls_hooks *hooks;
	void *owner;
	struct tls_config *cfg;
	enum tls_role role;
	struct hs *hs; /* NULL when no handshake is under way */

	/* how it stands */
	enum tls_err err; /* the first error; the connection only drains from then on */
	enum tls_alert peer_alert, sent_alert;
	enum tls_later later;
	enum tls_step step;
	bool started, handshake_done, in_eof, close_sent, close_received;

	/* records in: in holds whole or partial records as they came; plaintext that waits to be read lies within its
	 * first record, plain_off bytes after the head */
	struct protect rx, tx;
	struct buffer in;
	size_t record_len; /* of the record that plain belongs to, header included; 0: none */
	size_t plain_off, plain_len;
	struct buffer msgs; /* handshake bytes received and not yet a whole message */
	unsigned empty_records, warning_alerts, key_updates;
	bool ccs_seen;       /* TLS 1.2: a ChangeCipherSpec waits for the driver */
	uint32_t skip_early; /* server: bytes of refused early data that may still be skipped */
	uint32_t early_left; /* bytes of early data that may still be sent, or may still come */
	bool early_open;     /* the program sends or reads early data: the handshake waits where it would end it */
	bool half_open;      /* server: the program may write before the client's Finished */
	bool stateless, cookie_accepted; /* server: tls_conn_set_stateless */
	bool tx_early;                   /* client: what is sealed is sealed under the key of the early data */

	/* records out */
	struct buffer out;       /* sealed */
	struct buffer flight;    /* handshake bytes not yet sealed */
	bool key_update_pending; /* a KeyUpdate of ours is in out: none other until it went */

	/* negotiated */
	uint16_t version, client_version;
	const struct tls_suite *suite;
	enum kx_group group;
	uint16_t peer_sigalg, local_sigalg;
	bool ems, resumed, secure_renegotiation, cert_requested, server_name_acked;
	enum tls_early early;
	size_t max_fragment;
	struct randoms randoms;
	uint8_t *alpn; /* owned; NULL: none */
	size_t alpn_len;
	char *server_name; /* client: what to send; server: what came. Owned */
	struct tls_identity *identity;
	struct cert **peer_chain;
	size_t n_peer_chain;
	struct pubkey *peer_key; /* the peer's raw public key, in the place of a chain; owned */
	struct buffer peer_spki; /* and as it came */
	uint8_t cert_type[2];    /* TLS_CERT_*, by enum tls_role: what that side shows */
	struct tls_session
	    *chain_from; /* the resumed session, whose chain is parsed when it is asked for; a reference */
	struct buffer ocsp, sct, ca_names, cert_types;
	struct buffer peer_suites, peer_point_formats;
	struct span shares[2]; /* [0] the peer's, [1] ours; owned */
	struct u16_list peer_groups, peer_sigalgs;
	uint8_t finished[2][HASH_MAX_LEN]; /* [0] the client's, [1] the server's verify_data */
	size_t finished_len[2];
	struct tls_session *session; /* of this connection, when there is one */
	struct tls_session *offered; /* client: to be resumed */

	/* secrets that outlive the handshake */
	struct secret tx_secret, rx_secret; /* TLS 1.3 application traffic secrets, for key updates */
	struct secret exporter;             /* exporter_master_secret, or the master secret of TLS 1.2 */
	struct secret resumption;           /* resumption_master_secret */
	struct secret early_exporter;       /* early_exporter_master_secret: of offered or accepted early data */
	uint64_t ticket_counter;
	bool tickets_wanted;              /* server: the client can use TLS 1.3 tickets */
	struct hash_ctx *main_transcript; /* up to the client's Finished, for authentication after the handshake; owned;
					     NULL: the client did not offer it */
};

/* conn_event, conn_tap: call the hooks when they are there. */
void conn_event(struct tls_conn *c, enum tls_event ev, int arg);
void conn_tap(struct tls_conn *c, bool sent, int content_type, struct span bytes);

/* conn_set_alpn copies the negotiated protocol. */
MUST_CHECK enum tls_err conn_set_alpn(struct tls_conn *c, struct span name);
/* conn_take_u16s copies a list off the wire. */
MUST_CHECK enum tls_err conn_take_u16s(struct u16_list *out, struct span wire);
/* conn_keep_share copies a key share, for programs that ask for the ephemeral keys. */
MUST_CHECK enum tls_err conn_keep_share(struct tls_conn *c, bool ours, struct span share);
/* conn_take_bytes replaces the contents of b. */
MUST_CHECK enum tls_err conn_take_bytes(struct buffer *b, struct span s);

#endif
