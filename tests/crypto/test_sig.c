/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Signatures: the scheme table, round trips for every algorithm and key, everything that must be refused, the vectors
 * of RFC 6979 appendix A.2 and RFC 8032 §7.1, and Wycheproof's ECDSA, Ed25519, PKCS#1 v1.5 and PSS files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/ec.h"
#include "crypto/sig.h"
#include "crypto/sig_impl.h"
#include "host_alloc.h"
#include "rsa_load.h"
#include "wycheproof.h"

static const struct pss_limits no_limits = {HASH_NONE, 0};

static void scheme_table(void **state)
{
	(void)state;
	/* RFC 8446 §4.2.3 */
	const struct sig_scheme_info *s = sig_scheme_info(0x0403);
	assert_non_null(s);
	assert_string_equal(s->name, "ecdsa_secp256r1_sha256");
	assert_true(sig_scheme_fits(s, KEY_EC_P256, true));
	assert_false(sig_scheme_fits(s, KEY_EC_P384, true));
	assert_true(sig_scheme_fits(s, KEY_EC_P384, false));
	assert_false(sig_scheme_fits(s, KEY_RSA, false));
	assert_false(sig_scheme_fits(s, KEY_ED25519, false));
	s = sig_scheme_info(0x0804);
	assert_true(sig_scheme_fits(s, KEY_RSA, true));
	assert_false(sig_scheme_fits(s, KEY_RSA_PSS, true));
	s = sig_scheme_info(0x080b);
	assert_string_equal(s->name, "rsa_pss_pss_sha512");
	assert_int_equal(s->alg.salt_len, 64);
	assert_true(sig_scheme_fits(s, KEY_RSA_PSS, true));
	assert_false(sig_scheme_fits(s, KEY_RSA, true));
	assert_false(sig_scheme_info(0x0401)->tls13_handshake);
	assert_true(sig_scheme_info(0x0807)->tls13_handshake);
	/* SHA-1 and MD5 do not exist here, and neither does Ed448. */
	assert_null(sig_scheme_info(0x0201));
	assert_null(sig_scheme_info(0x0203));
	assert_null(sig_scheme_info(0x0101));
	assert_null(sig_scheme_info(0x0808));
	assert_null(sig_scheme_info(0));
}

enum { N_KEYS = 4 + N_RSA_TEST_KEYS };

/* Every kind of key that can sign; rsa_1024 cannot and is left out. */
static size_t make_keys(struct privkey **keys)
{
	static const uint8_t d[32] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77};
	size_t n = 0;
	assert_int_equal(privkey_ec(&keys[n++], KEY_EC_P256, span_of(d, 32)), TLS_OK);
	assert_int_equal(privkey_ec(&keys[n++], KEY_EC_P384, span_of(d, 32)), TLS_OK);
	assert_int_equal(privkey_ec(&keys[n++], KEY_EC_P521, span_of(d, 32)), TLS_OK);
	assert_int_equal(privkey_ed25519(&keys[n++], span_of(d, 32)), TLS_OK);
	for (size_t i = 0; i < N_RSA_TEST_KEYS; i++) {
		if (rsa_test_keys[i].bits >= 2048) {
			enum key_type type = i % 2 == 0 ? KEY_RSA : KEY_RSA_PSS;
			assert_int_equal(rsa_key_make(&rsa_test_keys[i], type, no_limits, &keys[n++]), TLS_OK);
		}
	}
	return n;
}

static void free_keys(struct privkey **keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		privkey_free(keys[i]);
	}
}

static const struct sig_alg algs[] = {
    {SIG_ECDSA, HASH_SHA256, 0},     {SIG_ECDSA, HASH_SHA384, 0},     {SIG_ECDSA, HASH_SHA512, 0},
    {SIG_RSA_PKCS1, HASH_SHA256, 0}, {SIG_RSA_PKCS1, HASH_SHA384, 0}, {SIG_RSA_PKCS1, HASH_SHA512, 0},
    {SIG_RSA_PSS, HASH_SHA256, 32},  {SIG_RSA_PSS, HASH_SHA384, 48},  {SIG_RSA_PSS, HASH_SHA512, 64},
    {SIG_RSA_PSS, HASH_SHA256, 0},   {SIG_RSA_PSS, HASH_SHA256, 190}, {SIG_ED25519, HASH_NONE, 0},
};
#define N_ALGS (sizeof algs / sizeof algs[0])

static bool goes_together(enum key_type t, enum sig_family f)
{
	switch (f) {
	case SIG_ECDSA:
		return t == KEY_EC_P256 || t == KEY_EC_P384 || t == KEY_EC_P521;
	case SIG_RSA_PKCS1:
		return t == KEY_RSA;
	case SIG_RSA_PSS:
		return t == KEY_RSA || t == KEY_RSA_PSS;
	default:
		return t == KEY_ED25519;
	}
}

/* With one key and algorithm: round trip, and what differs in any respect is refused. */
static void check_round_trip(const struct privkey *k, const struct privkey *other, struct sig_alg alg)
{
	uint8_t sig[SIG_MAX_LEN + 1], again[SIG_MAX_LEN];
	size_t len, again_len;
	const struct span whole[] = {span_str("attack at dawn")};
	const struct span parts[] = {span_str("attack"), {NULL, 0}, span_str(" at "), span_str("dawn")};
	const struct span wrong[] = {span_str("attack at dusk")};
	const struct pubkey *pub = privkey_public(k);

	assert_int_equal(sig_sign(k, alg, parts, 4, sig, &len), TLS_OK);
	assert_int_equal(sig_verify(pub, alg, whole, 1, span_of(sig, len)), TLS_OK);
	assert_int_equal(sig_verify(pub, alg, parts, 4, span_of(sig, len)), TLS_OK);
	assert_int_equal(sig_verify(pub, alg, wrong, 1, span_of(sig, len)), TLS_E_BAD_SIGNATURE);
	assert_int_equal(sig_verify(pub, alg, whole, 0, span_of(sig, len)), TLS_E_BAD_SIGNATURE);

	/* Only PKCS#1 v1.5, Ed25519 and PSS without salt are deterministic. */
	bool fixed = alg.family == SIG_RSA_PKCS1 || alg.family == SIG_ED25519 ||
		     (alg.family == SIG_RSA_PSS && alg.salt_len == 0);
	assert_int_equal(sig_sign(k, alg, whole, 1, again, &again_len), TLS_OK);
	assert_int_equal(again_len == len && memcmp(sig, again, len) == 0, fixed);

	/* Another key, another hash, another salt length. */
	if (other != NULL) {
		assert_int_equal(sig_verify(privkey_public(other), alg, whole, 1, span_of(sig, len)),
				 TLS_E_BAD_SIGNATURE);
	}
	for (size_t i = 0; i < N_ALGS; i++) {
		if (memcmp(&algs[i], &alg, sizeof alg) != 0 && goes_together(pubkey_type(pub), algs[i].family)) {
			assert_int_equal(sig_verify(pub, algs[i], whole, 1, span_of(sig, len)), TLS_E_BAD_SIGNATURE);
		}
	}
	/* Every byte changed, in one bit; large RSA keys in every seventh byte. */
	for (size_t at = 0; at<len; at += len> 150 ? 7 : 1) {
		sig[at] ^= (uint8_t)(1 << (at % 8));
		assert_int_equal(sig_verify(pub, alg, whole, 1, span_of(sig, len)), TLS_E_BAD_SIGNATURE);
		sig[at] ^= (uint8_t)(1 << (at % 8));
	}
	/* Cut short, and with a byte more at either end. */
	for (size_t n = 0; n<len; n += len> 150 ? 31 : 1) {
		assert_int_equal(sig_verify(pub, alg, whole, 1, span_of(sig, n)), TLS_E_BAD_SIGNATURE);
	}
	sig[len] = 0;
	assert_int_equal(sig_verify(pub, alg, whole, 1, span_of(sig, len + 1)), TLS_E_BAD_SIGNATURE);
	memmove(sig + 1, sig, len);
	sig[0] = 0;
	assert_int_equal(sig_verify(pub, alg, whole, 1, span_of(sig, len + 1)), TLS_E_BAD_SIGNATURE);
	assert_int_equal(sig_verify(pub, alg, whole, 1, (struct span){NULL, 0}), TLS_E_BAD_SIGNATURE);
}

static void round_trips_and_refusals(void **state)
{
	(void)state;
	struct privkey *keys[N_KEYS];
	static const uint8_t d2[32] = {9, 8, 7};
	size_t n = make_keys(keys);
	for (size_t i = 0; i < n; i++) {
		enum key_type t = pubkey_type(privkey_public(keys[i]));
		struct privkey *other = NULL;
		if (t == KEY_ED25519) {
			assert_int_equal(privkey_ed25519(&other, span_of(d2, 32)), TLS_OK);
		} else if (goes_together(t, SIG_ECDSA)) {
			assert_int_equal(privkey_ec(&other, t, span_of(d2, 32)), TLS_OK);
		}
		for (size_t j = 0; j < N_ALGS; j++) {
			/* A salt of 190 bytes leaves too little room for other hashes only with 2048 bits. */
			if (goes_together(t, algs[j].family)) {
				check_round_trip(keys[i], other, algs[j]);
			}
		}
		privkey_free(other);
	}
	free_keys(keys, n);
	assert_int_equal(host_live(), 0);
}

static void what_does_not_go_together(void **state)
{
	(void)state;
	struct privkey *keys[N_KEYS];
	uint8_t sig[SIG_MAX_LEN] = {0};
	size_t len;
	const struct span m = span_str("m");
	size_t n = make_keys(keys);
	static const struct sig_alg odd[] = {
	    {SIG_ECDSA, HASH_SHA1, 0},    {SIG_ECDSA, HASH_NONE, 0},     {SIG_RSA_PKCS1, HASH_SHA1, 0},
	    {SIG_RSA_PSS, HASH_SHA1, 20}, {SIG_ED25519, HASH_SHA512, 0}, {SIG_NONE, HASH_SHA256, 0},
	};
	for (size_t i = 0; i < n; i++) {
		enum key_type t = pubkey_type(privkey_public(keys[i]));
		for (size_t j = 0; j < N_ALGS; j++) {
			if (!goes_together(t, algs[j].family)) {
				assert_int_equal(sig_sign(keys[i], algs[j], &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
				assert_int_equal(len, 0);
				assert_int_equal(sig_verify(privkey_public(keys[i]), algs[j], &m, 1, span_of(sig, 64)),
						 TLS_E_KEY_UNSUPPORTED);
			}
		}
		for (size_t j = 0; j < sizeof odd / sizeof odd[0]; j++) {
			assert_int_equal(sig_sign(keys[i], odd[j], &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
			assert_int_equal(sig_verify(privkey_public(keys[i]), odd[j], &m, 1, span_of(sig, 64)),
					 TLS_E_KEY_UNSUPPORTED);
		}
	}
	free_keys(keys, n);
}

/* RFC 4055 §3.1: the key's parameters are limits. */
static void pss_limits_bind(void **state)
{
	(void)state;
	const struct sig_alg sha256_32 = {SIG_RSA_PSS, HASH_SHA256, 32}, sha256_20 = {SIG_RSA_PSS, HASH_SHA256, 20},
			     sha384_48 = {SIG_RSA_PSS, HASH_SHA384, 48}, pkcs1 = {SIG_RSA_PKCS1, HASH_SHA256, 0};
	struct privkey *k;
	uint8_t sig[SIG_MAX_LEN];
	size_t len;
	const struct span m = span_str("m");
	assert_int_equal(rsa_key_make(&rsa_test_keys[0], KEY_RSA_PSS, (struct pss_limits){HASH_SHA256, 32}, &k),
			 TLS_OK);
	assert_int_equal(sig_sign(k, sha256_32, &m, 1, sig, &len), TLS_OK);
	assert_int_equal(sig_verify(privkey_public(k), sha256_32, &m, 1, span_of(sig, len)), TLS_OK);
	assert_int_equal(sig_sign(k, sha256_20, &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
	assert_int_equal(sig_sign(k, sha384_48, &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
	assert_int_equal(sig_sign(k, pkcs1, &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
	assert_int_equal(sig_verify(privkey_public(k), sha384_48, &m, 1, span_of(sig, len)), TLS_E_KEY_UNSUPPORTED);
	privkey_free(k);
}

/* A salt that does not fit: 256 - 32 - 2 bytes are left with 2048 bits and SHA-256 (RFC 8017 §9.1.1 step 3). */
static void longest_pss_salt(void **state)
{
	(void)state;
	struct privkey *k;
	uint8_t sig[SIG_MAX_LEN];
	size_t len;
	const struct span m = span_str("m");
	struct sig_alg alg = {SIG_RSA_PSS, HASH_SHA256, 222};
	assert_int_equal(rsa_key_make(&rsa_test_keys[0], KEY_RSA, no_limits, &k), TLS_OK);
	assert_int_equal(sig_sign(k, alg, &m, 1, sig, &len), TLS_OK);
	assert_int_equal(sig_verify(privkey_public(k), alg, &m, 1, span_of(sig, len)), TLS_OK);
	static const unsigned too_long[] = {223, 256, 1024, 1025, 1U << 31};
	for (size_t i = 0; i < sizeof too_long / sizeof too_long[0]; i++) {
		alg.salt_len = too_long[i];
		assert_int_equal(sig_verify(privkey_public(k), alg, &m, 1, span_of(sig, 256)), TLS_E_BAD_SIGNATURE);
		assert_int_equal(sig_sign(k, alg, &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
	}
	privkey_free(k);
}

/* A verifier that takes any salt finds its length; what the key's parameters ask for at least still binds. */
static void any_salt(void **state)
{
	(void)state;
	struct privkey *k, *bound;
	uint8_t sig[SIG_MAX_LEN];
	size_t len;
	const struct span m = span_str("m");
	const struct sig_alg any = {SIG_RSA_PSS, HASH_SHA256, SIG_SALT_ANY};
	assert_int_equal(rsa_key_make(&rsa_test_keys[0], KEY_RSA, no_limits, &k), TLS_OK);
	assert_int_equal(rsa_key_make(&rsa_test_keys[0], KEY_RSA_PSS, (struct pss_limits){HASH_SHA256, 21}, &bound),
			 TLS_OK);
	static const unsigned lens[] = {0, 20, 21, 32, 222};
	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		const struct sig_alg alg = {SIG_RSA_PSS, HASH_SHA256, lens[i]};
		assert_int_equal(sig_sign(k, alg, &m, 1, sig, &len), TLS_OK);
		assert_int_equal(sig_verify(privkey_public(k), any, &m, 1, span_of(sig, len)), TLS_OK);
		assert_int_equal(sig_verify(privkey_public(bound), any, &m, 1, span_of(sig, len)),
				 lens[i] < 21 ? TLS_E_BAD_SIGNATURE : TLS_OK);
		sig[len - 1] ^= 1;
		assert_int_equal(sig_verify(privkey_public(k), any, &m, 1, span_of(sig, len)), TLS_E_BAD_SIGNATURE);
	}
	assert_int_equal(sig_sign(k, any, &m, 1, sig, &len), TLS_E_KEY_UNSUPPORTED);
	privkey_free(k);
	privkey_free(bound);
}

/* A message that was hashed elsewhere is signed as the message itself. */
static void digests_stand_for_messages(void **state)
{
	(void)state;
	struct privkey *keys[16];
	size_t n = make_keys(keys);
	const struct span m = span_str("a message");
	uint8_t sig[SIG_MAX_LEN], digest[HASH_MAX_LEN];
	size_t len;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < sizeof algs / sizeof algs[0]; j++) {
			if (!goes_together(pubkey_type(privkey_public(keys[i])), algs[j].family)) {
				continue;
			}
			struct span d = span_of(digest, 0);
			if (algs[j].hash != HASH_NONE) {
				hash_once(algs[j].hash, m, digest);
				d.len = hash_len(algs[j].hash);
			}
			enum tls_err want = algs[j].hash != HASH_NONE ? TLS_OK : TLS_E_KEY_UNSUPPORTED;
			assert_int_equal(sig_sign_digest(keys[i], algs[j], d, sig, &len), want);
			if (want != TLS_OK) {
				continue;
			}
			const struct pubkey *pub = privkey_public(keys[i]);
			assert_int_equal(sig_verify(pub, algs[j], &m, 1, span_of(sig, len)), TLS_OK);
			assert_int_equal(sig_verify_digest(pub, algs[j], d, span_of(sig, len)), TLS_OK);
			digest[0] ^= 1;
			assert_int_equal(sig_verify_digest(pub, algs[j], d, span_of(sig, len)), TLS_E_BAD_SIGNATURE);
			d.len--;
			assert_int_equal(sig_verify_digest(pub, algs[j], d, span_of(sig, len)), TLS_E_KEY_UNSUPPORTED);
		}
	}
	free_keys(keys, n);
}

/* Keys that parse but are too weak or too large verify nothing. */
static void keys_out_of_bounds_do_not_verify(void **state)
{
	(void)state;
	static uint8_t n[2048];
	memset(n, 0xff, sizeof n);
	static const size_t lens[] = {128, 255, 1025, 2048};
	for (size_t i = 0; i < 4; i++) {
		struct pubkey *k;
		const struct span m = span_str("m");
		assert_int_equal(pubkey_rsa(&k, KEY_RSA, span_of(n, lens[i]), span_of("\3", 1), no_limits), TLS_OK);
		assert_int_equal(sig_verify(k, algs[3], &m, 1, span_of(n, lens[i])), TLS_E_KEY_UNSUPPORTED);
		assert_int_equal(sig_verify(k, algs[6], &m, 1, span_of(n, lens[i])), TLS_E_KEY_UNSUPPORTED);
		pubkey_free(k);
	}
}

/* X.690: forms of the same two numbers that are not DER. */
static void ecdsa_der_has_one_form(void **state)
{
	(void)state;
	struct privkey *k;
	const struct span m = span_str("sample");
	uint8_t d[32];
	hex_decode(d, 32, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
	assert_int_equal(privkey_ec(&k, KEY_EC_P256, span_of(d, 32)), TLS_OK);
#define R "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
#define S "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
	static const struct {
		const char *hex;
		enum tls_err want;
	} rows[] = {
	    {"3046022100" R "022100" S, TLS_OK},
	    {"308146022100" R "022100" S, TLS_E_BAD_SIGNATURE},      /* a length in the long form */
	    {"30820046022100" R "022100" S, TLS_E_BAD_SIGNATURE},    /* and longer */
	    {"3080022100" R "022100" S "0000", TLS_E_BAD_SIGNATURE}, /* indefinite */
	    {"304702220000" R "022100" S, TLS_E_BAD_SIGNATURE},      /* a zero more than needed */
	    {"30440220" R "0220" S, TLS_E_BAD_SIGNATURE},            /* negative numbers */
	    {"3045022100" R "0220" S, TLS_E_BAD_SIGNATURE},
	    {"3047022100" R "022100" S "00", TLS_E_BAD_SIGNATURE}, /* something inside after s */
	    {"3046022100" R "022100" S "00", TLS_E_BAD_SIGNATURE}, /* something outside */
	    {"3048022100" R "022100" S "0500", TLS_E_BAD_SIGNATURE},
	    {"3146022100" R "022100" S, TLS_E_BAD_SIGNATURE}, /* a SET */
	    {"3046032100" R "022100" S, TLS_E_BAD_SIGNATURE}, /* a BIT STRING */
	    {"30470281 2100" R "022100" S, TLS_E_BAD_SIGNATURE},
	    {"3023022100" R, TLS_E_BAD_SIGNATURE},
	    {"3025022100" R "0200", TLS_E_BAD_SIGNATURE},
	    {"3026022100" R "020100", TLS_E_BAD_SIGNATURE}, /* s = 0 */
	    {"3006020100020100", TLS_E_BAD_SIGNATURE},
	    {"3000", TLS_E_BAD_SIGNATURE},
	    {"30", TLS_E_BAD_SIGNATURE},
	    {"304702220100" R "022100" S, TLS_E_BAD_SIGNATURE}, /* r + 2^256 */
	    /* r = n, s = n: out of range (FIPS 186-5 §6.4.2 step 1) */
	    {"3046022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551022100" S, TLS_E_BAD_SIGNATURE},
	    {"3046022100" R "022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
	     TLS_E_BAD_SIGNATURE},
	};
#undef R
#undef S
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[400];
		size_t n = 0;
		for (const char *p = rows[i].hex; *p != '\0'; p++) {
			if (*p != ' ') {
				text[n++] = *p;
			}
		}
		text[n] = '\0';
		struct hex_bytes sig = hex_bytes(text);
		enum tls_err err = sig_verify(privkey_public(k), algs[0], &m, 1, hex_span(&sig));
		if (err != rows[i].want) {
			fail_msg("row %zu: %s", i, tls_err_name(err));
		}
		hex_free(&sig);
	}
	privkey_free(k);
}

static void rfc6979_vectors(void **state)
{
	(void)state;
	static const char d256[] = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
	static const char d384[] =
	    "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5";
	static const char d521[] =
	    "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836"
	    "a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538";
	/* Appendices A.2.5, A.2.6, A.2.7. */
	static const struct {
		enum key_type curve;
		const char *d;
		enum hash_id hash;
		const char *msg, *r, *s;
	} rows[] = {
	    {KEY_EC_P256, d256, HASH_SHA256, "sample",
	     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
	     "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
	    {KEY_EC_P256, d256, HASH_SHA256, "test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
	     "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
	    {KEY_EC_P256, d256, HASH_SHA384, "sample",
	     "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719",
	     "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954"},
	    {KEY_EC_P256, d256, HASH_SHA512, "sample",
	     "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00",
	     "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe"},
	    {KEY_EC_P256, d256, HASH_SHA512, "test", "461d93f31b6540894788fd206c07cfa0cc35f46fa3c91816fff1040ad1581a04",
	     "39af9f15de0db8d97e72719c74820d304ce5226e32dedae67519e840d1194e55"},
	    {KEY_EC_P384, d384, HASH_SHA384, "sample",
	     "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46",
	     "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"},
	    {KEY_EC_P384, d384, HASH_SHA384, "test",
	     "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db",
	     "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5"},
	    /* A digest shorter than the order. */
	    {KEY_EC_P384, d384, HASH_SHA256, "sample",
	     "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33bde1e888e63355d92fa2b3c36d8fb2cd",
	     "f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0"},
	    {KEY_EC_P521, d521, HASH_SHA512, "sample",
	     "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e"
	     "8455c"
	     "c91f9b15bf05ec36e377fa",
	     "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8c"
	     "cb1dc"
	     "cc43997f1ee0e44da4a67a"},
	    {KEY_EC_P521, d521, HASH_SHA256, "sample",
	     "01511bb4d675114fe266fc4372b87682baecc01d3cc62cf2303c92b3526012659d16876e25c7c1e57648f23b73564d67f61c6f14d"
	     "527d5"
	     "4972810421e7d87589e1a7",
	     "004a171143a83163d6df460aaf61522695f207a58b95c0644d87e52aa1a347916e4f7a72930b1bc06dbe22ce3f58264afd23704cb"
	     "b63b2"
	     "9b931f7de6c9d949a7ecfc"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct hex_bytes d = hex_bytes(rows[i].d), r = hex_bytes(rows[i].r), s = hex_bytes(rows[i].s);
		struct privkey *k;
		uint8_t sig[SIG_MAX_LEN], want[160];
		size_t len;
		const struct span m = span_str(rows[i].msg);
		struct sig_alg alg = {SIG_ECDSA, rows[i].hash, 0};
		assert_int_equal(privkey_ec(&k, rows[i].curve, hex_span(&d)), TLS_OK);
		assert_int_equal(sig_ecdsa_sign(k, alg.hash, &(struct sig_message){.parts = &m, .n_parts = 1},
						(struct span){NULL, 0}, sig, &len),
				 TLS_OK);
		/* r and s as DER, by a second hand. */
		uint8_t body[150];
		size_t n = 0;
		const struct hex_bytes *const nums[2] = {&r, &s};
		for (int j = 0; j < 2; j++) {
			size_t skip = 0;
			while (nums[j]->p[skip] == 0) {
				skip++;
			}
			bool pad = nums[j]->p[skip] >= 0x80;
			body[n++] = 2;
			body[n++] = (uint8_t)(nums[j]->len - skip + pad);
			if (pad) {
				body[n++] = 0;
			}
			memcpy(body + n, nums[j]->p + skip, nums[j]->len - skip);
			n += nums[j]->len - skip;
		}
		size_t head = 0;
		want[head++] = 0x30;
		if (n > 127) {
			want[head++] = 0x81;
		}
		want[head++] = (uint8_t)n;
		memcpy(want + head, body, n);
		assert_int_equal(len, head + n);
		assert_memory_equal(sig, want, len);
		assert_int_equal(sig_verify(privkey_public(k), alg, &m, 1, span_of(sig, len)), TLS_OK);
		privkey_free(k);
		hex_free(&d);
		hex_free(&r);
		hex_free(&s);
	}
}

static void rfc8032_vectors(void **state)
{
	(void)state;
	/* §7.1, tests 1 to 3 */
	static const struct {
		const char *seed, *msg, *sig;
	} rows[] = {
	    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
	     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f05"
	     "95bbe"
	     "24655141438e7a100b"},
	    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
	     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb"
	     "4302a"
	     "eeb00d291612bb0c00"},
	    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
	     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e97"
	     "16ed2"
	     "8dc027beceea1ec40a"},
	};
	for (size_t i = 0; i < 3; i++) {
		struct hex_bytes seed = hex_bytes(rows[i].seed), msg = hex_bytes(rows[i].msg),
				 want = hex_bytes(rows[i].sig);
		struct privkey *k;
		uint8_t sig[SIG_MAX_LEN];
		size_t len;
		const struct span m = hex_span(&msg);
		assert_int_equal(privkey_ed25519(&k, hex_span(&seed)), TLS_OK);
		assert_int_equal(sig_sign(k, algs[N_ALGS - 1], &m, 1, sig, &len), TLS_OK);
		assert_int_equal(len, 64);
		assert_memory_equal(sig, want.p, 64);
		assert_int_equal(sig_verify(privkey_public(k), algs[N_ALGS - 1], &m, 1, span_of(sig, 64)), TLS_OK);
		privkey_free(k);
		hex_free(&seed);
		hex_free(&msg);
		hex_free(&want);
	}
}

static void failing_allocations(void **state)
{
	(void)state;
	struct privkey *keys[N_KEYS];
	size_t n = make_keys(keys);
	const struct span parts[] = {span_str("a"), span_str("b")};
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < N_ALGS; j++) {
			if (!goes_together(pubkey_type(privkey_public(keys[i])), algs[j].family)) {
				continue;
			}
			uint8_t sig[SIG_MAX_LEN];
			size_t len;
			enum tls_err err = TLS_E_ALLOC;
			for (long at = 0; err == TLS_E_ALLOC; at++) {
				long live = host_live();
				host_fail_after(at);
				err = sig_sign(keys[i], algs[j], parts, 2, sig, &len);
				host_fail_after(-1);
				assert_int_equal(host_live(), live);
			}
			assert_int_equal(err, TLS_OK);
			err = TLS_E_ALLOC;
			for (long at = 0; err == TLS_E_ALLOC; at++) {
				host_fail_after(at);
				err = sig_verify(privkey_public(keys[i]), algs[j], parts, 2, span_of(sig, len));
				host_fail_after(-1);
			}
			assert_int_equal(err, TLS_OK);
		}
	}
	free_keys(keys, n);
	assert_int_equal(host_live(), 0);
}

/* Wycheproof */

static enum hash_id hash_named(const char *name)
{
	static const struct {
		const char *name;
		enum hash_id id;
	} rows[] = {{"SHA-256", HASH_SHA256}, {"SHA-384", HASH_SHA384}, {"SHA-512", HASH_SHA512}, {"SHA-1", HASH_SHA1}};
	for (size_t i = 0; i < 4; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			return rows[i].id;
		}
	}
	return HASH_NONE;
}

static void expect(const char *what, const json_t *test, enum tls_err err, bool valid)
{
	if (valid ? err != TLS_OK : err == TLS_OK) {
		fail_msg("%s tcId %ld: %s", what, wp_id(test), tls_err_name(err));
	}
}

static void check_ecdsa(const json_t *group, const json_t *test, void *arg)
{
	const enum key_type *curve = arg;
	const json_t *key = json_object_get(group, "publicKey");
	struct hex_bytes point = wp_hex(key, "uncompressed"), msg = wp_hex(test, "msg"), sig = wp_hex(test, "sig");
	struct pubkey *k;
	const struct span m = hex_span(&msg);
	assert_int_equal(pubkey_ec(&k, *curve, hex_span(&point)), TLS_OK);
	struct sig_alg alg = {SIG_ECDSA, hash_named(wp_str(group, "sha")), 0};
	expect("ecdsa", test, sig_verify(k, alg, &m, 1, hex_span(&sig)), wp_result(test) == WP_VALID);
	pubkey_free(k);
	hex_free(&point);
	hex_free(&msg);
	hex_free(&sig);
}

static void check_ed25519(const json_t *group, const json_t *test, void *arg)
{
	(void)arg;
	const json_t *key = json_object_get(group, "publicKey");
	struct hex_bytes point = wp_hex(key, "pk"), msg = wp_hex(test, "msg"), sig = wp_hex(test, "sig");
	struct pubkey *k;
	const struct span m = hex_span(&msg);
	assert_int_equal(pubkey_ed25519(&k, hex_span(&point)), TLS_OK);
	expect("ed25519", test, sig_verify(k, algs[N_ALGS - 1], &m, 1, hex_span(&sig)), wp_result(test) == WP_VALID);
	pubkey_free(k);
	hex_free(&point);
	hex_free(&msg);
	hex_free(&sig);
}

static void check_rsa(const json_t *group, const json_t *test, void *arg)
{
	const enum sig_family *family = arg;
	const json_t *key = json_object_get(group, "publicKey");
	struct hex_bytes n = wp_hex(key, "modulus"), e = wp_hex(key, "publicExponent");
	struct hex_bytes msg = wp_hex(test, "msg"), sig = wp_hex(test, "sig");
	struct pubkey *k;
	const struct span m = hex_span(&msg);
	struct sig_alg alg = {*family, hash_named(wp_str(group, "sha")), 0};
	bool known = alg.hash != HASH_NONE && alg.hash != HASH_SHA1;
	if (*family == SIG_RSA_PSS) {
		alg.salt_len = (unsigned)wp_int(group, "sLen");
		/* MGF1 with another hash than the message's, and hashes other than SHA-2, do not exist here. */
		known = known && strcmp(wp_str(group, "sha"), wp_str(group, "mgfSha")) == 0;
	}
	assert_int_equal(pubkey_rsa(&k, KEY_RSA, hex_span(&n), hex_span(&e), no_limits), TLS_OK);
	/* "Acceptable" in these files are DigestInfos without NULL; RFC 8017 §9.2 has it, and one form is enough. */
	expect("rsa", test, sig_verify(k, alg, &m, 1, hex_span(&sig)), known && wp_result(test) == WP_VALID);
	pubkey_free(k);
	hex_free(&n);
	hex_free(&e);
	hex_free(&msg);
	hex_free(&sig);
}

static void wycheproof_ecdsa(void **state)
{
	(void)state;
	enum key_type p256 = KEY_EC_P256, p384 = KEY_EC_P384, p521 = KEY_EC_P521;
	size_t n = wycheproof_each("ecdsa_secp256r1_sha256_test.json", check_ecdsa, &p256) +
		   wycheproof_each("ecdsa_secp384r1_sha384_test.json", check_ecdsa, &p384) +
		   wycheproof_each("ecdsa_secp521r1_sha512_test.json", check_ecdsa, &p521);
	if (n == 0) {
		skip();
	}
}

static void wycheproof_ed25519(void **state)
{
	(void)state;
	if (wycheproof_each("ed25519_test.json", check_ed25519, NULL) == 0) {
		skip();
	}
}

static void wycheproof_rsa(void **state)
{
	(void)state;
	static const char *const pkcs1[] = {
	    "rsa_signature_2048_sha256_test.json", "rsa_signature_2048_sha384_test.json",
	    "rsa_signature_2048_sha512_test.json", "rsa_signature_3072_sha256_test.json",
	    "rsa_signature_3072_sha384_test.json", "rsa_signature_3072_sha512_test.json",
	    "rsa_signature_4096_sha256_test.json", "rsa_signature_4096_sha384_test.json",
	    "rsa_signature_4096_sha512_test.json",
	};
	static const char *const pss[] = {
	    "rsa_pss_2048_sha256_mgf1_32_test.json",
	    "rsa_pss_2048_sha384_mgf1_48_test.json",
	    "rsa_pss_3072_sha256_mgf1_32_test.json",
	    "rsa_pss_4096_sha256_mgf1_32_test.json",
	    "rsa_pss_4096_sha384_mgf1_48_test.json",
	    "rsa_pss_4096_sha512_mgf1_32_test.json",
	    "rsa_pss_4096_sha512_mgf1_64_test.json",
	    "rsa_pss_misc_params_test.json",
	    "rsa_pss_misc_test.json",
	};
	enum sig_family f = SIG_RSA_PKCS1;
	size_t n = 0;
	for (size_t i = 0; i < sizeof pkcs1 / sizeof pkcs1[0]; i++) {
		n += wycheproof_each(pkcs1[i], check_rsa, &f);
	}
	f = SIG_RSA_PSS;
	for (size_t i = 0; i < sizeof pss / sizeof pss[0]; i++) {
		n += wycheproof_each(pss[i], check_rsa, &f);
	}
	if (n == 0) {
		skip();
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scheme_table),
	    cmocka_unit_test(round_trips_and_refusals),
	    cmocka_unit_test(what_does_not_go_together),
	    cmocka_unit_test(pss_limits_bind),
	    cmocka_unit_test(longest_pss_salt),
	    cmocka_unit_test(any_salt),
	    cmocka_unit_test(digests_stand_for_messages),
	    cmocka_unit_test(keys_out_of_bounds_do_not_verify),
	    cmocka_unit_test(ecdsa_der_has_one_form),
	    cmocka_unit_test(rfc6979_vectors),
	    cmocka_unit_test(rfc8032_vectors),
	    cmocka_unit_test(failing_allocations),
	    cmocka_unit_test(wycheproof_ecdsa),
	    cmocka_unit_test(wycheproof_ed25519),
	    cmocka_unit_test(wycheproof_rsa),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
