/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_set_subject_name(3), X509_sign(3): certificates that a program makes, and their signatures. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/evp/pkey_ctx.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/asn1.h"
#include "engine/pki/cert.h"
#include "engine/pki/oid.h"

int X509_set_version(X509 *x, long version)
{
	struct x509_parts *p = version >= 0 && version <= 2 ? x509_changed(x) : NULL;
	if (p == NULL) {
		return 0;
	}
	p->version = version;
	return 1;
}

int X509_set_serialNumber(X509 *x, ASN1_INTEGER *serial)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && (p->serial == serial || ASN1_STRING_copy(p->serial, serial));
}

int X509_set_subject_name(X509 *x, const X509_NAME *name)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && X509_NAME_set(&p->subject, name);
}

int X509_set_issuer_name(X509 *x, const X509_NAME *name)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && X509_NAME_set(&p->issuer, name);
}

static int set_time(ASN1_TIME **to, const ASN1_TIME *t)
{
	if (*to == t) {
		return 1;
	}
	ASN1_TIME *copy = ASN1_TIME_dup(t);
	if (copy == NULL) {
		return 0;
	}
	ASN1_TIME_free(*to);
	*to = copy;
	return 1;
}

int X509_set1_notBefore(X509 *x, const ASN1_TIME *t)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && t != NULL && set_time(&p->not_before, t);
}

int X509_set1_notAfter(X509 *x, const ASN1_TIME *t)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && t != NULL && set_time(&p->not_after, t);
}

int X509_set_pubkey(X509 *x, EVP_PKEY *k)
{
	struct x509_parts *p = x509_changed(x);
	return p != NULL && X509_PUBKEY_set(&p->pubkey, k);
}

ASN1_TIME *X509_time_adj_ex(ASN1_TIME *s, int days, long seconds, time_t *from)
{
	time_t t = from != NULL ? *from : time(NULL);
	return ASN1_TIME_adj(s, t, days, seconds);
}

ASN1_TIME *X509_time_adj(ASN1_TIME *s, long seconds, time_t *from)
{
	return X509_time_adj_ex(s, 0, seconds, from);
}

ASN1_TIME *X509_gmtime_adj(ASN1_TIME *s, long seconds)
{
	return X509_time_adj(s, seconds, NULL);
}

/* ---- signatures -------------------------------------------------------------------------------------------------- */

static enum oid hash_oid(enum hash_id hash)
{
	return hash == HASH_SHA256 ? OID_SHA256 : hash == HASH_SHA384 ? OID_SHA384 : OID_SHA512;
}

/* put_pss: RSASSA-PSS-params of RFC 4055 §3.1. */
static bool put_pss(struct buffer *out, struct sig_alg alg)
{
	const uint8_t salt[2] = {(uint8_t)(alg.salt_len >> 8), (uint8_t)alg.salt_len};
	struct buffer hash = {0}, mgf = {0}, len = {0}, content = {0};
	bool ok = der_put(&hash, DER_OID, oid_octets(hash_oid(alg.hash))) &&
		  der_put(&hash, DER_NULL, span_of(NULL, 0)) && der_wrap(&hash, DER_SEQUENCE) &&
		  der_put(&mgf, DER_OID, oid_octets(OID_MGF1)) && buf_append(&mgf, buf_span(&hash)) &&
		  der_wrap(&mgf, DER_SEQUENCE) && der_put_natural(&len, span_of(salt, sizeof salt)) &&
		  der_put(&content, DER_CTXC(0), buf_span(&hash)) && der_put(&content, DER_CTXC(1), buf_span(&mgf)) &&
		  der_put(&content, DER_CTXC(2), buf_span(&len)) && der_put(out, DER_SEQUENCE, buf_span(&content));
	buf_free(&hash);
	buf_free(&mgf);
	buf_free(&len);
	buf_free(&content);
	return ok;
}

/* put_algorithm: the AlgorithmIdentifier of a signature (RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3). */
static bool put_algorithm(struct buffer *out, struct sig_alg alg)
{
	static const struct {
		enum sig_family family;
		enum hash_id hash;
		enum oid oid;
		bool null;
	} rows[] = {
	    {SIG_RSA_PKCS1, HASH_SHA256, OID_RSA_SHA256, true}, {SIG_RSA_PKCS1, HASH_SHA384, OID_RSA_SHA384, true},
	    {SIG_RSA_PKCS1, HASH_SHA512, OID_RSA_SHA512, true}, {SIG_ECDSA, HASH_SHA256, OID_ECDSA_SHA256, false},
	    {SIG_ECDSA, HASH_SHA384, OID_ECDSA_SHA384, false},  {SIG_ECDSA, HASH_SHA512, OID_ECDSA_SHA512, false},
	    {SIG_ED25519, HASH_NONE, OID_ED25519, false}};
	if (alg.family == SIG_RSA_PSS) {
		return der_put(out, DER_OID, oid_octets(OID_RSA_PSS)) && put_pss(out, alg) &&
		       der_wrap(out, DER_SEQUENCE);
	}
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].family == alg.family && rows[i].hash == alg.hash) {
			return der_put(out, DER_OID, oid_octets(rows[i].oid)) &&
			       (!rows[i].null || der_put(out, DER_NULL, span_of(NULL, 0))) &&
			       der_wrap(out, DER_SEQUENCE);
		}
	}
	return false;
}

static bool set_algorithms(struct x509_parts *p, struct sig_alg alg)
{
	struct buffer der = {0};
	bool ok = put_algorithm(&der, alg);
	X509_ALGOR *inner = ok ? algor_of(buf_span(&der)) : NULL, *outer = ok ? algor_of(buf_span(&der)) : NULL;
	buf_free(&der);
	if (inner == NULL || outer == NULL) {
		X509_ALGOR_free(inner);
		X509_ALGOR_free(outer);
		return false;
	}
	X509_ALGOR_free(p->tbs_algorithm);
	X509_ALGOR_free(p->algorithm);
	p->tbs_algorithm = inner;
	p->algorithm = outer;
	return true;
}

/* The length of the signature, 0 on failure. */
int X509_sign_ctx(X509 *x, EVP_MD_CTX *ctx)
{
	EVP_PKEY_CTX *pc = EVP_MD_CTX_get_pkey_ctx(ctx);
	struct x509_parts *p = x509_changed(x);
	struct buffer tbs = {0};
	struct sig_alg alg;
	uint8_t sig[SIG_MAX_LEN];
	size_t len = sizeof sig;
	if (pc == NULL || p == NULL || !pkey_ctx_alg(pc, &alg)) {
		return 0;
	}
	bool ok = set_algorithms(p, alg) && parts_put_tbs(&tbs, p);
	if (!ok) {
		ERR_raise(ERR_LIB_X509, ASN1_R_ILLEGAL_OBJECT);
	}
	ok = ok && EVP_DigestSign(ctx, sig, &len, buf_head(&tbs), buf_len(&tbs)) > 0 &&
	     ASN1_STRING_set(p->signature, sig, (int)len);
	buf_free(&tbs);
	if (ok) {
		p->signature->flags = ASN1_STRING_FLAG_BITS_LEFT;
		ok = x509_cert(x) != NULL;
	}
	return ok ? (int)len : 0;
}

int X509_sign(X509 *x, EVP_PKEY *k, const EVP_MD *md)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int len = ctx != NULL && EVP_DigestSignInit(ctx, NULL, md, NULL, k) > 0 ? X509_sign_ctx(x, ctx) : 0;
	EVP_MD_CTX_free(ctx);
	return len;
}

int X509_verify(X509 *x, EVP_PKEY *k)
{
	const struct cert *cert = x509_cert(x);
	if (cert == NULL || k == NULL || pkey_pub(k) == NULL) {
		return -1;
	}
	enum tls_err e = cert_signed_by_key(cert, pkey_pub(k));
	if (e != TLS_OK) {
		ERR_raise_data(ERR_LIB_ASN1, ASN1_R_UNKNOWN_SIGNATURE_ALGORITHM, "%s", tls_err_text(e));
	}
	return e == TLS_OK ? 1 : e == TLS_E_BAD_SIGNATURE ? 0 : -1;
}

/* i2d_X509(3): TBSCertificate of what x says now, signed or not. */
int i2d_re_X509_tbs(X509 *x, unsigned char **out)
{
	struct buffer tbs = {0};
	const struct x509_parts *p = x509_parts(x);
	int n = p != NULL && parts_put_tbs(&tbs, p) ? der_hand_out(buf_span(&tbs), out) : -1;
	buf_free(&tbs);
	return n;
}
