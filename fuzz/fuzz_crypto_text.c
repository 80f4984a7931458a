/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Text through our libcrypto: openssl.cnf, names of objects, distinguished names, addresses, property queries, numbers.
 * Input: what reads it, how, then the text, whose lines are its parts where there are several. What text came from
 * something read must say the same again.
 */
#include "crypto.h"
#include "crypto_inputs.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/provider.h>
#include <openssl/x509_vfy.h>

/* next_line ends the line at text and returns what is behind it, or the empty text. */
static char *next_line(char *text)
{
	char *end = strchr(text, '\n');
	if (end == NULL) {
		return text + strlen(text);
	}
	*end = '\0';
	return end + 1;
}

/* ---- openssl.cnf ------------------------------------------------------------------------------------------------- */

/* What it asks of the process: not to read files, nor to keep what grows with each input. */
static void load_modules(const CONF *conf, unsigned how)
{
	static const char *const names[] = {NULL, "app"};
	(void)CONF_modules_load(conf, names[how & 1], (how & 2) != 0 ? CONF_MFLAGS_IGNORE_ERRORS : 0);
	CONF_modules_unload(1);
	must(EVP_set_default_properties(NULL, "") == 1);
}

static void look_up(const CONF *conf, const char *section)
{
	STACK_OF(CONF_VALUE) *all = NCONF_get_section(conf, section);
	long number;
	for (int i = 0; i < sk_CONF_VALUE_num(all); i++) {
		const CONF_VALUE *v = sk_CONF_VALUE_value(all, i);
		const char *value = NCONF_get_string(conf, section, v->name);
		must(value != NULL && v->value != NULL && strcmp(v->section, section) == 0);
		(void)NCONF_get_number_e(conf, section, v->name, &number);
		ERR_clear_error();
	}
}

static void run_conf(char *text, size_t len, unsigned how)
{
	if (strstr(text, ".include") != NULL) {
		return;
	}
	BIO *b = BIO_new_mem_buf(text, (int)len);
	CONF *conf = NCONF_new(NULL);
	long line = -1;
	must(b != NULL && conf != NULL);
	if (NCONF_load_bio(conf, b, &line) == 1) {
		look_up(conf, "default");
		for (const char *p = strchr(text, '['); p != NULL; p = strchr(p + 1, '[')) {
			char name[40];
			snprintf(name, sizeof name, "%.*s", (int)strcspn(p + 1, "] \n"), p + 1);
			look_up(conf, name);
		}
		if (strstr(text, "oid_section") == NULL) {
			load_modules(conf, how);
		}
	} else {
		must(line >= 0);
		crypto_refused();
	}
	NCONF_free(conf);
	BIO_free(b);
}

static int count_part(const char *part, int len, void *arg)
{
	size_t *left = arg;
	must(len >= 0 && (part != NULL || len == 0) && (size_t)len <= *left);
	*left -= (size_t)len;
	return 1;
}

static void run_list(char *text, size_t len, unsigned how)
{
	size_t left = len;
	(void)CONF_parse_list(text, (how & 1) != 0 ? ',' : ':', (how & 2) != 0, count_part, &left);
}

/* ---- objects and names ------------------------------------------------------------------------------------------- */

static void run_object(char *text, size_t len, unsigned how)
{
	ASN1_OBJECT *o = OBJ_txt2obj(text, (int)(how & 1));
	(void)len;
	(void)OBJ_txt2nid(text);
	(void)OBJ_sn2nid(text);
	(void)OBJ_ln2nid(text);
	if (o == NULL) {
		return;
	}
	int n = OBJ_obj2txt(NULL, 0, o, 1);
	must(n >= 0);
	char *again = OPENSSL_zalloc((size_t)n + 1);
	must(again != NULL && OBJ_obj2txt(again, n + 1, o, 1) == n && strlen(again) == (size_t)n);
	if (n != 0) {
		ASN1_OBJECT *same = OBJ_txt2obj(again, 1);
		must(same != NULL && OBJ_cmp(o, same) == 0);
		ASN1_OBJECT_free(same);
	}
	OPENSSL_free(again);
	ASN1_OBJECT_free(o);
}

static void run_name(char *text, size_t len, unsigned how)
{
	static const int types[] = {MBSTRING_UTF8, MBSTRING_ASC,    MBSTRING_BMP,      MBSTRING_UNIV,
				    V_ASN1_UTF8STRING, V_ASN1_BMPSTRING, V_ASN1_PRINTABLESTRING, -1};
	X509_NAME *name = X509_NAME_new();
	must(name != NULL);
	(void)len;
	while (*text != '\0') {
		char *value = next_line(text), *next = next_line(value);
		int n = (how & 0x40) == 0 ? -1 : (int)strlen(value);
		int ok = X509_NAME_add_entry_by_txt(name, text, types[how & 7], (const unsigned char *)value, n,
						    (how & 8) != 0 ? -1 : 0, (int)(how >> 4 & 3) - 1);
		if (ok != 1) {
			crypto_refused();
		}
		text = next;
	}
	unsigned char *der = NULL;
	int der_len = i2d_X509_NAME(name, &der);
	const unsigned char *p = der;
	must(der_len > 0);
	X509_NAME *again = d2i_X509_NAME(NULL, &p, der_len);
	/* Octets that a program says are of a string type are taken as they are. */
	bool checked = (how & 7) < 4;
	must(!checked || (again != NULL && X509_NAME_cmp(name, again) == 0));
	must(!checked || X509_NAME_entry_count(name) == X509_NAME_entry_count(again));
	(void)X509_NAME_print_ex(crypto_out(), name, 0, how << 16 | how);
	X509_NAME_free(again);
	X509_NAME_free(name);
	OPENSSL_free(der);
}

/* ---- who a certificate is for ------------------------------------------------------------------------------------ */

static X509 *cert(void)
{
	static X509 *x;
	if (x == NULL) {
		static unsigned char der[4096];
		const unsigned char *p = der;
		FILE *f = fopen("pki/data/full.crt.der", "rb");
		must(f != NULL);
		size_t n = fread(der, 1, sizeof der, f);
		fclose(f);
		x = d2i_X509(NULL, &p, (long)n);
		must(x != NULL);
	}
	return x;
}

static void run_address(char *text, size_t len, unsigned how)
{
	X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
	must(p != NULL);
	ASN1_OCTET_STRING *ip = a2i_IPADDRESS(text);
	bool is = X509_VERIFY_PARAM_set1_ip_asc(p, text) == 1;
	must(is == (ip != NULL) && (!is || ASN1_STRING_length(ip) == 4 || ASN1_STRING_length(ip) == 16));
	char *again = X509_VERIFY_PARAM_get1_ip_asc(p);
	must(is == (again != NULL));
	if (is) {
		ASN1_OCTET_STRING *same = a2i_IPADDRESS(again);
		must(same != NULL && ASN1_STRING_cmp(ip, same) == 0);
		ASN1_STRING_free(same);
	}
	must(X509_check_ip_asc(cert(), text, how) <= (is ? 1 : -2));
	(void)X509_check_ip(cert(), (const unsigned char *)text, len, how);
	if (X509_VERIFY_PARAM_set1_ip(p, (const unsigned char *)text, len) == 1) {
		must(len == 0 || len == 4 || len == 16);
	}
	OPENSSL_free(again);
	ASN1_STRING_free(ip);
	X509_VERIFY_PARAM_free(p);
}

static void run_host(char *text, size_t len, unsigned how)
{
	X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new(), *heir = X509_VERIFY_PARAM_new();
	char *peer = NULL;
	must(p != NULL && heir != NULL);
	int got = X509_check_host(cert(), text, len, how, &peer);
	must(got >= -2 && got <= 1 && (got == 1) == (peer != NULL));
	OPENSSL_free(peer);
	got = X509_check_email(cert(), text, len, how);
	must(got >= -2 && got <= 1);
	if (X509_VERIFY_PARAM_set1_host(p, text, len) == 1 && len != 0) {
		const char *host = X509_VERIFY_PARAM_get0_host(p, 0);
		must(host != NULL && strlen(host) <= len);
	}
	(void)X509_VERIFY_PARAM_set1_email(p, text, len);
	char *second = next_line(text);
	(void)X509_VERIFY_PARAM_add1_host(p, second, 0);
	(void)X509_VERIFY_PARAM_set1_name(p, text);
	(void)X509_VERIFY_PARAM_lookup(text);
	(void)X509_PURPOSE_get_by_sname(text);
	X509_VERIFY_PARAM_set_hostflags(p, how);
	must(X509_VERIFY_PARAM_set1(heir, p) == 1);
	X509_VERIFY_PARAM_free(p);
	X509_VERIFY_PARAM_free(heir);
}

/* ---- numbers and octets ------------------------------------------------------------------------------------------ */

static void run_hex(char *text, size_t len, unsigned how)
{
	char separator = (how & 1) != 0 ? ':' : '\0';
	long n;
	size_t m, k;
	unsigned char *octets = OPENSSL_hexstr2buf(text, &n), small[8];
	if (octets != NULL) {
		must(n >= 0 && (size_t)n <= len);
		char *again = OPENSSL_buf2hexstr(octets, n);
		must(again != NULL);
		long n2;
		unsigned char *same = OPENSSL_hexstr2buf(again, &n2);
		must(same != NULL ? n2 == n && memcmp(same, octets, (size_t)n) == 0 : n == 0);
		OPENSSL_free(same);
		OPENSSL_free(again);
	}
	if (OPENSSL_hexstr2buf_ex(NULL, 0, &m, text, separator) == 1 &&
	    OPENSSL_hexstr2buf_ex(small, sizeof small, &k, text, separator) == 1) {
		must(k <= m && k <= sizeof small);
	}
	OPENSSL_free(octets);
}

static void run_number(char *text, size_t len, unsigned how)
{
	BIGNUM *n = NULL, *again = NULL;
	(void)how;
	int took = BN_hex2bn(&n, text);
	must(took >= 0 && (size_t)took <= len && (took != 0) == (n != NULL));
	if (n != NULL) {
		char *hex = BN_bn2hex(n);
		must(hex != NULL && BN_hex2bn(&again, hex) != 0 && BN_cmp(n, again) == 0);
		must(BN_print(crypto_out(), n) == 1);
		OPENSSL_free(hex);
	}
	BN_free(n);
	BN_free(again);
}

static void run_time(char *text, size_t len, unsigned how)
{
	ASN1_TIME *t = ASN1_STRING_type_new((how & 1) != 0 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME);
	ASN1_TIME *now = ASN1_TIME_set(NULL, 1800000000);
	struct tm tm;
	int days, seconds;
	must(t != NULL && now != NULL && ASN1_STRING_set(t, text, (int)len) == 1);
	/* An offset from UTC in a year before 1900 is well-formed and not computed with. */
	bool good = ASN1_TIME_to_tm(t, &tm) == 1;
	must(!good || ASN1_TIME_check(t) == 1);
	must((ASN1_TIME_print(crypto_out(), t) == 1) == good);
	must((ASN1_TIME_diff(&days, &seconds, t, now) == 1) == good);
	int order = ASN1_TIME_compare(t, now);
	must((order != -2) == good);
	if (good) {
		must(days == 0 && seconds == 0 ? order == 0 : order == (days > 0 || seconds > 0 ? -1 : 1));
		must(order == ASN1_TIME_cmp_time_t(t, 1800000000));
	}
	ASN1_STRING_free(t);
	ASN1_STRING_free(now);
}

/* ---- algorithms and their parameters ----------------------------------------------------------------------------- */

static void run_fetch(char *text, size_t len, unsigned how)
{
	static const char *const mds[] = {"SHA256", "sha2-512", "MD5", NULL};
	char *query = next_line(text);
	const char *name = mds[how & 3] != NULL ? mds[how & 3] : text;
	(void)len;
	EVP_MD *md = EVP_MD_fetch(NULL, name, query);
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, text, query);
	EVP_MAC *mac = EVP_MAC_fetch(NULL, text, query);
	if (md != NULL) {
		must(EVP_MD_get0_name(md) != NULL);
	}
	(void)EVP_get_digestbyname(text);
	(void)EVP_get_cipherbyname(text);
	EVP_MD_free(md);
	EVP_CIPHER_free(cipher);
	EVP_MAC_free(mac);
	if (EVP_set_default_properties(NULL, query) != 1) {
		crypto_refused();
	}
	must(EVP_set_default_properties(NULL, "") == 1);
	md = EVP_MD_fetch(NULL, "SHA256", NULL);
	must(md != NULL);
	EVP_MD_free(md);
}

static void run_params(char *text, size_t len, unsigned how)
{
	static const int kinds[] = {EVP_PKEY_EC, EVP_PKEY_RSA, EVP_PKEY_ED25519};
	char *value = next_line(text), out[16], *p = out;
	EVP_PKEY_CTX *ctx = (how & 4) != 0 ? EVP_PKEY_CTX_new_from_name(NULL, text, value)
					   : EVP_PKEY_CTX_new_id(kinds[how % 3], NULL);
	OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(text, value, 0), OSSL_PARAM_construct_end()};
	if (ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1) {
		(void)EVP_PKEY_CTX_set_group_name(ctx, text);
		(void)EVP_PKEY_CTX_set_params(ctx, params);
	}
	EVP_PKEY_CTX_free(ctx);
	params[0] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, text, len);
	EVP_PKEY *k = NULL;
	ctx = EVP_PKEY_CTX_new_id(kinds[how % 3], NULL);
	if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1) {
		(void)EVP_PKEY_fromdata(ctx, &k, EVP_PKEY_PUBLIC_KEY, params);
	}
	EVP_PKEY_free(k);
	EVP_PKEY_CTX_free(ctx);
	params[0] = OSSL_PARAM_construct_utf8_string("x", text, 0);
	if (OSSL_PARAM_get_utf8_string(&params[0], &p, sizeof out) == 1) {
		must(strlen(out) < sizeof out && strcmp(out, text) == 0);
	}
	k = EVP_PKEY_new_raw_public_key(kinds[how % 3], NULL, (const unsigned char *)text, len);
	EVP_PKEY_free(k);
}

/* ---- extensions -------------------------------------------------------------------------------------------------- */

/* A name, a value, and the configuration whose sections the value may name. */
static void run_extension(char *text, size_t len, unsigned how)
{
	char *value = next_line(text), *sections = next_line(value);
	BIO *b = BIO_new_mem_buf(sections, -1);
	CONF *conf = NCONF_new(NULL);
	X509V3_CTX ctx;
	(void)len;
	must(b != NULL && conf != NULL);
	if (strstr(sections, ".include") != NULL || NCONF_load_bio(conf, b, NULL) != 1) {
		ERR_clear_error();
	}
	X509V3_set_ctx(&ctx, cert(), cert(), NULL, NULL, (how & 1) != 0 ? X509V3_CTX_TEST : 0);
	X509V3_set_nconf(&ctx, conf);
	X509_EXTENSION *e = X509V3_EXT_nconf(conf, &ctx, text, value);
	if (e != NULL) {
		X509 *copy = X509_dup(cert());
		must(copy != NULL && X509_add_ext(copy, e, -1) == 1);
		(void)X509V3_EXT_print(crypto_out(), e, how << 16, 0);
		unsigned char *der = NULL;
		int n = i2d_X509(copy, &der);
		const unsigned char *p = der;
		X509 *again = n > 0 ? d2i_X509(NULL, &p, n) : NULL;
		must(n <= 0 || again != NULL);
		must(again == NULL || X509_get_ext_count(again) == X509_get_ext_count(copy));
		X509_free(again);
		X509_free(copy);
		OPENSSL_free(der);
		X509_EXTENSION_free(e);
	} else {
		crypto_refused();
	}
	NCONF_free(conf);
	BIO_free(b);
}

/* ---- the rest ---------------------------------------------------------------------------------------------------- */

/* Where a BIO is to connect to; it never does. */
static void run_connect(char *text, size_t len, unsigned how)
{
	BIO *b = BIO_new_connect(text);
	(void)len, (void)how;
	if (b != NULL) {
		const char *host = BIO_get_conn_hostname(b), *port = BIO_get_conn_port(b);
		must(host == NULL || strlen(host) <= len);
		must(port == NULL || strlen(port) <= len);
		(void)BIO_set_conn_port(b, next_line(text));
		BIO *copy = BIO_dup_chain(b);
		BIO_free(copy);
		BIO_free(b);
	}
}

static void run_words(char *text, size_t len, unsigned how)
{
	char small[10];
	(void)OSSL_PROVIDER_available(NULL, text);
	must(OPENSSL_strlcpy(small, text, sizeof small) == strlen(text));
	(void)OPENSSL_strcasecmp(text, small);
	must(BIO_hex_string(crypto_out(), (int)(how & 15), (int)(how >> 4) + 1, text, (int)len) == 1);
	must(BIO_dump_indent(crypto_out(), text, (int)len, (int)(how & 63)) > 0 || len == 0);
	(void)ASN1_PRINTABLE_type((const unsigned char *)text, (int)len);
	X509_NAME_ENTRY *e = X509_NAME_ENTRY_create_by_txt(NULL, text, MBSTRING_ASC, (const unsigned char *)"x", 1);
	X509_NAME_ENTRY_free(e);
	ERR_raise_data(ERR_LIB_USER, 1, "%s", text);
	ERR_print_errors(crypto_out());
	must(ERR_peek_error() == 0);
}

#define ROW(name) run_##name,
static void (*const runs[])(char *text, size_t len, unsigned how) = {TEXT_INPUTS(ROW)};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2) {
		return 0;
	}
	char *text = malloc(size - 1);
	must(text != NULL);
	memcpy(text, data + 2, size - 2);
	text[size - 2] = '\0';
	rng_seed(1);
	runs[data[0] % (sizeof runs / sizeof runs[0])](text, size - 2, data[1]);
	ERR_clear_error();
	free(text);
	return 0;
}
