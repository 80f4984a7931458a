/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ML-KEM-768: Wycheproof's vectors for keys, ciphertexts and secrets; round trips and implicit rejection; compression
 * and the transform against their definitions in FIPS 203; every Keccak implementation against Nettle's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <nettle/sha3.h>
#include <string.h>

#include "crypto/keccak.h"
#include "crypto/mlkem.h"
#include "crypto/mlkem_poly.h"
#include "host_alloc.h"
#include "wycheproof.h"

static uint64_t seed = 0x6a09e667f3bcc908;

static uint64_t next64(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void random_bytes(uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		out[i] = (uint8_t)(next64() >> 24);
	}
}

static void lanes_agree_with_nettle(void **state)
{
	(void)state;
	for (const struct keccak_impl *const *p = keccak_impls; *p != NULL; p++) {
		if (!(*p)->usable()) {
			continue;
		}
		for (unsigned n = 1; n <= KECCAK_LANES; n++) {
			struct keccak8 s;
			struct sha3_state want[KECCAK_LANES];
			for (int i = 0; i < 25; i++) {
				for (unsigned l = 0; l < KECCAK_LANES; l++) {
					want[l].a[i] = s.w[i][l] = next64();
				}
			}
			(*p)->permute(&s, n);
			for (unsigned l = 0; l < n; l++) {
				sha3_permute(&want[l]);
				for (int i = 0; i < 25; i++) {
					assert_true(s.w[i][l] == want[l].a[i]);
				}
			}
		}
	}
}

/* A lane's first block is SHAKE256 of the message. */
static void lanes_pad(void **state)
{
	(void)state;
	for (size_t len = 0; len < SHAKE256_RATE; len++) {
		uint8_t message[SHAKE256_RATE], got[SHAKE256_RATE], want[SHAKE256_RATE];
		struct keccak8 s = {0};
		struct sha3_256_ctx c;
		random_bytes(message, len);
		shake_lane_init(&s, 3, message, len, SHAKE256_RATE);
		keccak_impl()->permute(&s, 4);
		shake_lane_read(&s, 3, got, sizeof got);
		sha3_256_init(&c);
		sha3_256_update(&c, len, message);
		sha3_256_shake(&c, sizeof want, want);
		assert_memory_equal(got, want, sizeof got);
	}
}

static unsigned bitrev7(unsigned i)
{
	unsigned r = 0;
	for (int b = 0; b < 7; b++) {
		r = r << 1 | (i >> b & 1);
	}
	return r;
}

static unsigned power(unsigned base, unsigned e)
{
	unsigned r = 1;
	while (e-- > 0) {
		r = r * base % MLKEM_Q;
	}
	return r;
}

static unsigned mod_q(int v)
{
	return (unsigned)((v % MLKEM_Q + MLKEM_Q) % MLKEM_Q);
}

/* §4.3: the transform's pair i is p mod (X^2 - 17^(2 bitrev7(i) + 1)). */
static void transform_is_the_residues(void **state)
{
	(void)state;
	struct poly p, t;
	for (int i = 0; i < MLKEM_N; i++) {
		p.c[i] = (int16_t)(next64() % MLKEM_Q);
	}
	t = p;
	poly_ntt(&t);
	for (unsigned i = 0; i < MLKEM_N / 2; i++) {
		unsigned gamma = power(17, 2 * bitrev7(i) + 1), x = 1, even = 0, odd = 0;
		for (unsigned j = 0; j < MLKEM_N / 2; j++) {
			even = (even + (unsigned)p.c[2 * j] * x) % MLKEM_Q;
			odd = (odd + (unsigned)p.c[2 * j + 1] * x) % MLKEM_Q;
			x = x * gamma % MLKEM_Q;
		}
		assert_int_equal(mod_q(t.c[2 * i]), even);
		assert_int_equal(mod_q(t.c[2 * i + 1]), odd);
	}
	/* Multiplied by one and transformed back, p comes out; one is {1, 0, 1, 0 ..} there, and the other pairs
	 * nothing. */
	struct poly a[3] = {t}, one[3] = {{{0}}}, back;
	for (int i = 0; i < MLKEM_N; i += 2) {
		one[0].c[i] = 1;
	}
	poly_dot(&back, a, one);
	poly_inv_ntt(&back);
	for (int i = 0; i < MLKEM_N; i++) {
		assert_int_equal(mod_q(back.c[i]), (unsigned)p.c[i]);
	}
}

/* §4.2.1, equations 4.7 and 4.8, for every coefficient and every word. */
static void compression_rounds(void **state)
{
	(void)state;
	uint8_t b10[320], b4[128], b1[32];
	struct poly p = {{0}}, back;
	for (int v = 0; v < MLKEM_Q; v++) {
		p.c[255] = (int16_t)(v > MLKEM_Q / 2 ? v - MLKEM_Q : v);
		poly_put10(b10, &p);
		poly_put4(b4, &p);
		poly_put1(b1, &p);
		assert_int_equal(b10[318] >> 6 | b10[319] << 2, (2048 * v + MLKEM_Q) / (2 * MLKEM_Q) % 1024);
		assert_int_equal(b4[127] >> 4, (32 * v + MLKEM_Q) / (2 * MLKEM_Q) % 16);
		assert_int_equal(b1[31] >> 7, (4 * v + MLKEM_Q) / (2 * MLKEM_Q) % 2);
	}
	for (unsigned y = 0; y < 1024; y++) {
		memset(b10, 0, sizeof b10);
		b10[0] = (uint8_t)y;
		b10[1] = (uint8_t)(y >> 8);
		poly_get10(&back, b10);
		assert_int_equal(back.c[0], (2 * MLKEM_Q * y + 1024) / 2048);
	}
	for (unsigned y = 0; y < 16; y++) {
		memset(b4, 0, sizeof b4);
		b4[0] = (uint8_t)y;
		poly_get4(&back, b4);
		assert_int_equal(back.c[0], (2 * MLKEM_Q * y + 16) / 32);
	}
	memset(b1, 0x55, sizeof b1);
	poly_get1(&back, b1);
	assert_int_equal(back.c[0], 1665);
	assert_int_equal(back.c[1], 0);
}

static void round_trips_and_rejects(void **state)
{
	(void)state;
	uint8_t key[MLKEM768_SEED_LEN], m[32], ek[MLKEM768_EK_LEN], ct[MLKEM768_CT_LEN];
	uint8_t ours[32], theirs[32], want[32];
	for (int i = 0; i < 200; i++) {
		random_bytes(key, sizeof key);
		random_bytes(m, sizeof m);
		mlkem768_public(ek, key);
		assert_true(mlkem768_encaps(ct, theirs, ek, m));
		mlkem768_decaps(ours, ct, key);
		assert_memory_equal(ours, theirs, 32);
		/* A ciphertext with one bit turned gives SHAKE256(z, ciphertext). */
		unsigned bit = (unsigned)(next64() % (8 * sizeof ct));
		ct[bit / 8] ^= (uint8_t)(1 << (bit % 8));
		mlkem768_decaps(ours, ct, key);
		struct sha3_256_ctx c;
		sha3_256_init(&c);
		sha3_256_update(&c, 32, key + 32);
		sha3_256_update(&c, sizeof ct, ct);
		sha3_256_shake(&c, 32, want);
		assert_memory_equal(ours, want, 32);
	}
}

/* §7.2: coefficients that are not below q are refused, wherever they stand. */
static void keys_out_of_range_are_refused(void **state)
{
	(void)state;
	uint8_t key[MLKEM768_SEED_LEN] = {1}, m[32] = {2}, ek[MLKEM768_EK_LEN], ct[MLKEM768_CT_LEN], secret[32];
	mlkem768_public(ek, key);
	for (size_t i = 0; i < 1152; i += 3) {
		for (unsigned v = MLKEM_Q; v < 4096; v += 255) {
			uint8_t bad[MLKEM768_EK_LEN];
			memcpy(bad, ek, sizeof bad);
			bad[i] = (uint8_t)v;
			bad[i + 1] = (uint8_t)((bad[i + 1] & 0xf0) | v >> 8);
			assert_false(mlkem768_encaps(ct, secret, bad, m));
			memcpy(bad, ek, sizeof bad);
			bad[i + 1] = (uint8_t)((bad[i + 1] & 0x0f) | v << 4);
			bad[i + 2] = (uint8_t)(v >> 4);
			assert_false(mlkem768_encaps(ct, secret, bad, m));
		}
	}
}

static void check_keygen(const json_t *group, const json_t *test, void *arg)
{
	(void)group;
	(void)arg;
	struct hex_bytes s = wp_hex(test, "seed"), want = wp_hex(test, "ek");
	uint8_t ek[MLKEM768_EK_LEN];
	assert_int_equal(s.len, MLKEM768_SEED_LEN);
	mlkem768_public(ek, s.p);
	assert_int_equal(want.len, sizeof ek);
	assert_memory_equal(ek, want.p, sizeof ek);
	hex_free(&s);
	hex_free(&want);
}

static void check_encaps(const json_t *group, const json_t *test, void *arg)
{
	(void)group;
	(void)arg;
	struct hex_bytes ek = wp_hex(test, "ek"), m = wp_hex(test, "m");
	struct hex_bytes c = wp_hex(test, "c"), k = wp_hex(test, "K");
	uint8_t ct[MLKEM768_CT_LEN], secret[32];
	bool ok = ek.len == MLKEM768_EK_LEN && m.len == 32 && mlkem768_encaps(ct, secret, ek.p, m.p);
	assert_int_equal(ok, wp_result(test) == WP_VALID);
	if (ok) {
		assert_memory_equal(ct, c.p, sizeof ct);
		assert_memory_equal(secret, k.p, sizeof secret);
	}
	hex_free(&ek);
	hex_free(&m);
	hex_free(&c);
	hex_free(&k);
}

static void check_decaps(const json_t *group, const json_t *test, void *arg)
{
	(void)group;
	(void)arg;
	struct hex_bytes s = wp_hex(test, "seed"), c = wp_hex(test, "c"), k = wp_hex(test, "K");
	uint8_t secret[32];
	bool ok = s.len == MLKEM768_SEED_LEN && c.len == MLKEM768_CT_LEN;
	assert_int_equal(ok, wp_result(test) == WP_VALID);
	if (ok) {
		mlkem768_decaps(secret, c.p, s.p);
		assert_memory_equal(secret, k.p, sizeof secret);
	}
	hex_free(&s);
	hex_free(&c);
	hex_free(&k);
}

static void wycheproof(void **state)
{
	(void)state;
	size_t n = wycheproof_each("mlkem_768_keygen_seed_test.json", check_keygen, NULL);
	n += wycheproof_each("mlkem_768_encaps_test.json", check_encaps, NULL);
	n += wycheproof_each("mlkem_768_test.json", check_decaps, NULL);
	if (n == 0) {
		skip();
	}
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lanes_agree_with_nettle),
	    cmocka_unit_test(lanes_pad),
	    cmocka_unit_test(transform_is_the_residues),
	    cmocka_unit_test(compression_rounds),
	    cmocka_unit_test(round_trips_and_rejects),
	    cmocka_unit_test(keys_out_of_range_are_refused),
	    cmocka_unit_test(wycheproof),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
