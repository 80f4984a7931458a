/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A program as small as one can be that asks a server for a page: request PORT CAFILE [NAME]. C and C++ compile it. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static int failed(const char *what)
{
	fprintf(stderr, "%s\n", what);
	ERR_print_errors_fp(stderr);
	return 1;
}

static int ask(SSL *ssl)
{
	static const char request[] = "GET / HTTP/1.0\r\nHost: test\r\n\r\n";
	char answer[4096];
	int len, all = 0;
	if (SSL_connect(ssl) != 1) {
		return failed("SSL_connect");
	}
	if (SSL_write(ssl, request, (int)strlen(request)) != (int)strlen(request)) {
		return failed("SSL_write");
	}
	while ((len = SSL_read(ssl, answer, sizeof(answer))) > 0) {
		all += len;
		fwrite(answer, 1, (size_t)len, stdout);
	}
	return all > 0 && SSL_get_error(ssl, len) == SSL_ERROR_ZERO_RETURN ? 0 : failed("SSL_read");
}

static void print_libraries(void)
{
	char line[1024];
	FILE *maps = fopen("/proc/self/maps", "r");
	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		const char *path = strchr(line, '/');
		if (path != NULL && strstr(path, ".so") != NULL) {
			printf("mapped %s", path);
		}
	}
	if (maps != NULL) {
		fclose(maps);
	}
}

int main(int argc, char **argv)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = NULL;
	BIO *bio = NULL;
	char address[64];
	int code = 1;
	const char *name = argc == 4 ? argv[3] : "localhost";
	if (argc < 3 || argc > 4 || ctx == NULL || SSL_CTX_load_verify_locations(ctx, argv[2], NULL) != 1) {
		return failed("setting up");
	}
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	snprintf(address, sizeof(address), "127.0.0.1:%s", argv[1]);
	bio = BIO_new_connect(address);
	ssl = SSL_new(ctx);
	if (bio != NULL && ssl != NULL && SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1) {
		SSL_set_bio(ssl, bio, bio);
		bio = NULL;
		code = ask(ssl);
	}
	printf("\nVERSION %s\n", OpenSSL_version(OPENSSL_VERSION));
	print_libraries();
	BIO_free(bio);
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	return code;
}
