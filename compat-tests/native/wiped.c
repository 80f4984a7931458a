/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What is left of secrets in the process image when connections and contexts are freed: every writable mapping is
 * searched for the secrets that the key log told, for the private key, and for the plaintext that went each way.
 *
 *     wiped PKI_DIR KIND 1.2|1.3 [plant]
 *
 * The program holds what it looks for only with its bits turned. libcrypto leaves a copy of a key that it reads from a
 * file, or writes for libssl, in memory that it has freed; so freed memory is cleared until a first connection has been
 * made, and only then. With "plant"
 * the program leaves one copy, to show that the search finds it. Prints what it found; status 1 when that was anything.
 */
#include "pair.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SECRETS = 64, MAX_LEN = 512, TURN = 0xa5, TEXT_LEN = 400 };

static struct secret {
	char name[48];
	size_t len;
	uint8_t turned[MAX_LEN];
} secrets[MAX_SECRETS];
static int n_secrets;

static int clearing;

static void *take(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(n);
}

static void give(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	if (p != NULL && clearing) {
		OPENSSL_cleanse(p, malloc_usable_size(p));
	}
	free(p);
}

static void *take_again(void *p, size_t n, const char *file, int line)
{
	void *q = take(n, file, line);
	if (p != NULL && q != NULL) {
		size_t had = malloc_usable_size(p);
		memcpy(q, p, had < n ? had : n);
		give(p, file, line);
	}
	return q;
}

static struct secret *secret_new(const char *name)
{
	if (n_secrets == MAX_SECRETS) {
		pair_die("too many secrets");
	}
	struct secret *s = &secrets[n_secrets++];
	snprintf(s->name, sizeof s->name, "%s", name);
	return s;
}

static void remember(const char *name, const uint8_t *bytes, size_t len)
{
	struct secret *s = secret_new(name);
	s->len = len < MAX_LEN ? len : MAX_LEN;
	for (size_t i = 0; i < s->len; i++) {
		s->turned[i] = bytes[i] ^ TURN;
	}
}

static unsigned nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* LABEL RANDOM SECRET: the secret, and its hexadecimal text. */
static void key_log(const SSL *s, const char *line)
{
	(void)s;
	const char *hex = strrchr(line, ' ') + 1;
	size_t len = strlen(hex) / 2;
	char name[48];
	snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
	remember(name, (const uint8_t *)hex, 2 * len);
	struct secret *bytes = secret_new(name);
	bytes->len = len;
	for (size_t i = 0; i < len; i++) {
		bytes->turned[i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1])) ^ TURN;
	}
}

static void remember_key(EVP_PKEY *pkey)
{
	BIGNUM *n = NULL;
	uint8_t bytes[MAX_LEN], turned_round[MAX_LEN];
	const char *name = EVP_PKEY_is_a(pkey, "RSA") ? "d" : "priv";
	if (!EVP_PKEY_get_bn_param(pkey, name, &n)) {
		pair_die("the private key");
	}
	int len = BN_bn2bin(n, bytes);
	remember("private key, big-endian", bytes, (size_t)len);
	for (int i = 0; i < len; i++) {
		turned_round[i] = bytes[len - 1 - i];
	}
	remember("private key, little-endian", turned_round, (size_t)len);
	OPENSSL_cleanse(bytes, sizeof bytes);
	OPENSSL_cleanse(turned_round, sizeof turned_round);
	BN_clear_free(n);
}

/* The text exists turned; it is made plain for the moment in which it is sent, and where it was read it is cleared. */
static void talk(SSL *from, SSL *to)
{
	uint8_t text[TEXT_LEN], got[TEXT_LEN];
	for (size_t i = 0; i < sizeof text; i++) {
		text[i] = (uint8_t)(i * 151 + i / 7);
	}
	remember("plaintext", text, sizeof text);
	if (SSL_write(from, text, sizeof text) != sizeof text || SSL_read(to, got, sizeof got) != sizeof got ||
	    memcmp(text, got, sizeof text) != 0) {
		pair_die("talk");
	}
	OPENSSL_cleanse(text, sizeof text);
	OPENSSL_cleanse(got, sizeof got);
}

static int found_in(const uint8_t *p, size_t n, const struct secret *s)
{
	for (size_t i = 0; i + s->len <= n; i++) {
		size_t k = 0;
		while (k < s->len && (p[i + k] ^ TURN) == s->turned[k]) {
			k++;
		}
		if (k == s->len) {
			return 1;
		}
	}
	return 0;
}

static int search(void)
{
	int found = 0;
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "r");
	if (maps == NULL) {
		pair_die("/proc/self/maps");
	}
	while (fgets(line, sizeof line, maps) != NULL) {
		unsigned long from, to;
		char mode[8];
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || strncmp(mode, "rw", 2) != 0 ||
		    strstr(line, "[v") != NULL) {
			continue;
		}
		for (int i = 0; i < n_secrets; i++) {
			if (found_in((const uint8_t *)from, to - from, &secrets[i])) {
				printf("%s in %s", secrets[i].name, line);
				found++;
			}
		}
	}
	fclose(maps);
	return found;
}

static void connect_once(SSL_CTX *client, SSL_CTX *server, const char *host, SSL_SESSION **session)
{
	struct pair p = {0};
	if (!pair_open(&p, client, server, host, *session) || !pair_handshake(&p)) {
		pair_die("handshake");
	}
	talk(p.client, p.server);
	talk(p.server, p.client);
	if (*session == NULL) {
		*session = SSL_get1_session(p.client);
	}
	if (!pair_shutdown(&p)) {
		pair_die("shutdown");
	}
	pair_close(&p);
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: wiped PKI_DIR KIND 1.2|1.3 [plant]\n");
		return 2;
	}
	int version = strcmp(argv[3], "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
	clearing = 1;
	if (!CRYPTO_set_mem_functions(take, take_again, give)) {
		pair_die("CRYPTO_set_mem_functions");
	}
	SSL_CTX *server = pair_server_ctx(argv[1], argv[2], version), *client = pair_client_ctx(argv[1], version);
	SSL_SESSION *session = NULL;
	if (server == NULL || client == NULL) {
		pair_die("contexts");
	}
	SSL_CTX_set_keylog_callback(client, key_log);
	remember_key(SSL_CTX_get0_privatekey(server));
	char host[64];
	snprintf(host, sizeof host, "%s.test", argv[2]);
	connect_once(client, server, host, &session);
	SSL_SESSION_free(session);
	session = NULL;
	clearing = 0;
	/* A full handshake, and one that resumes. */
	connect_once(client, server, host, &session);
	connect_once(client, server, host, &session);
	SSL_SESSION_free(session);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	uint8_t *planted = NULL;
	if (argc > 4) {
		planted = malloc(secrets[n_secrets - 1].len);
		for (size_t i = 0; planted != NULL && i < secrets[n_secrets - 1].len; i++) {
			planted[i] = secrets[n_secrets - 1].turned[i] ^ TURN;
		}
	}
	int found = search();
	printf("%d secrets looked for, %d found\n", n_secrets, found);
	free(planted);
	return found != 0;
}
