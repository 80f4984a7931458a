/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* HKDF: RFC 5869 appendix A, Wycheproof; HKDF-Expand-Label: the trace of RFC 8448 §3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/hkdf.h"
#include "wycheproof.h"

static const struct {
	const char *ikm, *salt, *info, *prk, *okm;
} rfc5869[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
     "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
     "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
     "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
     "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

static void rfc_5869_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rfc5869 / sizeof rfc5869[0]; i++) {
		struct hex_bytes ikm = hex_bytes(rfc5869[i].ikm), salt = hex_bytes(rfc5869[i].salt);
		struct hex_bytes info = hex_bytes(rfc5869[i].info), prk = hex_bytes(rfc5869[i].prk);
		struct hex_bytes okm = hex_bytes(rfc5869[i].okm);
		struct secret out;
		uint8_t expanded[128];
		hkdf_extract(HASH_SHA256, hex_span(&salt), hex_span(&ikm), &out);
		assert_int_equal(out.len, prk.len);
		assert_memory_equal(out.b, prk.p, prk.len);
		hkdf_expand(HASH_SHA256, secret_span(&out), hex_span(&info), expanded, okm.len);
		assert_memory_equal(expanded, okm.p, okm.len);
		hex_free(&ikm);
		hex_free(&salt);
		hex_free(&info);
		hex_free(&prk);
		hex_free(&okm);
	}
}

static void set_secret(struct secret *s, const char *hex)
{
	s->len = hex_decode(s->b, sizeof s->b, hex);
}

static void check_label(const char *prk_hex, const char *label, const char *context_hex, const char *want_hex)
{
	struct secret prk;
	struct hex_bytes context = hex_bytes(context_hex), want = hex_bytes(want_hex);
	uint8_t out[64];
	set_secret(&prk, prk_hex);
	hkdf_expand_label(HASH_SHA256, &prk, label, hex_span(&context), out, want.len);
	assert_memory_equal(out, want.p, want.len);
	hex_free(&context);
	hex_free(&want);
}

static void rfc_8448_labels(void **state)
{
	(void)state;
	const char *early = "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a";
	const char *empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	const char *s_hs = "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38";
	check_label(early, "derived", empty, "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba");
	check_label(s_hs, "key", "", "3fce516009c21727d0f2e4e86ee403bc");
	check_label(s_hs, "iv", "", "5d313eb2671276ee13000b30");
	check_label(s_hs, "finished", "", "008d3b66f816ea559f96b537e885c31fc068bf492c652f01f288a1d8cdc19fc8");
}

static void rfc_8448_extracts_in_place(void **state)
{
	(void)state;
	static const uint8_t zeros[32];
	struct secret s;
	struct hex_bytes dh = hex_bytes("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
	uint8_t want[32];
	hkdf_extract(HASH_SHA256, span_of(NULL, 0), span_of(zeros, sizeof zeros), &s);
	hex_decode(want, sizeof want, "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a");
	assert_memory_equal(s.b, want, sizeof want);
	set_secret(&s, "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba");
	hkdf_extract(HASH_SHA256, secret_span(&s), hex_span(&dh), &s);
	hex_decode(want, sizeof want, "1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac");
	assert_memory_equal(s.b, want, sizeof want);
	hex_free(&dh);
}

static void the_longest_of_everything(void **state)
{
	(void)state;
	char label[250];
	uint8_t context[255], a[255 * 48], b[255 * 48];
	struct secret prk;
	struct span info;
	uint8_t by_hand[2 + 1 + 255 + 1 + 255];
	memset(label, 'l', 249);
	label[249] = '\0';
	memset(context, 0xcc, sizeof context);
	memset(&prk, 0x11, sizeof prk);
	prk.len = 48;
	by_hand[0] = sizeof a >> 8;
	by_hand[1] = sizeof a & 0xff;
	by_hand[2] = 255;
	memcpy(by_hand + 3, "tls13 ", 6);
	memcpy(by_hand + 9, label, 249);
	by_hand[258] = 255;
	memcpy(by_hand + 259, context, sizeof context);
	info = span_of(by_hand, sizeof by_hand);
	hkdf_expand_label(HASH_SHA384, &prk, label, span_of(context, sizeof context), a, sizeof a);
	hkdf_expand(HASH_SHA384, secret_span(&prk), info, b, sizeof b);
	assert_memory_equal(a, b, sizeof a);
	/* A shorter output is a prefix of a longer one, and nothing past it is written. */
	memset(b, 0xee, sizeof b);
	hkdf_expand(HASH_SHA384, secret_span(&prk), info, b, 100);
	assert_memory_equal(a, b, 100);
	assert_int_equal(b[100], 0xee);
}

static void wycheproof_one(const json_t *group, const json_t *test, void *arg)
{
	enum hash_id id = *(enum hash_id *)arg;
	struct hex_bytes ikm = wp_hex(test, "ikm"), salt = wp_hex(test, "salt"), info = wp_hex(test, "info");
	struct hex_bytes okm = wp_hex(test, "okm");
	size_t size = (size_t)wp_int(test, "size");
	uint8_t out[255 * HASH_MAX_LEN];
	(void)group;
	/* The invalid ones ask for more than 255 blocks; that bound is hkdf_expand's contract. */
	if (size > 255 * hash_len(id)) {
		assert_int_equal(wp_result(test), WP_INVALID);
	} else {
		struct secret prk;
		hkdf_extract(id, hex_span(&salt), hex_span(&ikm), &prk);
		hkdf_expand(id, secret_span(&prk), hex_span(&info), out, size);
		assert_int_equal(size, okm.len);
		if ((memcmp(out, okm.p, size) == 0) != (wp_result(test) == WP_VALID)) {
			fail_msg("tcId %ld", wp_id(test));
		}
	}
	hex_free(&ikm);
	hex_free(&salt);
	hex_free(&info);
	hex_free(&okm);
}

static void wycheproof_sha256(void **state)
{
	(void)state;
	enum hash_id id = HASH_SHA256;
	if (!wycheproof_each("hkdf_sha256_test.json", wycheproof_one, &id)) {
		skip();
	}
}

static void wycheproof_sha384(void **state)
{
	(void)state;
	enum hash_id id = HASH_SHA384;
	if (!wycheproof_each("hkdf_sha384_test.json", wycheproof_one, &id)) {
		skip();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rfc_5869_vectors),           cmocka_unit_test(rfc_8448_labels),
	    cmocka_unit_test(rfc_8448_extracts_in_place), cmocka_unit_test(the_longest_of_everything),
	    cmocka_unit_test(wycheproof_sha256),          cmocka_unit_test(wycheproof_sha384),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
