/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* o2i_SCT_LIST(3), d2i_SCT_LIST(3): timestamps as RFC 6962 §3.2 and §3.3 write them. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/ct/sct.h"
#include "engine/base/writer.h"
#include "engine/pki/asn1.h"

#define MAX_SCT 65535

/* SignatureAndHashAlgorithm of TLS 1.2 (RFC 5246 §7.4.1.4.1): RFC 6962 §2.1.4 has these two. */
#define SHA256_RSA   0x0401
#define SHA256_ECDSA 0x0403

static int nid_of(uint16_t algorithm)
{
	return algorithm == SHA256_RSA     ? NID_sha256WithRSAEncryption
	       : algorithm == SHA256_ECDSA ? NID_ecdsa_with_SHA256
					   : NID_undef;
}

static bool copy(struct span *to, struct span from)
{
	unsigned char *p = from.len != 0 ? OPENSSL_memdup(from.p, from.len) : NULL;
	*to = span_of(p, p != NULL ? from.len : 0);
	return p != NULL || from.len == 0;
}

/* read_v1: what follows the version. 0, or the reason. */
static int read_v1(SCT *sct, struct reader *r)
{
	struct span log_id = rd_bytes(r, CT_V1_HASHLEN);
	uint64_t timestamp = rd_uint(r, 8);
	struct span extensions = rd_vec(r, 2, 0, MAX_SCT);
	if (r->failed) {
		return CT_R_SCT_INVALID;
	}
	int nid = nid_of(rd_u16(r));
	struct span signature = rd_vec(r, 2, 1, MAX_SCT);
	if (!rd_end(r) || nid == NID_undef) {
		return CT_R_SCT_INVALID_SIGNATURE;
	}
	sct->timestamp = timestamp;
	sct->signature_nid = nid;
	bool ok = copy(&sct->log_id, log_id) && copy(&sct->extensions, extensions) && copy(&sct->signature, signature);
	return ok ? 0 : ERR_R_MALLOC_FAILURE;
}

static SCT *read_sct(struct span octets)
{
	struct reader r = rd_init(octets);
	SCT *sct = SCT_new();
	if (sct == NULL) {
		return NULL;
	}
	sct->version = (sct_version_t)rd_u8(&r);
	int reason = r.failed || octets.len > MAX_SCT ? CT_R_SCT_INVALID
		     : sct->version == SCT_VERSION_V1 ? read_v1(sct, &r)
		     : copy(&sct->raw, octets)        ? 0
						      : ERR_R_MALLOC_FAILURE;
	if (reason != 0) {
		ERR_raise(ERR_LIB_CT, reason);
		if (reason == CT_R_SCT_INVALID_SIGNATURE) {
			ERR_raise(ERR_LIB_CT, CT_R_SCT_INVALID);
		}
		SCT_free(sct);
		return NULL;
	}
	return sct;
}

/* write_sct: a failed writer when something is missing. */
static void write_sct(struct writer *w, const SCT *sct)
{
	if (!sct_complete(sct)) {
		ERR_raise(ERR_LIB_CT, CT_R_SCT_NOT_SET);
		wr_fail(w);
		return;
	}
	if (sct->version != SCT_VERSION_V1) {
		wr_bytes(w, sct->raw);
		return;
	}
	wr_u8(w, SCT_VERSION_V1);
	wr_bytes(w, sct->log_id);
	wr_u64(w, sct->timestamp);
	wr_vec(w, 2, sct->extensions);
	wr_u16(w, sct->signature_nid == NID_ecdsa_with_SHA256 ? SHA256_ECDSA : SHA256_RSA);
	wr_vec(w, 2, sct->signature);
}

SCT *o2i_SCT(SCT **to, const unsigned char **in, size_t len)
{
	SCT *sct = read_sct(span_of(*in, len));
	if (sct != NULL) {
		*in += len;
		if (to != NULL) {
			SCT_free(*to);
			*to = sct;
		}
	}
	return sct;
}

int i2o_SCT(const SCT *sct, unsigned char **out)
{
	struct buffer b = {0};
	struct writer w = wr_buffer(&b, MAX_SCT);
	write_sct(&w, sct);
	int n = wr_commit(&w) ? der_hand_out(buf_span(&b), out) : -1;
	buf_free(&b);
	return n;
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

static STACK_OF(SCT) * read_list(struct span octets)
{
	struct reader whole = rd_init(octets);
	struct reader r = rd_init(rd_vec(&whole, 2, 0, MAX_SCT));
	STACK_OF(SCT) *list = sk_SCT_new_null();
	bool ok = list != NULL;
	if (ok && !rd_end(&whole)) {
		ERR_raise(ERR_LIB_CT, CT_R_SCT_LIST_INVALID);
		ok = false;
	}
	while (ok && rd_left(&r) != 0) {
		struct span one = rd_vec(&r, 2, 1, MAX_SCT);
		if (r.failed) {
			ERR_raise(ERR_LIB_CT, CT_R_SCT_LIST_INVALID);
			ok = false;
			break;
		}
		SCT *sct = read_sct(one);
		ok = sct != NULL && sk_SCT_push(list, sct) > 0;
		if (!ok) {
			SCT_free(sct);
		}
	}
	if (!ok) {
		SCT_LIST_free(list);
		return NULL;
	}
	return list;
}

/* keep puts what was read in the place of *to. */
static STACK_OF(SCT) * keep(STACK_OF(SCT) * list, STACK_OF(SCT) * *to)
{
	if (list != NULL && to != NULL) {
		SCT_LIST_free(*to);
		*to = list;
	}
	return list;
}

STACK_OF(SCT) * o2i_SCT_LIST(STACK_OF(SCT) * *to, const unsigned char **in, size_t len)
{
	STACK_OF(SCT) *list = read_list(span_of(*in, len));
	if (list != NULL) {
		*in += len;
	}
	return keep(list, to);
}

static bool write_list(struct buffer *b, const STACK_OF(SCT) * list)
{
	struct writer w = wr_buffer(b, 2 + MAX_SCT);
	size_t all = wr_open(&w, 2);
	for (int i = 0; i < sk_SCT_num(list); i++) {
		size_t one = wr_open(&w, 2);
		write_sct(&w, sk_SCT_value(list, i));
		wr_close(&w, one, 2);
	}
	wr_close(&w, all, 2);
	if (!wr_commit(&w)) {
		ERR_raise(ERR_LIB_CT, CT_R_SCT_LIST_INVALID);
		return false;
	}
	return true;
}

int i2o_SCT_LIST(const STACK_OF(SCT) * list, unsigned char **out)
{
	struct buffer b = {0};
	int n = write_list(&b, list) ? der_hand_out(buf_span(&b), out) : -1;
	buf_free(&b);
	return n;
}

/* In certificates and OCSP responses the list stands in an OCTET STRING. */
STACK_OF(SCT) * d2i_SCT_LIST(STACK_OF(SCT) * *to, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span content = der_take(&r, DER_OCTET_STRING);
	if (r.failed) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	STACK_OF(SCT) *list = read_list(content);
	if (list != NULL) {
		*in = r.p;
	}
	return keep(list, to);
}

int i2d_SCT_LIST(const STACK_OF(SCT) * list, unsigned char **out)
{
	struct buffer b = {0};
	int n = write_list(&b, list) && der_wrap(&b, DER_OCTET_STRING) ? der_hand_out(buf_span(&b), out) : -1;
	buf_free(&b);
	return n;
}
