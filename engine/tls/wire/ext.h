/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Extension blocks: walked once, with placement and duplicates checked for all messages in one place (RFC 8446 §4.2).
 * A decoder gets the known extensions as views; what an absent one means is decided beside its use.
 */
#ifndef TEASEL_TLS_WIRE_EXT_H
#define TEASEL_TLS_WIRE_EXT_H

#include "base/err.h"
#include "base/reader.h"
#include "base/writer.h"
#include "tls/wire/place.h"
#include "tls/wire/proto.h"

/* The known extensions as indices. */
enum ext_ix {
	XI_SERVER_NAME,
	XI_MAX_FRAGMENT_LENGTH,
	XI_STATUS_REQUEST,
	XI_SUPPORTED_GROUPS,
	XI_EC_POINT_FORMATS,
	XI_SIGNATURE_ALGORITHMS,
	XI_ALPN,
	XI_SCT,
	XI_CLIENT_CERT_TYPE,
	XI_SERVER_CERT_TYPE,
	XI_PADDING,
	XI_EXTENDED_MASTER_SECRET,
	XI_COMPRESS_CERTIFICATE,
	XI_SESSION_TICKET,
	XI_PRE_SHARED_KEY,
	XI_EARLY_DATA,
	XI_SUPPORTED_VERSIONS,
	XI_COOKIE,
	XI_PSK_KEY_EXCHANGE_MODES,
	XI_CERTIFICATE_AUTHORITIES,
	XI_OID_FILTERS,
	XI_POST_HANDSHAKE_AUTH,
	XI_SIGNATURE_ALGORITHMS_CERT,
	XI_KEY_SHARE,
	XI_RENEGOTIATION_INFO,
	XI_COUNT
};

struct ext_block {
	uint32_t present; /* 1 << ext_ix */
	struct span body[XI_COUNT];
	uint16_t last_type; /* type of the last extension in the block (pre_shared_key must be last) */
	bool any_unknown;
};

static inline bool ext_has(const struct ext_block *b, enum ext_ix ix)
{
	return (b->present >> ix & 1) != 0;
}

/*
 * ext_decode walks the content of an extension block (without its length). Unknown extensions are skipped: whether they
 * may be there is for handshake/custom.h.
 * A known extension in a message where it may not be is TLS_E_MISPLACED_EXTENSION.
 */
MUST_CHECK enum tls_err ext_decode(struct ext_block *out, struct span content, enum ext_place place);

/* ext_bit: 1 << index of a known extension type, 0 for unknown ones. */
uint32_t ext_bit(uint16_t type);

/* ext_open writes type and opens the 2-byte length; ext_close fills it in. ext_empty writes one without a body. */
size_t ext_open(struct writer *w, uint16_t type);
void ext_close(struct writer *w, size_t mark);
void ext_empty(struct writer *w, uint16_t type);
/* ext_u16s writes one whose body is a vector of n numbers behind a length of prefix_len bytes; none when n is 0. */
void ext_u16s(struct writer *w, uint16_t type, size_t prefix_len, const uint16_t *v, size_t n);

/* A vector of uint16 as it stands on the wire. */
static inline size_t u16s_count(struct span list)
{
	return list.len / 2;
}

static inline uint16_t u16s_at(struct span list, size_t i)
{
	return (uint16_t)(list.p[2 * i] << 8 | list.p[2 * i + 1]);
}

static inline bool u16s_has(struct span list, uint16_t v)
{
	for (size_t i = 0; i < u16s_count(list); i++) {
		if (u16s_at(list, i) == v) {
			return true;
		}
	}
	return false;
}

/* ext_u16_list decodes a body that is one vector of uint16 behind a length of prefix_len bytes, at least one entry. */
MUST_CHECK enum tls_err ext_u16_list(struct span body, size_t prefix_len, struct span *out);

/* ext_alpn_list decodes ProtocolNameList (RFC 7301 §3.1): out is its content, every name 1 to 255 bytes. */
MUST_CHECK enum tls_err ext_alpn_list(struct span body, struct span *out);

#endif
