/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_request_add0_id(3): requests (RFC 6960 §4.1.1). They are read with a signature and written without one. */
#include "compat/crypto/ocsp/local.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/x509/x509.h"

OCSP_REQUEST *OCSP_REQUEST_new(void)
{
	OCSP_REQUEST *q = OPENSSL_zalloc(sizeof *q);
	if (q != NULL && (q->requests = sk_OCSP_ONEREQ_new_null()) == NULL) {
		OPENSSL_free(q);
		return NULL;
	}
	return q;
}

static void one_free(OCSP_ONEREQ *one)
{
	if (one != NULL) {
		OCSP_CERTID_free(one->id);
		sk_X509_EXTENSION_pop_free(one->extensions, X509_EXTENSION_free);
		OPENSSL_free(one);
	}
}

void OCSP_REQUEST_free(OCSP_REQUEST *q)
{
	if (q != NULL) {
		buf_free(&q->requestor);
		sk_OCSP_ONEREQ_pop_free(q->requests, one_free);
		sk_X509_EXTENSION_pop_free(q->extensions, X509_EXTENSION_free);
		buf_free(&q->signature);
		OPENSSL_free(q);
	}
}

/* The identifier is the request's on success, and still the caller's on failure. */
OCSP_ONEREQ *OCSP_request_add0_id(OCSP_REQUEST *q, OCSP_CERTID *id)
{
	OCSP_ONEREQ *one = OPENSSL_zalloc(sizeof *one);
	if (one == NULL || sk_OCSP_ONEREQ_push(q->requests, one) <= 0) {
		OPENSSL_free(one);
		return NULL;
	}
	one->id = id;
	return one;
}

int OCSP_request_onereq_count(OCSP_REQUEST *q)
{
	return sk_OCSP_ONEREQ_num(q->requests);
}

OCSP_ONEREQ *OCSP_request_onereq_get0(OCSP_REQUEST *q, int i)
{
	return sk_OCSP_ONEREQ_value(q->requests, i);
}

OCSP_CERTID *OCSP_onereq_get0_id(OCSP_ONEREQ *one)
{
	return one->id;
}

int OCSP_request_is_signed(OCSP_REQUEST *q)
{
	return buf_len(&q->signature) != 0;
}

/* ---- DER ----------------------------------------------------------------------------------------------------------
 */

static OCSP_ONEREQ *one_take(struct reader *list)
{
	struct reader seq = der_enter(list, DER_SEQUENCE);
	OCSP_ONEREQ *one = list->failed ? NULL : OPENSSL_zalloc(sizeof *one);
	if (one == NULL) {
		return NULL;
	}
	one->id = certid_take(&seq);
	if (one->id == NULL || !ocsp_extensions_take(&seq, DER_CTXC(0), &one->extensions) || !rd_end(&seq)) {
		one_free(one);
		return NULL;
	}
	return one;
}

static bool whole_take(struct reader *r, uint8_t tag, struct buffer *out)
{
	return !der_next_is(r, tag) || buf_append(out, der_take_whole(r, tag));
}

static bool list_take(struct reader *tbs, OCSP_REQUEST *q)
{
	struct reader list = der_enter(tbs, DER_SEQUENCE);
	while (rd_left(&list) != 0) {
		OCSP_ONEREQ *one = one_take(&list);
		if (one == NULL || sk_OCSP_ONEREQ_push(q->requests, one) <= 0) {
			one_free(one);
			return false;
		}
	}
	return rd_end(&list);
}

static bool request_read(OCSP_REQUEST *q, struct reader seq)
{
	struct reader tbs = der_enter(&seq, DER_SEQUENCE);
	if (der_next_is(&tbs, DER_CTXC(0))) {
		struct reader version = der_enter(&tbs, DER_CTXC(0));
		der_small(&version, 0);
		tbs.failed = tbs.failed || !rd_end(&version);
	}
	return whole_take(&tbs, DER_CTXC(1), &q->requestor) && list_take(&tbs, q) &&
	       ocsp_extensions_take(&tbs, DER_CTXC(2), &q->extensions) && rd_end(&tbs) &&
	       whole_take(&seq, DER_CTXC(0), &q->signature) && rd_end(&seq);
}

static OCSP_REQUEST *read_whole(struct reader seq)
{
	OCSP_REQUEST *q = OCSP_REQUEST_new();
	if (q != NULL && !request_read(q, seq)) {
		OCSP_REQUEST_free(q);
		return NULL;
	}
	return q;
}

OCSP_D2I(OCSP_REQUEST, read_whole)

static bool one_put(struct buffer *out, const OCSP_ONEREQ *one)
{
	struct buffer content = {0};
	bool ok = certid_put(&content, one->id) && ocsp_extensions_put(&content, DER_CTXC(0), one->extensions) &&
		  der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

static bool request_put(struct buffer *out, const OCSP_REQUEST *q)
{
	struct buffer list = {0}, tbs = {0};
	bool ok = true;
	for (int i = 0; ok && i < sk_OCSP_ONEREQ_num(q->requests); i++) {
		ok = one_put(&list, sk_OCSP_ONEREQ_value(q->requests, i));
	}
	ok = ok && buf_append(&tbs, buf_span(&q->requestor)) && der_put(&tbs, DER_SEQUENCE, buf_span(&list)) &&
	     ocsp_extensions_put(&tbs, DER_CTXC(2), q->extensions) && der_wrap(&tbs, DER_SEQUENCE) &&
	     buf_append(&tbs, buf_span(&q->signature)) && der_put(out, DER_SEQUENCE, buf_span(&tbs));
	buf_free(&list);
	buf_free(&tbs);
	return ok;
}

int i2d_OCSP_REQUEST(const OCSP_REQUEST *q, unsigned char **out)
{
	struct buffer der = {0};
	int len = q == NULL ? 0 : request_put(&der, q) ? der_hand_out(buf_span(&der), out) : -1;
	buf_free(&der);
	return len;
}
