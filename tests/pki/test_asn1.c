/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* DER elements: what X.690 asks for beyond BER is insisted on; object identifiers and times. */
#include "pki_data.h"

#include "pki/asn1.h"
#include "pki/oid.h"
#include "pki/time.h"

#define BYTES(...) span_of((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static bool is_element(struct span s)
{
	struct der_tlv tlv;
	uint8_t *exact = data_exact(s);
	struct reader r = rd_init(span_of(exact, s.len));
	bool ok = der_any(&r, &tlv) && rd_end(&r) && tlv.whole.len == s.len;
	assert_true(ok || r.failed || rd_left(&r) != 0);
	free(exact);
	return ok;
}

static void lengths_are_definite_and_shortest(void **state)
{
	(void)state;
	assert_true(is_element(BYTES(0x04, 0x00)));
	assert_true(is_element(BYTES(0x04, 0x02, 1, 2)));
	assert_false(is_element(BYTES(0x04)));
	assert_false(is_element(BYTES(0x04, 0x02, 1)));
	assert_false(is_element(BYTES(0x04, 0x02, 1, 2, 3)));
	/* X.690 §10.1 */
	assert_false(is_element(BYTES(0x30, 0x80, 0, 0)));
	assert_false(is_element(BYTES(0x04, 0x81, 0x02, 1, 2)));
	assert_false(is_element(BYTES(0x04, 0x82, 0x00, 0x02, 1, 2)));
	assert_false(is_element(BYTES(0x04, 0x84, 0xff, 0xff, 0xff, 0xff, 1)));
	assert_false(is_element(BYTES(0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)));
	assert_false(is_element(BYTES(0x04, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1)));
	assert_false(is_element(BYTES(0x04, 0xff)));
	uint8_t big[3 + 0x80] = {0x04, 0x81, 0x80};
	assert_true(is_element(span_of(big, sizeof big)));
	uint8_t bigger[4 + 0x100] = {0x04, 0x82, 0x01, 0x00};
	assert_true(is_element(span_of(bigger, sizeof bigger)));
	bigger[2] = 0;
	bigger[3] = 0xff;
	assert_false(is_element(span_of(bigger, 4 + 0xff)));
}

static void long_tags_are_refused(void **state)
{
	(void)state;
	assert_false(is_element(BYTES(0x1f, 0x20, 0x00)));
	assert_false(is_element(BYTES(0x9f, 0x81, 0x01, 0x00)));
	assert_false(is_element(BYTES(0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)));
	assert_true(is_element(BYTES(0xbe, 0x00)));
}

static void failures_stick(void **state)
{
	(void)state;
	struct reader r = rd_init(BYTES(0x02, 0x01, 0x05, 0x04, 0x00));
	assert_int_equal(der_small(&r, 9), 5);
	der_take(&r, DER_INTEGER);
	assert_true(r.failed);
	struct reader inner = der_enter(&r, DER_SEQUENCE);
	assert_true(inner.failed);
	assert_false(rd_end(&inner));
}

static bool is_integer(struct span s)
{
	struct reader r = rd_init(s);
	der_integer(&r, DER_INTEGER);
	return rd_end(&r);
}

static void integers_are_shortest(void **state)
{
	(void)state;
	assert_true(is_integer(BYTES(0x02, 0x01, 0x00)));
	assert_true(is_integer(BYTES(0x02, 0x02, 0x00, 0x80)));
	assert_true(is_integer(BYTES(0x02, 0x01, 0xff)));
	assert_true(is_integer(BYTES(0x02, 0x02, 0xff, 0x7f)));
	assert_false(is_integer(BYTES(0x02, 0x00)));
	assert_false(is_integer(BYTES(0x02, 0x02, 0x00, 0x7f)));
	assert_false(is_integer(BYTES(0x02, 0x02, 0xff, 0x80)));
	struct reader r = rd_init(BYTES(0x02, 0x02, 0x00, 0x80));
	struct span n = der_natural(&r);
	assert_int_equal(n.len, 1);
	assert_int_equal(n.p[0], 0x80);
	r = rd_init(BYTES(0x02, 0x01, 0x80));
	der_natural(&r);
	assert_true(r.failed);
	r = rd_init(BYTES(0x02, 0x02, 0x01, 0x00));
	assert_int_equal(der_small(&r, 256), 256);
	r = rd_init(BYTES(0x02, 0x02, 0x01, 0x00));
	der_small(&r, 255);
	assert_true(r.failed);
	r = rd_init(BYTES(0x02, 0x05, 0x01, 0, 0, 0, 0));
	der_small(&r, UINT32_MAX);
	assert_true(r.failed);
}

static void booleans_are_all_or_nothing(void **state)
{
	(void)state;
	struct reader r = rd_init(BYTES(0x01, 0x01, 0xff, 0x01, 0x01, 0x00));
	assert_true(der_default_false(&r, DER_BOOLEAN));
	assert_false(der_default_false(&r, DER_BOOLEAN));
	assert_false(der_default_false(&r, DER_BOOLEAN));
	assert_true(rd_end(&r));
	r = rd_init(BYTES(0x01, 0x01, 0x01));
	der_default_false(&r, DER_BOOLEAN);
	assert_true(r.failed);
	r = rd_init(BYTES(0x01, 0x02, 0xff, 0xff));
	der_default_false(&r, DER_BOOLEAN);
	assert_true(r.failed);
}

static void bits_count_from_the_left(void **state)
{
	(void)state;
	struct reader r = rd_init(BYTES(0x03, 0x02, 0x05, 0xa0));
	assert_int_equal(der_named_bits(&r, DER_BIT_STRING), 1u << 0 | 1u << 2);
	r = rd_init(BYTES(0x03, 0x03, 0x07, 0x00, 0x80));
	assert_int_equal(der_named_bits(&r, DER_BIT_STRING), 1u << 8);
	r = rd_init(BYTES(0x03, 0x01, 0x00));
	assert_int_equal(der_named_bits(&r, DER_BIT_STRING), 0);
	assert_true(rd_end(&r));
	/* Unused bits that are set, eight of them, or of nothing. */
	static const uint8_t bad[][4] = {{0x03, 0x02, 0x05, 0xa1}, {0x03, 0x02, 0x08, 0x00}, {0x03, 0x01, 0x01, 0}};
	for (size_t i = 0; i < 3; i++) {
		r = rd_init(span_of(bad[i], (size_t)bad[i][1] + 2));
		der_named_bits(&r, DER_BIT_STRING);
		assert_true(r.failed);
	}
	r = rd_init(BYTES(0x03, 0x02, 0x01, 0x80));
	der_bits(&r, DER_BIT_STRING);
	assert_true(r.failed);
	r = rd_init(BYTES(0x03, 0x00));
	der_bits(&r, DER_BIT_STRING);
	assert_true(r.failed);
}

static bool is_oid(struct span s)
{
	struct reader r = rd_init(s);
	der_oid(&r);
	return rd_end(&r);
}

static void object_identifiers_are_whole(void **state)
{
	(void)state;
	assert_true(is_oid(BYTES(0x06, 0x03, 0x55, 0x04, 0x03)));
	assert_true(is_oid(BYTES(0x06, 0x03, 0x2a, 0x86, 0x48)));
	assert_false(is_oid(BYTES(0x06, 0x00)));
	assert_false(is_oid(BYTES(0x06, 0x02, 0x2a, 0x86)));
	assert_false(is_oid(BYTES(0x06, 0x03, 0x2a, 0x80, 0x01)));
	for (unsigned i = OID_UNKNOWN + 1; i < OID_COUNT; i++) {
		assert_int_equal(oid_find(oid_octets((enum oid)i)), i);
	}
	assert_int_equal(oid_find(BYTES(0x55, 0x04, 0x04)), OID_UNKNOWN);
	assert_int_equal(oid_find(span_of(NULL, 0)), OID_UNKNOWN);
	assert_int_equal(oid_octets(OID_UNKNOWN).len, 0);
}

static bool is_value(struct span s)
{
	struct der_tlv tlv;
	struct reader r = rd_init(s);
	assert_true(der_any(&r, &tlv) && rd_end(&r));
	return der_value_valid(&tlv);
}

static void values_are_of_their_types(void **state)
{
	(void)state;
	assert_true(is_value(BYTES(0x05, 0x00)));
	assert_true(is_value(BYTES(0x01, 0x01, 0x01)));
	assert_true(is_value(BYTES(0x03, 0x02, 0x07, 0x80)));
	assert_true(is_value(BYTES(0x06, 0x01, 0x2a)));
	assert_true(is_value(BYTES(0x02, 0x01, 0x80)));
	assert_true(is_value(BYTES(0x1e, 0x02, 0, 1)));
	assert_true(is_value(BYTES(0x30, 0x01, 0xff)));
	assert_true(is_value(BYTES(0x82, 0x00)));
	assert_false(is_value(BYTES(0x05, 0x01, 0)));
	assert_false(is_value(BYTES(0x01, 0x00)));
	assert_false(is_value(BYTES(0x03, 0x00)));
	assert_false(is_value(BYTES(0x03, 0x01, 0x01)));
	assert_false(is_value(BYTES(0x03, 0x02, 0x08, 0)));
	assert_false(is_value(BYTES(0x06, 0x00)));
	assert_false(is_value(BYTES(0x06, 0x01, 0x80)));
	assert_false(is_value(BYTES(0x02, 0x00)));
	assert_false(is_value(BYTES(0x0a, 0x02, 0, 1)));
	assert_false(is_value(BYTES(0x1e, 0x01, 0)));
	assert_false(is_value(BYTES(0x1c, 0x02, 0, 0)));
	assert_false(is_value(BYTES(0x10, 0x00)));
	assert_false(is_value(BYTES(0x24, 0x02, 0x04, 0x00)));
	assert_false(is_value(BYTES(0x11, 0x02, 0x05, 0)));
}

struct time_case {
	uint8_t tag;
	const char *text;
	int64_t want;
	bool bad;
};

static void times_are_seconds(void **state)
{
	(void)state;
	static const struct time_case cases[] = {
	    {DER_UTC_TIME, "700101000000Z", 0, false},
	    {DER_UTC_TIME, "691231235959Z", -1, false},
	    {DER_UTC_TIME, "240101000000Z", DATA_TIME, false},
	    {DER_UTC_TIME, "240229120000Z", 1709208000, false},
	    {DER_UTC_TIME, "491231235959Z", 2524607999, false},
	    {DER_UTC_TIME, "500101000000Z", -631152000, false},
	    {DER_GENERALIZED_TIME, "20500101000000Z", 2524608000, false},
	    {DER_GENERALIZED_TIME, "99991231235959Z", INT64_C(253402300799), false},
	    {DER_GENERALIZED_TIME, "00000101000000Z", INT64_C(-62167219200), false},
	    {DER_GENERALIZED_TIME, "20000229000000Z", 951782400, false},
	    {DER_UTC_TIME, "230229120000Z", 0, true},
	    {DER_GENERALIZED_TIME, "21000229000000Z", 0, true},
	    {DER_UTC_TIME, "2401010000Z", 0, true},
	    {DER_UTC_TIME, "240101000000", 0, true},
	    {DER_UTC_TIME, "240101000000+0100", 0, true},
	    {DER_UTC_TIME, "240101000060Z", 0, true},
	    {DER_UTC_TIME, "240101006000Z", 0, true},
	    {DER_UTC_TIME, "240101240000Z", 0, true},
	    {DER_UTC_TIME, "241301000000Z", 0, true},
	    {DER_UTC_TIME, "240001000000Z", 0, true},
	    {DER_UTC_TIME, "240100000000Z", 0, true},
	    {DER_UTC_TIME, "2401010000a0Z", 0, true},
	    {DER_UTC_TIME, "20240101000000Z", 0, true},
	    {DER_GENERALIZED_TIME, "240101000000Z", 0, true},
	    {DER_GENERALIZED_TIME, "20240101000000.5Z", 0, true},
	    {DER_UTC_TIME, "", 0, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t der[32] = {cases[i].tag, (uint8_t)strlen(cases[i].text)};
		memcpy(der + 2, cases[i].text, strlen(cases[i].text));
		struct reader r = rd_init(span_of(der, 2 + strlen(cases[i].text)));
		bool bad;
		int64_t t = time_take(&r, &bad);
		assert_true(rd_end(&r));
		assert_int_equal(bad, cases[i].bad);
		assert_true(t == cases[i].want);
	}
	struct reader r = rd_init(BYTES(DER_UTF8_STRING, 0x01, 'x'));
	bool bad;
	time_take(&r, &bad);
	assert_true(r.failed && bad);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lengths_are_definite_and_shortest),
	    cmocka_unit_test(long_tags_are_refused),
	    cmocka_unit_test(failures_stick),
	    cmocka_unit_test(integers_are_shortest),
	    cmocka_unit_test(booleans_are_all_or_nothing),
	    cmocka_unit_test(bits_count_from_the_left),
	    cmocka_unit_test(object_identifiers_are_whole),
	    cmocka_unit_test(values_are_of_their_types),
	    cmocka_unit_test(times_are_seconds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
