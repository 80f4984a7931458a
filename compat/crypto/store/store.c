/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OSSL_STORE_open(3): certificates, lists and keys of a file, and the names of what is in a directory. A URI is a path,
 * or one of the scheme "file". Nobody is asked for a password: keys that need one are not read here.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/store.h>

#include "compat/crypto/bio/whole.h"
#include "compat/crypto/err/hidden_err.h"
#include "compat/crypto/store/object.h"

struct ossl_store_info_st {
	int type;
	struct object object;
	char *name; /* of OSSL_STORE_INFO_NAME */
};

struct ossl_store_ctx_st {
	struct buffer content; /* of a file */
	struct object_reader reader;
	DIR *dir;   /* NULL: a file */
	char *path; /* of the directory */
	char *next; /* the name of its next entry; NULL: none is left */
	int expected;
	bool started, ended, failed;
	OSSL_STORE_post_process_info_fn post_process;
	void *post_process_data;
};

static int no_password(char *buf, int size, int writing, void *arg)
{
	(void)buf, (void)size, (void)writing, (void)arg;
	return -1;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

/* path_of: of a URI the file that it names, or NULL with an error queued. */
static const char *path_of(const char *uri)
{
	struct stat st;
	const char *path = uri;
	if (strncmp(uri, "file:", 5) == 0 && stat(uri, &st) != 0) {
		int e = errno;
		path = uri + 5;
		if (strncmp(path, "//", 2) != 0) {
			ERR_raise_data(ERR_LIB_SYS, e, "calling stat(%s)", uri);
		}
		if (strncmp(path, "//", 2) == 0) {
			const char *host = path + 2;
			path = strchr(host, '/');
			bool local = path == host || strncmp(host, "localhost/", 10) == 0;
			if (path == NULL || !local) {
				ERR_raise(ERR_LIB_PROV, PROV_R_URI_AUTHORITY_UNSUPPORTED);
				return NULL;
			}
		} else if (*path != '/') {
			ERR_raise_data(ERR_LIB_PROV, PROV_R_PATH_MUST_BE_ABSOLUTE, "Given path=%s", path);
			return NULL;
		}
	}
	if (stat(path, &st) != 0) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling stat(%s)", path);
		return NULL;
	}
	return path;
}

/* advance takes the next entry of the directory, hidden or not: OpenSSL does not look further for the end either. */
static void advance(OSSL_STORE_CTX *s)
{
	const struct dirent *d = readdir(s->dir);
	OPENSSL_free(s->next);
	s->next = d != NULL ? OPENSSL_strdup(d->d_name) : NULL;
	s->ended = s->next == NULL;
}

/* take_name: the path of the next entry that is not hidden, owned by the caller; NULL: there is none. */
static char *take_name(OSSL_STORE_CTX *s)
{
	while (s->next != NULL && s->next[0] == '.') {
		advance(s);
	}
	if (s->next == NULL) {
		return NULL;
	}
	size_t n = strlen(s->path) + strlen(s->next) + 2;
	char *name = OPENSSL_malloc(n);
	if (name != NULL) {
		BIO_snprintf(name, n, "%s/%s", s->path, s->next);
	}
	advance(s);
	return name;
}

static bool open_path(OSSL_STORE_CTX *s, const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		s->path = OPENSSL_strdup(path);
		s->dir = opendir(path);
		if (s->dir == NULL || s->path == NULL) {
			ERR_raise_data(ERR_LIB_SYS, errno, "calling opendir(%s)", path);
			return false;
		}
		advance(s);
		return true;
	}
	BIO *in = BIO_new_file(path, "rb");
	bool ok = in != NULL && whole_rest(in, &s->content);
	BIO_free(in);
	s->reader = objects_of(buf_span(&s->content), no_password, NULL);
	return ok;
}

/* post_process may change what is loaded or, by NULL, leave it out. A UI_METHOD is refused: no password is asked for.
 */
OSSL_STORE_CTX *OSSL_STORE_open_ex(const char *uri, OSSL_LIB_CTX *libctx, const char *propq, const UI_METHOD *uim,
				   void *ui_data, const OSSL_PARAM *params,
				   OSSL_STORE_post_process_info_fn post_process, void *post_process_data)
{
	(void)libctx, (void)propq, (void)ui_data, (void)params;
	const char *colon = strchr(uri, ':');
	bool other = colon != NULL && strncmp(uri, "file:", 5) != 0;
	ERR_set_mark();
	if (uim != NULL) {
		ERR_raise_data(ERR_LIB_OSSL_STORE, ERR_R_UNSUPPORTED, "a UI_METHOD for passwords");
		ERR_clear_last_mark();
		return NULL;
	}
	OSSL_STORE_CTX *s = OPENSSL_zalloc(sizeof *s);
	const char *path = NULL;
	/* What has an authority is no path. */
	if (!other || strncmp(colon + 1, "//", 2) != 0) {
		/* OpenSSL has two kinds of loaders and tells that the first has none for files. */
		ERR_raise_data(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNREGISTERED_SCHEME, "scheme=file");
		path = path_of(uri);
	}
	if (s == NULL || path == NULL || !open_path(s, path)) {
		if (path == NULL && other) {
			ERR_raise_data(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNREGISTERED_SCHEME, "scheme=%.*s",
				       (int)(colon - uri), uri);
		}
		ERR_clear_last_mark();
		OSSL_STORE_close(s);
		return NULL;
	}
	ERR_pop_to_mark();
	s->post_process = post_process;
	s->post_process_data = post_process_data;
	return s;
}

OSSL_STORE_CTX *OSSL_STORE_open(const char *uri, const UI_METHOD *uim, void *ui_data,
				OSSL_STORE_post_process_info_fn post_process, void *post_process_data)
{
	return OSSL_STORE_open_ex(uri, NULL, NULL, uim, ui_data, NULL, post_process, post_process_data);
}

int OSSL_STORE_close(OSSL_STORE_CTX *s)
{
	if (s != NULL) {
		buf_free(&s->content);
		if (s->dir != NULL) {
			closedir(s->dir);
		}
		OPENSSL_free(s->path);
		OPENSSL_free(s->next);
		OPENSSL_free(s);
	}
	return 1;
}

/* Only objects of that kind are told from here on; 0, and all are, is none. */
int OSSL_STORE_expect(OSSL_STORE_CTX *s, int expected)
{
	if (expected < 0 || expected > OSSL_STORE_INFO_CRL) {
		ERR_raise(ERR_LIB_OSSL_STORE, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	if (s->started) {
		ERR_raise(ERR_LIB_OSSL_STORE, OSSL_STORE_R_LOADING_STARTED);
		return 0;
	}
	s->expected = expected;
	return 1;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

/* load_one: NULL with failed set for what is malformed, with ended set too at the end. */
static OSSL_STORE_INFO *load_one(OSSL_STORE_CTX *s)
{
	OSSL_STORE_INFO *info = OPENSSL_zalloc(sizeof *info);
	if (info == NULL) {
		s->failed = true;
		return NULL;
	}
	if (s->dir != NULL) {
		info->type = OSSL_STORE_INFO_NAME;
		info->name = take_name(s);
		if (info->name != NULL) {
			return info;
		}
	} else {
		ERR_set_mark();
		int found = object_next(&s->reader, &info->object);
		info->type = info->object.type;
		if (found > 0) {
			ERR_pop_to_mark();
			return info;
		}
		ERR_clear_last_mark();
		if (found < 0) {
			ERR_raise(ERR_LIB_OSSL_STORE, ERR_R_UNSUPPORTED);
		}
		s->ended = found == 0;
	}
	s->failed = true;
	OPENSSL_free(info);
	return NULL;
}

OSSL_STORE_INFO *OSSL_STORE_load(OSSL_STORE_CTX *s)
{
	s->started = true;
	s->failed = false;
	while (!s->ended) {
		OSSL_STORE_INFO *info = load_one(s);
		if (info == NULL) {
			return NULL;
		}
		if (s->post_process != NULL && (info = s->post_process(info, s->post_process_data)) == NULL) {
			continue;
		}
		if (s->expected == 0 || info->type == OSSL_STORE_INFO_NAME || info->type == s->expected) {
			return info;
		}
		OSSL_STORE_INFO_free(info);
	}
	return NULL;
}

int OSSL_STORE_eof(OSSL_STORE_CTX *s)
{
	return s->ended;
}

int OSSL_STORE_error(OSSL_STORE_CTX *s)
{
	return s->failed;
}

/* ---- what was loaded --------------------------------------------------------------------------------------------- */

void OSSL_STORE_INFO_free(OSSL_STORE_INFO *info)
{
	if (info != NULL) {
		object_free(&info->object);
		OPENSSL_free(info->name);
		OPENSSL_free(info);
	}
}

int OSSL_STORE_INFO_get_type(const OSSL_STORE_INFO *info)
{
	return info->type;
}

const char *OSSL_STORE_INFO_type_string(int type)
{
	static const char *const names[] = {"Name", "Parameters", "Public key", "Pkey", "Certificate", "CRL"};
	return type >= 1 && type <= (int)(sizeof names / sizeof names[0]) ? names[type - 1] : NULL;
}

/* get0 is borrowed and NULL for another kind; get1 is the caller's, and another kind an error. */
X509 *OSSL_STORE_INFO_get0_CERT(const OSSL_STORE_INFO *info)
{
	return info->object.cert;
}

X509_CRL *OSSL_STORE_INFO_get0_CRL(const OSSL_STORE_INFO *info)
{
	return info->object.crl;
}

EVP_PKEY *OSSL_STORE_INFO_get0_PKEY(const OSSL_STORE_INFO *info)
{
	return info->type == OSSL_STORE_INFO_PKEY ? info->object.key : NULL;
}

EVP_PKEY *OSSL_STORE_INFO_get0_PUBKEY(const OSSL_STORE_INFO *info)
{
	return info->type == OSSL_STORE_INFO_PUBKEY ? info->object.key : NULL;
}

const char *OSSL_STORE_INFO_get0_NAME(const OSSL_STORE_INFO *info)
{
	return info->name;
}

#define GET1(kind, type, up_ref, reason)                                                                               \
	type *OSSL_STORE_INFO_get1_##kind(const OSSL_STORE_INFO *info)                                                 \
	{                                                                                                              \
		type *x = OSSL_STORE_INFO_get0_##kind(info);                                                           \
		if (x == NULL) {                                                                                       \
			ERR_raise(ERR_LIB_OSSL_STORE, reason);                                                         \
		} else {                                                                                               \
			up_ref(x);                                                                                     \
		}                                                                                                      \
		return x;                                                                                              \
	}
GET1(CERT, X509, X509_up_ref, OSSL_STORE_R_NOT_A_CERTIFICATE)
GET1(CRL, X509_CRL, X509_CRL_up_ref, OSSL_STORE_R_NOT_A_CRL)
GET1(PKEY, EVP_PKEY, EVP_PKEY_up_ref, OSSL_STORE_R_NOT_A_PRIVATE_KEY)
GET1(PUBKEY, EVP_PKEY, EVP_PKEY_up_ref, OSSL_STORE_R_NOT_A_PUBLIC_KEY)

char *OSSL_STORE_INFO_get1_NAME(const OSSL_STORE_INFO *info)
{
	if (info->name == NULL) {
		ERR_raise(ERR_LIB_OSSL_STORE, OSSL_STORE_R_NOT_A_NAME);
		return NULL;
	}
	return OPENSSL_strdup(info->name);
}
