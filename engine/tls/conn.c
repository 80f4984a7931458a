/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * One end of a connection: birth and death, bytes in and out, and the calls of engine.h that move data. Negotiated
 * facts are told by info.c; the handshake is handshake/hs.c's.
 */
#include "tls/state/conn.h"

#include "tls/handshake/early.h"
#include "tls/record/flight.h"
#include "tls/record/record.h"

/* Output is not sealed further once this much waits: the caller flushes first. */
#define OUT_FULL         (2 * TLS_WRITE_CHUNK)
#define READ_AHEAD_BYTES (32 * 1024)

struct tls_conn *tls_conn_new(struct tls_config *cfg, enum tls_role role, const struct tls_hooks *hooks, void *owner)
{
	struct tls_conn *c = tls_calloc(1, sizeof *c);
	if (c == NULL) {
		return NULL;
	}
	c->hooks = hooks;
	c->owner = owner;
	c->cfg = tls_config_up_ref(cfg);
	c->role = role;
	c->peer_alert = c->sent_alert = ALERT_NONE;
	c->max_fragment = cfg->max_fragment;
	return c;
}

void tls_conn_set_stateless(struct tls_conn *c)
{
	c->stateless = true;
}

void tls_conn_free(struct tls_conn *c)
{
	if (c == NULL) {
		return;
	}
	hs_free(c);
	for (size_t i = 0; i < c->n_peer_chain; i++) {
		cert_free(c->peer_chain[i]);
	}
	tls_free(c->peer_chain);
	pubkey_free(c->peer_key);
	buf_free(&c->peer_spki);
	tls_identity_free(c->identity);
	struct buffer *const buffers[] = {
	    &c->in,  &c->msgs,     &c->out,        &c->flight,      &c->ocsp,
	    &c->sct, &c->ca_names, &c->cert_types, &c->peer_suites, &c->peer_point_formats};
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
		buf_free(buffers[i]);
	}
	tls_free((void *)c->shares[0].p);
	tls_free((void *)c->shares[1].p);
	tls_free(c->alpn);
	tls_free(c->server_name);
	tls_free(c->peer_groups.v);
	tls_free(c->main_transcript);
	tls_free(c->peer_sigalgs.v);
	session_free(c->session);
	session_free(c->chain_from);
	session_free(c->offered);
	tls_config_free(c->cfg);
	tls_free_wiped(c, sizeof *c);
}

enum tls_err tls_conn_set_server_name(struct tls_conn *c, const char *name)
{
	char *copy = NULL;
	if (name != NULL) {
		size_t len = strlen(name);
		if (len == 0 || len > 255) {
			return TLS_E_BAD_ARGUMENT;
		}
		copy = tls_strdup(name);
		if (copy == NULL) {
			return TLS_E_ALLOC;
		}
	}
	tls_free(c->server_name);
	c->server_name = copy;
	return TLS_OK;
}

void tls_conn_set_session(struct tls_conn *c, struct tls_session *s)
{
	struct tls_session *old = c->offered;
	c->offered = s != NULL ? session_up_ref(s) : NULL;
	session_free(old);
}

void tls_conn_set_config(struct tls_conn *c, struct tls_config *cfg)
{
	struct tls_config *old = c->cfg;
	c->cfg = tls_config_up_ref(cfg);
	c->max_fragment = cfg->max_fragment;
	tls_config_free(old);
}

/* ---- bytes --------------------------------------------------------------------------------------------------------
 */

size_t tls_in_space(struct tls_conn *c, uint8_t **p, bool read_ahead)
{
	size_t want = record_want(c);
	if (read_ahead && want < READ_AHEAD_BYTES) {
		want = READ_AHEAD_BYTES;
	}
	*p = buf_reserve(&c->in, want);
	return *p != NULL ? want : 0;
}

void tls_in_commit(struct tls_conn *c, size_t n)
{
	buf_commit(&c->in, n);
}

void tls_in_eof(struct tls_conn *c)
{
	c->in_eof = true;
}

size_t tls_in_buffered(const struct tls_conn *c)
{
	return buf_len(&c->in) - c->record_len;
}

struct span tls_out(const struct tls_conn *c)
{
	return buf_span(&c->out);
}

void tls_out_consume(struct tls_conn *c, size_t n)
{
	buf_consume(&c->out, n);
	if (buf_len(&c->out) == 0) {
		c->key_update_pending = false;
	}
}

void tls_conn_idle(struct tls_conn *c)
{
	struct buffer *const buffers[] = {&c->in, &c->out, &c->msgs, &c->flight};
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
		if (buf_len(buffers[i]) == 0 && buffers[i]->data != NULL) {
			buf_free(buffers[i]);
		}
	}
}

/* ---- the handshake and data
 * ------------------------------------------------------------------------------------------ */

enum tls_status tls_handshake(struct tls_conn *c)
{
	if (c->err != TLS_OK) {
		return TLS_ST_FAILED;
	}
	if (c->handshake_done) {
		return TLS_ST_DONE;
	}
	/* A client that said goodbye where it paused for early data has no more to say, under keys that hs_alert_keys
	 * changed. */
	if (c->close_sent && c->role == TLS_CLIENT) {
		return hs_fail(c, TLS_E_SHUT_DOWN, NULL);
	}
	if (c->hs == NULL) {
		enum tls_err e = hs_start(c);
		if (e != TLS_OK) {
			return hs_fail(c, e, NULL);
		}
	}
	return hs_run(c);
}

enum tls_status tls_early_handshake(struct tls_conn *c)
{
	c->early_open = true;
	c->half_open = c->role == TLS_SERVER;
	enum tls_status st = tls_handshake(c);
	if (st != TLS_ST_WANT_IN) {
		return st;
	}
	switch (c->hs->state) {
	case C_WAIT_SH:
	case S13_WAIT_CH2: /* and none can come any more */
	case S13_WAIT_EOED:
		return TLS_ST_DONE;
	default:
		return st;
	}
}

void tls_early_end(struct tls_conn *c)
{
	c->early_open = false;
}

static enum tls_status take_messages(struct tls_conn *c)
{
	for (;;) {
		struct hs_msg m;
		bool have = false;
		/* An authentication after the handshake takes its messages, or goes on with what a hook put off. */
		if (post_runs(c)) {
			enum tls_status st = hs_run(c);
			if (st != TLS_ST_DONE) {
				return st;
			}
		}
		if (buf_len(&c->msgs) == 0) {
			return TLS_ST_DONE;
		}
		bool admitted = c->handshake_done && post_admits(c, buf_head(&c->msgs)[0]);
		enum tls_err e = admitted ? hs_next_message(c, &m, &have) : TLS_E_UNEXPECTED_MESSAGE;
		if (e == TLS_OK && !have) {
			return TLS_ST_DONE;
		}
		if (e == TLS_OK) {
			hs_consume(c, &m);
			e = post_message(c, &m);
		}
		if (e != TLS_OK) {
			return hs_fail(c, e, NULL);
		}
	}
}

/*
 * next_data takes records until application data waits (DONE), landed in out (DONE, *n), or no more can be done
 * (WANT_IN, CLOSED, FAILED).
 */
static enum tls_status next_data(struct tls_conn *c, uint8_t *out, size_t len, size_t *n)
{
	for (;;) {
		*n = 0;
		if (c->err != TLS_OK) {
			return TLS_ST_FAILED;
		}
		if (c->plain_len != 0) {
			return TLS_ST_DONE;
		}
		if (c->close_received) {
			return TLS_ST_CLOSED;
		}
		/* In TLS 1.2 a message may share a record with the Finished before it. */
		enum tls_status st = take_messages(c);
		if (st != TLS_ST_DONE) {
			return st;
		}
		enum record_got got;
		enum tls_err e = record_next(c, hs_data_may_come(c), &got, out, len, n);
		if (e != TLS_OK) {
			return hs_fail(c, e, NULL);
		}
		switch (got) {
		case RECORD_NONE:
			if (!c->in_eof) {
				return TLS_ST_WANT_IN;
			}
			if (config_has(c->cfg, TLS_OPT_IGNORE_UNEXPECTED_EOF)) {
				c->close_received = true;
				return TLS_ST_CLOSED;
			}
			return hs_fail(c, TLS_E_EOF_WITHOUT_CLOSE_NOTIFY, NULL);
		case RECORD_DATA:
			return TLS_ST_DONE;
		case RECORD_CLOSED:
			return TLS_ST_CLOSED;
		case RECORD_ALERT:
			return hs_fail(c, TLS_E_PEER_ALERT, NULL);
		default: /* a message, if it was one, is taken at the top */
			break;
		}
	}
}

enum tls_status tls_read(struct tls_conn *c, uint8_t *out, size_t len, bool peek, size_t *n)
{
	*n = 0;
	if (!c->handshake_done) {
		enum tls_status st = tls_handshake(c);
		if (st != TLS_ST_DONE) {
			return st;
		}
		if (!c->handshake_done && c->role == TLS_SERVER && c->plain_len == 0) {
			return TLS_ST_DONE; /* the end of the early data */
		}
	}
	enum tls_status st = next_data(c, peek ? NULL : out, peek ? 0 : len, n);
	if (st != TLS_ST_DONE || *n != 0) {
		return st;
	}
	size_t take = c->plain_len < len ? c->plain_len : len;
	memcpy(out, buf_head(&c->in) + c->plain_off, take);
	*n = take;
	if (!peek) {
		wipe(buf_head(&c->in) + c->plain_off, take);
		c->plain_off += take;
		c->plain_len -= take;
		if (c->plain_len == 0) {
			record_done(c);
		}
	}
	return TLS_ST_DONE;
}

enum tls_status tls_process(struct tls_conn *c)
{
	size_t n;
	if (!c->handshake_done) {
		return tls_handshake(c);
	}
	enum tls_status st = next_data(c, NULL, 0, &n);
	return st == TLS_ST_WANT_IN ? TLS_ST_DONE : st;
}

enum tls_status tls_write(struct tls_conn *c, const uint8_t *data, size_t len, size_t *n)
{
	*n = 0;
	if (!c->handshake_done && !early_may_write(c)) {
		enum tls_status st = tls_handshake(c);
		if (st != TLS_ST_DONE) {
			return st;
		}
	}
	if (c->err != TLS_OK) {
		return TLS_ST_FAILED;
	}
	if (buf_len(&c->out) >= OUT_FULL) {
		return TLS_ST_WANT_OUT;
	}
	if (!c->handshake_done) {
		return early_write(c, span_of(data, len), n);
	}
	if (len > TLS_WRITE_CHUNK) {
		len = TLS_WRITE_CHUNK;
	}
	enum tls_err e = TLS_OK;
	if (c->version == TLS_VERSION_13 && protect_wants_update(&c->tx)) {
		e = post_key_update(c, false);
	}
	if (e == TLS_OK) {
		e = flight_data(c, span_of(data, len));
	}
	if (e != TLS_OK) {
		return hs_fail(c, e, NULL);
	}
	*n = len;
	return TLS_ST_DONE;
}

enum tls_status tls_shutdown(struct tls_conn *c)
{
	if (c->err != TLS_OK) {
		return TLS_ST_FAILED;
	}
	if (!c->close_sent) {
		c->close_sent = true;
		enum tls_err e = hs_alert_keys(c);
		if (e == TLS_OK) {
			e = flight_alert(c, ALERT_LEVEL_WARNING, ALERT_CLOSE_NOTIFY);
		}
		if (e != TLS_OK) {
			return hs_fail(c, e, NULL);
		}
	}
	return TLS_ST_DONE;
}

enum tls_status tls_key_update(struct tls_conn *c, bool request)
{
	if (c->err != TLS_OK || !c->handshake_done || c->version != TLS_VERSION_13) {
		return TLS_ST_FAILED;
	}
	enum tls_err e = post_key_update(c, request);
	return e == TLS_OK ? TLS_ST_DONE : hs_fail(c, e, NULL);
}

enum tls_status tls_new_ticket(struct tls_conn *c)
{
	if (c->err != TLS_OK || !c->handshake_done || c->version != TLS_VERSION_13 || c->role != TLS_SERVER) {
		return TLS_ST_FAILED;
	}
	enum tls_err e = post_new_ticket(c);
	return e == TLS_OK ? TLS_ST_DONE : hs_fail(c, e, NULL);
}

enum tls_post_auth tls_conn_post_auth(const struct tls_conn *c)
{
	if (c->main_transcript == NULL) {
		return POST_AUTH_NOT_OFFERED;
	}
	return c->handshake_done && c->hs != NULL ? POST_AUTH_REQUESTED : POST_AUTH_OFFERED;
}

enum tls_status tls_request_certificate(struct tls_conn *c)
{
	if (c->err != TLS_OK || c->role != TLS_SERVER || !c->handshake_done ||
	    tls_conn_post_auth(c) != POST_AUTH_OFFERED) {
		return TLS_ST_FAILED;
	}
	enum tls_err e = post_request_certificate(c);
	return e == TLS_OK ? TLS_ST_DONE : hs_fail(c, e, NULL);
}

size_t tls_pending(const struct tls_conn *c)
{
	return c->plain_len;
}
