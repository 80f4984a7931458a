/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Pre-shared keys of the program's for TLS 1.3, always with a fresh key exchange beside them (RFC 8446 §2.2). A key is
 * an SSL_SESSION with version, suite and secret. The older callbacks, of TLS 1.2's PSK suites, which are not here,
 * serve TLS 1.3 as in OpenSSL: they give a key and no hash, so it is SHA-256's, with TLS_AES_128_GCM_SHA256.
 */
#include <string.h>

#include <openssl/evp.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

#define OLD_SUITE 0x1301
/* RFC 4279 has no bounds; these are OpenSSL's. */
#define IDENTITY_MAX PSK_MAX_IDENTITY_LEN
#define KEY_MAX      PSK_MAX_PSK_LEN

/* ---- what the callbacks give, for the engine --------------------------------------------------------------------- */

/* external makes the engine's session of the program's, under this identity. NULL: memory is out. */
static struct tls_session *external(const SSL_SESSION *ss, struct span identity)
{
	struct tls_session *ts = session_copy(ss->ts);
	if (ts != NULL && !session_set_ticket(ts, identity)) {
		session_free(ts);
		return NULL;
	}
	if (ts != NULL) {
		ts->external = true;
	}
	return ts;
}

/* old_key makes one of what an older callback gave. NULL: it is too long, or memory is out. */
static struct tls_session *old_key(const uint8_t *key, size_t len, struct span identity)
{
	struct tls_session *ts = len <= SECRET_MAX ? session_new() : NULL;
	if (ts == NULL || !session_set_ticket(ts, identity)) {
		session_free(ts);
		return NULL;
	}
	ts->version = TLS_VERSION_13;
	ts->suite = OLD_SUITE;
	ts->external = true;
	ts->time_ms = session_now() * 1000;
	ts->timeout = 5 * 60 + 4;
	ts->verify_result = X509_V_ERR_UNSPECIFIED;
	secret_set(&ts->secret, span_of(key, len));
	return ts;
}

static enum tls_hook_answer refuse(SSL *s, struct tls_hook_fault *fault, int reason)
{
	fault->err = TLS_E_CALLBACK_FAILED;
	fault->alert = ALERT_INTERNAL_ERROR;
	s->hook_reason = reason;
	return HOOK_FAIL;
}

/* ---- client ------------------------------------------------------------------------------------------------------ */

static const EVP_MD *digest_of(enum hash_id hash)
{
	return hash == HASH_SHA256 ? EVP_sha256() : hash == HASH_SHA384 ? EVP_sha384() : NULL;
}

static enum tls_hook_answer ask_old_client(SSL *s, struct tls_session **out, struct tls_hook_fault *fault)
{
	char identity[IDENTITY_MAX + 1] = {0};
	unsigned char key[KEY_MAX];
	if (s->set.session.psk_client == NULL) {
		return HOOK_DECLINED;
	}
	unsigned len = s->set.session.psk_client(s, NULL, identity, sizeof identity - 1, key, sizeof key);
	if (len == 0) {
		return HOOK_DECLINED;
	}
	size_t identity_len = strnlen(identity, sizeof identity);
	if (len <= KEY_MAX && identity_len <= IDENTITY_MAX) {
		*out = old_key(key, len, span_of((const uint8_t *)identity, identity_len));
	}
	OPENSSL_cleanse(key, sizeof key);
	return *out != NULL ? HOOK_DONE : refuse(s, fault, ERR_R_INTERNAL_ERROR);
}

enum tls_hook_answer session_hook_psk_use(void *owner, struct tls_conn *c, enum hash_id hash, struct tls_session **out,
					  struct tls_hook_fault *fault)
{
	(void)c;
	SSL *s = owner;
	SSL_SESSION *ss = NULL;
	const unsigned char *id = NULL;
	size_t id_len = 0;
	if (s->set.session.psk_use != NULL) {
		bool ok = s->set.session.psk_use(s, digest_of(hash), &id, &id_len, &ss) != 0;
		if (!ok || (ss != NULL && ss->ts->version != TLS_VERSION_13)) {
			SSL_SESSION_free(ss);
			return refuse(s, fault, SSL_R_BAD_PSK);
		}
	}
	if (ss == NULL) {
		return ask_old_client(s, out, fault);
	}
	*out = external(ss, span_of(id, id_len));
	SSL_SESSION_free(ss);
	return *out != NULL ? HOOK_DONE : refuse(s, fault, ERR_R_INTERNAL_ERROR);
}

/* ---- server ------------------------------------------------------------------------------------------------------ */

static enum tls_hook_answer ask_old_server(SSL *s, struct span identity, struct tls_session **out,
					   struct tls_hook_fault *fault)
{
	unsigned char key[KEY_MAX];
	/* An identity with a zero byte in it is no string, and so not known. */
	if (s->set.session.psk_server == NULL || identity.len > IDENTITY_MAX ||
	    memchr(identity.p, 0, identity.len) != NULL) {
		return HOOK_DECLINED;
	}
	char name[IDENTITY_MAX + 1];
	memcpy(name, identity.p, identity.len);
	name[identity.len] = 0;
	unsigned len = s->set.session.psk_server(s, name, key, sizeof key);
	if (len == 0) {
		return HOOK_DECLINED;
	}
	if (len <= KEY_MAX) {
		*out = old_key(key, len, identity);
	}
	OPENSSL_cleanse(key, sizeof key);
	return *out != NULL ? HOOK_DONE : refuse(s, fault, ERR_R_INTERNAL_ERROR);
}

enum tls_hook_answer session_hook_psk_find(void *owner, struct tls_conn *c, struct span identity,
					   struct tls_session **out, struct tls_hook_fault *fault)
{
	(void)c;
	SSL *s = owner;
	SSL_SESSION *ss = NULL;
	if (s->set.session.psk_find != NULL && !s->set.session.psk_find(s, identity.p, identity.len, &ss)) {
		SSL_SESSION_free(ss);
		return refuse(s, fault, SSL_R_BAD_EXTENSION);
	}
	if (ss == NULL) {
		return ask_old_server(s, identity, out, fault);
	}
	*out = external(ss, identity);
	SSL_SESSION_free(ss);
	return *out != NULL ? HOOK_DONE : refuse(s, fault, ERR_R_INTERNAL_ERROR);
}

/* ---- settings ---------------------------------------------------------------------------------------------------- */

void SSL_CTX_set_psk_use_session_callback(SSL_CTX *ctx, SSL_psk_use_session_cb_func cb)
{
	ctx->set.session.psk_use = cb;
}

void SSL_set_psk_use_session_callback(SSL *s, SSL_psk_use_session_cb_func cb)
{
	s->set.session.psk_use = cb;
}

void SSL_CTX_set_psk_find_session_callback(SSL_CTX *ctx, SSL_psk_find_session_cb_func cb)
{
	ctx->set.session.psk_find = cb;
}

void SSL_set_psk_find_session_callback(SSL *s, SSL_psk_find_session_cb_func cb)
{
	s->set.session.psk_find = cb;
}

void SSL_CTX_set_psk_client_callback(SSL_CTX *ctx, SSL_psk_client_cb_func cb)
{
	ctx->set.session.psk_client = cb;
}

void SSL_set_psk_client_callback(SSL *s, SSL_psk_client_cb_func cb)
{
	s->set.session.psk_client = cb;
}

void SSL_CTX_set_psk_server_callback(SSL_CTX *ctx, SSL_psk_server_cb_func cb)
{
	ctx->set.session.psk_server = cb;
}

void SSL_set_psk_server_callback(SSL *s, SSL_psk_server_cb_func cb)
{
	s->set.session.psk_server = cb;
}

/* TLS 1.3 has no hints, so there is nothing to do with one that is not too long. */
static int check_hint(const char *hint)
{
	if (hint != NULL && strlen(hint) > IDENTITY_MAX) {
		SSL_ERR(SSL_R_DATA_LENGTH_TOO_LONG);
		return 0;
	}
	return 1;
}

int SSL_CTX_use_psk_identity_hint(SSL_CTX *ctx, const char *hint)
{
	(void)ctx;
	return check_hint(hint);
}

int SSL_use_psk_identity_hint(SSL *s, const char *hint)
{
	return s != NULL && check_hint(hint);
}
