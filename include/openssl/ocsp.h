/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The online certificate status protocol (RFC 6960): requests, answers, and what an answer says of a certificate. */
#ifndef OPENSSL_OCSP_H
#define OPENSSL_OCSP_H

#include <openssl/opensslconf.h>
#include <openssl/asn1.h>
#include <openssl/http.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/safestack.h>
#include <openssl/ocsperr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ocsp_cert_id_st OCSP_CERTID;              /* opaque, like all that follow */
typedef struct ocsp_one_request_st OCSP_ONEREQ;
typedef struct ocsp_req_info_st OCSP_REQINFO;
typedef struct ocsp_signature_st OCSP_SIGNATURE;
typedef struct ocsp_request_st OCSP_REQUEST;
typedef struct ocsp_resp_bytes_st OCSP_RESPBYTES;
typedef struct ocsp_revoked_info_st OCSP_REVOKEDINFO;
typedef struct ocsp_cert_status_st OCSP_CERTSTATUS;
typedef struct ocsp_single_response_st OCSP_SINGLERESP;
typedef struct ocsp_response_data_st OCSP_RESPDATA;
typedef struct ocsp_basic_response_st OCSP_BASICRESP;
typedef struct ocsp_crl_id_st OCSP_CRLID;
typedef struct ocsp_service_locator_st OCSP_SERVICELOC;
DEFINE_STACK_OF(OCSP_CERTID)
DEFINE_STACK_OF(OCSP_ONEREQ)
DEFINE_STACK_OF(OCSP_RESPID)
DEFINE_STACK_OF(OCSP_SINGLERESP)

#define OCSP_RESPONSE_STATUS_SUCCESSFUL       0
#define OCSP_RESPONSE_STATUS_MALFORMEDREQUEST 1
#define OCSP_RESPONSE_STATUS_INTERNALERROR    2
#define OCSP_RESPONSE_STATUS_TRYLATER         3
#define OCSP_RESPONSE_STATUS_SIGREQUIRED      5
#define OCSP_RESPONSE_STATUS_UNAUTHORIZED     6
#define V_OCSP_CERTSTATUS_GOOD    0
#define V_OCSP_RESPID_NAME        0
#define V_OCSP_CERTSTATUS_REVOKED 1
#define V_OCSP_RESPID_KEY         1
#define V_OCSP_CERTSTATUS_UNKNOWN 2
#define OCSP_REVOKED_STATUS_NOSTATUS             (-1)
#define OCSP_REVOKED_STATUS_UNSPECIFIED          0
#define OCSP_REVOKED_STATUS_KEYCOMPROMISE        1
#define OCSP_REVOKED_STATUS_CACOMPROMISE         2
#define OCSP_REVOKED_STATUS_AFFILIATIONCHANGED   3
#define OCSP_REVOKED_STATUS_SUPERSEDED           4
#define OCSP_REVOKED_STATUS_CESSATIONOFOPERATION 5
#define OCSP_REVOKED_STATUS_CERTIFICATEHOLD      6
#define OCSP_REVOKED_STATUS_REMOVEFROMCRL        8
#define OCSP_REVOKED_STATUS_PRIVILEGEWITHDRAWN   9
#define OCSP_REVOKED_STATUS_AACOMPROMISE         10
#define OCSP_NOCERTS              0x1
#define OCSP_NOINTERN             0x2
#define OCSP_NOSIGS               0x4
#define OCSP_NOCHAIN              0x8
#define OCSP_DEFAULT_NONCE_LENGTH 16
#define OCSP_NOVERIFY             0x10
#define OCSP_NOEXPLICIT           0x20
#define OCSP_NOCASIGN             0x40
#define OCSP_NODELEGATED          0x80
#define OCSP_NOCHECKS             0x100
#define OCSP_TRUSTOTHER           0x200
#define OCSP_RESPID_KEY           0x400
#define OCSP_NOTIME               0x800
#define OCSP_PARTIAL_CHAIN        0x1000
#define PEM_STRING_OCSP_REQUEST  "OCSP REQUEST"
#define PEM_STRING_OCSP_RESPONSE "OCSP RESPONSE"

/* Requests */

int OCSP_REQUEST_add1_ext_i2d(OCSP_REQUEST *req, int nid, void *value, int crit, unsigned long flags);
int OCSP_REQUEST_add_ext(OCSP_REQUEST *req, X509_EXTENSION *ext, int loc);
void OCSP_REQUEST_free(OCSP_REQUEST *req);
void *OCSP_REQUEST_get1_ext_d2i(OCSP_REQUEST *req, int nid, int *crit, int *idx);
X509_EXTENSION *OCSP_REQUEST_get_ext(OCSP_REQUEST *req, int loc);
int OCSP_REQUEST_get_ext_count(OCSP_REQUEST *req);
int OCSP_REQUEST_get_ext_by_NID(OCSP_REQUEST *req, int nid, int lastpos);
OCSP_REQUEST *OCSP_REQUEST_new(void);
OCSP_REQUEST *d2i_OCSP_REQUEST(OCSP_REQUEST **a, const unsigned char **in, long len);
int i2d_OCSP_REQUEST(const OCSP_REQUEST *req, unsigned char **out);
OCSP_ONEREQ *OCSP_request_add0_id(OCSP_REQUEST *req, OCSP_CERTID *cid);
int OCSP_request_add1_cert(OCSP_REQUEST *req, X509 *cert);
int OCSP_request_add1_nonce(OCSP_REQUEST *req, unsigned char *val, int len);
int OCSP_request_is_signed(OCSP_REQUEST *req);
int OCSP_request_onereq_count(OCSP_REQUEST *req);
OCSP_ONEREQ *OCSP_request_onereq_get0(OCSP_REQUEST *req, int i);
int OCSP_request_set1_name(OCSP_REQUEST *req, const X509_NAME *name);
int OCSP_request_sign(OCSP_REQUEST *req, X509 *cert, EVP_PKEY *pkey, const EVP_MD *md, STACK_OF(X509) *certs,
	unsigned long flags);
int OCSP_request_verify(OCSP_REQUEST *req, STACK_OF(X509) *certs, X509_STORE *store, unsigned long flags);
OCSP_CERTID *OCSP_onereq_get0_id(OCSP_ONEREQ *one);
OCSP_CERTID *OCSP_cert_to_id(const EVP_MD *md, const X509 *subject, const X509 *issuer);
OCSP_CERTID *OCSP_cert_id_new(const EVP_MD *md, const X509_NAME *name, const ASN1_BIT_STRING *issuerKey,
	const ASN1_INTEGER *serialNumber);
OCSP_CERTID *OCSP_CERTID_dup(const OCSP_CERTID *cid);
void OCSP_CERTID_free(OCSP_CERTID *cid);
OCSP_CERTID *OCSP_CERTID_new(void);
int OCSP_id_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b);
int OCSP_id_get0_info(ASN1_OCTET_STRING **piNameHash, ASN1_OBJECT **pmd, ASN1_OCTET_STRING **pikeyHash,
	ASN1_INTEGER **pserial, OCSP_CERTID *cid);
int OCSP_id_issuer_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b);
OCSP_CERTID *d2i_OCSP_CERTID(OCSP_CERTID **a, const unsigned char **in, long len);
int i2d_OCSP_CERTID(const OCSP_CERTID *cid, unsigned char **out);

#define d2i_OCSP_REQUEST_bio(bio, out) ASN1_d2i_bio_of(OCSP_REQUEST, OCSP_REQUEST_new, d2i_OCSP_REQUEST, bio, out)
#define i2d_OCSP_REQUEST_bio(bio, req) ASN1_i2d_bio_of(OCSP_REQUEST, i2d_OCSP_REQUEST, bio, req)

/* Answers */

void OCSP_RESPONSE_free(OCSP_RESPONSE *resp);
const ASN1_ITEM *OCSP_RESPONSE_it(void);
OCSP_RESPONSE *OCSP_RESPONSE_new(void);
int OCSP_RESPONSE_print(BIO *bio, OCSP_RESPONSE *resp, unsigned long flags);
OCSP_RESPONSE *d2i_OCSP_RESPONSE(OCSP_RESPONSE **a, const unsigned char **in, long len);
int i2d_OCSP_RESPONSE(const OCSP_RESPONSE *resp, unsigned char **out);
OCSP_RESPONSE *OCSP_response_create(int status, OCSP_BASICRESP *basic);
OCSP_BASICRESP *OCSP_response_get1_basic(OCSP_RESPONSE *resp);
int OCSP_response_status(OCSP_RESPONSE *resp);
const char *OCSP_response_status_str(long s);
void OCSP_BASICRESP_free(OCSP_BASICRESP *basic);
void *OCSP_BASICRESP_get1_ext_d2i(OCSP_BASICRESP *basic, int nid, int *crit, int *idx);
X509_EXTENSION *OCSP_BASICRESP_get_ext(OCSP_BASICRESP *basic, int loc);
int OCSP_BASICRESP_get_ext_count(OCSP_BASICRESP *basic);
int OCSP_BASICRESP_get_ext_by_NID(OCSP_BASICRESP *basic, int nid, int lastpos);
const ASN1_ITEM *OCSP_BASICRESP_it(void);
OCSP_BASICRESP *OCSP_BASICRESP_new(void);
OCSP_BASICRESP *d2i_OCSP_BASICRESP(OCSP_BASICRESP **a, const unsigned char **in, long len);
int i2d_OCSP_BASICRESP(const OCSP_BASICRESP *basic, unsigned char **out);
int OCSP_basic_add1_cert(OCSP_BASICRESP *basic, X509 *cert);
int OCSP_basic_add1_nonce(OCSP_BASICRESP *basic, unsigned char *val, int len);
OCSP_SINGLERESP *OCSP_basic_add1_status(OCSP_BASICRESP *basic, OCSP_CERTID *cid, int status, int reason,
	ASN1_TIME *revtime, ASN1_TIME *thisupd, ASN1_TIME *nextupd);
int OCSP_basic_sign(OCSP_BASICRESP *basic, X509 *cert, EVP_PKEY *pkey, const EVP_MD *md, STACK_OF(X509) *certs,
	unsigned long flags);
int OCSP_basic_sign_ctx(OCSP_BASICRESP *basic, X509 *cert, EVP_MD_CTX *ctx, STACK_OF(X509) *certs, unsigned long flags);
int OCSP_basic_verify(OCSP_BASICRESP *basic, STACK_OF(X509) *certs, X509_STORE *store, unsigned long flags);
int OCSP_resp_count(OCSP_BASICRESP *basic);
int OCSP_resp_find(OCSP_BASICRESP *basic, OCSP_CERTID *cid, int last);
int OCSP_resp_find_status(OCSP_BASICRESP *basic, OCSP_CERTID *cid, int *status, int *reason,
	ASN1_GENERALIZEDTIME **revtime, ASN1_GENERALIZEDTIME **thisupd, ASN1_GENERALIZEDTIME **nextupd);
OCSP_SINGLERESP *OCSP_resp_get0(OCSP_BASICRESP *basic, int idx);
const STACK_OF(X509) *OCSP_resp_get0_certs(const OCSP_BASICRESP *basic);
int OCSP_resp_get0_id(const OCSP_BASICRESP *basic, const ASN1_OCTET_STRING **pid, const X509_NAME **pname);
const ASN1_GENERALIZEDTIME *OCSP_resp_get0_produced_at(const OCSP_BASICRESP *basic);
const OCSP_RESPDATA *OCSP_resp_get0_respdata(const OCSP_BASICRESP *basic);
const ASN1_OCTET_STRING *OCSP_resp_get0_signature(const OCSP_BASICRESP *basic);
int OCSP_resp_get0_signer(OCSP_BASICRESP *basic, X509 **signer, STACK_OF(X509) *extra_certs);
const X509_ALGOR *OCSP_resp_get0_tbs_sigalg(const OCSP_BASICRESP *basic);
int OCSP_resp_get1_id(const OCSP_BASICRESP *basic, ASN1_OCTET_STRING **pid, X509_NAME **pname);
int OCSP_single_get0_status(OCSP_SINGLERESP *single, int *reason, ASN1_GENERALIZEDTIME **revtime,
	ASN1_GENERALIZEDTIME **thisupd, ASN1_GENERALIZEDTIME **nextupd);
int OCSP_SINGLERESP_add1_ext_i2d(OCSP_SINGLERESP *x, int nid, void *value, int crit, unsigned long flags);
void OCSP_SINGLERESP_free(OCSP_SINGLERESP *a);
const OCSP_CERTID *OCSP_SINGLERESP_get0_id(const OCSP_SINGLERESP *x);
void *OCSP_SINGLERESP_get1_ext_d2i(OCSP_SINGLERESP *x, int nid, int *crit, int *idx);
X509_EXTENSION *OCSP_SINGLERESP_get_ext(OCSP_SINGLERESP *x, int loc);
int OCSP_SINGLERESP_get_ext_count(OCSP_SINGLERESP *x);
int OCSP_SINGLERESP_get_ext_by_NID(OCSP_SINGLERESP *x, int nid, int lastpos);
OCSP_SINGLERESP *OCSP_SINGLERESP_new(void);
int OCSP_check_nonce(OCSP_REQUEST *req, OCSP_BASICRESP *basic);
int OCSP_check_validity(ASN1_GENERALIZEDTIME *thisupd, ASN1_GENERALIZEDTIME *nextupd, long sec, long maxsec);
int OCSP_copy_nonce(OCSP_BASICRESP *basic, OCSP_REQUEST *req);
const char *OCSP_cert_status_str(long s);
const char *OCSP_crl_reason_str(long s);

#define d2i_OCSP_RESPONSE_bio(bio, out) ASN1_d2i_bio_of(OCSP_RESPONSE, OCSP_RESPONSE_new, d2i_OCSP_RESPONSE, bio, out)
#define i2d_OCSP_RESPONSE_bio(bio, resp) ASN1_i2d_bio_of(OCSP_RESPONSE, i2d_OCSP_RESPONSE, bio, resp)

/* Asking a responder: http.h has the general functions */

OCSP_RESPONSE *OCSP_sendreq_bio(BIO *bio, const char *path, OCSP_REQUEST *req);
OSSL_HTTP_REQ_CTX *OCSP_sendreq_new(BIO *bio, const char *path, const OCSP_REQUEST *req, int buf_size);
#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef OSSL_HTTP_REQ_CTX OCSP_REQ_CTX;

#define OCSP_REQ_CTX_new(io, buf_size)         OSSL_HTTP_REQ_CTX_new((io), (io), (buf_size))
#define OCSP_REQ_CTX_free                      OSSL_HTTP_REQ_CTX_free
#define OCSP_REQ_CTX_http(rctx, op, path) \
	(OSSL_HTTP_REQ_CTX_set_expected((rctx), NULL, 1, 0, 0) && \
	OSSL_HTTP_REQ_CTX_set_request_line((rctx), strcmp((op), "POST") == 0, NULL, NULL, (path)))
#define OCSP_REQ_CTX_add1_header               OSSL_HTTP_REQ_CTX_add1_header
#define OCSP_REQ_CTX_i2d(rctx, it, req) \
	OSSL_HTTP_REQ_CTX_set1_req((rctx), "application/ocsp-request", (it), (req))
#define OCSP_REQ_CTX_set1_req(rctx, req) \
	OCSP_REQ_CTX_i2d((rctx), ASN1_ITEM_rptr(OCSP_REQUEST), (ASN1_VALUE *)(req))
#define OCSP_REQ_CTX_nbio                      OSSL_HTTP_REQ_CTX_nbio
#define OCSP_REQ_CTX_nbio_d2i                  OSSL_HTTP_REQ_CTX_nbio_d2i
#define OCSP_sendreq_nbio(presp, rctx) \
	OSSL_HTTP_REQ_CTX_nbio_d2i((rctx), (ASN1_VALUE **)(presp), ASN1_ITEM_rptr(OCSP_RESPONSE))
#define OCSP_REQ_CTX_get0_mem_bio              OSSL_HTTP_REQ_CTX_get0_mem_bio
#define OCSP_set_max_response_length           OSSL_HTTP_REQ_CTX_set_max_response_length
#endif
#define OCSP_parse_url(url, host, port, path, ssl) \
	OSSL_HTTP_parse_url((url), (ssl), NULL, (host), (port), NULL, (path), NULL, NULL)

const ASN1_ITEM *OCSP_REQUEST_it(void);
int OCSP_REQUEST_print(BIO *bio, OCSP_REQUEST *req, unsigned long flags);
void OCSP_RESPID_free(OCSP_RESPID *a);
OCSP_RESPID *d2i_OCSP_RESPID(OCSP_RESPID **a, const unsigned char **in, long len);
int i2d_OCSP_RESPID(const OCSP_RESPID *a, unsigned char **out);

#ifdef __cplusplus
}
#endif

#endif
