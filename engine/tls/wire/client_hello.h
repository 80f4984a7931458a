/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2): decoded into views, encoded from facts. */
#ifndef TEASEL_TLS_WIRE_CLIENT_HELLO_H
#define TEASEL_TLS_WIRE_CLIENT_HELLO_H

#include "tls/wire/ext.h"

/* Views into the message that was decoded. Lists are contents without their length. */
struct client_hello {
	uint16_t legacy_version;
	struct span random, session_id;
	struct span suites; /* uint16 each */
	struct span compression;
	struct span extensions;
	struct ext_block ext;
	/* from extensions; empty when absent */
	struct span server_name;
	struct span groups, sigalgs, sigalgs_cert, versions; /* uint16 each */
	struct span alpn;
	struct span key_shares; /* KeyShareEntry ... ; may be empty though present */
	struct span cookie;
	struct span psk_modes;
	struct span psk_identities, psk_binders;
	size_t psk_truncated_len; /* bytes of the message body before the binders list's length */
	struct span ticket;       /* session_ticket (RFC 5077) */
	struct span renegotiation_info;
	struct span point_formats;
	struct span ca_names;
	struct span cert_algs; /* CertificateCompressionAlgorithm, uint16 each */
	struct span client_cert_types, server_cert_types;
	bool status_ocsp;
	uint8_t max_fragment; /* RFC 6066 code, 0: absent */
};

/* client_hello_decode takes the body of the message (without its 4-byte header). */
MUST_CHECK enum tls_err client_hello_decode(struct client_hello *out, struct span body);

/* client_hello_share finds the share for group. False when there is none. */
bool client_hello_share(const struct client_hello *ch, uint16_t group, struct span *share);

/* client_hello_check_shares: RFC 8446 §4.2.8, one share a group at most, and only for groups that are listed. */
MUST_CHECK enum tls_err client_hello_check_shares(const struct client_hello *ch);

#define PSK_OFFERS_MAX 2 /* a session and a key of the program's */

struct psk_offer {
	struct span identity;
	uint32_t age;      /* obfuscated_ticket_age */
	size_t binder_len; /* the hash's */
};

/* What a client puts into its hello. Zero values leave the extension out. */
struct client_hello_out {
	const uint8_t *random; /* RANDOM_LEN */
	struct span session_id;
	const uint16_t *suites;
	size_t n_suites;
	bool scsv_renegotiation, scsv_fallback;
	const char *server_name;
	const uint16_t *versions; /* supported_versions; n_versions 0: a TLS 1.2 hello without it */
	size_t n_versions;
	const uint16_t *groups;
	size_t n_groups;
	const uint16_t *sigalgs;
	size_t n_sigalgs;
	struct span alpn;
	struct span key_shares; /* KeyShareEntry ... */
	struct span cookie;
	bool tls12; /* with what only TLS 1.2 reads: point formats, EMS, session ticket */
	bool no_ems, offer_ticket;
	struct span ticket;
	bool ocsp, sct, post_handshake_auth, early_data;
	bool psk_modes;
	struct span ca_names; /* content of certificate_authorities, or empty */
	const uint16_t *cert_algs;
	size_t n_cert_algs;
	struct span client_cert_types, server_cert_types;
	struct span custom; /* whole extensions of the program's own */
	struct psk_offer psk[PSK_OFFERS_MAX];
	size_t n_psk;
};

/*
 * client_hello_encode writes the body. With PSKs, the last psk_binders_len bytes are the list of binders, with zeros
 * for each; the caller computes them over what stands before and fills them in.
 */
void client_hello_encode(struct writer *w, const struct client_hello_out *h);

/* psk_binders_len: bytes of the list of binders, its length included; 0 without PSKs. */
size_t psk_binders_len(const struct client_hello_out *h);

#endif
