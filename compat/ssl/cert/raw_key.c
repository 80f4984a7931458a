/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Raw public keys in the place of certificates (RFC 7250): SSL_set1_server_cert_type(3) and SSL_get0_peer_rpk(3), all
 * since OpenSSL 3.2. bridge/raw_key.c judges them.
 */
#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"

int SSL_CTX_set1_client_cert_type(SSL_CTX *ctx, const unsigned char *val, size_t len);
int SSL_CTX_set1_server_cert_type(SSL_CTX *ctx, const unsigned char *val, size_t len);
int SSL_set1_client_cert_type(SSL *s, const unsigned char *val, size_t len);
int SSL_set1_server_cert_type(SSL *s, const unsigned char *val, size_t len);
int SSL_CTX_get0_client_cert_type(const SSL_CTX *ctx, unsigned char **val, size_t *len);
int SSL_CTX_get0_server_cert_type(const SSL_CTX *ctx, unsigned char **val, size_t *len);
int SSL_get0_client_cert_type(const SSL *s, unsigned char **val, size_t *len);
int SSL_get0_server_cert_type(const SSL *s, unsigned char **val, size_t *len);
int SSL_get_negotiated_client_cert_type(const SSL *s);
int SSL_get_negotiated_server_cert_type(const SSL *s);
int SSL_add_expected_rpk(SSL *s, EVP_PKEY *rpk);
EVP_PKEY *SSL_get0_peer_rpk(const SSL *s);

/* ---- which kinds ------------------------------------------------------------------------------------------------ */

/* NULL and 0 take the setting back; else each known kind at most once. */
static int set(struct cert_types *types, const unsigned char *val, size_t len)
{
	struct cert_types fresh = {.n = 0};

	if ((val == NULL) != (len == 0)) {
		return 0;
	}
	for (size_t i = 0; i < len; i++) {
		bool known = val[i] == TLS_CERT_X509 || val[i] == TLS_CERT_RAW;

		if (!known || memchr(fresh.v, val[i], fresh.n) != NULL) {
			return 0;
		}
		fresh.v[fresh.n++] = val[i];
	}
	*types = fresh;
	return 1;
}

int SSL_CTX_set1_client_cert_type(SSL_CTX *ctx, const unsigned char *val, size_t len)
{
	int ok = set(&ctx->set.proto.by_client, val, len);

	ctx_changed(ctx);
	return ok;
}

int SSL_CTX_set1_server_cert_type(SSL_CTX *ctx, const unsigned char *val, size_t len)
{
	int ok = set(&ctx->set.proto.by_server, val, len);

	ctx_changed(ctx);
	return ok;
}

int SSL_set1_client_cert_type(SSL *s, const unsigned char *val, size_t len)
{
	int ok = set(&s->set.proto.by_client, val, len);

	ssl_changed(s);
	return ok;
}

int SSL_set1_server_cert_type(SSL *s, const unsigned char *val, size_t len)
{
	int ok = set(&s->set.proto.by_server, val, len);

	ssl_changed(s);
	return ok;
}

static int get(const struct cert_types *types, unsigned char **val, size_t *len)
{
	if (val == NULL || len == NULL) {
		return 0;
	}
	*val = types->n != 0 ? (unsigned char *)types->v : NULL;
	*len = types->n;
	return 1;
}

int SSL_CTX_get0_client_cert_type(const SSL_CTX *ctx, unsigned char **val, size_t *len)
{
	return get(&ctx->set.proto.by_client, val, len);
}

int SSL_CTX_get0_server_cert_type(const SSL_CTX *ctx, unsigned char **val, size_t *len)
{
	return get(&ctx->set.proto.by_server, val, len);
}

int SSL_get0_client_cert_type(const SSL *s, unsigned char **val, size_t *len)
{
	return get(&s->set.proto.by_client, val, len);
}

int SSL_get0_server_cert_type(const SSL *s, unsigned char **val, size_t *len)
{
	return get(&s->set.proto.by_server, val, len);
}

int SSL_get_negotiated_client_cert_type(const SSL *s)
{
	return s->conn != NULL ? tls_conn_cert_type(s->conn, TLS_CLIENT) : TLS_CERT_X509;
}

int SSL_get_negotiated_server_cert_type(const SSL *s)
{
	return s->conn != NULL ? tls_conn_cert_type(s->conn, TLS_SERVER) : TLS_CERT_X509;
}

/* ---- the keys --------------------------------------------------------------------------------------------------- */

/* A TLSA record of the key itself: DANE-EE, SPKI, Full. DANE has to be enabled. */
int SSL_add_expected_rpk(SSL *s, EVP_PKEY *rpk)
{
	unsigned char *spki = NULL;
	int len = rpk != NULL ? i2d_PUBKEY(rpk, &spki) : 0;
	int ok = len > 0 && SSL_dane_tlsa_add(s, DANE_DANE_EE, DANE_SPKI, DANE_FULL, spki, (size_t)len) > 0;

	OPENSSL_free(spki);
	return ok;
}

EVP_PKEY *SSL_get0_peer_rpk(const SSL *s)
{
	/* Making the object on demand does not change what the SSL stands for. */
	struct verify_state *v = &((SSL *)s)->vstate;

	if (v->peer_rpk == NULL && s->conn != NULL) {
		v->peer_rpk = bridge_raw_key(tls_conn_peer_raw_key(s->conn));
	}
	return v->peer_rpk;
}
