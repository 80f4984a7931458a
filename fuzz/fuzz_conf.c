/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Settings by text, through the ABI. Input: which (of 16), what for, then the text. After each a client and a server
 * context must still be able to say their first word, or refuse with an error in the queue.
 */
#include "fuzz.h"

#include <stdio.h>

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "rng_seed.h"

/* Commands that open files get none but names in the directory of the test. */
static bool harmless(const char *text)
{
	return strchr(text, '/') == NULL;
}

static void command(SSL_CTX *ctx, unsigned flags, char *line)
{
	SSL_CONF_CTX *c = SSL_CONF_CTX_new();
	must(c != NULL);
	SSL_CONF_CTX_set_flags(c, flags);
	SSL_CONF_CTX_set_ssl_ctx(c, ctx);
	if ((flags & 0x100) != 0) {
		SSL_CONF_CTX_set1_prefix(c, (flags & SSL_CONF_FLAG_CMDLINE) != 0 ? "-x" : "x");
	}
	for (char *next; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL) {
			*next++ = '\0';
		}
		char *value = strchr(line, '=');
		if (value != NULL) {
			*value++ = '\0';
		}
		(void)SSL_CONF_cmd_value_type(c, line);
		int got = SSL_CONF_cmd(c, line, value);
		must(got >= -3 && got <= 2);
	}
	(void)SSL_CONF_CTX_finish(c);
	SSL_CONF_CTX_free(c);
}

/* A configuration file whose first section is read as a program's would be. */
static void file(SSL_CTX *ctx, const char *text, size_t len)
{
	BIO *b = BIO_new_mem_buf(text, (int)len);
	CONF *conf = NCONF_new(NULL);
	must(b != NULL && conf != NULL);
	if (NCONF_load_bio(conf, b, NULL) == 1) {
		STACK_OF(CONF_VALUE) *section = NCONF_get_section(conf, "default");
		SSL_CONF_CTX *c = SSL_CONF_CTX_new();
		must(c != NULL);
		SSL_CONF_CTX_set_flags(c, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CLIENT);
		SSL_CONF_CTX_set_ssl_ctx(c, ctx);
		for (int i = 0; section != NULL && i < sk_CONF_VALUE_num(section); i++) {
			const CONF_VALUE *v = sk_CONF_VALUE_value(section, i);
			(void)SSL_CONF_cmd(c, v->name, v->value);
		}
		(void)SSL_CONF_CTX_finish(c);
		SSL_CONF_CTX_free(c);
	}
	NCONF_free(conf);
	BIO_free(b);
}

static void set(SSL_CTX *ctx, unsigned which, unsigned flags, char *text, size_t len)
{
	switch (which) {
	case 0:
		(void)SSL_CTX_set_cipher_list(ctx, text);
		break;
	case 1:
		(void)SSL_CTX_set_ciphersuites(ctx, text);
		break;
	case 2:
		(void)SSL_CTX_set1_groups_list(ctx, text);
		break;
	case 3:
		(void)SSL_CTX_set1_sigalgs_list(ctx, text);
		break;
	case 4:
		(void)SSL_CTX_set1_client_sigalgs_list(ctx, text);
		break;
	case 5:
		(void)SSL_CTX_set_alpn_protos(ctx, (unsigned char *)text, (unsigned)len);
		break;
	case 6:
		(void)SSL_CTX_use_serverinfo_ex(ctx, 1 + (flags & 1), (unsigned char *)text, len);
		break;
	case 7:
		(void)SSL_CTX_set_session_id_context(ctx, (unsigned char *)text, (unsigned)len);
		break;
	case 8:
		(void)SSL_CTX_set_tlsext_ticket_keys(ctx, text, (long)len);
		break;
	case 9:
		(void)SSL_CTX_use_certificate_ASN1(ctx, (int)len, (unsigned char *)text);
		break;
	case 10:
		(void)SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, ctx, (unsigned char *)text, (long)len);
		break;
	case 11:
		if (harmless(text)) {
			file(ctx, text, len);
		}
		break;
	default:
		if (harmless(text)) {
			command(ctx, flags, text);
		}
		break;
	}
}

/* The first word: a client's hello, or a server's wish for one. */
static void begin(SSL_CTX *ctx, bool client, const char *name)
{
	SSL *s = SSL_new(ctx);
	BIO *one = NULL, *two = NULL;
	if (s == NULL) {
		must(ERR_peek_error() != 0);
		return;
	}
	must(BIO_new_bio_pair(&one, 0, &two, 0) == 1);
	SSL_set_bio(s, one, one);
	(void)SSL_set_tlsext_host_name(s, name);
	(void)SSL_set1_host(s, name);
	if (client) {
		SSL_set_connect_state(s);
	} else {
		SSL_set_accept_state(s);
	}
	ERR_clear_error();
	int got = SSL_do_handshake(s);
	must(got == -1 && (SSL_get_error(s, got) == SSL_ERROR_WANT_READ || ERR_peek_error() != 0));
	must(!client || BIO_pending(two) > 0 || ERR_peek_error() != 0);
	BIO_free(two);
	SSL_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2) {
		return 0;
	}
	char *text = malloc(size - 1);
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());
	must(text != NULL && ctx != NULL);
	memcpy(text, data + 2, size - 2);
	text[size - 2] = '\0';
	rng_seed(1);
	ERR_clear_error();
	unsigned flags = data[1];
	flags = (flags & 1 ? SSL_CONF_FLAG_CMDLINE : 0) | (flags & 2 ? SSL_CONF_FLAG_FILE : 0) |
		(flags & 4 ? SSL_CONF_FLAG_CLIENT : 0) | (flags & 8 ? SSL_CONF_FLAG_SERVER : 0) |
		(flags & 16 ? SSL_CONF_FLAG_CERTIFICATE : 0) | (flags & 32 ? SSL_CONF_FLAG_SHOW_ERRORS : 0) |
		(flags & 64 ? 0x100u : 0);
	set(ctx, data[0] % 16, flags, text, size - 2);
	ERR_clear_error();
	begin(ctx, true, text);
	ERR_clear_error();
	begin(ctx, false, text);
	ERR_clear_error();
	SSL_CTX_free(ctx);
	free(text);
	return 0;
}
