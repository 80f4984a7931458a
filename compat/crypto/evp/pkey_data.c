/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_PKEY_fromdata(3), EVP_PKEY_new_raw_public_key(3), EVP_PKEY_get_bn_param(3): keys as numbers and octets. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/evp/pkey_ctx.h"
#include "engine/crypto/ec.h"
#include "engine/pki/asn1.h"
#include "engine/pki/oid.h"

static const uint8_t oid_x25519[] = {0x2b, 0x65, 0x6e};

enum key_type pkey_curve_by_name(const char *name)
{
	static const struct {
		const char *name;
		enum key_type curve;
	} names[] = {{"P-256", KEY_EC_P256},    {"prime256v1", KEY_EC_P256}, {"secp256r1", KEY_EC_P256},
		     {"P-384", KEY_EC_P384},    {"secp384r1", KEY_EC_P384},  {"P-521", KEY_EC_P521},
		     {"secp521r1", KEY_EC_P521}};
	for (size_t i = 0; name != NULL && i < sizeof names / sizeof names[0]; i++) {
		if (OPENSSL_strcasecmp(names[i].name, name) == 0) {
			return names[i].curve;
		}
	}
	return KEY_NONE;
}

/* room has size octets; NULL: only the length is told. An octet for the terminator must be there. */
int EVP_PKEY_get_group_name(const EVP_PKEY *k, char *room, size_t size, size_t *len)
{
	const struct pubkey *pub = k != NULL ? pkey_pub(k) : NULL;
	if (EVP_PKEY_get_id(k) == EVP_PKEY_NONE) {
		ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
		return 0;
	}
	enum key_type type = pub != NULL ? pubkey_type(pub) : KEY_NONE;
	const char *name = type == KEY_EC_P256   ? SN_X9_62_prime256v1
			   : type == KEY_EC_P384 ? SN_secp384r1
			   : type == KEY_EC_P521 ? SN_secp521r1
						 : NULL;
	if (name == NULL) {
		return 0;
	}
	if (room != NULL && size <= strlen(name)) {
		ERR_raise(ERR_LIB_EC, EC_R_INVALID_CURVE);
		return 0;
	}
	if (room != NULL) {
		OPENSSL_strlcpy(room, name, size);
	}
	if (len != NULL) {
		*len = strlen(name);
	}
	return 1;
}

/* ---- from octets and numbers --------------------------------------------------------------------------------------
 */

/* from_parts makes a public key of the content of its AlgorithmIdentifier and of its BIT STRING. */
static EVP_PKEY *from_parts(struct buffer *algorithm, struct span bits)
{
	EVP_PKEY *k = NULL;
	if (der_wrap(algorithm, DER_SEQUENCE) && der_put_bits(algorithm, DER_BIT_STRING, bits) &&
	    der_wrap(algorithm, DER_SEQUENCE)) {
		k = pkey_from_spki(buf_span(algorithm));
	}
	buf_free(algorithm);
	return k;
}

static EVP_PKEY *raw_public(int kind, struct span key)
{
	struct buffer algorithm = {0};
	struct span oid = kind == EVP_PKEY_ED25519 ? oid_octets(OID_ED25519) : span_of(oid_x25519, sizeof oid_x25519);
	if (key.len != 32 || (kind != EVP_PKEY_ED25519 && kind != EVP_PKEY_X25519)) {
		ERR_raise(ERR_LIB_EVP, key.len != 32 ? EVP_R_INVALID_KEY_LENGTH : EVP_R_UNSUPPORTED_ALGORITHM);
		return NULL;
	}
	return der_put(&algorithm, DER_OID, oid) ? from_parts(&algorithm, key) : NULL;
}

EVP_PKEY *EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX *libctx, const char *kind, const char *propq,
					 const unsigned char *key, size_t len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, kind, propq);
	EVP_PKEY *k = ctx != NULL ? raw_public(ctx->kind, span_of(key, len)) : NULL;
	EVP_PKEY_CTX_free(ctx);
	return k;
}

EVP_PKEY *EVP_PKEY_new_raw_public_key(int kind, ENGINE *engine, const unsigned char *key, size_t len)
{
	return engine == NULL ? raw_public(kind, span_of(key, len)) : NULL;
}

int EVP_PKEY_get_raw_public_key(const EVP_PKEY *k, unsigned char *out, size_t *len)
{
	struct span key = k->x25519.len != 0                       ? span_of(k->x25519.b, k->x25519.len)
			  : EVP_PKEY_get_id(k) == EVP_PKEY_ED25519 ? pubkey_bytes(pkey_pub(k))
								   : span_of(NULL, 0);
	if (key.len == 0 || (out != NULL && *len < key.len)) {
		ERR_raise(ERR_LIB_EVP,
			  key.len == 0 ? EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE : EVP_R_BUFFER_TOO_SMALL);
		return 0;
	}
	if (out != NULL) {
		memcpy(out, key.p, key.len);
	}
	*len = key.len;
	return 1;
}

int EVP_PKEY_fromdata_init(EVP_PKEY_CTX *ctx)
{
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
		return -2;
	}
	ctx->operation = EVP_PKEY_OP_FROMDATA;
	return 1;
}

/* take_number: an unsigned parameter as big-endian octets appended to out. */
static bool take_number(const OSSL_PARAM *params, const char *name, struct buffer *out)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);
	if (p == NULL || p->data_type != OSSL_PARAM_UNSIGNED_INTEGER || p->data == NULL) {
		return false;
	}
	uint8_t *to = buf_reserve(out, p->data_size);
	for (size_t i = 0; to != NULL && i < p->data_size; i++) {
		to[i] = ((const uint8_t *)p->data)[p->data_size - 1 - i];
	}
	if (to != NULL) {
		buf_commit(out, p->data_size);
	}
	return to != NULL;
}

static EVP_PKEY *rsa_from(const OSSL_PARAM *params)
{
	struct buffer n = {0}, e = {0}, bits = {0}, algorithm = {0};
	EVP_PKEY *k = NULL;
	if (take_number(params, OSSL_PKEY_PARAM_RSA_N, &n) && take_number(params, OSSL_PKEY_PARAM_RSA_E, &e) &&
	    der_put_natural(&bits, buf_span(&n)) && der_put_natural(&bits, buf_span(&e)) &&
	    der_wrap(&bits, DER_SEQUENCE) && der_put(&algorithm, DER_OID, oid_octets(OID_RSA)) &&
	    der_put(&algorithm, DER_NULL, span_of(NULL, 0))) {
		k = from_parts(&algorithm, buf_span(&bits));
	}
	buf_free(&n);
	buf_free(&e);
	buf_free(&bits);
	buf_free(&algorithm);
	return k;
}

static EVP_PKEY *ec_from(const OSSL_PARAM *params, bool private)
{
	const OSSL_PARAM *group = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_GROUP_NAME);
	const OSSL_PARAM *pub = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
	const char *name = NULL;
	const void *point = NULL;
	size_t len = 0;
	enum key_type curve = OSSL_PARAM_get_utf8_string_ptr(group, &name) ? pkey_curve_by_name(name) : KEY_NONE;
	if (curve == KEY_NONE) {
		ERR_raise(ERR_LIB_EC, EC_R_INVALID_CURVE);
		return NULL;
	}
	if (private) {
		struct buffer scalar = {0};
		EVP_PKEY *k = take_number(params, OSSL_PKEY_PARAM_PRIV_KEY, &scalar)
				  ? pkey_from_secret(curve, buf_span(&scalar))
				  : NULL;
		buf_free(&scalar);
		return k;
	}
	struct buffer algorithm = {0};
	if (!OSSL_PARAM_get_octet_string_ptr(pub, &point, &len) || !der_put(&algorithm, DER_OID, oid_octets(OID_EC)) ||
	    !der_put(&algorithm, DER_OID, oid_octets(pkey_curve_oid(curve)))) {
		buf_free(&algorithm);
		return NULL;
	}
	return from_parts(&algorithm, span_of(point, len));
}

/* Made are public keys, and private keys of EC; RSA's private numbers come as DER. */
int EVP_PKEY_fromdata(EVP_PKEY_CTX *ctx, EVP_PKEY **out, int selection, OSSL_PARAM *params)
{
	if (ctx == NULL || out == NULL || ctx->operation != EVP_PKEY_OP_FROMDATA) {
		ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
		return -2;
	}
	bool private = (selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0 &&
		       OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PRIV_KEY) != NULL;
	EVP_PKEY *k = NULL;
	const void *raw;
	size_t len;
	switch (ctx->kind) {
	case EVP_PKEY_EC:
		k = ec_from(params, private);
		break;
	case EVP_PKEY_RSA:
		k = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_D) == NULL ? rsa_from(params) : NULL;
		break;
	default:
		if (OSSL_PARAM_get_octet_string_ptr(OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY), &raw,
						    &len)) {
			k = raw_public(ctx->kind, span_of(raw, len));
		}
	}
	if (k == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
		return 0;
	}
	EVP_PKEY_free(*out);
	*out = k;
	return 1;
}

int EVP_PKEY_copy_parameters(EVP_PKEY *to, const EVP_PKEY *from)
{
	/* Keys without their curve are not read, so there is nothing to copy; only that both are alike is to be said.
	 */
	if (EVP_PKEY_get_id(to) != EVP_PKEY_get_id(from)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
		return 0;
	}
	const struct pubkey *a = pkey_pub(to), *b = pkey_pub(from);
	if (a != NULL && b != NULL && pubkey_type(a) != pubkey_type(b)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
		return 0;
	}
	return 1;
}

/* ---- to numbers -------------------------------------------------------------------------------------------------- */

/* rsa_number: the i-th of n, e, d, p, q, dp, dq, qinv; empty when the key has no such number. */
static struct span rsa_number(const EVP_PKEY *k, size_t i)
{
	struct reader r, seq;
	if (k->priv != NULL) {
		r = rd_init(buf_span(&k->secret));
		seq = der_enter(&r, DER_SEQUENCE);
		der_small(&seq, 0);
	} else {
		r = rd_init(buf_span(&k->spki));
		struct reader spki = der_enter(&r, DER_SEQUENCE);
		der_take_whole(&spki, DER_SEQUENCE);
		struct reader bits = rd_init(der_bits(&spki, DER_BIT_STRING));
		seq = der_enter(&bits, DER_SEQUENCE);
	}
	struct span number = der_natural(&seq);
	for (; i > 0 && !seq.failed; i--) {
		number = der_natural(&seq);
	}
	return seq.failed ? span_of(NULL, 0) : number;
}

static struct span number_of(const EVP_PKEY *k, const char *name)
{
	static const char *const rsa[] = {OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
					  OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
					  OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
					  OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
	int id = EVP_PKEY_get_id(k);
	for (size_t i = 0; (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS) && i < sizeof rsa / sizeof rsa[0]; i++) {
		if (strcmp(rsa[i], name) == 0) {
			return rsa_number(k, i);
		}
	}
	if (id != EVP_PKEY_EC) {
		return span_of(NULL, 0);
	}
	struct span point = pubkey_bytes(pkey_pub(k));
	if (strcmp(name, OSSL_PKEY_PARAM_EC_PUB_X) == 0) {
		return span_of(point.p, point.len / 2);
	}
	if (strcmp(name, OSSL_PKEY_PARAM_EC_PUB_Y) == 0) {
		return span_of(point.p + point.len / 2, point.len / 2);
	}
	return strcmp(name, OSSL_PKEY_PARAM_PRIV_KEY) == 0 && k->priv != NULL ? buf_span(&k->secret) : span_of(NULL, 0);
}

int EVP_PKEY_get_bn_param(const EVP_PKEY *k, const char *name, BIGNUM **out)
{
	struct span number = k != NULL && name != NULL && out != NULL ? number_of(k, name) : span_of(NULL, 0);
	if (number.len == 0) {
		return 0;
	}
	BIGNUM *b = BN_bin2bn(number.p, (int)number.len, *out);
	if (b == NULL) {
		return 0;
	}
	*out = b;
	return 1;
}
