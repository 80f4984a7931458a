/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SCT lists and stapled responses of a stranger's server, through the ABI, to a client that wants them. Input: how (1:
 * TLS 1.2, 2: strict, 4: the rest is the OCSP response, not the list), then the bytes.
 */
#include "fuzz.h"

#include <stdio.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/tls1.h>

#include "rng_seed.h"

static struct span stapled;

static int staple(SSL *s, void *arg)
{
	(void)arg;
	if (stapled.len == 0) {
		return SSL_TLSEXT_ERR_NOACK;
	}
	unsigned char *copy = OPENSSL_memdup(stapled.p, stapled.len);
	must(copy != NULL);
	SSL_set_tlsext_status_ocsp_resp(s, copy, (int)stapled.len);
	return SSL_TLSEXT_ERR_OK;
}

static int load(const char *name, uint8_t *buf, size_t cap)
{
	char path[100];
	snprintf(path, sizeof path, "tls/data/p256.%s.der", name);
	FILE *f = fopen(path, "rb");
	must(f != NULL);
	size_t n = fread(buf, 1, cap, f);
	fclose(f);
	return (int)n;
}

static SSL_CTX *server_with(const uint8_t *data, size_t len, bool ocsp)
{
	static uint8_t cert[4096], key[4096], info[0x10000];
	static int n_cert, n_key;
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	if (n_cert == 0) {
		n_cert = load("cert", cert, sizeof cert);
		n_key = load("key", key, sizeof key);
	}
	must(ctx != NULL && SSL_CTX_use_certificate_ASN1(ctx, n_cert, cert) == 1);
	must(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, ctx, key, n_key) == 1);
	if (ocsp) {
		SSL_CTX_set_tlsext_status_cb(ctx, staple);
		return ctx;
	}
	/* serverinfo(5), version 2: context, type, length, content */
	unsigned where = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE;
	const uint8_t head[8] = {(uint8_t)(where >> 24),
				 (uint8_t)(where >> 16),
				 (uint8_t)(where >> 8),
				 (uint8_t)where,
				 0,
				 18,
				 (uint8_t)(len >> 8),
				 (uint8_t)len};
	memcpy(info, head, sizeof head);
	memcpy(info + sizeof head, data, len);
	must(SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV2, info, sizeof head + len) == 1);
	return ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static SSL_CTX *client;
	BIO *one = NULL, *two = NULL;
	if (size < 1 || size > 0x8000) {
		return 0;
	}
	if (client == NULL) {
		client = SSL_CTX_new(TLS_client_method());
		must(client != NULL && SSL_CTX_enable_ct(client, SSL_CT_VALIDATION_PERMISSIVE) == 1);
	}
	rng_seed(1);
	ERR_clear_error();
	stapled = span_of(data + 1, size - 1);
	SSL_CTX *server = server_with(data + 1, size - 1, (data[0] & 4) != 0);
	SSL *c = SSL_new(client), *s = SSL_new(server);
	must(c != NULL && s != NULL && BIO_new_bio_pair(&one, 0, &two, 0) == 1);
	SSL_set_bio(c, one, one);
	SSL_set_bio(s, two, two);
	SSL_set_connect_state(c);
	SSL_set_accept_state(s);
	if ((data[0] & 1) != 0) {
		SSL_set_max_proto_version(c, TLS1_2_VERSION);
	}
	if ((data[0] & 2) != 0) {
		must(SSL_enable_ct(c, SSL_CT_VALIDATION_STRICT) == 1);
	}
	int a = -1, b = -1;
	for (int i = 0; i < 20 && (a != 1 || b != 1); i++) {
		a = SSL_do_handshake(c);
		b = SSL_do_handshake(s);
	}
	const STACK_OF(SCT) *scts = SSL_get0_peer_scts(c);
	(void)scts;
	ERR_clear_error();
	SSL_free(c);
	SSL_free(s);
	SSL_CTX_free(server);
	return 0;
}
