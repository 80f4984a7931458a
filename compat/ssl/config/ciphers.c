/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The table of suites, lists of them, and the functions that set and show the lists of an SSL_CTX or SSL. */
#include "compat/ssl/config/ciphers.h"

#include "compat/ssl/core/local.h"

const SSL_CIPHER tls13_ciphers[CIPHERS_TLS13] = {
    {"TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", 0x1302, true, false, ENC_AES256_GCM},
    {"TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256", 0x1303, true, false, ENC_CHACHA20},
    {"TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", 0x1301, true, false, ENC_AES128_GCM},
};

const SSL_CIPHER tls12_ciphers[CIPHERS_TLS12] = {
    {"ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xc02c, false, true, ENC_AES256_GCM},
    {"ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xc030, false, false, ENC_AES256_GCM},
    {"ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca9, false, true,
     ENC_CHACHA20},
    {"ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca8, false, false, ENC_CHACHA20},
    {"ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xc02b, false, true, ENC_AES128_GCM},
    {"ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xc02f, false, false, ENC_AES128_GCM},
};

const SSL_CIPHER *cipher_by_code(uint16_t code)
{
	for (size_t i = 0; i < CIPHERS_TLS13; i++) {
		if (tls13_ciphers[i].code == code) {
			return &tls13_ciphers[i];
		}
	}
	for (size_t i = 0; i < CIPHERS_TLS12; i++) {
		if (tls12_ciphers[i].code == code) {
			return &tls12_ciphers[i];
		}
	}
	return NULL;
}

static const SSL_CIPHER scsvs[] = {
    {"TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", 0x00ff, false, false, ENC_AES128_GCM},
    {"TLS_FALLBACK_SCSV", "TLS_FALLBACK_SCSV", 0x5600, false, false, ENC_AES128_GCM},
};

const SSL_CIPHER *scsv_by_code(uint16_t code)
{
	for (size_t i = 0; i < sizeof(scsvs) / sizeof(scsvs[0]); i++) {
		if (scsvs[i].code == code) {
			return &scsvs[i];
		}
	}
	return NULL;
}

int cipher_bits(const SSL_CIPHER *c)
{
	return c->enc == ENC_AES128_GCM ? 128 : 256;
}

/* ---- lists ------------------------------------------------------------------------------------------------------ */

struct cipher_list *cipher_list_new(void)
{
	struct cipher_list *l = OPENSSL_malloc(sizeof(*l));

	if (l == NULL) {
		return NULL;
	}
	atomic_init(&l->refs, 1);
	l->sk = sk_SSL_CIPHER_new_null();
	if (l->sk == NULL) {
		OPENSSL_free(l);
		return NULL;
	}
	return l;
}

int cipher_list_push(struct cipher_list *l, const SSL_CIPHER *c)
{
	return sk_SSL_CIPHER_push(l->sk, c) > 0;
}

struct cipher_list *cipher_list_ref(struct cipher_list *l)
{
	if (l != NULL) {
		atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
	}
	return l;
}

void cipher_list_free(struct cipher_list *l)
{
	if (l != NULL && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1) {
		sk_SSL_CIPHER_free(l->sk);
		OPENSSL_free(l);
	}
}

static int push_all(struct cipher_list *to, const struct cipher_list *from)
{
	int n = from != NULL ? sk_SSL_CIPHER_num(from->sk) : 0;

	for (int i = 0; i < n; i++) {
		if (!cipher_list_push(to, sk_SSL_CIPHER_value(from->sk, i))) {
			return 0;
		}
	}
	return 1;
}

struct cipher_list *cipher_list_join(const struct cipher_list *a, const struct cipher_list *b)
{
	struct cipher_list *l = cipher_list_new();

	if (l != NULL && (!push_all(l, a) || !push_all(l, b))) {
		cipher_list_free(l);
		l = NULL;
	}
	return l;
}

/* ---- setting ---------------------------------------------------------------------------------------------------- */

/* Takes over list as *slot and joins p->ciphers anew. inherited: the settings of the SSL_CTX of an SSL, or NULL. */
static int set_list(struct proto_settings *p, struct cipher_list **slot, struct cipher_list *list,
		    const struct proto_settings *inherited)
{
	struct cipher_list *tls12, *joined;

	cipher_list_free(*slot);
	*slot = list;
	tls12 = p->tls12 != NULL || inherited == NULL ? p->tls12 : inherited->tls12;
	joined = cipher_list_join(p->tls13, tls12);
	if (joined == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	cipher_list_free(p->ciphers);
	p->ciphers = joined;
	return 1;
}

static int set_cipher_list(struct proto_settings *p, const char *s, const struct proto_settings *inherited)
{
	struct cipher_list *list = ciphers_from_string(p, s);

	if (list == NULL || !set_list(p, &p->tls12, list, inherited)) {
		return 0;
	}
	/* OpenSSL puts the empty list in force all the same, and so it shows in SSL_get_ciphers. */
	if (sk_SSL_CIPHER_num(p->tls12->sk) == 0) {
		SSL_ERR(SSL_R_NO_CIPHER_MATCH);
		return 0;
	}
	return 1;
}

static int set_ciphersuites(struct proto_settings *p, const char *s, const struct proto_settings *inherited)
{
	struct cipher_list *list = ciphersuites_from_string(s);

	return list != NULL && set_list(p, &p->tls13, list, inherited);
}

int SSL_CTX_set_cipher_list(SSL_CTX *ctx, const char *str)
{
	int ok = set_cipher_list(&ctx->set.proto, str, NULL);

	ctx_changed(ctx);
	return ok;
}

int SSL_set_cipher_list(SSL *s, const char *str)
{
	int ok = set_cipher_list(&s->set.proto, str, &s->ctx->set.proto);

	ssl_changed(s);
	return ok;
}

int SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *str)
{
	int ok = set_ciphersuites(&ctx->set.proto, str, NULL);

	ctx_changed(ctx);
	return ok;
}

int SSL_set_ciphersuites(SSL *s, const char *str)
{
	int ok = set_ciphersuites(&s->set.proto, str, &s->ctx->set.proto);

	ssl_changed(s);
	return ok;
}

/* ---- showing ---------------------------------------------------------------------------------------------------- */

STACK_OF(SSL_CIPHER) * proto_ciphers(const SSL *s)
{
	if (s == NULL) {
		return NULL;
	}
	return s->set.proto.ciphers != NULL ? s->set.proto.ciphers->sk : s->ctx->set.proto.ciphers->sk;
}

STACK_OF(SSL_CIPHER) * SSL_CTX_get_ciphers(const SSL_CTX *ctx)
{
	return ctx != NULL ? ctx->set.proto.ciphers->sk : NULL;
}

STACK_OF(SSL_CIPHER) * SSL_get_ciphers(const SSL *s)
{
	return proto_ciphers(s);
}

const char *SSL_get_cipher_list(const SSL *s, int n)
{
	STACK_OF(SSL_CIPHER) *sk = proto_ciphers(s);

	if (sk == NULL || n < 0 || n >= sk_SSL_CIPHER_num(sk)) {
		return NULL;
	}
	return sk_SSL_CIPHER_value(sk, n)->name;
}

STACK_OF(SSL_CIPHER) * SSL_get1_supported_ciphers(SSL *s)
{
	STACK_OF(SSL_CIPHER) *sk = proto_ciphers(s), *out = NULL;
	uint16_t min, max;

	if (sk == NULL || !versions_enabled(&s->set.proto, s, s->ctx, &min, &max)) {
		return NULL;
	}
	for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) {
		const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);

		if (!cipher_usable(&s->set.proto, s, s->ctx, c, SSL_SECOP_CIPHER_SUPPORTED, min, max)) {
			continue;
		}
		if (out == NULL && (out = sk_SSL_CIPHER_new_null()) == NULL) {
			return NULL;
		}
		if (!sk_SSL_CIPHER_push(out, c)) {
			sk_SSL_CIPHER_free(out);
			return NULL;
		}
	}
	return out;
}
