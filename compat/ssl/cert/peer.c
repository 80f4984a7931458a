/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The peer's certificates as X509 objects, made from the engine's DER when a program first asks for them. */
#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/cert/verify.h"
#include "compat/ssl/core/local.h"

static bool push_der(STACK_OF(X509) * sk, struct span der)
{
	X509 *x = bridge_x509(der);
	if (x == NULL || sk_X509_push(sk, x) <= 0) {
		X509_free(x);
		return false;
	}
	return true;
}

/* chain_of_session reads struct tls_session's peer_chain: certificates behind lengths of 3 bytes. */
static bool push_session_chain(STACK_OF(X509) * sk, const struct tls_session *ts)
{
	const uint8_t *p = ts->peer_chain;
	size_t left = ts->peer_chain_len;
	while (left >= 3) {
		size_t len = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2];
		if (len > left - 3 || !push_der(sk, span_of(p + 3, len))) {
			return false;
		}
		p += 3 + len;
		left -= 3 + len;
	}
	return left == 0;
}

STACK_OF(X509) * bridge_session_chain(const struct tls_session *ts)
{
	if (ts->peer_chain == NULL) {
		return NULL;
	}
	STACK_OF(X509) *sk = sk_X509_new_null();
	if (sk != NULL && !push_session_chain(sk, ts)) {
		sk_X509_pop_free(sk, X509_free);
		sk = NULL;
	}
	return sk;
}

STACK_OF(X509) * bridge_x509_chain(struct cert *const *chain, size_t n)
{
	STACK_OF(X509) *sk = sk_X509_new_null();
	for (size_t i = 0; sk != NULL && i < n; i++) {
		if (!push_der(sk, cert_der(chain[i]))) {
			sk_X509_pop_free(sk, X509_free);
			sk = NULL;
		}
	}
	return sk;
}

STACK_OF(X509) * verify_peer_chain(SSL *s)
{
	struct verify_state *v = &s->vstate;
	if (v->peer_chain != NULL) {
		return v->peer_chain;
	}
	size_t n = 0;
	struct cert *const *chain = s->conn != NULL ? tls_conn_peer_chain(s->conn, &n) : NULL;
	ERR_set_mark();
	if (n != 0) {
		v->peer_chain = bridge_x509_chain(chain, n);
	} else if (s->sess.session != NULL && !s->sess.offered) {
		v->peer_chain = bridge_session_chain(s->sess.session->ts);
	}
	ERR_pop_to_mark();
	return v->peer_chain;
}

X509 *SSL_get0_peer_certificate(const SSL *s)
{
	/* Making the objects on demand does not change what the SSL stands for. */
	STACK_OF(X509) *chain = s != NULL ? verify_peer_chain((SSL *)s) : NULL;
	return sk_X509_num(chain) > 0 ? sk_X509_value(chain, 0) : NULL;
}

X509 *SSL_get1_peer_certificate(const SSL *s)
{
	X509 *x = SSL_get0_peer_certificate(s);
	if (x != NULL) {
		X509_up_ref(x);
	}
	return x;
}

/* asked_in_vain: a client was asked for a certificate and had none to send. */
static bool asked_in_vain(const SSL *s)
{
	return s->conn != NULL && tls_conn_handshake_done(s->conn) && tls_conn_cert_requested(s->conn) &&
	       !tls_conn_resumed(s->conn);
}

/* from_bytes: resumed with a session that was read from bytes, which hold no chain. */
static bool from_bytes(const SSL *s)
{
	return s->conn != NULL && tls_conn_resumed(s->conn) && s->sess.session != NULL && s->sess.session->leaf_only;
}

/* At a server the chain comes without the client's own certificate, and as an empty one when none was sent. A session
 * at a server remembers the client's own certificate alone. */
STACK_OF(X509) * SSL_get_peer_cert_chain(const SSL *s)
{
	if (s == NULL || from_bytes(s)) {
		return NULL;
	}
	STACK_OF(X509) *chain = verify_peer_chain((SSL *)s);
	if (s->role != TLS_SERVER || (chain == NULL && !asked_in_vain(s))) {
		return chain;
	}
	struct verify_state *v = &((SSL *)s)->vstate;
	if (v->peer_rest == NULL) {
		v->peer_rest = chain != NULL ? X509_chain_up_ref(chain) : sk_X509_new_null();
		X509_free(sk_X509_shift(v->peer_rest));
	}
	bool resumed = s->conn != NULL && tls_conn_resumed(s->conn);
	return resumed && sk_X509_num(v->peer_rest) == 0 ? NULL : v->peer_rest;
}

STACK_OF(X509) * SSL_get0_verified_chain(const SSL *s)
{
	struct verify_state *v = &((SSL *)s)->vstate;
	if (v->verified_chain == NULL && v->n_verified != 0) {
		ERR_set_mark();
		v->verified_chain = bridge_x509_chain(v->verified, v->n_verified);
		ERR_pop_to_mark();
	}
	return v->verified_chain;
}
