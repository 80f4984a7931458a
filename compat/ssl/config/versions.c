/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Bounds of the protocol version. Programs bound it below ours ("at least TLS 1.0") or allow old versions by name; all
 * that is kept and given back, and what counts is which of TLS 1.2 and 1.3 is left. None is found out at the handshake.
 */
#include "compat/ssl/config/config.h"

int versions_enabled(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, uint16_t *min, uint16_t *max)
{
	const SSL_METHOD *m = s != NULL ? s->method : ctx->method;
	static const struct {
		uint16_t version;
		uint64_t off;
	} ours[] = {{TLS_VERSION_12, SSL_OP_NO_TLSv1_2}, {TLS_VERSION_13, SSL_OP_NO_TLSv1_3}};

	*min = *max = 0;
	for (size_t i = 0; i < N_ELEMENTS(ours); i++) {
		uint16_t v = ours[i].version;

		if ((p->options & ours[i].off) != 0 || (p->min_version != 0 && v < p->min_version) ||
		    (p->max_version != 0 && v > p->max_version) || (m->min != 0 && v < m->min) ||
		    (m->max != 0 && v > m->max) || !proto_security(p, s, ctx, SSL_SECOP_VERSION, 0, v, NULL)) {
			continue;
		}
		*min = *min == 0 ? v : *min;
		*max = v;
	}
	return *max != 0;
}

/* 1: bound holds what was asked for; 0: there is no such version. */
static long set_bound(const SSL_METHOD *m, int *bound, long version)
{
	if (version == 0) {
		*bound = 0;
		return 1;
	}
	/* The numbers of DTLS are accepted and mean nothing to TLS. */
	if (version == DTLS1_VERSION || version == DTLS1_2_VERSION || version == DTLS1_BAD_VER) {
		return 1;
	}
	if (version < SSL3_VERSION || version > TLS1_3_VERSION) {
		return 0;
	}
	/* A method of one version has no bounds to set. */
	if (m->version == TLS_ANY_VERSION) {
		*bound = (int)version;
	}
	return 1;
}

long version_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	struct proto_settings *p = proto_of(ctx, s);
	const SSL_METHOD *m = s != NULL ? s->method : ctx->method;
	int *bound = cmd == SSL_CTRL_SET_MIN_PROTO_VERSION ? &p->min_version : &p->max_version;
	int before = *bound;
	long ok;

	(void)parg;
	switch (cmd) {
	case SSL_CTRL_GET_MIN_PROTO_VERSION:
		return p->min_version;
	case SSL_CTRL_GET_MAX_PROTO_VERSION:
		return p->max_version;
	default:
		ok = set_bound(m, bound, larg);
		if (*bound != before) {
			proto_changed(ctx, s);
		}
		return ok;
	}
}
