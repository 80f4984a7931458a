/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Private keys in all their forms: read, checked against their public key, refused when mangled, no leak. */
#include "pki_data.h"

#include "pki/base64.h"
#include "pki/pem.h"
#include "pki/privkey.h"

struct key_case {
	const char *file;
	const char *spki;
	enum key_type type;
};

static const struct key_case good[] = {
    {"rsa2048.key.der", "rsa2048", KEY_RSA},     {"rsa2048.pkcs1.der", "rsa2048", KEY_RSA},
    {"rsapss.key.der", "rsapss", KEY_RSA_PSS},   {"rsapss256.key.der", "rsapss256", KEY_RSA_PSS},
    {"p256.key.der", "p256", KEY_EC_P256},       {"p256.sec1.der", "p256", KEY_EC_P256},
    {"p384.key.der", "p384", KEY_EC_P384},       {"p384.sec1.der", "p384", KEY_EC_P384},
    {"p521.key.der", "p521", KEY_EC_P521},       {"p521.sec1.der", "p521", KEY_EC_P521},
    {"ed25519.key.der", "ed25519", KEY_ED25519}, {"ed25519.v2.der", "ed25519", KEY_ED25519},
};
#define N_GOOD (sizeof good / sizeof good[0])

static void every_form_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GOOD; i++) {
		char file[64];
		struct privkey *k;
		struct pubkey *p;
		struct data d = data_read(good[i].file);
		enum tls_err e = privkey_decode(&k, data_span(&d));
		if (e != TLS_OK) {
			fail_msg("%s: %s", good[i].file, tls_err_name(e));
		}
		assert_int_equal(pubkey_type(privkey_public(k)), good[i].type);
		snprintf(file, sizeof file, "%s.spki.der", good[i].spki);
		d = data_read(file);
		assert_int_equal(spki_decode(&p, data_span(&d)), TLS_OK);
		assert_true(pubkey_eq(p, privkey_public(k)));
		pubkey_free(p);
		privkey_free(k);
	}
	assert_int_equal(host_live(), 0);
}

struct bad_case {
	const char *file;
	enum tls_err err;
};

static void others_are_refused(void **state)
{
	(void)state;
	static const struct bad_case bad[] = {
	    {"p256.mixed.der", TLS_E_KEY_INVALID},            /* one key's scalar, another's point */
	    {"rsa2048.encrypted.der", TLS_E_KEY_UNSUPPORTED}, /* needs a password */
	    {"p224.key.der", TLS_E_KEY_UNSUPPORTED},
	    {"p256-explicit.key.der", TLS_E_KEY_UNSUPPORTED},
	    {"rsa1024.key.der", TLS_E_KEY_UNSUPPORTED},
	    {"rsa2048.spki.der", TLS_E_DER},
	    {"root.crt.der", TLS_E_DER},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct privkey *k;
		struct data d = data_read(bad[i].file);
		enum tls_err e = privkey_decode(&k, data_span(&d));
		if (e != bad[i].err) {
			fail_msg("%s: %s", bad[i].file, tls_err_name(e));
		}
		assert_null(k);
	}
	assert_int_equal(host_live(), 0);
}

static void truncated_and_extended(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GOOD; i++) {
		struct privkey *k;
		struct data d = data_read(good[i].file);
		for (size_t n = 0; n < d.len; n++) {
			uint8_t *exact = data_exact(span_of(d.b, n));
			assert_int_not_equal(privkey_decode(&k, span_of(exact, n)), TLS_OK);
			assert_null(k);
			free(exact);
		}
		d.b[d.len] = 0;
		assert_int_equal(privkey_decode(&k, span_of(d.b, d.len + 1)), TLS_E_DER);
	}
	assert_int_equal(host_live(), 0);
}

static void flipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GOOD; i++) {
		struct data d = data_read(good[i].file);
		/* RSA's checks take their time; a sample will do there. */
		size_t step = good[i].type == KEY_RSA || good[i].type == KEY_RSA_PSS ? 17 : 1;
		uint8_t *exact = data_exact(data_span(&d));
		for (size_t at = 0; at < d.len; at += at < 64 ? 1 : step) {
			struct privkey *k;
			exact[at] ^= 0x01;
			if (privkey_decode(&k, span_of(exact, d.len)) == TLS_OK) {
				assert_non_null(privkey_public(k));
			} else {
				assert_null(k);
			}
			privkey_free(k);
			exact[at] ^= 0x01;
		}
		free(exact);
	}
	assert_int_equal(host_live(), 0);
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GOOD; i++) {
		struct data d = data_read(good[i].file);
		enum tls_err e = TLS_E_ALLOC;
		for (long n = 0; e == TLS_E_ALLOC && n < 200; n++) {
			struct privkey *k;
			host_fail_after(n);
			e = privkey_decode(&k, data_span(&d));
			host_fail_after(-1);
			assert_true(e == TLS_OK || (e == TLS_E_ALLOC && k == NULL));
			privkey_free(k);
			assert_int_equal(host_live(), 0);
		}
		assert_int_equal(e, TLS_OK);
	}
}

static void pem_finds_its_blocks(void **state)
{
	(void)state;
	struct data d = data_read("bundle.pem");
	struct span text = data_span(&d);
	struct pem_block b;
	static const char *const labels[] = {"CERTIFICATE", "CERTIFICATE", "PRIVATE KEY"};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(pem_next(&text, &b), TLS_OK);
		assert_true(pem_is(&b, labels[i]));
		assert_int_equal(b.headers.len, 0);
		struct data want = data_read(i == 0 ? "root.crt.der" : i == 1 ? "other_root.crt.der" : "p256.key.der");
		assert_true(span_eq(pem_der(&b), data_span(&want)));
		pem_block_free(&b);
	}
	assert_int_equal(pem_next(&text, &b), TLS_E_NOT_FOUND);
	assert_int_equal(host_live(), 0);
}

struct pem_case {
	const char *text;
	enum tls_err err;
	const char *data;
};

static void pem_is_strict_where_it_matters(void **state)
{
	(void)state;
	static const struct pem_case cases[] = {
	    {"-----BEGIN X-----\nYWJj\n-----END X-----\n", TLS_OK, "abc"},
	    {"-----BEGIN X-----\r\nYW\r\nJj\r\n-----END X-----", TLS_OK, "abc"},
	    {"-----BEGIN X-----\nYWI=\n-----END X-----\n", TLS_OK, "ab"},
	    {"-----BEGIN X-----\nYQ==\n-----END X-----  \n", TLS_OK, "a"},
	    {"-----BEGIN X-----\n-----END X-----\n", TLS_OK, ""},
	    {"junk\n ---\n-----BEGIN X-----\n\nYWJj\n-----END X-----\n", TLS_OK, "abc"},
	    {"-----BEGIN X-----\nA: b\nC: d\n e\n\nYWJj\n-----END X-----\n", TLS_OK, "abc"},
	    {"-----BEGIN X-----\nYWJj\n-----END Y-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nYWJj\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nYWJ\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nYW!j\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nYQ==YQ==\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nY===\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nYR==\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nYQ=A\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\n-----BEGIN X-----\nYWJj\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X-----\nA: b\n-----END X-----\n", TLS_E_PEM, NULL},
	    {"-----BEGIN X----\nYWJj\n-----END X-----\n", TLS_E_NOT_FOUND, NULL},
	    {"-----BEGIN \n", TLS_E_NOT_FOUND, NULL},
	    {"", TLS_E_NOT_FOUND, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t len = strlen(cases[i].text);
		uint8_t *exact = data_exact(span_of(cases[i].text, len));
		struct span text = span_of(exact, len);
		struct pem_block b;
		enum tls_err e = pem_next(&text, &b);
		if (e != cases[i].err) {
			fail_msg("case %zu: %s", i, tls_err_name(e));
		}
		if (e == TLS_OK) {
			assert_true(span_eq(pem_der(&b), span_str(cases[i].data)));
			assert_false(b.encrypted);
			assert_int_equal(b.headers.len != 0, i == 6);
			pem_block_free(&b);
		}
		free(exact);
	}
	struct span text =
	    span_str("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nYWJj\n-----END X-----\n");
	struct pem_block b;
	assert_int_equal(pem_next(&text, &b), TLS_OK);
	assert_true(b.encrypted);
	assert_true(span_eq(b.headers, span_str("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00")));
	pem_block_free(&b);
	/* A bad block is passed over by asking again. */
	text = span_str("-----BEGIN X-----\n!\n-----END X-----\n-----BEGIN Y-----\nYWJj\n-----END Y-----\n");
	assert_int_equal(pem_next(&text, &b), TLS_E_PEM);
	assert_int_equal(pem_next(&text, &b), TLS_OK);
	pem_block_free(&b);
	host_fail_after(0);
	text = span_str("-----BEGIN X-----\nYWJj\n-----END X-----\n");
	assert_int_equal(pem_next(&text, &b), TLS_E_ALLOC);
	host_fail_after(-1);
	assert_int_equal(host_live(), 0);
}

/* Every octet value as a digit in every place: exactly the 64 of RFC 4648 §4 have a value, each its own. */
static void base64_digits(void **state)
{
	(void)state;
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	int n = 0;
	for (int c = 1; c < 256; c++) {
		/* A group of four is decoded by itself, eight digits at once. */
		for (size_t len = 4; len <= 12; len += 4) {
			for (size_t at = 0; at < len && c != '='; at++) {
				uint8_t text[12];
				uint8_t out[12];
				struct base64 b = {0};
				memset(text, 'A', sizeof text);
				text[at] = (uint8_t)c;
				size_t n_out = base64_take(&b, out, span_of(text, len));
				const char *digit = strchr(digits, c);
				assert_int_equal(base64_end(&b), digit != NULL);
				if (digit == NULL) {
					continue;
				}
				n++;
				assert_int_equal(n_out, len / 4 * 3);
				uint32_t want = (uint32_t)(digit - digits) << (18 - 6 * (at % 4));
				for (size_t i = 0; i < n_out; i++) {
					bool in_group = i / 3 == at / 4;
					assert_int_equal(out[i], in_group ? want >> (16 - 8 * (i % 3)) & 0xff : 0);
				}
			}
		}
	}
	assert_int_equal(n, 64 * (4 + 8 + 12));
}

/* Pieces of any length make the same octets. */
static void base64_in_pieces(void **state)
{
	(void)state;
	static const char text[] = "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==";
	static const char want[] = "The quick brown fox jumps over the lazy dog";
	for (size_t piece = 1; piece < sizeof text; piece++) {
		uint8_t out[64];
		size_t n = 0;
		struct base64 b = {0};
		for (size_t at = 0; at < sizeof text - 1; at += piece) {
			size_t len = sizeof text - 1 - at < piece ? sizeof text - 1 - at : piece;
			n += base64_take(&b, out + n, span_of(text + at, len));
		}
		assert_true(base64_end(&b));
		assert_true(span_eq(span_of(out, n), span_str(want)));
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_form_is_read),
	    cmocka_unit_test(others_are_refused),
	    cmocka_unit_test(truncated_and_extended),
	    cmocka_unit_test(flipped),
	    cmocka_unit_test(every_allocation_fails_once),
	    cmocka_unit_test(pem_finds_its_blocks),
	    cmocka_unit_test(pem_is_strict_where_it_matters),
	    cmocka_unit_test(base64_digits),
	    cmocka_unit_test(base64_in_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
