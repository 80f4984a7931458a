/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The runner's -expect flags, held against what the library says of the connection. */
#include "shim.h"

#include <stdio.h>
#include <string.h>

#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

bool check_peer_sigalgs(SSL *ssl)
{
	const struct int_list *want = &state_of(ssl)->config->expect_peer_verify_prefs;

	if (want->n > 0 && SSL_get_sigalgs(ssl, -1, NULL, NULL, NULL, NULL, NULL) != (int)want->n) {
		return complain("the peer sent %d signature algorithms",
				SSL_get_sigalgs(ssl, -1, NULL, NULL, NULL, NULL, NULL));
	}
	for (size_t i = 0; i < want->n; i++) {
		unsigned char low;
		unsigned char high;

		(void)SSL_get_sigalgs(ssl, (int)i, NULL, NULL, NULL, &low, &high);
		if ((high << 8 | low) != want->values[i]) {
			return complain("the peer's signature algorithm %zu is %#x", i, high << 8 | low);
		}
	}
	return true;
}

bool check_certificate_request(SSL *ssl)
{
	const struct config *config = state_of(ssl)->config;
	const struct blob *types = &config->expect_certificate_types;
	const unsigned char *got_types;
	STACK_OF(X509_NAME) * want;
	STACK_OF(X509_NAME) * got;
	bool same;

	if (types->len > 0) {
		long n = (long)SSL_get0_certificate_types(ssl, &got_types);

		if (n != (long)types->len || memcmp(got_types, types->data, types->len) != 0) {
			return complain("other certificate types");
		}
	}
	if (config->expect_client_ca_list == NULL) {
		return true;
	}
	want = config->expect_client_ca_list[0] == '<' ? NULL : names_from_hex(config->expect_client_ca_list);
	got = SSL_get_client_CA_list(ssl);
	same = (want == NULL ? 0 : sk_X509_NAME_num(want)) == (got == NULL ? 0 : sk_X509_NAME_num(got));
	for (int i = 0; same && want != NULL && i < sk_X509_NAME_num(want); i++) {
		same = X509_NAME_cmp(sk_X509_NAME_value(want, i), sk_X509_NAME_value(got, i)) == 0;
	}
	sk_X509_NAME_pop_free(want, X509_NAME_free);
	return same || complain("other certificate authorities");
}

static bool check_ocsp(SSL *ssl, const struct config *config)
{
	const unsigned char *response;
	long n;

	/* As in OpenSSL, a response belongs to the handshake that brought it, not to its session. */
	if (config->expect_ocsp_response.len == 0 || (!config->server && SSL_session_reused(ssl))) {
		return true;
	}
	n = SSL_get_tlsext_status_ocsp_resp(ssl, &response);
	return (n == (long)config->expect_ocsp_response.len &&
		memcmp(response, config->expect_ocsp_response.data, (size_t)n) == 0) ||
	       complain("another OCSP response, of %ld bytes", n);
}

static bool check_timestamps(SSL *ssl, const struct config *config)
{
	const struct blob *want = &config->expect_signed_cert_timestamps;
	const STACK_OF(SCT) * scts;
	unsigned char *got = NULL;
	int n;
	bool same;

	if (want->len == 0 || SSL_session_reused(ssl)) { /* as with responses, a session keeps none */
		return true;
	}
	scts = SSL_get0_peer_scts(ssl);
	n = scts != NULL ? i2o_SCT_LIST(scts, &got) : -1;
	same = n == (int)want->len && memcmp(got, want->data, want->len) == 0;
	OPENSSL_free(got);
	ERR_clear_error(); /* the runner's OCSP responses, where timestamps may be too, are no DER */
	return same || complain("other signed certificate timestamps, of %d bytes", n);
}

/* A client's chain counts its leaf, a server's does not. */
static bool check_peer_chain(SSL *ssl, const struct config *config)
{
	BIO *file = BIO_new_file(config->expect_peer_cert_file, "r");
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
	X509 *leaf = SSL_get0_peer_certificate(ssl);
	bool same = file != NULL && leaf != NULL;
	int at = 0;
	X509 *want;

	for (bool first = true; same && (want = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL; first = false) {
		same = !first || X509_cmp(leaf, want) == 0;
		if (same && (!first || !config->server)) {
			same =
			    chain != NULL && at < sk_X509_num(chain) && X509_cmp(sk_X509_value(chain, at++), want) == 0;
		}
		X509_free(want);
	}
	same = same && at == (chain != NULL ? sk_X509_num(chain) : 0);
	BIO_free(file);
	ERR_clear_error(); /* the end of the file */
	return same || complain("another chain");
}

static bool check_peer(SSL *ssl, const struct config *config)
{
	bool wanted = !config->server || config->require_any_client_certificate;

	if (config->expect_no_peer_cert) {
		return SSL_get0_peer_certificate(ssl) == NULL || complain("the peer has a certificate");
	}
	if (config->expect_peer_key_sha256.len > 0) {
		return SSL_get0_peer_certificate(ssl) == NULL || complain("a certificate beside the raw public key");
	}
	if (wanted && SSL_get0_peer_certificate(ssl) == NULL) {
		return complain("the peer has no certificate");
	}
	if (config->expect_verify_result &&
	    SSL_get_verify_result(ssl) != (config->verify_fail ? X509_V_ERR_APPLICATION_VERIFICATION : X509_V_OK)) {
		return complain("verify result %ld", SSL_get_verify_result(ssl));
	}
	return config->expect_peer_cert_file == NULL || check_peer_chain(ssl, config);
}

static bool check_alpn(SSL *ssl, const struct config *config)
{
	const char *want = config->server ? config->select_alpn : config->expect_alpn;
	const unsigned char *got;
	unsigned got_len;

	SSL_get0_alpn_selected(ssl, &got, &got_len);
	if (want == NULL) {
		want = "";
	}
	return (got_len == strlen(want) && (got_len == 0 || memcmp(got, want, got_len) == 0)) ||
	       complain("application protocol of %u bytes", got_len);
}

/* The number of RFC 8446 §4.2.3 from the two that the API gives. */
static int peer_signature_algorithm(SSL *ssl)
{
	int type = NID_undef;
	int hash = NID_undef;
	int step;

	if (SSL_get_peer_signature_type_nid(ssl, &type) != 1) {
		return 0;
	}
	(void)SSL_get_peer_signature_nid(ssl, &hash);
	step = hash == NID_sha384 ? 1 : hash == NID_sha512 ? 2 : 0;
	switch (type) {
	case EVP_PKEY_RSA:
		return 0x0401 + 0x100 * step;
	case EVP_PKEY_EC:
		return 0x0403 + 0x100 * step;
	case EVP_PKEY_RSA_PSS: { /* which of the two families, the key in the certificate tells */
		X509 *leaf = SSL_get0_peer_certificate(ssl);
		EVP_PKEY *key = leaf != NULL ? X509_get0_pubkey(leaf) : NULL;

		return (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA_PSS ? 0x0809 : 0x0804) + step;
	}
	case EVP_PKEY_ED25519:
		return 0x0807;
	default:
		return type;
	}
}

static bool check_curve(SSL *ssl, int want)
{
	static const struct {
		int group;
		int nid;
	} nids[] = {{23, NID_X9_62_prime256v1}, {24, NID_secp384r1}, {25, NID_secp521r1}, {29, NID_X25519}};
	int got = (int)SSL_get_negotiated_group(ssl);

	for (size_t i = 0; i < sizeof(nids) / sizeof(nids[0]); i++) {
		if (nids[i].nid == got) {
			got = nids[i].group;
			break;
		}
	}
	if ((got & TLSEXT_nid_unknown) != 0) {
		got &= 0xffff;
	}
	return got == want || complain("group %#x", (unsigned)got);
}

static bool check_parameters(SSL *ssl, const struct config *config)
{
	int cipher = SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(ssl));

	if (config->expect_version != 0 && SSL_version(ssl) != config->expect_version) {
		return complain("version %#x", (unsigned)SSL_version(ssl));
	}
	if (config->expect_cipher != 0 && cipher != config->expect_cipher) {
		return complain("cipher suite %#x", (unsigned)cipher);
	}
	/* Where the machine has AES, we prefer it. */
	if (config->expect_cipher_aes != 0 && cipher != config->expect_cipher_aes) {
		return complain("cipher suite %#x", (unsigned)cipher);
	}
	if (config->expect_curve != 0 && !check_curve(ssl, config->expect_curve)) {
		return false;
	}
	if (config->expect_peer_signature_algorithm != 0 &&
	    peer_signature_algorithm(ssl) != config->expect_peer_signature_algorithm) {
		return complain("signature algorithm %#x", (unsigned)peer_signature_algorithm(ssl));
	}
	/* TLS 1.3 has both by its nature, and OpenSSL's functions, other than the runner, count the extensions. */
	if (SSL_version(ssl) >= TLS1_3_VERSION) {
		return true;
	}
	if (config->expect_extended_master_secret && SSL_get_extms_support(ssl) != 1) {
		return complain("no extended master secret");
	}
	if (config->expect_secure_renegotiation && SSL_get_secure_renegotiation_support(ssl) != 1) {
		return complain("no secure renegotiation");
	}
	if (config->expect_no_secure_renegotiation && SSL_get_secure_renegotiation_support(ssl) != 0) {
		return complain("secure renegotiation");
	}
	return true;
}

static bool check_early_data(SSL *ssl, const struct config *config)
{
	bool accepted = SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED;

	if ((config->expect_accept_early_data && !accepted) || (config->expect_reject_early_data && accepted)) {
		return complain("early data was%s accepted", accepted ? "" : " not");
	}
	if (config->expect_no_offer_early_data && SSL_get_early_data_status(ssl) != SSL_EARLY_DATA_NOT_SENT) {
		return complain("early data was offered");
	}
	/* Of the reasons that the runner knows, OpenSSL tells one apart. */
	if (config->expect_early_data_reason != NULL &&
	    accepted != (strcmp(config->expect_early_data_reason, "accept") == 0)) {
		return complain("early data was%s accepted, for %s", accepted ? "" : " not",
				config->expect_early_data_reason);
	}
	return true;
}

bool check_after_handshake(SSL *ssl, bool is_resume)
{
	struct state *state = state_of(ssl);
	const struct config *config = state->config;
	bool retried = state->n_client_hellos > 1;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	if (SSL_get_current_cipher(ssl) == NULL || !state->handshake_done) {
		return complain("the handshake is not complete");
	}
	if (SSL_session_reused(ssl) != (is_resume && !config->expect_session_miss)) {
		return complain("the session was%s resumed", SSL_session_reused(ssl) ? "" : " not");
	}
	if (!config->server && SSL_version(ssl) < TLS1_3_VERSION) {
		/* RFC 7627 §5.4: without an extended master secret nothing is to be resumed. */
		bool want = !config->expect_no_session && SSL_get_extms_support(ssl) == 1 &&
			    (!SSL_session_reused(ssl) || config->expect_ticket_renewal);

		if (want != state->got_new_session) {
			return complain("%s new session", state->got_new_session ? "a" : "no");
		}
	}
	/* In TLS 1.3 OpenSSL tells a server's program of its tickets too. */
	if (!is_resume && SSL_version(ssl) < TLS1_3_VERSION &&
	    ((config->expect_session_id && !state->got_new_session) ||
	     (config->expect_no_session_id && state->got_new_session))) {
		return complain("%s new session", state->got_new_session ? "a" : "no");
	}
	if (config->expect_server_name != NULL && (name == NULL || strcmp(name, config->expect_server_name) != 0)) {
		return complain("server name %s", name != NULL ? name : "absent");
	}
	if ((config->expect_hrr && !retried) || (config->expect_no_hrr && retried)) {
		return complain("%s HelloRetryRequest", retried ? "a" : "no");
	}
	return check_parameters(ssl, config) && check_peer(ssl, config) && check_ocsp(ssl, config) &&
	       check_timestamps(ssl, config) && check_alpn(ssl, config) && check_early_data(ssl, config) &&
	       check_selected(ssl) && check_peer_type(ssl);
}

bool check_at_end(SSL *ssl)
{
	struct state *state = state_of(ssl);
	const struct config *config = state->config;

	if (state->callback_failed) {
		return false;
	}
	if (SSL_version(ssl) >= TLS1_3_VERSION && !config->server) {
		bool want = !config->expect_no_session && !config->shim_shuts_down;
		bool early;

		if (want != state->got_new_session) {
			return complain("%s new session", state->got_new_session ? "a" : "no");
		}
		early = want && SSL_SESSION_get_max_early_data(memory.session) > 0;
		if (want && early != config->expect_ticket_supports_early_data) {
			return complain("the session does%s support early data", early ? "" : " not");
		}
	}
	if (config->expect_msg_callback != NULL && strcmp(config->expect_msg_callback, state->trace) != 0) {
		return complain("another trace of messages:\n%s", state->trace);
	}
	return true;
}
