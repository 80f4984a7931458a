/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Records on their way out. Handshake messages of one flight are packed together and sealed under the keys that are in
 * place when they are flushed, so a change of write keys flushes first. Application data is sealed from the caller's
 * bytes straight into the output buffer.
 */
#ifndef TEASEL_TLS_RECORD_FLIGHT_H
#define TEASEL_TLS_RECORD_FLIGHT_H

#include "tls/state/conn.h"

/* flight_add queues one handshake message, header included. */
MUST_CHECK enum tls_err flight_add(struct tls_conn *c, struct span message);
/* flight_flush seals what is queued, and shows the tap the records and then the messages. */
MUST_CHECK enum tls_err flight_flush(struct tls_conn *c);
/* flight_ccs flushes, then sends a ChangeCipherSpec in the clear. */
MUST_CHECK enum tls_err flight_ccs(struct tls_conn *c);
/* flight_set_tx flushes, then changes the write keys. */
MUST_CHECK enum tls_err flight_set_tx(struct tls_conn *c, const struct protect *p);
/* flight_alert flushes, then sends an alert. */
MUST_CHECK enum tls_err flight_alert(struct tls_conn *c, uint8_t level, enum tls_alert alert);
/* flight_data seals application data in records of at most the negotiated size. */
MUST_CHECK enum tls_err flight_data(struct tls_conn *c, struct span data);

#endif
