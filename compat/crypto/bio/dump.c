/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Hex dumps: sixteen octets a line, fewer where an indentation takes their room. */
#include <string.h>

#include "compat/crypto/bio/local.h"

#define WIDTH 16

/* columns: how many octets a line has; the layout of all versions of OpenSSL so far. */
static int columns(int indent)
{
	int over = indent > 6 ? 6 : indent;
	return WIDTH - ((indent - over + 3) / 4);
}

int BIO_dump_indent_cb(int (*cb)(const void *, size_t, void *), void *u, const void *data, int len, int indent)
{
	const unsigned char *p = data;
	char line[289];
	int ret = 0;
	indent = indent < 0 ? 0 : indent > 64 ? 64 : indent;
	int width = columns(indent);
	for (int at = 0; at < len; at += width) {
		int n = BIO_snprintf(line, sizeof line, "%*s%04x - ", indent, "", (unsigned)at);
		for (int j = 0; j < width; j++) {
			if (at + j < len) {
				n += BIO_snprintf(line + n, sizeof line - (size_t)n, "%02x%c", p[at + j],
						  j == 7 ? '-' : ' ');
			} else {
				n += BIO_snprintf(line + n, sizeof line - (size_t)n, "   ");
			}
		}
		n += BIO_snprintf(line + n, sizeof line - (size_t)n, "  ");
		for (int j = 0; j < width && at + j < len; j++) {
			line[n++] = p[at + j] >= ' ' && p[at + j] <= '~' ? (char)p[at + j] : '.';
		}
		line[n++] = '\n';
		int written = cb(line, (size_t)n, u);
		if (written < 0) {
			return written;
		}
		ret += written;
	}
	return ret;
}

int BIO_dump_cb(int (*cb)(const void *, size_t, void *), void *u, const void *data, int len)
{
	return BIO_dump_indent_cb(cb, u, data, len, 0);
}

static int to_bio(const void *data, size_t len, void *b)
{
	return BIO_write(b, data, (int)len);
}

int BIO_dump_indent(BIO *b, const void *data, int len, int indent)
{
	return BIO_dump_indent_cb(to_bio, b, data, len, indent);
}

int BIO_dump(BIO *b, const void *data, int len)
{
	return BIO_dump_indent(b, data, len, 0);
}

static int to_file(const void *data, size_t len, void *fp)
{
	return (int)fwrite(data, len, 1, fp);
}

int BIO_dump_indent_fp(FILE *fp, const void *data, int len, int indent)
{
	return BIO_dump_indent_cb(to_file, fp, data, len, indent);
}

int BIO_dump_fp(FILE *fp, const void *data, int len)
{
	return BIO_dump_indent_fp(fp, data, len, 0);
}

int BIO_hex_string(BIO *b, int indent, int width, const void *data, int len)
{
	const unsigned char *p = data;
	/* The first line stands behind what its reader wrote before, so it is not indented. */
	for (int i = 0; i < len; i++) {
		if (i != 0 && i % width == 0) {
			BIO_printf(b, "\n%*s", indent, "");
		}
		BIO_printf(b, i + 1 < len ? "%02X:" : "%02X", p[i]);
	}
	return 1;
}
