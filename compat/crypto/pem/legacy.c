/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PEM_do_header(3): blocks that are encrypted as a whole, which their header tells ("Proc-Type: 4,ENCRYPTED"), with the
 * password that opens them. They are read, since many keys lie about like that, and not written: one round of MD5
 * stands between the password and the key.
 */
#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "compat/crypto/pem/pem.h"
#include "engine/base/secret.h"

/* skip_over: behind the word and the blanks that follow, or NULL when another word stands there. */
static const char *skip_over(const char *p, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(p, word, n) != 0) {
		return NULL;
	}
	return p + n + strspn(p + n, " \t");
}

static const EVP_CIPHER *cipher_of(const char *name, size_t len)
{
	char *copy = OPENSSL_strndup(name, len);
	const EVP_CIPHER *cipher = copy != NULL ? EVP_get_cipherbyname(copy) : NULL;
	if (copy != NULL && cipher == NULL) {
		ERR_raise_data(ERR_LIB_PEM, PEM_R_UNSUPPORTED_ENCRYPTION, "%.40s: re-encrypt with PBES2 and AES", copy);
	}
	OPENSSL_free(copy);
	return cipher;
}

static bool iv_of(unsigned char *iv, const char *hex, int len)
{
	for (int i = 0; i < 2 * len; i++) {
		int digit = OPENSSL_hexchar2int((unsigned char)hex[i]);
		if (digit < 0) {
			ERR_raise(ERR_LIB_PEM, PEM_R_BAD_IV_CHARS);
			return false;
		}
		iv[i / 2] = (unsigned char)(i % 2 == 0 ? digit << 4 : iv[i / 2] | digit);
	}
	return true;
}

int PEM_get_EVP_CIPHER_INFO(char *header, EVP_CIPHER_INFO *info)
{
	*info = (EVP_CIPHER_INFO){0};
	if (header == NULL || *header == '\0' || *header == '\n') {
		return 1;
	}
	const char *p = skip_over(header, "Proc-Type:");
	if (p == NULL) {
		ERR_raise(ERR_LIB_PEM, PEM_R_NOT_PROC_TYPE);
		return 0;
	}
	if (p[0] != '4' || p[1] != ',') {
		ERR_raise(ERR_LIB_PEM, PEM_R_NOT_PROC_TYPE);
		return 0;
	}
	p += 2 + strspn(p + 2, " \t");
	p = strncmp(p, "ENCRYPTED", 9) == 0 && strchr(" \t\r\n", p[9]) != NULL && p[9] != '\0' ? p + 9 : NULL;
	if (p == NULL) {
		ERR_raise(ERR_LIB_PEM, PEM_R_NOT_ENCRYPTED);
		return 0;
	}
	p += strspn(p, " \t\r");
	if (*p != '\n') {
		ERR_raise(ERR_LIB_PEM, PEM_R_SHORT_HEADER);
		return 0;
	}
	p = skip_over(p + 1, "DEK-Info:");
	if (p == NULL) {
		ERR_raise(ERR_LIB_PEM, PEM_R_NOT_DEK_INFO);
		return 0;
	}
	size_t n = strcspn(p, " \t,\n");
	const EVP_CIPHER *cipher = cipher_of(p, n);
	if (cipher == NULL) {
		return 0;
	}
	int iv_len = EVP_CIPHER_get_iv_length(cipher);
	p += n;
	p += strspn(p, " \t");
	/* The IV is the salt of the derivation too. */
	if (iv_len < PKCS5_SALT_LEN || EVP_CIPHER_get_mode(cipher) != EVP_CIPH_CBC_MODE) {
		ERR_raise(ERR_LIB_PEM, PEM_R_UNSUPPORTED_ENCRYPTION);
		return 0;
	}
	if (*p != ',') {
		ERR_raise(ERR_LIB_PEM, PEM_R_MISSING_DEK_IV);
		return 0;
	}
	if (!iv_of(info->iv, p + 1, iv_len)) {
		return 0;
	}
	info->cipher = cipher;
	return 1;
}

/* Decrypts data where it lies. */
int PEM_do_header(EVP_CIPHER_INFO *info, unsigned char *data, long *len, pem_password_cb *cb, void *u)
{
	if (*len > INT_MAX) {
		ERR_raise(ERR_LIB_PEM, PEM_R_HEADER_TOO_LONG);
		return 0;
	}
	if (info->cipher == NULL) {
		return 1;
	}
	char password[PEM_BUFSIZE];
	unsigned char key[EVP_MAX_KEY_LENGTH];
	int n = pem_password(password, 0, cb, u), first = 0, last = 0;
	bool ok = n >= 0;
	if (ok) {
		EVP_BytesToKey(info->cipher, EVP_md5(), info->iv, (unsigned char *)password, n, 1, key, NULL);
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
		ok = ctx != NULL && EVP_DecryptInit_ex(ctx, info->cipher, NULL, key, info->iv) &&
		     EVP_DecryptUpdate(ctx, data, &first, data, (int)*len) &&
		     EVP_DecryptFinal_ex(ctx, data + first, &last);
		EVP_CIPHER_CTX_free(ctx);
		wipe(key, sizeof key);
		if (ok) {
			*len = first + last;
		} else {
			ERR_raise(ERR_LIB_PEM, PEM_R_BAD_DECRYPT);
		}
	}
	wipe(password, sizeof password);
	return ok;
}
