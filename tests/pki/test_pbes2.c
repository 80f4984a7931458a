/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PBES2: an Ed25519 key that openssl-pkcs8(1) encrypted under "secret" in every way that is read, and in three that are
 * not; truncated, lengthened, flipped bit by bit, and with work that is too much.
 */
#include "pki_data.h"

#include <string.h>

#include "hex.h"
#include "pki/pbes2.h"

static const char plain[] =
    "302e020100300506032b65700422042084c994087705c62dde96f39aba309f4682c7e4264ec5cbdb2e5d82f625003f39";

struct sealed {
	const char *name, *info;
};

static const struct sealed good[] = {
    {"aes128 with SHA-256",
     "30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c04088a187eb8f3af9f1702020800300c06"
     "082a864886f70d02090500301d06096086480165030401020410de617353e1a3a77b8499c37865cdbe2e0440a712845aa2ec"
     "8e5ff28b70cddeb3b78ec352f0c94ed7285587e34e01be7a1ac8f4d600d5fe16c368eb654d4580e359c4d1862ba23b82539b"
     "ed8111593ba94e02"},
    {"aes192 with SHA-256",
     "30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c0408a8561e2b63633ce102020800300c06"
     "082a864886f70d02090500301d06096086480165030401160410b1429b46272078b6258c023e8ec137de044095f4fd9c7b11"
     "09e0b472d5cbfcdad14b88a0c6af4529b76cdb1faed9bf8323aa4e90371af5275d491d6e3716f98cc9b49180f9cf59a08e06"
     "c0c9d95805a06db4"},
    {"aes256 with SHA-256",
     "30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c04082cdbe178d780bc3e02020800300c06"
     "082a864886f70d02090500301d060960864801650304012a0410790aca80617af931e30f7f029deab1a2044063f39664214e"
     "ab69f3d85c64e28b2461927588c03a1c50857a71f95796927c5a57109921474ba93fbe5c25e5d59eb86df2e17189c043dc8c"
     "2574599cca271458"},
    {"aes256 with SHA1",
     "30818d304906092a864886f70d01050d303c301b06092a864886f70d01050c300e0408dbb2e3fac9c1d17e02020800301d06"
     "0960864801650304012a0410dba1b6f2371243b988fa09be2c2671c2044054440ead378fecbe29cba4699429ad39017886ab"
     "806434a22f0eb0dc058db939faa29d084b272e2d79e18464bbcfe7ec022b7fb9e79d5edbf1bae819eed2c0be"},
    {"aes256 with SHA224",
     "30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c04088ff498b521338a0802020800300c06"
     "082a864886f70d02080500301d060960864801650304012a04104dafc8b6bb8c3f84838ccd756500d45f0440dd1c5efba157"
     "a0c5a6c1935fd82866e1cac6e55e38a741288e25f137bd46108d3c077482c155f0dfe7fe23e0bc0a5fc6ec634d68367ef976"
     "be93711fdaf98ad4"},
    {"aes256 with SHA384",
     "30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c0408cd770a938f5fc6be02020800300c06"
     "082a864886f70d020a0500301d060960864801650304012a0410c72d3e33c806dc0d10d890dfa6b10916044046f7337d460a"
     "95fae1257e7cc8fc241d229f7393a0143df448cde44881f3349494d19b28d31eb3a3702d59630a5e1192ffb13c54f98383c9"
     "323b862e34b87859"},
    {"aes256 with SHA512",
     "30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c0408151b412644a7fbe202020800300c06"
     "082a864886f70d020b0500301d060960864801650304012a0410877832e25656d9ec01654738b019fbbb0440004bc2473b4e"
     "ca40e090a26c768eab40b16d26e26f7379815e758312d52cfa52488c4e91952b66ca4adeba713cef88f0de54e7cb55b24628"
     "f8beca6f8892f4f2"},
};

static const struct sealed refused[] = {
    {"3DES", "30818a304e06092a864886f70d01050d3041302906092a864886f70d01050c301c0408c7359f57e3b244c902020800300c06"
	     "082a864886f70d02090500301406082a864886f70d030704083e63ca39aad282a304389776a26be5acc91a7203b92893033c"
	     "327b60a2c4a7a892c03139a783a95245e2219bcf005a3fcc6af4dc9136611a4ece7e72f12efab3a1da"},
    {"PBE-SHA1-3DES",
     "3058301c060a2a864886f70d010c0103300e0408321b3bcab9f93f99020208000438938143f2085327b330e9cd0d3c9b5844"
     "4f37b424f2cc5c68b466d95fd40f3884e7da4eaaefdec8dc748b6163d7ddc61a5d0c94c70d6314d5"},
    {"scrypt", "308193304f06092a864886f70d01050d3042302106092b06010401da47040b30140408212dede97597031702024000020108"
	       "020101301d060960864801650304012a0410f54e87ecbdd631dfafe51cc364b589dc0440e11eeb6f78ca075b1d12dcadb7b8"
	       "2266827e53dd04b53d44e35f9ade31566b97f1ad9595300a3b84b0cd541807b754d9e8271671a6d16d0826413f206d778546"},
};
#define N_GOOD    (sizeof good / sizeof good[0])
#define N_REFUSED (sizeof refused / sizeof refused[0])

static enum tls_err opened(struct buffer *out, struct span info, const char *password)
{
	*out = (struct buffer){0};
	return pbes2_open_info(out, info, span_str(password), NULL);
}

static void every_scheme_is_read(void **state)
{
	(void)state;
	struct hex_bytes want = hex_bytes(plain);
	for (size_t i = 0; i < N_GOOD; i++) {
		struct hex_bytes info = hex_bytes(good[i].info);
		struct buffer out;
		enum tls_err e = opened(&out, hex_span(&info), "secret");
		if (e != TLS_OK || !span_eq(buf_span(&out), hex_span(&want))) {
			fail_msg("%s: %s", good[i].name, tls_err_name(e));
		}
		buf_free(&out);
		assert_int_equal(opened(&out, hex_span(&info), "Secret"), TLS_E_PASSWORD);
		assert_int_equal(buf_len(&out), 0);
		buf_free(&out);
		assert_int_equal(opened(&out, hex_span(&info), ""), TLS_E_PASSWORD);
		buf_free(&out);
		hex_free(&info);
	}
	hex_free(&want);
	assert_int_equal(host_live(), 0);
}

static void others_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_REFUSED; i++) {
		struct hex_bytes info = hex_bytes(refused[i].info);
		struct buffer out;
		enum tls_err e = opened(&out, hex_span(&info), "secret");
		if (e != TLS_E_KEY_UNSUPPORTED) {
			fail_msg("%s: %s", refused[i].name, tls_err_name(e));
		}
		hex_free(&info);
	}
	assert_int_equal(host_live(), 0);
}

static void truncated_and_extended(void **state)
{
	(void)state;
	struct hex_bytes info = hex_bytes(good[0].info);
	struct buffer out;
	for (size_t n = 0; n < info.len; n++) {
		struct hex_bytes exact = {malloc(n + !n), n};
		memcpy(exact.p, info.p, n);
		assert_int_equal(opened(&out, hex_span(&exact), "secret"), TLS_E_DER);
		free(exact.p);
	}
	struct hex_bytes longer = {calloc(1, info.len + 1), info.len + 1};
	memcpy(longer.p, info.p, info.len);
	assert_int_equal(opened(&out, hex_span(&longer), "secret"), TLS_E_DER);
	free(longer.p);
	hex_free(&info);
	assert_int_equal(host_live(), 0);
}

/* Nothing that is flipped opens to the same octets, but for the bits of the IV and of the text that CBC lets through.
 */
static void flipped(void **state)
{
	(void)state;
	struct hex_bytes info = hex_bytes(good[0].info), want = hex_bytes(plain);
	for (size_t bit = 0; bit < 8 * info.len; bit++) {
		struct buffer out;
		info.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		/* The work is bounded, yet too much for a test when a flip asks for it. */
		if (bit / 8 < 43 || bit / 8 > 46) {
			enum tls_err e = opened(&out, hex_span(&info), "secret");
			assert_true(e != TLS_OK || !span_eq(buf_span(&out), hex_span(&want)));
			buf_free(&out);
		}
		info.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	hex_free(&info);
	hex_free(&want);
	assert_int_equal(host_live(), 0);
}

/* What is left after one is for the next, as much as it asks for and no more. */
static void rounds_are_counted_together(void **state)
{
	(void)state;
	struct hex_bytes info = hex_bytes(good[0].info);
	struct buffer out = {0};
	uint32_t left = PBES2_MAX_ROUNDS;
	assert_int_equal(pbes2_open_info(&out, hex_span(&info), span_str("secret"), &left), TLS_OK);
	uint32_t cost = PBES2_MAX_ROUNDS - left;
	assert_true(cost != 0);
	left = 2 * cost - 1;
	assert_int_equal(pbes2_open_info(&out, hex_span(&info), span_str("Secret"), &left), TLS_E_PASSWORD);
	assert_int_equal(left, cost - 1);
	assert_int_equal(pbes2_open_info(&out, hex_span(&info), span_str("secret"), &left), TLS_E_BAD_ARGUMENT);
	assert_int_equal(left, cost - 1);
	left = cost;
	assert_int_equal(pbes2_open_info(&out, hex_span(&info), span_str("secret"), &left), TLS_OK);
	assert_int_equal(left, 0);
	buf_free(&out);
	hex_free(&info);
	assert_int_equal(host_live(), 0);
}

static void too_many_rounds_are_refused(void **state)
{
	(void)state;
	/* 10,000,001 of them, one more than PBES2_MAX_ROUNDS. */
	struct hex_bytes info =
	    hex_bytes("30819d305906092a864886f70d01050d304c302b06092a864886f70d01050c301e0408ae5090765e306bef0204009896"
		      "81300c06082a864886f70d02090500301d0609608648016503040102041024be777611531b91c942b7162d6900f90440"
		      "27ae8a647af2470918689f70b6ce7be89fc788d64ff9c46c4bb7446b246c0a652b0c434a1bd7efb12c08af1c1dd8c879"
		      "972b36e93c5244c3b204e072a16a6e01");
	struct buffer out;
	assert_int_equal(opened(&out, hex_span(&info), "secret"), TLS_E_BAD_ARGUMENT);
	hex_free(&info);
	/* A number below zero. */
	info = hex_bytes(good[0].info);
	info.p[45] = 0x88;
	assert_int_equal(opened(&out, hex_span(&info), "secret"), TLS_E_DER);
	hex_free(&info);
	assert_int_equal(host_live(), 0);
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	struct hex_bytes info = hex_bytes(good[0].info);
	enum tls_err e = TLS_E_ALLOC;
	for (long n = 0; e == TLS_E_ALLOC && n < 20; n++) {
		struct buffer out;
		host_fail_after(n);
		e = opened(&out, hex_span(&info), "secret");
		host_fail_after(-1);
		buf_free(&out);
		assert_int_equal(host_live(), 0);
	}
	assert_int_equal(e, TLS_OK);
	hex_free(&info);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_scheme_is_read),        cmocka_unit_test(others_are_refused),
	    cmocka_unit_test(truncated_and_extended),      cmocka_unit_test(flipped),
	    cmocka_unit_test(rounds_are_counted_together),
	    cmocka_unit_test(too_many_rounds_are_refused), cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
