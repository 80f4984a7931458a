/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_stateless(3): a TLS 1.3 server that answers a first hello by a HelloRetryRequest with a cookie and forgets the
 * client until it comes back with that. The engine says what must be remembered; here the cookie is made of that, the
 * time, and a part of the program's own:
 *
 *     u64 time | v16 the engine's | the program's ... | HMAC-SHA256 of all before, under a key of the SSL_CTX
 */
#include <errno.h>
#include <time.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/io/pump.h"

#define LIFETIME    600  /* seconds, as in OpenSSL */
#define COOKIE_ROOM 4096 /* SSL_COOKIE_LENGTH: what a callback may write */
#define MAC_LEN     32

void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX *ctx, int (*cb)(SSL *s, unsigned char *cookie, size_t *len))
{
	ctx->cb.cookie_generate = cb;
}

void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX *ctx, int (*cb)(SSL *s, const unsigned char *cookie, size_t len))
{
	ctx->cb.cookie_verify = cb;
}

static void mac(const SSL *s, struct span body, uint8_t out[HASH_MAX_LEN])
{
	hmac_once(HASH_SHA256, secret_span(&s->session_ctx->cookie_key), body, out);
}

static enum tls_hook_answer refuse(SSL *s, struct tls_hook_fault *fault, enum tls_err err, int reason)
{
	fault->err = err;
	s->hook_reason = reason;
	return HOOK_FAIL;
}

enum tls_hook_answer stateless_hook_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					 struct tls_hook_fault *fault)
{
	SSL *s = owner;
	uint64_t now = (uint64_t)time(NULL);
	unsigned char own[COOKIE_ROOM];
	size_t own_len = 0;
	uint8_t head[10], tag[HASH_MAX_LEN];

	(void)c;
	if (s->ctx->cb.cookie_generate == NULL) {
		return refuse(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_NO_COOKIE_CALLBACK_SET);
	}
	if (s->ctx->cb.cookie_generate(s, own, &own_len) == 0 || own_len > sizeof(own)) {
		return refuse(s, fault, TLS_E_CALLBACK_FAILED, SSL_R_COOKIE_GEN_CALLBACK_FAILURE);
	}
	if (own_len == 0) { /* OpenSSL cannot send it either */
		return refuse(s, fault, TLS_E_INTERNAL, ERR_R_INTERNAL_ERROR);
	}
	for (size_t i = 0; i < 8; i++) {
		head[i] = (uint8_t)(now >> (8 * (7 - i)));
	}
	head[8] = (uint8_t)(content.len >> 8);
	head[9] = (uint8_t)content.len;
	if (!buf_append(out, span_of(head, sizeof(head))) || !buf_append(out, content) ||
	    !buf_append(out, span_of(own, own_len))) {
		return refuse(s, fault, TLS_E_ALLOC, 0);
	}
	mac(s, buf_span(out), tag);
	return buf_append(out, span_of(tag, MAC_LEN)) ? HOOK_DONE : refuse(s, fault, TLS_E_ALLOC, 0);
}

/* A cookie that is too old, or was never one, counts as none; one of the right form that another made ends the
 * handshake, and so does one that the program disowns. */
enum tls_hook_answer stateless_hook_open(void *owner, struct tls_conn *c, struct span cookie, struct buffer *content,
					 struct tls_hook_fault *fault)
{
	SSL *s = owner;
	uint8_t tag[HASH_MAX_LEN];
	struct reader r;
	struct span mine;
	uint64_t then, now = (uint64_t)time(NULL);
	size_t len;

	(void)c;
	if (s->ctx->cb.cookie_verify == NULL || cookie.len < MAC_LEN) {
		return HOOK_DECLINED;
	}
	len = cookie.len - MAC_LEN;
	r = rd_init(span_of(cookie.p, len));
	then = rd_u64(&r);
	mine = rd_vec(&r, 2, 0, 65535);
	if (r.failed) {
		return HOOK_DECLINED;
	}
	mac(s, span_of(cookie.p, len), tag);
	if (!ct_equal(tag, cookie.p + len, MAC_LEN)) {
		return refuse(s, fault, TLS_E_BAD_COOKIE, SSL_R_COOKIE_MISMATCH);
	}
	if (then > now || now - then > LIFETIME) {
		return HOOK_DECLINED;
	}
	if (s->ctx->cb.cookie_verify(s, rd_left(&r) != 0 ? r.p : cookie.p, rd_left(&r)) == 0) {
		return refuse(s, fault, TLS_E_BAD_COOKIE, SSL_R_COOKIE_MISMATCH);
	}
	return buf_append(content, mine) ? HOOK_DONE : refuse(s, fault, TLS_E_ALLOC, 0);
}

int SSL_stateless(SSL *s)
{
	int sent;

	if (!SSL_clear(s)) {
		return 0;
	}
	ERR_clear_error();
	s->stateless = true;
	(void)SSL_accept(s);
	s->stateless = false;
	if (s->conn == NULL || s->failed) {
		return -1;
	}
	if (tls_conn_cookie_accepted(s->conn)) {
		return 1;
	}
	sent = tls_conn_later(s->conn) == LATER_COOKIE && tls_out(s->conn).len == 0;
	return sent ? 0 : -1;
}
