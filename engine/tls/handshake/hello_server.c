/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The server's opening, common to both versions: the ClientHello is kept, and each question that the program may answer
 * is a step of its own, so that a program which says "later" is asked the same thing again and nothing before it.
 *
 *     S_WAIT_CH > HOOK_HELLO > VERSION > HOOK_NAME > HOOK_IDENTITY > S13_RESUME | S12_RESUME
 */
#include "tls/handshake/cookie.h"
#include "tls/handshake/custom.h"
#include "tls/handshake/hs.h"

static enum tls_err recv_client_hello(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	enum tls_err e = conn_take_bytes(&hs->hello, m->body);
	if (e == TLS_OK) {
		e = client_hello_decode(&hs->ch, buf_span(&hs->hello));
	}
	if (e == TLS_OK) {
		memcpy(c->randoms.client, hs->ch.random.p, RANDOM_LEN);
		c->client_version = hs->ch.legacy_version;
		c->started = true;
		e = conn_take_bytes(&c->peer_suites, hs->ch.suites);
	}
	if (e == TLS_OK) {
		e = conn_take_u16s(&c->peer_groups, hs->ch.groups);
	}
	if (e == TLS_OK) {
		e = conn_take_u16s(&c->peer_sigalgs, hs->ch.sigalgs);
	}
	hs->state = S_HOOK_HELLO;
	return e;
}

static enum tls_err hook_hello(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (c->hooks->client_hello != NULL) {
		const struct client_hello *ch = &hs->ch;
		const struct tls_hello_view view = {ch->legacy_version, ch->random,      ch->session_id,
						    ch->suites,         ch->compression, ch->extensions};
		struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
		enum tls_hook_answer a = c->hooks->client_hello(c->owner, c, &view, &fault);
		enum tls_err e = hook_result(hs, a, LATER_CLIENT_HELLO, &fault);
		if (e != TLS_OK || hs->waiting != LATER_NONE) {
			return e;
		}
	}
	hs->state = S_VERSION;
	return TLS_OK;
}

/* RFC 5746 §3.6: the extension, if it is there, is empty in an initial handshake. */
static enum tls_err check_renegotiation_info(struct tls_conn *c, const struct client_hello *ch)
{
	c->secure_renegotiation = ext_has(&ch->ext, XI_RENEGOTIATION_INFO) || u16s_has(ch->suites, SCSV_RENEGOTIATION);
	return ch->renegotiation_info.len == 0 ? TLS_OK : TLS_E_RENEGOTIATION_INFO;
}

static enum tls_err check_13(const struct client_hello *ch)
{
	if (ch->legacy_version < VERSION_TLS12) {
		return TLS_E_UNSUPPORTED_VERSION;
	}
	/* RFC 8446 §4.1.2: exactly one compression method, null. */
	if (ch->compression.len != 1 || ch->compression.p[0] != 0) {
		return TLS_E_BAD_COMPRESSION;
	}
	/* RFC 8446 §9.2 */
	if (ext_has(&ch->ext, XI_PRE_SHARED_KEY) && !ext_has(&ch->ext, XI_PSK_KEY_EXCHANGE_MODES)) {
		return TLS_E_MISSING_PSK_MODES;
	}
	if (!ext_has(&ch->ext, XI_SIGNATURE_ALGORITHMS) && !ext_has(&ch->ext, XI_PRE_SHARED_KEY)) {
		return TLS_E_MISSING_SIGALGS;
	}
	if (!ext_has(&ch->ext, XI_SUPPORTED_GROUPS)) {
		return TLS_E_MISSING_GROUPS;
	}
	if (!ext_has(&ch->ext, XI_KEY_SHARE)) {
		return TLS_E_MISSING_KEY_SHARE;
	}
	return client_hello_check_shares(ch);
}

static enum tls_err check_12(const struct client_hello *ch)
{
	if (memchr(ch->compression.p, 0, ch->compression.len) == NULL) {
		return TLS_E_BAD_COMPRESSION;
	}
	/* RFC 8422 §5.1.2: a list of formats "MUST ... contain uncompressed (0)". TLS 1.3 does not look at it. */
	bool formats = ext_has(&ch->ext, XI_EC_POINT_FORMATS);
	return formats && memchr(ch->point_formats.p, 0, ch->point_formats.len) == NULL ? TLS_E_BAD_EC_POINT_FORMATS
											: TLS_OK;
}

static enum tls_err version(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	uint16_t v;
	enum tls_err e = choose_version(c->cfg, &hs->ch, &v);
	if (e == TLS_OK) {
		e = check_renegotiation_info(c, &hs->ch);
	}
	if (e == TLS_OK && v == VERSION_TLS13) {
		e = check_13(&hs->ch);
	}
	if (e == TLS_OK && v == VERSION_TLS12) {
		e = check_12(&hs->ch);
	}
	if (e != TLS_OK) {
		return e;
	}
	c->version = v;
	if (hs->ch.server_name.len != 0) {
		char *name = tls_alloc(hs->ch.server_name.len + 1);
		if (name == NULL) {
			return TLS_E_ALLOC;
		}
		memcpy(name, hs->ch.server_name.p, hs->ch.server_name.len);
		name[hs->ch.server_name.len] = 0;
		tls_free(c->server_name);
		c->server_name = name;
	}
	if (v == VERSION_TLS13) {
		e = conn_take_bytes(&c->ca_names, hs->ch.ca_names);
		if (e == TLS_OK) {
			e = cookie_open(c, hs);
		}
		if (e != TLS_OK) {
			return e;
		}
	}
	hs->state = S_HOOK_NAME;
	return custom_take(c, hs, (struct tls_ext_at){.place = IN_CH}, hs->ch.extensions);
}

static enum tls_err hook_name(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (c->hooks->server_name != NULL) {
		struct tls_hook_fault fault = {TLS_E_UNRECOGNIZED_NAME, ALERT_NONE, false};
		enum tls_hook_answer a = c->hooks->server_name(c->owner, c, hs->ch.server_name, &fault);
		enum tls_err e = hook_result(hs, a, LATER_OTHER, &fault);
		if (e != TLS_OK || hs->waiting != LATER_NONE) {
			return e;
		}
		c->server_name_acked = a == HOOK_DONE && hs->ch.server_name.len != 0;
	}
	hs->state = S_HOOK_IDENTITY;
	return TLS_OK;
}

/* A server that resumes shows nothing, and says what it would show all the same, as OpenSSL; that it has nothing to
 * show is no fault then. A client's kind matters where it may be asked: in a full handshake, and after any. */
static enum tls_err cert_types(struct tls_conn *c, const struct hs *hs, bool full)
{
	const struct tls_config *cfg = c->cfg;
	const struct client_hello *ch = &hs->ch;
	c->cert_type[TLS_SERVER] = c->cert_type[TLS_CLIENT] = TLS_CERT_X509;
	enum tls_err e = choose_cert_type(span_of(cfg->server_cert_types, cfg->n_server_cert_types),
					  ch->server_cert_types, &c->cert_type[TLS_SERVER]);
	if ((e == TLS_OK || !full) &&
	    ((full && config_has(cfg, TLS_OPT_REQUEST_CERT)) || ext_has(&ch->ext, XI_POST_HANDSHAKE_AUTH))) {
		e = choose_cert_type(span_of(cfg->client_cert_types, cfg->n_client_cert_types), ch->client_cert_types,
				     &c->cert_type[TLS_CLIENT]);
	} else if (!full) {
		e = TLS_OK;
	}
	return e;
}

enum tls_err server_cert_types(struct tls_conn *c, const struct hs *hs)
{
	return cert_types(c, hs, hs->resume == NULL);
}

static enum tls_err hook_identity(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (c->hooks->choose_identity != NULL) {
		struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
		/* Who chooses may ask for the kind to show. If there is none, that is told when all has been chosen. */
		if (cert_types(c, hs, true) != TLS_OK) {
			c->cert_type[TLS_SERVER] = c->cert_type[TLS_CLIENT] = TLS_CERT_X509;
		}
		enum tls_hook_answer a = c->hooks->choose_identity(c->owner, c, &fault);
		enum tls_err e = hook_result(hs, a, LATER_IDENTITY, &fault);
		if (e != TLS_OK || hs->waiting != LATER_NONE) {
			return e;
		}
	}
	hs->state = c->version == VERSION_TLS13 ? S13_RESUME : S12_RESUME;
	return TLS_OK;
}

enum tls_err server_alpn(struct tls_conn *c, struct hs *hs)
{
	if (c->hooks->alpn == NULL || hs->ch.alpn.len == 0) {
		return TLS_OK;
	}
	struct span chosen = {0};
	struct tls_hook_fault fault = {TLS_E_NO_ALPN, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->alpn(c->owner, c, hs->ch.alpn, &chosen, &fault);
	enum tls_err e = hook_result(hs, a, LATER_OTHER, &fault);
	if (e == TLS_OK && a == HOOK_DONE) {
		e = chosen.len >= 1 && chosen.len <= 255 ? conn_set_alpn(c, chosen) : TLS_E_CALLBACK_FAILED;
	}
	return e;
}

enum tls_err server_staple(struct tls_conn *c, struct hs *hs)
{
	buf_free(&hs->staple);
	if (!hs->ch.status_ocsp || hs->signer.identity == NULL || auth_shows_raw(c, TLS_SERVER)) {
		return TLS_OK;
	}
	if (c->hooks->staple == NULL) {
		return conn_take_bytes(&hs->staple, buf_span(&hs->signer.identity->ocsp));
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->staple(c->owner, c, &hs->staple, &fault);
	return hook_result(hs, a, LATER_OTHER, &fault);
}

const struct step hello_server_steps[] = {
    {S_WAIT_CH, HT_CLIENT_HELLO, recv_client_hello, true, STEP_S_GOT_CLIENT_HELLO, BIT(S_HOOK_HELLO)},
    {S_HOOK_HELLO, HT_NONE, hook_hello, false, STEP_BEFORE, BIT(S_VERSION)},
    {S_VERSION, HT_NONE, version, false, STEP_BEFORE, BIT(S_HOOK_NAME)},
    {S_HOOK_NAME, HT_NONE, hook_name, false, STEP_BEFORE, BIT(S_HOOK_IDENTITY)},
    {S_HOOK_IDENTITY, HT_NONE, hook_identity, false, STEP_BEFORE, BIT(S13_RESUME) | BIT(S12_RESUME)},
    {0},
};
