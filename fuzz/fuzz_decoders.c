/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Every decoder of tls/wire and the session codec: the first byte of the input picks it, the rest is a message body. */
#include "fuzz.h"

#include "tls/session/codec.h"
#include "tls/wire/certificate.h"
#include "tls/wire/client_hello.h"
#include "tls/wire/key_exchange.h"
#include "tls/wire/server_hello.h"
#include "tls/wire/ticket_msg.h"

/* A view that a decoder gave out lies within what it was given. */
static void within(struct span view, struct span body)
{
	must(view.len == 0 || (view.p >= body.p && view.len <= body.len && view.p + view.len <= body.p + body.len));
}

static void client_hello(struct span body)
{
	struct client_hello h;
	struct span share;
	if (client_hello_decode(&h, body) != TLS_OK) {
		return;
	}
	const struct span views[] = {h.random,       h.session_id,         h.suites,         h.compression,
				     h.extensions,   h.server_name,        h.groups,         h.sigalgs,
				     h.sigalgs_cert, h.versions,           h.alpn,           h.key_shares,
				     h.cookie,       h.psk_modes,          h.psk_identities, h.psk_binders,
				     h.ticket,       h.renegotiation_info, h.ca_names};
	for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
		within(views[i], body);
	}
	must(h.random.len == RANDOM_LEN && h.session_id.len <= SESSION_ID_LEN_MAX);
	must(h.psk_truncated_len <= body.len);
	if (client_hello_check_shares(&h) == TLS_OK) {
		for (size_t i = 0; i < u16s_count(h.groups); i++) {
			if (client_hello_share(&h, u16s_at(h.groups, i), &share)) {
				must(share.len != 0);
				within(share, body);
			}
		}
	}
}

static void server_hello(struct span body)
{
	struct server_hello h;
	if (server_hello_decode(&h, body) == TLS_OK) {
		within(h.share, body);
		within(h.cookie, body);
		within(h.alpn, body);
		within(h.sct_list, body);
		within(h.renegotiation_info, body);
		must(h.random.len == RANDOM_LEN && (!h.is_retry || h.is_13));
	}
}

static void certificate(struct span body, bool tls13)
{
	struct certificate_msg m;
	if ((tls13 ? certificate_decode_13(&m, body) : certificate_decode_12(&m, body)) == TLS_OK) {
		must(m.n_certs <= CHAIN_MAX);
		for (size_t i = 0; i < m.n_certs; i++) {
			must(m.certs[i].len != 0);
			within(m.certs[i], body);
		}
		within(m.ocsp, body);
		within(m.sct_list, body);
	}
}

static void certificate_request(struct span body, bool tls13)
{
	struct certificate_request r;
	if ((tls13 ? certificate_request_decode_13(&r, body) : certificate_request_decode_12(&r, body)) == TLS_OK) {
		within(r.ca_names, body);
		within(r.sigalgs, body);
		within(r.cert_types, body);
		within(r.cert_algs, body);
		must(r.sigalgs.len >= 2 && r.sigalgs.len % 2 == 0);
	}
}

static void raw_key(struct span body)
{
	struct certificate_msg m;
	if (certificate_decode_raw_12(&m, body) == TLS_OK) {
		must(m.n_certs <= 1);
		within(m.n_certs == 1 ? m.certs[0] : span_of(NULL, 0), body);
	}
}

static void compressed_certificate(struct span body)
{
	struct compressed_certificate c;
	if (compressed_certificate_decode(&c, body) == TLS_OK) {
		must(c.len <= 0xffffff && c.packed.len != 0);
		within(c.packed, body);
	}
}

/* What decodes is encoded to a session that decodes again. */
static void session(struct span body)
{
	struct tls_session *s;
	struct tls_session *again;
	struct buffer b = {0};
	if (session_decode(&s, body) != TLS_OK) {
		return;
	}
	struct writer w = wr_buffer(&b, 1u << 20);
	session_encode(&w, s);
	must(wr_commit(&w));
	must(session_decode(&again, buf_span(&b)) == TLS_OK);
	must(again->suite == s->suite && again->version == s->version && again->secret.len == s->secret.len);
	session_free(again);
	session_free(s);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0) {
		return 0;
	}
	struct span body = span_of(data + 1, size - 1);
	struct encrypted_extensions ee;
	struct server_key_exchange ske;
	struct certificate_verify cv;
	struct new_session_ticket nst;
	struct span view;
	bool request;
	switch (data[0] % 16) {
	case 0:
		client_hello(body);
		break;
	case 1:
		server_hello(body);
		break;
	case 2:
		if (encrypted_extensions_decode(&ee, body) == TLS_OK) {
			within(ee.alpn, body);
		}
		break;
	case 3:
	case 4:
		certificate(body, data[0] % 16 == 3);
		break;
	case 5:
	case 6:
		certificate_request(body, data[0] % 16 == 5);
		break;
	case 7:
		if (certificate_verify_decode(&cv, body) == TLS_OK) {
			within(cv.signature, body);
		}
		break;
	case 8:
		if (certificate_status_decode(&view, body) == TLS_OK) {
			within(view, body);
		}
		break;
	case 9:
		if (server_key_exchange_decode(&ske, body) == TLS_OK) {
			within(ske.params, body);
			within(ske.share, body);
			within(ske.signature, body);
		}
		break;
	case 10:
		if (client_key_exchange_decode(&view, body) == TLS_OK) {
			within(view, body);
		}
		break;
	case 11:
		if (new_session_ticket_decode_13(&nst, body) == TLS_OK) {
			within(nst.ticket, body);
			within(nst.nonce, body);
		}
		break;
	case 12:
		if (new_session_ticket_decode_12(&nst, body) == TLS_OK) {
			within(nst.ticket, body);
		}
		break;
	case 13:
		if (key_update_decode(&request, body) == TLS_OK) {
			must(body.len == 1);
		}
		break;
	case 14:
		session(body);
		break;
	default:
		if ((data[0] & 0x10) != 0) {
			compressed_certificate(body);
		} else {
			raw_key(body);
		}
		break;
	}
	return 0;
}
