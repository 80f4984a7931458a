/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSL_SESSION as text, in the layout that people and scripts know from "openssl sess_id" and s_client. */
#include <inttypes.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

static const char *version_name(uint16_t version)
{
	switch (version) {
	case TLS1_3_VERSION:
		return "TLSv1.3";
	case TLS1_2_VERSION:
		return "TLSv1.2";
	case TLS1_1_VERSION:
		return "TLSv1.1";
	case TLS1_VERSION:
		return "TLSv1";
	case SSL3_VERSION:
		return "SSLv3";
	case DTLS1_2_VERSION:
		return "DTLSv1.2";
	case DTLS1_VERSION:
		return "DTLSv1";
	case DTLS1_BAD_VER:
		return "DTLSv0.9";
	default:
		return "unknown";
	}
}

static bool print_hex(BIO *bp, const char *label, struct span s)
{
	bool ok = BIO_puts(bp, label) > 0;
	for (size_t i = 0; ok && i < s.len; i++) {
		ok = BIO_printf(bp, "%02X", s.p[i]) > 0;
	}
	return ok;
}

static bool print_ticket(BIO *bp, const struct tls_session *ts)
{
	if (ts->ticket_lifetime != 0 &&
	    BIO_printf(bp, "\n    TLS session ticket lifetime hint: %" PRIu32 " (seconds)", ts->ticket_lifetime) <= 0) {
		return false;
	}
	return ts->ticket == NULL || (BIO_puts(bp, "\n    TLS session ticket:\n") > 0 &&
				      BIO_dump_indent(bp, (const char *)ts->ticket, (int)ts->ticket_len, 4) > 0);
}

static bool print_times(BIO *bp, const SSL_SESSION *x)
{
	const struct tls_session *ts = x->ts;
	if (ts->time_ms != 0 && BIO_printf(bp, "\n    Start Time: %ld", SSL_SESSION_get_time(x)) <= 0) {
		return false;
	}
	return ts->timeout == 0 || BIO_printf(bp, "\n    Timeout   : %" PRId64 " (sec)", ts->timeout) > 0;
}

int SSL_SESSION_print(BIO *bp, const SSL_SESSION *x)
{
	if (x == NULL) {
		return 0;
	}
	const struct tls_session *ts = x->ts;
	bool tls13 = ts->version == TLS1_3_VERSION;
	const SSL_CIPHER *cipher = session_cipher(ts->suite);
	bool ok = BIO_printf(bp, "SSL-Session:\n    Protocol  : %s\n", version_name(ts->version)) > 0;
	if (cipher != NULL) {
		ok = ok && BIO_printf(bp, "    Cipher    : %s\n", SSL_CIPHER_get_name(cipher)) > 0;
	} else {
		ok = ok && BIO_printf(bp, "    Cipher    : %04X\n", ts->suite) > 0;
	}
	ok = ok && print_hex(bp, "    Session-ID: ", span_of(ts->id, ts->id_len)) &&
	     print_hex(bp, "\n    Session-ID-ctx: ", span_of(ts->context, ts->context_len)) &&
	     print_hex(bp, tls13 ? "\n    Resumption PSK: " : "\n    Master-Key: ", secret_span(&ts->secret)) &&
	     BIO_puts(bp, "\n    PSK identity: None\n    PSK identity hint: None\n    SRP username: None") > 0 &&
	     print_ticket(bp, ts) && print_times(bp, x) &&
	     BIO_printf(bp, "\n    Verify return code: %ld (%s)\n", ts->verify_result,
			X509_verify_cert_error_string(ts->verify_result)) > 0 &&
	     BIO_printf(bp, "    Extended master secret: %s\n", ts->ems ? "yes" : "no") > 0;
	if (tls13) {
		ok = ok && BIO_printf(bp, "    Max Early Data: %" PRIu32 "\n", ts->max_early_data) > 0;
	}
	return ok;
}

int SSL_SESSION_print_fp(FILE *fp, const SSL_SESSION *x)
{
	BIO *b = BIO_new(BIO_s_file());
	if (b == NULL) {
		SSL_ERR(ERR_R_BUF_LIB);
		return 0;
	}
	BIO_set_fp(b, fp, BIO_NOCLOSE);
	int ret = SSL_SESSION_print(b, x);
	BIO_free(b);
	return ret;
}

/* The line of NSS's key log that goes with a session id instead of a client random. */
int SSL_SESSION_print_keylog(BIO *bp, const SSL_SESSION *x)
{
	if (x == NULL || x->ts->id_len == 0 || x->ts->secret.len == 0) {
		return 0;
	}
	return print_hex(bp, "RSA Session-ID:", span_of(x->ts->id, x->ts->id_len)) &&
	       print_hex(bp, " Master-Key:", secret_span(&x->ts->secret)) && BIO_puts(bp, "\n") > 0;
}
