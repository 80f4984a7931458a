/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Records on their way out: flight.h. */
#include "tls/record/flight.h"

/* RFC 8446 §5.1: the first ClientHello may say 0x0301, for the sake of old middleboxes. */
static void first_hello_version(const struct tls_conn *c, enum content_type type, uint8_t *record)
{
	if (type == CT_HANDSHAKE && c->role == TLS_CLIENT && c->version == 0 && !c->started) {
		record[2] = VERSION_TLS10 & 0xff;
	}
}

static enum tls_err seal_one(struct tls_conn *c, enum content_type type, struct span part)
{
	uint8_t *p = buf_reserve(&c->out, part.len + PROTECT_MAX_OVERHEAD);
	size_t len;
	if (p == NULL) {
		return TLS_E_ALLOC;
	}
	enum tls_err e = protect_seal(&c->tx, type, part, p, &len);
	if (e != TLS_OK) {
		return e;
	}
	if (c->tx.version == 0) {
		first_hello_version(c, type, p);
	}
	conn_tap(c, true, TAP_RECORD_HEADER, span_of(p, RECORD_HEADER_LEN));
	if (c->tx.version == VERSION_TLS13) {
		uint8_t inner = (uint8_t)type;
		conn_tap(c, true, TAP_INNER_CONTENT_TYPE, span_of(&inner, 1));
	}
	buf_commit(&c->out, len);
	return TLS_OK;
}

static enum tls_err seal_all(struct tls_conn *c, enum content_type type, struct span data)
{
	size_t max = c->max_fragment;
	while (data.len != 0) {
		size_t n = data.len < max ? data.len : max;
		enum tls_err e = seal_one(c, type, span_of(data.p, n));
		if (e != TLS_OK) {
			return e;
		}
		c->started = true;
		data = span_of(data.p + n, data.len - n);
	}
	return TLS_OK;
}

enum tls_err flight_add(struct tls_conn *c, struct span message)
{
	return buf_append(&c->flight, message) ? TLS_OK : TLS_E_ALLOC;
}

/* Each message is told of behind the records that carry it, as OpenSSL does: FreeRADIUS reads from what it heard of
 * last whether a handshake is under way. */
static void tap_messages(struct tls_conn *c, struct span flight)
{
	struct reader r = rd_init(flight);
	while (rd_left(&r) != 0) {
		struct reader m = r;
		(void)rd_u8(&m);
		struct span message = rd_bytes(&r, HANDSHAKE_HEADER_LEN + rd_u24(&m));
		conn_tap(c, true, CT_HANDSHAKE, message);
	}
}

enum tls_err flight_flush(struct tls_conn *c)
{
	if (buf_len(&c->flight) == 0) {
		return TLS_OK;
	}
	enum tls_err e = seal_all(c, CT_HANDSHAKE, buf_span(&c->flight));
	if (e == TLS_OK) {
		tap_messages(c, buf_span(&c->flight));
	}
	buf_free(&c->flight);
	return e;
}

enum tls_err flight_ccs(struct tls_conn *c)
{
	static const uint8_t record[] = {CT_CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};
	enum tls_err e = flight_flush(c);
	if (e == TLS_OK && !buf_append(&c->out, span_of(record, sizeof record))) {
		e = TLS_E_ALLOC;
	}
	conn_tap(c, true, TAP_RECORD_HEADER, span_of(record, RECORD_HEADER_LEN));
	conn_tap(c, true, CT_CHANGE_CIPHER_SPEC, span_of(record + RECORD_HEADER_LEN, 1));
	return e;
}

enum tls_err flight_set_tx(struct tls_conn *c, const struct protect *p)
{
	enum tls_err e = flight_flush(c);
	if (e == TLS_OK) {
		c->tx = *p;
		c->tx_early = false;
	}
	return e;
}

enum tls_err flight_alert(struct tls_conn *c, uint8_t level, enum tls_alert alert)
{
	const uint8_t body[2] = {level, (uint8_t)alert};
	enum tls_err e = flight_flush(c);
	if (e == TLS_OK) {
		e = seal_one(c, CT_ALERT, span_of(body, sizeof body));
	}
	if (e == TLS_OK) {
		conn_tap(c, true, CT_ALERT, span_of(body, sizeof body));
		conn_event(c, EV_ALERT_SENT, level << 8 | alert);
	}
	return e;
}

enum tls_err flight_data(struct tls_conn *c, struct span data)
{
	/* One growth for all the records of this call. */
	size_t records = (data.len + c->max_fragment - 1) / c->max_fragment;
	if (buf_reserve(&c->out, data.len + records * PROTECT_MAX_OVERHEAD) == NULL) {
		return TLS_E_ALLOC;
	}
	return seal_all(c, CT_APPLICATION_DATA, data);
}
