/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* scrypt: RFC 7914 §12, and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/scrypt.h"
#include "hex.h"

static void check(struct span password, struct span salt, struct scrypt_cost cost, const char *want)
{
	struct hex_bytes w = hex_bytes(want);
	uint8_t out[64 + 1];
	void *memory = malloc(scrypt_memory(cost));
	assert_non_null(memory);
	memset(out, 0xa5, sizeof out);
	scrypt(out, w.len, password, salt, cost, memory);
	assert_memory_equal(out, w.p, w.len);
	assert_int_equal(out[w.len], 0xa5);
	free(memory);
	hex_free(&w);
}

static void vectors(void **state)
{
	(void)state;
	check(span_of("", 0), span_of("", 0), (struct scrypt_cost){16, 1, 1},
	      "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
	      "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
	check(span_str("password"), span_str("NaCl"), (struct scrypt_cost){1024, 8, 16},
	      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
	      "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
	check(span_str("pleaseletmein"), span_str("SodiumChloride"), (struct scrypt_cost){16384, 8, 1},
	      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
	      "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
}

static void limits(void **state)
{
	(void)state;
	assert_int_equal(scrypt_memory((struct scrypt_cost){16, 1, 1}), 128 * 19);
	assert_int_equal(scrypt_memory((struct scrypt_cost){1024, 8, 16}), 1024 * 1042);
	const struct scrypt_cost refused[] = {
	    {0, 1, 1},
	    {1, 1, 1},
	    {15, 1, 1},
	    {16, 0, 1},
	    {16, 1, 0},
	    {65536, 1, 1}, /* n is below 2^(128 r / 8) */
	    {16, 1, 1 << 24},
	    {16, 1 << 24, 1},
	    {16, SIZE_MAX, SIZE_MAX}, /* blocks of 2^31 octets and more */
	    {(uint64_t)1 << 60, 8, 1},
	    {(uint64_t)1 << 63, 8, 1},
	};
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		assert_int_equal(scrypt_memory(refused[i]), 0);
	}
	assert_true(scrypt_memory((struct scrypt_cost){32768, 1, 1}) > 0);
	assert_true(scrypt_memory((struct scrypt_cost){16, 1, (1 << 24) - 1}) > 0);
	assert_true(scrypt_memory((struct scrypt_cost){(uint64_t)1 << 32, 8, 1}) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(vectors), cmocka_unit_test(limits)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
