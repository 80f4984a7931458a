/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Authentication, the same for both roles: taking the peer's chain, having it judged, checking its signature over the
 * handshake, and answering with our own (RFC 8446 §4.4.2, §4.4.3; RFC 5246 §7.4.2, §7.4.8).
 */
#include "tls/handshake/hs.h"

#include <assert.h>

#include "tls/handshake/compress.h"
#include "tls/handshake/custom.h"

void auth_drop_chain(struct tls_conn *c)
{
	for (size_t i = 0; i < c->n_peer_chain; i++) {
		cert_free(c->peer_chain[i]);
	}
	tls_free(c->peer_chain);
	c->peer_chain = NULL;
	c->n_peer_chain = 0;
	session_free(c->chain_from);
	c->chain_from = NULL;
	pubkey_free(c->peer_key);
	c->peer_key = NULL;
	buf_free(&c->peer_spki);
}

bool auth_shows_raw(const struct tls_conn *c, enum tls_role whose)
{
	return c->cert_type[whose] == TLS_CERT_RAW;
}

static enum tls_role peer_of(const struct tls_conn *c)
{
	return c->role == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
}

const struct pubkey *auth_peer_key(const struct tls_conn *c)
{
	return c->peer_key != NULL ? c->peer_key : cert_pubkey(c->peer_chain[0]);
}

static struct span types_of(const struct tls_config *cfg, enum tls_role whose)
{
	return whose == TLS_SERVER ? span_of(cfg->server_cert_types, cfg->n_server_cert_types)
				   : span_of(cfg->client_cert_types, cfg->n_client_cert_types);
}

/* RFC 7250 §4.1: the answer is one of those that were offered; none means certificates. */
enum tls_err auth_answer_types(struct tls_conn *c, const struct ext_block *ext)
{
	static const struct {
		enum ext_ix ix;
		enum tls_role whose;
	} kinds[] = {{XI_SERVER_CERT_TYPE, TLS_SERVER}, {XI_CLIENT_CERT_TYPE, TLS_CLIENT}};
	for (size_t i = 0; i < 2; i++) {
		struct span offered = types_of(c->cfg, kinds[i].whose);
		struct span body = ext->body[kinds[i].ix];
		c->cert_type[kinds[i].whose] = TLS_CERT_X509;
		if (!ext_has(ext, kinds[i].ix)) {
			continue;
		}
		if (body.len != 1) {
			return TLS_E_BAD_EXTENSION;
		}
		if (offered.len == 0 || memchr(offered.p, body.p[0], offered.len) == NULL) {
			return TLS_E_WRONG_CERT_TYPE;
		}
		c->cert_type[kinds[i].whose] = body.p[0];
	}
	return TLS_OK;
}

/* may_show: that side's kind of certificate is among those that our settings name, if they name any. */
static bool may_show(const struct tls_conn *c, enum tls_role whose)
{
	struct span types = types_of(c->cfg, whose);
	return types.len == 0 || memchr(types.p, c->cert_type[whose], types.len) != NULL;
}

static enum tls_err take_raw(struct tls_conn *c, const struct certificate_msg *m)
{
	if (m->n_certs != 1) { /* RFC 8446 §4.4.2: "the certificate_list MUST contain no more than one" */
		return TLS_E_DECODE;
	}
	enum tls_err e = spki_decode(&c->peer_key, m->certs[0]);
	if (e == TLS_OK && pubkey_security_bits(c->peer_key) < c->cfg->min_security_bits) {
		e = TLS_E_WEAK_KEY;
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->peer_spki, m->certs[0]);
	}
	return e == TLS_E_KEY_UNSUPPORTED ? TLS_E_UNSUPPORTED_KEY : e == TLS_E_DER ? TLS_E_BAD_CERTIFICATE : e;
}

enum tls_err auth_parse_chain(struct tls_conn *c, const struct certificate_msg *m)
{
	auth_drop_chain(c);
	c->peer_chain = tls_calloc(m->n_certs, sizeof(struct cert *));
	if (c->peer_chain == NULL) {
		return TLS_E_ALLOC;
	}
	for (size_t i = 0; i < m->n_certs; i++) {
		enum tls_err e = cert_parse(&c->peer_chain[i], m->certs[i]);
		if (e != TLS_OK) {
			return e == TLS_E_ALLOC ? e : TLS_E_BAD_CERTIFICATE;
		}
		c->n_peer_chain++;
	}
	if (cert_pubkey(c->peer_chain[0]) == NULL) {
		return TLS_E_UNSUPPORTED_KEY;
	}
	return TLS_OK;
}

enum tls_err auth_take_chain(struct tls_conn *c, const struct certificate_msg *m)
{
	auth_drop_chain(c);
	if (!may_show(c, peer_of(c))) {
		return TLS_E_NO_SHARED_CERT_TYPE;
	}
	return auth_shows_raw(c, peer_of(c)) ? take_raw(c, m) : auth_parse_chain(c, m);
}

enum tls_err auth_take_cert_exts(struct tls_conn *c, struct hs *hs, const struct certificate_msg *m)
{
	for (size_t i = 0; i < m->n_certs; i++) {
		struct ext_block ext;
		enum tls_err e = ext_decode(&ext, m->exts[i], IN_CT);
		if (e == TLS_OK) {
			struct span cert = c->peer_key == NULL ? m->certs[i] : span_of(NULL, 0);
			e = custom_take(c, hs, (struct tls_ext_at){IN_CT, i, cert}, m->exts[i]);
		}
		if (e != TLS_OK) {
			return e;
		}
	}
	return TLS_OK;
}

enum tls_err auth_check_chain(struct tls_conn *c, struct hs *hs)
{
	bool raw = c->peer_key != NULL;
	if (raw ? c->hooks->verify_raw == NULL : c->hooks->verify == NULL) {
		return TLS_OK;
	}
	struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
	enum tls_hook_answer a = raw ? c->hooks->verify_raw(c->owner, c, buf_span(&c->peer_spki), &fault)
				     : c->hooks->verify(c->owner, c, c->peer_chain, c->n_peer_chain, &fault);
	if (a == HOOK_FAIL && fault.err == TLS_OK) {
		fault.err = TLS_E_VERIFY_UNKNOWN;
	}
	return hook_result(hs, a, LATER_VERIFY, &fault);
}

/* RFC 8446 §4.4.3: 64 spaces, a context string, a zero byte, then the transcript hash. */
struct signed_content {
	uint8_t b[64 + 34 + HASH_MAX_LEN];
	size_t len;
};

static void content_13(const struct hs *hs, bool by_server, struct signed_content *out)
{
	static const char server[34] = "TLS 1.3, server CertificateVerify";
	static const char client[34] = "TLS 1.3, client CertificateVerify";
	uint8_t digest[HASH_MAX_LEN];
	struct span th = transcript_hash(&hs->transcript, digest);
	memset(out->b, 0x20, 64);
	memcpy(out->b + 64, by_server ? server : client, 34); /* with the terminating zero: the separator */
	memcpy(out->b + 98, th.p, th.len);
	out->len = 98 + th.len;
}

enum tls_err auth_check_scheme(const struct tls_conn *c, uint16_t scheme)
{
	const struct sig_scheme_info *s = sig_scheme_info(scheme);
	const struct u16_list *offered = c->role == TLS_CLIENT ? &c->cfg->sigalgs : &c->cfg->client_sigalgs;
	bool tls13 = c->version == VERSION_TLS13;
	if (s == NULL || !u16_list_has(offered, scheme) || (tls13 && !s->tls13_handshake) ||
	    !sig_scheme_fits(s, pubkey_type(auth_peer_key(c)), tls13)) {
		return TLS_E_WRONG_SIGALG;
	}
	return TLS_OK;
}

enum tls_err auth_check_verify(struct tls_conn *c, struct hs *hs, struct span body)
{
	struct certificate_verify v;
	enum tls_err e = certificate_verify_decode(&v, body);
	if (e == TLS_OK) {
		e = auth_check_scheme(c, v.scheme);
	}
	if (e != TLS_OK) {
		return e;
	}
	struct signed_content content;
	struct span part;
	if (c->version == VERSION_TLS13) {
		content_13(hs, c->role == TLS_CLIENT, &content);
		part = span_of(content.b, content.len);
	} else {
		part = buf_span(&hs->transcript.log); /* RFC 5246 §7.4.8: all messages so far */
	}
	e = sig_verify(auth_peer_key(c), sig_scheme_info(v.scheme)->alg, &part, 1, v.signature);
	if (e == TLS_OK) {
		c->peer_sigalg = v.scheme;
	}
	return e == TLS_E_KEY_UNSUPPORTED ? TLS_E_WEAK_KEY : e;
}

enum tls_err auth_sign(struct tls_conn *c, struct hs *hs, const struct span *parts, size_t n, uint8_t *out,
		       size_t *out_len)
{
	const struct tls_identity *id = hs->signer.identity;
	if (id->key != NULL) {
		enum tls_err e = sig_sign(id->key, hs->signer.scheme->alg, parts, n, out, out_len);
		return e == TLS_OK || e == TLS_E_ALLOC || e == TLS_E_RANDOM ? e : TLS_E_SIGN_FAILED;
	}
	if (c->hooks->sign == NULL) {
		return TLS_E_SIGN_FAILED;
	}
	struct tls_hook_fault fault = {TLS_E_SIGN_FAILED, ALERT_NONE, false};
	enum tls_hook_answer a = c->hooks->sign(c->owner, c, id, hs->signer.scheme, parts, n, out, out_len, &fault);
	return hook_result(hs, a, LATER_SIGN, &fault);
}

enum tls_err auth_send_verify(struct tls_conn *c, struct hs *hs, enum tls_step event)
{
	struct signed_content content;
	struct span part;
	uint8_t sig[SIG_MAX_LEN];
	size_t sig_len = 0;
	if (c->version == VERSION_TLS13) {
		content_13(hs, c->role == TLS_SERVER, &content);
		part = span_of(content.b, content.len);
	} else {
		part = buf_span(&hs->transcript.log);
	}
	enum tls_err e = auth_sign(c, hs, &part, 1, sig, &sig_len);
	if (e != TLS_OK || hs->waiting != LATER_NONE) {
		return e;
	}
	size_t mark;
	struct writer w = hs_begin(hs, HT_CERTIFICATE_VERIFY, &mark);
	certificate_verify_encode(&w, &(struct certificate_verify){hs->signer.scheme->code, span_of(sig, sig_len)});
	e = hs_end(c, hs, &w, mark, true, event);
	if (e == TLS_OK) {
		c->local_sigalg = (uint16_t)hs->signer.scheme->code;
	}
	return e;
}

void auth_set_identity(struct tls_conn *c, struct tls_identity *id)
{
	struct tls_identity *old = c->identity;
	c->identity = id != NULL ? tls_identity_up_ref(id) : NULL;
	tls_identity_free(old);
}

/* What the program adds beside each certificate: views into bytes. */
struct cert_exts {
	struct buffer bytes;
	struct span of[CHAIN_MAX];
};

static enum tls_err collect_cert_exts(struct tls_conn *c, struct hs *hs, const struct span *chain, size_t n,
				      struct cert_exts *out)
{
	size_t end[CHAIN_MAX];
	for (size_t i = 0; i < n && i < CHAIN_MAX; i++) {
		enum tls_err e = custom_collect(
		    c, hs, (struct tls_ext_at){IN_CT, i, chain != NULL ? chain[i] : span_of(NULL, 0)}, &out->bytes);
		if (e != TLS_OK) {
			return e;
		}
		end[i] = buf_len(&out->bytes);
	}
	for (size_t i = 0, from = 0; i < n && i < CHAIN_MAX; from = end[i++]) {
		out->of[i] = end[i] == from ? span_of(NULL, 0) : span_of(buf_head(&out->bytes) + from, end[i] - from);
	}
	return TLS_OK;
}

static enum tls_err send_certificate_13(struct tls_conn *c, struct hs *hs, const struct tls_identity *id,
					enum tls_step event)
{
	bool raw = auth_shows_raw(c, c->role);
	const struct span *chain = id == NULL ? NULL : raw ? &id->spki : id->chain;
	size_t n = id == NULL ? 0 : raw ? 1 : id->n;
	struct cert_exts custom = {0};
	bool own_sct = id != NULL && !raw && c->role == TLS_SERVER && ext_has(&hs->ch.ext, XI_SCT);
	enum tls_err e = TLS_OK;
	if (n <= CHAIN_MAX) { /* nobody takes a longer one */
		e = collect_cert_exts(c, hs, raw ? NULL : chain, n, &custom);
		own_sct = own_sct && !custom_has(custom.of[0], EXT_SCT);
	}
	if (e == TLS_OK) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_CERTIFICATE, &mark);
		certificate_encode_13(&w, buf_span(&hs->cr_context), chain, n, buf_span(&hs->staple),
				      own_sct ? buf_span(&id->sct) : span_of(NULL, 0),
				      n <= CHAIN_MAX ? custom.of : NULL);
		e = hs_close(hs, &w, mark);
	}
	if (e == TLS_OK && !raw) {
		bool plain = buf_len(&custom.bytes) == 0 && buf_len(&hs->staple) == 0 && !own_sct;
		e = compress_message(c, hs, id, plain);
	}
	if (e == TLS_OK) {
		e = hs_queue(c, hs, true, event);
	}
	buf_free(&custom.bytes);
	return e;
}

enum tls_err auth_send_certificate(struct tls_conn *c, struct hs *hs, enum tls_step event)
{
	struct tls_identity *id = hs->signer.identity;
	auth_set_identity(c, id);
	if (c->version == VERSION_TLS13) {
		return send_certificate_13(c, hs, id, event);
	}
	size_t mark;
	struct writer w = hs_begin(hs, HT_CERTIFICATE, &mark);
	if (auth_shows_raw(c, c->role)) {
		certificate_encode_raw_12(&w, id != NULL ? id->spki : span_of(NULL, 0));
	} else {
		certificate_encode_12(&w, id != NULL ? id->chain : NULL, id != NULL ? id->n : 0);
	}
	return hs_end(c, hs, &w, mark, true, event);
}

enum tls_err auth_ask_client(struct tls_conn *c, struct hs *hs)
{
	if (c->hooks->client_identity != NULL) {
		const struct tls_cert_request_view view = {
		    .sigalgs = c->peer_sigalgs.v,
		    .n_sigalgs = c->peer_sigalgs.n,
		    .ca_names = buf_span(&c->ca_names),
		    .cert_types = buf_span(&c->cert_types),
		};
		struct tls_hook_fault fault = {TLS_OK, ALERT_NONE, false};
		enum tls_hook_answer a = c->hooks->client_identity(c->owner, c, &view, &fault);
		enum tls_err e = hook_result(hs, a, LATER_IDENTITY, &fault);
		if (e != TLS_OK || hs->waiting != LATER_NONE) {
			return e;
		}
	}
	uint8_t wire[2 * 64];
	size_t n = c->peer_sigalgs.n < 64 ? c->peer_sigalgs.n : 64;
	for (size_t i = 0; i < n; i++) {
		wire[2 * i] = (uint8_t)(c->peer_sigalgs.v[i] >> 8);
		wire[2 * i + 1] = (uint8_t)c->peer_sigalgs.v[i];
	}
	hs->signer = (struct signer){0};
	struct signer_needs needs = {.version = c->version, .raw_key = auth_shows_raw(c, TLS_CLIENT), .client = true};
	if (!may_show(c, TLS_CLIENT)) {
		return TLS_OK; /* the server wants certificates, and none may be shown */
	}
	if (c->version == VERSION_TLS12) { /* RFC 5246 §7.4.4: the types that the server takes */
		struct span types = buf_span(&c->cert_types);
		needs.no_rsa = memchr(types.p, CERT_TYPE_RSA_SIGN, types.len) == NULL;
		needs.no_ecdsa = memchr(types.p, CERT_TYPE_ECDSA_SIGN, types.len) == NULL;
	}
	/* Nothing that fits: an empty Certificate, and the server decides. */
	(void)choose_signer(c->cfg, span_of(wire, 2 * n), &needs, &hs->signer);
	return TLS_OK;
}
