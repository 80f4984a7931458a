/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Sizes: of records and buffers, of certificate lists and early data; how many tickets; padding. */
#include "compat/ssl/config/config.h"

#define MIN_SEND_FRAGMENT 512

static long set_send_fragment(struct proto_settings *p, long n)
{
	if (n < MIN_SEND_FRAGMENT || n > SSL3_RT_MAX_PLAIN_LENGTH) {
		return 0;
	}
	p->max_send_fragment = (size_t)n;
	if (p->split_send_fragment > p->max_send_fragment) {
		p->split_send_fragment = p->max_send_fragment;
	}
	return 1;
}

long record_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	struct proto_settings *p = proto_of(ctx, s);
	long before;

	(void)parg;
	switch (cmd) {
	case SSL_CTRL_GET_READ_AHEAD:
		return p->read_ahead;
	case SSL_CTRL_SET_READ_AHEAD:
		before = p->read_ahead;
		p->read_ahead = (int)larg;
		return before;
	case SSL_CTRL_GET_MAX_CERT_LIST:
		return (long)p->max_cert_list;
	case SSL_CTRL_SET_MAX_CERT_LIST:
		before = (long)p->max_cert_list;
		if (larg < 0) {
			return 0;
		}
		p->max_cert_list = (size_t)larg;
		proto_changed(ctx, s);
		return before;
	case SSL_CTRL_SET_MAX_SEND_FRAGMENT:
		if (!set_send_fragment(p, larg)) {
			return 0;
		}
		proto_changed(ctx, s);
		return 1;
	case SSL_CTRL_SET_SPLIT_SEND_FRAGMENT:
		/* Only matters to pipelines, of which one is ever used; kept within its bounds. */
		if (larg <= 0 || (size_t)larg > p->max_send_fragment) {
			return 0;
		}
		p->split_send_fragment = (size_t)larg;
		return 1;
	case SSL_CTRL_SET_MAX_PIPELINES:
		if (larg < 1 || larg > SSL_MAX_PIPELINES) {
			return 0;
		}
		p->max_pipelines = (size_t)larg;
		/* An SSL_CTX's takes effect in SSL_new (proto_inherit). */
		if (larg > 1 && s != NULL) {
			p->read_ahead = 1;
		}
		return 1;
	default:
		return 0;
	}
}

int SSL_get_read_ahead(const SSL *s)
{
	return s->set.proto.read_ahead;
}

void SSL_set_read_ahead(SSL *s, int yes)
{
	s->set.proto.read_ahead = yes;
}

/* Buffers grow with what arrives, so this is a wish that needs no granting. */
void SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len)
{
	ctx->set.proto.default_read_buffer_len = len;
}

void SSL_set_default_read_buffer_len(SSL *s, size_t len)
{
	s->set.proto.default_read_buffer_len = len;
}

/* ---- tickets and early data ------------------------------------------------------------------------------------- */

int SSL_CTX_set_num_tickets(SSL_CTX *ctx, size_t num)
{
	ctx->set.proto.num_tickets = num;
	ctx_changed(ctx);
	return 1;
}

size_t SSL_CTX_get_num_tickets(const SSL_CTX *ctx)
{
	return ctx->set.proto.num_tickets;
}

int SSL_set_num_tickets(SSL *s, size_t num)
{
	if (s->set.proto.num_tickets != num) {
		s->set.proto.num_tickets = num;
		ssl_changed(s);
	}
	return 1;
}

size_t SSL_get_num_tickets(const SSL *s)
{
	return s->set.proto.num_tickets;
}

int SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t max)
{
	ctx->set.proto.max_early_data = max;
	ctx_changed(ctx);
	return 1;
}

uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *ctx)
{
	return ctx->set.proto.max_early_data;
}

int SSL_set_max_early_data(SSL *s, uint32_t max)
{
	if (s->set.proto.max_early_data != max) {
		s->set.proto.max_early_data = max;
		ssl_changed(s);
	}
	return 1;
}

uint32_t SSL_get_max_early_data(const SSL *s)
{
	return s->set.proto.max_early_data;
}

int SSL_CTX_set_recv_max_early_data(SSL_CTX *ctx, uint32_t max)
{
	ctx->set.proto.recv_max_early_data = max;
	ctx_changed(ctx);
	return 1;
}

uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX *ctx)
{
	return ctx->set.proto.recv_max_early_data;
}

int SSL_set_recv_max_early_data(SSL *s, uint32_t max)
{
	if (s->set.proto.recv_max_early_data != max) {
		s->set.proto.recv_max_early_data = max;
		ssl_changed(s);
	}
	return 1;
}

uint32_t SSL_get_recv_max_early_data(const SSL *s)
{
	return s->set.proto.recv_max_early_data;
}

/* ---- post-handshake authentication ------------------------------------------------------------------------------ */

void SSL_CTX_set_post_handshake_auth(SSL_CTX *ctx, int val)
{
	ctx->set.proto.post_handshake_auth = val != 0;
	ctx_changed(ctx);
}

void SSL_set_post_handshake_auth(SSL *s, int val)
{
	if (s->set.proto.post_handshake_auth != (val != 0)) {
		s->set.proto.post_handshake_auth = val != 0;
		ssl_changed(s);
	}
}

/* ---- max_fragment_length and padding ---------------------------------------------------------------------------- */

/* RFC 6066 §4: a client may ask for shorter records. Our client does not: refused, since a program that has too small a
 * buffer would be let down. */
static int set_max_fragment_mode(uint8_t mode)
{
	if (mode != TLSEXT_max_fragment_length_DISABLED && mode > TLSEXT_max_fragment_length_4096) {
		SSL_ERR(SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
		return 0;
	}
	if (mode != TLSEXT_max_fragment_length_DISABLED) {
		ERR_raise_data(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "the max_fragment_length extension is not sent");
		return 0;
	}
	return 1;
}

int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *ctx, uint8_t mode)
{
	(void)ctx;
	return set_max_fragment_mode(mode);
}

int SSL_set_tlsext_max_fragment_length(SSL *s, uint8_t mode)
{
	(void)s;
	return set_max_fragment_mode(mode);
}

/* Padding of records hides lengths; a program that asks for it must not be told that it is there when it is not. */
static int refuse_padding(void)
{
	ERR_raise_data(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "records are not padded");
	return 0;
}

static int set_block_padding(size_t app, size_t hs)
{
	if (app > SSL3_RT_MAX_PLAIN_LENGTH || hs > SSL3_RT_MAX_PLAIN_LENGTH) {
		return 0;
	}
	/* Blocks of 0 or 1 byte are no padding. */
	return (app <= 1 && hs <= 1) || refuse_padding();
}

int SSL_CTX_set_block_padding(SSL_CTX *ctx, size_t block_size)
{
	(void)ctx;
	return set_block_padding(block_size, block_size);
}

int SSL_set_block_padding(SSL *s, size_t block_size)
{
	(void)s;
	return set_block_padding(block_size, block_size);
}

int SSL_CTX_set_block_padding_ex(SSL_CTX *ctx, size_t app_block_size, size_t hs_block_size)
{
	(void)ctx;
	return set_block_padding(app_block_size, hs_block_size);
}

int SSL_set_block_padding_ex(SSL *s, size_t app_block_size, size_t hs_block_size)
{
	(void)s;
	return set_block_padding(app_block_size, hs_block_size);
}

void SSL_CTX_set_record_padding_callback(SSL_CTX *ctx, padding_cb cb)
{
	ctx->set.proto.padding_cb = NULL;
	if (cb != NULL) {
		(void)refuse_padding();
	}
}

int SSL_set_record_padding_callback(SSL *s, padding_cb cb)
{
	s->set.proto.padding_cb = NULL;
	return cb == NULL || refuse_padding();
}

void SSL_CTX_set_record_padding_callback_arg(SSL_CTX *ctx, void *arg)
{
	ctx->set.proto.padding_arg = arg;
}

void *SSL_CTX_get_record_padding_callback_arg(const SSL_CTX *ctx)
{
	return ctx->set.proto.padding_arg;
}

void SSL_set_record_padding_callback_arg(SSL *s, void *arg)
{
	s->set.proto.padding_arg = arg;
}

void *SSL_get_record_padding_callback_arg(const SSL *s)
{
	return s->set.proto.padding_arg;
}
