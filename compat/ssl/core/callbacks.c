/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Setting and getting the callbacks of callbacks.h, by function and by control command. */
#include <string.h>

#include <openssl/tls1.h>

#include "compat/ssl/core/local.h"

/* What SSL_get_tlsext_status_type says when nothing was set. */
#define STATUS_TYPE_NONE (-1)

void callbacks_init(struct callback_settings *c)
{
	memset(c, 0, sizeof(*c));
	c->status_type = STATUS_TYPE_NONE;
}

void callbacks_adopt(struct callback_settings *dst, const struct callback_settings *src)
{
	dst->cert = src->cert;
	dst->cert_arg = src->cert_arg;
}

void callbacks_fill(const struct callback_settings *c, struct tls_settings *out)
{
	/* A stapled response may carry SCTs. */
	if (c->status_type == TLSEXT_STATUSTYPE_ocsp || c->ct.cb != NULL) {
		out->options |= TLS_OPT_REQUEST_OCSP;
	}
	if (c->ct.cb != NULL) {
		out->options |= TLS_OPT_REQUEST_SCT;
	}
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

void SSL_CTX_set_info_callback(SSL_CTX *ctx, info_cb cb)
{
	ctx->set.cb.info = cb;
}

info_cb SSL_CTX_get_info_callback(SSL_CTX *ctx)
{
	return ctx->set.cb.info;
}

void SSL_set_info_callback(SSL *s, info_cb cb)
{
	s->set.cb.info = cb;
}

info_cb SSL_get_info_callback(const SSL *s)
{
	return s->set.cb.info;
}

void SSL_CTX_set_msg_callback(SSL_CTX *ctx, msg_cb cb)
{
	ctx->set.cb.msg = cb;
}

void SSL_set_msg_callback(SSL *s, msg_cb cb)
{
	s->set.cb.msg = cb;
}

void SSL_CTX_set_keylog_callback(SSL_CTX *ctx, SSL_CTX_keylog_cb_func cb)
{
	ctx->cb.keylog = cb;
}

SSL_CTX_keylog_cb_func SSL_CTX_get_keylog_callback(const SSL_CTX *ctx)
{
	return ctx->cb.keylog;
}

void SSL_CTX_set_client_hello_cb(SSL_CTX *ctx, SSL_client_hello_cb_fn cb, void *arg)
{
	ctx->cb.client_hello = cb;
	ctx->cb.client_hello_arg = arg;
}

void SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx, SSL_CTX_alpn_select_cb_func cb, void *arg)
{
	ctx->cb.alpn_select = cb;
	ctx->cb.alpn_select_arg = arg;
}

void SSL_CTX_set_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *s, void *arg), void *arg)
{
	ctx->set.cb.cert = cb;
	ctx->set.cb.cert_arg = arg;
}

void SSL_set_cert_cb(SSL *s, int (*cb)(SSL *s, void *arg), void *arg)
{
	s->set.cb.cert = cb;
	s->set.cb.cert_arg = arg;
}

void SSL_CTX_set_client_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *s, X509 **x, EVP_PKEY **pkey))
{
	ctx->cb.client_cert = cb;
}

int (*SSL_CTX_get_client_cert_cb(SSL_CTX *ctx))(SSL *s, X509 **x, EVP_PKEY **pkey)
{
	return ctx->cb.client_cert;
}

void SSL_CTX_set_allow_early_data_cb(SSL_CTX *ctx, SSL_allow_early_data_cb_fn cb, void *arg)
{
	ctx->set.cb.allow_early = cb;
	ctx->set.cb.allow_early_arg = arg;
}

void SSL_set_allow_early_data_cb(SSL *s, SSL_allow_early_data_cb_fn cb, void *arg)
{
	s->set.cb.allow_early = cb;
	s->set.cb.allow_early_arg = arg;
}

void SSL_CTX_set_quiet_shutdown(SSL_CTX *ctx, int mode)
{
	ctx->set.cb.quiet_shutdown = mode != 0;
}

int SSL_CTX_get_quiet_shutdown(const SSL_CTX *ctx)
{
	return ctx->set.cb.quiet_shutdown;
}

void SSL_set_quiet_shutdown(SSL *s, int mode)
{
	s->set.cb.quiet_shutdown = mode != 0;
}

int SSL_get_quiet_shutdown(const SSL *s)
{
	return s->set.cb.quiet_shutdown;
}

/* ---- asynchronous jobs: signing never pauses one, so these are kept and never called ----------------------------- */

int SSL_CTX_set_async_callback(SSL_CTX *ctx, SSL_async_callback_fn callback)
{
	ctx->set.cb.async = callback;
	return 1;
}

int SSL_CTX_set_async_callback_arg(SSL_CTX *ctx, void *arg)
{
	ctx->set.cb.async_arg = arg;
	return 1;
}

int SSL_set_async_callback(SSL *s, SSL_async_callback_fn callback)
{
	s->set.cb.async = callback;
	return 1;
}

int SSL_set_async_callback_arg(SSL *s, void *arg)
{
	s->set.cb.async_arg = arg;
	return 1;
}

/* OpenSSL answers 0 while SSL_MODE_ASYNC never started a job. */
int SSL_get_async_status(SSL *s, int *status)
{
	(void)s;
	(void)status;
	return 0;
}

int SSL_waiting_for_async(SSL *s)
{
	(void)s;
	return 0;
}

int SSL_get_all_async_fds(SSL *s, OSSL_ASYNC_FD *fds, size_t *numfds)
{
	(void)s;
	(void)fds;
	(void)numfds;
	return 0;
}

int SSL_get_changed_async_fds(SSL *s, OSSL_ASYNC_FD *addfd, size_t *numaddfds, OSSL_ASYNC_FD *delfd, size_t *numdelfds)
{
	(void)s;
	(void)addfd;
	(void)numaddfds;
	(void)delfd;
	(void)numdelfds;
	return 0;
}

/* ---- control commands ------------------------------------------------------------------------------------------- */

static int set_host_name(SSL *s, long type, const char *name)
{
	char *copy = NULL;

	if (type != TLSEXT_NAMETYPE_host_name) {
		SSL_ERR(SSL_R_SSL3_EXT_INVALID_SERVERNAME_TYPE);
		return 0;
	}
	if (name != NULL) {
		size_t len = strlen(name);

		if (len == 0 || len > TLSEXT_MAXLEN_host_name) {
			/* As in OpenSSL the name set before is gone. */
			OPENSSL_free(s->server_name);
			s->server_name = NULL;
			SSL_ERR(SSL_R_SSL3_EXT_INVALID_SERVERNAME);
			return 0;
		}
		copy = OPENSSL_strdup(name);
		if (copy == NULL) {
			SSL_ERR(ERR_R_INTERNAL_ERROR);
			return 0;
		}
	}
	OPENSSL_free(s->server_name);
	s->server_name = copy;
	return 1;
}

static long ssl_status_ctrl(SSL *s, int cmd, long larg, void *parg)
{
	struct status_request *st = &s->status;
	struct span got;

	switch (cmd) {
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS:
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS:
		/* The request goes out without responder ids and extensions, as everybody's does. */
		if (parg != NULL) {
			SSL_ERR(ERR_R_UNSUPPORTED);
			return 0;
		}
		return 1;
	case SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS:
	case SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS:
		*(void **)parg = NULL;
		return 1;
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP:
		OPENSSL_free(st->response);
		st->response = parg;
		st->response_len = parg != NULL && larg > 0 ? (size_t)larg : 0;
		return 1;
	case SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP:
		if (st->response == NULL && s->role == TLS_CLIENT && s->conn != NULL) {
			got = tls_conn_stapled_ocsp(s->conn);
			st->response = got.len != 0 ? OPENSSL_memdup(got.p, got.len) : NULL;
			st->response_len = st->response != NULL ? got.len : 0;
		}
		*(unsigned char **)parg = st->response;
		return st->response_len != 0 ? (long)st->response_len : -1;
	default:
		return 0;
	}
}

long callbacks_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	struct callback_settings *set = s != NULL ? &s->set.cb : &ctx->set.cb;

	switch (cmd) {
	case SSL_CTRL_SET_MSG_CALLBACK_ARG:
		set->msg_arg = parg;
		return 1;
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE:
		set->status_type = (int)larg;
		if (s != NULL) {
			ssl_changed(s);
		} else {
			ctx_changed(ctx);
		}
		return 1;
	case SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE:
		return set->status_type;
	default:
		break;
	}
	if (s != NULL) {
		return cmd == SSL_CTRL_SET_TLSEXT_HOSTNAME ? set_host_name(s, larg, parg)
							   : ssl_status_ctrl(s, cmd, larg, parg);
	}
	switch (cmd) {
	case SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG:
		ctx->cb.server_name_arg = parg;
		return 1;
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG:
		ctx->cb.status_arg = parg;
		return 1;
	case SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG:
		*(void **)parg = ctx->cb.status_arg;
		return 1;
	case SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB:
		*(status_cb *)parg = ctx->cb.status;
		return 1;
	default:
		return 0;
	}
}

long callbacks_callback_ctrl(SSL_CTX *ctx, SSL *s, int cmd, void (*fp)(void))
{
	if (cmd == SSL_CTRL_SET_MSG_CALLBACK) {
		*(s != NULL ? &s->set.cb.msg : &ctx->set.cb.msg) = (msg_cb)fp;
		return 1;
	}
	if (s != NULL) {
		return 0;
	}
	switch (cmd) {
	case SSL_CTRL_SET_TLSEXT_SERVERNAME_CB:
		ctx->cb.server_name = (server_name_cb)fp;
		return 1;
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB:
		ctx->cb.status = (status_cb)fp;
		return 1;
	default:
		return 0;
	}
}
