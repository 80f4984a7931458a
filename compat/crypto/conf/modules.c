/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * CONF_modules_load(3): the section that openssl_conf names is a list of modules, each with the name of the section
 * that it reads. What openssl.cnf may ask for is done or is an error; what says how another library is to work inside
 * (random, stbl_section) is passed over.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

#include "compat/crypto/conf/conf.h"
#include "compat/crypto/init/places.h"

/* ---- modules ----------------------------------------------------------------------------------------------------- */
/* Of all: false is a failure with an error queued. */

/* "short name = OID", or with "long name, " before the OID. */
static bool load_oids(const CONF *conf, const char *section)
{
	STACK_OF(CONF_VALUE) *all = NCONF_get_section(conf, section);
	if (all == NULL) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_ERROR_LOADING_SECTION);
		return false;
	}
	for (int i = 0; i < sk_CONF_VALUE_num(all); i++) {
		const CONF_VALUE *v = sk_CONF_VALUE_value(all, i);
		const char *comma = strrchr(v->value, ','), *oid = comma != NULL ? comma + 1 : v->value;
		oid += strspn(oid, " \t");
		char *name = comma != NULL ? OPENSSL_strndup(v->value, (size_t)(comma - v->value)) : NULL;
		bool ok = OBJ_create(oid, v->name, name != NULL ? name : v->name) != NID_undef;
		OPENSSL_free(name);
		if (!ok) {
			ERR_raise(ERR_LIB_ASN1, ASN1_R_ADDING_OBJECT);
			return false;
		}
	}
	return true;
}

static bool load_algorithms(const CONF *conf, const char *section)
{
	STACK_OF(CONF_VALUE) *all = NCONF_get_section(conf, section);
	if (all == NULL) {
		ERR_raise(ERR_LIB_EVP, EVP_R_ERROR_LOADING_SECTION);
		return false;
	}
	for (int i = 0; i < sk_CONF_VALUE_num(all); i++) {
		const CONF_VALUE *v = sk_CONF_VALUE_value(all, i);
		if (strcmp(v->name, "fips_mode") == 0 && strcmp(v->value, "yes") != 0) {
			continue;
		}
		const char *query = strcmp(v->name, "fips_mode") == 0            ? "fips=yes"
				    : strcmp(v->name, "default_properties") == 0 ? v->value
										 : NULL;
		if (query == NULL) {
			ERR_raise_data(ERR_LIB_EVP, EVP_R_UNKNOWN_OPTION, "name=%s, value=%s", v->name, v->value);
			return false;
		}
		if (!EVP_set_default_properties(NULL, query)) {
			ERR_raise(ERR_LIB_EVP, EVP_R_SET_DEFAULT_PROPERTY_FAILURE);
			return false;
		}
	}
	return true;
}

/* The section has names and, of each, a section in which "activate" says that it is to be loaded. */
static bool load_providers(const CONF *conf, const char *section)
{
	STACK_OF(CONF_VALUE) *all = NCONF_get_section(conf, section);
	if (all == NULL) {
		ERR_raise_data(ERR_LIB_CRYPTO, CRYPTO_R_PROVIDER_SECTION_ERROR, "section=%s", section);
		return false;
	}
	for (int i = 0; i < sk_CONF_VALUE_num(all); i++) {
		const CONF_VALUE *v = sk_CONF_VALUE_value(all, i);
		STACK_OF(CONF_VALUE) *how = NCONF_get_section(conf, v->value);
		const char *name = strchr(v->name, '.') != NULL ? strchr(v->name, '.') + 1 : v->name;
		bool activate = false;
		if (how == NULL) {
			ERR_raise_data(ERR_LIB_CRYPTO, CRYPTO_R_PROVIDER_SECTION_ERROR, "section=%s not found",
				       v->value);
			return false;
		}
		for (int k = 0; k < sk_CONF_VALUE_num(how); k++) {
			const CONF_VALUE *h = sk_CONF_VALUE_value(how, k);
			if (strcmp(h->name, "identity") == 0) {
				name = h->value;
			}
			activate |= strcmp(h->name, "activate") == 0;
		}
		if (activate && OSSL_PROVIDER_load(NULL, name) == NULL) {
			return false;
		}
	}
	return true;
}

static bool pass_over(const CONF *conf, const char *section)
{
	(void)conf, (void)section;
	return true;
}

static const struct module {
	const char *name;
	bool (*load)(const CONF *conf, const char *section);
} modules[] = {
    {"ssl_conf", conf_ssl_load},   {"oid_section", load_oids}, {"alg_section", load_algorithms},
    {"providers", load_providers}, {"random", pass_over},      {"stbl_section", pass_over},
};

/* find: the name may go on behind a dot, so that a module can be named twice. */
static const struct module *find(const char *name)
{
	size_t n = strcspn(name, ".");
	for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
		if (strlen(modules[i].name) == n && memcmp(modules[i].name, name, n) == 0) {
			return &modules[i];
		}
	}
	return NULL;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

static int run_module(const CONF *conf, const CONF_VALUE *v, unsigned long flags)
{
	const struct module *m = find(v->name);
	if (m == NULL) {
		if (!(flags & CONF_MFLAGS_SILENT)) {
			ERR_raise_data(ERR_LIB_CONF, CONF_R_UNKNOWN_MODULE_NAME, "module=%s", v->name);
		}
		return -1;
	}
	int ret = m->load(conf, v->value) ? 1 : -1;
	if (ret < 0 && !(flags & CONF_MFLAGS_SILENT)) {
		ERR_raise_data(ERR_LIB_CONF, CONF_R_MODULE_INITIALIZATION_ERROR, "module=%s, value=%s retcode=%-8d",
			       v->name, v->value, ret);
	}
	return ret;
}

static bool wants_diagnostics(const CONF *conf)
{
	long on = 0;
	ERR_set_mark();
	bool is = NCONF_get_number_e(conf, NULL, "config_diagnostics", &on) && on > 0;
	ERR_pop_to_mark();
	return is;
}

int CONF_modules_load(const CONF *conf, const char *appname, unsigned long flags)
{
	if (conf == NULL) {
		return 1;
	}
	if (wants_diagnostics(conf)) {
		flags &= ~(unsigned long)(CONF_MFLAGS_IGNORE_ERRORS | CONF_MFLAGS_IGNORE_RETURN_CODES |
					  CONF_MFLAGS_SILENT | CONF_MFLAGS_IGNORE_MISSING_FILE);
	}
	ERR_set_mark();
	const char *section = appname != NULL ? NCONF_get_string(conf, NULL, appname) : NULL;
	if (appname == NULL || (section == NULL && (flags & CONF_MFLAGS_DEFAULT_SECTION))) {
		section = NCONF_get_string(conf, NULL, "openssl_conf");
	}
	if (section == NULL) {
		ERR_pop_to_mark();
		return 1;
	}
	STACK_OF(CONF_VALUE) *all = NCONF_get_section(conf, section);
	if (all == NULL) {
		ERR_clear_last_mark();
		if (!(flags & CONF_MFLAGS_SILENT)) {
			ERR_raise_data(ERR_LIB_CONF, CONF_R_OPENSSL_CONF_REFERENCES_MISSING_SECTION, "openssl_conf=%s",
				       section);
		}
		return 0;
	}
	ERR_pop_to_mark();
	for (int i = 0; i < sk_CONF_VALUE_num(all); i++) {
		ERR_set_mark();
		int r = run_module(conf, sk_CONF_VALUE_value(all, i), flags);
		if (r <= 0 && !(flags & CONF_MFLAGS_IGNORE_ERRORS)) {
			ERR_clear_last_mark();
			return r;
		}
		if (r <= 0) {
			ERR_pop_to_mark();
		} else {
			ERR_clear_last_mark();
		}
	}
	return 1;
}

/* Owned by the caller. */
char *CONF_get1_default_config_file(void)
{
	const char *file = secure_getenv("OPENSSL_CONF");
	return OPENSSL_strdup(file != NULL ? file : OPENSSLDIR_TEXT "/openssl.cnf");
}

/* A file that is not there is none when the flags say so. 1 done, else 0 or below with an error queued. */
int CONF_modules_load_file_ex(OSSL_LIB_CTX *libctx, const char *filename, const char *appname, unsigned long flags)
{
	char *own = filename == NULL ? CONF_get1_default_config_file() : NULL;
	const char *file = filename != NULL ? filename : own;
	CONF *conf = NCONF_new_ex(libctx, NULL);
	int ret = 0;
	if (file != NULL && conf != NULL) {
		ERR_set_mark();
		if (NCONF_load(conf, file, NULL) > 0) {
			ERR_clear_last_mark();
			ret = CONF_modules_load(conf, appname, flags);
		} else if ((flags & CONF_MFLAGS_IGNORE_MISSING_FILE) &&
			   ERR_GET_REASON(ERR_peek_last_error()) == CONF_R_NO_SUCH_FILE) {
			ERR_pop_to_mark();
			ret = 1;
		} else {
			ERR_clear_last_mark();
		}
		if (ret <= 0 && (flags & CONF_MFLAGS_IGNORE_RETURN_CODES) && !wants_diagnostics(conf)) {
			ERR_clear_error();
			ret = 1;
		}
	}
	NCONF_free(conf);
	OPENSSL_free(own);
	return ret;
}

int CONF_modules_load_file(const char *filename, const char *appname, unsigned long flags)
{
	return CONF_modules_load_file_ex(NULL, filename, appname, flags);
}

/* What stays after a module is unloaded stays in OpenSSL too, but for libssl's section. */
void CONF_modules_unload(int all)
{
	(void)all;
	conf_ssl_unload();
}

void CONF_modules_finish(void)
{
	conf_ssl_unload();
}

/* They are there. */
void OPENSSL_load_builtin_modules(void)
{
}
