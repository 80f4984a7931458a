/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The codecs of server_hello.h. Whether an extension was asked for is checked by the client's steps, by bit mask. */
#include "tls/wire/server_hello.h"

/* RFC 8446 §4.1.3: SHA-256 of "HelloRetryRequest". */
const uint8_t hello_retry_random[RANDOM_LEN] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* RFC 7301 §3.1: the answer names exactly one protocol. */
static enum tls_err decode_alpn_answer(struct span body, struct span *out)
{
	struct span list;
	enum tls_err e = ext_alpn_list(body, &list);
	if (e != TLS_OK) {
		return e;
	}
	if (list.p[0] + 1u != list.len) {
		return TLS_E_BAD_EXTENSION;
	}
	*out = span_of(list.p + 1, list.len - 1);
	return TLS_OK;
}

static enum tls_err decode_max_fragment(struct span body, uint8_t *out)
{
	if (body.len != 1) {
		return TLS_E_BAD_EXTENSION;
	}
	*out = body.p[0];
	return TLS_OK;
}

static enum tls_err empty_or_bad(const struct ext_block *ext, enum ext_ix ix)
{
	return !ext_has(ext, ix) || ext->body[ix].len == 0 ? TLS_OK : TLS_E_BAD_EXTENSION;
}

static enum tls_err decode_13(struct server_hello *h)
{
	if (ext_has(&h->ext, XI_KEY_SHARE)) {
		struct reader r = rd_init(h->ext.body[XI_KEY_SHARE]);
		h->share_group = rd_u16(&r);
		if (!h->is_retry) {
			h->share = rd_vec(&r, 2, 1, 65535);
		}
		if (!rd_end(&r) || h->share_group == 0) {
			return TLS_E_BAD_EXTENSION;
		}
	}
	if (ext_has(&h->ext, XI_COOKIE)) {
		struct reader r = rd_init(h->ext.body[XI_COOKIE]);
		h->cookie = rd_vec(&r, 2, 1, 65535);
		if (!rd_end(&r)) {
			return TLS_E_BAD_EXTENSION;
		}
	}
	if (ext_has(&h->ext, XI_PRE_SHARED_KEY)) {
		struct reader r = rd_init(h->ext.body[XI_PRE_SHARED_KEY]);
		h->psk_index = rd_u16(&r);
		h->psk_chosen = true;
		if (!rd_end(&r)) {
			return TLS_E_BAD_EXTENSION;
		}
	}
	return TLS_OK;
}

static enum tls_err decode_12(struct server_hello *h)
{
	enum tls_err e = TLS_OK;
	static const enum ext_ix empties[] = {XI_SERVER_NAME, XI_STATUS_REQUEST, XI_EXTENDED_MASTER_SECRET,
					      XI_SESSION_TICKET};
	for (size_t i = 0; i < sizeof empties / sizeof empties[0] && e == TLS_OK; i++) {
		e = empty_or_bad(&h->ext, empties[i]);
	}
	if (e == TLS_OK && ext_has(&h->ext, XI_ALPN)) {
		e = decode_alpn_answer(h->ext.body[XI_ALPN], &h->alpn);
	}
	if (e == TLS_OK && ext_has(&h->ext, XI_MAX_FRAGMENT_LENGTH)) {
		e = decode_max_fragment(h->ext.body[XI_MAX_FRAGMENT_LENGTH], &h->max_fragment);
	}
	if (e == TLS_OK && ext_has(&h->ext, XI_RENEGOTIATION_INFO)) {
		struct reader r = rd_init(h->ext.body[XI_RENEGOTIATION_INFO]);
		h->renegotiation_info = rd_vec(&r, 1, 0, 255);
		e = rd_end(&r) ? TLS_OK : TLS_E_BAD_EXTENSION;
	}
	if (e == TLS_OK && ext_has(&h->ext, XI_EC_POINT_FORMATS)) {
		struct reader r = rd_init(h->ext.body[XI_EC_POINT_FORMATS]);
		h->point_formats = rd_vec(&r, 1, 1, 255);
		if (!rd_end(&r)) {
			e = TLS_E_BAD_EXTENSION;
		} else if (memchr(h->point_formats.p, 0, h->point_formats.len) == NULL) {
			e = TLS_E_BAD_EC_POINT_FORMATS;
		}
	}
	if (e == TLS_OK && ext_has(&h->ext, XI_SCT)) {
		h->sct_list = h->ext.body[XI_SCT];
	}
	return e;
}

/* supported_versions decides which rules the other extensions are read by, so it is looked for first. */
static enum tls_err find_version(struct server_hello *h, struct span extensions)
{
	struct reader r = rd_init(extensions);
	h->version = h->legacy_version;
	while (rd_left(&r) != 0) {
		uint16_t type = rd_u16(&r);
		struct span body = rd_vec(&r, 2, 0, 65535);
		if (r.failed) {
			return TLS_E_BAD_EXTENSION;
		}
		if (type == EXT_SUPPORTED_VERSIONS) {
			struct reader v = rd_init(body);
			h->version = rd_u16(&v);
			h->is_13 = true;
			if (!rd_end(&v)) {
				return TLS_E_BAD_EXTENSION;
			}
			/* RFC 8446 §4.2.1: a version before 1.3 here is illegal_parameter. */
			if (h->version < VERSION_TLS13) {
				return TLS_E_BAD_SUPPORTED_VERSION;
			}
		}
	}
	return TLS_OK;
}

enum tls_err server_hello_decode(struct server_hello *out, struct span body)
{
	*out = (struct server_hello){0};
	struct reader r = rd_init(body);
	out->legacy_version = rd_u16(&r);
	out->random = rd_bytes(&r, RANDOM_LEN);
	out->session_id = rd_vec(&r, 1, 0, SESSION_ID_LEN_MAX);
	out->suite = rd_u16(&r);
	out->compression = rd_u8(&r);
	if (r.failed) {
		return TLS_E_DECODE;
	}
	struct span extensions = {0};
	if (rd_left(&r) != 0) {
		extensions = rd_vec(&r, 2, 0, 65535);
		if (!rd_end(&r)) {
			return TLS_E_LENGTH_MISMATCH;
		}
	}
	out->extensions = extensions;
	enum tls_err e = find_version(out, extensions);
	if (e != TLS_OK) {
		return e;
	}
	out->is_retry = out->is_13 && span_eq(out->random, span_of(hello_retry_random, RANDOM_LEN));
	enum ext_place place = !out->is_13 ? IN_SH_12 : out->is_retry ? IN_HRR : IN_SH_13;
	e = ext_decode(&out->ext, extensions, place);
	if (e != TLS_OK) {
		return e;
	}
	return out->is_13 ? decode_13(out) : decode_12(out);
}

static void put_alpn(struct writer *w, struct span name)
{
	if (name.len == 0) {
		return;
	}
	size_t ext = ext_open(w, EXT_ALPN);
	size_t list = wr_open(w, 2);
	wr_vec(w, 1, name);
	wr_close(w, list, 2);
	ext_close(w, ext);
}

static void put_max_fragment(struct writer *w, uint8_t code)
{
	if (code != 0) {
		size_t ext = ext_open(w, EXT_MAX_FRAGMENT_LENGTH);
		wr_u8(w, code);
		ext_close(w, ext);
	}
}

static void put_cert_type(struct writer *w, uint16_t ext_type, uint8_t type)
{
	if (type != 0) {
		size_t ext = ext_open(w, ext_type);
		wr_u8(w, type);
		ext_close(w, ext);
	}
}

static void put_extensions_13(struct writer *w, const struct server_hello_out *h)
{
	size_t ext = ext_open(w, EXT_SUPPORTED_VERSIONS);
	wr_u16(w, VERSION_TLS13);
	ext_close(w, ext);
	if (h->share_group != 0) {
		ext = ext_open(w, EXT_KEY_SHARE);
		wr_u16(w, h->share_group);
		if (!h->retry) {
			wr_vec(w, 2, h->share);
		}
		ext_close(w, ext);
	}
	if (h->cookie.len != 0) {
		ext = ext_open(w, EXT_COOKIE);
		wr_vec(w, 2, h->cookie);
		ext_close(w, ext);
	}
	if (h->psk_chosen) {
		ext = ext_open(w, EXT_PRE_SHARED_KEY);
		wr_u16(w, h->psk_index);
		ext_close(w, ext);
	}
}

static void put_extensions_12(struct writer *w, const struct server_hello_out *h)
{
	if (h->secure_renegotiation) {
		size_t ext = ext_open(w, EXT_RENEGOTIATION_INFO);
		wr_u8(w, 0);
		ext_close(w, ext);
	}
	if (h->server_name_ack) {
		ext_empty(w, EXT_SERVER_NAME);
	}
	put_max_fragment(w, h->max_fragment);
	if (h->point_formats) {
		size_t ext = ext_open(w, EXT_EC_POINT_FORMATS);
		wr_u8(w, 1);
		wr_u8(w, 0);
		ext_close(w, ext);
	}
	if (h->ticket) {
		ext_empty(w, EXT_SESSION_TICKET);
	}
	if (h->ocsp) {
		ext_empty(w, EXT_STATUS_REQUEST);
	}
	put_alpn(w, h->alpn);
	put_cert_type(w, EXT_CLIENT_CERT_TYPE, h->client_cert_type);
	put_cert_type(w, EXT_SERVER_CERT_TYPE, h->server_cert_type);
	if (h->ems) {
		ext_empty(w, EXT_EXTENDED_MASTER_SECRET);
	}
	if (h->sct_list.len != 0) {
		size_t ext = ext_open(w, EXT_SCT);
		wr_bytes(w, h->sct_list);
		ext_close(w, ext);
	}
}

void server_hello_encode(struct writer *w, const struct server_hello_out *h)
{
	wr_u16(w, VERSION_TLS12);
	wr_bytes(w, span_of(h->retry ? hello_retry_random : h->random, RANDOM_LEN));
	wr_vec(w, 1, h->session_id);
	wr_u16(w, h->suite);
	wr_u8(w, 0);
	size_t start = w->len;
	size_t exts = wr_open(w, 2);
	wr_bytes(w, h->custom);
	if (h->tls13) {
		put_extensions_13(w, h);
	} else {
		put_extensions_12(w, h);
	}
	if (w->len == exts) {
		wr_rewind(w, start); /* a TLS 1.2 hello without extensions has no block at all */
	} else {
		wr_close(w, exts, 2);
	}
}

enum tls_err encrypted_extensions_decode(struct encrypted_extensions *out, struct span body)
{
	*out = (struct encrypted_extensions){0};
	struct reader r = rd_init(body);
	struct span block = rd_vec(&r, 2, 0, 65535);
	if (!rd_end(&r)) {
		return TLS_E_LENGTH_MISMATCH;
	}
	out->extensions = block;
	enum tls_err e = ext_decode(&out->ext, block, IN_EE);
	if (e == TLS_OK && ext_has(&out->ext, XI_ALPN)) {
		e = decode_alpn_answer(out->ext.body[XI_ALPN], &out->alpn);
	}
	if (e == TLS_OK && ext_has(&out->ext, XI_MAX_FRAGMENT_LENGTH)) {
		e = decode_max_fragment(out->ext.body[XI_MAX_FRAGMENT_LENGTH], &out->max_fragment);
	}
	if (e == TLS_OK) {
		e = empty_or_bad(&out->ext, XI_SERVER_NAME);
	}
	if (e == TLS_OK) {
		e = empty_or_bad(&out->ext, XI_EARLY_DATA);
	}
	if (e == TLS_OK && ext_has(&out->ext, XI_SUPPORTED_GROUPS)) {
		struct span groups;
		e = ext_u16_list(out->ext.body[XI_SUPPORTED_GROUPS], 2, &groups);
	}
	return e;
}

void encrypted_extensions_encode(struct writer *w, const struct encrypted_extensions_out *e)
{
	size_t exts = wr_open(w, 2);
	wr_bytes(w, e->custom);
	if (e->server_name_ack) {
		ext_empty(w, EXT_SERVER_NAME);
	}
	put_max_fragment(w, e->max_fragment);
	ext_u16s(w, EXT_SUPPORTED_GROUPS, 2, e->groups, e->n_groups);
	put_alpn(w, e->alpn);
	put_cert_type(w, EXT_CLIENT_CERT_TYPE, e->client_cert_type);
	put_cert_type(w, EXT_SERVER_CERT_TYPE, e->server_cert_type);
	if (e->early_data) {
		ext_empty(w, EXT_EARLY_DATA);
	}
	wr_close(w, exts, 2);
}
