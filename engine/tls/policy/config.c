/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Freezing settings: defaults filled in, what is unknown to the engine left out, everything copied. */
#include "tls/policy/config.h"

#include "tls/wire/proto.h"

static const uint16_t default_suites[] = {0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f};
static const uint16_t default_groups[] = {KX_X25519, KX_SECP256R1, KX_SECP384R1};
static const uint16_t default_sigalgs[] = {
    SIGSCHEME_ECDSA_SECP256R1_SHA256, SIGSCHEME_ECDSA_SECP384R1_SHA384,
    SIGSCHEME_ECDSA_SECP521R1_SHA512, SIGSCHEME_ED25519,
    SIGSCHEME_RSA_PSS_PSS_SHA256,     SIGSCHEME_RSA_PSS_PSS_SHA384,
    SIGSCHEME_RSA_PSS_PSS_SHA512,     SIGSCHEME_RSA_PSS_RSAE_SHA256,
    SIGSCHEME_RSA_PSS_RSAE_SHA384,    SIGSCHEME_RSA_PSS_RSAE_SHA512,
    SIGSCHEME_RSA_PKCS1_SHA256,       SIGSCHEME_RSA_PKCS1_SHA384,
    SIGSCHEME_RSA_PKCS1_SHA512,
};

#define N(a) (sizeof(a) / sizeof(a)[0])

bool u16_list_has(const struct u16_list *l, uint16_t v)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i] == v) {
			return true;
		}
	}
	return false;
}

static bool suite_known(uint16_t v)
{
	return tls_suite_by_code(v) != NULL;
}

static bool group_known(uint16_t v)
{
	return kx_known((enum kx_group)v);
}

static bool sigalg_known(uint16_t v)
{
	return sig_scheme_info(v) != NULL;
}

static bool take_list(struct u16_list *out, const uint16_t *v, size_t n, const uint16_t *fallback, size_t n_fallback,
		      bool (*known)(uint16_t))
{
	if (n == 0) {
		v = fallback;
		n = n_fallback;
	}
	out->v = tls_calloc(n, sizeof *v);
	if (out->v == NULL) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (known(v[i]) && !u16_list_has(out, v[i])) {
			out->v[out->n++] = v[i];
		}
	}
	return true;
}

static bool take_groups(struct tls_config *c, const struct tls_settings *s)
{
	if (!take_list(&c->groups, s->groups, s->n_groups, default_groups, N(default_groups), group_known) ||
	    (s->n_share_groups != 0 &&
	     !take_list(&c->share_groups, s->share_groups, s->n_share_groups, NULL, 0, group_known))) {
		return false;
	}
	if (s->group_ranks == NULL || c->groups.n == 0) {
		return true;
	}
	c->group_ranks = tls_calloc(c->groups.n, 1);
	if (c->group_ranks == NULL) {
		return false;
	}
	/* What is unknown or there twice has been left out. */
	for (size_t i = 0, k = 0; i < s->n_groups && k < c->groups.n; i++) {
		if (s->groups[i] == c->groups.v[k]) {
			c->group_ranks[k++] = s->group_ranks[i];
		}
	}
	return true;
}

static bool take_identities(struct tls_config *c, const struct tls_settings *s)
{
	c->identities = tls_calloc(s->n_identities, sizeof *c->identities);
	if (c->identities == NULL) {
		return false;
	}
	for (size_t i = 0; i < s->n_identities; i++) {
		c->identities[c->n_identities++] = tls_identity_up_ref(s->identities[i]);
	}
	return true;
}

static void copy_some(uint8_t *to, struct span from)
{
	if (from.len != 0) {
		memcpy(to, from.p, from.len);
	}
}

static void take_numbers(struct tls_config *c, const struct tls_settings *s)
{
	c->min_version = s->min_version > VERSION_TLS12 ? s->min_version : VERSION_TLS12;
	c->max_version = s->max_version != 0 && s->max_version < VERSION_TLS13 ? s->max_version : VERSION_TLS13;
	c->options = s->options;
	c->n_key_shares = s->n_key_shares != 0 ? s->n_key_shares : 1;
	c->max_fragment = s->max_fragment != 0 ? s->max_fragment : RECORD_PLAINTEXT_MAX;
	c->max_cert_list = s->max_cert_list != 0 ? s->max_cert_list : 100 * 1024;
	c->n_tickets = s->n_tickets;
	c->max_early_data = s->max_early_data;
	c->recv_max_early_data = s->recv_max_early_data;
	c->session_timeout = s->session_timeout;
	c->min_security_bits = s->min_security_bits;
	c->n_server_cert_types = s->server_cert_types.len;
	copy_some(c->server_cert_types, s->server_cert_types);
	c->n_client_cert_types = s->client_cert_types.len;
	copy_some(c->client_cert_types, s->client_cert_types);
	for (; c->n_cert_codecs < s->n_cert_codecs; c->n_cert_codecs++) {
		c->cert_codecs[c->n_cert_codecs] = s->cert_codecs[c->n_cert_codecs];
	}
	c->session_context_len = s->session_context.len;
	copy_some(c->session_context, s->session_context);
}

static bool settings_in_range(const struct tls_settings *s)
{
	return s->session_context.len <= SESSION_CONTEXT_MAX && s->alpn.len <= 65535 && s->ca_names.len <= 65535 &&
	       s->hello_ca_names.len <= 65535 && s->n_cert_codecs <= TLS_CERT_CODECS_MAX &&
	       s->server_cert_types.len <= TLS_CERT_TYPES_MAX && s->client_cert_types.len <= TLS_CERT_TYPES_MAX &&
	       (s->max_fragment == 0 || (s->max_fragment >= 512 && s->max_fragment <= RECORD_PLAINTEXT_MAX));
}

enum tls_err tls_config_new(struct tls_config **out, const struct tls_settings *s)
{
	if (!settings_in_range(s)) {
		return TLS_E_BAD_ARGUMENT;
	}
	struct tls_config *c = tls_calloc(1, sizeof *c);
	if (c == NULL) {
		return TLS_E_ALLOC;
	}
	ref_init(&c->ref);
	take_numbers(c, s);
	const uint16_t *client_sigalgs = s->n_client_sigalgs != 0 ? s->client_sigalgs : s->sigalgs;
	size_t n_client_sigalgs = s->n_client_sigalgs != 0 ? s->n_client_sigalgs : s->n_sigalgs;
	if (!take_list(&c->suites, s->suites, s->n_suites, default_suites, N(default_suites), suite_known) ||
	    !take_groups(c, s) ||
	    !take_list(&c->sigalgs, s->sigalgs, s->n_sigalgs, default_sigalgs, N(default_sigalgs), sigalg_known) ||
	    !take_list(&c->client_sigalgs, client_sigalgs, n_client_sigalgs, default_sigalgs, N(default_sigalgs),
		       sigalg_known) ||
	    !take_identities(c, s) || !buf_append(&c->alpn, s->alpn) || !buf_append(&c->ca_names, s->ca_names) ||
	    !buf_append(&c->hello_ca_names, s->hello_ca_names)) {
		tls_config_free(c);
		return TLS_E_ALLOC;
	}
	*out = c;
	return TLS_OK;
}

struct tls_config *tls_config_up_ref(struct tls_config *c)
{
	ref_up(&c->ref);
	return c;
}

void tls_config_free(struct tls_config *c)
{
	if (c == NULL || !ref_down(&c->ref)) {
		return;
	}
	for (size_t i = 0; i < c->n_identities; i++) {
		tls_identity_free(c->identities[i]);
	}
	tls_free(c->identities);
	tls_free(c->suites.v);
	tls_free(c->groups.v);
	tls_free(c->share_groups.v);
	tls_free(c->group_ranks);
	tls_free(c->sigalgs.v);
	tls_free(c->client_sigalgs.v);
	buf_free(&c->alpn);
	buf_free(&c->ca_names);
	buf_free(&c->hello_ca_names);
	tls_free(c);
}
