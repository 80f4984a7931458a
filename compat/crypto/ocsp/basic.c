/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_BASICRESP and OCSP_SINGLERESP: BasicOCSPResponse (RFC 6960 §4.2.1) from and to DER. */
#include "compat/crypto/ocsp/local.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/name.h"

/* Tags of CertStatus and of ResponderID. */
enum { GOOD = DER_CTX(0), REVOKED = DER_CTXC(1), UNKNOWN = DER_CTX(2) };
enum { BY_NAME = DER_CTXC(1), BY_KEY = DER_CTXC(2) };

/* ---- life ---------------------------------------------------------------------------------------------------------
 */

static void single_free(OCSP_SINGLERESP *s)
{
	if (s != NULL) {
		OCSP_CERTID_free(s->id);
		ASN1_GENERALIZEDTIME_free(s->revoked);
		ASN1_GENERALIZEDTIME_free(s->this_update);
		ASN1_GENERALIZEDTIME_free(s->next_update);
		sk_X509_EXTENSION_pop_free(s->extensions, X509_EXTENSION_free);
		OPENSSL_free(s);
	}
}

void OCSP_BASICRESP_free(OCSP_BASICRESP *b)
{
	if (b != NULL) {
		buf_free(&b->tbs);
		X509_NAME_free(b->name);
		ASN1_OCTET_STRING_free(b->key_hash);
		ASN1_GENERALIZEDTIME_free(b->produced_at);
		sk_OCSP_SINGLERESP_pop_free(b->singles, single_free);
		sk_X509_EXTENSION_pop_free(b->extensions, X509_EXTENSION_free);
		X509_ALGOR_free(b->algorithm);
		ASN1_BIT_STRING_free(b->signature);
		sk_X509_pop_free(b->certs, X509_free);
		OPENSSL_free(b);
	}
}

/* ---- read ---------------------------------------------------------------------------------------------------------
 */

static ASN1_GENERALIZEDTIME *time_of(struct reader *r)
{
	struct der_tlv tlv;
	return der_next_is(r, DER_GENERALIZED_TIME) && der_any(r, &tlv) ? asn1_string_of(&tlv) : NULL;
}

/* A reason is an ENUMERATED of one octet in all that RFC 5280 §5.3.1 knows. */
static bool revoked_read(OCSP_SINGLERESP *s, struct reader body)
{
	s->revoked = time_of(&body);
	if (s->revoked != NULL && rd_left(&body) != 0) {
		struct reader field = der_enter(&body, DER_CTXC(0));
		struct span reason = der_take(&field, DER_ENUMERATED);
		if (!rd_end(&field) || reason.len != 1) {
			return false;
		}
		s->reason = (int8_t)reason.p[0];
	}
	return s->revoked != NULL && rd_end(&body);
}

static bool status_take(struct reader *r, OCSP_SINGLERESP *s)
{
	struct der_tlv status;
	if (!der_any(r, &status)) {
		return false;
	}
	switch (status.tag) {
	case GOOD:
		s->status = V_OCSP_CERTSTATUS_GOOD;
		return status.content.len == 0;
	case REVOKED:
		s->status = V_OCSP_CERTSTATUS_REVOKED;
		return revoked_read(s, rd_init(status.content));
	case UNKNOWN:
		s->status = V_OCSP_CERTSTATUS_UNKNOWN;
		return status.content.len == 0;
	default:
		return false;
	}
}

static bool single_read(OCSP_SINGLERESP *s, struct reader seq)
{
	s->reason = OCSP_REVOKED_STATUS_NOSTATUS;
	s->id = certid_take(&seq);
	if (s->id == NULL || !status_take(&seq, s) || (s->this_update = time_of(&seq)) == NULL) {
		return false;
	}
	if (der_next_is(&seq, DER_CTXC(0))) {
		struct reader field = der_enter(&seq, DER_CTXC(0));
		s->next_update = time_of(&field);
		if (s->next_update == NULL || !rd_end(&field)) {
			return false;
		}
	}
	return ocsp_extensions_take(&seq, DER_CTXC(1), &s->extensions) && rd_end(&seq);
}

static bool singles_take(struct reader *data, OCSP_BASICRESP *b)
{
	struct reader list = der_enter(data, DER_SEQUENCE);
	b->singles = sk_OCSP_SINGLERESP_new_null();
	while (b->singles != NULL && rd_left(&list) != 0) {
		struct reader seq = der_enter(&list, DER_SEQUENCE);
		OCSP_SINGLERESP *s = list.failed ? NULL : OPENSSL_zalloc(sizeof *s);
		if (s == NULL || !single_read(s, seq) || sk_OCSP_SINGLERESP_push(b->singles, s) <= 0) {
			single_free(s);
			return false;
		}
	}
	return b->singles != NULL && rd_end(&list);
}

static bool responder_take(struct reader *r, OCSP_BASICRESP *b)
{
	struct der_tlv id;
	if (!der_any(r, &id)) {
		return false;
	}
	struct reader body = rd_init(id.content);
	if (id.tag == BY_NAME) {
		struct span name = der_take_whole(&body, DER_SEQUENCE);
		return rd_end(&body) && name_valid(name) && (b->name = name_new(name)) != NULL;
	}
	struct der_tlv hash;
	return id.tag == BY_KEY && der_next_is(&body, DER_OCTET_STRING) && der_any(&body, &hash) && rd_end(&body) &&
	       (b->key_hash = asn1_string_of(&hash)) != NULL;
}

/* ResponseData; there is one version. */
static bool data_read(OCSP_BASICRESP *b, struct span whole)
{
	struct reader r = rd_init(whole);
	struct reader data = der_enter(&r, DER_SEQUENCE);
	if (der_next_is(&data, DER_CTXC(0))) {
		struct reader version = der_enter(&data, DER_CTXC(0));
		der_small(&version, 0);
		if (!rd_end(&version)) {
			return false;
		}
	}
	return responder_take(&data, b) && (b->produced_at = time_of(&data)) != NULL && singles_take(&data, b) &&
	       ocsp_extensions_take(&data, DER_CTXC(1), &b->extensions) && rd_end(&data);
}

static bool certs_take(struct reader *r, OCSP_BASICRESP *b)
{
	if (!der_next_is(r, DER_CTXC(0))) {
		return true;
	}
	struct reader field = der_enter(r, DER_CTXC(0)), list = der_enter(&field, DER_SEQUENCE);
	b->certs = sk_X509_new_null();
	while (b->certs != NULL && rd_left(&list) != 0) {
		struct span der = der_take_whole(&list, DER_SEQUENCE);
		const unsigned char *p = der.p;
		X509 *x = list.failed ? NULL : d2i_X509(NULL, &p, (long)der.len);
		if (x == NULL || sk_X509_push(b->certs, x) <= 0) {
			X509_free(x);
			return false;
		}
	}
	return b->certs != NULL && rd_end(&list) && rd_end(&field);
}

static bool basic_read(OCSP_BASICRESP *b, struct reader seq)
{
	struct span tbs = der_take_whole(&seq, DER_SEQUENCE), algorithm = der_take_whole(&seq, DER_SEQUENCE);
	struct span bits = der_take(&seq, DER_BIT_STRING);
	return !seq.failed && buf_append(&b->tbs, tbs) && data_read(b, tbs) &&
	       (b->algorithm = algor_of(algorithm)) != NULL && (b->signature = asn1_bits_of(bits)) != NULL &&
	       certs_take(&seq, b) && rd_end(&seq);
}

static OCSP_BASICRESP *read_whole(struct reader seq)
{
	OCSP_BASICRESP *b = OPENSSL_zalloc(sizeof *b);
	if (b != NULL && !basic_read(b, seq)) {
		OCSP_BASICRESP_free(b);
		return NULL;
	}
	return b;
}

OCSP_D2I(OCSP_BASICRESP, read_whole)

/* ---- write: only what was read has a signature, so ResponseData is written as it was read ------------------------
 */

static bool certs_put(struct buffer *out, const STACK_OF(X509) * certs)
{
	struct buffer list = {0};
	bool ok = true;
	for (int i = 0; ok && i < sk_X509_num(certs); i++) {
		unsigned char *der = NULL;
		int len = i2d_X509(sk_X509_value(certs, i), &der);
		ok = len > 0 && buf_append(&list, span_of(der, (size_t)len));
		OPENSSL_free(der);
	}
	ok = ok && der_wrap(&list, DER_SEQUENCE) && der_put(out, DER_CTXC(0), buf_span(&list));
	buf_free(&list);
	return ok;
}

int i2d_OCSP_BASICRESP(const OCSP_BASICRESP *b, unsigned char **out)
{
	if (b == NULL) {
		return 0;
	}
	struct buffer der = {0};
	bool ok = buf_append(&der, buf_span(&b->tbs)) && algor_put(&der, b->algorithm) &&
		  asn1_string_put(&der, b->signature) && (b->certs == NULL || certs_put(&der, b->certs)) &&
		  der_wrap(&der, DER_SEQUENCE);
	int len = ok ? der_hand_out(buf_span(&der), out) : -1;
	buf_free(&der);
	return len;
}
