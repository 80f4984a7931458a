/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_check_chain(3): what of a chain the other side would take, judged by what its hello, or its request, said. It is
 * for certificate callbacks, before the chain is set.
 */
#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/config/config.h"
#include "compat/ssl/core/local.h"

#define VALID_FLAGS (CERT_PKEY_EE_SIGNATURE | CERT_PKEY_EE_PARAM)
#define STRICT_FLAGS                                                                                                   \
	(VALID_FLAGS | CERT_PKEY_CA_SIGNATURE | CERT_PKEY_CA_PARAM | CERT_PKEY_ISSUER_NAME | CERT_PKEY_CERT_TYPE)

/* Before it is said, a method that can serve stands for a server. */
static bool is_server(const SSL *s)
{
	return s->role == TLS_SERVER || (s->role < 0 && s->method->server);
}

/* The signature schemes of both sides, in the peer's order. */
struct shared {
	const struct sigalg_info *v[PROTO_MAX_LIST];
	size_t n;
	bool peer_said; /* the peer sent a list */
};

static struct shared shared_sigalgs(const SSL *s)
{
	struct shared out = {.n = 0};
	uint16_t all[PROTO_MAX_LIST];
	size_t n_own, n = 0;
	const uint16_t *own = sigalgs_own(&s->set.proto, !is_server(s), all, &n_own);
	const uint16_t *peer = s->conn != NULL ? tls_conn_peer_sigalgs(s->conn, &n) : NULL;

	out.peer_said = n != 0;
	for (size_t i = 0; i < n && out.n < PROTO_MAX_LIST; i++) {
		for (size_t k = 0; k < n_own; k++) {
			if (own[k] == peer[i]) {
				out.v[out.n++] = sigalg_by_code(own[k]);
				break; /* a list of NIDs may say a thing twice */
			}
		}
	}
	return out;
}

/* Without a list of the peer's RFC 5246 §7.4.1.4.1 means SHA-1, which is not here, for the keys that it speaks of. */
static bool signature_taken(const struct shared *sh, enum cert_slot_id slot, X509 *x)
{
	int nid = X509_get_signature_nid(x);

	if (!sh->peer_said) {
		return slot != SLOT_RSA && slot != SLOT_EC;
	}
	for (size_t i = 0; i < sh->n; i++) {
		if (sh->v[i]->combined != NID_undef && sh->v[i]->combined == nid) {
			return true;
		}
	}
	return false;
}

/* What the slot of a key is called where schemes name the kind of key. */
static int scheme_key(enum cert_slot_id slot)
{
	static const int keys[SLOT_COUNT] = {EVP_PKEY_RSA, EVP_PKEY_RSA_PSS, EVP_PKEY_EC, EVP_PKEY_ED25519};

	return keys[slot];
}

/* An RSA key signs under the schemes of PKCS #1 and of PSS with its encoding; one of RSA-PSS under the others. */
static bool scheme_fits(const struct sigalg_info *a, enum cert_slot_id slot)
{
	bool rsae = a->code >= 0x0804 && a->code <= 0x0806;

	if (slot == SLOT_RSA) {
		return a->key == EVP_PKEY_RSA || rsae;
	}
	return a->key == scheme_key(slot) && !rsae;
}

static bool can_sign(const struct shared *sh, enum cert_slot_id slot)
{
	for (size_t i = 0; i < sh->n; i++) {
		if (scheme_fits(sh->v[i], slot)) {
			return true;
		}
	}
	return false;
}

static uint16_t curve_of(X509 *x)
{
	struct cert *c = bridge_cert(x);
	uint16_t group = 0;

	switch (c != NULL && cert_pubkey(c) != NULL ? pubkey_type(cert_pubkey(c)) : KEY_NONE) {
	case KEY_EC_P256:
		group = KX_SECP256R1;
		break;
	case KEY_EC_P384:
		group = KX_SECP384R1;
		break;
	case KEY_EC_P521:
		group = KX_SECP521R1;
		break;
	default:
		break;
	}
	cert_free(c);
	return group;
}

/* In TLS 1.3 a scheme of ECDSA has its curve, and an RSA key signs with PSS. */
static bool can_sign_13(const struct shared *sh, enum cert_slot_id slot, X509 *x)
{
	static const struct {
		uint16_t group, scheme;
	} curves[] = {{KX_SECP256R1, SIGSCHEME_ECDSA_SECP256R1_SHA256},
		      {KX_SECP384R1, SIGSCHEME_ECDSA_SECP384R1_SHA384},
		      {KX_SECP521R1, SIGSCHEME_ECDSA_SECP521R1_SHA512}};
	uint16_t group = slot == SLOT_EC ? curve_of(x) : 0, scheme = 0;

	for (size_t i = 0; i < N_ELEMENTS(curves); i++) {
		scheme = curves[i].group == group ? curves[i].scheme : scheme;
	}
	for (size_t i = 0; i < sh->n; i++) {
		const struct sigalg_info *a = sh->v[i];

		if (scheme_fits(a, slot) && (slot != SLOT_EC || a->code == scheme) && a->key != EVP_PKEY_RSA) {
			return true;
		}
	}
	return false;
}

static bool listed(uint16_t group, const uint16_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i] == group) {
			return true;
		}
	}
	return false;
}

/* A key on a curve must be on one that the peer of a server, or the client itself, has among its groups. */
static bool curve_taken(const SSL *s, X509 *x)
{
	uint16_t group = curve_of(x), own[PROTO_MAX_LIST];
	const struct code_list *set = s->set.proto.groups;
	const uint16_t *v = NULL;
	size_t n = 0;

	if (group == 0) {
		return true;
	}
	if (is_server(s)) {
		v = s->conn != NULL ? tls_conn_peer_groups(s->conn, &n) : NULL;
		return n == 0 || listed(group, v, n);
	}
	if (set != NULL) {
		return listed(group, set->v, set->n_set);
	}
	n = groups_default(own, PROTO_MAX_LIST);
	/* OpenSSL's default list has one that is not here. */
	return group == KX_SECP521R1 || listed(group, own, n);
}

static bool issuer_named(const STACK_OF(X509_NAME) * names, X509 *x)
{
	for (int i = 0; i < sk_X509_NAME_num(names); i++) {
		if (X509_NAME_cmp(sk_X509_NAME_value(names, i), X509_get_issuer_name(x)) == 0) {
			return true;
		}
	}
	return false;
}

/* What a server's request says of a client's chain. */
static int check_request(SSL *s, X509 *x, enum cert_slot_id slot, STACK_OF(X509) * chain)
{
	const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(s);
	struct span types = s->conn != NULL ? tls_conn_cert_types(s->conn) : span_of(NULL, 0);
	uint8_t type = slot == SLOT_RSA ? TLS_CT_RSA_SIGN : slot == SLOT_EC ? TLS_CT_ECDSA_SIGN : 0;
	int flags = 0;
	bool named = sk_X509_NAME_num(names) <= 0 || issuer_named(names, x);

	if (type == 0 || (types.len != 0 && memchr(types.p, type, types.len) != NULL)) {
		flags |= CERT_PKEY_CERT_TYPE;
	}
	for (int i = 0; !named && i < sk_X509_num(chain); i++) {
		named = issuer_named(names, sk_X509_value(chain, i));
	}
	return named ? flags | CERT_PKEY_ISSUER_NAME : flags;
}

static int check_signatures(const SSL *s, const struct shared *sh, X509 *x, enum cert_slot_id slot,
			    STACK_OF(X509) * chain)
{
	bool tls13 = s->conn != NULL && tls_conn_version(s->conn) == TLS_VERSION_13;
	int flags = CERT_PKEY_CA_SIGNATURE;

	if (tls13 ? can_sign_13(sh, slot, x) : signature_taken(sh, slot, x)) {
		flags |= CERT_PKEY_EE_SIGNATURE;
	}
	for (int i = 0; i < sk_X509_num(chain); i++) {
		if (!signature_taken(sh, slot, sk_X509_value(chain, i))) {
			flags &= ~CERT_PKEY_CA_SIGNATURE;
		}
	}
	return flags;
}

static int check_params(const SSL *s, X509 *x, STACK_OF(X509) * chain)
{
	int flags = CERT_PKEY_CA_PARAM | (curve_taken(s, x) ? CERT_PKEY_EE_PARAM : 0);

	for (int i = 0; is_server(s) && i < sk_X509_num(chain); i++) {
		if (!curve_taken(s, sk_X509_value(chain, i))) {
			flags &= ~CERT_PKEY_CA_PARAM;
		}
	}
	return flags;
}

int SSL_check_chain(SSL *s, X509 *x, EVP_PKEY *pk, STACK_OF(X509) * chain)
{
	const struct shared sh = shared_sigalgs(s);
	bool strict = (s->set.proto.cert_flags & (SSL_CERT_FLAG_TLS_STRICT | SSL_CERT_FLAG_SUITEB_128_LOS)) != 0;
	int need = strict ? STRICT_FLAGS : VALID_FLAGS;
	enum cert_slot_id slot = x != NULL && pk != NULL ? certs_slot_of(pk) : SLOT_COUNT;
	int flags;

	if (slot == SLOT_COUNT) {
		return 0;
	}
	flags = check_signatures(s, &sh, x, slot, chain) | check_params(s, x, chain);
	flags |= is_server(s) ? CERT_PKEY_ISSUER_NAME | CERT_PKEY_CERT_TYPE : check_request(s, x, slot, chain);
	if ((flags & need) == need) {
		flags |= CERT_PKEY_VALID;
	}
	return can_sign(&sh, slot) ? flags | CERT_PKEY_SIGN | CERT_PKEY_EXPLICIT_SIGN : flags;
}
