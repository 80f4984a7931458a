/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_SESSION: life, getters and setters over the engine's struct tls_session. A session that a connection or a cache
 * shares is read-only for them; the setters are for a program that makes or restores one.
 */
#include <time.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

int64_t session_now(void)
{
	return (int64_t)time(NULL);
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

SSL_SESSION *session_wrap(struct tls_session *ts, const struct tls_conn *c)
{
	SSL_SESSION *ss = OPENSSL_zalloc(sizeof *ss);
	if (ss == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&ss->refs, 1);
	if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, ss, &ss->ex_data)) {
		OPENSSL_free(ss);
		return NULL;
	}
	ss->ts = session_up_ref(ts);
	ss->name_unacknowledged = c != NULL && !tls_conn_server_name_acked(c);
	ss->of_server = c != NULL && tls_conn_role(c) == TLS_SERVER;
	return ss;
}

/* A session made by the program starts as OpenSSL's does, five minutes and four seconds long and not verified. */
SSL_SESSION *SSL_SESSION_new(void)
{
	if (!OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL)) {
		return NULL;
	}
	struct tls_session *ts = session_new();
	if (ts == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	ts->time_ms = session_now() * 1000;
	ts->timeout = 5 * 60 + 4;
	ts->verify_result = X509_V_ERR_UNSPECIFIED;
	SSL_SESSION *ss = session_wrap(ts, NULL);
	session_free(ts);
	if (ss != NULL) {
		ss->max_fragment_mode = UINT8_MAX;
	}
	return ss;
}

int SSL_SESSION_up_ref(SSL_SESSION *ss)
{
	return atomic_fetch_add_explicit(&ss->refs, 1, memory_order_relaxed) > 0;
}

void SSL_SESSION_free(SSL_SESSION *ss)
{
	if (ss == NULL || atomic_fetch_sub_explicit(&ss->refs, 1, memory_order_acq_rel) != 1) {
		return;
	}
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, ss, &ss->ex_data);
	X509_free(atomic_load(&ss->peer));
	EVP_PKEY_free(atomic_load(&ss->peer_rpk));
	session_free(ss->ts);
	OPENSSL_free(ss);
}

SSL_SESSION *SSL_SESSION_dup(const SSL_SESSION *src)
{
	struct tls_session *ts = session_copy(src->ts);
	SSL_SESSION *ss = ts != NULL ? session_wrap(ts, NULL) : NULL;
	session_free(ts);
	if (ss == NULL || !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, &ss->ex_data, &src->ex_data)) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		SSL_SESSION_free(ss);
		return NULL;
	}
	ss->max_fragment_mode = src->max_fragment_mode;
	ss->name_unacknowledged = src->name_unacknowledged;
	ss->of_server = src->of_server;
	ss->leaf_only = src->leaf_only;
	atomic_init(&ss->removed, atomic_load(&src->removed));
	return ss;
}

int SSL_SESSION_set_ex_data(SSL_SESSION *ss, int idx, void *data)
{
	return CRYPTO_set_ex_data(&ss->ex_data, idx, data);
}

void *SSL_SESSION_get_ex_data(const SSL_SESSION *ss, int idx)
{
	return CRYPTO_get_ex_data(&ss->ex_data, idx);
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

int64_t session_ms(int64_t seconds)
{
	return seconds != 0 ? seconds * 1000 + 999 : 0;
}

/* floor_seconds: times before 1970 exist in the type. */
static int64_t floor_seconds(int64_t ms)
{
	return ms >= 0 ? ms / 1000 : -((999 - ms) / 1000);
}

long SSL_SESSION_get_time(const SSL_SESSION *s)
{
	return s != NULL ? (long)floor_seconds(s->ts->time_ms) : 0;
}

time_t SSL_SESSION_get_time_ex(const SSL_SESSION *s);
time_t SSL_SESSION_get_time_ex(const SSL_SESSION *s)
{
	return s != NULL ? (time_t)floor_seconds(s->ts->time_ms) : 0;
}

time_t SSL_SESSION_set_time_ex(SSL_SESSION *s, time_t t);
time_t SSL_SESSION_set_time_ex(SSL_SESSION *s, time_t t)
{
	if (s == NULL || t >= INT64_MAX / 1000 || t < INT64_MIN / 1000) {
		return 0;
	}
	s->ts->time_ms = session_ms(t);
	return t;
}

long SSL_SESSION_set_time(SSL_SESSION *s, long t)
{
	return (long)SSL_SESSION_set_time_ex(s, (time_t)t);
}

long SSL_SESSION_get_timeout(const SSL_SESSION *s)
{
	return s != NULL ? (long)s->ts->timeout : 0;
}

bool session_over(const SSL_SESSION *ss, int64_t at)
{
	int64_t end;
	return !__builtin_add_overflow((int64_t)SSL_SESSION_get_time(ss), ss->ts->timeout, &end) && at > end;
}

long SSL_SESSION_set_timeout(SSL_SESSION *s, long t)
{
	if (s == NULL || t < 0) {
		return 0;
	}
	s->ts->timeout = t;
	return 1;
}

/* ---- what was negotiated ----------------------------------------------------------------------------------------- */

int SSL_SESSION_get_protocol_version(const SSL_SESSION *s)
{
	return s->ts->version;
}

int SSL_SESSION_set_protocol_version(SSL_SESSION *s, int version)
{
	s->ts->version = (uint16_t)version;
	return 1;
}

const SSL_CIPHER *session_cipher(uint16_t code)
{
	const unsigned char wire[2] = {(unsigned char)(code >> 8), (unsigned char)code};
	return code != 0 ? SSL_CIPHER_find(NULL, wire) : NULL;
}

const SSL_CIPHER *SSL_SESSION_get0_cipher(const SSL_SESSION *s)
{
	return session_cipher(s->ts->suite);
}

int SSL_SESSION_set_cipher(SSL_SESSION *s, const SSL_CIPHER *cipher)
{
	s->ts->suite = cipher != NULL ? SSL_CIPHER_get_protocol_id(cipher) : 0;
	return 1;
}

unsigned int SSL_SESSION_get_compress_id(const SSL_SESSION *s)
{
	(void)s;
	return 0;
}

uint8_t SSL_SESSION_get_max_fragment_length(const SSL_SESSION *sess)
{
	return sess->max_fragment_mode != UINT8_MAX ? sess->max_fragment_mode : 0;
}

const char *session_host_name(const SSL_SESSION *ss)
{
	return ss->name_unacknowledged ? NULL : ss->ts->server_name;
}

const char *SSL_SESSION_get0_hostname(const SSL_SESSION *s)
{
	return session_host_name(s);
}

int SSL_SESSION_set1_hostname(SSL_SESSION *s, const char *hostname)
{
	s->name_unacknowledged = false;
	/* An empty name is one that is there; the engine keeps it as no name. */
	return session_set_server_name(s->ts, hostname != NULL ? span_str(hostname) : span_of(NULL, 0));
}

void SSL_SESSION_get0_alpn_selected(const SSL_SESSION *s, const unsigned char **alpn, size_t *len)
{
	*alpn = s->ts->alpn;
	*len = s->ts->alpn_len;
}

int SSL_SESSION_set1_alpn_selected(SSL_SESSION *s, const unsigned char *alpn, size_t len)
{
	return session_set_alpn(s->ts, alpn != NULL ? span_of(alpn, len) : span_of(NULL, 0));
}

/* ---- ids, secrets, tickets --------------------------------------------------------------------------------------- */

const unsigned char *SSL_SESSION_get_id(const SSL_SESSION *s, unsigned int *len)
{
	if (len != NULL) {
		*len = s->ts->id_len;
	}
	return s->ts->id;
}

int SSL_SESSION_set1_id(SSL_SESSION *s, const unsigned char *sid, unsigned int sid_len)
{
	if (sid_len > SESSION_ID_MAX) {
		SSL_ERR(SSL_R_SSL_SESSION_ID_TOO_LONG);
		return 0;
	}
	if (sid != s->ts->id) {
		memcpy(s->ts->id, sid, sid_len);
	}
	s->ts->id_len = (uint8_t)sid_len;
	return 1;
}

const unsigned char *SSL_SESSION_get0_id_context(const SSL_SESSION *s, unsigned int *len)
{
	if (len != NULL) {
		*len = s->ts->context_len;
	}
	return s->ts->context;
}

int SSL_SESSION_set1_id_context(SSL_SESSION *s, const unsigned char *sid_ctx, unsigned int sid_ctx_len)
{
	if (sid_ctx_len > SESSION_CONTEXT_MAX) {
		SSL_ERR(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
		return 0;
	}
	if (sid_ctx != s->ts->context) {
		memcpy(s->ts->context, sid_ctx, sid_ctx_len);
	}
	s->ts->context_len = (uint8_t)sid_ctx_len;
	return 1;
}

size_t SSL_SESSION_get_master_key(const SSL_SESSION *session, unsigned char *out, size_t outlen)
{
	const struct secret *secret = &session->ts->secret;
	if (outlen == 0) {
		return secret->len;
	}
	if (outlen > secret->len) {
		outlen = secret->len;
	}
	memcpy(out, secret->b, outlen);
	return outlen;
}

int SSL_SESSION_set1_master_key(SSL_SESSION *sess, const unsigned char *in, size_t len)
{
	if (len > SECRET_MAX) {
		return 0;
	}
	secret_set(&sess->ts->secret, span_of(in, len));
	return 1;
}

int SSL_SESSION_has_ticket(const SSL_SESSION *s)
{
	return s->ts->ticket_len > 0;
}

unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION *s)
{
	return s->ts->ticket_lifetime;
}

void SSL_SESSION_get0_ticket(const SSL_SESSION *s, const unsigned char **tick, size_t *len)
{
	*len = s->ts->ticket_len;
	if (tick != NULL) {
		*tick = s->ts->ticket;
	}
}

uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION *s)
{
	return s->ts->max_early_data;
}

int SSL_SESSION_set_max_early_data(SSL_SESSION *s, uint32_t max_early_data)
{
	s->ts->max_early_data = max_early_data;
	return 1;
}

int SSL_SESSION_get0_ticket_appdata(SSL_SESSION *ss, void **data, size_t *len)
{
	*data = ss->ts->app_data;
	*len = ss->ts->app_data_len;
	return 1;
}

int SSL_SESSION_set1_ticket_appdata(SSL_SESSION *ss, const void *data, size_t len)
{
	return session_set_app_data(ss->ts, data != NULL ? span_of(data, len) : span_of(NULL, 0));
}

int SSL_SESSION_is_resumable(const SSL_SESSION *s)
{
	return !s->ts->not_resumable && !atomic_load(&s->removed) && (s->ts->id_len > 0 || s->ts->ticket_len > 0);
}

X509 *SSL_SESSION_get0_peer(SSL_SESSION *s)
{
	X509 *x = atomic_load(&s->peer);
	if (x != NULL) {
		return x;
	}
	ERR_set_mark();
	STACK_OF(X509) *chain = bridge_session_chain(s->ts);
	ERR_pop_to_mark();
	if (sk_X509_num(chain) > 0) {
		X509 *fresh = sk_X509_shift(chain);
		if (atomic_compare_exchange_strong(&s->peer, &x, fresh)) {
			x = fresh;
		} else {
			X509_free(fresh);
		}
	}
	sk_X509_pop_free(chain, X509_free);
	return x;
}

/* Since OpenSSL 3.2. */
EVP_PKEY *SSL_SESSION_get0_peer_rpk(SSL_SESSION *s);
EVP_PKEY *SSL_SESSION_get0_peer_rpk(SSL_SESSION *s)
{
	EVP_PKEY *key = atomic_load(&s->peer_rpk);
	if (key != NULL) {
		return key;
	}
	EVP_PKEY *fresh = bridge_raw_key(span_of(s->ts->peer_key, s->ts->peer_key_len));
	if (fresh != NULL && !atomic_compare_exchange_strong(&s->peer_rpk, &key, fresh)) {
		EVP_PKEY_free(fresh);
		return key;
	}
	return fresh;
}
