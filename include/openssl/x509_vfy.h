/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Trust: stores of certificates and lists, lookups that fill them, parameters of verification, and the context in which
 * one chain is built and judged.
 */
#ifndef OPENSSL_X509_VFY_H
#define OPENSSL_X509_VFY_H

#include <time.h>
#include <openssl/opensslconf.h>
#include <openssl/lhash.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/symhacks.h>
#include <openssl/x509.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
	X509_LU_NONE = 0,
	X509_LU_X509,
	X509_LU_CRL
} X509_LOOKUP_TYPE;
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define X509_LU_FAIL  0
#define X509_LU_RETRY (-1)
#endif

DEFINE_STACK_OF(X509_LOOKUP)
DEFINE_STACK_OF(X509_OBJECT)
DEFINE_STACK_OF(X509_VERIFY_PARAM)

/* Kinds of trust */

#define X509_TRUST_DEFAULT      0
#define X509_TRUST_COMPAT       1
#define X509_TRUST_DYNAMIC      (1U << 0)
#define X509_TRUST_MIN          1
#define X509_TRUST_TRUSTED      1
#define X509_TRUST_DYNAMIC_NAME (1U << 1)
#define X509_TRUST_REJECTED     2
#define X509_TRUST_SSL_CLIENT   2
#define X509_TRUST_SSL_SERVER   3
#define X509_TRUST_UNTRUSTED    3
#define X509_TRUST_EMAIL        4
#define X509_TRUST_NO_SS_COMPAT (1U << 2)
#define X509_TRUST_OBJECT_SIGN  5
#define X509_TRUST_OCSP_SIGN    6
#define X509_TRUST_OCSP_REQUEST 7
#define X509_TRUST_DO_SS_COMPAT (1U << 3)
#define X509_TRUST_MAX          8
#define X509_TRUST_TSA          8
#define X509_TRUST_OK_ANY_EKU   (1U << 4)

typedef struct x509_trust_st {
	int trust;
	int flags;
	int (*check_trust)(struct x509_trust_st *trust, X509 *cert, int flags);
	char *name;
	int arg1;
	void *arg2;
} X509_TRUST;
DEFINE_STACK_OF(X509_TRUST)
int X509_TRUST_add(int id, int flags, int (*ck)(X509_TRUST *, X509 *, int), const char *name, int arg1, void *arg2);
void X509_TRUST_cleanup(void);
X509_TRUST *X509_TRUST_get0(int idx);
char *X509_TRUST_get0_name(const X509_TRUST *xp);
int X509_TRUST_get_by_id(int id);
int X509_TRUST_get_count(void);
int X509_TRUST_get_flags(const X509_TRUST *xp);
int X509_TRUST_get_trust(const X509_TRUST *xp);
int X509_TRUST_set(int *t, int trust);
int (*X509_TRUST_set_default(int (*trust)(int, X509 *, int)))(int, X509 *, int);
int X509_trusted(const X509 *cert);
int X509_add1_trust_object(X509 *cert, const ASN1_OBJECT *obj);
int X509_add1_reject_object(X509 *cert, const ASN1_OBJECT *obj);
void X509_trust_clear(X509 *cert);
void X509_reject_clear(X509 *cert);

/* Verdicts */

#define X509_V_OK                                       0
#define X509_V_ERR_UNSPECIFIED                          1
#define X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT            2
#define X509_V_ERR_UNABLE_TO_GET_CRL                    3
#define X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE     4
#define X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE      5
#define X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY   6
#define X509_V_ERR_CERT_SIGNATURE_FAILURE               7
#define X509_V_ERR_CRL_SIGNATURE_FAILURE                8
#define X509_V_ERR_CERT_NOT_YET_VALID                   9
#define X509_V_ERR_CERT_HAS_EXPIRED                     10
#define X509_V_ERR_CRL_NOT_YET_VALID                    11
#define X509_V_ERR_CRL_HAS_EXPIRED                      12
#define X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD       13
#define X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD        14
#define X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD       15
#define X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD       16
#define X509_V_ERR_OUT_OF_MEM                           17
#define X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT          18
#define X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN            19
#define X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY    20
#define X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE      21
#define X509_V_ERR_CERT_CHAIN_TOO_LONG                  22
#define X509_V_ERR_CERT_REVOKED                         23
#define X509_V_ERR_NO_ISSUER_PUBLIC_KEY                 24
#define X509_V_ERR_PATH_LENGTH_EXCEEDED                 25
#define X509_V_ERR_INVALID_PURPOSE                      26
#define X509_V_ERR_CERT_UNTRUSTED                       27
#define X509_V_ERR_CERT_REJECTED                        28
#define X509_V_ERR_SUBJECT_ISSUER_MISMATCH              29
#define X509_V_ERR_AKID_SKID_MISMATCH                   30
#define X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH          31
#define X509_V_ERR_KEYUSAGE_NO_CERTSIGN                 32
#define X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER             33
#define X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION         34
#define X509_V_ERR_KEYUSAGE_NO_CRL_SIGN                 35
#define X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION     36
#define X509_V_ERR_INVALID_NON_CA                       37
#define X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED           38
#define X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE        39
#define X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED       40
#define X509_V_ERR_INVALID_EXTENSION                    41
#define X509_V_ERR_INVALID_POLICY_EXTENSION             42
#define X509_V_ERR_NO_EXPLICIT_POLICY                   43
#define X509_V_ERR_DIFFERENT_CRL_SCOPE                  44
#define X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE        45
#define X509_V_ERR_UNNESTED_RESOURCE                    46
#define X509_V_ERR_PERMITTED_VIOLATION                  47
#define X509_V_ERR_EXCLUDED_VIOLATION                   48
#define X509_V_ERR_SUBTREE_MINMAX                       49
#define X509_V_ERR_APPLICATION_VERIFICATION             50
#define X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE          51
#define X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX        52
#define X509_V_ERR_UNSUPPORTED_NAME_SYNTAX              53
#define X509_V_ERR_CRL_PATH_VALIDATION_ERROR            54
#define X509_V_ERR_PATH_LOOP                            55
#define X509_V_ERR_SUITE_B_INVALID_VERSION              56
#define X509_V_ERR_SUITE_B_INVALID_ALGORITHM            57
#define X509_V_ERR_SUITE_B_INVALID_CURVE                58
#define X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM  59
#define X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED              60
#define X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256 61
#define X509_V_ERR_HOSTNAME_MISMATCH                    62
#define X509_V_ERR_EMAIL_MISMATCH                       63
#define X509_V_ERR_IP_ADDRESS_MISMATCH                  64
#define X509_V_ERR_DANE_NO_MATCH                        65
#define X509_V_ERR_EE_KEY_TOO_SMALL                     66
#define X509_V_ERR_CA_KEY_TOO_SMALL                     67
#define X509_V_ERR_CA_MD_TOO_WEAK                       68
#define X509_V_ERR_INVALID_CALL                         69
#define X509_V_ERR_STORE_LOOKUP                         70
#define X509_V_ERR_NO_VALID_SCTS                        71
#define X509_V_ERR_PROXY_SUBJECT_NAME_VIOLATION         72
#define X509_V_ERR_OCSP_VERIFY_NEEDED                   73
#define X509_V_ERR_OCSP_VERIFY_FAILED                   74
#define X509_V_ERR_OCSP_CERT_UNKNOWN                    75
#define X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM      76
#define X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH         77
#define X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY    78
#define X509_V_ERR_INVALID_CA                           79
#define X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA           80
#define X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN     81
#define X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA  82
#define X509_V_ERR_ISSUER_NAME_EMPTY                    83
#define X509_V_ERR_SUBJECT_NAME_EMPTY                   84
#define X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER     85
#define X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER       86
#define X509_V_ERR_EMPTY_SUBJECT_ALT_NAME               87
#define X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL       88
#define X509_V_ERR_CA_BCONS_NOT_CRITICAL                89
#define X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL    90
#define X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL      91
#define X509_V_ERR_CA_CERT_MISSING_KEY_USAGE            92
#define X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3         93
#define X509_V_ERR_EC_KEY_EXPLICIT_PARAMS               94

int X509_verify_cert(X509_STORE_CTX *ctx);

/* Flags of verification */

#define X509_V_FLAG_USE_CHECK_TIME       0x2
#define X509_V_FLAG_CRL_CHECK            0x4
#define X509_V_FLAG_CRL_CHECK_ALL        0x8
#define X509_V_FLAG_IGNORE_CRITICAL      0x10
#define X509_V_FLAG_X509_STRICT          0x20
#define X509_V_FLAG_ALLOW_PROXY_CERTS    0x40
#define X509_V_FLAG_POLICY_CHECK         0x80
#define X509_V_FLAG_EXPLICIT_POLICY      0x100
#define X509_V_FLAG_INHIBIT_ANY          0x200
#define X509_V_FLAG_INHIBIT_MAP          0x400
#define X509_V_FLAG_POLICY_MASK \
	(X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_INHIBIT_ANY | X509_V_FLAG_INHIBIT_MAP)
#define X509_V_FLAG_NOTIFY_POLICY        0x800
#define X509_V_FLAG_EXTENDED_CRL_SUPPORT 0x1000
#define X509_V_FLAG_USE_DELTAS           0x2000
#define X509_V_FLAG_CHECK_SS_SIGNATURE   0x4000
#define X509_V_FLAG_TRUSTED_FIRST        0x8000
#define X509_V_FLAG_SUITEB_128_LOS_ONLY  0x10000
#define X509_V_FLAG_SUITEB_192_LOS       0x20000
#define X509_V_FLAG_SUITEB_128_LOS       0x30000
#define X509_V_FLAG_PARTIAL_CHAIN        0x80000
#define X509_V_FLAG_NO_ALT_CHAINS        0x100000
#define X509_V_FLAG_NO_CHECK_TIME        0x200000
/* Of OpenSSL 3.6: a stapled response must say that the peer's certificate, or every certificate, is good. */
#define X509_V_FLAG_OCSP_RESP_CHECK      0x400000
#define X509_V_FLAG_OCSP_RESP_CHECK_ALL  0x800000
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define X509_V_FLAG_CB_ISSUER_CHECK      0x0
#endif
#define X509_VP_FLAG_DEFAULT     0x1
#define X509_VP_FLAG_OVERWRITE   0x2
#define X509_VP_FLAG_RESET_FLAGS 0x4
#define X509_VP_FLAG_LOCKED      0x8
#define X509_VP_FLAG_ONCE        0x10
#define DANE_FLAG_NO_DANE_EE_NAMECHECKS (1L << 0)

/* Callbacks of a store and a context */

typedef int (*X509_STORE_CTX_verify_cb)(int, X509_STORE_CTX *);
typedef int (*X509_STORE_CTX_verify_fn)(X509_STORE_CTX *);
typedef int (*X509_STORE_CTX_get_issuer_fn)(X509 **, X509_STORE_CTX *, X509 *);
typedef int (*X509_STORE_CTX_check_issued_fn)(X509_STORE_CTX *, X509 *, X509 *);
typedef int (*X509_STORE_CTX_check_revocation_fn)(X509_STORE_CTX *);
typedef int (*X509_STORE_CTX_get_crl_fn)(X509_STORE_CTX *, X509_CRL **, X509 *);
typedef int (*X509_STORE_CTX_check_crl_fn)(X509_STORE_CTX *, X509_CRL *);
typedef int (*X509_STORE_CTX_cert_crl_fn)(X509_STORE_CTX *, X509_CRL *, X509 *);
typedef int (*X509_STORE_CTX_check_policy_fn)(X509_STORE_CTX *);
typedef STACK_OF(X509) *(*X509_STORE_CTX_lookup_certs_fn)(X509_STORE_CTX *, const X509_NAME *);
typedef STACK_OF(X509_CRL) *(*X509_STORE_CTX_lookup_crls_fn)(const X509_STORE_CTX *, const X509_NAME *);
typedef int (*X509_STORE_CTX_cleanup_fn)(X509_STORE_CTX *);

/* The context of one verification */

void X509_STORE_CTX_cleanup(X509_STORE_CTX *ctx);
void X509_STORE_CTX_free(X509_STORE_CTX *ctx);
X509 *X509_STORE_CTX_get0_cert(const X509_STORE_CTX *ctx);
STACK_OF(X509) *X509_STORE_CTX_get0_chain(const X509_STORE_CTX *ctx);
X509_CRL *X509_STORE_CTX_get0_current_crl(const X509_STORE_CTX *ctx);
X509 *X509_STORE_CTX_get0_current_issuer(const X509_STORE_CTX *ctx);
X509_VERIFY_PARAM *X509_STORE_CTX_get0_param(const X509_STORE_CTX *ctx);
X509_STORE_CTX *X509_STORE_CTX_get0_parent_ctx(const X509_STORE_CTX *ctx);
X509_POLICY_TREE *X509_STORE_CTX_get0_policy_tree(const X509_STORE_CTX *ctx);
X509_STORE *X509_STORE_CTX_get0_store(const X509_STORE_CTX *ctx);
STACK_OF(X509) *X509_STORE_CTX_get0_untrusted(const X509_STORE_CTX *ctx);
STACK_OF(X509) *X509_STORE_CTX_get1_certs(X509_STORE_CTX *ctx, const X509_NAME *name);
STACK_OF(X509) *X509_STORE_CTX_get1_chain(const X509_STORE_CTX *ctx);
STACK_OF(X509_CRL) *X509_STORE_CTX_get1_crls(const X509_STORE_CTX *ctx, const X509_NAME *name);
int X509_STORE_CTX_get1_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *cert);
int X509_STORE_CTX_get_by_subject(const X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name,
	X509_OBJECT *obj);
X509_STORE_CTX_cert_crl_fn X509_STORE_CTX_get_cert_crl(const X509_STORE_CTX *ctx);
X509_STORE_CTX_check_crl_fn X509_STORE_CTX_get_check_crl(const X509_STORE_CTX *ctx);
X509_STORE_CTX_check_issued_fn X509_STORE_CTX_get_check_issued(const X509_STORE_CTX *ctx);
X509_STORE_CTX_check_policy_fn X509_STORE_CTX_get_check_policy(const X509_STORE_CTX *ctx);
X509_STORE_CTX_check_revocation_fn X509_STORE_CTX_get_check_revocation(const X509_STORE_CTX *ctx);
X509_STORE_CTX_cleanup_fn X509_STORE_CTX_get_cleanup(const X509_STORE_CTX *ctx);
X509 *X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *ctx);
int X509_STORE_CTX_get_error(const X509_STORE_CTX *ctx);
int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX *ctx);
void *X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *ctx, int idx);
int X509_STORE_CTX_get_explicit_policy(const X509_STORE_CTX *ctx);
X509_STORE_CTX_get_crl_fn X509_STORE_CTX_get_get_crl(const X509_STORE_CTX *ctx);
X509_STORE_CTX_get_issuer_fn X509_STORE_CTX_get_get_issuer(const X509_STORE_CTX *ctx);
X509_STORE_CTX_lookup_certs_fn X509_STORE_CTX_get_lookup_certs(const X509_STORE_CTX *ctx);
X509_STORE_CTX_lookup_crls_fn X509_STORE_CTX_get_lookup_crls(const X509_STORE_CTX *ctx);
int X509_STORE_CTX_get_num_untrusted(const X509_STORE_CTX *ctx);
X509_OBJECT *X509_STORE_CTX_get_obj_by_subject(X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name);
X509_STORE_CTX_verify_fn X509_STORE_CTX_get_verify(const X509_STORE_CTX *ctx);
X509_STORE_CTX_verify_cb X509_STORE_CTX_get_verify_cb(const X509_STORE_CTX *ctx);
int X509_STORE_CTX_init(X509_STORE_CTX *ctx, X509_STORE *store, X509 *cert, STACK_OF(X509) *untrusted);
X509_STORE_CTX *X509_STORE_CTX_new(void);
X509_STORE_CTX *X509_STORE_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq);
int X509_STORE_CTX_print_verify_cb(int ok, X509_STORE_CTX *ctx);
int X509_STORE_CTX_purpose_inherit(X509_STORE_CTX *ctx, int def_purpose, int purpose, int trust);
void X509_STORE_CTX_set0_crls(X509_STORE_CTX *ctx, STACK_OF(X509_CRL) *sk);
void X509_STORE_CTX_set0_dane(X509_STORE_CTX *ctx, SSL_DANE *dane);
void X509_STORE_CTX_set0_param(X509_STORE_CTX *ctx, X509_VERIFY_PARAM *param);
void X509_STORE_CTX_set0_trusted_stack(X509_STORE_CTX *ctx, STACK_OF(X509) *sk);
void X509_STORE_CTX_set0_untrusted(X509_STORE_CTX *ctx, STACK_OF(X509) *sk);
void X509_STORE_CTX_set0_verified_chain(X509_STORE_CTX *ctx, STACK_OF(X509) *sk);
void X509_STORE_CTX_set_cert(X509_STORE_CTX *ctx, X509 *cert);
void X509_STORE_CTX_set_current_cert(X509_STORE_CTX *ctx, X509 *cert);
int X509_STORE_CTX_set_default(X509_STORE_CTX *ctx, const char *name);
void X509_STORE_CTX_set_depth(X509_STORE_CTX *ctx, int depth);
void X509_STORE_CTX_set_error(X509_STORE_CTX *ctx, int s);
void X509_STORE_CTX_set_error_depth(X509_STORE_CTX *ctx, int depth);
int X509_STORE_CTX_set_ex_data(X509_STORE_CTX *ctx, int idx, void *data);
void X509_STORE_CTX_set_flags(X509_STORE_CTX *ctx, unsigned long flags);
int X509_STORE_CTX_set_purpose(X509_STORE_CTX *ctx, int purpose);
void X509_STORE_CTX_set_time(X509_STORE_CTX *ctx, unsigned long flags, time_t t);
int X509_STORE_CTX_set_trust(X509_STORE_CTX *ctx, int trust);
void X509_STORE_CTX_set_verify(X509_STORE_CTX *ctx, X509_STORE_CTX_verify_fn verify);
void X509_STORE_CTX_set_verify_cb(X509_STORE_CTX *ctx, X509_STORE_CTX_verify_cb verify);
int X509_STORE_CTX_verify(X509_STORE_CTX *ctx);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define X509_STORE_CTX_get_chain     X509_STORE_CTX_get0_chain
#define X509_STORE_CTX_set_chain     X509_STORE_CTX_set0_untrusted
#define X509_STORE_CTX_trusted_stack X509_STORE_CTX_set0_trusted_stack
#endif
#define X509_STORE_CTX_get_app_data(ctx) X509_STORE_CTX_get_ex_data((ctx), 0)
#define X509_STORE_CTX_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_X509_STORE_CTX, (l), (p), (newf), (dupf), (freef))
#define X509_STORE_CTX_set_app_data(ctx, data) X509_STORE_CTX_set_ex_data((ctx), 0, (data))

/* Stores */

int X509_STORE_add_cert(X509_STORE *store, X509 *cert);
int X509_STORE_add_crl(X509_STORE *store, X509_CRL *crl);
X509_LOOKUP *X509_STORE_add_lookup(X509_STORE *store, X509_LOOKUP_METHOD *m);
void X509_STORE_free(X509_STORE *store);
STACK_OF(X509_OBJECT) *X509_STORE_get0_objects(const X509_STORE *store);
X509_VERIFY_PARAM *X509_STORE_get0_param(const X509_STORE *store);
STACK_OF(X509) *X509_STORE_get1_all_certs(X509_STORE *store);
X509_STORE_CTX_cert_crl_fn X509_STORE_get_cert_crl(const X509_STORE *store);
X509_STORE_CTX_check_crl_fn X509_STORE_get_check_crl(const X509_STORE *store);
X509_STORE_CTX_check_issued_fn X509_STORE_get_check_issued(const X509_STORE *store);
X509_STORE_CTX_check_policy_fn X509_STORE_get_check_policy(const X509_STORE *store);
X509_STORE_CTX_check_revocation_fn X509_STORE_get_check_revocation(const X509_STORE *store);
X509_STORE_CTX_cleanup_fn X509_STORE_get_cleanup(const X509_STORE *store);
void *X509_STORE_get_ex_data(const X509_STORE *store, int idx);
X509_STORE_CTX_get_crl_fn X509_STORE_get_get_crl(const X509_STORE *store);
X509_STORE_CTX_get_issuer_fn X509_STORE_get_get_issuer(const X509_STORE *store);
X509_STORE_CTX_lookup_certs_fn X509_STORE_get_lookup_certs(const X509_STORE *store);
X509_STORE_CTX_lookup_crls_fn X509_STORE_get_lookup_crls(const X509_STORE *store);
X509_STORE_CTX_verify_fn X509_STORE_get_verify(const X509_STORE *store);
X509_STORE_CTX_verify_cb X509_STORE_get_verify_cb(const X509_STORE *store);
int X509_STORE_load_file(X509_STORE *store, const char *file);
int X509_STORE_load_file_ex(X509_STORE *store, const char *file, OSSL_LIB_CTX *libctx, const char *propq);
int X509_STORE_load_locations(X509_STORE *store, const char *file, const char *dir);
int X509_STORE_load_locations_ex(X509_STORE *store, const char *file, const char *dir, OSSL_LIB_CTX *libctx,
	const char *propq);
int X509_STORE_load_path(X509_STORE *store, const char *path);
int X509_STORE_load_store(X509_STORE *ctx, const char *store);
int X509_STORE_load_store_ex(X509_STORE *ctx, const char *store, OSSL_LIB_CTX *libctx, const char *propq);
int X509_STORE_lock(X509_STORE *store);
X509_STORE *X509_STORE_new(void);
int X509_STORE_set1_param(X509_STORE *store, const X509_VERIFY_PARAM *param);
void X509_STORE_set_cert_crl(X509_STORE *store, X509_STORE_CTX_cert_crl_fn cert_crl);
void X509_STORE_set_check_crl(X509_STORE *store, X509_STORE_CTX_check_crl_fn check_crl);
void X509_STORE_set_check_issued(X509_STORE *store, X509_STORE_CTX_check_issued_fn check_issued);
void X509_STORE_set_check_policy(X509_STORE *store, X509_STORE_CTX_check_policy_fn check_policy);
void X509_STORE_set_check_revocation(X509_STORE *store, X509_STORE_CTX_check_revocation_fn check_revocation);
void X509_STORE_set_cleanup(X509_STORE *store, X509_STORE_CTX_cleanup_fn cleanup);
int X509_STORE_set_default_paths(X509_STORE *store);
int X509_STORE_set_default_paths_ex(X509_STORE *store, OSSL_LIB_CTX *libctx, const char *propq);
int X509_STORE_set_depth(X509_STORE *store, int depth);
int X509_STORE_set_ex_data(X509_STORE *store, int idx, void *data);
int X509_STORE_set_flags(X509_STORE *store, unsigned long flags);
void X509_STORE_set_get_crl(X509_STORE *store, X509_STORE_CTX_get_crl_fn get_crl);
void X509_STORE_set_get_issuer(X509_STORE *store, X509_STORE_CTX_get_issuer_fn get_issuer);
void X509_STORE_set_lookup_certs(X509_STORE *store, X509_STORE_CTX_lookup_certs_fn lookup_certs);
void X509_STORE_set_lookup_crls(X509_STORE *store, X509_STORE_CTX_lookup_crls_fn lookup_crls);
int X509_STORE_set_purpose(X509_STORE *store, int purpose);
int X509_STORE_set_trust(X509_STORE *store, int trust);
void X509_STORE_set_verify(X509_STORE *store, X509_STORE_CTX_verify_fn verify);
void X509_STORE_set_verify_cb(X509_STORE *store, X509_STORE_CTX_verify_cb verify_cb);
int X509_STORE_unlock(X509_STORE *store);
int X509_STORE_up_ref(X509_STORE *store);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define X509_STORE_get1_cert      X509_STORE_CTX_get1_certs
#define X509_STORE_get1_certs     X509_STORE_CTX_get1_certs
#define X509_STORE_get1_crl       X509_STORE_CTX_get1_crls
#define X509_STORE_get1_crls      X509_STORE_CTX_get1_crls
#define X509_STORE_get_by_subject X509_STORE_CTX_get_by_subject
#endif
#define X509_STORE_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_X509_STORE, (l), (p), (newf), (dupf), (freef))
#define X509_STORE_set_lookup_crls_cb(ctx, func) X509_STORE_set_lookup_crls((ctx), (func))
#define X509_STORE_set_verify_cb_func(ctx, func) X509_STORE_set_verify_cb((ctx), (func))
#define X509_STORE_set_verify_func(ctx, func) X509_STORE_set_verify((ctx), (func))

/* Objects in a store */

void X509_OBJECT_free(X509_OBJECT *obj);
X509 *X509_OBJECT_get0_X509(const X509_OBJECT *obj);
X509_CRL *X509_OBJECT_get0_X509_CRL(const X509_OBJECT *obj);
X509_LOOKUP_TYPE X509_OBJECT_get_type(const X509_OBJECT *obj);
int X509_OBJECT_idx_by_subject(STACK_OF(X509_OBJECT) *h, X509_LOOKUP_TYPE type, const X509_NAME *name);
X509_OBJECT *X509_OBJECT_new(void);
X509_OBJECT *X509_OBJECT_retrieve_by_subject(STACK_OF(X509_OBJECT) *h, X509_LOOKUP_TYPE type, const X509_NAME *name);
X509_OBJECT *X509_OBJECT_retrieve_match(STACK_OF(X509_OBJECT) *h, X509_OBJECT *obj);
int X509_OBJECT_set1_X509(X509_OBJECT *obj, X509 *cert);
int X509_OBJECT_set1_X509_CRL(X509_OBJECT *obj, X509_CRL *crl);
int X509_OBJECT_up_ref_count(X509_OBJECT *obj);

/* Lookups: by file, directory and store; methods of the program's own */

#define X509_L_FILE_LOAD  1
#define X509_L_ADD_DIR    2
#define X509_L_ADD_STORE  3
#define X509_L_LOAD_STORE 4

typedef int (*X509_LOOKUP_ctrl_fn)(X509_LOOKUP *, int, const char *, long, char **);
typedef int (*X509_LOOKUP_ctrl_ex_fn)(X509_LOOKUP *, int, const char *, long, char **, OSSL_LIB_CTX *, const char *);
typedef int (*X509_LOOKUP_get_by_subject_fn)(X509_LOOKUP *, X509_LOOKUP_TYPE, const X509_NAME *, X509_OBJECT *);
typedef int (*X509_LOOKUP_get_by_subject_ex_fn)(X509_LOOKUP *, X509_LOOKUP_TYPE, const X509_NAME *, X509_OBJECT *,
	OSSL_LIB_CTX *, const char *);
typedef int (*X509_LOOKUP_get_by_issuer_serial_fn)(X509_LOOKUP *, X509_LOOKUP_TYPE, const X509_NAME *,
	const ASN1_INTEGER *, X509_OBJECT *);
typedef int (*X509_LOOKUP_get_by_fingerprint_fn)(X509_LOOKUP *, X509_LOOKUP_TYPE, const unsigned char *, int,
	X509_OBJECT *);
typedef int (*X509_LOOKUP_get_by_alias_fn)(X509_LOOKUP *, X509_LOOKUP_TYPE, const char *, int, X509_OBJECT *);
int X509_LOOKUP_by_alias(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const char *str, int len, X509_OBJECT *obj);
int X509_LOOKUP_by_fingerprint(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const unsigned char *bytes, int len,
	X509_OBJECT *obj);
int X509_LOOKUP_by_issuer_serial(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name,
	const ASN1_INTEGER *serial, X509_OBJECT *obj);
int X509_LOOKUP_by_subject(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *obj);
int X509_LOOKUP_by_subject_ex(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *obj,
	OSSL_LIB_CTX *libctx, const char *propq);
int X509_LOOKUP_ctrl(X509_LOOKUP *lookup, int cmd, const char *argc, long argl, char **ret);
int X509_LOOKUP_ctrl_ex(X509_LOOKUP *lookup, int cmd, const char *argc, long argl, char **ret, OSSL_LIB_CTX *libctx,
	const char *propq);
X509_LOOKUP_METHOD *X509_LOOKUP_file(void);
void X509_LOOKUP_free(X509_LOOKUP *lookup);
void *X509_LOOKUP_get_method_data(const X509_LOOKUP *lookup);
X509_STORE *X509_LOOKUP_get_store(const X509_LOOKUP *lookup);
X509_LOOKUP_METHOD *X509_LOOKUP_hash_dir(void);
int X509_LOOKUP_init(X509_LOOKUP *lookup);
void X509_LOOKUP_meth_free(X509_LOOKUP_METHOD *method);
X509_LOOKUP_ctrl_fn X509_LOOKUP_meth_get_ctrl(const X509_LOOKUP_METHOD *method);
void (*X509_LOOKUP_meth_get_free(const X509_LOOKUP_METHOD *method))(X509_LOOKUP *);
X509_LOOKUP_get_by_alias_fn X509_LOOKUP_meth_get_get_by_alias(const X509_LOOKUP_METHOD *method);
X509_LOOKUP_get_by_fingerprint_fn X509_LOOKUP_meth_get_get_by_fingerprint(const X509_LOOKUP_METHOD *method);
X509_LOOKUP_get_by_issuer_serial_fn X509_LOOKUP_meth_get_get_by_issuer_serial(const X509_LOOKUP_METHOD *method);
X509_LOOKUP_get_by_subject_fn X509_LOOKUP_meth_get_get_by_subject(const X509_LOOKUP_METHOD *method);
int (*X509_LOOKUP_meth_get_init(const X509_LOOKUP_METHOD *method))(X509_LOOKUP *);
int (*X509_LOOKUP_meth_get_new_item(const X509_LOOKUP_METHOD *method))(X509_LOOKUP *);
int (*X509_LOOKUP_meth_get_shutdown(const X509_LOOKUP_METHOD *method))(X509_LOOKUP *);
X509_LOOKUP_METHOD *X509_LOOKUP_meth_new(const char *name);
int X509_LOOKUP_meth_set_ctrl(X509_LOOKUP_METHOD *method, X509_LOOKUP_ctrl_fn ctrl_fn);
int X509_LOOKUP_meth_set_free(X509_LOOKUP_METHOD *method, void (*free_fn)(X509_LOOKUP *));
int X509_LOOKUP_meth_set_get_by_alias(X509_LOOKUP_METHOD *method, X509_LOOKUP_get_by_alias_fn fn);
int X509_LOOKUP_meth_set_get_by_fingerprint(X509_LOOKUP_METHOD *method, X509_LOOKUP_get_by_fingerprint_fn fn);
int X509_LOOKUP_meth_set_get_by_issuer_serial(X509_LOOKUP_METHOD *method, X509_LOOKUP_get_by_issuer_serial_fn fn);
int X509_LOOKUP_meth_set_get_by_subject(X509_LOOKUP_METHOD *method, X509_LOOKUP_get_by_subject_fn fn);
int X509_LOOKUP_meth_set_init(X509_LOOKUP_METHOD *method, int (*init)(X509_LOOKUP *));
int X509_LOOKUP_meth_set_new_item(X509_LOOKUP_METHOD *method, int (*new_item)(X509_LOOKUP *));
int X509_LOOKUP_meth_set_shutdown(X509_LOOKUP_METHOD *method, int (*shutdown)(X509_LOOKUP *));
X509_LOOKUP *X509_LOOKUP_new(X509_LOOKUP_METHOD *method);
int X509_LOOKUP_set_method_data(X509_LOOKUP *lookup, void *data);
int X509_LOOKUP_shutdown(X509_LOOKUP *lookup);
X509_LOOKUP_METHOD *X509_LOOKUP_store(void);
int X509_load_cert_crl_file(X509_LOOKUP *lookup, const char *file, int type);
int X509_load_cert_crl_file_ex(X509_LOOKUP *lookup, const char *file, int type, OSSL_LIB_CTX *libctx,
	const char *propq);
int X509_load_cert_file(X509_LOOKUP *lookup, const char *file, int type);
int X509_load_cert_file_ex(X509_LOOKUP *lookup, const char *file, int type, OSSL_LIB_CTX *libctx, const char *propq);
int X509_load_crl_file(X509_LOOKUP *lookup, const char *file, int type);

#define X509_LOOKUP_add_dir(x, name, type) X509_LOOKUP_ctrl((x), X509_L_ADD_DIR, (name), (long)(type), NULL)
#define X509_LOOKUP_add_store(x, name) X509_LOOKUP_ctrl((x), X509_L_ADD_STORE, (name), 0, NULL)
#define X509_LOOKUP_add_store_ex(x, name, libctx, propq) \
	X509_LOOKUP_ctrl_ex((x), X509_L_ADD_STORE, (name), 0, NULL, (libctx), (propq))
#define X509_LOOKUP_load_file(x, name, type) X509_LOOKUP_ctrl((x), X509_L_FILE_LOAD, (name), (long)(type), NULL)
#define X509_LOOKUP_load_file_ex(x, name, type, libctx, propq) \
	X509_LOOKUP_ctrl_ex((x), X509_L_FILE_LOAD, (name), (long)(type), NULL, (libctx), (propq))
#define X509_LOOKUP_load_store(x, name) X509_LOOKUP_ctrl((x), X509_L_LOAD_STORE, (name), 0, NULL)
#define X509_LOOKUP_load_store_ex(x, name, libctx, propq) \
	X509_LOOKUP_ctrl_ex((x), X509_L_LOAD_STORE, (name), 0, NULL, (libctx), (propq))

/* Parameters: what a certificate must be good for, at which time and depth, for which names */

int X509_VERIFY_PARAM_add0_policy(X509_VERIFY_PARAM *param, ASN1_OBJECT *obj);
int X509_VERIFY_PARAM_add0_table(X509_VERIFY_PARAM *param);
int X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *param, const char *name, size_t namelen);
int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *param, unsigned long flags);
void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM *param);
const X509_VERIFY_PARAM *X509_VERIFY_PARAM_get0(int id);
char *X509_VERIFY_PARAM_get0_email(X509_VERIFY_PARAM *param);
char *X509_VERIFY_PARAM_get0_host(X509_VERIFY_PARAM *param, int idx);
const char *X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *param);
char *X509_VERIFY_PARAM_get0_peername(const X509_VERIFY_PARAM *param);
char *X509_VERIFY_PARAM_get1_ip_asc(X509_VERIFY_PARAM *param);
int X509_VERIFY_PARAM_get_auth_level(const X509_VERIFY_PARAM *param);
int X509_VERIFY_PARAM_get_count(void);
int X509_VERIFY_PARAM_get_depth(const X509_VERIFY_PARAM *param);
unsigned long X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM *param);
unsigned int X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM *param);
uint32_t X509_VERIFY_PARAM_get_inh_flags(const X509_VERIFY_PARAM *param);
time_t X509_VERIFY_PARAM_get_time(const X509_VERIFY_PARAM *param);
int X509_VERIFY_PARAM_inherit(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from);
const X509_VERIFY_PARAM *X509_VERIFY_PARAM_lookup(const char *name);
void X509_VERIFY_PARAM_move_peername(X509_VERIFY_PARAM *a, X509_VERIFY_PARAM *b);
X509_VERIFY_PARAM *X509_VERIFY_PARAM_new(void);
int X509_VERIFY_PARAM_set1(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from);
int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *param, const char *email, size_t emaillen);
int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM *param, const char *name, size_t namelen);
int X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *param, const unsigned char *ip, size_t iplen);
int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM *param, const char *ipasc);
int X509_VERIFY_PARAM_set1_name(X509_VERIFY_PARAM *param, const char *name);
int X509_VERIFY_PARAM_set1_policies(X509_VERIFY_PARAM *param, STACK_OF(ASN1_OBJECT) *policies);
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *param, int auth_level);
void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *param, int depth);
int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *param, unsigned long flags);
void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *param, unsigned int flags);
int X509_VERIFY_PARAM_set_inh_flags(X509_VERIFY_PARAM *param, uint32_t flags);
int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *param, int purpose);
void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *param, time_t t);
int X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *param, int trust);
void X509_VERIFY_PARAM_table_cleanup(void);

/* Policies */

DEFINE_STACK_OF(X509_POLICY_NODE)

#define X509_PCY_TREE_FAILURE  (-2)
#define X509_PCY_TREE_INVALID  (-1)
#define X509_PCY_TREE_INTERNAL 0
#define X509_PCY_TREE_VALID    1
#define X509_PCY_TREE_EMPTY    2
#define X509_PCY_TREE_EXPLICIT 4

typedef struct POLICYQUALINFO_st POLICYQUALINFO;
DEFINE_STACK_OF(POLICYQUALINFO)
int X509_policy_check(X509_POLICY_TREE **ptree, int *pexplicit_policy, STACK_OF(X509) *certs,
	STACK_OF(ASN1_OBJECT) *policy_oids, unsigned int flags);
X509_POLICY_NODE *X509_policy_level_get0_node(const X509_POLICY_LEVEL *level, int i);
int X509_policy_level_node_count(X509_POLICY_LEVEL *level);
const X509_POLICY_NODE *X509_policy_node_get0_parent(const X509_POLICY_NODE *node);
const ASN1_OBJECT *X509_policy_node_get0_policy(const X509_POLICY_NODE *node);
STACK_OF(POLICYQUALINFO) *X509_policy_node_get0_qualifiers(const X509_POLICY_NODE *node);
void X509_policy_tree_free(X509_POLICY_TREE *tree);
X509_POLICY_LEVEL *X509_policy_tree_get0_level(const X509_POLICY_TREE *tree, int i);
STACK_OF(X509_POLICY_NODE) *X509_policy_tree_get0_policies(const X509_POLICY_TREE *tree);
STACK_OF(X509_POLICY_NODE) *X509_policy_tree_get0_user_policies(const X509_POLICY_TREE *tree);
int X509_policy_tree_level_count(const X509_POLICY_TREE *tree);
STACK_OF(X509) *X509_build_chain(X509 *cert, STACK_OF(X509) *certs, X509_STORE *store, int with_self_signed,
	OSSL_LIB_CTX *libctx, const char *propq);
int X509_check_trust(X509 *cert, int id, int flags);
STACK_OF(ASN1_OBJECT) *X509_get0_reject_objects(X509 *cert);
STACK_OF(ASN1_OBJECT) *X509_get0_trust_objects(X509 *cert);

#ifdef __cplusplus
}
#endif

#endif
