/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ALPN (RFC 7301): the client's list, and the choice that servers' callbacks make with SSL_select_next_proto. */
#include "compat/ssl/config/config.h"

/* One to 255 bytes after each length, and nothing left over. */
static bool well_formed(const unsigned char *list, size_t len)
{
	while (len > 0) {
		size_t n = list[0];

		if (n == 0 || n + 1 > len) {
			return false;
		}
		list += n + 1;
		len -= n + 1;
	}
	return true;
}

/* 0 is success, unlike everywhere else. */
static int set_protos(struct proto_settings *p, const unsigned char *protos, unsigned int len)
{
	struct byte_list *l = NULL;

	if (protos == NULL || len == 0) {
		byte_list_free(p->alpn);
		p->alpn = NULL;
		return 0;
	}
	if (!well_formed(protos, len)) {
		return 1;
	}
	l = byte_list_new(protos, len);
	if (l == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 1;
	}
	byte_list_free(p->alpn);
	p->alpn = l;
	return 0;
}

int SSL_CTX_set_alpn_protos(SSL_CTX *ctx, const unsigned char *protos, unsigned int len)
{
	int failed = set_protos(&ctx->set.proto, protos, len);

	ctx_changed(ctx);
	return failed;
}

int SSL_set_alpn_protos(SSL *s, const unsigned char *protos, unsigned int len)
{
	int failed = set_protos(&s->set.proto, protos, len);

	ssl_changed(s);
	return failed;
}

static const unsigned char *find_proto(const unsigned char *list, size_t len, const unsigned char *proto)
{
	while (len > 0 && (size_t)list[0] + 1 <= len) {
		if (list[0] == proto[0] && memcmp(list + 1, proto + 1, proto[0]) == 0) {
			return list;
		}
		len -= (size_t)list[0] + 1;
		list += (size_t)list[0] + 1;
	}
	return NULL;
}

/*
 * The first of the server's protocols that the client has too, else the client's first with OPENSSL_NPN_NO_OVERLAP. The
 * answer points into the list that it was found in. A list counts up to where it is malformed.
 */
int SSL_select_next_proto(unsigned char **out, unsigned char *outlen, const unsigned char *server,
			  unsigned int server_len, const unsigned char *client, unsigned int client_len)
{
	size_t left = server_len;

	*out = NULL;
	*outlen = 0;
	if (client == NULL || client_len == 0 || client[0] == 0 || (size_t)client[0] + 1 > client_len) {
		return OPENSSL_NPN_NO_OVERLAP;
	}
	*out = (unsigned char *)(uintptr_t)client + 1;
	*outlen = client[0];
	while (server != NULL && left > 0) {
		size_t n = (size_t)server[0] + 1;

		if (n > left) {
			break;
		}
		if (n > 1 && find_proto(client, client_len, server) != NULL) {
			*out = (unsigned char *)(uintptr_t)server + 1;
			*outlen = server[0];
			return OPENSSL_NPN_NEGOTIATED;
		}
		server += n;
		left -= n;
	}
	return OPENSSL_NPN_NO_OVERLAP;
}
