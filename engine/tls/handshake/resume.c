/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Resumption, the part that both versions share (RFC 8446 §4.2.11, RFC 5077, RFC 5246 §7.3). A session serves only a
 * connection that could have made it: same version, a suite that is still enabled and offered, same session context,
 * same server name, and a client certificate where one is required.
 */
#include "tls/handshake/resume.h"

#include "crypto/rng.h"
#include "tls/keys/ks12.h"
#include "tls/session/codec.h"

/* More identities than this are not looked at: each may cost a decryption or a look-up. */
#define MAX_IDENTITIES     4
#define TICKET_CONTENT_MAX (1u << 16)
#define MAX_LIFETIME_13    (7 * 24 * 3600) /* RFC 8446 §4.6.1 */

static int64_t now_ms(const struct tls_conn *c)
{
	return c->hooks->now_ms(c->owner);
}

/* The peer's chain behind lengths. A server keeps the leaf alone: tickets are not to carry intermediates about. */
static bool keep_chain(const struct tls_conn *c, struct tls_session *s)
{
	if (c->chain_from != NULL) {
		return session_set_peer_chain(s, span_of(c->chain_from->peer_chain, c->chain_from->peer_chain_len));
	}
	struct buffer b = {0};
	struct writer w = wr_buffer(&b, 0xffffff);
	size_t n = c->role == TLS_SERVER && c->n_peer_chain > 1 ? 1 : c->n_peer_chain;
	for (size_t i = 0; i < n; i++) {
		wr_vec(&w, 3, cert_der(c->peer_chain[i]));
	}
	bool ok = wr_commit(&w) && session_set_peer_chain(s, buf_span(&b));
	buf_free(&b);
	return ok;
}

struct tls_session *resume_snapshot(struct tls_conn *c, const struct secret *secret)
{
	struct tls_session *s = session_new();
	if (s == NULL) {
		return NULL;
	}
	s->version = c->version;
	s->suite = c->suite->code;
	s->group = (uint16_t)c->group;
	s->peer_sigalg = c->peer_sigalg;
	s->ems = c->ems;
	s->secret = *secret;
	s->time_ms = now_ms(c);
	s->timeout = c->cfg->session_timeout != 0 ? c->cfg->session_timeout : 7200;
	s->context_len = (uint8_t)c->cfg->session_context_len;
	memcpy(s->context, c->cfg->session_context, s->context_len);
	struct span name = c->server_name != NULL ? span_str(c->server_name) : span_of(NULL, 0);
	if (!session_set_server_name(s, name) || !session_set_alpn(s, span_of(c->alpn, c->alpn_len)) ||
	    !keep_chain(c, s) || !session_set_peer_key(s, tls_conn_peer_raw_key(c))) {
		session_free(s);
		return NULL;
	}
	if (c->hooks->session_fill != NULL) {
		c->hooks->session_fill(c->owner, c, s);
	}
	return s;
}

void resume_publish(struct tls_conn *c, struct tls_session *s)
{
	session_free(c->session);
	c->session = s;
	if (c->hooks->session_new != NULL) {
		c->hooks->session_new(c->owner, c, s);
	}
}

void resume_adopt(struct tls_conn *c, struct tls_session *s)
{
	auth_drop_chain(c);
	c->chain_from = s->peer_chain_len != 0 ? session_up_ref(s) : NULL;
	c->peer_sigalg = s->peer_sigalg;
	c->resumed = true;
	if (c->session != s) {
		session_free(c->session);
		c->session = session_up_ref(s);
	}
}

void resume_load_chain(struct tls_conn *c)
{
	struct tls_session *s = c->chain_from;
	struct certificate_msg m = {0};
	if (s == NULL) {
		return;
	}
	c->chain_from = NULL;
	struct reader r = rd_init(span_of(s->peer_chain, s->peer_chain_len));
	while (rd_left(&r) != 0 && m.n_certs < CHAIN_MAX) {
		struct span der = rd_vec(&r, 3, 1, 0xffffff);
		if (!r.failed) {
			m.certs[m.n_certs++] = der;
		}
	}
	if (m.n_certs != 0 && auth_parse_chain(c, &m) != TLS_OK) {
		auth_drop_chain(c); /* out of memory, or a program's own session with no certificate in it */
	}
	session_free(s);
}

/* Beyond any age, and far from the ends of the type. */
#define AGE_MAX (INT64_C(1) << 60)

/* Milliseconds since the session was made. Its time is what a program or another machine said, so it may be any. */
static int64_t age_of(const struct tls_conn *c, const struct tls_session *s)
{
	int64_t age;
	if (__builtin_sub_overflow(now_ms(c), s->time_ms, &age)) {
		return s->time_ms < 0 ? AGE_MAX : -AGE_MAX;
	}
	return age > AGE_MAX ? AGE_MAX : age < -AGE_MAX ? -AGE_MAX : age;
}

static bool expired(const struct tls_conn *c, const struct tls_session *s)
{
	int64_t age = age_of(c, s), limit;
	if (__builtin_mul_overflow(s->timeout, 1000, &limit)) {
		limit = s->timeout < 0 ? INT64_MIN : INT64_MAX;
	}
	return age < -1000 || age > limit;
}

bool resume_offerable(const struct tls_conn *c, uint16_t version)
{
	const struct tls_session *s = c->offered;
	if (s == NULL || s->version != version || s->not_resumable || s->secret.len == 0 || expired(c, s) ||
	    !config_allows(c->cfg, version)) {
		return false;
	}
	/* A session made for one name is not shown to another. */
	const char *ours = c->server_name != NULL ? c->server_name : "";
	const char *its = s->server_name != NULL ? s->server_name : "";
	if (its[0] != 0 && strcmp(ours, its) != 0) {
		return false;
	}
	const struct tls_suite *suite = tls_suite_by_code(s->suite);
	if (suite == NULL || suite->version != version) {
		return false;
	}
	if (version == TLS_VERSION_12) {
		return u16_list_has(&c->cfg->suites, s->suite) && s->ems && !config_has(c->cfg, TLS_OPT_NO_EMS) &&
		       (s->ticket_len != 0 ? !config_has(c->cfg, TLS_OPT_NO_TICKET) : s->id_len != 0);
	}
	if (s->ticket_len == 0) {
		return false;
	}
	int64_t age = age_of(c, s);
	if (s->ticket_lifetime != 0 && age > (int64_t)s->ticket_lifetime * 1000) {
		return false; /* RFC 8446 §4.6.1: not used longer than the server said */
	}
	for (size_t i = 0; i < c->cfg->suites.n; i++) {
		const struct tls_suite *o = tls_suite_by_code(c->cfg->suites.v[i]);
		if (o->version == TLS_VERSION_13 && o->hash == suite->hash) {
			return true;
		}
	}
	return false;
}

/* RFC 8446 §4.2.11.1. */
static uint32_t obfuscated_age(const struct tls_conn *c, const struct tls_session *s)
{
	int64_t age = age_of(c, s);
	return (uint32_t)(age < 0 ? 0 : age) + s->ticket_age_add;
}

static enum hash_id hash_of(const struct tls_session *s)
{
	return (enum hash_id)tls_suite_by_code(s->suite)->hash;
}

/* RFC 8446 §4.1.2, §4.1.4: after HelloRetryRequest the suite stays, and only PSKs with its hash serve. */
static bool fits_retry(const struct hs *hs, const struct tls_session *s)
{
	return !hs->retried || (enum hash_id)tls_suite_by_code(hs->retry_suite)->hash == hash_of(s);
}

static void offer_psk(const struct tls_conn *c, struct hs *hs, struct client_hello_out *h, struct tls_session *s)
{
	if (!fits_retry(hs, s)) {
		return;
	}
	hs->psk[hs->n_psk++] = s;
	h->psk[h->n_psk++] = (struct psk_offer){.identity = span_of(s->ticket, s->ticket_len),
						.age = s->external ? 0 : obfuscated_age(c, s),
						.binder_len = hash_len(hash_of(s))};
}

/* external_fits: a key of the program's can be used at all. */
static bool external_fits(const struct tls_session *s)
{
	const struct tls_suite *suite = tls_suite_by_code(s->suite);
	return s->version == TLS_VERSION_13 && suite != NULL && suite->version == TLS_VERSION_13 && s->secret.len != 0;
}

/* RFC 8446 §4.2.11: keys of the program's are offered beside the session, with an age of 0. */
static enum tls_err offer_external(struct tls_conn *c, struct hs *hs, struct client_hello_out *h)
{
	enum hash_id hash = hs->retried ? (enum hash_id)tls_suite_by_code(hs->retry_suite)->hash : HASH_NONE;
	session_free(hs->external);
	hs->external = NULL;
	if (c->hooks->psk_use == NULL || !config_allows(c->cfg, TLS_VERSION_13)) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->psk_use(c->owner, c, hash, &hs->external, &fault);
	enum tls_err e = a == HOOK_LATER ? TLS_E_CALLBACK_FAILED : hook_result(hs, a, LATER_OTHER, &fault);
	if (e != TLS_OK || hs->external == NULL) {
		return e;
	}
	if (!external_fits(hs->external) || hs->external->ticket_len == 0) {
		return TLS_E_PSK_UNUSABLE;
	}
	offer_psk(c, hs, h, hs->external);
	return TLS_OK;
}

enum tls_err resume_offer(struct tls_conn *c, struct hs *hs, struct client_hello_out *h)
{
	hs->n_psk = 0;
	if (hs->offered_12) {
		h->ticket = span_of(c->offered->ticket, c->offered->ticket_len);
	}
	if (resume_offerable(c, TLS_VERSION_13)) {
		offer_psk(c, hs, h, c->offered);
	}
	return offer_external(c, hs, h);
}

/* RFC 8446 §4.2.11.2: each binder is over everything before the list of them. */
void resume_fill_binders(struct hs *hs, size_t binders_len)
{
	size_t covered = buf_len(&hs->msg) - binders_len;
	uint8_t *out = buf_head(&hs->msg) + covered + 2;
	for (size_t i = 0; i < hs->n_psk; i++) {
		enum hash_id hash = hash_of(hs->psk[i]);
		uint8_t digest[HASH_MAX_LEN];
		struct hash_ctx ctx;
		if (hs->retried) {
			ctx = hs->transcript.hash;
		} else {
			hash_init(&ctx, hash);
		}
		hash_update(&ctx, span_of(buf_head(&hs->msg), covered));
		hash_final(&ctx, digest);
		ks13_binder(hash, secret_span(&hs->psk[i]->secret), hs->psk[i]->external,
			    span_of(digest, hash_len(hash)), out + 1);
		out += 1 + hash_len(hash);
	}
}

/* Clocks tick apart and tickets travel: what is older than it says may be by so much, what is younger by a second. */
#define AGE_ALLOWANCE_MS 10000

bool resume_is_fresh(const struct tls_conn *c, const struct tls_session *s, uint32_t obfuscated)
{
	if (s->external) {
		return true; /* it says nothing of when it was made */
	}
	int64_t age = age_of(c, s);
	int64_t claimed = (uint32_t)(obfuscated - s->ticket_age_add);
	return claimed <= age + 1000 && age <= claimed + AGE_ALLOWANCE_MS;
}

/* RFC 8446 §8.1: whoever takes early data and does not want it twice remembers its tickets, each for one use. */
static bool single_use(const struct tls_config *cfg)
{
	return cfg->max_early_data != 0 && !config_has(cfg, TLS_OPT_NO_ANTI_REPLAY);
}

bool resume_stateful_13(const struct tls_config *cfg)
{
	return config_has(cfg, TLS_OPT_STATEFUL_TICKETS) || config_has(cfg, TLS_OPT_NO_TICKET) || single_use(cfg);
}

void resume_claim(struct tls_conn *c, struct hs *hs)
{
	if (hs->resume == NULL || hs->resume->external || !single_use(c->cfg) ||
	    (c->hooks->session_remove != NULL && c->hooks->session_remove(c->owner, c, hs->resume))) {
		return;
	}
	session_free(hs->resume);
	hs->resume = NULL;
}

/* Whether a handshake can have made this secret. What a ticket held may come of another program that has its keys. */
static bool secret_fits(const struct tls_session *s, const struct tls_suite *suite)
{
	return s->secret.len ==
	       (s->version == TLS_VERSION_12 ? MASTER_SECRET_LEN : hash_len((enum hash_id)suite->hash));
}

/* Whether this session may serve this hello; renew: the program asked for a fresh ticket anyway. */
static bool serves(struct tls_conn *c, const struct hs *hs, struct tls_session *s, bool renew)
{
	const struct tls_suite *suite = tls_suite_by_code(s->suite);
	if (s->version != c->version || s->not_resumable || suite == NULL || suite->version != s->version ||
	    !secret_fits(s, suite) || expired(c, s) || !fits_retry(hs, s)) {
		return false;
	}
	if (!span_eq(span_of(s->context, s->context_len),
		     span_of(c->cfg->session_context, c->cfg->session_context_len))) {
		return false;
	}
	struct span its = s->server_name != NULL ? span_str(s->server_name) : span_of(NULL, 0);
	if (!span_eq(its, hs->ch.server_name)) {
		return false; /* RFC 6066 §3: a session resumes under the name that it was made for */
	}
	if (config_has(c->cfg, TLS_OPT_REQUEST_CERT) && config_has(c->cfg, TLS_OPT_REQUIRE_CERT) &&
	    s->peer_chain_len == 0 && s->peer_key_len == 0) {
		return false;
	}
	if (c->version == TLS_VERSION_13) {
		if (choose_suite_13(c->cfg, hs->ch.suites, (enum hash_id)suite->hash) == NULL) {
			return false;
		}
	} else if (!u16s_has(hs->ch.suites, s->suite) || !u16_list_has(&c->cfg->suites, s->suite)) {
		return false;
	}
	return c->hooks->session_accept == NULL || c->hooks->session_accept(c->owner, c, s, renew);
}

/* A ticket's content back, or nothing. TLS_E_CALLBACK_FAILED when the program wants the handshake to end. */
static enum tls_err open_ticket(struct tls_conn *c, struct span ticket, struct tls_session **out, bool *renew)
{
	struct buffer content = {0};
	*out = NULL;
	if (c->hooks->ticket_open == NULL || config_has(c->cfg, TLS_OPT_NO_TICKET)) {
		return TLS_OK;
	}
	enum tls_ticket_answer a = c->hooks->ticket_open(c->owner, c, ticket, &content);
	enum tls_err e = a == TICKET_FAIL ? TLS_E_CALLBACK_FAILED : TLS_OK;
	if (a == TICKET_OK || a == TICKET_OK_RENEW) {
		*renew = a == TICKET_OK_RENEW;
		e = session_decode(out, buf_span(&content));
		if (e == TLS_E_BAD_TICKET) {
			e = TLS_OK; /* of another version of ours, say: a full handshake */
		}
	}
	buf_free(&content);
	return e;
}

static enum tls_err look_up(struct tls_conn *c, struct hs *hs, struct span id, struct tls_session **out)
{
	*out = NULL;
	if (c->hooks->session_lookup == NULL || id.len == 0 || id.len > SESSION_ID_MAX) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->session_lookup(c->owner, c, id, out, &fault);
	return hook_result(hs, a, LATER_SESSION, &fault);
}

/* RFC 8446 §4.2.11.2: the binder covers the hellos up to the binders themselves. */
static bool binder_matches(const struct hs *hs, const struct tls_session *s, struct span binder)
{
	size_t body_len = buf_len(&hs->hello);
	const uint8_t header[HANDSHAKE_HEADER_LEN] = {HT_CLIENT_HELLO, (uint8_t)(body_len >> 16),
						      (uint8_t)(body_len >> 8), (uint8_t)body_len};
	enum hash_id hash = hash_of(s);
	uint8_t digest[HASH_MAX_LEN];
	uint8_t want[HASH_MAX_LEN];
	struct hash_ctx h;
	if (hs->retried) {
		h = hs->before_second;
	} else {
		hash_init(&h, hash);
	}
	hash_update(&h, span_of(header, sizeof header));
	hash_update(&h, span_of(buf_head(&hs->hello), hs->ch.psk_truncated_len));
	hash_final(&h, digest);
	ks13_binder(hash, secret_span(&s->secret), s->external, span_of(digest, hash_len(hash)), want);
	return binder.len == hash_len(hash) && ct_equal(want, binder.p, binder.len);
}

static enum tls_err find_external(struct tls_conn *c, struct hs *hs, struct span identity, struct tls_session **out)
{
	if (c->hooks->psk_find == NULL) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->psk_find(c->owner, c, identity, out, &fault);
	enum tls_err e = hook_result(hs, a, LATER_SESSION, &fault);
	return e == TLS_OK && *out != NULL && !external_fits(*out) ? TLS_E_PSK_UNUSABLE : e;
}

/* Whether the program's key may serve: it is not bound to a name or a context, and a suite with its hash is offered. */
static bool external_serves(const struct tls_conn *c, const struct hs *hs, const struct tls_session *s)
{
	return !expired(c, s) && fits_retry(hs, s) && choose_suite_13(c->cfg, hs->ch.suites, hash_of(s)) != NULL;
}

enum tls_err resume_find_13(struct tls_conn *c, struct hs *hs)
{
	const struct client_hello *ch = &hs->ch;
	session_free(hs->resume);
	hs->resume = NULL;
	if (!ext_has(&ch->ext, XI_PRE_SHARED_KEY) ||
	    memchr(ch->psk_modes.p, PSK_MODE_DHE_KE, ch->psk_modes.len) == NULL) {
		return TLS_OK;
	}
	struct reader ids = rd_init(ch->psk_identities);
	struct reader binders = rd_init(ch->psk_binders);
	for (unsigned i = 0; i < MAX_IDENTITIES && rd_left(&ids) != 0; i++) {
		struct span identity = rd_vec(&ids, 2, 1, 65535);
		uint32_t age = rd_u32(&ids);
		struct span binder = rd_vec(&binders, 1, 32, 255);
		struct tls_session *s = NULL;
		bool renew = false;
		enum tls_err e = find_external(c, hs, identity, &s);
		if (e == TLS_OK && s == NULL && hs->waiting == LATER_NONE && !single_use(c->cfg)) {
			e = open_ticket(c, identity, &s, &renew);
		}
		if (e == TLS_OK && s == NULL && hs->waiting == LATER_NONE) {
			e = look_up(c, hs, identity, &s);
		}
		if (e != TLS_OK || hs->waiting != LATER_NONE) {
			session_free(s);
			return e;
		}
		if (s == NULL || s->version != TLS_VERSION_13 ||
		    !(s->external ? external_serves(c, hs, s) : serves(c, hs, s, renew))) {
			session_free(s);
			continue;
		}
		if (!binder_matches(hs, s, binder)) {
			session_free(s);
			return TLS_E_BAD_BINDER;
		}
		hs->resume = s;
		hs->psk_index = (uint16_t)i;
		hs->psk_age = age;
		return TLS_OK;
	}
	return TLS_OK;
}

enum tls_err resume_find_12(struct tls_conn *c, struct hs *hs)
{
	struct tls_session *s = NULL;
	bool renew = false;
	enum tls_err e = TLS_OK;
	session_free(hs->resume);
	hs->resume = NULL;
	if (hs->ch.ticket.len != 0) {
		e = open_ticket(c, hs->ch.ticket, &s, &renew);
	} else if (hs->ch.session_id.len != 0) {
		e = look_up(c, hs, hs->ch.session_id, &s);
	}
	if (e != TLS_OK || hs->waiting != LATER_NONE || s == NULL) {
		return e;
	}
	bool ems_offered = ext_has(&hs->ch.ext, XI_EXTENDED_MASTER_SECRET) && !config_has(c->cfg, TLS_OPT_NO_EMS);
	/* RFC 7627 §5.3: a session with it must not be resumed without it, and the handshake ends. */
	if (s->version == TLS_VERSION_12 && s->ems && !ext_has(&hs->ch.ext, XI_EXTENDED_MASTER_SECRET)) {
		session_free(s);
		return TLS_E_EMS_MISMATCH;
	}
	if (!s->ems || !ems_offered || !serves(c, hs, s, renew)) {
		session_free(s);
		return TLS_OK;
	}
	hs->resume = s;
	hs->renew_ticket = renew;
	return TLS_OK;
}

enum tls_err resume_new_id(struct tls_conn *c, struct hs *hs, uint8_t id[SESSION_ID_MAX], uint8_t *len)
{
	*len = SESSION_ID_MAX;
	if (c->hooks->session_id == NULL) {
		return rng_bytes(id, SESSION_ID_MAX);
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	size_t n = SESSION_ID_MAX;
	enum tls_hook_answer a = c->hooks->session_id(c->owner, c, id, &n, &fault);
	*len = (uint8_t)n;
	return a == HOOK_LATER ? TLS_E_CALLBACK_FAILED : hook_result(hs, a, LATER_SESSION, &fault);
}

enum tls_err resume_seal(struct tls_conn *c, struct hs *hs, struct tls_session *s, struct buffer *ticket)
{
	struct buffer content = {0};
	struct writer w = wr_buffer(&content, SESSION_ENCODED_MAX);
	session_encode(&w, s);
	bool encoded = wr_commit(&w);
	if (!encoded || buf_len(&content) > TICKET_CONTENT_MAX) { /* a client's leaf may be longer than any ticket */
		buf_free(&content);
		return encoded ? TLS_OK : TLS_E_ALLOC;
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->ticket_seal(c->owner, c, buf_span(&content), ticket, &fault);
	buf_free(&content);
	if (a == HOOK_FAIL) {
		hs->fault = fault;
		hs->fault_set = true;
		return fault.err != TLS_OK ? fault.err : TLS_E_CALLBACK_FAILED;
	}
	if (a != HOOK_DONE || buf_len(ticket) > SESSION_TICKET_MAX) {
		buf_free(ticket);
	}
	return TLS_OK;
}
