/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OCSP_basic_verify(3): whether a response was signed by one who may speak for the issuer of what it speaks of. The
 * chain of the signer is judged by X509_verify_cert, and so by the engine.
 */
#include "compat/crypto/ocsp/local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/sha.h>
#include <openssl/x509_vfy.h>

#include "compat/crypto/evp/pkey.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/algorithm.h"

/* ---- the signer ---------------------------------------------------------------------------------------------------
 */

static bool has_key(X509 *x, const ASN1_OCTET_STRING *wanted)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	return X509_pubkey_digest(x, EVP_sha1(), digest, &len) && wanted->length == (int)len &&
	       memcmp(wanted->data, digest, len) == 0;
}

static X509 *signer_among(const OCSP_BASICRESP *b, STACK_OF(X509) * certs)
{
	if (b->name != NULL) {
		return X509_find_by_subject(certs, b->name);
	}
	for (int i = 0; i < sk_X509_num(certs); i++) {
		if (has_key(sk_X509_value(certs, i), b->key_hash)) {
			return sk_X509_value(certs, i);
		}
	}
	return NULL;
}

/* Borrowed. *given: it is one of the caller's. */
static X509 *find_signer(const OCSP_BASICRESP *b, STACK_OF(X509) * certs, unsigned long flags, bool *given)
{
	X509 *x = signer_among(b, certs);
	*given = x != NULL;
	return x != NULL || (flags & OCSP_NOINTERN) != 0 ? x : signer_among(b, b->certs);
}

int OCSP_resp_get0_signer(OCSP_BASICRESP *b, X509 **signer, STACK_OF(X509) * extra)
{
	bool given;
	*signer = find_signer(b, extra, 0, &given);
	return *signer != NULL;
}

/* 1, 0 or -1 with an error queued. */
static int check_signature(const OCSP_BASICRESP *b, const X509 *signer)
{
	const EVP_PKEY *key = X509_get0_pubkey(signer);
	if (key == NULL) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_NO_SIGNER_KEY);
		return -1;
	}
	struct buffer algorithm = {0};
	enum tls_err e = TLS_E_ALLOC;
	if (algor_put(&algorithm, b->algorithm)) {
		struct sig_alg_info info;
		sig_alg_decode(&info, buf_span(&algorithm));
		const struct span tbs = buf_span(&b->tbs);
		const struct span sig = span_of(b->signature->data, (size_t)b->signature->length);
		e = pkey_pub(key) == NULL || info.alg.family == SIG_NONE
			? TLS_E_KEY_UNSUPPORTED
			: sig_verify(pkey_pub(key), info.alg, &tbs, 1, sig);
	}
	buf_free(&algorithm);
	if (e != TLS_OK) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_SIGNATURE_FAILURE);
	}
	return e == TLS_OK ? 1 : e == TLS_E_BAD_SIGNATURE ? 0 : -1;
}

/* ---- its chain ----------------------------------------------------------------------------------------------------
 */

static bool prepare(X509_STORE_CTX *ctx, X509 *signer, unsigned long flags)
{
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);
	if ((flags & OCSP_PARTIAL_CHAIN) != 0) {
		X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN);
	}
	/* RFC 6960 §4.2.2.2.1: its CA vouches that it need not be asked about in turn. */
	if (X509_get_ext_by_NID(signer, NID_id_pkix_OCSP_noCheck, -1) >= 0) {
		X509_VERIFY_PARAM_clear_flags(p, X509_V_FLAG_CRL_CHECK);
	}
	return X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_OCSP_HELPER) &&
	       X509_STORE_CTX_set_trust(ctx, X509_TRUST_OCSP_REQUEST);
}

/* The chain is the caller's; NULL with an error queued, and in *ret why: 0 it is not trusted, -1 it was not judged. */
static STACK_OF(X509) *
    chain_of(X509 *signer, X509_STORE *store, STACK_OF(X509) * untrusted, unsigned long flags, int *ret)
{
	STACK_OF(X509) *chain = NULL;
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	*ret = -1;
	if (ctx == NULL || !X509_STORE_CTX_init(ctx, store, signer, untrusted) || !prepare(ctx, signer, flags)) {
		ERR_raise(ERR_LIB_OCSP, ERR_R_X509_LIB);
	} else if ((*ret = X509_verify_cert(ctx)) <= 0) {
		ERR_raise_data(ERR_LIB_OCSP, OCSP_R_CERTIFICATE_VERIFY_ERROR, "Verify error: %s",
			       X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
	} else if ((chain = X509_STORE_CTX_get1_chain(ctx)) == NULL) {
		*ret = -1;
	}
	X509_STORE_CTX_free(ctx);
	return chain;
}

/* ---- whether it may speak of these certificates -------------------------------------------------------------------
 */

/* 1: id names issuer as the issuer; 0 not; -1 with an error queued: by a digest that is not known. */
static int names_issuer(const OCSP_CERTID *id, const X509 *issuer)
{
	const EVP_MD *md = EVP_get_digestbyname(OBJ_nid2sn(OBJ_obj2nid(id->hash->algorithm)));
	if (md == NULL) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_UNKNOWN_MESSAGE_DIGEST);
		return -1;
	}
	unsigned char name[EVP_MAX_MD_SIZE], key[EVP_MAX_MD_SIZE];
	unsigned n = 0, k = 0;
	if (!X509_NAME_digest(X509_get_subject_name(issuer), md, name, &n) ||
	    !X509_pubkey_digest(issuer, md, key, &k)) {
		return -1;
	}
	return id->name_hash->length == (int)n && id->key_hash->length == (int)k &&
	       memcmp(id->name_hash->data, name, n) == 0 && memcmp(id->key_hash->data, key, k) == 0;
}

static int all_name_issuer(const OCSP_BASICRESP *b, const X509 *issuer)
{
	int named = 1;
	for (int i = 0; named > 0 && i < sk_OCSP_SINGLERESP_num(b->singles); i++) {
		named = names_issuer(sk_OCSP_SINGLERESP_value(b->singles, i)->id, issuer);
	}
	return named;
}

/* RFC 6960 §4.2.2.2: the issuer itself, or one that it issued a certificate to with the usage for it. */
static int check_issuer(const OCSP_BASICRESP *b, const STACK_OF(X509) * chain)
{
	if (sk_OCSP_SINGLERESP_num(b->singles) <= 0) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_RESPONSE_CONTAINS_NO_REVOCATION_DATA);
		return -1;
	}
	X509 *signer = sk_X509_value(chain, 0);
	int by_its_issuer = sk_X509_num(chain) > 1 ? all_name_issuer(b, sk_X509_value(chain, 1)) : 0;
	if (by_its_issuer < 0) {
		return -1;
	}
	if (by_its_issuer == 0) {
		return all_name_issuer(b, signer);
	}
	if ((X509_get_extension_flags(signer) & EXFLAG_XKUSAGE) != 0 &&
	    (X509_get_extended_key_usage(signer) & XKU_OCSP_SIGN) != 0) {
		return 1;
	}
	ERR_raise(ERR_LIB_OCSP, OCSP_R_MISSING_OCSPSIGNING_USAGE);
	return 0;
}

static bool has_ocsp_sign(const STACK_OF(ASN1_OBJECT) * list)
{
	for (int i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
		if (OBJ_obj2nid(sk_ASN1_OBJECT_value(list, i)) == NID_OCSP_sign) {
			return true;
		}
	}
	return false;
}

/* The root is trusted to have anybody sign responses: by trust settings that say so, not by those for any purpose. */
static int check_explicit(const STACK_OF(X509) * chain)
{
	const X509 *root = sk_X509_value(chain, sk_X509_num(chain) - 1);
	if (root->aux == NULL || has_ocsp_sign(root->aux->reject) || !has_ocsp_sign(root->aux->trust)) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_ROOT_CA_NOT_TRUSTED);
		return 0;
	}
	return 1;
}

static int check_authority(const OCSP_BASICRESP *b, const STACK_OF(X509) * chain, unsigned long flags)
{
	if ((flags & OCSP_NOCHECKS) != 0) {
		return 1;
	}
	int ok = check_issuer(b, chain);
	return ok != 0 || (flags & OCSP_NOEXPLICIT) != 0 ? ok : check_explicit(chain);
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

static bool add_all(STACK_OF(X509) * to, const STACK_OF(X509) * from)
{
	bool ok = true;
	for (int i = 0; ok && i < sk_X509_num(from); i++) {
		ok = sk_X509_push(to, sk_X509_value(from, i)) > 0;
	}
	return ok;
}

static int check_chain(const OCSP_BASICRESP *b, X509 *signer, const STACK_OF(X509) * certs, X509_STORE *store,
		       unsigned long flags)
{
	int ret = -1;
	STACK_OF(X509) *untrusted = sk_X509_new_null(), *chain = NULL; /* untrusted holds no references */
	bool with_certs = (flags & OCSP_NOCHAIN) == 0;
	if (untrusted != NULL && (!with_certs || (add_all(untrusted, b->certs) && add_all(untrusted, certs)))) {
		chain = chain_of(signer, store, untrusted, flags, &ret);
	}
	if (chain != NULL) {
		ret = check_authority(b, chain, flags);
	}
	sk_X509_pop_free(chain, X509_free);
	sk_X509_free(untrusted);
	return ret;
}

/* 1: yes; 0: no; -1: it could not be judged. */
int OCSP_basic_verify(OCSP_BASICRESP *b, STACK_OF(X509) * certs, X509_STORE *store, unsigned long flags)
{
	bool given;
	X509 *signer = find_signer(b, certs, flags, &given);
	if (signer == NULL) {
		ERR_raise(ERR_LIB_OCSP, OCSP_R_SIGNER_CERTIFICATE_NOT_FOUND);
		return 0;
	}
	int ret = (flags & OCSP_NOSIGS) != 0 ? 1 : check_signature(b, signer);
	bool trusted = (flags & OCSP_NOVERIFY) != 0 || (given && (flags & OCSP_TRUSTOTHER) != 0);
	return ret <= 0 || trusted ? ret : check_chain(b, signer, certs, store, flags);
}
