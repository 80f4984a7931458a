/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Sessions and tickets from strangers, through the ABI: the input is an SSL_SESSION's DER (d2i_SSL_SESSION). What can
 * be read must be written and read again alike, and a client that offers it, ticket and all, to a server with known
 * ticket keys comes to an end, whichever.
 */
#include "fuzz.h"

#include <stdio.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

static SSL_CTX *client_ctx, *server_ctx;

static int load(const char *name, uint8_t *buf, int cap)
{
	char path[100];
	snprintf(path, sizeof path, "tls/data/p256.%s.der", name);
	FILE *f = fopen(path, "rb");
	must(f != NULL);
	size_t n = fread(buf, 1, (size_t)cap, f);
	fclose(f);
	return (int)n;
}

static void setup(void)
{
	uint8_t der[4096], keys[80];
	client_ctx = SSL_CTX_new(TLS_client_method());
	server_ctx = SSL_CTX_new(TLS_server_method());
	must(client_ctx != NULL && server_ctx != NULL);
	int n = load("cert", der, sizeof der);
	must(SSL_CTX_use_certificate_ASN1(server_ctx, n, der) == 1);
	n = load("key", der, sizeof der);
	must(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, server_ctx, der, n) == 1);
	for (size_t i = 0; i < sizeof keys; i++) {
		keys[i] = (uint8_t)i; /* those of the corpus */
	}
	must(SSL_CTX_set_tlsext_ticket_keys(server_ctx, keys, sizeof keys) == 1);
	SSL_CTX_set_session_id_context(server_ctx, (const unsigned char *)"tests", 5);
}

/* encode: the session's DER, to be freed with OPENSSL_free. */
static int encode(const SSL_SESSION *ss, unsigned char **out)
{
	*out = NULL;
	int n = i2d_SSL_SESSION(ss, NULL);
	must(n >= 0);
	if (n == 0) {
		return 0; /* one without a suite, say */
	}
	unsigned char *p = *out = OPENSSL_malloc((size_t)n);
	must(p != NULL && i2d_SSL_SESSION(ss, &p) == n);
	return n;
}

static void written_and_read_again(const SSL_SESSION *ss)
{
	unsigned char *one, *two;
	int n = encode(ss, &one);
	if (n != 0) {
		const unsigned char *p = one;
		SSL_SESSION *again = d2i_SSL_SESSION(NULL, &p, n);
		must(again != NULL && p == one + n);
		must(encode(again, &two) == n && memcmp(one, two, (size_t)n) == 0);
		OPENSSL_free(two);
		SSL_SESSION_free(again);
	}
	OPENSSL_free(one);
	BIO *b = BIO_new(BIO_s_mem());
	must(b != NULL);
	(void)SSL_SESSION_print(b, ss);
	BIO_free(b);
}

static void offered(SSL_SESSION *ss)
{
	BIO *one = NULL, *two = NULL;
	SSL *c = SSL_new(client_ctx), *s = SSL_new(server_ctx);
	must(c != NULL && s != NULL && BIO_new_bio_pair(&one, 0, &two, 0) == 1);
	SSL_set_bio(c, one, one);
	SSL_set_bio(s, two, two);
	SSL_set_connect_state(c);
	SSL_set_accept_state(s);
	SSL_set_session(c, ss);
	int a = -1, b = -1;
	for (int i = 0; i < 20 && (a != 1 || b != 1); i++) {
		a = SSL_do_handshake(c);
		b = SSL_do_handshake(s);
	}
	if (a == 1 && b == 1) {
		char data[10];
		must(SSL_write(s, "hello", 5) == 5 && SSL_read(c, data, sizeof data) == 5);
		must(SSL_session_reused(c) == SSL_session_reused(s));
	}
	SSL_free(c);
	SSL_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (client_ctx == NULL) {
		setup();
	}
	const unsigned char *p = data;
	SSL_SESSION *ss = d2i_SSL_SESSION(NULL, &p, (long)size);
	if (ss != NULL) {
		must(p <= data + size);
		written_and_read_again(ss);
		offered(ss);
		SSL_SESSION_free(ss);
	}
	ERR_clear_error();
	return 0;
}
