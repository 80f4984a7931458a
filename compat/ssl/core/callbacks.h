/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The program's callbacks around a handshake: those that an SSL inherits and may replace, and those that belong to an
 * SSL_CTX and are asked of whichever SSL_CTX the SSL stands on when the moment comes. core/hooks.c calls them.
 */
#ifndef TEASEL_COMPAT_CORE_CALLBACKS_H
#define TEASEL_COMPAT_CORE_CALLBACKS_H

#include <openssl/ssl.h>

#include "compat/ssl/cert/ct.h"

struct tls_settings;

typedef void (*info_cb)(const SSL *s, int where, int ret);
typedef void (*msg_cb)(int sent, int version, int content_type, const void *buf, size_t len, SSL *s, void *arg);
typedef int (*server_name_cb)(SSL *s, int *alert, void *arg);
typedef int (*status_cb)(SSL *s, void *arg);

/* What an SSL inherits. */
struct callback_settings {
	info_cb info;
	msg_cb msg;
	void *msg_arg;
	int (*cert)(SSL *s, void *arg);
	void *cert_arg;
	SSL_allow_early_data_cb_fn allow_early;
	void *allow_early_arg;
	SSL_async_callback_fn async;
	void *async_arg;
	struct ct_settings ct;
	int status_type; /* client: what the server shall staple, TLSEXT_STATUSTYPE_* */
	bool quiet_shutdown;
};

/* Of an SSL_CTX alone. */
struct ctx_callbacks {
	SSL_CTX_keylog_cb_func keylog;
	SSL_client_hello_cb_fn client_hello;
	void *client_hello_arg;
	server_name_cb server_name;
	void *server_name_arg;
	SSL_CTX_alpn_select_cb_func alpn_select;
	void *alpn_select_arg;
	int (*client_cert)(SSL *s, X509 **x, EVP_PKEY **pkey);
	status_cb status;
	void *status_arg;
	int (*cookie_generate)(SSL *s, unsigned char *cookie, size_t *len);
	int (*cookie_verify)(SSL *s, const unsigned char *cookie, size_t len);
};

void callbacks_init(struct callback_settings *c);

/* callbacks_adopt: SSL_set_SSL_CTX. dst takes over what OpenSSL keeps beside the certificates. */
void callbacks_adopt(struct callback_settings *dst, const struct callback_settings *src);

/* callbacks_fill adds TLS_OPT_REQUEST_OCSP and TLS_OPT_REQUEST_SCT. */
void callbacks_fill(const struct callback_settings *c, struct tls_settings *out);

/*
 * callbacks_ctrl serves SSL_CTRL_SET_MSG_CALLBACK_ARG, _SET_TLSEXT_SERVERNAME_ARG, _SET_TLSEXT_STATUS_REQ_CB_ARG,
 * _GET_TLSEXT_STATUS_REQ_CB, _GET_TLSEXT_STATUS_REQ_CB_ARG, _SET_TLSEXT_HOSTNAME and the SSL_CTRL_(SET|GET)_TLSEXT_-
 * STATUS_REQ_TYPE, _EXTS, _IDS and _OCSP_RESP commands. s is NULL for SSL_CTX_ctrl; else ctx is the SSL's. 0 for a
 * command that is not served.
 * callbacks_callback_ctrl serves SSL_CTRL_SET_MSG_CALLBACK, _SET_TLSEXT_SERVERNAME_CB and _SET_TLSEXT_STATUS_REQ_CB.
 */
long callbacks_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long callbacks_callback_ctrl(SSL_CTX *ctx, SSL *s, int cmd, void (*fp)(void));

#endif
