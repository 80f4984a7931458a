/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509_LOOKUP_file(3), X509_LOOKUP_hash_dir(3): certificates and lists from files, at once, and from directories whose
 * files are named by the hash of the subject, when somebody asks for that subject. A place that is given as a store
 * (X509_LOOKUP_store) is one or the other.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/store.h>

#include "compat/crypto/bio/whole.h"
#include "compat/crypto/x509/store.h"
#include "engine/pki/pem.h"

/* ---- files ------------------------------------------------------------------------------------------------------- */

enum { CERTS = 1, LISTS = 2 };

/* open_file: by_new as BIO_new_file(3) opens one, which has a reason of its own for a file that is not there. */
static BIO *open_file(const char *file, bool by_new)
{
	if (file == NULL) {
		return NULL;
	}
	BIO *bio = by_new ? BIO_new_file(file, "r") : BIO_new(BIO_s_file());
	if (bio == NULL || (!by_new && BIO_read_filename(bio, file) <= 0)) {
		ERR_raise(ERR_LIB_X509, ERR_R_SYS_LIB);
		BIO_free(bio);
		return NULL;
	}
	return bio;
}

/* add_cert and add_list. False, with an error queued; for what is malformed the last is of the library `malformed`. */
static bool add_cert(X509_STORE *store, const unsigned char *der, size_t len, bool with_trust, int malformed)
{
	X509 *x = (with_trust ? d2i_X509_AUX : d2i_X509)(NULL, &der, (long)len);
	if (x == NULL) {
		ERR_raise(malformed, ERR_R_ASN1_LIB);
	}
	bool ok = x != NULL && X509_STORE_add_cert(store, x);
	X509_free(x);
	return ok;
}

static bool add_list(X509_STORE *store, const unsigned char *der, size_t len, int malformed)
{
	X509_CRL *crl = d2i_X509_CRL(NULL, &der, (long)len);
	if (crl == NULL) {
		ERR_raise(malformed, ERR_R_ASN1_LIB);
	}
	bool ok = crl != NULL && X509_STORE_add_crl(store, crl);
	X509_CRL_free(crl);
	return ok;
}

/* add_block: 1 added, 0 another kind of block, -1 malformed. */
static int add_block(X509_STORE *store, const struct pem_block *b, int want)
{
	bool trusted = pem_is(b, PEM_STRING_X509_TRUSTED);
	if ((want & CERTS) != 0 && (trusted || pem_is_certificate(b))) {
		return add_cert(store, b->data, b->len, trusted, ERR_LIB_PEM) ? 1 : -1;
	}
	if ((want & LISTS) != 0 && pem_is(b, PEM_STRING_X509_CRL)) {
		return add_list(store, b->data, b->len, ERR_LIB_PEM) ? 1 : -1;
	}
	return 0;
}

/* none_found: what the error queue says then differs with what was looked for. */
static void none_found(int want)
{
	if (want == (CERTS | LISTS)) {
		ERR_raise(ERR_LIB_X509, X509_R_NO_CERTIFICATE_OR_CRL_FOUND);
		return;
	}
	ERR_raise_data(ERR_LIB_PEM, PEM_R_NO_START_LINE, "Expecting: %s",
		       want == CERTS ? PEM_STRING_X509_TRUSTED : PEM_STRING_X509_CRL);
	if (want == LISTS) {
		ERR_raise(ERR_LIB_X509, ERR_R_PEM_LIB);
	}
}

/* The number of what was added, 0 for failure: nothing of that kind, or something malformed, before which all stays. */
static int load_pem(X509_STORE *store, struct span text, int want)
{
	int n = 0, added = 0;
	struct pem_block b = {0};
	enum tls_err e;
	while (added >= 0 && (e = pem_next(&text, &b)) != TLS_E_NOT_FOUND) {
		if (e != TLS_OK) {
			bool ends = memmem(text.p, text.len, "-----END ", 9) != NULL;
			ERR_raise(ERR_LIB_PEM, ends ? PEM_R_BAD_BASE64_DECODE : PEM_R_BAD_END_LINE);
			added = -1;
			break;
		}
		added = add_block(store, &b, want);
		n += added > 0;
		pem_block_free(&b);
		b = (struct pem_block){0};
	}
	if (added < 0) {
		if (want != CERTS) {
			ERR_raise(ERR_LIB_X509, ERR_R_PEM_LIB);
		}
		return 0;
	}
	if (n == 0) {
		none_found(want);
	}
	return n;
}

static int load_file(X509_LOOKUP *l, const char *file, int type, int want)
{
	struct buffer content = {0};
	int n = 0;
	if (type != X509_FILETYPE_PEM && type != X509_FILETYPE_ASN1) {
		ERR_raise(ERR_LIB_X509, X509_R_BAD_X509_FILETYPE);
		return 0;
	}
	BIO *bio = open_file(file, want == (CERTS | LISTS));
	if (bio != NULL && type == X509_FILETYPE_PEM) {
		n = whole_rest(bio, &content) ? load_pem(l->store, buf_span(&content), want) : 0;
	} else if (bio != NULL) {
		if (!whole_element(bio, &content)) {
			ERR_raise(ERR_LIB_X509, ERR_R_ASN1_LIB);
		} else if ((want & CERTS) != 0) {
			n = add_cert(l->store, buf_head(&content), buf_len(&content), false, ERR_LIB_X509);
		} else {
			n = add_list(l->store, buf_head(&content), buf_len(&content), ERR_LIB_X509);
		}
	}
	BIO_free(bio);
	buf_free(&content);
	return n;
}

int X509_load_cert_file_ex(X509_LOOKUP *l, const char *file, int type, OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	return load_file(l, file, type, CERTS);
}

int X509_load_cert_file(X509_LOOKUP *l, const char *file, int type)
{
	return X509_load_cert_file_ex(l, file, type, NULL, NULL);
}

int X509_load_crl_file(X509_LOOKUP *l, const char *file, int type)
{
	return load_file(l, file, type, LISTS);
}

int X509_load_cert_crl_file_ex(X509_LOOKUP *l, const char *file, int type, OSSL_LIB_CTX *libctx, const char *propq)
{
	if (type != X509_FILETYPE_PEM) {
		return X509_load_cert_file_ex(l, file, type, libctx, propq);
	}
	return load_file(l, file, type, CERTS | LISTS);
}

int X509_load_cert_crl_file(X509_LOOKUP *l, const char *file, int type)
{
	return X509_load_cert_crl_file_ex(l, file, type, NULL, NULL);
}

/* from_environment: a variable's value where the process may listen to its environment, or the place by default. */
static const char *from_environment(const char *variable, const char *otherwise)
{
	const char *value = secure_getenv(variable);
	return value != NULL ? value : otherwise;
}

static int file_ctrl(X509_LOOKUP *l, int cmd, const char *file, long type, char **ret)
{
	(void)ret;
	if (cmd != X509_L_FILE_LOAD) {
		return 0;
	}
	if (type != X509_FILETYPE_DEFAULT) {
		return X509_load_cert_crl_file(l, file, (int)type) != 0;
	}
	file = from_environment(X509_get_default_cert_file_env(), X509_get_default_cert_file());
	if (X509_load_cert_crl_file(l, file, X509_FILETYPE_PEM) != 0) {
		return 1;
	}
	ERR_raise(ERR_LIB_X509, X509_R_LOADING_DEFAULTS);
	return 0;
}

static const X509_LOOKUP_METHOD by_file = {.name = (char *)"Load file into cache", .ctrl = file_ctrl};

X509_LOOKUP_METHOD *X509_LOOKUP_file(void)
{
	return (X509_LOOKUP_METHOD *)&by_file;
}

/* ---- directories ------------------------------------------------------------------------------------------------- */

/* A place and what its files hold. Lists of one issuer may come in later, so where the search ended is remembered. */
struct place {
	char *name;
	int type; /* X509_FILETYPE_*; 0: a store, which may be a file */
	struct suffix {
		unsigned long hash;
		int next;
	} * lists;
	size_t n_lists;
	struct place *next;
};

struct places {
	pthread_mutex_t lock;
	struct place *first;
};

static int places_new(X509_LOOKUP *l)
{
	struct places *p = OPENSSL_zalloc(sizeof *p);
	if (p == NULL || pthread_mutex_init(&p->lock, NULL) != 0) {
		OPENSSL_free(p);
		return 0;
	}
	l->method_data = p;
	return 1;
}

static void places_free(X509_LOOKUP *l)
{
	struct places *p = l->method_data;
	while (p != NULL && p->first != NULL) {
		struct place *first = p->first;
		p->first = first->next;
		OPENSSL_free(first->name);
		OPENSSL_free(first->lists);
		OPENSSL_free(first);
	}
	if (p != NULL) {
		pthread_mutex_destroy(&p->lock);
	}
	OPENSSL_free(p);
}

static int add_place(struct places *p, const char *name, size_t len, int type)
{
	struct place **last = &p->first;
	for (; *last != NULL; last = &(*last)->next) {
		if (strlen((*last)->name) == len && memcmp((*last)->name, name, len) == 0) {
			return 1;
		}
	}
	struct place *fresh = OPENSSL_zalloc(sizeof *fresh);
	if (fresh == NULL || (fresh->name = OPENSSL_strndup(name, len)) == NULL) {
		OPENSSL_free(fresh);
		return 0;
	}
	fresh->type = type;
	*last = fresh;
	return 1;
}

/* add_dirs takes several, with a colon between them. */
static int add_dirs(struct places *p, const char *dirs, int type)
{
	if (dirs == NULL || *dirs == '\0') {
		ERR_raise(ERR_LIB_X509, X509_R_INVALID_DIRECTORY);
		return 0;
	}
	while (*dirs != '\0') {
		size_t len = strcspn(dirs, ":");
		if (len != 0 && !add_place(p, dirs, len, type)) {
			return 0;
		}
		dirs += len + (dirs[len] == ':');
	}
	return 1;
}

static int dir_ctrl(X509_LOOKUP *l, int cmd, const char *dirs, long type, char **ret)
{
	(void)ret;
	if (cmd != X509_L_ADD_DIR) {
		return 0;
	}
	if (type != X509_FILETYPE_DEFAULT) {
		return add_dirs(l->method_data, dirs, (int)type);
	}
	dirs = from_environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
	if (!add_dirs(l->method_data, dirs, X509_FILETYPE_PEM)) {
		ERR_raise(ERR_LIB_X509, X509_R_LOADING_CERT_DIR);
		return 0;
	}
	return 1;
}

static struct suffix *list_suffix(struct place *p, unsigned long hash)
{
	for (size_t i = 0; i < p->n_lists; i++) {
		if (p->lists[i].hash == hash) {
			return &p->lists[i];
		}
	}
	struct suffix *more = OPENSSL_realloc(p->lists, (p->n_lists + 1) * sizeof *more);
	if (more == NULL) {
		return NULL;
	}
	p->lists = more;
	more[p->n_lists] = (struct suffix){hash, 0};
	return &more[p->n_lists++];
}

/* load_hashed adds what the files of that hash hold, numbered from 0 upwards. */
static void load_hashed(X509_LOOKUP *l, struct place *p, X509_LOOKUP_TYPE type, unsigned long hash)
{
	struct suffix none = {hash, 0}, *at = type == X509_LU_CRL ? list_suffix(p, hash) : &none;
	int form = p->type != 0 ? p->type : X509_FILETYPE_PEM;
	for (; at != NULL; at->next++) {
		char name[4096];
		struct stat st;
		int n = BIO_snprintf(name, sizeof name, "%s/%08lx.%s%d", p->name, hash, type == X509_LU_CRL ? "r" : "",
				     at->next);
		if (n <= 0 || stat(name, &st) != 0 ||
		    !(type == X509_LU_CRL ? X509_load_crl_file(l, name, form) : X509_load_cert_file(l, name, form))) {
			break;
		}
	}
}

static int find_in_places(X509_LOOKUP *l, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret)
{
	struct places *all = l->method_data;
	unsigned long hash = X509_NAME_hash_ex(name, NULL, NULL, NULL);
	int found = 0;
	if (type != X509_LU_X509 && type != X509_LU_CRL) {
		ERR_raise(ERR_LIB_X509, X509_R_WRONG_LOOKUP_TYPE);
		return 0;
	}
	ERR_set_mark();
	pthread_mutex_lock(&all->lock);
	for (struct place *p = all->first; p != NULL && !found; p = p->next) {
		load_hashed(l, p, type, hash);
		X509_OBJECT *o = store_object(l->store, type, name);
		if (o != NULL) {
			*ret = *o; /* borrowed from the store */
			found = 1;
		}
	}
	pthread_mutex_unlock(&all->lock);
	ERR_pop_to_mark();
	return found;
}

static const X509_LOOKUP_METHOD by_dir = {.name = (char *)"Load certs from files in a directory",
					  .new_item = places_new,
					  .free = places_free,
					  .ctrl = dir_ctrl,
					  .get_by_subject = find_in_places};

X509_LOOKUP_METHOD *X509_LOOKUP_hash_dir(void)
{
	return (X509_LOOKUP_METHOD *)&by_dir;
}

/* ---- stores ------------------------------------------------------------------------------------------------------ */

/* path_of: of a URI the file that it names; NULL for other schemes. */
static const char *path_of(const char *uri)
{
	if (strncmp(uri, "file://localhost/", 17) == 0) {
		return uri + 16;
	}
	if (strncmp(uri, "file:///", 8) == 0) {
		return uri + 7;
	}
	return strncmp(uri, "file:", 5) == 0 ? uri + 5 : uri;
}

static bool is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* load_any: a file of either form. */
static int load_any(X509_LOOKUP *l, const char *path)
{
	ERR_set_mark();
	if (X509_load_cert_crl_file(l, path, X509_FILETYPE_PEM) || X509_load_cert_file(l, path, X509_FILETYPE_ASN1)) {
		ERR_pop_to_mark();
		return 1;
	}
	ERR_clear_last_mark();
	return 0;
}

/* there: what OSSL_STORE opens; false with its errors queued. */
static bool there(const char *uri)
{
	OSSL_STORE_CTX *s = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
	OSSL_STORE_close(s);
	return s != NULL;
}

static int load_store(X509_LOOKUP *l, const char *uri)
{
	const char *path = path_of(uri);
	if (!is_dir(path)) {
		return load_any(l, path);
	}
	DIR *dir = opendir(path);
	int any = 0;
	ERR_set_mark();
	for (const struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;) {
		char name[4096];
		BIO_snprintf(name, sizeof name, "%s/%s", path, d->d_name);
		if (d->d_name[0] != '.' && !is_dir(name)) {
			any |= load_any(l, name);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	ERR_pop_to_mark();
	return any;
}

static int store_ctrl(X509_LOOKUP *l, int cmd, const char *uri, long number, char **ret)
{
	(void)number, (void)ret;
	switch (cmd) {
	case X509_L_ADD_STORE:
		if (uri != NULL && !there(uri)) {
			return 0;
		}
		uri =
		    uri != NULL ? uri : from_environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
		return add_place(l->method_data, path_of(uri), strlen(path_of(uri)), 0);
	case X509_L_LOAD_STORE:
		return uri != NULL && there(uri) && load_store(l, uri);
	default:
		return 0;
	}
}

static int find_in_stores(X509_LOOKUP *l, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret)
{
	struct places *all = l->method_data;
	ERR_set_mark();
	pthread_mutex_lock(&all->lock);
	for (struct place *p = all->first; p != NULL; p = p->next) {
		if (!is_dir(p->name)) {
			load_any(l, p->name);
		}
	}
	pthread_mutex_unlock(&all->lock);
	ERR_pop_to_mark();
	X509_OBJECT *o = store_object(l->store, type, name);
	if (o != NULL) {
		*ret = *o;
		return 1;
	}
	return find_in_places(l, type, name, ret);
}

static const X509_LOOKUP_METHOD by_store = {.name = (char *)"Load certs from STORE URIs",
					    .new_item = places_new,
					    .free = places_free,
					    .ctrl = store_ctrl,
					    .get_by_subject = find_in_stores};

X509_LOOKUP_METHOD *X509_LOOKUP_store(void)
{
	return (X509_LOOKUP_METHOD *)&by_store;
}
