/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * EVP_EncodeInit(3): base64 in lines of 64 characters and back, piece by piece or as one block. Decoding takes blanks
 * and line ends anywhere and ends at '-', with which a PEM trailer begins. The octets may be a key, so digits are made
 * and read without a table.
 */
#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "engine/base/secret.h"

#define LINE 48 /* octets that a line of 64 characters holds */

struct evp_Encode_Ctx_st {
	unsigned n;             /* waiting */
	unsigned char data[80]; /* encoding: octets of the line; decoding: characters of a group */
	bool ended;             /* decoding: padding was seen */
	unsigned flags;
};

/* lt: all ones when a < b, for small numbers. */
static unsigned lt(unsigned a, unsigned b)
{
	return (unsigned)((int)(a - b) >> 31);
}

static unsigned char digit(unsigned v)
{
	unsigned c = v + 'A';
	c += ~lt(v, 26) & ('a' - 'A' - 26u);
	c += ~lt(v, 52) & (unsigned)('0' - 'a' - 26);
	c += ~lt(v, 62) & (unsigned)('+' - '0' - 10);
	c += ~lt(v, 63) & (unsigned)('/' - '+' - 1);
	return (unsigned char)c;
}

/* value: 0 to 63, or 0xff for what is no digit. */
static unsigned value(unsigned char ch)
{
	unsigned c = ch, v = 0xff;
	unsigned upper = lt(c - 'A', 26) & ~lt(c, 'A'), lower = lt(c - 'a', 26) & ~lt(c, 'a');
	unsigned number = lt(c - '0', 10) & ~lt(c, '0');
	unsigned plus = ~lt(c, '+') & lt(c, '+' + 1), slash = ~lt(c, '/') & lt(c, '/' + 1);
	v = (v & ~upper) | ((c - 'A') & upper);
	v = (v & ~lower) | ((c - 'a' + 26) & lower);
	v = (v & ~number) | ((c - '0' + 52) & number);
	v = (v & ~plus) | (62 & plus);
	v = (v & ~slash) | (63 & slash);
	return v;
}

EVP_ENCODE_CTX *EVP_ENCODE_CTX_new(void)
{
	return OPENSSL_zalloc(sizeof(EVP_ENCODE_CTX));
}

void EVP_ENCODE_CTX_free(EVP_ENCODE_CTX *ctx)
{
	OPENSSL_clear_free(ctx, sizeof *ctx);
}

int EVP_ENCODE_CTX_copy(EVP_ENCODE_CTX *to, const EVP_ENCODE_CTX *from)
{
	*to = *from;
	return 1;
}

int EVP_ENCODE_CTX_num(EVP_ENCODE_CTX *ctx)
{
	return (int)ctx->n;
}

/* ---- encoding ---------------------------------------------------------------------------------------------------- */

int EVP_EncodeBlock(unsigned char *out, const unsigned char *in, int len)
{
	int n = 0;
	for (; len > 0; len -= 3, in += 3) {
		unsigned v = (unsigned)in[0] << 16 | (len > 1 ? (unsigned)in[1] << 8 : 0) | (len > 2 ? in[2] : 0);
		out[n++] = digit(v >> 18);
		out[n++] = digit(v >> 12 & 63);
		out[n++] = len > 1 ? digit(v >> 6 & 63) : '=';
		out[n++] = len > 2 ? digit(v & 63) : '=';
	}
	out[n] = '\0';
	return n;
}

void EVP_EncodeInit(EVP_ENCODE_CTX *ctx)
{
	memset(ctx, 0, sizeof *ctx);
}

static int encode_line(unsigned char *out, const unsigned char *in, unsigned len)
{
	int n = EVP_EncodeBlock(out, in, (int)len);
	out[n++] = '\n';
	out[n] = '\0';
	return n;
}

int EVP_EncodeUpdate(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int len)
{
	size_t total = 0;
	*out_len = 0;
	if (len <= 0) {
		return 0;
	}
	for (int at = 0; at < len;) {
		unsigned n = LINE - ctx->n < (unsigned)(len - at) ? LINE - ctx->n : (unsigned)(len - at);
		memcpy(ctx->data + ctx->n, in + at, n);
		ctx->n += n;
		at += (int)n;
		if (ctx->n == LINE) {
			if (total + 65 > INT_MAX) {
				*out_len = 0;
				return 0;
			}
			total += (size_t)encode_line(out + total, ctx->data, LINE);
			ctx->n = 0;
		}
	}
	*out_len = (int)total;
	return 1;
}

void EVP_EncodeFinal(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len)
{
	*out_len = ctx->n != 0 ? encode_line(out, ctx->data, ctx->n) : 0;
	ctx->n = 0;
}

/* ---- decoding ---------------------------------------------------------------------------------------------------- */

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* decode_group: four characters to three octets; padding counts as zeros. False when one is no digit. */
static bool decode_group(unsigned char *out, const unsigned char *in)
{
	unsigned v = 0, bad = 0;
	for (int i = 0; i < 4; i++) {
		unsigned d = in[i] == '=' ? 0 : value(in[i]);
		bad |= d & 0x80;
		v = v << 6 | (d & 63);
	}
	out[0] = (unsigned char)(v >> 16);
	out[1] = (unsigned char)(v >> 8);
	out[2] = (unsigned char)v;
	return bad == 0;
}

/* The length counts what padding stands for too, as it always did. */
int EVP_DecodeBlock(unsigned char *out, const unsigned char *in, int len)
{
	while (len > 0 && (*in == ' ' || *in == '\t')) {
		in++;
		len--;
	}
	while (len > 0 && (is_blank(in[len - 1]) || in[len - 1] == '-')) {
		len--;
	}
	if (len % 4 != 0) {
		return -1;
	}
	int n = 0;
	for (int i = 0; i < len; i += 4, n += 3) {
		if (!decode_group(out + n, in + i)) {
			return -1;
		}
	}
	return n;
}

void EVP_DecodeInit(EVP_ENCODE_CTX *ctx)
{
	memset(ctx, 0, sizeof *ctx);
}

/* 1: more may come; 0: the end was seen; -1: no base64. */
int EVP_DecodeUpdate(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int len)
{
	int n = 0, ret = 1;
	bool padded = false; /* by this piece */
	if (len == 0) {
		*out_len = 0;
		return 0;
	}
	for (int i = 0; i < len && ret == 1; i++) {
		unsigned char c = in[i];
		if (is_blank(c)) {
			continue;
		}
		if (c == '-') {
			ret = 0;
			ctx->ended = true;
			break;
		}
		bool pad = c == '=';
		if (ctx->ended || (pad && ctx->n < 2) ||
		    (!pad && (value(c) == 0xff || (ctx->n == 3 && ctx->data[2] == '=')))) {
			ret = -1;
			break;
		}
		ctx->data[ctx->n++] = c;
		if (ctx->n == 4) {
			decode_group(out + n, ctx->data);
			int n_pad = (ctx->data[3] == '=') + (ctx->data[2] == '=');
			n += 3 - n_pad;
			padded = n_pad != 0;
			ctx->ended = padded;
			ctx->n = 0;
		}
	}
	if (ret == 1 && padded) {
		ret = 0;
	}
	if (ret == 0 && ctx->n != 0) {
		ret = -1;
	}
	*out_len = n;
	return ret;
}

int EVP_DecodeFinal(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len)
{
	(void)out;
	*out_len = 0;
	return ctx->n != 0 ? -1 : 1;
}
