/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What stands behind the opaque SSL_CTX and SSL. Settings that exist for both are written once, as a struct per family
 * that both contain; each family says how it starts, how an SSL inherits it from its SSL_CTX, how it ends, and what it
 * puts into the engine's struct tls_settings:
 *
 *     config/proto.h    versions, options, modes, suites, groups, signature algorithms, ALPN, record sizes
 *     cert/certs.h      certificates, chains and private keys
 *     cert/verify.h     verification mode and callback, X509_VERIFY_PARAM, stores, CA name lists
 *     session/cache.h   session cache, session id context, tickets
 *     core/callbacks.h  info, message, key log, server name, ALPN, certificate callbacks
 *
 * An SSL_CTX freezes its settings into a tls_config at the first connection and again after a change; all connections
 * whose SSL made no change of its own share it.
 */
#ifndef TEASEL_COMPAT_CORE_LOCAL_H
#define TEASEL_COMPAT_CORE_LOCAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "compat/ssl/cert/certs.h"
#include "compat/ssl/cert/dane.h"
#include "compat/ssl/cert/verify.h"
#include "compat/ssl/config/proto.h"
#include "compat/ssl/core/callbacks.h"
#include "compat/ssl/session/cache.h"
#include "engine/engine.h"

/* SSL_METHOD: which roles and versions an SSL made from it may have. */
struct ssl_method_st {
	const char *name;
	int version;       /* TLS_ANY_VERSION or a fixed one */
	uint16_t min, max; /* engine versions, 0: no bound */
	bool client, server;
};

/* The settings that an SSL inherits from its SSL_CTX and may then change for itself. */
struct settings {
	struct proto_settings proto;
	struct cert_settings certs;
	struct verify_settings verify;
	struct session_settings session;
	struct callback_settings cb;
};

struct ssl_ctx_st {
	atomic_int refs;
	const SSL_METHOD *method;
	struct settings set;
	struct ctx_callbacks cb;
	struct ctx_trust trust;        /* cert/verify.h: the X509_STORE and what is built from it */
	CTLOG_STORE *ctlogs;           /* the logs whose SCTs count */
	struct dane_types dane;        /* cert/dane.h */
	struct session_cache sessions; /* session/cache.h */
	CRYPTO_EX_DATA ex_data;
	pthread_mutex_t lock;                /* guards frozen while it is being built; not taken once it is there */
	_Atomic(struct tls_config *) frozen; /* NULL: not built since the last change */
	atomic_uint generation;              /* counts the changes */
	OSSL_LIB_CTX *libctx;
	char *propq;
	struct secret cookie_key; /* of SSL_stateless; made with the SSL_CTX */
};

/* The stapled OCSP response. Server: to be stapled; client: what came. OPENSSL_malloc'ed. */
struct status_request {
	unsigned char *response;
	size_t response_len;
};

/* A call of SSL_write that could not be finished: its arguments, which a retry must repeat. */
struct pending_write {
	bool active;
	const void *buf;
	size_t len;
	size_t sealed; /* bytes of it that are in the engine's output or beyond */
};

/* What SSL_get_handshake_rtt tells, in microseconds. */
struct round_trip {
	uint64_t sent_us, took_us;
	bool answered;
};

/* Messages after the handshake that were asked for and are not sent yet: they go out with the next call. */
struct queued {
	int key_update; /* SSL_KEY_UPDATE_* */
	bool cert_request;
	unsigned tickets;
};

/* Where the program stands with early data; io/early.c. */
enum early_state {
	EARLY_ST_NONE,
	EARLY_ST_CONNECTING, /* client: SSL_write_early_data has to send the hello first */
	EARLY_ST_WRITING,    /* client: SSL_write_early_data may go on, until another call goes on with the handshake */
	EARLY_ST_FLUSHING,   /* client: the same, once the BIO has let go of what is written */
	EARLY_ST_ACCEPTING,  /* server: SSL_read_early_data has to send our flight first */
	EARLY_ST_READING,    /* server: there is early data */
	EARLY_ST_FINISHED,   /* there is nothing more to send or to read */
};

struct ssl_st {
	atomic_int refs;
	SSL_CTX *ctx;         /* as SSL_set_SSL_CTX left it */
	SSL_CTX *session_ctx; /* the one it was created from: its session cache serves */
	const SSL_METHOD *method;
	struct settings set;
	unsigned generation;   /* ctx's, when the settings were inherited */
	bool own_settings;     /* the settings differ from ctx's: freeze them for this SSL alone */
	bool config_stale;     /* and conn does not know yet */
	int role;              /* -1: not set, else enum tls_role */
	struct tls_conn *conn; /* NULL until the handshake starts, and after SSL_clear */
	bool failed;           /* the connection broke: nothing but SSL_clear helps */
	bool done;             /* the handshake is complete, as far as the program was told */
	BIO *rbio, *wbio;
	int rwstate;                /* SSL_NOTHING, SSL_READING, SSL_WRITING, SSL_X509_LOOKUP ... */
	int shutdown;               /* SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN */
	int in_handshake;           /* depth of handshake calls: callbacks may read and write */
	bool needs_flush;           /* handshake bytes went to wbio that its BIO_flush has not seen */
	bool saw_handshake_message; /* since SSL_read began */
	struct pending_write write;
	struct queued queued;
	bool asked_for_cert; /* server: for one after the handshake */
	bool stateless;      /* server: within SSL_stateless */
	enum early_state early;
	bool early_ended;         /* and the handshake may complete */
	bool early_rest;          /* the info callback was told that the handshake rests */
	enum tls_step shown_step; /* what SSL_get_state says: behind the engine's while the info callback is told */
	bool turned;              /* the info callback was told that our flight is over */
	bool done_told;           /* and that the handshake is complete */
	struct round_trip round_trip;
	struct buffer custom_received; /* types of the program's own extensions that the peer sent, u16 each */
	int hook_reason;   /* the reason of a failure that a hook caused, where the engine has no word for it */
	char *server_name; /* client: SNI to send; server: SNI received; or NULL */
	struct status_request status;
	const struct tls_hello_view *hello; /* while the ClientHello callback runs */
	struct session_state sess;          /* session/cache.h: SSL_SESSION of this connection */
	struct ct_state ct;                 /* cert/ct.h */
	SSL_DANE *dane;                     /* cert/dane.h; NULL until it is asked for */
	struct verify_state vstate;         /* cert/verify.h: result, chain, X509 objects of the peer */
	CRYPTO_EX_DATA ex_data;
};

/* Any change of settings ends here: the next connection freezes anew. (core/freeze.c) */
void ctx_changed(SSL_CTX *ctx);
void ssl_changed(SSL *s);

/* freeze_ctx and freeze_ssl return a reference to the tls_config for the settings, or NULL with an error queued. */
struct tls_config *freeze_ctx(SSL_CTX *ctx);
struct tls_config *freeze_ssl(SSL *s);

/* settings_inherit: dst is zero. settings_free leaves it so. (core/freeze.c) */
int settings_init(struct settings *set);
int settings_inherit(struct settings *dst, const struct settings *src);
void settings_free(struct settings *set);

/* The engine's hooks; owner is the SSL. (core/hooks.c) */
extern const struct tls_hooks ssl_hooks;

/* The hooks of SSL_stateless. (io/stateless.c) */
enum tls_hook_answer stateless_hook_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					 struct tls_hook_fault *fault);
enum tls_hook_answer stateless_hook_open(void *owner, struct tls_conn *c, struct span cookie, struct buffer *content,
					 struct tls_hook_fault *fault);

/* hook_alert: the alert that a program's callback chose goes into fault; one that TLS does not know is not sent, as in
 * OpenSSL. (core/hooks.c) */
void hook_alert(const struct tls_conn *c, struct tls_hook_fault *fault, int alert);

/* ssl_conn_drop frees the connection and what it left in s; keep: SSL_clear, which keeps the session. (core/ssl.c) */
void ssl_conn_drop(SSL *s, bool keep);
/* ssl_set_role sets the role as SSL_set_connect_state and SSL_set_accept_state do. */
void ssl_set_role(SSL *s, enum tls_role role);
bool ssl_in_before(const SSL *s);

/* post_queued: something is queued. (io/post.c) */
bool post_queued(const SSL *s);

/* early_pause: the handshake rests while the program sends or reads early data. early_end: it goes on. (io/early.c) */
bool early_pause(const SSL *s);
void early_end(SSL *s);

/* info_call tells the info callback, if there is one. (core/state.c) */
void info_call(SSL *s, int where, int ret);
/* state_step: a message was sent or received. state_turn: the peer's turn. state_done: the handshake is complete. */
void state_step(SSL *s, enum tls_step step);
void state_turn(SSL *s);
void state_done(SSL *s);
/* state_rest: the handshake rests for early data. state_wake: it goes on. */
void state_rest(SSL *s);
void state_wake(SSL *s);
/* round_trip_message: a handshake message was sent or received. (query/round_trip.c) */
void round_trip_message(SSL *s, bool sent);

/* Push an error of ERR_LIB_SSL. (core/err.c) */
#define SSL_ERR(reason)                                                                                                \
	(ERR_new(), ERR_set_debug(__FILE__, __LINE__, __func__), ERR_set_error(ERR_LIB_SSL, (reason), NULL))
/*
 * err_from_engine pushes the entry that OpenSSL would for this engine error (and peer alert). version: the negotiated
 * one, 0 when unknown.
 */
void err_from_engine(enum tls_err e, enum tls_alert peer_alert);
void err_from_conn(const SSL *s);
/* err_load_strings gives libcrypto the reasons' sentences, once. */
int err_load_strings(void);

#endif
