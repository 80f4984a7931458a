/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A choice among credentials, as a program makes it over OpenSSL's API: that holds one certificate of each kind of key,
 * so who has more looks, in the certificate callback, which one the peer takes (SSL_check_chain(3)) and installs it.
 */
#include "shim.h"

#include <dlfcn.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

/* Of OpenSSL 3.2: looked up by name, so that the shim also runs over an older library. */
typedef int set_types_fn(SSL *ssl, const unsigned char *types, size_t len);
typedef int get_type_fn(const SSL *ssl);
typedef EVP_PKEY *get_key_fn(const SSL *ssl);

static void *newer(const char *name)
{
	return dlsym(RTLD_DEFAULT, name);
}

static int negotiated_type(const SSL *ssl, bool of_server)
{
	get_type_fn *get;

	*(void **)&get =
	    newer(of_server ? "SSL_get_negotiated_server_cert_type" : "SSL_get_negotiated_client_cert_type");
	return get != NULL ? get(ssl) : CERT_TYPE_X509;
}

static EVP_PKEY *peer_key(const SSL *ssl)
{
	get_key_fn *get;

	*(void **)&get = newer("SSL_get0_peer_rpk");
	return get != NULL ? get(ssl) : NULL;
}

/* What a credential's files hold. */
struct loaded {
	X509 *leaf; /* NULL with a raw public key */
	STACK_OF(X509) * rest;
	EVP_PKEY *key;
};

const struct credential *credential_alone(const struct config *config)
{
	bool first = config->own[0].cert_file != NULL || config->own[0].key_file != NULL;

	if (config->n_more == 0) {
		return &config->own[0];
	}
	return !first && config->n_more == 1 && !config->own[1].raw && !config->own[1].must_match_issuer
		   ? &config->own[1]
		   : NULL;
}

bool credential_install(SSL *ssl, const struct credential *c)
{
	if (c == NULL) {
		return true;
	}
	state_of(ssl)->shown = c;
	if (!c->raw && c->cert_file != NULL && SSL_use_certificate_chain_file(ssl, c->cert_file) != 1) {
		return false;
	}
	return c->key_file == NULL || SSL_use_PrivateKey_file(ssl, c->key_file, SSL_FILETYPE_PEM) == 1;
}

static void unload(struct loaded *l)
{
	X509_free(l->leaf);
	sk_X509_pop_free(l->rest, X509_free);
	EVP_PKEY_free(l->key);
}

static bool load(struct loaded *l, const struct credential *c)
{
	BIO *key = c->key_file != NULL ? BIO_new_file(c->key_file, "r") : NULL;
	BIO *chain = !c->raw && c->cert_file != NULL ? BIO_new_file(c->cert_file, "r") : NULL;
	X509 *next;

	*l = (struct loaded){.rest = sk_X509_new_null()};
	l->key = key != NULL ? PEM_read_bio_PrivateKey(key, NULL, NULL, NULL) : NULL;
	l->leaf = chain != NULL ? PEM_read_bio_X509(chain, NULL, NULL, NULL) : NULL;
	while (l->leaf != NULL && (next = PEM_read_bio_X509(chain, NULL, NULL, NULL)) != NULL) {
		(void)sk_X509_push(l->rest, next);
	}
	BIO_free(key);
	BIO_free(chain);
	ERR_clear_error(); /* the end of the file */
	return l->key != NULL && (c->raw || l->leaf != NULL);
}

/* RFC 8446 §4.2.3: whether the key can sign so; in TLS 1.2 a scheme of ECDSA has no curve, and RSA has PKCS #1 too. */
static bool signs(EVP_PKEY *key, int scheme, bool tls13)
{
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
		return (scheme >= 0x0804 && scheme <= 0x0806) ||
		       (!tls13 && (scheme & 0xff) == 1 && scheme >= 0x0401 && scheme <= 0x0601);
	case EVP_PKEY_EC: {
		int bits = EVP_PKEY_get_bits(key);
		int own = bits == 256 ? 0x0403 : bits == 384 ? 0x0503 : 0x0603;

		return tls13 ? scheme == own : scheme == 0x0403 || scheme == 0x0503 || scheme == 0x0603;
	}
	case EVP_PKEY_ED25519:
		return scheme == 0x0807;
	default:
		return false;
	}
}

/* One of the schemes that both sides have is one of the key's, and of those that the runner wants of it. */
static bool can_sign(SSL *ssl, const struct credential *c, EVP_PKEY *key)
{
	const struct int_list *prefs = &c->signing_prefs;
	int n = SSL_get_shared_sigalgs(ssl, 0, NULL, NULL, NULL, NULL, NULL);

	for (int i = 0; i < n; i++) {
		unsigned char low;
		unsigned char high;
		bool wanted = prefs->n == 0;

		(void)SSL_get_shared_sigalgs(ssl, i, NULL, NULL, NULL, &low, &high);
		for (size_t k = 0; k < prefs->n; k++) {
			wanted = wanted || prefs->values[k] == (high << 8 | low);
		}
		if (wanted && signs(key, high << 8 | low, SSL_version(ssl) >= TLS1_3_VERSION)) {
			return true;
		}
	}
	return false;
}

static bool issuer_wanted(SSL *ssl, const struct loaded *l)
{
	const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(ssl);

	for (int i = 0; i < sk_X509_NAME_num(names); i++) {
		const X509_NAME *name = sk_X509_NAME_value(names, i);

		if (X509_NAME_cmp(name, X509_get_issuer_name(l->leaf)) == 0) {
			return true;
		}
		for (int k = 0; k < sk_X509_num(l->rest); k++) {
			if (X509_NAME_cmp(name, X509_get_issuer_name(sk_X509_value(l->rest, k))) == 0) {
				return true;
			}
		}
	}
	return false;
}

/* In TLS 1.2 a server's key has a suite of its own kind, and has to be on one of the client's curves; a client's has to
 * be of a type that the server named. */
static bool fits_tls12(SSL *ssl, const struct loaded *l)
{
	bool rsa = EVP_PKEY_get_base_id(l->key) == EVP_PKEY_RSA;
	const unsigned char *types = NULL;
	size_t n;

	if (!SSL_is_server(ssl)) {
		n = SSL_get0_certificate_types(ssl, &types);
		return n > 0 && memchr(types, rsa ? 1 : 64, n) != NULL; /* rsa_sign, ecdsa_sign */
	}
	return l->leaf == NULL || (SSL_check_chain(ssl, l->leaf, l->key, l->rest) & CERT_PKEY_EE_PARAM) != 0;
}

static bool taken(SSL *ssl, const struct credential *c, const struct loaded *l)
{
	int type = negotiated_type(ssl, SSL_is_server(ssl) != 0);
	int flags;

	if (type != (c->raw ? CERT_TYPE_RAW : CERT_TYPE_X509) || !can_sign(ssl, c, l->key) ||
	    (SSL_version(ssl) < TLS1_3_VERSION && !fits_tls12(ssl, l))) {
		return false;
	}
	if (c->raw) {
		return true;
	}
	flags = SSL_check_chain(ssl, l->leaf, l->key, l->rest);
	return (flags & CERT_PKEY_SIGN) != 0 && (!c->must_match_issuer || issuer_wanted(ssl, l)) &&
	       (SSL_version(ssl) < TLS1_3_VERSION || (flags & CERT_PKEY_EE_SIGNATURE) != 0);
}

bool credentials_choose(SSL *ssl)
{
	struct state *state = state_of(ssl);
	const struct config *config = state->config;

	state->shown = NULL;
	for (size_t i = 1; i <= config->n_more + 1 && state->shown == NULL; i++) {
		const struct credential *c = &config->own[i <= config->n_more ? i : 0];
		struct loaded l;
		bool ok = true;

		if (c->key_file == NULL) {
			continue;
		}
		if (!load(&l, c)) {
			unload(&l);
			return complain("%s cannot be read", c->key_file);
		}
		if (taken(ssl, c, &l)) {
			ok = credential_install(ssl, c);
		}
		unload(&l);
		if (!ok) {
			return false;
		}
	}
	return true;
}

static void add_type(struct int_list *list, int type)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->values[i] == type) {
			return;
		}
	}
	list->values[list->n++] = type;
}

static bool set_types(SSL *ssl, const struct int_list *list, const char *setter)
{
	unsigned char types[LIST_MAX];
	set_types_fn *set;

	if (list->n == 0) {
		return true;
	}
	*(void **)&set = newer(setter);
	if (set == NULL) {
		unimplemented("raw public keys before OpenSSL 3.2");
	}
	for (size_t i = 0; i < list->n; i++) {
		types[i] = (unsigned char)list->values[i];
	}
	return set(ssl, types, list->n) == 1;
}

bool credential_types_set(SSL *ssl, const struct config *config)
{
	struct int_list own = config->own_client_types;
	bool any_raw = own.n > 0;

	for (size_t i = 1; i <= config->n_more && config->own_client_types.n == 0; i++) {
		any_raw = any_raw || config->own[i].raw;
		add_type(&own, config->own[i].raw ? CERT_TYPE_RAW : CERT_TYPE_X509);
	}
	if (any_raw && config->own[0].key_file != NULL) {
		add_type(&own, CERT_TYPE_X509);
	}
	if (!any_raw) { /* certificates are what there is without a word */
		own.n = 0;
	}
	return set_types(ssl, &own, config->server ? "SSL_set1_server_cert_type" : "SSL_set1_client_cert_type") &&
	       set_types(ssl, &config->accepted_peer_types,
			 config->server ? "SSL_set1_client_cert_type" : "SSL_set1_server_cert_type");
}

bool check_selected(SSL *ssl)
{
	const struct state *state = state_of(ssl);
	const struct config *config = state->config;
	int selected = state->shown == NULL ? -1 : (int)(state->shown - config->own) - 1;

	return config->expect_selected == UNASKED || config->expect_selected == selected ||
	       complain("credential %d was chosen", selected);
}

bool check_peer_type(SSL *ssl)
{
	const struct config *config = state_of(ssl)->config;
	const struct blob *want = &config->expect_peer_key_sha256;
	unsigned char digest[SHA256_DIGEST_LENGTH];
	unsigned char *spki = NULL;
	int type;
	int len;

	if (config->expect_peer_cert_type == UNASKED || SSL_session_reused(ssl)) {
		return true; /* who resumes shows nothing */
	}
	type = negotiated_type(ssl, !config->server);
	if (type != config->expect_peer_cert_type) {
		return complain("the peer shows itself by kind %d", type);
	}
	if (want->len == 0) {
		return true;
	}
	len = peer_key(ssl) != NULL ? i2d_PUBKEY(peer_key(ssl), &spki) : 0;
	if (len > 0) {
		(void)SHA256(spki, (size_t)len, digest);
	}
	OPENSSL_free(spki);
	return (len > 0 && want->len == sizeof(digest) && memcmp(want->data, digest, sizeof(digest)) == 0) ||
	       complain("another raw public key");
}
