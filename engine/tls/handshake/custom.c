/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The two directions of custom.h. */
#include "tls/handshake/custom.h"

bool custom_asked(const struct hs *hs, uint16_t type)
{
	return hs != NULL && u16s_has(buf_span(&hs->custom_asked), type);
}

bool custom_has(struct span written, uint16_t type)
{
	struct reader r = rd_init(written);
	while (rd_left(&r) != 0) {
		uint16_t t = rd_u16(&r);
		rd_vec(&r, 2, 0, 65535);
		if (t == type) {
			return true;
		}
	}
	return false;
}

static enum tls_err hook_error(struct hs *hs, enum tls_hook_answer a, const struct tls_hook_fault *fault)
{
	if (hs != NULL) {
		return hook_result(hs, a, LATER_OTHER, fault);
	}
	return a == HOOK_FAIL ? fault->err : TLS_OK;
}

static enum tls_err remember(struct hs *hs, struct span written)
{
	struct reader r = rd_init(written);
	while (rd_left(&r) != 0) {
		struct span type = rd_bytes(&r, 2);
		rd_vec(&r, 2, 0, 65535);
		if (r.failed) {
			return TLS_E_INTERNAL; /* the hook writes whole extensions */
		}
		if (!buf_append(&hs->custom_asked, type)) {
			return TLS_E_ALLOC;
		}
	}
	return TLS_OK;
}

enum tls_err custom_collect(struct tls_conn *c, struct hs *hs, struct tls_ext_at at, struct buffer *out)
{
	if (c->hooks->custom_write == NULL) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_E_CALLBACK_FAILED, ALERT_NONE, false};
	size_t before = buf_len(out);
	enum tls_err e = hook_error(hs, c->hooks->custom_write(c->owner, c, at, out, &fault), &fault);
	if (e != TLS_OK || hs == NULL || (at.place & (IN_CH | IN_CR)) == 0) {
		return e;
	}
	if (at.place == IN_CH) {
		buf_free(&hs->custom_asked); /* a second hello asks anew */
	}
	struct span all = buf_span(out);
	return remember(hs, span_of(all.p == NULL ? NULL : all.p + before, all.len - before));
}

/* RFC 8446 §4.2: answers hold what was asked for and nothing else. */
static bool all_asked(const struct hs *hs, struct span block)
{
	struct reader r = rd_init(block);
	while (rd_left(&r) != 0) {
		uint16_t type = rd_u16(&r);
		rd_vec(&r, 2, 0, 65535);
		if (ext_bit(type) == 0 && !custom_asked(hs, type)) {
			return false;
		}
	}
	return true;
}

enum tls_err custom_take(struct tls_conn *c, struct hs *hs, struct tls_ext_at at, struct span block)
{
	if ((at.place & (IN_CH | IN_CR | IN_NST)) == 0 && !all_asked(hs, block)) {
		return TLS_E_UNSOLICITED_EXTENSION;
	}
	if (c->hooks->custom_read == NULL || block.len == 0) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_E_CALLBACK_FAILED, ALERT_NONE, false};
	return hook_error(hs, c->hooks->custom_read(c->owner, c, at, block, &fault), &fault);
}
