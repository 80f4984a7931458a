/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Cookies of cookie.h. Their content, which the hooks protect:
 *
 *     u8 format = 1 | u16 suite | u16 group that a share was asked for, or 0 | v8 hash of the first hello | digest[32]
 */
#include "tls/handshake/cookie.h"

#define FORMAT 1

void cookie_digest(const struct client_hello *ch, uint8_t out[HASH_MAX_LEN])
{
	struct hash_ctx h;
	hash_init(&h, HASH_SHA256);
	hash_update(&h, ch->random);
	hash_update(&h, ch->session_id);
	hash_update(&h, ch->suites);
	hash_update(&h, ch->compression);
	/* Each extension that may not change: type by index, then body. */
	static const enum ext_ix same[] = {
	    XI_SERVER_NAME,          XI_SUPPORTED_GROUPS,   XI_SIGNATURE_ALGORITHMS,   XI_ALPN,
	    XI_STATUS_REQUEST,       XI_SUPPORTED_VERSIONS, XI_PSK_KEY_EXCHANGE_MODES, XI_SIGNATURE_ALGORITHMS_CERT,
	    XI_COMPRESS_CERTIFICATE, XI_CLIENT_CERT_TYPE,   XI_SERVER_CERT_TYPE};
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		const uint8_t tag[] = {(uint8_t)same[i], ext_has(&ch->ext, same[i]),
				       (uint8_t)(ch->ext.body[same[i]].len >> 8), (uint8_t)ch->ext.body[same[i]].len};
		hash_update(&h, span_of(tag, sizeof tag));
		hash_update(&h, ch->ext.body[same[i]]);
	}
	hash_final(&h, out);
}

struct server_hello_out cookie_retry(const struct hs *hs, uint16_t suite, struct span cookie)
{
	return (struct server_hello_out){.session_id = hs->ch.session_id,
					 .suite = suite,
					 .tls13 = true,
					 .retry = true,
					 .share_group = hs->retry_group,
					 .cookie = cookie};
}

enum tls_err cookie_seal(struct tls_conn *c, struct hs *hs, struct buffer *out)
{
	uint8_t b[64 + HASH_MAX_LEN + HELLO_DIGEST_LEN];
	uint8_t digest[HASH_MAX_LEN];
	struct writer w = wr_fixed(b, sizeof b);
	wr_u8(&w, FORMAT);
	wr_u16(&w, c->suite->code);
	wr_u16(&w, hs->retry_group);
	wr_vec(&w, 1, transcript_hash(&hs->transcript, digest));
	wr_bytes(&w, span_of(hs->retry_hash, HELLO_DIGEST_LEN));
	if (wr_failed(&w) || c->hooks->cookie_seal == NULL) {
		return TLS_E_INTERNAL;
	}
	struct tls_hook_fault fault = {TLS_E_CALLBACK_FAILED, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->cookie_seal(c->owner, c, wr_span(&w), out, &fault);
	if (a != HOOK_DONE) {
		return hook_result(hs, HOOK_FAIL, LATER_OTHER, &fault);
	}
	return buf_len(out) != 0 && buf_len(out) <= 65535 ? TLS_OK : TLS_E_CALLBACK_FAILED;
}

struct memory {
	const struct tls_suite *suite;
	uint16_t group;
	struct span hash, digest;
};

static bool decode(struct memory *m, struct span content)
{
	struct reader r = rd_init(content);
	uint8_t format = rd_u8(&r);
	m->suite = tls_suite_by_code(rd_u16(&r));
	m->group = rd_u16(&r);
	m->hash = rd_vec(&r, 1, 1, HASH_MAX_LEN);
	m->digest = rd_bytes(&r, HELLO_DIGEST_LEN);
	return rd_end(&r) && format == FORMAT && m->suite != NULL && m->suite->version == VERSION_TLS13 &&
	       m->hash.len == hash_len((enum hash_id)m->suite->hash);
}

/* The messages as they went: the first hello's hash, the HelloRetryRequest, and then this hello. */
static enum tls_err rebuild(struct hs *hs, const struct memory *m)
{
	struct buffer hello = hs->transcript.log;
	struct buffer retry = {0};
	const uint8_t header[HANDSHAKE_HEADER_LEN] = {HT_MESSAGE_HASH, 0, 0, (uint8_t)m->hash.len};
	hs->transcript.log = (struct buffer){0};
	struct writer w = wr_buffer(&retry, 70000);
	const struct server_hello_out h = cookie_retry(hs, m->suite->code, hs->ch.cookie);
	wr_u8(&w, HT_SERVER_HELLO);
	size_t mark = wr_open(&w, 3);
	server_hello_encode(&w, &h);
	wr_close(&w, mark, 3);
	enum tls_err e = wr_commit(&w) ? TLS_OK : TLS_E_ALLOC;
	if (e == TLS_OK) {
		transcript_choose(&hs->transcript, (enum hash_id)m->suite->hash, false);
		e = transcript_add(&hs->transcript, span_of(header, sizeof header));
	}
	if (e == TLS_OK) {
		e = transcript_add(&hs->transcript, m->hash);
	}
	if (e == TLS_OK) {
		e = transcript_add(&hs->transcript, buf_span(&retry));
	}
	if (e == TLS_OK) {
		hs->before_second = hs->transcript.hash;
		e = transcript_add(&hs->transcript, buf_span(&hello));
	}
	buf_free(&hello);
	buf_free(&retry);
	return e;
}

/* RFC 8446 §4.1.2 and §4.2.10, as for any second hello. */
static enum tls_err check_second(const struct hs *hs, const struct memory *m)
{
	uint8_t digest[HASH_MAX_LEN];
	struct span share;
	cookie_digest(&hs->ch, digest);
	if (!span_eq(span_of(digest, HELLO_DIGEST_LEN), m->digest) ||
	    (m->group != 0 && !client_hello_share(&hs->ch, m->group, &share))) {
		return TLS_E_BAD_SECOND_HELLO;
	}
	return ext_has(&hs->ch.ext, XI_EARLY_DATA) ? TLS_E_BAD_EARLY_DATA : TLS_OK;
}

enum tls_err cookie_open(struct tls_conn *c, struct hs *hs)
{
	struct buffer content = {0};
	struct memory m;
	enum tls_err e = TLS_OK;
	if (!c->stateless || hs->ch.cookie.len == 0 || c->hooks->cookie_open == NULL) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_E_BAD_COOKIE, ALERT_NONE, false};
	switch (c->hooks->cookie_open(c->owner, c, hs->ch.cookie, &content, &fault)) {
	case HOOK_DONE:
		break;
	case HOOK_DECLINED:
		goto out;
	default:
		e = hook_result(hs, HOOK_FAIL, LATER_OTHER, &fault);
		goto out;
	}
	if (!decode(&m, buf_span(&content))) {
		e = TLS_E_BAD_COOKIE;
		goto out;
	}
	e = check_second(hs, &m);
	if (e == TLS_OK) {
		hs->retried = c->cookie_accepted = true;
		hs->retry_suite = m.suite->code;
		hs->retry_group = m.group;
		e = rebuild(hs, &m);
	}
out:
	buf_free(&content);
	return e;
}
