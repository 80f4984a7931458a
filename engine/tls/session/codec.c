/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The ticket format of codec.h:
 *
 *     u8 format = 1 | u8 flags (1: extended master secret, 2: has max_early_data, 4: has peer_key) | u16 version
 *     u16 suite | u16 group | u16 peer_sigalg | v8 secret | v8 context | u64 time_ms | u32 timeout | u32 age_add
 *     [u32 max_early_data] | v8 server_name | v8 alpn | v24 peer_chain | [v16 peer_key] | u32 verify_result
 */
#include "tls/session/codec.h"

#include "base/reader.h"

#define FORMAT         1
#define FLAG_EMS       1
#define FLAG_EARLY     2
#define FLAG_KEY       4
#define PEER_CHAIN_MAX 0xffffff

void session_encode(struct writer *w, const struct tls_session *s)
{
	wr_u8(w, FORMAT);
	wr_u8(w, (uint8_t)((s->ems ? FLAG_EMS : 0) | (s->max_early_data != 0 ? FLAG_EARLY : 0) |
			   (s->peer_key_len != 0 ? FLAG_KEY : 0)));
	wr_u16(w, s->version);
	wr_u16(w, s->suite);
	wr_u16(w, s->group);
	wr_u16(w, s->peer_sigalg);
	wr_vec(w, 1, secret_span(&s->secret));
	wr_vec(w, 1, span_of(s->context, s->context_len));
	wr_u64(w, (uint64_t)s->time_ms);
	wr_u32(w, session_lifetime(s, UINT32_MAX));
	wr_u32(w, s->ticket_age_add);
	if (s->max_early_data != 0) {
		wr_u32(w, s->max_early_data);
	}
	wr_vec(w, 1, s->server_name != NULL ? span_str(s->server_name) : span_of(NULL, 0));
	wr_vec(w, 1, span_of(s->alpn, s->alpn_len));
	wr_vec(w, 3, span_of(s->peer_chain, s->peer_chain_len));
	if (s->peer_key_len != 0) {
		wr_vec(w, 2, span_of(s->peer_key, s->peer_key_len));
	}
	wr_u32(w, (uint32_t)s->verify_result);
}

static bool decode_into(struct tls_session *s, struct reader *r)
{
	uint8_t format = rd_u8(r);
	uint8_t flags = rd_u8(r);
	s->ems = (flags & FLAG_EMS) != 0;
	s->version = rd_u16(r);
	s->suite = rd_u16(r);
	s->group = rd_u16(r);
	s->peer_sigalg = rd_u16(r);
	struct span secret = rd_vec(r, 1, 1, SECRET_MAX);
	struct span context = rd_vec(r, 1, 0, SESSION_CONTEXT_MAX);
	s->time_ms = (int64_t)rd_u64(r);
	s->timeout = rd_u32(r);
	s->ticket_age_add = rd_u32(r);
	s->max_early_data = (flags & FLAG_EARLY) != 0 ? rd_u32(r) : 0;
	struct span name = rd_vec(r, 1, 0, 255);
	struct span alpn = rd_vec(r, 1, 0, 255);
	struct span chain = rd_vec(r, 3, 0, PEER_CHAIN_MAX);
	struct span key = (flags & FLAG_KEY) != 0 ? rd_vec(r, 2, 1, 65535) : span_of(NULL, 0);
	s->verify_result = (long)rd_u32(r);
	if (!rd_end(r) || format != FORMAT || (flags & ~(FLAG_EMS | FLAG_EARLY | FLAG_KEY)) != 0) {
		return false;
	}
	secret_set(&s->secret, secret);
	if (context.len != 0) {
		memcpy(s->context, context.p, context.len);
	}
	s->context_len = (uint8_t)context.len;
	return session_set_server_name(s, name) && session_set_alpn(s, alpn) && session_set_peer_chain(s, chain) &&
	       session_set_peer_key(s, key);
}

enum tls_err session_decode(struct tls_session **out, struct span content)
{
	struct tls_session *s = session_new();
	struct reader r = rd_init(content);
	if (s == NULL) {
		return TLS_E_ALLOC;
	}
	if (!decode_into(s, &r)) {
		session_free(s);
		return TLS_E_BAD_TICKET;
	}
	*out = s;
	return TLS_OK;
}
