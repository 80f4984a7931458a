/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The client's opening, common to both versions (RFC 8446 §4.1):
 *
 *     C_START --ClientHello--> C_WAIT_SH --HelloRetryRequest--> C_RETRY --ClientHello--> C_WAIT_SH
 *                                        --ServerHello 1.3----> C13_KEYS
 *                                        --ServerHello 1.2----> C12_WAIT_CERT (or the abbreviated handshake)
 */
#include "tls/handshake/hs.h"

#include "crypto/rng.h"
#include "tls/handshake/compress.h"
#include "tls/handshake/custom.h"
#include "tls/handshake/early.h"
#include "tls/handshake/resume.h"
#include "tls/record/flight.h"

static bool offers_13(const struct tls_conn *c)
{
	return config_allows(c->cfg, VERSION_TLS13);
}

static bool offers_12(const struct tls_conn *c)
{
	return config_allows(c->cfg, VERSION_TLS12);
}

/* The lists of a hello, cut down to what the enabled versions and the wanted strength leave. */
struct offer {
	uint16_t versions[2], suites[16], groups[8], sigalgs[32];
	size_t n_versions, n_suites, n_groups, n_sigalgs;
};

static enum tls_err make_offer(const struct tls_conn *c, struct offer *o)
{
	const struct tls_config *cfg = c->cfg;
	*o = (struct offer){.n_versions = 0};
	if (cfg->min_version > cfg->max_version) {
		return TLS_E_NO_PROTOCOLS_ENABLED;
	}
	for (uint16_t v = VERSION_TLS13; v >= VERSION_TLS12; v--) {
		if (config_allows(cfg, v)) {
			o->versions[o->n_versions++] = v;
		}
	}
	for (size_t i = 0; i < cfg->suites.n && o->n_suites < 16; i++) {
		if (config_allows(cfg, tls_suite_by_code(cfg->suites.v[i])->version)) {
			o->suites[o->n_suites++] = cfg->suites.v[i];
		}
	}
	for (size_t i = 0; i < cfg->groups.n && o->n_groups < 8; i++) {
		if (group_allowed(cfg, o->versions[0], cfg->groups.v[i])) {
			o->groups[o->n_groups++] = cfg->groups.v[i];
		}
	}
	for (size_t i = 0; i < cfg->sigalgs.n && o->n_sigalgs < 32; i++) {
		o->sigalgs[o->n_sigalgs++] = cfg->sigalgs.v[i];
	}
	/* The greatest version that is offered needs a suite of its own, as in OpenSSL. */
	bool usable = false;
	for (size_t i = 0; i < o->n_suites; i++) {
		usable = usable || tls_suite_by_code(o->suites[i])->version == o->versions[0];
	}
	if (!usable) {
		return TLS_E_NO_CIPHERS_ENABLED;
	}
	return o->n_groups != 0 ? TLS_OK : TLS_E_NO_GROUPS_ENABLED;
}

/* The settings name groups for shares, and one of them is offered. */
static bool shares_named(const struct tls_config *cfg, const struct offer *o)
{
	for (size_t i = 0; i < o->n_groups; i++) {
		if (u16_list_has(&cfg->share_groups, o->groups[i])) {
			return true;
		}
	}
	return false;
}

/* Key shares are made once, and once more when HelloRetryRequest names a group. */
static enum tls_err make_shares(struct tls_conn *c, struct hs *hs, const struct offer *o)
{
	struct writer w = wr_buffer(&hs->key_shares, 65535);
	bool named = !hs->retried && shares_named(c->cfg, o);
	size_t want = hs->retried ? 1 : named ? TLS_KEY_SHARES_MAX : c->cfg->n_key_shares;
	for (size_t i = 0; i < o->n_groups && hs->n_kx < want && hs->n_kx < TLS_KEY_SHARES_MAX; i++) {
		enum kx_group g = (enum kx_group)(hs->retried ? hs->retry_group : o->groups[i]);
		struct kx_share share;
		if (named && !u16_list_has(&c->cfg->share_groups, (uint16_t)g)) {
			continue;
		}
		enum tls_err e = kx_offer(g, &hs->kx[hs->n_kx], &share);
		if (e != TLS_OK) {
			return e;
		}
		hs->n_kx++;
		wr_u16(&w, (uint16_t)g);
		wr_vec(&w, 2, span_of(share.b, share.len));
	}
	return wr_commit(&w) ? TLS_OK : TLS_E_ALLOC;
}

static uint32_t asked_for(const struct client_hello_out *h)
{
	uint32_t m = ext_bit(EXT_RENEGOTIATION_INFO);
	m |= h->server_name != NULL ? ext_bit(EXT_SERVER_NAME) : 0;
	m |= h->n_groups != 0 ? ext_bit(EXT_SUPPORTED_GROUPS) : 0;
	m |= h->tls12 ? ext_bit(EXT_EC_POINT_FORMATS) : 0;
	m |= h->tls12 && !h->no_ems ? ext_bit(EXT_EXTENDED_MASTER_SECRET) : 0;
	m |= h->tls12 && h->offer_ticket ? ext_bit(EXT_SESSION_TICKET) : 0;
	m |= h->ocsp ? ext_bit(EXT_STATUS_REQUEST) : 0;
	m |= h->sct || custom_has(h->custom, EXT_SCT) ? ext_bit(EXT_SCT) : 0;
	m |= h->alpn.len != 0 ? ext_bit(EXT_ALPN) : 0;
	m |= h->n_versions != 0 ? ext_bit(EXT_SUPPORTED_VERSIONS) | ext_bit(EXT_KEY_SHARE) | ext_bit(EXT_COOKIE) : 0;
	m |= h->server_cert_types.len != 0 || custom_has(h->custom, EXT_SERVER_CERT_TYPE)
		 ? ext_bit(EXT_SERVER_CERT_TYPE)
		 : 0;
	m |= h->client_cert_types.len != 0 || custom_has(h->custom, EXT_CLIENT_CERT_TYPE)
		 ? ext_bit(EXT_CLIENT_CERT_TYPE)
		 : 0;
	m |= h->early_data ? ext_bit(EXT_EARLY_DATA) : 0;
	m |= h->n_psk != 0 ? ext_bit(EXT_PRE_SHARED_KEY) : 0;
	return m;
}

/* RFC 7250 §4.1: who has "no remaining certificate types to send in the client hello, other than the default X.509
 * certificate type" MUST omit the extension. */
static struct span cert_type_offer(const uint8_t *types, size_t n)
{
	return n == 1 && types[0] == TLS_CERT_X509 ? span_of(NULL, 0) : span_of(types, n);
}

static enum tls_err send_hello(struct tls_conn *c, struct hs *hs)
{
	struct offer o;
	enum tls_err e = make_offer(c, &o);
	if (e != TLS_OK) {
		return e;
	}
	const struct tls_config *cfg = c->cfg;
	bool tls13 = offers_13(c);
	uint16_t cert_algs[TLS_CERT_CODECS_MAX];
	struct client_hello_out h = {
	    .random = c->randoms.client,
	    .session_id = span_of(hs->session_id, hs->session_id_len),
	    .suites = o.suites,
	    .n_suites = o.n_suites,
	    .scsv_renegotiation = offers_12(c),
	    .scsv_fallback = config_has(cfg, TLS_OPT_FALLBACK_SCSV),
	    .server_name = c->server_name,
	    .versions = o.versions,
	    .n_versions = tls13 ? o.n_versions : 0,
	    .groups = o.groups,
	    .n_groups = o.n_groups,
	    .sigalgs = o.sigalgs,
	    .n_sigalgs = o.n_sigalgs,
	    .alpn = buf_span(&cfg->alpn),
	    .ca_names = tls13 ? buf_span(&cfg->hello_ca_names) : span_of(NULL, 0),
	    .cookie = buf_span(&hs->cookie),
	    .tls12 = offers_12(c),
	    .no_ems = config_has(cfg, TLS_OPT_NO_EMS),
	    .offer_ticket = !config_has(cfg, TLS_OPT_NO_TICKET),
	    .ocsp = config_has(cfg, TLS_OPT_REQUEST_OCSP),
	    .sct = config_has(cfg, TLS_OPT_REQUEST_SCT),
	    .post_handshake_auth = tls13 && config_has(cfg, TLS_OPT_POST_HANDSHAKE_AUTH),
	    .psk_modes = tls13,
	    .server_cert_types = cert_type_offer(cfg->server_cert_types, cfg->n_server_cert_types),
	    .client_cert_types = cert_type_offer(cfg->client_cert_types, cfg->n_client_cert_types),
	    .cert_algs = cert_algs,
	    .n_cert_algs = tls13 ? compress_offer(cfg, cert_algs) : 0,
	};
	if (tls13 && buf_len(&hs->key_shares) == 0) {
		e = make_shares(c, hs, &o);
	}
	h.key_shares = buf_span(&hs->key_shares);
	struct buffer custom = {0};
	if (e == TLS_OK) {
		e = custom_collect(c, hs, (struct tls_ext_at){.place = IN_CH}, &custom);
		h.custom = buf_span(&custom);
		h.sct = h.sct && !custom_has(h.custom, EXT_SCT);
	}
	if (e == TLS_OK) {
		e = resume_offer(c, hs, &h);
	}
	if (e == TLS_OK) {
		e = early_offer(c, hs, &h.early_data);
	}
	if (e == TLS_OK) {
		size_t mark;
		struct writer w = hs_begin(hs, HT_CLIENT_HELLO, &mark);
		client_hello_encode(&w, &h);
		hs->sent_exts = asked_for(&h);
		e = hs_close(hs, &w, mark);
	}
	buf_free(&custom);
	if (e == TLS_OK) {
		resume_fill_binders(hs, psk_binders_len(&h));
		e = hs_queue(c, hs, true, STEP_C_SENT_CLIENT_HELLO);
	}
	return e == TLS_OK && h.early_data ? early_begin(c, hs) : e;
}

static enum tls_err start(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	enum tls_err e = rng_bytes(c->randoms.client, RANDOM_LEN);
	hs->offered_12 = resume_offerable(c, VERSION_TLS12);
	if (e == TLS_OK && hs->offered_12 && c->offered->id_len != 0) {
		hs->session_id_len = c->offered->id_len;
		memcpy(hs->session_id, c->offered->id, hs->session_id_len);
	} else if (e == TLS_OK && hs->offered_12) {
		/* RFC 5077 §3.4: an id beside the ticket shows by its echo that the ticket was taken. */
		e = rng_bytes(hs->session_id, SESSION_ID_LEN_MAX);
		hs->session_id_len = SESSION_ID_LEN_MAX;
	}
	/* RFC 8446 appendix D.4: middlebox compatibility mode sends a session id that looks like a resumption. */
	if (e == TLS_OK && hs->session_id_len == 0 && offers_13(c) &&
	    !config_has(c->cfg, TLS_OPT_NO_MIDDLEBOX_COMPAT)) {
		e = rng_bytes(hs->session_id, SESSION_ID_LEN_MAX);
		hs->session_id_len = SESSION_ID_LEN_MAX;
	}
	c->client_version = VERSION_TLS12;
	if (e == TLS_OK) {
		e = send_hello(c, hs);
	}
	if (e == TLS_OK) {
		e = flight_flush(c);
	}
	hs->state = C_WAIT_SH;
	return e;
}

enum tls_err client_dummy_ccs(struct tls_conn *c, struct hs *hs)
{
	if (hs->ccs_sent || hs->session_id_len == 0 || config_has(c->cfg, TLS_OPT_NO_MIDDLEBOX_COMPAT)) {
		return TLS_OK;
	}
	hs->ccs_sent = true;
	return flight_ccs(c);
}

static enum tls_err retry(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	(void)m;
	if (buf_len(&c->msgs) != 0) {
		return TLS_E_EXCESS_HANDSHAKE_DATA; /* said before it was the server's turn again */
	}
	enum tls_err e = early_refused(c, hs);
	if (e == TLS_OK) {
		e = client_dummy_ccs(c, hs);
	}
	if (e == TLS_OK && hs->retry_group != 0) {
		for (size_t i = 0; i < hs->n_kx; i++) {
			kx_wipe(&hs->kx[i]);
		}
		hs->n_kx = 0;
		buf_free(&hs->key_shares);
	}
	if (e == TLS_OK) {
		e = send_hello(c, hs);
	}
	if (e == TLS_OK) {
		e = flight_flush(c);
	}
	hs->state = C_WAIT_SH;
	return e;
}

/* What ServerHello and HelloRetryRequest of TLS 1.3 have to fulfil alike. */
static enum tls_err check_common_13(const struct tls_conn *c, const struct hs *hs, const struct server_hello *sh)
{
	if (sh->legacy_version != VERSION_TLS12) {
		return TLS_E_WRONG_VERSION;
	}
	/* RFC 8446 §4.1.3: "a client which receives a legacy_session_id_echo field that does not match ... MUST abort".
	 */
	if (!span_eq(sh->session_id, span_of(hs->session_id, hs->session_id_len))) {
		return TLS_E_BAD_SESSION_ID;
	}
	if (sh->compression != 0) {
		return TLS_E_BAD_COMPRESSION;
	}
	const struct tls_suite *suite = tls_suite_by_code(sh->suite);
	if (suite == NULL) {
		return TLS_E_UNKNOWN_CIPHER;
	}
	if (suite->version != TLS_VERSION_13 || !u16_list_has(&c->cfg->suites, sh->suite)) {
		return TLS_E_WRONG_CIPHER;
	}
	return TLS_OK;
}

static bool have_key_for(const struct hs *hs, uint16_t group)
{
	for (size_t i = 0; i < hs->n_kx; i++) {
		if (hs->kx[i].group == group) {
			return true;
		}
	}
	return false;
}

/* The share that was sent for group. */
static struct span own_share(const struct hs *hs, uint16_t group)
{
	struct reader r = rd_init(buf_span(&hs->key_shares));
	while (rd_left(&r) != 0) {
		uint16_t g = rd_u16(&r);
		struct span share = rd_vec(&r, 2, 1, 65535);
		if (g == group) {
			return share;
		}
	}
	return span_of(NULL, 0);
}

static enum tls_err take_retry(struct tls_conn *c, struct hs *hs, const struct server_hello *sh)
{
	if (hs->retried) {
		return TLS_E_SECOND_HELLO_RETRY;
	}
	enum tls_err e = check_common_13(c, hs, sh);
	if (e == TLS_OK) {
		e = custom_take(c, hs, (struct tls_ext_at){.place = IN_HRR}, sh->extensions);
	}
	if (e != TLS_OK) {
		return e;
	}
	if (sh->share_group == 0 && sh->cookie.len == 0) {
		return TLS_E_BAD_HELLO_RETRY; /* it would change nothing */
	}
	if (sh->share_group != 0 &&
	    (!group_allowed(c->cfg, VERSION_TLS13, sh->share_group) || have_key_for(hs, sh->share_group))) {
		return TLS_E_WRONG_SHARE;
	}
	hs->retry_group = sh->share_group; /* 0: the same hello again, with the cookie */
	hs->retried = true;
	hs->retry_suite = sh->suite;
	e = conn_take_bytes(&hs->cookie, sh->cookie);
	if (e == TLS_OK) {
		transcript_choose(&hs->transcript, (enum hash_id)tls_suite_by_code(sh->suite)->hash, false);
		transcript_retry(&hs->transcript);
	}
	hs->state = C_RETRY;
	return e;
}

static enum tls_err take_13(struct tls_conn *c, struct hs *hs, const struct server_hello *sh)
{
	enum tls_err e = check_common_13(c, hs, sh);
	if (e != TLS_OK) {
		return e;
	}
	if (hs->retried && sh->suite != hs->retry_suite) {
		return TLS_E_WRONG_CIPHER;
	}
	if (sh->psk_chosen) {
		if (hs->n_psk == 0) {
			return TLS_E_UNSOLICITED_EXTENSION;
		}
		/* RFC 8446 §4.2.11: the index is within what was offered, and the suite has the PSK's hash. */
		if (sh->psk_index >= hs->n_psk) {
			return TLS_E_WRONG_PSK;
		}
		if (tls_suite_by_code(sh->suite)->hash != tls_suite_by_code(hs->psk[sh->psk_index]->suite)->hash) {
			return TLS_E_WRONG_PSK_HASH;
		}
	}
	if (sh->share_group == 0) {
		return TLS_E_MISSING_KEY_SHARE;
	}
	if (!have_key_for(hs, sh->share_group)) {
		return TLS_E_WRONG_SHARE;
	}
	c->version = VERSION_TLS13;
	c->suite = tls_suite_by_code(sh->suite);
	c->group = (enum kx_group)sh->share_group;
	memcpy(c->randoms.server, sh->random.p, RANDOM_LEN);
	if (!hs->retried) {
		transcript_choose(&hs->transcript, (enum hash_id)c->suite->hash, false);
	}
	for (size_t i = 0; i < hs->n_kx; i++) {
		if (hs->kx[i].group == c->group) {
			e = kx_finish(&hs->kx[i], sh->share, &hs->premaster);
			struct span ours = own_share(hs, c->group);
			e = e == TLS_OK ? conn_keep_share(c, true, ours) : e;
		}
	}
	if (e == TLS_OK) {
		e = conn_keep_share(c, false, sh->share);
	}
	if (e == TLS_OK && sh->psk_chosen) {
		hs->resume = session_up_ref(hs->psk[sh->psk_index]);
		hs->psk_index = sh->psk_index;
		resume_adopt(c, hs->resume);
	}
	if (e == TLS_OK) {
		e = custom_take(c, hs, (struct tls_ext_at){.place = IN_SH_13}, sh->extensions);
	}
	hs->state = C13_KEYS;
	return e;
}

/* RFC 8446 §4.1.3: the last eight bytes of the random say that the server could do better. */
static bool is_downgrade(const struct tls_conn *c, struct span random)
{
	static const uint8_t to_12[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
	static const uint8_t to_11[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 0};
	const uint8_t *tail = random.p + RANDOM_LEN - 8;
	return (offers_13(c) && memcmp(tail, to_12, 8) == 0) || memcmp(tail, to_11, 8) == 0;
}

static bool id_echoed(const struct hs *hs, const struct server_hello *sh)
{
	return hs->session_id_len != 0 && span_eq(sh->session_id, span_of(hs->session_id, hs->session_id_len));
}

static enum tls_err check_12(const struct tls_conn *c, const struct hs *hs, const struct server_hello *sh)
{
	if (sh->legacy_version != VERSION_TLS12 || !offers_12(c)) {
		return TLS_E_WRONG_VERSION;
	}
	/* RFC 8446 appendix D.3: a server that was sent early data and has forgotten TLS 1.3 since. */
	if (c->tx_early) {
		return TLS_E_WRONG_VERSION;
	}
	if (hs->retried) {
		return TLS_E_BAD_SUPPORTED_VERSION;
	}
	if (is_downgrade(c, sh->random)) {
		return TLS_E_DOWNGRADE;
	}
	if (sh->compression != 0) {
		return TLS_E_BAD_COMPRESSION;
	}
	const struct tls_suite *suite = tls_suite_by_code(sh->suite);
	if (suite == NULL) {
		return TLS_E_UNKNOWN_CIPHER;
	}
	if (suite->version != TLS_VERSION_12 || !u16_list_has(&c->cfg->suites, sh->suite)) {
		return TLS_E_WRONG_CIPHER;
	}
	if ((sh->ext.present & ~hs->sent_exts) != 0) {
		return TLS_E_UNSOLICITED_EXTENSION;
	}
	if (id_echoed(hs, sh) && !hs->offered_12) {
		return TLS_E_BAD_SESSION_ID; /* it would resume a session that there never was */
	}
	/* RFC 5746 §3.4: the initial handshake's renegotiation_info is empty. */
	if (sh->renegotiation_info.len != 0) {
		return TLS_E_RENEGOTIATION_INFO;
	}
	if (!ext_has(&sh->ext, XI_RENEGOTIATION_INFO) && !config_has(c->cfg, TLS_OPT_LEGACY_SERVER_CONNECT)) {
		return TLS_E_NO_SECURE_RENEGOTIATION;
	}
	if (sh->max_fragment != 0) {
		return TLS_E_BAD_MAX_FRAGMENT; /* not asked for */
	}
	return TLS_OK;
}

/* RFC 7301 §3.2: the server's choice is one that was offered. */
static enum tls_err check_alpn(const struct tls_conn *c, struct span name)
{
	struct reader r = rd_init(buf_span(&c->cfg->alpn));
	while (rd_left(&r) != 0) {
		if (span_eq(rd_vec(&r, 1, 1, 255), name)) {
			return TLS_OK;
		}
	}
	return TLS_E_BAD_ALPN;
}

/* The abbreviated handshake: the server's ChangeCipherSpec comes next. */
static enum tls_err resume_12(struct tls_conn *c, struct hs *hs, const struct server_hello *sh)
{
	struct tls_session *s = c->offered;
	/* RFC 5246 §7.4.1.3 and RFC 7627 §5.3: suite and extended master secret are those of the session. */
	if (sh->suite != s->suite) {
		return TLS_E_SESSION_MISMATCH;
	}
	if (!c->ems) {
		return TLS_E_EMS_MISMATCH;
	}
	hs->resume = session_up_ref(s);
	hs->master = s->secret;
	c->group = (enum kx_group)s->group;
	transcript_drop_log(&hs->transcript);
	hs_key_log(c, "CLIENT_RANDOM", &hs->master);
	hs->state = hs->ticket_expected ? C12_WAIT_TICKET_CCS : C12_WAIT_CCS;
	resume_adopt(c, s);
	return TLS_OK;
}

static enum tls_err take_12(struct tls_conn *c, struct hs *hs, const struct server_hello *sh)
{
	enum tls_err e = check_12(c, hs, sh);
	if (e == TLS_OK && sh->alpn.len != 0) {
		e = check_alpn(c, sh->alpn);
		if (e == TLS_OK) {
			e = conn_set_alpn(c, sh->alpn);
		}
	}
	if (e == TLS_OK) {
		e = conn_take_bytes(&c->sct, sh->sct_list);
	}
	if (e == TLS_OK) {
		e = auth_answer_types(c, &sh->ext);
	}
	if (e != TLS_OK) {
		return e;
	}
	c->version = VERSION_TLS12;
	c->suite = tls_suite_by_code(sh->suite);
	memcpy(c->randoms.server, sh->random.p, RANDOM_LEN);
	c->ems = ext_has(&sh->ext, XI_EXTENDED_MASTER_SECRET);
	c->secure_renegotiation = ext_has(&sh->ext, XI_RENEGOTIATION_INFO);
	c->server_name_acked = ext_has(&sh->ext, XI_SERVER_NAME);
	hs->status_expected = ext_has(&sh->ext, XI_STATUS_REQUEST);
	hs->ticket_expected = ext_has(&sh->ext, XI_SESSION_TICKET);
	/* The messages are kept: a client certificate may have to sign them. */
	transcript_choose(&hs->transcript, (enum hash_id)c->suite->hash, true);
	if (id_echoed(hs, sh)) {
		e = resume_12(c, hs, sh);
		return e == TLS_OK ? custom_take(c, hs, (struct tls_ext_at){.place = IN_SH_12}, sh->extensions) : e;
	}
	e = conn_take_bytes(&c->peer_point_formats, sh->point_formats);
	if (e != TLS_OK) {
		return e;
	}
	if (sh->session_id.len != 0) {
		memcpy(hs->session_id, sh->session_id.p, sh->session_id.len);
	}
	hs->session_id_len = sh->session_id.len;
	hs->state = C12_WAIT_CERT;
	return custom_take(c, hs, (struct tls_ext_at){.place = IN_SH_12}, sh->extensions);
}

static enum tls_err recv_server_hello(struct tls_conn *c, struct hs *hs, const struct hs_msg *m)
{
	struct server_hello sh;
	enum tls_err e = server_hello_decode(&sh, m->body);
	if (e != TLS_OK) {
		return e;
	}
	if (sh.is_13 && (sh.version != VERSION_TLS13 || !offers_13(c))) {
		return TLS_E_BAD_SUPPORTED_VERSION;
	}
	if (sh.is_retry) {
		return take_retry(c, hs, &sh);
	}
	return sh.is_13 ? take_13(c, hs, &sh) : take_12(c, hs, &sh);
}

const struct step hello_client_steps[] = {
    {C_START, HT_NONE, start, false, STEP_BEFORE, BIT(C_WAIT_SH)},
    {C_WAIT_SH, HT_SERVER_HELLO, recv_server_hello, true, STEP_C_GOT_SERVER_HELLO,
     BIT(C_RETRY) | BIT(C13_KEYS) | BIT(C12_WAIT_CERT) | BIT(C12_WAIT_TICKET_CCS) | BIT(C12_WAIT_CCS)},
    {C_RETRY, HT_NONE, retry, false, STEP_BEFORE, BIT(C_WAIT_SH)},
    {0},
};
