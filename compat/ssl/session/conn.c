/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Sessions of one connection: offering one, keeping the one that came of it, and the engine's questions about them. The
 * SSL_SESSION of an SSL follows the engine's session: same struct tls_session, same object, so that what a program put
 * into its ex_data is found again.
 */
#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

/* ---- settings ---------------------------------------------------------------------------------------------------- */

int session_settings_init(struct session_settings *s)
{
	*s = (struct session_settings){0};
	return 1;
}

int session_settings_inherit(struct session_settings *dst, const struct session_settings *src)
{
	*dst = *src;
	return 1;
}

void session_settings_free(struct session_settings *s)
{
	*s = (struct session_settings){0};
}

int session_fill(SSL_CTX *ctx, SSL *s, struct tls_settings *out)
{
	const struct session_settings *set = s != NULL ? &s->set.session : &ctx->set.session;
	const struct session_cache *cache = s != NULL ? &s->session_ctx->sessions : &ctx->sessions;
	out->session_context = span_of(set->context, set->context_len);
	out->session_timeout = cache->timeout;
	if ((cache->mode & SSL_SESS_CACHE_SERVER) == 0) {
		out->options |= TLS_OPT_NO_SESSION_CACHE;
	}
	return 1;
}

/* set_context changes nothing when the context is the same, so that a server that repeats it keeps sharing its config.
 */
static int set_context(struct session_settings *set, const unsigned char *id, unsigned len, bool *changed)
{
	if (len > SESSION_CONTEXT_MAX) {
		SSL_ERR(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
		return 0;
	}
	*changed = !span_eq(span_of(set->context, set->context_len), span_of(id, len));
	if (len != 0) {
		memmove(set->context, id, len);
	}
	set->context_len = (uint8_t)len;
	return 1;
}

int SSL_CTX_set_session_id_context(SSL_CTX *ctx, const unsigned char *sid_ctx, unsigned int sid_ctx_len)
{
	bool changed = false;
	int ret = set_context(&ctx->set.session, sid_ctx, sid_ctx_len, &changed);
	if (changed) {
		ctx_changed(ctx);
	}
	return ret;
}

int SSL_set_session_id_context(SSL *ssl, const unsigned char *sid_ctx, unsigned int sid_ctx_len)
{
	bool changed = false;
	int ret = set_context(&ssl->set.session, sid_ctx, sid_ctx_len, &changed);
	if (changed) {
		ssl_changed(ssl);
	}
	return ret;
}

void session_context_switch(SSL *s, const SSL_CTX *from, const SSL_CTX *to)
{
	const struct session_settings *old = &from->set.session, *fresh = &to->set.session;
	struct session_settings *own = &s->set.session;
	if (span_eq(span_of(own->context, own->context_len), span_of(old->context, old->context_len))) {
		own->context_len = fresh->context_len;
		memcpy(own->context, fresh->context, sizeof own->context);
	}
}

int SSL_CTX_set_generate_session_id(SSL_CTX *ctx, GEN_SESSION_CB cb)
{
	ctx->set.session.generate_id = cb;
	return 1;
}

int SSL_set_generate_session_id(SSL *ssl, GEN_SESSION_CB cb)
{
	ssl->set.session.generate_id = cb;
	return 1;
}

/* ---- the session of an SSL --------------------------------------------------------------------------------------- */

/* hold makes ss (whose reference is taken over) the session of s. */
static void hold(SSL *s, SSL_SESSION *ss, bool offered)
{
	SSL_SESSION_free(s->sess.session);
	s->sess.session = ss;
	s->sess.offered = offered;
}

int SSL_set_session(SSL *s, SSL_SESSION *session)
{
	if (session != NULL) {
		SSL_SESSION_up_ref(session);
		s->vstate.result = session->ts->verify_result;
	}
	hold(s, session, true);
	return 1;
}

void session_state_follow(SSL *s, struct tls_conn *c)
{
	struct tls_session *ts = tls_conn_session(c);
	if (ts == NULL || (s->sess.session != NULL && s->sess.session->ts == ts)) {
		return;
	}
	SSL_SESSION *ss = session_wrap(ts, c);
	if (ss != NULL) {
		hold(s, ss, false);
	}
}

SSL_SESSION *SSL_get_session(const SSL *ssl)
{
	/* Before the handshake is through, what was offered shows; the object for what came of it is made when asked
	 * for. */
	if (ssl->conn != NULL && (tls_conn_handshake_done(ssl->conn) || ssl->sess.session == NULL)) {
		session_state_follow((SSL *)ssl, ssl->conn);
	}
	/* In the middle of a handshake OpenSSL has a session already, with nothing in it; nginx asks it for its host
	 * name without looking whether it is there. */
	if (ssl->sess.session == NULL && ssl->conn != NULL && ssl->role == TLS_SERVER &&
	    tls_conn_error(ssl->conn) == TLS_OK) {
		hold((SSL *)ssl, SSL_SESSION_new(), false);
	}
	return ssl->sess.session;
}

SSL_SESSION *SSL_get1_session(SSL *ssl)
{
	SSL_SESSION *ss = SSL_get_session(ssl);
	if (ss != NULL) {
		SSL_SESSION_up_ref(ss);
	}
	return ss;
}

int SSL_has_matching_session_id(const SSL *ssl, const unsigned char *id, unsigned int id_len)
{
	return id_len <= SESSION_ID_MAX &&
	       session_cache_has(&ssl->session_ctx->sessions, (uint16_t)SSL_version(ssl), span_of(id, id_len));
}

/* ---- around a handshake ------------------------------------------------------------------------------------------ */

void session_state_start(SSL *s, struct tls_conn *c)
{
	bool client = tls_conn_role(c) == TLS_CLIENT;
	session_counted(&s->session_ctx->sessions, client ? COUNT_CONNECT : COUNT_ACCEPT);
	SSL_SESSION *ss = s->sess.session;
	s->sess.tried = client && ss != NULL && SSL_SESSION_is_resumable(ss);
	if (s->sess.tried) {
		tls_conn_set_session(c, ss->ts);
	}
}

void session_state_done(SSL *s, struct tls_conn *c)
{
	struct session_cache *cache = &s->session_ctx->sessions;
	bool client = tls_conn_role(c) == TLS_CLIENT;
	session_counted(cache, client ? COUNT_CONNECT_GOOD : COUNT_ACCEPT_GOOD);
	struct tls_session *ts = tls_conn_session(c);
	if (s->sess.tried && !tls_conn_resumed(c)) {
		session_counted(cache, COUNT_MISS);
	}
	if (tls_conn_resumed(c)) {
		session_counted(cache, COUNT_HIT);
		if (client && tls_conn_version(c) == TLS_VERSION_13 && (cache->mode & SSL_SESS_CACHE_CLIENT) != 0) {
			/* A ticket that is used once tells nobody that two connections are the same client's. */
			SSL_CTX_remove_session(s->session_ctx, s->sess.session);
		}
		if (ts != NULL && !ts->external) {
			s->vstate.result = ts->verify_result;
		}
	} else if (ts != NULL) {
		ts->verify_result = s->vstate.result;
	}
	if (s->sess.offered && !tls_conn_resumed(c)) {
		hold(s, NULL, false);
	}
	s->sess.offered = false;
	buf_free(&s->sess.ticket_app_data);
}

void session_state_end(SSL *s, bool keep)
{
	struct session_state *st = &s->sess;
	bool clean = (s->shutdown & (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)) != 0;
	if (st->session != NULL && !clean && s->conn != NULL && tls_conn_handshake_done(s->conn)) {
		SSL_CTX_remove_session(s->session_ctx, st->session);
		keep = false;
	}
	if (!keep) {
		hold(s, NULL, false);
	}
	st->offered = st->session != NULL;
	buf_free(&st->ticket_app_data);
	st->ticket_opened = false;
	st->asked_resumable = st->not_resumable = false;
}

/* ---- the engine's questions -------------------------------------------------------------------------------------- */

bool session_not_resumable(SSL *s, struct tls_conn *c)
{
	struct session_state *st = &s->sess;
	if (!st->asked_resumable && s->set.session.not_resumable != NULL && !tls_conn_resumed(c)) {
		/* Every suite here is forward secure; of TLS 1.3's, which name no key exchange, OpenSSL says it is not.
		 */
		st->not_resumable = s->set.session.not_resumable(s, tls_conn_version(c) == TLS_VERSION_12) != 0;
		st->asked_resumable = true;
	}
	return st->not_resumable;
}

/* A client's session that came as a ticket gets an id of its own, so that a program can tell sessions apart by it. */
static void name_by_ticket(struct tls_session *ts)
{
	if (ts->id_len == 0 && ts->ticket_len != 0) {
		hash_once(HASH_SHA256, span_of(ts->ticket, ts->ticket_len), ts->id);
		ts->id_len = SESSION_ID_MAX;
	}
}

/* keeps: a server of TLS 1.3 keeps only sessions that its tickets merely name, or that a program wants to hear of. */
static bool keeps(const SSL *s, struct tls_conn *c)
{
	const struct session_cache *cache = &s->session_ctx->sessions;
	if ((cache->mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) != 0) {
		return false;
	}
	return tls_conn_role(c) == TLS_CLIENT || tls_conn_version(c) != TLS_VERSION_13 || cache->remove_cb != NULL ||
	       (s->set.proto.options & SSL_OP_NO_TICKET) != 0 ||
	       (s->set.proto.max_early_data > 0 && (s->set.proto.options & SSL_OP_NO_ANTI_REPLAY) == 0);
}

void session_hook_new(void *owner, struct tls_conn *c, struct tls_session *ts)
{
	SSL *s = owner;
	SSL_CTX *ctx = s->session_ctx;
	bool client = tls_conn_role(c) == TLS_CLIENT;
	long mode = client ? SSL_SESS_CACHE_CLIENT : SSL_SESS_CACHE_SERVER;
	if (client) {
		name_by_ticket(ts);
	} else if (s->sess.ticket_sealed && tls_conn_version(c) == TLS_VERSION_12) {
		/* All of it is in the ticket: there is nothing to keep here, and no id to keep it under. */
		ts->id_len = 0;
	}
	s->sess.ticket_sealed = false;
	if (!tls_conn_resumed(c) || tls_conn_handshake_done(c)) {
		ts->verify_result = s->vstate.result;
	}
	SSL_SESSION *ss = session_wrap(ts, c);
	if (ss == NULL) {
		return;
	}
	if (!client && session_not_resumable(s, c)) {
		atomic_store(&ss->removed, true);
	}
	/* A session that continues another knows no more of the peer than that one did. */
	ss->leaf_only = tls_conn_resumed(c) && s->sess.session != NULL && s->sess.session->leaf_only;
	SSL_SESSION_up_ref(ss);
	hold(s, ss, false);
	/* Without an id there is nothing to find it by; without a context a server that verifies must not resume. */
	bool usable = ts->id_len != 0 && !atomic_load(&ss->removed) &&
		      (client || ts->context_len != 0 || (s->set.verify.mode & SSL_VERIFY_PEER) == 0);
	if (usable && (ctx->sessions.mode & mode) != 0) {
		if (keeps(s, c)) {
			SSL_CTX_add_session(ctx, ss);
		}
		if (ctx->sessions.new_cb != NULL) {
			SSL_SESSION_up_ref(ss);
			if (!ctx->sessions.new_cb(s, ss)) {
				SSL_SESSION_free(ss);
			}
		}
	}
	SSL_SESSION_free(ss);
	/* Now and then, what has expired goes. */
	if (usable && (ctx->sessions.mode & mode) != 0 && (ctx->sessions.mode & SSL_SESS_CACHE_NO_AUTO_CLEAR) == 0 &&
	    (atomic_load(&ctx->sessions.count[client ? COUNT_CONNECT_GOOD : COUNT_ACCEPT_GOOD]) & 0xff) == 0xff) {
		SSL_CTX_flush_sessions(ctx, (long)session_now());
	}
}

/* ask_program calls the program's get callback: *answer is a reference on HOOK_DONE. */
static enum tls_hook_answer ask_program(SSL *s, struct span id, SSL_SESSION **answer)
{
	SSL_CTX *ctx = s->session_ctx;
	int copy = 1;
	SSL_SESSION *ss = ctx->sessions.get_cb(s, id.p, (int)id.len, &copy);
	if (ss == NULL) {
		return HOOK_DECLINED;
	}
	if (ss->ts->not_resumable || atomic_load(&ss->removed)) {
		if (!copy) {
			SSL_SESSION_free(ss);
		}
		return HOOK_DECLINED;
	}
	session_counted(&ctx->sessions, COUNT_CB_HIT);
	if (copy) {
		SSL_SESSION_up_ref(ss);
	}
	if ((ctx->sessions.mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) == 0) {
		SSL_CTX_add_session(ctx, ss);
	}
	*answer = ss;
	return HOOK_DONE;
}

enum tls_hook_answer session_hook_lookup(void *owner, struct tls_conn *c, struct span id, struct tls_session **out,
					 struct tls_hook_fault *fault)
{
	(void)fault;
	SSL *s = owner;
	SSL_CTX *ctx = s->session_ctx;
	SSL_SESSION *ss = NULL;
	if ((ctx->sessions.mode & SSL_SESS_CACHE_NO_INTERNAL_LOOKUP) == 0) {
		ss = session_cache_find(&ctx->sessions, tls_conn_version(c), id);
		if (ss == NULL) {
			session_counted(&ctx->sessions, COUNT_MISS);
		}
	}
	if (ss == NULL && ctx->sessions.get_cb != NULL) {
		enum tls_hook_answer a = ask_program(s, id, &ss);
		if (a != HOOK_DONE) {
			return a;
		}
	}
	if (ss == NULL) {
		return HOOK_DECLINED;
	}
	if (session_over(ss, session_now())) {
		session_counted(&ctx->sessions, COUNT_TIMEOUT);
		SSL_CTX_remove_session(ctx, ss);
		SSL_SESSION_free(ss);
		return HOOK_DECLINED;
	}
	*out = session_up_ref(ss->ts);
	hold(s, ss, true);
	return HOOK_DONE;
}

bool session_hook_remove(void *owner, struct tls_conn *c, struct tls_session *ts)
{
	(void)c;
	SSL *s = owner;
	SSL_SESSION *ss = session_cache_find(&s->session_ctx->sessions, ts->version, span_of(ts->id, ts->id_len));
	if (ss == NULL && s->sess.session != NULL && s->sess.session->ts == ts) {
		ss = s->sess.session;
		SSL_SESSION_up_ref(ss);
	}
	bool found = ss != NULL && SSL_CTX_remove_session(s->session_ctx, ss) != 0;
	SSL_SESSION_free(ss);
	return found;
}

/* default_id: 32 random bytes; a clash is next to impossible, and tried again all the same. */
static int default_id(SSL *s, unsigned char *id, unsigned int *len)
{
	for (int tries = 0; tries < 10; tries++) {
		if (rng_bytes(id, *len) != TLS_OK) {
			return 0;
		}
		if (!SSL_has_matching_session_id(s, id, *len)) {
			return 1;
		}
	}
	return 0;
}

enum tls_hook_answer session_hook_id(void *owner, struct tls_conn *c, uint8_t *id, size_t *len,
				     struct tls_hook_fault *fault)
{
	(void)c;
	SSL *s = owner;
	GEN_SESSION_CB cb = s->set.session.generate_id;
	if (cb == NULL) {
		cb = s->session_ctx->set.session.generate_id;
	}
	unsigned int n = SESSION_ID_MAX;
	memset(id, 0, n);
	int reason = 0;
	if (!(cb != NULL ? cb(s, id, &n) : default_id(s, id, &n))) {
		reason = SSL_R_SSL_SESSION_ID_CALLBACK_FAILED;
	} else if (n == 0 || n > SESSION_ID_MAX) {
		reason = SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH;
	} else if (SSL_has_matching_session_id(s, id, n)) {
		reason = SSL_R_SSL_SESSION_ID_CONFLICT;
	}
	if (reason != 0) {
		SSL_ERR(reason);
		fault->err = TLS_E_CALLBACK_FAILED;
		return HOOK_FAIL;
	}
	*len = n;
	return HOOK_DONE;
}

/* accept_ticket gives the program its data back and lets it refuse. */
static bool accept_ticket(SSL *s, struct tls_conn *c, struct tls_session *ts, bool renew)
{
	SSL_CTX *ctx = s->session_ctx;
	struct buffer *data = &s->sess.ticket_app_data;
	if (buf_len(data) != 0 && !session_set_app_data(ts, buf_span(data))) {
		return false;
	}
	if (ctx->sessions.ticket_dec_cb == NULL) {
		return true;
	}
	SSL_SESSION *ss = session_wrap(ts, c);
	if (ss == NULL) {
		return false;
	}
	SSL_TICKET_RETURN r = ctx->sessions.ticket_dec_cb(s, ss, s->sess.ticket_name, TICKET_NAME_LEN,
							  renew ? SSL_TICKET_SUCCESS_RENEW : SSL_TICKET_SUCCESS,
							  ctx->sessions.ticket_cb_data);
	SSL_SESSION_free(ss);
	return r == SSL_TICKET_RETURN_USE || r == SSL_TICKET_RETURN_USE_RENEW;
}

bool session_hook_accept(void *owner, struct tls_conn *c, struct tls_session *ts, bool renew)
{
	SSL *s = owner;
	bool opened = s->sess.ticket_opened;
	s->sess.ticket_opened = false;
	if (opened && !accept_ticket(s, c, ts, renew)) {
		return false;
	}
	/* A server that verifies its clients but never said which of its sessions are alike must not mix them up. */
	return (s->set.verify.mode & SSL_VERIFY_PEER) == 0 || s->set.session.context_len != 0;
}
