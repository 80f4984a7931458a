/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the library asks or tells the program. With -async, whatever may answer "later" does so once. */
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl3.h>

struct state *state_of(const SSL *ssl)
{
	return SSL_get_app_data(ssl);
}

static bool callback_complains(SSL *ssl, const char *what)
{
	state_of(ssl)->callback_failed = true;
	return complain("in a callback: %s", what);
}

static bool server_name_is(SSL *ssl, const char *want)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	return name != NULL && strcmp(name, want) == 0;
}

static int on_server_name(SSL *ssl, int *alert, void *arg)
{
	const struct config *config = state_of(ssl)->config;

	(void)alert;
	(void)arg;
	if (config->expect_server_name != NULL && !server_name_is(ssl, config->expect_server_name)) {
		(void)callback_complains(ssl, "wrong server name");
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	if (config->expect_no_server_name && SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != NULL) {
		(void)callback_complains(ssl, "there is a server name");
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	return config->no_server_name_ack ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}

static int on_client_hello(SSL *ssl, int *alert, void *arg)
{
	struct state *state = state_of(ssl);

	(void)arg;
	if (state->config->fail_ddos_callback) {
		return SSL_CLIENT_HELLO_ERROR;
	}
	if (state->config->fail_early_callback) {
		*alert = SSL_AD_HANDSHAKE_FAILURE;
		return SSL_CLIENT_HELLO_ERROR;
	}
	if (state->config->use_early_callback) {
		if (state->config->async && !state->early_callback_ready) {
			return SSL_CLIENT_HELLO_RETRY;
		}
		if (!credential_install(ssl, credential_alone(state->config)) ||
		    !credential_types_set(ssl, state->config)) {
			return SSL_CLIENT_HELLO_ERROR;
		}
	}
	return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in,
		   unsigned in_len, void *arg)
{
	struct state *state = state_of(ssl);
	const struct config *config = state->config;

	(void)arg;
	if (state->alpn_select_done) {
		(void)callback_complains(ssl, "ALPN asked for twice");
	}
	state->alpn_select_done = true;
	if (config->decline_alpn) {
		return SSL_TLSEXT_ERR_NOACK;
	}
	if (config->reject_alpn) {
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	if (config->expect_advertised_alpn != NULL && (in_len != strlen(config->expect_advertised_alpn) ||
						       memcmp(in, config->expect_advertised_alpn, in_len) != 0)) {
		(void)callback_complains(ssl, "other protocols offered than expected");
	}
	*out = (const unsigned char *)(config->select_empty_alpn ? "" : config->select_alpn);
	*out_len = (unsigned char)strlen((const char *)*out);
	return SSL_TLSEXT_ERR_OK;
}

static int on_verify(X509_STORE_CTX *store, void *arg)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct state *state = state_of(ssl);
	const unsigned char *response;

	(void)arg;
	if (state->config->use_custom_verify_callback && state->config->async && !state->custom_verify_ready) {
		return SSL_set_retry_verify(ssl);
	}
	/* The response is at hand before the chain is judged. */
	if (state->config->expect_ocsp_response.len > 0 && SSL_version(ssl) >= TLS1_3_VERSION &&
	    SSL_get_tlsext_status_ocsp_resp(ssl, &response) <= 0) {
		return callback_complains(ssl, "no OCSP response while the chain is judged");
	}
	if (state->cert_verified) {
		return callback_complains(ssl, "the chain is judged twice");
	}
	state->cert_verified = true;
	X509_STORE_CTX_set_error(store, state->config->verify_fail ? X509_V_ERR_APPLICATION_VERIFICATION : X509_V_OK);
	return !state->config->verify_fail;
}

/* A server's answers of OpenSSL's status callback: send what was set, send nothing, fail. A client's is the verdict. */
static int on_status(SSL *ssl, void *arg)
{
	const struct config *config = state_of(ssl)->config;
	const struct credential *shown = state_of(ssl)->shown;
	unsigned char *copy;

	(void)arg;
	if (!config->server) {
		return !config->fail_ocsp_callback;
	}
	if (config->fail_ocsp_callback) {
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	if (config->decline_ocsp_callback || shown == NULL || shown->ocsp_response.len == 0) {
		return SSL_TLSEXT_ERR_NOACK;
	}
	copy = OPENSSL_memdup(shown->ocsp_response.data, shown->ocsp_response.len);
	if (copy == NULL || SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)shown->ocsp_response.len) != 1) {
		OPENSSL_free(copy);
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	return SSL_TLSEXT_ERR_OK;
}

/* One fixed key, so that each connection opens the tickets of the one before. */
static int on_ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
			 int encrypt)
{
	static unsigned char key[32] = {7};
	struct state *state = state_of(ssl);
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, sizeof(key)),
			       OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
			       OSSL_PARAM_construct_end()};

	if (encrypt) {
		if (state->config->skip_ticket) {
			return 0;
		}
		memset(name, 7, 16);
		if (RAND_bytes(iv, 16) != 1) {
			return -1;
		}
	} else {
		if (state->ticket_decrypt_done) {
			(void)callback_complains(ssl, "a ticket's key asked for twice");
			return -1;
		}
		state->ticket_decrypt_done = true;
		for (size_t i = 0; i < 16; i++) {
			if (name[i] != 7) {
				return 0;
			}
		}
	}
	if (EVP_MAC_CTX_set_params(mac, params) != 1 ||
	    EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, encrypt) != 1) {
		return -1;
	}
	return !encrypt && state->config->renew_ticket ? 2 : 1;
}

static int on_new_session(SSL *ssl, SSL_SESSION *session)
{
	struct state *state = state_of(ssl);

	state->got_new_session = true;
	if (!SSL_is_server(ssl)) {
		SSL_SESSION_free(memory.session);
		memory.session = session;
		return 1;
	}
	if (memory.n_sessions < SESSIONS_MAX) {
		memory.sessions[memory.n_sessions++] = session;
		return 1;
	}
	return 0;
}

static SSL_SESSION *on_get_session(SSL *ssl, const unsigned char *id, int len, int *copy)
{
	(void)ssl;
	*copy = 1;
	for (size_t i = 0; i < memory.n_sessions; i++) {
		unsigned known_len;
		const unsigned char *known = SSL_SESSION_get_id(memory.sessions[i], &known_len);

		if (known_len == (unsigned)len && memcmp(known, id, known_len) == 0) {
			return memory.sessions[i];
		}
	}
	return NULL;
}

static void on_info(const SSL *ssl, int where, int ret)
{
	struct state *state = state_of(ssl);

	(void)ret;
	if ((where & SSL_CB_HANDSHAKE_DONE) == 0 || state == NULL) {
		return;
	}
	if (state->config->handshake_never_done) {
		(void)complain("the handshake was completed");
		exit(EXIT_MUST_FAIL);
	}
	state->handshake_done = true;
}

static void trace(struct state *state, const char *way, const char *what, int a, int b)
{
	int n;
	size_t room = sizeof(state->trace) - state->trace_len;

	if (b >= 0) {
		n = snprintf(state->trace + state->trace_len, room, "%s %s %d %d\n", way, what, a, b);
	} else if (a >= 0) {
		n = snprintf(state->trace + state->trace_len, room, "%s %s %d\n", way, what, a);
	} else {
		n = snprintf(state->trace + state->trace_len, room, "%s %s\n", way, what);
	}
	state->trace_len += n > 0 && (size_t)n < room ? (size_t)n : 0;
}

static void on_message(int write, int version, int type, const void *data, size_t len, SSL *ssl, void *arg)
{
	struct state *state = state_of(ssl);
	const uint8_t *bytes = data;
	const char *way = write ? "write" : "read";

	(void)version;
	(void)arg;
	switch (type) {
	case SSL3_RT_HANDSHAKE:
		if (len < 4 || len - 4 != ((size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3])) {
			(void)callback_complains(ssl, "a message of another length than it says");
			break;
		}
		state->n_client_hellos += bytes[0] == SSL3_MT_CLIENT_HELLO;
		trace(state, way, "hs", bytes[0], -1);
		break;
	case SSL3_RT_CHANGE_CIPHER_SPEC:
		trace(state, way, "ccs", -1, -1);
		break;
	case SSL3_RT_ALERT:
		if (len == 2) {
			trace(state, way, "alert", bytes[0], bytes[1]);
		}
		break;
	case SSL3_RT_HEADER:
		if (len != SSL3_RT_HEADER_LENGTH) {
			(void)callback_complains(ssl, "a record header of another length");
		}
		break;
	default:
		break;
	}
}

/* Lines "LABEL client-random secret". */
static void on_keylog(const SSL *ssl, const char *line)
{
	struct state *state = state_of(ssl);
	uint8_t *out = NULL;
	const char *hex = strrchr(line, ' ');
	size_t len;

	if (strncmp(line, "CLIENT_TRAFFIC_SECRET_0 ", 24) == 0) {
		out = state->client_secret;
	} else if (strncmp(line, "SERVER_TRAFFIC_SECRET_0 ", 24) == 0) {
		out = state->server_secret;
	}
	if (out != NULL && hex != NULL &&
	    OPENSSL_hexstr2buf_ex(out, sizeof(state->client_secret), &len, hex + 1, '\0') == 1) {
		state->secret_len = len;
	}
}

static int on_certificate(SSL *ssl, void *arg)
{
	struct state *state = state_of(ssl);

	(void)arg;
	if (!check_peer_sigalgs(ssl) || (!SSL_is_server(ssl) && !check_certificate_request(ssl))) {
		state->callback_failed = true;
		return 0;
	}
	if (state->config->fail_cert_callback) {
		return 0;
	}
	if (state->config->async && !state->config->use_early_callback) {
		if (!state->cert_ready) {
			return -1;
		}
		if (!credential_install(ssl, credential_alone(state->config))) {
			return 0;
		}
	}
	return credential_alone(state->config) != NULL || credentials_choose(ssl);
}

static int on_old_certificate(SSL *ssl, X509 **out_cert, EVP_PKEY **out_key)
{
	struct state *state = state_of(ssl);
	const struct credential *own = credential_alone(state->config);
	BIO *cert;
	BIO *key;

	if (!check_peer_sigalgs(ssl) || !check_certificate_request(ssl)) {
		state->callback_failed = true;
		return 0;
	}
	if (state->config->async && !state->cert_ready) {
		return -1;
	}
	if (own == NULL) {
		unimplemented("a choice in the old callback for a client's certificate");
	}
	if (own->cert_file == NULL || own->key_file == NULL) {
		return 0;
	}
	cert = BIO_new_file(own->cert_file, "r");
	key = BIO_new_file(own->key_file, "r");
	*out_cert = cert != NULL ? PEM_read_bio_X509(cert, NULL, NULL, NULL) : NULL;
	*out_key = key != NULL ? PEM_read_bio_PrivateKey(key, NULL, NULL, NULL) : NULL;
	BIO_free(cert);
	BIO_free(key);
	return *out_cert != NULL && *out_key != NULL;
}

/* A server's signed certificate timestamps, beside its certificate when the client asked. */
static int on_add_timestamps(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *out_len,
			     X509 *cert, size_t nth, int *alert, void *arg)
{
	const struct credential *shown = state_of(ssl)->shown;

	(void)type;
	(void)context;
	(void)cert;
	(void)alert;
	(void)arg;
	if (nth > 0 || SSL_session_reused(ssl) || shown == NULL || shown->signed_cert_timestamps.len == 0) {
		return 0;
	}
	*out = shown->signed_cert_timestamps.data;
	*out_len = shown->signed_cert_timestamps.len;
	return 1;
}

static int on_timestamps_asked(SSL *ssl, unsigned type, unsigned context, const unsigned char *in, size_t in_len,
			       X509 *cert, size_t nth, int *alert, void *arg)
{
	(void)ssl;
	(void)type;
	(void)context;
	(void)in;
	(void)cert;
	(void)nth;
	(void)arg;
	*alert = SSL_AD_DECODE_ERROR;
	return in_len == 0;
}

bool callbacks_set_ctx(SSL_CTX *ctx, const struct config *config)
{
	bool timestamps = false;
	bool responses = false;

	for (size_t i = 0; i <= config->n_more; i++) {
		timestamps = timestamps || config->own[i].signed_cert_timestamps.len > 0;
		responses = responses || config->own[i].ocsp_response.len > 0;
	}
	if (config->server && timestamps &&
	    SSL_CTX_add_custom_ext(ctx, TLSEXT_TYPE_signed_certificate_timestamp,
				   SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
				   on_add_timestamps, NULL, NULL, on_timestamps_asked, NULL) != 1) {
		return false;
	}
	if (config->async && config->server) {
		SSL_CTX_sess_set_get_cb(ctx, on_get_session);
	}
	SSL_CTX_sess_set_new_cb(ctx, on_new_session);
	SSL_CTX_set_client_hello_cb(ctx, on_client_hello, NULL);
	SSL_CTX_set_tlsext_servername_callback(ctx, on_server_name);
	if (config->select_alpn != NULL || config->decline_alpn || config->reject_alpn || config->select_empty_alpn) {
		SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
	}
	if (config->use_ticket_callback && SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket_key) != 1) {
		return false;
	}
	if (config->use_ocsp_callback || (config->server && responses)) {
		SSL_CTX_set_tlsext_status_cb(ctx, on_status);
	}
	if (config->use_old_client_cert_callback) {
		SSL_CTX_set_client_cert_cb(ctx, on_old_certificate);
	}
	SSL_CTX_set_cert_verify_callback(ctx, on_verify, NULL);
	SSL_CTX_set_info_callback(ctx, on_info);
	SSL_CTX_set_msg_callback(ctx, on_message);
	SSL_CTX_set_keylog_callback(ctx, on_keylog);
	return true;
}

void callbacks_set_ssl(SSL *ssl, const struct config *config)
{
	if (!config->use_old_client_cert_callback) {
		SSL_set_cert_cb(ssl, on_certificate, NULL);
	}
}
