/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_REQUEST_get_ext(3), OCSP_request_add1_nonce(3): extensions of requests and responses, the nonce among them. */
#include "compat/crypto/ocsp/local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rand.h>

#include "compat/crypto/asn1/build.h"

#define EXTENSIONS(type)                                                                                               \
	int type##_get_ext_count(type *x)                                                                              \
	{                                                                                                              \
		return X509v3_get_ext_count(x->extensions);                                                            \
	}                                                                                                              \
	X509_EXTENSION *type##_get_ext(type *x, int at)                                                                \
	{                                                                                                              \
		return X509v3_get_ext(x->extensions, at);                                                              \
	}                                                                                                              \
	int type##_get_ext_by_NID(type *x, int nid, int after)                                                         \
	{                                                                                                              \
		return X509v3_get_ext_by_NID(x->extensions, nid, after);                                               \
	}                                                                                                              \
	void *type##_get1_ext_d2i(type *x, int nid, int *critical, int *idx)                                           \
	{                                                                                                              \
		return X509V3_get_d2i(x->extensions, nid, critical, idx);                                              \
	}

EXTENSIONS(OCSP_REQUEST)
EXTENSIONS(OCSP_BASICRESP)
EXTENSIONS(OCSP_SINGLERESP)

int OCSP_REQUEST_add_ext(OCSP_REQUEST *q, X509_EXTENSION *e, int at)
{
	return X509v3_add_ext(&q->extensions, e, at) != NULL;
}

/* ---- the nonce: RFC 8954 §2.1 has its value as an OCTET STRING in the extension's ---------------------------------
 */

#define NONCE_MAX 1024

static X509_EXTENSION *nonce_extension(const unsigned char *nonce, size_t len)
{
	struct buffer der = {0};
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	if (value != NULL && der_put(&der, DER_OCTET_STRING, span_of(nonce, len)) &&
	    ASN1_OCTET_STRING_set(value, buf_head(&der), (int)buf_len(&der))) {
		e = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_Nonce, 0, value);
	}
	ASN1_OCTET_STRING_free(value);
	buf_free(&der);
	return e;
}

/* A nonce that is there is replaced. Without val it is random; without len it has the usual length. */
int OCSP_request_add1_nonce(OCSP_REQUEST *q, unsigned char *val, int len)
{
	unsigned char fresh[NONCE_MAX];
	size_t n = len > 0 ? (size_t)len : OCSP_DEFAULT_NONCE_LENGTH;
	if (n > NONCE_MAX || (val == NULL && RAND_bytes(fresh, (int)n) <= 0)) {
		return 0;
	}
	X509_EXTENSION *e = nonce_extension(val != NULL ? val : fresh, n);
	int old = X509v3_get_ext_by_NID(q->extensions, NID_id_pkix_OCSP_Nonce, -1);
	if (e != NULL && old >= 0) {
		X509_EXTENSION_free(X509v3_delete_ext(q->extensions, old));
	}
	int ok = e != NULL && X509v3_add_ext(&q->extensions, e, old) != NULL;
	X509_EXTENSION_free(e);
	return ok;
}

/* 1: the same; 0: they differ; 2: neither has one; 3: the response alone; -1: the request alone. */
int OCSP_check_nonce(OCSP_REQUEST *q, OCSP_BASICRESP *b)
{
	X509_EXTENSION *asked =
	    X509v3_get_ext(q->extensions, X509v3_get_ext_by_NID(q->extensions, NID_id_pkix_OCSP_Nonce, -1));
	X509_EXTENSION *said =
	    X509v3_get_ext(b->extensions, X509v3_get_ext_by_NID(b->extensions, NID_id_pkix_OCSP_Nonce, -1));
	if (asked == NULL) {
		return said == NULL ? 2 : 3;
	}
	return said == NULL ? -1
			    : ASN1_OCTET_STRING_cmp(X509_EXTENSION_get_data(asked), X509_EXTENSION_get_data(said)) == 0;
}
