/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Early data, both roles: early.h. The client's goes out behind its hello under a key of its session, before the server
 * has said a word; the server takes it or skips it as a whole. Whatever is in it could have been sent before by
 * somebody who recorded it, so a server takes it once for each ticket (resume_claim), while the ticket's age fits,
 * never under a key of the program's, and only when its program asks for it.
 */
#include "tls/handshake/early.h"

#include "tls/handshake/resume.h"
#include "tls/record/flight.h"

/* The two secrets that cover the client's hello alone. */
static void derive(struct tls_conn *c, const struct tls_session *s, struct span hello_hash, struct secret *traffic)
{
	struct ks13 k;
	ks13_early(&k, (enum hash_id)tls_suite_by_code(s->suite)->hash, secret_span(&s->secret));
	ks13_derive(&k, "c e traffic", hello_hash, traffic);
	ks13_derive(&k, "e exp master", hello_hash, &c->early_exporter);
	wipe(&k, sizeof k);
	hs_key_log(c, "EARLY_EXPORTER_SECRET", &c->early_exporter);
	hs_key_log(c, "CLIENT_EARLY_TRAFFIC_SECRET", traffic);
}

/* ---- client ------------------------------------------------------------------------------------------------------ */

static bool offers_alpn(const struct tls_conn *c, struct span name)
{
	struct reader r = rd_init(buf_span(&c->cfg->alpn));
	while (rd_left(&r) != 0) {
		if (span_eq(rd_vec(&r, 1, 1, 255), name)) {
			return true;
		}
	}
	return false;
}

/* What the program sends early it means for the server and the protocol that the session was made with. */
static enum tls_err check_meant(const struct tls_conn *c, const struct tls_session *s)
{
	if (s->server_name != NULL && (c->server_name == NULL || strcmp(s->server_name, c->server_name) != 0)) {
		return TLS_E_EARLY_DATA_NAME;
	}
	return s->alpn_len == 0 || offers_alpn(c, span_of(s->alpn, s->alpn_len)) ? TLS_OK : TLS_E_EARLY_DATA_ALPN;
}

enum tls_err early_offer(const struct tls_conn *c, const struct hs *hs, bool *out)
{
	*out = false;
	if (!c->early_open || hs->retried) {
		return TLS_OK;
	}
	/* RFC 8446 §4.2.10: under the first PSK, and with its suite. A session that is left out for its name was meant.
	 */
	const struct tls_session *s = hs->n_psk != 0 ? hs->psk[0] : c->offered;
	if (s == NULL || s->max_early_data == 0) {
		return TLS_OK;
	}
	enum tls_err e = check_meant(c, s);
	*out = e == TLS_OK && hs->n_psk != 0 && u16_list_has(&c->cfg->suites, s->suite);
	return e;
}

enum tls_err early_begin(struct tls_conn *c, struct hs *hs)
{
	const struct tls_session *s = hs->psk[0];
	const struct tls_suite *suite = tls_suite_by_code(s->suite);
	enum hash_id hash = (enum hash_id)suite->hash;
	uint8_t digest[HASH_MAX_LEN];
	struct secret traffic = {.len = 0};
	struct protect p = {0};
	hash_once(hash, buf_span(&hs->transcript.log), digest);
	derive(c, s, span_of(digest, hash_len(hash)), &traffic);
	enum tls_err e = client_dummy_ccs(c, hs); /* RFC 8446 appendix D.4: "immediately after the first ClientHello" */
	if (e == TLS_OK) {
		protect_init_13(&p, suite, &traffic);
		e = flight_set_tx(c, &p);
		c->tx_early = true;
	}
	c->early = EARLY_REJECTED; /* until the server says otherwise */
	c->early_left = s->max_early_data;
	protect_wipe(&p);
	secret_wipe(&traffic);
	return e;
}

enum tls_err early_refused(struct tls_conn *c, struct hs *hs)
{
	static const struct protect plain;
	hs->early_refused = true;
	return c->tx_early ? flight_set_tx(c, &plain) : TLS_OK;
}

enum tls_err early_answered(struct tls_conn *c, struct hs *hs, bool accepted)
{
	hs->early_refused = !accepted;
	hs->early_taken = accepted;
	if (!accepted) {
		return TLS_OK;
	}
	/* RFC 8446 §4.2.10: taken under the first PSK, with its suite and its application protocol, or not at all. */
	const struct tls_session *s = hs->resume;
	if (s == NULL || hs->psk_index != 0 || s->suite != c->suite->code ||
	    !span_eq(span_of(s->alpn, s->alpn_len), span_of(c->alpn, c->alpn_len))) {
		return TLS_E_BAD_EARLY_DATA;
	}
	c->early = EARLY_ACCEPTED;
	return TLS_OK;
}

/* ---- server ------------------------------------------------------------------------------------------------------ */

#define EARLY_DATA_USUAL 16384 /* what programs allow when they say nothing */
#define EARLY_DATA_SPARE 4096  /* for what the records themselves take */

void early_skip(struct tls_conn *c, const struct hs *hs)
{
	if (!ext_has(&hs->ch.ext, XI_EARLY_DATA)) {
		return;
	}
	/* What a ticket may have allowed, and not more. */
	uint32_t max =
	    c->cfg->max_early_data > c->cfg->recv_max_early_data ? c->cfg->max_early_data : c->cfg->recv_max_early_data;
	max = max > EARLY_DATA_USUAL ? max : EARLY_DATA_USUAL;
	c->skip_early = max < UINT32_MAX - EARLY_DATA_SPARE ? max + EARLY_DATA_SPARE : UINT32_MAX;
	c->early = EARLY_REJECTED;
}

/* RFC 8446 §8, RFC 9257 §6.1: a key of the program's serves again and again and says nothing of its age, so nothing
 * tells a replay of early data under it from the first. */
static bool may_be_replayed(const struct tls_conn *c, const struct tls_session *s)
{
	return s->external && !config_has(c->cfg, TLS_OPT_NO_ANTI_REPLAY);
}

static bool acceptable(struct tls_conn *c, const struct hs *hs)
{
	const struct tls_session *s = hs->resume;
	if (!c->early_open || !ext_has(&hs->ch.ext, XI_EARLY_DATA) || hs->retried || c->cfg->max_early_data == 0 ||
	    s == NULL || s->max_early_data == 0 || hs->psk_index != 0 || s->suite != c->suite->code ||
	    !span_eq(span_of(s->alpn, s->alpn_len), span_of(c->alpn, c->alpn_len)) || may_be_replayed(c, s) ||
	    !resume_is_fresh(c, s, hs->psk_age)) {
		return false;
	}
	return c->hooks->early_data_accept == NULL || c->hooks->early_data_accept(c->owner, c);
}

void early_decide(struct tls_conn *c, struct hs *hs)
{
	uint8_t digest[HASH_MAX_LEN];
	if (!acceptable(c, hs)) {
		early_skip(c, hs);
		return;
	}
	uint32_t ours = c->cfg->recv_max_early_data;
	uint32_t its = hs->resume->max_early_data;
	c->early = EARLY_ACCEPTED;
	c->early_left = ours < its ? ours : its;
	derive(c, hs->resume, transcript_hash(&hs->transcript, digest), &hs->client_early);
}

/* ---- both -------------------------------------------------------------------------------------------------------- */

bool early_paused(const struct tls_conn *c)
{
	if (!c->early_open || c->hs == NULL) {
		return false;
	}
	switch (c->hs->state) {
	case C13_END_EARLY:
	case S13_WAIT_CERT:
	case S13_WAIT_FINISHED:
		return true;
	default:
		return c->plain_len != 0;
	}
}

bool early_may_write(const struct tls_conn *c)
{
	const struct hs *hs = c->hs;
	if (hs == NULL || c->role == TLS_CLIENT) {
		return hs != NULL && c->early_open;
	}
	/* Our flight is complete: a client can read what comes now, although it has not shown its Finished. */
	return c->half_open &&
	       (hs->state == S13_WAIT_EOED || hs->state == S13_WAIT_CERT || hs->state == S13_WAIT_FINISHED);
}

enum tls_status early_write(struct tls_conn *c, struct span data, size_t *n)
{
	if (c->close_sent) {
		return hs_fail(c, TLS_E_SHUT_DOWN, NULL);
	}
	if (c->role == TLS_CLIENT) {
		if (data.len > c->early_left) {
			return hs_fail(c, TLS_E_EARLY_DATA_LIMIT, NULL);
		}
		if (c->hs->early_refused) { /* nobody would read it: the program sends it again later, if it wants to */
			c->early_left -= (uint32_t)data.len;
			*n = data.len;
			return TLS_ST_DONE;
		}
	}
	data.len = data.len < TLS_WRITE_CHUNK ? data.len : TLS_WRITE_CHUNK;
	enum tls_err e = flight_data(c, data);
	if (e != TLS_OK) {
		return hs_fail(c, e, NULL);
	}
	c->early_left -= c->role == TLS_CLIENT ? (uint32_t)data.len : 0;
	*n = data.len;
	return TLS_ST_DONE;
}
