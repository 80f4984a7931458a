/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_BytesToKey(3), PKCS5_PBKDF2_HMAC(3): keys from passwords. */
#include <string.h>

#include <openssl/err.h>

#include "compat/crypto/evp/evp.h"
#include "engine/base/secret.h"
#include "engine/crypto/pbkdf2.h"

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

int PKCS5_PBKDF2_HMAC(const char *password, int len, const unsigned char *salt, int salt_len, int rounds,
		      const EVP_MD *md, int key_len, unsigned char *out)
{
	if (md == NULL || rounds < 1 || key_len < 0 || salt_len < 0) {
		ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	struct span p = password == NULL ? span_of("", 0) : span_of(password, len < 0 ? strlen(password) : (size_t)len);
	/* Without salt nothing may be read, but it need not be there. */
	struct span s = span_of(salt != NULL ? salt : (const unsigned char *)"", salt != NULL ? (size_t)salt_len : 0);
	pbkdf2(out, (size_t)key_len, md->id, p, s, (uint32_t)rounds);
	return 1;
}

int PKCS5_PBKDF2_HMAC_SHA1(const char *password, int len, const unsigned char *salt, int salt_len, int rounds,
			   int key_len, unsigned char *out)
{
	return PKCS5_PBKDF2_HMAC(password, len, salt, salt_len, rounds, EVP_sha1(), key_len, out);
}
