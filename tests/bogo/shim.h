/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A program that a test runner drives: each flag configures the library under test, each connection is made to the
 * runner, and each expectation is checked here (README.md). Written against the public API alone.
 *
 *     flags.c     argv to struct config            callbacks.c   what the library asks a program
 *     context.c   struct config to SSL_CTX, SSL    exchange.c    handshake, early data, echo, shutdown
 *     async_bio.c a BIO that gives a byte a time   checks.c      expectations against what the library tells
 *     credentials.c a choice among certificates and raw public keys
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/bio.h>
#include <openssl/ssl.h>

/* What the runner understands by an exit code. */
enum { EXIT_UNIMPLEMENTED = 89, EXIT_MUST_FAIL = 90 };

enum { LIST_MAX = 32, SESSIONS_MAX = 16, CONTEXTS_MAX = 16, TRACE_MAX = 4096, CREDENTIALS_MAX = 8 };

/* In config.expect_selected and .expect_peer_cert_type, the runner does not ask. The others are of RFC 7250 §3. */
enum { UNASKED = -2, CERT_TYPE_X509 = 0, CERT_TYPE_RAW = 2 };

struct int_list {
	int values[LIST_MAX];
	size_t n;
};

/* Bytes that came as base64. */
struct blob {
	uint8_t *data;
	size_t len;
};

/* What this side may show of itself. */
struct credential {
	bool raw; /* a raw public key (RFC 7250) */
	const char *cert_file;
	const char *key_file;
	struct int_list signing_prefs;
	bool must_match_issuer;
	struct blob ocsp_response;
	struct blob signed_cert_timestamps;
};

/* One handshake's configuration; every field has a flag of nearly its name in flags.c. */
struct config {
	int port;
	bool ipv6;
	uint64_t shim_id;
	bool server;
	int resume_count;

	/* The first is the one of the flags before any -new-...-credential: it comes last in the choice. */
	struct credential own[CREDENTIALS_MAX];
	size_t n_more; /* behind the first */
	int expect_selected;
	struct int_list accepted_peer_types;
	struct int_list own_client_types;
	struct int_list verify_prefs;
	struct int_list expect_peer_verify_prefs;
	struct int_list curves;
	struct int_list key_shares;

	bool fips_202205;
	bool wpa_202304;
	bool cnsa_202407;
	bool cnsa1_202603;
	int min_version;
	int max_version;
	bool no_tls13;
	bool no_tls12;
	bool no_ticket;
	bool fallback_scsv;
	bool no_legacy_server_connect;
	const char *cipher;
	bool server_preference;
	int max_cert_list;

	const char *host_name;
	bool no_server_name_ack;
	const char *advertise_alpn;
	const char *select_alpn;
	bool decline_alpn;
	bool reject_alpn;
	bool select_empty_alpn;
	const char *expect_advertised_alpn;

	bool async;
	bool implicit_handshake;
	bool handshake_twice;
	bool no_op_extra_handshake;
	bool handshake_never_done;
	bool partial_write;
	bool write_different_record_sizes;
	bool read_with_unfinished_write;
	bool peek_then_read;
	bool use_exporter_between_reads;
	int max_send_fragment;
	int read_size;
	bool shim_writes_first;
	const char *shim_initial_write;
	int repeat_shim_initial_write;
	bool shim_shuts_down;
	bool check_close_notify;
	bool key_update;
	bool key_update_before_read;
	bool enable_early_data;
	int resumption_delay;

	bool use_early_callback;
	bool fail_early_callback;
	bool fail_cert_callback;
	bool use_old_client_cert_callback;
	bool use_ticket_callback;
	bool renew_ticket;
	bool skip_ticket;
	bool use_custom_verify_callback;
	bool require_any_client_certificate;
	bool verify_peer;
	bool verify_fail;
	const char *use_client_ca_list;

	bool enable_ocsp_stapling;
	bool use_ocsp_callback;
	bool set_ocsp_in_callback;
	bool decline_ocsp_callback;
	bool fail_ocsp_callback;

	bool enable_signed_cert_timestamps;
	bool install_ddos_callback;
	bool fail_ddos_callback;

	int export_keying_material;
	const char *export_label;
	const char *export_context;
	bool use_export_context;
	bool export_traffic_secrets;
	bool tls_unique;

	int expect_version;
	int expect_cipher;
	int expect_cipher_aes;
	int expect_curve;
	int expect_peer_signature_algorithm;
	const char *expect_server_name;
	bool expect_no_server_name;
	const char *expect_alpn;
	bool expect_session_miss;
	bool expect_no_session;
	bool expect_session_id;
	bool expect_no_session_id;
	bool expect_ticket_renewal;
	bool expect_ticket_supports_early_data;
	bool expect_accept_early_data;
	bool expect_reject_early_data;
	bool expect_no_offer_early_data;
	const char *expect_early_data_reason;
	bool expect_extended_master_secret;
	bool expect_secure_renegotiation;
	bool expect_no_secure_renegotiation;
	struct blob expect_ocsp_response;
	struct blob expect_signed_cert_timestamps;
	struct blob expect_certificate_types;
	const char *expect_client_ca_list;
	const char *expect_peer_cert_file;
	bool expect_no_peer_cert;
	int expect_peer_cert_type;
	struct blob expect_peer_key_sha256;
	bool expect_verify_result;
	bool expect_hrr;
	bool expect_no_hrr;
	const char *expect_msg_callback;
	int expect_total_renegotiations;
};

/* What happened on one connection. */
struct state {
	const struct config *config;
	BIO *async_bio;
	bool handshake_done;
	bool got_new_session;
	bool cert_ready;
	bool early_callback_ready;
	const struct credential *shown; /* NULL until one was installed */
	bool custom_verify_ready;
	bool cert_verified;
	bool ticket_decrypt_done;
	bool alpn_select_done;
	bool early_accepted;
	bool callback_failed; /* a check inside a callback failed */
	int n_client_hellos;
	uint8_t client_secret[64];
	uint8_t server_secret[64];
	size_t secret_len;
	char trace[TRACE_MAX];
	size_t trace_len;
};

/* What one connection leaves to the next. */
struct memory {
	SSL_SESSION *session;                /* the client's, of the last new-session callback; owned */
	SSL_SESSION *sessions[SESSIONS_MAX]; /* the server's; owned */
	size_t n_sessions;
	uint8_t ticket_keys[80];
	bool has_ticket_keys;
	long clock_ahead; /* seconds that the runner asked to pass */
	/* As in OpenSSL, a context that is freed makes its sessions unusable: all live until the end. */
	SSL_CTX *contexts[CONTEXTS_MAX];
	size_t n_contexts;
};
extern struct memory memory;

/* Says why the runner's wish cannot be met, to stderr and to the file that SHIM_SKIPS names, and exits with 89. */
_Noreturn void unimplemented(const char *what);
/* Prints "shim: ..." to stderr. Returns false, for the caller to return. */
bool complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* flags.c. Three configurations from one command line: the first connection's, the resumptions', and that of a
 * connection whose early data was refused. Exits with 89 for what it does not know. */
void flags_parse(int argc, char **argv, struct config *initial, struct config *resume, struct config *retry);

/* context.c. NULL when the library refuses something; its reason is in the error queue. */
SSL_CTX *context_new(const struct config *config);
SSL *connection_new(SSL_CTX *ctx, struct state *state, SSL_SESSION *session);
STACK_OF(X509_NAME) * names_from_hex(const char *hex_names);
const char *group_name(int group);
struct state *state_of(const SSL *ssl);

/* credentials.c. credential_alone is the only one, when it needs no choice, else NULL. credential_install gives it to
 * the connection; NULL succeeds. credentials_choose installs the first that the peer takes, or none: for the
 * certificate callback. False: the library refused. */
const struct credential *credential_alone(const struct config *config);
bool credential_install(SSL *ssl, const struct credential *credential);
bool credentials_choose(SSL *ssl);
bool credential_types_set(SSL *ssl, const struct config *config);
bool check_selected(SSL *ssl);
bool check_peer_type(SSL *ssl);

/* callbacks.c. Those that belong to the context, and those that belong to the connection. */
bool callbacks_set_ctx(SSL_CTX *ctx, const struct config *config);
void callbacks_set_ssl(SSL *ssl, const struct config *config);

/* exchange.c. One connection's whole life over the socket in its BIO; retry is the configuration after refused early
 * data. */
bool exchange(SSL *ssl, struct state *state, const struct config *retry, bool is_resume);

/* checks.c. */
bool check_after_handshake(SSL *ssl, bool is_resume);
bool check_certificate_request(SSL *ssl);
bool check_peer_sigalgs(SSL *ssl);
bool check_at_end(SSL *ssl);

/* async_bio.c. A filter that lets through only as many bytes as it was allowed, one here and there. */
BIO *async_bio_new(void);
void async_bio_allow_read(BIO *bio, size_t n);
void async_bio_allow_write(BIO *bio, size_t n);
