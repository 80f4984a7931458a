/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Records on their way in (RFC 8446 §5). record_next takes the next whole record, checks it where each bound can first
 * be known, opens it in place (or straight into the caller's memory) and sorts out what never reaches the layers above:
 * alerts, dropped ChangeCipherSpecs, empty records.
 */
#ifndef TEASEL_TLS_RECORD_RECORD_H
#define TEASEL_TLS_RECORD_RECORD_H

#include "tls/state/conn.h"

enum record_got {
	RECORD_NONE,      /* more input is needed */
	RECORD_HANDSHAKE, /* its bytes were appended to c->msgs */
	RECORD_CCS,       /* TLS 1.2: c->ccs_seen is set */
	RECORD_DATA,      /* application data waits (or landed in out, *n bytes) */
	RECORD_CLOSED,    /* close_notify */
	RECORD_ALERT,     /* a fatal alert of the peer's: c->peer_alert */
	RECORD_SKIPPED,   /* nothing for anybody; ask again */
};

/* What application data would be now; who drives the handshake knows. */
enum record_data {
	DATA_WELCOME,
	DATA_IN_HANDSHAKE, /* too early: TLS_E_APP_DATA_IN_HANDSHAKE */
	DATA_INTERLEAVED,  /* between messages that belong together: TLS_E_INTERLEAVED_HANDSHAKE */
};

/*
 * record_next: out (may be NULL) of out_len bytes takes application data directly when a whole record's worth fits;
 * *n then counts it, else *n is 0 and the data waits in c->in.
 */
MUST_CHECK enum tls_err record_next(struct tls_conn *c, enum record_data data, enum record_got *got, uint8_t *out,
				    size_t out_len, size_t *n);

/* record_done: the plaintext that waited was all read; its record leaves the buffer. */
void record_done(struct tls_conn *c);

/* record_want: bytes still missing to the next point at which something can be done: a header or a whole record. */
size_t record_want(const struct tls_conn *c);

/* record_set_rx is the one way to change the read keys: refused while bytes of a handshake message are pending. */
MUST_CHECK enum tls_err record_set_rx(struct tls_conn *c, const struct protect *p);

#endif
