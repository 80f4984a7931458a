/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
#include "offer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* TLS 1.2 and 1.3, in a set of two bits. */
enum { V12 = 1, V13 = 2 };

static int versions_of(const struct words *words)
{
	int set = 0;
	for (size_t i = 0; i < words->n; i++) {
		if (strcmp(words->at[i], "1.2") == 0) {
			set |= V12;
		} else if (strcmp(words->at[i], "1.3") == 0) {
			set |= V13;
		} else {
			tool_usage("--protover '%s': the versions are 1.2 and 1.3", words->at[i]);
		}
	}
	return words->n == 0 ? V12 | V13 : set;
}

static int version_of(const SSL_CIPHER *suite)
{
	return strcmp(SSL_CIPHER_get_version(suite), "TLSv1.3") == 0 ? V13 : V12;
}

static bool is_called(const SSL_CIPHER *suite, const char *word)
{
	static const char rustls_prefix[] = "TLS13_", rfc_prefix[] = "TLS_";
	const char *rfc_name = SSL_CIPHER_standard_name(suite);
	if (strncasecmp(word, rustls_prefix, sizeof rustls_prefix - 1) == 0) {
		return version_of(suite) == V13 &&
		       strcasecmp(word + sizeof rustls_prefix - 1, rfc_name + sizeof rfc_prefix - 1) == 0;
	}
	return strcasecmp(word, rfc_name) == 0 || strcasecmp(word, SSL_CIPHER_get_name(suite)) == 0;
}

static const SSL_CIPHER *suite_called(SSL_CTX *ctx, const char *word)
{
	STACK_OF(SSL_CIPHER) *all = SSL_CTX_get_ciphers(ctx);
	for (int i = 0; i < sk_SSL_CIPHER_num(all); i++) {
		const SSL_CIPHER *suite = sk_SSL_CIPHER_value(all, i);
		if (is_called(suite, word)) {
			return suite;
		}
	}
	tool_say("--suite '%s': no such suite; there are", word);
	for (int i = 0; i < sk_SSL_CIPHER_num(all); i++) {
		fprintf(stderr, "    %s\n", SSL_CIPHER_standard_name(sk_SSL_CIPHER_value(all, i)));
	}
	fprintf(stderr, "Try '%s --help'.\n", tool_name);
	exit(EXIT_USAGE);
}

/* Adds a name to a list with colons between. */
static void append(char *list, size_t size, const char *name)
{
	size_t n = strlen(list);
	snprintf(list + n, size - n, "%s%s", n == 0 ? "" : ":", name);
}

/* Sets the suites that are named; returns the versions that they leave. */
static int apply_suites(SSL_CTX *ctx, const struct words *words)
{
	if (words->n == 0) {
		return V12 | V13;
	}
	char old[2048] = "", new[512] = "";
	for (size_t i = 0; i < words->n; i++) {
		const SSL_CIPHER *suite = suite_called(ctx, words->at[i]);
		if (version_of(suite) == V13) {
			append(new, sizeof new, SSL_CIPHER_get_name(suite));
		} else {
			append(old, sizeof old, SSL_CIPHER_get_name(suite));
		}
	}
	/* Where no suite of a version is left the version goes, so its list may stay as it is: it cannot be empty. */
	if ((new[0] != '\0' && SSL_CTX_set_ciphersuites(ctx, new) != 1) ||
	    (old[0] != '\0' && SSL_CTX_set_cipher_list(ctx, old) != 1)) {
		tool_die_ssl("cannot take the suites");
	}
	return (old[0] != '\0' ? V12 : 0) | (new[0] != '\0' ? V13 : 0);
}

void offer_apply(SSL_CTX *ctx, const struct offer *offer)
{
	int versions = versions_of(&offer->versions) & apply_suites(ctx, &offer->suites);
	if (versions == 0) {
		tool_usage("no suite of --suite is for a version of --protover");
	}
	if (SSL_CTX_set_min_proto_version(ctx, versions & V12 ? TLS1_2_VERSION : TLS1_3_VERSION) != 1 ||
	    SSL_CTX_set_max_proto_version(ctx, versions & V13 ? TLS1_3_VERSION : TLS1_2_VERSION) != 1) {
		tool_die_ssl("cannot take the versions");
	}
}

/* The wire's form of the list: each with its length before it. Returns the length, 0 when there are none. */
static unsigned int wire_form(const struct words *protos, unsigned char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < protos->n; i++) {
		size_t len = strlen(protos->at[i]);
		if (len == 0 || len > 255) {
			tool_usage("--proto '%s': a protocol's name has 1 to 255 bytes", protos->at[i]);
		}
		if (n + 1 + len > size) {
			tool_usage("the protocols of --proto are too long together");
		}
		out[n++] = (unsigned char)len;
		memcpy(out + n, protos->at[i], len);
		n += len;
	}
	return (unsigned int)n;
}

void offer_protocols_client(SSL_CTX *ctx, const struct offer *offer)
{
	unsigned char wire[2048];
	unsigned int len = wire_form(&offer->protos, wire, sizeof wire);
	if (len > 0 && SSL_CTX_set_alpn_protos(ctx, wire, len) != 0) {
		tool_die_ssl("cannot offer the protocols");
	}
}

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *theirs,
			   unsigned int theirs_len, void *arg)
{
	(void)ssl;
	const struct words *ours = arg;
	for (size_t i = 0; i < ours->n; i++) {
		size_t len = strlen(ours->at[i]);
		for (unsigned int at = 0; at < theirs_len; at += 1u + theirs[at]) {
			if (theirs[at] == len && memcmp(theirs + at + 1, ours->at[i], len) == 0) {
				*out = theirs + at + 1;
				*out_len = theirs[at];
				return SSL_TLSEXT_ERR_OK;
			}
		}
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void offer_protocols_server(SSL_CTX *ctx, const struct offer *offer)
{
	unsigned char wire[2048];
	if (wire_form(&offer->protos, wire, sizeof wire) > 0) {
		SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, (void *)&offer->protos);
	}
}
