/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The commands of SSL_CONF that take a value. Each goes through the function that a program would call. */
#include "compat/ssl/config/conf.h"

#include <stdlib.h>

#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/x509_vfy.h>

#define CERT        SSL_CONF_FLAG_CERTIFICATE
#define SERVER      SSL_CONF_FLAG_SERVER
#define SERVER_CERT (SERVER | CERT)

static long ctrl(SSL_CONF_CTX *c, int cmd, long larg, void *parg)
{
	if (c->ssl != NULL) {
		return SSL_ctrl(c->ssl, cmd, larg, parg);
	}
	return c->ctx != NULL ? SSL_CTX_ctrl(c->ctx, cmd, larg, parg) : 0;
}

static void *unconst(const char *s)
{
	return (void *)(uintptr_t)s;
}

static int set_sigalgs(SSL_CONF_CTX *c, const char *value)
{
	return ctrl(c, SSL_CTRL_SET_SIGALGS_LIST, 0, unconst(value)) > 0;
}

static int set_client_sigalgs(SSL_CONF_CTX *c, const char *value)
{
	return ctrl(c, SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, unconst(value)) > 0;
}

static int set_groups(SSL_CONF_CTX *c, const char *value)
{
	return ctrl(c, SSL_CTRL_SET_GROUPS_LIST, 0, unconst(value)) > 0;
}

/* One group, or a word for "choose yourself", which is always so. */
static int set_ecdh_parameters(SSL_CONF_CTX *c, const char *value)
{
	if ((c->flags & SSL_CONF_FLAG_FILE) != 0 &&
	    (words_equal(value, "+automatic", SIZE_MAX) || words_equal(value, "automatic", SIZE_MAX))) {
		return 1;
	}
	if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0 && strcmp(value, "auto") == 0) {
		return 1;
	}
	return strchr(value, ':') == NULL && set_groups(c, value);
}

static int set_cipher_string(SSL_CONF_CTX *c, const char *value)
{
	if (c->ssl != NULL) {
		return SSL_set_cipher_list(c->ssl, value);
	}
	return c->ctx == NULL || SSL_CTX_set_cipher_list(c->ctx, value);
}

static int set_ciphersuites(SSL_CONF_CTX *c, const char *value)
{
	if (c->ssl != NULL) {
		return SSL_set_ciphersuites(c->ssl, value);
	}
	return c->ctx == NULL || SSL_CTX_set_ciphersuites(c->ctx, value);
}

static int set_bound(SSL_CONF_CTX *c, int cmd, const char *value)
{
	static const struct {
		const char *name;
		int version;
	} versions[] = {{"None", 0},
			{"SSLv3", SSL3_VERSION},
			{"TLSv1", TLS1_VERSION},
			{"TLSv1.1", TLS1_1_VERSION},
			{"TLSv1.2", TLS1_2_VERSION},
			{"TLSv1.3", TLS1_3_VERSION},
			{"DTLSv1", DTLS1_VERSION},
			{"DTLSv1.2", DTLS1_2_VERSION}};

	for (size_t i = 0; i < N_ELEMENTS(versions); i++) {
		if (strcmp(versions[i].name, value) == 0) {
			return ctrl(c, cmd, versions[i].version, NULL) > 0;
		}
	}
	return 0;
}

static int set_min_protocol(SSL_CONF_CTX *c, const char *value)
{
	return set_bound(c, SSL_CTRL_SET_MIN_PROTO_VERSION, value);
}

static int set_max_protocol(SSL_CONF_CTX *c, const char *value)
{
	return set_bound(c, SSL_CTRL_SET_MAX_PROTO_VERSION, value);
}

/* ---- certificates and keys ----------------------------------------------------------------------------------------
 */

static int set_certificate(SSL_CONF_CTX *c, const char *value)
{
	SSL_CTX *ctx = c->ssl != NULL ? c->ssl->ctx : c->ctx;
	enum cert_slot_id slot;
	int ok = 1;

	if (c->ssl != NULL) {
		ok = SSL_use_certificate_chain_file(c->ssl, value);
	} else if (c->ctx != NULL) {
		ok = SSL_CTX_use_certificate_chain_file(c->ctx, value);
	}
	if (ok <= 0 || ctx == NULL || (c->flags & SSL_CONF_FLAG_REQUIRE_PRIVATE) == 0) {
		return ok > 0;
	}
	slot = certs_of(ctx, c->ssl)->current;
	OPENSSL_free(c->cert_file[slot]);
	c->cert_file[slot] = OPENSSL_strdup(value);
	return c->cert_file[slot] != NULL;
}

int conf_set_key_file(SSL_CONF_CTX *c, const char *file)
{
	if (c->ssl != NULL) {
		return SSL_use_PrivateKey_file(c->ssl, file, SSL_FILETYPE_PEM);
	}
	return c->ctx == NULL || SSL_CTX_use_PrivateKey_file(c->ctx, file, SSL_FILETYPE_PEM);
}

static int set_server_info(SSL_CONF_CTX *c, const char *value)
{
	return c->ctx == NULL || SSL_CTX_use_serverinfo_file(c->ctx, value);
}

static int load_into(X509_STORE *store, unsigned int type, const char *value)
{
	switch (type) {
	case SSL_CONF_TYPE_FILE:
		return X509_STORE_load_file(store, value);
	case SSL_CONF_TYPE_DIR:
		return X509_STORE_load_path(store, value);
	default:
		return X509_STORE_load_store(store, value);
	}
}

/* Adds to the store that get shows; when there is none yet, set puts a new one in. */
static int add_to_store(SSL_CONF_CTX *c, int get, int set, unsigned int type, const char *value)
{
	X509_STORE *store = NULL, *fresh = NULL;
	int ok;

	if (c->ssl == NULL && c->ctx == NULL) {
		return 1;
	}
	ctrl(c, get, 0, &store);
	if (store == NULL) {
		store = fresh = X509_STORE_new();
		if (fresh == NULL || ctrl(c, set, 1, fresh) <= 0) {
			X509_STORE_free(fresh);
			return 0;
		}
	}
	ok = load_into(store, type, value);
	X509_STORE_free(fresh);
	return ok;
}

static int add_chain_ca(SSL_CONF_CTX *c, unsigned int type, const char *value)
{
	return add_to_store(c, SSL_CTRL_GET_CHAIN_CERT_STORE, SSL_CTRL_SET_CHAIN_CERT_STORE, type, value);
}

static int add_verify_ca(SSL_CONF_CTX *c, unsigned int type, const char *value)
{
	return add_to_store(c, SSL_CTRL_GET_VERIFY_CERT_STORE, SSL_CTRL_SET_VERIFY_CERT_STORE, type, value);
}

static int add_chain_ca_file(SSL_CONF_CTX *c, const char *value)
{
	return add_chain_ca(c, SSL_CONF_TYPE_FILE, value);
}

static int add_chain_ca_path(SSL_CONF_CTX *c, const char *value)
{
	return add_chain_ca(c, SSL_CONF_TYPE_DIR, value);
}

static int add_chain_ca_store(SSL_CONF_CTX *c, const char *value)
{
	return add_chain_ca(c, SSL_CONF_TYPE_STORE, value);
}

static int add_verify_ca_file(SSL_CONF_CTX *c, const char *value)
{
	return add_verify_ca(c, SSL_CONF_TYPE_FILE, value);
}

static int add_verify_ca_path(SSL_CONF_CTX *c, const char *value)
{
	return add_verify_ca(c, SSL_CONF_TYPE_DIR, value);
}

static int add_verify_ca_store(SSL_CONF_CTX *c, const char *value)
{
	return add_verify_ca(c, SSL_CONF_TYPE_STORE, value);
}

/* ---- names of CAs -------------------------------------------------------------------------------------------------
 */

static bool have_ca_names(SSL_CONF_CTX *c)
{
	if (c->ca_names == NULL) {
		c->ca_names = sk_X509_NAME_new_null();
	}
	return c->ca_names != NULL;
}

static int add_request_ca_file(SSL_CONF_CTX *c, const char *value)
{
	return have_ca_names(c) && SSL_add_file_cert_subjects_to_stack(c->ca_names, value);
}

static int add_request_ca_path(SSL_CONF_CTX *c, const char *value)
{
	return have_ca_names(c) && SSL_add_dir_cert_subjects_to_stack(c->ca_names, value);
}

static int add_request_ca_store(SSL_CONF_CTX *c, const char *value)
{
	return have_ca_names(c) && SSL_add_store_cert_subjects_to_stack(c->ca_names, value);
}

/* ---- the rest -----------------------------------------------------------------------------------------------------
 */

/* Parameters for suites that do not exist here. The file is read, so that a wrong one is still found out. */
static int set_dh_parameters(SSL_CONF_CTX *c, const char *value)
{
	BIO *in;
	EVP_PKEY *dh = NULL;

	if (c->ssl == NULL && c->ctx == NULL) {
		return 1;
	}
	in = BIO_new(BIO_s_file());
	if (in != NULL && BIO_read_filename(in, unconst(value)) > 0) {
		dh = PEM_read_bio_Parameters(in, NULL);
	}
	BIO_free(in);
	EVP_PKEY_free(dh);
	return dh != NULL;
}

static int set_record_padding(SSL_CONF_CTX *c, const char *value)
{
	int n = atoi(value);

	if (n < 0) {
		return 0;
	}
	if (c->ssl != NULL) {
		return SSL_set_block_padding(c->ssl, (size_t)n);
	}
	return c->ctx != NULL && SSL_CTX_set_block_padding(c->ctx, (size_t)n);
}

static int set_num_tickets(SSL_CONF_CTX *c, const char *value)
{
	int n = atoi(value);

	if (n < 0) {
		return 0;
	}
	if (c->ssl != NULL) {
		return SSL_set_num_tickets(c->ssl, (size_t)n);
	}
	return c->ctx != NULL && SSL_CTX_set_num_tickets(c->ctx, (size_t)n);
}

/* A command of our own: clients ask for stapled responses, and certificates that demand one (RFC 7633) are accepted
 * only with one that says they are good. */
static int set_must_staple(SSL_CONF_CTX *c, const char *value)
{
	bool on = words_equal(value, "on", SIZE_MAX);
	if (!on && !words_equal(value, "off", SIZE_MAX)) {
		return 0;
	}
	if (c->ssl != NULL) {
		c->ssl->set.verify.must_staple = on;
		ssl_changed(c->ssl);
	} else if (c->ctx != NULL) {
		c->ctx->set.verify.must_staple = on;
		ctx_changed(c->ctx);
	}
	return 1;
}

static const struct conf_command commands[] = {
    {"SignatureAlgorithms", "sigalgs", set_sigalgs, 0, SSL_CONF_TYPE_STRING},
    {"ClientSignatureAlgorithms", "client_sigalgs", set_client_sigalgs, 0, SSL_CONF_TYPE_STRING},
    {"Curves", "curves", set_groups, 0, SSL_CONF_TYPE_STRING},
    {"Groups", "groups", set_groups, 0, SSL_CONF_TYPE_STRING},
    {"ECDHParameters", "named_curve", set_ecdh_parameters, SERVER, SSL_CONF_TYPE_STRING},
    {"CipherString", "cipher", set_cipher_string, 0, SSL_CONF_TYPE_STRING},
    {"Ciphersuites", "ciphersuites", set_ciphersuites, 0, SSL_CONF_TYPE_STRING},
    {"Protocol", NULL, conf_set_protocols, 0, SSL_CONF_TYPE_STRING},
    {"MinProtocol", "min_protocol", set_min_protocol, 0, SSL_CONF_TYPE_STRING},
    {"MaxProtocol", "max_protocol", set_max_protocol, 0, SSL_CONF_TYPE_STRING},
    {"Options", NULL, conf_set_options, 0, SSL_CONF_TYPE_STRING},
    {"VerifyMode", NULL, conf_set_verify_mode, 0, SSL_CONF_TYPE_STRING},
    {"Certificate", "cert", set_certificate, CERT, SSL_CONF_TYPE_FILE},
    {"PrivateKey", "key", conf_set_key_file, CERT, SSL_CONF_TYPE_FILE},
    {"ServerInfoFile", NULL, set_server_info, SERVER_CERT, SSL_CONF_TYPE_FILE},
    {"ChainCAFile", "chainCAfile", add_chain_ca_file, CERT, SSL_CONF_TYPE_FILE},
    {"ChainCAPath", "chainCApath", add_chain_ca_path, CERT, SSL_CONF_TYPE_DIR},
    {"ChainCAStore", "chainCAstore", add_chain_ca_store, CERT, SSL_CONF_TYPE_STORE},
    {"VerifyCAFile", "verifyCAfile", add_verify_ca_file, CERT, SSL_CONF_TYPE_FILE},
    {"VerifyCAPath", "verifyCApath", add_verify_ca_path, CERT, SSL_CONF_TYPE_DIR},
    {"VerifyCAStore", "verifyCAstore", add_verify_ca_store, CERT, SSL_CONF_TYPE_STORE},
    {"RequestCAFile", NULL, add_request_ca_file, CERT, SSL_CONF_TYPE_FILE},
    {"ClientCAFile", NULL, add_request_ca_file, SERVER_CERT, SSL_CONF_TYPE_FILE},
    {"RequestCAPath", NULL, add_request_ca_path, CERT, SSL_CONF_TYPE_DIR},
    {"ClientCAPath", NULL, add_request_ca_path, SERVER_CERT, SSL_CONF_TYPE_DIR},
    {"RequestCAStore", NULL, add_request_ca_store, CERT, SSL_CONF_TYPE_STORE},
    {"ClientCAStore", NULL, add_request_ca_store, SERVER_CERT, SSL_CONF_TYPE_STORE},
    {"DHParameters", "dhparam", set_dh_parameters, SERVER_CERT, SSL_CONF_TYPE_FILE},
    {"RecordPadding", "record_padding", set_record_padding, 0, SSL_CONF_TYPE_STRING},
    {"MustStaple", NULL, set_must_staple, SSL_CONF_FLAG_CLIENT, SSL_CONF_TYPE_STRING},
    {"NumTickets", "num_tickets", set_num_tickets, SERVER, SSL_CONF_TYPE_STRING},
};

const struct conf_command *conf_find_command(const SSL_CONF_CTX *c, const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(commands); i++) {
		const struct conf_command *k = &commands[i];

		if ((k->needs & ~c->flags) != 0) {
			continue;
		}
		if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0 && k->cmdline != NULL && strcmp(k->cmdline, name) == 0) {
			return k;
		}
		if ((c->flags & SSL_CONF_FLAG_FILE) != 0 && k->file != NULL && words_equal(k->file, name, SIZE_MAX)) {
			return k;
		}
	}
	return NULL;
}
