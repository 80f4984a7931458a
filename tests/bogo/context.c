/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * From a configuration to an SSL_CTX and an SSL. What the library refuses because it does not have it at all is told to
 * the runner as unimplemented; what it refuses for being wrong is the test's outcome.
 */
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/tls1.h>

struct name {
	int number;
	const char *name;
};

/* RFC 8446 §4.2.3, by the names that SSL_set1_sigalgs_list takes. */
static const struct name sigalgs[] = {
    {0x0401, "RSA+SHA256"},          {0x0501, "RSA+SHA384"},
    {0x0601, "RSA+SHA512"},          {0x0403, "ECDSA+SHA256"},
    {0x0503, "ECDSA+SHA384"},        {0x0603, "ECDSA+SHA512"},
    {0x0804, "rsa_pss_rsae_sha256"}, {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"}, {0x0807, "ed25519"},
    {0x0809, "rsa_pss_pss_sha256"},  {0x080a, "rsa_pss_pss_sha384"},
    {0x080b, "rsa_pss_pss_sha512"},
};

static const struct name groups[] = {
    {23, "P-256"}, {24, "P-384"}, {25, "P-521"}, {29, "X25519"}, {4588, "X25519MLKEM768"},
};

static const char *lookup(const struct name *table, size_t n, int number)
{
	for (size_t i = 0; i < n; i++) {
		if (table[i].number == number) {
			return table[i].name;
		}
	}
	return NULL;
}

const char *group_name(int group)
{
	return lookup(groups, sizeof(groups) / sizeof(groups[0]), group);
}

/* The names with colons between them. A number without a name is told to the runner. */
static void set_sigalgs(SSL *ssl, const struct int_list *list, int (*setter)(SSL *, const char *))
{
	char text[1024] = "";

	for (size_t i = 0; i < list->n; i++) {
		const char *name = lookup(sigalgs, sizeof(sigalgs) / sizeof(sigalgs[0]), list->values[i]);
		size_t at = strlen(text);

		if (name == NULL) {
			(void)snprintf(text, sizeof(text), "signature algorithm %#x", (unsigned)list->values[i]);
			unimplemented(text);
		}
		(void)snprintf(text + at, sizeof(text) - at, "%s%s", i > 0 ? ":" : "", name);
	}
	if (list->n > 0 && setter(ssl, text) != 1) {
		unimplemented("a list of signature algorithms");
	}
}

static int own_sigalgs(SSL *ssl, const char *list)
{
	return (int)SSL_set1_sigalgs_list(ssl, list);
}

static int client_sigalgs(SSL *ssl, const char *list)
{
	return (int)SSL_set1_client_sigalgs_list(ssl, list);
}

/* For a client SSL_set1_client_sigalgs(3) says what it signs with, and for a server what it accepts. */
static void set_signature_lists(SSL *ssl, const struct config *config)
{
	static const struct int_list none;
	/* Among several, what each would sign with bears on the choice alone. */
	const struct credential *alone = credential_alone(config);
	const struct int_list *signing = alone != NULL ? &alone->signing_prefs : &none;

	set_sigalgs(ssl, signing, config->server ? own_sigalgs : client_sigalgs);
	set_sigalgs(ssl, &config->verify_prefs, config->server ? client_sigalgs : own_sigalgs);
}

static bool has(const struct int_list *list, int value)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->values[i] == value) {
			return true;
		}
	}
	return false;
}

/* As OpenSSL 3.5 writes lists: a star before the groups of which a client sends shares, else the first. */
static void set_groups(SSL *ssl, const struct config *config)
{
	static const struct int_list usual = {{29, 23, 24}, 3};
	const struct int_list *list = config->curves.n == 0 && config->key_shares.n > 0 ? &usual : &config->curves;
	char text[256] = "";

	for (size_t i = 0; i < list->n; i++) {
		const char *name = group_name(list->values[i]);
		size_t at = strlen(text);

		if (name == NULL) {
			(void)snprintf(text, sizeof(text), "group %#x", (unsigned)list->values[i]);
			unimplemented(text);
		}
		(void)snprintf(text + at, sizeof(text) - at, "%s%s%s", i > 0 ? ":" : "",
			       has(&config->key_shares, list->values[i]) ? "*" : "", name);
	}
	if (list->n > 0 && SSL_set1_groups_list(ssl, text) != 1) {
		char what[320];

		(void)snprintf(what, sizeof(what), "groups %s", text);
		unimplemented(what);
	}
}

/* What BoringSSL has a name for, and other programs say by lists. */
struct policy {
	const char *suites_13;
	const char *suites_12;
	const char *groups;
	const char *sigalgs;
};

#define AES256_12 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
#define SHA384    "ECDSA+SHA384:rsa_pss_rsae_sha384:RSA+SHA384"
#define SHA512    "rsa_pss_rsae_sha512:RSA+SHA512"

static bool set_policy(SSL *ssl, const struct policy *p)
{
	return (p->suites_13 == NULL || SSL_set_ciphersuites(ssl, p->suites_13) == 1) &&
	       (p->suites_12 == NULL || SSL_set_cipher_list(ssl, p->suites_12) == 1) &&
	       (p->groups == NULL || SSL_set1_groups_list(ssl, p->groups) == 1) &&
	       (p->sigalgs == NULL ||
		(SSL_set1_sigalgs_list(ssl, p->sigalgs) == 1 && SSL_set1_client_sigalgs_list(ssl, p->sigalgs) == 1));
}

static bool set_policies(SSL *ssl, const struct config *config)
{
	static const struct policy fips = {"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384",
					   "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:" AES256_12,
					   "P-256:P-384",
					   "ECDSA+SHA256:rsa_pss_rsae_sha256:RSA+SHA256:" SHA384 ":" SHA512};
	static const struct policy wpa = {"TLS_AES_256_GCM_SHA384", AES256_12, "P-384", SHA384 ":" SHA512};
	/* Its other group, MLKEM1024, is not here. */
	static const struct policy cnsa1 = {"TLS_AES_256_GCM_SHA384", AES256_12, "P-384", SHA384};
	static const struct policy cnsa = {"TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256",
					   NULL, NULL, NULL};

	if (config->cnsa_202407) {
		SSL_set_options(ssl, SSL_OP_CIPHER_SERVER_PREFERENCE);
	}
	return (!config->fips_202205 || set_policy(ssl, &fips)) && (!config->wpa_202304 || set_policy(ssl, &wpa)) &&
	       (!config->cnsa_202407 || set_policy(ssl, &cnsa)) && (!config->cnsa1_202603 || set_policy(ssl, &cnsa1));
}

STACK_OF(X509_NAME) * names_from_hex(const char *hex_names)
{
	STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();

	while (names != NULL && *hex_names != '\0') {
		char hex[2048];
		size_t len = strcspn(hex_names, ",");
		long der_len;
		unsigned char *der;
		const unsigned char *p;
		X509_NAME *name;

		if (len >= sizeof(hex)) {
			break;
		}
		memcpy(hex, hex_names, len);
		hex[len] = '\0';
		hex_names += len + (hex_names[len] == ',');
		der = OPENSSL_hexstr2buf(hex, &der_len);
		p = der;
		name = d2i_X509_NAME(NULL, &p, der_len);
		OPENSSL_free(der);
		if (name == NULL || sk_X509_NAME_push(names, name) == 0) {
			break;
		}
	}
	return names;
}

/* Sessions and ticket keys outlive the context, since each connection gets its own. */
static bool inherit(SSL_CTX *ctx, const struct config *config)
{
	if (memory.has_ticket_keys) {
		if (SSL_CTX_set_tlsext_ticket_keys(ctx, memory.ticket_keys, sizeof(memory.ticket_keys)) != 1) {
			return false;
		}
	} else if (SSL_CTX_get_tlsext_ticket_keys(ctx, memory.ticket_keys, sizeof(memory.ticket_keys)) != 1) {
		return false;
	}
	memory.has_ticket_keys = true;
	for (size_t i = 0; i < memory.n_sessions && config->server && !config->async; i++) {
		(void)SSL_CTX_add_session(ctx, memory.sessions[i]);
	}
	return true;
}

SSL_CTX *context_new(const struct config *config)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());
	static const unsigned char id_context[] = "shim";

	if (ctx == NULL || !inherit(ctx, config) ||
	    SSL_CTX_set_session_id_context(ctx, id_context, sizeof(id_context)) != 1) {
		goto fail;
	}
	/* With -async the session comes from a callback. */
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH |
						(config->async && config->server ? SSL_SESS_CACHE_NO_INTERNAL : 0));
	if (!callbacks_set_ctx(ctx, config)) {
		goto fail;
	}
	if (config->use_client_ca_list != NULL) {
		STACK_OF(X509_NAME) *names = NULL;

		if (config->use_client_ca_list[0] != '<') {
			names = names_from_hex(config->use_client_ca_list);
		} else if (strcmp(config->use_client_ca_list, "<EMPTY>") == 0) {
			names = sk_X509_NAME_new_null();
		}
		SSL_CTX_set_client_CA_list(ctx, names);
	}
	if (config->enable_early_data && config->server) {
		/* The runner expects this many bytes, and that one more is refused. */
		SSL_CTX_set_max_early_data(ctx, 14336);
		SSL_CTX_set_recv_max_early_data(ctx, 14336);
		/* The runner's peer comes again with the same ticket. */
		SSL_CTX_set_options(ctx, SSL_OP_NO_ANTI_REPLAY);
	}
	return ctx;
fail:
	SSL_CTX_free(ctx);
	return NULL;
}

static bool set_versions(SSL *ssl, const struct config *config)
{
	uint64_t off = (config->no_tls13 ? SSL_OP_NO_TLSv1_3 : 0) | (config->no_tls12 ? SSL_OP_NO_TLSv1_2 : 0);

	SSL_set_options(ssl, off);
	if ((config->max_version != 0 && config->max_version < TLS1_2_VERSION) ||
	    (config->no_tls12 && config->no_tls13)) {
		unimplemented("versions before TLS 1.2 only");
	}
	return (config->min_version == 0 || SSL_set_min_proto_version(ssl, config->min_version) == 1) &&
	       (config->max_version == 0 || SSL_set_max_proto_version(ssl, config->max_version) == 1);
}

SSL *connection_new(SSL_CTX *ctx, struct state *state, SSL_SESSION *session)
{
	const struct config *config = state->config;
	SSL *ssl = SSL_new(ctx);
	int mode = SSL_VERIFY_NONE;

	if (ssl == NULL || SSL_set_app_data(ssl, state) != 1) {
		goto fail;
	}
	if (config->require_any_client_certificate) {
		mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	} else if (config->verify_peer || (!config->server && config->accepted_peer_types.n > 0)) {
		/* The runner has a server's raw key judged without another word. */
		mode = SSL_VERIFY_PEER;
	}
	SSL_set_verify(ssl, mode, NULL);
	/* Records of the sizes that programs ask for, from buffers that may move between attempts. */
	SSL_set_mode(ssl, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_set_mode(ssl, (config->fallback_scsv ? SSL_MODE_SEND_FALLBACK_SCSV : 0) |
			      (config->partial_write ? SSL_MODE_ENABLE_PARTIAL_WRITE : 0));
	SSL_set_options(
	    ssl, (config->no_ticket ? SSL_OP_NO_TICKET : 0) |
		     (config->cipher != NULL || config->server_preference ? SSL_OP_CIPHER_SERVER_PREFERENCE : 0));
	if (config->no_legacy_server_connect) {
		SSL_clear_options(ssl, SSL_OP_LEGACY_SERVER_CONNECT);
	} else {
		SSL_set_options(ssl, SSL_OP_LEGACY_SERVER_CONNECT);
	}
	if (!set_versions(ssl, config)) {
		goto fail;
	}
	if (config->cipher != NULL && SSL_set_cipher_list(ssl, config->cipher) != 1) {
		char what[256];

		(void)snprintf(what, sizeof(what), "cipher list %s", config->cipher);
		unimplemented(what);
	}
	set_groups(ssl, config);
	set_signature_lists(ssl, config);
	if (!set_policies(ssl, config)) {
		goto fail;
	}
	if (config->max_cert_list != 0) {
		SSL_set_max_cert_list(ssl, config->max_cert_list);
	}
	if (config->max_send_fragment != 0 && SSL_set_max_send_fragment(ssl, config->max_send_fragment) != 1) {
		goto fail;
	}
	if (config->host_name != NULL && SSL_set_tlsext_host_name(ssl, config->host_name) != 1) {
		goto fail;
	}
	if (config->advertise_alpn != NULL && /* zero is success */
	    SSL_set_alpn_protos(ssl, (const unsigned char *)config->advertise_alpn,
				(unsigned)strlen(config->advertise_alpn)) != 0) {
		goto fail;
	}
	if (config->enable_ocsp_stapling && !config->server &&
	    SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp) != 1) {
		goto fail;
	}
	if (config->enable_signed_cert_timestamps && SSL_enable_ct(ssl, SSL_CT_VALIDATION_PERMISSIVE) != 1) {
		goto fail;
	}
	if (config->server) {
		SSL_set_accept_state(ssl);
	} else {
		SSL_set_connect_state(ssl);
	}
	callbacks_set_ssl(ssl, config);
	/* Otherwise a callback brings it. */
	if (!config->use_early_callback && !config->use_old_client_cert_callback && !config->async &&
	    !credential_install(ssl, credential_alone(config))) {
		goto fail;
	}
	if (!config->use_early_callback && !credential_types_set(ssl, config)) {
		goto fail;
	}
	if (session != NULL && !config->server) {
		/* As if the ticket had been waiting for so long. */
		SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - memory.clock_ahead);
		if (SSL_set_session(ssl, session) != 1) {
			goto fail;
		}
	}
	return ssl;
fail:
	SSL_free(ssl);
	return NULL;
}
