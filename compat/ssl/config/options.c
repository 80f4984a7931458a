/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_OP_* and SSL_MODE_*. Every bit is kept and given back, as programs expect; docs/SETTINGS.md says of each whether
 * it is honoured, always so, a permission that is never used, or about something that does not exist here.
 */
#include "compat/ssl/config/config.h"

/* What the engine hears of. A change of any other bit needs no new freeze. */
#define ENGINE_OPTIONS                                                                                                 \
	(SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3 | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |          \
	 SSL_OP_NO_TICKET | SSL_OP_ENABLE_MIDDLEBOX_COMPAT | SSL_OP_NO_EXTENDED_MASTER_SECRET |                        \
	 SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_ANTI_REPLAY |                         \
	 SSL_OP_DISABLE_TLSEXT_CA_NAMES | OP_NO_TX_CERTIFICATE_COMPRESSION | OP_NO_RX_CERTIFICATE_COMPRESSION)
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
