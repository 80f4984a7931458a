/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Groups, signatures and other facts that SSL_ctrl is asked for. */
#include "compat/ssl/config/config.h"

#include <openssl/evp.h>

static const struct sigalg_info *sigalg_used(const SSL *s, bool peer)
{
	if (s->conn == NULL) {
		return NULL;
	}
	return sigalg_by_code(peer ? tls_conn_peer_sigalg(s->conn) : tls_conn_local_sigalg(s->conn));
}

static int give_nid(int nid, bool known, int *out)
{
	if (known && out != NULL) {
		*out = nid;
	}
	return known;
}

int SSL_get_peer_signature_type_nid(const SSL *s, int *pnid)
{
	const struct sigalg_info *a = sigalg_used(s, true);

	return give_nid(a != NULL ? a->key : 0, a != NULL, pnid);
}

int SSL_get_signature_type_nid(const SSL *s, int *pnid)
{
	const struct sigalg_info *a = sigalg_used(s, false);

	return give_nid(a != NULL ? a->key : 0, a != NULL, pnid);
}

static long negotiated_group(const SSL *s)
{
	enum kx_group g = s->conn != NULL ? tls_conn_group(s->conn) : KX_NONE;

	return g != KX_NONE ? group_nid((uint16_t)g) : 0;
}

const char *SSL_get0_group_name(SSL *s)
{
	const struct group_info *g = s->conn != NULL ? group_by_code((uint16_t)tls_conn_group(s->conn)) : NULL;

	return g != NULL ? g->name : NULL;
}

/* The peer's supported_groups as NIDs. */
static long peer_groups(const SSL *s, int *out)
{
	size_t n = 0;
	const uint16_t *v = s->conn != NULL ? tls_conn_peer_groups(s->conn, &n) : NULL;

	for (size_t i = 0; out != NULL && v != NULL && i < n; i++) {
		out[i] = group_nid(v[i]);
	}
	return v != NULL ? (long)n : 0;
}

static bool has_code(const uint16_t *v, size_t n, uint16_t code)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i] == code) {
			return true;
		}
	}
	return false;
}

/* The nth group in common at a server, in the order of whoever is preferred; -1 asks how many, -2 for the best. */
static long shared_group(const SSL *s, long nth)
{
	const struct proto_settings *p = &s->set.proto;
	uint16_t all[PROTO_MAX_LIST];
	const uint16_t *ours = all, *theirs, *first, *second;
	size_t n_ours, n_theirs = 0, n_first, n_second;
	bool server_first = (p->options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
	long found = 0;

	if (s->conn == NULL || tls_conn_role(s->conn) != TLS_SERVER) {
		return 0;
	}
	theirs = tls_conn_peer_groups(s->conn, &n_theirs);
	if (p->groups != NULL) {
		ours = p->groups->v + p->groups->n_set;
		n_ours = p->groups->n_ours;
	} else {
		n_ours = groups_default(all, PROTO_MAX_LIST);
	}
	first = server_first ? ours : theirs;
	n_first = server_first ? n_ours : n_theirs;
	second = server_first ? theirs : ours;
	n_second = server_first ? n_theirs : n_ours;
	nth = nth == -2 ? 0 : nth;
	for (size_t i = 0; i < n_first; i++) {
		const struct group_info *g = group_by_code(first[i]);
		uint8_t code[2] = {(uint8_t)(first[i] >> 8), (uint8_t)first[i]};

		if (g == NULL || !has_code(second, n_second, first[i]) ||
		    !proto_security(p, s, s->ctx, SSL_SECOP_CURVE_SHARED, g->bits, g->nid, code)) {
			continue;
		}
		if (found == nth) {
			return group_nid(first[i]);
		}
		found++;
	}
	return nth == -1 ? found : 0;
}

static long cert_types(const SSL *s, const unsigned char **out)
{
	struct span t = {0};

	if (s->conn == NULL || tls_conn_role(s->conn) == TLS_SERVER) {
		return 0;
	}
	t = tls_conn_cert_types(s->conn);
	if (out != NULL) {
		*out = t.p;
	}
	return (long)t.len;
}

static long raw_suites(const SSL *s, const unsigned char **out)
{
	struct span l;

	if (out == NULL) {
		return 2; /* bytes of one */
	}
	if (s->conn == NULL || tls_conn_role(s->conn) != TLS_SERVER || tls_conn_peer_suites(s->conn).len == 0) {
		return 0;
	}
	l = tls_conn_peer_suites(s->conn);
	*out = l.p;
	return (long)l.len;
}

/* OpenSSL writes nothing to *out when there are none. */
static long point_formats(const SSL *s, const unsigned char **out)
{
	struct span l = s->conn != NULL ? tls_conn_peer_point_formats(s->conn) : span_of(NULL, 0);

	if (l.len != 0 && out != NULL) {
		*out = l.p;
	}
	return (long)l.len;
}

static long extended_master_secret(const SSL *s)
{
	if (s->conn == NULL || !tls_conn_handshake_done(s->conn)) {
		return -1;
	}
	return tls_conn_ems(s->conn);
}

/* The public half of an ephemeral key as an EVP_PKEY of the caller's, SSL_get_peer_tmp_key(3). */
static long ephemeral_key(const SSL *s, bool ours, EVP_PKEY **out)
{
	struct span share = s->conn != NULL ? tls_conn_key_share(s->conn, ours) : span_of(NULL, 0);
	EVP_PKEY *pkey = NULL;

	if (out == NULL || share.len == 0) {
		return 0;
	}
	/* Of a handshake of TLS 1.2 OpenSSL keeps what the server has shown to its client. */
	if (tls_conn_version(s->conn) == TLS_VERSION_12 && tls_conn_handshake_done(s->conn) &&
	    (ours || s->role == TLS_SERVER)) {
		return 0;
	}
	if (tls_conn_group(s->conn) == KX_X25519MLKEM768) {
		return 0; /* libcrypto 3.0 has no object for it */
	}
	if (tls_conn_group(s->conn) == KX_X25519) {
		pkey = EVP_PKEY_new_raw_public_key_ex(s->ctx->libctx, "X25519", s->ctx->propq, share.p, share.len);
	} else {
		char group[16];
		OSSL_PARAM params[] = {
		    OSSL_PARAM_construct_utf8_string("group", group, 0),
		    OSSL_PARAM_construct_octet_string("pub", (void *)share.p, share.len),
		    OSSL_PARAM_construct_end(),
		};
		EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(s->ctx->libctx, "EC", s->ctx->propq);

		OPENSSL_strlcpy(group, tls_conn_group(s->conn) == KX_SECP256R1 ? "P-256" : "P-384", sizeof group);
		if (pctx == NULL || EVP_PKEY_fromdata_init(pctx) <= 0 ||
		    EVP_PKEY_fromdata(pctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) <= 0) {
			pkey = NULL;
		}
		EVP_PKEY_CTX_free(pctx);
	}
	if (pkey == NULL) {
		SSL_ERR(ERR_R_EVP_LIB);
		return 0;
	}
	*out = pkey;
	return 1;
}

long query_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	const struct sigalg_info *a;

	(void)ctx;
	switch (cmd) {
	case SSL_CTRL_GET_RI_SUPPORT:
		return s->conn != NULL && tls_conn_secure_renegotiation(s->conn);
	case SSL_CTRL_GET_EXTMS_SUPPORT:
		return extended_master_secret(s);
	case SSL_CTRL_GET_GROUPS:
		return peer_groups(s, parg);
	case SSL_CTRL_GET_SHARED_GROUP:
		return shared_group(s, larg);
	case SSL_CTRL_GET_NEGOTIATED_GROUP:
		return negotiated_group(s);
	case SSL_CTRL_GET_CLIENT_CERT_TYPES:
		return cert_types(s, parg);
	case SSL_CTRL_GET_PEER_SIGNATURE_NID:
	case SSL_CTRL_GET_SIGNATURE_NID:
		a = sigalg_used(s, cmd == SSL_CTRL_GET_PEER_SIGNATURE_NID);
		return give_nid(a != NULL ? a->hash : 0, a != NULL, parg);
	case SSL_CTRL_GET_RAW_CIPHERLIST:
		return raw_suites(s, parg);
	case SSL_CTRL_GET_EC_POINT_FORMATS:
		return point_formats(s, parg);
	case SSL_CTRL_GET_PEER_TMP_KEY:
	case SSL_CTRL_GET_TMP_KEY:
		return ephemeral_key(s, cmd == SSL_CTRL_GET_TMP_KEY, parg);
	default:
		return 0;
	}
}

/* The extensions that the library itself reads and writes, and that a program may therefore not add as its own. */
int SSL_extension_supported(unsigned int ext_type)
{
	static const unsigned int ours[] = {
	    TLSEXT_TYPE_server_name,
	    TLSEXT_TYPE_max_fragment_length,
	    TLSEXT_TYPE_status_request,
	    TLSEXT_TYPE_supported_groups,
	    TLSEXT_TYPE_ec_point_formats,
	    TLSEXT_TYPE_srp,
	    TLSEXT_TYPE_signature_algorithms,
	    TLSEXT_TYPE_use_srtp,
	    TLSEXT_TYPE_application_layer_protocol_negotiation,
	    TLSEXT_TYPE_signed_certificate_timestamp,
	    TLSEXT_TYPE_padding,
	    TLSEXT_TYPE_encrypt_then_mac,
	    TLSEXT_TYPE_extended_master_secret,
	    TLSEXT_TYPE_session_ticket,
	    TLSEXT_TYPE_psk,
	    TLSEXT_TYPE_early_data,
	    TLSEXT_TYPE_supported_versions,
	    TLSEXT_TYPE_cookie,
	    TLSEXT_TYPE_psk_kex_modes,
	    TLSEXT_TYPE_certificate_authorities,
	    TLSEXT_TYPE_post_handshake_auth,
	    TLSEXT_TYPE_key_share,
	    TLSEXT_TYPE_renegotiate,
	    TLSEXT_TYPE_next_proto_neg,
	};

	for (size_t i = 0; i < N_ELEMENTS(ours); i++) {
		if (ours[i] == ext_type) {
			return 1;
		}
	}
	return 0;
}
