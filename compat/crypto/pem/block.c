/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PEM_read_bio(3), PEM_write_bio(3): one block at a time, line by line, so that nothing behind it is taken from the
 * BIO. The engine decodes it.
 */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "compat/crypto/pem/pem.h"
#include "engine/base/secret.h"
#include "engine/pki/pem.h"

/* A block that is longer is nobody's certificate or list. */
#define BLOCK_MAX (64u << 20)

/* take_line appends a line to text; line is without its end, and stays valid up to the next. False: the end. */
static bool take_line(BIO *bio, struct buffer *text, struct span *line)
{
	char piece[256];
	size_t start = buf_len(text);
	int n;
	do {
		n = BIO_gets(bio, piece, (int)sizeof piece);
		if (n > 0 && !buf_append(text, span_of(piece, (size_t)n))) {
			ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
			n = 0;
		}
	} while (n > 0 && piece[n - 1] != '\n' && buf_len(text) < BLOCK_MAX);
	wipe(piece, sizeof piece);
	if (buf_len(text) == start) {
		return false;
	}
	*line = span_of(buf_head(text) + start, buf_len(text) - start);
	while (line->len > 0 && line->p[line->len - 1] <= ' ') {
		line->len--;
	}
	return true;
}

/* label_of: what stands between `before` and "-----". False: it is no such line. */
static bool label_of(struct span line, const char *before, struct span *label)
{
	size_t n = strlen(before);
	if (line.len < n + 5 || memcmp(line.p, before, n) != 0 || memcmp(line.p + line.len - 5, "-----", 5) != 0) {
		return false;
	}
	*label = span_of(line.p + n, line.len - n - 5);
	return true;
}

/* take_text fills text with the lines of the next block. */
static bool take_text(BIO *bio, struct buffer *text)
{
	struct span line, label;
	do {
		buf_free(text);
		if (!take_line(bio, text, &line)) {
			ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
			return false;
		}
	} while (!label_of(line, "-----BEGIN ", &label));
	char *name = OPENSSL_strndup((const char *)label.p, label.len);
	bool ok = name != NULL, ended = false;
	while (ok && !ended) {
		ok = take_line(bio, text, &line) && buf_len(text) < BLOCK_MAX;
		ended = ok && label_of(line, "-----END ", &label);
	}
	ok = ended && span_eq(label, span_str(name));
	if (!ok) {
		ERR_raise(ERR_LIB_PEM, PEM_R_BAD_END_LINE);
	}
	OPENSSL_free(name);
	return ok;
}

/* header_of: the lines of the header, each with a line feed alone, as programs get them. */
static char *header_of(struct span lines)
{
	char *out = OPENSSL_malloc(lines.len + 2), *p = out;
	if (out == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < lines.len; i++) {
		if (lines.p[i] != '\r') {
			*p++ = (char)lines.p[i];
		}
	}
	if (p > out && p[-1] != '\n') {
		*p++ = '\n';
	}
	*p = '\0';
	return out;
}

bool pem_content_read(struct pem_content *out, BIO *bio)
{
	struct buffer text = {0};
	struct pem_block b = {0};
	*out = (struct pem_content){0};
	bool ok = take_text(bio, &text);
	if (ok) {
		struct span s = buf_span(&text);
		ok = pem_next(&s, &b) == TLS_OK && b.len != 0;
		if (!ok) {
			ERR_raise(ERR_LIB_PEM, PEM_R_BAD_BASE64_DECODE);
		}
	}
	if (ok) {
		out->label = OPENSSL_strndup((const char *)b.label.p, b.label.len);
		out->header = header_of(b.headers);
		out->data = OPENSSL_memdup(b.data, b.len);
		out->len = out->data != NULL ? (long)b.len : 0;
		ok = out->label != NULL && out->header != NULL && out->data != NULL;
		if (!ok) {
			ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
			pem_content_free(out);
		}
	}
	pem_block_free(&b);
	buf_free(&text);
	return ok;
}

void pem_content_free(struct pem_content *c)
{
	OPENSSL_free(c->label);
	OPENSSL_free(c->header);
	OPENSSL_clear_free(c->data, (size_t)c->len);
	*c = (struct pem_content){0};
}

int PEM_read_bio(BIO *bio, char **name, char **header, unsigned char **data, long *len)
{
	struct pem_content c;
	bool ok = pem_content_read(&c, bio);
	*name = c.label;
	*header = c.header;
	*data = c.data;
	*len = c.len;
	return ok;
}

int PEM_read(FILE *fp, char **name, char **header, unsigned char **data, long *len)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	int ok = bio != NULL && PEM_read_bio(bio, name, header, data, len);
	BIO_free(bio);
	return ok;
}

/* The number of characters of base64, line feeds included; 0 on failure. */
int PEM_write_bio(BIO *bio, const char *name, const char *header, const unsigned char *data, long len)
{
	enum { OCTETS_A_LINE = 48 };
	unsigned char line[OCTETS_A_LINE / 3 * 4 + 2];
	int written = 0;
	bool ok = BIO_printf(bio, "-----BEGIN %s-----\n", name) > 0 &&
		  (header == NULL || *header == '\0' || BIO_printf(bio, "%s\n", header) > 0);
	for (long at = 0; ok && at < len; at += OCTETS_A_LINE) {
		int n = EVP_EncodeBlock(line, data + at, (int)(len - at < OCTETS_A_LINE ? len - at : OCTETS_A_LINE));
		line[n++] = '\n';
		ok = BIO_write(bio, line, n) == n;
		written += n;
	}
	wipe(line, sizeof line);
	ok = ok && BIO_printf(bio, "-----END %s-----\n", name) > 0;
	if (!ok) {
		ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
	}
	return ok ? written : 0;
}

int PEM_write(FILE *fp, const char *name, const char *header, const unsigned char *data, long len)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	int n = bio != NULL ? PEM_write_bio(bio, name, header, data, len) : 0;
	BIO_free(bio);
	return n;
}
