/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_LOOKUP(3), X509_LOOKUP_meth_new(3): where a store asks for what it does not have. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/x509/store.h"

/* ---- methods ----------------------------------------------------------------------------------------------------- */

X509_LOOKUP_METHOD *X509_LOOKUP_meth_new(const char *name)
{
	X509_LOOKUP_METHOD *m = OPENSSL_zalloc(sizeof *m);
	if (m != NULL && (m->name = OPENSSL_strdup(name)) == NULL) {
		OPENSSL_free(m);
		return NULL;
	}
	return m;
}

void X509_LOOKUP_meth_free(X509_LOOKUP_METHOD *m)
{
	if (m != NULL) {
		OPENSSL_free(m->name);
		OPENSSL_free(m);
	}
}

#define SETTER(field, type)                                                                                            \
	int X509_LOOKUP_meth_set_##field(X509_LOOKUP_METHOD *m, type)                                                  \
	{                                                                                                              \
		m->field = fn;                                                                                         \
		return 1;                                                                                              \
	}
SETTER(new_item, int (*fn)(X509_LOOKUP *))
SETTER(free, void (*fn)(X509_LOOKUP *))
SETTER(init, int (*fn)(X509_LOOKUP *))
SETTER(shutdown, int (*fn)(X509_LOOKUP *))
SETTER(ctrl, X509_LOOKUP_ctrl_fn fn)
SETTER(get_by_subject, X509_LOOKUP_get_by_subject_fn fn)
SETTER(get_by_issuer_serial, X509_LOOKUP_get_by_issuer_serial_fn fn)
SETTER(get_by_fingerprint, X509_LOOKUP_get_by_fingerprint_fn fn)
SETTER(get_by_alias, X509_LOOKUP_get_by_alias_fn fn)

/* ---- lookups ----------------------------------------------------------------------------------------------------- */

X509_LOOKUP *X509_LOOKUP_new(X509_LOOKUP_METHOD *method)
{
	X509_LOOKUP *l = OPENSSL_zalloc(sizeof *l);
	if (l == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	l->method = method;
	if (method->new_item != NULL && !method->new_item(l)) {
		OPENSSL_free(l);
		return NULL;
	}
	return l;
}

void X509_LOOKUP_free(X509_LOOKUP *l)
{
	if (l != NULL) {
		if (l->method->free != NULL) {
			l->method->free(l);
		}
		OPENSSL_free(l);
	}
}

int X509_LOOKUP_init(X509_LOOKUP *l)
{
	return l->method->init == NULL || l->method->init(l);
}

int X509_LOOKUP_shutdown(X509_LOOKUP *l)
{
	return l->method->shutdown == NULL || l->method->shutdown(l);
}

int X509_LOOKUP_set_method_data(X509_LOOKUP *l, void *data)
{
	l->method_data = data;
	return 1;
}

void *X509_LOOKUP_get_method_data(const X509_LOOKUP *l)
{
	return l->method_data;
}

X509_STORE *X509_LOOKUP_get_store(const X509_LOOKUP *l)
{
	return l->store;
}

/* 1 also where the method has no such command, as in OpenSSL; -1 without a method. */
int X509_LOOKUP_ctrl_ex(X509_LOOKUP *l, int cmd, const char *text, long number, char **ret, OSSL_LIB_CTX *libctx,
			const char *propq)
{
	(void)libctx, (void)propq;
	if (l->method == NULL) {
		return -1;
	}
	return l->method->ctrl != NULL ? l->method->ctrl(l, cmd, text, number, ret) : 1;
}

int X509_LOOKUP_ctrl(X509_LOOKUP *l, int cmd, const char *text, long number, char **ret)
{
	return X509_LOOKUP_ctrl_ex(l, cmd, text, number, ret, NULL, NULL);
}

int X509_LOOKUP_by_subject_ex(X509_LOOKUP *l, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret,
			      OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx, (void)propq;
	return l->method != NULL && l->method->get_by_subject != NULL ? l->method->get_by_subject(l, type, name, ret)
								      : 0;
}

int X509_LOOKUP_by_subject(X509_LOOKUP *l, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret)
{
	return X509_LOOKUP_by_subject_ex(l, type, name, ret, NULL, NULL);
}
