/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The walk over extension blocks of ext.h, and the table of which extension may stand where. */
#include "tls/wire/ext.h"

struct ext_row {
	uint16_t type;
	uint8_t places;
};

/* RFC 8446 §4.2's table, and for TLS 1.2's ServerHello the RFC of each extension. */
static const struct ext_row rows[XI_COUNT] = {
    [XI_SERVER_NAME] = {EXT_SERVER_NAME, IN_CH | IN_EE | IN_SH_12},
    [XI_MAX_FRAGMENT_LENGTH] = {EXT_MAX_FRAGMENT_LENGTH, IN_CH | IN_EE | IN_SH_12},
    [XI_STATUS_REQUEST] = {EXT_STATUS_REQUEST, IN_CH | IN_CR | IN_CT | IN_SH_12},
    /* RFC 8422 does not let a server send its groups in TLS 1.2, but some do, and clients have always ignored it. */
    [XI_SUPPORTED_GROUPS] = {EXT_SUPPORTED_GROUPS, IN_CH | IN_EE | IN_SH_12},
    [XI_EC_POINT_FORMATS] = {EXT_EC_POINT_FORMATS, IN_CH | IN_SH_12},
    [XI_SIGNATURE_ALGORITHMS] = {EXT_SIGNATURE_ALGORITHMS, IN_CH | IN_CR},
    [XI_ALPN] = {EXT_ALPN, IN_CH | IN_EE | IN_SH_12},
    [XI_SCT] = {EXT_SCT, IN_CH | IN_CR | IN_CT | IN_SH_12},
    [XI_CLIENT_CERT_TYPE] = {EXT_CLIENT_CERT_TYPE, IN_CH | IN_EE | IN_SH_12},
    [XI_SERVER_CERT_TYPE] = {EXT_SERVER_CERT_TYPE, IN_CH | IN_EE | IN_SH_12},
    [XI_PADDING] = {EXT_PADDING, IN_CH},
    [XI_EXTENDED_MASTER_SECRET] = {EXT_EXTENDED_MASTER_SECRET, IN_CH | IN_SH_12},
    [XI_COMPRESS_CERTIFICATE] = {EXT_COMPRESS_CERTIFICATE, IN_CH | IN_CR},
    [XI_SESSION_TICKET] = {EXT_SESSION_TICKET, IN_CH | IN_SH_12},
    [XI_PRE_SHARED_KEY] = {EXT_PRE_SHARED_KEY, IN_CH | IN_SH_13},
    [XI_EARLY_DATA] = {EXT_EARLY_DATA, IN_CH | IN_EE | IN_NST},
    [XI_SUPPORTED_VERSIONS] = {EXT_SUPPORTED_VERSIONS, IN_CH | IN_SH_13 | IN_HRR},
    [XI_COOKIE] = {EXT_COOKIE, IN_CH | IN_HRR},
    [XI_PSK_KEY_EXCHANGE_MODES] = {EXT_PSK_KEY_EXCHANGE_MODES, IN_CH},
    [XI_CERTIFICATE_AUTHORITIES] = {EXT_CERTIFICATE_AUTHORITIES, IN_CH | IN_CR},
    [XI_OID_FILTERS] = {EXT_OID_FILTERS, IN_CR},
    [XI_POST_HANDSHAKE_AUTH] = {EXT_POST_HANDSHAKE_AUTH, IN_CH},
    [XI_SIGNATURE_ALGORITHMS_CERT] = {EXT_SIGNATURE_ALGORITHMS_CERT, IN_CH | IN_CR},
    [XI_KEY_SHARE] = {EXT_KEY_SHARE, IN_CH | IN_SH_13 | IN_HRR},
    [XI_RENEGOTIATION_INFO] = {EXT_RENEGOTIATION_INFO, IN_CH | IN_SH_12},
};

static int ix_of(uint16_t type)
{
	for (int i = 0; i < XI_COUNT; i++) {
		if (rows[i].type == type) {
			return i;
		}
	}
	return -1;
}

uint32_t ext_bit(uint16_t type)
{
	int ix = ix_of(type);
	return ix < 0 ? 0 : 1u << ix;
}

/* A bit per extension type that was seen and is not known here. 8 KiB, and only ClientHellos with many need it all. */
struct seen {
	uint16_t few[16];
	size_t n_few;
	uint8_t *bits; /* 65536 bits of the caller's, used once few is full */
};

static bool seen_before(struct seen *s, uint16_t type, uint8_t bits[8192])
{
	for (size_t i = 0; i < s->n_few; i++) {
		if (s->few[i] == type) {
			return true;
		}
	}
	if (s->n_few < sizeof s->few / sizeof s->few[0]) {
		s->few[s->n_few++] = type;
		return false;
	}
	if (s->bits == NULL) {
		memset(bits, 0, 8192);
		s->bits = bits;
	}
	uint8_t mask = (uint8_t)(1u << (type & 7));
	bool again = (s->bits[type >> 3] & mask) != 0;
	s->bits[type >> 3] |= mask;
	return again;
}

enum tls_err ext_decode(struct ext_block *out, struct span content, enum ext_place place)
{
	uint8_t bits[8192];
	struct seen seen = {.n_few = 0};
	*out = (struct ext_block){0};
	struct reader r = rd_init(content);
	while (rd_left(&r) != 0) {
		uint16_t type = rd_u16(&r);
		struct span body = rd_vec(&r, 2, 0, 65535);
		if (r.failed) {
			return TLS_E_BAD_EXTENSION;
		}
		out->last_type = type;
		int ix = ix_of(type);
		if (ix < 0) {
			/* RFC 8446 §4.2: "There MUST NOT be more than one extension of the same type". */
			if (seen_before(&seen, type, bits)) {
				return TLS_E_DUPLICATE_EXTENSION;
			}
			out->any_unknown = true;
			continue;
		}
		if ((out->present >> ix & 1) != 0) {
			return TLS_E_DUPLICATE_EXTENSION;
		}
		if ((rows[ix].places & place) == 0) {
			/* An answer to something that is never asked for counts as unsolicited. */
			return (rows[ix].places & IN_CH) == 0 ? TLS_E_UNSOLICITED_EXTENSION : TLS_E_MISPLACED_EXTENSION;
		}
		out->present |= 1u << ix;
		out->body[ix] = body;
	}
	return TLS_OK;
}

size_t ext_open(struct writer *w, uint16_t type)
{
	wr_u16(w, type);
	return wr_open(w, 2);
}

void ext_close(struct writer *w, size_t mark)
{
	wr_close(w, mark, 2);
}

void ext_empty(struct writer *w, uint16_t type)
{
	wr_u16(w, type);
	wr_u16(w, 0);
}

void ext_u16s(struct writer *w, uint16_t type, size_t prefix_len, const uint16_t *v, size_t n)
{
	if (n == 0) {
		return;
	}
	size_t ext = ext_open(w, type);
	size_t list = wr_open(w, prefix_len);
	for (size_t i = 0; i < n; i++) {
		wr_u16(w, v[i]);
	}
	wr_close(w, list, prefix_len);
	ext_close(w, ext);
}

enum tls_err ext_u16_list(struct span body, size_t prefix_len, struct span *out)
{
	struct reader r = rd_init(body);
	*out = rd_vec(&r, prefix_len, 2, 65534);
	if (!rd_end(&r) || out->len % 2 != 0) {
		*out = (struct span){0};
		return TLS_E_BAD_EXTENSION;
	}
	return TLS_OK;
}

enum tls_err ext_alpn_list(struct span body, struct span *out)
{
	struct reader r = rd_init(body);
	struct span list = rd_vec(&r, 2, 2, 65535);
	if (!rd_end(&r)) {
		return TLS_E_BAD_EXTENSION;
	}
	struct reader names = rd_init(list);
	while (rd_left(&names) != 0) {
		rd_vec(&names, 1, 1, 255);
	}
	if (names.failed) {
		return TLS_E_BAD_EXTENSION;
	}
	*out = list;
	return TLS_OK;
}
