/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Serverinfo: extensions that go with a certificate, ready-made (SSL_CTX_use_serverinfo(3)). They are kept with the
 * certificate's slot as a series of
 *
 *     context (4 bytes)  type (2)  length (2)  body
 *
 * (version 1, without context, is given one that means TLS 1.2) and answered when a client asks for one of the types.
 */
#include <string.h>

#include <openssl/pem.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/custom/custom.h"

#define HEAD_1 4 /* type, length */
#define HEAD_2 8 /* context before them */

#define VERSION_1_CONTEXT                                                                                              \
	(SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |                          \
	 SSL_EXT_IGNORE_ON_RESUMPTION)

struct entry {
	unsigned int context, type;
	struct span body;
};

static bool next_entry(struct reader *r, struct entry *e)
{
	if (rd_left(r) == 0) {
		return false;
	}
	e->context = rd_u32(r);
	e->type = rd_u16(r);
	e->body = rd_vec(r, 2, 0, 65535);
	return !r->failed;
}

/* The body kept for this type and message with the certificate in use. */
static bool find(const SSL *s, unsigned int type, unsigned int context, struct span *body)
{
	struct reader r = rd_init(buf_span(&certs_slot_in_use(s)->serverinfo));
	struct entry e;

	while (next_entry(&r, &e)) {
		if (e.type == type && (context == 0 || (e.context & context) != 0)) {
			*body = e.body;
			return true;
		}
	}
	return false;
}

static int give(SSL *s, unsigned int type, unsigned int context, const unsigned char **out, size_t *outlen)
{
	struct span body;

	if (!find(s, type, context, &body)) {
		return 0;
	}
	*out = body.p;
	*outlen = body.len;
	return 1;
}

static int add_1(SSL *s, unsigned int type, const unsigned char **out, size_t *outlen, int *al, void *arg)
{
	(void)al;
	(void)arg;
	return give(s, type, 0, out, outlen);
}

/* A client asks with an empty body. */
static int parse_1(SSL *s, unsigned int type, const unsigned char *in, size_t inlen, int *al, void *arg)
{
	(void)s;
	(void)type;
	(void)in;
	(void)arg;
	if (inlen != 0) {
		*al = SSL_AD_DECODE_ERROR;
		return 0;
	}
	return 1;
}

static int add_2(SSL *s, unsigned int type, unsigned int context, const unsigned char **out, size_t *outlen, X509 *x,
		 size_t chainidx, int *al, void *arg)
{
	(void)x;
	(void)al;
	(void)arg;
	if (context == SSL_EXT_TLS1_3_CERTIFICATE && chainidx > 0) {
		return 0; /* they belong to the leaf */
	}
	return give(s, type, 0, out, outlen);
}

static int parse_2(SSL *s, unsigned int type, unsigned int context, const unsigned char *in, size_t inlen, X509 *x,
		   size_t chainidx, int *al, void *arg)
{
	(void)context;
	(void)x;
	(void)chainidx;
	return parse_1(s, type, in, inlen, al, arg);
}

/* Version 1, one extension as in OpenSSL, gets the context of its time; version 2 is taken as it is. */
static bool convert(unsigned int version, struct span info, struct buffer *out)
{
	static const uint8_t context[4] = {0, 0, VERSION_1_CONTEXT >> 8, VERSION_1_CONTEXT & 0xff};

	return (version == SSL_SERVERINFOV2 || buf_append(out, span_of(context, sizeof(context)))) &&
	       buf_append(out, info);
}

static bool well_formed(struct span entries)
{
	struct reader r = rd_init(entries);
	struct entry e;

	while (next_entry(&r, &e)) {
	}
	return rd_end(&r);
}

static int register_all(SSL_CTX *ctx, struct span entries)
{
	struct reader r = rd_init(entries);
	struct entry e;

	while (next_entry(&r, &e)) {
		if (e.context == VERSION_1_CONTEXT
			? !SSL_CTX_add_server_custom_ext(ctx, e.type, add_1, NULL, NULL, parse_1, NULL)
			: !SSL_CTX_add_custom_ext(ctx, e.type, e.context, add_2, NULL, NULL, parse_2, NULL)) {
			return 0;
		}
	}
	return 1;
}

int SSL_CTX_use_serverinfo_ex(SSL_CTX *ctx, unsigned int version, const unsigned char *serverinfo,
			      size_t serverinfo_length)
{
	struct buffer entries = {0};
	struct cert_set *set;
	int ok = 0;

	if (ctx == NULL || serverinfo == NULL || serverinfo_length == 0) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	if ((version != SSL_SERVERINFOV1 && version != SSL_SERVERINFOV2) ||
	    !convert(version, span_of(serverinfo, serverinfo_length), &entries) || !well_formed(buf_span(&entries))) {
		SSL_ERR(SSL_R_INVALID_SERVERINFO_DATA);
		goto out;
	}
	set = certs_writable(ctx, NULL);
	if (set == NULL) {
		goto out;
	}
	buf_free(&set->slot[set->current].serverinfo);
	set->slot[set->current].serverinfo = entries;
	entries = (struct buffer){0};
	ok = register_all(ctx, buf_span(&set->slot[set->current].serverinfo));
	if (!ok) {
		SSL_ERR(SSL_R_INVALID_SERVERINFO_DATA);
	}
out:
	buf_free(&entries);
	return ok;
}

int SSL_CTX_use_serverinfo(SSL_CTX *ctx, const unsigned char *serverinfo, size_t serverinfo_length)
{
	return SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV1, serverinfo, serverinfo_length);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* Which version a PEM block holds, by its name; 0 with an error queued. */
static unsigned int version_by_name(const char *name)
{
	static const char v1[] = "SERVERINFO FOR ", v2[] = "SERVERINFOV2 FOR ";

	if (strlen(name) < sizeof(v1) - 1) {
		SSL_ERR(SSL_R_PEM_NAME_TOO_SHORT);
		return 0;
	}
	if (strncmp(name, v1, sizeof(v1) - 1) == 0) {
		return SSL_SERVERINFOV1;
	}
	if (strlen(name) < sizeof(v2) - 1) {
		SSL_ERR(SSL_R_PEM_NAME_TOO_SHORT);
		return 0;
	}
	if (strncmp(name, v2, sizeof(v2) - 1) != 0) {
		SSL_ERR(SSL_R_PEM_NAME_BAD_PREFIX);
		return 0;
	}
	return SSL_SERVERINFOV2;
}

/* One block holds one extension. */
static int take_block(const char *name, struct span data, struct buffer *out)
{
	unsigned int version = version_by_name(name);
	size_t head = version == SSL_SERVERINFOV2 ? HEAD_2 : HEAD_1;

	if (version == 0) {
		return 0;
	}
	if (data.len < head || ((size_t)data.p[head - 2] << 8 | data.p[head - 1]) != data.len - head) {
		SSL_ERR(SSL_R_BAD_DATA);
		return 0;
	}
	if (!convert(version, data, out)) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	return 1;
}

static int read_blocks(BIO *bio, struct buffer *out)
{
	for (size_t n = 0;; n++) {
		char *name = NULL, *header = NULL;
		unsigned char *data = NULL;
		long len = 0;
		int ok;

		if (PEM_read_bio(bio, &name, &header, &data, &len) == 0) {
			if (n == 0) {
				SSL_ERR(SSL_R_NO_PEM_EXTENSIONS);
				return 0;
			}
			return 1;
		}
		ok = take_block(name, span_of(data, (size_t)len), out);
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(data);
		if (!ok) {
			return 0;
		}
	}
}

int SSL_CTX_use_serverinfo_file(SSL_CTX *ctx, const char *file)
{
	struct buffer entries = {0};
	BIO *bio;
	int ok = 0;

	if (ctx == NULL || file == NULL) {
		SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	bio = BIO_new(BIO_s_file());
	if (bio == NULL) {
		SSL_ERR(ERR_R_BUF_LIB);
		return 0;
	}
	if (BIO_read_filename(bio, file) <= 0) {
		SSL_ERR(ERR_R_SYS_LIB);
	} else if (read_blocks(bio, &entries)) {
		ok = SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV2, buf_span(&entries).p, buf_len(&entries));
	}
	buf_free(&entries);
	BIO_free(bio);
	return ok;
}
