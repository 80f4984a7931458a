/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The command line. A flag counts for all three configurations, or for one when its name carries the prefix
 * -on-initial, -on-resume or -on-retry; -on-shim and -on-handshaker choose between this program and one that we do not
 * have.
 */
#include "shim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

enum kind {
	FLAG_BOOL,
	FLAG_INT,
	FLAG_U64,
	FLAG_LIST, /* an integer that joins a list */
	FLAG_TEXT,
	FLAG_BLOB,
	FLAG_CREDENTIAL,   /* the flags of a certificate that follow belong to another one */
	FLAG_RAW_KEY,      /* the same, of a raw public key */
	FLAG_IGNORED,      /* asks for nothing that we would do otherwise */
	FLAG_IGNORED_TEXT, /* the same, with a parameter */
};

struct flag {
	const char *name;
	enum kind kind;
	size_t offset;
	bool of_credential; /* the offset is in the newest credential */
};

#define AT(field) offsetof(struct config, field), false
#define OF(field) offsetof(struct credential, field), true

static const struct flag flags[] = {
    {"-port", FLAG_INT, AT(port)},
    {"-ipv6", FLAG_BOOL, AT(ipv6)},
    {"-shim-id", FLAG_U64, AT(shim_id)},
    {"-server", FLAG_BOOL, AT(server)},
    {"-resume-count", FLAG_INT, AT(resume_count)},
    {"-trust-cert", FLAG_IGNORED_TEXT, 0, false}, /* the verify callback decides */
    {"-no-tls1", FLAG_IGNORED, 0, false},         /* never there */
    {"-no-tls11", FLAG_IGNORED, 0, false},
    {"-handshaker-path", FLAG_IGNORED_TEXT, 0, false},
    {"-allow-hint-mismatch", FLAG_IGNORED, 0, false}, /* of handshakes that another program prepares */

    {"-new-x509-credential", FLAG_CREDENTIAL, 0, false},
    {"-new-rpk-credential", FLAG_RAW_KEY, 0, false},
    {"-cert-file", FLAG_TEXT, OF(cert_file)},
    {"-key-file", FLAG_TEXT, OF(key_file)},
    {"-signing-prefs", FLAG_LIST, OF(signing_prefs)},
    {"-must-match-issuer", FLAG_BOOL, OF(must_match_issuer)},
    {"-ocsp-response", FLAG_BLOB, OF(ocsp_response)},
    {"-signed-cert-timestamps", FLAG_BLOB, OF(signed_cert_timestamps)},
    {"-expect-selected-credential", FLAG_INT, AT(expect_selected)},
    {"-accepted-peer-cert-types", FLAG_LIST, AT(accepted_peer_types)},
    {"-available-client-cert-types", FLAG_LIST, AT(own_client_types)},
    {"-verify-prefs", FLAG_LIST, AT(verify_prefs)},
    {"-expect-peer-verify-pref", FLAG_LIST, AT(expect_peer_verify_prefs)},
    {"-curves", FLAG_LIST, AT(curves)},
    {"-key-shares", FLAG_LIST, AT(key_shares)},

    {"-fips-202205", FLAG_BOOL, AT(fips_202205)},
    {"-wpa-202304", FLAG_BOOL, AT(wpa_202304)},
    {"-cnsa-202407", FLAG_BOOL, AT(cnsa_202407)},
    {"-cnsa1-202603", FLAG_BOOL, AT(cnsa1_202603)},
    {"-min-version", FLAG_INT, AT(min_version)},
    {"-max-version", FLAG_INT, AT(max_version)},
    {"-no-tls13", FLAG_BOOL, AT(no_tls13)},
    {"-no-tls12", FLAG_BOOL, AT(no_tls12)},
    {"-no-ticket", FLAG_BOOL, AT(no_ticket)},
    {"-fallback-scsv", FLAG_BOOL, AT(fallback_scsv)},
    {"-no-legacy-server-connect", FLAG_BOOL, AT(no_legacy_server_connect)},
    {"-cipher", FLAG_TEXT, AT(cipher)},
    {"-server-preference", FLAG_BOOL, AT(server_preference)},
    {"-max-cert-list", FLAG_INT, AT(max_cert_list)},

    {"-host-name", FLAG_TEXT, AT(host_name)},
    {"-no-server-name-ack", FLAG_BOOL, AT(no_server_name_ack)},
    {"-advertise-alpn", FLAG_TEXT, AT(advertise_alpn)},
    {"-select-alpn", FLAG_TEXT, AT(select_alpn)},
    {"-decline-alpn", FLAG_BOOL, AT(decline_alpn)},
    {"-reject-alpn", FLAG_BOOL, AT(reject_alpn)},
    {"-select-empty-alpn", FLAG_BOOL, AT(select_empty_alpn)},
    {"-expect-advertised-alpn", FLAG_TEXT, AT(expect_advertised_alpn)},

    {"-async", FLAG_BOOL, AT(async)},
    {"-implicit-handshake", FLAG_BOOL, AT(implicit_handshake)},
    {"-handshake-twice", FLAG_BOOL, AT(handshake_twice)},
    {"-no-op-extra-handshake", FLAG_BOOL, AT(no_op_extra_handshake)},
    {"-handshake-never-done", FLAG_BOOL, AT(handshake_never_done)},
    {"-partial-write", FLAG_BOOL, AT(partial_write)},
    {"-write-different-record-sizes", FLAG_BOOL, AT(write_different_record_sizes)},
    {"-read-with-unfinished-write", FLAG_BOOL, AT(read_with_unfinished_write)},
    {"-peek-then-read", FLAG_BOOL, AT(peek_then_read)},
    {"-use-exporter-between-reads", FLAG_BOOL, AT(use_exporter_between_reads)},
    {"-max-send-fragment", FLAG_INT, AT(max_send_fragment)},
    {"-read-size", FLAG_INT, AT(read_size)},
    {"-shim-writes-first", FLAG_BOOL, AT(shim_writes_first)},
    {"-shim-initial-write", FLAG_TEXT, AT(shim_initial_write)},
    {"-repeat-shim-initial-write", FLAG_INT, AT(repeat_shim_initial_write)},
    {"-shim-shuts-down", FLAG_BOOL, AT(shim_shuts_down)},
    {"-check-close-notify", FLAG_BOOL, AT(check_close_notify)},
    {"-key-update", FLAG_BOOL, AT(key_update)},
    {"-key-update-before-read", FLAG_BOOL, AT(key_update_before_read)},
    {"-enable-early-data", FLAG_BOOL, AT(enable_early_data)},
    {"-resumption-delay", FLAG_INT, AT(resumption_delay)},

    {"-use-early-callback", FLAG_BOOL, AT(use_early_callback)},
    {"-fail-early-callback", FLAG_BOOL, AT(fail_early_callback)},
    {"-fail-cert-callback", FLAG_BOOL, AT(fail_cert_callback)},
    {"-use-old-client-cert-callback", FLAG_BOOL, AT(use_old_client_cert_callback)},
    {"-use-ticket-callback", FLAG_BOOL, AT(use_ticket_callback)},
    {"-renew-ticket", FLAG_BOOL, AT(renew_ticket)},
    {"-skip-ticket", FLAG_BOOL, AT(skip_ticket)},
    {"-use-custom-verify-callback", FLAG_BOOL, AT(use_custom_verify_callback)},
    {"-require-any-client-certificate", FLAG_BOOL, AT(require_any_client_certificate)},
    {"-verify-peer", FLAG_BOOL, AT(verify_peer)},
    {"-verify-fail", FLAG_BOOL, AT(verify_fail)},
    {"-use-client-ca-list", FLAG_TEXT, AT(use_client_ca_list)},

    {"-enable-ocsp-stapling", FLAG_BOOL, AT(enable_ocsp_stapling)},
    {"-use-ocsp-callback", FLAG_BOOL, AT(use_ocsp_callback)},
    {"-set-ocsp-in-callback", FLAG_BOOL, AT(set_ocsp_in_callback)},
    {"-decline-ocsp-callback", FLAG_BOOL, AT(decline_ocsp_callback)},
    {"-fail-ocsp-callback", FLAG_BOOL, AT(fail_ocsp_callback)},

    {"-enable-signed-cert-timestamps", FLAG_BOOL, AT(enable_signed_cert_timestamps)},
    {"-install-ddos-callback", FLAG_BOOL, AT(install_ddos_callback)},
    {"-fail-ddos-callback", FLAG_BOOL, AT(fail_ddos_callback)},

    {"-export-keying-material", FLAG_INT, AT(export_keying_material)},
    {"-export-label", FLAG_TEXT, AT(export_label)},
    {"-export-context", FLAG_TEXT, AT(export_context)},
    {"-use-export-context", FLAG_BOOL, AT(use_export_context)},
    {"-export-traffic-secrets", FLAG_BOOL, AT(export_traffic_secrets)},
    {"-tls-unique", FLAG_BOOL, AT(tls_unique)},

    {"-expect-version", FLAG_INT, AT(expect_version)},
    {"-expect-cipher", FLAG_INT, AT(expect_cipher)},
    {"-expect-cipher-aes", FLAG_INT, AT(expect_cipher_aes)},
    {"-expect-cipher-no-aes", FLAG_IGNORED_TEXT, 0, false}, /* of machines without */
    {"-expect-curve-id", FLAG_INT, AT(expect_curve)},
    {"-expect-peer-signature-algorithm", FLAG_INT, AT(expect_peer_signature_algorithm)},
    {"-expect-server-name", FLAG_TEXT, AT(expect_server_name)},
    {"-expect-no-server-name", FLAG_BOOL, AT(expect_no_server_name)},
    {"-expect-alpn", FLAG_TEXT, AT(expect_alpn)},
    {"-expect-session-miss", FLAG_BOOL, AT(expect_session_miss)},
    {"-expect-no-session", FLAG_BOOL, AT(expect_no_session)},
    {"-expect-session-id", FLAG_BOOL, AT(expect_session_id)},
    {"-expect-no-session-id", FLAG_BOOL, AT(expect_no_session_id)},
    {"-expect-ticket-renewal", FLAG_BOOL, AT(expect_ticket_renewal)},
    {"-expect-ticket-supports-early-data", FLAG_BOOL, AT(expect_ticket_supports_early_data)},
    {"-expect-accept-early-data", FLAG_BOOL, AT(expect_accept_early_data)},
    {"-expect-reject-early-data", FLAG_BOOL, AT(expect_reject_early_data)},
    {"-expect-no-offer-early-data", FLAG_BOOL, AT(expect_no_offer_early_data)},
    {"-expect-early-data-reason", FLAG_TEXT, AT(expect_early_data_reason)},
    {"-expect-extended-master-secret", FLAG_BOOL, AT(expect_extended_master_secret)},
    {"-expect-secure-renegotiation", FLAG_BOOL, AT(expect_secure_renegotiation)},
    {"-expect-no-secure-renegotiation", FLAG_BOOL, AT(expect_no_secure_renegotiation)},
    {"-expect-ocsp-response", FLAG_BLOB, AT(expect_ocsp_response)},
    {"-expect-signed-cert-timestamps", FLAG_BLOB, AT(expect_signed_cert_timestamps)},
    {"-expect-certificate-types", FLAG_BLOB, AT(expect_certificate_types)},
    {"-expect-client-ca-list", FLAG_TEXT, AT(expect_client_ca_list)},
    {"-expect-peer-cert-file", FLAG_TEXT, AT(expect_peer_cert_file)},
    {"-expect-no-peer-cert", FLAG_BOOL, AT(expect_no_peer_cert)},
    {"-expect-peer-certificate-type", FLAG_INT, AT(expect_peer_cert_type)},
    {"-expect-peer-rpk-sha256", FLAG_BLOB, AT(expect_peer_key_sha256)},
    {"-expect-verify-result", FLAG_BOOL, AT(expect_verify_result)},
    {"-expect-hrr", FLAG_BOOL, AT(expect_hrr)},
    {"-expect-no-hrr", FLAG_BOOL, AT(expect_no_hrr)},
    {"-expect-msg-callback", FLAG_TEXT, AT(expect_msg_callback)},
    {"-expect-total-renegotiations", FLAG_INT, AT(expect_total_renegotiations)},
};

static const struct flag *find(const char *name)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(flags[i].name, name) == 0) {
			return &flags[i];
		}
	}
	return NULL;
}

/* Moves *name past the prefix, to the dash that follows it. */
static bool strip(const char **name, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(*name, prefix, len) != 0 || (*name)[len] != '-') {
		return false;
	}
	*name += len;
	return true;
}

static _Noreturn void bad_value(const char *name, const char *value)
{
	fprintf(stderr, "shim: %s does not take \"%s\"\n", name, value);
	exit(EXIT_FAILURE);
}

static uint64_t number(const char *name, const char *value)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(value, &end, 0);
	if (errno != 0 || *value == '\0' || *value == '-' || *end != '\0') {
		bad_value(name, value);
	}
	return n;
}

static struct blob decode(const char *name, const char *value)
{
	size_t len = strlen(value);
	struct blob blob = {malloc(len / 4 * 3 + 1), 0};
	int n = -1;

	if (blob.data != NULL && len % 4 == 0) {
		n = EVP_DecodeBlock(blob.data, (const unsigned char *)value, (int)len);
	}
	if (n < 0) {
		bad_value(name, value);
	}
	blob.len = (size_t)n;
	for (size_t i = len; i > 0 && value[i - 1] == '='; i--) {
		blob.len--;
	}
	return blob;
}

static void set(struct config *config, const struct flag *flag, const char *value)
{
	void *base = flag->of_credential ? (void *)&config->own[config->n_more] : config;
	void *field = (char *)base + flag->offset;
	struct int_list *list = field;

	switch (flag->kind) {
	case FLAG_BOOL:
		*(bool *)field = true;
		break;
	case FLAG_INT: /* -1 is no credential of a list */
		*(int *)field = strcmp(value, "-1") == 0 ? -1 : (int)number(flag->name, value);
		break;
	case FLAG_U64:
		*(uint64_t *)field = number(flag->name, value);
		break;
	case FLAG_LIST:
		if (list->n == LIST_MAX) {
			bad_value(flag->name, value);
		}
		list->values[list->n++] = (int)number(flag->name, value);
		break;
	case FLAG_TEXT:
		*(const char **)field = value;
		break;
	case FLAG_BLOB:
		*(struct blob *)field = decode(flag->name, value);
		break;
	case FLAG_CREDENTIAL:
	case FLAG_RAW_KEY:
		if (config->n_more + 1 == CREDENTIALS_MAX) {
			unimplemented("so many credentials");
		}
		config->own[++config->n_more].raw = flag->kind == FLAG_RAW_KEY;
		break;
	case FLAG_IGNORED:
	case FLAG_IGNORED_TEXT:
		break;
	}
}

void flags_parse(int argc, char **argv, struct config *initial, struct config *resume, struct config *retry)
{
	struct config *all[] = {initial, resume, retry};

	for (size_t k = 0; k < 3; k++) {
		*all[k] = (struct config){.shim_initial_write = "hello",
					  .repeat_shim_initial_write = 1,
					  .expect_selected = UNASKED,
					  .expect_peer_cert_type = UNASKED};
	}
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i];
		const char *value = NULL;
		const struct flag *flag;
		struct config *only = NULL;
		bool skip = false;

		if (strip(&name, "-on-handshaker")) {
			skip = true;
		} else {
			(void)strip(&name, "-on-shim");
		}
		if (strip(&name, "-on-initial")) {
			only = initial;
		} else if (strip(&name, "-on-resume")) {
			only = resume;
		} else if (strip(&name, "-on-retry")) {
			only = retry;
		}
		flag = find(name);
		if (flag == NULL) {
			unimplemented(name);
		}
		if (flag->kind != FLAG_BOOL && flag->kind != FLAG_CREDENTIAL && flag->kind != FLAG_RAW_KEY &&
		    flag->kind != FLAG_IGNORED) {
			if (++i == argc) {
				bad_value(name, "nothing");
			}
			value = argv[i];
		}
		for (size_t k = 0; k < 3 && !skip; k++) {
			if (only == NULL || only == all[k]) {
				set(all[k], flag, value);
			}
		}
	}
}
