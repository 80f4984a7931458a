/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Session tickets (RFC 5077 §4, RFC 8446 §4.6.1): the engine's content in, opaque bytes out, and back. With keys of the
 * SSL_CTX's own:
 *
 *     key name [16], salt [16], nonce [12], AES-256-GCM of the content, tag [16]
 *
 * The key of each ticket is HMAC-SHA-256 of its salt, so that random nonces never get near the limit of one GCM key.
 * With a callback of the program's, which chooses key, cipher and MAC, in the form of RFC 5077:
 *
 *     key name [16], IV, encrypted content, MAC over all before it
 *
 * The content itself is the program's data (SSL_SESSION_set1_ticket_appdata) behind its length, then the engine's part.
 */
/* Programs written for OpenSSL 1.1 give a callback that wants an HMAC_CTX. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

#define SALT_LEN     16
#define OWN_OVERHEAD (TICKET_NAME_LEN + SALT_LEN + AEAD_NONCE_LEN + AEAD_TAG_LEN)
#define MAX_CONTENT  (SESSION_TICKET_MAX - 512) /* room for any IV, padding and MAC */

/* ---- keys of the SSL_CTX ----------------------------------------------------------------------------------------- */

long ticket_keys_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg)
{
	struct ticket_keys k;
	if (parg == NULL) {
		return (long)sizeof k;
	}
	if (larg != (long)sizeof k) {
		SSL_ERR(SSL_R_INVALID_TICKET_KEYS_LENGTH);
		return 0;
	}
	if (cmd == SSL_CTRL_SET_TLSEXT_TICKET_KEYS) {
		memcpy(&k, parg, sizeof k);
		ticket_ring_set(&ctx->sessions.ticket_keys, &k);
	} else {
		ticket_ring_show(&ctx->sessions.ticket_keys, &k);
		memcpy(parg, &k, sizeof k);
	}
	wipe(&k, sizeof k);
	return 1;
}

/* keys_now: those of the moment, the newest first. */
static unsigned keys_now(SSL_CTX *ctx, struct ticket_keys out[2])
{
	ticket_ring_turn(&ctx->sessions.ticket_keys, session_now(), ctx->sessions.timeout);
	return ticket_ring_get(&ctx->sessions.ticket_keys, out);
}

static void derive(struct aead_key *key, const struct ticket_keys *k, const uint8_t *salt)
{
	uint8_t secret[sizeof k->hmac + sizeof k->aes], out[HASH_MAX_LEN];
	memcpy(secret, k->hmac, sizeof k->hmac);
	memcpy(secret + sizeof k->hmac, k->aes, sizeof k->aes);
	hmac_once(HASH_SHA256, span_of(secret, sizeof secret), span_of(salt, SALT_LEN), out);
	aead_init(key, AEAD_AES_256_GCM, out);
	wipe(secret, sizeof secret);
	wipe(out, sizeof out);
}

/* The header is authenticated with the content. */
static bool seal_own(SSL_CTX *ctx, struct span content, struct buffer *out)
{
	uint8_t *p = buf_reserve(out, content.len + OWN_OVERHEAD);
	if (p == NULL || rng_bytes(p + TICKET_NAME_LEN, SALT_LEN + AEAD_NONCE_LEN) != TLS_OK) {
		return false;
	}
	struct ticket_keys keys[2];
	(void)keys_now(ctx, keys);
	memcpy(p, keys[0].name, TICKET_NAME_LEN);
	uint8_t *salt = p + TICKET_NAME_LEN, *nonce = salt + SALT_LEN, *body = nonce + AEAD_NONCE_LEN;
	struct aead_key key;
	derive(&key, &keys[0], salt);
	aead_seal(&key, nonce, span_of(p, (size_t)(body - p)), body, content.p, content.len);
	aead_wipe(&key);
	wipe(keys, sizeof keys);
	buf_commit(out, content.len + OWN_OVERHEAD);
	return true;
}

static enum tls_ticket_answer open_with(const struct ticket_keys *k, struct span ticket, struct buffer *content)
{
	size_t len = ticket.len - OWN_OVERHEAD;
	const uint8_t *salt = ticket.p + TICKET_NAME_LEN, *nonce = salt + SALT_LEN, *body = nonce + AEAD_NONCE_LEN;
	uint8_t *p = buf_reserve(content, len + 1);
	if (p == NULL) {
		return TICKET_FAIL;
	}
	struct aead_key key;
	derive(&key, k, salt);
	int ok = aead_open(&key, nonce, span_of(ticket.p, (size_t)(body - ticket.p)), p, body, len);
	aead_wipe(&key);
	if (!ok) {
		return TICKET_UNKNOWN;
	}
	buf_commit(content, len);
	return TICKET_OK;
}

/* A ticket under the keys of the last period is as good, and a new one follows it. */
static enum tls_ticket_answer open_own(SSL_CTX *ctx, struct span ticket, struct buffer *content)
{
	enum tls_ticket_answer ret = TICKET_UNKNOWN;
	if (ticket.len < OWN_OVERHEAD) {
		return ret;
	}
	struct ticket_keys keys[2];
	unsigned n = keys_now(ctx, keys);
	for (unsigned i = 0; i < n && ret == TICKET_UNKNOWN; i++) {
		if (memcmp(ticket.p, keys[i].name, TICKET_NAME_LEN) == 0) {
			ret = open_with(&keys[i], ticket, content);
			ret = ret == TICKET_OK && i > 0 ? TICKET_OK_RENEW : ret;
		}
	}
	wipe(keys, sizeof keys);
	return ret;
}

/* ---- keys of the program's --------------------------------------------------------------------------------------- */

/* One use of the program's callback: the contexts that it sets up, whichever of the two forms it has. */
struct program_keys {
	EVP_CIPHER_CTX *cipher;
	HMAC_CTX *hmac;
	EVP_MAC_CTX *mac;
};

static void program_keys_free(struct program_keys *k)
{
	EVP_CIPHER_CTX_free(k->cipher);
	HMAC_CTX_free(k->hmac);
	EVP_MAC_CTX_free(k->mac);
}

/* ask_program returns the callback's answer, or -1. */
static int ask_program(SSL *s, struct program_keys *k, uint8_t *name, uint8_t *iv, int enc)
{
	SSL_CTX *ctx = s->session_ctx;
	k->cipher = EVP_CIPHER_CTX_new();
	if (k->cipher == NULL) {
		return -1;
	}
	if (ctx->sessions.ticket_evp_cb == NULL) {
		k->hmac = HMAC_CTX_new();
		return k->hmac != NULL ? ctx->sessions.ticket_hmac_cb(s, name, iv, k->cipher, k->hmac, enc) : -1;
	}
	EVP_MAC *mac = EVP_MAC_fetch(ctx->libctx, OSSL_MAC_NAME_HMAC, ctx->propq);
	k->mac = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
	EVP_MAC_free(mac);
	return k->mac != NULL ? ctx->sessions.ticket_evp_cb(s, name, iv, k->cipher, k->mac, enc) : -1;
}

static size_t mac_size(const struct program_keys *k)
{
	return k->mac != NULL ? EVP_MAC_CTX_get_mac_size(k->mac) : HMAC_size(k->hmac);
}

/* mac_make: out has EVP_MAX_MD_SIZE bytes. */
static bool mac_make(const struct program_keys *k, struct span s, uint8_t *out)
{
	if (k->mac != NULL) {
		size_t len = 0;
		return EVP_MAC_update(k->mac, s.p, s.len) && EVP_MAC_final(k->mac, out, &len, EVP_MAX_MD_SIZE);
	}
	unsigned len = 0;
	return HMAC_Update(k->hmac, s.p, s.len) && HMAC_Final(k->hmac, out, &len);
}

/* seal_program: 1, 0 when the program wants no ticket, -1. */
static int seal_program(SSL *s, struct span content, struct buffer *out)
{
	struct program_keys k = {0};
	uint8_t name[TICKET_NAME_LEN] = {0}, iv[EVP_MAX_IV_LENGTH] = {0}, mac[EVP_MAX_MD_SIZE];
	int answer = ask_program(s, &k, name, iv, 1), ret = -1;
	if (answer <= 0) {
		ret = answer;
		goto out;
	}
	int iv_len = EVP_CIPHER_CTX_get_iv_length(k.cipher), n = 0, last = 0;
	size_t mac_len = mac_size(&k);
	if (iv_len < 0 || iv_len > EVP_MAX_IV_LENGTH || mac_len == 0 || mac_len > sizeof mac) {
		goto out;
	}
	size_t header = TICKET_NAME_LEN + (size_t)iv_len;
	uint8_t *p = buf_reserve(out, header + content.len + EVP_MAX_BLOCK_LENGTH + mac_len);
	if (p == NULL) {
		goto out;
	}
	memcpy(p, name, TICKET_NAME_LEN);
	memcpy(p + TICKET_NAME_LEN, iv, (size_t)iv_len);
	if (!EVP_EncryptUpdate(k.cipher, p + header, &n, content.p, (int)content.len) ||
	    !EVP_EncryptFinal(k.cipher, p + header + n, &last)) {
		goto out;
	}
	size_t len = header + (size_t)n + (size_t)last;
	if (!mac_make(&k, span_of(p, len), mac)) {
		goto out;
	}
	memcpy(p + len, mac, mac_len);
	buf_commit(out, len + mac_len);
	ret = 1;
out:
	program_keys_free(&k);
	return ret;
}

static enum tls_ticket_answer open_program(SSL *s, struct span ticket, struct buffer *content)
{
	struct program_keys k = {0};
	enum tls_ticket_answer ret = TICKET_UNKNOWN;
	uint8_t name[TICKET_NAME_LEN], iv[EVP_MAX_IV_LENGTH], mac[EVP_MAX_MD_SIZE];
	/* OpenSSL gives the callback pointers into the ticket; it gets copies of the longest size here. */
	if (ticket.len < TICKET_NAME_LEN + sizeof iv) {
		return TICKET_UNKNOWN;
	}
	memcpy(name, ticket.p, sizeof name);
	memcpy(iv, ticket.p + sizeof name, sizeof iv);
	int answer = ask_program(s, &k, name, iv, 0);
	if (answer <= 0) {
		ret = answer < 0 ? TICKET_FAIL : TICKET_UNKNOWN;
		goto out;
	}
	int iv_len = EVP_CIPHER_CTX_get_iv_length(k.cipher), n = 0, last = 0;
	size_t mac_len = mac_size(&k);
	if (iv_len < 0 || iv_len > EVP_MAX_IV_LENGTH || mac_len == 0 || mac_len > sizeof mac) {
		ret = TICKET_FAIL;
		goto out;
	}
	size_t header = TICKET_NAME_LEN + (size_t)iv_len;
	if (ticket.len <= header + mac_len) {
		goto out;
	}
	size_t authentic = ticket.len - mac_len, len = authentic - header;
	if (!mac_make(&k, span_of(ticket.p, authentic), mac)) {
		ret = TICKET_FAIL;
		goto out;
	}
	if (!ct_equal(mac, ticket.p + authentic, mac_len)) {
		goto out;
	}
	uint8_t *p = buf_reserve(content, len + EVP_MAX_BLOCK_LENGTH);
	if (p == NULL) {
		ret = TICKET_FAIL;
		goto out;
	}
	if (!EVP_DecryptUpdate(k.cipher, p, &n, ticket.p + header, (int)len) ||
	    EVP_DecryptFinal(k.cipher, p + n, &last) <= 0) {
		wipe(p, len);
		goto out;
	}
	buf_commit(content, (size_t)n + (size_t)last);
	ret = answer == 2 ? TICKET_OK_RENEW : TICKET_OK;
out:
	program_keys_free(&k);
	return ret;
}

/* ---- the hooks --------------------------------------------------------------------------------------------------- */

static bool program_has_keys(const SSL_CTX *ctx)
{
	return ctx->sessions.ticket_evp_cb != NULL || ctx->sessions.ticket_hmac_cb != NULL;
}

/* A program that watches tickets being made gets the session to put its data into. *fits: a ticket can hold that much.
 */
static bool ask_app_data(SSL *s, struct tls_conn *c, struct buffer *whole, bool *fits)
{
	SSL_CTX *ctx = s->session_ctx;
	struct tls_session *ts = tls_conn_session(c);
	if (ctx->sessions.ticket_gen_cb != NULL) {
		session_state_follow(s, c);
		if (!ctx->sessions.ticket_gen_cb(s, ctx->sessions.ticket_cb_data)) {
			return false;
		}
		ts = s->sess.session != NULL ? s->sess.session->ts : ts;
	}
	size_t len = ts != NULL ? ts->app_data_len : 0;
	*fits = len <= MAX_CONTENT;
	if (!*fits) {
		return true;
	}
	const uint8_t prefix[2] = {(uint8_t)(len >> 8), (uint8_t)len};
	return buf_append(whole, span_of(prefix, sizeof prefix)) &&
	       (len == 0 || buf_append(whole, span_of(ts->app_data, len)));
}

enum tls_hook_answer session_hook_ticket_seal(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					      struct tls_hook_fault *fault)
{
	SSL *s = owner;
	struct buffer whole = {0};
	enum tls_hook_answer ret = HOOK_FAIL;
	fault->err = TLS_E_CALLBACK_FAILED;
	if (session_not_resumable(s, c)) {
		return HOOK_DECLINED;
	}
	bool fits = false;
	if (!ask_app_data(s, c, &whole, &fits)) {
		goto out;
	}
	if (!buf_append(&whole, content)) {
		fault->err = TLS_E_ALLOC;
		goto out;
	}
	if (!fits || buf_len(&whole) > MAX_CONTENT) {
		ret = HOOK_DECLINED; /* too much for a ticket: the session is simply not resumed */
		goto out;
	}
	if (program_has_keys(s->session_ctx)) {
		int sealed = seal_program(s, buf_span(&whole), out);
		ret = sealed > 0 ? HOOK_DONE : sealed == 0 ? HOOK_DECLINED : HOOK_FAIL;
	} else if (seal_own(s->session_ctx, buf_span(&whole), out)) {
		ret = HOOK_DONE;
	} else {
		fault->err = TLS_E_ALLOC;
	}
out:
	buf_free(&whole);
	s->sess.ticket_sealed = ret == HOOK_DONE;
	return ret;
}

/* unpack parts what a ticket held into the program's data, kept for session_hook_accept, and the engine's content. */
static enum tls_ticket_answer unpack(SSL *s, struct span whole, struct span ticket, struct buffer *content)
{
	struct reader r = rd_init(whole);
	struct span app_data = rd_vec(&r, 2, 0, UINT16_MAX);
	struct span engine = rd_rest(&r);
	if (r.failed) {
		return TICKET_UNKNOWN;
	}
	buf_free(&s->sess.ticket_app_data);
	if (!buf_append(content, engine) || !buf_append(&s->sess.ticket_app_data, app_data)) {
		return TICKET_FAIL;
	}
	memcpy(s->sess.ticket_name, ticket.p, TICKET_NAME_LEN);
	s->sess.ticket_opened = true;
	return TICKET_OK;
}

/* refused asks a program that watches tickets about one that nobody can open: it may end the handshake. */
static enum tls_ticket_answer refused(SSL *s, struct span ticket)
{
	SSL_CTX *ctx = s->session_ctx;
	if (ctx->sessions.ticket_dec_cb == NULL) {
		return TICKET_UNKNOWN;
	}
	size_t name_len = ticket.len < TICKET_NAME_LEN ? ticket.len : TICKET_NAME_LEN;
	SSL_TICKET_RETURN r = ctx->sessions.ticket_dec_cb(s, NULL, ticket.p, name_len, SSL_TICKET_NO_DECRYPT,
							  ctx->sessions.ticket_cb_data);
	return r == SSL_TICKET_RETURN_IGNORE || r == SSL_TICKET_RETURN_IGNORE_RENEW ? TICKET_UNKNOWN : TICKET_FAIL;
}

enum tls_ticket_answer session_hook_ticket_open(void *owner, struct tls_conn *c, struct span ticket,
						struct buffer *content)
{
	SSL *s = owner;
	struct buffer whole = {0};
	enum tls_ticket_answer ret = program_has_keys(s->session_ctx) ? open_program(s, ticket, &whole)
								      : open_own(s->session_ctx, ticket, &whole);
	bool renew = ret == TICKET_OK_RENEW || tls_conn_version(c) == TLS_VERSION_13;
	if (ret == TICKET_OK || ret == TICKET_OK_RENEW) {
		ret = unpack(s, buf_span(&whole), ticket, content);
	}
	buf_free(&whole);
	if (ret == TICKET_OK && (s->set.verify.mode & SSL_VERIFY_PEER) != 0 && s->set.session.context_len == 0) {
		/* A server that verifies its clients but never said which of its sessions are alike. */
		SSL_ERR(SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED);
		return TICKET_FAIL;
	}
	if (ret == TICKET_UNKNOWN) {
		return refused(s, ticket);
	}
	return ret == TICKET_OK && renew ? TICKET_OK_RENEW : ret;
}

/* ---- settings ---------------------------------------------------------------------------------------------------- */

long session_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void))
{
	if (cmd != SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB) {
		return 0;
	}
	ctx->sessions.ticket_hmac_cb =
	    (int (*)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, HMAC_CTX *, int))fp;
	return 1;
}

int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX *ctx, int (*fp)(SSL *, unsigned char *, unsigned char *,
								 EVP_CIPHER_CTX *, EVP_MAC_CTX *, int))
{
	ctx->sessions.ticket_evp_cb = fp;
	return 1;
}

int SSL_CTX_set_session_ticket_cb(SSL_CTX *ctx, SSL_CTX_generate_session_ticket_fn gen_cb,
				  SSL_CTX_decrypt_session_ticket_fn dec_cb, void *arg)
{
	ctx->sessions.ticket_gen_cb = gen_cb;
	ctx->sessions.ticket_dec_cb = dec_cb;
	ctx->sessions.ticket_cb_data = arg;
	return 1;
}
