/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_ctrl, SSL_CTX_ctrl and their callback forms: one table says which family serves which command, and for which of
 * the two objects. A command that no row names answers 0, as in OpenSSL.
 */
#include "compat/ssl/config/config.h"

#define ON_CTX  1u
#define ON_SSL  2u
#define ON_BOTH (ON_CTX | ON_SSL)

/* Families whose functions know nothing of an SSL. */
static long serve_session(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	(void)s;
	return session_ctrl(ctx, cmd, larg, parg);
}

/* Renegotiations never happen, and DTLS neither. */
static long serve_zero(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	(void)ctx;
	(void)s;
	(void)cmd;
	(void)larg;
	(void)parg;
	return 0;
}

static long refuse_dtls(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	ERR_raise_data(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "DTLS is not offered");
	return serve_zero(ctx, s, cmd, larg, parg);
}

static long refuse_srp(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	ERR_raise_data(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "SRP is not offered");
	return serve_zero(ctx, s, cmd, larg, parg);
}

/* The debug callback of extensions is kept from nobody: its argument is taken and the callback refused (see below). */
static long serve_debug_arg(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	(void)serve_zero(ctx, s, cmd, larg, parg);
	return 1;
}

static const struct {
	int cmd;
	unsigned on;
	ctrl_handler serve;
} commands[] = {
    {SSL_CTRL_MODE, ON_BOTH, mode_ctrl},
    {SSL_CTRL_CLEAR_MODE, ON_BOTH, mode_ctrl},
    {SSL_CTRL_CERT_FLAGS, ON_BOTH, mode_ctrl},
    {SSL_CTRL_CLEAR_CERT_FLAGS, ON_BOTH, mode_ctrl},

    {SSL_CTRL_SET_MIN_PROTO_VERSION, ON_BOTH, version_ctrl},
    {SSL_CTRL_SET_MAX_PROTO_VERSION, ON_BOTH, version_ctrl},
    {SSL_CTRL_GET_MIN_PROTO_VERSION, ON_BOTH, version_ctrl},
    {SSL_CTRL_GET_MAX_PROTO_VERSION, ON_BOTH, version_ctrl},

    {SSL_CTRL_SET_GROUPS, ON_BOTH, groups_ctrl},
    {SSL_CTRL_SET_GROUPS_LIST, ON_BOTH, groups_ctrl},
    {SSL_CTRL_SET_TMP_DH, ON_BOTH, tmp_key_ctrl},
    {SSL_CTRL_SET_TMP_DH_CB, ON_BOTH, tmp_key_ctrl},
    {SSL_CTRL_SET_DH_AUTO, ON_BOTH, tmp_key_ctrl},
    {SSL_CTRL_SET_TMP_ECDH, ON_BOTH, tmp_key_ctrl},
    {SSL_CTRL_SET_SIGALGS, ON_BOTH, sigalgs_ctrl},
    {SSL_CTRL_SET_SIGALGS_LIST, ON_BOTH, sigalgs_ctrl},
    {SSL_CTRL_SET_CLIENT_SIGALGS, ON_BOTH, sigalgs_ctrl},
    {SSL_CTRL_SET_CLIENT_SIGALGS_LIST, ON_BOTH, sigalgs_ctrl},
    {SSL_CTRL_SET_CLIENT_CERT_TYPES, ON_BOTH, sigalgs_ctrl},

    {SSL_CTRL_GET_READ_AHEAD, ON_BOTH, record_ctrl},
    {SSL_CTRL_SET_READ_AHEAD, ON_BOTH, record_ctrl},
    {SSL_CTRL_GET_MAX_CERT_LIST, ON_BOTH, record_ctrl},
    {SSL_CTRL_SET_MAX_CERT_LIST, ON_BOTH, record_ctrl},
    {SSL_CTRL_SET_MAX_SEND_FRAGMENT, ON_BOTH, record_ctrl},
    {SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, ON_BOTH, record_ctrl},
    {SSL_CTRL_SET_MAX_PIPELINES, ON_BOTH, record_ctrl},

    {SSL_CTRL_GET_RI_SUPPORT, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_EXTMS_SUPPORT, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_GROUPS, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_SHARED_GROUP, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_NEGOTIATED_GROUP, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_CLIENT_CERT_TYPES, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_PEER_SIGNATURE_NID, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_SIGNATURE_NID, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_PEER_TMP_KEY, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_TMP_KEY, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_RAW_CIPHERLIST, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_EC_POINT_FORMATS, ON_SSL, query_ctrl},
    {SSL_CTRL_GET_NUM_RENEGOTIATIONS, ON_SSL, serve_zero},
    {SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, ON_SSL, serve_zero},
    {SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, ON_SSL, serve_zero},

    {SSL_CTRL_EXTRA_CHAIN_CERT, ON_CTX, certs_ctrl},
    {SSL_CTRL_GET_EXTRA_CHAIN_CERTS, ON_CTX, certs_ctrl},
    {SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, ON_CTX, certs_ctrl},
    {SSL_CTRL_CHAIN, ON_BOTH, certs_ctrl},
    {SSL_CTRL_CHAIN_CERT, ON_BOTH, certs_ctrl},
    {SSL_CTRL_GET_CHAIN_CERTS, ON_BOTH, certs_ctrl},
    {SSL_CTRL_SELECT_CURRENT_CERT, ON_BOTH, certs_ctrl},
    {SSL_CTRL_SET_CURRENT_CERT, ON_BOTH, certs_ctrl},
    {SSL_CTRL_BUILD_CERT_CHAIN, ON_BOTH, certs_ctrl},
    {SSL_CTRL_SET_VERIFY_CERT_STORE, ON_BOTH, certs_ctrl},
    {SSL_CTRL_SET_CHAIN_CERT_STORE, ON_BOTH, certs_ctrl},
    {SSL_CTRL_GET_VERIFY_CERT_STORE, ON_BOTH, certs_ctrl},
    {SSL_CTRL_GET_CHAIN_CERT_STORE, ON_BOTH, certs_ctrl},
    {SSL_CTRL_SET_RETRY_VERIFY, ON_SSL, verify_ctrl},

    {SSL_CTRL_SESS_NUMBER, ON_CTX, serve_session},
    {SSL_CTRL_SESS_CONNECT, ON_CTX, serve_session},
    {SSL_CTRL_SESS_CONNECT_GOOD, ON_CTX, serve_session},
    {SSL_CTRL_SESS_CONNECT_RENEGOTIATE, ON_CTX, serve_session},
    {SSL_CTRL_SESS_ACCEPT, ON_CTX, serve_session},
    {SSL_CTRL_SESS_ACCEPT_GOOD, ON_CTX, serve_session},
    {SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, ON_CTX, serve_session},
    {SSL_CTRL_SESS_HIT, ON_CTX, serve_session},
    {SSL_CTRL_SESS_CB_HIT, ON_CTX, serve_session},
    {SSL_CTRL_SESS_MISSES, ON_CTX, serve_session},
    {SSL_CTRL_SESS_TIMEOUTS, ON_CTX, serve_session},
    {SSL_CTRL_SESS_CACHE_FULL, ON_CTX, serve_session},
    {SSL_CTRL_SET_SESS_CACHE_SIZE, ON_CTX, serve_session},
    {SSL_CTRL_GET_SESS_CACHE_SIZE, ON_CTX, serve_session},
    {SSL_CTRL_SET_SESS_CACHE_MODE, ON_CTX, serve_session},
    {SSL_CTRL_GET_SESS_CACHE_MODE, ON_CTX, serve_session},
    {SSL_CTRL_GET_TLSEXT_TICKET_KEYS, ON_CTX, serve_session},
    {SSL_CTRL_SET_TLSEXT_TICKET_KEYS, ON_CTX, serve_session},

    {SSL_CTRL_SET_MSG_CALLBACK_ARG, ON_BOTH, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, ON_CTX, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, ON_CTX, callbacks_ctrl},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, ON_CTX, callbacks_ctrl},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG, ON_CTX, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, ON_BOTH, callbacks_ctrl},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, ON_BOTH, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_HOSTNAME, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, ON_SSL, callbacks_ctrl},
    {SSL_CTRL_SET_TLSEXT_DEBUG_ARG, ON_SSL, serve_debug_arg},

    {SSL_CTRL_SET_TLS_EXT_SRP_USERNAME, ON_CTX, refuse_srp},
    {SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD, ON_CTX, refuse_srp},
    {SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH, ON_CTX, refuse_srp},
    {SSL_CTRL_SET_SRP_ARG, 0, refuse_srp},
    /* Programs put these questions to any connection; a timeout that is not there is no fault. */
    {DTLS_CTRL_GET_TIMEOUT, ON_SSL, serve_zero},
    {DTLS_CTRL_HANDLE_TIMEOUT, ON_SSL, serve_zero},
    {SSL_CTRL_SET_MTU, ON_SSL, refuse_dtls},
    {DTLS_CTRL_SET_LINK_MTU, ON_SSL, refuse_dtls},
    {DTLS_CTRL_GET_LINK_MIN_MTU, ON_SSL, serve_zero},
};

static long dispatch(unsigned on, SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	for (size_t i = 0; i < N_ELEMENTS(commands); i++) {
		if (commands[i].cmd == cmd && (commands[i].on & on) != 0) {
			return commands[i].serve(ctx, s, cmd, larg, parg);
		}
	}
	return 0;
}

long SSL_ctrl(SSL *s, int cmd, long larg, void *parg)
{
	return dispatch(ON_SSL, s->ctx, s, cmd, larg, parg);
}

/* Lists of groups and of signature algorithms may be checked without an SSL_CTX. */
static long check_only(int cmd, void *parg)
{
	struct proto_settings scratch = {0};
	long ok = 0;

	switch (cmd) {
	case SSL_CTRL_SET_GROUPS_LIST:
		ok = groups_set_list(&scratch, parg);
		break;
	case SSL_CTRL_SET_SIGALGS_LIST:
	case SSL_CTRL_SET_CLIENT_SIGALGS_LIST:
		ok = sigalgs_set_list(&scratch, parg, false);
		break;
	default:
		break;
	}
	proto_free(&scratch);
	return ok;
}

long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg)
{
	if (ctx == NULL) {
		return check_only(cmd, parg);
	}
	return dispatch(ON_CTX, ctx, NULL, cmd, larg, parg);
}

/* ---- commands that set a callback ---------------------------------------------------------------------------------
 */

long SSL_callback_ctrl(SSL *s, int cmd, void (*fp)(void))
{
	switch (cmd) {
	case SSL_CTRL_SET_MSG_CALLBACK:
		return callbacks_callback_ctrl(s->ctx, s, cmd, fp);
	case SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB:
		s->set.session.not_resumable = (int (*)(SSL *, int))fp;
		return 1;
	case SSL_CTRL_SET_TMP_DH_CB:
		/* Parameters for suites that do not exist here. */
		return 1;
	case SSL_CTRL_SET_TLSEXT_DEBUG_CB:
		if (fp == NULL) {
			return 1;
		}
		ERR_raise_data(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "extensions are not shown one by one");
		return 0;
	default:
		return 0;
	}
}

long SSL_CTX_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void))
{
	switch (cmd) {
	case SSL_CTRL_SET_MSG_CALLBACK:
	case SSL_CTRL_SET_TLSEXT_SERVERNAME_CB:
	case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB:
		return callbacks_callback_ctrl(ctx, NULL, cmd, fp);
	case SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB:
		return session_callback_ctrl(ctx, cmd, fp);
	case SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB:
		ctx->set.session.not_resumable = (int (*)(SSL *, int))fp;
		return 1;
	case SSL_CTRL_SET_TMP_DH_CB:
		return 1;
	case SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB:
	case SSL_CTRL_SET_SRP_VERIFY_PARAM_CB:
	case SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB:
		return refuse_srp(ctx, NULL, cmd, 0, NULL);
	default:
		return 0;
	}
}

void SSL_CTX_set_not_resumable_session_callback(SSL_CTX *ctx, int (*cb)(SSL *s, int is_forward_secure))
{
	ctx->set.session.not_resumable = cb;
}

void SSL_set_not_resumable_session_callback(SSL *s, int (*cb)(SSL *s, int is_forward_secure))
{
	s->set.session.not_resumable = cb;
}
