/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Records on their way in: record.h. */
#include "tls/record/record.h"

/* Peers that send more than this in a row without getting anywhere are cut off; with warnings at the fifth, as by
 * OpenSSL. */
#define MAX_EMPTY_RECORDS  32
#define MAX_WARNING_ALERTS 5

static size_t body_len_of(const uint8_t *header)
{
	return (size_t)header[3] << 8 | header[4];
}

size_t record_want(const struct tls_conn *c)
{
	size_t have = buf_len(&c->in);
	if (have < RECORD_HEADER_LEN) {
		return RECORD_HEADER_LEN - have;
	}
	size_t whole = RECORD_HEADER_LEN + body_len_of(buf_head(&c->in));
	return have < whole ? whole - have : RECORD_HEADER_LEN;
}

static bool starts_with(const uint8_t *p, const char *text)
{
	return memcmp(p, text, strlen(text)) == 0;
}

/* The first bytes of a connection may be no TLS at all. People who speak HTTP to a TLS port deserve to be told. */
static enum tls_err check_first_bytes(const struct tls_conn *c, const uint8_t *h)
{
	if (c->role == TLS_SERVER) {
		if (starts_with(h, "GET ") || starts_with(h, "POST ") || starts_with(h, "HEAD ") ||
		    starts_with(h, "PUT ")) {
			return TLS_E_HTTP_REQUEST;
		}
		if (starts_with(h, "CONNE")) {
			return TLS_E_HTTPS_PROXY_REQUEST;
		}
	}
	return h[1] == 3 ? TLS_OK : TLS_E_NOT_TLS;
}

static enum tls_err check_header(const struct tls_conn *c, const uint8_t *h)
{
	size_t len = body_len_of(h);
	if (!c->started || (c->version == 0 && c->rx.seq == 0 && c->step <= STEP_C_SENT_CLIENT_HELLO)) {
		enum tls_err e = check_first_bytes(c, h);
		if (e != TLS_OK) {
			return e;
		}
	}
	if (h[0] < CT_CHANGE_CIPHER_SPEC || h[0] > CT_APPLICATION_DATA) {
		return TLS_E_RECORD_TYPE;
	}
	/* RFC 8446 §5.1 wants legacy_record_version ignored; the major version is the least that TLS must have, and
	 * once a version is settled every implementation writes 0x0303. */
	uint16_t version = (uint16_t)(h[1] << 8 | h[2]);
	if (h[1] != 3 || (c->rx.version != 0 && version != VERSION_TLS12)) {
		return TLS_E_RECORD_VERSION;
	}
	bool skipped = h[0] == CT_APPLICATION_DATA && c->skip_early != 0; /* protected, although we have no key yet */
	size_t max = c->rx.version == 0 && !skipped   ? RECORD_PLAINTEXT_MAX
		     : c->rx.version != VERSION_TLS12 ? RECORD_PLAINTEXT_MAX + RECORD_EXPANSION_13
						      : RECORD_PLAINTEXT_MAX + RECORD_EXPANSION_12;
	return len <= max ? TLS_OK : TLS_E_RECORD_OVERFLOW;
}

void record_done(struct tls_conn *c)
{
	buf_consume(&c->in, c->record_len);
	c->record_len = c->plain_off = c->plain_len = 0;
}

/* RFC 8446 §5: in TLS 1.3 a ChangeCipherSpec of one byte 1 is dropped while the handshake runs; elsewhere it is an
 * error. In TLS 1.2 it is handed to the driver. */
static enum tls_err take_ccs(struct tls_conn *c, struct span body, enum record_got *got)
{
	if (body.len != 1 || body.p[0] != 1) {
		return TLS_E_BAD_CCS;
	}
	if (buf_len(&c->msgs) != 0) {
		return TLS_E_INTERLEAVED_HANDSHAKE;
	}
	if (c->handshake_done || (!c->started && !c->stateless)) {
		return TLS_E_BAD_CCS;
	}
	if (c->version == VERSION_TLS12) {
		if (c->ccs_seen || c->rx.version != 0) {
			return TLS_E_BAD_CCS;
		}
		conn_tap(c, false, CT_CHANGE_CIPHER_SPEC, body);
		c->ccs_seen = true;
		*got = RECORD_CCS;
		return TLS_OK;
	}
	conn_tap(c, false, CT_CHANGE_CIPHER_SPEC, body);
	/* Dropped, but not for ever. */
	return ++c->empty_records > MAX_EMPTY_RECORDS ? TLS_E_TOO_MANY_EMPTY_RECORDS : TLS_OK;
}

static enum tls_err take_alert(struct tls_conn *c, struct span body, enum record_got *got)
{
	/* RFC 8446 §5.4: for a zero-length alert "the receiving implementation MUST terminate the connection with an
	 * "unexpected_message" alert". */
	if (body.len == 0 && c->version == VERSION_TLS13) {
		return TLS_E_EMPTY_RECORD;
	}
	if (body.len != 2) {
		return TLS_E_BAD_ALERT;
	}
	uint8_t level = body.p[0];
	enum tls_alert alert = (enum tls_alert)body.p[1];
	if (c->role == TLS_SERVER && !c->started) {
		return TLS_E_UNEXPECTED_MESSAGE; /* nothing was said yet that an alert could be about */
	}
	conn_tap(c, false, CT_ALERT, body);
	conn_event(c, EV_ALERT_RECEIVED, level << 8 | alert);
	/* Before TLS 1.3 the level counts, and a fatal one ends the connection whatever it says. */
	bool levels = c->version != VERSION_TLS13;
	bool fatal = levels && level == ALERT_LEVEL_FATAL;
	if (alert == ALERT_CLOSE_NOTIFY && !fatal) {
		c->close_received = true;
		*got = RECORD_CLOSED;
		return TLS_OK;
	}
	if (level != ALERT_LEVEL_WARNING && level != ALERT_LEVEL_FATAL) {
		return TLS_E_UNKNOWN_ALERT_LEVEL;
	}
	if (alert == ALERT_NO_RENEGOTIATION && levels && !fatal && !c->handshake_done) {
		return TLS_E_RENEGOTIATION_DENIED; /* of the first handshake there is nothing to deny */
	}
	/* RFC 8446 §6: the level is not looked at, and all but user_canceled are fatal. */
	if (!fatal && (alert == ALERT_USER_CANCELED || levels)) {
		return ++c->warning_alerts >= MAX_WARNING_ALERTS ? TLS_E_TOO_MANY_WARNING_ALERTS : TLS_OK;
	}
	c->peer_alert = alert;
	*got = RECORD_ALERT;
	return TLS_OK;
}

static enum tls_err take_handshake(struct tls_conn *c, struct span body, enum record_got *got)
{
	/* RFC 8446 §5.1: "Implementations MUST NOT send zero-length fragments of Handshake types". */
	if (body.len == 0) {
		return TLS_E_EMPTY_RECORD;
	}
	*got = RECORD_HANDSHAKE;
	return buf_append(&c->msgs, body) ? TLS_OK : TLS_E_ALLOC;
}

static enum tls_err take_data(struct tls_conn *c, enum record_data data, struct span body, enum record_got *got)
{
	if (data == DATA_IN_HANDSHAKE) {
		return TLS_E_APP_DATA_IN_HANDSHAKE;
	}
	if (buf_len(&c->msgs) != 0 || data == DATA_INTERLEAVED) {
		return TLS_E_INTERLEAVED_HANDSHAKE;
	}
	if (body.len == 0) {
		return ++c->empty_records > MAX_EMPTY_RECORDS ? TLS_E_TOO_MANY_EMPTY_RECORDS : TLS_OK;
	}
	if (!c->handshake_done && c->role == TLS_SERVER) {
		if (body.len > c->early_left) {
			return TLS_E_TOO_MUCH_EARLY_DATA;
		}
		c->early_left -= (uint32_t)body.len;
	}
	c->empty_records = c->warning_alerts = c->key_updates = 0;
	*got = RECORD_DATA;
	return TLS_OK;
}

static enum tls_err dispatch(struct tls_conn *c, enum content_type type, enum record_data data, struct span body,
			     enum record_got *got)
{
	if (type != CT_HANDSHAKE && type != CT_APPLICATION_DATA && type != CT_CHANGE_CIPHER_SPEC &&
	    buf_len(&c->msgs) != 0 && c->rx.version == VERSION_TLS13 && type != CT_ALERT) {
		return TLS_E_INTERLEAVED_HANDSHAKE;
	}
	switch (type) {
	case CT_HANDSHAKE:
		return take_handshake(c, body, got);
	case CT_APPLICATION_DATA:
		return take_data(c, data, body, got);
	case CT_ALERT:
		return take_alert(c, body, got);
	case CT_CHANGE_CIPHER_SPEC:
		return take_ccs(c, body, got);
	default:
		return TLS_E_RECORD_TYPE;
	}
}

/* Records that stay in the clear after keys are in place. */
static bool plain_although_keyed(const struct tls_conn *c, enum content_type type)
{
	if (c->rx.version != VERSION_TLS13) {
		return false;
	}
	/* The dropped ChangeCipherSpec of middlebox compatibility; and the alert of a peer that failed before it had
	 * keys to protect it with. */
	return type == CT_CHANGE_CIPHER_SPEC || (type == CT_ALERT && c->rx.seq == 0 && !c->handshake_done);
}

/* RFC 8446 §4.2.10: early data that was refused is skipped, up to what was allowed; headers count, lest records of no
 * bytes come for ever. */
static bool skip_refused(struct tls_conn *c)
{
	if (c->skip_early <= c->record_len) {
		return false;
	}
	c->skip_early -= (uint32_t)c->record_len;
	record_done(c);
	return true;
}

enum tls_err record_next(struct tls_conn *c, enum record_data data, enum record_got *got, uint8_t *out, size_t out_len,
			 size_t *n)
{
	*got = RECORD_NONE;
	*n = 0;
	size_t have = buf_len(&c->in);
	if (have < RECORD_HEADER_LEN) {
		return TLS_OK;
	}
	uint8_t *header = buf_head(&c->in);
	enum tls_err e = check_header(c, header);
	if (e != TLS_OK) {
		return e;
	}
	size_t body_len = body_len_of(header);
	if (have < RECORD_HEADER_LEN + body_len) {
		return TLS_OK;
	}
	enum content_type type = (enum content_type)header[0];
	uint8_t *body = header + RECORD_HEADER_LEN;
	struct span plain = span_of(body, body_len);
	*got = RECORD_SKIPPED;
	c->record_len = RECORD_HEADER_LEN + body_len;
	conn_tap(c, false, TAP_RECORD_HEADER, span_of(header, RECORD_HEADER_LEN));

	if (c->rx.version != 0 && !plain_although_keyed(c, type)) {
		if (c->rx.version == VERSION_TLS13 && type != CT_APPLICATION_DATA) {
			return TLS_E_UNENCRYPTED_RECORD;
		}
		bool direct = out != NULL && c->handshake_done && type == CT_APPLICATION_DATA &&
			      body_len >= c->rx.overhead && out_len >= body_len - c->rx.overhead;
		e = protect_open(&c->rx, header, body, body_len, direct ? out : NULL, &type, &plain);
		if (e == TLS_E_BAD_RECORD_MAC && skip_refused(c)) {
			return TLS_OK;
		}
		if (e != TLS_OK) {
			return e;
		}
		c->skip_early = 0;
		if (c->rx.version == VERSION_TLS13) {
			uint8_t inner = (uint8_t)type;
			conn_tap(c, false, TAP_INNER_CONTENT_TYPE, span_of(&inner, 1));
			if (type == CT_CHANGE_CIPHER_SPEC) {
				return TLS_E_BAD_CCS;
			}
		}
	} else if (type == CT_APPLICATION_DATA && c->skip_early != 0) {
		/* After HelloRetryRequest early data is still under a key that was never made. */
		if (buf_len(&c->msgs) != 0) {
			return TLS_E_INTERLEAVED_HANDSHAKE;
		}
		return skip_refused(c) ? TLS_OK : TLS_E_TOO_MUCH_SKIPPED_DATA;
	}
	if (plain.len > RECORD_PLAINTEXT_MAX) {
		return TLS_E_PLAINTEXT_OVERFLOW;
	}
	e = dispatch(c, type, data, plain, got);
	if (e == TLS_OK && *got == RECORD_DATA && plain.p >= body && plain.p < body + body_len) {
		c->plain_off = (size_t)(plain.p - header);
		c->plain_len = plain.len;
		return TLS_OK;
	}
	if (*got == RECORD_DATA) {
		*n = plain.len;
	}
	record_done(c);
	return e;
}

enum tls_err record_set_rx(struct tls_conn *c, const struct protect *p)
{
	/* RFC 8446 §5.1: "Handshake messages MUST NOT span key changes." */
	if (buf_len(&c->msgs) != 0) {
		return TLS_E_EXCESS_HANDSHAKE_DATA;
	}
	c->rx = *p;
	return TLS_OK;
}
