/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Key exchange: both sides agree, invalid shares are refused, vectors of RFC 7748 §5.2 and §6.1, Wycheproof's ECDH and
 * X25519 files, for every implementation that this CPU can run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/ec.h"
#include "crypto/kx.h"
#include "crypto/x25519.h"
#include "host_alloc.h"
#include "wycheproof.h"

static const enum kx_group all_groups[] = {KX_X25519, KX_SECP256R1, KX_SECP384R1, KX_X25519MLKEM768};
static const size_t secret_lens[] = {32, 32, 48, 64};
#define N_GROUPS (sizeof all_groups / sizeof all_groups[0])

static void both_sides_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GROUPS; i++) {
		struct kx_key key;
		struct kx_share offer, answer;
		struct kx_secret a, b;
		assert_int_equal(kx_offer(all_groups[i], &key, &offer), TLS_OK);
		assert_int_equal(kx_accept(all_groups[i], span_of(offer.b, offer.len), &answer, &b), TLS_OK);
		assert_int_equal(kx_finish(&key, span_of(answer.b, answer.len), &a), TLS_OK);
		assert_int_equal(a.len, b.len);
		assert_int_equal(a.len, secret_lens[i]);
		assert_memory_equal(a.b, b.b, a.len);
		kx_wipe(&key);
		assert_int_equal(key.group, KX_NONE);
	}
}

static void shares_are_fresh(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GROUPS; i++) {
		struct kx_key key;
		struct kx_share one, two;
		assert_int_equal(kx_offer(all_groups[i], &key, &one), TLS_OK);
		assert_int_equal(kx_offer(all_groups[i], &key, &two), TLS_OK);
		assert_memory_not_equal(one.b, two.b, one.len);
	}
}

static void malformed_shares_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_GROUPS; i++) {
		struct kx_key key;
		struct kx_share mine, peer, answer;
		struct kx_secret s;
		enum kx_group g = all_groups[i];
		assert_int_equal(kx_offer(g, &key, &mine), TLS_OK);
		/* What kx_finish takes is kx_accept's answer; of curves alone it has the form of an offer. */
		assert_int_equal(kx_accept(g, span_of(mine.b, mine.len), &peer, &s), TLS_OK);
		for (size_t len = 0; len <= peer.len + 1; len++) {
			if (len != peer.len) {
				peer.b[peer.len] = 0;
				assert_int_equal(kx_finish(&key, span_of(peer.b, len), &s), TLS_E_BAD_KEY_SHARE);
				assert_int_equal(s.len, 0);
			}
		}
		for (size_t len = 0; len <= mine.len + 1; len++) {
			if (len != mine.len) {
				assert_int_equal(kx_accept(g, span_of(mine.b, len), &answer, &s), TLS_E_BAD_KEY_SHARE);
				assert_int_equal(s.len, 0);
			}
		}
		if (g == KX_X25519 || g == KX_X25519MLKEM768) {
			continue;
		}
		/* RFC 8446 §4.2.8.2: a point off the curve, in another form, or with a coordinate not below p. */
		for (size_t at = 0; at < peer.len; at++) {
			peer.b[at] ^= 1;
			assert_int_equal(kx_finish(&key, span_of(peer.b, peer.len), &s), TLS_E_BAD_KEY_SHARE);
			peer.b[at] ^= 1;
		}
		memset(peer.b + 1, 0, peer.len - 1);
		assert_int_equal(kx_finish(&key, span_of(peer.b, peer.len), &s), TLS_E_BAD_KEY_SHARE);
		memset(peer.b + 1, 0xff, peer.len - 1);
		assert_int_equal(kx_finish(&key, span_of(peer.b, peer.len), &s), TLS_E_BAD_KEY_SHARE);
	}
}

/* Each half of the hybrid counts: ML-KEM's modulus check, X25519's check for zero, and both secrets in their order. */
static void hybrid_is_both(void **state)
{
	(void)state;
	struct kx_key key;
	struct kx_share mine, answer, bad;
	struct kx_secret a, b, x;
	assert_int_equal(kx_offer(KX_X25519MLKEM768, &key, &mine), TLS_OK);
	assert_int_equal(mine.len, 1184 + 32);
	bad = mine;
	bad.b[0] = bad.b[1] = 0xff;
	assert_int_equal(kx_accept(KX_X25519MLKEM768, span_of(bad.b, bad.len), &answer, &a), TLS_E_BAD_KEY_SHARE);
	bad = mine;
	memset(bad.b + 1184, 0, 32);
	assert_int_equal(kx_accept(KX_X25519MLKEM768, span_of(bad.b, bad.len), &answer, &a), TLS_E_BAD_KEY_SHARE);
	assert_int_equal(a.len, 0);

	assert_int_equal(kx_accept(KX_X25519MLKEM768, span_of(mine.b, mine.len), &answer, &a), TLS_OK);
	assert_int_equal(answer.len, 1088 + 32);
	struct kx_key x25519 = {.group = KX_X25519};
	memcpy(x25519.priv, key.priv + 64, 32);
	assert_int_equal(kx_finish(&x25519, span_of(answer.b + 1088, 32), &x), TLS_OK);
	assert_memory_equal(a.b + 32, x.b, 32);
	/* A spoiled ciphertext gives another secret, not an error. */
	answer.b[0] ^= 1;
	assert_int_equal(kx_finish(&key, span_of(answer.b, answer.len), &b), TLS_OK);
	assert_memory_not_equal(a.b, b.b, 32);
	assert_memory_equal(a.b + 32, b.b + 32, 32);
	memset(answer.b + 1088, 0, 32);
	assert_int_equal(kx_finish(&key, span_of(answer.b, answer.len), &b), TLS_E_BAD_KEY_SHARE);
	assert_int_equal(b.len, 0);
}

static void unknown_groups_are_unsupported(void **state)
{
	(void)state;
	struct kx_key key = {0};
	struct kx_share share;
	struct kx_secret s;
	assert_false(kx_known(KX_SECP521R1));
	assert_int_equal(kx_bits(KX_SECP521R1), 0);
	assert_string_equal(kx_name(KX_SECP521R1), "secp521r1");
	assert_string_equal(kx_name(KX_X25519), "x25519");
	assert_int_equal(kx_offer(KX_SECP521R1, &key, &share), TLS_E_UNSUPPORTED);
	assert_int_equal(kx_accept(KX_NONE, span_of("x", 1), &share, &s), TLS_E_UNSUPPORTED);
	assert_int_equal(kx_finish(&(struct kx_key){0}, span_of("x", 1), &s), TLS_E_UNSUPPORTED);
}

/* A point that fits p but not the curve by exactly p: x + p must be refused although it is x mod p. */
static void unreduced_coordinates_are_refused(void **state)
{
	(void)state;
	/* x = 5 has a point on P-256; p + 5 still fits in 32 bytes. */
	uint8_t xy[64];
	hex_decode(xy, sizeof xy,
		   "0000000000000000000000000000000000000000000000000000000000000005"
		   "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		if ((*p)->curve != KEY_EC_P256 || !(*p)->usable()) {
			continue;
		}
		assert_true((*p)->on_curve(xy));
		uint8_t big[64];
		memcpy(big, xy, sizeof big);
		hex_decode(big, 32, "ffffffff00000001000000000000000000000001000000000000000000000004");
		assert_false((*p)->on_curve(big));
	}
}

static void x25519_rfc7748_vectors(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
	    {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
	     "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
	     "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
	    {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
	     "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
	     "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
	};
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		if (!(*p)->usable()) {
			continue;
		}
		uint8_t k[32], u[32], want[32], got[32];
		for (int i = 0; i < 2; i++) {
			hex_decode(k, 32, rows[i][0]);
			hex_decode(u, 32, rows[i][1]);
			hex_decode(want, 32, rows[i][2]);
			(*p)->mul(got, k, u);
			assert_memory_equal(got, want, 32);
		}
		/* §5.2: k and u start as 9 and feed each other. */
		uint8_t next[32];
		memset(k, 0, 32);
		k[0] = 9;
		memcpy(u, k, 32);
		for (int i = 1; i <= 1000; i++) {
			(*p)->mul(next, k, u);
			memcpy(u, k, 32);
			memcpy(k, next, 32);
			if (i == 1) {
				hex_decode(want, 32,
					   "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
				assert_memory_equal(k, want, 32);
			}
		}
		hex_decode(want, 32, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
		assert_memory_equal(k, want, 32);
		/* §6.1 */
		hex_decode(k, 32, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
		hex_decode(want, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
		(*p)->base(got, k);
		assert_memory_equal(got, want, 32);
		hex_decode(u, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
		hex_decode(want, 32, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
		(*p)->mul(got, k, u);
		assert_memory_equal(got, want, 32);
	}
}

static void check_x25519(const json_t *group, const json_t *test, void *arg)
{
	(void)group;
	(void)arg;
	struct hex_bytes k = wp_hex(test, "private"), u = wp_hex(test, "public"), want = wp_hex(test, "shared");
	static const uint8_t zero[32];
	assert_int_equal(k.len, 32);
	/* kx_finish() is what TLS calls, and it refuses the all-zero secret. */
	struct kx_key key = {.group = KX_X25519};
	struct kx_secret s;
	memcpy(key.priv, k.p, 32);
	bool zero_result = memcmp(want.p, zero, 32) == 0;
	enum tls_err err = kx_finish(&key, hex_span(&u), &s);
	if (err != (zero_result ? TLS_E_BAD_KEY_SHARE : TLS_OK) || (err == TLS_OK && memcmp(s.b, want.p, 32) != 0)) {
		fail_msg("x25519 tcId %ld", wp_id(test));
	}
	for (const struct x25519_impl *const *p = x25519_impls; *p != NULL; p++) {
		uint8_t got[32];
		if ((*p)->usable()) {
			(*p)->mul(got, k.p, u.p);
			if (memcmp(got, want.p, 32) != 0) {
				fail_msg("x25519 %s tcId %ld", (*p)->name, wp_id(test));
			}
		}
	}
	hex_free(&k);
	hex_free(&u);
	hex_free(&want);
}

static void wycheproof_x25519(void **state)
{
	(void)state;
	if (wycheproof_each("x25519_test.json", check_x25519, NULL) == 0) {
		skip();
	}
}

/* The scalar of a vector may be shorter or longer than the curve's length by zeros. */
static void fit(uint8_t *out, size_t len, struct span in)
{
	memset(out, 0, len);
	while (in.len > len) {
		assert_int_equal(in.p[0], 0);
		in = span_of(in.p + 1, in.len - 1);
	}
	memcpy(out + len - in.len, in.p, in.len);
}

static void check_ecdh(const json_t *group, const json_t *test, void *arg)
{
	(void)group;
	const struct ec_curve *c = arg;
	struct hex_bytes priv = wp_hex(test, "private"), point = wp_hex(test, "public"), want = wp_hex(test, "shared");
	uint8_t k[EC_MAX_LEN], got[EC_MAX_LEN];
	fit(k, c->len, hex_span(&priv));
	bool good_form = point.len == 1 + 2 * c->len && point.p[0] == 4;
	/* Compressed points are "acceptable" there; TLS has none (RFC 8446 §4.2.8.2). */
	bool valid = wp_result(test) == WP_VALID || (wp_result(test) == WP_ACCEPTABLE && good_form);
	for (const struct ec_impl *const *p = ec_impls; *p != NULL; p++) {
		if ((*p)->curve != c->type || !(*p)->usable()) {
			continue;
		}
		bool accepted = good_form && (*p)->on_curve(point.p + 1);
		if (accepted) {
			(*p)->mul_x(k, point.p + 1, got);
		}
		if (accepted != valid || (valid && memcmp(got, want.p, c->len) != 0)) {
			fail_msg("ecdh %s tcId %ld", (*p)->name, wp_id(test));
		}
	}
	struct pubkey *pub;
	enum tls_err err = pubkey_ec(&pub, c->type, hex_span(&point));
	assert_int_equal(err, valid ? TLS_OK : TLS_E_KEY_INVALID);
	pubkey_free(pub);
	hex_free(&priv);
	hex_free(&point);
	hex_free(&want);
}

static void wycheproof_ecdh(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		enum key_type curve;
	} files[] = {
	    {"ecdh_secp256r1_ecpoint_test.json", KEY_EC_P256},
	    {"ecdh_secp384r1_ecpoint_test.json", KEY_EC_P384},
	    {"ecdh_secp521r1_ecpoint_test.json", KEY_EC_P521},
	};
	size_t n = 0;
	for (size_t i = 0; i < 3; i++) {
		n += wycheproof_each(files[i].file, check_ecdh, (void *)ec_curve(files[i].curve));
	}
	if (n == 0) {
		skip();
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(both_sides_agree),
	    cmocka_unit_test(shares_are_fresh),
	    cmocka_unit_test(malformed_shares_are_refused),
	    cmocka_unit_test(hybrid_is_both),
	    cmocka_unit_test(unknown_groups_are_unsupported),
	    cmocka_unit_test(unreduced_coordinates_are_refused),
	    cmocka_unit_test(x25519_rfc7748_vectors),
	    cmocka_unit_test(wycheproof_x25519),
	    cmocka_unit_test(wycheproof_ecdh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
