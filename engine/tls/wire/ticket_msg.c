/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The codecs of ticket_msg.h. */
#include "tls/wire/ticket_msg.h"

enum tls_err new_session_ticket_decode_13(struct new_session_ticket *out, struct span body)
{
	*out = (struct new_session_ticket){0};
	struct reader r = rd_init(body);
	out->lifetime = rd_u32(&r);
	out->age_add = rd_u32(&r);
	out->nonce = rd_vec(&r, 1, 0, 255);
	out->ticket = rd_vec(&r, 2, 1, 65535);
	struct span block = rd_vec(&r, 2, 0, 65534);
	if (!rd_end(&r)) {
		return TLS_E_BAD_TICKET;
	}
	out->custom = block;
	struct ext_block ext;
	enum tls_err e = ext_decode(&ext, block, IN_NST);
	if (e == TLS_OK && ext_has(&ext, XI_EARLY_DATA)) {
		struct reader max = rd_init(ext.body[XI_EARLY_DATA]);
		out->max_early_data = rd_u32(&max);
		out->early_data = true;
		e = rd_end(&max) ? TLS_OK : TLS_E_BAD_EXTENSION;
	}
	return e;
}

enum tls_err new_session_ticket_decode_12(struct new_session_ticket *out, struct span body)
{
	*out = (struct new_session_ticket){0};
	struct reader r = rd_init(body);
	out->lifetime = rd_u32(&r);
	out->ticket = rd_vec(&r, 2, 0, 65535);
	return rd_end(&r) ? TLS_OK : TLS_E_BAD_TICKET;
}

void new_session_ticket_encode_13(struct writer *w, const struct new_session_ticket *t)
{
	wr_u32(w, t->lifetime);
	wr_u32(w, t->age_add);
	wr_vec(w, 1, t->nonce);
	wr_vec(w, 2, t->ticket);
	size_t exts = wr_open(w, 2);
	wr_bytes(w, t->custom);
	if (t->early_data) {
		size_t ext = ext_open(w, EXT_EARLY_DATA);
		wr_u32(w, t->max_early_data);
		ext_close(w, ext);
	}
	wr_close(w, exts, 2);
}

void new_session_ticket_encode_12(struct writer *w, const struct new_session_ticket *t)
{
	wr_u32(w, t->lifetime);
	wr_vec(w, 2, t->ticket);
}

enum tls_err key_update_decode(bool *request, struct span body)
{
	struct reader r = rd_init(body);
	uint8_t v = rd_u8(&r);
	if (!rd_end(&r)) {
		return TLS_E_LENGTH_MISMATCH;
	}
	*request = v == 1;
	return v <= 1 ? TLS_OK : TLS_E_BAD_KEY_UPDATE;
}

void key_update_encode(struct writer *w, bool request)
{
	wr_u8(w, request ? 1 : 0);
}
