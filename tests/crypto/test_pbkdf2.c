/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PBKDF2: RFC 6070 for HMAC-SHA-1, RFC 7914 §11 for HMAC-SHA-256. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/pbkdf2.h"
#include "hex.h"

static void check(enum digest_id prf, struct span password, struct span salt, uint32_t rounds, const char *want)
{
	struct hex_bytes w = hex_bytes(want);
	uint8_t out[64 + 1];
	memset(out, 0xa5, sizeof out);
	pbkdf2(out, w.len, prf, password, salt, rounds);
	assert_memory_equal(out, w.p, w.len);
	assert_int_equal(out[w.len], 0xa5);
	hex_free(&w);
}

static void vectors(void **state)
{
	(void)state;
	struct span password = span_str("password"), salt = span_str("salt");
	check(DIGEST_SHA1, password, salt, 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6");
	check(DIGEST_SHA1, password, salt, 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
	check(DIGEST_SHA1, password, salt, 4096, "4b007901b765489abead49d926f721d065a429c1");
	check(DIGEST_SHA1, span_str("passwordPASSWORDpassword"), span_str("saltSALTsaltSALTsaltSALTsaltSALTsalt"), 4096,
	      "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
	check(DIGEST_SHA1, span_of("pass\0word", 9), span_of("sa\0lt", 5), 4096, "56fa6aa75548099dcc37d7f03425e0c3");
	check(DIGEST_SHA256, span_str("passwd"), salt, 1,
	      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
	      "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(vectors)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
