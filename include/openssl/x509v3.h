/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Extensions of certificates: their structures, reading and writing them, checks of hosts, addresses and purposes.
 */
#ifndef OPENSSL_X509V3_H
#define OPENSSL_X509V3_H

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/conf.h>
#include <openssl/x509v3err.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Building extensions from configuration */

struct v3_ext_method;
typedef void *(*X509V3_EXT_NEW)(void);
typedef void (*X509V3_EXT_FREE)(void *ext);
typedef void *(*X509V3_EXT_D2I)(void *ext, const unsigned char **in, long len);
typedef int (*X509V3_EXT_I2D)(const void *ext, unsigned char **out);
typedef STACK_OF(CONF_VALUE) *(*X509V3_EXT_I2V)(const struct v3_ext_method *method, void *ext,
	STACK_OF(CONF_VALUE) *extlist);
typedef void *(*X509V3_EXT_V2I)(const struct v3_ext_method *method, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *values);
typedef char *(*X509V3_EXT_I2S)(const struct v3_ext_method *method, void *ext);
typedef void *(*X509V3_EXT_S2I)(const struct v3_ext_method *method, X509V3_CTX *ctx, const char *str);
typedef int (*X509V3_EXT_I2R)(const struct v3_ext_method *method, void *ext, BIO *out, int indent);
typedef void *(*X509V3_EXT_R2I)(const struct v3_ext_method *method, X509V3_CTX *ctx, const char *str);

struct v3_ext_method {
	int ext_nid;
	int ext_flags;
	ASN1_ITEM_EXP *it;
	X509V3_EXT_NEW ext_new;
	X509V3_EXT_FREE ext_free;
	X509V3_EXT_D2I d2i;
	X509V3_EXT_I2D i2d;
	X509V3_EXT_I2S i2s;
	X509V3_EXT_S2I s2i;
	X509V3_EXT_I2V i2v;
	X509V3_EXT_V2I v2i;
	X509V3_EXT_I2R i2r;
	X509V3_EXT_R2I r2i;
	void *usr_data;
};
typedef struct v3_ext_method X509V3_EXT_METHOD;
DEFINE_STACK_OF(X509V3_EXT_METHOD)

typedef struct X509V3_CONF_METHOD_st {
	char *(*get_string)(void *db, const char *section, const char *value);
	STACK_OF(CONF_VALUE) *(*get_section)(void *db, const char *section);
	void (*free_string)(void *db, char *string);
	void (*free_section)(void *db, STACK_OF(CONF_VALUE) *section);
} X509V3_CONF_METHOD;

struct v3_ext_ctx {
	int flags;
	X509 *issuer_cert;
	X509 *subject_cert;
	X509_REQ *subject_req;
	X509_CRL *crl;
	X509V3_CONF_METHOD *db_meth;
	void *db;
	EVP_PKEY *issuer_pkey;
};

#define X509V3_CTX_TEST    0x1
#define X509V3_CTX_REPLACE 0x2
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define CTX_TEST           X509V3_CTX_TEST
#endif
#define X509V3_EXT_DEFAULT       0
#define X509V3_EXT_DYNAMIC       0x1
#define X509V3_EXT_CTX_DEP       0x2
#define X509V3_EXT_MULTILINE     0x4
#define X509V3_EXT_ERROR_UNKNOWN (1L << 16)
#define X509V3_EXT_PARSE_UNKNOWN (2L << 16)
#define X509V3_EXT_DUMP_UNKNOWN  (3L << 16)
#define X509V3_EXT_UNKNOWN_MASK  (0xfL << 16)
#define X509V3_ADD_DEFAULT          0L
#define X509V3_ADD_APPEND           1L
#define X509V3_ADD_REPLACE          2L
#define X509V3_ADD_REPLACE_EXISTING 3L
#define X509V3_ADD_KEEP_EXISTING    4L
#define X509V3_ADD_DELETE           5L
#define X509V3_ADD_OP_MASK          0xfL
#define X509V3_ADD_SILENT           0x10
#define X509V3_set_ctx_test(ctx) X509V3_set_ctx((ctx), NULL, NULL, NULL, NULL, X509V3_CTX_TEST)
#define X509V3_set_ctx_nodb(ctx) (ctx)->db = NULL;

/* Names */

typedef struct otherName_st OTHERNAME;
struct otherName_st {
	ASN1_OBJECT *type_id;
	ASN1_TYPE *value;
};
typedef struct EDIPartyName_st EDIPARTYNAME;
struct EDIPartyName_st {
	ASN1_STRING *nameAssigner;
	ASN1_STRING *partyName;
};

#define GEN_OTHERNAME 0
#define GEN_EMAIL     1
#define GEN_DNS       2
#define GEN_X400      3
#define GEN_DIRNAME   4
#define GEN_EDIPARTY  5
#define GEN_URI       6
#define GEN_IPADD     7
#define GEN_RID       8

typedef struct GENERAL_NAME_st {
	int type;
	union {
		char *ptr;
		OTHERNAME *otherName;
		ASN1_IA5STRING *rfc822Name;
		ASN1_IA5STRING *dNSName;
		ASN1_STRING *x400Address;
		X509_NAME *directoryName;
		EDIPARTYNAME *ediPartyName;
		ASN1_IA5STRING *uniformResourceIdentifier;
		ASN1_OCTET_STRING *iPAddress;
		ASN1_OBJECT *registeredID;
		ASN1_OCTET_STRING *ip;
		X509_NAME *dirn;
		ASN1_IA5STRING *ia5;
		ASN1_OBJECT *rid;
		ASN1_TYPE *other;
	} d;
} GENERAL_NAME;
DEFINE_STACK_OF(GENERAL_NAME)
typedef STACK_OF(GENERAL_NAME) GENERAL_NAMES;
DEFINE_STACK_OF(GENERAL_NAMES)
void GENERAL_NAMES_free(GENERAL_NAMES *a);
const ASN1_ITEM *GENERAL_NAMES_it(void);
GENERAL_NAMES *GENERAL_NAMES_new(void);
int GENERAL_NAME_cmp(GENERAL_NAME *a, GENERAL_NAME *b);
GENERAL_NAME *GENERAL_NAME_dup(const GENERAL_NAME *a);
void GENERAL_NAME_free(GENERAL_NAME *a);
int GENERAL_NAME_get0_otherName(const GENERAL_NAME *gen, ASN1_OBJECT **poid, ASN1_TYPE **pvalue);
void *GENERAL_NAME_get0_value(const GENERAL_NAME *a, int *ptype);
const ASN1_ITEM *GENERAL_NAME_it(void);
GENERAL_NAME *GENERAL_NAME_new(void);
int GENERAL_NAME_print(BIO *bio, GENERAL_NAME *gen);
int GENERAL_NAME_set0_othername(GENERAL_NAME *gen, ASN1_OBJECT *obj, ASN1_TYPE *value);
void GENERAL_NAME_set0_value(GENERAL_NAME *a, int type, void *value);
GENERAL_NAME *d2i_GENERAL_NAME(GENERAL_NAME **a, const unsigned char **in, long len);
GENERAL_NAMES *d2i_GENERAL_NAMES(GENERAL_NAMES **a, const unsigned char **in, long len);
int i2d_GENERAL_NAME(const GENERAL_NAME *a, unsigned char **out);
int i2d_GENERAL_NAMES(const GENERAL_NAMES *a, unsigned char **out);
int OTHERNAME_cmp(OTHERNAME *a, OTHERNAME *b);
void OTHERNAME_free(OTHERNAME *a);
const ASN1_ITEM *OTHERNAME_it(void);
OTHERNAME *OTHERNAME_new(void);

/* Constraints, keys, identifiers */

typedef struct BASIC_CONSTRAINTS_st BASIC_CONSTRAINTS;
struct BASIC_CONSTRAINTS_st {
	int ca;
	ASN1_INTEGER *pathlen;
};
struct AUTHORITY_KEYID_st {
	ASN1_OCTET_STRING *keyid;
	GENERAL_NAMES *issuer;
	ASN1_INTEGER *serial;
};
typedef struct PKEY_USAGE_PERIOD_st PKEY_USAGE_PERIOD;
struct PKEY_USAGE_PERIOD_st {
	ASN1_GENERALIZEDTIME *notBefore;
	ASN1_GENERALIZEDTIME *notAfter;
};
typedef STACK_OF(ASN1_OBJECT) EXTENDED_KEY_USAGE;
typedef STACK_OF(ASN1_INTEGER) TLS_FEATURE;
typedef struct GENERAL_SUBTREE_st GENERAL_SUBTREE;
struct GENERAL_SUBTREE_st {
	GENERAL_NAME *base;
	ASN1_INTEGER *minimum;
	ASN1_INTEGER *maximum;
};
DEFINE_STACK_OF(GENERAL_SUBTREE)
struct NAME_CONSTRAINTS_st {
	STACK_OF(GENERAL_SUBTREE) *permittedSubtrees;
	STACK_OF(GENERAL_SUBTREE) *excludedSubtrees;
};
typedef struct POLICY_CONSTRAINTS_st POLICY_CONSTRAINTS;
struct POLICY_CONSTRAINTS_st {
	ASN1_INTEGER *requireExplicitPolicy;
	ASN1_INTEGER *inhibitPolicyMapping;
};
void AUTHORITY_KEYID_free(AUTHORITY_KEYID *a);
const ASN1_ITEM *AUTHORITY_KEYID_it(void);
AUTHORITY_KEYID *AUTHORITY_KEYID_new(void);
void BASIC_CONSTRAINTS_free(BASIC_CONSTRAINTS *a);
const ASN1_ITEM *BASIC_CONSTRAINTS_it(void);
BASIC_CONSTRAINTS *BASIC_CONSTRAINTS_new(void);
void EXTENDED_KEY_USAGE_free(EXTENDED_KEY_USAGE *a);
const ASN1_ITEM *EXTENDED_KEY_USAGE_it(void);
EXTENDED_KEY_USAGE *EXTENDED_KEY_USAGE_new(void);
void GENERAL_SUBTREE_free(GENERAL_SUBTREE *a);
const ASN1_ITEM *GENERAL_SUBTREE_it(void);
GENERAL_SUBTREE *GENERAL_SUBTREE_new(void);
void NAME_CONSTRAINTS_free(NAME_CONSTRAINTS *a);
const ASN1_ITEM *NAME_CONSTRAINTS_it(void);
NAME_CONSTRAINTS *NAME_CONSTRAINTS_new(void);
void POLICY_CONSTRAINTS_free(POLICY_CONSTRAINTS *a);
const ASN1_ITEM *POLICY_CONSTRAINTS_it(void);
POLICY_CONSTRAINTS *POLICY_CONSTRAINTS_new(void);
void TLS_FEATURE_free(TLS_FEATURE *a);
TLS_FEATURE *TLS_FEATURE_new(void);
AUTHORITY_KEYID *d2i_AUTHORITY_KEYID(AUTHORITY_KEYID **a, const unsigned char **in, long len);
BASIC_CONSTRAINTS *d2i_BASIC_CONSTRAINTS(BASIC_CONSTRAINTS **a, const unsigned char **in, long len);
EXTENDED_KEY_USAGE *d2i_EXTENDED_KEY_USAGE(EXTENDED_KEY_USAGE **a, const unsigned char **in, long len);
int i2d_AUTHORITY_KEYID(const AUTHORITY_KEYID *a, unsigned char **out);
int i2d_BASIC_CONSTRAINTS(const BASIC_CONSTRAINTS *a, unsigned char **out);
int i2d_EXTENDED_KEY_USAGE(const EXTENDED_KEY_USAGE *a, unsigned char **out);

/* Where more is to be had: issuers, responders, lists */

typedef struct ACCESS_DESCRIPTION_st ACCESS_DESCRIPTION;
struct ACCESS_DESCRIPTION_st {
	ASN1_OBJECT *method;
	GENERAL_NAME *location;
};
DEFINE_STACK_OF(ACCESS_DESCRIPTION)
typedef STACK_OF(ACCESS_DESCRIPTION) AUTHORITY_INFO_ACCESS;
typedef struct DIST_POINT_NAME_st {
	int type;
	union {
		GENERAL_NAMES *fullname;
		STACK_OF(X509_NAME_ENTRY) *relativename;
	} name;
	X509_NAME *dpname; /* the full name, when relativename is relative to an issuer */
} DIST_POINT_NAME;
struct DIST_POINT_st {
	DIST_POINT_NAME *distpoint;
	ASN1_BIT_STRING *reasons;
	GENERAL_NAMES *CRLissuer;
	int dp_reasons;
};
DEFINE_STACK_OF(DIST_POINT)
typedef STACK_OF(DIST_POINT) CRL_DIST_POINTS;
struct ISSUING_DIST_POINT_st {
	DIST_POINT_NAME *distpoint;
	int onlyuser;
	int onlyCA;
	ASN1_BIT_STRING *onlysomereasons;
	int indirectCRL;
	int onlyattr;
};

#define CRLDP_ALL_REASONS 0x807f
#define CRL_REASON_NONE                   (-1)
#define CRL_REASON_UNSPECIFIED            0
#define CRL_REASON_KEY_COMPROMISE         1
#define CRL_REASON_CA_COMPROMISE          2
#define CRL_REASON_AFFILIATION_CHANGED    3
#define CRL_REASON_SUPERSEDED             4
#define CRL_REASON_CESSATION_OF_OPERATION 5
#define CRL_REASON_CERTIFICATE_HOLD       6
#define CRL_REASON_REMOVE_FROM_CRL        8
#define CRL_REASON_PRIVILEGE_WITHDRAWN    9
#define CRL_REASON_AA_COMPROMISE          10
#define IDP_PRESENT  0x1
#define IDP_INVALID  0x2
#define IDP_ONLYUSER 0x4
#define IDP_ONLYCA   0x8
#define IDP_ONLYATTR 0x10
#define IDP_INDIRECT 0x20
#define IDP_REASONS  0x40

void ACCESS_DESCRIPTION_free(ACCESS_DESCRIPTION *a);
const ASN1_ITEM *ACCESS_DESCRIPTION_it(void);
ACCESS_DESCRIPTION *ACCESS_DESCRIPTION_new(void);
void AUTHORITY_INFO_ACCESS_free(AUTHORITY_INFO_ACCESS *a);
const ASN1_ITEM *AUTHORITY_INFO_ACCESS_it(void);
AUTHORITY_INFO_ACCESS *AUTHORITY_INFO_ACCESS_new(void);
void CRL_DIST_POINTS_free(CRL_DIST_POINTS *a);
const ASN1_ITEM *CRL_DIST_POINTS_it(void);
CRL_DIST_POINTS *CRL_DIST_POINTS_new(void);
void DIST_POINT_NAME_free(DIST_POINT_NAME *a);
const ASN1_ITEM *DIST_POINT_NAME_it(void);
DIST_POINT_NAME *DIST_POINT_NAME_new(void);
void DIST_POINT_free(DIST_POINT *a);
const ASN1_ITEM *DIST_POINT_it(void);
DIST_POINT *DIST_POINT_new(void);
void ISSUING_DIST_POINT_free(ISSUING_DIST_POINT *a);
const ASN1_ITEM *ISSUING_DIST_POINT_it(void);
ISSUING_DIST_POINT *ISSUING_DIST_POINT_new(void);
ACCESS_DESCRIPTION *d2i_ACCESS_DESCRIPTION(ACCESS_DESCRIPTION **a, const unsigned char **in, long len);
AUTHORITY_INFO_ACCESS *d2i_AUTHORITY_INFO_ACCESS(AUTHORITY_INFO_ACCESS **a, const unsigned char **in, long len);
CRL_DIST_POINTS *d2i_CRL_DIST_POINTS(CRL_DIST_POINTS **a, const unsigned char **in, long len);
DIST_POINT *d2i_DIST_POINT(DIST_POINT **a, const unsigned char **in, long len);
int i2d_ACCESS_DESCRIPTION(const ACCESS_DESCRIPTION *a, unsigned char **out);
int i2d_AUTHORITY_INFO_ACCESS(const AUTHORITY_INFO_ACCESS *a, unsigned char **out);
int i2d_CRL_DIST_POINTS(const CRL_DIST_POINTS *a, unsigned char **out);
int i2d_DIST_POINT(const DIST_POINT *a, unsigned char **out);

/* Policies */

typedef struct NOTICEREF_st NOTICEREF;
struct NOTICEREF_st {
	ASN1_STRING *organization;
	STACK_OF(ASN1_INTEGER) *noticenos;
};
typedef struct USERNOTICE_st USERNOTICE;
struct USERNOTICE_st {
	NOTICEREF *noticeref;
	ASN1_STRING *exptext;
};
struct POLICYQUALINFO_st {
	ASN1_OBJECT *pqualid;
	union {
		ASN1_IA5STRING *cpsuri;
		USERNOTICE *usernotice;
		ASN1_TYPE *other;
	} d;
};
typedef struct POLICYINFO_st POLICYINFO;
struct POLICYINFO_st {
	ASN1_OBJECT *policyid;
	STACK_OF(POLICYQUALINFO) *qualifiers;
};
DEFINE_STACK_OF(POLICYINFO)
typedef STACK_OF(POLICYINFO) CERTIFICATEPOLICIES;
typedef struct POLICY_MAPPING_st POLICY_MAPPING;
struct POLICY_MAPPING_st {
	ASN1_OBJECT *issuerDomainPolicy;
	ASN1_OBJECT *subjectDomainPolicy;
};
DEFINE_STACK_OF(POLICY_MAPPING)
typedef STACK_OF(POLICY_MAPPING) POLICY_MAPPINGS;
void CERTIFICATEPOLICIES_free(CERTIFICATEPOLICIES *a);
const ASN1_ITEM *CERTIFICATEPOLICIES_it(void);
CERTIFICATEPOLICIES *CERTIFICATEPOLICIES_new(void);
void POLICYINFO_free(POLICYINFO *a);
const ASN1_ITEM *POLICYINFO_it(void);
POLICYINFO *POLICYINFO_new(void);
void POLICYQUALINFO_free(POLICYQUALINFO *a);
const ASN1_ITEM *POLICYQUALINFO_it(void);
POLICYQUALINFO *POLICYQUALINFO_new(void);
CERTIFICATEPOLICIES *d2i_CERTIFICATEPOLICIES(CERTIFICATEPOLICIES **a, const unsigned char **in, long len);
POLICYINFO *d2i_POLICYINFO(POLICYINFO **a, const unsigned char **in, long len);
int i2d_CERTIFICATEPOLICIES(const CERTIFICATEPOLICIES *a, unsigned char **out);
int i2d_POLICYINFO(const POLICYINFO *a, unsigned char **out);

/* Any extension by NID, decoded */

int X509V3_EXT_CRL_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509_CRL *crl);
int X509V3_EXT_REQ_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509_REQ *req);
int X509V3_EXT_add(X509V3_EXT_METHOD *ext);
int X509V3_EXT_add_alias(int nid_to, int nid_from);
int X509V3_EXT_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509 *cert);
int X509V3_EXT_add_nconf_sk(CONF *conf, X509V3_CTX *ctx, const char *section, STACK_OF(X509_EXTENSION) **sk);
void X509V3_EXT_cleanup(void);
X509_EXTENSION *X509V3_EXT_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *name, const char *value);
X509_EXTENSION *X509V3_EXT_conf_nid(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, int ext_nid, const char *value);
void *X509V3_EXT_d2i(X509_EXTENSION *ext);
const X509V3_EXT_METHOD *X509V3_EXT_get(X509_EXTENSION *ext);
const X509V3_EXT_METHOD *X509V3_EXT_get_nid(int nid);
X509_EXTENSION *X509V3_EXT_i2d(int ext_nid, int crit, void *ext_struc);
X509_EXTENSION *X509V3_EXT_nconf(CONF *conf, X509V3_CTX *ctx, const char *name, const char *value);
X509_EXTENSION *X509V3_EXT_nconf_nid(CONF *conf, X509V3_CTX *ctx, int ext_nid, const char *value);
int X509V3_EXT_print(BIO *bio, X509_EXTENSION *ext, unsigned long flag, int indent);
int X509V3_EXT_print_fp(FILE *out, X509_EXTENSION *ext, int flag, int indent);
void X509V3_EXT_val_prn(BIO *bio, STACK_OF(CONF_VALUE) *val, int indent, int ml);
int X509V3_NAME_from_section(X509_NAME *name, STACK_OF(CONF_VALUE) *dn_sk, unsigned long chtype);
int X509V3_add1_i2d(STACK_OF(X509_EXTENSION) **x, int nid, void *value, int crit, unsigned long flags);
int X509V3_add_standard_extensions(void);
int X509V3_add_value(const char *name, const char *value, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_bool(const char *name, int asn1_bool, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_bool_nf(const char *name, int asn1_bool, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_int(const char *name, const ASN1_INTEGER *aint, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_uchar(const char *name, const unsigned char *value, STACK_OF(CONF_VALUE) **extlist);
void X509V3_conf_free(CONF_VALUE *val);
int X509V3_extensions_print(BIO *bio, const char *title, const STACK_OF(X509_EXTENSION) *exts, unsigned long flag,
	int indent);
void *X509V3_get_d2i(const STACK_OF(X509_EXTENSION) *x, int nid, int *crit, int *idx);
STACK_OF(CONF_VALUE) *X509V3_get_section(X509V3_CTX *ctx, const char *section);
char *X509V3_get_string(X509V3_CTX *ctx, const char *name, const char *section);
int X509V3_get_value_bool(const CONF_VALUE *value, int *asn1_bool);
int X509V3_get_value_int(const CONF_VALUE *value, ASN1_INTEGER **aint);
STACK_OF(CONF_VALUE) *X509V3_parse_list(const char *line);
void X509V3_section_free(X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *section);
void X509V3_set_conf_lhash(X509V3_CTX *ctx, LHASH_OF(CONF_VALUE) *lhash);
void X509V3_set_ctx(X509V3_CTX *ctx, X509 *issuer, X509 *subject, X509_REQ *req, X509_CRL *crl, int flags);
int X509V3_set_issuer_pkey(X509V3_CTX *ctx, EVP_PKEY *pkey);
void X509V3_set_nconf(X509V3_CTX *ctx, CONF *conf);
void X509V3_string_free(X509V3_CTX *ctx, char *str);
GENERAL_NAME *a2i_GENERAL_NAME(GENERAL_NAME *out, const X509V3_EXT_METHOD *method, X509V3_CTX *ctx, int gen_type,
	const char *value, int is_nc);
ASN1_OCTET_STRING *a2i_IPADDRESS(const char *ipasc);
ASN1_OCTET_STRING *a2i_IPADDRESS_NC(const char *ipasc);
char *i2s_ASN1_ENUMERATED(X509V3_EXT_METHOD *meth, const ASN1_ENUMERATED *aint);
char *i2s_ASN1_ENUMERATED_TABLE(X509V3_EXT_METHOD *meth, const ASN1_ENUMERATED *aint);
char *i2s_ASN1_IA5STRING(X509V3_EXT_METHOD *method, ASN1_IA5STRING *ia5);
char *i2s_ASN1_INTEGER(X509V3_EXT_METHOD *meth, const ASN1_INTEGER *aint);
char *i2s_ASN1_OCTET_STRING(X509V3_EXT_METHOD *method, const ASN1_OCTET_STRING *ia5);
char *i2s_ASN1_UTF8STRING(X509V3_EXT_METHOD *method, ASN1_UTF8STRING *utf8);
STACK_OF(CONF_VALUE) *i2v_ASN1_BIT_STRING(X509V3_EXT_METHOD *method, ASN1_BIT_STRING *bits,
	STACK_OF(CONF_VALUE) *extlist);
STACK_OF(CONF_VALUE) *i2v_GENERAL_NAME(X509V3_EXT_METHOD *method, GENERAL_NAME *gen, STACK_OF(CONF_VALUE) *ret);
STACK_OF(CONF_VALUE) *i2v_GENERAL_NAMES(X509V3_EXT_METHOD *method, GENERAL_NAMES *gen, STACK_OF(CONF_VALUE) *extlist);
ASN1_IA5STRING *s2i_ASN1_IA5STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, const char *str);
ASN1_INTEGER *s2i_ASN1_INTEGER(X509V3_EXT_METHOD *meth, const char *value);
ASN1_OCTET_STRING *s2i_ASN1_OCTET_STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, const char *str);
ASN1_UTF8STRING *s2i_ASN1_UTF8STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, const char *str);
GENERAL_NAME *v2i_GENERAL_NAME(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx, CONF_VALUE *cnf);
GENERAL_NAMES *v2i_GENERAL_NAMES(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *nval);
GENERAL_NAME *v2i_GENERAL_NAME_ex(GENERAL_NAME *out, const X509V3_EXT_METHOD *method, X509V3_CTX *ctx, CONF_VALUE *cnf,
	int is_nc);

/* Facts about a certificate, from its extensions */

#define EXFLAG_BCONS          0x1
#define EXFLAG_KUSAGE         0x2
#define EXFLAG_XKUSAGE        0x4
#define EXFLAG_NSCERT         0x8
#define EXFLAG_CA             0x10
#define EXFLAG_SI             0x20
#define EXFLAG_V1             0x40
#define EXFLAG_INVALID        0x80
#define EXFLAG_SET            0x100
#define EXFLAG_CRITICAL       0x200
#define EXFLAG_PROXY          0x400
#define EXFLAG_INVALID_POLICY 0x800
#define EXFLAG_FRESHEST       0x1000
#define EXFLAG_SS             0x2000
#define EXFLAG_BCONS_CRITICAL 0x10000
#define EXFLAG_AKID_CRITICAL  0x20000
#define EXFLAG_SKID_CRITICAL  0x40000
#define EXFLAG_SAN_CRITICAL   0x80000
#define EXFLAG_NO_FINGERPRINT 0x100000
#define KU_ENCIPHER_ONLY     0x0001
#define KU_CRL_SIGN          0x0002
#define KU_KEY_CERT_SIGN     0x0004
#define KU_KEY_AGREEMENT     0x0008
#define KU_DATA_ENCIPHERMENT 0x0010
#define KU_KEY_ENCIPHERMENT  0x0020
#define KU_NON_REPUDIATION   0x0040
#define KU_DIGITAL_SIGNATURE 0x0080
#define KU_DECIPHER_ONLY     0x8000
#define NS_OBJSIGN_CA 0x01
#define NS_SMIME_CA   0x02
#define NS_SSL_CA     0x04
#define NS_ANY_CA     (NS_SSL_CA | NS_SMIME_CA | NS_OBJSIGN_CA)
#define NS_OBJSIGN    0x10
#define NS_SMIME      0x20
#define NS_SSL_SERVER 0x40
#define NS_SSL_CLIENT 0x80
#define XKU_SSL_SERVER 0x1
#define XKU_SSL_CLIENT 0x2
#define XKU_SMIME      0x4
#define XKU_CODE_SIGN  0x8
#define XKU_SGC        0x10
#define XKU_OCSP_SIGN  0x20
#define XKU_TIMESTAMP  0x40
#define XKU_DVCS       0x80
#define XKU_ANYEKU     0x100

uint32_t X509_get_extended_key_usage(X509 *cert);
uint32_t X509_get_extension_flags(X509 *cert);
uint32_t X509_get_key_usage(X509 *cert);
long X509_get_proxy_pathlen(X509 *cert);
const GENERAL_NAMES *X509_get0_authority_issuer(X509 *cert);
const ASN1_OCTET_STRING *X509_get0_authority_key_id(X509 *cert);
const ASN1_INTEGER *X509_get0_authority_serial(X509 *cert);
const ASN1_OCTET_STRING *X509_get0_subject_key_id(X509 *cert);
void X509_set_proxy_flag(X509 *cert);
void X509_set_proxy_pathlen(X509 *cert, long l);

/* Purposes */

#define X509_PURPOSE_DYNAMIC        0x1
#define X509_PURPOSE_MIN            1
#define X509_PURPOSE_SSL_CLIENT     1
#define X509_PURPOSE_DYNAMIC_NAME   0x2
#define X509_PURPOSE_SSL_SERVER     2
#define X509_PURPOSE_NS_SSL_SERVER  3
#define X509_PURPOSE_SMIME_SIGN     4
#define X509_PURPOSE_SMIME_ENCRYPT  5
#define X509_PURPOSE_CRL_SIGN       6
#define X509_PURPOSE_ANY            7
#define X509_PURPOSE_OCSP_HELPER    8
#define X509_PURPOSE_MAX            9
#define X509_PURPOSE_TIMESTAMP_SIGN 9

typedef struct x509_purpose_st {
	int purpose;
	int trust;
	int flags;
	int (*check_purpose)(const struct x509_purpose_st *purpose, const X509 *cert, int ca);
	char *name;
	char *sname;
	void *usr_data;
} X509_PURPOSE;
DEFINE_STACK_OF(X509_PURPOSE)
int X509_PURPOSE_add(int id, int trust, int flags, int (*ck)(const X509_PURPOSE *, const X509 *, int), const char *name,
	const char *sname, void *arg);
void X509_PURPOSE_cleanup(void);
X509_PURPOSE *X509_PURPOSE_get0(int idx);
char *X509_PURPOSE_get0_name(const X509_PURPOSE *xp);
char *X509_PURPOSE_get0_sname(const X509_PURPOSE *xp);
int X509_PURPOSE_get_by_id(int id);
int X509_PURPOSE_get_by_sname(const char *sname);
int X509_PURPOSE_get_count(void);
int X509_PURPOSE_get_id(const X509_PURPOSE *a);
int X509_PURPOSE_get_trust(const X509_PURPOSE *xp);
int X509_PURPOSE_set(int *p, int purpose);
int X509_check_akid(const X509 *cert, const AUTHORITY_KEYID *akid);
int X509_check_ca(X509 *cert);
int X509_check_issued(X509 *issuer, X509 *subject);
int X509_check_purpose(X509 *cert, int id, int ca);
int X509_supported_extension(X509_EXTENSION *ext);

/* Host names, mail and IP addresses */

#define X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT    0x1
#define X509_CHECK_FLAG_NO_WILDCARDS            0x2
#define X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS    0x4
#define X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS   0x8
#define X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS 0x10
#define X509_CHECK_FLAG_NEVER_CHECK_SUBJECT     0x20
#define _X509_CHECK_FLAG_DOT_SUBDOMAINS         0x8000

int X509_check_email(X509 *cert, const char *chk, size_t chklen, unsigned int flags);
int X509_check_host(X509 *cert, const char *chk, size_t chklen, unsigned int flags, char **peername);
int X509_check_ip(X509 *cert, const unsigned char *chk, size_t chklen, unsigned int flags);
int X509_check_ip_asc(X509 *cert, const char *ipasc, unsigned int flags);
STACK_OF(OPENSSL_STRING) *X509_get1_email(X509 *cert);
STACK_OF(OPENSSL_STRING) *X509_get1_ocsp(X509 *cert);
void X509_email_free(STACK_OF(OPENSSL_STRING) *sk);
STACK_OF(OPENSSL_STRING) *X509_REQ_get1_email(X509_REQ *req);

#ifdef __cplusplus
}
#endif

#endif
