/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Reader, writer, buffer and secret helpers: bounds, sticky failure, length prefixes, growth, failing allocations. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/reader.h"
#include "base/secret.h"
#include "base/writer.h"
#include "host_alloc.h"

static void reader_reads_in_network_order(void **state)
{
	(void)state;
	const uint8_t in[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	struct reader r = rd_init(span_of(in, sizeof in));
	assert_int_equal(rd_u8(&r), 0x01);
	assert_int_equal(rd_u16(&r), 0x0203);
	assert_int_equal(rd_u24(&r), 0x040506);
	assert_int_equal(rd_u32(&r), 0x0708090a);
	assert_true(rd_end(&r));
}

static void reader_failure_is_sticky(void **state)
{
	(void)state;
	const uint8_t in[] = {1, 2, 3};
	struct reader r = rd_init(span_of(in, sizeof in));
	assert_int_equal(rd_u32(&r), 0);
	assert_int_equal(rd_left(&r), 0);
	assert_int_equal(rd_u8(&r), 0);
	assert_false(rd_end(&r));
}

static void vector_bounds_are_enforced(void **state)
{
	(void)state;
	const uint8_t in[] = {2, 0xaa, 0xbb};
	struct reader r = rd_init(span_of(in, sizeof in));
	assert_int_equal(rd_vec(&r, 1, 1, 2).len, 2);
	assert_true(rd_end(&r));
	r = rd_init(span_of(in, sizeof in));
	rd_vec(&r, 1, 3, 9);
	assert_true(r.failed);
	r = rd_init(span_of(in, sizeof in));
	rd_vec(&r, 1, 0, 1);
	assert_true(r.failed);
	r = rd_init(span_of(in, 2));
	rd_vec(&r, 1, 0, 9);
	assert_true(r.failed);
}

static void writer_fills_nested_prefixes(void **state)
{
	(void)state;
	uint8_t out[16];
	struct writer w = wr_fixed(out, sizeof out);
	size_t outer = wr_open(&w, 3);
	size_t inner = wr_open(&w, 2);
	wr_u8(&w, 0x55);
	wr_close(&w, inner, 2);
	wr_close(&w, outer, 3);
	const uint8_t want[] = {0, 0, 3, 0, 1, 0x55};
	assert_int_equal(wr_span(&w).len, sizeof want);
	assert_memory_equal(out, want, sizeof want);
}

static void writer_failure_is_sticky(void **state)
{
	(void)state;
	uint8_t out[300];
	struct writer w = wr_fixed(out, 3);
	wr_u32(&w, 1);
	wr_u8(&w, 1);
	assert_true(wr_failed(&w));
	assert_int_equal(wr_span(&w).len, 0);
	w = wr_fixed(out, sizeof out);
	size_t m = wr_open(&w, 1);
	wr_space(&w, 256);
	wr_close(&w, m, 1);
	assert_true(wr_failed(&w));
}

static void writer_grows_its_buffer_to_the_bound(void **state)
{
	(void)state;
	struct buffer b = {0};
	assert_true(buf_append(&b, span_str("head")));
	struct writer w = wr_buffer(&b, 5000);
	for (int i = 0; i < 5000; i++) {
		wr_u8(&w, (uint8_t)i);
	}
	assert_false(wr_failed(&w));
	assert_int_equal(buf_len(&b), 4);
	assert_true(wr_commit(&w));
	assert_int_equal(buf_len(&b), 5004);
	assert_memory_equal(buf_head(&b), "head", 4);
	assert_int_equal(buf_head(&b)[4 + 4999], (uint8_t)4999);
	wr_u8(&w, 0);
	assert_true(wr_failed(&w));
	buf_free(&b);
	assert_int_equal(host_live(), 0);
}

static void buffer_survives_failed_allocation(void **state)
{
	(void)state;
	struct buffer b = {0};
	assert_true(buf_append(&b, span_str("kept")));
	host_fail_after(0);
	assert_null(buf_reserve(&b, 100000));
	host_fail_after(-1);
	assert_true(span_eq(buf_span(&b), span_str("kept")));
	buf_consume(&b, 2);
	assert_true(span_eq(buf_span(&b), span_str("pt")));
	buf_free(&b);
}

static void ct_equal_compares(void **state)
{
	(void)state;
	assert_int_equal(ct_equal("abc", "abc", 3), 1);
	assert_int_equal(ct_equal("abc", "abd", 3), 0);
	assert_int_equal(ct_equal("x", "y", 0), 1);
	uint8_t a[1] = {0x80};
	uint8_t b[1] = {0x00};
	assert_int_equal(ct_equal(a, b, 1), 0);
}

static void every_error_has_its_row(void **state)
{
	(void)state;
	for (int e = 0; e < TLS_E_COUNT; e++) {
		assert_non_null(tls_err_name((enum tls_err)e));
		assert_true(strlen(tls_err_text((enum tls_err)e)) > 5);
	}
	assert_int_equal(tls_err_alert(TLS_E_BAD_RECORD_MAC), 20);
	assert_string_equal(tls_err_name((enum tls_err)9999), "INTERNAL");
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader_reads_in_network_order),
		cmocka_unit_test(reader_failure_is_sticky),
		cmocka_unit_test(vector_bounds_are_enforced),
		cmocka_unit_test(writer_fills_nested_prefixes),
		cmocka_unit_test(writer_failure_is_sticky),
		cmocka_unit_test(writer_grows_its_buffer_to_the_bound),
		cmocka_unit_test(buffer_survives_failed_allocation),
		cmocka_unit_test(ct_equal_compares),
		cmocka_unit_test(every_error_has_its_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
