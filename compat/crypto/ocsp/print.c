/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_RESPONSE_print: a response as text, its certificates with it. */
#include "compat/crypto/ocsp/local.h"

#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include "compat/crypto/x509/v3.h"

static bool put_object(BIO *bio, const char *what, const ASN1_OBJECT *o)
{
	return BIO_puts(bio, what) > 0 && i2a_ASN1_OBJECT(bio, o) > 0;
}

static bool put_octets(BIO *bio, const char *what, const ASN1_STRING *s)
{
	return BIO_puts(bio, what) >= 0 && i2a_ASN1_STRING(bio, s, V_ASN1_OCTET_STRING) > 0;
}

static bool put_time(BIO *bio, const char *what, const ASN1_GENERALIZEDTIME *t)
{
	return BIO_puts(bio, what) > 0 && ASN1_GENERALIZEDTIME_print(bio, t);
}

static bool put_id(BIO *bio, const OCSP_CERTID *id)
{
	return put_object(bio, "    Certificate ID:\n      Hash Algorithm: ", id->hash->algorithm) &&
	       put_octets(bio, "\n      Issuer Name Hash: ", id->name_hash) &&
	       put_octets(bio, "\n      Issuer Key Hash: ", id->key_hash) &&
	       BIO_puts(bio, "\n      Serial Number: ") > 0 && i2a_ASN1_INTEGER(bio, id->serial) > 0;
}

static bool put_revoked(BIO *bio, const OCSP_SINGLERESP *s)
{
	return put_time(bio, "\n    Revocation Time: ", s->revoked) &&
	       (s->reason == OCSP_REVOKED_STATUS_NOSTATUS ||
		BIO_printf(bio, "\n    Revocation Reason: %s (0x%x)", OCSP_crl_reason_str(s->reason),
			   (unsigned)s->reason) > 0);
}

static bool put_single(BIO *bio, const OCSP_SINGLERESP *s, unsigned long flags)
{
	return put_id(bio, s->id) && BIO_printf(bio, "\n    Cert Status: %s", OCSP_cert_status_str(s->status)) > 0 &&
	       (s->status != V_OCSP_CERTSTATUS_REVOKED || put_revoked(bio, s)) &&
	       put_time(bio, "\n    This Update: ", s->this_update) &&
	       (s->next_update == NULL || put_time(bio, "\n    Next Update: ", s->next_update)) &&
	       BIO_puts(bio, "\n") > 0 &&
	       X509V3_extensions_print(bio, "Response Single Extensions", s->extensions, flags, 8) &&
	       BIO_puts(bio, "\n") > 0;
}

static bool put_certs(BIO *bio, const STACK_OF(X509) * certs)
{
	bool ok = true;
	for (int i = 0; ok && i < sk_X509_num(certs); i++) {
		X509 *x = sk_X509_value(certs, i);
		ok = X509_print_ex(bio, x, XN_FLAG_COMPAT, 0) > 0 && PEM_write_bio_X509(bio, x);
	}
	return ok;
}

/* There is one version, which is not kept (basic.c). */
static bool put_basic(BIO *bio, const OCSP_BASICRESP *b, unsigned long flags)
{
	bool ok = BIO_puts(bio, "\n    Version: 1 (0x0)\n    Responder Id: ") > 0 &&
		  (b->name != NULL ? X509_NAME_print_ex(bio, b->name, 0, XN_FLAG_ONELINE) > 0
				   : put_octets(bio, "", b->key_hash)) &&
		  put_time(bio, "\n    Produced At: ", b->produced_at) && BIO_puts(bio, "\n    Responses:\n") > 0;
	for (int i = 0; ok && i < sk_OCSP_SINGLERESP_num(b->singles); i++) {
		ok = put_single(bio, sk_OCSP_SINGLERESP_value(b->singles, i), flags);
	}
	return ok && X509V3_extensions_print(bio, "Response Extensions", b->extensions, flags, 4) &&
	       X509_signature_print(bio, b->algorithm, b->signature) && put_certs(bio, b->certs);
}

/* A response that is not of the basic type is named and said to be unknown, which is no failure. */
int OCSP_RESPONSE_print(BIO *bio, OCSP_RESPONSE *r, unsigned long flags)
{
	if (BIO_printf(bio, "OCSP Response Data:\n    OCSP Response Status: %s (0x%x)\n",
		       OCSP_response_status_str(r->status), (unsigned)r->status) <= 0) {
		return 0;
	}
	if (r->type == NULL) {
		return 1;
	}
	if (!put_object(bio, "    Response Type: ", r->type)) {
		return 0;
	}
	if (OBJ_obj2nid(r->type) != NID_id_pkix_OCSP_basic) {
		BIO_puts(bio, " (unknown response type)\n");
		return 1;
	}
	OCSP_BASICRESP *b = OCSP_response_get1_basic(r);
	bool ok = b != NULL && put_basic(bio, b, flags);
	OCSP_BASICRESP_free(b);
	return ok;
}
