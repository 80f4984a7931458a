/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_get_subject_name(3), X509_get0_notBefore(3), X509_get0_signature(3): what stands in a certificate. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/init/places.h"
#include "compat/crypto/x509/name.h"
#include "compat/crypto/x509/x509.h"
#include "engine/crypto/hash.h"
#include "engine/pki/cert.h"

#define PART(expression)                                                                                               \
	struct x509_parts *p = x509_parts(x);                                                                          \
	return p != NULL ? (expression) : NULL

X509_NAME *X509_get_subject_name(const X509 *x)
{
	PART(p->subject);
}

X509_NAME *X509_get_issuer_name(const X509 *x)
{
	PART(p->issuer);
}

ASN1_INTEGER *X509_get_serialNumber(X509 *x)
{
	PART(p->serial);
}

const ASN1_INTEGER *X509_get0_serialNumber(const X509 *x)
{
	PART(p->serial);
}

const ASN1_TIME *X509_get0_notBefore(const X509 *x)
{
	PART(p->not_before);
}

const ASN1_TIME *X509_get0_notAfter(const X509 *x)
{
	PART(p->not_after);
}

X509_PUBKEY *X509_get_X509_PUBKEY(const X509 *x)
{
	PART(p->pubkey);
}

ASN1_BIT_STRING *X509_get0_pubkey_bitstr(const X509 *x)
{
	PART(p->pubkey->key);
}

const X509_ALGOR *X509_get0_tbs_sigalg(const X509 *x)
{
	PART(p->tbs_algorithm);
}

/* Programs read through these too: a time that was changed in a certificate that was read counts once it is signed. */
ASN1_TIME *X509_getm_notBefore(const X509 *x)
{
	PART(p->not_before);
}

ASN1_TIME *X509_getm_notAfter(const X509 *x)
{
	PART(p->not_after);
}

long X509_get_version(const X509 *x)
{
	struct x509_parts *p = x509_parts(x);
	return p != NULL ? p->version : -1;
}

EVP_PKEY *X509_get0_pubkey(const X509 *x)
{
	struct x509_parts *p = x != NULL ? x509_parts(x) : NULL;
	return p != NULL ? X509_PUBKEY_get0(p->pubkey) : NULL;
}

EVP_PKEY *X509_get_pubkey(X509 *x)
{
	EVP_PKEY *k = X509_get0_pubkey(x);
	if (k != NULL) {
		EVP_PKEY_up_ref(k);
	}
	return k;
}

void X509_get0_signature(const ASN1_BIT_STRING **signature, const X509_ALGOR **algorithm, const X509 *x)
{
	struct x509_parts *p = x509_parts(x);
	if (signature != NULL) {
		*signature = p != NULL ? p->signature : NULL;
	}
	if (algorithm != NULL) {
		*algorithm = p != NULL ? p->algorithm : NULL;
	}
}

int X509_get_signature_nid(const X509 *x)
{
	struct x509_parts *p = x509_parts(x);
	return p != NULL ? OBJ_obj2nid(p->algorithm->algorithm) : NID_undef;
}

/* ---- names compared ---------------------------------------------------------------------------------------------- */

int X509_subject_name_cmp(const X509 *a, const X509 *b)
{
	return X509_NAME_cmp(X509_get_subject_name(a), X509_get_subject_name(b));
}

int X509_issuer_name_cmp(const X509 *a, const X509 *b)
{
	return X509_NAME_cmp(X509_get_issuer_name(a), X509_get_issuer_name(b));
}

unsigned long X509_subject_name_hash(X509 *x)
{
	return X509_NAME_hash_ex(X509_get_subject_name(x), NULL, NULL, NULL);
}

unsigned long X509_issuer_name_hash(X509 *x)
{
	return X509_NAME_hash_ex(X509_get_issuer_name(x), NULL, NULL, NULL);
}

int X509_issuer_and_serial_cmp(const X509 *a, const X509 *b)
{
	int c = ASN1_INTEGER_cmp(X509_get0_serialNumber(a), X509_get0_serialNumber(b));
	return c != 0 ? (c > 0) - (c < 0) : X509_issuer_name_cmp(a, b);
}

X509 *X509_find_by_subject(STACK_OF(X509) * all, const X509_NAME *name)
{
	for (int i = 0; i < sk_X509_num(all); i++) {
		X509 *x = sk_X509_value(all, i);
		if (X509_NAME_cmp(X509_get_subject_name(x), name) == 0) {
			return x;
		}
	}
	return NULL;
}

/* ---- how it was signed ------------------------------------------------------------------------------------------- */

/* Security bits are half the digest's; a known weakness of MD5 and SHA-1 takes some away, as in OpenSSL. */
static int digest_bits(int digest)
{
	switch (digest) {
	case NID_md5:
		return 39;
	case NID_sha1:
		return 63;
	default: {
		const EVP_MD *md = EVP_get_digestbyname(OBJ_nid2sn(digest));
		return md != NULL ? EVP_MD_get_size(md) * 4 : -1;
	}
	}
}

static int nid_of_hash(enum hash_id hash)
{
	return hash == HASH_SHA256 ? NID_sha256 : hash == HASH_SHA384 ? NID_sha384 : NID_sha512;
}

int X509_get_signature_info(X509 *x, int *digest, int *key, int *bits, uint32_t *flags)
{
	const struct cert *cert = x509_cert(x);
	int md = NID_undef, pk = NID_undef;
	if (cert == NULL || !OBJ_find_sigid_algs(X509_get_signature_nid(x), &md, &pk)) {
		return 0;
	}
	const struct sig_alg alg = cert_facts(cert)->sig_alg;
	bool pss = pk == NID_rsassaPss;
	if (pss) {
		if (alg.family != SIG_RSA_PSS) {
			return 0;
		}
		md = nid_of_hash(alg.hash);
	}
	int strength = pk == NID_ED25519 ? 128 : pk == NID_ED448 ? 224 : digest_bits(md);
	if (digest != NULL) {
		*digest = md;
	}
	if (key != NULL) {
		*key = pk;
	}
	if (bits != NULL) {
		*bits = strength;
	}
	if (flags != NULL) {
		bool tls =
		    md == NID_sha1 || md == NID_sha256 || md == NID_sha384 || md == NID_sha512 || md == NID_undef;
		/* TLS knows PSS with a salt as long as the digest. */
		tls = tls && (!pss || alg.salt_len == hash_len(alg.hash));
		*flags = X509_SIG_INFO_VALID | (tls ? X509_SIG_INFO_TLS : 0);
	}
	return 1;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

const char *X509_get_default_private_dir(void)
{
	return OPENSSLDIR_TEXT "/private";
}

const char *X509_get_default_cert_area(void)
{
	return OPENSSLDIR_TEXT;
}

const char *X509_get_default_cert_dir(void)
{
	return OPENSSLDIR_TEXT "/certs";
}

const char *X509_get_default_cert_file(void)
{
	return OPENSSLDIR_TEXT "/cert.pem";
}

const char *X509_get_default_cert_dir_env(void)
{
	return "SSL_CERT_DIR";
}

const char *X509_get_default_cert_file_env(void)
{
	return "SSL_CERT_FILE";
}
