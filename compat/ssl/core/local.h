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

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "compat/ssl/cert/certs.h"
#include "compat/ssl/cert/verify.h"
#include "compat/ssl/config/proto.h"
#include "compat/ssl/core/callbacks.h"
#include "compat/ssl/session/cache.h"
#include "engine/engine.h"

/* SSL_METHOD: which roles and versions an SSL made from it may have. */
struct ssl_method_st {
	const char *name;
	int version;            /* what SSL_CTX_get_ssl_method's users see: TLS_ANY_VERSION or a fixed one */
	uint16_t min, max;      /* engine versions, 0: no bound */
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
	struct ctx_trust trust;       /* cert/verify.h: the X509_STORE and what is built from it */
	struct session_cache sessions; /* session/cache.h */
	CRYPTO_EX_DATA ex_data;
	pthread_mutex_t lock; /* guards frozen while it is being built; not taken once it is there */
	_Atomic(struct tls_config *) frozen; /* NULL: not built since the last change */
	OSSL_LIB_CTX *libctx;
	char *propq;
};

struct ssl_st {
	atomic_int refs;
	SSL_CTX *ctx;         /* as SSL_set_SSL_CTX left it */
	SSL_CTX *session_ctx; /* the one it was created from: its session cache serves */
	const SSL_METHOD *method;
	struct settings set;
	bool own_settings; /* the settings differ from ctx's: freeze them for this SSL alone */
	int role;          /* -1: not set, else enum tls_role */
	struct tls_conn *conn; /* NULL until the handshake starts, or after SSL_clear */
	struct tls_hooks *unused_hooks;
	BIO *rbio, *wbio, *bbio; /* bbio: reserved for SSL_set_bio rules */
	int rwstate;             /* SSL_NOTHING, SSL_READING, SSL_WRITING, SSL_X509_LOOKUP ... */
	int shutdown;            /* SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN */
	bool quiet_shutdown;
	bool in_handshake_call;
	size_t write_done;       /* bytes of the pending SSL_write already sealed */
	const void *write_buf;   /* its arguments, which a retry must repeat */
	size_t write_len;
	bool write_pending;
	char *server_name; /* SNI to send (client), or NULL */
	struct session_state sess; /* session/cache.h: SSL_SESSION of this connection */
	struct verify_state vstate; /* cert/verify.h: result, chain, X509 objects of the peer */
	CRYPTO_EX_DATA ex_data;
};

/* Any change of settings ends here: the next connection freezes anew. (core/freeze.c) */
void ctx_changed(SSL_CTX *ctx);
void ssl_changed(SSL *s);

/* freeze_ctx and freeze_ssl return a reference to the tls_config for the settings, or NULL with an error queued. */
struct tls_config *freeze_ctx(SSL_CTX *ctx);
struct tls_config *freeze_ssl(SSL *s);

/* Push an error of ERR_LIB_SSL. (core/err.c) */
#define SSL_ERR(reason) (ERR_new(), ERR_set_debug(__FILE__, __LINE__, __func__), ERR_set_error(ERR_LIB_SSL, (reason), NULL))
/* err_from_engine pushes the entry that OpenSSL would for this engine error (and peer alert). */
void err_from_engine(enum tls_err e, enum tls_alert peer_alert);

#endif
