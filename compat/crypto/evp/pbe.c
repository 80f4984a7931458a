/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_BytesToKey(3), PKCS5_PBKDF2_HMAC(3), EVP_PBE_scrypt(3): keys from passwords. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/evp/evp.h"
#include "engine/base/secret.h"
#include "engine/crypto/pbkdf2.h"
#include "engine/crypto/scrypt.h"

/* hand moves octets of md to where want says, and shortens both. */
static size_t hand(unsigned char **to, size_t *want, const uint8_t *md, size_t len)
{
	size_t n = *want < len ? *want : len;
	if (*to != NULL) {
		memcpy(*to, md, n);
		*to += n;
	}
	*want -= n;
	return n;
}

/* One round of the digest over the last one's answer, data and eight octets of salt, count times, until it is enough.
 */
int EVP_BytesToKey(const EVP_CIPHER *cipher, const EVP_MD *md, const unsigned char *salt, const unsigned char *data,
		   int len, int count, unsigned char *key, unsigned char *iv)
{
	const struct cipher_info *info = cipher_info(cipher->id);
	size_t key_len = info->key_len, iv_len = info->iv_len;
	uint8_t out[DIGEST_MAX_LEN];
	struct digest_ctx d;
	size_t n = 0;
	if (data == NULL) {
		return (int)key_len;
	}
	while (key_len + iv_len > 0) {
		digest_init(&d, md->id);
		digest_update(&d, span_of(out, n));
		digest_update(&d, span_of(data, len > 0 ? (size_t)len : 0));
		if (salt != NULL) {
			digest_update(&d, span_of(salt, PKCS5_SALT_LEN));
		}
		digest_final(&d, out);
		n = digest_len(md->id);
		for (int i = 1; i < count; i++) {
			digest_update(&d, span_of(out, n));
			digest_final(&d, out);
		}
		size_t used = hand(&key, &key_len, out, n);
		hand(&iv, &iv_len, out + used, n - used);
	}
	wipe(out, sizeof out);
	wipe(&d, sizeof d);
	return (int)info->key_len;
}

/* octets of a password or a salt that need not be there. */
static struct span octets(const void *p, size_t len)
{
	return p != NULL ? span_of(p, len) : span_of("", 0);
}

int PKCS5_PBKDF2_HMAC(const char *password, int len, const unsigned char *salt, int salt_len, int rounds,
		      const EVP_MD *md, int key_len, unsigned char *out)
{
	if (md == NULL || digest_extendable(md->id) || rounds < 1 || key_len < 0 || salt_len < 0) {
		ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	struct span p = octets(password, password != NULL && len < 0 ? strlen(password) : (size_t)len);
	pbkdf2(out, (size_t)key_len, md->id, p, octets(salt, (size_t)salt_len), (uint32_t)rounds);
	return 1;
}

int PKCS5_PBKDF2_HMAC_SHA1(const char *password, int len, const unsigned char *salt, int salt_len, int rounds,
			   int key_len, unsigned char *out)
{
	return PKCS5_PBKDF2_HMAC(password, len, salt, salt_len, rounds, EVP_sha1(), key_len, out);
}

#define SCRYPT_DEFAULT_MEMORY (32 << 20)

/* Without room for a key it only tells whether the cost is allowed. */
int EVP_PBE_scrypt(const char *password, size_t len, const unsigned char *salt, size_t salt_len, uint64_t n, uint64_t r,
		   uint64_t p, uint64_t most, unsigned char *key, size_t key_len)
{
	struct scrypt_cost cost = {n, r, p};
	if (r > UINT32_MAX || p > UINT32_MAX) {
		ERR_raise(ERR_LIB_EVP, EVP_R_PARAMETER_TOO_LARGE);
		return 0;
	}
	if (n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0) {
		return 0;
	}
	size_t need = scrypt_memory(cost);
	if (need == 0 || need > (most != 0 ? most : SCRYPT_DEFAULT_MEMORY)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_MEMORY_LIMIT_EXCEEDED);
		return 0;
	}
	if (key == NULL) {
		return 1;
	}
	void *memory = OPENSSL_malloc(need);
	if (memory == NULL) {
		ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	scrypt(key, key_len, octets(password, len), octets(salt, salt_len), cost, memory);
	OPENSSL_clear_free(memory, need);
	return 1;
}
