/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RSA and EC_KEY as far as they still go between programs and libraries: an RSA is an EVP_PKEY under another name, and
 * an EC_KEY names a curve. Keys are made, read and used as EVP_PKEY.
 */
#include <stdatomic.h>

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

#include "compat/crypto/evp/pkey.h"

/* ---- RSA --------------------------------------------------------------------------------------------------------- */

struct rsa_st {
	atomic_int refs;
	EVP_PKEY *key;
};

RSA *EVP_PKEY_get1_RSA(EVP_PKEY *k)
{
	int id = EVP_PKEY_get_id(k);
	if (id != EVP_PKEY_RSA && id != EVP_PKEY_RSA_PSS) {
		ERR_raise(ERR_LIB_EVP, EVP_R_EXPECTING_AN_RSA_KEY);
		return NULL;
	}
	RSA *rsa = OPENSSL_zalloc(sizeof *rsa);
	if (rsa != NULL) {
		atomic_init(&rsa->refs, 1);
		EVP_PKEY_up_ref(k);
		rsa->key = k;
	}
	return rsa;
}

int RSA_up_ref(RSA *rsa)
{
	return atomic_fetch_add_explicit(&rsa->refs, 1, memory_order_relaxed) > 0;
}

void RSA_free(RSA *rsa)
{
	if (rsa != NULL && atomic_fetch_sub_explicit(&rsa->refs, 1, memory_order_acq_rel) == 1) {
		EVP_PKEY_free(rsa->key);
		OPENSSL_free(rsa);
	}
}

/* No flag says anything of a key here: programs look for those of engines and of methods of their own. */
int RSA_flags(const RSA *rsa)
{
	(void)rsa;
	return 0;
}

int RSA_size(const RSA *rsa)
{
	return EVP_PKEY_get_size(rsa->key);
}

int RSA_bits(const RSA *rsa)
{
	return EVP_PKEY_get_bits(rsa->key);
}

int EVP_PKEY_set1_RSA(EVP_PKEY *k, RSA *rsa)
{
	if (rsa == NULL || EVP_PKEY_get_id(k) != EVP_PKEY_NONE) {
		ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	return pkey_become(k, rsa->key);
}

/* ---- EC_KEY ------------------------------------------------------------------------------------------------------ */

struct ec_group_st {
	int nid;
};

struct ec_key_st {
	atomic_int refs;
	const EC_GROUP *group;
};

/* In the order of enum key_type. */
static const EC_GROUP groups[] = {{NID_X9_62_prime256v1}, {NID_secp384r1}, {NID_secp521r1}};

EC_KEY *EC_KEY_new_by_curve_name(int nid)
{
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		if (groups[i].nid == nid) {
			EC_KEY *key = OPENSSL_zalloc(sizeof *key);
			if (key != NULL) {
				atomic_init(&key->refs, 1);
				key->group = &groups[i];
			}
			return key;
		}
	}
	ERR_raise(ERR_LIB_EC, EC_R_UNKNOWN_GROUP);
	return NULL;
}

int EC_KEY_up_ref(EC_KEY *key)
{
	return atomic_fetch_add_explicit(&key->refs, 1, memory_order_relaxed) > 0;
}

void EC_KEY_free(EC_KEY *key)
{
	if (key != NULL && atomic_fetch_sub_explicit(&key->refs, 1, memory_order_acq_rel) == 1) {
		OPENSSL_free(key);
	}
}

const EC_GROUP *EC_KEY_get0_group(const EC_KEY *key)
{
	return key->group;
}

int EC_GROUP_get_curve_name(const EC_GROUP *group)
{
	return group->nid;
}

/* What an EC_KEY holds of a key here: its curve. */
EC_KEY *EVP_PKEY_get1_EC_KEY(EVP_PKEY *k)
{
	const struct pubkey *pub = pkey_pub(k);
	enum key_type type = pub != NULL ? pubkey_type(pub) : KEY_NONE;
	if (type < KEY_EC_P256 || type > KEY_EC_P521) {
		ERR_raise(ERR_LIB_EVP, EVP_R_EXPECTING_A_EC_KEY);
		return NULL;
	}
	return EC_KEY_new_by_curve_name(groups[type - KEY_EC_P256].nid);
}

/* Of binary curves, which are not offered, nothing is known here but some numbers. */
const char *EC_curve_nid2nist(int nid)
{
	switch (nid) {
	case NID_X9_62_prime192v1:
		return "P-192";
	case NID_secp224r1:
		return "P-224";
	case NID_X9_62_prime256v1:
		return "P-256";
	case NID_secp384r1:
		return "P-384";
	case NID_secp521r1:
		return "P-521";
	default:
		return NULL;
	}
}
