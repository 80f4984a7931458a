/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The index of a file of trust anchors: what it takes, what it finds, and what it costs before it is asked. */
#include "pki_data.h"

#include "base/alloc.h"
#include "pki/anchors.h"
#include "pki/name.h"

static const char certificate_line[] = "-----BEGIN CERTIFICATE-----\n";

static void put(char **text, size_t *len, const char *p, size_t n)
{
	*text = realloc(*text, *len + n + 1);
	assert_non_null(*text);
	memcpy(*text + *len, p, n);
	*len += n;
	(*text)[*len] = 0;
}

static void put_text(char **text, size_t *len, const char *s)
{
	put(text, len, s, strlen(s));
}

/* Appends a certificate in PEM, lines of 64 ended by eol. */
static void put_cert(char **text, size_t *len, const char *name, const char *eol)
{
	struct cert *c = data_cert(name);
	struct span der = cert_der(c);
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	put_text(text, len, "-----BEGIN CERTIFICATE-----");
	put_text(text, len, eol);
	for (size_t i = 0; i < der.len; i += 3) {
		uint32_t v = 0;
		size_t n = der.len - i < 3 ? der.len - i : 3;
		for (size_t k = 0; k < 3; k++) {
			v = v << 8 | (k < n ? der.p[i + k] : 0);
		}
		char group[4];
		for (size_t k = 0; k < 4; k++) {
			group[k] = k <= n ? digits[v >> (18 - 6 * k) & 63] : '=';
		}
		put(text, len, group, 4);
		if (i % 48 == 45 || i + 3 >= der.len) {
			put_text(text, len, eol);
		}
	}
	put_text(text, len, "-----END CERTIFICATE-----");
	put_text(text, len, eol);
	cert_free(c);
}

static void found_by_subject(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len = 0;
	put_text(&text, &len, "some words\n\n");
	put_cert(&text, &len, "root", "\n");
	put_cert(&text, &len, "mid", "\r\n");
	put_text(&text, &len, "between\n");
	put_cert(&text, &len, "other_root", " \n");
	put_cert(&text, &len, "root", "\n");
	struct anchors *a;
	assert_int_equal(anchors_index(&a, span_of(text, len)), TLS_OK);
	free(text);
	assert_int_equal(anchors_count(a), 4);
	struct cert *root = data_cert("root"), *leaf = data_cert("leaf");
	size_t at = 0, i = 99;
	assert_true(anchors_find(a, cert_facts(root)->subject, &at, &i));
	assert_int_equal(i, 0);
	assert_true(span_eq(cert_der(anchors_cert(a, i)), cert_der(root)));
	assert_ptr_equal(anchors_cert(a, i), anchors_cert(a, i));
	assert_true(anchors_find(a, cert_facts(root)->subject, &at, &i));
	assert_int_equal(i, 3);
	assert_false(anchors_find(a, cert_facts(root)->subject, &at, &i));
	at = 0;
	assert_true(anchors_find(a, cert_facts(leaf)->issuer, &at, &i));
	assert_int_equal(i, 1);
	at = 0;
	assert_false(anchors_find(a, cert_facts(leaf)->subject, &at, &i));
	anchors_free(anchors_up_ref(a));
	anchors_free(a);
	cert_free(root);
	cert_free(leaf);
	assert_int_equal(host_live(), 0);
}

static void refuse(const char *text, size_t len, enum tls_err err)
{
	struct anchors *a;
	assert_int_equal(anchors_index(&a, span_of(text, len)), err);
	assert_null(a);
	assert_int_equal(host_live(), 0);
}

static void refused(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len = 0;
	refuse("", 0, TLS_E_NOT_FOUND);
	refuse("words\n", 6, TLS_E_NOT_FOUND);
	refuse(certificate_line, sizeof certificate_line - 1, TLS_E_PEM);
	put_cert(&text, &len, "root", "\n");
	size_t whole = len;
	/* Cut anywhere. */
	for (size_t cut = sizeof certificate_line; cut < whole - 1; cut += 7) {
		refuse(text, cut, TLS_E_PEM);
	}
	put_text(&text, &len, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
	refuse(text, len, TLS_E_PEM);
	len = whole;
	put_text(&text, &len, "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
	refuse(text, len, TLS_E_DER);
	len = whole;
	put_text(&text, &len, "-----BEGIN CERTIFICATE-----\nMA?=\n-----END CERTIFICATE-----\n");
	refuse(text, len, TLS_E_PEM);
	free(text);
}

/* What cert_facts_of says of a certificate is what cert_parse says. */
static void facts_agree(void **state)
{
	(void)state;
	static const char *const names[] = {"root", "full", "constrained", "malformed_ext", "v1"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct cert *c = data_cert(names[i]);
		struct cert_facts f;
		assert_true(cert_facts_of(&f, cert_der(c)));
		assert_true(span_eq(f.subject, cert_facts(c)->subject));
		assert_int_equal(f.invalid, cert_facts(c)->invalid);
		assert_false(cert_facts_of(&f, span_of(cert_der(c).p, cert_der(c).len - 1)));
		cert_free(c);
	}
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len = 0;
	put_cert(&text, &len, "root", "\n");
	enum tls_err e = TLS_E_ALLOC;
	for (int n = 0; e != TLS_OK; n++) {
		struct anchors *a;
		host_fail_after(n);
		e = anchors_index(&a, span_of(text, len));
		host_fail_after(-1);
		assert_true(e == TLS_OK || e == TLS_E_ALLOC);
		if (e == TLS_OK) {
			host_fail_after(0);
			assert_null(anchors_cert(a, 0));
			host_fail_after(-1);
			assert_non_null(anchors_cert(a, 0));
		}
		anchors_free(a);
		assert_int_equal(host_live(), 0);
		assert_true(n < 20);
	}
	free(text);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(found_by_subject),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(facts_agree),
	    cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
