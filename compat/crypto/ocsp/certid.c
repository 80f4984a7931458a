/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_cert_to_id(3): which certificate is asked about, by digests of its issuer's name and key and its number. */
#include "compat/crypto/ocsp/local.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/x509/x509.h"

OCSP_CERTID *OCSP_CERTID_new(void)
{
	OCSP_CERTID *id = OPENSSL_zalloc(sizeof *id);
	if (id == NULL) {
		return NULL;
	}
	id->hash = X509_ALGOR_new();
	id->name_hash = ASN1_OCTET_STRING_new();
	id->key_hash = ASN1_OCTET_STRING_new();
	id->serial = ASN1_INTEGER_new();
	if (id->hash == NULL || id->name_hash == NULL || id->key_hash == NULL || id->serial == NULL) {
		OCSP_CERTID_free(id);
		return NULL;
	}
	return id;
}

void OCSP_CERTID_free(OCSP_CERTID *id)
{
	if (id != NULL) {
		X509_ALGOR_free(id->hash);
		ASN1_OCTET_STRING_free(id->name_hash);
		ASN1_OCTET_STRING_free(id->key_hash);
		ASN1_INTEGER_free(id->serial);
		OPENSSL_free(id);
	}
}

/* ---- made from certificates ---------------------------------------------------------------------------------------
 */

static bool set_hashes(OCSP_CERTID *id, const EVP_MD *md, const X509_NAME *issuer, const ASN1_BIT_STRING *key)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (!X509_NAME_digest(issuer, md, digest, &len)) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_DIGEST_ERR);
		return false;
	}
	return ASN1_OCTET_STRING_set(id->name_hash, digest, (int)len) &&
	       EVP_Digest(key->data, (size_t)key->length, digest, &len, md, NULL) &&
	       ASN1_OCTET_STRING_set(id->key_hash, digest, (int)len);
}

OCSP_CERTID *OCSP_cert_id_new(const EVP_MD *md, const X509_NAME *issuer, const ASN1_BIT_STRING *key,
			      const ASN1_INTEGER *serial)
{
	int nid = EVP_MD_get_type(md);
	if (nid == NID_undef) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_UNKNOWN_NID);
		return NULL;
	}
	OCSP_CERTID *id = OCSP_CERTID_new();
	if (id == NULL || !X509_ALGOR_set0(id->hash, OBJ_nid2obj(nid), V_ASN1_NULL, NULL) ||
	    !set_hashes(id, md, issuer, key) || (serial != NULL && !ASN1_STRING_copy(id->serial, serial))) {
		OCSP_CERTID_free(id);
		return NULL;
	}
	return id;
}

OCSP_CERTID *OCSP_cert_to_id(const EVP_MD *md, const X509 *subject, const X509 *issuer)
{
	const X509_NAME *name = subject != NULL ? X509_get_issuer_name(subject) : X509_get_subject_name(issuer);
	const ASN1_INTEGER *serial = subject != NULL ? X509_get0_serialNumber(subject) : NULL;
	return OCSP_cert_id_new(md != NULL ? md : EVP_sha1(), name, X509_get0_pubkey_bitstr(issuer), serial);
}

/* ---- compared and asked -------------------------------------------------------------------------------------------
 */

int OCSP_id_issuer_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b)
{
	int differ = OBJ_cmp(a->hash->algorithm, b->hash->algorithm);
	if (differ == 0) {
		differ = ASN1_OCTET_STRING_cmp(a->name_hash, b->name_hash);
	}
	return differ != 0 ? differ : ASN1_OCTET_STRING_cmp(a->key_hash, b->key_hash);
}

int OCSP_id_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b)
{
	int differ = OCSP_id_issuer_cmp(a, b);
	return differ != 0 ? differ : ASN1_INTEGER_cmp(a->serial, b->serial);
}

int OCSP_id_get0_info(ASN1_OCTET_STRING **name_hash, ASN1_OBJECT **md, ASN1_OCTET_STRING **key_hash,
		      ASN1_INTEGER **serial, OCSP_CERTID *id)
{
	if (id == NULL) {
		return 0;
	}
	if (md != NULL) {
		*md = id->hash->algorithm;
	}
	if (name_hash != NULL) {
		*name_hash = id->name_hash;
	}
	if (key_hash != NULL) {
		*key_hash = id->key_hash;
	}
	if (serial != NULL) {
		*serial = id->serial;
	}
	return 1;
}

/* ---- DER ----------------------------------------------------------------------------------------------------------
 */

static ASN1_STRING *string_take(struct reader *r, uint8_t tag)
{
	struct der_tlv tlv;
	return der_next_is(r, tag) && der_any(r, &tlv) ? asn1_string_of(&tlv) : NULL;
}

/* The content of a CertID, which must end with seq. */
static OCSP_CERTID *certid_read(struct reader seq)
{
	OCSP_CERTID *id = OPENSSL_zalloc(sizeof *id);
	if (id == NULL) {
		return NULL;
	}
	struct span algorithm = der_take_whole(&seq, DER_SEQUENCE);
	id->hash = seq.failed ? NULL : algor_of(algorithm);
	id->name_hash = string_take(&seq, DER_OCTET_STRING);
	id->key_hash = string_take(&seq, DER_OCTET_STRING);
	id->serial = string_take(&seq, DER_INTEGER);
	if (!rd_end(&seq) || id->hash == NULL || id->name_hash == NULL || id->key_hash == NULL || id->serial == NULL) {
		OCSP_CERTID_free(id);
		return NULL;
	}
	return id;
}

OCSP_CERTID *certid_take(struct reader *r)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	return r->failed ? NULL : certid_read(seq);
}

bool certid_put(struct buffer *out, const OCSP_CERTID *id)
{
	struct buffer content = {0};
	bool ok = algor_put(&content, id->hash) && asn1_string_put(&content, id->name_hash) &&
		  asn1_string_put(&content, id->key_hash) && asn1_string_put(&content, id->serial) &&
		  der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&content);
	return ok;
}

OCSP_D2I(OCSP_CERTID, certid_read)

int i2d_OCSP_CERTID(const OCSP_CERTID *id, unsigned char **out)
{
	struct buffer der = {0};
	int len = id == NULL ? 0 : certid_put(&der, id) ? der_hand_out(buf_span(&der), out) : -1;
	buf_free(&der);
	return len;
}

OCSP_CERTID *OCSP_CERTID_dup(const OCSP_CERTID *id)
{
	struct buffer der = {0};
	OCSP_CERTID *copy = NULL;
	if (id != NULL && certid_put(&der, id)) {
		const unsigned char *p = buf_head(&der);
		copy = d2i_OCSP_CERTID(NULL, &p, (long)buf_len(&der));
	}
	buf_free(&der);
	return copy;
}
