/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The choices of negotiate.h. */
#include "tls/policy/negotiate.h"

#include "crypto/aead.h"

enum tls_err choose_version(const struct tls_config *c, const struct client_hello *ch, uint16_t *version)
{
	if (c->min_version > c->max_version) {
		return TLS_E_NO_PROTOCOLS_ENABLED;
	}
	uint16_t v = 0;
	if (ext_has(&ch->ext, XI_SUPPORTED_VERSIONS)) {
		/* RFC 8446 §4.2.1: legacy_version is then not looked at. GREASE and unknown versions are passed over.
		 */
		if (config_allows(c, VERSION_TLS13) && u16s_has(ch->versions, VERSION_TLS13)) {
			v = VERSION_TLS13;
		} else if (config_allows(c, VERSION_TLS12) && u16s_has(ch->versions, VERSION_TLS12)) {
			v = VERSION_TLS12;
		}
	} else if (ch->legacy_version >= VERSION_TLS12 && config_allows(c, VERSION_TLS12)) {
		v = VERSION_TLS12;
	}
	/* RFC 7507 §3: a client that fell back although we can do better, be it to a version that we have not. */
	if (v < c->max_version && u16s_has(ch->suites, SCSV_FALLBACK)) {
		return TLS_E_INAPPROPRIATE_FALLBACK;
	}
	if (v == 0) {
		return TLS_E_UNSUPPORTED_VERSION;
	}
	*version = v;
	return TLS_OK;
}

static bool is_chacha(uint16_t code)
{
	const struct tls_suite *s = tls_suite_by_code(code);
	return s != NULL && s->aead == AEAD_CHACHA20_POLY1305;
}

/* SSL_OP_PRIORITIZE_CHACHA: a client without AES hardware says so by listing ChaCha20 first. */
static bool client_prefers_chacha(const struct tls_config *c, struct span offered)
{
	if (!config_has(c, TLS_OPT_PRIORITIZE_CHACHA)) {
		return false;
	}
	for (size_t i = 0; i < u16s_count(offered); i++) {
		if (tls_suite_by_code(u16s_at(offered, i)) != NULL) {
			return is_chacha(u16s_at(offered, i));
		}
	}
	return false;
}

/*
 * The walk over suites in the order that counts: the server's when it insists, else the client's. pass 0 of a server
 * that favours ChaCha20 sees those suites alone. usable() says yes to take the suite.
 */
static const struct tls_suite *walk_suites(const struct tls_config *c, struct span offered,
					   bool (*usable)(const struct tls_suite *s, void *ctx), void *ctx)
{
	bool ours_first = config_has(c, TLS_OPT_SERVER_PREFERENCE);
	int first_pass = ours_first && client_prefers_chacha(c, offered) ? 0 : 1;
	for (int pass = first_pass; pass < 2; pass++) {
		size_t n = ours_first ? c->suites.n : u16s_count(offered);
		for (size_t i = 0; i < n; i++) {
			uint16_t code = ours_first ? c->suites.v[i] : u16s_at(offered, i);
			bool shared = ours_first ? u16s_has(offered, code) : u16_list_has(&c->suites, code);
			if (!shared || (pass == 0 && !is_chacha(code))) {
				continue;
			}
			const struct tls_suite *s = tls_suite_by_code(code);
			if (usable(s, ctx)) {
				return s;
			}
		}
	}
	return NULL;
}

static bool usable_13(const struct tls_suite *s, void *ctx)
{
	const enum hash_id *hash = ctx;
	return s->version == TLS_VERSION_13 && (*hash == HASH_NONE || s->hash == *hash);
}

const struct tls_suite *choose_suite_13(const struct tls_config *c, struct span offered, enum hash_id hash)
{
	return walk_suites(c, offered, usable_13, &hash);
}

static bool pss_limits_allow(const struct pubkey *key, const struct sig_scheme_info *s)
{
	struct pss_limits l = pubkey_pss_limits(key);
	return l.hash == HASH_NONE || (l.hash == s->alg.hash && s->alg.salt_len >= l.min_salt);
}

/* RFC 8422 §5.1: in TLS 1.2 a client's groups bound the curve of the server's certificate too. */
static bool curve_listed(const struct tls_identity *id, struct span groups)
{
	uint16_t group;
	switch (identity_key_type(id)) {
	case KEY_EC_P256:
		group = KX_SECP256R1;
		break;
	case KEY_EC_P384:
		group = KX_SECP384R1;
		break;
	default: /* P-521 too: our own clients take such certificates without having the group */
		return true;
	}
	return groups.len == 0 || u16s_has(groups, group);
}

static struct tls_identity *identity_for(const struct tls_config *c, const struct sig_scheme_info *s,
					 const struct signer_needs *needs)
{
	bool is_rsa = s->key == KEY_RSA || s->key == KEY_RSA_PSS;
	if (is_rsa ? needs->no_rsa : needs->no_ecdsa) {
		return NULL;
	}
	for (size_t i = 0; i < c->n_identities; i++) {
		struct tls_identity *id = c->identities[i];
		if ((needs->raw_key || id->leaf != NULL) &&
		    sig_scheme_fits(s, identity_key_type(id), needs->version == TLS_VERSION_13) &&
		    pss_limits_allow(identity_pubkey(id), s) && curve_listed(id, needs->groups)) {
			return id;
		}
	}
	return NULL;
}

bool choose_signer(const struct tls_config *c, struct span peer, const struct signer_needs *needs, struct signer *out)
{
	bool ours_first = config_has(c, TLS_OPT_SERVER_PREFERENCE);
	const struct u16_list *ours = needs->client ? &c->client_sigalgs : &c->sigalgs;
	size_t n = ours_first ? ours->n : u16s_count(peer);
	for (size_t i = 0; i < n; i++) {
		uint16_t code = ours_first ? ours->v[i] : u16s_at(peer, i);
		if (ours_first ? !u16s_has(peer, code) : !u16_list_has(ours, code)) {
			continue;
		}
		const struct sig_scheme_info *s = sig_scheme_info(code);
		if (s == NULL || (needs->version == TLS_VERSION_13 && !s->tls13_handshake)) {
			continue;
		}
		struct tls_identity *id = identity_for(c, s, needs);
		if (id != NULL) {
			*out = (struct signer){id, s};
			return true;
		}
	}
	return false;
}

bool group_allowed(const struct tls_config *c, uint16_t version, uint16_t group)
{
	enum kx_group g = (enum kx_group)group;
	return u16_list_has(&c->groups, group) && kx_bits(g) >= c->min_security_bits &&
	       (version == VERSION_TLS13 || !kx_tls13_only(g));
}

#define ANY_RANK (-1)

static int rank_of(const struct tls_config *c, uint16_t group)
{
	for (size_t i = 0; c->group_ranks != NULL && i < c->groups.n; i++) {
		if (c->groups.v[i] == group) {
			return c->group_ranks[i];
		}
	}
	return 0;
}

static enum kx_group choose_ranked(const struct tls_config *c, const struct client_hello *ch, uint16_t version,
				   bool with_share, int rank)
{
	struct span share;
	bool theirs_first = config_has(c, TLS_OPT_CLIENT_PREFERS_GROUPS);
	size_t n = theirs_first ? u16s_count(ch->groups) : c->groups.n;
	for (size_t i = 0; i < n; i++) {
		uint16_t g = theirs_first ? u16s_at(ch->groups, i) : c->groups.v[i];
		if (!group_allowed(c, version, g) || !u16s_has(ch->groups, g) ||
		    (rank != ANY_RANK && rank_of(c, g) != rank)) {
			continue;
		}
		if (!with_share || client_hello_share(ch, g, &share)) {
			return (enum kx_group)g;
		}
	}
	return KX_NONE;
}

enum kx_group choose_group(const struct tls_config *c, const struct client_hello *ch, uint16_t version)
{
	return choose_ranked(c, ch, version, false, ANY_RANK);
}

enum kx_group choose_group_13(const struct tls_config *c, const struct client_hello *ch, bool *has_share)
{
	int last = c->group_ranks != NULL && c->groups.n != 0 ? c->group_ranks[c->groups.n - 1] : 0;
	for (int rank = 0; rank <= last; rank++) {
		for (int with_share = 1; with_share >= 0; with_share--) {
			enum kx_group g = choose_ranked(c, ch, VERSION_TLS13, with_share != 0, rank);
			if (g != KX_NONE) {
				*has_share = with_share != 0;
				return g;
			}
		}
	}
	*has_share = false;
	return KX_NONE;
}

struct offer_12 {
	const struct tls_config *config;
	struct span sigalgs, groups;
	bool raw_key;
	struct signer signer;
	bool any_suite; /* a suite was shared; only no signer fitted */
};

static bool usable_12(const struct tls_suite *s, void *ctx)
{
	struct offer_12 *o = ctx;
	if (s->version != TLS_VERSION_12) {
		return false;
	}
	o->any_suite = true;
	const struct signer_needs needs = {.version = TLS_VERSION_12,
					   .no_rsa = !s->auth_rsa,
					   .no_ecdsa = !s->auth_ecdsa,
					   .raw_key = o->raw_key,
					   .groups = o->groups};
	return choose_signer(o->config, o->sigalgs, &needs, &o->signer);
}

static bool any_identity_fits(const struct tls_config *c, struct span suites)
{
	for (size_t i = 0; i < c->n_identities; i++) {
		enum key_type t = identity_key_type(c->identities[i]);
		bool is_rsa = t == KEY_RSA || t == KEY_RSA_PSS;
		for (size_t k = 0; k < u16s_count(suites); k++) {
			uint16_t code = u16s_at(suites, k);
			const struct tls_suite *s = tls_suite_by_code(code);
			if (s != NULL && s->version == TLS_VERSION_12 && u16_list_has(&c->suites, code) &&
			    (is_rsa ? s->auth_rsa : s->auth_ecdsa)) {
				return true;
			}
		}
	}
	return false;
}

enum tls_err choose_suite_12(const struct tls_config *c, const struct client_hello *ch, bool raw_key,
			     const struct tls_suite **suite, struct signer *signer)
{
	struct offer_12 o = {.config = c, .sigalgs = ch->sigalgs, .groups = ch->groups, .raw_key = raw_key};
	const struct tls_suite *s = walk_suites(c, ch->suites, usable_12, &o);
	if (s == NULL) {
		return o.any_suite && any_identity_fits(c, ch->suites) ? TLS_E_NO_SHARED_SIGALG
								       : TLS_E_NO_SHARED_CIPHER;
	}
	*suite = s;
	*signer = o.signer;
	return TLS_OK;
}

enum tls_err choose_cert_type(struct span ours, struct span theirs, uint8_t *type)
{
	*type = TLS_CERT_X509;
	if (ours.len == 0) {
		return TLS_OK;
	}
	/* RFC 7250 §4.1: who does not send the extension has certificates and takes no other. */
	static const uint8_t only_x509[] = {TLS_CERT_X509};
	if (theirs.len == 0) {
		theirs = span_of(only_x509, 1);
	}
	for (size_t i = 0; i < ours.len; i++) {
		if (memchr(theirs.p, ours.p[i], theirs.len) != NULL) {
			*type = ours.p[i];
			return TLS_OK;
		}
	}
	return TLS_E_NO_SHARED_CERT_TYPE;
}
