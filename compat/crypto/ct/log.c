/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* CTLOG_new(3), CTLOG_STORE_new(3): logs, each known by the digest of its key. */
#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "compat/crypto/ct/sct.h"

struct ctlog_st {
	char *name;
	uint8_t id[CT_V1_HASHLEN]; /* RFC 6962 §3.2: SHA-256 of the key */
	EVP_PKEY *key;
};

/* ---- one log ----------------------------------------------------------------------------------------------------- */

static bool id_of(EVP_PKEY *key, uint8_t out[CT_V1_HASHLEN])
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(key, &der);
	if (n <= 0) {
		ERR_raise(ERR_LIB_CT, CT_R_LOG_KEY_INVALID);
		return false;
	}
	SHA256(der, (size_t)n, out);
	OPENSSL_free(der);
	return true;
}

/* The key is the log's from then on, but when there is none it stays the caller's. */
CTLOG *CTLOG_new_ex(EVP_PKEY *key, const char *name, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx;
	(void)propq;
	CTLOG *log = OPENSSL_zalloc(sizeof *log);
	if (log != NULL && (log->name = OPENSSL_strdup(name)) != NULL && id_of(key, log->id)) {
		log->key = key;
		return log;
	}
	CTLOG_free(log);
	return NULL;
}

CTLOG *CTLOG_new(EVP_PKEY *key, const char *name)
{
	return CTLOG_new_ex(key, name, NULL, NULL);
}

void CTLOG_free(CTLOG *log)
{
	if (log != NULL) {
		OPENSSL_free(log->name);
		EVP_PKEY_free(log->key);
		OPENSSL_free(log);
	}
}

/* key_of: from the base64 of a SubjectPublicKeyInfo, in one line. */
static EVP_PKEY *key_of(const char *base64)
{
	size_t len = strlen(base64);
	while (len > 0 && (base64[len - 1] == '\n' || base64[len - 1] == '\r' || base64[len - 1] == ' ')) {
		len--;
	}
	if (len > INT_MAX) {
		return NULL;
	}
	unsigned char *der = OPENSSL_malloc(len / 4 * 3 + 1);
	if (der == NULL) {
		return NULL;
	}
	int n = EVP_DecodeBlock(der, (const unsigned char *)base64, (int)len);
	/* What the padding stands for is counted, and zero. */
	for (size_t i = len; n > 0 && i > 0 && len - i < 2 && base64[i - 1] == '='; i--) {
		n--;
	}
	const unsigned char *p = der;
	EVP_PKEY *key = n > 0 ? d2i_PUBKEY(NULL, &p, n) : NULL;
	if (key != NULL && p != der + n) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	OPENSSL_free(der);
	return key;
}

/* 1: *out is a log; 0: base64 is no key; -1: memory is out, or the like. */
int CTLOG_new_from_base64_ex(CTLOG **out, const char *base64, const char *name, OSSL_LIB_CTX *libctx, const char *propq)
{
	if (out == NULL) {
		ERR_raise(ERR_LIB_CT, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	EVP_PKEY *key = key_of(base64);
	if (key == NULL) {
		ERR_raise(ERR_LIB_CT, CT_R_LOG_CONF_INVALID_KEY);
		return 0;
	}
	*out = CTLOG_new_ex(key, name, libctx, propq);
	if (*out == NULL) {
		EVP_PKEY_free(key);
		return 0;
	}
	return 1;
}

int CTLOG_new_from_base64(CTLOG **out, const char *base64, const char *name)
{
	return CTLOG_new_from_base64_ex(out, base64, name, NULL, NULL);
}

const char *CTLOG_get0_name(const CTLOG *log)
{
	return log->name;
}

void CTLOG_get0_log_id(const CTLOG *log, const uint8_t **id, size_t *len)
{
	*id = log->id;
	*len = sizeof log->id;
}

EVP_PKEY *CTLOG_get0_public_key(const CTLOG *log)
{
	return log->key;
}

/* ---- many -------------------------------------------------------------------------------------------------------- */

CTLOG_STORE *CTLOG_STORE_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx;
	(void)propq;
	CTLOG_STORE *store = OPENSSL_zalloc(sizeof *store);
	if (store != NULL && (store->logs = sk_CTLOG_new_null()) == NULL) {
		OPENSSL_free(store);
		return NULL;
	}
	return store;
}

CTLOG_STORE *CTLOG_STORE_new(void)
{
	return CTLOG_STORE_new_ex(NULL, NULL);
}

void CTLOG_STORE_free(CTLOG_STORE *store)
{
	if (store != NULL) {
		sk_CTLOG_pop_free(store->logs, CTLOG_free);
		OPENSSL_free(store);
	}
}

const CTLOG *CTLOG_STORE_get0_log_by_id(const CTLOG_STORE *store, const uint8_t *id, size_t len)
{
	for (int i = 0; len == CT_V1_HASHLEN && i < sk_CTLOG_num(store->logs); i++) {
		const CTLOG *log = sk_CTLOG_value(store->logs, i);
		if (memcmp(log->id, id, len) == 0) {
			return log;
		}
	}
	return NULL;
}
