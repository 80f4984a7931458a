/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The TLS 1.2 PRF (RFC 5246 §5): the test vectors published on the IETF TLS list, cuts, and the split of the seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/prf12.h"
#include "hex.h"

static const struct {
	enum hash_id id;
	const char *secret, *seed, *out;
} known[] = {
    {HASH_SHA256, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
     "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
     "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
     "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66"},
    {HASH_SHA384, "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
     "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cd"
     "e9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd"
     "8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425"
     "9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee6"
     "91c8f3a26854308d5eaa3be85e0990703d73e56f"},
};

static void published_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct hex_bytes secret = hex_bytes(known[i].secret), seed = hex_bytes(known[i].seed);
		struct hex_bytes want = hex_bytes(known[i].out);
		/* Every length is a prefix, and every split of the seed is the same seed. */
		for (size_t len = 0; len <= want.len; len++) {
			size_t cut = len % (seed.len + 1);
			uint8_t out[160];
			memset(out, 0xee, sizeof out);
			prf12(known[i].id, hex_span(&secret), "test label", span_of(seed.p, cut),
			      span_of(seed.p + cut, seed.len - cut), out, len);
			assert_memory_equal(out, want.p, len);
			assert_int_equal(out[len], 0xee);
		}
		hex_free(&secret);
		hex_free(&seed);
		hex_free(&want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(published_vectors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
