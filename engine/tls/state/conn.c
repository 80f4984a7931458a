/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What both records and handshakes do to a connection: conn.h. */
#include "tls/state/conn.h"

#include "tls/wire/ext.h"

void conn_event(struct tls_conn *c, enum tls_event ev, int arg)
{
	if (c->hooks->event != NULL) {
		c->hooks->event(c->owner, c, ev, arg);
	}
}

void conn_tap(struct tls_conn *c, bool sent, int content_type, struct span bytes)
{
	if (c->hooks->tap != NULL) {
		c->hooks->tap(c->owner, c, sent, c->version != 0 ? c->version : TLS_VERSION_12, content_type, bytes);
	}
}

enum tls_err conn_set_alpn(struct tls_conn *c, struct span name)
{
	uint8_t *copy = tls_dup(name.p, name.len);
	if (copy == NULL) {
		return TLS_E_ALLOC;
	}
	tls_free(c->alpn);
	c->alpn = copy;
	c->alpn_len = name.len;
	return TLS_OK;
}

enum tls_err conn_take_u16s(struct u16_list *out, struct span wire)
{
	uint16_t *v = NULL;
	size_t n = u16s_count(wire);
	if (n != 0) {
		v = tls_calloc(n, sizeof *v);
		if (v == NULL) {
			return TLS_E_ALLOC;
		}
		for (size_t i = 0; i < n; i++) {
			v[i] = u16s_at(wire, i);
		}
	}
	tls_free(out->v);
	*out = (struct u16_list){v, n};
	return TLS_OK;
}

enum tls_err conn_keep_share(struct tls_conn *c, bool ours, struct span share)
{
	uint8_t *copy = tls_dup(share.p, share.len);
	if (copy == NULL) {
		return TLS_E_ALLOC;
	}
	tls_free((void *)c->shares[ours].p);
	c->shares[ours] = span_of(copy, share.len);
	return TLS_OK;
}

enum tls_err conn_take_bytes(struct buffer *b, struct span s)
{
	struct buffer fresh = {0};
	if (!buf_append(&fresh, s)) {
		return TLS_E_ALLOC;
	}
	buf_free(b);
	*b = fresh;
	return TLS_OK;
}
