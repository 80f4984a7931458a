/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_OP_* and SSL_MODE_*. Every bit is kept and given back, as programs expect; what each one does here:
 *
 *   honoured    NO_TLSv1_2, NO_TLSv1_3, CIPHER_SERVER_PREFERENCE, PRIORITIZE_CHACHA, NO_TICKET,
 * ENABLE_MIDDLEBOX_COMPAT, NO_EXTENDED_MASTER_SECRET, LEGACY_SERVER_CONNECT, IGNORE_UNEXPECTED_EOF, NO_ANTI_REPLAY,
 *               DISABLE_TLSEXT_CA_NAMES (cert/ca_names.c), CLEANSE_PLAINTEXT (buffers of plaintext are always wiped or
 *               overwritten before they are given back)
 *   always so   NO_SSLv2, NO_SSLv3, NO_TLSv1, NO_TLSv1_1, NO_DTLSv1, NO_DTLSv1_2, NO_COMPRESSION, NO_RENEGOTIATION,
 *               NO_SESSION_RESUMPTION_ON_RENEGOTIATION, SINGLE_ECDH_USE, SINGLE_DH_USE, NO_ENCRYPT_THEN_MAC (no suite
 * has a MAC of its own), DONT_INSERT_EMPTY_FRAGMENTS, NO_TX_CERTIFICATE_COMPRESSION, NO_RX_... permission  that is
 * never used: ALLOW_UNSAFE_LEGACY_RENEGOTIATION, ALLOW_CLIENT_RENEGOTIATION, ALLOW_NO_DHE_KEX, ENABLE_KTLS no object of
 * the option exists: TLS_ROLLBACK_BUG (static RSA), CRYPTOPRO_TLSEXT_BUG (GOST), COOKIE_EXCHANGE, NO_QUERY_MTU,
 * CISCO_ANYCONNECT (DTLS), SAFARI_ECDHE_ECDSA_BUG, TLSEXT_PADDING (workarounds for peers without TLS 1.2)
 *
 * Modes: ENABLE_PARTIAL_WRITE, ACCEPT_MOVING_WRITE_BUFFER, AUTO_RETRY, NO_AUTO_CHAIN and SEND_FALLBACK_SCSV are
 * honoured; RELEASE_BUFFERS is always so; ASYNC is a permission that is never used; SEND_CLIENTHELLO_TIME and
 * SEND_SERVERHELLO_TIME weaken the randoms and are not honoured.
 */
#include "compat/ssl/config/config.h"

/* What the engine hears of. A change of any other bit needs no new freeze. */
#define ENGINE_OPTIONS                                                                                                 \
	(SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3 | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |          \
	 SSL_OP_NO_TICKET | SSL_OP_ENABLE_MIDDLEBOX_COMPAT | SSL_OP_NO_EXTENDED_MASTER_SECRET |                        \
	 SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_ANTI_REPLAY |                         \
	 SSL_OP_DISABLE_TLSEXT_CA_NAMES)
#define ENGINE_MODES (SSL_MODE_SEND_FALLBACK_SCSV | SSL_MODE_NO_AUTO_CHAIN)

static uint64_t put_options(SSL_CTX *ctx, SSL *s, uint64_t options)
{
	struct proto_settings *p = proto_of(ctx, s);
	uint64_t changed = p->options ^ options;

	p->options = options;
	if ((changed & ENGINE_OPTIONS) != 0) {
		proto_changed(ctx, s);
	}
	return options;
}

uint64_t SSL_CTX_get_options(const SSL_CTX *ctx)
{
	return ctx->set.proto.options;
}

uint64_t SSL_get_options(const SSL *s)
{
	return s->set.proto.options;
}

uint64_t SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op)
{
	return put_options(ctx, NULL, ctx->set.proto.options | op);
}

uint64_t SSL_set_options(SSL *s, uint64_t op)
{
	return put_options(s->ctx, s, s->set.proto.options | op);
}

uint64_t SSL_CTX_clear_options(SSL_CTX *ctx, uint64_t op)
{
	return put_options(ctx, NULL, ctx->set.proto.options & ~op);
}

uint64_t SSL_clear_options(SSL *s, uint64_t op)
{
	return put_options(s->ctx, s, s->set.proto.options & ~op);
}

/* SSL_CTRL_MODE, _CLEAR_MODE, _CERT_FLAGS, _CLEAR_CERT_FLAGS: bits go in or out, the new mask is the answer. */
long mode_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	struct proto_settings *p = proto_of(ctx, s);
	bool clear = cmd == SSL_CTRL_CLEAR_MODE || cmd == SSL_CTRL_CLEAR_CERT_FLAGS;
	uint32_t *mask = cmd == SSL_CTRL_MODE || cmd == SSL_CTRL_CLEAR_MODE ? &p->mode : &p->cert_flags;
	uint32_t before = *mask;

	(void)parg;
	*mask = clear ? before & ~(uint32_t)larg : before | (uint32_t)larg;
	if (*mask != before && (mask == &p->cert_flags || ((*mask ^ before) & ENGINE_MODES) != 0)) {
		proto_changed(ctx, s);
	}
	return (long)*mask;
}
