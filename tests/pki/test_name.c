/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Names compared by RFC 5280 §7.1: kinds of string, white space and case; sets; hashes; malformed ones. */
#include "pki_data.h"

#include "base/writer.h"
#include "pki/asn1.h"
#include "pki/name.h"

/* A name under construction: add() adds an attribute, in a relative name of its own unless more is true. */
struct made {
	uint8_t b[2048];
	uint8_t rdns[2040];
	size_t len;
	size_t last; /* where the last relative name begins */
};

static size_t header(uint8_t *out, uint8_t tag, size_t len)
{
	out[0] = tag;
	if (len < 0x80) {
		out[1] = (uint8_t)len;
		return 2;
	}
	assert_true(len < 0x10000);
	out[1] = 0x82;
	out[2] = (uint8_t)(len >> 8);
	out[3] = (uint8_t)len;
	if (len < 0x100) {
		out[1] = 0x81;
		out[2] = (uint8_t)len;
		return 3;
	}
	return 4;
}

static void add(struct made *m, uint8_t type, uint8_t tag, const char *value, size_t len, bool more)
{
	uint8_t attr[1024];
	uint8_t value_head[4];
	size_t n_value_head = header(value_head, tag, len);
	size_t n = header(attr, DER_SEQUENCE, 5 + n_value_head + len);
	memcpy(attr + n, (uint8_t[]){0x06, 0x03, 0x55, 0x04, type}, 5);
	memcpy(attr + n + 5, value_head, n_value_head);
	memcpy(attr + n + 5 + n_value_head, value, len);
	n += 5 + n_value_head + len;
	uint8_t set[1500];
	size_t n_set = 0;
	if (more) {
		struct reader r = rd_init(span_of(m->rdns + m->last, m->len - m->last));
		struct span old = der_take(&r, DER_SET);
		memcpy(set, old.p, old.len);
		n_set = old.len;
		m->len = m->last;
	}
	memcpy(set + n_set, attr, n);
	n_set += n;
	m->last = m->len;
	m->len += header(m->rdns + m->len, DER_SET, n_set);
	memcpy(m->rdns + m->len, set, n_set);
	m->len += n_set;
}

static struct span name_of(struct made *m)
{
	size_t n = header(m->b, DER_SEQUENCE, m->len);
	memcpy(m->b + n, m->rdns, m->len);
	return span_of(m->b, n + m->len);
}

static void one(struct made *m, uint8_t tag, const char *value, size_t len)
{
	m->len = m->last = 0;
	add(m, 3, tag, value, len, false);
}

struct text_case {
	uint8_t tag_a;
	const char *a;
	size_t a_len;
	uint8_t tag_b;
	const char *b;
	size_t b_len;
	bool equal;
};

#define T(s) (s), sizeof(s) - 1

static void text_is_folded(void **state)
{
	(void)state;
	static const struct text_case cases[] = {
	    {DER_UTF8_STRING, T("Name"), DER_UTF8_STRING, T("nAME"), true},
	    {DER_UTF8_STRING, T("Name"), DER_PRINTABLE_STRING, T("name"), true},
	    {DER_IA5_STRING, T("Name"), DER_VISIBLE_STRING, T("name"), true},
	    {DER_UTF8_STRING, T("a b"), DER_UTF8_STRING, T("  A \t\n b "), true},
	    {DER_UTF8_STRING, T("a b"), DER_UTF8_STRING, T("ab"), false},
	    {DER_UTF8_STRING, T("a"), DER_UTF8_STRING, T("a b"), false},
	    {DER_UTF8_STRING, T(""), DER_UTF8_STRING, T("   "), true},
	    {DER_UTF8_STRING, T(""), DER_UTF8_STRING, T("x"), false},
	    {DER_UTF8_STRING, T("\xc3\x84"), DER_UTF8_STRING, T("\xc3\xa4"), false}, /* only ASCII has case */
	    {DER_UTF8_STRING, T("\xc3\x84"), DER_T61_STRING, T("\xc4"), true},
	    {DER_UTF8_STRING, T("\xc3\x84"), DER_BMP_STRING, T("\0\xc4"), true},
	    {DER_UTF8_STRING, T("\xc3\x84"), DER_UNIVERSAL_STRING, T("\0\0\0\xc4"), true},
	    {DER_UTF8_STRING, T("\xf0\x9f\x8c\xbf x"), DER_UNIVERSAL_STRING, T("\0\1\xf3\x3f\0\0\0 \0\0\0X"), true},
	    {DER_BMP_STRING, T("\0A\0 \0 \0B"), DER_UTF8_STRING, T("a b"), true},
	    {DER_UTF8_STRING, T("a\0b"), DER_UTF8_STRING, T("a\0B"), true},
	    {DER_UTF8_STRING, T("a\0b"), DER_UTF8_STRING, T("a\0c"), false},
	    {DER_UTF8_STRING, T("a"), DER_UTF8_STRING, T("a\0"), false},
	    {DER_NUMERIC_STRING, T("a"), DER_NUMERIC_STRING, T("a"), true},
	    {DER_NUMERIC_STRING, T("a"), DER_NUMERIC_STRING, T("A"), false},
	    {DER_NUMERIC_STRING, T("a"), DER_UTF8_STRING, T("a"), false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct text_case *c = &cases[i];
		struct made a, b;
		one(&a, c->tag_a, c->a, c->a_len);
		one(&b, c->tag_b, c->b, c->b_len);
		struct span na = name_of(&a);
		struct span nb = name_of(&b);
		assert_true(name_valid(na) && name_valid(nb));
		if (name_eq(na, nb) != c->equal || name_eq(nb, na) != c->equal) {
			fail_msg("case %zu", i);
		}
		assert_true(name_eq(na, na));
		assert_int_equal(name_hash(na) == name_hash(nb), c->equal || (c->tag_a == DER_NUMERIC_STRING && i == 19));
	}
}

static void order_counts_between_but_not_within(void **state)
{
	(void)state;
	struct made a = {0}, b = {0}, set_ab = {0}, set_ba = {0}, set_aa = {0};
	add(&a, 3, DER_UTF8_STRING, T("x"), false);
	add(&a, 10, DER_UTF8_STRING, T("y"), false);
	add(&b, 10, DER_UTF8_STRING, T("y"), false);
	add(&b, 3, DER_UTF8_STRING, T("x"), false);
	assert_false(name_eq(name_of(&a), name_of(&b)));
	add(&set_ab, 3, DER_UTF8_STRING, T("x"), false);
	add(&set_ab, 10, DER_UTF8_STRING, T("y"), true);
	add(&set_ba, 10, DER_UTF8_STRING, T("Y"), false);
	add(&set_ba, 3, DER_UTF8_STRING, T("X"), true);
	add(&set_aa, 3, DER_UTF8_STRING, T("x"), false);
	add(&set_aa, 3, DER_UTF8_STRING, T("x"), true);
	assert_true(name_eq(name_of(&set_ab), name_of(&set_ba)));
	assert_int_equal(name_hash(name_of(&set_ab)), name_hash(name_of(&set_ba)));
	assert_false(name_eq(name_of(&set_ab), name_of(&a)));
	assert_false(name_eq(name_of(&set_ab), name_of(&set_aa)));
	assert_false(name_eq(name_of(&set_aa), name_of(&set_ab)));
}

static void large_sets_end(void **state)
{
	(void)state;
	struct made a = {0}, b = {0};
	for (uint8_t i = 0; i < 40; i++) {
		add(&a, i, DER_UTF8_STRING, T("x"), i != 0);
		add(&b, i, DER_UTF8_STRING, T("X"), i != 0);
	}
	/* Too many to compare as a set; the same octets are still the same name. */
	assert_false(name_eq(name_of(&a), name_of(&b)));
	assert_true(name_eq(name_of(&a), name_of(&a)));
}

static void prefixes_are_within(void **state)
{
	(void)state;
	struct made empty = {0}, shorter = {0}, longer = {0}, other = {0};
	add(&shorter, 6, DER_PRINTABLE_STRING, T("DE"), false);
	add(&longer, 6, DER_UTF8_STRING, T("de"), false);
	add(&longer, 3, DER_UTF8_STRING, T("x"), false);
	add(&other, 3, DER_UTF8_STRING, T("x"), false);
	assert_true(name_is_empty(name_of(&empty)));
	assert_true(name_valid(name_of(&empty)));
	assert_true(name_within(name_of(&longer), name_of(&shorter)));
	assert_true(name_within(name_of(&longer), name_of(&empty)));
	assert_true(name_within(name_of(&longer), name_of(&longer)));
	assert_false(name_within(name_of(&shorter), name_of(&longer)));
	assert_false(name_within(name_of(&longer), name_of(&other)));
}

static void bad_text_is_no_name(void **state)
{
	(void)state;
	static const struct text_case bad[] = {
	    {DER_UTF8_STRING, T("\x80"), 0, NULL, 0, false},
	    {DER_UTF8_STRING, T("\xc3"), 0, NULL, 0, false},
	    {DER_UTF8_STRING, T("\xc0\x80"), 0, NULL, 0, false},         /* longer than needed */
	    {DER_UTF8_STRING, T("\xe0\x80\x80"), 0, NULL, 0, false},     /* longer than needed */
	    {DER_UTF8_STRING, T("\xf0\x80\x80\x80"), 0, NULL, 0, false}, /* longer than needed */
	    {DER_UTF8_STRING, T("\xed\xa0\x80"), 0, NULL, 0, false},     /* a surrogate */
	    {DER_UTF8_STRING, T("\xf4\x90\x80\x80"), 0, NULL, 0, false}, /* beyond U+10FFFF */
	    {DER_UTF8_STRING, T("\xf8\x88\x80\x80\x80"), 0, NULL, 0, false},
	    {DER_UTF8_STRING, T("\xc3\x28"), 0, NULL, 0, false},
	    {DER_BMP_STRING, T("\0a\0"), 0, NULL, 0, false},
	    {DER_UNIVERSAL_STRING, T("\0\0\0"), 0, NULL, 0, false},
	    {DER_UNIVERSAL_STRING, T("\0\x11\0\0"), 0, NULL, 0, false},
	    {DER_BMP_STRING, T("\xd8\0\xdc\0"), 0, NULL, 0, false},
	    {DER_UNIVERSAL_STRING, T("\0\0\xdf\xff"), 0, NULL, 0, false},
	    {0x8c, T("x"), 0, NULL, 0, false},
	    {0x2c, T("x"), 0, NULL, 0, false},
	    /* Not text, and of no type that a name has; what is malformed has no value to show. */
	    {DER_INTEGER, T("\1"), 0, NULL, 0, false},
	    {DER_OCTET_STRING, T("x"), 0, NULL, 0, false},
	    {DER_GENERALIZED_TIME, T("20260101000000Z"), 0, NULL, 0, false},
	    {DER_SET, T(""), 0, NULL, 0, false},
	    {DER_SEQUENCE & 0x1f, T("x"), 0, NULL, 0, false},
	    {DER_BIT_STRING, T(""), 0, NULL, 0, false},
	    {DER_BIT_STRING, T("\10x"), 0, NULL, 0, false},
	};
	static const struct text_case good[] = {
	    {DER_BIT_STRING, T("\7x"), 0, NULL, 0, false},
	    {DER_SEQUENCE, T("\2\1\1"), 0, NULL, 0, false},
	    {DER_NUMERIC_STRING, T("123"), 0, NULL, 0, false},
	};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct made m;
		one(&m, good[i].tag_a, good[i].a, good[i].a_len);
		assert_true(name_valid(name_of(&m)));
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct made m;
		one(&m, bad[i].tag_a, bad[i].a, bad[i].a_len);
		assert_false(name_valid(name_of(&m)));
	}
}

static void malformed_names_are_refused(void **state)
{
	(void)state;
	struct made m = {0};
	add(&m, 6, DER_PRINTABLE_STRING, T("DE"), false);
	add(&m, 3, DER_UTF8_STRING, T("x"), false);
	add(&m, 10, DER_UTF8_STRING, T("y"), true);
	struct span good = name_of(&m);
	assert_true(name_valid(good));
	for (size_t n = 0; n < good.len; n++) {
		uint8_t *exact = data_exact(span_of(good.p, n));
		assert_false(name_valid(span_of(exact, n)));
		free(exact);
	}
	/* An empty relative name. */
	assert_false(name_valid(span_of("\x30\x02\x31\x00", 4)));
	assert_false(name_valid(span_of("\x30\x00\x00", 3)));
}

static void text_becomes_utf8(void **state)
{
	(void)state;
	static const struct text_case cases[] = {
	    {DER_T61_STRING, T("\xc4x"), 0, T("\xc3\x84x"), true},
	    {DER_BMP_STRING, T("\x20\xac"), 0, T("\xe2\x82\xac"), true},
	    {DER_UNIVERSAL_STRING, T("\0\1\xf3\x3f"), 0, T("\xf0\x9f\x8c\xbf"), true},
	    {DER_UTF8_STRING, T("\xf0\x9f\x8c\xbf"), 0, T("\xf0\x9f\x8c\xbf"), true},
	    {DER_UTF8_STRING, T("123456789"), 0, NULL, 0, false}, /* does not fit */
	    {DER_OCTET_STRING, T("x"), 0, NULL, 0, false},
	    {DER_UTF8_STRING, T("\xc3"), 0, NULL, 0, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct name_attr a = {.tag = cases[i].tag_a, .value = span_of(cases[i].a, cases[i].a_len)};
		uint8_t out[8];
		size_t len;
		assert_int_equal(attr_utf8(&a, out, sizeof out, &len), cases[i].equal);
		if (cases[i].equal) {
			assert_int_equal(len, cases[i].b_len);
			assert_memory_equal(out, cases[i].b, len);
		}
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_folded),      cmocka_unit_test(order_counts_between_but_not_within),
	    cmocka_unit_test(large_sets_end),      cmocka_unit_test(prefixes_are_within),
	    cmocka_unit_test(bad_text_is_no_name), cmocka_unit_test(malformed_names_are_refused),
	    cmocka_unit_test(text_becomes_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
