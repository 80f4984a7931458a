/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DER through the d2i functions of our libcrypto. Input: which of the parsers below, how to print, then the DER. What
 * can be read must be written and read again alike; it is then printed, copied, compared and asked for all it has.
 */
#include "crypto.h"
#include "crypto_inputs.h"

#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/ct.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509_vfy.h>

#define N_STRUCTURES (sizeof der_structures / sizeof der_structures[0])
#define N_OTHERS     (sizeof der_others / sizeof der_others[0])

/* ---- small things, each of which stands in greater ones ---------------------------------------------------------- */

static void use_integer(const ASN1_INTEGER *i)
{
	int64_t s;
	uint64_t u;
	(void)ASN1_INTEGER_get(i);
	(void)ASN1_INTEGER_get_int64(&s, i);
	(void)ASN1_INTEGER_get_uint64(&u, i);
	must(i2a_ASN1_INTEGER(crypto_out(), i) > 0);
	BIGNUM *n = ASN1_INTEGER_to_BN(i, NULL);
	must(n != NULL);
	ASN1_INTEGER *again = BN_to_ASN1_INTEGER(n, NULL), *copy = ASN1_INTEGER_dup(i);
	must(again != NULL && ASN1_INTEGER_cmp(i, again) == 0);
	must(copy != NULL && ASN1_INTEGER_cmp(i, copy) == 0);
	ASN1_INTEGER_free(again);
	ASN1_INTEGER_free(copy);
	BN_free(n);
}

static void use_string(const ASN1_STRING *s, unsigned long how)
{
	unsigned char *utf8 = NULL;
	(void)ASN1_STRING_print(crypto_out(), s);
	(void)ASN1_STRING_print_ex(crypto_out(), s, how);
	(void)i2a_ASN1_STRING(crypto_out(), s, ASN1_STRING_type(s));
	if (ASN1_STRING_to_UTF8(&utf8, s) >= 0) {
		OPENSSL_free(utf8);
	}
	ASN1_STRING *copy = ASN1_STRING_dup(s);
	must(copy != NULL && ASN1_STRING_cmp(s, copy) == 0);
	ASN1_STRING_free(copy);
}

static void use_object(const ASN1_OBJECT *o)
{
	char text[300];
	(void)i2a_ASN1_OBJECT(crypto_out(), o);
	(void)OBJ_obj2nid(o);
	int n = OBJ_obj2txt(text, sizeof text, o, 1);
	if (n > 0 && n < (int)sizeof text) {
		ASN1_OBJECT *again = OBJ_txt2obj(text, 1);
		must(again != NULL && OBJ_cmp(o, again) == 0);
		ASN1_OBJECT_free(again);
	}
	ASN1_OBJECT *copy = OBJ_dup(o);
	must(copy != NULL && OBJ_cmp(o, copy) == 0);
	ASN1_OBJECT_free(copy);
}

static void use_time(const ASN1_TIME *t)
{
	struct tm tm;
	int days, seconds;
	/* An offset from UTC in a year before 1900 is well-formed and not computed with. */
	bool good = ASN1_TIME_to_tm(t, &tm) == 1;
	must(!good || ASN1_TIME_check(t) == 1);
	must((ASN1_TIME_print(crypto_out(), t) == 1) == good);
	(void)ASN1_TIME_diff(&days, &seconds, NULL, t);
	(void)ASN1_TIME_cmp_time_t(t, 1800000000);
	must(ASN1_TIME_compare(t, t) == (good ? 0 : -2));
	must(ASN1_TIME_diff(&days, &seconds, t, t) == (good ? 1 : 0) && (!good || (days == 0 && seconds == 0)));
	ASN1_TIME *copy = ASN1_TIME_dup(t);
	must(copy != NULL && ASN1_STRING_cmp(t, copy) == 0);
	ASN1_TIME_free(copy);
}

static void use_type(const ASN1_TYPE *t, unsigned long how)
{
	switch (ASN1_TYPE_get(t)) {
	case V_ASN1_NULL:
	case V_ASN1_BOOLEAN:
		break;
	case V_ASN1_OBJECT:
		use_object(t->value.object);
		break;
	case V_ASN1_INTEGER:
		use_integer(t->value.integer);
		break;
	case V_ASN1_UTCTIME:
	case V_ASN1_GENERALIZEDTIME:
		use_time(t->value.asn1_string);
		break;
	default:
		use_string(t->value.asn1_string, how);
	}
}

static void use_name(X509_NAME *name, unsigned long how)
{
	const unsigned char *der;
	size_t len;
	char text[64];
	must(X509_NAME_get0_der(name, &der, &len) == 1 && len >= 2);
	(void)X509_NAME_print_ex(crypto_out(), name, (int)(how & 7), how);
	(void)X509_NAME_print(crypto_out(), name, 0);
	(void)X509_NAME_oneline(name, text, sizeof text);
	char *line = X509_NAME_oneline(name, NULL, 0);
	OPENSSL_free(line);
	(void)X509_NAME_hash_ex(name, NULL, NULL, NULL);
	(void)X509_NAME_hash_old(name);
	(void)X509_NAME_get_text_by_NID(name, NID_commonName, text, sizeof text);
	int n = X509_NAME_entry_count(name);
	must(n >= 0 && X509_NAME_get_entry(name, n) == NULL);
	for (int i = 0; i < n; i++) {
		X509_NAME_ENTRY *e = X509_NAME_get_entry(name, i);
		must(e != NULL);
		use_object(X509_NAME_ENTRY_get_object(e));
		use_string(X509_NAME_ENTRY_get_data(e), how);
		must(X509_NAME_ENTRY_set(e) >= 0);
		must(X509_NAME_get_index_by_OBJ(name, X509_NAME_ENTRY_get_object(e), -1) <= i);
	}
	X509_NAME *copy = X509_NAME_dup(name);
	must(copy != NULL && X509_NAME_cmp(name, copy) == 0);
	/* A program takes one out and puts another in. */
	if (n > 0) {
		X509_NAME_ENTRY_free(X509_NAME_delete_entry(copy, (int)(how % (unsigned)n)));
		must(X509_NAME_entry_count(copy) == n - 1);
	}
	if (X509_NAME_add_entry_by_NID(copy, NID_commonName, MBSTRING_UTF8, (const unsigned char *)"x", 1,
				       (how & 8) != 0 ? -1 : 0, (int)(how >> 4 & 3) - 1) == 1) {
		unsigned char *out = NULL;
		int out_len = i2d_X509_NAME(copy, &out);
		const unsigned char *p = out;
		must(out_len > 0);
		X509_NAME *again = d2i_X509_NAME(NULL, &p, out_len);
		must(again != NULL && X509_NAME_cmp(again, copy) == 0);
		X509_NAME_free(again);
		OPENSSL_free(out);
	}
	X509_NAME_free(copy);
}

static void use_general_names(GENERAL_NAMES *all, unsigned long how)
{
	for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
		GENERAL_NAME *g = sk_GENERAL_NAME_value(all, i);
		ASN1_OBJECT *oid;
		ASN1_TYPE *value;
		int type;
		must(GENERAL_NAME_get0_value(g, &type) != NULL && type == g->type);
		(void)GENERAL_NAME_print(crypto_out(), g);
		switch (g->type) {
		case GEN_OTHERNAME:
			must(GENERAL_NAME_get0_otherName(g, &oid, &value) == 1);
			use_object(oid);
			use_type(value, how);
			break;
		case GEN_DIRNAME:
			use_name(g->d.directoryName, how);
			break;
		case GEN_RID:
			use_object(g->d.registeredID);
			break;
		case GEN_EDIPARTY:
			must(g->d.ediPartyName->partyName != NULL);
			break;
		default:
			use_string(g->d.ia5, how);
		}
	}
}

/* The structure of an extension that has one here. */
static void use_decoded(int nid, void *ext, unsigned long how)
{
	switch (nid) {
	case NID_subject_alt_name:
	case NID_issuer_alt_name:
		use_general_names(ext, how);
		GENERAL_NAMES_free(ext);
		break;
	case NID_basic_constraints:
		if (((BASIC_CONSTRAINTS *)ext)->pathlen != NULL) {
			use_integer(((BASIC_CONSTRAINTS *)ext)->pathlen);
		}
		BASIC_CONSTRAINTS_free(ext);
		break;
	case NID_ext_key_usage:
		for (int i = 0; i < sk_ASN1_OBJECT_num(ext); i++) {
			use_object(sk_ASN1_OBJECT_value((EXTENDED_KEY_USAGE *)ext, i));
		}
		EXTENDED_KEY_USAGE_free(ext);
		break;
	case NID_authority_key_identifier: {
		AUTHORITY_KEYID *a = ext;
		use_general_names(a->issuer, how);
		if (a->serial != NULL) {
			use_integer(a->serial);
		}
		AUTHORITY_KEYID_free(a);
		break;
	}
	case NID_info_access:
	case NID_sinfo_access:
		AUTHORITY_INFO_ACCESS_free(ext);
		break;
	case NID_crl_distribution_points:
	case NID_freshest_crl:
		CRL_DIST_POINTS_free(ext);
		break;
	case NID_ct_precert_scts:
	case NID_ct_cert_scts:
		SCT_LIST_free(ext);
		break;
	case NID_crl_number:
	case NID_delta_crl:
	case NID_inhibit_any_policy:
		use_integer(ext);
		ASN1_INTEGER_free(ext);
		break;
	default:
		use_string(ext, how);
		ASN1_STRING_free(ext);
	}
}

/* Those kinds whose structure use_decoded knows how to free. */
static bool has_structure(int nid)
{
	for (size_t i = 0; i < N_STRUCTURES; i++) {
		if (der_structures[i] == nid) {
			return true;
		}
	}
	return false;
}

static void use_extension(X509_EXTENSION *e, unsigned long how)
{
	int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
	use_object(X509_EXTENSION_get_object(e));
	(void)X509V3_EXT_print(crypto_out(), e, how << 16 & X509V3_EXT_UNKNOWN_MASK, (int)(how & 15));
	if (has_structure(nid)) {
		void *ext = X509V3_EXT_d2i(e);
		if (ext != NULL) {
			use_decoded(nid, ext, how);
		}
	}
	X509_EXTENSION *copy = X509_EXTENSION_dup(e);
	must(copy != NULL);
	X509_EXTENSION_free(copy);
}

static void use_extensions(const STACK_OF(X509_EXTENSION) * all, unsigned long how)
{
	int n = X509v3_get_ext_count(all), critical;
	for (int i = 0; i < n; i++) {
		use_extension(X509v3_get_ext(all, i), how);
	}
	for (size_t i = 0; n > 0 && i < N_STRUCTURES; i++) {
		void *ext = X509V3_get_d2i(all, der_structures[i], &critical, NULL);
		if (ext != NULL) {
			use_decoded(der_structures[i], ext, how);
		}
	}
}

static void use_key(EVP_PKEY *k)
{
	must(EVP_PKEY_get_bits(k) > 0 && EVP_PKEY_get_size(k) > 0 && EVP_PKEY_get_id(k) != 0);
	(void)EVP_PKEY_get_security_bits(k);
	must(EVP_PKEY_eq(k, k) == 1);
	X509_PUBKEY *pub = NULL;
	must(X509_PUBKEY_set(&pub, k) == 1);
	EVP_PKEY *again = X509_PUBKEY_get(pub);
	must(again != NULL && EVP_PKEY_eq(k, again) == 1);
	EVP_PKEY_free(again);
	X509_PUBKEY_free(pub);
}

static void use_algorithm(const X509_ALGOR *a, unsigned long how)
{
	const ASN1_OBJECT *o;
	const void *value;
	int type;
	(void)how;
	X509_ALGOR_get0(&o, &type, &value, a);
	must(o != NULL);
	use_object(o);
	must(X509_ALGOR_cmp(a, a) == 0);
}

static void use_sct(SCT *s)
{
	unsigned char *p;
	(void)SCT_get0_log_id(s, &p);
	(void)SCT_get0_extensions(s, &p);
	(void)SCT_get0_signature(s, &p);
	(void)SCT_get_timestamp(s);
	(void)SCT_get_signature_nid(s);
	(void)SCT_validation_status_string(s);
}

/* ---- certificates and lists -------------------------------------------------------------------------------------- */

static X509 *authority;
static X509_STORE *store;

static void names_and_addresses(X509 *x)
{
	static const unsigned char ip[4] = {192, 0, 2, 1};
	char *peer = NULL;
	for (unsigned flags = 0; flags < 8; flags++) {
		int got = X509_check_host(x, "www.example.com", 0, flags << 1, &peer);
		must(got >= -2 && got <= 1 && (got == 1) == (peer != NULL));
		OPENSSL_free(peer);
		peer = NULL;
	}
	(void)X509_check_email(x, "user@example.com", 0, 0);
	(void)X509_check_ip(x, ip, sizeof ip, 0);
	must(X509_check_ip_asc(x, "2001:db8::1", 0) != 1 || X509_get_ext_count(x) > 0);
	STACK_OF(OPENSSL_STRING) *ocsp = X509_get1_ocsp(x);
	X509_email_free(ocsp);
}

static void verified(X509 *x)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *others = sk_X509_new_null();
	must(ctx != NULL && others != NULL && sk_X509_push(others, x) > 0);
	must(X509_STORE_CTX_init(ctx, store, x, others) == 1);
	X509_STORE_CTX_set_time(ctx, 0, 1800000000);
	int ok = X509_verify_cert(ctx);
	must(ok <= 1 && (ok == 1) == (X509_STORE_CTX_get_error(ctx) == X509_V_OK));
	X509_STORE_CTX_free(ctx);
	sk_X509_free(others);
}

/* As a program that makes certificates from others does. */
static void changed(X509 *x, unsigned long how)
{
	X509 *copy = X509_dup(x);
	must(copy != NULL && X509_cmp(x, copy) == 0);
	int n = X509_get_ext_count(copy);
	if (n > 0) {
		X509_EXTENSION *e = X509_delete_ext(copy, (int)(how % (unsigned)n));
		must(e != NULL && X509_get_ext_count(copy) == n - 1);
		must(X509_add_ext(copy, e, -1) == 1 && X509_get_ext_count(copy) == n);
		X509_EXTENSION_free(e);
	}
	must(X509_set_version(copy, X509_VERSION_3) == 1);
	must(X509_set_subject_name(copy, X509_get_issuer_name(x)) == 1);
	unsigned char *out = NULL;
	int len = i2d_X509(copy, &out);
	if (len > 0) {
		const unsigned char *p = out;
		X509 *again = d2i_X509(NULL, &p, len);
		must(again != NULL && X509_cmp(again, copy) == 0);
		X509_free(again);
		OPENSSL_free(out);
	}
	len = i2d_re_X509_tbs(copy, NULL);
	must(len != 0);
	X509_free(copy);
}

static void use_cert(X509 *x, unsigned long how)
{
	const ASN1_BIT_STRING *bits;
	const X509_ALGOR *algorithm;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len;
	int md, pk, secbits;
	uint32_t flags;
	must(X509_get_subject_name(x) != NULL && X509_get_issuer_name(x) != NULL);
	must(X509_get0_notBefore(x) != NULL && X509_get0_notAfter(x) != NULL);
	must(X509_get0_serialNumber(x) != NULL && X509_get0_pubkey_bitstr(x) != NULL && X509_get_X509_PUBKEY(x) != NULL);
	use_name(X509_get_subject_name(x), how);
	use_name(X509_get_issuer_name(x), how);
	use_time(X509_get0_notBefore(x));
	use_time(X509_get0_notAfter(x));
	use_integer(X509_get0_serialNumber(x));
	use_extensions(X509_get0_extensions(x), how);
	X509_get0_signature(&bits, &algorithm, x);
	must(bits != NULL && algorithm != NULL && X509_get0_tbs_sigalg(x) != NULL);
	use_algorithm(algorithm, how);
	(void)X509_get_signature_info(x, &md, &pk, &secbits, &flags);
	must(X509_digest(x, EVP_sha256(), digest, &len) == 1 && len == 32);
	must(X509_pubkey_digest(x, EVP_sha1(), digest, &len) == 1 && len == 20);
	flags = X509_get_extension_flags(x);
	(void)X509_get_key_usage(x);
	(void)X509_get_extended_key_usage(x);
	(void)X509_check_ca(x);
	(void)X509_check_issued(x, x);
	(void)X509_check_issued(authority, x);
	must(((flags & EXFLAG_SI) != 0) == (X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0));
	EVP_PKEY *k = X509_get_pubkey(x);
	if (k != NULL) {
		use_key(k);
		(void)X509_verify(x, k);
		EVP_PKEY_free(k);
	}
	names_and_addresses(x);
	(void)X509_print_ex(crypto_out(), x, how & 1 ? how : XN_FLAG_ONELINE, how >> 2);
	verified(x);
	changed(x, how);
	OCSP_CERTID *id = OCSP_cert_to_id(NULL, x, authority);
	must(id != NULL);
	OCSP_CERTID_free(id);
}

static void use_crl(X509_CRL *c, unsigned long how)
{
	const ASN1_BIT_STRING *bits;
	const X509_ALGOR *algorithm;
	must(X509_CRL_get_issuer(c) != NULL && X509_CRL_get0_lastUpdate(c) != NULL);
	use_name(X509_CRL_get_issuer(c), how);
	use_time(X509_CRL_get0_lastUpdate(c));
	if (X509_CRL_get0_nextUpdate(c) != NULL) {
		use_time(X509_CRL_get0_nextUpdate(c));
	}
	use_extensions(X509_CRL_get0_extensions(c), how);
	STACK_OF(X509_REVOKED) *all = X509_CRL_get_REVOKED(c);
	for (int i = 0; i < sk_X509_REVOKED_num(all); i++) {
		const X509_REVOKED *r = sk_X509_REVOKED_value(all, i);
		use_integer(X509_REVOKED_get0_serialNumber(r));
		use_time(X509_REVOKED_get0_revocationDate(r));
		use_extensions(X509_REVOKED_get0_extensions(r), how);
	}
	X509_CRL_get0_signature(c, &bits, &algorithm);
	must(bits != NULL && algorithm != NULL && X509_CRL_get_version(c) >= 0);
	X509_CRL *copy = X509_CRL_dup(c);
	must(copy != NULL && X509_CRL_match(c, copy) == 0);
	X509_CRL_free(copy);
}

/* ---- OCSP -------------------------------------------------------------------------------------------------------- */

static void use_certid(OCSP_CERTID *id)
{
	ASN1_OCTET_STRING *name, *key;
	ASN1_INTEGER *serial;
	ASN1_OBJECT *md;
	must(OCSP_id_get0_info(&name, &md, &key, &serial, id) == 1);
	use_object(md);
	use_integer(serial);
	OCSP_CERTID *copy = OCSP_CERTID_dup(id);
	must(copy != NULL && OCSP_id_cmp(id, copy) == 0 && OCSP_id_issuer_cmp(id, copy) == 0);
	OCSP_CERTID_free(copy);
}

static void use_basic(OCSP_BASICRESP *b, unsigned long how)
{
	const ASN1_OCTET_STRING *key_hash;
	const X509_NAME *name;
	ASN1_GENERALIZEDTIME *revoked, *this_update, *next_update;
	int status, reason;
	must(OCSP_resp_get0_id(b, &key_hash, &name) == 1 && (key_hash != NULL) != (name != NULL));
	use_time(OCSP_resp_get0_produced_at(b));
	use_algorithm(OCSP_resp_get0_tbs_sigalg(b), how);
	must(OCSP_resp_get0_signature(b) != NULL);
	for (int i = 0; i < OCSP_resp_count(b); i++) {
		OCSP_SINGLERESP *s = OCSP_resp_get0(b, i);
		OCSP_CERTID *id = (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(s);
		use_certid(id);
		must(OCSP_resp_find(b, id, -1) >= 0 && OCSP_resp_find(b, id, -1) <= i);
		revoked = NULL; /* left alone but where it is told */
		must(OCSP_resp_find_status(b, id, &status, &reason, &revoked, &this_update, &next_update) == 1);
		must(status >= V_OCSP_CERTSTATUS_GOOD && status <= V_OCSP_CERTSTATUS_UNKNOWN && this_update != NULL);
		must((status == V_OCSP_CERTSTATUS_REVOKED) == (revoked != NULL));
		(void)OCSP_check_validity(this_update, next_update, 300, -1);
		for (int e = 0; e < OCSP_SINGLERESP_get_ext_count(s); e++) {
			use_extension(OCSP_SINGLERESP_get_ext(s, e), how);
		}
	}
	for (int e = 0; e < OCSP_BASICRESP_get_ext_count(b); e++) {
		use_extension(OCSP_BASICRESP_get_ext(b, e), how);
	}
	X509 *signer;
	if (OCSP_resp_get0_signer(b, &signer, NULL) == 1) {
		must(signer != NULL);
	}
	(void)OCSP_basic_verify(b, NULL, store, (how & 1) != 0 ? OCSP_NOVERIFY : 0);
}

static void use_request(OCSP_REQUEST *r, unsigned long how)
{
	for (int i = 0; i < OCSP_request_onereq_count(r); i++) {
		use_certid(OCSP_onereq_get0_id(OCSP_request_onereq_get0(r, i)));
	}
	for (int e = 0; e < OCSP_REQUEST_get_ext_count(r); e++) {
		use_extension(OCSP_REQUEST_get_ext(r, e), how);
	}
	(void)OCSP_request_is_signed(r);
}

static void use_response(OCSP_RESPONSE *r, unsigned long how)
{
	OCSP_BASICRESP *b = OCSP_response_get1_basic(r);
	(void)OCSP_RESPONSE_print(crypto_out(), r, how);
	must(OCSP_response_status_str(OCSP_response_status(r)) != NULL);
	if (b != NULL) {
		use_basic(b, how);
		OCSP_BASICRESP_free(b);
	}
}

/* ---- in, out, in again ------------------------------------------------------------------------------------------- */

/* whole: those that keep the octets they came from, or whose DER has one form. */
#define RUN(name, type, decode, encode, release, whole, use) RUN_(name, type, decode, encode, release, whole, false, use)
/* silent: like OpenSSL's it does not say why it refuses. */
#define RUN_(name, type, decode, encode, release, whole, silent, use)                                                           \
	static void run_##name(const unsigned char *in, long len, unsigned long how)                                   \
	{                                                                                                              \
		const unsigned char *p = in;                                                                           \
		type *x = decode(NULL, &p, len);                                                                       \
		if (x == NULL) {                                                                                       \
			must(p == in && (silent || ERR_peek_error() != 0));                                             \
			return;                                                                                        \
		}                                                                                                      \
		must(p > in && p <= in + len);                                                                         \
		unsigned char *one = NULL, *two = NULL;                                                                \
		int n = encode(x, &one);                                                                               \
		must(n > 0 && encode(x, NULL) == n);                                                                   \
		must(!(whole) || (n == (int)(p - in) && memcmp(in, one, (size_t)n) == 0));                             \
		const unsigned char *q = one;                                                                          \
		type *again = decode(NULL, &q, n);                                                                     \
		must(again != NULL && q == one + n);                                                                   \
		must(encode(again, &two) == n && memcmp(one, two, (size_t)n) == 0);                                    \
		OPENSSL_free(one);                                                                                     \
		OPENSSL_free(two);                                                                                     \
		release(again);                                                                                        \
		use;                                                                                                   \
		release(x);                                                                                            \
		(void)how;                                                                                             \
	}

RUN(cert, X509, d2i_X509, i2d_X509, X509_free, true, use_cert(x, how))
RUN(trusted, X509, d2i_X509_AUX, i2d_X509_AUX, X509_free, false, (void)X509_trusted(x))
RUN(crl, X509_CRL, d2i_X509_CRL, i2d_X509_CRL, X509_CRL_free, true, use_crl(x, how))
RUN(name, X509_NAME, d2i_X509_NAME, i2d_X509_NAME, X509_NAME_free, true, use_name(x, how))
RUN(spki, X509_PUBKEY, d2i_X509_PUBKEY, i2d_X509_PUBKEY, X509_PUBKEY_free, true, (void)X509_PUBKEY_get0(x))
RUN(integer, ASN1_INTEGER, d2i_ASN1_INTEGER, i2d_ASN1_INTEGER, ASN1_INTEGER_free, true, use_integer(x))
RUN(any, ASN1_TYPE, d2i_ASN1_TYPE, i2d_ASN1_TYPE, ASN1_TYPE_free, false, use_type(x, how))
RUN(public, EVP_PKEY, d2i_PUBKEY, i2d_PUBKEY, EVP_PKEY_free, true, use_key(x))
RUN(private, EVP_PKEY, d2i_AutoPrivateKey, i2d_PrivateKey, EVP_PKEY_free, false, use_key(x))
RUN_(signature, ECDSA_SIG, d2i_ECDSA_SIG, i2d_ECDSA_SIG, ECDSA_SIG_free, true, true, (void)ECDSA_SIG_get0_r(x))
RUN(response, OCSP_RESPONSE, d2i_OCSP_RESPONSE, i2d_OCSP_RESPONSE, OCSP_RESPONSE_free, true, use_response(x, how))
RUN(basic, OCSP_BASICRESP, d2i_OCSP_BASICRESP, i2d_OCSP_BASICRESP, OCSP_BASICRESP_free, false, use_basic(x, how))
RUN(request, OCSP_REQUEST, d2i_OCSP_REQUEST, i2d_OCSP_REQUEST, OCSP_REQUEST_free, false, use_request(x, how))
RUN(certid, OCSP_CERTID, d2i_OCSP_CERTID, i2d_OCSP_CERTID, OCSP_CERTID_free, false, use_certid(x))
RUN(scts, STACK_OF(SCT), d2i_SCT_LIST, i2d_SCT_LIST, SCT_LIST_free, true,
    for (int i = 0; i < sk_SCT_num(x); i++) { use_sct(sk_SCT_value(x, i)); })

static void run_sct(const unsigned char *in, long len, unsigned long how)
{
	const unsigned char *p = in;
	unsigned char *out = NULL;
	SCT *s = o2i_SCT(NULL, &p, (size_t)len);
	(void)how;
	if (s == NULL) {
		crypto_refused();
		return;
	}
	int n = i2o_SCT(s, &out);
	must(n == len && memcmp(in, out, (size_t)n) == 0);
	use_sct(s);
	OPENSSL_free(out);
	SCT_free(s);
}

/* An extension whose kind the third octet says. */
static void run_extension(const unsigned char *in, long len, unsigned long how)
{
	ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();
	must(octets != NULL);
	if (len > 0 && ASN1_OCTET_STRING_set(octets, in + 1, (int)len - 1) == 1) {
		size_t which = in[0] % (N_STRUCTURES + N_OTHERS);
		int nid = which < N_STRUCTURES ? der_structures[which] : der_others[which - N_STRUCTURES];
		X509_EXTENSION *e = X509_EXTENSION_create_by_NID(NULL, nid, (how & 1) != 0, octets);
		must(e != NULL);
		use_extension(e, how);
		X509_EXTENSION_free(e);
	}
	ASN1_OCTET_STRING_free(octets);
}

/* Header by header, as programs do that take DER apart by hand. */
static void run_headers(const unsigned char *in, long len, unsigned long how)
{
	const unsigned char *p = in;
	unsigned char head[16];
	(void)how;
	while (p < in + len) {
		long n;
		int tag, class;
		int ret = ASN1_get_object(&p, &n, &tag, &class, in + len - p);
		if ((ret & 0x80) != 0) {
			crypto_refused();
			return;
		}
		must(p <= in + len && n >= 0 && n <= in + len - p);
		if ((ret & 1) == 0) {
			unsigned char *q = head;
			ASN1_put_object(&q, (ret & V_ASN1_CONSTRUCTED) != 0, (int)n, tag, class);
			must(ASN1_object_size(0, (int)n, tag) == (int)n + (q - head));
		}
		p += (ret & V_ASN1_CONSTRUCTED) != 0 ? 0 : n;
	}
}

#define ROW(name) run_##name,
static void (*const runs[])(const unsigned char *in, long len, unsigned long how) = {DER_INPUTS(ROW)};

static void setup(void)
{
	static unsigned char der[4096];
	const unsigned char *p = der;
	FILE *f = fopen("pki/data/revocation_ca.crt.der", "rb");
	must(f != NULL);
	size_t n = fread(der, 1, sizeof der, f);
	fclose(f);
	authority = d2i_X509(NULL, &p, (long)n);
	store = X509_STORE_new();
	must(authority != NULL && store != NULL && X509_STORE_add_cert(store, authority) == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (authority == NULL) {
		setup();
	}
	if (size < 2) {
		return 0;
	}
	rng_seed(1);
	/* The flags of printing lie in the octet's bits and above them. */
	unsigned long how = data[1] * 0x10101UL;
	runs[data[0] % (sizeof runs / sizeof runs[0])](data + 2, (long)size - 2, how);
	ERR_clear_error();
	return 0;
}
