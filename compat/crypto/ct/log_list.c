/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* CTLOG_STORE_load_file(3): logs named in a file of OpenSSL's configuration grammar. */
#include <stdlib.h>

#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/ct/sct.h"
#include "compat/crypto/init/places.h"

struct loading {
	CTLOG_STORE *store;
	const CONF *conf;
	bool invalid; /* an entry was passed over */
};

/* load_one: one name of enabled_logs, which a section with its key and description explains. 0 ends the loading. */
static int load_one(const char *name, int len, void *to)
{
	struct loading *l = to;
	CTLOG *log = NULL;
	if (name == NULL || len <= 0) {
		return 1; /* "a,,b" */
	}
	char *section = OPENSSL_strndup(name, (size_t)len);
	if (section == NULL) {
		return 0;
	}
	const char *description = NCONF_get_string(l->conf, section, "description");
	const char *key = description != NULL ? NCONF_get_string(l->conf, section, "key") : NULL;
	OPENSSL_free(section);
	if (key == NULL) {
		ERR_raise(ERR_LIB_CT,
			  description == NULL ? CT_R_LOG_CONF_MISSING_DESCRIPTION : CT_R_LOG_CONF_MISSING_KEY);
	}
	if (key == NULL || CTLOG_new_from_base64(&log, key, description) != 1) {
		l->invalid = true;
		return 1;
	}
	if (sk_CTLOG_push(l->store->logs, log) <= 0) {
		CTLOG_free(log);
		return 0;
	}
	return 1;
}

/* Logs that were read stay, also when others of the file could not be. */
int CTLOG_STORE_load_file(CTLOG_STORE *store, const char *file)
{
	CONF *conf = NCONF_new(NULL);
	struct loading l = {.store = store, .conf = conf};
	const char *enabled = NULL;
	bool ok = conf != NULL;
	if (ok) {
		ok = NCONF_load(conf, file, NULL) > 0 &&
		     (enabled = NCONF_get_string(conf, NULL, "enabled_logs")) != NULL &&
		     CONF_parse_list(enabled, ',', 1, load_one, &l) > 0 && !l.invalid;
		if (!ok) {
			ERR_raise(ERR_LIB_CT, CT_R_LOG_CONF_INVALID);
		}
	}
	NCONF_free(conf);
	return ok;
}

int CTLOG_STORE_load_default_file(CTLOG_STORE *store)
{
	const char *file = secure_getenv("CTLOG_FILE");
	return CTLOG_STORE_load_file(store, file != NULL ? file : OPENSSLDIR_TEXT "/ct_log_list.cnf");
}
