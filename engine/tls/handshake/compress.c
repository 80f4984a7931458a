/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The two directions of compress.h. */
#include "tls/handshake/compress.h"

size_t compress_offer(const struct tls_config *c, uint16_t out[TLS_CERT_CODECS_MAX])
{
	if (config_has(c, TLS_OPT_NO_PACKED_RX)) {
		return 0;
	}
	for (size_t i = 0; i < c->n_cert_codecs; i++) {
		out[i] = c->cert_codecs[i]->alg;
	}
	return c->n_cert_codecs;
}

static const struct tls_cert_codec *codec_of(const struct tls_config *c, uint16_t alg)
{
	for (size_t i = 0; i < c->n_cert_codecs; i++) {
		if (c->cert_codecs[i]->alg == alg) {
			return c->cert_codecs[i];
		}
	}
	return NULL;
}

static enum tls_err expand(const struct tls_conn *c, const struct hs_msg *m, struct buffer *out)
{
	if (config_has(c->cfg, TLS_OPT_NO_PACKED_RX) || c->cfg->n_cert_codecs == 0) {
		return TLS_E_UNEXPECTED_MESSAGE;
	}
	struct compressed_certificate cc;
	enum tls_err e = compressed_certificate_decode(&cc, m->body);
	if (e != TLS_OK) {
		return e;
	}
	const struct tls_cert_codec *codec = codec_of(c->cfg, cc.alg);
	if (codec == NULL) {
		return TLS_E_WRONG_CERT_COMPRESSION;
	}
	/* RFC 8879 §4: the bound of the Certificate message holds for what comes out, before any of it does. */
	if (cc.len > c->cfg->max_cert_list) {
		return TLS_E_MESSAGE_TOO_LONG;
	}
	if (cc.len == 0) {
		return TLS_E_CERT_COMPRESSION;
	}
	uint8_t *room = buf_reserve(out, cc.len);
	if (room == NULL) {
		return TLS_E_ALLOC;
	}
	if (!codec->expand(cc.packed, room, cc.len)) {
		return TLS_E_CERT_COMPRESSION;
	}
	buf_commit(out, cc.len);
	return TLS_OK;
}

enum tls_err compress_take(struct tls_conn *c, struct hs *hs, const struct hs_msg *m,
			   enum tls_err (*take)(struct tls_conn *c, struct hs *hs, struct span body))
{
	struct buffer body = {0};
	enum tls_err e = expand(c, m, &body);
	if (e == TLS_OK) {
		e = take(c, hs, buf_span(&body));
	}
	buf_free(&body);
	return e;
}

static const struct packed *packed_of(const struct tls_identity *id, uint16_t alg, size_t len)
{
	for (size_t i = 0; i < id->n_packed; i++) {
		if (id->packed[i].alg == alg && id->packed[i].len == len) {
			return &id->packed[i];
		}
	}
	return NULL;
}

/* find_form: the shorter form that the peer takes, a view of the identity's or of scratch; packed.len 0: none. */
static struct compressed_certificate find_form(const struct tls_conn *c, const struct hs *hs,
					       const struct tls_identity *id, bool plain, struct span body,
					       struct buffer *scratch)
{
	struct span theirs = buf_span(&hs->cert_algs);
	size_t n_ours = c->cfg->n_cert_codecs;
	for (size_t i = 0; i < (n_ours != 0 ? n_ours : u16s_count(theirs)); i++) {
		const uint16_t alg = n_ours != 0 ? c->cfg->cert_codecs[i]->alg : u16s_at(theirs, i);
		if (!u16s_has(theirs, alg)) {
			continue;
		}
		const struct packed *ready = plain ? packed_of(id, alg, body.len) : NULL;
		struct compressed_certificate cc = {.alg = alg, .len = body.len};
		if (ready != NULL) {
			cc.packed = buf_span(&ready->bytes);
		} else if (c->role == TLS_CLIENT && n_ours != 0 && c->cfg->cert_codecs[i]->compress(body, scratch)) {
			cc.packed = buf_span(scratch);
		}
		if (cc.packed.len != 0 && cc.packed.len < body.len) {
			return cc;
		}
		buf_free(scratch);
	}
	return (struct compressed_certificate){.alg = 0};
}

enum tls_err compress_message(struct tls_conn *c, struct hs *hs, const struct tls_identity *id, bool plain)
{
	if (id == NULL || config_has(c->cfg, TLS_OPT_NO_PACKED_TX) || buf_len(&hs->cert_algs) == 0) {
		return TLS_OK;
	}
	struct buffer scratch = {0};
	struct span raw = buf_span(&hs->msg);
	struct span body = span_of(raw.p + HANDSHAKE_HEADER_LEN, raw.len - HANDSHAKE_HEADER_LEN);
	const struct compressed_certificate cc = find_form(c, hs, id, plain, body, &scratch);
	enum tls_err e = TLS_OK;
	if (cc.packed.len != 0) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_COMPRESSED_CERTIFICATE, &mark);
		compressed_certificate_encode(&w, &cc);
		e = hs_close(hs, &w, mark);
	}
	buf_free(&scratch);
	return e;
}
