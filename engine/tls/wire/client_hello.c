/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The codec of client_hello.h. Decoding checks form; what the contents mean is for handshake/ and policy/. */
#include "tls/wire/client_hello.h"

/* RFC 6066 §3: one host_name; other name types are skipped, a second host_name is refused. */
static enum tls_err decode_server_name(struct client_hello *ch, struct span body)
{
	struct reader r = rd_init(body);
	struct reader names = rd_init(rd_vec(&r, 2, 1, 65535));
	bool found = false;
	while (rd_left(&names) != 0) {
		uint8_t type = rd_u8(&names);
		struct span name = rd_vec(&names, 2, 1, 65535);
		if (type != 0) {
			continue;
		}
		if (found || name.len > 255 || memchr(name.len ? name.p : body.p, 0, name.len) != NULL) {
			return TLS_E_BAD_SERVER_NAME;
		}
		found = true;
		ch->server_name = name;
	}
	return rd_end(&r) && rd_end(&names) ? TLS_OK : TLS_E_BAD_SERVER_NAME;
}

static enum tls_err decode_status_request(struct client_hello *ch, struct span body)
{
	struct reader r = rd_init(body);
	uint8_t type = rd_u8(&r);
	if (r.failed) {
		return TLS_E_BAD_EXTENSION;
	}
	if (type != STATUS_TYPE_OCSP) {
		return TLS_OK;
	}
	struct reader ids = rd_init(rd_vec(&r, 2, 0, 65535));
	while (rd_left(&ids) != 0) {
		rd_vec(&ids, 2, 1, 65535);
	}
	rd_vec(&r, 2, 0, 65535);
	ch->status_ocsp = true;
	return rd_end(&r) && rd_end(&ids) ? TLS_OK : TLS_E_BAD_EXTENSION;
}

/* RFC 8446 §4.2.11. The binders close the message, so what they cover ends where their list begins. */
static enum tls_err decode_psk(struct client_hello *ch, struct span body, struct span message)
{
	struct reader r = rd_init(body);
	ch->psk_identities = rd_vec(&r, 2, 7, 65535);
	const uint8_t *binders_at = r.p;
	ch->psk_binders = rd_vec(&r, 2, 33, 65535);
	size_t n_identities = 0;
	size_t n_binders = 0;
	struct reader ids = rd_init(ch->psk_identities);
	while (rd_left(&ids) != 0) {
		rd_vec(&ids, 2, 1, 65535);
		rd_u32(&ids);
		n_identities++;
	}
	struct reader binders = rd_init(ch->psk_binders);
	while (rd_left(&binders) != 0) {
		rd_vec(&binders, 1, 32, 255);
		n_binders++;
	}
	if (!rd_end(&r) || !rd_end(&ids) || !rd_end(&binders)) {
		return TLS_E_BAD_EXTENSION;
	}
	if (n_identities != n_binders || ch->ext.last_type != EXT_PRE_SHARED_KEY) {
		return TLS_E_BAD_PSK;
	}
	ch->psk_truncated_len = (size_t)(binders_at - message.p);
	return TLS_OK;
}

static enum tls_err decode_vec_only(struct span body, size_t prefix_len, size_t min, struct span *out)
{
	struct reader r = rd_init(body);
	*out = rd_vec(&r, prefix_len, min, 65535);
	return rd_end(&r) ? TLS_OK : TLS_E_BAD_EXTENSION;
}

static enum tls_err must_be_empty(struct span body)
{
	return body.len == 0 ? TLS_OK : TLS_E_BAD_EXTENSION;
}

static enum tls_err decode_one(struct client_hello *ch, enum ext_ix ix, struct span body, struct span message)
{
	switch (ix) {
	case XI_SERVER_NAME:
		return decode_server_name(ch, body);
	case XI_MAX_FRAGMENT_LENGTH:
		if (body.len != 1) {
			return TLS_E_BAD_EXTENSION;
		}
		/* RFC 6066 §4: 1 to 4, anything else is illegal_parameter. */
		if (body.p[0] < 1 || body.p[0] > 4) {
			return TLS_E_BAD_MAX_FRAGMENT;
		}
		ch->max_fragment = body.p[0];
		return TLS_OK;
	case XI_STATUS_REQUEST:
		return decode_status_request(ch, body);
	case XI_SUPPORTED_GROUPS:
		return ext_u16_list(body, 2, &ch->groups);
	case XI_EC_POINT_FORMATS:
		return decode_vec_only(body, 1, 1, &ch->point_formats);
	case XI_SIGNATURE_ALGORITHMS:
		return ext_u16_list(body, 2, &ch->sigalgs);
	case XI_SIGNATURE_ALGORITHMS_CERT:
		return ext_u16_list(body, 2, &ch->sigalgs_cert);
	case XI_ALPN:
		return ext_alpn_list(body, &ch->alpn);
	case XI_SCT:
	case XI_EXTENDED_MASTER_SECRET:
	case XI_EARLY_DATA:
	case XI_POST_HANDSHAKE_AUTH:
		return must_be_empty(body);
	case XI_SESSION_TICKET:
		ch->ticket = body;
		return TLS_OK;
	case XI_PRE_SHARED_KEY:
		return decode_psk(ch, body, message);
	case XI_SUPPORTED_VERSIONS:
		return ext_u16_list(body, 1, &ch->versions);
	case XI_COOKIE:
		return decode_vec_only(body, 2, 1, &ch->cookie);
	case XI_PSK_KEY_EXCHANGE_MODES:
		return decode_vec_only(body, 1, 1, &ch->psk_modes);
	case XI_CERTIFICATE_AUTHORITIES:
		return decode_vec_only(body, 2, 3, &ch->ca_names);
	case XI_CLIENT_CERT_TYPE:
		return decode_vec_only(body, 1, 1, &ch->client_cert_types);
	case XI_SERVER_CERT_TYPE:
		return decode_vec_only(body, 1, 1, &ch->server_cert_types);
	case XI_COMPRESS_CERTIFICATE:
		return ext_u16_list(body, 1, &ch->cert_algs);
	case XI_KEY_SHARE:
		return decode_vec_only(body, 2, 0, &ch->key_shares);
	case XI_RENEGOTIATION_INFO:
		return decode_vec_only(body, 1, 0, &ch->renegotiation_info);
	default:
		return TLS_OK;
	}
}

enum tls_err client_hello_decode(struct client_hello *out, struct span body)
{
	*out = (struct client_hello){0};
	struct reader r = rd_init(body);
	out->legacy_version = rd_u16(&r);
	out->random = rd_bytes(&r, RANDOM_LEN);
	out->session_id = rd_vec(&r, 1, 0, SESSION_ID_LEN_MAX);
	out->suites = rd_vec(&r, 2, 2, 65534);
	out->compression = rd_vec(&r, 1, 1, 255);
	if (r.failed || out->suites.len % 2 != 0) {
		return TLS_E_DECODE;
	}
	if (rd_left(&r) != 0) { /* RFC 5246 §7.4.1.2: a hello may end here */
		out->extensions = rd_vec(&r, 2, 0, 65535);
		if (!rd_end(&r)) {
			return TLS_E_LENGTH_MISMATCH;
		}
	}
	enum tls_err e = ext_decode(&out->ext, out->extensions, IN_CH);
	for (int ix = 0; ix < XI_COUNT && e == TLS_OK; ix++) {
		if (ext_has(&out->ext, (enum ext_ix)ix)) {
			e = decode_one(out, (enum ext_ix)ix, out->ext.body[ix], body);
		}
	}
	return e;
}

bool client_hello_share(const struct client_hello *ch, uint16_t group, struct span *share)
{
	struct reader r = rd_init(ch->key_shares);
	while (rd_left(&r) != 0) {
		uint16_t g = rd_u16(&r);
		struct span s = rd_vec(&r, 2, 1, 65535);
		if (!r.failed && g == group) {
			*share = s;
			return true;
		}
	}
	return false;
}

enum tls_err client_hello_check_shares(const struct client_hello *ch)
{
	struct reader r = rd_init(ch->key_shares);
	size_t at = 0; /* place in the group list: shares come in the list's order, RFC 8446 §4.2.8 */
	while (rd_left(&r) != 0) {
		uint16_t g = rd_u16(&r);
		rd_vec(&r, 2, 1, 65535);
		if (r.failed) {
			return TLS_E_BAD_EXTENSION;
		}
		while (at < u16s_count(ch->groups) && u16s_at(ch->groups, at) != g) {
			at++;
		}
		if (at == u16s_count(ch->groups)) {
			return TLS_E_DUPLICATE_KEY_SHARE;
		}
		at++;
	}
	return TLS_OK;
}

static void put_vec(struct writer *w, uint16_t type, size_t prefix_len, struct span content)
{
	size_t ext = ext_open(w, type);
	wr_vec(w, prefix_len, content);
	ext_close(w, ext);
}

static void put_server_name(struct writer *w, const char *name)
{
	size_t ext = ext_open(w, EXT_SERVER_NAME);
	size_t list = wr_open(w, 2);
	wr_u8(w, 0);
	wr_vec(w, 2, span_str(name));
	wr_close(w, list, 2);
	ext_close(w, ext);
}

static void put_psk(struct writer *w, const struct client_hello_out *h)
{
	static const uint8_t zeros[64];
	size_t ext = ext_open(w, EXT_PRE_SHARED_KEY);
	size_t ids = wr_open(w, 2);
	for (size_t i = 0; i < h->n_psk; i++) {
		wr_vec(w, 2, h->psk[i].identity);
		wr_u32(w, h->psk[i].age);
	}
	wr_close(w, ids, 2);
	size_t binders = wr_open(w, 2);
	for (size_t i = 0; i < h->n_psk; i++) {
		wr_vec(w, 1, span_of(zeros, h->psk[i].binder_len));
	}
	wr_close(w, binders, 2);
	ext_close(w, ext);
}

size_t psk_binders_len(const struct client_hello_out *h)
{
	size_t len = h->n_psk != 0 ? 2 : 0;
	for (size_t i = 0; i < h->n_psk; i++) {
		len += 1 + h->psk[i].binder_len;
	}
	return len;
}

static void put_extensions(struct writer *w, const struct client_hello_out *h)
{
	static const uint8_t uncompressed[] = {0};
	static const uint8_t dhe_ke[] = {PSK_MODE_DHE_KE};
	static const uint8_t ocsp_request[] = {STATUS_TYPE_OCSP, 0, 0, 0, 0};
	wr_bytes(w, h->custom);
	if (h->server_name != NULL) {
		put_server_name(w, h->server_name);
	}
	if (h->tls12) {
		put_vec(w, EXT_EC_POINT_FORMATS, 1, span_of(uncompressed, 1));
	}
	ext_u16s(w, EXT_SUPPORTED_GROUPS, 2, h->groups, h->n_groups);
	if (h->tls12 && h->offer_ticket) {
		size_t ext = ext_open(w, EXT_SESSION_TICKET);
		wr_bytes(w, h->ticket);
		ext_close(w, ext);
	}
	if (h->ocsp) {
		size_t ext = ext_open(w, EXT_STATUS_REQUEST);
		wr_bytes(w, span_of(ocsp_request, sizeof ocsp_request));
		ext_close(w, ext);
	}
	if (h->alpn.len != 0) {
		put_vec(w, EXT_ALPN, 2, h->alpn);
	}
	if (h->tls12 && !h->no_ems) {
		ext_empty(w, EXT_EXTENDED_MASTER_SECRET);
	}
	ext_u16s(w, EXT_SIGNATURE_ALGORITHMS, 2, h->sigalgs, h->n_sigalgs);
	if (h->sct) {
		ext_empty(w, EXT_SCT);
	}
	if (h->ca_names.len != 0) {
		put_vec(w, EXT_CERTIFICATE_AUTHORITIES, 2, h->ca_names);
	}
	if (h->client_cert_types.len != 0) {
		put_vec(w, EXT_CLIENT_CERT_TYPE, 1, h->client_cert_types);
	}
	if (h->server_cert_types.len != 0) {
		put_vec(w, EXT_SERVER_CERT_TYPE, 1, h->server_cert_types);
	}
	ext_u16s(w, EXT_COMPRESS_CERTIFICATE, 1, h->cert_algs, h->n_cert_algs);
	if (h->n_versions != 0) {
		ext_u16s(w, EXT_SUPPORTED_VERSIONS, 1, h->versions, h->n_versions);
		if (h->cookie.len != 0) {
			put_vec(w, EXT_COOKIE, 2, h->cookie);
		}
		put_vec(w, EXT_KEY_SHARE, 2, h->key_shares);
		if (h->post_handshake_auth) {
			ext_empty(w, EXT_POST_HANDSHAKE_AUTH);
		}
		if (h->early_data) {
			ext_empty(w, EXT_EARLY_DATA);
		}
	}
	if (h->psk_modes) {
		put_vec(w, EXT_PSK_KEY_EXCHANGE_MODES, 1, span_of(dhe_ke, 1));
	}
	if (h->n_psk != 0) { /* RFC 8446 §4.2.11: "MUST be the last extension in the ClientHello" */
		put_psk(w, h);
	}
}

void client_hello_encode(struct writer *w, const struct client_hello_out *h)
{
	wr_u16(w, VERSION_TLS12);
	wr_bytes(w, span_of(h->random, RANDOM_LEN));
	wr_vec(w, 1, h->session_id);
	size_t suites = wr_open(w, 2);
	for (size_t i = 0; i < h->n_suites; i++) {
		wr_u16(w, h->suites[i]);
	}
	if (h->scsv_renegotiation) {
		wr_u16(w, SCSV_RENEGOTIATION);
	}
	if (h->scsv_fallback) {
		wr_u16(w, SCSV_FALLBACK);
	}
	wr_close(w, suites, 2);
	wr_u8(w, 1); /* compression: null alone */
	wr_u8(w, 0);
	size_t exts = wr_open(w, 2);
	put_extensions(w, h);
	wr_close(w, exts, 2);
}
