/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Lists of CA names: the general one of either role, the one a server sends to its clients, and what the peer sent.
 * And the functions that collect such lists from files, directories and stores.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/x509.h>

#include "compat/ssl/cert/verify.h"
#include "compat/ssl/core/local.h"

/* ---- lists that are set ------------------------------------------------------------------------------------------ */

static void replace(STACK_OF(X509_NAME) * *place, STACK_OF(X509_NAME) * list)
{
	sk_X509_NAME_pop_free(*place, X509_NAME_free);
	*place = list;
}

void SSL_CTX_set0_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) * name_list)
{
	replace(&ctx->set.verify.ca_names, name_list);
	ctx_changed(ctx);
}

void SSL_set0_CA_list(SSL *s, STACK_OF(X509_NAME) * name_list)
{
	replace(&s->set.verify.ca_names, name_list);
	ssl_changed(s);
}

const STACK_OF(X509_NAME) * SSL_CTX_get0_CA_list(const SSL_CTX *ctx)
{
	return ctx->set.verify.ca_names;
}

const STACK_OF(X509_NAME) * SSL_get0_CA_list(const SSL *s)
{
	return s->set.verify.ca_names != NULL ? s->set.verify.ca_names : s->ctx->set.verify.ca_names;
}

void SSL_CTX_set_client_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) * name_list)
{
	replace(&ctx->set.verify.client_ca_names, name_list);
	ctx_changed(ctx);
}

void SSL_set_client_CA_list(SSL *s, STACK_OF(X509_NAME) * name_list)
{
	replace(&s->set.verify.client_ca_names, name_list);
	ssl_changed(s);
}

STACK_OF(X509_NAME) * SSL_CTX_get_client_CA_list(const SSL_CTX *ctx)
{
	return ctx->set.verify.client_ca_names;
}

/* An SSL whose role is still open counts as a server when its method lets it. */
static bool acts_as_server(const SSL *s)
{
	return s->role >= 0 ? s->role == TLS_SERVER : s->method->server;
}

STACK_OF(X509_NAME) * SSL_get_client_CA_list(const SSL *s)
{
	if (!acts_as_server(s)) {
		return (STACK_OF(X509_NAME) *)SSL_get0_peer_CA_list(s);
	}
	return s->set.verify.client_ca_names != NULL ? s->set.verify.client_ca_names
						     : s->ctx->set.verify.client_ca_names;
}

static int add_name(STACK_OF(X509_NAME) * *list, const X509 *x)
{
	if (x == NULL) {
		return 0;
	}
	if (*list == NULL) {
		*list = sk_X509_NAME_new_null();
	}
	X509_NAME *name = X509_NAME_dup(X509_get_subject_name(x));
	if (name == NULL || *list == NULL || sk_X509_NAME_push(*list, name) <= 0) {
		X509_NAME_free(name);
		return 0;
	}
	return 1;
}

static int add_name_ctx(SSL_CTX *ctx, STACK_OF(X509_NAME) * *list, const X509 *x)
{
	int ret = add_name(list, x);
	ctx_changed(ctx);
	return ret;
}

static int add_name_ssl(SSL *s, STACK_OF(X509_NAME) * *list, const X509 *x)
{
	int ret = add_name(list, x);
	ssl_changed(s);
	return ret;
}

int SSL_CTX_add1_to_CA_list(SSL_CTX *ctx, const X509 *x)
{
	return add_name_ctx(ctx, &ctx->set.verify.ca_names, x);
}

int SSL_add1_to_CA_list(SSL *ssl, const X509 *x)
{
	return add_name_ssl(ssl, &ssl->set.verify.ca_names, x);
}

int SSL_CTX_add_client_CA(SSL_CTX *ctx, X509 *x)
{
	return add_name_ctx(ctx, &ctx->set.verify.client_ca_names, x);
}

int SSL_add_client_CA(SSL *ssl, X509 *x)
{
	return add_name_ssl(ssl, &ssl->set.verify.client_ca_names, x);
}

STACK_OF(X509_NAME) * SSL_dup_CA_list(const STACK_OF(X509_NAME) * sk)
{
	STACK_OF(X509_NAME) *copy = sk_X509_NAME_new_null();
	for (int i = 0; copy != NULL && i < sk_X509_NAME_num(sk); i++) {
		X509_NAME *name = X509_NAME_dup(sk_X509_NAME_value(sk, i));
		if (name == NULL || sk_X509_NAME_push(copy, name) <= 0) {
			X509_NAME_free(name);
			sk_X509_NAME_pop_free(copy, X509_NAME_free);
			copy = NULL;
		}
	}
	if (copy == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
	}
	return copy;
}

/* ---- what the peer sent ------------------------------------------------------------------------------------------ */

static STACK_OF(X509_NAME) * decode_names(struct span s)
{
	STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
	while (names != NULL && s.len >= 2) {
		size_t len = (size_t)s.p[0] << 8 | s.p[1];
		if (len > s.len - 2) {
			break;
		}
		const unsigned char *p = s.p + 2;
		X509_NAME *name = d2i_X509_NAME(NULL, &p, (long)len);
		if (name == NULL || sk_X509_NAME_push(names, name) <= 0) {
			X509_NAME_free(name);
			break;
		}
		s = span_of(s.p + 2 + len, s.len - 2 - len);
	}
	return names;
}

const STACK_OF(X509_NAME) * SSL_get0_peer_CA_list(const SSL *s)
{
	struct verify_state *v = &((SSL *)s)->vstate;
	if (v->peer_ca_names == NULL && s->conn != NULL) {
		struct span names = tls_conn_ca_names(s->conn);
		if (names.len != 0) {
			ERR_set_mark();
			v->peer_ca_names = decode_names(names);
			ERR_pop_to_mark();
		}
	}
	return v->peer_ca_names;
}

/* ---- collecting -------------------------------------------------------------------------------------------------- */

/* add_unique pushes a copy of x's subject unless it is there already: 1, or 0 when memory is out. */
static int add_unique(STACK_OF(X509_NAME) * stack, X509 *x)
{
	X509_NAME *subject = X509_get_subject_name(x);
	if (subject == NULL) {
		return 0;
	}
	for (int i = 0; i < sk_X509_NAME_num(stack); i++) {
		if (X509_NAME_cmp(sk_X509_NAME_value(stack, i), subject) == 0) {
			return 1;
		}
	}
	X509_NAME *name = X509_NAME_dup(subject);
	if (name == NULL || sk_X509_NAME_push(stack, name) <= 0) {
		X509_NAME_free(name);
		return 0;
	}
	return 1;
}

/* add_pem adds the subjects of all certificates of a PEM file: their number, or -1. */
static int add_pem(STACK_OF(X509_NAME) * stack, const char *file, OSSL_LIB_CTX *libctx, const char *propq)
{
	int n = 0;
	BIO *in = BIO_new(BIO_s_file());
	if (in == NULL || BIO_read_filename(in, file) <= 0) {
		BIO_free(in);
		return -1;
	}
	for (;; n++) {
		X509 *x = X509_new_ex(libctx, propq);
		if (x == NULL || PEM_read_bio_X509(in, &x, NULL, NULL) == NULL) {
			X509_free(x);
			break;
		}
		int ok = add_unique(stack, x);
		X509_free(x);
		if (!ok) {
			n = -1;
			break;
		}
	}
	BIO_free(in);
	return n;
}

STACK_OF(X509_NAME) * SSL_load_client_CA_file_ex(const char *file, OSSL_LIB_CTX *libctx, const char *propq)
{
	STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
	if (names == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	if (add_pem(names, file, libctx, propq) <= 0) {
		sk_X509_NAME_free(names);
		return NULL;
	}
	ERR_clear_error();
	return names;
}

STACK_OF(X509_NAME) * SSL_load_client_CA_file(const char *file)
{
	return SSL_load_client_CA_file_ex(file, NULL, NULL);
}

int SSL_add_file_cert_subjects_to_stack(STACK_OF(X509_NAME) * stack, const char *file)
{
	if (add_pem(stack, file, NULL, NULL) < 0) {
		return 0;
	}
	ERR_clear_error();
	return 1;
}

int SSL_add_dir_cert_subjects_to_stack(STACK_OF(X509_NAME) * stack, const char *dir)
{
	int ret = 0;
	DIR *d = opendir(dir);
	if (d == NULL) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling opendir(%s)", dir);
		SSL_ERR(ERR_R_SYS_LIB);
		return 0;
	}
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		char path[1024];
		int len = snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (len <= 0 || (size_t)len >= sizeof path) {
			SSL_ERR(SSL_R_PATH_TOO_LONG);
			goto out;
		}
		struct stat st;
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			continue;
		}
		if (!SSL_add_file_cert_subjects_to_stack(stack, path)) {
			goto out;
		}
	}
	ret = 1;
out:
	closedir(d);
	return ret;
}

/* add_uri walks an OSSL_STORE; places inside it that are stores themselves are walked to the given depth. */
static int add_uri(STACK_OF(X509_NAME) * stack, const char *uri, int depth)
{
	int ok = 1;
	OSSL_STORE_CTX *sc = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
	if (sc == NULL) {
		return 0;
	}
	while (ok && !OSSL_STORE_eof(sc) && !OSSL_STORE_error(sc)) {
		OSSL_STORE_INFO *info = OSSL_STORE_load(sc);
		if (info == NULL) {
			continue;
		}
		int type = OSSL_STORE_INFO_get_type(info);
		if (type == OSSL_STORE_INFO_NAME && depth > 0) {
			ok = add_uri(stack, OSSL_STORE_INFO_get0_NAME(info), depth - 1);
		} else if (type == OSSL_STORE_INFO_CERT) {
			ok = add_unique(stack, OSSL_STORE_INFO_get0_CERT(info));
		}
		OSSL_STORE_INFO_free(info);
	}
	ERR_clear_error();
	OSSL_STORE_close(sc);
	return ok;
}

int SSL_add_store_cert_subjects_to_stack(STACK_OF(X509_NAME) * stack, const char *uri)
{
	return add_uri(stack, uri, 1);
}
