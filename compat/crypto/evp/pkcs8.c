/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Private keys under a password (pkcs8.h). */
#include "compat/crypto/evp/pkcs8.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs12err.h>
#include <openssl/proverr.h>
#include <openssl/rand.h>

#include "compat/crypto/asn1/build.h"
#include "engine/base/secret.h"
#include "engine/crypto/pbkdf2.h"
#include "engine/pki/asn1.h"
#include "engine/pki/oid.h"
#include "engine/pki/pbes2.h"

void pbe_failed(enum tls_err e, struct span password)
{
	switch (e) {
	case TLS_E_PASSWORD:
		ERR_raise(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
		ERR_raise_data(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR,
			       password.len == 0 ? "empty password" : "maybe wrong password");
		break;
	case TLS_E_KEY_UNSUPPORTED:
		ERR_raise_data(ERR_LIB_EVP, EVP_R_UNKNOWN_PBE_ALGORITHM,
			       "only PBES2 with PBKDF2 and AES-CBC is read; encrypt anew with AES");
		break;
	case TLS_E_BAD_ARGUMENT:
		ERR_raise_data(ERR_LIB_EVP, EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION,
			       "more than %u iterations of PBKDF2 are refused", PBES2_MAX_ROUNDS);
		break;
	case TLS_E_ALLOC:
		ERR_raise(ERR_LIB_PKCS12, ERR_R_MALLOC_FAILURE);
		break;
	default:
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	}
}

bool pkcs8_decrypt(struct buffer *out, struct span info, struct span password, uint32_t *left)
{
	enum tls_err e = pbes2_open_info(out, info, password, left);
	if (e != TLS_OK) {
		pbe_failed(e, password);
	}
	return e == TLS_OK;
}

/* ---- encryption -------------------------------------------------------------------------------------------------- */

/* OpenSSL's number is 2,048; a guess should cost more. */
#define ROUNDS 100000u

struct cbc {
	enum cipher_id id;
	enum oid oid;
};

static bool cbc_of(const EVP_CIPHER *cipher, struct cbc *out)
{
	switch (EVP_CIPHER_get_nid(cipher)) {
	case NID_aes_128_cbc:
		*out = (struct cbc){CIPHER_AES_128_CBC, OID_AES_128_CBC};
		return true;
	case NID_aes_192_cbc:
		*out = (struct cbc){CIPHER_AES_192_CBC, OID_AES_192_CBC};
		return true;
	case NID_aes_256_cbc:
		*out = (struct cbc){CIPHER_AES_256_CBC, OID_AES_256_CBC};
		return true;
	default:
		ERR_raise_data(ERR_LIB_ASN1, ASN1_R_CIPHER_HAS_NO_OBJECT_IDENTIFIER,
			       "keys are encrypted with AES in CBC mode only");
		return false;
	}
}

/* put_scheme: the AlgorithmIdentifier of PBES2, RFC 8018 appendix A.4. */
static bool put_scheme(struct buffer *out, enum oid cipher, struct span salt, struct span iv)
{
	static const uint8_t rounds[] = {ROUNDS >> 16, ROUNDS >> 8 & 0xff, ROUNDS & 0xff};
	struct buffer prf = {0}, kdf = {0}, params = {0}, aes = {0};
	bool ok = der_put(&prf, DER_OID, oid_octets(OID_HMAC_SHA256)) && der_put(&prf, DER_NULL, span_of(NULL, 0)) &&
		  der_wrap(&prf, DER_SEQUENCE) && der_put(&kdf, DER_OCTET_STRING, salt) &&
		  der_put_natural(&kdf, span_of(rounds, sizeof rounds)) && buf_append(&kdf, buf_span(&prf)) &&
		  der_wrap(&kdf, DER_SEQUENCE);
	ok = ok && der_put(&params, DER_OID, oid_octets(OID_PBKDF2)) && buf_append(&params, buf_span(&kdf)) &&
	     der_wrap(&params, DER_SEQUENCE) && der_put(&aes, DER_OID, oid_octets(cipher)) &&
	     der_put(&aes, DER_OCTET_STRING, iv) && der_wrap(&aes, DER_SEQUENCE) &&
	     buf_append(&params, buf_span(&aes)) && der_wrap(&params, DER_SEQUENCE);
	ok = ok && der_put(out, DER_OID, oid_octets(OID_PBES2)) && buf_append(out, buf_span(&params)) &&
	     der_wrap(out, DER_SEQUENCE);
	buf_free(&prf);
	buf_free(&kdf);
	buf_free(&params);
	buf_free(&aes);
	return ok;
}

/* seal appends octets with their padding, encrypted. */
static bool seal(struct buffer *out, enum cipher_id id, const uint8_t *key, struct span iv, struct span octets)
{
	size_t pad = CIPHER_BLOCK - octets.len % CIPHER_BLOCK;
	struct cipher *c = cipher_new(id);
	uint8_t *to = c != NULL ? buf_reserve(out, octets.len + pad) : NULL;
	if (to != NULL) {
		memcpy(to, octets.p, octets.len);
		memset(to + octets.len, (int)pad, pad);
		cipher_set_key(c, key, true);
		cipher_set_iv(c, iv);
		cipher_crypt(c, to, to, octets.len + pad);
		buf_commit(out, octets.len + pad);
	}
	cipher_free(c);
	return to != NULL;
}

bool pkcs8_encrypt(struct buffer *out, struct span octets, const EVP_CIPHER *cipher, struct span password)
{
	struct cbc cbc;
	uint8_t salt[16], iv[CIPHER_BLOCK], key[CIPHER_MAX_KEY];
	if (!cbc_of(cipher, &cbc) || RAND_bytes(salt, sizeof salt) != 1 || RAND_bytes(iv, sizeof iv) != 1) {
		return false;
	}
	pbkdf2(key, cipher_info(cbc.id)->key_len, DIGEST_SHA256, password, span_of(salt, sizeof salt), ROUNDS);
	struct buffer info = {0}, text = {0};
	bool ok = put_scheme(&info, cbc.oid, span_of(salt, sizeof salt), span_of(iv, sizeof iv)) &&
		  seal(&text, cbc.id, key, span_of(iv, sizeof iv), octets) &&
		  der_put(&info, DER_OCTET_STRING, buf_span(&text)) && der_wrap(&info, DER_SEQUENCE) &&
		  buf_append(out, buf_span(&info));
	wipe(key, sizeof key);
	buf_free(&info);
	buf_free(&text);
	if (!ok) {
		ERR_raise(ERR_LIB_PKCS12, ERR_R_MALLOC_FAILURE);
	}
	return ok;
}
