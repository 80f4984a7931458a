/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
#include "report.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Text that is built piece by piece and cut where the room ends. */
struct text {
	char *at;
	size_t size, len;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *format, ...)
{
	va_list words;
	va_start(words, format);
	int n = vsnprintf(t->at + t->len, t->size - t->len, format, words);
	va_end(words);
	if (n > 0) {
		t->len += (size_t)n < t->size - t->len ? (size_t)n : t->size - t->len - 1;
	}
}

static void put_escaped(struct text *t, const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool plain = bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != '\\';
		put(t, plain ? "%c" : "\\x%02x", bytes[i]);
	}
}

static void put_reason(struct text *t, unsigned long code)
{
	const char *reason = ERR_SYSTEM_ERROR(code) ? strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);
	if (code == 0) {
		put(t, "unknown error");
	} else if (reason != NULL) {
		put(t, "%s", reason);
	} else {
		put(t, "error %lx", code);
	}
}

void report_reason(char *out, size_t size)
{
	struct text t = {out, size, 0};
	put_reason(&t, ERR_peek_error());
	ERR_clear_error();
}

/* An alert that the peer sent shows as a reason of its number and this offset. */
static bool is_alert(unsigned long code)
{
	return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET &&
	       ERR_GET_REASON(code) < SSL_AD_REASON_OFFSET + 256;
}

/* A signature that is wrong leaves libcrypto's own complaint before the verdict. */
static bool is_refusal(unsigned long code)
{
	return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED;
}

void report_failure(char *out, size_t size, const SSL *ssl, int error, const char *peer, bool handshake)
{
	int system_error = errno;
	struct text t = {out, size, 0};
	unsigned long code = ERR_peek_error();
	long verdict = SSL_get_verify_result(ssl);
	bool eof = error == SSL_ERROR_SYSCALL && code == 0 && system_error == 0;
	if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
		eof = eof || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
	}
	if (eof && handshake) {
		put(&t, "the %s closed the connection during the handshake", peer);
	} else if (eof) {
		put(&t, "the %s closed the connection without saying so: what came may be cut short", peer);
	} else if (error == SSL_ERROR_SYSCALL && code == 0) {
		put(&t, "%s", strerror(system_error));
	} else if (is_refusal(ERR_peek_last_error()) && verdict != X509_V_OK) {
		put(&t, "the %s's certificate is refused: %s", peer, X509_verify_cert_error_string(verdict));
	} else if (is_alert(code)) {
		const char *alert = SSL_alert_desc_string_long(ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET);
		put(&t, "the %s sent an alert: ", peer);
		/* That function does not know the alerts of TLS 1.3; their reasons do. */
		if (strcmp(alert, "unknown") != 0) {
			put(&t, "%s", alert);
		} else {
			put_reason(&t, code);
		}
	} else {
		put_reason(&t, code);
	}
	ERR_clear_error();
}

static void put_peer_certificate(struct text *t, const SSL *ssl)
{
	X509 *cert = SSL_get0_peer_certificate(ssl);
	if (cert == NULL) {
		return;
	}
	char subject[256];
	/* It escapes what is not printable by itself. */
	if (X509_NAME_oneline(X509_get_subject_name(cert), subject, sizeof subject) == NULL) {
		return;
	}
	long verdict = SSL_get_verify_result(ssl);
	put(t, ", certificate %s", subject);
	if (SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE) {
		put(t, " (not verified)");
	} else if (verdict != X509_V_OK) {
		put(t, " (%s)", X509_verify_cert_error_string(verdict));
	}
}

void report_facts(char *out, size_t size, SSL *ssl)
{
	struct text t = {out, size, 0};
	const SSL_CIPHER *suite = SSL_get_current_cipher(ssl);
	put(&t, "%s, %s", SSL_get_version(ssl), suite != NULL ? SSL_CIPHER_standard_name(suite) : "no suite");
	int group = (int)SSL_get_negotiated_group(ssl);
	/* A resumed TLS 1.2 session has no key exchange. */
	if (group > 0 && (SSL_version(ssl) >= TLS1_3_VERSION || !SSL_session_reused(ssl))) {
		const char *name = SSL_group_to_name(ssl, group);
		put(&t, ", %s", name != NULL ? name : "unnamed group");
	}
	put(&t, ", %s", SSL_session_reused(ssl) ? "resumed" : "full handshake");
	const char *sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	if (sni != NULL) {
		put(&t, ", name ");
		put_escaped(&t, (const unsigned char *)sni, strlen(sni));
	}
	const unsigned char *alpn;
	unsigned int alpn_len;
	SSL_get0_alpn_selected(ssl, &alpn, &alpn_len);
	if (alpn_len > 0) {
		put(&t, ", protocol ");
		put_escaped(&t, alpn, alpn_len);
	}
	put_peer_certificate(&t, ssl);
}
