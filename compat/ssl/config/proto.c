/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The life of struct proto_settings, and what of it goes to the engine. */
#include "compat/ssl/config/config.h"

#include <openssl/evp.h>

/* The sizes that an SSL_CTX starts with. */
#define DEFAULT_MAX_CERT_LIST  SSL_MAX_CERT_LIST_DEFAULT
#define DEFAULT_NUM_TICKETS    2
#define DEFAULT_RECV_MAX_EARLY SSL3_RT_MAX_PLAIN_LENGTH
#define DEFAULT_SECURITY_LEVEL 2 /* as Debian builds OpenSSL */

int proto_init(struct proto_settings *p)
{
	memset(p, 0, sizeof(*p));
	p->options = SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT;
	p->mode = SSL_MODE_AUTO_RETRY;
	p->max_send_fragment = SSL3_RT_MAX_PLAIN_LENGTH;
	p->split_send_fragment = SSL3_RT_MAX_PLAIN_LENGTH;
	p->max_cert_list = DEFAULT_MAX_CERT_LIST;
	p->num_tickets = DEFAULT_NUM_TICKETS;
	p->recv_max_early_data = DEFAULT_RECV_MAX_EARLY;
	p->security_level = DEFAULT_SECURITY_LEVEL;
	p->security_cb = default_security_cb;
	p->tls13 = ciphersuites_from_string(OSSL_default_ciphersuites());
	p->tls12 = ciphers_from_string(p, OSSL_default_cipher_list());
	p->ciphers = cipher_list_join(p->tls13, p->tls12);
	if (p->tls13 == NULL || p->tls12 == NULL || p->ciphers == NULL) {
		proto_free(p);
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	return 1;
}

/* Everything but the suites, which an SSL follows from afar. */
static void copy_all_but_suites(struct proto_settings *dst, const struct proto_settings *src)
{
	*dst = *src;
	dst->ciphers = dst->tls12 = dst->tls13 = dst->client_ciphers = NULL;
	code_list_ref(dst->groups);
	byte_list_ref(dst->group_marks);
	code_list_ref(dst->sigalgs);
	code_list_ref(dst->client_sigalgs);
	byte_list_ref(dst->client_cert_types);
	byte_list_ref(dst->alpn);
}

int proto_inherit(struct proto_settings *dst, const struct proto_settings *src)
{
	copy_all_but_suites(dst, src);
	dst->tls13 = cipher_list_ref(src->tls13);
	if (src->max_pipelines > 1) {
		dst->read_ahead = 1;
	}
	return 1;
}

int proto_adopt(struct proto_settings *dst, const struct proto_settings *src)
{
	if (dst == src) {
		return 1;
	}
	code_list_free(dst->sigalgs);
	code_list_free(dst->client_sigalgs);
	byte_list_free(dst->client_cert_types);
	dst->sigalgs = code_list_ref(src->sigalgs);
	dst->client_sigalgs = code_list_ref(src->client_sigalgs);
	dst->client_cert_types = byte_list_ref(src->client_cert_types);
	dst->cert_flags = src->cert_flags;
	dst->security_level = src->security_level;
	dst->security_cb = src->security_cb;
	dst->security_ex = src->security_ex;
	return 1;
}

int proto_copy(struct proto_settings *dst, const struct proto_settings *src)
{
	struct proto_settings old = *dst;

	copy_all_but_suites(dst, src);
	dst->ciphers = cipher_list_ref(src->ciphers);
	dst->tls12 = cipher_list_ref(src->tls12);
	dst->tls13 = cipher_list_ref(src->tls13);
	proto_free(&old);
	return 1;
}

void proto_free(struct proto_settings *p)
{
	cipher_list_free(p->ciphers);
	cipher_list_free(p->tls12);
	cipher_list_free(p->tls13);
	cipher_list_free(p->client_ciphers);
	code_list_free(p->groups);
	byte_list_free(p->group_marks);
	code_list_free(p->sigalgs);
	code_list_free(p->client_sigalgs);
	byte_list_free(p->client_cert_types);
	byte_list_free(p->alpn);
	memset(p, 0, sizeof(*p));
}

/* ---- the freeze ------------------------------------------------------------------------------------------------- */

/* SSL_OP_ bits that the engine has a word for. */
static const struct {
	uint64_t ssl_op;
	uint32_t tls_opt;
} engine_options[] = {
    {SSL_OP_CIPHER_SERVER_PREFERENCE, TLS_OPT_SERVER_PREFERENCE},
    {SSL_OP_PRIORITIZE_CHACHA, TLS_OPT_PRIORITIZE_CHACHA},
    {SSL_OP_NO_TICKET, TLS_OPT_NO_TICKET},
    {SSL_OP_NO_EXTENDED_MASTER_SECRET, TLS_OPT_NO_EMS},
    {SSL_OP_LEGACY_SERVER_CONNECT, TLS_OPT_LEGACY_SERVER_CONNECT},
    {SSL_OP_IGNORE_UNEXPECTED_EOF, TLS_OPT_IGNORE_UNEXPECTED_EOF},
    {SSL_OP_NO_ANTI_REPLAY, TLS_OPT_NO_ANTI_REPLAY},
    {OP_NO_TX_CERTIFICATE_COMPRESSION, TLS_OPT_NO_PACKED_TX},
    {OP_NO_RX_CERTIFICATE_COMPRESSION, TLS_OPT_NO_PACKED_RX},
};

static uint32_t fill_options(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx)
{
	uint32_t o = 0;

	for (size_t i = 0; i < N_ELEMENTS(engine_options); i++) {
		if ((p->options & engine_options[i].ssl_op) != 0) {
			o |= engine_options[i].tls_opt;
		}
	}
	if ((p->options & SSL_OP_ENABLE_MIDDLEBOX_COMPAT) == 0) {
		o |= TLS_OPT_NO_MIDDLEBOX_COMPAT;
	}
	if ((p->options & SSL_OP_CIPHER_SERVER_PREFERENCE) == 0) {
		o |= TLS_OPT_CLIENT_PREFERS_GROUPS;
	}
	if ((p->mode & SSL_MODE_SEND_FALLBACK_SCSV) != 0) {
		o |= TLS_OPT_FALLBACK_SCSV;
	}
	if (p->post_handshake_auth) {
		o |= TLS_OPT_POST_HANDSHAKE_AUTH;
	}
	/* SSL_CTX_set_security_level(3): from level 3 on there are no session tickets. */
	if (!proto_security(p, s, ctx, SSL_SECOP_TICKET, 0, 0, NULL)) {
		o |= TLS_OPT_NO_TICKET;
	}
	return o;
}

/* RFC 6460 §3: the groups and signatures of the profile that cert_flags name, if they name one. */
static bool suite_b_group(const struct proto_settings *p, uint16_t group)
{
	switch (p->cert_flags & SSL_CERT_FLAG_SUITEB_128_LOS) {
	case SSL_CERT_FLAG_SUITEB_128_LOS:
		return group == KX_SECP256R1 || group == KX_SECP384R1;
	case SSL_CERT_FLAG_SUITEB_128_LOS_ONLY:
		return group == KX_SECP256R1;
	case SSL_CERT_FLAG_SUITEB_192_LOS:
		return group == KX_SECP384R1;
	default:
		return true;
	}
}

static bool suite_b_sigalg(const struct proto_settings *p, uint16_t scheme)
{
	switch (scheme) {
	case SIGSCHEME_ECDSA_SECP256R1_SHA256:
		return suite_b_group(p, KX_SECP256R1);
	case SIGSCHEME_ECDSA_SECP384R1_SHA384:
		return suite_b_group(p, KX_SECP384R1);
	default:
		return (p->cert_flags & SSL_CERT_FLAG_SUITEB_128_LOS) == 0;
	}
}

static void fill_groups(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, struct tls_settings *out,
			struct proto_scratch *scratch)
{
	const struct byte_list *marks = p->group_marks;
	uint16_t all[PROTO_MAX_LIST];
	const uint16_t *v = all;
	size_t n_all, n = 0;

	if (p->groups != NULL) {
		v = p->groups->v + p->groups->n_set;
		n_all = p->groups->n_ours;
	} else {
		n_all = groups_default(all, PROTO_MAX_LIST);
	}
	for (size_t i = 0; i < n_all && n < PROTO_MAX_LIST; i++) {
		const struct group_info *g = group_by_code(v[i]);
		uint8_t code[2] = {(uint8_t)(v[i] >> 8), (uint8_t)v[i]};

		if (g != NULL && suite_b_group(p, v[i]) &&
		    proto_security(p, s, ctx, SSL_SECOP_CURVE_SUPPORTED, g->bits, g->nid, code)) {
			uint8_t mark = marks != NULL ? marks->b[i] : 0;

			scratch->group_ranks[n] = mark & GROUP_RANK;
			if ((mark & GROUP_SHARE) != 0) {
				scratch->share_groups[out->n_share_groups++] = v[i];
			}
			scratch->groups[n++] = v[i];
		}
	}
	out->groups = scratch->groups;
	out->n_groups = n;
	out->share_groups = scratch->share_groups;
	out->group_ranks = marks != NULL ? scratch->group_ranks : NULL;
}

static size_t fill_sigalgs(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx,
			   const struct code_list *list, uint16_t *out)
{
	uint16_t all[PROTO_MAX_LIST];
	const uint16_t *v = all;
	size_t n_all, n = 0;

	if (list != NULL) {
		v = list->v + list->n_set;
		n_all = list->n_ours;
	} else {
		n_all = sigalgs_default(all, PROTO_MAX_LIST);
	}
	for (size_t i = 0; i < n_all && n < PROTO_MAX_LIST; i++) {
		const struct sigalg_info *a = sigalg_by_code(v[i]);
		uint8_t code[2] = {(uint8_t)(v[i] >> 8), (uint8_t)v[i]};

		if (a != NULL && suite_b_sigalg(p, v[i]) &&
		    proto_security(p, s, ctx, SSL_SECOP_SIGALG_SUPPORTED, a->bits, a->hash, code)) {
			out[n++] = v[i];
		}
	}
	return n;
}

/* A suite whose server would have to sign with something that we do not accept is of no use. */
static bool signature_accepted(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, const SSL_CIPHER *c)
{
	uint16_t v[PROTO_MAX_LIST];
	size_t n;

	if (c->tls13) {
		return true;
	}
	n = fill_sigalgs(p, s, ctx, p->sigalgs, v);
	for (size_t i = 0; i < n; i++) {
		int key = sigalg_by_code(v[i])->key;

		if ((key == EVP_PKEY_EC || key == EVP_PKEY_ED25519) == c->ecdsa) {
			return true;
		}
	}
	return false;
}

int cipher_usable(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, const SSL_CIPHER *c, int op,
		  uint16_t min, uint16_t max)
{
	uint16_t version = c->tls13 ? TLS_VERSION_13 : TLS_VERSION_12;

	return version >= min && version <= max && signature_accepted(p, s, ctx, c) &&
	       proto_security(p, s, ctx, op, cipher_bits(c), 0, (void *)(uintptr_t)c);
}

static size_t fill_suites(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, uint16_t min, uint16_t max,
			  uint16_t *out)
{
	STACK_OF(SSL_CIPHER) *sk = s != NULL ? proto_ciphers(s) : p->ciphers->sk;
	bool server = s != NULL && s->role == TLS_SERVER;
	size_t n = 0;

	for (int i = 0; i < sk_SSL_CIPHER_num(sk) && n < PROTO_MAX_LIST; i++) {
		const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);

		if (cipher_usable(p, s, ctx, c, server ? SSL_SECOP_CIPHER_SHARED : SSL_SECOP_CIPHER_SUPPORTED, min,
				  max)) {
			out[n++] = c->code;
		}
	}
	return n;
}

int proto_fill(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, struct tls_settings *out,
	       struct proto_scratch *scratch)
{
	uint16_t min = TLS_VERSION_12, max = TLS_VERSION_13;

	if (versions_enabled(p, s, ctx, &out->min_version, &out->max_version)) {
		min = out->min_version;
		max = out->max_version;
	} else {
		/* None is left: the engine says so, with its alert, when the handshake starts. */
		out->min_version = TLS_VERSION_13;
		out->max_version = TLS_VERSION_12;
	}
	out->options |= fill_options(p, s, ctx);
	out->suites = scratch->suites;
	out->n_suites = fill_suites(p, s, ctx, min, max, scratch->suites);
	fill_groups(p, s, ctx, out, scratch);
	out->sigalgs = scratch->sigalgs;
	out->n_sigalgs = fill_sigalgs(p, s, ctx, p->sigalgs, scratch->sigalgs);
	if (p->client_sigalgs != NULL) {
		out->client_sigalgs = scratch->client_sigalgs;
		out->n_client_sigalgs = fill_sigalgs(p, s, ctx, p->client_sigalgs, scratch->client_sigalgs);
	}
	/* To the engine an empty list would mean its default; one without a known group means none. */
	if (out->n_suites == 0) {
		SSL_ERR(SSL_R_NO_CIPHERS_AVAILABLE);
		return 0;
	}
	if (out->n_groups == 0) {
		scratch->groups[0] = KX_NONE;
		out->n_groups = 1;
	}
	if (out->n_sigalgs == 0) {
		SSL_ERR(SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM);
		return 0;
	}
	if (p->alpn != NULL) {
		out->alpn = span_of(p->alpn->b, p->alpn->len);
	}
	out->max_fragment = p->max_send_fragment;
	out->max_cert_list = p->max_cert_list;
	out->n_tickets = (unsigned)p->num_tickets;
	out->max_early_data = p->max_early_data;
	out->recv_max_early_data = p->recv_max_early_data;
	out->min_security_bits = proto_security_bits(p);
	out->server_cert_types = span_of(p->by_server.v, p->by_server.n);
	out->client_cert_types = span_of(p->by_client.v, p->by_client.n);
	out->cert_codecs = p->cert_codecs;
	out->n_cert_codecs = p->n_cert_codecs;
	return 1;
}
