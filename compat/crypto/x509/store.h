/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Stores, lookups, parameters and contexts of verification from inside. */
#ifndef TEASEL_CRYPTO_X509_STORE_H
#define TEASEL_CRYPTO_X509_STORE_H

#include <pthread.h>
#include <stdatomic.h>

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "engine/base/span.h"

struct x509_object_st {
	X509_LOOKUP_TYPE type;
	union {
		void *ptr;
		X509 *x509;
		X509_CRL *crl;
	} data;
};

struct x509_store_st {
	atomic_int refs;
	pthread_rwlock_t lock;           /* of objects */
	STACK_OF(X509_OBJECT) * objects; /* in the order in which they came */
	STACK_OF(X509_LOOKUP) * lookups;
	X509_VERIFY_PARAM *param;
	X509_STORE_CTX_verify_fn verify;
	X509_STORE_CTX_verify_cb verify_cb;
	X509_STORE_CTX_get_issuer_fn get_issuer;
	X509_STORE_CTX_check_issued_fn check_issued;
	X509_STORE_CTX_check_revocation_fn check_revocation;
	X509_STORE_CTX_get_crl_fn get_crl;
	X509_STORE_CTX_check_crl_fn check_crl;
	X509_STORE_CTX_cert_crl_fn cert_crl;
	X509_STORE_CTX_lookup_certs_fn lookup_certs;
	X509_STORE_CTX_lookup_crls_fn lookup_crls;
	X509_STORE_CTX_cleanup_fn cleanup;
	CRYPTO_EX_DATA ex_data;
};

struct x509_lookup_method_st {
	char *name;
	int (*new_item)(X509_LOOKUP *);
	void (*free)(X509_LOOKUP *);
	int (*init)(X509_LOOKUP *);
	int (*shutdown)(X509_LOOKUP *);
	X509_LOOKUP_ctrl_fn ctrl;
	X509_LOOKUP_get_by_subject_fn get_by_subject;
	X509_LOOKUP_get_by_issuer_serial_fn get_by_issuer_serial;
	X509_LOOKUP_get_by_fingerprint_fn get_by_fingerprint;
	X509_LOOKUP_get_by_alias_fn get_by_alias;
};

struct x509_lookup_st {
	const X509_LOOKUP_METHOD *method;
	void *method_data;
	X509_STORE *store; /* that has it; NULL: none yet */
};

struct X509_VERIFY_PARAM_st {
	char *name;
	time_t check_time;
	uint32_t inherit_flags; /* X509_VP_FLAG_* */
	unsigned long flags;
	int purpose, trust, depth, auth_level;
	STACK_OF(ASN1_OBJECT) * policies;
	STACK_OF(OPENSSL_STRING) * hosts;
	unsigned int host_flags;
	char *peername, *email;
	unsigned char ip[16];
	size_t ip_len; /* 0: not asked for */
};

struct x509_store_ctx_st {
	X509_STORE *store;                    /* borrowed */
	X509 *cert;                           /* borrowed */
	STACK_OF(X509) * untrusted, *trusted; /* borrowed; trusted takes the store's place */
	STACK_OF(X509_CRL) * crls;            /* borrowed */
	X509_VERIFY_PARAM *param;
	X509_STORE_CTX_verify_cb verify_cb; /* never NULL */
	STACK_OF(X509) * chain;             /* owned; NULL before a verification */
	int error, error_depth;
	X509 *current_cert;    /* borrowed from the chain, or as the program set it */
	X509 *current_issuer;  /* the same */
	STACK_OF(X509) * seen; /* owned: the certificates that the store gave, while a verification lasts */
	bool has_ex_data;
	CRYPTO_EX_DATA ex_data;
};

/* purpose_trust: the trust setting that goes with a purpose; X509_TRUST_DEFAULT for others. */
int purpose_trust(int purpose);

/* store_object: one that is in memory, borrowed as long as the store lives; NULL: none. */
X509_OBJECT *store_object(X509_STORE *store, X509_LOOKUP_TYPE type, const X509_NAME *name);
/* store_ask: the same, but the lookups are asked too. *out is borrowed. */
int store_ask(X509_STORE *store, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *out);
/* store_certs and store_lists: all of that subject or issuer, references for the caller. NULL: memory is out. */
STACK_OF(X509) * store_certs(X509_STORE *store, const X509_NAME *name);
STACK_OF(X509_CRL) * store_lists(X509_STORE *store, const X509_NAME *name);

#endif
