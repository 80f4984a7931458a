/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The codecs of key_exchange.h. */
#include "tls/wire/key_exchange.h"

enum tls_err server_key_exchange_decode(struct server_key_exchange *out, struct span body)
{
	struct reader r = rd_init(body);
	uint8_t curve_type = rd_u8(&r);
	out->group = rd_u16(&r);
	out->share = rd_vec(&r, 1, 1, 255);
	if (r.failed) {
		return curve_type != CURVE_TYPE_NAMED && body.len != 0 ? TLS_E_BAD_CURVE_TYPE : TLS_E_DECODE;
	}
	if (curve_type != CURVE_TYPE_NAMED) {
		return TLS_E_BAD_CURVE_TYPE;
	}
	out->params = span_of(body.p, (size_t)(r.p - body.p));
	out->scheme = rd_u16(&r);
	out->signature = rd_vec(&r, 2, 0, 65535);
	return rd_end(&r) ? TLS_OK : TLS_E_LENGTH_MISMATCH;
}

void server_params_encode(struct writer *w, uint16_t group, struct span share)
{
	wr_u8(w, CURVE_TYPE_NAMED);
	wr_u16(w, group);
	wr_vec(w, 1, share);
}

enum tls_err client_key_exchange_decode(struct span *share, struct span body)
{
	struct reader r = rd_init(body);
	*share = rd_vec(&r, 1, 1, 255);
	return rd_end(&r) ? TLS_OK : TLS_E_LENGTH_MISMATCH;
}

void client_key_exchange_encode(struct writer *w, struct span share)
{
	wr_vec(w, 1, share);
}
