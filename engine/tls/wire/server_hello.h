/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ServerHello, HelloRetryRequest and EncryptedExtensions (RFC 8446 §4.1.3, §4.1.4, §4.3.1; RFC 5246 §7.4.1.3). */
#ifndef TEASEL_TLS_WIRE_SERVER_HELLO_H
#define TEASEL_TLS_WIRE_SERVER_HELLO_H

#include "tls/wire/ext.h"

struct server_hello {
	uint16_t legacy_version;
	struct span random, session_id;
	uint16_t suite;
	uint8_t compression;
	bool is_retry;    /* the random is HelloRetryRequest's */
	bool is_13;       /* supported_versions is there */
	uint16_t version; /* selected: from supported_versions, else legacy_version */
	struct ext_block ext;
	struct span extensions; /* the block that ext is made from */
	/* TLS 1.3 */
	uint16_t share_group; /* 0: no key_share */
	struct span share;    /* empty in HelloRetryRequest */
	struct span cookie;
	bool psk_chosen;
	uint16_t psk_index;
	/* TLS 1.2 */
	struct span alpn; /* the one name */
	struct span renegotiation_info;
	struct span point_formats;
	struct span sct_list;
	uint8_t max_fragment;
};

/* server_hello_decode takes the body of the message. */
MUST_CHECK enum tls_err server_hello_decode(struct server_hello *out, struct span body);

/* The random that makes a ServerHello a HelloRetryRequest. */
extern const uint8_t hello_retry_random[RANDOM_LEN];

struct server_hello_out {
	const uint8_t *random;
	struct span session_id;
	uint16_t suite;
	/* TLS 1.3 and HelloRetryRequest (tls13 set) */
	bool tls13, retry;
	uint16_t share_group;
	struct span share;  /* not in HelloRetryRequest */
	struct span cookie; /* HelloRetryRequest alone */
	bool psk_chosen;
	uint16_t psk_index;
	/* TLS 1.2 */
	bool server_name_ack, ems, ticket, ocsp, point_formats, secure_renegotiation;
	struct span alpn; /* the one name, or empty */
	struct span sct_list;
	uint8_t max_fragment;
	uint8_t client_cert_type, server_cert_type; /* sent when they are not X.509 */
	struct span custom;                         /* any version: whole extensions of the program's own */
};

void server_hello_encode(struct writer *w, const struct server_hello_out *h);

struct encrypted_extensions {
	struct ext_block ext;
	struct span extensions;
	struct span alpn; /* the one name, or empty */
	uint8_t max_fragment;
};

MUST_CHECK enum tls_err encrypted_extensions_decode(struct encrypted_extensions *out, struct span body);

struct encrypted_extensions_out {
	bool server_name_ack, early_data;
	struct span alpn;
	const uint16_t *groups;
	size_t n_groups;
	uint8_t max_fragment;
	uint8_t client_cert_type, server_cert_type; /* sent when they are not X.509 */
	struct span custom;                         /* whole extensions of the program's own */
};

void encrypted_extensions_encode(struct writer *w, const struct encrypted_extensions_out *e);

#endif
