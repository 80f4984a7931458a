/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Configuration files: sections of names and values (config(5)). */
#ifndef OPENSSL_CONF_H
#define OPENSSL_CONF_H

#include <openssl/bio.h>
#include <openssl/lhash.h>
#include <openssl/safestack.h>
#include <openssl/e_os2.h>
#include <openssl/types.h>
#include <openssl/conferr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	char *section;
	char *name;
	char *value;
} CONF_VALUE;
DEFINE_STACK_OF(CONF_VALUE)
DEFINE_LHASH_OF(CONF_VALUE)

typedef struct conf_method_st CONF_METHOD;
typedef struct conf_imodule_st CONF_IMODULE; /* opaque */
typedef struct conf_module_st CONF_MODULE;   /* opaque */
DEFINE_STACK_OF(CONF_MODULE)
DEFINE_STACK_OF(CONF_IMODULE)

/* A module reads its section at start and may be told of the end. */
typedef int conf_init_func(CONF_IMODULE *imod, const CONF *conf);
typedef void conf_finish_func(CONF_IMODULE *imod);

#define CONF_MFLAGS_IGNORE_ERRORS       0x1
#define CONF_MFLAGS_IGNORE_RETURN_CODES 0x2
#define CONF_MFLAGS_SILENT              0x4
#define CONF_MFLAGS_NO_DSO              0x8
#define CONF_MFLAGS_IGNORE_MISSING_FILE 0x10
#define CONF_MFLAGS_DEFAULT_SECTION     0x20

CONF_METHOD *NCONF_default(void);
int NCONF_dump_bio(const CONF *conf, BIO *bio);
int NCONF_dump_fp(const CONF *conf, FILE *out);
void NCONF_free(CONF *conf);
void NCONF_free_data(CONF *conf);
OSSL_LIB_CTX *NCONF_get0_libctx(const CONF *conf);
int NCONF_get_number_e(const CONF *conf, const char *group, const char *name, long *result);
STACK_OF(CONF_VALUE) *NCONF_get_section(const CONF *conf, const char *section);
STACK_OF(OPENSSL_CSTRING) *NCONF_get_section_names(const CONF *conf);
char *NCONF_get_string(const CONF *conf, const char *group, const char *name);
int NCONF_load(CONF *conf, const char *file, long *eline);
int NCONF_load_bio(CONF *conf, BIO *bio, long *eline);
int NCONF_load_fp(CONF *conf, FILE *fp, long *eline);
CONF *NCONF_new(CONF_METHOD *meth);
CONF *NCONF_new_ex(OSSL_LIB_CTX *libctx, CONF_METHOD *meth);
int CONF_dump_bio(LHASH_OF(CONF_VALUE) *conf, BIO *bio);
int CONF_dump_fp(LHASH_OF(CONF_VALUE) *conf, FILE *out);
void CONF_free(LHASH_OF(CONF_VALUE) *conf);
char *CONF_get1_default_config_file(void);
long CONF_get_number(LHASH_OF(CONF_VALUE) *conf, const char *group, const char *name);
STACK_OF(CONF_VALUE) *CONF_get_section(LHASH_OF(CONF_VALUE) *conf, const char *section);
char *CONF_get_string(LHASH_OF(CONF_VALUE) *conf, const char *group, const char *name);
unsigned long CONF_imodule_get_flags(const CONF_IMODULE *md);
CONF_MODULE *CONF_imodule_get_module(const CONF_IMODULE *md);
const char *CONF_imodule_get_name(const CONF_IMODULE *md);
void *CONF_imodule_get_usr_data(const CONF_IMODULE *md);
const char *CONF_imodule_get_value(const CONF_IMODULE *md);
void CONF_imodule_set_flags(CONF_IMODULE *md, unsigned long flags);
void CONF_imodule_set_usr_data(CONF_IMODULE *md, void *usr_data);
LHASH_OF(CONF_VALUE) *CONF_load(LHASH_OF(CONF_VALUE) *conf, const char *file, long *eline);
LHASH_OF(CONF_VALUE) *CONF_load_bio(LHASH_OF(CONF_VALUE) *conf, BIO *bio, long *eline);
LHASH_OF(CONF_VALUE) *CONF_load_fp(LHASH_OF(CONF_VALUE) *conf, FILE *fp, long *eline);
int CONF_module_add(const char *name, conf_init_func *ifunc, conf_finish_func *ffunc);
void *CONF_module_get_usr_data(CONF_MODULE *pmod);
void CONF_module_set_usr_data(CONF_MODULE *pmod, void *usr_data);
void CONF_modules_finish(void);
int CONF_modules_load(const CONF *conf, const char *appname, unsigned long flags);
int CONF_modules_load_file(const char *filename, const char *appname, unsigned long flags);
int CONF_modules_load_file_ex(OSSL_LIB_CTX *libctx, const char *filename, const char *appname, unsigned long flags);
void CONF_modules_unload(int all);
int CONF_parse_list(const char *list, int sep, int nospc, int (*list_cb)(const char *, int, void *), void *arg);
int CONF_set_default_method(CONF_METHOD *meth);
void CONF_set_nconf(CONF *conf, LHASH_OF(CONF_VALUE) *hash);
void OPENSSL_load_builtin_modules(void);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 CONF_METHOD *NCONF_WIN32(void);
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 void OPENSSL_config(const char *config_name);
#endif
#define NCONF_get_number(c, g, n, r) NCONF_get_number_e((c), (g), (n), (r))
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define CONF_modules_free() while (0) continue
#define OPENSSL_no_config() OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL)
#endif

#ifdef __cplusplus
}
#endif

#endif
