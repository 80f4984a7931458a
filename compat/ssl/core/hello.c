/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What a server may see of the ClientHello: the raw fields while the ClientHello callback runs, and the server name.
 * The engine has checked the extensions block's framing before it asks; here it is walked, bounded by what is there.
 */
#include <string.h>

#include <openssl/tls1.h>

#include "compat/ssl/core/local.h"

struct ext_walk {
	const uint8_t *p;
	size_t left;
};

/* The next extension; false at the end, or where the framing breaks. */
static bool next_ext(struct ext_walk *w, unsigned *type, struct span *body)
{
	size_t len;

	if (w->left < 4) {
		return false;
	}
	len = (size_t)w->p[2] << 8 | w->p[3];
	if (len > w->left - 4) {
		return false;
	}
	*type = (unsigned)w->p[0] << 8 | w->p[1];
	*body = span_of(w->p + 4, len);
	w->p += 4 + len;
	w->left -= 4 + len;
	return true;
}

static struct ext_walk walk(const SSL *s)
{
	return (struct ext_walk){s->hello->extensions.p, s->hello->extensions.len};
}

int SSL_client_hello_isv2(SSL *s)
{
	(void)s; /* SSLv2's format is not read */
	return 0;
}

unsigned int SSL_client_hello_get0_legacy_version(SSL *s)
{
	return s->hello != NULL ? s->hello->legacy_version : 0;
}

static size_t give(struct span field, const unsigned char **out)
{
	if (out != NULL) {
		*out = field.p;
	}
	return field.len;
}

size_t SSL_client_hello_get0_random(SSL *s, const unsigned char **out)
{
	return s->hello != NULL ? give(s->hello->random, out) : 0;
}

size_t SSL_client_hello_get0_session_id(SSL *s, const unsigned char **out)
{
	return s->hello != NULL ? give(s->hello->session_id, out) : 0;
}

size_t SSL_client_hello_get0_ciphers(SSL *s, const unsigned char **out)
{
	return s->hello != NULL ? give(s->hello->cipher_suites, out) : 0;
}

size_t SSL_client_hello_get0_compression_methods(SSL *s, const unsigned char **out)
{
	return s->hello != NULL ? give(s->hello->compression, out) : 0;
}

int SSL_client_hello_get1_extensions_present(SSL *s, int **out, size_t *outlen)
{
	struct ext_walk w;
	struct span body;
	unsigned type;
	size_t n = 0;
	int *list;

	if (s->hello == NULL || out == NULL || outlen == NULL) {
		return 0;
	}
	for (w = walk(s); next_ext(&w, &type, &body); n++) {
	}
	if (n == 0) {
		*out = NULL;
		*outlen = 0;
		return 1;
	}
	list = OPENSSL_malloc(n * sizeof(*list));
	if (list == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	n = 0;
	for (w = walk(s); next_ext(&w, &type, &body);) {
		list[n++] = (int)type;
	}
	*out = list;
	*outlen = n;
	return 1;
}

/* Since OpenSSL 3.2: the types alone into the caller's array; with exts NULL only their number. */
int SSL_client_hello_get_extension_order(SSL *s, uint16_t *exts, size_t *num_exts);
int SSL_client_hello_get_extension_order(SSL *s, uint16_t *exts, size_t *num_exts)
{
	struct ext_walk w;
	struct span body;
	unsigned type;
	size_t n = 0;

	if (s->hello == NULL || num_exts == NULL) {
		return 0;
	}
	for (w = walk(s); next_ext(&w, &type, &body); n++) {
	}
	if (exts != NULL) {
		if (*num_exts < n) {
			return 0;
		}
		n = 0;
		for (w = walk(s); next_ext(&w, &type, &body);) {
			exts[n++] = (uint16_t)type;
		}
	}
	*num_exts = n;
	return 1;
}

int SSL_client_hello_get0_ext(SSL *s, unsigned int type, const unsigned char **out, size_t *outlen)
{
	struct ext_walk w;
	struct span body;
	unsigned found;

	if (s->hello == NULL) {
		return 0;
	}
	for (w = walk(s); next_ext(&w, &found, &body);) {
		if (found == type) {
			if (out != NULL) {
				*out = body.p;
			}
			if (outlen != NULL) {
				*outlen = body.len;
			}
			return 1;
		}
	}
	return 0;
}

/* ---- the server name -------------------------------------------------------------------------------------------- */

/* The name that the session to be resumed, or resumed in TLS 1.2, was made for. */
static const char *session_name(const SSL *s)
{
	const SSL_SESSION *session = SSL_get_session(s);

	return session != NULL ? SSL_SESSION_get0_hostname(session) : NULL;
}

const char *SSL_get_servername(const SSL *s, const int type)
{
	bool resumed12 = s->conn != NULL && tls_conn_version(s->conn) == TLS_VERSION_12 && tls_conn_resumed(s->conn);
	const char *name;

	if (type != TLSEXT_NAMETYPE_host_name) {
		return NULL;
	}
	if (s->role == TLS_SERVER) {
		return resumed12 ? session_name(s) : s->server_name;
	}
	if (ssl_in_before(s)) {
		if (s->server_name == NULL && s->sess.session != NULL &&
		    SSL_SESSION_get_protocol_version(s->sess.session) != TLS1_3_VERSION) {
			return session_name(s);
		}
	} else if (resumed12) {
		name = session_name(s);
		if (name != NULL) {
			return name;
		}
	}
	return s->server_name;
}

int SSL_get_servername_type(const SSL *s)
{
	return SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) != NULL ? TLSEXT_NAMETYPE_host_name : -1;
}
