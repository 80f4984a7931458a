/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_PKEY_new(3), EVP_PKEY_get_id(3), EVP_PKEY_eq(3): a key's life, and what can be asked of it. */
#include "compat/crypto/evp/pkey.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

EVP_PKEY *EVP_PKEY_new(void)
{
	EVP_PKEY *k = OPENSSL_zalloc(sizeof *k);
	if (k == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&k->refs, 1);
	if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_EVP_PKEY, k, &k->ex_data)) {
		OPENSSL_free(k);
		return NULL;
	}
	return k;
}

int EVP_PKEY_up_ref(EVP_PKEY *k)
{
	return atomic_fetch_add_explicit(&k->refs, 1, memory_order_relaxed) > 0;
}

void EVP_PKEY_free(EVP_PKEY *k)
{
	if (k == NULL || atomic_fetch_sub_explicit(&k->refs, 1, memory_order_acq_rel) != 1) {
		return;
	}
	CRYPTO_free_ex_data(CRYPTO_EX_INDEX_EVP_PKEY, k, &k->ex_data);
	pubkey_free(k->own_pub);
	privkey_free(k->priv);
	buf_free(&k->algorithm);
	buf_free(&k->spki);
	buf_free(&k->secret);
	OPENSSL_free(k);
}

const struct pubkey *pkey_pub(const EVP_PKEY *k)
{
	return k->priv != NULL ? privkey_public(k->priv) : k->own_pub;
}

static enum key_type type_of(const EVP_PKEY *k)
{
	const struct pubkey *pub = k != NULL ? pkey_pub(k) : NULL;
	return pub != NULL ? pubkey_type(pub) : KEY_NONE;
}

int EVP_PKEY_get_id(const EVP_PKEY *k)
{
	switch (type_of(k)) {
	case KEY_RSA:
		return EVP_PKEY_RSA;
	case KEY_RSA_PSS:
		return EVP_PKEY_RSA_PSS;
	case KEY_EC_P256:
	case KEY_EC_P384:
	case KEY_EC_P521:
		return EVP_PKEY_EC;
	case KEY_ED25519:
		return EVP_PKEY_ED25519;
	case KEY_NONE:
		break;
	}
	return k != NULL && k->x25519.len != 0 ? EVP_PKEY_X25519 : EVP_PKEY_NONE;
}

int EVP_PKEY_get_base_id(const EVP_PKEY *k)
{
	return EVP_PKEY_get_id(k);
}

int EVP_PKEY_is_a(const EVP_PKEY *k, const char *name)
{
	static const struct {
		int id;
		const char *name;
	} names[] = {{EVP_PKEY_RSA, "RSA"},         {EVP_PKEY_RSA, "rsaEncryption"},
		     {EVP_PKEY_RSA_PSS, "RSA-PSS"}, {EVP_PKEY_RSA_PSS, "RSASSA-PSS"},
		     {EVP_PKEY_EC, "EC"},           {EVP_PKEY_EC, "id-ecPublicKey"},
		     {EVP_PKEY_ED25519, "ED25519"}, {EVP_PKEY_X25519, "X25519"}};
	int id = EVP_PKEY_get_id(k);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (names[i].id == id && OPENSSL_strcasecmp(names[i].name, name) == 0) {
			return 1;
		}
	}
	return 0;
}

int EVP_PKEY_get_bits(const EVP_PKEY *k)
{
	switch (type_of(k)) {
	case KEY_NONE:
		return EVP_PKEY_get_id(k) == EVP_PKEY_X25519 ? 253 : 0;
	case KEY_ED25519:
		return 256;
	default:
		return (int)pubkey_bits(pkey_pub(k));
	}
}

int EVP_PKEY_get_security_bits(const EVP_PKEY *k)
{
	if (type_of(k) == KEY_NONE) {
		return EVP_PKEY_get_id(k) == EVP_PKEY_X25519 ? 128 : 0;
	}
	return (int)pubkey_security_bits(pkey_pub(k));
}

/* The longest signature: of ECDSA, two integers of the order's length with a sign octet, in a SEQUENCE. */
int EVP_PKEY_get_size(const EVP_PKEY *k)
{
	unsigned len;
	switch (type_of(k)) {
	case KEY_NONE:
		return EVP_PKEY_get_id(k) == EVP_PKEY_X25519 ? 32 : 0;
	case KEY_ED25519:
		return 64;
	case KEY_RSA:
	case KEY_RSA_PSS:
		return (int)((pubkey_bits(pkey_pub(k)) + 7) / 8);
	default:
		/* The orders of all three curves are as long as their field and begin with a one bit, but for P-521's.
		 */
		len = (pubkey_bits(pkey_pub(k)) + 7) / 8;
		len = 2 * (len + (pubkey_bits(pkey_pub(k)) % 8 == 0) + 2);
		return (int)(len + (len < 128 ? 2 : 3));
	}
}

/* 1 the same, 0 not, -1 of different kinds, -2 when one is empty. */
int EVP_PKEY_eq(const EVP_PKEY *a, const EVP_PKEY *b)
{
	if (a == b) {
		return 1;
	}
	if (a == NULL || b == NULL) {
		return 0;
	}
	int id_a = EVP_PKEY_get_id(a), id_b = EVP_PKEY_get_id(b);
	if (id_a == EVP_PKEY_NONE || id_b == EVP_PKEY_NONE) {
		return -2;
	}
	if (id_a != id_b) {
		ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
		return -1;
	}
	if (id_a == EVP_PKEY_X25519) {
		return memcmp(a->x25519.b, b->x25519.b, sizeof a->x25519.b) == 0;
	}
	return pubkey_eq(pkey_pub(a), pkey_pub(b));
}

/* Keys without their curve are not read, so none is ever missing. */
int EVP_PKEY_missing_parameters(const EVP_PKEY *k)
{
	(void)k;
	return 0;
}

/* The number of the digest by default; 2 says that no other will do, 0 that there is none. */
int EVP_PKEY_get_default_digest_nid(EVP_PKEY *k, int *nid)
{
	switch (type_of(k)) {
	case KEY_NONE:
		return EVP_PKEY_get_id(k) == EVP_PKEY_X25519 ? 0 : -2;
	case KEY_ED25519:
		*nid = NID_undef;
		return 0;
	case KEY_RSA_PSS:
		switch (pubkey_pss_limits(pkey_pub(k)).hash) {
		case HASH_SHA384:
			*nid = NID_sha384;
			return 2;
		case HASH_SHA512:
			*nid = NID_sha512;
			return 2;
		case HASH_NONE:
			break;
		default:
			*nid = NID_sha256;
			return 2;
		}
		/* fallthrough */
	default:
		*nid = NID_sha256;
		return 1;
	}
}

int EVP_PKEY_set_ex_data(EVP_PKEY *k, int idx, void *data)
{
	return CRYPTO_set_ex_data(&k->ex_data, idx, data);
}

void *EVP_PKEY_get_ex_data(const EVP_PKEY *k, int idx)
{
	return CRYPTO_get_ex_data(&k->ex_data, idx);
}
