/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_response_status(3), OCSP_response_get1_basic(3): OCSPResponse, the shell around what a responder says. */
#include "compat/crypto/ocsp/local.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/objects/object.h"

OCSP_RESPONSE *OCSP_RESPONSE_new(void)
{
	return OPENSSL_zalloc(sizeof(OCSP_RESPONSE));
}

void OCSP_RESPONSE_free(OCSP_RESPONSE *r)
{
	if (r != NULL) {
		ASN1_OBJECT_free(r->type);
		buf_free(&r->bytes);
		OPENSSL_free(r);
	}
}

int OCSP_response_status(OCSP_RESPONSE *r)
{
	return r->status;
}

OCSP_BASICRESP *OCSP_response_get1_basic(OCSP_RESPONSE *r)
{
	if (r->type == NULL) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_NO_RESPONSE_DATA);
		return NULL;
	}
	if (OBJ_obj2nid(r->type) != NID_id_pkix_OCSP_basic) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_NOT_BASIC_RESPONSE);
		return NULL;
	}
	struct span bytes = buf_span(&r->bytes);
	const unsigned char *p = bytes.p;
	return d2i_OCSP_BASICRESP(NULL, &p, (long)bytes.len);
}

/* With basic the response is of the basic type; without it has no bytes, as errors have none. */
OCSP_RESPONSE *OCSP_response_create(int status, OCSP_BASICRESP *basic)
{
	OCSP_RESPONSE *r = OCSP_RESPONSE_new();
	if (r == NULL) {
		return NULL;
	}
	r->status = status;
	if (basic != NULL) {
		unsigned char *der = NULL;
		int len = i2d_OCSP_BASICRESP(basic, &der);
		bool ok = len > 0 && buf_append(&r->bytes, span_of(der, (size_t)len));
		OPENSSL_free(der);
		r->type = ok ? OBJ_nid2obj(NID_id_pkix_OCSP_basic) : NULL;
		if (!ok) {
			OCSP_RESPONSE_free(r);
			return NULL;
		}
	}
	return r;
}

/* ---- DER ----------------------------------------------------------------------------------------------------------
 */

static bool bytes_take(struct reader *seq, OCSP_RESPONSE *r)
{
	if (!der_next_is(seq, DER_CTXC(0))) {
		return true;
	}
	struct reader field = der_enter(seq, DER_CTXC(0)), bytes = der_enter(&field, DER_SEQUENCE);
	struct span type = der_oid(&bytes), content = der_take(&bytes, DER_OCTET_STRING);
	return rd_end(&bytes) && rd_end(&field) && (r->type = obj_of(type)) != NULL && buf_append(&r->bytes, content);
}

/* A status is one octet in all that RFC 6960 §4.2.1 knows. */
static bool response_read(OCSP_RESPONSE *r, struct reader seq)
{
	struct span status = der_take(&seq, DER_ENUMERATED);
	if (status.len != 1) {
		return false;
	}
	r->status = (int8_t)status.p[0];
	return bytes_take(&seq, r) && rd_end(&seq);
}

static OCSP_RESPONSE *read_whole(struct reader seq)
{
	OCSP_RESPONSE *r = OCSP_RESPONSE_new();
	if (r != NULL && !response_read(r, seq)) {
		OCSP_RESPONSE_free(r);
		return NULL;
	}
	return r;
}

OCSP_D2I(OCSP_RESPONSE, read_whole)

static bool bytes_put(struct buffer *out, const OCSP_RESPONSE *r)
{
	struct buffer b = {0};
	bool ok = der_put_object(&b, r->type) &&
		  der_put(&b, DER_OCTET_STRING, buf_span(&r->bytes)) && der_wrap(&b, DER_SEQUENCE) &&
		  der_put(out, DER_CTXC(0), buf_span(&b));
	buf_free(&b);
	return ok;
}

int i2d_OCSP_RESPONSE(const OCSP_RESPONSE *r, unsigned char **out)
{
	if (r == NULL) {
		return 0;
	}
	const uint8_t status = (uint8_t)r->status;
	struct buffer der = {0};
	bool ok = der_put(&der, DER_ENUMERATED, span_of(&status, 1)) && (r->type == NULL || bytes_put(&der, r)) &&
		  der_wrap(&der, DER_SEQUENCE);
	int len = ok ? der_hand_out(buf_span(&der), out) : -1;
	buf_free(&der);
	return len;
}
