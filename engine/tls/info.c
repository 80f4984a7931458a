/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What is known of a connection: the getters of engine.h, and exported keying material. */
#include "tls/handshake/hs.h"
#include "tls/handshake/resume.h"
#include "tls/keys/ks12.h"
#include "tls/keys/ks13.h"
#include "tls/state/conn.h"

enum tls_err tls_conn_error(const struct tls_conn *c)
{
	return c->err;
}

enum tls_later tls_conn_later(const struct tls_conn *c)
{
	return c->later;
}

enum tls_alert tls_conn_peer_alert(const struct tls_conn *c)
{
	return c->peer_alert;
}

enum tls_alert tls_conn_sent_alert(const struct tls_conn *c)
{
	return c->sent_alert;
}

bool tls_conn_close_notify_sent(const struct tls_conn *c)
{
	return c->close_sent;
}

bool tls_conn_close_notify_received(const struct tls_conn *c)
{
	return c->close_received;
}

bool tls_conn_handshake_done(const struct tls_conn *c)
{
	return c->handshake_done;
}

bool tls_conn_started(const struct tls_conn *c)
{
	return c->started;
}

enum tls_step tls_conn_step(const struct tls_conn *c)
{
	return c->step;
}

enum tls_role tls_conn_role(const struct tls_conn *c)
{
	return c->role;
}

uint16_t tls_conn_version(const struct tls_conn *c)
{
	return c->version;
}

uint16_t tls_conn_client_version(const struct tls_conn *c)
{
	return c->client_version;
}

const struct tls_suite *tls_conn_suite(const struct tls_conn *c)
{
	return c->suite;
}

enum kx_group tls_conn_group(const struct tls_conn *c)
{
	return c->group;
}

uint16_t tls_conn_peer_sigalg(const struct tls_conn *c)
{
	return c->peer_sigalg;
}

uint16_t tls_conn_local_sigalg(const struct tls_conn *c)
{
	return c->local_sigalg;
}

struct span tls_conn_alpn(const struct tls_conn *c)
{
	return span_of(c->alpn, c->alpn_len);
}

struct span tls_conn_server_name(const struct tls_conn *c)
{
	if (c->server_name != NULL) {
		return span_str(c->server_name);
	}
	/* While the hello is looked at, the name is still in it. */
	return c->hs != NULL && c->role == TLS_SERVER ? c->hs->ch.server_name : span_of(NULL, 0);
}

bool tls_conn_server_name_acked(const struct tls_conn *c)
{
	return c->server_name_acked;
}

bool tls_conn_cookie_accepted(const struct tls_conn *c)
{
	return c->cookie_accepted;
}

bool tls_conn_resumed(const struct tls_conn *c)
{
	return c->resumed;
}

bool tls_conn_ems(const struct tls_conn *c)
{
	return c->ems;
}

bool tls_conn_secure_renegotiation(const struct tls_conn *c)
{
	return c->secure_renegotiation;
}

bool tls_conn_cert_requested(const struct tls_conn *c)
{
	return c->cert_requested;
}

struct span tls_conn_client_random(const struct tls_conn *c)
{
	return span_of(c->randoms.client, sizeof c->randoms.client);
}

struct span tls_conn_server_random(const struct tls_conn *c)
{
	return span_of(c->randoms.server, sizeof c->randoms.server);
}

struct span tls_conn_key_share(const struct tls_conn *c, bool ours)
{
	return c->shares[ours];
}

struct span tls_conn_finished(const struct tls_conn *c, bool ours)
{
	int by_server = (c->role == TLS_SERVER) == ours;
	return span_of(c->finished[by_server], c->finished_len[by_server]);
}

uint8_t tls_conn_cert_type(const struct tls_conn *c, enum tls_role whose)
{
	return c->cert_type[whose];
}

struct span tls_conn_peer_raw_key(const struct tls_conn *c)
{
	if (c->resumed && c->session != NULL && buf_len(&c->peer_spki) == 0) {
		return span_of(c->session->peer_key, c->session->peer_key_len);
	}
	return buf_span(&c->peer_spki);
}

struct cert *const *tls_conn_peer_chain(const struct tls_conn *c, size_t *n)
{
	if (c->chain_from != NULL) {
		resume_load_chain((struct tls_conn *)c);
	}
	*n = c->n_peer_chain;
	return c->peer_chain;
}

const struct tls_identity *tls_conn_identity(const struct tls_conn *c)
{
	return c->identity;
}

struct span tls_conn_stapled_ocsp(const struct tls_conn *c)
{
	return buf_span(&c->ocsp);
}

struct span tls_conn_sct_list(const struct tls_conn *c)
{
	return buf_span(&c->sct);
}

struct span tls_conn_peer_suites(const struct tls_conn *c)
{
	return buf_span(&c->peer_suites);
}

struct span tls_conn_peer_point_formats(const struct tls_conn *c)
{
	return buf_span(&c->peer_point_formats);
}

const uint16_t *tls_conn_peer_groups(const struct tls_conn *c, size_t *n)
{
	*n = c->peer_groups.n;
	return c->peer_groups.v;
}

const uint16_t *tls_conn_peer_sigalgs(const struct tls_conn *c, size_t *n)
{
	*n = c->peer_sigalgs.n;
	return c->peer_sigalgs.v;
}

struct span tls_conn_ca_names(const struct tls_conn *c)
{
	return buf_span(&c->ca_names);
}

struct span tls_conn_cert_types(const struct tls_conn *c)
{
	return buf_span(&c->cert_types);
}

struct tls_session *tls_conn_session(const struct tls_conn *c)
{
	/* Made when it is first asked for: most connections never are. */
	if (c->session == NULL && c->handshake_done) {
		struct tls_conn *writable = (struct tls_conn *)c;
		writable->session =
		    resume_snapshot(writable, c->version == TLS_VERSION_13 ? &c->resumption : &c->exporter);
	}
	return c->session;
}

enum tls_early tls_conn_early_status(const struct tls_conn *c)
{
	return c->early;
}

/* RFC 5705 §4: labels of the protocol itself are not to be exported from. */
static bool reserved_label(struct span label)
{
	static const char *const reserved[] = {"client finished", "server finished", "master secret",
					       "extended master secret", "key expansion"};
	for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
		if (span_eq(label, span_str(reserved[i]))) {
			return true;
		}
	}
	return false;
}

static enum tls_err export_13(enum hash_id hash, const struct secret *master, uint8_t *out, size_t out_len,
			      struct span label, struct span context)
{
	if (label.len > 249 || out_len > 255 * hash_len(hash)) {
		return TLS_E_BAD_ARGUMENT;
	}
	ks13_export(hash, master, label, context, out, out_len);
	return TLS_OK;
}

enum tls_err tls_export_early(const struct tls_conn *c, uint8_t *out, size_t out_len, struct span label,
			      struct span context)
{
	if (c->early_exporter.len == 0) {
		return TLS_E_BAD_ARGUMENT;
	}
	/* A client's suite is the session's, which the connection may not have yet. */
	enum hash_id hash = c->early_exporter.len == hash_len(HASH_SHA384) ? HASH_SHA384 : HASH_SHA256;
	return export_13(hash, &c->early_exporter, out, out_len, label, context);
}

enum tls_err tls_export(const struct tls_conn *c, uint8_t *out, size_t out_len, struct span label, struct span context,
			bool has_context)
{
	if (c->exporter.len == 0) {
		return TLS_E_BAD_ARGUMENT; /* there are no keys yet */
	}
	enum hash_id hash = (enum hash_id)c->suite->hash;
	if (c->version == TLS_VERSION_13) {
		return export_13(hash, &c->exporter, out, out_len, label, has_context ? context : span_of(NULL, 0));
	}
	if (reserved_label(label) || context.len > 65535) {
		return TLS_E_BAD_ARGUMENT;
	}
	return ks12_export(hash, &c->exporter, &c->randoms, label, context, has_context, out, out_len) ? TLS_OK
												       : TLS_E_ALLOC;
}
