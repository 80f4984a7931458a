/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ML-KEM-768 (FIPS 203) with k = 3, eta1 = eta2 = 2, du = 10, dv = 4. Both a key and a ciphertext begin with some
 * fifteen short SHAKE computations: nine for the matrix, up to seven for noise. They run side by side (keccak.h).
 */
#include "crypto/mlkem.h"

#include <nettle/sha3.h>
#include <string.h>

#include "base/secret.h"
#include "crypto/keccak.h"
#include "crypto/mlkem_poly.h"

#define K     3
#define CELLS (K * K)

/* What a key or a ciphertext is computed from. Noise: s and e, or y, e1 and e2. */
struct expanded {
	struct poly matrix[K][K];
	struct poly noise[2 * K + 1];
};

/* hash_g, hash_h: G and H of §4.1. */
static void hash_g(uint8_t out[64], struct span a, struct span b)
{
	struct sha3_512_ctx c;
	sha3_512_init(&c);
	sha3_512_update(&c, a.len, a.p);
	sha3_512_update(&c, b.len, b.p);
	sha3_512_digest(&c, 64, out);
	wipe(&c, sizeof c);
}

static void hash_h(uint8_t out[32], const uint8_t ek[MLKEM768_EK_LEN])
{
	struct sha3_256_ctx c;
	sha3_256_init(&c);
	sha3_256_update(&c, MLKEM768_EK_LEN, ek);
	sha3_256_digest(&c, 32, out);
}

/* sample_cells: SampleNTT for n cells of the matrix, whose lanes have been permuted once; the lanes beyond them rest.
 */
static void sample_cells(struct keccak8 *s, struct poly *cells, unsigned n)
{
	size_t have[KECCAK_LANES] = {0};
	for (;;) {
		bool enough = true;
		for (unsigned l = 0; l < n; l++) {
			uint8_t block[SHAKE128_RATE];
			shake_lane_read(s, l, block, sizeof block);
			have[l] = poly_reject(&cells[l], have[l], block, sizeof block);
			enough = enough && have[l] == MLKEM_N;
		}
		if (enough) {
			return;
		}
		keccak_impl()->permute(s, n);
	}
}

/*
 * expand: the matrix A of rho, transposed when a ciphertext is made, and n_noise polynomials of key, with the counters
 * 0, 1 .. (algorithms 13 and 14). The matrix's last cell shares a run with the noise.
 */
static void expand(struct expanded *out, const uint8_t rho[32], bool transposed, const uint8_t key[32],
		   unsigned n_noise)
{
	const struct keccak_impl *keccak = keccak_impl();
	struct keccak8 s;
	uint8_t input[34], bytes[SHAKE256_RATE];
	struct poly *cells = out->matrix[0];

	memset(&s, 0, sizeof s);
	memcpy(input, rho, 32);
	for (unsigned cell = 0; cell < CELLS; cell++) {
		unsigned lane = cell % KECCAK_LANES;
		input[32] = (uint8_t)(transposed ? cell / K : cell % K);
		input[33] = (uint8_t)(transposed ? cell % K : cell / K);
		if (cell == KECCAK_LANES) {
			keccak->permute(&s, KECCAK_LANES);
			sample_cells(&s, cells, KECCAK_LANES);
		}
		shake_lane_init(&s, lane, input, 34, SHAKE128_RATE);
	}
	memcpy(input, key, 32);
	for (unsigned i = 0; i < n_noise; i++) {
		input[32] = (uint8_t)i;
		shake_lane_init(&s, 1 + i, input, 33, SHAKE256_RATE);
	}
	keccak->permute(&s, 1 + n_noise);
	for (unsigned i = 0; i < n_noise; i++) {
		shake_lane_read(&s, 1 + i, bytes, 128);
		poly_noise(&out->noise[i], bytes);
	}
	sample_cells(&s, &cells[KECCAK_LANES], 1);
	wipe(&s, sizeof s);
	wipe(input, sizeof input);
	wipe(bytes, sizeof bytes);
}

/* A key pair, expanded. s is in the transformed domain. */
struct key_pair {
	struct poly s[K];
	uint8_t ek[MLKEM768_EK_LEN];
};

/* key_gen: K-PKE.KeyGen (algorithm 13). */
static void key_gen(struct key_pair *out, const uint8_t d[32])
{
	struct expanded x;
	uint8_t seeds[64];
	static const uint8_t k = K;
	hash_g(seeds, span_of(d, 32), span_of(&k, 1));
	expand(&x, seeds, false, seeds + 32, 2 * K);
	for (int i = 0; i < 2 * K; i++) {
		poly_ntt(&x.noise[i]);
	}
	memcpy(out->s, x.noise, sizeof out->s);
	for (int i = 0; i < K; i++) {
		struct poly t;
		poly_dot(&t, x.matrix[i], out->s);
		poly_unscale(&t);
		poly_add(&t, &t, &x.noise[K + i]);
		poly_put12(out->ek + 384 * i, &t);
	}
	memcpy(out->ek + 384 * K, seeds, 32);
	wipe(&x, sizeof x);
	wipe(seeds, sizeof seeds);
}

/* encrypt: K-PKE.Encrypt (algorithm 14); false when ek is not in range. */
static bool encrypt(uint8_t ct[MLKEM768_CT_LEN], const uint8_t ek[MLKEM768_EK_LEN], const uint8_t m[32],
		    const uint8_t r[32])
{
	struct expanded x;
	struct poly t[K], u, v;
	bool ok = true;
	for (int i = 0; i < K; i++) {
		ok = poly_get12(&t[i], ek + 384 * i) && ok;
	}
	if (!ok) {
		return false;
	}
	expand(&x, ek + 384 * K, true, r, 2 * K + 1);
	for (int i = 0; i < K; i++) {
		poly_ntt(&x.noise[i]);
	}
	for (int i = 0; i < K; i++) {
		poly_dot(&u, x.matrix[i], x.noise);
		poly_inv_ntt(&u);
		poly_add(&u, &u, &x.noise[K + i]);
		poly_put10(ct + 320 * i, &u);
	}
	poly_dot(&v, t, x.noise);
	poly_inv_ntt(&v);
	poly_add(&v, &v, &x.noise[2 * K]);
	poly_get1(&u, m);
	poly_add(&v, &v, &u);
	poly_put4(ct + 320 * K, &v);
	wipe(&x, sizeof x);
	wipe(&u, sizeof u);
	wipe(&v, sizeof v);
	return true;
}

/* decrypt: K-PKE.Decrypt (algorithm 15). */
static void decrypt(uint8_t m[32], const uint8_t ct[MLKEM768_CT_LEN], const struct poly s[K])
{
	struct poly u[K], v, w;
	for (int i = 0; i < K; i++) {
		poly_get10(&u[i], ct + 320 * i);
		poly_ntt(&u[i]);
	}
	poly_get4(&v, ct + 320 * K);
	poly_dot(&w, s, u);
	poly_inv_ntt(&w);
	poly_sub(&w, &v, &w);
	poly_put1(m, &w);
	wipe(&w, sizeof w);
}

/* reject_secret: J(z, ct) of §4.1. */
static void reject_secret(uint8_t out[32], const uint8_t z[32], const uint8_t ct[MLKEM768_CT_LEN])
{
	struct sha3_256_ctx c;
	sha3_256_init(&c);
	sha3_256_update(&c, 32, z);
	sha3_256_update(&c, MLKEM768_CT_LEN, ct);
	sha3_256_shake(&c, 32, out);
	wipe(&c, sizeof c);
}

void mlkem768_public(uint8_t ek[MLKEM768_EK_LEN], const uint8_t seed[MLKEM768_SEED_LEN])
{
	struct key_pair pair;
	key_gen(&pair, seed);
	memcpy(ek, pair.ek, sizeof pair.ek);
	wipe(&pair, sizeof pair);
}

bool mlkem768_encaps(uint8_t ct[MLKEM768_CT_LEN], uint8_t secret[MLKEM768_SECRET_LEN],
		     const uint8_t ek[MLKEM768_EK_LEN], const uint8_t m[32])
{
	uint8_t h[32], kr[64];
	hash_h(h, ek);
	hash_g(kr, span_of(m, 32), span_of(h, 32));
	bool ok = encrypt(ct, ek, m, kr + 32);
	if (ok) {
		memcpy(secret, kr, 32);
	}
	wipe(kr, sizeof kr);
	return ok;
}

void mlkem768_decaps(uint8_t secret[MLKEM768_SECRET_LEN], const uint8_t ct[MLKEM768_CT_LEN],
		     const uint8_t seed[MLKEM768_SEED_LEN])
{
	struct key_pair pair;
	uint8_t m[32], h[32], kr[64], rejected[32], again[MLKEM768_CT_LEN];
	key_gen(&pair, seed);
	decrypt(m, ct, pair.s);
	hash_h(h, pair.ek);
	hash_g(kr, span_of(m, 32), span_of(h, 32));
	reject_secret(rejected, seed + 32, ct);
	/* Our own key is in range. */
	(void)encrypt(again, pair.ek, m, kr + 32);
	uint8_t good = (uint8_t)-ct_equal(ct, again, sizeof again);
	for (int i = 0; i < 32; i++) {
		secret[i] = (uint8_t)((kr[i] & good) | (rejected[i] & (uint8_t)~good));
	}
	wipe(&pair, sizeof pair);
	wipe(m, sizeof m);
	wipe(kr, sizeof kr);
	wipe(rejected, sizeof rejected);
	wipe(again, sizeof again);
}
