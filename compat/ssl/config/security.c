/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Security levels (SSL_CTX_set_security_level(3)) and the program's own judge of algorithms. */
#include "compat/ssl/config/config.h"

/* Symmetric-equivalent bits that each level asks for. */
static const int level_bits[] = {0, 80, 112, 128, 192, 256};

static int clamp_level(int level)
{
	if (level < 0) {
		return 0;
	}
	return level >= (int)N_ELEMENTS(level_bits) ? (int)N_ELEMENTS(level_bits) - 1 : level;
}

int default_security_cb(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex)
{
	const struct proto_settings *p = s != NULL ? &s->set.proto : &ctx->set.proto;
	int level = clamp_level(p->security_level);

	(void)nid;
	(void)other;
	(void)ex;
	switch (op) {
	case SSL_SECOP_TICKET:
		return level < 3;
	case SSL_SECOP_VERSION:
		/* TLS 1.2 and 1.3 serve at every level; there is no older version. */
		return 1;
	case SSL_SECOP_COMPRESSION:
		return level < 2;
	default:
		/* All of our suites have forward secrecy and none a weak MAC, so the bits decide. */
		return bits >= level_bits[level];
	}
}

int proto_security(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid,
		   void *other)
{
	return p->security_cb(s, ctx, op, bits, nid, other, p->security_ex) > 0;
}

unsigned proto_security_bits(const struct proto_settings *p)
{
	return p->security_cb == default_security_cb ? (unsigned)level_bits[clamp_level(p->security_level)] : 0;
}

int SSL_CTX_get_security_level(const SSL_CTX *ctx)
{
	return ctx->set.proto.security_level;
}

int SSL_get_security_level(const SSL *s)
{
	return s->set.proto.security_level;
}

void SSL_CTX_set_security_level(SSL_CTX *ctx, int level)
{
	ctx->set.proto.security_level = level;
	ctx_changed(ctx);
}

void SSL_set_security_level(SSL *s, int level)
{
	if (s->set.proto.security_level != level) {
		s->set.proto.security_level = level;
		ssl_changed(s);
	}
}

void SSL_CTX_set_security_callback(SSL_CTX *ctx, security_cb cb)
{
	ctx->set.proto.security_cb = cb;
	ctx_changed(ctx);
}

void SSL_set_security_callback(SSL *s, security_cb cb)
{
	s->set.proto.security_cb = cb;
	ssl_changed(s);
}

security_cb SSL_CTX_get_security_callback(const SSL_CTX *ctx)
{
	return ctx->set.proto.security_cb;
}

security_cb SSL_get_security_callback(const SSL *s)
{
	return s->set.proto.security_cb;
}

void SSL_CTX_set0_security_ex_data(SSL_CTX *ctx, void *ex)
{
	ctx->set.proto.security_ex = ex;
	ctx_changed(ctx);
}

void SSL_set0_security_ex_data(SSL *s, void *ex)
{
	s->set.proto.security_ex = ex;
	ssl_changed(s);
}

void *SSL_CTX_get0_security_ex_data(const SSL_CTX *ctx)
{
	return ctx->set.proto.security_ex;
}

void *SSL_get0_security_ex_data(const SSL *s)
{
	return s->set.proto.security_ex;
}
