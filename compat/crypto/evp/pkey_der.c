/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * d2i_PrivateKey(3), d2i_PUBKEY(3): keys from DER and back. Private keys are read in any of three forms (PKCS#8,
 * PKCS#1, SEC 1) and written in the form of their kind, or as PKCS#8. The engine checks them; what is kept beside its
 * key is taken out of the same octets, which it has found sound.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/evp/pkey.h"
#include "engine/base/secret.h"
#include "engine/crypto/ec.h"
#include "engine/pki/algorithm.h"
#include "engine/pki/asn1.h"
#include "engine/pki/cert.h"
#include "engine/pki/oid.h"
#include "engine/pki/privkey.h"

static void refuse(enum tls_err e)
{
	switch (e) {
	case TLS_E_ALLOC:
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		break;
	case TLS_E_KEY_UNSUPPORTED:
		ERR_raise_data(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM, "%s", tls_err_text(e));
		break;
	case TLS_E_KEY_INVALID:
		ERR_raise_data(ERR_LIB_EVP, EVP_R_DECODE_ERROR, "%s", tls_err_text(e));
		break;
	default:
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	}
}

enum oid pkey_curve_oid(enum key_type t)
{
	return t == KEY_EC_P256 ? OID_P256 : t == KEY_EC_P384 ? OID_P384 : OID_P521;
}

/* make_algorithm: the AlgorithmIdentifier of a key that came without one. */
static bool make_algorithm(struct buffer *out, enum key_type t)
{
	switch (t) {
	case KEY_RSA:
		return der_put(out, DER_OID, oid_octets(OID_RSA)) && der_put(out, DER_NULL, span_of(NULL, 0)) &&
		       der_wrap(out, DER_SEQUENCE);
	case KEY_ED25519:
		return der_put(out, DER_OID, oid_octets(OID_ED25519)) && der_wrap(out, DER_SEQUENCE);
	default:
		return der_put(out, DER_OID, oid_octets(OID_EC)) &&
		       der_put(out, DER_OID, oid_octets(pkey_curve_oid(t))) && der_wrap(out, DER_SEQUENCE);
	}
}

static bool put_pkcs8(struct buffer *out, const EVP_PKEY *k);

static bool is_rsa(enum key_type t)
{
	return t == KEY_RSA || t == KEY_RSA_PSS;
}

/* put_public: the content of the BIT STRING of SubjectPublicKeyInfo. */
static bool put_public(struct buffer *out, const EVP_PKEY *k)
{
	const struct pubkey *pub = pkey_pub(k);
	static const uint8_t uncompressed = 4;
	if (!is_rsa(pubkey_type(pub))) {
		return (pubkey_type(pub) == KEY_ED25519 || buf_append(out, span_of(&uncompressed, 1))) &&
		       buf_append(out, pubkey_bytes(pub));
	}
	struct reader r = rd_init(buf_span(&k->secret));
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	der_small(&seq, 0);
	struct span n = der_natural(&seq), e = der_natural(&seq);
	return der_put_natural(out, n) && der_put_natural(out, e) && der_wrap(out, DER_SEQUENCE);
}

static bool make_spki(EVP_PKEY *k)
{
	struct buffer bits = {0};
	bool ok = put_public(&bits, k) && buf_append(&k->spki, buf_span(&k->algorithm)) &&
		  der_put_bits(&k->spki, DER_BIT_STRING, buf_span(&bits)) && der_wrap(&k->spki, DER_SEQUENCE);
	buf_free(&bits);
	return ok;
}

/* ---- private keys in --------------------------------------------------------------------------------------------- */

/* inner_of: the key inside PKCS#8, and its algorithm; any other form is its own inside. */
static struct span inner_of(struct span der, struct span *algorithm)
{
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	der_small(&seq, 1);
	*algorithm = span_of(NULL, 0);
	if (!der_next_is(&seq, DER_SEQUENCE)) {
		return der;
	}
	*algorithm = der_take_whole(&seq, DER_SEQUENCE);
	return der_take(&seq, DER_OCTET_STRING);
}

/* keep_secret: what struct evp_pkey_st says of its field. */
static bool keep_secret(EVP_PKEY *k, struct span inner)
{
	enum key_type t = pubkey_type(pkey_pub(k));
	static const uint8_t zeros[EC_MAX_LEN];
	struct reader r = rd_init(inner);
	if (is_rsa(t)) {
		return buf_append(&k->secret, inner);
	}
	if (t == KEY_ED25519) {
		return buf_append(&k->secret, der_take(&r, DER_OCTET_STRING));
	}
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	der_small(&seq, 1);
	struct span scalar = der_take(&seq, DER_OCTET_STRING);
	size_t len = ec_curve(t)->len;
	while (scalar.len > len) {
		scalar = span_of(scalar.p + 1, scalar.len - 1);
	}
	return buf_append(&k->secret, span_of(zeros, len - scalar.len)) && buf_append(&k->secret, scalar);
}

EVP_PKEY *pkey_from_private(struct span der)
{
	EVP_PKEY *k = EVP_PKEY_new();
	if (k == NULL) {
		return NULL;
	}
	enum tls_err e = privkey_decode(&k->priv, der);
	if (e == TLS_OK) {
		struct span algorithm, inner = inner_of(der, &algorithm);
		enum key_type t = pubkey_type(privkey_public(k->priv));
		bool ok =
		    keep_secret(k, inner) &&
		    (algorithm.len != 0 ? buf_append(&k->algorithm, algorithm) : make_algorithm(&k->algorithm, t)) &&
		    make_spki(k);
		e = ok ? TLS_OK : TLS_E_ALLOC;
	}
	if (e != TLS_OK) {
		refuse(e);
		EVP_PKEY_free(k);
		return NULL;
	}
	return k;
}

EVP_PKEY *pkey_from_secret(enum key_type type, struct span secret)
{
	EVP_PKEY *k = EVP_PKEY_new();
	if (k == NULL) {
		return NULL;
	}
	enum tls_err e = type == KEY_ED25519 ? privkey_ed25519(&k->priv, secret) : privkey_ec(&k->priv, type, secret);
	if (e == TLS_OK) {
		static const uint8_t zeros[EC_MAX_LEN];
		size_t len = type == KEY_ED25519 ? secret.len : ec_curve(type)->len;
		while (secret.len > len) {
			secret = span_of(secret.p + 1, secret.len - 1);
		}
		bool ok = buf_append(&k->secret, span_of(zeros, len - secret.len)) && buf_append(&k->secret, secret) &&
			  make_algorithm(&k->algorithm, type) && make_spki(k);
		e = ok ? TLS_OK : TLS_E_ALLOC;
	}
	if (e != TLS_OK) {
		refuse(e);
		EVP_PKEY_free(k);
		return NULL;
	}
	return k;
}

bool pkey_become(EVP_PKEY *to, const EVP_PKEY *from)
{
	EVP_PKEY *copy;
	if (from->priv != NULL) {
		struct buffer der = {0};
		copy = put_pkcs8(&der, from) ? pkey_from_private(buf_span(&der)) : NULL;
		buf_free(&der);
	} else {
		copy = pkey_from_spki(buf_span(&from->spki));
	}
	if (copy == NULL) {
		return false;
	}
	to->own_pub = copy->own_pub;
	to->priv = copy->priv;
	to->algorithm = copy->algorithm;
	to->spki = copy->spki;
	to->secret = copy->secret;
	to->x25519 = copy->x25519;
	copy->own_pub = NULL;
	copy->priv = NULL;
	copy->algorithm = copy->spki = copy->secret = (struct buffer){0};
	EVP_PKEY_free(copy);
	return true;
}

/* hand_over does what a d2i function does with a new key. len octets of *in were taken. */
static EVP_PKEY *hand_over(EVP_PKEY *k, EVP_PKEY **out, const unsigned char **in, size_t len)
{
	if (k != NULL) {
		*in += len;
		if (out != NULL) {
			EVP_PKEY_free(*out);
			*out = k;
		}
	}
	return k;
}

/* first_element: the SEQUENCE at the head of what a d2i function was given. */
static struct span first_element(const unsigned char *in, long len)
{
	struct reader r = rd_init(span_of(in, len > 0 ? (size_t)len : 0));
	return der_take_whole(&r, DER_SEQUENCE);
}

EVP_PKEY *d2i_AutoPrivateKey_ex(EVP_PKEY **out, const unsigned char **in, long len, OSSL_LIB_CTX *libctx,
				const char *propq)
{
	(void)libctx, (void)propq;
	struct span der = first_element(*in, len);
	if (der.len == 0) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_TAG);
		return NULL;
	}
	return hand_over(pkey_from_private(der), out, in, der.len);
}

EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **out, const unsigned char **in, long len)
{
	return d2i_AutoPrivateKey_ex(out, in, len, NULL, NULL);
}

/* d2i_PrivateKey_ex: the key must be of the kind that the caller named. */
EVP_PKEY *d2i_PrivateKey_ex(int type, EVP_PKEY **out, const unsigned char **in, long len, OSSL_LIB_CTX *libctx,
			    const char *propq)
{
	const unsigned char *p = *in;
	EVP_PKEY *k = d2i_AutoPrivateKey_ex(NULL, &p, len, libctx, propq);
	if (k != NULL && EVP_PKEY_get_id(k) != type) {
		ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
		EVP_PKEY_free(k);
		return NULL;
	}
	return hand_over(k, out, in, (size_t)(p - *in));
}

EVP_PKEY *d2i_PrivateKey(int type, EVP_PKEY **out, const unsigned char **in, long len)
{
	return d2i_PrivateKey_ex(type, out, in, len, NULL, NULL);
}

/* ---- public keys ------------------------------------------------------------------------------------------------- */

/* take_x25519: RFC 8410 §4. Such a key signs nothing, so the engine's keys do not know it. */
static bool take_x25519(EVP_PKEY *k, struct span der)
{
	static const uint8_t oid[] = {0x2b, 0x65, 0x6e};
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct reader algorithm = der_enter(&seq, DER_SEQUENCE);
	struct span which = der_oid(&algorithm), key = der_bits(&seq, DER_BIT_STRING);
	if (!rd_end(&seq) || !rd_end(&algorithm) || !span_eq(which, span_of(oid, sizeof oid)) ||
	    key.len != sizeof k->x25519.b) {
		return false;
	}
	memcpy(k->x25519.b, key.p, key.len);
	k->x25519.len = key.len;
	return true;
}

EVP_PKEY *pkey_from_spki(struct span der)
{
	EVP_PKEY *k = EVP_PKEY_new();
	if (k == NULL) {
		return NULL;
	}
	enum tls_err e = spki_decode(&k->own_pub, der);
	if (e == TLS_E_KEY_UNSUPPORTED && take_x25519(k, der)) {
		e = TLS_OK;
	}
	if (e == TLS_OK) {
		struct reader r = rd_init(der);
		struct reader seq = der_enter(&r, DER_SEQUENCE);
		bool ok = buf_append(&k->algorithm, der_take_whole(&seq, DER_SEQUENCE)) && buf_append(&k->spki, der);
		e = ok ? TLS_OK : TLS_E_ALLOC;
	}
	if (e != TLS_OK) {
		refuse(e);
		EVP_PKEY_free(k);
		return NULL;
	}
	return k;
}

EVP_PKEY *d2i_PUBKEY_ex(EVP_PKEY **out, const unsigned char **in, long len, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	struct span der = first_element(*in, len);
	if (der.len == 0) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_TAG);
		return NULL;
	}
	return hand_over(pkey_from_spki(der), out, in, der.len);
}

EVP_PKEY *d2i_PUBKEY(EVP_PKEY **out, const unsigned char **in, long len)
{
	return d2i_PUBKEY_ex(out, in, len, NULL, NULL);
}

int i2d_PUBKEY(const EVP_PKEY *k, unsigned char **out)
{
	return k != NULL ? der_hand_out(buf_span(&k->spki), out) : 0;
}

/* ---- private keys out -------------------------------------------------------------------------------------------- */

/* put_ec_private: ECPrivateKey, RFC 5915 §3. Inside PKCS#8 the curve stands in the algorithm alone. */
static bool put_ec_private(struct buffer *out, const EVP_PKEY *k, bool with_curve)
{
	static const uint8_t one = 1;
	struct buffer part = {0};
	bool ok = der_put_natural(out, span_of(&one, 1)) && der_put(out, DER_OCTET_STRING, buf_span(&k->secret));
	if (with_curve) {
		enum key_type t = pubkey_type(pkey_pub(k));
		ok = ok && der_put(&part, DER_OID, oid_octets(pkey_curve_oid(t))) &&
		     der_put(out, DER_CTXC(0), buf_span(&part));
		buf_free(&part);
	}
	struct buffer point = {0};
	ok = ok && put_public(&point, k) && der_put_bits(&part, DER_BIT_STRING, buf_span(&point)) &&
	     der_put(out, DER_CTXC(1), buf_span(&part)) && der_wrap(out, DER_SEQUENCE);
	buf_free(&part);
	buf_free(&point);
	return ok;
}

/* put_pkcs8: PrivateKeyInfo, RFC 5958 §2. */
static bool put_pkcs8(struct buffer *out, const EVP_PKEY *k)
{
	enum key_type t = pubkey_type(pkey_pub(k));
	struct buffer key = {0};
	bool ok = is_rsa(t)          ? buf_append(&key, buf_span(&k->secret))
		  : t == KEY_ED25519 ? der_put(&key, DER_OCTET_STRING, buf_span(&k->secret))
				     : put_ec_private(&key, k, false);
	ok = ok && der_put_natural(out, span_of(NULL, 0)) && buf_append(out, buf_span(&k->algorithm)) &&
	     der_put(out, DER_OCTET_STRING, buf_span(&key)) && der_wrap(out, DER_SEQUENCE);
	buf_free(&key);
	return ok;
}

int i2d_PrivateKey(const EVP_PKEY *k, unsigned char **out)
{
	if (k->priv == NULL) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_TYPE);
		return -1;
	}
	enum key_type t = pubkey_type(pkey_pub(k));
	struct buffer der = {0};
	bool ok = t == KEY_RSA                           ? buf_append(&der, buf_span(&k->secret))
		  : t == KEY_ED25519 || t == KEY_RSA_PSS ? put_pkcs8(&der, k)
							 : put_ec_private(&der, k, true);
	int ret = ok ? der_hand_out(buf_span(&der), out) : -1;
	buf_free(&der);
	return ret;
}

/* PKCS8_PRIV_KEY_INFO is its encoding. */
struct pkcs8_priv_key_info_st {
	struct buffer der;
};

PKCS8_PRIV_KEY_INFO *EVP_PKEY2PKCS8(const EVP_PKEY *k)
{
	if (k->priv == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM);
		return NULL;
	}
	PKCS8_PRIV_KEY_INFO *info = OPENSSL_zalloc(sizeof *info);
	if (info == NULL || !put_pkcs8(&info->der, k)) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		PKCS8_PRIV_KEY_INFO_free(info);
		return NULL;
	}
	return info;
}

void PKCS8_PRIV_KEY_INFO_free(PKCS8_PRIV_KEY_INFO *info)
{
	if (info != NULL) {
		buf_free(&info->der);
		OPENSSL_free(info);
	}
}

int i2d_PKCS8_PRIV_KEY_INFO(const PKCS8_PRIV_KEY_INFO *info, unsigned char **out)
{
	return info != NULL ? der_hand_out(buf_span(&info->der), out) : 0;
}
