/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* NCONF_new_ex(3): configurations, and what is asked of them. */
#include "compat/crypto/conf/conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

/* ---- the table --------------------------------------------------------------------------------------------------- */

static unsigned long hash(const CONF_VALUE *v)
{
	return OPENSSL_LH_strhash(v->section) << 2 ^ (v->name != NULL ? OPENSSL_LH_strhash(v->name) : 0);
}

static int compare(const CONF_VALUE *a, const CONF_VALUE *b)
{
	int r = strcmp(a->section, b->section);
	if (r != 0 || (a->name == NULL && b->name == NULL)) {
		return r;
	}
	return a->name == NULL ? -1 : b->name == NULL ? 1 : strcmp(a->name, b->name);
}

static CONF_VALUE *find(const CONF *conf, const char *section, const char *name)
{
	const CONF_VALUE key = {(char *)section, (char *)name, NULL};
	return conf->data != NULL ? lh_CONF_VALUE_retrieve(conf->data, &key) : NULL;
}

STACK_OF(CONF_VALUE) * conf_values(const CONF_VALUE *section)
{
	return (STACK_OF(CONF_VALUE) *)section->value;
}

/* insert: false when memory is out. */
static bool insert(CONF *conf, CONF_VALUE *v)
{
	if (conf->data == NULL && (conf->data = lh_CONF_VALUE_new(hash, compare)) == NULL) {
		return false;
	}
	lh_CONF_VALUE_insert(conf->data, v);
	return find(conf, v->section, v->name) == v;
}

CONF_VALUE *conf_section(CONF *conf, const char *name, bool make)
{
	CONF_VALUE *v = find(conf, name, NULL);
	if (v != NULL || !make) {
		return v;
	}
	v = OPENSSL_zalloc(sizeof *v);
	STACK_OF(CONF_VALUE) *values = sk_CONF_VALUE_new_null();
	if (v != NULL) {
		v->section = OPENSSL_strdup(name);
		v->value = (char *)values;
	}
	if (v == NULL || values == NULL || v->section == NULL || !insert(conf, v)) {
		sk_CONF_VALUE_free(values);
		if (v != NULL) {
			OPENSSL_free(v->section);
		}
		OPENSSL_free(v);
		return NULL;
	}
	return v;
}

static void free_value(CONF_VALUE *v)
{
	OPENSSL_free(v->name);
	OPENSSL_free(v->value);
	OPENSSL_free(v);
}

bool conf_put(CONF *conf, CONF_VALUE *section, char *name, char *value)
{
	CONF_VALUE *v = OPENSSL_zalloc(sizeof *v), *old = name != NULL ? find(conf, section->section, name) : NULL;
	if (v == NULL || name == NULL || value == NULL) {
		OPENSSL_free(v);
		OPENSSL_free(name);
		OPENSSL_free(value);
		return false;
	}
	*v = (CONF_VALUE){section->section, name, value}; /* the section's name is the section's */
	if (sk_CONF_VALUE_push(conf_values(section), v) <= 0) {
		free_value(v);
		return false;
	}
	if (!insert(conf, v)) {
		(void)sk_CONF_VALUE_pop(conf_values(section));
		free_value(v);
		return false;
	}
	if (old != NULL) {
		(void)sk_CONF_VALUE_delete_ptr(conf_values(section), old);
		free_value(old);
	}
	return true;
}

char *conf_string(const CONF *conf, const char *section, const char *name)
{
	const CONF_VALUE *v = section != NULL ? find(conf, section, name) : NULL;
	if (v == NULL && section != NULL && strcmp(section, "ENV") == 0) {
		char *value = secure_getenv(name);
		if (value != NULL) {
			return value;
		}
	}
	v = v != NULL ? v : find(conf, "default", name);
	return v != NULL ? v->value : NULL;
}

/* ---- configurations ---------------------------------------------------------------------------------------------- */

static const CONF_METHOD by_default = {.name = "OpenSSL default"};

CONF_METHOD *NCONF_default(void)
{
	return (CONF_METHOD *)&by_default;
}

/* Methods of a program's own are refused: the file's grammar is ours. */
CONF *NCONF_new_ex(OSSL_LIB_CTX *libctx, CONF_METHOD *method)
{
	if (method != NULL && method != &by_default) {
		ERR_raise_data(ERR_LIB_CONF, ERR_R_UNSUPPORTED, "a CONF_METHOD other than NCONF_default()");
		return NULL;
	}
	CONF *conf = OPENSSL_zalloc(sizeof *conf);
	if (conf == NULL) {
		ERR_raise(ERR_LIB_CONF, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	conf->meth = (CONF_METHOD *)&by_default;
	conf->libctx = libctx;
	return conf;
}

CONF *NCONF_new(CONF_METHOD *method)
{
	return NCONF_new_ex(NULL, method);
}

static void free_section(CONF_VALUE *v)
{
	if (v->name == NULL) {
		sk_CONF_VALUE_pop_free(conf_values(v), free_value);
		OPENSSL_free(v->section);
		OPENSSL_free(v);
	}
}

static void keep_section(CONF_VALUE *v, void *sections)
{
	if (v->name == NULL) {
		(void)sk_CONF_VALUE_push(sections, v);
	}
}

/* Sections own their values, so the table is emptied of both before either goes. */
void NCONF_free_data(CONF *conf)
{
	if (conf == NULL || conf->data == NULL) {
		return;
	}
	STACK_OF(CONF_VALUE) *sections = sk_CONF_VALUE_new_null();
	if (sections != NULL) {
		OPENSSL_LH_doall_arg((OPENSSL_LHASH *)conf->data, (OPENSSL_LH_DOALL_FUNCARG)keep_section, sections);
	}
	lh_CONF_VALUE_free(conf->data);
	conf->data = NULL;
	sk_CONF_VALUE_pop_free(sections, free_section);
}

void NCONF_free(CONF *conf)
{
	if (conf != NULL) {
		NCONF_free_data(conf);
		OPENSSL_free(conf->includedir);
		OPENSSL_free(conf);
	}
}

OSSL_LIB_CTX *NCONF_get0_libctx(const CONF *conf)
{
	return conf->libctx;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

int NCONF_load_bio(CONF *conf, BIO *in, long *eline)
{
	long line = 0;
	if (conf == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_NO_CONF);
		return 0;
	}
	if (conf_parse(conf, in, &line)) {
		return 1;
	}
	if (eline != NULL) {
		*eline = line;
	}
	return 0;
}

int NCONF_load(CONF *conf, const char *file, long *eline)
{
	if (conf == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_NO_CONF);
		return 0;
	}
	BIO *in = BIO_new_file(file, "rb");
	if (in == NULL) {
		ERR_raise(ERR_LIB_CONF, errno == ENOENT ? CONF_R_NO_SUCH_FILE : ERR_R_SYS_LIB);
		return 0;
	}
	int ok = NCONF_load_bio(conf, in, eline);
	BIO_free(in);
	return ok;
}

int NCONF_load_fp(CONF *conf, FILE *fp, long *eline)
{
	BIO *in = BIO_new_fp(fp, BIO_NOCLOSE);
	if (in == NULL) {
		ERR_raise(ERR_LIB_CONF, ERR_R_BUF_LIB);
		return 0;
	}
	int ok = NCONF_load_bio(conf, in, eline);
	BIO_free(in);
	return ok;
}

/* ---- questions --------------------------------------------------------------------------------------------------- */

/* Owned by conf; NULL, without an error, when there is no such section. */
STACK_OF(CONF_VALUE) * NCONF_get_section(const CONF *conf, const char *section)
{
	if (conf == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_NO_CONF);
		return NULL;
	}
	if (section == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_NO_SECTION);
		return NULL;
	}
	const CONF_VALUE *v = find(conf, section, NULL);
	return v != NULL ? conf_values(v) : NULL;
}

/* Owned by conf. Without a conf the name is one of the environment's. */
char *NCONF_get_string(const CONF *conf, const char *group, const char *name)
{
	char *value = name == NULL ? NULL : conf != NULL ? conf_string(conf, group, name) : secure_getenv(name);
	if (value == NULL && conf == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_NO_CONF_OR_ENVIRONMENT_VARIABLE);
	} else if (value == NULL) {
		ERR_raise_data(ERR_LIB_CONF, CONF_R_NO_VALUE, "group=%s name=%s", group != NULL ? group : "<NULL>",
			       name != NULL ? name : "<NULL>");
	}
	return value;
}

/* Decimal digits at the head of the value; the rest is not looked at. */
int NCONF_get_number_e(const CONF *conf, const char *group, const char *name, long *result)
{
	if (result == NULL) {
		ERR_raise(ERR_LIB_CONF, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	const char *p = NCONF_get_string(conf, group, name);
	if (p == NULL) {
		return 0;
	}
	long n = 0;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n)) {
			ERR_raise(ERR_LIB_CONF, CONF_R_NUMBER_TOO_LARGE);
			return 0;
		}
	}
	*result = n;
	return 1;
}
