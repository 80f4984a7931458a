/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What is known of a connection: version, suite, protocol, randoms, Finished, and keys derived from it. */
#include "compat/ssl/config/config.h"

/* Before there is a connection an SSL shows the highest version of its method. */
static int shown_version(const SSL *s)
{
	uint16_t v = s->conn != NULL ? tls_conn_version(s->conn) : 0;

	if (v != 0) {
		return v;
	}
	return s->method->version == TLS_ANY_VERSION ? TLS1_3_VERSION : s->method->version;
}

int SSL_version(const SSL *s)
{
	return shown_version(s);
}

const char *SSL_get_version(const SSL *s)
{
	return shown_version(s) == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2";
}

int SSL_client_version(const SSL *s)
{
	uint16_t v = s->conn != NULL ? tls_conn_client_version(s->conn) : 0;

	return v != 0 ? v : s->method->version;
}

static const SSL_CIPHER *agreed(const SSL *s)
{
	const struct tls_suite *suite = s->conn != NULL ? tls_conn_suite(s->conn) : NULL;

	return suite != NULL ? cipher_by_code(suite->code) : NULL;
}

const SSL_CIPHER *SSL_get_current_cipher(const SSL *s)
{
	const SSL_CIPHER *c = agreed(s);

	/* A session to be resumed brings its suite along. */
	return c != NULL || s->sess.session == NULL ? c : SSL_SESSION_get0_cipher(s->sess.session);
}

const SSL_CIPHER *SSL_get_pending_cipher(const SSL *s)
{
	return agreed(s);
}

int SSL_session_reused(const SSL *s)
{
	return s->conn != NULL && tls_conn_resumed(s->conn);
}

void SSL_get0_alpn_selected(const SSL *s, const unsigned char **data, unsigned int *len)
{
	struct span name = {0};

	if (s->conn != NULL) {
		name = tls_conn_alpn(s->conn);
	}
	*data = name.len != 0 ? name.p : NULL;
	*len = (unsigned int)name.len;
}

/* NPN, which ALPN replaced: it is never negotiated, so the callbacks are never asked. */
void SSL_get0_next_proto_negotiated(const SSL *s, const unsigned char **data, unsigned *len)
{
	(void)s;
	*data = NULL;
	*len = 0;
}

void SSL_CTX_set_next_protos_advertised_cb(SSL_CTX *ctx, SSL_CTX_npn_advertised_cb_func cb, void *arg)
{
	(void)ctx;
	(void)cb;
	(void)arg;
}

void SSL_CTX_set_next_proto_select_cb(SSL_CTX *ctx, SSL_CTX_npn_select_cb_func cb, void *arg)
{
	(void)ctx;
	(void)cb;
	(void)arg;
}

/* ---- randoms and Finished -----------------------------------------------------------------------------------------
 */

/* 0 asks for the length; a random that is not there yet shows as zeros. */
static size_t give_random(struct span r, unsigned char *out, size_t len)
{
	if (len == 0) {
		return SSL3_RANDOM_SIZE;
	}
	len = len < SSL3_RANDOM_SIZE ? len : SSL3_RANDOM_SIZE;
	memset(out, 0, len);
	memcpy(out, r.p != NULL ? r.p : out, r.len < len ? r.len : len);
	return len;
}

size_t SSL_get_client_random(const SSL *s, unsigned char *out, size_t len)
{
	return give_random(s->conn != NULL ? tls_conn_client_random(s->conn) : (struct span){0}, out, len);
}

size_t SSL_get_server_random(const SSL *s, unsigned char *out, size_t len)
{
	return give_random(s->conn != NULL ? tls_conn_server_random(s->conn) : (struct span){0}, out, len);
}

static size_t give_finished(const SSL *s, bool ours, void *buf, size_t count)
{
	struct span f = s->conn != NULL ? tls_conn_finished(s->conn, ours) : (struct span){0};
	size_t n = count < f.len ? count : f.len;

	if (n > 0) {
		memcpy(buf, f.p, n);
	}
	return f.len;
}

size_t SSL_get_finished(const SSL *s, void *buf, size_t count)
{
	return give_finished(s, true, buf, count);
}

size_t SSL_get_peer_finished(const SSL *s, void *buf, size_t count)
{
	return give_finished(s, false, buf, count);
}

/* ---- exporters ----------------------------------------------------------------------------------------------------
 */

/* RFC 5705 §4: labels that TLS uses itself are not for programs. Only TLS 1.2 could confuse them. */
static bool reserved_label(const char *label, size_t len)
{
	static const char *const reserved[] = {"client finished", "server finished", "master secret",
					       "extended master secret", "key expansion"};

	for (size_t i = 0; i < N_ELEMENTS(reserved); i++) {
		size_t n = strlen(reserved[i]);

		if (len >= n && memcmp(label, reserved[i], n) == 0) {
			return true;
		}
	}
	return false;
}

int SSL_export_keying_material(SSL *s, unsigned char *out, size_t olen, const char *label, size_t llen,
			       const unsigned char *context, size_t contextlen, int use_context)
{
	struct span ctx = {0};
	enum tls_err err;

	/* Only SSL_SESSION's existence is asked for, so that programs may export inside of late callbacks. */
	if (s->conn == NULL || tls_conn_suite(s->conn) == NULL) {
		return -1;
	}
	if (tls_conn_version(s->conn) == TLS_VERSION_12 && reserved_label(label, llen)) {
		SSL_ERR(SSL_R_TLS_ILLEGAL_EXPORTER_LABEL);
		return 0;
	}
	if (use_context && context != NULL) {
		ctx = span_of(context, contextlen);
	}
	err = tls_export(s->conn, out, olen, span_of(label, llen), ctx, use_context != 0);
	if (err != TLS_OK) {
		err_from_engine(err, ALERT_NONE);
		return 0;
	}
	return 1;
}

/* OpenSSL gives no reason when there is no early data to export from. */
int SSL_export_keying_material_early(SSL *s, unsigned char *out, size_t olen, const char *label, size_t llen,
				     const unsigned char *context, size_t contextlen)
{
	return s->conn != NULL && tls_export_early(s->conn, out, olen, span_of(label, llen),
						   span_of(context, context != NULL ? contextlen : 0)) == TLS_OK;
}
