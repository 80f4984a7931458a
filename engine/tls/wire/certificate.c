/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The codecs of certificate.h. */
#include "tls/wire/certificate.h"

static enum tls_err decode_leaf_extensions(struct certificate_msg *out, struct span block)
{
	struct ext_block ext;
	enum tls_err e = ext_decode(&ext, block, IN_CT);
	if (e != TLS_OK) {
		return e;
	}
	out->leaf_exts = ext.present;
	if (ext_has(&ext, XI_STATUS_REQUEST)) {
		e = certificate_status_decode(&out->ocsp, ext.body[XI_STATUS_REQUEST]);
	}
	if (ext_has(&ext, XI_SCT)) {
		out->sct_list = ext.body[XI_SCT];
	}
	return e;
}

enum tls_err certificate_decode_13(struct certificate_msg *out, struct span body)
{
	*out = (struct certificate_msg){0};
	struct reader r = rd_init(body);
	out->context = rd_vec(&r, 1, 0, 255);
	struct reader list = rd_init(rd_vec(&r, 3, 0, 0xffffff));
	if (!rd_end(&r)) {
		return TLS_E_LENGTH_MISMATCH;
	}
	while (rd_left(&list) != 0) {
		struct span der = rd_vec(&list, 3, 1, 0xffffff);
		struct span block = rd_vec(&list, 2, 0, 65535);
		if (list.failed || out->n_certs == CHAIN_MAX) {
			return TLS_E_DECODE;
		}
		if (out->n_certs == 0) {
			enum tls_err e = decode_leaf_extensions(out, block);
			if (e != TLS_OK) {
				return e;
			}
		}
		out->exts[out->n_certs] = block;
		out->certs[out->n_certs++] = der;
	}
	return TLS_OK;
}

enum tls_err certificate_decode_12(struct certificate_msg *out, struct span body)
{
	*out = (struct certificate_msg){0};
	struct reader r = rd_init(body);
	struct reader list = rd_init(rd_vec(&r, 3, 0, 0xffffff));
	if (!rd_end(&r)) {
		return TLS_E_LENGTH_MISMATCH;
	}
	while (rd_left(&list) != 0) {
		struct span der = rd_vec(&list, 3, 1, 0xffffff);
		if (list.failed || out->n_certs == CHAIN_MAX) {
			return TLS_E_DECODE;
		}
		out->certs[out->n_certs++] = der;
	}
	return TLS_OK;
}

void certificate_encode_13(struct writer *w, struct span context, const struct span *certs, size_t n, struct span ocsp,
			   struct span sct_list, const struct span *custom)
{
	wr_vec(w, 1, context);
	size_t list = wr_open(w, 3);
	for (size_t i = 0; i < n; i++) {
		wr_vec(w, 3, certs[i]);
		size_t exts = wr_open(w, 2);
		if (custom != NULL) {
			wr_bytes(w, custom[i]);
		}
		if (i == 0 && ocsp.len != 0) {
			size_t ext = ext_open(w, EXT_STATUS_REQUEST);
			certificate_status_encode(w, ocsp);
			ext_close(w, ext);
		}
		if (i == 0 && sct_list.len != 0) {
			size_t ext = ext_open(w, EXT_SCT);
			wr_bytes(w, sct_list);
			ext_close(w, ext);
		}
		wr_close(w, exts, 2);
	}
	wr_close(w, list, 3);
}

void certificate_encode_12(struct writer *w, const struct span *certs, size_t n)
{
	size_t list = wr_open(w, 3);
	for (size_t i = 0; i < n; i++) {
		wr_vec(w, 3, certs[i]);
	}
	wr_close(w, list, 3);
}

enum tls_err certificate_decode_raw_12(struct certificate_msg *out, struct span body)
{
	*out = (struct certificate_msg){0};
	struct reader r = rd_init(body);
	out->certs[0] = rd_vec(&r, 3, 0, 0xffffff);
	if (!rd_end(&r)) {
		return TLS_E_LENGTH_MISMATCH;
	}
	out->n_certs = out->certs[0].len != 0;
	return TLS_OK;
}

void certificate_encode_raw_12(struct writer *w, struct span spki)
{
	wr_vec(w, 3, spki);
}

enum tls_err compressed_certificate_decode(struct compressed_certificate *out, struct span body)
{
	struct reader r = rd_init(body);
	out->alg = rd_u16(&r);
	out->len = rd_u24(&r);
	out->packed = rd_vec(&r, 3, 1, 0xffffff);
	return rd_end(&r) ? TLS_OK : TLS_E_DECODE;
}

void compressed_certificate_encode(struct writer *w, const struct compressed_certificate *c)
{
	wr_u16(w, c->alg);
	wr_u24(w, (uint32_t)c->len);
	wr_vec(w, 3, c->packed);
}

static enum tls_err check_ca_names(struct span names)
{
	struct reader r = rd_init(names);
	while (rd_left(&r) != 0) {
		rd_vec(&r, 2, 1, 65535);
	}
	return r.failed ? TLS_E_DECODE : TLS_OK;
}

enum tls_err certificate_request_decode_13(struct certificate_request *out, struct span body)
{
	*out = (struct certificate_request){0};
	struct reader r = rd_init(body);
	out->context = rd_vec(&r, 1, 0, 255);
	struct span block = rd_vec(&r, 2, 0, 65535);
	if (!rd_end(&r)) {
		return TLS_E_LENGTH_MISMATCH;
	}
	out->extensions = block;
	struct ext_block ext;
	enum tls_err e = ext_decode(&ext, block, IN_CR);
	if (e != TLS_OK) {
		return e;
	}
	/* RFC 8446 §4.3.2: "The signature_algorithms extension MUST be specified". */
	if (!ext_has(&ext, XI_SIGNATURE_ALGORITHMS)) {
		return TLS_E_MISSING_SIGALGS;
	}
	e = ext_u16_list(ext.body[XI_SIGNATURE_ALGORITHMS], 2, &out->sigalgs);
	if (e == TLS_OK && ext_has(&ext, XI_SIGNATURE_ALGORITHMS_CERT)) {
		e = ext_u16_list(ext.body[XI_SIGNATURE_ALGORITHMS_CERT], 2, &out->sigalgs_cert);
	}
	if (e == TLS_OK && ext_has(&ext, XI_CERTIFICATE_AUTHORITIES)) {
		struct reader names = rd_init(ext.body[XI_CERTIFICATE_AUTHORITIES]);
		out->ca_names = rd_vec(&names, 2, 3, 65535);
		e = rd_end(&names) ? check_ca_names(out->ca_names) : TLS_E_BAD_EXTENSION;
	}
	if (e == TLS_OK && ext_has(&ext, XI_COMPRESS_CERTIFICATE)) {
		e = ext_u16_list(ext.body[XI_COMPRESS_CERTIFICATE], 1, &out->cert_algs);
	}
	out->ocsp = ext_has(&ext, XI_STATUS_REQUEST);
	out->sct = ext_has(&ext, XI_SCT);
	return e;
}

enum tls_err certificate_request_decode_12(struct certificate_request *out, struct span body)
{
	*out = (struct certificate_request){0};
	struct reader r = rd_init(body);
	out->cert_types = rd_vec(&r, 1, 1, 255);
	out->sigalgs = rd_vec(&r, 2, 2, 65534);
	out->ca_names = rd_vec(&r, 2, 0, 65535);
	if (!rd_end(&r) || out->sigalgs.len % 2 != 0) {
		return TLS_E_DECODE;
	}
	return check_ca_names(out->ca_names);
}

void certificate_request_encode_13(struct writer *w, struct span context, const uint16_t *sigalgs, size_t n,
				   struct span ca_names, const uint16_t *cert_algs, size_t n_cert_algs,
				   struct span custom)
{
	wr_vec(w, 1, context);
	size_t exts = wr_open(w, 2);
	wr_bytes(w, custom);
	ext_u16s(w, EXT_SIGNATURE_ALGORITHMS, 2, sigalgs, n);
	ext_u16s(w, EXT_COMPRESS_CERTIFICATE, 1, cert_algs, n_cert_algs);
	if (ca_names.len != 0) {
		size_t ext = ext_open(w, EXT_CERTIFICATE_AUTHORITIES);
		wr_vec(w, 2, ca_names);
		ext_close(w, ext);
	}
	wr_close(w, exts, 2);
}

void certificate_request_encode_12(struct writer *w, struct span cert_types, const uint16_t *sigalgs, size_t n,
				   struct span ca_names)
{
	wr_vec(w, 1, cert_types);
	size_t list = wr_open(w, 2);
	for (size_t i = 0; i < n; i++) {
		wr_u16(w, sigalgs[i]);
	}
	wr_close(w, list, 2);
	wr_vec(w, 2, ca_names);
}

enum tls_err certificate_verify_decode(struct certificate_verify *out, struct span body)
{
	struct reader r = rd_init(body);
	out->scheme = rd_u16(&r);
	out->signature = rd_vec(&r, 2, 0, 65535);
	return rd_end(&r) ? TLS_OK : TLS_E_LENGTH_MISMATCH;
}

void certificate_verify_encode(struct writer *w, const struct certificate_verify *v)
{
	wr_u16(w, v->scheme);
	wr_vec(w, 2, v->signature);
}

enum tls_err certificate_status_decode(struct span *ocsp, struct span body)
{
	struct reader r = rd_init(body);
	uint8_t type = rd_u8(&r);
	*ocsp = rd_vec(&r, 3, 1, 0xffffff);
	if (!rd_end(&r) || type != STATUS_TYPE_OCSP) {
		*ocsp = (struct span){0};
		return TLS_E_DECODE;
	}
	return TLS_OK;
}

void certificate_status_encode(struct writer *w, struct span ocsp)
{
	wr_u8(w, STATUS_TYPE_OCSP);
	wr_vec(w, 3, ocsp);
}
