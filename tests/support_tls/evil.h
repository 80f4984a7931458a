/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A pair of which one end lies. The liar is a whole engine whose messages are caught between being built and being
 * sealed: a callback changes them, and, when lying is to stay consistent, the liar's own transcript takes the changed
 * bytes for the true ones. So malformed messages arrive under valid keys, and a peer that accepts one gets to the end.
 *
 * Records can be put in at any moment under the liar's current keys, or in the clear.
 */
#ifndef TEASEL_TESTS_EVIL_H
#define TEASEL_TESTS_EVIL_H

#include "forge.h"
#include "pair.h"

struct evil;
typedef void evil_fn(struct evil *e, struct tls_conn *c, struct buffer *msg);

/* The handshakes that tests start from. */
enum evil_kind {
	EVIL_13,     /* every message of TLS 1.3: client certificate, ALPN, server name, tickets */
	EVIL_13_HRR, /* with HelloRetryRequest */
	EVIL_13_PSK, /* resumed */
	EVIL_12,     /* every message of TLS 1.2: client certificate, stapled response, ticket */
	EVIL_12_RES, /* resumed, by ticket, which is renewed */
	EVIL_KINDS
};

struct evil_message {
	bool by_client;
	uint8_t type;
	unsigned nth;
	size_t len;
};

struct evil {
	struct pair p; /* first: hooks get its address */
	struct tls_settings client, server;
	struct tls_identity *id[1], *client_id[1];
	enum evil_kind kind;
	bool tls13;

	/* the lie: this message of this end goes through fn */
	bool by_client;
	uint8_t type;
	unsigned nth;
	evil_fn *fn;
	bool consistent; /* the liar hashes what it sent, not what it built */
	const void *arg;
	size_t n; /* for fn */

	/* what happened */
	unsigned told; /* how often fn was called */
	unsigned seen[2][256];
	struct evil_message list[64];
	size_t n_list;
	struct buffer log[2];
	struct tls_session *session; /* the client's */
	bool renew;
	unsigned warnings_got[2]; /* alerts of warning level that came, by [role] */
	int last_warning[2];
};

/* evil_init prepares a handshake of this kind; settings may be changed before evil_start. */
void evil_init(struct evil *e, enum evil_kind kind);
/* evil_lie says what will be changed. */
void evil_lie(struct evil *e, bool by_client, uint8_t type, unsigned nth, evil_fn *fn, bool consistent);
/* evil_start makes both ends; evil_run also drives them. True when both ends are done. */
void evil_start(struct evil *e);
bool evil_run(struct evil *e);
/* evil_again frees both ends and what was noted, and keeps settings, session and lie. */
void evil_again(struct evil *e);
void evil_free(struct evil *e);

/* The end that lies, and the one that is lied to. */
struct tls_conn *evil_liar(const struct evil *e);
struct tls_conn *evil_victim(const struct evil *e);

/* evil_record seals what is queued, then content under c's write keys. evil_plain writes a record in the clear. */
void evil_record(struct tls_conn *c, uint8_t type, struct span content);
void evil_plain(struct tls_conn *c, uint8_t type, uint16_t version, struct span content);
/* evil_record_padded: TLS 1.3, content and zeros; a type of 0 makes a record of zeros only. */
void evil_record_padded(struct tls_conn *c, uint8_t type, struct span content, size_t zeros);

/* evil_deliver moves what either end has to say until both fall silent, reading at both. */
void evil_deliver(struct evil *e);

/* evil_expect: the victim failed with err and sent the alert that belongs to it, and the liar got that alert or had
 * failed before. */
void evil_expect(struct evil *e, enum tls_err err, const char *what);
/* evil_expect_alert: the victim failed with any error of this alert. */
void evil_expect_alert(struct evil *e, enum tls_alert alert, const char *what);
/* evil_expect_done: both ends are done, and think the same of each other. */
void evil_expect_done(struct evil *e, const char *what);

const char *evil_kind_name(enum evil_kind k);

#endif
