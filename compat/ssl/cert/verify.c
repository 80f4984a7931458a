/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Settings of verification: mode, callbacks, depth, X509_VERIFY_PARAM with its host names, and their way into a
 * connection. The X509_VERIFY_PARAM is libcrypto's own, so that whatever a program does to it directly counts.
 */
#include "compat/ssl/cert/verify.h"

#include "compat/ssl/cert/ext.h"
#include "compat/ssl/core/local.h"

/* ---- life -------------------------------------------------------------------------------------------------------- */

int verify_init(struct verify_settings *v)
{
	*v = (struct verify_settings){.mode = SSL_VERIFY_NONE,
				      .param = X509_VERIFY_PARAM_new(),
				      .ca_names = sk_X509_NAME_new_null(),
				      .client_ca_names = sk_X509_NAME_new_null()};
	if (v->param == NULL || v->ca_names == NULL || v->client_ca_names == NULL) {
		verify_free(v);
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	return 1;
}

/* The name lists stay NULL: until an SSL gets its own, its SSL_CTX's serve. */
int verify_inherit(struct verify_settings *dst, const struct verify_settings *src)
{
	*dst = (struct verify_settings){.mode = src->mode,
					.cb = src->cb,
					.param = X509_VERIFY_PARAM_new(),
					.param_touched = src->param_touched,
					.dane_flags = src->dane_flags,
					.must_staple = src->must_staple};
	if (dst->param == NULL || !X509_VERIFY_PARAM_inherit(dst->param, src->param)) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		verify_free(dst);
		return 0;
	}
	return 1;
}

void verify_free(struct verify_settings *v)
{
	X509_VERIFY_PARAM_free(v->param);
	sk_X509_NAME_pop_free(v->ca_names, X509_NAME_free);
	sk_X509_NAME_pop_free(v->client_ca_names, X509_NAME_free);
	*v = (struct verify_settings){0};
}

void verify_state_drop_verified(struct verify_state *v)
{
	sk_X509_pop_free(v->verified_chain, X509_free);
	v->verified_chain = NULL;
	for (size_t i = 0; i < v->n_verified; i++) {
		cert_free(v->verified[i]);
	}
	tls_free(v->verified);
	v->verified = NULL;
	v->n_verified = 0;
}

void verify_state_drop_peer(struct verify_state *v)
{
	sk_X509_pop_free(v->peer_chain, X509_free);
	sk_X509_pop_free(v->peer_rest, X509_free);
	sk_X509_NAME_pop_free(v->peer_ca_names, X509_NAME_free);
	EVP_PKEY_free(v->peer_rpk);
	v->peer_rpk = NULL;
	v->peer_chain = v->peer_rest = NULL;
	v->peer_ca_names = NULL;
	verify_state_drop_verified(v);
}

void verify_state_clear(struct verify_state *v)
{
	verify_state_drop_peer(v);
	OPENSSL_free(v->peername);
	/* The result outlives SSL_clear. */
	*v = (struct verify_state){.result = v->result};
}

/* ---- the freeze -------------------------------------------------------------------------------------------------- */

/* How a server's CertificateRequest depends on the mode. One that shall come after the handshake does not come in it.
 */
static uint32_t request_options(int mode)
{
	if ((mode & SSL_VERIFY_PEER) == 0) {
		return 0;
	}
	return ((mode & SSL_VERIFY_POST_HANDSHAKE) == 0 ? TLS_OPT_REQUEST_CERT : 0) |
	       ((mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0 ? TLS_OPT_REQUIRE_CERT : 0);
}

/* names_to_send: a server's client CA list before the general one, which alone is a client's; an SSL's before its
 * SSL_CTX's. */
static const STACK_OF(X509_NAME) * names_to_send(const SSL_CTX *ctx, const SSL *s, bool hello)
{
	const STACK_OF(X509_NAME) *const lists[] = {
	    s != NULL ? s->set.verify.client_ca_names : NULL,
	    ctx->set.verify.client_ca_names,
	    s != NULL ? s->set.verify.ca_names : NULL,
	    ctx->set.verify.ca_names,
	};
	for (size_t i = hello ? 2 : 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (sk_X509_NAME_num(lists[i]) > 0) {
			return lists[i];
		}
	}
	return NULL;
}

/* encode_names writes each name behind its length; the whole is bounded by the 2-byte length on the wire (RFC 8446
 * §4.2.4). */
static int encode_names(const STACK_OF(X509_NAME) * names, struct span *out, uint8_t **owned)
{
	size_t total = 0;
	for (int i = 0; i < sk_X509_NAME_num(names); i++) {
		int len = i2d_X509_NAME(sk_X509_NAME_value(names, i), NULL);
		if (len < 0 || len > UINT16_MAX) {
			SSL_ERR(ERR_R_INTERNAL_ERROR);
			return 0;
		}
		total += 2 + (size_t)len;
	}
	if (total > UINT16_MAX) {
		SSL_ERR(ERR_R_INTERNAL_ERROR);
		return 0;
	}
	uint8_t *p = OPENSSL_malloc(total + 1);
	if (p == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	*owned = p;
	*out = span_of(p, total);
	for (int i = 0; i < sk_X509_NAME_num(names); i++) {
		uint8_t *body = p + 2;
		int len = i2d_X509_NAME(sk_X509_NAME_value(names, i), &body);
		p[0] = (uint8_t)(len >> 8);
		p[1] = (uint8_t)len;
		p = body;
	}
	return 1;
}

int verify_fill(SSL_CTX *ctx, SSL *s, struct tls_settings *out, struct verify_scratch *scratch)
{
	const struct verify_settings *v = s != NULL ? &s->set.verify : &ctx->set.verify;
	out->options |= request_options(v->mode) | (v->must_staple ? TLS_OPT_REQUEST_OCSP : 0);
	uint64_t options = s != NULL ? s->set.proto.options : ctx->set.proto.options;
	if ((options & SSL_OP_DISABLE_TLSEXT_CA_NAMES) != 0) {
		return 1;
	}
	const STACK_OF(X509_NAME) *names = names_to_send(ctx, s, false);
	const STACK_OF(X509_NAME) *hello = names_to_send(ctx, s, true);
	return (names == NULL || encode_names(names, &out->ca_names, &scratch->ca_names)) &&
	       (hello == NULL || encode_names(hello, &out->hello_ca_names, &scratch->hello_ca_names));
}

void verify_scratch_free(struct verify_scratch *scratch)
{
	OPENSSL_free(scratch->ca_names);
	OPENSSL_free(scratch->hello_ca_names);
	*scratch = (struct verify_scratch){0};
}

/* ---- mode and callbacks ------------------------------------------------------------------------------------------ */

void SSL_CTX_set_verify(SSL_CTX *ctx, int mode, SSL_verify_cb callback)
{
	bool changed = request_options(mode) != request_options(ctx->set.verify.mode);
	ctx->set.verify.mode = mode;
	ctx->set.verify.cb = callback;
	if (changed) {
		ctx_changed(ctx);
	}
}

void SSL_set_verify(SSL *s, int mode, SSL_verify_cb callback)
{
	bool changed = request_options(mode) != request_options(s->set.verify.mode);
	s->set.verify.mode = mode;
	if (callback != NULL) {
		s->set.verify.cb = callback;
	}
	if (changed) {
		ssl_changed(s);
	}
}

int SSL_CTX_get_verify_mode(const SSL_CTX *ctx)
{
	return ctx->set.verify.mode;
}

int SSL_get_verify_mode(const SSL *s)
{
	return s->set.verify.mode;
}

SSL_verify_cb SSL_CTX_get_verify_callback(const SSL_CTX *ctx)
{
	return ctx->set.verify.cb;
}

SSL_verify_cb SSL_get_verify_callback(const SSL *s)
{
	return s->set.verify.cb;
}

void SSL_CTX_set_cert_verify_callback(SSL_CTX *ctx, int (*cb)(X509_STORE_CTX *, void *), void *arg)
{
	ctx->trust.verify_cb = cb;
	ctx->trust.verify_arg = arg;
}

long verify_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	(void)ctx;
	(void)larg;
	(void)parg;
	if (cmd == SSL_CTRL_SET_RETRY_VERIFY && s != NULL) {
		s->vstate.retry = true;
		s->rwstate = SSL_RETRY_VERIFY;
		return 1;
	}
	return 0;
}

/* ---- X509_VERIFY_PARAM ------------------------------------------------------------------------------------------- */

void SSL_CTX_set_verify_depth(SSL_CTX *ctx, int depth)
{
	X509_VERIFY_PARAM_set_depth(ctx->set.verify.param, depth);
}

void SSL_set_verify_depth(SSL *s, int depth)
{
	X509_VERIFY_PARAM_set_depth(s->set.verify.param, depth);
}

int SSL_CTX_get_verify_depth(const SSL_CTX *ctx)
{
	return X509_VERIFY_PARAM_get_depth(ctx->set.verify.param);
}

int SSL_get_verify_depth(const SSL *s)
{
	return X509_VERIFY_PARAM_get_depth(s->set.verify.param);
}

/* Purpose and trust of an X509_VERIFY_PARAM cannot be read, so from here on they count as unknown. */
int SSL_CTX_set1_param(SSL_CTX *ctx, X509_VERIFY_PARAM *vpm)
{
	ctx->set.verify.param_touched = true;
	return X509_VERIFY_PARAM_set1(ctx->set.verify.param, vpm);
}

int SSL_set1_param(SSL *s, X509_VERIFY_PARAM *vpm)
{
	s->set.verify.param_touched = true;
	return X509_VERIFY_PARAM_set1(s->set.verify.param, vpm);
}

X509_VERIFY_PARAM *SSL_CTX_get0_param(SSL_CTX *ctx)
{
	ctx->set.verify.param_touched = true;
	return ctx->set.verify.param;
}

X509_VERIFY_PARAM *SSL_get0_param(SSL *s)
{
	s->set.verify.param_touched = true;
	return s->set.verify.param;
}

int SSL_CTX_set_purpose(SSL_CTX *ctx, int purpose)
{
	ctx->set.verify.param_touched = true;
	return X509_VERIFY_PARAM_set_purpose(ctx->set.verify.param, purpose);
}

int SSL_set_purpose(SSL *s, int purpose)
{
	s->set.verify.param_touched = true;
	return X509_VERIFY_PARAM_set_purpose(s->set.verify.param, purpose);
}

int SSL_CTX_set_trust(SSL_CTX *ctx, int trust)
{
	ctx->set.verify.param_touched = true;
	return X509_VERIFY_PARAM_set_trust(ctx->set.verify.param, trust);
}

int SSL_set_trust(SSL *s, int trust)
{
	s->set.verify.param_touched = true;
	return X509_VERIFY_PARAM_set_trust(s->set.verify.param, trust);
}

/* An IP address given as a host name is checked as an address. There can be one; host names stay beside it. */
int SSL_set1_host(SSL *s, const char *hostname)
{
	X509_VERIFY_PARAM *param = s->set.verify.param;
	return (hostname != NULL && X509_VERIFY_PARAM_set1_ip_asc(param, hostname) == 1) ||
	       X509_VERIFY_PARAM_set1_host(param, hostname, 0);
}

int SSL_add1_host(SSL *s, const char *hostname)
{
	X509_VERIFY_PARAM *param = s->set.verify.param;
	if (hostname == NULL || !ext_is_ip(hostname)) {
		return X509_VERIFY_PARAM_add1_host(param, hostname, 0);
	}
	ERR_set_mark();
	char *old = X509_VERIFY_PARAM_get1_ip_asc(param);
	ERR_pop_to_mark();
	if (old != NULL) {
		OPENSSL_free(old);
		return 0;
	}
	return X509_VERIFY_PARAM_set1_ip_asc(param, hostname);
}

void SSL_set_hostflags(SSL *s, unsigned int flags)
{
	X509_VERIFY_PARAM_set_hostflags(s->set.verify.param, flags);
}

const char *SSL_get0_peername(SSL *s)
{
	return s->vstate.peername != NULL ? s->vstate.peername : X509_VERIFY_PARAM_get0_peername(s->set.verify.param);
}

/* ---- the verdict ------------------------------------------------------------------------------------------------- */

long SSL_get_verify_result(const SSL *ssl)
{
	return ssl->vstate.result;
}

void SSL_set_verify_result(SSL *ssl, long v)
{
	ssl->vstate.result = v;
}
