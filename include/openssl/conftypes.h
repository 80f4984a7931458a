/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The inside of CONF, for programs that bring a method of their own. */
#ifndef OPENSSL_CONFTYPES_H
#define OPENSSL_CONFTYPES_H

#include <openssl/conf.h>

#ifdef __cplusplus
extern "C" {
#endif

struct conf_method_st {
	const char *name;
	CONF *(*create)(CONF_METHOD *meth);
	int (*init)(CONF *conf);
	int (*destroy)(CONF *conf);
	int (*destroy_data)(CONF *conf);
	int (*load_bio)(CONF *conf, BIO *bio, long *eline);
	int (*dump)(const CONF *conf, BIO *bio);
	int (*is_number)(const CONF *conf, char c);
	int (*to_int)(const CONF *conf, char c);
	int (*load)(CONF *conf, const char *name, long *eline);
};

struct conf_st {
	CONF_METHOD *meth;
	void *meth_data;
	LHASH_OF(CONF_VALUE) *data;
	int flag_dollarid;
	int flag_abspath;
	char *includedir;
	OSSL_LIB_CTX *libctx;
};

#ifdef __cplusplus
}
#endif

#endif
