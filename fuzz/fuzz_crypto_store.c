/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Files of keys and certificates through our libcrypto. Input: what is done with it, the password and the choice among
 * like functions, then the file. What is read is written and read again alike, where there is a function for it; and
 * whoever reads on until the end comes to it.
 */
#include "crypto.h"
#include "crypto_inputs.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/ct.h>
#include <openssl/decoder.h>
#include <openssl/dh.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/store.h>
#include <openssl/x509.h>

#define SECRET "secret"

static char path[40];
static int file = -1;
static unsigned passwords; /* how many were asked for */

/* The password by the two lowest bits of how. */
static int password(char *buf, int size, int writing, void *how)
{
	(void)writing;
	passwords++;
	must(size > 0);
	switch (*(unsigned *)how & 3) {
	case 0:
		memcpy(buf, SECRET, strlen(SECRET));
		return (int)strlen(SECRET);
	case 1:
		return 0;
	case 2:
		return -1;
	default:
		memset(buf, 'x', (size_t)size);
		return size;
	}
}

static const char *password_text(unsigned how)
{
	static const char *const texts[] = {SECRET, "", NULL, "Gr\xc3\xbc\xc3\x9f" "e"};
	return texts[how & 3];
}

static BIO *in_memory(const void *p, size_t len)
{
	BIO *b = BIO_new_mem_buf(p, (int)len);
	must(b != NULL);
	return b;
}

/* The input as a file that has a name. */
static void in_file(const uint8_t *in, size_t len)
{
	if (file < 0) {
		file = memfd_create("fuzz", 0);
		must(file >= 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	must(ftruncate(file, 0) == 0 && (len == 0 || pwrite(file, in, len, 0) == (ssize_t)len));
}

/* ---- PEM --------------------------------------------------------------------------------------------------------- */

static void written_again(const char *name, const unsigned char *data, long len)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *name2, *header2;
	unsigned char *data2;
	long len2;
	must(b != NULL && PEM_write_bio(b, name, "", data, len) > 0);
	must(PEM_read_bio(b, &name2, &header2, &data2, &len2) == 1);
	must(strcmp(name, name2) == 0 && *header2 == '\0' && len2 == len && memcmp(data, data2, (size_t)len) == 0);
	OPENSSL_free(name2);
	OPENSSL_free(header2);
	OPENSSL_free(data2);
	BIO_free(b);
}

static void run_blocks(const uint8_t *in, size_t len, unsigned how)
{
	BIO *b = in_memory(in, len);
	char *name, *header;
	unsigned char *data;
	long n;
	while (PEM_read_bio(b, &name, &header, &data, &n) == 1) {
		EVP_CIPHER_INFO cipher;
		must(n > 0);
		written_again(name, data, n);
		if (PEM_get_EVP_CIPHER_INFO(header, &cipher) == 1) {
			must(PEM_do_header(&cipher, data, &n, password, &how) == 1 || ERR_peek_error() != 0);
		}
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(data);
		ERR_clear_error();
	}
	crypto_refused();
	BIO_free(b);
}

static void use_private(EVP_PKEY *k)
{
	BIO *b = BIO_new(BIO_s_mem());
	must(b != NULL && PEM_write_bio_PKCS8PrivateKey(b, k, EVP_aes_256_cbc(), SECRET, 6, NULL, NULL) == 1);
	EVP_PKEY *again = PEM_read_bio_PrivateKey(b, NULL, NULL, (void *)SECRET);
	must(again != NULL && EVP_PKEY_eq(k, again) == 1);
	EVP_PKEY_free(again);
	BIO_free(b);
}

static void use_public(EVP_PKEY *k)
{
	BIO *b = BIO_new(BIO_s_mem());
	must(b != NULL && PEM_write_bio_PUBKEY(b, k) == 1);
	EVP_PKEY *again = PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
	must(again != NULL && EVP_PKEY_eq(k, again) == 1);
	EVP_PKEY_free(again);
	BIO_free(b);
}

static void use_cert(X509 *x)
{
	BIO *b = BIO_new(BIO_s_mem());
	must(b != NULL && PEM_write_bio_X509_AUX(b, x) == 1);
	X509 *again = PEM_read_bio_X509_AUX(b, NULL, NULL, NULL);
	must(again != NULL && X509_cmp(x, again) == 0 && X509_trusted(x) == X509_trusted(again));
	X509_free(again);
	BIO_free(b);
}

static void use_crl(X509_CRL *c)
{
	BIO *b = BIO_new(BIO_s_mem());
	must(b != NULL && PEM_write_bio_X509_CRL(b, c) == 1);
	X509_CRL *again = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
	must(again != NULL && X509_CRL_match(c, again) == 0);
	X509_CRL_free(again);
	BIO_free(b);
}

static bool read_cert(BIO *b, X509 *x)
{
	(void)b;
	if (x != NULL) {
		use_cert(x);
	}
	X509_free(x);
	return x != NULL;
}

static bool read_key(EVP_PKEY *k, bool private)
{
	if (k != NULL) {
		(private ? use_private : use_public)(k);
	}
	EVP_PKEY_free(k);
	return k != NULL;
}

static bool read_object(BIO *b, unsigned how)
{
	X509_CRL *crl;
	DH *dh;
	bool ok;
	switch (how >> 2 & 7) {
	case 0:
		return read_cert(b, PEM_read_bio_X509(b, NULL, password, &how));
	case 1:
		return read_cert(b, PEM_read_bio_X509_AUX(b, NULL, password, &how));
	case 2:
		crl = PEM_read_bio_X509_CRL(b, NULL, password, &how);
		ok = crl != NULL;
		if (ok) {
			use_crl(crl);
		}
		X509_CRL_free(crl);
		return ok;
	case 3:
		return read_key(PEM_read_bio_PUBKEY(b, NULL, password, &how), false);
	case 4:
		return read_key(PEM_read_bio_Parameters(b, NULL), false);
	case 5:
		return read_key(PEM_read_bio_PrivateKey(b, NULL, NULL, (void *)password_text(how)), true);
	case 6:
		dh = PEM_read_bio_DHparams(b, NULL, password, &how);
		ok = dh != NULL;
		DH_free(dh);
		return ok;
	default:
		return read_key(PEM_read_bio_PrivateKey_ex(b, NULL, password, &how, NULL, NULL), true);
	}
}

static void run_objects(const uint8_t *in, size_t len, unsigned how)
{
	BIO *b = in_memory(in, len);
	while (read_object(b, how)) {
	}
	crypto_refused();
	BIO_free(b);
}

static void run_infos(const uint8_t *in, size_t len, unsigned how)
{
	BIO *b = in_memory(in, len);
	STACK_OF(X509_INFO) *all = PEM_X509_INFO_read_bio(b, NULL, password, &how);
	if (all == NULL) {
		crypto_refused();
	}
	for (int i = 0; i < sk_X509_INFO_num(all); i++) {
		const X509_INFO *info = sk_X509_INFO_value(all, i);
		if (info->x509 != NULL) {
			use_cert(info->x509);
		}
		if (info->crl != NULL) {
			use_crl(info->crl);
		}
		if (info->x_pkey != NULL && info->x_pkey->dec_pkey != NULL) {
			use_private(info->x_pkey->dec_pkey);
		}
	}
	sk_X509_INFO_pop_free(all, X509_INFO_free);
	BIO_free(b);
}

/* ---- under a password -------------------------------------------------------------------------------------------- */

static void run_pkcs12(const uint8_t *in, size_t len, unsigned how)
{
	BIO *b = in_memory(in, len);
	PKCS12 *p12 = d2i_PKCS12_bio(b, NULL);
	const char *secret = password_text(how);
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	STACK_OF(X509) *others = NULL;
	BIO_free(b);
	if (p12 == NULL) {
		must(len == 0 || ERR_peek_error() != 0); /* the end of a BIO is no error */
		return;
	}
	unsigned char *der = NULL;
	int n = i2d_PKCS12(p12, &der);
	must(n > 0 && (size_t)n <= len && memcmp(der, in, (size_t)n) == 0);
	OPENSSL_free(der);
	if (PKCS12_verify_mac(p12, secret, -1) == 1) {
		must(PKCS12_mac_present(p12) == 1);
	}
	ERR_clear_error();
	if (PKCS12_parse(p12, secret, &key, &cert, &others) == 1) {
		must(cert == NULL || (key != NULL && X509_check_private_key(cert, key) == 1));
		for (int i = 0; i < sk_X509_num(others); i++) {
			use_cert(sk_X509_value(others, i));
		}
	} else {
		must(key == NULL && cert == NULL && others == NULL);
		crypto_refused();
	}
	EVP_PKEY_free(key);
	X509_free(cert);
	sk_X509_pop_free(others, X509_free);
	PKCS12_free(p12);
}

static void run_pkcs8(const uint8_t *in, size_t len, unsigned how)
{
	BIO *b = in_memory(in, len);
	EVP_PKEY *k = d2i_PKCS8PrivateKey_bio(b, NULL, password, &how);
	BIO_free(b);
	if (k == NULL) {
		must(len == 0 || ERR_peek_error() != 0);
		return;
	}
	b = BIO_new(BIO_s_mem());
	must(b != NULL && i2d_PKCS8PrivateKey_bio(b, k, EVP_aes_128_cbc(), SECRET, 6, NULL, NULL) == 1);
	unsigned right = 0;
	EVP_PKEY *again = d2i_PKCS8PrivateKey_bio(b, NULL, password, &right);
	must(again != NULL && EVP_PKEY_eq(k, again) == 1);
	EVP_PKEY_free(again);
	EVP_PKEY_free(k);
	BIO_free(b);
}

static EVP_PKEY *decoded(const uint8_t *in, size_t len, unsigned how, bool from_bio)
{
	static const char *const types[] = {NULL, "PEM", "DER", NULL};
	static const char *const structures[] = {NULL, "SubjectPublicKeyInfo"};
	static const char *const kinds[] = {NULL, "RSA", "EC", "ED25519"};
	static const int selections[] = {0, EVP_PKEY_KEYPAIR, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEY_PARAMETERS};
	EVP_PKEY *k = NULL;
	OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(&k, types[how >> 2 & 3], structures[how >> 4 & 1],
							      kinds[how >> 5 & 3], selections[how >> 1 & 3], NULL, NULL);
	const unsigned char *p = in;
	size_t left = len;
	must(ctx != NULL);
	if ((how >> 7 & 1) != 0) {
		must(OSSL_DECODER_CTX_set_passphrase(ctx, (const unsigned char *)SECRET, 6) == 1);
	} else {
		must(OSSL_DECODER_CTX_set_pem_password_cb(ctx, password, &how) == 1);
	}
	(void)OSSL_DECODER_CTX_get_num_decoders(ctx);
	int ok;
	if (from_bio) {
		BIO *b = in_memory(in, len);
		ok = OSSL_DECODER_from_bio(ctx, b);
		BIO_free(b);
	} else {
		ok = OSSL_DECODER_from_data(ctx, &p, &left);
		must(p + left == in + len && (ok == 1 || left == len));
	}
	must((ok == 1) == (k != NULL));
	if (ok != 1) {
		crypto_refused();
	}
	OSSL_DECODER_CTX_free(ctx);
	return k;
}

static void run_decoder(const uint8_t *in, size_t len, unsigned how)
{
	EVP_PKEY *a = decoded(in, len, how, false), *b = decoded(in, len, how, true);
	must((a == NULL) == (b == NULL) && (a == NULL || EVP_PKEY_eq(a, b) == 1));
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static void run_store(const uint8_t *in, size_t len, unsigned how)
{
	in_file(in, len);
	OSSL_STORE_CTX *s = OSSL_STORE_open(path, NULL, NULL, NULL, NULL);
	must(s != NULL);
	must(OSSL_STORE_expect(s, (int)(how % 7)) == 1);
	for (size_t i = 0; OSSL_STORE_eof(s) == 0; i++) {
		must(i <= len + 1);
		OSSL_STORE_INFO *info = OSSL_STORE_load(s);
		must((info == NULL) == (OSSL_STORE_error(s) != 0 || OSSL_STORE_eof(s) != 0));
		if (info == NULL) {
			ERR_clear_error();
			continue;
		}
		int type = OSSL_STORE_INFO_get_type(info);
		must(OSSL_STORE_INFO_type_string(type) != NULL);
		must((type == OSSL_STORE_INFO_CERT) == (OSSL_STORE_INFO_get0_CERT(info) != NULL));
		must((type == OSSL_STORE_INFO_CRL) == (OSSL_STORE_INFO_get0_CRL(info) != NULL));
		must((type == OSSL_STORE_INFO_PKEY) == (OSSL_STORE_INFO_get0_PKEY(info) != NULL));
		must((type == OSSL_STORE_INFO_PUBKEY) == (OSSL_STORE_INFO_get0_PUBKEY(info) != NULL));
		X509_free(OSSL_STORE_INFO_get1_CERT(info));
		X509_CRL_free(OSSL_STORE_INFO_get1_CRL(info));
		EVP_PKEY_free(OSSL_STORE_INFO_get1_PKEY(info));
		OSSL_STORE_INFO_free(info);
	}
	must(OSSL_STORE_close(s) == 1);
}

static void run_lookup(const uint8_t *in, size_t len, unsigned how)
{
	in_file(in, len);
	X509_STORE *s = X509_STORE_new();
	must(s != NULL);
	X509_LOOKUP *l = X509_STORE_add_lookup(s, X509_LOOKUP_file());
	int type = (how & 1) != 0 ? X509_FILETYPE_PEM : X509_FILETYPE_ASN1, n;
	must(l != NULL);
	switch (how >> 1 & 3) {
	case 0:
		n = X509_load_cert_crl_file(l, path, type);
		break;
	case 1:
		n = X509_load_cert_file(l, path, type);
		break;
	case 2:
		n = X509_load_crl_file(l, path, type);
		break;
	default:
		n = X509_STORE_load_file(s, path);
	}
	if (n <= 0) {
		crypto_refused();
	}
	STACK_OF(X509_OBJECT) *all = X509_STORE_get0_objects(s);
	must(sk_X509_OBJECT_num(all) > 0 || n <= 0);
	for (int i = 0; i < sk_X509_OBJECT_num(all); i++) {
		X509_OBJECT *o = sk_X509_OBJECT_value(all, i);
		must((X509_OBJECT_get0_X509(o) != NULL) != (X509_OBJECT_get0_X509_CRL(o) != NULL));
	}
	X509_STORE_free(s);
}

static void run_logs(const uint8_t *in, size_t len, unsigned how)
{
	(void)how;
	in_file(in, len);
	CTLOG_STORE *s = CTLOG_STORE_new();
	must(s != NULL);
	if (CTLOG_STORE_load_file(s, path) != 1) {
		ERR_clear_error();
	}
	CTLOG_STORE_free(s);
	char *text = OPENSSL_strndup((const char *)in, len);
	CTLOG *log = NULL;
	must(text != NULL);
	if (CTLOG_new_from_base64(&log, text, "log") == 1) {
		const uint8_t *id;
		size_t id_len;
		CTLOG_get0_log_id(log, &id, &id_len);
		must(id_len == 32 && CTLOG_get0_public_key(log) != NULL);
		CTLOG_free(log);
	} else {
		must(log == NULL);
		crypto_refused();
	}
	OPENSSL_free(text);
}

/* ---- BIOs -------------------------------------------------------------------------------------------------------- */

/* One element after the other, from memory or through a buffer. */
static void run_elements(const uint8_t *in, size_t len, unsigned how)
{
	BIO *b = in_memory(in, len);
	if ((how & 4) != 0) {
		b = BIO_push(BIO_new(BIO_f_buffer()), b);
		must(b != NULL);
	}
	bool more = true;
	while (more) {
		X509_CRL *crl;
		switch (how & 3) {
		case 0:
			more = read_cert(b, d2i_X509_bio(b, NULL));
			break;
		case 1:
			crl = d2i_X509_CRL_bio(b, NULL);
			more = crl != NULL;
			X509_CRL_free(crl);
			break;
		case 2:
			more = read_key(d2i_PrivateKey_bio(b, NULL), true);
			break;
		default: {
			ASN1_TYPE *t = ASN1_d2i_bio_of(ASN1_TYPE, ASN1_TYPE_new, d2i_ASN1_TYPE, b, NULL);
			more = t != NULL;
			ASN1_TYPE_free(t);
			break;
		}
		}
	}
	must(ERR_peek_error() != 0 || BIO_pending(b) == 0);
	BIO_free_all(b);
}

/* Lines put together are the text. */
static void run_lines(const uint8_t *in, size_t len, unsigned how)
{
	char line[70];
	int size = (int)(how >> 2) + 2;
	size_t at = 0;
	BIO *b = in_memory(in, len);
	if ((how & 1) != 0) {
		b = BIO_push(BIO_new(BIO_f_buffer()), b);
		must(b != NULL);
	}
	for (;;) {
		int n = (how & 2) != 0 ? BIO_get_line(b, line, size) : BIO_gets(b, line, size);
		if (n <= 0) {
			break;
		}
		must(n < size && line[n] == '\0' && at + (size_t)n <= len && memcmp(in + at, line, (size_t)n) == 0);
		must(memchr(line, '\n', (size_t)n - 1) == NULL);
		at += (size_t)n;
	}
	must(at == len);
	BIO_free_all(b);
}

static int decode(EVP_ENCODE_CTX *ctx, const uint8_t *in, size_t len, size_t step, unsigned char *out, int *n)
{
	int ret = 1, k;
	*n = 0;
	EVP_DecodeInit(ctx);
	for (size_t at = 0; at < len && ret >= 0; at += step) {
		size_t now = len - at < step ? len - at : step;
		ret = EVP_DecodeUpdate(ctx, out + *n, &k, in + at, (int)now);
		*n += ret >= 0 ? k : 0;
		if (ret == 0) {
			return 0; /* the end of the text */
		}
	}
	if (ret >= 0) {
		ret = EVP_DecodeFinal(ctx, out + *n, &k);
		*n += ret >= 0 ? k : 0;
	}
	return ret;
}

static void run_base64(const uint8_t *in, size_t len, unsigned how)
{
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	size_t room = len + len / 2 + 100;
	unsigned char *one = OPENSSL_malloc(room), *two = OPENSSL_malloc(room);
	int n_one, n_two;
	must(ctx != NULL && one != NULL && two != NULL);
	int whole = decode(ctx, in, len, len + 1, one, &n_one);
	int pieces = decode(ctx, in, len, how % 80 + 1, two, &n_two);
	/* What follows the end in the same piece is looked at, what would be the next piece is not. */
	must(whole < 0 || (pieces >= 0 && n_one == n_two && memcmp(one, two, (size_t)n_one) == 0));
	int n = EVP_DecodeBlock(one, in, (int)len);
	must(n < 0 || (size_t)n <= room);
	n = EVP_EncodeBlock(two, in, (int)(len < 4000 ? len : 4000) / 2);
	must(EVP_DecodeBlock(one, two, n) >= (int)(len < 4000 ? len : 4000) / 2);
	EVP_ENCODE_CTX_free(ctx);
	OPENSSL_free(one);
	OPENSSL_free(two);
}

#define ROW(name) run_##name,
static void (*const runs[])(const uint8_t *in, size_t len, unsigned how) = {STORE_INPUTS(ROW)};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2) {
		return 0;
	}
	rng_seed(1);
	passwords = 0;
	runs[data[0] % (sizeof runs / sizeof runs[0])](data + 2, size - 2, data[1]);
	/* A file of this size has no more than that many keys. */
	must(passwords <= size / 8 + 2);
	ERR_clear_error();
	return 0;
}
