/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The SSL_METHOD objects: which roles and which versions. Older versions' methods are refused (symbols.tsv). */
#include "compat/ssl/core/local.h"

#define ANY   TLS_ANY_VERSION
#define ONE12 TLS1_2_VERSION

const SSL_METHOD *TLS_method(void)
{
	static const SSL_METHOD m = {"TLS", ANY, 0, 0, true, true};

	return &m;
}

const SSL_METHOD *TLS_client_method(void)
{
	static const SSL_METHOD m = {"TLS client", ANY, 0, 0, true, false};

	return &m;
}

const SSL_METHOD *TLS_server_method(void)
{
	static const SSL_METHOD m = {"TLS server", ANY, 0, 0, false, true};

	return &m;
}

const SSL_METHOD *TLSv1_2_method(void)
{
	static const SSL_METHOD m = {"TLS 1.2", ONE12, TLS_VERSION_12, TLS_VERSION_12, true, true};

	return &m;
}

const SSL_METHOD *TLSv1_2_client_method(void)
{
	static const SSL_METHOD m = {"TLS 1.2 client", ONE12, TLS_VERSION_12, TLS_VERSION_12, true, false};

	return &m;
}

const SSL_METHOD *TLSv1_2_server_method(void)
{
	static const SSL_METHOD m = {"TLS 1.2 server", ONE12, TLS_VERSION_12, TLS_VERSION_12, false, true};

	return &m;
}

const SSL_METHOD *SSL_CTX_get_ssl_method(const SSL_CTX *ctx)
{
	return ctx->method;
}

int SSL_CTX_set_ssl_version(SSL_CTX *ctx, const SSL_METHOD *meth)
{
	if (meth == NULL) {
		SSL_ERR(SSL_R_NULL_SSL_METHOD_PASSED);
		return 0;
	}
	ctx->method = meth;
	ctx_changed(ctx);
	return 1;
}

const SSL_METHOD *SSL_get_ssl_method(const SSL *s)
{
	return s->method;
}

int SSL_set_ssl_method(SSL *s, const SSL_METHOD *method)
{
	if (s->method == method) {
		return 1;
	}
	if (s->conn != NULL) {
		/* A method cannot be changed under a running connection. */
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return 0;
	}
	s->method = method;
	ssl_changed(s);
	return 1;
}

int SSL_is_dtls(const SSL *s)
{
	(void)s;
	return 0;
}
