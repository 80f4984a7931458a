/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Writes the first inputs of the targets of our libcrypto into the directory named, out of the tests' certificates and
 * keys, over the same crypto that does nothing: codes are asterisks, passwords cost two rounds. Runs in tests/.
 */
#include "crypto.h"
#include "crypto_inputs.h"

#include <string.h>
#include <sys/stat.h>

#include <openssl/ec.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/evp/pkcs8.h"
#include "engine/pki/asn1.h"
#include "engine/pki/oid.h"

#define NAME(name) INPUT_##name,
enum { DER_INPUTS(NAME) N_DER };
#undef NAME
#define NAME(name) STORE_##name,
enum { STORE_INPUTS(NAME) N_STORE };
#undef NAME
#define NAME(name) TEXT_##name,
enum { TEXT_INPUTS(NAME) N_TEXT };

static const char *root;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)data, (void)size;
	return 0;
}

static void save(const char *target, const char *name, int what, uint8_t how, const void *p, size_t len)
{
	char path[500];
	snprintf(path, sizeof path, "%s/%s", root, target);
	mkdir(path, 0777);
	snprintf(path, sizeof path, "%s/%s/%s", root, target, name);
	FILE *f = fopen(path, "wb");
	const uint8_t head[2] = {(uint8_t)what, how};
	must(f != NULL && fwrite(head, 1, sizeof head, f) == sizeof head);
	must((len == 0 || fwrite(p, 1, len, f) == len) && fclose(f) == 0);
}

/* load: a file of pki/data. */
static struct span load(const char *name)
{
	static uint8_t data[1 << 16];
	char path[200];
	snprintf(path, sizeof path, "pki/data/%s", name);
	FILE *f = fopen(path, "rb");
	must(f != NULL);
	size_t n = fread(data, 1, sizeof data, f);
	fclose(f);
	return span_of(data, n);
}

static X509 *cert_of(const char *name)
{
	struct span s = load(name);
	const unsigned char *p = s.p;
	X509 *x = d2i_X509(NULL, &p, (long)s.len);
	must(x != NULL);
	return x;
}

/* ---- DER --------------------------------------------------------------------------------------------------------- */

static void files(void)
{
	static const struct {
		const char *file;
		int what;
		uint8_t how;
	} rows[] = {
	    {"full.crt.der", INPUT_cert, 7},
	    {"rsapss.crt.der", INPUT_cert, 0},
	    {"bmp_issuer.crt.der", INPUT_cert, 0xff},
	    {"malformed_ext.crt.der", INPUT_cert, 1},
	    {"revocation_own_delta.crl.der", INPUT_crl, 7},
	    {"revocation_hit.crl.der", INPUT_crl, 0},
	    {"revocation_delegated.ocsp.der", INPUT_response, 1},
	    {"revocation_good.ocsp.der", INPUT_response, 0},
	    {"rsapss.spki.der", INPUT_spki, 0},
	    {"p256.spki.der", INPUT_public, 0},
	    {"ed25519.spki.der", INPUT_public, 0},
	    {"p256.sec1.der", INPUT_private, 0},
	    {"ed25519.v2.der", INPUT_private, 0},
	    {"rsa2048.pkcs1.der", INPUT_private, 0},
	    {"leaf.crt.der", INPUT_headers, 0},
	    {"leaf.crt.der", INPUT_any, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char name[80];
		struct span s = load(rows[i].file);
		snprintf(name, sizeof name, "%.*s-%d", (int)strcspn(rows[i].file, "."), rows[i].file, rows[i].what);
		save("crypto_der", name, rows[i].what, rows[i].how, s.p, s.len);
	}
}

static void made(const char *name, int what, unsigned char *der, int len)
{
	must(len > 0);
	save("crypto_der", name, what, 3, der, (size_t)len);
	OPENSSL_free(der);
}

static void ocsp(void)
{
	unsigned char *der = NULL;
	X509 *leaf = cert_of("revocation_leaf.crt.der"), *ca = cert_of("revocation_ca.crt.der");
	OCSP_REQUEST *r = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(NULL, leaf, ca);
	must(r != NULL && id != NULL);
	made("certid", INPUT_certid, der, i2d_OCSP_CERTID(id, &der));
	must(OCSP_request_add0_id(r, id) != NULL && OCSP_request_add1_nonce(r, NULL, -1) == 1);
	der = NULL;
	int n = i2d_OCSP_REQUEST(r, &der);
	made("request", INPUT_request, der, n);
	struct span s = load("revocation_good.ocsp.der");
	const unsigned char *p = s.p;
	OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &p, (long)s.len);
	OCSP_BASICRESP *basic = OCSP_response_get1_basic(response);
	der = NULL;
	n = i2d_OCSP_BASICRESP(basic, &der);
	made("basic", INPUT_basic, der, n);
	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(response);
	OCSP_REQUEST_free(r);
	X509_free(leaf);
	X509_free(ca);
}

static void small(void)
{
	static const char sct[] = "\0" "logid678901234567890123456789012" "\0\0\1\x95\0\0\0\0" "\0\0" "\4\3" "\0\4" "sign";
	uint8_t list[100] = {0x04, sizeof sct - 1 + 4, 0, sizeof sct - 1 + 2, 0, sizeof sct - 1};
	memcpy(list + 6, sct, sizeof sct - 1);
	save("crypto_der", "sct", INPUT_sct, 0, sct, sizeof sct - 1);
	save("crypto_der", "scts", INPUT_scts, 0, list, sizeof sct - 1 + 6);
	save("crypto_der", "integer", INPUT_integer, 0, "\2\3\xfe\1\2", 5);
	save("crypto_der", "signature", INPUT_signature, 0, "\x30\x07\2\1\x05\2\2\0\xf0", 9);
	unsigned char *der = NULL;
	X509 *x = cert_of("full.crt.der");
	int n = i2d_X509_NAME(X509_get_subject_name(x), &der);
	made("name", INPUT_name, der, n);
	must(X509_add1_trust_object(x, OBJ_nid2obj(NID_server_auth)) == 1);
	must(X509_add1_reject_object(x, OBJ_nid2obj(NID_client_auth)) == 1);
	must(X509_alias_set1(x, (const unsigned char *)"alias", -1) == 1);
	der = NULL;
	n = i2d_X509_AUX(x, &der);
	made("trusted", INPUT_trusted, der, n);
	X509_free(x);
}

/* Values of extensions, each as long as its kind lets it be. */
static void extensions(void)
{
	static const struct {
		int nid;
		const char *value;
		size_t len;
	} rows[] = {
#define ROW(nid, text) {nid, text, sizeof text - 1}
	    ROW(NID_subject_alt_name,
		"\x30\x38\x82\1a\x81\3u@e\x87\4\x7f\0\0\1\x86\4http\x88\2\x2a\3\xa0\x0a\6\2\x2a\3\xa0\4\x0c\2yz\xa4\x0e"
		"\x30\x0c\x31\x0a\x30\x08\6\3\x55\4\3\x0c\1n"),
	    ROW(NID_authority_key_identifier, "\x30\x0c\x80\2id\xa1\3\x82\1i\x82\1\5"),
	    ROW(NID_info_access, "\x30\x0f\x30\x0d\6\x08\x2b\6\1\5\5\7\x30\1\x86\1u"),
	    ROW(NID_crl_distribution_points, "\x30\x12\x30\x10\xa0\5\xa0\3\x86\1u\x81\2\5\xa0\xa2\3\x82\1i"),
	    ROW(NID_ext_key_usage, "\x30\x0c\6\x08\x2b\6\1\5\5\7\3\1\6\0"),
	    ROW(NID_basic_constraints, "\x30\6\1\1\xff\2\1\5"),
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t text[120];
		char name[60];
		for (uint8_t k = 0; k < sizeof der_structures / sizeof der_structures[0]; k++) {
			if (der_structures[k] == rows[i].nid) {
				text[0] = k;
			}
		}
		memcpy(text + 1, rows[i].value, rows[i].len);
		snprintf(name, sizeof name, "ext-%s", OBJ_nid2sn(rows[i].nid));
		save("crypto_der", name, INPUT_extension, 3, text, rows[i].len + 1);
	}
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static void keep(const char *name, int what, uint8_t how, BIO *b)
{
	char *p;
	long n = BIO_get_mem_data(b, &p);
	must(n > 0);
	save("crypto_store", name, what, how, p, (size_t)n);
}

static EVP_PKEY *key_of(const char *name)
{
	struct span s = load(name);
	const unsigned char *p = s.p;
	EVP_PKEY *k = d2i_AutoPrivateKey(NULL, &p, (long)s.len);
	must(k != NULL);
	return k;
}

static void pem(void)
{
	BIO *b = BIO_new(BIO_s_mem());
	X509 *x = cert_of("p384.crt.der");
	EVP_PKEY *k = key_of("p256.key.der");
	must(PEM_write_bio_X509(b, x) == 1);
	keep("cert", STORE_objects, 0, b);
	must(PEM_write_bio_PrivateKey(b, k, NULL, NULL, 0, NULL, NULL) == 1);
	must(PEM_write_bio_PUBKEY(b, k) == 1);
	keep("bundle", STORE_infos, 0, b);
	keep("bundle-store", STORE_store, 0, b);
	keep("bundle-lookup", STORE_lookup, 7, b);
	keep("bundle-blocks", STORE_blocks, 0, b);
	keep("bundle-lines", STORE_lines, 0xa1, b);
	(void)BIO_reset(b);
	must(PEM_write_bio_PUBKEY(b, k) == 1);
	keep("public", STORE_objects, 3 << 2, b);
	keep("public-decoder", STORE_decoder, 0, b);
	(void)BIO_reset(b);
	must(PEM_write_bio_PrivateKey(b, k, NULL, NULL, 0, NULL, NULL) == 1);
	keep("private", STORE_objects, 7 << 2, b);
	(void)BIO_reset(b);
	must(PEM_write_bio_PKCS8PrivateKey(b, k, EVP_aes_256_cbc(), "secret", 6, NULL, NULL) == 1);
	keep("encrypted", STORE_objects, 7 << 2, b);
	keep("encrypted-decoder", STORE_decoder, 0x80, b);
	(void)BIO_reset(b);
	must(i2d_PKCS8PrivateKey_bio(b, k, EVP_aes_128_cbc(), "secret", 6, NULL, NULL) == 1);
	keep("encrypted-der", STORE_pkcs8, 0, b);
	BIO_free(b);
	EVP_PKEY_free(k);
	X509_free(x);
	struct span s = load("revocation_hit.crl.der");
	save("crypto_store", "crl-lookup", STORE_lookup, 4, s.p, s.len);
	s = load("leaf.crt.der");
	save("crypto_store", "cert-elements", STORE_elements, 4, s.p, s.len);
	s = load("ed25519.spki.der");
	save("crypto_store", "public-der", STORE_decoder, 0, s.p, s.len);
	static const char headed[] = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
				     "DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n\n"
				     "AAECAwQFBgcICQoLDA0ODw==\n-----END EC PRIVATE KEY-----\n";
	save("crypto_store", "headed", STORE_blocks, 0, headed, sizeof headed - 1);
	static const char dh[] = "-----BEGIN DH PARAMETERS-----\nMA0CCFvwLxQkn+vrAgEC\n-----END DH PARAMETERS-----\n";
	save("crypto_store", "dh", STORE_objects, 6 << 2, dh, sizeof dh - 1);
	static const char base64[] = "MCowBQYDK2VwAyEA\nGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n";
	save("crypto_store", "base64", STORE_base64, 7, base64, sizeof base64 - 1);
	static const char logs[] = "enabled_logs=a\n[a]\ndescription = x\n"
				   "key = MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n";
	save("crypto_store", "logs", STORE_logs, 0, logs, sizeof logs - 1);
}

static const uint8_t bag_key[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02};
static const uint8_t bag_cert[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x03};

/* put_bag: a bag of a kind with an alias, RFC 7292 §4.2. */
static void put_bag(struct buffer *out, struct span kind, struct span value)
{
	static const uint8_t name[] = {0, 'a', 0, 'b'};
	struct buffer bag = {0}, set = {0}, explicit = {0};
	must(der_put(&set, DER_BMP_STRING, span_of(name, sizeof name)) && der_wrap(&set, DER_SET));
	struct buffer attribute = {0};
	must(der_put(&attribute, DER_OID, oid_octets(OID_FRIENDLY_NAME)) && buf_append(&attribute, buf_span(&set)) &&
	     der_wrap(&attribute, DER_SEQUENCE) && der_wrap(&attribute, DER_SET));
	must(buf_append(&explicit, value) && der_wrap(&explicit, DER_CTXC(0)));
	must(der_put(&bag, DER_OID, kind) && buf_append(&bag, buf_span(&explicit)) &&
	     buf_append(&bag, buf_span(&attribute)) && der_put(out, DER_SEQUENCE, buf_span(&bag)));
	buf_free(&bag);
	buf_free(&set);
	buf_free(&explicit);
	buf_free(&attribute);
}

/* put_safe: ContentInfo with an OCTET STRING, or EncryptedData of what a key would be encrypted as. */
static void put_safe(struct buffer *out, struct span contents, const char *password)
{
	struct buffer info = {0}, content = {0};
	static const uint8_t zero = 0;
	if (password == NULL) {
		must(der_put(&content, DER_OCTET_STRING, contents));
	} else {
		must(pkcs8_encrypt(&info, contents, EVP_aes_256_cbc(), span_str(password)));
		struct reader all = rd_init(buf_span(&info)), seq = der_enter(&all, DER_SEQUENCE);
		struct span algorithm = der_take_whole(&seq, DER_SEQUENCE), text = der_take(&seq, DER_OCTET_STRING);
		must(der_put(&content, DER_OID, oid_octets(OID_PKCS7_DATA)) && buf_append(&content, algorithm) &&
		     der_put(&content, DER_CTX(0), text) && der_wrap(&content, DER_SEQUENCE));
		struct buffer data = {0};
		must(der_put_natural(&data, span_of(&zero, 1)) && buf_append(&data, buf_span(&content)) &&
		     der_wrap(&data, DER_SEQUENCE));
		buf_free(&content);
		content = data;
	}
	must(der_wrap(&content, DER_CTXC(0)));
	buf_free(&info);
	must(der_put(&info, DER_OID, oid_octets(password == NULL ? OID_PKCS7_DATA : OID_PKCS7_ENCRYPTED)) &&
	     buf_append(&info, buf_span(&content)) && der_put(out, DER_SEQUENCE, buf_span(&info)));
	buf_free(&info);
	buf_free(&content);
}

/* A key and its certificate, RFC 7292 §4; with a code of asterisks, or none. */
static void pkcs12(const char *name, uint8_t how, const char *password, bool code)
{
	static const uint8_t three = 3, zero = 0, rounds[] = {8, 0};
	struct buffer key = {0}, cert = {0}, bags[2] = {{0}, {0}}, safes = {0}, out = {0}, part = {0};
	must(pkcs8_encrypt(&key, load("p256.key.der"), EVP_aes_128_cbc(), span_str(password)));
	put_bag(&bags[0], span_of(bag_key, sizeof bag_key), buf_span(&key));
	must(der_put(&part, DER_OCTET_STRING, load("full.crt.der")) && der_wrap(&part, DER_CTXC(0)));
	must(der_put(&cert, DER_OID, oid_octets(OID_X509_CERTIFICATE)) && buf_append(&cert, buf_span(&part)) &&
	     der_wrap(&cert, DER_SEQUENCE));
	put_bag(&bags[1], span_of(bag_cert, sizeof bag_cert), buf_span(&cert));
	for (int i = 0; i < 2; i++) {
		must(der_wrap(&bags[i], DER_SEQUENCE));
		put_safe(&safes, buf_span(&bags[i]), i == 0 ? NULL : password);
		buf_free(&bags[i]);
	}
	must(der_wrap(&safes, DER_SEQUENCE) && der_put_natural(&out, span_of(&three, 1)));
	put_safe(&out, buf_span(&safes), NULL);
	if (code) {
		uint8_t stars[32];
		memset(stars, '*', sizeof stars);
		struct buffer alg = {0}, mac = {0};
		must(der_put(&alg, DER_OID, oid_octets(OID_SHA256)) && der_put(&alg, DER_NULL, span_of(NULL, 0)) &&
		     der_wrap(&alg, DER_SEQUENCE) && der_put(&alg, DER_OCTET_STRING, span_of(stars, sizeof stars)) &&
		     der_wrap(&alg, DER_SEQUENCE));
		must(buf_append(&mac, buf_span(&alg)) && der_put(&mac, DER_OCTET_STRING, span_of(&zero, 1)) &&
		     der_put_natural(&mac, span_of(rounds, sizeof rounds)) && der_wrap(&mac, DER_SEQUENCE) &&
		     buf_append(&out, buf_span(&mac)));
		buf_free(&alg);
		buf_free(&mac);
	}
	must(der_wrap(&out, DER_SEQUENCE));
	save("crypto_store", name, STORE_pkcs12, how, buf_head(&out), buf_len(&out));
	const unsigned char *p = buf_head(&out);
	PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)buf_len(&out));
	EVP_PKEY *k = NULL;
	must(p12 != NULL && PKCS12_parse(p12, password, &k, NULL, NULL) == 1 && k != NULL);
	EVP_PKEY_free(k);
	PKCS12_free(p12);
	buf_free(&key);
	buf_free(&cert);
	buf_free(&part);
	buf_free(&safes);
	buf_free(&out);
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void texts(void)
{
	static const struct {
		const char *name;
		int what;
		uint8_t how;
		const char *text;
	} rows[] = {
	    {"conf", TEXT_conf, 0,
	     "openssl_conf = init\nname = $ENV::HOME\n[init]\nssl_conf = ssl\nproviders = p\nalg_section = a\n"
	     "[ssl]\nserver = s\n[s]\nMinProtocol = TLSv1.2\n[p]\ndefault = d\n[d]\nactivate = 1\n"
	     "[a]\ndefault_properties = ?fips=no\n"},
	    {"quoted", TEXT_conf, 2,
	     ".pragma dollarid:on\n[ a ] # x\nb = \"q\\\"\" 'y' \\\n z\nc = ${a::b}$(d)\nd:e = 1\napp = a\n"},
	    {"list", TEXT_list, 3, " a, b ,,c "},
	    {"dotted", TEXT_object, 1, "1.3.6.1.4.1.99999.1"},
	    {"word", TEXT_object, 0, "subjectAltName"},
	    {"name", TEXT_name, 0, "CN\nwww.example.com\nC\nDE\n2.5.4.11\nx"},
	    {"name-bmp", TEXT_name, 0x4a, "O\n\1a\1b"},
	    {"ipv4", TEXT_address, 0, "192.0.2.1"},
	    {"ipv6", TEXT_address, 0, "2001:db8::1"},
	    {"host", TEXT_host, 4, "www.example.com"},
	    {"hosts", TEXT_host, 0, ".example.com\ndefault"},
	    {"hex", TEXT_hex, 1, "de:ad:be:ef"},
	    {"number", TEXT_number, 0, "-1234567890abcdef0"},
	    {"fetch", TEXT_fetch, 0, "AES-256-GCM\nprovider=default,?fips!=\"x\",-y"},
	    {"mac", TEXT_fetch, 3, "HMAC\n fips = no "},
	    {"connect", TEXT_connect, 0, "[::1]:https"},
	    {"connect-name", TEXT_connect, 0, "localhost:443\n80"},
	    {"utc", TEXT_time, 1, "260101000000Z"},
	    {"generalized", TEXT_time, 0, "20260101000000.5+0130"},
	    {"params", TEXT_params, 0, "group\nP-256"},
	    {"params-name", TEXT_params, 4, "EC\nprovider=default"},
	    {"words", TEXT_words, 0x13, "default"},
	    {"ext-names", TEXT_extension, 0,
	     "subjectAltName\ncritical,DNS:a,IP:1.2.3.4,URI:u,RID:1.2.3,email:copy,otherName:1.2;UTF8:x,dirName:d,@s\n"
	     "[d]\nCN=x\n[s]\nDNS.1=b\n"},
	    {"ext-ids", TEXT_extension, 0, "authorityKeyIdentifier\nkeyid:always,issuer:always"},
	    {"ext-constraints", TEXT_extension, 0, "basicConstraints\nCA:TRUE,pathlen:3"},
	    {"ext-usage", TEXT_extension, 0, "keyUsage\ndigitalSignature,keyCertSign"},
	    {"ext-points", TEXT_extension, 0, "crlDistributionPoints\nURI:x,p\n[p]\nfullname=URI:y\nreasons=keyCompromise\n"},
	    {"ext-info", TEXT_extension, 0, "authorityInfoAccess\nOCSP;URI:http://x,1.2.3;DNS:y"},
	    {"ext-der", TEXT_extension, 0, "1.2.3.4\ncritical,DER:04:01:00"},
	    {"ext-asn1", TEXT_extension, 1, "1.2.3.4\nASN1:EXP:0,SEQUENCE:q\n[q]\na=INT:0x10\nb=SET:r\n[r]\nc=FORMAT:HEX,OCT:00\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		save("crypto_text", rows[i].name, rows[i].what, rows[i].how, rows[i].text, strlen(rows[i].text));
	}
}

int main(int argc, char **argv)
{
	must(argc == 2);
	root = argv[1];
	mkdir(root, 0777);
	rng_seed(1);
	files();
	ocsp();
	small();
	extensions();
	pem();
	pkcs12("p12", 0, "secret", true);
	pkcs12("p12-open", 1, "", false);
	texts();
	return 0;
}
