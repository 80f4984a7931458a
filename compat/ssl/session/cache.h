/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Sessions on the ABI's side: SSL_SESSION over the engine's struct tls_session, the cache of an SSL_CTX (sharded by id,
 * a mutex each, least recently used out first), ticket keys, and the program's callbacks for all of it.
 */
#ifndef TEASEL_COMPAT_SESSION_CACHE_H
#define TEASEL_COMPAT_SESSION_CACHE_H

#include <pthread.h>
#include <stdatomic.h>

#include <openssl/crypto.h>
#include <openssl/lhash.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "compat/ssl/session/ticket_keys.h"
#include "engine/engine.h"

/* What an SSL inherits. */
struct session_settings {
	uint8_t context[SESSION_CONTEXT_MAX]; /* SSL_set_session_id_context */
	uint8_t context_len;
	GEN_SESSION_CB generate_id;
	int (*not_resumable)(SSL *s, int is_forward_secure);
	SSL_psk_use_session_cb_func psk_use; /* psk.c */
	SSL_psk_find_session_cb_func psk_find;
	SSL_psk_client_cb_func psk_client;
	SSL_psk_server_cb_func psk_server;
};

int session_settings_init(struct session_settings *s);
int session_settings_inherit(struct session_settings *dst, const struct session_settings *src);
void session_settings_free(struct session_settings *s);

/* session_fill puts context, timeout and TLS_OPT_NO_SESSION_CACHE into out. */
int session_fill(SSL_CTX *ctx, SSL *s, struct tls_settings *out);

/* What SSL_CTX_sess_* count. */
enum session_count {
	COUNT_CONNECT,
	COUNT_CONNECT_GOOD,
	COUNT_CONNECT_RENEGOTIATE,
	COUNT_ACCEPT,
	COUNT_ACCEPT_GOOD,
	COUNT_ACCEPT_RENEGOTIATE,
	COUNT_HIT,
	COUNT_CB_HIT,
	COUNT_MISS,
	COUNT_TIMEOUT,
	COUNT_CACHE_FULL,
	COUNT_COUNT
};

struct session_shards; /* cache.c */

/* Of an SSL_CTX alone. */
struct session_cache {
	long mode;         /* SSL_SESS_CACHE_* */
	unsigned long max; /* sessions; 0: no bound */
	int64_t timeout;   /* seconds */
	int (*new_cb)(SSL *, SSL_SESSION *);
	void (*remove_cb)(SSL_CTX *, SSL_SESSION *);
	SSL_SESSION *(*get_cb)(SSL *, const unsigned char *, int, int *);
	struct ticket_ring ticket_keys;
	int (*ticket_hmac_cb)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, HMAC_CTX *, int);
	int (*ticket_evp_cb)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, EVP_MAC_CTX *, int);
	SSL_CTX_generate_session_ticket_fn ticket_gen_cb; /* SSL_CTX_set_session_ticket_cb */
	SSL_CTX_decrypt_session_ticket_fn ticket_dec_cb;
	void *ticket_cb_data;
	_Atomic(struct session_shards *) shards; /* NULL until the first session is kept */
	OPENSSL_LHASH *listed; /* what SSL_CTX_sessions last returned, with references; NULL: nothing */
	atomic_long count[COUNT_COUNT];
};

int session_cache_init(struct session_cache *c);
/* session_cache_free calls the program's remove callback for what is kept, hence ctx. */
void session_cache_free(SSL_CTX *ctx, struct session_cache *c);

static inline void session_counted(struct session_cache *c, enum session_count what)
{
	atomic_fetch_add_explicit(&c->count[what], 1, memory_order_relaxed);
}

/* Of one connection. */
struct session_state {
	SSL_SESSION *session; /* a reference: what SSL_get_session shows, or what SSL_set_session offered; NULL */
	bool offered;         /* set by SSL_set_session or found by a lookup; the handshake has not settled it */
	bool tried;           /* a client gave the engine a session to resume */
	bool asked_resumable, not_resumable; /* SSL_set_not_resumable_session_callback was asked, and what it said */
	bool ticket_sealed;                  /* the session that is being made is in a ticket */
	bool ticket_opened;                  /* the engine is about to ask whether the ticket's session is accepted */
	uint8_t ticket_name[TICKET_NAME_LEN];
	struct buffer ticket_app_data; /* the program's data out of that ticket */
};

/* session_state_start hands the offered session to the engine (client, after tls_conn_new) and counts the handshake.
 * session_state_done is to be called when the handshake is complete: it makes SSL_get_session's object and counts. */
void session_state_start(SSL *s, struct tls_conn *c);
void session_state_done(SSL *s, struct tls_conn *c);
/* session_state_end: before s->conn is freed for good or by SSL_clear: a session that was not shut down properly leaves
 * the cache. keep: SSL_clear, which keeps the session to be resumed. */
void session_state_end(SSL *s, bool keep);
/* session_context_switch: SSL_set_SSL_CTX carries the new SSL_CTX's id context over when s had not set its own. */
void session_context_switch(SSL *s, const SSL_CTX *from, const SSL_CTX *to);

/* The engine's hooks; owner is the SSL. */
void session_hook_new(void *owner, struct tls_conn *c, struct tls_session *ts);
enum tls_hook_answer session_hook_lookup(void *owner, struct tls_conn *c, struct span id, struct tls_session **out,
					 struct tls_hook_fault *fault);
bool session_hook_remove(void *owner, struct tls_conn *c, struct tls_session *ts);
enum tls_hook_answer session_hook_id(void *owner, struct tls_conn *c, uint8_t *id, size_t *len,
				     struct tls_hook_fault *fault);
enum tls_hook_answer session_hook_ticket_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					      struct tls_hook_fault *fault);
enum tls_ticket_answer session_hook_ticket_open(void *owner, struct tls_conn *c, struct span ticket,
						struct buffer *content);
enum tls_hook_answer session_hook_psk_use(void *owner, struct tls_conn *c, enum hash_id hash, struct tls_session **out,
					  struct tls_hook_fault *fault);
enum tls_hook_answer session_hook_psk_find(void *owner, struct tls_conn *c, struct span identity,
					   struct tls_session **out, struct tls_hook_fault *fault);
bool session_hook_accept(void *owner, struct tls_conn *c, struct tls_session *ts, bool renew);

/*
 * session_ctrl serves SSL_CTRL_SESS_NUMBER to _SESS_CACHE_FULL, _SET_SESS_CACHE_SIZE, _GET_SESS_CACHE_SIZE,
 * _SET_SESS_CACHE_MODE, _GET_SESS_CACHE_MODE, _GET_TLSEXT_TICKET_KEYS and _SET_TLSEXT_TICKET_KEYS.
 * session_callback_ctrl serves SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB.
 */
long session_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);
long session_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void));

/* ---- within session/ --------------------------------------------------------------------------------------------- */

struct ssl_session_st {
	atomic_int refs;
	struct tls_session *ts; /* one reference */
	CRYPTO_EX_DATA ex_data;
	_Atomic(X509 *) peer;         /* made from ts->peer_chain when first asked for */
	_Atomic(EVP_PKEY *) peer_rpk; /* made from ts->peer_key in the same way */
	uint8_t max_fragment_mode;    /* TLSEXT_max_fragment_length_*; UINT8_MAX: not negotiated */
	bool name_unacknowledged;     /* the server did not acknowledge the name: programs do not see it */
	bool of_server;               /* made by a server: its bytes keep such a name, for it resumes under no other */
	bool leaf_only;               /* read from bytes: of the peer's chain it knows the first certificate */
	atomic_bool removed;          /* it left a cache and is not to be resumed any more */
};

/* session_wrap makes an SSL_SESSION around ts, taking a reference of it. c: the connection that has it, or NULL.
 * NULL when memory is out. */
SSL_SESSION *session_wrap(struct tls_session *ts, const struct tls_conn *c);

/* session_name: the host name that programs see, or NULL. */
const char *session_host_name(const SSL_SESSION *ss);

/* session_cipher: the SSL_CIPHER of a suite's code, or NULL. */
const SSL_CIPHER *session_cipher(uint16_t code);

/* session_cache_find returns a reference to the session kept under id for that protocol version, or NULL. */
SSL_SESSION *session_cache_find(struct session_cache *c, uint16_t version, struct span id);
/* session_cache_has looks without counting it as use. */
bool session_cache_has(struct session_cache *c, uint16_t version, struct span id);

/* session_cache_each calls fn with every session, each with a reference that fn takes over. No shard is locked then. */
void session_cache_each(struct session_cache *c, void (*fn)(void *arg, SSL_SESSION *ss), void *arg);

/* session_listed_free lets go what SSL_CTX_sessions returned. */
void session_listed_free(struct session_cache *c);

/* session_not_resumable asks the program, once in a connection, whether its server's session must not be resumed. */
bool session_not_resumable(SSL *s, struct tls_conn *c);

/* session_state_follow: SSL_get_session's object becomes that of the engine's session. */
void session_state_follow(SSL *s, struct tls_conn *c);

/* ticket_keys_ctrl serves SSL_CTRL_GET_TLSEXT_TICKET_KEYS and _SET_TLSEXT_TICKET_KEYS. */
long ticket_keys_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);

/* session_over: at this second its time is up. A timeout beyond what can be counted never ends. */
bool session_over(const SSL_SESSION *ss, int64_t at);

/* session_now: seconds since 1970. */
int64_t session_now(void);

/*
 * session_ms: the milliseconds for a time that is known to the second only; 0 stays 0, which is no time. It is the end of
 * that second: a client that took its beginning could claim an age of its ticket that the server knows to be too great,
 * and servers refuse early data for that.
 */
int64_t session_ms(int64_t seconds);

#endif
