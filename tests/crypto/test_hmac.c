/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* HMAC: RFC 4231, Wycheproof, many messages under one key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "crypto/hmac.h"
#include "wycheproof.h"

#define AA_20  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define AA_131 AA_20 AA_20 AA_20 AA_20 AA_20 AA_20 "aaaaaaaaaaaaaaaaaaaaaa"
#define DD_50  "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
#define CD_50  "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"

/* RFC 4231 §4: keys, data and the first hash_len bytes of each answer. */
static const struct {
	const char *key, *data, *sha256, *sha384, *sha512;
} rfc4231[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
     "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
     "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
     "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
    {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
     "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    {AA_20, DD_50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
     "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
     "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
     "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
    {"0102030405060708090a0b0c0d0e0f10111213141516171819", CD_50,
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
     "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
     "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
     "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
    {AA_131,
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
     "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
     "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
     "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
};

static void check(enum hash_id id, const char *key_hex, const char *data_hex, const char *want_hex)
{
	struct hex_bytes key = hex_bytes(key_hex), data = hex_bytes(data_hex), want = hex_bytes(want_hex);
	uint8_t out[HASH_MAX_LEN];
	hmac_once(id, hex_span(&key), hex_span(&data), out);
	assert_int_equal(want.len, hash_len(id));
	assert_memory_equal(out, want.p, want.len);
	hex_free(&key);
	hex_free(&data);
	hex_free(&want);
}

static void rfc_4231_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rfc4231 / sizeof rfc4231[0]; i++) {
		check(HASH_SHA256, rfc4231[i].key, rfc4231[i].data, rfc4231[i].sha256);
		check(HASH_SHA384, rfc4231[i].key, rfc4231[i].data, rfc4231[i].sha384);
		check(HASH_SHA512, rfc4231[i].key, rfc4231[i].data, rfc4231[i].sha512);
	}
}

static void one_key_many_messages(void **state)
{
	(void)state;
	uint8_t key[200], data[200], whole[HASH_MAX_LEN], out[HASH_MAX_LEN];
	memset(key, 0x42, sizeof key);
	memset(data, 0x17, sizeof data);
	for (size_t key_len = 0; key_len <= sizeof key; key_len += 8) {
		struct hmac_ctx c;
		hmac_init(&c, HASH_SHA384, span_of(key, key_len));
		for (size_t cut = 0; cut <= sizeof data; cut += 25) {
			hmac_once(HASH_SHA384, span_of(key, key_len), span_of(data, sizeof data), whole);
			hmac_update(&c, span_of(data, cut));
			hmac_update(&c, span_of(data + cut, sizeof data - cut));
			hmac_final(&c, out);
			assert_memory_equal(out, whole, hash_len(HASH_SHA384));
		}
		hmac_wipe(&c);
		for (size_t i = 0; i < sizeof c; i++) {
			assert_int_equal(((const uint8_t *)&c)[i], 0);
		}
	}
}

static void wycheproof_one(const json_t *group, const json_t *test, void *arg)
{
	enum hash_id id = *(enum hash_id *)arg;
	struct hex_bytes key = wp_hex(test, "key"), msg = wp_hex(test, "msg"), tag = wp_hex(test, "tag");
	uint8_t out[HASH_MAX_LEN];
	assert_int_equal(wp_int(group, "tagSize"), tag.len * 8);
	hmac_once(id, hex_span(&key), hex_span(&msg), out);
	int same = ct_equal(out, tag.p, tag.len);
	if (same != (wp_result(test) == WP_VALID)) {
		fail_msg("tcId %ld", wp_id(test));
	}
	hex_free(&key);
	hex_free(&msg);
	hex_free(&tag);
}

static void wycheproof_sha256(void **state)
{
	(void)state;
	enum hash_id id = HASH_SHA256;
	if (!wycheproof_each("hmac_sha256_test.json", wycheproof_one, &id)) {
		skip();
	}
}

static void wycheproof_sha384(void **state)
{
	(void)state;
	enum hash_id id = HASH_SHA384;
	if (!wycheproof_each("hmac_sha384_test.json", wycheproof_one, &id)) {
		skip();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rfc_4231_vectors),
	    cmocka_unit_test(one_key_many_messages),
	    cmocka_unit_test(wycheproof_sha256),
	    cmocka_unit_test(wycheproof_sha384),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
